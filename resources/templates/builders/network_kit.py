"""What the builders share for networks: sites with their cells in one call, and slices with texts in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.model.geometry import Point
from planner.model.network import Cell, MecHost, Ownership, Site, SiteKind, TransportLink, Upf
from planner.model.slicing import Assignment, Slice, UplinkAccess
from resources.templates.builders.kit import Draft, Text, number

#: Middle of 3300-3400 MHz, which is for indoor use: nobody sends there outdoors.
INDOOR_CARRIER_MHZ = 3350.0


@dataclass
class NetworkDraft:
    """A scheme's network while it is built."""

    draft: Draft
    sites: dict[str, Site] = field(default_factory=dict[str, Site])
    cells: dict[str, Cell] = field(default_factory=dict[str, Cell])
    upfs: dict[str, Upf] = field(default_factory=dict[str, Upf])
    mec_hosts: dict[str, MecHost] = field(default_factory=dict[str, MecHost])
    links: dict[str, TransportLink] = field(default_factory=dict[str, TransportLink])
    slices: dict[str, Slice] = field(default_factory=dict[str, Slice])


def add_site(
    net: NetworkDraft,
    name: Text,
    position: Point,
    azimuths_deg: Sequence[float],
    *,
    kind: SiteKind = SiteKind.MACRO,
    ownership: Ownership = Ownership.NEW,
    first_pci: int,
    **cell_values: Any,
) -> None:
    """A site with one cell per azimuth. PCIs count up by one; own cells get planned ones afterwards (pcis.py)."""
    site_id = f"gnb-{len(net.sites) + 1:02d}"
    net.sites[site_id] = Site(id=site_id, name=net.draft.text(name), position=position, kind=kind, ownership=ownership)
    for index, azimuth in enumerate(azimuths_deg, start=1):
        cell_id = f"cell-{len(net.cells) + 1:02d}"
        label = (f"{name[0]}-{index}", f"{name[1]}-{index}") if len(azimuths_deg) > 1 else name
        net.cells[cell_id] = Cell(
            id=cell_id,
            site_id=site_id,
            name=net.draft.text(label),
            azimuth_deg=azimuth,
            pci=first_pci + index - 1,
            **cell_values,
        )


def add_combined(
    net: NetworkDraft, name: Text, places: Sequence[Point], cell_name: Text, *, pci: int, **cell_values: Any
) -> None:
    """Numbered indoor heads at these places that radiate one cell together."""
    ids: list[str] = []
    for index, place in enumerate(places, start=1):
        ids.append(f"gnb-{len(net.sites) + 1:02d}")
        label = net.draft.text(number(name, index))
        net.sites[ids[-1]] = Site(id=ids[-1], name=label, position=place, kind=SiteKind.INDOOR_HEAD)
    cell_id = f"cell-{len(net.cells) + 1:02d}"
    net.cells[cell_id] = Cell(
        id=cell_id,
        site_id=ids[0],
        head_site_ids=tuple(ids[1:]),
        name=net.draft.text(cell_name),
        pci=pci,
        **cell_values,
    )


def add_upf(net: NetworkDraft, name: Text, **values: Any) -> str:
    """A UPF; returns its id."""
    upf_id = f"upf-{len(net.upfs) + 1:02d}"
    net.upfs[upf_id] = Upf(id=upf_id, name=net.draft.text(name), **values)
    return upf_id


def add_link(net: NetworkDraft, name: Text, to_id: str, **values: Any) -> None:
    """A transport link from all sites to a UPF."""
    link_id = f"link-{len(net.links) + 1:02d}"
    net.links[link_id] = TransportLink(id=link_id, name=net.draft.text(name), to_id=to_id, **values)


def add_mec(net: NetworkDraft, name: Text, upf_id: str, servers: int) -> None:
    """An edge node beside a UPF."""
    mec_id = f"mec-{len(net.mec_hosts) + 1:02d}"
    net.mec_hosts[mec_id] = MecHost(id=mec_id, name=net.draft.text(name), upf_id=upf_id, servers=servers)


def add_slice(net: NetworkDraft, key: str, name: Text, **values: Any) -> None:
    """A slice; its id is `slice-<key>`."""
    slice_id = f"slice-{key}"
    net.slices[slice_id] = Slice(id=slice_id, name=net.draft.text(name), **values)


def grant(slice_key: str, five_qi: int, sr_period_slots: int = 10) -> Assignment:
    """A flow on a slice, its uplink by scheduling request."""
    return Assignment(slice_id=f"slice-{slice_key}", five_qi=five_qi, sr_period_slots=sr_period_slots)


def configured(slice_key: str, five_qi: int, sr_period_slots: int = 10) -> Assignment:
    """A flow on a slice, its uplink by configured grant."""
    return Assignment(
        slice_id=f"slice-{slice_key}",
        five_qi=five_qi,
        access=UplinkAccess.CONFIGURED_GRANT,
        sr_period_slots=sr_period_slots,
    )
