"""Help, usage errors, bad files: always a sentence in the reader's language and the documented exit code."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.cli import main
from planner.cli.run import take_language
from planner.io.project_file import project_bytes, save_project
from planner.io.templates import new_from_template
from planner.model.project import Project
from planner.progress import Cancelled

Run = Callable[..., Any]
COMMANDS = (
    "templates",
    "new",
    "check",
    "import-map",
    "import-sites",
    "scenarios",
    "add-zone",
    "evaluate",
    "pci",
    "quote",
    "ui",
    "demo",
)
LANGUAGES = ("en", "zh")


def is_chinese(text: str) -> bool:
    return any("一" <= char <= "鿿" for char in text)


def is_one_line(text: str) -> bool:
    return text.startswith("campus5g: ") and text.count("\n") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_help_page(run: Run, golden: Callable[[str, str], None], lang: str) -> None:
    done = run("--lang", lang, "--help")
    assert done.code == 0
    golden(f"help_{lang}", done.out)
    assert run("--lang", lang).out == done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages(run: Run, command: str) -> None:
    pages = {lang: run(command, "--help", "--lang", lang) for lang in LANGUAGES}
    assert {done.code for done in pages.values()} == {0}
    assert is_chinese(pages["zh"].out)
    assert not is_chinese(pages["en"].out)
    english = {line.strip() for line in pages["en"].out.splitlines() if " " in line.strip()}
    chinese = {line.strip() for line in pages["zh"].out.splitlines() if " " in line.strip()}
    assert english & chinese == set()


def test_the_language_follows_the_system_and_the_option_wins(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert is_chinese(run("--help").out)
    assert not is_chinese(run("--help", "--lang=en").out)
    done = run("--lang", "fr", "--help")
    assert (done.code, is_one_line(done.err)) == (2, True)


def test_lang_after_a_double_dash_is_an_argument() -> None:
    assert take_language(["check", "--", "--lang"])[1] == ["check", "--", "--lang"]


def test_version(run: Run) -> None:
    assert run("--version").out.startswith("campus5g ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "arguments",
    [
        ["chekc"],
        ["check"],
        ["check", "a", "b"],
        ["check", "--foo", "a"],
        ["new"],
        ["new", "-o"],
        ["new", "-o", "x.c5g", "--template", "spaceport"],
        ["import-map", "a.geojson", "-o", "x.c5g", "--default-height", "tall"],
        ["import-map", "a.geojson", "-o", "x.c5g", "--kind", "castle"],
        ["import-map", "a.geojson", "-o", "x.c5g", "--kind", "b.geojson=building"],
        ["quote", "a.c5g", "-o", "x.xlsx", "--audience", "everyone"],
        ["--lang"],
    ],
)
def test_wrong_usage(run: Run, arguments: list[str], lang: str) -> None:
    done = run("--lang", lang, *arguments)
    assert (done.code, done.out) == (2, "")
    assert is_one_line(done.err)
    assert is_chinese(done.err) is (lang == "zh")
    assert not list(Path().iterdir())


def write_newer(path: Path) -> None:
    manifest = {"format": "campus5g-project", "schema_version": 999, "app_version": "9"}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("project.json", "{}")


def write_unknown_key(path: Path) -> None:
    manifest = {"format": "campus5g-project", "schema_version": 1, "app_version": "0"}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("project.json", json.dumps({"settings": {"resolutoin_m": 4}}))


BAD_FILES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "empty": lambda path: path.touch(),
    "foreign": lambda path: path.write_text("hello"),
    "folder": lambda path: path.mkdir(),
    "cut": lambda path: path.write_bytes(project_bytes(Project(name="x" * 500))[:200]),
    "newer": write_newer,
    "unknown key": write_unknown_key,
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("bad", BAD_FILES)
def test_bad_project_files(run: Run, bad: str, lang: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.c5g"
    BAD_FILES[bad](path)
    for arguments in (
        ["check", path],
        ["evaluate", path],
        ["quote", path, "-o", "q.xlsx"],
        ["add-zone", "-p", path, "--name", "z", "--bounds", "0,0,1,1"],
        ["import-sites", "s.csv", "-p", path],
    ):
        done = run("--lang", lang, *arguments)
        assert (done.code, done.out) == (3, "")
        assert is_one_line(done.err)
        assert "plan.c5g" in done.err
        assert is_chinese(done.err) is (lang == "zh")
    assert not Path("q.xlsx").exists()


def test_a_damaged_price_book_is_exit_code_4(run: Run, tmp_path: Path) -> None:
    from planner.io.project_file import with_asset
    from planner.model.edits import update_commercial

    project, digest = with_asset(new_from_template("factory", "en"), b"[book]\ncolour = 1\n")
    project = update_commercial(project, min(project.schemes), price_book=digest)
    save_project(project, tmp_path / "plan.c5g")
    for lang in LANGUAGES:
        done = run("evaluate", "plan.c5g", "--lang", lang, "--resolution", "8")
        assert done.code == 4
        assert is_one_line(done.err)
        assert ("price book" in done.err) is (lang == "en")


def test_existing_files_are_kept_unless_forced(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plan.c5g"
    path.write_text("mine")
    assert run("new", "-o", path).code == 3
    assert path.read_text() == "mine"
    assert run("new", "-o", path, "--force").code == 0
    assert run("check", path).code == 0


def test_cancelling_is_exit_code_130_and_writes_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from planner.io import evaluation

    run("new", "-t", "factory", "-o", "plan.c5g")
    for raised in (Cancelled, KeyboardInterrupt):

        def cancel(*_: object, error: type[BaseException] = raised, **__: object) -> None:
            raise error

        monkeypatch.setattr(evaluation, "evaluate", cancel)
        done = run("evaluate", "plan.c5g", "--json", "r.json")
        assert done.code == 130
        assert is_one_line(done.err)
        assert not Path("r.json").exists()


INTERRUPTED = """
import os, signal, sys
from planner.cli.output import Output
from planner.progress import Cancelled
with_trace = False
try:
    with Output("en").long_work() as progress:
        os.kill(os.getpid(), signal.SIGINT)
        progress("stage-radio", 0.5)
        print("went on")
except Cancelled:
    print("cancelled")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_ctrl_c_reaches_long_work_through_its_progress(project_root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, cwd=project_root, check=False
    )
    assert (done.stdout, done.stderr) == ("cancelled\n", "")


def test_the_window_needs_qt(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    for lang in LANGUAGES:
        done = run("ui", "--lang", lang)
        assert done.code == 2
        assert "PySide6" in done.err
        assert is_one_line(done.err)


def test_a_trace_is_shown_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAMPUS5G_DEBUG", "1")
    assert main(["check", "nothing.c5g"]) == 3
    assert "Traceback" in capsys.readouterr().err


HEAVY = ("numpy", "numba", "pandas", "openpyxl", "rasterio", "matplotlib", "scipy", "shapely", "pyproj", "pydantic")


def test_help_loads_nothing_heavy(project_root: Path) -> None:
    program = (
        "import sys; from planner.cli import main; main(['--help']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=project_root, check=True,
        env={**os.environ, "LANG": "en_US.UTF-8"},
    )  # fmt: skip
    assert done.stderr == "[]\n"
