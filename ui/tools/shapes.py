"""Shapes of a drawn outline: how many clicks they take and the ring that clicks make. Free functions over points."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.model.geometry import Point, Ring
from planner.text import N_
from ui.tools.outline import turned_rectangle

#: How far the sides of a drawn circle may lie inside the true one, m; the least and the most corners it gets.
CIRCLE_ERROR_M, CIRCLE_LEAST, CIRCLE_MOST = 0.05, 16, 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """`most`: clicks after which it is complete (None: ends by Enter or double click). `drags`: also by press, move,
    release. `rays`: whether directions from the last point mean something. `line`: an open line of clicks."""

    name: str
    hint: str
    ring: Callable[[Sequence[Point]], Ring]
    most: int | None = None
    drags: bool = False
    rays: bool = True
    line: bool = False


def rectangle_ring(points: Sequence[Point], angle_deg: float = 0.0) -> Ring:
    """Between two opposite corners."""
    return turned_rectangle(points[0], points[1], angle_deg) if len(points) > 1 else tuple(points)


def rotated_ring(points: Sequence[Point]) -> Ring:
    """Along the first two points, as deep as the third lies away from their line."""
    if len(points) < 3:
        return tuple(points)
    a, b, c = points[:3]
    length = math.dist(a, b)
    if length == 0:
        return (a, b)
    normal = (-(b[1] - a[1]) / length, (b[0] - a[0]) / length)
    depth = (c[0] - b[0]) * normal[0] + (c[1] - b[1]) * normal[1]
    east, north = normal[0] * depth, normal[1] * depth
    return (a, b, (b[0] + east, b[1] + north), (a[0] + east, a[1] + north))


def circle_ring(points: Sequence[Point]) -> Ring:
    """About the first point through the second, with corners enough to look and calculate round."""
    if len(points) < 2 or math.dist(points[0], points[1]) == 0:
        return tuple(points[:1])
    (x, y), radius = points[0], math.dist(points[0], points[1])
    share = max(1.0 - CIRCLE_ERROR_M / radius, 0.0)
    count = math.ceil(math.pi / math.acos(share)) if share < 1.0 else CIRCLE_MOST
    count = min(max(4 * math.ceil(count / 4), CIRCLE_LEAST), CIRCLE_MOST)
    start = math.atan2(points[1][1] - y, points[1][0] - x)
    angles = [start + 2.0 * math.pi * step / count for step in range(count)]
    return tuple((x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles)


SHAPES = {
    shape.name: shape
    for shape in (
        Shape(
            name="polygon",
            hint=N_(
                "Click the corners; double-click or Enter ends, Backspace takes one back, Esc cancels; "
                "type 12.5,30 or 25<90 or a length"
            ),
            ring=tuple,
        ),
        Shape(
            name="rectangle",
            hint=N_("Drag or click two opposite corners; Shift makes a square; type 40,25 for the size"),
            ring=rectangle_ring,
            most=2,
            drags=True,
            rays=False,
        ),
        Shape(
            name="rotated",
            hint=N_("Click both ends of one side, then the depth; type a length or 25<90"),
            ring=rotated_ring,
            most=3,
        ),
        Shape(
            name="circle",
            hint=N_("Drag or click from the centre to the edge; type the radius"),
            ring=circle_ring,
            most=2,
            drags=True,
        ),
        Shape(
            name="line",
            hint=N_("Click along the line; double-click or Enter ends, Backspace takes one back, Esc cancels"),
            ring=tuple,
            line=True,
        ),
    )
}
