"""Terrain and surface models: any CRS and size, holes, feet, and what they say about obstacles."""

import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from planner.errors import FileError
from planner.io.height_grid import HeightGrid
from planner.io.project_file import project_bytes, project_from_bytes
from planner.io.read_heights import MAX_SIDE
from planner.io.terrain import heights_from_surface, import_terrain, terrain_at, terrain_grid
from planner.model.geometry import rectangle
from planner.model.project import GeoReference, Project
from planner.model.site_map import HeightSource, Obstacle, ObstacleKind, SiteMap
from planner.text import translate

EAST, NORTH = 400_000.0, 3_310_000.0
GEO = GeoReference(epsg=32651, origin_east_m=EAST, origin_north_m=NORTH)


def slope(x: Any, y: Any) -> Any:
    """A plane: bilinear sampling must give it exactly."""
    return 30.0 + 0.02 * x - 0.01 * y


def write_raster(
    path: Path, values: Any, *, west: float, north: float, cell: float, crs: str | None = "EPSG:32651", **more: Any
) -> Path:
    values = np.asarray(values)
    if values.ndim == 2:
        values = values[np.newaxis]
    unit = more.pop("unit", None)
    with rasterio.open(
        path, "w", driver="GTiff", width=values.shape[2], height=values.shape[1], count=values.shape[0],
        dtype=values.dtype, crs=crs, transform=from_origin(west, north, cell, cell), **more,
    ) as dataset:  # fmt: skip
        dataset.write(values)
        if unit:
            dataset.units = (unit,)
    return path


def dtm(path: Path, *, cell: float = 5.0, cells: int = 400, **more: Any) -> Path:
    """Terrain from 500 m south-west of the origin to 1,500 m north-east of it."""
    x = -500.0 + (np.arange(cells) + 0.5) * cell
    y = -500.0 + cells * cell - (np.arange(cells) + 0.5) * cell
    values = slope(x[np.newaxis, :], y[:, np.newaxis]).astype(np.float32)
    return write_raster(path, values, west=EAST - 500.0, north=NORTH - 500.0 + cells * cell, cell=cell, **more)


def house(key: str, x: float, y: float, *, source: HeightSource = HeightSource.ASSUMED, **more: Any) -> Obstacle:
    values: dict[str, Any] = {"kind": ObstacleKind.BUILDING, "height_m": 10.0, **more}
    return Obstacle(id=key, outline=rectangle(x, y, 40.0, 30.0), height_source=source, **values)


def project_of(*obstacles: Obstacle) -> Project:
    return Project(geo=GEO, site_map=SiteMap(obstacles={item.id: item for item in obstacles}))


def refused(path: Path, project: Project | None = None, **more: Any) -> str:
    with pytest.raises(FileError) as caught:
        import_terrain(path, project or Project(), **more)
    for lang in ("en", "zh"):
        assert "{" not in translate(caught.value.code, caught.value.params, lang)
    return caught.value.code


def test_heights_are_those_of_the_source_and_survive_the_file(tmp_path: Path) -> None:
    project, report = import_terrain(dtm(tmp_path / "dtm.tif"), project_of(house("a", 100, 100), house("b", 700, 600)))
    terrain = project.site_map.terrain
    assert terrain is not None
    assert (terrain.resolution_m, report.nodata_share) == (5.0, 0.0)
    assert report.low_m == terrain.datum_m
    project = project_from_bytes(project_bytes(project), source="a.c5g")
    x, y = np.array([100.0, 333.3, 740.0]), np.array([100.0, 217.9, 630.0])
    assert terrain_at(project, x, y) + terrain.datum_m == pytest.approx(slope(x, y), abs=1e-3)
    assert float(terrain_at(project, 300.0, 300.0)) + terrain.datum_m == pytest.approx(slope(300.0, 300.0), abs=1e-3)
    assert np.isnan(terrain_at(project, 1e6, 0.0))
    assert np.isnan(terrain_at(Project(), 0.0, 0.0))


def test_it_is_clipped_to_the_map_with_a_margin(tmp_path: Path) -> None:
    project, report = import_terrain(dtm(tmp_path / "dtm.tif"), project_of(house("a", 480, 480)))
    terrain = project.site_map.terrain
    assert terrain is not None
    assert (terrain.west_m, terrain.south_m) == pytest.approx((-20.0, -20.0), abs=5.1)
    assert (report.columns, report.rows) == (208, 206)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4547", "EPSG:3857"])
