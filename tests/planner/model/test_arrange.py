"""Aligning, distributing, turning, mirroring, grouping, copying: figures, properties and refusals."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import EditError
from planner.io.codec import from_plain, to_plain
from planner.model import arrange
from planner.model.arrange import Axis, Edge
from planner.model.edits import ObjectRef, find, update
from planner.model.fragments import Fragment, array, extract, fragment_bounds, paste
from planner.model.geometry import polygon_area_m2, rectangle
from planner.model.network import Cell, Network, Site, Upf
from planner.model.placing import bounds_of_refs, mirroring, transform, turned_azimuth_deg, turning, with_groups
from planner.model.project import Project, Scheme
from planner.model.site_map import Backdrop, Obstacle, ObstacleKind, SiteMap, Zone

K = ObstacleKind
A, B, C, INNER, LOCKED = (ObjectRef("obstacles", key) for key in ("a", "b", "c", "inner", "locked"))
ZONE, SITE, UPF, PLAN = (
    ObjectRef("zones", "z"),
    ObjectRef("sites", "s", "S"),
    ObjectRef("upfs", "u", "S"),
    ObjectRef("backdrops", "p"),
)


def drawing() -> Project:
    def building(key: str, *box: float, **more: object) -> Obstacle:
        return Obstacle(id=key, kind=K.BUILDING, name=f"Hall {key}", outline=rectangle(*box), height_m=9, **more)  # type: ignore[arg-type]

    obstacles = (
        building("a", 0, 0, 40, 20, holes=(rectangle(5, 5, 4, 4),)),
        building("b", 70, 30, 10, 10),
        building("c", 100, 90, 20, 40),
        building("locked", 300, 0, 20, 20, locked=True),
        Obstacle(id="inner", kind=K.WALL, outline=((10, 10), (30, 10)), height_m=3, building_id="a", storey=2),
    )
    network = Network(
        sites={"s": Site(id="s", name="Mast", position=(50.0, 60.0))},
        cells={f"c{i}": Cell(id=f"c{i}", site_id="s", band="n79", azimuth_deg=120.0 * i, pci=i) for i in range(3)},
        upfs={"u": Upf(id="u", name="UPF", position=(10.0, 90.0), second_position=(20.0, 90.0))},
    )
    plan = Backdrop(
        id="p", name="p", asset="", width_px=9, height_px=9, transform=(0.5, 0, 3, 0, -0.5, 7), building_id="a"
    )
    zone = Zone(id="z", name="Z", outline=rectangle(0, 0, 50, 50))
    site_map = SiteMap(obstacles={o.id: o for o in obstacles}, zones={"z": zone}, backdrops={"p": plan})
    return Project(site_map=site_map, schemes={"S": Scheme(id="S", name="S", network=network)})


PROJECT = drawing()
ALL = (A, B, C, ZONE, SITE, UPF)


def box(project: Project, ref: ObjectRef) -> tuple[float, float, float, float]:
    found = bounds_of_refs(project, [ref])
    assert found is not None
    return found


# -- aligning ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edge", "value"),
    [
        (Edge.LEFT, lambda b: b[0]), (Edge.RIGHT, lambda b: b[2]), (Edge.CENTRE, lambda b: b[0] + b[2]),
        (Edge.BOTTOM, lambda b: b[1]), (Edge.TOP, lambda b: b[3]), (Edge.MIDDLE, lambda b: b[1] + b[3]),
    ],
)  # fmt: skip
def test_aligned_objects_share_the_edge_and_the_frame_stays(edge: Edge, value: Callable) -> None:
    after = arrange.align(PROJECT, [A, B, C, SITE], edge)
    found = {round(value(box(after, ref)), 9) for ref in (A, B, C, SITE)}
    assert found == {value((0, 0, 120, 130))}
    assert arrange.align(after, [A, B, C, SITE], edge) == after


def test_a_group_is_aligned_as_one() -> None:
    grouped = arrange.group(PROJECT, [A, B])
    after = arrange.align(grouped, [A, C], Edge.TOP)
    assert box(after, B)[3] == 130
    assert box(after, A)[3] == 110


@pytest.mark.parametrize("axis", list(Axis))
def test_distributed_objects_have_equal_gaps_and_the_outer_ones_stay(axis: Axis) -> None:
    after = arrange.distribute(PROJECT, [C, A, B], axis)
    low, high = (0, 2) if axis is Axis.EAST else (1, 3)
    boxes = sorted((box(after, ref) for ref in (A, B, C)), key=lambda b: b[low])
    assert boxes[1][low] - boxes[0][high] == pytest.approx(boxes[2][low] - boxes[1][high])
    assert (box(after, A), box(after, C)) == (box(PROJECT, A), box(PROJECT, C))


# -- turning -----------------------------------------------------------------------------------------------------------


def test_inner_walls_and_plans_go_with_their_building() -> None:
    after = arrange.shift(PROJECT, [A], 10, 5)
    assert find(after, INNER).outline == ((20, 15), (40, 15))
    assert find(after, PLAN).transform == (0.5, 0, 13, 0, -0.5, 12)


def test_azimuths_turn_with_their_site() -> None:
    after = arrange.rotate(PROJECT, [SITE, A], 90.0)
    azimuths = [cell.azimuth_deg for cell in after.schemes["S"].network.cells.values()]
    assert azimuths == [270.0, 30.0, 150.0]
    assert turned_azimuth_deg(30.0, mirroring(east_west=True, about=(0, 0))) == 330.0
    assert turned_azimuth_deg(30.0, mirroring(east_west=False, about=(0, 0))) == 150.0


def test_a_quarter_turn_is_exact() -> None:
    after = transform(PROJECT, [B], turning(90.0, (70, 30)))
    assert find(after, B).outline == ((70, 30), (70, 40), (60, 40), (60, 30))


@given(angle=st.floats(-720, 720))
def test_turning_there_and_back_restores_the_places(angle: float) -> None:
    there = arrange.rotate(PROJECT, ALL, angle, (13.0, -7.0))
    back = arrange.rotate(there, ALL, -angle, (13.0, -7.0))
    for ref in (A, B, C, ZONE):
        flat = [value for point in find(back, ref).outline for value in point]
        assert flat == pytest.approx([value for point in find(PROJECT, ref).outline for value in point], abs=1e-9)
        assert polygon_area_m2(find(there, ref).outline) == pytest.approx(polygon_area_m2(find(PROJECT, ref).outline))
    for key, cell in back.schemes["S"].network.cells.items():
        turned = cell.azimuth_deg - PROJECT.schemes["S"].network.cells[key].azimuth_deg
        assert math.remainder(turned, 360) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("east_west", [True, False])
def test_a_mirror_image_of_a_mirror_image_is_the_project(east_west: bool) -> None:
    once = arrange.mirror(PROJECT, ALL, east_west=east_west)
    assert once != PROJECT
    assert arrange.mirror(once, ALL, east_west=east_west) == PROJECT


# -- groups, locks -----------------------------------------------------------------------------------------------------


def test_groups_join_and_dissolve() -> None:
    two = arrange.group(PROJECT, [A, B])
    assert set(with_groups(two, [A])) == {A, B}
    three = arrange.group(two, [B, C])
    assert set(with_groups(three, [C])) == {A, B, C}
    assert arrange.ungroup(three, [A]) == PROJECT


def test_locking_and_hiding_undo_each_other() -> None:
    locked = arrange.set_locked(PROJECT, [A, PLAN, ZONE], locked=True)
    assert find(locked, A).locked
    assert find(locked, PLAN).locked
    assert arrange.set_locked(locked, [A, PLAN], locked=False) == PROJECT
    assert arrange.show_all(arrange.hide(PROJECT, [A, B])) == PROJECT
    assert arrange.show_all(PROJECT) is PROJECT or arrange.show_all(PROJECT) == PROJECT


FAILURES: list[tuple[str, Callable[[Project], object]]] = [
    ("align-needs-two", lambda p: arrange.align(p, [A], Edge.LEFT)),
    ("distribute-needs-three", lambda p: arrange.distribute(p, [A, B], Axis.EAST)),
    ("object-locked", lambda p: arrange.align(p, [A, LOCKED], Edge.RIGHT)),
    ("object-locked", lambda p: arrange.rotate(p, [A, LOCKED], 30)),
    ("object-locked", lambda p: arrange.mirror(p, [LOCKED], east_west=True)),
    ("object-locked", lambda p: arrange.shift(p, [A, LOCKED], 1, 1)),
    ("coordinate-not-finite", lambda p: arrange.shift(p, [A], math.inf, 0)),
    ("nothing-placed", lambda p: arrange.rotate(p, [], 30)),
    ("group-needs-two", lambda p: arrange.group(p, [A, SITE])),
    ("nothing-grouped", lambda p: arrange.ungroup(p, [A])),
    ("nothing-lockable", lambda p: arrange.set_locked(p, [SITE], locked=True)),
    ("nothing-lockable", lambda p: arrange.hide(p, [ZONE])),
    ("nothing-to-copy", lambda p: extract(p, [UPF])),
    ("nothing-to-copy", lambda p: paste(p, "S", Fragment(), [(0, 0)])),
    ("array-too-large", lambda p: array(p, "S", [A], columns=10_000, rows=2, east_m=1, north_m=1)),
    ("array-too-small", lambda p: array(p, "S", [A], columns=0, rows=2, east_m=1, north_m=1)),
    ("coordinate-not-finite", lambda p: array(p, "S", [A], columns=2, rows=2, east_m=math.nan, north_m=1)),
    ("no-such-object", lambda p: arrange.rotate(p, [ObjectRef("zones", "gone")], 30)),
]


@pytest.mark.parametrize(("code", "edit"), FAILURES)
def test_what_cannot_be_is_refused_with_its_reason(code: str, edit: Callable[[Project], object]) -> None:
    before = drawing()
    with pytest.raises(EditError) as error:
        edit(before)
    assert error.value.code == code
    assert before == PROJECT


# -- copies ------------------------------------------------------------------------------------------------------------


def test_a_copy_has_new_ids_new_groups_and_its_own_inner_walls() -> None:
    grouped = arrange.group(PROJECT, [A, B])
    after, refs = paste(grouped, "S", extract(grouped, [A, SITE]), [(500, 0)])
    copies = [find(after, ref) for ref in refs if ref.kind == "obstacles"]
    assert len(copies) == 3
    shed = next(o for o in copies if o.kind is K.BUILDING and o.holes)
    wall = next(o for o in copies if o.kind is K.WALL)
    assert (wall.building_id, wall.storey) == (shed.id, 2)
    groups = {o.group_id for o in copies} - {""}
    assert len(groups) == 1
    assert groups != {grouped.site_map.obstacles["a"].group_id}
    (site_ref,) = (ref for ref in refs if ref.kind == "sites")
    cells = [c for c in after.schemes["S"].network.cells.values() if c.site_id == site_ref.id]
    assert [(c.azimuth_deg, c.pci) for c in cells] == [(0, 3), (120, 4), (240, 5)]
    for key, value in grouped.site_map.obstacles.items():
        assert after.site_map.obstacles[key] is value


def test_names_go_on_counting() -> None:
    project = update(PROJECT, B, name="Yard 09")
    after, _ = array(project, "S", [B], columns=4, rows=1, east_m=20, north_m=0)
    assert [o.name for o in after.site_map.obstacles.values()][-3:] == ["Yard 10", "Yard 11", "Yard 12"]


def test_a_grid_lies_where_it_should_also_turned() -> None:
    after, refs = array(PROJECT, "S", [B], columns=3, rows=2, east_m=20, north_m=30)
    assert [box(after, ref)[:2] for ref in refs] == [(70, 30), (90, 30), (110, 30), (70, 60), (90, 60), (110, 60)]
    turned, refs = array(PROJECT, "S", [B], columns=2, rows=2, east_m=20, north_m=30, angle_deg=90)
    assert [pytest.approx(box(turned, ref)[:2]) for ref in refs] == [(70, 30), (70, 50), (40, 30), (40, 50)]


def test_a_locked_original_has_free_copies() -> None:
    after, (_, copy) = array(PROJECT, "S", [LOCKED], columns=2, rows=1, east_m=30, north_m=0)
    assert not find(after, copy).locked


def test_an_inner_wall_without_its_building_becomes_a_plain_one() -> None:
    fragment = Fragment(obstacles=(PROJECT.site_map.obstacles["inner"],))
    after, (ref,) = paste(Project(), "", fragment, [(0, 0)])
    assert find(after, ref).building_id == ""


def test_a_fragment_survives_the_clipboard() -> None:
    fragment = extract(PROJECT, ALL)
    assert from_plain(Fragment, to_plain(fragment), source="test") == fragment
    assert fragment_bounds(fragment) == (0, 0, 120, 130)
