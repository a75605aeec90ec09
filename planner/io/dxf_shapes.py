"""Shapes of single CAD entities (ezdxf's): arcs, bulges, ellipses, splines and hatches become polylines."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.io.map_file import Shape
from planner.io.rings import nest_rings

#: Points [n, 3] in the coordinates of the layout or block the entity stands in.
Points = NDArray[np.float64]
Found = tuple[Shape, list[Points]]

#: Flattened curves stay this near to the true ones, m, and a full turn never has less or more edges than this.
TOLERANCE_M = 0.05
_MIN_EDGES, _MAX_EDGES = 16, 720
_MAX_SPLINE_POINTS = 10_000
_MAX_SPLINE_DEGREE = 11
_MAX_SPLINE_EDGES = 4096
_MAX_HATCH_RINGS = 5_000
_FULL_TURN = math.tau - 1e-6


def shapes_of(entity: Any, tolerance: float) -> list[Found] | None:
    """Polygons, lines and points an entity draws, curves within `tolerance` drawing units; None for other types."""
    kind = entity.dxftype()
    if kind == "LINE":
        return [("line", [_vectors((entity.dxf.start, entity.dxf.end))])]
    if kind == "LWPOLYLINE":
        points = _bulged(entity.get_points("xyb"), closed=entity.closed, tolerance=tolerance)
        elevated = np.column_stack((points, np.full(len(points), float(entity.dxf.elevation))))
        return [_ring_or_line(_in_world(entity, elevated), closed=entity.closed)]
    if kind == "POLYLINE":
        return _polyline(entity, tolerance)
    if kind in ("CIRCLE", "ARC"):
        return [_arc(entity, tolerance)]
    if kind == "ELLIPSE":
        return [_ellipse(entity, tolerance)]
    if kind == "SPLINE":
        return [_spline(entity, tolerance)]
    if kind in ("HATCH", "MPOLYGON"):
        return _hatch(entity, tolerance)
    if kind in ("SOLID", "TRACE"):
        return [("polygon", [_vectors(entity.wcs_vertices())])]
    if kind == "POINT":
        return [("point", [_vectors((entity.dxf.location,))])]
    return None


def _vectors(points: Iterable[Any]) -> Points:
    return np.array([(point.x, point.y, point.z) for point in points], dtype=np.float64).reshape(-1, 3)


def _in_world(entity: Any, points: Points) -> Points:
    """Points of the entity's own plane in the layout's coordinates; CAD mirrors by turning that plane over."""
    ocs = entity.ocs()
    if not ocs.transform:
        return points
    axes = np.array([tuple(ocs.ux), tuple(ocs.uy), tuple(ocs.uz)])
    return points @ axes


def _ring_or_line(points: Points, *, closed: bool) -> Found:
    if not closed and len(points) > 3:
        closed = bool(np.abs(points[0] - points[-1]).max() <= 1e-6 * np.abs(points - points[0]).max())
    return ("polygon" if closed and len(points) >= 3 else "line", [points])


def _edges(radius: float, sweep: float, tolerance: float) -> int:
    """Edges for an arc: its chords' sagitta stays within the tolerance."""
    whole = _MIN_EDGES
    if radius > tolerance:
        whole = math.ceil(math.pi / math.acos(max(1.0 - tolerance / radius, -1.0)))
    return max(math.ceil(min(max(whole, _MIN_EDGES), _MAX_EDGES) * abs(sweep) / math.tau), 1)


def _bulged(vertices: Sequence[Sequence[float]], *, closed: bool, tolerance: float) -> NDArray[np.float64]:
    """x, y [n, 2] of a polyline's vertices (x, y, bulge); bulge = tan(sweep / 4) of the arc to the next one."""
    plain = np.array(vertices, dtype=np.float64).reshape(-1, 3)
    if not len(plain) or not plain[:, 2].any():
        return plain[:, :2]
    pieces: list[NDArray[np.float64]] = []
    count = len(plain)
    for index in range(count):
        pieces.append(plain[index : index + 1, :2])
        bulge = float(plain[index, 2])
        if bulge == 0.0 or (index == count - 1 and not closed):
            continue
        pieces.append(_bulge_points(plain[index, :2], plain[(index + 1) % count, :2], bulge, tolerance))
    return np.concatenate(pieces)


def _bulge_points(start: Any, end: Any, bulge: float, tolerance: float) -> NDArray[np.float64]:
    """Points between the ends of an arc."""
    chord = end - start
    length = float(np.hypot(*chord))
    sweep = 4.0 * math.atan(bulge)
    if length == 0.0 or abs(bulge) < 1e-9:
        return np.empty((0, 2))
    radius = length * (1.0 + bulge * bulge) / (4.0 * abs(bulge))
    centre = (start + end) / 2.0 + np.array([-chord[1], chord[0]]) * (1.0 - bulge * bulge) / (4.0 * bulge)
    steps = np.arange(1, _edges(radius, sweep, tolerance)) / _edges(radius, sweep, tolerance)
    angles = math.atan2(start[1] - centre[1], start[0] - centre[0]) + sweep * steps
    return centre + radius * np.column_stack((np.cos(angles), np.sin(angles)))


