"""The sweep over hills and through trees: against its slow judge, against the flat variant, and by hand."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.radio.grid import Grid
from planner.radio.itu_p526 import edge_nu
from planner.radio.obstruction import inside_mask, sweep_obstruction
from planner.radio.surface import Shape, build_surface

_SPEC = importlib.util.spec_from_file_location("test_obstruction", Path(__file__).with_name("test_obstruction.py"))
_SWEEP = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_SWEEP)
reference_maps, agreement, box, town, hills = (
    _SWEEP.reference_maps, _SWEEP.agreement, _SWEEP._box, _SWEEP._town, _SWEEP._hills,
)  # fmt: skip

GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=200, rows=160)
STRIP = Grid(west_m=0.0, south_m=0.0, resolution_m=1.0, columns=101, rows=21)


@pytest.mark.parametrize(
    ("count", "h_tx", "h_rx", "east", "north", "reach", "height_m"),
    [
        (60, 25.0, 1.5, 151.0, 201.0, 9999.0, 15.0),
        (0, 6.0, 1.5, 220.3, 150.1, 9999.0, 30.0),
        (40, 30.0, 10.0, -40.0, 150.0, 9999.0, 20.0),
        (60, 12.0, 1.5, 200.9, 20.2, 130.0, 25.0),
    ],
)
def test_over_hills_the_sweep_agrees_with_a_march_to_every_pixel(count, h_tx, h_rx, east, north, reach, height_m):
    surface = build_surface(GRID, town(count, 400.0, 4.0, 20.0, seed=7))
    ground = hills(GRID.shape, count, height_m)
    g_tx = float(ground[80, 100])
    how = {"ground_m": ground, "ground_antenna_m": g_tx}
    sweep = sweep_obstruction(GRID, surface, east, north, h_tx, h_rx, reach, **how)
    slow, _ = reference_maps(GRID, surface, east, north, h_tx, h_rx, reach, ground=ground, ground_antenna=g_tx)
    assert np.array_equal(np.isnan(sweep.nu_at_1m), np.isnan(slow))
    # grazing a slope, a line a quarter of a pixel aside decides
    sight, loss = agreement(sweep.nu_at_1m, slow, ~inside_mask(sweep))
    assert sight >= 0.997
    assert loss >= 0.995
    if count == 0:
        assert 0.1 < (slow[~np.isnan(slow)] < 0.0).mean() < 0.95


@pytest.mark.parametrize("level_m", [0.0, 37.5])
def test_level_ground_at_any_height_is_the_flat_sweep(level_m):
    surface = build_surface(GRID, town(60, 400.0, 4.0, 30.0, seed=3))
    flat = sweep_obstruction(GRID, surface, 151.0, 201.0, 25.0, 1.5, 9999.0)
    level = np.full(GRID.shape, level_m, dtype=np.float32)
    same = sweep_obstruction(GRID, surface, 151.0, 201.0, 25.0, 1.5, 9999.0, ground_m=level, ground_antenna_m=level_m)
    sight, loss = agreement(same.nu_at_1m, flat.nu_at_1m.astype(float), ~inside_mask(flat))
    # over hills the beams start narrower, so that others are left whole
    assert sight >= 0.9995
    assert loss >= 0.997
    assert (np.abs(same.depth_in_m - flat.depth_in_m) <= 2.0).mean() >= 0.999
    assert np.array_equal(inside_mask(same), inside_mask(flat))


def test_an_even_slope_is_as_good_as_a_plain():
    ground = np.broadcast_to(np.linspace(0.0, 40.0, 101, dtype=np.float32), STRIP.shape).copy()
    sweep = sweep_obstruction(
        STRIP, build_surface(STRIP, []), 0.5, 10.5, 10.0, 1.5, 9999.0, ground_m=ground, ground_antenna_m=0.0
    )
    assert np.isneginf(sweep.nu_at_1m).all()


def test_a_ridge_is_one_edge_and_a_house_stands_on_the_ground():
    ground = np.zeros(STRIP.shape, dtype=np.float32)
    ground[:, 40] = 18.0
    sweep = sweep_obstruction(
        STRIP, build_surface(STRIP, []), 0.5, 10.5, 12.0, 1.5, 9999.0, ground_m=ground, ground_antenna_m=0.0
    )
    above = 18.0 - (12.0 - 10.5 * 0.4)
    assert sweep.nu_at_1m[10, 100] == pytest.approx(edge_nu(above, 40.0, 60.0, 1.0), rel=1e-5)
    assert np.isneginf(sweep.nu_at_1m[10, 30])
    on_hill = np.full(STRIP.shape, 5.0, dtype=np.float32)
    house = build_surface(STRIP, [box(40.0, 0.0, 41.0, 21.0, 13.0)])
    on_top = sweep_obstruction(STRIP, house, 0.5, 10.5, 7.0, 1.5, 9999.0, ground_m=on_hill, ground_antenna_m=5.0)
    above = 18.0 - (12.0 - 5.5 * 0.4)
    assert on_top.nu_at_1m[10, 100] == pytest.approx(edge_nu(above, 40.0, 60.0, 1.0), rel=1e-5)
    assert on_top.depth_in_m[10, 40] > 0.0


def test_ground_that_rises_less_than_the_rule_says_is_flat():
    for rise_m, is_edge in ((0.9, False), (1.1, True)):
        ground = np.zeros(STRIP.shape, dtype=np.float32)
        ground[:, 50] = rise_m
        sweep = sweep_obstruction(
            STRIP, build_surface(STRIP, []), 0.5, 10.5, 3.0, 1.5, 9999.0, ground_m=ground, ground_antenna_m=0.0
        )
        assert np.isneginf(sweep.nu_at_1m[10, 100]) == (not is_edge)


def test_ground_without_heights_counts_as_zero():
    ground = np.full(STRIP.shape, np.nan, dtype=np.float32)
    sweep = sweep_obstruction(STRIP, build_surface(STRIP, []), 0.5, 10.5, 12.0, 1.5, 9999.0, ground_m=ground)
    assert np.isneginf(sweep.nu_at_1m).all()


def test_trees_do_not_block_and_their_metres_are_those_below_the_tops():
    grove = build_surface(STRIP, [box(60.0, 0.0, 80.0, 21.0, 8.0)])
    sweep = sweep_obstruction(STRIP, build_surface(STRIP, []), 0.5, 10.5, 21.5, 1.5, 9999.0, vegetation=grove)
    assert np.isneginf(sweep.nu_at_1m).all()
    assert not inside_mask(sweep).any()
    # the line falls 20 m in 100 m: it is below 8 m from 67.5 m on, in the grove to its end at 79.5 m
    slanted = np.hypot(100.0, 20.0) / 100.0
    assert sweep.vegetation_m[10, 100] == pytest.approx((79.5 - 67.5) * slanted, rel=1e-5)
    assert sweep.vegetation_m[10, 50] == 0.0
    # a receiver among the trees: the line is below 8 m from 47 m on, in the grove from 59.5 m
    assert sweep.vegetation_m[10, 70] == pytest.approx((70.0 - 59.5) * np.hypot(70.0, 20.0) / 70.0, rel=1e-5)
    in_the_wood = sweep_obstruction(STRIP, build_surface(STRIP, []), 65.5, 10.5, 4.0, 1.5, 9999.0, vegetation=grove)
    assert in_the_wood.vegetation_m[10, 95] == pytest.approx(14.5 * np.hypot(30.0, 2.5) / 30.0, rel=1e-5)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.floats(0, 400), st.floats(0, 320), st.floats(3, 40))
def test_metres_through_crowns_agree_with_a_march_to_every_pixel(seed, hilly, east, north, h_tx):
    grid = Grid(west_m=0.0, south_m=0.0, resolution_m=4.0, columns=100, rows=80)
    trees = build_surface(grid, [*town(80, 400.0, 4.0, 20.0, seed=seed, sides=(4, 12)), box(50, 50, 150, 120, 12.0)])
    ground = hills(grid.shape, seed) if hilly else None
    g_tx = 5.0 if hilly else 0.0
    nothing = build_surface(grid, [])
    sweep = sweep_obstruction(
        grid, nothing, east, north, h_tx, 1.5, 9999.0, ground_m=ground, ground_antenna_m=g_tx, vegetation=trees
    )
    _, slow = reference_maps(grid, nothing, east, north, h_tx, 1.5, ground=ground, ground_antenna=g_tx, trees=trees)
    apart_m = np.abs(sweep.vegetation_m - slow)
    assert slow.max() > 20.0
    # over hills a crown's top is taken as even between its ends
    assert np.quantile(apart_m, 0.99) <= (4.0 if hilly else 0.01)
    assert apart_m.mean() <= (0.5 if hilly else 0.01)


def test_a_tall_wall_among_trees_keeps_its_loss():
    wall = Shape(rings=(np.array([[50.5, 0.0], [50.5, 21.0]]),), height_m=20.0, is_line=True)
    surface, grove = build_surface(STRIP, [wall]), build_surface(STRIP, [box(30.0, 0.0, 90.0, 21.0, 15.0)])
    bare = sweep_obstruction(STRIP, surface, 0.5, 10.5, 25.0, 1.5, 9999.0)
    green = sweep_obstruction(STRIP, surface, 0.5, 10.5, 25.0, 1.5, 9999.0, vegetation=grove)
    assert np.array_equal(bare.nu_at_1m, green.nu_at_1m)
    assert green.vegetation_m[10, 100] > 0.0
