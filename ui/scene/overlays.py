"""What floats above the map: legend, scale bar, north arrow, read-out. The same code paints window and pictures."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from planner.io.layers import LegendEntry
from planner.io.map_style import BACKGROUND, TEXT, Rgba
from planner.io.map_text import length_text, round_length_m
from planner.text import format_percent
from ui.scene.paint import map_font, qcolor

PANEL = QColor(255, 255, 255, 232)
PANEL_EDGE = QColor(0, 0, 0, 46)
PAD_PX = 9.0
ROW_PX = 18.0
SWATCH = QSizeF(20.0, 13.0)
QUIET = QColor(92, 98, 106)
#: A legend doesn't grow beyond this for a sentence, logical pixels.
LONGEST_LINE_PX = 230.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendContent:
    """Texts and rows of a legend in one language; `opacity` of the heat map, so that swatches look like the map.

    `area`: what the shares refer to; `note`: what the figures are to be read against, or why there are no rows.
    """

    title: str = ""
    area: str = ""
    entries: tuple[LegendEntry, ...] = ()
    note: str = ""
    lang: str = "en"
    opacity: float = 1.0


class Overlay(QWidget):
    """A small translucent panel that lets the mouse through. Subclasses say their size and paint themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._drawn: QPixmap | None = None

    def content_size(self) -> QSizeF:
        """Size needed, logical pixels; empty hides the panel."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Paint at the origin, in `content_size`."""
        raise NotImplementedError

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.content_size().isEmpty()

    def fit(self) -> None:
        """Take the size of the content and repaint."""
        size = self.content_size()
        self.setVisible(not size.isEmpty())
        self.resize(math.ceil(size.width()), math.ceil(size.height()))
        self._drawn = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Qt's call: the panel as it was drawn last. The map moves below it far more often than it changes."""
        ratio = self.devicePixelRatioF()
        wanted = self.size() * ratio
        if self._drawn is None or self._drawn.size() != wanted:
            self._drawn = QPixmap(wanted)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            fresh = QPainter(self._drawn)
            fresh.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(fresh)
            fresh.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        painter.end()

    def _panel(self, painter: QPainter) -> None:
        size = self.content_size()
        painter.setPen(QPen(PANEL_EDGE, 1.0))
        painter.setBrush(PANEL)
        painter.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1.0, size.height() - 1.0), 5.0, 5.0)


