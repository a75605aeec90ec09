"""A compass to turn with the mouse."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.style import ACCENT, ACCENT_SOFT, LINE, MUTED, PAPER

DIAL_PX = 56


class AzimuthDial(QWidget):
    """A compass to drag: `turned` while the mouse moves, `released` at its end; arrow keys go through the spin box."""

    turned = Signal(float)
    released = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._azimuth_deg: float | None = 0.0
        self._dragging = False
        self.setFixedSize(QSize(DIAL_PX, DIAL_PX))
        self.setCursor(Qt.CursorShape.CrossCursor)

    def set_azimuth(self, azimuth_deg: float | None) -> None:
        """Point the needle, or show none."""
        self._azimuth_deg = azimuth_deg
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Start turning."""
        self._dragging = True
        self._turn(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Turn."""
        if self._dragging:
            self._turn(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the direction."""
        if self._dragging:
            self._dragging = False
            self._turn(event)
            self.released.emit(self._azimuth_deg or 0.0)

    def _turn(self, event: QMouseEvent) -> None:
        offset = event.position() - QPointF(self.rect().center())
        if math.hypot(offset.x(), offset.y()) < 3:
            return
        degrees = round(math.degrees(math.atan2(offset.x(), -offset.y()))) % 360
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            degrees = round(degrees / 15) * 15 % 360
        self.set_azimuth(float(degrees))
        if self._dragging:
            self.turned.emit(float(degrees))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ring, four marks, the beam as a wedge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        centre, radius = area.center(), area.width() / 2
        painter.setPen(QPen(QColor(LINE), 1.5))
        painter.setBrush(QColor(PAPER))
        painter.drawEllipse(area)
        painter.setPen(QPen(QColor(MUTED), 1.5))
        for degrees in (0, 90, 180, 270):
            direction = _direction(degrees)
            painter.drawLine(centre + direction * (radius - 5), centre + direction * radius)
        if self._azimuth_deg is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ACCENT_SOFT))
            painter.drawPie(area, int((90 - self._azimuth_deg - 32) * 16), 64 * 16)
            painter.setBrush(QColor(ACCENT))
            tip, left, right = (_direction(self._azimuth_deg + turn) for turn in (0, -150, 150))
            points = (centre + tip * (radius - 4), centre + left * 6, centre + right * 6)
            painter.drawPolygon(QPolygonF(list(points)))
        painter.end()


def _direction(azimuth_deg: float) -> QPointF:
    angle = math.radians(azimuth_deg)
    return QPointF(math.sin(angle), -math.cos(angle))
