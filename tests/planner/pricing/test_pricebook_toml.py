from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from planner.errors import CatalogueError, FileError
from planner.io.pricebook_toml import load_pricebook, parse_pricebook
from planner.pricing.measure_names import MEASURE_UNITS
from planner.pricing.pricebook import content_hash

DEMO = Path(__file__).parents[3] / "resources" / "pricebooks" / "baf_demo.toml"

BOOK = """
[book]
id = "b"
name_zh = "书"
name_en = "Book"
version = "1"
currency = "CNY"
demo = false
prices = "gross"
source = "test"
[tax_codes.t6]
name_zh = "六"
name_en = "six"
source = "test"
rates = [{ valid_from = 2016-05-01, rate = 0.06 }]
[structures.baf]
name_zh = "BAF"
name_en = "BAF"
modes = [{ code = "zunxiang", name_zh = "尊享", name_en = "Zunxiang" }]
add_ons = [{ code = "edge_node", name_zh = "边缘", name_en = "Edge" }]
categories = [{ code = "basic", name_zh = "基础", name_en = "Basic" }]
required_measures = ["mec_host"]
[[items]]
code = "A-1"
name_zh = "项"
name_en = "item"
structure = "baf"
category = "basic"
unit_zh = "个"
unit_en = "each"
period = "month"
measure = "one"
method = { kind = "flat", unit_price = 0.10 }
tax = "t6"
source = "test"
"""


def parse(text: str):
    return parse_pricebook(text.encode(), "book.toml")


def test_numbers_are_exact():
    assert parse(BOOK).items["A-1"].method.unit_price == Decimal("0.10")


@pytest.mark.parametrize(
    ("old", "new", "code", "entry", "field"),
    [
        ('source = "test"\n[tax_codes', 'source = "test"\ncolour = 1\n[tax_codes', "unknown_key", "book", "colour"),
        ("unit_price = 0.10", "unit_price = 0.10, prise = 2", "unknown_key", "A-1", "method.prise"),
        ("unit_price = 0.10", 'unit_price = "0.10"', "bad_value", "A-1", "method.unit_price"),
        ("unit_price = 0.10", "unit_price = true", "bad_value", "A-1", "method.unit_price"),
        ("unit_price = 0.10", "unit_price = nan", "bad_value", "A-1", "method.unit_price"),
        ("unit_price = 0.10", "unit_price = -0.10", "negative", "A-1", "method.unit_price"),
        ("unit_price = 0.10", "unit_price = 0.105", "too_many_decimals", "A-1", "method.unit_price"),
        ("unit_price = 0.10", "unit_price = 1e12", "too_large", "A-1", "method.unit_price"),
        ('kind = "flat"', 'kind = "free"', "bad_value", "A-1", "method"),
        ('name_zh = "项"\n', "", "missing_key", "A-1", "name_zh"),
        ('name_zh = "项"', 'name_zh = ""', "empty", "A-1", "name_zh"),
        ('name_zh = "项"', "name_zh = 5", "bad_value", "A-1", "name_zh"),
        ('code = "A-1"\n', "", "missing_key", "items.1", "code"),
        ('period = "month"', 'period = "monthly"', "bad_value", "A-1", "period"),
        ('measure = "one"', 'measure = "gnb"', "unknown_measure", "A-1", "measure"),
        ('tax = "t6"', 'tax = "t7"', "unknown_tax_code", "A-1", "tax"),
        ('tax = "t6"', "tax = { t6 = 0.4 }", "shares_not_one", "A-1", "tax"),
        ('structure = "baf"', 'structure = "bfa"', "unknown_structure", "A-1", "structure"),
        ('category = "basic"', 'category = "basics"', "unknown_category", "A-1", "category"),
        ('tax = "t6"', 'tax = "t6"\nwhen = { mode = "vip" }', "unknown_mode", "A-1", "when.mode"),
        ('tax = "t6"', 'tax = "t6"\nwhen = { add_on = ["x"] }', "unknown_add_on", "A-1", "when.add_on"),
        ('tax = "t6"', 'tax = "t6"\nwhen = { site = "x" }', "unknown_key", "A-1", "when.site"),
        ('tax = "t6"', 'tax = "t6"\nrequires = ["Z"]', "unknown_item", "A-1", "requires"),
        ('tax = "t6"', 'tax = "t6"\nmin_quantity = 2\nmax_quantity = 1', "below_minimum", "A-1", "max_quantity"),
        ('tax = "t6"', 'tax = "t6"\nvalid_to = "2026-01-01"', "bad_value", "A-1", "valid_to"),
        ('tax = "t6"', 'tax = "t6"\ncost = -1', "negative", "A-1", "cost"),
        ("rate = 0.06", "rate = 6", "not_a_fraction", "t6", "rates.rate"),
        ("rate = 0.06", 'rate = "0.06"', "bad_value", "t6", "rates.1.rate"),
        ('["mec_host"]', '["mec"]', "unknown_measure", "baf", "required_measures"),
        ("demo = false", 'demo = "no"', "bad_value", "book", "demo"),
        ("demo = false", "demo = 0", "bad_value", "book", "demo"),
        ('currency = "CNY"', 'currency = "USD"', "bad_value", "book", "currency"),
    ],
)
def test_errors_name_file_entry_and_field(old: str, new: str, code: str, entry: str, field: str):
    assert BOOK.count(old) >= 1
    head, tail = BOOK.rsplit(old, 1)
    with pytest.raises(CatalogueError) as caught:
        parse(head + new + tail)
    params = caught.value.params
    assert (caught.value.code, params["entry"], params["field"]) == (
        f"catalogue-{code.replace('_', '-')}",
        entry,
        field,
    )
    assert params["file"] == "book.toml"


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ('{ kind = "slab", tiers = [] }', "empty"),
        ('{ kind = "slab", tiers = [{ unit_price = 1 }, { up_to = 5 }] }', "open_tier_not_last"),
        ('{ kind = "slab", tiers = [{ up_to = 5 }, { up_to = 5 }] }', "not_ascending"),
        ('{ kind = "slab", tiers = [{ up_to = 5, unit_price = -1 }] }', "negative"),
        ('{ kind = "package", package_price = 1, size = 0 }', "zero"),
        ('{ kind = "term_table", prices = [] }', "empty"),
        (
            '{ kind = "term_table", prices = [{ years = 1, unit_price = 1 }, { years = 1, unit_price = 2 }] }',
            "duplicate_term",
        ),
        ('{ kind = "percent_of", rate = 0.1, of_items = ["Z"] }', "unknown_item"),
        ('{ kind = "percent_of", rate = 0.1, of_items = ["A-1"] }', "percent_of_percent"),
        ('{ kind = "percent_of", rate = 0.1, of_items = [] }', "empty"),
    ],
)
def test_methods_that_make_no_sense(method: str, code: str):
    with pytest.raises(CatalogueError) as caught:
        parse(BOOK.replace('{ kind = "flat", unit_price = 0.10 }', method))
    assert caught.value.code == f"catalogue-{code.replace('_', '-')}"


