"""Radiating ("leaky") cables in tunnels, galleries and along roads.

A cable's data sheet states, per frequency, its longitudinal loss a (dB per 100 m) and the coupling loss Lc (dB) between
the cable and a half-wave dipole 2 m away that 95 % of the places keep (terms of IEC 61196-4). The loss from the feeding
end to an isotropic receiver at distance d from the point s metres along the cable is, as makers' link budgets for
tunnels have it (Eupen, application note "Radiating cables", chapter 3: 20 lg(d / 2 m) for longer distances):

    L(s) = a s / 100 + Lc + 20 lg(max(d, 2 m) / 2 m) + 2.15 dB        (2.15 dB: from dipole to isotropic)

A pixel is served by the point of the cable next to it, as link budgets count: what points farther up would send along
the tunnel is left out, else the strong feeding end would seem to light it to its far end. Between bends the least of
every straight piece's next point counts, with `AWAY_DB_PER_M` for each metre that it lies farther than the nearest
one, so that the map has no cliffs where another piece takes over. 20 lg is the cautious slope: close to a long line of
slots 10 lg is measured, and tunnels guide.

The map holds medians: Lc less `SPREAD_95_DB`, with the standard deviation that gives Lc again at 95 % of the places.

What is drawn between that point and the pixel: every outer wall on the straight line that is higher
than the line there adds its entry loss, and every metre inside another obstacle 0.5 dB (TR 38.901 7.4.3), together at
most `MAX_WALLS_DB`; the obstacle that holds both, a tunnel or a hall, adds nothing. Diffraction is left out: what
leaks out of a tunnel matters as interference, not as service.

Validity: the frequency range of the cable's own figures (a cable has a cut-off above which it carries nothing),
distances of a few to about 100 m.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.o2i import INDOOR_LOSS_DB_PER_M
from planner.radio.propagation import PathLossMap
from planner.radio.surface import Surface

#: Distance the coupling loss is stated at, m.
REFERENCE_M = 2.0
#: From a half-wave dipole to an isotropic receiver, dB.
DIPOLE_DB = 2.15
#: From the median of the coupling loss to its 95 % value, dB: 4 in the application note's example, 3-10 in data sheets
#: (assumption).
SPREAD_95_DB = 5.0
#: Standard deviation along the cable, dB: the normal one with that spread.
CABLE_SIGMA_DB = SPREAD_95_DB / 1.6449
#: Most that walls and interiors add, dB (assumption: ways around exist).
MAX_WALLS_DB = 60.0
#: What a point that isn't the nearest one loses for each metre it is farther away, dB/m (at least twice the cable's own
#: loss, so that cutting a straight route into pieces changes next to nothing; assumption).
AWAY_DB_PER_M = 1.0
#: Side of the blocks of pixels that are passed over where nothing stands.
BLOCK = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class CableLosses:
    """A cable at one frequency: dB per 100 m, coupling loss in dB (dipole, 2 m, 95 %); whether it was extrapolated."""

    longitudinal_db_per_100m: float
    coupling_db: float
    is_extrapolated: bool = False


def cable_losses(bands: Sequence[tuple[float, float, float]], freq_ghz: float) -> CableLosses:
    """Losses at a frequency from stated ones (GHz, dB per 100 m, coupling dB), straight lines over lg f between them.

    Below the lowest and above the highest the nearest stated figures hold and `is_extrapolated` says so, beyond 10 %:
    above its cut-off a cable carries nothing, so that is an error of the plan. ValueError without any band.

    >>> cable_losses([(0.9, 2.2, 73.0), (2.6, 6.4, 65.0)], 2.6).coupling_db
    65.0
    >>> cable_losses([(0.9, 2.2, 73.0), (2.6, 6.4, 65.0)], 3.5).is_extrapolated
    True
    """
    if not bands:
        raise ValueError("a cable needs the figures of one band at least")
    freq, along, coupling = (np.array(column, dtype=np.float64) for column in zip(*sorted(bands), strict=True))
    at = float(np.log10(freq_ghz))
    return CableLosses(
        longitudinal_db_per_100m=float(np.interp(at, np.log10(freq), along)),
        coupling_db=float(np.interp(at, np.log10(freq), coupling)),
        is_extrapolated=not freq[0] / 1.1 <= freq_ghz <= freq[-1] * 1.1,
    )


def route_length_m(route_m: Sequence[tuple[float, float]]) -> float:
    """Length of a cable's route, m.

    >>> route_length_m([(0.0, 0.0), (30.0, 40.0), (30.0, 50.0)])
    60.0
    """
    points = np.asarray(route_m, dtype=np.float64).reshape(-1, 2)
    return float(np.sum(np.hypot(*np.diff(points, axis=0).T)))


def cable_path_loss_map(
    grid: Grid,
    surface: Surface,
    route_m: Sequence[tuple[float, float]],
    wall_db: NDArray[np.float32],
    wall_var: NDArray[np.float32],
    *,
    losses: CableLosses,
    h_cable_m: float,
    h_receiver_m: float,
    range_m: float = 300.0,
) -> PathLossMap:
    """Loss (dB) from a cable's feeding end to every pixel, to be used with an antenna gain of 0 dBi; module docstring.

    route_m: (east, north) from the feeding end on, at least two points. wall_db, wall_var: loss (dB) and variance (dB²)
    of every obstacle's outer wall, one spare entry at the end (`planner.radio.o2i.entry_tables`). Heights in metres
    above the ground. range_m: pixels farther from the whole cable are NaN. nlos_weight is 1 behind a wall.
    Raises ValueError for a route of fewer than two points.
    """
    points = np.ascontiguousarray(route_m, dtype=np.float64).reshape(-1, 2)
    if len(points) < 2:
        raise ValueError("a cable needs a route of two points or more")
    loss, sigma, weight = (np.empty(grid.shape, dtype=np.float32) for _ in range(3))
    _cable(
        column_centres_m(grid),
        row_centres_m(grid),
        points,
        surface.height_m,
        surface.owner,
        np.asarray(wall_db, dtype=np.float32),
        np.asarray(wall_var, dtype=np.float32),
        losses.longitudinal_db_per_100m / 100.0,
        losses.coupling_db - SPREAD_95_DB + DIPOLE_DB,
        h_cable_m,
        h_receiver_m,
        range_m,
        _busy_blocks(surface.height_m, min(h_cable_m, h_receiver_m)),
        (grid.west_m, grid.north_m, grid.resolution_m),
        loss,
        sigma,
        weight,
    )
    return PathLossMap(path_loss_db=loss, sigma_db=sigma, nlos_weight=weight, blocked=weight)


@njit(cache=True, nogil=True, error_model="numpy")
def _foot(points: NDArray[np.float64], k: int, x: float, y: float) -> tuple[float, float, float, float, float]:
    """Of piece k: squared distance on the plan to its next point (m²), the way to it, the piece's length, the point."""
    dx, dy = points[k + 1, 0] - points[k, 0], points[k + 1, 1] - points[k, 1]
    length = np.hypot(dx, dy)
    if length > 0.0:
        dx, dy = dx / length, dy / length
    px, py = x - points[k, 0], y - points[k, 1]
    place = min(max(px * dx + py * dy, 0.0), length)
    foot_x, foot_y = points[k, 0] + dx * place, points[k, 1] + dy * place
    return (x - foot_x) ** 2 + (y - foot_y) ** 2, place, length, foot_x, foot_y


