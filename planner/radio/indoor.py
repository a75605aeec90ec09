"""Path loss of an indoor cell: TR 38.901's InH and InF with the walls and floors that are drawn in its building.

Nobody has drawn partitions: mix = P_LOS LOS + (1 - P_LOS) NLOS. With drawn walls (a `wall_loss_map`) the walls and the
statistics must not be counted twice, and what NLOS stands for decides:

    office (InH), surveyed map:   min(LOS + walls, NLOS + 10 dB)             NLOS *is* walls: the drawn ones replace it
    office (InH), sketched map:   max(mix, min(LOS + walls, NLOS + 10 dB))   walls may be missing: never better than mix
    hall (InF):                   min(mix + walls, NLOS + 30 dB)             NLOS is machines and racks: walls on top

10 dB over the NLOS median of an office is a little more than its standard deviation: past that, doors and corridors
carry more than the straight line. A hall's NLOS lies only 3-15 dB above LOS and knows no walls, so a wall between two
halls counts up to 30 dB, where gates and roofs take over. Floors between antenna and receiver add their own loss
(`floors_loss_db`).

Outside the building the same loss over the whole distance and the outer wall, J(nu) of what stands in between (at most
20 dB), and the entry loss of another building the receiver is in. Coarse: what leaks out matters as interference, not
as service. For the same reason P.2109 counts there without its elevation term.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.model.network import EntryLossModel
from planner.model.site_map import Completeness
from planner.radio.entry_refine import MAX_DEPTH_M
from planner.radio.grid import Grid
from planner.radio.itu_p526 import exact_wavelength_m
from planner.radio.itu_p833 import add_vegetation
from planner.radio.multi_wall import floors_loss_db
from planner.radio.o2i import INDOOR_LOSS_DB_PER_M, P2109_TYPE, EntryClass, entry_tables
from planner.radio.obstruction import Sweep
from planner.radio.propagation import (
    PathLossMap,
    diffraction_table,
    distance_tables,
    edge_loss_db,
    empty_map,
    offsets_m,
    table_step_m,
)
from planner.radio.tr38901 import Scenario, shadow_sigma_db

#: Most an obstacle may add to an indoor cell's signal outside its building, dB (assumption: paths around exist).
MAX_INDOOR_CELL_DIFFRACTION_DB = 20.0

#: How much worse than the NLOS median drawn walls may make a path in an office and in a hall, dB (module docstring;
#: assumptions).
OFFICE_OVER_NLOS_DB, HALL_OVER_NLOS_DB = 10.0, 30.0

#: Scenarios whose NLOS stands for partitions.
_OFFICES = frozenset({Scenario.INH, Scenario.INH_OPEN})


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
    completeness: Completeness | str = Completeness.SKETCHED,
    clutter_size_m: float | None = None,
    clutter_density: float | None = None,
    clutter_height_m: float | None = None,
    entry_model: EntryLossModel | str = EntryLossModel.TR_38901,
    slab_db: NDArray[np.floating[Any]] | None = None,
    wall_loss_db: NDArray[np.float32] | None = None,
    floors_between: int = 0,
) -> PathLossMap:
    """Path loss of an indoor cell standing in obstacle `building`, to every pixel (module docstring).

    owner: `Surface.owner`; entry_classes [n], slab_db [n] as for `path_loss_map`. wall_loss_db: `wall_loss_map` of the
    building's walls, dB [rows, columns]; None where nobody has drawn any. floors_between: floors between the antenna
    and receivers inside this building (`planner.radio.multi_wall.floors_between`).
    """
    tables = distance_tables(
        grid, sweep, scenario, freq_ghz, antenna_m, (clutter_size_m, clutter_density, clutter_height_m)
    )
    loss, sigma, weight = empty_map(grid), empty_map(grid), empty_map(grid)
    east, north = offsets_m(grid, antenna_m)
    wall_db, wall_var = entry_tables(entry_classes, freq_ghz, entry_model, slab_db)
    sigma_los, sigma_nlos = shadow_sigma_db(scenario)
    _indoor(
        east,
        north,
        sweep.nu_at_1m,
        sweep.depth_in_m,
        owner,
        wall_db,
        wall_var,
        _depth_rate(entry_classes, entry_model),
        building,
        tables,
        table_step_m(grid),
        np.float32(1.0 / np.sqrt(exact_wavelength_m(freq_ghz))),
        diffraction_table(),
        np.float32(sigma_los**2),
        np.float32(sigma_nlos**2),
        np.zeros((0, 0), dtype=np.float32) if wall_loss_db is None else wall_loss_db,
        Scenario(scenario) in _OFFICES,
        Completeness(completeness) is Completeness.SURVEYED,
        np.float32(floors_loss_db(floors_between)),
        loss,
        sigma,
        weight,
    )
    if sweep.vegetation_m is not None:
        add_vegetation(loss, sigma, sweep.vegetation_m, freq_ghz)
    return PathLossMap(path_loss_db=loss, sigma_db=sigma, nlos_weight=weight, blocked=weight)


def _depth_rate(entry_classes: NDArray[np.integer[Any]], entry_model: EntryLossModel | str) -> NDArray[np.float32]:
    """Loss per metre inside each obstacle, dB/m [n + 1]: none where P.2109's figure holds it already."""
    free = P2109_TYPE if EntryLossModel(entry_model) is EntryLossModel.P2109 else {}
    rates = np.array([0.0 if kind in free else INDOOR_LOSS_DB_PER_M for kind in EntryClass], dtype=np.float32)
    return rates[np.append(np.asarray(entry_classes, dtype=np.int64), int(EntryClass.OPEN))]


