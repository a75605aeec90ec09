"""The tables that `evaluate` and `demo` print."""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from planner.cli.naming import listed, readable
from planner.cli.output import Output
from planner.engine.results import FlowResult, Results, SliceLoad, Verdict, ZoneResult
from planner.errors import Issue
from planner.model.project import Project
from planner.text import N_, Translator

_RIGHT = "right"
_LEFT = "left"
METRIC_NAMES: Mapping[str, str] = {
    "rsrp_dbm": N_("SS-RSRP"),
    "sinr_db": N_("SINR"),
    "dl_mbps": N_("downlink"),
    "ul_mbps": N_("uplink"),
}


def headline(out: Output, project: Project, results: Results) -> None:
    """Area in target, flows met, price, what fails first: one line each."""
    t, head = out.t, results.headline
    out.say(t("{scheme}:", scheme=project.schemes[results.scheme_id].name))
    if results.zones:
        out.say("  " + t("Area in target: {share}", share=t.percent(head.area_share_in_target)))
    if head.flows_total:
        out.say("  " + t("Flows met: {met} of {total}", met=head.flows_met, total=head.flows_total))
    if head.fails_first is not None:
        reason = t.code(head.fails_first.code, readable(head.fails_first, None, t))
        out.say("  " + t("Fails first: {reason}", reason=reason))
    if head.price_over_term is not None:
        price = t.money(Decimal(head.price_over_term), head.currency)
        out.say("  " + t("Price over {months} months, with tax: {price}", months=head.term_months, price=price))


def all_tables(out: Output, project: Project, results: Results, book: Any = None) -> None:
    """Zones, flows, cells, slices, price and findings; `book` is the price book, for its names."""
    zones(out, project, results)
    assured(out, project, results)
    worst_places(out, project, results)
    flows(out, project, results)
    cells(out, project, results)
    slices(out, project, results)
    price(out, results)
    out.findings(findings_of(results), project, book)


def findings_of(results: Results) -> list[Issue]:
    """Every finding but the reasons of flows, which have their own table."""
    reasons = {id(reason) for flow in results.flows.values() for reason in flow.reasons}
    return [issue for issue in results.issues if id(issue) not in reasons]


def zones(out: Output, project: Project, results: Results) -> None:
    """Coverage by zone."""
    t = out.t
    columns = (
        (t("Zone"), _LEFT),
        (t("Area m²"), _RIGHT),
        (t("In target"), _RIGHT),
        (t("RSRP dBm"), _RIGHT),
        (t("SINR dB"), _RIGHT),
        (t("DL Mbit/s"), _RIGHT),
        (t("UL Mbit/s"), _RIGHT),
        (t("Verdict"), _LEFT),
    )
    rows: list[tuple[str, ...]] = []
    for key, zone in results.zones.items():
        drawn = project.site_map.zones.get(key)
        rows.append(
            (
                drawn.name if drawn else key,
                t.number(zone.area_m2),
                t.percent(zone.share_in_target),
                _two(t, zone.rsrp_p5_dbm, zone.rsrp_p50_dbm),
                _two(t, zone.sinr_p5_db, zone.sinr_p50_db),
                _two(t, zone.dl_p5_mbps, zone.dl_p50_mbps),
                _two(t, zone.ul_p5_mbps, zone.ul_p50_mbps),
                _zone_verdict(t, zone),
            )
        )
    out.table(t("Coverage by zone (percentiles 5% / 50% of the area)"), columns, rows)


def assured(out: Output, project: Project, results: Results) -> None:
    """What each zone has over its area share with its probability: the figures a supplier can sign for."""
    t = out.t
    columns = (
        (t("Zone"), _LEFT),
        (t("Over the area"), _RIGHT),
        (t("With probability"), _RIGHT),
        (t("RSRP dBm"), _RIGHT),
        (t("SINR dB"), _RIGHT),
        (t("DL Mbit/s"), _RIGHT),
        (t("UL Mbit/s"), _RIGHT),
    )
    rows = [
        (
            _zone_name(project, key),
            t.percent(zone.area_share),
            t.percent(zone.probability),
            *(
                _at_least(t, value, digits)
                for value, digits in (
                    (zone.assured_rsrp_dbm, 0), (zone.assured_sinr_db, 1), (zone.assured_dl_mbps, 1),
                    (zone.assured_ul_mbps, 1),
                )
            ),
        )
        for key, zone in results.zones.items()
    ]  # fmt: skip
    out.table(t("Assured by zone (at least so much over this share of the area, with this probability)"), columns, rows)


def _at_least(t: Translator, value: float, digits: int) -> str:
    """A figure rounded down: what is assured must not grow by rounding."""
    if not math.isfinite(value):
        return t("none")
    step = 10.0**digits
    return t.number(math.floor(value * step + 1e-9) / step, digits)


def worst_places(out: Output, project: Project, results: Results) -> None:
    """Where zones miss a target by most."""
    t = out.t
    columns = (
        (t("Zone"), _LEFT),
        (t("East, north m"), _RIGHT),
        (t("Missed"), _LEFT),
        (t("Has there / wanted"), _RIGHT),
    )
    rows: list[tuple[str, ...]] = []
    for key, zone in results.zones.items():
        for point in zone.worst_points:
            is_out = point.metric == "service"
            missed = t("no service") if is_out else t(METRIC_NAMES[point.metric])
            figures = "–" if is_out else f"{t.number(point.value, 1)} / {t.number(point.threshold, 1)}"
            place = f"{t.number(point.x_m)}, {t.number(point.y_m)}"
            rows.append((_zone_name(project, key), place, missed, figures))
    out.table(t("Worst places by zone (with the zone's probability)"), columns, rows)


