from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import EvaluationError
from planner.latency.core import ProcessingDelays, UpfKind, gnb_delay, terminal_delay, upf_delay
from planner.latency.transport import TransportDelays, TransportRoute, transport_delay

DELAYS = ProcessingDelays()


@pytest.mark.parametrize(
    ("kind", "low_ms", "high_ms"), [("on_site", 0.2, 0.5), ("city", 1.0, 1.5), ("region", 3.0, 4.0)]
)
def test_usual_totals_of_the_distance_classes(kind, low_ms, high_ms):
    assert low_ms <= transport_delay(TransportRoute(distance_class=kind)).mean_ms <= high_ms


def test_fibre_takes_5_us_per_km():
    near = transport_delay(TransportRoute(route_km=10, hops=2))
    far = transport_delay(TransportRoute(route_km=50, hops=2))
    assert far.mean_ms - near.mean_ms == pytest.approx(40 * 0.005)


@given(st.floats(0, 2000), st.floats(0, 500), st.integers(0, 20), st.integers(0, 5))
def test_a_longer_way_is_never_faster(route_km, more_km, hops, more_hops):
    base = transport_delay(TransportRoute(route_km=route_km, hops=hops))
    longer = transport_delay(TransportRoute(route_km=route_km + more_km, hops=hops + more_hops))
    assert longer.mean_ms >= base.mean_ms
    assert longer.tail_ms >= base.tail_ms


def test_isolation_takes_away_jitter_not_distance():
    routes = [transport_delay(TransportRoute(distance_class="city", sharing=s)) for s in ("shared", "vpn", "hard_pipe")]
    assert routes[0].tail_ms > routes[1].tail_ms > routes[2].tail_ms > 0
    assert len({route.base_ms for route in routes}) == 1


def test_ipsec_in_software_costs_more_than_in_hardware():
    none, hardware, software = (
        transport_delay(TransportRoute(ipsec=i)).mean_ms for i in ("none", "hardware", "software")
    )
    assert 0.02 <= hardware - none <= 0.1
    assert 0.2 <= software - none <= 1.0


def test_upf_ranges():
    hardware = upf_delay(DELAYS, UpfKind()).distribution()
    assert 0.02 <= hardware.mean_ms <= 0.1
    for shared in (False, True):
        p99_ms = upf_delay(DELAYS, UpfKind(hardware=False, shared=shared)).distribution().percentile_ms(0.99)
        assert 0.6 <= p99_ms <= 1.25


def test_terminal_and_gnb_within_1_to_2_ms_and_scaled_by_the_catalogue():
    assert 1.0 <= terminal_delay(DELAYS).mean_ms <= 2.0
    assert 1.0 <= gnb_delay(DELAYS).mean_ms <= 2.0
    assert terminal_delay(DELAYS, 4.0).mean_ms == pytest.approx(4.0)
    assert terminal_delay(DELAYS, 0.0).mean_ms == 0.0


@pytest.mark.parametrize("figures", [ProcessingDelays, TransportDelays])
def test_every_figure_names_its_source(figures):
    for figure in fields(figures):
        assert figure.metadata["source"]
        assert figure.metadata["mark"] in ("S", "M")


@pytest.mark.parametrize(
    ("route", "code"),
    [
        (TransportRoute(medium="pigeon"), "latency-medium-unknown"),
        (TransportRoute(route_km=-1), "latency-route-invalid"),
        (TransportRoute(hops=-1), "latency-route-invalid"),
        (TransportRoute(link_rate_mbps=0), "latency-link-rate-invalid"),
    ],
)
def test_impossible_routes_are_refused(route, code):
    with pytest.raises(EvaluationError) as caught:
        transport_delay(route)
    assert caught.value.code == code
