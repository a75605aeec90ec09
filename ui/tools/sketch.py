"""What a gesture draws while it runs: a line or outline with its corners, and a text at the cursor."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from planner.io.map_style import HALO, SELECTED
from planner.model.geometry import Point
from ui.scene.areas import Z_GESTURE
from ui.scene.labels import LabelItem
from ui.scene.paint import cosmetic_pen, line_path

BAD = (214, 0, 28, 255)


class Sketch:
    """Items above everything else; created when first shown, gone after `clear`."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: tuple[QGraphicsPathItem, QGraphicsPathItem, LabelItem] | None = None

    def show(self, points: Sequence[Point], *, closed: bool = False, bad: bool = False, text: str = "") -> None:
        """Show a line through the points; `bad` in red; the text stands above the last point."""
        casing, line, label = self._items or self._make()
        path = line_path(points) if points else QPainterPath()
        if closed and len(points) > 2:
            path.closeSubpath()
        colour = BAD if bad else SELECTED
        casing.setPath(path)
        line.setPath(path)
        line.setPen(cosmetic_pen(colour, 2.0))
        fill = QColor(*colour[:3], 40)
        line.setBrush(fill if closed and len(points) > 2 else Qt.BrushStyle.NoBrush)
        if points:
            label.set_label(text, QPointF(*points[-1]), offset_px=-20.0)
            label.setVisible(bool(text))

    def clear(self) -> None:
        """Take it off the map."""
        for item in self._items or ():
            self._scene.removeItem(item)
        self._items = None

    def _make(self) -> tuple[QGraphicsPathItem, QGraphicsPathItem, LabelItem]:
        casing, line = QGraphicsPathItem(), QGraphicsPathItem()
        casing.setPen(cosmetic_pen(HALO, 4.5))
        label = LabelItem(priority=1000, size_px=13, bold=True)
        for step, item in enumerate((casing, line, label)):
            item.setZValue(Z_GESTURE + step)
            item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
            self._scene.addItem(item)
        self._items = (casing, line, label)
        return self._items
