"""Commercial choices of a scheme: structure, product mode, add-ons, discounts, term, tax treatment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar


class Rounding(StrEnum):
    """Where tax is rounded: on every line, or once on each tax rate's total."""

    LINE = "line"
    TOTAL = "total"


class TaxTreatment(StrEnum):
    """Whether the list prices of a price book are without or with tax: the book says so, nobody reinterprets it."""

    NET = "net"
    GROSS = "gross"


class Acquisition(StrEnum):
    """Whether terminals and platform are bought or rented."""

    BUY = "buy"
    RENT = "rent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commercial:
    """What is offered and how. Discount rates are the share of the price that stays: 0.9 is 九折.

    `price_book` is the sha256 of an embedded book (an asset of the project), so that an old quote reproduces; empty:
    none yet.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    structure: str = "baf"
    mode: str = ""
    add_ons: tuple[str, ...] = ()
    term_months: int = 36
    item_discounts: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    group_discounts: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    quote_discount: Decimal = Decimal(1)
    rounding: Rounding = Rounding.LINE
    acquisition: Acquisition = Acquisition.BUY
    quote_number: str = ""
    quote_date: date = date(2026, 1, 1)
    valid_days: int = 30
    price_book: str = ""
