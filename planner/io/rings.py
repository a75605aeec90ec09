"""Rings without order become polygons with holes; pieces of lines become rings (for hatches and OSM relations)."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]


def nest_rings(rings: Sequence[Coordinates]) -> list[list[Coordinates]]:
    """Polygons of rings [n, 2] by the even-odd rule: outline first, then its holes. Rings must not cross.

    A ring inside an odd number of others is a hole of the smallest of them; rings of one or two points are left out.
    """
    import shapely

    usable = [ring for ring in rings if len(ring) >= 3]
    if len(usable) < 2:
        return [[ring] for ring in usable]
    shapes: Any = np.array([shapely.Polygon(ring) for ring in usable], dtype=object)
    areas = shapely.area(shapes)
    order = np.argsort(-areas)
    points = shapely.points(np.array([_inner_point(ring) for ring in usable]))
    tree = shapely.STRtree(shapely.make_valid(shapes))
    inner, outer = tree.query(points, predicate="within")
    around: dict[int, list[int]] = defaultdict(list)
    for inside, outside in zip(inner.tolist(), outer.tolist(), strict=True):
        if inside != outside and areas[outside] > areas[inside]:
            around[inside].append(outside)
    polygons: dict[int, list[Coordinates]] = {}
    for index in order.tolist():
        holders = around[index]
        if len(holders) % 2 == 0:
            polygons[index] = [usable[index]]
            continue
        holder = min((item for item in holders if item in polygons), key=lambda item: float(areas[item]), default=None)
        if holder is None:
            polygons[index] = [usable[index]]
        else:
            polygons[holder].append(usable[index])
    return list(polygons.values())


def merge_lines(lines: Sequence[Coordinates]) -> list[tuple[Coordinates, bool, int]]:
    """Lines [n, 2] joined where just two of them meet: (points, whether they close, of how many lines, at least)."""
    import shapely

    usable = [np.round(line, 4) for line in lines]
    usable = [line for line in usable if len(line) >= 2 and not (line == line[0]).all()]
    if len(usable) < 2:
        return [(line, False, 1) for line in usable]
    merged = shapely.line_merge(shapely.multilinestrings([shapely.LineString(line) for line in usable]))
    result: list[tuple[Coordinates, bool, int]] = []
    for part in shapely.get_parts(merged):
        points = shapely.get_coordinates(part)
        is_ring = len(points) >= 4 and bool((points[0] == points[-1]).all())
        result.append((points, is_ring, 2 if is_ring else 1))
    return result


def join_ends(lines: Sequence[Sequence[Hashable]]) -> tuple[list[list[Hashable]], int]:
    """Closed rings of lines that meet end to end, given as node ids; and how many lines closed to no ring."""
    rings: list[list[Hashable]] = []
    at_end: dict[Hashable, list[int]] = defaultdict(list)
    open_lines = [list(line) for line in lines if len(line) >= 2]
    used = [False] * len(open_lines)
    for index, line in enumerate(open_lines):
        if line[0] == line[-1]:
            rings.append(line)
            used[index] = True
        else:
            at_end[line[0]].append(index)
            at_end[line[-1]].append(index)
    left = 0
    for start, line in enumerate(open_lines):
        if used[start]:
            continue
        used[start] = True
        chain, count = list(line), 1
        while chain[0] != chain[-1]:
            candidates = at_end[chain[-1]]
            while candidates and used[candidates[-1]]:
                candidates.pop()
            if not candidates:
                break
            index = candidates.pop()
            used[index] = True
            piece = open_lines[index]
            chain.extend(piece[1:] if piece[0] == chain[-1] else piece[-2::-1])
            count += 1
        if chain[0] == chain[-1] and len(chain) >= 4:
            rings.append(chain)
        else:
            left += count
    return rings, left


def _inner_point(ring: Coordinates) -> Coordinates:
    """A point just inside or on the ring that no touching ring shares: the middle of its first edge with a length."""
    steps = np.hypot(*np.diff(ring, axis=0).T)
    longest = int(np.argmax(steps))
    return (ring[longest] + ring[longest + 1]) / 2.0
