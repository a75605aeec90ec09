"""Names on the map: fixed-size text with a halo, and the choice of which ones fit at the present zoom."""

import math
from collections.abc import Callable, Hashable, Iterable, Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from planner.io.map_style import HALO, TEXT, Rgba
from planner.model.geometry import Bounds, Point
from ui.scene.paint import map_font, qcolor, text_path

HALO_PX = 3.0
SYMBOL_PX = 10.0
_BUCKET_PX = 160.0
#: No name is narrower; names of this priority need room, those above it don't.
NARROWEST_PX, OBSTACLE_PRIORITY = 12.0, 10


class Look:
    """Font and colour of a kind of names."""

    def __init__(self, *, size_px: int = 12, bold: bool = False, colour: Rgba = TEXT) -> None:
        self.font = map_font(size_px, bold=bold)
        self.colour = qcolor(colour)
        self.height_px = size_px + 2 * HALO_PX


class LabelItem(QGraphicsItem):
    """A text in screen pixels at a map position, `offset_px` below its anchor.

    On the screen it is painted from a picture of itself, since outlining text is slow; in exports as a path.
    """

    def __init__(self, *, look: Look | None = None, size_px: int = 12, bold: bool = False, colour: Rgba = TEXT) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._look = look or Look(size_px=size_px, bold=bold, colour=colour)
        self._path = QPainterPath()
        self._rect = QRectF()
        self._picture: QPixmap | None = None
        self._looks = ("", 0.0)
        self.text = ""

    def set_label(self, text: str, position: QPointF, *, offset_px: float = 0.0) -> None:
        """Show this text here."""
        looks = (text, offset_px)
        if looks != self._looks:
            self._looks = looks
            self.prepareGeometryChange()
            self._path = text_path(text, self._look.font)
            self._path.translate(0.0, offset_px)
            self._rect = self._path.boundingRect().adjusted(-HALO_PX, -HALO_PX, HALO_PX, HALO_PX)
            self._picture = None
            self.text = text
        self.setPos(position)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Size in screen pixels around the anchor."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Halo first, text above."""
        if widget is None or self._rect.isEmpty():
            self._draw(painter)
            return
        ratio = widget.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(
                math.ceil(self._rect.width() * ratio) + 1, math.ceil(self._rect.height() * ratio) + 1
            )
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            own = QPainter(self._picture)
            own.translate(-self._rect.topLeft())
            self._draw(own)
            own.end()
        painter.drawPixmap(self._rect.topLeft(), self._picture)

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(
            self._path,
            QPen(qcolor(HALO), HALO_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin),
        )
        painter.fillPath(self._path, self._look.colour)


class Name:
    """The name of one object: what is known before it is drawn. Where exactly it stands is found when first wanted."""

    __slots__ = ("_place", "_width_px", "box", "look", "offset_px", "priority", "text")

    def __init__(
        self,
        text: str,
        box: Bounds,
        priority: int,
        look: Look,
        offset_px: float,
        place: Callable[[], tuple[Point, float | None]],
    ) -> None:
        self.text, self.box, self.priority, self.look, self.offset_px = text, box, priority, look, offset_px
        self._place: Callable[[], tuple[Point, float | None]] | tuple[Point, float | None] = place
        self._width_px: float | None = None

    @property
    def place(self) -> tuple[Point, float | None]:
        """Anchor and the width of the thing named, m; None where the name may be wider than it."""
        if callable(self._place):
            self._place = self._place()
        return self._place

    @property
    def width_px(self) -> float:
        """Width of the text."""
        if self._width_px is None:
            self._width_px = QFontMetricsF(self.look.font).horizontalAdvance(self.text) + 2 * HALO_PX
        return self._width_px


