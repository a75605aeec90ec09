"""The file around the figures: languages, secrets, hostile text, protection, pages, bytes, failures."""

import errno
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, PngImagePlugin
from workbook_check import item_rows
from workbook_kit import COST, FLOOR, QUANTITIES, book, project_of, quote_of, results_of, terms_of, with_items, write

from planner.errors import EvaluationError, FileError, Issue, Severity
from planner.io import libreoffice
from planner.io.workbook import write_workbook
from planner.io.workbook.cells import clean_sheet_name, clean_text
from planner.model.catalogue import Catalogue
from planner.model.commercial import Rounding
from planner.pricing.measure_names import MEASURE_UNITS
from planner.text import tr

SHEETS = {
    "en": ["Cover", "Summary", "Items", "Quantities", "Coverage", "Parameters", "Terms", "Workings"],
    "zh": ["封面", "报价汇总", "分项报价", "工程量清单", "覆盖与性能", "参数", "条款", "计算过程"],
}
COLUMNS_ZH = (
    *("序号", "名称", "规格", "数量", "单位", "周期", "标准资费", "折扣率", "折后单价", "税率", "不含税金额", "税额"),
    *("含税金额", "一次性", "月费", "每年合计（月费×12 + 年费）", "合同期总额", "备注"),
)
CHINESE = re.compile("[\u4e00-\u9fff]")
INTERNAL_WORDS = re.compile(r"成本|底价|毛利|审批|\b(cost|floor|margin|approv\w*)\b", re.IGNORECASE)


def texts(workbook: Any) -> list[tuple[str, str]]:
    """(place, text) of every text cell that is no formula."""
    return [
        (f"{sheet.title}!{cell.coordinate}", cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.data_type != "f"
    ]


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "secret-author-map.png"
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "somebody-private")
    Image.new("RGB", (64, 40), "green").save(path, pnginfo=note)
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sheets_and_columns_in_the_language_asked_for(tmp_path: Path, lang: str) -> None:
    write(tmp_path / "q.xlsx", book(), terms_of(), lang=lang)
    workbook = openpyxl.load_workbook(tmp_path / "q.xlsx")
    assert workbook.sheetnames == SHEETS[lang]
    assert all(sheet.sheet_state == "visible" for sheet in workbook)
    heads = [workbook.worksheets[2].cell(4, column).value for column in range(1, 19)]
    if lang == "zh":
        assert heads == list(COLUMNS_ZH)


def test_english_workbook_holds_no_chinese_but_what_people_wrote(tmp_path: Path) -> None:
    terms = terms_of()
    write(
        tmp_path / "q.xlsx", book(is_demo=True), terms, project=project_of(terms, name="Project"), audience="internal"
    )
    workbook = openpyxl.load_workbook(tmp_path / "q.xlsx")
    chinese = [entry for entry in texts(workbook) if CHINESE.search(entry[1].replace("示例价格 demo price", ""))]
    assert chinese == []
    marked = {sheet.title for sheet in workbook if "示例价格 demo price" in str(sheet["A1"].value or sheet["A4"].value)}
    assert marked == set(workbook.sheetnames)


def test_chinese_workbook_translates_every_english_word(tmp_path: Path) -> None:
    write(tmp_path / "q.xlsx", book(), terms_of(), lang="zh", audience="internal")
    found = [text for _, text in texts(openpyxl.load_workbook(tmp_path / "q.xlsx"))]
    english = [text for text in found if not CHINESE.search(text) and re.search("[A-Za-z]{4}", text)]
    allowed = re.compile(
        r"^(zone|flow|cell|site|slice|scheme|customer|supplier|Mbit/s|3GPP .*|ITU.*|[A-Z]+(, [A-Z]+)*|RSRP.*|SINR.*|≥)$"
    )
    assert [text for text in english if not allowed.match(text)] == []


def test_every_measure_has_a_name_in_both_languages() -> None:
    for measure in MEASURE_UNITS:
        assert CHINESE.search(tr("zh", "{kind:tr}", kind=measure)), measure
        assert tr("en", "{kind:tr}", kind=measure) != measure


