"""The text of a KML file: folders by kind, extruded shapes, attributes as extended data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from planner.io.export_objects import NETWORK_LAYER, ExportedMap, kind_layer, placer
from planner.io.map_style import Rgba, area_style
from planner.model.project import Project
from planner.model.site_map import ObstacleKind
from planner.text import tr

_SECTOR_ALPHA = 110
_CONTROLS = {code: " " for code in range(32) if code not in (9, 10, 13)}


def kml_lines(found: ExportedMap, project: Project, lang: str) -> list[str]:
    """The lines of doc.kml; the project must have a place on the earth."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>',
        f"<name>{_text(project.name or 'Campus5G')}</name>",
        *_styles(found),
    ]
    place = placer(project.geo)
    folders: dict[ObstacleKind, list[str]] = {}
    for item in found.obstacles:
        rings = [place(ring) for ring in (item.source.outline, *item.source.holes)]
        shape = _line(rings[0], item.top_m) if item.is_line else _polygon(rings, item.top_m)
        data = {("height" if key == "height_m" else key): value for key, value in item.properties.items()}
        folders.setdefault(item.source.kind, []).append(_placemark(item.source.name, item.source.kind, data, shape))
    for kind, entries in folders.items():
        lines += [f"<Folder><name>{_text(kind_layer(kind, lang))}</name>", *entries, "</Folder>"]
    marks: list[str] = []
    for sector in found.sectors:
        shape = _polygon([place(sector.outline)], sector.height_m, extrude=False)
        marks.append(_placemark(sector.name, _colour_name(sector.colour), sector.properties, shape))
    for item in found.places:
        longitude, latitude = place((item.position,))[0]
        shape = f"<Point><coordinates>{longitude:.9f},{latitude:.9f}</coordinates></Point>"
        marks.append(_placemark(item.name, "", item.properties, shape))
    if marks:
        lines += [f"<Folder><name>{_text(tr(lang, NETWORK_LAYER))}</name>", *marks, "</Folder>"]
    return [*lines, "</Document></kml>"]


def _styles(found: ExportedMap) -> Iterator[str]:
    kinds = {item.source.kind: area_style(item.source) for item in found.obstacles}
    for kind, style in kinds.items():
        yield _style(kind, style.fill, style.edge)
    for colour in sorted({sector.colour for sector in found.sectors}):
        yield _style(_colour_name(colour), (*colour[:3], _SECTOR_ALPHA), colour)


def _style(name: str, fill: Rgba, edge: Rgba) -> str:
    line, area = (f"<color>{a:02x}{b:02x}{g:02x}{r:02x}</color>" for r, g, b, a in (edge, fill))
    return f'<Style id="{name}"><LineStyle>{line}</LineStyle><PolyStyle>{area}</PolyStyle></Style>'


def _colour_name(colour: Rgba) -> str:
    return "sector-" + "".join(f"{part:02x}" for part in colour[:3])


def _placemark(name: str, style: str, data: Mapping[str, Any], shape: str) -> str:
    used = f"<styleUrl>#{style}</styleUrl>" if style else ""
    values = "".join(
        f'<Data name="{key}"><value>{_text(str(value))}</value></Data>' for key, value in data.items() if value != ""
    )
    return f"<Placemark><name>{_text(name)}</name>{used}<ExtendedData>{values}</ExtendedData>{shape}</Placemark>"


def _polygon(rings: Sequence[Sequence[Sequence[float]]], top_m: float, *, extrude: bool = True) -> str:
    outer = f"<outerBoundaryIs>{_ring(rings[0], top_m)}</outerBoundaryIs>"
    inner = "".join(f"<innerBoundaryIs>{_ring(ring, top_m)}</innerBoundaryIs>" for ring in rings[1:])
    return f"<Polygon>{_altitude(top_m, extrude=extrude)}{outer}{inner}</Polygon>"


def _ring(ring: Sequence[Sequence[float]], top_m: float) -> str:
    return f"<LinearRing><coordinates>{_tuples([*ring, ring[0]], top_m)}</coordinates></LinearRing>"


def _line(points: Sequence[Sequence[float]], top_m: float) -> str:
    altitude = _altitude(top_m, extrude=True)
    return f"<LineString>{altitude}<coordinates>{_tuples(points, top_m)}</coordinates></LineString>"


def _altitude(top_m: float, *, extrude: bool) -> str:
    """What lies flat is draped on the ground, all else stands above it."""
    if top_m <= 0.0:
        return "<tessellate>1</tessellate>"
    return f"<extrude>{int(extrude)}</extrude><altitudeMode>relativeToGround</altitudeMode>"


def _tuples(points: Sequence[Sequence[float]], top_m: float) -> str:
    return " ".join(f"{x:.9f},{y:.9f},{max(top_m, 0.0):g}" for x, y in points)


def _text(text: str) -> str:
    """XML text; XML 1.0 has no control characters."""
    return escape(text.translate(_CONTROLS))
