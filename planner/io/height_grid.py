"""Heights on a square grid in local metres, and the height at any place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Heights = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeightGrid:
    """Heights [rows, columns] above the source's datum, metres, NaN without data, row 0 in the north.

    `west_m`, `south_m`: lower left corner of the lower left cell in local metres; cells are `resolution_m` wide.
    """

    values: Heights
    west_m: float
    south_m: float
    resolution_m: float


def sample(grid: HeightGrid, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heights of a grid at local metres, bilinear between the middles of its cells, NaN outside.

    Beside cells without data the nearest one that has some counts.
    """
    rows, columns = grid.values.shape
    column = (x_m - grid.west_m) / grid.resolution_m
    row = rows - (y_m - grid.south_m) / grid.resolution_m
    inside = (column >= 0) & (column <= columns) & (row >= 0) & (row <= rows)
    column = np.clip(np.where(inside, column, 0.0) - 0.5, 0.0, columns - 1.0)
    row = np.clip(np.where(inside, row, 0.0) - 0.5, 0.0, rows - 1.0)
    left, top = np.floor(column).astype(np.int64), np.floor(row).astype(np.int64)
    right, bottom = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
    east, down = column - left, row - top
    total = np.zeros(x_m.shape)
    weights = np.zeros(x_m.shape)
    for r, c, weight in (
        (top, left, (1 - east) * (1 - down)),
        (top, right, east * (1 - down)),
        (bottom, left, (1 - east) * down),
        (bottom, right, east * down),
    ):
        height = grid.values[r, c].astype(np.float64)
        known = np.isfinite(height)
        total += np.where(known, height, 0.0) * weight
        weights += np.where(known, weight, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(inside & (weights > 1e-9), total / weights, np.nan)
