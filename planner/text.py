"""From codes and English source strings to sentences, numbers, money and dates in the reader's language.

One mechanism for window, command line and exporters. The language is an argument and never a global, so that one
process writes a Chinese and an English workbook. Marking strings for extraction (`python -m resources.i18n.tool`):

- `tr(lang, "Saved {name}", name=...)`, `trn(lang, "{n} cell", "{n} cells", n)`, `trc(lang, "radio", "Band")`;
- with a `Translator` named `t` (also `self.t`, `self._t`): `t("Saved {name}", name=...)`, `t.plural(...)`,
  `t.context(...)`;
- `N_("Text")` for constants that are translated later;
- codes of the engine stand with their English sentence in `planner.text_codes` and are translated by `translate`.

Never put an f-string, `+` or `%` into these calls: the extractor sees the template only. Pass parameters.
"""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from string import Formatter
from types import MappingProxyType
from typing import Any

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern

from planner.text_codes import MESSAGES
from resources import RESOURCES_DIR

#: Languages of the program, as `--lang` and the settings name them.
LANGUAGES = ("zh", "en")

_LOCALES = MappingProxyType({"zh": "zh_CN", "en": "en_US"})
_MISSING = "–"
#: From here on numbers are shown as powers of ten: Babel rounds within the 28 digits of decimal's context.
_BEYOND_DIGITS = 1e20
_CURRENCY_SIGNS = MappingProxyType({"CNY": "¥", "USD": "US$", "EUR": "€", "HKD": "HK$"})
_NO_PARAMS: Mapping[str, object] = MappingProxyType({})


def N_(source: str) -> str:  # noqa: N802 - gettext's own name for a marked but not yet translated string
    """Mark an English source string for extraction; returns it unchanged."""
    return source


@lru_cache(maxsize=64)
def normalise_language(lang: str) -> str:
    """The program's language ("zh" or "en") for any usual spelling; whatever isn't Chinese reads English.

    >>> normalise_language("zh_CN.UTF-8"), normalise_language("zh-Hans"), normalise_language("de_DE")
    ('zh', 'zh', 'en')
    """
    return "zh" if lang.lower().replace("-", "_").split(".")[0].split("_")[0] == "zh" else "en"


