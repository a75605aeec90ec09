"""Sheet 计算: billed quantities, the split by tax code, the axes, and the amounts in capitals, step by step.

The arithmetic is that of `planner.pricing.quote`, rule by rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.io.workbook import layout
from planner.io.workbook.capitals import CAPITALS_COLUMNS, capitals_formulas
from planner.io.workbook.cells import (
    BODY,
    CENTRED,
    HEADER,
    HEADING,
    MONEY,
    NOTE,
    QUANTITY,
    Formula,
    Look,
    Sheet,
    address,
    merged,
    number,
    put,
    put_row,
    span,
)
from planner.io.workbook.columns import heads
from planner.io.workbook.context import Context
from planner.io.workbook.layout import Layout
from planner.io.workbook.methods import TableRef, priced_quantity_formula
from planner.io.workbook.pages import finish, set_widths, write_title
from planner.io.workbook.parameters import Parameters
from planner.io.workbook.tax_tables import EXACT_LOOK, RAW, write_groups, write_parts
from planner.pricing.money import ZERO

# columns of the line table
_SERIAL, _CODE, _QUANTITY, _MINIMUM, BILLED, PRICED, LIST_AMOUNT, EXACT, AMOUNT = range(1, 10)
_MONEY = number(BODY, MONEY)
#: What only formulas need: small and grey at the end of the sheet.
_HELPER = Look(size=7, colour="A6A6A6", border=False, align="left")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workings:
    """Where the figures of the workings stand. `tax_rows`: first and last row of the table to sum by tax number."""

    sheet: Sheet
    tax_numbers: Mapping[str, int]
    tax_rows: tuple[int, int]
    capitals_title_row: int

    def cell(self, row: int, column: int) -> str:
        """Address of one cell."""
        return address(self.sheet, row, column)

    def rows(self, first: int, last: int, column: int) -> str:
        """Address of part of a column."""
        return span(self.sheet, first, last, column)


def write(context: Context, sheet: Sheet, items: Sheet, plan: Layout, parameters: Parameters) -> Workings:
    """Fill the line and part tables (and the totals by tax code where those are rounded)."""
    t = context.t
    set_widths(sheet, (6, 13, 9.5, 9.5, 10, 10, 12, 14, 12, 11.5, 11.5, 11.5, 11.5, 12, 12, 12.5, 12.5, 15))
    write_title(context, sheet, t("Workings: how the amounts come about (for checking only)"))
    put(sheet, 2, 1, t("How every amount comes about; nothing is to be entered here."), NOTE)
    _write_lines(context, sheet, items, plan, parameters)
    tax_numbers = {code: place for place, code in enumerate(sorted(parameters.vat_names), start=1)}
    legend = (f"{place} = {t.pick(context.book.tax_codes[code])}" for code, place in tax_numbers.items())
    put(sheet, 3, 1, t("Tax codes: {names}", names=context.listed(legend)), NOTE)
    write_parts(context, sheet, plan, parameters, tax_numbers)
    firm = [row for line in context.quote.lines for row in plan.part_rows[line.code]]
    tax_rows = (firm[0], firm[-1]) if firm else (1, 1)
    row = plan.after_parts_row
    if context.rounds_totals and firm:
        tax_rows = write_groups(context, sheet, row, parameters, tax_numbers, tax_rows)
        row = tax_rows[1] + 2
    return Workings(sheet=sheet, tax_numbers=tax_numbers, tax_rows=tax_rows, capitals_title_row=row)


def write_capitals(context: Context, workings: Workings, amounts: Mapping[str, str]) -> dict[str, str]:
    """Amounts (label -> address) spelled in capitals; label -> address of the text. Ends the sheet."""
    t, sheet, row = context.t, workings.sheet, workings.capitals_title_row
    put(sheet, row, 1, t("Helper cells of the amounts in capitals"), _HELPER)
    places: dict[str, str] = {}
    for offset, (label, amount) in enumerate(amounts.items(), start=1):
        put(sheet, row + offset, 1, offset, _HELPER)
        put(sheet, row + offset, 2, label, _HELPER)
        *steps, whole = capitals_formulas(amount, row + offset, 3)
        put(sheet, row + offset, 3, steps[0], number(_HELPER, MONEY))
        put_row(sheet, row + offset, tuple(steps[1:]), _HELPER, column=4)
        merged(sheet, row + offset, 2 + CAPITALS_COLUMNS, RAW, whole, _HELPER)
        places[label] = workings.cell(row + offset, 2 + CAPITALS_COLUMNS)
    finish(context, sheet, frozen="C4")
    return places


def _write_lines(context: Context, sheet: Sheet, items: Sheet, plan: Layout, parameters: Parameters) -> None:
    t = context.t
    words = heads(t)
    names = (words["number"], t("Price item"), words["quantity"], t("At least"))
    quantities = (t("Billed quantity"), t("Priced quantity"))
    amounts = (t("List amount"), t("Amount, exact"), t("Amount"))
    put(sheet, layout.WORKINGS_FIRST_ROW - 2, 1, t("Quote lines"), HEADING)
    put_row(sheet, layout.WORKINGS_FIRST_ROW - 1, (*names, *quantities, *amounts), HEADER)
    for line in context.all_lines:
        row, item_row = plan.line_rows[line.code], plan.item_rows[line.code]
        item = context.book.items[line.code]
        quantity, billed, priced = f"C{row}", f"E{row}", f"F{row}"
        table: TableRef | None = parameters.tables.get(line.code)
        put_row(sheet, row, (plan.serials[line.code], line.code), CENTRED)
        figures = (
            Formula(f"ROUND({address(items, item_row, layout.QTY)},3)"),
            item.min_quantity or ZERO,
            Formula(f"IF({quantity}=0,0,MAX({quantity},D{row}))"),
            Formula(priced_quantity_formula(item.method, billed, table)),
        )
        put_row(sheet, row, figures, number(BODY, QUANTITY), column=_QUANTITY)
        put(sheet, row, LIST_AMOUNT, Formula(f"ROUND({priced}*{address(items, item_row, layout.LIST)},2)"), _MONEY)
        put(sheet, row, EXACT, Formula(f"{priced}*{address(items, item_row, layout.PRICE)}"), EXACT_LOOK)
        put(sheet, row, AMOUNT, Formula(f"ROUND(H{row},2)"), _MONEY)
