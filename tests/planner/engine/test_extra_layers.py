"""Layers on request against formulas written out here, their gaps, and differences of schemes."""

import math
from dataclasses import replace

import numpy as np
import pytest
from plans import building, cell, plan, with_cell, with_network

from planner.capacity.spectral_efficiency import MCS_THRESHOLDS
from planner.engine.cells import radio_plan, terminal_radio
from planner.engine.evaluate import evaluate
from planner.engine.latency_stage import LatencyCase, place_latency
from planner.engine.layer_figures import SSB_SHARE
from planner.engine.layer_request import EXTRA_CODES, LayerRequest, heights_of, storey_height
from planner.engine.map_difference import difference, difference_maps
from planner.errors import EvaluationError, Severity
from planner.io import layers
from planner.io.map_mask import counted_area
from planner.model.demand import FlowDirection
from planner.model.geometry import rectangle
from planner.model.project import Project
from planner.model.site_map import ObstacleKind, SiteMap, Zone, ZoneTargets
from planner.text import translate

#: A pattern of DDDSU: delays step by it, and between the rates they are computed at the layer runs straight.
PERIOD_MS = 2.5
NOISE_30KHZ_DBM = -173.975 + 10 * math.log10(30e3)


def two_cells(**changes):
    cells = [cell(n, n, antenna="omni_8", **changes) for n in (1, 2)]
    return plan(cells=cells, sites=((-150.0, 2.0), (150.0, 2.0)))


def maps_of(project, catalogue, *codes, **wanted):
    return evaluate(project, "A", catalogue, None, request=LayerRequest(codes=codes, **wanted)).maps


def linear(value_db):
    return 10 ** (np.asarray(value_db, dtype=np.float64) / 10)


@pytest.mark.parametrize(
    ("background", "own"),
    [(0.0, SSB_SHARE), (0.9, SSB_SHARE + 0.9 * (1 - SSB_SHARE)), (0.5, SSB_SHARE + 0.5 * (1 - SSB_SHARE))],
)
def test_rsrq_of_a_lone_cell_by_hand(catalogue, background, own):
    project = plan(cells=[cell(1, background_load_dl=background)], flow={"dl_mbps": 0.0})
    maps = maps_of(project, catalogue, "rsrq")
    phone = terminal_radio(catalogue.terminals["cpe"])
    noise_mw = linear(phone.noise_15khz_dbm + 10 * math.log10(2) - phone.antenna_gain_dbi)
    signal, own = linear(maps.rsrp_dbm), SSB_SHARE + background * (1 - SSB_SHARE)
    expected = 10 * np.log10(signal / (12 * (own * signal + noise_mw)))
    np.testing.assert_allclose(maps.extra["rsrq"], expected, atol=0.02)


def test_rsrq_counts_the_neighbour_by_its_load(catalogue):
    project = two_cells(background_load_dl=0.25)
    project = replace(project, demand=replace(project.demand, flows={}))
    maps = maps_of(project, catalogue, "rsrq", "sinr_full")
    alone = [evaluate(with_network(project, cells={key: item}), "A", catalogue, None).maps.rsrp_dbm
             for key, item in project.schemes["A"].network.cells.items()]  # fmt: skip
    both = np.stack([linear(level) for level in alone])
    own, other = np.max(both, axis=0), np.min(both, axis=0)
    terminal = terminal_radio(catalogue.terminals["cpe"])
    noise_mw = linear(terminal.noise_15khz_dbm + 10 * math.log10(2) - terminal.antenna_gain_dbi)
    share = SSB_SHARE + (1 - SSB_SHARE) * 0.25
    np.testing.assert_allclose(
        maps.extra["rsrq"], 10 * np.log10(own / (12 * (share * (own + other) + noise_mw))), atol=0.02
    )
    np.testing.assert_allclose(maps.extra["sinr_full"], 10 * np.log10(own / (other + noise_mw)), atol=0.02)
    assert (maps.extra["sinr_full"] <= maps.sinr_db + 1e-3).all()


def test_rsrq_stays_within_its_bounds(catalogue):
    maps = maps_of(two_cells(background_load_dl=0.7), catalogue, "rsrq")
    assert np.nanmax(maps.extra["rsrq"]) <= -10 * math.log10(12 * SSB_SHARE) + 1e-3
    assert np.nanmin(maps.extra["rsrq"]) >= -43.0  # the lowest value TS 38.133 reports


