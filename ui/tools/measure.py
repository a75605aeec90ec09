"""Measuring distances and directions."""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from planner.io.map_text import length_text
from planner.model.geometry import Point, polyline_length_m
from planner.text import N_
from ui.tools.base import Pointer, Tool
from ui.tools.outline import azimuth_deg, snapped
from ui.tools.sketch import Sketch

if TYPE_CHECKING:
    from ui.scene.map_view import MapView


class MeasureTool(Tool):
    """A line by clicks: length and azimuth of the last leg, length of all. It stays until the next one or Esc."""

    name = "measure"
    hint = N_("Click along the way; double-click or Enter ends, Esc cancels")
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: "MapView") -> None:
        super().__init__(view)
        self._points: list[Point] = []
        self._ended = False
        self._sketch = Sketch(view.scene())
        self.text = ""

    @property
    def is_active(self) -> bool:
        """While a line is shown."""
        return bool(self._points)

    def start(self, pointer: Pointer) -> None:
        """One more point."""
        if self._ended:
            self.cancel()
        self._points.append(self._place(pointer))
        self._show(self._points)

    def move(self, pointer: Pointer) -> None:
        """The same as hovering."""
        self.hover(pointer)

    def hover(self, pointer: Pointer) -> None:
        """The next leg follows the mouse."""
        if self._points and not self._ended:
            self._show([*self._points, self._place(pointer)])

    def double_click(self, pointer: Pointer) -> None:
        """Keep the line as it is."""
        self._end_line()

    def key(self, key: int, *, shift: bool) -> bool:
        """Enter ends the line."""
        if self._points and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end_line()
            return True
        return False

    def cancel(self) -> None:
        """Take the line away."""
        self._points.clear()
        self._ended = False
        self.text = ""
        self._sketch.clear()

    def _end_line(self) -> None:
        self._ended = True
        self._show(self._points)

    def _place(self, pointer: Pointer) -> Point:
        return snapped(self._points[-1], pointer.place) if pointer.shift and self._points else pointer.place

    def _show(self, points: list[Point]) -> None:
        t = self.document.t
        self.text = ""
        if len(points) > 1 and math.dist(points[-2], points[-1]) > 0:
            leg = length_text(round(math.dist(points[-2], points[-1]), 1), t.lang)
            bearing = t.number(azimuth_deg(points[-2], points[-1]))
            self.text = t("{length}, azimuth {azimuth}°", length=leg, azimuth=bearing)
            if len(points) > 2:
                total = length_text(round(polyline_length_m(points), 1), t.lang)
                self.text = t("{leg}; {total} in all", leg=self.text, total=total)
        self._sketch.show(points, text=self.text)
