"""Sheet 报价汇总: four axes by net, tax and gross; by category, in total, by tax code; the amounts in capitals."""

from openpyxl.utils import get_column_letter

from planner.io.workbook.cells import (
    BODY,
    GROUP,
    HEADER,
    HEADING,
    MONEY,
    NOTE,
    PERCENT,
    TEXT,
    TOTAL,
    Formula,
    Sheet,
    address,
    literal,
    merged,
    number,
    put,
    put_row,
)
from planner.io.workbook.columns import axis_names, heads
from planner.io.workbook.compliance import counts
from planner.io.workbook.context import Context
from planner.io.workbook.layout import Layout
from planner.io.workbook.methods import TERM_NAME
from planner.io.workbook.pages import finish, set_widths, write_title
from planner.io.workbook.parameters import Parameters
from planner.io.workbook.tax_tables import AXES, TAX_NUMBER
from planner.io.workbook.workings import Workings, write_capitals

CAPITALS_ROW = 4
CAPITALS_COLUMN = 6
_TABLE_ROW = 8
_FIRST = 3  # column of the one-off net amount
_WIDTH = 14
_MONEY = number(BODY, MONEY)
_SUM = number(TOTAL, MONEY)
#: Chinese capitals spell amounts in yuan only.
CAPITALS_CURRENCY = "CNY"


def write(context: Context, sheet: Sheet, plan: Layout, parameters: Parameters, workings: Workings) -> tuple[str, ...]:
    """Fill the sheet (and the capitals on the workings); returns the addresses of the four totals with tax."""
    t = context.t
    set_widths(sheet, (24, 8, *([13.0] * 12)))
    write_title(context, sheet, t("Summary of the quote"))
    categories_end = _write_categories(context, sheet, plan, workings)
    total_row = categories_end
    _write_tax_codes(context, sheet, categories_end + 2, parameters, workings)
    if context.rounds_totals:
        total_row = categories_end + 2
    totals = tuple(address(sheet, total_row, _FIRST + 3 * place + 2) for place in range(4))
    _write_head(context, sheet, workings, totals)
    finish(context, sheet, frozen="B4")
    return totals


def _write_head(context: Context, sheet: Sheet, workings: Workings, totals: tuple[str, ...]) -> None:
    t = context.t
    over_term, one_off = t("Total over the term, with tax"), t("One-off, with tax")
    amounts = {over_term: totals[3], one_off: totals[0]}
    places = write_capitals(context, workings, amounts)
    term = Formula(f'{literal(t("Contract term, months"))}&": "&{TERM_NAME}')
    put(sheet, 2, 1, term, NOTE)
    put(sheet, 3, 1, t("Requirements: {counts}", counts=counts(context)), NOTE)
    for offset, (label, amount) in enumerate(amounts.items()):
        put(sheet, CAPITALS_ROW + offset, 1, label, GROUP)
        put(sheet, CAPITALS_ROW + offset, 2, context.quote.currency, GROUP)
        merged(sheet, CAPITALS_ROW + offset, 3, 4, Formula(amount), number(TOTAL, MONEY))
        if context.quote.currency == CAPITALS_CURRENCY:
            put(sheet, CAPITALS_ROW + offset, 5, t("In capitals"), GROUP)
            merged(sheet, CAPITALS_ROW + offset, CAPITALS_COLUMN, _WIDTH, Formula(places[label]), TOTAL)


def _heads(context: Context, sheet: Sheet, row: int, first: str, second: str) -> None:
    t, words = context.t, heads(context.t)
    for line, texts in ((row, (first, second)), (row + 1, ("", ""))):
        put_row(sheet, line, texts, HEADER)
    for place, name in enumerate(axis_names(t)):
        merged(sheet, row, _FIRST + 3 * place, _FIRST + 3 * place + 2, name, HEADER)
        kinds = (words["net"], words["tax"], words["gross"])
        put_row(sheet, row + 1, kinds, HEADER, column=_FIRST + 3 * place)
    for left, right in ((1, 1), (2, 2)) if second else ((1, 2),):
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=left, end_column=right)


def _write_categories(context: Context, sheet: Sheet, plan: Layout, workings: Workings) -> int:
    """By category; returns the row of their sum."""
    t = context.t
    put(sheet, _TABLE_ROW - 1, 1, t("By category"), HEADING)
    _heads(context, sheet, _TABLE_ROW, t("Category"), "")
    first = row = _TABLE_ROW + 2
    for row, group in enumerate(plan.groups, start=first):
        merged(sheet, row, 1, 2, t.pick(group.term), TEXT)
        parts = [part for line in group.lines for part in plan.part_rows[line.code]]
        sums = [f"SUM({workings.rows(parts[0], parts[-1], AXES + place)})" for place in range(8)]
        _write_axes(sheet, row, sums)
    end = first + len(plan.groups)
    merged(sheet, end, 1, 2, t("Sum of the lines") if context.rounds_totals else t("Total"), TOTAL)
    _write_sum(sheet, end, first, end - 1)
    return end


def _write_tax_codes(context: Context, sheet: Sheet, row: int, parameters: Parameters, workings: Workings) -> None:
    """By tax code. With rounding per total its sum is the quote's total, which stands right below the categories."""
    t, title = context.t, row + (3 if context.rounds_totals else 0)
    put(sheet, title, 1, t("By tax code"), HEADING)
    _heads(context, sheet, title + 1, t("Tax code"), heads(t)["vat_rate"])
    first = title + 3
    groups = context.quote.tax_groups
    for place, group in enumerate(groups):
        here = first + place
        put(sheet, here, 1, t.pick(context.book.tax_codes[group.tax_code]), TEXT)
        put(sheet, here, 2, Formula(parameters.vat_names[group.tax_code]), number(BODY, PERCENT))
        numbers = workings.rows(*workings.tax_rows, TAX_NUMBER)
        code = workings.tax_numbers[group.tax_code]
        sums = [f"SUMIFS({workings.rows(*workings.tax_rows, AXES + axis)},{numbers},{code})" for axis in range(8)]
        _write_axes(sheet, here, sums)
    end = first + len(groups)
    merged(sheet, end, 1, 2, t("Total"), TOTAL)
    _write_sum(sheet, end, first, end - 1)
    if context.rounds_totals:
        merged(sheet, row - 1, 1, 2, t("Rounding difference"), TEXT)
        merged(sheet, row, 1, 2, t("Total"), TOTAL)
        for column in range(_FIRST, _WIDTH + 1):
            letter = get_column_letter(column)
            put(sheet, row - 1, column, Formula(f"ROUND({letter}{end}-{letter}{row - 2},2)"), _MONEY)
            put(sheet, row, column, Formula(f"{letter}{end}"), _SUM)


def _write_axes(sheet: Sheet, row: int, sums: list[str]) -> None:
    """Net and tax of the four axes as given, gross as their sum."""
    for place in range(4):
        column = _FIRST + 3 * place
        net, tax = (f"{get_column_letter(column + offset)}{row}" for offset in (0, 1))
        formulas = (f"ROUND({sums[2 * place]},2)", f"ROUND({sums[2 * place + 1]},2)", f"ROUND({net}+{tax},2)")
        put_row(sheet, row, tuple(Formula(formula) for formula in formulas), _MONEY, column=column)


def _write_sum(sheet: Sheet, row: int, first: int, last: int) -> None:
    for column in range(_FIRST, _WIDTH + 1):
        letter = get_column_letter(column)
        total = f"ROUND(SUM({letter}{first}:{letter}{last}),2)" if last >= first else "0"
        put(sheet, row, column, Formula(total), _SUM)
