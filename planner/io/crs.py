"""Between coordinates of files and the project's local metres (pyproj; always longitude/east first)."""

import math
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError
from planner.model.project import GeoReference, Project

Coordinates = NDArray[np.float64]

WGS84 = "OGC:CRS84"
#: What a caller says for coordinates that are local metres already.
LOCAL = "local"
#: The local origin is the south-west corner of the first data, rounded down to so many metres.
ORIGIN_STEP_M = 100.0


def utm_epsg(longitude_deg: float, latitude_deg: float) -> int:
    """EPSG code of the WGS 84 UTM zone of a place (-80 to 84 degrees north; Norway's exceptions are not followed).

    >>> utm_epsg(9.93, 53.53), utm_epsg(121.9, 29.9), utm_epsg(-70.6, -33.4)
    (32632, 32651, 32719)
    """
    zone = min(max(int((longitude_deg + 180.0) // 6.0) + 1, 1), 60)
    return (32600 if latitude_deg >= 0 else 32700) + zone


@lru_cache(maxsize=64)
def _crs(name: str) -> Any:
    from pyproj import CRS

    return CRS.from_user_input(name)


def parse_crs(name: str, *, source: str) -> Any:
    """A pyproj CRS by any usual name ("EPSG:25832", a urn). Raises `FileError` "unknown-crs"."""
    from pyproj.exceptions import CRSError, ProjError

    try:
        crs = _crs(name)
        _transformer(crs, _crs(WGS84))  # definitions of other planets and impossible ones parse, but lead nowhere
    except (CRSError, ProjError, ValueError, TypeError):
        raise FileError("unknown-crs", file=source, crs=name[:80]) from None
    if not (crs.is_geographic or crs.is_projected):  # geocentric, vertical or of no place on the earth
        raise FileError("unknown-crs", file=source, crs=name[:80])
    return crs


def short_name(name: str) -> str:
    """A CRS as a person reads it: long definitions by the name inside them."""
    if len(name) <= 40:
        return name
    try:
        return str(parse_crs(name, source="").name)[:60]
    except FileError:
        return f"{name[:40]}…"


def is_degrees(crs: Any) -> bool:
    """Whether a CRS counts in degrees."""
    return bool(crs.is_geographic)


@lru_cache(maxsize=64)
def _transformer(source: Any, target: Any) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def reference_for(crs: Any, coordinates: Coordinates, *, source: str) -> GeoReference:
    """A new reference for data [n, 2] in `crs`: the UTM zone of its centre, the origin at its rounded south-west."""
    centre = (coordinates.min(axis=0) + coordinates.max(axis=0)) / 2.0
    longitude, latitude = _transformer(crs, _crs(WGS84)).transform(centre[0], centre[1])
    if not (math.isfinite(longitude) and -80.0 <= latitude <= 84.0):
        raise FileError("place-outside-utm", file=source)
    epsg = utm_epsg(longitude, latitude)
    projected = _projected(crs, epsg, coordinates)
    corner = np.floor(projected.min(axis=0) / ORIGIN_STEP_M) * ORIGIN_STEP_M
    return GeoReference(epsg=epsg, origin_east_m=float(corner[0]), origin_north_m=float(corner[1]))


def to_local(crs: Any, coordinates: Coordinates, geo: GeoReference) -> Coordinates:
    """Coordinates [n, 2] of `crs` in local metres of the project, in one call for all of them."""
    if geo.epsg is None:
        raise FileError("project-without-reference")
    return _projected(crs, geo.epsg, coordinates) - np.array([geo.origin_east_m, geo.origin_north_m])


def to_lonlat(points: Coordinates, geo: GeoReference) -> Coordinates:
    """Local metres [n, 2] as WGS 84 longitude and latitude, degrees."""
    if geo.epsg is None:
        raise FileError("project-without-reference")
    absolute = points + np.array([geo.origin_east_m, geo.origin_north_m])
    result = _transformer(_crs(f"EPSG:{geo.epsg}"), _crs(WGS84)).transform(absolute[:, 0], absolute[:, 1])
    return np.column_stack(result)


def _projected(crs: Any, epsg: int, coordinates: Coordinates) -> Coordinates:
    result = _transformer(crs, _crs(f"EPSG:{epsg}")).transform(coordinates[:, 0], coordinates[:, 1])
    return np.column_stack(result)


def local_from_lonlat(project: Project, points: Coordinates) -> Coordinates:
    """WGS 84 longitude and latitude [n, 2] in the project's local metres."""
    return to_local(_crs(WGS84), points, project.geo)


def with_reference(project: Project, geo: GeoReference) -> Project:
    """The project placed on the earth."""
    return replace(project, geo=geo)


def is_blank(project: Project) -> bool:
    """Whether nothing has a place yet, so that a reference may still be chosen."""
    placed = any(scheme.network.sites or scheme.network.upfs for scheme in project.schemes.values())
    return not (project.site_map.obstacles or project.site_map.zones or placed)
