"""Measurements and the program's own prediction become a calibration: match, average, fit, validate, report."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.engine.calibration_bins import BinTable, Samples, bin_table, matched_cells
from planner.engine.calibration_columns import (
    BINS_PER_COEFFICIENT,
    EXPONENT_LIMITS,
    MIN_CELL_BINS,
    CalibrationOptions,
    is_monotone,
    problem_of,
    require_options,
)
from planner.engine.calibration_errors import error_table
from planner.engine.calibration_report import calibration_of, fit_issues
from planner.errors import EvaluationError, Issue
from planner.model.calibration import (
    Calibration,
    Stage,
)
from planner.model.catalogue import Catalogue
from planner.model.own_entries import with_own_antennas
from planner.model.project import Project
from planner.model.site_map import Completeness
from planner.progress import Progress, silent
from planner.radio.calibration_fit import (
    Fit,
    Problem,
    area_folds,
    fit,
    predicted_db,
    random_folds,
    validated_db,
)
from planner.radio.residual_field import packed_residuals

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CalibrationResult:
    """The calibration, the packed residuals it refers to by sha256, the bins with their errors, and findings."""

    calibration: Calibration
    residuals: bytes
    bins: BinTable
    issues: tuple[Issue, ...]


def calibrate(
    project: Project,
    scheme_id: str,
    samples: Samples,
    catalogue: Catalogue,
    options: CalibrationOptions | None = None,
    *,
    calibration_id: str = "calibration-01",
    name: str = "",
    cache: EngineCache | None = None,
    progress: Progress = silent,
) -> CalibrationResult:
    """Fit the model to measured samples. Deterministic: the same input gives the same coefficients.

    Raises `EvaluationError`: "no-such-object", "calibration-option" (field, value), "calibration-not-levels",
    "calibration-no-cells", "calibration-no-bins", "calibration-all-censored", "calibration-too-few-bins".
    """
    options = options or CalibrationOptions()
    catalogue = with_own_antennas(catalogue, project)
    require_options(options)
    if scheme_id not in project.schemes:
        raise EvaluationError("no-such-object", kind="schemes", id=scheme_id)
    progress("calibration-bins", 0.0)
    table, issues = bin_table(
        project, scheme_id, samples, catalogue, cache or EngineCache(), matched_cells(project, scheme_id, samples),
        cells=options.cells, bin_m=options.bin_m, from_m=options.from_m, to_m=options.to_m,
        receiver_m=options.receiver_m, outdoor=options.outdoor, device_offsets=options.device_offsets,
        least_bins=MIN_CELL_BINS,
    )  # fmt: skip
    progress("calibration-fit", 0.2)
    problem, found = fitted_table(project, table, options)
    errors = {Stage.BEFORE: before_db(table), Stage.FITTED: clipped_error(table, _fitted_error(problem, found))}
    if options.folds >= 2:
        errors |= _validated(problem, found, table, options, progress)
    table = replace(table, errors={stage: values.astype(np.float32) for stage, values in errors.items()})
    content, counts = packed_residuals(found.residuals, len(table.cells))
    calibration = calibration_of(
        scheme_id, samples, table, options, problem, found, content, counts, calibration_id, name
    )
    calibration = replace(calibration, errors=error_table(table))
    progress("calibration-done", 1.0)
    return CalibrationResult(
        calibration=calibration,
        residuals=content,
        bins=table,
        issues=(*issues, *fit_issues(calibration, problem, found, table)),
    )


def before_db(table: BinTable) -> Floats:
    """Measured minus predicted level with one constant per cell, dB."""
    error = table.difference_db.copy()
    for index in range(len(table.cells)):
        own = table.bins.cell == index
        usable = own & ~table.bins.censored
        error[own] -= float(np.mean(error[usable])) if usable.any() else float(np.mean(error[own]))
    return clipped_error(table, error)


def clipped_error(table: BinTable, error: Floats) -> Floats:
    """Errors where a censored bin, predicted below the receiver's floor, counts as right."""
    return np.where(table.bins.censored, np.minimum(error, 0.0), error)


