"""Items of drawn areas: obstacles and zones. Built-in items with cosmetic pens, which Qt draws fastest."""

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QAbstractGraphicsShapeItem, QGraphicsPathItem, QGraphicsPolygonItem

from planner.io import map_style
from planner.model.geometry import ring_area_m2
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, OPEN_KINDS, Obstacle, ObstacleKind, Zone
from ui.scene.paint import area_path, brush, cosmetic_pen, line_path, polygon, yard_rows

Z_GROUND, Z_HEAT_MAP, Z_OBSTACLES, Z_ZONES, Z_LINKS, Z_SYMBOLS, Z_LABELS, Z_GESTURE = range(0, 80, 10)

#: Where an item keeps its address (`QGraphicsItem.data`), and the zoom from which a detail is drawn (pixels per metre).
REF_KEY, MIN_ZOOM_KEY = 0, 1

SLOT_ZOOM, ROW_ZOOM = 0.8, 2.5


def obstacle_item(obstacle: Obstacle, item: QAbstractGraphicsShapeItem | None = None) -> QAbstractGraphicsShapeItem:
    """The item of an obstacle: the given one brought up to date where its class still fits, else a new one."""
    as_path = bool(obstacle.holes) or obstacle.kind in LINE_KINDS
    if as_path:
        path_item = item if isinstance(item, QGraphicsPathItem) else QGraphicsPathItem()
        is_line = obstacle.kind in LINE_KINDS
        path_item.setPath(line_path(obstacle.outline) if is_line else area_path(obstacle.outline, obstacle.holes))
        item = path_item
    else:
        polygon_item = item if isinstance(item, QGraphicsPolygonItem) else QGraphicsPolygonItem()
        polygon_item.setPolygon(polygon(obstacle.outline))
        item = polygon_item
    item.setZValue(obstacle_z(obstacle))
    item.setVisible(not obstacle.hidden)
    item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
    _set_details(item, obstacle)
    return item


def ground_edge_item(obstacle: Obstacle, item: QGraphicsPathItem | None = None) -> QGraphicsPathItem:
    """The outline of water and roads once more, faintly above the heat map, so that the ground stays readable."""
    item = item or QGraphicsPathItem()
    item.setPath(area_path(obstacle.outline, obstacle.holes))
    item.setPen(cosmetic_pen(map_style.GROUND_EDGE, 1.0))
    item.setZValue(Z_HEAT_MAP + 1.0)
    item.setVisible(not obstacle.hidden)
    item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
    return item


def obstacle_z(obstacle: Obstacle) -> float:
    """Ground by size, the largest lowest, so that an island shows on the sea and a basin in the land; roads above."""
    if obstacle.kind is ObstacleKind.ROAD:
        return Z_GROUND + 6.0
    if obstacle.kind in GROUND_KINDS:
        return Z_GROUND + 5.0 - math.log10(max(ring_area_m2(obstacle.outline), 1.0)) / 2.5
    if obstacle.kind in OPEN_KINDS:
        return Z_OBSTACLES + 5.0
    return Z_OBSTACLES + (2.0 if obstacle.kind is ObstacleKind.BUILDING else 1.0)


def style_obstacle(
    item: QAbstractGraphicsShapeItem, obstacle: Obstacle, *, selected: bool, over_heat_map: bool
) -> None:
    """Fill and edge, the latter in the colour of the selection where selected."""
    style = map_style.area_style(obstacle, over_heat_map=over_heat_map)
    item.setBrush(brush(style.fill))
    item.setPen(cosmetic_pen(map_style.SELECTED, 3.0) if selected else cosmetic_pen(style.edge, style.edge_px))


def _set_details(item: QAbstractGraphicsShapeItem, obstacle: Obstacle) -> None:
    """Box rows of a yard and bracing of a crane, as children that follow their parent."""
    details: list[tuple[QPainterPath, map_style.Rgba, float]] = []
    if obstacle.kind is ObstacleKind.CONTAINER_YARD:
        across, along = yard_rows(obstacle)
        details = [(across, map_style.YARD_ROW, SLOT_ZOOM), (along, map_style.YARD_ROW, ROW_ZOOM)]
    elif obstacle.kind in OPEN_KINDS and len(obstacle.outline) == 4:
        details = [(_bracing(obstacle), map_style.CRANE_BRACE, 0.0)]
    children = [child for child in item.childItems() if isinstance(child, QGraphicsPathItem)]
    while len(children) < len(details):
        children.append(QGraphicsPathItem(item))
    for child, (path, colour, min_zoom) in zip(children, details, strict=False):
        child.setPath(path)
        child.setPen(cosmetic_pen(colour, 1.0))
        child.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        child.setData(MIN_ZOOM_KEY, min_zoom)
    for child in children[len(details) :]:
        child.setPath(QPainterPath())


def _bracing(obstacle: Obstacle) -> QPainterPath:
    a, b, c, d = (QPointF(x, y) for x, y in obstacle.outline)
    path = QPainterPath(a)
    path.lineTo(c)
    path.moveTo(b)
    path.lineTo(d)
    return path


def zone_item(zone: Zone, item: QGraphicsPolygonItem | None = None) -> QGraphicsPolygonItem:
    """A zone: a white casing with a dark dashed line on it, readable on every colour of the heat map."""
    item = item or QGraphicsPolygonItem()
    item.setPolygon(polygon(zone.outline))
    item.setPen(cosmetic_pen(map_style.ZONE_CASING, 3.5))
    item.setZValue(Z_ZONES)
    item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
    children = item.childItems()
    dashes = children[0] if children else QGraphicsPolygonItem(item)
    assert isinstance(dashes, QGraphicsPolygonItem)
    dashes.setPolygon(item.polygon())
    dashes.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
    return item


def style_zone(item: QGraphicsPolygonItem, *, selected: bool) -> None:
    """The dashed line, in the colour of the selection where selected."""
    colour = map_style.SELECTED if selected else map_style.ZONE_LINE
    pen = cosmetic_pen(colour, 2.4 if selected else 1.6)
    pen.setDashPattern([5.0, 3.0])
    for dashes in item.childItems():
        if isinstance(dashes, QGraphicsPolygonItem):
            dashes.setPen(pen)
