"""The path loss of one cell at one pixel, part by part: sight, obstacles, trees, walls, the way inside."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.engine.indoor_stage import IndoorPath, indoor_path, slab_losses_db, walls_from_outside
from planner.engine.point_types import BudgetRow, RowKind
from planner.engine.radio_stage import path_loss, path_loss_key, sweep_of
from planner.engine.terrain_stage import Terrain
from planner.errors import Param
from planner.model.carriers import carrier_ghz
from planner.model.catalogue import Catalogue
from planner.model.network import Cell, EntryLossModel, Site
from planner.model.project import Project
from planner.model.site_map import Completeness
from planner.radio.grid import Grid
from planner.radio.indoor import indoor_path_loss_map
from planner.radio.itu_p526 import exact_wavelength_m, knife_edge_loss_db
from planner.radio.obstruction import Sweep
from planner.radio.propagation import PathLossMap, path_loss_map
from planner.radio.tr38901 import los_probability, path_loss_los_db, path_loss_nlos_db

Pixel = tuple[int, int]
Floats32 = NDArray[np.float32]

PATH_LOSS_CLAUSE = "3GPP TR 38.901 7.4.1"
LOS_CLAUSE = "3GPP TR 38.901 7.4.2"
ENTRY_CLAUSES = {EntryLossModel.TR_38901: "3GPP TR 38.901 7.4.3", EntryLossModel.P2109: "ITU-R P.2109"}
DIFFRACTION_CLAUSE = "ITU-R P.526 4.1, 4.5.1"
VEGETATION_CLAUSE = "ITU-R P.833"
WALLS_CLAUSE = "ITU-R P.2040"
CABLE_CLAUSE = "IEC 61196-4"
#: A part below this isn't worth a row, dB.
LEAST_DB = 5e-4
#: Deep enough to be inside, too shallow to count, m.
_JUST_INSIDE_M = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A path loss taken apart, dB: `los_db` in sight, `free_db` with nothing drawn, then what is added to it.

    obstruction_db: by what stands between; trees_db: by crowns; indoor_db: by walls and the way inside. `loss_db` is
    the whole. nu: of the equivalent edge, -inf without one.
    """

    rows: tuple[BudgetRow, ...]
    los_db: float
    free_db: float
    obstruction_db: float
    trees_db: float
    indoor_db: float
    loss_db: float
    nu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _On:
    """What of the path is switched on. owner: the obstacle the pixel counts as being in."""

    owner: int
    nu_at_1m: float = -np.inf
    depth_m: float = 0.0
    trees: bool = False
    walls: bool = False


def term(code: str, contribution_db: float, unit: str, source: str = "", **params: Param) -> BudgetRow:
    """A term from what it adds to the sum, written as a positive figure."""
    sign = 1 if contribution_db > 0.0 else -1
    return BudgetRow(code=code, value=abs(contribution_db), unit=unit, sign=sign, source=source, params=params)


def detail(code: str, value: float, unit: str, source: str = "") -> BudgetRow:
    """A figure that explains."""
    return BudgetRow(code=code, value=value, unit=unit, kind=RowKind.DETAIL, source=source)


def lossy_path(
    cell: Cell,
    site: Site,
    height_m: float,
    project: Project,
    ground: Terrain,
    catalogue: Catalogue,
    cache: EngineCache,
    pixel: Pixel,
    dist_2d_m: float,
) -> Loss:
    """The loss from a cell's antenna at a site to a pixel of the map, dist_2d_m away."""
    if catalogue.antennas[cell.antenna].kind == "cable":
        whole = float(path_loss(cell, site, height_m, project, ground, catalogue, cache)[0].path_loss_db[pixel])
        row = term("budget-cable", -whole, "dB", CABLE_CLAUSE)
        return Loss(
            rows=(row,), los_db=whole, free_db=whole, obstruction_db=0.0, trees_db=0.0, indoor_db=0.0,
            loss_db=whole, nu=-np.inf,
        )  # fmt: skip
    sweep = sweep_of(cell, site, height_m, project, ground, cache)[0]
    freq_ghz = carrier_ghz(cell, catalogue.bands[cell.band])
    key = path_loss_key(cell, site, height_m, project, ground, catalogue)
    indoor = cache.get(
        "point-indoor", key, lambda: indoor_path(cell, site, height_m, project, ground, catalogue, freq_ghz)
    )
    walls = indoor.walls_db if indoor is not None else cache.get(
        "point-walls", key, lambda: walls_from_outside(cell, site, height_m, project, ground, catalogue, freq_ghz)
    )  # fmt: skip
    run = _kernel(cell, site, project, ground, freq_ghz, sweep, pixel, indoor, walls)
    return _taken_apart(cell, project, ground, freq_ghz, sweep, pixel, indoor, run, dist_2d_m)


