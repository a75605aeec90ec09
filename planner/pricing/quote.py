"""Build a quote: quantities x price book x terms -> lines, totals on four axes, findings.

Order of operations: list price -> item discount -> group discount -> quote discount -> rounding -> tax. R2 is
ROUND_HALF_UP to the fen (spreadsheet: ROUND(x, 2)). With M = term_months, a line is exactly:

1. quantity        = ROUND(measured or overridden, 3); no line for 0
2. billed          = MAX(quantity, min_quantity)
3. priced_quantity = by method. flat, area_factor, term_table: billed; min_commit: MAX(billed, committed); package:
                     ROUNDUP(MAX(0, billed - free) / size, 0); block, volume, slab, percent_of, benefit_share: 1
4. list_price      = R2(price). flat, min_commit: unit price; area_factor: unit price x factor; term_table: price
                     of the longest term reached; package: price of a package; block: the tier's fee; volume: billed x
                     unit price + fee of the tier reached; slab: sum over the brackets; percent_of: rate x sum of
                     R2(priced_quantity x list_price) of the lines it refers to, that is of their LIST amounts, so
                     that no discount counts twice
5. discount_rate   = ROUND(item x group x quote, 6), the share that is paid
6. unit_price      = R2(list_price x discount_rate)
7. amount          = R2(priced_quantity x unit_price), per period
8. parts           = R2(amount x share) for each tax code but the last, which takes the rest. Each part is split:
                     gross prices: tax = R2(part x r / (1 + r)), net = part - tax; net prices: tax = R2(part x r),
                     gross = part + tax. per_period = sum of the parts
9. axes            by period (v = per_period: net, tax and gross):
                     one_off       one_off = v; per_month = 0; per_year = 0;      over_term = v
                     month, usage  one_off = 0; per_month = v; per_year = 12 x v; over_term = M x v
                     year          one_off = 0; per_month = 0; per_year = v;      over_term = R2(v x M / 12)
                   where R2 is taken of tax and of the quoted figure (gross prices: gross; net prices: net) and the
                   third follows: net = gross - tax or gross = net + tax.
                   So a term that is no whole number of years pays its last year in proportion, and the month axis
                   holds what is billed monthly and nothing else.

Rounding LINE: totals are the sums of the lines' axes. Rounding TOTAL: per tax code and period, base =
R2(sum of priced_quantity x unit_price x share), split as in 8 and spread over the axes as in 9; totals are the sums of
these groups. The lines keep the figures above; `rounding_difference` = totals - sum of the lines is shown as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from planner.errors import EvaluationError, Issue, Severity
from planner.model.commercial import Rounding, TaxTreatment
from planner.pricing import quote_checks
from planner.pricing.measure_names import MEASURE_UNITS
from planner.pricing.money import CAPITALS_LIMIT_YUAN, LARGEST_NUMBER, ZERO, rmb_capitals, round_to, to_fen
from planner.pricing.pricebook import Period, PriceBook, PriceItem, Selection, applies
from planner.pricing.quote_types import Axes, Capitals, Provenance, Quantity, Quote, QuoteLine, QuoteTerms, TaxGroup
from planner.pricing.tax import NOTHING, Amount, TaxPart, split, split_parts
from planner.pricing.tiers import BenefitShare, BeyondTiersError, PercentOf, Priced, priced

QUANTITY_STEP = Decimal("0.001")
DISCOUNT_STEP = Decimal("0.000001")
MONTHS_PER_YEAR = 12
MAX_TERM_MONTHS = 600
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What every line of one quote shares."""

    terms: QuoteTerms
    treatment: TaxTreatment
    rates: Mapping[str, Decimal]


