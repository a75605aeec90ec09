"""KML, KMZ and OpenStreetMap, XML and PBF: what is in them, and what is refused."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from shapely import Polygon

from planner.io import read_kml as kml_reader
from planner.io.crs import to_lonlat
from planner.io.map_import import ImportOptions, import_map
from planner.io.map_preview import inspect_map
from planner.io.read_osm import read_osm
from planner.io.read_vector import read_osm_pbf
from planner.model.site_map import HeightSource, ObstacleKind
from tests.planner.io.map_kit import DATA, by_kind, refused
from tests.planner.io.pbf import osm_pbf

K = ObstacleKind
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def ring(x: float, y: float, size: float, height: float = 0.0) -> str:
    corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return " ".join(f"{east:.6f},{north:.6f},{height}" for east, north in corners)


def polygon(outer: str, inner: str = "", extra: str = "") -> str:
    hole = (
        f"<innerBoundaryIs><LinearRing><coordinates>{inner}</coordinates></LinearRing></innerBoundaryIs>"
        if inner
        else ""
    )
    outline = f"<outerBoundaryIs><LinearRing><coordinates>{outer}</coordinates></LinearRing></outerBoundaryIs>"
    return f"<Polygon>{extra}{outline}{hole}</Polygon>"


EXTRUDED = "<extrude>1</extrude><altitudeMode>relativeToGround</altitudeMode>"
KML = f"""{HEAD}<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>厂区</name>
<Folder><name>建筑</name>
<Placemark><name>一号楼</name><ExtendedData><Data name="height"><value>18</value></Data></ExtendedData>
{polygon(ring(121.9, 29.9, 0.001), ring(121.9003, 29.9003, 0.0004))}</Placemark>
<Placemark><name>二号楼</name><description><![CDATA[<b>高度: 21 米</b>]]></description>
{polygon(ring(121.91, 29.9, 0.001))}</Placemark>
<Placemark><name>三号楼</name>{polygon(ring(121.92, 29.9, 0.001, 9.5), "", EXTRUDED)}</Placemark>
<Placemark><name>四号楼</name><description>共6层</description>{polygon(ring(121.93, 29.9, 0.001))}</Placemark>
</Folder>
<Folder><name>道路</name>
<Placemark><LineString><coordinates>121.9,29.91 121.91,29.91</coordinates></LineString></Placemark></Folder>
<Folder><name>岸桥</name><Placemark><MultiGeometry><Point><coordinates>121.9,29.92</coordinates></Point>
<Point><coordinates>121.901,29.92</coordinates></Point></MultiGeometry></Placemark>
<Placemark><Model/></Placemark><Placemark><name>nothing</name></Placemark></Folder>
</Document></kml>"""


def test_kml_with_folders_holes_and_heights(tmp_path: Path) -> None:
    path = tmp_path / "site.kml"
    path.write_text(KML, encoding="utf-8")
    project, report = import_map([path])
    found = by_kind(project)
    assert {kind: len(items) for kind, items in found.items()} == {K.BUILDING: 4, K.ROAD: 1, K.QUAY_CRANE: 2}
    assert [(item.name, item.height_m) for item in found[K.BUILDING]] == [
        ("一号楼", 18.0), ("二号楼", 21.0), ("三号楼", 9.5), ("四号楼", 18.0),
    ]  # fmt: skip
    assert [len(item.holes) for item in found[K.BUILDING]] == [1, 0, 0, 0]
    counts = {issue.code: issue.params["count"] for issue in report.issues}
    assert (
        counts["kml-heights-from-extrusion"]
        == counts["import-geometry-unknown"]
        == counts["import-without-geometry"]
        == 1
    )
    (preview,) = inspect_map([path]).files
    assert [(layer.name, layer.polygons, layer.lines, layer.points) for layer in preview.layers] == [
        ("建筑", 4, 0, 0), ("道路", 0, 1, 0), ("岸桥", 0, 0, 2),
    ]  # fmt: skip
    assert preview.layers[0].names == ("一号楼", "二号楼", "三号楼", "四号楼")
    assert preview.bounds == pytest.approx((121.9, 29.9, 121.931, 29.92))


def test_kmz_and_other_encodings_read_the_same(tmp_path: Path) -> None:
    plain = tmp_path / "site.kml"
    plain.write_text(KML, encoding="utf-8")
    expected = import_map([plain])[0].site_map
    packed = tmp_path / "site.kmz"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("files/picture.png", b"x")
        archive.writestr("doc.kml", KML)
    assert import_map([packed])[0].site_map == expected
    for encoding in ("gb18030", "utf-16"):
        plain.write_bytes(KML.replace("UTF-8", encoding).encode(encoding))
        assert import_map([plain])[0].site_map == expected
    plain.write_bytes(KML.encode("gb18030"))  # says UTF-8, is not
    assert import_map([plain])[0].site_map == expected


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kml_reader, "MAX_MB", 1)
    path = tmp_path / "bomb.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("doc.kml", "w") as member:
        for _ in range(40):
            member.write(bytes(2**20))
    assert path.stat().st_size < 100_000
    assert refused(path).code == "kmz-too-large"


def zipped(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.kml", f"{HEAD}{BOMB}<kml><Placemark><name>&b;</name></Placemark></kml>", "xml-entities"),
        ("a.osm", f'{HEAD}{BOMB}<osm><node id="1" lon="1" lat="1"/></osm>', "xml-entities"),
        ("a.kml", f'{HEAD}<!DOCTYPE kml SYSTEM "http://127.0.0.1/x.dtd"><kml/>', "xml-entities"),
        ("a.kml", KML[:-40], "xml-damaged"),
        ("a.osm", f"{HEAD}<osm><node id=", "xml-damaged"),
        ("a.kml", f"{HEAD}<html/>", "not-kml"),
        ("a.osm", f"{HEAD}<html/>", "not-osm"),
        ("a.kml", f"{HEAD}<kml>{'<Folder>' * 5000}", "xml-too-deep"),
        ("a.kml", KML.replace("121.9,29.91", "121.9"), "invalid-geometry"),
        ("a.kml", KML.replace("121.9,29.91", "nan,29.91"), "invalid-geometry"),
        ("a.kml", f"{HEAD}<kml></kml>", "nothing-to-import"),
        ("a.osm", f"{HEAD}<osm></osm>", "nothing-to-import"),
        ("a.kmz", zipped("readme.txt", b"x"), "kmz-without-kml"),
        ("a.kmz", zipped("doc.kml", b""), "file-empty"),
        ("a.kmz", b"PK\x03\x04 not really", "kmz-damaged"),
        ("a.pbf", b"\x00\x00\x00\x0dgarbage", "vector-damaged"),
        ("a.xyz", "hello", "unknown-map-format"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, name: str, content: str | bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    error = refused(path)
    assert error.code == code
    assert error.params["file"] == name


NODES = [
    (number, 121.9 + x * 1e-3, 29.9 + y * 1e-3)
    for number, x, y in (
        (1, 0, 0), (2, 1, 0), (3, 1, 1), (4, 0, 1), (5, 0.3, 0.3), (6, 0.6, 0.3), (7, 0.6, 0.6), (8, 5, 5), (9, 6, 5),
        (10, 6, 6), (11, 9, 9), (12, 3, 3), (13, 3.5, 3), (14, 3.5, 3.5),
    )
]  # fmt: skip
NODE_TAGS = {11: {"man_made": "crane", "crane:type": "rubber_tyred_gantry"}}
WAYS = [
    (1, [1, 2, 3], {}),
    (2, [1, 4, 3], {}),
    (3, [5, 6, 7, 5], {}),
    (4, [8, 9, 10, 8], {"man_made": "storage_tank", "height": "14 m"}),
    (5, [1, 8], {"barrier": "wall", "height": "2.5"}),
    (6, [8, 9, 10, 8], {"highway": "service"}),
    (7, [12, 13, 14, 12], {"amenity": "parking"}),
]
RELATION = (
    [(1, "outer"), (2, "outer"), (3, "inner")],
    {"type": "multipolygon", "building": "yes", "building:levels": "4"},
)


def osm_xml() -> str:
    def tags(of: dict[str, str]) -> str:
        return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in of.items())

    nodes = "".join(
        f'<node id="{n}" lon="{x:.7f}" lat="{y:.7f}">{tags(NODE_TAGS.get(n, {}))}</node>' for n, x, y in NODES
    )
    ways = "".join(
        f'<way id="{w}">{"".join(f"<nd ref={n!r}/>" for n in map(str, refs))}{tags(t)}</way>' for w, refs, t in WAYS
    )
    members = "".join(f'<member type="way" ref="{w}" role="{role}"/>' for w, role in RELATION[0])
    return f'{HEAD}<osm version="0.6">{nodes}{ways}<relation id="1">{members}{tags(RELATION[1])}</relation></osm>'


@pytest.mark.parametrize("form", ["xml", "pbf"])
def test_osm_by_tags_with_relations_of_open_ways(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"extract.{'osm' if form == 'xml' else 'osm.pbf'}"
    if form == "xml":
        path.write_text(osm_xml(), encoding="utf-8")
    else:
        nodes = [(n, x, y, NODE_TAGS.get(n, {})) for n, x, y in NODES]
        path.write_bytes(osm_pbf(nodes, WAYS, [(1, *RELATION)]))
    project, report = import_map([path])
    found = by_kind(project)
    assert {kind: len(items) for kind, items in found.items()} == {
        K.BUILDING: 1, K.TANK: 1, K.WALL: 1, K.ROAD: 1, K.YARD_CRANE: 1,
    }  # fmt: skip
    (building,) = found[K.BUILDING]
    assert (building.storeys, building.height_m, building.height_source) == (4, 12.0, HeightSource.ASSUMED)
    assert len(building.holes) == 1
    corners = to_lonlat(np.array(building.outline), project.geo)
    assert sorted(map(tuple, corners.round(5))) == [(121.9, 29.9), (121.9, 29.901), (121.901, 29.9), (121.901, 29.901)]
    assert (found[K.TANK][0].height_m, found[K.WALL][0].height_m) == (14.0, 2.5)
    assert Polygon(found[K.ROAD][0].outline, found[K.ROAD][0].holes).area > 0
    assert report.from_storeys == 1
    ignored = next(issue for issue in report.issues if issue.code == "import-layers-ignored")
    assert (ignored.params["count"], ignored.params["names"]) == (1, "amenity=parking")
    taken, _ = import_map([path], options=ImportOptions(layers={"amenity=parking": K.LAND}))
    assert K.LAND in by_kind(taken)


def test_what_reaches_beyond_an_extract_is_told(tmp_path: Path) -> None:
    path = tmp_path / "cut.osm"
    text = osm_xml().replace('<node id="4"', '<node id="400"').replace('lat="29.9050000"', 'lat="high"', 1)
    path.write_text(text, encoding="utf-8")
    codes = {note.code for note in read_osm(path).notes}
    assert {"osm-elements-damaged", "osm-nodes-missing"} <= codes
    cut = tmp_path / "cut2.osm"
    cut.write_text(osm_xml().replace('<way id="2">', '<way id="200">'), encoding="utf-8")
    assert "osm-rings-open" in {note.code for note in read_osm(cut).notes}


def test_pbf_and_xml_agree_on_tags(tmp_path: Path) -> None:
    path = tmp_path / "a.pbf"
    path.write_bytes(osm_pbf([(n, x, y, NODE_TAGS.get(n, {})) for n, x, y in NODES], WAYS))
    tank = next(p for p in read_osm_pbf(path).properties if p.get("man_made") == "storage_tank")
    assert tank["height"] == "14 m"


@pytest.mark.skipif(not (DATA / "duke_cbrs").is_dir(), reason="the data of the Duke campus are not beside the checkout")
def test_the_duke_campus() -> None:
    project, report = import_map([DATA / "duke_cbrs" / "buildings.geojson"])
    known = [item for item in project.site_map.obstacles.values() if item.height_source is HeightSource.STATED]
    assert report.counts == {K.BUILDING: 158}
    assert report.assumed_heights[K.BUILDING][0] + report.from_storeys + len(known) == 158
    assert len(known) == 9
    both, extract = import_map([DATA / "duke_cbrs" / "site1.osm"], into=project)
    assert extract.counts[K.BUILDING] == 107
    assert extract.counts[K.WATER] >= 4
    assert extract.assumed_heights[K.BUILDING] == (102, 10.0)
    assert extract.from_storeys == 4
    assert len(both.site_map.obstacles) == 158 + sum(extract.counts.values())
