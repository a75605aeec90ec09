"""The values of a quote: quantities and terms that go in, lines, totals and provenance that come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from planner.errors import Issue
from planner.model.commercial import Rounding, TaxTreatment
from planner.pricing.pricebook import Period, Selection
from planner.pricing.tax import NOTHING, Amount, TaxPart

ONE = Decimal(1)

ORDER_OF_OPERATIONS = (
    "list_price",
    "item_discount",
    "group_discount",
    "quote_discount",
    "rounding",
    "tax",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """How much of a measure the design holds, and the (kind, id) of the objects that make it up."""

    value: Decimal
    objects: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteTerms:
    """The commercial terms. Discounts are the share still paid: 0.85 is 八五折, 1 is the list price.

    `tax_treatment` None follows the price book. Overrides: list price and quantity by item code, rate by tax code; each
    one used becomes a note on the quote.
    """

    quote_date: date
    term_months: int
    item_discounts: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    group_discounts: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    quote_discount: Decimal = ONE
    rounding: Rounding = Rounding.LINE
    tax_treatment: TaxTreatment | None = None
    price_overrides: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    quantity_overrides: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    tax_rate_overrides: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """The four axes of a price: one-off, per month, per year, over the term."""

    one_off: Amount = NOTHING
    per_month: Amount = NOTHING
    per_year: Amount = NOTHING
    over_term: Amount = NOTHING

    def __add__(self, other: "Axes") -> "Axes":
        return Axes(
            one_off=self.one_off + other.one_off,
            per_month=self.per_month + other.per_month,
            per_year=self.per_year + other.per_year,
            over_term=self.over_term + other.over_term,
        )

    def __sub__(self, other: "Axes") -> "Axes":
        return Axes(
            one_off=self.one_off - other.one_off,
            per_month=self.per_month - other.per_month,
            per_year=self.per_year - other.per_year,
            over_term=self.over_term - other.over_term,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One line; the arithmetic of its figures stands in `planner.pricing.quote`.

    `quantity` is what was measured, `priced_quantity` what the list price is multiplied by (1 where the method prices
    the whole line). `discount_rate` = item x group x quote. `parts` is the amount per period by tax code,
    `per_period` their sum. A scenario line (benefit share) is in no total.
    """

    code: str
    category: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    period: Period
    method: str
    measure: str
    quantity: Decimal
    priced_quantity: Decimal
    list_price: Decimal
    item_discount: Decimal
    group_discount: Decimal
    quote_discount: Decimal
    discount_rate: Decimal
    unit_price: Decimal
    parts: tuple[TaxPart, ...]
    per_period: Amount
    axes: Axes
    objects: tuple[tuple[str, str], ...]
    is_overridden: bool
    is_scenario: bool

    @property
    def tax_rate(self) -> Decimal | None:
        """The line's tax rate, None when the line is split between tax codes of different rates."""
        rates = {part.rate for part in self.parts}
        return rates.pop() if len(rates) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxGroup:
    """What one tax code contributes to the totals."""

    tax_code: str
    rate: Decimal
    axes: Axes


@dataclass(frozen=True, slots=True, kw_only=True)
class Capitals:
    """The totals with tax in Chinese capitals, by axis."""

    one_off: str
    per_month: str
    per_year: str
    over_term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which price book a quote was made with."""

    book_id: str
    name_zh: str
    name_en: str
    version: str
    sha256: str
    source: str
    is_demo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A priced design. `rounding_difference` = totals - sum of the lines: zero when rounding per line."""

    selection: Selection
    terms: QuoteTerms
    currency: str
    tax_treatment: TaxTreatment
    lines: tuple[QuoteLine, ...]
    scenario_lines: tuple[QuoteLine, ...]
    tax_groups: tuple[TaxGroup, ...]
    totals: Axes
    rounding_difference: Axes
    capitals: Capitals
    issues: tuple[Issue, ...]
    provenance: Provenance
    order_of_operations: tuple[str, ...] = ORDER_OF_OPERATIONS
