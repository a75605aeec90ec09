"""Edits make a new project, take dependants along, and leave nothing behind when they refuse."""

import math
from dataclasses import replace
from decimal import Decimal

import pytest

from planner.errors import EditError
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.geometry import rectangle
from planner.model.network import ALL_SITES, Cell, CoreMode, Site, SiteKind, UpfPlace
from planner.model.project import PlanSettings, Project
from planner.model.site_map import Backdrop, Obstacle, ObstacleKind, SiteMap, Zone
from planner.model.slicing import Assignment

SITE = ObjectRef("sites", "gnb-01", "A")


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("obstacles", 2),
        ("zones", 2),
        ("flows", 2),
        ("schemes", 2),
        ("sites", 2),
        ("cells", 3),
        ("upfs", 2),
        ("mec_hosts", 1),
        ("links", 2),
        ("slices", 2),
        ("assignments", 2),
    ],
)
def test_every_collection_is_reached_by_name(project: Project, kind: str, count: int) -> None:
    assert len(edits.collection(project, kind, "A")) == count


def test_what_is_not_there_is_an_error_that_names_it(project: Project) -> None:
    for action in (
        lambda: edits.find(project, ObjectRef("sites", "gnb-99", "A")),
        lambda: edits.collection(project, "sites", "Z"),
        lambda: edits.update(project, ObjectRef("cells", "cell-99", "A"), pci=1),
        lambda: edits.move(project, [ObjectRef("zones", "zone-99")], 1.0, 1.0),
        lambda: edits.duplicate_scheme(project, "Z", "C", "Copy"),
    ):
        with pytest.raises(EditError, match="no-such-object"):
            action()


def test_update_changes_one_object_of_one_scheme_only(project: Project) -> None:
    after = edits.update(project, SITE, name="North")
    assert edits.find(after, SITE).name == "North"
    assert after.schemes["B"] is project.schemes["B"]
    assert after.site_map is project.site_map and after.demand is project.demand
    assert after.schemes["A"].network.cells is project.schemes["A"].network.cells


@pytest.mark.parametrize(
    ("ref", "change"),
    [
        (ObjectRef("cells", "cell-01", "A"), {"electrical_tilt_deg": 31.0}),
        (ObjectRef("cells", "cell-01", "A"), {"tx_power_dbm": math.nan}),
        (ObjectRef("cells", "cell-01", "A"), {"pci": 1008}),
        (ObjectRef("obstacles", "ob-01"), {"height_m": -1.0}),
        (ObjectRef("zones", "zone-01"), {"height_m": math.inf}),
        (ObjectRef("flows", "flow-01"), {"count": 0}),
        (ObjectRef("links", "link-01", "A"), {"route_km": -0.1}),
        (ObjectRef("mec_hosts", "mec-01", "A"), {"servers": 0}),
    ],
)
def test_a_value_out_of_range_is_refused_and_named(project: Project, ref: ObjectRef, change: dict[str, float]) -> None:
    with pytest.raises(EditError, match="value-out-of-range") as caught:
        edits.update(project, ref, **change)
    assert caught.value.params["field"] in change


def test_nested_values_are_checked_too(project: Project) -> None:
    zone = project.site_map.zones["zone-01"]
    with pytest.raises(EditError, match="value-out-of-range"):
        edits.update(project, ObjectRef("zones", "zone-01"), targets=replace(zone.targets, area_share=0.0))
    with pytest.raises(EditError, match="value-out-of-range"):
        edits.update_network(project, "A", load_ceiling=1.5)
    with pytest.raises(EditError, match="value-out-of-range"):
        edits.update_project(project, settings=PlanSettings(resolution_m=0.0))
    with pytest.raises(EditError, match="value-out-of-range"):
        edits.update_commercial(project, "A", term_months=0)


@pytest.mark.parametrize(
    ("ref", "outline", "code"),
    [
        (ObjectRef("zones", "zone-01"), ((0.0, 0.0), (1.0, 1.0)), "outline-too-short"),
        (ObjectRef("obstacles", "ob-02"), ((0.0, 0.0),), "outline-too-short"),
        (ObjectRef("obstacles", "ob-01"), ((0.0, 0.0), (1.0, 0.0), (math.nan, 1.0)), "coordinate-not-finite"),
    ],
)
def test_an_outline_must_be_an_outline(project: Project, ref: ObjectRef, outline, code: str) -> None:
    with pytest.raises(EditError, match=code):
        edits.set_outline(project, ref, outline)


