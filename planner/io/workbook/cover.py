"""Sheet 封面: number, date, parties, validity, signatures, and the price in one line."""

from dataclasses import replace

from planner.io.workbook.cells import (
    GROUP,
    MONEY,
    TEXT,
    TOTAL,
    Formula,
    Look,
    Sheet,
    merged,
    number,
    put,
)
from planner.io.workbook.compliance import counts
from planner.io.workbook.context import Context
from planner.io.workbook.methods import TERM_NAME
from planner.io.workbook.pages import DEMO_MARK, finish, set_widths
from planner.io.workbook.summary import CAPITALS_CURRENCY

_LAST = 6
_TITLE = Look(bold=True, size=22, colour="1F3864", border=False, align="center")
_LABEL = replace(GROUP, size=11, wrap=True)
_TEXT = replace(TEXT, size=11)
_TOTAL = replace(TOTAL, size=11)
_BANNER = Look(bold=True, size=13, colour="C00000", border=False, align="center")


def write(context: Context, sheet: Sheet, total: str, capitals: str) -> None:
    """Fill the sheet; `total` and `capitals`: addresses of the amount over the term with tax."""
    t, project, commercial = context.t, context.project, context.scheme.commercial
    set_widths(sheet, (22, 26, 22, 22, 26, 22))
    sheet.row_dimensions[1].height = 24
    merged(sheet, 2, 1, _LAST, t("Quotation for a 5G private network"), _TITLE)
    sheet.row_dimensions[2].height = 36
    merged(sheet, 3, 1, _LAST, project.name, Look(bold=True, size=14, border=False, align="center", wrap=True))
    if context.book.is_demo:
        text = t("{mark}: every price in this quote is fictional", mark=DEMO_MARK)
        merged(sheet, 4, 1, _LAST, text, _BANNER)
    structure = t.pick(context.structure)
    mode = context.word(context.structure.modes, context.quote.selection.mode)
    add_ons = context.listed(context.word(context.structure.add_ons, code) for code in commercial.add_ons)
    rows: tuple[tuple[str, object, str, object], ...] = (
        (t("Quote number"), context.quote_number or "–", t("Date"), t.date(commercial.quote_date)),
        (t("Customer"), project.customer or "–", t("Supplier"), project.supplier or "–"),
        (t("Scheme"), _scheme_name(context), t("Valid until"), _validity(context)),
        (t("Quote structure"), structure, t("Product mode"), mode or "–"),
        (t("Add-ons"), add_ons or "–", t("Contract term, months"), Formula(TERM_NAME)),
        (t("Requirements"), counts(context), t("Price book"), _price_book(context)),
    )
    for row, (label, value, other_label, other_value) in enumerate(rows, start=6):
        put(sheet, row, 1, label, _LABEL)
        merged(sheet, row, 2, 3, value, _TEXT)
        put(sheet, row, 4, other_label, _LABEL)
        merged(sheet, row, 5, _LAST, other_value, _TEXT)
        sheet.row_dimensions[row].height = 24
    row = 6 + len(rows) + 1
    put(sheet, row, 1, t("Total over the term, with tax"), _LABEL)
    merged(sheet, row, 2, 3, Formula(total), number(_TOTAL, f'"{context.quote.currency} "{MONEY.split(";")[0]}'))
    if context.quote.currency == CAPITALS_CURRENCY:
        put(sheet, row, 4, t("In capitals"), _LABEL)
        merged(sheet, row, 5, _LAST, Formula(capitals), replace(_TOTAL, wrap=True, align="left"))
    sheet.row_dimensions[row].height = 34
    _signatures(context, sheet, row + 2)
    finish(context, sheet)


def _scheme_name(context: Context) -> str:
    """The scheme's name without the word that stands in front of the cell ("方案 方案A")."""
    name = context.scheme.name
    return name.removeprefix(context.t("Scheme")).strip(" :：") or name


def _price_book(context: Context) -> str:
    t, used = context.t, context.quote.provenance
    return t("{name}, version {version}", name=t.pick(used), version=used.version)


def _validity(context: Context) -> str:
    t, days = context.t, context.scheme.commercial.valid_days
    return t("{date} ({days} days)", date=t.date(context.valid_until), days=days)


def _signatures(context: Context, sheet: Sheet, row: int) -> None:
    t = context.t
    for first, party in ((1, t("For the supplier")), (4, t("For the customer"))):
        merged(sheet, row, first, first + 2, party, _LABEL)
        for offset, label in enumerate((t("Company (stamp)"), t("Name"), t("Signature"), t("Date")), start=1):
            put(sheet, row + offset, first, label, _TEXT)
            merged(sheet, row + offset, first + 1, first + 2, "", _TEXT)
            sheet.row_dimensions[row + offset].height = 40 if offset == 1 else 26
