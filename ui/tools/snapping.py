"""Snapping: where a point goes that lies near corners, edges, the grid, or a direction of 15 degrees; and why."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt

from planner.model.edits import ObjectRef, collection
from planner.model.geometry import Point
from planner.model.network import Site, Upf
from planner.model.shaping import is_line, rings_of
from planner.model.site_map import Obstacle, Zone
from ui.scene.areas import REF_KEY
from ui.tools.base import Pointer
from ui.tools.outline import snapped

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

SNAP_PX = 9
ANGLE_STEP_DEG = 15.0
#: Beside a ray by this angle a point still falls onto it, but never by more than SNAP_PX.
RAY_DEG = 2.0
GRID_LEAST_PX = 14.0
GRID_STEPS_M = (0.1, 0.5, 1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapSettings:
    """What is snapped to."""

    vertices: bool = True
    edges: bool = True
    angles: bool = True
    grid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """The place, what it is ("" for the bare cursor), and lines that show why."""

    place: Point
    kind: str = ""
    guides: tuple[tuple[Point, Point], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line to fall onto, and how near it must be; `bounded`: only between its ends."""

    a: Point
    b: Point
    bounded: bool
    kind: str


class Snapper:
    """Finds the place to snap to among what is drawn near the cursor. Asks the scene, keeps no index of its own."""

    def __init__(self, view: MapView) -> None:
        self._view = view
        self.settings = SnapSettings()
        self._arrays: dict[ObjectRef, tuple[object, tuple[np.ndarray, ...], bool]] = {}

    def toggle(self, name: str, on: bool) -> None:
        """Switch one kind of snapping: vertices, edges, angles, grid."""
        self.settings = replace(self.settings, **{name: on})

    def grid_step_m(self) -> float:
        """The grid's step at the present zoom: its lines stay apart on the screen."""
        px_per_m = self._view.px_per_m
        return next((step for step in GRID_STEPS_M if step * px_per_m >= GRID_LEAST_PX), GRID_STEPS_M[-1])

    def snap(
        self,
        pointer: Pointer,
        *,
        sketch: Sequence[Point] = (),
        rays: bool = True,
        exclude: Collection[ObjectRef] = frozenset(),
        extra: Iterable[Point] = (),
    ) -> Snap:
        """The place for a pointer; `sketch`: points set so far, the last one the origin of directions.

        `exclude`: objects that are being changed themselves; `extra`: corners to snap to besides.
        """
        if pointer.ctrl:
            return Snap(place=pointer.place)
        point, tolerance = pointer.place, SNAP_PX / self._view.px_per_m
        settings = self.settings
        origin = sketch[-1] if sketch else None
        rings = self._near(pointer.position_px, exclude) if settings.vertices or settings.edges else []
        if settings.vertices:
            corners = itertools.chain(sketch[:-1], extra, _corners_near(rings, point, tolerance))
            best = min(corners, key=lambda corner: math.dist(corner, point), default=None)
            if best is not None and math.dist(best, point) <= tolerance:
                return Snap(place=best, kind="vertex")
        if pointer.shift and origin is not None and rays:
            place = snapped(origin, point, ANGLE_STEP_DEG)
            return Snap(place=place, kind="angle", guides=((origin, place),))
        lines = list(_edges_near(rings, point, tolerance)) if settings.edges else []
        if settings.grid and not lines:
            step = self.grid_step_m()
            return Snap(place=(round(point[0] / step) * step, round(point[1] / step) * step), kind="grid")
        if settings.angles and rays and origin is not None and origin != point:
            lines += _rays(sketch, point, tolerance)
        return _on_lines(point, lines, tolerance)

    def _near(self, position_px: QPoint, exclude: Collection[ObjectRef]) -> list[tuple[np.ndarray, bool]]:
        """Rings (with their closing point) of what is drawn near a point of the window; False: mere points."""
        box = QRect(position_px - QPoint(SNAP_PX, SNAP_PX), position_px + QPoint(SNAP_PX, SNAP_PX))
        found: list[tuple[np.ndarray, bool]] = []
        items = self._view.items(box, Qt.ItemSelectionMode.IntersectsItemBoundingRect)
        for ref in {item.data(REF_KEY) for item in items}:
            if isinstance(ref, ObjectRef) and ref not in exclude:
                found += self._rings(ref)
        return found

    def _rings(self, ref: ObjectRef) -> list[tuple[np.ndarray, bool]]:
        project = self._view.document.shown_project
        if ref.scheme_id and ref.scheme_id not in project.schemes:
            return []
        value = collection(project, ref.kind, ref.scheme_id).get(ref.id)
        known = self._arrays.get(ref)
        if known is None or known[0] is not value:
            if len(self._arrays) > 2000:
                self._arrays.clear()
            known = (value, *_arrays_of(value))
            self._arrays[ref] = known
        return [(ring, known[2]) for ring in known[1]]


def _arrays_of(value: object) -> tuple[tuple[np.ndarray, ...], bool]:
    if isinstance(value, Obstacle | Zone):
        closing = not is_line(value)
        return tuple(np.array((*ring, ring[0]) if closing else ring) for ring in rings_of(value) if ring), True
    if isinstance(value, Site):
        return (np.array([value.position]),), False
    if isinstance(value, Upf):
        return tuple(np.array([p]) for p in (value.position, value.second_position) if p is not None), False
    return (), False


