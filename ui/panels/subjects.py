"""What the inspector edits: objects of one kind, by address; and the lists of objects that belong to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.heads import cells_at, head_sites
from planner.model.limits import require_within_limits
from planner.model.network import MecHost, TransportLink, Upf
from planner.model.project import Project
from planner.model.slicing import Slice
from planner.text import N_, Translator
from ui.panels.consequences import with_consequences
from ui.panels.fields import Field, converted, value_at, with_value

if TYPE_CHECKING:
    from planner.model.catalogue import Catalogue
    from ui.document import Document

#: The project itself has no address in a collection.
PROJECT_REF = ObjectRef("project", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of objects below a subject: collection, title, which of them, and how to add one (None: not here).

    `members` instead of `belongs` where the subject names its objects; it gives their ids.
    """

    kind: str
    title: str
    belongs: Callable[[Any, str], bool] = lambda _item, _owner_id: True
    add: Callable[[Project, str, str, Translator], tuple[Project, ObjectRef]] | None = None
    members: Callable[[Project, ObjectRef], tuple[str, ...]] | None = None


def item_of(project: Project, ref: ObjectRef) -> Any:
    """The object, or the project."""
    return project if ref.kind == "project" else edits.find(project, ref)


def with_item(project: Project, ref: ObjectRef, item: Any) -> Project:
    """The project with the object replaced, checked."""
    if ref.kind == "project":
        require_within_limits(item)
        return item
    if ref.kind == "schemes":
        for part in (item.network, item.commercial):
            require_within_limits(part)
    return edits.put(project, ref, item)


def changed(project: Project, refs: tuple[ObjectRef, ...], field: Field, shown: Any, catalogue: Catalogue) -> Project:
    """The project after a field of all these objects was set to what an editor shows."""
    for ref in refs:
        item = item_of(project, ref)
        old = value_at(item, field.path)
        number = isinstance(shown, float) and field.choices is None
        value = converted(old, shown, field) if number else shown
        item = with_consequences(with_value(item, field.path, value), field.path, catalogue, project.site_map)
        project = with_item(project, ref, item)
    return project


def field_values(document: Document, refs: tuple[ObjectRef, ...]) -> list[Any]:
    """The subjects' objects as they are shown now (gestures included)."""
    return [item_of(document.shown_project, ref) for ref in refs]


def _add_cell(project: Project, scheme_id: str, site_id: str, _t: Translator) -> tuple[Project, ObjectRef]:
    cells = edits.collection(project, "cells", scheme_id)
    own = [cell for cell in cells.values() if cell.site_id == site_id]
    model = own[-1] if own else next(iter(reversed(list(cells.values()))), None)
    ref = ObjectRef("cells", edits.free_id(project, "cells", scheme_id), scheme_id)
    if model is None:
        from planner.model.network import Cell

        return edits.put(project, ref, Cell(id=ref.id, site_id=site_id, band="n41")), ref
    azimuth_deg = (model.azimuth_deg + 120.0) % 360.0 if own else 0.0
    cell = replace(model, id=ref.id, site_id=site_id, name="", azimuth_deg=azimuth_deg, head_site_ids=())
    return edits.put(project, ref, cell), ref


def _add_flow(project: Project, scheme_id: str, _owner: str, t: Translator) -> tuple[Project, ObjectRef]:
    from planner.model.demand import Flow
    from planner.model.slicing import Assignment

    ref = ObjectRef("flows", edits.free_id(project, "flows"))
    zone_id = next(iter(project.site_map.zones), "")
    project = edits.put(project, ref, Flow(id=ref.id, name=t("New flow"), zone_id=zone_id, ul_mbps=1.0, dl_mbps=1.0))
    slice_id = next(iter(edits.collection(project, "slices", scheme_id)), "")
    if slice_id:
        project = edits.assign(project, scheme_id, ref.id, Assignment(slice_id=slice_id))
    return project, ref


