"""The scene as a picture of any size, with its legend."""

import math

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QTransform

from planner.model.geometry import Bounds
from ui.scene.map_scene import MapScene
from ui.scene.overlays import Overlay, ScaleBar
from ui.scene.panels import EDGE_PX, Panels

#: Pictures are laid out as a window of this width and then enlarged, so that lines and names grow with them.
LAYOUT_WIDTH_PX = 1200
MARGIN = 1.04


def render(
    scene: MapScene, panels: Panels, bounds: Bounds, lang: str, width_px: int, height_px: int, left_px: int
) -> QImage:
    """Everything in `bounds` (west, south, east, north), `left_px` kept for the legend; the window stays as it is."""
    ratio = width_px / LAYOUT_WIDTH_PX
    size = QSize(LAYOUT_WIDTH_PX, max(math.ceil(height_px / ratio), 1))
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    west, south, east, north = bounds
    room_px = 0 if panels.legend.is_empty else left_px
    wide, high = max(east - west, 1.0) * MARGIN, max(north - south, 1.0) * MARGIN
    scale = min((size.width() - room_px) / wide, size.height() / high)
    source = QRectF(QPointF(), QPointF(size.width() / scale, size.height() / scale))
    source.moveCenter(QPointF((west + east) / 2.0 - room_px / 2.0 / scale, (south + north) / 2.0))
    zoom_before, area_before = scene.px_per_m, scene.area
    scene.set_zoom(scale)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.setTransform(QTransform(scale, 0, 0, -scale, -source.left() * scale, source.bottom() * scale))
    scene.render(painter, source, source)  # the transform does it all, the y axis turned
    painter.restore()
    for panel, place in _panels(panels, scale, lang, size):
        painter.save()
        painter.translate(place)
        panel.draw(painter)
        painter.restore()
    painter.end()
    scene.set_zoom(zoom_before, area_before)
    return image


def _panels(panels: Panels, scale: float, lang: str, size: QSize) -> list[tuple[Overlay, QPoint]]:
    scale_bar = ScaleBar()
    scale_bar.set_scale(scale, lang)
    legend, arrow = panels.legend, panels.north_arrow
    beside = EDGE_PX if legend.is_empty else 2 * EDGE_PX + legend.width()
    return [
        (legend, QPoint(EDGE_PX, size.height() - EDGE_PX - legend.height())),
        (scale_bar, QPoint(beside, int(size.height() - EDGE_PX - scale_bar.content_size().height()))),
        (arrow, QPoint(size.width() - EDGE_PX - arrow.width(), EDGE_PX)),
    ]
