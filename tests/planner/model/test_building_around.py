"""Which building a wall or a zone lies in."""

from planner.model.geometry import rectangle
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap
from planner.model.storeys import building_around, is_inside

#: An L: the square without its upper right quarter.
ELL = ((0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (10.0, 10.0), (10.0, 20.0), (0.0, 20.0))


def building(key: str, outline: tuple[tuple[float, float], ...]) -> Obstacle:
    return Obstacle(id=key, kind=ObstacleKind.BUILDING, outline=outline, height_m=9.0)


def test_a_line_between_two_corners_may_leave_the_building() -> None:
    house = building("l", ELL)
    assert is_inside(house, ((0.0, 5.0), (20.0, 5.0)))
    assert is_inside(house, ((-0.05, 5.0), (20.05, 5.0)))  # snapped to the outer walls, nearly
    assert not is_inside(house, ((20.0, 10.0), (10.0, 20.0)))
    assert not is_inside(house, ((0.0, 5.0), (21.0, 5.0)))
    assert not is_inside(house, ())


def test_the_smallest_building_around_counts_and_only_buildings() -> None:
    yard = Obstacle(id="yard", kind=ObstacleKind.CONTAINER_YARD, outline=rectangle(0.0, 0.0, 6.0, 6.0))
    items = (building("big", rectangle(-50.0, -50.0, 100.0, 100.0)), building("l", ELL), yard)
    plan = SiteMap(obstacles={item.id: item for item in items})
    zone = rectangle(1.0, 1.0, 4.0, 4.0)
    found = building_around(plan, zone)
    assert found is not None and found.id == "l"
    assert building_around(plan, rectangle(200.0, 0.0, 5.0, 5.0)) is None
