"""Changing inputs of a written workbook, recalculating it, and comparing it with a quote."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl

from planner.io.libreoffice import recalculated_copy
from planner.pricing.quote_types import Quote

D = Decimal


def changed(source: Path, target: Path, *, quantities: Mapping[str, Decimal], inputs: Mapping[str, object]) -> None:
    """A copy with other quantities (by item code) and named or labelled parameters."""
    workbook = openpyxl.load_workbook(source)
    items, parameters = workbook["Items"], workbook["Parameters"]
    for code, row in item_rows(items).items():
        if code in quantities:
            assert not items.cell(row, 4).protection.locked
            items.cell(row, 4).value = quantities[code]
    for name, value in inputs.items():
        place = workbook.defined_names[name].attr_text.rpartition("!")[2] if name in workbook.defined_names else None
        cell = parameters[place] if place else labelled(parameters, name)
        assert not cell.protection.locked
        cell.value = value
    workbook.save(target)


def labelled(sheet: Any, start: str) -> Any:
    """The input beside the first label that begins so."""
    row = next(row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 1).value or "").startswith(start))
    return sheet.cell(row, 2)


def recalculated(source: Path) -> Any:
    target = source.with_name(f"{source.stem}_recalculated.xlsx")
    recalculated_copy(source, target)
    return openpyxl.load_workbook(target, data_only=True)


def item_rows(sheet: Any) -> dict[str, int]:
    """Item code -> row, from the specification column."""
    found: dict[str, int] = {}
    for row in range(5, sheet.max_row + 1):
        text = sheet.cell(row, 3).value
        if text and isinstance(sheet.cell(row, 1).value, int):
            found[str(text).split("\n")[0]] = row
    return found


def fen(value: object) -> Decimal:
    """A cell's number to the fen, refusing what is more than a float's noise away from it."""
    assert isinstance(value, int | float), repr(value)
    rounded = D(repr(value)).quantize(D("0.01"), ROUND_HALF_UP)
    assert abs(D(repr(value)) - rounded) < D("0.000001"), value
    return rounded


def error_cells(workbook: Any) -> list[str]:
    return [
        f"{sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e" or (isinstance(cell.value, str) and cell.value.startswith(("#", "Err:")))
    ]


def axes_of(row: list[Decimal]) -> list[tuple[Decimal, Decimal, Decimal]]:
    return [(row[place], row[place + 1], row[place + 2]) for place in range(0, 12, 3)]


def summary_rows(workbook: Any) -> list[tuple[str, list[tuple[Decimal, Decimal, Decimal]]]]:
    """(label, four axes of net, tax, gross) of every row of figures, from top to bottom."""
    sheet = workbook["Summary"]
    return [
        (str(sheet.cell(row, 1).value), axes_of([fen(sheet.cell(row, column).value) for column in range(3, 15)]))
        for row in range(8, sheet.max_row + 1)
        if all(isinstance(sheet.cell(row, column).value, int | float) for column in range(3, 15))
    ]


def plain(axes: Any) -> list[tuple[Decimal, Decimal, Decimal]]:
    parts = (axes.one_off, axes.per_month, axes.per_year, axes.over_term)
    return [(part.net, part.tax, part.gross) for part in parts]


def assert_agrees(workbook: Any, quote: Quote) -> None:
    """Every line, the totals, the tax codes and the capitals of a recalculated English workbook are the engine's."""
    assert error_cells(workbook) == []
    items = workbook["Items"]
    rows = item_rows(items)
    assert set(rows) == {line.code for line in (*quote.lines, *quote.scenario_lines)}
    for line in (*quote.lines, *quote.scenario_lines):
        cells = [items.cell(rows[line.code], column).value for column in range(1, 19)]
        found = [fen(value) for value in (cells[6], cells[8], *cells[10:17])]
        axes = [part[2] for part in plain(line.axes)]
        wanted = [line.list_price, line.unit_price, *plain_amount(line.per_period), *axes]
        assert found == wanted, (line.code, found, wanted)
        assert abs(D(repr(cells[7])) - line.discount_rate) < D("1e-9"), line.code
    summary = summary_rows(workbook)
    totals = [axes for label, axes in summary if label == "Total"]
    assert totals == [plain(quote.totals), plain(quote.totals)]
    by_tax = {label: axes for label, axes in summary if label.startswith("Tax ")}
    assert by_tax == {f"Tax {group.tax_code}": plain(group.axes) for group in quote.tax_groups}
    sheet = workbook["Summary"]
    assert [sheet.cell(row, 6).value for row in (4, 5)] == [quote.capitals.over_term, quote.capitals.one_off]


def plain_amount(amount: Any) -> tuple[Decimal, Decimal, Decimal]:
    return amount.net, amount.tax, amount.gross
