"""evaluate(project, scheme) -> Results: the whole chain from drawn map to invoice.

Stages: map -> surface -> sweep and path loss per cell -> best server and SINR -> rates -> load -> latency -> quantities
-> price. Each is remembered under its inputs (`EngineCache`): a price change never recomputes radio, a tilt change
never sweeps again.
"""

import os
from collections.abc import Hashable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace

import numpy as np

from planner.engine.cache import EngineCache
from planner.engine.cells import GNB_NOISE_FIGURE_DB, RadioPlan, radio_plan, terminal_radio
from planner.engine.coverage_stage import build_maps, zone_pixels, zone_results
from planner.engine.flow_stage import judge_flows, not_computed
from planner.engine.load_stage import (
    MAX_INTERFERENCE_POINTS,
    Loads,
    flow_points,
    rsrp_at,
    solve_loads,
    thin_out,
    uplink_coupling,
)
from planner.engine.quote_stage import quote_scheme
from planner.engine.radio_stage import CellMap, Terrain, cell_maps, plan_grid, terrain
from planner.engine.results import CellResult, FlowResult, Headline, Maps, Results, SliceLoad, Verdict, ZoneResult
from planner.engine.sound import sound_project
from planner.errors import EvaluationError, Issue, Severity
from planner.model.catalogue import Catalogue
from planner.model.limits import violations
from planner.model.project import Project, Scheme
from planner.model.rules import check
from planner.pricing.measures import measure_scheme
from planner.pricing.pricebook import PriceBook
from planner.pricing.quote_types import Quote
from planner.progress import Progress, silent, split
from planner.radio.coverage import serve
from planner.radio.validity import MODELS, validity

#: Targets as findings write them: symbols that both languages share.
TARGET_TEXTS: Mapping[str, str] = {
    "rsrp_dbm": "SS-RSRP ≥ {:g} dBm",
    "sinr_db": "SINR ≥ {:g} dB",
    "dl_mbps": "DL ≥ {:g} Mbit/s",
    "ul_mbps": "UL ≥ {:g} Mbit/s",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Radio:
    """What the radio and traffic stages answer."""

    maps: dict[float, Maps]
    zones: dict[str, ZoneResult]
    flows: dict[str, FlowResult]
    cells: dict[str, CellResult]
    slice_loads: tuple[SliceLoad, ...]
    issues: tuple[Issue, ...]


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
) -> Results:
    """Evaluate one scheme. Findings that make a figure doubtful are in the results, they don't stop the rest.

    resolution_m: coarser than the project's for a preview. threads: 0 takes all processors; the figures don't depend
    on it. Raises `EvaluationError` for no such scheme or nothing to plan, `Cancelled` when `progress` does.
    """
    if scheme_id not in project.schemes:
        raise EvaluationError("no-such-object", kind="schemes", id=scheme_id)
    cache = cache or EngineCache(limit_bytes=0)
    resolution = resolution_m or project.settings.resolution_m
    if project.settings.map_terminal not in catalogue.terminals:
        raise EvaluationError("no-such-object", kind="terminals", id=project.settings.map_terminal)
    findings = check_cached(project, catalogue, cache)
    sound = sound_project(project, scheme_id, cache)
    scheme = sound.schemes[scheme_id]
    progress("stage-radio", 0.0)
    radio = _radio_cached(sound, scheme, catalogue, cache, resolution, threads, split(progress, 0.0, 0.9))
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
        maps=radio.maps.get(project.settings.map_height_m),
        maps_by_height=radio.maps,
        zones=radio.zones,
        flows=flows,
        cells=radio.cells,
        slice_loads=radio.slice_loads,
        quantities=quantities,
        quote=quote,
        headline=_headline(project, radio.zones, flows, quote),
        issues=_ordered([*own, *radio.issues, *reasons, *quote_issues]),
        provenance=_provenance(scheme, quote),
    )


