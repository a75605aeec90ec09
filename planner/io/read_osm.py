"""OpenStreetMap extracts: XML by an own reader (nodes, ways, multipolygons), PBF through GDAL."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from planner.errors import FileError, Severity
from planner.io.crs import WGS84
from planner.io.encoding import read_bytes
from planner.io.map_file import Collector, Coordinates, MapFile, MapFormat
from planner.io.rings import join_ends, nest_rings
from planner.io.xml_events import xml_events, xml_text

MAX_MB = 256
MAX_NODES = 3_000_000
_KEPT = frozenset(("node", "way", "relation"))
#: Keys that say what a thing is, the telling ones first: they make the layer, `key=value` but for `building`.
LAYER_KEYS = (
    "building", "building:part", "man_made", "natural", "waterway", "landuse", "barrier", "highway", "railway",
    "aeroway", "power", "storage", "leisure", "amenity", "public_transport", "place", "boundary",
)  # fmt: skip
#: Closed ways of these are lines all the same unless `area=yes` (wiki: Area).
_LINE_KEYS = ("highway", "barrier", "railway", "waterway", "power")
_AREA_VALUES = {"waterway": ("riverbank", "dock", "basin"), "power": ("substation", "plant"), "railway": ("station",)}


def read_osm(path: Path, *, encoding: str | None = None) -> MapFile:
    """Read an XML extract (.osm): tagged ways and multipolygons, and tagged nodes. Layers are their main tags.

    Raises `FileError`: those of reading and of `xml_events`, "not-osm", "osm-too-many-nodes".
    """
    text, found = xml_text(read_bytes(path, limit_mb=MAX_MB), source=path.name, encoding=encoding)
    collector = Collector(path.name)
    reader = _Reader(collector, path.name)
    reader.read(text)
    del text
    reader.build()
    return collector.finish(form=MapFormat.OSM, encoding=found, crs=WGS84, crs_is_stated=True)


def layer_of(tags: Mapping[str, Any]) -> str:
    """The layer a thing is listed under: its telling tag.

    >>> layer_of({"building": "yes", "name": "A"}), layer_of({"natural": "water"})
    ('building', 'natural=water')
    """
    for key in LAYER_KEYS:
        value = tags.get(key)
        if value and value != "no":
            return "building" if key == "building" else f"{key}={value}"[:60]
    return ""


def is_area(tags: Mapping[str, Any]) -> bool:
    """Whether a closed way with these tags is an area and no line."""
    if tags.get("area") in ("yes", "no"):
        return tags["area"] == "yes"
    if any(tags.get(key, "no") != "no" for key in ("building", "building:part", "landuse")):
        return True
    for key in _LINE_KEYS:
        if tags.get(key, "no") != "no":
            return tags[key] in _AREA_VALUES.get(key, ())
    return tags.get("natural") not in ("coastline", "tree_row", "cliff") and tags.get("man_made") not in (
        "pipeline", "breakwater", "embankment", "cutline"
    )  # fmt: skip


class _Reader:
    """Everything by id first, since relations name ways and ways name nodes."""

    def __init__(self, collector: Collector, source: str) -> None:
        self._collector = collector
        self._source = source
        self._index: dict[int, int] = {}
        self._lonlat = array("d")
        self._points: Coordinates = np.empty((0, 2))
        self._tagged_nodes: dict[int, dict[str, str]] = {}
        self._ways: dict[int, tuple[list[int], dict[str, str]]] = {}
        self._relations: list[tuple[dict[str, str], list[int]]] = []
        self._lost = Counter[str]()

    def read(self, text: str) -> None:
        """Take in the elements as they come."""
        is_osm = False
        for event, element in xml_events(text, source=self._source, keep=_KEPT):
            is_osm = is_osm or element.tag in ("osm", "osmChange")
            if not is_osm:
                raise FileError("not-osm", file=self._source)
            if event == "end" and element.tag in _KEPT:
                try:
                    self._take(element)
                except (ValueError, KeyError, OverflowError):
                    self._lost["osm-elements-damaged"] += 1

    def _take(self, element: Element) -> None:
        identifier = int(element.attrib["id"])
        tags = {tag.attrib["k"]: tag.attrib["v"] for tag in element.iter("tag")}
        if element.attrib.get("visible") == "false" or element.attrib.get("action") == "delete":
            return
        if element.tag == "node":
            longitude, latitude = float(element.attrib["lon"]), float(element.attrib["lat"])
            if not (math.isfinite(longitude) and math.isfinite(latitude)):
                raise ValueError
            if len(self._index) >= MAX_NODES:
                raise FileError("osm-too-many-nodes", file=self._source, limit=MAX_NODES)
            self._index[identifier] = len(self._lonlat) // 2
            self._lonlat.extend((longitude, latitude))
            if layer_of(tags):
                self._tagged_nodes[identifier] = tags
        elif element.tag == "way":
            self._ways[identifier] = ([int(nd.attrib["ref"]) for nd in element.iter("nd")], tags)
        elif tags.get("type") in ("multipolygon", "boundary"):
            members = element.iter("member")
            self._relations.append((tags, [int(m.attrib["ref"]) for m in members if m.attrib.get("type") == "way"]))

    def build(self) -> None:
        """Features of what was read: relations, ways with tags of their own, nodes with tags."""
        self._points = np.array(self._lonlat, dtype=np.float64).reshape(-1, 2)
        within = self._multipolygons()
        for identifier, (nodes, tags) in self._ways.items():
            layer = layer_of(tags)
            if not layer or layer == within.get(identifier):
                continue
            known = [node for node in nodes if node in self._index]
            self._lost["osm-nodes-missing"] += len(known) < len(nodes)
            feature = self._collector.feature(layer, tags)
            closed = len(nodes) >= 4 and nodes[0] == nodes[-1]
            shape = "polygon" if closed and is_area(tags) else "line"
            if len(known) < 2 or not self._collector.part(feature, shape, [self._ring(known)]):
                self._collector.empty += 1
        for identifier, tags in self._tagged_nodes.items():
            self._collector.part(self._collector.feature(layer_of(tags), tags), "point", [self._ring([identifier])])
        for code, count in sorted(self._lost.items()):
            if count:
                self._collector.note(code, Severity.WARNING, count=count)

    def _multipolygons(self) -> dict[int, str]:
        """Polygons of the relations; returns the layer by member way, so that no outline comes twice."""
        within: dict[int, str] = {}
        for tags, members in self._relations:
            ways = [self._ways[member] for member in members if member in self._ways]
            own = tags
            if not layer_of({key: value for key, value in tags.items() if key != "type"}):
                own = next((way_tags for _, way_tags in ways if layer_of(way_tags)), {})  # old style: tags on the way
            layer = layer_of(own)
            if not layer or not ways:
                continue
            known = [[node for node in nodes if node in self._index] for nodes, _ in ways]
            rings, left = join_ends(known)
            self._lost["osm-rings-open"] += bool(left) or len(ways) < len(members)
            if not rings:
                continue
            feature = self._collector.feature(layer, own)
            for polygon in nest_rings([self._ring(ring) for ring in rings]):
                self._collector.part(feature, "polygon", polygon)
            within.update((member, layer) for member in members)
        return within

    def _ring(self, nodes: Iterable[Any]) -> Coordinates:
        return self._points[[self._index[node] for node in nodes]]
