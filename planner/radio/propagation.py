"""Path loss at a site: TR 38.901 joined with what is drawn on the map.

The blend (its evidence: a measured 3.5 GHz campus network, 13,133 bins; on incomplete maps a drawn line of sight is not
a real one, and trusting it costs 3 dB of error):

    s  = clip((nu + 0.78) / 1.58, 0, 1)                      how much the drawn obstacles shadow
    w  = (1 - P_LOS) + P_LOS s     (sketched map)            weight of NLOS
    w  = s                         (surveyed map: trust what is drawn)
    PL = max((1 - w) LOS + w NLOS,  min(LOS + J(nu), NLOS + 5 dB))

The second term acts wherever J > 0 (nu > -0.78), so the loss is continuous in nu: no cliffs while dragging.
The standard deviation is that of the mixture: the two shadow fadings and, on a sketched map, the gap between LOS and
NLOS that nobody knows (`w (1 - w) (NLOS - LOS)²`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.model.site_map import Completeness
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.itu_p526 import NU_FREE, exact_wavelength_m, knife_edge_loss_db
from planner.radio.o2i import INDOOR_LOSS_DB_PER_M, EntryClass, o2i_sigma_db, wall_loss_db
from planner.radio.obstruction import Sweep
from planner.radio.tr38901 import Scenario, los_probability, path_loss_los_db, path_loss_nlos_db, shadow_sigma_db

Floats = NDArray[np.float64]

#: A diffracted path may be this much worse than the NLOS median, dB.
DIFFRACTION_OVER_NLOS_DB = 5.0

#: Depth into a building beyond which the loss no longer grows, m (TR 38.901 draws depths up to 25 m; assumption).
MAX_DEPTH_M = 50.0

#: Most an obstacle may add to an indoor cell's signal outside its building, dB (assumption: paths around exist).
MAX_INDOOR_CELL_DIFFRACTION_DB = 20.0

_NU_STEP, _NU_MAX = 0.01, 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLossMap:
    """float32 [rows, columns], NaN out of range: median loss (dB), standard deviation (dB), weight of NLOS (0-1)."""

    path_loss_db: NDArray[np.float32]
    sigma_db: NDArray[np.float32]
    nlos_weight: NDArray[np.float32]


def nlos_weight(p_los: Any, nu: Any, completeness: Completeness | str) -> Floats:
    """Weight w of the NLOS formula, 0-1 (module docstring). p_los 0-1; nu of the equivalent edge, -inf without one.

    >>> float(nlos_weight(0.4, float("-inf"), "sketched")), float(nlos_weight(0.4, 2.0, "surveyed"))
    (0.6, 1.0)
    """
    s = np.clip((np.asarray(nu, dtype=np.float64) - NU_FREE) / 1.58, 0.0, 1.0)
    if Completeness(completeness) is Completeness.SURVEYED:
        return s
    p = np.asarray(p_los, dtype=np.float64)
    return (1.0 - p) + p * s


def combined_path_loss_db(
    pl_los_db: Any, pl_nlos_db: Any, p_los: Any, nu: Any, diffraction_db: Any, completeness: Completeness | str
) -> Floats:
    """Site-specific median path loss in dB (module docstring); arrays broadcast.

    diffraction_db: J(nu), dB. pl_nlos_db must not be below pl_los_db.
    """
    los, nlos = np.asarray(pl_los_db, np.float64), np.asarray(pl_nlos_db, np.float64)
    w = nlos_weight(p_los, nu, completeness)
    diffracted = np.minimum(los + diffraction_db, nlos + DIFFRACTION_OVER_NLOS_DB)
    return np.maximum((1.0 - w) * los + w * nlos, diffracted)


def path_loss_map(
    grid: Grid,
    sweep: Sweep,
    owner: NDArray[np.int32],
    entry_classes: NDArray[np.integer[Any]],
    *,
    scenario: Scenario | str,
    freq_ghz: float,
    antenna_m: tuple[float, float],
    completeness: Completeness | str,
    clutter_size_m: float | None = None,
    clutter_density: float | None = None,
    clutter_height_m: float | None = None,
) -> PathLossMap:
    """Path loss of an outdoor cell to every pixel, receivers inside obstacles included.

    owner: `Surface.owner`; entry_classes: one `EntryClass` code per obstacle. antenna_m: (east, north). Heights are the
    sweep's. Pixels inside an obstacle get its entry loss and 0.5 dB per metre of depth (to `MAX_DEPTH_M`).
    """
    tables = _distance_tables(
        grid, sweep, scenario, freq_ghz, antenna_m, (clutter_size_m, clutter_density, clutter_height_m)
    )
    loss, sigma, weight = _empty(grid), _empty(grid), _empty(grid)
    east, north = _geometry(grid, antenna_m)
    wall_db, wall_var = _entry_tables(entry_classes, freq_ghz)
    sigma_los, sigma_nlos = shadow_sigma_db(scenario)
    _outdoor(
        east,
        north,
        sweep.nu_at_1m,
        sweep.depth_in_m,
        owner,
        wall_db,
        wall_var,
        tables,
        _table_step_m(grid),
        np.float32(1.0 / np.sqrt(exact_wavelength_m(freq_ghz))),
        _diffraction_table(),
        np.float32(sigma_los**2),
        np.float32(sigma_nlos**2),
        Completeness(completeness) is Completeness.SURVEYED,
        loss,
        sigma,
        weight,
    )
    return PathLossMap(path_loss_db=loss, sigma_db=sigma, nlos_weight=weight)


def indoor_path_loss_map(
    grid: Grid,
    sweep: Sweep,
    owner: NDArray[np.int32],
    entry_classes: NDArray[np.integer[Any]],
    building: int,
    *,
    scenario: Scenario | str,
    freq_ghz: float,
    antenna_m: tuple[float, float],
    clutter_size_m: float | None = None,
    clutter_density: float | None = None,
    clutter_height_m: float | None = None,
) -> PathLossMap:
    """Path loss of an indoor cell (InH, InF) standing in obstacle `building`.

    Inside the building: LOS and NLOS weighted by P_LOS, since nobody draws partitions. Outside: the same formula over
    the whole distance plus the outer wall, plus J(nu) of what stands in between (at most 20 dB), plus the entry loss
    and depth of another building the receiver is in. Coarse: what leaks out matters as interference, not as service.
    """
    tables = _distance_tables(
        grid, sweep, scenario, freq_ghz, antenna_m, (clutter_size_m, clutter_density, clutter_height_m)
    )
    loss, sigma, weight = _empty(grid), _empty(grid), _empty(grid)
    east, north = _geometry(grid, antenna_m)
    wall_db, wall_var = _entry_tables(entry_classes, freq_ghz)
    sigma_los, sigma_nlos = shadow_sigma_db(scenario)
    _indoor(
        east,
        north,
        sweep.nu_at_1m,
        sweep.depth_in_m,
        owner,
        wall_db,
        wall_var,
        building,
        tables,
        _table_step_m(grid),
        np.float32(1.0 / np.sqrt(exact_wavelength_m(freq_ghz))),
        _diffraction_table(),
        np.float32(sigma_los**2),
        np.float32(sigma_nlos**2),
        loss,
        sigma,
        weight,
    )
    return PathLossMap(path_loss_db=loss, sigma_db=sigma, nlos_weight=weight)


def _empty(grid: Grid) -> NDArray[np.float32]:
    return np.empty(grid.shape, dtype=np.float32)


def _geometry(grid: Grid, antenna_m: tuple[float, float]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    east = column_centres_m(grid) - antenna_m[0]
    north = row_centres_m(grid) - antenna_m[1]
    return east.astype(np.float32), north.astype(np.float32)


def _table_step_m(grid: Grid) -> float:
    return min(grid.resolution_m / 4.0, 0.5)


def _distance_tables(
    grid: Grid,
    sweep: Sweep,
    scenario: Scenario | str,
    freq_ghz: float,
    antenna_m: tuple[float, float],
    clutter: tuple[float | None, float | None, float | None],
) -> NDArray[np.float32]:
    """LOS loss, NLOS loss and P_LOS by horizontal distance, [n, 3]: the heights are constant, logarithms are dear."""
    east, north = _geometry(grid, antenna_m)
    far = float(np.hypot(np.max(np.abs(east)), np.max(np.abs(north))))
    dist = np.arange(0.0, far + 3.0 * grid.resolution_m, _table_step_m(grid))
    h_bs, h_ut = sweep.h_antenna_m, sweep.h_receiver_m
    size, density, height = clutter
    p_los = los_probability(
        scenario, dist, h_bs, h_ut, clutter_size_m=size, clutter_density=density, clutter_height_m=height
    )
    los = path_loss_los_db(scenario, dist, freq_ghz, h_bs, h_ut)
    nlos = path_loss_nlos_db(scenario, dist, freq_ghz, h_bs, h_ut)
    return np.ascontiguousarray(np.stack((los, nlos, p_los), axis=1), dtype=np.float32)


def _diffraction_table() -> NDArray[np.float32]:
    return knife_edge_loss_db(np.arange(NU_FREE, _NU_MAX, _NU_STEP)).astype(np.float32)


def _entry_tables(
    entry_classes: NDArray[np.integer[Any]], freq_ghz: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Wall loss (dB) and variance (dB²) per obstacle; one spare entry at the end for owner -1."""
    losses = np.array([wall_loss_db(freq_ghz, code) for code in EntryClass], dtype=np.float32)
    variances = np.array([o2i_sigma_db(code) ** 2 for code in EntryClass], dtype=np.float32)
    codes = np.append(np.asarray(entry_classes, dtype=np.int64), int(EntryClass.OPEN))
    return losses[codes], variances[codes]


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _edge_loss(nu: np.float32, diffraction: NDArray[np.float32]) -> np.float32:
    position = (nu - np.float32(NU_FREE)) * np.float32(1.0 / _NU_STEP)
    if not position > np.float32(0.0):
        return np.float32(0.0)
    last = diffraction.size - 1
    if position >= np.float32(last):
        return diffraction[last]
    k = np.int32(position)
    return diffraction[k] + (position - np.float32(k)) * (diffraction[k + 1] - diffraction[k])


