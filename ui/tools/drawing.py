"""Drawing zones, buildings and container yards."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from planner.errors import EditError
from planner.io.map_text import length_text
from planner.model.edits import ObjectRef, add_outline, free_id
from planner.model.geometry import Point, Ring, ring_area_m2
from planner.model.project import Project
from planner.model.site_map import HeightSource, Obstacle, ObstacleKind, Zone
from planner.text import N_
from ui.tools.base import Pointer, Tool
from ui.tools.outline import crossing_point, require_simple, snapped, turned_rectangle
from ui.tools.sketch import Sketch

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

CLOSE_PX = 9
BUILDING_HEIGHT_M = 12.0
YARD_TIERS, YARD_FILL = 4, 0.75
SMALLEST_YARD_M = 3.0


class PolygonTool(Tool):
    """A polygon by clicks. Shift keeps to steps of 45 degrees; Backspace takes the last corner back.

    An outline that crosses itself is red while it does and refused at the end; the gesture goes on, so that the corner
    can be taken back.
    """

    hint = N_("Click the corners; double-click or Enter ends, Backspace takes one back, Esc cancels")
    cursor = Qt.CursorShape.CrossCursor
    collection = "zones"

    def __init__(self, view: "MapView") -> None:
        super().__init__(view)
        self._points: list[Point] = []
        self._sketch = Sketch(view.scene())

    @property
    def is_active(self) -> bool:
        """From the first corner on."""
        return bool(self._points)

    @property
    def points(self) -> tuple[Point, ...]:
        """The corners clicked so far."""
        return tuple(self._points)

    def make(self, ring: Ring) -> Obstacle | Zone:
        """The object this tool draws."""
        raise NotImplementedError

    def undo_text(self) -> str:
        """The undo step's name."""
        raise NotImplementedError

    def start(self, pointer: Pointer) -> None:
        """One more corner; a click on the first one ends."""
        place = self._place(pointer)
        if len(self._points) >= 3 and self._near_first(pointer):
            self.finish()
        elif not self._points or math.dist(place, self._points[-1]) > 0.01:
            self._points.append(place)
            self._show(place)

    def move(self, pointer: Pointer) -> None:
        """The same as hovering."""
        self.hover(pointer)

    def hover(self, pointer: Pointer) -> None:
        """The next edge follows the mouse."""
        if self._points:
            self._show(self._place(pointer))

    def double_click(self, pointer: Pointer) -> None:
        """Its first press set the last corner (or closed the outline)."""
        if self._points:
            self.finish()

    def key(self, key: int, *, shift: bool) -> bool:
        """Enter ends, Backspace and Delete take back."""
        if not self._points:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
            return True
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._points.pop()
            if self._points:
                self._show(self._points[-1])
            else:
                self._sketch.clear()
            return True
        return False

    def finish(self) -> None:
        """Add the object and select it; refused, and left as it is, where the outline is no area."""
        value = self.make(tuple(self._points))
        try:
            require_simple(value.outline, value.name)
        except EditError as error:
            self.document.errorRaised.emit(error)
            return
        ref = ObjectRef(self.collection, free_id(self.document.project, self.collection))
        if self.document.apply(self.undo_text(), lambda project: add_outline(project, self.collection, value)[0]):
            self.cancel()
            self.document.set_selection([ref])

    def cancel(self) -> None:
        """Forget the corners."""
        self._points.clear()
        self._sketch.clear()

    def _place(self, pointer: Pointer) -> Point:
        return snapped(self._points[-1], pointer.place) if pointer.shift and self._points else pointer.place

    def _near_first(self, pointer: Pointer) -> bool:
        first = self.view.to_viewport(self._points[0])
        return (pointer.position_px - first).manhattanLength() <= CLOSE_PX

    def _show(self, place: Point) -> None:
        ring = (*self._points, place) if place != self._points[-1] else tuple(self._points)
        bad = crossing_point(ring) is not None
        text = length_text(round(math.dist(self._points[-1], place), 1), self.document.lang)
        if len(ring) > 2 and not bad:  # a crossing outline has no area worth telling
            area = self.document.t.number(ring_area_m2(ring))
            text = self.document.t("{length}, {area} m²", length=text, area=area)
        self._sketch.show(ring, closed=True, bad=bad, text=text if place != self._points[-1] else "")


