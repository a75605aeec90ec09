"""The shifted coordinates of Chinese web maps: GCJ-02 (AMap, Tencent) and BD-09 (Baidu), to and from WGS 84.

GCJ-02 has no published standard. The formulas are the public reconstruction that open-source tools share
(eviltransform, coordtransform, gcoord): a polynomial with sines on the Krasovsky 1940 ellipsoid; BD-09 adds a rotation
of its own. Both directions agree with one another to 1e-9 degrees here; how well the reconstruction fits a map in hand
is that map's business (metres at worst). Outside the rough bounds of China the shift is none.
"""

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
ChinaCrs = Literal["GCJ-02", "BD-09"]

GCJ02: ChinaCrs = "GCJ-02"
BD09: ChinaCrs = "BD-09"
#: Where the shift applies: longitude and latitude from, longitude and latitude to, degrees. Public reconstruction.
CHINA_DEG = (72.004, 0.8293, 137.8347, 55.8271)
#: Krasovsky 1940: semi-major axis, m, and first eccentricity squared.
_AXIS_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BAIDU_TURN = math.pi * 3000.0 / 180.0
_BAIDU_SHIFT_DEG = np.array([0.0065, 0.006])
#: The shift changes by less than a thousandth over its own size, so each step gains three digits.
_MAX_STEPS = 30
_EXACT_DEG = 1e-11

#: CGCS2000 in 3-degree zones named by their central meridian (no zone number in the easting): EPSG code by meridian.
CGCS2000_ZONES = {meridian: 4534 + (meridian - 75) // 3 for meridian in range(75, 136, 3)}


def china_crs(name: str | None) -> ChinaCrs | None:
    """The shifted system a name means, in any usual spelling.

    >>> china_crs("gcj02"), china_crs("BD-09"), china_crs("EPSG:4326")
    ('GCJ-02', 'BD-09', None)
    """
    plain = (name or "").upper().replace("-", "").replace("_", "").replace(" ", "")
    if plain == "GCJ02":
        return "GCJ-02"
    return "BD-09" if plain in ("BD09", "BD09LL") else None


def in_china(points: Coordinates) -> NDArray[np.bool_]:
    """Which of the longitudes and latitudes [n, 2] lie where the shift applies."""
    west, south, east, north = CHINA_DEG
    x, y = points[:, 0], points[:, 1]
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def cgcs2000_choices() -> tuple[tuple[str, str], ...]:
    """Codes and names for a chooser: geographic CGCS2000, then its 3-degree zones from west to east."""
    zones = tuple((f"EPSG:{code}", f"CGCS2000 / 3° GK CM {meridian}E") for meridian, code in CGCS2000_ZONES.items())
    return (("EPSG:4490", "CGCS2000"), *zones)


def to_wgs84(points: Coordinates, system: ChinaCrs) -> Coordinates:
    """WGS 84 longitude and latitude [n, 2], degrees, of GCJ-02 or BD-09 ones."""
    return gcj02_to_wgs84(bd09_to_gcj02(points) if system == BD09 else points)


def wgs84_to_gcj02(points: Coordinates) -> Coordinates:
    """GCJ-02 of WGS 84, both longitude and latitude [n, 2] in degrees; outside China the same."""
    return np.where(in_china(points)[:, np.newaxis], points + _shift_deg(points), points)


def gcj02_to_wgs84(points: Coordinates) -> Coordinates:
    """WGS 84 of GCJ-02 by iteration, to 1e-11 degrees; what no place in China is shifted to stays as it is."""
    guess = points.copy()
    for _ in range(_MAX_STEPS):
        error = points - (guess + _shift_deg(guess))
        guess = guess + error
        if not error.size or np.abs(error).max() < _EXACT_DEG:
            break
    return np.where(in_china(guess)[:, np.newaxis], guess, points)


def gcj02_to_bd09(points: Coordinates) -> Coordinates:
    """BD-09 of GCJ-02, both longitude and latitude [n, 2] in degrees; outside China the same."""
    return np.where(in_china(points)[:, np.newaxis], _baidu(points), points)


def bd09_to_gcj02(points: Coordinates) -> Coordinates:
    """GCJ-02 of BD-09 by iteration, to 1e-11 degrees; what no place in China is shifted to stays as it is."""
    guess = points - _BAIDU_SHIFT_DEG
    for _ in range(_MAX_STEPS):
        error = points - _baidu(guess)
        guess = guess + error
        if not error.size or np.abs(error).max() < _EXACT_DEG:
            break
    return np.where(in_china(guess)[:, np.newaxis], guess, points)


def _baidu(points: Coordinates) -> Coordinates:
    x, y = points[:, 0], points[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BAIDU_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BAIDU_TURN)
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle))) + _BAIDU_SHIFT_DEG


def _shift_deg(points: Coordinates) -> Coordinates:
    """What GCJ-02 adds to WGS 84 longitude and latitude, degrees. Everywhere finite; meant for China only."""
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    turn = math.pi
    both = 20.0 * (np.sin(6.0 * x * turn) + np.sin(2.0 * x * turn))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += 2.0 / 3.0 * (both + 20.0 * np.sin(y * turn) + 40.0 * np.sin(y / 3.0 * turn))
    north += 2.0 / 3.0 * (160.0 * np.sin(y / 12.0 * turn) + 320.0 * np.sin(y / 30.0 * turn))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += 2.0 / 3.0 * (both + 20.0 * np.sin(x * turn) + 40.0 * np.sin(x / 3.0 * turn))
    east += 2.0 / 3.0 * (150.0 * np.sin(x / 12.0 * turn) + 300.0 * np.sin(x / 30.0 * turn))
    latitude = np.radians(np.clip(points[:, 1], -89.0, 89.0))
    bend = 1.0 - _ECCENTRICITY2 * np.sin(latitude) ** 2
    meridian_m = _AXIS_M * (1.0 - _ECCENTRICITY2) / bend**1.5
    parallel_m = _AXIS_M / np.sqrt(bend) * np.cos(latitude)
    return np.column_stack((np.degrees(east / parallel_m), np.degrees(north / meridian_m)))
