"""Which format a file is, by its content before its name, and the reader for it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from planner.errors import FileError
from planner.io.map_file import MapFile

#: What a file dialog offers; a Shapefile's side files are found from its .shp.
MAP_SUFFIXES = (".geojson", ".json", ".dxf", ".shp", ".gpkg", ".kml", ".kmz", ".osm", ".pbf")
_SHAPE_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".fix")
_HEAD_BYTES = 4096
_DXF_START = re.compile(r"\s*(?:999\s*\n[^\n]*\n\s*)*0\s*\n\s*SECTION")
Kind = Literal["geojson", "dxf", "shapefile", "geopackage", "kml", "osm", "pbf"]
_BY_SUFFIX: dict[str, Kind] = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".dxf": "dxf",
    ".dwg": "dxf",
    ".shp": "shapefile",
    ".gpkg": "geopackage",
    ".kml": "kml",
    ".kmz": "kml",
    ".osm": "osm",
    ".pbf": "pbf",
}


def map_paths(paths: Sequence[Path | str]) -> list[Path]:
    """The files to read: of a Shapefile's parts the .shp, once, however many of them were chosen."""
    result: list[Path] = []
    for path in map(Path, paths):
        if path.suffix.lower() in _SHAPE_PARTS:
            for shape in (path.with_suffix(".shp"), path.with_suffix(".SHP")):
                if shape.is_file():
                    result.append(shape)
                    break
            else:
                result.append(path)
        else:
            result.append(path)
    return list(dict.fromkeys(result))


def read_map(path: Path, *, encoding: str | None = None, unit: str | None = None) -> MapFile:
    """Read a map of any known format.

    Raises `FileError` "unknown-map-format", and those of the format's reader.
    """
    kind = _kind(path)
    if kind == "geojson":
        from planner.io.read_geojson import read_geojson

        return read_geojson(path, encoding=encoding)
    if kind == "dxf":
        from planner.io.read_dxf import read_dxf

        return read_dxf(path, encoding=encoding, unit=unit)
    if kind == "kml":
        from planner.io.read_kml import read_kml

        return read_kml(path, encoding=encoding)
    if kind == "osm":
        from planner.io.read_osm import read_osm

        return read_osm(path, encoding=encoding)
    from planner.io import read_vector

    if kind == "shapefile":
        return read_vector.read_shapefile(path, encoding=encoding)
    return read_vector.read_geopackage(path) if kind == "geopackage" else read_vector.read_osm_pbf(path)


def _kind(path: Path) -> Kind:
    """The format by the first bytes, else by the name; the readers say what is wrong with what only the name knows."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise FileError("file-missing", file=str(path)) from None
    except OSError as problem:
        raise FileError("cannot-read", file=str(path), reason=problem.strerror or str(problem)) from problem
    found = _by_content(head) or _BY_SUFFIX.get(path.suffix.lower())
    if found is None:
        raise FileError("unknown-map-format", file=path.name, known=", ".join(MAP_SUFFIXES))
    return found


def _by_content(head: bytes) -> Kind | None:
    marks: tuple[tuple[bool, Kind], ...] = (
        (re.match(rb"AC1[0-9]{3}", head) is not None, "dxf"),  # DWG, which the reader of DXF refuses with a way out
        (head.startswith(b"AutoCAD Binary DXF"), "dxf"),
        (head.startswith(b"SQLite format 3\0"), "geopackage"),
        (head.startswith(b"PK\x03\x04"), "kml"),
        (head.startswith(b"\x00\x00\x27\x0a"), "shapefile"),
        (head[4:40].find(b"OSMHeader") >= 0, "pbf"),
    )
    for holds, kind in marks:
        if holds:
            return kind
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", errors="ignore")
    text = text.removeprefix("ï»¿").lstrip("\ufeff \t\r\n")
    if text[:1] in ("{", "["):
        return "geojson"
    if text.startswith("<"):
        return "osm" if "<osm" in text else "kml" if "<kml" in text.lower() else None
    return "dxf" if _DXF_START.match(text.replace("\r\n", "\n").replace("\r", "\n")) else None
