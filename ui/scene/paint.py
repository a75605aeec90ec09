"""Small helpers between the map's data and Qt's drawing types."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainterPath, QPen, QPolygonF

from planner.io.map_style import Rgba
from planner.model.geometry import Point, Ring
from planner.model.site_map import Obstacle

#: Chinese first: a system that picks another font for Latin letters would mix two styles in one name.
FONT_FAMILIES = ("Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei")


def qcolor(colour: Rgba) -> QColor:
    """A table colour as Qt's."""
    return QColor(*colour)


def cosmetic_pen(colour: Rgba, width_px: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen whose width is in screen pixels at every zoom."""
    pen = QPen(qcolor(colour), width_px, style)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def brush(colour: Rgba) -> QBrush:
    """A plain brush, none at all for a transparent colour."""
    return QBrush(qcolor(colour)) if colour[3] else QBrush(Qt.BrushStyle.NoBrush)


def polygon(ring: Iterable[Point]) -> QPolygonF:
    """A ring in map metres as a polygon."""
    return QPolygonF([QPointF(x, y) for x, y in ring])


def area_path(outline: Ring, holes: Iterable[Ring]) -> QPainterPath:
    """An outline with holes; even-odd, so that holes stay open whatever their direction."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in (outline, *holes):
        path.addPolygon(polygon(ring))
        path.closeSubpath()
    return path


def line_path(points: Iterable[Point]) -> QPainterPath:
    """An open line."""
    path = QPainterPath()
    path.addPolygon(polygon(points))
    return path


def map_font(size_px: int, *, bold: bool = False) -> QFont:
    """The map's font in a fixed pixel size."""
    font = QFont()
    font.setFamilies([*FONT_FAMILIES, *font.families()])
    font.setPixelSize(size_px)
    font.setBold(bold)
    return font


def text_path(text: str, font: QFont) -> QPainterPath:
    """A text centred on the origin, as a path that can be drawn with a halo."""
    metrics = QFontMetricsF(font)
    path = QPainterPath()
    path.addText(-metrics.horizontalAdvance(text) / 2.0, (metrics.ascent() - metrics.descent()) / 2.0, font, text)
    return path


def yard_rows(obstacle: Obstacle) -> tuple[QPainterPath, QPainterPath]:
    """Lines that make a container yard read as one: (across: one per 40-ft slot, along: one per row of boxes).

    Only for outlines of four corners; anything else gets none. Slots 12.8 m and rows 2.8 m with their gaps.
    """
    across, along = QPainterPath(), QPainterPath()
    if len(obstacle.outline) != 4 or obstacle.holes:
        return across, along
    a, b, c, d = (QPointF(x, y) for x, y in obstacle.outline)
    first, second = _length(b - a), _length(c - b)
    if first < second:  # a-b shall be the long side
        a, b, c, d = b, c, d, a
        first, second = second, first
    for path, count, ends in (
        (across, int(first // 12.8), ((a, b), (d, c))),
        (along, int(second // 2.8), ((a, d), (b, c))),
    ):
        for step in range(1, min(count, 200)):
            share = step / count
            path.moveTo(ends[0][0] + (ends[0][1] - ends[0][0]) * share)
            path.lineTo(ends[1][0] + (ends[1][1] - ends[1][0]) * share)
    return across, along


def _length(vector: QPointF) -> float:
    return (vector.x() ** 2 + vector.y() ** 2) ** 0.5
