"""An edit rasterises only what it touched, and the result is that of building everything anew."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.radio.grid import Grid
from planner.radio.surface import Shape, build_surface, update_surface

GRID = Grid(west_m=-40.0, south_m=-30.0, resolution_m=2.0, columns=60, rows=50)


@st.composite
def boxes(draw):
    west, south = draw(st.floats(-60, 90)), draw(st.floats(-50, 80))
    width, depth = draw(st.floats(0.3, 40)), draw(st.floats(0.3, 40))
    ring = np.array([[west, south], [west + width, south], [west + width, south + depth], [west, south + depth]])
    return Shape(rings=(ring,), height_m=draw(st.sampled_from([3.0, 5.0, 8.0])), is_line=draw(st.booleans()))


@settings(max_examples=200)
@given(st.lists(boxes(), min_size=1, max_size=8), st.data())
def test_an_update_equals_a_new_build(shapes, data):
    before = build_surface(GRID, shapes)
    gone = data.draw(st.integers(0, len(shapes) - 1))
    added = data.draw(boxes())
    after = [shape for index, shape in enumerate(shapes) if index != gone] + [added]
    renumbered = np.array([-1 if n == gone else n - (n > gone) for n in range(len(shapes))], dtype=np.int32)
    corners = np.concatenate([shapes[gone].rings[0], added.rings[0]])
    touched = (*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())
    updated, built = update_surface(GRID, before, renumbered, after, touched), build_surface(GRID, after)
    assert (updated.height_m == built.height_m).all()
    assert (updated.owner == built.owner).all()
