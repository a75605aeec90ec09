"""Own antennas and radiating cables through the whole engine."""

import numpy as np
import pytest
from plans import cell, plan

from planner.engine.evaluate import evaluate
from planner.io.read_msi import format_msi, parse_msi
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.own_entries import add_antennas
from planner.radio.grid import column_centres_m, pixel_of, row_centres_m
from planner.radio.leaky_cable import DIPOLE_DB, SPREAD_95_DB


def at(maps, east, north):
    return float(maps.rsrp_dbm[pixel_of(maps.grid, east, north)])


def test_a_catalogue_antenna_given_back_as_a_file_has_the_same_coverage(catalogue):
    """The 64T64R panel's broadcast envelope, written as MSI and imported: the map differs by the file's rounding."""
    plain = plan(cells=[cell(1, antenna="panel_64t", azimuth_deg=40.0, electrical_tilt_deg=6.0)], resolution_m=8.0)
    file = format_msi(catalogue.antennas["panel_64t"], broadcast=True).encode()
    own, (key,) = add_antennas(plain, [parse_msi(file, source="panel.msi").antenna])
    own = edits.update(own, ObjectRef("cells", "cell-01", "A"), antenna=key)
    before, after = (evaluate(project, "A", catalogue, None).maps for project in (plain, own))
    assert np.isfinite(before.rsrp_dbm).any()
    difference = np.abs(after.rsrp_dbm - before.rsrp_dbm)
    assert np.nanmax(difference) < 0.1


def test_removing_the_antenna_by_hand_is_a_finding_and_no_crash(catalogue):
    project = plan(cells=[cell(1), cell(2, antenna="own-gone", azimuth_deg=120.0)], resolution_m=8.0)
    results = evaluate(project, "A", catalogue, None)
    assert [issue.object_id for issue in results.issues if issue.code == "unknown-antenna"] == ["cell-02"]
    assert np.isfinite(results.maps.rsrp_dbm).any()


@pytest.fixture
def tunnel():
    laid = cell(
        1, antenna="cable_114", band="n78", height_m=1.5, electrical_tilt_deg=0.0, dl_layers=2,
        cable_route=((2.0, 2.0), (202.0, 2.0)),
    )  # fmt: skip
    return plan(cells=[laid], resolution_m=4.0)


def test_level_along_a_radiating_cable(catalogue, tunnel):
    """46 dBm over 3276 carriers, 10.8 dB/100 m, 69 dB for 95 % at 2 m; at 6 m 9.5 dB more."""
    maps = evaluate(tunnel, "A", catalogue, None).maps
    figures = catalogue.antennas["cable_114"].cable_bands[-1]
    feed = 46.0 - 10.0 * np.log10(12 * 273)
    for along in (0.0, 40.0, 120.0, 200.0):
        for across in (4.0, 12.0, 40.0):
            loss = figures.longitudinal_loss_db_per_100m * along / 100.0 + figures.coupling_loss_db
            loss += 20.0 * np.log10(max(across / 2.0, 1.0)) + DIPOLE_DB - SPREAD_95_DB
            assert at(maps, 2.0 + along, 2.0 + across) == pytest.approx(feed - loss, abs=0.05)
            assert at(maps, 2.0 + along, 2.0 - across) == pytest.approx(feed - loss, abs=0.05)


def test_a_cable_is_computed_anew_when_its_route_moves(catalogue, tunnel):
    from planner.engine.cache import EngineCache

    cache = EngineCache()
    ref = ObjectRef("cells", "cell-01", "A")
    first = evaluate(tunnel, "A", catalogue, None, cache=cache).maps
    moved = edits.update(tunnel, ref, cable_route=((2.0, 42.0), (202.0, 42.0)))
    second = evaluate(moved, "A", catalogue, None, cache=cache).maps
    assert at(second, 62.0, 42.0) == pytest.approx(at(first, 62.0, 2.0), abs=0.05)
    assert at(second, 62.0, 2.0) < at(first, 62.0, 2.0) - 20.0
    assert np.isfinite(second.rsrp_dbm[np.abs(row_centres_m(second.grid)) < 100.0][:, np.abs(
        column_centres_m(second.grid)) < 100.0]).all()  # fmt: skip


def test_a_cable_without_a_route_is_a_finding_that_names_the_cell(catalogue, tunnel):
    bare = edits.update(tunnel, ObjectRef("cells", "cell-01", "A"), cable_route=())
    issues = [issue for issue in evaluate(bare, "A", catalogue, None).issues if issue.code == "cable-without-route"]
    assert [issue.object_id for issue in issues] == ["cell-01"]
    assert issues[0].params["name"]
