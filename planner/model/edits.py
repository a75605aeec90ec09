"""The pure edit functions: Project -> Project. Every one either returns a new project or raises, changing nothing.

Objects are addressed by `ObjectRef`: collection, id, and the scheme where the collection lives in one.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from planner.errors import EditError
from planner.model.commercial import Commercial
from planner.model.geometry import Point, Ring, is_finite, translated
from planner.model.ids import PREFIXES, new_id
from planner.model.layer_style import LayerStyle
from planner.model.limits import require_within_limits
from planner.model.network import ALL_SITES, Cell, Redundancy, Site, TransportLink, Upf, UpfPlace
from planner.model.project import Project, Scheme
from planner.model.site_map import LINE_KINDS, Backdrop, Obstacle, Zone
from planner.model.slicing import Assignment

T = TypeVar("T")

#: Where each collection lives: attribute path below the project, or below a scheme.
PROJECT_COLLECTIONS = {
    "obstacles": ("site_map", "obstacles"),
    "zones": ("site_map", "zones"),
    "backdrops": ("site_map", "backdrops"),
    "measurements": ("site_map", "measurements"),
    "flows": ("demand", "flows"),
    "schemes": ("schemes",),
}
SCHEME_COLLECTIONS = {
    "sites": ("network", "sites"),
    "cells": ("network", "cells"),
    "upfs": ("network", "upfs"),
    "mec_hosts": ("network", "mec_hosts"),
    "links": ("network", "links"),
    "slices": ("slices",),
    "assignments": ("assignments",),
}


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """Address of one object: collection ("sites", "zones", ...), its id, and its scheme ("" for map and demand)."""

    kind: str
    id: str
    scheme_id: str = ""


def scheme_of(project: Project, scheme_id: str) -> Scheme:
    """The scheme with this id; `EditError` where there is none."""
    try:
        return project.schemes[scheme_id]
    except KeyError:
        raise EditError("no-such-object", kind="schemes", id=scheme_id) from None


def collection(project: Project, kind: str, scheme_id: str = "") -> Mapping[str, Any]:
    """A whole collection by name."""
    path = PROJECT_COLLECTIONS.get(kind)
    value: Any = project
    if path is None:
        value = scheme_of(project, scheme_id)
        path = SCHEME_COLLECTIONS[kind]
    for name in path:
        value = getattr(value, name)
    return cast("Mapping[str, Any]", value)


def find(project: Project, ref: ObjectRef) -> Any:
    """The object a reference points to; `EditError` where there is none."""
    try:
        return collection(project, ref.kind, ref.scheme_id)[ref.id]
    except KeyError:
        raise EditError("no-such-object", kind=ref.kind, id=ref.id) from None


def _replace_at(value: T, path: tuple[str, ...], new: Any) -> T:
    if len(path) == 1:
        return replace(cast("Any", value), **{path[0]: new})
    inner = _replace_at(getattr(value, path[0]), path[1:], new)
    return replace(cast("Any", value), **{path[0]: inner})


def with_collection(project: Project, kind: str, scheme_id: str, items: Mapping[str, Any]) -> Project:
    """The project with one collection replaced."""
    path = PROJECT_COLLECTIONS.get(kind)
    if path is not None:
        return _replace_at(project, path, dict(items))
    scheme = _replace_at(scheme_of(project, scheme_id), SCHEME_COLLECTIONS[kind], dict(items))
    return replace(project, schemes={**project.schemes, scheme_id: scheme})


def put(project: Project, ref: ObjectRef, value: Any) -> Project:
    """Add or replace one object, checked against the limits of its fields."""
    require_within_limits(value)
    _require_shape(value)
    items = collection(project, ref.kind, ref.scheme_id)
    return with_collection(project, ref.kind, ref.scheme_id, {**items, ref.id: value})


def _require_shape(value: Any) -> None:
    if not is_finite(points_of(value)):
        raise EditError("coordinate-not-finite", name=value.name or value.id)
    if isinstance(value, Obstacle | Zone):
        least = 2 if isinstance(value, Obstacle) and value.kind in LINE_KINDS else 3
        if len(value.outline) < least:
            raise EditError("outline-too-short", name=value.name or value.id, least=least)


def points_of(value: Any) -> Iterable[Point]:
    """Every coordinate pair of a model object."""
    if isinstance(value, Obstacle):
        return itertools.chain(value.outline, *value.holes)
    if isinstance(value, Zone):
        return value.outline
    if isinstance(value, Site):
        return (value.position,)
    if isinstance(value, Cell):
        return value.cable_route
    if isinstance(value, Upf):
        return tuple(point for point in (value.position, value.second_position) if point is not None)
    return ()


def update(project: Project, ref: ObjectRef, **changes: Any) -> Project:
    """Change fields of one object."""
    return put(project, ref, replace(find(project, ref), **changes))


def update_scheme(project: Project, scheme_id: str, **changes: Any) -> Project:
    """Change fields of a scheme itself (name, network, commercial)."""
    scheme = replace(scheme_of(project, scheme_id), **changes)
    require_within_limits(scheme)
    return replace(project, schemes={**project.schemes, scheme_id: scheme})


def update_commercial(project: Project, scheme_id: str, **changes: Any) -> Project:
    """Change fields of a scheme's commercial terms."""
    commercial: Commercial = replace(scheme_of(project, scheme_id).commercial, **changes)
    return update_scheme(project, scheme_id, commercial=commercial)


