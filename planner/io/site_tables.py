"""Site lists as rows of text, from CSV of any encoding and delimiter or from XLSX."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from planner.errors import FileError
from planner.io.encoding import decode, read_bytes
from planner.io.site_columns import Row, column_of

MAX_MB = 32
MAX_ROWS = 100_000
#: The heading stands within the first rows; above it may be a title.
_HEADING_ROWS = 15
_EXCEL = (".xlsx", ".xlsm")

Line = tuple[int, Sequence[str]]


def read_rows(
    path: Path, *, sheet: str | None = None, encoding: str | None = None
) -> tuple[tuple[Row, ...], tuple[str, ...], str]:
    """Rows below the heading, headings that name no known column, and the encoding ("xlsx" for workbooks).

    Raises `FileError`: those of reading and decoding, "not-a-table", "no-such-sheet", "formula-without-value",
    "no-heading", "column-twice", "too-many-rows".
    """
    content = read_bytes(path, limit_mb=MAX_MB)
    if path.suffix.lower() in _EXCEL:
        return *_rows(_workbook_lines(content, path.name, sheet), path.name), "xlsx"
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileError("not-a-table", file=path.name)
    text, found = decode(content, source=path.name, encoding=encoding)
    return *_rows(_csv_lines(text, path.name), path.name), found


def _csv_lines(text: str, source: str) -> Iterator[Line]:
    if "\0" in text:
        raise FileError("not-a-table", file=source)
    head = "\n".join(text.splitlines()[:_HEADING_ROWS])
    delimiter = max((",", ";", "\t", "，", "|"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise FileError("not-a-table", file=source) from None


def _workbook_lines(content: bytes, source: str, sheet: str | None) -> Iterator[Line]:
    """Values of a sheet; a second reading tells a formula that was never calculated from an empty cell."""
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks about validations and styles it doesn't keep
            values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except Exception:  # openpyxl raises a dozen unrelated types for a damaged workbook
        raise FileError("not-a-table", file=source) from None
    if sheet is not None and sheet not in values.sheetnames:
        raise FileError("no-such-sheet", file=source, sheet=sheet, known=", ".join(values.sheetnames))
    name = sheet or values.sheetnames[0]
    pairs = zip(values[name].iter_rows(values_only=True), formulas[name].iter_rows(values_only=True), strict=False)
    for number, (row, raw) in enumerate(pairs, start=1):
        for column, (value, formula) in enumerate(zip(row, raw, strict=False)):
            if value is None and isinstance(formula, str) and formula.startswith("="):
                raise FileError("formula-without-value", file=source, cell=f"{_letters(column)}{number}")
        yield number, [_text(value) for value in row]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _letters(column: int) -> str:
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name = chr(ord("A") + rest) + name
        column -= 1
    return name


def _rows(lines: Iterator[Line], source: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    columns, headings, unknown = _heading(lines, source)
    rows: list[Row] = []
    for number, cells in lines:
        values = {column: cells[i] for i, column in columns.items() if i < len(cells)}
        if not any(value.strip() for value in values.values()):
            continue
        if len(rows) >= MAX_ROWS:
            raise FileError("too-many-rows", file=source, limit=MAX_ROWS)
        rows.append(Row(file=source, number=number, values=values, headings=headings))
    return tuple(rows), unknown


def _heading(lines: Iterator[Line], source: str) -> tuple[dict[int, str], dict[str, str], tuple[str, ...]]:
    """Column by position, heading by column, and unknown headings: of the first row that names two columns."""
    for count, (number, cells) in enumerate(lines):
        columns = {i: column for i, cell in enumerate(cells) if (column := column_of(cell))}
        if len(columns) >= 2:
            headings: dict[str, str] = {}
            for i, column in columns.items():
                if column in headings:
                    raise FileError(
                        "column-twice", file=source, row=number, column=headings[column], other=cells[i].strip()
                    )
                headings[column] = cells[i].strip()
            unknown = tuple(cell.strip() for i, cell in enumerate(cells) if i not in columns and cell.strip())
            return columns, headings, unknown
        if count >= _HEADING_ROWS:
            break
    raise FileError("no-heading", file=source)