@njit(cache=True, nogil=True, error_model="numpy")
def _outdoor(
    east: NDArray[np.float32],
    north: NDArray[np.float32],
    nu_at_1m: NDArray[np.float32],
    depth: NDArray[np.float32],
    owner: NDArray[np.int32],
    wall_db: NDArray[np.float32],
    wall_var: NDArray[np.float32],
    tables: NDArray[np.float32],
    step_m: float,
    nu_scale: np.float32,
    diffraction: NDArray[np.float32],
    var_los: np.float32,
    var_nlos: np.float32,
    surveyed: bool,
    loss_out: NDArray[np.float32],
    sigma_out: NDArray[np.float32],
    weight_out: NDArray[np.float32],
) -> None:
    per_step = np.float32(1.0 / step_m)
    zero, one = np.float32(0.0), np.float32(1.0)
    for row in range(nu_at_1m.shape[0]):
        for column in range(nu_at_1m.shape[1]):
            nu = nu_at_1m[row, column] * nu_scale
            if np.isnan(nu):
                loss_out[row, column] = np.nan
                sigma_out[row, column] = np.nan
                weight_out[row, column] = np.nan
                continue
            q = np.sqrt(east[column] * east[column] + north[row] * north[row]) * per_step
            i = np.int32(q)
            f = q - np.float32(i)
            los = tables[i, 0] + f * (tables[i + 1, 0] - tables[i, 0])
            nlos = tables[i, 1] + f * (tables[i + 1, 1] - tables[i, 1])
            s = min(max((nu - np.float32(NU_FREE)) * np.float32(1.0 / 1.58), zero), one)
            w = s
            if not surveyed:
                p = tables[i, 2] + f * (tables[i + 1, 2] - tables[i, 2])
                w = (one - p) + p * s
            loss = los + w * (nlos - los)
            variance = var_los + w * (var_nlos - var_los)
            if not surveyed:
                variance += w * (one - w) * (nlos - los) * (nlos - los)
            if s > zero:
                edge = _edge_loss(nu, diffraction)
                loss = max(loss, min(los + edge, nlos + np.float32(DIFFRACTION_OVER_NLOS_DB)))
            inside = depth[row, column]
            if inside > zero:
                loss += wall_db[owner[row, column]]
                loss += np.float32(INDOOR_LOSS_DB_PER_M) * min(inside, np.float32(MAX_DEPTH_M))
                variance += wall_var[owner[row, column]]
            loss_out[row, column] = loss
            sigma_out[row, column] = np.sqrt(variance)
            weight_out[row, column] = w


