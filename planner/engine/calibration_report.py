"""A fit as the calibration that the project keeps, and what there is to say about it."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from planner.engine.calibration_bins import BinTable, Samples
from planner.engine.calibration_columns import MIN_CLASS_BINS, CalibrationOptions
from planner.errors import Issue, Param, Severity
from planner.model.calibration import (
    CLUTTER_CLASSES,
    CLUTTER_NAMES,
    COEFFICIENT_NAMES,
    CalibratedCell,
    Calibration,
    ClutterClass,
    Coefficient,
    Interpolation,
    Stage,
    errors_of,
)
from planner.model.network import Cell
from planner.radio.calibration_fit import Fit, Problem

#: Level offsets beyond this speak of a wrong power, antenna or feeder rather than of the surroundings, dB.
STRANGE_OFFSET_DB = 15.0


def calibration_of(
    scheme_id: str, samples: Samples, table: BinTable, options: CalibrationOptions,
    problem: Problem, found: Fit, content: bytes, counts: Sequence[int], calibration_id: str, name: str,
) -> Calibration:  # fmt: skip
    """The calibration of a fit; `content`: the packed residuals, `counts` of them per cell."""
    import hashlib

    named = {
        column.name: Coefficient(
            value=float(found.values[index]), error=float(found.errors[index]), at_bound=bool(found.at_bound[index])
        )
        for index, column in enumerate(problem.columns)
    }
    cells = {
        cell.id: CalibratedCell(
            cell_id=cell.id,
            position=site.position,
            height_m=cell.height_m,
            azimuth_deg=cell.azimuth_deg,
            bins=int((table.bins.cell == index).sum()),
            offset_db=named[f"offset:{cell.id}"],
            horizontal_db=tuple(
                named[key].value for part in range(3) if (key := f"horizontal:{cell.id}:{part}") in named
            ),
            field_sd_db=float(found.covariance.sd_db[index]),
        )
        for index, (cell, site) in enumerate(table.cells)
    }
    offsets = [cell.offset_db for cell in cells.values()]
    mean = Coefficient(
        value=float(np.mean([item.value for item in offsets])),
        error=float(np.sqrt(np.mean([item.error**2 for item in offsets]))),
    )
    apart, by_angle = found.mast_constants
    interpolation = Interpolation(
        range_m=found.covariance.range_m,
        nugget_db=found.covariance.nugget_db,
        apart=apart,
        by_angle=by_angle,
        asset=hashlib.sha256(content).hexdigest(),
        cells=tuple(cell.id for cell, _ in table.cells),
        counts=tuple(counts),
    )
    zero = Coefficient()
    return Calibration(
        id=calibration_id,
        name=name or samples.name or calibration_id,
        measurement_id=samples.set_id,
        measurement_name=samples.name,
        data_sha256=samples.sha256,
        scheme_id=scheme_id,
        bin_m=options.bin_m,
        from_m=options.from_m,
        to_m=options.to_m,
        receiver_m=options.receiver_m,
        samples=int(table.bins.samples.sum()),
        bins=len(table.bins),
        censored=int(table.bins.censored.sum()),
        outliers=int(found.outliers.sum()),
        independent=found.independent,
        outdoor=table.outdoor,
        offset_db=mean,
        carries_offset=options.carries_offset,
        los=named["los"],
        nlos=named["nlos"],
        diffraction=named["diffraction"],
        foliage=named.get("foliage", zero),
        vertical=named.get("vertical", zero),
        clutter={key.removeprefix("class:"): item for key, item in named.items() if key.startswith("class:")},
        sigma_db=found.sigma_db,
        cells=cells,
        devices_db=dict(table.devices_db),
        interpolates=options.interpolates,
        interpolation=interpolation,
    )


def fit_issues(calibration: Calibration, problem: Problem, found: Fit, table: BinTable) -> list[Issue]:
    """Findings about a fit: classes without points, held coefficients, strange levels, outliers, no gain."""
    issues: list[Issue] = []
    counts = Counter(table.clutter.tolist())
    present = {code for code, count in counts.items() if count >= MIN_CLASS_BINS}
    few = [CLUTTER_CLASSES[code].value for code in sorted(counts) if code not in present]
    for kind in few:
        params: dict[str, Param] = {
            "kind": CLUTTER_NAMES[ClutterClass(kind)],
            "count": counts[CLUTTER_CLASSES.index(ClutterClass(kind))],
            "least": MIN_CLASS_BINS,
        }
        issues.append(Issue(code="calibration-class-common", severity=Severity.NOTE, params=params))
    for index, column in enumerate(problem.columns):
        if found.at_bound[index] and not column.name.startswith("class:"):
            params = {
                "what": COEFFICIENT_NAMES[column.name.split(":")[0]],
                "value": round(float(found.values[index]), 2),
            }
            issues.append(Issue(code="calibration-at-bound", severity=Severity.WARNING, params=params))
    names: dict[str, Cell] = {cell.id: cell for cell, _ in table.cells}
    for own in calibration.cells.values():
        if abs(own.offset_db.value) > STRANGE_OFFSET_DB:
            params = {"name": names[own.cell_id].name or own.cell_id, "offset_db": round(-own.offset_db.value, 1)}
            issues.append(
                Issue(
                    code="calibration-strange-offset",
                    severity=Severity.WARNING,
                    params=params,
                    object_kind="cells",
                    object_id=own.cell_id,
                    scheme_id=calibration.scheme_id,
                )
            )
    if calibration.outliers:
        issues.append(
            Issue(code="calibration-outliers", severity=Severity.NOTE, params={"count": calibration.outliers})
        )
    before = errors_of(calibration, Stage.AREA_BEFORE)
    after = errors_of(calibration, Stage.AREA_FITTED)
    if before is not None and after is not None and after.rmse_db > before.rmse_db:
        params = {"before_db": round(before.rmse_db, 1), "after_db": round(after.rmse_db, 1)}
        issues.append(Issue(code="calibration-not-better", severity=Severity.WARNING, params=params))
    return issues