@njit(cache=True, nogil=True, error_model="numpy")
def _indoor(
    east: NDArray[np.float32],
    north: NDArray[np.float32],
    nu_at_1m: NDArray[np.float32],
    depth: NDArray[np.float32],
    owner: NDArray[np.int32],
    wall_db: NDArray[np.float32],
    wall_var: NDArray[np.float32],
    depth_rate: NDArray[np.float32],
    building: int,
    tables: NDArray[np.float32],
    step_m: float,
    nu_scale: np.float32,
    diffraction: NDArray[np.float32],
    var_los: np.float32,
    var_nlos: np.float32,
    inner_db: NDArray[np.float32],
    office: bool,
    surveyed: bool,
    floors_db: np.float32,
    loss_out: NDArray[np.float32],
    sigma_out: NDArray[np.float32],
    weight_out: NDArray[np.float32],
) -> None:
    per_step = np.float32(1.0 / step_m)
    zero, one = np.float32(0.0), np.float32(1.0)
    drawn = inner_db.size > 0
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
            gap = nlos - los
            w = one - (tables[i, 2] + f * (tables[i + 1, 2] - tables[i, 2]))
            known = drawn and office and surveyed
            if known:
                w = zero
            loss = los + w * gap
            if drawn and inner_db[row, column] > zero:
                if office:
                    most = nlos + np.float32(OFFICE_OVER_NLOS_DB)
                    loss = max(loss, min(los + inner_db[row, column], most))
                    w = max(w, min((loss - los) / gap, one) if gap > zero else one)
                else:
                    loss = min(loss + inner_db[row, column], nlos + np.float32(HALL_OVER_NLOS_DB))
            variance = var_los + w * (var_nlos - var_los)
            if not known:
                variance += w * (one - w) * gap * gap
            here = owner[row, column]
            if here == building:
                loss += floors_db
            else:
                loss += wall_db[building]
                loss += min(edge_loss_db(nu, diffraction), np.float32(MAX_INDOOR_CELL_DIFFRACTION_DB))
                variance += wall_var[building]
                if depth[row, column] > zero:
                    loss += wall_db[here] + depth_rate[here] * min(depth[row, column], np.float32(MAX_DEPTH_M))
                    variance += wall_var[here]
            loss_out[row, column] = loss
            sigma_out[row, column] = np.sqrt(variance)
            weight_out[row, column] = w
