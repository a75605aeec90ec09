"""Obstacle outlines -> surface raster: how high, and whose roof it is.

Own scanline kernels instead of a GIS rasteriser: no conversion of thousands of outlines to objects, "highest wins" in
one pass, and outlines thinner than a pixel cannot vanish.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.errors import EvaluationError
from planner.radio.grid import Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One obstacle: an area (exterior ring, then holes) or, with `is_line`, a thin wall along its lines.

    rings: coordinate arrays [n, 2] of (east, north) in local metres, closed or not. height_m: top above local zero.
    """

    rings: tuple[NDArray[np.float64], ...]
    height_m: float
    is_line: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Surface:
    """height_m float32 [rows, columns], 0 where nothing stands; owner int32, index of the topmost shape or -1.

    The arrays aren't changed once a sweep has seen them: what it derives from them is kept (`sweep_codes`).
    """

    height_m: NDArray[np.float32]
    owner: NDArray[np.int32]


def build_surface(grid: Grid, shapes: Sequence[Shape]) -> Surface:
    """Rasterise obstacles; where they overlap the highest wins, of equals the first.

    A pixel belongs to an area when its centre does (even-odd, so holes are open). Walls, and areas thinner than a
    pixel, take every pixel their outline touches: what blocks the view must not fall between the centres.
    Heights <= 0 are no obstacles. Raises EvaluationError `obstacle-not-finite` (param `index`).

    >>> grid = Grid(west_m=0.0, south_m=0.0, resolution_m=1.0, columns=4, rows=3)
    >>> box = np.array([[1.0, 1.0], [3.0, 1.0], [3.0, 2.0], [1.0, 2.0]])
    >>> build_surface(grid, [Shape(rings=(box,), height_m=5.0)]).owner.tolist()
    [[-1, -1, -1, -1], [-1, 0, 0, -1], [-1, -1, -1, -1]]
    """
    height = np.zeros(grid.shape, dtype=np.float32)
    owner = np.full(grid.shape, -1, dtype=np.int32)
    _burn_into(grid, list(enumerate(shapes)), height, owner)
    return Surface(height_m=height, owner=owner)


def update_surface(
    grid: Grid,
    before: Surface,
    renumbered: NDArray[np.int32],
    shapes: Sequence[Shape],
    touched_m: tuple[float, float, float, float],
) -> Surface:
    """The surface after a few shapes changed: rasterised anew only where they were or are, equal to a new build.

    before: the surface before; renumbered: the index in `shapes` of each shape it counted (what is gone may say -1);
    touched_m: (west, south, east, north) around all that changed, before and after.
    """
    west, south, east, north = touched_m
    # thin shapes take every pixel they touch, so a pixel more on each side
    columns = _span((west - grid.west_m) / grid.resolution_m, (east - grid.west_m) / grid.resolution_m, grid.columns)
    rows = _span((grid.north_m - north) / grid.resolution_m, (grid.north_m - south) / grid.resolution_m, grid.rows)
    height = before.height_m.copy()
    owner = np.append(renumbered, np.int32(-1))[before.owner]
    if columns.start >= columns.stop or rows.start >= rows.stop:
        return Surface(height_m=height, owner=owner)
    left, right = (grid.west_m + edge * grid.resolution_m for edge in (columns.start, columns.stop))
    low, high = (grid.north_m - edge * grid.resolution_m for edge in (rows.stop, rows.start))
    near = [(index, shape) for index, shape in enumerate(shapes) if _meets(shape, left, low, right, high)]
    # zeros are handed out untouched by the system: only what is drawn on costs anything
    drawn, whose = np.zeros(grid.shape, dtype=np.float32), np.zeros(grid.shape, dtype=np.int32)
    _burn_into(grid, near, drawn, whose)
    window = (rows, columns)
    height[window] = drawn[window]
    owner[window] = np.where(drawn[window] > 0.0, whose[window], np.int32(-1))
    return Surface(height_m=height, owner=owner)


def _span(low: float, high: float, limit: int) -> slice:
    return slice(int(np.clip(np.floor(low) - 1, 0, limit)), int(np.clip(np.ceil(high) + 1, 0, limit)))


