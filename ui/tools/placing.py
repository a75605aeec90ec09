"""Placing base stations and UPFs."""

from dataclasses import replace

from PySide6.QtCore import Qt

from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, free_id, place_site, place_upf, scheme_of
from planner.model.network import Cell, Network, Ownership, RadioScenario, Site
from planner.model.project import Project
from planner.text import N_
from ui.tools.base import Pointer, Tool

SECTOR_AZIMUTHS_DEG = (0.0, 120.0, 240.0)
OMNI_BEAMWIDTH_DEG = 300.0
OUTDOOR = frozenset({RadioScenario.UMA, RadioScenario.UMI, RadioScenario.SMA, RadioScenario.RMA})
LAST_PCI = 1007


def site_prototype(network: Network, catalogue: Catalogue) -> tuple[Site | None, tuple[Cell, ...]]:
    """Site and cells to copy for a new base station: like the site of the scheme's last cell.

    The copy takes that site's number of sectors, its azimuths, tilts, heights and carriers. In a scheme without cells:
    three sectors with a directional antenna on the catalogue's first band, one with an omnidirectional antenna. PCIs go
    on above the highest one, in threes, so that the sectors of a site differ modulo 3.
    """
    last = next(reversed(list(network.cells.values())), None)
    if last is None:
        return None, _numbered(_default_cells(catalogue), network)
    site = network.sites.get(last.site_id)
    cells = tuple(cell for cell in network.cells.values() if cell.site_id == last.site_id)
    prototype = None if site is None else replace(site, ownership=Ownership.NEW)
    return prototype, _numbered(cells, network)


def _default_cells(catalogue: Catalogue) -> tuple[Cell, ...]:
    band = next(iter(catalogue.bands.values()), None)
    cell = Cell(id="new", site_id="new", band="n79" if band is None else band.key)
    if band is not None:
        width = max(band.bandwidths_mhz, default=cell.bandwidth_mhz)
        cell = replace(cell, bandwidth_mhz=width, frame=band.default_frame)
    if cell.antenna not in catalogue.antennas and catalogue.antennas:
        cell = replace(cell, antenna=next(iter(catalogue.antennas)))
    antenna = catalogue.antennas.get(cell.antenna)
    if antenna is not None and antenna.h_beamwidth_deg >= OMNI_BEAMWIDTH_DEG:
        return (cell,)
    return tuple(replace(cell, azimuth_deg=azimuth) for azimuth in SECTOR_AZIMUTHS_DEG)


def _numbered(cells: tuple[Cell, ...], network: Network) -> tuple[Cell, ...]:
    highest = max((cell.pci for cell in network.cells.values()), default=-1)
    first = -(-(highest + 1) // 3) * 3
    return tuple(replace(cell, name="", pci=(first + i) % (LAST_PCI + 1)) for i, cell in enumerate(cells))


class GnbTool(Tool):
    """A click places a base station with the cells of the scheme's last one; the tool stays for the next."""

    name = "gnb"
    hint = N_("Click to place a base station; Esc ends")
    cursor = Qt.CursorShape.CrossCursor

    def start(self, pointer: Pointer) -> None:
        """Place, select."""
        document = self.document
        scheme_id, catalogue, place = document.scheme_id, document.catalogue, pointer.place
        if scheme_id not in document.project.schemes:
            return
        ref = ObjectRef("sites", free_id(document.project, "sites", scheme_id), scheme_id)
        name = next_name(document.project, scheme_id, "sites", "gNB")

        def edit(project: Project) -> Project:
            site, cells = site_prototype(scheme_of(project, scheme_id).network, catalogue)
            return place_site(project, scheme_id, place, name=name, site=site, cells=cells)[0]

        if document.apply(document.t("Place a base station"), edit):
            document.set_selection([ref])


class UpfTool(Tool):
    """A click places an on-site UPF with a fibre link from all sites."""

    name = "upf"
    hint = N_("Click to place a UPF; Esc ends")
    cursor = Qt.CursorShape.CrossCursor

    def start(self, pointer: Pointer) -> None:
        """Place, select."""
        document = self.document
        scheme_id, place = document.scheme_id, pointer.place
        if scheme_id not in document.project.schemes:
            return
        ref = ObjectRef("upfs", free_id(document.project, "upfs", scheme_id), scheme_id)
        name = next_name(document.project, scheme_id, "upfs", "UPF")
        link_name = document.t("Link to {name}", name=name)
        text = document.t("Place a UPF")
        if document.apply(text, lambda p: place_upf(p, scheme_id, place, name=name, link_name=link_name)[0]):
            document.set_selection([ref])


def next_name(project: Project, scheme_id: str, kind: str, word: str) -> str:
    """A name with the number of the id the object will get: "gNB-04" (the words are the same in every language)."""
    return f"{word}-{free_id(project, kind, scheme_id).rpartition('-')[2]}"
