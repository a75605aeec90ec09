"""Results as plain JSON values for other programs: units in the keys, sorted, no NaN, money as strings."""

import json
import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from planner import __version__
from planner.engine.results import CellResult, FlowResult, Results, SliceLoad, WorstPoint, ZoneResult
from planner.errors import Issue
from planner.io.layers import LAYERS, has_layer
from planner.latency.budget import LatencyResult
from planner.model.project import Project, Scheme
from planner.pricing.quote import Quote
from planner.pricing.quote_types import Axes, QuoteLine
from planner.pricing.tax import Amount
from planner.text import pick, translate

#: Raised by one with every change that breaks a reader.
FORMAT_VERSION = 1

Plain = dict[str, Any]


def results_to_plain(project: Project, results: Results, *, lang: str = "en") -> Plain:
    """Plain values of a scheme's results; `lang` ("zh" or "en") is that of the sentences in `text`.

    Infinite and missing figures are null; a latency that is never reached is null with `is_stable` false. Money is a
    string with two decimals in `currency`.
    """
    scheme = project.schemes[results.scheme_id]
    plain = {
        "format": "campus5g-results",
        "format_version": FORMAT_VERSION,
        "app_version": __version__,
        "project": project.name,
        "scheme_id": scheme.id,
        "scheme": scheme.name,
        "headline": _headline(results, lang),
        "zones": {key: _zone(project, zone) for key, zone in results.zones.items()},
        "flows": {key: _flow(project, flow, lang) for key, flow in results.flows.items()},
        "cells": {key: _cell(scheme, cell) for key, cell in results.cells.items()},
        "slice_loads": [_slice_load(load) for load in results.slice_loads],
        "quantities": {key: str(quantity.value) for key, quantity in results.quantities.items()},
        "quote": None if results.quote is None else _quote(results.quote, lang),
        "findings": _issues(results.issues, lang),
        "map": _map(results),
        "provenance": dict(results.provenance),
    }
    return _finite(plain)


def results_json(project: Project, results: Results, *, lang: str = "en") -> str:
    """The same as stable JSON text."""
    plain = results_to_plain(project, results, lang=lang)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def _headline(results: Results, lang: str) -> Plain:
    head = results.headline
    return {
        "area_share_in_target": head.area_share_in_target,
        "flows_met": head.flows_met,
        "flows_total": head.flows_total,
        "fails_first_flow_id": head.fails_first_flow_id,
        "fails_first": None if head.fails_first is None else _issue(head.fails_first, lang),
        "price_over_term": None if head.price_over_term is None else _money(Decimal(head.price_over_term)),
        "currency": head.currency,
        "term_months": head.term_months,
    }


def _zone(project: Project, zone: ZoneResult) -> Plain:
    drawn = project.site_map.zones.get(zone.zone_id)
    return {
        "name": drawn.name if drawn else "",
        "area_m2": zone.area_m2,
        "covered_share": zone.covered_share,
        "rsrp_p5_dbm": zone.rsrp_p5_dbm,
        "rsrp_p50_dbm": zone.rsrp_p50_dbm,
        "rsrp_p95_dbm": zone.rsrp_p95_dbm,
        "sinr_p5_db": zone.sinr_p5_db,
        "sinr_p50_db": zone.sinr_p50_db,
        "sinr_p95_db": zone.sinr_p95_db,
        "dl_p5_mbps": zone.dl_p5_mbps,
        "dl_p50_mbps": zone.dl_p50_mbps,
        "dl_p95_mbps": zone.dl_p95_mbps,
        "ul_p5_mbps": zone.ul_p5_mbps,
        "ul_p50_mbps": zone.ul_p50_mbps,
        "ul_p95_mbps": zone.ul_p95_mbps,
        "assured": {
            "area_share": zone.area_share,
            "probability_share": zone.probability,
            "rsrp_dbm": zone.assured_rsrp_dbm,
            "sinr_db": zone.assured_sinr_db,
            "dl_mbps": zone.assured_dl_mbps,
            "ul_mbps": zone.assured_ul_mbps,
        },
        "share_in_target": zone.share_in_target,
        "verdict": zone.verdict.value,
        "worst_point_m": None if zone.worst_point_m is None else list(zone.worst_point_m),
        "worst_points": [_worst_point(point) for point in zone.worst_points],
        "targets": [
            {
                "metric": target.metric,
                "threshold": target.threshold,
                "required_share": target.required_share,
                "share": target.share,
                "verdict": target.verdict.value,
            }
            for target in zone.targets
        ],
    }


def _worst_point(point: WorstPoint) -> Plain:
    """The place, what it misses and, unless that is any service, what it has and what is wanted."""
    found: Plain = {"position_m": [point.x_m, point.y_m], "metric": point.metric}
    if point.metric != "service":
        found |= {point.metric: point.value, "threshold": point.threshold}
    return found


