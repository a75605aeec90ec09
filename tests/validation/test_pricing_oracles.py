"""Published cases of billing and finance projects: charging methods, tax splits, amounts in capitals."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from planner.pricing.money import rmb_capitals, to_fen
from planner.pricing.tax import TaxTreatment, split
from planner.pricing.tiers import Block, Method, MinCommit, Package, Tier, Volume, amount

DATA = Path(__file__).parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


VOLUME = Volume(
    tiers=(
        Tier(up_to=Decimal(100), unit_price=Decimal(2), flat_fee=Decimal(10)),
        Tier(up_to=Decimal(200), unit_price=Decimal(1)),
        Tier(unit_price=Decimal("0.5"), flat_fee=Decimal(50)),
    )
)
BLOCK = Block(
    tiers=(
        Tier(up_to=Decimal(100), flat_fee=Decimal(19800)),
        Tier(up_to=Decimal(1000), flat_fee=Decimal(106100)),
        Tier(up_to=Decimal(3000), flat_fee=Decimal(237900)),
    )
)
# Quantities of the minimum commitment are Mbit/s x days / 30: used 100 x 12 / 30, committed 80 x 6 / 30.
COMMITTED = MinCommit(unit_price=Decimal(108), committed_quantity=Decimal(80) * 6 / 30)
USED_MBPS = Decimal(100) * 12 / 30


def _method_and_quantity(row: dict[str, str]) -> tuple[Method, Decimal]:
    quantity = Decimal(row["quantity"])
    match row["method"], row["tiers"].split(" ")[:2]:
        case "volume", _:
            return VOLUME, quantity
        case "block", _:
            return BLOCK, quantity
        case "package", ["first", free]:
            return Package(package_price=Decimal(100), size=Decimal(10), free_units=Decimal(free)), quantity
        case "min_commit", _:
            return COMMITTED, USED_MBPS * quantity
        case other:
            raise AssertionError(other)


@pytest.mark.parametrize("row", _rows("price_tiers.csv"), ids=lambda row: f"{row['method']}-{row['quantity']}")
def test_charging_methods(row: dict[str, str]):
    method, quantity = _method_and_quantity(row)
    assert to_fen(amount(method, quantity)) == Decimal(row["amount"])


@pytest.mark.parametrize("row", _rows("tax_split.csv"), ids=lambda row: row["gross"])
def test_tax_splits(row: dict[str, str]):
    parts = split(Decimal(row["gross"]), Decimal(row["rate"]), TaxTreatment.GROSS)
    assert (parts.net, parts.tax) == (Decimal(row["net"]), Decimal(row["tax"]))


@pytest.mark.parametrize("row", _rows("rmb_capital.csv"), ids=lambda row: row["amount"])
def test_amounts_in_capitals(row: dict[str, str]):
    assert rmb_capitals(Decimal(row["amount"])) == row["capital"]
