"""The catalogues are complete, and every code the program can show has a sentence."""

import ast
import builtins
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from planner.text_codes import MESSAGES
from resources.i18n import tool
from resources.i18n.extraction import CODES_FOLDER, extract, placeholders, python_files, registered_codes

ROOT = Path(__file__).resolve().parent.parent
FILES = python_files(ROOT)
CODE = re.compile(r"[a-z0-9]+([-._][a-z0-9]+)*")
CARRIERS = re.compile(r"Issue|[A-Z]\w*Error|_?\w*(issue|finding|progress|report)")


def raised_codes() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """(place, code, parameter names or None where they aren't literal) of every Issue, error and progress report."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if not CARRIERS.fullmatch(name) or hasattr(builtins, name):
                continue
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            code = keywords.get("code", node.args[0] if node.args else None)
            if isinstance(code, ast.Constant) and isinstance(code.value, str) and CODE.fullmatch(code.value):
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield place, code.value, literal_params(name, keywords)


def literal_params(name: str, keywords: dict[str | None, ast.expr]) -> frozenset[str] | None:
    if name.endswith("Error"):
        return None if None in keywords else frozenset(key for key in keywords if key)
    if name != "Issue":
        return None
    params = keywords.get("params", ast.Dict(keys=[], values=[]))
    if not isinstance(params, ast.Dict) or not all(isinstance(key, ast.Constant) for key in params.keys):
        return None
    return frozenset(key.value for key in params.keys if isinstance(key, ast.Constant))


@pytest.mark.parametrize("locale", tool.LOCALES)
def test_catalogue_is_complete(locale: str) -> None:
    assert tool.problems(locale) == []


def test_translation_calls_hold_literals_and_all_their_parameters() -> None:
    texts, mistakes = extract(FILES)
    assert mistakes == []
    wrong = [
        f"{item.path.relative_to(ROOT)}:{item.line}: {item.source} needs {sorted(needed)}, has {sorted(item.params)}"
        for item in texts
        if item.params is not None and (needed := placeholders(item.plural or item.source)) != item.params
    ]
    assert wrong == []


def test_every_raised_code_has_a_sentence() -> None:
    assert sorted({f"{code} ({place})" for place, code, _ in raised_codes() if code not in MESSAGES}) == []


def test_every_sentence_is_used() -> None:
    used = {
        node.value
        for path in FILES
        if path.parent.name != CODES_FOLDER
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(MESSAGES.keys() - used) == []


def test_sentences_ask_only_for_parameters_that_are_given() -> None:
    wrong = [
        f"{place}: {code} lacks {sorted(lacking)}"
        for place, code, given in raised_codes()
        if given is not None and code in MESSAGES and (lacking := placeholders(MESSAGES[code]) - given)
    ]
    assert wrong == []


def test_tables_of_codes_are_literal_and_distinct() -> None:
    parts = [path for path in FILES if path.parent.name == CODES_FOLDER and path.stem != "__init__"]
    counted = [code for path in parts for code in import_module(f"planner.{CODES_FOLDER}.{path.stem}").MESSAGES]
    assert sorted(counted) == sorted(MESSAGES)
    assert registered_codes(parts) == dict(MESSAGES)


SAMPLE = """
tr(lang, "plain")
tr(lang, "two "
    "parts {a}", a=1)
