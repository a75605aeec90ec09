"""The picture of a cross-section: ground, what the line cuts, masts, the ray and its first Fresnel zone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.io import map_style
from planner.model.section import Cut, Mast, Section, ground_at
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, OPEN_KINDS, Obstacle, ObstacleKind
from planner.radio.link_profile import Path, first_fresnel_radius_m
from planner.text import Translator
from ui.scene.paint import map_font, qcolor
from ui.style import BAD, INK, LINE, MUTED, OK, PAPER, WARN

LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 52.0, 18.0, 30.0, 30.0
ZONE_POINTS = 81
SKY, EARTH, EARTH_EDGE = QColor("#f7fafd"), QColor("#d9cfbf"), QColor("#8a7a62")
ZONE_FILL, RAY_COLOURS = QColor(31, 95, 168, 46), {"clear": OK, "narrow": WARN, "blocked": BAD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the chart shows. tx_at_m: of the transmitter along the section; heights above local zero, m; `path` None
    where transmitter and receiver are at one place. `sender`: its cell, "" for the line's start."""

    cut: Section
    t: Translator
    tx_at_m: float
    tx_height_m: float
    rx_height_m: float
    path: Path | None
    cell_id: str = ""

    @property
    def verdict(self) -> str:
        """ "clear", "narrow" (in sight, zone not free) or "blocked"."""
        if self.path is None or self.path.is_clear:
            return "clear"
        return "narrow" if self.path.is_in_sight else "blocked"


def rounded_step(span: float, count: float) -> float:
    """A round step (1, 2, 5 times a power of ten) that divides a span into about `count`.

    >>> rounded_step(100.0, 5.0), rounded_step(730.0, 6.0)
    (20.0, 100.0)
    """
    raw = max(span, 1e-6) / count
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= raw * 0.8)


