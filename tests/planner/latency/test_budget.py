import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import EvaluationError
from planner.latency.air import AirConfig
from planner.latency.budget import LatencyInputs, latency
from planner.latency.distribution import BIN_MS
from planner.latency.transport import TransportRoute

DIRECTIONS = ["ul", "dl", "ue_to_ue", "round_trip"]


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("frame", ["DDDSU", "DSUUU", "FDD"])
def test_the_waterfall_adds_up(direction, frame):
    result = latency(LatencyInputs(direction=direction, air=AirConfig(frame=frame), ul_load=0.3, dl_load=0.3))
    assert sum(part.mean_ms for part in result.components) == pytest.approx(result.mean_ms, abs=1e-3)
    assert sum(part.p999_ms for part in result.components) == pytest.approx(result.p999_ms, abs=1e-3)
    assert result.ideal_ms < result.mean_ms
    assert result.p50_ms < result.p99_ms < result.p999_ms


def test_the_downlink_is_as_slow_as_measured_networks():
    # Rischke 2021: 95 % of DL packets in 4-10 ms one way.
    result = latency(LatencyInputs(direction="dl"))
    assert result.probability_within(10.0) - result.probability_within(4.0) >= 0.95
    assert 1.0 < result.ideal_ms < 3.0


def test_pings_are_as_slow_as_measured_networks():
    assert 10.0 <= latency(LatencyInputs(direction="round_trip")).mean_ms <= 20.0


def test_two_terminals_cross_the_air_twice():
    up, down, both = (latency(LatencyInputs(direction=d)) for d in ("ul", "dl", "ue_to_ue"))
    codes = {part.code: part.mean_ms for part in both.components}
    upf_ms = codes["upf"]
    assert both.mean_ms == pytest.approx(up.mean_ms + down.mean_ms - upf_ms, abs=1e-3)
    assert both.ideal_ms == pytest.approx(up.ideal_ms + down.ideal_ms)


def test_a_configured_grant_removes_the_wait():
    grant = latency(LatencyInputs())
    free = latency(LatencyInputs(access="configured_grant"))
    access = {part.code: part.mean_ms for part in free.components}["access"]
    assert access == pytest.approx(0.0, abs=1e-6)
    assert grant.mean_ms - free.mean_ms > 2.0


def test_application_time_is_a_line_of_its_own():
    base, slow = latency(LatencyInputs()), latency(LatencyInputs(application_ms=7.0))
    assert slow.p999_ms - base.p999_ms == pytest.approx(7.0)
    assert {part.code: part.mean_ms for part in slow.components}["application"] == 7.0


def test_overload_is_reported_not_computed():
    result = latency(LatencyInputs(ul_load=1.0))
    assert not result.stable
    assert result.mean_ms == result.p99_ms == math.inf
    assert result.probability_within(1e6) == 0.0
    by_code = {part.code: part.p999_ms for part in result.components}
    assert by_code["queue"] == math.inf
    assert by_code["air"] < math.inf


def test_hopeless_radio_loses_messages():
    result = latency(LatencyInputs(direction="dl", harq_bler=(0.5,), harq_max_rounds=2))
    assert result.stable
    assert result.lost == pytest.approx(0.25)
    assert result.probability_within(1e6) == pytest.approx(0.75)
    assert result.p99_ms == math.inf


def test_bad_harq_settings_are_refused():
    for inputs in (LatencyInputs(harq_bler=()), LatencyInputs(harq_bler=(1.2,)), LatencyInputs(harq_max_rounds=0)):
        with pytest.raises(EvaluationError) as caught:
            latency(inputs)
        assert caught.value.code == "latency-harq-invalid"


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(DIRECTIONS), st.floats(0.0, 0.9), st.floats(0.0, 0.2), st.integers(100, 100_000))
def test_more_load_never_lowers_the_delay(direction, load, more, size):
    base = LatencyInputs(direction=direction, message_bytes=size, ul_load=load, dl_load=load)
    low, high = latency(base), latency(replace(base, ul_load=load + more, dl_load=load + more))
    assert high.mean_ms >= low.mean_ms - 1e-6
    # Percentiles move on a grid, once per part.
    assert high.p99_ms >= low.p99_ms - 4 * BIN_MS


@settings(max_examples=25, deadline=None)
@given(st.floats(0.0, 500.0), st.floats(0.0, 300.0), st.floats(1.0, 40.0))
def test_a_longer_route_never_lowers_the_delay(route_km, more_km, target_ms):
    base = LatencyInputs(route=TransportRoute(route_km=route_km, hops=4))
    near, far = latency(base), latency(replace(base, route=TransportRoute(route_km=route_km + more_km, hops=4)))
    assert far.mean_ms >= near.mean_ms - 1e-9
    assert far.p999_ms >= near.p999_ms - 1e-9
    assert far.probability_within(target_ms) <= near.probability_within(target_ms) + 1e-12
    assert near.probability_within(target_ms) <= near.probability_within(target_ms + 1.0)
