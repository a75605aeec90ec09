"""Attenuation in vegetation, Recommendation ITU-R P.833, clause 2.1: a path with one terminal in, or behind, woodland.

A_ev = A_m (1 - exp(-d gamma / A_m)): over d metres of crowns the loss starts with gamma dB/m and levels off at A_m,
where what scatters and what comes over the canopy outweighs what comes through. So A_m is the bound that diffraction
over the trees sets, and crowns need no knife edge of their own. The loss is in excess of all other mechanisms, free
space and diffraction alike (the Recommendation says so), hence additive.

Values, and how sure they are (M: figures read by others, not from the text itself):
- gamma by frequency: Figure 2, vertical polarisation, read as (30 MHz, 0.02), (1 GHz, 0.2), (30 GHz, 6) dB/m, straight
  lines between them on its double-logarithmic paper. Table 1 (a mixed forest near St. Petersburg) has 0.17 dB/m at 949
  MHz and 0.34 at 2.1 GHz: the figure is up to 25 % above, the careful side. M.
- A_m = A1 f^alpha, f in MHz, A1 = 1.37 dB, alpha = 0.42: the same forest, 0.1-2.2 GHz; it gives Table 1's A_m within
  3.3 dB. Extrapolated above. M. Other places: 1.15 and 0.43 (Mulhouse, 0.9-2.2 GHz), 0.18 and 0.752 (Rio de Janeiro,
  0.9-1.8 GHz).
- spread: 8.7 dB (measurements of Mulhouse) in deep woodland, less in proportion to A_ev / A_m in front of it. M.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Frequencies of the Recommendation (recommends 1), GHz.
FREQ_RANGE_GHZ = (0.03, 100.0)

#: Figure 2 as read (module docstring): frequency (GHz), specific attenuation (dB/m).
FIGURE_2 = ((0.03, 0.02), (1.0, 0.2), (30.0, 6.0))

#: A1 (dB) and alpha of equation (2), f in MHz.
MAXIMUM_A1_DB, MAXIMUM_ALPHA = 1.37, 0.42

#: Standard deviation in deep woodland, dB.
WOODLAND_SIGMA_DB = 8.7


def specific_attenuation_db_per_m(freq_ghz: Any) -> Floats:
    """gamma in dB/m (Figure 2, vertical polarisation); outside 0.03-30 GHz the outer lines go on.

    >>> [float(specific_attenuation_db_per_m(f).round(2)) for f in (0.7, 2.6, 3.5, 4.9)]
    [0.16, 0.52, 0.7, 0.98]
    """
    lg_f = np.log10(np.maximum(np.asarray(freq_ghz, dtype=np.float64), 1e-6))
    (x0, y0), (x1, y1), (x2, y2) = ((np.log10(f), np.log10(gamma)) for f, gamma in FIGURE_2)
    low = y1 + (lg_f - x1) * (y1 - y0) / (x1 - x0)
    high = y1 + (lg_f - x1) * (y2 - y1) / (x2 - x1)
    return np.asarray(10.0 ** np.where(lg_f < x1, low, high), dtype=np.float64)


def maximum_attenuation_db(freq_ghz: Any) -> Floats:
    """A_m in dB, equation (2).

    >>> round(float(maximum_attenuation_db(3.5)), 1)
    42.2
    """
    freq_mhz = np.maximum(np.asarray(freq_ghz, dtype=np.float64), 1e-6) * 1000.0
    return np.asarray(MAXIMUM_A1_DB * freq_mhz**MAXIMUM_ALPHA, dtype=np.float64)


def vegetation_loss_db(depth_m: Any, freq_ghz: Any) -> Floats:
    """A_ev in dB over `depth_m` metres of crowns (>= 0), equation (1); arrays broadcast.

    >>> [float(vegetation_loss_db(depth_m, 3.5).round(1)) for depth_m in (0.0, 10.0, 50.0, 500.0)]
    [0.0, 6.5, 23.8, 42.2]
    """
    depth = np.maximum(np.asarray(depth_m, dtype=np.float64), 0.0)
    most = maximum_attenuation_db(freq_ghz)
    return np.asarray(most * -np.expm1(-depth * specific_attenuation_db_per_m(freq_ghz) / most), dtype=np.float64)


def vegetation_sigma_db(depth_m: Any, freq_ghz: Any) -> Floats:
    """Standard deviation that `depth_m` metres of crowns add, dB (module docstring)."""
    share = vegetation_loss_db(depth_m, freq_ghz) / maximum_attenuation_db(freq_ghz)
    return np.asarray(WOODLAND_SIGMA_DB * share, dtype=np.float64)


def add_vegetation(
    loss_db: NDArray[np.float32],
    sigma_db: NDArray[np.float32],
    depth_m: NDArray[np.float32],
    freq_ghz: float,
    share: float = 1.0,
) -> None:
    """Add the loss of the crowns, and their spread, to two maps in place; arrays float32 [rows, columns].

    share: part of the loss that counts, 0 to 1, where the model below holds some of it already; the spread counts in
    full. Pixels with NaN in loss_db stay unknown; a depth that is no number counts as none.
    """
    most = float(maximum_attenuation_db(freq_ghz))
    rate = float(specific_attenuation_db_per_m(freq_ghz)) / most
    _add(
        loss_db, sigma_db, depth_m, np.float32(most), np.float32(rate), np.float32(WOODLAND_SIGMA_DB), np.float32(share)
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def _add(
    loss_db: NDArray[np.float32],
    sigma_db: NDArray[np.float32],
    depth_m: NDArray[np.float32],
    most: np.float32,
    rate: np.float32,
    sigma: np.float32,
    counted: np.float32,
) -> None:
    one = np.float32(1.0)
    for row in range(loss_db.shape[0]):
        for column in range(loss_db.shape[1]):
            depth = depth_m[row, column]
            if depth > np.float32(0.0):
                share = one - np.exp(-depth * rate)
                loss_db[row, column] += counted * most * share
                spread = sigma * share
                sigma_db[row, column] = np.sqrt(sigma_db[row, column] ** 2 + spread * spread)
