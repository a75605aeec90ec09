"""PCI plans: no collision and no confusion, checked against brute force; what is kept stays; the same every time."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.engine.neighbours import Neighbour, Neighbours
from planner.engine.pci_conflicts import HARD_KINDS, coverage_pci_issues, pci_conflicts, pci_issues
from planner.engine.pci_plan import PciPlan, parse_range, plan_pci
from planner.errors import PlannerError, Severity
from planner.model.network import Cell, Network, Ownership, Site
from planner.model.project import Scheme


def network(count: int, pcis: dict[int, int] | None = None, *, public: tuple[int, ...] = ()) -> Network:
    """Cells "c0", "c1", ... on sites in a row, 300 m apart."""
    sites = {
        f"s{n}": Site(
            id=f"s{n}",
            name=f"Mast {n}",
            position=(300.0 * n, 0.0),
            ownership=Ownership.PUBLIC if n in public else Ownership.NEW,
        )
        for n in range(count)
    }
    cells = {
        f"c{n}": Cell(id=f"c{n}", site_id=f"s{n}", name=f"Cell {n}", band="n78", pci=(pcis or {}).get(n, 0))
        for n in range(count)
    }
    return Network(sites=sites, cells=cells)


def linked(edges: dict[tuple[int, int], float], count: int) -> Neighbours:
    """Mutual neighbour lists with these overlaps."""
    lists: dict[str, list[Neighbour]] = {f"c{n}": [] for n in range(count)}
    for (a, b), share in edges.items():
        for own, other in ((a, b), (b, a)):
            entry = Neighbour(cell_id=f"c{other}", share=share, distance_m=300.0 * abs(a - b), why="overlap")
            lists[f"c{own}"].append(entry)
    return {key: tuple(items) for key, items in lists.items()}


def one_carrier(count: int) -> dict[str, int]:
    return {f"c{n}": 0 for n in range(count)}


def clashes(pcis: dict[str, int], neighbours: Neighbours, groups: dict[str, int]) -> list[tuple[str, str]]:
    """Collisions and confusions, spelled out from their definitions and not from the planner's tables."""
    found: list[tuple[str, str]] = []
    for a, b in itertools.permutations(pcis, 2):
        if a < b and groups[a] == groups[b] and pcis[a] == pcis[b]:
            near_a = {item.cell_id for item in neighbours[a]}
            both = any({a, b} <= {item.cell_id for item in items} for items in neighbours.values())
            if b in near_a or both:
                found.append((a, b))
    return found


def planned(plan: PciPlan) -> dict[str, int]:
    return {entry.cell_id: entry.new_pci for entry in plan.entries}


