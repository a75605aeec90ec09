"""Flows judged: rates, latency, verdict with its reasons, head-room."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from planner.engine.cells import RadioPlan
from planner.engine.flow_case import LIKELY_PROBABILITY, SERVED_SHARE, FlowCase
from planner.engine.flow_reasons import reasons_of
from planner.engine.latency_stage import LatencyCase, place_latency
from planner.engine.load_stage import FlowPoints, Loads
from planner.engine.results import FlowResult, SliceLoad, Verdict
from planner.engine.slice_stage import FlowLoad, admissions, flow_loads, granted_shares, slice_loads
from planner.errors import EvaluationError, Issue, Severity
from planner.latency.budget import LatencyResult
from planner.model.catalogue import Catalogue
from planner.model.project import Project, Scheme

Floats = NDArray[np.float64]

#: A cell that serves less than this share of a flow's places doesn't decide its latency.
RELEVANT_SHARE = 0.05
#: Most terminals that a head-room is stated for: beyond it control channels and connected users limit a cell, which the
#: model doesn't count.
HEADROOM_LIMIT = 1000


def judge_flows(
    project: Project,
    scheme: Scheme,
    catalogue: Catalogue,
    plan: RadioPlan,
    flows: Mapping[str, FlowPoints],
    loads: Loads,
) -> tuple[dict[str, FlowResult], tuple[SliceLoad, ...]]:
    """Every flow of the demand judged; one that can't be computed is not met, for the reason that is a finding."""
    asked = flow_loads(plan, flows, loads)
    dl = admissions(scheme, plan, flows, asked, "dl")
    ul = admissions(scheme, plan, flows, asked, "ul")
    carried_dl = granted_shares(scheme, flows, asked, dl, "dl")
    carried_ul = granted_shares(scheme, flows, asked, ul, "ul")
    results: dict[str, FlowResult] = {}
    for flow_id in sorted(project.demand.flows):
        if flow_id not in flows:
            results[flow_id] = not_computed(project, scheme, flow_id)
            continue
        case = FlowCase(
            project=project, scheme=scheme, catalogue=catalogue, plan=plan, points=flows[flow_id], load=asked[flow_id],
            carried_dl=carried_dl[flow_id], carried_ul=carried_ul[flow_id],
            dl=dl[scheme.assignments[flow_id].slice_id], ul=ul[scheme.assignments[flow_id].slice_id],
            ahead_dl=ahead_load(scheme, flows, asked, flow_id, "dl"),
            ahead_ul=ahead_load(scheme, flows, asked, flow_id, "ul"),
            others=other_messages(scheme, flows, flow_id),
        )  # fmt: skip
        results[flow_id] = _judge(case)
    return results, slice_loads(plan, dl, ul)


def ahead_load(
    scheme: Scheme, flows: Mapping[str, FlowPoints], asked: Mapping[str, FlowLoad], flow_id: str, direction: str
) -> Floats:
    """Demand of the slice's flows that are served before or beside this one (priority the same or higher), [cells]."""
    slice_id, level = scheme.assignments[flow_id].slice_id, flows[flow_id].flow.priority
    members = [
        asked[key]
        for key, item in flows.items()
        if scheme.assignments[key].slice_id == slice_id and item.flow.priority <= level
    ]
    return np.sum([item.ul if direction == "ul" else item.dl for item in members], axis=0)


def other_messages(scheme: Scheme, flows: Mapping[str, FlowPoints], flow_id: str) -> int:
    """Mean message in front of this flow in its slice, bytes, weighted by rate."""
    slice_id = scheme.assignments[flow_id].slice_id
    members = [item.flow for key, item in flows.items() if scheme.assignments[key].slice_id == slice_id]
    weights = [flow.count * flow.activity * max(flow.ul_mbps, flow.dl_mbps) for flow in members]
    total = sum(weights)
    if total <= 0.0:
        return 0
    return round(sum(w * flow.message_bytes for w, flow in zip(weights, members, strict=True)) / total)


def _judge(case: FlowCase) -> FlowResult:
    flow = case.points.flow
    best = case.points.best
    count = len(case.plan.cells)
    places = np.bincount(best[best >= 0], minlength=count) / best.size
    serving = [int(index) for index in np.flatnonzero(places)]
    enough = (best >= 0) & (case.load.dl_assured_mbps >= flow.dl_mbps) & (case.load.ul_assured_mbps >= flow.ul_mbps)
    carried = np.minimum(case.carried_dl, case.carried_ul)
    served = float(np.sum(np.where(enough, carried[np.maximum(best, 0)], 0.0)) / best.size)
    try:
        latency, problem = _latency(case, places), None
    except EvaluationError as error:
        latency, problem = None, error
    probability = latency.probability_within(flow.latency_target_ms) if latency else 0.0
    covered = float(enough.mean())
    reasons = reasons_of(case, places, covered, latency or problem, probability)
    blocked = any(reason.severity is Severity.ERROR for reason in reasons)
    verdict = Verdict.NOT_MET if blocked else _verdict(case, served, covered, probability)
    return FlowResult(
        flow_id=flow.id,
        slice_id=case.scheme.assignments[flow.id].slice_id,
        upf_id=case.scheme.slices[case.scheme.assignments[flow.id].slice_id].upf_id,
        cell_ids=tuple(case.plan.cell_ids[index] for index in sorted(serving, key=lambda i: -places[i])),
        ul_demand_mbps=flow.ul_mbps * case.points.active,
        dl_demand_mbps=flow.dl_mbps * case.points.active,
        ul_edge_mbps=_edge(_offered(case, "ul")),
        dl_edge_mbps=_edge(_offered(case, "dl")),
        served_share=served,
        latency=latency,
        probability_of_target=probability,
        verdict=verdict,
        reasons=reasons,
        headroom=_headroom(case, places) if verdict is not Verdict.NOT_MET else 0,
    )


