"""Sheet 覆盖与性能: the compliance matrix; zones, flows and cells with figures and verdicts; two charts; the map."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from openpyxl.worksheet.pagebreak import Break

from planner.engine.results import FlowResult, ZoneResult
from planner.io.workbook import charts, compliance, labels
from planner.io.workbook.cells import (
    BAD_FILL,
    BODY,
    CENTRED,
    GOOD_FILL,
    HEADER,
    HEADING,
    NOTE,
    ONE_DECIMAL,
    SHARE,
    TEXT,
    WHOLE,
    Sheet,
    merged,
    number,
    put,
    put_row,
)
from planner.io.workbook.compliance import percent, put_verdict
from planner.io.workbook.context import Audience, Context
from planner.io.workbook.pages import finish, next_row, set_widths, write_title

#: Columns A to R of all tables: names, figures, verdict, text. What is charted stands right of them, off the paper.
WIDTHS = (19.0, 12.0, 12.0, *([7.4] * 13), 9.0, 46.0)
LAST_COLUMN = len(WIDTHS)
_VERDICT = LAST_COLUMN - 1
_ONE = number(BODY, ONE_DECIMAL)
#: Demands may be a few kbit/s.
_RATE = number(BODY, "#,##0.0###")
_SHARE = number(BODY, SHARE)
_WHOLE = number(BODY, WHOLE)
#: Entries on a page; a zone has a line for each of its targets, a flow one for each cause,
#: and the seller's reasons are long.
_ZONES_PER_PAGE, _CELLS_PER_PAGE = 9, 20
_FLOWS_PER_PAGE: Mapping[Audience, int] = MappingProxyType({"customer": 12, "internal": 6})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Where a table is being written: its row, and what heads every page of it."""

    sheet: Sheet
    heads: tuple[str, ...]
    per_page: int

    def start(self, row: int) -> int:
        """Write the head; returns its row."""
        put_row(self.sheet, row, self.heads, HEADER)
        return row

    def next(self, row: int, place: int) -> int:
        """The row of entry number `place`, under a head of its own where a page starts."""
        row, is_new_page = next_row(self.sheet, row, place, self.per_page)
        if is_new_page:
            self.start(row - 1)
        return row


def write(context: Context, sheet: Sheet) -> None:
    """Fill the sheet."""
    t = context.t
    set_widths(sheet, (*WIDTHS, 3.0, *([9.0] * 7)))
    write_title(context, sheet, t("Coverage and performance"))
    put(sheet, 2, 1, t("Predicted by the models on sheet {sheet}.", sheet=t.context("sheet", "Terms")), NOTE)
    row = compliance.write(context, sheet, 4)
    row = _write_zones(context, sheet, _new_page(sheet, row))
    row = _write_flows(context, sheet, _new_page(sheet, row))
    row = _write_cells(context, sheet, _new_page(sheet, row))
    if context.audience == "internal":
        row = _write_slices(context, sheet, _new_page(sheet, row))
    last = _write_pictures(context, sheet, row)
    finish(context, sheet, frozen="B4", title_rows="1:1", print_area=f"A1:R{last}")


def _new_page(sheet: Sheet, row: int) -> int:
    sheet.row_breaks.append(Break(id=row - 1))
    return row


