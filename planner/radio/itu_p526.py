"""Knife-edge diffraction after ITU-R P.526: one edge (4.1) and several edges by Bullington's construction (4.5.1).

What the program uses for several edges: Bullington's equivalent edge *without* P.526's correction term
`(1 - exp(-L/6)) * (10 + 0.02 d)`. The term is fitted to terrain profiles of tens of kilometres; on a campus it would
charge a single wall up to 10 dB too much and would jump where one edge becomes two. With one edge the construction
gives exactly J(nu) of that edge. P.1812's delta-Bullington adds a smooth-earth term, which a campus does not need.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Below this nu an edge takes nothing away.
NU_FREE = -0.78

#: Ground that rises less than this above the straight line between the feet of both antennas counts as flat, m
#: (assumption): TR 38.901 contains the flat ground already.
GROUND_RISE_M = 1.0


def exact_wavelength_m(freq_ghz: float) -> float:
    """Free-space wavelength in m with the exact speed of light (TR 38.901's rounded one belongs to its breakpoint).

    >>> round(exact_wavelength_m(2.6), 5)
    0.1153
    """
    return 0.299792458 / freq_ghz


def knife_edge_loss_db(nu: float | NDArray[np.floating[Any]]) -> Floats:
    """J(nu) in dB, P.526 equation (31); 0 for nu <= -0.78. Vectorised; NaN stays NaN.

    >>> round(float(knife_edge_loss_db(1.778)), 1)
    18.1
    """
    v = np.asarray(nu, dtype=np.float64)
    shifted = np.maximum(v, NU_FREE) - 0.1
    # sqrt(s²+1) + s, not its reciprocal form: s is never below -0.88, so nothing cancels
    loss = 6.9 + 20.0 * np.log10(np.sqrt(shifted * shifted + 1.0) + shifted)
    return np.where(v <= NU_FREE, 0.0, np.maximum(loss, 0.0))


def edge_nu(height_above_line_m: float, dist_1_m: float, dist_2_m: float, wavelength_m: float) -> float:
    """Diffraction parameter of an edge, P.526 equation (26).

    height_above_line_m: edge above (positive) or below the straight line between the antennas; dist_1_m, dist_2_m:
    from the edge to either end, m (> 0).

    >>> round(edge_nu(6.75, 500.0, 500.0, exact_wavelength_m(2.6)), 3)
    1.778
    """
    return height_above_line_m * float(np.sqrt(2.0 / wavelength_m * (1.0 / dist_1_m + 1.0 / dist_2_m)))


def bullington_nu(
    edge_dist_m: NDArray[np.floating[Any]],
    edge_height_m: NDArray[np.floating[Any]],
    path_length_m: float,
    h_tx_m: float,
    h_rx_m: float,
    wavelength_m: float,
) -> float:
    """Parameter nu of Bullington's equivalent edge, P.526 clause 4.5.1 over a flat earth.

    edge_dist_m: distances of the profile points from the transmitter, m, each in (0, path_length_m); edge_height_m:
    their heights, m, in the datum of the antenna heights. With line of sight it is the largest nu of the points
    (negative), -inf without points.
    """
    d = np.asarray(edge_dist_m, dtype=np.float64)
    z = np.asarray(edge_height_m, dtype=np.float64)
    if d.size == 0:
        return float("-inf")
    slope_line = (h_rx_m - h_tx_m) / path_length_m
    slope_tx = float(np.max((z - h_tx_m) / d))
    if slope_tx <= slope_line:
        excess = z - (h_tx_m + slope_line * d)
        nu = excess * np.sqrt(2.0 * path_length_m / (wavelength_m * d * (path_length_m - d)))
        return float(np.max(nu))
    slope_rx = float(np.max((z - h_rx_m) / (path_length_m - d)))
    d_b = (h_rx_m - h_tx_m + slope_rx * path_length_m) / (slope_tx + slope_rx)
    return edge_nu((slope_tx - slope_line) * d_b, d_b, path_length_m - d_b, wavelength_m)


def free_space_loss_db(dist_m: float | NDArray[np.floating[Any]], freq_ghz: float) -> Floats:
    """Free-space basic transmission loss in dB (ITU-R P.525), distances below 1 m as 1 m.

    >>> round(float(free_space_loss_db(1000.0, 2.6)), 2)
    100.75
    """
    return 32.45 + 20.0 * np.log10(freq_ghz) + 20.0 * np.log10(np.maximum(np.asarray(dist_m, np.float64), 1.0))
