"""Slice admission in one cell and direction: what each slice gets of the resources, by its RRM policy.

TS 28.541 clause 4.3.36 (RRMPolicyRatio): a slice is guaranteed its minimum ratio and never gets more than its maximum.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

#: Shares below this count as nothing (rounding).
EPSILON = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceDemand:
    """What a slice asks of a cell, and its policy; all are shares of the cell's resources, 0 to 1 (demand may exceed).

    `priority`: 1 is served first when the common rest is divided.
    """

    slice_id: str
    demand: float
    minimum: float
    maximum: float
    priority: int = 5


def grant(demands: Sequence[SliceDemand], background: float) -> dict[str, float]:
    """Resources granted per slice.

    First everybody gets the demand up to the minimum: prioritised resources, which others may use only while they lie
    idle. What is left of the cell, less the `background` of other users, is divided by priority, equals in proportion
    to what they still ask, up to the maximum. Minima that add up to more than 1 are scaled down.

    >>> grant([SliceDemand(slice_id="a", demand=0.5, minimum=0.3, maximum=1.0)], 0.6)
    {'a': 0.4}
    >>> idle = SliceDemand(slice_id="b", demand=0.0, minimum=0.5, maximum=1.0)
    >>> grant([SliceDemand(slice_id="a", demand=0.9, minimum=0.3, maximum=1.0), idle], 0.2)
    {'a': 0.8, 'b': 0.0}
    """
    reserved = sum(item.minimum for item in demands)
    scale = min(1.0, 1.0 / reserved) if reserved > 0.0 else 1.0
    granted = {item.slice_id: min(item.demand, item.minimum * scale, item.maximum) for item in demands}
    free = max(0.0, 1.0 - sum(granted.values()) - background)
    for priority in sorted({item.priority for item in demands}):
        wanting = {
            item.slice_id: min(item.demand, item.maximum) - granted[item.slice_id]
            for item in demands
            if item.priority == priority
        }
        total = sum(max(value, 0.0) for value in wanting.values())
        if total <= EPSILON or free <= EPSILON:
            continue
        share = min(1.0, free / total)
        for slice_id, value in wanting.items():
            granted[slice_id] += max(value, 0.0) * share
        free -= total * share
    return {slice_id: round(value, 12) for slice_id, value in granted.items()}


def reachable(item: SliceDemand, others: Sequence[SliceDemand], background: float) -> float:
    """What this slice would get if it asked for everything while the others ask what they ask: its capacity here.

    >>> busy = SliceDemand(slice_id="b", demand=0.9, minimum=0.0, maximum=1.0, priority=5)
    >>> reachable(SliceDemand(slice_id="a", demand=0.1, minimum=0.3, maximum=0.8, priority=1), [busy], 0.1)
    0.8
    """
    greedy = replace(item, demand=1.0)
    return max(grant([greedy, *others], background)[item.slice_id], grant([item, *others], background)[item.slice_id])