def _write_zones(context: Context, sheet: Sheet, title: int) -> int:
    t = context.t
    put(sheet, title, 1, t("Coverage by zone"), HEADING)
    note = t(
        "P5 and P50 are of the median level: 95 % of the area is better than P5. The shares count places that reach "
        "the target with the zone's probability, which asks for more; a P5 above the target is no contradiction."
    )
    merged(sheet, title + 1, 1, LAST_COLUMN, note, replace(NOTE, wrap=True))
    heads = (t("Zone"), t("Area class"), t("Area, m²"), t("Height, m"), t("RSRP P5, dBm"), t("RSRP P50, dBm"))
    rates = (t("SINR P5, dB"), t("SINR P50, dB"), t("DL P5, Mbit/s"), t("DL P50, Mbit/s"), t("UL P5, Mbit/s"))
    shares = (t("UL P50, Mbit/s"), t("Covered"), t("Probability wanted"), t("Share of area wanted"))
    ends = (t("Share of area reached with that probability"), t("Verdict"), t("Targets and shares reached"))
    table = _Table(sheet=sheet, heads=(*heads, *rates, *shares, *ends), per_page=_ZONES_PER_PAGE)
    row = table.start(title + 2)
    for place, (zone_id, result) in enumerate(sorted(context.results.zones.items())):
        row = table.next(row, place)
        zone = context.project.site_map.zones.get(zone_id)
        area_class = t(labels.AREA_CLASSES[zone.area_class]) if zone else ""
        put_row(sheet, row, (zone.name if zone else zone_id, area_class), TEXT)
        put(sheet, row, 3, result.area_m2, _WHOLE)
        put(sheet, row, 4, zone.height_m if zone else None, _ONE)
        figures = (result.rsrp_p5_dbm, result.rsrp_p50_dbm, result.sinr_p5_db, result.sinr_p50_db)
        speeds = (result.dl_p5_mbps, result.dl_p50_mbps, result.ul_p5_mbps, result.ul_p50_mbps)
        put_row(sheet, row, (*figures, *speeds), _ONE, column=5)
        wanted = (zone.targets.probability, zone.targets.area_share) if zone else (None, None)
        put_row(sheet, row, (result.covered_share, *wanted, result.share_in_target), _SHARE, column=13)
        put_verdict(context, sheet, row, _VERDICT, result.verdict, result.share_in_target)
        put(sheet, row, LAST_COLUMN, _targets(context, zone_id, result), TEXT)
    return row + 2


def _targets(context: Context, zone_id: str, result: ZoneResult) -> str:
    t = context.t
    zone = context.project.site_map.zones.get(zone_id)
    lines: list[str] = []
    for target in result.targets:
        wanted = t(labels.METRICS.get(target.metric, target.metric), n=target.threshold)
        probability = percent(t, zone.targets.probability) if zone else "–"
        shares = {"share": t.percent(target.share), "required": percent(t, target.required_share)}
        text = t(
            "{target}: reached with {probability} probability on {share} of the area, {required} required",
            target=wanted,
            probability=probability,
            **shares,
        )
        lines.append(text)
    return "\n".join(lines)


def _write_flows(context: Context, sheet: Sheet, title: int) -> int:
    t = context.t
    put(sheet, title, 1, t("Service flows"), HEADING)
    note = t(
        "Demand and edge rate are of one terminal; the total is that of all terminals active in the busy hour. The "
        "edge rate is what 95 % of the places offer one terminal at the load of the busy hour, at the median level. "
        "The verdict counts with the zone's probability and in the slice's share, so the rates named as a "
        "cause are lower."
    )
    merged(sheet, title + 1, 1, LAST_COLUMN, note, replace(NOTE, wrap=True))
    heads = (t("Flow"), t("Zone"), t("Slice"), t("Terminals"), t("UL per terminal, Mbit/s"))
    uplink = (t("UL edge per terminal, Mbit/s"), t("UL total, Mbit/s"), t("DL per terminal, Mbit/s"))
    rates = (t("DL edge per terminal, Mbit/s"), t("DL total, Mbit/s"), t("Latency mean, ms"), t("P99, ms"))
    ends = (t("P99.9, ms"), t("Target share"), t("At that share, ms"), t("Target, ms"), t("Verdict"))
    last = t("Reasons") if context.audience == "internal" else t("Cause")
    heads = (*heads, *uplink, *rates, *ends, last)
    table = _Table(sheet=sheet, heads=heads, per_page=_FLOWS_PER_PAGE[context.audience])
    row = table.start(title + 2)
    for place, (flow_id, result) in enumerate(sorted(context.results.flows.items())):
        row = table.next(row, place)
        flow = context.project.demand.flows.get(flow_id)
        zone = context.object_name("zones", flow.zone_id) if flow else ""
        names = (flow.name if flow else flow_id, zone, context.object_name("slices", result.slice_id))
        put_row(sheet, row, names, TEXT)
        put(sheet, row, 4, flow.count if flow else None, _WHOLE)
        uplink = (flow.ul_mbps if flow else None, result.ul_edge_mbps, result.ul_demand_mbps)
        downlink = (flow.dl_mbps if flow else None, result.dl_edge_mbps, result.dl_demand_mbps)
        for column, (wanted, edge, total) in ((5, uplink), (8, downlink)):
            put(sheet, row, column, wanted, _RATE)
            put(sheet, row, column + 1, edge, _ONE)
            put(sheet, row, column + 2, total, _RATE)
        found, share = result.latency, flow.latency_percentile if flow else 0.99
        delays = (found.mean_ms, found.p99_ms, found.p999_ms) if found else ("–", "–", "–")
        put_row(sheet, row, delays, _ONE, column=11)
        put(sheet, row, 14, share, number(BODY, "0.0##%"))
        put(sheet, row, 15, found.percentile_ms(share) if found else "–", _ONE)
        put(sheet, row, 16, flow.latency_target_ms if flow else None, _ONE)
        put_verdict(context, sheet, row, _VERDICT, result.verdict, result.probability_of_target)
        put(sheet, row, LAST_COLUMN, _reasons(context, result), TEXT)
    return row + 2


