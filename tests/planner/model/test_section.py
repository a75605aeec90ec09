"""The section along a line: spans against shapely, terrain, masts, storeys."""

import math
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Polygon

from planner.model.geometry import Point, Ring, rectangle
from planner.model.network import Cell, Network, Site
from planner.model.section import Ground, edges_of, ground_at, ground_height_m, ground_of, masts_near, section
from planner.model.site_map import Backdrop, Obstacle, ObstacleKind, SiteMap, Terrain, Zone
from planner.model.storeys import (
    STOREY_HEIGHT_M,
    floor_m,
    inner_wall_span_m,
    storey_height_m,
    storeys_of,
    zone_height_m,
)

BOX = rectangle(100.0, -10.0, 50.0, 20.0)


def obstacle(key: str, outline: Ring, kind: ObstacleKind = ObstacleKind.BUILDING, **more: object) -> Obstacle:
    return Obstacle(id=key, kind=kind, outline=outline, **{"height_m": 12.0, **more})  # type: ignore[arg-type]


def site_map(*obstacles: Obstacle, **more: object) -> SiteMap:
    return SiteMap(obstacles={item.id: item for item in obstacles}, **more)  # type: ignore[arg-type]


def test_a_box_is_cut_where_the_line_enters_and_leaves_it() -> None:
    (cut,) = section(site_map(obstacle("a", BOX, name="Shed", base_m=2.0)), (0.0, 0.0), (300.0, 0.0)).cuts
    assert (cut.id, cut.name, cut.from_m, cut.to_m) == ("a", "Shed", 100.0, 150.0)
    assert (cut.foot_m, cut.top_m, cut.counts) == (2.0, 14.0, True)


def test_a_line_that_begins_or_ends_inside_is_clipped() -> None:
    plan = site_map(obstacle("a", BOX))
    assert [(c.from_m, c.to_m) for c in section(plan, (120.0, 0.0), (140.0, 0.0)).cuts] == [(0.0, 20.0)]
    assert [(c.from_m, c.to_m) for c in section(plan, (120.0, 0.0), (0.0, 0.0)).cuts] == [(0.0, 20.0)]
    assert section(plan, (0.0, 0.0), (99.0, 0.0)).cuts == ()
    assert section(plan, (0.0, 11.0), (300.0, 11.0)).cuts == ()


def test_holes_are_open_and_walls_are_thin() -> None:
    court = obstacle("court", BOX, holes=(rectangle(110.0, -5.0, 10.0, 10.0),))
    wall = obstacle("wall", ((50.0, -5.0), (50.0, 5.0), (60.0, 5.0)), ObstacleKind.WALL, height_m=3.0)
    cuts = section(site_map(court, wall), (0.0, 0.0), (300.0, 0.0)).cuts
    assert [(c.id, c.from_m, c.to_m) for c in cuts] == [
        ("wall", 50.0, 50.0), ("court", 100.0, 110.0), ("court", 120.0, 150.0),
    ]  # fmt: skip


def test_what_does_not_block_says_so_and_hidden_things_count_all_the_same() -> None:
    crane = obstacle("crane", BOX, ObstacleKind.QUAY_CRANE)
    water = obstacle("water", BOX, ObstacleKind.WATER, height_m=0.0)
    hidden = obstacle("hidden", BOX, hidden=True)
    cuts = section(site_map(crane, water, hidden), (0.0, 0.0), (300.0, 0.0)).cuts
    assert {c.id: (c.counts, c.top_m) for c in cuts} == {
        "crane": (False, 12.0),
        "water": (False, 0.0),
        "hidden": (True, 12.0),
    }


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=12, unique=True),
    st.tuples(st.floats(-90, 90), st.floats(-90, 90)),
    st.tuples(st.floats(-90, 90), st.floats(-90, 90)),
)
def test_the_length_inside_agrees_with_shapely(points: list[Point], start: Point, end: Point) -> None:
    centre = np.mean(points, axis=0)
    ring = tuple(sorted(points, key=lambda p: (math.atan2(p[1] - centre[1], p[0] - centre[0]), math.dist(p, centre))))
    area = Polygon(ring)
    if math.dist(start, end) < 1.0 or not area.is_valid or area.area < 1.0:
        return
    cuts = section(site_map(obstacle("a", ring)), start, end).cuts
    assert sum(c.to_m - c.from_m for c in cuts) == pytest.approx(
        LineString([start, end]).intersection(area).length, abs=1e-5
    )
    back = section(site_map(obstacle("a", ring)), end, start).cuts
    assert sum(c.to_m - c.from_m for c in back) == pytest.approx(sum(c.to_m - c.from_m for c in cuts), abs=1e-6)


