"""Pictures and rasters of the maps: the printed map, a plain layer as PNG, a layer as GeoTIFF.

Files are written beside their target and then put in its place, so that a failed export leaves the old file whole.
"""

import math
from pathlib import Path
from typing import Any

from planner.engine.results import Maps, Results
from planner.io import layers, map_figure, map_style
from planner.io.atomic import write_with
from planner.io.map_mask import counted_area
from planner.io.map_text import cell_title, length_text, round_length_m
from planner.model.geometry import Bounds
from planner.model.project import GeoReference, Project
from planner.text import Translator, format_percent

LEGEND_IN, HEAD_IN, FOOT_IN, EDGE_IN = 2.1, 0.62, 0.34, 0.18
#: A picture of a very long or very tall site keeps at least and at most this height to its width.
LEAST_ASPECT, MOST_ASPECT = 0.35, 1.3
#: The layout is made for a sheet of this width; the pixels asked for only set how finely it is drawn.
SHEET_IN = 10.0


def write_map_picture(
    path: Path,
    project: Project,
    scheme_id: str,
    results: Results | None,
    layer_code: str,
    lang: str,
    width_px: int = 2000,
    dpi: int = 150,
    *,
    omni_cells: frozenset[str] = frozenset(),
) -> None:
    """The map of a scheme as a PNG for a report: obstacles, heat map, zones, sites, UPFs, legend, scale, north, note.

    `width_px` is the picture's width; `dpi` is what the file states: it is `width_px / dpi` inches wide where it is
    pasted. Without results (or maps in them) there is no heat map and no legend. `omni_cells`: ids of cells drawn as
    discs. Raises PlannerError `unknown-layer` and `font-missing` (no font with Chinese is installed),
    FileError `cannot-write`.
    """
    layer = layers.layer_of(layer_code)
    maps = None if results is None else results.maps
    bounds = map_figure.project_bounds(project, scheme_id)
    sheet = _Sheet(bounds, lang, width_px, with_legend=maps is not None)
    map_figure.draw_obstacles(sheet.axes, project, over_heat_map=maps is not None)
    if maps is not None:
        map_figure.draw_heat_map(sheet.axes, layer, maps)
    map_figure.draw_zones(sheet.axes, project)
    map_figure.draw_network(sheet.axes, project, scheme_id, omni_cells)
    map_figure.draw_names(sheet.axes, project, scheme_id, sheet.font, sheet.pt_per_m)
    scheme = project.schemes.get(scheme_id)
    t = Translator(lang)
    sheet.head(project.name, "  ·  ".join(filter(None, (scheme.name if scheme else "", _shown(maps, layer, lang)))))
    sheet.foot(project.note)
    if maps is not None:
        valid = counted_area(project, maps.grid)
        names = tuple(cell_title(project, scheme_id, cell_id) for cell_id in maps.cell_ids)
        rows = layers.legend(layer, layers.layer_values(maps, layer), valid, lang=lang, cell_names=names)
        area = t("Share of the map") if valid is None else t("Share of the zones")
        sheet.legend(layers.layer_title(layer, lang), area, rows)
    sheet.save(path, dpi)


def write_layer_png(
    path: Path,
    maps: Maps,
    layer_code: str,
    lang: str,
    *,
    title: str = "",
    cell_names: tuple[str, ...] = (),
    width_px: int = 1400,
    dpi: int = 150,
) -> None:
    """One layer alone with its legend, scale and north, as PNG; shares over every place that has a figure.

    `cell_names` by index of `maps.cell_ids` (their ids where empty). Errors as `write_map_picture`.
    """
    layer = layers.layer_of(layer_code)
    sheet = _Sheet(maps.grid.bounds_m, lang, width_px, with_legend=True)
    map_figure.draw_heat_map(sheet.axes, layer, maps)
    sheet.head(title or layers.layer_title(layer, lang), _shown(maps, layer, lang))
    names = cell_names or maps.cell_ids
    rows = layers.legend(layer, layers.layer_values(maps, layer), lang=lang, cell_names=names)
    sheet.legend(layers.layer_title(layer, lang), Translator(lang)("Share of the map"), rows)
    sheet.save(path, dpi)


