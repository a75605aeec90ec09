"""ITU-R P.526: knife edge and Bullington's construction, with the profile of the physics notes as the check.

Several edges are judged by `recommendation_loss_db`, written from the text of clause 4.5.1 with its units (km, m) and
its effective earth curvature, apart from the program's own. Method: Bullington without the correction term
(1 - exp(-Luc/6)) (10 + 0.02 d), which is fitted to terrain of tens of kilometres (docs/decisions/0003).
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.radio.grid import Grid
from planner.radio.itu_p526 import bullington_nu, edge_nu, exact_wavelength_m, free_space_loss_db, knife_edge_loss_db
from planner.radio.obstruction import diffraction_map_db, sweep_obstruction
from planner.radio.surface import Surface

WAVELENGTH_M = exact_wavelength_m(2.6)


def test_screen_half_way_between_mast_and_street():
    nu = edge_nu(20.0 - (25.0 + 1.5) / 2.0, 500.0, 500.0, WAVELENGTH_M)
    assert nu == pytest.approx(1.778, abs=5e-4)
    assert float(knife_edge_loss_db(nu)) == pytest.approx(18.10, abs=5e-3)
    assert float(free_space_loss_db(1000.0, 2.6)) == pytest.approx(100.75, abs=5e-3)


def test_known_values_of_j():
    assert float(knife_edge_loss_db(0.0)) == pytest.approx(6.03, abs=0.01)
    assert float(knife_edge_loss_db(-0.78)) == 0.0
    assert float(knife_edge_loss_db(-np.inf)) == 0.0
    assert np.isnan(knife_edge_loss_db(np.nan))


@given(st.floats(1, 999), st.floats(-30, 60))
def test_one_edge_is_exactly_the_knife_edge(dist, height):
    above = height - (25.0 + (1.5 - 25.0) * dist / 1000.0)
    nu = bullington_nu(np.array([dist]), np.array([height]), 1000.0, 25.0, 1.5, WAVELENGTH_M)
    assert nu == pytest.approx(edge_nu(above, dist, 1000.0 - dist, WAVELENGTH_M), rel=1e-6, abs=1e-6)


@given(st.lists(st.tuples(st.integers(1, 99), st.floats(0, 60)), min_size=1, max_size=8, unique_by=lambda e: e[0]))
def test_several_edges_cost_at_least_as_much_as_the_worst_of_them(edges):
    dist = np.array([10.0 * d for d, _ in edges])
    height = np.array([z for _, z in edges])
    all_edges = bullington_nu(dist, height, 1000.0, 25.0, 1.5, WAVELENGTH_M)
    each = [edge_nu(z - (25.0 - 0.0235 * d), d, 1000.0 - d, WAVELENGTH_M) for d, z in zip(dist, height, strict=True)]
    assert all_edges >= max(each) - 1e-6


@pytest.mark.parametrize("above_m", [1e-3, 1e-6, 1e-9])
def test_two_edges_meet_the_line_of_sight_without_a_step(above_m):
    dist = np.array([300.0, 700.0])
    line = 25.0 + (1.5 - 25.0) * dist / 1000.0
    blocked = bullington_nu(dist, line + above_m, 1000.0, 25.0, 1.5, WAVELENGTH_M)
    clear = bullington_nu(dist, line - above_m, 1000.0, 25.0, 1.5, WAVELENGTH_M)
    assert 0 < blocked - clear < 5 * above_m


def test_without_edges_the_way_is_free():
    nothing = np.zeros(0)
    assert bullington_nu(nothing, nothing, 1000.0, 25.0, 1.5, WAVELENGTH_M) == -np.inf


def recommendation_loss_db(d_km, h_m, d_total_km, hts_m, hrs_m, f_ghz, *, corrected=False, ae_km=float("inf")):
    """P.526 clause 4.5.1 over a general profile: points d_km, h_m between the terminals; Luc, or Lb when corrected."""
    ce = 1.0 / ae_km
    lam = 0.299792458 / f_ghz
    d, hts, hrs = d_total_km, hts_m, hrs_m
    stim = max((h + 500.0 * ce * di * (d - di) - hts) / di for di, h in zip(d_km, h_m, strict=True))
    str_ = (hrs - hts) / d
    if stim < str_:
        nu = max(
            (h + 500.0 * ce * di * (d - di) - (hts * (d - di) + hrs * di) / d)
            * np.sqrt(0.002 * d / (lam * di * (d - di)))
            for di, h in zip(d_km, h_m, strict=True)
        )
    else:
        srim = max((h + 500.0 * ce * di * (d - di) - hrs) / (d - di) for di, h in zip(d_km, h_m, strict=True))
        db = (hrs - hts + srim * d) / (stim + srim)
        nu = (hts + stim * db - (hts * (d - db) + hrs * db) / d) * np.sqrt(0.002 * d / (lam * db * (d - db)))
    luc = 0.0 if nu <= -0.78 else 6.9 + 20.0 * np.log10(np.sqrt((nu - 0.1) ** 2 + 1.0) + nu - 0.1)
    return luc + (1.0 - np.exp(-luc / 6.0)) * (10.0 + 0.02 * d) if corrected else luc


def test_the_recommendation_itself_gives_the_check_value_and_what_its_correction_would_add():
    bare = recommendation_loss_db([0.5], [20.0], 1.0, 25.0, 1.5, 2.6)
    assert bare == pytest.approx(18.10, abs=0.01)
    corrected = recommendation_loss_db([0.5], [20.0], 1.0, 25.0, 1.5, 2.6, corrected=True)
    assert corrected - bare == pytest.approx(9.5, abs=0.1)
    # why the earth may be flat here: its bulge is 15 mm at 1 km
    round_earth = recommendation_loss_db([0.5], [20.0], 1.0, 25.0, 1.5, 2.6, ae_km=8500.0)
    assert round_earth == pytest.approx(bare, abs=0.05)


@given(
    st.lists(st.tuples(st.floats(0.003, 0.997), st.floats(0, 80)), min_size=1, max_size=40),
    st.floats(30, 5000),
    st.floats(1, 100),
    st.floats(0.5, 60),
    st.floats(0.4, 7.0),
)
def test_random_profiles_of_several_edges_agree_with_the_recommendation(points, length_m, h_tx, h_rx, freq_ghz):
    share, height = np.array([p[0] for p in points]), np.array([p[1] for p in points])
    nu = bullington_nu(share * length_m, height, length_m, h_tx, h_rx, exact_wavelength_m(freq_ghz))
    expected = recommendation_loss_db(
        (share * length_m / 1000.0).tolist(), height.tolist(), length_m / 1000.0, h_tx, h_rx, freq_ghz
    )
    assert float(knife_edge_loss_db(nu)) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("hilly", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_the_sweep_gives_the_recommendation_on_every_pixel_of_a_profile(seed, hilly):
    # one row of pixels is one profile: walls of one pixel are its points, over hills the ground as well
    rng = np.random.default_rng(seed)
    grid = Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=300, rows=1)
    wall = (rng.random(grid.shape) < 0.06) & (np.arange(300) > 0)
    height = np.where(wall, rng.uniform(2.0, 25.0, grid.shape), 0.0).astype(np.float32)
    owner = np.where(wall, np.arange(300), -1).astype(np.int32)
    ground = (15.0 * np.sin(np.arange(300) / rng.uniform(15, 60)))[None, :].astype(np.float32)
    lie = ground[0].astype(float) if hilly else np.zeros(300)
    h_tx, h_rx, freq_ghz = float(rng.uniform(5.0, 40.0)), 1.5, float(rng.uniform(0.7, 4.9))
    sweep = sweep_obstruction(
        grid, Surface(height_m=height, owner=owner), 1.0, 1.0, h_tx, h_rx, 1e4,
        ground_m=ground if hilly else None, ground_antenna_m=float(lie[0]),
    )  # fmt: skip
    on_map = diffraction_map_db(sweep, freq_ghz)[0]
    blocked = 0
    for pixel in np.flatnonzero(~wall[0])[1:]:
        at = np.arange(1, pixel)
        chord = lie[0] + (lie[pixel] - lie[0]) * at / pixel
        counts = wall[0, at] | (lie[at] > chord + 1.0)
        expected = 0.0
        if counts.any():
            d_km, top = at[counts] * 0.002, (lie + height[0])[at[counts]]
            ends = (lie[0] + h_tx, lie[pixel] + h_rx)
            expected = recommendation_loss_db(d_km.tolist(), top.tolist(), pixel * 0.002, *ends, freq_ghz)
        assert on_map[pixel] == pytest.approx(expected, abs=0.01), pixel
        blocked += expected > 6.1
    assert blocked > 20
