"""What layers are taken for, labels, snapping and the nesting of rings."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.io.layer_kinds import propose_layers
from planner.io.map_file import Collector, MapFormat
from planner.io.map_kinds import kind_of_name
from planner.io.map_labels import attach_labels
from planner.io.rings import join_ends, nest_rings
from planner.io.snapping import snap_vertices
from planner.model.site_map import ObstacleKind
from tests.planner.io.map_kit import refused

K = ObstacleKind


@pytest.mark.parametrize(
    ("layer", "kind"),
    [
        ("A-BLDG", K.BUILDING), ("厂房轮廓", K.BUILDING), ("JMD", K.BUILDING), ("1_warehouse", K.BUILDING),
        ("A-WALL", K.WALL), ("厂区围墙", K.WALL), ("FENCE_2", K.WALL), ("建筑围墙", K.WALL),
        ("DLSS", K.ROAD), ("C-ROAD", K.ROAD), ("消防车道", K.ROAD), ("主干路", K.ROAD),
        ("水系", K.WATER), ("SXSS", K.WATER), ("lake", K.WATER),
        ("绿化带", K.VEGETATION), ("L-PLNT", K.VEGETATION), ("行道树", K.VEGETATION),
        ("集装箱堆场", K.CONTAINER_YARD), ("RTG-01", K.YARD_CRANE), ("STS", K.QUAY_CRANE), ("门机", K.QUAY_CRANE),
        ("油罐区", K.TANK), ("Silo", K.TANK), ("码头前沿", K.LAND),
        ("0", None), ("posts", None), ("Layer1", None), ("seat", None),
    ],
)  # fmt: skip
def test_kinds_by_layer_name(layer: str, kind: ObstacleKind | None) -> None:
    assert kind_of_name(layer) is kind


@pytest.mark.parametrize(
    "layer",
    ["DIM", "标注", "建筑标注", "轴线", "A-GRID", "图框", "TK", "楼梯", "Defpoints", "给水管线", "GCD", "门窗", "填充"],
)
def test_annotation_in_drawings_is_proposed_to_be_left_out(layer: str) -> None:
    collector = Collector("a.dxf")
    collector.feature(layer, {})
    drawing = collector.finish(form=MapFormat.DXF, encoding="", crs="local", crs_is_stated=False)
    assert (propose_layers(drawing)[layer].choice, propose_layers(drawing)[layer].reason) == (
        "ignore",
        "layer-annotation",
    )
    other = collector.finish(form=MapFormat.GEOJSON, encoding="", crs="local", crs_is_stated=False)
    assert propose_layers(other)[layer].choice != "ignore"


def test_texts_name_the_smallest_polygon_around_them() -> None:
    collector = Collector("a.dxf")
    outer, inner = (collector.feature("楼", {}) for _ in range(2))
    collector.part(outer, "polygon", [[(0, 0), (100, 0), (100, 100), (0, 100)]])
    collector.part(inner, "polygon", [[(10, 10), (30, 10), (30, 30), (10, 30)]])
    texts = [
        (20, 20, "泵房"),
        (20, 25, "砖2"),
        (60, 60, "主厂房"),
        (61, 61, "12.35"),
        (60, 70, "H=21.5m"),
        (500, 500, "x"),
    ]
    assert attach_labels(collector, texts) == 4
    file = collector.finish(form=MapFormat.DXF, encoding="", crs="local", crs_is_stated=False)
    assert file.labels == ("主厂房", "泵房")
    assert file.properties == ({"height": "21.5"}, {"building:levels": "2"})


points = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=40)


@given(points)
def test_snapping_moves_little_and_leaves_nothing_near_a_grid(raw: list[tuple[int, int]]) -> None:
    before = np.array(raw, dtype=np.float64) * 0.004
    after, moved = snap_vertices(before, 0.01)
    assert np.hypot(*(after - before).T).max() <= 4 * 0.01
    assert moved == int((after != before).any(axis=1).sum())
    assert {tuple(point) for point in after.tolist()} <= {tuple(point) for point in before.tolist()}


def test_corners_that_nearly_meet_become_one() -> None:
    near = np.array([[0.0, 0.0], [0.0099, 0.0], [5.0, 5.0], [5.0, 5.004], [9.0, 9.0]])
    after, moved = snap_vertices(near, 0.01)
    assert len(np.unique(after, axis=0)) == 3
    assert moved == 2
    assert snap_vertices(near, 0.0)[1] == 0
    dense = np.zeros((200_000, 2))
    dense[:, 0] = np.arange(200_000) * 1e-9
    assert len(np.unique(snap_vertices(dense, 0.01)[0], axis=0)) == 1


def square(size: float, centre: float = 0.0) -> np.ndarray:
    half = size / 2
    return centre + np.array([[-half, -half], [half, -half], [half, half], [-half, half]])


def test_rings_nest_by_the_even_odd_rule() -> None:
    rings = [square(2), square(10), square(6), square(3, centre=50)]
    nested = nest_rings(rings)
    sizes = sorted([[round(float(np.ptp(ring[:, 0]))) for ring in polygon] for polygon in nested])
    assert sizes == [[2], [3], [10, 6]]


def test_open_ways_join_end_to_end() -> None:
    rings, left = join_ends([[1, 2, 3], [5, 4, 3], [1, 6, 5], [7, 8, 9, 7], [20, 21]])
    assert sorted(sorted(set(ring)) for ring in rings) == [[1, 2, 3, 4, 5, 6], [7, 8, 9]]
    assert all(ring[0] == ring[-1] for ring in rings)
    assert left == 1


LONG_LINE = '{"type":"LineString","coordinates":[' + "[1,2]," * 30 + "[1,2]]}"
MANY_OBJECTS = '{"type":"FeatureCollection","features":[' + "{}," * 30 + "{}]}"


@pytest.mark.parametrize(
    ("name", "content", "module", "limit", "code"),
    [
        ("a.kml", "<kml><Placemark>" + "<Point/>" * 30 + "</Placemark></kml>", "xml_events", "MAX_INSIDE", "features"),
        ("a.osm", "<osm><way id='1'>" + "<nd ref='1'/>" * 30 + "</way></osm>", "xml_events", "MAX_INSIDE", "features"),
        ("a.geojson", LONG_LINE, "read_geojson", "_MAX_LISTS", "vertices"),
        ("a.geojson", LONG_LINE, "map_file", "MAX_VERTICES", "vertices"),
        ("a.geojson", MANY_OBJECTS, "read_geojson", "_MAX_OBJECTS", "features"),
        ("a.dxf", "0\nSECTION\n2\nENTITIES\n" + "0\nPOINT\n10\n1\n20\n1\n" * 30, "read_dxf", "MAX_POINTS", "vertices"),
    ],
)  # fmt: skip
def test_what_would_take_gigabytes_is_refused_before(
    name: str, content: str, module: str, limit: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module(f"planner.io.{module}"), limit, 10)
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert refused(path).code == f"map-too-many-{code}"
