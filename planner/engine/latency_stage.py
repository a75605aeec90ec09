"""A flow's latency in one cell: the plan's values handed to the latency models."""

from dataclasses import dataclass

from planner.latency.air import AirConfig
from planner.latency.budget import LatencyInputs, LatencyResult, latency
from planner.latency.core import UpfKind
from planner.latency.transport import TransportRoute
from planner.model.catalogue import Catalogue
from planner.model.demand import Flow
from planner.model.network import ALL_SITES, Cell, Tenancy, TransportLink
from planner.model.project import Scheme
from planner.radio.coverage import CellRadio

#: Rates and loads are rounded before the latency is computed: it hardly changes, and equal cases are computed once.
_RATE_DIGITS = 3
_LOAD_STEP = 0.005


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LatencyCase:
    """One flow in one cell; rates and loads are those of its slice there."""

    scheme: Scheme
    catalogue: Catalogue
    flow: Flow
    cell: Cell
    radio: CellRadio
    ul_rate_mbps: float
    dl_rate_mbps: float
    ul_load: float
    dl_load: float
    competing_bytes: int


def link_to(scheme: Scheme, upf_id: str, site_id: str) -> TransportLink | None:
    """The transport link of a site to a UPF: its own where it has one, else the one all sites share."""
    links = [link for _, link in sorted(scheme.network.links.items()) if link.to_id == upf_id]
    own = [link for link in links if link.from_id == site_id]
    shared = [link for link in links if link.from_id == ALL_SITES]
    return next(iter(own or shared), None)


def place_latency(case: LatencyCase) -> LatencyResult | None:
    """The latency there, None where the slice has no UPF or no link leads to it."""
    assignment = case.scheme.assignments[case.flow.id]
    piece = case.scheme.slices[assignment.slice_id]
    upf = case.scheme.network.upfs.get(piece.upf_id)
    link = link_to(case.scheme, piece.upf_id, case.cell.site_id)
    if upf is None or link is None:
        return None
    frame = case.catalogue.frames[case.cell.frame]
    medium = case.catalogue.media.get(link.medium)
    if medium is None:
        return None
    return latency(
        LatencyInputs(
            direction=case.flow.direction.value,
            air=AirConfig(
                frame="FDD" if frame.slots == "F" else frame.slots,
                special=(frame.s_dl_symbols, frame.s_gap_symbols, frame.s_ul_symbols),
                scs_khz=case.radio.scs_khz,
                prbs=case.radio.n_rb,
            ),
            access=assignment.access.value,
            sr_period_slots=float(assignment.sr_period_slots),
            message_bytes=case.flow.message_bytes,
            ul_rate_mbps=_rounded(case.ul_rate_mbps),
            dl_rate_mbps=_rounded(case.dl_rate_mbps),
            ul_load=_stepped(case.ul_load),
            dl_load=_stepped(case.dl_load),
            competing_bytes=case.competing_bytes,
            route=TransportRoute(
                distance_class=upf.place.value,
                route_km=link.route_km,
                hops=link.hops,
                us_per_km=medium.us_per_km,
                us_per_hop=medium.us_per_hop,
                sharing=piece.transport.value,
                link_rate_mbps=link.rate_mbps,
            ),
            upf=UpfKind(hardware=upf.hardware_accelerated, shared=upf.tenancy is Tenancy.SHARED),
            terminal_ms=case.catalogue.terminals[case.flow.terminal].host_delay_ms,
        )
    )


def _rounded(rate_mbps: float) -> float:
    """The rate to three significant digits."""
    return float(f"{rate_mbps:.{_RATE_DIGITS}g}")


def _stepped(load: float) -> float:
    """The load rounded up to a step: never better than it is, and a full cell stays full."""
    return min(-(-load // _LOAD_STEP) * _LOAD_STEP, 1.0)