@njit(cache=True, nogil=True, error_model="numpy")
def _indoor(
    east: NDArray[np.float32],
    north: NDArray[np.float32],
    nu_at_1m: NDArray[np.float32],
    depth: NDArray[np.float32],
    owner: NDArray[np.int32],
    wall_db: NDArray[np.float32],
    wall_var: NDArray[np.float32],
    building: int,
    tables: NDArray[np.float32],
    step_m: float,
    nu_scale: np.float32,
    diffraction: NDArray[np.float32],
    var_los: np.float32,
    var_nlos: np.float32,
    loss_out: NDArray[np.float32],
    sigma_out: NDArray[np.float32],
    weight_out: NDArray[np.float32],
) -> None:
    per_step = np.float32(1.0 / step_m)
    one = np.float32(1.0)
    for row in range(nu_at_1m.shape[0]):
        for column in range(nu_at_1m.shape[1]):
            nu = nu_at_1m[row, column] * nu_scale
            if np.isnan(nu):
                loss_out[row, column] = np.nan
                sigma_out[row, column] = np.nan
                weight_out[row, column] = np.nan
                continue
            q = np.sqrt(east[column] * east[column] + north[row] * north[row]) * per_step
            i = np.int32(q)
            f = q - np.float32(i)
            los = tables[i, 0] + f * (tables[i + 1, 0] - tables[i, 0])
            nlos = tables[i, 1] + f * (tables[i + 1, 1] - tables[i, 1])
            w = one - (tables[i, 2] + f * (tables[i + 1, 2] - tables[i, 2]))
            loss = los + w * (nlos - los)
            variance = var_los + w * (var_nlos - var_los) + w * (one - w) * (nlos - los) * (nlos - los)
            here = owner[row, column]
            if here != building:
                loss += wall_db[building] + min(_edge_loss(nu, diffraction), np.float32(MAX_INDOOR_CELL_DIFFRACTION_DB))
                variance += wall_var[building]
                if depth[row, column] > np.float32(0.0):
                    loss += wall_db[here]
                    loss += np.float32(INDOOR_LOSS_DB_PER_M) * min(depth[row, column], np.float32(MAX_DEPTH_M))
                    variance += wall_var[here]
            loss_out[row, column] = loss
            sigma_out[row, column] = np.sqrt(variance)
            weight_out[row, column] = w
