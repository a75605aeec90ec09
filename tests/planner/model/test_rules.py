"""Each finding of the rules: one broken project, one code, the object named."""

import math
from dataclasses import replace
from typing import Any

import pytest

from planner.errors import Issue, Severity
from planner.io.catalogue import load_catalogue
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.geometry import rectangle
from planner.model.network import Cell, RadioScenario, Redundancy, Site
from planner.model.project import Project
from planner.model.rules import check, map_bounds
from planner.model.site_map import HeightSource, Obstacle, ObstacleKind, Zone
from planner.model.slicing import RrmPolicy, Slice


def findings(project: Project, code: str) -> list[Issue]:
    return [issue for issue in check(project, load_catalogue()) if issue.code == code]


def broken(project: Project, kind: str, key: str, scheme_id: str = "", **changes: Any) -> Project:
    """As a file may hold it: changed without the checks of an edit."""
    items = dict(edits.collection(project, kind, scheme_id))
    items[key] = replace(items[key], **changes)
    return edits.with_collection(project, kind, scheme_id, items)


def test_the_small_project_has_no_findings(project: Project) -> None:
    assert check(project, load_catalogue()) == ()


def test_an_empty_project_is_told_so_and_nothing_else() -> None:
    assert [issue.code for issue in check(Project(), load_catalogue())] == ["project-without-scheme"]


#: Crosses itself at (4.8, 4.8), with more area on one side than on the other.
BOW = ((0.0, 0.0), (10.0, 10.0), (12.0, 0.0), (0.0, 8.0))
LINE = ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0))

CASES: list[tuple[str, str, str, str, dict[str, Any], Severity]] = [
    ("outline-too-short", "zones", "zone-01", "", {"outline": ((0.0, 0.0), (1.0, 1.0))}, Severity.ERROR),
    ("outline-too-short", "obstacles", "ob-02", "", {"outline": ((0.0, 0.0),)}, Severity.ERROR),
    ("outline-without-area", "obstacles", "ob-01", "", {"outline": LINE, "holes": ()}, Severity.ERROR),
    ("outline-crosses-itself", "zones", "zone-01", "", {"outline": BOW}, Severity.ERROR),
    ("object-value-out-of-range", "zones", "zone-01", "", {"height_m": 501.0}, Severity.ERROR),
    ("object-value-out-of-range", "cells", "cell-01", "A", {"height_m": math.nan}, Severity.ERROR),
    ("obstacle-without-height", "obstacles", "ob-01", "", {"height_m": 0.0}, Severity.WARNING),
    ("unknown-material", "obstacles", "ob-01", "", {"material": "straw"}, Severity.ERROR),
    ("zone-outside-map", "zones", "zone-01", "", {"outline": rectangle(5000, 5000, 10, 10)}, Severity.ERROR),
    ("flow-without-zone", "flows", "flow-01", "", {"zone_id": "zone-09"}, Severity.ERROR),
    ("unknown-terminal", "flows", "flow-01", "", {"terminal": "fax"}, Severity.ERROR),
    ("unknown-scenario", "flows", "flow-01", "", {"scenario": "magic"}, Severity.WARNING),
    ("flow-without-rate", "flows", "flow-01", "", {"ul_mbps": 0.0, "dl_mbps": 0.0}, Severity.WARNING),
    ("cell-without-site", "cells", "cell-01", "A", {"site_id": "gnb-09"}, Severity.ERROR),
    ("unknown-band", "cells", "cell-01", "A", {"band": "n999"}, Severity.ERROR),
    ("bandwidth-not-in-band", "cells", "cell-01", "A", {"bandwidth_mhz": 35.0}, Severity.ERROR),
    ("unknown-frame", "cells", "cell-01", "A", {"frame": "UUUUU"}, Severity.ERROR),
    ("frame-not-for-duplex", "cells", "cell-01", "A", {"frame": "FDD"}, Severity.ERROR),
    ("unknown-antenna", "cells", "cell-01", "A", {"antenna": "whip"}, Severity.ERROR),
    ("indoor-cell-outdoors", "cells", "cell-01", "A", {"scenario": RadioScenario.INF_DH}, Severity.WARNING),
    ("upf-without-position", "upfs", "upf-01", "A", {"position": None}, Severity.WARNING),
    ("upf-pair-in-one-room", "upfs", "upf-02", "A", {"redundancy": Redundancy.ONE_PLUS_ONE}, Severity.WARNING),
    ("link-to-nowhere", "links", "link-01", "A", {"to_id": "upf-09"}, Severity.ERROR),
    ("link-from-nowhere", "links", "link-02", "A", {"from_id": "gnb-09"}, Severity.ERROR),
    ("unknown-medium", "links", "link-01", "A", {"medium": "pigeon"}, Severity.ERROR),
    ("mec-without-upf", "mec_hosts", "mec-01", "A", {"upf_id": "upf-09"}, Severity.ERROR),
    ("slice-without-upf", "slices", "slice-01", "A", {"upf_id": ""}, Severity.ERROR),
    ("slice-without-carrier", "slices", "slice-01", "A", {"bands": ("n79",)}, Severity.ERROR),
    ("rrm-min-above-max", "slices", "slice-01", "A", {"rrm": RrmPolicy(ul_min_pct=60, ul_max_pct=50)}, Severity.ERROR),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kind", "key", "scheme_id", "changes", "severity"), CASES, ids=[f"{case[0]}:{case[2]}" for case in CASES]
)
def test_one_fault_is_found_and_its_object_named(
    project: Project, code: str, kind: str, key: str, scheme_id: str, changes: dict[str, Any], severity: Severity
) -> None:
    found = findings(broken(project, kind, key, scheme_id, **changes), code)
    assert [(issue.object_kind, issue.object_id, issue.scheme_id) for issue in found] == [(kind, key, scheme_id)]
    assert found[0].severity is severity and found[0].params["name"]


