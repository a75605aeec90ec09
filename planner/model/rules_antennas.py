"""Rules about antennas: figures of own ones that can't be used, tilts and bands that don't fit, radiating cables."""

import math
from collections.abc import Iterator
from functools import lru_cache

from planner.errors import Issue, Severity
from planner.model.carriers import carrier_ghz
from planner.model.catalogue import Antenna, AntennaArray, Catalogue
from planner.model.network import Cell
from planner.model.project import Project, Scheme
from planner.model.rules_kit import finding

GAIN_RANGE_DBI = (-20.0, 40.0)
MAX_ATTENUATION_DB = 100.0
CUT_ROWS = 360
#: A pattern is used at other tilts and frequencies than it was measured at; beyond these the finding says so.
TILT_APART_DEG = 3.0
FREQ_APART = 0.2
#: A cable's figures hold this far beyond the stated frequencies.
CABLE_FREQ_MARGIN = 1.1
_MOST_ELEMENTS = 4096


@lru_cache(maxsize=1024)
def antenna_fault(antenna: Antenna) -> str:
    """The field of an antenna that can't be used, "" where all can: what a file changed by hand may hold."""
    if not all(_inside(gain, *GAIN_RANGE_DBI) for gain in (antenna.gain_dbi, antenna.ssb_gain_dbi)):
        return "gain_dbi"
    if not all(0.0 < width <= 360.0 for width in (antenna.h_beamwidth_deg, antenna.v_beamwidth_deg)):
        return "h_beamwidth_deg"
    if not _inside(antenna.front_to_back_db, 0.0, MAX_ATTENUATION_DB):
        return "front_to_back_db"
    if not _inside(antenna.tilt_deg, -90.0, 90.0):
        return "tilt_deg"
    pairs = (("h_cut_db", "v_cut_db"), ("ssb_h_cut_db", "ssb_v_cut_db"))
    for names in pairs:
        cuts = [getattr(antenna, name) for name in names]
        for name, cut in zip(names, cuts, strict=True):
            whole = len(cut) == CUT_ROWS and all(_inside(value, 0.0, MAX_ATTENUATION_DB) for value in cut)
            if (any(cuts) and not whole) or (cut and not antenna.h_cut_db):
                return name
    if antenna.array is not None and not _array_usable(antenna.array):
        return "array"
    if antenna.kind == "cable" and not _bands_usable(antenna):
        return "cable_bands"
    return ""


def _inside(value: float, low: float, high: float) -> bool:
    """Whether a number is in a range; nan isn't."""
    return low <= value <= high


def _array_usable(array: AntennaArray) -> bool:
    counts = (array.rows, array.columns, array.polarisations, array.sub_array, array.ssb_beams_h, array.ssb_beams_v)
    sizes = (array.spacing_h_wl, array.spacing_v_wl, array.element_h_deg, array.element_v_deg)
    angles = (array.h_steer_deg, array.v_steer_deg, array.ssb_h_deg, array.ssb_v_deg)
    return (
        all(1 <= count <= _MOST_ELEMENTS for count in counts)
        and array.rows * array.columns <= _MOST_ELEMENTS
        and array.rows % array.sub_array == 0
        and all(0.05 <= size <= 360.0 for size in sizes)
        and all(0.0 <= angle <= 90.0 for angle in angles)
        and min(array.ssb_columns, array.ssb_sub_arrays) >= 0
        and _inside(array.element_gain_dbi, -20.0, 30.0)
    )


def _bands_usable(antenna: Antenna) -> bool:
    figures = [(b.freq_ghz, b.longitudinal_loss_db_per_100m, b.coupling_loss_db) for b in antenna.cable_bands]
    return bool(figures) and all(0.01 <= f <= 100.0 and 0.0 <= a <= 1000.0 and 0.0 <= c <= 200.0 for f, a, c in figures)


def has_usable_cable(cell: Cell, antenna: Antenna) -> bool:
    """Whether a cell on a radiating cable has a route to compute; True for every other antenna."""
    return antenna.kind != "cable" or (
        len(cell.cable_route) >= 2
        and all(map(math.isfinite, (value for point in cell.cable_route for value in point)))
        and any(point != cell.cable_route[0] for point in cell.cable_route)
    )


def own_antenna_findings(project: Project) -> Iterator[Issue]:
    """Own antennas of the project that can't be used."""
    for key, antenna in project.antennas.items():
        field = antenna_fault(antenna)
        if field:
            yield Issue(code="antenna-unusable", params={"name": antenna.name_en or key, "key": key, "part": field})


def antenna_findings(scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    """Cells whose antenna doesn't fit them; `catalogue` with the project's own antennas."""
    for cell in scheme.network.cells.values():
        antenna = catalogue.antennas.get(cell.antenna)
        if antenna is None:
            continue
        if antenna.kind == "cable":
            yield from _cable(scheme, cell, antenna, catalogue)
        else:
            yield from _pattern(scheme, cell, antenna, catalogue)


def _cable(scheme: Scheme, cell: Cell, antenna: Antenna, catalogue: Catalogue) -> Iterator[Issue]:
    if not has_usable_cable(cell, antenna):
        yield finding("cable-without-route", "cells", cell, scheme_id=scheme.id)
    band = catalogue.bands.get(cell.band)
    stated = [figures.freq_ghz for figures in antenna.cable_bands]
    if band is None or not stated:
        return
    freq_ghz = carrier_ghz(cell, band)
    low, high = min(stated) / CABLE_FREQ_MARGIN, max(stated) * CABLE_FREQ_MARGIN
    if not low <= freq_ghz <= high:
        yield finding(
            "cable-frequency-out-of-range", "cells", cell, scheme_id=scheme.id,
            freq_ghz=freq_ghz, low=min(stated), high=max(stated), antenna=antenna.name_en,
        )  # fmt: skip


def _pattern(scheme: Scheme, cell: Cell, antenna: Antenna, catalogue: Catalogue) -> Iterator[Issue]:
    if cell.cable_route:
        yield finding("route-without-cable", "cells", cell, Severity.WARNING, scheme.id)
    if antenna.h_cut_db and abs(cell.electrical_tilt_deg - antenna.tilt_deg) > TILT_APART_DEG:
        yield finding(
            "antenna-tilt-apart", "cells", cell, Severity.WARNING, scheme.id,
            tilt_deg=cell.electrical_tilt_deg, measured_deg=antenna.tilt_deg, antenna=antenna.name_en,
        )  # fmt: skip
    band = catalogue.bands.get(cell.band)
    if band is None or antenna.freq_ghz <= 0.0:
        return
    freq_ghz = carrier_ghz(cell, band)
    if abs(freq_ghz / antenna.freq_ghz - 1.0) > FREQ_APART:
        yield finding(
            "antenna-frequency-apart", "cells", cell, Severity.WARNING, scheme.id,
            freq_ghz=freq_ghz, measured_ghz=round(antenna.freq_ghz, 2), antenna=antenna.name_en,
        )  # fmt: skip
