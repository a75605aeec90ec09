"""Native charts over the coverage tables, and the map's picture."""

import io
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.layout import Layout as ChartLayout
from openpyxl.chart.layout import ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.image import Image
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

from planner.io.workbook.cells import Sheet
from planner.io.workbook.context import Context

ROW_HEIGHT_CM = 0.53
#: Two charts stand side by side on the sheet's width.
WIDTH_CM = 22.0
#: The picture's width on the sheet, pixels at 96 dpi; its height follows, up to one page.
PICTURE_WIDTH_PX = 1600
PICTURE_MAX_HEIGHT_PX = 1000
#: Pictures larger than this gain nothing on paper and swell the file.
PICTURE_MAX_PIXELS = 2400
_TARGET_COLOUR, _ACHIEVED_COLOUR, _DL_COLOUR, _UL_COLOUR = "A6A6A6", "C55A11", "2F5597", "70AD47"


def write_charts(context: Context, sheet: Sheet, row: int, flows: tuple[int, int], cells: tuple[int, int]) -> int:
    """Latency against target by flow beside load by cell; returns the next free row."""
    t = context.t
    charts: list[Any] = []
    if flows[1] >= flows[0]:
        chart = _bars(t("Latency by flow against its target, ms"), flows[1] - flows[0] + 1)
        _add_series(chart, sheet, flows, 13, _ACHIEVED_COLOUR)
        _add_series(chart, sheet, flows, 14, _TARGET_COLOUR)
        charts.append(chart)
    if cells[1] >= cells[0]:
        chart = _bars(t("Load by cell"), cells[1] - cells[0] + 1)
        chart.y_axis.number_format = "0%"
        _add_series(chart, sheet, cells, 5, _DL_COLOUR)
        _add_series(chart, sheet, cells, 6, _UL_COLOUR)
        charts.append(chart)
    for chart, column in zip(charts, ("A", "I"), strict=False):
        sheet.add_chart(chart, f"{column}{row}")
    return row + round(max(chart.height for chart in charts) / ROW_HEIGHT_CM) + 2


def _bars(title: str, count: int) -> Any:
    chart: Any = BarChart()
    chart.type = "bar"
    chart.title = _title(title)
    chart.style = 10
    chart.gapWidth = 60
    chart.height = min(7.0 + 0.7 * count, 24.0)
    chart.width = WIDTH_CM
    chart.legend.position = "b"
    chart.x_axis.delete = chart.y_axis.delete = False  # openpyxl hides both by default
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top, as in the table
    chart.y_axis.crosses = "max"  # the scale at the bottom, although the first row is on top
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9", w=6350))
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    chart.layout = ChartLayout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.28, y=0.1, w=0.68, h=0.76))
    return chart


def _title(text: str) -> Title:
    look = CharacterProperties(sz=1200, b=True)
    run = RegularTextRun(rPr=look, t=text)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _add_series(chart: Any, sheet: Sheet, rows: tuple[int, int], column: int, colour: str) -> None:
    values = Reference(sheet, min_col=column, min_row=rows[0] - 1, max_row=rows[1])
    chart.add_data(values, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=rows[0], max_row=rows[1]))
    chart.series[-1].graphicalProperties.solidFill = colour


def write_picture(sheet: Sheet, row: int, picture: bytes) -> None:
    """Place PNG bytes, scaled to the page."""
    image: Any = Image(io.BytesIO(picture))
    scale = min(PICTURE_WIDTH_PX / image.width, PICTURE_MAX_HEIGHT_PX / image.height)
    image.width, image.height = round(image.width * scale), round(image.height * scale)
    sheet.add_image(image, f"A{row}")


def clean_picture(content: bytes) -> bytes:
    """The picture as PNG without metadata (paths, authors, dates) and not larger than paper needs.

    Raises OSError for what is no picture.
    """
    from PIL import Image as Pixels

    with Pixels.open(io.BytesIO(content)) as source:
        pixels = source.convert("RGB")
    pixels.thumbnail((PICTURE_MAX_PIXELS, PICTURE_MAX_PIXELS))
    pixels.info.clear()
    target = io.BytesIO()
    pixels.save(target, "PNG", optimize=True)
    return target.getvalue()
