"""How far the map reaches: everything drawn, or the part that is planned."""

from collections.abc import Iterable

from planner.model.geometry import Bounds, Point, bounds_of
from planner.model.project import Project
from ui.scene.backdrop import corners_m

EMPTY_EXTENT: Bounds = (-500.0, -300.0, 500.0, 300.0)
#: The first sight shows this part of the plan's size around it, or everything where that is most of the map anyway.
PLAN_SURROUNDINGS, MOST_OF_MAP = 0.25, 0.5
#: A mast alone has no size: this much is shown at least.
LEAST_SIGHT_M = 400.0


def extent_of(project: Project, more: Iterable[Iterable[Point]] = ()) -> Bounds:
    """Everything drawn, pictures, every site, and the points of `more`."""
    rings: list[Iterable[Point]] = [o.outline for o in project.site_map.obstacles.values() if not o.hidden]
    rings += [corners_m(backdrop) for backdrop in project.site_map.backdrops.values() if backdrop.visible]
    rings += more
    rings += [zone.outline for zone in project.site_map.zones.values()]
    for scheme in project.schemes.values():
        rings += [(site.position,) for site in scheme.network.sites.values()]
    return bounds_of(rings) or EMPTY_EXTENT


def plan_extent_of(project: Project, extent: Bounds) -> Bounds | None:
    """Zones, sites and what stands within a margin of them; None where that is most of `extent`."""
    rings: list[tuple[Point, ...]] = [zone.outline for zone in project.site_map.zones.values()]
    for scheme in project.schemes.values():
        rings += [(site.position,) for site in scheme.network.sites.values()]
    planned = bounds_of(rings)
    if planned is None:
        return None
    west, south, east, north = planned
    size = max(east - west, north - south)
    room = max(PLAN_SURROUNDINGS * size, 0.5 * (LEAST_SIGHT_M - size))
    left, low, right, high = extent
    around = (max(west - room, left), max(south - room, low), min(east + room, right), min(north + room, high))
    is_all = (around[2] - around[0]) * (around[3] - around[1]) > MOST_OF_MAP * (right - left) * (high - low)
    return None if is_all else around
