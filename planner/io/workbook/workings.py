"""Sheet 计算: billed quantities, the split by tax code, the axes, and the amounts in capitals, step by step.

The arithmetic is that of `planner.pricing.quote`, rule by rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.io.workbook import labels, layout
from planner.io.workbook.capitals import CAPITALS_COLUMNS, capitals_formulas
from planner.io.workbook.cells import (
    BODY,
    CENTRED,
    HEADER,
    HEADING,
    MONEY,
    NOTE,
    PERCENT,
    QUANTITY,
    TEXT,
    Formula,
    Sheet,
    address,
    merged,
    number,
    put,
    put_row,
    span,
)
from planner.io.workbook.context import Context
from planner.io.workbook.layout import Layout
from planner.io.workbook.methods import TERM_NAME, TableRef, priced_quantity_formula
from planner.io.workbook.pages import finish, set_widths, write_title
from planner.io.workbook.parameters import Parameters
from planner.pricing.money import ZERO
from planner.pricing.pricebook import Period
from planner.pricing.tax import TaxTreatment

# columns of the line table
_SERIAL, _CODE, _QUANTITY, _MINIMUM, BILLED, PRICED, LIST_AMOUNT, EXACT, AMOUNT = range(1, 10)
# columns of the part table and of the totals by tax code: the axes stand in the same columns in both
TAX_NUMBER, _PERIOD, _SHARE, _RATE, _BASE, PART_NET, PART_TAX = range(3, 10)
AXES = 10  # one-off, month, year, term: net and tax of each, to column 17
_RAW = 18

_Axes = tuple[str, str, str, str]


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
    set_widths(sheet, (7, 15, 12, 12, 12, 12, 14, 16, 14, 14, 14, 14, 14, 14, 14, 15, 15, 17))
    write_title(context, sheet, t("Workings"))
    put(sheet, 2, 1, t("How every amount comes about; nothing is to be entered here."), NOTE)
    _write_lines(context, sheet, items, plan, parameters)
    tax_numbers = {code: place for place, code in enumerate(sorted(parameters.vat_names), start=1)}
    _write_parts(context, sheet, plan, parameters, tax_numbers)
    firm = [row for line in context.quote.lines for row in plan.part_rows[line.code]]
    tax_rows = (firm[0], firm[-1]) if firm else (1, 1)
    row = plan.after_parts_row
    if context.rounds_totals and firm:
        tax_rows = _write_groups(context, sheet, row, parameters, tax_numbers, tax_rows)
        row = tax_rows[1] + 2
    return Workings(sheet=sheet, tax_numbers=tax_numbers, tax_rows=tax_rows, capitals_title_row=row)


def write_capitals(context: Context, workings: Workings, amounts: Mapping[str, str]) -> dict[str, str]:
    """Amounts (label -> address) spelled in capitals; label -> address of the text. Ends the sheet."""
    t, sheet, row = context.t, workings.sheet, workings.capitals_title_row
    put(sheet, row, 1, t("Amounts in capitals, digit by digit"), HEADING)
    places: dict[str, str] = {}
    for offset, (label, amount) in enumerate(amounts.items(), start=1):
        put(sheet, row + offset, 1, offset, CENTRED)
        put(sheet, row + offset, 2, label, TEXT)
        *steps, whole = capitals_formulas(amount, row + offset, 3)
        put(sheet, row + offset, 3, steps[0], number(BODY, MONEY))
        put_row(sheet, row + offset, tuple(steps[1:]), TEXT, column=4)
        merged(sheet, row + offset, 2 + CAPITALS_COLUMNS, _RAW, whole, TEXT)
        sheet.row_dimensions[row + offset].height = 44
        places[label] = workings.cell(row + offset, 2 + CAPITALS_COLUMNS)
    finish(context, sheet, frozen="C4")
    return places


def spread(net: str, period: Period) -> _Axes:
    """An amount per period on the four axes, rule 9 of `planner.pricing.quote`; "0" where there is nothing."""
    match period:
        case Period.ONE_OFF:
            return net, "0", "0", net
        case Period.MONTH | Period.USAGE:
            return "0", net, f"ROUND({net}*12,2)", f"ROUND({net}*{TERM_NAME},2)"
        case Period.YEAR:
            return "0", "0", net, f"ROUND({net}*{TERM_NAME}/12,2)"


def _write_lines(context: Context, sheet: Sheet, items: Sheet, plan: Layout, parameters: Parameters) -> None:
    t = context.t
    heads = (t("No."), t("Price item"), t("Quantity"), t("At least"), t("Billed quantity"), t("Priced quantity"))
    amounts = (t("List amount"), t("Amount, exact"), t("Amount"))
    put(sheet, layout.WORKINGS_FIRST_ROW - 2, 1, t("Quote lines"), HEADING)
    put_row(sheet, layout.WORKINGS_FIRST_ROW - 1, (*heads, *amounts), HEADER)
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
        put(sheet, row, EXACT, Formula(f"{priced}*{address(items, item_row, layout.PRICE)}"), _EXACT)
        put(sheet, row, AMOUNT, Formula(f"ROUND(H{row},2)"), _MONEY)


_MONEY = number(BODY, MONEY)
_EXACT = number(BODY, "#,##0.00###")


def _write_parts(
    context: Context, sheet: Sheet, plan: Layout, parameters: Parameters, tax_numbers: Mapping[str, int]
) -> None:
    t, title = context.t, plan.parts_title_row
    put(sheet, title, 1, t("Amounts by tax code"), HEADING)
    heads = (t("No."), t("Price item"), t("Tax code"), t("Period"), t("Share"))
    amounts = (t("VAT rate"), t("Amount"), t("Net"), t("Tax"))
    put_row(sheet, title + 1, (*heads, *amounts, *_axis_heads(context), *_raw_head(context)), HEADER)
    for line in context.all_lines:
        rows, amount = plan.part_rows[line.code], f"I{plan.line_rows[line.code]}"
        for place, (row, part) in enumerate(zip(rows, line.parts, strict=True)):
            is_last = place == len(rows) - 1
            before = f"{rows[0]}:{{column}}{row - 1}" if place else ""
            names = (plan.serials[line.code], line.code, tax_numbers[part.tax_code], t(labels.PERIODS[line.period]))
            put_row(sheet, row, names, CENTRED)
            put(sheet, row, _SHARE, part.share, number(BODY, PERCENT))
            put(sheet, row, _RATE, Formula(parameters.vat_names[part.tax_code]), number(BODY, PERCENT))
            if not is_last:
                base = f"ROUND({amount}*E{row},2)"
            else:
                base = f"ROUND({amount}-SUM(G{before.format(column='G')}),2)" if before else amount
            put(sheet, row, _BASE, Formula(base), _MONEY)
            _write_split(context, sheet, row)
            rest = before if is_last else ""
            net, tax = (_part_axes(letter, rows, row, line.period, rest) for letter in ("H", "I"))
            _write_axes(sheet, row, net, tax)
            if context.rounds_totals:
                put(sheet, row, _RAW, Formula(f"H{plan.line_rows[line.code]}*E{row}"), _EXACT)


def _part_axes(letter: str, rows: tuple[int, ...], row: int, period: Period, before: str) -> _Axes:
    """The last tax code takes the rest of a year in proportion, so that the line adds up."""
    axes = spread(f"{letter}{row}", period)
    if not before or period is not Period.YEAR:
        return axes
    total = f"ROUND(SUM({letter}{rows[0]}:{letter}{rows[-1]})*{TERM_NAME}/12,2)"
    term_column = "P" if letter == "H" else "Q"
    return (*axes[:3], f"ROUND({total}-SUM({term_column}{before.format(column=term_column)}),2)")


def _write_split(context: Context, sheet: Sheet, row: int) -> None:
    """Columns G (amount), F (rate) -> H (net), I (tax)."""
    if context.quote.tax_treatment is TaxTreatment.GROSS:
        net, tax = f"ROUND(G{row}-I{row},2)", f"ROUND(G{row}*F{row}/(1+F{row}),2)"
    else:
        net, tax = f"G{row}", f"ROUND(G{row}*F{row},2)"
    put_row(sheet, row, (Formula(net), Formula(tax)), _MONEY, column=PART_NET)


def _write_axes(sheet: Sheet, row: int, nets: _Axes, taxes: _Axes) -> None:
    for place, pair in enumerate(zip(nets, taxes, strict=True)):
        values = tuple(ZERO if text == "0" else Formula(text) for text in pair)
        put_row(sheet, row, values, _MONEY, column=AXES + 2 * place)


def _axis_heads(context: Context) -> tuple[str, ...]:
    t = context.t
    names = (t("One-off"), t("Per month"), t("Per year"), t("Term total"))
    return tuple(f"{name}\n{kind}" for name in names for kind in (t("net"), t("tax")))


def _raw_head(context: Context) -> tuple[str, ...]:
    return (context.t("Amount, exact"),) if context.rounds_totals else ()


def _write_groups(
    context: Context,
    sheet: Sheet,
    title: int,
    parameters: Parameters,
    tax_numbers: Mapping[str, int],
    part_rows: tuple[int, int],
) -> tuple[int, int]:
    """Rounding per total: one row per tax code and period; returns its first and last row."""
    t = context.t
    put(sheet, title, 1, t("Totals by tax code and period, taxed once"), HEADING)
    heads = (t("No."), "", t("Tax code"), t("Period"), "", t("VAT rate"), t("Amount"), t("Net"), t("Tax"))
    put_row(sheet, title + 1, (*heads, *_axis_heads(context)), HEADER)
    found = {(part.tax_code, line.period): None for line in context.quote.lines for part in line.parts}
    row = title + 2
    for row, (code, period) in enumerate(found, start=title + 2):
        put_row(sheet, row, (row - title - 1, "", tax_numbers[code], t(labels.PERIODS[period]), ""), CENTRED)
        put(sheet, row, _RATE, Formula(parameters.vat_names[code]), number(BODY, PERCENT))
        raw, numbers, periods = (span(sheet, *part_rows, column) for column in (_RAW, TAX_NUMBER, _PERIOD))
        put(sheet, row, _BASE, Formula(f"ROUND(SUMIFS({raw},{numbers},C{row},{periods},D{row}),2)"), _MONEY)
        _write_split(context, sheet, row)
        _write_axes(sheet, row, spread(f"H{row}", period), spread(f"I{row}", period))
    return title + 2, row
