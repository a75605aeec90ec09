"""Antenna patterns: two cuts in 1 degree tables, combined after TR 38.901 Table 7.3-1, tilted and turned.

Angles in degrees: azimuth clockwise from north, elevation up from the horizon, tilts positive downwards. The pattern of
a beam-forming panel is an *envelope*: what its beams reach in each direction, not one beam. SSB and traffic beams
have different envelopes, hence two patterns.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Element of Table 7.3-1.
ELEMENT_GAIN_DBI = 8.0
ELEMENT_BEAMWIDTH_DEG = 65.0
ELEMENT_FLOOR_DB = 30.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """gain_dbi at the maximum; attenuations (dB, >= 0) of the cuts; floor_db the largest attenuation.

    horizontal_db: shape (360,), entry k at k degrees clockwise of boresight. vertical_db: shape (181,), entry k at an
    elevation of k - 90 degrees. is_assumption: the shape is the program's, not a data sheet's.
    """

    gain_dbi: float
    horizontal_db: Floats
    vertical_db: Floats
    floor_db: float
    is_assumption: bool = False


def sector_pattern(
    gain_dbi: float,
    beamwidth_h_deg: float = ELEMENT_BEAMWIDTH_DEG,
    beamwidth_v_deg: float = ELEMENT_BEAMWIDTH_DEG,
    floor_db: float = ELEMENT_FLOOR_DB,
) -> Pattern:
    """Parabolic cuts 12 (angle / beamwidth)² after Table 7.3-1 with any half-power beamwidths (deg)."""
    return envelope_pattern(gain_dbi, 0.0, 0.0, beamwidth_h_deg, beamwidth_v_deg, floor_db, is_assumption=False)


def element_pattern() -> Pattern:
    """The radiating element of TR 38.901 Table 7.3-1: 65°/65°, floor 30 dB, 8 dBi."""
    return sector_pattern(ELEMENT_GAIN_DBI)


def envelope_pattern(
    gain_dbi: float,
    flat_h_deg: float,
    flat_v_deg: float,
    skirt_h_deg: float,
    skirt_v_deg: float,
    floor_db: float = ELEMENT_FLOOR_DB,
    *,
    is_assumption: bool = True,
) -> Pattern:
    """Envelope of steered beams: no attenuation within ±flat (deg), outside it parabolic skirts of a beam.

    A 64-antenna panel steers its traffic beams over about ±50-60° and ±5-15°: an assumption until the maker's envelope
    file replaces it. skirt_*_deg: half-power beamwidth of the outermost beam.
    """
    azimuth = np.abs((np.arange(360) + 180.0) % 360.0 - 180.0)
    elevation = np.abs(np.arange(181) - 90.0)
    return Pattern(
        gain_dbi=gain_dbi,
        horizontal_db=np.minimum(12.0 * (np.maximum(azimuth - flat_h_deg, 0.0) / skirt_h_deg) ** 2, floor_db),
        vertical_db=np.minimum(12.0 * (np.maximum(elevation - flat_v_deg, 0.0) / skirt_v_deg) ** 2, floor_db),
        floor_db=floor_db,
        is_assumption=is_assumption,
    )


def omni_pattern(gain_dbi: float, beamwidth_v_deg: float = 360.0, floor_db: float = 20.0) -> Pattern:
    """Same gain in all azimuths; an indoor head or a rod. beamwidth_v_deg: half-power width of the vertical cut."""
    return Pattern(
        gain_dbi=gain_dbi,
        horizontal_db=np.zeros(360),
        vertical_db=np.minimum(12.0 * ((np.arange(181) - 90.0) / beamwidth_v_deg) ** 2, floor_db),
        floor_db=floor_db,
    )


def panel_gain_dbi(element_gain_dbi: float, elements: int) -> float:
    """Gain of a panel of in-phase elements: element + 10 lg N.

    >>> round(panel_gain_dbi(8.0, 64), 2)
    26.06
    """
    return element_gain_dbi + 10.0 * float(np.log10(elements))


def gain_dbi(
    pattern: Pattern,
    azimuth_rel_deg: Any,
    elevation_deg: Any,
    tilt_electrical_deg: float = 0.0,
    tilt_mechanical_deg: float = 0.0,
) -> Floats:
    """Gain in dBi towards directions, arrays of any broadcastable shape.

    azimuth_rel_deg: clockwise from the antenna's azimuth; elevation_deg: above the horizon. The combination is
    G = gain - min(A_h + A_v, floor). Electrical tilt shifts the vertical cut, mechanical tilt turns the whole antenna.

    >>> round(float(gain_dbi(element_pattern(), 32.5, 0.0)), 2)
    5.0
    """
    az, el = np.radians(np.asarray(azimuth_rel_deg, float)), np.radians(np.asarray(elevation_deg, float))
    forward, right, up = np.cos(el) * np.cos(az), np.cos(el) * np.sin(az), np.sin(el)
    c, s = np.cos(np.radians(tilt_mechanical_deg)), np.sin(np.radians(tilt_mechanical_deg))
    along, above = forward * c - up * s, forward * s + up * c
    az_deg = np.degrees(np.arctan2(right, along)) % 360.0
    el_deg = np.degrees(np.arctan2(above, np.hypot(along, right)))
    a_h = np.interp(az_deg, np.arange(361.0), np.append(pattern.horizontal_db, pattern.horizontal_db[0]))
    a_v = np.interp(el_deg + tilt_electrical_deg, np.arange(-90.0, 91.0), pattern.vertical_db)
    return pattern.gain_dbi - np.minimum(a_h + a_v, pattern.floor_db)


def gain_map_dbi(
    pattern: Pattern,
    east_m: NDArray[np.float64],
    north_m: NDArray[np.float64],
    up_m: float,
    azimuth_deg: float,
    tilt_electrical_deg: float = 0.0,
    tilt_mechanical_deg: float = 0.0,
) -> NDArray[np.float32]:
    """Gain in dBi towards every pixel, float32 [rows, columns]; `gain_dbi` for maps, within 0.05 dB of it.

    east_m [columns], north_m [rows]: pixel centres minus the antenna's position, m; up_m: receiver height minus
    antenna height, m (negative below the antenna).
    """
    out = np.empty((len(north_m), len(east_m)), dtype=np.float32)
    _gain_map(
        np.append(pattern.horizontal_db, pattern.horizontal_db[:2]).astype(np.float32),
        np.append(pattern.vertical_db, pattern.vertical_db[-1:]).astype(np.float32),
        np.float32(pattern.gain_dbi),
        np.float32(pattern.floor_db),
        np.asarray(east_m, dtype=np.float32),
        np.asarray(north_m, dtype=np.float32),
        np.float32(up_m),
        np.float32(np.radians(azimuth_deg)),
        np.float32(tilt_electrical_deg),
        np.float32(np.radians(tilt_mechanical_deg)),
        out,
    )
    return out


@njit(cache=True, nogil=True, inline="always", error_model="numpy", fastmath=True)
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


@njit(cache=True, nogil=True, error_model="numpy", fastmath=True)
def _gain_map(
    horizontal: NDArray[np.float32],
    vertical: NDArray[np.float32],
    gain: np.float32,
    floor: np.float32,
    east: NDArray[np.float32],
    north: NDArray[np.float32],
    up: np.float32,
    azimuth: np.float32,
    tilt_deg: np.float32,
    tilt_mechanical: np.float32,
    out: NDArray[np.float32],
) -> None:
    sin_a, cos_a = np.float32(np.sin(azimuth)), np.float32(np.cos(azimuth))
    sin_t, cos_t = np.float32(np.sin(tilt_mechanical)), np.float32(np.cos(tilt_mechanical))
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            forward = east[column] * sin_a + north[row] * cos_a
            right = east[column] * cos_a - north[row] * sin_a
            along = forward * cos_t - up * sin_t
            above = forward * sin_t + up * cos_t
            az = _atan2_deg(right, along)
            az = az + np.float32(360.0) if az < np.float32(0.0) else az
            el = _atan2_deg(above, np.sqrt(along * along + right * right)) + tilt_deg + np.float32(90.0)
            el = min(max(el, np.float32(0.0)), np.float32(180.0))
            i = np.int32(az)
            k = np.int32(el)
            a_h = horizontal[i] + (az - np.float32(i)) * (horizontal[i + 1] - horizontal[i])
            a_v = vertical[k] + (el - np.float32(k)) * (vertical[k + 1] - vertical[k])
            out[row, column] = gain - min(a_h + a_v, floor)
