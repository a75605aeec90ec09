"""Building entry loss of Recommendation ITU-R P.2109-2, Annex 1, clause 3: a distribution over buildings and places.

The loss not exceeded with probability P is the sum, in powers, of two log-normal parts and a floor of -3 dB. It stands
for a terminal anywhere in a building of that type, on any floor: wall, way inside and orientation together. It is not
site-specific, and meant for frequencies of 0.08-100 GHz.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FREQ_RANGE_GHZ = (0.08, 100.0)

#: Elevation term, dB per degree (L_e).
ELEVATION_DB_PER_DEG = 0.212

#: Floor C of the sum, dB.
_FLOOR_DB = -3.0

#: Probabilities of the standard normal distribution at one standard deviation either side.
_ONE_SIGMA = (0.15865525393145707, 0.8413447460685429)


class BuildingType(StrEnum):
    """Traditional, or thermally efficient: metallised glass or foil-backed panels (the Recommendation's two types)."""

    TRADITIONAL = "traditional"
    THERMALLY_EFFICIENT = "thermally_efficient"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coefficients:
    r: float
    s: float
    t: float
    u: float
    v: float
    w: float
    x: float
    y: float
    z: float


#: Table 1 of the Recommendation.
_TABLE_1 = {
    BuildingType.TRADITIONAL: _Coefficients(r=12.64, s=3.72, t=0.96, u=9.6, v=2.0, w=9.1, x=-3.0, y=4.5, z=-2.0),
    BuildingType.THERMALLY_EFFICIENT: _Coefficients(
        r=28.19, s=-3.0, t=8.48, u=13.5, v=3.8, w=27.8, x=-2.9, y=9.4, z=-2.1
    ),
}


def entry_loss_not_exceeded_db(
    freq_ghz: Any, building: BuildingType | str, probability: Any, elevation_deg: Any = 0.0
) -> Floats:
    """Loss in dB not exceeded with `probability` (0-1, open interval); arrays broadcast.

    elevation_deg: of the path at the facade, either sign, up to 90. Frequencies outside 0.08-100 GHz are extrapolated.

    >>> float(entry_loss_not_exceeded_db(3.5, "traditional", 0.9).round(2))
    28.74
    """
    from scipy.special import ndtri

    k = _TABLE_1[BuildingType(building)]
    lg_f = np.log10(np.asarray(freq_ghz, dtype=np.float64))
    normal: Any = ndtri(np.asarray(probability, dtype=np.float64))
    horizontal = k.r + k.s * lg_f + k.t * lg_f**2
    mu_1 = horizontal + ELEVATION_DB_PER_DEG * np.abs(np.asarray(elevation_deg, dtype=np.float64))
    first = normal * (k.u + k.v * lg_f) + mu_1
    second = normal * (k.y + k.z * lg_f) + (k.w + k.x * lg_f)
    total = 10.0 ** (0.1 * first) + 10.0 ** (0.1 * second) + 10.0 ** (0.1 * _FLOOR_DB)
    return np.asarray(10.0 * np.log10(total), dtype=np.float64)


def median_entry_loss_db(freq_ghz: Any, building: BuildingType | str, elevation_deg: Any = 0.0) -> Floats:
    """Loss in dB not exceeded with probability 0.5 (Figure 1 of the Recommendation).

    >>> [float(median_entry_loss_db(3.5, kind).round(2)) for kind in BuildingType]
    [15.72, 30.89]
    """
    return entry_loss_not_exceeded_db(freq_ghz, building, 0.5, elevation_deg)


def entry_sigma_db(freq_ghz: float, building: BuildingType | str) -> float:
    """Half the span between the 16 % and 84 % quantiles, dB: the distribution's spread as one standard deviation.

    >>> round(entry_sigma_db(3.5, "traditional"), 1)
    9.1
    """
    low, high = entry_loss_not_exceeded_db(freq_ghz, building, np.array(_ONE_SIGMA))
    return float(high - low) / 2.0