def test_any_crs_is_projected(tmp_path: Path, crs: str) -> None:
    from pyproj import Transformer

    there = Transformer.from_crs("EPSG:32651", crs, always_xy=True)
    back = Transformer.from_crs(crs, "EPSG:32651", always_xy=True)
    west, south = there.transform(EAST - 300, NORTH - 300)
    east, north = there.transform(EAST + 900, NORTH + 900)
    cell = (east - west) / 300
    columns, rows = 300, int((north - south) / cell)
    x, y = np.meshgrid(west + (np.arange(columns) + 0.5) * cell, north - (np.arange(rows) + 0.5) * cell)
    e, n = back.transform(x, y)
    path = write_raster(
        tmp_path / "a.tif", slope(e - EAST, n - NORTH).astype(np.float32), west=west, north=north, cell=cell, crs=crs
    )
    project, _ = import_terrain(path, project_of(house("a", 100, 100), house("b", 500, 500)))
    datum = project.site_map.terrain.datum_m  # type: ignore[union-attr]
    for place in ((120.0, 120.0), (400.0, 300.0)):
        assert float(terrain_at(project, *place)) + datum == pytest.approx(slope(*place), abs=0.05)


def test_a_blank_project_takes_its_place_from_the_raster(tmp_path: Path) -> None:
    project, report = import_terrain(dtm(tmp_path / "dtm.tif"), Project())
    assert project.geo.epsg == 32651
    assert report.columns >= 399
    assert refused(dtm(tmp_path / "b.tif"), Project(site_map=SiteMap(obstacles={"a": house("a", 0, 0)}))) == (
        "project-without-reference"
    )


def test_no_data_and_nan_and_unmarked_rubbish_become_holes(tmp_path: Path) -> None:
    values = np.full((100, 100), 20.0, dtype=np.float32)
    values[:50, :50] = -9999.0
    values[50:, :20] = np.nan
    values[60, 60] = 3.0e38
    path = write_raster(tmp_path / "a.tif", values, west=EAST, north=NORTH + 500, cell=5.0, nodata=-9999.0)
    project, report = import_terrain(path, project_of(house("a", 10, 300), house("b", 450, 450)))
    assert report.low_m == report.high_m == 20.0
    codes = {issue.code for issue in report.issues}
    assert {"terrain-implausible", "terrain-incomplete"} <= codes
    assert np.isnan(terrain_at(project, 100.0, 400.0))
    assert float(terrain_at(project, 400.0, 400.0)) == 0.0
    nothing = write_raster(
        tmp_path / "b.tif", np.full((9, 9), -32768, dtype=np.int16), west=EAST, north=NORTH, cell=5.0
    )
    assert refused(nothing) == "terrain-without-data"


def test_a_huge_raster_is_thinned_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "huge.tif"
    side = 20_000
    with rasterio.open(
        path, "w", driver="GTiff", width=side, height=side, count=1, dtype="float32", crs="EPSG:32651", tiled=True,
        transform=from_origin(EAST, NORTH + side, 1.0, 1.0), compress="deflate", sparse_ok=True, nodata=-1.0,
    ) as dataset:  # fmt: skip
        for index in range(0, side, 2000):
            block = np.full((256, 256), 50.0, dtype=np.float32)
            dataset.write(block, 1, window=((index, index + 256), (index, index + 256)))
    _, report = import_terrain(path, Project())
    assert max(report.columns, report.rows) <= MAX_SIDE
    assert "terrain-thinned" in {issue.code for issue in report.issues}
    assert report.low_m == report.high_m == 50.0


def test_feet_become_metres(tmp_path: Path) -> None:
    values = np.full((50, 50), 100.0, dtype=np.float32)
    path = write_raster(tmp_path / "ft.tif", values, west=EAST, north=NORTH + 250, cell=5.0, unit="ft")
    _, report = import_terrain(path, Project())
    assert report.high_m == pytest.approx(30.48, abs=1e-4)
    assert [issue.code for issue in report.issues] == ["terrain-in-feet"]


def test_refusals_leave_a_sentence(tmp_path: Path) -> None:
    good = dtm(tmp_path / "good.tif")
    assert refused(tmp_path / "no.tif") == "file-missing"
    (tmp_path / "empty.tif").write_bytes(b"")
    assert refused(tmp_path / "empty.tif") == "file-empty"
    (tmp_path / "text.tif").write_text("hello")
    assert refused(tmp_path / "text.tif") == "raster-not-geotiff"
    (tmp_path / "cut.tif").write_bytes(good.read_bytes()[:5000])
    assert refused(tmp_path / "cut.tif") == "raster-damaged"
    assert refused(dtm(tmp_path / "lost.tif", crs=None)) == "terrain-without-crs"
    assert refused(good, crs="EPSG:999999") == "unknown-crs"
    assert refused(good, project_of(house("far", 50_000, 50_000))) == "terrain-outside-map"
    picture = np.zeros((3, 20, 20), dtype=np.uint8)
    assert refused(write_raster(tmp_path / "p.tif", picture, west=EAST, north=NORTH, cell=1.0)) == "raster-is-picture"
    _, report = import_terrain(tmp_path / "lost.tif", Project(), crs="EPSG:32651")
    assert report.crs.startswith("WGS 84 / UTM zone 51N")


