"""The price methods as formulas over a small price table, after `planner.pricing.tiers` and `planner.pricing.quote`."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from planner.io.workbook.cells import figure
from planner.pricing.money import ZERO
from planner.pricing.tiers import (
    AreaFactor,
    BenefitShare,
    Block,
    Flat,
    Method,
    MinCommit,
    Package,
    PercentOf,
    Slab,
    TermTable,
    Tier,
    Volume,
)

#: The name of the term's cell in the workbook.
TERM_NAME = "TermMonths"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRef:
    """Where a price table stands: the address of each of its columns (one cell where the table has one row)."""

    columns: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        return self.columns[field]


def table_rows(method: Method) -> tuple[dict[str, Decimal | None], ...]:
    """The price table of a method, field -> value; None is "without limit". A flat price needs none."""
    match method:
        case Flat():
            return ()
        case Block() | Volume():
            return tuple(_tier_rows(method.tiers, with_steps=False))
        case Slab():
            return tuple(_tier_rows(method.tiers, with_steps=True))
        case Package():
            return ({"package_price": method.package_price, "size": method.size, "free_units": method.free_units},)
        case MinCommit():
            return ({"unit_price": method.unit_price, "committed": method.committed_quantity},)
        case PercentOf():
            return ({"rate": method.rate},)
        case AreaFactor():
            return ({"unit_price": method.unit_price, "factor": method.factor},)
        case TermTable():
            by_years = sorted(method.prices, key=lambda entry: entry.years)
            return tuple({"months": entry.years * 12, "unit_price": entry.unit_price} for entry in by_years)
        case BenefitShare():
            fields = {"base": method.base, "share": method.share, "threshold": method.threshold, "cap": method.cap}
            return (fields,)


def _tier_rows(tiers: tuple[Tier, ...], *, with_steps: bool) -> list[dict[str, Decimal | None]]:
    rows: list[dict[str, Decimal | None]] = []
    above, price = ZERO, ZERO
    for tier in tiers:
        row = {"above": above, "up_to": tier.up_to, "unit_price": tier.unit_price, "flat_fee": tier.flat_fee}
        rows.append(row | ({"step": tier.unit_price - price} if with_steps else {}))
        above, price = tier.up_to or above, tier.unit_price
    return rows


def largest_quantity(method: Method) -> Decimal | None:
    """The quantity above which there is no price, None without such a limit."""
    return method.tiers[-1].up_to if isinstance(method, Block | Volume | Slab) else None


def is_whole_line(method: Method) -> bool:
    """Whether the list price is the amount of the whole quantity, not of a unit."""
    return isinstance(method, Block | Volume | Slab | PercentOf | BenefitShare)


def priced_quantity_formula(method: Method, billed: str, table: TableRef | None) -> str:
    """What the list price is multiplied by; `billed` is the address of the billed quantity."""
    match method:
        case Flat() | AreaFactor() | TermTable():
            return billed
        case MinCommit():
            assert table is not None
            return f"IF({billed}=0,0,MAX({billed},{table['committed']}))"
        case Package():
            assert table is not None
            # the inner ROUND keeps 0.9/0.3 from being a hair above 3
            return f"ROUNDUP(ROUND(MAX(0,{billed}-{table['free_units']})/{table['size']},9),0)"
        case _:
            return f"IF({billed}=0,0,1)"


def list_price_formula(method: Method, billed: str, table: TableRef | None, base: str) -> str | Decimal:
    """The list price, rounded to the fen; a number where it is one. `base`: formula of a percentage's base."""
    if isinstance(method, Flat):
        return method.unit_price
    assert table is not None
    return f"ROUND({_price(method, billed, table, base)},2)"


def _price(method: Method, billed: str, table: TableRef, base: str) -> str:
    match method:
        case AreaFactor():
            return f"{table['unit_price']}*{table['factor']}"
        case MinCommit():
            return table["unit_price"]
        case Package():
            return table["package_price"]
        case PercentOf():
            return f"{table['rate']}*{base}"
        case TermTable():
            first, months = figure(min(entry.years for entry in method.prices) * 12), table["months"]
            first_price = f"INDEX({table['unit_price']},1)"
            return f"IF({TERM_NAME}<{first},{first_price},LOOKUP({TERM_NAME},{months},{table['unit_price']}))"
        case BenefitShare():
            amount = f"{table['base']}+{table['share']}*MAX(0,{billed}-{table['threshold']})"
            return amount if method.cap is None else f"MIN({amount},{table['cap']})"
        case Block() | Volume() | Slab():
            return _tier_price(method, billed, table)
        case Flat():
            raise AssertionError("a flat price is no formula")


def _tier_price(method: Block | Volume | Slab, billed: str, table: TableRef) -> str:
    above = table["above"]
    reached = f"SUMPRODUCT(--({above}<{billed}))"
    match method:
        case Block():
            amount = f"INDEX({table['flat_fee']},{reached})"
        case Volume():
            amount = f"{billed}*INDEX({table['unit_price']},{reached})+INDEX({table['flat_fee']},{reached})"
        case Slab():
            amount = f"SUMPRODUCT(({billed}>{above})*(({billed}-{above})*{table['step']}+{table['flat_fee']}))"
    limit = largest_quantity(method)
    outside = f"{billed}<=0" if limit is None else f"OR({billed}<=0,{billed}>{figure(limit)})"
    return f"IF({outside},0,{amount})"
