"""Measurement tables (CSV of any encoding and delimiter, XLSX) as columns: which column is what, and its numbers."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError
from planner.io.encoding import decode, read_bytes
from planner.io.site_columns import plain_word

MAX_MB = 200
#: A workbook takes about twenty times its size in memory and a minute for a million rows.
MAX_WORKBOOK_MB = 64
MAX_ROWS = 1_000_000
#: The heading stands within the first rows; phones write their settings above it.
_HEADING_ROWS = 40
_MAX_COLUMNS = 500
_MAX_TEXT = 60
_EXCEL = (".xlsx", ".xlsm")

#: Names of each column, compared without case, blanks, punctuation and units.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "x_m": ("x", "east", "easting", "东", "东坐标", "x坐标"),
    "y_m": ("y", "north", "northing", "北", "北坐标", "y坐标"),
    "lon": ("lon", "long", "lng", "longitude", "gpslongitude", "gpslon", "经度"),
    "lat": ("lat", "latitude", "gpslatitude", "gpslat", "纬度"),
    "cell": (
        "cell", "cellid", "cellname", "nci", "ci", "cgi", "ncgi", "servingcell", "小区", "小区名", "小区名称",
        "小区标识", "主服小区", "服务小区",
    ),
    "pci": ("pci", "nrpci", "servingpci", "physicalcellid", "物理小区标识", "小区pci"),
    "rsrp_dbm": (
        "rsrp", "ssrsrp", "nrrsrp", "nrssrsrp", "servingrsrp", "servingssrsrp", "csirsrp", "接收功率",
        "参考信号接收功率", "场强", "电平", "信号强度",
    ),
    "sinr_db": ("sinr", "sssinr", "nrsinr", "nrsssinr", "servingsinr", "servingsssinr", "信干噪比", "信噪比"),
    "dl_mbps": (
        "dl", "downlink", "download", "dlrate", "dlthroughput", "downloadspeed", "throughputdl", "下行", "下行速率",
        "下行吞吐率", "下行吞吐量", "下载", "下载速率",
    ),
    "ul_mbps": (
        "ul", "uplink", "upload", "ulrate", "ulthroughput", "uploadspeed", "throughputul", "上行", "上行速率",
        "上行吞吐率", "上行吞吐量", "上传", "上传速率",
    ),
    "device": ("device", "ue", "phone", "terminal", "model", "设备", "终端", "手机", "终端型号", "设备型号"),
    "time": ("time", "timestamp", "datetime", "date", "时间", "时间戳", "采集时间", "测试时间", "日期"),
}  # fmt: skip
_COLUMNS = {name: column for column, names in _NAMES.items() for name in names}
TEXT_COLUMNS = frozenset(("cell", "pci", "device", "time"))
#: Units written without brackets behind a name ("DL Mbps"); bits in thousands or ones are converted.
_UNIT_WORD = re.compile(r"(?:dbm|db|[mkg]?bps|[mkg]bit/?s|[mkg]b/s)$")
_RATE_UNIT = re.compile(r"([kmg])?(?:bps|bit/?s|b/s)", re.IGNORECASE)
_RATE_FACTORS = {"g": 1000.0, "m": 1.0, "k": 0.001, "": 0.000001}
_NUMBER = re.compile(
    r"^([-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*(?:dbm|db|m|米|°|度|[kmg]?bps|[kmg]bit/s)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementTable:
    """Texts by column, each as long as `rows` (numbers of the rows in the file); how the file heads each column.

    `ignored`: headings of no known meaning; `encoding` is "xlsx" for workbooks.
    """

    file: str
    encoding: str
    rows: NDArray[np.int64]
    texts: Mapping[str, Sequence[str]]
    headings: Mapping[str, str]
    ignored: tuple[str, ...]

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column's numbers, NaN where the cell is empty or none; rates in Mbit/s whatever the heading's unit."""
        texts = self.texts[column]
        try:
            values = np.array(texts, dtype=np.float64)
        except ValueError:
            values = np.array([_number(text) for text in texts], dtype=np.float64)
        if column in ("dl_mbps", "ul_mbps"):
            values = values * rate_factor(self.headings[column])
        return values


def column_of(heading: str) -> str:
    """The column that a heading names, "" for none we know.

    >>> column_of("SS-RSRP (dBm)"), column_of("纬度"), column_of("DL Mbps"), column_of("battery")
    ('rsrp_dbm', 'lat', 'dl_mbps', '')
    """
    if len(heading) > _MAX_TEXT:
        return ""
    word = plain_word(heading)
    return _COLUMNS.get(word) or _COLUMNS.get(_UNIT_WORD.sub("", word), "")


