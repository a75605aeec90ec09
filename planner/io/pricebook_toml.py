"""Price books as TOML files, checked strictly: a book is loaded whole or not at all.

Numbers are read as Decimal, never as float. Unknown keys, wrong types, missing keys, duplicate codes and references to
nothing are CatalogueErrors that name the file, the entry and the field.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from planner.errors import CatalogueError, FileError
from planner.model.commercial import TaxTreatment
from planner.pricing.pricebook import (
    Acquisition,
    Confidence,
    Period,
    PriceBook,
    PriceItem,
    Structure,
    Term,
    When,
    sealed,
)
from planner.pricing.pricebook_rules import problems_of
from planner.pricing.tax import TaxCode, TaxRate, TaxShare
from planner.pricing.tiers import Method

Text = Annotated[str, Field(min_length=1)]
_PROBLEM_BY_PYDANTIC_TYPE = {
    "extra_forbidden": "catalogue-unknown-key",
    "unexpected_keyword_argument": "catalogue-unknown-key",
    "missing": "catalogue-missing-key",
    "string_too_short": "catalogue-empty",
}


class _Strict(BaseModel):
    # Not pydantic's strict mode, which refuses to build dataclasses from tables: `_refuse_converted` takes its place.
    model_config = ConfigDict(extra="forbid")


class _RawHead(_Strict):
    id: Text
    name_zh: Text
    name_en: Text
    version: Text
    currency: Literal["CNY"]
    demo: bool
    prices: Literal["net", "gross"]
    source: Text


class _RawTaxCode(_Strict):
    name_zh: Text
    name_en: Text
    settled: bool = True
    source: Text
    rates: tuple[TaxRate, ...]


class _RawStructure(_Strict):
    name_zh: Text
    name_en: Text
    modes: tuple[Term, ...]
    add_ons: tuple[Term, ...]
    categories: tuple[Term, ...]
    required_measures: tuple[str, ...]


class _RawWhen(_Strict):
    mode: str | tuple[str, ...] = ()
    add_on: str | tuple[str, ...] = ()
    acquisition: Acquisition | None = None


class _RawItem(_Strict):
    code: Text
    name_zh: Text
    name_en: Text
    structure: Text
    category: Text
    unit_zh: Text
    unit_en: Text
    period: Literal["one_off", "month", "year", "usage"]
    measure: Text
    method: Annotated[Method, Field(discriminator="kind")]
    tax: str | dict[str, Decimal]
    when: _RawWhen = _RawWhen()
    min_quantity: Decimal | None = None
    max_quantity: Decimal | None = None
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    cost: Decimal | None = None
    floor_price: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: Text
    confidence: Confidence = "assumed"


class _RawBook(_Strict):
    book: _RawHead
    tax_codes: dict[str, _RawTaxCode]
    structures: dict[str, _RawStructure]
    items: tuple[_RawItem, ...]


_ADAPTER = TypeAdapter(_RawBook)


def load_pricebook(path: Path) -> PriceBook:
    """The price book in the TOML file `path`, sealed with its content hash.

    Raises FileError if the file can't be read, CatalogueError (file, entry, field, value) if its content can't be used.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError("file-unreadable", file=str(path), reason=error.strerror or "") from error
    return parse_pricebook(data, path.name)


def parse_pricebook(data: bytes, file: str) -> PriceBook:
    """The price book in `data` (UTF-8 TOML); `file` is the name used in errors, which are those of `load_pricebook`."""
    try:
        tree = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise CatalogueError("catalogue-not-utf8", file=file, byte=error.start) from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError("catalogue-not-toml", file=file, detail=str(error)) from error
    prepared = cast("dict[str, object]", _frozen(tree))
    try:
        raw = _ADAPTER.validate_python(prepared)
    except ValidationError as error:
        raise _catalogue_error(error, prepared, file) from error
    _refuse_converted(prepared, raw, file)
    book = _book(raw, file)
    problems = problems_of(book)
    if problems:
        first = problems[0]
        raise CatalogueError(
            first.code,
            file=file,
            entry=first.entry,
            field=first.field,
            value=first.value,
            more=len(problems) - 1,
        )
    return sealed(book)


