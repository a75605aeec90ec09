"""The raster all maps share: square pixels in local metres, row 0 at the northern edge."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.errors import EvaluationError

#: Most pixels a grid may have (4000 x 4000); more is a mistake in units or resolution, not a plan.
MAX_PIXELS = 16_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """`columns` x `rows` pixels of `resolution_m` from the corner (`west_m`, `south_m`). Arrays are [rows, columns]."""

    west_m: float
    south_m: float
    resolution_m: float
    columns: int
    rows: int

    @property
    def shape(self) -> tuple[int, int]:
        """Array shape (rows, columns)."""
        return self.rows, self.columns

    @property
    def east_m(self) -> float:
        """Eastern edge, m."""
        return self.west_m + self.columns * self.resolution_m

    @property
    def north_m(self) -> float:
        """Northern edge, m."""
        return self.south_m + self.rows * self.resolution_m

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """(west, south, east, north) of the outer edges, m."""
        return self.west_m, self.south_m, self.east_m, self.north_m


def column_centres_m(grid: Grid) -> NDArray[np.float64]:
    """East coordinates of the pixel centres, m, shape [columns].

    >>> column_centres_m(Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=3, rows=1)).tolist()
    [1.0, 3.0, 5.0]
    """
    return grid.west_m + (np.arange(grid.columns, dtype=np.float64) + 0.5) * grid.resolution_m


def row_centres_m(grid: Grid) -> NDArray[np.float64]:
    """North coordinates of the pixel centres, m, shape [rows], falling (row 0 is north).

    >>> row_centres_m(Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=1, rows=2)).tolist()
    [3.0, 1.0]
    """
    return grid.north_m - (np.arange(grid.rows, dtype=np.float64) + 0.5) * grid.resolution_m


def pixel_of(grid: Grid, east_m: float, north_m: float) -> tuple[int, int]:
    """(row, column) of the pixel a point lies in; may lie outside the grid.

    >>> pixel_of(Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=3, rows=2), 2.5, 0.5)
    (1, 1)
    """
    row = math.floor((grid.north_m - north_m) / grid.resolution_m)
    return row, math.floor((east_m - grid.west_m) / grid.resolution_m)


def contains(grid: Grid, east_m: float, north_m: float) -> bool:
    """Whether a point lies on a pixel of the grid."""
    row, column = pixel_of(grid, east_m, north_m)
    return 0 <= row < grid.rows and 0 <= column < grid.columns


def grid_for_extent(
    bounds_m: tuple[float, float, float, float],
    resolution_m: float,
    margin_m: float = 0.0,
    *,
    max_pixels: int = MAX_PIXELS,
) -> Grid:
    """Smallest grid that holds (west, south, east, north) plus a margin, its edges at multiples of the resolution.

    Raises EvaluationError `grid-bad-extent` (not finite, empty, or a resolution <= 0) and `grid-too-large`
    (params `pixels`, `limit`, `resolution_m`).

    >>> grid_for_extent((0.0, 0.0, 9.0, 4.0), 2.0).shape
    (2, 5)
    """
    west, south, east, north = bounds_m
    if not all(map(math.isfinite, (*bounds_m, resolution_m, margin_m))) or resolution_m <= 0.0:
        raise EvaluationError("grid-bad-extent")
    if east < west or north < south or margin_m < 0.0:
        raise EvaluationError("grid-bad-extent")
    first_column = math.floor((west - margin_m) / resolution_m)
    first_row = math.floor((south - margin_m) / resolution_m)
    columns = max(math.ceil((east + margin_m) / resolution_m) - first_column, 1)
    rows = max(math.ceil((north + margin_m) / resolution_m) - first_row, 1)
    if columns * rows > max_pixels:
        raise EvaluationError("grid-too-large", pixels=columns * rows, limit=max_pixels, resolution_m=resolution_m)
    return Grid(
        west_m=first_column * resolution_m,
        south_m=first_row * resolution_m,
        resolution_m=resolution_m,
        columns=columns,
        rows=rows,
    )
