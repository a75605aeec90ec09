"""Sheet 分项报价: the lines by category with live amounts; quantities are open inputs."""

from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from planner.io.workbook import labels
from planner.io.workbook import layout as at
from planner.io.workbook.cells import (
    BODY,
    CENTRED,
    GROUP,
    HEADER,
    MONEY,
    NOTE,
    PERCENT,
    PRICE,
    QUANTITY,
    TEXT,
    TOTAL,
    Formula,
    Sheet,
    address,
    entry,
    figure,
    literal,
    merged,
    number,
    put,
    put_row,
)
from planner.io.workbook.columns import heads
from planner.io.workbook.compliance import percent
from planner.io.workbook.context import Context
from planner.io.workbook.layout import Layout
from planner.io.workbook.methods import is_whole_line, largest_quantity, list_price_formula
from planner.io.workbook.pages import finish, set_widths, write_title
from planner.io.workbook.parameters import QUOTE_DISCOUNT_NAME, Parameters
from planner.io.workbook.tax_tables import AXES, PART_NET, PART_TAX
from planner.io.workbook.workings import BILLED, LIST_AMOUNT, PRICED, Workings
from planner.model.commercial import TaxTreatment
from planner.pricing.measure_names import MEASURE_UNITS
from planner.pricing.money import LARGEST_NUMBER
from planner.pricing.pricebook import Period
from planner.pricing.quote_types import QuoteLine
from planner.pricing.tiers import MinCommit, Package, PercentOf

_MONEY = number(BODY, MONEY)
_SUM = number(TOTAL, MONEY)


def write(context: Context, sheet: Sheet, plan: Layout, parameters: Parameters, workings: Workings) -> None:
    """Fill the sheet."""
    t = context.t
    set_widths(sheet, (4.5, 20, 16, 8, 7, 7.5, 12, 8, 12, 7.5, 12, 11, 12.5, 12.5, 12, 13, 13.5, 17))
    write_title(context, sheet, t("Itemised quote"))
    put(sheet, 2, 1, _basis(context), NOTE)
    put_row(sheet, at.ITEMS_FIRST_ROW - 1, tuple(heads(t).values())[: at.REMARK], HEADER)
    for group in plan.groups:
        merged(sheet, group.title_row, 1, at.REMARK, t.pick(group.term), GROUP)
        for line in group.lines:
            _write_line(context, sheet, line, plan, parameters, workings)
        label = t("Subtotal, {name}", name=t.pick(group.term))
        _write_sums(sheet, group.subtotal_row, label, _sum_of_lines(plan, group.lines))
    subtotals = [group.subtotal_row for group in plan.groups]
    label = t("Sum of the lines") if context.rounds_totals else t("Total, with tax")
    _write_sums(sheet, plan.total_row, label, _sum_of_rows(subtotals))
    if context.quote.scenario_lines:
        merged(sheet, plan.scenario_row, 1, at.REMARK, t("Scenario only, in no total"), GROUP)
        for line in context.quote.scenario_lines:
            _write_line(context, sheet, line, plan, parameters, workings)
    last = max([plan.total_row + 2 * context.rounds_totals, *plan.item_rows.values()])
    _check_quantities(context, sheet, plan)
    area = f"A1:{get_column_letter(at.REMARK)}{last}"
    head_row = at.ITEMS_FIRST_ROW - 1
    finish(context, sheet, frozen="C5", title_rows=f"{head_row}:{head_row}", print_area=area)


def write_rounded_total(context: Context, sheet: Sheet, plan: Layout, totals: tuple[str, ...]) -> None:
    """With rounding per total: the difference to the lines' sum and the total itself, from the summary."""
    t = context.t
    letters = [get_column_letter(column) for column in at.AXIS_COLUMNS]
    differences = [f"ROUND({total}-{letter}{plan.total_row},2)" for total, letter in zip(totals, letters, strict=True)]
    _write_sums(sheet, plan.total_row + 1, t("Rounding difference"), differences)
    _write_sums(sheet, plan.total_row + 2, t("Total, with tax"), list(totals))


def _basis(context: Context) -> str:
    t, quote = context.t, context.quote
    prices = t("List prices with tax") if quote.tax_treatment is TaxTreatment.GROSS else t("List prices without tax")
    currency = quote.currency
    return t("{prices}; currency {currency}; the right-hand amounts are with tax", prices=prices, currency=currency)


