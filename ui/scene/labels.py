"""Names on the map: fixed-size text with a halo, and the choice of which ones fit at the present zoom."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from planner.io.map_style import HALO, TEXT, Rgba
from ui.scene.paint import map_font, qcolor, text_path

HALO_PX = 3.0
SYMBOL_PX = 10.0
_BUCKET_PX = 160.0


class LabelItem(QGraphicsItem):
    """A text in screen pixels at a map position, `offset_px` below its anchor.

    `priority` decides who stays where two overlap (higher wins); `room_m` is the width of the thing it names: such a
    label shows only where that is wide enough for it.
    """

    def __init__(self, *, priority: int, size_px: int = 12, bold: bool = False, colour: Rgba = TEXT) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._font = map_font(size_px, bold=bold)
        self._colour = qcolor(colour)
        self._path = QPainterPath()
        self._rect = QRectF()
        self.priority = priority
        self._looks = ("", 0.0)
        self.text = ""
        self.room_m: float | None = None

    def set_label(self, text: str, position: QPointF, *, offset_px: float = 0.0, room_m: float | None = None) -> bool:
        """Show this text here; True if anything about it changed."""
        looks = (text, offset_px)
        changed = looks != self._looks or position != self.pos() or room_m != self.room_m
        if looks != self._looks:
            self._looks = looks
            self.prepareGeometryChange()
            self._path = text_path(text, self._font)
            self._path.translate(0.0, offset_px)
            self._rect = self._path.boundingRect().adjusted(-HALO_PX, -HALO_PX, HALO_PX, HALO_PX)
            self.text = text
        self.room_m = room_m
        self.setPos(position)
        return changed

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Size in screen pixels around the anchor."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Halo first, text above."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(
            self._path,
            QPen(qcolor(HALO), HALO_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin),
        )
        painter.fillPath(self._path, self._colour)


def declutter(labels: Iterable[LabelItem], px_per_m: float, symbols: Iterable[QPointF] = ()) -> None:
    """Show as many labels as fit without overlap at a zoom, the important ones first, none on a symbol."""
    taken: dict[tuple[int, int], list[QRectF]] = {}
    for position in symbols:
        place = QRectF(-SYMBOL_PX, -SYMBOL_PX, 2 * SYMBOL_PX, 2 * SYMBOL_PX)
        place.translate(position.x() * px_per_m, -position.y() * px_per_m)
        for key in _buckets(place):
            taken.setdefault(key, []).append(place)
    for label in sorted(labels, key=lambda item: (-item.priority, item.text)):
        rect = label.boundingRect()
        place = rect.translated(label.pos().x() * px_per_m, -label.pos().y() * px_per_m)
        fits = bool(label.text) and (label.room_m is None or label.room_m * px_per_m >= rect.width() * 0.9)
        buckets = _buckets(place) if fits else []
        fits = fits and not any(place.intersects(other) for key in buckets for other in taken.get(key, ()))
        if fits:
            for key in buckets:
                taken.setdefault(key, []).append(place)
        if label.isVisible() != fits:
            label.setVisible(fits)


def _buckets(rect: QRectF) -> list[tuple[int, int]]:
    columns = range(int(rect.left() // _BUCKET_PX), int(rect.right() // _BUCKET_PX) + 1)
    rows = range(int(rect.top() // _BUCKET_PX), int(rect.bottom() // _BUCKET_PX) + 1)
    return [(column, row) for column in columns for row in rows]
