"""Copies of objects: what a clipboard holds, pasting, and duplicating in a grid. Ids are always new ones."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from planner.errors import EditError
from planner.model.arrange import GROUP_PREFIX
from planner.model.edits import ObjectRef, collection, find
from planner.model.geometry import Bounds, Point, bounds_of
from planner.model.ids import PREFIXES, new_id
from planner.model.limits import require_within_limits
from planner.model.network import Cell, Site
from planner.model.placing import moved_route, put_many, shifting, transformed, with_groups, with_parts
from planner.model.project import Project
from planner.model.site_map import Obstacle, Zone

LARGEST_ARRAY = 10_000
LAST_PCI = 1007
_NUMBERED = re.compile(r"^(?P<stem>.*?)(?P<number>\d+)$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """Objects taken out of a project, to be put into this one or another."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    obstacles: tuple[Obstacle, ...] = ()
    zones: tuple[Zone, ...] = ()
    sites: tuple[Site, ...] = ()
    cells: tuple[Cell, ...] = ()


def extract(project: Project, refs: Iterable[ObjectRef]) -> Fragment:
    """The copyable ones of the objects: obstacles with their group and inner walls, zones, sites with their cells.

    EditError `nothing-to-copy` where there is none (UPFs, links and pictures aren't copied).
    """
    found: dict[str, list[Any]] = {"obstacles": [], "zones": [], "sites": [], "cells": []}
    copied = tuple(with_parts(project, with_groups(project, refs)))
    known = {ref.id for ref in copied if ref.kind == "sites"}
    for ref in copied:
        if ref.kind in ("obstacles", "zones", "sites"):
            found[ref.kind].append(find(project, ref))
        if ref.kind == "sites":
            cells = collection(project, "cells", ref.scheme_id).values()
            found["cells"] += _own_cells(cells, ref.id, known)
    if not any(found.values()):
        raise EditError("nothing-to-copy")
    return Fragment(**{kind: tuple(items) for kind, items in found.items()})


def _own_cells(cells: Iterable[Cell], site_id: str, known: set[str]) -> list[Cell]:
    """The cells a copied site brings, a combined one with those of its heads that are copied too.

    Where heads are copied without the combined cell's own site, the first of them brings the cell.
    """
    own: list[Cell] = []
    for cell in cells:
        radiating = [key for key in (cell.site_id, *cell.head_site_ids) if key in known]
        if radiating and radiating[0] == site_id:
            own.append(replace(cell, site_id=site_id, head_site_ids=tuple(dict.fromkeys(radiating[1:]))))
    return own


def fragment_bounds(fragment: Fragment) -> Bounds | None:
    """West, south, east, north of a fragment."""
    rings = [item.outline for item in (*fragment.obstacles, *fragment.zones)]
    return bounds_of([*rings, tuple(site.position for site in fragment.sites)])


def paste(
    project: Project, scheme_id: str, fragment: Fragment, shifts: Sequence[Point]
) -> tuple[Project, tuple[ObjectRef, ...]]:
    """A fragment once at every shift (metres east, north), under free ids and names; returns the new objects.

    Copies are unlocked and shown; groups become new groups; inner walls go with the copy of their building. Sites (with
    their cells, PCIs going on above the highest) go into the scheme. EditError `array-too-large`.
    """
    count = len(shifts) * (len(fragment.obstacles) + len(fragment.zones) + len(fragment.sites))
    if count > LARGEST_ARRAY:
        raise EditError("array-too-large", count=count, most=LARGEST_ARRAY)
    for value in (*fragment.obstacles, *fragment.zones, *fragment.cells):
        require_within_limits(value)
    naming = _Naming(project, scheme_id)
    values: dict[ObjectRef, Any] = {}
    for shift in shifts:
        _copy_map(project, fragment, shift, naming, values)
        if scheme_id in project.schemes:
            _copy_sites(fragment, shift, scheme_id, naming, values)
    if not values:
        raise EditError("nothing-to-copy")
    return put_many(project, values), tuple(ref for ref in values if ref.kind != "cells")


