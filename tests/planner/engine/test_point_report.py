"""The report about a place: rows that add up to the map, counterfactual figures that another evaluation confirms."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from plans import building, cell, plan, with_cell

from planner.engine.cache import EngineCache
from planner.engine.layer_request import LayerRequest
from planner.engine.point_report import PointReport, RowKind, point_report
from planner.engine.results import Maps, Results
from planner.errors import EvaluationError
from planner.io.evaluation import evaluate
from planner.io.templates import new_from_template
from planner.model.catalogue import Catalogue
from planner.model.geometry import rectangle
from planner.model.network import RadioScenario
from planner.model.project import Project
from planner.model.site_map import Completeness, Obstacle, ObstacleKind, ZoneTargets
from planner.radio.antenna import element_pattern, gain_dbi
from planner.radio.grid import column_centres_m, pixel_of, row_centres_m
from planner.radio.linkbudget import ss_rsrp_dbm
from planner.radio.tr38901 import path_loss_los_db, shadow_sigma_db
from planner.text import LANGUAGES, translate

Evaluated = tuple[Project, Results, EngineCache]


def evaluated(project: Project, catalogue: Catalogue, **more: Any) -> Evaluated:
    cache = EngineCache()
    return project, evaluate(project, min(project.schemes), catalogue, cache=cache, threads=1, **more), cache


def report_at(done: Evaluated, catalogue: Catalogue, east_m: float, north_m: float, **more: Any) -> PointReport:
    project, results, cache = done
    return point_report(project, results.scheme_id, catalogue, results, east_m, north_m, cache=cache, **more)


def maps_of(done: Evaluated) -> Maps:
    maps = done[1].maps
    assert maps is not None
    return maps


def value_at(done: Evaluated, layer: str, east_m: float, north_m: float) -> float:
    maps = maps_of(done)
    return float(getattr(maps, layer)[pixel_of(maps.grid, east_m, north_m)])


def row_of(report: PointReport, code: str, direction: str = "DL") -> Any:
    rows = report.downlink if direction == "DL" else report.uplink
    return next(row for row in rows if row.code == code)


def cause_of(report: PointReport, code: str) -> Any:
    return next(cause for cause in report.causes if cause.issue.code == code)


def check_sums(report: PointReport) -> None:
    """Every total is the sum of all terms above it; no detail has a sign."""
    for rows in (report.downlink, report.uplink):
        total = 0.0
        for row in rows:
            total += row.contribution
            if row.kind is RowKind.TOTAL:
                assert total == pytest.approx(row.value, abs=0.01), row.code
            assert (row.sign != 0) == (row.kind is RowKind.TERM)


# -- the sum is the map ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", ["port", "factory", "mine", "metro", "hospital", "park"])
def test_rows_add_up_to_the_map_at_any_pixel(template: str, catalogue: Catalogue) -> None:
    project = new_from_template(template, "en")
    done = evaluated(project, catalogue, resolution_m=16.0)
    random = np.random.default_rng(7)
    seen = 0
    for height_m in sorted({1.5, *(zone.height_m for zone in project.site_map.zones.values())}):
        request = LayerRequest(height_m=height_m)
        asked = evaluate(project, "A", catalogue, resolution_m=16.0, cache=done[2], request=request)
        maps = maps_of((project, asked, done[2]))
        served = np.argwhere(maps.best_server >= 0)
        for row, column in served[random.choice(len(served), min(25, len(served)), replace=False)]:
            east_m = float(column_centres_m(maps.grid)[column])
            north_m = float(row_centres_m(maps.grid)[row])
            report = report_at(done, catalogue, east_m, north_m, height_m=height_m)
            check_sums(report)
            assert report.cell_id == maps.cell_ids[maps.best_server[row, column]]
            terms = [item for item in report.downlink if item.kind is RowKind.TERM]
            codes = [item.code for item in terms]
            to_rsrp = terms[: codes.index("budget-noise-and-interference")]
            assert sum(item.contribution for item in to_rsrp) == pytest.approx(maps.rsrp_dbm[row, column], abs=0.01)
            assert row_of(report, "budget-sinr").value == pytest.approx(maps.sinr_db[row, column], abs=0.01)
            assert report.dl_mbps == pytest.approx(maps.dl_mbps[row, column], rel=1e-4, abs=0.01)
            assert report.ul_mbps == pytest.approx(maps.ul_mbps[row, column], rel=1e-4, abs=0.01)
            # nothing is left to a row that explains nothing
            assert not {"budget-calibration"} & set(codes)
            seen += 1
    assert seen >= 25


def test_an_open_field_by_hand(catalogue: Catalogue) -> None:
    done = evaluated(plan(), catalogue)
    report = report_at(done, catalogue, 52.0, 84.0)
    grid = maps_of(done).grid
    east, north = report.place.centre_m
    assert pixel_of(grid, east, north) == pixel_of(grid, 52.0, 84.0)
    dist = float(np.hypot(east, north))
    drop = 25.0 - 1.5
    gain = gain_dbi(element_pattern(), np.degrees(np.arctan2(east, north)), -np.degrees(np.arctan2(drop, dist)))
    loss = path_loss_los_db("UMa", dist, catalogue.bands["n78"].freq_ghz, 25.0, 1.5)
    by_hand = float(ss_rsrp_dbm(46.0, 273, gain, loss))
    assert report.rsrp_dbm == pytest.approx(by_hand, abs=0.06)  # the map's antenna gain is within 0.05 dB
    assert row_of(report, "budget-path-loss").value == pytest.approx(float(loss), abs=0.01)
    assert row_of(report, "budget-antenna-direction").value == pytest.approx(float(gain), abs=0.05)
    assert row_of(report, "budget-sigma").value == pytest.approx(shadow_sigma_db("UMa")[0])
    assert row_of(report, "budget-margin").value == pytest.approx(1.2816 * 4.0, abs=0.01)
    assert not any(row.code == "budget-obstruction" for row in report.downlink)


def test_the_whole_path_of_a_place_in_a_building_behind_trees(catalogue: Catalogue) -> None:
    """Every kind of loss has its row, and each is what the map loses with that thing alone."""
    trees = Obstacle(
        id="ob-02", kind=ObstacleKind.VEGETATION, outline=rectangle(60.0, -20.0, 20.0, 40.0), height_m=22.0
    )  # fmt: skip
    house = building(100.0, -20.0, 40.0, 40.0, 8.0)
    towards = [cell(1, azimuth_deg=90.0)]
    done = evaluated(plan(obstacles=(house, trees), cells=towards, resolution_m=4.0), catalogue)
    report = report_at(done, catalogue, 121.0, 1.0)
    check_sums(report)
    bare = evaluated(plan(obstacles=(house,), cells=towards, resolution_m=4.0), catalogue)
    gone = value_at(bare, "rsrp_dbm", 121.0, 1.0) - value_at(done, "rsrp_dbm", 121.0, 1.0)
    assert row_of(report, "budget-vegetation").value == pytest.approx(gone, abs=0.01)
    assert row_of(report, "budget-entry").value > 10.0
    assert row_of(report, "budget-depth").value > 5.0
    assert cause_of(report, "point-indoors").gain_db == pytest.approx(
        row_of(report, "budget-entry").value + row_of(report, "budget-depth").value, abs=0.01
    )
    assert cause_of(report, "point-trees").gain_db == pytest.approx(gone, abs=0.01)


def test_heads_of_one_cell_have_a_row_of_their_own(catalogue: Catalogue) -> None:
    project = plan(sites=((0.0, 0.0), (30.0, 0.0)), cells=[cell(1, head_site_ids=("gnb-02",))])
    done = evaluated(project, catalogue)
    report = report_at(done, catalogue, 20.0, 60.0)
    check_sums(report)
    assert report.antenna_m == (30.0, 0.0)  # the nearer one
    assert 0.0 < row_of(report, "budget-heads").value <= 3.02
    assert report.rsrp_dbm == pytest.approx(value_at(done, "rsrp_dbm", 20.0, 60.0), abs=1e-3)


# -- why it is bad, checked by evaluating the other world -------------------------------------------------------------


def wall(done_without: bool = False) -> Project:
    obstacles = () if done_without else (building(-60.0, 40.0, 120.0, 10.0, 30.0),)
    return plan(obstacles=obstacles, targets=ZoneTargets(rsrp_dbm=-75.0, sinr_db=None), resolution_m=4.0)


def test_behind_a_building_it_is_the_building(catalogue: Catalogue) -> None:
    blocked, free = evaluated(wall(), catalogue), evaluated(wall(done_without=True), catalogue)
    report = report_at(blocked, catalogue, 2.0, 82.0)
    assert report.limit == "point-obstruction"
    assert not report.targets_met
    cause = report.causes[0]
    assert cause.issue.params["without_dbm"] == pytest.approx(value_at(free, "rsrp_dbm", 2.0, 82.0), abs=0.06)
    assert cause.gain_db > 10.0
    assert report_at(free, catalogue, 2.0, 82.0).targets_met


def test_between_two_cells_it_is_interference(catalogue: Catalogue) -> None:
    sites = ((-150.0, 0.0), (150.0, 0.0))
    cells = [cell(1, azimuth_deg=90.0), cell(2, site=2, azimuth_deg=270.0, background_load_dl=0.9)]
    targets = ZoneTargets(rsrp_dbm=-100.0, sinr_db=5.0)
    project = plan(sites=sites, cells=cells, targets=targets)
    done = evaluated(project, catalogue)
    report = report_at(done, catalogue, -12.0, 4.0)
    assert report.cell_id == "cell-01"
    assert report.limit == "point-interference"
    silent = evaluated(with_cell(project, "cell-02", background_load_dl=0.0, tx_power_dbm=0.0), catalogue)
    quiet = value_at(silent, "sinr_db", -12.0, 4.0)
    assert report.causes[0].issue.params["without_db"] == pytest.approx(quiet, abs=0.2)
    assert report.causes[0].issue.params["worst"] == "Mast 2/1"
    assert row_of(report, "budget-interferer").params["load_pct"] == pytest.approx(
        100.0 * done[1].cells["cell-02"].load_dl, abs=0.06
    )


def test_far_away_it_is_the_terminals_power(catalogue: Catalogue) -> None:
    targets = ZoneTargets(rsrp_dbm=None, sinr_db=None, ul_mbps=60.0)
    project = plan(zone=(-20.0, 700.0, 40.0, 40.0), targets=targets, completeness=Completeness.SKETCHED)
    done = evaluated(project, catalogue)
    report = report_at(done, catalogue, 4.0, 724.0)
    assert report.limit == "point-uplink-power"
    key = project.settings.map_terminal
    own = catalogue.terminals[key]
    more = replace(catalogue, terminals={**catalogue.terminals, key: replace(own, tx_power_dbm=own.tx_power_dbm + 3.0)})
    stronger = value_at(evaluated(project, more), "ul_mbps", 4.0, 724.0)
    assert report.causes[0].issue.params["more_mbps"] == pytest.approx(stronger, abs=0.06)
    assert report.ul_mbps < stronger


def test_a_weak_signal_without_neighbours_is_noise_and_what_weakens_it(catalogue: Catalogue) -> None:
    targets = ZoneTargets(rsrp_dbm=None, sinr_db=30.0)
    project = plan(zone=(-20.0, 700.0, 40.0, 40.0), targets=targets, completeness=Completeness.SKETCHED)
    report = report_at(evaluated(project, catalogue), catalogue, 4.0, 724.0)
    assert [cause.issue.code for cause in report.causes][:2] == ["point-noise", "point-not-in-sight"]
    assert "point-distance" in {cause.issue.code for cause in report.causes}


def test_a_full_cell_is_named(catalogue: Catalogue) -> None:
    project = plan(cells=[cell(1, background_load_dl=0.95)])
    report = report_at(evaluated(project, catalogue), catalogue, 4.0, 60.0)
    cause = cause_of(report, "point-load")
    assert cause.issue.params["load_pct"] >= 95
    assert cause.issue.params["left_mbps"] == pytest.approx(0.05 * cause.issue.params["alone_mbps"], rel=0.1)


def test_behind_the_antenna_it_is_the_antenna(catalogue: Catalogue) -> None:
    targets = ZoneTargets(rsrp_dbm=-60.0, sinr_db=None)
    report = report_at(evaluated(plan(targets=targets), catalogue), catalogue, 4.0, -180.0)
    assert report.limit == "point-antenna"
    assert report.causes[0].gain_db == pytest.approx(30.0, abs=2.0)  # the element's floor


def test_nobody_stands_in_a_container_stack(catalogue: Catalogue) -> None:
    stack = Obstacle(
        id="ob-01", kind=ObstacleKind.CONTAINER_YARD, outline=rectangle(0.0, 40.0, 40.0, 40.0), tiers=4
    )  # fmt: skip
    report = report_at(evaluated(plan(obstacles=(stack,)), catalogue), catalogue, 20.0, 60.0)
    assert report.limit == "point-inside-solid"
    assert report.cell_id == ""
    assert np.isnan(report.ul_mbps)
    check_sums(report)


def test_out_of_range_there_is_no_cell(catalogue: Catalogue) -> None:
    project = plan()
    project = replace(project, settings=replace(project.settings, max_range_m=100.0))
    report = report_at(evaluated(project, catalogue), catalogue, -180.0, -180.0)
    assert report.limit == "point-no-cell"
    assert report.downlink == () == report.uplink
    assert report.antenna_m is None


def test_too_weak_to_serve(catalogue: Catalogue) -> None:
    project = plan(cells=[cell(1, tx_power_dbm=10.0)])
    report = report_at(evaluated(project, catalogue), catalogue, 4.0, -180.0)
    assert report.limit == "point-no-service"
    assert report.strongest_cell_id == "cell-01"
    assert report.cell_id == ""
    check_sums(report)


# -- heights, terminals, zones, errors --------------------------------------------------------------------------------


def test_another_height_and_terminal_are_those_of_a_map_asked_for(catalogue: Catalogue) -> None:
    from planner.engine.layer_request import LayerRequest

    project = plan(obstacles=(building(40.0, 40.0, 40.0, 40.0, 20.0),))
    done = evaluated(project, catalogue)
    report = report_at(done, catalogue, 60.0, 60.0, height_m=10.0, terminal="redcap")
    asked = evaluated(project, catalogue, request=LayerRequest(height_m=10.0, terminal="redcap"))
    maps = maps_of(asked)
    pixel = pixel_of(maps.grid, 60.0, 60.0)
    assert maps.height_m == 10.0
    assert report.rsrp_dbm == pytest.approx(float(maps.rsrp_dbm[pixel]), abs=1e-3)
    assert report.ul_mbps == pytest.approx(float(maps.extra["ul"][pixel]), rel=1e-3)
    assert report.place.terminal == "redcap"


def test_the_zone_of_a_place_is_the_one_at_its_height(catalogue: Catalogue) -> None:
    done = evaluated(plan(targets=ZoneTargets(probability=0.99)), catalogue)
    assert report_at(done, catalogue, 4.0, 60.0).place.zone_id == "zone-01"
    assert report_at(done, catalogue, 4.0, 60.0).place.probability == 0.99
    assert report_at(done, catalogue, 4.0, 60.0, height_m=12.0).place.zone_id == ""


def test_verdict_of_a_place_is_that_of_its_zone(catalogue: Catalogue) -> None:
    """A zone of one pixel meets its targets exactly where the report says so."""
    for least in (-90.0, -75.0, -60.0):
        targets = ZoneTargets(rsrp_dbm=least, sinr_db=None)
        done = evaluated(plan(zone=(0.0, 80.0, 8.0, 8.0), targets=targets), catalogue)
        report = report_at(done, catalogue, 4.0, 84.0)
        assert report.targets_met == (done[1].zones["zone-01"].share_in_target == 1.0)


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("point-outside-map", {"east_m": 90_000.0}),
        ("no-such-object", {"terminal": "fax"}),
    ],
)
def test_what_cannot_be_reported(code: str, more: dict[str, Any], catalogue: Catalogue) -> None:
    done = evaluated(plan(), catalogue)
    place = {"east_m": 0.0, "north_m": 0.0} | more
    with pytest.raises(EvaluationError) as caught:
        report_at(done, catalogue, **place)
    assert caught.value.code == code


def test_a_scheme_without_cells(catalogue: Catalogue) -> None:
    done = evaluated(plan(cells=[]), catalogue)
    with pytest.raises(EvaluationError, match="point-without-maps"):
        report_at(done, catalogue, 0.0, 0.0)


def test_an_indoor_cell_through_its_outer_wall(catalogue: Catalogue) -> None:
    hall = building(-40.0, -40.0, 80.0, 80.0, 12.0)
    head = cell(1, scenario=RadioScenario.INF_DH, height_m=8.0)
    done = evaluated(plan(obstacles=(hall,), cells=[head]), catalogue)
    inside, outside = report_at(done, catalogue, 20.0, 20.0), report_at(done, catalogue, 60.0, 20.0)
    check_sums(inside)
    check_sums(outside)
    assert not any(row.code == "budget-own-wall" for row in inside.downlink)
    assert row_of(outside, "budget-own-wall").value > 5.0
    assert row_of(inside, "budget-los-probability").unit == "%"


def test_every_sentence_exists_in_both_languages(catalogue: Catalogue) -> None:
    sketched = plan(completeness=Completeness.SKETCHED, cells=[cell(1, background_load_dl=0.95)])
    report = report_at(evaluated(sketched, catalogue), catalogue, -100.0, -100.0)
    sentences = [(row.code, row.params) for _, row in report.rows()]
    sentences += [(cause.issue.code, cause.issue.params) for cause in report.causes]
    sentences += [(cause.cure, {}) for cause in report.causes if cause.cure]
    for code, params in sentences:
        texts = {lang: translate(code, params, lang) for lang in LANGUAGES}
        assert code not in texts.values()
        assert "{" not in "".join(texts.values())


def test_a_radiating_cable_is_one_row(catalogue: Catalogue) -> None:
    cable = next(key for key, antenna in catalogue.antennas.items() if antenna.kind == "cable")
    leaky = cell(1, antenna=cable, height_m=4.0, cable_route=((0.0, 0.0), (120.0, 0.0)), tx_power_dbm=43.0)
    done = evaluated(plan(cells=[leaky], resolution_m=4.0), catalogue)
    report = report_at(done, catalogue, 62.0, 6.0)
    check_sums(report)
    assert [row.code for row in report.downlink if row.kind is RowKind.TERM][2:3] == ["budget-cable"]
    assert report.rsrp_dbm == pytest.approx(value_at(done, "rsrp_dbm", 62.0, 6.0), abs=1e-3)


def test_an_active_calibration_is_a_row(catalogue: Catalogue) -> None:
    from planner.model.calibration import Calibration, Coefficient

    plain = plan(obstacles=(building(-60.0, 40.0, 120.0, 10.0, 30.0),))
    fit = Calibration(id="cal-01", name="Drive", active=True, carries_offset=True, offset_db=Coefficient(value=4.0))
    project = replace(plain, calibrations={"cal-01": fit})
    done, before = evaluated(project, catalogue), evaluated(plain, catalogue)
    report = report_at(done, catalogue, 4.0, 84.0)
    check_sums(report)
    change = value_at(done, "rsrp_dbm", 4.0, 84.0) - value_at(before, "rsrp_dbm", 4.0, 84.0)
    assert change != 0.0
    assert row_of(report, "budget-calibration").contribution == pytest.approx(change, abs=0.01)
    assert report.rsrp_dbm == pytest.approx(value_at(done, "rsrp_dbm", 4.0, 84.0), abs=1e-3)