class Legend(Overlay):
    """Title with unit, the area the shares refer to, one row per class (colour, label, share), and a note.

    A click asks for the layer's thresholds and palette (`clicked`).
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._content = LegendContent()
        self._title_font, self._font, self._small = map_font(13, bold=True), map_font(12), map_font(11)

    @property
    def content(self) -> LegendContent:
        """What is shown."""
        return self._content

    def show_content(self, content: LegendContent) -> None:
        """Show another legend."""
        if content != self._content or self.is_empty:
            self._content = content
            self.fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The map below is not meant."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        event.accept()

    def content_size(self) -> QSizeF:
        """Wide enough for the longest label; a note runs over as many lines as it takes."""
        content = self._content
        if not content.title:
            return QSizeF()
        height = 2 * PAD_PX + 20.0 + (16.0 if content.area else 0.0) + ROW_PX * len(content.entries)
        return QSizeF(self._width() + 2 * PAD_PX, height + self._note_height())

    def _width(self) -> float:
        content = self._content
        head = max(
            QFontMetricsF(self._title_font).horizontalAdvance(content.title),
            min(QFontMetricsF(self._small).horizontalAdvance(content.area), LONGEST_LINE_PX),
        )
        if not content.entries:
            return max(head, LONGEST_LINE_PX if content.note else 0.0)
        labels, shares = self._columns()
        return max(SWATCH.width() + 7.0 + labels + 14.0 + shares, head)

    def _note_height(self) -> float:
        if not self._content.note:
            return 0.0
        room = QRectF(0.0, 0.0, self._width(), 400.0)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        return QFontMetricsF(self._small).boundingRect(room, flags, self._content.note).height() + 5.0

    def _columns(self) -> tuple[float, float]:
        metrics = QFontMetricsF(self._font)
        texts = [entry.label for entry in self._content.entries]
        return max(map(metrics.horizontalAdvance, texts)), metrics.horizontalAdvance("100.0%")

    def draw(self, painter: QPainter) -> None:
        """Panel, head, rows, note."""
        content, size = self._content, self.content_size()
        if size.isEmpty():
            return
        self._panel(painter)
        inner = size.width() - 2 * PAD_PX
        painter.setPen(qcolor(TEXT))
        painter.setFont(self._title_font)
        painter.drawText(QRectF(PAD_PX, PAD_PX - 2.0, inner, 18.0), Qt.AlignmentFlag.AlignVCenter, content.title)
        top = PAD_PX + 20.0
        if content.area:
            painter.setFont(self._small)
            painter.setPen(QUIET)
            area = QFontMetricsF(self._small).elidedText(content.area, Qt.TextElideMode.ElideRight, inner + 1.0)
            painter.drawText(QRectF(PAD_PX, top - 4.0, inner, 16.0), Qt.AlignmentFlag.AlignVCenter, area)
            top += 16.0
        painter.setFont(self._font)
        left = PAD_PX + SWATCH.width() + 7.0
        for entry in content.entries:
            row = QRectF(left, top, size.width() - PAD_PX - left, ROW_PX)
            painter.setPen(QPen(QColor(0, 0, 0, 70), 0.8))
            painter.setBrush(_faded(entry.colour, content.opacity))
            painter.drawRect(QRectF(QPointF(PAD_PX, top + (ROW_PX - SWATCH.height()) / 2), SWATCH))
            painter.setPen(qcolor(TEXT))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, entry.label)
            share = format_percent(entry.share, content.lang)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, share)
            top += ROW_PX
        if content.note:
            painter.setFont(self._small)
            painter.setPen(QUIET)
            room = QRectF(PAD_PX, top + 4.0, inner, self._note_height())
            painter.drawText(room, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, content.note)


def _faded(colour: Rgba, opacity: float) -> QColor:
    """A heat map colour as it looks on the light map."""
    mixed = [round(c * opacity + b * (1.0 - opacity)) for c, b in zip(colour[:3], BACKGROUND[:3], strict=True)]
    return QColor(*mixed)


class ScaleBar(Overlay):
    """A bar of a round length, 60 to 150 pixels long, in two halves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font = map_font(11)
        self._px_per_m, self._lang = 1.0, "en"

    def set_scale(self, px_per_m: float, lang: str) -> bool:
        """Follow the zoom and the language; True if either changed."""
        changed = (px_per_m, lang) != (self._px_per_m, self._lang)
        self._px_per_m, self._lang = px_per_m, lang
        return changed

    def show_scale(self, px_per_m: float, lang: str) -> None:
        """Follow the zoom and the language on the screen."""
        if self.set_scale(px_per_m, lang):
            self.fit()

    def content_size(self) -> QSizeF:
        """Bar and figures."""
        return QSizeF(self.length_m() * self._px_per_m + 64.0, 38.0)

    def length_m(self) -> float:
        """The round length shown, m."""
        return round_length_m(150.0 / self._px_per_m)

    def draw(self, painter: QPainter) -> None:
        """Panel, bar, 0 and the length."""
        self._panel(painter)
        length_px = self.length_m() * self._px_per_m
        left, top = 16.0, 23.0
        painter.setPen(QPen(qcolor(TEXT), 1.0))
        painter.setBrush(QColor(255, 255, 255))
        painter.drawRect(QRectF(left, top, length_px, 5.0))
        painter.setBrush(qcolor(TEXT))
        painter.drawRect(QRectF(left, top, length_px / 2.0, 5.0))
        painter.setFont(self._font)
        for x, text in ((left, "0"), (left + length_px, length_text(self.length_m(), self._lang))):
            painter.drawText(QRectF(x - 40.0, 4.0, 80.0, 16.0), Qt.AlignmentFlag.AlignCenter, text)


class NorthArrow(Overlay):
    """A needle that says where north is: up."""

    def content_size(self) -> QSizeF:
        """Fixed."""
        return QSizeF(34.0, 50.0)

    def draw(self, painter: QPainter) -> None:
        """N and a two-tone needle."""
        self._panel(painter)
        painter.setFont(map_font(12, bold=True))
        painter.setPen(qcolor(TEXT))
        painter.drawText(QRectF(0.0, 3.0, 34.0, 14.0), Qt.AlignmentFlag.AlignCenter, "N")
        painter.setPen(QPen(qcolor(TEXT), 1.0))
        for side, colour in ((-1.0, qcolor(TEXT)), (1.0, QColor(255, 255, 255))):
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([QPointF(17, 18), QPointF(17 + side * 7, 44), QPointF(17, 38)]))


class TextPanel(Overlay):
    """One line of text: the read-out under the cursor, or a hint of the tool."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font = map_font(12)
        self.text = ""

    def show_text(self, text: str) -> None:
        """Show this line; an empty one hides the panel."""
        if text != self.text:
            self.text = text
            self.fit()

    def content_size(self) -> QSizeF:
        """As wide as the text."""
        if not self.text:
            return QSizeF()
        return QSizeF(QFontMetricsF(self._font).horizontalAdvance(self.text) + 2 * PAD_PX, 26.0)

    def draw(self, painter: QPainter) -> None:
        """Panel and text."""
        if not self.text:
            return
        self._panel(painter)
        painter.setFont(self._font)
        painter.setPen(qcolor(TEXT))
        painter.drawText(QRectF(QPointF(), self.content_size()), Qt.AlignmentFlag.AlignCenter, self.text)
