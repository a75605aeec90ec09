import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Polygon

from planner.errors import FileError
from planner.io.crs import to_lonlat
from planner.io.map_import import ImportOptions, import_map
from planner.io.map_kinds import heights_of, kind_of_name, kind_of_properties
from planner.model.catalogue import Catalogue
from planner.model.project import GeoReference, Project
from planner.model.rules import check
from planner.model.site_map import HeightSource, Obstacle, ObstacleKind
from planner.text import translate

Write = Callable[..., Path]
K = ObstacleKind
HAMBURG = Path(__file__).resolve().parents[4] / "shared" / "data" / "hamburg_port"
ORIGIN = (121.9, 29.9)


def square(size: float = 0.001, west: float = ORIGIN[0], south: float = ORIGIN[1]) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings: list[list[float]], **properties: Any) -> dict[str, Any]:
    return feature({"type": "Polygon", "coordinates": list(rings)}, **properties)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(*features: dict[str, Any], name: str = "map.geojson", encoding: str = "utf-8", **members: Any) -> Path:
        path = tmp_path / name
        document = {"type": "FeatureCollection", **members, "features": list(features)}
        path.write_bytes(json.dumps(document, ensure_ascii=False, indent=1).encode(encoding))
        return path

    return _write


def only(project: Project) -> Obstacle:
    (obstacle,) = project.site_map.obstacles.values()
    return obstacle


def refused(path: Path, options: ImportOptions | None = None, into: Project | None = None) -> FileError:
    with pytest.raises(FileError) as caught:
        import_map([path], options=options, into=into)
    for lang in ("en", "zh"):
        assert "{" not in translate(caught.value.code, caught.value.params, lang)
    return caught.value


@given(lon=st.floats(-179, 178), lat=st.floats(-78, 82), size=st.floats(0.002, 0.05))
@settings(max_examples=40)
def test_distances_agree_with_the_ellipsoid(lon: float, lat: float, size: float, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("map") / "m.geojson"
    path.write_text(json.dumps(polygon(square(size, lon, lat), building="yes")), encoding="utf-8")
    project, _ = import_map([path])
    outline = only(project).outline
    ring = square(size, lon, lat)
    for i, j in ((0, 1), (1, 2), (0, 2)):
        true_m = Geod(ellps="WGS84").inv(*ring[i], *ring[j])[2]
        assert math.dist(outline[i], outline[j]) == pytest.approx(true_m, rel=1.1e-3)
    back = to_lonlat(np.array(outline), project.geo)
    assert back == pytest.approx(np.array(ring[:-1]), abs=2e-6 if abs(lat) > 70 else 1e-7)


def test_a_building_keeps_its_hole_name_and_height(write: Write) -> None:
    hole = square(0.0004, ORIGIN[0] + 0.0003, ORIGIN[1] + 0.0003)
    project, report = import_map([write(polygon(square(), hole, building="yes", height="12.5 m", name="仓库"))])
    obstacle = only(project)
    assert (obstacle.kind, obstacle.name, obstacle.height_m) == (K.BUILDING, "仓库", 12.5)
    assert obstacle.height_source is HeightSource.STATED
    assert [len(ring) for ring in (obstacle.outline, *obstacle.holes)] == [4, 4]
    assert project.geo.epsg == report.epsg == 32651
    assert project.geo.origin_east_m % 100 == project.geo.origin_north_m % 100 == 0
    assert report.counts == {K.BUILDING: 1}
    assert not report.assumed_heights
    assert not report.issues


def test_heights_that_are_not_stated_are_assumed_and_counted(write: Write) -> None:
    path = write(
        polygon(square(), building="yes"),
        polygon(square(west=121.91), building="yes", height="0"),
        polygon(square(west=121.92), building="yes", **{"building:levels": "4"}),
        polygon(square(west=121.93), natural="water"),
    )
    project, report = import_map([path], options=ImportOptions(default_height_m=7.0))
    heights = [(item.kind, item.height_m, item.height_source) for item in project.site_map.obstacles.values()]
    assert heights == [
        (K.BUILDING, 7.0, HeightSource.ASSUMED),
        (K.BUILDING, 7.0, HeightSource.ASSUMED),
        (K.BUILDING, 12.0, HeightSource.ASSUMED),
        (K.WATER, 0.0, HeightSource.STATED),
    ]
    assert report.assumed_heights == {K.BUILDING: (2, 7.0)}
    assert report.from_storeys == 1


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"height": "30 ft"}, 9.144),
        ({"HEIGHT": "8,5"}, 8.5),
        ({"建筑高度": 21}, 21.0),
        ({"height": 20, "min_height": 5}, 15.0),
        ({"height": "tall"}, None),
        ({"height": True}, None),
        ({"height": None}, None),
    ],
)
def test_heights_are_read_as_people_write_them(properties: dict[str, Any], expected: float | None) -> None:
    found = heights_of(properties).height_m
    assert found == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"OBJL": 12}, K.BUILDING),
        ({"OBJL": 35, "INFORM": "container crane"}, K.QUAY_CRANE),
        ({"OBJL": 35, "INFORM": "RTG"}, K.YARD_CRANE),
        ({"OBJL": 119}, K.WATER),
        ({"OBJL": 71}, K.LAND),
        ({"OBJL": 122}, K.LAND),
        ({"OBJL": 9999}, None),
        ({"natural": "water"}, K.WATER),
        ({"landuse": "forest"}, K.VEGETATION),
        ({"man_made": "storage_tank"}, K.TANK),
        ({"barrier": "wall"}, K.WALL),
        ({"highway": "service"}, K.ROAD),
        ({"building": "no"}, None),
        ({"kind": "container_yard"}, K.CONTAINER_YARD),
        ({}, None),
    ],
)
def test_kinds_by_properties(properties: dict[str, Any], kind: ObstacleKind | None) -> None:
    assert kind_of_properties(properties) is kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("9H7EL616_BUISGL", K.BUILDING),
        ("CRANES", K.QUAY_CRANE),
        ("场桥", K.YARD_CRANE),
        ("SEAARE", K.WATER),
        ("LNDARE", K.LAND),
        ("厂区道路", K.ROAD),
        ("data", None),
    ],
)
def test_kinds_by_file_or_layer_name(name: str, kind: ObstacleKind | None) -> None:
    assert kind_of_name(name) is kind


