"""Radiating cables: a thick dashed line along the route of every cell that is fed into one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from planner.io import map_style
from planner.model.edits import ObjectRef
from planner.model.network import Network
from planner.model.project import Project
from ui.scene.areas import Z_LINKS
from ui.scene.paint import cosmetic_pen, line_path

WIDTH_PX = 4.0
HALO: map_style.Rgba = (255, 255, 255, 200)


class CableItems:
    """The cables of a scene, by cell: a light line below the dashed one. They are looked at; their site is clicked."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: dict[str, tuple[QGraphicsPathItem, QGraphicsPathItem]] = {}
        self._network: Network | None = None
        self._selection: frozenset[ObjectRef] = frozenset()

    def show(self, project: Project, scheme_id: str) -> None:
        """Mirror the cables of a scheme."""
        network = project.schemes[scheme_id].network if scheme_id in project.schemes else Network()
        if self._network is not None and network.cells is self._network.cells:
            return
        self._network = network
        wanted = {key: cell for key, cell in network.cells.items() if len(cell.cable_route) > 1}
        for key in self._items.keys() - wanted.keys():
            for item in self._items.pop(key):
                self._scene.removeItem(item)
        for key, cell in wanted.items():
            if key not in self._items:
                self._items[key] = (self._make(0), self._make(1))
            path = line_path(cell.cable_route)
            for item in self._items[key]:
                item.setPath(path)
            self._style(key)

    @property
    def cell_ids(self) -> tuple[str, ...]:
        """The cells whose cable is drawn."""
        return tuple(self._items)

    def show_selection(self, selection: frozenset[ObjectRef]) -> None:
        """Mark the cables of cells that are selected, or of whose site is."""
        if selection != self._selection:
            self._selection = selection
            for key in self._items:
                self._style(key)

    def _make(self, step: int) -> QGraphicsPathItem:
        item = QGraphicsPathItem()
        item.setZValue(Z_LINKS + 1.5 + 0.1 * step)
        item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._scene.addItem(item)
        return item

    def _style(self, key: str) -> None:
        cell = self._network.cells.get(key) if self._network is not None else None
        chosen = {(ref.kind, ref.id) for ref in self._selection}
        selected = ("cells", key) in chosen or (cell is not None and ("sites", cell.site_id) in chosen)
        halo, line = self._items[key]
        halo.setPen(cosmetic_pen(HALO, WIDTH_PX + 3.0))
        pen = cosmetic_pen(map_style.SELECTED if selected else map_style.CABLE, WIDTH_PX)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([3.0, 1.2])
        line.setPen(pen)
