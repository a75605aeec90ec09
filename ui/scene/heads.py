"""Combined cells: thin dotted lines from a cell's site to the heads that radiate the same cell."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from planner.io import map_style
from planner.model.edits import ObjectRef
from planner.model.heads import head_sites
from planner.model.network import Cell, Network
from planner.model.project import Project
from ui.scene.areas import Z_LINKS
from ui.scene.paint import cosmetic_pen


def heads_path(cell: Cell, network: Network) -> QPainterPath:
    """Lines from the cell's own site to each of its heads; empty for a cell without."""
    path = QPainterPath()
    sites = head_sites(cell, network)
    for head in sites[1:]:
        path.moveTo(QPointF(*sites[0].position))
        path.lineTo(QPointF(*head.position))
    return path


class HeadItems:
    """The lines of a scene's combined cells, by cell. They are looked at, not clicked: the heads are the sites."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: dict[str, QGraphicsPathItem] = {}
        self._network: Network | None = None
        self._selection: frozenset[ObjectRef] = frozenset()

    def show(self, project: Project, scheme_id: str) -> None:
        """Mirror the combined cells of a scheme; lines follow the sites they join."""
        network = project.schemes[scheme_id].network if scheme_id in project.schemes else Network()
        old = self._network
        if old is not None and network.cells is old.cells and network.sites is old.sites:
            return
        self._network = network
        wanted = {key: cell for key, cell in network.cells.items() if cell.head_site_ids}
        for key in self._items.keys() - wanted.keys():
            self._scene.removeItem(self._items.pop(key))
        for key, cell in wanted.items():
            item = self._items.get(key)
            if item is None:
                item = QGraphicsPathItem()
                item.setZValue(Z_LINKS + 1)
                item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
                self._scene.addItem(item)
                self._items[key] = item
            item.setPath(heads_path(cell, network))
            self._style(key)

    def show_selection(self, selection: frozenset[ObjectRef]) -> None:
        """Mark the lines of cells that are selected, or of whose sites one is."""
        if selection != self._selection:
            self._selection = selection
            for key in self._items:
                self._style(key)

    def _style(self, key: str) -> None:
        cell = self._network.cells[key] if self._network is not None else None
        own = {("cells", key)}
        if cell is not None:
            own |= {("sites", site_id) for site_id in (cell.site_id, *cell.head_site_ids)}
        marked = any((ref.kind, ref.id) in own for ref in self._selection)
        pen = cosmetic_pen(map_style.SELECTED if marked else map_style.SITE_NEW, 2.2 if marked else 1.3)
        pen.setDashPattern([1.5, 2.5])
        self._items[key].setPen(pen)
