"""Findings about cells and carriers: each broken plan, its code, and that the cell is named."""

import math
from dataclasses import replace
from typing import Any

import pytest

from planner.errors import Issue, Severity
from planner.io.catalogue import load_catalogue
from planner.model.catalogue import FrameStructure
from planner.model.geometry import rectangle
from planner.model.network import Cell, Network, Ownership, RadioScenario, Site, SiteKind
from planner.model.project import Project, Scheme
from planner.model.rules import check
from planner.model.rules_frames import opposed_share
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap

CATALOGUE = load_catalogue()
FRAMES = CATALOGUE.frames


def site(key: str, x: float, kind: SiteKind = SiteKind.MACRO, **changes: Any) -> Site:
    return Site(id=key, name=f"Site {key}", position=(x, 0.0), kind=kind, **changes)


def cell(key: str, at: str, **changes: Any) -> Cell:
    return Cell(**{"id": key, "site_id": at, "name": f"Cell {key}", "band": "n78", "frame": "DDDSUDDSUU", **changes})


def planned(sites: list[Site], cells: list[Cell], scheme_id: str = "A") -> Scheme:
    network = Network(sites={item.id: item for item in sites}, cells={item.id: item for item in cells})
    return Scheme(id=scheme_id, name=scheme_id, network=network)


def project(*schemes: Scheme) -> Project:
    """A hall of 100 m x 60 m from x = 0, and these schemes."""
    hall = Obstacle(id="ob", name="Hall", kind=ObstacleKind.BUILDING, outline=rectangle(0, -30, 100, 60), height_m=12.0)
    return Project(site_map=SiteMap(obstacles={"ob": hall}), schemes={scheme.id: scheme for scheme in schemes})


def found(plan: Project, code: str) -> list[Issue]:
    return [issue for issue in check(plan, CATALOGUE) if issue.code == code]


ONE: list[tuple[str, dict[str, Any], Severity]] = [
    ("cell-without-band", {"band": ""}, Severity.ERROR),
    ("antenna-below-ground", {"height_m": -3.0}, Severity.ERROR),
    ("antenna-below-ground", {"height_m": 0.0}, Severity.ERROR),
    ("tilt-beyond-vertical", {"mechanical_tilt_deg": 80.0, "electrical_tilt_deg": 12.0}, Severity.ERROR),
    ("power-not-dbm", {"tx_power_dbm": 200.0}, Severity.ERROR),
    ("layers-above-ports", {"dl_layers": 8, "antenna": "micro_4t"}, Severity.WARNING),
    ("layers-above-ports", {"ul_layers": 8, "antenna": "micro_4t"}, Severity.WARNING),
    ("band-is-exception", {"band": "private_6ghz", "frame": "DDDSU"}, Severity.WARNING),
    ("carrier-outside-band", {"carrier_mhz": 3840.0}, Severity.ERROR),
    ("carrier-outside-band", {"carrier_mhz": 3320.0}, Severity.ERROR),
    ("carrier-outside-band", {"carrier_mhz": math.inf}, Severity.ERROR),
    ("carrier-not-assigned", {"carrier_mhz": 3600.0}, Severity.WARNING),
    ("carrier-for-indoors", {"carrier_mhz": 3350.0}, Severity.WARNING),
    ("power-above-unit", {"tx_power_dbm": 56.0}, Severity.WARNING),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "severity"), ONE)
def test_one_cell_one_finding_that_names_it(code: str, changes: dict[str, Any], severity: Severity) -> None:
    plan = project(planned([site("s", -50.0)], [cell("c", "s", **changes)]))
    (issue,) = found(plan, code)
    assert (issue.severity, issue.object_kind, issue.object_id, issue.scheme_id) == (severity, "cells", "c", "A")
    assert issue.params["name"] == "Cell c"
    said = {item.code for item in check(plan, CATALOGUE)}
    assert "object-value-out-of-range" not in said or changes.get("carrier_mhz") == math.inf, "said once, in words"


def test_a_sound_cell_has_none_of_them() -> None:
    plan = project(planned([site("s", -50.0)], [cell("c", "s", carrier_mhz=3500.0)]))
    codes = {code for code, _, _ in ONE} | {"pci-duplicate", "carriers-overlap", "site-outside-map"}
    assert not codes & {issue.code for issue in check(plan, CATALOGUE)}


def test_an_fdd_carrier_must_fit_in_the_uplink_too() -> None:
    fdd = {"band": "n28", "frame": "FDD", "bandwidth_mhz": 30.0}
    assert not found(
        project(planned([site("s", -50.0)], [cell("c", "s", carrier_mhz=773.0, **fdd)])), "carrier-outside-band"
    )
    assert found(
        project(planned([site("s", -50.0)], [cell("c", "s", carrier_mhz=790.0, **fdd)])), "carrier-outside-band"
    )


