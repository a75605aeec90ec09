"""Cell load: demand in shares of a cell's resources, and the fixed point where loads and interference agree.

A terminal that is alone in its cell gets `rate`; a demand of d Mbit/s therefore takes d / rate of the cell's resources
there. Neighbours' load raises interference and lowers the rate, which raises the load: the mapping load -> load is a
standard interference function (positive, monotone, scalable), so iterating from below converges to its only fixed point
when there is one (Siomina and Yuan, "Analysis of cell load coupling for LTE network planning", 2012).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Largest share of a cell that one terminal is counted with: it can't take more than all of it.
MAX_SHARE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSolution:
    """Loads per cell (may exceed 1: more is asked than there is), whether the iteration settled, and its length."""

    load: Floats
    converged: bool
    iterations: int


def resource_share(
    demand_mbps: float, rate_mbps: NDArray[np.floating], block_share: NDArray[np.floating] | float = 1.0
) -> Floats:
    """Share of the cell's resources one active terminal takes at each point, 0 to 1.

    rate_mbps: what it gets when it sends all the time; block_share: share of the PRBs it fills meanwhile (a terminal
    short of power fills few). Where the rate isn't enough it sends all the time: `block_share`.
    """
    if demand_mbps <= 0.0:
        return np.zeros(rate_mbps.shape)
    rate = np.asarray(rate_mbps, dtype=np.float64)
    time_share = np.minimum(demand_mbps / np.maximum(rate, demand_mbps * 1e-9), MAX_SHARE)
    return time_share * np.asarray(block_share, dtype=np.float64)


def solve_load(
    load_of: Callable[[Floats], Floats],
    start: Floats,
    *,
    limit: float = 1.0,
    tolerance: float = 1e-6,
    max_iterations: int = 200,
) -> LoadSolution:
    """Iterate load = load_of(min(load, limit)) from below. `start`: the loads without interference from own traffic.

    Interference counts a cell at most as fully loaded (`limit`); what is asked beyond stays in the result. Not
    converging within `max_iterations` is reported, never hidden.

    >>> solution = solve_load(lambda x: 0.3 + 0.5 * x[::-1], np.zeros(2))
    >>> solution.converged, solution.load.round(4).tolist()
    (True, [0.6, 0.6])
    """
    load = np.array(start, dtype=np.float64)
    for iteration in range(1, max_iterations + 1):
        new = load_of(np.minimum(load, limit))
        change = float(np.max(np.abs(new - load), initial=0.0))
        load = new
        if change < tolerance:
            return LoadSolution(load=load, converged=True, iterations=iteration)
    return LoadSolution(load=load, converged=False, iterations=max_iterations)
