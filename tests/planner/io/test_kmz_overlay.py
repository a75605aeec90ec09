"""KMZ overlays: every pixel where it belongs on the earth, a file that viewers read, errors that say what to do."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from pyproj import Transformer

from planner.engine.results import Maps
from planner.errors import FileError
from planner.io import layers
from planner.io.kmz_overlay import TILE_PX, tiles, write_layer_kmz
from planner.model.network import Network
from planner.model.project import GeoReference, Project, Scheme
from planner.radio.grid import Grid

KML, GX = "{http://www.opengis.net/kml/2.2}", "{http://www.google.com/kml/ext/2.2}"
#: Near the edge of its zone, where a raster is turned most: Zhoushan in UTM 50 instead of 51.
TURNED = GeoReference(epsg=32650, origin_east_m=970_000.0, origin_north_m=3_320_000.0)
CASES = {
    "a port, far from its meridian": (TURNED, Grid(west_m=-40.0, south_m=8.0, resolution_m=4.0, columns=380, rows=210)),
    "CGCS2000, 3 degree zone": (
        GeoReference(epsg=4549, origin_east_m=560_000.0, origin_north_m=4_480_000.0),
        Grid(west_m=0.0, south_m=0.0, resolution_m=2.0, columns=300, rows=500),
    ),
    "a mine, coarse and large": (
        GeoReference(epsg=32650, origin_east_m=800_000.0, origin_north_m=5_400_000.0),
        Grid(west_m=0.0, south_m=0.0, resolution_m=25.0, columns=1500, rows=1300),
    ),
    "in the south": (
        GeoReference(epsg=32719, origin_east_m=200_000.0, origin_north_m=6_000_000.0),
        Grid(west_m=0.0, south_m=0.0, resolution_m=8.0, columns=200, rows=100),
    ),
}


def maps_on(grid: Grid, level: np.ndarray) -> Maps:
    server = np.where(np.isnan(level), -1, 0).astype(np.int16)
    return Maps(
        grid=grid, height_m=1.5, cell_ids=("c",), best_server=server, rsrp_dbm=level, sinr_db=level, dl_mbps=level,
        ul_mbps=level, sigma_db=level, blocked=level, probability=level,
        counted=np.ones(grid.shape, dtype=np.bool_),
    )  # fmt: skip


def project_at(geo: GeoReference) -> Project:
    return Project(name="港口 <&>", note="示例", geo=geo, schemes={"A": Scheme(id="A", name="A", network=Network())})


@pytest.mark.parametrize("name", CASES)
def test_every_pixel_lies_where_it_belongs(name: str) -> None:
    """Interpolated between the corners as a viewer does, back into the project's metres, against the grid."""
    geo, grid = CASES[name]
    back = Transformer.from_crs("OGC:CRS84", f"EPSG:{geo.epsg}", always_xy=True)
    covered = np.zeros(grid.shape, dtype=np.int64)
    for tile in tiles(grid, geo):
        covered[tile.rows, tile.columns] += 1
        height, width = tile.rows.stop - tile.rows.start, tile.columns.stop - tile.columns.start
        assert max(height, width) <= TILE_PX
        rows = np.unique(np.linspace(0, height - 1, 9).astype(int))
        columns = np.unique(np.linspace(0, width - 1, 9).astype(int))
        down, right = ((mesh.ravel() + 0.5)[:, None] for mesh in np.meshgrid(rows, columns))
        down, right = down / height, right / width
        lower_left, lower_right, upper_right, upper_left = tile.corners_deg
        drawn = (1 - down) * ((1 - right) * upper_left + right * upper_right) + down * (
            (1 - right) * lower_left + right * lower_right
        )
        east, north = back.transform(drawn[:, 0], drawn[:, 1])
        true_east = grid.west_m + (tile.columns.start + right[:, 0] * width) * grid.resolution_m + geo.origin_east_m
        true_north = grid.north_m - (tile.rows.start + down[:, 0] * height) * grid.resolution_m + geo.origin_north_m
        off = np.hypot(east - true_east, north - true_north) / grid.resolution_m
        assert off.max() < 0.3, (name, off.max())
    assert (covered == 1).all()