def test_a_wall_may_be_a_line_of_two_points(project: Project) -> None:
    line = ((0.0, 0.0), (5.0, 5.0))
    after = edits.set_outline(project, ObjectRef("obstacles", "ob-02"), line)
    assert after.site_map.obstacles["ob-02"].outline == line


def test_a_site_takes_its_cells_and_links_with_it(project: Project) -> None:
    after = edits.remove(project, [ObjectRef("sites", "gnb-02", "A")]).schemes["A"].network
    assert set(after.sites) == {"gnb-01"}
    assert set(after.cells) == {"cell-01", "cell-02"}
    assert set(after.links) == {"link-01"}


def test_a_upf_takes_its_links_and_hosts_with_it_and_leaves_slices(project: Project) -> None:
    after = edits.remove(project, [ObjectRef("upfs", "upf-01", "A")]).schemes["A"]
    assert set(after.network.upfs) == {"upf-02"} and set(after.network.links) == {"link-02"}
    assert not after.network.mec_hosts
    assert set(after.slices) == {"slice-01", "slice-02"}


def test_a_slice_takes_assignments_of_its_own_scheme_only(project: Project) -> None:
    after = edits.remove(project, [ObjectRef("slices", "slice-01", "A")])
    assert set(after.schemes["A"].assignments) == {"flow-02"}
    assert after.schemes["B"] is project.schemes["B"]


def test_a_flow_takes_its_assignments_in_every_scheme(project: Project) -> None:
    after = edits.remove(project, [ObjectRef("flows", "flow-01")])
    assert [set(scheme.assignments) for scheme in after.schemes.values()] == [{"flow-02"}, {"flow-02"}]


def test_a_zone_leaves_its_flows_to_the_rules(project: Project) -> None:
    after = edits.remove(project, [ObjectRef("zones", "zone-01")])
    assert after.demand is project.demand and set(after.site_map.zones) == {"zone-02"}


def test_removing_a_site_and_its_cell_at_once_works_in_any_order(project: Project) -> None:
    refs = [ObjectRef("sites", "gnb-01", "A"), ObjectRef("cells", "cell-01", "A")]
    assert edits.remove(project, refs) == edits.remove(project, reversed(refs))


def test_move_shifts_what_has_a_place_and_passes_over_cells(project: Project) -> None:
    upf = ObjectRef("upfs", "upf-01", "A")
    hall = ObjectRef("obstacles", "ob-01")
    refs = [SITE, upf, hall, ObjectRef("zones", "zone-01"), ObjectRef("cells", "cell-01", "A")]
    after = edits.move(project, refs, 3.0, -4.0)
    assert edits.find(after, SITE).position == (13.0, 16.0)
    assert edits.find(after, upf).position == (8.0, 1.0) and edits.find(after, upf).second_position == (10.0, 1.0)
    assert edits.find(after, hall).outline[0] == (43.0, 36.0) and edits.find(after, hall).holes[0][0] == (53.0, 46.0)
    assert after.site_map.zones["zone-01"].outline[0] == (3.0, -4.0)
    assert after.schemes["A"].network.cells["cell-01"] is project.schemes["A"].network.cells["cell-01"]


@pytest.mark.parametrize("kind", ["sites", "upfs", "obstacles", "zones"])
def test_nothing_moves_to_infinity(project: Project, kind: str) -> None:
    scheme = "A" if kind in ("sites", "upfs") else ""
    ref = ObjectRef(kind, next(iter(edits.collection(project, kind, scheme))), scheme)
    with pytest.raises(EditError, match="coordinate-not-finite"):
        edits.move(project, [ref], math.inf, 0.0)


