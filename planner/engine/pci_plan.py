"""A plan of physical cell identities without collision and confusion. docs/formulas/pci.md."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from planner.engine.neighbours import Neighbours
from planner.engine.pci_colouring import Graph
from planner.engine.pci_conflicts import PciConflict, near_reuses, pci_conflicts
from planner.errors import PlannerError
from planner.model.edits import ObjectRef, update
from planner.model.network import Cell, Network, Ownership
from planner.model.project import Project

LAST_PCI = 1007

Why = Literal["kept", "locked", "public", "collision", "confusion", "reuse", "mod3", "range", "anew"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PciEntry:
    """One cell of a plan: old and new PCI, why, and with which cell the old one was in conflict."""

    cell_id: str
    old_pci: int
    new_pci: int
    why: Why
    other_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PciPlan:
    """Proposed PCIs in the order of the cells' ids, and the conflicts that are left (none, where PCIs suffice)."""

    entries: tuple[PciEntry, ...]
    conflicts: tuple[PciConflict, ...]

    @property
    def changes(self) -> dict[str, int]:
        """New PCIs of the cells that change."""
        return {entry.cell_id: entry.new_pci for entry in self.entries if entry.new_pci != entry.old_pci}


def parse_range(text: str) -> tuple[int, ...]:
    """PCIs of a text such as "0-99,300-399,7", each once, rising. Raises `PlannerError` "pci-range-wrong".

    >>> parse_range("3-5,1")
    (1, 3, 4, 5)
    """
    found: set[int] = set()
    for part in text.replace("，", ",").replace("–", "-").split(","):
        low, dash, high = part.strip().partition("-")
        try:
            first, last = int(low), int(high if dash else low)
        except ValueError:
            raise PlannerError("pci-range-wrong", text=text, last=LAST_PCI) from None
        if not 0 <= first <= last <= LAST_PCI:
            raise PlannerError("pci-range-wrong", text=text, last=LAST_PCI)
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def fixed_cells(network: Network, locked: Collection[str] = ()) -> dict[str, Why]:
    """Cells whose PCI isn't ours to change: those of the public network, and those that somebody locked."""
    sites = network.sites
    public = {
        key for key, cell in network.cells.items()
        if cell.site_id in sites and sites[cell.site_id].ownership is Ownership.PUBLIC
    }  # fmt: skip
    return {key: "public" if key in public else "locked" for key in sorted({*public, *locked}) if key in network.cells}


def plan_pci(
    network: Network,
    neighbours: Neighbours,
    groups: Mapping[str, int],
    *,
    allowed: Sequence[int] = tuple(range(LAST_PCI + 1)),
    locked: Collection[str] = (),
    everything: bool = False,
) -> PciPlan:
    """PCIs without collision and confusion, and with as little else in common as the allowed ones permit.

    Keeps public and locked cells, and unless `everything` all that are sound (of two in conflict the one with more
    conflicts goes). Cells are coloured in the order of saturation (DSATUR), each with its cheapest PCI, then improved
    one by one; if conflicts remain, a search with backtracking looks for a colouring without any (exact up to
    its step limit). The same input gives the same plan. Cells without a carrier group are passed over.
    """
    cells = {key: cell for key, cell in sorted(network.cells.items()) if key in groups}
    if not cells:
        return PciPlan(entries=(), conflicts=())
    lists = {key: tuple(item for item in neighbours.get(key, ()) if item.cell_id in cells) for key in cells}
    graph = Graph(network, cells, lists, groups, np.array(sorted(set(allowed)), dtype=np.int64))
    old = {key: cell.pci for key, cell in cells.items()}
    fixed = fixed_cells(network, locked)
    before = (*pci_conflicts(old, lists, groups), *near_reuses(network, old, lists, groups))
    free = _to_change(cells, fixed, before, allowed, everything=everything)
    chosen = graph.colour({key: pci for key, pci in old.items() if key not in free}, old)
    entries = tuple(_entry(key, old[key], chosen[key], fixed, free, before, allowed) for key in cells)
    left = (*pci_conflicts(chosen, lists, groups), *near_reuses(network, chosen, lists, groups))
    return PciPlan(entries=entries, conflicts=left)


def _to_change(
    cells: Mapping[str, Cell],
    fixed: Mapping[str, Why],
    conflicts: Sequence[PciConflict],
    allowed: Collection[int],
    *,
    everything: bool,
) -> set[str]:
    permitted = set(allowed)
    free = {key for key, cell in cells.items() if key not in fixed and (everything or cell.pci not in permitted)}
    left = [item for item in conflicts if item.kind != "mod3"]
    while left := [item for item in left if item.first not in free and item.second not in free]:
        counts: dict[str, int] = {}
        for item in left:
            for key in (item.first, item.second):
                if key not in fixed:
                    counts[key] = counts.get(key, 0) + 1
        if not counts:
            break
        free.add(max(counts, key=lambda key: (counts[key], key)))
        left = [item for item in left if not {item.first, item.second} <= fixed.keys()]
    return free


def _entry(
    key: str, old: int, new: int, fixed: Mapping[str, Why], free: set[str], before: Sequence[PciConflict],
    allowed: Collection[int],
) -> PciEntry:  # fmt: skip
    if key not in free or old == new:
        return PciEntry(cell_id=key, old_pci=old, new_pci=new, why=fixed.get(key, "kept"))
    if old not in allowed:
        return PciEntry(cell_id=key, old_pci=old, new_pci=new, why="range")
    for item in before:
        if key in (item.first, item.second):
            other = item.second if key == item.first else item.first
            return PciEntry(cell_id=key, old_pci=old, new_pci=new, why=item.kind, other_id=other)
    return PciEntry(cell_id=key, old_pci=old, new_pci=new, why="anew")


def with_pcis(project: Project, scheme_id: str, pcis: Mapping[str, int]) -> Project:
    """The project with these PCIs given to cells of a scheme. Raises `EditError` for one out of range."""
    for key, pci in sorted(pcis.items()):
        project = update(project, ObjectRef("cells", key, scheme_id), pci=pci)
    return project
