"""Measuring distances, directions and areas."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner.io.map_text import length_text
from planner.model.geometry import Point, polyline_length_m, ring_area_m2
from planner.text import N_
from ui.tools.base import Pointer
from ui.tools.clicks import ClickTool
from ui.tools.outline import azimuth_deg, crossing_point
from ui.tools.shapes import SHAPES, Shape

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

HECTARE_M2 = 10_000.0


class MeasureTool(ClickTool):
    """A line by clicks: length and azimuth of the last leg, length of all. It stays until the next one or Esc."""

    name = "measure"
    hint = N_("Click along the way; double-click or Enter ends, Esc cancels")

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._ended = False
        self.text = ""

    @property
    def shape(self) -> Shape:
        """An open line."""
        return SHAPES["line"]

    def add(self, place: Point) -> None:
        """A point after the end begins anew."""
        if self._ended:
            self.cancel()
        super().add(place)

    def hover(self, pointer: Pointer) -> None:
        """A line that has ended stays as it is."""
        if self._ended:
            self._guides.clear()
        else:
            super().hover(pointer)

    def finish(self) -> None:
        """Keep the line as it is."""
        self._ended = True
        self._guides.clear()
        if self._points:
            self.sketch(self._points, self._points[-1])

    def cancel(self) -> None:
        """Take the line away."""
        self._ended = False
        self.text = ""
        super().cancel()

    def sketch(self, points: list[Point], cursor: Point) -> None:
        """The line with its figures."""
        line = [*points, cursor] if cursor != points[-1] else points
        self.text = self._line_text(line)
        self._sketch.show(line, text=self.text)

    def _line_text(self, points: list[Point]) -> str:
        t = self.document.t
        if len(points) < 2 or math.dist(points[-2], points[-1]) == 0:
            return ""
        leg = length_text(round(math.dist(points[-2], points[-1]), 1), t.lang)
        text = t("{length}, azimuth {azimuth}°", length=leg, azimuth=t.number(azimuth_deg(points[-2], points[-1])))
        if len(points) == 2:
            return text
        return t("{leg}; {total} in all", leg=text, total=length_text(round(polyline_length_m(points), 1), t.lang))


class MeasureAreaTool(MeasureTool):
    """An area by clicks: its size and its perimeter."""

    name = "measure_area"
    hint = N_("Click the corners of the area; double-click or Enter ends, Esc cancels")

    @property
    def shape(self) -> Shape:
        """Closed."""
        return SHAPES["polygon"]

    def sketch(self, points: list[Point], cursor: Point) -> None:
        """The area with its figures; red and without them where it crosses itself."""
        ring = [*points, cursor] if cursor != points[-1] else points
        bad = crossing_point(tuple(ring)) is not None
        t = self.document.t
        self.text = ""
        if len(ring) > 2 and not bad:
            around = length_text(round(polyline_length_m([*ring, ring[0]]), 1), t.lang)
            self.text = t("{area}, perimeter {length}", area=self._area_text(ring_area_m2(ring)), length=around)
        self._sketch.show(ring, closed=True, bad=bad, text=self.text or self._line_text(ring[-2:]))

    def _area_text(self, area_m2: float) -> str:
        t = self.document.t
        if area_m2 >= HECTARE_M2:
            return t("{area} m² ({hectares} ha)", area=t.number(area_m2), hectares=t.number(area_m2 / HECTARE_M2, 2))
        return t("{area} m²", area=t.number(area_m2, 1))
