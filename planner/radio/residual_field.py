"""Interpolated residuals of a cell on a raster, and how they are packed into the project."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.model.calibration import Calibration
from planner.radio.calibration import ResidualField
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.kriging import Covariance, Residuals, mast_correlation, predict

#: Beyond so many ranges from a measurement nothing is left of it; from the first figure on it fades.
_FADES, _ENDS = 2.0, 3.0
#: Spacing of the places that are computed, m; between them the field is interpolated linearly.
_STEP_M = 8.0


def packed_residuals(residuals: Residuals, cells: int) -> tuple[bytes, tuple[int, ...]]:
    """zlib-packed little-endian float32 rows (x_m, y_m, residual_db, noise_db) cell by cell, and the rows per cell."""
    order = np.argsort(residuals.cell, kind="stable")
    rows = np.column_stack((residuals.x_m, residuals.y_m, residuals.residual_db, residuals.noise_db))[order]
    counts = tuple(np.bincount(residuals.cell, minlength=cells).tolist())
    return zlib.compress(rows.astype("<f4").tobytes(), 6), counts


def unpacked_residuals(content: bytes, calibration: Calibration) -> tuple[Residuals, Covariance] | None:
    """What `packed_residuals` packed, with its covariance; None where it is damaged or there is none.

    Cells are numbered as in `calibration.interpolation.cells`.
    """
    how = calibration.interpolation
    if how is None or any(name not in calibration.cells for name in how.cells):
        return None
    try:
        rows = np.frombuffer(zlib.decompress(content), dtype="<f4").reshape(-1, 4).astype(np.float64)
    except (zlib.error, ValueError):
        return None
    if len(rows) != sum(how.counts) or len(how.counts) != len(how.cells) or not np.isfinite(rows).all():
        return None
    cells = [calibration.cells[name] for name in how.cells]
    residuals = Residuals(
        x_m=rows[:, 0].copy(), y_m=rows[:, 1].copy(), cell=np.repeat(np.arange(len(cells)), how.counts),
        residual_db=rows[:, 2].copy(), noise_db=np.maximum(rows[:, 3], 0.1),
    )  # fmt: skip
    correlation = mast_correlation(
        [item.position for item in cells], [item.azimuth_deg for item in cells], how.apart, how.by_angle
    )
    covariance = Covariance(
        range_m=max(how.range_m, 1.0),
        nugget_db=how.nugget_db,
        sd_db=np.array([max(item.field_sd_db, 0.1) for item in cells]),
        correlation=correlation,
    )
    return residuals, covariance


def residual_field(grid: Grid, residuals: Residuals, covariance: Covariance, cell: int) -> ResidualField:
    """The interpolation of a cell's residuals on a raster: bounded cost, since only places near measurements count."""
    from scipy.spatial import cKDTree

    prior = float(covariance.sd_db[cell] ** 2)
    mean = np.zeros(grid.shape, dtype=np.float32)
    known = np.zeros(grid.shape, dtype=np.float32)
    related = np.flatnonzero(covariance.correlation[cell] > 0.02)
    here = np.isin(residuals.cell, related)
    reach = _ENDS * covariance.range_m
    columns = _span(column_centres_m(grid), residuals.x_m[here], reach)
    rows = _span(-row_centres_m(grid), -residuals.y_m[here], reach)
    if here.any() and columns.stop > columns.start and rows.stop > rows.start:
        x = _nodes(column_centres_m(grid)[columns])
        y = _nodes(row_centres_m(grid)[rows])
        places = np.column_stack([part.ravel() for part in np.meshgrid(x, y)])
        tree = cKDTree(np.column_stack((residuals.x_m[here], residuals.y_m[here])))
        away = np.asarray(tree.query(places, distance_upper_bound=reach)[0], dtype=np.float64)
        near = np.isfinite(away)
        node_mean, node_known = np.zeros(len(places)), np.zeros(len(places))
        value, variance = predict(residuals, covariance, cell, places[near, 0], places[near, 1])
        fade = np.clip((_ENDS - away[near] / covariance.range_m) / (_ENDS - _FADES), 0.0, 1.0)
        node_mean[near] = value * fade
        node_known[near] = (1.0 - variance / prior) * fade
        window = (rows, columns)
        shape = (len(y), len(x))
        targets = (row_centres_m(grid)[rows], column_centres_m(grid)[columns])
        mean[window] = _between(node_mean.reshape(shape), y, x, *targets)
        known[window] = np.clip(_between(node_known.reshape(shape), y, x, *targets), 0.0, 1.0)
    left = (1.0 - known) * np.float32(prior)
    sd = np.sqrt(left + np.float32(covariance.nugget_db**2)).astype(np.float32)
    return ResidualField(mean_db=mean, sd_db=sd, known=known)


def _span(centres: NDArray[np.float64], places: NDArray[np.float64], reach: float) -> slice:
    """The part of rising `centres` within `reach` of the places."""
    if not len(places):
        return slice(0, 0)
    low, high = np.searchsorted(centres, (float(places.min()) - reach, float(places.max()) + reach))
    return slice(int(low), int(high))


def _nodes(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places to compute along one axis: every pixel centre of a coarse raster, every `_STEP_M` of a fine one."""
    if len(centres) < 2:
        return centres
    count = max(int(np.ceil(abs(centres[-1] - centres[0]) / _STEP_M)), 1) + 1
    return np.linspace(centres[0], centres[-1], min(count, len(centres)))


def _between(
    values: NDArray[np.float64],
    y: NDArray[np.float64],
    x: NDArray[np.float64],
    to_y: NDArray[np.float64],
    to_x: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Bilinear interpolation of [len(y), len(x)] to [len(to_y), len(to_x)]; y falls, x rises, both evenly."""
    rows, above = _weights(y, to_y)
    columns, left = _weights(x, to_x)
    tall = values[rows] * above[:, None] + values[np.minimum(rows + 1, len(y) - 1)] * (1.0 - above)[:, None]
    wide = tall[:, columns] * left + tall[:, np.minimum(columns + 1, len(x) - 1)] * (1.0 - left)
    return wide.astype(np.float32)


def _weights(nodes: NDArray[np.float64], to: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The node before each target and that node's weight."""
    if len(nodes) < 2:
        return np.zeros(len(to), dtype=np.int64), np.ones(len(to))
    at = (to - nodes[0]) / (nodes[1] - nodes[0])
    first = np.clip(np.floor(at).astype(np.int64), 0, len(nodes) - 2)
    return first, np.clip(1.0 - (at - first), 0.0, 1.0)


def field_numbers(calibration: Calibration, names: Sequence[str]) -> dict[str, int]:
    """Numbers of cells in the calibration's interpolation, for those that it has."""
    how = calibration.interpolation
    if how is None:
        return {}
    return {name: how.cells.index(name) for name in names if name in how.cells}
