"""What is said of a zone, from its figures place by place: percentiles, the assured statement, the worst spots.

Arrays are [places] of one zone. A place without service counts as the worst: -inf for levels, 0 for rates.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.engine.results import WorstPoint

Floats32 = NDArray[np.float32]

#: Metrics a target can be set for, in the order in which tables show them.
METRICS = ("rsrp_dbm", "sinr_db", "dl_mbps", "ul_mbps")
#: Most worst spots that are named, and how far apart they lie: this share of the zone's diagonal, within the limits.
MAX_WORST_POINTS = 5
_APART_SHARE, _LEAST_APART_M, _MOST_APART_M = 0.12, 15.0, 100.0
#: A rate of nothing misses its target by so many decades' dB.
_NO_RATE_DB = 60.0


def with_worst(metric: str, values: Floats32) -> Floats32:
    """The figures with places without service as the worst there is."""
    lowest = np.float32(0.0 if metric.endswith("mbps") else -np.inf)
    return np.where(np.isnan(values), lowest, values)


def percentiles(metric: str, values: Floats32, shares: Sequence[int] = (5, 50, 95)) -> dict[str, float]:
    """`rsrp_p5_dbm` and so on: each is a figure that occurs, no mean of two places."""
    name, unit = metric.split("_")
    found = np.percentile(with_worst(metric, values), shares, method="lower")
    return {f"{name}_p{share}_{unit}": float(value) for share, value in zip(shares, found, strict=True)}


def reached_over(metric: str, assured: Floats32, area_share: float) -> float:
    """The highest figure that at least `area_share` of the places reach, from figures that hold with a probability.

    This solves "at least X over Y % of the area with probability Z" for X: `assured` is lowered by Z's fade already.

    >>> reached_over("rsrp_dbm", np.array([-80.0, -90.0, -100.0, np.nan], dtype=np.float32), 0.75)
    -100.0
    """
    filled = with_worst(metric, assured)
    # n places are n/size of the area; the rounding slack keeps 0.95 x 20 at 19
    places = min(max(math.ceil(area_share * filled.size - 1e-9), 1), filled.size)
    return float(np.partition(filled, filled.size - places)[filled.size - places])


def worst_points(
    assured: Mapping[str, Floats32],
    thresholds: Mapping[str, float],
    served: NDArray[np.bool_],
    east_m: NDArray[np.float64],
    north_m: NDArray[np.float64],
) -> tuple[WorstPoint, ...]:
    """Up to `MAX_WORST_POINTS` places that miss a target by most, apart from each other, the worst first.

    thresholds: by metric, those that the zone asks for. Misses compare in dB: levels by their difference, rates by ten
    times the logarithm of their ratio. A place without service is worse than any other; without targets it is the only
    thing that can be wrong. East and north: the places' coordinates, m.
    """
    names = ["service", *thresholds]
    depth = np.where(served, -np.inf, np.inf)
    which = np.zeros(served.size, dtype=np.int8)
    for number, (metric, threshold) in enumerate(thresholds.items(), start=1):
        missed = _missed_db(metric, assured[metric], threshold)
        which[missed > depth] = number
        np.maximum(depth, missed, out=depth)
    # few places miss anything: the search is among them
    misses = np.flatnonzero(depth > 0.0)
    depth = depth[misses]
    apart_m = _apart_m(east_m, north_m)
    east_m, north_m, which = east_m[misses], north_m[misses], which[misses]
    found: list[WorstPoint] = []
    while len(found) < MAX_WORST_POINTS and depth.size and depth.max() > -np.inf:
        place = int(np.argmax(depth))
        metric = names[which[place]]
        is_out = metric == "service"
        found.append(
            WorstPoint(
                x_m=float(east_m[place]),
                y_m=float(north_m[place]),
                metric=metric,
                value=-math.inf if is_out else _value_at(metric, assured[metric], int(misses[place])),
                threshold=0.0 if is_out else float(thresholds[metric]),
            )
        )
        depth[np.hypot(east_m - east_m[place], north_m - north_m[place]) < apart_m] = -np.inf
    return tuple(found)


def _apart_m(east_m: NDArray[np.float64], north_m: NDArray[np.float64]) -> float:
    diagonal_m = math.hypot(float(np.ptp(east_m)), float(np.ptp(north_m)))
    return min(max(_APART_SHARE * diagonal_m, _LEAST_APART_M), _MOST_APART_M)


def _value_at(metric: str, values: Floats32, place: int) -> float:
    return float(with_worst(metric, values[place : place + 1])[0])


def _missed_db(metric: str, values: Floats32, threshold: float) -> NDArray[np.float64]:
    """By how much places miss a target, dB, above 0; -inf where they reach it."""
    filled = with_worst(metric, values)
    # compared in the figures' own precision, as the verdict does
    misses = np.flatnonzero(filled < np.float32(threshold))
    short = filled[misses].astype(np.float64)
    if metric.endswith("mbps"):
        with np.errstate(divide="ignore"):
            short = np.minimum(10.0 * np.log10(threshold / short), _NO_RATE_DB)
    else:
        short = threshold - short
    found = np.full(values.size, -np.inf)
    found[misses] = np.maximum(short, 1e-6)
    return found