def _flow(project: Project, flow: FlowResult, lang: str) -> Plain:
    asked = project.demand.flows.get(flow.flow_id)
    return {
        "name": asked.name if asked else "",
        "terminals": asked.count if asked else 0,
        "zone_id": asked.zone_id if asked else "",
        "direction": asked.direction.value if asked else "",
        "slice_id": flow.slice_id,
        "upf_id": flow.upf_id,
        "cell_ids": list(flow.cell_ids),
        "ul_demand_mbps": flow.ul_demand_mbps,
        "dl_demand_mbps": flow.dl_demand_mbps,
        "ul_edge_mbps": flow.ul_edge_mbps,
        "dl_edge_mbps": flow.dl_edge_mbps,
        "served_share": flow.served_share,
        "latency_target_ms": asked.latency_target_ms if asked else None,
        "latency_percentile": asked.latency_percentile if asked else None,
        "latency": None if flow.latency is None else _latency(flow.latency),
        "probability_of_target": flow.probability_of_target,
        "verdict": flow.verdict.value,
        "reasons": _issues(flow.reasons, lang),
        "headroom_terminals": flow.headroom,
    }


def _latency(latency: LatencyResult) -> Plain:
    return {
        "mean_ms": latency.mean_ms,
        "p50_ms": latency.p50_ms,
        "p99_ms": latency.p99_ms,
        "p999_ms": latency.p999_ms,
        "ideal_air_ms": latency.ideal_ms,
        "is_stable": bool(latency.stable),
        "lost_share": latency.lost,
        "components": [
            {"code": part.code, "mean_ms": part.mean_ms, "p999_ms": part.p999_ms} for part in latency.components
        ],
    }


def _cell(scheme: Scheme, cell: CellResult) -> Plain:
    drawn = scheme.network.cells.get(cell.cell_id)
    return {
        "name": drawn.name if drawn else "",
        "site_id": drawn.site_id if drawn else "",
        "load_dl_share": cell.load_dl,
        "load_ul_share": cell.load_ul,
        "background_dl_share": cell.background_dl,
        "background_ul_share": cell.background_ul,
        "is_converged": bool(cell.converged),
        "is_over_ceiling": bool(cell.over_ceiling),
    }


def _slice_load(load: SliceLoad) -> Plain:
    return {
        "cell_id": load.cell_id,
        "slice_id": load.slice_id,
        "demand_dl_share": load.demand_dl,
        "demand_ul_share": load.demand_ul,
        "granted_dl_share": load.granted_dl,
        "granted_ul_share": load.granted_ul,
    }


def _quote(quote: Quote, lang: str) -> Plain:
    """Totals and lines as a customer may see them: no cost, no floor price."""
    return {
        "structure": quote.selection.structure,
        "mode": quote.selection.mode,
        "add_ons": sorted(quote.selection.add_ons),
        "currency": quote.currency,
        "tax_treatment": quote.tax_treatment.value,
        "term_months": quote.terms.term_months,
        "quote_date": quote.terms.quote_date.isoformat(),
        "totals": _axes(quote.totals),
        "rounding_difference": _axes(quote.rounding_difference),
        "lines": [_line(line, lang) for line in quote.lines],
        "scenario_lines": [_line(line, lang) for line in quote.scenario_lines],
        "findings": _issues(quote.issues, lang),
        "price_book": {
            "id": quote.provenance.book_id,
            "name": pick(quote.provenance, lang),
            "version": quote.provenance.version,
            "sha256": quote.provenance.sha256,
            "source": quote.provenance.source,
            "is_demo": quote.provenance.is_demo,
        },
    }


def _line(line: QuoteLine, lang: str) -> Plain:
    return {
        "code": line.code,
        "name": pick(line, lang),
        "category": line.category,
        "period": line.period.value,
        "measure": line.measure,
        "quantity": str(line.quantity),
        "unit": pick(line, lang, "unit"),
        "unit_price": str(line.unit_price),
        "discount_rate": str(line.discount_rate),
        "tax_rate": None if line.tax_rate is None else str(line.tax_rate),
        "amounts": _axes(line.axes),
    }


def _axes(axes: Axes) -> Plain:
    return {name: _amount(getattr(axes, name)) for name in ("one_off", "per_month", "per_year", "over_term")}


def _amount(amount: Amount) -> Plain:
    return {"net": _money(amount.net), "tax": _money(amount.tax), "gross": _money(amount.gross)}


def _money(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01")))


def _map(results: Results) -> Plain | None:
    if results.maps is None:
        return None
    grid = results.maps.grid
    return {
        "height_m": results.maps.height_m,
        "resolution_m": grid.resolution_m,
        "columns": grid.columns,
        "rows": grid.rows,
        "bounds_m": list(grid.bounds_m),
        "terminal": results.maps.terminal,
        "layers": [code for code, layer in LAYERS.items() if has_layer(results.maps, layer)],
    }


def _issues(issues: Iterable[Issue], lang: str) -> list[Plain]:
    return [_issue(issue, lang) for issue in issues]


def _issue(issue: Issue, lang: str) -> Plain:
    return {
        "code": issue.code,
        "severity": issue.severity.value,
        "params": dict(issue.params),
        "object_kind": issue.object_kind,
        "object_id": issue.object_id,
        "scheme_id": issue.scheme_id,
        "text": translate(issue.code, issue.params, lang),
    }


def _finite(value: Any) -> Any:
    """Plain values without NaN and infinity (null), floats to nine figures, numpy's numbers as Python's own."""
    if isinstance(value, dict):
        return {str(key): _finite(content) for key, content in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(content) for content in value]
    if isinstance(value, bool | str | int) or value is None:
        return value
    number = float(value)
    return float(f"{number:.9g}") if math.isfinite(number) else None