def test_customer_file_knows_nothing_internal(tmp_path: Path, picture: Path) -> None:
    secret = Issue(code="quote-term-without-effect", severity=Severity.WARNING, params={"entry": "SECRET-ENTRY"})
    terms = terms_of()
    for lang in ("zh", "en"):
        for audience in ("customer", "internal"):
            results = results_of(quote_of(book(), terms), issues=(secret,))
            write(
                tmp_path / f"{audience}.xlsx",
                book(),
                terms,
                lang=lang,
                audience=audience,
                picture=picture,
                results=results,
            )
        customer, internal = members(tmp_path / "customer.xlsx"), members(tmp_path / "internal.xlsx")
        everything = b"".join(customer.values()).decode("utf-8", "replace")
        for needle in (
            str(COST),
            str(FLOOR),
            "SECRET-ENTRY",
            "secret-author",
            "somebody-private",
            str(tmp_path),
            "openpyxl",
        ):
            assert needle not in everything, needle
        shown = [
            entry
            for entry in texts(openpyxl.load_workbook(tmp_path / "customer.xlsx"))
            if INTERNAL_WORDS.search(entry[1])
        ]
        assert shown == []
        assert not [name for name in customer if "comment" in name or "external" in name or "vba" in name.lower()]
        inside = b"".join(internal.values()).decode("utf-8", "replace")
        assert all(needle in inside for needle in (str(COST), str(FLOOR), "SECRET-ENTRY"))
        assert len(openpyxl.load_workbook(tmp_path / "internal.xlsx").sheetnames) == len(SHEETS[lang]) + 1
    properties = openpyxl.load_workbook(tmp_path / "customer.xlsx").properties
    assert (properties.creator, properties.lastModifiedBy) == ("supplier", None)
    assert properties.created.date() == properties.modified.date() == terms.quote_date


@pytest.mark.parametrize(
    "start", ["=1+1&", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "#N/A", "&P\x07"]
)
def test_text_from_people_never_becomes_a_formula(tmp_path: Path, start: str) -> None:
    terms = terms_of()
    hostile = book(
        items=tuple(
            replace(entry, name_zh=f"{start}项", name_en=f"{start}item", unit_en=f"{start}u")
            for entry in book().items.values()
        ),
        name_en=f"{start}book",
    )
    write(tmp_path / "q.xlsx", hostile, terms, project=project_of(terms, text=start), audience="internal")
    workbook = openpyxl.load_workbook(tmp_path / "q.xlsx")
    written = {clean_text(start).replace("\r", "\n") + end for end in ("item", "u", "book", "cell", "zone", "customer")}
    hits = [
        cell
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and any(text in cell.value for text in written)
    ]
    assert len(hits) > 20
    for cell in hits:
        assert cell.data_type == "s", (cell.coordinate, cell.value)
        assert cell.hyperlink is None
        if cell.value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
            assert cell.quotePrefix, cell.coordinate
    raw = b"".join(members(tmp_path / "q.xlsx").values())
    assert b"<f>1+1" not in raw and b"<f>HYPERLINK" not in raw and b"<hyperlink" not in raw


