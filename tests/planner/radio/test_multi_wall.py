import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import EvaluationError
from planner.model.catalogue import Material
from planner.model.site_map import Obstacle, ObstacleKind
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.itu_p2040 import material_loss_db
from planner.radio.multi_wall import (
    WallLine,
    floors_between,
    floors_loss_db,
    inner_wall_loss_db,
    storey_at,
    wall_lines,
    wall_loss_map,
)

GRID = Grid(west_m=-20.0, south_m=-10.0, resolution_m=1.5, columns=37, rows=29)
SOURCE = {"name_zh": "墙", "name_en": "wall", "source": "test", "date": "2026-11-20"}
metres = st.floats(-25.0, 40.0).map(lambda value: round(value, 3))
points = st.tuples(metres, metres)


def wall(*corners, loss_db=7.0, **more):
    return WallLine(points=np.array(corners, dtype=float), loss_db=loss_db, **more)


def brute_force(grid, walls, antenna, dist_max_m, cap_db, h_antenna_m=0.0, h_receiver_m=0.0):
    """Every pixel against every piece of wall: the two lines' parameters, solved by Cramer's rule."""
    total = np.zeros(grid.shape)
    for row, north in enumerate(row_centres_m(grid)):
        for column, east in enumerate(column_centres_m(grid)):
            way = np.array([east, north]) - antenna
            if np.hypot(*way) > dist_max_m:
                continue
            for line in walls:
                for start, end in zip(line.points[:-1], line.points[1:], strict=True):
                    piece, to_start = end - start, start - antenna
                    span = np.clip(-to_start @ piece / max(piece @ piece, 1e-12), 0.0, 1.0)
                    det = way[0] * piece[1] - way[1] * piece[0]
                    if np.hypot(*(to_start + span * piece)) < 0.1 or det == 0.0:
                        continue
                    along_way = (to_start[0] * piece[1] - to_start[1] * piece[0]) / det
                    along_piece = (to_start[0] * way[1] - to_start[1] * way[0]) / det
                    height = h_antenna_m + along_way * (h_receiver_m - h_antenna_m)
                    if 0.0 < along_way < 1.0 and 0.0 <= along_piece <= 1.0 and line.foot_m <= height <= line.top_m:
                        total[row, column] += line.loss_db
    return np.minimum(total, cap_db)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.lists(points, min_size=2, max_size=4), st.floats(0.5, 20.0), st.floats(0.0, 3.0)), max_size=5
    ),
    points,
    st.floats(5.0, 80.0),
)
def test_kernel_agrees_with_every_pixel_against_every_wall(drawn, antenna, dist_max_m):
    walls = [wall(*corners, loss_db=loss, foot_m=foot, top_m=foot + 1.0) for corners, loss, foot in drawn]
    heights = {"antenna_height_m": 2.8, "receiver_height_m": 1.0}
    found = wall_loss_map(GRID, walls, antenna, dist_max_m, 45.0, **heights)
    expected = brute_force(GRID, walls, np.array(antenna), dist_max_m, 45.0, 2.8, 1.0)
    # a line of sight that only touches an end or a rim may round to either side
    assert found.dtype == np.float32 and found.shape == GRID.shape
    assert (np.abs(found - expected) > 1e-3).mean() <= 0.004


@given(st.lists(st.tuples(points, points), min_size=1, max_size=4), points)
def test_more_wall_is_never_less_loss(ends, antenna):
    walls = [wall(*pair) for pair in ends]
    before = wall_loss_map(GRID, walls[:-1], antenna, 100.0)
    after = wall_loss_map(GRID, walls, antenna, 100.0)
    thicker = wall_loss_map(GRID, [wall(*pair, loss_db=9.0) for pair in ends], antenna, 100.0)
    assert (after >= before).all() and (thicker >= after).all()
    assert np.isfinite(thicker).all() and (before >= 0.0).all()


def test_a_joint_counts_once_and_the_ends_let_pass():
    straight, bent = wall((0.0, -5.0), (0.0, 0.0), (0.0, 5.0)), wall((0.0, -5.0), (0.0, 5.0))
    grid = Grid(west_m=-0.5, south_m=-8.5, resolution_m=1.0, columns=12, rows=17)
    both = [wall_loss_map(grid, [line], (-10.0, 0.0), 100.0) for line in (straight, bent)]
    assert np.array_equal(*both)
    assert both[0][8, 5] == 7.0  # exactly through the joint
    assert both[0][8, 0] == 0.0  # on the wall itself: the antenna's side
    assert both[0][0, 1] == 0.0  # past the end


def test_the_wall_that_carries_the_antenna_does_not_block_it():
    grid = Grid(west_m=-10.0, south_m=-10.0, resolution_m=1.0, columns=20, rows=20)
    line = wall((0.0, -9.0), (0.0, 9.0))
    assert not wall_loss_map(grid, [line], (0.05, 0.0), 50.0).any()
    assert wall_loss_map(grid, [line], (0.5, 0.5), 50.0).any()


