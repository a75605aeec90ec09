"""Where measured points lie: degrees or metres of a table in local metres of the project, mistakes in them undone."""

from dataclasses import dataclass

import numpy as np

from planner.errors import FileError
from planner.io import crs as reference
from planner.io.china_crs import china_crs, to_wgs84
from planner.io.map_placing import MAX_DISTANCE_M
from planner.io.measurement_checks import FAR_M, Numbers, are_swapped, distance_m
from planner.io.measurement_tables import MeasurementTable
from planner.model.project import GeoReference, Project
from planner.model.rules import map_bounds

#: Half a metre at the equator: phones write 0, 0 before they know where they are.
_NOWHERE_DEG = 5e-6
#: A blank project takes its reference from points this near to their middle; strays don't move it.
_NEAR_DEG = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPlaces:
    """Local metres by row, NaN where there is no place; the project's reference; whether degrees were swapped."""

    x_m: Numbers
    y_m: Numbers
    geo: GeoReference
    swapped: bool = False


def places_of(project: Project, table: MeasurementTable, crs: str | None) -> MeasuredPlaces:
    """The places of a table's rows.

    Raises `FileError` "measurements-without-place", "coordinates-not-degrees", "project-without-reference",
    "unknown-crs", "place-outside-utm", "map-far-away", "measurements-unusable".
    """
    has_degrees, has_metres = {"lon", "lat"} <= table.texts.keys(), {"x_m", "y_m"} <= table.texts.keys()
    on_earth = project.geo.epsg is not None or reference.is_blank(project)
    if has_degrees and (on_earth or not has_metres):
        return _from_degrees(project, table, crs)
    if has_metres:
        return _from_metres(project, table, crs)
    raise FileError("measurements-without-place", file=table.file)


def _from_metres(project: Project, table: MeasurementTable, crs: str | None) -> MeasuredPlaces:
    points = np.column_stack((table.numbers("x_m"), table.numbers("y_m")))
    geo = project.geo
    if crs and crs != reference.LOCAL:
        system = reference.parse_crs(crs, source=table.file)
        if geo.epsg is None:
            geo = _new_reference(project, system, points, table.file)
        points = reference.to_local(system, points, geo)
    return _checked(project, points, geo, table.file)


def _from_degrees(project: Project, table: MeasurementTable, crs: str | None) -> MeasuredPlaces:
    lon, lat = table.numbers("lon"), table.numbers("lat")
    known = np.isfinite(lon) & np.isfinite(lat) & ((np.abs(lon) > _NOWHERE_DEG) | (np.abs(lat) > _NOWHERE_DEG))
    first, second = lon[known], lat[known]
    swapped = len(first) > 0 and (are_swapped(first, second) or _fit_swapped(project, first, second))
    degrees = np.column_stack((lat, lon) if swapped else (lon, lat))
    possible = known & (np.abs(degrees[:, 0]) <= 180.0) & (np.abs(degrees[:, 1]) <= 90.0)
    if known.any() and possible.sum() < 0.5 * known.sum():
        x, y = degrees[known & ~possible][0]
        raise FileError("coordinates-not-degrees", file=table.file, x=float(x), y=float(y), crs=crs or "")
    degrees[~possible] = np.nan
    shifted = china_crs(crs)
    if shifted is not None:
        degrees[possible] = to_wgs84(degrees[possible], shifted)
    system = reference.parse_crs(reference.WGS84 if shifted or not crs else crs, source=table.file)
    geo = project.geo
    if geo.epsg is None:
        geo = _new_reference(project, system, degrees, table.file)
    return _checked(project, reference.to_local(system, degrees, geo), geo, table.file, swapped=swapped)


def _new_reference(project: Project, system: object, points: Numbers, source: str) -> GeoReference:
    if not reference.is_blank(project):
        raise FileError("project-without-reference")
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        raise FileError("measurements-unusable", file=source)
    limit = _NEAR_DEG if reference.is_degrees(system) else _NEAR_DEG * 1e5
    near = points[(np.abs(points - np.median(points, axis=0)) <= limit).all(axis=1)]
    return reference.reference_for(system, near if len(near) else points, source=source)


def _fit_swapped(project: Project, lon: Numbers, lat: Numbers) -> bool:
    """Whether the points lie on the project's map only after an exchange; where both could be degrees of either."""
    box = map_bounds(project)
    if box is None or project.geo.epsg is None or np.abs(lon).max() > 90.0 or np.abs(lat).max() > 90.0:
        return False
    middle = np.array([[np.median(lon), np.median(lat)]])
    away: list[float] = []
    for point in (middle, middle[:, ::-1]):
        local = reference.local_from_lonlat(project, point)
        away.append(float(distance_m(local[:, 0], local[:, 1], box)[0]) if np.isfinite(local).all() else np.inf)
    return away[0] > MAX_DISTANCE_M and away[1] <= FAR_M


def _checked(
    project: Project, points: Numbers, geo: GeoReference, source: str, *, swapped: bool = False
) -> MeasuredPlaces:
    """The places, unless every one of them is too far from the map for its distances to be true."""
    known = np.isfinite(points[:, 0]) & np.isfinite(points[:, 1])
    points = np.where(known[:, np.newaxis], points, np.nan)
    x_m, y_m = points[:, 0], points[:, 1]
    if not known.any():
        raise FileError("measurements-unusable", file=source)
    box = map_bounds(project) or (0.0, 0.0, 0.0, 0.0)
    away = distance_m(x_m[known], y_m[known], box)
    if float(away.min()) > MAX_DISTANCE_M:
        raise FileError("map-far-away", file=source, distance_km=float(away.min()) / 1000.0)
    return MeasuredPlaces(x_m=x_m, y_m=y_m, geo=geo, swapped=swapped)
