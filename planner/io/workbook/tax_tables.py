"""The tables of the workings that split amounts by tax code and spread them over the axes."""

from collections.abc import Mapping

from planner.io.workbook import labels
from planner.io.workbook.cells import (
    BODY,
    CENTRED,
    HEADER,
    HEADING,
    MONEY,
    PERCENT,
    Formula,
    Sheet,
    number,
    put,
    put_row,
    span,
)
from planner.io.workbook.columns import axis_names, heads
from planner.io.workbook.context import Context
from planner.io.workbook.layout import Layout
from planner.io.workbook.methods import TERM_NAME
from planner.io.workbook.parameters import Parameters
from planner.model.commercial import TaxTreatment
from planner.pricing.money import ZERO
from planner.pricing.pricebook import Period

# columns of both tables: the axes stand in the same columns
TAX_NUMBER, _PERIOD, _SHARE, _RATE, _BASE, PART_NET, PART_TAX = range(3, 10)
AXES = 10  # one-off, month, year, term: net and tax of each, to column 17
RAW = 18
EXACT_LOOK = number(BODY, "#,##0.00###")

_Axes = tuple[str, str, str, str]
_MONEY = number(BODY, MONEY)


def spread(net: str, period: Period) -> _Axes:
    """An amount per period on the four axes, rule 9 of `planner.pricing.quote`; "0" where there is nothing."""
    match period:
        case Period.ONE_OFF:
            return net, "0", "0", net
        case Period.MONTH | Period.USAGE:
            return "0", net, f"ROUND({net}*12,2)", f"ROUND({net}*{TERM_NAME},2)"
        case Period.YEAR:
            return "0", "0", net, _in_proportion(net)


def write_parts(
    context: Context, sheet: Sheet, plan: Layout, parameters: Parameters, tax_numbers: Mapping[str, int]
) -> None:
    """One row for each part of a line: its share, net and tax, on the four axes."""
    t, title = context.t, plan.parts_title_row
    put(sheet, title, 1, t("Amounts by tax code"), HEADING)
    names = _heads(context, item=t("Price item"), share=t("Share"))
    put_row(sheet, title + 1, (*names, *_raw_head(context)), HEADER)
    for line in context.all_lines:
        rows, amount = plan.part_rows[line.code], f"I{plan.line_rows[line.code]}"
        first, last = rows[0], rows[-1]
        for row, part in zip(rows, line.parts, strict=True):
            is_rest = first < row == last
            names = (plan.serials[line.code], line.code, tax_numbers[part.tax_code], labels.periods(t)[line.period])
            put_row(sheet, row, names, CENTRED)
            put(sheet, row, _SHARE, part.share, number(BODY, PERCENT))
            put(sheet, row, _RATE, Formula(parameters.vat_names[part.tax_code]), number(BODY, PERCENT))
            if is_rest:
                base = f"ROUND({amount}-SUM(G{first}:G{row - 1}),2)"
            else:
                base = f"ROUND({amount}*E{row},2)" if first < last else amount
            put(sheet, row, _BASE, Formula(base), _MONEY)
            _write_split(context, sheet, row)
            rule = _rest_of_line(context, rows, line.period) if is_rest else _axes_of_row(context, row, line.period)
            _write_axes(sheet, row, *rule)
            if context.rounds_totals:
                put(sheet, row, RAW, Formula(f"H{plan.line_rows[line.code]}*E{row}"), EXACT_LOOK)


def _axes_of_row(context: Context, row: int, period: Period) -> tuple[_Axes, _Axes]:
    """Net and tax of a row on the axes. A year in proportion follows the figure that is quoted, net or gross."""
    net, tax = spread(f"H{row}", period), spread(f"I{row}", period)
    if period is Period.YEAR and context.quote.tax_treatment is TaxTreatment.GROSS:
        net = (*net[:3], f"ROUND({_in_proportion(f'(H{row}+I{row})')}-Q{row},2)")
    return net, tax


def _rest_of_line(context: Context, rows: tuple[int, ...], period: Period) -> tuple[_Axes, _Axes]:
    """The last tax code takes the rest of a year in proportion, so that the line adds up."""
    net, tax = _axes_of_row(context, rows[-1], period)
    if period is not Period.YEAR:
        return net, tax
    nets, taxes = (f"SUM({letter}{rows[0]}:{letter}{rows[-1]})" for letter in ("H", "I"))
    line_tax = _in_proportion(taxes)
    if context.quote.tax_treatment is TaxTreatment.GROSS:
        line_net = f"{_in_proportion(f'({nets}+{taxes})')}-{line_tax}"
    else:
        line_net = _in_proportion(nets)
    before = [f"SUM({letter}{rows[0]}:{letter}{rows[-2]})" for letter in ("P", "Q")]
    return (*net[:3], f"ROUND({line_net}-{before[0]},2)"), (*tax[:3], f"ROUND({line_tax}-{before[1]},2)")


def _in_proportion(amount: str) -> str:
    return f"ROUND({amount}*{TERM_NAME}/12,2)"


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


def _heads(context: Context, *, item: str, share: str) -> tuple[str, ...]:
    """Heads of both tables; a table without that column leaves it empty."""
    t, words = context.t, heads(context.t)
    first = (words["number"], item, t("Tax code"), words["period"], share)
    amounts = (words["vat_rate"], t("Amount"), words["net"], words["tax"])
    kinds = (words["net"], words["tax"])
    return (*first, *amounts, *(f"{name}\n{kind}" for name in axis_names(t) for kind in kinds))


def _raw_head(context: Context) -> tuple[str, ...]:
    return (context.t("Amount, exact"),) if context.rounds_totals else ()


def write_groups(
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
    put_row(sheet, title + 1, _heads(context, item="", share=""), HEADER)
    found = {(part.tax_code, line.period): None for line in context.quote.lines for part in line.parts}
    row = title + 2
    for row, (code, period) in enumerate(found, start=title + 2):
        put_row(sheet, row, (row - title - 1, "", tax_numbers[code], labels.periods(t)[period], ""), CENTRED)
        put(sheet, row, _RATE, Formula(parameters.vat_names[code]), number(BODY, PERCENT))
        raw, numbers, periods = (span(sheet, *part_rows, column) for column in (RAW, TAX_NUMBER, _PERIOD))
        put(sheet, row, _BASE, Formula(f"ROUND(SUMIFS({raw},{numbers},C{row},{periods},D{row}),2)"), _MONEY)
        _write_split(context, sheet, row)
        _write_axes(sheet, row, *_axes_of_row(context, row, period))
    return title + 2, row