def system_language(environ: Mapping[str, str] = os.environ) -> str:
    """The language the environment asks for, in gettext's order of variables; English if it asks for nothing.

    >>> system_language({"LANG": "zh_CN.UTF-8"}), system_language({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return normalise_language(environ[name])
    if os.name == "nt" and environ is os.environ:
        import locale

        return "zh" if (locale.getlocale()[0] or "").startswith("Chinese") else "en"
    return "en"


def translate(text: str, params: Mapping[str, object] = _NO_PARAMS, lang: str = "en") -> str:
    """The sentence for a registered code (or an English source string) with its parameters, in `lang`.

    Placeholders are `{name}` or `{name:format}`. Floats without a format show at most three decimals in the
    language's style; `{name:tr}` translates the parameter itself, a code or a marked string. A parameter that is
    missing stays visible as `{name}`: this is the last stop of every error and must not raise another.

    >>> translate("Saved {name} in {seconds} s", {"name": "port.c5g", "seconds": 0.25}, "en")
    'Saved port.c5g in 0.25 s'
    """
    return _fill(_lookup(MESSAGES.get(text, text), "", lang), params, lang)


def tr(lang: str, source: str, /, **params: object) -> str:
    """The English source string in `lang`, with its parameters filled in (see `translate`)."""
    return _fill(_lookup(source, "", lang), params, lang)


def trn(lang: str, singular: str, plural: str, n: int, /, **params: object) -> str:
    """The form for `n` things, with `{n}` filled in. Chinese has one form, English two.

    >>> trn("en", "{n} file", "{n} files", 1), trn("en", "{n} file", "{n} files", 3)
    ('1 file', '3 files')
    """
    english = singular if n == 1 else plural
    source = english if normalise_language(lang) == "en" else _lookup(singular, "", lang, fallback=english)
    return _fill(source, {"n": n, **params}, lang)


def trc(lang: str, context: str, source: str, /, **params: object) -> str:
    """Like `tr`, for a word whose translation depends on its context (a frequency band, a band of prices)."""
    return _fill(_lookup(source, context, lang), params, lang)


def pick(obj: object, lang: str, field: str = "name") -> str:
    """The text of a catalogue entry that carries `<field>_zh` and `<field>_en`; the other one where one is empty.

    >>> from types import SimpleNamespace
    >>> pick(SimpleNamespace(name_zh="端口", name_en="Port"), "en")
    'Port'
    """
    first, second = ("zh", "en") if normalise_language(lang) == "zh" else ("en", "zh")
    return str(getattr(obj, f"{field}_{first}") or getattr(obj, f"{field}_{second}"))


def format_number(value: float | Decimal, lang: str, digits: int | None = 0) -> str:
    """A number with thousands separators and `digits` decimals (None: as many as needed, at most three).

    Decimals round half up as invoices do, floats half to even. NaN and infinity show as a dash: no figure, no lie.

    >>> format_number(1234567.891, "en", 1), format_number(2.50, "zh", None), format_number(float("nan"), "zh")
    ('1,234,567.9', '2.5', '–')
    """
    if not math.isfinite(value):
        return _MISSING
    if abs(value) >= _BEYOND_DIGITS:
        return f"{value:.3g}"  # a mistake in the data; more digits than decimals can be rounded with
    if isinstance(value, Decimal) and digits is not None:
        value = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    pattern, locale = _pattern("#,##0.###" if digits is None else "#,##0" + "." * (digits > 0) + "0" * digits, lang)
    shown = pattern.apply(value, locale)
    return shown if shown.strip("-0,.") else shown.lstrip("-")  # no minus zero


def format_percent(share: float, lang: str, digits: int = 1) -> str:
    """A share (0 to 1) in percent.

    >>> format_percent(0.97345, "zh")
    '97.3%'
    """
    return f"{format_number(share * 100.0, lang, digits)}%" if math.isfinite(share) else _MISSING


def format_money(amount: Decimal, lang: str, currency: str = "CNY", digits: int = 2) -> str:
    """An amount with its currency sign; a plain ¥ for CNY in both languages, since a quote has no second yen.

    >>> format_money(Decimal("3482600"), "zh"), format_money(Decimal("-0.5"), "en", "USD")
    ('¥3,482,600.00', '-US$0.50')
    """
    sign = _CURRENCY_SIGNS.get(currency, f"{currency} ")
    number = format_number(amount, lang, digits)
    return f"-{sign}{number[1:]}" if number.startswith("-") else f"{sign}{number}"


def format_date(day: date, lang: str, style: str = "long") -> str:
    """A date in the language's own style ("short", "medium" or "long").

    >>> format_date(date(2026, 11, 20), "zh"), format_date(date(2026, 11, 20), "en")
    ('2026年11月20日', 'November 20, 2026')
    """
    from babel.dates import format_date as babel_format_date

    return babel_format_date(day, style, locale=_locale(lang))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Translator:
    """The functions of this module bound to one language; windows and exporters keep one and name it `t`."""

    lang: str

    def __call__(self, source: str, /, **params: object) -> str:
        """See `tr`."""
        return tr(self.lang, source, **params)

    def plural(self, singular: str, plural: str, n: int, /, **params: object) -> str:
        """See `trn`."""
        return trn(self.lang, singular, plural, n, **params)

    def context(self, context: str, source: str, /, **params: object) -> str:
        """See `trc`."""
        return trc(self.lang, context, source, **params)

    def code(self, code: str, params: Mapping[str, object] = _NO_PARAMS) -> str:
        """See `translate`."""
        return translate(code, params, self.lang)

    def pick(self, obj: object, field: str = "name") -> str:
        """See `pick`."""
        return pick(obj, self.lang, field)

    def number(self, value: float | Decimal, digits: int | None = 0) -> str:
        """See `format_number`."""
        return format_number(value, self.lang, digits)

    def percent(self, share: float, digits: int = 1) -> str:
        """See `format_percent`."""
        return format_percent(share, self.lang, digits)

    def money(self, amount: Decimal, currency: str = "CNY", digits: int = 2) -> str:
        """See `format_money`."""
        return format_money(amount, self.lang, currency, digits)

    def date(self, day: date, style: str = "long") -> str:
        """See `format_date`."""
        return format_date(day, self.lang, style)


class _ParamFormatter(Formatter):
    """`str.format` for sentences: locale-aware floats, `:tr` for parameters that are texts, holes left visible."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        """The parameter, or a stand-in that prints as `{name}`; no attribute or index access into parameters."""
        return kwargs.get(field_name, _Hole(field_name)), field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        """One parameter as text."""
        if format_spec == "tr":
            return translate(str(value), lang=self._lang)
        if not format_spec and isinstance(value, float | Decimal):
            return format_number(value, self._lang, None)
        try:
            return format(value, format_spec)
        except (ValueError, TypeError):
            return str(value)


class _Hole(str):
    __slots__ = ()

    def __format__(self, _spec: str) -> str:
        return "{" + str(self) + "}"


def _fill(template: str, params: Mapping[str, object], lang: str) -> str:
    if "{" not in template and "}" not in template:
        return template
    return _ParamFormatter(lang).vformat(template, (), params)


def _lookup(source: str, context: str, lang: str, fallback: str | None = None) -> str:
    found = _catalogue(normalise_language(lang)).get((context, source), "")
    return found or (source if fallback is None else fallback)


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(lang: str) -> Mapping[tuple[str, str], str]:
    """(context, source) -> translation. Read from the .po itself (30 ms for 1500 entries): no compiled file to lose."""
    if lang == "en":
        return {}
    from babel.messages.pofile import read_po

    path = RESOURCES_DIR / "i18n" / _LOCALES[lang] / "LC_MESSAGES" / "campus5g.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    texts: dict[tuple[str, str], str] = {}
    for message in catalogue:
        source = message.id if isinstance(message.id, str) else message.id[0]
        target = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
        if source and target and not message.fuzzy:
            texts[message.context or "", source] = target
    return MappingProxyType(texts)


@lru_cache(maxsize=8)
def _locale(lang: str) -> Locale:
    return Locale.parse(_LOCALES[normalise_language(lang)])


@lru_cache(maxsize=64)
def _pattern(pattern: str, lang: str) -> tuple[NumberPattern, Locale]:
    return parse_pattern(pattern), _locale(lang)