def _add_slice(project: Project, scheme_id: str, _owner: str, t: Translator) -> tuple[Project, ObjectRef]:
    ref = ObjectRef("slices", edits.free_id(project, "slices", scheme_id), scheme_id)
    upf_id = next(iter(edits.collection(project, "upfs", scheme_id)), "")
    return edits.put(project, ref, Slice(id=ref.id, name=t("New slice"), upf_id=upf_id)), ref


def _add_upf(project: Project, scheme_id: str, _owner: str, t: Translator) -> tuple[Project, ObjectRef]:
    from planner.model.network import Tenancy, UpfPlace

    ref = ObjectRef("upfs", edits.free_id(project, "upfs", scheme_id), scheme_id)
    upf = Upf(id=ref.id, name=t("New UPF"), place=UpfPlace.CITY, tenancy=Tenancy.SHARED)
    project = edits.put(project, ref, upf)
    link_id = edits.free_id(project, "links", scheme_id)
    link = TransportLink(id=link_id, name=t("Link to the new UPF"), to_id=ref.id, route_km=20.0, hops=4)
    return edits.put(project, ObjectRef("links", link_id, scheme_id), link), ref


def _add_mec(project: Project, scheme_id: str, owner: str, t: Translator) -> tuple[Project, ObjectRef]:
    ref = ObjectRef("mec_hosts", edits.free_id(project, "mec_hosts", scheme_id), scheme_id)
    return edits.put(project, ref, MecHost(id=ref.id, name=t("New MEC host"), upf_id=owner)), ref


def _add_link(project: Project, scheme_id: str, owner: str, t: Translator) -> tuple[Project, ObjectRef]:
    ref = ObjectRef("links", edits.free_id(project, "links", scheme_id), scheme_id)
    return edits.put(project, ref, TransportLink(id=ref.id, name=t("New link"), to_id=owner)), ref


def _heads_of(project: Project, cell: ObjectRef) -> tuple[str, ...]:
    """Sites that radiate a combined cell, its own first; none for a cell of one site."""
    network = edits.scheme_of(project, cell.scheme_id).network
    heads = head_sites(network.cells[cell.id], network)
    return tuple(site.id for site in heads) if len(heads) > 1 else ()


def _combined_at(project: Project, site: ObjectRef) -> tuple[str, ...]:
    """Combined cells of other sites that a site radiates too."""
    network = edits.scheme_of(project, site.scheme_id).network
    return tuple(cell.id for cell in cells_at(site.id, network) if cell.site_id != site.id)


#: Lists below the subject of a collection.
LISTINGS: dict[str, tuple[Listing, ...]] = {
    "sites": (
        Listing(kind="cells", title=N_("Cells"), belongs=lambda c, site: c.site_id == site, add=_add_cell),
        Listing(kind="cells", title=N_("Head of the cells"), members=_combined_at),
    ),
    "cells": (Listing(kind="sites", title=N_("Heads of this cell"), members=_heads_of),),
    "upfs": (
        Listing(kind="links", title=N_("Transport links"), belongs=lambda link, upf: link.to_id == upf, add=_add_link),
        Listing(kind="mec_hosts", title=N_("MEC hosts"), belongs=lambda host, upf: host.upf_id == upf, add=_add_mec),
    ),
    "slices": (Listing(kind="assignments", title=N_("Flows on it"), belongs=lambda a, key: a.slice_id == key),),
    "project": (
        Listing(kind="flows", title=N_("Flows"), add=_add_flow),
        Listing(kind="slices", title=N_("Slices"), add=_add_slice),
        Listing(kind="sites", title=N_("Sites")),
        Listing(kind="upfs", title=N_("UPFs"), add=_add_upf),
        Listing(kind="zones", title=N_("Coverage zones")),
    ),
}


def parent_of(project: Project, ref: ObjectRef) -> ObjectRef | None:
    """The object one step up: a cell's site, a link's or host's UPF."""
    if ref.kind == "cells":
        return ObjectRef("sites", edits.find(project, ref).site_id, ref.scheme_id)
    if ref.kind in ("links", "mec_hosts"):
        item = edits.find(project, ref)
        return ObjectRef("upfs", item.to_id if ref.kind == "links" else item.upf_id, ref.scheme_id)
    return None
