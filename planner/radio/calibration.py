"""Corrections of the path-loss model by a calibration: the columns they are sums of, and their map.

    loss += offset + (1 - w) los x + w nlos x + diffraction min(J, 20 dB) + clutter[class] + foliage F + vertical v
            + horizontal h

    x = 10 lg(max(d3D, 10 m) / 100 m), w the weight of NLOS, J(nu) of P.526, F the crowns' loss of P.833,
    v = min(12 (depression / 20°)², 15 dB) (what a narrower vertical beam than planned takes near the mast),
    h = a sin t + b sin 2t + c cos 2t, t the angle from the azimuth.

Coefficients are losses in dB; los and nlos are corrections of the path-loss exponents.
The residuals' interpolation is added on top near measured places, and narrows the standard deviation there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.model.calibration import CLUTTER_CLASSES, CalibratedCell, Calibration
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.itu_p526 import NU_FREE, exact_wavelength_m, knife_edge_loss_db
from planner.radio.itu_p833 import vegetation_loss_db

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]

#: Diffraction beyond this tells no more: paths around the obstacle take over, dB.
MOST_DIFFRACTION_DB = 20.0
NEAREST_M, PIVOT_M = 10.0, 100.0
VERTICAL_DEG, MOST_VERTICAL_DB = 20.0, 15.0
#: A cell that stands or hangs elsewhere than it was measured is another cell, m.
SAME_PLACE_M, SAME_HEIGHT_M = 1.0, 0.5

_NU_STEP, _NU_MAX = 0.02, 8.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResidualField:
    """Interpolated residuals of one cell, float32 [rows, columns]: mean (dB, of the level) and standard deviation (dB).

    known: 0 where no measurement is near, 1 where the shared part of the residual is fully known.
    """

    mean_db: Floats32
    sd_db: Floats32
    known: Floats32


def distance_column(dist_3d_m: Any) -> Floats:
    """x of the module: 10 lg of the distance in units of 100 m.

    >>> distance_column([1.0, 100.0, 1000.0]).tolist()
    [-10.0, 0.0, 10.0]
    """
    return 10.0 * np.log10(np.maximum(np.asarray(dist_3d_m, dtype=np.float64), NEAREST_M) / PIVOT_M)


def vertical_column(dist_2d_m: Any, down_m: float) -> Floats:
    """v of the module; down_m: antenna height minus receiver height, m."""
    angle = np.degrees(np.arctan2(abs(down_m), np.maximum(np.asarray(dist_2d_m, dtype=np.float64), 0.1)))
    return np.minimum(12.0 * (angle / VERTICAL_DEG) ** 2, MOST_VERTICAL_DB)


def horizontal_columns(east_m: Any, north_m: Any, azimuth_deg: float) -> Floats:
    """sin t, sin 2t, cos 2t of the module [n, 3]; east_m, north_m: from the antenna, m."""
    turn = np.arctan2(east_m, north_m) - np.radians(azimuth_deg)
    return np.column_stack((np.sin(turn), np.sin(2.0 * turn), np.cos(2.0 * turn)))


def diffraction_column(nu: Any) -> Floats:
    """min(J(nu), 20 dB)."""
    return np.minimum(knife_edge_loss_db(np.asarray(nu, dtype=np.float64)), MOST_DIFFRACTION_DB)


def foliage_column(vegetation_m: Any, freq_ghz: float) -> Floats:
    """What tree crowns on the way take away after P.833, dB; 0 where their depth (m) isn't known."""
    return vegetation_loss_db(np.nan_to_num(np.asarray(vegetation_m, dtype=np.float64)), freq_ghz)


def measured_cell(
    calibration: Calibration, cell_id: str, position: Sequence[float], height_m: float
) -> tuple[CalibratedCell | None, bool]:
    """The cell's own part of a calibration, and whether it still stands where it was measured."""
    found = calibration.cells.get(cell_id)
    if found is None:
        return None, False
    moved = float(np.hypot(position[0] - found.position[0], position[1] - found.position[1]))
    return found, moved <= SAME_PLACE_M and abs(height_m - found.height_m) <= SAME_HEIGHT_M