self.t("window")
self._t.context("radio", "Band")
t.plural("{n} cell", "{n} cells", 3)
N_("constant")
t(LABELS[key])
other("nothing")
"""


def test_extraction_reads_every_marker(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text(SAMPLE, encoding="utf-8")
    texts, mistakes = extract([path])
    found = {(item.context, item.source, item.plural, item.params) for item in texts}
    assert mistakes == []
    assert found == {
        ("", "plain", "", frozenset()),
        ("", "two parts {a}", "", frozenset({"a"})),
        ("", "window", "", frozenset()),
        ("radio", "Band", "", frozenset()),
        ("", "{n} cell", "{n} cells", frozenset({"n"})),
        ("", "constant", "", None),
    }


@pytest.mark.parametrize("bad", ['tr(lang, f"{x}")', 't("a %s" % x)', 't("a" + x)', 'self.t("{}".format(x))'])
def test_extraction_refuses_what_it_cannot_read(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "sample.py"
    path.write_text(bad, encoding="utf-8")
    assert len(extract([path])[1]) == 1


@pytest.fixture
def small_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "planner").mkdir()
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "a.py").write_text(
        't("Open {name}", name=1)\nt.plural("{n} cell", "{n} cells", 2)\nt.context("radio", "Band")\n', encoding="utf-8"
    )
    monkeypatch.setattr(tool, "po_path", lambda locale: tmp_path / locale / "campus5g.po")
    return tmp_path


def test_catalogue_life(small_program: Path) -> None:
    def problems() -> list[str]:
        return tool.problems("zh_CN", small_program)

    assert tool.merge("zh_CN", small_program) == []
    assert problems() == ["untranslated: Open {name}", "untranslated: radio||Band", "untranslated: {n} cell"]
    assert tool.missing("zh_CN", small_program) == ["Open {name}", "radio||Band", "{n} cell"]

    words = {"Open {name}": "打开 {nom}", "radio||Band": "频段", "{n} cell": "{n} 个小区", "gone": "无"}
    assert tool.merge("zh_CN", small_program, words) == ["gone"]
    assert problems() == ["other placeholders: Open {name} -> 打开 {nom}", "unused: gone"]

    tool.merge("zh_CN", small_program, {"Open {name}": "打开 {name}"}, keep=False)
    assert problems() == []
    before = tool.po_path("zh_CN").read_bytes()
    tool.merge("zh_CN", small_program)
    assert tool.po_path("zh_CN").read_bytes() == before

    (small_program / "ui" / "a.py").write_text('t("Close")\n', encoding="utf-8")
    assert problems() == ["missing: Close", "unused: Open {name}", "unused: radio||Band", "unused: {n} cell"]


def test_a_string_that_comes_back_finds_its_translation(small_program: Path) -> None:
    source = small_program / "ui" / "a.py"
    program = source.read_text(encoding="utf-8")
    tool.merge("zh_CN", small_program, {"Open {name}": "打开 {name}", "radio||Band": "频段", "{n} cell": "{n} 个小区"})
    source.write_text('t("Close")\n', encoding="utf-8")
    tool.merge("zh_CN", small_program, {"Close": "关闭"})
    assert tool.problems("zh_CN", small_program) == [
        "unused: Open {name}",
        "unused: radio||Band",
        "unused: {n} cell",
    ]
    source.write_text(program, encoding="utf-8")
    tool.merge("zh_CN", small_program)
    assert tool.problems("zh_CN", small_program) == ["unused: Close"]


def test_fuzzy_entries_do_not_count(small_program: Path) -> None:
    tool.merge("zh_CN", small_program, {"Open {name}": "打开 {name}"})
    text = tool.po_path("zh_CN").read_text(encoding="utf-8")
    fuzzy = text.replace('msgid "Open', '#, fuzzy\nmsgid "Open')
    tool.po_path("zh_CN").write_text(fuzzy, encoding="utf-8")
    assert "fuzzy: Open {name}" in tool.problems("zh_CN", small_program)
    assert "Open {name}" in tool.missing("zh_CN", small_program)


def test_translations_from_files(tmp_path: Path) -> None:
    table = tmp_path / "words.tsv"
    table.write_text("two\\nlines\t两\\n行\nempty\t\n", encoding="utf-8")
    assert tool.read_translations(table) == {"two\nlines": "两\n行"}
    table.with_suffix(".json").write_text('{"a": "甲", "b": ""}', encoding="utf-8")
    assert tool.read_translations(table.with_suffix(".json")) == {"a": "甲"}
    table.write_text("no tab here\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"words\.tsv:1"):
        tool.read_translations(table)
