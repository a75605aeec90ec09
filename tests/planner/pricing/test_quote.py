from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from books import DAY, SPLIT, book, flat, item

from planner.errors import EvaluationError, Severity
from planner.pricing.pricebook import Period, PriceBook, PriceItem, Selection, When
from planner.pricing.quote import build_quote
from planner.pricing.quote_types import ORDER_OF_OPERATIONS, Quantity, Quote, QuoteTerms, Rounding
from planner.pricing.tax import TaxCode, TaxRate, TaxShare, TaxTreatment
from planner.pricing.tiers import BenefitShare, Block, PercentOf, Slab, TermPrice, TermTable, Tier

SELECTION = Selection(structure="baf", mode="zunxiang")
TERMS = QuoteTerms(quote_date=DAY, term_months=36)
ONE = {"one": Quantity(value=Decimal(1))}


def quote(*items: PriceItem, quantities: dict[str, str] | None = None, **terms: object) -> Quote:
    amounts = {"one": "1"} | (quantities or {})
    measured = {measure: Quantity(value=Decimal(value)) for measure, value in amounts.items()}
    return build_quote(book(*items), measured, SELECTION, replace(TERMS, **terms))


def codes(result: Quote) -> list[str]:
    return [issue.code for issue in result.issues]


# The four errors found in a real spreadsheet of this trade.


def test_monthly_lines_are_annualised():
    totals = quote(item("M", flat("1000"))).totals
    assert (totals.per_month.gross, totals.per_year.gross, totals.over_term.gross) == (1000, 12000, 36000)


def test_year_packs_are_not_multiplied_by_twelve():
    totals = quote(item("Y", flat("1000"), period=Period.YEAR)).totals
    assert (totals.per_month.gross, totals.per_year.gross, totals.over_term.gross) == (0, 1000, 3000)


def test_the_last_line_is_in_the_total():
    items = [item(f"L{number}", flat("100")) for number in range(7)]
    assert quote(*items).totals.per_month.gross == 700
    assert quote(*items, item("last", flat("1"), category="advanced")).totals.per_month.gross == 701


def test_one_off_fees_are_summed():
    totals = quote(item("A", flat("500"), period=Period.ONE_OFF), item("B", flat("70"), period=Period.ONE_OFF)).totals
    assert (totals.one_off.gross, totals.over_term.gross, totals.per_month.gross, totals.per_year.gross) == (
        570,
        570,
        0,
        0,
    )


def test_a_line_step_by_step():
    result = quote(
        item("A", flat("99.99"), measure="fibre_m", tax=(TaxShare(tax_code="t9"),)),
        quantities={"fibre_m": "12.3455"},
        item_discounts={"A": Decimal("0.9")},
        group_discounts={"basic": Decimal("0.95")},
        quote_discount=Decimal("0.98"),
    )
    line = result.lines[0]
    assert line.quantity == Decimal("12.346")
    assert line.discount_rate == Decimal("0.837900")
    assert line.unit_price == Decimal("83.78")  # 83.781621
    assert line.per_period.gross == Decimal("1034.35")  # 1034.34788
    assert line.per_period.tax == Decimal("85.41")  # 85.40504...
    assert line.axes.over_term.tax == Decimal("85.41") * 36
    assert line.tax_rate == Decimal("0.09")


def test_net_prices_get_the_tax_added():
    result = build_quote(book(item("A", flat("100")), prices=TaxTreatment.NET), ONE, SELECTION, TERMS)
    assert (result.totals.per_month.net, result.totals.per_month.gross) == (100, 106)
    result = quote(item("A", flat("106")))
    assert (result.totals.per_month.net, result.totals.per_month.gross) == (100, 106)
    assert quote(item("A"), tax_treatment=TaxTreatment.NET).totals.per_month.net == 100


def test_a_year_in_proportion_and_its_split_parts():
    result = quote(item("Y", flat("100.01"), period=Period.YEAR, tax=SPLIT), term_months=13)
    line = result.lines[0]
    assert (line.per_period.net, line.per_period.tax) == (
        Decimal("91.43"),
        Decimal("8.58"),
    )  # 50.01 at 6 % and 50.00 at 13 %
    assert line.axes.over_term.gross == Decimal("108.34")  # 100.01 x 13 / 12 = 108.344
    assert line.axes.over_term.tax == Decimal("9.30")  # 9.295
    assert line.axes.over_term.net == Decimal("99.04")
    assert line.tax_rate is None
    assert sum(group.axes.over_term.gross for group in result.tax_groups) == result.totals.over_term.gross


