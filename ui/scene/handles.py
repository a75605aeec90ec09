"""Handles of what is selected: its corners, the middles of its sides, and one to turn it. One item draws them all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from planner.io.map_style import SELECTED
from planner.model.geometry import Bounds, Point, Ring
from ui.scene.areas import Z_LABELS
from ui.scene.paint import cosmetic_pen

CORNER_PX, MIDDLE_PX, TURN_PX = 4.0, 3.2, 5.5
GRAB_PX = 8.0
#: Sides shorter than this on the screen have no handle in their middle.
SIDE_PX = 46.0
TURN_ABOVE_PX = 26.0
FILL = QColor(255, 255, 255)


@dataclass(frozen=True, slots=True)
class Grip:
    """What was grabbed: "corner" or "middle" (of the side that begins there) of a ring, or "turn"."""

    what: str
    part: int = -1
    index: int = 0


class HandlesItem(QGraphicsItem):
    """Corners of rings in map metres; all sizes in screen pixels at the zoom it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(Z_LABELS + 5)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._rings: tuple[np.ndarray, ...] = ()
        self._middles: list[tuple[int, int, Point]] = []
        self._closed = True
        self._turn: tuple[Point, Point] | None = None
        self._active: Grip | None = None
        self._px_per_m = 1.0
        self._rect = QRectF()

    def show_handles(
        self, rings: Sequence[Ring], bounds: Bounds | None, px_per_m: float, *, closed: bool, active: Grip | None
    ) -> None:
        """Show corners of these rings and, above `bounds`, the handle to turn with (None: no such handle)."""
        self.prepareGeometryChange()
        self._rings = tuple(np.array(ring, dtype=float) for ring in rings if ring)
        self._closed, self._active, self._px_per_m = closed, active, px_per_m
        self._turn = None
        if bounds is not None:
            x, top = (bounds[0] + bounds[2]) / 2.0, bounds[3]
            self._turn = ((x, top), (x, top + TURN_ABOVE_PX / px_per_m))
        self._middles = list(self._find_middles())
        points = [tuple(point) for ring in self._rings for point in (ring.min(axis=0), ring.max(axis=0))]
        points += list(self._turn or ())
        margin = (GRAB_PX + 2.0) / px_per_m
        if points:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            self._rect = QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
            self._rect.adjust(-margin, -margin, margin, margin)
        else:
            self._rect = QRectF()
        self.update()

    def _find_middles(self) -> list[tuple[int, int, Point]]:
        found: list[tuple[int, int, Point]] = []
        for number, ring in enumerate(self._rings):
            ends = np.roll(ring, -1, axis=0)
            middles = (ring + ends) / 2.0
            lengths = np.hypot(*(ends - ring).T) * self._px_per_m
            last = len(ring) if self._closed else len(ring) - 1
            found += [
                (number - 1, int(index), (float(middles[index, 0]), float(middles[index, 1])))
                for index in np.flatnonzero(lengths[:last] >= SIDE_PX)
            ]
        return found

    @property
    def turn_place(self) -> Point | None:
        """Where the handle to turn with stands."""
        return None if self._turn is None else self._turn[1]

    def grip_at(self, place: Point, px_per_m: float) -> Grip | None:
        """The handle at a place of the map: corners first, then the turn, then middles."""
        reach = GRAB_PX / px_per_m
        best: tuple[float, Grip] | None = None
        for number, ring in enumerate(self._rings):
            distance = np.hypot(ring[:, 0] - place[0], ring[:, 1] - place[1])
            nearest = int(distance.argmin())
            if distance[nearest] <= reach and (best is None or distance[nearest] < best[0]):
                best = (float(distance[nearest]), Grip("corner", number - 1, nearest))
        if best is not None:
            return best[1]
        if self._turn is not None and math.dist(self._turn[1], place) <= reach:
            return Grip("turn")
        near = [(math.dist(at, place), part, index) for part, index, at in self._middles]
        distance, part, index = min(near, default=(math.inf, 0, 0))
        return Grip("middle", part, index) if distance <= reach else None

    def boundingRect(self) -> QRectF:  # noqa: N802
        """All handles, map metres."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Squares and discs; nothing in pictures."""
        if widget is None:
            return
        metre = 1.0 / self._px_per_m
        exposed = option.exposedRect.adjusted(-GRAB_PX * metre, -GRAB_PX * metre, GRAB_PX * metre, GRAB_PX * metre)
        painter.setPen(cosmetic_pen(SELECTED, 1.4))
        painter.setBrush(FILL)
        if self._turn is not None:
            foot, head = (QPointF(*point) for point in self._turn)
            painter.drawLine(foot, head)
            painter.drawEllipse(head, TURN_PX * metre, TURN_PX * metre)
        half = CORNER_PX * metre
        for number, ring in enumerate(self._rings):
            inside = (
                (ring[:, 0] >= exposed.left())
                & (ring[:, 0] <= exposed.right())
                & (ring[:, 1] >= exposed.top())
                & (ring[:, 1] <= exposed.bottom())
            )
            shown = np.flatnonzero(inside)
            painter.drawRects([QRectF(ring[i, 0] - half, ring[i, 1] - half, 2 * half, 2 * half) for i in shown])
            active = self._active
            if active is not None and active.part == number - 1 and active.index < len(ring):
                x, y = ring[active.index]
                painter.setBrush(QColor(*SELECTED))
                painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))
                painter.setBrush(FILL)
        pen = cosmetic_pen(SELECTED, 1.0)
        painter.setPen(pen)
        painter.setBrush(QColor(255, 226, 205))
        for _, _, (x, y) in self._middles:
            if exposed.contains(x, y):
                painter.drawEllipse(QPointF(x, y), MIDDLE_PX * metre, MIDDLE_PX * metre)
