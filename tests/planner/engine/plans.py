"""Small plans whose figures can be checked by hand: an empty field, one or two cells, one zone, one flow."""

from dataclasses import replace

from planner.model.demand import Demand, Flow
from planner.model.geometry import rectangle
from planner.model.network import Cell, Network, Site, TransportLink, Upf
from planner.model.project import PlanSettings, Project, Scheme
from planner.model.site_map import Completeness, Obstacle, ObstacleKind, SiteMap, Zone, ZoneTargets
from planner.model.slicing import Assignment, Slice

#: A sector that any place of the field can be computed from by hand: the element of TR 38.901, no tilt.
PLAIN = {"band": "n78", "frame": "DDDSU", "antenna": "element_38901", "electrical_tilt_deg": 0.0, "tx_power_dbm": 46.0}


def cell(number: int, site: int = 1, **changes) -> Cell:
    return Cell(**{"id": f"cell-{number:02}", "site_id": f"gnb-{site:02}", **PLAIN, **changes})


def building(left: float, bottom: float, width: float, height: float, top_m: float, **changes) -> Obstacle:
    outline = rectangle(left, bottom, width, height)
    return Obstacle(**{"id": "ob-01", "kind": ObstacleKind.BUILDING, "outline": outline, "height_m": top_m, **changes})


def plan(
    *,
    cells=None,
    sites=((0.0, 0.0),),
    obstacles=(),
    zone=(-200.0, -200.0, 400.0, 400.0),
    targets=None,
    flow=None,
    piece=None,
    resolution_m=8.0,
    completeness=Completeness.SURVEYED,
    **network,
) -> Project:
    """A project with the scheme "A"; `flow`, `piece`: changes to its flow and its slice."""
    cells = [cell(1)] if cells is None else cells
    parts = {
        "sites": {
            f"gnb-{n:02}": Site(id=f"gnb-{n:02}", name=f"Mast {n}", position=place) for n, place in enumerate(sites, 1)
        },
        "cells": {item.id: item for item in cells},
        "upfs": {"upf-01": Upf(id="upf-01", name="Room", position=(5.0, 5.0))},
        "links": {"link-01": TransportLink(id="link-01", name="Ring", to_id="upf-01")},
    }
    scheme = Scheme(
        id="A",
        name="Scheme",
        network=Network(**{**parts, **network}),
        slices={"slice-01": replace(Slice(id="slice-01", name="Slice", upf_id="upf-01"), **(piece or {}))},
        assignments={"flow-01": Assignment(slice_id="slice-01")},
    )
    first = Flow(id="flow-01", name="Cameras", zone_id="zone-01", count=4, ul_mbps=4.0, dl_mbps=0.5)
    return Project(
        settings=PlanSettings(resolution_m=resolution_m, margin_m=0.0),
        site_map=SiteMap(
            obstacles={item.id: item for item in obstacles},
            zones={
                "zone-01": Zone(
                    id="zone-01", name="Field", outline=rectangle(*zone), targets=targets or ZoneTargets(area_share=0.9)
                )
            },
            completeness=completeness,
        ),
        demand=Demand(flows={"flow-01": replace(first, **(flow or {}))}),
        schemes={"A": scheme},
    )


def with_network(project: Project, **changes) -> Project:
    scheme = project.schemes["A"]
    return replace(project, schemes={"A": replace(scheme, network=replace(scheme.network, **changes))})


def with_cell(project: Project, cell_id: str = "cell-01", **changes) -> Project:
    cells = project.schemes["A"].network.cells
    return with_network(project, cells={**cells, cell_id: replace(cells[cell_id], **changes)})


def with_commercial(project: Project, **changes) -> Project:
    scheme = project.schemes["A"]
    return replace(project, schemes={"A": replace(scheme, commercial=replace(scheme.commercial, **changes))})
