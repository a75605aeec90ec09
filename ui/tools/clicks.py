"""Gestures of several clicks: points set by mouse or by typed numbers, snapped, until the shape is complete."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from planner.errors import EditError
from planner.model.geometry import Point, Ring
from ui.tools.base import Pointer, Tool
from ui.tools.entry import Entry, entered_point, parse_entry
from ui.tools.outline import azimuth_deg
from ui.tools.shapes import SHAPES, Shape
from ui.tools.sketch import Guides, Sketch

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

CLOSE_PX, DRAG_PX = 9, 5
NEAREST_M = 0.01


class ClickTool(Tool):
    """Collects the points of a shape. Subclasses say what is shown meanwhile (`sketch`) and what comes of it (`done`).

    Enter and double click end a shape without a fixed number of points, Backspace takes the last point back, Shift
    forces steps of 15 degrees, Ctrl suspends snapping.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._points: list[Point] = []
        self._cursor: Point | None = None
        self._pressed_px: QPoint | None = None
        self._sketch = Sketch(view.scene())
        self._guides = Guides(view.scene())

    # -- what subclasses say -----------------------------------------------------------------------------------------

    @property
    def shape(self) -> Shape:
        """The shape being drawn."""
        return SHAPES["polygon"]

    def ring(self, points: list[Point]) -> Ring:
        """The ring or line these points make, the cursor being the last one while it moves."""
        return self.shape.ring(points)

    def sketch(self, points: list[Point], cursor: Point) -> None:
        """Show what is drawn so far."""
        raise NotImplementedError

    def done(self, points: list[Point]) -> bool:
        """The points are complete; False where they are refused and the gesture goes on."""
        raise NotImplementedError

    # -- gesture -----------------------------------------------------------------------------------------------------

    @property
    def is_active(self) -> bool:
        """From the first point on."""
        return bool(self._points)

    @property
    def takes_entry(self) -> bool:
        """Always: the first point may be typed too."""
        return True

    @property
    def points(self) -> tuple[Point, ...]:
        """The points set so far."""
        return tuple(self._points)

    def start(self, pointer: Pointer) -> None:
        """One more point; a click on the first one of a polygon ends it."""
        place = self._place(pointer)
        self._pressed_px = pointer.position_px
        if self.shape.most is None and len(self._points) >= 3 and self._near_first(pointer) and not self.shape.line:
            self.finish()
        else:
            self.add(place)

    def move(self, pointer: Pointer) -> None:
        """The same as hovering."""
        self.hover(pointer)

    def hover(self, pointer: Pointer) -> None:
        """What comes next follows the mouse."""
        place = self._place(pointer)
        if self._points:
            self.sketch(self._points, place)

    def end(self, pointer: Pointer) -> None:
        """Where the shape may be dragged, letting go sets the second point."""
        pressed, self._pressed_px = self._pressed_px, None
        if pressed is None or not self.shape.drags or len(self._points) != 1:
            return
        if (pointer.position_px - pressed).manhattanLength() > DRAG_PX:
            self.add(self._place(pointer))

    def double_click(self, pointer: Pointer) -> None:
        """Its first press set the last point (or closed the outline)."""
        if self._points and self.shape.most is None:
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
                self.sketch(self._points, self._cursor or self._points[-1])
            else:
                self._clear()
            return True
        return False

    def add(self, place: Point) -> None:
        """Set a point; the last one of a shape completes it."""
        if self._points and math.dist(place, self._points[-1]) <= NEAREST_M:
            return
        self._points.append(place)
        if self.shape.most is not None and len(self._points) >= self.shape.most:
            self.finish()
        else:
            self.sketch(self._points, place)

    def finish(self) -> None:
        """Make it; where it is refused, it stays as it is and can be mended."""
        if self.done(list(self._points)):
            self.cancel()
        elif self._points:
            if self.shape.most is not None and len(self._points) >= self.shape.most:
                self._points.pop()
            if self._points:
                self.sketch(self._points, self._points[-1])

    def cancel(self) -> None:
        """Forget the points."""
        self._points.clear()
        self._pressed_px = None
        self._clear()

    def deactivate(self) -> None:
        """No guides without the tool."""
        self._clear()

    def _clear(self) -> None:
        self._sketch.clear()
        self._guides.clear()

    # -- numbers -----------------------------------------------------------------------------------------------------

    def enter(self, text: str) -> None:
        """Set the next point as typed."""
        self.add(self.entered(parse_entry(text)))

    def show_entry(self, text: str) -> None:
        """Show where a typed text would go."""
        try:
            place = self.entered(parse_entry(text))
        except EditError:
            return
        self._guides.clear()
        if self._points:
            self.sketch(self._points, place)

    def entered(self, entry: Entry) -> Point:
        """The point a typed entry means."""
        last = self._points[-1] if self._points else None
        if self.shape.name == "rotated" and entry.form == "length" and len(self._points) == 2:
            return self._depth_point(entry.values[0])
        return entered_point(entry, last, self._cursor)

    def _depth_point(self, depth_m: float) -> Point:
        """So deep beside the first side, where the cursor is."""
        (x1, y1), (x2, y2) = self._points
        length = math.dist((x1, y1), (x2, y2))
        normal = (-(y2 - y1) / length, (x2 - x1) / length)
        if self._cursor is not None and self._points[1] != self._cursor:
            side = (self._cursor[0] - x2) * normal[0] + (self._cursor[1] - y2) * normal[1]
            depth_m = math.copysign(depth_m, side) if side else depth_m
        return x2 + normal[0] * depth_m, y2 + normal[1] * depth_m

    # -- places ------------------------------------------------------------------------------------------------------

    def _place(self, pointer: Pointer) -> Point:
        if pointer.shift and self._points and not self.shape.rays:
            self._guides.clear()
            self._cursor = _square(self._points[-1], pointer.place)
            return self._cursor
        snap = self.view.snapper.snap(pointer, sketch=self._points, rays=self.shape.rays)
        self._guides.show(snap)
        self._cursor = snap.place
        return snap.place

    def _near_first(self, pointer: Pointer) -> bool:
        first = self.view.to_viewport(self._points[0])
        return (pointer.position_px - first).manhattanLength() <= CLOSE_PX

    def leg_text(self, cursor: Point) -> str:
        """Length and azimuth from the last point."""
        t = self.document.t
        length_m = math.dist(self._points[-1], cursor)
        if length_m == 0:
            return ""
        return t(
            "{length} m, {azimuth}°",
            length=t.number(length_m, 1),
            azimuth=t.number(azimuth_deg(self._points[-1], cursor)),
        )


def _square(corner: Point, place: Point) -> Point:
    """The place moved so that it spans a square with the corner."""
    side = max(abs(place[0] - corner[0]), abs(place[1] - corner[1]))
    return corner[0] + math.copysign(side, place[0] - corner[0]), corner[1] + math.copysign(side, place[1] - corner[1])
