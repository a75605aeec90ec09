"""Sentences, numbers, money and dates in both languages."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import text


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {
        ("", "Saved {name}"): "已保存 {name}",
        ("", "{n} cell"): "{n} 个小区",
        ("radio", "Band"): "频段",
        ("", "yard"): "堆场",
        ("", "No {kind:tr}"): "没有{kind:tr}",
    }
    monkeypatch.setattr(text, "_catalogue", lambda lang: entries if lang == "zh" else {})


@pytest.mark.usefixtures("catalogue")
def test_one_process_speaks_both_languages() -> None:
    assert text.tr("zh", "Saved {name}", name="a.c5g") == "已保存 a.c5g"
    assert text.tr("en", "Saved {name}", name="a.c5g") == "Saved a.c5g"
    assert text.trn("zh", "{n} cell", "{n} cells", 1) == text.trn("zh", "{n} cell", "{n} cells", 1)
    assert [text.trn(lang, "{n} cell", "{n} cells", 2) for lang in ("zh", "en")] == ["2 个小区", "2 cells"]
    assert [text.trc(lang, "radio", "Band") for lang in ("zh", "en")] == ["频段", "Band"]
    assert text.tr("zh", "Band") == "Band"  # a context is no mere comment


@pytest.mark.usefixtures("catalogue")
def test_a_parameter_may_be_a_text_itself() -> None:
    assert text.translate("No {kind:tr}", {"kind": "yard"}, "zh") == "没有堆场"


def test_codes_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MESSAGES", {"zone-outside-map": "Zone {name} lies outside the map"})
    assert text.translate("zone-outside-map", {"name": "Q1"}, "en") == "Zone Q1 lies outside the map"


def test_an_error_text_never_raises_another_error() -> None:
    assert text.translate("{a} and {b.__class__} {c:d}", {"a": 1, "c": "x"}, "en") == "1 and {b.__class__} x"


def test_braces_without_parameters_and_escaped() -> None:
    assert text.tr("en", "{{n}} is kept") == "{n} is kept"


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0, 0, "0"),
        (-0.2, 0, "0"),
        (-1234.5678, 2, "-1,234.57"),
        (float("inf"), 1, "–"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("-0.125"), 2, "-0.13"),
        (1e-9, None, "0"),
        (12.3456, None, "12.346"),
        (1e47, None, "1e+47"),
        (-2.5e30, 1, "-2.5e+30"),
    ],
)
def test_numbers(value: float | Decimal, digits: int | None, shown: str) -> None:
    assert [text.format_number(value, lang, digits) for lang in text.LANGUAGES] == [shown, shown]


def test_money_names_unknown_currencies() -> None:
    assert text.format_money(Decimal("1234.5"), "en", "SGD") == "SGD 1,234.50"
    assert text.format_money(Decimal("-1234567.895"), "zh") == "-¥1,234,567.90"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_loses_no_fen(amount: Decimal) -> None:
    assert Decimal(text.format_money(amount, "zh").replace("¥", "").replace(",", "")) == amount


def test_dates() -> None:
    day = date(2026, 3, 1)
    assert [text.format_date(day, lang, "short") for lang in ("zh", "en")] == ["2026/3/1", "3/1/26"]


def test_pick_falls_back_to_the_other_name() -> None:
    entry = SimpleNamespace(name_zh="集装箱", name_en="", note_zh="", note_en="steel")
    assert text.pick(entry, "en") == "集装箱"
    assert text.pick(entry, "zh", "note") == "steel"


def test_translator_is_the_same_functions_bound_to_a_language() -> None:
    t = text.Translator("zh")
    assert t.money(Decimal("12")) == "¥12.00"
    assert (t.number(1234.5, 1), t.percent(0.5), t.date(date(2026, 3, 1))) == ("1,234.5", "50.0%", "2026年3月1日")
    assert t.code("{n} plain", {"n": 3}) == "3 plain"
