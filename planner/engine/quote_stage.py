"""The design priced: measures, the embedded price book, commercial terms."""

from collections.abc import Mapping

from planner.errors import Issue, Severity
from planner.model.commercial import Commercial
from planner.model.project import Scheme
from planner.pricing.pricebook import PriceBook, Selection
from planner.pricing.quote import build_quote
from planner.pricing.quote_types import Quantity, Quote, QuoteTerms


def quote_terms(commercial: Commercial) -> QuoteTerms:
    """The commercial choices of a scheme as terms of a quote."""
    return QuoteTerms(
        quote_date=commercial.quote_date,
        term_months=commercial.term_months,
        item_discounts=commercial.item_discounts,
        group_discounts=commercial.group_discounts,
        quote_discount=commercial.quote_discount,
        rounding=commercial.rounding,
    )


def selection_of(commercial: Commercial) -> Selection:
    """What the scheme orders."""
    return Selection(
        structure=commercial.structure,
        mode=commercial.mode,
        add_ons=frozenset(commercial.add_ons),
        acquisition=commercial.acquisition.value,
    )


def quote_scheme(
    scheme: Scheme, quantities: Mapping[str, Quantity], book: PriceBook | None
) -> tuple[Quote | None, tuple[Issue, ...]]:
    """The scheme's quote and its findings; without a price book there is no quote, and that is a finding."""
    if book is None:
        missing = Issue(
            code="price-book-missing",
            params={"name": scheme.name},
            severity=Severity.WARNING,
            object_kind="schemes",
            object_id=scheme.id,
            scheme_id=scheme.id,
        )
        return None, (missing,)
    quote = build_quote(book, quantities, selection_of(scheme.commercial), quote_terms(scheme.commercial))
    return quote, quote.issues
