"""Bins, clutter, kriging, the fit's robustness and the calibrated map."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.calibration import CLUTTER_CLASSES, CalibratedCell, Calibration, Coefficient, Interpolation
from planner.radio.bins import bin_samples, device_offsets_db
from planner.radio.calibration import (
    calibrated,
    diffraction_column,
    distance_column,
    horizontal_columns,
    vertical_column,
)
from planner.radio.calibration_fit import Column, Problem, area_folds, fit, predicted_db, random_folds, validated_db
from planner.radio.clutter import BUILDING, VEGETATION, YARD, clutter_map
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.itu_p526 import exact_wavelength_m
from planner.radio.kriging import Covariance, Residuals, covariance_matrix, fit_covariance, mast_correlation, predict
from planner.radio.residual_field import packed_residuals, residual_field, unpacked_residuals

GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=4.0, columns=60, rows=50)
MAST = (100.0, 90.0)


def _coefficient(value: float) -> Coefficient:
    return Coefficient(value=value)


def _residuals(rng, n=300, range_m=40.0, sd_db=6.0, noise_db=2.0):
    x, y = rng.uniform(0, 240, n), rng.uniform(0, 200, n)
    cell = rng.integers(0, 2, n)
    covariance = Covariance(
        range_m=range_m, nugget_db=noise_db, sd_db=np.full(2, sd_db), correlation=np.array([[1.0, 0.7], [0.7, 1.0]])
    )
    data = Residuals(x_m=x, y_m=y, cell=cell, residual_db=np.zeros(n), noise_db=np.full(n, noise_db))
    values = np.linalg.cholesky(covariance_matrix(data, covariance)) @ rng.normal(size=n)
    return replace(data, residual_db=values), covariance


# -- bins --------------------------------------------------------------------------------------------------------------


def test_bins_average_power_per_cell_and_mark_the_floor():
    x, y = np.array([1.0, 2.0, 1.0, 9.0]), np.zeros(4)
    bins = bin_samples(x, y, np.array([-80.0, -100.0, -60.0, -140.0]), np.array([0, 0, 1, 0]), 4.0, -140.0)
    assert bins.rsrp_dbm.round(2).tolist() == [-82.97, -140.0, -60.0]
    assert bins.cell.tolist() == [0, 0, 1]
    assert bins.censored.tolist() == [False, True, False]
    with pytest.raises(ValueError, match="bins"):
        bin_samples(x, y, x, np.zeros(4, int), float("nan"), -140.0)


def test_devices_are_compared_in_common_bins_only():
    x = np.repeat(np.arange(40) * 10.0, 2)
    level = np.repeat(np.linspace(-70, -110, 40), 2) + np.tile([0.0, 3.0], 40)
    device = np.tile(["a", "b"], 40)
    offsets = device_offsets_db(np.append(x, x), np.zeros(160), np.append(level, level), np.zeros(160, int),
                                np.append(device, np.repeat("a", 80)), 4.0)  # fmt: skip
    assert offsets["a"] == 0.0
    assert offsets["b"] == pytest.approx(1.3, abs=0.6)  # half of a's samples are b's readings, in milliwatts
    assert device_offsets_db(x, np.zeros(80), level, np.zeros(80, int), ["a"] * 80, 4.0) == {}


# -- surroundings ------------------------------------------------------------------------------------------------------


def test_surroundings_from_what_stands_around():
    kind, height = np.zeros((100, 100), int), np.zeros((100, 100))
    kind[10:30, 10:30], height[10:30, 10:30] = BUILDING, 12.0
    kind[60:80, 10:30], height[60:80, 10:30] = YARD, 10.0
    kind[10:30, 60:80], height[10:30, 60:80] = VEGETATION, 8.0
    kind[70:90, 70:90], height[70:90, 70:90] = BUILDING, 1.0  # lower than the receiver
    found = clutter_map(kind, height, 1.5, 4.0)
    names = [[CLUTTER_CLASSES[found[place]].value for place in row] for row in (
        [(20, 20), (31, 20), (70, 20), (58, 20)], [(20, 70), (32, 70), (80, 80), (50, 50)])]  # fmt: skip
    assert names == [["indoor", "between", "indoor", "yard"], ["vegetation", "vegetation", "open", "open"]]


# -- kriging -----------------------------------------------------------------------------------------------------------


def test_kriging_equals_the_whole_system_and_knows_what_it_doesnt_know():
    data, covariance = _residuals(np.random.default_rng(3), n=30)
    x, y = np.array([50.0, 5000.0]), np.array([60.0, 60.0])
    mean, variance = predict(data, covariance, 0, x, y)
    matrix = covariance_matrix(data, covariance)
    shared = covariance.correlation[0, data.cell] * covariance.sd_db[0] * covariance.sd_db[data.cell]
    to = shared * np.exp(-np.hypot(data.x_m - 50.0, data.y_m - 60.0) / covariance.range_m)
    assert mean[0] == pytest.approx(to @ np.linalg.solve(matrix, data.residual_db), abs=1e-9)
    assert variance[0] == pytest.approx(36.0 - to @ np.linalg.solve(matrix, to), abs=1e-9)
    assert abs(mean[1]) < 1e-9
    assert variance[1] == pytest.approx(36.0)


def test_the_other_cell_on_the_mast_helps():
    data, covariance = _residuals(np.random.default_rng(5), n=60)
    alone = replace(covariance, correlation=np.eye(2))
    assert (
        predict(data, covariance, 0, np.array([80.0]), np.array([80.0]))[1]
        < predict(data, alone, 0, np.array([80.0]), np.array([80.0]))[1]
    )


def test_the_covariance_is_found_again():
    data, truth = _residuals(np.random.default_rng(1), n=300)
    found, _ = fit_covariance(data, [MAST, MAST], [0.0, 90.0])
    assert 0.5 < found.range_m / truth.range_m < 2.0
    assert found.nugget_db == pytest.approx(truth.nugget_db, abs=1.0)
    assert found.sd_db == pytest.approx(truth.sd_db, abs=2.5)
    assert 0.4 < found.correlation[0, 1] < 0.95


def test_masts_apart_share_nothing():
    assert mast_correlation([(0, 0), (50, 0)], [0, 0], 0.1, 0.1).tolist() == [[1.0, 0.0], [0.0, 1.0]]


# -- the fit -----------------------------------------------------------------------------------------------------------


def _problem(rng, n=250, *, noise_db=3.0):
    x, y = rng.uniform(0, 400, n), rng.uniform(0, 400, n)
    cell = rng.integers(0, 2, n)
    along = distance_column(np.hypot(x - 200, y - 200))
    shadow = rng.uniform(0, 20, n)
    matrix = np.column_stack((cell == 0, cell == 1, along, shadow)).astype(float)
    truth = np.array([4.0, -7.0, 0.4, 0.15])
    columns = (
        Column(name="offset:a", prior=30.0), Column(name="offset:b", prior=30.0),
        Column(name="nlos", prior=0.6, low=-1.0, high=2.0), Column(name="diffraction", prior=0.3, low=-0.2, high=1.0),
    )  # fmt: skip
    problem = Problem(
        x_m=x, y_m=y, cell=cell, difference_db=-matrix @ truth + rng.normal(0, noise_db, n),
        censored=np.zeros(n, dtype=np.bool_), matrix=matrix, columns=columns,
        masts=((200.0, 200.0), (200.0, 200.0)), azimuths_deg=(0.0, 120.0),
    )  # fmt: skip
    return problem, truth


@pytest.mark.parametrize("generalised", [True, False])
def test_the_fit_finds_what_made_the_data_in_spite_of_outliers(generalised):
    rng = np.random.default_rng(2)
    problem, truth = _problem(rng)
    problem.difference_db[rng.choice(250, 12, replace=False)] += 45.0
    found = fit(problem, generalised=generalised)
    assert found.values == pytest.approx(truth, abs=1.5)
    assert (np.abs(found.values - truth) < 4.0 * found.errors).all()
    assert 10 <= int(found.outliers.sum()) <= 20
    assert fit(problem, generalised=generalised).values.tolist() == found.values.tolist()


def test_censored_bins_are_limits_not_levels():
    rng = np.random.default_rng(4)
    problem, truth = _problem(rng, noise_db=4.0)
    limit = float(np.quantile(problem.difference_db, 0.2))
    low = problem.difference_db < limit
    cut = replace(problem, difference_db=np.maximum(problem.difference_db, limit), censored=low)
    as_levels = replace(cut, censored=np.zeros(250, dtype=np.bool_))
    good, bad = fit(cut, generalised=False).values, fit(as_levels, generalised=False).values
    assert np.abs(good - truth).max() < np.abs(bad - truth).max()
    assert good == pytest.approx(truth, abs=2.0)


def test_bounds_hold_and_are_told():
    problem, _ = _problem(np.random.default_rng(6))
    pushed = replace(problem, difference_db=problem.difference_db + 3.0 * problem.matrix[:, 3])
    found = fit(pushed)
    assert found.values[3] == pytest.approx(-0.2)
    assert found.at_bound.tolist() == [False, False, False, True]


def test_fewer_bins_than_coefficients():
    problem, _ = _problem(np.random.default_rng(0), n=3)
    with pytest.raises(ValueError, match="fewer"):
        fit(problem)


def test_validation_never_sees_what_it_judges():
    problem, _ = _problem(np.random.default_rng(8), n=200)
    found = fit(problem)
    plain, interpolated = validated_db(problem, found, random_folds(200, 4))
    assert np.isfinite(plain).all() and np.isfinite(interpolated).all()
    inside = problem.difference_db - predicted_db(found, problem, interpolate=False)[0]
    assert np.sqrt(np.mean(plain**2)) >= np.sqrt(np.mean(inside**2)) - 0.05
    areas = area_folds(problem.x_m, problem.y_m, 5)
    assert np.bincount(areas).min() >= 20
    assert len(np.unique(areas)) == 5


# -- the map -----------------------------------------------------------------------------------------------------------


def _calibration(**changes) -> Calibration:
    cell = CalibratedCell(
        cell_id="c", position=MAST, height_m=25.0, azimuth_deg=30.0, offset_db=_coefficient(3.0),
        horizontal_db=(1.0, -2.0, 0.5), field_sd_db=6.0,
    )  # fmt: skip
    base = Calibration(
        id="k", name="k", cells={"c": cell}, offset_db=_coefficient(5.0), los=_coefficient(0.2),
        nlos=_coefficient(-0.3), diffraction=_coefficient(0.1), vertical=_coefficient(0.4),
        clutter={"between": _coefficient(2.0)},
    )  # fmt: skip
    return replace(base, **changes)


def _map(calibration: Calibration, cell_id="c", field=None, **changes):
    rng = np.random.default_rng(0)
    shape = GRID.shape
    arrays = {
        "rsrp_dbm": rng.uniform(-120, -60, shape).astype(np.float32),
        "sigma_db": np.full(shape, 8.0, dtype=np.float32),
        "nu_at_1m": rng.uniform(-2, 3, shape).astype(np.float32),
        "nlos_weight": rng.uniform(0, 1, shape).astype(np.float32),
        "clutter": rng.integers(0, 2, shape).astype(np.uint8),
    } | changes
    arrays["rsrp_dbm"][0, 0], arrays["nu_at_1m"][5, 5] = np.nan, -np.inf
    level, sigma = calibrated(
        arrays["rsrp_dbm"], arrays["sigma_db"], calibration, cell_id, GRID, MAST, 25.0, 1.5, 30.0, 3.5,
        arrays["nu_at_1m"], arrays["nlos_weight"], arrays["clutter"], field,
    )  # fmt: skip
    return arrays, level, sigma


def test_the_map_is_the_sum_of_the_columns():
    arrays, level, _ = _map(_calibration())
    east = column_centres_m(GRID)[None, :] - MAST[0] + np.zeros(GRID.shape)
    north = row_centres_m(GRID)[:, None] - MAST[1] + np.zeros(GRID.shape)
    flat = np.hypot(east, north)
    x, w = distance_column(np.hypot(flat, 23.5)), arrays["nlos_weight"]
    around = horizontal_columns(east.ravel(), north.ravel(), 30.0) @ np.array([1.0, -2.0, 0.5])
    nu = arrays["nu_at_1m"] / np.sqrt(exact_wavelength_m(3.5))
    loss = 3.0 + ((1 - w) * 0.2 - w * 0.3) * x + 0.1 * diffraction_column(nu) + 0.4 * vertical_column(flat, 23.5)
    loss += np.where(arrays["clutter"] == 1, 2.0, 0.0) + around.reshape(GRID.shape)
    assert np.isnan(level[0, 0])
    assert np.isfinite(level).sum() == level.size - 1
    assert level == pytest.approx(arrays["rsrp_dbm"] - loss, abs=0.03, nan_ok=True)


def test_an_unmeasured_cell_keeps_its_level_unless_asked():
    own, carried = _calibration(), _calibration(carries_offset=True)
    _, kept, _ = _map(own, "other")
    _, lowered, _ = _map(carried, "other")
    assert np.nanmax(np.abs(kept - lowered - 5.0)) < 1e-3


@settings(max_examples=25)
@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 4.0))
def test_more_obstacle_never_raises_the_level(diffraction, weight, offset):
    calibration = _calibration(
        diffraction=_coefficient(max(diffraction, 0.0)), clutter={"between": _coefficient(offset)}
    )
    flat = np.full(GRID.shape, weight, dtype=np.float32)
    _, low, _ = _map(calibration, nlos_weight=flat, nu_at_1m=np.full(GRID.shape, -0.2, np.float32))
    _, high, _ = _map(calibration, nlos_weight=flat, nu_at_1m=np.full(GRID.shape, 0.4, np.float32))
    assert (high <= low + 1e-4)[np.isfinite(low) & np.isfinite(high)].all()


def test_residuals_come_back_and_the_field_fades_out():
    data, _ = _residuals(np.random.default_rng(9), n=80)
    near = data.x_m < 60.0
    data = Residuals(
        x_m=data.x_m[near], y_m=data.y_m[near], cell=data.cell[near] * 0, residual_db=data.residual_db[near],
        noise_db=data.noise_db[near],
    )  # fmt: skip
    content, counts = packed_residuals(data, 1)
    how = Interpolation(range_m=15.0, nugget_db=2.0, apart=0.3, by_angle=0.3, asset="", cells=("c",), counts=counts)
    calibration = _calibration(interpolation=how)
    unpacked = unpacked_residuals(content, calibration)
    assert unpacked is not None
    assert np.sort(unpacked[0].residual_db) == pytest.approx(np.sort(data.residual_db), abs=1e-4)
    assert unpacked_residuals(content[:-5], calibration) is None
    assert unpacked_residuals(content, replace(calibration, cells={})) is None
    field = residual_field(GRID, *unpacked, 0)
    arrays, level, sigma = _map(calibration, field=field)
    _, plain, _ = _map(calibration)
    far = column_centres_m(GRID) > 60.0 + 46.0
    assert level[:, far] == pytest.approx(plain[:, far], abs=1e-5, nan_ok=True)
    assert sigma[:, far] == pytest.approx(arrays["sigma_db"][:, far])
    assert np.abs(field.mean_db[:, :12]).max() > 1.0
    assert float(sigma[:, :12].min()) < 6.0
    assert np.isfinite(sigma).all()
