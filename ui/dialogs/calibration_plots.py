"""Pictures of a calibration: measured against predicted level, and the errors on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.model.site_map import LINE_KINDS, top_m
from planner.text import Translator
from ui.style import ACCENT, INK, LINE, MUTED, PAPER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.model.project import Project

#: Errors by class, dB: measured much weaker than predicted ... much stronger. Blue and red differ in lightness too.
STEPS_DB = (-12.0, -6.0, -2.0, 2.0, 6.0, 12.0)
STEP_COLOURS = ("#8c1c13", "#d6604d", "#f4b183", "#b8bfc7", "#9ecae1", "#4292c6", "#08458a")
BEFORE, AFTER = "#c98a2b", ACCENT
_MOST_DOTS = 4000


def thinned(count: int, most: int = _MOST_DOTS) -> NDArray[np.int64]:
    """Numbers of at most `most` of `count` dots, always the same."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, most, replace=False))


class ScatterPlot(QWidget):
    """Measured (across) against predicted level (up), dBm, before and after; the line is where both agree."""

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self._measured = np.zeros(0)
        self._series: tuple[tuple[str, str, NDArray[np.float64]], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(t("Measured and predicted level"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """A square that shows a cloud."""
        return QSize(460, 380)

    def show_levels(
        self, measured_dbm: NDArray[np.float64], before_dbm: NDArray[np.float64], after_dbm: NDArray[np.float64]
    ) -> None:
        """Show levels by bin, dBm."""
        self._measured = measured_dbm
        t = self._t
        self._series = ((t("before"), BEFORE, before_dbm), (t("after"), AFTER, after_dbm))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Axes, the line of agreement, both clouds, their names."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PAPER))
        if not len(self._measured):
            painter.setPen(QColor(MUTED))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._t("No calibration yet"))
            return
        metrics = painter.fontMetrics()
        frame = QRectF(self.rect()).adjusted(
            metrics.horizontalAdvance("−140") + 30, 34, -16, -metrics.height() * 2 - 14
        )
        levels = np.concatenate([self._measured, *(item[2] for item in self._series)])
        levels = levels[np.isfinite(levels)]
        low = 10.0 * np.floor(np.percentile(levels, 0.2) / 10.0)
        high = max(10.0 * np.ceil(np.percentile(levels, 99.8) / 10.0), low + 20.0)
        self._axes(painter, frame, float(low), float(high))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(frame)
        chosen = thinned(len(self._measured))
        across = frame.left() + (self._measured[chosen] - low) / (high - low) * frame.width()
        for _, colour, predicted in self._series:
            up = frame.bottom() - (predicted[chosen] - low) / (high - low) * frame.height()
            ink = QColor(colour)
            ink.setAlpha(110)
            painter.setPen(QPen(ink, 3.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            fits = np.isfinite(up) & np.isfinite(across)
            painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in zip(across[fits], up[fits], strict=True)]))
        painter.setPen(QPen(QColor(INK), 1.2))
        painter.drawLine(frame.bottomLeft(), frame.topRight())
        painter.setClipping(False)
        self._legend(painter, frame)

    def _axes(self, painter: QPainter, frame: QRectF, low: float, high: float) -> None:
        metrics = painter.fontMetrics()
        for level in np.arange(low, high + 1.0, 10.0):
            share = (level - low) / (high - low)
            x, y = frame.left() + share * frame.width(), frame.bottom() - share * frame.height()
            painter.setPen(QColor(LINE))
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(QColor(MUTED))
            text = f"{level:.0f}".replace("-", "−")
            wide = metrics.horizontalAdvance(text)
            if level % 20 == 0 or high - low < 90:
                painter.drawText(QPointF(x - wide / 2, frame.bottom() + metrics.height()), text)
            painter.drawText(QPointF(frame.left() - wide - 6, y + metrics.height() / 3), text)
        painter.drawText(
            QRectF(frame.left(), frame.bottom() + metrics.height() + 4, frame.width(), metrics.height() + 6),
            Qt.AlignmentFlag.AlignCenter, self._t("measured level, dBm"),
        )  # fmt: skip
        painter.save()
        painter.translate(14, frame.center().y())
        painter.rotate(-90)
        painter.drawText(
            QRectF(-frame.height() / 2, -10, frame.height(), 20), Qt.AlignmentFlag.AlignCenter,
            self._t("predicted level, dBm"),
        )  # fmt: skip
        painter.restore()

    def _legend(self, painter: QPainter, frame: QRectF) -> None:
        x, metrics = frame.left(), painter.fontMetrics()
        for name, colour, _ in self._series:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(x + 6, frame.top() - 15), 4.5, 4.5)
            painter.setPen(QColor(INK))
            painter.drawText(QPointF(x + 16, frame.top() - 10), name)
            x += 36 + metrics.horizontalAdvance(name)


