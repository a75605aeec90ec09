import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.latency.access import GrantConfig, grant_rounds_ms
from planner.latency.air import AirConfig
from planner.latency.distribution import (
    BIN_MS,
    HORIZON_MS,
    Distribution,
    constant,
    exponential_tail,
    from_arrivals,
    from_points,
    mixture,
    never,
)
from planner.latency.frame import symbol_ms

delays = st.lists(st.floats(0.0, 300.0), min_size=1, max_size=20)


def _mass(part: Distribution) -> float:
    return float(part.pmf.sum()) + part.late + part.lost


@given(delays, delays)
def test_means_add_and_mass_stays_one(first, second):
    one = from_points(first, [1 / len(first)] * len(first))
    two = from_points(second, [1 / len(second)] * len(second))
    both = one.convolved(two)
    assert both.mean_ms == pytest.approx(np.mean(first) + np.mean(second), abs=1e-6)
    assert both.percentile_ms(1.0) <= max(first) + max(second) + 2 * BIN_MS + 1e-6
    assert _mass(both) == pytest.approx(1.0, abs=1e-9)


@given(delays, st.floats(0, 400), st.floats(0, 100))
def test_probability_is_monotone_in_the_target(values, target, more):
    part = from_points(values, [1 / len(values)] * len(values))
    assert part.probability_within(target) <= part.probability_within(target + more)
    assert part.probability_within(max(values) + BIN_MS) == pytest.approx(1.0)


def test_percentile_and_probability_agree():
    part = exponential_tail(1.0, 2.0)
    for share in (0.1, 0.5, 0.99, 0.999):
        value = part.percentile_ms(share)
        assert part.probability_within(value) >= share > part.probability_within(value - BIN_MS)
        assert value == pytest.approx(-2.0 * math.log(1 - share), abs=BIN_MS)


def test_direct_and_fourier_convolution_agree():
    long, short = exponential_tail(1.0, 8.0), exponential_tail(1.0, 3.0)
    both = long.convolved(short)
    direct = np.convolve(long.pmf, short.pmf)
    assert len(long.pmf) * len(short.pmf) > 400_000
    assert np.abs(both.pmf - direct[: len(both.pmf)]).max() < 1e-12


def test_what_is_beyond_the_horizon_is_late_not_gone():
    part = exponential_tail(1.0, 500.0)
    assert part.late == pytest.approx(math.exp(-HORIZON_MS / 500.0), rel=1e-3)
    assert part.percentile_ms(0.99) == math.inf
    assert part.mean_ms < math.inf
    assert _mass(part.convolved(part)) == pytest.approx(1.0)


def test_lost_messages_meet_no_target_and_spoil_no_mean():
    part = from_points([1.0], [0.9], lost=0.1)
    assert part.mean_ms == pytest.approx(1.0)
    assert part.probability_within(1e6) == pytest.approx(0.9)
    assert part.percentile_ms(0.95) == math.inf
    assert part.convolved(part).lost == pytest.approx(0.19)


def test_never_swallows_everything():
    both = constant(1.0).convolved(never())
    assert (both.mean_ms, both.percentile_ms(0.5), both.probability_within(1e9)) == (math.inf, math.inf, 0.0)


def test_mixture_and_shift():
    part = mixture([(0.25, constant(1.0)), (0.75, constant(5.0))]).shifted(2.0)
    assert part.mean_ms == pytest.approx(6.0)
    assert part.probability_within(3.0) == pytest.approx(0.25)


def test_p999_agrees_with_a_simulation():
    # Alignment with grant and HARQ, two processing tails, M/M/1 wait: drawn independently of the grid.
    rng = np.random.default_rng(20240501)
    count = 1_000_000
    air, weights = AirConfig(), [0.9, 0.09, 0.01]
    rounds = grant_rounds_ms(air, GrantConfig(), 3)
    unit = symbol_ms(30)
    which = rng.choice(3, count, p=weights)
    sample = rounds[which, rng.integers(0, rounds.shape[1], count)] + (rng.random(count) - 0.5) * unit
    sample += rng.exponential(0.6, count) + rng.exponential(0.6, count) + 2.4
    sample += np.where(rng.random(count) < 0.5, rng.exponential(5.0, count), 0.0)

    tail = exponential_tail(1.0, 0.6)
    total = from_arrivals(rounds, weights, unit).convolved(tail).convolved(tail).shifted(2.4)
    total = total.convolved(exponential_tail(0.5, 5.0))
    assert total.mean_ms == pytest.approx(sample.mean(), rel=0.005)
    for share in (0.5, 0.99, 0.999):
        assert total.percentile_ms(share) == pytest.approx(np.quantile(sample, share), rel=0.05)
