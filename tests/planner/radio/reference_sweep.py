"""The slow judge of the sweep: every pixel marches its own straight line from the antenna, no sharing, no hull.

Rules as in `planner.radio.obstruction`, restated in the plainest way: every raster pixel the line steps on (one for
each step along the longer axis) is a point of the profile, except the obstacle the antenna stands on and, for a
receiver inside, the obstacle it stands in. Ground is a point where it rises above the line between the feet.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numba import njit

from planner.radio.itu_p526 import exact_wavelength_m, knife_edge_loss_db

GROUND_RISE_M = 1.0


def reference_maps(
    grid,
    surface,
    east_m,
    north_m,
    h_tx,
    h_rx,
    dist_max_m=1e9,
    *,
    ground=None,
    ground_antenna=0.0,
    trees=None,
    threads=1,
    every=1,
):
    """(nu at 1 m, metres through crowns) of every pixel, float64 [rows, columns]; NaN out of range.

    every: only each such row is marched, the others stay NaN.
    """
    y, x = (grid.north_m - north_m) / grid.resolution_m - 0.5, (east_m - grid.west_m) / grid.resolution_m - 0.5
    # a hair inside its pixel, as in the sweep
    y, x = (np.clip(at, np.floor(at + 0.5) - 0.49999, np.floor(at + 0.5) + 0.49999) for at in (y, x))
    nu, crowns = np.full(grid.shape, np.nan), np.full(grid.shape, np.nan)
    flat = np.zeros((0, 0), dtype=np.float32)
    crown = flat if trees is None else trees.height_m
    arguments = (
        surface.height_m, surface.owner, flat if ground is None else ground, crown, y, x, grid.resolution_m,
        float(h_tx), float(h_rx), float(ground_antenna), float(dist_max_m), nu, crowns, every,
    )  # fmt: skip
    bounds = np.linspace(0, grid.rows, 8 * threads + 1).astype(int)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda block: _march(*arguments, *block), pairwise(bounds)))
    return nu, crowns


@njit(nogil=True)
def _march(
    height, owner, ground, crown, y_0, x_0, res, h_tx, h_rx, g_tx, dist_max, nu, crowns, every, row_from, row_to
):
    rows, columns = height.shape
    hilly, trees = ground.size > 0, crown.size > 0
    row_0, column_0 = math.floor(y_0 + 0.5), math.floor(x_0 + 0.5)
    own = owner[row_0, column_0] if 0 <= row_0 < rows and 0 <= column_0 < columns else -1
    a = g_tx + h_tx
    for row in range(row_from, row_to):
        if row % every != 0:
            continue
        for column in range(columns):
            dy, dx = row - y_0, column - x_0
            d = res * np.sqrt(dy * dy + dx * dx)
            if d > dist_max:
                continue
            horizontal = abs(dx) >= abs(dy) - 1e-9
            x = abs(dx) if horizontal else abs(dy)
            sign = (1 if dx > 0 else -1) if horizontal else (1 if dy > 0 else -1)
            major_0, minor_0 = (x_0, y_0) if horizontal else (y_0, x_0)
            first = column_0 if horizontal else row_0
            last = column if horizontal else row
            steps = abs(last - first)
            g = ground[row, column] if hilly else 0.0
            b = g + h_rx
            if steps == 0:
                nu[row, column] = -np.inf
                crowns[row, column] = 0.0
                continue
            slope = (dy if horizontal else dx) / x  # minor pixels for each major one
            z_here, own_here = height[row, column], owner[row, column]
            # the obstacle the receiver stands in, back to where the ray entered it
            end = steps - 1
            if z_here > h_rx:
                while end >= 1:
                    r, c = _cell(first + sign * end, major_0, minor_0, slope, sign, horizontal)
                    if 0 <= r < rows and 0 <= c < columns and owner[r, c] == own_here and height[r, c] == z_here:
                        end -= 1
                    else:
                        break
            best, slope_tx, slope_rx, metres = -np.inf, -np.inf, -np.inf, 0.0
            line = (b - a) / x
            for k in range(steps + 1):
                r, c = row_0, column_0
                if k > 0:
                    r, c = _cell(first + sign * k, major_0, minor_0, slope, sign, horizontal)
                if not (0 <= r < rows and 0 <= c < columns):
                    continue
                at = abs(first + sign * k - major_0) if k > 0 else 0.0
                g_k = 0.0
                if hilly:
                    # even between the centres of two pixels across
                    across = minor_0 + slope * at if k > 0 else minor_0
                    lower = int(min(max(math.floor(across + 1e-9), 0), (rows if horizontal else columns) - 1))
                    upper = min(lower + 1, (rows if horizontal else columns) - 1)
                    low_g = ground[lower, c] if horizontal else ground[r, lower]
                    high_g = ground[upper, c] if horizontal else ground[r, upper]
                    g_k = low_g + min(max(across - lower, 0.0), 1.0) * (high_g - low_g)
                if trees and crown[r, c] > 0.0:
                    low = max(at - 0.5, 0.0) if k > 0 else 0.0
                    high = min(at + 0.5, x) if k > 0 else abs(first + sign - major_0) - 0.5
                    metres += _below(low, high, g_k + crown[r, c], a, line) * np.sqrt(d * d + (b - a) ** 2) / x
                if k == 0 or k > end:
                    continue
                z = height[r, c]
                if z > 0.0 and not (owner[r, c] == own and own >= 0):
                    top = g_k + z
                elif z <= 0.0 and hilly and g_k > g_tx + (g - g_tx) * at / x + GROUND_RISE_M:
                    top = g_k
                else:
                    continue
                d_1, d_2 = at / x * d, (1.0 - at / x) * d
                best = max(best, (top - a - line * at) * np.sqrt(2.0 * (1.0 / d_1 + 1.0 / d_2)))
                slope_tx = max(slope_tx, (top - a) / d_1)
                slope_rx = max(slope_rx, (top - b) / d_2)
            if best > 0.0:
                d_b = (b - a + slope_rx * d) / (slope_tx + slope_rx)
                best = (slope_tx - (b - a) / d) * d_b * np.sqrt(2.0 * (1.0 / d_b + 1.0 / (d - d_b)))
            nu[row, column] = best
            crowns[row, column] = metres


@njit(nogil=True)
def _below(low, high, top, a, line):
    """How much of [low, high] has the line a + line * at below the top."""
    if high <= low:
        return 0.0
    if line == 0.0:
        return high - low if a < top else 0.0
    cross = (top - a) / line
    return max(high - max(low, cross), 0.0) if line < 0.0 else max(min(high, cross) - low, 0.0)


@njit(nogil=True)
def _cell(major, major_0, minor_0, slope, sign, horizontal):
    # a line exactly between two pixels belongs to the lower index
    minor = math.ceil(minor_0 + slope * abs(major - major_0) - 0.5 - 1e-7)
    if horizontal:
        return minor, major
    return major, minor


def agreement(nu_at_1m, reference, outdoors, freq_ghz=3.5):
    """Shares of the pixels the reference knows: equal line of sight (outdoors), J within 1 dB (everywhere)."""
    known = ~np.isnan(reference)
    assert not np.isnan(nu_at_1m[known]).any()
    scale = 1.0 / np.sqrt(exact_wavelength_m(freq_ghz))
    apart_db = np.abs(knife_edge_loss_db(nu_at_1m[known] * scale) - knife_edge_loss_db(reference[known] * scale))
    # where a line grazes an edge exactly (equal heights), rounding decides on which side
    grazing = (np.abs(reference) < 1e-4) & (np.abs(nu_at_1m) < 1e-4)
    same_sight = ((nu_at_1m < 0.0) == (reference < 0.0)) | grazing
    free = known & outdoors
    return float(same_sight[free].mean()) if free.any() else 1.0, float((apart_db <= 1.0).mean())