def test_cap_range_and_building():
    row = Grid(west_m=0.0, south_m=-0.5, resolution_m=1.0, columns=30, rows=1)
    walls = [wall((x, -3.0), (x, 3.0), loss_db=25.0, building=4) for x in (3.0, 6.0, 9.0)]
    everywhere = wall_loss_map(row, walls, (0.0, 0.0), 20.0, 60.0)
    assert everywhere[0, [2, 4, 7, 15, 25]].tolist() == [0.0, 25.0, 50.0, 60.0, 0.0]
    owner = np.full((1, 30), -1, dtype=np.int32)
    owner[0, 4:8] = 4
    assert wall_loss_map(row, walls, (0.0, 0.0), 20.0, owner=owner)[0, [4, 7, 15]].tolist() == [25.0, 50.0, 0.0]


def test_walls_count_only_where_the_path_meets_them():
    row = Grid(west_m=0.0, south_m=-0.5, resolution_m=1.0, columns=40, rows=1)
    low = [wall((10.0, -3.0), (10.0, 3.0), foot_m=0.0, top_m=1.4)]
    heights = {"antenna_height_m": 2.8, "receiver_height_m": 1.0}
    found = wall_loss_map(row, low, (0.0, 0.0), 99.0, **heights)[0]
    # at the partition the line has come down to 1.4 m once the receiver is 12.9 m away or less
    assert found[12] == 7.0 and found[13] == 0.0 and found[9] == 0.0
    assert not wall_loss_map(row, low, (0.0, 0.0), 99.0, antenna_height_m=2.8, receiver_height_m=1.5).any()


def test_bad_walls_are_named():
    with pytest.raises(EvaluationError) as caught:
        wall_loss_map(GRID, [wall((0, 0), (1, 1)), wall((0, 0), (np.nan, 1))], (0.0, 0.0), 10.0)
    assert caught.value.code == "wall-not-finite" and caught.value.params["index"] == 1
    one_corner = [wall((0.0, 0.0)), wall((3.0, 3.0), (3.0, 3.0)), wall((1.0, 0.0), (2.0, 0.0))]
    assert not wall_loss_map(GRID, one_corner, (0.0, 0.0), 50.0).any()  # a point, a point twice, a wall seen edge-on


def test_storeys_and_floors():
    house = Obstacle(id="h", kind=ObstacleKind.BUILDING, outline=(), height_m=14.0, storeys=4)
    assert [storey_at(height, house) for height in (1.5, 3.6, 13.9, 20.0)] == [0, 1, 3, 3]
    assert floors_between(3.0, 12.0, house) == 3 == floors_between(12.0, 3.0, house)
    hall = Obstacle(id="w", kind=ObstacleKind.BUILDING, outline=(), height_m=12.0)
    assert floors_between(8.0, 1.5, hall) == 0 and floors_between(1.5, -2.0, hall) == 1  # one room, and a pit below
    losses = [floors_loss_db(n) for n in range(8)]
    assert losses[:2] == [0.0, 18.3] and (np.diff(losses) >= 0.0).all() and max(losses) == 50.0


def test_inner_walls_of_a_building():
    house = Obstacle(id="h", kind=ObstacleKind.BUILDING, outline=(), height_m=9.0, storeys=3)
    materials = {
        "brick": Material(key="brick", o2i="slab", p2040="brick", thickness_m=0.24, **SOURCE),
        "steel": Material(key="steel", o2i="metal", **SOURCE),
    }
    inner = [
        Obstacle(id="a", kind=ObstacleKind.WALL, outline=((0, 0), (5, 0)), material="brick", building_id="h", storey=1),
        Obstacle(
            id="b", kind=ObstacleKind.WALL, outline=((0, 0), (0, 5)), material="steel", height_m=1.2, building_id="h"
        ),
    ]
    brick, steel = wall_lines(inner, materials, 3.5, house, 2)
    assert (brick.foot_m, brick.top_m, brick.building) == (3.0, 6.0, 2)
    assert (steel.foot_m, steel.top_m, steel.loss_db) == (0.0, 1.2, 35.0)
    assert brick.loss_db == pytest.approx(material_loss_db("brick", 0.24, 3.5))
    assert inner_wall_loss_db(None, 3.5) == pytest.approx(material_loss_db("brick", 0.12, 3.5))


@settings(max_examples=15)
@given(
    st.lists(st.tuples(points, points, st.integers(-1, 4)), min_size=1, max_size=5),
    points,
    st.integers(0, 2**32 - 1),
)
def test_walls_of_buildings_count_at_their_pixels_alone(drawn, antenna, seed):
    owner = np.random.default_rng(seed).integers(-1, 4, GRID.shape).astype(np.int32)
    walls = [wall(*pair, building=number) for *pair, number in drawn]
    expected = np.zeros(GRID.shape)
    for line in walls:
        here = (owner == line.building) | (line.building < 0)
        expected += np.where(here, wall_loss_map(GRID, [line], antenna, 100.0, 1e9), 0.0)
    assert wall_loss_map(GRID, walls, antenna, 100.0, 1e9, owner=owner) == pytest.approx(expected)
