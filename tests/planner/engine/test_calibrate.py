"""A calibration from samples to maps: what goes wrong is told, and a fitted model comes back as it was made."""

from dataclasses import replace

import numpy as np
import pytest

from planner.engine.cache import EngineCache
from planner.engine.calibrate import CalibrationOptions, calibrate, is_monotone
from planner.engine.calibration_bins import Samples, bin_table, matched_cells
from planner.engine.calibration_stage import active_calibration, calibrated_map, calibration_issues, calibration_key
from planner.engine.radio_stage import radiator_map, sweep_of
from planner.engine.terrain_stage import terrain
from planner.errors import EvaluationError
from planner.io.calibration import with_active, with_calibration, without_calibrations
from planner.io.catalogue import load_catalogue
from planner.io.project_file import project_bytes, project_from_bytes
from planner.model.calibration import Stage, errors_of
from planner.model.network import Cell, Network, Site
from planner.model.project import Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap
from planner.radio.grid import grid_for_extent

OPTIONS = CalibrationOptions(to_m=500.0, folds=0, horizontal=False, vertical=False)


def _box(key: str, west: float, south: float) -> Obstacle:
    ring = ((west, south), (west + 40.0, south), (west + 40.0, south + 30.0), (west, south + 30.0))
    return Obstacle(id=key, kind=ObstacleKind.BUILDING, outline=ring, height_m=12.0)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def plan() -> Project:
    blocks = {f"ob-{i}": _box(f"ob-{i}", -150.0 + 90.0 * (i % 4), -120.0 + 110.0 * (i // 4)) for i in range(8)}
    cells = {
        key: Cell(id=key, site_id="gnb-01", name=name, band="n78", pci=pci, azimuth_deg=azimuth, antenna="panel_8t")
        for key, name, pci, azimuth in (("cell-01", "North", 11, 0.0), ("cell-02", "South", 12, 180.0))
    }
    network = Network(sites={"gnb-01": Site(id="gnb-01", name="Mast", position=(0.0, 0.0))}, cells=cells)
    return Project(site_map=SiteMap(obstacles=blocks), schemes={"A": Scheme(id="A", name="A", network=network)})


@pytest.fixture(scope="module")
def samples(plan, catalogue) -> Samples:
    """The program's own prediction, 6 dB lower, steeper by an exponent of 0.3, with noise."""
    rng = np.random.default_rng(0)
    n = 700
    x, y = rng.uniform(-200, 200, n), rng.uniform(-200, 200, n)
    names = np.where(rng.uniform(size=n) < 0.5, "11", "12")
    blank = Samples(x_m=x, y_m=y, rsrp_dbm=np.full(n, -80.0) + rng.normal(0, 1, n), identity=tuple(names.tolist()))
    table, _ = bin_table(
        plan, "A", blank, catalogue, EngineCache(), matched_cells(plan, "A", blank), to_m=500.0, outdoor=True
    )
    level = table.predicted_dbm - 6.0 - 0.3 * table.distance + rng.normal(0, 1.5, len(table.bins))
    who = np.array(["11", "12"])[table.bins.cell]
    return Samples(
        x_m=table.bins.x_m, y_m=table.bins.y_m, rsrp_dbm=level, identity=tuple(who.tolist()), set_id="survey-01",
        name="walk",
    )  # fmt: skip


@pytest.fixture(scope="module")
def result(plan, samples, catalogue):
    return calibrate(plan, "A", samples, catalogue, replace(OPTIONS, folds=3), calibration_id="k")


def _with(samples: Samples, **changes) -> Samples:
    return replace(samples, **changes)


def test_the_fit_finds_what_was_put_in(result):
    found = result.calibration
    assert [cell.offset_db.value for cell in found.cells.values()] == pytest.approx([6.0, 6.0], abs=0.8)
    assert found.los.value == pytest.approx(0.3, abs=0.25)
    assert found.nlos.value == pytest.approx(0.3, abs=0.25)
    before, after, area = (errors_of(found, stage) for stage in (Stage.BEFORE, Stage.CROSS_FITTED, Stage.AREA_FITTED))
    assert before is not None and after is not None and area is not None
    assert after.rmse_db == pytest.approx(1.5, abs=0.3)
    assert area.rmse_db < before.rmse_db
    assert is_monotone(result.bins, found.los.value, found.nlos.value, surveyed=False)


def test_it_survives_the_project_file(plan, result):
    project = with_calibration(plan, result)
    again = project_from_bytes(project_bytes(project), source="x.c5g")
    assert again.calibrations == project.calibrations
    assert project_bytes(again) == project_bytes(project)
    assert active_calibration(with_active(again, "")) is None
    assert calibration_key(with_active(again, "")) is None
    assert without_calibrations(again, ["k"]).assets == plan.assets


def test_maps_take_it_and_a_moved_cell_loses_its_residuals(plan, result, catalogue):
    project = with_calibration(plan, result)
    grid = grid_for_extent((-220.0, -220.0, 220.0, 220.0), 4.0)
    cell, site = plan.schemes["A"].network.cells["cell-01"], plan.schemes["A"].network.sites["gnb-01"]

    def maps(project: Project, site: Site):
        cache = EngineCache()
        ground = terrain(project, catalogue, grid, cache)
        plain = radiator_map(cell, site, 1.5, plan, ground, catalogue, cache)
        sweep, _ = sweep_of(cell, site, 1.5, plan, ground, cache)
        found = calibrated_map(
            cell, site, 1.5, project, ground, sweep, 3.5, plain.rsrp_dbm, plain.sigma_db, plain.nlos_weight, cache
        )
        return plain, found

    plain, (level, sigma) = maps(project, site)
    known = np.isfinite(plain.rsrp_dbm)
    assert np.isfinite(level[known]).all() and np.isfinite(sigma[known]).all()
    assert float(np.median((level - plain.rsrp_dbm)[known])) == pytest.approx(-6.0, abs=1.5)
    assert (sigma <= plain.sigma_db + 1e-3)[known].mean() > 0.5
    assert maps(plan, site)[1][0] is not None
    assert (maps(with_active(project, ""), site)[1][0] == plain.rsrp_dbm)[known].all()
    moved = replace(site, position=(30.0, 0.0))
    plain_moved, (_, sigma_moved) = maps(project, moved)
    assert (sigma_moved == plain_moved.sigma_db)[np.isfinite(sigma_moved)].all()
    network = replace(plan.schemes["A"].network, sites={"gnb-01": moved})
    codes = [issue.code for issue in calibration_issues(project, replace(plan.schemes["A"], network=network))]
    assert codes == ["calibration-cell-moved", "calibration-cell-moved"]
    assert calibration_issues(project, plan.schemes["A"]) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"identity": lambda n: ("999",) * n}, "calibration-no-cells"),
        ({"identity": lambda n: ("",) * n}, "calibration-no-cells"),
        ({"rsrp_dbm": lambda n: np.linspace(30.0, 31.0, n)}, "calibration-not-levels"),
        ({"rsrp_dbm": lambda n: np.full(n, -80.0)}, "calibration-not-levels"),
        ({"rsrp_dbm": lambda n: np.full(n, -140.0)}, "calibration-all-censored"),
        ({"rsrp_dbm": lambda n: np.full(n, np.nan)}, "calibration-no-bins"),
        ({"x_m": lambda n: np.full(n, 90_000.0)}, "calibration-no-bins"),
    ],
)
def test_bad_samples_are_refused_by_name(plan, samples, catalogue, changes, code):
    bad = _with(samples, **{key: make(len(samples.x_m)) for key, make in changes.items()})
    with pytest.raises(EvaluationError) as caught:
        calibrate(plan, "A", bad, catalogue, OPTIONS)
    assert caught.value.code == code


