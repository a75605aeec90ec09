"""Slices in cells: what each flow asks, what each slice is granted, what that leaves of each flow's demand."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.capacity.admission import SliceDemand, grant, reachable
from planner.engine.cells import RadioPlan
from planner.engine.load_stage import (
    FlowPoints,
    Loads,
    assured_rates,
    cell_shares,
    flow_dl_rate,
    flow_dl_share,
    flow_ul_blocks,
    flow_ul_rate,
    flow_ul_share,
)
from planner.engine.results import SliceLoad
from planner.model.project import Scheme
from planner.model.slicing import Slice

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowLoad:
    """One flow's demand on every cell, shares of the cell's resources [cells].

    At its places: the rate of a terminal alone in its cell (median, and with the zone's probability: `*_assured_mbps`),
    and the share of the PRBs that it fills meanwhile (one with a narrow band, or short of power, needs few).
    """

    dl: Floats
    ul: Floats
    dl_rate_mbps: NDArray[np.float32]
    ul_rate_mbps: NDArray[np.float32]
    dl_assured_mbps: NDArray[np.float32]
    ul_assured_mbps: NDArray[np.float32]
    dl_blocks: Floats
    ul_blocks: NDArray[np.float32]


def flow_loads(plan: RadioPlan, flows: Mapping[str, FlowPoints], loads: Loads) -> dict[str, FlowLoad]:
    """What each flow asks of each cell at the final interference."""
    count = len(plan.cells)
    found: dict[str, FlowLoad] = {}
    for flow_id, points in flows.items():
        dl_assured, ul_assured = assured_rates(points, plan, loads.dl.load, loads.noise_rise_db)
        found[flow_id] = FlowLoad(
            dl=cell_shares(points, flow_dl_share(points, plan, loads.dl.load), count),
            ul=cell_shares(points, flow_ul_share(points, plan, loads.noise_rise_db), count),
            dl_rate_mbps=flow_dl_rate(points, plan, loads.dl.load),
            ul_rate_mbps=flow_ul_rate(points, plan, loads.noise_rise_db),
            dl_assured_mbps=dl_assured,
            ul_assured_mbps=ul_assured,
            dl_blocks=points.dl_block_share,
            ul_blocks=flow_ul_blocks(points, plan, loads.noise_rise_db),
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Admission:
    """Per slice and direction: demand, grant and the most that could be had, [cells]."""

    demand: Floats
    granted: Floats
    reach: Floats


def admissions(
    scheme: Scheme, plan: RadioPlan, flows: Mapping[str, FlowPoints], loads: Mapping[str, FlowLoad], direction: str
) -> dict[str, Admission]:
    """Slice admission in every cell for one direction ("ul" or "dl")."""
    count = len(plan.cells)
    demand = {slice_id: np.zeros(count) for slice_id in sorted(scheme.slices)}
    priority = dict.fromkeys(demand, 9)
    for flow_id, load in loads.items():
        slice_id = scheme.assignments[flow_id].slice_id
        demand[slice_id] += load.ul if direction == "ul" else load.dl
        priority[slice_id] = min(priority[slice_id], flows[flow_id].flow.priority)
    granted = {slice_id: np.zeros(count) for slice_id in demand}
    reach = {slice_id: np.zeros(count) for slice_id in demand}
    for index, (cell, _) in enumerate(plan.cells):
        background = cell.background_load_ul if direction == "ul" else cell.background_load_dl
        asks = [
            _slice_demand(scheme.slices[slice_id], direction, float(values[index]), priority[slice_id])
            for slice_id, values in demand.items()
            if not scheme.slices[slice_id].bands or cell.band in scheme.slices[slice_id].bands
        ]
        for slice_id, share in grant(asks, background).items():
            granted[slice_id][index] = share
        for ask in asks:
            others = [item for item in asks if item is not ask]
            reach[ask.slice_id][index] = reachable(ask, others, background)
    return {key: Admission(demand=demand[key], granted=granted[key], reach=reach[key]) for key in demand}


def _slice_demand(item: Slice, direction: str, demand: float, priority: int) -> SliceDemand:
    low, high = (
        (item.rrm.ul_min_pct, item.rrm.ul_max_pct) if direction == "ul" else (item.rrm.dl_min_pct, item.rrm.dl_max_pct)
    )
    return SliceDemand(
        slice_id=item.id, demand=demand, minimum=min(low, high) / 100.0, maximum=high / 100.0, priority=priority
    )


def slice_loads(plan: RadioPlan, dl: Mapping[str, Admission], ul: Mapping[str, Admission]) -> tuple[SliceLoad, ...]:
    """Demand and grant of every slice in every cell it asks anything of."""
    return tuple(
        SliceLoad(
            cell_id=cell_id,
            slice_id=slice_id,
            demand_dl=float(dl[slice_id].demand[index]),
            demand_ul=float(ul[slice_id].demand[index]),
            granted_dl=float(dl[slice_id].granted[index]),
            granted_ul=float(ul[slice_id].granted[index]),
        )
        for index, cell_id in enumerate(plan.cell_ids)
        for slice_id in dl
        if dl[slice_id].demand[index] > 0.0 or ul[slice_id].demand[index] > 0.0
    )


def granted_shares(
    scheme: Scheme, flows: Mapping[str, FlowPoints], loads: Mapping[str, FlowLoad], admission: Mapping[str, Admission],
    direction: str,
) -> dict[str, Floats]:  # fmt: skip
    """Share of each flow's demand that is carried in each cell, [cells]: within a slice, by the flows' priority."""
    result: dict[str, Floats] = {}
    for slice_id, item in admission.items():
        left = item.granted.copy()
        members = [key for key in loads if scheme.assignments[key].slice_id == slice_id]
        for level in sorted({flows[key].flow.priority for key in members}):
            same = [key for key in members if flows[key].flow.priority == level]
            wants = {key: loads[key].ul if direction == "ul" else loads[key].dl for key in same}
            total = np.sum(list(wants.values()), axis=0)
            # equals share what is left in proportion
            share = np.divide(left, total, out=np.ones_like(total), where=total > 1e-12)
            share = np.clip(share, 0.0, 1.0)
            for key in same:
                result[key] = share
            left = np.maximum(left - total, 0.0)
    return result
