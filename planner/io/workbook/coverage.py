"""Sheet 覆盖与性能: zones, flows, cells and slices with figures and verdicts; the map; two native charts."""

from dataclasses import dataclass, replace

from openpyxl.worksheet.pagebreak import Break

from planner.engine.results import FlowResult, Verdict, ZoneResult
from planner.io.workbook import charts, labels
from planner.io.workbook.cells import (
    BAD_FILL,
    BODY,
    CENTRED,
    GOOD_FILL,
    HEADER,
    HEADING,
    INPUT_FILL,
    NOTE,
    ONE_DECIMAL,
    SHARE,
    TEXT,
    WHOLE,
    Look,
    Sheet,
    merged,
    number,
    put,
    put_row,
)
from planner.io.workbook.context import Context
from planner.io.workbook.pages import finish, set_widths, write_title

LAST_COLUMN = 16
_VERDICT_FILLS = {Verdict.MET: GOOD_FILL, Verdict.LIKELY: INPUT_FILL, Verdict.NOT_MET: BAD_FILL}
_ONE = number(BODY, ONE_DECIMAL)
_SHARE = number(BODY, SHARE)
_WHOLE = number(BODY, WHOLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRows:
    """First and last row of a table's data; last < first when it is empty."""

    first: int
    last: int


def write(context: Context, sheet: Sheet) -> None:
    """Fill the sheet."""
    t = context.t
    set_widths(sheet, (26, 17, 15, *([10.5] * 11), 14, 58))
    write_title(context, sheet, t("Coverage and performance"))
    note = t(
        "Predicted by the models on sheet {sheet}; P5: 95 % of the area is better.", sheet=t.context("sheet", "Terms")
    )
    put(sheet, 2, 1, note, NOTE)
    row = _write_zones(context, sheet, 4)
    flows = _write_flows(context, sheet, row)
    cells = _write_cells(context, sheet, flows.last + 2)
    row = _write_slices(context, sheet, cells.last + 2)
    _write_pictures(context, sheet, row, flows, cells)
    finish(context, sheet, frozen="B4")


def _write_zones(context: Context, sheet: Sheet, title: int) -> int:
    t = context.t
    put(sheet, title, 1, t("Coverage by zone"), HEADING)
    heads = (t("Zone"), t("Area class"), t("Area, m²"), t("Height, m"), t("RSRP P5, dBm"), t("RSRP P50, dBm"))
    rates = (t("SINR P5, dB"), t("SINR P50, dB"), t("DL P5, Mbit/s"), t("DL P50, Mbit/s"), t("UL P5, Mbit/s"))
    ends = (t("UL P50, Mbit/s"), t("Covered"), t("In target"), t("Verdict"), t("Targets and shares reached"))
    put_row(sheet, title + 1, (*heads, *rates, *ends), HEADER)
    row = title + 1
    for row, (zone_id, result) in enumerate(sorted(context.results.zones.items()), start=title + 2):
        zone = context.project.site_map.zones.get(zone_id)
        area_class = t(labels.AREA_CLASSES[zone.area_class]) if zone else ""
        put_row(sheet, row, (zone.name if zone else zone_id, area_class), TEXT)
        put(sheet, row, 3, result.area_m2, _WHOLE)
        put(sheet, row, 4, zone.height_m if zone else None, _ONE)
        figures = (result.rsrp_p5_dbm, result.rsrp_p50_dbm, result.sinr_p5_db, result.sinr_p50_db)
        speeds = (result.dl_p5_mbps, result.dl_p50_mbps, result.ul_p5_mbps, result.ul_p50_mbps)
        put_row(sheet, row, (*figures, *speeds), _ONE, column=5)
        put_row(sheet, row, (result.covered_share, result.share_in_target), _SHARE, column=13)
        _put_verdict(context, sheet, row, 15, result.verdict, result.share_in_target)
        put(sheet, row, LAST_COLUMN, _targets(context, result), TEXT)
    return row + 2


def _targets(context: Context, result: ZoneResult) -> str:
    t = context.t
    lines: list[str] = []
    for target in result.targets:
        wanted = t(labels.METRICS.get(target.metric, target.metric), n=target.threshold)
        shares = {"share": t.percent(target.share), "required": t.percent(target.required_share)}
        lines.append(t("{target}: {share} of the area, {required} required", target=wanted, **shares))
    return "\n".join(lines)


def _write_flows(context: Context, sheet: Sheet, title: int) -> TableRows:
    t = context.t
    put(sheet, title, 1, t("Service flows"), HEADING)
    heads = (t("Flow"), t("Zone"), t("Slice"), t("Terminals"), t("UL wanted, Mbit/s"), t("UL at the edge, Mbit/s"))
    rates = (t("DL wanted, Mbit/s"), t("DL at the edge, Mbit/s"), t("Latency mean, ms"), t("P99, ms"), t("P99.9, ms"))
    ends = (t("Target share"), t("At that share, ms"), t("Target, ms"), t("Verdict"), t("Reasons"))
    put_row(sheet, title + 1, (*heads, *rates, *ends), HEADER)
    row = title + 1
    for row, (flow_id, result) in enumerate(sorted(context.results.flows.items()), start=title + 2):
        flow = context.project.demand.flows.get(flow_id)
        zone = context.object_name("zones", flow.zone_id) if flow else ""
        names = (flow.name if flow else flow_id, zone, context.object_name("slices", result.slice_id))
        put_row(sheet, row, names, TEXT)
        put(sheet, row, 4, flow.count if flow else None, _WHOLE)
        rates = (result.ul_demand_mbps, result.ul_edge_mbps, result.dl_demand_mbps, result.dl_edge_mbps)
        put_row(sheet, row, rates, _ONE, column=5)
        found, share = result.latency, flow.latency_percentile if flow else 0.99
        delays = (found.mean_ms, found.p99_ms, found.p999_ms) if found else ("–", "–", "–")
        put_row(sheet, row, delays, _ONE, column=9)
        put(sheet, row, 12, share, number(BODY, "0.0##%"))
        put(sheet, row, 13, found.percentile_ms(share) if found else "–", _ONE)
        put(sheet, row, 14, flow.latency_target_ms if flow else None, _ONE)
        _put_verdict(context, sheet, row, 15, result.verdict, result.probability_of_target)
        put(sheet, row, LAST_COLUMN, _reasons(context, result), TEXT)
    return TableRows(first=title + 2, last=row)


def _reasons(context: Context, result: FlowResult) -> str:
    t = context.t
    if not result.reasons:
        return t("room for {n} more terminals", n=result.headroom) if result.headroom > 0 else ""
    return "\n".join(t.code(reason.code, reason.params) for reason in result.reasons)


def _write_cells(context: Context, sheet: Sheet, title: int) -> TableRows:
    t, network = context.t, context.scheme.network
    put(sheet, title, 1, t("Load of the cells in the busy hour"), HEADING)
    heads = (t("Cell"), t("Site"), t("Band"), t("Bandwidth, MHz"), t("DL load"), t("UL load"))
    ends = (t("Public DL"), t("Public UL"), t("Ceiling"), t("Verdict"))
    put_row(sheet, title + 1, (*heads, *ends), HEADER)
    row = title + 1
    for row, (cell_id, result) in enumerate(sorted(context.results.cells.items()), start=title + 2):
        cell = network.cells.get(cell_id)
        site = context.object_name("sites", cell.site_id) if cell else ""
        put_row(sheet, row, (context.object_name("cells", cell_id), site, cell.band if cell else ""), TEXT)
        put(sheet, row, 4, cell.bandwidth_mhz if cell else None, _WHOLE)
        loads = (result.load_dl, result.load_ul, result.background_dl, result.background_ul, network.load_ceiling)
        put_row(sheet, row, loads, _SHARE, column=5)
        fill = BAD_FILL if result.over_ceiling else GOOD_FILL
        verdict = t("above the ceiling") if result.over_ceiling else t("within the ceiling")
        put(sheet, row, 10, verdict, replace(CENTRED, fill=fill))
    return TableRows(first=title + 2, last=row)


def _write_slices(context: Context, sheet: Sheet, title: int) -> int:
    """Shares of the cells' resources asked for and granted, by slice; returns the next free row."""
    t, loads = context.t, context.results.slice_loads
    if not loads:
        return title
    put(sheet, title, 1, t("Slices in the cells"), HEADING)
    put(sheet, title + 1, 1, t("Cell"), HEADER)
    merged(sheet, title + 1, 2, 3, t("Slice"), HEADER)
    heads = (t("DL asked"), t("DL granted"), t("UL asked"), t("UL granted"))
    put_row(sheet, title + 1, heads, HEADER, column=4)
    row = title + 1
    for row, load in enumerate(loads, start=title + 2):
        put(sheet, row, 1, context.object_name("cells", load.cell_id), TEXT)
        merged(sheet, row, 2, 3, context.object_name("slices", load.slice_id), TEXT)
        shares = (load.demand_dl, load.granted_dl, load.demand_ul, load.granted_ul)
        put_row(sheet, row, shares, _SHARE, column=4)
    return row + 2


def _put_verdict(context: Context, sheet: Sheet, row: int, column: int, verdict: Verdict, probability: float) -> None:
    t = context.t
    if verdict is Verdict.LIKELY:
        text = t("met with {percent}", percent=t.percent(probability))
    else:
        text = t(labels.VERDICTS[verdict])
    put(sheet, row, column, text, Look(fill=_VERDICT_FILLS[verdict], align="center", wrap=True))


def _write_pictures(context: Context, sheet: Sheet, row: int, flows: TableRows, cells: TableRows) -> None:
    """Charts, then the map, each on a page of its own so that none is cut."""
    t = context.t
    if flows.last >= flows.first or cells.last >= cells.first:
        sheet.row_breaks.append(Break(id=row - 1))
        put(sheet, row, 1, t("Charts"), HEADING)
        row = charts.write_charts(context, sheet, row + 1, (flows.first, flows.last), (cells.first, cells.last))
    if context.picture is not None:
        sheet.row_breaks.append(Break(id=row - 1))
        put(sheet, row, 1, t("Coverage map"), HEADING)
        charts.write_picture(sheet, row + 1, context.picture)