def test_carriers_of_one_unit_add_up() -> None:
    pair = [
        cell("a", "s", carrier_mhz=3450.0, tx_power_dbm=53.0),
        cell("b", "s", carrier_mhz=3550.0, tx_power_dbm=53.0),
    ]
    (issue,) = found(project(planned([site("s", -50.0)], pair)), "power-above-unit")
    assert (issue.params["total_dbm"], issue.params["count"], issue.params["most_dbm"]) == (56.0, 2, 55.1)
    turned = [pair[0], replace(pair[1], azimuth_deg=120.0)]
    assert not found(project(planned([site("s", -50.0)], turned)), "power-above-unit")


def test_two_cells_on_one_carrier_in_one_direction() -> None:
    pair = [cell("a", "s", carrier_mhz=3450.0), cell("b", "s", carrier_mhz=3500.0, pci=1)]
    (issue,) = found(project(planned([site("s", -50.0)], pair)), "carriers-overlap")
    assert (issue.params["name"], issue.params["other"], issue.params["site"]) == ("Cell a", "Cell b", "Site s")
    apart = [pair[0], replace(pair[1], carrier_mhz=3550.0)]
    assert not found(project(planned([site("s", -50.0)], apart)), "carriers-overlap")


def test_an_equal_pci_on_one_carrier_names_the_nearest_two() -> None:
    sites = [site("s1", -50.0), site("s2", -900.0), site("s3", -1000.0)]
    cells = [cell("a", "s1", pci=7), cell("b", "s2", pci=7), cell("c", "s3", pci=7)]
    (issue,) = found(project(planned(sites, cells)), "pci-duplicate")
    assert (issue.params["name"], issue.params["other"]) == ("Cell b", "Cell c")
    assert (issue.params["distance_m"], issue.params["count"], issue.severity) == (100, 3, Severity.WARNING)
    elsewhere = [cells[0], replace(cells[1], carrier_mhz=3350.0), replace(cells[2], band="n79")]
    assert not found(project(planned(sites, elsewhere)), "pci-duplicate")
    far = [site("s1", -50.0), site("s2", -5000.0)]
    assert [issue.severity for issue in found(project(planned(far, cells[:2])), "pci-duplicate")] == [Severity.NOTE]


def test_a_site_far_beside_the_map_is_a_warning_and_a_lost_one_an_error() -> None:
    near, beside, lost = (project(planned([site("s", x)], [cell("c", "s")])) for x in (-900.0, -1500.0, -90_000.0))
    assert not found(near, "site-outside-map")
    assert [issue.object_id for issue in found(beside, "site-outside-map")] == ["s"]
    assert not found(lost, "site-outside-map") and found(lost, "site-far-from-map")


HEAD = {"antenna": "indoor_omni", "scenario": RadioScenario.INF_DH, "height_m": 9.0, "tx_power_dbm": 30.0}


def heads(*places: float) -> list[Site]:
    return [site(f"s{n}", x, SiteKind.INDOOR_HEAD) for n, x in enumerate(places)]


def test_heads_of_one_cell_need_no_cells_of_their_own() -> None:
    plan = project(planned(heads(20.0, 50.0, 80.0), [cell("c", "s0", head_site_ids=("s1", "s2"), **HEAD)]))
    assert {issue.code for issue in check(plan, CATALOGUE)} == {"scheme-without-upf"}


def test_heads_that_are_nowhere_outdoors_or_far_apart_are_named() -> None:
    plan = project(planned(heads(20.0, -500.0), [cell("c", "s0", head_site_ids=("s1", "gone"), **HEAD)]))
    assert [issue.params["site"] for issue in found(plan, "head-unknown")] == ["gone"]
    assert [issue.params["site"] for issue in found(plan, "indoor-cell-outdoors")] == ["Site s1"]
    (far,) = found(plan, "heads-far-apart")
    assert (far.params["site"], far.params["other"], far.params["distance_m"]) == ("Site s0", "Site s1", 520)
    outdoors = {**HEAD, "scenario": RadioScenario.UMI}
    assert found(
        project(planned(heads(-20.0, -50.0), [cell("c", "s0", head_site_ids=("s1",), **outdoors)])), "heads-outdoors"
    )
    inside = project(planned(heads(-20.0, 50.0), [cell("c", "s0", head_site_ids=("s1",), **outdoors)]))
    assert [issue.params["site"] for issue in found(inside, "antenna-inside-obstacle")] == ["Site s1"]


def test_a_head_sends_one_cell_on_a_carrier() -> None:
    pair = [cell("c", "s0", head_site_ids=("s1",), **HEAD), cell("d", "s1", pci=1, **HEAD)]
    (issue,) = found(project(planned(heads(20.0, 50.0), pair)), "carriers-overlap")
    assert issue.params["site"] == "Site s1"


