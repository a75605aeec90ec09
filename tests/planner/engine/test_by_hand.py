"""The engine's figures on an empty field against formulas written out here: level, SINR, rates, north and east."""

import math
from dataclasses import replace

import numpy as np
import pytest
from plans import building, cell, plan, with_cell

from planner.engine.cells import cell_radio, direction_shares, terminal_radio
from planner.engine.evaluate import evaluate
from planner.engine.patterns import broadcast_pattern
from planner.engine.rates import downlink_tables, uplink_tables, usable_blocks
from planner.model.demand import FlowDirection
from planner.model.network import RadioScenario
from planner.model.site_map import ObstacleKind
from planner.radio.grid import pixel_of

NOISE_30KHZ_DBM = -173.975 + 10 * math.log10(30e3)


def uma_los_db(d_2d, freq_ghz=3.5, h_bs=25.0, h_ut=1.5):
    d_3d = math.hypot(d_2d, h_bs - h_ut)
    breakpoint_m = 4 * (h_bs - 1) * (h_ut - 1) * freq_ghz * 1e9 / 3e8
    if d_2d <= breakpoint_m:
        return 28 + 22 * math.log10(d_3d) + 20 * math.log10(freq_ghz)
    return 28 + 40 * math.log10(d_3d) + 20 * math.log10(freq_ghz) - 9 * math.log10(breakpoint_m**2 + (h_bs - h_ut) ** 2)


def element_dbi(east, north, azimuth_deg, tilt_deg=0.0, drop_m=23.5):
    turn = (math.degrees(math.atan2(east, north)) - azimuth_deg + 180) % 360 - 180
    elevation = -math.degrees(math.atan2(drop_m, math.hypot(east, north))) + tilt_deg
    return 8 - min(12 * (turn / 65) ** 2 + 12 * (elevation / 65) ** 2, 30)


def at(maps, name, east, north):
    return float(getattr(maps, name)[pixel_of(maps.grid, east, north)])


# places are centres of 4 m pixels; the grid's edges lie at multiples of 128 m
PLACES = [(50.0, 2.0), (2.0, 150.0), (-98.0, 30.0), (66.0, -118.0), (198.0, 198.0), (-2.0, -42.0)]


@pytest.mark.parametrize(("azimuth_deg", "tilt_deg"), [(0.0, 0.0), (90.0, 0.0), (222.0, 6.0)])
def test_level_of_a_lone_cell_on_an_empty_field(catalogue, azimuth_deg, tilt_deg):
    project = plan(cells=[cell(1, azimuth_deg=azimuth_deg, electrical_tilt_deg=tilt_deg)], resolution_m=4.0)
    maps = evaluate(project, "A", catalogue, None).maps
    for east, north in PLACES:
        expected = 46 - 10 * math.log10(12 * 273) + element_dbi(east, north, azimuth_deg, tilt_deg)
        expected -= uma_los_db(math.hypot(east, north))
        assert at(maps, "rsrp_dbm", east, north) == pytest.approx(expected, abs=0.05), (east, north)


def test_north_is_up_and_east_is_right(catalogue):
    sites = ((0.0, 0.0), (120.0, 0.0), (0.0, 120.0))
    maps = evaluate(
        plan(cells=[cell(n, n, antenna="omni_8") for n in (1, 2, 3)], sites=sites), "A", catalogue, None
    ).maps
    for index, (east, north) in enumerate(sites):
        assert at(maps, "best_server", east, north) == index
    row, column = pixel_of(maps.grid, *sites[2])
    assert row < pixel_of(maps.grid, 0.0, 0.0)[0]
    assert column == pixel_of(maps.grid, 0.0, 0.0)[1]


def test_a_wall_shades_what_lies_behind_it(catalogue):
    wall = building(60.0, -40.0, 8.0, 80.0, 40.0)
    open_field = evaluate(plan(), "A", catalogue, None).maps
    shaded = evaluate(plan(obstacles=[wall]), "A", catalogue, None).maps
    assert at(open_field, "rsrp_dbm", 100.0, 4.0) - at(shaded, "rsrp_dbm", 100.0, 4.0) > 10.0
    for east, north in ((-100.0, 4.0), (4.0, 100.0), (4.0, -100.0), (30.0, 4.0)):
        assert at(open_field, "rsrp_dbm", east, north) == at(shaded, "rsrp_dbm", east, north)


