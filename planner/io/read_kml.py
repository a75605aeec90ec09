"""KML and KMZ: placemarks with their folders as layers; heights from attributes, extrusion and descriptions."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from planner.errors import FileError
from planner.io.crs import WGS84
from planner.io.encoding import read_bytes
from planner.io.map_file import MAX_VERTICES, Collector, Coordinates, MapFile, MapFormat, Shape
from planner.io.xml_events import local_name, xml_events, xml_text

#: Larger texts would need gigabytes as a tree.
MAX_MB = 100
#: A KMZ holds pictures too; only the KML inside is unpacked, and no more of it than this.
MAX_KMZ_MB = 256
_SHAPES: Mapping[str, Shape] = {"Point": "point", "LineString": "line", "LinearRing": "polygon", "Polygon": "polygon"}
_OTHER_GEOMETRIES = ("Model", "Track", "MultiTrack")
_CONTAINERS = ("Folder", "Document")
_KEPT = frozenset(("Placemark",))
_HEIGHT_TEXT = re.compile(
    r"(?:height|elevation above ground|高度?|楼高)\s*[:：=]?\s*(\d+(?:\.\d+)?)\s*(?:m\b|米)", re.IGNORECASE
)
_LEVELS_TEXT = re.compile(
    r"(?:levels|floors|storeys|层数|楼层)\s*[:：=]\s*(\d{1,3})\b|(?<![\d.])(\d{1,3})\s*层", re.IGNORECASE
)
_MARKUP = re.compile(r"<[^<>]{0,2000}>")


def read_kml(path: Path, *, encoding: str | None = None) -> MapFile:
    """Read a KML text or the first KML of a KMZ.

    Raises `FileError`: those of reading and decoding, "kmz-damaged", "kmz-too-large", "kmz-without-kml", "not-kml",
    those of `xml_events`, "invalid-geometry" (with the placemark's number).
    """
    content = read_bytes(path, limit_mb=MAX_KMZ_MB)
    if content.startswith(b"PK"):
        content = _unpacked(content, path.name)
    elif len(content) > MAX_MB * 2**20:
        raise FileError("file-too-large", file=path.name, limit_mb=MAX_MB)
    text, found = xml_text(content, source=path.name, encoding=encoding)
    collector = Collector(path.name)
    reader = _Reader(collector, path.name)
    reader.read(text)
    return collector.finish(form=MapFormat.KML, encoding=found, crs=WGS84, crs_is_stated=True)


def _unpacked(content: bytes, source: str) -> bytes:
    """The KML in a KMZ: doc.kml or the first one; at most `MAX_MB` of it, whatever the archive says its size is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".kml")]
            if not names:
                raise FileError("kmz-without-kml", file=source)
            name = next((name for name in names if name.lower() == "doc.kml"), names[0])
            with archive.open(name) as member:
                text = member.read(MAX_MB * 2**20 + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError, KeyError):
        raise FileError("kmz-damaged", file=source) from None
    if len(text) > MAX_MB * 2**20:
        raise FileError("kmz-too-large", file=source, limit_mb=MAX_MB)
    if not text.strip():
        raise FileError("file-empty", file=source)
    return text


