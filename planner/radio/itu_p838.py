"""Specific attenuation by rain of Recommendation ITU-R P.838-3: gamma = k R^alpha, 1-1000 GHz.

At 3.5 GHz and 50 mm/h it is 0.02 dB/km: nothing on a campus. It starts to matter above 10 GHz (1.5 dB/km; 26 GHz: 7.4
dB/km), so the coverage maps leave it out, and a link budget at millimetre waves takes it from here.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Below this a plan need not think of rain, GHz (cells of 1 km or less).
MATTERS_ABOVE_GHZ = 10.0


class _Fit(NamedTuple):
    """a_j, b_j, c_j of the Gaussian terms, and the straight line m lg f + c (equations 2 and 3)."""

    a: tuple[float, ...]
    b: tuple[float, ...]
    c: tuple[float, ...]
    slope: float
    offset: float


#: Tables 1 to 4.
_K_H = _Fit(
    (-5.33980, -0.35351, -0.23789, -0.94158),
    (-0.10008, 1.26970, 0.86036, 0.64552),
    (1.13098, 0.45400, 0.15354, 0.16817),
    -0.18961,
    0.71147,
)
_K_V = _Fit(
    (-3.80595, -3.44965, -0.39902, 0.50167),
    (0.56934, -0.22911, 0.73042, 1.07319),
    (0.81061, 0.51059, 0.11899, 0.27195),
    -0.16398,
    0.63297,
)
_ALPHA_H = _Fit(
    (-0.14318, 0.29591, 0.32177, -5.37610, 16.1721),
    (1.82442, 0.77564, 0.63773, -0.96230, -3.29980),
    (-0.55187, 0.19822, 0.13164, 1.47828, 3.43990),
    0.67849,
    -1.95537,
)
_ALPHA_V = _Fit(
    (-0.07771, 0.56727, -0.20238, -48.2991, 48.5833),
    (2.33840, 0.95545, 1.14520, 0.791669, 0.791459),
    (-0.76284, 0.54039, 0.26809, 0.116226, 0.116479),
    -0.053739,
    0.83433,
)


def rain_coefficients(freq_ghz: Any, elevation_deg: float = 0.0, tilt_deg: float = 45.0) -> tuple[Floats, Floats]:
    """k and alpha for a path's elevation and polarisation tilt (0 horizontal, 90 vertical, 45 slant), equations 4, 5.

    >>> k, alpha = rain_coefficients(10.0, tilt_deg=0.0)
    >>> round(float(k), 5), round(float(alpha), 4)
    (0.01217, 1.2571)
    """
    lg_f = np.log10(np.asarray(freq_ghz, dtype=np.float64))
    k_h, k_v = 10.0 ** _fitted(_K_H, lg_f), 10.0 ** _fitted(_K_V, lg_f)
    a_h, a_v = _fitted(_ALPHA_H, lg_f), _fitted(_ALPHA_V, lg_f)
    turn = np.cos(np.radians(elevation_deg)) ** 2 * np.cos(2.0 * np.radians(tilt_deg))
    k = (k_h + k_v + (k_h - k_v) * turn) / 2.0
    alpha = (k_h * a_h + k_v * a_v + (k_h * a_h - k_v * a_v) * turn) / (2.0 * k)
    return k, alpha


def rain_loss_db_per_km(
    freq_ghz: Any, rain_mm_per_h: Any, elevation_deg: float = 0.0, tilt_deg: float = 45.0
) -> Floats:
    """Attenuation by rain in dB per km; arrays broadcast. freq_ghz 1-1000 GHz; rain_mm_per_h >= 0.

    >>> float(rain_loss_db_per_km(3.5, 50.0).round(3))
    0.022
    """
    k, alpha = rain_coefficients(freq_ghz, elevation_deg, tilt_deg)
    return np.asarray(k * np.maximum(np.asarray(rain_mm_per_h, dtype=np.float64), 0.0) ** alpha, dtype=np.float64)


def _fitted(fit: _Fit, lg_f: Floats) -> Floats:
    total = fit.slope * lg_f + fit.offset
    for a, b, c in zip(fit.a, fit.b, fit.c, strict=True):
        total = total + a * np.exp(-(((lg_f - b) / c) ** 2))
    return total
