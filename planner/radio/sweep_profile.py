"""The profile a beam of the sweep has met: edges as a linked list, and the nu of a receiver behind them.

An edge is a row of `nodes` (its place along the major axis in steps, its height, the greatest height up to it, the
place from which on a receiver sees the edge before it on the hull above it) and of `links` (the next edge of the upper
hull towards the antenna, the edge before it; -1 for none). A list never changes what lies before an edge, so beams
that part share their past.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.radio.itu_p526 import GROUND_RISE_M

#: Below this nu at a wavelength of 1 m no frequency above 0.2 GHz loses anything: a mere bound is given.
NU_CLEAR = -1.0


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def push(
    nodes: NDArray[np.float64],
    links: NDArray[np.int64],
    free: int,
    head: int,
    last: int,
    x: float,
    z: float,
    h_rx: float,
) -> int:
    """Add an edge at the free row behind the hull that ends at `head`; the row is the new head.

    h_rx: height of all receivers, -inf where they differ (no switch then).
    """
    while head >= 0 and links[head, 0] >= 0:
        under = links[head, 0]
        if (nodes[head, 1] - nodes[under, 1]) * (x - nodes[under, 0]) > (z - nodes[under, 1]) * (
            nodes[head, 0] - nodes[under, 0]
        ):
            break
        head = under
    nodes[free, 0] = x
    nodes[free, 1] = z
    nodes[free, 2] = max(z, nodes[last, 2]) if last >= 0 else z
    nodes[free, 3] = np.inf
    if head >= 0 and nodes[head, 1] > z:
        nodes[free, 3] = x + (z - h_rx) * (x - nodes[head, 0]) / (nodes[head, 1] - z)
    links[free, 0] = head
    links[free, 1] = last
    return free


@njit(cache=True, nogil=True, error_model="numpy")
def blocked_nu(
    nodes: NDArray[np.float64],
    links: NDArray[np.int64],
    head: int,
    x: float,
    d: float,
    a: float,
    b: float,
    slope_tx: float,
) -> float:
    """Bullington's nu (P.526 clause 4.5.1) for a wavelength of 1 m behind the hull that ends at `head`.

    x, d: from antenna to receiver in steps and in metres; a, b: their heights; slope_tx: of the antenna's horizon.
    """
    node, under = head, links[head, 0]
    while under >= 0 and (nodes[under, 1] - b) * (x - nodes[node, 0]) >= (nodes[node, 1] - b) * (x - nodes[under, 0]):
        node, under = under, links[under, 0]
    u = x - nodes[node, 0]
    above = slope_tx * x - (b - a)
    return np.sqrt(max(2.0 * above * ((b - a) * u + (nodes[node, 1] - b) * x) / (u * d), 0.0))


@njit(cache=True, nogil=True, error_model="numpy")
def clear_nu(
    nodes: NDArray[np.float64],
    links: NDArray[np.int64],
    last: int,
    head: int,
    x: float,
    d: float,
    a: float,
    b: float,
    g_tx: float,
    g_rx: float,
) -> float:
    """The largest nu of all edges below a free line for a wavelength of 1 m; below `NU_CLEAR` only a bound.

    last: obstacles' edge list; head: hull with the ground's points, which count where they rise above the line between
    the feet at g_tx and g_rx; -1 where flat.
    """
    line = (b - a) / x
    least = np.inf  # clearance squared times (1/x1 + 1/x2)
    enough = 0.5 * NU_CLEAR * NU_CLEAR * d / x
    node = last
    while node >= 0:
        height = a + line * nodes[node, 0]
        gap = height - nodes[node, 1]
        least = min(least, gap * gap * x / (nodes[node, 0] * (x - nodes[node, 0])))
        node = links[node, 1]
        if node >= 0:
            # nothing nearer to the antenna comes closer than this
            gap = min(height, a) - nodes[node, 2]
            if gap > 0.0 and 4.0 * gap * gap >= min(least, enough) * x:
                break
    while head >= 0:
        at, z = nodes[head, 0], nodes[head, 1]
        if z > g_tx + (g_rx - g_tx) * at / x + GROUND_RISE_M:
            gap = a + line * at - z
            least = min(least, gap * gap * x / (at * (x - at)))
        head = links[head, 0]
    return -np.sqrt(2.0 * least * x / d)
