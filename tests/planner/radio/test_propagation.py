import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.indoor import indoor_path_loss_map
from planner.radio.itu_p526 import knife_edge_loss_db
from planner.radio.o2i import EntryClass, o2i_loss_db, wall_loss_db
from planner.radio.obstruction import inside_mask, nu_map, sweep_obstruction
from planner.radio.propagation import (
    SKETCH_LIMIT_DB,
    combined_path_loss_db,
    free_view_limit_db,
    nlos_weight,
    path_loss_map,
)
from planner.radio.surface import Shape, build_surface
from planner.radio.tr38901 import los_probability, path_loss_los_db, path_loss_nlos_db, shadow_sigma_db

GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=150, rows=120)
ANTENNA = (31.3, 120.9)
CLASSES = np.array([EntryClass.LOW, EntryClass.METAL])
completeness = st.sampled_from(["surveyed", "sketched"])


def _scene(h_antenna_m=25.0):
    shapes = [
        Shape(rings=(np.array([[100, 80], [140, 80], [140, 150], [100, 150]], float),), height_m=22.0),
        Shape(rings=(np.array([[200, 20], [260, 20], [260, 60], [200, 60]], float),), height_m=8.0),
    ]
    surface = build_surface(GRID, shapes)
    return surface, sweep_obstruction(GRID, surface, *ANTENNA, h_antenna_m, 1.5, 9999.0)


@given(st.floats(60, 120), st.floats(0, 40), st.floats(0, 1), completeness)
def test_loss_grows_with_obstruction_without_a_cliff(los, gap, p_los, how):
    nu = np.concatenate(([-np.inf], np.arange(-3.0, 8.0, 0.005)))
    loss = combined_path_loss_db(los, los + gap, p_los, nu, knife_edge_loss_db(nu), how)
    assert (np.diff(loss) >= -1e-9).all()
    # J itself climbs by at most 9 dB, the blend by gap / 1.58 dB per unit of nu
    assert (np.diff(loss)[1:] <= 0.005 * max(9.5, gap / 1.58) + 1e-6).all()
    assert (loss >= los - 1e-9).all() and (loss <= los + gap + 5.0 + 1e-9).all()


def test_what_a_free_view_is_worth_depends_on_the_map():
    assert float(nlos_weight(0.3, -np.inf, "surveyed")) == 0.0
    assert float(nlos_weight(0.3, -np.inf, "sketched")) == pytest.approx(0.7)
    assert float(nlos_weight(0.3, 0.8, "sketched")) == pytest.approx(1.0)
    assert float(nlos_weight(0.3, -np.inf, "sketched", gap_db=40.0)) == pytest.approx(0.9)
    assert float(nlos_weight(0.3, -np.inf, "sketched", gap_db=40.0, limit_db=np.inf)) == pytest.approx(0.7)


@given(st.floats(60, 120), st.floats(0, 60), st.floats(0, 1), st.floats(-3, 30))
def test_a_sketch_moves_the_nlos_median_by_its_limit_at_most(los, gap, p_los, nu):
    loss = float(combined_path_loss_db(los, los + gap, p_los, nu, knife_edge_loss_db(nu), "sketched"))
    assert los - 1e-9 <= loss
    assert los + gap - SKETCH_LIMIT_DB - 1e-9 <= loss <= los + gap + SKETCH_LIMIT_DB + 1e-9


@pytest.mark.parametrize("scenario", ["UMa", "UMi", "RMa"])
def test_a_free_view_on_a_sketch_falls_with_distance_and_stays_plausible(scenario):
    dist = np.arange(1.0, 1500.0, 1.0)
    los, nlos = path_loss_los_db(scenario, dist, 3.5, 25.0, 1.5), path_loss_nlos_db(scenario, dist, 3.5, 25.0, 1.5)
    p_los = los_probability(scenario, dist, 25.0, 1.5)
    loss = combined_path_loss_db(los, nlos, p_los, -np.inf, 0.0, "sketched", free_view_limit_db(scenario))
    assert (np.diff(loss) >= -1e-9).all()
    assert float(loss[49] - los[49]) < 12.0  # 50 m away in open sight: doubtful, not written off


