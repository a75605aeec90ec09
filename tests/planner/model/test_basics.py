"""Geometry, identifiers, limits, differences and the small functions of the map."""

import math
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, Polygon

from planner.errors import EditError
from planner.model import commercial, demand, edits, limits, network, site_map, slicing
from planner.model import project as project_module
from planner.model.diff import difference
from planner.model.edits import ObjectRef
from planner.model.geometry import (
    bounds_of,
    centroid,
    contains,
    is_finite,
    polygon_area_m2,
    polyline_length_m,
    rectangle,
    ring_area_m2,
    translated,
)
from planner.model.ids import PREFIXES, new_id
from planner.model.project import Project, first_scheme_id
from planner.model.site_map import HeightSource, Obstacle, ObstacleKind, blocks, top_m

coordinates = st.floats(-1e4, 1e4).map(lambda value: round(value, 2))
sizes = st.floats(0.5, 1e3)


@given(x=coordinates, y=coordinates, width=sizes, depth=sizes, angle=st.floats(-360, 360))
def test_a_turned_rectangle_keeps_corner_area_and_sides(
    x: float, y: float, width: float, depth: float, angle: float
) -> None:
    ring = rectangle(x, y, width, depth, angle)
    assert ring[0] == (x, y)
    assert math.isclose(ring_area_m2(ring), width * depth, rel_tol=1e-6, abs_tol=1e-4)
    assert math.isclose(polyline_length_m((*ring, ring[0])), 2 * (width + depth), rel_tol=1e-9, abs_tol=1e-6)
    assert math.isclose(math.dist(ring[0], ring[1]), width, rel_tol=1e-9, abs_tol=1e-6)


def test_rectangles_turn_counter_clockwise() -> None:
    assert rectangle(0, 0, 2, 1, 90)[1] == pytest.approx((0, 2))


def test_a_hole_is_no_area() -> None:
    assert polygon_area_m2(rectangle(0, 0, 10, 10), (rectangle(1, 1, 2, 2), rectangle(5, 5, 3, 1))) == 93.0


@given(
    ring=st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=7).map(tuple),
    point=st.tuples(coordinates, coordinates),
)
def test_inside_agrees_with_shapely_on_simple_outlines(ring, point) -> None:
    polygon = Polygon(ring)
    if not polygon.is_valid or polygon.boundary.distance(Point(point)) < 1e-6:
        return
    assert contains(ring, point) == polygon.contains(Point(point))
    assert ring_area_m2(ring) == pytest.approx(polygon.area, rel=1e-6, abs=1e-3)


def test_inside_a_concave_outline_a_notch_is_outside() -> None:
    shape = ((0.0, 0.0), (6.0, 0.0), (6.0, 6.0), (4.0, 6.0), (4.0, 2.0), (2.0, 2.0), (2.0, 6.0), (0.0, 6.0))
    assert contains(shape, (1, 5)) and contains(shape, (5, 5)) and not contains(shape, (3, 5))


def test_bounds_centre_shift_and_finiteness() -> None:
    ring = rectangle(1, 2, 3, 4)
    assert (
        bounds_of([ring, ((-5.0, 0.0),)]) == (-5.0, 0.0, 4.0, 6.0) and bounds_of([]) is None and bounds_of([()]) is None
    )
    assert centroid(ring) == (2.5, 4.0) and translated(ring, 1, -2)[0] == (2, 0)
    assert is_finite(ring) and not is_finite(((0.0, math.inf),)) and not is_finite(((math.nan, 0.0),))


def test_a_line_is_as_long_as_its_pieces() -> None:
    assert polyline_length_m(((0, 0), (3, 4), (3, 10))) == 11.0 and polyline_length_m(((0, 0),)) == 0.0


@given(
    numbers=st.sets(st.integers(0, 200)),
    other=st.lists(st.sampled_from(["gnb", "gnb-x", "cell-77", "my-gnb-09", "gnb-"])),
)
def test_a_new_id_is_free_and_higher_than_all(numbers: set[int], other: list[str]) -> None:
    taken = [*(f"gnb-{number:02d}" for number in numbers), *other]
    fresh = new_id("gnb", taken)
    assert fresh not in taken and int(fresh.removeprefix("gnb-")) == max(numbers, default=0) + 1


