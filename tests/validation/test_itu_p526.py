"""ITU-R P.526: knife edge and Bullington's construction, with the profile of the physics notes as the check."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.radio.itu_p526 import bullington_nu, edge_nu, exact_wavelength_m, free_space_loss_db, knife_edge_loss_db

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