def update_network(project: Project, scheme_id: str, **changes: Any) -> Project:
    """Change fields of a scheme's network that are not collections (core mode, band priority, load ceiling)."""
    return update_scheme(project, scheme_id, network=replace(scheme_of(project, scheme_id).network, **changes))


def update_project(project: Project, **changes: Any) -> Project:
    """Change fields of the project itself (name, customer, settings)."""
    changed = replace(project, **changes)
    require_within_limits(changed)
    return changed


def free_id(project: Project, kind: str, scheme_id: str = "") -> str:
    """An unused id for a new object of a collection."""
    return new_id(PREFIXES[kind], collection(project, kind, scheme_id))


def remove(project: Project, refs: Iterable[ObjectRef]) -> Project:
    """Remove objects and what can't stand without them.

    A site takes its cells and links with it, a UPF its links and MEC hosts; a combined cell whose own site goes stays
    with its next head. Flows lose their assignment with their
    slice; a zone's flows stay and become a finding.
    """
    for ref in refs:
        if ref.id not in collection(project, ref.kind, ref.scheme_id):
            continue
        items = {key: value for key, value in collection(project, ref.kind, ref.scheme_id).items() if key != ref.id}
        project = with_collection(project, ref.kind, ref.scheme_id, items)
        project = _remove_dependants(project, ref)
    return project


#: What goes with an object: collection of the gone one, dependants' collection, the dependants' field that names it.
_DEPENDANTS = (
    ("sites", "cells", "site_id"),
    ("sites", "links", "from_id"),
    ("upfs", "links", "to_id"),
    ("upfs", "mec_hosts", "upf_id"),
    ("slices", "assignments", "slice_id"),
    ("obstacles", "obstacles", "building_id"),
    ("obstacles", "backdrops", "building_id"),
)


def _without_head(project: Project, gone: ObjectRef) -> Project:
    """Combined cells without a site that goes: a head less, or at home at their next head."""
    cells: Mapping[str, Cell] = collection(project, "cells", gone.scheme_id)
    changed: dict[str, Cell] = {}
    for key, cell in cells.items():
        heads = tuple(head for head in cell.head_site_ids if head != gone.id)
        if cell.site_id == gone.id and heads:
            changed[key] = replace(cell, site_id=heads[0], head_site_ids=heads[1:])
        elif len(heads) < len(cell.head_site_ids):
            changed[key] = replace(cell, head_site_ids=heads)
    return with_collection(project, "cells", gone.scheme_id, {**cells, **changed}) if changed else project


def _remove_dependants(project: Project, gone: ObjectRef) -> Project:
    if gone.kind == "sites":
        project = _without_head(project, gone)
    for kind, dependants, field_name in _DEPENDANTS:
        if gone.kind == kind:
            items = collection(project, dependants, gone.scheme_id)
            kept = {key: value for key, value in items.items() if getattr(value, field_name) != gone.id}
            if len(kept) < len(items):
                project = with_collection(project, dependants, gone.scheme_id, kept)
    if gone.kind == "flows":
        for scheme_id in project.schemes:
            assignments = collection(project, "assignments", scheme_id)
            if gone.id in assignments:
                rest = {key: value for key, value in assignments.items() if key != gone.id}
                project = with_collection(project, "assignments", scheme_id, rest)
    return project


