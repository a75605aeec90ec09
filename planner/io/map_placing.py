"""Where imported files lie: their coordinates in local metres of the project, by their CRS or by control points."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError, Issue, Severity
from planner.io import crs as reference
from planner.io.china_crs import china_crs, in_china, to_wgs84
from planner.io.control_points import Placement, apply_placement, fit_placement, sources_of, targets_of
from planner.io.map_file import MapFile, issue
from planner.io.map_options import ImportOptions
from planner.model.project import GeoReference, Project

#: A map wider than this is a mistake in the coordinates, not a campus.
MAX_EXTENT_M = 200_000.0
#: Local metres that start beyond this count from the origin of some national grid.
FAR_ORIGIN_M = 100_000.0
#: Data that a project already has may lie this far from new data; beyond it UTM distances are no longer true.
MAX_DISTANCE_M = 200_000.0
#: Control points that fit worse than this are probably wrong, m. Assumption.
_DOUBTFUL_RESIDUAL_M = 2.0

Coordinates = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The project's reference, every file's coordinates in its local metres [n, 2], and what is worth knowing."""

    geo: GeoReference
    local: tuple[Coordinates, ...]
    placement: Placement | None
    issues: tuple[Issue, ...]


def place_files(project: Project, files: Sequence[MapFile], options: ImportOptions) -> Placed:
    """Place the files on the project's map; a project without anything placed gets its reference from them.

    Raises `FileError` "nothing-to-import", "unknown-crs", "coordinates-not-degrees", "project-without-reference",
    "mixed-references", "map-too-large", "map-far-away", "place-outside-utm", "control-points-without-drawing" and those
    of `fit_placement`.
    """
    if not any(len(file.coordinates) for file in files):
        raise FileError("nothing-to-import", file=", ".join(file.name for file in files))
    notes: list[Issue] = []
    files = [_in_known_crs(file, options.crs, notes) for file in files]
    placement = None
    if options.control_points:
        files, placement = _by_control_points(project, files, options, notes)
    with_data = [file for file in files if len(file.coordinates)]
    local_files = [file for file in with_data if file.crs == reference.LOCAL]
    if local_files and len(local_files) < len(with_data) and reference.is_blank(project):
        raise FileError("mixed-references", file=local_files[0].name)
    geo = _local_reference(project, local_files) if len(local_files) == len(with_data) else _reference(project, files)
    origin = np.array([geo.origin_east_m, geo.origin_north_m]) if geo.epsg is None else np.zeros(2)
    local: list[Coordinates] = []
    for file in files:
        if file.crs == reference.LOCAL:
            local.append(file.coordinates - origin)
        else:
            local.append(_projected(file, geo))
    _require_sane_extent(local, with_data[0].name)
    return Placed(geo=geo, local=tuple(local), placement=placement, issues=tuple(notes))


def _projected(file: MapFile, geo: GeoReference) -> Coordinates:
    from pyproj.exceptions import ProjError

    try:
        return reference.to_local(reference.parse_crs(file.crs, source=file.name), file.coordinates, geo)
    except ProjError:  # no way leads from this system to the project's
        raise FileError("unknown-crs", file=file.name, crs=reference.short_name(file.crs)) from None


def _in_known_crs(file: MapFile, stated: str | None, notes: list[Issue]) -> MapFile:
    """The file in the system the user states or its own; the shift of Chinese web maps undone."""
    shifted = china_crs(stated)
    if shifted is None:
        file = replace(file, crs=stated) if stated else file
        if file.crs != reference.LOCAL:
            _require_degrees(file, reference.is_degrees(reference.parse_crs(file.crs, source=file.name)))
        return file
    _require_degrees(file, are_degrees=True)
    true = to_wgs84(file.coordinates, shifted)
    outside = len(true) - int(in_china(true).sum())
    if outside:
        notes.append(issue("china-crs-outside", Severity.WARNING, file=file.name, crs=shifted, count=outside))
    return replace(file, coordinates=true, crs=reference.WGS84)


