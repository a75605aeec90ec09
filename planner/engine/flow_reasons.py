"""Why a flow isn't met: coverage, rate, capacity, latency, place of the UPF; each a finding with its figures."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from planner.engine.flow_case import LIKELY_PROBABILITY, SERVED_SHARE, FlowCase
from planner.errors import EvaluationError, Issue, Param, Severity
from planner.latency.budget import LatencyResult
from planner.latency.qos import FIVE_QI, upf_too_far
from planner.model.demand import FlowDirection
from planner.model.network import UpfPlace

Floats = NDArray[np.float64]


#: Codes of the latency components, as sentences name them.
COMPONENT_CODES: Mapping[str, str] = {
    "terminal": "latency-terminal",
    "access": "latency-access",
    "air": "latency-air",
    "harq": "latency-harq",
    "queue": "latency-queue",
    "gnb": "latency-gnb",
    "transport": "latency-transport",
    "upf": "latency-upf",
    "application": "latency-application",
}


def reasons_of(
    case: FlowCase, places: Floats, covered: float, latency: LatencyResult | EvaluationError | None, probability: float
) -> tuple[Issue, ...]:
    """All reasons, the most basic first: coverage and rate, then capacity, then latency, then rules.

    places: share of the flow's places in each cell; covered: share of places whose rates suffice; latency: its result,
    what makes it impossible, or None where there is no way to the UPF.
    """
    return (
        *_radio(case, covered),
        *_capacity(case, places),
        *_latency(case, latency, probability),
        *_upf(case, latency),
    )


def _reason(case: FlowCase, code: str, params: Mapping[str, Param], severity: Severity = Severity.ERROR) -> Issue:
    flow = case.points.flow
    return Issue(
        code=code,
        severity=severity,
        params={"name": flow.name, **params},
        object_kind="flows",
        object_id=flow.id,
        scheme_id=case.scheme.id,
    )


def _radio(case: FlowCase, covered: float) -> list[Issue]:
    flow, best, required = case.points.flow, case.points.best, case.required_share
    if covered >= required:
        return []
    shares: dict[str, float] = {"share_pct": round(covered * 100.0, 1), "required_pct": round(required * 100.0, 1)}
    if float((best >= 0).mean()) < required:
        return [_reason(case, "flow-no-coverage", shares)]
    found: list[Issue] = []
    for direction, rate, wanted in (
        ("UL", case.load.ul_assured_mbps, flow.ul_mbps),
        ("DL", case.load.dl_assured_mbps, flow.dl_mbps),
    ):
        if float((rate >= wanted).mean()) < required:
            edge = round(float(np.percentile(rate, (1.0 - required) * 100.0)), 1)
            probability = round(case.probability * 100.0)
            rates = {"edge_mbps": edge, "wanted_mbps": wanted, "probability_pct": probability}
            params: dict[str, Param] = {**shares, **rates, "direction": direction}
            found.append(_reason(case, "flow-rate-too-low", params))
    return found or [_reason(case, "flow-no-coverage", shares)]


def _capacity(case: FlowCase, places: Floats) -> list[Issue]:
    """The fullest cell that can't carry the flow, per direction, with the PRBs that are missing there."""
    found: list[Issue] = []
    for direction, carried, admission in (("UL", case.carried_ul, case.ul), ("DL", case.carried_dl, case.dl)):
        short = [int(index) for index in np.flatnonzero((places > 0.0) & (carried < SERVED_SHARE))]
        if not short:
            continue
        lacking = admission.demand - admission.granted
        worst = max(short, key=lambda index: float(lacking[index]))
        cell = case.plan.cells[worst][0]
        params: dict[str, Param] = {
            "direction": direction,
            "cells": len(short),
            "cell": cell.name or cell.id,
            "slice": case.slice.name,
            "missing_prb": math.ceil(float(lacking[worst]) * case.plan.radios[worst].n_rb),
            "asked_pct": round(float(admission.demand[worst]) * 100.0),
            "granted_pct": round(float(admission.granted[worst]) * 100.0),
        }
        found.append(_reason(case, "flow-cell-full", params))
    return found


def _latency(case: FlowCase, latency: LatencyResult | EvaluationError | None, probability: float) -> list[Issue]:
    flow = case.points.flow
    if isinstance(latency, EvaluationError):
        return [_reason(case, latency.code, latency.params)]
    if latency is None:
        return [_reason(case, "flow-no-latency", {"slice": case.slice.name})]
    if probability >= flow.latency_percentile:
        return []
    if not latency.stable:
        return [_reason(case, "flow-queue-unstable", {"target_ms": flow.latency_target_ms, "slice": case.slice.name})]
    # too slow on average: the largest part; too slow now and then: what spreads it most
    slow = latency.mean_ms > flow.latency_target_ms
    biggest = max(latency.components, key=lambda item: item.mean_ms if slow else item.p999_ms - item.mean_ms)
    params: dict[str, Param] = {
        "target_ms": flow.latency_target_ms,
        "percentile_pct": round(flow.latency_percentile * 100.0, 2),
        "reached_pct": _below(probability * 100.0, flow.latency_percentile * 100.0),
        "mean_ms": round(latency.mean_ms, 1),
        "component": COMPONENT_CODES[biggest.code],
    }
    severity = Severity.WARNING if probability >= LIKELY_PROBABILITY else Severity.ERROR
    return [_reason(case, "flow-latency-missed", params, severity)]


def _below(reached_pct: float, wanted_pct: float) -> float:
    """The share rounded to one decimal as tables show it, to more where that would read as if the target were met."""
    for digits in (1, 2, 3):
        if round(reached_pct, digits) < wanted_pct:
            return round(reached_pct, digits)
    return math.floor(reached_pct * 1e4) / 1e4


def _upf(case: FlowCase, latency: LatencyResult | EvaluationError | None) -> list[Issue]:
    flow, upf = case.points.flow, case.scheme.network.upfs.get(case.slice.upf_id)
    found: list[Issue] = []
    if flow.data_stays_on_site and upf is not None and upf.place is not UpfPlace.ON_SITE:
        found.append(_reason(case, "flow-data-leaves-site", {"upf": upf.name}))
    five_qi = case.assignment.five_qi
    if isinstance(latency, LatencyResult) and five_qi in FIVE_QI:
        legs = 2 if flow.direction in (FlowDirection.ROUND_TRIP, FlowDirection.UE_TO_UE) else 1
        core_ms = sum(item.mean_ms for item in latency.components if item.code in ("transport", "upf")) / legs
        if upf_too_far(five_qi, core_ms):
            budget_ms = FIVE_QI[five_qi].cn_pdb_ms
            params: dict[str, Param] = {"five_qi": five_qi, "core_ms": round(core_ms, 2), "budget_ms": budget_ms}
            found.append(_reason(case, "flow-upf-too-far", params, Severity.WARNING))
    return found