def test_servers_are_counted_across_bands(catalogue):
    cells = [cell(1, antenna="omni_8"), cell(2, antenna="omni_8", band="n79"), cell(3, 2, antenna="omni_8")]
    project = plan(cells=cells, sites=((2.0, 2.0), (180.0, 2.0)))
    levels = [
        evaluate(with_network(project, cells={item.id: item}), "A", catalogue, None).maps.rsrp_dbm for item in cells
    ]
    threshold_dbm = round(float(np.median(levels[0])), 1)
    maps = maps_of(with_network(project, band_threshold_dbm=threshold_dbm), catalogue, "servers")
    expected = sum((level >= np.float32(threshold_dbm)).astype(int) for level in levels)
    np.testing.assert_array_equal(maps.extra["servers"], expected)
    assert len(np.unique(expected)) > 2
    assert maps.notes["servers"].params["threshold_dbm"] == threshold_dbm


def test_margin_and_coupling_loss_by_hand(catalogue):
    project = plan(cells=[cell(1, antenna="omni_8")])
    maps = maps_of(project, catalogue, "ul_margin", "coupling_loss", terminal="phone")
    antenna, terminal = catalogue.antennas["omni_8"], catalogue.terminals["phone"]
    # path loss from the level, then less the gains of traffic beam and terminal
    path_loss = 46 - 10 * math.log10(12 * 273) + antenna.ssb_gain_dbi - maps.rsrp_dbm
    coupling = path_loss - antenna.gain_dbi - terminal.antenna_gain_dbi
    np.testing.assert_allclose(maps.extra["coupling_loss"], coupling, atol=0.01)
    noise_dbm = NOISE_30KHZ_DBM + 10 * math.log10(12) + 3.5
    limit = terminal.tx_power_dbm - noise_dbm - MCS_THRESHOLDS[0][0]
    np.testing.assert_allclose(maps.extra["ul_margin"], limit - coupling, atol=0.02)
    note = maps.notes["coupling_loss"]
    assert note.params["low_db"] == note.params["high_db"] == pytest.approx(limit, abs=0.06)
    assert "138.9" in translate(note.code, note.params, "en") or terminal.tx_power_dbm != 23.0


def test_the_uplink_ends_where_the_margin_says(catalogue):
    """At a margin of 0 one block at the lowest MCS is left; nine decibels further down nothing gets through."""
    project = plan(cells=[cell(1, tx_power_dbm=20.0)], zone=(-900.0, -900.0, 1800.0, 1800.0), resolution_m=16.0)
    maps = maps_of(project, catalogue, "ul_margin", terminal="phone")
    margin, rate = maps.extra["ul_margin"], maps.extra["ul"]
    served = maps.best_server >= 0
    assert (rate[served & (margin > -8.9)] > 0).all()
    assert (rate[served & (margin < -9.2)] == 0).all()
    order = np.argsort(margin[served])
    assert (np.diff(rate[served][order]) >= -1e-3).all()
    # one block at MCS 0 on this frame: 0.2344 bit per element x 12 x 14 x 2000 slots x its uplink share less overhead
    (radio,) = radio_plan(project.schemes["A"], catalogue).radios
    least = 2 * 120 / 1024 * 12 * 14 * 2000 / 1e6 * radio.ul_share * 0.92
    near = served & (abs(margin) < 0.3)
    if near.any():
        np.testing.assert_allclose(rate[near], least, rtol=0.15)


@pytest.mark.parametrize("key", ["phone", "redcap", "vehicle", "cpe"])
def test_another_terminal_has_the_rates_of_a_plan_made_for_it(catalogue, key):
    """Loads are those of the plan; without background or flows there is none, so both ways agree."""
    project = two_cells()
    project = replace(project, demand=replace(project.demand, flows={}))
    asked = maps_of(project, catalogue, terminal=key)
    settings = replace(project.settings, map_terminal=key)
    made = evaluate(replace(project, settings=settings), "A", catalogue, None).maps
    for code in ("sinr", "dl", "ul"):
        layer = layers.LAYERS[code]
        np.testing.assert_allclose(
            layers.layer_values(asked, layer), layers.layer_values(made, layer), rtol=1e-5, atol=1e-4
        )
    assert asked.terminal == made.terminal == key


