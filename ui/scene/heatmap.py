"""The heat map: an 8-bit indexed image laid over the map; a new layer or result replaces its bytes, nothing else."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, qRgba
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from planner.io.map_style import Rgba
from planner.radio.grid import Grid


class HeatMapItem(QGraphicsItem):
    """Draws the pixels of a grid at their place, unsmoothed: a pixel is a computed place, not a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._bytes: NDArray[np.uint8] | None = None
        self._image = QImage()
        self._rect = QRectF()
        self.setOpacity(0.72)

    def set_index(self, index: NDArray[np.uint8] | None, grid: Grid | None, table: tuple[Rgba, ...] = ()) -> None:
        """Show colour indices [rows, columns] (row 0 north) of a grid; None shows nothing."""
        if index is None or grid is None:
            rect = QRectF()
            self._image, self._bytes = QImage(), None
        else:
            rect = QRectF(grid.west_m, grid.south_m, grid.east_m - grid.west_m, grid.north_m - grid.south_m)
            flipped = np.ascontiguousarray(index[::-1])  # the scene's y axis points north
            image = QImage(
                flipped.data, grid.columns, grid.rows, flipped.strides[0], QImage.Format.Format_Indexed8
            )  # fmt: skip
            image.setColorTable([qRgba(*colour) for colour in table])
            self._image, self._bytes = image, flipped  # the image shares the array's memory: keep both
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self.update()

    @property
    def index(self) -> NDArray[np.uint8] | None:
        """The bytes shown, row 0 in the south; None for nothing."""
        return self._bytes

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The grid's extent, m."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """One image."""
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
            painter.drawImage(self._rect, self._image)