def test_edges_made_beforehand_give_the_same() -> None:
    plan = site_map(*(obstacle(f"o{n}", rectangle(n * 30.0, -5.0, 20.0, 10.0 + n)) for n in range(30)))
    edges = edges_of(plan.obstacles.values())
    for turn in range(8):
        end = (900.0 * math.cos(turn), 900.0 * math.sin(turn))
        assert section(plan, (0.0, 0.0), end, edges=edges) == section(plan, (0.0, 0.0), end)


def test_a_line_needs_a_length() -> None:
    with pytest.raises(ValueError, match="two places"):
        section(SiteMap(), (1.0, 1.0), (1.0, 1.0))


# -- terrain -----------------------------------------------------------------------------------------------------------


def slope() -> tuple[Terrain, bytes]:
    """Rises 1 m per 10 m eastward: z = x / 10 at the pixels' centres; 40 x 20 pixels of 10 m from (0, -100)."""
    heights = np.tile((np.arange(40) + 0.5) * 1.0, (20, 1)).astype("<f4")
    terrain = Terrain(asset="t", name="t", west_m=0.0, south_m=-100.0, resolution_m=10.0, columns=40, rows=20)
    return terrain, zlib.compress(heights.tobytes())


def test_things_stand_on_the_terrain() -> None:
    terrain, content = slope()
    plan = site_map(obstacle("a", BOX), terrain=terrain)
    ground = ground_of(plan, {"t": content})
    cut_line = section(plan, (20.0, 0.0), (320.0, 0.0), ground=ground)
    assert cut_line.has_terrain
    assert not cut_line.terrain_has_gaps
    assert ground_at(cut_line, 0.0) == pytest.approx(2.0, abs=0.05)
    assert ground_at(cut_line, 300.0) == pytest.approx(32.0, abs=0.05)
    (cut,) = cut_line.cuts
    assert (cut.foot_m, cut.top_m) == pytest.approx((12.5, 24.5), abs=0.05)
    network = Network(
        sites={"s": Site(id="s", name="S", position=(220.0, 10.0))}, cells={"c": Cell(id="c", site_id="s", band="n78")}
    )
    (mast,) = masts_near(network, (20.0, 0.0), (320.0, 0.0), ground=ground)
    assert (mast.ground_m, mast.height_m, mast.at_m) == pytest.approx((22.0, 47.0, 200.0))


def test_rows_run_from_the_north_and_the_edge_is_the_end() -> None:
    heights = np.array([[10.0, 10.0], [0.0, np.nan]], dtype=np.float32)
    ground = Ground(
        terrain=Terrain(asset="t", name="t", west_m=0.0, south_m=0.0, resolution_m=1.0, columns=2, rows=2),
        height_m=heights,
    )
    found = ground_height_m(ground, np.array([0.5, 0.5, 1.5, 5.0]), np.array([1.5, 0.5, 0.5, 0.5]))
    assert found[:2].tolist() == [10.0, 0.0]
    assert np.isnan(found[2:]).all()


@pytest.mark.parametrize("content", [b"", b"rubbish", zlib.compress(b"short"), zlib.compress(bytes(10**6))])
def test_an_asset_that_does_not_fit_is_no_terrain(content: bytes) -> None:
    terrain, _ = slope()
    assert ground_of(site_map(terrain=terrain), {"t": content}) is None
    assert ground_of(site_map(terrain=terrain), {}) is None


