"""Path loss at a site: TR 38.901 joined with what is drawn on the map.

The blend (its evidence: a measured 3.5 GHz campus network, docs/formulas/blend.md; on incomplete maps a drawn line of
sight is not a real one, and trusting it costs 3 dB of error):

    s  = clip((nu + 0.78) / 1.58, 0, 1)                                    how much the drawn obstacles shadow
    surveyed map:  w  = s                                                  weight of NLOS: trust what is drawn
                   PL = max((1 - w) LOS + w NLOS,  min(LOS + J(nu), NLOS + 5 dB))
    sketched map:  w  = 1 - (1 - s) min(P_LOS, 4 dB / (NLOS - LOS))        4 dB: UMa, UMi; elsewhere without limit
                   PL = (1 - w) LOS + w NLOS + min(J(nu) / 5, 4 dB)

A sketch thus moves the NLOS median by 4 dB at most: down where the view is free and P_LOS agrees, up behind obstacles.
J > 0 begins where s does (nu > -0.78), so the loss is continuous in nu: no cliffs while dragging. The standard
deviation is that of the mixture: the two shadow fadings and, on a sketched map, the gap between LOS and NLOS that
nobody knows (`w (1 - w) (NLOS - LOS)²`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.model.network import EntryLossModel
from planner.model.site_map import Completeness
from planner.radio.entry_refine import MAX_DEPTH_M, refine_entry
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.itu_p526 import NU_FREE, exact_wavelength_m, knife_edge_loss_db
from planner.radio.itu_p833 import add_vegetation
from planner.radio.o2i import INDOOR_LOSS_DB_PER_M, entry_tables
from planner.radio.obstruction import Sweep
from planner.radio.parts import in_rows
from planner.radio.tr38901 import Scenario, los_probability, path_loss_los_db, path_loss_nlos_db, shadow_sigma_db

Floats = NDArray[np.float64]

#: A diffracted path may be this much worse than the NLOS median, dB (surveyed map).
DIFFRACTION_OVER_NLOS_DB = 5.0

#: How far a sketch may move the NLOS median, dB, and the share of J(nu) it counts with (measured: blend.md).
SKETCH_LIMIT_DB = 4.0
SKETCH_DIFFRACTION_WEIGHT = 0.2
#: Where the limit holds for free views: the built-up scenarios. P_LOS of the others speaks of open land and open halls,
#: and no measurement here contradicts it.
_BUILT_UP = frozenset({Scenario.UMA, Scenario.UMI})

_NU_STEP, _NU_MAX = 0.01, 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLossMap:
    """float32 [rows, columns], NaN out of range: median loss (dB), standard deviation (dB), weight of NLOS (0-1).

    blocked: 0 (in sight) to 1 as far as the map shows it: s of the module for outdoor cells, whatever a sketch is
    believed; for others the weight of NLOS.
    """

    path_loss_db: NDArray[np.float32]
    sigma_db: NDArray[np.float32]
    nlos_weight: NDArray[np.float32]
    blocked: NDArray[np.float32]


def free_view_limit_db(scenario: Scenario | str) -> float:
    """How far a free view on a sketched map may lower the NLOS loss, dB; infinite where P_LOS alone decides."""
    return SKETCH_LIMIT_DB if Scenario(scenario) in _BUILT_UP else float("inf")


def crown_share(scenario: Scenario | str, completeness: Completeness | str) -> float:
    """Part of the crowns' loss (P.833) that counts, 0 to 1.

    On a sketched map of a built-up place it counts like what else is drawn: the NLOS median was measured in streets and
    parks with their trees.
    """
    is_sketch = Completeness(completeness) is Completeness.SKETCHED
    return SKETCH_DIFFRACTION_WEIGHT if is_sketch and Scenario(scenario) in _BUILT_UP else 1.0


def nlos_weight(
    p_los: Any, nu: Any, completeness: Completeness | str, gap_db: Any = 0.0, limit_db: float = SKETCH_LIMIT_DB
) -> Floats:
    """Weight w of the NLOS formula, 0-1 (module docstring). p_los 0-1; nu of the equivalent edge, -inf without one.

    gap_db: NLOS - LOS, dB, not negative; limit_db: `free_view_limit_db`; both for sketched maps only.

    >>> float(nlos_weight(0.4, float("-inf"), "sketched")), float(nlos_weight(0.4, 2.0, "surveyed"))
    (0.6, 1.0)
    >>> float(nlos_weight(0.4, float("-inf"), "sketched", gap_db=20.0))
    0.8
    """
    s = np.clip((np.asarray(nu, dtype=np.float64) - NU_FREE) / 1.58, 0.0, 1.0)
    if Completeness(completeness) is Completeness.SURVEYED:
        return s
    p, gap = np.asarray(p_los, dtype=np.float64), np.asarray(gap_db, dtype=np.float64)
    believed = np.where(p * gap > limit_db, limit_db / np.where(gap > 0.0, gap, 1.0), p)
    return 1.0 - (1.0 - s) * believed


def combined_path_loss_db(
    pl_los_db: Any,
    pl_nlos_db: Any,
    p_los: Any,
    nu: Any,
    diffraction_db: Any,
    completeness: Completeness | str,
    limit_db: float = SKETCH_LIMIT_DB,
) -> Floats:
    """Site-specific median path loss in dB (module docstring); arrays broadcast.

    diffraction_db: J(nu), dB. pl_nlos_db must not be below pl_los_db. limit_db: `free_view_limit_db`.
    """
    los, nlos = np.asarray(pl_los_db, np.float64), np.asarray(pl_nlos_db, np.float64)
    w = nlos_weight(p_los, nu, completeness, nlos - los, limit_db)
    mixed = (1.0 - w) * los + w * nlos
    if Completeness(completeness) is Completeness.SURVEYED:
        return np.maximum(mixed, np.minimum(los + diffraction_db, nlos + DIFFRACTION_OVER_NLOS_DB))
    return mixed + np.minimum(SKETCH_DIFFRACTION_WEIGHT * np.asarray(diffraction_db), SKETCH_LIMIT_DB)


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
    entry_model: EntryLossModel | str = EntryLossModel.TR_38901,
    slab_db: NDArray[np.floating[Any]] | None = None,
    inner_walls_db: NDArray[np.float32] | None = None,
    threads: int = 1,
) -> PathLossMap:
    """Path loss of an outdoor cell to every pixel, receivers inside obstacles included.

    owner: `Surface.owner`; entry_classes: one `EntryClass` code per obstacle. antenna_m: (east, north). Heights are the
    sweep's. Pixels inside an obstacle get its entry loss: with TR 38.901 that of the outer wall and 0.5 dB per metre of
    depth (to `MAX_DEPTH_M`), or, where `inner_walls_db` (dB [rows, columns], what the drawn walls inside take away) is
    more, that instead of the depth; with P.2109 its median for the path's elevation, everything inside included.
    slab_db: loss of the outer wall of obstacles of class SLAB, dB [n]. Crowns on the way (`Sweep.vegetation_m`) come on
    top (P.833), on a sketched map of a built-up place a part of them (`crown_share`).
    """
    tables = distance_tables(
        grid, sweep, scenario, freq_ghz, antenna_m, (clutter_size_m, clutter_density, clutter_height_m)
    )
    loss, sigma, weight = empty_map(grid), empty_map(grid), empty_map(grid)
    east, north = offsets_m(grid, antenna_m)
    wall_db, wall_var = entry_tables(entry_classes, freq_ghz, entry_model, slab_db)
    sigma_los, sigma_nlos = shadow_sigma_db(scenario)
    at_tables = (
        tables,
        table_step_m(grid),
        np.float32(1.0 / np.sqrt(exact_wavelength_m(freq_ghz))),
        diffraction_table(),
        np.float32(sigma_los**2),
        np.float32(sigma_nlos**2),
        Completeness(completeness) is Completeness.SURVEYED,
        np.float32(free_view_limit_db(scenario)),
    )

    surveyed = Completeness(completeness) is Completeness.SURVEYED
    blocked = weight if surveyed else empty_map(grid)

    def rows(first: int, last: int) -> None:
        part = slice(first, last)
        if not surveyed:
            _shadowing(sweep.nu_at_1m[part], np.float32(1.0 / np.sqrt(exact_wavelength_m(freq_ghz))), blocked[part])
        _outdoor(
            east, north[part], sweep.nu_at_1m[part], sweep.depth_in_m[part], owner[part], wall_db, wall_var, *at_tables,
            loss[part], sigma[part], weight[part],
        )  # fmt: skip

    in_rows(rows, grid.rows, threads)
    refine_entry(
        loss,
        sweep,
        owner,
        entry_classes,
        east,
        north,
        freq_ghz=freq_ghz,
        model=entry_model,
        inner_walls_db=inner_walls_db,
    )
    if sweep.vegetation_m is not None:
        add_vegetation(loss, sigma, sweep.vegetation_m, freq_ghz, crown_share(scenario, completeness))
    return PathLossMap(path_loss_db=loss, sigma_db=sigma, nlos_weight=weight, blocked=blocked)


@njit(cache=True, nogil=True, error_model="numpy")
def _shadowing(nu_at_1m: NDArray[np.float32], nu_scale: np.float32, out: NDArray[np.float32]) -> None:
    """s of the module: how much the drawn obstacles shadow every pixel, 0 to 1; NaN out of range."""
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            nu = nu_at_1m[row, column] * nu_scale
            s = min(max((nu - np.float32(NU_FREE)) * np.float32(1.0 / 1.58), np.float32(0.0)), np.float32(1.0))
            out[row, column] = s if nu == nu else np.float32(np.nan)


def empty_map(grid: Grid) -> NDArray[np.float32]:
    """An uninitialised map, float32 [rows, columns]."""
    return np.empty(grid.shape, dtype=np.float32)


def offsets_m(grid: Grid, antenna_m: tuple[float, float]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """East [columns] and north [rows] offsets of the pixel centres from an antenna, m."""
    east = column_centres_m(grid) - antenna_m[0]
    north = row_centres_m(grid) - antenna_m[1]
    return east.astype(np.float32), north.astype(np.float32)


def table_step_m(grid: Grid) -> float:
    """Step of the tables by distance, m."""
    return min(grid.resolution_m / 4.0, 0.5)


def distance_tables(
    grid: Grid,
    sweep: Sweep,
    scenario: Scenario | str,
    freq_ghz: float,
    antenna_m: tuple[float, float],
    clutter: tuple[float | None, float | None, float | None],
) -> NDArray[np.float32]:
    """LOS loss, NLOS loss and P_LOS by horizontal distance, [n, 3]: the heights are constant, logarithms are dear."""
    east, north = offsets_m(grid, antenna_m)
    far = float(np.hypot(np.max(np.abs(east)), np.max(np.abs(north))))
    dist = np.arange(0.0, far + 3.0 * grid.resolution_m, table_step_m(grid))
    h_bs, h_ut = sweep.h_antenna_m, sweep.h_receiver_m
    size, density, height = clutter
    p_los = los_probability(
        scenario, dist, h_bs, h_ut, clutter_size_m=size, clutter_density=density, clutter_height_m=height
    )
    los = path_loss_los_db(scenario, dist, freq_ghz, h_bs, h_ut)
    nlos = path_loss_nlos_db(scenario, dist, freq_ghz, h_bs, h_ut)
    return np.ascontiguousarray(np.stack((los, nlos, p_los), axis=1), dtype=np.float32)


def diffraction_table() -> NDArray[np.float32]:
    """J(nu) in steps of nu, from where it begins, dB."""
    return knife_edge_loss_db(np.arange(NU_FREE, _NU_MAX, _NU_STEP)).astype(np.float32)


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def edge_loss_db(nu: np.float32, diffraction: NDArray[np.float32]) -> np.float32:
    """J(nu) in dB by `diffraction_table`."""
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
    limit_db: np.float32,
    loss_out: NDArray[np.float32],
    sigma_out: NDArray[np.float32],
    weight_out: NDArray[np.float32],
) -> None:
    """Row by row, in steps: those without look-ups and branches become vectors, which halves the time."""
    per_step = np.float32(1.0 / step_m)
    columns = east.size
    cell, part = np.empty(columns, dtype=np.int32), np.empty(columns, dtype=np.float32)
    los, nlos = np.empty(columns, dtype=np.float32), np.empty(columns, dtype=np.float32)
    p_los = np.empty(columns, dtype=np.float32)
    for row in range(nu_at_1m.shape[0]):
        nu, loss, variance = nu_at_1m[row], loss_out[row], sigma_out[row]
        for column in range(columns):
            q = np.sqrt(east[column] * east[column] + north[row] * north[row]) * per_step
            cell[column] = np.int32(q)
            part[column] = q - np.float32(np.int32(q))
        for column in range(columns):
            # unsigned: a signed index would have to be looked at for counting from the end
            i, f = np.uint32(cell[column]), part[column]
            j = i + np.uint32(1)
            los[column] = tables[i, 0] + f * (tables[j, 0] - tables[i, 0])
            nlos[column] = tables[i, 1] + f * (tables[j, 1] - tables[i, 1])
            p_los[column] = tables[i, 2] + f * (tables[j, 2] - tables[i, 2])
        _blend(nu, nu_scale, los, nlos, p_los, var_los, var_nlos, surveyed, limit_db, loss, variance, weight_out[row])
        for column in range(columns):
            shadow = nu[column] * nu_scale
            if shadow > np.float32(NU_FREE):
                edge = edge_loss_db(shadow, diffraction)
                if surveyed:
                    most = nlos[column] + np.float32(DIFFRACTION_OVER_NLOS_DB)
                    loss[column] = max(loss[column], min(los[column] + edge, most))
                else:
                    loss[column] += min(np.float32(SKETCH_DIFFRACTION_WEIGHT) * edge, np.float32(SKETCH_LIMIT_DB))
            inside = depth[row, column]
            if inside > np.float32(0.0):
                loss[column] += wall_db[owner[row, column]]
                loss[column] += np.float32(INDOOR_LOSS_DB_PER_M) * min(inside, np.float32(MAX_DEPTH_M))
                variance[column] += wall_var[owner[row, column]]
        _close(nu, loss, variance, weight_out[row])


@njit(nogil=True, error_model="numpy")
def _blend(
    nu_at_1m: NDArray[np.float32],
    nu_scale: np.float32,
    los: NDArray[np.float32],
    nlos: NDArray[np.float32],
    p_los: NDArray[np.float32],
    var_los: np.float32,
    var_nlos: np.float32,
    surveyed: bool,
    limit_db: np.float32,
    loss: NDArray[np.float32],
    variance: NDArray[np.float32],
    weight: NDArray[np.float32],
) -> None:
    """Loss without diffraction and buildings, variance and weight of NLOS of one row; figures where nu is none."""
    zero, one = np.float32(0.0), np.float32(1.0)
    for column in range(los.size):
        s = min(max((nu_at_1m[column] * nu_scale - np.float32(NU_FREE)) * np.float32(1.0 / 1.58), zero), one)
        gap = nlos[column] - los[column]
        p = limit_db / gap if p_los[column] * gap > limit_db else p_los[column]
        w = s if surveyed else one - (one - s) * p
        spread = var_los + w * (var_nlos - var_los)
        loss[column] = los[column] + w * gap
        variance[column] = spread if surveyed else spread + w * (one - w) * gap * gap
        weight[column] = w


@njit(nogil=True, error_model="numpy")
def _close(
    nu: NDArray[np.float32], loss: NDArray[np.float32], variance: NDArray[np.float32], weight: NDArray[np.float32]
) -> None:
    """The variance becomes the standard deviation; nothing where nu is none."""
    for column in range(nu.size):
        known = nu[column] == nu[column]
        loss[column] = loss[column] if known else np.float32(np.nan)
        variance[column] = np.sqrt(variance[column]) if known else np.float32(np.nan)
        weight[column] = weight[column] if known else np.float32(np.nan)
