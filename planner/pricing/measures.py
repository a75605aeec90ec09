"""Measures: a scheme turned into quantities, each with the objects of the map and the plan that made it."""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from planner.model.carriers import radio_units
from planner.model.catalogue import Catalogue
from planner.model.demand import Flow
from planner.model.geometry import is_finite
from planner.model.network import CoreMode, Ownership, Redundancy, Site, SiteKind, Tenancy, UpfPlace
from planner.model.project import Project, Scheme
from planner.model.site_map import AreaClass
from planner.model.slicing import RanIsolation, TransportIsolation
from planner.pricing.quote_types import Quantity

_NEW_SITE = {
    SiteKind.MACRO: "gnb_macro_new",
    SiteKind.MICRO: "gnb_micro_new",
    SiteKind.EXPLOSION_PROOF: "gnb_explosion_proof_new",
    SiteKind.INDOOR_HEAD: "indoor_head_new",
}
_SLICE = {
    RanIsolation.QOS: "slice_qos",
    RanIsolation.RESERVED: "slice_reserved",
    RanIsolation.CARRIER: "slice_carrier",
}
_CORE = {CoreMode.LIGHT: "core_light", CoreMode.DEDICATED: "core_dedicated"}
_AREA = {
    AreaClass.SIMPLE: "covered_area_km2_simple",
    AreaClass.STANDARD: "covered_area_km2_standard",
    AreaClass.COMPLEX: "covered_area_km2_complex",
}
#: 5QIs that guarantee a bit rate (GBR and delay-critical GBR, TS 23.501 Table 5.7.4-1).
_GUARANTEED_5QI = frozenset({1, 2, 3, 4, 65, 66, 67, 71, 72, 73, 74, 75, 76, *range(82, 91)})
#: An outline with fewer corners encloses nothing (and is a finding).
LEAST_CORNERS = 3
_THOUSANDTH = Decimal("0.001")

Objects = list[tuple[str, str]]


class _Tally:
    """Sums by measure, with the objects behind each; lives only while one scheme is measured."""

    def __init__(self) -> None:
        self._values: dict[str, Decimal] = {}
        self._objects: dict[str, Objects] = {}

    def add(self, measure: str, value: float | Decimal, *objects: tuple[str, str]) -> None:
        self._values[measure] = self._values.get(measure, Decimal(0)) + Decimal(str(value))
        self._objects.setdefault(measure, []).extend(objects)

    def quantities(self) -> dict[str, Quantity]:
        return {
            measure: Quantity(
                value=value.quantize(_THOUSANDTH, ROUND_HALF_UP).normalize() + Decimal(0),
                objects=tuple(dict.fromkeys(self._objects[measure])),
            )
            for measure, value in sorted(self._values.items())
            if value
        }


def measure_scheme(project: Project, scheme: Scheme, catalogue: Catalogue) -> dict[str, Quantity]:
    """Quantities of a scheme by measure (see `measure_names`), zero ones left out.

    Stations are counted per new site; a public site counts its cells when a slice reserves resources on them. Areas are
    those of the zones' ground in km2, by class, overlaps once. SIMs and terminals follow the flows; a flow that shares
    the terminals of another (`Flow.shares_terminals_with`) adds none of its own. Guaranteed rates are those of flows on
    a GBR 5QI: count x activity x rate.
    """
    tally = _Tally()
    tally.add("one", 1)
    _count_radio(tally, scheme)
    _count_core(tally, scheme)
    _count_zones(tally, project)
    _count_flows(tally, project, scheme, catalogue)
    return tally.quantities()


def _count_radio(tally: _Tally, scheme: Scheme) -> None:
    network = scheme.network
    units: Counter[str] = Counter(unit.site_id for unit in radio_units(network))
    reserving = [item for item in scheme.slices.values() if item.ran is not RanIsolation.QOS]
    for site in network.sites.values():
        cells = [cell for cell in network.cells.values() if cell.site_id == site.id]
        if site.ownership is Ownership.NEW:
            tally.add(_NEW_SITE[site.kind], _stations(site, units[site.id]), ("sites", site.id))
            continue
        for cell in cells:
            if any(not item.bands or cell.band in item.bands for item in reserving):
                tally.add("public_cell_reserved", 1, ("cells", cell.id))
    for item in scheme.slices.values():
        tally.add(_SLICE[item.ran], 1, ("slices", item.id))
        if item.transport is TransportIsolation.HARD_PIPE:
            tally.add("slice_hard_pipe", 1, ("slices", item.id))


