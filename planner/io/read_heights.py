"""Height rasters (GeoTIFF terrain and surface models, rasterio) on a grid in the project's local metres."""

import contextlib
import logging
import math
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError
from planner.io import crs as reference
from planner.io.height_grid import HeightGrid, Heights
from planner.io.map_placing import MAX_EXTENT_M
from planner.model.geometry import Bounds
from planner.model.limits import LIMITS
from planner.model.project import GeoReference

#: A grid never has more rows or columns than this.
MAX_SIDE = 2000
#: What is read of a source before it is projected never has more rows or columns than this.
_MAX_READ_SIDE = 6000
#: More source cells than this are sampled, not averaged: averaging would read all of them.
_MAX_AVERAGED = 200_000_000
#: GDAL holds a whole block (tile or strip) in memory; larger ones are refused.
_MAX_BLOCK_BYTES = 512 * 2**20
#: Ground lies between the Dead Sea's shore and Mount Everest, with room for mines; all else is a mark for no data, m.
_PLAUSIBLE_M = (-1000.0, 9000.0)
_FEET_M = {"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us survey foot": 1200 / 3937, "us-ft": 1200 / 3937}
#: GDAL's cache of blocks; by its own default a twentieth of the machine's memory.
_CACHE_BYTES = 256 * 2**20
_EDGE_STEPS = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class HeightSource:
    """What a raster was: its CRS, cell size in metres, `implausible` cells taken for no data, metres per unit."""

    file: str
    crs: str
    resolution_m: float
    implausible: int
    metres_per_unit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """The grid asked for, in the project's CRS."""

    west_m: float
    north_m: float
    resolution_m: float
    columns: int
    rows: int


@contextlib.contextmanager
def height_raster(path: Path, crs: str | None = None) -> Generator[tuple[Any, Any]]:
    """Open a GeoTIFF of heights; gives rasterio's dataset and its pyproj CRS (`crs` where stated, else its own).

    Raises `FileError` "file-missing", "file-empty", "cannot-read", "raster-not-geotiff", "raster-damaged",
    "raster-is-picture", "raster-too-large", "terrain-without-crs", "unknown-crs"; whatever fails while the raster is
    read in the `with` block becomes "raster-damaged".
    """
    import warnings

    import rasterio
    from rasterio.errors import NotGeoreferencedWarning

    _require_tiff(path)
    logging.getLogger("rasterio").setLevel(logging.CRITICAL)  # it tells of every damaged tag on the console
    try:
        with _environment(), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            dataset = rasterio.open(path, driver="GTiff")
        with _environment(), dataset:
            _require_heights(dataset, path.name)
            yield dataset, _crs_of(dataset, crs, path.name)
    except (FileError, MemoryError):
        raise
    except Exception as problem:  # GDAL's errors have no common base in rasterio, and numpy adds its own
        raise FileError("raster-damaged", file=path.name) from problem


def _environment() -> Any:
    import rasterio

    return rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES)


