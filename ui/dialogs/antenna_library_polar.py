"""Polar plot of one cut of an antenna: rings every 10 dB, spokes every 30 degrees, a curve each for its beams."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from planner.text import N_, Translator
from ui.style import ACCENT, INK, LINE, MUTED, PAPER

RANGE_DB = 40.0
RING_DB = 10.0
SPOKE_DEG = 30
TRAFFIC, BROADCAST = ACCENT, "#c05a00"
_MARGIN_PX, _TITLE_PX = 26.0, 24.0
_LEAST_TILT_DEG = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A cut of 360 levels in dB below the outer ring, entry k at k degrees clockwise of the plot's front."""

    levels_db: tuple[float, ...]
    colour: str
    dashed: bool = False


class PolarPlot(QWidget):
    """Front at the top (a horizontal cut) or at the right (a vertical one), angles clockwise."""

    def __init__(self, title: str, *, is_vertical: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._t = title, Translator("en")
        self._vertical = is_vertical
        self._curves: tuple[Curve, ...] = ()
        self.turn_deg = self.axis_deg = 0.0
        self.setMinimumSize(250, 270)

    def show_curves(
        self, curves: Sequence[Curve], t: Translator, *, turn_deg: float = 0.0, axis_deg: float = 0.0
    ) -> None:
        """Show curves, the front half of a vertical cut turned down by an angle, with its axis and the axis' angle."""
        self._curves, self._t, self.turn_deg, self.axis_deg = tuple(curves), t, turn_deg, axis_deg
        self.setAccessibleName(t.code(self._title))
        self.update()

    @property
    def curves(self) -> tuple[Curve, ...]:
        """What is shown."""
        return self._curves

    def place(self, angle_deg: float, level_db: float) -> QPointF:
        """Where a level (dB, 0 at the outer ring) at an angle clockwise of the front lies, px."""
        share = min(max((level_db + RANGE_DB) / RANGE_DB, 0.0), 1.0) * self._radius()
        turn = math.radians(angle_deg - (0.0 if self._vertical else 90.0))
        centre = self._centre()
        return QPointF(centre.x() + share * math.cos(turn), centre.y() + share * math.sin(turn))

    def turned(self, curve: Curve) -> list[tuple[float, float]]:
        """(angle, level) of a curve as drawn: electrical tilt lowers the beam in front and behind alike."""
        if not self._vertical:
            return [(float(angle), level) for angle, level in enumerate(curve.levels_db)]
        angles = ((angle, self.turn_deg if angle <= 90 or angle >= 270 else -self.turn_deg) for angle in range(360))
        return [(angle + turn, level) for (angle, turn), level in zip(angles, curve.levels_db, strict=True)]

    def _radius(self) -> float:
        return max(min(self.width() - 2 * _MARGIN_PX - 14, self.height() - 2 * _MARGIN_PX - _TITLE_PX) / 2.0, 10.0)

    def _centre(self) -> QPointF:
        return QPointF(self.width() / 2.0, _TITLE_PX + (self.height() - _TITLE_PX) / 2.0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Grid, curves, tilt, words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(PAPER))
        self._grid(painter)
        for curve in self._curves:
            pen = QPen(QColor(curve.colour), 2.0)
            if curve.dashed:
                pen.setDashPattern([4.0, 2.5])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(QPolygonF([self.place(*point) for point in self.turned(curve)]))
        if self._vertical and self._curves:
            self._axis(painter)
        self._words(painter)
        painter.end()

    def _grid(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        centre = self._centre()
        for ring in range(int(RANGE_DB / RING_DB) + 1):
            share = self._radius() * (1.0 - ring * RING_DB / RANGE_DB)
            painter.setPen(QPen(QColor(LINE if ring else MUTED), 1.0))
            painter.drawEllipse(centre, share, share)
        painter.setPen(QPen(QColor(LINE), 1.0))
        for angle in range(0, 360, SPOKE_DEG):
            painter.drawLine(centre, self.place(angle, 0.0))
        metrics = QFontMetricsF(self._small(painter))
        painter.setPen(QColor(MUTED))
        for ring in range(int(RANGE_DB / RING_DB)):
            # between two spokes, where curves are rare: behind
            place = self.place(195.0 if self._vertical else 165.0, -ring * RING_DB)
            self._centred(painter, metrics, place, f"−{ring * RING_DB:.0f}" if ring else "0 dB", PAPER)

    def _small(self, painter: QPainter) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() - 1.0, 7.0))
        painter.setFont(font)
        return font

    def _axis(self, painter: QPainter) -> None:
        """Where the tilted axis points, and by how much."""
        if abs(self.axis_deg) < _LEAST_TILT_DEG:
            return
        painter.setPen(QPen(QColor(INK), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(self._centre(), self.place(self.axis_deg, 0.0))

    def _words(self, painter: QPainter) -> None:
        t = self._t
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(INK))
        title = t.code(self._title)
        if self._vertical and self._curves and abs(self.axis_deg) >= _LEAST_TILT_DEG:
            title = t("{title}, tilted {tilt}° down", title=title, tilt=t.number(self.axis_deg, 1))
        painter.drawText(QRectF(4, 2, self.width() - 8, _TITLE_PX), Qt.AlignmentFlag.AlignCenter, title)
        metrics = QFontMetricsF(self._small(painter))
        painter.setPen(QColor(MUTED))
        for angle in range(0, 360, SPOKE_DEG):
            at = self.place(angle, 0.0) - self._centre()
            out = 1.0 + 13.0 / max(self._radius(), 1.0)
            self._centred(painter, metrics, self._centre() + at * out, self._spoke_word(angle))

    def _spoke_word(self, angle: int) -> str:
        if not self._vertical:
            return f"{angle if angle <= 180 else angle - 360}°".replace("-", "−")
        # 0 is level in front and behind, up is positive
        elevation = angle - 180 if 90 < angle < 270 else -angle if angle <= 90 else 360 - angle
        return f"{elevation}°".replace("-", "−")

    def _centred(self, painter: QPainter, metrics: QFontMetricsF, place: QPointF, text: str, ground: str = "") -> None:
        width, height = metrics.horizontalAdvance(text), metrics.height()
        box = QRectF(place.x() - width / 2.0 - 1.0, place.y() - height / 2.0, width + 2.0, height)
        if ground:
            painter.fillRect(box, QColor(ground))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


HORIZONTAL_TITLE, VERTICAL_TITLE = N_("Horizontal cut"), N_("Vertical cut")
