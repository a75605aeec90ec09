"""The report about one place: its link budget both ways, what limits it, and which antenna it hangs on.

Figures are those of the maps: the same functions, the same remembered sweeps and losses, the loads of the results.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from planner.engine.cache import EngineCache
from planner.engine.cells import MINIMUM_RSRP_DBM, RadioPlan, band_order, radio_plan, terminal_radio
from planner.engine.point_budget import downlink_rows, uplink_rows
from planner.engine.point_causes import PointCase, causes_of, no_cell_cause
from planner.engine.point_figures import (
    PointState,
    dl_at_mbps,
    interferers_dbm,
    sinr_at_db,
    ul_at_mbps,
    ul_level_dbm,
)
from planner.engine.point_loss import Pixel
from planner.engine.point_path import Path, path_of, strongest_site
from planner.engine.point_types import BudgetRow, Cause, CellAtPoint, Place, PointReport, RowKind
from planner.engine.radio_stage import CellMap, cell_map
from planner.engine.results import Results
from planner.engine.sound import sound_project
from planner.engine.terrain_stage import accessible, is_for_preview, terrain
from planner.errors import EvaluationError
from planner.model.catalogue import Catalogue
from planner.model.geometry import Point, contains
from planner.model.network import Cell, Site
from planner.model.project import Project, Scheme
from planner.model.site_map import Zone, ZoneTargets
from planner.radio.coverage import serve
from planner.radio.grid import column_centres_m, pixel_of, row_centres_m

__all__ = ["BudgetRow", "Cause", "CellAtPoint", "Place", "PointReport", "RowKind", "point_report"]

#: A zone speaks for a place up to this far above or below its height, m (half a storey).
_ZONE_REACH_M = 2.0


def point_report(
    project: Project,
    scheme_id: str,
    catalogue: Catalogue,
    results: Results,
    east_m: float,
    north_m: float,
    height_m: float | None = None,
    terminal: str = "",
    *,
    cache: EngineCache | None = None,
) -> PointReport:
    """Everything about the place (east_m, north_m) in local metres, `height_m` above the ground (None: the project's).

    results: those of this project and scheme; their grid and their loads are used. terminal: key of the catalogue, ""
    takes the project's. cache: the one of the evaluation makes this a matter of milliseconds. Raises `EvaluationError`
    "no-such-object" (scheme or terminal), "point-without-maps" (the scheme has no cell that can be computed) and
    "point-outside-map".
    """
    if scheme_id not in project.schemes:
        raise EvaluationError("no-such-object", kind="schemes", id=scheme_id)
    key = terminal or project.settings.map_terminal
    if key not in catalogue.terminals:
        raise EvaluationError("no-such-object", kind="terminals", id=key)
    if results.maps is None:
        raise EvaluationError("point-without-maps")
    cache = cache or EngineCache()
    sound = sound_project(project, scheme_id, cache)
    scheme = sound.schemes[scheme_id]
    grid = results.maps.grid
    row, column = pixel_of(grid, east_m, north_m)
    if not (0 <= row < grid.rows and 0 <= column < grid.columns):
        raise EvaluationError("point-outside-map")
    plan = radio_plan(scheme, catalogue)
    if not plan.cells:
        raise EvaluationError("point-without-maps")
    height = sound.settings.map_height_m if height_m is None else height_m
    is_preview = is_for_preview(project, grid.resolution_m)
    ground = terrain(sound, catalogue, grid, cache, is_preview=is_preview)
    pixel = (row, column)
    maps = [
        cell_map(cell, site, height, sound, ground, catalogue, cache, plan.heads.get(cell.id, ()))
        for cell, site in plan.cells
    ]
    is_inside = not bool(accessible(ground, height)[pixel])
    state = _state(plan, scheme, catalogue, results, maps, pixel, key, is_inside=is_inside)
    zone = _zone_at(sound, (east_m, north_m), height)
    targets = zone.targets if zone is not None else ZoneTargets()
    place = Place(
        scheme_id=scheme_id,
        east_m=east_m,
        north_m=north_m,
        centre_m=(float(column_centres_m(grid)[column]), float(row_centres_m(grid)[row])),
        height_m=height,
        terminal=key,
        zone_id=zone.id if zone is not None else "",
        probability=targets.probability,
        resolution_m=grid.resolution_m,
    )
    if state.index < 0:
        return PointReport(place=place, causes=(no_cell_cause(scheme_id, sound.settings.max_range_m),))
    cell, site = plan.cells[state.index]
    sites = (site, *plan.heads.get(cell.id, ()))
    site = strongest_site(cell, sites, height, sound, ground, catalogue, cache, pixel)
    power_dbm = plan.radios[state.index].re_power_dbm
    path = path_of(cell, site, height, sound, ground, catalogue, cache, pixel, state.level_dbm, power_dbm)
    return _report(place, scheme, catalogue, state, cell, site, path, targets, is_inside=is_inside)


def _state(
    plan: RadioPlan,
    scheme: Scheme,
    catalogue: Catalogue,
    results: Results,
    maps: list[CellMap],
    pixel: Pixel,
    terminal: str,
    *,
    is_inside: bool,
) -> PointState:
    rsrp = np.array([[item.rsrp_dbm[pixel]] for item in maps], dtype=np.float32)
    order = band_order(scheme.network, plan.bands)
    best = serve(rsrp, plan.band_numbers, order, scheme.network.band_threshold_dbm, MINIMUM_RSRP_DBM)
    index = int(best[0])
    is_served = index >= 0 and not is_inside
    if index < 0 and not np.all(np.isnan(rsrp)):
        index = int(np.nanargmax(rsrp[:, 0]))
    cells = results.cells

    def loads(of: str) -> NDArray[np.float64]:
        return np.array([float(getattr(cells[key], of)) if key in cells else 0.0 for key in plan.cell_ids])

    return PointState(
        plan=plan,
        terminal=terminal_radio(catalogue.terminals[terminal]),
        rsrp_dbm=rsrp,
        sigma_db=float(maps[index].sigma_db[pixel]) if index >= 0 else float("nan"),
        load_dl=loads("load_dl"),
        load_ul=loads("load_ul"),
        noise_rise_db=loads("noise_rise_db"),
        index=index,
        is_served=is_served,
    )


def _report(
    place: Place,
    scheme: Scheme,
    catalogue: Catalogue,
    state: PointState,
    cell: Cell,
    site: Site,
    path: Path,
    targets: ZoneTargets,
    *,
    is_inside: bool,
) -> PointReport:
    terminal = catalogue.terminals[place.terminal]
    titles = _titles(state.plan)
    margin_db = float(ndtri(targets.probability)) * state.sigma_db
    missed = _missed(state, targets, margin_db)
    case = PointCase(
        state=state,
        cell=cell,
        path=path,
        titles=titles,
        missed=missed,
        load_ceiling=scheme.network.load_ceiling,
        scheme_id=scheme.id,
        height_m=place.height_m,
        is_inside=is_inside,
    )
    sinr = sinr_at_db(state)
    return PointReport(
        place=place,
        cell_id=cell.id if state.is_served else "",
        strongest_cell_id=cell.id,
        antenna_m=site.position,
        antenna_height_m=cell.height_m,
        rsrp_dbm=state.level_dbm,
        sinr_db=sinr,
        dl_mbps=dl_at_mbps(state, sinr) if state.is_served else math.nan,
        ul_mbps=ul_at_mbps(state, ul_level_dbm(state)) if state.is_served else math.nan,
        downlink=downlink_rows(state, cell, terminal, path, margin_db, targets.probability, titles),
        uplink=uplink_rows(state, terminal, path),
        cells=_cells(state),
        causes=causes_of(case),
        targets_met=state.is_served and not missed,
    )


def _missed(state: PointState, targets: ZoneTargets, margin_db: float) -> frozenset[str]:
    """Metrics that don't reach their target here with the zone's probability, judged as a zone's places are."""
    sinr = sinr_at_db(state, margin_db=margin_db)
    assured = {
        "rsrp_dbm": state.level_dbm - margin_db,
        "sinr_db": sinr,
        "dl_mbps": dl_at_mbps(state, sinr),
        "ul_mbps": ul_at_mbps(state, ul_level_dbm(state, margin_db)),
    }
    wanted: dict[str, float | None] = {metric: getattr(targets, metric) for metric in assured}
    # NaN compares false: a figure that doesn't exist misses its target
    return frozenset(metric for metric, least in wanted.items() if least is not None and not assured[metric] >= least)


def _cells(state: PointState) -> tuple[CellAtPoint, ...]:
    disturbing = {index for index, _ in interferers_dbm(state)}
    found = [
        CellAtPoint(
            cell_id=cell_id,
            rsrp_dbm=float(state.rsrp_dbm[index, 0]),
            load_dl=float(state.load_dl[index]),
            interferes=index in disturbing,
        )
        for index, cell_id in enumerate(state.plan.cell_ids)
        if np.isfinite(state.rsrp_dbm[index, 0])
    ]
    return tuple(sorted(found, key=lambda item: -item.rsrp_dbm))


def _titles(plan: RadioPlan) -> list[str]:
    """Names of the cells as people know them: their own, else their site's and the number there."""
    numbers: dict[str, int] = {}
    titles: list[str] = []
    for cell, site in plan.cells:
        numbers[site.id] = numbers.get(site.id, 0) + 1
        titles.append(cell.name or f"{site.name or site.id}/{numbers[site.id]}")
    return titles


def _zone_at(project: Project, place: Point, height_m: float) -> Zone | None:
    """The zone a place lies in: of several the one at the nearest height."""
    zones = project.site_map.zones
    near = [
        zones[key]
        for key in sorted(zones)
        if abs(zones[key].height_m - height_m) <= _ZONE_REACH_M and contains(zones[key].outline, place)
    ]
    return min(near, key=lambda zone: abs(zone.height_m - height_m), default=None)
