import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import FileError
from planner.io.encoding import decode, read_bytes

CHINESE = "站名,方位角\n集装箱码头一号站,120\n岸桥远控中心,240\n"
GERMAN = "name,höhe\nGebäude am Köhlbrand,12\nStraße,0\n"


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "gb18030", "gb18030"),
        (GERMAN, "utf-8", "utf-8"),
        ("plain ascii", "ascii", "utf-8"),
    ],
)
def test_encodings_are_found(text: str, written: str, found: str) -> None:
    assert decode(text.encode(written), source="x") == (text, found)


@pytest.mark.parametrize("text", [GERMAN, "Gebäude", "Containerbrücke Süd", "é"])
def test_latin_1_is_read_right_whatever_it_is_called(text: str) -> None:
    decoded, found = decode(text.encode("latin-1"), source="x")
    assert decoded == text
    assert found in ("latin-1", "cp1252")


@given(st.text(alphabet=[chr(code) for code in range(0x4E00, 0x9FA6)], min_size=2, max_size=30))
def test_gb2312_text_is_never_taken_for_latin_1(text: str) -> None:
    try:
        content = text.encode("gb2312")
    except UnicodeEncodeError:
        return
    decoded, found = decode(content, source="x")
    if found != "utf-8":  # a few words are valid UTF-8 too; nothing can tell those
        assert (decoded, found) == (text, "gb18030")


@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_without_an_error_unless_a_mark_lies(content: bytes) -> None:
    if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    text, name = decode(content, source="x")
    assert codecs.lookup(name)
    assert isinstance(text, str)


def test_a_stated_encoding_wins_and_is_checked() -> None:
    assert decode("é".encode("latin-1"), source="x", encoding="latin-1") == ("é", "iso8859-1")
    for encoding, code in (("utf-8", "cannot-decode"), ("klingon", "unknown-encoding")):
        with pytest.raises(FileError) as caught:
            decode(b"\xe9", source="x", encoding=encoding)
        assert caught.value.code == code


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b" \n")
    (tmp_path / "large").write_bytes(b"x" * (2**20 + 1))
    for name, code in (
        ("none", "file-missing"),
        ("empty", "file-empty"),
        ("large", "file-too-large"),
        ("", "cannot-read"),
    ):
        with pytest.raises(FileError) as caught:
            read_bytes(tmp_path / name, limit_mb=1)
        assert caught.value.code == code
