"""Electrical properties of building materials and the loss of a slab, Recommendation ITU-R P.2040-3.

Relative permittivity eta' = a f^b and conductivity sigma = c f^d in S/m, f in GHz (clause 3, Table 3); the complex
permittivity is eta' - j 17.98 sigma / f. A wall is one homogeneous slab in air: the wave is reflected to and fro inside
(clause 2.2.2.2, equations 43 and 44), so thin slabs have ripples over frequency, which rough real walls show less.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.radio.itu_p526 import exact_wavelength_m

Floats = NDArray[np.float64]

#: One wall never takes more than this away, dB: what gets past it finds doors, gaps and ceilings. Assumption; as for a
#: metal hull (`planner.radio.o2i.METAL_LOSS_DB`).
MAX_WALL_LOSS_DB = 35.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialConstants:
    """A row of Table 3 and the frequencies it was fitted over, GHz."""

    a: float
    b: float
    c: float
    d: float
    low_ghz: float
    high_ghz: float


def _row(a: float, b: float, c: float, d: float, low_ghz: float, high_ghz: float) -> MaterialConstants:
    return MaterialConstants(a=a, b=b, c=c, d=d, low_ghz=low_ghz, high_ghz=high_ghz)


#: Table 3: the materials of walls and floors, the rows below 200 GHz. `Material.p2040` names one of them.
TABLE_3: Mapping[str, MaterialConstants] = MappingProxyType(
    {
        "concrete": _row(5.24, 0.0, 0.0462, 0.7822, 1.0, 100.0),
        "brick": _row(3.91, 0.0, 0.0238, 0.16, 1.0, 40.0),
        "plasterboard": _row(2.73, 0.0, 0.0085, 0.9395, 1.0, 100.0),
        "wood": _row(1.99, 0.0, 0.0047, 1.0718, 0.001, 100.0),
        "glass": _row(6.31, 0.0, 0.0036, 1.3394, 0.1, 100.0),
        "ceiling_board": _row(1.48, 0.0, 0.0011, 1.0750, 1.0, 100.0),
        "chipboard": _row(2.58, 0.0, 0.0217, 0.7800, 1.0, 100.0),
        "plywood": _row(2.71, 0.0, 0.33, 0.0, 1.0, 40.0),
        "marble": _row(7.074, 0.0, 0.0055, 0.9262, 1.0, 60.0),
        "floorboard": _row(3.66, 0.0, 0.0044, 1.3515, 50.0, 100.0),
        "metal": _row(1.0, 0.0, 1e7, 0.0, 1.0, 100.0),
    }
)


def complex_permittivity(material: str, freq_ghz: float) -> complex:
    """eta' - j 17.98 sigma / f of a material of Table 3 (equation 29); outside its range the fit is extrapolated.

    Raises KeyError for a material the table doesn't have.

    >>> complex_permittivity("concrete", 1.0)
    (5.24-0.830676j)
    """
    row = TABLE_3[material]
    conductivity = row.c * freq_ghz**row.d
    return complex(row.a * freq_ghz**row.b, -17.98 * conductivity / freq_ghz)


def slab_loss_db(
    permittivity: complex, thickness_m: Any, freq_ghz: float, incidence_deg: Any = 0.0, polarisation: str = "te"
) -> Floats:
    """Transmission loss in dB of a slab in air, equations 43b and 44; arrays broadcast.

    thickness_m >= 0; incidence_deg: from the normal, 0-89; polarisation: "te" (electric field parallel to the slab's
    surface) or "tm". At normal incidence both are the same. Infinite where nothing measurable gets through.

    >>> float(slab_loss_db(complex_permittivity("glass", 3.5), 0.006, 3.5).round(2))
    2.84
    """
    sine_squared = np.sin(np.radians(np.asarray(incidence_deg, dtype=np.float64))) ** 2
    cosine = np.sqrt(1.0 - sine_squared)
    inside = np.sqrt(permittivity - sine_squared)
    weight = permittivity if polarisation == "tm" else 1.0
    reflected = (weight * cosine - inside) / (weight * cosine + inside)
    q = 2.0 * np.pi * np.asarray(thickness_m, dtype=np.float64) / exact_wavelength_m(freq_ghz) * inside
    passed = np.abs((1.0 - reflected**2) * np.exp(-1j * q) / (1.0 - reflected**2 * np.exp(-2j * q)))
    with np.errstate(divide="ignore"):
        return np.asarray(-20.0 * np.log10(passed), dtype=np.float64)


def material_loss_db(material: str, thickness_m: float, freq_ghz: float) -> float:
    """Loss in dB of a wall of one material at normal incidence, 0 to `MAX_WALL_LOSS_DB`.

    Raises KeyError for a material Table 3 doesn't have. Anything but metal that is 0 m thick lets everything through.

    >>> walls = (("plasterboard", 0.013), ("brick", 0.24), ("metal", 0.001))
    >>> [round(material_loss_db(*wall, 3.5), 1) for wall in walls]
    [1.4, 6.6, 35.0]
    """
    if not thickness_m > 0.0:
        return 0.0
    loss = float(slab_loss_db(complex_permittivity(material, freq_ghz), thickness_m, freq_ghz))
    return min(max(loss, 0.0), MAX_WALL_LOSS_DB)
