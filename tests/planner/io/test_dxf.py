"""Drawings written by ezdxf come in complete and to scale."""

import io
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pytest
from shapely import Polygon

from planner.io.control_points import ControlPoint
from planner.io.crs import to_lonlat
from planner.io.dxf_shapes import TOLERANCE_M
from planner.io.map_import import ImportOptions, import_map
from planner.io.map_preview import inspect_map
from planner.io.read_dxf import read_dxf
from planner.model.site_map import Obstacle, ObstacleKind
from tests.planner.io.map_kit import by_kind, refused

K = ObstacleKind
Draw = Callable[..., Path]
BOX = [(0, 0), (50_000, 0), (50_000, 20_000), (0, 20_000)]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Write a drawing: `fill(modelspace, document)` draws it."""

    def _draw(fill: Callable[[Any, Any], object], *, version: str = "R2010", unit: int = 4, **saving: Any) -> Path:
        document = ezdxf.new(version)
        document.header["$INSUNITS"] = unit
        if "encoding" in saving:
            document.encoding = saving.pop("encoding")
        fill(document.modelspace(), document)
        path = tmp_path / "site.dxf"
        document.saveas(path, **saving)
        return path

    return _draw


def area(obstacle: Obstacle) -> float:
    return Polygon(obstacle.outline, obstacle.holes).area


def only(path: Path, **options: Any) -> Obstacle:
    project, _ = import_map([path], options=ImportOptions(**options))
    (obstacle,) = project.site_map.obstacles.values()
    return obstacle


def outline(space: Any, points: Any, layer: str = "0", *, close: bool = True) -> None:
    """A polyline of the kind that the drawing's version knows."""
    add = space.add_polyline2d if space.dxfversion == "AC1009" else space.add_lwpolyline
    add(points, close=close, dxfattribs={"layer": layer})


def site(space: Any, document: Any) -> None:
    """A site in millimetres on Chinese layers, with everything a drawing has."""
    outline(space, BOX, "建筑")
    space.add_text("一号仓库", dxfattribs={"layer": "文字", "insert": (5_000, 9_000), "height": 500})
    space.add_text("混3", dxfattribs={"layer": "文字", "insert": (9_000, 3_000)})
    hut = document.blocks.new("库房", base_point=(1_000, 0))
    outline(hut, [(1_000, 0), (11_000, 0), (11_000, 5_000), (1_000, 2_000)])
    pair = document.blocks.new("两间")
    pair.add_blockref("库房", (0, 0))
    pair.add_blockref("库房", (20_000, 0), dxfattribs={"xscale": -1, "yscale": 2})
    space.add_blockref("两间", (100_000, 0), dxfattribs={"layer": "建筑", "rotation": 90})
    space.add_circle((200_000, 0), 10_000, dxfattribs={"layer": "罐区"})
    outline(space, [(0, 60_000), (90_000, 60_000)], "围墙", close=False)
    if document.dxfversion > "AC1009":
        space.add_spline([(0, 80_000), (50_000, 90_000), (90_000, 80_000)], dxfattribs={"layer": "道路"})
    else:
        space.add_arc((0, 80_000), 20_000, 0, 90, dxfattribs={"layer": "道路"})
    crane = document.blocks.new("岸桥")
    crane.add_line((-1_000, 0), (1_000, 0))
    space.add_blockref("岸桥", (150_000, 50_000), dxfattribs={"layer": "设备"})
    outline(space, BOX, "图框")


@pytest.mark.parametrize(
    ("version", "saving"),
    [("R2010", {}), ("R2000", {"encoding": "gbk"}), ("R12", {"encoding": "gbk"}), ("R2010", {"fmt": "bin"})],
)
def test_a_chinese_site_in_millimetres_comes_in_complete_and_to_scale(
    draw: Draw, version: str, saving: dict[str, Any]
) -> None:
    project, report = import_map([draw(site, version=version, **saving)])
    found = by_kind(project)
    assert {kind: len(items) for kind, items in found.items()} == {
        K.BUILDING: 3, K.TANK: 1, K.WALL: 1, K.ROAD: 1, K.QUAY_CRANE: 1,
    }  # fmt: skip
    hall, first, second = found[K.BUILDING]
    assert (hall.name, hall.storeys, hall.height_m) == ("一号仓库", 3, 9.0)
    assert area(hall) == pytest.approx(50 * 20, rel=1e-6)
    assert area(first) == pytest.approx(35.0, rel=1e-6)
    assert area(second) == pytest.approx(70.0, rel=1e-6)
    # turned by 90°: (x, y) of the block goes to (100 - y, x), the mirrored one begins at x = 20
    assert Polygon(first.outline).equals(Polygon([(100, 0), (100, 10), (95, 10), (98, 0)]))
    assert Polygon(second.outline).equals(Polygon([(100, 20), (100, 10), (90, 10), (96, 20)]))
    assert area(found[K.TANK][0]) == pytest.approx(math.pi * 100, rel=0.01)
    assert Polygon(found[K.QUAY_CRANE][0].outline).centroid.coords[0] == pytest.approx((150, 50))
    assert math.dist(*found[K.WALL][0].outline) == pytest.approx(90.0)
    codes = {issue.code: issue.params for issue in report.issues}
    assert codes["import-layers-ignored"]["names"] == "图框"
    assert report.epsg is None