def test_a_small_map_is_one_picture_and_a_large_one_several() -> None:
    assert len(tiles(CASES["a port, far from its meridian"][1], TURNED)) == 1
    assert len(tiles(*reversed(CASES["a mine, coarse and large"]))) > 1


def read(path: Path) -> tuple[ElementTree.Element, dict[str, Image.Image]]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "doc.kml"
        root = ElementTree.fromstring(archive.read("doc.kml"))
        pictures = {name: Image.open(io.BytesIO(archive.read(name))) for name in archive.namelist()[1:]}
    return root, pictures


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_that_viewers_read(tmp_path: Path, lang: str) -> None:
    geo, grid = CASES["a port, far from its meridian"]
    level = np.full(grid.shape, -85.0, dtype=np.float32)
    level[0, 0] = -50.0
    level[:, 200:] = np.nan
    write_layer_kmz(tmp_path / "rsrp.kmz", project_at(geo), "A", maps_on(grid, level), "rsrp", lang)
    root, pictures = read(tmp_path / "rsrp.kmz")
    assert root.tag == f"{KML}kml"
    document = root[0]
    assert document.findtext(f"{KML}name") == "港口 <&>"
    (overlay,) = document.iter(f"{KML}GroundOverlay")
    # the order of the schema: what every feature has, then colour, icon, and the extension last
    assert [child.tag for child in overlay] == [f"{KML}name", f"{KML}color", f"{KML}Icon", f"{GX}LatLonQuad"]
    picture = pictures[overlay.findtext(f"{KML}Icon/{KML}href") or ""]
    assert (picture.size, picture.mode) == ((grid.columns, grid.rows), "RGBA")
    table = layers.colour_table(layers.LAYERS["rsrp"])
    assert picture.getpixel((0, 0)) == table[9]
    assert picture.getpixel((5, 5)) == table[6]
    assert picture.getpixel((300, 5))[3] == 0
    corners = [
        tuple(map(float, place.split(",")[:2])) for place in (overlay.findtext(f".//{KML}coordinates") or "").split()
    ]
    assert len(corners) == 4
    (west, south), (east, _), _, (_, north) = corners
    assert west < east
    assert south < north
    (legend,) = document.iter(f"{KML}ScreenOverlay")
    assert pictures[legend.findtext(f"{KML}Icon/{KML}href") or ""].width > 200
    before = (tmp_path / "rsrp.kmz").read_bytes()
    write_layer_kmz(tmp_path / "rsrp.kmz", project_at(geo), "A", maps_on(grid, level), "rsrp", lang)
    assert (tmp_path / "rsrp.kmz").read_bytes() == before


def test_empty_tiles_are_left_out(tmp_path: Path) -> None:
    geo, grid = CASES["a mine, coarse and large"]
    level = np.full(grid.shape, np.nan, dtype=np.float32)
    level[0, 0] = -60.0
    write_layer_kmz(tmp_path / "rsrp.kmz", project_at(geo), "A", maps_on(grid, level), "rsrp", "en")
    root, pictures = read(tmp_path / "rsrp.kmz")
    assert len(list(root.iter(f"{KML}GroundOverlay"))) == 1
    assert len(pictures) == 2


def test_a_project_without_a_place_on_the_earth_says_so(tmp_path: Path) -> None:
    _, grid = CASES["in the south"]
    level = np.zeros(grid.shape, dtype=np.float32)
    for epsg, code in ((None, "overlay-needs-reference"), (999_999, "unknown-crs")):
        geo = replace(TURNED, epsg=epsg)
        with pytest.raises(FileError) as caught:
            write_layer_kmz(tmp_path / "a.kmz", project_at(geo), "A", maps_on(grid, level), "rsrp", "en")
        assert caught.value.code == code
    assert not list(tmp_path.iterdir())