def test_a_crossing_outline_says_where(project: Project) -> None:
    (found,) = findings(broken(project, "zones", "zone-01", outline=BOW), "outline-crosses-itself")
    assert (found.params["x_m"], found.params["y_m"]) == (4.8, 4.8)


def test_errors_come_first(project: Project) -> None:
    faulty = broken(project, "flows", "flow-01", scenario="magic")
    faulty = broken(faulty, "links", "link-01", "B", medium="pigeon")
    severities = [issue.severity for issue in check(faulty, load_catalogue())]
    assert severities == [Severity.ERROR, Severity.WARNING]


def test_assumed_heights_are_counted_once_for_all(project: Project) -> None:
    faulty = broken(project, "obstacles", "ob-01", height_source=HeightSource.ASSUMED)
    faulty = broken(faulty, "obstacles", "ob-02", height_source=HeightSource.ASSUMED)
    assert [issue.params["count"] for issue in findings(faulty, "heights-assumed")] == [2]


def test_water_needs_no_height(project: Project) -> None:
    lake = Obstacle(id="", kind=ObstacleKind.WATER, outline=rectangle(0, 0, 9, 9), height_source=HeightSource.ASSUMED)
    with_lake, _ = edits.add_outline(project, "obstacles", lake)
    assert check(with_lake, load_catalogue()) == ()


def test_an_antenna_below_the_roof_it_stands_on_is_an_error(project: Project) -> None:
    on_hall = broken(project, "sites", "gnb-02", "A", position=(45.0, 45.0))
    assert findings(broken(on_hall, "cells", "cell-03", "A", height_m=11.9), "antenna-inside-obstacle")
    assert not findings(broken(on_hall, "cells", "cell-03", "A", height_m=12.0), "antenna-inside-obstacle")
    in_court = broken(project, "sites", "gnb-02", "A", position=(52.0, 52.0))
    assert not findings(broken(in_court, "cells", "cell-03", "A", height_m=3.0), "antenna-inside-obstacle")


def test_an_indoor_head_belongs_under_a_roof(project: Project) -> None:
    inside = broken(project, "sites", "gnb-02", "A", position=(45.0, 45.0))
    inside = broken(inside, "cells", "cell-03", "A", height_m=9.0, scenario=RadioScenario.INF_SL)
    assert check(inside, load_catalogue()) == ()


