"""Whatever is missing or wrong in a plan: a finding or an error of the planner, never another exception."""

import math
from dataclasses import fields, replace

import pytest
from plans import building, cell, plan, with_cell, with_network

from planner.engine.evaluate import evaluate
from planner.errors import EvaluationError, Severity
from planner.model.limits import LIMITS
from planner.model.network import Network, Ownership, Upf, UpfPlace
from planner.model.project import Project, Scheme
from planner.model.site_map import ObstacleKind, Zone
from planner.model.slicing import Assignment, RrmPolicy

NAN, INF = math.nan, math.inf


def evaluated(project, catalogue):
    result = evaluate(project, "A", catalogue, None)
    assert set(result.flows) == set(project.demand.flows)
    assert result.headline.flows_total == len(project.demand.flows)
    return result


def codes(result, severity=None):
    return {issue.code for issue in result.issues if severity in (None, issue.severity)}


def with_flow(project, **changes):
    flow = replace(project.demand.flows["flow-01"], **changes)
    return replace(project, demand=replace(project.demand, flows={"flow-01": flow}))


def with_zone(project, **changes):
    zone = replace(project.site_map.zones["zone-01"], **changes)
    return replace(project, site_map=replace(project.site_map, zones={"zone-01": zone}))


def with_scheme(project, **changes):
    return replace(project, schemes={"A": replace(project.schemes["A"], **changes)})


def with_assignment(project, **changes):
    return with_scheme(project, assignments={"flow-01": Assignment(slice_id="slice-01", **changes)})


