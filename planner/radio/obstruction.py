"""What stands between an antenna and every pixel: one sweep of rays over the surface, about O(1) per pixel.

From the antenna's pixel one ray runs to every pixel on the edge of the reachable square. It keeps the upper convex hull
of the obstacle tops it has passed as a stack, so horizon and further edges are at hand at each step. Every pixel is
written by exactly one ray, the one that passes nearest to its centre: the result is the same bit by bit for any
number of threads.

The result does not depend on the frequency: it holds nu at a wavelength of 1 m, and `nu_map` scales it
(nu ~ 1/sqrt(wavelength)), so that one sweep serves every carrier on the mast.

Rules:
- The ground lies at local zero and is no edge: TR 38.901 already contains a flat ground.
- An obstacle has a flat top. Where a ray crosses it, its first and its last pixel are edges.
- The edges are joined by Bullington's construction (`planner.radio.itu_p526`); with line of sight the value is the
  larger one of the two horizons (the antenna's and the receiver's), negative; an edge between them that comes nearer
  still is missed, which over low dense clutter makes J up to 3 dB too small on 0.5 % of the pixels.
- A ray passes up to half a pixel beside the centres it serves, so shadow borders move by up to a pixel.
- A pixel whose surface is higher than the receiver lies inside: it is judged without the obstacle it stands in, and
  `depth_in_m` tells how far inside along the ray.
- The obstacle the antenna stands on (or in) never blocks.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.radio.grid import Grid, pixel_of
from planner.radio.itu_p526 import exact_wavelength_m, knife_edge_loss_db
from planner.radio.surface import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Result of one sweep, arrays float32 [rows, columns].

    nu_at_1m: nu of the (equivalent) edge at a wavelength of 1 m; negative is clearance, -inf nothing passed, NaN out
    of range. depth_in_m: metres inside the obstacle a pixel stands in, 0 outdoors. dist_max_m: range of the sweep.
    """

    nu_at_1m: NDArray[np.float32]
    depth_in_m: NDArray[np.float32]
    h_antenna_m: float
    h_receiver_m: float
    dist_max_m: float


def sweep_obstruction(
    grid: Grid,
    surface: Surface,
    antenna_east_m: float,
    antenna_north_m: float,
    h_antenna_m: float,
    h_receiver_m: float,
    dist_max_m: float,
    *,
    threads: int = 1,
) -> Sweep:
    """Obstruction of every pixel within `dist_max_m` (m) of an antenna, as described above.

    h_antenna_m: above local zero; h_receiver_m: above the ground. The antenna may stand outside the grid. The kernel
    releases the interpreter lock: give each cell to its own thread, or one cell `threads` of them.
    """
    row, column = pixel_of(grid, antenna_east_m, antenna_north_m)
    nu = np.full(grid.shape, np.nan, dtype=np.float32)
    depth = np.zeros(grid.shape, dtype=np.float32)
    own = -1
    if 0 <= row < grid.rows and 0 <= column < grid.columns:
        own = int(surface.owner[row, column])
        nu[row, column] = -np.inf
        if surface.height_m[row, column] > h_receiver_m:
            depth[row, column] = grid.resolution_m / 2.0
    reach = int(min(np.ceil(dist_max_m / grid.resolution_m), 1e6))
    reaches = (grid.columns - 1 - column, column, row, grid.rows - 1 - row)
    for quadrant, extent in enumerate(reaches):
        radius = min(extent, reach)
        if radius < 1:
            continue
        cuts = np.linspace(-radius, radius + 1, max(threads, 1) + 1).astype(int).tolist()
        jobs = [
            (
                surface.height_m, surface.owner, quadrant, radius, cuts[part], cuts[part + 1], row, column, own,
                grid.resolution_m, float(h_antenna_m), float(h_receiver_m), float(dist_max_m), nu, depth,
            )
            for part in range(len(cuts) - 1)
        ]  # fmt: skip
        if len(jobs) == 1:
            _sweep_rays(*jobs[0])
        else:
            with ThreadPoolExecutor(threads) as pool:
                for future in [pool.submit(_sweep_rays, *job) for job in jobs]:
                    future.result()
    return Sweep(
        nu_at_1m=nu, depth_in_m=depth, h_antenna_m=h_antenna_m, h_receiver_m=h_receiver_m, dist_max_m=dist_max_m
    )


def nu_map(sweep: Sweep, freq_ghz: float) -> NDArray[np.float32]:
    """The diffraction parameter nu at a frequency, float32 [rows, columns]; -inf free, NaN out of range."""
    return sweep.nu_at_1m * np.float32(1.0 / np.sqrt(exact_wavelength_m(freq_ghz)))


def diffraction_map_db(sweep: Sweep, freq_ghz: float) -> NDArray[np.float32]:
    """J(nu) of the equivalent edge in dB (P.526), float32 [rows, columns]; NaN out of range."""
    return knife_edge_loss_db(nu_map(sweep, freq_ghz)).astype(np.float32)


def inside_mask(sweep: Sweep) -> NDArray[np.bool_]:
    """Pixels whose surface is higher than the receiver: inside a building, a stack, a tank."""
    return sweep.depth_in_m > 0.0


