"""A printed page: the map to scale, a legend beside it, a line above and one below, scale bar and north arrow."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import PlannerError
from planner.io import layers, map_figure, map_style
from planner.io.atomic import write_with
from planner.io.map_text import length_text, round_length_m
from planner.model.geometry import Bounds
from planner.text import format_percent

LEGEND_IN, HEAD_IN, FOOT_IN, EDGE_IN = 2.1, 0.62, 0.34, 0.18
#: A picture of a very long or very tall site keeps at least and at most this height to its width.
LEAST_ASPECT, MOST_ASPECT = 0.35, 1.3
#: The layout is made for a sheet of this width; the pixels asked for only set how finely it is drawn.
SHEET_IN = 10.0
MM_PER_IN = 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet of paper, mm, and by how much letters and lines on it are larger than on A4."""

    long_mm: float
    short_mm: float
    enlargement: float = 1.0


#: ISO 216.
PAPERS: Mapping[str, Paper] = {
    "a4": Paper(long_mm=297.0, short_mm=210.0),
    "a3": Paper(long_mm=420.0, short_mm=297.0, enlargement=1.3),
}


def paper_size(paper: str, dpi: int, aspect: float, beside_in: float) -> tuple[float, float, float]:
    """Width and height of a paper in inches of the layout, and the dots per such inch.

    aspect: the map's height over its width, which decides how the paper lies. beside_in: what the page's width holds
    besides the map. Whole pixels: A4 at 300 dpi is 3508 x 2480. PlannerError "unknown-paper".

    >>> width_in, height_in, dots = paper_size("a4", 300, 0.5, 2.5)
    >>> round(width_in * dots), round(height_in * dots)
    (3508, 2480)
    """
    if paper not in PAPERS:
        raise PlannerError("unknown-paper", paper=paper, known=", ".join(PAPERS))
    sheet = PAPERS[paper]
    sides = [round(side_mm / MM_PER_IN * dpi) for side_mm in (sheet.long_mm, sheet.short_mm)]
    dots = dpi * sheet.enlargement
    across, upright = (sides[0], sides[1]), (sides[1], sides[0])

    def map_width_in(size: tuple[int, int]) -> float:
        width_in, height_in = size[0] / dots - beside_in, size[1] / dots - HEAD_IN - FOOT_IN
        return min(width_in, height_in / aspect)

    width_px, height_px = max((across, upright), key=map_width_in)
    # matplotlib cuts to whole pixels: a little more keeps the last one
    return (width_px + 0.01) / dots, (height_px + 0.01) / dots, dots


