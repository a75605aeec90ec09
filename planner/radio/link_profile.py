"""One radio path over a profile: first Fresnel zone, clearance and diffraction after ITU-R P.526.

The rules are those of the coverage map (`planner.radio.obstruction`): obstacles have flat tops, their first and last
points are edges, edges are joined by Bullington's construction, the flat ground is no edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.section import Cut, Section, ground_at
from planner.radio.itu_p526 import (
    GROUND_RISE_M,
    bullington_nu,
    exact_wavelength_m,
    free_space_loss_db,
    knife_edge_loss_db,
)

Floats = NDArray[np.float64]

#: A path with this share of the first Fresnel zone free is called clear: the planners' usual 60 % (assumption). P.526
#: clause 2.1 asks for the whole zone; its J(nu) is 0 from a share of 0.55 on (nu = -0.78).
FREE_SHARE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path of two antennas, lengths in m, losses in dB.

    clearance_m: of the ray above the edge that counts most, negative where it is blocked; clearance_share: the same in
    radii of the first Fresnel zone there; worst_m: distance of that edge from the transmitter; None without edges.
    diffraction_db: J(nu) of Bullington's equivalent edge, 0 for a free path. free_space_db: over the slant length.
    """

    length_m: float
    slant_m: float
    wavelength_m: float
    clearance_m: float | None
    clearance_share: float | None
    worst_m: float | None
    nu: float
    diffraction_db: float
    free_space_db: float

    @property
    def is_in_sight(self) -> bool:
        """Whether nothing cuts the straight line."""
        return self.clearance_m is None or self.clearance_m >= 0.0

    @property
    def is_clear(self) -> bool:
        """Whether at least 60 % of the first Fresnel zone is free."""
        return self.clearance_share is None or self.clearance_share >= FREE_SHARE


def first_fresnel_radius_m(
    dist_1_m: float | NDArray[np.floating[Any]], dist_2_m: float | NDArray[np.floating[Any]], wavelength_m: float
) -> Floats:
    """Radius of the first Fresnel zone, m, at distances from both ends (ITU-R P.526 equation (2) for n = 1).

    >>> round(float(first_fresnel_radius_m(500.0, 500.0, exact_wavelength_m(2.6))), 2)
    5.37
    """
    d1, d2 = np.maximum(dist_1_m, 0.0), np.maximum(dist_2_m, 0.0)
    total = d1 + d2
    return np.sqrt(
        np.divide(wavelength_m * d1 * d2, total, out=np.zeros_like(total, dtype=np.float64), where=total > 0)
    )


def edges_of_section(cut: Section, from_m: float, h_rx_m: float) -> list[tuple[float, float]]:
    """Edges between a transmitter at `from_m` of a section and the receiver at its end, as `path_over` takes them.

    h_rx_m: the receiver's height above local zero. What the transmitter stands on or in never blocks; a receiver inside
    an obstacle is judged without it; on its roof, only the roof's near edge counts.
    """
    edges: list[tuple[float, float]] = []
    for item in cut.cuts:
        if not item.counts or item.to_m <= from_m or item.from_m <= from_m:
            continue
        holds_receiver = item.to_m >= cut.length_m
        if holds_receiver and item.top_m > h_rx_m:
            continue
        edges.append((item.from_m - from_m, item.top_m))
        if not holds_receiver and item.to_m > item.from_m:
            edges.append((item.to_m - from_m, item.top_m))
    if cut.has_terrain:
        foot, end = ground_at(cut, from_m), cut.ground[-1][1]
        for at, height in cut.ground:
            chord = foot + (end - foot) * (at - from_m) / max(cut.length_m - from_m, 1e-9)
            if from_m < at < cut.length_m and height > chord + GROUND_RISE_M:
                edges.append((at - from_m, height))
    return edges


def receiver_inside(cut: Section, h_rx_m: float) -> Cut | None:
    """The counting obstacle the receiver at the section's end stands in, None outdoors."""
    inside = (item for item in cut.cuts if item.counts and item.to_m >= cut.length_m > item.from_m)
    return next((item for item in inside if item.foot_m <= h_rx_m < item.top_m), None)


def path_over(
    edges: Sequence[tuple[float, float]], length_m: float, h_tx_m: float, h_rx_m: float, freq_ghz: float
) -> Path:
    """A path over edges (distance from the transmitter in m, height in m in the datum of the antenna heights).

    Edges at or beyond either end are passed over. freq_ghz: 0.1 to 100; length_m > 0. ValueError otherwise.
    """
    if length_m <= 0 or not 0.1 <= freq_ghz <= 100.0:
        raise ValueError(f"length {length_m} m, frequency {freq_ghz} GHz")
    wavelength_m = exact_wavelength_m(freq_ghz)
    slant_m = float(np.hypot(length_m, h_rx_m - h_tx_m))
    kept = np.array([edge for edge in edges if 0.0 < edge[0] < length_m], dtype=np.float64).reshape(-1, 2)
    d, z = kept[:, 0], kept[:, 1]
    clearance = share = worst = None
    nu = bullington_nu(d, z, length_m, h_tx_m, h_rx_m, wavelength_m)
    if d.size:
        free = h_tx_m + (h_rx_m - h_tx_m) * d / length_m - z
        shares = free / first_fresnel_radius_m(d, length_m - d, wavelength_m)
        index = int(np.argmin(shares))
        clearance, share, worst = float(free[index]), float(shares[index]), float(d[index])
    return Path(
        length_m=length_m,
        slant_m=slant_m,
        wavelength_m=wavelength_m,
        clearance_m=clearance,
        clearance_share=share,
        worst_m=worst,
        nu=nu,
        diffraction_db=float(knife_edge_loss_db(nu)),
        free_space_db=float(free_space_loss_db(slant_m, freq_ghz)),
    )
