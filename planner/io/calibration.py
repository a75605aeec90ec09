"""Measurement sets of a project as samples of a calibration, and calibrations put into a project and taken out."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from planner.engine.calibrate import CalibrationOptions, CalibrationResult, calibrate
from planner.engine.calibration_bins import Samples
from planner.errors import EditError, FileError
from planner.io.measurements import FLAG_FAR, FLAG_REUSED, read_points
from planner.io.project_file import with_asset
from planner.model.calibration import Calibration
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, find
from planner.model.project import Project
from planner.model.site_map import MeasurementSet
from planner.progress import Progress, silent

#: Columns that may hold the level, and those that may name the cell, the first one there is by default.
LEVEL_COLUMN = "rsrp_dbm"
CELL_COLUMNS = ("cell", "pci")


def samples_of(project: Project, set_id: str, *, column: str = "", cell_column: str = "") -> Samples:
    """The points of a measurement set as samples; those flagged as another cell's or far away are left out.

    column: of the level (`rsrp_dbm` by default); cell_column: "cell" or "pci", by default the first there is.
    Raises `EditError` "no-such-object", `FileError` "asset-damaged", "calibration-no-column" (with those there are).
    """
    found: MeasurementSet = find(project, ObjectRef("measurements", set_id))
    points = read_points(project, set_id)
    level = column or LEVEL_COLUMN
    names = cell_column or next((name for name in CELL_COLUMNS if name in points), "")
    for wanted in (level, names):
        if wanted not in found.columns:
            known = ", ".join(found.columns)
            raise FileError("calibration-no-column", file=found.name, column=wanted or "cell / pci", known=known)
    if points[level].dtype.kind != "f" or points[names].dtype.kind == "f":
        wrong = level if points[level].dtype.kind != "f" else names
        raise FileError("calibration-no-column", file=found.name, column=wrong, known=", ".join(found.columns))
    flags = points.get("flag", np.full(found.count, ""))
    keep = ~np.isin(flags, (FLAG_REUSED, FLAG_FAR)) & np.isfinite(points[level])
    left_out = int((~keep & np.isfinite(points[level])).sum())
    return Samples(
        x_m=points["x_m"][keep],
        y_m=points["y_m"][keep],
        rsrp_dbm=points[level][keep],
        identity=tuple(points[names][keep].tolist()),
        device=tuple(points["device"][keep].tolist()) if "device" in points else (),
        left_out=left_out,
        column=level,
        set_id=set_id,
        name=found.name,
        sha256=found.asset,
    )


def calibrate_project(
    project: Project,
    scheme_id: str,
    set_id: str,
    catalogue: Catalogue,
    options: CalibrationOptions | None = None,
    *,
    column: str = "",
    cell_column: str = "",
    name: str = "",
    today: date | None = None,
    progress: Progress = silent,
) -> CalibrationResult:
    """Fit a scheme's cells to a measurement set. Errors as `samples_of` and `planner.engine.calibrate.calibrate`."""
    samples = samples_of(project, set_id, column=column, cell_column=cell_column)
    result = calibrate(
        project, scheme_id, samples, catalogue, options,
        calibration_id=free_calibration_id(project), name=name, progress=progress,
    )  # fmt: skip
    return replace(result, calibration=replace(result.calibration, fitted_on=today or date.today()))


def free_calibration_id(project: Project) -> str:
    """An id that no calibration of the project has."""
    number = 1
    while (name := f"calibration-{number:02d}") in project.calibrations:
        number += 1
    return name


def with_calibration(project: Project, result: CalibrationResult, *, active: bool = True) -> Project:
    """The project with a calibration and its residuals; an active one takes the place of the active one before."""
    digest = hashlib.sha256(result.residuals).hexdigest()
    how = result.calibration.interpolation
    if how is not None and how.asset == digest:
        project, _ = with_asset(project, result.residuals)
    calibration = replace(result.calibration, active=active)
    project = replace(project, calibrations={**project.calibrations, calibration.id: calibration})
    return with_active(project, calibration.id) if active else project


def with_active(project: Project, calibration_id: str) -> Project:
    """The project computed with one of its calibrations, "" for none of them. `EditError` "no-such-object"."""
    if calibration_id and calibration_id not in project.calibrations:
        raise EditError("no-such-object", kind="calibrations", id=calibration_id)
    return _each(project, lambda item: replace(item, active=item.id == calibration_id))


def without_calibrations(project: Project, ids: Sequence[str]) -> Project:
    """The project without some calibrations and without residuals that nothing else refers to."""
    kept = {key: item for key, item in project.calibrations.items() if key not in ids}
    still = {item.interpolation.asset for item in kept.values() if item.interpolation is not None}
    gone = {
        item.interpolation.asset
        for key, item in project.calibrations.items()
        if key in ids and item.interpolation is not None and item.interpolation.asset not in still
    }
    assets = {key: content for key, content in project.assets.items() if key not in gone}
    return replace(project, calibrations=kept, assets=assets)


def _each(project: Project, change: Callable[[Calibration], Calibration]) -> Project:
    return replace(project, calibrations={key: change(item) for key, item in project.calibrations.items()})
