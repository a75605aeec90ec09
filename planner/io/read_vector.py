"""Shapefile, GeoPackage and OpenStreetMap PBF through GDAL (pyogrio, imported when needed)."""

import codecs
import contextlib
import re
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError, Severity
from planner.io.crs import LOCAL, WGS84
from planner.io.dbf import dbf_encoding
from planner.io.map_file import MAX_FEATURES, MAX_VERTICES, Collector, MapFile, MapFormat
from planner.io.read_osm import is_area, layer_of

#: Larger files would need more than the two gigabytes an import may take.
MAX_MB = {MapFormat.SHAPEFILE: 256, MapFormat.GEOPACKAGE: 256, MapFormat.OSM: 64}
SIDE_FILES = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".fix")
_PBF_LAYERS = ("multipolygons", "lines", "points")
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def read_shapefile(path: Path, *, encoding: str | None = None) -> MapFile:
    """Read a Shapefile; its .shx may be missing, its .dbf and .prj too (said in the notes).

    Raises `FileError` "file-missing", "file-too-large", "unknown-encoding", "vector-damaged" and those of `Collector`.
    """
    _require_readable(path, MapFormat.SHAPEFILE)
    table, index, projection, page = (_beside(path, suffix) for suffix in (".dbf", ".shx", ".prj", ".cpg"))
    for side in (table, index, projection):
        if side:
            _require_readable(side, MapFormat.SHAPEFILE)
    name = _known(encoding, path.name) if encoding else dbf_encoding(table, page) if table else "utf-8"
    collector = Collector(path.name)
    with _whole_shapefile(path, (table, index, projection)) as copy:
        crs, stated = _take(copy, None, collector, path.stem, encoding=name)
    if table is None:
        collector.note("shapefile-without-dbf", Severity.WARNING)
    if projection is None:
        collector.note("shapefile-without-prj", Severity.WARNING)
    if index is None:
        collector.note("shapefile-without-shx")
    return collector.finish(form=MapFormat.SHAPEFILE, encoding=name, crs=crs, crs_is_stated=stated)


def read_geopackage(path: Path, *, layers: Sequence[str] = ()) -> MapFile:
    """Read the named layers of a GeoPackage, by default all with geometry; views are left out, since they are programs.

    Raises `FileError` "unknown-map-layer", "mixed-crs", and those of `read_shapefile`.
    """
    _require_readable(path, MapFormat.GEOPACKAGE)
    collector = Collector(path.name)
    tables, views = _tables(path)
    missing = [name for name in layers if name not in tables]
    if missing:
        raise FileError("unknown-map-layer", layer=missing[0], known=", ".join(tables))
    systems: dict[str, bool] = {}
    for name in layers or tables:
        crs, stated = _take(path, name, collector, name, encoding=None)
        systems[crs] = stated
    if len(systems) > 1:
        raise FileError("mixed-crs", file=path.name)
    if views:
        collector.note("geopackage-views-ignored", Severity.WARNING, count=views)
    crs, stated = next(iter(systems.items()), (WGS84, False))
    return collector.finish(form=MapFormat.GEOPACKAGE, encoding="utf-8", crs=crs, crs_is_stated=stated)


def read_osm_pbf(path: Path) -> MapFile:
    """Read an OpenStreetMap extract in PBF: GDAL assembles the polygons; tags as in `read_osm`.

    Raises `FileError` "osm-pbf-unsupported" where the installed GDAL lacks the driver, and those of `read_shapefile`.
    """
    import pyogrio

    _require_readable(path, MapFormat.OSM)
    if "OSM" not in pyogrio.list_drivers(read=True):
        raise FileError("osm-pbf-unsupported", file=path.name)
    collector = Collector(path.name)
    for name in _PBF_LAYERS:
        _take(path, name, collector, None, encoding=None)
    return collector.finish(form=MapFormat.OSM, encoding="utf-8", crs=WGS84, crs_is_stated=True)


def _require_readable(path: Path, form: MapFormat) -> None:
    limit_mb = MAX_MB[form]
    try:
        if path.stat().st_size > limit_mb * 2**20:
            raise FileError("file-too-large", file=path.name, limit_mb=limit_mb)
        with path.open("rb") as file:
            file.read(1)
    except FileNotFoundError:
        raise FileError("file-missing", file=str(path)) from None
    except OSError as problem:
        raise FileError("cannot-read", file=str(path), reason=problem.strerror or str(problem)) from problem


