"""Combined indoor cells: several heads radiate one cell. Joining heads into a cell, and taking it apart again."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from planner.errors import EditError
from planner.model.edits import ObjectRef, collection, put, scheme_of, with_collection
from planner.model.ids import PREFIXES, new_id
from planner.model.network import Cell, Network, Site
from planner.model.project import Project

LAST_PCI = 1007


def head_sites(cell: Cell, network: Network) -> tuple[Site, ...]:
    """The sites that radiate a cell, its own first; unknown ones and repetitions are left out."""
    named = dict.fromkeys((cell.site_id, *cell.head_site_ids))
    return tuple(network.sites[key] for key in named if key in network.sites)


def cells_at(site_id: str, network: Network) -> tuple[Cell, ...]:
    """The cells that radiate at a site: its own, and those whose head it is."""
    return tuple(cell for cell in network.cells.values() if cell.site_id == site_id or site_id in cell.head_site_ids)


def combining_noise_db(heads: int) -> float:
    """How far the uplink noise of a cell rises with the number of heads whose signals are summed, dB.

    10 lg n: the receivers' noises add up, the terminal is heard by the nearest head alone. A base station that weights
    the heads instead of summing them does better, so this is on the safe side (assumption).

    >>> combining_noise_db(4)
    6.020599913279624
    """
    return 10.0 * math.log10(max(heads, 1))


def combine(project: Project, scheme_id: str, site_ids: Sequence[str]) -> Project:
    """Make the cells of several sites one per carrier: the first one stays, the other sites become its heads.

    Cells of one band and centre frequency are one carrier. What the first cell says (power, antenna, PCI ...) holds for
    all heads. EditErrors `combine-needs-two`, `combine-without-cell`, `combine-several-on-site` (sectors can't be one).
    """
    network = scheme_of(project, scheme_id).network
    chosen = [key for key in dict.fromkeys(site_ids) if key in network.sites]
    if len(chosen) < 2:
        raise EditError("combine-needs-two")
    carriers: dict[tuple[str, float], list[Cell]] = {}
    for site_id in chosen:
        seen: set[tuple[str, float]] = set()
        for cell in sorted(network.cells.values(), key=lambda cell: cell.id):
            carrier = (cell.band, cell.carrier_mhz)
            if cell.site_id != site_id:
                continue
            if carrier in seen:
                raise EditError("combine-several-on-site", name=network.sites[site_id].name or site_id)
            seen.add(carrier)
            carriers.setdefault(carrier, []).append(cell)
    if not carriers:
        raise EditError("combine-without-cell")
    cells = {key: _without_heads(cell, chosen, carriers) for key, cell in network.cells.items()}
    for found in carriers.values():
        first, *others = found
        joined = [head for cell in (first, *others) for head in head_ids(cell)]
        heads = tuple(head for head in dict.fromkeys((*joined, *chosen)) if head != first.site_id)
        for cell in others:
            del cells[cell.id]
        cells[first.id] = replace(first, head_site_ids=heads)
    return with_collection(project, "cells", scheme_id, cells)


def _without_heads(cell: Cell, chosen: Sequence[str], carriers: Mapping[tuple[str, float], list[Cell]]) -> Cell:
    """A cell of other sites, no longer radiated by heads that now send another cell on its carrier."""
    if cell.site_id in chosen or (cell.band, cell.carrier_mhz) not in carriers:
        return cell
    return replace(cell, head_site_ids=tuple(head for head in cell.head_site_ids if head not in chosen))


def head_ids(cell: Cell) -> tuple[str, ...]:
    """Ids of the sites that radiate a cell, its own first, each once."""
    return tuple(dict.fromkeys((cell.site_id, *cell.head_site_ids)))


def split(project: Project, scheme_id: str, cell_ids: Iterable[str]) -> Project:
    """Give every head of combined cells a cell of its own, like the combined one, PCIs counting on above the highest.

    EditError `not-combined` where none of the cells has heads.
    """
    network = scheme_of(project, scheme_id).network
    combined = [network.cells[key] for key in dict.fromkeys(cell_ids) if network.cells[key].head_site_ids]
    if not combined:
        raise EditError("not-combined")
    for cell in combined:
        project = _apart(project, scheme_id, cell, head_ids(cell)[:1], head_ids(cell)[1:])
    return project


def detach(project: Project, scheme_id: str, site_ids: Iterable[str]) -> Project:
    """Take sites out of the combined cells they radiate; each gets a cell of its own like the combined one.

    The cell stays with its other heads. EditError `not-combined` where none of the sites shares a cell.
    """
    network = scheme_of(project, scheme_id).network
    chosen = set(site_ids)
    found = [cell for cell in network.cells.values() if cell.head_site_ids and chosen.intersection(head_ids(cell))]
    if not found:
        raise EditError("not-combined")
    for cell in found:
        staying = tuple(key for key in head_ids(cell) if key not in chosen) or head_ids(cell)[:1]
        leaving = tuple(key for key in head_ids(cell) if key not in staying)
        project = _apart(project, scheme_id, cell, staying, leaving)
    return project


def _apart(project: Project, scheme_id: str, cell: Cell, staying: tuple[str, ...], leaving: tuple[str, ...]) -> Project:
    """A combined cell at the sites that stay, and a cell of its own at each that leaves."""
    network = scheme_of(project, scheme_id).network
    pci = max(item.pci for item in network.cells.values())
    stays = replace(cell, site_id=staying[0], head_site_ids=staying[1:])
    project = put(project, ObjectRef("cells", cell.id, scheme_id), stays)
    for head in leaving:
        if head in network.sites:
            pci = (pci + 1) % (LAST_PCI + 1)
            ref = ObjectRef("cells", new_id(PREFIXES["cells"], collection(project, "cells", scheme_id)), scheme_id)
            own = replace(cell, id=ref.id, site_id=head, head_site_ids=(), name="", pci=pci)
            project = put(project, ref, own)
    return project
