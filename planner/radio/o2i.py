"""Building entry loss of TR 38.901 clause 7.4.3 (v19.4: IRR glass 25.4 + 0.11 f; up to v16 it was 23 + 0.3 f)."""

from enum import IntEnum

import numpy as np

#: Loss on the way inside a building, dB per metre (clause 7.4.3.1).
INDOOR_LOSS_DB_PER_M = 0.5

#: Loss into a metal hull (containers, tanks, sheet-metal halls), dB. An assumption: 38.901 has no such class, and
#: what gets in comes through gaps and doors.
METAL_LOSS_DB = 35.0


class EntryClass(IntEnum):
    """How an obstacle lets radio waves in; the integer is the code used in per-obstacle arrays."""

    OPEN = 0
    LOW = 1
    HIGH = 2
    METAL = 3


_SIGMA_DB = {EntryClass.OPEN: 0.0, EntryClass.LOW: 4.4, EntryClass.HIGH: 6.5, EntryClass.METAL: 6.5}


def o2i_loss_db(freq_ghz: float, entry_class: EntryClass, dist_2d_in_m: float = 0.0) -> float:
    """Median loss through the outer wall and `dist_2d_in_m` of interior, dB, Tables 7.4.3-1 and 7.4.3-2.

    freq_ghz: 0.5-100 GHz. LOW mixes 30 % standard glass with 70 % concrete, HIGH 70 % IRR glass with 30 % concrete;
    both include 5 dB for oblique incidence. METAL is an assumption (see `METAL_LOSS_DB`), OPEN has no wall.

    >>> round(o2i_loss_db(3.5, EntryClass.LOW), 2)
    12.7
    >>> round(o2i_loss_db(3.5, EntryClass.HIGH, 10.0), 2)
    32.5
    """
    return wall_loss_db(freq_ghz, entry_class) + INDOOR_LOSS_DB_PER_M * dist_2d_in_m


def wall_loss_db(freq_ghz: float, entry_class: EntryClass) -> float:
    """Loss through the outer wall alone, dB (see `o2i_loss_db`)."""
    concrete = 10.0 ** (-(5.0 + 4.0 * freq_ghz) / 10.0)
    match entry_class:
        case EntryClass.OPEN:
            return 0.0
        case EntryClass.LOW:
            glass = 10.0 ** (-(2.0 + 0.2 * freq_ghz) / 10.0)
            return 5.0 - 10.0 * float(np.log10(0.3 * glass + 0.7 * concrete))
        case EntryClass.HIGH:
            irr_glass = 10.0 ** (-(25.4 + 0.11 * freq_ghz) / 10.0)
            return 5.0 - 10.0 * float(np.log10(0.7 * irr_glass + 0.3 * concrete))
        case EntryClass.METAL:
            return METAL_LOSS_DB


def o2i_sigma_db(entry_class: EntryClass) -> float:
    """Standard deviation of the entry loss, dB (Table 7.4.3-2: 4.4 low, 6.5 high; metal as high, an assumption)."""
    return _SIGMA_DB[entry_class]
