"""Writing cells: what is a formula, what is text, how it looks, and how wide Chinese is."""

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname

#: openpyxl ships no types for its worksheets.
Sheet = Any

#: On every Windows with Chinese; other systems replace it by their own.
FONT_NAME = "微软雅黑"
MONEY = '#,##0.00;-#,##0.00;"–"'
PRICE = "#,##0.00"
QUANTITY = "#,##0.###"
PERCENT = "0.00%"
SHARE = "0.0%"
WHOLE = "#,##0"
ONE_DECIMAL = "#,##0.0"

TITLE_COLOUR = "1F3864"
GROUP_FILL = "D9E2F3"
TOTAL_FILL = "F2F2F2"
INPUT_FILL = "FFF2CC"
GOOD_FILL = "E2EFDA"
BAD_FILL = "F8CBAD"
MISSING = "–"

MAX_TEXT = 32_767
MAX_SHEET_NAME = 31
#: First characters that make a spreadsheet read a text as a formula, when pasted or re-typed if not when loaded.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SURROGATES = re.compile("[\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Formula(str):
    """A formula of this program, without the equals sign. Any other text stays text, whatever it starts with."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a cell looks; `is_input` colours it and leaves it open in a protected sheet."""

    bold: bool = False
    size: int = 9
    colour: str = "000000"
    fill: str = ""
    align: str = "general"
    wrap: bool = False
    number: str = "General"
    border: bool = True
    is_input: bool = False


BODY = Look()
TEXT = Look(wrap=True, align="left")
CENTRED = Look(wrap=True, align="center")
HEADER = Look(bold=True, colour="FFFFFF", fill=TITLE_COLOUR, wrap=True, align="center")
GROUP = Look(bold=True, fill=GROUP_FILL, align="left")
TOTAL = Look(bold=True, fill=TOTAL_FILL)
TITLE = Look(bold=True, size=16, colour=TITLE_COLOUR, border=False)
HEADING = Look(bold=True, size=11, colour=TITLE_COLOUR, border=False)
NOTE = Look(colour="595959", border=False, align="left")
BANNER = Look(bold=True, size=11, colour="C00000", border=False, align="left")


def number(look: Look, number_format: str) -> Look:
    """The look with a number format, to the right."""
    return replace(look, number=number_format, align="right")


def entry(number_format: str) -> Look:
    """An open input cell."""
    return Look(number=number_format, align="right", colour="1F4E9E", fill=INPUT_FILL, is_input=True)


def put(sheet: Sheet, row: int, column: int, value: object, look: Look = BODY) -> None:
    """Write one cell. Plain strings become explicit text; NaN and infinity show as a dash."""
    cell = sheet.cell(row, column)
    if isinstance(value, Formula):
        cell.value = f"={value}"
    elif isinstance(value, str):
        _put_text(cell, value)
    elif isinstance(value, float) and not math.isfinite(value):
        _put_text(cell, MISSING)
    elif value is not None:
        assert isinstance(value, int | float | Decimal | date)
        cell.value = value
    cell.font = _font(look.bold, look.size, look.colour)
    cell.alignment = _alignment(look.align, look.wrap)
    cell.number_format = look.number
    if look.fill:
        cell.fill = _fill(look.fill)
    if look.border:
        cell.border = _border()
    cell.protection = _protection(not look.is_input)


def put_row(sheet: Sheet, row: int, values: tuple[object, ...], look: Look = BODY, *, column: int = 1) -> None:
    """Write cells side by side in one look."""
    for offset, value in enumerate(values):
        put(sheet, row, column + offset, value, look)


def merged(sheet: Sheet, row: int, first: int, last: int, value: object, look: Look) -> None:
    """Write a value over several columns of one row."""
    for column in range(first, last + 1):
        put(sheet, row, column, value if column == first else None, look)
    if last > first:
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def _put_text(cell: Any, value: str) -> None:
    text = clean_text(value)
    cell.value = text
    cell.data_type = "s"  # openpyxl took a leading "=" for a formula, "#N/A" for an error
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True


def clean_text(value: str) -> str:
    """The text without what XML or a cell can't hold."""
    return _SURROGATES.sub("", ILLEGAL_CHARACTERS_RE.sub("", value))[:MAX_TEXT]


def clean_sheet_name(value: str) -> str:
    """A valid sheet name: no forbidden characters, no apostrophe at the ends, at most 31 characters, never empty.

    >>> clean_sheet_name("'A/B: [1]'")
    'AB 1'
    """
    name = _FORBIDDEN_IN_SHEET_NAMES.sub("", clean_text(value)).strip(" '")[:MAX_SHEET_NAME].strip(" '")
    return name or "Sheet"


def header_text(value: str) -> str:
    """User text for a page header or footer, where "&" starts a command."""
    return clean_text(value).replace("\n", " ")[:60].replace("&", "&&")


def address(sheet: Sheet, row: int, column: int) -> str:
    """Absolute address of a cell, with its sheet."""
    return f"{quote_sheetname(sheet.title)}!${get_column_letter(column)}${row}"


def span(sheet: Sheet, first_row: int, last_row: int, column: int) -> str:
    """Absolute address of part of a column, with its sheet."""
    letter = get_column_letter(column)
    return f"{quote_sheetname(sheet.title)}!${letter}${first_row}:${letter}${last_row}"


def literal(value: str) -> str:
    """A string inside a formula (at most 255 characters, as Excel allows)."""
    return '"' + clean_text(value)[:255].replace('"', '""') + '"'


def figure(value: Decimal) -> str:
    """A number inside a formula."""
    return format(value, "f")


def text_width(text: str) -> int:
    """Width of the widest line in units of a digit's width; Chinese characters count two.

    >>> text_width("网络 5G"), text_width("ab")
    (7, 2)
    """
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n"))


@lru_cache(maxsize=64)
def _font(bold: bool, size: int, colour: str) -> Font:
    return Font(name=FONT_NAME, size=size, bold=bold, color=colour)


@lru_cache(maxsize=32)
def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


@lru_cache(maxsize=16)
def _alignment(horizontal: str, wrap: bool) -> Alignment:
    return Alignment(horizontal=horizontal, vertical="center", wrap_text=wrap)


@lru_cache(maxsize=1)
def _border() -> Border:
    side = Side(style="thin", color="BFBFBF")
    return Border(left=side, right=side, top=side, bottom=side)


@lru_cache(maxsize=2)
def _protection(locked: bool) -> Protection:
    return Protection(locked=locked)
