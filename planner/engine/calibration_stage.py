"""An active calibration applied to a cell's map, and what there is to say about it."""

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.engine.terrain_stage import Terrain
from planner.errors import Issue, Severity
from planner.model.calibration import Calibration
from planner.model.network import Cell, Site
from planner.model.project import Project, Scheme
from planner.model.site_map import ObstacleKind
from planner.radio.calibration import ResidualField, calibrated, measured_cell
from planner.radio.clutter import BUILDING, NOTHING, VEGETATION, YARD, clutter_map
from planner.radio.obstruction import Sweep
from planner.radio.residual_field import field_numbers, residual_field, unpacked_residuals

Floats32 = NDArray[np.float32]

#: Interpolated residuals hold within this of the height they were measured at, m (assumption: half a storey and more).
SAME_RECEIVER_M = 2.0

_CODES = {
    ObstacleKind.BUILDING: BUILDING,
    ObstacleKind.CONTAINER_YARD: YARD,
    ObstacleKind.TANK: YARD,
    ObstacleKind.VEGETATION: VEGETATION,
}


def active_calibration(project: Project) -> Calibration | None:
    """The calibration that maps are computed with; of several active ones the first by id."""
    return next(
        (project.calibrations[key] for key in sorted(project.calibrations) if project.calibrations[key].active), None
    )


def calibration_key(project: Project) -> Hashable:
    """A small value that stands for everything a map takes from the calibration; None without one."""
    found = active_calibration(project)
    if found is None:
        return None
    plain = (found.los, found.nlos, found.diffraction, found.foliage, found.vertical, found.offset_db)
    return (
        found.id,
        found.carries_offset,
        found.interpolates,
        found.receiver_m,
        found.interpolation,
        *(item.value for item in plain),
        tuple((name, found.clutter[name].value) for name in sorted(found.clutter)),
        tuple(found.cells[name] for name in sorted(found.cells)),
    )


def ground_clutter(ground: Terrain, height_m: float, cache: EngineCache) -> NDArray[np.uint8]:
    """Class of the surroundings of every pixel at a receiver height (`planner.radio.clutter`)."""

    def compute() -> NDArray[np.uint8]:
        codes = np.array([*(_CODES.get(kind, NOTHING) for kind in ground.kinds), NOTHING], dtype=np.int8)
        kind, top = codes[ground.surface.owner], ground.surface.height_m
        if ground.trees is not None:
            crown = (ground.trees.height_m > top) & (ground.trees.owner >= 0)
            kind, top = np.where(crown, np.int8(VEGETATION), kind), np.where(crown, ground.trees.height_m, top)
        return clutter_map(kind, top, height_m, ground.grid.resolution_m)

    return cache.get("clutter", (ground.key, height_m), compute)


def calibrated_map(
    cell: Cell,
    site: Site,
    height_m: float,
    project: Project,
    ground: Terrain,
    sweep: Sweep,
    freq_ghz: float,
    rsrp_dbm: Floats32,
    sigma_db: Floats32,
    nlos_weight: Floats32,
    cache: EngineCache,
) -> tuple[Floats32, Floats32]:
    """Level and standard deviation of a cell's map by the project's active calibration; unchanged without one.

    Arrays [rows, columns] of `ground.grid`. The residuals' interpolation belongs to the measured position and height:
    a cell that stands elsewhere, or a map at another storey, is computed by the fitted model alone.
    """
    calibration = active_calibration(project)
    if calibration is None:
        return rsrp_dbm, sigma_db
    return calibrated(
        rsrp_dbm,
        sigma_db,
        calibration,
        cell.id,
        ground.grid,
        site.position,
        cell.height_m,
        height_m,
        cell.azimuth_deg,
        freq_ghz,
        sweep.nu_at_1m,
        nlos_weight,
        ground_clutter(ground, height_m, cache),
        _field(calibration, cell, site, height_m, project, ground, cache),
        sweep.vegetation_m,
    )


def _field(
    calibration: Calibration, cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain,
    cache: EngineCache,
) -> ResidualField | None:  # fmt: skip
    how = calibration.interpolation
    _, same_place = measured_cell(calibration, cell.id, site.position, cell.height_m)
    number = field_numbers(calibration, [cell.id]).get(cell.id)
    too_high = abs(height_m - calibration.receiver_m) > SAME_RECEIVER_M
    if not calibration.interpolates or how is None or number is None or not same_place or too_high:
        return None
    content = project.assets.get(how.asset)
    if content is None:
        return None
    unpacked = cache.get("residuals", (how, content_key(calibration)), lambda: unpacked_residuals(content, calibration))
    if unpacked is None:
        return None
    key = (how, content_key(calibration), number, ground.grid)
    return cache.get("residual-field", key, lambda: residual_field(ground.grid, *unpacked, number))


def content_key(calibration: Calibration) -> Hashable:
    """What the covariance of the interpolation depends on besides `Calibration.interpolation`."""
    cells = (calibration.cells[name] for name in sorted(calibration.cells))
    return tuple((item.cell_id, item.position, item.azimuth_deg, item.field_sd_db) for item in cells)


def calibration_issues(project: Project, scheme: Scheme) -> tuple[Issue, ...]:
    """Findings about the active calibration in a scheme: cells that moved, cells never measured, data that changed."""
    calibration = active_calibration(project)
    if calibration is None:
        return ()
    issues: list[Issue] = []
    unmeasured = 0
    for cell_id, cell in sorted(scheme.network.cells.items()):
        site = scheme.network.sites.get(cell.site_id)
        if site is None:
            continue
        own, same_place = measured_cell(calibration, cell_id, site.position, cell.height_m)
        if own is None:
            unmeasured += 1
        elif not same_place and calibration.interpolates:
            params = {"name": cell.name or cell_id, "calibration": calibration.name}
            issues.append(
                Issue(
                    code="calibration-cell-moved",
                    severity=Severity.WARNING,
                    params=params,
                    object_kind="cells",
                    object_id=cell_id,
                    scheme_id=scheme.id,
                )
            )
    if unmeasured:
        code = "calibration-offset-carried" if calibration.carries_offset else "calibration-offset-own"
        params = {
            "count": unmeasured,
            "calibration": calibration.name,
            "offset_db": round(-calibration.offset_db.value, 1),
        }
        issues.append(Issue(code=code, severity=Severity.NOTE, params=params, scheme_id=scheme.id))
    points = project.site_map.measurements.get(calibration.measurement_id)
    if points is not None and calibration.data_sha256 and points.asset != calibration.data_sha256:
        params = {"name": points.name, "calibration": calibration.name}
        issues.append(Issue(code="calibration-data-changed", severity=Severity.WARNING, params=params))
    how = calibration.interpolation
    if calibration.interpolates and how is not None and how.asset not in project.assets:
        params = {"calibration": calibration.name}
        issues.append(Issue(code="calibration-residuals-missing", severity=Severity.WARNING, params=params))
    return tuple(issues)
