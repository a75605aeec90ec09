"""The slow judge of the sweep: every pixel marches over its own profile, every roof pixel an edge, no hull, no stack.

`straight=False` walks the ray the sweep gave the pixel (tests the bookkeeping), `straight=True` the straight line to
the pixel's centre (shows what the sharing of rays costs).
"""

import numpy as np
from numba import njit

from planner.radio.grid import pixel_of


def reference_nu_at_1m(grid, surface, east_m, north_m, h_tx, h_rx, dist_max_m, *, straight):
    row, column = pixel_of(grid, east_m, north_m)
    reach = int(np.ceil(dist_max_m / grid.resolution_m))
    extents = np.array([grid.columns - 1 - column, column, row, grid.rows - 1 - row])
    return _march(
        surface.height_m, surface.owner, row, column, np.minimum(extents, reach), grid.resolution_m,
        float(h_tx), float(h_rx), float(dist_max_m), straight,
    )  # fmt: skip


@njit(cache=False)
def _march(height, owner, row_0, column_0, radii, resolution, h_tx, h_rx, dist_max, straight):
    rows, columns = height.shape
    own = owner[row_0, column_0] if 0 <= row_0 < rows and 0 <= column_0 < columns else -1
    nu = np.full((rows, columns), np.nan, dtype=np.float32)
    for row in range(rows):
        for column in range(columns):
            dr, dc = row - row_0, column - column_0
            horizontal = abs(dc) >= abs(dr)
            i = abs(dc) if horizontal else abs(dr)
            if i == 0:
                nu[row, column] = -np.inf
                continue
            j = dr if horizontal else dc
            sign = (1 if dc > 0 else -1) if horizontal else (1 if dr > 0 else -1)
            radius = radii[(0 if dc > 0 else 1) if horizontal else (2 if dr < 0 else 3)]
            numerator, denominator = (j, i) if straight else ((2 * j * radius + i) // (2 * i), radius)
            slope = numerator / denominator
            step = resolution * np.sqrt(1.0 + slope * slope)
            d = i * step
            if d > dist_max:
                continue
            z_here, own_here = height[row, column], owner[row, column]
            inside = z_here > h_rx
            # the obstacle the receiver stands in, back to where the ray entered it
            last = i - 1
            if inside:
                while last >= 1:
                    r, c = _cell(last, numerator, denominator, sign, horizontal, row_0, column_0)
                    if not (0 <= r < rows and 0 <= c < columns) or owner[r, c] != own_here or height[r, c] != z_here:
                        break
                    last -= 1
            best, slope_tx, slope_rx = -np.inf, -np.inf, -np.inf
            line = (h_rx - h_tx) / d
            for k in range(1, last + 1):
                r, c = _cell(k, numerator, denominator, sign, horizontal, row_0, column_0)
                if not (0 <= r < rows and 0 <= c < columns):
                    continue
                z = height[r, c]
                if z <= 0.0 or (owner[r, c] == own and own >= 0):
                    continue
                dk = k * step
                best = max(best, (z - h_tx - line * dk) * np.sqrt(2.0 * d / (dk * (d - dk))))
                slope_tx = max(slope_tx, (z - h_tx) / dk)
                slope_rx = max(slope_rx, (z - h_rx) / (d - dk))
            if slope_tx > line:
                d_b = (h_rx - h_tx + slope_rx * d) / (slope_tx + slope_rx)
                best = (slope_tx - line) * d_b * np.sqrt(2.0 * d / (d_b * (d - d_b)))
            nu[row, column] = best
    return nu


@njit(cache=False)
def _cell(k, numerator, denominator, sign, horizontal, row_0, column_0):
    minor = int(np.ceil(k * numerator / denominator - 0.5))
    if horizontal:
        return row_0 + minor, column_0 + sign * k
    return row_0 + sign * k, column_0 + minor
