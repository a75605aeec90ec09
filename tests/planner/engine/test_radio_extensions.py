"""Heads of one cell, several carriers in a band, trees, terrain and radiating cables, through the whole engine."""

import math
import zlib
from dataclasses import replace

import numpy as np
import pytest
from plans import building, cell, plan, with_cell, with_network

from planner.engine.evaluate import evaluate
from planner.model.network import RadioScenario
from planner.model.site_map import ObstacleKind, Terrain
from planner.radio.grid import pixel_of

SITES = ((-100.0, 0.0), (100.0, 0.0))


def at(maps, name, east, north):
    return float(getattr(maps, name)[pixel_of(maps.grid, east, north)])


def omni(number, site=1, **changes):
    return cell(number, site, antenna="omni_8", **changes)


def test_heads_of_one_cell_add_their_powers(catalogue):
    alone = [evaluate(plan(cells=[omni(1, n)], sites=SITES), "A", catalogue, None).maps for n in (1, 2)]
    combined = evaluate(plan(cells=[omni(1, 1, head_site_ids=("gnb-02",))], sites=SITES), "A", catalogue, None).maps
    levels = [10.0 ** (maps.rsrp_dbm.astype(np.float64) / 10.0) for maps in alone]
    expected = 10.0 * np.log10(sum(levels))
    assert np.nanmax(np.abs(combined.rsrp_dbm - expected)) < 1e-3
    assert combined.cell_ids == ("cell-01",)


def test_one_cell_of_two_heads_has_no_border_inside(catalogue):
    """Between two heads two cells disturb each other; one cell of both doesn't."""
    two = [omni(n, n, background_load_dl=0.9) for n in (1, 2)]
    split = evaluate(plan(cells=two, sites=SITES), "A", catalogue, None).maps
    one = [omni(1, 1, head_site_ids=("gnb-02",), background_load_dl=0.9)]
    joined = evaluate(plan(cells=one, sites=SITES), "A", catalogue, None).maps
    assert at(split, "sinr_db", 2.0, 2.0) < 3.0
    assert at(joined, "sinr_db", 2.0, 2.0) > 25.0


def test_uplink_noise_of_a_combined_cell_rises_with_its_heads(catalogue):
    place = (-60.0, 2.0)  # near the first head, where the second one adds next to nothing
    rates = []
    for heads in ((), ("gnb-02",)):
        cells = [omni(1, 1, head_site_ids=heads, tx_power_dbm=20.0)]
        project = replace(plan(cells=cells, sites=((-100.0, 0.0), (3900.0, 0.0)), resolution_m=16.0))
        rates.append(at(evaluate(project, "A", catalogue, None).maps, "ul_mbps", *place))
    assert rates[1] <= rates[0]


def test_cells_on_separate_carriers_of_a_band_do_not_disturb_each_other(catalogue):
    cells = [omni(n, n, background_load_dl=0.9) for n in (1, 2)]
    same = plan(cells=cells, sites=SITES)
    apart = with_cell(with_cell(same, carrier_mhz=3450.0), "cell-02", carrier_mhz=3550.0)
    overlapping = with_cell(with_cell(same, carrier_mhz=3450.0), "cell-02", carrier_mhz=3500.0)
    sinr = [at(evaluate(item, "A", catalogue, None).maps, "sinr_db", 2.0, 2.0) for item in (same, overlapping, apart)]
    assert sinr[0] == pytest.approx(sinr[1], abs=0.3)  # the carriers' own frequencies differ by a little
    assert sinr[2] > sinr[0] + 20.0


def test_the_carriers_own_frequency_counts(catalogue):
    low, high = (
        evaluate(plan(cells=[omni(1, carrier_mhz=mhz)]), "A", catalogue, None).maps for mhz in (3350.0, 3750.0)
    )
    expected = 20.0 * math.log10(3750.0 / 3350.0)
    assert at(low, "rsrp_dbm", 150.0, 2.0) - at(high, "rsrp_dbm", 150.0, 2.0) == pytest.approx(expected, abs=0.02)


