"""Gain of an antenna row by row: directions first, in vectors, then the look-up in the two cuts.

Whole rows only: a pixel's place in its row, and with it how its figures round, doesn't depend on the number of threads.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]


@njit(nogil=True, inline="always", error_model="numpy", fastmath=True)
def _atan2_deg(y: np.float32, x: np.float32) -> np.float32:
    """atan2 in degrees by a polynomial (error below 0.001°): the library's takes most of a map's time."""
    ax, ay = abs(x), abs(y)
    high, low = max(ax, ay), min(ax, ay)
    q = low / max(high, np.float32(1e-20))
    q2 = q * q
    poly = np.float32(-0.0117212) * q2 + np.float32(0.05265332)
    poly = poly * q2 - np.float32(0.11643287)
    poly = poly * q2 + np.float32(0.19354346)
    poly = poly * q2 - np.float32(0.33262347)
    poly = poly * q2 + np.float32(0.99997726)
    angle = poly * q * np.float32(57.29577951308232)
    angle = np.float32(90.0) - angle if ay > ax else angle
    angle = np.float32(180.0) - angle if x < np.float32(0.0) else angle
    return -angle if y < np.float32(0.0) else angle


@njit(nogil=True, error_model="numpy", fastmath=True)
def _directions(
    east: Floats32,
    north: np.float32,
    up: Floats32,
    sin_a: np.float32,
    cos_a: np.float32,
    sin_t: np.float32,
    cos_t: np.float32,
    tilt_deg: np.float32,
    azimuth_deg: Floats32,
    elevation_deg: Floats32,
) -> None:
    """Places in the cuts: azimuth 0 to 360, elevation plus 90 from 0 to 180."""
    for column in range(east.size):
        forward = east[column] * sin_a + north * cos_a
        right = east[column] * cos_a - north * sin_a
        along = forward * cos_t - up[column] * sin_t
        above = forward * sin_t + up[column] * cos_t
        azimuth = _atan2_deg(right, along)
        azimuth_deg[column] = azimuth + np.float32(360.0) if azimuth < np.float32(0.0) else azimuth
        elevation = _atan2_deg(above, np.sqrt(along * along + right * right)) + tilt_deg + np.float32(90.0)
        elevation_deg[column] = min(max(elevation, np.float32(0.0)), np.float32(180.0))


@njit(nogil=True, inline="always", error_model="numpy")
def _attenuation(
    azimuth: np.float32, elevation: np.float32, horizontal: Floats32, vertical: Floats32, floor: np.float32
) -> np.float32:
    # unsigned: a signed index would have to be looked at for counting from the end
    i, k, one = np.uint32(azimuth), np.uint32(elevation), np.uint32(1)
    a_h = horizontal[i] + (azimuth - np.float32(i)) * (horizontal[i + one] - horizontal[i])
    a_v = vertical[k] + (elevation - np.float32(k)) * (vertical[k + one] - vertical[k])
    return min(a_h + a_v, floor)


@njit(cache=True, nogil=True, error_model="numpy")
def rsrp_rows(
    horizontal: Floats32,
    vertical: Floats32,
    gain: np.float32,
    floor: np.float32,
    level: np.float32,
    east: Floats32,
    north: Floats32,
    up: Floats32,
    azimuth: np.float32,
    tilt_deg: np.float32,
    tilt_mechanical: np.float32,
    loss: Floats32,
    first: int,
    last: int,
    out: Floats32,
) -> None:
    """level + gain - loss of the rows `first` to `last`; a loss [0, 0] is none.

    horizontal (362 entries) and vertical (182): the cuts, one step beyond their end; angles in radians but tilt_deg.
    up: receivers above the antenna, m, [rows, columns], or one row for all.
    """
    sin_a, cos_a = np.float32(np.sin(azimuth)), np.float32(np.cos(azimuth))
    sin_t, cos_t = np.float32(np.sin(tilt_mechanical)), np.float32(np.cos(tilt_mechanical))
    az, el = np.empty(east.size, dtype=np.float32), np.empty(east.size, dtype=np.float32)
    for row in range(first, last):
        _directions(east, north[row], up[row % up.shape[0]], sin_a, cos_a, sin_t, cos_t, tilt_deg, az, el)
        target = out[row]
        if loss.size == 0:
            for column in range(east.size):
                target[column] = level + (gain - _attenuation(az[column], el[column], horizontal, vertical, floor))
        else:
            taken = loss[row]
            for column in range(east.size):
                received = level + (gain - _attenuation(az[column], el[column], horizontal, vertical, floor))
                target[column] = received - taken[column]
