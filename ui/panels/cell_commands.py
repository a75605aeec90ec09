"""What can be done with selected sites and cells beyond their fields: the Plan menu's and the inspector's commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.model.carriers import radio_units, total_power_dbm, unit_class
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, scheme_of
from planner.model.heads import cells_at, combine, detach, split
from planner.model.power_sharing import share_power
from planner.model.project import Project
from planner.text import N_

Refs = tuple[ObjectRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCommand:
    """One command: its name in the menu and on the button, what it does, when a button offers it."""

    name: str
    text: str
    button: str
    hint: str
    edit: Callable[[Project, Refs, Catalogue], Project]
    offered: Callable[[Project, Refs, Catalogue], bool]


def site_ids(project: Project, refs: Refs) -> list[str]:
    """Sites of a selection of sites and cells, each once, in its order."""
    found: list[str] = []
    for ref in refs:
        if ref.kind == "sites":
            found.append(ref.id)
        elif ref.kind == "cells":
            found.append(scheme_of(project, ref.scheme_id).network.cells[ref.id].site_id)
    return list(dict.fromkeys(found))


def cell_ids(project: Project, refs: Refs) -> list[str]:
    """Cells of a selection: themselves, and those that radiate at selected sites."""
    found: list[str] = []
    for ref in refs:
        network = scheme_of(project, ref.scheme_id).network if ref.scheme_id else None
        if network is None:
            continue
        if ref.kind == "cells":
            found.append(ref.id)
        elif ref.kind == "sites":
            found += [key for key, cell in network.cells.items() if ref.id in (cell.site_id, *cell.head_site_ids)]
    return list(dict.fromkeys(found))


def _scheme_id(refs: Refs) -> str:
    return next((ref.scheme_id for ref in refs if ref.scheme_id), "")


def _combine(project: Project, refs: Refs, _catalogue: Catalogue) -> Project:
    return combine(project, _scheme_id(refs), site_ids(project, refs)) if _scheme_id(refs) else project


def _split(project: Project, refs: Refs, _catalogue: Catalogue) -> Project:
    return split(project, _scheme_id(refs), cell_ids(project, refs)) if _scheme_id(refs) else project


def _detach(project: Project, refs: Refs, _catalogue: Catalogue) -> Project:
    return detach(project, _scheme_id(refs), site_ids(project, refs)) if _scheme_id(refs) else project


def _share(project: Project, refs: Refs, catalogue: Catalogue) -> Project:
    return share_power(project, _scheme_id(refs), cell_ids(project, refs), catalogue) if _scheme_id(refs) else project


def _can_combine(project: Project, refs: Refs, _catalogue: Catalogue) -> bool:
    """Several indoor sites: sectors outdoors aren't joined by a button, only by the menu."""
    if not _scheme_id(refs):
        return False
    network = scheme_of(project, _scheme_id(refs)).network
    chosen = site_ids(project, refs)
    own = [cell for cell in network.cells.values() if cell.site_id in chosen]
    return len(chosen) > 1 and bool(own) and all(cell.scenario.is_indoor for cell in own)


def _can_split(project: Project, refs: Refs, _catalogue: Catalogue) -> bool:
    """Cells chosen as such; sites are rather taken out."""
    if not _scheme_id(refs):
        return False
    cells = scheme_of(project, _scheme_id(refs)).network.cells
    return any(cells[ref.id].head_site_ids for ref in refs if ref.kind == "cells")


def _can_detach(project: Project, refs: Refs, _catalogue: Catalogue) -> bool:
    chosen = [ref.id for ref in refs if ref.kind == "sites"]
    if not chosen:
        return False
    network = scheme_of(project, _scheme_id(refs)).network
    return any(cell.head_site_ids for key in chosen for cell in cells_at(key, network))


def _can_share(project: Project, refs: Refs, catalogue: Catalogue) -> bool:
    """Carriers of one unit that ask for more than it has."""
    if not _scheme_id(refs):
        return False
    network = scheme_of(project, _scheme_id(refs)).network
    chosen = set(cell_ids(project, refs))
    for unit, keys in radio_units(network).items():
        antenna = catalogue.antennas.get(unit.antenna)
        limit = unit_class(network.sites[unit.site_id].kind, antenna, catalogue) if antenna else None
        asked = total_power_dbm(network.cells[key] for key in keys)
        if chosen.intersection(keys) and limit is not None and asked > limit.max_power_dbm + 1e-9:
            return True
    return False


CELL_COMMANDS: tuple[CellCommand, ...] = (
    CellCommand(
        name="combine_heads",
        text=N_("Combine selected heads into &one cell"),
        button=N_("Combine into one cell"),
        hint=N_("The first site's cell stays; the other sites radiate it too, so they no longer disturb each other"),
        edit=_combine,
        offered=_can_combine,
    ),
    CellCommand(
        name="split_cell",
        text=N_("&Split a combined cell"),
        button=N_("Split into cells"),
        hint=N_("Every head gets a cell of its own: more capacity, but they disturb each other"),
        edit=_split,
        offered=_can_split,
    ),
    CellCommand(
        name="detach_heads",
        text=N_("Ta&ke heads out of a combined cell"),
        button=N_("Take out of the cell"),
        hint=N_("Gives the selected heads cells of their own; the others stay together"),
        edit=_detach,
        offered=_can_detach,
    ),
    CellCommand(
        name="share_power",
        text=N_("S&hare the power among the carriers"),
        button=N_("Share the power"),
        hint=N_("Divides what the radio unit has among its carriers by bandwidth"),
        edit=_share,
        offered=_can_share,
    ),
)
