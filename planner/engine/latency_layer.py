"""The latency layer: what a flow's messages would take if its terminals stood at a place."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.engine.cells import MINIMUM_RSRP_DBM, RadioPlan, band_order, terminal_radio
from planner.engine.flow_stage import ahead_load, other_messages
from planner.engine.latency_stage import LatencyCase, place_latency
from planner.engine.load_stage import FlowPoints, Loads
from planner.engine.rates import all_usable_blocks, downlink_tables, uplink_block_tables, uplink_tables
from planner.engine.slice_stage import admissions, flow_loads
from planner.errors import EvaluationError
from planner.model.catalogue import Catalogue
from planner.model.demand import Flow, FlowDirection
from planner.model.project import Project, Scheme
from planner.radio.coverage import own_level, rate_mbps, serve, sinr_db, uplink_levels_dbm, uplink_offsets_db

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]

#: The delay is computed at so many rates a decade; between them it runs straight over 1/rate, as size over rate does.
NODES_PER_DECADE = 4
#: Lowest rate with a delay, Mbit/s.
LEAST_RATE_MBPS = 0.01
_NODES = 7 * NODES_PER_DECADE
_RATES_MBPS = LEAST_RATE_MBPS * 10.0 ** (np.arange(_NODES + 1) / NODES_PER_DECADE)
#: A slice without any share of a cell; keeps quotients finite.
_NOTHING = 1e-6


def latency_layer(
    project: Project,
    scheme: Scheme,
    catalogue: Catalogue,
    plan: RadioPlan,
    rsrp_dbm: Floats32,
    counted: NDArray[np.bool_],
    loads: Loads,
    flow_id: str,
    points: Mapping[str, FlowPoints],
) -> Floats32:
    """Delay in ms that the flow's share of messages (`Flow.latency_percentile`) meets at every place, [points].

    The flow's own direction, terminal, slice (its bands decide who serves, its share of the cell which rate is left)
    and path to its UPF; the load that its slice has today in the serving cell. inf where that share never arrives; NaN
    where nobody can be, no allowed cell serves or no route leads to the UPF. rsrp_dbm: [cells, points].

    Raises EvaluationError "latency-without-flow", "no-such-object" (flow or its terminal), "flow-cannot-be-mapped".
    """
    if not flow_id:
        raise EvaluationError("latency-without-flow")
    flow = project.demand.flows.get(flow_id)
    if flow is None:
        raise EvaluationError("no-such-object", kind="flows", id=flow_id)
    if flow.terminal not in catalogue.terminals:
        raise EvaluationError("no-such-object", kind="terminals", id=flow.terminal)
    assignment = scheme.assignments.get(flow_id)
    if assignment is None or assignment.slice_id not in scheme.slices:
        raise EvaluationError("flow-cannot-be-mapped", name=flow.name, scheme=scheme.name)
    piece = scheme.slices[assignment.slice_id]
    order = band_order(scheme.network, plan.bands, piece.bands)
    best = serve(rsrp_dbm, plan.band_numbers, order, scheme.network.band_threshold_dbm, MINIMUM_RSRP_DBM)
    best[~counted] = -1
    asked = flow_loads(plan, points, loads)
    cells = len(plan.radios)
    reach = {way: admissions(scheme, plan, points, asked, way)[piece.id].reach for way in ("ul", "dl")}
    is_known = flow_id in points
    ahead = {
        way: ahead_load(scheme, points, asked, flow_id, way) if is_known else np.zeros(cells) for way in ("ul", "dl")
    }
    competing = other_messages(scheme, points, flow_id) if is_known else 0
    ul, dl = _offered(plan, catalogue, flow, rsrp_dbm, best, loads, reach)
    needs = (flow.direction is not FlowDirection.DOWNLINK, flow.direction is not FlowDirection.UPLINK)
    out = np.full(best.size, np.nan, dtype=np.float32)
    for index in np.unique(best[best >= 0]):
        case = LatencyCase(
            scheme=scheme, catalogue=catalogue, flow=flow, cell=plan.cells[index][0], radio=plan.radios[index],
            ul_rate_mbps=0.0, dl_rate_mbps=0.0,
            ul_load=float(ahead["ul"][index]) / max(float(reach["ul"][index]), _NOTHING),
            dl_load=float(ahead["dl"][index]) / max(float(reach["dl"][index]), _NOTHING),
            competing_bytes=competing,
        )  # fmt: skip
        here = best == index
        out[here] = _delays_ms(case, ul[here], dl[here], needs)
    return out


def _delays_ms(case: LatencyCase, ul: Floats32, dl: Floats32, needs: tuple[bool, bool]) -> Floats:
    """Delays at places of one cell with these rates, ms; `needs`: which of the two directions the flow uses."""
    low_ul, part_ul = _between_nodes(ul) if needs[0] else _no_rate(ul)
    low_dl, part_dl = _between_nodes(dl) if needs[1] else _no_rate(dl)
    width = _NODES + 2
    codes, which = np.unique(low_ul * width + low_dl, return_inverse=True)
    corners = np.empty((codes.size, 2, 2))
    known: dict[tuple[int, int], float] = {}
    # from fast to slow: what never arrives at one rate never arrives at a lower one
    for number in reversed(range(codes.size)):
        i, j = divmod(int(codes[number]), width)
        for up in (1, 0):
            for right in (1, 0):
                key = (min(i + up, _NODES) if needs[0] else 0, min(j + right, _NODES) if needs[1] else 0)
                if key not in known:
                    faster = (known.get((key[0] + 1, key[1]), 0.0), known.get((key[0], key[1] + 1), 0.0))
                    known[key] = math.inf if math.inf in faster else _delay_ms(case, key, needs)
                corners[number, up, right] = known[key]
    at = corners[which]
    slow = _blend(at[:, 0, 0], at[:, 0, 1], part_dl)
    fast = _blend(at[:, 1, 0], at[:, 1, 1], part_dl)
    delays = _blend(slow, fast, part_ul)
    too_slow = (needs[0] & (ul < LEAST_RATE_MBPS)) | (needs[1] & (dl < LEAST_RATE_MBPS))
    delays[too_slow & ~np.isnan(delays)] = np.inf
    return delays


def _blend(low: Floats, high: Floats, part: Floats) -> Floats:
    """Between two figures; infinite where the slower one is, unless the place is the faster one."""
    with np.errstate(invalid="ignore"):
        mixed = low + (high - low) * part
    return np.where(part >= 1.0, high, np.where(np.isinf(low), low, mixed))


def _between_nodes(rate_mbps: Floats32) -> tuple[NDArray[np.int64], Floats]:
    """The node below each rate, and how far the rate is on the way to the next one, 0 to 1, measured in 1/rate."""
    rate = np.clip(rate_mbps.astype(np.float64), _RATES_MBPS[0], _RATES_MBPS[-1])
    low = np.clip(np.searchsorted(_RATES_MBPS, rate, side="right") - 1, 0, _NODES - 1)
    slow, fast = 1.0 / _RATES_MBPS[low], 1.0 / _RATES_MBPS[low + 1]
    return low.astype(np.int64), (slow - 1.0 / rate) / (slow - fast)


def _no_rate(rate_mbps: Floats32) -> tuple[NDArray[np.int64], Floats]:
    return np.zeros(rate_mbps.size, dtype=np.int64), np.zeros(rate_mbps.size)


def _offered(
    plan: RadioPlan,
    catalogue: Catalogue,
    flow: Flow,
    rsrp_dbm: Floats32,
    best: NDArray[np.int16],
    loads: Loads,
    reach: Mapping[str, Floats],
) -> tuple[Floats32, Floats32]:
    """Uplink and downlink rate of the flow's terminal with what its slice can have of the cell, Mbit/s [points]."""
    radios = plan.radios
    terminal = terminal_radio(catalogue.terminals[flow.terminal])
    usable = all_usable_blocks(radios, terminal)
    level = uplink_levels_dbm(own_level(rsrp_dbm, best), best, radios, terminal, usable)
    offsets = uplink_offsets_db(radios, loads.noise_rise_db, terminal)
    filled = rate_mbps(level, best, uplink_block_tables(radios, terminal), offsets)
    ul = rate_mbps(level, best, uplink_tables(radios, terminal), offsets)
    gains = np.array([cell.beam_gain_db for cell in radios])
    sinr = sinr_db(rsrp_dbm, best, radios, loads.dl.load, terminal)
    dl = rate_mbps(sinr, best, downlink_tables(radios, terminal), gains)
    shares = np.array([blocks / cell.n_rb for blocks, cell in zip(usable, radios, strict=True)])
    here = np.maximum(best, 0)
    # a terminal that fills few PRBs loses nothing to a slice that has more than these
    ul *= np.minimum(reach["ul"][here] / np.maximum(filled, _NOTHING), 1.0).astype(np.float32)
    dl *= np.minimum(reach["dl"][here] / np.maximum(shares[here], _NOTHING), 1.0).astype(np.float32)
    return ul, dl


def _delay_ms(case: LatencyCase, node: tuple[int, int], needs: tuple[bool, bool]) -> float:
    """The delay at one pair of rates; inf where it is never met, NaN without a path or an answer of the model."""
    rates = [float(_RATES_MBPS[place]) if needed else 0.0 for place, needed in zip(node, needs, strict=True)]
    try:
        result = place_latency(replace(case, ul_rate_mbps=rates[0], dl_rate_mbps=rates[1]))
    except EvaluationError:  # the flow's own reasons say which setting doesn't exist
        return math.nan
    return math.nan if result is None else result.percentile_ms(case.flow.latency_percentile)
