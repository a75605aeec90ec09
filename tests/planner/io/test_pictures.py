"""Pictures and rasters: what is in the files, and what happens without a font or a place to write."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import font_manager
from PIL import Image

from planner.engine.results import Headline, Maps, Results
from planner.errors import FileError, PlannerError
from planner.io.pictures import write_layer_geotiff, write_layer_png, write_map_picture
from planner.model.network import Cell, Network, Site, TransportLink, Upf
from planner.model.project import GeoReference, Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone
from planner.radio.grid import Grid

GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=5.0, columns=40, rows=30)


def small_port() -> Project:
    kinds = list(ObstacleKind)
    obstacles = {
        f"o{i}": Obstacle(
            id=f"o{i}", kind=kind, name=f"物 {i}", height_m=10, tiers=4,
            outline=((5.0 + 18 * i, 20.0), (20.0 + 18 * i, 20.0), (20.0 + 18 * i, 60.0), (5.0 + 18 * i, 60.0)),
        )
        for i, kind in enumerate(kinds)
    }  # fmt: skip
    zone = Zone(id="z", name="作业区 $1$ <&>", outline=((0.0, 0.0), (200.0, 0.0), (200.0, 150.0), (0.0, 150.0)))
    network = Network(
        sites={"s": Site(id="s", name="灯杆 1", position=(100.0, 100.0))},
        cells={
            "c1": Cell(id="c1", site_id="s", band="n79", azimuth_deg=90),
            "c2": Cell(id="c2", site_id="s", band="n79", azimuth_deg=270),
        },
        upfs={"u": Upf(id="u", name="UPF 1", position=(20.0, 120.0), second_position=(60.0, 120.0))},
        links={"l": TransportLink(id="l", name="", to_id="u")},
    )
    scheme = Scheme(id="A", name="方案 A", network=network)
    site_map = SiteMap(obstacles=obstacles, zones={"z": zone})
    return Project(name="小港", note="虚构示例", site_map=site_map, schemes={"A": scheme})


def maps() -> Maps:
    level = np.linspace(-130, -60, GRID.rows * GRID.columns, dtype=np.float32).reshape(GRID.shape).copy()
    level[:3] = np.nan
    server = np.where(np.isnan(level), -1, np.arange(GRID.columns) % 2).astype(np.int16)
    return Maps(
        grid=GRID, height_m=1.5, cell_ids=("c1", "c2"), best_server=server, rsrp_dbm=level, sinr_db=level + 100,
        dl_mbps=level + 130, ul_mbps=level + 130, sigma_db=level * 0, nlos_weight=level * 0, probability=level * 0 + 1,
    )  # fmt: skip


def results() -> Results:
    return Results(
        scheme_id="A", maps=maps(), maps_by_height={}, zones={}, flows={}, cells={}, slice_loads=(), quantities={},
        quote=None, headline=Headline(area_share_in_target=1, flows_met=0, flows_total=0), issues=(),
    )  # fmt: skip


def width_of(path: Path) -> int:
    with Image.open(path) as image:
        return image.width


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("layer", ["rsrp", "best_server"])
def test_map_picture_has_the_size_and_colours_asked_for(tmp_path: Path, lang: str, layer: str) -> None:
    path = tmp_path / "map.png"
    write_map_picture(path, small_port(), "A", results(), layer, lang, width_px=900, dpi=90)
    with Image.open(path) as image:
        assert image.width == 900
        assert image.info["dpi"] == pytest.approx((90, 90), abs=0.1)
        assert len(image.convert("RGB").getcolors(1 << 20) or []) > 50
    assert list(tmp_path.iterdir()) == [path]


def test_languages_differ_on_paper(tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        write_map_picture(tmp_path / f"{lang}.png", small_port(), "A", results(), "ul", lang, width_px=600)
    assert (tmp_path / "zh.png").read_bytes() != (tmp_path / "en.png").read_bytes()


def test_a_map_without_results_or_anything_drawn(tmp_path: Path) -> None:
    write_map_picture(tmp_path / "plain.png", small_port(), "A", None, "rsrp", "zh", width_px=500)
    write_map_picture(tmp_path / "empty.png", Project(), "", None, "rsrp", "zh", width_px=500)
    assert width_of(tmp_path / "empty.png") == 500


def test_without_a_chinese_font_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_manager, "fontManager", SimpleNamespace(ttflist=[SimpleNamespace(name="DejaVu Sans")]))
    with pytest.raises(PlannerError) as caught:
        write_map_picture(tmp_path / "map.png", small_port(), "A", results(), "rsrp", "zh")
    assert caught.value.code == "font-missing"
    assert not list(tmp_path.iterdir())


def test_an_unwritable_place_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        write_layer_png(tmp_path / "missing" / "layer.png", maps(), "rsrp", "en")
    assert caught.value.code == "cannot-write"


def test_layer_png(tmp_path: Path) -> None:
    write_layer_png(tmp_path / "layer.png", maps(), "best_server", "zh", cell_names=("东", "西"), width_px=700)
    assert width_of(tmp_path / "layer.png") == 700


def test_geotiff_keeps_values_place_and_gaps(tmp_path: Path) -> None:
    import rasterio

    geo = GeoReference(epsg=32650, origin_east_m=500000.0, origin_north_m=3300000.0)
    write_layer_geotiff(tmp_path / "rsrp.tif", maps(), "rsrp", geo)
    with rasterio.open(tmp_path / "rsrp.tif") as file:
        assert file.crs.to_epsg() == 32650
        assert tuple(file.bounds) == (500000.0, 3300000.0, 500200.0, 3300150.0)
        assert np.isnan(file.nodata)
        assert (file.descriptions, file.units) == (("rsrp_dbm",), ("dBm",))
        np.testing.assert_array_equal(file.read(1), maps().rsrp_dbm)


def test_geotiff_of_cells_without_a_known_crs(tmp_path: Path) -> None:
    import rasterio

    write_layer_geotiff(tmp_path / "cells.tif", maps(), "best_server", GeoReference())
    with rasterio.open(tmp_path / "cells.tif") as file:
        assert file.crs is None
        assert file.nodata == -1
        assert file.tags()["cells"] == "c1,c2"
        np.testing.assert_array_equal(file.read(1), maps().best_server)
