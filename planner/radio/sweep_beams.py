"""Beams of a sweep: all straight lines from the antenna that have met the same pixels share one profile.

A quadrant is the set of lines with |slope| <= 1 along one axis (the major one). At step k along it a line stands on
the pixel whose centre is nearest across it, so the lines that stand on one pixel form an interval of slopes, and lines
of one interval that met equal obstacles so far have, measured in steps, exactly the same profile. The kernel follows
such an interval outwards and cuts it only where its pixels differ: every pixel gets the profile of its own straight
line although the work is shared. The profile is a linked list, so that both parts of a cut keep what lies before it.

An interval narrower than `narrow` pixels at the far end of its quadrant is not cut any more, but takes the pixel of its
middle: this bounds the work to 2 / narrow steps per pixel whatever is drawn, and moves a profile sideways by at
most half of that. Slopes and places are fixed-point integers; where a line runs exactly between two pixels the lower
index has it, on all sides and for any order of work.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.radio.itu_p526 import GROUND_RISE_M
from planner.radio.sweep_profile import blocked_nu, clear_nu, push

#: Binary places of the fixed-point slopes.
PLACES = 40
#: Farthest an antenna may be from a pixel, steps (262 km at 2 m); it bounds the numbers of `pixels`.
MOST_STEPS = 1 << 17
ONE = 1 << PLACES
HALF = ONE >> 1
#: A line this near to a border between pixels (1e-6 pixels) runs on it; the nearest that does not is 1e-5 away.
TIE = 1 << 20
#: Parts of cut beams that wait at one time (about 50 in a dense town); where there is no room a beam stays whole.
MOST_WAITING = 4096
_NEVER = 1 << 60
#: Hollows shallower than this between three steps count as none, m.
_FLAT_M = 1e-5
#: So many pixels are worked out together.
_BATCH = 512


@njit(cache=True, nogil=True, error_model="numpy")
def trace(
    code: NDArray[np.int32],
    tops: NDArray[np.float32],
    blocks: NDArray[np.bool_],
    ground: NDArray[np.float32] | None,
    frame: NDArray[np.int64],
    offsets: NDArray[np.float64],
    cuts: NDArray[np.int64],
    narrow: float,
    nu: NDArray[np.float32],
    depth: NDArray[np.float32],
) -> None:
    """Trace the beams of one quadrant, between each two of the slopes `cuts` (fixed point).

    code: of the obstacle on each pixel, flat (minor axis, major axis), -1 for none; tops, blocks: height and whether it
    counts, by code; ground: height of the ground, laid out like code, None where flat (another compiled variant).
    frame: minor and major index of the antenna's pixel, sign of the major axis, first and last step, strides of the
    results in both axes, 1 where the borders of the quadrant belong to it, pixels along both axes. offsets: of the
    antenna from its pixel's centre (minor, and major times sign) in pixels; pixel size, antenna's and receiver's
    height, ground below the antenna, largest distance, all in m. nu, depth: results, flat; only what is in range is
    written.
    """
    minor_0, major_0, sign, step_from, step_to = frame[0], frame[1], frame[2], frame[3], frame[4]
    f_minor, f_major, h_tx, h_rx, g_tx = offsets[0], offsets[1], offsets[3], offsets[4], offsets[5]
    n_minor, n_major = frame[8], frame[9]
    low, high = -minor_0, n_minor - 1 - minor_0  # the grid's borders across, seen from the antenna's pixel
    a = g_tx + h_tx
    # ground that is no edge after `GROUND_RISE_M` must not block a very low antenna or receiver either
    sink = min(max(GROUND_RISE_M - min(h_tx, h_rx), 0.0), GROUND_RISE_M)
    most = 9 * (step_to - step_from) + 4 * _BATCH
    nodes, links = np.empty((most, 4)), np.empty((most, 2), dtype=np.int64)
    # over hills, for each step of the beam: height of the ground (one step ahead), and of what stands on it
    lie, profile = np.empty(step_to + 3), np.empty(step_to + 3)
    waiting, waiting_slope = np.empty((MOST_WAITING, 10), dtype=np.int64), np.empty(MOST_WAITING)
    # pixels a beam meets, to be worked out together: step and place across in one number, and the state they meet
    room = 2 * (step_to - step_from) + n_minor + 2 * _BATCH
    pixels = np.empty(room, dtype=np.int64)
    states, state_links = np.empty((most, 4)), np.empty((most, 2), dtype=np.int64)
    slopes_narrow = int(narrow / step_to * ONE)
    own = -1
    if 0 <= minor_0 < n_minor and 0 <= major_0 < n_major:
        own = code[minor_0 * n_major + major_0]
    for beam in range(cuts.size - 1):
        k = step_from
        s_0, s_1 = cuts[beam], cuts[beam + 1]
        # places of both borders, as far to the upper side as a tie reaches; lines on the lower border are not in
        p_0 = place_of(s_0, k, f_major, f_minor) + TIE
        p_1 = place_of(s_1, k, f_major, f_minor) + TIE
        if s_0 == -ONE and frame[7] == 1:
            p_0 -= 2 * TIE + 1
        if s_1 == ONE and frame[7] == 0:
            p_1 -= 2 * TIE + 1
        head, last, run, run_from, slope_tx = -1, -1, own, 0, -np.inf
        free, n, n_states, count = 0, 0, 0, 0
        while True:
            # follow one beam outwards to its end, which is where it leaves the grid
            k_end = step_to
            if s_0 > 0:
                k_end = min(k_end, int(min((high + 1.0 - f_minor) / (s_0 / ONE), 1e9) + f_major) + 1)
            if s_1 < 0:
                k_end = min(k_end, int(min((low - 1.0 - f_minor) / (s_1 / ONE), 1e9) + f_major) + 1)
            is_narrow = s_1 - s_0 < slopes_narrow
            fresh, k_switch = True, _NEVER
            while k <= k_end:
                if ground is None and not fresh:
                    # nothing new: the next steps at least, in a loop of their own (other than below only in speed)
                    k_stop, stamp = min(k_end + 1, k_switch), ((n_states - 1) << 42) | MOST_STEPS
                    column = major_0 + sign * k
                    if is_narrow:
                        p_m, s_m = ((p_0 + p_1) >> 1) + HALF - TIE, (s_0 + s_1) >> 1
                        while k < k_stop:
                            m = p_m >> PLACES
                            if m < low or m > high or code[np.uint64((minor_0 + m) * n_major + column)] != run:
                                break
                            j, j_1 = p_0 >> PLACES, p_1 >> PLACES
                            pixels[np.uint64(n)] = stamp + (k << 21) + j_1
                            n += j_1 - j
                            k += 1
                            column += sign
                            p_0 += s_0
                            p_1 += s_1
                            p_m += s_m
                    else:
                        while k < k_stop:
                            m = (p_0 + HALF) >> PLACES
                            j, j_1 = p_0 >> PLACES, p_1 >> PLACES
                            m_1 = (p_1 + HALF - 2 * TIE) >> PLACES
                            if m_1 - m > 1 or j_1 - j > 1 or m < low or m_1 > high:
                                break
                            if code[np.uint64((minor_0 + m) * n_major + column)] != run:
                                break
                            if m != m_1 and code[np.uint64((minor_0 + m_1) * n_major + column)] != run:
                                break
                            pixels[np.uint64(n)] = stamp + (k << 21) + j_1
                            n += j_1 - j
                            k += 1
                            column += sign
                            p_0 += s_0
                            p_1 += s_1
                    if k > k_end:
                        break
                m = (p_0 + HALF) >> PLACES
                m_1 = (p_1 + HALF - 2 * TIE) >> PLACES
                column = major_0 + sign * k
                if m != m_1:
                    if is_narrow:
                        m = (((p_0 + p_1) >> 1) + HALF - TIE) >> PLACES
                    else:
                        here = code[(minor_0 + m) * n_major + column] if low <= m <= high else -1
                        while (
                            m < m_1
                            and (code[(minor_0 + m + 1) * n_major + column] if low <= m + 1 <= high else -1) == here
                        ):
                            m += 1
                        if m < m_1 and count < MOST_WAITING:
                            # cut between m and m + 1; the upper part waits
                            p_cut = (m << PLACES) + HALF + TIE
                            s_cut = int(np.rint((m + 0.5 - f_minor) / (k - f_major) * ONE))
                            waiting[count, 0], waiting[count, 1], waiting[count, 2] = k, s_cut, s_1
                            waiting[count, 3], waiting[count, 4] = p_cut, p_1
                            waiting[count, 5], waiting[count, 6], waiting[count, 7] = head, last, free
                            waiting[count, 8], waiting[count, 9] = run, run_from
                            waiting_slope[count] = slope_tx
                            count += 1
                            s_1, p_1 = s_cut, p_cut
                            is_narrow = s_1 - s_0 < slopes_narrow
                here = np.int64(code[(minor_0 + m) * n_major + column]) if low <= m <= high else -1
                if ground is not None:
                    if k == step_from:
                        lie[k - 1] = g_tx
                        lie[k] = ground_at(ground, minor_0, (p_0 + p_1) >> 1, column)
                    lie[k + 1] = lie[k]
                    if 0 <= column + sign < n_major:
                        lie[k + 1] = ground_at(ground, minor_0, (p_0 + p_1 + s_0 + s_1) >> 1, column + sign)
                    profile[k] = lie[k] + float(tops[here]) if here >= 0 else lie[k] - sink
                if here != run:
                    if run >= 0 and blocks[run]:
                        # leaving an obstacle: its edges join the profile
                        top = float(tops[run])
                        if ground is None:
                            # the near edge of one above the receiver is never nearer to the line than the far one
                            if top > a and top > h_rx and (top - a) > slope_tx * (run_from - f_major):
                                slope_tx = (top - a) / (run_from - f_major)
                            if top > h_rx or k - 1 > run_from:
                                x = k - 1 - f_major
                                # `push`, written out: a call costs as much again
                                while head >= 0 and links[head, 0] >= 0:
                                    under = links[head, 0]
                                    if (nodes[head, 1] - nodes[under, 1]) * (x - nodes[under, 0]) > (
                                        top - nodes[under, 1]
                                    ) * (nodes[head, 0] - nodes[under, 0]):
                                        break
                                    head = under
                                nodes[free, 0], nodes[free, 1], nodes[free, 3] = x, top, np.inf
                                nodes[free, 2] = top if last < 0 or top > nodes[last, 2] else nodes[last, 2]
                                if head >= 0 and nodes[head, 1] > top:
                                    nodes[free, 3] = x + (top - h_rx) * (x - nodes[head, 0]) / (nodes[head, 1] - top)
                                links[free, 0], links[free, 1] = head, last
                                head, last, free = free, free, free + 1
                                if top - a > slope_tx * x:
                                    slope_tx = (top - a) / x
                        else:
                            for step in range(run_from if top > h_rx else run_from + 1, k):
                                if run_from < step < k - 1 and 2.0 * profile[step] <= (
                                    profile[step - 1] + profile[step + 1] + _FLAT_M
                                ):
                                    continue
                                head = push(nodes, links, free, head, last, step - f_major, profile[step], -np.inf)
                                slope_tx = max(slope_tx, (profile[step] - a) / (step - f_major))
                                last, free = free, free + 1
                    run, run_from, fresh = here, k, True
                if fresh or k >= k_switch:
                    k_switch = _NEVER
                    if ground is None and head >= 0:
                        # edges the receiver sees below those before them stay below for all receivers behind
                        while nodes[head, 3] <= k - f_major:
                            head = links[head, 0]
                        if nodes[head, 3] < step_to + 1:
                            k_switch = int(np.ceil(nodes[head, 3] + f_major))
                    states[n_states, 0] = slope_tx
                    if head >= 0:
                        states[n_states, 1], states[n_states, 2] = nodes[head, 0], nodes[head, 1]
                    # where a pixel lies inside: the place its obstacle begins, else -1
                    states[n_states, 3] = -1.0
                    if here >= 0 and tops[here] > h_rx:
                        states[n_states, 3] = run_from - 0.5 - f_major if run_from > 0 else 0.0
                    state_links[n_states, 0], state_links[n_states, 1] = head, last
                    n_states += 1
                    fresh = False
                # the pixels whose centres the beam holds at this step, mostly one or none: written without a branch
                j, j_1 = p_0 >> PLACES, p_1 >> PLACES
                stamp = ((n_states - 1) << 42) | (k << 21)
                pixels[n] = stamp | (j_1 + MOST_STEPS)
                if j_1 - j > 1:
                    if n + j_1 - j + k_end - k > room:
                        _finish(pixels, n, states, state_links, nodes, links, ground, frame, offsets, nu, depth)
                        n = 0
                    for row in range(max(j + 1, low), min(j_1, high) + 1):
                        pixels[n] = stamp | (row + MOST_STEPS)
                        n += 1
                else:
                    n += j_1 - j
                if ground is not None and here < 0 and 2.0 * lie[k] > lie[k - 1] + lie[k + 1] - _FLAT_M:
                    # a point in a hollow is never the horizon: one of its neighbours is higher on it
                    head = push(nodes, links, free, head, -1, k - f_major, profile[k], -np.inf)
                    slope_tx = max(slope_tx, (profile[k] - a) / (k - f_major))
                    free, fresh = free + 1, True
                elif run_from == k and here >= 0 and blocks[here] and tops[here] <= h_rx:
                    top = profile[k] if ground is not None else float(tops[here])
                    head = push(nodes, links, free, head, last, k - f_major, top, h_rx if ground is None else -np.inf)
                    slope_tx = max(slope_tx, (top - a) / (k - f_major))
                    last, free, fresh = free, free + 1, True
                k += 1
                p_0 += s_0
                p_1 += s_1
            if count == 0:
                break
            count -= 1
            if n > _BATCH or n_states > _BATCH or free > 2 * _BATCH:
                # until here the edges of finished beams were kept for their pixels
                _finish(pixels, n, states, state_links, nodes, links, ground, frame, offsets, nu, depth)
                n, n_states, free = 0, 0, waiting[count, 7]
            k, s_0, s_1 = waiting[count, 0], waiting[count, 1], waiting[count, 2]
            p_0, p_1 = waiting[count, 3], waiting[count, 4]
            head, last = waiting[count, 5], waiting[count, 6]
            run, run_from, slope_tx = waiting[count, 8], waiting[count, 9], waiting_slope[count]
        _finish(pixels, n, states, state_links, nodes, links, ground, frame, offsets, nu, depth)


@njit(cache=True, nogil=True, error_model="numpy")
def _finish(
    pixels: NDArray[np.int64],
    n: int,
    states: NDArray[np.float64],
    state_links: NDArray[np.int64],
    nodes: NDArray[np.float64],
    links: NDArray[np.int64],
    ground: NDArray[np.float32] | None,
    frame: NDArray[np.int64],
    offsets: NDArray[np.float64],
    nu: NDArray[np.float32],
    depth: NDArray[np.float32],
) -> None:
    """Work out the pixels a beam has met and write them."""
    minor_0, major_0, sign, stride_minor, stride_major = frame[0], frame[1], frame[2], frame[5], frame[6]
    f_minor, f_major, res, g_tx = offsets[0], offsets[1], offsets[2], offsets[5]
    a, h_rx = g_tx + offsets[3], offsets[4]
    farthest = (offsets[6] / res) ** 2
    low, high = -minor_0, frame[8] - 1 - minor_0
    for i in range(n):
        pixel = pixels[i]
        state = pixel >> 42
        step, row = (pixel >> 21) & 0x1FFFFF, (pixel & 0x1FFFFF) - MOST_STEPS
        x, y = step - f_major, row - f_minor
        d = x * x + y * y
        if row < low or row > high or d > farthest:
            continue
        column = major_0 + sign * step
        place = (minor_0 + row) * stride_minor + column * stride_major
        d = res * np.float64(np.sqrt(np.float32(d)))
        b = h_rx if ground is None else float(ground[minor_0 + row, column]) + h_rx
        above, z = states[state, 0] * x + a - b, states[state, 2]
        if ground is None and above > 0.0 and z >= b:
            # blocked, and the receiver's horizon is the last edge of the hull
            u = x - states[state, 1]
            squared = np.float32(2.0 * above * ((b - a) * u + (z - b) * x)) / np.float32(u * d)
            value = np.sqrt(squared) if squared > 0.0 else np.float32(0.0)
        else:
            head, last = state_links[state, 0], state_links[state, 1]
            if head < 0:
                value = np.float32(-np.inf)
            elif above > 0.0:
                value = np.float32(blocked_nu(nodes, links, head, x, d, a, b, states[state, 0]))
            else:
                hull = -1 if ground is None else head
                value = np.float32(clear_nu(nodes, links, last, hull, x, d, a, b, g_tx, b - h_rx))
        nu[np.uint64(place)] = value
        inside = np.float32(0.0)
        entry = states[state, 3]
        if entry >= 0.0:
            inside = np.float32(max(d - entry / x * d, 0.5 * res))
        depth[np.uint64(place)] = inside


@njit(cache=True, nogil=True)
def place_of(slope: int, k: int, f_major: float, f_minor: float) -> int:
    """slope * (k - f_major) + f_minor in fixed point."""
    return slope * k + int(np.rint(f_minor * ONE)) - int(np.rint(float(slope) * f_major))


@njit(cache=True, nogil=True, error_model="numpy")
def ground_at(ground: NDArray[np.float32], minor_0: int, place: int, column: int) -> float:
    """Height of the ground at a place (fixed point) across the steps' direction, even between pixels' centres."""
    row = min(max(minor_0 + (place >> PLACES), 0), ground.shape[0] - 1)
    share = (place & (ONE - 1)) / ONE
    low = float(ground[row, column])
    return low + share * (float(ground[min(row + 1, ground.shape[0] - 1), column]) - low)