def rate_factor(heading: str) -> float:
    """Mbit/s per unit of a rate's column; Mbit/s where its heading names none.

    >>> rate_factor("下行速率(kbps)"), rate_factor("DL")
    (0.001, 1.0)
    """
    match = _RATE_UNIT.search(heading)
    return _RATE_FACTORS[(match[1] or "").lower()] if match else 1.0


def read_measurement_table(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> MeasurementTable:
    """The table of a file.

    Raises `FileError`: those of reading and decoding, "not-a-table", "no-such-sheet", "measurements-no-heading",
    "column-twice", "too-many-rows", "table-without-rows".
    """
    if path.suffix.lower() in _EXCEL:
        content = read_bytes(path, limit_mb=MAX_WORKBOOK_MB)
        return _table(_workbook_lines(content, path.name, sheet), path.name, "xlsx")
    content = read_bytes(path, limit_mb=MAX_MB)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileError("not-a-table", file=path.name)
    text, found = decode(content, source=path.name, encoding=encoding)
    return _table(_csv_lines(text, path.name), path.name, found)


def _csv_lines(text: str, source: str) -> Iterator[tuple[int, Sequence[str]]]:
    if "\0" in text[:65536]:
        raise FileError("not-a-table", file=source)
    head = "\n".join(text[:65536].splitlines()[:_HEADING_ROWS])
    delimiter = max((",", ";", "\t", "，", "|"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise FileError("not-a-table", file=source) from None


def _workbook_lines(content: bytes, source: str, sheet: str | None) -> Iterator[tuple[int, Sequence[str]]]:
    import warnings

    from openpyxl import load_workbook

    _require_sane_zip(content, source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks about validations and styles it doesn't keep
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        names = list(workbook.sheetnames)
        if sheet is None or sheet in names:
            rows = workbook[sheet or names[0]].iter_rows(values_only=True, max_col=_MAX_COLUMNS)
            for number, row in enumerate(rows, start=1):
                yield number, ["" if value is None else str(value) for value in row]
            return
    except (FileError, MemoryError, GeneratorExit):
        raise
    except Exception:  # openpyxl raises a dozen unrelated types for a damaged workbook
        raise FileError("not-a-table", file=source) from None
    raise FileError("no-such-sheet", file=source, sheet=sheet or "", known=", ".join(names))


def _require_sane_zip(content: bytes, source: str) -> None:
    """No workbook that unpacks to gigabytes."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FileError("not-a-table", file=source) from None
    if size > 1024 * 2**20:
        raise FileError("file-too-large", file=source, limit_mb=MAX_WORKBOOK_MB)


def _table(lines: Iterator[tuple[int, Sequence[str]]], source: str, encoding: str) -> MeasurementTable:
    columns, headings, ignored = _heading(lines, source)
    numbers: list[int] = []
    texts: dict[str, list[str]] = {column: [] for column in columns}
    for number, cells in lines:
        count = len(cells)
        row = [cells[at].strip() if at < count else "" for at in columns.values()]
        if not any(row):
            continue
        if len(numbers) >= MAX_ROWS:
            raise FileError("too-many-rows", file=source, limit=MAX_ROWS)
        numbers.append(number)
        for column, text in zip(columns, row, strict=True):
            texts[column].append(text[:_MAX_TEXT])
    if not numbers:
        raise FileError("table-without-rows", file=source)
    return MeasurementTable(
        file=source,
        encoding=encoding,
        rows=np.array(numbers, dtype=np.int64),
        texts=texts,
        headings=headings,
        ignored=ignored,
    )


def _heading(
    lines: Iterator[tuple[int, Sequence[str]]], source: str
) -> tuple[dict[str, int], dict[str, str], tuple[str, ...]]:
    """Position and heading by column, and headings of no known meaning: of the first row that names three columns."""
    for count, (number, cells) in enumerate(lines):
        named = [(column, at) for at, cell in enumerate(cells[:_MAX_COLUMNS]) if (column := column_of(cell))]
        if len(named) >= 3:
            columns: dict[str, int] = {}
            for column, at in named:
                if column in columns:
                    first, second = cells[columns[column]].strip(), cells[at].strip()
                    raise FileError("column-twice", file=source, row=number, column=first, other=second)
                columns[column] = at
            headings = {column: cells[at].strip() for column, at in columns.items()}
            known = set(columns.values())
            ignored = tuple(
                cell.strip()[:_MAX_TEXT]
                for at, cell in enumerate(cells[:_MAX_COLUMNS])
                if at not in known and cell.strip()
            )
            return columns, headings, ignored
        if count >= _HEADING_ROWS:
            break
    raise FileError("measurements-no-heading", file=source)


def _number(text: str) -> float:
    match = _NUMBER.match(text)
    return float(match[1].replace(",", ".")) if match else float("nan")
