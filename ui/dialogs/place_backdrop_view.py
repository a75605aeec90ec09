"""A view to point at places: wheel zooms, a drag moves, a click picks. For a picture and for the map beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from planner.io.map_style import SELECTED
from ui.scene.paint import map_font, qcolor

DRAG_PX = 4
ZOOM_STEP = 1.2


class PickView(QGraphicsView):
    """See the module. `upward`: the scene's y axis points up (a map), not down (a picture)."""

    picked = Signal(float, float)
    zoomed = Signal(float)

    def __init__(self, scene: QGraphicsScene, *, upward: bool, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._sign = -1.0 if upward else 1.0
        self._marks: tuple[tuple[str, float, float], ...] = ()
        self._press: QPoint | None = None
        self._last = QPoint()
        self._fit: QRectF | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumSize(260, 220)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)

    def show_rect(self, rect: QRectF) -> None:
        """Show this part of the scene, again whenever the window changes, until somebody zooms."""
        self._fit = QRectF(rect)
        room = 2.0 * max(rect.width(), rect.height())
        self.setSceneRect(rect.adjusted(-room, -room, room, room))
        scale = min(
            self.viewport().width() / max(rect.width(), 1e-9), self.viewport().height() / max(rect.height(), 1e-9)
        )
        self.setTransform(QTransform.fromScale(0.95 * scale, 0.95 * scale * self._sign))
        self.centerOn(rect.center())
        self.zoomed.emit(self.transform().m11())

    def show_marks(self, marks: Sequence[tuple[str, float, float]]) -> None:
        """Name places of the scene."""
        self._marks = tuple(marks)
        self.viewport().update()

    def drawForeground(self, painter: QPainter, _rect: QRectF) -> None:  # noqa: N802 - Qt's name
        """The marks, in screen pixels."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(map_font(12, bold=True))
        for name, x, y in self._marks:
            place = QPointF(self.mapFromScene(QPointF(x, y)))
            for colour, width in ((QColor("white"), 4.0), (qcolor(SELECTED), 2.0)):
                painter.setPen(QPen(colour, width))
                painter.drawEllipse(place, 6.0, 6.0)
                painter.drawLine(place - QPointF(10.0, 0.0), place + QPointF(10.0, 0.0))
                painter.drawLine(place - QPointF(0.0, 10.0), place + QPointF(0.0, 10.0))
            painter.drawText(place + QPointF(10.0, -8.0), name)
        painter.restore()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom about the cursor."""
        position = event.position().toPoint()
        before = self.mapToScene(position)
        factor = ZOOM_STEP ** (event.angleDelta().y() / 120.0)
        self._fit = None
        self.scale(factor, factor)
        self._pan(position - self.mapFromScene(before))
        self.zoomed.emit(self.transform().m11())
        event.accept()

    def _pan(self, shift: QPoint) -> None:
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - shift.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() - shift.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click or the beginning of a drag."""
        self._press = self._last = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A drag moves what is shown."""
        position = event.position().toPoint()
        if self._press is None:
            return
        if (
            position - self._press
        ).manhattanLength() >= DRAG_PX or self.cursor().shape() == Qt.CursorShape.ClosedHandCursor:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._fit = None
            self._pan(position - self._last)
            self._last = position

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Without a drag: a place."""
        dragged = self.cursor().shape() == Qt.CursorShape.ClosedHandCursor
        self.setCursor(Qt.CursorShape.CrossCursor)
        if self._press is not None and not dragged and event.button() == Qt.MouseButton.LeftButton:
            place = self.mapToScene(event.position().toPoint())
            self.picked.emit(place.x(), place.y())
        self._press = None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the whole in view until somebody zooms."""
        super().resizeEvent(event)
        if self._fit is not None:
            self.show_rect(self._fit)
