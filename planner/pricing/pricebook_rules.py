"""What makes a price book unusable, whatever file it came from: references, signs, orders and shares.

The file loaders check types and unknown keys; this module checks the meaning. A problem names the entry and the field,
so that a loader can point to the line or the cell.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal

from planner.pricing.measure_names import MEASURE_UNITS
from planner.pricing.money import LARGEST_NUMBER, ZERO
from planner.pricing.pricebook import PriceBook, PriceItem, Structure
from planner.pricing.tax import TaxCode
from planner.pricing.tiers import Block, Package, PercentOf, Slab, TermTable, Tier, Volume

PRICE_DECIMALS = 2
TIER_PRICE_DECIMALS = 4  # a tier's unit price goes into an amount before anything is rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class BookProblem:
    """Entry (item, tax code or structure code), field, what is wrong (a code) and the offending value."""

    entry: str
    field: str
    code: str
    value: str = ""


def problems_of(book: PriceBook) -> tuple[BookProblem, ...]:
    """Every problem of the book, entries in the book's order; empty if it can be used."""
    found: list[BookProblem] = []
    for tax_code in book.tax_codes.values():
        found.extend(_tax_code_problems(tax_code))
    for structure in book.structures.values():
        found.extend(_structure_problems(structure))
    for item in book.items.values():
        found.extend(_item_problems(item, book))
    return tuple(found)


def _tax_code_problems(tax_code: TaxCode) -> Iterator[BookProblem]:
    days = [entry.valid_from for entry in tax_code.rates]
    if not days:
        yield BookProblem(entry=tax_code.code, field="rates", code="catalogue-empty")
    if len(set(days)) != len(days):
        yield BookProblem(entry=tax_code.code, field="rates", code="catalogue-duplicate-date")
    for entry in tax_code.rates:
        if not ZERO <= entry.rate < 1:
            yield BookProblem(
                entry=tax_code.code, field="rates.rate", code="catalogue-not-a-fraction", value=str(entry.rate)
            )


def _structure_problems(structure: Structure) -> Iterator[BookProblem]:
    for name, terms in (
        ("modes", structure.modes),
        ("add_ons", structure.add_ons),
        ("categories", structure.categories),
    ):
        codes = [term.code for term in terms]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield BookProblem(entry=structure.code, field=name, code="catalogue-duplicate-code", value=code)
    for measure in sorted(structure.required_measures - MEASURE_UNITS.keys()):
        yield BookProblem(
            entry=structure.code, field="required_measures", code="catalogue-unknown-measure", value=measure
        )


def _item_problems(item: PriceItem, book: PriceBook) -> Iterator[BookProblem]:
    yield from _reference_problems(item, book)
    yield from _tax_problems(item, book)
    yield from _number_problems(item)
    yield from _method_problems(item, book)


def _reference_problems(item: PriceItem, book: PriceBook) -> Iterator[BookProblem]:
    if item.measure not in MEASURE_UNITS:
        yield BookProblem(entry=item.code, field="measure", code="catalogue-unknown-measure", value=item.measure)
    for name, codes in (("requires", item.requires), ("excludes", item.excludes)):
        for code in codes:
            if code not in book.items or code == item.code:
                yield BookProblem(entry=item.code, field=name, code="catalogue-unknown-item", value=code)
    structure = book.structures.get(item.structure)
    if structure is None:
        yield BookProblem(entry=item.code, field="structure", code="catalogue-unknown-structure", value=item.structure)
        return
    if item.category not in {term.code for term in structure.categories}:
        yield BookProblem(entry=item.code, field="category", code="catalogue-unknown-category", value=item.category)
    for mode in sorted(item.when.modes - {term.code for term in structure.modes}):
        yield BookProblem(entry=item.code, field="when.mode", code="catalogue-unknown-mode", value=mode)
    for add_on in sorted(item.when.add_ons - {term.code for term in structure.add_ons}):
        yield BookProblem(entry=item.code, field="when.add_on", code="catalogue-unknown-add-on", value=add_on)