def test_what_is_no_known_kind_becomes_a_building_and_is_told(write: Write) -> None:
    path = write(polygon(square()), name="data.geojson")
    project, report = import_map([path])
    assert only(project).kind is K.BUILDING
    assert [(issue.code, issue.params["count"]) for issue in report.issues] == [("import-kind-assumed", 1)]
    for options in (ImportOptions(kind=K.TANK), ImportOptions(kinds={"data.geojson": K.TANK})):
        project, report = import_map([path], options=options)
        assert only(project).kind is K.TANK
        assert not report.issues


def test_self_crossing_outlines_are_repaired_and_slivers_dropped(write: Write) -> None:
    x, y = ORIGIN
    bow = [[x, y], [x + 0.001, y + 0.001], [x + 0.001, y], [x, y + 0.001], [x, y]]
    sliver = [[x, y], [x + 0.001, y], [x + 0.0005, y], [x, y]]
    project, report = import_map([write(polygon(bow, building="yes"), polygon(sliver, building="yes"))])
    assert report.repaired == 1
    assert {issue.code: issue.params["count"] for issue in report.issues} == {
        "import-repaired": 1,
        "import-slivers-dropped": 1,
    }
    assert len(project.site_map.obstacles) == 2
    for obstacle in project.site_map.obstacles.values():
        assert Polygon(obstacle.outline, obstacle.holes).is_valid
    problems = [issue.code for issue in check(project, Catalogue())]
    assert not [code for code in problems if code.startswith("outline-")]


ring_points = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=9)


