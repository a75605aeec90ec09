"""What every sheet shares: paper, footer, frozen panes, protection, row heights."""

import math
from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from planner.io.workbook.cells import FONT_NAME, TITLE, Sheet, header_text, put, text_width
from planner.io.workbook.context import Context

#: In both languages at once, wherever invented prices could be taken for real ones.
DEMO_MARK = "示例价格 demo price"
A4 = 9
BODY_PT = 9
#: Column widths count digits of the 11 pt standard font; the body is smaller, but bold and wider fonts need some room.
WIDER = 1.15
LINE_HEIGHT_PT = 13.5
ROW_PADDING_PT = 4.0
MAX_ROW_HEIGHT_PT = 400.0


def set_widths(sheet: Sheet, widths: Sequence[float]) -> None:
    """Column widths from A on, in digits."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def write_title(context: Context, sheet: Sheet, text: str) -> None:
    """The sheet's title in A1, marked where the prices are invented."""
    put(sheet, 1, 1, f"{text}　{DEMO_MARK}" if context.book.is_demo else text, TITLE)


def finish(
    context: Context, sheet: Sheet, *, frozen: str | None = None, title_rows: str = "", print_area: str = ""
) -> None:
    """A4 landscape on the page's width, page numbers, frozen panes, protection without a password, row heights."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = 0.5
    sheet.page_margins.bottom = 0.7
    sheet.print_options.horizontalCentered = True
    footer = sheet.oddFooter
    footer.left.text, footer.center.text = header_text(context.footer), header_text(sheet.title)
    footer.right.text = "&P / &N"
    sheet.oddHeader.right.text = DEMO_MARK if context.book.is_demo else None
    for part in (footer.left, footer.center, footer.right, sheet.oddHeader.right):
        part.size, part.font = 8, FONT_NAME
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    sheet.freeze_panes = frozen
    if title_rows:
        sheet.print_title_rows = title_rows
    if print_area:
        sheet.print_area = print_area
    protect(sheet)
    set_row_heights(sheet)


def next_row(sheet: Sheet, row: int, place: int, per_page: int) -> tuple[int, bool]:
    """The row below `row` for a table's entry number `place` (from 0), and whether a page starts with it.

    Spreadsheets repeat one block of rows on all pages of a sheet, so a sheet of several tables repeats its heads
    itself: where a page starts, the row above the returned one is left for the head.
    """
    if not place or place % per_page:
        return row + 1, False
    sheet.row_breaks.append(Break(id=row))
    return row + 2, True


def protect(sheet: Sheet) -> None:
    """No password: against slips, not against people. Widths and heights may be changed, cells selected."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False
    protection.autoFilter = protection.sort = False


def set_row_heights(sheet: Sheet) -> None:
    """Heights for wrapped text; a spreadsheet finds them itself only for cells that are not merged."""
    merged_to = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}
    widths = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()}
    for row in sheet.iter_rows():
        height = sheet.row_dimensions[row[0].row].height or 0.0
        for cell in row:
            if cell.value is None or cell.data_type != "s":
                continue
            last = merged_to.get((cell.row, cell.column), cell.column)
            columns = range(cell.column, last + 1)
            width = sum(widths.get(get_column_letter(column), 9.0) for column in columns)
            scale = (cell.font.size or BODY_PT) / BODY_PT
            lines = text_lines(str(cell.value), width * WIDER / scale) if cell.alignment.wrap_text else 1
            height = max(height, lines * LINE_HEIGHT_PT * scale + ROW_PADDING_PT)
        if height:
            sheet.row_dimensions[row[0].row].height = min(height, MAX_ROW_HEIGHT_PT)


def text_lines(text: str, width: float) -> int:
    """Lines a text needs in a column `width` digits wide; words that don't fit cost some room at each line's end.

    >>> text_lines("一二三四五", 10.0), text_lines("一二三四五六", 10.0)
    (1, 2)
    """
    return sum(max(1, math.ceil(text_width(line) / max(width, 1.0))) for line in text.split("\n"))
