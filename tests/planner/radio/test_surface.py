import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, contains_xy

from planner.errors import EvaluationError
from planner.radio.grid import Grid, column_centres_m, contains, grid_for_extent, pixel_of, row_centres_m
from planner.radio.surface import Shape, build_surface

GRID = Grid(west_m=-20.0, south_m=10.0, resolution_m=1.0, columns=60, rows=50)


def test_an_area_takes_the_pixels_whose_centres_it_holds():
    hole = np.array([[0.0, 25.0], [8.0, 25.0], [8.0, 33.0]])
    outline = np.array([[-10.3, 15.2], [25.1, 18.7], [20.4, 48.6], [-3.0, 40.2]])
    surface = build_surface(GRID, [Shape(rings=(outline, hole), height_m=7.5)])
    x, y = np.meshgrid(column_centres_m(GRID), row_centres_m(GRID))
    expected = contains_xy(Polygon(outline, [hole]), x, y)
    assert np.array_equal(surface.owner == 0, expected)
    assert np.array_equal(surface.height_m, np.where(expected, np.float32(7.5), np.float32(0.0)))


def test_the_highest_wins_in_any_order_and_of_equals_the_first():
    outlines = [np.array([[x, 20.0], [x + 15, 20.0], [x + 15, 35.0], [x, 35.0]]) for x in (-5.0, 0.0, 5.0)]
    shapes = [Shape(rings=(o,), height_m=h) for o, h in zip(outlines, (5.0, 9.0, 9.0), strict=True)]
    surface = build_surface(GRID, shapes)
    row, column = pixel_of(GRID, 7.0, 25.0)
    assert surface.owner[row, column] == 1
    assert np.array_equal(build_surface(GRID, shapes[::-1]).height_m, surface.height_m)


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 2 * np.pi), st.floats(0.05, 0.9), st.booleans())
def test_a_thin_wall_has_no_gap_to_slip_through(turn, width_m, is_line):
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    a, b = np.array([10.0, 35.0]) - 15 * along, np.array([10.0, 35.0]) + 15 * along
    ring = np.array([a, b]) if is_line else np.array([a, b, b + width_m * across, a + width_m * across])
    owner = build_surface(GRID, [Shape(rings=(ring,), height_m=3.0, is_line=is_line)]).owner
    for t in np.linspace(0.0, 1.0, 400):
        row, column = pixel_of(GRID, *(a + t * (b - a)))
        assert owner[row, column] == 0


def test_shapes_far_outside_and_without_height_leave_nothing():
    far = np.array([[1e7, 1e7], [1e7 + 5, 1e7], [1e7, 1e7 + 5]])
    near = np.array([[0.0, 20.0], [5.0, 20.0], [5.0, 25.0]])
    shapes = [Shape(rings=(far,), height_m=5.0), Shape(rings=(far,), height_m=5.0, is_line=True)]
    surface = build_surface(GRID, [*shapes, Shape(rings=(near,), height_m=0.0)])
    assert (surface.owner == -1).all()
    assert not surface.height_m.any()


@pytest.mark.parametrize("height_m", [float("nan"), float("inf")])
def test_a_height_that_is_no_number_is_refused_by_index(height_m):
    ring = np.array([[0.0, 20.0], [5.0, 20.0], [5.0, 25.0]])
    with pytest.raises(EvaluationError) as caught:
        build_surface(GRID, [Shape(rings=(ring,), height_m=height_m)])
    assert (caught.value.code, caught.value.params) == ("obstacle-not-finite", {"index": 0})


@given(
    st.floats(-1e4, 1e4),
    st.floats(-1e4, 1e4),
    st.floats(0, 500),
    st.floats(0, 500),
    st.floats(0.5, 20),
    st.floats(0, 50),
)
def test_a_grid_holds_its_extent_and_margin(west, south, width, height, resolution, margin):
    grid = grid_for_extent((west, south, west + width, south + height), resolution, margin)
    assert grid.west_m <= west - margin + 1e-6 and grid.east_m >= west + width + margin - 1e-6
    assert grid.south_m <= south - margin + 1e-6 and grid.north_m >= south + height + margin - 1e-6
    row, column = grid.rows // 2, grid.columns // 2
    assert pixel_of(grid, column_centres_m(grid)[column], row_centres_m(grid)[row]) == (row, column)
    assert not contains(grid, grid.east_m + resolution, south)


def test_too_many_pixels_and_empty_extents_are_refused():
    with pytest.raises(EvaluationError, match="grid-too-large"):
        grid_for_extent((0.0, 0.0, 1e6, 1e6), 1.0)
    for bounds, resolution in (((5.0, 0.0, 0.0, 5.0), 1.0), ((0.0, 0.0, 5.0, float("nan")), 1.0), ((0, 0, 5, 5), 0.0)):
        with pytest.raises(EvaluationError, match="grid-bad-extent"):
            grid_for_extent(bounds, resolution)