def _write_line(
    context: Context, sheet: Sheet, line: QuoteLine, plan: Layout, parameters: Parameters, workings: Workings
) -> None:
    t, row, parts = context.t, plan.item_rows[line.code], plan.part_rows[line.code]
    put(sheet, row, at.NUMBER, plan.serials[line.code], CENTRED)
    put_row(sheet, row, (t.pick(line), _specification(context, line, plan)), TEXT, column=at.NAME)
    put(sheet, row, at.QTY, line.quantity, entry(QUANTITY))
    put_row(sheet, row, (_unit(context, line), _period(context, line)), CENTRED, column=at.UNIT)
    put(sheet, row, at.LIST, _list_price(context, line, plan, parameters, workings), number(BODY, PRICE))
    discounts = (parameters.item_discounts[line.code], parameters.group_names[line.category], QUOTE_DISCOUNT_NAME)
    put(sheet, row, at.DISCOUNT, Formula(f"ROUND({'*'.join(discounts)},6)"), number(BODY, PERCENT))
    put(sheet, row, at.PRICE, Formula(f"ROUND(G{row}*H{row},2)"), number(BODY, PRICE))
    names = [parameters.vat_names[part.tax_code] for part in line.parts]
    put(sheet, row, at.RATE, _rate(names), number(BODY, "0.0%"))
    put(sheet, row, at.NET, Formula(f"ROUND(SUM({workings.rows(parts[0], parts[-1], PART_NET)}),2)"), _MONEY)
    put(sheet, row, at.TAX, Formula(f"ROUND(SUM({workings.rows(parts[0], parts[-1], PART_TAX)}),2)"), _MONEY)
    put(sheet, row, at.GROSS, Formula(f"ROUND(K{row}+L{row},2)"), _MONEY)
    for place, column in enumerate(at.AXIS_COLUMNS):
        first = workings.cell(parts[0], AXES + 2 * place)
        last = workings.cell(parts[-1], AXES + 2 * place + 1).rpartition("!")[2]
        put(sheet, row, column, Formula(f"ROUND(SUM({first}:{last}),2)"), _MONEY)
    put(sheet, row, at.REMARK, Formula(_remark(context, line, workings, plan)), TEXT)


def _list_price(
    context: Context, line: QuoteLine, plan: Layout, parameters: Parameters, workings: Workings
) -> Formula | Decimal:
    override = context.quote.terms.price_overrides.get(line.code)
    if override is not None:
        return line.list_price
    method = context.book.items[line.code].method
    base = "0"
    if isinstance(method, PercentOf):
        rows = [plan.line_rows[code] for code in method.of_items if code in plan.line_rows]
        base = "(" + ("+".join(workings.cell(row, LIST_AMOUNT) for row in rows) or "0") + ")"
    billed = workings.cell(plan.line_rows[line.code], BILLED)
    price = list_price_formula(method, billed, parameters.tables.get(line.code), base)
    return Formula(price) if isinstance(price, str) else price


def _rate(names: list[str]) -> Formula:
    """The rate, or all of them in one text where a line is split between tax codes."""
    if len(names) == 1:
        return Formula(names[0])
    return Formula('&" / "&'.join(f'ROUND({name}*100,2)&"%"' for name in names))


def _specification(context: Context, line: QuoteLine, plan: Layout) -> str:
    method, label = context.book.items[line.code].method, labels.METHODS.get(line.method)
    if isinstance(method, PercentOf):
        return f"{line.code}\n{_percentage(context, method, plan)}"
    return line.code if label is None else f"{line.code}\n{context.t(label)}"


def _percentage(context: Context, method: PercentOf, plan: Layout) -> str:
    """Of what a percentage is taken: all other lines, or these by number."""
    t, rate = context.t, percent(context.t, float(method.rate))
    charged = {plan.serials[code] for code in method.of_items if code in plan.serials}
    others = {plan.serials[line.code] for line in context.quote.lines if not _is_percentage(context, line)}
    if charged >= others:
        return t("{percent} of the sum of list prices (before discounts)", percent=rate)
    lines = context.listed(_ranges(sorted(charged)))
    return t("{percent} of the list prices (before discounts) of lines {lines}", percent=rate, lines=lines or "–")


def _is_percentage(context: Context, line: QuoteLine) -> bool:
    return isinstance(context.book.items[line.code].method, PercentOf)


