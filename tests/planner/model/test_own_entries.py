"""Antennas a project brings along: adding, removing, findings; routes of radiating cables under edits."""

import json
from dataclasses import replace
from typing import Any

import pytest

from planner.errors import EditError
from planner.io.catalogue import load_catalogue
from planner.io.codec import from_plain, to_json
from planner.io.project_file import project_bytes, project_from_bytes
from planner.io.read_msi import parse_msi
from planner.io.state_changes import apply_change, changes, empty_plain, whole
from planner.model import edits
from planner.model.catalogue import Antenna, AntennaArray, CableBand
from planner.model.edits import ObjectRef
from planner.model.fragments import array
from planner.model.own_entries import KEY_PREFIX, add_antennas, cells_using, own_key, remove_antenna, with_own_antennas
from planner.model.placing import transform, turning
from planner.model.project import Project
from planner.model.rules import check
from planner.model.rules_antennas import antenna_fault, has_usable_cable
from tests.fuzz_patterns import pattern_text

CATALOGUE = load_catalogue()
IMPORTED = parse_msi(pattern_text(tilt_deg=6.0).encode(), source="a.msi").antenna
SITE, CELL = ObjectRef("sites", "gnb-01", "A"), ObjectRef("cells", "cell-01", "A")
ROUTE = ((10.0, 20.0), (110.0, 20.0), (110.0, 40.0))


def with_imported(project: Project) -> tuple[Project, str]:
    project, keys = add_antennas(project, [IMPORTED])
    return project, keys[0]


def codes(project: Project) -> set[str]:
    return {issue.code for issue in check(project, CATALOGUE)}


def test_without_own_antennas_the_catalogue_is_itself(project):
    assert with_own_antennas(CATALOGUE, project) is CATALOGUE


def test_imported_antennas_join_the_catalogue_under_keys_of_their_own(project):
    project, key = with_imported(project)
    assert key.startswith(KEY_PREFIX) and key not in CATALOGUE.antennas
    joined = with_own_antennas(CATALOGUE, project)
    assert joined.antennas[key].h_cut_db == IMPORTED.h_cut_db
    assert set(CATALOGUE.antennas) < set(joined.antennas)
    assert with_own_antennas(CATALOGUE, edits.update(project, CELL, height_m=30.0)) is joined
    again, (same,) = add_antennas(project, [IMPORTED])
    assert same == key and again.antennas == project.antennas
    other, (second,) = add_antennas(project, [replace(IMPORTED, gain_dbi=12.0, ssb_gain_dbi=12.0)])
    assert second == f"{key}-2" and len(other.antennas) == 2


@pytest.mark.parametrize("name", ["", "   ", "///", "天线 A", "x" * 500])
def test_keys_are_short_and_free(name):
    key = own_key(name, ())
    assert key.startswith(KEY_PREFIX) and len(KEY_PREFIX) < len(key) <= 70
    assert own_key(name, (key,)) != key


def test_an_own_antenna_survives_file_and_journal(project):
    project, key = with_imported(project)
    project = edits.update(project, CELL, cable_route=ROUTE)
    assert project_from_bytes(project_bytes(project), source="x") == project
    plain: dict[str, Any] = empty_plain()
    for change in whole(project):
        apply_change(plain, json.loads(json.dumps(change)))
    assert from_plain(Project, {**plain, "assets": {}}, source="x") == replace(project, assets={})
    gone = remove_antenna(project, key)
    assert list(changes(project, gone)) == [{"del": ["antennas", key]}]
    assert '"cable_route"' in to_json(project)


def test_files_from_before_have_neither_antennas_nor_routes(project):
    plain = json.loads(to_json(project))
    del plain["antennas"]
    for scheme in plain["schemes"].values():
        for cell in scheme["network"]["cells"].values():
            del cell["cable_route"]
    assert from_plain(Project, plain, source="x") == project


def test_removing_one_in_use_is_refused_and_names_the_cells(project):
    project, key = with_imported(project)
    used = edits.update(project, CELL, antenna=key, name="North")
    assert [(scheme, cell.id) for scheme, cell in cells_using(used, key)] == [("A", "cell-01")]
    with pytest.raises(EditError) as problem:
        remove_antenna(used, key)
    assert problem.value.code == "antenna-in-use"
    assert problem.value.params["cells"] == "A: North" and problem.value.params["count"] == 1
    with pytest.raises(EditError, match="no-such-antenna"):
        remove_antenna(project, "panel_64t")
    assert not remove_antenna(project, key).antennas


def test_too_many_are_refused(project):
    many = (replace(IMPORTED, name_en=f"A{k}") for k in range(501))
    with pytest.raises(EditError, match="too-many-antennas"):
        add_antennas(project, many)


