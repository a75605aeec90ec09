"""The text encoding of a Shapefile's table: its .cpg file, its language byte, or what the bytes are."""

import codecs
from pathlib import Path

from planner.io.encoding import decode

#: Language driver ids of dBASE that leave no doubt (ESRI's list): GBK, Big5, UTF-8 has none.
_LANGUAGES = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5", 0x13: "cp932", 0x7B: "cp932"}
_SAMPLE_BYTES = 262_144
_MAX_CELLS = 20_000
_CPG = {"936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "950": "big5", "65001": "utf-8", "88591": "latin-1"}


def dbf_encoding(table: Path, cpg: Path | None) -> str:
    """A Python encoding that fits the table's text; what a .cpg says is believed only if the bytes fit it."""
    cells = _text_cells(table)
    stated = _cpg_encoding(cpg) if cpg else ""
    language = _LANGUAGES.get(_byte_at(table, 29), "")
    for name in (stated, language):
        if name and all(_fits(cell, name) for cell in cells):
            return name
    whole = [cell for cell in cells if any(byte > 127 for byte in cell)]
    if all(_fits(cell, "utf-8") for cell in whole):
        return "utf-8"
    return decode(b"\n".join(whole), source=table.name)[1]


def _cpg_encoding(cpg: Path) -> str:
    try:
        text = cpg.read_bytes()[:64].decode("ascii", errors="ignore").strip().lower()
    except OSError:
        return ""
    for candidate in (
        text,
        text.removeprefix("cp"),
        text.removeprefix("ansi").strip(),
        text.removeprefix("oem").strip(),
    ):
        if candidate in _CPG:
            return _CPG[candidate]
    for candidate in (text, f"cp{text}"):
        try:
            return codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
    return ""


def _byte_at(table: Path, offset: int) -> int:
    try:
        with table.open("rb") as file:
            file.seek(offset)
            return (file.read(1) or b"\0")[0]
    except OSError:
        return 0


def _fits(cell: bytes, name: str) -> bool:
    """Whether the cell decodes; a character that the column's width cuts at the end is forgiven."""
    try:
        codecs.getincrementaldecoder(name)().decode(cell, final=False)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _text_cells(table: Path) -> list[bytes]:
    """The values of the character columns at the table's start, without padding; none for a damaged header."""
    try:
        with table.open("rb") as file:
            content = file.read(_SAMPLE_BYTES)
    except OSError:
        return []
    if len(content) < 33:
        return []
    header, width = int.from_bytes(content[8:10], "little"), int.from_bytes(content[10:12], "little")
    columns: list[tuple[int, int]] = []
    names: list[bytes] = []
    start = 1
    for at in range(32, min(header - 1, len(content) - 32), 32):
        if content[at] == 0x0D:
            break
        length = content[at + 16]
        names.append(content[at : at + 11].split(b"\0")[0])
        if content[at + 11 : at + 12] == b"C":
            columns.append((start, start + length))
        start += length
    cells = list(names)
    for row in range(header, len(content) - width + 1, max(width, 1)):
        if width == 0 or len(cells) > _MAX_CELLS:
            break
        cells += [value for begin, end in columns if (value := content[row + begin : row + end].rstrip(b" \0"))]
    return cells
