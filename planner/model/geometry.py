"""Plane geometry in local metres: x east, y north. A ring is a tuple of points without the closing repeat."""

import itertools
import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Ring = tuple[Point, ...]
Bounds = tuple[float, float, float, float]


def ring_area_m2(ring: Sequence[Point]) -> float:
    """Unsigned area of a simple ring in square metres (shoelace formula).

    >>> ring_area_m2(((0, 0), (4, 0), (4, 3), (0, 3)))
    12.0
    """
    total = 0.0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        total += x1 * y2 - x2 * y1
    return abs(total) / 2.0


def polygon_area_m2(outline: Ring, holes: Iterable[Ring] = ()) -> float:
    """Area of a polygon less its holes, square metres."""
    return ring_area_m2(outline) - sum(ring_area_m2(hole) for hole in holes)


def polyline_length_m(points: Sequence[Point]) -> float:
    """Length of an open polyline in metres."""
    return sum(math.dist(a, b) for a, b in itertools.pairwise(points))


def bounds_of(rings: Iterable[Iterable[Point]]) -> Bounds | None:
    """West, south, east, north of all points, or None where there is none."""
    xs: list[float] = []
    ys: list[float] = []
    for ring in rings:
        for x, y in ring:
            xs.append(x)
            ys.append(y)
    if not xs:
        return None
    return (min(xs), min(ys), max(xs), max(ys))


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point lies inside a ring (even-odd rule; a point on the edge may be either).

    >>> contains(((0, 0), (4, 0), (4, 3), (0, 3)), (1, 1))
    True
    """
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def centroid(ring: Sequence[Point]) -> Point:
    """Mean of the vertices: a place for a label, not the centre of mass."""
    return (sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring))


def translated(ring: Ring, east_m: float, north_m: float) -> Ring:
    """The ring moved by so many metres."""
    return tuple((x + east_m, y + north_m) for x, y in ring)


def rectangle(west_m: float, south_m: float, width_m: float, depth_m: float, rotation_deg: float = 0.0) -> Ring:
    """A rectangle from its south-west corner, turned counter-clockwise about that corner."""
    cos, sin = math.cos(math.radians(rotation_deg)), math.sin(math.radians(rotation_deg))
    corners = ((0.0, 0.0), (width_m, 0.0), (width_m, depth_m), (0.0, depth_m))
    return tuple((west_m + x * cos - y * sin, south_m + x * sin + y * cos) for x, y in corners)


def is_finite(points: Iterable[Point]) -> bool:
    """Whether every coordinate is a finite number."""
    return all(math.isfinite(x) and math.isfinite(y) for x, y in points)
