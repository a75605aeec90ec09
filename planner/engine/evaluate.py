"""evaluate(project, scheme) -> Results: the whole chain from drawn map to invoice.

Stages: map -> surface -> sweep and path loss per cell -> best server and SINR -> rates -> load -> latency -> quantities
-> price. Each is remembered under its inputs (`EngineCache`): a price change never recomputes radio, a tilt change
never sweeps again.
"""

import os
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.engine.calibration_stage import active_calibration, calibration_issues, calibration_key
from planner.engine.cells import GNB_NOISE_FIGURE_DB, RadioPlan, radio_plan, terminal_radio
from planner.engine.coverage_stage import build_maps, served_field
from planner.engine.flow_stage import judge_flows, not_computed
from planner.engine.layer_request import LayerRequest, map_height_m
from planner.engine.load_stage import (
    MAX_INTERFERENCE_POINTS,
    FlowPoints,
    Loads,
    flow_points,
    rsrp_at,
    solve_loads,
    thin_out,
    uplink_coupling,
)
from planner.engine.pci_conflicts import coverage_pci_issues
from planner.engine.quote_stage import quote_scheme
from planner.engine.radio_findings import cell_results, empty_zone, model_issues, zone_issues
from planner.engine.radio_stage import CellMap, cell_maps
from planner.engine.results import CellResult, FlowResult, Headline, Maps, Results, SliceLoad, Verdict, ZoneResult
from planner.engine.sound import sound_project
from planner.engine.terrain_stage import is_for_preview, plan_grid, terrain
from planner.engine.zone_stage import zone_pixels, zone_results
from planner.errors import EvaluationError, Issue, Severity
from planner.model.catalogue import Catalogue
from planner.model.limits import violations
from planner.model.own_entries import with_own_antennas
from planner.model.project import Project, Scheme
from planner.model.rules import check
from planner.pricing.measures import measure_scheme
from planner.pricing.pricebook import PriceBook
from planner.pricing.quote_types import Quote
from planner.progress import Progress, silent, split
from planner.radio.coverage import serve
from planner.radio.validity import MODELS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Radio:
    """What the radio and traffic stages answer."""

    maps: Maps | None
    zones: dict[str, ZoneResult]
    flows: dict[str, FlowResult]
    cells: dict[str, CellResult]
    slice_loads: tuple[SliceLoad, ...]
    issues: tuple[Issue, ...]
    loads: Loads | None = None
    points: Mapping[str, FlowPoints] = field(default_factory=dict[str, FlowPoints])


Floats32 = NDArray[np.float32]

#: The empty request: the usual layers at the project's height for its terminal.
NOTHING_MORE = LayerRequest()


def evaluate(
    project: Project,
    scheme_id: str,
    catalogue: Catalogue,
    book: PriceBook | None,
    *,
    progress: Progress = silent,
    cache: EngineCache | None = None,
    resolution_m: float | None = None,
    threads: int = 0,
    request: LayerRequest = NOTHING_MORE,
) -> Results:
    """Evaluate one scheme. Findings that make a figure doubtful are in the results, they don't stop the rest.

    resolution_m: coarser than the project's for a preview. request: layers, height and terminal of the map beyond the
    usual ones; it changes `Results.maps` and nothing else. threads: 0 takes all processors; the figures don't depend
    on it. Raises `EvaluationError` for no such scheme or nothing to plan, `Cancelled` when `progress` does.
    """
    if scheme_id not in project.schemes:
        raise EvaluationError("no-such-object", kind="schemes", id=scheme_id)
    cache = cache or EngineCache(limit_bytes=0)
    catalogue = with_own_antennas(catalogue, project)
    resolution = resolution_m or project.settings.resolution_m
    if project.settings.map_terminal not in catalogue.terminals:
        raise EvaluationError("no-such-object", kind="terminals", id=project.settings.map_terminal)
    findings = check_cached(project, catalogue, cache)
    sound = sound_project(project, scheme_id, cache)
    scheme = sound.schemes[scheme_id]
    progress("stage-radio", 0.0)
    radio = _radio_cached(sound, scheme, catalogue, cache, resolution, threads, split(progress, 0.0, 0.9))
    maps = _map_cached(sound, scheme, catalogue, cache, resolution, threads, request, radio)
    progress("stage-price", 0.9)
    quantities = measure_scheme(sound, scheme, catalogue)
    quote, quote_issues = quote_scheme(scheme, quantities, book)
    own = [issue for issue in findings if issue.scheme_id in ("", scheme_id)]
    # a flow that was left out is asked for all the same
    left_out = sorted(project.demand.flows.keys() - radio.flows.keys())
    flows = {**radio.flows, **{flow_id: not_computed(project, scheme, flow_id) for flow_id in left_out}}
    reasons = [reason for flow in flows.values() for reason in flow.reasons]
    progress("stage-done", 1.0)
    return Results(
        scheme_id=scheme_id,
        maps=maps,
        zones=radio.zones,
        flows=flows,
        cells=radio.cells,
        slice_loads=radio.slice_loads,
        quantities=quantities,
        quote=quote,
        headline=_headline(project, radio.zones, flows, quote),
        issues=_ordered([*own, *radio.issues, *reasons, *quote_issues]),
        provenance=_provenance(project, scheme, quote),
    )


