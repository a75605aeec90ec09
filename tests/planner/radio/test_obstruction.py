"""The sweep: against its slow judge, and by hand where one can."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from planner.radio import obstruction
from planner.radio.grid import Grid
from planner.radio.itu_p526 import edge_nu, exact_wavelength_m, knife_edge_loss_db
from planner.radio.obstruction import diffraction_map_db, inside_mask, nu_map, sweep_obstruction
from planner.radio.surface import Shape, Surface, build_surface
from planner.radio.sweep_codes import codes_of

_SPEC = importlib.util.spec_from_file_location("reference_sweep", Path(__file__).with_name("reference_sweep.py"))
_REFERENCE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_REFERENCE)
reference_maps, agreement = _REFERENCE.reference_maps, _REFERENCE.agreement


def _box(west, south, east, north, height_m):
    ring = np.array([[west, south], [east, south], [east, north], [west, north]], dtype=float)
    return Shape(rings=(ring,), height_m=height_m)


def _town(count, size_m, low_m, high_m, seed, sides=(8, 40)):
    rng = np.random.default_rng(seed)
    shapes = []
    for _ in range(count):
        centre, (w, h), turn = rng.uniform(0, size_m, 2), rng.uniform(*sides, 2), rng.uniform(0, np.pi)
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        ring = np.array([[-w, -h], [w, -h], [w, h], [-w, h]]) / 2 @ turned.T + centre
        shapes.append(Shape(rings=(ring,), height_m=float(rng.uniform(low_m, high_m))))
    return shapes


def _hills(shape, seed, height_m=12.0):
    """Smooth hills of a few waves, up to `height_m` above the lowest place."""
    rng = np.random.default_rng(seed)
    row, column = np.indices(shape) / max(shape) * 2.0 * np.pi
    waves = sum(
        np.sin(rng.uniform(-3, 3) * row + rng.uniform(-3, 3) * column + rng.uniform(0, 2 * np.pi)) for _ in range(4)
    )
    return ((waves - waves.min()) / np.ptp(waves) * height_m).astype(np.float32)


GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=200, rows=160)
EMPTY = Grid(west_m=0.0, south_m=0.0, resolution_m=1.0, columns=101, rows=41)
PLACES = [
    (60, 4.0, 30.0, 25.0, 1.5, 151.0, 201.0, 9999.0),  # in the middle of a pixel: lines between pixels are common
    (250, 1.0, 5.0, 40.0, 1.5, 150.3, 101.7, 9999.0),  # low and dense, mostly in sight
    (60, 5.0, 30.0, 35.0, 20.0, 11.0, 101.2, 9999.0),  # receivers on roofs
    (60, 1.0, 12.0, 3.0, 8.0, 200.1, 150.0, 9999.0),  # receivers above the antenna
    (60, 1.0, 12.0, 3.0, 1.5, 400.0, 0.0, 9999.0),  # on the corner of the grid
    (60, 3.0, 12.0, 30.0, 1.5, -51.0, 150.0, 9999.0),  # beside the grid
    (60, 3.0, 12.0, 30.0, 1.5, 480.0, 410.0, 9999.0),  # beyond its corner
    (300, 3.0, 30.0, 40.0, 1.5, 201.4, 161.0, 120.0),  # short range
]


@pytest.mark.parametrize(("count", "low_m", "high_m", "h_tx", "h_rx", "east", "north", "reach"), PLACES)
def test_sweep_agrees_with_a_march_to_every_pixel(count, low_m, high_m, h_tx, h_rx, east, north, reach):
    surface = build_surface(GRID, _town(count, 400.0, low_m, high_m, seed=count))
    sweep = sweep_obstruction(GRID, surface, east, north, h_tx, h_rx, reach)
    slow, _ = reference_maps(GRID, surface, east, north, h_tx, h_rx, reach)
    assert np.array_equal(np.isnan(sweep.nu_at_1m), np.isnan(slow))
    sight, loss = agreement(sweep.nu_at_1m, slow, ~inside_mask(sweep))
    assert sight >= 0.9995
    assert loss >= 0.995
    known = ~np.isnan(slow)
    assert np.array_equal(inside_mask(sweep)[known], (surface.height_m > h_rx)[known])


def test_a_draft_is_nearly_as_good():
    surface = build_surface(GRID, _town(60, 400.0, 4.0, 30.0, seed=60))
    slow, _ = reference_maps(GRID, surface, 151.3, 201.0, 25.0, 1.5)
    sweep = sweep_obstruction(GRID, surface, 151.3, 201.0, 25.0, 1.5, 9999.0, draft=True)
    assert np.array_equal(inside_mask(sweep), surface.height_m > 1.5)
    sight, loss = agreement(sweep.nu_at_1m, slow, ~inside_mask(sweep))
    assert sight >= 0.999
    assert loss >= 0.96


SMALL = Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=90, rows=70)


@st.composite
def _random_maps(draw):
    boxes = st.tuples(st.floats(0, 180), st.floats(0, 140), st.floats(1, 50), st.floats(1, 50), st.floats(0.5, 40))
    shapes = [_box(w, s, w + a, s + b, z) for w, s, a, b, z in draw(st.lists(boxes, max_size=25))]
    place = draw(st.tuples(st.floats(-20, 200), st.floats(-20, 160)))
    # not on a border between pixels: which of both an antenna stands on is a matter of rounding
    place = tuple(round(at, 2) + 0.003 for at in place)
    return shapes, place, draw(st.floats(2, 60)), draw(st.sampled_from([1.5, 1.5, 10.0]))


# simplifying a failing map takes minutes
@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(_random_maps())
def test_sweep_agrees_on_random_maps(case):
    shapes, place, h_tx, h_rx = case
    surface = build_surface(SMALL, shapes)
    sweep = sweep_obstruction(SMALL, surface, *place, h_tx, h_rx, 9999.0)
    sight, loss = agreement(
        sweep.nu_at_1m, reference_maps(SMALL, surface, *place, h_tx, h_rx)[0], surface.height_m <= h_rx
    )
    assert sight >= 0.999
    assert loss >= 0.99


@settings(max_examples=40, deadline=None)
@given(_random_maps(), st.integers(0, 1000), st.floats(-50, 300))
def test_no_pixel_in_range_is_without_a_value(case, seed, h_tx):
    shapes, place, _, h_rx = case
    ground = _hills(SMALL.shape, seed)
    surface, trees = build_surface(SMALL, shapes[::2]), build_surface(SMALL, shapes[1::2])
    for lie in (None, ground):
        sweep = sweep_obstruction(SMALL, surface, *place, h_tx, h_rx, 1e6, ground_m=lie, vegetation=trees)
        assert not np.isnan(sweep.nu_at_1m).any()
        assert np.isfinite(sweep.vegetation_m).all() and (sweep.vegetation_m >= 0.0).all()
        assert np.array_equal(inside_mask(sweep), surface.height_m > h_rx)
        assert (diffraction_map_db(sweep, 3.5) >= 0.0).all()


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_result_is_the_same_bit_by_bit_for_any_number_of_threads(threads):
    surface = build_surface(GRID, _town(80, 400.0, 4.0, 30.0, seed=5))
    trees = build_surface(GRID, _town(80, 400.0, 4.0, 20.0, seed=6, sides=(3, 12)))
    for ground in (None, _hills(GRID.shape, 1)):
        one, many = (
            sweep_obstruction(
                GRID, surface, 151.0, 201.3, 25.0, 1.5, 300.0, threads=n, ground_m=ground, vegetation=trees
            )
            for n in (1, threads)
        )
        assert one.nu_at_1m.tobytes() == many.nu_at_1m.tobytes()
        assert one.depth_in_m.tobytes() == many.depth_in_m.tobytes()
        assert one.vegetation_m.tobytes() == many.vegetation_m.tobytes()


@pytest.mark.parametrize(
    ("east", "north"), [(15.5, 12.5), (0.5, 24.5), (28.3, 3.3), (10.5, 29.5), (15.0, 12.0), (15.3, 12.3), (31.0, 25.0)]
)
@pytest.mark.parametrize("boxes", [0, 12])
def test_every_pixel_is_written_by_exactly_one_beam(monkeypatch, east, north, boxes):
    grid = Grid(west_m=0.0, south_m=0.0, resolution_m=1.0, columns=31, rows=25)
    surface = build_surface(grid, _town(boxes, 30.0, 3.0, 9.0, seed=4, sides=(2, 6)))
    writers = np.zeros(grid.shape, dtype=int)
    trace = obstruction.trace

    def count(*arguments):
        nu = np.full(grid.rows * grid.columns, np.nan, dtype=np.float32)
        trace(*arguments[:-2], nu, arguments[-1])
        writers[...] += ~np.isnan(nu.reshape(grid.shape))

    monkeypatch.setattr(obstruction, "trace", count)
    sweep_obstruction(grid, surface, east, north, 25.0, 1.5, 9999.0)
    if 0.0 <= east < 31.0 and 0.0 < north <= 25.0:
        row, column = int(25.0 - north), int(east)
        assert writers[row, column] == 0
        writers[row, column] = 1
    assert (writers == 1).all()


def test_every_pixel_in_range_is_written_and_none_beyond():
    sweep = sweep_obstruction(GRID, build_surface(GRID, []), 151.0, 201.0, 25.0, 1.5, 100.0)
    row, column = np.indices(GRID.shape)
    distance = np.hypot(column - 75, row - 59) * 2.0
    assert np.isneginf(sweep.nu_at_1m[distance <= 100.0]).all()
    assert np.isnan(sweep.nu_at_1m[distance > 100.0]).all()
    assert sweep.vegetation_m is None
    far_away = sweep_obstruction(GRID, build_surface(GRID, []), 1e9, 201.0, 25.0, 1.5, 100.0)
    assert np.isnan(far_away.nu_at_1m).all()


def test_one_wall_gives_exactly_the_knife_edge():
    wall = Shape(rings=(np.array([[50.5, 0.0], [50.5, 41.0]]),), height_m=20.0, is_line=True)
    sweep = sweep_obstruction(EMPTY, build_surface(EMPTY, [wall]), 0.5, 20.5, 25.0, 1.5, 9999.0)
    line_m = 25.0 + (1.5 - 25.0) * 0.5
    expected = edge_nu(20.0 - line_m, 50.0, 50.0, exact_wavelength_m(2.6))
    assert nu_map(sweep, 2.6)[20, 100] == pytest.approx(expected, rel=1e-5)
    assert diffraction_map_db(sweep, 2.6)[20, 100] == pytest.approx(float(knife_edge_loss_db(expected)), abs=1e-3)


def test_an_antenna_moved_within_its_pixel_moves_the_result_a_little():
    wall = Shape(rings=(np.array([[50.5, 0.0], [50.5, 41.0]]),), height_m=20.0, is_line=True)
    surface = build_surface(EMPTY, [wall])
    for east in (0.1, 0.5, 0.9):
        sweep = sweep_obstruction(EMPTY, surface, east, 20.5, 25.0, 1.5, 9999.0)
        before, behind = 50.5 - east, 50.0
        above = 20.0 - 25.0 + 23.5 * before / (before + behind)
        assert sweep.nu_at_1m[20, 100] == pytest.approx(edge_nu(above, before, behind, 1.0), rel=1e-5)


def test_the_roof_under_the_antenna_does_not_block_it():
    roof = _box(30.0, 5.0, 70.0, 35.0, 20.0)
    surface = build_surface(EMPTY, [roof])
    on_roof = sweep_obstruction(EMPTY, surface, 50.5, 20.5, 22.0, 1.5, 9999.0)
    assert np.isneginf(on_roof.nu_at_1m).all()
    beside = sweep_obstruction(EMPTY, surface, 5.5, 20.5, 22.0, 1.5, 9999.0)
    assert beside.nu_at_1m[20, 75] > 0


def test_inside_is_judged_without_its_own_walls_and_knows_its_depth():
    surface = build_surface(EMPTY, [_box(40.0, 5.0, 60.0, 35.0, 20.0), _box(20.0, 5.0, 22.0, 35.0, 24.0)])
    sweep = sweep_obstruction(EMPTY, surface, 80.5, 20.5, 25.0, 1.5, 9999.0)
    assert np.isneginf(sweep.nu_at_1m[20, 45])
    assert sweep.depth_in_m[20, 59] == pytest.approx(0.5)
    assert sweep.depth_in_m[20, 45] == pytest.approx(14.5)
    assert sweep.nu_at_1m[20, 21] > 0
    assert np.array_equal(inside_mask(sweep), surface.height_m > 1.5)


def test_obstacles_below_the_receiver_are_not_inside():
    surface = build_surface(EMPTY, [_box(40.0, 5.0, 60.0, 35.0, 1.0)])
    assert not inside_mask(sweep_obstruction(EMPTY, surface, 5.5, 20.5, 25.0, 1.5, 9999.0)).any()


def test_a_surface_of_other_making_is_read_by_owner_and_height():
    rng = np.random.default_rng(2)
    height = np.where(rng.random(EMPTY.shape) < 0.1, rng.choice([5.0, 9.0], EMPTY.shape), 0.0).astype(np.float32)
    owner = np.where(height > 0.0, rng.integers(-1, 3, EMPTY.shape), -1).astype(np.int32)
    surface = Surface(height_m=height, owner=owner)
    codes = codes_of(surface)
    assert codes_of(surface) is codes
    built = np.where(codes.across >= 0, codes.tops[codes.across], np.float32(0.0))
    assert np.array_equal(built, height)
    assert np.array_equal(codes.down, codes.across.T)
    assert np.array_equal(codes.owners[codes.across][height > 0.0], owner[height > 0.0])
    row, column = np.argwhere(height == 0.0)[1000]
    place = (column + 0.5, 41.0 - row - 0.5)
    sweep = sweep_obstruction(EMPTY, surface, *place, 12.0, 1.5, 9999.0)
    sight, loss = agreement(sweep.nu_at_1m, reference_maps(EMPTY, surface, *place, 12.0, 1.5)[0], height <= 1.5)
    assert sight >= 0.999
    assert loss >= 0.998
