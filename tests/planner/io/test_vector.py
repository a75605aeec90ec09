"""Shapefile and GeoPackage written by GDAL."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyogrio.raw import write
from shapely import Polygon

from planner.errors import FileError
from planner.io.map_formats import map_paths
from planner.io.map_import import ImportOptions, import_map
from planner.io.map_preview import inspect_map
from planner.io.read_vector import read_geopackage, read_shapefile
from planner.model.site_map import ObstacleKind
from tests.planner.io.map_kit import by_kind, refused

K = ObstacleKind
EAST, NORTH = 500_000.0, 3_300_000.0


def box(x: float, size: float = 20.0) -> Any:
    return shapely.box(EAST + x, NORTH, EAST + x + size, NORTH + size)


HOLED = shapely.Polygon(box(100, 60).exterior, [box(110, 20).exterior.coords[::-1]])
SHAPES = [shapely.MultiPolygon([box(0), box(40)]), HOLED]


def save(
    path: Path, shapes: list[Any] = SHAPES, *, names: list[str] | None = None, encoding: str = "UTF-8", **more: Any
) -> Path:
    fields = [np.array(names or ["仓库一号", "办公楼"], dtype=object), np.array([12.5, np.nan])]
    settings: dict[str, Any] = {"crs": "EPSG:4549", "geometry_type": "MultiPolygon"} | more
    driver = "GPKG" if path.suffix == ".gpkg" else "ESRI Shapefile"
    write(
        path, shapely.to_wkb(np.array(shapes)), fields, ["name", "高度"], driver=driver, encoding=encoding, **settings
    )
    return path


@pytest.mark.parametrize("suffix", [".shp", ".gpkg"])
def test_multipolygons_with_holes_fields_and_crs(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path / f"建筑{suffix}")
    project, report = import_map([path])
    assert report.counts == {K.BUILDING: 3}
    found = list(project.site_map.obstacles.values())
    assert [(item.name, item.height_m) for item in found] == [("仓库一号", 12.5), ("仓库一号", 12.5), ("办公楼", 10.0)]
    assert [Polygon(item.outline, item.holes).area for item in found] == pytest.approx([400, 400, 3200], rel=3e-3)
    assert report.epsg == 32651 or report.epsg == 32650
    (preview,) = inspect_map([path]).files
    assert preview.crs == "EPSG:4549"
    assert preview.number_fields == ("高度",)


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-8"])
@pytest.mark.parametrize("with_cpg", ["right", "wrong", "none"])
def test_the_table_of_a_shapefile_is_decoded(tmp_path: Path, encoding: str, with_cpg: str) -> None:
    path = save(tmp_path / "a.shp", encoding=encoding)
    cpg = path.with_suffix(".cpg")
    cpg.unlink()
    if with_cpg != "none":
        wrong = "UTF-8" if encoding == "GB18030" else "ASCII"
        cpg.write_text(encoding if with_cpg == "right" else wrong, encoding="ascii")
    file = read_shapefile(path)
    assert [properties["name"] for properties in file.properties] == ["仓库一号", "办公楼"]
    assert file.properties[0]["高度"] == 12.5
    assert file.encoding == encoding.lower()


def test_western_tables_and_stated_encodings(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    fields = [np.array(["Gebäude Köln", "Straße"], dtype=object)]
    write(path, shapely.to_wkb(np.array(SHAPES)), fields, ["name"], geometry_type="MultiPolygon", crs="EPSG:25832",
          driver="ESRI Shapefile", encoding="ISO-8859-1")  # fmt: skip
    path.with_suffix(".cpg").unlink()
    assert [properties["name"] for properties in read_shapefile(path).properties] == ["Gebäude Köln", "Straße"]
    assert read_shapefile(path, encoding="cp1252").encoding == "cp1252"
    assert refused(path, ImportOptions(encoding="klingon")).code == "unknown-encoding"


def test_missing_parts_of_a_shapefile(tmp_path: Path) -> None:
    path = save(tmp_path / "a.shp")
    for suffix, note in (
        (".shx", "shapefile-without-shx"),
        (".prj", "shapefile-without-prj"),
        (".dbf", "shapefile-without-dbf"),
    ):
        path.with_suffix(suffix).unlink()
        file = read_shapefile(path)
        assert note in {item.code for item in file.notes}
        assert len(file.parts) == 3
        assert not path.with_suffix(suffix).exists()
    assert refused(path).code == "coordinates-not-degrees"
    _, report = import_map([path], options=ImportOptions(crs="EPSG:4549", kind=K.TANK))
    assert report.counts == {K.TANK: 3}


def test_the_parts_chosen_together_are_one_file(tmp_path: Path) -> None:
    path = save(tmp_path / "a.shp")
    parts = sorted(tmp_path.iterdir())
    assert len(parts) >= 4
    assert map_paths(parts) == [path]
    _, report = import_map(parts)
    assert report.counts == {K.BUILDING: 3}
    upper = tmp_path / "UP"
    upper.mkdir()
    for part in parts:
        shutil.copy(part, upper / part.name.upper())
    assert import_map([upper / "A.SHP"])[1].counts == {K.BUILDING: 3}


def test_layers_of_a_geopackage(tmp_path: Path) -> None:
    path = save(tmp_path / "site.gpkg", layer="房屋")
    line = shapely.LineString([(EAST, NORTH), (EAST + 100, NORTH)])
    save(path, [line, line], geometry_type="LineString", layer="道路", append=True)
    assert set(read_geopackage(path).layers) == {"房屋", "道路"}
    assert set(read_geopackage(path, layers=["房屋"]).layers) == {"房屋"}
    with pytest.raises(FileError) as caught:
        read_geopackage(path, layers=["水"])
    assert caught.value.code == "unknown-map-layer"
    found = by_kind(import_map([path])[0])
    assert {kind: len(items) for kind, items in found.items()} == {K.BUILDING: 3, K.ROAD: 2}
    other = import_map([path], options=ImportOptions(layers={"道路": "ignore", "房屋": K.TANK}))[1]
    assert other.counts == {K.TANK: 3}


def test_views_of_a_geopackage_are_programs_and_are_not_run(tmp_path: Path) -> None:
    path = save(tmp_path / "site.gpkg", layer="a")
    with sqlite3.connect(path) as database:
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS fid, NULL AS geom FROM n"
        database.execute(f"CREATE VIEW b AS {endless}")
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('b', 'features', 'b', 4549)"
        )
    database.close()
    file = read_geopackage(path)
    assert set(file.layers) == {"a"}
    assert "geopackage-views-ignored" in {note.code for note in file.notes}


def test_three_dimensions_are_told(tmp_path: Path) -> None:
    high = shapely.Polygon([(EAST, NORTH, 5), (EAST + 20, NORTH, 6), (EAST + 20, NORTH + 20, 7)])
    path = save(tmp_path / "a.shp", [high, high], geometry_type="Polygon Z")
    _, report = import_map([path])
    assert {issue.code: issue.params["count"] for issue in report.issues}["import-z-dropped"] == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.shp", b"\x00\x00\x27\x0a" + bytes(50)),
        ("a.gpkg", b"SQLite format 3\0" + bytes(500)),
        ("a.gpkg", b"no database"),
    ],
)
def test_broken_files_are_named(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = refused(path)
    assert (error.code, error.params["file"]) == ("vector-damaged", name)


def test_planes_without_a_place_and_impossible_systems(tmp_path: Path) -> None:
    path = save(tmp_path / "a.shp")
    prj = path.with_suffix(".prj")
    prj.write_text('LOCAL_CS["site",UNIT["metre",1]]', encoding="ascii")
    project, report = import_map([path])
    assert report.epsg is None
    assert project.geo.origin_east_m == EAST
    prj.write_text(
        'GEOGCS["Moon",DATUM["D_Moon",SPHEROID["Moon",1737400,0]],PRIMEM["Reference",0],UNIT["Degree",0.0174532925]]'
    )
    assert refused(path).code in ("unknown-crs", "coordinates-not-degrees")
