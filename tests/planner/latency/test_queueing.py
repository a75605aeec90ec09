import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.latency.queueing import burst_wait, load_wait, opportunity_spacing_ms


def test_wait_is_pollaczek_khinchine():
    assert load_wait(0.5, 2.0).mean_ms == pytest.approx(2.0, rel=0.02)
    assert load_wait(0.5, 2.0, 0.0).mean_ms == pytest.approx(1.0, rel=0.02)
    assert load_wait(0.0, 2.0).mean_ms == 0.0


@pytest.mark.parametrize("load", [1.0, 1.7, math.inf])
def test_overload_is_never_a_number(load):
    assert load_wait(load, 2.0).lost == 1.0
    burst = burst_wait("DDDSU", "ul", scs_khz=30, message_bytes=100, rate_mbps=10, load=load)
    assert burst.mean_ms == math.inf
    assert burst.probability_within(1e6) == 0.0


def test_an_i_frame_takes_its_size_over_the_rate():
    frame = burst_wait("DDDSU", "ul", scs_khz=30, message_bytes=200_000, rate_mbps=20)
    # 1.6 Mbit at 20 Mbit/s: 80 ms, less the period of the last slot, in which only the slot itself counts.
    assert frame.mean_ms == pytest.approx(80.0 - 2.5)
    assert burst_wait("DDDSU", "ul", scs_khz=30, message_bytes=200_000, rate_mbps=20, load=0.5).mean_ms == (
        pytest.approx(160.0 - 2.5)
    )


def test_a_message_of_one_slot_waits_for_no_second_one():
    # 20 Mbit/s is 50 kbit per 2.5 ms pattern, all of it in the one UL slot.
    assert burst_wait("DDDSU", "ul", scs_khz=30, message_bytes=6250, rate_mbps=20).mean_ms == 0.0
    assert burst_wait("DDDSU", "ul", scs_khz=30, message_bytes=6251, rate_mbps=20).mean_ms == pytest.approx(2.5)


def test_several_uplink_slots_in_a_row_serve_a_burst_in_less_than_a_period():
    # DSUUU: two slots' worth; from the first two of three UL slots half a millisecond, from the last one over the gap.
    burst = burst_wait("DSUUU", "ul", scs_khz=30, message_bytes=2 * 6250, rate_mbps=60)
    assert burst.mean_ms == pytest.approx((0.5 + 0.5 + 1.5) / 3)


def test_no_rate_and_no_uplink_slot_never_end():
    assert burst_wait("DDDSU", "ul", scs_khz=30, message_bytes=1, rate_mbps=0).lost == 1.0
    assert burst_wait("DDDS", "ul", scs_khz=30, message_bytes=1, rate_mbps=5).lost == 1.0
    assert opportunity_spacing_ms("DDDSU", "ul", scs_khz=30) == pytest.approx(2.5)


@given(
    st.sampled_from(["DDDSU", "DSUUU", "DDDSUDDSUU", "FDD"]),
    st.sampled_from(["ul", "dl"]),
    st.integers(1, 300_000),
    st.integers(0, 100_000),
    st.floats(5.0, 500.0),
    st.floats(0.0, 0.9),
    st.floats(0.0, 0.09),
)
def test_more_bytes_or_load_or_less_rate_never_help(frame, direction, size, more, rate, load, extra):
    def mean(size_bytes, rate_mbps, part):
        return burst_wait(
            frame, direction, scs_khz=30, message_bytes=size_bytes, rate_mbps=rate_mbps, load=part
        ).mean_ms

    base = mean(size, rate, load) - 1e-6
    assert mean(size + more, rate, load) >= base
    assert mean(size, rate, load + extra) >= base
    assert mean(size, rate * 0.8, load) >= base
