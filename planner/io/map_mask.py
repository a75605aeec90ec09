"""Which pixels of a grid an outline covers, and which ones count for the shares in a legend."""

import itertools
import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from planner.model.geometry import Ring
from planner.model.project import Project
from planner.model.site_map import ObstacleKind, blocks
from planner.radio.grid import Grid

Mask = NDArray[np.bool_]

#: Obstacles nobody can stand in: the maps have no figure there, and that is no gap in coverage.
SOLID_KINDS = frozenset({ObstacleKind.CONTAINER_YARD, ObstacleKind.TANK})


def ring_mask(grid: Grid, rings: Iterable[Ring]) -> Mask:
    """Pixels whose centre lies inside the rings by the even-odd rule (an outline and its holes), [rows, columns].

    Each edge flips the pixels to its right in the rows it spans; a running exclusive or turns the flips into areas.
    """
    flips = np.zeros((grid.rows, grid.columns + 1), dtype=np.bool_)
    for ring in rings:
        for (x1, y1), (x2, y2) in itertools.pairwise((*ring, ring[0])):
            if y1 == y2:
                continue
            low, high = min(y1, y2), max(y1, y2)
            first = max(math.floor((grid.north_m - high) / grid.resolution_m), 0)
            last = min(math.ceil((grid.north_m - low) / grid.resolution_m), grid.rows)
            rows = np.arange(first, max(last, first))
            north = grid.north_m - (rows + 0.5) * grid.resolution_m
            spanned = (north >= low) & (north < high)
            rows, north = rows[spanned], north[spanned]
            east = x1 + (x2 - x1) * (north - y1) / (y2 - y1)
            columns = np.ceil((east - grid.west_m) / grid.resolution_m - 0.5).clip(0, grid.columns).astype(np.int64)
            flips[rows, columns] ^= True
    return np.logical_xor.accumulate(flips, axis=1)[:, : grid.columns]


def counted_area(project: Project, grid: Grid) -> Mask | None:
    """Pixels that shares of the area refer to: the zones without what stands solid in them; None without any zone."""
    if not project.site_map.zones:
        return None
    counted = np.zeros(grid.shape, dtype=np.bool_)
    for zone in project.site_map.zones.values():
        counted |= ring_mask(grid, [zone.outline])
    for obstacle in project.site_map.obstacles.values():
        if obstacle.kind in SOLID_KINDS and blocks(obstacle):
            counted &= ~ring_mask(grid, [obstacle.outline, *obstacle.holes])
    return counted if counted.any() else None