def write_layer_geotiff(path: Path, maps: Maps, layer_code: str, geo: GeoReference) -> None:
    """One layer as a single-band GeoTIFF in the engine's units: float32 with NaN, or cell indices int16 with -1.

    The CRS is the project's where known, with its origin added; else the file is in local metres without one. The band
    carries name and unit; for the best server the tag `cells` lists the ids by index. FileError `cannot-write`.
    """
    layer = layers.layer_of(layer_code)
    values = layers.layer_values(maps, layer)
    write_with(path, lambda target: _write_tiff(target, layer, maps, values, geo))


def _write_tiff(target: Path, layer: layers.Layer, maps: Maps, values: Any, geo: GeoReference) -> None:
    import warnings

    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError
    from rasterio.transform import from_origin

    grid = maps.grid
    transform = from_origin(
        grid.west_m + geo.origin_east_m, grid.north_m + geo.origin_north_m, grid.resolution_m, grid.resolution_m
    )
    nodata = -1 if layer.kind == "cells" else math.nan
    options: dict[str, Any] = {
        "driver": "GTiff", "width": grid.columns, "height": grid.rows, "count": 1, "dtype": values.dtype,
        "transform": transform, "nodata": nodata, "compress": "deflate",
    }  # fmt: skip
    if geo.epsg is not None:
        options["crs"] = f"EPSG:{geo.epsg}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(target, "w", **options) as file:
                file.write(values, 1)
                file.set_band_description(1, layer.array)
                file.set_band_unit(1, "" if layer.kind == "cells" else layer.unit if layer.scale == 1 else "1")
                file.update_tags(height_m=str(maps.height_m))
                if layer.kind == "cells":
                    file.update_tags(cells=",".join(maps.cell_ids))
    except RasterioError as problem:
        raise OSError(str(problem)) from problem


def _shown(maps: Maps | None, layer: layers.Layer, lang: str) -> str:
    if maps is None:
        return ""
    t = Translator(lang)
    return t("{layer} at a height of {height} m", layer=layers.layer_title(layer, lang), height=maps.height_m)


class _Sheet:
    """A page: the map's axes to scale, a column for the legend, a line above and one below."""

    def __init__(self, bounds: Bounds, lang: str, width_px: int, *, with_legend: bool) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.font = map_figure.chinese_font()
        self._lang, self._dpi = lang, width_px / SHEET_IN
        west, south, east, north = bounds
        map_width_in = SHEET_IN - 2 * EDGE_IN - (LEGEND_IN if with_legend else 0.0)
        aspect = min(max((north - south) / (east - west), LEAST_ASPECT), MOST_ASPECT)
        map_height_in = map_width_in * aspect
        self._height_in = HEAD_IN + map_height_in + FOOT_IN
        self._figure = Figure(figsize=(SHEET_IN, self._height_in), dpi=self._dpi, facecolor="white")
        FigureCanvasAgg(self._figure)
        place = (
            EDGE_IN / SHEET_IN,
            FOOT_IN / self._height_in,
            map_width_in / SHEET_IN,
            map_height_in / self._height_in,
        )
        self.axes: Any = self._figure.add_axes(place)
        self.axes.set_facecolor(map_figure.paint(map_style.BACKGROUND))
        m_per_in = max((east - west) / map_width_in, (north - south) / map_height_in)
        middle = ((west + east) / 2, (south + north) / 2)
        half = (m_per_in * map_width_in / 2, m_per_in * map_height_in / 2)
        self._limits = (middle[0] - half[0], middle[0] + half[0], middle[1] - half[1], middle[1] + half[1])
        self.pt_per_m = 72.0 / m_per_in
        self._legend_left_in = EDGE_IN + map_width_in + 0.15
        self._map_width_in = map_width_in

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
            box = ((left) / SHEET_IN, (y - 0.065) / self._height_in)
            size = (0.22 / SHEET_IN, 0.13 / self._height_in)
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
            self._text(SHEET_IN - EDGE_IN, y, format_percent(row.share, self._lang), 7.5, align="right")
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
            x_in / SHEET_IN, y_in / self._height_in, text, color=colour, ha=align, va="center", fontproperties=font,
            parse_math=False,
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
