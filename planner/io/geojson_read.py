"""GeoJSON text to plain features: geometry parts with their coordinates in one array. No model, no projection."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn, cast

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError
from planner.io.crs import WGS84
from planner.io.encoding import decode, read_bytes

#: Larger files are refused: their JSON would take about ten times as much memory.
MAX_MB = 256
_CONSTANT = re.compile(r"\b(NaN|-?Infinity)\b")
Shape = Literal["polygon", "line", "point"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One polygon (outline first, then holes), line or point: spans [start, end) of its rings in the coordinates."""

    feature: int
    shape: Shape
    rings: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoJsonFile:
    """One file: `coordinates` [n, 2] as they stand, `properties` by feature, `unknown` geometry types with counts."""

    name: str
    layer: str
    encoding: str
    crs: str
    crs_is_stated: bool
    coordinates: NDArray[np.float64]
    parts: tuple[Part, ...]
    properties: tuple[Mapping[str, Any], ...]
    empty: int
    unknown: Mapping[str, int] = field(default_factory=dict[str, int])


def read_geojson(path: Path, *, encoding: str | None = None) -> GeoJsonFile:
    """Read a FeatureCollection, Feature or bare geometry.

    Raises `FileError`: those of reading and decoding, "invalid-json" (with line and column; also NaN), "not-geojson",
    "invalid-geometry" (with the feature's number).
    """
    text, found = decode(read_bytes(path, limit_mb=MAX_MB), source=path.name, encoding=encoding)
    document = _parse(text, path.name)
    features = _features(document, path.name)
    reader = _Reader(path.name)
    for number, feature in enumerate(features, start=1):
        reader.add(number, feature)
    crs, stated = _crs_member(document, path.name)
    return GeoJsonFile(
        name=path.name,
        layer=str(document.get("name") or ""),
        encoding=found,
        crs=crs,
        crs_is_stated=stated,
        coordinates=reader.coordinates(),
        parts=tuple(reader.parts),
        properties=tuple(reader.properties),
        empty=reader.empty,
        unknown=reader.unknown,
    )


def _parse(text: str, source: str) -> dict[str, Any]:
    def refuse(_constant: str) -> NoReturn:
        match = _CONSTANT.search(text)
        start = match.start() if match else 0
        line = text.count("\n", 0, start) + 1
        raise FileError("invalid-json", file=source, line=line, column=start - text.rfind("\n", 0, start))

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
    """Collects parts; coordinates grow in one flat list, since thousands of small arrays are slow."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._flat: list[tuple[float, float]] = []
        self.parts: list[Part] = []
        self.properties: list[Mapping[str, Any]] = []
        self.empty = 0
        self.unknown: dict[str, int] = {}

    def coordinates(self) -> NDArray[np.float64]:
        """All coordinates [n, 2]; every one is finite."""
        return np.array(self._flat, dtype=np.float64).reshape(-1, 2)

    def add(self, number: int, feature: Any) -> None:
        """Take in one feature."""
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise FileError("invalid-geometry", file=self._source, feature=number)
        properties = feature.get("properties")
        self.properties.append(cast("Mapping[str, Any]", properties) if isinstance(properties, dict) else {})
        geometry = feature.get("geometry")
        before = len(self.parts)
        try:
            for shape, rings in _rings(geometry, self.unknown):
                self._append(shape, rings)
        except (TypeError, ValueError, IndexError, KeyError, OverflowError, AttributeError):
            raise FileError("invalid-geometry", file=self._source, feature=number) from None
        if len(self.parts) == before and not _is_unknown(geometry):
            self.empty += 1

    def _append(self, shape: Shape, rings: list[list[Any]]) -> None:
        spans: list[tuple[int, int]] = []
        for ring in rings:
            start = len(self._flat)
            self._flat.extend([_number_pair(point) for point in ring])
            spans.append((start, len(self._flat)))
        if spans and spans[0][1] > spans[0][0]:
            self.parts.append(Part(feature=len(self.properties) - 1, shape=shape, rings=tuple(spans)))


def _number_pair(point: Any) -> tuple[float, float]:
    x, y = point[0], point[1]
    if type(x) is str or type(y) is str or not abs(x) + abs(y) < float("inf"):
        raise ValueError
    return float(x), float(y)


def _is_unknown(geometry: Any) -> bool:
    return isinstance(geometry, dict) and geometry.get("type") not in (*_DEPTH, "GeometryCollection")


def _rings(geometry: Any, unknown: dict[str, int]) -> Iterator[tuple[Shape, list[list[Any]]]]:
    """The simple shapes of a geometry, each as its rings."""
    if geometry is None:
        return
    kind = str(geometry["type"])
    if kind == "GeometryCollection":
        for member in geometry["geometries"]:
            yield from _rings(member, unknown)
        return
    if kind not in _DEPTH:
        unknown[kind] = unknown.get(kind, 0) + 1
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