@given(ring=ring_points)
@settings(max_examples=60)
def test_any_ring_gives_valid_outlines_or_none(ring: list[tuple[int, int]], tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("map") / "m.geojson"
    points = [[ORIGIN[0] + x * 1e-4, ORIGIN[1] + y * 1e-4] for x, y in (*ring, ring[0])]
    path.write_text(json.dumps(polygon(points, building="yes")), encoding="utf-8")
    try:
        project, _ = import_map([path])
    except FileError as error:
        assert error.code == "nothing-to-import"
        return
    for obstacle in project.site_map.obstacles.values():
        assert Polygon(obstacle.outline, obstacle.holes).is_valid


def test_multipolygons_lines_and_points(write: Write) -> None:
    x, y = ORIGIN
    line = [[x, y], [x + 0.001, y]]
    path = write(
        feature({"type": "MultiPolygon", "coordinates": [[square()], [square(west=x + 0.01)]]}, building="yes"),
        feature({"type": "LineString", "coordinates": line}, barrier="wall"),
        feature({"type": "LineString", "coordinates": line}, OBJL=122),
        feature({"type": "Point", "coordinates": [x, y, 3.0]}, OBJL=35),
        feature({"type": "Point", "coordinates": [x, y]}, natural="water"),
        feature(None, building="yes"),
        feature({"type": "Circle", "centre": [x, y]}),
    )
    project, report = import_map([path])
    assert report.counts == {K.BUILDING: 2, K.WALL: 1, K.LAND: 1, K.QUAY_CRANE: 1}
    by_kind = {item.kind: item for item in project.site_map.obstacles.values()}
    assert len(by_kind[K.WALL].outline) == 2
    assert Polygon(by_kind[K.LAND].outline).area == pytest.approx(2.0 * 96.6, rel=0.01)
    assert Polygon(by_kind[K.QUAY_CRANE].outline).area == pytest.approx(25 * 30)
    assert {issue.code: issue.params["count"] for issue in report.issues} == {
        "import-points-as-footprints": 1,
        "import-lines-as-strips": 1,
        "import-shapes-ignored": 1,
        "import-without-geometry": 1,
        "import-geometry-unknown": 1,
        "import-z-dropped": 1,
    }


def test_encodings_are_found_and_reported(write: Write) -> None:
    for name, encoding in (("仓库一号码头", "gb18030"), ("Gebäude am Köhlbrand", "latin-1"), ("仓库", "utf-8")):
        path = write(polygon(square(), building="yes", name=name), encoding=encoding)
        project, report = import_map([path])
        assert only(project).name == name
        assert report.files[0].encoding in (encoding, {"latin-1": "cp1252"}.get(encoding))


def test_names_follow_the_language(write: Write) -> None:
    path = write(polygon(square(), building="yes", **{"name": "Warehouse", "name:zh": "仓库"}))
    assert only(import_map([path], options=ImportOptions(lang="zh"))[0]).name == "仓库"
    assert only(import_map([path], options=ImportOptions(lang="en"))[0]).name == "Warehouse"


def test_other_coordinate_systems(write: Write) -> None:
    metres = [[500100.0, 3300000.0], [500200.0, 3300000.0], [500200.0, 3300050.0], [500100.0, 3300000.0]]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32651"}}
    project, report = import_map([write(polygon(metres, building="yes"), crs=crs)])
    assert report.epsg == 32651
    assert (project.geo.origin_east_m, project.geo.origin_north_m) == (500100.0, 3300000.0)
    assert np.array(only(project).outline) == pytest.approx(np.array([[0, 0], [100, 0], [100, 50]]), abs=0.002)
    plain = write(polygon(metres, building="yes"))
    error = refused(plain)
    assert (error.code, error.params["file"]) == ("coordinates-not-degrees", "map.geojson")
    assert import_map([plain], options=ImportOptions(crs="EPSG:32651"))[0].geo == project.geo
    local, _ = import_map([plain], options=ImportOptions(crs="local"))
    assert local.geo == GeoReference(epsg=None, origin_east_m=500100.0, origin_north_m=3300000.0)
    assert only(local).outline[0] == (0.0, 0.0)
    near = write(polygon([[5.0, 5.0], [25.0, 5.0], [25.0, 9.0], [5.0, 5.0]], building="yes"), name="near.geojson")
    assert only(import_map([near], options=ImportOptions(crs="local"))[0]).outline[0] == (5.0, 5.0)
    bad = write(polygon(metres), crs={"type": "name", "properties": {"name": "EPSG:0"}})
    assert refused(bad).code == "unknown-crs"
    assert refused(write(polygon(metres), crs="EPSG:32651")).code == "unknown-crs"


def test_a_second_import_uses_the_grid_and_ids_of_the_first(write: Write) -> None:
    first, _ = import_map([write(polygon(square(), building="yes"))])
    both, report = import_map([write(polygon(square(west=121.91), natural="water"), name="b.geojson")], into=first)
    assert both.geo == first.geo
    assert list(both.site_map.obstacles) == ["ob-01", "ob-02"]
    assert both.site_map.obstacles["ob-01"] is first.site_map.obstacles["ob-01"]
    east = both.site_map.obstacles["ob-02"].outline[0][0] - both.site_map.obstacles["ob-01"].outline[0][0]
    assert east == pytest.approx(Geod(ellps="WGS84").inv(121.9, 29.9, 121.91, 29.9)[2], rel=1e-3)
    assert report.counts == {K.WATER: 1}
    sketched = replace(first, geo=GeoReference())
    assert refused(write(polygon(square())), into=sketched).code == "project-without-reference"
    assert refused(write(polygon(square(west=116.0, south=40.0), building="yes")), into=first).code == "map-far-away"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type": "FeatureCollection", "features": [', "invalid-json"),
        ('{"type": "Point", "coordinates": [NaN, 1]}', "invalid-json"),
        ('{"type": "Point", "coordinates": [1e999, 1]}', "invalid-geometry"),
        ('{"type": "Point", "coordinates": ["1", "2"]}', "invalid-geometry"),
        ('{"type": "Point", "coordinates": 5}', "invalid-geometry"),
        ('{"type": "Polygon"}', "invalid-geometry"),
        ('{"type": "Polygon", "coordinates": [[[1, 2], [3]]]}', "invalid-geometry"),
        ('{"type": "FeatureCollection", "features": [1]}', "invalid-geometry"),
        ('{"type": "FeatureCollection", "features": []}', "nothing-to-import"),
        ('{"type": "FeatureCollection"}', "not-geojson"),
        ('{"type": "Topology"}', "not-geojson"),
        ("[]", "not-geojson"),
        ("[" * 100000, "not-geojson"),
        ("hello", "invalid-json"),
        ("", "file-empty"),
    ],
)
def test_bad_files_are_named(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.geojson"
    path.write_text(text, encoding="utf-8")
    error = refused(path)
    assert error.code == code
    assert "bad.geojson" in str(error.params["file"])


def test_the_line_of_the_mistake_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.geojson"
    path.write_text('{"type": "Polygon",\n"coordinates": [[[1, 2],\n[3, NaN]]]}', encoding="utf-8")
    assert refused(path).params == {"file": "bad.geojson", "line": 3, "column": 5}


def test_a_cut_file_is_refused_at_every_length(write: Write) -> None:
    path = write(polygon(square(), building="yes", height=10))
    content = path.read_bytes()
    for length in range(1, len(content) - 1, 11):
        path.write_bytes(content[:length])
        assert refused(path).code == "invalid-json"


def test_impossible_extents_and_heights_are_refused(write: Write) -> None:
    far = write(polygon(square(), building="yes"), polygon(square(west=0.0, south=0.0), building="yes"))
    assert refused(far).code == "map-too-large"
    assert refused(write(polygon(square(west=10.0, south=85.0)))).code == "place-outside-utm"
    options = ImportOptions(default_height_m=-1.0)
    assert refused(write(polygon(square())), options).code == "default-height-out-of-range"


def test_nothing_is_imported_when_one_of_two_files_is_bad(write: Write, tmp_path: Path) -> None:
    good = write(polygon(square(), building="yes"))
    with pytest.raises(FileError) as caught:
        import_map([good, tmp_path / "none.geojson"])
    assert caught.value.code == "file-missing"


@pytest.mark.skipif(not HAMBURG.is_dir(), reason="the chart of the port of Hamburg is not beside the checkout")
def test_the_port_of_hamburg() -> None:
    project, report = import_map(sorted(HAMBURG.glob("*.geojson")))
    assert report.counts == {K.BUILDING: 1235, K.QUAY_CRANE: 5, K.LAND: 324, K.WATER: 21}
    assert report.assumed_heights == {K.BUILDING: (1235, 10.0), K.QUAY_CRANE: (5, 45.0)}
    assert report.epsg == 32632
    problems = {issue.code for issue in check(project, Catalogue())}
    assert {"heights-assumed", "project-without-scheme"} <= problems
    assert not [code for code in problems if code.startswith("outline-")]
