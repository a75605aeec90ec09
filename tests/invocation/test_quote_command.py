"""`quote`: refusals, the quote's own data, endings, and what LibreOffice adds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from planner.cli.quote_terms import date_of, share_of, terms_findings
from planner.errors import PlannerError
from planner.io.libreoffice import find_soffice
from planner.io.new_project import blank_project
from planner.io.project_file import load_project, save_project
from planner.io.templates import new_from_template
from planner.model.edits import ObjectRef, update, update_commercial

Run = Callable[..., Any]
LANGUAGES = ("en", "zh")


@pytest.fixture
def factory(run: Run) -> Path:
    assert run("new", "-t", "factory", "-o", "factory").code == 0
    return Path("factory.c5g")


def broken(path: Path) -> None:
    """The first slice ends nowhere: an error of the plan that leaves a price."""
    project = load_project(path)
    scheme = project.schemes[min(project.schemes)]
    slice_id = min(scheme.slices)
    save_project(update(project, ObjectRef("slices", slice_id, scheme.id), upf_id="upf-99"), path)


def test_a_customer_gets_no_quote_of_a_plan_with_errors(run: Run, factory: Path) -> None:
    broken(factory)
    for lang, word in (("en", "error"), ("zh", "错误")):
        done = run("quote", factory, "-o", "q.xlsx", "--lang", lang)
        assert done.code == 1
        assert word in done.out
        assert "--despite-errors" in done.err
        assert not Path("q.xlsx").exists()
    assert run("quote", factory, "-o", "q.xlsx", "--despite-errors").code == 0
    done = run("quote", factory, "-o", "internal.xlsx", "--audience", "internal")
    assert done.code == 0
    assert "error" in done.out
    assert Path("internal.xlsx").exists()


def test_new_projects_are_quoted_today() -> None:
    day = date(2031, 2, 3)
    for project in (blank_project("en", today=day), new_from_template("factory", "zh", today=day)):
        assert {scheme.commercial.quote_date for scheme in project.schemes.values()} == {day}
    assert blank_project("en").schemes["A"].commercial.quote_date >= date.today() - timedelta(days=1)


def test_the_quotes_data_are_stated_and_kept_only_when_asked(run: Run, factory: Path) -> None:
    before = factory.read_bytes()
    stated = ("--number", "BJ-007", "--customer", "新客户", "--supplier", "某公司", "--date", "2026年3月5日",
              "--term", "24", "--discount", "85%")  # fmt: skip
    done = run("quote", factory, "-o", "q", *stated, "--lang", "zh")
    assert done.code == 0
    assert "24 个月" in done.out
    assert "已过期" in done.out
    assert factory.read_bytes() == before
    texts = {
        str(cell) for sheet in load_workbook("q.xlsx") for row in sheet.iter_rows(values_only=True) for cell in row
    }
    assert any("BJ-007" in text for text in texts)
    assert any("新客户" in text for text in texts)

    assert run("quote", factory, "-o", "q", *stated, "-f", "--save").code == 0
    project = load_project(factory)
    terms = project.schemes[min(project.schemes)].commercial
    assert (project.customer, project.supplier) == ("新客户", "某公司")
    assert (terms.quote_number, terms.quote_date, terms.term_months) == ("BJ-007", date(2026, 3, 5), 24)
    assert terms.quote_discount == Decimal("0.85")


def test_what_a_quote_lacks() -> None:
    today = date(2026, 11, 20)
    project = blank_project("en", today=today)
    assert [i.code for i in terms_findings(project, "A", today)] == ["quote-without-customer", "quote-without-number"]
    project = update_commercial(replace(project, customer="c"), "A", quote_number="1")
    assert terms_findings(project, "A", today + timedelta(days=30)) == []
    assert [i.code for i in terms_findings(project, "A", today + timedelta(days=31))] == ["quote-validity-over"]


@pytest.mark.parametrize("text", ["0.85", "85%", "８５％", "8.5折", "85折", " 85 % "])
def test_discounts_as_people_write_them(text: str) -> None:
    assert share_of(text) == Decimal("0.85")


@pytest.mark.parametrize("text", ["", "0", "1.2", "-0.5", "nan", "85", "120%", "折"])
def test_what_is_no_discount(text: str) -> None:
    with pytest.raises(PlannerError, match="wrong-discount"):
        share_of(text)


@pytest.mark.parametrize("text", ["2026-02-30", "20260201", "", "soon", "2026-13-01"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(PlannerError, match="wrong-date"):
        date_of(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (["quote", "a.c5g", "-o", "q.pdf"], ".xlsx"),
        (["new", "-o", "a.zip"], ".c5g"),
        (["import-map", "a.geojson", "-o", "a.json"], ".c5g"),
        (["quote", "a.c5g", "-o", "q.xlsx", "--term", "0"], "240"),
        (["quote", "a.c5g", "-o", "q.xlsx", "--term", "many"], "many"),
        (["quote", "a.c5g", "-o", "q.xlsx", "--date", "soon"], "soon"),
        (["quote", "a.c5g", "-o", "q.xlsx", "--discount", "2"], "0.85"),
        (["evaluate", "a.c5g", "--resolution", "0.4"], "50"),
        (["evaluate", "a.c5g", "--resolution", "nan"], "0.5"),
        (["evaluate", "a.c5g", "--resolution", "fine"], "fine"),
    ],
)
def test_wrong_values_are_told_with_their_rule(run: Run, arguments: list[str], rule: str, lang: str) -> None:
    done = run("--lang", lang, *arguments)
    assert (done.code, done.out) == (2, "")
    assert rule in done.err
    assert "。 " not in done.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_libreoffice_it_is_named_before_the_calculation(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    from planner.io import libreoffice

    monkeypatch.setattr(libreoffice, "find_soffice", lambda: None)
    for option in ("--pdf", "--recalculated"):
        done = run("--lang", lang, "quote", "none.c5g", "-o", "q.xlsx", option)
        assert (done.code, "LibreOffice" in done.err) == (3, True)


@pytest.mark.skipif(find_soffice() is None, reason="needs LibreOffice")
def test_stored_figures_and_a_pdf(run: Run, factory: Path) -> None:
    done = run("quote", factory, "-o", "q.xlsx", "--pdf", "--recalculated", "--despite-errors")
    assert done.code == 0
    assert Path("q.pdf").read_bytes().startswith(b"%PDF")
    book = load_workbook("q.xlsx", data_only=True)
    numbers = [c for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if isinstance(c, float)]
    assert numbers