def check_cached(project: Project, catalogue: Catalogue, cache: EngineCache) -> tuple[Issue, ...]:
    """The findings about the project, remembered by the project itself: drawings are checked once."""
    key = (
        cache.token(project.site_map.obstacles),
        cache.token(project.site_map.zones),
        cache.token(project.demand.flows),
        cache.token(project.antennas),
        project.settings,
        _catalogue_key(catalogue, cache),
        tuple(_scheme_key(project.schemes[key], cache) for key in sorted(project.schemes)),
        tuple(tuple(violations(project.schemes[key].commercial)) for key in sorted(project.schemes)),
    )
    return cache.get("check", key, lambda: check(project, catalogue))


def _catalogue_key(catalogue: Catalogue, cache: EngineCache) -> Hashable:
    return tuple(cache.token(getattr(catalogue, part.name)) for part in fields(catalogue))


def _scheme_key(scheme: Scheme, cache: EngineCache) -> Hashable:
    """Everything in a scheme that isn't commercial: a price change leaves it as it is."""
    network = scheme.network
    collections = (network.sites, network.cells, network.upfs, network.mec_hosts, network.links)
    plain = (network.core_mode, network.band_priority, network.band_threshold_dbm, network.load_ceiling)
    return (
        scheme.id,
        scheme.name,
        *plain,
        *(cache.token(part) for part in (*collections, scheme.slices, scheme.assignments)),
    )


def _radio_cached(
    project: Project, scheme: Scheme, catalogue: Catalogue, cache: EngineCache, resolution_m: float, threads: int,
    progress: Progress,
) -> _Radio:  # fmt: skip
    key = _radio_key(project, scheme, catalogue, cache, resolution_m)
    return cache.get(
        "radio-results", key, lambda: _radio(project, scheme, catalogue, cache, resolution_m, threads, progress)
    )


def _radio_key(
    project: Project, scheme: Scheme, catalogue: Catalogue, cache: EngineCache, resolution_m: float
) -> Hashable:
    return (
        cache.token(project.site_map.obstacles),
        cache.token(project.site_map.zones),
        cache.token(project.demand.flows),
        project.site_map.completeness,
        project.site_map.terrain,
        project.settings,
        calibration_key(project),
        _catalogue_key(catalogue, cache),
        _scheme_key(scheme, cache),
        resolution_m,
    )