@pytest.mark.parametrize(("unit", "metres"), [(1, 0.0254), (2, 0.3048), (4, 0.001), (5, 0.01), (6, 1.0), (14, 0.1)])
def test_the_unit_of_the_header_scales_the_drawing(draw: Draw, unit: int, metres: float) -> None:
    path = draw(lambda space, _: space.add_lwpolyline(np.array(BOX) * 1e-3 / metres, close=True), unit=unit)
    assert area(only(path)) == pytest.approx(1000.0, rel=1e-4)


def test_without_a_unit_the_size_decides_and_a_stated_one_wins(draw: Draw) -> None:
    path = draw(lambda space, _: space.add_lwpolyline(BOX, close=True), unit=0)
    file = read_dxf(path)
    assert np.ptp(file.coordinates, axis=0) == pytest.approx([50.0, 20.0])
    assert [(note.code, note.params["unit"]) for note in file.notes] == [("dxf-units-guessed", "mm")]
    assert np.ptp(read_dxf(path, unit="cm").coordinates, axis=0) == pytest.approx([500.0, 200.0])
    assert refused(path, ImportOptions(unit="cubit")).code == "unknown-unit"
    small = draw(lambda space, _: space.add_lwpolyline([(0, 0), (80, 0), (80, 40)], close=True), unit=0)
    assert np.ptp(read_dxf(small).coordinates, axis=0) == pytest.approx([80.0, 40.0])
    doubtful = draw(lambda space, _: space.add_lwpolyline([(0, 0), (80, 0), (80, 40)], close=True), unit=4)
    assert [note.code for note in read_dxf(doubtful).notes] == ["dxf-units-doubtful"]


def test_curves_stay_within_the_tolerance(draw: Draw) -> None:
    def fill(space: Any, _document: Any) -> None:
        space.add_lwpolyline([(0, 0, 1), (400, 0, 1)], format="xyb", close=True)  # two half circles
        space.add_circle((1000, 0), 200, dxfattribs={"extrusion": (0, 0, -1)})
        space.add_ellipse((2000, 0), (200, 0), 0.5)
        hatch = space.add_hatch()
        hatch.paths.add_edge_path().add_arc((3000, 0), 200, 0, 360)

    file = read_dxf(draw(fill, unit=6))
    rings = [file.coordinates[slice(*part.rings[0])] for part in file.parts]
    for ring, centre in zip((rings[0], rings[1], rings[3]), (200.0, -1000.0, 3000.0), strict=True):
        middles = (ring + np.roll(ring, -1, axis=0)) / 2.0
        for points in (ring, middles):
            off = np.hypot(points[:, 0] - centre, points[:, 1]) - 200.0
            assert np.abs(off).max() < 0.11
    assert Polygon(rings[2]).area == pytest.approx(math.pi * 200 * 100, rel=2 * TOLERANCE_M / 100)


def test_a_bulge_turns_the_right_way(draw: Draw) -> None:
    path = draw(
        lambda space, _: space.add_lwpolyline([(0, 0, 0.5), (10, 0, 0), (10, 10, 0)], format="xyb", close=True), unit=6
    )
    ring = read_dxf(path).coordinates
    assert ring[:, 1].min() == pytest.approx(-2.5, abs=0.05)  # a positive bulge lies right of its chord


