import pytest

from planner.model.site_map import Obstacle, ObstacleKind
from planner.radio.hall_clutter import hall_clutter


def box(west, south, side, kind=ObstacleKind.TANK, height_m=3.0):
    ring = ((west, south), (west + side, south), (west + side, south + side), (west, south + side))
    return Obstacle(id=f"{west},{south}", kind=kind, outline=ring, height_m=height_m)


HALL = box(0.0, 0.0, 100.0, ObstacleKind.BUILDING, 12.0)


def test_machines_become_size_density_and_height():
    found = hall_clutter(HALL, [box(10, 10, 10), box(40, 40, 30, height_m=5.0), box(60, 10, 5, ObstacleKind.WALL)])
    assert found is not None
    assert found.density == pytest.approx(0.1) and not found.is_dense
    assert found.size_m == pytest.approx((100 * 10 + 900 * 30) / 1000)
    assert found.height_m == pytest.approx((100 * 3 + 900 * 5) / 1000)


def test_only_what_stands_on_the_floor_counts_and_overlaps_once():
    assert hall_clutter(HALL, [box(200, 0, 10), box(10, 10, 10, height_m=0.0)]) is None
    twice = hall_clutter(HALL, [box(-10, 0, 20), box(-10, 0, 20), box(0, 0, 95)])
    assert twice is not None and twice.density == pytest.approx(0.9025) and twice.is_dense
    full = hall_clutter(HALL, [box(-5, -5, 110)])
    assert full is not None and full.density == 0.95
