"""VAT: rates by effective date and the split of an amount into net, tax and gross.

Inclusive: tax = round(gross x r / (1 + r)), net = gross - tax. Exclusive: tax = round(net x r), gross = net + tax.
Either way net + tax = gross holds to the fen, also for a line whose amount is shared between several tax codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.model.commercial import TaxTreatment
from planner.pricing.money import ZERO, to_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """A rate as a fraction (0.09 is 9 %), in force from `valid_from` until the next one."""

    valid_from: date
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCode:
    """A tax category. `settled` is False where the sources don't say which category applies: the user sets it."""

    code: str
    name_zh: str
    name_en: str
    rates: tuple[TaxRate, ...]
    settled: bool = True
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxShare:
    """The share (0..1) of a line's amount that falls under a tax code; the shares of a line add to 1."""

    tax_code: str
    share: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount without tax, its tax, and with tax, in yuan; gross = net + tax always."""

    net: Decimal
    tax: Decimal
    gross: Decimal

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.net + other.net, self.tax + other.tax, self.gross + other.gross)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.net - other.net, self.tax - other.tax, self.gross - other.gross)

    def times(self, factor: int) -> "Amount":
        """`factor` equal periods: a whole multiple, so nothing is rounded."""
        return Amount(self.net * factor, self.tax * factor, self.gross * factor)


NOTHING = Amount(ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPart:
    """What one tax code gets of a line's amount per period, split at `rate`."""

    tax_code: str
    rate: Decimal
    share: Decimal
    amount: Amount


def rate_on(tax_code: TaxCode, day: date) -> Decimal | None:
    """The rate in force on `day`, or None before the first one (a visible finding, never a default)."""
    current: TaxRate | None = None
    for entry in tax_code.rates:
        if entry.valid_from <= day and (current is None or entry.valid_from > current.valid_from):
            current = entry
    return None if current is None else current.rate


def rate_changes(tax_code: TaxCode, after: date, until: date) -> tuple[TaxRate, ...]:
    """The rates that come into force after `after` and not later than `until`, by date."""
    found = (entry for entry in tax_code.rates if after < entry.valid_from <= until)
    return tuple(sorted(found, key=lambda entry: entry.valid_from))


def split(amount: Decimal, rate: Decimal, treatment: TaxTreatment) -> Amount:
    """`amount` (yuan; rounded to the fen first) read as net or as gross, with its tax at `rate`.

    >>> split(Decimal("124.40"), Decimal("0.08"), TaxTreatment.GROSS)
    Amount(net=Decimal('115.19'), tax=Decimal('9.21'), gross=Decimal('124.40'))
    """
    base = to_fen(amount)
    if treatment is TaxTreatment.GROSS:
        tax = to_fen(base * rate / (1 + rate))
        return Amount(base - tax, tax, base)
    tax = to_fen(base * rate)
    return Amount(base, tax, base + tax)


def shared(amount: Decimal, shares: Sequence[TaxShare]) -> tuple[Decimal, ...]:
    """`amount` (yuan; rounded to the fen first) cut by tax share; the last part takes the rest."""
    whole = to_fen(amount)
    if len(shares) == 1:
        return (whole,)
    parts = [to_fen(whole * share.share) for share in shares[:-1]]
    return (*parts, whole - sum(parts, ZERO))


def split_parts(
    amount: Decimal, shares: Sequence[TaxShare], rates: Mapping[str, Decimal], treatment: TaxTreatment
) -> tuple[TaxPart, ...]:
    """`amount` cut by tax share and each part split at its own rate (`rates` by tax code)."""
    return tuple(
        TaxPart(
            tax_code=share.tax_code,
            rate=rates[share.tax_code],
            share=share.share,
            amount=split(part, rates[share.tax_code], treatment),
        )
        for share, part in zip(shares, shared(amount, shares), strict=True)
    )
