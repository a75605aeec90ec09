"""Sheet 参数: the open inputs under names (term, discounts, VAT) and the price tables the items refer to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from planner.io.workbook import labels
from planner.io.workbook.cells import (
    BODY,
    GROUP,
    HEADER,
    HEADING,
    NOTE,
    PERCENT,
    QUANTITY,
    TEXT,
    WHOLE,
    Sheet,
    address,
    entry,
    number,
    put,
    put_row,
    span,
)
from planner.io.workbook.context import Context
from planner.io.workbook.methods import TERM_NAME, TableRef, table_rows
from planner.io.workbook.pages import finish, set_widths, write_title
from planner.pricing.quote import MAX_TERM_MONTHS
from planner.pricing.tiers import Method, MinCommit, Package, PercentOf

QUOTE_DISCOUNT_NAME = "QuoteDiscount"
VALUE_COLUMN = 2
ONE = Decimal(1)
#: Rates offered in the list of a VAT cell; others may be typed after a warning.
COMMON_VAT = (Decimal("0"), Decimal("0.03"), Decimal("0.06"), Decimal("0.09"), Decimal("0.13"))
_PRICES = frozenset({"unit_price", "flat_fee", "step", "package_price", "base", "cap"})
_MANY_ROWS = frozenset({"above", "months"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Where the inputs stand: names of groups and tax codes, addresses of item discounts, price tables by item."""

    group_names: Mapping[str, str]
    vat_names: Mapping[str, str]
    item_discounts: Mapping[str, str]
    tables: Mapping[str, TableRef]


@dataclass(slots=True)
class _Writer:
    """The sheet while it is written from top to bottom, with the names given so far."""

    context: Context
    sheet: Sheet
    row: int = 1
    names: set[str] = field(default_factory=set[str])

    def heading(self, text: str) -> None:
        put(self.sheet, self.row + 1, 1, text, HEADING)
        self.row += 2

    def value(self, label: str, value: object, number_format: str, note: str = "") -> str:
        """An input with its label; returns its address."""
        put(self.sheet, self.row, 1, label, TEXT)
        put(self.sheet, self.row, VALUE_COLUMN, value, entry(number_format))
        put(self.sheet, self.row, VALUE_COLUMN + 1, note, NOTE)
        self.row += 1
        return address(self.sheet, self.row - 1, VALUE_COLUMN)

    def named(self, name: str, place: str) -> str:
        """Give a workbook-wide name to a cell; a name that is taken gets a number."""
        base, serial = re.sub(r"[^A-Za-z0-9_]", "_", name), 1
        while (unique := base if serial == 1 else f"{base}_{serial}").lower() in self.names:
            serial += 1
        self.names.add(unique.lower())
        self.sheet.parent.defined_names[unique] = DefinedName(unique, attr_text=place)
        return unique


def write(context: Context, sheet: Sheet) -> Parameters:
    """Fill the sheet; returns where everything stands."""
    t, terms = context.t, context.quote.terms
    set_widths(sheet, (46, 14, 14, 14, 14, 14, 14))
    write_title(context, sheet, t("Parameters"))
    put(sheet, 2, 1, t("Coloured cells are inputs: the whole workbook follows them."), NOTE)
    writer = _Writer(context=context, sheet=sheet, row=3)

    put(sheet, 3, 1, t("Terms"), HEADING)
    writer.row = 4
    months = writer.value(t("Contract term, months"), terms.term_months, WHOLE, t("1 to {n}", n=MAX_TERM_MONTHS))
    writer.named(TERM_NAME, months)
    paid = t("share of the price that is paid: 85 % is 15 % off")
    discount = writer.value(t("Discount on the whole quote"), terms.quote_discount, PERCENT, paid)
    writer.named(QUOTE_DISCOUNT_NAME, discount)
    term_check = DataValidation(type="whole", operator="between", formula1="1", formula2=str(MAX_TERM_MONTHS))
    _attach(sheet, term_check, [months], t("Enter whole months from 1 to {n}.", n=MAX_TERM_MONTHS))

    groups = _group_discounts(writer)
    vat_names = _vat(writer)
    items = _item_discounts(writer)
    shares = DataValidation(type="decimal", operator="between", formula1="0", formula2="1")
    _attach(sheet, shares, [discount, *groups.values(), *items.values()], t("Enter a share from 0 to 100 %."))
    group_names = {code: writer.named(f"GroupDiscount_{code}", place) for code, place in groups.items()}
    tables = _price_tables(writer)
    finish(context, sheet, frozen="A4")
    return Parameters(group_names=group_names, vat_names=vat_names, item_discounts=items, tables=tables)