def _map_cached(
    project: Project, scheme: Scheme, catalogue: Catalogue, cache: EngineCache, resolution_m: float, threads: int,
    request: LayerRequest, radio: _Radio,
) -> Maps | None:  # fmt: skip
    """The map that is asked for: at its height, with the layers beyond the usual ones."""
    height_m = map_height_m(project, request)
    maps = radio.maps if radio.maps is not None and radio.maps.height_m == height_m else None
    loads = radio.loads
    # what was computed already is enough for most requests
    if loads is None or (maps is not None and replace(request, height_m=None) == NOTHING_MORE):
        return maps

    def compute() -> Maps:
        from planner.engine.extra_layers import with_layers

        plan = radio_plan(scheme, catalogue)
        grid, _ = plan_grid(project, scheme, resolution_m)
        ground = terrain(project, catalogue, grid, cache, is_preview=is_for_preview(project, resolution_m))
        workers = threads or os.cpu_count() or 1
        cells = cell_maps(
            plan.cells, [height_m], project, ground, catalogue, cache, silent, workers, plan.heads
        )[height_m]  # fmt: skip
        base = maps
        if base is None:
            served = served_field(project, scheme, catalogue, plan, ground, cells, height_m, loads, workers)
            base = build_maps(project, catalogue, plan, ground, cells, height_m, served, loads, cache, workers)
        return with_layers(project, scheme, catalogue, plan, ground, cells, base, loads, request, radio.points)

    key = (_radio_key(project, scheme, catalogue, cache, resolution_m), request)
    return cache.get("requested-map", key, compute)


def _radio(
    project: Project, scheme: Scheme, catalogue: Catalogue, cache: EngineCache, resolution_m: float, threads: int,
    progress: Progress,
) -> _Radio:  # fmt: skip
    grid, issues = plan_grid(project, scheme, resolution_m)
    plan = radio_plan(scheme, catalogue)
    if not plan.cells:
        flows, slices = judge_flows(project, scheme, catalogue, plan, {}, _no_loads())
        return _Radio(maps=None, zones={}, flows=flows, cells={}, slice_loads=slices, issues=())
    ground = terrain(project, catalogue, grid, cache, is_preview=is_for_preview(project, resolution_m))
    heights = sorted({project.settings.map_height_m, *(zone.height_m for zone in project.site_map.zones.values())})
    workers = threads or os.cpu_count() or 1
    by_height = cell_maps(
        plan.cells, heights, project, ground, catalogue, cache, split(progress, 0.0, 0.6), workers, plan.heads
    )  # fmt: skip
    progress("stage-load", 0.6)
    pixels = zone_pixels(project, ground, cache)
    points = flow_points(project, scheme, catalogue, plan, by_height, pixels)
    sample = _sample(by_height[project.settings.map_height_m])
    loads = solve_loads(plan, points, _coupling(project, scheme, catalogue, plan, sample))
    progress("stage-maps", 0.7)

    height_m = project.settings.map_height_m
    fields = {
        height: served_field(project, scheme, catalogue, plan, ground, cells, height, loads, workers)
        for height, cells in by_height.items()
    }
    maps = build_maps(
        project, catalogue, plan, ground, by_height[height_m], height_m, fields[height_m], loads, cache, workers
    )
    zones = zone_results(project, catalogue, plan, grid, by_height, fields, pixels, loads, workers)
    progress("stage-latency", 0.85)
    flows, slices = judge_flows(project, scheme, catalogue, plan, points, loads)
    cells, cell_issues = cell_results(scheme, plan, loads)
    empty = [empty_zone(project, zone_id) for zone_id, here in pixels.items() if not here.size]
    found = (
        *issues,
        *ground.issues,
        *calibration_issues(project, scheme),
        *model_issues(project, plan, catalogue, heights, ground),
        *cell_issues,
        *_pci_issues(project, scheme, plan, sample, resolution_m),
        *empty,
        *zone_issues(project, scheme, zones),
    )
    return _Radio(
        maps=maps, zones=zones, flows=flows, cells=cells, slice_loads=slices, issues=found, loads=loads, points=points
    )  # fmt: skip


def _no_loads() -> Loads:
    from planner.capacity.load import LoadSolution

    none = LoadSolution(load=np.zeros(0), converged=True, iterations=0)
    return Loads(dl=none, ul=none, background_dl=np.zeros(0), background_ul=np.zeros(0), noise_rise_db=np.zeros(0))


