"""Work the window hands to the job runner: thin functions around planner.io, importing what is heavy when needed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from planner.model.catalogue import Catalogue
from planner.model.project import Project
from planner.progress import Progress

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from planner.engine.results import Results
    from planner.errors import Issue
    from planner.io.backdrops import BackdropImage
    from planner.io.export_map import MapExport
    from planner.io.layer_picture import LayerPicture
    from planner.io.measurements import MeasurementReport
    from planner.io.sites import SitesReport
    from planner.io.terrain import TerrainReport

Audience = Literal["customer", "internal"]


def open_project(path: Path, _progress: Progress) -> Project:
    """Read a project file. Raises `FileError`."""
    from planner.io.project_file import load_project

    return load_project(path)


def make_project(key: str, lang: str, _progress: Progress) -> Project:
    """A project from a template; the key "" gives an empty map. Raises `FileError`."""
    if not key:
        from datetime import UTC, datetime

        from planner.io.new_project import blank_project
        from planner.text import tr

        today = datetime.now(tz=UTC).astimezone().date()
        return blank_project(lang, name=tr(lang, "New project"), quote_date=today)
    from planner.io.templates import new_from_template

    return new_from_template(key, lang)


def read_picture(path: Path, page: int, _progress: Progress) -> tuple[BackdropImage, tuple[QImage, ...]]:
    """A picture or a page of a PDF, and what draws it. Raises `FileError`."""
    from planner.io.backdrops import read_backdrop
    from ui.scene.backdrop import pyramid_of

    image = read_backdrop(path, page)
    return image, pyramid_of(image.png_bytes)


def unpack_picture(
    content: bytes, width_px: int, height_px: int, _progress: Progress
) -> tuple[BackdropImage, tuple[QImage, ...]]:
    """A picture the project holds, and what draws it."""
    from planner.io.backdrops import BackdropImage
    from ui.scene.backdrop import pyramid_of

    return BackdropImage(png_bytes=content, width_px=width_px, height_px=height_px), pyramid_of(content)


def import_measurements(
    project: Project, path: Path, crs: str | None, _progress: Progress
) -> tuple[Project, MeasurementReport]:
    """Add measured points to a project's map. Raises `FileError`."""
    from planner.io.measurements import import_measurements as read_measurements

    return read_measurements(path, project, crs=crs)


def import_terrain(project: Project, path: Path, progress: Progress) -> tuple[Project, TerrainReport]:
    """Give a project its ground heights. Raises `FileError`."""
    from planner.io.terrain import import_terrain as read_terrain

    return read_terrain(path, project, progress=progress)


def import_sites(
    project: Project, scheme_id: str, path: Path, lang: str, catalogue: Catalogue, _progress: Progress
) -> tuple[Project, SitesReport]:
    """Add the sites of a list to a scheme. Raises `FileError`."""
    from planner.io.sites import import_sites as read_sites

    return read_sites(path, project, scheme_id, lang=lang, catalogue=catalogue)


def write_quote(
    path: Path,
    project: Project,
    results: Results,
    catalogue: Catalogue,
    audience: Audience,
    lang: Literal["zh", "en"],
    picture: bytes | None,
    _progress: Progress,
) -> Path:
    """Write the workbook of a quote. Raises `FileError`; an old file stays whole then."""
    from planner.io.workbook import write_workbook

    with tempfile.TemporaryDirectory(prefix="campus5g-") as folder:
        file = Path(folder) / "map.png" if picture else None
        if file is not None and picture:
            file.write_bytes(picture)
        write_workbook(path, project, results.scheme_id, results, catalogue, audience=audience, lang=lang, picture=file)
    return path


def blocking_issues(results: Results) -> tuple[Issue, ...]:
    """Errors of the plan or the quote, for which a customer's workbook is refused."""
    from planner.io.workbook import blocking_issues as found

    return found(results)


def export_map(
    project: Project, path: Path, scheme_id: str | None, lang: Literal["zh", "en"], _progress: Progress
) -> MapExport:
    """Write the map as GeoJSON, DXF or KMZ, by the path's ending. Raises `FileError`."""
    from planner.io.export_map import export_map as write_map

    return write_map(project, path, scheme_id, lang=lang)


def export_layer(
    project: Project,
    results: Results,
    picture: LayerPicture,
    path: Path,
    lang: Literal["zh", "en"],
    omni_cells: frozenset[str],
    _progress: Progress,
) -> Path:
    """Write the layer shown as a printable PNG (300 dpi, A4), GeoTIFF or KMZ, by the path's ending.

    Raises `FileError` and `PlannerError`.
    """
    from dataclasses import replace

    from planner.io.kmz_overlay import write_layer_kmz
    from planner.io.pictures import write_layer_geotiff, write_layer_png, write_map_picture

    code, maps, scheme_id = picture.layer.code, picture.maps, results.scheme_id
    is_difference = picture.layer.kind == "difference"
    if is_difference:  # a layer of its own raster, which no maps hold
        maps = replace(maps, grid=picture.grid, extra={code: picture.values}, notes={})
    match path.suffix.lower():
        case ".tif" | ".tiff":
            write_layer_geotiff(path, maps, code, project.geo)
        case ".kmz":
            write_layer_kmz(path, project, scheme_id, maps, code, lang, title=project.name)
        case _ if is_difference:
            write_layer_png(path, maps, code, lang, dpi=300, paper="a4", project=project)
        case _:
            shown = replace(results, maps=maps)
            write_map_picture(path, project, scheme_id, shown, code, lang, dpi=300, paper="a4", omni_cells=omni_cells)
    return path


def export_zones(
    project: Project, results: Results, path: Path, lang: Literal["zh", "en"], _progress: Progress
) -> Path:
    """Write the zones' figures as CSV. Raises `FileError`."""
    from planner.io.zone_csv import write_zone_csv

    write_zone_csv(path, project, results, lang=lang)
    return path


def write_bytes(path: Path, content: bytes, _progress: Progress) -> Path:
    """Write a file as a whole or not at all. Raises `FileError`."""
    from planner.io.atomic import write_bytes as write_whole

    write_whole(path, content)
    return path
