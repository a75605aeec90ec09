"""PCI plans and neighbour lists as tables for people: rows in their language, and CSV files a spreadsheet opens."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from planner.engine.neighbours import Neighbours
from planner.engine.pci_conflicts import PciConflict
from planner.engine.pci_plan import PciEntry, PciPlan
from planner.io import atomic
from planner.model.heads import head_sites
from planner.model.network import Cell, Network
from planner.model.project import Project
from planner.text import N_, Translator

#: Why a cell keeps its PCI or gets another one.
REASONS: Mapping[str, str] = {
    "kept": N_("No conflict"),
    "locked": N_("Locked"),
    "public": N_("Public network's cell"),
    "collision": N_("Collision with {other}"),
    "confusion": N_("Confusion with {other}"),
    "reuse": N_("Same PCI as {other} nearby"),
    "mod3": N_("Same PCI mod 3 as {other}"),
    "range": N_("Outside the range"),
    "anew": N_("Planned anew"),
}
#: Why a cell is in a neighbour list.
NEIGHBOUR_REASONS: Mapping[str, str] = {
    "overlap": N_("Coverage overlaps"),
    "mutual": N_("Mutual entry"),
    "same-site": N_("Same site"),
    "distance": N_("Nearest without overlap"),
}
#: Conflicts that a plan leaves.
CONFLICTS: Mapping[str, str] = {
    "collision": N_("collision"),
    "confusion": N_("confusion"),
    "reuse": N_("same PCI nearby"),
    "mod3": N_("same PCI mod 3"),
}
PCI_HEADINGS = (N_("Cell ID"), N_("Cell"), N_("Site"), N_("Band"), N_("Old PCI"), N_("New PCI"), N_("Reason"))
NEIGHBOUR_HEADINGS = (
    N_("Cell ID"),
    N_("Cell"),
    N_("PCI"),
    N_("Neighbour ID"),
    N_("Neighbour"),
    N_("Neighbour's PCI"),
    N_("Overlap (%)"),
    N_("Distance (m)"),
    N_("Reason"),
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell_name(network: Network, key: str) -> str:
    """What a cell is called: its name, else site and id."""
    cell = network.cells.get(key)
    if cell is None:
        return key
    site = network.sites.get(cell.site_id)
    return cell.name or (f"{site.name}/{key}" if site and site.name else key)


def reason_text(t: Translator, entry: PciEntry, network: Network) -> str:
    """Why a cell of a plan keeps its PCI or gets another one."""
    return t.code(REASONS[entry.why], {"other": cell_name(network, entry.other_id)})


def conflict_text(t: Translator, conflict: PciConflict, network: Network) -> str:
    """A conflict in a few words, both cells named."""
    first, second = cell_name(network, conflict.first), cell_name(network, conflict.second)
    kind = t.code(CONFLICTS[conflict.kind])
    if conflict.at:
        at = cell_name(network, conflict.at)
        return t("{kind}: {first} and {second}, both neighbours of {at}", kind=kind, first=first, second=second, at=at)
    return t("{kind}: {first} and {second}", kind=kind, first=first, second=second)


def pci_rows(t: Translator, network: Network, plan: PciPlan) -> list[tuple[str, ...]]:
    """A plan's rows under `PCI_HEADINGS`."""
    return [
        (
            entry.cell_id,
            cell_name(network, entry.cell_id),
            _sites(network.cells[entry.cell_id], network),
            network.cells[entry.cell_id].band,
            str(entry.old_pci),
            str(entry.new_pci),
            reason_text(t, entry, network),
        )
        for entry in plan.entries
    ]


def neighbour_rows(
    t: Translator, network: Network, neighbours: Neighbours, pcis: Mapping[str, int] | None = None
) -> list[tuple[str, ...]]:
    """Neighbour lists as rows under `NEIGHBOUR_HEADINGS`; pcis: new ones instead of the network's."""
    new = pcis or {}
    own = {key: new.get(key, cell.pci) for key, cell in network.cells.items()}
    return [
        (
            key,
            cell_name(network, key),
            str(own[key]),
            item.cell_id,
            cell_name(network, item.cell_id),
            str(own[item.cell_id]),
            f"{item.share * 100.0:.1f}",
            f"{item.distance_m:.0f}" if item.distance_m < 1e9 else "",
            t.code(NEIGHBOUR_REASONS[item.why]),
        )
        for key in sorted(neighbours)
        for item in neighbours[key]
    ]


def write_pci_csv(path: Path, project: Project, scheme_id: str, plan: PciPlan, *, lang: str = "en") -> None:
    """Write a plan as CSV (UTF-8 with a mark, so that Excel reads Chinese). Raises `FileError`."""
    t = Translator(lang)
    _write(path, t, PCI_HEADINGS, pci_rows(t, project.schemes[scheme_id].network, plan))


def write_neighbours_csv(
    path: Path,
    project: Project,
    scheme_id: str,
    neighbours: Neighbours,
    pcis: Mapping[str, int] | None = None,
    *,
    lang: str = "en",
) -> None:
    """Write neighbour lists as CSV, one row per pair and direction. Raises `FileError`."""
    t = Translator(lang)
    rows = neighbour_rows(t, project.schemes[scheme_id].network, neighbours, pcis)
    _write(path, t, NEIGHBOUR_HEADINGS, rows)


def _sites(cell: Cell, network: Network) -> str:
    return " + ".join(site.name or site.id for site in head_sites(cell, network))


def _write(path: Path, t: Translator, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([t.code(heading) for heading in headings])
    writer.writerows([_harmless(value) for value in row] for row in rows)
    atomic.write_bytes(path, text.getvalue().encode("utf-8-sig"))


def _harmless(value: str) -> str:
    """A text a spreadsheet would take for a formula gets an apostrophe; a figure stays one."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