def _stations(site: Site, unit_count: int) -> int:
    """An indoor position counts its heads, anything else one station.

    A head that radiates a combined cell counts like one with a cell of its own; carriers of one head count once.
    """
    return max(unit_count, 1) if site.kind is SiteKind.INDOOR_HEAD else 1


def _count_core(tally: _Tally, scheme: Scheme) -> None:
    network = scheme.network
    for upf in network.upfs.values():
        if upf.tenancy is Tenancy.SHARED:
            tally.add("upf_shared", 1, ("upfs", upf.id))
        elif upf.redundancy is Redundancy.ONE_PLUS_ONE:
            tally.add("upf_dedicated_1p1", 1, ("upfs", upf.id))
        else:
            tally.add("upf_dedicated", 1, ("upfs", upf.id))
    for host in network.mec_hosts.values():
        tally.add("mec_host", host.servers, ("mec_hosts", host.id))
    if network.core_mode in _CORE:
        tally.add(_CORE[network.core_mode], 1)
    for link in network.links.values():
        target = network.upfs.get(link.to_id)
        if link.newly_built:
            tally.add("fibre_m", Decimal(str(link.route_km)) * 1000, ("links", link.id))
        elif target is not None and target.tenancy is Tenancy.DEDICATED and target.place is not UpfPlace.ON_SITE:
            tally.add("leased_line_mbps", link.rate_mbps, ("links", link.id))


def _count_zones(tally: _Tally, project: Project) -> None:
    """Ground counts once: where zones overlap (a height band over a yard), the most complex class is charged."""
    from shapely import Polygon, make_valid, union_all

    drawn = [
        zone
        for zone in project.site_map.zones.values()
        if len(zone.outline) >= LEAST_CORNERS and is_finite(zone.outline)
    ]
    zones = [(zone, make_valid(Polygon(zone.outline))) for zone in drawn]
    counted = Polygon()
    for area_class in (AreaClass.COMPLEX, AreaClass.STANDARD, AreaClass.SIMPLE):
        here = [(zone, outline) for zone, outline in zones if zone.area_class is area_class]
        ground = union_all([outline for _, outline in here])
        refs = tuple(("zones", zone.id) for zone, _ in here)
        tally.add(_AREA[area_class], _square_km(ground.difference(counted).area), *refs)
        tally.add("survey_km2", _square_km(ground.difference(counted).area), *refs)
        counted = counted.union(ground)


def _square_km(area_m2: float) -> Decimal:
    return Decimal(str(round(area_m2, 1))) / 1_000_000


def _count_flows(tally: _Tally, project: Project, scheme: Scheme, catalogue: Catalogue) -> None:
    for flow in _served_flows(project, scheme):
        terminal = catalogue.terminals.get(flow.terminal)
        assignment = scheme.assignments[flow.id]
        here = ("flows", flow.id)
        tally.add("flow_count", 1, here)
        tally.add("integration_point", 1, here)
        if terminal is not None:
            own = flow.count - _shared_terminals(project, flow)
            tally.add(terminal.sim_measure, own, here)
            if terminal.terminal_measure:
                tally.add(terminal.terminal_measure, own, here)
        if assignment.five_qi in _GUARANTEED_5QI:
            active = Decimal(flow.count) * Decimal(str(flow.activity))
            tally.add("guaranteed_ul_mbps", active * Decimal(str(flow.ul_mbps)), here)
            tally.add("guaranteed_dl_mbps", active * Decimal(str(flow.dl_mbps)), here)


def _shared_terminals(project: Project, flow: Flow) -> int:
    """How many of a flow's terminals another flow pays for."""
    other = project.demand.flows.get(flow.shares_terminals_with)
    if other is None or other.id == flow.id or other.shares_terminals_with:
        return 0
    return min(flow.count, other.count)


def _served_flows(project: Project, scheme: Scheme) -> Iterable[Flow]:
    return (flow for flow_id, flow in sorted(project.demand.flows.items()) if flow_id in scheme.assignments)