@st.composite
def networks(draw: st.DrawFn, most: int = 6):
    count = draw(st.integers(2, most))
    pairs = list(itertools.combinations(range(count), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
    edges = {pair: draw(st.sampled_from((0.05, 0.3, 0.8))) for pair in chosen}
    groups = {f"c{n}": draw(st.integers(0, 1)) for n in range(count)}
    pcis = {n: draw(st.integers(0, 5)) for n in range(count)}
    return network(count, pcis), linked(edges, count), groups


@settings(max_examples=150, deadline=None)
@given(networks(), st.integers(2, 5), st.booleans())
def test_finds_a_plan_wherever_brute_force_finds_one(case, colours: int, everything: bool) -> None:
    net, neighbours, groups = case
    keys = sorted(net.cells)
    possible = any(
        not clashes(dict(zip(keys, pcis, strict=True)), neighbours, groups)
        for pcis in itertools.product(range(colours), repeat=len(keys))
    )
    plan = plan_pci(net, neighbours, groups, allowed=range(colours), everything=True)
    left = [item for item in plan.conflicts if item.kind in HARD_KINDS]
    assert not left if possible else left
    pcis = planned(plan)
    assert set(pcis.values()) <= set(range(colours))
    assert sorted((item.first, item.second) for item in left) == sorted(clashes(pcis, neighbours, groups))


@settings(max_examples=60, deadline=None)
@given(networks(most=9), st.booleans())
def test_with_all_pcis_nothing_is_left_and_it_is_the_same_every_time(case, everything: bool) -> None:
    net, neighbours, groups = case
    plan = plan_pci(net, neighbours, groups, everything=everything)
    assert not clashes(planned(plan), neighbours, groups)
    assert plan == plan_pci(net, dict(reversed(neighbours.items())), groups, everything=everything)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_conflicts_are_those_of_the_definition(case) -> None:
    net, neighbours, groups = case
    pcis = {key: cell.pci for key, cell in net.cells.items()}
    found = [item for item in pci_conflicts(pcis, neighbours, groups) if item.kind in HARD_KINDS]
    assert sorted((item.first, item.second) for item in found) == sorted(clashes(pcis, neighbours, groups))


def test_sound_cells_public_ones_and_locked_ones_keep_their_pci() -> None:
    chain = linked({(0, 1): 0.5, (1, 2): 0.5, (2, 3): 0.5}, 4)
    net = network(4, {0: 7, 1: 7, 2: 8, 3: 9}, public=(1,))
    plan = plan_pci(net, chain, one_carrier(4))
    assert [entry.why for entry in plan.entries] == ["collision", "public", "kept", "kept"]
    assert plan.changes.keys() == {"c0"}
    assert plan.entries[0].other_id == "c1"
    locked = plan_pci(net, chain, one_carrier(4), locked=("c0",))
    assert locked.changes == {}
    assert [item.kind for item in locked.conflicts] == ["collision"], "nothing may be changed: the conflict stays named"


def test_a_confusion_names_the_cell_that_hears_both() -> None:
    star = linked({(0, 1): 0.4, (1, 2): 0.4}, 3)
    net = network(3, {0: 30, 1: 31, 2: 30})
    (found,) = pci_conflicts({key: cell.pci for key, cell in net.cells.items()}, star, one_carrier(3))
    assert (found.kind, found.first, found.second, found.at) == ("confusion", "c0", "c2", "c1")
    (issue,) = pci_issues(Scheme(id="A", name="A", network=net), star, one_carrier(3))
    assert (issue.code, issue.severity) == ("pci-confusion", Severity.WARNING)
    assert (issue.params["name"], issue.params["other"], issue.params["at"]) == ("Cell 0", "Cell 2", "Cell 1")


def test_other_carriers_may_use_the_same_pci() -> None:
    pair = linked({(0, 1): 0.9}, 2)
    assert plan_pci(network(2), pair, {"c0": 0, "c1": 1}).changes == {}


def test_three_sectors_get_three_sequences_and_an_equal_one_is_a_note() -> None:
    triangle = linked({(0, 1): 0.5, (1, 2): 0.5, (0, 2): 0.5}, 3)
    pcis = planned(plan_pci(network(3), triangle, one_carrier(3), everything=True))
    assert {pci % 3 for pci in pcis.values()} == {0, 1, 2}
    (issue,) = pci_issues(Scheme(id="A", name="A", network=network(3, {0: 0, 1: 4, 2: 3})), triangle, one_carrier(3))
    assert (issue.code, issue.severity, issue.object_id) == ("pci-mod3", Severity.NOTE, "c0")
    assert issue.params["other"] == "Cell 2"


def test_a_pci_is_reused_as_far_away_as_possible() -> None:
    count = 8
    chain = linked({(n, n + 1): 0.5 for n in range(count - 1)}, count)
    pcis = planned(plan_pci(network(count), chain, one_carrier(count), allowed=range(4), everything=True))
    nearest = min(abs(a - b) for a, b in itertools.combinations(range(count), 2) if pcis[f"c{a}"] == pcis[f"c{b}"])
    assert nearest >= 3, "neighbours and their neighbours are out; no nearer reuse is needed with four"


def test_a_pci_outside_the_range_is_replaced() -> None:
    plan = plan_pci(network(2, {0: 5, 1: 900}), linked({}, 2), one_carrier(2), allowed=parse_range("0-99"))
    assert [entry.why for entry in plan.entries] == ["kept", "range"]
    assert plan.changes["c1"] < 100


@pytest.mark.parametrize("text", ["", "a", "5-3", "0-1008", "-1", "1,,2"])
def test_a_range_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(PlannerError, match="pci-range-wrong"):
        parse_range(text)


def test_an_equal_pci_nearby_is_changed_though_the_map_shows_no_overlap() -> None:
    apart = linked({}, 3)
    net = network(3, {0: 7, 1: 7, 2: 8})
    plan = plan_pci(net, apart, one_carrier(3))
    assert [entry.why for entry in plan.entries] == ["kept", "reuse", "kept"]
    assert plan.conflicts == ()
    few = plan_pci(net, apart, one_carrier(3), allowed=(7, 8))
    assert [item.kind for item in few.conflicts] == ["reuse"], "two for three: named, but no error"


def test_findings_come_from_where_coverage_overlaps() -> None:
    net = network(3, {0: 9, 1: 9, 2: 12})
    rsrp = np.array([[-70, -75, -120], [-72, -74, -118], [-119, -90, -80]], dtype=np.float32)
    found = coverage_pci_issues(Scheme(id="A", name="A", network=net), ["c0", "c1", "c2"], one_carrier(3), rsrp)
    assert [(issue.code, issue.object_id, issue.params["other"]) for issue in found] == [
        ("pci-collision", "c0", "Cell 1")
    ]
    assert found[0].params["share_pct"] == 100