def _corners_near(rings: Iterable[tuple[np.ndarray, bool]], point: Point, tolerance: float) -> Iterator[Point]:
    for ring, _ in rings:
        distance = np.hypot(ring[:, 0] - point[0], ring[:, 1] - point[1])
        nearest = int(distance.argmin())
        if distance[nearest] <= tolerance:
            yield float(ring[nearest, 0]), float(ring[nearest, 1])


def _edges_near(rings: Iterable[tuple[np.ndarray, bool]], point: Point, tolerance: float) -> Iterator[_Line]:
    for ring, has_edges in rings:
        if not has_edges or len(ring) < 2:
            continue
        a, b = ring[:-1], ring[1:]
        along = b - a
        length2 = np.maximum((along**2).sum(axis=1), 1e-12)
        share = np.clip(((np.array(point) - a) * along).sum(axis=1) / length2, 0.0, 1.0)
        foot = a + along * share[:, None]
        distance = np.hypot(foot[:, 0] - point[0], foot[:, 1] - point[1])
        for index in np.flatnonzero(distance <= tolerance)[:4]:
            (x1, y1), (x2, y2) = a[index], b[index]
            yield _Line(a=(float(x1), float(y1)), b=(float(x2), float(y2)), bounded=True, kind="edge")


def _rays(sketch: Sequence[Point], point: Point, tolerance: float) -> Iterator[_Line]:
    """Directions of 15 degrees from the last point, also as seen from the side before; the first side's own directions
    and north and east through the first point, where a closing corner wants to lie."""
    origin = sketch[-1]
    base_angles = [0.0]
    if len(sketch) > 1:
        base_angles.append(math.atan2(origin[1] - sketch[-2][1], origin[0] - sketch[-2][0]))
    step = math.radians(ANGLE_STEP_DEG)
    heading = math.atan2(point[1] - origin[1], point[0] - origin[0])
    for base in base_angles:
        angle = base + step * round((heading - base) / step)
        if abs(math.remainder(heading - angle, 2.0 * math.pi)) <= math.radians(RAY_DEG):
            yield _ray(origin, angle)
    if len(sketch) > 1:
        first = sketch[0]
        side = math.atan2(sketch[1][1] - first[1], sketch[1][0] - first[0])
        for angle in (0.0, math.pi / 2.0, side, side + math.pi / 2.0):
            line = _ray(first, angle)
            if _distance(line, point) <= tolerance / 2.0:
                yield line


def _ray(origin: Point, angle: float) -> _Line:
    return _Line(a=origin, b=(origin[0] + math.cos(angle), origin[1] + math.sin(angle)), bounded=False, kind="angle")


def _foot(line: _Line, point: Point) -> Point:
    dx, dy = line.b[0] - line.a[0], line.b[1] - line.a[1]
    length2 = dx * dx + dy * dy
    share = 0.0 if length2 == 0 else ((point[0] - line.a[0]) * dx + (point[1] - line.a[1]) * dy) / length2
    if line.bounded:
        share = min(max(share, 0.0), 1.0)
    return line.a[0] + share * dx, line.a[1] + share * dy


def _distance(line: _Line, point: Point) -> float:
    return math.dist(_foot(line, point), point)


def _crossing(one: _Line, other: _Line) -> Point | None:
    ax, ay = one.b[0] - one.a[0], one.b[1] - one.a[1]
    bx, by = other.b[0] - other.a[0], other.b[1] - other.a[1]
    cross = ax * by - ay * bx
    if abs(cross) < 1e-6 * math.hypot(ax, ay) * math.hypot(bx, by):
        return None
    share = ((other.a[0] - one.a[0]) * by - (other.a[1] - one.a[1]) * bx) / cross
    place = (one.a[0] + share * ax, one.a[1] + share * ay)
    inside = all(not line.bounded or _distance(line, place) < 1e-6 for line in (one, other))
    return place if inside else None


def _on_lines(point: Point, lines: Iterable[_Line], tolerance: float) -> Snap:
    """Onto the nearest line, or where it crosses another one nearby."""
    near = sorted((_distance(line, point), index, line) for index, line in enumerate(lines))
    near = [entry for entry in near if entry[0] <= tolerance]
    if not near:
        return Snap(place=point)
    first = near[0][2]
    for _, _, other in near[1:]:
        place = _crossing(first, other)
        if place is not None and math.dist(place, point) <= 1.5 * tolerance:
            guides = (_guide(first, place, tolerance), _guide(other, place, tolerance))
            return Snap(place=place, kind="crossing", guides=guides)
    place = _foot(first, point)
    return Snap(place=place, kind=first.kind, guides=(_guide(first, place, tolerance),))


def _guide(line: _Line, place: Point, tolerance: float) -> tuple[Point, Point]:
    """The edge itself; a direction from its origin and a little beyond the place, so that it is seen."""
    length = math.dist(line.a, place)
    if line.bounded or length == 0:
        return line.a, line.b
    more = 1.0 + 5.0 * tolerance / length
    return line.a, (line.a[0] + (place[0] - line.a[0]) * more, line.a[1] + (place[1] - line.a[1]) * more)