def test_a_code_may_stand_once():
    entry = BOOK[BOOK.index("[[items]]") :]
    with pytest.raises(CatalogueError) as caught:
        parse(BOOK + entry)
    assert (caught.value.code, caught.value.params["entry"]) == ("catalogue-duplicate-code", "A-1")


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"[book", "not_toml"), ("[book]\nid='示例'".encode("gb18030"), "not_utf8"), (b"", "missing_key")],
)
def test_foreign_files_are_refused(data: bytes, code: str):
    with pytest.raises(CatalogueError) as caught:
        parse_pricebook(data, "book.toml")
    assert caught.value.code == f"catalogue-{code.replace('_', '-')}"


def test_a_missing_file(tmp_path: Path):
    with pytest.raises(FileError):
        load_pricebook(tmp_path / "none.toml")


def test_the_hash_is_of_the_content_not_of_its_spelling():
    book = parse(BOOK)
    assert parse("# a comment\n" + BOOK.replace("0.10 }", "0.1 }")).sha256 == book.sha256
    assert parse(BOOK.replace("0.10 }", "0.11 }")).sha256 != book.sha256
    assert content_hash(replace(book, sha256="")) == book.sha256


def test_the_demo_book_is_whole():
    book = load_pricebook(DEMO)
    structure = book.structures["baf"]
    assert book.is_demo
    assert {item.category for item in book.items.values()} == {term.code for term in structure.categories}
    assert all("示例价格" in item.source for item in book.items.values())
    used = {add_on for item in book.items.values() for add_on in item.when.add_ons}
    assert used == {term.code for term in structure.add_ons}
    assert {item.measure for item in book.items.values()} == set(MEASURE_UNITS)
    assert structure.required_measures <= set(MEASURE_UNITS)


@pytest.mark.parametrize("acquisition", ["buy", "rent"])
def test_the_demo_book_prices_every_required_measure(acquisition: str):
    book = load_pricebook(DEMO)
    open_measures = {
        item.measure
        for item in book.items.values()
        if not item.when.modes and item.when.acquisition in (None, acquisition)
    }
    assert book.structures["baf"].required_measures <= open_measures
