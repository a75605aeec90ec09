"""The sample port from map to workbook: LibreOffice computes the engine's totals, before and after a change."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from workbook_check import changed, error_cells, fen, item_rows, plain, recalculated, summary_rows

from planner.engine.evaluate import evaluate
from planner.engine.quote_stage import quote_terms, selection_of
from planner.engine.results import Results
from planner.io.catalogue import load_catalogue
from planner.io.libreoffice import to_pdf
from planner.io.pricebook_toml import parse_pricebook
from planner.io.templates import new_from_template
from planner.io.workbook import write_workbook
from planner.model.project import Project
from planner.pricing.pricebook import PriceBook
from planner.pricing.quote import build_quote


@pytest.fixture(scope="module")
def port() -> tuple[Project, PriceBook, dict[str, Results]]:
    project, catalogue = new_from_template("port", "en"), load_catalogue()
    first = next(iter(project.schemes.values()))
    prices = parse_pricebook(project.assets[first.commercial.price_book], "port")
    coarse = {key: evaluate(project, key, catalogue, prices, resolution_m=25.0) for key in project.schemes}
    return project, prices, coarse


@pytest.mark.parametrize("scheme", ["A", "B"])
def test_port_agrees_with_the_engine(
    office: Path, tmp_path: Path, port: tuple[Project, PriceBook, dict[str, Results]], scheme: str
) -> None:
    project, prices, results = port
    path = tmp_path / "port.xlsx"
    write_workbook(path, project, scheme, results[scheme], load_catalogue(), audience="internal", lang="en")
    workbook, quote = recalculated(path), results[scheme].quote
    assert quote is not None
    assert error_cells(workbook) == []
    totals = [axes for label, axes in summary_rows(workbook) if label == "Total"]
    assert totals == [plain(quote.totals), plain(quote.totals)]
    assert workbook["Summary"]["F4"].value == quote.capitals.over_term
    sheet, rows = workbook["Items"], item_rows(workbook["Items"])
    assert {code: fen(sheet.cell(row, 13).value) for code, row in rows.items()} == {
        line.code: line.per_period.gross for line in quote.lines
    }

    doubled = {line.code: line.quantity * 2 + Decimal("0.5") for line in quote.lines}
    changed(path, tmp_path / "changed.xlsx", quantities=doubled, inputs={"TermMonths": 50})
    commercial = project.schemes[scheme].commercial
    terms = replace(quote_terms(commercial), term_months=50, quantity_overrides=doubled)
    other = build_quote(prices, results[scheme].quantities, selection_of(commercial), terms)
    again = recalculated(tmp_path / "changed.xlsx")
    assert [axes for label, axes in summary_rows(again) if label == "Total"] == [plain(other.totals)] * 2
    assert other.totals != quote.totals


def test_port_prints(office: Path, tmp_path: Path, port: tuple[Project, PriceBook, dict[str, Results]]) -> None:
    project, _, results = port
    path = tmp_path / "port.xlsx"
    write_workbook(path, project, "B", results["B"], load_catalogue(), audience="customer", lang="zh")
    before = path.read_bytes()
    to_pdf(path, tmp_path / "port.pdf")
    assert (tmp_path / "port.pdf").read_bytes().startswith(b"%PDF-")
    assert path.read_bytes() == before
    assert "内部" not in openpyxl.load_workbook(path).sheetnames