BROKEN = {
    "flow without zone": (lambda p: with_flow(p, zone_id="gone"), "flow-without-zone"),
    "flow with unknown terminal": (lambda p: with_flow(p, terminal="gone"), "unknown-terminal"),
    "flow without slice": (lambda p: with_scheme(p, assignments={}), "flow-without-slice"),
    "flow on unknown slice": (lambda p: with_scheme(p, slices={}), "flow-on-unknown-slice"),
    "zone outside the map": (lambda p: with_zone(p, outline=((9e4, 0.0), (9e4 + 20, 0.0), (9e4, 20.0))),
                             "zone-outside-map"),
    "zone of two points": (lambda p: with_zone(p, outline=((0.0, 0.0), (9.0, 9.0))), "outline-too-short"),
    "zone of no points": (lambda p: with_zone(p, outline=()), "outline-too-short"),
    "zone that crosses itself": (
        lambda p: with_zone(p, outline=((0.0, 0.0), (60.0, 60.0), (60.0, 0.0), (0.0, 60.0))), "outline-crosses-itself",
    ),
    "no cells": (lambda p: with_network(p, cells={}), "scheme-without-cells"),
    "no sites": (lambda p: with_network(p, sites={}), "cell-without-site"),
    "no UPF": (lambda p: with_network(p, upfs={}), "slice-without-upf"),
    "UPF without link": (lambda p: with_network(p, links={}), "upf-without-link"),
    "slice without carrier": (
        lambda p: with_scheme(p, slices={k: replace(s, bands=("n79",)) for k, s in p.schemes["A"].slices.items()}),
        "slice-without-carrier",
    ),
    "minimum above maximum": (
        lambda p: with_scheme(
            p,
            slices={
                k: replace(s, rrm=RrmPolicy(ul_min_pct=80.0, ul_max_pct=10.0)) for k, s in p.schemes["A"].slices.items()
            },
        ),
        "rrm-min-above-max",
    ),
    "unknown band": (lambda p: with_cell(p, band="n999"), "unknown-band"),
    "unknown antenna": (lambda p: with_cell(p, antenna="gone"), "unknown-antenna"),
    "unknown frame": (lambda p: with_cell(p, frame="gone"), "unknown-frame"),
    "bandwidth outside the band": (lambda p: with_cell(p, bandwidth_mhz=37.0), "bandwidth-not-in-band"),
    "FDD frame on a TDD band": (lambda p: with_cell(p, frame="FDD"), "frame-not-for-duplex"),
    "antenna inside a building": (lambda p: with_cell(p, height_m=3.0), "antenna-inside-obstacle"),
    "requests nobody can send": (lambda p: with_assignment(p, sr_period_slots=7), "latency-sr-period-invalid"),
    "a target before the end of time": (lambda p: with_flow(p, latency_target_ms=0.1), "flow-latency-missed"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_missing_is_a_finding(catalogue, name):
    breaking, code = BROKEN[name]
    whole = plan(obstacles=[building(-8.0, -8.0, 16.0, 16.0, 10.0)])
    assert code not in codes(evaluated(whole, catalogue))
    result = evaluated(breaking(whole), catalogue)
    assert code in codes(result)
    if code in codes(result, Severity.ERROR) and not code.startswith(("frame", "outline", "rrm", "antenna", "upf")):
        assert result.flows["flow-01"].verdict == "not_met"
        assert result.flows["flow-01"].reasons


def test_a_zone_full_of_containers_has_no_places(catalogue):
    stack = building(-300.0, -300.0, 600.0, 600.0, 0.0, kind=ObstacleKind.CONTAINER_YARD, tiers=5)
    result = evaluated(plan(obstacles=[stack], zone=(50.0, 50.0, 80.0, 80.0)), catalogue)
    assert "zone-without-places" in codes(result, Severity.ERROR)
    assert not result.zones
    assert result.headline.area_share_in_target == 0.0
    above = evaluated(plan(obstacles=[stack], zone=(50.0, 50.0, 80.0, 80.0), targets=None), catalogue)
    assert above.flows["flow-01"].verdict == "not_met"


def test_nothing_drawn_is_nothing_to_plan(catalogue):
    empty = Project(schemes={"A": Scheme(id="A", name="")})
    with pytest.raises(EvaluationError) as caught:
        evaluate(empty, "A", catalogue, None)
    assert caught.value.code == "nothing-to-plan"
    with pytest.raises(EvaluationError) as caught:
        evaluate(empty, "B", catalogue, None)
    assert caught.value.code == "no-such-object"


def test_a_stray_coordinate_is_an_error_and_not_all_of_the_memory(catalogue):
    with pytest.raises(EvaluationError) as caught:
        evaluate(plan(sites=((0.0, 0.0), (1e9, 0.0))), "A", catalogue, None)
    assert caught.value.code == "grid-too-large"


def test_a_large_area_is_computed_coarser_and_says_so(catalogue):
    result = evaluated(plan(sites=((0.0, 0.0), (9000.0, 9000.0)), resolution_m=1.0), catalogue)
    assert result.maps.grid.resolution_m > 1.0
    assert "resolution-coarsened" in codes(result, Severity.NOTE)


def test_an_unknown_map_terminal_is_an_error(catalogue):
    project = plan()
    lost = replace(project, settings=replace(project.settings, map_terminal="gone"))
    with pytest.raises(EvaluationError) as caught:
        evaluate(lost, "A", catalogue, None)
    assert caught.value.params == {"kind": "terminals", "id": "gone"}


def numbers_of(kind):
    return [name for (owner, name) in LIMITS if owner == kind]


def odd_values(old, low, high):
    values = [low, high, low - 1, high + 1, -1, 0, 10**12]
    return [int(value) for value in values] if isinstance(old, int) else [*map(float, values), NAN, INF]


#: Values of cells that deserve a sentence of their own are told in it, not twice.
OUT_OF_RANGE = {"object-value-out-of-range", "antenna-below-ground", "tilt-beyond-vertical", "power-not-dbm"}
PLACES = {
    "Zone": ("zones", lambda p: p.site_map.zones),
    "Flow": ("flows", lambda p: p.demand.flows),
    "Obstacle": ("obstacles", lambda p: p.site_map.obstacles),
    "Cell": ("cells", lambda p: p.schemes["A"].network.cells),
    "TransportLink": ("links", lambda p: p.schemes["A"].network.links),
    "Assignment": ("assignments", lambda p: p.schemes["A"].assignments),
}


@pytest.mark.parametrize("kind", PLACES)
def test_any_value_in_any_field_gives_findings(catalogue, kind):
    # compiled code reads tables by these numbers: one past the end must never get there
    from planner.model.edits import with_collection

    name, where = PLACES[kind]
    whole = plan(obstacles=[building(30.0, 30.0, 40.0, 40.0, 10.0)], resolution_m=32.0)
    scheme_id = "" if kind in ("Zone", "Flow", "Obstacle") else "A"
    key, item = next(iter(where(whole).items()))
    for field in numbers_of(kind):
        low, high = LIMITS[kind, field]
        for value in odd_values(getattr(item, field), low, high):
            broken = with_collection(whole, name, scheme_id, {key: replace(item, **{field: value})})
            result = evaluated(broken, catalogue)
            assert bool(OUT_OF_RANGE & codes(result)) == (not low <= value <= high), (field, value)


@pytest.mark.parametrize("field", numbers_of("PlanSettings"))
def test_impossible_settings_are_an_error(catalogue, field):
    project = plan()
    for value in (-1.0, NAN, INF, 1e9):
        with pytest.raises(EvaluationError) as caught:
            evaluate(replace(project, settings=replace(project.settings, **{field: value})), "A", catalogue, None)
        assert caught.value.code == "value-out-of-range"


@pytest.mark.parametrize("place", [(NAN, 0.0), (0.0, INF)])
def test_places_that_are_nowhere_are_left_out(catalogue, place):
    project = plan(cells=[cell(1), cell(2, site=2)], sites=((0.0, 0.0), place))
    result = evaluated(project, catalogue)
    assert "coordinate-not-finite" in codes(result, Severity.ERROR)
    assert set(result.cells) == {"cell-01"}


def test_data_that_may_not_leave(catalogue):
    project = plan(
        upfs={"upf-01": Upf(id="upf-01", name="City", place=UpfPlace.CITY)}, flow={"data_stays_on_site": True}
    )
    result = evaluated(project, catalogue)
    assert "flow-data-leaves-site" in codes(result, Severity.ERROR)
    assert result.flows["flow-01"].verdict == "not_met"


def test_reasons_name_their_object_and_are_in_the_findings(catalogue):
    project = plan(flow={"count": 500, "latency_target_ms": 1.0, "data_stays_on_site": True})
    result = evaluated(project, catalogue)
    reasons = result.flows["flow-01"].reasons
    assert reasons
    for reason in reasons:
        assert (reason.object_kind, reason.object_id, reason.scheme_id) == ("flows", "flow-01", "A")
        assert reason in result.issues
    order = [issue.severity for issue in result.issues]
    assert order == sorted(order, key=["error", "warning", "note"].index)
    assert result.headline.fails_first_flow_id == "flow-01"


def test_findings_of_another_scheme_stay_there(catalogue):
    project = plan()
    other = replace(project.schemes["A"], id="B", name="Other", network=Network())
    both = replace(project, schemes={**project.schemes, "B": other})
    assert "scheme-without-cells" not in codes(evaluated(both, catalogue))
    assert "scheme-without-cells" in codes(evaluate(both, "B", catalogue, None))


def test_public_and_new_cells_serve_together(catalogue):
    project = plan(cells=[cell(1), cell(2, site=2)], sites=((0.0, 0.0), (150.0, 0.0)))
    sites = project.schemes["A"].network.sites
    public = {key: replace(site, ownership=Ownership.PUBLIC) for key, site in sites.items()}
    result = evaluated(with_network(project, sites=public), catalogue)
    assert result.flows["flow-01"].cell_ids == evaluated(project, catalogue).flows["flow-01"].cell_ids
    assert "gnb_macro_new" not in result.quantities


def test_every_field_of_a_zone_is_covered_by_the_sweep_of_values():
    numeric = {field.name for field in fields(Zone) if field.type in (int, float)}
    assert numeric == set(numbers_of("Zone"))