def check_cached(project: Project, catalogue: Catalogue, cache: EngineCache) -> tuple[Issue, ...]:
    """The findings about the project, remembered by the project itself: drawings are checked once."""
    key = (
        cache.token(project.site_map.obstacles),
        cache.token(project.site_map.zones),
        cache.token(project.demand.flows),
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
    key = (
        cache.token(project.site_map.obstacles),
        cache.token(project.site_map.zones),
        cache.token(project.demand.flows),
        project.site_map.completeness,
        project.settings,
        _catalogue_key(catalogue, cache),
        _scheme_key(scheme, cache),
        resolution_m,
    )
    return cache.get(
        "radio-results", key, lambda: _radio(project, scheme, catalogue, cache, resolution_m, threads, progress)
    )


def _radio(
    project: Project, scheme: Scheme, catalogue: Catalogue, cache: EngineCache, resolution_m: float, threads: int,
    progress: Progress,
) -> _Radio:  # fmt: skip
    grid, issues = plan_grid(project, scheme, resolution_m)
    plan = radio_plan(scheme, catalogue)
    if not plan.cells:
        flows, slices = judge_flows(project, scheme, catalogue, plan, {}, _no_loads())
        return _Radio(maps={}, zones={}, flows=flows, cells={}, slice_loads=slices, issues=())
    ground = terrain(project, catalogue, grid, cache)
    heights = sorted({project.settings.map_height_m, *(zone.height_m for zone in project.site_map.zones.values())})
    workers = threads or os.cpu_count() or 1
    by_height = cell_maps(
        plan.cells, heights, project, ground, catalogue, cache, split(progress, 0.0, 0.6), workers
    )  # fmt: skip
    progress("stage-load", 0.6)
    pixels = zone_pixels(project, ground)
    points = flow_points(project, scheme, catalogue, plan, by_height, pixels)
    loads = solve_loads(plan, points, _coupling(project, scheme, catalogue, plan, by_height))
    progress("stage-maps", 0.7)

    def layers(height: float) -> Maps:
        return build_maps(project, scheme, catalogue, plan, ground, by_height[height], height, loads)

    with ThreadPoolExecutor(workers) as pool:
        maps = dict(zip(by_height, pool.map(layers, by_height), strict=True))
    zones = zone_results(project, catalogue, plan, by_height, maps, pixels, loads)
    progress("stage-latency", 0.85)
    flows, slices = judge_flows(project, scheme, catalogue, plan, points, loads)
    cells, cell_issues = _cell_results(scheme, plan, loads)
    empty = [_empty_zone(project, zone_id) for zone_id, here in pixels.items() if not here.size]
    found = (
        *issues,
        *_model_issues(plan, catalogue, heights, ground),
        *cell_issues,
        *empty,
        *_zone_issues(project, scheme, zones),
    )
    return _Radio(maps=maps, zones=zones, flows=flows, cells=cells, slice_loads=slices, issues=found)


def _no_loads() -> Loads:
    from planner.capacity.load import LoadSolution

    none = LoadSolution(load=np.zeros(0), converged=True, iterations=0)
    return Loads(dl=none, ul=none, background_dl=np.zeros(0), background_ul=np.zeros(0), noise_rise_db=np.zeros(0))


def _coupling(
    project: Project, scheme: Scheme, catalogue: Catalogue, plan: RadioPlan, by_height: dict[float, list[CellMap]]
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Uplink coupling of other users, spread over the whole map; each band's own service area counts."""
    cells = by_height[project.settings.map_height_m]
    every = np.arange(cells[0].rsrp_dbm.size)
    rsrp = rsrp_at(cells, thin_out(every, MAX_INTERFERENCE_POINTS))
    terminal = terminal_radio(catalogue.terminals[project.settings.map_terminal])
    total = np.zeros((len(plan.cells), len(plan.cells)))
    numbers = [cell.band for cell in plan.radios]
    for band in sorted(set(numbers)):
        best = serve(rsrp, numbers, (band,), scheme.network.band_threshold_dbm, -np.inf)
        total += uplink_coupling(rsrp, best, plan, terminal)
    return total


def _cell_results(scheme: Scheme, plan: RadioPlan, loads: Loads) -> tuple[dict[str, CellResult], list[Issue]]:
    results: dict[str, CellResult] = {}
    issues: list[Issue] = []
    for index, (cell, _) in enumerate(plan.cells):
        load_dl, load_ul = float(loads.dl.load[index]), float(loads.ul.load[index])
        ceiling = scheme.network.load_ceiling
        over = max(load_dl, load_ul) > ceiling
        results[cell.id] = CellResult(
            cell_id=cell.id,
            load_dl=load_dl,
            load_ul=load_ul,
            background_dl=float(loads.background_dl[index]),
            background_ul=float(loads.background_ul[index]),
            converged=loads.dl.converged and loads.ul.converged,
            over_ceiling=over,
        )
        if over:
            params = {
                "name": cell.name or cell.id,
                "direction": "UL" if load_ul >= load_dl else "DL",
                "load_pct": round(max(load_dl, load_ul) * 100.0),
                "ceiling_pct": round(ceiling * 100.0),
            }
            issues.append(
                Issue(
                    code="cell-over-ceiling",
                    severity=Severity.WARNING,
                    params=params,
                    object_kind="cells",
                    object_id=cell.id,
                    scheme_id=scheme.id,
                )
            )
    if not (loads.dl.converged and loads.ul.converged):
        issues.append(Issue(code="load-not-converged", severity=Severity.WARNING, params={"name": scheme.name}))
    return results, issues


def _model_issues(plan: RadioPlan, catalogue: Catalogue, heights: list[float], ground: Terrain) -> Iterable[Issue]:
    """Where path-loss models leave their validity range: one warning per scenario and kind, with its worst case."""
    west, south, east, north = ground.grid.bounds_m
    worst: dict[tuple[str, str, str], tuple[Issue, set[str]]] = {}
    for cell, site in plan.cells:
        far = max(np.hypot(x - site.position[0], y - site.position[1]) for x in (west, east) for y in (south, north))
        freq_ghz = catalogue.bands[cell.band].freq_ghz
        for height in heights:
            for issue in validity(cell.scenario.value, freq_ghz, cell.height_m, height, float(far)):
                key = (issue.code, str(issue.params["scenario"]), str(issue.params.get("which", "")))
                known, cells = worst.setdefault(key, (issue, set()))
                cells.add(cell.id)
                if _excess(issue) > _excess(known):
                    worst[key] = (issue, cells)
    for issue, cells in worst.values():
        yield replace(issue, params={**issue.params, "count": len(cells)})


def _excess(issue: Issue) -> float:
    value, low, high = (float(issue.params[name]) for name in ("value", "low", "high"))
    return max(low - value, value - high)


def _zone_issues(project: Project, scheme: Scheme, zones: Mapping[str, ZoneResult]) -> Iterable[Issue]:
    """Every target that a zone misses."""
    for zone_id, result in zones.items():
        zone = project.site_map.zones[zone_id]
        for target in result.targets:
            if target.verdict is Verdict.MET:
                continue
            params = {
                "name": zone.name,
                "missed": TARGET_TEXTS[target.metric].format(target.threshold),
                "share_pct": round(target.share * 100.0, 1),
                "required_pct": round(target.required_share * 100.0, 1),
                "probability_pct": round(zone.targets.probability * 100.0),
            }
            yield Issue(
                code="zone-target-missed",
                severity=Severity.WARNING,
                params=params,
                object_kind="zones",
                object_id=zone_id,
                scheme_id=scheme.id,
            )


def _empty_zone(project: Project, zone_id: str) -> Issue:
    zone = project.site_map.zones[zone_id]
    params = {"name": zone.name, "height_m": zone.height_m}
    return Issue(code="zone-without-places", params=params, object_kind="zones", object_id=zone_id)


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


def _provenance(scheme: Scheme, quote: Quote | None) -> dict[str, str]:
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
    if quote is not None:
        found["price-book"] = f"{quote.provenance.book_id} {quote.provenance.version} {quote.provenance.sha256[:12]}"
    return found