class ErrorMap(QWidget):
    """Measured minus predicted level at every bin, on the drawn map."""

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self._x = self._y = self._error = np.zeros(0)
        self._outlines: list[NDArray[np.float64]] = []
        self._lines: list[NDArray[np.float64]] = []
        self._masts: list[tuple[float, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(t("Errors on the map"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """As the scatter plot."""
        return QSize(460, 380)

    def show_map(self, project: Project, masts: list[tuple[float, float]]) -> None:
        """The drawing below and the masts of the cells."""
        shown = [item for item in project.site_map.obstacles.values() if top_m(item) > 0]
        self._outlines = [np.array(item.outline) for item in shown if item.kind not in LINE_KINDS]
        self._lines = [np.array(item.outline) for item in shown if item.kind in LINE_KINDS]
        self._masts = masts
        self.update()

    def show_errors(self, x_m: NDArray[np.float64], y_m: NDArray[np.float64], error_db: NDArray[np.float64]) -> None:
        """Show errors in dB at places in local metres."""
        self._x, self._y, self._error = x_m, y_m, error_db
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Outlines, bins coloured by their error, masts, legend."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PAPER))
        if not len(self._x):
            painter.setPen(QColor(MUTED))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._t("No calibration yet"))
            return
        height = painter.fontMetrics().height()
        frame = QRectF(self.rect()).adjusted(8, 8, -8, -2 * height - 12)
        xs = np.append(self._x, [mast[0] for mast in self._masts])
        ys = np.append(self._y, [mast[1] for mast in self._masts])
        scale = min(frame.width() / max(np.ptp(xs), 1.0), frame.height() / max(np.ptp(ys), 1.0)) * 0.97
        middle_x, middle_y = (xs.min() + xs.max()) / 2, (ys.min() + ys.max()) / 2

        def place(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[QPointF]:
            right = frame.center().x() + (np.asarray(x) - middle_x) * scale
            down = frame.center().y() - (np.asarray(y) - middle_y) * scale
            return [QPointF(a, b) for a, b in zip(right.tolist(), down.tolist(), strict=True)]

        painter.save()
        painter.setClipRect(frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("#b4bcc6"), 1))
        painter.setBrush(QColor("#eceff3"))
        for ring in self._outlines:
            painter.drawPolygon(QPolygonF(place(ring[:, 0], ring[:, 1])))
        for line in self._lines:
            painter.drawPolyline(QPolygonF(place(line[:, 0], line[:, 1])))
        classes = np.digitize(self._error, STEPS_DB)
        known = np.isfinite(self._error)
        size = max(4.0 * scale, 2.6)
        for number, colour in enumerate(STEP_COLOURS):
            chosen = known & (classes == number)
            painter.setPen(QPen(QColor(colour), size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
            painter.drawPoints(QPolygonF(place(self._x[chosen], self._y[chosen])))
        painter.setPen(QPen(QColor(PAPER), 2))
        painter.setBrush(QColor(INK))
        for mast in place(np.array([m[0] for m in self._masts]), np.array([m[1] for m in self._masts])):
            painter.drawEllipse(mast, 6, 6)
        painter.restore()
        self._legend(painter, height)

    def _legend(self, painter: QPainter, height: int) -> None:
        metrics = painter.fontMetrics()
        y = self.height() - 2.0 * height - 6
        title = self._t("measured − predicted, dB")
        painter.setPen(QColor(MUTED))
        painter.drawText(QPointF(10, y + height * 0.8), title)
        x = 10.0 + metrics.horizontalAdvance(title) + 12
        wide = min(max((self.width() - x - 12) / len(STEP_COLOURS), 12.0), 40.0)
        for number, colour in enumerate(STEP_COLOURS):
            painter.fillRect(QRectF(x, y, wide, height * 0.8), QColor(colour))
            if number < len(STEPS_DB):
                text = f"{STEPS_DB[number]:+.0f}".replace("-", "−")
                painter.drawText(QPointF(x + wide - metrics.horizontalAdvance(text) / 2, y + height * 1.75), text)
            x += wide
