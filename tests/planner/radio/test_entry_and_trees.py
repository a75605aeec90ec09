"""Outdoor cells: P.2109, drawn walls inside, slabs, crowns on the way; and bad input."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.itu_p833 import add_vegetation, vegetation_loss_db, vegetation_sigma_db
from planner.radio.itu_p2040 import MAX_WALL_LOSS_DB, TABLE_3, material_loss_db
from planner.radio.itu_p2109 import entry_loss_not_exceeded_db, median_entry_loss_db
from planner.radio.o2i import EntryClass, entry_class_of, entry_tables, wall_loss_db
from planner.radio.obstruction import sweep_obstruction
from planner.radio.propagation import path_loss_map
from planner.radio.surface import Shape, build_surface
from planner.radio.tr38901 import Scenario

GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=80, rows=60)
ANTENNA = (15.0, 61.0)
KINDS = np.array([EntryClass.LOW, EntryClass.HIGH, EntryClass.METAL, EntryClass.SLAB])
SHAPES = [
    Shape(rings=(np.array([[x, 20], [x + 20, 20], [x + 20, 100], [x, 100]], float),), height_m=9.0)
    for x in (40, 70, 100, 130)
]
SURFACE = build_surface(GRID, SHAPES)
SWEEP = sweep_obstruction(GRID, SURFACE, *ANTENNA, 25.0, 1.5, 9999.0)


def _map(sweep=SWEEP, **more):
    place = {"scenario": "UMa", "freq_ghz": 3.5, "antenna_m": ANTENNA, "completeness": "surveyed"}
    return path_loss_map(GRID, sweep, SURFACE.owner, KINDS, **{**place, **more})


def test_p2109_replaces_wall_and_depth_and_adds_for_steep_paths():
    plain, other = _map().path_loss_db, _map(entry_model="p2109").path_loss_db
    dist = np.hypot(column_centres_m(GRID)[None, :] - ANTENNA[0], row_centres_m(GRID)[:, None] - ANTENNA[1])
    elevation = np.degrees(np.arctan2(23.5, dist))
    depth_db = 0.5 * np.minimum(SWEEP.depth_in_m, 50.0)
    for number, kind in enumerate(("traditional", "thermally_efficient")):
        inside = (SURFACE.owner == number) & (SWEEP.depth_in_m > 0)
        wall = wall_loss_db(3.5, EntryClass(KINDS[number]))
        expected = plain - depth_db - wall + median_entry_loss_db(3.5, kind, elevation)
        assert other[inside] == pytest.approx(expected[inside], abs=0.02)
    untouched = (SURFACE.owner < 0) | (SURFACE.owner == 2)  # the open, and metal, which P.2109 doesn't know
    assert np.array_equal(plain[untouched], other[untouched])


def test_drawn_walls_take_the_place_of_the_depth():
    inside = (SURFACE.owner == 0) & (SWEEP.depth_in_m > 0)
    depth_db = 0.5 * np.minimum(SWEEP.depth_in_m, 50.0)
    walls = np.full(GRID.shape, 6.0, dtype=np.float32)
    gain = _map(inner_walls_db=walls).path_loss_db - _map().path_loss_db
    assert gain[inside] == pytest.approx(np.maximum(6.0 - depth_db, 0.0)[inside], abs=1e-3)
    assert (gain[SURFACE.owner < 0] == 0.0).all()
    assert np.array_equal(
        _map(inner_walls_db=walls, entry_model="p2109").path_loss_db[inside],
        _map(entry_model="p2109").path_loss_db[inside],
    )


def test_a_slab_is_as_dear_as_its_material():
    stated = material_loss_db("concrete", 0.2, 3.5)
    slabs = np.array([99.0, 99.0, 99.0, stated])
    gain = _map(slab_db=slabs).path_loss_db - _map().path_loss_db
    inside = SWEEP.depth_in_m > 0
    assert gain[(SURFACE.owner == 3) & inside] == pytest.approx(stated - wall_loss_db(3.5, EntryClass.LOW), abs=1e-3)
    assert (gain[(SURFACE.owner != 3)] == 0.0).all()
    loss, variance = entry_tables(KINDS, 3.5, slab_db=slabs)
    assert loss[-1] == variance[-1] == 0.0 and loss[2] == 35.0


@pytest.mark.parametrize("name", ["low", "low_a", "high", "metal", "open", "slab"])
def test_every_class_of_the_catalogue_has_a_code(name):
    assert entry_class_of(name).name == name.upper()


@settings(max_examples=20)
@given(st.floats(0.5, 30.0), st.lists(st.floats(0.0, 400.0), min_size=2, max_size=30))
def test_more_vegetation_is_never_less_loss(freq_ghz, depths):
    ordered = np.sort(np.array(depths, dtype=np.float32))[None, :]
    loss, sigma = np.zeros_like(ordered), np.full_like(ordered, 4.0)
    add_vegetation(loss, sigma, ordered, freq_ghz)
    assert (np.diff(loss[0]) >= -1e-4).all() and (np.diff(sigma[0]) >= -1e-4).all()
    assert loss == pytest.approx(vegetation_loss_db(ordered, freq_ghz), abs=2e-3)
    assert sigma == pytest.approx(np.hypot(4.0, vegetation_sigma_db(ordered, freq_ghz)), abs=2e-3)


def test_crowns_on_the_way_are_added_and_unknown_pixels_stay():
    depth = np.zeros(GRID.shape, dtype=np.float32)
    depth[:, 40:] = 30.0
    depth[0, :] = np.nan
    found, plain = _map(replace(SWEEP, vegetation_m=depth)), _map()
    gain = found.path_loss_db - plain.path_loss_db
    assert gain[1:, 40:] == pytest.approx(float(vegetation_loss_db(30.0, 3.5)), abs=1e-3)
    assert (gain[1:, :40] == 0.0).all() and (gain[0] == 0.0).all()
    assert (found.sigma_db[1:, 40:] > plain.sigma_db[1:, 40:]).all()
    cut = replace(SWEEP, nu_at_1m=np.full(GRID.shape, np.nan, dtype=np.float32), vegetation_m=depth)
    assert np.isnan(_map(cut).path_loss_db).all()


@settings(max_examples=30)
@given(
    st.sampled_from(list(Scenario)),
    st.floats(0.01, 300.0),
    st.tuples(st.floats(0.0, 160.0), st.floats(0.0, 120.0)),
    st.floats(0.0, 60.0),
    st.floats(0.0, 60.0),
    st.sampled_from(["38901", "p2109"]),
    st.sampled_from(["surveyed", "sketched"]),
)
def test_no_valid_pixel_is_ever_unknown(scenario, freq_ghz, antenna, h_antenna, h_receiver, model, how):
    """Receivers above the antenna, antennas on the ground, below the roof, on a pixel's centre, any frequency."""
    sweep = sweep_obstruction(GRID, SURFACE, *antenna, h_antenna, h_receiver, 9999.0)
    found = path_loss_map(
        GRID, sweep, SURFACE.owner, KINDS, scenario=scenario, freq_ghz=freq_ghz, antenna_m=antenna,
        completeness=how, entry_model=model, inner_walls_db=np.full(GRID.shape, 3.0, dtype=np.float32),
    )  # fmt: skip
    known = ~np.isnan(sweep.nu_at_1m)
    for layer in (found.path_loss_db, found.sigma_db, found.nlos_weight):
        assert np.isfinite(layer[known]).all()


@given(st.sampled_from(sorted(TABLE_3)), st.floats(0.0, 0.6), st.floats(0.1, 100.0))
def test_wall_losses_stay_between_nothing_and_the_cap(material, thickness_m, freq_ghz):
    assert 0.0 <= material_loss_db(material, thickness_m, freq_ghz) <= MAX_WALL_LOSS_DB


@given(st.floats(0.08, 100.0), st.sampled_from(["traditional", "thermally_efficient"]), st.floats(-90.0, 90.0))
def test_entry_loss_grows_with_probability_and_elevation(freq_ghz, kind, elevation_deg):
    losses = entry_loss_not_exceeded_db(freq_ghz, kind, np.linspace(0.01, 0.99, 50), elevation_deg)
    assert np.isfinite(losses).all() and (np.diff(losses) > 0.0).all()
    assert (
        float(median_entry_loss_db(freq_ghz, kind, elevation_deg)) >= float(median_entry_loss_db(freq_ghz, kind)) - 1e-9
    )