def array(
    project: Project,
    scheme_id: str,
    refs: Iterable[ObjectRef],
    *,
    columns: int,
    rows: int,
    east_m: float,
    north_m: float,
    angle_deg: float = 0.0,
) -> tuple[Project, tuple[ObjectRef, ...]]:
    """Duplicate objects in a grid of columns and rows, the originals being its first place.

    `east_m`, `north_m`: from place to place along the columns and rows, the grid turned counter-clockwise by an angle.
    Returns originals and copies.
    """
    refs = tuple(refs)
    if columns < 1 or rows < 1:
        raise EditError("array-too-small")
    if columns * rows > LARGEST_ARRAY:
        raise EditError("array-too-large", count=columns * rows, most=LARGEST_ARRAY)
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    places = [(east_m * column, north_m * row) for row in range(rows) for column in range(columns)]
    shifts = [(x * cos - y * sin, x * sin + y * cos) for x, y in places[1:]]
    if not shifts:
        return project, refs
    project, made = paste(project, scheme_id, extract(project, refs), shifts)
    return project, (*refs, *made)


class _Naming:
    """Free ids, names, groups and PCIs, each looked up once and then counted on."""

    def __init__(self, project: Project, scheme_id: str) -> None:
        self._next: dict[str, int] = {}
        self._project, self._scheme_id = project, scheme_id
        obstacles = project.site_map.obstacles.values()
        self._groups = {item.group_id for item in obstacles}
        self._names = {item.name for item in (*obstacles, *project.site_map.zones.values())}
        self._numbers: dict[str, int] = {}
        self.pci = 0
        if scheme_id in project.schemes:
            network = project.schemes[scheme_id].network
            self._names |= {site.name for site in network.sites.values()}
            self.pci = -(-(max((cell.pci for cell in network.cells.values()), default=-1) + 1) // 3) * 3

    def id(self, kind: str) -> str:
        """The next free id of a collection."""
        prefix = PREFIXES[kind]
        if kind not in self._next:
            scheme_id = self._scheme_id if kind in ("sites", "cells") else ""
            first = new_id(prefix, collection(self._project, kind, scheme_id))
            self._next[kind] = int(first.rpartition("-")[2])
        number = self._next[kind]
        self._next[kind] = number + 1
        return f"{prefix}-{number:02d}"

    def group(self) -> str:
        """A free group id."""
        found = new_id(GROUP_PREFIX, self._groups)
        self._groups.add(found)
        return found

    def name(self, name: str) -> str:
        """The name where it is free, else with the next free number: "Yard 3", "Yard 4"; "Gate", "Gate-2"."""
        if not name:
            return name
        if name not in self._names:
            self._names.add(name)
            return name
        match = _NUMBERED.match(name)
        stem, digits = (match["stem"], match["number"]) if match else (f"{name}-", "1")
        number = self._numbers.get(stem, int(digits))
        while True:
            number += 1
            found = f"{stem}{number:0{len(digits)}d}"
            if found not in self._names:
                break
        self._numbers[stem] = number
        self._names.add(found)
        return found


def _copy_map(
    project: Project, fragment: Fragment, shift: Point, naming: _Naming, values: dict[ObjectRef, Any]
) -> None:
    ids = {item.id: naming.id("obstacles") for item in fragment.obstacles}
    groups = {item.group_id: naming.group() for item in fragment.obstacles if item.group_id}
    for item in fragment.obstacles:
        building_id = ids.get(item.building_id, item.building_id)
        if building_id == item.building_id and building_id not in project.site_map.obstacles:
            building_id = ""
        values[ObjectRef("obstacles", ids[item.id])] = replace(
            transformed(item, shifting(*shift)),
            id=ids[item.id],
            name=naming.name(item.name),
            group_id=groups.get(item.group_id, ""),
            building_id=building_id,
            locked=False,
            hidden=False,
        )
    for zone in fragment.zones:
        zone_id = naming.id("zones")
        copy = replace(transformed(zone, shifting(*shift)), id=zone_id, name=naming.name(zone.name))
        values[ObjectRef("zones", zone_id)] = copy


def _copy_sites(
    fragment: Fragment, shift: Point, scheme_id: str, naming: _Naming, values: dict[ObjectRef, Any]
) -> None:
    ids = {site.id: naming.id("sites") for site in fragment.sites}
    for site in fragment.sites:
        site_id = ids[site.id]
        copy = replace(transformed(site, shifting(*shift)), id=site_id, name=naming.name(site.name))
        values[ObjectRef("sites", site_id, scheme_id)] = copy
        own = [cell for cell in fragment.cells if cell.site_id == site.id]
        for index, cell in enumerate(own):
            cell_id = naming.id("cells")
            pci = (naming.pci + index) % (LAST_PCI + 1)
            heads = tuple(ids[head] for head in cell.head_site_ids if head in ids)
            values[ObjectRef("cells", cell_id, scheme_id)] = replace(
                moved_route(cell, shifting(*shift)), id=cell_id, site_id=site_id, head_site_ids=heads, pci=pci
            )
        naming.pci += -(-len(own) // 3) * 3
