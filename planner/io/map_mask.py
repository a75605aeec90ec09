"""Which pixels of a map count for the shares in a legend."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planner.model.project import Project
from planner.model.site_map import ObstacleKind

if TYPE_CHECKING:
    from planner.engine.results import Maps

Mask = NDArray[np.bool_]


#: Obstacles nobody can stand in: the maps have no figure there, and that is no gap in coverage.
SOLID_KINDS = frozenset({ObstacleKind.CONTAINER_YARD, ObstacleKind.TANK})


def counted_area(project: Project, maps: "Maps") -> Mask | None:
    """Pixels that shares of the area refer to: those of the zones where a terminal can be; None without any zone.

    Both by the engine's own rules (`Maps.counted`, `coverage_stage.zone_mask`), so that a legend's "no service" is what
    the zones' figures call it.
    """
    from planner.engine.zone_stage import zone_mask

    if not project.site_map.zones:
        return None
    inside = np.zeros(maps.grid.shape, dtype=np.bool_)
    for zone in project.site_map.zones.values():
        inside |= zone_mask(zone, maps.grid)
    counted = inside & maps.counted
    return counted if counted.any() else None
