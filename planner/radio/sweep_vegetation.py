"""How many metres of the straight line from antenna to pixel run through crowns, by the beams of `sweep_beams`.

A run of a line over one tree (or one wood) counts as far as the line is below the tree tops there: from an antenna
above the trees only the end of the line does. Over hilly ground a run is taken in pieces of up to `PIECE` steps whose
tops rise or fall evenly.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.radio.sweep_beams import HALF, MOST_WAITING, ONE, PLACES, TIE, ground_at, place_of

#: Longest piece of a run over hilly ground, steps.
PIECE = 8


@njit(cache=True, nogil=True, error_model="numpy")
def trace_crowns(
    code: NDArray[np.int32],
    tops: NDArray[np.float32],
    ground: NDArray[np.float32] | None,
    frame: NDArray[np.int64],
    offsets: NDArray[np.float64],
    cuts: NDArray[np.int64],
    narrow: float,
    metres: NDArray[np.float32],
) -> None:
    """Trace the beams of one quadrant over the trees; arguments as for `sweep_beams.trace`, code and tops of trees.

    metres: result along the slanted line, flat; only what is in range is written.
    """
    minor_0, major_0, sign, step_from, step_to = frame[0], frame[1], frame[2], frame[3], frame[4]
    stride_minor, stride_major, n_minor, n_major = frame[5], frame[6], frame[8], frame[9]
    f_minor, f_major, res, h_tx, h_rx, g_tx = offsets[0], offsets[1], offsets[2], offsets[3], offsets[4], offsets[5]
    farthest = (offsets[6] / res) ** 2
    low, high = -minor_0, n_minor - 1 - minor_0
    a = g_tx + h_tx
    # runs: from and to (steps), tops at both ends, highest top up to here; the run before
    runs, before = np.empty((step_to + 16, 5)), np.empty(step_to + 16, dtype=np.int64)
    profile = np.empty(step_to + 2, dtype=np.float64)
    waiting = np.empty((MOST_WAITING, 9), dtype=np.int64)
    slopes_narrow = int(narrow / step_to * ONE)
    own = -1
    profile[0] = 0.0
    if 0 <= minor_0 < n_minor and 0 <= major_0 < n_major:
        own = np.int64(code[minor_0 * n_major + major_0])
        if own >= 0:
            profile[0] = g_tx + float(tops[own])
    for beam in range(cuts.size - 1):
        k, s_0, s_1 = step_from, cuts[beam], cuts[beam + 1]
        p_0 = place_of(s_0, k, f_major, f_minor) + TIE
        p_1 = place_of(s_1, k, f_major, f_minor) + TIE
        if s_0 == -ONE and frame[7] == 1:
            p_0 -= 2 * TIE + 1
        if s_1 == ONE and frame[7] == 0:
            p_1 -= 2 * TIE + 1
        last, free, run, run_from, count = -1, 0, own, 0, 0
        while True:
            k_end = step_to
            if s_0 > 0:
                k_end = min(k_end, int(min((high + 1.0 - f_minor) / (s_0 / ONE), 1e9) + f_major) + 1)
            if s_1 < 0:
                k_end = min(k_end, int(min((low - 1.0 - f_minor) / (s_1 / ONE), 1e9) + f_major) + 1)
            is_narrow = s_1 - s_0 < slopes_narrow
            while k <= k_end:
                m = (p_0 + HALF) >> PLACES
                m_1 = (p_1 + HALF - 2 * TIE) >> PLACES
                column = major_0 + sign * k
                middle = (((p_0 + p_1) >> 1) + HALF - TIE) >> PLACES
                if m != m_1:
                    if is_narrow:
                        m = middle
                    else:
                        here = np.int64(code[(minor_0 + m) * n_major + column]) if low <= m <= high else -1
                        while m < m_1 and here == (
                            np.int64(code[(minor_0 + m + 1) * n_major + column]) if low <= m + 1 <= high else -1
                        ):
                            m += 1
                        if m < m_1 and count < MOST_WAITING:
                            p_cut = (m << PLACES) + HALF + TIE
                            s_cut = int(np.rint((m + 0.5 - f_minor) / (k - f_major) * ONE))
                            waiting[count, 0], waiting[count, 1], waiting[count, 2] = k, s_cut, s_1
                            waiting[count, 3], waiting[count, 4], waiting[count, 5] = p_cut, p_1, last
                            waiting[count, 6], waiting[count, 7], waiting[count, 8] = free, run, run_from
                            count += 1
                            s_1, p_1 = s_cut, p_cut
                            is_narrow = s_1 - s_0 < slopes_narrow
                here = np.int64(code[(minor_0 + m) * n_major + column]) if low <= m <= high else -1
                profile[k] = float(tops[here]) if here >= 0 else 0.0
                if ground is not None:
                    profile[k] += ground_at(ground, minor_0, (p_0 + p_1) >> 1, column)
                if here != run or (ground is not None and k - run_from >= PIECE):
                    if run >= 0:
                        runs[free, 0] = max(run_from - 0.5 - f_major, 0.0) if run_from > 0 else 0.0
                        runs[free, 1] = k - 0.5 - f_major
                        runs[free, 2], runs[free, 3] = profile[run_from], profile[k - 1]
                        runs[free, 4] = max(profile[run_from], profile[k - 1])
                        if last >= 0:
                            runs[free, 4] = max(runs[free, 4], runs[last, 4])
                        before[free] = last
                        last, free = free, free + 1
                    run, run_from = here, k
                x = k - f_major
                for row in range(max((p_0 >> PLACES) + 1, low), min(p_1 >> PLACES, high) + 1):
                    y = row - f_minor
                    d = x * x + y * y
                    if d > farthest:
                        continue
                    b = h_rx
                    if ground is not None:
                        b += float(ground[minor_0 + row, column])
                    line = (b - a) / x
                    total = 0.0
                    if run >= 0:
                        start = max(run_from - 0.5 - f_major, 0.0) if run_from > 0 else 0.0
                        total = _below(start, x, float(profile[run_from]), float(profile[k]), a, line)
                    node = last
                    while node >= 0:
                        # nothing nearer to the antenna reaches the line any more
                        if min(a + line * runs[node, 1], a) >= runs[node, 4]:
                            break
                        total += _below(runs[node, 0], runs[node, 1], runs[node, 2], runs[node, 3], a, line)
                        node = before[node]
                    place = (minor_0 + row) * stride_minor + column * stride_major
                    slant = np.sqrt(res * res * d + (b - a) * (b - a))
                    metres[place] = total * slant / x
                k += 1
                p_0 += s_0
                p_1 += s_1
            if count == 0:
                break
            count -= 1
            k, s_0, s_1 = waiting[count, 0], waiting[count, 1], waiting[count, 2]
            p_0, p_1, last = waiting[count, 3], waiting[count, 4], waiting[count, 5]
            free, run, run_from = waiting[count, 6], waiting[count, 7], waiting[count, 8]


@njit(cache=True, nogil=True, error_model="numpy")
def _below(x_0: float, x_1: float, top_0: float, top_1: float, a: float, line: float) -> float:
    """Steps between x_0 and x_1 on which the line a + line x runs below tops that go evenly from top_0 to top_1."""
    under_0, under_1 = top_0 - a - line * x_0, top_1 - a - line * x_1
    if under_0 > 0.0 and under_1 > 0.0:
        return x_1 - x_0
    if under_0 <= 0.0 and under_1 <= 0.0:
        return 0.0
    return (x_1 - x_0) * max(under_0, under_1) / abs(under_0 - under_1)