def fitted_table(project: Project, table: BinTable, options: CalibrationOptions) -> tuple[Problem, Fit]:
    """The regression's columns for a table of bins, and its fit: exponents are limited until the loss is monotone.

    Raises `EvaluationError` "calibration-too-few-bins".
    """
    surveyed = project.site_map.completeness is Completeness.SURVEYED
    for limit in EXPONENT_LIMITS:
        problem = problem_of(table, options, exponent_limit=limit, surveyed=surveyed)
        usable = int((~problem.censored).sum())
        if usable < BINS_PER_COEFFICIENT * len(problem.columns):
            needed = BINS_PER_COEFFICIENT * len(problem.columns)
            raise EvaluationError("calibration-too-few-bins", bins=usable, needed=needed)
        found = fit(problem, generalised=options.interpolates)
        named = dict(zip((column.name for column in problem.columns), found.values.tolist(), strict=True))
        if is_monotone(table, named["los"], named["nlos"], surveyed=surveyed):
            return problem, found
    raise EvaluationError("calibration-not-monotone")


def held_out_db(
    project: Project, table: BinTable, training: NDArray[np.bool_], options: CalibrationOptions
) -> tuple[Floats, Floats]:
    """Errors (measured minus predicted, dB) at the bins outside a mask, after a fit to those inside it.

    Without and with the residuals' interpolation, in the order of the bins left out. Raises as `fitted_table`.
    """
    problem, found = fitted_table(project, table.take(training), options)
    named = [column.name for column in problem.columns]
    surveyed = project.site_map.completeness is Completeness.SURVEYED
    rest = table.take(~training)
    whole = problem_of(rest, options, exponent_limit=1.0, surveyed=surveyed, like=named)
    plain = whole.difference_db - predicted_db(found, whole, interpolate=False)[0]
    interpolated = whole.difference_db - predicted_db(found, whole, interpolate=True)[0]
    return clipped_error(rest, plain), clipped_error(rest, interpolated)


def _fitted_error(problem: Problem, found: Fit) -> Floats:
    return problem.difference_db - predicted_db(found, problem, interpolate=False)[0]


def _validated(
    problem: Problem, found: Fit, table: BinTable, options: CalibrationOptions, progress: Progress
) -> dict[Stage, Floats]:
    n = len(table.bins)
    result: dict[Stage, Floats] = {}
    kinds = (
        (random_folds(n, options.folds), Stage.CROSS_FITTED, Stage.CROSS_INTERPOLATED, 0.3),
        (area_folds(table.bins.x_m, table.bins.y_m, options.folds), Stage.AREA_FITTED, Stage.AREA_INTERPOLATED, 0.65),
    )
    for folds, plain, interpolated, start in kinds:
        report = _reporter(progress, start)
        without, with_it = validated_db(problem, found, folds, report, generalised=options.interpolates)
        result[plain] = clipped_error(table, without)
        if options.interpolates:
            result[interpolated] = clipped_error(table, with_it)
        if plain is Stage.AREA_FITTED:
            result[Stage.AREA_BEFORE] = clipped_error(table, _constants_elsewhere(table, folds))
    return result


def _constants_elsewhere(table: BinTable, folds: NDArray[np.int64]) -> Floats:
    """Measured minus predicted level with one constant per cell from the other areas; NaN where there are none."""
    error = np.full(len(table.bins), np.nan)
    for index in range(len(table.cells)):
        own = table.bins.cell == index
        for number in np.unique(folds[own]).tolist():
            here, elsewhere = own & (folds == number), own & (folds != number) & ~table.bins.censored
            if elsewhere.any():
                error[here] = table.difference_db[here] - float(np.mean(table.difference_db[elsewhere]))
    return error


def _reporter(progress: Progress, start: float) -> Callable[[float], None]:
    return lambda share: progress("calibration-check", start + 0.35 * share)
