"""The exported map: read again it gives the same outlines, kinds and heights; other programs find what they need."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pytest
import shapely

from planner.errors import FileError, PlannerError
from planner.io.export_map import export_dxf, export_geojson, export_kmz, export_map
from planner.io.map_import import import_map
from planner.io.templates import new_from_template
from planner.model.geometry import rectangle
from planner.model.project import GeoReference, Project
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, Obstacle, ObstacleKind, SiteMap, top_m
from planner.text import translate

GEO = GeoReference(epsg=32651, origin_east_m=393_800.0, origin_north_m=3_308_000.0)
Export = Callable[..., Any]


def drawn() -> Project:
    """One object of every kind, a hole, names in Chinese, odd coordinates."""
    kinds = [kind for kind in ObstacleKind if kind not in LINE_KINDS]
    obstacles = [
        Obstacle(
            id=f"ob-{number:02d}",
            kind=kind,
            name=f"{number}号 <{kind.value}> & Co.",
            outline=rectangle(100.123 * number, 7.457, 61.239, 40.111, 11.3),
            height_m=0.0 if kind in GROUND_KINDS else 10.25 + number,
        )
        for number, kind in enumerate(kinds)
    ]
    obstacles[0] = replace(obstacles[0], holes=(rectangle(20.5, 20.5, 10.25, 8.125),), base_m=1.5, storeys=3)
    yard = next(item for item in obstacles if item.kind is ObstacleKind.CONTAINER_YARD)
    obstacles.append(
        replace(yard, id="ob-80", outline=rectangle(0, 300, 50, 20), height_m=0.0, tiers=4, fill_ratio=0.7)
    )
    obstacles.append(
        Obstacle(id="ob-90", kind=ObstacleKind.WALL, outline=((0, 200), (90.5, 201), (95, 240)), height_m=2.75)
    )
    inner = Obstacle(id="ob-99", kind=ObstacleKind.WALL, outline=((1, 1), (5, 5)), height_m=3.0, building_id="ob-00")
    return Project(name="港", geo=GEO, site_map=SiteMap(obstacles={item.id: item for item in (*obstacles, inner)}))


def shape_of(item: Obstacle) -> Any:
    return shapely.LineString(item.outline) if item.kind in LINE_KINDS else shapely.Polygon(item.outline, item.holes)


def partners(before: Project, after: Project) -> list[tuple[Obstacle, Obstacle]]:
    """Every exported obstacle with the one of its kind that was read in its place."""
    pairs: list[tuple[Obstacle, Obstacle]] = []
    others = list(after.site_map.obstacles.values())
    for item in before.site_map.obstacles.values():
        if item.building_id:
            continue
        same = [other for other in others if other.kind is item.kind]
        best = min(same, key=lambda other: shapely.hausdorff_distance(shape_of(item), shape_of(other)))
        others.remove(best)
        pairs.append((item, best))
    assert others == []
    return pairs


def exported(export: Export, suffix: str, folder: Path, lang: str, project: Project) -> Path:
    path = folder / f"map{suffix}"
    done = export(project, path, lang=lang)
    assert [issue.code for issue in done.issues] == ["export-inner-walls"]
    return path


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("export", "suffix"), [(export_geojson, ".geojson"), (export_dxf, ".dxf"), (export_kmz, ".kmz")]
)
def test_what_is_exported_comes_back(export: Export, suffix: str, lang: str, tmp_path: Path) -> None:
    before = drawn()
    path = exported(export, suffix, tmp_path, lang, before)
    after, _ = import_map([path], into=Project(geo=GEO))
    for item, other in partners(before, after):
        assert shapely.hausdorff_distance(shape_of(item), shape_of(other)) < 0.001
        assert len(item.holes) == len(other.holes)
        assert other.name == item.name
        if suffix == ".dxf" and item.kind in LINE_KINDS:
            continue  # read from drawings as bare lines, their attributes left behind
        assert top_m(other) == pytest.approx(top_m(item), abs=1e-3)
        assert (other.base_m, other.storeys) == (item.base_m, item.storeys)


def test_without_a_reference_geojson_says_that_it_is_local(tmp_path: Path) -> None:
    before = replace(drawn(), geo=GeoReference())
    path = exported(export_geojson, ".geojson", tmp_path, "en", before)
    assert json.loads(path.read_text(encoding="utf-8"))["crs"]["properties"]["name"] == "local"
    after, _ = import_map([path])
    assert after.geo.epsg is None
    assert all(shapely.hausdorff_distance(shape_of(a), shape_of(b)) < 0.001 for a, b in partners(before, after))
    with pytest.raises(FileError) as caught:
        export_kmz(before, tmp_path / "a.kmz")
    assert caught.value.code == "export-needs-reference"
    assert not (tmp_path / "a.kmz").exists()


def test_geojson_follows_its_standard(tmp_path: Path) -> None:
    export_geojson(drawn(), tmp_path / "a.geojson", lang="zh")
    document = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert "crs" not in document
    for feature in document["features"]:
        properties, geometry = feature["properties"], feature["geometry"]
        assert properties["layer"]
        if geometry["type"] == "Polygon":
            rings = [shapely.LinearRing(ring) for ring in geometry["coordinates"]]
            assert [ring.is_ccw for ring in rings] == [True] + [False] * (len(rings) - 1)
    layers = {feature["properties"]["layer"] for feature in document["features"]}
    assert {"建筑", "墙体", "集装箱堆场", "岸桥", "水域"} <= layers


@pytest.mark.parametrize(
    ("export", "suffix"), [(export_geojson, ".geojson"), (export_dxf, ".dxf"), (export_kmz, ".kmz")]
)
def test_sites_and_sectors_are_there(export: Export, suffix: str, tmp_path: Path) -> None:
    project = new_from_template("port", "zh")
    scheme_id = min(project.schemes)
    network = project.schemes[scheme_id].network
    if project.geo.epsg is None:
        project = replace(project, geo=GEO)
    path = tmp_path / f"a{suffix}"
    done = export(project, path, scheme_id, lang="zh")
    assert (done.sites, done.cells) == (len(network.sites), len(network.cells))
    assert done.sites > 0
    names = {site.name for site in network.sites.values()}
    if suffix == ".geojson":
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        own = [feature["properties"] for feature in features if "network" in feature["properties"]]
        assert {item["name"] for item in own if item["network"] == "site"} == names
        azimuths = sorted(item["azimuth_deg"] for item in own if item["network"] == "cell")
        assert azimuths == sorted(cell.azimuth_deg for cell in network.cells.values())
    elif suffix == ".dxf":
        space = ezdxf.readfile(path).modelspace()
        assert names <= {text.dxf.text for text in space.query('TEXT[layer=="站点标注"]')}
        assert len(space.query('LWPOLYLINE[layer=="站点标注"]')) == len(network.cells)
    else:
        with zipfile.ZipFile(path) as archive:
            text = archive.read("doc.kml").decode()
        assert all(name in text for name in names)
        assert text.count('<Data name="azimuth_deg">') == len(network.cells)


def test_the_drawing_is_metric_with_a_layer_by_kind(tmp_path: Path) -> None:
    export_dxf(drawn(), tmp_path / "a.dxf", lang="zh")
    document = ezdxf.readfile(tmp_path / "a.dxf")
    assert (document.dxfversion, document.header["$INSUNITS"]) == ("AC1024", 6)
    assert {"建筑", "墙体", "罐体", "水域"} <= {layer.dxf.name for layer in document.layers}
    assert document.header.custom_vars.get("CRS") == "EPSG:32651"
    auditor = document.audit()
    assert not auditor.errors
    building = next(i for i in document.modelspace().query("INSERT") if i.dxf.layer == "建筑")
    assert {attrib.dxf.tag: attrib.dxf.text for attrib in building.attribs}["HEIGHT"] == "10.25"


def test_sectors_point_where_the_antennas_do(tmp_path: Path) -> None:
    project = new_from_template("port", "en")
    scheme_id = min(project.schemes)
    project = replace(project, geo=GeoReference())
    export_geojson(project, tmp_path / "a.geojson", scheme_id)
    network = project.schemes[scheme_id].network
    for feature in json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]:
        if feature["properties"].get("network") != "cell":
            continue
        cell = network.cells[feature["id"]]
        site = network.sites[cell.site_id].position
        middle = shapely.Polygon(feature["geometry"]["coordinates"][0]).centroid
        offset = np.array([middle.x - site[0], middle.y - site[1]])
        if np.hypot(*offset) > 1.0:  # not for circles
            bearing = np.degrees(np.arctan2(offset[0], offset[1]))
            assert (bearing - cell.azimuth_deg + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.5)


def test_the_same_map_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.kmz", "a.geojson"):
        export_map(drawn(), tmp_path / name)
        first = (tmp_path / name).read_bytes()
        export_map(drawn(), tmp_path / name)
        assert (tmp_path / name).read_bytes() == first


def test_refusals_leave_a_sentence(tmp_path: Path) -> None:
    cases: list[tuple[Project, Path, str | None, str]] = [
        (Project(), tmp_path / "a.dxf", None, "export-empty"),
        (drawn(), tmp_path / "a.xyz", None, "export-unknown-format"),
        (drawn(), tmp_path / "a.dxf", "Z", "no-such-scheme"),
        (drawn(), tmp_path / "no folder" / "a.dxf", None, "cannot-write"),
    ]
    for project, path, scheme_id, code in cases:
        with pytest.raises(PlannerError) as caught:
            export_map(project, path, scheme_id)
        assert caught.value.code == code
        for lang in ("en", "zh"):
            assert "{" not in translate(caught.value.code, caught.value.params, lang)
    assert list(tmp_path.iterdir()) == []
