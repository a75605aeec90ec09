from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.pricing.tiers import (
    AreaFactor,
    BenefitShare,
    BeyondTiersError,
    Block,
    Flat,
    MinCommit,
    Package,
    PercentOf,
    Slab,
    TermPrice,
    TermTable,
    Tier,
    Volume,
    amount,
    is_term_too_short,
    priced,
)

GRADUATED = (
    Tier(up_to=Decimal(100), unit_price=Decimal(2), flat_fee=Decimal(10)),
    Tier(up_to=Decimal(200), unit_price=Decimal(1)),
    Tier(unit_price=Decimal("0.5"), flat_fee=Decimal(50)),
)
SPEEDS = Block(
    tiers=(
        Tier(up_to=Decimal(100), flat_fee=Decimal(19800)),
        Tier(up_to=Decimal(1000), flat_fee=Decimal(106100)),
        Tier(up_to=Decimal(3000), flat_fee=Decimal(237900)),
    )
)
RENT = TermTable(
    prices=(
        TermPrice(years=Decimal(3), unit_price=Decimal(75)),
        TermPrice(years=Decimal(1), unit_price=Decimal(120)),
        TermPrice(years=Decimal(5), unit_price=Decimal(55)),
    )
)


@pytest.mark.parametrize(
    ("method", "quantity", "expected"),
    [
        (Flat(unit_price=Decimal("12.5")), "3", "37.5"),
        (AreaFactor(unit_price=Decimal(30000), factor=Decimal("1.5")), "2.1", "94500"),
        (Volume(tiers=GRADUATED), "100", "210"),
        (Volume(tiers=GRADUATED), "100.5", "100.5"),
        (Volume(tiers=GRADUATED), "201", "150.5"),
        (Volume(tiers=GRADUATED), "0", "0"),
        (Slab(tiers=GRADUATED), "0", "0"),
        (Slab(tiers=GRADUATED), "100", "210"),
        (Slab(tiers=GRADUATED), "150", "260"),
        (Slab(tiers=GRADUATED), "300", "410"),
        (SPEEDS, "100", "19800"),
        (SPEEDS, "100.001", "106100"),
        (SPEEDS, "3000", "237900"),
        (SPEEDS, "0", "0"),
        (Package(package_price=Decimal(100), size=Decimal(10)), "0", "0"),
        (Package(package_price=Decimal(100), size=Decimal(10)), "10", "100"),
        (Package(package_price=Decimal(100), size=Decimal(10), free_units=Decimal(10)), "10", "0"),
        (MinCommit(unit_price=Decimal(108), committed_quantity=Decimal(16)), "10", "1728"),
        (MinCommit(unit_price=Decimal(108), committed_quantity=Decimal(16)), "0", "1728"),
        (BenefitShare(base=Decimal(1000), share=Decimal("0.2"), threshold=Decimal(500)), "400", "1000"),
        (BenefitShare(base=Decimal(1000), share=Decimal("0.2"), threshold=Decimal(500)), "1500", "1200"),
        (
            BenefitShare(base=Decimal(1000), share=Decimal("0.2"), threshold=Decimal(500), cap=Decimal(1100)),
            "1500",
            "1100",
        ),
    ],
)
def test_amounts(method: Flat, quantity: str, expected: str):
    assert amount(method, Decimal(quantity)) == Decimal(expected)


@pytest.mark.parametrize("method", [SPEEDS, Volume(tiers=SPEEDS.tiers), Slab(tiers=SPEEDS.tiers)])
def test_above_the_last_tier_there_is_no_price(method: Block):
    with pytest.raises(BeyondTiersError):
        amount(method, Decimal(3001))


def test_negative_quantities_are_refused():
    with pytest.raises(ValueError, match="negative"):
        amount(Flat(unit_price=Decimal(1)), Decimal(-1))


def test_percentage_is_of_the_base_and_not_of_the_quantity():
    assert amount(PercentOf(rate=Decimal("0.06"), of_items=("A",)), Decimal(3), base=Decimal(1000)) == Decimal(60)


@pytest.mark.parametrize(("months", "price"), [(6, 120), (12, 120), (35, 120), (36, 75), (59, 75), (60, 55), (120, 55)])
def test_term_table_takes_the_longest_term_reached(months: int, price: int):
    assert amount(RENT, Decimal(2), term_months=months) == 2 * price


def test_a_term_below_the_table_is_noticed():
    assert is_term_too_short(RENT, 11)
    assert not is_term_too_short(RENT, 12)
    assert not is_term_too_short(SPEEDS, 1)


def test_per_unit_methods_keep_a_unit_price():
    assert priced(RENT, Decimal(7), term_months=36).unit_price == 75
    assert priced(Package(package_price=Decimal(100), size=Decimal(10)), Decimal(121)).quantity == 13
    assert priced(Slab(tiers=GRADUATED), Decimal(150)).quantity == 1


@given(st.decimals(0, 10**6, places=3), st.decimals(0, 1000, places=3))
def test_a_slab_never_falls_and_is_at_most_one_bracket_per_unit(quantity: Decimal, more: Decimal):
    slab = Slab(tiers=GRADUATED)
    assert amount(slab, quantity) <= amount(slab, quantity + more)
