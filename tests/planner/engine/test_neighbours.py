"""Neighbour lists counted by hand on a few places, and on a plan of open field."""

from dataclasses import replace

import numpy as np
import pytest
from plans import cell, plan

from planner.engine.cache import EngineCache
from planner.engine.neighbours import neighbour_lists, scheme_neighbours
from planner.errors import EvaluationError
from planner.io.catalogue import load_catalogue
from planner.model.network import Cell, Network, Site

NAN = np.nan


def network(count: int, gap_m: float = 400.0, **changes) -> Network:
    return Network(
        sites={f"s{n}": Site(id=f"s{n}", name="", position=(gap_m * n, 0.0)) for n in range(count)},
        cells={f"c{n}": Cell(id=f"c{n}", site_id=f"s{n}", band="n78", **changes) for n in range(count)},
    )


def lists(rsrp: list[list[float]], net: Network | None = None, groups: dict[str, int] | None = None, **options):
    net = net or network(len(rsrp))
    ids = sorted(net.cells)
    groups = groups or dict.fromkeys(ids, 0)
    return neighbour_lists(net, ids, groups, np.array(rsrp, dtype=np.float32), **options)


def test_shares_are_counted_where_the_cell_serves() -> None:
    found = lists([[-70, -80, -90, NAN], [-79, -100, -85, -80], [-120.5, NAN, -92, -95]])
    # c0 serves places 1 and 2; c1 is within 10 dB at the first of them
    assert [(item.cell_id, item.share, item.why) for item in found["c0"]] == [("c1", 0.5, "overlap")]
    # c1 serves places 3 and 4: c0 and c2 are near at the third (5 and 7 dB), nobody at the fourth
    assert [(item.cell_id, item.share) for item in found["c1"]] == [("c0", 0.5), ("c2", 0.5)]
    # c2 serves nowhere, but is in the list of another
    assert [(item.cell_id, item.why, item.distance_m) for item in found["c2"]] == [("c1", "mutual", 400.0)]


def test_other_carriers_are_neighbours_and_serve_the_same_place() -> None:
    groups = {"c0": 0, "c1": 1, "c2": 1}
    found = lists([[-70, -70], [-110, -118], [-119, -90]], groups=groups)
    assert [(item.cell_id, item.share) for item in found["c0"]] == [("c1", 0.5), ("c2", 1.0)][::-1]
    assert [item.why for item in found["c1"]][:1] == ["overlap"]


def test_without_overlap_the_nearest_on_the_carrier_stand_in() -> None:
    found = lists([[-70, NAN], [NAN, -70], [NAN, NAN], [NAN, NAN], [NAN, NAN]])
    assert [item.cell_id for item in found["c4"] if item.why == "distance"] == ["c3", "c2", "c1"]
    far = lists([[-70, NAN], [NAN, -70]], network(2, gap_m=9000.0))
    assert far == {"c0": (), "c1": ()}


def test_sectors_of_one_site_are_neighbours_even_back_to_back() -> None:
    net = network(2)
    net = replace(net, cells={key: replace(item, site_id="s0") for key, item in net.cells.items()})
    found = lists([[-70, NAN], [NAN, -70]], net)
    assert [(item.cell_id, item.why, item.distance_m) for item in found["c0"]] == [("c1", "same-site", 0.0)]


def test_the_longest_list_ends_where_it_is_told_to() -> None:
    found = lists([[-70.0], [-71.0], [-72.0], [-73.0]], most=2)
    assert [item.cell_id for item in found["c0"] if item.why == "overlap"] == ["c1", "c2"]
    # c3 was cut off and serves nowhere: its nearest cells are listed by distance
    assert {item.why for item in found["c3"]} == {"distance"}


def test_heads_shorten_the_way() -> None:
    net = network(3)
    net = replace(net, cells={**net.cells, "c0": replace(net.cells["c0"], head_site_ids=("s2", "gone"))})
    found = lists([[-70.0], [-71.0], [-72.0]], net)
    assert {item.cell_id: item.distance_m for item in found["c0"]} == {"c1": 400.0, "c2": 0.0}


def test_a_plan_gives_mutual_lists_and_the_same_ones_with_a_cache() -> None:
    cells = [cell(n, n, pci=n, azimuth_deg=90.0) for n in (1, 2, 3)]
    project = plan(cells=cells, sites=((-150.0, 0.0), (0.0, 0.0), (150.0, 0.0)))
    catalogue = load_catalogue()
    found = scheme_neighbours(project, "A", catalogue)
    assert found == scheme_neighbours(project, "A", catalogue, cache=EngineCache(), threads=2)
    assert found["cell-01"], "three cells in a row overlap"
    for own, items in found.items():
        for item in items:
            assert own in {other.cell_id for other in found[item.cell_id]}
    with pytest.raises(EvaluationError, match="no-such-object"):
        scheme_neighbours(project, "Z", catalogue)