def build_quote(book: PriceBook, quantities: Mapping[str, Quantity], selection: Selection, terms: QuoteTerms) -> Quote:
    """The quote of `quantities` (by measure) in the selected structure of `book`.

    Amounts in yuan (`book.currency`); the module's docstring defines the arithmetic. Whatever a person must know before
    the quote leaves the house is in `issues`. Raises EvaluationError for what can't be computed with: an unknown
    structure or measure, a discount outside 0..1, a term outside 1..600 months, a quantity or price outside 0..10^9, no
    tax rate on the date, a total of 10^16 yuan or more.
    """
    _refuse_unusable(book, quantities, selection, terms)
    treatment = terms.tax_treatment or book.prices
    items = [
        item for item in book.items.values() if item.structure == selection.structure and applies(item.when, selection)
    ]
    context = _Context(terms=terms, treatment=treatment, rates=quote_checks.tax_rates(book, items, terms))
    lines, issues = _lines(items, quantities, context)
    lines = _by_category(lines, [term.code for term in book.structures[selection.structure].categories])
    firm = tuple(line for line in lines if not line.is_scenario)
    line_sum = sum_axes(line.axes for line in firm)
    groups = _tax_groups(firm, context)
    totals = line_sum if terms.rounding is Rounding.LINE else sum_axes(group.axes for group in groups)
    return Quote(
        selection=selection,
        terms=terms,
        currency=book.currency,
        tax_treatment=treatment,
        lines=firm,
        scenario_lines=tuple(line for line in lines if line.is_scenario),
        tax_groups=groups,
        totals=totals,
        rounding_difference=totals - line_sum,
        capitals=_capitals(totals),
        issues=(*issues, *quote_checks.findings(book, items, lines, quantities, selection, terms)),
        provenance=Provenance(
            book_id=book.book_id,
            name_zh=book.name_zh,
            name_en=book.name_en,
            version=book.version,
            sha256=book.sha256,
            source=book.source,
            is_demo=book.is_demo,
        ),
    )


def spread(amount: Amount, period: Period, term_months: int, treatment: TaxTreatment) -> Axes:
    """An amount per period on the four axes, rule 9 of the module's docstring."""
    match period:
        case Period.ONE_OFF:
            return Axes(one_off=amount, over_term=amount)
        case Period.MONTH | Period.USAGE:
            return Axes(per_month=amount, per_year=amount.times(MONTHS_PER_YEAR), over_term=amount.times(term_months))
        case Period.YEAR:
            return Axes(per_year=amount, over_term=_in_proportion(amount, term_months, treatment))


def _in_proportion(per_year: Amount, term_months: int, treatment: TaxTreatment) -> Amount:
    """The price as quoted (net or gross) and its tax in proportion; the third figure follows from the two."""
    tax = to_fen(per_year.tax * term_months / MONTHS_PER_YEAR)
    if treatment is TaxTreatment.GROSS:
        gross = to_fen(per_year.gross * term_months / MONTHS_PER_YEAR)
        return Amount(gross - tax, tax, gross)
    net = to_fen(per_year.net * term_months / MONTHS_PER_YEAR)
    return Amount(net, tax, net + tax)


def sum_axes(parts: Iterable[Axes]) -> Axes:
    """The sum on every axis, without tax, tax and with tax."""
    columns: dict[str, list[Decimal]] = {}
    for name in ("one_off", "per_month", "per_year", "over_term"):
        columns[name] = [ZERO, ZERO]
    for axes in parts:
        for name, sums in columns.items():
            amount: Amount = getattr(axes, name)
            if amount is not NOTHING:
                sums[0] += amount.net
                sums[1] += amount.tax
    return Axes(**{name: Amount(net, tax, net + tax) for name, (net, tax) in columns.items()})


