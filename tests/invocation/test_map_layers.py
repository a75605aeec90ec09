"""`import-terrain`, `import-backdrop`, `import-measurements` and `export-map` by command line, in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.transform import from_origin

from planner.io.project_file import load_project

Run = Callable[..., Any]
COMMANDS = ("import-terrain", "import-backdrop", "import-measurements", "export-map")
LANGUAGES = ("en", "zh")


def is_chinese(text: str) -> bool:
    return any("一" <= char <= "鿿" for char in text)


@pytest.fixture
def project(run: Run, tmp_path: Path) -> Path:
    """A map with one building, placed on the earth."""
    ring = [[121.9, 29.9], [121.905, 29.9], [121.905, 29.905], [121.9, 29.9]]
    text = str({"type": "Polygon", "coordinates": [ring]}).replace("'", '"')
    (tmp_path / "map.geojson").write_text(text, encoding="utf-8")
    assert run("import-map", "map.geojson", "-o", "a.c5g").code == 0
    return tmp_path / "a.c5g"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages(run: Run, command: str) -> None:
    pages = {lang: run(command, "--help", "--lang", lang) for lang in LANGUAGES}
    assert {done.code for done in pages.values()} == {0}
    assert is_chinese(pages["zh"].out)
    assert not is_chinese(pages["en"].out)
    english, chinese = (
        {line.strip() for line in pages[lang].out.splitlines() if " " in line.strip()} for lang in LANGUAGES
    )
    assert english & chinese == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_terrain(run: Run, project: Path, tmp_path: Path, lang: str) -> None:
    profile: dict[str, Any] = {"driver": "GTiff", "width": 100, "height": 100, "count": 1, "dtype": "float32"}
    transform = from_origin(121.895, 29.91, 0.0002, 0.0002)
    for name, height in (("dtm.tif", 12.0), ("dsm.tif", 30.0)):
        with rasterio.open(tmp_path / name, "w", crs="EPSG:4326", transform=transform, **profile) as dataset:
            dataset.write(np.full((1, 100, 100), height, dtype=np.float32))
    done = run("--lang", lang, "import-terrain", project, "dtm.tif", "--dsm", "dsm.tif")
    assert (done.code, done.err) == (0, "")
    assert is_chinese(done.out) == (lang == "zh")
    after = load_project(project)
    assert after.site_map.terrain is not None
    assert [item.height_m for item in after.site_map.obstacles.values()] == [18.0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_backdrop_by_points_degrees_and_scale_bar(run: Run, project: Path, tmp_path: Path, lang: str) -> None:
    Image.new("RGB", (400, 300), (240, 240, 240)).save(tmp_path / "plan.png")
    base = ("--lang", lang, "import-backdrop", project, "plan.png")
    done = run(*base, "--points", "0,0=100,400", "--points", "400,0=500,400", "--points", "400,300=500,101")
    assert (done.code, is_chinese(done.out)) == (0, lang == "zh")
    assert "0.24 m, 0.40 m, 0.32 m" in done.out
    assert run(*base, "--points-lonlat", "0,0=121.9,29.905", "--points-lonlat", "400,0=121.905,29.905").code == 0
    assert run(*base, "--scale-bar", "0,0,100,0=50", "--at", "5,6", "--name", "third").code == 0
    backdrops = list(load_project(project).site_map.backdrops.values())
    assert [item.name for item in backdrops] == ["plan", "plan", "third"]
    assert backdrops[1].transform[0] == pytest.approx(483.0 / 400.0, rel=0.01)
    assert backdrops[2].transform == pytest.approx((0.5, 0.0, 5.0, 0.0, -0.5, 6.0))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 2),
        (("--points", "0,0=1,1"), 3),
        (("--points", "0,0=1,1", "--scale-bar", "0,0,1,1=5"), 2),
        (("--points", "0,0"), 2),
        (("--points-lonlat", "0,0=500,1", "--points-lonlat", "9,9=1,1"), 2),
        (("--scale-bar", "0,0,0,0=5"), 3),
        (("--points", "0,0=1,1", "--points", "9,9=2,2", "--fit", "magic"), 2),
        (("--scale-bar", "0,0,9,9=5", "--page", "0"), 3),
    ],
)
def test_a_backdrop_that_cannot_be_placed_changes_nothing(
    run: Run, project: Path, tmp_path: Path, options: tuple[str, ...], code: int
) -> None:
    Image.new("L", (40, 30)).save(tmp_path / "plan.png")
    before = project.read_bytes()
    for lang in LANGUAGES:
        done = run("--lang", lang, "import-backdrop", project, "plan.png", *options)
        assert (done.code, done.err.count("\n"), is_chinese(done.err)) == (code, 1, lang == "zh")
    assert project.read_bytes() == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_measurements(run: Run, project: Path, tmp_path: Path, lang: str) -> None:
    rows = "".join(f"{29.9 + i / 10_000},121.9,7,{-80 - i}\n" for i in range(9))
    (tmp_path / "walk.csv").write_text(
        f"纬度,经度,PCI,RSRP\n{rows}29.9,121.95,7,-99\n29.9,121.9,7,-999\n", encoding="gb18030"
    )
    done = run("--lang", lang, "import-measurements", project, "walk.csv", "-o", "b.c5g", "--name", "w")
    assert (done.code, done.err) == (0, "")
    assert ("lie far" in done.out or "apart" in done.out or " away " in done.out) == (lang == "en")
    (points,) = load_project(tmp_path / "b.c5g").site_map.measurements.values()
    assert (points.name, points.count) == ("w", 10)


@pytest.mark.parametrize("suffix", [".geojson", ".dxf", ".kmz"])
def test_the_map_comes_out_and_back(run: Run, project: Path, tmp_path: Path, suffix: str) -> None:
    for lang in LANGUAGES:
        done = run("--lang", lang, "export-map", project, "-o", f"{lang}{suffix}")
        assert (done.code, is_chinese(done.out)) == (0, lang == "zh")
        assert run("import-map", f"{lang}{suffix}", "-o", f"{lang}.c5g").code == 0
        assert len(load_project(tmp_path / f"{lang}.c5g").site_map.obstacles) == 1
    assert run("export-map", project, "-o", f"en{suffix}").code == 3
    assert run("export-map", project, "-o", f"en{suffix}", "--force", "--without-sites").code == 0


def test_wrong_exports(run: Run, project: Path) -> None:
    assert run("export-map", project, "-o", "a.bmp").code == 2
    assert run("export-map", project, "-o", "a.dxf", "--scheme", "Z").code == 2
    assert run("new", "-o", "factory.c5g", "-t", "factory").code == 0
    assert run("export-map", "factory.c5g", "-o", "a.kmz").code == 3  # a template has no place on the earth
    assert run("export-map", "factory.c5g", "-o", "a.dxf").code == 0