def _group_discounts(writer: _Writer) -> dict[str, str]:
    context = writer.context
    writer.heading(context.t("Discounts by group"))
    given = context.quote.terms.group_discounts
    used = {line.category for line in context.all_lines}
    return {
        term.code: writer.value(context.t.pick(term), given.get(term.code, ONE), PERCENT)
        for term in context.structure.categories
        if term.code in used
    }


def _vat(writer: _Writer) -> dict[str, str]:
    context, t = writer.context, writer.context.t
    writer.heading(t("VAT rates"))
    rates = {part.tax_code: part.rate for line in context.all_lines for part in line.parts}
    places: dict[str, str] = {}
    for code, rate in sorted(rates.items()):
        tax_code = context.book.tax_codes[code]
        note = "" if tax_code.settled else t("category not settled: to be confirmed by the tax department")
        places[code] = writer.value(t.pick(tax_code), rate, PERCENT, note)
    put(writer.sheet, writer.row, 1, t("Common rates"), NOTE)
    for offset, rate in enumerate(COMMON_VAT):
        put(writer.sheet, writer.row, VALUE_COLUMN + offset, rate, number(NOTE, PERCENT))
    last = address(writer.sheet, writer.row, VALUE_COLUMN + len(COMMON_VAT) - 1).rpartition("!")[2]
    choices = DataValidation(type="list", formula1=f"{address(writer.sheet, writer.row, VALUE_COLUMN)}:{last}")
    choices.errorStyle = "warning"
    _attach(writer.sheet, choices, places.values(), t("This is none of the common rates."))
    writer.row += 1
    return {code: writer.named(f"VAT_{code}", place) for code, place in places.items()}


def _item_discounts(writer: _Writer) -> dict[str, str]:
    context, t = writer.context, writer.context.t
    writer.heading(t("Discounts by item"))
    given = context.quote.terms.item_discounts
    return {
        line.code: writer.value(f"{line.code}  {t.pick(line)}", given.get(line.code, ONE), PERCENT)
        for line in context.all_lines
    }


def _price_tables(writer: _Writer) -> dict[str, TableRef]:
    context = writer.context
    writer.heading(context.t("Price tables"))
    tables: dict[str, TableRef] = {}
    for line in context.all_lines:
        method = context.book.items[line.code].method
        needs_table = isinstance(method, MinCommit | Package)  # needed for the quantity, too
        if table_rows(method) and (needs_table or line.code not in context.quote.terms.price_overrides):
            put(writer.sheet, writer.row, 1, f"{line.code}  {context.t.pick(line)}", GROUP)
            tables[line.code] = _price_table(writer, method)
    return tables


def _price_table(writer: _Writer, method: Method) -> TableRef:
    """Method and field names, then the rows; locked, since they are the price book's."""
    t, sheet, rows = writer.context.t, writer.sheet, table_rows(method)
    fields, names = tuple(rows[0]), labels.table_fields(t)
    put_row(sheet, writer.row, tuple(names[name] for name in fields), HEADER, column=VALUE_COLUMN)
    first = writer.row + 1
    for offset, row in enumerate(rows):
        put(sheet, first + offset, 1, _row_label(writer.context, method) if offset == 0 else "", TEXT)
        for column, name in enumerate(fields, start=VALUE_COLUMN):
            value = row[name] if row[name] is not None else t("no limit")
            put(sheet, first + offset, column, value, number(BODY, _format(name)))
    writer.row = first + len(rows) + 1
    columns: dict[str, str] = {}
    for column, name in enumerate(fields, start=VALUE_COLUMN):
        many = not _MANY_ROWS.isdisjoint(fields)
        columns[name] = span(sheet, first, first + len(rows) - 1, column) if many else address(sheet, first, column)
    return TableRef(columns=columns)


def _row_label(context: Context, method: Method) -> str:
    label = context.t(labels.METHODS[method.kind])
    if not isinstance(method, PercentOf):
        return label
    return context.t("{method} (before discounts): {items}", method=label, items=context.listed(method.of_items))


def _format(name: str) -> str:
    return "#,##0.00##" if name in _PRICES else PERCENT if name in ("rate", "share") else QUANTITY


def _attach(sheet: Sheet, validation: DataValidation, places: Iterable[str], message: str) -> None:
    validation.error = message
    validation.showErrorMessage = True
    target: Any = validation
    for place in places:
        target.add(place.rpartition("!")[2].replace("$", ""))
    if str(target.sqref):
        sheet.add_data_validation(validation)