def test_rates_of_all_terminals_differ(catalogue):
    """A weaker terminal is never faster: RedCap has 20 MHz and one branch."""
    project = two_cells()
    maps = maps_of(project, catalogue, terminal="redcap")
    own = evaluate(project, "A", catalogue, None).maps
    for code, array in (("dl", own.dl_mbps), ("ul", own.ul_mbps)):
        assert (maps.extra[code] <= array + 1e-3).all()
        assert np.nanmedian(maps.extra[code]) < 0.5 * np.nanmedian(array)


OBSTACLES = (
    building(-120.0, -120.0, 40.0, 30.0, 12.0),
    building(40.0, -60.0, 60.0, 30.0, 15.0, id="yard", kind=ObstacleKind.CONTAINER_YARD),
    building(-60.0, 60.0, 12.0, 12.0, 12.0, id="tank", kind=ObstacleKind.TANK),
    building(0.0, 60.0, 90.0, 1.0, 6.0, id="wall", kind=ObstacleKind.WALL, outline=((0.0, 60.0), (90.0, 64.0))),
)


@pytest.mark.parametrize("height_m", [0.0, 1.5, 14.0, 30.0])
def test_no_gap_where_a_place_is_served_at_any_height(catalogue, height_m):
    project = plan(cells=[cell(1), cell(2, azimuth_deg=180.0)], obstacles=OBSTACLES)
    maps = maps_of(project, catalogue, *EXTRA_CODES, flow_id="flow-01", height_m=height_m, terminal="phone")
    served = maps.best_server >= 0
    assert maps.height_m == height_m
    for code, layer in layers.LAYERS.items():
        if layer.kind == "cells":
            continue
        values = layers.layer_values(maps, layer)
        assert not np.isnan(values[served]).any(), code
        assert np.isnan(values[~maps.counted]).all(), code
        assert values.shape == maps.grid.shape
        assert values.dtype == np.float32, code
    assert served[maps.counted].all()
    assert (~maps.counted).any() == (height_m < 15.0)


def test_a_legend_calls_no_service_what_the_zone_does(catalogue):
    """One rule: stacks, tanks and walls are no places, whatever their outline does to the raster."""
    zone = (-150.0, -90.0, 300.0, 200.0)
    project = plan(cells=[cell(1)], obstacles=OBSTACLES, zone=zone)
    results = evaluate(project, "A", catalogue, None)
    for project_m, results_m in ((project, results), _with_a_hole(project, catalogue)):
        valid = counted_area(project_m, results_m.maps)
        rows = layers.legend(layers.LAYERS["rsrp"], results_m.maps.rsrp_dbm, valid)
        missing = sum(row.share for row in rows if row.label == "no service")
        assert missing == pytest.approx(1.0 - results_m.zones["zone-01"].covered_share, abs=1e-9)
    assert missing > 0.0


def _with_a_hole(project, catalogue):
    """The same plan with a cell so weak that part of the zone has no service."""
    weak = with_cell(project, tx_power_dbm=-5.0)
    return weak, evaluate(weak, "A", catalogue, None)


def test_latency_falls_with_the_rate_and_is_the_flow_s_own_at_its_edge(catalogue):
    flow = {"ul_mbps": 2.0, "dl_mbps": 0.0, "message_bytes": 40_000, "direction": FlowDirection.UPLINK, "count": 2}
    omni = cell(1, antenna="omni_8", tx_power_dbm=40.0)
    project = plan(cells=[omni], zone=(-400.0, -400.0, 800.0, 800.0), resolution_m=16.0, flow=flow)
    results = evaluate(project, "A", catalogue, None, request=LayerRequest(codes=("latency",), flow_id="flow-01"))
    maps = results.maps
    delay, rate = maps.extra["latency"], maps.ul_mbps
    order = np.argsort(rate.ravel())
    falling = delay.ravel()[order]
    assert (np.diff(falling[np.isfinite(falling)]) <= 0.2).all()
    # the verdict's latency is that at the rate which 95 % of its places have; so is the map there
    own = results.flows["flow-01"].latency
    at_edge = delay.ravel()[np.nanargmin(abs(rate.ravel() - results.flows["flow-01"].ul_edge_mbps))]
    percentile = own.percentile_ms(project.demand.flows["flow-01"].latency_percentile)
    assert at_edge == pytest.approx(percentile, abs=PERIOD_MS)