def test_gaps_of_the_terrain_are_bridged_and_said() -> None:
    terrain, content = slope()
    plan = site_map(terrain=terrain)
    cut_line = section(plan, (-200.0, 0.0), (200.0, 0.0), ground=ground_of(plan, {"t": content}))
    assert cut_line.terrain_has_gaps
    assert all(math.isfinite(height) for _, height in cut_line.ground)


# -- masts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ((100.0, 20.0), (100.0, -20.0)),  # left of an eastward line
        ((100.0, -25.0), (100.0, 25.0)),
        ((100.0, 25.1), None),
        ((-15.0, 0.0), (0.0, 0.0)),
        ((-15.0, 21.0), None),  # 25.8 m from the end
        ((320.0, 0.0), (300.0, 0.0)),
    ],
)
def test_antennas_beside_the_line_and_at_its_ends(position: Point, expected: Point | None) -> None:
    network = Network(
        sites={"s": Site(id="s", name="Mast", position=position)},
        cells={key: Cell(id=key, site_id="s", band="n78", height_m=30.0) for key in ("c1", "c2")},
    )
    masts = masts_near(network, (0.0, 0.0), (300.0, 0.0))
    assert [(mast.at_m, mast.beside_m) for mast in masts] == ([] if expected is None else [expected] * 2)
    assert all(mast.height_m == 30.0 and mast.name.startswith("Mast") for mast in masts)


# -- storeys -----------------------------------------------------------------------------------------------------------


def test_inner_walls_stand_on_their_storey() -> None:
    building = obstacle("b", BOX, storeys=4, height_m=16.0)
    wall = obstacle(
        "w", ((120.0, -5.0), (120.0, 5.0)), ObstacleKind.WALL, height_m=0.0, building_id="b", storey=2
    )  # fmt: skip
    cuts = {c.id: c for c in section(site_map(building, wall), (0.0, 0.0), (300.0, 0.0)).cuts}
    assert (cuts["w"].foot_m, cuts["w"].top_m, cuts["w"].counts, cuts["w"].storey) == (8.0, 12.0, False, 2)
    assert inner_wall_span_m(replace(wall, height_m=2.5, base_m=0.5), building) == (8.5, 11.0)
    assert inner_wall_span_m(wall, None) == (6.0, 9.0)


def test_storey_heights() -> None:
    building = obstacle("b", BOX, storeys=4, height_m=16.0, base_m=1.0)
    assert storey_height_m(building) == 4.0
    assert storey_height_m(replace(building, storeys=0)) == STOREY_HEIGHT_M
    assert storey_height_m(replace(building, height_m=0.0)) == STOREY_HEIGHT_M
    assert floor_m(3, building) == 13.0
    assert zone_height_m(3, building) == 14.5
    assert [zone_height_m(n) for n in (-1, 0, 1, 10)] == [0.0, 1.5, 4.5, 31.5]
    assert zone_height_m(Zone(id="z", name="Z", outline=BOX).storey) == Zone(id="z", name="Z", outline=BOX).height_m


def test_storeys_of_a_building() -> None:
    building = obstacle("b", BOX, storeys=3)
    wall = obstacle("w", BOX[:2], ObstacleKind.WALL, building_id="b", storey=4)
    picture = Backdrop(
        id="p", name="B1", asset="", width_px=1, height_px=1, transform=(1, 0, 0, 0, 1, 0), building_id="b", storey=-1
    )
    assert storeys_of(site_map(building), "b") == (0, 1, 2)
    assert storeys_of(site_map(building, wall, backdrops={"p": picture}), "b") == (-1, 0, 1, 2, 3, 4)
    assert storeys_of(site_map(replace(building, storeys=0)), "b") == ()
    assert storeys_of(site_map(replace(building, storeys=0), wall), "b") == (0, 1, 2, 3, 4)
    assert storeys_of(site_map(building, wall), "w") == ()
    assert storeys_of(site_map(), "b") == ()