def _taken_apart(
    cell: Cell,
    project: Project,
    ground: Terrain,
    freq_ghz: float,
    sweep: Sweep,
    pixel: Pixel,
    indoor: IndoorPath | None,
    run: Callable[[_On], tuple[float, float]],
    dist_2d_m: float,
) -> Loss:
    """One thing after another is switched on; each row is the difference it makes."""
    heights, here = (sweep.h_antenna_m, sweep.h_receiver_m), int(ground.surface.owner[pixel])
    nu_at_1m, depth_m = float(sweep.nu_at_1m[pixel]), float(sweep.depth_in_m[pixel])
    at_home = indoor is not None and here == indoor.building
    state = _On(owner=-1 if indoor is None else indoor.building)
    free, weight = run(state)
    los = float(path_loss_los_db(cell.scenario, dist_2d_m, freq_ghz, *heights))
    if weight < 1e-6:
        los = free  # the map reads its losses from a table by distance
    rows = [
        term("budget-path-loss-los", -los, "dB", PATH_LOSS_CLAUSE, scenario=cell.scenario.value),
        *_formula_rows(cell, project, freq_ghz, heights, indoor, dist_2d_m),
    ]
    entry_clause = ENTRY_CLAUSES[EntryLossModel(project.settings.entry_loss_model)]
    reached, parts = free, dict[str, float]()

    def add(code: str, on: _On, clause: str, **params: Param) -> _On:
        nonlocal reached, weight
        loss, weight = run(on)
        parts[code] = loss - reached
        if abs(parts[code]) >= LEAST_DB:
            rows.append(term(code, reached - loss, "dB", clause, **params))
        reached = loss
        return on

    parts["budget-nlos-share"] = free - los
    if abs(free - los) >= LEAST_DB:
        rows.append(term("budget-nlos-share", los - free, "dB", PATH_LOSS_CLAUSE))
    if indoor is not None:
        state = add("budget-inner-walls", replace(state, walls=True), WALLS_CLAUSE)
        state = add("budget-own-wall", replace(state, owner=here), entry_clause)
    state = add("budget-obstruction", replace(state, owner=here, nu_at_1m=nu_at_1m), DIFFRACTION_CLAUSE)
    rows += _edge_rows(nu_at_1m, freq_ghz, weight)
    state = add("budget-vegetation", replace(state, trees=True), VEGETATION_CLAUSE)
    if depth_m > 0.0 and not at_home:
        state = add("budget-entry", replace(state, depth_m=_JUST_INSIDE_M), entry_clause)
        state = add("budget-depth", replace(state, depth_m=depth_m), entry_clause, depth_m=round(depth_m, 1))
        if indoor is None:
            add("budget-inner-walls", replace(state, walls=True), WALLS_CLAUSE)
    rows.append(detail("budget-path-loss", reached, "dB"))
    inside = ("budget-inner-walls", "budget-own-wall", "budget-entry", "budget-depth")
    return Loss(
        rows=tuple(rows),
        los_db=los,
        free_db=free,
        obstruction_db=parts["budget-obstruction"],
        trees_db=parts["budget-vegetation"],
        indoor_db=sum(parts.get(code, 0.0) for code in inside),
        loss_db=reached,
        nu=nu_at_1m / float(np.sqrt(exact_wavelength_m(freq_ghz))),
    )


