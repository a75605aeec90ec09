"""Transport links: dashed lines from the sites to their UPF, drawn where both ends stand on the map."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from planner.io import map_style
from planner.model.edits import ObjectRef
from planner.model.network import ALL_SITES, Network, TransportLink
from planner.model.project import Project
from ui.scene.areas import REF_KEY, Z_LINKS
from ui.scene.paint import cosmetic_pen


def link_path(network: Network, link: TransportLink) -> QPainterPath:
    """Lines from the link's site, or from all sites, to its UPF and on to the UPF's second room; empty off the map."""
    path = QPainterPath()
    upf = network.upfs.get(link.to_id)
    if upf is None or upf.position is None:
        return path
    sites = network.sites.values() if link.from_id == ALL_SITES else filter(None, [network.sites.get(link.from_id)])
    for site in sites:
        path.moveTo(QPointF(*site.position))
        path.lineTo(QPointF(*upf.position))
    if upf.second_position is not None:
        path.moveTo(QPointF(*upf.position))
        path.lineTo(QPointF(*upf.second_position))
    return path


class LinkItems:
    """The link items of a scene, by address."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: dict[ObjectRef, QGraphicsPathItem] = {}
        self._network: Network | None = None
        self._selection: frozenset[ObjectRef] = frozenset()

    def show(self, project: Project, scheme_id: str) -> None:
        """Mirror the links of a scheme; lines follow the sites and UPFs they join."""
        network = project.schemes[scheme_id].network if scheme_id in project.schemes else Network()
        same = self._network is not None and (
            network.links is self._network.links
            and network.sites is self._network.sites
            and network.upfs is self._network.upfs
        )
        if same:
            return
        self._network = network
        wanted = {ObjectRef("links", key, scheme_id): link for key, link in network.links.items()}
        for ref in self._items.keys() - wanted.keys():
            self._scene.removeItem(self._items.pop(ref))
        for ref, link in wanted.items():
            item = self._items.get(ref)
            if item is None:
                item = QGraphicsPathItem()
                item.setZValue(Z_LINKS)
                item.setData(REF_KEY, ref)
                item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
                self._scene.addItem(item)
                self._items[ref] = item
            item.setPath(link_path(network, link))
            self._style(ref)

    def show_selection(self, selection: frozenset[ObjectRef]) -> None:
        """Mark the selected links."""
        changed = self._selection ^ selection
        self._selection = selection
        for ref in changed & self._items.keys():
            self._style(ref)

    def _style(self, ref: ObjectRef) -> None:
        selected = ref in self._selection
        pen = cosmetic_pen(map_style.SELECTED if selected else map_style.LINK, 2.4 if selected else 1.4)
        pen.setDashPattern([6.0, 4.0])
        self._items[ref].setPen(pen)