class Sheet:
    """A page; see the module. Inches are those of the layout, which a large paper shows enlarged.

    Without `paper` the page is `width_px` wide and as high as the map needs; with one it is that paper at `dpi`,
    upright or across as the map lies better.
    """

    def __init__(
        self, bounds: Bounds, lang: str, width_px: int, *, with_legend: bool, paper: str = "", dpi: int = 150
    ) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.font = map_figure.chinese_font()
        self._lang = lang
        west, south, east, north = bounds
        aspect = min(max((north - south) / (east - west), LEAST_ASPECT), MOST_ASPECT)
        beside_in = 2 * EDGE_IN + (LEGEND_IN if with_legend else 0.0)
        if paper:
            width_in, height_in, self._dpi = paper_size(paper, dpi, aspect, beside_in)
        else:
            width_in, self._dpi = SHEET_IN, width_px / SHEET_IN
            height_in = HEAD_IN + (width_in - beside_in) * aspect + FOOT_IN
        self._width_in, self._height_in = width_in, height_in
        map_width_in, map_height_in = width_in - beside_in, height_in - HEAD_IN - FOOT_IN
        self._figure = Figure(figsize=(width_in, height_in), dpi=self._dpi, facecolor="white")
        FigureCanvasAgg(self._figure)
        place = (
            EDGE_IN / width_in,
            FOOT_IN / height_in,
            map_width_in / width_in,
            map_height_in / height_in,
        )
        self.axes: Any = self._figure.add_axes(place)
        self.axes.set_facecolor(map_figure.paint(map_style.BACKGROUND))
        m_per_in = max((east - west) / map_width_in, (north - south) / map_height_in)
        middle = ((west + east) / 2, (south + north) / 2)
        half = (m_per_in * map_width_in / 2, m_per_in * map_height_in / 2)
        self._limits = (middle[0] - half[0], middle[0] + half[0], middle[1] - half[1], middle[1] + half[1])
        self.pt_per_m = 72.0 / m_per_in
        self._legend_left_in = EDGE_IN + map_width_in + 0.15

    def head(self, title: str, subtitle: str) -> None:
        """Two lines above the map."""
        top = self._height_in
        self._text(EDGE_IN, top - 0.24, title, 12.0, weight="bold")
        self._text(EDGE_IN, top - 0.47, subtitle, 8.5, colour="#555b63")

    def foot(self, note: str) -> None:
        """One line below: that the data are fictional, for instance."""
        self._text(EDGE_IN, FOOT_IN / 2, note, 7.0, colour="#555b63")

    def legend(self, title: str, area: str, rows: tuple[layers.LegendEntry, ...]) -> None:
        """Colours, labels and shares to the right of the map."""
        from matplotlib.patches import Rectangle

        left, y, step = self._legend_left_in, self._height_in - HEAD_IN - 0.12, 0.2
        self._text(left, y, title, 9.0, weight="bold")
        self._text(left, y - 0.2, area, 7.0, colour="#555b63")
        y -= 0.44
        for row in rows:
            box = ((left) / self._width_in, (y - 0.065) / self._height_in)
            size = (0.22 / self._width_in, 0.13 / self._height_in)
            self._figure.add_artist(
                Rectangle(
                    box,
                    *size,
                    fc=map_figure.faded(row.colour),
                    ec="#777777",
                    lw=0.4,
                    transform=self._figure.transFigure,
                )
            )
            self._text(left + 0.3, y, row.label, 7.5)
            self._text(self._width_in - EDGE_IN, y, format_percent(row.share, self._lang), 7.5, align="right")
            y -= step

    def save(self, path: Path, dpi: int) -> None:
        """Scale bar and north arrow, then the file."""
        west, east, south, north = self._limits
        self.axes.set_xlim(west, east)
        self.axes.set_ylim(south, north)
        self.axes.set_xticks([])
        self.axes.set_yticks([])
        for spine in self.axes.spines.values():
            spine.set_edgecolor("#9aa0a6")
            spine.set_linewidth(0.6)
        self._scale_bar()
        self._north_arrow()
        # matplotlib lays out for the dpi it draws with; the file states the one asked for
        write_with(path, lambda target: self._save_png(target, dpi))

    def _save_png(self, target: Path, dpi: int) -> None:
        self._figure.savefig(target, format="png", dpi=self._dpi, pil_kwargs={"dpi": (dpi, dpi)})

    def _text(
        self, x_in: float, y_in: float, text: str, size_pt: float, *, weight: str = "normal", colour: str = "#20242a",
        align: str = "left",
    ) -> None:  # fmt: skip
        font = {"family": self.font, "size": size_pt, "weight": weight}
        self._figure.text(
            x_in / self._width_in, y_in / self._height_in, text, color=colour, ha=align, va="center",
            fontproperties=font, parse_math=False,
        )  # fmt: skip

    def _scale_bar(self) -> None:
        """A bar of a round length at the lower left of the map."""
        from matplotlib.patches import Rectangle

        west, _, south, _ = self._limits
        pt = 1.0 / self.pt_per_m
        length_m = round_length_m(90.0 * pt)
        x, y = west + 16 * pt, south + 12 * pt
        panel = Rectangle(
            (x - 9 * pt, y - 6 * pt),
            length_m + 34 * pt,
            26 * pt,
            fc="white",
            ec="#bbbbbb",
            lw=0.5,
            alpha=0.92,
            zorder=80,
        )
        self.axes.add_patch(panel)
        self.axes.add_patch(Rectangle((x, y), length_m, 3 * pt, fc="white", ec="#20242a", lw=0.6, zorder=81))
        self.axes.add_patch(Rectangle((x, y), length_m / 2, 3 * pt, fc="#20242a", ec="#20242a", lw=0.6, zorder=82))
        for place, text in ((x, "0"), (x + length_m, length_text(length_m, self._lang))):
            self.axes.text(place, y + 11 * pt, text, size=6.5, ha="center", va="center", family=self.font, zorder=83)

    def _north_arrow(self) -> None:
        _, east, _, north = self._limits
        pt = 1.0 / self.pt_per_m
        self.axes.annotate(
            "N", xy=(east - 16 * pt, north - 10 * pt), xytext=(east - 16 * pt, north - 40 * pt),
            ha="center", va="center",
            fontsize=8, weight="bold", zorder=83,
            arrowprops={"arrowstyle": "-|>,head_width=0.35,head_length=0.7", "color": "#20242a", "lw": 1.2},
            bbox={"boxstyle": "round,pad=0.25", "fc": "white", "ec": "none", "alpha": 0.85},
        )  # fmt: skip


def legend_picture(title: str, area: str, rows: tuple[layers.LegendEntry, ...], lang: str, dpi: int = 120) -> bytes:
    """A legend alone as PNG bytes, for viewers that lay it over their window. PlannerError `font-missing`."""
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    font = map_figure.chinese_font()
    width_in, step_in = LEGEND_IN + 0.3, 0.2
    height_in = 0.62 + step_in * len(rows)
    figure = Figure(figsize=(width_in, height_in), dpi=dpi, facecolor="white")
    FigureCanvasAgg(figure)

    def write(x_in: float, y_in: float, text: str, size_pt: float, align: str = "left", weight: str = "normal") -> None:
        figure.text(
            x_in / width_in, y_in / height_in, text, ha=align, va="center", color="#20242a", parse_math=False,
            fontproperties={"family": font, "size": size_pt, "weight": weight},
        )  # fmt: skip

    write(0.12, height_in - 0.18, title, 9.0, weight="bold")
    write(0.12, height_in - 0.38, area, 7.0)
    for number, row in enumerate(rows):
        y_in = height_in - 0.6 - number * step_in
        figure.add_artist(
            Rectangle(
                (0.12 / width_in, (y_in - 0.065) / height_in), 0.22 / width_in, 0.13 / height_in,
                fc=map_figure.faded(row.colour), ec="#777777", lw=0.4, transform=figure.transFigure,
            )
        )  # fmt: skip
        write(0.42, y_in, row.label, 7.5)
        write(width_in - 0.12, y_in, format_percent(row.share, lang), 7.5, align="right")
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=dpi)
    return stream.getvalue()
