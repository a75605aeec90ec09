"""A small whole project: two buildings, two zones, two flows, two schemes with every kind of object."""

from dataclasses import replace

import pytest

from planner.model.demand import Demand, Flow
from planner.model.geometry import rectangle
from planner.model.network import Cell, MecHost, Network, Site, TransportLink, Upf
from planner.model.project import Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone
from planner.model.slicing import Assignment, Slice


def small_scheme(scheme_id: str) -> Scheme:
    cells = {
        f"cell-0{index}": Cell(
            id=f"cell-0{index}", site_id=site, band="n41", frame="DDDDDDDSUU", pci=index, azimuth_deg=120.0 * index
        )
        for index, site in ((1, "gnb-01"), (2, "gnb-01"), (3, "gnb-02"))
    }
    network = Network(
        sites={
            "gnb-01": Site(id="gnb-01", name="West", position=(10.0, 20.0)),
            "gnb-02": Site(id="gnb-02", name="East", position=(190.0, 20.0)),
        },
        cells=cells,
        upfs={
            "upf-01": Upf(id="upf-01", name="Room 1", position=(5.0, 5.0), second_position=(7.0, 5.0)),
            "upf-02": Upf(id="upf-02", name="Room 2", position=(9.0, 9.0)),
        },
        mec_hosts={"mec-01": MecHost(id="mec-01", name="Edge", upf_id="upf-01")},
        links={
            "link-01": TransportLink(id="link-01", name="Ring", to_id="upf-01"),
            "link-02": TransportLink(id="link-02", name="Spur", from_id="gnb-02", to_id="upf-02"),
        },
    )
    slices = {
        "slice-01": Slice(id="slice-01", name="Control", upf_id="upf-01"),
        "slice-02": Slice(id="slice-02", name="Video", upf_id="upf-02"),
    }
    assignments = {"flow-01": Assignment(slice_id="slice-01"), "flow-02": Assignment(slice_id="slice-02")}
    return Scheme(id=scheme_id, name=scheme_id, network=network, slices=slices, assignments=assignments)


def small_project() -> Project:
    obstacles = {
        "ob-01": Obstacle(
            id="ob-01",
            kind=ObstacleKind.BUILDING,
            name="Hall",
            outline=rectangle(40.0, 40.0, 60.0, 30.0),
            holes=(rectangle(50.0, 50.0, 5.0, 5.0),),
            height_m=12.0,
            material="sheet_metal",
        ),
        "ob-02": Obstacle(
            id="ob-02", kind=ObstacleKind.WALL, name="Wall", outline=((0.0, 0.0), (9.0, 0.0)), height_m=2.0
        ),
    }
    zones = {
        "zone-01": Zone(id="zone-01", name="Yard", outline=rectangle(0.0, 0.0, 100.0, 80.0)),
        "zone-02": Zone(id="zone-02", name="Gate", outline=rectangle(100.0, 0.0, 50.0, 80.0)),
    }
    flows = {
        "flow-01": Flow(id="flow-01", name="Crane", zone_id="zone-01", ul_mbps=10.0),
        "flow-02": Flow(id="flow-02", name="Camera", zone_id="zone-02", ul_mbps=4.0),
    }
    return Project(
        name="Small",
        site_map=SiteMap(obstacles=obstacles, zones=zones),
        demand=Demand(flows=flows),
        schemes={"A": small_scheme("A"), "B": replace(small_scheme("B"), name="Second")},
    )


@pytest.fixture(scope="session")
def project() -> Project:
    """Immutable, so one for all tests."""
    return small_project()
