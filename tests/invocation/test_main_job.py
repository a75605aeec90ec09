"""The main job by commands only: a map nobody here drew, sites, a UPF, a zone, figures and a quote."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ezdxf
import pytest
from openpyxl import load_workbook

from planner.io.project_file import load_project, save_project
from planner.io.templates import new_from_template
from planner.model.edits import ObjectRef, remove, update

Run = Callable[..., Any]
SITES = "站名,x,y,频段,类型,挂高,方位角\n一号站,150,120,4.9G,宏站,30,0/120/240\nUPF机房,20,20,,UPF,,\n"


def building(west: float, south: float, **properties: Any) -> dict[str, Any]:
    size = 0.0004
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def imported(run: Run) -> Path:
    features = [building(121.9, 29.9, building="yes", name="仓库"), building(121.902, 29.901, height="15")]
    document = {"type": "FeatureCollection", "features": features}
    Path("buildings.geojson").write_bytes(json.dumps(document, ensure_ascii=False).encode("gb18030"))
    done = run("import-map", "buildings.geojson", "-o", "plan.c5g")
    assert done.code == 0
    assert "gb18030" in done.out
    assert "1 heights assumed" in done.out
    return Path("plan.c5g")


def test_from_a_foreign_map_to_a_quote(run: Run, imported: Path) -> None:
    Path("sites.csv").write_text(SITES, encoding="gb18030")
    done = run("import-sites", "sites.csv", "-p", imported)
    assert (done.code, done.err) == (0, "")
    assert "1 site, 3 cells, 1 UPF" in done.out
    done = run("add-zone", "-p", imported, "--name", "Yard", "--bounds", "0,0,200,150", "--flow", "agv_control:20")
    assert done.code == 0
    assert run("check", imported).code == 0

    done = run("evaluate", imported, "--json", "r.json", "--layers", "layers", "--resolution", "8")
    assert done.code == 0
    results = json.loads(Path("r.json").read_text(encoding="utf-8"))
    (flow,) = results["flows"].values()
    assert flow["terminals"] == 20
    assert flow["verdict"] == "met"
    assert results["zones"]["zone-01"]["rsrp_p5_dbm"] > -100
    layers = {path.name for path in Path("layers").iterdir()}
    assert {"rsrp.png", "rsrp.tif", "sinr.png", "sinr.tif", "best_server.tif"} <= layers

    done = run("quote", imported, "-o", "quote.xlsx", "--structure", "baf")
    assert done.code == 0
    total = results["quote"]["totals"]["over_term"]["gross"]
    assert f"¥{float(total):,.2f}" in done.out
    assert len(load_workbook("quote.xlsx", read_only=True).sheetnames) >= 5
    assert run("quote", imported, "-o", "quote.xlsx").code == 3  # never over somebody's work unasked


def test_the_same_in_chinese_says_the_same(run: Run, imported: Path) -> None:
    Path("sites.csv").write_text(SITES, encoding="utf-8")
    assert "1 个站点、3 个小区、1 个 UPF" in run("import-sites", "sites.csv", "-p", imported, "--lang", "zh").out
    outputs = [run("evaluate", imported, "--lang", lang, "--resolution", "8") for lang in ("en", "zh")]
    assert {done.code for done in outputs} == {0}
    english, chinese = (done.out for done in outputs)
    assert [line for line in english.splitlines() if "一号站-1" in line and "%" in line and "n79" in line]
    assert "小区" in chinese
    assert "Cells" not in chinese


def test_a_failed_import_leaves_the_project_as_it_was(run: Run, imported: Path) -> None:
    before = imported.read_bytes()
    Path("sites.csv").write_text("name,x,y,band\nA,1,2,n79\nB,here,2,n79\n", encoding="utf-8")
    done = run("import-sites", "sites.csv", "-p", imported)
    assert done.code == 3
    assert "row 3" in done.err
    assert "here" in done.err
    for arguments in (
        ["--bounds", "0,0,1"],
        ["--bounds", "5,0,1,9"],
        [],
        ["--bounds", "0,0,9,9", "--flow", "agv_control"],
        ["--bounds", "0,0,9,9", "--flow", "agv_control:0"],
        ["--bounds", "0,0,9,9", "--flow", "teleport:2"],
        ["--lonlat", "500,0,501,1"],
    ):
        assert run("add-zone", "-p", imported, "--name", "z", *arguments).code == 2
    assert run("import-map", "none.geojson", "-p", imported, "-o", imported).code == 3
    assert imported.read_bytes() == before


def test_a_zone_in_degrees(run: Run, imported: Path) -> None:
    assert run("add-zone", "-p", imported, "--name", "z", "--lonlat", "121.9,29.9,121.901,29.901").code == 0
    (zone,) = load_project(imported).site_map.zones.values()
    width = zone.outline[1][0] - zone.outline[0][0]
    assert width == pytest.approx(96.6, abs=0.2)


def broken_port() -> Any:
    """The sample port with one mistake of every part."""
    project = new_from_template("port", "en")
    scheme = project.schemes["B"]
    cell, upf, zone = min(scheme.network.cells), min(scheme.network.upfs), min(project.site_map.zones)
    project = update(project, ObjectRef("cells", cell, "B"), band="n79", bandwidth_mhz=33.0)
    links = [key for key, link in scheme.network.links.items() if link.to_id == upf]
    project = remove(project, [ObjectRef("links", key, "B") for key in links])
    project = update(project, ObjectRef("zones", zone), outline=((9000.0, 9000.0), (9100.0, 9000.0), (9100.0, 9100.0)))
    empty = replace(project.schemes["A"].network, cells={}, sites={}, links={})
    project = replace(project, schemes={**project.schemes, "A": replace(project.schemes["A"], network=empty)})
    obstacle = min(project.site_map.obstacles)
    bow = ((0.0, 0.0), (50.0, 50.0), (50.0, 0.0), (0.0, 30.0))
    return update(project, ObjectRef("obstacles", obstacle), outline=bow)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_check_names_every_mistake(run: Run, golden: Callable[[str, str], None], lang: str) -> None:
    save_project(broken_port(), Path("broken.c5g"))
    done = run("check", "broken.c5g", "--lang", lang)
    assert (done.code, done.err) == (1, "")
    golden(f"check_{lang}", done.out)


def test_an_evaluation_of_a_broken_plan_is_exit_code_1(run: Run) -> None:
    save_project(broken_port(), Path("broken.c5g"))
    done = run("evaluate", "broken.c5g", "--scheme", "A")
    assert done.code == 1
    assert "no cells" in " ".join(done.out.split())
    assert run("evaluate", "broken.c5g", "--scheme", "Z").code == 2


def test_every_template_is_listed_made_and_sound(run: Run) -> None:
    listed = run("templates").out
    for key in ("port", "factory", "campus"):
        assert key in listed
        for lang in ("zh", "en"):
            assert run("new", "-t", key, "-o", f"{key}-{lang}.c5g", "--lang", lang).code == 0
            assert run("check", f"{key}-{lang}.c5g", "--lang", lang).code == 0


def test_the_demo_writes_its_files(run: Run) -> None:
    done = run("demo", "--out", "out")
    assert (done.code, done.err) == (0, "")
    files = {path.name for path in Path("out").iterdir()}
    assert files == {"port.c5g", "port-quote.xlsx", "port-quote-internal.xlsx", "port-coverage.png"}
    assert done.out.count("Area in target") == 2


def test_a_drawing_placed_by_control_points(run: Run) -> None:
    document = ezdxf.new("R2010")
    document.header["$INSUNITS"] = 6
    for layer, x in (("车间", 0), ("图框", 100), ("其他", 200)):
        corners = [(x, 0), (x + 40, 0), (x + 40, 20), (x, 20)]
        document.modelspace().add_lwpolyline(corners, close=True, dxfattribs={"layer": layer})
    document.saveas("site.dxf")
    placing = ["--control-lonlat", "0,0=121.9,29.9", "--control-lonlat", "240,0=121.9025,29.9"]
    done = run("import-map", "site.dxf", "-o", "a.c5g", *placing, "--layer", "其他=tank", "--simplify", "0.5")
    assert done.code == 0
    assert "EPSG:32651" in done.out
    assert "residual 0.00 m" in done.out
    kinds = [item.kind.value for item in load_project(Path("a.c5g")).site_map.obstacles.values()]
    assert kinds == ["building", "tank"]
    assert run("import-map", "site.dxf", "-o", "b.c5g", "--layer", "无=tank").code == 3
    for wrong in (["--control", "1,2"], ["--control", "1=2,3"], ["--layer", "车间"], ["--layer", "车间=castle"]):
        assert run("import-map", "site.dxf", "-o", "b.c5g", *wrong).code == 2
    assert not Path("b.c5g").exists()
