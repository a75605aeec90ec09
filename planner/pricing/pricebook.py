"""A price book: items, tax codes and the vocabulary of its quote structures, as values with a content hash.

`cost` and `floor_price` are internal: nothing that reaches a customer may read them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from planner.model.commercial import TaxTreatment
from planner.pricing.tax import TaxCode, TaxShare
from planner.pricing.tiers import Method

Acquisition = Literal["buy", "rent"]
Confidence = Literal["assumed", "indicative", "listed"]


class Period(StrEnum):
    """How often a price is due; USAGE is a price per unit used, its quantity the expected use per month."""

    ONE_OFF = "one_off"
    MONTH = "month"
    YEAR = "year"
    USAGE = "usage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the customer ordered: the quote structure, its product mode, add-ons, and whether terminals are rented."""

    structure: str
    mode: str
    add_ons: frozenset[str] = frozenset()
    acquisition: Acquisition = "buy"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The condition for an item to be charged. An empty field asks nothing; several values of a field mean "any of"."""

    modes: frozenset[str] = frozenset()
    add_ons: frozenset[str] = frozenset()
    acquisition: Acquisition | None = None


ALWAYS = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceItem:
    """One line of a price book. Prices in yuan, net or gross as the book says; `cost` and `floor_price` per unit."""

    code: str
    name_zh: str
    name_en: str
    structure: str
    category: str
    unit_zh: str
    unit_en: str
    period: Period
    measure: str
    method: Method
    tax: tuple[TaxShare, ...]
    when: When = ALWAYS
    min_quantity: Decimal | None = None
    max_quantity: Decimal | None = None
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    cost: Decimal | None = None
    floor_price: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    confidence: Confidence = "assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of a structure's vocabulary: a product mode, an add-on, a category."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A quote structure. `required_measures` must be priced whenever the design has any of them."""

    code: str
    name_zh: str
    name_en: str
    modes: tuple[Term, ...]
    add_ons: tuple[Term, ...]
    categories: tuple[Term, ...]
    required_measures: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """Items, tax codes and structures by code; `sha256` is set by `sealed`. `prices`: with or without tax."""

    book_id: str
    name_zh: str
    name_en: str
    version: str
    currency: str
    is_demo: bool
    prices: TaxTreatment
    source: str
    tax_codes: Mapping[str, TaxCode]
    structures: Mapping[str, Structure]
    items: Mapping[str, PriceItem]
    sha256: str = ""


def applies(when: When, selection: Selection) -> bool:
    """Whether an item with this condition is charged under the selection."""
    return (
        (not when.modes or selection.mode in when.modes)
        and (not when.add_ons or not when.add_ons.isdisjoint(selection.add_ons))
        and (when.acquisition is None or when.acquisition == selection.acquisition)
    )


def content_hash(book: PriceBook) -> str:
    """SHA-256 of everything the book says, whatever file it came from and in whatever order its entries stood."""
    text = json.dumps(_plain(replace(book, sha256="")), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(book: PriceBook) -> PriceBook:
    """The book with its content hash filled in."""
    return replace(book, sha256=content_hash(book))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(entry) for entry in value)
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
