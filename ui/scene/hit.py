"""What lies under the cursor or inside a rubber band. Free functions over the scene's items and the project."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtWidgets import QGraphicsView

from planner.errors import EditError
from planner.model.edits import ObjectRef, collection, find
from planner.model.geometry import Point, Ring, ring_area_m2
from planner.model.network import Site, Upf
from planner.model.project import Project
from planner.model.site_map import GROUND_KINDS, Backdrop, Obstacle, Zone
from ui.scene.areas import REF_KEY
from ui.scene.backdrop import corners_m
from ui.scene.storey_view import StoreyView, is_shown
from ui.scene.symbols import SiteItem, SymbolItem

TOLERANCE_PX = 5
#: Objects without a place of their own: the collections they stand with, and the fields that name them there.
_STANDS_WITH = {
    "cells": (("sites", "site_id"),),
    "links": (("sites", "from_id"), ("upfs", "to_id")),
    "mec_hosts": (("upfs", "upf_id"),),
    "flows": (("zones", "zone_id"),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What was hit. `firm`: it may be dragged at once; the ground and a zone's inside have to be selected first.

    `cell_id`: the cell whose wedge was hit on a site, "" for none.
    """

    ref: ObjectRef
    firm: bool = True
    cell_id: str = ""


def hit_at(view: QGraphicsView, project: Project, position_px: QPoint) -> Hit | None:
    """The thing under a point of the viewport: symbols, zone outlines, obstacles, links, zones' insides, ground."""
    under = view.items(position_px)
    for item in under:
        if isinstance(item, SymbolItem):
            cell_id = ""
            if isinstance(item, SiteItem):
                centre = view.mapFromScene(item.scenePos())
                cell_id = item.cell_at((position_px - centre).toPointF())
            return Hit(ref=item.data(REF_KEY), cell_id=cell_id)
    place = view.mapToScene(position_px)
    tolerance_m = TOLERANCE_PX / abs(view.transform().m11())
    box = QRect(position_px - QPoint(TOLERANCE_PX, TOLERANCE_PX), position_px + QPoint(TOLERANCE_PX, TOLERANCE_PX))
    near = [item.data(REF_KEY) for item in view.items(box) if isinstance(item.data(REF_KEY), ObjectRef)]
    exact = [item.data(REF_KEY) for item in under if isinstance(item.data(REF_KEY), ObjectRef)]
    values = {ref: value for ref in (*near, *exact) if (value := _value(project, ref)) is not None}
    point = (place.x(), place.y())
    return next(_candidates(values, near, exact, point, tolerance_m), None)


def _candidates(
    values: dict[ObjectRef, object], near: list[ObjectRef], exact: list[ObjectRef], point: Point, tolerance_m: float
) -> Iterator[Hit]:
    zones = [(ref, value) for ref in near if isinstance(value := values.get(ref), Zone)]
    for ref, zone in zones:
        if distance_to_ring_m(zone.outline, point) <= tolerance_m:
            yield Hit(ref=ref)
    for ref in (*exact, *near):
        value = values.get(ref)
        if isinstance(value, Obstacle) and value.kind not in GROUND_KINDS:
            yield Hit(ref=ref)
    for ref in near:
        if ref.kind == "links":
            yield Hit(ref=ref)
    inside = [(ring_area_m2(zone.outline), ref) for ref, zone in zones if ref in exact]
    for _, ref in sorted(inside, key=lambda pair: pair[0]):
        yield Hit(ref=ref, firm=False)
    for ref in exact:
        if isinstance(values.get(ref), Obstacle):
            yield Hit(ref=ref, firm=False)
    for ref in exact:
        if isinstance(values.get(ref), Backdrop):
            yield Hit(ref=ref, firm=False)


def refs_in_rect(
    project: Project, scheme_id: str, rect: QRectF, view: StoreyView | None = None
) -> tuple[ObjectRef, ...]:
    """What lies wholly inside a rectangle in map metres: sites, UPFs, zones and obstacles, but not the ground.

    Walls inside buildings count on the storey the view shows only (None: the ground floors).
    """
    view = view or StoreyView()
    found: list[ObjectRef] = []
    if scheme_id in project.schemes:
        network = project.schemes[scheme_id].network
        found += [ObjectRef("sites", key, scheme_id) for key, s in network.sites.items() if _inside(rect, [s.position])]
        found += [
            ObjectRef("upfs", key, scheme_id)
            for key, upf in network.upfs.items()
            if upf.position is not None and _inside(rect, [upf.position])
        ]
    found += [ObjectRef("zones", key) for key, zone in project.site_map.zones.items() if _inside(rect, zone.outline)]
    found += [
        ObjectRef("obstacles", key)
        for key, obstacle in project.site_map.obstacles.items()
        if obstacle.kind not in GROUND_KINDS
        and not obstacle.hidden
        and is_shown(obstacle, view)
        and _inside(rect, obstacle.outline)
    ]
    return tuple(found)


def all_refs(project: Project, scheme_id: str) -> list[ObjectRef]:
    """Everything of the map that can be selected: the ground and all storeys too."""
    refs = [ObjectRef(kind, key) for kind in ("obstacles", "zones") for key in collection(project, kind)]
    if scheme_id:
        network = project.schemes[scheme_id].network
        refs += [ObjectRef("sites", key, scheme_id) for key in network.sites]
        refs += [ObjectRef("upfs", key, scheme_id) for key, upf in network.upfs.items() if upf.position is not None]
    return refs


def places_of(project: Project, ref: ObjectRef) -> Ring:
    """Points of the map an object stands on; empty for what has no place."""
    value = _value(project, ref)
    if isinstance(value, Obstacle | Zone):
        return value.outline
    if isinstance(value, Backdrop):
        return corners_m(value)
    if isinstance(value, Site):
        return (value.position,)
    if isinstance(value, Upf):
        return tuple(p for p in (value.position, value.second_position) if p is not None)
    if value is None:
        return ()
    return tuple(
        p for kind, field in _STANDS_WITH.get(ref.kind, ()) for p in _owner_places(project, ref, value, kind, field)
    )


def _owner_places(project: Project, ref: ObjectRef, value: object, kind: str, field: str) -> Ring:
    scheme_id = "" if kind == "zones" else ref.scheme_id
    return places_of(project, ObjectRef(kind, getattr(value, field), scheme_id))


def distance_to_ring_m(ring: Ring, point: Point) -> float:
    """Distance from a point to the nearest edge of a ring, m."""
    return distance_to_edges_m(ring, point, closed=True)[0]


def distance_to_edges_m(ring: Ring, point: Point, *, closed: bool) -> tuple[float, int, Point]:
    """Distance to the nearest edge of a ring or line, the index of the point it begins at, and the place on it."""
    points = (*ring, ring[0]) if closed else ring
    feet = ((_foot(a, b, point), index) for index, (a, b) in enumerate(itertools.pairwise(points)))
    return min((math.dist(foot, point), index, foot) for foot, index in feet)


def _foot(a: Point, b: Point, point: Point) -> Point:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length2 = dx * dx + dy * dy
    share = 0.0 if length2 == 0 else ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length2
    share = min(max(share, 0.0), 1.0)
    return a[0] + share * dx, a[1] + share * dy


def _value(project: Project, ref: ObjectRef) -> object | None:
    try:
        return find(project, ref)
    except EditError:
        return None


def _inside(rect: QRectF, points: Ring | list[Point]) -> bool:
    return all(rect.left() <= x <= rect.right() and rect.top() <= y <= rect.bottom() for x, y in points)