def test_line_and_total_rounding_differ_and_the_difference_is_shown():
    items = [item(f"L{n}", flat("0.33"), measure="fibre_m") for n in range(10)]
    per_line = quote(*items, quantities={"fibre_m": "0.5"})
    in_total = quote(*items, quantities={"fibre_m": "0.5"}, rounding=Rounding.TOTAL)
    assert per_line.totals.per_month.gross == Decimal("1.70")  # 0.165 rounds up ten times
    assert in_total.totals.per_month.gross == Decimal("1.65")
    assert in_total.rounding_difference.per_month.gross == Decimal("-0.05")
    assert per_line.rounding_difference.over_term.gross == 0


def test_percentages_stand_on_list_amounts_wherever_they_are_written():
    build = item("B", flat("1000"), period=Period.ONE_OFF)
    care = item("A", PercentOf(rate=Decimal("0.06"), of_items=("B",)), period=Period.YEAR)
    result = quote(care, build, quote_discount=Decimal("0.5"))
    assert [line.code for line in result.lines] == ["A", "B"]
    assert result.lines[0].list_price == 60
    assert result.totals.per_year.gross == 30
    assert [line.code for line in quote(care).lines] == []


def test_conditions_choose_the_items():
    items = (
        item("U", when=When(modes=frozenset({"youxiang"}))),
        item("Z", when=When(modes=frozenset({"zunxiang", "youxiang"}))),
        item("E", when=When(add_ons=frozenset({"edge_node", "super_uplink"}))),
        item("R", when=When(acquisition="rent")),
    )
    prices = book(*items)

    def charged(selection: Selection) -> set[str]:
        return {line.code for line in build_quote(prices, ONE, selection, TERMS).lines}

    assert charged(SELECTION) == {"Z"}
    assert charged(replace(SELECTION, mode="youxiang", acquisition="rent")) == {"U", "Z", "R"}
    assert charged(replace(SELECTION, add_ons=frozenset({"super_uplink"}))) == {"Z", "E"}


def test_a_required_measure_without_a_price_names_its_object():
    quantities = {"mec_host": Quantity(value=Decimal(2), objects=(("mec_hosts", "mec-1"), ("mec_hosts", "mec-2")))}
    issue = build_quote(book(item("A")), quantities, SELECTION, TERMS).issues[0]
    assert (issue.code, issue.severity, issue.object_id) == ("quote-missing-price", Severity.ERROR, "mec-1")
    assert "quote-missing-price" not in codes(quote(item("A", measure="mec_host"), quantities={"mec_host": "2"}))
    assert "quote-missing-price" not in codes(quote(item("A"), quantities={"mec_host": "0", "flow_count": "9"}))


def test_above_the_last_tier_is_a_finding_and_no_line():
    block = Block(tiers=(Tier(up_to=Decimal(100), flat_fee=Decimal(5)),))
    result = quote(item("A", block, measure="leased_line_mbps"), quantities={"leased_line_mbps": "101"})
    assert result.lines == ()
    assert codes(result) == ["quote-no-price-for-quantity"]


def test_objects_are_carried_to_the_line():
    objects = (("sites", "s1"), ("sites", "s2"))
    quantities = {"gnb_macro_new": Quantity(value=Decimal(2), objects=objects)}
    assert (
        build_quote(book(item("A", measure="gnb_macro_new")), quantities, SELECTION, TERMS).lines[0].objects == objects
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_to": date(2026, 11, 19)}, "quote-expired-price"),
        ({"valid_from": date(2026, 11, 21)}, "quote-price-not-yet-valid"),
        ({"min_quantity": Decimal(2)}, "quote-raised-to-minimum"),
        ({"max_quantity": Decimal("0.5")}, "quote-above-maximum"),
        ({"method": TermTable(prices=(TermPrice(years=Decimal(5), unit_price=Decimal(1)),))}, "quote-term-below-table"),
        ({"period": Period.USAGE}, "quote-usage-estimate"),
        ({"requires": ("X",)}, "quote-requirement-missing"),
        ({"excludes": ("B",)}, "quote-excluded-together"),
        ({"tax": (TaxShare(tax_code="open"),)}, "quote-tax-not-settled"),
    ],
)
def test_findings_of_an_item(changes: dict[str, object], code: str):
    assert codes(quote(item("A", **changes), item("B"))) == [code]
    assert codes(quote(item("A"), item("B"))) == []


def test_validity_includes_both_days():
    assert codes(quote(item("A", valid_from=DAY, valid_to=DAY))) == []


def test_the_minimum_is_billed():
    line = quote(item("A", min_quantity=Decimal(5))).lines[0]
    assert (line.quantity, line.priced_quantity, line.per_period.gross) == (1, 5, 500)


def test_demo_prices_and_unknown_words_are_findings():
    result = build_quote(
        book(item("A"), is_demo=True),
        ONE,
        replace(SELECTION, mode="vip", add_ons=frozenset({"magic"})),
        replace(TERMS, item_discounts={"nothing": Decimal("0.9")}, group_discounts={"none": Decimal(1)}),
    )
    assert codes(result) == [
        "quote-demo-prices",
        "quote-unknown-mode",
        "quote-unknown-add-on",
        "quote-term-without-effect",
        "quote-term-without-effect",
    ]