def test_minimum_shares_of_one_carrier_must_fit_in_it(project: Project) -> None:
    for total, wrong in ((50, False), (51, True)):
        faulty = broken(project, "slices", "slice-01", "A", rrm=RrmPolicy(dl_min_pct=50))
        faulty = broken(faulty, "slices", "slice-02", "A", rrm=RrmPolicy(dl_min_pct=total))
        found = findings(faulty, "rrm-min-sum-above-100")
        assert [(issue.params["direction"], issue.params["total"]) for issue in found] == (
            [("DL", 101)] if wrong else []
        )


def test_minimum_shares_of_different_carriers_do_not_add_up(project: Project) -> None:
    network = project.schemes["A"].network
    cells = {**network.cells, "cell-04": Cell(id="cell-04", site_id="gnb-01", band="n79", frame="DSUUU")}
    faulty = edits.with_collection(project, "cells", "A", cells)
    faulty = broken(faulty, "slices", "slice-01", "A", bands=("n41",), rrm=RrmPolicy(ul_min_pct=60))
    faulty = broken(faulty, "slices", "slice-02", "A", bands=("n79",), rrm=RrmPolicy(ul_min_pct=60))
    assert check(faulty, load_catalogue()) == ()


def test_a_scheme_needs_cells_and_a_upf(project: Project) -> None:
    kinds = ("sites", "upfs")
    everything = [ObjectRef(kind, key, "A") for kind in kinds for key in edits.collection(project, kind, "A")]
    bare = edits.remove(project, everything)
    codes = {issue.code for issue in check(bare, load_catalogue()) if issue.scheme_id == "A"}
    assert {"scheme-without-cells", "scheme-without-upf", "slice-without-upf"} <= codes


def test_a_upf_wants_a_link_and_a_site_cells(project: Project) -> None:
    unlinked = edits.remove(project, [ObjectRef("links", "link-02", "A")])
    assert [issue.object_id for issue in findings(unlinked, "upf-without-link")] == ["upf-02"]
    empty = edits.put(project, ObjectRef("sites", "gnb-03", "A"), Site(id="gnb-03", name="N", position=(0.0, 0.0)))
    assert [issue.object_id for issue in findings(empty, "site-without-cells")] == ["gnb-03"]


def test_flows_and_slices_must_find_each_other(project: Project) -> None:
    loose = edits.remove(project, [ObjectRef("assignments", "flow-01", "A")])
    assert [issue.object_id for issue in findings(loose, "flow-without-slice")] == ["flow-01"]
    assert [(issue.object_id, issue.severity) for issue in findings(loose, "slice-unused")] == [
        ("slice-01", Severity.NOTE)
    ]
    lost = broken(project, "assignments", "flow-02", "A", slice_id="slice-09")
    assert [issue.object_id for issue in findings(lost, "flow-on-unknown-slice")] == ["flow-02"]


def test_settings_and_terms_are_checked(project: Project) -> None:
    coarse = replace(project, settings=replace(project.settings, resolution_m=-1.0))
    assert [issue.params["field"] for issue in findings(coarse, "value-out-of-range")] == ["resolution_m"]
    scheme = project.schemes["A"]
    endless = replace(scheme, commercial=replace(scheme.commercial, term_months=999))
    endless_project = replace(project, schemes={**project.schemes, "A": endless})
    assert [issue.params["field"] for issue in findings(endless_project, "value-out-of-range")] == ["term_months"]


def test_the_map_reaches_from_the_first_to_the_last_thing_on_it(project: Project) -> None:
    assert map_bounds(project) == (0.0, 0.0, 190.0, 70.0)
    assert map_bounds(Project()) is None


def test_a_zone_alone_is_on_no_map_but_no_fault_either() -> None:
    zone = Zone(id="zone-01", name="Z", outline=rectangle(0, 0, 9, 9))
    lonely = edits.put(Project(), ObjectRef("zones", "zone-01"), zone)
    assert not findings(lonely, "zone-outside-map")


def test_an_unused_slice_with_own_upf_is_only_a_note(project: Project) -> None:
    spare = edits.put(
        project, ObjectRef("slices", "slice-03", "A"), Slice(id="slice-03", name="Spare", upf_id="upf-01")
    )
    assert [issue.code for issue in check(spare, load_catalogue())] == ["slice-unused"]