def test_too_few_bins_and_bad_options(plan, samples, catalogue):
    few = _with(samples, x_m=samples.x_m[:6], y_m=samples.y_m[:6], rsrp_dbm=samples.rsrp_dbm[:6], identity=("11",) * 6)
    with pytest.raises(EvaluationError, match="calibration-too-few-bins"):
        calibrate(plan, "A", few, catalogue, OPTIONS)
    for changes in ({"bin_m": 0.0}, {"bin_m": float("nan")}, {"from_m": 600.0}, {"folds": 99}):
        with pytest.raises(EvaluationError, match="calibration-option"):
            calibrate(plan, "A", samples, catalogue, replace(OPTIONS, **changes))


def test_doubtful_samples_are_told_and_left_out(plan, samples, catalogue):
    n = len(samples.x_m)
    level = samples.rsrp_dbm.copy()
    level[:10], level[10:14] = 12.0, np.nan
    identity = ("77",) * 20 + samples.identity[20:]
    some = _with(samples, rsrp_dbm=level, identity=identity, left_out=7)
    found = calibrate(plan, "A", some, catalogue, OPTIONS)
    codes = {issue.code for issue in found.issues}
    assert {"calibration-impossible", "calibration-unmatched", "calibration-left-out"} <= codes
    assert found.calibration.samples == n - 20
    only = calibrate(plan, "A", samples, catalogue, replace(OPTIONS, cells=("cell-01", "cell-09")))
    assert list(only.calibration.cells) == ["cell-01"]
    assert "calibration-cell-without-points" in {issue.code for issue in only.issues}


def test_one_pci_twice_goes_to_the_nearest(plan, samples, catalogue):
    network = plan.schemes["A"].network
    cells = {**network.cells, "cell-03": replace(network.cells["cell-01"], id="cell-03", site_id="gnb-02", name="Far")}
    sites = {**network.sites, "gnb-02": Site(id="gnb-02", name="Far", position=(2000.0, 0.0))}
    twice = replace(plan, schemes={"A": Scheme(id="A", name="A", network=replace(network, cells=cells, sites=sites))})
    found = calibrate(twice, "A", samples, catalogue, OPTIONS)
    assert "calibration-ambiguous" in {issue.code for issue in found.issues}
    assert list(found.calibration.cells) == ["cell-01", "cell-02"]
