"""The scene: one item per object of the project, found by its address, changed only where the project changed.

It knows nothing of the document. `show_project` takes the next project and compares it with the one shown; the
selection is drawn, not kept, here.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractGraphicsShapeItem,
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsPolygonItem,
    QGraphicsScene,
)

from planner.io import map_style
from planner.io.map_text import label_place
from planner.model.catalogue import Catalogue
from planner.model.diff import difference
from planner.model.edits import ObjectRef, collection
from planner.model.geometry import Point, bounds_of
from planner.model.heads import cells_at
from planner.model.network import Site, Upf
from planner.model.project import Project
from planner.model.site_map import GROUND_KINDS, Obstacle, ObstacleKind, Zone
from ui.scene import areas
from ui.scene.backdrop import BackdropItems
from ui.scene.cables import CableItems
from ui.scene.heads import HeadItems
from ui.scene.heatmap import HeatMapItem
from ui.scene.labels import OBSTACLE_PRIORITY, Look, Name, Names
from ui.scene.links import LinkItems
from ui.scene.measurement import MeasurementItems
from ui.scene.paint import brush, qcolor
from ui.scene.storey_view import StoreyView, is_shown
from ui.scene.symbols import SiteItem, SymbolItem, UpfItem
from ui.scene.terrain_item import TerrainItems

OMNI_BEAMWIDTH_DEG = 300.0
SITE_LABEL_PX, SHORT_SITE_LABEL_PX, UPF_LABEL_PX = 34.0, 25.0, 20.0
MAP_KINDS = ("obstacles", "zones")
SCHEME_KINDS = ("sites", "upfs")
#: Objects drawn as part of another one: the owner's collection and the field that names it.
_OWNERS = {"cells": ("sites", "site_id"), "mec_hosts": ("upfs", "upf_id")}


class MapScene(QGraphicsScene):
    """See the module. `items_by_ref` is the only place items are kept."""

    def __init__(self, catalogue: Catalogue | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalogue = catalogue or Catalogue()
        self.items_by_ref: dict[ObjectRef, QGraphicsItem] = {}
        self._seconds: dict[ObjectRef, UpfItem] = {}
        self._edges: dict[ObjectRef, QGraphicsPathItem] = {}
        self._detailed: set[ObjectRef] = set()
        self._symbols: set[ObjectRef] = set()
        self._names = Names(self, areas.Z_LABELS)
        self._looks = name_looks()
        self._area: QRectF | None = None
        self._unsettled = False
        self._project = Project()
        self._scheme_id = ""
        self._storey_view = StoreyView()
        self._selection: frozenset[ObjectRef] = frozenset()
        self._px_per_m = 1.0
        self._over_heat_map = False
        self.setBackgroundBrush(qcolor(map_style.BACKGROUND))
        self.heat_map = HeatMapItem()
        self.heat_map.setZValue(areas.Z_HEAT_MAP)
        self.addItem(self.heat_map)
        self._links, self._heads, self.cables = LinkItems(self), HeadItems(self), CableItems(self)
        self.backdrops, self.measurements = BackdropItems(self), MeasurementItems(self)
        self.terrain = TerrainItems(self)

    # -- mirroring ---------------------------------------------------------------------------------------------------

    def show_project(self, project: Project, scheme_id: str, *, settled: bool = True) -> None:
        """Mirror a project with one of its schemes: only objects that differ from what is shown are touched.

        Names are chosen anew once it is `settled`; during a gesture they just follow their objects.
        """
        if project is self._project and scheme_id == self._scheme_id:
            if settled and self._unsettled:
                self.place_labels()
            return
        touched = set(_changes(self._project, project, scheme_id))
        if scheme_id != self._scheme_id or (scheme_id in project.schemes) != (scheme_id in self._project.schemes):
            touched |= set(_scheme_objects(self._project, self._scheme_id))
            touched |= set(_scheme_objects(project, scheme_id))
        self._project, self._scheme_id = project, scheme_id
        relabel = False
        for ref in touched:
            relabel |= self._mirror(ref)
        self._links.show(project, scheme_id)
        self._heads.show(project, scheme_id)
        self.cables.show(project, scheme_id)
        self.backdrops.show(project)
        self.measurements.show(project)
        self.terrain.show(project)
        if settled and (relabel or self._unsettled):
            self.place_labels()
        elif relabel:
            self._unsettled = True
            self._names.follow(touched)

    def _mirror(self, ref: ObjectRef) -> bool:
        """Create, update or remove the item of one object; True if a label changed."""
        value = self._value(ref)
        if value is None:
            return self._remove(ref)
        old = self.items_by_ref.get(ref)
        if isinstance(value, Obstacle):
            item = areas.obstacle_item(value, old if isinstance(old, QAbstractGraphicsShapeItem) else None)
            self._update_edge(value, ref)
        elif isinstance(value, Zone):
            item = areas.zone_item(value, old if isinstance(old, QGraphicsPolygonItem) else None)
        elif isinstance(value, Site):
            item = old if isinstance(old, SiteItem) else SiteItem()
            self._update_site(item, value)
        else:
            item = old if isinstance(old, UpfItem) else UpfItem()
            self._update_upf(item, value, ref)
        if item is not old:
            if old is not None:
                self.removeItem(old)
            item.setData(areas.REF_KEY, ref)
            self.addItem(item)
            self.items_by_ref[ref] = item
        if isinstance(item, SymbolItem):
            self._symbols.add(ref)
        elif item.childItems():
            self._detailed.add(ref)
            self._apply_zoom(item)
        self._style(ref)
        return self._label(ref, value)

    def _update_edge(self, obstacle: Obstacle, ref: ObjectRef) -> None:
        edge = self._edges.pop(ref, None)
        if obstacle.kind in GROUND_KINDS:
            self._edges[ref] = areas.ground_edge_item(obstacle, edge)
            if edge is None:
                self.addItem(self._edges[ref])
        elif edge is not None:
            self.removeItem(edge)

    def _remove(self, ref: ObjectRef) -> bool:
        for store in (self.items_by_ref, self._seconds, self._edges):
            item = store.pop(ref, None)
            if item is not None:
                self.removeItem(item)
        self._detailed.discard(ref)
        self._symbols.discard(ref)
        self._names.set(ref, None)
        return True

    def _value(self, ref: ObjectRef) -> Obstacle | Zone | Site | Upf | None:
        if ref.scheme_id and (ref.scheme_id != self._scheme_id or ref.scheme_id not in self._project.schemes):
            return None
        value = collection(self._project, ref.kind, ref.scheme_id).get(ref.id)
        return None if isinstance(value, Upf) and value.position is None else value

    def _update_site(self, item: SiteItem, site: Site) -> None:
        own = cells_at(site.id, self._project.schemes[self._scheme_id].network)
        antennas = self.catalogue.antennas
        omni = frozenset(
            cell.id for cell in own
            if cell.antenna in antennas and antennas[cell.antenna].h_beamwidth_deg >= OMNI_BEAMWIDTH_DEG
        )  # fmt: skip
        item.show_site(site, own, omni)
        item.setZValue(areas.Z_SYMBOLS)

    def _update_upf(self, item: UpfItem, upf: Upf, ref: ObjectRef) -> None:
        hosts = self._project.schemes[self._scheme_id].network.mec_hosts.values()
        item.show_upf(sum(host.upf_id == upf.id for host in hosts))
        item.setPos(*(upf.position or (0.0, 0.0)))
        item.setZValue(areas.Z_SYMBOLS + 1)
        second = self._seconds.pop(ref, None)
        if second is not None and upf.second_position is None:
            self.removeItem(second)
        if upf.second_position is not None:
            if second is None:
                second = UpfItem()
                second.setData(areas.REF_KEY, ref)
                second.setZValue(areas.Z_SYMBOLS + 1)
                self.addItem(second)
            second.show_upf(0, second=True)
            second.setPos(*upf.second_position)
            self._seconds[ref] = second

    @property
    def storey_view(self) -> StoreyView:
        """The building in hand and the storey looked at."""
        return self._storey_view

    def set_storey_view(self, view: StoreyView) -> None:
        """Look at another storey: the names of what lies inside buildings come and go with it."""
        before, self._storey_view = self._storey_view, view
        if before == view:
            return
        relabel = False
        for key, obstacle in self._project.site_map.obstacles.items():
            if obstacle.building_id and obstacle.name:
                relabel |= self._label(ObjectRef("obstacles", key), obstacle)
        if relabel:
            self.place_labels()

    def _is_seen(self, obstacle: Obstacle) -> bool:
        return not obstacle.hidden and is_shown(obstacle, self._storey_view)

    # -- names -------------------------------------------------------------------------------------------------------

    def _label(self, ref: ObjectRef, value: Obstacle | Zone | Site | Upf) -> bool:
        """Take the name of an object; True if there was or is one."""
        if not value.name or (isinstance(value, Obstacle) and not self._is_seen(value)):
            return self._names.set(ref, None)
        priority, look = self._looks[type(value)]
        if isinstance(value, Obstacle | Zone):
            box = bounds_of([value.outline]) or (0.0, 0.0, 0.0, 0.0)
            offset_px = 13.0 if isinstance(value, Zone) else 0.0
            name = Name(value.name, box, priority, look, offset_px, partial(label_place, value))
        else:
            place = value.position or (0.0, 0.0)
            offset_px = self._site_label_px(value, ref) if isinstance(value, Site) else UPF_LABEL_PX
            name = Name(value.name, (*place, *place), priority, look, offset_px, partial(_bare_place, place))
        return self._names.set(ref, name)

    def _site_label_px(self, site: Site, ref: ObjectRef) -> float:
        """Below the mast, or below the wedge that points there."""
        cells = self._project.schemes[ref.scheme_id].network.cells.values()
        southward = any(cell.site_id == site.id and abs(cell.azimuth_deg - 180.0) < 50.0 for cell in cells)
        return SITE_LABEL_PX if southward else SHORT_SITE_LABEL_PX

    def place_labels(self) -> None:
        """Choose the names that fit at the present zoom, in the area somebody looks at."""
        symbols = [self.items_by_ref[ref].pos() for ref in self._symbols]
        self._unsettled = False
        self._names.place(self._px_per_m, self._area, symbols)

    @property
    def area(self) -> QRectF | None:
        """The part of the map that has its names; None: all of it."""
        return self._area

    def set_area(self, area: QRectF | None) -> None:
        """Put names on this part of the map alone: a large map has too many to look through all."""
        if area != self._area:
            self._area = area
            self.place_labels()

    def has_name(self, ref: ObjectRef) -> bool:
        """Whether an object has a name that may be shown: hidden ones and other storeys' don't."""
        return self._names.has(ref)

    @property
    def visible_labels(self) -> frozenset[str]:
        """Texts of the names shown now."""
        return self._names.shown

    def set_heat_map_shown(self, shown: bool) -> None:
        """Let the heat map show through what has figures inside, while there is one."""
        if shown != self._over_heat_map:
            self._over_heat_map = shown
            fills: dict[ObstacleKind, QBrush] = {}
            for key, obstacle in self._project.site_map.obstacles.items():
                item = self.items_by_ref.get(ObjectRef("obstacles", key))
                if obstacle.kind in map_style.SEE_THROUGH and isinstance(item, QAbstractGraphicsShapeItem):
                    if obstacle.kind not in fills:
                        fills[obstacle.kind] = brush(map_style.area_style(obstacle, over_heat_map=shown).fill)
                    item.setBrush(fills[obstacle.kind])

    def set_zoom(self, px_per_m: float, area: QRectF | None = None) -> None:
        """Adapt names and details to a zoom, names in an area alone (None: everywhere)."""
        if px_per_m == self._px_per_m and area == self._area:
            return
        self._area = area
        self._px_per_m = px_per_m
        for ref in self._detailed:
            self._apply_zoom(self.items_by_ref[ref])
        self.place_labels()

    @property
    def px_per_m(self) -> float:
        """The zoom names and details are chosen for."""
        return self._px_per_m

    def _apply_zoom(self, item: QGraphicsItem) -> None:
        for child in item.childItems():
            min_zoom = child.data(areas.MIN_ZOOM_KEY)
            if min_zoom is not None:
                child.setVisible(self._px_per_m >= min_zoom)

    # -- selection ---------------------------------------------------------------------------------------------------

    def show_selection(self, refs: Iterable[ObjectRef]) -> None:
        """Mark what is selected; a selected cell marks its wedge."""
        before, self._selection = self._selection, frozenset(refs)
        changed = before ^ self._selection
        if any(ref.kind == "cells" for ref in changed):
            changed |= frozenset(ref for ref, item in self.items_by_ref.items() if isinstance(item, SiteItem))
        for ref in changed:
            self._style(ref)
        self._links.show_selection(self._selection)
        self._heads.show_selection(self._selection)
        self.cables.show_selection(self._selection)
        self.backdrops.show_selection(self._selection)

    def _style(self, ref: ObjectRef) -> None:
        item = self.items_by_ref.get(ref)
        value = self._value(ref)
        if item is None or value is None:
            return
        selected = ref in self._selection
        if isinstance(item, SiteItem):
            item.set_selected(selected)
            item.set_selected_cells(frozenset(r.id for r in self._selection if r.kind == "cells"))
        elif isinstance(item, UpfItem):
            for symbol in (item, self._seconds.get(ref)):
                if symbol is not None:
                    symbol.set_selected(selected)
        elif isinstance(value, Obstacle) and isinstance(item, QAbstractGraphicsShapeItem):
            areas.style_obstacle(item, value, selected=selected, over_heat_map=self._over_heat_map)
        elif isinstance(item, QGraphicsPolygonItem):
            areas.style_zone(item, selected=selected)


def name_looks() -> dict[type, tuple[int, Look]]:
    """How the names of objects look, and which is the more important one."""
    return {
        Site: (100, Look(size_px=12, bold=True)),
        Upf: (90, Look(size_px=12, bold=True, colour=map_style.UPF)),
        Zone: (80, Look(size_px=13, bold=True)),
        Obstacle: (OBSTACLE_PRIORITY, Look(size_px=11)),
    }


def _bare_place(place: Point) -> tuple[Point, None]:
    return place, None


def _changes(before: Project, after: Project, scheme_id: str) -> Iterator[ObjectRef]:
    """What has to be drawn anew: changed objects, and the owners of changed cells and edge servers."""
    found = difference(before, after)
    for ref in (*found.added, *found.removed, *found.changed):
        if ref.scheme_id not in ("", scheme_id):
            continue
        if ref.kind in (*MAP_KINDS, *SCHEME_KINDS):
            yield ref
        owner_kind, field = _OWNERS.get(ref.kind, ("", ""))
        for project in (before, after) if owner_kind else ():
            value = collection(project, ref.kind, scheme_id).get(ref.id)
            if value is not None:
                yield ObjectRef(owner_kind, getattr(value, field), scheme_id)
                for head in getattr(value, "head_site_ids", ()):
                    yield ObjectRef(owner_kind, head, scheme_id)


def _scheme_objects(project: Project, scheme_id: str) -> Iterator[ObjectRef]:
    if scheme_id in project.schemes:
        for kind in SCHEME_KINDS:
            for key in collection(project, kind, scheme_id):
                yield ObjectRef(kind, key, scheme_id)
