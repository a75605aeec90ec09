"""A project to start an empty map from, and the first things one puts on it: a zone and flows from scenarios."""

from dataclasses import replace
from datetime import date

from planner.errors import FileError
from planner.io.project_file import with_asset
from planner.model.catalogue import Catalogue, Scenario
from planner.model.commercial import Commercial
from planner.model.demand import Flow, FlowDirection
from planner.model.edits import ObjectRef, add_outline, assign, free_id, put, scheme_of
from planner.model.geometry import Bounds, Ring
from planner.model.project import Project, Scheme
from planner.model.site_map import Zone
from planner.model.slicing import Assignment, Slice
from planner.text import tr
from resources import RESOURCES_DIR

DEMO_PRICE_BOOK = RESOURCES_DIR / "pricebooks" / "baf_demo.toml"
FIRST_SCHEME = "A"


def blank_project(lang: str, *, name: str = "", today: date | None = None, quote_date: date | None = None) -> Project:
    """A project without map and sites: one scheme with one slice, quoted in BAF from the embedded demo price book.

    The quote bears `quote_date`, by default `today`, which is by default the day it is.
    """
    project, digest = with_asset(Project(name=name), DEMO_PRICE_BOOK.read_bytes())
    slice_ = Slice(id="slice-01", name=tr(lang, "Campus slice"), sst=1)
    day = quote_date or today or date.today()
    commercial = Commercial(structure="baf", mode="zhuanxiang", price_book=digest, quote_date=day)
    scheme = Scheme(id=FIRST_SCHEME, name=tr(lang, "Scheme A"), slices={slice_.id: slice_}, commercial=commercial)
    return replace(project, schemes={scheme.id: scheme})


def rectangle_zone(bounds: Bounds) -> Ring:
    """The outline of west, south, east, north in metres. Raises `FileError` "zone-bounds-empty"."""
    west, south, east, north = bounds
    if not (west < east and south < north):
        raise FileError("zone-bounds-empty", west=west, south=south, east=east, north=north)
    return ((west, south), (east, south), (east, north), (west, north))


def add_zone(project: Project, name: str, outline: Ring, *, height_m: float = 1.5) -> tuple[Project, str]:
    """The project with one more zone, and the zone's id."""
    project, ref = add_outline(project, "zones", Zone(id="zone", name=name, outline=outline, height_m=height_m))
    return project, ref.id


def flow_of(scenario: Scenario, *, flow_id: str, zone_id: str, count: int, name: str) -> Flow:
    """A flow with the starting values of a scenario."""
    return Flow(
        id=flow_id,
        name=name,
        scenario=scenario.key,
        zone_id=zone_id,
        count=count,
        terminal=scenario.terminal,
        ul_mbps=scenario.ul_mbps,
        dl_mbps=scenario.dl_mbps,
        message_bytes=scenario.message_bytes,
        period_ms=scenario.period_ms,
        latency_target_ms=scenario.latency_target_ms,
        latency_percentile=scenario.latency_percentile,
        direction=FlowDirection(scenario.direction),
        reliability=scenario.reliability,
        activity=scenario.activity,
        priority=scenario.priority,
    )


def add_flow(
    project: Project, catalogue: Catalogue, scenario_key: str, *, zone_id: str, count: int, name: str
) -> tuple[Project, str]:
    """The project with a flow of a scenario, on the first slice of every scheme that has one; and the flow's id.

    Raises `FileError` "no-such-scenario" with the known ones, `EditError` for a count out of range.
    """
    scenario = catalogue.scenarios.get(scenario_key)
    if scenario is None:
        raise FileError("no-such-scenario", key=scenario_key, known=", ".join(sorted(catalogue.scenarios)))
    flow_id = free_id(project, "flows")
    flow = flow_of(scenario, flow_id=flow_id, zone_id=zone_id, count=count, name=name)
    project = put(project, ObjectRef("flows", flow_id), flow)
    for scheme_id in project.schemes:
        slices = scheme_of(project, scheme_id).slices
        if slices:
            assignment = Assignment(slice_id=min(slices), five_qi=scenario.five_qi)
            project = assign(project, scheme_id, flow_id, assignment)
    return project, flow_id
