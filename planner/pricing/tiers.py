"""Charging methods: from a quantity to a list price.

Every method comes down to `priced quantity x unit price` (`priced`). Methods whose price is per unit keep the quantity
(flat, area factor, term table), or raise or pack it (minimum commitment, packages); the others (block, volume, slab,
percentage, benefit share) price the line as a whole: priced quantity 1, unit price = the line's amount. Nothing is
rounded here but the whole number of packages.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from planner.pricing.money import ZERO

ONE = Decimal(1)


class BeyondTiersError(ValueError):
    """The quantity lies above the last tier: there is no price for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """Quantities up to and including `up_to` (None: without end), above the tier before."""

    up_to: Decimal | None = None
    unit_price: Decimal = ZERO
    flat_fee: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """quantity x unit price."""

    kind: Literal["flat"] = "flat"
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The whole price (`flat_fee`) of the first tier that holds the quantity."""

    kind: Literal["block"] = "block"
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """All units at the price of the tier reached, plus that tier's flat fee."""

    kind: Literal["volume"] = "volume"
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slab:
    """Each unit at the price of its own bracket, plus the flat fee of every bracket entered."""

    kind: Literal["slab"] = "slab"
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Started packages of `size` units beyond the free ones."""

    kind: Literal["package"] = "package"
    package_price: Decimal
    size: Decimal
    free_units: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class MinCommit:
    """The larger of the quantity and the committed one, at the unit price; due also at quantity 0."""

    kind: Literal["min_commit"] = "min_commit"
    unit_price: Decimal
    committed_quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentOf:
    """`rate` (0.06 is 6 %) of the list amounts of other lines, by item code."""

    kind: Literal["percent_of"] = "percent_of"
    rate: Decimal
    of_items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFactor:
    """area x unit price x the factor of its radio complexity."""

    kind: Literal["area_factor"] = "area_factor"
    unit_price: Decimal
    factor: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPrice:
    """The unit price of a contract of at least `years`."""

    years: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TermTable:
    """The unit price of the longest listed term the contract reaches; the shortest one's below that."""

    kind: Literal["term_table"] = "term_table"
    prices: tuple[TermPrice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitShare:
    """base + share x max(0, benefit - threshold), at most `cap`: a scenario, never part of a firm total."""

    kind: Literal["benefit_share"] = "benefit_share"
    base: Decimal
    share: Decimal
    threshold: Decimal
    cap: Decimal | None = None


Method = Flat | Block | Volume | Slab | Package | MinCommit | PercentOf | AreaFactor | TermTable | BenefitShare


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A list amount as priced quantity x unit price (yuan)."""

    quantity: Decimal
    unit_price: Decimal


def priced(method: Method, quantity: Decimal, *, term_months: int = 12, base: Decimal = ZERO) -> Priced:
    """The list price of `quantity` units.

    `term_months` is the contract's length (term tables only), `base` the sum of list amounts a percentage refers to.
    Raises BeyondTiersError above the last tier, ValueError for a negative quantity.
    """
    if quantity < 0:
        raise ValueError(f"negative quantity {quantity}")
    match method:
        case Flat():
            return Priced(quantity=quantity, unit_price=method.unit_price)
        case AreaFactor():
            return Priced(quantity=quantity, unit_price=method.unit_price * method.factor)
        case TermTable():
            return Priced(quantity=quantity, unit_price=term_price(method, term_months))
        case MinCommit():
            return Priced(quantity=max(quantity, method.committed_quantity), unit_price=method.unit_price)
        case Package():
            packages = (max(ZERO, quantity - method.free_units) / method.size).to_integral_value(ROUND_CEILING)
            return Priced(quantity=packages, unit_price=method.package_price)
        case Block():
            whole = _reached(method.tiers, quantity).flat_fee if quantity else ZERO
        case Volume():
            tier = _reached(method.tiers, quantity)
            whole = quantity * tier.unit_price + tier.flat_fee if quantity else ZERO
        case Slab():
            whole = _slab_amount(method.tiers, quantity)
        case PercentOf():
            whole = base * method.rate
        case BenefitShare():
            whole = method.base + method.share * max(ZERO, quantity - method.threshold)
            whole = whole if method.cap is None else min(whole, method.cap)
    return Priced(quantity=ONE, unit_price=whole)


def amount(method: Method, quantity: Decimal, *, term_months: int = 12, base: Decimal = ZERO) -> Decimal:
    """The list amount of `quantity` units in yuan, not rounded; parameters and errors as for `priced`.

    >>> amount(Package(package_price=Decimal(100), size=Decimal(10)), Decimal(121))
    Decimal('1300')
    """
    result = priced(method, quantity, term_months=term_months, base=base)
    return result.quantity * result.unit_price


def term_price(table: TermTable, term_months: int) -> Decimal:
    """The unit price of the longest term in the table that `term_months` reaches; the shortest term's if none is."""
    by_years = sorted(table.prices, key=lambda entry: entry.years)
    reached = [entry for entry in by_years if entry.years * 12 <= term_months]
    return (reached[-1] if reached else by_years[0]).unit_price


def is_term_too_short(method: Method, term_months: int) -> bool:
    """Whether a term table has no price for so short a contract (the shortest term's price is then used)."""
    return isinstance(method, TermTable) and all(entry.years * 12 > term_months for entry in method.prices)


def _reached(tiers: tuple[Tier, ...], quantity: Decimal) -> Tier:
    for tier in tiers:
        if tier.up_to is None or quantity <= tier.up_to:
            return tier
    raise BeyondTiersError(f"quantity {quantity} is above the last tier")


def _slab_amount(tiers: tuple[Tier, ...], quantity: Decimal) -> Decimal:
    total = ZERO
    start = ZERO
    for tier in tiers:
        if quantity <= start:
            return total
        end = quantity if tier.up_to is None else min(quantity, tier.up_to)
        total += (end - start) * tier.unit_price + tier.flat_fee
        start = end if tier.up_to is None else tier.up_to
    if quantity > start:
        raise BeyondTiersError(f"quantity {quantity} is above the last tier")
    return total