def _sample(cells: Sequence[CellMap]) -> Floats32:
    """RSRP [cells, places] at places all over the map."""
    return rsrp_at(cells, thin_out(np.arange(cells[0].rsrp_dbm.size), MAX_INTERFERENCE_POINTS))


def _pci_issues(
    project: Project, scheme: Scheme, plan: RadioPlan, rsrp_dbm: Floats32, resolution_m: float
) -> tuple[Issue, ...]:
    """Collisions and confusions of PCIs; nobody reads about them while a preview follows the mouse."""
    if is_for_preview(project, resolution_m):
        return ()
    groups = {cell_id: radio.band for cell_id, radio in zip(plan.cell_ids, plan.radios, strict=True)}
    return coverage_pci_issues(scheme, plan.cell_ids, groups, rsrp_dbm)


def _coupling(
    project: Project, scheme: Scheme, catalogue: Catalogue, plan: RadioPlan, rsrp: Floats32
) -> NDArray[np.float64]:
    """Uplink coupling of other users, spread over the whole map; each band's own service area counts."""
    terminal = terminal_radio(catalogue.terminals[project.settings.map_terminal])
    total = np.zeros((len(plan.cells), len(plan.cells)))
    numbers = [cell.band for cell in plan.radios]
    for band in sorted(set(numbers)):
        best = serve(rsrp, numbers, (band,), scheme.network.band_threshold_dbm, -np.inf)
        total += uplink_coupling(rsrp, best, plan, terminal)
    return total


def _ordered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return tuple(sorted(issues, key=lambda issue: order[issue.severity]))


def _headline(
    project: Project, zones: Mapping[str, ZoneResult], flows: Mapping[str, FlowResult], quote: Quote | None
) -> Headline:
    area = sum(zone.area_m2 for zone in zones.values())
    share = sum(zone.area_m2 * zone.share_in_target for zone in zones.values()) / area if area else 0.0
    failing = [flow for flow in flows.values() if flow.verdict is not Verdict.MET and flow.reasons]
    demand = project.demand.flows
    first = min(
        failing,
        key=lambda flow: (
            flow.verdict is not Verdict.NOT_MET,
            demand[flow.flow_id].priority,
            flow.probability_of_target,
            flow.flow_id,
        ),
        default=None,
    )
    return Headline(
        area_share_in_target=share,
        flows_met=sum(flow.verdict is Verdict.MET for flow in flows.values()),
        flows_total=len(flows),
        fails_first_flow_id=first.flow_id if first else "",
        fails_first=first.reasons[0] if first else None,
        price_over_term=quote.totals.over_term.gross if quote else None,
        currency=quote.currency if quote else "CNY",
        term_months=quote.terms.term_months if quote else 0,
    )


def _provenance(project: Project, scheme: Scheme, quote: Quote | None) -> dict[str, str]:
    """Standards and books the figures rest on, by topic code."""
    used = sorted({cell.scenario.value for cell in scheme.network.cells.values()})
    found: dict[str, str] = {}
    for model in MODELS.values():
        if model.scenario.value in used:
            found[f"path-loss {model.scenario.value}"] = f"{model.standard} v{model.version} {model.clause}"
    found["diffraction"] = "ITU-R P.526, Bullington"
    found["building-entry"] = "3GPP TR 38.901 v19.4 7.4.3"
    found["link-adaptation"] = "3GPP TS 38.214 5.1.3.1, 5G-LENA thresholds at 10 % BLER"
    found["air-latency"] = "3GPP TR 37.910 V16.1.0 5.7.1.1, TS 38.321 5.4.4"
    found["5qi"] = "3GPP TS 23.501 Table 5.7.4-1"
    found["gnb-noise-figure"] = f"{GNB_NOISE_FIGURE_DB} dB"
    calibration = active_calibration(project)
    if calibration is not None:
        found["calibration"] = f"{calibration.name or calibration.id} {calibration.data_sha256[:12]}"
    if quote is not None:
        found["price-book"] = f"{quote.provenance.book_id} {quote.provenance.version} {quote.provenance.sha256[:12]}"
    return found