def _reasons(context: Context, result: FlowResult) -> str:
    """Why it isn't met: the engine's findings for the seller, plain words for the customer; or what still fits."""
    from planner.engine.flow_stage import HEADROOM_LIMIT

    t = context.t
    if result.reasons and context.audience == "internal":
        return "\n".join(t.code(reason.code, reason.params) for reason in result.reasons)
    if result.reasons:
        return "\n".join(compliance.causes(context, result.reasons))
    if result.headroom >= HEADROOM_LIMIT:
        return t("room for {n} more terminals and beyond (each service by itself)", n=HEADROOM_LIMIT)
    return t("room for {n} more terminals (each service by itself)", n=result.headroom) if result.headroom > 0 else ""


def _write_cells(context: Context, sheet: Sheet, title: int) -> int:
    t, network = context.t, context.scheme.network
    put(sheet, title, 1, t("Load of the cells in the busy hour"), HEADING)
    heads = (t("Cell"), t("Site"), t("Band"), t("Bandwidth, MHz"), t("DL load"), t("UL load"))
    ends = (t("Public DL"), t("Public UL"), t("Ceiling"), t("Verdict"))
    table = _Table(sheet=sheet, heads=(*heads, *ends), per_page=_CELLS_PER_PAGE)
    row = table.start(title + 1)
    for place, (cell_id, result) in enumerate(sorted(context.results.cells.items())):
        row = table.next(row, place)
        cell = network.cells.get(cell_id)
        site = context.object_name("sites", cell.site_id) if cell else ""
        put_row(sheet, row, (context.object_name("cells", cell_id), site, cell.band if cell else ""), TEXT)
        put(sheet, row, 4, cell.bandwidth_mhz if cell else None, _WHOLE)
        loads = (result.load_dl, result.load_ul, result.background_dl, result.background_ul, network.load_ceiling)
        put_row(sheet, row, loads, _SHARE, column=5)
        fill = BAD_FILL if result.over_ceiling else GOOD_FILL
        verdict = t("above the ceiling") if result.over_ceiling else t("within the ceiling")
        put(sheet, row, 10, verdict, replace(CENTRED, fill=fill))
    return row + 2


def _write_slices(context: Context, sheet: Sheet, title: int) -> int:
    """Shares of the cells' resources asked for and granted, by slice; returns the next free row."""
    t, loads = context.t, context.results.slice_loads
    if not loads:
        return title
    put(sheet, title, 1, t("Slices in the cells"), HEADING)
    heads = (t("Cell"), t("Slice"), "", t("DL asked"), t("DL granted"), t("UL asked"), t("UL granted"))
    table = _Table(sheet=sheet, heads=heads, per_page=_CELLS_PER_PAGE)
    row = table.start(title + 1)
    for place, load in enumerate(loads):
        row = table.next(row, place)
        put(sheet, row, 1, context.object_name("cells", load.cell_id), TEXT)
        merged(sheet, row, 2, 3, context.object_name("slices", load.slice_id), TEXT)
        shares = (load.demand_dl, load.granted_dl, load.demand_ul, load.granted_ul)
        put_row(sheet, row, shares, _SHARE, column=4)
    return row + 2


def _write_pictures(context: Context, sheet: Sheet, row: int) -> int:
    """Charts, then the map, each on a page of its own so that none is cut; returns the last row on paper."""
    t = context.t
    if context.results.flows or context.results.cells:
        _new_page(sheet, row)
        put(sheet, row, 1, t("Charts"), HEADING)
        row = charts.write_charts(context, sheet, row + 1)
    if context.picture is not None:
        _new_page(sheet, row)
        put(sheet, row, 1, t("Coverage map"), HEADING)
        row = charts.write_picture(sheet, row + 1, context.picture, sum(WIDTHS))
    return row
