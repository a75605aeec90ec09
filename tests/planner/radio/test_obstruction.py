import importlib.util
from pathlib import Path

import numpy as np
import pytest

from planner.radio.grid import Grid
from planner.radio.itu_p526 import edge_nu, exact_wavelength_m, knife_edge_loss_db
from planner.radio.obstruction import _sweep_rays, diffraction_map_db, inside_mask, nu_map, sweep_obstruction
from planner.radio.surface import Shape, build_surface

_SPEC = importlib.util.spec_from_file_location("reference_sweep", Path(__file__).with_name("reference_sweep.py"))
_REFERENCE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_REFERENCE)
reference_nu_at_1m = _REFERENCE.reference_nu_at_1m


def _box(west, south, east, north, height_m):
    ring = np.array([[west, south], [east, south], [east, north], [west, north]], dtype=float)
    return Shape(rings=(ring,), height_m=height_m)


def _town(count, size_m, low_m, high_m, seed):
    rng = np.random.default_rng(seed)
    shapes = []
    for _ in range(count):
        centre, (w, h), turn = rng.uniform(0, size_m, 2), rng.uniform(8, 40, 2), rng.uniform(0, np.pi)
        turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        ring = np.array([[-w, -h], [w, -h], [w, h], [-w, h]]) / 2 @ turned.T + centre
        shapes.append(Shape(rings=(ring,), height_m=float(rng.uniform(low_m, high_m))))
    return shapes


GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=200, rows=160)
EMPTY = Grid(west_m=0.0, south_m=0.0, resolution_m=1.0, columns=101, rows=41)


@pytest.mark.parametrize(
    ("count", "low_m", "high_m", "h_tx", "h_rx", "east", "north", "reach"),
    [
        (60, 4.0, 30.0, 25.0, 1.5, 151.0, 201.0, 9999.0),
        (250, 1.0, 5.0, 40.0, 1.5, 151.0, 101.0, 9999.0),
        (60, 5.0, 30.0, 35.0, 20.0, 11.0, 101.0, 9999.0),
        (60, 1.0, 12.0, 3.0, 1.5, 399.0, 1.0, 9999.0),
        (60, 3.0, 12.0, 30.0, 1.5, -51.0, 150.0, 9999.0),
        (300, 3.0, 30.0, 40.0, 1.5, 201.0, 161.0, 120.0),
    ],
)
def test_sweep_agrees_with_a_march_over_every_pixel(count, low_m, high_m, h_tx, h_rx, east, north, reach):
    surface = build_surface(GRID, _town(count, 400.0, low_m, high_m, seed=count))
    sweep = sweep_obstruction(GRID, surface, east, north, h_tx, h_rx, reach)
    slow = reference_nu_at_1m(GRID, surface, east, north, h_tx, h_rx, reach, straight=False)
    assert np.array_equal(np.isnan(sweep.nu_at_1m), np.isnan(slow))
    known = ~np.isnan(slow)
    free = known & ~inside_mask(sweep)
    assert ((sweep.nu_at_1m > 0) == (slow > 0))[free].mean() >= 0.999
    scale = 1.0 / np.sqrt(exact_wavelength_m(3.5))
    error_db = np.abs(knife_edge_loss_db(sweep.nu_at_1m * scale) - knife_edge_loss_db(slow * scale))
    assert (error_db[known] <= 1.0).mean() >= 0.99


def test_sharing_rays_moves_shadow_borders_only_a_little():
    surface = build_surface(GRID, _town(60, 400.0, 4.0, 20.0, seed=3))
    sweep = sweep_obstruction(GRID, surface, 151.0, 201.0, 25.0, 1.5, 9999.0)
    straight = reference_nu_at_1m(GRID, surface, 151.0, 201.0, 25.0, 1.5, 9999.0, straight=True)
    free = ~inside_mask(sweep)
    assert ((sweep.nu_at_1m > 0) == (straight > 0))[free].mean() >= 0.98


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_result_is_the_same_bit_by_bit_for_any_number_of_threads(threads):
    surface = build_surface(GRID, _town(80, 400.0, 4.0, 30.0, seed=5))
    one = sweep_obstruction(GRID, surface, 151.0, 201.0, 25.0, 1.5, 9999.0)
    many = sweep_obstruction(GRID, surface, 151.0, 201.0, 25.0, 1.5, 9999.0, threads=threads)
    assert one.nu_at_1m.tobytes() == many.nu_at_1m.tobytes()
    assert one.depth_in_m.tobytes() == many.depth_in_m.tobytes()


@pytest.mark.parametrize(("row", "column"), [(12, 15), (0, 0), (3, 28), (-4, 10)])
def test_every_pixel_has_exactly_one_owner_ray(row, column):
    shape = (25, 31)
    flat, nobody, depth = np.zeros(shape, np.float32), np.full(shape, -1, np.int32), np.zeros(shape, np.float32)
    writers = np.zeros(shape, dtype=int)
    for quadrant, radius in enumerate((shape[1] - 1 - column, column, row, shape[0] - 1 - row)):
        for ray in range(-radius, radius + 1) if radius > 0 else ():
            nu = np.full(shape, np.nan, dtype=np.float32)
            _sweep_rays(flat, nobody, quadrant, radius, ray, ray + 1, row, column, -1, 1.0, 25.0, 1.5, 1e9, nu, depth)
            writers += ~np.isnan(nu)
    if row >= 0:
        assert writers[row, column] == 0
        writers[row, column] = 1
    assert (writers == 1).all()


def test_every_pixel_in_range_is_written_and_none_beyond():
    sweep = sweep_obstruction(GRID, build_surface(GRID, []), 151.0, 201.0, 25.0, 1.5, 100.0)
    row, column = np.indices(GRID.shape)
    distance = np.hypot(column - 75, row - 59) * 2.0
    assert np.isneginf(sweep.nu_at_1m[distance <= 98.0]).all()
    assert np.isnan(sweep.nu_at_1m[distance > 102.0]).all()


def test_one_wall_gives_exactly_the_knife_edge():
    wall = Shape(rings=(np.array([[50.5, 0.0], [50.5, 41.0]]),), height_m=20.0, is_line=True)
    sweep = sweep_obstruction(EMPTY, build_surface(EMPTY, [wall]), 0.5, 20.5, 25.0, 1.5, 9999.0)
    line_m = 25.0 + (1.5 - 25.0) * 0.5
    expected = edge_nu(20.0 - line_m, 50.0, 50.0, exact_wavelength_m(2.6))
    assert nu_map(sweep, 2.6)[20, 100] == pytest.approx(expected, rel=1e-5)
    assert diffraction_map_db(sweep, 2.6)[20, 100] == pytest.approx(float(knife_edge_loss_db(expected)), abs=1e-3)


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
