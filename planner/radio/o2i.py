"""Building entry loss: TR 38.901 clause 7.4.3 by default, ITU-R P.2109 where the project asks for it.

TR 38.901 (v19.4; IRR glass 25.4 + 0.11 f, up to v16 it was 23 + 0.3 f) gives the loss of the outer wall and 0.5 dB for
every metre behind it. P.2109 gives one figure for a place somewhere in the building, the way inside included, and adds
for steep paths: with it the depth counts no more.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from planner.model.network import EntryLossModel
from planner.radio.itu_p2109 import BuildingType, entry_sigma_db, median_entry_loss_db

#: Loss on the way inside a building, dB per metre (clause 7.4.3.1).
INDOOR_LOSS_DB_PER_M = 0.5

#: Loss into a metal hull (containers, tanks, sheet-metal halls), dB. An assumption: neither 38.901 nor P.2109 has such
#: a class, closed metal lets nothing through, and what gets in comes through gaps and doors.
METAL_LOSS_DB = 35.0


class EntryClass(IntEnum):
    """How an obstacle lets radio waves in; the integer is the code used in per-obstacle arrays.

    LOW_A is v19.4's low-loss model with plywood instead of concrete (light timber buildings, written for SMa). SLAB:
    the whole wall is one slab of the obstacle's material (ITU-R P.2040), its loss is stated per obstacle.
    """

    OPEN = 0
    LOW = 1
    HIGH = 2
    METAL = 3
    LOW_A = 4
    SLAB = 5


_SIGMA_DB = {
    EntryClass.OPEN: 0.0,
    EntryClass.LOW: 4.4,
    EntryClass.HIGH: 6.5,
    EntryClass.METAL: 6.5,
    EntryClass.LOW_A: 4.4,
    EntryClass.SLAB: 4.4,
}

#: P.2109's building of an entry class. It knows two; metal hulls, open structures and slabs keep their own figures.
P2109_TYPE = {
    EntryClass.LOW: BuildingType.TRADITIONAL,
    EntryClass.LOW_A: BuildingType.TRADITIONAL,
    EntryClass.HIGH: BuildingType.THERMALLY_EFFICIENT,
}


def entry_class_of(o2i: str) -> EntryClass:
    """The entry class of `Material.o2i`. Raises KeyError for a name the catalogue's schema doesn't allow.

    >>> entry_class_of("low_a").name
    'LOW_A'
    """
    return EntryClass[o2i.upper()]


def o2i_loss_db(freq_ghz: float, entry_class: EntryClass, dist_2d_in_m: float = 0.0) -> float:
    """Median loss through the outer wall and `dist_2d_in_m` of interior, dB, Tables 7.4.3-1 and 7.4.3-2.

    freq_ghz: 0.5-100 GHz. LOW mixes 30 % standard glass with 70 % concrete, LOW_A 30 % glass with 70 % plywood, HIGH
    70 % IRR glass with 30 % concrete; all include 5 dB for oblique incidence. METAL is an assumption (see
    `METAL_LOSS_DB`), OPEN has no wall, SLAB counts as LOW where no slab is stated.

    >>> round(o2i_loss_db(3.5, EntryClass.LOW), 2)
    12.7
    >>> round(o2i_loss_db(3.5, EntryClass.HIGH, 10.0), 2)
    32.5
    """
    return wall_loss_db(freq_ghz, entry_class) + INDOOR_LOSS_DB_PER_M * dist_2d_in_m


def wall_loss_db(freq_ghz: float, entry_class: EntryClass) -> float:
    """Loss through the outer wall alone, dB (see `o2i_loss_db`)."""
    glass, concrete = 2.0 + 0.2 * freq_ghz, 5.0 + 4.0 * freq_ghz
    match entry_class:
        case EntryClass.LOW | EntryClass.SLAB:
            return _mix_db(0.3, glass, concrete)
        case EntryClass.LOW_A:
            return _mix_db(0.3, glass, 1.03 + 0.17 * freq_ghz)
        case EntryClass.HIGH:
            return _mix_db(0.7, 25.4 + 0.11 * freq_ghz, concrete)
        case EntryClass.METAL:
            return METAL_LOSS_DB
        case EntryClass.OPEN:
            return 0.0


def o2i_sigma_db(entry_class: EntryClass) -> float:
    """Standard deviation of the entry loss, dB (Table 7.4.3-2: 4.4 low, 6.5 high; metal as high, slab as low: A)."""
    return _SIGMA_DB[entry_class]


def entry_loss_db(
    freq_ghz: float, entry_class: EntryClass, model: EntryLossModel | str, elevation_deg: float = 0.0
) -> float:
    """Median loss of the outer wall (38.901) or of the way into the building altogether (P.2109), dB.

    elevation_deg: of the path at the facade, P.2109 only.

    >>> [round(entry_loss_db(3.5, kind, "p2109"), 2) for kind in (EntryClass.LOW, EntryClass.HIGH)]
    [15.72, 30.89]
    """
    building = P2109_TYPE.get(entry_class)
    if building is None or EntryLossModel(model) is EntryLossModel.TR_38901:
        return wall_loss_db(freq_ghz, entry_class)
    return float(median_entry_loss_db(freq_ghz, building, elevation_deg))


def entry_tables(
    entry_classes: NDArray[np.integer],
    freq_ghz: float,
    model: EntryLossModel | str = EntryLossModel.TR_38901,
    slab_db: NDArray[np.floating] | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Loss (dB) and variance (dB²) of every obstacle's outer wall at an elevation of 0°, [n + 1] each.

    entry_classes: `EntryClass` codes [n]; slab_db: loss of the slab where the class is SLAB [n], dB, others ignored.
    The spare entry at the end, without loss, serves owner -1.
    """
    losses = np.array([entry_loss_db(freq_ghz, kind, model) for kind in EntryClass], dtype=np.float32)
    sigmas = np.array([_sigma_db(freq_ghz, kind, model) for kind in EntryClass], dtype=np.float32)
    codes = np.append(np.asarray(entry_classes, dtype=np.int64), int(EntryClass.OPEN))
    loss = losses[codes]
    if slab_db is not None:
        slabs = np.append(np.asarray(slab_db, dtype=np.float32), np.float32(0.0))
        loss = np.where(codes == EntryClass.SLAB, slabs, loss)
    return loss, sigmas[codes] ** 2


def _mix_db(share: float, first_db: float, second_db: float) -> float:
    """Two materials side by side, with 5 dB for oblique incidence (equation 7.4-3)."""
    passed = share * 10.0 ** (-first_db / 10.0) + (1.0 - share) * 10.0 ** (-second_db / 10.0)
    return 5.0 - 10.0 * float(np.log10(passed))


def _sigma_db(freq_ghz: float, entry_class: EntryClass, model: EntryLossModel | str) -> float:
    building = P2109_TYPE.get(entry_class)
    if building is None or EntryLossModel(model) is EntryLossModel.TR_38901:
        return o2i_sigma_db(entry_class)
    return entry_sigma_db(freq_ghz, building)
