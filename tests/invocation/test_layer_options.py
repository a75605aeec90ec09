"""`evaluate --layers` with its options: which layers, for whom, at which height, in which formats; and zones as CSV."""

import csv
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from planner.engine.layer_request import EXTRA_CODES
from planner.io.layers import LAYERS
from planner.io.project_file import load_project, save_project
from planner.model.demand import Demand, Flow
from planner.model.geometry import rectangle
from planner.model.network import Cell, Network, Site, TransportLink, Upf
from planner.model.project import GeoReference, PlanSettings, Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone
from planner.model.slicing import Assignment, Slice

Run = Callable[..., Any]
LANGUAGES = ("en", "zh")


def network(power_dbm: float) -> Network:
    cell = Cell(id="c1", site_id="s1", band="n79", frame="DSUUU", tx_power_dbm=power_dbm, antenna="omni_8")
    return Network(
        sites={"s1": Site(id="s1", name="灯杆", position=(60.0, 60.0))},
        cells={"c1": cell},
        upfs={"u1": Upf(id="u1", name="UPF", position=(10.0, 10.0))},
        links={"l1": TransportLink(id="l1", name="", to_id="u1")},
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    hall = Obstacle(
        id="hall", kind=ObstacleKind.BUILDING, name="联合厂房", outline=rectangle(80, 20, 60, 40), height_m=12.0,
        storeys=3,
    )  # fmt: skip
    slices = {"sl": Slice(id="sl", name="视频", upf_id="u1")}
    flow = Flow(id="f1", name="巡检视频", zone_id="z1", count=2, ul_mbps=4.0)
    schemes = {
        key: Scheme(
            id=key, name=name, network=network(power), slices=slices, assignments={"f1": Assignment(slice_id="sl")}
        )
        for key, name, power in (("A", "Low", 30.0), ("B", "High", 40.0))
    }
    plan = Project(
        name="示例厂区",
        geo=GeoReference(epsg=32650, origin_east_m=500_000.0, origin_north_m=3_300_000.0),
        settings=PlanSettings(resolution_m=4.0, margin_m=0.0),
        site_map=SiteMap(
            obstacles={"hall": hall}, zones={"z1": Zone(id="z1", name="厂区", outline=rectangle(0, 0, 160, 120))}
        ),
        demand=Demand(flows={"f1": flow}),
        schemes=schemes,
    )
    save_project(plan, tmp_path / "plan.c5g")
    return Path("plan.c5g")


def names(folder: str) -> set[str]:
    return {path.name for path in Path(folder).iterdir()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_options_every_layer_comes_as_picture_and_raster(run: Run, project: Path, lang: str) -> None:
    done = run("--lang", lang, "evaluate", project, "--layers", "out")
    assert (done.code, done.err) == (0, "")
    assert names("out") == {f"{code}.{ending}" for code in LAYERS if code != "latency" for ending in ("png", "tif")}
    with Image.open("out/rsrp.png") as image:
        assert image.size == (1754, 1240)


def test_the_layers_asked_for_in_the_formats_asked_for(run: Run, project: Path) -> None:
    options = ("--layer", "rsrp", "--layer", "latency", "--layer", "rsrp", "--flow", "巡检视频")
    done = run("evaluate", project, "--layers", "out", *options, "--format", "tif, KMZ")
    assert (done.code, done.err) == (0, "")
    assert names("out") == {"rsrp.tif", "rsrp.kmz", "latency.tif", "latency.kmz"}
    with zipfile.ZipFile("out/latency.kmz") as archive:
        assert "LatLonQuad" in archive.read("doc.kml").decode()


def raster(path: str) -> tuple[np.ndarray, dict[str, str]]:
    import rasterio

    with rasterio.open(path) as file:
        return file.read(1), file.tags()


def test_height_storey_and_terminal(run: Run, project: Path) -> None:
    base = ("evaluate", project, "--layer", "rsrp", "--layer", "ul", "--format", "tif")
    cases = {
        "ground": (), "high": ("--height", "9.5"), "third": ("--storey", "联合厂房:2"), "lift": ("--storey", "hall:3f"),
        "phone": ("--terminal", "phone"), "redcap": ("--terminal", "redcap"),
    }  # fmt: skip
    for folder, options in cases.items():
        assert run(*base, "--layers", folder, *options).code == 0
    level = {folder: raster(f"{folder}/rsrp.tif") for folder in cases}
    assert level["ground"][1]["height_m"] == "1.5"
    for folder in ("high", "third", "lift"):
        assert level[folder][1]["height_m"] == "9.5"
        np.testing.assert_array_equal(level[folder][0], level["high"][0])
    assert not np.array_equal(level["high"][0], level["ground"][0], equal_nan=True)
    rate = {folder: raster(f"{folder}/ul.tif") for folder in ("ground", "redcap")}
    assert rate["redcap"][1]["terminal"] == "redcap"
    assert np.nanmedian(rate["redcap"][0]) < np.nanmedian(rate["ground"][0])
    np.testing.assert_array_equal(level["phone"][0], level["ground"][0])


def test_the_difference_of_two_schemes(run: Run, project: Path) -> None:
    done = run("evaluate", project, "--scheme", "B", "--layers", "out", "--difference", "Low", "--flow", "f1")
    assert (done.code, done.err) == (0, "")
    codes = {code for code in LAYERS if code != "best_server"}
    assert names("out") == {f"difference_{code}.{ending}" for code in codes for ending in ("png", "tif")}
    values, tags = raster("out/difference_rsrp.tif")
    assert tags["layer"] == "difference_rsrp"
    np.testing.assert_allclose(values[~np.isnan(values)], 10.0, atol=1e-4)
    assert set(EXTRA_CODES) <= codes


def test_a_flow_that_only_one_scheme_carries_has_no_difference(run: Run, project: Path) -> None:
    plan = load_project(project)
    bare = replace(plan.schemes["A"], assignments={})
    save_project(replace(plan, schemes={**plan.schemes, "A": bare}), Path("bare.c5g"))
    done = run("evaluate", "bare.c5g", "--scheme", "B", "--layers", "out", "--difference", "A", "--flow", "f1")
    assert done.code == 2
    assert "Low" in done.err
    assert not Path("out").exists()


def test_print_at_the_resolution_of_a_printer(run: Run, project: Path) -> None:
    base = ("evaluate", project, "--layers", "out", "--layer", "rsrp", "--format", "png")
    assert run(*base, "--paper", "A3", "--dpi", "300").code == 0
    with Image.open("out/rsrp.png") as image:
        assert image.size == (4961, 3508)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_zones_as_a_table_for_excel(run: Run, project: Path, lang: str) -> None:
    done = run("--lang", lang, "evaluate", project, "--zones", "zones.csv")
    assert (done.code, done.err) == (0, "")
    assert "zones.csv" in done.out
    rows = list(csv.reader(Path("zones.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 2
    assert rows[1][:2] == ["厂区", "Low"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_assured_figures_are_on_the_screen(run: Run, project: Path, lang: str) -> None:
    out = run("--lang", lang, "evaluate", project).out
    assert ("Assured by zone" if lang == "en" else "保证值") in out


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--layer", "colour"), 2),
        (("--layer", "difference_rsrp"), 2),
        (("--layer", "latency"), 2),
        (("--layer", "best_server", "--difference", "B"), 2),
        (("--format", "jpg"), 2),
        (("--format", ","), 2),
        (("--height", "-1"), 2),
        (("--height", "nan"), 2),
        (("--height", "5", "--storey", "hall:1"), 2),
        (("--storey", "hall"), 2),
        (("--storey", "hall:roof"), 2),
        (("--storey", "hall:3"), 2),
        (("--storey", "hall:-1"), 2),
        (("--storey", "shed:1"), 2),
        (("--terminal", "toaster"), 2),
        (("--flow", "none"), 2),
        (("--paper", "a5"), 2),
        (("--dpi", "0"), 2),
        (("--difference", "Z"), 2),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    run: Run, project: Path, options: tuple[str, ...], code: int, lang: str
) -> None:
    done = run("--lang", lang, "evaluate", project, "--layers", "out", *options)
    assert (done.code, done.out) == (code, "")
    assert done.err.count("\n") == 1
    assert any(ord(char) > 0x2E80 for char in done.err) == (lang == "zh")
    assert not Path("out").exists()


def test_options_of_layers_need_a_folder(run: Run, project: Path) -> None:
    for options in (("--layer", "rsrp"), ("--height", "0"), ("--dpi", "300"), ("--difference", "B")):
        done = run("evaluate", project, *options)
        assert (done.code, done.out) == (2, "")
        assert "--layers" in done.err


def test_a_plan_without_a_place_on_the_earth_has_no_kmz(run: Run, project: Path) -> None:
    save_project(replace(load_project(project), geo=GeoReference()), Path("local.c5g"))
    done = run("evaluate", "local.c5g", "--layers", "out", "--format", "kmz")
    assert (done.code, done.out) == (3, "")
    assert not Path("out").exists()
    assert run("evaluate", "local.c5g", "--layers", "out", "--layer", "rsrp").code == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_folder_that_is_a_file_is_said_before_computing(run: Run, project: Path, lang: str) -> None:
    done = run("--lang", lang, "evaluate", project, "--layers", project)
    assert (done.code, done.out) == (3, "")
    assert any(ord(char) > 0x2E80 for char in done.err) == (lang == "zh")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a place where no folder can be made")
def test_a_folder_that_cannot_be_made_is_named(run: Run, project: Path) -> None:
    done = run("evaluate", project, "--layers", "/proc/layers", "--layer", "rsrp")
    assert done.code == 3
    assert "/proc/layers" in done.err