def _meets(shape: Shape, west_m: float, south_m: float, east_m: float, north_m: float) -> bool:
    ring = shape.rings[0]
    return len(ring) > 0 and bool(
        ring[:, 0].min() <= east_m
        and ring[:, 0].max() >= west_m
        and ring[:, 1].min() <= north_m
        and ring[:, 1].max() >= south_m
    )


def _burn_into(
    grid: Grid, numbered: Sequence[tuple[int, Shape]], height: NDArray[np.float32], owner: NDArray[np.int32]
) -> None:
    usable = [(index, shape) for index, shape in numbered if _is_usable(index, shape)]
    if not usable:
        return
    xy, ring_start, shape_ring, thin = _flatten(grid, [shape for _, shape in usable])
    _burn(
        xy,
        ring_start,
        shape_ring,
        np.array([shape.height_m for _, shape in usable], dtype=np.float32),
        np.array([index for index, _ in usable], dtype=np.int32),
        np.array([shape.is_line for _, shape in usable], dtype=np.bool_),
        thin,
        height,
        owner,
    )


def _is_usable(index: int, shape: Shape) -> bool:
    if not np.isfinite(shape.height_m) or not all(np.isfinite(ring).all() for ring in shape.rings):
        raise EvaluationError("obstacle-not-finite", index=index)
    return shape.height_m > 0.0 and any(len(ring) >= 2 for ring in shape.rings)