def test_zone_and_map_lie_on_each_other(catalogue):
    project = plan(zone=(64.0, -128.0, 64.0, 32.0))
    result = evaluate(project, "A", catalogue, None)
    zone, maps = result.zones["zone-01"], result.maps
    rows = slice(pixel_of(maps.grid, 65.0, -97.0)[0], pixel_of(maps.grid, 65.0, -127.0)[0] + 1)
    columns = slice(pixel_of(maps.grid, 65.0, -97.0)[1], pixel_of(maps.grid, 127.0, -97.0)[1] + 1)
    inside = np.sort(maps.rsrp_dbm[rows, columns].ravel())
    assert inside.size == 4 * 8
    assert zone.rsrp_p5_dbm == pytest.approx(inside[1])
    assert zone.area_m2 == pytest.approx(64 * 32)
    east, north = zone.worst_point_m
    assert at(maps, "rsrp_dbm", east, north) == inside[0]
    assert 64 < east < 128
    assert -128 < north < -96


def efficiency(sinr_db, order=6):
    """One layer of TS 38.214 table 1 at 5G-LENA's thresholds, interpolated; the rows near what the tests reach."""
    rows = [(-1.0, 2, 120), (1.9, 2, 308), (5.6, 2, 679), (6.3, 4, 340), (8.5, 4, 490), (10.8, 4, 658), (11.6, 6, 438)]
    rows += [(14.0, 6, 567), (17.7, 6, 772), (20.6, 6, 910), (22.6, 6, 948)]
    return float(np.interp(sinr_db, [row[0] for row in rows], [qm * code / 1024 for _, qm, code in rows]))


def test_sinr_and_downlink_rate_of_two_cells(catalogue):
    cells = [cell(n, n, antenna="omni_8", dl_layers=1, background_load_dl=0.5) for n in (1, 2)]
    project = plan(cells=cells, sites=((2.0, 2.0), (302.0, 2.0)), resolution_m=4.0, flow={"dl_mbps": 0.0})
    maps = evaluate(project, "A", catalogue, None).maps

    def level(site_east, east):
        elevation = math.degrees(math.atan2(23.5, abs(east - site_east)))
        gain = 8 - min(12 * (elevation / 14) ** 2, 20)
        return 46 - 10 * math.log10(12 * 273) + gain - uma_los_db(abs(east - site_east))

    # at this elevation the near antenna looks over the terminal's head: the far cell serves
    other, own = level(2.0, 102.0), level(302.0, 102.0)
    assert own > other
    # the customer's terminal: 7 dB noise figure, 5 dBi that helps against noise, not against interference
    noise = 10 ** ((NOISE_30KHZ_DBM + 7 - 5) / 10)
    expected = own - 10 * math.log10(0.5 * 10 ** (other / 10) + noise)
    assert at(maps, "sinr_db", 102.0, 2.0) == pytest.approx(expected, abs=0.1)
    # DDDSU with 10 of 14 symbols in S: 3.714 of 5 slots
    rate = efficiency(expected) * 273 * 12 * 14 * 2000 / 1e6 * (3 + 10 / 14) / 5 * 0.86
    assert at(maps, "dl_mbps", 102.0, 2.0) == pytest.approx(rate, rel=0.02)


