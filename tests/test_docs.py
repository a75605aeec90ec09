"""The documentation is true: its examples run, its links and pictures exist, both guides say the same things."""

import doctest
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$", re.MULTILINE)
_MACHINE_PATH = re.compile(r"/(?:work|tmp|root|home|Users)/|\b[A-Z]:\\Users\\|shared/")
#: Parts every formula page has, in this order; a page may have more between them.
_PARTS_WITH_FIGURES = ("## Limits", "## Check values", "## Code")
_WITHOUT_FIGURES = {"README.md", "verdicts.md"}
_WITHOUT_LIMITS = {"capitals.md"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _examples(path: Path) -> Iterator[doctest.DocTest]:
    """Every fence of a page that holds a prompt; they share their names, as one reads them from top to bottom."""
    text = _text(path)
    names: dict[str, object] = {}
    for match in _FENCE.finditer(text):
        if match[1] in ("python", "pycon") and ">>>" in match[2]:
            line = text[: match.start(2)].count("\n")
            test = doctest.DocTestParser().get_doctest(match[2], names, _name(path), str(path), line)
            test.globs = names
            yield test


WITH_EXAMPLES = [path for path in PAGES if any(True for _ in _examples(path))]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=_name)
def test_examples_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    failed = sum(runner.run(test, out=report.append, clear_globs=False).failed for test in _examples(path))
    assert not failed, "".join(report)


def test_library_page_and_formula_pages_have_examples() -> None:
    names = {path.name for path in WITH_EXAMPLES}
    formulas = {path.name for path in (DOCS / "formulas").glob("*.md")} - _WITHOUT_FIGURES
    assert formulas | {"api.md"} <= names


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_links_and_pictures_exist(path: Path) -> None:
    without_code = _FENCE.sub("", _text(path))
    missing: list[str] = []
    for target in _LINK.findall(without_code):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, anchor = target.partition("#")
        place = (path.parent / file).resolve() if file else path
        if not place.exists() or (anchor and anchor not in _anchors(place)):
            missing.append(target)
    assert not missing


def _anchors(path: Path) -> set[str]:
    """Anchors as GitHub makes them: lower case, punctuation gone, blanks as hyphens."""
    titles = (match[2] for match in _HEADING.finditer(_FENCE.sub("", _text(path))))
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


def test_guides_have_the_same_headings() -> None:
    levels = {
        lang: [len(match[1]) for match in _HEADING.finditer(_FENCE.sub("", _text(DOCS / f"guide-{lang}.md")))]
        for lang in ("zh", "en")
    }
    assert levels["zh"] == levels["en"]
    assert len(levels["zh"]) > 10