def test_place_site_gives_free_ids_to_site_and_cells(project: Project) -> None:
    cells = [Cell(id="x", site_id="y", band="n79", azimuth_deg=azimuth) for azimuth in (0.0, 120.0)]
    model = Site(id="x", name="", position=(0.0, 0.0), kind=SiteKind.MICRO)
    after, ref = edits.place_site(project, "A", (50.0, 60.0), name="New", site=model, cells=cells)
    network = after.schemes["A"].network
    site = network.sites[ref.id]
    assert ref == ObjectRef("sites", "gnb-03", "A") and site.id == "gnb-03"
    assert (site.position, site.name, site.kind) == ((50.0, 60.0), "New", SiteKind.MICRO)
    mine = {key: cell for key, cell in network.cells.items() if cell.site_id == "gnb-03"}
    assert list(mine) == ["cell-04", "cell-05"] == [cell.id for cell in mine.values()]


def test_place_upf_is_linked_at_once(project: Project) -> None:
    after, ref = edits.place_upf(project, "A", (1.0, 2.0), name="New", link_name="Fibre")
    network = after.schemes["A"].network
    assert network.upfs[ref.id].place is UpfPlace.ON_SITE and network.upfs[ref.id].position == (1.0, 2.0)
    links = [link for link in network.links.values() if link.to_id == ref.id]
    assert [(link.from_id, link.name) for link in links] == [(ALL_SITES, "Fibre")]


def test_a_drawn_object_gets_a_free_id(project: Project) -> None:
    tank = Obstacle(id="", kind=ObstacleKind.TANK, outline=rectangle(0, 0, 5, 5), height_m=3.0)
    after, ref = edits.add_outline(project, "obstacles", tank)
    assert ref == ObjectRef("obstacles", "ob-03") and after.site_map.obstacles["ob-03"].id == "ob-03"
    after, ref = edits.add_outline(after, "zones", Zone(id="", name="Z", outline=rectangle(0, 0, 5, 5)))
    assert after.site_map.zones[ref.id].id == ref.id == "zone-03"


def test_assign_puts_a_flow_on_a_slice(project: Project) -> None:
    after = edits.assign(project, "A", "flow-01", Assignment(slice_id="slice-02", five_qi=85))
    assert after.schemes["A"].assignments["flow-01"].five_qi == 85
    assert set(after.schemes["A"].assignments) == {"flow-01", "flow-02"}


def test_scheme_network_and_terms_change_in_place(project: Project) -> None:
    after = edits.update_network(project, "A", core_mode=CoreMode.LIGHT, band_priority=("n79",))
    after = edits.update_commercial(after, "A", mode="zunxiang", quote_discount=Decimal("0.9"))
    after = edits.update_scheme(after, "A", name="First")
    scheme = after.schemes["A"]
    assert (scheme.name, scheme.network.core_mode, scheme.commercial.mode) == ("First", CoreMode.LIGHT, "zunxiang")
    assert scheme.network.cells is project.schemes["A"].network.cells


def test_a_duplicated_scheme_shares_everything_but_id_and_name(project: Project) -> None:
    after = edits.duplicate_scheme(project, "A", "C", "Copy")
    copy = after.schemes["C"]
    assert (copy.id, copy.name) == ("C", "Copy") and copy.network is after.schemes["A"].network
    changed = edits.update(after, ObjectRef("sites", "gnb-01", "C"), name="Moved")
    assert changed.schemes["A"] is after.schemes["A"]


def test_a_building_takes_its_inner_walls_and_plans_along():
    hall = Obstacle(id="ob-01", kind=ObstacleKind.BUILDING, outline=rectangle(0.0, 0.0, 20.0, 10.0), height_m=9.0)
    wall = Obstacle(
        id="ob-02", kind=ObstacleKind.WALL, outline=((1.0, 1.0), (5.0, 1.0)), height_m=3.0, building_id="ob-01"
    )
    plan = Backdrop(
        id="picture-01",
        name="Plan",
        asset="0",
        width_px=1,
        height_px=1,
        transform=(1, 0, 0, 0, -1, 0),
        building_id="ob-01",
    )
    site_map = SiteMap(obstacles={"ob-01": hall, "ob-02": wall}, backdrops={"picture-01": plan})
    left = edits.remove(Project(site_map=site_map), [ObjectRef("obstacles", "ob-01")]).site_map
    assert (dict(left.obstacles), dict(left.backdrops)) == ({}, {})
