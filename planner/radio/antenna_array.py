"""Panels of many elements: element times array factor after TR 38.901 clause 7.3, and the envelopes of their beams.

A panel is `rows` x `columns` elements of one polarisation (the second one radiates the same shape). A beam's gain is

    G(az, el) = element(az, el) + 10 lg N + AF_h(u - u0) + AF_v(v)          u = sin(az) cos(el), v = sin(el)
    AF(x)     = 20 lg |sin(n pi d x) / (n sin(pi d x))|                     n elements, d wavelengths apart

with N elements fed in phase towards (u0, v0). In elevation the `sub_array` elements of one transceiver stay in phase at
the horizon and only the sub-arrays are steered: AF_v is the product of both. An envelope is the largest gain that any
beam of a stated grid reaches in a direction:

- traffic: DFT beams, four per natural beam width (1 / (4 n d) in u and v), within ±h_steer and ±v_steer. Beams are
  products of a row's and a column's weights, so the envelope of the grid is the product of two envelopes.
- broadcast: `ssb_beams_h` x `ssb_beams_v` beams that share ±ssb_h and ±ssb_v evenly in u and v. Each is as wide as its
  share, so neighbours meet about 2 dB down: it has the pattern and the gain of the smaller aperture of that width
  (columns, sub-arrays), at the panel's full power. How makers widen a beam (phase tapers) costs about 1 dB more, which
  the catalogue's stated gain holds.

Validity: the element pattern holds for single elements in system simulations; coupling, tapering and the panel's edges
are not in it. Elements far from half a wavelength apart make grating lobes, which the formula shows.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.catalogue import AntennaArray
from planner.radio.antenna import ELEMENT_FLOOR_DB, Pattern

Floats = NDArray[np.float64]

#: DFT beams per natural beam width in the grid of traffic beams.
OVERSAMPLING = 4
#: Width between the points 2 dB down of a uniform line of n elements d wavelengths apart: this over n d, in the sine of
#: the angle (0.886 at half power).
CROSSING_FACTOR = 0.73
_NULL_DB = -100.0


def array_factor_db(count: int, spacing_wl: float, offset: Any) -> Floats:
    """Gain in dB, 0 at most, of `count` elements in phase; offset: sine of the angle minus the beam's. Any shape.

    >>> [round(float(array_factor_db(8, 0.5, x)), 2) for x in (0.0, 0.1107, 0.25, 0.36)]
    [0.0, -2.96, -100.0, -12.8]
    """
    phase = np.pi * spacing_wl * np.asarray(offset, dtype=np.float64)
    below = count * np.sin(phase)
    peak = np.abs(below) < 1e-9
    ratio = np.abs(np.where(peak, 1.0, np.sin(count * phase) / np.where(peak, 1.0, below)))
    return np.maximum(20.0 * np.log10(np.maximum(ratio, 1e-12)), _NULL_DB)


def element_attenuation_db(array: AntennaArray, azimuth_deg: Any, elevation_deg: Any) -> Floats:
    """Attenuation (dB, 0 to 30) of one element, Table 7.3-1 with the array's beamwidths; azimuth any, elevation ±90."""
    azimuth = (np.asarray(azimuth_deg, dtype=np.float64) + 180.0) % 360.0 - 180.0
    a_h = np.minimum(12.0 * (azimuth / array.element_h_deg) ** 2, ELEMENT_FLOOR_DB)
    a_v = np.minimum(12.0 * (np.asarray(elevation_deg, np.float64) / array.element_v_deg) ** 2, ELEMENT_FLOOR_DB)
    return np.minimum(a_h + a_v, ELEMENT_FLOOR_DB)


def array_gain_dbi(array: AntennaArray) -> float:
    """Gain of a traffic beam at boresight, dBi: element + 10 lg N, N the elements of one polarisation.

    >>> round(array_gain_dbi(AntennaArray(rows=8, columns=8)), 2)
    26.06
    """
    return array.element_gain_dbi + 10.0 * float(np.log10(array.rows * array.columns))


