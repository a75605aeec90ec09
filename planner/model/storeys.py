"""Storeys of buildings: which there are, and at which height a storey's floor, zone and inner walls lie.

Storey 0 is the ground floor, negative ones lie below the ground.
"""

from planner.model.geometry import Ring, bounds_of, ring_area_m2
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap

#: Floor to floor where the building doesn't say, m. Assumption (3 m is the usual figure for offices and dwellings).
STOREY_HEIGHT_M = 3.0
#: Terminals are held this high above the floor, m (TR 38.901 Table 7.2-1 uses 1.5 m outdoors, TR 38.901 Table 7.2-2 1 m
#: on desks; the plan uses one figure).
ABOVE_FLOOR_M = 1.5


def storey_height_m(building: Obstacle | None) -> float:
    """Floor to floor in m: the building's height by its storeys, 3.0 m where either isn't known.

    >>> storey_height_m(None)
    3.0
    """
    if building is None or building.storeys < 1 or building.height_m <= 0:
        return STOREY_HEIGHT_M
    return building.height_m / building.storeys


def floor_m(storey: int, building: Obstacle | None = None) -> float:
    """Height of a storey's floor above the ground, m; negative for basements."""
    base_m = building.base_m if building is not None else 0.0
    return base_m + storey * storey_height_m(building)


def zone_height_m(storey: int, building: Obstacle | None = None, above_floor_m: float = ABOVE_FLOOR_M) -> float:
    """Height of a zone on a storey above the ground, m: floor and 1.5 m; never below the ground, where no plan reaches.

    Without a building a storey counts 3.0 m.

    >>> zone_height_m(0), zone_height_m(4), zone_height_m(-2)
    (1.5, 13.5, 0.0)
    """
    return max(floor_m(storey, building) + above_floor_m, 0.0)


def inner_wall_span_m(wall: Obstacle, building: Obstacle | None) -> tuple[float, float]:
    """Foot and top of an inner wall above the ground, m; without a height it reaches the next floor."""
    foot = floor_m(wall.storey, building) + wall.base_m
    return foot, foot + (wall.height_m if wall.height_m > 0 else storey_height_m(building))


def building_around(site_map: SiteMap, ring: Ring, slack_m: float = 0.1) -> Obstacle | None:
    """The smallest building that an outline or line lies in wholly, its corners up to `slack_m` outside; None without.

    Holes (courtyards) count as inside. For walls and zones that are drawn on a storey's plan.
    """
    found = [
        (ring_area_m2(item.outline), key)
        for key, item in site_map.obstacles.items()
        if item.kind is ObstacleKind.BUILDING and is_inside(item, ring, slack_m)
    ]
    return site_map.obstacles[min(found)[1]] if found else None


def is_inside(building: Obstacle, ring: Ring, slack_m: float = 0.1) -> bool:
    """Whether a line lies wholly inside an outline, up to `slack_m`: one between two corners may leave an L shape."""
    box, around = bounds_of([ring]), bounds_of([building.outline])
    if box is None or around is None or len(building.outline) < 3:
        return False
    low = (box[0] < around[0] - slack_m) or (box[1] < around[1] - slack_m)
    if low or box[2] > around[2] + slack_m or box[3] > around[3] + slack_m:
        return False
    import shapely

    room = shapely.make_valid(shapely.Polygon(building.outline)).buffer(slack_m)
    points = list(ring)
    return bool(room.covers(shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])))


def storeys_of(site_map: SiteMap, building_id: str) -> tuple[int, ...]:
    """Storeys of a building, lowest first: those it states and those its inner walls and pictures name.

    Empty for what is no building, or has neither storeys nor anything inside.
    """
    building = site_map.obstacles.get(building_id)
    if building is None or building.kind is not ObstacleKind.BUILDING:
        return ()
    named = {item.storey for item in site_map.obstacles.values() if item.building_id == building_id}
    named |= {item.storey for item in site_map.backdrops.values() if item.building_id == building_id}
    if not named and building.storeys < 1:
        return ()
    low, high = min(named | {0}), max(named | {building.storeys - 1, 0})
    return tuple(range(low, high + 1))