@pytest.mark.parametrize("direction", list(FlowDirection))
def test_latency_in_every_direction_agrees_with_the_model_place_by_place(catalogue, direction):
    """Interpolated between a few rates, against the model at the very rate of the place."""
    flow = {"ul_mbps": 2.0, "dl_mbps": 2.0, "message_bytes": 20_000, "direction": direction, "activity": 0.1}
    project = plan(cells=[cell(1)], zone=(-300.0, -300.0, 600.0, 600.0), resolution_m=16.0, flow=flow)
    results = evaluate(project, "A", catalogue, None, request=LayerRequest(codes=("latency",), flow_id="flow-01"))
    maps, scheme = results.maps, project.schemes["A"]
    load = {item.slice_id: item for item in results.slice_loads}["slice-01"]
    (radio,) = radio_plan(scheme, catalogue).radios
    delay = maps.extra["latency"]
    for row, column in [(3, 5), (10, 30), (24, 24), (40, 8), (47, 47)]:
        row, column = row % maps.grid.rows, column % maps.grid.columns
        case = LatencyCase(
            scheme=scheme, catalogue=catalogue, flow=project.demand.flows["flow-01"],
            cell=scheme.network.cells["cell-01"], radio=radio,
            ul_rate_mbps=float(maps.ul_mbps[row, column]), dl_rate_mbps=float(maps.dl_mbps[row, column]),
            ul_load=load.demand_ul, dl_load=load.demand_dl, competing_bytes=20_000,
        )  # fmt: skip
        exact = place_latency(case).percentile_ms(0.99)
        assert delay[row, column] == pytest.approx(exact, abs=PERIOD_MS), (row, column)


def test_a_latency_that_cannot_be_mapped_says_why_and_stops_nothing(catalogue):
    project = plan()
    scheme = replace(project.schemes["A"], assignments={})
    unassigned = replace(project, schemes={"A": scheme})
    for asked, flow_id, code in (
        (project, "", "latency-without-flow"),
        (project, "nobody", "no-such-object"),
        (unassigned, "flow-01", "flow-cannot-be-mapped"),
    ):
        maps = maps_of(asked, catalogue, "latency", "rsrq", flow_id=flow_id)
        assert "rsrq" in maps.extra
        assert "latency" not in maps.extra
        assert (maps.notes["latency"].code, maps.notes["latency"].severity) == (code, Severity.ERROR)
        for lang in ("zh", "en"):
            assert "{" not in translate(code, maps.notes["latency"].params, lang)


def test_no_latency_without_a_way_to_the_upf(catalogue):
    maps = maps_of(plan(links={}), catalogue, "latency", flow_id="flow-01")
    assert np.isnan(maps.extra["latency"]).all()


@pytest.mark.parametrize("request_", [{"codes": ("colour",)}, {"terminal": "toaster"}])
def test_a_request_for_nothing_there_is_an_error(catalogue, request_):
    with pytest.raises(EvaluationError) as caught:
        evaluate(plan(), "A", catalogue, None, request=LayerRequest(**request_))
    assert caught.value.code in ("unknown-layer", "no-such-object")


def test_an_empty_request_and_one_for_usual_layers_change_nothing(catalogue):
    project = plan()
    plain = evaluate(project, "A", catalogue, None).maps
    same = maps_of(project, catalogue, "rsrp", "best_server")
    assert not plain.extra
    assert not same.extra
    np.testing.assert_array_equal(plain.rsrp_dbm, same.rsrp_dbm)


def test_a_difference_is_the_difference_on_common_pixels(catalogue):
    """The second scheme has a mast further east, so its grid is larger."""
    first = plan(cells=[cell(1)])
    second = plan(cells=[cell(1, tx_power_dbm=40.0), cell(2, 2)], sites=((0.0, 0.0), (700.0, 10.0)))
    a, b = (evaluate(project, "A", catalogue, None).maps for project in (first, second))
    assert a.grid != b.grid
    grid, found = difference(a, b, "rsrp")
    assert grid == a.grid
    row, column = 10, 12
    east, north = grid.west_m + column * 8 + 4, grid.north_m - row * 8 - 4
    other = b.rsrp_dbm[int((b.grid.north_m - north) / 8), int((east - b.grid.west_m) / 8)]
    assert found[row, column] == a.rsrp_dbm[row, column] - other
    back_grid, back = difference(b, a, "rsrp")
    assert back_grid == grid
    np.testing.assert_array_equal(found, -back)
    np.testing.assert_array_equal(difference(a, a, "sinr")[1], np.zeros(a.grid.shape, dtype=np.float32))


