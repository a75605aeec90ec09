"""Backdrop pictures of the map: site plans and storey plans below the drawing, placed by their affine transform.

A picture is decoded off the window's thread into halves of halves, so that a plan of many megapixels is drawn as fast
as a small one; until it is there, its frame shows where it will be.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from planner.io import map_style
from planner.model.edits import ObjectRef
from planner.model.project import Project
from planner.model.site_map import Backdrop
from ui.scene.areas import REF_KEY, Z_HEAT_MAP
from ui.scene.paint import cosmetic_pen, qcolor

#: Above water and land, which would hide it, below the heat map and everything that stands.
Z_BACKDROP = Z_HEAT_MAP - 2.0
SMALLEST_PX = 256
#: Pictures of fewer bytes than this decode in a few milliseconds: done at once.
SMALL_BYTES = 200_000
FRAME: map_style.Rgba = (90, 100, 112, 160)


def transform_of(backdrop: Backdrop) -> QTransform:
    """Qt's matrix for pixels (column, row) to metres (x east, y north)."""
    a, b, c, d, e, f = backdrop.transform
    return QTransform(a, d, b, e, c, f)


def corners_m(backdrop: Backdrop) -> tuple[tuple[float, float], ...]:
    """The picture's corners on the map, m: upper left first, clockwise in the picture."""
    a, b, c, d, e, f = backdrop.transform
    wide, high = backdrop.width_px, backdrop.height_px
    pixels = ((0, 0), (wide, 0), (wide, high), (0, high))
    return tuple((a * column + b * row + c, d * column + e * row + f) for column, row in pixels)


def pyramid_of(content: bytes) -> tuple[QImage, ...]:
    """The picture and its halves down to `SMALLEST_PX`, ready to draw; empty where the content is no picture.

    May run in any thread: it only touches `QImage`.
    """
    image = QImage.fromData(content)
    if image.isNull():
        return ()
    levels = [image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)]
    while max(levels[-1].width(), levels[-1].height()) > 2 * SMALLEST_PX:
        size = levels[-1].size() / 2
        smooth = Qt.TransformationMode.SmoothTransformation
        levels.append(levels[-1].scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
    return tuple(levels)


class BackdropItem(QGraphicsItem):
    """One picture in its own pixels; the item's transform brings it to its place."""

    def __init__(self) -> None:
        super().__init__()
        self._levels: tuple[QImage, ...] = ()
        self._rect = QRectF()
        self._selected = False
        self.setZValue(Z_BACKDROP)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_backdrop(self, backdrop: Backdrop) -> None:
        """Take place, opacity and visibility."""
        rect = QRectF(0.0, 0.0, backdrop.width_px, backdrop.height_px)
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self.setTransform(transform_of(backdrop))
        self.setOpacity(backdrop.opacity)
        self.setVisible(backdrop.visible)

    def set_levels(self, levels: tuple[QImage, ...]) -> None:
        """The decoded picture."""
        self._levels = levels
        self.update()

    def set_selected(self, selected: bool) -> None:
        """A frame while it is selected."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The whole picture, in its pixels."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """The level whose pixels are next to the screen's."""
        if self._levels:
            detail = max(option.levelOfDetailFromTransform(painter.worldTransform()), 1e-6)
            level = 0
            while level + 1 < len(self._levels) and detail < 0.75 / 2**level:
                level += 1
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._rect, self._levels[level])
        if self._selected or not self._levels:
            painter.setOpacity(1.0)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(cosmetic_pen(map_style.SELECTED, 2.0) if self._selected else cosmetic_pen(FRAME, 1.0))
            painter.drawRect(self._rect)
            painter.setPen(qcolor(map_style.TEXT))


class _Bridge(QObject):
    decoded = Signal(str, object)


class BackdropItems:
    """The backdrop items of a scene by address; pictures are kept decoded as long as an item shows them."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: dict[ObjectRef, BackdropItem] = {}
        self._shown: dict[ObjectRef, Backdrop] = {}
        self._levels: dict[str, tuple[QImage, ...]] = {}
        self._waiting: set[str] = set()
        self._executor: ThreadPoolExecutor | None = None
        self._bridge = _Bridge(scene)
        self._bridge.decoded.connect(self._on_decoded, Qt.ConnectionType.QueuedConnection)

    def show(self, project: Project) -> None:
        """Mirror the project's backdrops: only what differs is touched."""
        wanted = {ObjectRef("backdrops", key): value for key, value in project.site_map.backdrops.items()}
        for ref in [ref for ref in self._items if ref not in wanted]:
            self._scene.removeItem(self._items.pop(ref))
            del self._shown[ref]
        for ref, backdrop in wanted.items():
            before = self._shown.get(ref)
            if before is backdrop:
                continue
            item = self._items.get(ref)
            if item is None:
                item = self._items[ref] = BackdropItem()
                item.setData(REF_KEY, ref)
                self._scene.addItem(item)
            item.show_backdrop(backdrop)
            self._shown[ref] = backdrop
            if before is None or before.asset != backdrop.asset:
                self._load(item, backdrop.asset, project.assets.get(backdrop.asset, b""))
        used = {backdrop.asset for backdrop in self._shown.values()}
        self._levels = {asset: levels for asset, levels in self._levels.items() if asset in used}

    def show_selection(self, refs: frozenset[ObjectRef]) -> None:
        """Frame what is selected."""
        for ref, item in self._items.items():
            item.set_selected(ref in refs)

    def item(self, ref: ObjectRef) -> BackdropItem | None:
        """The item of a backdrop."""
        return self._items.get(ref)

    @property
    def is_loading(self) -> bool:
        """Whether pictures are still being decoded."""
        return bool(self._waiting)

    def _load(self, item: BackdropItem, asset: str, content: bytes) -> None:
        if asset in self._levels:
            item.set_levels(self._levels[asset])
        elif len(content) < SMALL_BYTES:
            self._on_decoded(asset, pyramid_of(content))
        elif asset not in self._waiting:
            self._waiting.add(asset)
            bridge = self._bridge
            if self._executor is None:
                self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="campus5g-picture")
            self._executor.submit(lambda: bridge.decoded.emit(asset, pyramid_of(content)))

    def _on_decoded(self, asset: str, levels: tuple[QImage, ...]) -> None:
        self._waiting.discard(asset)
        self._levels[asset] = levels
        for ref, backdrop in self._shown.items():
            if backdrop.asset == asset:
                self._items[ref].set_levels(levels)
        if not self._waiting:
            self.close()

    def close(self) -> None:
        """End the decoding thread, which starts again when it is needed."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None