# -- cross-slot ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("DDDSU", "DDDSU", 0.0),
        ("DSUUU", "FDD", 0.0),
        # 70 symbols, S being 10 D, 2 gap, 2 U: slot 2 (D against S) two, slot 3 all, slot 4 (S against U) ten
        ("DDDSU", "DSUUU", 26 / 70),
        # of 140 symbols: slots 2 and 7 two each, 3 all, 4 ten, 8 the ten D of the second S
        ("DDDSUDDSUU", "DSUUU", (2 + 14 + 10 + 2 + 10) / 140),
    ],
)  # fmt: skip
def test_the_share_of_opposed_time_by_hand(one: str, other: str, share: float) -> None:
    assert opposed_share(FRAMES[one], FRAMES[other]) == pytest.approx(share)
    assert opposed_share(FRAMES[other], FRAMES[one]) == pytest.approx(share)


def test_half_the_subcarrier_spacing_is_twice_the_slot() -> None:
    def frame(slots: str) -> FrameStructure:
        return replace(FRAMES["DDDSU"], key=slots, slots=slots)

    assert opposed_share(frame("DDUU"), frame("DU"), 30, 15) == 0.0
    assert opposed_share(frame("DDUU"), frame("DU"), 30, 30) == 0.5


def crossing(
    a: dict[str, Any], b: dict[str, Any], *, a_x: float = -50.0, b_x: float = -350.0, **site_b: Any
) -> Project:
    cells = [cell("a", "s1", **{"frame": "DSUUU", **a}), cell("b", "s2", **{"pci": 1, **b})]
    return project(planned([site("s1", a_x), site("s2", b_x, **site_b)], cells))


def codes(plan: Project) -> list[tuple[str, Severity]]:
    return [(issue.code, issue.severity) for issue in check(plan, CATALOGUE) if issue.code.startswith("cross-slot")]


def test_same_carrier_adjacent_carrier_and_far_apart() -> None:
    assert codes(crossing({}, {})) == [("cross-slot-same", Severity.WARNING)]
    assert codes(crossing({"carrier_mhz": 3450.0}, {"carrier_mhz": 3550.0})) == [
        ("cross-slot-adjacent", Severity.WARNING)
    ]
    assert codes(crossing({"carrier_mhz": 3350.0}, {"carrier_mhz": 3600.0})) == []
    assert codes(crossing({}, {"band": "n79"})) == []
    assert codes(crossing({"frame": "DDDSUDDSUU"}, {})) == []


def test_enough_distance_is_isolation_enough_on_the_next_carrier() -> None:
    narrow = {"tx_power_dbm": 30.0}
    near, far = (
        crossing({"carrier_mhz": 3450.0, **narrow}, {"carrier_mhz": 3550.0, **narrow}, b_x=x) for x in (-80.0, -9000.0)
    )
    assert codes(near) and not codes(far)


def test_the_public_network_is_worse_and_indoors_is_better() -> None:
    public = {"ownership": Ownership.PUBLIC}
    macro = {"band": "n41", "frame": "DDDDDDDSUU"}
    own = {"band": "n41"}
    assert codes(crossing(own, macro, **public)) == [("cross-slot-public-same", Severity.ERROR)]
    (issue,) = found(crossing(own, macro, **public), "cross-slot-public-same")
    assert (issue.object_id, issue.params["other"], issue.params["distance_m"]) == ("a", "Cell b", 300)
    # 46 dBm over -90.5 dBm of noise and 6 dB below it are 142.5 dB; 300 m of free space at 2.565 GHz are 90.2 dB
    assert issue.params["missing_db"] == pytest.approx(46 + 90.5 + 6 - 90.2, abs=1)
    indoors = {**own, "scenario": RadioScenario.INF_DH, "height_m": 9.0}
    assert codes(crossing(indoors, macro, a_x=50.0, **public)) == [("cross-slot-public-same", Severity.WARNING)]
    # two cells of the public network are its own affair
    both = crossing(own, macro, **public)
    network = both.schemes["A"].network
    sites = {key: replace(item, ownership=Ownership.PUBLIC) for key, item in network.sites.items()}
    assert codes(project(replace(both.schemes["A"], network=replace(network, sites=sites)))) == []


def test_public_cells_of_another_scheme_are_on_the_air_too() -> None:
    public = planned(
        [site("m", -300.0, ownership=Ownership.PUBLIC)], [cell("m", "m", band="n41", frame="DDDDDDDSUU")], "A"
    )
    own = planned([site("s", -50.0)], [cell("c", "s", band="n41", frame="DSUUU")], "B")
    (issue,) = found(project(public, own), "cross-slot-public-same")
    assert (issue.scheme_id, issue.object_id, issue.params["other"]) == ("B", "c", "Cell m")


def test_many_pairs_are_one_finding_that_counts_them() -> None:
    sites = [site("m", -100.0, ownership=Ownership.PUBLIC), *(site(f"s{n}", -200.0 - 100 * n) for n in range(3))]
    cells = [cell("m", "m"), *(cell(f"c{n}", f"s{n}", frame="DSUUU", pci=n + 1) for n in range(3))]
    (issue,) = found(project(planned(sites, cells)), "cross-slot-public-same")
    assert (issue.object_id, issue.params["count"]) == ("c0", 3)