@pytest.mark.parametrize("how", ["surveyed", "sketched"])
def test_map_kernel_agrees_with_the_plain_formula(how):
    surface, sweep = _scene()
    result = path_loss_map(
        GRID, sweep, surface.owner, CLASSES, scenario="UMa", freq_ghz=3.5, antenna_m=ANTENNA, completeness=how
    )
    dist = np.hypot(column_centres_m(GRID)[None, :] - ANTENNA[0], row_centres_m(GRID)[:, None] - ANTENNA[1])
    los = path_loss_los_db("UMa", dist, 3.5, 25.0, 1.5)
    nlos = path_loss_nlos_db("UMa", dist, 3.5, 25.0, 1.5)
    p_los = los_probability("UMa", dist, 25.0, 1.5)
    nu = nu_map(sweep, 3.5).astype(float)
    expected = combined_path_loss_db(los, nlos, p_los, nu, knife_edge_loss_db(nu), how)
    low, metal = (inside_mask(sweep) & (surface.owner == k) for k in (0, 1))
    expected += np.where(low, wall_loss_db(3.5, EntryClass.LOW), 0) + np.where(metal, 35.0, 0)
    expected += 0.5 * np.minimum(sweep.depth_in_m, 50.0)
    assert result.path_loss_db.dtype == result.sigma_db.dtype == np.float32
    assert result.path_loss_db == pytest.approx(expected, abs=0.02)
    w = nlos_weight(p_los, nu, how, nlos - los)
    variance = (1 - w) * 16.0 + w * 36.0 + (w * (1 - w) * (nlos - los) ** 2 if how == "sketched" else 0.0)
    variance += np.where(low, 4.4**2, 0) + np.where(metal, 6.5**2, 0)
    assert result.nlos_weight == pytest.approx(w, abs=2e-3)
    assert result.sigma_db == pytest.approx(np.sqrt(variance), abs=0.05)


def test_out_of_range_stays_unknown():
    surface = build_surface(GRID, [])
    sweep = sweep_obstruction(GRID, surface, *ANTENNA, 25.0, 1.5, 100.0)
    none = np.zeros(0, dtype=np.int64)
    result = path_loss_map(
        GRID, sweep, surface.owner, none, scenario="UMi", freq_ghz=3.5, antenna_m=ANTENNA, completeness="surveyed"
    )
    for layer in (result.path_loss_db, result.sigma_db, result.nlos_weight):
        assert np.array_equal(np.isnan(layer), np.isnan(sweep.nu_at_1m))


def test_indoor_cell_fills_its_hall_and_loses_the_wall_outside():
    surface, _ = _scene()
    antenna = (121.0, 111.0)
    sweep = sweep_obstruction(GRID, surface, *antenna, 6.0, 1.5, 9999.0)
    place = {"scenario": "InF-DH", "freq_ghz": 4.9, "antenna_m": antenna}
    result = indoor_path_loss_map(GRID, sweep, surface.owner, CLASSES, 0, **place)
    dist = np.hypot(column_centres_m(GRID)[None, :] - antenna[0], row_centres_m(GRID)[:, None] - antenna[1])
    p = los_probability("InF-DH", dist, 6.0, 1.5)
    mix = p * path_loss_los_db("InF-DH", dist, 4.9, 6.0, 1.5) + (1 - p) * path_loss_nlos_db(
        "InF-DH", dist, 4.9, 6.0, 1.5
    )
    hall, other = surface.owner == 0, surface.owner == 1
    assert result.path_loss_db[hall] == pytest.approx(mix[hall], abs=0.05)
    outside = ~hall & ~other & np.isneginf(sweep.nu_at_1m)
    assert result.path_loss_db[outside] == pytest.approx(mix[outside] + o2i_loss_db(4.9, EntryClass.LOW), abs=0.05)
    assert (result.path_loss_db[other] >= mix[other] + wall_loss_db(4.9, EntryClass.LOW) + 35.0).all()
    assert (result.sigma_db[outside] > shadow_sigma_db("InF-DH")[0]).all()