def beam_gain_dbi(
    array: AntennaArray, azimuth_deg: Any, elevation_deg: Any, steer_h_deg: float = 0.0, steer_v_deg: float = 0.0
) -> Floats:
    """Gain (dBi) of one traffic beam steered to an azimuth and an elevation (deg), towards directions of any shape."""
    u, v = direction(azimuth_deg, elevation_deg)
    u0, v0 = direction(steer_h_deg, steer_v_deg)
    return (
        array_gain_dbi(array)
        - element_attenuation_db(array, azimuth_deg, elevation_deg)
        + array_factor_db(array.columns, array.spacing_h_wl, u - u0)
        + _column_db(array, v, float(v0))
    )


def direction(azimuth_deg: Any, elevation_deg: Any) -> tuple[Floats, Floats]:
    """Direction cosines (u to the right, v up) of azimuths and elevations, deg."""
    azimuth, elevation = np.radians(np.asarray(azimuth_deg, float)), np.radians(np.asarray(elevation_deg, float))
    return np.sin(azimuth) * np.cos(elevation), np.sin(elevation) + 0.0 * azimuth


def traffic_gain_dbi(array: AntennaArray, azimuth_deg: Any, elevation_deg: Any) -> Floats:
    """Envelope (dBi) of the traffic beams towards directions, of which `traffic_envelope` has two cuts."""
    u, v = direction(azimuth_deg, elevation_deg)
    across = _steps(array.columns * array.spacing_h_wl, array.h_steer_deg)
    up = _steps(array.rows * array.spacing_v_wl, array.v_steer_deg if array.rows > array.sub_array else 0.0)
    return (
        array_gain_dbi(array)
        - element_attenuation_db(array, azimuth_deg, elevation_deg)
        + _largest(across, lambda u0: array_factor_db(array.columns, array.spacing_h_wl, u - u0))
        + _largest(up, lambda v0: _column_db(array, v, v0))
    )


def ssb_gain_dbi(array: AntennaArray, azimuth_deg: Any, elevation_deg: Any) -> Floats:
    """Envelope (dBi) of the broadcast beams towards directions, at the computed gain (module docstring)."""
    u, v = direction(azimuth_deg, elevation_deg)
    columns, subs = ssb_aperture(array)
    across = _shares(array.ssb_beams_h, array.ssb_h_deg)
    up = _shares(array.ssb_beams_v, array.ssb_v_deg)
    narrow = array.element_gain_dbi + 10.0 * float(np.log10(columns * subs * array.sub_array))
    return (
        narrow
        - element_attenuation_db(array, azimuth_deg, elevation_deg)
        + _largest(across, lambda u0: array_factor_db(columns, array.spacing_h_wl, u - u0))
        + _largest(up, lambda v0: _column_db(array, v, v0, subs))
    )


