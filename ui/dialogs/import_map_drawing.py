"""A small drawing of what is in a map file, in the colours of what its layers become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from planner.io.map_kinds import kind_of_properties
from planner.io.map_style import BACKGROUND, SELECTED
from planner.model.site_map import GROUND_KINDS
from ui.dialogs.import_map_layers import colours_of
from ui.scene.paint import map_font, qcolor

if TYPE_CHECKING:
    from planner.io.map_file import MapFile

#: The largest features stand for all of them where there are more; the dialog says so.
MAX_PARTS = 6000
EDGE_PX = 10.0
_GROUND = frozenset(kind.value for kind in GROUND_KINDS)
DOT_PX = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A file's parts as polygons in its own coordinates: layer (or file, where it has no
    layers), shape, the kind its own
    properties state ("": none) and outline; `total` counts what the file has."""

    parts: tuple[tuple[str, str, str, QPolygonF], ...]
    box: QRectF
    total: int


def drawing_of(file: MapFile) -> Drawing:
    """The drawing of a file; may run in any thread."""
    points, parts = file.coordinates, file.parts
    if not len(points) or not parts:
        return Drawing(parts=(), box=QRectF(), total=len(parts))
    chosen: Sequence[int] = range(len(parts))
    if len(parts) > MAX_PARTS:
        spans = np.array([part.rings[0] for part in parts])
        lows = np.array([points[start:end].min(axis=0) for start, end in spans.tolist()])
        highs = np.array([points[start:end].max(axis=0) for start, end in spans.tolist()])
        chosen = np.sort(np.argsort(-(highs - lows).max(axis=1), kind="stable")[:MAX_PARTS]).tolist()
    low, high = points.min(axis=0), points.max(axis=0)
    step = float((high - low).max()) / 1500.0
    own = [str(kind_of_properties(properties) or "") for properties in file.properties]
    shapes: list[tuple[str, str, str, QPolygonF]] = []
    for number in chosen:
        part = parts[number]
        start, end = part.rings[0]
        outline = [QPointF(x, y) for x, y in _thinned(points[start:end], step).tolist()]
        layer = file.layers[part.feature] or file.name
        shapes.append((layer, part.shape, own[part.feature], QPolygonF(outline)))
    box = QRectF(QPointF(*low.tolist()), QPointF(*high.tolist()))
    return Drawing(parts=tuple(shapes), box=box, total=len(parts))


def together(drawings: Sequence[Drawing]) -> Drawing:
    """Drawings in the same coordinates as one."""
    box = QRectF()
    for drawing in drawings:
        box = box.united(drawing.box)
    parts = tuple(part for drawing in drawings for part in drawing.parts)
    return Drawing(parts=parts, box=box, total=sum(drawing.total for drawing in drawings))


def _ground_first(part: tuple[str, str, QPolygonF]) -> tuple[bool, float]:
    """Large ground below small ground below everything that stands."""
    choice, _shape, outline = part
    stands = choice not in _GROUND
    rect = outline.boundingRect()
    return (stands, 0.0 if stands else -rect.width() * rect.height())


def _thinned(ring: np.ndarray, step: float) -> np.ndarray:
    """The ring without points that fall on the same pixel as the one before."""
    if len(ring) < 50 or step <= 0:
        return ring
    pixels = np.round(ring / step)
    kept = np.ones(len(ring), dtype=bool)
    kept[1:] = (pixels[1:] != pixels[:-1]).any(axis=1)
    return ring[kept]


