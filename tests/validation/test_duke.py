"""A real 3.5 GHz private campus network: errors without calibration, and after one with 200 bins per cell.

Run with `-s` to see the tables. Bins of 4 m, averaged in milliwatts, 15-900 m from the mast; four cells of one site.
"""

import numpy as np
import pytest

from planner.engine.cache import EngineCache
from planner.engine.calibrate import CalibrationOptions, before_db, held_out_db
from planner.engine.calibration_bins import BinTable, bin_table, matched_cells
from planner.model.own_entries import with_own_antennas
from planner.radio.calibration_fit import area_folds
from tests.validation.duke import duke, needs_duke, receiver_m

pytestmark = needs_duke
TRAINING_BINS = 200


def _table(*, outdoor: bool | None = None, device_offsets: bool = False, with_osm: bool = False) -> BinTable:
    project, catalogue, samples, _ = duke(with_osm=with_osm)
    table, _ = bin_table(
        project, "A", samples, with_own_antennas(catalogue, project), EngineCache(),
        matched_cells(project, "A", samples), from_m=15.0, to_m=900.0, bin_m=4.0, receiver_m=receiver_m(),
        outdoor=outdoor, device_offsets=device_offsets,
    )  # fmt: skip
    return table


@pytest.fixture(scope="module")
def table() -> BinTable:
    """As a calibration takes it: phones at one level."""
    return _table(device_offsets=True)


def _by_cell(error: np.ndarray, cell: np.ndarray) -> list[float]:
    return [float(np.sqrt(np.mean(error[cell == index] ** 2))) for index in range(4)]


def _line(text: str, figures: list[float]) -> str:
    return f"{text:44s} " + " ".join(f"{value:6.2f}" for value in figures) + f"   mean {np.mean(figures):5.2f}"


def test_the_reused_identity_is_flagged():
    _, _, samples, report = duke()
    assert [item.identity for item in report.reused] == ["B"]
    assert report.reused[0].points == samples.left_out == 285
    assert report.reused[0].apart_m > 900.0


def test_without_calibration(capsys):
    raw = _table()
    assert len(raw.bins) > 7500
    rows = {
        "one constant per cell: A-D, RMSE in dB": raw,
        "same, bins inside outlines with entry loss": _table(outdoor=False),
        "same, with OpenStreetMap's woods": _table(with_osm=True),
        "same, phones at one level": _table(device_offsets=True),
    }
    errors = {name: _by_cell(before_db(item), item.bins.cell) for name, item in rows.items()}
    with capsys.disabled():
        print()
        for name, line in errors.items():
            print(_line(name, line))
    assert np.mean(next(iter(errors.values()))) <= 8.2


def _training(table: BinTable, seed: int) -> np.ndarray:
    chosen = np.zeros(len(table.bins), dtype=np.bool_)
    generator = np.random.default_rng(seed)
    for index in range(len(table.cells)):
        chosen[generator.choice(np.flatnonzero(table.bins.cell == index), TRAINING_BINS, replace=False)] = True
    return chosen


def test_calibrated_with_200_bins_per_cell(table, capsys):
    project = duke()[0]
    options, alone = CalibrationOptions(), CalibrationOptions(interpolates=False)
    rows: dict[str, list[list[float]]] = {"fitted": [], "interpolated": []}
    for seed in range(4):
        chosen = _training(table, seed)
        cell = table.bins.cell[~chosen]
        rows["fitted"].append(_by_cell(held_out_db(project, table, chosen, alone)[0], cell))
        rows["interpolated"].append(_by_cell(held_out_db(project, table, chosen, options)[1], cell))
    with capsys.disabled():
        print()
        for name, lines in rows.items():
            for seed, line in enumerate(lines):
                print(_line(f"{name}, 200 bins per cell, seed {seed}", line))
            print(_line(f"{name}, mean of the seeds", np.mean(lines, axis=0).tolist()))
    assert np.mean(rows["interpolated"]) <= 5.5
    assert np.mean(rows["fitted"]) < np.mean(_by_cell(before_db(table), table.bins.cell))


def test_areas_left_out(table, capsys):
    """Where nothing was measured the fit must not be worse than a constant; the interpolation hardly helps there."""
    project = duke()[0]
    folds = area_folds(table.bins.x_m, table.bins.y_m, 4)
    errors = {name: np.full(len(table.bins), np.nan) for name in ("constant", "fitted", "interpolated")}
    for number in range(4):
        out = folds == number
        for index in range(4):
            own = table.bins.cell == index
            constant = np.mean(table.difference_db[own & ~out])
            errors["constant"][own & out] = table.difference_db[own & out] - constant
        errors["fitted"][out] = held_out_db(project, table, ~out, CalibrationOptions(interpolates=False))[0]
        errors["interpolated"][out] = held_out_db(project, table, ~out, CalibrationOptions())[1]
    lines = {name: _by_cell(error, table.bins.cell) for name, error in errors.items()}
    with capsys.disabled():
        print()
        for name, line in lines.items():
            print(_line(f"areas left out, {name}", line))
    assert np.mean(lines["fitted"]) < np.mean(lines["constant"])
