"""Pictures and rasters: what is in the files, and what happens without a font or a place to write."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import font_manager
from PIL import Image

from planner.engine.results import Headline, Maps, Results
from planner.errors import FileError, Issue, PlannerError
from planner.io import layers, map_figure
from planner.io.palettes import PALETTES, rgba
from planner.io.pictures import write_layer_geotiff, write_layer_png, write_map_picture
from planner.model.layer_style import LayerStyle
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
        dl_mbps=level + 130, ul_mbps=level + 130, sigma_db=level * 0, blocked=level * 0, probability=level * 0 + 1,
        counted=np.ones(GRID.shape, dtype=np.bool_), terminal="phone",
    )  # fmt: skip


def results() -> Results:
    return Results(
        scheme_id="A", maps=maps(), zones={}, flows={}, cells={}, slice_loads=(), quantities={},
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


@pytest.mark.parametrize(
    ("paper", "dpi", "size"),
    [("a4", 300, (3508, 2480)), ("a3", 100, (1654, 1169)), ("a4", 72, (842, 595)), ("a4", 96, (1123, 794))],
)
def test_a_printed_map_has_the_size_of_its_paper(tmp_path: Path, paper: str, dpi: int, size: tuple[int, int]) -> None:
    path = tmp_path / "map.png"
    write_map_picture(path, small_port(), "A", results(), "rsrp", "zh", paper=paper, dpi=dpi)
    with Image.open(path) as image:
        assert image.size == size
        assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
        # nothing of the legend is cut off: its shares end before the edge of the paper
        edge = np.asarray(image.convert("L"))[:, -max(dpi // 12, 1) :]
        assert edge.min() == 255


def test_a_tall_map_lies_upright(tmp_path: Path) -> None:
    port = small_port()
    zone = replace(port.site_map.zones["z"], outline=((0.0, 0.0), (200.0, 0.0), (200.0, 900.0), (0.0, 900.0)))
    tall = replace(port, site_map=replace(port.site_map, zones={"z": zone}))
    write_map_picture(tmp_path / "map.png", tall, "A", None, "rsrp", "zh", paper="a4", dpi=100)
    with Image.open(tmp_path / "map.png") as image:
        assert image.size == (827, 1169)


def test_an_unknown_paper_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PlannerError) as caught:
        write_map_picture(tmp_path / "map.png", small_port(), "A", results(), "rsrp", "zh", paper="letter")
    assert caught.value.code == "unknown-paper"
    assert not list(tmp_path.iterdir())


def test_pictures_take_the_project_s_colours(tmp_path: Path) -> None:
    style = LayerStyle(thresholds=(-200.0,), palette="traffic")
    port = replace(small_port(), layer_styles={"rsrp": style})
    write_layer_png(tmp_path / "layer.png", maps(), "rsrp", "en", width_px=700, project=port)
    with Image.open(tmp_path / "layer.png") as image:
        colours = {colour: count for count, colour in image.convert("RGB").getcolors(1 << 20) or []}
    best = tuple(round(part * 255) for part in map_figure.faded(rgba(PALETTES["traffic"].anchors[-1]))[:3])
    del colours[255, 255, 255]
    assert max(colours, key=lambda colour: colours[colour]) == pytest.approx(best, abs=2)


@pytest.mark.parametrize("code", ["difference_rsrp", "servers", "latency"])
def test_layers_on_request_are_drawn_too(tmp_path: Path, code: str) -> None:
    note = Issue(code="layer-note-latency", params={"name": "$视频$", "percentile_pct": 99.0, "target_ms": 50.0})
    found = replace(maps(), extra={code: maps().rsrp_dbm + 90}, notes={"latency": note})
    write_map_picture(
        tmp_path / "map.png", small_port(), "A", replace(results(), maps=found), code, "zh", width_px=600
    )  # fmt: skip
    assert width_of(tmp_path / "map.png") == 600
    with pytest.raises(PlannerError) as caught:
        write_map_picture(tmp_path / "none.png", small_port(), "A", results(), code, "zh", width_px=600)
    assert caught.value.code == "layer-not-computed"


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
        assert file.dtypes == ("float32",)
        assert (file.tags()["layer"], file.tags()["height_m"], file.tags()["terminal"]) == ("rsrp", "1.5", "phone")
        assert file.tags()["AREA_OR_POINT"] == "Area"
        np.testing.assert_array_equal(file.read(1), maps().rsrp_dbm)


@pytest.mark.parametrize("layer", [item for item in layers.LAYERS.values() if item.kind != "cells"], ids=str)
def test_geotiff_of_every_layer_keeps_figures_unit_and_gaps(tmp_path: Path, layer: layers.Layer) -> None:
    import rasterio

    found = replace(
        maps(), extra={layer.code: maps().rsrp_dbm * 2}, notes={layer.code: Issue(code="x", params={"a": 1})}
    )
    write_layer_geotiff(tmp_path / "a.tif", found, layer.code, GeoReference(epsg=4549, origin_east_m=5e5))
    with rasterio.open(tmp_path / "a.tif") as file:
        assert file.units == ("1" if layer.code == "probability" else layer.unit or "1",)
        assert file.tags()["a"] == "1"
        np.testing.assert_array_equal(file.read(1), maps().rsrp_dbm * 2)
        assert np.isnan(file.nodata)


def test_an_unknown_crs_is_an_error_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        write_layer_geotiff(tmp_path / "a.tif", maps(), "rsrp", GeoReference(epsg=999_999))
    assert caught.value.code == "unknown-crs"
    assert not list(tmp_path.iterdir())


def test_geotiff_of_cells_without_a_known_crs(tmp_path: Path) -> None:
    import rasterio

    write_layer_geotiff(tmp_path / "cells.tif", maps(), "best_server", GeoReference())
    with rasterio.open(tmp_path / "cells.tif") as file:
        assert file.crs is None
        assert file.nodata == -1
        assert file.tags()["cells"] == "c1,c2"
        np.testing.assert_array_equal(file.read(1), maps().best_server)


def test_a_radiating_cable_is_drawn_along_its_route() -> None:
    from matplotlib.figure import Figure

    from planner.io.map_figure import draw_network, project_bounds
    from planner.model.network import Cell, Network, Site
    from planner.model.project import Project, Scheme

    route = ((0.0, 0.0), (300.0, 0.0), (300.0, 90.0))
    cell = Cell(id="c", site_id="s", band="n78", antenna="cable_114", cable_route=route)
    network = Network(sites={"s": Site(id="s", name="s", position=route[0])}, cells={"c": cell})
    project = Project(schemes={"A": Scheme(id="A", name="A", network=network)})
    axes = Figure().add_subplot()
    draw_network(axes, project, "A", frozenset())
    assert any(tuple(map(tuple, line.get_xydata().tolist())) == route for line in axes.lines)
    west, south, east, north = project_bounds(project, "A")
    assert west < 0.0 and south < 0.0 and east > 300.0 and north > 90.0