def _tax_problems(item: PriceItem, book: PriceBook) -> Iterator[BookProblem]:
    for share in item.tax:
        if share.tax_code not in book.tax_codes:
            yield BookProblem(entry=item.code, field="tax", code="catalogue-unknown-tax-code", value=share.tax_code)
        if share.share <= 0:
            yield BookProblem(entry=item.code, field="tax", code="catalogue-not-a-fraction", value=str(share.share))
    total = sum((share.share for share in item.tax), ZERO)
    if total != 1:
        yield BookProblem(entry=item.code, field="tax", code="catalogue-shares-not-one", value=str(total))


def _number_problems(item: PriceItem) -> Iterator[BookProblem]:
    quantities = (("min_quantity", item.min_quantity), ("max_quantity", item.max_quantity))
    for name, value in (*quantities, ("cost", item.cost), ("floor_price", item.floor_price)):
        if value is not None and value < 0:
            yield BookProblem(entry=item.code, field=name, code="catalogue-negative", value=str(value))
        elif value is not None and value > LARGEST_NUMBER:
            yield BookProblem(entry=item.code, field=name, code="catalogue-too-large", value=str(value))
    if item.min_quantity is not None and item.max_quantity is not None and item.min_quantity > item.max_quantity:
        yield BookProblem(
            entry=item.code, field="max_quantity", code="catalogue-below-minimum", value=str(item.max_quantity)
        )
    if item.valid_from is not None and item.valid_to is not None and item.valid_to < item.valid_from:
        yield BookProblem(entry=item.code, field="valid_to", code="catalogue-before-start", value=str(item.valid_to))


def _method_problems(item: PriceItem, book: PriceBook) -> Iterator[BookProblem]:
    method = item.method
    decimals = TIER_PRICE_DECIMALS if isinstance(method, Block | Volume | Slab) else PRICE_DECIMALS
    for path, value in _numbers(method, "method"):
        if value < 0:
            yield BookProblem(entry=item.code, field=path, code="catalogue-negative", value=str(value))
        elif value > LARGEST_NUMBER:
            yield BookProblem(entry=item.code, field=path, code="catalogue-too-large", value=str(value))
        elif path.endswith("price") and value != round(value, decimals):
            yield BookProblem(entry=item.code, field=path, code="catalogue-too-many-decimals", value=str(value))
    match method:
        case Block() | Volume() | Slab():
            yield from _tier_problems(item.code, method.tiers)
        case Package() if method.size == 0:
            yield BookProblem(entry=item.code, field="method.size", code="catalogue-zero", value="0")
        case TermTable():
            years = [entry.years for entry in method.prices]
            if not years:
                yield BookProblem(entry=item.code, field="method.prices", code="catalogue-empty")
            if len(set(years)) != len(years):
                yield BookProblem(entry=item.code, field="method.prices", code="catalogue-duplicate-term")
        case PercentOf():
            if not method.of_items:
                yield BookProblem(entry=item.code, field="method.of_items", code="catalogue-empty")
            for code in method.of_items:
                target = book.items.get(code)
                if target is None:
                    yield BookProblem(
                        entry=item.code, field="method.of_items", code="catalogue-unknown-item", value=code
                    )
                elif isinstance(target.method, PercentOf):
                    yield BookProblem(
                        entry=item.code, field="method.of_items", code="catalogue-percent-of-percent", value=code
                    )
        case _:
            pass


def _tier_problems(code: str, tiers: tuple[Tier, ...]) -> Iterator[BookProblem]:
    if not tiers:
        yield BookProblem(entry=code, field="method.tiers", code="catalogue-empty")
    limit = ZERO
    for number, tier in enumerate(tiers):
        if tier.up_to is None:
            if number != len(tiers) - 1:
                yield BookProblem(
                    entry=code, field="method.tiers", code="catalogue-open-tier-not-last", value=str(number + 1)
                )
        elif tier.up_to <= limit:
            yield BookProblem(entry=code, field="method.tiers", code="catalogue-not-ascending", value=str(tier.up_to))
        else:
            limit = tier.up_to


def _numbers(value: object, path: str) -> Iterator[tuple[str, Decimal]]:
    """Every Decimal of a method with its path, e.g. method.tiers.2.unit_price (entries counted from 1)."""
    if isinstance(value, Decimal):
        yield path, value
    elif isinstance(value, tuple):
        for number, entry in enumerate(value, start=1):
            yield from _numbers(entry, f"{path}.{number}")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name), f"{path}.{field.name}")