def _ranges(numbers: list[int]) -> list[str]:
    """Numbers with neighbours drawn together.

    >>> _ranges([1, 2, 3, 5, 8, 9])
    ['1–3', '5', '8–9']
    """
    runs: list[list[int]] = []
    for number_ in numbers:
        if runs and number_ == runs[-1][-1] + 1:
            runs[-1].append(number_)
        else:
            runs.append([number_])
    return [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def _unit(context: Context, line: QuoteLine) -> str:
    """The unit the quantity is counted in: the measure's where the price book names the line's ("batch"), not a unit's.

    Areas always in km², however the price book spells it.
    """
    method, unit = context.book.items[line.code].method, MEASURE_UNITS.get(line.measure, "")
    counted = is_whole_line(method) and not isinstance(method, PercentOf) and line.measure != "one"
    if unit and (counted or unit == "km2"):
        return labels.units(context.t)[unit]
    return context.t.pick(line, "unit")


def _period(context: Context, line: QuoteLine) -> str:
    """How often it is due; "whole line" where the list price must not be multiplied by the quantity."""
    period = labels.periods(context.t)[line.period]
    if not is_whole_line(context.book.items[line.code].method):
        return period
    return f"{period}\n{context.t('whole line')}"


def _remark(context: Context, line: QuoteLine, workings: Workings, plan: Layout) -> str:
    """Fixed remarks, and live ones: quantity changed, below the minimum, beyond the price table."""
    t, item, cell = context.t, context.book.items[line.code], f"D{plan.item_rows[line.code]}"
    fixed: list[str] = []
    if is_whole_line(item.method):
        fixed.append(t("list price of the whole line, not × quantity"))
    if line.period is Period.USAGE:
        fixed.append(t("expected use"))
    if line.is_scenario:
        fixed.append(t("scenario, in no total"))
    pieces = [literal(t.context("list separator", "; ").join(fixed))]
    changed = literal(t("changed, designed: {n}", n=t.number(line.quantity, None)))
    pieces.append(f'IF({cell}={figure(line.quantity)},""," "&{changed})')
    if item.min_quantity:
        least = literal(t("at least {n} billed", n=t.number(item.min_quantity, None)))
        pieces.append(f'IF({cell}<{figure(item.min_quantity)}," "&{least},"")')
    if isinstance(item.method, Package | MinCommit):
        priced, words = workings.cell(plan.line_rows[line.code], PRICED), _priced_words(context, item.method)
        pieces.append(f'IF({priced}={cell},""," "&{literal(words[0])}&{priced}&{literal(words[1])})')
    limit = largest_quantity(item.method)
    if limit is not None:
        beyond = literal(t("no price above {n}: ask for one", n=t.number(limit, None)))
        billed = workings.cell(plan.line_rows[line.code], BILLED)
        pieces.append(f'IF({billed}>{figure(limit)}," "&{beyond},"")')
    return f"TRIM({'&'.join(pieces)})"


def _priced_words(context: Context, method: Package | MinCommit) -> tuple[str, str]:
    """What stands before and after the priced quantity where it isn't the quantity itself."""
    t = context.t
    # the number is a formula's: its place is marked and cut out
    text = (
        t("charged: {n} packages", n="{n}") if isinstance(method, Package) else t("charged: {n} (commitment)", n="{n}")
    )
    before, _, after = text.partition("{n}")
    return before, after


def _sum_of_lines(plan: Layout, lines: tuple[QuoteLine, ...]) -> list[str]:
    first, last = plan.item_rows[lines[0].code], plan.item_rows[lines[-1].code]
    letters = [get_column_letter(column) for column in at.AXIS_COLUMNS]
    return [f"ROUND(SUM({letter}{first}:{letter}{last}),2)" for letter in letters]


def _sum_of_rows(rows: list[int]) -> list[str]:
    letters = [get_column_letter(column) for column in at.AXIS_COLUMNS]
    return ["ROUND(" + ("+".join(f"{letter}{row}" for row in rows) or "0") + ",2)" for letter in letters]


def _write_sums(sheet: Sheet, row: int, label: str, sums: list[str]) -> None:
    merged(sheet, row, 1, at.GROSS, label, TOTAL)
    put_row(sheet, row, tuple(Formula(formula) for formula in sums), _SUM, column=at.ONE_OFF)
    put(sheet, row, at.REMARK, "", TOTAL)


def _check_quantities(context: Context, sheet: Sheet, plan: Layout) -> None:
    for line in context.all_lines:
        limit = largest_quantity(context.book.items[line.code].method) or LARGEST_NUMBER
        check = DataValidation(type="decimal", operator="between", formula1="0", formula2=figure(limit))
        shown = context.t.number(limit, None)
        check.error = context.t("Enter a quantity from 0 to {limit}.", limit=shown)
        check.showErrorMessage = True
        check.add(address(sheet, plan.item_rows[line.code], at.QTY).rpartition("!")[2].replace("$", ""))
        sheet.add_data_validation(check)
