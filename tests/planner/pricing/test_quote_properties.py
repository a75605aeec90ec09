from decimal import Decimal

from books import DAY, SPLIT, book, item
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.pricing.pricebook import Period, PriceItem, Selection
from planner.pricing.quote import build_quote
from planner.pricing.quote_types import Axes, Quantity, Quote, QuoteTerms, Rounding
from planner.pricing.tax import Amount, TaxShare, TaxTreatment
from planner.pricing.tiers import Flat, Package, PercentOf, Slab, Tier

AXES = ("one_off", "per_month", "per_year", "over_term")
PRICES = st.decimals(0, 10**6, places=2)
METHODS = st.one_of(
    PRICES.map(lambda price: Flat(unit_price=price)),
    PRICES.map(lambda price: Package(package_price=price, size=Decimal(10))),
    PRICES.map(lambda price: Slab(tiers=(Tier(up_to=Decimal(5), unit_price=price), Tier(unit_price=price / 2)))),
    st.just(PercentOf(rate=Decimal("0.07"), of_items=("I0", "I1"))),
)
TAXES = st.one_of(st.sampled_from(["t6", "t9", "t13"]).map(lambda code: (TaxShare(tax_code=code),)), st.just(SPLIT))
ITEMS = st.lists(
    st.tuples(METHODS, TAXES, st.sampled_from(Period), st.sampled_from(["one", "fibre_m", "sim_embb"])),
    min_size=1,
    max_size=12,
).map(
    lambda rows: [
        item(f"I{number}", method, tax=tax, period=period, measure=measure)
        for number, (method, tax, period, measure) in enumerate(rows)
    ]
)
TERMS = st.builds(
    QuoteTerms,
    quote_date=st.just(DAY),
    term_months=st.integers(1, 120),
    quote_discount=st.decimals(0, 1, places=4),
    group_discounts=st.decimals(0, 1, places=3).map(lambda rate: {"basic": rate}),
    rounding=st.sampled_from(Rounding),
    tax_treatment=st.sampled_from(TaxTreatment),
)
QUANTITIES = st.fixed_dictionaries(
    {measure: st.decimals(0, 10**4, places=3) for measure in ("one", "fibre_m", "sim_embb")}
)


def made(items: list[PriceItem], quantities: dict[str, Decimal], terms: QuoteTerms) -> Quote:
    measured = {measure: Quantity(value=value) for measure, value in quantities.items()}
    return build_quote(book(*items), measured, Selection(structure="baf", mode="zunxiang"), terms)


def figures(axes: Axes) -> list[Decimal]:
    amounts: list[Amount] = [getattr(axes, name) for name in AXES]
    return [figure for amount in amounts for figure in (amount.net, amount.tax, amount.gross)]


def column_sums(rows: list[Axes]) -> list[Decimal]:
    return [sum(column, Decimal(0)) for column in zip(*map(figures, rows), strict=True)] if rows else [Decimal(0)] * 12


@settings(deadline=None)
@given(ITEMS, QUANTITIES, TERMS)
def test_lines_tax_groups_and_totals_add_up(items: list[PriceItem], quantities: dict[str, Decimal], terms: QuoteTerms):
    result = made(items, quantities, terms)
    lines = column_sums([line.axes for line in result.lines])
    difference = figures(result.rounding_difference)
    totals = figures(result.totals)
    assert totals == [line + rest for line, rest in zip(lines, difference, strict=True)]
    assert totals == column_sums([group.axes for group in result.tax_groups])
    assert all(figure == round(figure, 2) for figure in totals)
    if terms.rounding is Rounding.LINE:
        assert not any(difference)
    for axes in (result.totals, *(line.axes for line in result.lines)):
        for name in AXES:
            amount: Amount = getattr(axes, name)
            assert amount.net + amount.tax == amount.gross


@settings(deadline=None)
@given(ITEMS, QUANTITIES, TERMS, st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(
    items: list[PriceItem], quantities: dict[str, Decimal], terms: QuoteTerms, random
):
    first = made(items, quantities, terms)
    shuffled = list(items)
    random.shuffle(shuffled)
    second = made(shuffled, quantities, terms)
    assert first.totals == second.totals
    assert first.tax_groups == second.tax_groups
    assert first.provenance.sha256 == second.provenance.sha256
    assert {line.code: line for line in first.lines} == {line.code: line for line in second.lines}


@settings(deadline=None)
@given(ITEMS, QUANTITIES, TERMS)
def test_the_term_axis_is_made_of_the_others(items: list[PriceItem], quantities: dict[str, Decimal], terms: QuoteTerms):
    totals = made(items, quantities, terms).totals
    yearly = totals.per_year.gross - 12 * totals.per_month.gross
    expected = totals.one_off.gross + totals.per_month.gross * terms.term_months + yearly * terms.term_months / 12
    slack = Decimal("0.01") * len(items) * 2  # net and tax of every yearly line are rounded once
    assert abs(totals.over_term.gross - expected) <= slack
