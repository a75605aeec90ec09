"""The floating panels of a map window and where they stand."""

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QWidget

from ui.scene.overlays import Legend, NorthArrow, Overlay, ScaleBar, TextPanel

EDGE_PX = 12


class Panels:
    """Legend lower left, scale beside it, read-out lower right, arrow upper right, hint above."""

    def __init__(self, parent: QWidget) -> None:
        self.legend, self.scale_bar = Legend(parent), ScaleBar(parent)
        self.north_arrow, self.read_out, self.hint = NorthArrow(parent), TextPanel(parent), TextPanel(parent)
        for panel in (self.legend, self.scale_bar, self.north_arrow, self.read_out, self.hint):
            panel.fit()
        self._placed_in = QSize()

    def place(self, size: QSize) -> None:
        """Put everything in its place in a window of this size."""
        first = size != self._placed_in
        self._placed_in = size
        for panel, place in self._places(size.width(), size.height()):
            panel.move(place)
            if first:  # raising repaints a panel even where nothing lies above it, and the mouse calls this every time
                panel.raise_()

    def _places(self, width: int, height: int) -> list[tuple[Overlay, QPoint]]:
        beside = EDGE_PX if self.legend.is_empty else 2 * EDGE_PX + self.legend.width()
        read_out_top = height - EDGE_PX - self.read_out.height()
        scale_top = height - EDGE_PX - self.scale_bar.height()
        if beside + self.scale_bar.width() + 2 * EDGE_PX + self.read_out.width() > width:
            scale_top = read_out_top - EDGE_PX - self.scale_bar.height()
        return [
            (self.legend, QPoint(EDGE_PX, height - EDGE_PX - self.legend.height())),
            (self.scale_bar, QPoint(beside, scale_top)),
            (self.read_out, QPoint(width - EDGE_PX - self.read_out.width(), read_out_top)),
            (self.north_arrow, QPoint(width - EDGE_PX - self.north_arrow.width(), EDGE_PX)),
            (self.hint, QPoint((width - self.hint.width()) // 2, EDGE_PX)),
        ]
