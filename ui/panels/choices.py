"""What the inspector's lists offer: enumerations, catalogue entries, the project's objects, words of the price book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from planner.errors import PlannerError
from planner.model.network import ALL_SITES
from planner.model.own_entries import antennas_of
from planner.model.storeys import storeys_of
from ui.formatting import label_of
from ui.panels.fields import Choice, Choices

if TYPE_CHECKING:
    from planner.pricing.pricebook import PriceBook, Structure, Term
    from ui.document import Document


def enum_choices(kind: type[StrEnum]) -> Choices:
    """All values of an enumeration."""
    return lambda document, _item: [(value, label_of(document.t, value)) for value in kind]


def entry_choices(collection: str) -> Choices:
    """All entries of one part of the catalogue."""

    def choices(document: Document, _item: Any) -> Iterable[Choice]:
        entries: Mapping[str, Any] = getattr(document.catalogue, collection)
        return [(key, document.t.pick(entry)) for key, entry in entries.items()]

    return choices


def antenna_choices(document: Document, _item: Any) -> Iterable[Choice]:
    """Antennas of the catalogue, then those imported into the project."""
    return [(key, document.t.pick(item)) for key, item in antennas_of(document.catalogue, document.project).items()]


def band_choices(document: Document, _item: Any) -> Iterable[Choice]:
    """Bands by name."""
    return [(key, document.t.pick(band)) for key, band in document.catalogue.bands.items()]


def bandwidth_choices(document: Document, item: Any) -> Iterable[Choice]:
    """Bandwidths the cell's band allows."""
    band = document.catalogue.bands.get(item.band)
    return [] if band is None else [(mhz, f"{mhz:g} MHz") for mhz in band.bandwidths_mhz]


def frame_choices(document: Document, item: Any) -> Iterable[Choice]:
    """Frame structures that fit the band's duplex: FDD has the one that isn't a pattern."""
    band = document.catalogue.bands.get(item.band)
    fdd = band is not None and band.duplex == "fdd"
    frames = document.catalogue.frames.items()
    return [(key, document.t.pick(frame)) for key, frame in frames if (frame.slots == "F") == fdd]


def zone_choices(document: Document, _item: Any) -> Iterable[Choice]:
    """Zones by name."""
    return [(key, zone.name) for key, zone in document.project.site_map.zones.items()]


def building_choices(document: Document, _item: Any) -> Iterable[Choice]:
    """No building, or one of those that have storeys."""
    site_map = document.project.site_map
    found = [(key, item.name or key) for key, item in site_map.obstacles.items() if storeys_of(site_map, key)]
    return [("", document.t("None: stands outdoors")), *found]


def shared_terminal_choices(document: Document, item: Any) -> Iterable[Choice]:
    """Flows whose terminals another may share: of the same kind of terminal, and owning them."""
    others = [
        (key, flow.name)
        for key, flow in document.project.demand.flows.items()
        if key != item.id and flow.terminal == item.terminal and not flow.shares_terminals_with
    ]
    return [("", document.t("Own terminals")), *others]


def upf_choices(document: Document, _item: Any) -> Iterable[Choice]:
    """UPFs of the current scheme."""
    scheme = document.project.schemes[document.scheme_id]
    return [(key, upf.name) for key, upf in scheme.network.upfs.items()]


def slice_choices(document: Document, _item: Any) -> Iterable[Choice]:
    """Slices of the current scheme."""
    return [(key, item.name) for key, item in document.project.schemes[document.scheme_id].slices.items()]


def link_start_choices(document: Document, _item: Any) -> Iterable[Choice]:
    """Where a link may start: all sites together, or one."""
    scheme = document.project.schemes[document.scheme_id]
    sites = [(key, site.name) for key, site in scheme.network.sites.items()]
    return [(ALL_SITES, document.t("All sites")), *sites]


def five_qi_choices(_document: Document, _item: Any) -> Iterable[Choice]:
    """The 5QI of TS 23.501 Table 5.7.4-1 that campus services use, by number."""
    values = (1, 2, 3, 4, 5, 6, 7, 8, 9, 65, 66, 69, 70, 71, 72, 73, 74, 76, 79, 80, 82, 83, 84, 85, 86)
    return [(value, str(value)) for value in values]


def price_book_of(document: Document, scheme_id: str) -> PriceBook | None:
    """The book the scheme quotes from, None where it has none or it can't be read (that is a finding elsewhere)."""
    from planner.io.evaluation import price_book

    try:
        return price_book(document.project, scheme_id)
    except PlannerError:
        return None


def structure_of(document: Document, scheme_id: str) -> Structure | None:
    """The quote structure the scheme uses, with its vocabulary."""
    book = price_book_of(document, scheme_id)
    return None if book is None else book.structures.get(document.project.schemes[scheme_id].commercial.structure)


def categories_of(document: Document, scheme_id: str) -> Mapping[str, Term]:
    """Names of the structure's categories."""
    structure = structure_of(document, scheme_id)
    return {} if structure is None else {term.code: term for term in structure.categories}


def structure_choices(document: Document, item: Any) -> Iterable[Choice]:
    """Quote structures of the scheme's price book."""
    book = price_book_of(document, item.id)
    return [] if book is None else [(key, document.t.pick(entry)) for key, entry in book.structures.items()]


def mode_choices(document: Document, item: Any) -> Iterable[Choice]:
    """Product modes of the scheme's structure."""
    structure = structure_of(document, item.id)
    return [] if structure is None else [(term.code, document.t.pick(term)) for term in structure.modes]


def add_on_choices(document: Document, item: Any) -> Iterable[Choice]:
    """Add-ons of the scheme's structure."""
    structure = structure_of(document, item.id)
    return [] if structure is None else [(term.code, document.t.pick(term)) for term in structure.add_ons]


def carrier_choices(document: Document, _item: Any) -> Iterable[Choice]:
    """Bands in use in the current scheme."""
    cells = document.project.schemes[document.scheme_id].network.cells.values()
    used = sorted({cell.band for cell in cells})
    bands = document.catalogue.bands
    return [(key, document.t.pick(bands[key]) if key in bands else key) for key in used]