def test_uplink_rate_of_a_power_limited_terminal(catalogue):
    weak = replace(catalogue.terminals["cpe"], tx_power_dbm=-20.0, antenna_gain_dbi=0.0, ul_layers=1)
    weak_catalogue = replace(catalogue, terminals={**catalogue.terminals, "cpe": weak})
    project = plan(cells=[cell(1, antenna="omni_8")], resolution_m=4.0, flow={"ul_mbps": 0.0})
    maps = evaluate(project, "A", weak_catalogue, None).maps
    gain = 8 - min(12 * (math.degrees(math.atan2(23.5, 198.0)) / 14) ** 2, 20)
    one_prb = -20 + gain - uma_los_db(math.hypot(198.0, 2.0)) - (NOISE_30KHZ_DBM + 10 * math.log10(12) + 3.5)
    best = max(n * efficiency(one_prb - 10 * math.log10(n)) for n in range(1, 274) if one_prb - 10 * math.log10(n) > -1)
    expected = best * 12 * 14 * 2000 / 1e6 * 0.2 * 0.92
    assert at(maps, "ul_mbps", 198.0, 2.0) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(("frame", "cameras"), [("DDDDDDDSUU", 4), ("DDDSUDDSUU", 6), ("DSUUU", 13)])
def test_cameras_that_one_layer_carries(catalogue, frame, cameras):
    share = direction_shares(catalogue.frames[frame])[1]
    carrier_mbps = 3.0 * 273 * 12 * 14 * 2000 / 1e6 * 0.92 * share
    assert math.floor(carrier_mbps * 0.7 / 8.0) == cameras


@pytest.mark.parametrize(
    ("frame", "uplink"), [("DDDDDDDSUU", 0.2), ("DDDSU", 0.2), ("DDDSUDDSUU", 0.3), ("DDSUU", 0.4), ("DSUUU", 0.6)]
)
def test_shares_of_the_directions(catalogue, frame, uplink):
    structure = catalogue.frames[frame]
    dl, ul = direction_shares(structure)
    assert ul == pytest.approx(uplink)
    specials, slots = frame.count("S"), len(frame)
    assert dl == pytest.approx((frame.count("D") + specials * structure.s_dl_symbols / 14) / slots)
    assert dl + ul < 1.0


def test_fdd_carries_both_directions_all_the_time(catalogue):
    assert direction_shares(catalogue.frames["FDD"]) == (1.0, 1.0)
    radio = cell_radio(cell(1, band="n28", bandwidth_mhz=30.0, frame="FDD"), 0, catalogue)
    terminal = terminal_radio(catalogue.terminals["cpe"])
    assert (radio.n_rb, radio.scs_khz) == (160, 15)
    # one millisecond slots: half the symbols of 30 kHz, in as much narrower resource blocks
    full = 160 * 12 * 14 * 1000 / 1e6 * 0.86 * efficiency(22.6)
    assert float(downlink_tables((replace(radio, dl_layers=1),), terminal)[0, -1]) == pytest.approx(full, rel=1e-3)


def test_forty_cranes_ask_for_1200_mbps(catalogue):
    project = plan(
        cells=[cell(1, frame="DDDSUDDSUU", antenna="panel_64t")], flow={"count": 40, "ul_mbps": 30.0, "dl_mbps": 0.0}
    )
    result = evaluate(project, "A", catalogue, None)
    flow, load = result.flows["flow-01"], result.cells["cell-01"].load_ul
    assert flow.ul_demand_mbps == pytest.approx(1200.0)
    assert load > 3.0
    assert flow.verdict == "not_met"
    assert "flow-cell-full" in {reason.code for reason in flow.reasons}


def test_a_redcap_terminal_stays_in_20_mhz_and_takes_no_more_of_the_cell(catalogue):
    redcap = terminal_radio(catalogue.terminals["redcap"])
    wide = replace(redcap, max_bandwidth_mhz=100)
    radio = cell_radio(cell(1), 0, catalogue)
    assert usable_blocks(radio, redcap) == 51
    narrow, whole = downlink_tables((radio,), redcap)[0, -1], downlink_tables((radio,), wide)[0, -1]
    assert narrow / whole == pytest.approx(51 / 273)
    assert uplink_tables((radio,), redcap)[0, -1] <= uplink_tables((radio,), wide)[0, -1] * 51 / 273 * 1.001
    # ten meters at one Mbit/s take the same share of the carrier whether they see all of it or a fifth
    catalogue_wide = replace(
        catalogue,
        terminals={**catalogue.terminals, "redcap": replace(catalogue.terminals["redcap"], max_bandwidth_mhz=100)},
    )
    project = plan(flow={"terminal": "redcap", "count": 10, "dl_mbps": 1.0, "ul_mbps": 0.1})
    loads = [evaluate(project, "A", each, None).cells["cell-01"].load_dl for each in (catalogue, catalogue_wide)]
    assert loads[0] == pytest.approx(loads[1], rel=1e-3)


