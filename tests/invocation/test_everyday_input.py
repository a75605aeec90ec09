"""What people type in everyday work: names for keys, full-width characters, and mistakes that deserve an answer."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.io.project_file import load_project

Run = Callable[..., Any]
RING = [[121.9, 29.9], [121.905, 29.9], [121.905, 29.905], [121.9, 29.9]]


@pytest.fixture
def project(run: Run) -> Path:
    Path("map.geojson").write_text(json.dumps({"type": "Polygon", "coordinates": [RING]}), encoding="utf-8")
    assert run("import-map", "map.geojson", "-o", "plan").code == 0
    return Path("plan.c5g")


def zone(run: Run, project: Path, *arguments: str, lang: str = "zh") -> Any:
    return run("add-zone", "-p", project, "--lang", lang, *arguments)


def test_zones_that_cannot_be_meant(run: Run, project: Path) -> None:
    before = project.read_bytes()
    for arguments, word in (
        (("--name", " ", "--bounds", "0,0,50,50"), "--name"),
        (("--name", "z", "--bounds", "121.9,29.9,121.91,29.91"), "--lonlat"),
        (("--name", "z", "--bounds", "0,0,50,2"), "栅格"),
        (("--name", "z", "--bounds", "90000,0,90050,50"), "不在场地图范围内"),
        (("--name", "z", "--bounds", "0,0,50,50", "--height", "900"), "500"),
        (("--name", "z", "--bounds", "0,0,50,50", "--flow", "agv_control"), "正整数"),
        (("--name", "z", "--bounds", "0,0,50,50", "--flow", "agv_control:1.5"), "agv_control:1.5"),
        (("--name", "z", "--bounds", "0,0,50,50", "--flow", "飞船:1"), "crane_remote_video（岸桥远控视频上行）"),
    ):
        done = zone(run, project, *arguments)
        assert done.code == 2
        assert word in done.err
    assert project.read_bytes() == before


def test_full_width_input_names_and_a_name_twice(run: Run, project: Path) -> None:
    flows = ("--flow", "agv_control：２０", "--flow", "岸桥远控指令:3")
    assert zone(run, project, "--name", "泊位", "--bounds", "０，0，50,50", *flows).code == 0
    after = load_project(project)
    assert [(f.scenario, f.count) for f in after.demand.flows.values()] == [
        ("agv_control", 20),
        ("crane_remote_control", 3),
    ]
    done = zone(run, project, "--name", "泊位", "--bounds", "50,0,90,50", lang="en")
    assert done.code == 0
    assert "another zone" in done.out
    assert "outside the map" in " ".join(done.out.split())


@pytest.mark.parametrize(("lang", "word"), [("en", "Quay crane remote control: commands"), ("zh", "岸桥远控指令")])
def test_scenarios_are_listed(run: Run, lang: str, word: str) -> None:
    done = run("scenarios", "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert "crane_remote_control" in done.out
    assert word in done.out


@pytest.mark.parametrize(
    ("name", "kind"), [("岸桥", "quay_crane"), ("建筑", "building"), ("Quay crane", "quay_crane"), ("储罐", "tank")]
)
def test_kinds_by_name(run: Run, project: Path, name: str, kind: str) -> None:
    assert run("import-map", "map.geojson", "-o", "k.c5g", "--kind", name).code == 0
    assert [item.kind.value for item in load_project(Path("k.c5g")).site_map.obstacles.values()] == [kind]


def test_unknown_names_list_what_there_is(run: Run, project: Path) -> None:
    done = run("import-map", "map.geojson", "-o", "k.c5g", "--kind", "城堡", "--lang", "zh")
    assert (done.code, "quay_crane（岸桥）、" in done.err) == (2, True)
    done = run("evaluate", project, "--scheme", "C", "--lang", "zh")
    assert (done.code, "A（Scheme A）" in done.err) == (2, True)


def test_options_of_a_map_that_do_not_fit(run: Run, project: Path) -> None:
    done = run("import-map", "map.geojson", "-o", "k.c5g", "--height-field", "hoehe")
    assert (done.code, "no property" in done.out or "hoehe" in done.out) == (0, True)
    done = run("import-map", "map.geojson", "-o", "l.c5g", "--crs", "local")
    assert (done.code, "degrees" in done.err) == (3, True)


def test_all_faults_of_a_list_are_told_and_counted(run: Run, project: Path) -> None:
    rows = "".join(f"站{i},0,0,n79,0.{i % 4}\n" for i in range(25))
    Path("s.csv").write_text(f"站名,x,y,频段,挂高\n{rows}", encoding="utf-8")
    done = run("import-sites", "s.csv", "-p", project, "--lang", "zh")
    lines = done.err.splitlines()
    assert (done.code, len(lines)) == (3, 22)
    assert "第 2 行：挂高须为 0.5–500 米，例如 30" in lines[0]
    assert "另有 5 处" in lines[20]
    assert "25" in lines[21]


def test_writing_says_what_stands_in_the_way(run: Run) -> None:
    done = run("new", "-o", "none/x.c5g", "--lang", "zh")
    assert (done.code, "先建立文件夹" in done.err, "原" in done.err) == (3, True, False)
    Path("file").write_text("x")
    for arguments in (["demo", "--out", "file"], ["new", "-o", "file/x.c5g"]):
        done = run(*arguments, "--lang", "zh")
        assert done.code == 3
        assert "exists" not in done.err
        assert "directory" not in done.err


def test_a_missing_argument_is_called_by_its_meaning(run: Run) -> None:
    assert run("check", "--lang", "zh").err.startswith("campus5g: 缺少参数“项目文件”。请参阅：")


def test_check_points_to_the_calculation(run: Run, project: Path) -> None:
    assert "evaluate" in run("check", project, "--lang", "zh").out.splitlines()[-1]


def test_a_screenshot_is_reported_and_qt_kept_quiet(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from planner.cli import command_ui

    monkeypatch.setenv("QT_LOGGING_RULES", "")
    monkeypatch.delenv("QT_LOGGING_RULES")
    codes = iter((0, 1))
    window = SimpleNamespace(run=lambda *_, **__: next(codes))
    monkeypatch.setattr(command_ui, "importlib", SimpleNamespace(
        util=SimpleNamespace(find_spec=lambda _: True), import_module=lambda _: window))  # fmt: skip
    done = run("ui", project, "--screenshot", "a.png", "--lang", "zh")
    assert (done.code, done.out) == (0, "已写入：a.png\n")
    assert "default.warning=false" in os.environ["QT_LOGGING_RULES"]
    assert run("ui", project, "--screenshot", "a.png").out == ""