def _require_tiff(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except FileNotFoundError:
        raise FileError("file-missing", file=str(path)) from None
    except OSError as problem:
        raise FileError("cannot-read", file=str(path), reason=problem.strerror or str(problem)) from problem
    if not head:
        raise FileError("file-empty", file=path.name)
    if head not in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        raise FileError("raster-not-geotiff", file=path.name)


def _require_heights(dataset: Any, source: str) -> None:
    kind = np.dtype(dataset.dtypes[0])
    if kind.kind not in "iuf" or (dataset.count >= 3 and kind.itemsize == 1):
        raise FileError("raster-is-picture", file=source)
    height, width = dataset.block_shapes[0]
    if height * width * kind.itemsize * dataset.count > _MAX_BLOCK_BYTES:
        raise FileError("raster-too-large", file=source)


def _crs_of(dataset: Any, stated: str | None, source: str) -> Any:
    if dataset.transform.is_identity or not all(map(math.isfinite, dataset.transform)):
        raise FileError("terrain-without-crs", file=source)
    if stated:
        return reference.parse_crs(stated, source=source)
    if dataset.crs is None:
        raise FileError("terrain-without-crs", file=source)
    return reference.parse_crs(dataset.crs.to_wkt(), source=source)


def outline_of(dataset: Any) -> NDArray[np.float64]:
    """Points [n, 2] along the raster's edge, in its own CRS."""
    return _edge((0.0, 0.0, float(dataset.width), float(dataset.height)), dataset.transform)


def read_grid(
    dataset: Any, crs: Any, geo: GeoReference, *, bounds: Bounds | None, source: str
) -> tuple[HeightGrid, HeightSource]:
    """The raster on a grid of at most `MAX_SIDE` cells a side; `bounds` (local metres) clip it where stated.

    Only what the bounds need is read, thinned to the grid's resolution, so that a raster of any size fits. Bilinear.
    Raises `FileError` "terrain-outside-map", "map-too-large", "place-outside-utm".
    """
    from rasterio.crs import CRS
    from rasterio.transform import from_origin
    from rasterio.warp import Resampling, reproject

    box = _local_box(outline_of(dataset), crs, geo, source)
    if bounds is not None:
        box = (max(box[0], bounds[0]), max(box[1], bounds[1]), min(box[2], bounds[2]), min(box[3], bounds[3]))
        if box[0] >= box[2] or box[1] >= box[3]:
            raise FileError("terrain-outside-map", file=source)
    extent_m = max(box[2] - box[0], box[3] - box[1])
    if extent_m > MAX_EXTENT_M:
        raise FileError("map-too-large", file=source, extent_km=extent_m / 1000.0, limit_km=MAX_EXTENT_M / 1000.0)
    window, cell_m = _window(dataset, crs, geo, box, source)
    target = _target(box, cell_m)
    values, transform, implausible = _read(dataset, window, target.resolution_m / cell_m)
    metres = _metres_per_unit(dataset)
    result = np.full((target.rows, target.columns), np.nan, dtype=np.float32)
    reproject(
        values,
        result,
        src_transform=transform,
        src_crs=CRS.from_wkt(crs.to_wkt()),
        dst_transform=from_origin(
            geo.origin_east_m + target.west_m, geo.origin_north_m + target.north_m, *(target.resolution_m,) * 2
        ),
        dst_crs=CRS.from_epsg(geo.epsg),
        src_nodata=np.nan,
        dst_nodata=np.nan,
        resampling=Resampling.bilinear,
    )
    grid = HeightGrid(
        values=result * np.float32(metres),
        west_m=target.west_m,
        south_m=target.north_m - target.rows * target.resolution_m,
        resolution_m=target.resolution_m,
    )
    about = HeightSource(
        file=source,
        crs=reference.short_name(str(crs.name)),
        resolution_m=cell_m,
        implausible=implausible,
        metres_per_unit=metres,
    )
    return grid, about


def _edge(box: Bounds, transform: Any) -> NDArray[np.float64]:
    """Points along a rectangle of pixel coordinates, transformed: projections bend straight edges."""
    steps = np.linspace(0.0, 1.0, _EDGE_STEPS)
    x, y = box[0] + steps * (box[2] - box[0]), box[1] + steps * (box[3] - box[1])
    columns = np.concatenate((x, x, np.full_like(y, box[0]), np.full_like(y, box[2])))
    rows = np.concatenate((np.full_like(x, box[1]), np.full_like(x, box[3]), y, y))
    a, b, c, d, e, f = tuple(transform)[:6]
    return np.column_stack((a * columns + b * rows + c, d * columns + e * rows + f))


def _local_box(points: NDArray[np.float64], crs: Any, geo: GeoReference, source: str) -> Bounds:
    local = reference.to_local(crs, points, geo)
    if not np.isfinite(local).all():
        raise FileError("place-outside-utm", file=source)
    (west, south), (east, north) = local.min(axis=0), local.max(axis=0)
    return (float(west), float(south), float(east), float(north))


def _window(dataset: Any, crs: Any, geo: GeoReference, box: Bounds, source: str) -> tuple[Any, float]:
    """The part of the raster (rasterio window) that a box in local metres needs, and the size of its cells, m."""
    from pyproj import Transformer
    from rasterio.windows import Window

    corners = _edge(box, (1.0, 0.0, geo.origin_east_m, 0.0, 1.0, geo.origin_north_m))
    back = Transformer.from_crs(f"EPSG:{geo.epsg}", crs, always_xy=True)
    there = np.column_stack(back.transform(corners[:, 0], corners[:, 1]))
    if not np.isfinite(there).all():
        raise FileError("place-outside-utm", file=source)
    a, b, c, d, e, f = tuple(~dataset.transform)[:6]
    pixels = np.column_stack((a * there[:, 0] + b * there[:, 1] + c, d * there[:, 0] + e * there[:, 1] + f))
    low = np.maximum(np.floor(pixels.min(axis=0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(pixels.max(axis=0)).astype(int) + 2, (dataset.width, dataset.height))
    if (high <= low).any():
        raise FileError("terrain-outside-map", file=source)
    middle = (low + high) / 2.0
    trio = middle + np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
    a, b, c, d, e, f = tuple(dataset.transform)[:6]
    placed = np.column_stack((a * trio[:, 0] + b * trio[:, 1] + c, d * trio[:, 0] + e * trio[:, 1] + f))
    local = reference.to_local(crs, placed, geo)
    cell_m = float(np.hypot(*(local[1:] - local[0]).T).min())
    if not (math.isfinite(cell_m) and cell_m > 1e-6):
        raise FileError("place-outside-utm", file=source)
    return Window(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])), cell_m  # type: ignore[call-arg]


def _target(box: Bounds, cell_m: float) -> _Target:
    """The grid over a box: as fine as the source where `MAX_SIDE` allows it, in whole centimetres."""
    limits = LIMITS["Terrain", "resolution_m"]
    west, north = math.floor(box[0] * 100) / 100, math.ceil(box[3] * 100) / 100
    width, depth = box[2] - west, north - box[1]
    finest = math.ceil(max(width, depth) / MAX_SIDE * 100) / 100
    resolution = min(max(round(cell_m, 2), finest, limits.low), limits.high)
    columns, rows = max(math.ceil(width / resolution), 1), max(math.ceil(depth / resolution), 1)
    return _Target(west_m=west, north_m=north, resolution_m=resolution, columns=columns, rows=rows)


def _read(dataset: Any, window: Any, factor: float) -> tuple[Heights, Any, int]:
    """Heights of a window thinned by about `factor`, their transform, and how many implausible ones became NaN."""
    from rasterio.enums import MaskFlags
    from rasterio.transform import Affine
    from rasterio.warp import Resampling

    factor = max(factor, 1.0)
    columns = min(max(math.ceil(window.width / factor), 1), _MAX_READ_SIDE)
    rows = min(max(math.ceil(window.height / factor), 1), _MAX_READ_SIDE)
    # without a stated mark for no data an average would mix such marks into the heights around them
    has_mask = MaskFlags.all_valid not in dataset.mask_flag_enums[0]
    averages = has_mask and window.width * window.height <= _MAX_AVERAGED
    found = dataset.read(
        1,
        window=window,
        out_shape=(rows, columns),
        masked=True,
        resampling=Resampling.average if averages and factor > 1.0 else Resampling.nearest,
        out_dtype="float32",
    )
    values = found.filled(np.nan) * np.float32(dataset.scales[0]) + np.float32(dataset.offsets[0])
    low, high = _PLAUSIBLE_M
    wrong = ~np.isnan(values) & ~((values >= low) & (values <= high))
    values[wrong] = np.nan
    whole = dataset.window_transform(window)
    a, b, c, d, e, f = tuple(whole)[:6]
    wide, tall = window.width / columns, window.height / rows
    return values, Affine(a * wide, b * tall, c, d * wide, e * tall, f), int(wrong.sum())


def _metres_per_unit(dataset: Any) -> float:
    unit = str(dataset.units[0] or "").strip().lower()
    return _FEET_M.get(unit, 1.0)
