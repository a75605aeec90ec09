"""Native charts over the coverage tables, and the map's picture."""

import io
import math
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.layout import Layout as ChartLayout
from openpyxl.chart.layout import ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.image import Image
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

from planner.io.workbook.cells import NOTE, Look, Sheet, put, put_row
from planner.io.workbook.context import Context

#: Rows without content, points; charts are anchored to rows.
ROW_HEIGHT_PT = 15.0
#: Columns of the left chart, and the first one right of both.
_MIDDLE, _END = 9, 18
#: The picture fills the page's width unless it is too high for one page; pixels at 96 dpi, 7 for a digit's width.
PX_PER_DIGIT = 7
PICTURE_MAX_HEIGHT_PX = 810
#: Pictures larger than this gain nothing on paper and swell the file.
PICTURE_MAX_PIXELS = 2400
_TARGET_COLOUR, _ACHIEVED_COLOUR, _DL_COLOUR, _UL_COLOUR = "A6A6A6", "C55A11", "2F5597", "70AD47"
_UNBOUNDED_COLOUR = "7B0000"
#: What the charts show stands right of the tables: latency by flow, then load by cell.
_FLOW_COLUMN, _CELL_COLUMN, _DATA_ROW = 20, 24, 5
_SMALL = Look(size=7, colour="A6A6A6", border=False)


def write_charts(context: Context, sheet: Sheet, row: int) -> int:
    """Latency against target by flow beside load by cell; returns the next free row."""
    t = context.t
    drawn: list[Any] = []
    flows, cells = len(context.results.flows), len(context.results.cells)
    if flows:
        scale, without = _write_latencies(context, sheet)
        if without:
            names = context.listed(without)
            put(sheet, row, 1, t("No latency figure (no end, or no way to the UPF): {names}", names=names), NOTE)
            row += 1
        chart = _bars(t("Latency by flow against its target, ms"))
        chart.y_axis.scaling.max = scale
        for offset, colour in enumerate((_ACHIEVED_COLOUR, _TARGET_COLOUR, _UNBOUNDED_COLOUR), start=1):
            _add_series(chart, sheet, flows, _FLOW_COLUMN, offset, colour)
        drawn.append(chart)
    if cells:
        _write_loads(context, sheet)
        chart = _bars(t("Load by cell"))
        chart.y_axis.number_format = "0%"
        for offset, colour in enumerate((_DL_COLOUR, _UL_COLOUR), start=1):
            _add_series(chart, sheet, cells, _CELL_COLUMN, offset, colour)
        drawn.append(chart)
    rows = min(16 + 2 * max(flows, cells), 40)
    places = ((0, _MIDDLE), (_MIDDLE, _END)) if len(drawn) > 1 else ((0, _END),)
    for chart, (left, right) in zip(drawn, places, strict=True):
        start, end = AnchorMarker(col=left, row=row - 1), AnchorMarker(col=right, row=row - 1 + rows)
        chart.anchor = TwoCellAnchor(editAs="oneCell", _from=start, to=end)
        sheet.add_chart(chart)
    return row + rows + 1


def _write_latencies(context: Context, sheet: Sheet) -> tuple[float, list[str]]:
    """The chart's table; returns the end of its scale and the flows without a figure.

    A latency without end fills the scale in a colour of its own: left out, it would look like the best of all.
    """
    t, flows = context.t, context.project.demand.flows
    found: list[tuple[str, float, float | None]] = []
    for flow_id, result in sorted(context.results.flows.items()):
        flow, figure = flows.get(flow_id), result.latency
        share = flow.latency_percentile if flow else 0.99
        reached = figure.percentile_ms(share) if figure else math.nan
        found.append((flow.name if flow else flow_id, reached, flow.latency_target_ms if flow else None))
    known = [ms for _, *pair in found for ms in pair if ms is not None and math.isfinite(ms)]
    scale = _round_up(1.1 * max(known, default=100.0))
    heads = (t("Flow"), t("At that share, ms"), t("Target, ms"), t("no end (the queue grows)"))
    put_row(sheet, _DATA_ROW, heads, _SMALL, column=_FLOW_COLUMN)
    for row, (name, reached, target) in enumerate(found, start=_DATA_ROW + 1):
        bars = (reached if math.isfinite(reached) else None, target, scale if math.isinf(reached) else None)
        put_row(sheet, row, (name, *bars), _SMALL, column=_FLOW_COLUMN)
    return scale, [name for name, reached, _ in found if not math.isfinite(reached)]


def _write_loads(context: Context, sheet: Sheet) -> None:
    t = context.t
    put_row(sheet, _DATA_ROW, (t("Cell"), t("DL load"), t("UL load")), _SMALL, column=_CELL_COLUMN)
    for row, (cell_id, result) in enumerate(sorted(context.results.cells.items()), start=_DATA_ROW + 1):
        name = context.object_name("cells", cell_id)
        put_row(sheet, row, (name, result.load_dl, result.load_ul), _SMALL, column=_CELL_COLUMN)


def _round_up(value: float) -> float:
    """The next round number for the end of a scale.

    >>> _round_up(112.0), _round_up(7.0)
    (120.0, 7.0)
    """
    step = 10.0 ** math.floor(math.log10(max(value, 1.0))) / (10.0 if value < 10.0 else 5.0)
    return math.ceil(value / step - 1e-9) * step


def _bars(title: str) -> Any:
    chart: Any = BarChart()
    chart.type = "bar"
    chart.title = _title(title)
    chart.style = 10
    chart.gapWidth = 60
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


def _add_series(chart: Any, sheet: Sheet, count: int, column: int, offset: int, colour: str) -> None:
    last = _DATA_ROW + count
    values = Reference(sheet, min_col=column + offset, min_row=_DATA_ROW, max_row=last)
    chart.add_data(values, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=column, min_row=_DATA_ROW + 1, max_row=last))
    chart.series[-1].graphicalProperties.solidFill = colour


def write_picture(sheet: Sheet, row: int, picture: bytes, page_width: float) -> int:
    """Place PNG bytes over the page's width (in digits); returns the last row it covers."""
    image: Any = Image(io.BytesIO(picture))
    scale = min(page_width * PX_PER_DIGIT / image.width, PICTURE_MAX_HEIGHT_PX / image.height)
    image.width, image.height = round(image.width * scale), round(image.height * scale)
    sheet.add_image(image, f"A{row}")
    return row + math.ceil(image.height * 0.75 / ROW_HEIGHT_PT)


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
