"""The compliance matrix (需求符合度): every zone and flow on one line, met or not, with the cause in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from planner.engine.results import FlowResult, Verdict, ZoneResult
from planner.errors import Issue
from planner.io.workbook import labels
from planner.io.workbook.cells import (
    BAD_FILL,
    CENTRED,
    GOOD_FILL,
    HEADER,
    HEADING,
    INPUT_FILL,
    TEXT,
    Look,
    Sheet,
    merged,
    put,
)
from planner.io.workbook.context import Context
from planner.io.workbook.pages import next_row
from planner.model.demand import Flow
from planner.model.site_map import Zone
from planner.text import N_, Translator

ROWS_PER_PAGE = 24
_FILLS = {Verdict.MET: GOOD_FILL, Verdict.LIKELY: INPUT_FILL, Verdict.NOT_MET: BAD_FILL}
# columns of the matrix, on the grid of the coverage sheet: name, kind, requirement, verdict, cause
_NAME, _KIND, _WANTED, _WANTED_END, _VERDICT, _CAUSE = 1, 2, 3, 16, 17, 18

_CAPACITY = N_("the planned capacity doesn't carry all its terminals in the busy hour")
_OPEN = N_("to be settled with the supplier")
#: What a customer can make of a flow's reason; the engineer's figures stay in the internal file.
_CAUSES: Mapping[str, str] = MappingProxyType(
    {
        "flow-not-computed": N_("not computed: details of this service are missing"),
        "flow-no-coverage": N_("no service at part of its places"),
        "flow-rate-too-low": N_("the {direction:tr} rate is too low at part of its places"),
        "flow-cell-full": _CAPACITY,
        "flow-queue-unstable": _CAPACITY,
        "flow-no-latency": N_("no transport link is planned for it"),
        "flow-latency-missed": N_("{reached_pct} % of the messages arrive within {target_ms} ms"),
        "flow-data-leaves-site": N_("its data would leave the site"),
        "flow-upf-too-far": N_("the data's way out of the network is long for this service class"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One requirement and its answer."""

    name: str
    wanted: str
    verdict: Verdict
    probability: float
    cause: str


def zone_lines(context: Context) -> list[Line]:
    """Every zone of the map, also those that could not be computed."""
    zones, results = context.project.site_map.zones, context.results.zones
    return [_zone_line(context, key, zones.get(key), results.get(key)) for key in sorted({*zones, *results})]


def flow_lines(context: Context) -> list[Line]:
    """Every flow of the demand, also those that could not be computed."""
    flows, results = context.project.demand.flows, context.results.flows
    return [_flow_line(context, key, flows.get(key), results.get(key)) for key in sorted({*flows, *results})]


def counts(context: Context) -> str:
    """How many zones and flows are met, in one line."""
    t = context.t
    zones, flows = _count(t, zone_lines(context)), _count(t, flow_lines(context))
    return t("Flows met {flows}; zones met {zones}", flows=flows, zones=zones)


def _count(t: Translator, lines: list[Line]) -> str:
    met = sum(line.verdict is Verdict.MET for line in lines)
    likely = sum(line.verdict is Verdict.LIKELY for line in lines)
    shown = f"{met}/{len(lines)}"
    return t("{met} (and {n} with some probability)", met=shown, n=likely) if likely else shown


def write(context: Context, sheet: Sheet, title: int) -> int:
    """The matrix at the top of the coverage sheet; returns the next free row."""
    t = context.t
    put(sheet, title, 1, t("Requirements: {counts}", counts=counts(context)), HEADING)
    row = title + 1
    _write_head(context, sheet, row)
    listed = [(t("Zone"), line) for line in zone_lines(context)]
    listed += [(t("Flow"), line) for line in flow_lines(context)]
    for place, (kind, line) in enumerate(listed):
        row, is_new_page = next_row(sheet, row, place, ROWS_PER_PAGE)
        if is_new_page:
            _write_head(context, sheet, row - 1)
        put(sheet, row, _NAME, line.name, TEXT)
        put(sheet, row, _KIND, kind, CENTRED)
        merged(sheet, row, _WANTED, _WANTED_END, line.wanted, TEXT)
        put_verdict(context, sheet, row, _VERDICT, line.verdict, line.probability)
        put(sheet, row, _CAUSE, line.cause, TEXT)
    return row + 2