def move(project: Project, refs: Iterable[ObjectRef], east_m: float, north_m: float) -> Project:
    """Move objects that have a place by so many metres; cells move with their site and are passed over."""
    for ref in refs:
        item = find(project, ref)
        if isinstance(item, Obstacle):
            holes = tuple(translated(hole, east_m, north_m) for hole in item.holes)
            project = put(project, ref, replace(item, outline=translated(item.outline, east_m, north_m), holes=holes))
        elif isinstance(item, Zone):
            project = put(project, ref, replace(item, outline=translated(item.outline, east_m, north_m)))
        elif isinstance(item, Site):
            project = put(project, ref, replace(item, position=_shift(item.position, east_m, north_m)))
            cells: Mapping[str, Cell] = collection(project, "cells", ref.scheme_id)
            for key, cell in cells.items():
                if cell.site_id == ref.id and cell.cable_route:
                    route = translated(cell.cable_route, east_m, north_m)
                    project = put(project, ObjectRef("cells", key, ref.scheme_id), replace(cell, cable_route=route))
        elif isinstance(item, Backdrop):
            a, b, c, d, e, f = item.transform
            placed = replace(item, transform=(a, b, c + east_m, d, e, f + north_m))
            project = put(project, ref, placed)
        elif isinstance(item, Upf) and item.position is not None:
            second = _shift(item.second_position, east_m, north_m) if item.second_position else None
            moved = replace(item, position=_shift(item.position, east_m, north_m), second_position=second)
            project = put(project, ref, moved)
    return project


def _shift(point: Point, east_m: float, north_m: float) -> Point:
    if not is_finite([(east_m, north_m)]):
        raise EditError("coordinate-not-finite", name="")
    return (point[0] + east_m, point[1] + north_m)


def place_site(
    project: Project,
    scheme_id: str,
    position: Point,
    *,
    name: str,
    site: Site | None = None,
    cells: Iterable[Cell] = (),
) -> tuple[Project, ObjectRef]:
    """Place a site with its cells, the prototypes' ids replaced by free ones; returns the new site's address too."""
    site_id = free_id(project, "sites", scheme_id)
    prototype = site or Site(id=site_id, name=name, position=position)
    ref = ObjectRef("sites", site_id, scheme_id)
    project = put(project, ref, replace(prototype, id=site_id, name=name, position=position))
    for cell in cells:
        cell_id = free_id(project, "cells", scheme_id)
        own = replace(cell, id=cell_id, site_id=site_id, head_site_ids=())
        project = put(project, ObjectRef("cells", cell_id, scheme_id), own)
    return project, ref


def place_upf(
    project: Project, scheme_id: str, position: Point, *, name: str, link_name: str
) -> tuple[Project, ObjectRef]:
    """Place an on-site UPF with a short fibre link from all sites, so that it is usable at once."""
    upf_id = free_id(project, "upfs", scheme_id)
    ref = ObjectRef("upfs", upf_id, scheme_id)
    upf = Upf(id=upf_id, name=name, place=UpfPlace.ON_SITE, redundancy=Redundancy.SINGLE, position=position)
    project = put(project, ref, upf)
    link_id = free_id(project, "links", scheme_id)
    link = TransportLink(id=link_id, name=link_name, from_id=ALL_SITES, to_id=upf_id, route_km=1.0, hops=1)
    return put(project, ObjectRef("links", link_id, scheme_id), link), ref


def add_outline(project: Project, kind: str, value: Obstacle | Zone) -> tuple[Project, ObjectRef]:
    """Add a drawn object (collection "obstacles" or "zones") under a free id."""
    identifier = free_id(project, kind)
    ref = ObjectRef(kind, identifier)
    return put(project, ref, replace(value, id=identifier)), ref


def set_outline(project: Project, ref: ObjectRef, outline: Ring) -> Project:
    """Replace the outline of a drawn object."""
    return update(project, ref, outline=outline)


def assign(project: Project, scheme_id: str, flow_id: str, assignment: Assignment) -> Project:
    """Put a flow on a slice."""
    return put(project, ObjectRef("assignments", flow_id, scheme_id), assignment)


def set_layer_style(project: Project, layer_code: str, style: LayerStyle | None) -> Project:
    """Draw a map layer in a style of the project's own, or (None) as the program does."""
    styles = {code: own for code, own in project.layer_styles.items() if code != layer_code}
    return replace(project, layer_styles=styles if style is None else {**styles, layer_code: style})


def add_scheme(project: Project, scheme: Scheme) -> Project:
    """Add a scheme, or replace the one with its id."""
    return replace(project, schemes={**project.schemes, scheme.id: scheme})


def duplicate_scheme(project: Project, scheme_id: str, new_scheme_id: str, name: str) -> Project:
    """A copy of a scheme under a new id and name."""
    return add_scheme(project, replace(scheme_of(project, scheme_id), id=new_scheme_id, name=name))