def test_trees_dampen_and_do_not_block(catalogue):
    wood = building(40.0, -60.0, 40.0, 120.0, 15.0, kind=ObstacleKind.VEGETATION)
    block = replace(wood, kind=ObstacleKind.BUILDING)
    cells = [omni(1, height_m=10.0, scenario=RadioScenario.UMI)]
    bare, trees, solid = (
        evaluate(plan(cells=cells, obstacles=items), "A", catalogue, None).maps for items in ((), (wood,), (block,))
    )
    behind, beside = (92.0, 4.0), (-92.0, 4.0)
    assert at(bare, "rsrp_dbm", *beside) == at(trees, "rsrp_dbm", *beside)
    loss = at(bare, "rsrp_dbm", *behind) - at(trees, "rsrp_dbm", *behind)
    assert 3.0 < loss < 30.0
    assert at(solid, "rsrp_dbm", *behind) < at(bare, "rsrp_dbm", *behind) - 10.0
    among = at(bare, "rsrp_dbm", 60.0, 4.0) - at(trees, "rsrp_dbm", 60.0, 4.0)
    assert 0.0 < among < loss  # a terminal may stand among trees; it has fewer of them before it


def hill(project, top_m, at_east_m=60.0, width_m=20.0):
    """A ridge along north at one easting, 8 m pixels, as the importer stores terrain."""
    columns = rows = 64
    east = -256.0 + (np.arange(columns) + 0.5) * 8.0
    heights = np.where(np.abs(east - at_east_m) < width_m, top_m, 0.0)
    grid = np.broadcast_to(heights, (rows, columns)).astype("<f4")
    terrain = Terrain(
        asset="a" * 64, name="dtm.tif", west_m=-256.0, south_m=-256.0, resolution_m=8.0, columns=columns, rows=rows
    )
    return replace(
        project,
        site_map=replace(project.site_map, terrain=terrain),
        assets={"a" * 64: zlib.compress(grid.tobytes())},
    )


def test_a_hill_shades_what_lies_behind_it_and_flat_ground_changes_nothing(catalogue):
    flat_map = plan(cells=[omni(1)])
    none = evaluate(flat_map, "A", catalogue, None).maps
    level = evaluate(hill(flat_map, 0.0), "A", catalogue, None).maps
    ridge = evaluate(hill(flat_map, 60.0), "A", catalogue, None).maps
    assert np.array_equal(none.rsrp_dbm, level.rsrp_dbm, equal_nan=True)
    assert at(none, "rsrp_dbm", 130.0, 4.0) - at(ridge, "rsrp_dbm", 130.0, 4.0) > 10.0
    assert at(none, "rsrp_dbm", -130.0, 4.0) == pytest.approx(at(ridge, "rsrp_dbm", -130.0, 4.0), abs=1e-4)


def test_an_antenna_on_a_hill_looks_over_what_blocks_it_below(catalogue):
    wall = building(100.0, -100.0, 8.0, 200.0, 30.0)
    project = plan(cells=[omni(1)], obstacles=[wall])
    low = evaluate(project, "A", catalogue, None).maps
    high = evaluate(hill(project, 60.0, at_east_m=0.0, width_m=30.0), "A", catalogue, None).maps
    assert at(high, "blocked", 170.0, 4.0) < at(low, "blocked", 170.0, 4.0)


def test_a_cable_serves_along_its_route(catalogue):
    route = ((-150.0, 0.0), (150.0, 0.0))
    cable = next(key for key, item in catalogue.antennas.items() if item.kind == "cable")
    cells = [cell(1, antenna=cable, cable_route=route, height_m=4.0, tx_power_dbm=33.0, scenario=RadioScenario.UMI)]
    maps = evaluate(plan(cells=cells, sites=((-150.0, 0.0),)), "A", catalogue, None).maps
    along = [at(maps, "rsrp_dbm", x, 4.0) for x in (-140.0, 0.0, 140.0)]
    assert along[0] > along[1] > along[2]  # the cable loses along its way
    assert along[1] > at(maps, "rsrp_dbm", 0.0, 60.0) > at(maps, "rsrp_dbm", 0.0, 150.0)


def test_own_antennas_of_the_project_are_used(catalogue):
    strong = replace(catalogue.antennas["omni_8"], key="own", ssb_gain_dbi=11.0)
    project = replace(plan(cells=[omni(1)]), antennas={"own": strong})
    theirs = evaluate(project, "A", catalogue, None).maps
    own = evaluate(with_cell(project, antenna="own"), "A", catalogue, None).maps
    assert at(own, "rsrp_dbm", 150.0, 2.0) - at(theirs, "rsrp_dbm", 150.0, 2.0) == pytest.approx(3.0, abs=0.01)


def test_losing_a_head_keeps_the_cell(catalogue):
    project = plan(cells=[omni(1, 1, head_site_ids=("gnb-02", "gone"))], sites=SITES)
    assert evaluate(project, "A", catalogue, None).maps is not None
    sites = project.schemes["A"].network.sites
    fewer = with_network(project, sites={"gnb-01": sites["gnb-01"]})
    assert evaluate(fewer, "A", catalogue, None).maps is not None