def _reference(project: Project, files: Sequence[MapFile]) -> GeoReference:
    """The project's reference, or a new one around the first file's data."""
    if project.geo.epsg is not None:
        return project.geo
    if not reference.is_blank(project):
        raise FileError("project-without-reference")
    first = next(file for file in files if len(file.coordinates) and file.crs != reference.LOCAL)
    same = [file.coordinates for file in files if file.crs == first.crs and len(file.coordinates)]
    system = reference.parse_crs(first.crs, source=first.name)
    return reference.reference_for(system, np.concatenate(same), source=first.name)


def _local_reference(project: Project, files: Sequence[MapFile]) -> GeoReference:
    """The project's reference; a blank project moves its origin to metres that count from far away."""
    points = np.concatenate([file.coordinates for file in files])
    corner = np.floor(points.min(axis=0) / reference.ORIGIN_STEP_M) * reference.ORIGIN_STEP_M
    if not reference.is_blank(project) or project.geo.epsg is not None or np.abs(corner).max() <= FAR_ORIGIN_M:
        return project.geo
    return GeoReference(epsg=None, origin_east_m=float(corner[0]), origin_north_m=float(corner[1]))


def _by_control_points(
    project: Project, files: Sequence[MapFile], options: ImportOptions, notes: list[Issue]
) -> tuple[list[MapFile], Placement]:
    """Drawings in local metres moved to their targets: metres of the project, or UTM of longitudes and latitudes."""
    drawings = [file for file in files if file.crs == reference.LOCAL]
    if not drawings:
        raise FileError("control-points-without-drawing")
    targets, target_crs = targets_of(options.control_points), reference.LOCAL
    if options.control_points[0].is_lonlat:
        degrees = reference.parse_crs(reference.WGS84, source=drawings[0].name)
        if not (np.isfinite(targets).all() and (np.abs(targets) <= np.array([180.0, 90.0])).all()):
            raise FileError("place-outside-utm", file=drawings[0].name)
        geo = project.geo
        if geo.epsg is None:
            geo = reference.reference_for(degrees, targets, source=drawings[0].name)
        target_crs = f"EPSG:{geo.epsg}"
        targets = reference.to_local(degrees, targets, geo) + np.array([geo.origin_east_m, geo.origin_north_m])
    placement = fit_placement(sources_of(options.control_points), targets, options.fit)
    if max(placement.residuals_m) > _DOUBTFUL_RESIDUAL_M:
        worst_m = round(max(placement.residuals_m), 2)
        notes.append(issue("control-points-doubtful", Severity.WARNING, file=drawings[0].name, residual_m=worst_m))
    moved = [
        replace(file, coordinates=apply_placement(placement, file.coordinates), crs=target_crs)
        if file.crs == reference.LOCAL
        else file
        for file in files
    ]
    return moved, placement


def _require_degrees(file: MapFile, are_degrees: bool) -> None:
    points = file.coordinates
    if not are_degrees or not len(points):
        return
    outside = np.flatnonzero((np.abs(points[:, 0]) > 180.0) | (np.abs(points[:, 1]) > 90.0))
    if len(outside):
        x, y = points[outside[0]]
        raise FileError("coordinates-not-degrees", file=file.name, x=float(x), y=float(y), crs=file.crs)


def _require_sane_extent(local: Sequence[Coordinates], source: str) -> None:
    everywhere = np.concatenate(local)
    if not np.isfinite(everywhere).all():
        raise FileError("place-outside-utm", file=source)
    extent_m = float((everywhere.max(axis=0) - everywhere.min(axis=0)).max())
    if extent_m > MAX_EXTENT_M:
        raise FileError("map-too-large", file=source, extent_km=extent_m / 1000.0, limit_km=MAX_EXTENT_M / 1000.0)
    distance_m = float(np.abs(everywhere).max())
    if distance_m > MAX_DISTANCE_M + MAX_EXTENT_M:
        raise FileError("map-far-away", file=source, distance_km=distance_m / 1000.0)
