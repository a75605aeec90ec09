import pytest

from planner.errors import EvaluationError
from planner.latency.access import GrantConfig, grant_based_latency
from planner.latency.air import AirConfig, user_plane_latency


@pytest.mark.parametrize(
    ("frame", "two_step", "mean_ms", "max_ms"),
    [
        ("DDDSU", False, 4.6, 5.9),
        ("DDDSUDDSUU", False, 5.4, 7.9),
        ("DDDDDDDSUU", False, 8.4, 10.9),
        ("DSUUU", False, 4.6, 5.9),
        ("FDD", False, 2.6, 2.9),
        ("DDDSU", True, 7.1, 8.4),
    ],
)
def test_check_values_at_30_khz(frame, two_step, mean_ms, max_ms):
    result = grant_based_latency(AirConfig(frame=frame), GrantConfig(two_step=two_step))
    assert result.mean_ms == pytest.approx(mean_ms, abs=0.2)
    assert result.max_ms == pytest.approx(max_ms, abs=0.2)


def test_a_longer_sr_period_waits_half_of_the_difference_longer():
    short = grant_based_latency(AirConfig(), GrantConfig(sr_period_symbols=10 * 14))
    long = grant_based_latency(AirConfig(), GrantConfig(sr_period_symbols=20 * 14))
    assert long.mean_ms - short.mean_ms == pytest.approx(2.5)
    assert long.max_ms - short.max_ms == pytest.approx(5.0)


def test_sr_occasions_outside_uplink_slots_are_lost():
    # Every 8 slots meets a pattern of 5 slots in UL once in 40 slots, 20 ms.
    result = grant_based_latency(AirConfig(), GrantConfig(sr_period_symbols=8 * 14))
    assert len(result.per_arrival_ms) == 40 * 14
    assert result.max_ms - min(result.per_arrival_ms) == pytest.approx(20.0, abs=0.1)


@pytest.mark.parametrize("frame", ["DDDSU", "DSUUU", "DDDSUDDSUU", "FDD"])
def test_a_configured_grant_is_always_faster(frame):
    assert user_plane_latency(AirConfig(frame=frame), "ul").mean_ms < (
        grant_based_latency(AirConfig(frame=frame), GrantConfig()).mean_ms - 1.0
    )


def test_a_period_that_can_not_be_configured_is_refused():
    with pytest.raises(EvaluationError) as caught:
        grant_based_latency(AirConfig(), GrantConfig(sr_period_symbols=3 * 14))
    assert caught.value.code == "latency-sr-period-invalid"
