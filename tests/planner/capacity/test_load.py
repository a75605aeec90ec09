import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.capacity.load import resource_share, solve_load


def network(seed, cells, strength):
    """A random network of n cells in the manner of Siomina and Yuan: load = demand / log2(1 + S / (I load + N))."""
    random = np.random.default_rng(seed)
    gain = 10 ** (random.uniform(-12.0, -9.0, (cells, cells)))
    np.fill_diagonal(gain, 10 ** random.uniform(-9.5, -8.0, cells))
    demand = random.uniform(0.0, strength, cells)

    def load_of(load):
        interference = gain @ load - np.diag(gain) * load
        return demand / np.log2(1.0 + np.diag(gain) / (interference + 1e-11))

    return load_of


def bisected(load_of, cells):
    """Independent solution: the smallest t with load_of(t-limited loads) below, found cell by cell to 1e-9."""
    load = np.zeros(cells)
    for _ in range(400):
        before = load.copy()
        for n in range(cells):
            low, high = 0.0, 50.0
            while high - low > 1e-11:
                middle = (low + high) / 2.0
                trial = load.copy()
                trial[n] = middle
                if load_of(np.minimum(trial, 1.0))[n] > middle:
                    low = middle
                else:
                    high = middle
            load[n] = (low + high) / 2.0
        if np.max(np.abs(load - before)) < 1e-9:
            break
    return load


@given(st.integers(0, 10_000), st.integers(1, 5), st.floats(0.1, 4.0))
def test_the_fixed_point_is_the_one_bisection_finds(seed, cells, strength):
    load_of = network(seed, cells, strength)
    solution = solve_load(load_of, np.zeros(cells), tolerance=1e-10, max_iterations=2000)
    assert solution.converged
    np.testing.assert_allclose(solution.load, load_of(np.minimum(solution.load, 1.0)), atol=1e-8)
    np.testing.assert_allclose(solution.load, bisected(load_of, cells), atol=1e-6)


@given(st.integers(0, 10_000), st.integers(2, 5), st.floats(0.1, 2.0), st.floats(1.0, 2.0))
def test_more_demand_is_more_load_everywhere(seed, cells, strength, factor):
    load_of = network(seed, cells, strength)
    less = solve_load(load_of, np.zeros(cells)).load
    more = solve_load(lambda load: factor * load_of(load), np.zeros(cells)).load
    assert (more >= less - 1e-4).all()


def test_overload_stays_visible_and_interferes_as_a_full_cell():
    solution = solve_load(lambda load: np.array([3.0, 0.2 + 0.5 * load[0]]), np.zeros(2))
    assert solution.converged
    assert solution.load.tolist() == pytest.approx([3.0, 0.7])


def test_what_does_not_settle_is_said():
    solution = solve_load(lambda load: 1.0 - np.round(load), np.zeros(1), max_iterations=7)
    assert not solution.converged
    assert solution.iterations == 7


def test_no_cells_no_load():
    assert solve_load(lambda load: load, np.zeros(0)).converged


def test_share_of_one_terminal():
    rates = np.array([80.0, 8.0, 4.0, 0.0])
    np.testing.assert_allclose(resource_share(8.0, rates), [0.1, 1.0, 1.0, 1.0])
    np.testing.assert_allclose(resource_share(8.0, rates, 0.2), [0.02, 0.2, 0.2, 0.2])
    assert resource_share(0.0, rates).tolist() == [0.0] * 4


@given(st.floats(0.01, 1000.0), st.floats(0.01, 1000.0), st.floats(0.001, 1.0))
def test_a_share_is_demand_over_rate_of_the_blocks_it_fills(demand, rate, blocks):
    share = float(resource_share(demand, np.array([rate]), blocks)[0])
    assert 0.0 < share <= blocks * (1 + 1e-12)
    assert share == pytest.approx(min(demand / rate, 1.0) * blocks)