def test_guides_show_the_same_commands() -> None:
    """Command lines are the same in both languages but for comments and the texts of options."""
    commands = {
        lang: [
            command
            for fence in _FENCE.finditer(_text(DOCS / f"guide-{lang}.md"))
            for command in re.findall(r"^campus5g [\w-]+", fence[2], re.MULTILINE)
        ]
        for lang in ("zh", "en")
    }
    assert commands["zh"] == commands["en"]
    assert commands["zh"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_guide_names_every_command_and_exit_code(lang: str) -> None:
    from planner.cli.app import build_app
    from planner.cli.exit_codes import ExitCode

    app = build_app(lang)
    text = _text(DOCS / f"guide-{lang}.md")
    assert [name for name in app.commands if f"campus5g {name}" not in text] == []
    options = {
        option
        for command in app.commands.values()
        for option in _options(command)
        if option.startswith("--") and option != "--help"
    }
    assert sorted(option for option in options if f"`{option}" not in text) == []
    assert [int(code) for code in ExitCode if f"| {int(code)} |" not in text] == []


def _options(command: Any, *, negative: bool = False) -> set[str]:
    """A command's options, a group's from all its commands; `negative`: the other side of those like --a/--no-a."""
    parts = [command, *getattr(command, "commands", {}).values()]
    parameters = [parameter for part in parts for parameter in part.params]
    named = [parameter.secondary_opts if negative else parameter.opts for parameter in parameters]
    return {option for options in named for option in options if option.startswith("-")}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_command_lines_and_table_of_the_guide_fit_the_commands(lang: str) -> None:
    """Each option stands at a command that has it; the table names all of a command's options."""
    from planner.cli.app import build_app

    commands = build_app(lang).commands
    known = {name: _options(command) for name, command in commands.items()}
    negative = {name: _options(command, negative=True) for name, command in commands.items()}
    text = _text(DOCS / f"guide-{lang}.md")
    lines = [line for fence in _FENCE.finditer(text) for line in fence[2].splitlines()]
    used = [match for line in lines if (match := re.match(r"campus5g ([\w-]+)(.*)", line))]
    assert len(used) > 10
    assert [m[0] for m in used if set(re.findall(r"(?<=\s)--?[a-z][\w-]*", m[2])) - known[m[1]] - negative[m[1]]] == []
    rows = dict(re.findall(r"^\| `campus5g ([\w-]+)[^|]*\| (.*) \|$", text, re.MULTILINE))
    listed = {name: set(re.findall(r"`(--?[a-z][\w-]*)", row)) for name, row in rows.items()}
    assert listed == {name: options - {"--help"} for name, options in known.items()}


def test_changelog_names_every_command() -> None:
    from planner.cli.app import build_app

    text = _text(ROOT / "CHANGELOG.md")
    assert [name for name in build_app("en").commands if f"`{name}`" not in text] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_guide_has_the_formats_and_default_heights_of_the_code(lang: str) -> None:
    from planner.io.export_map import EXPORT_SUFFIXES
    from planner.io.map_formats import MAP_SUFFIXES
    from planner.io.map_kinds import DEFAULT_HEIGHT_M

    text = _text(DOCS / f"guide-{lang}.md")
    names = {".json": "GeoJSON", ".shp": "Shapefile", ".gpkg": "GeoPackage", ".osm": "`.osm`", ".pbf": "`.pbf`"}
    assert [s for s in MAP_SUFFIXES if names.get(s, s[1:]).lower() not in text.lower()] == []
    assert [s for s in EXPORT_SUFFIXES if f"`{s}`" not in text] == []
    heights = text.partition("### Heights" if lang == "en" else "### 高度")[2].partition("\n### ")[0]
    assert [kind for kind, height_m in DEFAULT_HEIGHT_M.items() if f" {height_m:g} m" not in heights] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_guide_names_the_keys_of_tools_shapes_and_editing(lang: str) -> None:
    pytest.importorskip("PySide6")
    from ui.actions import ACTIONS

    text = _text(DOCS / f"guide-{lang}.md")
    head = "### Tools and keys" if lang == "en" else "### 工具与快捷键"
    tools = text.partition(head)[2].partition("\n### ")[0]
    listed = [key for row in re.findall(r"^\| ([^|]+) \|", tools, re.MULTILINE) for key in re.split(r", |、", row)]
    wanted = [spec.keys for name, spec in ACTIONS.items() if name.startswith("tool_")]
    assert sorted(set(wanted)) == sorted(key for key in listed if key not in ("Key", "键", "---"))
    others = [spec.keys for name, spec in ACTIONS.items() if name.startswith(("shape_", "snap_"))]
    assert [key for key in others if not re.search(rf"(?:\| |[(（]){re.escape(key)}(?: \||[)）])", text)] == []
    assert [key for spec in ACTIONS.values() if spec.map_only and (key := spec.keys) not in text] == []


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_no_path_of_a_machine(path: Path) -> None:
    assert _MACHINE_PATH.search(_text(path)) is None


FORMULAS = [path for path in sorted((DOCS / "formulas").glob("*.md")) if path.name != "README.md"]


@pytest.mark.parametrize("path", FORMULAS, ids=lambda path: path.name)
def test_formula_pages_have_their_parts(path: Path) -> None:
    text = _text(path)
    assert "**中文摘要**" in text.split("\n## ")[0]
    parts = [part for part in _PARTS_WITH_FIGURES if part != "## Check values" or path.name not in _WITHOUT_FIGURES]
    parts = [part for part in parts if part != "## Limits" or path.name not in _WITHOUT_LIMITS]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("path", FORMULAS, ids=lambda path: path.name)
def test_formula_pages_name_code_that_exists(path: Path) -> None:
    code = _text(path).partition("## Code")[2]
    files = re.findall(r"`((?:planner|resources|tests)/[\w./]+)`", code)
    assert files
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_index_lists_every_formula_and_decision() -> None:
    for folder in (DOCS / "formulas", DOCS / "decisions"):
        index = _text(folder / "README.md")
        names = {path.name for path in folder.glob("*.md")} - {"README.md"}
        assert [name for name in sorted(names) if f"({name})" not in index] == []


def test_pictures_are_small_and_used() -> None:
    pages = "".join(_text(path) for path in PAGES)
    for picture in (DOCS / "images").glob("*.png"):
        # screenshots of the whole window may be larger than figures
        limit = 600_000 if picture.name.startswith("window") else 160_000
        assert picture.stat().st_size < limit, picture.name
        assert f"images/{picture.name}" in pages, picture.name


def test_changelog_has_the_version_and_the_changes_in_results() -> None:
    from planner import __version__

    text = _text(ROOT / "CHANGELOG.md")
    section = text.partition(f"## [{__version__}]")[2].partition("\n## ")[0]
    assert "### Changes in results" in section


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_guide_says_about_a_project_file(lang: str, tmp_path: Path) -> None:
    from planner.io.project_file import save_project
    from planner.io.templates import list_templates, new_from_template

    text = _text(DOCS / f"guide-{lang}.md")
    path = tmp_path / "port.c5g"
    save_project(new_from_template("port", lang), path)
    with zipfile.ZipFile(path) as archive:
        members = {name.split("/")[0] for name in archive.namelist()}
    assert [name for name in members if f"`{name}" not in text] == []
    assert [info.key for info in list_templates() if f"`{info.key}`" not in text] == []