def ssb_aperture(array: AntennaArray) -> tuple[int, int]:
    """Columns and sub-arrays of one broadcast beam: as stated, else so that it is as wide, 2 dB down, as its share."""
    half_h, half_v = (max(float(np.sin(np.radians(d))), 1e-6) for d in (array.ssb_h_deg, array.ssb_v_deg))
    columns = CROSSING_FACTOR * array.ssb_beams_h / (2.0 * half_h * array.spacing_h_wl)
    subs = CROSSING_FACTOR * array.ssb_beams_v / (2.0 * half_v * array.spacing_v_wl * array.sub_array)
    most = max(array.rows // array.sub_array, 1)
    columns, subs = array.ssb_columns or round(columns), array.ssb_sub_arrays or round(subs)
    return int(np.clip(columns, 1, array.columns)), int(np.clip(subs, 1, most))


@lru_cache(maxsize=64)
def traffic_envelope(array: AntennaArray, gain_dbi: float, floor_db: float = ELEMENT_FLOOR_DB) -> Pattern:
    """The traffic beams' envelope as two cuts, at a stated maximum gain (dBi) and largest attenuation (dB)."""
    return _two_cuts(traffic_gain_dbi, array, gain_dbi, floor_db)


@lru_cache(maxsize=64)
def ssb_envelope(array: AntennaArray, gain_dbi: float, floor_db: float = ELEMENT_FLOOR_DB) -> Pattern:
    """The broadcast beams' envelope as two cuts, at a stated maximum gain (dBi) and largest attenuation (dB)."""
    return _two_cuts(ssb_gain_dbi, array, gain_dbi, floor_db)


def directivity_dbi(gain_db: Any, step_deg: float = 1.0) -> float:
    """Directivity (dBi) of a pattern by integrating its power over the sphere.

    gain_db: gain in dB on any reference, shape [elevations, azimuths], at the centres of cells of step_deg that cover
    elevations -90 to 90 and azimuths -180 to 180 (`sphere_deg`).

    >>> round(directivity_dbi(np.zeros((180, 360))), 6)
    0.0
    """
    power = 10.0 ** (np.asarray(gain_db, dtype=np.float64) / 10.0)
    elevation, _ = sphere_deg(step_deg)
    solid = np.cos(np.radians(elevation)) * np.radians(step_deg) ** 2
    # The midpoint rule's weights over-count by a part in 1e5; normalised, an isotropic pattern gives 0 dBi exactly.
    mean = float(np.sum(power * solid) / np.sum(solid * np.ones_like(power)))
    return 10.0 * float(np.log10(power.max() / mean))


def sphere_deg(step_deg: float = 1.0) -> tuple[Floats, Floats]:
    """Elevations [n, 1] and azimuths [1, m] of the cells of a sphere, deg."""
    elevation = np.arange(-90.0 + step_deg / 2.0, 90.0, step_deg)
    azimuth = np.arange(-180.0 + step_deg / 2.0, 180.0, step_deg)
    return elevation[:, None], azimuth[None, :]


def _column_db(array: AntennaArray, v: Floats, v0: float, subs: int = 0) -> Floats:
    """A column: `sub_array` elements in phase at the horizon, `subs` sub-arrays (0: all) steered to v0."""
    subs = subs or max(array.rows // array.sub_array, 1)
    inside = array_factor_db(array.sub_array, array.spacing_v_wl, v)
    return inside + array_factor_db(subs, array.spacing_v_wl * array.sub_array, v - v0)


def _steps(length_wl: float, steer_deg: float) -> Floats:
    """Sines of the DFT beams within a steering range, for an aperture of so many wavelengths."""
    step = 1.0 / (OVERSAMPLING * length_wl)
    most = int(np.sin(np.radians(steer_deg)) / step + 1e-9)
    return np.arange(-most, most + 1, dtype=np.float64) * step


def _shares(count: int, half_deg: float) -> Floats:
    """Sines of `count` beams that share a range evenly."""
    return float(np.sin(np.radians(half_deg))) * (2.0 * np.arange(count, dtype=np.float64) + 1.0 - count) / count


def _largest(steers: Floats, gain_db: Callable[[float], Floats]) -> Floats:
    best = gain_db(float(steers[0]))
    for steer in steers[1:]:
        best = np.maximum(best, gain_db(float(steer)))
    return best


def _two_cuts(envelope: Any, array: AntennaArray, gain_dbi: float, floor_db: float) -> Pattern:
    """The cuts through the boresight's horizon and meridian, each against its own maximum."""
    across = envelope(array, np.arange(360.0), 0.0)
    up = envelope(array, 0.0, np.arange(-90.0, 91.0))
    return Pattern(
        gain_dbi=gain_dbi,
        horizontal_db=np.minimum(across.max() - across, floor_db),
        vertical_db=np.minimum(up.max() - up, floor_db),
        floor_db=floor_db,
        is_assumption=True,
    )
