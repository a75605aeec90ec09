"""What a person must know before a quote leaves the house: every check of `build_quote` that is no arithmetic."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from planner.errors import EvaluationError, Issue, Param, Severity
from planner.pricing.pricebook import Period, PriceBook, PriceItem, Selection
from planner.pricing.quote_types import Quantity, QuoteLine, QuoteTerms
from planner.pricing.tax import rate_changes, rate_on
from planner.pricing.tiers import is_term_too_short


def tax_rates(book: PriceBook, items: Iterable[PriceItem], terms: QuoteTerms) -> dict[str, Decimal]:
    """The rate of every tax code the items use on the quote's date, or as overridden.

    Raises EvaluationError if a code has no rate on that date.
    """
    rates: dict[str, Decimal] = {}
    for code in {share.tax_code for item in items for share in item.tax}:
        override = terms.tax_rate_overrides.get(code)
        rate = override if override is not None else rate_on(book.tax_codes[code], terms.quote_date)
        if rate is None:
            raise EvaluationError("quote-no-tax-rate", tax_code=code, date=terms.quote_date.isoformat())
        rates[code] = rate
    return rates


def findings(
    book: PriceBook,
    items: Sequence[PriceItem],
    lines: Sequence[QuoteLine],
    quantities: Mapping[str, Quantity],
    selection: Selection,
    terms: QuoteTerms,
) -> tuple[Issue, ...]:
    """All findings but those of single prices, in a fixed order."""
    by_code = {item.code: item for item in items}
    charged = {line.code for line in lines}
    found: list[Issue] = []
    if book.is_demo:
        found.append(_issue("quote-demo-prices", Severity.WARNING, book=book.book_id))
    found.extend(_selection_findings(book, selection))
    found.extend(_unpriced(book, items, lines, quantities, selection))
    for line in lines:
        found.extend(_line_findings(by_code[line.code], line, charged, terms))
    found.extend(_tax_findings(book, lines, terms))
    found.extend(_unused_terms(book, charged, selection, terms))
    return tuple(found)


def end_of_term(start: date, term_months: int) -> date:
    """The day `term_months` later, or the last day of that month if it is shorter."""
    years, month = divmod(start.month - 1 + term_months, 12)
    for day in range(start.day, start.day - 4, -1):
        try:
            return date(start.year + years, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")


def _issue(code: str, severity: Severity, **params: Param) -> Issue:
    return Issue(code=code, severity=severity, params=params)


def _selection_findings(book: PriceBook, selection: Selection) -> Iterator[Issue]:
    structure = book.structures[selection.structure]
    if selection.mode not in {term.code for term in structure.modes}:
        yield _issue("quote-unknown-mode", Severity.ERROR, structure=structure.code, mode=selection.mode)
    for add_on in sorted(selection.add_ons - {term.code for term in structure.add_ons}):
        yield _issue("quote-unknown-add-on", Severity.ERROR, structure=structure.code, add_on=add_on)


def _unpriced(
    book: PriceBook,
    items: Sequence[PriceItem],
    lines: Sequence[QuoteLine],
    quantities: Mapping[str, Quantity],
    selection: Selection,
) -> Iterator[Issue]:
    """Required measures the design has and no item charges; a quantity beyond the tiers is reported on its own."""
    priced_measures = {line.measure for line in lines} | {item.measure for item in items}
    for measure in sorted(book.structures[selection.structure].required_measures - priced_measures):
        quantity = quantities.get(measure)
        if quantity is not None and quantity.value > 0:
            kind, object_id = quantity.objects[0] if quantity.objects else ("", "")
            yield Issue(
                code="quote-missing-price",
                severity=Severity.ERROR,
                params={"measure": measure, "quantity": str(quantity.value), "structure": selection.structure},
                object_kind=kind,
                object_id=object_id,
            )


def _line_findings(item: PriceItem, line: QuoteLine, charged: set[str], terms: QuoteTerms) -> Iterator[Issue]:
    if item.valid_to is not None and terms.quote_date > item.valid_to:
        yield _issue("quote-expired-price", Severity.ERROR, item=item.code, valid_to=item.valid_to.isoformat())
    if item.valid_from is not None and terms.quote_date < item.valid_from:
        start = item.valid_from.isoformat()
        yield _issue("quote-price-not-yet-valid", Severity.ERROR, item=item.code, valid_from=start)
    if item.min_quantity is not None and line.quantity < item.min_quantity:
        params = {"item": item.code, "quantity": str(line.quantity), "minimum": str(item.min_quantity)}
        yield _issue("quote-raised-to-minimum", Severity.NOTE, **params)
    if item.max_quantity is not None and line.quantity > item.max_quantity:
        params = {"item": item.code, "quantity": str(line.quantity), "maximum": str(item.max_quantity)}
        yield _issue("quote-above-maximum", Severity.ERROR, **params)
    if is_term_too_short(item.method, terms.term_months):
        yield _issue("quote-term-below-table", Severity.WARNING, item=item.code, term_months=terms.term_months)
    if item.period is Period.USAGE:
        yield _issue("quote-usage-estimate", Severity.NOTE, item=item.code)
    if line.is_overridden:
        yield _issue("quote-overridden", Severity.NOTE, item=item.code)
    for code in item.requires:
        if code not in charged:
            yield _issue("quote-requirement-missing", Severity.ERROR, item=item.code, required=code)
    for code in item.excludes:
        if code in charged:
            yield _issue("quote-excluded-together", Severity.ERROR, item=item.code, excluded=code)


def _tax_findings(book: PriceBook, lines: Sequence[QuoteLine], terms: QuoteTerms) -> Iterator[Issue]:
    until = end_of_term(terms.quote_date, terms.term_months)
    rates = {part.tax_code: part.rate for line in lines for part in line.parts}
    for code, rate in sorted(rates.items()):
        if code in terms.tax_rate_overrides:
            yield _issue("quote-tax-rate-overridden", Severity.NOTE, tax_code=code, rate=str(rate))
        elif not book.tax_codes[code].settled:
            yield _issue("quote-tax-not-settled", Severity.WARNING, tax_code=code, rate=str(rate))
        for change in rate_changes(book.tax_codes[code], terms.quote_date, until):
            day = change.valid_from.isoformat()
            yield _issue("quote-tax-rate-changes", Severity.WARNING, tax_code=code, date=day, rate=str(change.rate))


def _unused_terms(book: PriceBook, charged: set[str], selection: Selection, terms: QuoteTerms) -> Iterator[Issue]:
    """Discounts and overrides that touch nothing: likely a typing error, or an item that left the design."""
    for kind, codes in (
        ("item_discount", terms.item_discounts),
        ("price_override", terms.price_overrides),
        ("quantity_override", terms.quantity_overrides),
    ):
        for code in sorted(set(codes) - charged):
            yield _issue("quote-term-without-effect", Severity.WARNING, kind=kind, entry=code)
    categories = {term.code for term in book.structures[selection.structure].categories}
    for code in sorted(set(terms.group_discounts) - categories):
        yield _issue("quote-term-without-effect", Severity.WARNING, kind="group_discount", entry=code)
    for code in sorted(set(terms.tax_rate_overrides) - set(book.tax_codes)):
        yield _issue("quote-term-without-effect", Severity.WARNING, kind="tax_rate_override", entry=code)
