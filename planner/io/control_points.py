"""Placing a drawing or picture by control points: similarity or affine by least squares, with residuals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError

Coordinates = NDArray[np.float64]
Fit = Literal["similarity", "affine"]
#: Points nearer to one another than this share of the largest coordinate can't be told apart.
_SAME = 1e-9
#: A third point this much nearer to the line through the others than their distance fixes no plane.
_FLAT = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPoint:
    """One place known in both: in the drawing or picture, and in metres of the project or as longitude and latitude."""

    source: tuple[float, float]
    target: tuple[float, float]
    is_lonlat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """target = matrix @ source + offset_m; `residuals_m` by control point; `rms_m` is 0 where the points just suffice.

    `scale`: target metres per unit of the source (geometric mean of both axes), `rotation_deg` anticlockwise.
    """

    matrix: tuple[tuple[float, float], tuple[float, float]]
    offset_m: tuple[float, float]
    residuals_m: tuple[float, ...]
    rms_m: float
    scale: float
    rotation_deg: float


def fit_placement(source: Coordinates, target_m: Coordinates, kind: Fit = "similarity") -> Placement:
    """The best placement of source [n, 2] on target [n, 2], metres: similarity from two points on, affine from three.

    A similarity turns, moves and scales but neither mirrors nor shears (Umeyama 1991 gives the same in 2D).
    Raises `FileError` "control-points-too-few", "control-points-coincide" or "control-points-in-line".
    """
    needed = 2 if kind == "similarity" else 3
    if len(source) < needed:
        raise FileError("control-points-too-few", count=len(source), needed=needed)
    if not (np.isfinite(source).all() and np.isfinite(target_m).all()):
        raise FileError("control-points-coincide")
    middle, middle_m = source.mean(axis=0), target_m.mean(axis=0)
    before, after = source - middle, target_m - middle_m
    for points, centred in ((source, before), (target_m, after)):
        spread = np.abs(centred).max()
        if spread <= _SAME * max(np.abs(points).max(), 1e-3):
            raise FileError("control-points-coincide")
    matrix = _similarity(before, after) if kind == "similarity" else _affine(before, after)
    offset = middle_m - matrix @ middle
    residuals = np.hypot(*(after - before @ matrix.T).T)
    freedom = 2 * len(source) - (4 if kind == "similarity" else 6)
    determinant = float(np.linalg.det(matrix))
    return Placement(
        matrix=((float(matrix[0, 0]), float(matrix[0, 1])), (float(matrix[1, 0]), float(matrix[1, 1]))),
        offset_m=(float(offset[0]), float(offset[1])),
        residuals_m=tuple(residuals.tolist()),
        rms_m=float(np.sqrt(np.mean(residuals**2))) if freedom else 0.0,
        scale=math.sqrt(abs(determinant)),
        rotation_deg=math.degrees(math.atan2(matrix[1, 0] - matrix[0, 1], matrix[0, 0] + matrix[1, 1])),
    )


def apply_placement(placement: Placement, points: Coordinates) -> Coordinates:
    """Target metres of source points [n, 2]."""
    return points @ np.array(placement.matrix).T + np.array(placement.offset_m)


def sources_of(points: Sequence[ControlPoint]) -> Coordinates:
    """The source side of control points, [n, 2]."""
    return np.array([point.source for point in points], dtype=np.float64).reshape(-1, 2)


def targets_of(points: Sequence[ControlPoint]) -> Coordinates:
    """The target side of control points, [n, 2], as stated.

    Raises `FileError` "control-points-mixed" where some are metres and some degrees.
    """
    if len({point.is_lonlat for point in points}) > 1:
        raise FileError("control-points-mixed")
    return np.array([point.target for point in points], dtype=np.float64).reshape(-1, 2)


def _similarity(before: Coordinates, after: Coordinates) -> Coordinates:
    """Least squares for [[a, -b], [b, a]] on centred points; complex numbers make it one division."""
    source = before[:, 0] + 1j * before[:, 1]
    target = after[:, 0] + 1j * after[:, 1]
    factor = np.vdot(source, target) / np.vdot(source, source).real
    if abs(factor) == 0.0:
        raise FileError("control-points-coincide")
    return np.array([[factor.real, -factor.imag], [factor.imag, factor.real]], dtype=np.float64)


def _affine(before: Coordinates, after: Coordinates) -> Coordinates:
    for points in (before, after):
        sizes = np.linalg.svd(points, compute_uv=False)
        if sizes[1] < _FLAT * sizes[0]:
            raise FileError("control-points-in-line")
    solution, *_ = np.linalg.lstsq(before, after, rcond=None)
    return np.asarray(solution.T, dtype=np.float64)
