"""Transport between gNB and UPF, one way."""

from dataclasses import dataclass, field
from typing import Literal

from planner.errors import EvaluationError
from planner.latency.core import Delay, ProcessingDelays

DistanceClass = Literal["on_site", "city", "region"]
Sharing = Literal["shared", "vpn", "hard_pipe"]
Ipsec = Literal["none", "hardware", "software"]

_HOPS = "Router 10-15 us, OTN about 30 us, microwave 50 us per hop (weak source)"
_CLASSES = "Assumption: closes the gap to the usual totals: 0.2-0.5 ms on site, 1-1.5 ms city, 3-4 ms region"
_JITTER = "Assumption: queues of a shared network; a VPN with priority a third of it, a FlexE hard pipe hardly any"


def _figure(default: float, source: str, mark: str) -> float:
    return field(default=default, metadata={"source": source, "mark": mark})


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportDelays:
    """Figures of the transport network; each has metadata `source` and `mark` (S standard, M measured or assumed)."""

    fibre_us_per_km: float = _figure(5.0, "Refractive index of glass, about 1.5", "M")
    microwave_us_per_km: float = _figure(3.34, "Speed of light in air", "M")
    router_hop_us: float = _figure(15.0, _HOPS, "M")
    otn_hop_us: float = _figure(30.0, _HOPS, "M")
    microwave_hop_us: float = _figure(50.0, _HOPS, "M")
    route_factor: float = _figure(1.4, "Route over straight line 1.3-1.5", "M")
    on_site_access_ms: float = _figure(0.2, _CLASSES, "M")
    city_access_ms: float = _figure(0.5, _CLASSES, "M")
    region_access_ms: float = _figure(0.9, _CLASSES, "M")
    shared_jitter_ms_per_hop: float = _figure(0.03, _JITTER, "M")
    vpn_jitter_ms_per_hop: float = _figure(0.01, _JITTER, "M")
    hard_pipe_jitter_ms_per_hop: float = _figure(0.001, _JITTER, "M")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportRoute:
    """The way from gNB to UPF.

    `route_km` and `hops`: None takes the class's usual ones (route factor on 2, 50 or 300 km; 2, 6 or 10 hops).
    `distance_class` None: by `route_km` (up to 3 km on site, up to 100 km city). `medium`: what most hops are;
    `us_per_km` and `us_per_hop` (of a catalogue's medium) take precedence over it.
    """

    distance_class: DistanceClass | None = None
    route_km: float | None = None
    hops: int | None = None
    medium: str = "fibre"
    us_per_km: float | None = None
    us_per_hop: float | None = None
    sharing: Sharing = "shared"
    ipsec: Ipsec = "none"
    link_rate_mbps: float = 1000.0
    packet_bytes: int = 1518


_CLASS_KM: dict[DistanceClass, float] = {"on_site": 2.0, "city": 50.0, "region": 300.0}
_CLASS_HOPS: dict[DistanceClass, int] = {"on_site": 2, "city": 6, "region": 10}


def serialisation_ms(packet_bytes: int, link_rate_mbps: float) -> float:
    """Time to clock a packet onto a link, ms; raises `latency-link-rate-invalid` for a rate of 0 or less.

    >>> round(serialisation_ms(1518, 1000.0) * 1e3, 1)
    12.1
    """
    if link_rate_mbps <= 0.0:
        raise EvaluationError("latency-link-rate-invalid", rate_mbps=link_rate_mbps)
    return packet_bytes * 8 / (link_rate_mbps * 1e3)


def distance_class(route: TransportRoute) -> DistanceClass:
    """The class of a route: stated, or by its length; on site if nothing is known."""
    if route.distance_class is not None:
        return route.distance_class
    route_km = route.route_km or 0.0
    return "on_site" if route_km <= 3.0 else "city" if route_km <= 100.0 else "region"


def transport_delay(
    route: TransportRoute, figures: TransportDelays | None = None, processing: ProcessingDelays | None = None
) -> Delay:
    """One passage between gNB and UPF: propagation, hops, one serialisation per hop, access network, IPsec, jitter.

    Raises `latency-medium-unknown` for a medium other than fibre, otn or microwave and `latency-route-invalid` for a
    negative length or number of hops.
    """
    figures = figures or TransportDelays()
    processing = processing or ProcessingDelays()
    kind = distance_class(route)
    route_km = _CLASS_KM[kind] * figures.route_factor if route.route_km is None else route.route_km
    hops = _CLASS_HOPS[kind] if route.hops is None else route.hops
    if route_km < 0.0 or hops < 0:
        raise EvaluationError("latency-route-invalid", route_km=route_km, hops=hops)
    per_km_us, per_hop_us = route.us_per_km, route.us_per_hop
    if per_km_us is None or per_hop_us is None:
        per_km_us, per_hop_us = _medium_us(route.medium, figures)
    access_ms = {
        "on_site": figures.on_site_access_ms,
        "city": figures.city_access_ms,
        "region": figures.region_access_ms,
    }[kind]
    jitter_ms = {
        "shared": figures.shared_jitter_ms_per_hop,
        "vpn": figures.vpn_jitter_ms_per_hop,
        "hard_pipe": figures.hard_pipe_jitter_ms_per_hop,
    }[route.sharing]
    ipsec_ms = {
        "none": 0.0,
        "hardware": processing.ipsec_hardware_ms,
        "software": processing.ipsec_software_ms,
    }[route.ipsec]
    hops_ms = hops * (per_hop_us / 1e3 + serialisation_ms(route.packet_bytes, route.link_rate_mbps))
    return Delay(base_ms=route_km * per_km_us / 1e3 + hops_ms + access_ms + ipsec_ms, tail_ms=jitter_ms * hops)


def _medium_us(medium: str, figures: TransportDelays) -> tuple[float, float]:
    """Delay per km and per hop, us."""
    known = {
        "fibre": (figures.fibre_us_per_km, figures.router_hop_us),
        "otn": (figures.fibre_us_per_km, figures.otn_hop_us),
        "microwave": (figures.microwave_us_per_km, figures.microwave_hop_us),
    }
    if medium not in known:
        raise EvaluationError("latency-medium-unknown", medium=medium)
    return known[medium]
