"""Terrain from GeoTIFF height models, and heights of obstacles from the difference of surface and terrain."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError, Issue, Severity
from planner.io import crs as reference
from planner.io.height_grid import HeightGrid, sample
from planner.io.map_file import issue
from planner.io.project_file import with_asset
from planner.io.read_heights import HeightSource, height_raster, outline_of, read_grid
from planner.io.surface_heights import MIN_HEIGHT_M, surface_heights
from planner.model.geometry import Bounds
from planner.model.project import GeoReference, Project
from planner.model.rules import map_bounds
from planner.model.site_map import HeightSource as HeightOrigin
from planner.model.site_map import Terrain
from planner.progress import Progress, silent

#: Terrain reaches at least so far beyond the map: sections and sight lines leave it.
MARGIN_M = 500.0
#: Open ground around the map tells whether surface and terrain agree, m.
_SURFACE_MARGIN_M = 50.0
#: Surface and terrain that lie further apart on open ground count from different datums, m. Assumption.
_DATUM_DOUBT_M = 3.0
_HOLES_SHARE = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class TerrainReport:
    """What an import of terrain did.

    `low_m`, `high_m` above the source's datum; `nodata_share` of the grid's cells; `heights`: new height above its base
    by obstacle, metres, from the surface model; `issues`: everything a person should know.
    """

    file: str
    crs: str
    source_resolution_m: float
    resolution_m: float
    columns: int
    rows: int
    low_m: float
    high_m: float
    nodata_share: float
    heights: Mapping[str, float]
    issues: tuple[Issue, ...]


def import_terrain(
    path: Path | str,
    project: Project,
    *,
    dsm_path: Path | str | None = None,
    crs: str | None = None,
    progress: Progress = silent,
) -> tuple[Project, TerrainReport]:
    """Terrain from a GeoTIFF of ground heights (DTM), and heights of obstacles where a surface model (DSM) is given.

    Reprojected to the project's CRS, clipped to the map with a margin (without a map: all of it), at most 2000 x 2000
    cells; heights in feet become metres; any size of file. A blank project takes its reference from the raster. `crs`
    stands in for one that the files don't state. The surface model sets heights that are assumed, no others.

    Raises `FileError`: "terrain-without-data", "project-without-reference", and those of `height_raster`, `read_grid`.
    """
    path = Path(path)
    progress("terrain-reading", 0.0)
    with height_raster(path, crs) as (dataset, system):
        geo = _reference(project, system, outline_of(dataset), path.name)
        bounds = _with_margin(project, max(MARGIN_M, project.settings.margin_m))
        grid, about = read_grid(dataset, system, geo, bounds=bounds, source=path.name)
    project = reference.with_reference(project, geo)
    finite = np.isfinite(grid.values)
    if not finite.any():
        raise FileError("terrain-without-data", file=path.name)
    low_m, high_m = float(np.nanmin(grid.values)), float(np.nanmax(grid.values))
    issues = _notes(project, grid, about)
    heights: Mapping[str, float] = {}
    result = _with_terrain(project, grid, path.name, low_m)
    if dsm_path is not None:
        progress("terrain-surface", 0.5)
        result, heights = _with_surface(result, Path(dsm_path), crs, grid, issues)
    report = TerrainReport(
        file=path.name,
        crs=about.crs,
        source_resolution_m=about.resolution_m,
        resolution_m=grid.resolution_m,
        columns=grid.values.shape[1],
        rows=grid.values.shape[0],
        low_m=low_m,
        high_m=high_m,
        nodata_share=float(1.0 - finite.mean()),
        heights=heights,
        issues=tuple(issues),
    )
    return result, report


def heights_from_surface(project: Project, dsm: HeightGrid, dtm: HeightGrid) -> Project:
    """Obstacles whose height is assumed get the surface's one above the terrain (see `surface_heights`)."""
    return _with_heights(project, surface_heights(project, dsm, dtm).heights)


def terrain_at(
    project: Project, x_m: float | NDArray[np.float64], y_m: float | NDArray[np.float64]
) -> NDArray[np.float64]:
    """Ground height at local metres, above the terrain's `datum_m`; bilinear, NaN outside, without data or terrain.

    Takes numbers or arrays, gives an array of their shape. Raises `FileError` "asset-damaged".
    """
    x, y = np.broadcast_arrays(np.asarray(x_m, dtype=np.float64), np.asarray(y_m, dtype=np.float64))
    grid = terrain_grid(project)
    return np.full(x.shape, np.nan) if grid is None else sample(grid, x, y)


def terrain_grid(project: Project) -> HeightGrid | None:
    """The project's terrain, heights above its `datum_m`; None without. Raises `FileError` "asset-damaged"."""
    terrain = project.site_map.terrain
    if terrain is None:
        return None
    content = project.assets.get(terrain.asset)
    if content is None:
        raise FileError("asset-damaged", file=terrain.name, member=terrain.asset)
    values = _unpacked(content, terrain.rows, terrain.columns)
    if values is None:
        raise FileError("asset-damaged", file=terrain.name, member=terrain.asset)
    return HeightGrid(values=values, west_m=terrain.west_m, south_m=terrain.south_m, resolution_m=terrain.resolution_m)