IMPOSSIBLE = CableBand(freq_ghz=3.5, longitudinal_loss_db_per_100m=-1.0, coupling_loss_db=60.0)
BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"h_cut_db": IMPORTED.h_cut_db[:300]}, "h_cut_db"),
    ({"v_cut_db": ()}, "v_cut_db"),
    ({"v_cut_db": (float("nan"), *IMPORTED.v_cut_db[1:])}, "v_cut_db"),
    ({"ssb_h_cut_db": (1.0,)}, "ssb_h_cut_db"),
    ({"gain_dbi": 99.0}, "gain_dbi"),
    ({"ssb_gain_dbi": float("nan")}, "gain_dbi"),
    ({"h_beamwidth_deg": 0.0}, "h_beamwidth_deg"),
    ({"front_to_back_db": -3.0}, "front_to_back_db"),
    ({"tilt_deg": 400.0}, "tilt_deg"),
    ({"array": AntennaArray(rows=10, columns=4, sub_array=3)}, "array"),
    ({"array": AntennaArray(rows=10**9, columns=4)}, "array"),
    ({"array": AntennaArray(rows=8, columns=4, spacing_h_wl=0.0)}, "array"),
    ({"kind": "cable"}, "cable_bands"),
    ({"kind": "cable", "cable_bands": (IMPOSSIBLE,)}, "cable_bands"),
]


@pytest.mark.parametrize(("changed", "field"), BROKEN)
def test_an_antenna_with_holes_is_a_finding_and_its_cells_have_no_antenna(project, changed, field):
    antenna = replace(IMPORTED, key="own-x", **changed)
    assert antenna_fault(antenna) == field
    project = edits.update(replace(project, antennas={"own-x": antenna}), CELL, antenna="own-x")
    assert {"antenna-unusable", "unknown-antenna"} <= codes(project)
    assert "own-x" not in with_own_antennas(CATALOGUE, project).antennas


def test_catalogue_and_imported_antennas_are_faultless():
    assert not [key for key, item in CATALOGUE.antennas.items() if antenna_fault(item)]
    assert not antenna_fault(IMPORTED)


def test_other_tilts_and_bands_than_the_pattern_was_measured_at_are_findings(project):
    project, key = with_imported(project)
    fitting = edits.update(project, CELL, antenna=key, electrical_tilt_deg=6.0, band="n78", frame="DDDSUDDSUU")
    assert not {"antenna-tilt-apart", "antenna-frequency-apart", "unknown-antenna"} & codes(fitting)
    assert "antenna-tilt-apart" in codes(edits.update(fitting, CELL, electrical_tilt_deg=0.0))
    assert "antenna-frequency-apart" in codes(edits.update(fitting, CELL, band="n28", frame="FDD", bandwidth_mhz=30.0))


def test_cables_need_a_route_and_a_band_they_carry(project):
    bare = edits.update(project, CELL, antenna="cable_114", band="n78", frame="DDDSUDDSUU")
    assert "cable-without-route" in codes(bare)
    laid = edits.update(bare, CELL, cable_route=ROUTE)
    assert not {"cable-without-route", "cable-frequency-out-of-range", "route-without-cable"} & codes(laid)
    high = edits.update(laid, CELL, antenna="cable_158")
    assert "cable-frequency-out-of-range" in codes(high)
    assert "route-without-cable" in codes(edits.update(laid, CELL, antenna="panel_8t"))
    cell, antenna = edits.find(laid, CELL), CATALOGUE.antennas["cable_114"]
    assert has_usable_cable(cell, antenna)
    for route in ((), (ROUTE[0],), (ROUTE[0], ROUTE[0]), (ROUTE[0], (float("nan"), 0.0))):
        assert not has_usable_cable(replace(cell, cable_route=route), antenna)
    assert has_usable_cable(replace(cell, cable_route=()), CATALOGUE.antennas["panel_8t"])


def test_a_route_that_is_not_finite_is_refused(project):
    with pytest.raises(EditError, match="coordinate-not-finite"):
        edits.update(project, CELL, cable_route=((0.0, 0.0), (float("inf"), 1.0)))


def test_a_cable_goes_with_its_site(project):
    project = edits.update(project, CELL, cable_route=ROUTE)
    for moved in (edits.move(project, [SITE], 5.0, -7.0), transform(project, [SITE], (1.0, 0.0, 5.0, 0.0, 1.0, -7.0))):
        assert edits.find(moved, CELL).cable_route == tuple((x + 5.0, y - 7.0) for x, y in ROUTE)
        assert edits.find(moved, CELL).azimuth_deg == edits.find(project, CELL).azimuth_deg
    turned = edits.find(transform(project, [SITE], turning(90.0, (10.0, 20.0))), CELL)
    assert turned.cable_route == ((10.0, 20.0), (10.0, 120.0), (-10.0, 120.0))
    doubled, refs = array(project, "A", [SITE], columns=2, rows=1, east_m=50.0, north_m=0.0)
    copies = [c for c in doubled.schemes["A"].network.cells.values() if c.site_id == refs[-1].id and c.cable_route]
    assert [c.cable_route for c in copies] == [tuple((x + 50.0, y) for x, y in ROUTE)]


def test_catalogue_entries_state_their_source():
    for antenna in CATALOGUE.antennas.values():
        assert isinstance(antenna, Antenna)
        assert antenna.source and antenna.date and antenna.name_zh and antenna.name_en
        assert antenna.mark == ("S" if antenna.key == "element_38901" else "M")
