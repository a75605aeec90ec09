"""Conversions between the units of the trade. Scalars and numpy arrays alike; no function changes its argument."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatOrArray = float | NDArray[np.floating[Any]]

#: Speed of light as TR 38.901 rounds it (note 1 of Table 7.4.1-1); 299 792 458 shifts path losses by 5 mdB.
SPEED_OF_LIGHT_M_PER_S = 3.0e8

#: Thermal noise density at 290 K, dBm/Hz.
THERMAL_NOISE_DBM_PER_HZ = -173.975


def db_to_linear(value_db: Any) -> Any:
    """Power ratio of a level in dB.

    >>> db_to_linear(10.0)
    10.0
    """
    return 10.0 ** (value_db / 10.0)


def linear_to_db(ratio: Any) -> Any:
    """Level in dB of a power ratio (> 0).

    >>> float(linear_to_db(100.0))
    20.0
    """
    return 10.0 * np.log10(ratio)


def dbm_to_mw(level_dbm: Any) -> Any:
    """Power in mW of a level in dBm.

    >>> dbm_to_mw(0.0)
    1.0
    """
    return db_to_linear(level_dbm)


def mw_to_dbm(power_mw: Any) -> Any:
    """Level in dBm of a power in mW (> 0).

    >>> float(mw_to_dbm(1000.0))
    30.0
    """
    return linear_to_db(power_mw)


def wavelength_m(freq_ghz: float) -> float:
    """Free-space wavelength in m for a carrier in GHz (> 0).

    >>> round(wavelength_m(3.0), 6)
    0.1
    """
    return SPEED_OF_LIGHT_M_PER_S / (freq_ghz * 1e9)
