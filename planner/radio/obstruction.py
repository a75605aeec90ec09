"""What stands between an antenna and every pixel: ground, obstacles and trees along each straight line.

Every pixel is judged by the pixels that the straight line from the antenna's own place to its centre steps on, one for
each step along the longer axis. Lines that step on the same obstacles share the work (`planner.radio.sweep_beams`); a
line may be taken up to half of `NARROW` pixels beside its own at the farthest. Every pixel is written by one beam, and
the beams do not depend on the number of threads: the result is the same bit by bit.

The result does not depend on the frequency: it holds nu at a wavelength of 1 m, and `nu_map` scales it
(nu ~ 1/sqrt(wavelength)), so that one sweep serves every carrier on the mast.

Rules:
- Flat ground is no edge: TR 38.901 already contains it. Given as heights, it is an edge where it rises more than
  `GROUND_RISE_M` above the straight line between the feet of antenna and receiver.
- An obstacle has a flat top. Where a line crosses it, its first and its last pixel are edges; over hilly ground, where
  the top follows the ground, all its pixels are.
- The edges are joined by Bullington's construction (`planner.radio.itu_p526`); with line of sight the value is the
  largest nu of all edges, negative. Below -1 it is only a bound: no frequency above 0.2 GHz loses anything there.
- A pixel whose surface is higher than the receiver lies inside: it is judged without the obstacle it stands in, and
  `depth_in_m` tells how far inside along the line.
- The obstacle the antenna stands on (or in) never blocks.
- Trees do not block: the way through their crowns is given in metres. Among trees nobody is inside.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.radio.grid import Grid, pixel_of
from planner.radio.itu_p526 import exact_wavelength_m, knife_edge_loss_db
from planner.radio.surface import Surface
from planner.radio.sweep_beams import MOST_STEPS, ONE, trace
from planner.radio.sweep_codes import Codes, codes_of
from planner.radio.sweep_vegetation import trace_crowns

Floats32 = NDArray[np.float32]

#: Beams narrower than this at the far end of their quadrant are not cut any more, pixels; at most 1. Short quadrants
#: can afford narrower ones: `_FINE` per step of their length beyond `_SHORT`. A draft makes do with wider ones.
NARROW = 0.4
NARROW_DRAFT = 1.0
_FINE = 0.002
_FINEST = 0.02
_SHORT = 100
#: A quadrant is handed out to the threads in so many parts; the result must not depend on the number of threads.
_PARTS = 4
_HALF = 0.5 - 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Result of one sweep, arrays float32 [rows, columns].

    nu_at_1m: nu of the (equivalent) edge at a wavelength of 1 m; negative is clearance, -inf nothing passed, NaN out
    of range. depth_in_m: metres inside the obstacle a pixel stands in, 0 outdoors. dist_max_m: range of the sweep.
    vegetation_m: metres of the straight line from antenna to pixel that run below tree tops, NaN out of
    range; None where no trees were given. Heights are above the antenna's and the receiver's own ground.
    """

    nu_at_1m: NDArray[np.float32]
    depth_in_m: NDArray[np.float32]
    h_antenna_m: float
    h_receiver_m: float
    dist_max_m: float
    vegetation_m: NDArray[np.float32] | None = None


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
    draft: bool = False,
    ground_m: Floats32 | None = None,
    ground_antenna_m: float = 0.0,
    vegetation: Surface | None = None,
) -> Sweep:
    """Obstruction of every pixel within `dist_max_m` (m) of an antenna, as described above.

    h_antenna_m and h_receiver_m are above their own ground. ground_m: height of the ground above local zero of every
    pixel, float32 [rows, columns] (None: flat, at local zero; where it is not finite it counts as 0), ground_antenna_m:
    the same at the antenna. Heights in `surface` and `vegetation` are above the ground of their pixel. vegetation: the
    trees, which never block but give `Sweep.vegetation_m`.

    draft: a third faster while an antenna is being dragged; 2 to 4 % of the pixels are more than 1 dB apart.

    The antenna may stand anywhere, also outside the grid. The kernels release the interpreter lock: give each cell to
    its own thread, or one cell `threads` of them.
    """
    row, column = pixel_of(grid, antenna_east_m, antenna_north_m)
    # on its pixel's very border an antenna would have two pixels at no distance from its line: a hair inwards
    off_down = float(np.clip((grid.north_m - antenna_north_m) / grid.resolution_m - 0.5 - row, -_HALF, _HALF))
    off_right = float(np.clip((antenna_east_m - grid.west_m) / grid.resolution_m - 0.5 - column, -_HALF, _HALF))
    codes = codes_of(surface)
    corners_m = [
        np.hypot(east - antenna_east_m, north - antenna_north_m)
        for east in (grid.west_m, grid.east_m)
        for north in (grid.south_m, grid.north_m)
    ]
    # where all is in range the beams write every pixel; what they don't reach stays NaN
    all_reached = max(corners_m) <= dist_max_m
    nu = _blank(grid, np.nan, all_reached)
    depth = _blank(grid, 0.0, all_reached)
    crowns = None if vegetation is None else _blank(grid, np.nan, all_reached)
    blocks = codes.tops > 0.0
    if 0 <= row < grid.rows and 0 <= column < grid.columns:
        own = int(codes.across[row, column])
        if own >= 0:
            blocks &= codes.owners != codes.owners[own]
        nu[row, column] = -np.inf
        depth[row, column] = grid.resolution_m / 2.0 if surface.height_m[row, column] > h_receiver_m else 0.0
        if crowns is not None:
            crowns[row, column] = 0.0
    ground = (
        None if ground_m is None else np.nan_to_num(ground_m, posinf=0.0, neginf=0.0).astype(np.float32, copy=False)
    )
    metres = (grid.resolution_m, h_antenna_m, h_receiver_m, 0.0 if ground is None else ground_antenna_m, dist_max_m)
    trees = None if vegetation is None else codes_of(vegetation)
    jobs: list[tuple[Callable[..., None], tuple[Any, ...]]] = []
    for quadrant in range(4):
        frame = _frame(grid, quadrant, row, column, dist_max_m)
        if frame[4] < frame[3]:
            continue
        sideways, sign = quadrant < 2, int(frame[2])
        offsets = np.array(
            (off_down if sideways else off_right, sign * (off_right if sideways else off_down), *metres),
            dtype=np.float64,
        )
        lie = ground if ground is None or sideways else np.ascontiguousarray(ground.T)
        steps = int(frame[4])
        narrow = NARROW_DRAFT if draft else min(max(_FINE * (steps - _SHORT), _FINEST), NARROW)
        # over hills a beam stays a pixel wide at most: it meets the ground of its middle
        beams = _PARTS if ground is None else _PARTS * -(-2 * steps // _PARTS)
        cuts = np.rint(np.linspace(-ONE, ONE, beams + 1)).astype(np.int64)
        for part in range(_PARTS):
            own_cuts = cuts[part * beams // _PARTS : (part + 1) * beams // _PARTS + 1]
            how = (lie, frame, offsets, own_cuts, narrow)
            jobs.append(
                (trace, (_facing(codes, sideways), codes.tops, blocks, *how, nu.reshape(-1), depth.reshape(-1)))
            )
            if trees is not None and crowns is not None:
                jobs.append((trace_crowns, (_facing(trees, sideways), trees.tops, *how, crowns.reshape(-1))))
    if threads <= 1:
        for kernel, arguments in jobs:
            kernel(*arguments)
    else:
        for future in [_pool(threads).submit(kernel, *arguments) for kernel, arguments in jobs]:
            future.result()
    return Sweep(
        nu_at_1m=nu,
        depth_in_m=depth,
        h_antenna_m=h_antenna_m,
        h_receiver_m=h_receiver_m,
        dist_max_m=dist_max_m,
        vegetation_m=crowns,
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


def _blank(grid: Grid, value: float, all_reached: bool) -> Floats32:
    return np.empty(grid.shape, dtype=np.float32) if all_reached else np.full(grid.shape, value, dtype=np.float32)


def _facing(codes: Codes, sideways: bool) -> NDArray[np.int32]:
    return (codes.across if sideways else codes.down).reshape(-1)


def _frame(grid: Grid, quadrant: int, row: int, column: int, dist_max_m: float) -> NDArray[np.int64]:
    """Where a quadrant lies (0 east, 1 west, 2 north, 3 south), as `trace` reads it."""
    sideways, sign = quadrant < 2, 1 if quadrant in (0, 3) else -1
    size = grid.columns if sideways else grid.rows
    extent = (grid.columns - 1 - column, column, row, grid.rows - 1 - row)[quadrant]
    reach = min(np.ceil(dist_max_m / grid.resolution_m) + 1.0, MOST_STEPS - 2.0)
    place = (row, column) if sideways else (column, row)
    strides = (grid.columns, 1) if sideways else (1, grid.columns)
    shape = grid.shape if sideways else grid.shape[::-1]
    first, last = max(1, extent - size + 1), int(min(extent, reach))
    return np.array((*place, sign, first, last, *strides, int(sideways), *shape), dtype=np.int64)


@lru_cache(maxsize=4)
def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads kept for the next sweep: starting them costs as much as a part of one."""
    return ThreadPoolExecutor(threads, thread_name_prefix="sweep")