class ZoneTool(PolygonTool):
    """A zone that wants coverage."""

    name = "zone"

    def make(self, ring: Ring) -> Zone:
        """With the default targets."""
        number = len(self.document.project.site_map.zones) + 1
        return Zone(id="new", name=self.document.t("Zone {number}", number=number), outline=ring)

    def undo_text(self) -> str:
        """See PolygonTool."""
        return self.document.t("Draw a zone")


class BuildingTool(PolygonTool):
    """A building: like the last one drawn, or 12 m high; its height counts as assumed until somebody states it."""

    name = "building"
    collection = "obstacles"

    def make(self, ring: Ring) -> Obstacle:
        """With the height and material of the last building."""
        project = self.document.project
        name = self.document.t("Building {number}", number=count_of(project, ObstacleKind.BUILDING) + 1)
        last = last_of(project, ObstacleKind.BUILDING)
        if last is None:
            material = next(iter(self.document.catalogue.materials), "")
            last = Obstacle(
                id="", kind=ObstacleKind.BUILDING, outline=ring, height_m=BUILDING_HEIGHT_M, material=material
            )
        return replace(
            last,
            id="new",
            name=name,
            outline=ring,
            holes=(),
            locked=False,
            hidden=False,
            height_source=HeightSource.ASSUMED,
        )

    def undo_text(self) -> str:
        """See PolygonTool."""
        return self.document.t("Draw a building")


class YardTool(Tool):
    """A container yard as a rectangle by drag, aligned with the last yard, stacked like it."""

    name = "yard"
    hint = N_("Drag from corner to corner")
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: "MapView") -> None:
        super().__init__(view)
        self._corner: Point | None = None
        self._sketch = Sketch(view.scene())

    @property
    def is_active(self) -> bool:
        """While the button is down."""
        return self._corner is not None

    def start(self, pointer: Pointer) -> None:
        """First corner."""
        self._corner = pointer.place

    def move(self, pointer: Pointer) -> None:
        """The rectangle follows the mouse."""
        if self._corner is not None:
            ring = self._ring(self._corner, pointer.place)
            lang = self.document.lang
            sides = [length_text(round(math.dist(ring[i], ring[i + 1]), 1), lang) for i in (0, 1)]
            self._sketch.show(ring, closed=True, text=" × ".join(sides))

    def end(self, pointer: Pointer) -> None:
        """Add the yard; a mere click adds nothing."""
        corner = self._corner
        self.cancel()
        if corner is None:
            return
        ring = self._ring(corner, pointer.place)
        if min(math.dist(ring[0], ring[1]), math.dist(ring[1], ring[2])) < SMALLEST_YARD_M:
            return
        project = self.document.project
        last = last_of(project, ObstacleKind.CONTAINER_YARD) or Obstacle(
            id="", kind=ObstacleKind.CONTAINER_YARD, outline=ring, tiers=YARD_TIERS, fill_ratio=YARD_FILL
        )
        name = self.document.t("Yard {number}", number=count_of(project, ObstacleKind.CONTAINER_YARD) + 1)
        yard = replace(last, id="new", name=name, outline=ring, holes=(), locked=False, hidden=False)
        ref = ObjectRef("obstacles", free_id(project, "obstacles"))
        text = self.document.t("Draw a container yard")
        if self.document.apply(text, lambda current: add_outline(current, "obstacles", yard)[0]):
            self.document.set_selection([ref])

    def cancel(self) -> None:
        """Forget the corner."""
        self._corner = None
        self._sketch.clear()

    def _ring(self, corner: Point, opposite: Point) -> Ring:
        last = last_of(self.document.project, ObstacleKind.CONTAINER_YARD)
        return turned_rectangle(corner, opposite, 0.0 if last is None else side_angle_deg(last.outline))


def last_of(project: Project, kind: ObstacleKind) -> Obstacle | None:
    """The newest obstacle of a kind."""
    return next((o for o in reversed(list(project.site_map.obstacles.values())) if o.kind is kind), None)


def count_of(project: Project, kind: ObstacleKind) -> int:
    """How many obstacles of a kind there are."""
    return sum(obstacle.kind is kind for obstacle in project.site_map.obstacles.values())


def side_angle_deg(ring: Ring) -> float:
    """Direction of a ring's first side, counter-clockwise from east, folded into 0 to 90."""
    (x1, y1), (x2, y2) = ring[0], ring[1]
    return math.degrees(math.atan2(y2 - y1, x2 - x1)) % 90.0
