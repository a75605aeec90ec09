from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.pricing.tax import TaxCode, TaxRate, TaxShare, TaxTreatment, rate_changes, rate_on, split, split_parts

DATA = TaxCode(
    code="mobile_data",
    name_zh="流量",
    name_en="Data",
    rates=(
        TaxRate(valid_from=date(2026, 1, 1), rate=Decimal("0.09")),
        TaxRate(valid_from=date(2016, 5, 1), rate=Decimal("0.06")),
    ),
)
MONEY = st.decimals(min_value=-(10**8), max_value=10**8, places=2)
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "0.06", "0.09", "0.13")])


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2016, 4, 30), None),
        (date(2016, 5, 1), "0.06"),
        (date(2025, 12, 31), "0.06"),
        (date(2026, 1, 1), "0.09"),
    ],
)
def test_rate_follows_the_date_whatever_the_order_of_the_entries(day: date, rate: str | None):
    assert rate_on(DATA, day) == (None if rate is None else Decimal(rate))


def test_rate_changes_within_a_term():
    assert [entry.rate for entry in rate_changes(DATA, date(2025, 6, 1), date(2026, 1, 1))] == [Decimal("0.09")]
    assert rate_changes(DATA, date(2026, 1, 1), date(2030, 1, 1)) == ()


def test_exclusive_tax_is_added():
    assert split(Decimal("0.50"), Decimal("0.09"), TaxTreatment.NET).gross == Decimal("0.55")  # 0.045 rounds up


@given(MONEY, RATES, st.sampled_from(TaxTreatment))
def test_split_keeps_the_base_and_adds_up(amount: Decimal, rate: Decimal, treatment: TaxTreatment):
    parts = split(amount, rate, treatment)
    assert parts.net + parts.tax == parts.gross
    assert amount == (parts.gross if treatment is TaxTreatment.GROSS else parts.net)
    assert abs(parts.tax - parts.net * rate) <= Decimal("0.0114")  # half a fen of tax, at most 13 % of it again


@given(MONEY, st.lists(st.integers(1, 9), min_size=1, max_size=4), st.sampled_from(TaxTreatment))
def test_parts_of_a_shared_line_add_up(amount: Decimal, weights: list[int], treatment: TaxTreatment):
    whole = sum(weights)
    shares = [TaxShare(tax_code=str(n), share=Decimal(w) / whole) for n, w in enumerate(weights)]
    rates = {str(n): Decimal(n) / 20 for n in range(4)}
    parts = split_parts(amount, shares, rates, treatment)
    bases = [part.amount.gross if treatment is TaxTreatment.GROSS else part.amount.net for part in parts]
    assert sum(bases) == amount
    assert all(part.amount.net + part.amount.tax == part.amount.gross for part in parts)


def test_sim_half_service_half_equipment():
    shares = (TaxShare(tax_code="service", share=Decimal("0.5")), TaxShare(tax_code="goods", share=Decimal("0.5")))
    rates = {"service": Decimal("0.06"), "goods": Decimal("0.13")}
    service, goods = split_parts(Decimal("0.05"), shares, rates, TaxTreatment.GROSS)
    assert (service.amount.gross, goods.amount.gross) == (Decimal("0.03"), Decimal("0.02"))
