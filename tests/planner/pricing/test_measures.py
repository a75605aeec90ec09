"""Quantities against counts made here, and the objects that stand behind each."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from matplotlib.path import Path as MplPath

from planner.io.catalogue import load_catalogue
from planner.io.templates import new_from_template
from planner.model.demand import Demand, Flow
from planner.model.edits import collection
from planner.model.geometry import rectangle
from planner.model.network import (
    Cell,
    CoreMode,
    MecHost,
    Network,
    Ownership,
    Redundancy,
    Site,
    SiteKind,
    Tenancy,
    TransportLink,
    Upf,
    UpfPlace,
)
from planner.model.project import Project, Scheme
from planner.model.site_map import AreaClass, SiteMap, Zone
from planner.model.slicing import Assignment, RanIsolation, Slice, TransportIsolation
from planner.pricing.measure_names import MEASURE_UNITS
from planner.pricing.measures import measure_scheme

CATALOGUE = load_catalogue()
TEMPLATES = [(key, scheme) for key in ("port", "factory", "campus") for scheme in ("A", "B")]


def measured(project, scheme_id="A"):
    return measure_scheme(project, project.schemes[scheme_id], CATALOGUE)


def values(project, scheme_id="A"):
    return {name: quantity.value for name, quantity in measured(project, scheme_id).items()}


def small():
    sites = {
        "s1": Site(id="s1", name="Mast", position=(0.0, 0.0)),
        "s2": Site(id="s2", name="Hall", position=(9.0, 0.0), kind=SiteKind.INDOOR_HEAD),
        "s3": Site(id="s3", name="Town", position=(99.0, 0.0), ownership=Ownership.PUBLIC),
    }
    cells = {
        f"c{n}": Cell(id=f"c{n}", site_id=site, band=band)
        for n, (site, band) in enumerate(
            [("s1", "n79"), ("s1", "n79"), ("s1", "n79"), ("s2", "n79"), ("s2", "n78"), ("s3", "n41"), ("s3", "n78")]
        )
    }
    network = Network(
        sites=sites,
        cells=cells,
        upfs={
            "u1": Upf(id="u1", name="Own", redundancy=Redundancy.ONE_PLUS_ONE),
            "u2": Upf(id="u2", name="City", place=UpfPlace.CITY),
            "u3": Upf(id="u3", name="Shared", place=UpfPlace.CITY, tenancy=Tenancy.SHARED),
        },
        mec_hosts={"m1": MecHost(id="m1", name="Edge", upf_id="u1", servers=3)},
        links={
            "l1": TransportLink(id="l1", name="New", to_id="u1", newly_built=True, route_km=1.25),
            "l2": TransportLink(id="l2", name="Line", to_id="u2", rate_mbps=500.0),
            "l3": TransportLink(id="l3", name="Shared", to_id="u3", rate_mbps=900.0),
        },
        core_mode=CoreMode.LIGHT,
    )
    slices = {
        "x": Slice(
            id="x", name="Hard", ran=RanIsolation.RESERVED, transport=TransportIsolation.HARD_PIPE, bands=("n41",)
        ),
        "y": Slice(id="y", name="Soft"),
    }
    flows = {
        "f1": Flow(
            id="f1", name="Control", zone_id="z1", count=6, terminal="cpe", ul_mbps=2.0, dl_mbps=0.5, activity=0.5
        ),
        "f2": Flow(id="f2", name="Meters", zone_id="z1", count=100, terminal="redcap", ul_mbps=0.1),
        "f3": Flow(id="f3", name="Later", zone_id="z1", count=1000, terminal="cpe", ul_mbps=50.0),
    }
    zones = {
        "z1": Zone(id="z1", name="Yard", outline=rectangle(0.0, 0.0, 500.0, 400.0)),
        "z2": Zone(
            id="z2", name="Hall", outline=rectangle(0.0, 0.0, 100.0, 50.0), area_class=AreaClass.COMPLEX, height_m=1.5
        ),
    }
    scheme = Scheme(
        id="A",
        name="A",
        network=network,
        slices=slices,
        assignments={"f1": Assignment(slice_id="x", five_qi=85), "f2": Assignment(slice_id="y", five_qi=9)},
    )
    return Project(site_map=SiteMap(zones=zones), demand=Demand(flows=flows), schemes={"A": scheme})


def test_a_small_scheme_counted_by_hand():
    assert values(small()) == {
        "one": 1,
        "gnb_macro_new": 1,
        "indoor_head_new": 2,
        "public_cell_reserved": 1,
        "slice_reserved": 1,
        "slice_qos": 1,
        "slice_hard_pipe": 1,
        "upf_dedicated_1p1": 1,
        "upf_dedicated": 1,
        "upf_shared": 1,
        "mec_host": 3,
        "core_light": 1,
        "fibre_m": 1250,
        "leased_line_mbps": 500,
        # the hall stands in the yard: its ground counts once, in the dearer class
        "covered_area_km2_standard": Decimal("0.195"),
        "covered_area_km2_complex": Decimal("0.005"),
        "survey_km2": Decimal("0.2"),
        "flow_count": 2,
        "integration_point": 2,
        "sim_embb": 6,
        "terminal_cpe": 6,
        "sim_redcap": 100,
        "terminal_redcap": 100,
        "guaranteed_ul_mbps": 6,
        "guaranteed_dl_mbps": Decimal("1.5"),
    }


def test_every_quantity_names_the_objects_that_made_it():
    found = measured(small())
    assert found["public_cell_reserved"].objects == (("cells", "c5"),)
    assert found["survey_km2"].objects == (("zones", "z2"), ("zones", "z1"))
    assert found["fibre_m"].objects == (("links", "l1"),)
    assert found["guaranteed_ul_mbps"].objects == (("flows", "f1"),)


@pytest.mark.parametrize(("key", "scheme_id"), TEMPLATES)
def test_objects_of_a_template_exist_and_names_are_known(key, scheme_id):
    project = new_from_template(key, "en")
    for measure, quantity in measured(project, scheme_id).items():
        assert measure in MEASURE_UNITS
        assert quantity.value > 0
        assert quantity.objects or measure in ("one", "core_light", "core_dedicated")
        assert len(set(quantity.objects)) == len(quantity.objects)
        for kind, identifier in quantity.objects:
            owner = "" if kind in ("flows", "zones", "obstacles") else scheme_id
            assert identifier in collection(project, kind, owner), (measure, kind, identifier)


@pytest.mark.parametrize(("key", "scheme_id"), TEMPLATES)
def test_quantities_of_a_template_counted_again(key, scheme_id):
    project = new_from_template(key, "en")
    found, scheme = values(project, scheme_id), project.schemes[scheme_id]
    network = scheme.network
    stations = Counter()
    for cell in network.cells.values():
        site = network.sites[cell.site_id]
        if site.ownership is Ownership.NEW:
            stations[site.kind] += 1 + len(cell.head_site_ids) if site.kind is SiteKind.INDOOR_HEAD else 0
    for site in network.sites.values():
        if site.ownership is Ownership.NEW and site.kind is not SiteKind.INDOOR_HEAD:
            stations[site.kind] += 1
    assert found.get("gnb_macro_new", 0) == stations[SiteKind.MACRO]
    assert found.get("gnb_micro_new", 0) == stations[SiteKind.MICRO]
    assert found.get("indoor_head_new", 0) == stations[SiteKind.INDOOR_HEAD]
    assert sum(found.get(name, 0) for name in ("slice_qos", "slice_reserved", "slice_carrier")) == len(scheme.slices)
    upfs = sum(found.get(name, 0) for name in ("upf_shared", "upf_dedicated", "upf_dedicated_1p1"))
    assert upfs == len(network.upfs)
    assert found.get("mec_host", 0) == sum(host.servers for host in network.mec_hosts.values())
    carried = [flow for name, flow in project.demand.flows.items() if name in scheme.assignments]
    assert found["flow_count"] == len(carried)
    sims = sum(value for name, value in found.items() if name.startswith("sim_"))
    assert sims == sum(flow.count for flow in carried if not flow.shares_terminals_with)
    # the ground again, counted on a raster of its own
    step_m = 2.0
    low = min(y for zone in project.site_map.zones.values() for _, y in zone.outline)
    left = min(x for zone in project.site_map.zones.values() for x, _ in zone.outline)
    high = max(y for zone in project.site_map.zones.values() for _, y in zone.outline)
    right = max(x for zone in project.site_map.zones.values() for x, _ in zone.outline)
    xs, ys = np.meshgrid(np.arange(left + step_m / 2, right, step_m), np.arange(low + step_m / 2, high, step_m))
    inside = np.zeros(xs.shape, dtype=bool)
    for zone in project.site_map.zones.values():
        inside |= MplPath(zone.outline).contains_points(np.column_stack((xs.ravel(), ys.ravel()))).reshape(xs.shape)
    assert float(found["survey_km2"]) == pytest.approx(inside.sum() * step_m**2 / 1e6, rel=0.02)
    built = sum(link.route_km for link in network.links.values() if link.newly_built) * 1000
    assert float(found.get("fibre_m", 0)) == pytest.approx(built)


def test_heads_count_once_each_and_carriers_of_a_head_don_t():
    project = small()
    network = project.schemes["A"].network
    heads = {f"h{n}": Site(id=f"h{n}", name="", position=(n, 0.0), kind=SiteKind.INDOOR_HEAD) for n in range(4)}

    def with_cells(**cells):
        changed = replace(network, sites={**network.sites, **heads}, cells={**network.cells, **cells})
        return values(replace(project, schemes={"A": replace(project.schemes["A"], network=changed)}))

    # four positions without cells are four heads, and so are four that radiate one cell
    assert with_cells()["indoor_head_new"] == 2 + 4
    combined = Cell(id="x1", site_id="h0", band="n78", head_site_ids=("h1", "h2", "h3", "gone", "h1"))
    assert with_cells(x1=combined)["indoor_head_new"] == 2 + 4
    second = replace(combined, id="x2", carrier_mhz=3350.0)
    assert with_cells(x1=combined, x2=second)["indoor_head_new"] == 2 + 4, "a second carrier is no second head"
    other = replace(combined, id="x3", band="n79")
    assert with_cells(x1=combined, x3=other)["indoor_head_new"] == 2 + 8, "another band is"


def test_shared_terminals_are_counted_once():
    project = small()
    video = Flow(id="f4", name="Video", zone_id="z1", count=8, terminal="cpe", ul_mbps=1.0, shares_terminals_with="f1")
    scheme = project.schemes["A"]
    carried = replace(scheme, assignments={**scheme.assignments, "f4": Assignment(slice_id="x")})
    project = replace(project, demand=Demand(flows={**project.demand.flows, "f4": video}), schemes={"A": carried})
    found = values(project)
    # six of the eight ride on f1's terminals, two need their own
    assert (found["sim_embb"], found["terminal_cpe"]) == (8, 8)


def test_a_moved_site_changes_no_quantity_and_a_new_one_does():
    project = small()
    scheme = project.schemes["A"]
    sites = scheme.network.sites

    def with_sites(changed):
        network = replace(scheme.network, sites=changed)
        return replace(project, schemes={"A": replace(scheme, network=network)})

    moved = with_sites({**sites, "s1": replace(sites["s1"], position=(70.0, -3.0))})
    assert values(moved) == values(project)
    more = with_sites({**sites, "s4": Site(id="s4", name="Second", position=(1.0, 1.0))})
    assert values(more) == {**values(project), "gnb_macro_new": 2}


def test_nothing_planned_is_one_scheme_and_no_more():
    assert values(Project(schemes={"A": Scheme(id="A", name="")})) == {"one": 1}


def test_reserving_on_any_band_counts_every_public_cell():
    project = small()
    scheme = project.schemes["A"]
    free = {**scheme.slices, "x": replace(scheme.slices["x"], bands=())}
    assert values(replace(project, schemes={"A": replace(scheme, slices=free)}))["public_cell_reserved"] == 2
