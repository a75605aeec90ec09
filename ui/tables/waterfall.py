"""The latency of one flow as a waterfall of its components, up to the target."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.text import N_, Translator
from ui.document import Document
from ui.i18n import follow_language
from ui.style import ACCENT, BAD, INK, LINE, MUTED, OK

if TYPE_CHECKING:
    from planner.engine.results import FlowResult

COMPONENTS = {
    "terminal": N_("Terminal"),
    "access": N_("Uplink access"),
    "air": N_("Air interface"),
    "harq": N_("Retransmissions"),
    "gnb": N_("Base station"),
    "queue": N_("Queueing"),
    "transport": N_("Transport link"),
    "upf": N_("UPF"),
    "application": N_("Application"),
}
TAIL_COLOUR = "#9cbfe4"
LABEL_PX = 112
FIGURE_PX = 108
ROW_MAX_PX = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row of the waterfall: where it starts and ends on the mean, and how far its p99.9 share reaches, ms."""

    label: str
    start_ms: float
    mean_ms: float
    p999_ms: float


def bars_of(flow: FlowResult | None, t: Translator) -> tuple[Bar, ...]:
    """The components one after another; those that take no time are left out."""
    if flow is None or flow.latency is None:
        return ()
    bars: list[Bar] = []
    start_ms = 0.0
    for part in flow.latency.components:
        if part.mean_ms <= 0 and part.p999_ms <= 0:
            continue
        label = t.code(COMPONENTS.get(part.code, part.code))
        bars.append(Bar(label=label, start_ms=start_ms, mean_ms=part.mean_ms, p999_ms=part.p999_ms))
        if math.isfinite(part.mean_ms):
            start_ms += part.mean_ms
    return tuple(bars)


class Waterfall(QWidget):
    """See the module. Dark: mean; light: how far a component reaches in the slowest thousandth."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._flow: FlowResult | None = None
        self._title = ""
        self._target_ms = 0.0
        self.setMinimumWidth(330)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        follow_language(document, self)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for nine components."""
        return QSize(460, 220)

    def retranslate(self) -> None:
        """Draw with the other words."""
        self.setToolTip(
            self._document.t(
                "Where the latency of this flow comes from. Dark: the mean of each component, one after the other. "
                "Light: how far it stretches for the slowest message in a thousand."
            )
        )
        self.setAccessibleName(self._document.t("Latency waterfall"))
        self.update()

    def show_flow(self, flow: FlowResult | None, title: str = "", target_ms: float = 0.0) -> None:
        """Show another flow, or none."""
        self._flow, self._title, self._target_ms = flow, title, target_ms
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Title, bars, target line, and the ideal figure apart."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        t = self._document.t
        bars = bars_of(self._flow, t)
        area = QRectF(self.rect()).adjusted(12, 6, -12, -6)
        line = float(self.fontMetrics().height())
        painter.setPen(QColor(INK))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        title = self._title or t("Choose a flow to see where its latency comes from")
        painter.drawText(QRectF(area.left(), area.top(), area.width(), line), Qt.AlignmentFlag.AlignLeft, title)
        font.setBold(False)
        painter.setFont(font)
        if bars:
            painter.setPen(QColor(MUTED))
            right = QRectF(area.left(), area.top(), area.width(), line)
            painter.drawText(right, Qt.AlignmentFlag.AlignRight, t("mean (P99.9), ms"))
        if not bars or self._flow is None or self._flow.latency is None:
            painter.end()
            return
        foot = 2 * line + 4
        plot = QRectF(
            area.left() + LABEL_PX, area.top() + line + 6, area.width() - LABEL_PX - FIGURE_PX,
            area.height() - line - 6 - foot,
        )  # fmt: skip
        self._draw_bars(painter, bars, plot)
        self._draw_foot(painter, t, QRectF(area.left(), area.bottom() - foot + 4, area.width(), foot))
        painter.end()

    def _draw_bars(self, painter: QPainter, bars: tuple[Bar, ...], plot: QRectF) -> None:
        t = self._document.t
        ends = [bar.start_ms + bar.p999_ms for bar in bars if math.isfinite(bar.p999_ms)]
        total_ms = sum(bar.mean_ms for bar in bars if math.isfinite(bar.mean_ms))
        scale_ms = max([*ends, total_ms, 0.001])
        if 0 < self._target_ms < 3.0 * scale_ms:
            scale_ms = max(scale_ms, self._target_ms * 1.05)
        row = min(ROW_MAX_PX, plot.height() / len(bars))
        per_ms = plot.width() / scale_ms
        for position, bar in enumerate(bars):
            top = plot.top() + position * row
            left = plot.left() + bar.start_ms * per_ms
            mean_px = min(bar.mean_ms, scale_ms) * per_ms if math.isfinite(bar.mean_ms) else plot.width()
            tail_px = min(bar.p999_ms, scale_ms) * per_ms if math.isfinite(bar.p999_ms) else plot.right() - left
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(TAIL_COLOUR))
            painter.drawRect(QRectF(left, top + row * 0.3, max(tail_px, 1.0), row * 0.4))
            painter.setBrush(QColor(ACCENT))
            painter.drawRect(QRectF(left, top + row * 0.15, max(mean_px, 1.5), row * 0.7))
            painter.setPen(QColor(INK))
            label = QRectF(plot.left() - LABEL_PX, top, LABEL_PX - 8, row)
            painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, bar.label)
            figure = QRectF(plot.right() + 4, top, FIGURE_PX - 4, row)
            shown = f"{t.number(bar.mean_ms, 2)}  ({t.number(bar.p999_ms, 2)})"
            painter.drawText(figure, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        bottom = plot.top() + row * len(bars)
        painter.setPen(QPen(QColor(LINE), 1))
        painter.drawLine(QPointF(plot.left(), plot.top()), QPointF(plot.left(), bottom))
        if 0 < self._target_ms <= scale_ms:
            met = self._flow is not None and self._flow.verdict != "not_met"
            painter.setPen(QPen(QColor(OK if met else BAD), 1.6, Qt.PenStyle.DashLine))
            x = plot.left() + self._target_ms * per_ms
            painter.drawLine(QPointF(x, plot.top() - 2), QPointF(x, bottom + 2))

    def _draw_foot(self, painter: QPainter, t: Translator, area: QRectF) -> None:
        latency = self._flow.latency if self._flow is not None else None
        if latency is None:
            return
        first = t(
            "Mean {mean}, P99 {p99}, P99.9 {p999} ms; target {target} ms (dashed)",
            mean=t.number(latency.mean_ms, 1),
            p99=t.number(latency.p99_ms, 1),
            p999=t.number(latency.p999_ms, 1),
            target=t.number(self._target_ms, None),
        )
        second = t(
            "Ideal 3GPP air interface: {ms} ms (a bound of theory, not a promise)", ms=t.number(latency.ideal_ms, 2)
        )
        half = area.height() / 2
        painter.setPen(QColor(INK))
        metrics = painter.fontMetrics()
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(area.topLeft() + QPointF(0, half - 4), metrics.elidedText(first, elide, int(area.width())))
        painter.setPen(QColor(MUTED))
        painter.drawText(
            area.topLeft() + QPointF(0, 2 * half - 6), metrics.elidedText(second, elide, int(area.width()))
        )