def _refuse_unusable(
    book: PriceBook, quantities: Mapping[str, Quantity], selection: Selection, terms: QuoteTerms
) -> None:
    if selection.structure not in book.structures:
        raise EvaluationError("quote-unknown-structure", structure=selection.structure, book=book.book_id)
    if not 1 <= terms.term_months <= MAX_TERM_MONTHS:
        raise EvaluationError("quote-term-out-of-range", term_months=terms.term_months, maximum=MAX_TERM_MONTHS)
    for measure, quantity in quantities.items():
        if measure not in MEASURE_UNITS:
            raise EvaluationError("quote-unknown-measure", measure=measure)
        _refuse_outside("quote-quantity-out-of-range", measure, quantity.value)
    for code, value in terms.quantity_overrides.items():
        _refuse_outside("quote-quantity-out-of-range", code, value)
    for code, value in terms.price_overrides.items():
        _refuse_outside("quote-price-out-of-range", code, value)
    discounts = [*terms.item_discounts.items(), *terms.group_discounts.items(), ("quote", terms.quote_discount)]
    for code, rate in discounts:
        if not (rate.is_finite() and 0 <= rate <= 1):
            raise EvaluationError("quote-discount-out-of-range", entry=code, value=str(rate))
    for code, rate in terms.tax_rate_overrides.items():
        if not (rate.is_finite() and 0 <= rate < 1):
            raise EvaluationError("quote-tax-rate-out-of-range", tax_code=code, value=str(rate))


def _refuse_outside(code: str, entry: str, value: Decimal) -> None:
    if not (value.is_finite() and 0 <= value <= LARGEST_NUMBER):
        raise EvaluationError(code, entry=entry, value=str(value))


def _lines(
    items: Iterable[PriceItem], quantities: Mapping[str, Quantity], context: _Context
) -> tuple[list[QuoteLine], list[Issue]]:
    """Lines of all items with a quantity; percentages last, since they stand on the others' list amounts."""
    lines: list[QuoteLine] = []
    issues: list[Issue] = []
    list_amounts: dict[str, Decimal] = {}
    percentages: list[tuple[PriceItem, Quantity]] = []
    for item in items:
        quantity = _quantity_of(item, quantities, context.terms)
        if not quantity.value:
            continue
        if isinstance(item.method, PercentOf):
            percentages.append((item, quantity))
            continue
        line = _priced_line(item, quantity, ZERO, context, issues)
        if line is not None:
            lines.append(line)
            list_amounts[item.code] = to_fen(line.priced_quantity * line.list_price)
    for item, quantity in percentages:
        assert isinstance(item.method, PercentOf)
        base = sum((list_amounts.get(code, ZERO) for code in item.method.of_items), ZERO)
        line = _priced_line(item, quantity, base, context, issues) if base else None
        if line is not None:
            lines.append(line)
    order = {item.code: place for place, item in enumerate(items)}
    lines.sort(key=lambda line: order[line.code])
    return lines, issues


def _quantity_of(item: PriceItem, quantities: Mapping[str, Quantity], terms: QuoteTerms) -> Quantity:
    measured = quantities.get(item.measure)
    objects = measured.objects if measured is not None else ()
    override = terms.quantity_overrides.get(item.code)
    value = override if override is not None else measured.value if measured is not None else ZERO
    return Quantity(value=round_to(value, QUANTITY_STEP), objects=objects)


def _priced_line(
    item: PriceItem, quantity: Quantity, base: Decimal, context: _Context, issues: list[Issue]
) -> QuoteLine | None:
    billed = quantity.value if item.min_quantity is None else max(quantity.value, item.min_quantity)
    try:
        price = priced(item.method, billed, term_months=context.terms.term_months, base=base)
    except BeyondTiersError:
        params = {"item": item.code, "measure": item.measure, "quantity": str(quantity.value)}
        issues.append(Issue(code="quote-no-price-for-quantity", severity=Severity.ERROR, params=params))
        return None
    return _line(item, quantity, price, context)


