"""Corners, splitting, merging, growing, cutting of outlines; what they refuse, and that a refusal changes nothing."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import EditError
from planner.model.demand import Demand, Flow
from planner.model.edits import ObjectRef
from planner.model.geometry import polygon_area_m2, polyline_length_m, rectangle
from planner.model.project import Project
from planner.model.shaping import (
    OUTLINE,
    cut,
    delete_hole,
    delete_vertex,
    insert_vertex,
    merge,
    move_vertex,
    offset,
    require_valid,
    split,
    strip,
)
from planner.model.site_map import Backdrop, Obstacle, ObstacleKind, SiteMap, Zone

K = ObstacleKind
HALL, NEXT, FAR, WALL, LOCKED, HOLED = (
    ObjectRef("obstacles", key) for key in ("hall", "next", "far", "wall", "locked", "holed")
)
Z1, Z2 = ObjectRef("zones", "z1"), ObjectRef("zones", "z2")


def drawing() -> Project:
    def building(key: str, *box: float, **more: object) -> Obstacle:
        return Obstacle(id=key, kind=K.BUILDING, name=key, outline=rectangle(*box), height_m=9, **more)  # type: ignore[arg-type]

    obstacles = (
        building("hall", 0, 0, 40, 20),
        replace(building("next", 40, 0, 20, 20), height_m=12),
        building("far", 200, 0, 20, 20),
        building("locked", 300, 0, 20, 20, locked=True),
        building("holed", 0, 100, 40, 40, holes=(rectangle(10, 110, 10, 10),)),
        Obstacle(id="wall", kind=K.WALL, name="wall", outline=((0, 50), (40, 50), (40, 80)), height_m=3),
        Obstacle(id="inner", kind=K.WALL, outline=((45, 5), (55, 5)), height_m=3, building_id="next"),
    )
    zones = {key: Zone(id=key, name=key, outline=rectangle(x, 0, 50, 50)) for key, x in (("z1", 0), ("z2", 50))}
    plan = Backdrop(
        id="p", name="p", asset="", width_px=1, height_px=1, transform=(1, 0, 0, 0, -1, 0), building_id="next"
    )
    flows = {"f": Flow(id="f", name="f", zone_id="z2")}
    site_map = SiteMap(obstacles={o.id: o for o in obstacles}, zones=zones, backdrops={"p": plan})
    return Project(site_map=site_map, demand=Demand(flows=flows))


PROJECT = drawing()


def area(project: Project, ref: ObjectRef) -> float:
    value = project.site_map.obstacles[ref.id]
    return polygon_area_m2(value.outline, value.holes)


# -- corners -----------------------------------------------------------------------------------------------------------


def test_a_corner_moves_and_nothing_else() -> None:
    after = move_vertex(PROJECT, HALL, OUTLINE, 2, (50, 30))
    assert after.site_map.obstacles["hall"].outline == ((0, 0), (40, 0), (50, 30), (0, 20))
    assert after.site_map.obstacles["next"] is PROJECT.site_map.obstacles["next"]


def test_a_corner_of_a_hole_moves() -> None:
    after = move_vertex(PROJECT, HOLED, 0, 0, (5, 105))
    assert after.site_map.obstacles["holed"].holes[0][0] == (5, 105)


def test_a_step_of_a_drag_may_cross_but_the_end_may_not() -> None:
    crossed = move_vertex(PROJECT, HALL, OUTLINE, 2, (-10, 10), check=False)
    with pytest.raises(EditError, match="outline-crosses-itself"):
        require_valid(crossed.site_map.obstacles["hall"])


@pytest.mark.parametrize("index", range(5))
def test_a_corner_inserted_and_deleted_is_the_old_outline(index: int) -> None:
    ring = (*PROJECT.site_map.obstacles["hall"].outline, (0.0, 0.0))
    a, b = ring[(index - 1) % 4], ring[index % 4]
    place = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    more = insert_vertex(PROJECT, HALL, OUTLINE, index, place)
    assert len(more.site_map.obstacles["hall"].outline) == 5
    assert delete_vertex(more, HALL, OUTLINE, index) == PROJECT


def test_a_hole_goes_with_its_third_corner_or_at_once() -> None:
    three = delete_vertex(PROJECT, HOLED, 0, 0)
    assert len(three.site_map.obstacles["holed"].holes[0]) == 3
    assert delete_vertex(three, HOLED, 0, 0).site_map.obstacles["holed"].holes == ()
    assert delete_hole(PROJECT, HOLED, 0).site_map.obstacles["holed"].holes == ()


# -- refusals ----------------------------------------------------------------------------------------------------------


def hole_outside(project: Project) -> Project:
    """As a broken file may have it."""
    broken = replace(project.site_map.obstacles["holed"], holes=(rectangle(100, 100, 5, 5),))
    obstacles = {**project.site_map.obstacles, "holed": broken}
    return replace(project, site_map=replace(project.site_map, obstacles=obstacles))


FAILURES: list[tuple[str, Callable[[Project], object]]] = [
    ("outline-crosses-itself", lambda p: move_vertex(p, HALL, OUTLINE, 2, (-10, 10))),
    ("no-such-corner", lambda p: move_vertex(p, HALL, OUTLINE, 9, (0, 0))),
    ("no-such-corner", lambda p: move_vertex(p, HALL, 0, 0, (0, 0))),
    ("no-such-corner", lambda p: move_vertex(p, HALL, -2, 0, (0, 0))),
    ("no-such-corner", lambda p: delete_hole(p, HALL, OUTLINE)),
    ("coordinate-not-finite", lambda p: move_vertex(p, WALL, OUTLINE, 1, (math.nan, 0), check=False)),
    ("outline-crosses-itself", lambda p: move_vertex(p, HOLED, 0, 0, (-30, 90))),
    ("hole-outside", lambda p: offset(hole_outside(p), [HOLED], 1)),
    ("outline-too-short", lambda p: delete_vertex(delete_vertex(p, HALL, OUTLINE, 0), HALL, OUTLINE, 0)),
    ("object-locked", lambda p: move_vertex(p, LOCKED, OUTLINE, 0, (0, 0))),
    ("object-locked", lambda p: split(p, [HALL, LOCKED], ((20, -5), (20, 25)))),
    ("object-locked", lambda p: merge(p, [HALL, LOCKED])),
    ("object-locked", lambda p: offset(p, [HALL, LOCKED], 2)),
    ("object-locked", lambda p: cut(p, [HALL, LOCKED], rectangle(5, 5, 5, 5))),
    ("split-misses", lambda p: split(p, [HALL], ((20, -5), (20, 10)))),
    ("split-misses", lambda p: split(p, [HALL], ((-20, -5), (-20, 10)))),
    ("outline-too-short", lambda p: split(p, [HALL], ((20, -5),))),
    ("merge-needs-two", lambda p: merge(p, [HALL, HALL])),
    ("merge-kinds", lambda p: merge(p, [HALL, WALL])),
    ("merge-kinds", lambda p: merge(p, [HALL, Z1])),
    ("merge-apart", lambda p: merge(p, [HALL, FAR])),
    ("needs-area", lambda p: offset(p, [WALL], 2)),
    ("needs-area", lambda p: cut(p, [WALL], rectangle(0, 0, 90, 90))),
    ("offset-nothing-left", lambda p: offset(p, [HALL], -10)),
    ("cut-misses", lambda p: cut(p, [HALL], rectangle(500, 500, 9, 9))),
    ("cut-nothing-left", lambda p: cut(p, [HALL], rectangle(-5, -5, 90, 90))),
    ("zone-without-holes", lambda p: cut(p, [Z1], rectangle(10, 10, 5, 5))),
    ("outline-crosses-itself", lambda p: cut(p, [HALL], ((0, 0), (10, 10), (10, 0), (0, 10)))),
    ("no-such-object", lambda p: merge(p, [HALL, ObjectRef("obstacles", "gone")])),
]


@pytest.mark.parametrize(("code", "edit"), FAILURES)
def test_what_cannot_be_is_refused_with_its_reason(code: str, edit: Callable[[Project], object]) -> None:
    before = drawing()
    with pytest.raises(EditError) as error:
        edit(before)
    assert error.value.code == code
    assert before == PROJECT


def test_a_shape_that_would_fall_apart_is_refused() -> None:
    dumbbell = (
        (0, 0),
        (20, 0),
        (20, 9),
        (40, 9),
        (40, 0),
        (60, 0),
        (60, 20),
        (40, 20),
        (40, 11),
        (20, 11),
        (20, 20),
        (0, 20),
    )
    hall = replace(PROJECT.site_map.obstacles["hall"], outline=dumbbell)
    project = replace(PROJECT, site_map=replace(PROJECT.site_map, obstacles={"hall": hall}))
    with pytest.raises(EditError, match="offset-falls-apart"):
        offset(project, [HALL], -2)


# -- cutting and joining -----------------------------------------------------------------------------------------------


def test_the_largest_piece_keeps_the_id_and_all_keep_the_properties() -> None:
    after, refs = split(PROJECT, [HALL], ((10, -5), (10, 25)))
    assert refs[0] == HALL
    assert [area(after, ref) for ref in refs] == pytest.approx([600, 200])
    assert {after.site_map.obstacles[ref.id].height_m for ref in refs} == {9}
    assert after.site_map.obstacles[refs[1].id].name == "hall-2"


def test_a_wall_is_split_and_joined_again() -> None:
    after, refs = split(PROJECT, [WALL], ((20, 40), (20, 60)))
    assert len(refs) == 2
    joined, ref = merge(after, refs)
    assert polyline_length_m(joined.site_map.obstacles[ref.id].outline) == pytest.approx(70)


def test_merge_hands_over_what_belonged_to_the_others() -> None:
    after, ref = merge(PROJECT, [HALL, NEXT])
    assert ref == HALL
    merged = after.site_map.obstacles["hall"]
    assert (len(merged.outline), merged.height_m) == (4, 9)
    assert after.site_map.obstacles["inner"].building_id == "hall"
    assert after.site_map.backdrops["p"].building_id == "hall"
    after, ref = merge(PROJECT, [Z1, Z2])
    assert after.demand.flows["f"].zone_id == ref.id == "z1"
    assert set(after.site_map.zones) == {"z1"}


def test_a_rectangle_grown_stays_one_and_shrinks_back() -> None:
    grown = offset(PROJECT, [HALL], 3)
    assert area(grown, HALL) == pytest.approx(46 * 26)
    assert len(grown.site_map.obstacles["hall"].outline) == 4
    assert area(offset(grown, [HALL], -3), HALL) == pytest.approx(800)


def test_a_hole_a_bite_and_two_pieces() -> None:
    holed, _ = cut(PROJECT, [HALL], rectangle(10, 5, 5, 5))
    assert len(holed.site_map.obstacles["hall"].holes) == 1
    bitten, _ = cut(PROJECT, [HALL], rectangle(-5, 5, 10, 5))
    assert (area(bitten, HALL), bitten.site_map.obstacles["hall"].holes) == (pytest.approx(775), ())
    parted, refs = cut(PROJECT, [HALL, FAR], rectangle(10, -5, 5, 50))
    assert sum(area(parted, ref) for ref in refs) == pytest.approx(700)
    assert len(refs) == 2


def test_a_strip_has_its_width_and_a_ring_its_hole() -> None:
    outline, holes = strip(((0, 0), (100, 0), (100, 50)), 8)
    assert polygon_area_m2(outline, holes) == pytest.approx(150 * 8)
    _, holes = strip(((0, 0), (50, 0), (50, 50), (0, 50), (0, 0)), 4)
    assert len(holes) == 1
    for line in (((0, 0),), ((0, 0), (0, 0))):
        with pytest.raises(EditError):
            strip(line, 4)


corners = st.tuples(st.floats(-20, 60), st.floats(-20, 40))


@given(a=corners, b=corners)
def test_a_split_keeps_the_area_or_is_refused(a: tuple[float, float], b: tuple[float, float]) -> None:
    try:
        after, refs = split(PROJECT, [HALL], (a, b))
    except EditError as error:
        assert error.code in ("split-misses", "outline-without-area")
        return
    assert sum(area(after, ref) for ref in refs) == pytest.approx(800)


@given(a=corners, b=corners, c=corners)
def test_what_is_cut_is_gone_and_nothing_else(a, b, c) -> None:
    from shapely import Polygon

    hall, blade = Polygon(rectangle(0, 0, 40, 20)), Polygon((a, b, c))
    try:
        after, refs = cut(PROJECT, [HALL], (a, b, c))
    except EditError as error:
        assert error.code in (
            "cut-misses",
            "cut-nothing-left",
            "outline-without-area",
            "outline-crosses-itself",
            "hole-outside",
        )
        return
    assert sum(area(after, ref) for ref in refs) == pytest.approx(hall.difference(blade).area, abs=0.1)
    for ref in refs:
        require_valid(after.site_map.obstacles[ref.id])
