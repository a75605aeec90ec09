"""What the panel of map layers lists (kinds with counts, pictures, measurements, terrain), and its edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from planner.model.edits import ObjectRef, update, with_collection
from planner.model.project import Project
from planner.model.site_map import ObstacleKind
from planner.text import N_

OBSTACLES, BACKDROPS, MEASUREMENTS, OTHERS = "obstacles", "backdrops", "measurements", "others"
SECTIONS = {
    OBSTACLES: N_("Map objects"), BACKDROPS: N_("Backdrops"), MEASUREMENTS: N_("Measurements"), OTHERS: N_("Ground"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """One line. `key`: kind of obstacles, or id; "" for a heading. `shown`, `locked`: None where it can't be switched,
    1 for all, 0 for none, 0.5 for some of the objects."""

    section: str
    key: str = ""
    name: str = ""
    count: int = 0
    shown: float | None = None
    locked: float | None = None
    opacity: float | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it is a section's title."""
        return not self.key

    @property
    def ref(self) -> ObjectRef | None:
        """The one object it stands for."""
        return ObjectRef(self.section, self.key) if self.section in (BACKDROPS, MEASUREMENTS) and self.key else None


def rows_of(project: Project) -> list[LayerRow]:
    """The lines, sections without anything left out."""
    site_map = project.site_map
    counts: dict[ObstacleKind, list[int]] = {}
    for obstacle in site_map.obstacles.values():
        tally = counts.setdefault(obstacle.kind, [0, 0, 0])
        tally[0] += 1
        tally[1] += not obstacle.hidden
        tally[2] += obstacle.locked
    rows = [
        LayerRow(
            section=OBSTACLES, key=kind.value, count=counts[kind][0],
            shown=_share(counts[kind][1], counts[kind][0]), locked=_share(counts[kind][2], counts[kind][0]),
        )
        for kind in ObstacleKind
        if kind in counts
    ]  # fmt: skip
    if site_map.zones:
        rows.append(LayerRow(section=OBSTACLES, key="zones", count=len(site_map.zones)))
    rows += [
        LayerRow(
            section=BACKDROPS, key=key, name=item.name or key, shown=float(item.visible), locked=float(item.locked),
            opacity=item.opacity,
        )
        for key, item in site_map.backdrops.items()
    ]  # fmt: skip
    rows += [
        LayerRow(section=MEASUREMENTS, key=key, name=item.name or key, count=item.count, shown=float(item.visible))
        for key, item in site_map.measurements.items()
    ]
    if site_map.terrain is not None:
        terrain = site_map.terrain
        rows.append(
            LayerRow(section=OTHERS, key="terrain", name=terrain.name, count=terrain.columns * terrain.rows,
                     shown=float(terrain.visible))
        )  # fmt: skip
    result: list[LayerRow] = []
    for section in SECTIONS:
        own = [row for row in rows if row.section == section]
        result += [LayerRow(section=section), *own] if own else []
    return result


def _share(some: int, total: int) -> float:
    return 1.0 if some == total else 0.5 if some else 0.0


def switched(row: LayerRow, what: str, on: bool) -> Callable[[Project], Project]:
    """The edit that shows or hides ("shown"), locks or frees ("locked") what a line stands for."""
    if row.section == OBSTACLES:
        field, value = ("hidden", not on) if what == "shown" else ("locked", on)
        return lambda project: _all_of_kind(project, ObstacleKind(row.key), field, value)
    if row.section == OTHERS:
        return lambda project: _terrain_shown(project, on)
    ref = ObjectRef(row.section, row.key)
    return lambda project: update(project, ref, **{"visible" if what == "shown" else "locked": on})


def _all_of_kind(project: Project, kind: ObstacleKind, field: str, value: Any) -> Project:
    items = project.site_map.obstacles
    changed = {
        key: replace(item, **{field: value})
        for key, item in items.items()
        if item.kind is kind and getattr(item, field) != value
    }
    return with_collection(project, "obstacles", "", {**items, **changed}) if changed else project


def _terrain_shown(project: Project, visible: bool) -> Project:
    terrain = project.site_map.terrain
    if terrain is None:
        return project
    return replace(project, site_map=replace(project.site_map, terrain=replace(terrain, visible=visible)))


def found_by_name(project: Project, scheme_id: str, text: str, limit: int = 60) -> list[tuple[str, ObjectRef]]:
    """Objects whose name or id has every word of a text: names that begin with it first, then in the map's order."""
    words = text.casefold().split()
    if not words:
        return []
    collections: list[tuple[str, str, Any]] = [
        (kind, "", getattr(project.site_map, kind)) for kind in ("obstacles", "zones", "backdrops", "measurements")
    ]
    scheme = project.schemes.get(scheme_id)
    if scheme is not None:
        collections = [
            ("sites", scheme_id, scheme.network.sites), ("upfs", scheme_id, scheme.network.upfs), *collections,
        ]  # fmt: skip
    first: list[tuple[str, ObjectRef]] = []
    others: list[tuple[str, ObjectRef]] = []
    for kind, owner, items in collections:
        for key, item in items.items():
            name = item.name or key
            plain = f"{name} {key}".casefold()
            if all(word in plain for word in words):
                begins = name.casefold().startswith(words[0])
                (first if begins else others).append((name, ObjectRef(kind, key, owner)))
    return [*first, *others][:limit]
