"""`antenna` by command line, in both languages: list, figures, import into a project, export and back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.io.catalogue import load_catalogue
from planner.io.project_file import load_project
from tests.fuzz_patterns import pattern_text

Run = Callable[..., Any]
LANGUAGES = ("en", "zh")


def is_chinese(text: str) -> bool:
    return any("一" <= char <= "鿿" for char in text)


@pytest.fixture
def project(run: Run, tmp_path: Path) -> Path:
    assert run("new", "--template", "port", "-o", "a.c5g").code == 0
    (tmp_path / "vendor.msi").write_text(pattern_text(), encoding="utf-8")
    return tmp_path / "a.c5g"


@pytest.mark.parametrize("words", [(), ("list",), ("show",), ("import",), ("export",)])
def test_every_command_explains_itself_in_both_languages(run: Run, words: tuple[str, ...]) -> None:
    pages = {lang: run("--lang", lang, "antenna", *words, "--help") for lang in LANGUAGES}
    assert {done.code for done in pages.values()} == {0}
    assert is_chinese(pages["zh"].out) and not is_chinese(pages["en"].out)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_has_every_antenna(run: Run, lang: str) -> None:
    done = run("--lang", lang, "antenna", "list")
    assert (done.code, is_chinese(done.out)) == (0, lang == "zh")
    assert all(key in done.out for key in load_catalogue().antennas)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_of_an_antenna_a_cable_and_a_file(run: Run, project: Path, lang: str) -> None:
    done = run("--lang", lang, "antenna", "show", "panel_64t")
    assert done.code == 0 and "24.5" in done.out and "17.5" in done.out
    done = run("--lang", lang, "antenna", "show", "cable_114")
    assert done.code == 0 and "10.8" in done.out
    done = run("--lang", lang, "antenna", "show", "vendor.msi")
    assert done.code == 0 and "65.0" in done.out and "6.0°" in done.out
    assert is_chinese(done.out.replace("测试天线", "")) == (lang == "zh")


def test_files_are_imported_listed_and_given_back(run: Run, project: Path, tmp_path: Path) -> None:
    (tmp_path / "ssb.msi").write_text(pattern_text(gain="GAIN 15 dBi"), encoding="utf-8")
    done = run("antenna", "import", project, "vendor.msi", "--broadcast", "ssb.msi", "-o", "b.c5g")
    assert (done.code, done.err) == (0, "")
    ((key, antenna),) = load_project(tmp_path / "b.c5g").antennas.items()
    assert (antenna.gain_dbi, antenna.ssb_gain_dbi) == (17.5, 15.0)
    assert key in done.out and not load_project(project).antennas
    assert key in run("antenna", "list", "b.c5g").out
    assert run("antenna", "show", key, "--project", "b.c5g").code == 0
    assert run("antenna", "export", key, "again", "--project", "b.c5g").code == 0
    assert run("antenna", "import", "b.c5g", "again.msi", "-o", "c.c5g").code == 0
    again = list(load_project(tmp_path / "c.c5g").antennas.values())[-1]
    assert again.h_cut_db == pytest.approx(antenna.h_cut_db, abs=0.006) and again.tilt_deg == 6.0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("show", "nothing"), 2, "panel_64t"),
        (("show", "missing.msi"), 3, "missing.msi"),
        (("show", "broken.msi"), 3, "broken.msi"),
        (("import", "a.c5g", "vendor.msi", "vendor.msi", "--broadcast", "vendor.msi"), 2, "--broadcast"),
        (("import", "a.c5g", "vendor.msi", "--broadcast", "other_tilt.msi"), 3, "other_tilt.msi"),
        (("import", "a.c5g", "vendor.msi", "broken.msi"), 3, "broken.msi"),
        (("export", "cable_114", "x.msi"), 2, "cable_114"),
        (("export", "panel_64t", "x.csv"), 2, "x.csv"),
        ((), 2, ""),
        (("nonsense",), 2, "nonsense"),
    ],
)  # fmt: skip
def test_mistakes_are_one_sentence(
    run: Run, project: Path, tmp_path: Path, lang: str, arguments: tuple[str, ...], code: int, word: str
) -> None:
    (tmp_path / "broken.msi").write_text("NAME x\nGAIN 99 dBi\nHORIZONTAL 360\n", encoding="utf-8")
    (tmp_path / "other_tilt.msi").write_text(pattern_text(tilt_deg=2.0), encoding="utf-8")
    before = project.read_bytes()
    done = run("--lang", lang, "antenna", *arguments)
    assert done.code == code
    assert word in done.err + done.out
    assert is_chinese((done.err + done.out).replace("测试天线", "")) == (lang == "zh") or not arguments
    assert project.read_bytes() == before