class Names:
    """The names on a map: one light record for each, an item only for those that fit where somebody looks."""

    def __init__(self, scene: QGraphicsScene, z: float) -> None:
        self._scene, self._z = scene, z
        self._names: dict[Hashable, Name] = {}
        self._items: dict[Hashable, tuple[Name, LabelItem]] = {}

    def set(self, key: Hashable, name: Name | None) -> bool:
        """The name of an object, or None for no name; True if there was or is one."""
        known = self._names.pop(key, None)
        if name is not None:
            self._names[key] = name
        return known is not None or name is not None

    @property
    def shown(self) -> frozenset[str]:
        """Texts of the names shown now."""
        return frozenset(name.text for name, item in self._items.values() if item.isVisible())

    def has(self, key: Hashable) -> bool:
        """Whether there is a name, shown or not."""
        return key in self._names

    def follow(self, keys: Iterable[Hashable]) -> None:
        """Let the names of these objects go with them, whatever they then lie upon: while a gesture runs."""
        for key in keys:
            name = self._names.get(key)
            if key in self._items and name is not None:
                item = self._items[key][1]
                item.set_label(name.text, QPointF(*name.place[0]), offset_px=name.offset_px)

    def place(self, px_per_m: float, area: QRectF | None, symbols: Iterable[QPointF] = ()) -> None:
        """Show as many names as fit without overlap in an area (None: everywhere), important ones first."""
        chosen = dict(_fitting(self._names.items(), px_per_m, area, symbols))
        for key in [key for key in self._items if key not in chosen or self._items[key][0] is not chosen[key]]:
            name, item = self._items[key]
            if key in chosen and chosen[key].look is name.look:
                self._items[key] = (chosen[key], item)
            else:
                self._scene.removeItem(item)
                del self._items[key]
        for key, name in chosen.items():
            if key not in self._items:
                item = LabelItem(look=name.look)
                item.setZValue(self._z)
                self._scene.addItem(item)
                self._items[key] = (name, item)
            self._items[key][1].set_label(name.text, QPointF(*name.place[0]), offset_px=name.offset_px)


def _fitting(
    names: Iterable[tuple[Hashable, Name]], px_per_m: float, area: QRectF | None, symbols: Iterable[QPointF]
) -> Iterator[tuple[Hashable, Name]]:
    taken: dict[tuple[int, int], list[QRectF]] = {}
    for position in symbols:
        place = QRectF(-SYMBOL_PX, -SYMBOL_PX, 2 * SYMBOL_PX, 2 * SYMBOL_PX)
        place.translate(position.x() * px_per_m, -position.y() * px_per_m)
        for key in _buckets(place):
            taken.setdefault(key, []).append(place)
    for key, name in sorted(_candidates(names, px_per_m, area), key=lambda pair: (-pair[1].priority, pair[1].text)):
        (x, y), room_m = name.place
        width = name.width_px
        if room_m is not None and room_m * px_per_m < width * 0.9:
            continue
        height = name.look.height_px
        rect = QRectF(x * px_per_m - width / 2.0, -y * px_per_m + name.offset_px - height / 2.0, width, height)
        buckets = _buckets(rect)
        if not any(rect.intersects(other) for bucket in buckets for other in taken.get(bucket, ())):
            for bucket in buckets:
                taken.setdefault(bucket, []).append(rect)
            yield key, name


def _candidates(
    names: Iterable[tuple[Hashable, Name]], px_per_m: float, area: QRectF | None
) -> Iterator[tuple[Hashable, Name]]:
    """What lies in the area and isn't far too small for any name."""
    left, right, low, high = -math.inf, math.inf, -math.inf, math.inf
    if area is not None:
        left, right, low, high = area.left(), area.right(), area.top(), area.bottom()
    least_m = NARROWEST_PX / px_per_m
    for key, name in names:
        west, south, east, north = name.box
        if east < left or west > right or north < low or south > high:
            continue
        if name.priority > OBSTACLE_PRIORITY or east - west >= least_m:
            yield key, name


def _buckets(rect: QRectF) -> list[tuple[int, int]]:
    columns = range(int(rect.left() // _BUCKET_PX), int(rect.right() // _BUCKET_PX) + 1)
    rows = range(int(rect.top() // _BUCKET_PX), int(rect.bottom() // _BUCKET_PX) + 1)
    return [(column, row) for column in columns for row in rows]
