"""Carriers: where in the spectrum a cell lies, which cells share it, and what the carriers of one radio unit share."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from planner.model.catalogue import Antenna, Band, Catalogue, RadioUnit
from planner.model.network import Cell, Network, SiteKind

#: Closer than this, two edges are one (figures typed with decimals), MHz.
_SAME_MHZ = 1e-6


class Spectrum(NamedTuple):
    """A piece of spectrum between two edges, MHz."""

    low_mhz: float
    high_mhz: float


def carrier_mhz(cell: Cell, band: Band) -> float:
    """Centre of a cell's (downlink) carrier, MHz: its own, or the band's usual one where it states none (0)."""
    return cell.carrier_mhz if cell.carrier_mhz > 0.0 else round(band.freq_ghz * 1000.0, 6)


def carrier_ghz(cell: Cell, band: Band) -> float:
    """The frequency of a cell's path loss, GHz: the centre of its own (downlink) carrier."""
    return cell.carrier_mhz / 1000.0 if cell.carrier_mhz > 0.0 else band.freq_ghz


def spectrum_of(cell: Cell, band: Band) -> Spectrum:
    """What a cell's carrier occupies, MHz (FDD: its downlink). The channel bandwidth, guard bands included."""
    centre = carrier_mhz(cell, band)
    return Spectrum(centre - cell.bandwidth_mhz / 2.0, centre + cell.bandwidth_mhz / 2.0)


def uplink_spectrum_of(cell: Cell, band: Band) -> Spectrum:
    """What the uplink occupies, MHz: in TDD the carrier itself, in FDD the band's duplex distance below."""
    low, high = spectrum_of(cell, band)
    duplex = band.low_mhz - band.ul_low_mhz if band.duplex == "fdd" else 0.0
    return Spectrum(low - duplex, high - duplex)


def gap_mhz(a: Spectrum, b: Spectrum) -> float:
    """Spectrum between two pieces, MHz; negative is how much they overlap."""
    return max(a.low_mhz, b.low_mhz) - min(a.high_mhz, b.high_mhz)


def overlaps(a: Spectrum, b: Spectrum) -> bool:
    """Whether two pieces share spectrum; touching edges don't count."""
    return gap_mhz(a, b) < -_SAME_MHZ


def carrier_groups(cells: Mapping[str, Cell], catalogue: Catalogue) -> dict[str, int]:
    """Numbers of the groups of cells that interfere with each other, by cell; from 0 up the spectrum.

    Cells are in one group where their downlink carriers overlap, directly or through others (connected components:
    a cell between two apart from each other joins them, which is on the safe side). Cells of an unknown band or without
    a sensible bandwidth have none.
    """
    pieces = [
        (*spectrum_of(cell, catalogue.bands[cell.band]), key)
        for key, cell in cells.items()
        if cell.band in catalogue.bands and math.isfinite(cell.carrier_mhz) and 0.0 < cell.bandwidth_mhz < math.inf
    ]
    groups: dict[str, int] = {}
    number, reaches = -1, -math.inf
    for low, high, key in sorted(pieces):
        if low >= reaches - _SAME_MHZ:
            number += 1
            reaches = high
        reaches = max(reaches, high)
        groups[key] = number
    return groups


class UnitKey(NamedTuple):
    """What tells one radio unit from another: place, band, antenna and where the antenna looks."""

    site_id: str
    band: str
    antenna: str
    azimuth_deg: float
    height_m: float


def radio_units(network: Network) -> dict[UnitKey, tuple[str, ...]]:
    """The carriers (ids of cells) of every radio unit, heads of combined cells included.

    Cells of one band at one place on the same antenna with the same azimuth are carriers of one unit.
    """
    units: dict[UnitKey, list[str]] = {}
    for key, cell in network.cells.items():
        for site_id in dict.fromkeys((cell.site_id, *cell.head_site_ids)):
            if site_id in network.sites:
                unit = UnitKey(site_id, cell.band, cell.antenna, cell.azimuth_deg % 360.0, cell.height_m)
                units.setdefault(unit, []).append(key)
    return {unit: tuple(keys) for unit, keys in units.items()}


def unit_class(kind: SiteKind, antenna: Antenna, catalogue: Catalogue) -> RadioUnit | None:
    """The catalogue's class of radio unit for an antenna at a kind of site; None where it has none."""
    fitting = [
        unit for unit in catalogue.radio_units.values() if kind in unit.site_kinds and unit.tx_ports <= antenna.tx_ports
    ]
    return max(fitting, key=lambda unit: unit.tx_ports, default=None)


def total_power_dbm(cells: Iterable[Cell]) -> float:
    """Power of several carriers together, dBm."""
    return 10.0 * math.log10(sum(10.0 ** (cell.tx_power_dbm / 10.0) for cell in cells))


def shared_power_dbm(cells: Sequence[Cell], total_dbm: float) -> tuple[float, ...]:
    """A unit's power divided among its carriers by bandwidth, dBm each: the same density on all of them.

    Rounded down to a tenth of a decibel, so that the sum stays within the total.
    """
    whole = sum(cell.bandwidth_mhz for cell in cells)
    return tuple(
        math.floor((total_dbm + 10.0 * math.log10(cell.bandwidth_mhz / whole)) * 10.0 + 1e-9) / 10.0 for cell in cells
    )