class _Reader:
    def __init__(self, collector: Collector, source: str) -> None:
        self._collector = collector
        self._source = source
        self._with_height = 0
        self._is_kml = False

    def read(self, text: str) -> None:
        """Walk through the text; a placemark is taken in and forgotten at its end."""
        folders: list[str] = []
        open_names: list[str] = []
        for event, element in xml_events(text, source=self._source, keep=_KEPT):
            name = local_name(element)
            if event == "start":
                self._is_kml = self._is_kml or name in ("kml", *_CONTAINERS, "Placemark")
                if not self._is_kml:
                    raise FileError("not-kml", file=self._source)
                open_names.append(name)
                if name in _CONTAINERS:
                    folders.append("")
                continue
            open_names.pop()
            if name in _CONTAINERS:
                folders.pop()
            elif name == "name" and open_names and open_names[-1] in _CONTAINERS:
                folders[-1] = (element.text or "").strip()
            elif name == "Placemark":
                self._placemark(element, next((folder for folder in reversed(folders) if folder), ""))
        if self._with_height:
            self._collector.note("kml-heights-from-extrusion", count=self._with_height)

    def _placemark(self, placemark: Element, layer: str) -> None:
        properties = _properties(placemark)
        feature = self._collector.feature(layer, properties)
        before = len(self._collector.parts)
        unknown_before = self._collector.unknown.total()
        try:
            self._geometries(placemark, feature)
        except (ValueError, RecursionError):
            raise FileError("invalid-geometry", file=self._source, feature=feature + 1) from None
        if len(self._collector.parts) == before and self._collector.unknown.total() == unknown_before:
            self._collector.empty += 1

    def _geometries(self, parent: Element, feature: int) -> None:
        for child in parent:
            name = local_name(child)
            if name == "MultiGeometry":
                self._geometries(child, feature)
            elif name in _OTHER_GEOMETRIES:
                self._collector.unknown[name] += 1
            elif name in _SHAPES:
                self._geometry(name, child, feature)

    def _geometry(self, name: str, element: Element, feature: int) -> None:
        if name == "Polygon":
            outer = [_coordinates(ring) for ring in _descendants(element, "outerBoundaryIs")]
            rings = [*outer[:1], *(_coordinates(ring) for ring in _descendants(element, "innerBoundaryIs"))]
            shape = _SHAPES[name]
        else:
            rings = [_coordinates(element)]
            shape = _SHAPES[name]
        if not _has_outline(rings):
            return
        height_m = _extruded_m(element, rings[0])
        if height_m > 0:
            self._collector.set_property(feature, "height", height_m)
            self._with_height += 1
        self._collector.part(feature, shape, [ring[:1, :2] if shape == "point" else ring[:, :2] for ring in rings])


def _has_outline(rings: list[Coordinates]) -> bool:
    """Whether the first ring has any point."""
    return bool(rings) and len(rings[0]) > 0


def _descendants(element: Element, name: str) -> list[Element]:
    return [child for child in element if local_name(child) == name]


def _coordinates(element: Element) -> Coordinates:
    """Longitude, latitude and altitude [n, 3] of all the coordinate texts inside."""
    texts = [child.text or "" for child in element.iter() if local_name(child) == "coordinates"]
    tuples = " ".join(texts).split(maxsplit=MAX_VERTICES)
    points = np.fromiter((value for item in tuples for value in _triple(item)), dtype=np.float64).reshape(-1, 3)
    if not np.isfinite(points).all():
        raise ValueError
    return points


def _triple(text: str) -> tuple[float, float, float]:
    """Longitude, latitude and altitude, 0 without. ValueError where they are no numbers."""
    parts = text.split(",", maxsplit=3)
    if len(parts) < 2:
        raise ValueError
    return float(parts[0]), float(parts[1]), float(parts[2] or 0) if len(parts) > 2 else 0.0


def _extruded_m(element: Element, ring: Coordinates) -> float:
    """The height an extruded shape above the ground stands for, 0 without."""
    values = {local_name(child): (child.text or "").strip() for child in element}
    if values.get("extrude") not in ("1", "true") or values.get("altitudeMode") != "relativeToGround":
        return 0.0
    return float(ring[:, 2].max())


def _properties(placemark: Element) -> dict[str, Any]:
    """Name, extended data, and heights that the description speaks of."""
    properties: dict[str, Any] = {}
    description = ""
    for child in placemark:
        name = local_name(child)
        if name == "name":
            properties["name"] = (child.text or "").strip()
        elif name == "description":
            description = child.text or ""
        elif name == "ExtendedData":
            for data in child.iter():
                key = data.get("name")
                if not key:
                    continue
                if local_name(data) == "SimpleData":
                    properties[key] = (data.text or "").strip()
                elif local_name(data) == "Data":
                    value = next((item.text for item in data if local_name(item) == "value"), "")
                    properties[key] = (value or "").strip()
    plain = _MARKUP.sub(" ", description[:20_000])
    for key, pattern in (("height", _HEIGHT_TEXT), ("building:levels", _LEVELS_TEXT)):
        match = pattern.search(plain)
        if match and key not in properties:
            properties[key] = match[1] or match[2]
    return properties