def test_hatches_have_holes_and_do_not_double_their_outline(draw: Draw) -> None:
    def fill(space: Any, _document: Any) -> None:
        space.add_lwpolyline(BOX, close=True, dxfattribs={"layer": "楼"})
        hatch = space.add_hatch(dxfattribs={"layer": "楼"})
        hatch.paths.add_polyline_path(BOX, is_closed=True)
        ring = space.add_hatch(dxfattribs={"layer": "楼"})
        ring.paths.add_polyline_path(np.array(BOX) + 100_000, is_closed=True)
        ring.paths.add_polyline_path(np.array(BOX) / 2 + 105_000, is_closed=True)

    project, report = import_map([draw(fill)])
    assert sorted(area(item) for item in project.site_map.obstacles.values()) == pytest.approx([750.0, 1000.0])
    assert {issue.code for issue in report.issues} == {"dxf-duplicates"}


def test_single_lines_that_close_become_an_outline(draw: Draw) -> None:
    def fill(space: Any, _document: Any) -> None:
        corners = [*BOX, BOX[0]]
        for start, end in pairwise(corners):
            space.add_line(start, end, dxfattribs={"layer": "厂房"})

    path = draw(fill)
    assert area(only(path)) == pytest.approx(1000.0)
    assert {note.code for note in read_dxf(path).notes} == {"dxf-lines-joined"}


def test_a_closed_fence_comes_back_to_its_beginning(draw: Draw) -> None:
    path = draw(lambda space, _: space.add_lwpolyline(BOX, close=True, dxfattribs={"layer": "围墙"}))
    fence = only(path)
    assert fence.kind is K.WALL
    assert fence.outline[0] == fence.outline[-1]
    assert sum(math.dist(a, b) for a, b in zip(fence.outline, fence.outline[1:], strict=False)) == pytest.approx(140.0)


def test_hidden_and_elevated_things_are_told(draw: Draw) -> None:
    def fill(space: Any, document: Any) -> None:
        document.layers.add("旧楼").off()
        space.add_lwpolyline(BOX, close=True, dxfattribs={"layer": "旧楼"})
        space.add_lwpolyline(BOX, close=True, dxfattribs={"layer": "新楼", "elevation": 4000})
        space.add_polyline3d([(0, 0, 5), (9000, 0, 6), (9000, 9000, 7)], close=True, dxfattribs={"layer": "新楼"})

    project, report = import_map([draw(fill)])
    assert len(project.site_map.obstacles) == 2
    assert {issue.code: issue.params["count"] for issue in report.issues} == {
        "dxf-hidden-ignored": 1,
        "import-z-dropped": 2,
    }


def test_endless_and_exploding_blocks_are_refused(draw: Draw) -> None:
    def endless(space: Any, document: Any) -> None:
        document.blocks.new("A").add_blockref("B", (0, 0))
        document.blocks.new("B").add_blockref("A", (0, 0))
        space.add_blockref("A", (0, 0))

    def exploding(space: Any, document: Any) -> None:
        document.blocks.new("L0").add_line((0, 0), (1, 1))
        for level in range(1, 12):
            block = document.blocks.new(f"L{level}")
            for x in range(10):
                block.add_blockref(f"L{level - 1}", (x, 0))
        space.add_blockref("L11", (0, 0))

    def huge_array(space: Any, document: Any) -> None:
        document.blocks.new("A").add_line((0, 0), (1, 1))
        array = {"row_count": 30_000, "column_count": 30_000, "row_spacing": 1, "column_spacing": 1}
        space.add_blockref("A", (0, 0), dxfattribs=array)

    def deep(space: Any, document: Any) -> None:
        document.blocks.new("D0").add_lwpolyline(BOX, close=True)
        for level in range(1, 60):
            document.blocks.new(f"D{level}").add_blockref(f"D{level - 1}", (0, 0))
        space.add_blockref("D59", (0, 0))

    assert refused(draw(endless)).code == "dxf-endless-blocks"
    assert refused(draw(deep)).code == "dxf-endless-blocks"
    assert refused(draw(exploding)).code == "dxf-too-many-entities"
    assert refused(draw(huge_array)).code == "dxf-too-many-entities"


def test_dwg_and_broken_drawings_are_refused_with_a_way_out(tmp_path: Path, draw: Draw) -> None:
    dwg = tmp_path / "plan.dwg"
    dwg.write_bytes(b"AC1032" + bytes(2000))
    assert refused(dwg).code == "dwg-not-supported"
    renamed = tmp_path / "plan.dxf"
    renamed.write_bytes(b"AC1032" + bytes(2000))
    assert refused(renamed).code == "dwg-not-supported"
    broken = tmp_path / "broken.dxf"
    broken.write_bytes(b"\x00\x01 hello")
    assert refused(broken).code == "dxf-damaged"
    empty = draw(lambda _space, _document: None)
    assert refused(empty).code == "nothing-to-import"


