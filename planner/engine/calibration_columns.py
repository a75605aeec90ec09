"""What a calibration fits: options, the regression's columns at the bins with priors and bounds, and monotony."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.engine.calibration_bins import BinTable
from planner.errors import EvaluationError
from planner.model.calibration import CLUTTER_CLASSES, ClutterClass
from planner.model.site_map import Completeness
from planner.radio.calibration_fit import Column, Problem
from planner.radio.propagation import (
    SKETCH_DIFFRACTION_WEIGHT,
    combined_path_loss_db,
    crown_share,
    free_view_limit_db,
    nlos_weight,
)
from planner.radio.tr38901 import los_probability, path_loss_los_db, path_loss_nlos_db

Floats = NDArray[np.float64]

#: Fewer bins than this say nothing about a class or a cell.
MIN_CLASS_BINS, MIN_CELL_BINS, MIN_PATTERN_BINS = 25, 5, 50
#: With fewer bins for each coefficient there is nothing left to judge the fit by.
BINS_PER_COEFFICIENT = 2
#: Spread within which coefficients are expected before a point is measured (ridge). Assumptions: exponents of campus
#: networks lie within 0.6 of TR 38.901's, classes within 4 dB of each other, planned powers within some 10 dB.
_PRIORS = {
    "offset": 30.0,
    "los": 0.6,
    "nlos": 0.6,
    "diffraction": 0.3,
    "class": 4.0,
    "foliage": 1.0,
    "vertical": 0.5,
    "horizontal": 2.0,
}
#: Exponents may fall by so much and the loss still grows with distance in every scenario; tried one after the other.
EXPONENT_LIMITS = (1.0, 0.7, 0.5, 0.3, 0.15, 0.01)
_MOST_DIFFRACTION = 1.0
_MOST_VERTICAL = 1.5
_MOST_FOLIAGE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationOptions:
    """How to fit. Lengths in m.

    cells: ids of the cells to use, empty for all that were measured. bin_m: side of the bins; from_m, to_m: distances
    from the mast that count; receiver_m: height of the measuring receiver. outdoor: whether points inside drawn
    outlines stood beside the wall (None: decided by their share). vertical, horizontal: whether the antenna's pattern
    is corrected; device_offsets: whether devices are brought to one level; interpolates: whether the residuals are
    interpolated; carries_offset: whether unmeasured cells take the measured cells' mean offset. folds: of the
    validations, 0 for none.
    """

    cells: tuple[str, ...] = ()
    bin_m: float = 4.0
    from_m: float = 15.0
    to_m: float = 2000.0
    receiver_m: float = 1.5
    outdoor: bool | None = None
    vertical: bool = True
    horizontal: bool = True
    device_offsets: bool = True
    interpolates: bool = True
    carries_offset: bool = False
    folds: int = 5


def require_options(options: CalibrationOptions) -> None:
    """`EvaluationError` "calibration-option" for a value that makes no sense; NaN never does."""
    checks = {
        "bin_m": 0.5 <= options.bin_m <= 200.0,
        "from_m": 0.0 <= options.from_m < options.to_m,
        "to_m": options.from_m < options.to_m <= 100_000.0,
        "receiver_m": 0.0 <= options.receiver_m <= 500.0,
        "folds": 0 <= options.folds <= 20,
    }
    for name, holds in checks.items():
        if not holds:
            raise EvaluationError("calibration-option", field=name, value=float(getattr(options, name)))


def _completeness(surveyed: bool) -> Completeness:
    return Completeness.SURVEYED if surveyed else Completeness.SKETCHED


def problem_of(
    table: BinTable, options: CalibrationOptions, *, exponent_limit: float, surveyed: bool, like: Sequence[str] = ()
) -> Problem:
    """The columns of `planner.radio.calibration` at the bins of a table, with their priors and bounds.

    like: names of the columns to make, instead of those that the table has enough bins for.
    """
    codes = class_codes(table)
    turned = pattern_cells(table) if options.horizontal else ()
    if like:
        codes = tuple(code for code, kind in enumerate(CLUTTER_CLASSES) if f"class:{kind.value}" in like)
        turned = tuple(i for i, (cell, _) in enumerate(table.cells) if f"horizontal:{cell.id}:0" in like)
    columns: list[Column] = []
    values: list[Floats] = []

    def add(name: str, column: Floats, low: float = -np.inf, high: float = np.inf) -> None:
        columns.append(Column(name=name, prior=_PRIORS[name.split(":")[0]], low=low, high=high))
        values.append(column)

    for index, (cell, _) in enumerate(table.cells):
        add(f"offset:{cell.id}", (table.bins.cell == index).astype(np.float64))
    add("los", (1.0 - table.weight) * table.distance, -exponent_limit, 2.0 * exponent_limit)
    add("nlos", table.weight * table.distance, -exponent_limit, 2.0 * exponent_limit)
    add("diffraction", table.diffraction, 0.0 if surveyed else -SKETCH_DIFFRACTION_WEIGHT, _MOST_DIFFRACTION)
    for code in codes:
        kind = CLUTTER_CLASSES[code]
        # what is drawn may not make the level better than in the open; indoors no more than the entry loss goes back
        low = -table.least_entry_db if kind is ClutterClass.INDOOR else 0.0
        add(f"class:{kind.value}", (table.clutter == code).astype(np.float64), min(low, -1e-6))
    leafy = "foliage" in like if like else int((table.foliage > 1.0).sum()) >= MIN_CLASS_BINS
    if leafy:
        # no more than the map has put in: crowns never lift the level
        least = min(crown_share(cell.scenario.value, _completeness(surveyed)) for cell, _ in table.cells)
        add("foliage", table.foliage, -least, _MOST_FOLIAGE)
    if options.vertical:
        add("vertical", table.vertical, 0.0, _MOST_VERTICAL)
    for index in turned:
        own = table.bins.cell == index
        for part in range(3):
            add(f"horizontal:{table.cells[index][0].id}:{part}", np.where(own, table.horizontal[:, part], 0.0))
    return Problem(
        x_m=table.bins.x_m,
        y_m=table.bins.y_m,
        cell=table.bins.cell,
        difference_db=table.difference_db,
        censored=table.bins.censored,
        matrix=np.column_stack(values),
        columns=tuple(columns),
        masts=tuple(site.position for _, site in table.cells),
        azimuths_deg=tuple(cell.azimuth_deg for cell, _ in table.cells),
    )


def class_codes(table: BinTable) -> tuple[int, ...]:
    """Classes with a coefficient of their own: enough bins; the open (or the first class there is) is the reference."""
    counts = np.bincount(table.clutter, minlength=len(CLUTTER_CLASSES))
    present = [code for code in range(len(CLUTTER_CLASSES)) if counts[code] >= MIN_CLASS_BINS]
    return tuple(present[1:])


def pattern_cells(table: BinTable) -> tuple[int, ...]:
    """Cells with enough bins for a correction of their horizontal pattern."""
    counts = np.bincount(table.bins.cell, minlength=len(table.cells))
    return tuple(index for index in range(len(table.cells)) if counts[index] >= MIN_PATTERN_BINS)


def is_monotone(table: BinTable, los: float, nlos: float, *, surveyed: bool) -> bool:
    """Whether the corrected loss grows with distance and obstacles for every cell, from 10 m to 10 km."""
    how = Completeness.SURVEYED if surveyed else Completeness.SKETCHED
    dist = np.geomspace(10.0, 10_000.0, 200)
    for cell, freq_ghz, h_receiver in {
        (cell, table.freq_ghz[i], table.receiver_m) for i, (cell, _) in enumerate(table.cells)
    }:
        scenario, height = cell.scenario, cell.height_m
        one = path_loss_los_db(scenario, dist, freq_ghz, height, h_receiver)
        two = path_loss_nlos_db(scenario, dist, freq_ghz, height, h_receiver)
        p_los = los_probability(scenario, dist, height, h_receiver)
        x = 10.0 * np.log10(np.maximum(np.hypot(dist, height - h_receiver), 10.0) / 100.0)
        limit = free_view_limit_db(scenario)
        before: Floats | None = None
        for nu in (-np.inf, 0.0, 3.0):
            w = nlos_weight(p_los, nu, how, two - one, limit)
            loss = combined_path_loss_db(one, two, p_los, nu, 0.0, how, limit) + ((1.0 - w) * los + w * nlos) * x
            if (np.diff(loss) < -1e-9).any() or (before is not None and (loss < before - 1e-9).any()):
                return False
            before = loss
    return True
