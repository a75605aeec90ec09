"""Sheet 内部, in the internal file only: cost, floor price and margin by line, and every finding."""

from planner.io.workbook import labels
from planner.io.workbook import layout as at
from planner.io.workbook.cells import (
    BANNER,
    BODY,
    CENTRED,
    HEADER,
    MONEY,
    PERCENT,
    PRICE,
    QUANTITY,
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
from planner.io.workbook.columns import heads
from planner.io.workbook.context import Context
from planner.io.workbook.layout import Layout
from planner.io.workbook.pages import finish, set_widths, write_title
from planner.io.workbook.tax_tables import spread
from planner.io.workbook.terms import all_issues, write_issues
from planner.io.workbook.workings import PRICED, Workings
from planner.pricing.quote_types import QuoteLine

_HEAD_ROW = 4
_COLUMNS = 14
_MONEY = number(BODY, MONEY)
_PRICE = number(BODY, PRICE)


def write(context: Context, sheet: Sheet, items: Sheet, plan: Layout, workings: Workings) -> None:
    """Fill the sheet. Cost and floor price are per unit, with or without tax as the price book's prices are."""
    t = context.t
    set_widths(sheet, (5, 30, 10, 12, 12, 12, 11, 13.5, 13.5, 13.5, 9.5, 14.5, 14.5, 11))
    write_title(context, sheet, t("Internal: cost and margin"))
    note = t("Not for the customer. Cost and floor price on the same basis (tax) as the list prices.")
    put(sheet, 2, 1, note, BANNER)
    words = heads(t)
    prices = (t("Priced quantity"), words["discounted_price"], t("Floor price"), t("Cost"))
    amounts = (t("Floor check"), t("Amount"), t("Cost amount"), t("Margin"), t("Margin rate"))
    ends = (words["over_term"], t("Cost over the term"), t("Certainty of price"))
    put_row(sheet, _HEAD_ROW, (words["number"], words["name"], *prices, *amounts, *ends), HEADER)
    row = _HEAD_ROW
    for row, line in enumerate(context.quote.lines, start=_HEAD_ROW + 1):
        _write_line(context, sheet, row, line, items, plan, workings)
    end = _write_totals(context, sheet, row + 1, _HEAD_ROW + 1, row)
    write_issues(context, sheet, end + 2, t("All findings"), all_issues(context), columns=_COLUMNS)
    finish(context, sheet, frozen=f"C{_HEAD_ROW + 1}", title_rows=f"{_HEAD_ROW}:{_HEAD_ROW}")


def _write_line(
    context: Context, sheet: Sheet, row: int, line: QuoteLine, items: Sheet, plan: Layout, workings: Workings
) -> None:
    t, item = context.t, context.book.items[line.code]
    put(sheet, row, 1, plan.serials[line.code], CENTRED)
    put(sheet, row, 2, t.pick(line), TEXT)
    put(sheet, row, 3, Formula(workings.cell(plan.line_rows[line.code], PRICED)), number(BODY, QUANTITY))
    put(sheet, row, 4, Formula(address(items, plan.item_rows[line.code], at.PRICE)), _PRICE)
    unknown = "–"
    put_row(sheet, row, (_known(item.floor_price, unknown), _known(item.cost, unknown)), _PRICE, column=5)
    below = Formula(f"IF(D{row}<E{row},{literal(t('below the floor'))},{literal(t('passed'))})")
    put(sheet, row, 7, unknown if item.floor_price is None else below, CENTRED)
    put(sheet, row, 8, Formula(f"ROUND(C{row}*D{row},2)"), _MONEY)
    put(sheet, row, 12, Formula(spread(f"H{row}", line.period)[3]), _MONEY)
    if item.cost is not None:
        put(sheet, row, 9, Formula(f"ROUND(C{row}*F{row},2)"), _MONEY)
        put(sheet, row, 10, Formula(f"ROUND(H{row}-I{row},2)"), _MONEY)
        put(sheet, row, 11, Formula(f'IF(H{row}=0,"–",J{row}/H{row})'), number(BODY, PERCENT))
        put(sheet, row, 13, Formula(spread(f"I{row}", line.period)[3]), _MONEY)
    else:
        put_row(sheet, row, (unknown, unknown, unknown), _MONEY, column=9)
        put(sheet, row, 13, unknown, _MONEY)
    put(sheet, row, 14, t(labels.CONFIDENCES[item.confidence]), CENTRED)


def _known(value: object, unknown: str) -> object:
    return unknown if value is None else value


def _write_totals(context: Context, sheet: Sheet, row: int, first: int, last: int) -> int:
    """Over the term: all lines; those with a cost, their cost and margin; those without. Returns the last row."""
    t = context.t
    columns = (f"L{first}:L{last}", f"M{first}:M{last}")
    everything, cost, costed = (
        (f"SUM({columns[0]})", f"SUM({columns[1]})", f'SUMIFS({columns[0]},{columns[1]},">=0")')
        if last >= first
        else ("0", "0", "0")
    )
    with_cost, without = row + 1, row + 5
    sums = (
        (t("Amount over the term, all lines"), f"ROUND({everything},2)"),
        (t("of these, lines with a cost: amount"), f"ROUND({costed},2)"),
        (t("lines with a cost: cost"), f"ROUND({cost},2)"),
        (t("lines with a cost: margin (amount − cost)"), f"ROUND(L{with_cost}-L{with_cost + 1},2)"),
        (t("lines with a cost: margin rate"), f'IF(L{with_cost}=0,"–",L{with_cost + 2}/L{with_cost})'),
        (t("lines without a cost: amount (in no margin)"), f"ROUND(L{row}-L{with_cost},2)"),
    )
    for place, (label, formula) in enumerate(sums):
        merged(sheet, row + place, 1, 11, label, TOTAL)
        look = number(TOTAL, PERCENT if place == 4 else MONEY)
        merged(sheet, row + place, 12, _COLUMNS, Formula(formula), look)
    missed = f"SUMPRODUCT(--(G{first}:G{last}={literal(t('below the floor'))}))" if last >= first else "0"
    merged(sheet, without + 1, 1, 11, t("Floor check of all lines"), TOTAL)
    verdict = f"IF({missed}=0,{literal(t('passed'))},{literal(t('below the floor'))})"
    merged(sheet, without + 1, 12, _COLUMNS, Formula(verdict), TOTAL)
    return without + 1