def test_two_control_points_place_a_drawing_on_the_earth(draw: Draw) -> None:
    path = draw(lambda space, _: space.add_lwpolyline(BOX, close=True, dxfattribs={"layer": "建筑"}))
    lonlat = [(121.9, 29.9), (121.9005, 29.9003)]
    points = tuple(
        ControlPoint(source=source, target=target, is_lonlat=True)
        for source, target in zip([(0.0, 0.0), (50.0, 20.0)], lonlat, strict=True)
    )
    project, report = import_map([path], options=ImportOptions(control_points=points))
    (building,) = project.site_map.obstacles.values()
    corners = to_lonlat(np.array(building.outline), project.geo)
    for target in lonlat:
        assert np.abs(corners - np.array(target)).max(axis=1).min() < 1e-7
    assert report.placement is not None
    assert report.placement.residuals_m == pytest.approx((0.0, 0.0), abs=1e-6)
    assert report.epsg == 32651
    third = ControlPoint(source=(50.0, 0.0), target=(121.91, 29.9), is_lonlat=True)
    _, worse = import_map([path], options=ImportOptions(control_points=(*points, third)))
    assert worse.placement is not None
    assert worse.placement.rms_m > 100
    assert "control-points-doubtful" in {issue.code for issue in worse.issues}


def test_coordinates_of_a_stated_grid(draw: Draw) -> None:
    corner = np.array([500_100.0, 3_300_000.0])
    path = draw(lambda space, _: space.add_lwpolyline(np.array(BOX) / 1000 + corner, close=True), unit=6)
    project, report = import_map([path], options=ImportOptions(crs="EPSG:4549"))
    assert report.epsg == 32650 or report.epsg == 32651
    (building,) = project.site_map.obstacles.values()
    assert area(building) == pytest.approx(1000.0, rel=3e-3)
    alone, _ = import_map([path])
    assert (alone.geo.epsg, alone.geo.origin_east_m) == (None, 500_100.0)


def test_layers_are_proposed_mapped_and_ignored(draw: Draw) -> None:
    path = draw(site)
    (file,) = inspect_map([path]).files
    proposed = {layer.name: (layer.proposal.choice, layer.proposal.reason) for layer in file.layers}
    assert proposed["建筑"] == (K.BUILDING, "layer-by-name")
    assert proposed["图框"] == ("ignore", "layer-annotation")
    assert file.is_local
    assert next(layer.names for layer in file.layers if layer.name == "建筑") == ("一号仓库",)
    layers = {"图框": K.LAND, "建筑": "ignore", "罐区": K.BUILDING}
    found = by_kind(import_map([path], options=ImportOptions(layers=layers))[0])
    assert {kind: len(items) for kind, items in found.items()} == {
        K.LAND: 1, K.BUILDING: 1, K.WALL: 1, K.ROAD: 1, K.QUAY_CRANE: 1,
    }  # fmt: skip
    assert refused(path, ImportOptions(layers={"楼": K.TANK})).code == "unknown-map-layer"


def test_simplification_is_reported(draw: Draw) -> None:
    path = draw(lambda space, _: space.add_circle((0, 0), 100, dxfattribs={"layer": "罐"}), unit=6)
    whole = only(path)
    project, report = import_map([path], options=ImportOptions(simplify_m=2.0))
    (thin,) = project.site_map.obstacles.values()
    assert len(thin.outline) < len(whole.outline) / 2
    assert Polygon(thin.outline).hausdorff_distance(Polygon(whole.outline)) < 2.0
    assert report.simplified == len(whole.outline) - len(thin.outline)
    assert refused(path, ImportOptions(simplify_m=-1.0)).code == "import-option-out-of-range"


def test_a_drawing_that_lost_its_model_space_is_refused(tmp_path: Path) -> None:
    document = ezdxf.new("R2010")
    document.modelspace().add_lwpolyline(BOX, close=True)
    text = io.StringIO()
    document.write(text)
    path = tmp_path / "lost.dxf"
    path.write_text(text.getvalue().replace("\nModel\n", "\nModex\n"), encoding="utf-8")
    assert refused(path).code == "dxf-damaged"