def _write_head(context: Context, sheet: Sheet, row: int) -> None:
    t = context.t
    put(sheet, row, _NAME, t("Name"), HEADER)
    put(sheet, row, _KIND, t("Kind"), HEADER)
    merged(sheet, row, _WANTED, _WANTED_END, t("What is required"), HEADER)
    put(sheet, row, _VERDICT, t("Verdict"), HEADER)
    put(sheet, row, _CAUSE, t("Cause"), HEADER)


def put_verdict(context: Context, sheet: Sheet, row: int, column: int, verdict: Verdict, probability: float) -> None:
    """A verdict in its colour, with the probability where it isn't certain."""
    t = context.t
    if verdict is Verdict.LIKELY:
        text = t("met with {percent}", percent=percent(t, probability))
    else:
        text = t(labels.VERDICTS[verdict])
    put(sheet, row, column, text, Look(fill=_FILLS[verdict], align="center", wrap=True))


def percent(t: Translator, share: float) -> str:
    """A share in percent with the decimals it needs: 99.99 % must not read 100 %.

    >>> percent(Translator("zh"), 0.9999), percent(Translator("zh"), 0.9)
    ('99.99%', '90%')
    """
    return f"{t.number(round(share * 100.0, 3), None)}%"


def causes(context: Context, reasons: tuple[Issue, ...]) -> list[str]:
    """A flow's reasons in the customer's words, each once."""
    texts = (context.t(_CAUSES.get(reason.code, _OPEN), **reason.params) for reason in reasons)
    return list(dict.fromkeys(texts))


def _zone_line(context: Context, key: str, zone: Zone | None, result: ZoneResult | None) -> Line:
    t = context.t
    wanted: list[str] = []
    missed: list[str] = []
    if zone is not None:
        for metric in labels.METRICS:
            threshold: float | None = getattr(zone.targets, metric)
            if threshold is not None:
                wanted.append(t(labels.METRICS[metric], n=threshold))
    for target in result.targets if result else ():
        if target.verdict is Verdict.NOT_MET:
            name = t(labels.METRICS.get(target.metric, target.metric), n=target.threshold)
            missed.append(t("{target} on {share} of the area only", target=name, share=t.percent(target.share)))
    probability = result.share_in_target if result else 0.0
    return Line(
        name=zone.name if zone else key,
        wanted=_zone_wanted(context, zone, wanted),
        verdict=result.verdict if result else Verdict.NOT_MET,
        probability=probability,
        cause="\n".join(missed) if result else t("can't be computed: no place for a terminal at this height"),
    )


def _zone_wanted(context: Context, zone: Zone | None, wanted: list[str]) -> str:
    t = context.t
    if zone is None or not wanted:
        return t("no target")
    area, probability = percent(t, zone.targets.area_share), percent(t, zone.targets.probability)
    targets = context.listed(wanted)
    return t(
        "{targets}; on {area} of the area, each place with {probability} probability",
        targets=targets,
        area=area,
        probability=probability,
    )


def _flow_line(context: Context, key: str, flow: Flow | None, result: FlowResult | None) -> Line:
    t = context.t
    found = [t(_CAUSES["flow-not-computed"])] if result is None else causes(context, result.reasons)
    return Line(
        name=flow.name if flow else key,
        wanted=_flow_wanted(context, flow) if flow else "",
        verdict=result.verdict if result else Verdict.NOT_MET,
        probability=result.probability_of_target if result else 0.0,
        cause="\n".join(found),
    )


def _flow_wanted(context: Context, flow: Flow) -> str:
    t = context.t
    wanted = t(
        "{n} terminals, each {ul} Mbit/s up and {dl} Mbit/s down; {percent} of the messages within {ms} ms",
        n=flow.count,
        ul=flow.ul_mbps,
        dl=flow.dl_mbps,
        percent=percent(t, flow.latency_percentile),
        ms=flow.latency_target_ms,
    )
    return f"{wanted}{t('; data stays on site')}" if flow.data_stays_on_site else wanted