class DrawingView(QWidget):
    """The drawing, drawn once and kept; clicks give places in the file's coordinates while places are asked for."""

    picked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(300, 240)
        self._drawing = Drawing(parts=(), box=QRectF(), total=0)
        self._choices: Mapping[str, str] = {}
        self._kept: QPixmap | None = None
        self._picks = False
        self._marks: tuple[tuple[str, float, float], ...] = ()
        self._stretch = 1.0

    @property
    def drawing(self) -> Drawing:
        """What is shown."""
        return self._drawing

    def show_drawing(self, drawing: Drawing, *, is_degrees: bool = False) -> None:
        """Show another file; degrees are narrowed as they are on the ground."""
        self._drawing = drawing
        latitude = min(max(drawing.box.center().y(), -80.0), 80.0) if is_degrees else 0.0
        self._stretch = float(np.cos(np.radians(latitude)))
        self._kept = None
        self.update()

    def show_choices(self, choices: Mapping[str, str]) -> None:
        """Colour the layers by what they become."""
        if choices != self._choices:
            self._choices = dict(choices)
            self._kept = None
            self.update()

    def show_marks(self, marks: Sequence[tuple[str, float, float]]) -> None:
        """Name places, such as control points."""
        self._marks = tuple(marks)
        self.update()

    def set_picking(self, picks: bool) -> None:
        """Whether a click gives a place."""
        self._picks = picks
        self.setCursor(Qt.CursorShape.CrossCursor if picks else Qt.CursorShape.ArrowCursor)

    # -- drawing -----------------------------------------------------------------------------------------------------

    def _scale(self) -> tuple[float, float, QPointF]:
        """Pixels per unit across and up, and the middle of the box."""
        box = self._drawing.box
        wide, high = max(box.width() * self._stretch, 1e-9), max(box.height(), 1e-9)
        scale = min((self.width() - 2 * EDGE_PX) / wide, (self.height() - 2 * EDGE_PX) / high)
        return scale * self._stretch, scale, box.center()

    def to_pixel(self, x: float, y: float) -> QPointF:
        """Where a place of the file is drawn."""
        across, up, middle = self._scale()
        return QPointF(self.width() / 2 + (x - middle.x()) * across, self.height() / 2 - (y - middle.y()) * up)

    def to_place(self, pixel: QPointF) -> tuple[float, float]:
        """The place of the file under a pixel."""
        across, up, middle = self._scale()
        return (
            middle.x() + (pixel.x() - self.width() / 2) / across,
            middle.y() - (pixel.y() - self.height() / 2) / up,
        )

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(round(self.width() * ratio), round(self.height() * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(qcolor(BACKGROUND))
        if not self._drawing.parts:
            return pixmap
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(self._drawing.parts) < MAX_PARTS)
        across, up, middle = self._scale()
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(across, -up)
        painter.translate(-middle)
        colours: dict[str, tuple[QColor, QColor]] = {}
        chosen = [
            (self._choices.get(layer, "") or own, shape, outline) for layer, shape, own, outline in self._drawing.parts
        ]
        for choice, shape, outline in sorted(chosen, key=_ground_first):
            if choice not in colours:
                colours[choice] = colours_of(choice)
            fill, edge = colours[choice]
            pen = QPen(edge, 1.0)
            pen.setCosmetic(True)
            painter.setPen(pen)
            if shape == "polygon":
                painter.setBrush(fill)
                painter.drawPolygon(outline)
            elif shape == "line":
                painter.drawPolyline(outline)
        painter.resetTransform()  # a dot in degrees would be stretched with its pen
        painter.setPen(Qt.PenStyle.NoPen)
        for choice, shape, outline in chosen:
            if shape == "point":
                painter.setBrush(colours[choice][1])
                painter.drawEllipse(self.to_pixel(outline[0].x(), outline[0].y()), DOT_PX, DOT_PX)
        painter.end()
        return pixmap

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The kept drawing, and the marks above."""
        if self._kept is None:
            self._kept = self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(map_font(12, bold=True))
        for name, x, y in self._marks:
            place = self.to_pixel(x, y)
            painter.setPen(QPen(QColor("white"), 4.0))
            painter.drawEllipse(place, 6.0, 6.0)
            painter.setPen(QPen(qcolor(SELECTED), 2.0))
            painter.drawEllipse(place, 6.0, 6.0)
            painter.drawText(place + QPointF(9.0, -6.0), name)
        painter.setPen(QPen(QColor(0, 0, 0, 40), 1.0))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Draw anew in another size."""
        self._kept = None
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A place, while places are asked for."""
        if self._picks and self._drawing.parts and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(*self.to_place(event.position()))