def test_prefixes_with_a_dash_and_prefixes_apart() -> None:
    assert new_id("a-b", ["a-b-03", "b-09"]) == "a-b-04"
    assert len(set(PREFIXES.values())) == len(PREFIXES)


MODEL = (site_map, network, demand, slicing, commercial, project_module)


def test_every_limit_belongs_to_a_field_that_exists_and_its_default_is_inside() -> None:
    classes = {name: value for module in MODEL for name, value in vars(module).items() if is_dataclass(value)}
    for (class_name, field_name), allowed in limits.LIMITS.items():
        found = [item for item in fields(classes[class_name]) if item.name == field_name]
        assert found, (class_name, field_name)
        assert allowed.low < allowed.high
        default = found[0].default
        if isinstance(default, int | float):
            assert allowed.low <= default <= allowed.high, (class_name, field_name)


@given(value=st.one_of(st.floats(-50, 50), st.sampled_from([math.nan, math.inf, -math.inf])))
def test_limits_are_inclusive_and_refuse_what_is_no_number(value: float) -> None:
    cell = network.Cell(id="c", site_id="s", band="n41", electrical_tilt_deg=value)
    wrong = not -15 <= value <= 30
    assert [violation.field for violation in limits.violations(cell)] == (["electrical_tilt_deg"] if wrong else [])
    if wrong:
        with pytest.raises(EditError, match="value-out-of-range"):
            limits.require_within_limits(cell)


def test_a_yard_reaches_the_tier_its_fill_rounds_up_to() -> None:
    yard = Obstacle(
        id="y", kind=ObstacleKind.CONTAINER_YARD, outline=rectangle(0, 0, 9, 9), tiers=5, fill_ratio=0.61, height_m=99
    )
    assert top_m(yard) == pytest.approx(4 * 2.6)
    assert top_m(replace(yard, fill_ratio=0.6)) == pytest.approx(3 * 2.6)
    assert top_m(replace(yard, base_m=2.0, box_height_m=2.9)) == pytest.approx(2 + 4 * 2.9)
    assert top_m(replace(yard, tiers=0)) == 99


@pytest.mark.parametrize("kind", list(ObstacleKind))
def test_ground_and_cranes_never_block(kind: ObstacleKind) -> None:
    item = Obstacle(id="x", kind=kind, outline=rectangle(0, 0, 9, 9), height_m=20.0, height_source=HeightSource.ASSUMED)
    flat = kind in (ObstacleKind.WATER, ObstacleKind.ROAD, ObstacleKind.LAND)
    open_work = kind in (ObstacleKind.QUAY_CRANE, ObstacleKind.YARD_CRANE)
    assert blocks(item) is not (flat or open_work)
    assert top_m(item) == (0.0 if flat else 20.0)


def test_first_scheme(project: Project) -> None:
    assert first_scheme_id(project) == "A" and first_scheme_id(Project()) == ""


def test_the_difference_of_a_project_with_itself_is_nothing(project: Project) -> None:
    assert not difference(project, project) and not difference(project, replace(project, name="Other"))


def test_the_difference_names_added_removed_and_changed(project: Project) -> None:
    ref = ObjectRef("sites", "gnb-01", "A")
    after = edits.update(project, ref, name="North")
    assert ref in difference(project, after).changed and ObjectRef("schemes", "A") in difference(project, after).changed
    after = edits.remove(project, [ObjectRef("zones", "zone-01")])
    assert difference(project, after).removed == (ObjectRef("zones", "zone-01"),)
    assert difference(after, project).added == (ObjectRef("zones", "zone-01"),)


def test_an_equal_copy_is_no_difference(project: Project) -> None:
    zone = replace(project.site_map.zones["zone-01"])
    assert not difference(project, edits.put(project, ObjectRef("zones", "zone-01"), zone))


def test_a_new_scheme_counts_as_one_thing(project: Project) -> None:
    after = edits.duplicate_scheme(project, "A", "C", "Copy")
    assert difference(project, after).added == (ObjectRef("schemes", "C"),)
