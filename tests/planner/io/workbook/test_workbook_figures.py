"""The formulas, recalculated by LibreOffice, against the engine: to the fen, also after inputs are changed."""

import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from workbook_check import assert_agrees, changed, recalculated, summary_rows
from workbook_kit import D, book, quote_of, random_book, results_of, terms_of, write

from planner.io.workbook.capitals import capitals_formulas
from planner.model.commercial import Rounding, TaxTreatment
from planner.pricing.money import rmb_capitals

#: Other quantities, chosen to cross every tier, package, minimum and commitment.
CHANGED = {
    "FLAT": D("38.5"),
    "MIN": D("250.75"),
    "HALF": D("1"),
    "THIRD": D("13"),
    "BLOCK": D("10.001"),
    "VOLUME": D("100"),
    "SLAB": D("10"),
    "PACK": D("1.001"),
    "COMMIT": D("51"),
    "AREA": D("0.001"),
    "TERM": D("2"),
    "PERCENT": D("1"),
    "BENEFIT": D("7000"),
}
CASES = [(TaxTreatment.GROSS, Rounding.LINE), (TaxTreatment.NET, Rounding.TOTAL)]
CAPITALS = [
    *(
        "0",
        "0.01",
        "0.1",
        "0.05",
        "1",
        "10",
        "10.05",
        "11",
        "100",
        "101",
        "110",
        "1000",
        "1001",
        "1010",
        "1100",
        "10000",
    ),
    *("10001", "10010", "10100", "11000", "100000", "101000", "100001", "110000", "1000000", "1001000", "10000000"),
    *("10001000", "10100000", "100000000", "100000001", "100010000", "101000000", "1000000000", "1000100000"),
    *("100000000000", "1000000000000", "1000000000001", "1000100000000", "2000000010000.07", "9999999999999.99"),
    *(
        "16409.02",
        "325.04",
        "6007.14",
        "1680.32",
        "107000.53",
        "-1.5",
        "-0.004",
        "0.004",
        "0.005",
        "99999.995",
        "1.005",
    ),
]


@pytest.mark.parametrize(("prices", "rounding"), CASES, ids=["gross-line", "net-total"])
def test_every_method_agrees_with_the_engine_before_and_after_a_change(
    office: Path, tmp_path: Path, prices: TaxTreatment, rounding: Rounding
) -> None:
    tariff = book(prices=prices)
    terms = terms_of(
        rounding=rounding,
        term_months=31,
        item_discounts={"FLAT": D("0.85"), "HALF": D("0.333333")},
        group_discounts={"second": D("0.95")},
        quote_discount=D("0.98"),
    )
    path = tmp_path / "quote.xlsx"
    quote = write(path, tariff, terms)
    assert_agrees(recalculated(path), quote)

    inputs = {
        "TermMonths": 62,
        "QuoteDiscount": D("0.9"),
        "GroupDiscount_first": D("0.97"),
        "VAT_t6": D("0.09"),
        "VAT_t13": D("0.11"),
        "SLAB": D("0.505"),
    }
    changed(path, tmp_path / "changed.xlsx", quantities=CHANGED, inputs=inputs)
    other = terms_of(
        rounding=rounding,
        term_months=62,
        item_discounts={**terms.item_discounts, "SLAB": D("0.505")},
        group_discounts={"first": D("0.97"), "second": D("0.95")},
        quote_discount=D("0.9"),
        quantity_overrides=CHANGED,
        tax_rate_overrides={"t6": D("0.09"), "t13": D("0.11")},
    )
    workbook = recalculated(tmp_path / "changed.xlsx")
    assert_agrees(workbook, quote_of(tariff, other))
    remarks = {workbook["Items"].cell(row, 18).value for row in range(5, workbook["Items"].max_row)}
    assert any("designed: 37" in str(remark) for remark in remarks)


def test_zero_and_unpriced_quantities_cost_nothing_and_say_so(office: Path, tmp_path: Path) -> None:
    tariff, terms = book(), terms_of()
    path = tmp_path / "quote.xlsx"
    write(path, tariff, terms)
    gone = {code: D(0) for code in CHANGED if code not in ("FLAT", "BLOCK")} | {"BLOCK": D("100.001")}
    changed(path, tmp_path / "changed.xlsx", quantities=gone, inputs={"TermMonths": 11})
    workbook = recalculated(tmp_path / "changed.xlsx")
    engine = quote_of(tariff, terms_of(term_months=11, quantity_overrides=gone))
    assert {line.code for line in engine.lines} == {"FLAT"}  # the rest is zero, or beyond its last tier
    totals = [axes for label, axes in summary_rows(workbook) if label == "Total"]
    assert [axis[2] for axis in totals[0]] == [engine.totals.one_off.gross, *(axis.gross for axis in _rest(engine))]
    sheet = workbook["Items"]
    remarks = [str(sheet.cell(row, 18).value) for row in range(5, sheet.max_row)]
    assert any("no price above 100" in remark for remark in remarks)


def _rest(quote: object) -> tuple[object, ...]:
    totals = quote.totals  # type: ignore[attr-defined]
    return totals.per_month, totals.per_year, totals.over_term


def test_rounding_of_awkward_prices_is_the_engine_s(office: Path, tmp_path: Path) -> None:
    tariff, quantities, discounts = random_book(seed=20261120)
    terms = terms_of(term_months=41, item_discounts=discounts, quantity_overrides=quantities)
    quote = write(tmp_path / "quote.xlsx", tariff, terms)
    assert len(quote.lines) == len(tariff.items)
    assert_agrees(recalculated(tmp_path / "quote.xlsx"), quote)


def test_capitals_are_the_engine_s_for_many_amounts(office: Path, tmp_path: Path) -> None:
    dice = random.Random(7)
    amounts = [D(text) for text in CAPITALS]
    for digits in range(1, 16):  # fen: sparse numbers, where zeros stand between digits
        for _ in range(20):
            fen_amount = "".join(dice.choice("0001023456789") for _ in range(digits))
            amounts.append(D(int(fen_amount)) / 100)
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row, amount in enumerate(amounts, start=1):
        sheet.cell(row, 1).value = amount
        for column, formula in enumerate(capitals_formulas(f"A{row}", row, 2), start=2):
            sheet.cell(row, column).value = f"={formula}"
    workbook.save(tmp_path / "capitals.xlsx")
    found = recalculated(tmp_path / "capitals.xlsx").active
    wrong = [
        (amount, found.cell(row, 10).value, rmb_capitals(amount))
        for row, amount in enumerate(amounts, start=1)
        if found.cell(row, 10).value != rmb_capitals(amount)
    ]
    assert wrong == []


def test_price_set_by_hand_stands_and_keeps_the_quantity_rule(tmp_path: Path, office: Path) -> None:
    tariff = book()
    overrides: dict[str, Decimal] = {"PACK": D("60.5"), "VOLUME": D("11.11"), "TERM": D("100")}
    quote = write(tmp_path / "quote.xlsx", tariff, terms_of(price_overrides=overrides))
    assert_agrees(recalculated(tmp_path / "quote.xlsx"), quote)
    assert results_of(quote).quote is quote
