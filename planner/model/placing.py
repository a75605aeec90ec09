"""Places of many objects at once: what belongs together, affine maps, moving. Linear in the number of objects."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from planner.errors import EditError
from planner.model.edits import ObjectRef, collection, find, points_of, with_collection
from planner.model.geometry import Bounds, Point, Ring, bounds_of, is_finite
from planner.model.network import Cell, Site, Upf
from planner.model.project import Project
from planner.model.site_map import Backdrop, Obstacle, Zone

#: x' = a x + b y + c, y' = d x + e y + f.
Affine = tuple[float, float, float, float, float, float]


def shifting(east_m: float, north_m: float) -> Affine:
    """A move."""
    return (1.0, 0.0, east_m, 0.0, 1.0, north_m)


def turning(angle_deg: float, about: Point) -> Affine:
    """A turn counter-clockwise about a point; quarter turns are exact."""
    quarter = angle_deg % 360.0 / 90.0
    if quarter == int(quarter):
        cos, sin = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarter) % 4]
    else:
        cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    x, y = about
    return (cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos)


def mirroring(*, east_west: bool, about: Point) -> Affine:
    """A mirror image: left and right exchanged (`east_west`), or top and bottom."""
    x, y = about
    return (-1.0, 0.0, 2.0 * x, 0.0, 1.0, 0.0) if east_west else (1.0, 0.0, 0.0, 0.0, -1.0, 2.0 * y)


def with_groups(project: Project, refs: Iterable[ObjectRef]) -> tuple[ObjectRef, ...]:
    """The objects and all others of their groups."""
    refs = tuple(refs)
    obstacles = project.site_map.obstacles
    groups = {obstacles[r.id].group_id for r in refs if r.kind == "obstacles" and r.id in obstacles} - {""}
    if not groups:
        return refs
    more = (ObjectRef("obstacles", key) for key, item in obstacles.items() if item.group_id in groups)
    return tuple(dict.fromkeys((*refs, *more)))


def with_parts(project: Project, refs: Iterable[ObjectRef]) -> tuple[ObjectRef, ...]:
    """The objects, and the inner walls and storey plans of those that are buildings."""
    refs = tuple(refs)
    owners = {ref.id for ref in refs if ref.kind == "obstacles"}
    parts = [
        ObjectRef(kind, key)
        for kind in ("obstacles", "backdrops")
        for key, item in cast("Mapping[str, Any]", getattr(project.site_map, kind)).items()
        if item.building_id and item.building_id in owners
    ]
    return tuple(dict.fromkeys((*refs, *parts)))


def put_many(project: Project, values: Mapping[ObjectRef, Any]) -> Project:
    """Add or replace many objects with one copy of each collection; refuses places that aren't finite."""
    changed: dict[tuple[str, str], dict[str, Any]] = {}
    for ref, value in values.items():
        if not is_finite(points_of(value)):
            raise EditError("coordinate-not-finite", name=getattr(value, "name", "") or ref.id)
        place = (ref.kind, ref.scheme_id)
        if place not in changed:
            changed[place] = dict(collection(project, *place))
        changed[place][ref.id] = value
    for (kind, scheme_id), items in changed.items():
        project = with_collection(project, kind, scheme_id, items)
    return project


def transform(project: Project, refs: Iterable[ObjectRef], affine: Affine) -> Project:
    """Objects mapped by a move, turn or mirror image, with what belongs to them; azimuths of sites' cells follow.

    EditError `object-locked` for a locked one; what has no place is passed over.
    """
    refs = with_parts(project, refs)
    values: dict[ObjectRef, Any] = {}
    for ref in refs:
        value = find(project, ref)
        if getattr(value, "locked", False):
            raise EditError("object-locked", name=value.name or value.id)
        new = transformed(value, affine)
        if new is not value:
            values[ref] = new
    values |= _followers(project, refs, affine)
    return put_many(project, values)


def transformed(value: Any, affine: Affine) -> Any:
    """An object mapped; the same one where it has no place."""
    a, b, c, d, e, f = affine

    def ring(points: Ring) -> Ring:
        return tuple((a * x + b * y + c, d * x + e * y + f) for x, y in points)

    if isinstance(value, Obstacle):
        return replace(value, outline=ring(value.outline), holes=tuple(ring(hole) for hole in value.holes))
    if isinstance(value, Zone):
        return replace(value, outline=ring(value.outline))
    if isinstance(value, Site):
        return replace(value, position=ring((value.position,))[0])
    if isinstance(value, Upf) and value.position is not None:
        second = ring((value.second_position,))[0] if value.second_position is not None else None
        return replace(value, position=ring((value.position,))[0], second_position=second)
    if isinstance(value, Backdrop):
        p, q, r, s, t, u = value.transform
        placed = (a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f)
        return replace(value, transform=placed)
    return value


def moved_route(cell: Cell, affine: Affine) -> Cell:
    """A cell with its radiating cable mapped; the same one without a cable."""
    a, b, c, d, e, f = affine
    if not cell.cable_route:
        return cell
    return replace(cell, cable_route=tuple((a * x + b * y + c, d * x + e * y + f) for x, y in cell.cable_route))


def _followers(project: Project, refs: Iterable[ObjectRef], affine: Affine) -> dict[ObjectRef, Cell]:
    """What changes in the cells of mapped sites: azimuths where they turn, radiating cables."""
    turns = affine[:2] != (1.0, 0.0) or affine[3:5] != (0.0, 1.0)
    found: dict[ObjectRef, Cell] = {}
    sites = {ref for ref in refs if ref.kind == "sites"}
    for scheme_id in {ref.scheme_id for ref in sites}:
        for key, cell in cast("Mapping[str, Cell]", collection(project, "cells", scheme_id)).items():
            if ObjectRef("sites", cell.site_id, scheme_id) in sites:
                new = moved_route(cell, affine)
                if turns:
                    new = replace(new, azimuth_deg=turned_azimuth_deg(cell.azimuth_deg, affine))
                if new is not cell:
                    found[ObjectRef("cells", key, scheme_id)] = new
    return found


def turned_azimuth_deg(azimuth_deg: float, affine: Affine) -> float:
    """A direction (clockwise from north) after a turn or mirror image, 0 to 360, rounded to a millionth."""
    a, b, _, d, e, _ = affine
    east, north = math.sin(math.radians(azimuth_deg)), math.cos(math.radians(azimuth_deg))
    return round(math.degrees(math.atan2(a * east + b * north, d * east + e * north)) % 360.0, 6) % 360.0


def bounds_of_refs(project: Project, refs: Iterable[ObjectRef]) -> Bounds | None:
    """West, south, east, north of the objects that have a place; None where none has."""
    return bounds_of([tuple(points_of(find(project, ref))) for ref in refs])