def test_rates_count_nothing_where_only_one_scheme_serves(catalogue):
    project = plan(cells=[cell(1)], obstacles=OBSTACLES)
    strong = evaluate(project, "A", catalogue, None).maps
    weak = evaluate(with_cell(project, tx_power_dbm=-5.0), "A", catalogue, None).maps
    only_one = (strong.best_server >= 0) & (weak.best_server < 0)
    assert only_one.any()
    found = difference(strong, weak, "dl")[1]
    np.testing.assert_array_equal(found[only_one], strong.dl_mbps[only_one])
    assert not np.isnan(found[strong.best_server >= 0]).any()
    assert np.isnan(found[~strong.counted]).all()
    assert np.isnan(difference(strong, weak, "rsrp")[1][only_one]).all()


def test_maps_of_differences_can_be_drawn_like_any_other(catalogue):
    first, second = plan(cells=[cell(1)]), plan(cells=[cell(1, azimuth_deg=180.0)], resolution_m=8.0)
    a, b = (maps_of(project, catalogue, "servers", "rsrq") for project in (first, second))
    both = difference_maps(a, b, ["rsrp", "dl", "servers", "rsrq"])
    for code in ("rsrp", "dl", "servers", "rsrq"):
        layer = layers.layer_of(f"difference_{code}")
        values = layers.layer_values(both, layer)
        np.testing.assert_array_equal(values, difference(a, b, code)[1])
        assert sum(row.share for row in layers.legend(layer, values, both.counted)) == pytest.approx(1.0)


def test_differences_that_mean_nothing_are_errors(catalogue):
    maps = evaluate(plan(), "A", catalogue, None).maps
    coarse = evaluate(plan(resolution_m=16.0), "A", catalogue, None).maps
    away = replace(maps, grid=replace(maps.grid, west_m=maps.grid.west_m + 80_000.0))
    shifted = replace(maps, grid=replace(maps.grid, west_m=maps.grid.west_m + 3.0))
    for other, code, problem in (
        (coarse, "rsrp", "grids-differ"),
        (shifted, "rsrp", "grids-differ"),
        (away, "rsrp", "grids-apart"),
        (maps, "best_server", "layer-without-difference"),
        (maps, "rsrq", "layer-not-computed"),
        (maps, "colour", "layer-not-computed"),
    ):
        with pytest.raises(EvaluationError) as caught:
            difference(maps, other, code)
        assert caught.value.code == problem
        for lang in ("zh", "en"):
            assert "{" not in translate(problem, caught.value.params, lang)


def test_heights_to_choose_from():
    hall = building(0.0, 0.0, 50.0, 40.0, 12.0, id="hall", name="Hall", storeys=3)
    shed = building(80.0, 0.0, 10.0, 10.0, 4.0, id="shed")
    zones = {
        "a": Zone(id="a", name="Ground", outline=rectangle(0, 0, 9, 9), targets=ZoneTargets()),
        "b": Zone(id="b", name="Cranes", outline=rectangle(0, 0, 9, 9), height_m=30.0),
        "c": Zone(id="c", name="Cabins", outline=rectangle(0, 0, 9, 9), height_m=30.001),
    }
    project = Project(site_map=SiteMap(obstacles={"hall": hall, "shed": shed}, zones=zones))
    found = heights_of(project)
    assert [(item.height_m, item.label_code) for item in found] == [
        (1.5, "height-ground"), (30.0, "height-zone"),
        (1.5, "height-storey"), (5.5, "height-storey"), (9.5, "height-storey"),
    ]  # fmt: skip
    assert found[0].zone_ids == ("a",)
    assert found[1].zone_ids == ("b", "c")
    assert [(item.building_id, item.storey) for item in found[2:]] == [("hall", 0), ("hall", 1), ("hall", 2)]
    texts = [translate(item.label_code, item.params, "en") for item in found]
    assert texts[1:] == ["30 m, Cranes, Cabins", "Hall, 1F (1.5 m)", "Hall, 2F (5.5 m)", "Hall, 3F (9.5 m)"]
    assert storey_height(project, "hall", 2) == 9.5
    for building_id, storey in (("hall", 3), ("hall", -1), ("shed", 0), ("nobody", 0)):
        assert storey_height(project, building_id, storey) is None
    own = replace(project, settings=replace(project.settings, map_height_m=2.0))
    assert [item.label_code for item in heights_of(own)][:2] == ["height-ground", "height-project"]