def _frozen(value: object) -> object:
    """The tree with whole numbers as Decimal and lists as tuples, as the model has them."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, list):
        return tuple(_frozen(entry) for entry in cast("list[object]", value))
    if isinstance(value, dict):
        return {key: _frozen(entry) for key, entry in cast("dict[str, object]", value).items()}
    return value


def _refuse_converted(tree: Mapping[str, object], raw: _RawBook, file: str) -> None:
    """A text where a number is due (or the like) is an error, although pydantic would have converted it."""
    for location, value in _converted(tree, _ADAPTER.dump_python(raw), ()):
        entry, path = _entry_and_field(location, tree)
        raise CatalogueError("catalogue-bad-value", file=file, entry=entry, field=path, value=str(value)[:80], more=0)


def _converted(
    given: object, taken: object, location: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], object]]:
    if isinstance(given, dict) and isinstance(taken, dict):
        for key, value in cast("dict[str, object]", given).items():
            yield from _converted(value, cast("dict[str, object]", taken)[key], (*location, key))
    elif isinstance(given, tuple) and isinstance(taken, tuple):
        pairs = zip(cast("tuple[object, ...]", given), cast("tuple[object, ...]", taken), strict=True)
        for number, (value, result) in enumerate(pairs):
            yield from _converted(value, result, (*location, number))
    elif type(given) is not type(taken):
        yield location, given


def _catalogue_error(error: ValidationError, tree: Mapping[str, object], file: str) -> CatalogueError:
    details = error.errors(include_url=False)
    first = details[0]
    location = list(first["loc"])
    if location[2:3] == ["method"] and len(location) > 3:
        del location[3]  # pydantic puts the method's kind there
    code = _PROBLEM_BY_PYDANTIC_TYPE.get(first["type"], "catalogue-bad-value")
    entry, path = _entry_and_field(location, tree)
    value = "" if code == "catalogue-missing-key" else str(first["input"])[:80]
    return CatalogueError(code, file=file, entry=entry, field=path, value=value, more=len(details) - 1)


def _entry_and_field(location: Sequence[str | int], tree: Mapping[str, object]) -> tuple[str, str]:
    """("BAF-B-101", "method.unit_price") for a place in the tree; entries without a code are counted from 1."""
    place = [str(part + 1) if isinstance(part, int) else part for part in location]
    if len(location) > 1 and location[0] == "items" and isinstance(location[1], int):
        items = cast("tuple[object, ...]", tree["items"])
        item = items[location[1]]
        code = cast("dict[str, object]", item).get("code") if isinstance(item, dict) else None
        return (code if isinstance(code, str) and code else f"items.{place[1]}"), ".".join(place[2:])
    if len(location) > 1 and location[0] in ("tax_codes", "structures"):
        return place[1], ".".join(place[2:])
    return place[0], ".".join(place[1:])


def _book(raw: _RawBook, file: str) -> PriceBook:
    items: dict[str, PriceItem] = {}
    for raw_item in raw.items:
        if raw_item.code in items:
            raise CatalogueError(
                "catalogue-duplicate-code", file=file, entry=raw_item.code, field="code", value=raw_item.code, more=0
            )
        items[raw_item.code] = _item(raw_item)
    head = raw.book
    return PriceBook(
        book_id=head.id,
        name_zh=head.name_zh,
        name_en=head.name_en,
        version=head.version,
        currency=head.currency,
        is_demo=head.demo,
        prices=TaxTreatment(head.prices),
        source=head.source,
        tax_codes={code: _tax_code(code, entry) for code, entry in raw.tax_codes.items()},
        structures={code: _structure(code, entry) for code, entry in raw.structures.items()},
        items=items,
    )


def _tax_code(code: str, raw: _RawTaxCode) -> TaxCode:
    return TaxCode(
        code=code, name_zh=raw.name_zh, name_en=raw.name_en, rates=raw.rates, settled=raw.settled, source=raw.source
    )


def _structure(code: str, raw: _RawStructure) -> Structure:
    return Structure(
        code=code,
        name_zh=raw.name_zh,
        name_en=raw.name_en,
        modes=raw.modes,
        add_ons=raw.add_ons,
        categories=raw.categories,
        required_measures=frozenset(raw.required_measures),
    )


def _item(raw: _RawItem) -> PriceItem:
    shares = {raw.tax: Decimal(1)} if isinstance(raw.tax, str) else raw.tax
    return PriceItem(
        code=raw.code,
        name_zh=raw.name_zh,
        name_en=raw.name_en,
        structure=raw.structure,
        category=raw.category,
        unit_zh=raw.unit_zh,
        unit_en=raw.unit_en,
        period=Period(raw.period),
        measure=raw.measure,
        method=raw.method,
        tax=tuple(TaxShare(tax_code=code, share=share) for code, share in shares.items()),
        when=When(modes=_codes(raw.when.mode), add_ons=_codes(raw.when.add_on), acquisition=raw.when.acquisition),
        min_quantity=raw.min_quantity,
        max_quantity=raw.max_quantity,
        requires=raw.requires,
        excludes=raw.excludes,
        cost=raw.cost,
        floor_price=raw.floor_price,
        valid_from=raw.valid_from,
        valid_to=raw.valid_to,
        source=raw.source,
        confidence=raw.confidence,
    )


def _codes(value: str | tuple[str, ...]) -> frozenset[str]:
    return frozenset((value,)) if isinstance(value, str) else frozenset(value)