def _busy_blocks(height: NDArray[np.float32], least_m: float) -> NDArray[np.bool_]:
    """Blocks of `BLOCK` x `BLOCK` pixels in which, or beside which, something stands higher than a height (m)."""
    rows, columns = (-(-count // BLOCK) for count in height.shape)
    padded = np.zeros((rows * BLOCK, columns * BLOCK), dtype=np.bool_)
    padded[: height.shape[0], : height.shape[1]] = height > least_m
    own = padded.reshape(rows, BLOCK, columns, BLOCK).any(axis=(1, 3))
    wide = np.pad(own, 1)
    near = [wide[i : i + rows, k : k + columns] for i in range(3) for k in range(3)]
    return np.logical_or.reduce(near)


@njit(cache=True, nogil=True, error_model="numpy")
def _walls(
    east: float,
    north: float,
    up: float,
    to_east: float,
    to_north: float,
    to_up: float,
    height: NDArray[np.float32],
    owner: NDArray[np.int32],
    wall_db: NDArray[np.float32],
    wall_var: NDArray[np.float32],
    busy: NDArray[np.bool_],
    frame: tuple[float, float, float],
) -> tuple[float, float]:
    """(loss dB, variance dB²) of the obstacles on the straight line from the cable's point to a pixel.

    One look per pixel of the longer direction: rasterised outlines have no diagonal gaps. busy: `_busy_blocks`.
    """
    west, top, size = frame
    steps = int(np.ceil(max(abs(to_east - east), abs(to_north - north)) / size)) + 1
    length = np.hypot(to_east - east, to_north - north)
    loss, variance = 0.0, 0.0
    before = -2
    home = -1
    step = -1
    while step < steps:
        step += 1
        share = step / steps
        column = int(np.floor((east + share * (to_east - east) - west) / size))
        row = int(np.floor((top - north - share * (to_north - north)) / size))
        inside = -1
        on_grid = 0 <= row < height.shape[0] and 0 <= column < height.shape[1]
        if on_grid and before == -1 and not busy[row // BLOCK, column // BLOCK]:
            step += BLOCK - 1  # nothing within a block's length
            continue
        if on_grid and height[row, column] > up + share * (to_up - up):
            inside = owner[row, column]
        if before == -2:
            home = inside
        elif inside != before:
            if before >= 0:
                loss += wall_db[before]
                variance += wall_var[before]
            if inside >= 0:
                loss += wall_db[inside]
                variance += wall_var[inside]
        if inside >= 0 and inside != home:
            loss += INDOOR_LOSS_DB_PER_M * length / steps
        before = inside
    return min(loss, MAX_WALLS_DB), variance


@njit(cache=True, nogil=True, error_model="numpy")
def _cable(
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    points: NDArray[np.float64],
    height: NDArray[np.float32],
    owner: NDArray[np.int32],
    wall_db: NDArray[np.float32],
    wall_var: NDArray[np.float32],
    per_m: float,
    coupling_db: float,
    h_cable: float,
    h_receiver: float,
    range_m: float,
    busy: NDArray[np.bool_],
    frame: tuple[float, float, float],
    loss_out: NDArray[np.float32],
    sigma_out: NDArray[np.float32],
    weight_out: NDArray[np.float32],
) -> None:
    up2 = (h_cable - h_receiver) * (h_cable - h_receiver)
    away_per_m = max(AWAY_DB_PER_M, 2.0 * per_m)
    for row in range(north.size):
        for column in range(east.size):
            x, y = east[column], north[row]
            nearest2 = np.inf
            for k in range(points.shape[0] - 1):
                distance2, _, _, _, _ = _foot(points, k, x, y)
                nearest2 = min(nearest2, distance2)
            if not nearest2 <= range_m * range_m:
                loss_out[row, column] = np.nan
                sigma_out[row, column] = np.nan
                weight_out[row, column] = np.nan
                continue
            nearest = np.sqrt(nearest2 + up2)
            best, best_x, best_y, way = np.inf, 0.0, 0.0, 0.0
            for k in range(points.shape[0] - 1):
                distance2, place, length, foot_x, foot_y = _foot(points, k, x, y)
                distance = np.sqrt(distance2 + up2)
                loss = per_m * (way + place) + 20.0 * np.log10(max(distance / REFERENCE_M, 1.0))
                loss += away_per_m * (distance - nearest)
                if loss < best:
                    best, best_x, best_y = loss, foot_x, foot_y
                way += length
            walls, variance = _walls(
                best_x, best_y, h_cable, x, y, h_receiver, height, owner, wall_db, wall_var, busy, frame
            )
            loss_out[row, column] = best + coupling_db + walls
            sigma_out[row, column] = np.sqrt(CABLE_SIGMA_DB * CABLE_SIGMA_DB + variance)
            weight_out[row, column] = 1.0 if walls > 0.0 else 0.0