def _known(encoding: str, source: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise FileError("unknown-encoding", file=source, encoding=encoding) from None


def _beside(path: Path, suffix: str) -> Path | None:
    """The file of the same name with this suffix, in either case of letters."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate
    return None


@contextlib.contextmanager
def _whole_shapefile(path: Path, beside: Sequence[Path | None]) -> Generator[Path]:
    """The Shapefile, or a copy that GDAL may give the missing index: nothing is written beside the original."""
    if beside[1] is not None and all(side.suffix.islower() for side in (path, *beside) if side):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="campus5g-") as folder:
        for side in (path, *(side for side in beside if side)):
            shutil.copyfile(side, Path(folder) / f"map{side.suffix.lower()}")
        yield Path(folder) / "map.shp"


def _take(
    path: Path, layer: str | None, collector: Collector, name: str | None, *, encoding: str | None
) -> tuple[str, bool]:
    """Read one layer into the collector; its coordinate system and whether the file states it."""
    from pyogrio import raw, set_gdal_config_options

    source = collector.source
    set_gdal_config_options({"SHAPE_RESTORE_SHX": True})  # only copies lack their index (`_whole_shapefile`)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on oddities that don't matter here
            meta, _, geometry, columns = raw.read(
                path,
                layer=layer,
                encoding="ISO-8859-1" if encoding else None,  # bytes come as they are and are decoded below
                max_features=MAX_FEATURES + 1,
            )
    except Exception as problem:  # GDAL and numpy raise what they like at damaged files
        raise FileError("vector-damaged", file=source, reason=_short(problem)) from None
    fields = [_decoded(str(field), encoding) for field in meta["fields"]]
    _add(collector, geometry, fields, columns, name, encoding)
    crs = str(meta.get("crs") or "")
    if crs.startswith(("ENGCRS", "LOCAL_CS")):  # a plane without a place on the earth
        return LOCAL, True
    return (crs, True) if crs and "ndefined" not in crs[:40] else (WGS84, False)


def _add(
    collector: Collector,
    geometry: NDArray[Any] | None,
    fields: Sequence[str],
    columns: Sequence[NDArray[Any]],
    name: str | None,
    encoding: str | None,
) -> None:
    import shapely

    if geometry is None:
        raise FileError("vector-without-geometry", file=collector.source)
    shapes = shapely.from_wkb(geometry, on_invalid="ignore")
    if int(shapely.get_num_coordinates(shapes).sum()) > MAX_VERTICES:
        raise FileError("map-too-many-vertices", file=collector.source, limit=MAX_VERTICES)
    damaged = 0
    elevated = int(shapely.has_z(shapes).sum())
    values = [_plain(column, encoding) for column in columns]
    for index, shape in enumerate(shapes):
        properties = {
            field: value
            for field, column in zip(fields, values, strict=True)
            if (value := column[index]) is not None and value != ""
        }
        if name is None:
            properties = _osm_tags(properties)
            layer = layer_of(properties)
            if not layer:
                continue
            if _is_ring(shape) and is_area(properties):
                shape = shapely.Polygon(shape.coords)  # GDAL's own list of areas is shorter
        else:
            layer = name
        feature = collector.feature(layer, properties)
        before = len(collector.parts)
        damaged += shape is not None and not _add_shape(collector, feature, shape)
        if len(collector.parts) == before:
            collector.empty += 1
    if damaged:
        collector.note("vector-shapes-damaged", Severity.WARNING, count=damaged)
    if elevated:
        collector.note("import-z-dropped", count=elevated)


def _is_ring(shape: Any) -> bool:
    return shape is not None and shape.geom_type == "LineString" and shape.is_closed and len(shape.coords) >= 4


def _add_shape(collector: Collector, feature: int, shape: Any) -> bool:
    """Add every simple part of a shapely geometry; False where its coordinates can't be used."""
    import shapely

    try:
        for part in shapely.get_parts(shape):
            kind = part.geom_type
            if kind == "Polygon":
                rings = [part.exterior, *part.interiors] if not part.is_empty else []
                collector.part(feature, "polygon", [shapely.get_coordinates(ring) for ring in rings])
            elif kind in ("LineString", "LinearRing"):
                collector.part(feature, "line", [shapely.get_coordinates(part)])
            elif kind == "Point":
                collector.part(feature, "point", [shapely.get_coordinates(part)])
            elif kind == "GeometryCollection" or kind.startswith("Multi"):
                _add_shape(collector, feature, part)
            else:
                collector.unknown[kind] += 1
    except ValueError:
        return False
    return True


def _plain(column: NDArray[Any], encoding: str | None) -> list[Any]:
    """Python values: None for what is missing, text in its own encoding."""
    if column.dtype.kind == "f":
        return [None if np.isnan(value) else value for value in column.tolist()]
    if column.dtype.kind == "M":
        return [None if np.isnat(value) else str(value) for value in column]
    return [_decoded(value, encoding) if isinstance(value, str) else value for value in column.tolist()]


def _decoded(text: str, encoding: str | None) -> str:
    if encoding is None:
        return text
    try:
        return text.encode("latin-1").decode(encoding, errors="ignore")
    except UnicodeEncodeError:
        return text


def _osm_tags(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Tags from GDAL's columns and its `other_tags` text."""
    tags = {key: value for key, value in properties.items() if key not in ("osm_id", "osm_way_id", "z_order")}
    for key, value in _TAG.findall(str(tags.pop("other_tags", ""))):
        tags.setdefault(key, value.replace('\\"', '"').replace("\\\\", "\\"))
    return tags


def _tables(path: Path) -> tuple[list[str], int]:
    """Names of the feature tables of a GeoPackage, and how many layers are views."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            kinds = dict(database.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"))
            query = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY table_name"
            if kinds.get("gpkg_contents") != "table":
                raise FileError("vector-damaged", file=path.name, reason="gpkg_contents")
            names = [str(row[0]) for row in database.execute(query)]
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as problem:
        raise FileError("vector-damaged", file=path.name, reason=_short(problem)) from None
    tables = [name for name in names if kinds.get(name) == "table"]
    return tables, len(names) - len(tables)


def _short(problem: BaseException) -> str:
    return str(problem).split("\n", maxsplit=1)[0][:120]
