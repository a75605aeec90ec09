"""Checks of an outline while it is drawn."""

import math

from planner.errors import EditError
from planner.model.geometry import Point, Ring, ring_area_m2

SMALLEST_AREA_M2 = 0.01


def crossing_point(ring: Ring) -> Point | None:
    """Where a ring crosses or touches itself, None where it is simple. Fewer than three points can't cross."""
    from shapely import Polygon, is_valid_reason

    if len(ring) < 3:
        return None
    kind, _, place = is_valid_reason(Polygon(ring)).partition("[")
    if "Self-intersection" not in kind:
        return None
    x, y = place.rstrip("]").split()[:2]
    return float(x), float(y)


def require_simple(ring: Ring, name: str) -> None:
    """EditError for an outline that encloses nothing or crosses itself."""
    if len(ring) < 3:
        raise EditError("outline-too-short", name=name, least=3)
    crossing = crossing_point(ring)
    if crossing is not None:
        raise EditError("outline-crosses-itself", name=name, x_m=round(crossing[0], 1), y_m=round(crossing[1], 1))
    if ring_area_m2(ring) <= SMALLEST_AREA_M2:
        raise EditError("outline-without-area", name=name)


def snapped(origin: Point, point: Point, step_deg: float = 45.0) -> Point:
    """The point turned about the origin to the nearest multiple of a step, at the same distance."""
    distance = math.dist(origin, point)
    angle = math.radians(step_deg) * round(
        math.atan2(point[1] - origin[1], point[0] - origin[0]) / math.radians(step_deg)
    )
    return origin[0] + distance * math.cos(angle), origin[1] + distance * math.sin(angle)


def azimuth_deg(origin: Point, point: Point) -> float:
    """Direction from one point to another, clockwise from north, 0 to 360."""
    return math.degrees(math.atan2(point[0] - origin[0], point[1] - origin[1])) % 360.0


def turned_rectangle(corner: Point, opposite: Point, angle_deg: float) -> Ring:
    """The rectangle between two opposite corners whose sides lie at an angle (counter-clockwise from east)."""
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    dx, dy = opposite[0] - corner[0], opposite[1] - corner[1]
    along, across = dx * cos + dy * sin, -dx * sin + dy * cos
    return (
        corner,
        (corner[0] + along * cos, corner[1] + along * sin),
        opposite,
        (corner[0] - across * sin, corner[1] + across * cos),
    )