def calibrated(
    rsrp_dbm: Floats32,
    sigma_db: Floats32,
    calibration: Calibration,
    cell_id: str,
    grid: Grid,
    antenna_m: Sequence[float],
    antenna_height_m: float,
    receiver_m: float,
    azimuth_deg: float,
    freq_ghz: float,
    nu_at_1m: Floats32,
    nlos_weight: Floats32,
    clutter: NDArray[np.uint8],
    field: ResidualField | None = None,
    vegetation_m: Floats32 | None = None,
) -> tuple[Floats32, Floats32]:
    """Level (dBm) and standard deviation (dB) of a cell's map after calibration, float32 [rows, columns]; NaN stays.

    antenna_m: (east, north); heights above the ground, m; nu_at_1m: the sweep's; clutter: codes of
    `planner.radio.clutter`; vegetation_m: the sweep's way through crowns, None without trees. field: the residuals'
    interpolation (`residual_field`), None for a cell that moved or wasn't measured. A cell without measurements of its
    own keeps its planned level unless the calibration carries the measured cells' offset on.
    """
    own = calibration.cells.get(cell_id)
    offset = own.offset_db.value if own is not None else 0.0
    if own is None and calibration.carries_offset:
        offset = calibration.offset_db.value
    horizontal = own.horizontal_db if own is not None and own.horizontal_db else (0.0, 0.0, 0.0)
    classes = np.array(
        [calibration.clutter[name].value if name in calibration.clutter else 0.0 for name in CLUTTER_CLASSES]
    )
    out = np.empty_like(rsrp_dbm)
    _correct(
        rsrp_dbm,
        (column_centres_m(grid) - antenna_m[0]).astype(np.float32),
        (row_centres_m(grid) - antenna_m[1]).astype(np.float32),
        np.float32(antenna_height_m - receiver_m),
        nu_at_1m,
        np.float32(1.0 / np.sqrt(exact_wavelength_m(freq_ghz))),
        nlos_weight,
        clutter,
        _distance_table(grid, antenna_m, antenna_height_m - receiver_m, calibration.vertical.value),
        np.float32(1.0 / _step_m(grid)),
        _diffraction_table(),
        np.float32(offset),
        np.float32(calibration.los.value),
        np.float32(calibration.nlos.value),
        np.float32(calibration.diffraction.value),
        classes.astype(np.float32),
        np.array(horizontal, dtype=np.float32),
        np.float32(np.radians(azimuth_deg)),
        out,
    )
    if vegetation_m is not None and calibration.foliage.value:
        out -= foliage_column(vegetation_m, freq_ghz).astype(np.float32) * np.float32(calibration.foliage.value)
    if field is None:
        return out, sigma_db
    known = field.known
    sigma = np.sqrt(known * field.sd_db**2 + (np.float32(1.0) - known) * sigma_db**2)
    return out + field.mean_db, sigma


def _step_m(grid: Grid) -> float:
    return min(grid.resolution_m / 4.0, 0.5)


def _distance_table(grid: Grid, antenna_m: Sequence[float], down_m: float, vertical: float) -> Floats32:
    """x and the vertical pattern's loss by horizontal distance, [n, 2]."""
    east, north = column_centres_m(grid) - antenna_m[0], row_centres_m(grid) - antenna_m[1]
    far = float(np.hypot(np.max(np.abs(east)), np.max(np.abs(north))))
    dist = np.arange(0.0, far + 3.0 * grid.resolution_m, _step_m(grid))
    columns = (distance_column(np.hypot(dist, down_m)), vertical * vertical_column(dist, down_m))
    return np.ascontiguousarray(np.stack(columns, axis=1), dtype=np.float32)


def _diffraction_table() -> Floats32:
    return diffraction_column(np.arange(NU_FREE, _NU_MAX, _NU_STEP)).astype(np.float32)


@njit(cache=True, nogil=True, error_model="numpy")
def _correct(
    rsrp: Floats32,
    east: Floats32,
    north: Floats32,
    down: np.float32,
    nu_at_1m: Floats32,
    nu_scale: np.float32,
    weight: Floats32,
    clutter: NDArray[np.uint8],
    table: Floats32,
    per_step: np.float32,
    diffraction: Floats32,
    offset: np.float32,
    los: np.float32,
    nlos: np.float32,
    per_edge: np.float32,
    classes: Floats32,
    horizontal: Floats32,
    azimuth: np.float32,
    out: Floats32,
) -> None:
    zero = np.float32(0.0)
    turned = horizontal[0] != zero or horizontal[1] != zero or horizontal[2] != zero
    sin_a, cos_a = np.float32(np.sin(azimuth)), np.float32(np.cos(azimuth))
    last = diffraction.size - 1
    for row in range(rsrp.shape[0]):
        for column in range(rsrp.shape[1]):
            level = rsrp[row, column]
            if np.isnan(level):
                out[row, column] = level
                continue
            e, n = east[column], north[row]
            dist = np.sqrt(e * e + n * n)
            q = dist * per_step
            i = np.int32(q)
            f = q - np.float32(i)
            x = table[i, 0] + f * (table[i + 1, 0] - table[i, 0])
            w = weight[row, column]
            loss = offset + (los + w * (nlos - los)) * x + table[i, 1] + f * (table[i + 1, 1] - table[i, 1])
            at = (nu_at_1m[row, column] * nu_scale - np.float32(NU_FREE)) * np.float32(1.0 / _NU_STEP)
            if at > zero:
                k = np.int32(min(at, np.float32(last - 1)))
                edge = diffraction[k] + min(at - np.float32(k), np.float32(1.0)) * (diffraction[k + 1] - diffraction[k])
                loss += per_edge * edge
            loss += classes[clutter[row, column]]
            if turned and dist > zero:
                s, c = (e * cos_a - n * sin_a) / dist, (e * sin_a + n * cos_a) / dist
                two_s, two_c = np.float32(2.0) * s * c, c * c - s * s
                loss += horizontal[0] * s + horizontal[1] * two_s + horizontal[2] * two_c
            out[row, column] = level - loss