def test_tax_by_date_and_a_change_within_the_term():
    entries = (
        TaxRate(valid_from=date(2016, 5, 1), rate=Decimal("0.06")),
        TaxRate(valid_from=date(2026, 1, 1), rate=Decimal("0.09")),
    )
    code = TaxCode(code="data", name_zh="d", name_en="d", rates=entries)
    prices = book(item("A", tax=(TaxShare(tax_code="data"),)), tax_codes={"data": code})

    def on(day: date) -> Quote:
        return build_quote(prices, ONE, SELECTION, replace(TERMS, quote_date=day, term_months=3))

    assert on(date(2025, 11, 30)).lines[0].tax_rate == Decimal("0.06")
    assert codes(on(date(2025, 11, 30))) == ["quote-tax-rate-changes"]
    assert codes(on(date(2025, 9, 1))) == []
    assert on(date(2026, 1, 1)).lines[0].tax_rate == Decimal("0.09")
    with pytest.raises(EvaluationError, match="no-tax-rate"):
        on(date(2015, 1, 1))


def test_overrides_are_used_and_noted():
    result = quote(
        item("A", tax=(TaxShare(tax_code="open"),)),
        price_overrides={"A": Decimal("109")},
        quantity_overrides={"A": Decimal(2)},
        tax_rate_overrides={"open": Decimal("0.09")},
    )
    assert (result.totals.per_month.net, result.totals.per_month.gross) == (200, 218)
    assert codes(result) == ["quote-overridden", "quote-tax-rate-overridden"]


def test_a_benefit_share_is_a_scenario_and_in_no_total():
    share = item("S", BenefitShare(base=Decimal(0), share=Decimal("0.2"), threshold=Decimal(0)), period=Period.YEAR)
    result = quote(item("A"), share, quantity_overrides={"S": Decimal(100000)})
    assert [line.code for line in result.scenario_lines] == ["S"]
    assert result.scenario_lines[0].per_period.gross == 20000
    assert result.totals.per_year.gross == 1200


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"term_months": 0}, "quote-term-out-of-range"),
        ({"quote_discount": Decimal("1.01")}, "quote-discount-out-of-range"),
        ({"item_discounts": {"A": Decimal("-0.1")}}, "quote-discount-out-of-range"),
        ({"group_discounts": {"basic": Decimal("NaN")}}, "quote-discount-out-of-range"),
        ({"quantity_overrides": {"A": Decimal(-1)}}, "quote-quantity-out-of-range"),
        ({"price_overrides": {"A": Decimal("1E+30")}}, "quote-price-out-of-range"),
        ({"tax_rate_overrides": {"t6": Decimal(1)}}, "quote-tax-rate-out-of-range"),
    ],
)
def test_impossible_terms_are_refused(changes: dict[str, object], code: str):
    with pytest.raises(EvaluationError) as caught:
        quote(item("A"), **changes)
    assert caught.value.code == code


def test_impossible_inputs_are_refused():
    prices: PriceBook = book(item("A", flat("1000000000")))
    with pytest.raises(EvaluationError, match="unknown-structure"):
        build_quote(prices, ONE, replace(SELECTION, structure="none"), TERMS)
    with pytest.raises(EvaluationError, match="unknown-measure"):
        build_quote(prices, {"gnb": Quantity(value=Decimal(1))}, SELECTION, TERMS)
    with pytest.raises(EvaluationError, match="quantity-out-of-range"):
        build_quote(prices, {"one": Quantity(value=Decimal(-1))}, SELECTION, TERMS)
    with pytest.raises(EvaluationError, match="total-too-large"):
        build_quote(prices, {"one": Quantity(value=Decimal(10**9))}, SELECTION, TERMS)


def test_the_quote_says_how_and_with_what_it_was_made():
    prices = book(item("A"))
    result = build_quote(prices, ONE, SELECTION, TERMS)
    assert result.order_of_operations == ORDER_OF_OPERATIONS
    assert (result.provenance.book_id, result.provenance.version) == ("test", "1")
    assert result.provenance.sha256 == prices.sha256 != ""
    assert result.capitals.over_term == "人民币叁仟陆佰元整"


def test_lines_stand_in_the_order_of_the_categories():
    result = quote(item("A2", category="advanced"), item("B1"), item("A1", category="advanced"))
    assert [line.code for line in result.lines] == ["B1", "A2", "A1"]


def test_a_quote_is_a_pure_function_of_its_inputs():
    slab = Slab(tiers=(Tier(up_to=Decimal(10), unit_price=Decimal("1.11")), Tier(unit_price=Decimal("0.9"))))
    assert quote(item("A", slab)) == quote(item("A", slab))