def _verdict(case: FlowCase, served: float, covered: float, probability: float) -> Verdict:
    if covered < case.required_share or served < SERVED_SHARE * covered:
        return Verdict.NOT_MET
    if probability >= case.points.flow.latency_percentile:
        return Verdict.MET
    return Verdict.LIKELY if probability >= LIKELY_PROBABILITY else Verdict.NOT_MET


def _offered(case: FlowCase, direction: str) -> Floats:
    """Rate at every place with the share of its cell that the slice can have there, Mbit/s; 0 without service.

    A terminal that fills few PRBs loses nothing to a slice that has more than these.
    """
    best = case.points.best
    if direction == "ul":
        rate, blocks, reach = case.load.ul_rate_mbps, case.load.ul_blocks, case.ul.reach
    else:
        rate, blocks, reach = case.load.dl_rate_mbps, case.load.dl_blocks, case.dl.reach
    share = np.minimum(reach[np.maximum(best, 0)] / np.maximum(blocks, 1e-6), 1.0)
    return np.where(best >= 0, rate * share, 0.0)


def _edge(offered_mbps: Floats) -> float:
    """The rate that 95 % of the places offer, Mbit/s."""
    return float(np.percentile(offered_mbps, 5, method="lower"))


def _latency(case: FlowCase, places: Floats) -> LatencyResult | None:
    """Latency in the cell that is worst for this flow among those that matter to it."""
    relevant = [int(index) for index in np.flatnonzero(places >= min(RELEVANT_SHARE, float(places.max(initial=0.0))))]
    worst: LatencyResult | None = None
    offered_ul, offered_dl = _offered(case, "ul"), _offered(case, "dl")
    for index in relevant:
        here = case.points.best == index
        if not places[index] or not here.any():
            continue
        reach_ul, reach_dl = max(float(case.ul.reach[index]), 1e-6), max(float(case.dl.reach[index]), 1e-6)
        result = place_latency(
            LatencyCase(
                scheme=case.scheme,
                catalogue=case.catalogue,
                flow=case.points.flow,
                cell=case.plan.cells[index][0],
                radio=case.plan.radios[index],
                ul_rate_mbps=float(np.percentile(offered_ul[here], 5)),
                dl_rate_mbps=float(np.percentile(offered_dl[here], 5)),
                ul_load=float(case.ahead_ul[index]) / reach_ul,
                dl_load=float(case.ahead_dl[index]) / reach_dl,
                competing_bytes=case.others,
            )
        )
        target_ms = case.points.flow.latency_target_ms
        if result is not None and (
            worst is None or result.probability_within(target_ms) < worst.probability_within(target_ms)
        ):
            worst = result
    return worst


def _headroom(case: FlowCase, places: Floats) -> int:
    """How many more terminals fit at today's interference, below the load ceiling and the slice's reach."""
    ceiling = case.scheme.network.load_ceiling
    room = float(HEADROOM_LIMIT)
    for load, admission in ((case.load.ul, case.ul), (case.load.dl, case.dl)):
        for index in np.flatnonzero(places):
            per_terminal = float(load[index]) / case.points.flow.count
            if per_terminal > 0.0:
                free = min(ceiling, float(admission.reach[index])) - float(admission.demand[index])
                room = min(room, max(free, 0.0) / per_terminal)
    return math.floor(room + 1e-9)


def not_computed(project: Project, scheme: Scheme, flow_id: str) -> FlowResult:
    """The result of a flow that lacks what a computation needs: not met."""
    flow = project.demand.flows[flow_id]
    assignment = scheme.assignments.get(flow_id)
    piece = scheme.slices.get(assignment.slice_id) if assignment else None
    reason = Issue(
        code="flow-not-computed",
        params={"name": flow.name},
        object_kind="flows",
        object_id=flow_id,
        scheme_id=scheme.id,
    )
    return FlowResult(
        flow_id=flow_id,
        slice_id=assignment.slice_id if assignment else "",
        upf_id=piece.upf_id if piece else "",
        cell_ids=(),
        ul_demand_mbps=flow.ul_mbps * flow.count * flow.activity,
        dl_demand_mbps=flow.dl_mbps * flow.count * flow.activity,
        ul_edge_mbps=0.0,
        dl_edge_mbps=0.0,
        served_share=0.0,
        latency=None,
        probability_of_target=0.0,
        verdict=Verdict.NOT_MET,
        reasons=(reason,),
    )
