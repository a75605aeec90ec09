"""Radiating cables: the worked example of the application note, the point next to a place, walls, monotony."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.radio.grid import Grid, column_centres_m, grid_for_extent, row_centres_m
from planner.radio.leaky_cable import (
    CABLE_SIGMA_DB,
    DIPOLE_DB,
    MAX_WALLS_DB,
    SPREAD_95_DB,
    CableLosses,
    cable_losses,
    cable_path_loss_map,
    route_length_m,
)
from planner.radio.surface import Shape, build_surface

LOSSES = CableLosses(longitudinal_db_per_100m=3.1, coupling_db=62.0)
NO_WALLS = np.zeros(1, dtype=np.float32)


def box(west, south, east, north):
    return np.array([[west, south], [east, south], [east, north], [west, north]], dtype=np.float64)


def loss_map(route, *, grid=None, shapes=(), walls=NO_WALLS, losses=LOSSES, **more):
    grid = grid or grid_for_extent((-20.0, -40.0, 420.0, 40.0), 2.0)
    surface = build_surface(grid, list(shapes))
    heights = {"h_cable_m": 4.0, "h_receiver_m": 1.5, "range_m": 600.0, **more}
    return cable_path_loss_map(grid, surface, route, walls, walls * 0.0 + 9.0, losses=losses, **heights)


def test_link_budget_example_of_the_application_note():
    """Eupen: 900 m at 3.1 dB/100 m (27.9 dB), 62 dB for 95 % at 2 m, 20 lg(6 / 2) = 9.5 dB at 6 m from the cable's end,
    against a half-wave dipole. On top the program counts to an isotropic antenna and from the 95 % value to the median.
    """
    grid = Grid(west_m=899.5, south_m=5.5, resolution_m=1.0, columns=1, rows=1)
    found = loss_map([(0.0, 0.0), (900.0, 0.0)], grid=grid, h_cable_m=1.5)
    median = 62.0 + 20.0 * np.log10(3.0) + DIPOLE_DB - SPREAD_95_DB
    assert float(found.path_loss_db[0, 0]) == pytest.approx(median + 27.9, abs=1e-3)
    in_95_percent = float(found.path_loss_db[0, 0] + 1.6449 * found.sigma_db[0, 0])
    assert in_95_percent == pytest.approx(27.9 + 62.0 + 9.54 + DIPOLE_DB, abs=0.01)


def test_each_place_is_served_by_the_point_next_to_it():
    """Against a fine march along the cable, where the nearest point is alone; near bends never more than that."""
    route = [(0.0, 0.0), (150.0, 0.0), (150.0, 20.0), (300.0, 20.0)]
    grid = grid_for_extent((-10.0, -30.0, 320.0, 50.0), 5.0)
    losses = CableLosses(longitudinal_db_per_100m=20.0, coupling_db=70.0)
    found = loss_map(route, grid=grid, losses=losses)
    points = np.array(route)
    lengths = np.hypot(*np.diff(points, axis=0).T)
    way = np.arange(0.0, lengths.sum() + 0.005, 0.01)
    ends = np.concatenate(([0.0], np.cumsum(lengths)))
    x, y = np.interp(way, ends, points[:, 0]), np.interp(way, ends, points[:, 1])
    east, north = column_centres_m(grid), row_centres_m(grid)
    for row in range(0, grid.rows, 3):
        for column in range(0, grid.columns, 7):
            d = np.sqrt((east[column] - x) ** 2 + (north[row] - y) ** 2 + 2.5**2)
            k = int(np.argmin(d))
            nearest = 0.2 * way[k] + 20.0 * np.log10(max(d[k] / 2.0, 1.0)) + 70.0 - SPREAD_95_DB + DIPOLE_DB
            loss = float(found.path_loss_db[row, column])
            assert loss <= nearest + 2e-3
            if abs(east[column] - 150.0) > 40.0 and d[k] < 15.0:
                assert loss == pytest.approx(nearest, abs=2e-3)
    assert not found.nlos_weight.any()
    assert found.sigma_db == pytest.approx(np.full(grid.shape, CABLE_SIGMA_DB), abs=1e-5)


def test_cutting_a_straight_route_into_pieces_changes_next_to_nothing():
    whole = loss_map([(0.0, 0.0), (400.0, 0.0)]).path_loss_db
    pieces = loss_map([(float(x), 0.0) for x in (0, 10, 50, 51, 200, 390, 400)]).path_loss_db
    assert pieces == pytest.approx(whole, abs=0.02)


def test_the_map_has_no_cliffs_at_bends():
    """Two branches side by side, 20 m apart, one 400 m farther down the cable: a few dB from metre to metre."""
    grid = grid_for_extent((20.0, -20.0, 180.0, 40.0), 1.0)
    losses = CableLosses(longitudinal_db_per_100m=11.0, coupling_db=69.0)
    found = loss_map([(0.0, 0.0), (200.0, 0.0), (200.0, 20.0), (0.0, 20.0)], grid=grid, losses=losses).path_loss_db
    assert np.abs(np.diff(found, axis=0)).max() < 3.0
    assert np.abs(np.diff(found, axis=1)).max() < 3.0


@given(st.floats(0.0, 30.0), st.floats(0.0, 30.0), st.floats(40.0, 90.0), st.floats(0.0, 20.0))
def test_more_loss_and_more_distance_never_help(along, more_along, coupling, more_coupling):
    grid = grid_for_extent((0.0, 0.0, 80.0, 60.0), 4.0)
    route = [(2.0, 2.0), (78.0, 2.0)]

    def at(a, c):
        losses = CableLosses(longitudinal_db_per_100m=a, coupling_db=c)
        return loss_map(route, grid=grid, losses=losses).path_loss_db

    plain, worse = at(along, coupling), at(along + more_along, coupling + more_coupling)
    assert np.isfinite(plain).all()
    assert (worse >= plain - 1e-4).all()
    # rows run from north to south, so upwards is away from the cable
    assert (np.diff(plain[::-1], axis=0) >= -1e-4).all()
    # along the cable, right beside it, towards its end
    assert (np.diff(plain[-1]) >= -1e-4).all()


def test_turning_the_route_turns_the_map_and_the_feeding_end_is_the_strong_one():
    grid = grid_for_extent((-60.0, -60.0, 60.0, 60.0), 4.0)
    east = loss_map([(-50.0, 0.0), (50.0, 0.0)], grid=grid).path_loss_db
    north = loss_map([(0.0, -50.0), (0.0, 50.0)], grid=grid).path_loss_db
    assert np.rot90(east) == pytest.approx(north, abs=1e-3)
    west = loss_map([(50.0, 0.0), (-50.0, 0.0)], grid=grid).path_loss_db
    assert east[:, ::-1] == pytest.approx(west, abs=1e-3)
    assert east[15, 3] < east[15, -4]


def test_walls_of_a_tunnel_shield_outside_and_not_inside():
    route = [(20.0, 0.0), (380.0, 0.0)]
    tunnel = Shape(rings=(box(0.0, -6.0, 400.0, 6.0),), height_m=7.0)
    other = Shape(rings=(box(100.0, 20.0, 140.0, 36.0),), height_m=10.0)
    walls = np.array([30.0, 12.0, 0.0], dtype=np.float32)
    open_air = loss_map(route).path_loss_db
    found = loss_map(route, shapes=[tunnel, other], walls=walls)
    grid = grid_for_extent((-20.0, -40.0, 420.0, 40.0), 2.0)
    north, east = row_centres_m(grid), column_centres_m(grid)
    inside = (np.abs(north) < 6.0)[:, None] & ((east > 0.0) & (east < 400.0))[None, :]
    assert found.path_loss_db[inside] == pytest.approx(open_air[inside], abs=1e-4)
    assert not found.nlos_weight[inside].any()
    extra = found.path_loss_db - open_air
    street = (np.abs(north + 20.0) < 1.1)[:, None] & ((east > 50.0) & (east < 90.0))[None, :]
    assert extra[street] == pytest.approx(np.full(street.sum(), 30.0), abs=1e-3)
    assert (found.nlos_weight[~inside] == 1.0).all()
    row, column = int(np.argmin(np.abs(north - 28.0))), int(np.argmin(np.abs(east - 120.0)))
    assert 30.0 + 12.0 < extra[row, column] < 30.0 + 12.0 + 0.5 * 12.0
    assert extra.max() <= MAX_WALLS_DB + 1e-3
    assert found.sigma_db[row, column] == pytest.approx(np.sqrt(CABLE_SIGMA_DB**2 + 18.0), abs=1e-3)


def test_beyond_the_range_there_is_nothing():
    found = loss_map([(0.0, 0.0), (50.0, 0.0)], range_m=100.0)
    grid = grid_for_extent((-20.0, -40.0, 420.0, 40.0), 2.0)
    far = column_centres_m(grid) > 150.0
    assert np.isnan(found.path_loss_db[:, far]).all() and np.isnan(found.sigma_db[:, far]).all()
    assert np.isfinite(found.path_loss_db[:, column_centres_m(grid) < 140.0]).all()


def test_a_route_with_a_repeated_point_and_one_without_length():
    twice = loss_map([(0.0, 0.0), (0.0, 0.0), (100.0, 0.0), (100.0, 0.0)]).path_loss_db
    assert twice == pytest.approx(loss_map([(0.0, 0.0), (100.0, 0.0)]).path_loss_db, abs=0.02)
    spot = loss_map([(50.0, 0.0), (50.0, 0.0)])
    assert np.isfinite(spot.path_loss_db).all()
    assert spot.path_loss_db == pytest.approx(spot.path_loss_db[::-1], abs=1e-4)
    with pytest.raises(ValueError, match="two points"):
        loss_map([(0.0, 0.0)])
    with pytest.raises(ValueError, match="band"):
        cable_losses([], 3.5)


def test_losses_between_stated_bands():
    bands = [(0.9, 2.2, 73.0), (2.6, 6.4, 65.0), (1.8, 3.9, 69.0)]
    between = cable_losses(bands, 2.1)
    assert 3.9 < between.longitudinal_db_per_100m < 6.4 and 65.0 < between.coupling_db < 69.0
    assert not between.is_extrapolated and not cable_losses(bands, 2.8).is_extrapolated
    assert cable_losses(bands, 3.5).is_extrapolated and cable_losses(bands, 0.7).is_extrapolated
    assert route_length_m([(0.0, 0.0), (3.0, 4.0)]) == 5.0


def test_passing_over_empty_blocks_changes_nothing(monkeypatch):
    """The same map whether the march looks at every pixel or leaps over blocks where nothing stands."""
    from planner.radio import leaky_cable

    random = np.random.default_rng(3)
    places = random.uniform((-200.0, -200.0), (200.0, 200.0), (25, 2))
    sizes = random.uniform(1.0, 40.0, (25, 2))
    shapes = [
        Shape(rings=(box(x, y, x + w, y + h),), height_m=float(z))
        for (x, y), (w, h), z in zip(places, sizes, random.uniform(0.5, 20.0, 25), strict=True)
    ]
    walls = np.append(random.uniform(3.0, 40.0, 25), 0.0).astype(np.float32)
    grid = grid_for_extent((-250.0, -250.0, 250.0, 250.0), 2.0)
    route = [(-240.0, -10.0), (0.0, 15.0), (240.0, -180.0)]
    leaping = loss_map(route, grid=grid, shapes=shapes, walls=walls)
    everywhere = np.ones(tuple(-(-count // leaky_cable.BLOCK) for count in grid.shape), dtype=np.bool_)
    monkeypatch.setattr(leaky_cable, "_busy_blocks", lambda *_args: everywhere)
    every_pixel = loss_map(route, grid=grid, shapes=shapes, walls=walls)
    assert np.array_equal(leaping.path_loss_db, every_pixel.path_loss_db)
    assert np.array_equal(leaping.sigma_db, every_pixel.sigma_db)
    assert every_pixel.nlos_weight.mean() > 0.1