def test_noise_is_that_of_one_resource_block_and_one_element(catalogue):
    radio = cell_radio(cell(1), 0, catalogue)
    assert radio.gnb_noise_dbm == pytest.approx(NOISE_30KHZ_DBM + 10 * math.log10(12) + 3.5)
    terminal = terminal_radio(catalogue.terminals["cpe"])
    assert terminal.noise_15khz_dbm + 10 * math.log10(2) == pytest.approx(NOISE_30KHZ_DBM + 7)


def test_traffic_beams_lift_the_rates_and_not_the_level(catalogue):
    plain, beams = catalogue.antennas["panel_8t"], catalogue.antennas["panel_8t"]
    beams = replace(beams, gain_dbi=plain.ssb_gain_dbi)
    weak = {**catalogue.terminals, "cpe": replace(catalogue.terminals["cpe"], tx_power_dbm=-20.0)}
    project = plan(cells=[cell(1, antenna="panel_8t", tx_power_dbm=10.0)])
    with_beams, without = (
        evaluate(project, "A", replace(catalogue, terminals=weak, antennas=antennas), None).maps
        for antennas in (catalogue.antennas, {**catalogue.antennas, "panel_8t": beams})
    )
    np.testing.assert_array_equal(with_beams.rsrp_dbm, without.rsrp_dbm)
    np.testing.assert_array_equal(with_beams.sinr_db, without.sinr_db)
    assert np.nanmean(with_beams.dl_mbps) > np.nanmean(without.dl_mbps)
    assert np.nanmean(with_beams.ul_mbps) > np.nanmean(without.ul_mbps)
    assert broadcast_pattern(plain).gain_dbi == plain.ssb_gain_dbi


def test_nobody_stands_in_a_container_stack(catalogue):
    stack = building(40.0, 40.0, 40.0, 40.0, 0.0, kind=ObstacleKind.CONTAINER_YARD, tiers=4)
    maps = evaluate(plan(obstacles=[stack]), "A", catalogue, None).maps
    assert at(maps, "best_server", 60.0, 60.0) == -1
    assert math.isnan(at(maps, "rsrp_dbm", 60.0, 60.0))
    assert at(maps, "best_server", 100.0, 100.0) == 0


def test_between_terminals_a_message_crosses_the_air_twice(catalogue):
    one, two = (
        evaluate(plan(flow={"direction": direction}), "A", catalogue, None).flows["flow-01"].latency
        for direction in (FlowDirection.UPLINK, FlowDirection.UE_TO_UE)
    )
    mean = {item.code: item.mean_ms for item in one.components}
    double = {item.code: item.mean_ms for item in two.components}
    assert double["terminal"] == pytest.approx(2 * mean["terminal"])
    assert double["gnb"] == pytest.approx(2 * mean["gnb"])
    assert double["air"] > mean["air"] * 1.3


def test_indoor_heads_serve_their_hall_and_little_else(catalogue):
    hall = building(-64.0, -64.0, 128.0, 128.0, 12.0, material="sheet_metal")
    head = cell(1, antenna="indoor_omni", scenario=RadioScenario.INF_SL, height_m=8.0, tx_power_dbm=43.0)
    maps = evaluate(plan(cells=[head], obstacles=[hall]), "A", catalogue, None).maps
    assert at(maps, "rsrp_dbm", 50.0, 4.0) - at(maps, "rsrp_dbm", 76.0, 4.0) > 30.0
    outside = evaluate(
        with_cell(plan(cells=[head], obstacles=[hall]), scenario=RadioScenario.UMI), "A", catalogue, None
    )
    assert "antenna-inside-obstacle" in {issue.code for issue in outside.issues}
