"""The drawing of a map (DXF R2010, metres, ezdxf): a block with attributes for every obstacle."""

import logging
from pathlib import Path
from typing import Any

from planner.io.atomic import write_with
from planner.io.export_objects import NETWORK_LAYER, ExportedMap, ExportedObstacle, ExportedSector, kind_layer
from planner.io.map_style import Rgba, area_style
from planner.io.map_text import label_place
from planner.model.project import Project
from planner.text import tr

#: $INSUNITS of metres, $MEASUREMENT of metric drawings (AutoCAD DXF reference, header variables).
_METRES, _METRIC = 6, 1
_TEXT_HEIGHT_M = 2.0
_FONT_STYLE = "CAMPUS5G"
#: A font with Chinese that every CAD program on Windows finds; elsewhere they replace it.
_FONT_FILE = "simhei.ttf"
_POINT_STYLE, _POINT_SIZE_M = 34, 4.0


def write_dxf(path: Path, found: ExportedMap, project: Project, lang: str) -> None:
    """Write the drawing atomically. Raises `FileError` "cannot-write"."""
    from ezdxf.filemanagement import new

    logging.getLogger("ezdxf").setLevel(logging.CRITICAL)
    document: Any = new("R2010")
    document.header["$INSUNITS"] = _METRES
    document.header["$MEASUREMENT"] = _METRIC
    document.header["$PDMODE"] = _POINT_STYLE
    document.header["$PDSIZE"] = _POINT_SIZE_M
    document.styles.add(_FONT_STYLE, font=_FONT_FILE)
    _say_where(document, project)
    space = document.modelspace()
    for item in found.obstacles:
        layer = kind_layer(item.source.kind, lang)
        _require_layer(document, layer, area_style(item.source).edge)
    for number, item in enumerate(found.obstacles, start=1):
        _obstacle(document, space, item, f"C5G_{number:05d}", kind_layer(item.source.kind, lang))
    network = tr(lang, NETWORK_LAYER)
    if found.places:
        _require_layer(document, network, found.places[0].colour)
    for sector in found.sectors:
        _sector(space, sector, network)
    for item in found.places:
        look = {"layer": network, "true_color": _true_colour(item.colour)}
        space.add_point(item.position, dxfattribs=look)
        text = space.add_text(item.name, height=_TEXT_HEIGHT_M, dxfattribs={**look, "style": _FONT_STYLE})
        text.set_placement((item.position[0] + _TEXT_HEIGHT_M, item.position[1] + _TEXT_HEIGHT_M))
    write_with(path, document.saveas)


def _say_where(document: Any, project: Project) -> None:
    """Drawing properties: what the origin is on the earth."""
    geo = project.geo
    known = document.header.custom_vars
    if geo.epsg is not None:
        known.append("CRS", f"EPSG:{geo.epsg}")
    known.append("OriginEast", f"{geo.origin_east_m:.3f}")
    known.append("OriginNorth", f"{geo.origin_north_m:.3f}")


def _require_layer(document: Any, name: str, colour: Rgba) -> None:
    if name not in document.layers:
        layer = document.layers.add(name)
        layer.rgb = colour[:3]


def _true_colour(colour: Rgba) -> int:
    red, green, blue, _ = colour
    return red << 16 | green << 8 | blue


def _obstacle(document: Any, space: Any, item: ExportedObstacle, name: str, layer: str) -> None:
    """A block around the obstacle's first corner, so that coordinates far from the origin keep their digits."""
    base = item.source.outline[0]
    block = document.blocks.new(name)
    rings = [[(x - base[0], y - base[1]) for x, y in ring] for ring in (item.source.outline, *item.source.holes)]
    if item.source.holes:  # a polyline has no holes
        hatch = block.add_hatch()
        hatch.rgb = area_style(item.source).edge[:3]
        hatch.set_pattern_fill("ANSI31", scale=1.0)
        for index, ring in enumerate(rings):
            hatch.paths.add_polyline_path(ring, is_closed=True, flags=1 if index == 0 else 0)
    block.add_lwpolyline(rings[0], close=not item.is_line, dxfattribs={"thickness": max(item.height_m, 0.0)})
    insert = space.add_blockref(name, base, dxfattribs={"layer": layer})
    place, _ = label_place(item.source)
    attributes = {"NAME": item.source.name}
    if item.height_m > 0.0:
        attributes |= {"HEIGHT": f"{item.height_m:g}", "base_m": f"{item.source.base_m:g}"}
    if item.source.storeys:
        attributes["FLOORS"] = str(item.source.storeys)
    for tag, text in attributes.items():
        if text:
            look = {"height": _TEXT_HEIGHT_M, "style": _FONT_STYLE, "layer": layer}
            attribute = insert.add_attrib(tag, text, place, dxfattribs=look)
            attribute.is_invisible = tag != "NAME"


def _sector(space: Any, sector: ExportedSector, layer: str) -> None:
    look = {"layer": layer, "true_color": _true_colour(sector.colour)}
    space.add_lwpolyline(sector.outline, close=True, dxfattribs=look)
