"""What every reader of maps returns: features with their layers, parts and coordinates. No model, no projection."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError, Issue, Param, Severity

#: More is no site plan; it would take gigabytes and minutes.
MAX_FEATURES = 400_000
MAX_VERTICES = 4_000_000
#: Names of layers and labels longer than this are cut.
MAX_NAME = 100

Shape = Literal["polygon", "line", "point"]
Coordinates = NDArray[np.float64]


class MapFormat(StrEnum):
    """The formats maps arrive in."""

    GEOJSON = "GeoJSON"
    DXF = "DXF"
    SHAPEFILE = "Shapefile"
    GEOPACKAGE = "GeoPackage"
    KML = "KML"
    OSM = "OpenStreetMap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One polygon (outline first, then holes), line or point: spans [start, end) of its rings in the coordinates."""

    feature: int
    shape: Shape
    rings: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFile:
    """One file of any format.

    `coordinates` [n, 2]: x or longitude first, as the file has them (a CAD drawing's in metres already). `crs`: any
    name pyproj knows, or "local" for metres without a place on the earth; `crs_is_stated` where the file says it.
    By feature: `layers` (names), `properties`, `labels` (text written inside it, "" without). `empty` counts features
    without geometry, `unknown` geometry types that no map object can be made of. `notes` tells what reading assumed.
    """

    name: str
    format: MapFormat
    encoding: str
    crs: str
    crs_is_stated: bool
    coordinates: Coordinates
    parts: tuple[Part, ...]
    layers: tuple[str, ...]
    properties: tuple[Mapping[str, Any], ...]
    labels: tuple[str, ...]
    empty: int = 0
    unknown: Mapping[str, int] = field(default_factory=dict[str, int])
    notes: tuple[Issue, ...] = ()


def issue(code: str, severity: Severity = Severity.NOTE, **params: Param) -> Issue:
    """An issue of an import, its parameters by name."""
    return Issue(code=code, severity=severity, params=params)


class Collector:
    """Takes in features one by one; coordinates grow in one flat array, since thousands of small ones are slow.

    Raises `FileError` "map-too-many-features" or "map-too-many-vertices" beyond the limits.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._flat = array("d")
        self._parts: list[Part] = []
        self._layers: list[str] = []
        self._properties: list[Mapping[str, Any]] = []
        self.labels: dict[int, str] = {}
        self.empty = 0
        self.unknown: Counter[str] = Counter()
        self.notes: list[Issue] = []

    @property
    def features(self) -> int:
        """Features taken in so far."""
        return len(self._properties)

    @property
    def parts(self) -> Sequence[Part]:
        """Parts taken in so far."""
        return self._parts

    @property
    def vertices(self) -> int:
        """Vertices taken in so far."""
        return len(self._flat) // 2

    def feature(self, layer: str, properties: Mapping[str, Any]) -> int:
        """Begin a feature; returns its number, which its parts name."""
        if len(self._properties) >= MAX_FEATURES:
            raise FileError("map-too-many-features", file=self.source, limit=MAX_FEATURES)
        self._layers.append(layer[:MAX_NAME])
        self._properties.append(properties)
        return len(self._properties) - 1

    def part(self, feature: int, shape: Shape, rings: Iterable[Sequence[tuple[float, float]] | Coordinates]) -> bool:
        """Add a part of a feature; empty rings are left out, and a part without an outline. Finite pairs only."""
        spans: list[tuple[int, int]] = []
        for ring in rings:
            pairs = np.asarray(ring, dtype=np.float64).reshape(-1, 2)
            if not np.isfinite(pairs).all():
                raise ValueError
            if not len(pairs):
                if not spans:
                    return False
                continue
            start = self.vertices
            if start + len(pairs) > MAX_VERTICES:
                raise FileError("map-too-many-vertices", file=self.source, limit=MAX_VERTICES)
            self._flat.frombytes(np.ascontiguousarray(pairs).tobytes())
            spans.append((start, start + len(pairs)))
        if spans:
            self._parts.append(Part(feature=feature, shape=shape, rings=tuple(spans)))
        return bool(spans)

    def note(self, code: str, severity: Severity = Severity.NOTE, **params: Param) -> None:
        """Remember what a person should know; the file's name is added."""
        self.notes.append(issue(code, severity, file=self.source, **params))

    def coordinates(self) -> Coordinates:
        """All coordinates [n, 2] so far."""
        return np.frombuffer(self._flat, dtype=np.float64).reshape(-1, 2).copy() if self._flat else np.empty((0, 2))

    def set_property(self, feature: int, key: str, value: Any) -> None:
        """Add a property that a feature doesn't have yet."""
        if key not in self._properties[feature]:
            self._properties[feature] = {**self._properties[feature], key: value}

    def finish(self, *, form: MapFormat, encoding: str, crs: str, crs_is_stated: bool) -> MapFile:
        """The file as a whole."""
        return MapFile(
            name=self.source,
            format=form,
            encoding=encoding,
            crs=crs,
            crs_is_stated=crs_is_stated,
            coordinates=self.coordinates(),
            parts=tuple(self._parts),
            layers=tuple(self._layers),
            properties=tuple(self._properties),
            labels=tuple(self.labels.get(index, "")[:MAX_NAME] for index in range(self.features)),
            empty=self.empty,
            unknown=dict(self.unknown),
            notes=tuple(self.notes),
        )