def _line(item: PriceItem, quantity: Quantity, price: Priced, context: _Context) -> QuoteLine:
    terms = context.terms
    list_price = to_fen(terms.price_overrides.get(item.code, price.unit_price))
    item_discount = terms.item_discounts.get(item.code, ONE)
    group_discount = terms.group_discounts.get(item.category, ONE)
    discount_rate = round_to(item_discount * group_discount * terms.quote_discount, DISCOUNT_STEP)
    unit_price = to_fen(list_price * discount_rate)
    parts = split_parts(price.quantity * unit_price, item.tax, context.rates, context.treatment)
    per_period = _sum_parts(parts)
    return QuoteLine(
        code=item.code,
        category=item.category,
        name_zh=item.name_zh,
        name_en=item.name_en,
        unit_zh=item.unit_zh,
        unit_en=item.unit_en,
        period=item.period,
        method=item.method.kind,
        measure=item.measure,
        quantity=quantity.value,
        priced_quantity=price.quantity,
        list_price=list_price,
        item_discount=item_discount,
        group_discount=group_discount,
        quote_discount=terms.quote_discount,
        discount_rate=discount_rate,
        unit_price=unit_price,
        parts=parts,
        per_period=per_period,
        axes=spread(per_period, item.period, terms.term_months, context.treatment),
        objects=quantity.objects,
        is_overridden=item.code in terms.price_overrides or item.code in terms.quantity_overrides,
        is_scenario=isinstance(item.method, BenefitShare),
    )


def _sum_parts(parts: tuple[TaxPart, ...]) -> Amount:
    total = parts[0].amount
    for part in parts[1:]:
        total = total + part.amount
    return total


def _by_category(lines: list[QuoteLine], categories: list[str]) -> list[QuoteLine]:
    place = {code: number for number, code in enumerate(categories)}
    return sorted(lines, key=lambda line: place[line.category])  # stable: the book's order inside a category


def _tax_groups(lines: tuple[QuoteLine, ...], context: _Context) -> tuple[TaxGroup, ...]:
    """The totals by tax code, by the quote's way of rounding; always the sum of the groups is the total."""
    months = context.terms.term_months
    by_code: dict[str, list[Axes]] = {}
    if context.terms.rounding is Rounding.LINE:
        for line in lines:
            for part in _term_parts(line, context):
                by_code.setdefault(part[0], []).append(part[1])
    else:
        bases: dict[tuple[str, Period], Decimal] = {}
        for line in lines:
            exact = line.priced_quantity * line.unit_price
            for part in line.parts:
                key = (part.tax_code, line.period)
                bases[key] = bases.get(key, ZERO) + exact * part.share
        for (code, period), base in bases.items():
            amount = split(base, context.rates[code], context.treatment)
            by_code.setdefault(code, []).append(spread(amount, period, months, context.treatment))
    return tuple(
        TaxGroup(tax_code=code, rate=context.rates[code], axes=sum_axes(by_code[code])) for code in sorted(by_code)
    )


def _term_parts(line: QuoteLine, context: _Context) -> list[tuple[str, Axes]]:
    """The line's axes by tax code; the last code takes the rest, so that a year in proportion still adds up."""
    if len(line.parts) == 1:
        return [(line.parts[0].tax_code, line.axes)]
    found: list[tuple[str, Axes]] = []
    rest = line.axes
    for part in line.parts[:-1]:
        axes = spread(part.amount, line.period, context.terms.term_months, context.treatment)
        found.append((part.tax_code, axes))
        rest = rest - axes
    return [*found, (line.parts[-1].tax_code, rest)]


def _capitals(totals: Axes) -> Capitals:
    if max(abs(totals.over_term.gross), abs(totals.per_year.gross)) >= CAPITALS_LIMIT_YUAN:
        raise EvaluationError("quote-total-too-large", total=str(totals.over_term.gross))
    return Capitals(
        one_off=rmb_capitals(totals.one_off.gross),
        per_month=rmb_capitals(totals.per_month.gross),
        per_year=rmb_capitals(totals.per_year.gross),
        over_term=rmb_capitals(totals.over_term.gross),
    )
