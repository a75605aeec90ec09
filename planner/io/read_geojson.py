"""GeoJSON text to plain features: geometry parts with their coordinates in one array. No model, no projection."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn, cast

from planner.errors import FileError
from planner.io.crs import WGS84
from planner.io.encoding import decode, read_bytes
from planner.io.map_file import MAX_FEATURES, MAX_VERTICES, Collector, MapFile, MapFormat, Shape

#: Larger files are refused: their JSON would take about ten times as much memory.
MAX_MB = 100
_MAX_LISTS = MAX_VERTICES + 3 * MAX_FEATURES
_MAX_OBJECTS = 5 * MAX_FEATURES
_CONSTANT = re.compile(r"\b(NaN|-?Infinity)\b")


def read_geojson(path: Path, *, encoding: str | None = None) -> MapFile:
    """Read a FeatureCollection, Feature or bare geometry.

    Raises `FileError`: those of reading and decoding, "invalid-json" (with line and column; also NaN), "not-geojson",
    "invalid-geometry" (with the feature's number).
    """
    text, found = decode(read_bytes(path, limit_mb=MAX_MB), source=path.name, encoding=encoding)
    document = _parse(text, path.name)
    features = _features(document, path.name)
    reader = _Reader(path.name, str(document.get("name") or ""))
    del text
    for number, feature in enumerate(features, start=1):
        reader.add(number, feature)
    if reader.elevated:
        reader.collector.note("import-z-dropped", count=reader.elevated)
    crs, stated = _crs_member(document, path.name)
    return reader.collector.finish(form=MapFormat.GEOJSON, encoding=found, crs=crs, crs_is_stated=stated)


def _parse(text: str, source: str) -> dict[str, Any]:
    def refuse(_constant: str) -> NoReturn:
        match = _CONSTANT.search(text)
        start = match.start() if match else 0
        line = text.count("\n", 0, start) + 1
        raise FileError("invalid-json", file=source, line=line, column=start - text.rfind("\n", 0, start))

    # every vertex and every ring is a list of its own, every feature three objects: counted before memory is taken
    if text.count("[") > _MAX_LISTS:
        raise FileError("map-too-many-vertices", file=source, limit=MAX_VERTICES)
    if text.count("{") > _MAX_OBJECTS:
        raise FileError("map-too-many-features", file=source, limit=MAX_FEATURES)
    try:
        document = json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as problem:
        raise FileError("invalid-json", file=source, line=problem.lineno, column=problem.colno) from None
    except RecursionError:
        raise FileError("not-geojson", file=source) from None
    if not isinstance(document, dict):
        raise FileError("not-geojson", file=source)
    return cast("dict[str, Any]", document)


def _features(document: dict[str, Any], source: str) -> list[Any]:
    kind = document.get("type")
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return cast("list[Any]", document["features"])
    if kind == "Feature":
        return [document]
    if kind in _DEPTH or kind == "GeometryCollection":
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise FileError("not-geojson", file=source)


def _crs_member(document: dict[str, Any], source: str) -> tuple[str, bool]:
    """The legacy "crs" member of GeoJSON 2008; without one it is WGS 84 (RFC 7946)."""
    member = document.get("crs")
    if member is None:
        return WGS84, False
    try:
        name = member["properties"]["name"]
    except (TypeError, KeyError):
        raise FileError("unknown-crs", file=source, crs=str(member)[:80]) from None
    return str(name), True


#: Levels of nesting between a geometry's coordinates and its points.
_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


class _Reader:
    """Takes features into the collector."""

    def __init__(self, source: str, layer: str) -> None:
        self.collector = Collector(source)
        self._layer = layer
        self.elevated = 0

    def add(self, number: int, feature: Any) -> None:
        """Take in one feature."""
        collector = self.collector
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise FileError("invalid-geometry", file=collector.source, feature=number)
        properties = feature.get("properties")
        index = collector.feature(
            self._layer, cast("Mapping[str, Any]", properties) if isinstance(properties, dict) else {}
        )
        geometry = feature.get("geometry")
        before = len(collector.parts)
        try:
            for shape, rings in _rings(geometry, collector.unknown):
                self.elevated += bool(rings and rings[0] and len(rings[0][0]) > 2 and rings[0][0][2])
                collector.part(index, shape, [[_number_pair(point) for point in ring] for ring in rings])
        except (TypeError, ValueError, IndexError, KeyError, OverflowError, AttributeError, RecursionError):
            raise FileError("invalid-geometry", file=collector.source, feature=number) from None
        if len(collector.parts) == before and not _is_unknown(geometry):
            collector.empty += 1


def _number_pair(point: Any) -> tuple[float, float]:
    x, y = point[0], point[1]
    if type(x) is str or type(y) is str or not abs(x) + abs(y) < float("inf"):
        raise ValueError
    return float(x), float(y)


def _is_unknown(geometry: Any) -> bool:
    return isinstance(geometry, dict) and geometry.get("type") not in (*_DEPTH, "GeometryCollection")


def _rings(geometry: Any, unknown: Counter[str]) -> Iterator[tuple[Shape, list[list[Any]]]]:
    """The simple shapes of a geometry, each as its rings."""
    if geometry is None:
        return
    kind = str(geometry["type"])
    if kind == "GeometryCollection":
        for member in geometry["geometries"]:
            yield from _rings(member, unknown)
        return
    if kind not in _DEPTH:
        unknown[kind[:40]] += 1
        return
    coordinates = geometry["coordinates"]
    if kind == "Point":
        yield "point", [[coordinates]] if coordinates else []
    elif kind == "MultiPoint":
        for point in coordinates:
            yield "point", [[point]]
    elif kind == "LineString":
        yield "line", [coordinates]
    elif kind == "MultiLineString":
        for line in coordinates:
            yield "line", [line]
    elif kind == "Polygon":
        yield "polygon", coordinates
    else:
        for polygon in coordinates:
            yield "polygon", polygon
