"""What a gesture draws while it runs: a line or outline with its corners, and a text at the cursor."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from planner.io.map_style import HALO, SELECTED
from planner.model.geometry import Point, Ring
from ui.scene.areas import Z_GESTURE
from ui.scene.labels import LabelItem
from ui.scene.paint import area_path, cosmetic_pen, line_path
from ui.tools.snapping import Snap

BAD = (214, 0, 28, 255)
GUIDE = (196, 0, 160, 255)


class Sketch:
    """Items above everything else; created when first shown, gone after `clear`."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: tuple[QGraphicsPathItem, QGraphicsPathItem, LabelItem] | None = None

    def show(
        self,
        points: Sequence[Point],
        *,
        closed: bool = False,
        bad: bool = False,
        text: str = "",
        text_at: Point | None = None,
        holes: Sequence[Ring] = (),
    ) -> None:
        """Show a line through the points; `bad` in red; the text stands above `text_at`, else the last point."""
        casing, line, label = self._items or self._make()
        path = line_path(points) if points else QPainterPath()
        if closed and len(points) > 2:
            path = area_path(tuple(points), holes)
        colour = BAD if bad else SELECTED
        casing.setPath(path)
        line.setPath(path)
        line.setPen(cosmetic_pen(colour, 2.0))
        fill = QColor(*colour[:3], 40)
        line.setBrush(fill if closed and len(points) > 2 else Qt.BrushStyle.NoBrush)
        if points:
            label.set_label(text, QPointF(*(text_at or points[-1])), offset_px=-20.0)
            label.setVisible(bool(text))

    def clear(self) -> None:
        """Take it off the map."""
        for item in self._items or ():
            self._scene.removeItem(item)
        self._items = None

    def _make(self) -> tuple[QGraphicsPathItem, QGraphicsPathItem, LabelItem]:
        casing, line = QGraphicsPathItem(), QGraphicsPathItem()
        casing.setPen(cosmetic_pen(HALO, 4.5))
        label = LabelItem(size_px=13, bold=True)
        for step, item in enumerate((casing, line, label)):
            item.setZValue(Z_GESTURE + step)
            item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
            self._scene.addItem(item)
        self._items = (casing, line, label)
        return self._items


class SnapMarker(QGraphicsItem):
    """A small sign of what was snapped to: square for a corner, diamond for an edge, cross for a crossing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.kind = ""

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Screen pixels around the place."""
        return QRectF(-9.0, -9.0, 18.0, 18.0)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """White casing first, so that it is seen on every ground."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        if self.kind == "vertex":
            path.addRect(QRectF(-5.0, -5.0, 10.0, 10.0))
        elif self.kind == "edge":
            path.addPolygon(QPolygonF([QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0), QPointF(0, -6)]))
        else:
            for x in (-5.0, 5.0):
                path.moveTo(-5.0, -x)
                path.lineTo(5.0, x)
        painter.strokePath(path, QPen(QColor(*HALO), 4.5))
        painter.strokePath(path, QPen(QColor(*GUIDE), 2.0))


class Guides:
    """Why a point is where it is: dashed lines and a sign; gone after `clear`."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: tuple[QGraphicsPathItem, SnapMarker] | None = None

    def show(self, snap: Snap) -> None:
        """Show a snap; nothing for the bare cursor."""
        if not snap.kind:
            self.clear()
            return
        lines, marker = self._items or self._make()
        path = QPainterPath()
        for a, b in snap.guides:
            path.moveTo(*a)
            path.lineTo(*b)
        lines.setPath(path)
        marker.kind = snap.kind
        marker.setPos(*snap.place)
        marker.setVisible(snap.kind != "angle")
        marker.update()

    def clear(self) -> None:
        """Take them off the map."""
        for item in self._items or ():
            self._scene.removeItem(item)
        self._items = None

    def _make(self) -> tuple[QGraphicsPathItem, SnapMarker]:
        lines, marker = QGraphicsPathItem(), SnapMarker()
        lines.setPen(cosmetic_pen(GUIDE, 1.4, Qt.PenStyle.DashLine))
        lines.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        lines.setZValue(Z_GESTURE - 1)
        marker.setZValue(Z_GESTURE + 4)
        for item in (lines, marker):
            self._scene.addItem(item)
        self._items = (lines, marker)
        return self._items