def _zone_name(project: Project, zone_id: str) -> str:
    drawn = project.site_map.zones.get(zone_id)
    return drawn.name if drawn else zone_id


def _two(t: Translator, low: float, middle: float) -> str:
    return f"{t.number(low)} / {t.number(middle)}"


def _zone_verdict(t: Translator, zone: ZoneResult) -> str:
    if zone.verdict is Verdict.MET:
        return t("met")
    if zone.verdict is Verdict.LIKELY:
        return t("met with some probability")
    missed = [t(METRIC_NAMES[item.metric]) for item in zone.targets if item.verdict is Verdict.NOT_MET]
    return t("not met: {targets}", targets=listed(missed, t.lang)) if missed else t("not met")


def flows(out: Output, project: Project, results: Results) -> None:
    """Rates and latency by flow, then why flows aren't met."""
    t = out.t
    columns = (
        (t("Flow"), _LEFT),
        (t("Terminals"), _RIGHT),
        (t("UL Mbit/s"), _RIGHT),
        (t("DL Mbit/s"), _RIGHT),
        (t("Mean ms"), _RIGHT),
        (t("P99 ms"), _RIGHT),
        (t("P99.9 ms"), _RIGHT),
        (t("Target ms"), _RIGHT),
        (t("Verdict"), _LEFT),
    )
    rows: list[tuple[str, ...]] = []
    reasons: list[tuple[str]] = []
    for key, result in results.flows.items():
        flow = project.demand.flows[key]
        latency = result.latency
        delays = ("–",) * 3 if latency is None else tuple(
            t.number(value, 1) for value in (latency.mean_ms, latency.p99_ms, latency.p999_ms)
        )  # fmt: skip
        rows.append(
            (
                flow.name,
                t.number(flow.count),
                f"{t.number(result.ul_edge_mbps, 1)} / {t.number(flow.ul_mbps, 1)}",
                f"{t.number(result.dl_edge_mbps, 1)} / {t.number(flow.dl_mbps, 1)}",
                *delays,
                f"{t.number(flow.latency_target_ms, None)} ({t.percent(flow.latency_percentile, 2)})",
                _flow_verdict(t, result),
            )
        )
        reasons += [(t.code(reason.code, reason.params),) for reason in result.reasons]
    out.table(t("Flows (rate at the edge / needed)"), columns, rows)
    out.table(t("Why flows are not met"), ((t("Reason"), _LEFT),), reasons)


def _flow_verdict(t: Translator, result: FlowResult) -> str:
    if result.verdict is Verdict.MET:
        return t.plural("met, room for {n} more", "met, room for {n} more", result.headroom)
    if result.verdict is Verdict.LIKELY:
        return t("met with {share}", share=t.percent(result.probability_of_target))
    return t("not met")


def cells(out: Output, project: Project, results: Results) -> None:
    """Load by cell."""
    t = out.t
    network = project.schemes[results.scheme_id].network
    columns = ((t("Cell"), _LEFT), (t("Band"), _LEFT), (t("DL load"), _RIGHT), (t("UL load"), _RIGHT), ("", _LEFT))
    rows: list[tuple[str, ...]] = []
    for key, result in results.cells.items():
        cell = network.cells[key]
        remark = t("above the load ceiling") if result.over_ceiling else ""
        rows.append((cell.name or key, cell.band, t.percent(result.load_dl), t.percent(result.load_ul), remark))
    out.table(t("Cells"), columns, rows)


def slices(out: Output, project: Project, results: Results) -> None:
    """What each slice asks of the cell it loads most, against what it is granted there; the JSON has all cells."""
    t = out.t
    scheme = project.schemes[results.scheme_id]
    busiest: dict[str, SliceLoad] = {}
    for load in results.slice_loads:
        known = busiest.get(load.slice_id)
        if known is None or max(load.demand_dl, load.demand_ul) > max(known.demand_dl, known.demand_ul):
            busiest[load.slice_id] = load
    columns = (
        (t("Slice"), _LEFT),
        (t("Cell"), _LEFT),
        (t("DL asked / granted"), _RIGHT),
        (t("UL asked / granted"), _RIGHT),
    )
    rows = [
        (
            scheme.slices[load.slice_id].name,
            scheme.network.cells[load.cell_id].name or load.cell_id,
            f"{t.percent(load.demand_dl)} / {t.percent(load.granted_dl)}",
            f"{t.percent(load.demand_ul)} / {t.percent(load.granted_ul)}",
        )
        for load in busiest.values()
    ]
    out.table(t("Slices, each in the cell it loads most"), columns, rows)


def price(out: Output, results: Results) -> None:
    """Totals on four axes; net, tax, gross."""
    quote = results.quote
    if quote is None:
        return
    t = out.t
    columns = ((t("Price"), _LEFT), (t("Net"), _RIGHT), (t("Tax"), _RIGHT), (t("Gross"), _RIGHT))
    axes = (
        (t("One-off"), quote.totals.one_off),
        (t("Monthly"), quote.totals.per_month),
        (t("Yearly"), quote.totals.per_year),
        (t("Over the term"), quote.totals.over_term),
    )
    rows = [
        (name, *(t.money(value, quote.currency) for value in (amount.net, amount.tax, amount.gross)))
        for name, amount in axes
    ]
    out.table(t("Price by {book}", book=t.pick(quote.provenance)), columns, rows)