@lru_cache(maxsize=2)
def _unpacked(content: bytes, rows: int, columns: int) -> NDArray[np.float32] | None:
    """The heights of an asset, None where its size isn't the stated one; never unpacks more than that."""
    size = rows * columns * 4
    try:
        packed = zlib.decompressobj().decompress(content, max(size + 1, 1))
    except zlib.error:
        return None
    if len(packed) != size or size == 0:
        return None
    return np.frombuffer(packed, dtype="<f4").reshape(rows, columns)


def _reference(project: Project, system: object, outline: NDArray[np.float64], source: str) -> GeoReference:
    if project.geo.epsg is not None:
        return project.geo
    if not reference.is_blank(project):
        raise FileError("project-without-reference")
    return reference.reference_for(system, outline, source=source)


def _with_margin(project: Project, margin_m: float) -> Bounds | None:
    """The map's bounds and a margin, None for an empty map."""
    box = map_bounds(project)
    if box is None:
        return None
    return (box[0] - margin_m, box[1] - margin_m, box[2] + margin_m, box[3] + margin_m)


def _with_terrain(project: Project, grid: HeightGrid, name: str, datum_m: float) -> Project:
    above = (grid.values - np.float32(datum_m)).astype("<f4")
    project, key = with_asset(project, zlib.compress(above.tobytes(), 6))
    rows, columns = grid.values.shape
    terrain = Terrain(
        asset=key,
        name=name,
        west_m=grid.west_m,
        south_m=grid.south_m,
        resolution_m=grid.resolution_m,
        columns=columns,
        rows=rows,
        datum_m=datum_m,
    )
    old = project.site_map.terrain
    project = replace(project, site_map=replace(project.site_map, terrain=terrain))
    if old is not None and old.asset != key:  # undo keeps the old project, so its raster needn't stay in this one
        project = replace(
            project, assets={name: content for name, content in project.assets.items() if name != old.asset}
        )
    return project


def _notes(project: Project, grid: HeightGrid, about: HeightSource) -> list[Issue]:
    found: list[Issue] = []
    if project.site_map.terrain is not None:
        found.append(issue("terrain-replaced", name=project.site_map.terrain.name))
    if about.metres_per_unit != 1.0:
        found.append(issue("terrain-in-feet", file=about.file))
    if grid.resolution_m > 1.05 * about.resolution_m:
        found.append(
            issue("terrain-thinned", file=about.file, from_m=round(about.resolution_m, 2), to_m=grid.resolution_m)
        )
    if about.implausible:
        found.append(issue("terrain-implausible", Severity.WARNING, file=about.file, count=about.implausible))
    bare = _share_without(project, grid)
    if bare > _HOLES_SHARE:
        found.append(issue("terrain-incomplete", Severity.WARNING, file=about.file, percent=round(100.0 * bare, 1)))
    return found


def _share_without(project: Project, grid: HeightGrid) -> float:
    """Share of the map (without one: of the grid) that has no heights."""
    box = map_bounds(project)
    if box is None:
        return float(np.isnan(grid.values).mean())
    x, y = np.meshgrid(np.linspace(box[0], box[2], 100), np.linspace(box[1], box[3], 100))
    return float(np.isnan(sample(grid, x, y)).mean())


def _with_surface(
    project: Project, path: Path, crs: str | None, dtm: HeightGrid, issues: list[Issue]
) -> tuple[Project, Mapping[str, float]]:
    with height_raster(path, crs) as (dataset, system):
        dsm, about = read_grid(
            dataset, system, project.geo, bounds=_with_margin(project, _SURFACE_MARGIN_M), source=path.name
        )
    if about.implausible:
        issues.append(issue("terrain-implausible", Severity.WARNING, file=path.name, count=about.implausible))
    found = surface_heights(project, dsm, dtm)
    if abs(found.open_ground_m) > _DATUM_DOUBT_M:
        issues.append(
            issue("surface-datum-doubtful", Severity.WARNING, file=path.name, metres=round(found.open_ground_m, 1))
        )
    if found.heights:
        issues.append(issue("surface-heights-set", file=path.name, count=len(found.heights)))
    if found.too_small:
        issues.append(issue("surface-too-coarse", file=path.name, count=found.too_small))
    if found.nothing_there:
        issues.append(
            issue("surface-nothing-there", Severity.WARNING, file=path.name, count=found.nothing_there,
                  least_m=MIN_HEIGHT_M)
        )  # fmt: skip
    return _with_heights(project, found.heights), found.heights


def _with_heights(project: Project, heights: Mapping[str, float]) -> Project:
    if not heights:
        return project
    obstacles = dict(project.site_map.obstacles)
    for key, height_m in heights.items():
        obstacles[key] = replace(obstacles[key], height_m=height_m, height_source=HeightOrigin.SURVEYED)
    return replace(project, site_map=replace(project.site_map, obstacles=obstacles))
