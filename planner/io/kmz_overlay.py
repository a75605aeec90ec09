"""A map layer as KMZ: pictures laid over the globe by their four corners, and the legend beside them.

A raster in a projected system is a slightly turned and bent quadrangle on the globe. KML 2.2's `LatLonBox` would only
turn it; Google's extension `gx:LatLonQuad` takes its corners. Between the corners a viewer interpolates, so a large
raster is cut into tiles until that is off by no more than a small part of a pixel, and none is larger than a texture
that every graphics card takes.
"""

import io
import itertools
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from planner.engine.results import Maps
from planner.errors import FileError
from planner.io import layers, map_figure
from planner.io.atomic import write_bytes
from planner.io.crs import parse_crs, to_lonlat
from planner.io.map_mask import counted_area
from planner.io.map_sheet import legend_picture
from planner.io.map_text import cell_title
from planner.model.project import GeoReference, Project
from planner.radio.grid import Grid
from planner.text import Translator

#: Largest side of one picture, pixels.
TILE_PX = 2048
#: How far a viewer's interpolation between the corners may be off, pixels.
MOST_OFF_PX = 0.25
#: Fixed time stamp of the archive's members, so that the same map gives the same bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>'
)
_CONTROLS = {code: " " for code in range(32) if code not in (9, 10, 13)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A part of the raster: its rows and columns, and longitude and latitude of its corners [4, 2], degrees.

    Corners in KML's order: lower left, lower right, upper right, upper left.
    """

    rows: slice
    columns: slice
    corners_deg: NDArray[np.float64]


def write_layer_kmz(
    path: Path, project: Project, scheme_id: str, maps: Maps, layer_code: str, lang: str, *, title: str = ""
) -> None:
    """One layer in the project's colours as a KMZ file with its legend.

    Raises FileError "overlay-needs-reference" (the project has no place on the earth) "unknown-crs" and "cannot-write",
    PlannerError `unknown-layer`, `layer-not-computed`, `font-missing`.
    """
    if project.geo.epsg is None:
        raise FileError("overlay-needs-reference")
    parse_crs(f"EPSG:{project.geo.epsg}", source=path.name)
    layer = layers.layer_of(layer_code, project)
    values = layers.layer_values(maps, layer)
    table = np.array(layers.colour_table(layer), dtype=np.uint8)
    pixels = table[layers.to_index(layer, values)]
    t = Translator(lang)
    name = title or project.name or "Campus5G"
    shown = layers.shown(maps, layer, lang)
    valid = counted_area(project, maps)
    cell_names = tuple(cell_title(project, scheme_id, cell_id) for cell_id in maps.cell_ids)
    rows = layers.legend(layer, values, valid, lang=lang, cell_names=cell_names)
    area = t("Share of the map") if valid is None else t("Share of the zones")
    members: dict[str, bytes] = {
        "files/legend.png": legend_picture(layers.layer_title(layer, lang), area, rows, lang),
    }
    overlays: list[str] = []
    for number, tile in enumerate(tiles(maps.grid, project.geo)):
        picture = f"files/tile-{number:03}.png"
        part = pixels[tile.rows, tile.columns]
        if part[..., 3].any():
            members[picture] = _png(part)
            overlays.append(_ground_overlay(f"{shown} {number + 1}", picture, tile.corners_deg))
    description = " · ".join(filter(None, (shown, layers.layer_note(maps, layer, lang), project.note)))
    text = "\n".join(
        (
            _HEAD,
            f"<name>{_text(name)}</name>",
            f"<description>{_text(description)}</description>",
            f"<Folder><name>{_text(shown)}</name>",
            *overlays,
            "</Folder>",
            _screen_overlay(t("Legend")),
            "</Document></kml>",
        )
    )
    write_bytes(path, _archive({"doc.kml": text.encode(), **members}))


def tiles(grid: Grid, geo: GeoReference) -> Sequence[Tile]:
    """The raster in as few equal parts as keep every pixel in its place; see the module."""
    count = 1
    while True:
        columns = _cuts(grid.columns, count)
        rows = _cuts(grid.rows, count)
        found = [_tile(grid, geo, slice(*row), slice(*column)) for row in rows for column in columns]
        largest = max(max(row[1] - row[0] for row in rows), max(column[1] - column[0] for column in columns))
        if largest == 1 or (largest <= TILE_PX and all(_off_px(grid, geo, tile) <= MOST_OFF_PX for tile in found)):
            return found
        count += 1


def _cuts(size: int, count: int) -> list[tuple[int, int]]:
    edges = np.unique(np.linspace(0, size, count + 1).round().astype(int))
    return [(int(a), int(b)) for a, b in itertools.pairwise(edges)]


def _tile(grid: Grid, geo: GeoReference, rows: slice, columns: slice) -> Tile:
    corners = _local(grid, rows, columns, np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]))
    return Tile(rows=rows, columns=columns, corners_deg=to_lonlat(corners, geo))


def _local(grid: Grid, rows: slice, columns: slice, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Local metres of places [n, 2] in a tile: share of its width from the left, of its height from the top."""
    east = grid.west_m + (columns.start + places[:, 0] * (columns.stop - columns.start)) * grid.resolution_m
    north = grid.north_m - (rows.start + places[:, 1] * (rows.stop - rows.start)) * grid.resolution_m
    return np.column_stack([east, north])


def _off_px(grid: Grid, geo: GeoReference, tile: Tile) -> float:
    """How far interpolation between the corners is off in a tile, pixels, measured on a mesh of places."""
    steps = np.linspace(0.0, 1.0, 5)
    right, down = (mesh.ravel() for mesh in np.meshgrid(steps, steps))
    true = to_lonlat(_local(grid, tile.rows, tile.columns, np.column_stack([right, down])), geo)
    lower_left, lower_right, upper_right, upper_left = tile.corners_deg
    right, down = right[:, None], down[:, None]
    bottom = lower_left + (lower_right - lower_left) * right
    top = upper_left + (upper_right - upper_left) * right
    drawn = top + (bottom - top) * down
    # a degree of longitude shrinks with the latitude; 111.32 km is that of the equator
    east_m = (drawn[:, 0] - true[:, 0]) * 111_320.0 * np.cos(np.radians(true[:, 1]))
    north_m = (drawn[:, 1] - true[:, 1]) * 111_320.0
    return float(np.hypot(east_m, north_m).max()) / grid.resolution_m


def _ground_overlay(name: str, picture: str, corners_deg: NDArray[np.float64]) -> str:
    coordinates = " ".join(f"{longitude:.9f},{latitude:.9f},0" for longitude, latitude in corners_deg)
    alpha = round(map_figure.HEAT_MAP_OPACITY * 255)
    return (
        f"<GroundOverlay><name>{_text(name)}</name><color>{alpha:02x}ffffff</color>"
        f"<Icon><href>{picture}</href></Icon>"
        f"<gx:LatLonQuad><coordinates>{coordinates}</coordinates></gx:LatLonQuad></GroundOverlay>"
    )


def _screen_overlay(name: str) -> str:
    """The legend at the lower left corner of the viewer's window, in its own size."""
    return (
        f"<ScreenOverlay><name>{_text(name)}</name><Icon><href>files/legend.png</href></Icon>"
        '<overlayXY x="0" y="0" xunits="fraction" yunits="fraction"/>'
        '<screenXY x="16" y="48" xunits="pixels" yunits="pixels"/>'
        '<size x="0" y="0" xunits="fraction" yunits="fraction"/></ScreenOverlay>'
    )


def _png(pixels: NDArray[Any]) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels), "RGBA").save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in _first(members, "doc.kml"):
            member = zipfile.ZipInfo(name, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".kml") else zipfile.ZIP_STORED
            archive.writestr(member, content)
    return stream.getvalue()


def _first(members: dict[str, bytes], name: str) -> Iterator[tuple[str, bytes]]:
    """Viewers take the first .kml of an archive."""
    yield name, members[name]
    yield from ((other, content) for other, content in members.items() if other != name)


def _text(text: str) -> str:
    return escape(text.translate(_CONTROLS))
