"""The map with the sites of a scheme for other programs: GeoJSON and KMZ on the earth, DXF in local metres."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from planner.errors import FileError, Issue, PlannerError
from planner.io.atomic import write_bytes
from planner.io.crs import LOCAL
from planner.io.export_dxf import write_dxf
from planner.io.export_kml import kml_lines
from planner.io.export_objects import NETWORK_LAYER, ExportedMap, exported_map, kind_layer, placer
from planner.io.map_file import issue
from planner.model.project import Project
from planner.text import tr

#: Formats by ending.
EXPORT_SUFFIXES = (".geojson", ".dxf", ".kmz")
#: Fixed time stamp in the KMZ, so that the same map gives the same bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapExport:
    """What was written: counts of objects, and what is worth knowing."""

    obstacles: int
    sites: int
    cells: int
    issues: tuple[Issue, ...]


def export_map(project: Project, path: Path | str, scheme_id: str | None = None, *, lang: str = "en") -> MapExport:
    """Write the map in the format of the path's ending. Raises `PlannerError` "export-unknown-format"."""
    writers = {".geojson": export_geojson, ".json": export_geojson, ".dxf": export_dxf, ".kmz": export_kmz}
    writer = writers.get(Path(path).suffix.lower())
    if writer is None:
        raise PlannerError("export-unknown-format", file=Path(path).name, known=", ".join(EXPORT_SUFFIXES))
    return writer(project, path, scheme_id, lang=lang)


def export_geojson(project: Project, path: Path | str, scheme_id: str | None = None, *, lang: str = "en") -> MapExport:
    """GeoJSON (RFC 7946, WGS 84 to 0.1 mm). A project without reference: local metres, said in the old member "crs".

    Obstacles carry `kind`, `height_m` above their base, `base_m` and more; sites, cells and UPFs say what they are in
    `network`. Raises `FileError` "export-empty", "no-such-scheme", "cannot-write".
    """
    found = exported_map(project, scheme_id)
    place = placer(project.geo)
    features: list[dict[str, Any]] = []
    for item in found.obstacles:
        rings = [place(ring) for ring in (item.source.outline, *item.source.holes)]
        geometry = _line(rings[0]) if item.is_line else _polygon(rings)
        layer = kind_layer(item.source.kind, lang)
        features.append(_feature(geometry, {**item.properties, "layer": layer}))
    network = tr(lang, NETWORK_LAYER)
    features += [
        _feature(_polygon([place(sector.outline)]), {**sector.properties, "layer": network}) for sector in found.sectors
    ]
    features += [
        _feature({"type": "Point", "coordinates": place((item.position,))[0]}, {**item.properties, "layer": network})
        for item in found.places
    ]
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if project.geo.epsg is None:
        document["crs"] = {"type": "name", "properties": {"name": LOCAL}}
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    write_bytes(Path(path), text.replace('},{"type":"Feature"', '},\n{"type":"Feature"').encode())
    return _done(found)


def export_dxf(project: Project, path: Path | str, scheme_id: str | None = None, *, lang: str = "en") -> MapExport:
    """DXF R2010 in local metres: a layer by kind, each obstacle a block with its name and heights as attributes.

    The origin and its CRS stand in the drawing's properties. Raises `FileError` as `export_geojson`.
    """
    found = exported_map(project, scheme_id)
    write_dxf(Path(path), found, project, lang)
    return _done(found)


def export_kmz(project: Project, path: Path | str, scheme_id: str | None = None, *, lang: str = "en") -> MapExport:
    """KMZ for Google Earth: a folder by kind, obstacles extruded to their tops, attributes as extended data.

    Raises `FileError` "export-needs-reference" for a project without a place on the earth, else as `export_geojson`.
    """
    if project.geo.epsg is None:
        raise FileError("export-needs-reference")
    found = exported_map(project, scheme_id)
    text = "\n".join(kml_lines(found, project, lang))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo("doc.kml", _STAMP)
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, text.encode())
    write_bytes(Path(path), stream.getvalue())
    return _done(found)


def _done(found: ExportedMap) -> MapExport:
    notes = (issue("export-inner-walls", count=found.inner_walls),) if found.inner_walls else ()
    sites = sum(item.properties["network"] == "site" for item in found.places)
    return MapExport(obstacles=len(found.obstacles), sites=sites, cells=len(found.sectors), issues=notes)


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": properties["id"], "properties": properties, "geometry": geometry}


def _line(points: list[list[float]]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": points}


def _polygon(rings: list[list[list[float]]]) -> dict[str, Any]:
    """Closed rings, the outline anticlockwise, holes clockwise (RFC 7946 3.1.6)."""
    closed = [_turned(ring, anticlockwise=index == 0) for index, ring in enumerate(rings)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]] for ring in closed]}


def _turned(ring: list[list[float]], *, anticlockwise: bool) -> list[list[float]]:
    points = np.array(ring) - np.array(ring[0])
    x, y = points[:, 0], points[:, 1]
    doubled_area = float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    return ring if (doubled_area >= 0.0) == anticlockwise else ring[::-1]
