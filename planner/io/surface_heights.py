"""How high obstacles are by a surface model: its height above the terrain inside each footprint."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.io.height_grid import HeightGrid, sample
from planner.model.limits import LIMITS
from planner.model.project import Project
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, OPEN_KINDS, HeightSource, Obstacle, blocks

#: Cells inside a footprint: fewer say nothing, since those at its edge mix roof and ground.
MIN_CELLS = 4
#: Of the cells inside a footprint this share lies below the height taken: the ridge counts, chimneys and masts don't.
PERCENTILE = 90.0
#: Where the surface stands less than this above the terrain, nothing was there when it was flown, m. Assumption.
MIN_HEIGHT_M = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceHeights:
    """Height above its base by obstacle, m; how many footprints were too small for the raster or held nothing.

    `open_ground_m`: median of surface less terrain outside all footprints; 0 where both count from one datum.
    """

    heights: Mapping[str, float]
    too_small: int
    nothing_there: int
    open_ground_m: float


def surface_heights(project: Project, dsm: HeightGrid, dtm: HeightGrid) -> SurfaceHeights:
    """Heights of the obstacles whose own are assumed: the 90th percentile of DSM - DTM over the cells inside.

    Left alone are walls (thinner than cells), cranes (lattice that moves), yards stated in tiers, and inner walls.
    """
    chosen = [item for item in project.site_map.obstacles.values() if is_eligible(item)]
    above = _above_ground(dsm, dtm)
    standing = [item for item in project.site_map.obstacles.values() if blocks(item) and item.kind not in LINE_KINDS]
    occupied = _labels(standing, dsm) > 0
    open_ground = above[~occupied & np.isfinite(above)]
    inside = _cells_by_obstacle(_labels(chosen, dsm), above, len(chosen))
    heights: dict[str, float] = {}
    too_small = nothing = 0
    limit = LIMITS["Obstacle", "height_m"].high
    for item, cells in zip(chosen, inside, strict=True):
        if len(cells) < MIN_CELLS:
            too_small += 1
            continue
        height_m = float(np.percentile(cells, PERCENTILE)) - item.base_m
        if not MIN_HEIGHT_M <= height_m <= limit:
            nothing += 1
            continue
        heights[item.id] = round(height_m, 2)
    return SurfaceHeights(
        heights=heights,
        too_small=too_small,
        nothing_there=nothing,
        open_ground_m=float(np.median(open_ground)) if len(open_ground) else 0.0,
    )


def is_eligible(obstacle: Obstacle) -> bool:
    """Whether a surface model may say how high the obstacle is."""
    return (
        obstacle.height_source is HeightSource.ASSUMED
        and not obstacle.building_id
        and obstacle.tiers == 0
        and obstacle.kind not in LINE_KINDS
        and obstacle.kind not in OPEN_KINDS
        and obstacle.kind not in GROUND_KINDS
    )


def _above_ground(dsm: HeightGrid, dtm: HeightGrid) -> NDArray[np.float32]:
    """Surface less terrain on the surface's grid, row by row to keep memory small."""
    rows, columns = dsm.values.shape
    x = dsm.west_m + (np.arange(columns) + 0.5) * dsm.resolution_m
    result = np.empty((rows, columns), dtype=np.float32)
    for row in range(rows):
        y = np.full(columns, dsm.south_m + (rows - row - 0.5) * dsm.resolution_m)
        result[row] = dsm.values[row] - sample(dtm, x, y)
    return result


def _labels(obstacles: list[Obstacle], grid: HeightGrid) -> NDArray[np.int32]:
    """Number (from 1) of the obstacle that each cell's middle lies in, 0 outside; later ones lie above."""
    from rasterio.features import rasterize
    from rasterio.transform import from_origin

    rows, columns = grid.values.shape
    if not obstacles:
        return np.zeros((rows, columns), dtype=np.int32)
    shapes = [
        ({"type": "Polygon", "coordinates": [[*ring, ring[0]] for ring in (item.outline, *item.holes)]}, number)
        for number, item in enumerate(obstacles, start=1)
        if len(item.outline) >= 3 and all(math.isfinite(value) for point in item.outline for value in point)
    ]
    north = grid.south_m + rows * grid.resolution_m
    transform = from_origin(grid.west_m, north, grid.resolution_m, grid.resolution_m)
    return rasterize(shapes, out_shape=(rows, columns), transform=transform, fill=0, dtype="int32")


def _cells_by_obstacle(labels: NDArray[np.int32], above: NDArray[np.float32], count: int) -> list[NDArray[np.float32]]:
    """Heights of the cells of each obstacle, without those that have no data."""
    known = (labels > 0) & np.isfinite(above)
    numbers, heights = labels[known], above[known]
    order = np.argsort(numbers, kind="stable")
    starts = np.searchsorted(numbers[order], np.arange(1, count + 2))
    return [heights[order[a:b]] for a, b in itertools.pairwise(starts.tolist())]