def _flatten(
    grid: Grid, shapes: Sequence[Shape]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """All vertices in pixel units (x east, y down from the north edge), ring and shape offsets, and who is thin."""
    rings: list[NDArray[np.float64]] = []
    shape_ring = [0]
    for shape in shapes:
        for ring in shape.rings:
            if len(ring) < 2:
                continue
            closed = shape.is_line or bool((ring[0] == ring[-1]).all())
            rings.append(ring if closed else np.concatenate((ring, ring[:1])))
        shape_ring.append(len(rings))
    ring_start = np.concatenate(([0], np.cumsum([len(ring) for ring in rings]))).astype(np.int64)
    xy = np.concatenate(rings).astype(np.float64)
    pixels = np.empty_like(xy)
    pixels[:, 0] = (xy[:, 0] - grid.west_m) / grid.resolution_m
    pixels[:, 1] = (grid.north_m - xy[:, 1]) / grid.resolution_m
    offsets = np.array(shape_ring, dtype=np.int64)
    return pixels, ring_start, offsets, _thin(pixels, ring_start, offsets)


@njit(cache=True, nogil=True)
def _thin(xy: NDArray[np.float64], ring_start: NDArray[np.int64], shape_ring: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Shapes narrower than a pixel, whose centres alone would leave gaps: the width of the rectangle of equal area and
    perimeter."""
    result = np.zeros(shape_ring.size - 1, dtype=np.bool_)
    for s in range(shape_ring.size - 1):
        area, length = 0.0, 0.0
        for ring in range(shape_ring[s], shape_ring[s + 1]):
            twice = 0.0
            for k in range(ring_start[ring], ring_start[ring + 1] - 1):
                twice += xy[k, 0] * xy[k + 1, 1] - xy[k + 1, 0] * xy[k, 1]
                length += np.hypot(xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1])
            area += abs(twice) / 2.0 if ring == shape_ring[s] else -abs(twice) / 2.0
        half = length / 2.0
        width = (half - np.sqrt(max(half * half - 4.0 * area, 0.0))) / 2.0
        result[s] = width < 1.0 - 1e-9
    return result


@njit(cache=True, nogil=True)
def _burn(
    xy: NDArray[np.float64],
    ring_start: NDArray[np.int64],
    shape_ring: NDArray[np.int64],
    tops: NDArray[np.float32],
    indices: NDArray[np.int32],
    is_line: NDArray[np.bool_],
    thin: NDArray[np.bool_],
    height: NDArray[np.float32],
    owner: NDArray[np.int32],
) -> None:
    crossings = np.empty(xy.shape[0] + 1, dtype=np.float64)
    for s in range(tops.size):
        first, last = shape_ring[s], shape_ring[s + 1]
        if not is_line[s]:
            _fill(xy, ring_start, first, last, tops[s], indices[s], height, owner, crossings)
        if is_line[s] or thin[s]:
            for ring in range(first, last):
                for k in range(ring_start[ring], ring_start[ring + 1] - 1):
                    _touch(xy[k, 0], xy[k, 1], xy[k + 1, 0], xy[k + 1, 1], tops[s], indices[s], height, owner)


@njit(cache=True, nogil=True)
def _fill(
    xy: NDArray[np.float64],
    ring_start: NDArray[np.int64],
    first: int,
    last: int,
    top: float,
    index: int,
    height: NDArray[np.float32],
    owner: NDArray[np.int32],
    crossings: NDArray[np.float64],
) -> None:
    rows, columns = height.shape
    y_low, y_high = np.inf, -np.inf
    for k in range(ring_start[first], ring_start[last]):
        y_low = min(y_low, xy[k, 1])
        y_high = max(y_high, xy[k, 1])
    # clip as floats first: an outline far outside must not overflow the integers
    row_from = int(max(np.floor(min(y_low, float(rows))), 0.0))
    row_to = int(min(np.ceil(max(y_high, 0.0)), float(rows)))
    for row in range(row_from, row_to):
        y = row + 0.5
        count = 0
        for ring in range(first, last):
            for k in range(ring_start[ring], ring_start[ring + 1] - 1):
                y0, y1 = xy[k, 1], xy[k + 1, 1]
                if (y0 <= y) != (y1 <= y):
                    crossings[count] = xy[k, 0] + (y - y0) / (y1 - y0) * (xy[k + 1, 0] - xy[k, 0])
                    count += 1
        ordered = np.sort(crossings[:count])
        for pair in range(0, count - 1, 2):
            left = int(np.ceil(min(max(ordered[pair] - 0.5, 0.0), float(columns))))
            right = int(np.ceil(min(max(ordered[pair + 1] - 0.5, 0.0), float(columns))))
            for column in range(left, right):
                if top > height[row, column]:
                    height[row, column] = top
                    owner[row, column] = index


@njit(cache=True, nogil=True)
def _touch(
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    top: float,
    index: int,
    height: NDArray[np.float32],
    owner: NDArray[np.int32],
) -> None:
    """Every pixel a segment passes through, side by side (4-connected), so that no ray slips through diagonally."""
    rows, columns = height.shape
    # Liang-Barsky clip to the raster, so that the walk is bounded
    dx, dy = x1 - x0, y1 - y0
    t0, t1 = 0.0, 1.0
    for p, q in ((-dx, x0), (dx, columns - x0), (-dy, y0), (dy, rows - y0)):
        if p == 0.0:
            if q < 0.0:
                return
        elif p < 0.0:
            t0 = max(t0, q / p)
        else:
            t1 = min(t1, q / p)
    if t0 > t1:
        return
    column, row = int(np.floor(x0 + t0 * dx)), int(np.floor(y0 + t0 * dy))
    end_column, end_row = int(np.floor(x0 + t1 * dx)), int(np.floor(y0 + t1 * dy))
    step_x = 1 if dx > 0.0 else -1
    step_y = 1 if dy > 0.0 else -1
    next_x = np.inf if dx == 0.0 else (column + (1 if dx > 0.0 else 0) - x0) / dx
    next_y = np.inf if dy == 0.0 else (row + (1 if dy > 0.0 else 0) - y0) / dy
    delta_x = np.inf if dx == 0.0 else abs(1.0 / dx)
    delta_y = np.inf if dy == 0.0 else abs(1.0 / dy)
    for _ in range(abs(end_column - column) + abs(end_row - row) + 1):
        if 0 <= row < rows and 0 <= column < columns and top > height[row, column]:
            height[row, column] = top
            owner[row, column] = index
        if next_x < next_y:
            next_x += delta_x
            column += step_x
        else:
            next_y += delta_y
            row += step_y
