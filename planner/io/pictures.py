"""Pictures and rasters of the maps: the printed map, a plain layer as PNG, a layer as GeoTIFF.

Files are written beside their target and then put in its place, so that a failed export leaves the old file whole.
"""

import math
from pathlib import Path
from typing import Any

from planner.engine.results import Maps, Results
from planner.io import layers, map_figure
from planner.io.atomic import write_with
from planner.io.crs import parse_crs
from planner.io.map_mask import counted_area
from planner.io.map_sheet import Sheet
from planner.io.map_text import cell_title
from planner.model.project import GeoReference, Project
from planner.text import Translator


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
    paper: str = "",
    omni_cells: frozenset[str] = frozenset(),
) -> None:
    """The map of a scheme as a PNG for a report: obstacles, heat map, zones, sites, UPFs, legend, scale, north, note.

    `width_px` is the picture's width; `dpi` is what the file states: it is `width_px / dpi` inches wide where it is
    pasted. With a `paper` ("a4", "a3") it fills that sheet at `dpi` instead, 300 for print. Class borders and colours
    are the project's. Without results (or maps in them) there is no heat map and no legend. `omni_cells`: ids of cells
    drawn as discs. Raises PlannerError `unknown-layer`, `layer-not-computed`, `unknown-paper` and `font-missing` (no
    font with Chinese is installed), FileError `cannot-write`.
    """
    layer = layers.layer_of(layer_code, project)
    maps = None if results is None else results.maps
    bounds = map_figure.project_bounds(project, scheme_id)
    if maps is not None:
        bounds = map_figure.framed(bounds, maps.grid.bounds_m)
    sheet = Sheet(bounds, lang, width_px, with_legend=maps is not None, paper=paper, dpi=dpi)
    map_figure.draw_obstacles(sheet.axes, project, over_heat_map=maps is not None)
    if maps is not None:
        map_figure.draw_heat_map(sheet.axes, layer, maps)
    map_figure.draw_zones(sheet.axes, project)
    map_figure.draw_network(sheet.axes, project, scheme_id, omni_cells)
    map_figure.draw_names(sheet.axes, project, scheme_id, sheet.font, sheet.pt_per_m)
    scheme = project.schemes.get(scheme_id)
    t = Translator(lang)
    subtitle = (scheme.name if scheme else "", *_shown(maps, layer, lang))
    sheet.head(project.name, "  ·  ".join(filter(None, subtitle)))
    sheet.foot(project.note)
    if maps is not None:
        valid = counted_area(project, maps)
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
    paper: str = "",
    project: Project | None = None,
) -> None:
    """One layer alone with its legend, scale and north, as PNG; shares over every place that has a figure.

    `cell_names` by index of `maps.cell_ids` (their ids where empty); `project` for its class borders and colours.
    Errors as `write_map_picture`.
    """
    layer = layers.layer_of(layer_code, project)
    sheet = Sheet(maps.grid.bounds_m, lang, width_px, with_legend=True, paper=paper, dpi=dpi)
    map_figure.draw_heat_map(sheet.axes, layer, maps)
    sheet.head(title or layers.layer_title(layer, lang), "  ·  ".join(filter(None, _shown(maps, layer, lang))))
    names = cell_names or maps.cell_ids
    rows = layers.legend(layer, layers.layer_values(maps, layer), lang=lang, cell_names=names)
    sheet.legend(layers.layer_title(layer, lang), Translator(lang)("Share of the map"), rows)
    sheet.save(path, dpi)


def write_layer_geotiff(path: Path, maps: Maps, layer_code: str, geo: GeoReference) -> None:
    """One layer as a single-band GeoTIFF in the engine's units: float32 with NaN, or cell indices int16 with -1.

    The CRS is the project's where known, with its origin added; else the file is in local metres without one. The band
    carries name and unit (shares and counts have unit 1); tags say layer, receiver height and terminal, for the best
    server `cells` lists the ids by index. PlannerError `unknown-layer`, `layer-not-computed`, FileError `unknown-crs`,
    `cannot-write`.
    """
    layer = layers.layer_of(layer_code)
    values = layers.layer_values(maps, layer)
    if geo.epsg is not None:
        parse_crs(f"EPSG:{geo.epsg}", source=path.name)
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
                file.set_band_description(1, layer.array or layer.code)
                file.set_band_unit(1, "" if layer.kind == "cells" else (layer.unit if layer.scale == 1 else "") or "1")
                file.update_tags(layer=layer.code, height_m=str(maps.height_m), terminal=maps.terminal)
                if layer.code in maps.notes:
                    note = maps.notes[layer.code].params.items()
                    file.update_tags(**{name: str(value) for name, value in note})
                if layer.kind == "cells":
                    file.update_tags(cells=",".join(maps.cell_ids))
    except RasterioError as problem:
        raise OSError(str(problem)) from problem


def _shown(maps: Maps | None, layer: layers.Layer, lang: str) -> tuple[str, ...]:
    """What the picture shows, for which terminal, and what its figures are to be read against."""
    if maps is None:
        return ()
    return layers.shown(maps, layer, lang), layers.layer_note(maps, layer, lang)
