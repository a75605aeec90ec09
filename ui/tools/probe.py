"""Asking about a place: press or drag on the map, and the link budget there follows the mouse."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from planner.io.map_style import HALO, Rgba
from planner.model.geometry import Point
from planner.text import N_
from ui.scene.areas import Z_GESTURE
from ui.scene.paint import cosmetic_pen, line_path, qcolor
from ui.tools.base import Pointer, Tool

if TYPE_CHECKING:
    from ui.document import Document
    from ui.scene.map_view import MapView

COLOUR: Rgba = (192, 57, 43, 255)
RING_PX, ARM_PX, GRAB_PX = 7.0, 13.0, 14.0


class ProbeMarker(QObject):
    """The place asked about, with a line from the antenna that serves it; follows the document's view state."""

    def __init__(self, document: Document, scene: QGraphicsScene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._scene = document, scene
        self._cross: _Cross | None = None
        self._line: QGraphicsPathItem | None = None
        document.view_state.placeChanged.connect(self._follow)
        document.view_state.reportChanged.connect(self._follow)
        self._follow()

    def set_visible(self, visible: bool) -> None:
        """Hide it for a moment: it belongs to the eye, not into a printed map."""
        for item in (self._cross, self._line):
            if item is not None:
                item.setVisible(visible)

    def _follow(self, *_args: object) -> None:
        place = self._document.view_state.place
        if place is None:
            for item in (self._cross, self._line):
                if item is not None:
                    self._scene.removeItem(item)
            self._cross = self._line = None
            return
        if self._cross is None or self._line is None:
            self._cross, self._line = _Cross(), QGraphicsPathItem()
            pen = cosmetic_pen(COLOUR, 1.6)
            pen.setDashPattern([5.0, 4.0])
            self._line.setPen(pen)
            for step, item in enumerate((self._line, self._cross)):
                item.setZValue(Z_GESTURE - 3.0 + step)
                item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
                self._scene.addItem(item)
        self._cross.setPos(*place)
        report = self._document.view_state.report
        antenna = report.antenna_m if report is not None else None
        self._line.setPath(line_path((antenna, place) if antenna is not None else (place, place)))


class _Cross(QGraphicsItem):
    """A ring with four arms, of fixed size."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Ring, arms and rim."""
        r = ARM_PX + 2.0
        return QRectF(-r, -r, 2 * r, 2 * r)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """White below, colour above."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((HALO, 4.5), (COLOUR, 2.0)):
            painter.setPen(QPen(qcolor(colour), width))
            painter.drawEllipse(QPointF(), RING_PX, RING_PX)
            for x, y in ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)):
                painter.drawLine(QPointF(x * 3.0, y * 3.0), QPointF(x * ARM_PX, y * ARM_PX))


class ProbeTool(Tool):
    """See the module. The place outlives the tool; Delete clears it, Esc puts it back where the drag began."""

    name = "probe"
    hint = N_("Click or drag: the link budget of the place below the mouse; Delete clears it")
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self.marker = ProbeMarker(view.document, view.scene(), view)
        self._before: Point | None = None
        self._shift: tuple[float, float] | None = None

    @property
    def is_active(self) -> bool:
        """While the place follows the mouse."""
        return self._shift is not None

    def start(self, pointer: Pointer) -> None:
        """Take the marker where it is grabbed, or put it below the mouse."""
        state = self.document.view_state
        self._before = state.place
        grabbed = self._before is not None and self._distance_px(self._before, pointer) <= GRAB_PX
        if grabbed and self._before is not None:
            self._shift = (self._before[0] - pointer.x_m, self._before[1] - pointer.y_m)
        else:
            self._shift = (0.0, 0.0)
            state.set_place(pointer.place)

    def move(self, pointer: Pointer) -> None:
        """The place follows."""
        if self._shift is not None:
            self.document.view_state.set_place((pointer.x_m + self._shift[0], pointer.y_m + self._shift[1]))

    def hover(self, pointer: Pointer) -> None:
        """The cursor says what a press would take."""
        place = self.document.view_state.place
        near = place is not None and self._distance_px(place, pointer) <= GRAB_PX
        self.view.show_cursor(Qt.CursorShape.SizeAllCursor if near else self.cursor)

    def end(self, pointer: Pointer) -> None:
        """Stay there."""
        self.move(pointer)
        self._shift = self._before = None

    def key(self, key: int, *, shift: bool) -> bool:
        """Delete clears the place."""
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.document.view_state.place is not None:
            self._shift = self._before = None
            self.document.view_state.set_place(None)
            return True
        return False

    def cancel(self) -> None:
        """Back to where it was before the drag."""
        if self._shift is not None:
            before = self._before
            self._shift = self._before = None
            self.document.view_state.set_place(before)

    def _distance_px(self, place: Point, pointer: Pointer) -> float:
        shift = self.view.to_viewport(place) - pointer.position_px
        return math.hypot(shift.x(), shift.y())