@njit(cache=True, nogil=True)
def _sweep_rays(
    height: NDArray[np.float32],
    owner: NDArray[np.int32],
    quadrant: int,
    radius: int,
    ray_from: int,
    ray_to: int,
    row_0: int,
    column_0: int,
    own: int,
    resolution_m: float,
    h_tx: float,
    h_rx: float,
    dist_max_m: float,
    nu: NDArray[np.float32],
    depth: NDArray[np.float32],
) -> None:
    """Rays `ray_from <= t < ray_to` of one quadrant (0 east, 1 west, 2 north, 3 south), t the minor offset."""
    rows, columns = height.shape
    hull_d = np.empty(2 * radius + 4, dtype=np.float64)
    hull_z = np.empty(2 * radius + 4, dtype=np.float64)
    sign = 1 if quadrant == 0 or quadrant == 3 else -1
    horizontal = quadrant < 2
    for t in range(ray_from, ray_to):
        step_m = resolution_m * np.sqrt(1.0 + (t / radius) ** 2)
        size = 0
        slope_tx, d_tx = -np.inf, 0.0  # horizon seen from the antenna
        run, run_z, run_from = -1, 0.0, 0.0  # the obstacle the ray is over
        on_run, pending = False, False
        if own >= 0 and 0 <= row_0 < rows and 0 <= column_0 < columns:
            run, run_z, on_run = own, float(height[row_0, column_0]), True
        minor, remainder = 0, 0
        was_in_grid = False
        for i in range(1, radius + 1):
            # minor = round(i t / radius) in integers, remainder = i t - minor radius in (-radius/2, radius/2]
            remainder += t
            if 2 * remainder > radius:
                remainder -= radius
                minor += 1
            elif 2 * remainder <= -radius:
                remainder += radius
                minor -= 1
            row = row_0 + minor if horizontal else row_0 + sign * i
            column = column_0 + sign * i if horizontal else column_0 + minor
            if not (0 <= row < rows and 0 <= column < columns):
                if was_in_grid:
                    break
                continue
            was_in_grid = True
            d = i * step_m
            if d > dist_max_m:
                break
            z = float(height[row, column])
            top = owner[row, column]
            starts = False
            if on_run and (top != run or z != run_z):
                # leaving an obstacle: its far edge (and the near one, if it was held back) joins the profile
                if run != own or own < 0:
                    if pending:
                        size = _push(hull_d, hull_z, size, run_from, run_z)
                        if (run_z - h_tx) / run_from > slope_tx:
                            slope_tx, d_tx = (run_z - h_tx) / run_from, run_from
                    if d - 1.5 * step_m > run_from:
                        size = _push(hull_d, hull_z, size, d - step_m, run_z)
                        if (run_z - h_tx) / (d - step_m) > slope_tx:
                            slope_tx, d_tx = (run_z - h_tx) / (d - step_m), d - step_m
                on_run, pending = False, False
            if z > 0.0 and not on_run:
                starts, on_run, run, run_z, run_from = True, True, top, z, d
                pending = z > h_rx
            # a pixel belongs to the ray that passes nearest; diagonals to the horizontal quadrants
            if -i < 2 * remainder <= i and (horizontal or (minor != i and minor != -i)):
                if z > h_rx:
                    entry = run_from - 0.5 * step_m if run_from > 0.0 else 0.0
                    depth[row, column] = max(d - entry, 0.5 * resolution_m)
                value = -np.inf
                if size > 0:
                    value = _nu_at_1m(hull_d, hull_z, size, slope_tx, d_tx, d, h_tx, h_rx)
                nu[row, column] = value
            if starts and not pending and (run != own or own < 0):
                size = _push(hull_d, hull_z, size, d, z)
                if (z - h_tx) / d > slope_tx:
                    slope_tx, d_tx = (z - h_tx) / d, d


@njit(cache=True, nogil=True, inline="always")
def _push(hull_d: NDArray[np.float64], hull_z: NDArray[np.float64], size: int, d: float, z: float) -> int:
    """Add a point to the upper convex hull; points below the new chord go. Returns the new size."""
    while size >= 2:
        a, b = size - 2, size - 1
        if (hull_z[b] - hull_z[a]) * (d - hull_d[a]) > (z - hull_z[a]) * (hull_d[b] - hull_d[a]):
            break
        size -= 1
    hull_d[size] = d
    hull_z[size] = z
    return size + 1


@njit(cache=True, nogil=True, inline="always")
def _nu_at_1m(
    hull_d: NDArray[np.float64],
    hull_z: NDArray[np.float64],
    size: int,
    slope_tx: float,
    d_tx: float,
    d: float,
    h_tx: float,
    h_rx: float,
) -> float:
    """Bullington's nu (P.526 clause 4.5.1) for a wavelength of 1 m, from the hull of what lies before distance d."""
    k = size - 1
    while k > 0 and (hull_z[k - 1] - h_rx) * (d - hull_d[k]) >= (hull_z[k] - h_rx) * (d - hull_d[k - 1]):
        k -= 1
    slope_line = (h_rx - h_tx) / d
    d_rx = hull_d[k]
    if slope_tx <= slope_line:
        # clear: the edge that comes nearest is the horizon of the receiver or of the antenna
        low = (hull_z[k] - h_tx - slope_line * d_rx) * np.sqrt(2.0 * d / (d_rx * (d - d_rx)))
        if d_tx != d_rx:
            other = (slope_tx - slope_line) * d_tx * np.sqrt(2.0 * d / (d_tx * (d - d_tx)))
            low = max(low, other)
        return low
    slope_rx = (hull_z[k] - h_rx) / (d - d_rx)
    # one edge: exactly its nu, without rounding in the intersection
    d_b = d_tx if d_tx == d_rx else (h_rx - h_tx + slope_rx * d) / (slope_tx + slope_rx)
    return (slope_tx - slope_line) * np.sqrt(2.0 * d * d_b / (d - d_b))