def test_a_block_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "strip.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=30_000, height=30_000, count=1, dtype="float32", crs="EPSG:32651",
        transform=from_origin(EAST, NORTH, 1.0, 1.0), compress="deflate", blockysize=30_000, sparse_ok=True,
    ):  # fmt: skip
        pass
    assert refused(path) == "raster-too-large"


def test_the_surface_model_measures_assumed_heights_only(tmp_path: Path) -> None:
    obstacles = (
        house("assumed", 100, 100),
        house("stated", 200, 100, source=HeightSource.STATED),
        house("gone", 300, 100),
        house("tiny", 400, 100, base_m=0.0),
        house("raised", 500, 100, base_m=4.0),
        house("crane", 600, 100, kind=ObstacleKind.QUAY_CRANE),
    )
    tiny = replace(obstacles[3], outline=rectangle(400.2, 100.2, 0.5, 0.5))
    project = project_of(*obstacles[:3], tiny, *obstacles[4:])
    cell, cells = 1.0, 800
    x, y = np.meshgrid(-20 + (np.arange(cells) + 0.5) * cell, -20 + cells * cell - (np.arange(cells) + 0.5) * cell)
    surface = slope(x, y)
    for item, height in ((obstacles[0], 17.5), (obstacles[1], 33.0), (obstacles[4], 20.0), (obstacles[5], 60.0)):
        west, south = item.outline[0]
        inside = (x >= west) & (x <= west + 40) & (y >= south) & (y <= south + 30)
        surface = np.where(inside, surface + height, surface)
    chimney = (abs(x - 110) < 1) & (abs(y - 110) < 1)
    surface = np.where(chimney, surface + 30.0, surface)
    dsm = write_raster(
        tmp_path / "dsm.tif", surface.astype(np.float32), west=EAST - 20, north=NORTH - 20 + cells, cell=cell
    )
    after, report = import_terrain(dtm(tmp_path / "dtm.tif"), project, dsm_path=dsm)
    found = after.site_map.obstacles
    assert report.heights == pytest.approx({"assumed": 17.5, "raised": 16.0}, abs=0.05)
    assert {key: item.height_source for key, item in found.items() if item != project.site_map.obstacles[key]} == {
        "assumed": HeightSource.SURVEYED,
        "raised": HeightSource.SURVEYED,
    }
    counts = {issue.code: issue.params.get("count") for issue in report.issues}
    assert counts == {"surface-heights-set": 2, "surface-too-coarse": 1, "surface-nothing-there": 1}


def test_models_from_different_datums_are_doubted(tmp_path: Path) -> None:
    path = dtm(tmp_path / "dtm.tif")
    lifted = tmp_path / "dsm.tif"
    with rasterio.open(path) as source, rasterio.open(lifted, "w", **source.profile) as target:
        target.write(source.read() + 11.0)
    _, report = import_terrain(path, project_of(house("a", 100, 100)), dsm_path=lifted)
    assert "surface-datum-doubtful" in {issue.code for issue in report.issues}


def test_heights_from_grids() -> None:
    ground = HeightGrid(values=np.zeros((50, 50), dtype=np.float32), west_m=0.0, south_m=0.0, resolution_m=4.0)
    roof = ground.values.copy()
    roof[:, :] = 12.0
    project = heights_from_surface(project_of(house("a", 100, 100)), replace(ground, values=roof), ground)
    assert project.site_map.obstacles["a"].height_m == 12.0


def test_a_damaged_asset_is_named(tmp_path: Path) -> None:
    project, _ = import_terrain(dtm(tmp_path / "dtm.tif"), Project())
    key = project.site_map.terrain.asset  # type: ignore[union-attr]
    for content in (b"", b"rubbish", zlib.compress(b"\0" * 12), zlib.compress(bytes(10_000_000))):
        with pytest.raises(FileError) as caught:
            terrain_grid(replace(project, assets={key: content}))
        assert caught.value.code == "asset-damaged"


def test_a_second_import_replaces_the_first(tmp_path: Path) -> None:
    project, _ = import_terrain(dtm(tmp_path / "a.tif"), Project())
    project, report = import_terrain(dtm(tmp_path / "b.tif", cell=8.0, cells=300), project)
    assert [issue.code for issue in report.issues] == ["terrain-replaced"]
    assert len(project.assets) == 1
