"""Text files of unknown encoding, as they arrive: UTF-8, GB18030 from Chinese tools, Latin-1 from old European ones."""

import codecs
import re
from pathlib import Path

from planner.errors import FileError
from planner.text import N_

#: Texts of the operating system's usual refusals; they reach the reader through `{reason:tr}`.
SYSTEM_REASONS = (
    N_("Permission denied"),
    N_("No space left on device"),
    N_("File too large"),
    N_("Read-only file system"),
    N_("No such file or directory"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File name too long"),
    N_("Disk quota exceeded"),
    N_("Input/output error"),
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
#: A character outside ASCII as GB2312 writes it: both bytes high. Latin-1 letters stand alone between ASCII ones.
_GB2312_RUN = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])+")
#: Accented letters of western languages mostly stand alone, which no East Asian encoding and no Cyrillic does.
_ALONE_SHARE = 0.7
_CANDIDATES = ["cp1252", "latin_1", "gb18030", "big5", "cp932", "cp1251"]
_SAMPLE_BYTES = 65536


def read_bytes(path: Path, *, limit_mb: int) -> bytes:
    """A file's content. Raises `FileError` "file-missing", "cannot-read", "file-too-large" or "file-empty"."""
    try:
        if path.stat().st_size > limit_mb * 2**20:
            raise FileError("file-too-large", file=path.name, limit_mb=limit_mb)
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileError("file-missing", file=str(path)) from None
    except OSError as problem:
        raise FileError("cannot-read", file=str(path), reason=problem.strerror or str(problem)) from problem
    if not content.strip():
        raise FileError("file-empty", file=path.name)
    return content


def decode(content: bytes, *, source: str, encoding: str | None = None) -> tuple[str, str]:
    """Text and the name of its encoding: the stated one, else a byte-order mark, UTF-8, GB18030, or the likeliest.

    Raises `FileError` "unknown-encoding" for a stated encoding that doesn't exist, "cannot-decode" for one that the
    bytes don't fit.
    """
    name = encoding or next((name for mark, name in _BOMS if content.startswith(mark)), "")
    if name:
        try:
            return content.decode(name), codecs.lookup(name).name
        except LookupError:
            raise FileError("unknown-encoding", file=source, encoding=name) from None
        except UnicodeDecodeError as problem:
            raise FileError("cannot-decode", file=source, encoding=name, position=problem.start) from None
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        guessed = _guess(content)
    return content.decode(guessed, errors="replace"), guessed


def _guess(content: bytes) -> str:
    """The likeliest encoding of bytes that aren't UTF-8."""
    runs = _HIGH_RUN.findall(content)
    paired = sum(len(run) for run in runs if len(run) % 2 == 0 and _GB2312_RUN.fullmatch(run))
    if paired >= 0.8 * sum(map(len, runs)) and _decodes(content, "gb18030"):
        return "gb18030"
    alone = sum(len(run) == 1 for run in runs)
    if alone >= _ALONE_SHARE * len(runs):
        return "cp1252" if _decodes(content, "cp1252") else "latin-1"
    sample = b"\n".join(line for line in content.splitlines() if _HIGH_RUN.search(line))[:_SAMPLE_BYTES]
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    for name in (best.encoding if best else "", "cp1252"):
        if name and _decodes(content, name):
            return "latin-1" if name in ("latin_1", "iso8859_1") else name
    return "latin-1"


def _decodes(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return False
    return True
