"""Sites and UPFs: symbols of a fixed size on the screen, whatever the zoom."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from planner.io.map_style import HALO, MEC, SELECTED, SITE_NEW, SITE_PUBLIC, UPF
from planner.model.network import Cell, Ownership, Site
from ui.scene.paint import map_font, qcolor

SECTOR_PX = 27.0
SECTOR_HALF_DEG = 17.0
MAST_PX = 5.5
OMNI_PX = 13.0


class SymbolItem(QGraphicsItem):
    """What site and UPF symbols share: fixed size, a round hit area, a ring when selected."""

    def __init__(self, radius_px: float) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self._radius_px = radius_px
        self.selected = False

    def set_selected(self, selected: bool) -> None:
        """Draw the ring of a selected object."""
        if selected != self.selected:
            self.selected = selected
            self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Size in screen pixels around the position."""
        r = self._radius_px + 4.0
        return QRectF(-r, -r, 2 * r, 2 * r)

    def shape(self) -> QPainterPath:
        """The place to click: a little larger than the mast, so that it can be hit."""
        path = QPainterPath()
        path.addEllipse(QPointF(), 12.0, 12.0)
        return path

    def _paint_ring(self, painter: QPainter, radius_px: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(qcolor(HALO), 5.0))
        painter.drawEllipse(QPointF(), radius_px, radius_px)
        painter.setPen(QPen(qcolor(SELECTED), 2.5))
        painter.drawEllipse(QPointF(), radius_px, radius_px)


class SiteItem(SymbolItem):
    """A site: one wedge per sector towards its azimuth, a disc for omnidirectional cells, the mast in the middle."""

    def __init__(self) -> None:
        super().__init__(SECTOR_PX + 2.0)
        self._sectors: tuple[tuple[str, QPainterPath], ...] = ()
        self._colour = qcolor(SITE_NEW)
        self._selected_cells: frozenset[str] = frozenset()

    def show_site(self, site: Site, cells: tuple[Cell, ...], omni: frozenset[str]) -> None:
        """Mirror a site and its cells; `omni`: ids of cells whose antenna has no direction."""
        self.setPos(*site.position)
        self._colour = qcolor(SITE_NEW if site.ownership is Ownership.NEW else SITE_PUBLIC)
        self._sectors = tuple((cell.id, sector_path(None if cell.id in omni else cell.azimuth_deg)) for cell in cells)
        self.update()

    def set_selected_cells(self, cell_ids: frozenset[str]) -> None:
        """Mark these cells' wedges."""
        if cell_ids != self._selected_cells:
            self._selected_cells = cell_ids
            self.update()

    def cell_at(self, position_px: QPointF) -> str:
        """The cell whose wedge lies under a point (relative to the site, screen pixels), "" for the mast or none."""
        if math.hypot(position_px.x(), position_px.y()) <= MAST_PX + 2.0:
            return ""
        return next((key for key, path in reversed(self._sectors) if path.contains(position_px)), "")

    def shape(self) -> QPainterPath:
        """Mast and wedges."""
        path = super().shape()
        for _, sector in self._sectors:
            path.addPath(sector)
        path.setFillRule(Qt.FillRule.WindingFill)
        return path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """White-cased wedges, the mast above them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for _, path in self._sectors:
            painter.strokePath(path, QPen(qcolor(HALO), 4.0))
        for cell_id, path in self._sectors:
            marked = cell_id in self._selected_cells
            painter.setBrush(qcolor(SELECTED) if marked else self._colour)
            painter.setPen(QPen(QColor(255, 255, 255), 1.2))
            painter.drawPath(path)
        if self.selected:
            self._paint_ring(painter, SECTOR_PX + 1.0)
        painter.setBrush(self._colour)
        painter.setPen(QPen(QColor(255, 255, 255), 2.0))
        painter.drawEllipse(QPointF(), MAST_PX, MAST_PX)


def sector_path(azimuth_deg: float | None) -> QPainterPath:
    """An arrow-like wedge towards an azimuth (clockwise from north), screen pixels; a disc where there is none."""
    path = QPainterPath()
    if azimuth_deg is None:
        path.addEllipse(QPointF(), OMNI_PX, OMNI_PX)
        return path

    def at(distance: float, turn_deg: float) -> QPointF:
        angle = math.radians(azimuth_deg + turn_deg)
        return QPointF(distance * math.sin(angle), -distance * math.cos(angle))

    path.moveTo(at(3.0, 0.0))
    path.lineTo(at(SECTOR_PX - 5.0, -SECTOR_HALF_DEG))
    path.lineTo(at(SECTOR_PX, 0.0))
    path.lineTo(at(SECTOR_PX - 5.0, SECTOR_HALF_DEG))
    path.closeSubpath()
    return path


class UpfItem(SymbolItem):
    """A UPF as a blue box with its letter; edge servers beside it as a smaller violet one."""

    def __init__(self) -> None:
        super().__init__(20.0)
        self._servers = 0
        self._second = False
        self._font = map_font(10, bold=True)

    def show_upf(self, servers: int, *, second: bool = False) -> None:
        """`servers`: MEC hosts at this UPF; `second`: the second room of a 1+1 pair."""
        self._servers, self._second = servers, second
        self.update()

    def shape(self) -> QPainterPath:
        """The box."""
        path = QPainterPath()
        path.addRect(QRectF(-17, -11, 34, 22))
        return path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Box, letters, servers."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(-15, -9, 30, 18)
        if self._servers:
            self._box(painter, QRectF(3, -16, 15, 11), qcolor(MEC))
        if self.selected:
            painter.setPen(QPen(qcolor(SELECTED), 7.0))
            painter.drawRoundedRect(box, 3, 3)
        self._box(painter, box, QColor(255, 255, 255) if self._second else qcolor(UPF))
        painter.setFont(self._font)
        painter.setPen(qcolor(UPF) if self._second else QColor(255, 255, 255))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "UPF")

    def _box(self, painter: QPainter, rect: QRectF, colour: QColor) -> None:
        painter.setPen(QPen(qcolor(UPF) if self._second else QColor(255, 255, 255), 1.8))
        painter.setBrush(colour)
        painter.drawRoundedRect(rect, 3, 3)