class SectionPainter:
    """Paints one section into a rectangle; made for one painting."""

    def __init__(self, painter: QPainter, rect: QRectF, shown: Shown, *, scale: float = 1.0) -> None:
        self._p, self._s, self._k = painter, shown, scale
        self._plot = rect.adjusted(LEFT_PX * scale, TOP_PX * scale, -RIGHT_PX * scale, -BOTTOM_PX * scale)
        self._font, self._bold = map_font(round(11 * scale)), map_font(round(11 * scale), bold=True)
        self._taken: list[QRectF] = []
        cut = shown.cut
        heights = [z for _, z in cut.ground] + [shown.tx_height_m, shown.rx_height_m]
        heights += [z for item in cut.cuts for z in (item.foot_m, item.top_m)] + [m.height_m for m in cut.masts]
        low, high = min(heights), max(heights)
        room = max(high - low, 10.0)
        self._low, self._high = low - 0.08 * room, high + 0.22 * room

    def x(self, at_m: float) -> float:
        """Pixels of a distance along the section."""
        return self._plot.left() + self._plot.width() * at_m / self._s.cut.length_m

    def y(self, height_m: float) -> float:
        """Pixels of a height."""
        return self._plot.bottom() - self._plot.height() * (height_m - self._low) / (self._high - self._low)

    def _at(self, at_m: float, height_m: float) -> QPointF:
        return QPointF(self.x(at_m), self.y(height_m))

    @property
    def exaggeration(self) -> float:
        """How many times steeper than in nature it looks."""
        return (self._plot.height() / (self._high - self._low)) / (self._plot.width() / self._s.cut.length_m)

    def draw(self) -> None:
        """Everything, from the back to the front."""
        p = self._p
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.fillRect(self._plot, SKY)
        self._grid()
        p.save()
        p.setClipRect(self._plot.adjusted(-1, -TOP_PX * self._k, 1, 0))
        for item in self._s.cut.cuts:
            if item.kind not in GROUND_KINDS and not item.building_id:
                self._obstacle(item)
        for item in self._s.cut.cuts:
            if item.building_id:
                self._inner_wall(item)
        self._ground()
        self._zone()
        for mast in self._s.cut.masts:
            self._mast(mast)
        self._ends()
        self._names()
        p.restore()
        self._axes()

    def _pen(self, colour: QColor | str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        return QPen(QColor(colour), width * self._k, style)

    def _grid(self) -> None:
        self._p.setPen(self._pen(LINE, 0.8))
        for height in self._height_ticks():
            self._p.drawLine(self._at(0.0, height), self._at(self._s.cut.length_m, height))

    def _height_ticks(self) -> list[float]:
        step = rounded_step(self._high - self._low, max(self._plot.height() / (34.0 * self._k), 2.0))
        first = math.ceil(self._low / step)
        return [number * step for number in range(first, math.floor(self._high / step) + 1)]

    def _axes(self) -> None:
        p, t, k = self._p, self._s.t, self._k
        p.setFont(self._font)
        p.setPen(QColor(MUTED))
        for height in self._height_ticks():
            box = QRectF(self._plot.left() - LEFT_PX * k, self.y(height) - 9 * k, (LEFT_PX - 6) * k, 18 * k)
            p.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{t.number(height)} m")
        step = rounded_step(self._s.cut.length_m, max(self._plot.width() / (90.0 * k), 2.0))
        under = self._plot.bottom()
        for number in range(1, math.floor(self._s.cut.length_m / step) + 1):
            x = self.x(number * step)
            p.drawLine(QPointF(x, under), QPointF(x, under + 4 * k))
            if self.x(self._s.cut.length_m) - x > 46 * k:
                box = QRectF(x - 40 * k, under + 4 * k, 80 * k, 16 * k)
                p.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{t.number(number * step, None)} m")
        p.setFont(self._bold)
        p.setPen(QColor(INK))
        for x, letter in ((self._plot.left(), "A"), (self._plot.right(), "B")):
            p.drawText(QRectF(x - 12 * k, under + 4 * k, 24 * k, 16 * k), Qt.AlignmentFlag.AlignCenter, letter)
        p.setFont(self._font)
        p.setPen(QColor(MUTED))
        note = t("heights {factor}:1", factor=t.number(self.exaggeration, 1))
        p.drawText(
            QRectF(self._plot.right() - 160 * k, self._plot.top() - 18 * k, 158 * k, 16 * k),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note,
        )  # fmt: skip
        p.setPen(self._pen(LINE, 1.0))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRect(self._plot)

    def _ground(self) -> None:
        cut, floor = self._s.cut, self._plot.bottom()
        line = [self._at(*point) for point in cut.ground]
        p = self._p
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(EARTH)
        p.drawPolygon(QPolygonF([*line, QPointF(line[-1].x(), floor), QPointF(line[0].x(), floor)]))
        p.setPen(self._pen(EARTH_EDGE, 1.4))
        p.drawPolyline(QPolygonF(line))
        for item in cut.cuts:
            if item.kind in (ObstacleKind.WATER, ObstacleKind.ROAD):
                colour = QColor("#5d9bc7") if item.kind is ObstacleKind.WATER else QColor("#9a9a9a")
                p.setPen(self._pen(colour, 3.4))
                ground = [(item.from_m, ground_at(cut, item.from_m)), (item.to_m, ground_at(cut, item.to_m))]
                between = [point for point in cut.ground if item.from_m < point[0] < item.to_m]
                p.drawPolyline(QPolygonF([self._at(*point) for point in (ground[0], *between, ground[1])]))

    def _obstacle(self, item: Cut) -> None:
        p, style = self._p, map_style.area_style(Obstacle(id="", kind=item.kind, outline=(), tiers=4))
        p.setPen(self._pen(qcolor(style.edge), 1.2))
        if item.kind in LINE_KINDS:
            p.setPen(self._pen(qcolor(style.edge), 2.4))
            p.drawLine(self._at(item.from_m, item.foot_m), self._at(item.to_m, item.top_m))
            return
        fill = qcolor(style.fill)
        p.setBrush(QBrush(fill, Qt.BrushStyle.DiagCrossPattern) if item.kind in OPEN_KINDS else fill)
        foot = min(item.foot_m, self._lowest_ground(item)) if item.foot_m < item.top_m else item.foot_m
        p.drawRect(QRectF(self._at(item.from_m, item.top_m), self._at(item.to_m, foot)).normalized())

    def _lowest_ground(self, item: Cut) -> float:
        """A house on a slope reaches down to it; one on stilts doesn't."""
        cut = self._s.cut
        ends = [ground_at(cut, item.from_m), ground_at(cut, item.to_m)]
        middle = ground_at(cut, (item.from_m + item.to_m) / 2.0)
        return min(ends) if item.foot_m <= middle + 0.01 else item.foot_m

    def _inner_wall(self, item: Cut) -> None:
        self._p.setPen(self._pen("#5c3b1e", 1.6))
        middle = (item.from_m + item.to_m) / 2.0
        self._p.drawLine(self._at(middle, item.foot_m), self._at(middle, item.top_m))

    def _zone(self) -> None:
        s, p = self._s, self._p
        if s.path is None:
            return
        share = np.linspace(0.0, 1.0, ZONE_POINTS)
        at = s.tx_at_m + share * s.path.length_m
        ray = s.tx_height_m + share * (s.rx_height_m - s.tx_height_m)
        radius = first_fresnel_radius_m(share * s.path.length_m, (1.0 - share) * s.path.length_m, s.path.wavelength_m)
        upper = [self._at(d, z) for d, z in zip(at.tolist(), (ray + radius).tolist(), strict=True)]
        lower = [self._at(d, z) for d, z in zip(at.tolist(), (ray - radius).tolist(), strict=True)]
        p.setPen(self._pen(QColor(31, 95, 168, 150), 1.0, Qt.PenStyle.DashLine))
        p.setBrush(ZONE_FILL)
        p.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
        style = Qt.PenStyle.DashLine if s.verdict == "blocked" else Qt.PenStyle.SolidLine
        p.setPen(self._pen(RAY_COLOURS[s.verdict], 2.0, style))
        p.drawLine(upper[0], upper[-1])
        self._worst()

    def _worst(self) -> None:
        """The edge that counts most, and how far the ray is from it."""
        s, p, path = self._s, self._p, self._s.path
        if path is None or path.worst_m is None or path.clearance_m is None or path.clearance_share is None:
            return
        at = s.tx_at_m + path.worst_m
        ray = s.tx_height_m + (s.rx_height_m - s.tx_height_m) * path.worst_m / path.length_m
        edge = self._at(at, ray - path.clearance_m)
        p.setPen(self._pen(RAY_COLOURS[s.verdict], 1.6))
        p.drawLine(self._at(at, ray), edge)
        p.setBrush(QColor(RAY_COLOURS[s.verdict]))
        p.drawEllipse(edge, 3.4 * self._k, 3.4 * self._k)
        text = f"{s.t.number(path.clearance_m, 1)} m"
        self._label(QPointF(edge.x(), (edge.y() + self.y(ray)) / 2.0), text, RAY_COLOURS[s.verdict], beside=True)

    def _mast(self, mast: Mast) -> None:
        p = self._p
        chosen = mast.cell_id == self._s.cell_id
        colour = qcolor(map_style.SITE_NEW) if chosen else QColor(MUTED)
        p.setPen(self._pen(colour, 2.2 if chosen else 1.4))
        top = self._at(mast.at_m, mast.height_m)
        p.drawLine(self._at(mast.at_m, mast.ground_m), top)
        p.setBrush(colour)
        p.setPen(self._pen(PAPER, 1.2))
        p.drawEllipse(top, 4.6 * self._k, 4.6 * self._k)
        text = f"{mast.name} · {self._s.t.number(mast.height_m - mast.ground_m, 1)} m"
        self._label(top, text, colour, above_px=14.0, bold=chosen)

    def _ends(self) -> None:
        s, p, t = self._s, self._p, self._s.t
        ends = [(s.cut.length_m, s.cut.ground[-1][1], s.rx_height_m, t("receiver"))]
        if not s.cell_id:
            ends.append((s.tx_at_m, s.cut.ground[0][1], s.tx_height_m, t("transmitter")))
        for at, ground, height, name in ends:
            p.setPen(self._pen(INK, 1.4))
            p.drawLine(self._at(at, ground), self._at(at, height))
            p.setBrush(QColor(INK))
            p.drawEllipse(self._at(at, height), 4.0 * self._k, 4.0 * self._k)
            self._label(self._at(at, height), f"{name} · {t.number(height - ground, 1)} m", INK, above_px=14.0)

    def _names(self) -> None:
        """Names with heights above what is cut, the highest first, where there is room."""
        named = [c for c in self._s.cut.cuts if c.kind not in GROUND_KINDS and not c.building_id]
        for item in sorted(named, key=lambda cut: -cut.top_m):
            ground = ground_at(self._s.cut, (item.from_m + item.to_m) / 2.0)
            height = f"{self._s.t.number(item.top_m - ground, 1)} m"
            text = f"{item.name} · {height}" if item.name else height
            middle = self._at((item.from_m + item.to_m) / 2.0, item.top_m)
            if not self._label(middle, text, INK, above_px=10.0, must=False) and item.name:
                self._label(middle, height, INK, above_px=10.0, must=False)

    def _label(
        self, at: QPointF, text: str, colour: QColor | str, *, above_px: float = 0.0, beside: bool = False,
        bold: bool = False, must: bool = True,
    ) -> bool:  # fmt: skip
        """A text on a light ground, kept inside the plot; one that isn't a `must` gives way to those before it."""
        k = self._k
        font = self._bold if bold else self._font
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(text) + 6 * k, metrics.height()
        left = at.x() + 6 * k if beside else at.x() - width / 2.0
        box = QRectF(left, at.y() - above_px * k - height / 2.0, width, height)
        box.moveLeft(min(max(box.left(), self._plot.left() + 2), self._plot.right() - width - 2))
        box.moveTop(max(box.top(), self._plot.top() - 14 * k))
        if any(box.intersects(other) for other in self._taken):
            if not must:
                return False
            for _ in range(4):
                box.translate(0.0, -height)
                if not any(box.intersects(other) for other in self._taken) or box.top() < self._plot.top() - 14 * k:
                    break
        self._taken.append(box)
        self._p.setPen(Qt.PenStyle.NoPen)
        self._p.setBrush(QColor(255, 255, 255, 165))
        self._p.drawRoundedRect(box, 3 * k, 3 * k)
        self._p.setPen(QColor(colour))
        self._p.setFont(font)
        self._p.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return True


class SectionChart(QWidget):
    """The chart on the screen; a text where there is no line yet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(260, 120))
        self.shown: Shown | None = None
        self.note = ""

    def show_section(self, shown: Shown | None, note: str = "") -> None:
        """Show another section, or say why there is none."""
        self.shown, self.note = shown, note
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The chart or the note."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PAPER))
        if self.shown is not None:
            SectionPainter(painter, QRectF(self.rect()), self.shown).draw()
        else:
            painter.setPen(QColor(MUTED))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.note)
        painter.end()


def picture(shown: Shown, title: str, figures: str, width_px: int = 2400, height_px: int = 1100) -> QImage:
    """The section for a report: title, chart, figures below."""
    scale = width_px / 1100.0
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(QColor(PAPER))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    head, foot = 30.0 * scale, 26.0 * scale
    SectionPainter(painter, QRectF(0, head, width_px, height_px - head - foot), shown, scale=scale).draw()
    rows: tuple[tuple[QRectF, str, QFont], ...] = (
        (QRectF(14 * scale, 0, width_px - 28 * scale, head), title, map_font(round(15 * scale), bold=True)),
        (QRectF(14 * scale, height_px - foot, width_px - 28 * scale, foot), figures, map_font(round(12 * scale))),
    )
    painter.setPen(QColor(INK))
    for rect, text, font in rows:
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.end()
    return image