def _formula_rows(
    cell: Cell,
    project: Project,
    freq_ghz: float,
    heights: tuple[float, float],
    indoor: IndoorPath | None,
    dist_2d_m: float,
) -> list[BudgetRow]:
    """The formula out of sight beside that in sight, and how likely sight is where that decides."""
    nlos = float(path_loss_nlos_db(cell.scenario, dist_2d_m, freq_ghz, *heights))
    rows = [detail("budget-path-loss-nlos", nlos, "dB", PATH_LOSS_CLAUSE)]
    if indoor is None and project.site_map.completeness is Completeness.SURVEYED:
        return rows
    clutter = indoor.clutter if indoor is not None else None
    likely = los_probability(
        cell.scenario,
        dist_2d_m,
        *heights,
        clutter_size_m=clutter.size_m if clutter else None,
        clutter_density=clutter.density if clutter else None,
        clutter_height_m=clutter.height_m if clutter else None,
    )
    return [*rows, detail("budget-los-probability", float(likely) * 100.0, "%", LOS_CLAUSE)]


def _edge_rows(nu_at_1m: float, freq_ghz: float, weight: float) -> list[BudgetRow]:
    rows = [detail("budget-nlos-weight", weight * 100.0, "%")]
    nu = nu_at_1m / float(np.sqrt(exact_wavelength_m(freq_ghz)))
    if np.isfinite(nu):
        rows.append(detail("budget-nu", nu, "", DIFFRACTION_CLAUSE))
        rows.append(detail("budget-knife-edge", float(knife_edge_loss_db(nu)), "dB", DIFFRACTION_CLAUSE))
    return rows


def _kernel(
    cell: Cell,
    site: Site,
    project: Project,
    ground: Terrain,
    freq_ghz: float,
    sweep: Sweep,
    pixel: Pixel,
    indoor: IndoorPath | None,
    walls_db: Floats32 | None,
) -> Callable[[_On], tuple[float, float]]:
    """The map's path loss of the pixel with some of it switched on: loss in dB and weight of NLOS."""
    row, column = pixel
    crop = (slice(row, row + 1), slice(column, column + 1))
    grid = _pixel_grid(ground.grid, pixel)
    slabs = slab_losses_db(ground, freq_ghz)
    trees = None if sweep.vegetation_m is None else sweep.vegetation_m[crop].copy()
    walls = None if walls_db is None else np.ascontiguousarray(walls_db[crop])
    clutter = indoor.clutter if indoor is not None else None
    settings, completeness = project.settings, project.site_map.completeness

    def run(on: _On) -> tuple[float, float]:
        one = replace(
            sweep,
            nu_at_1m=np.array([[on.nu_at_1m]], dtype=np.float32),
            depth_in_m=np.array([[on.depth_m]], dtype=np.float32),
            vegetation_m=trees if on.trees else None,
        )
        owners = np.array([[on.owner]], dtype=np.int32)
        found: PathLossMap
        if indoor is not None:
            found = indoor_path_loss_map(
                grid, one, owners, ground.entry_classes, indoor.building,
                scenario=cell.scenario, freq_ghz=freq_ghz, antenna_m=site.position, completeness=completeness,
                clutter_size_m=clutter.size_m if clutter else None,
                clutter_density=clutter.density if clutter else None,
                clutter_height_m=clutter.height_m if clutter else None,
                entry_model=settings.entry_loss_model, slab_db=slabs,
                wall_loss_db=walls if on.walls else None, floors_between=indoor.floors if on.walls else 0,
            )  # fmt: skip
        else:
            found = path_loss_map(
                grid, one, owners, ground.entry_classes,
                scenario=cell.scenario, freq_ghz=freq_ghz, antenna_m=site.position, completeness=completeness,
                entry_model=settings.entry_loss_model, slab_db=slabs, inner_walls_db=walls if on.walls else None,
            )  # fmt: skip
        return float(found.path_loss_db[0, 0]), float(found.nlos_weight[0, 0])

    return run


def _pixel_grid(grid: Grid, pixel: Pixel) -> Grid:
    row, column = pixel
    return replace(
        grid,
        west_m=grid.west_m + column * grid.resolution_m,
        south_m=grid.south_m + (grid.rows - 1 - row) * grid.resolution_m,
        columns=1,
        rows=1,
    )