def test_inputs_are_open_and_everything_else_is_locked(tmp_path: Path) -> None:
    write(tmp_path / "q.xlsx", book(), terms_of())
    workbook = openpyxl.load_workbook(tmp_path / "q.xlsx")
    unlocked = {
        (sheet.title, cell.coordinate)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    items, parameters = workbook["Items"], workbook["Parameters"]
    assert {cell for title, cell in unlocked if title == "Items"} == {f"D{row}" for row in item_rows(items).values()}
    assert {title for title, _ in unlocked} == {"Items", "Parameters"}
    for sheet in workbook:
        assert sheet.protection.sheet and sheet.protection.password is None
    for title, place in unlocked:
        assert workbook[title][place].fill.start_color.rgb.endswith("FFF2CC"), place
    names = {
        "TermMonths",
        "QuoteDiscount",
        "GroupDiscount_first",
        "GroupDiscount_second",
        "VAT_t6",
        "VAT_t9",
        "VAT_t13",
    }
    assert names == set(workbook.defined_names)
    checked = {str(area) for check in parameters.data_validations.dataValidation for area in check.sqref.ranges}
    assert {workbook.defined_names[name].attr_text.rpartition("!")[2].replace("$", "") for name in names} <= _cells(
        checked
    )
    assert _cells({str(area) for check in items.data_validations.dataValidation for area in check.sqref.ranges}) == {
        f"D{row}" for row in item_rows(items).values()
    }


def _cells(areas: set[str]) -> set[str]:
    sheet = openpyxl.Workbook().active
    found: set[str] = set()
    for area in areas:
        cells = sheet[area]
        rows = cells if isinstance(cells, tuple) else ((cells,),)
        found |= {cell.coordinate for row in rows for cell in (row if isinstance(row, tuple) else (row,))}
    return found


def test_pages_are_a4_landscape_with_numbers_and_frozen_heads(tmp_path: Path, picture: Path) -> None:
    write(tmp_path / "q.xlsx", book(), terms_of(), audience="internal", picture=picture)
    workbook = openpyxl.load_workbook(tmp_path / "q.xlsx")
    for sheet in workbook:
        assert isinstance(sheet, Worksheet)
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert "&P" in sheet.oddFooter.right.text
        assert sheet.title == "Cover" or sheet.freeze_panes
    items, coverage = workbook["Items"], workbook["Coverage"]
    assert items.print_title_rows == "$4:$4"
    assert items.print_area.endswith("$A$1:$R$" + items.print_area.rpartition("$")[2])
    assert len(coverage._charts) == 2 and len(coverage._images) == 1
    fonts = {
        cell.font.name for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    assert fonts == {"微软雅黑"}


def test_what_excel_would_call_damaged(tmp_path: Path, picture: Path) -> None:
    """Overlapping merged cells, overlong formulas and functions without their prefix: LibreOffice forgives them."""
    known = {
        "ABS",
        "AND",
        "IF",
        "INDEX",
        "LEFT",
        "LOOKUP",
        "MAX",
        "MID",
        "MIN",
        "OR",
        "REPT",
        "ROUND",
        "ROUNDUP",
        "SUM",
    }
    known |= {"SUMIFS", "SUMPRODUCT", "TEXT", "TRIM", "VALUE"}
    terms = terms_of(rounding=Rounding.TOTAL)
    write(tmp_path / "q.xlsx", book(is_demo=True), terms, audience="internal", lang="zh", picture=picture)
    for sheet in openpyxl.load_workbook(tmp_path / "q.xlsx"):
        taken: set[tuple[int, int]] = set()
        for area in sheet.merged_cells.ranges:
            cells = {(row, column) for row, column in area.cells}
            assert not cells & taken, (sheet.title, area)
            taken |= cells
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert len(cell.value) < 8192
                    assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", cell.value)) <= known, cell.value
        assert all(len(check.error or "") <= 255 for check in sheet.data_validations.dataValidation)


def test_same_arguments_give_the_same_bytes(tmp_path: Path, picture: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / f"{name}.xlsx", book(), terms_of(), lang="zh", picture=picture)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "q.xlsx"
    path.write_bytes(b"old")

    def full(_self: Path, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(FileError, match="cannot-write"):
        write(path, book(), terms_of())
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["q.xlsx"]


def test_what_there_is_nothing_to_write_from(tmp_path: Path, picture: Path) -> None:
    terms = terms_of()
    quote, project = quote_of(book(), terms), project_of(terms)
    options: dict[str, Any] = {"audience": "customer", "lang": "zh"}
    path = tmp_path / "q.xlsx"
    with pytest.raises(EvaluationError, match="workbook-no-quote"):
        write_workbook(path, project, "A", results_of(None), Catalogue(), book=book(), **options)
    with pytest.raises(EvaluationError, match="workbook-no-quote"):
        write_workbook(path, project, "B", results_of(quote), Catalogue(), book=book(), **options)
    with pytest.raises(EvaluationError, match="workbook-no-price-book"):
        write_workbook(path, project, "A", results_of(quote), Catalogue(), **options)
    with pytest.raises(EvaluationError, match="workbook-no-price-book"):
        other = with_items(book(), version="2")
        write_workbook(path, project, "A", results_of(quote), Catalogue(), book=other, **options)
    picture.write_bytes(b"no picture")
    with pytest.raises(FileError, match="cannot-read"):
        write_workbook(path, project, "A", results_of(quote), Catalogue(), book=book(), picture=picture, **options)
    assert not path.exists()


def test_an_empty_quote_still_makes_a_workbook(tmp_path: Path) -> None:
    nothing = quote_of(book(), terms_of(), quantities={})
    write(tmp_path / "q.xlsx", book(), terms_of(), results=results_of(nothing))
    assert item_rows(openpyxl.load_workbook(tmp_path / "q.xlsx")["Items"]) == {}
    assert set(QUANTITIES) <= set(MEASURE_UNITS)


@pytest.mark.parametrize("name", ["a/b:c*d?[e]", "'quoted'", "x" * 40, "", "\x00'", "一二三" * 20])
def test_sheet_names_are_valid(name: str) -> None:
    cleaned = clean_sheet_name(name)
    assert 1 <= len(cleaned) <= 31
    assert not re.search(r"[\[\]:*?/\\\x00]|^'|'$", cleaned)


def test_missing_libreoffice_is_an_error_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: None)
    with pytest.raises(FileError, match="libreoffice-missing"):
        libreoffice.to_pdf(tmp_path / "q.xlsx", tmp_path / "q.pdf")


def test_a_failing_libreoffice_leaves_the_old_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, old = tmp_path / "soffice", tmp_path / "q.pdf"
    program.write_text("#!/bin/sh\necho broken >&2\n", encoding="ascii")
    program.chmod(0o755)
    old.write_bytes(b"old")
    write(tmp_path / "q.xlsx", book(), terms_of())
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: program)
    with pytest.raises(FileError, match=r"libreoffice-failed.*broken"):
        libreoffice.to_pdf(tmp_path / "q.xlsx", old)
    assert old.read_bytes() == b"old"