def _polyline(entity: Any, tolerance: float) -> list[Found] | None:
    """Old-style polylines, flat with bulges or in space; meshes are none."""
    if entity.is_2d_polyline:
        kept = [vertex for vertex in entity.vertices if not vertex.dxf.get("flags", 0) & 16]  # 16: frame of a spline
        rows = [(v.dxf.location.x, v.dxf.location.y, float(v.dxf.get("bulge", 0.0))) for v in kept]
        points = _bulged(rows, closed=entity.is_closed, tolerance=tolerance)
        elevation = float(entity.dxf.elevation.z) if entity.dxf.hasattr("elevation") else 0.0
        points = _in_world(entity, np.column_stack((points, np.full(len(points), elevation))))
    elif entity.is_3d_polyline:
        points = _vectors(vertex.dxf.location for vertex in entity.vertices if not vertex.dxf.get("flags", 0) & 16)
    else:
        return None
    return [_ring_or_line(points, closed=entity.is_closed)] if len(points) else []


def _arc(entity: Any, tolerance: float) -> Found:
    radius = abs(float(entity.dxf.radius))
    whole = entity.dxftype() == "CIRCLE"
    start = 0.0 if whole else math.radians(float(entity.dxf.start_angle))
    sweep = math.tau if whole else (math.radians(float(entity.dxf.end_angle)) - start) % math.tau or math.tau
    count = _edges(radius, sweep, tolerance)
    angles = start + sweep * np.arange(count if sweep > _FULL_TURN else count + 1) / count
    centre = entity.dxf.center
    flat = np.column_stack(
        (centre.x + radius * np.cos(angles), centre.y + radius * np.sin(angles), np.full(len(angles), centre.z))
    )
    return ("polygon" if sweep > _FULL_TURN else "line", [_in_world(entity, flat)])


def _ellipse(entity: Any, tolerance: float) -> Found:
    major, minor = (np.array(tuple(axis)) for axis in (entity.dxf.major_axis, entity.minor_axis))
    start, end = float(entity.dxf.start_param), float(entity.dxf.end_param)
    sweep = (end - start) % math.tau or math.tau
    count = _edges(float(np.linalg.norm(major)), sweep, tolerance)
    angles = (start + sweep * np.arange(count if sweep > _FULL_TURN else count + 1) / count)[:, np.newaxis]
    points = np.array(tuple(entity.dxf.center)) + major * np.cos(angles) + minor * np.sin(angles)
    return ("polygon" if sweep > _FULL_TURN else "line", [points])


def _spline(entity: Any, tolerance: float) -> Found:
    size = max(len(entity.control_points), len(entity.fit_points))
    if size > _MAX_SPLINE_POINTS or entity.dxf.degree > _MAX_SPLINE_DEGREE:
        raise ValueError
    curve = entity.construction_tool()
    count = min(max(_MIN_EDGES, 2 * size), _MAX_SPLINE_EDGES)
    points = _vectors(curve.approximate(count))
    while count < _MAX_SPLINE_EDGES:
        count *= 2
        finer = _vectors(curve.approximate(count))
        off = np.linalg.norm(finer[1::2] - (finer[:-1:2] + finer[2::2]) / 2.0, axis=1)
        points = finer
        if not off.max() > 4.0 * tolerance:  # halving the edges quarters what they are off
            break
    return _ring_or_line(points, closed=bool(entity.closed))


def _hatch(entity: Any, tolerance: float) -> list[Found]:
    """Boundaries of a hatch as polygons with holes by the even-odd rule."""
    from ezdxf.path import from_hatch

    if len(entity.paths) > _MAX_HATCH_RINGS:
        raise ValueError
    rings = [points for path in from_hatch(entity) if len(points := _flattened(path, tolerance)) >= 3]
    by_plan = {ring[:, :2].tobytes(): ring for ring in rings}  # the plan alone decides what lies in what
    nested = nest_rings([ring[:, :2].copy() for ring in rings])
    return [("polygon", [by_plan[ring.tobytes()] for ring in polygon]) for polygon in nested]


def _flattened(path: Any, tolerance: float) -> Points:
    """Points of an ezdxf path of lines and Bézier curves."""
    pieces = [np.array([tuple(path.start)])]
    for command in path.commands():
        start, end = pieces[-1][-1], np.array(tuple(command.end))
        controls = [
            np.array(tuple(getattr(command, name))) for name in ("ctrl", "ctrl1", "ctrl2") if hasattr(command, name)
        ]
        pieces.append(_bezier([start, *controls, end], tolerance) if controls else end[np.newaxis])
    return np.concatenate(pieces)


def _bezier(controls: list[Any], tolerance: float) -> Points:
    """Points of a Bézier curve of degree 2 or 3 without its start; edges enough for the bound on second differences."""
    degree = len(controls) - 1
    bend = max(float(np.linalg.norm(controls[i] - 2 * controls[i + 1] + controls[i + 2])) for i in range(degree - 1))
    if not math.isfinite(bend):
        raise ValueError
    count = min(max(math.ceil(math.sqrt(degree * (degree - 1) * bend / (8.0 * tolerance))), 4), _MAX_EDGES)
    t = (np.arange(1, count + 1) / count)[:, np.newaxis]
    result = np.zeros((count, 3))
    for index, control in enumerate(controls):
        result += math.comb(degree, index) * t**index * (1.0 - t) ** (degree - index) * control
    return result
