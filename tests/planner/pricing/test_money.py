from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.pricing.money import rmb_capitals, to_fen


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.345", "2.35"), ("2.34499999", "2.34"), ("1E+3", "1000.00")],
)
def test_to_fen_rounds_half_away_from_zero(amount: str, expected: str):
    assert str(to_fen(Decimal(amount))) == expected


def test_to_fen_has_no_negative_zero():
    assert str(to_fen(Decimal("-0.004"))) == "0.00"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", "零元整"),
        ("-0.004", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角"),
        ("0.56", "伍角陆分"),
        ("1", "壹元整"),
        ("1.5", "壹元伍角"),
        ("1.05", "壹元零伍分"),
        ("10", "壹拾元整"),
        ("10.55", "壹拾元伍角伍分"),
        ("105", "壹佰零伍元整"),
        ("1005.30", "壹仟零伍元叁角"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("10000", "壹万元整"),
        ("10001", "壹万零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("107000", "壹拾万柒仟元整"),
        ("100500", "壹拾万零伍佰元整"),
        ("1000000", "壹佰万元整"),
        ("20030040.05", "贰仟零叁万零肆拾元零伍分"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("110000000", "壹亿壹仟万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("1000000000001", "壹万亿零壹元整"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("0.995", "壹元整"),
        ("-325.04", "负叁佰贰拾伍元零肆分"),
        ("-0.5", "负伍角"),
    ],
)
def test_capitals(amount: str, expected: str):
    assert rmb_capitals(Decimal(amount)) == "人民币" + expected


@pytest.mark.parametrize("amount", ["1E+16", "9999999999999999.995", "-1E+16", "NaN", "Infinity"])
def test_capitals_refuse_what_they_cannot_write(amount: str):
    with pytest.raises(ValueError, match="capitals"):
        rmb_capitals(Decimal(amount))


_VALUES = {"零": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def _read_integer(text: str) -> int:
    """An independent reader of capitals: 亿 binds last, 万 before it."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in text:
            upper, lower = text.rsplit(unit, 1)
            return _read_integer(upper) * size + _read_integer(lower)
    total = digit = 0
    for character in text:
        if character in _VALUES:
            digit = _VALUES[character]
        else:
            total += digit * _UNITS[character]
            digit = 0
    return total + digit


@given(st.integers(min_value=1, max_value=10**18 - 1))
def test_capitals_read_back_to_the_amount(total_fen: int):
    text = rmb_capitals(Decimal(total_fen) / 100).removeprefix("人民币")
    yuan, rest = text.split("元") if "元" in text else ("", text)
    rest = rest.removesuffix("整").removeprefix("零")
    jiao, fen = rest.split("角") if "角" in rest else ("", rest)
    read = _read_integer(yuan) * 100 + _VALUES.get(jiao, 0) * 10 + _VALUES.get(fen.removesuffix("分"), 0)
    assert read == total_fen
    assert "零零" not in text
    assert text.endswith("整") == (total_fen % 100 == 0)
