"""Cells that send while their neighbours listen: different TDD patterns on one carrier or on carriers side by side.

Cross-link interference (gNB to gNB) reaches far, since antennas on roofs see each other. What isolation would be needed
is estimated in free space between antennas that don't look at each other: TS 38.104 6.6.3 (45 dB from one carrier to
the next), noise figure of 3.5 dB, one decibel of lost sensitivity. docs/formulas/carriers.md.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from planner.errors import Issue, Severity
from planner.model.carriers import Spectrum, gap_mhz, overlaps, spectrum_of
from planner.model.catalogue import Catalogue, FrameStructure
from planner.model.network import Cell, Ownership, Site
from planner.model.project import Project, Scheme
from planner.model.rules_kit import building_at, finding

_SYMBOLS = 14
#: Leakage into the next carrier, dB (TS 38.104 6.6.3: ACLR of 45 dB). The receiver's selectivity counts as better.
ADJACENT_DB = 45.0
#: Thermal noise and noise figure of a receiver, dBm per MHz (-174 dBm/Hz, 3.5 dB; the noise figure is an assumption).
NOISE_DBM_PER_MHZ = -174.0 + 60.0 + 3.5
#: Interference may lie so far below the noise: it then costs a decibel.
MARGIN_DB = 6.0
#: What a building's shell takes between indoors and outdoors, dB (assumption; 10 to 30 are usual).
SHELL_DB = 20.0
#: Public cells of another scheme stand for the same network where they are this near, m.
_SAME_PLACE_M = 5.0
_LOWER = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.NOTE, Severity.NOTE: Severity.NOTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sender:
    """A TDD cell with what the comparison needs of it."""

    cell: Cell
    site: Site
    spectrum: Spectrum
    frame: FrameStructure
    scs_khz: int

    @property
    def alike(self) -> tuple[str, Spectrum, str, int]:
        """Cells with the same of these never disturb each other in time."""
        return self.cell.band, self.spectrum, self.frame.key, self.scs_khz


@lru_cache(maxsize=64)
def frame_symbols(slots: str, special: tuple[int, int, int]) -> str:
    """Direction of every symbol of a pattern: D, U, and - for the gap.

    >>> frame_symbols("SU", (10, 2, 2))
    'DDDDDDDDDD--UUUUUUUUUUUUUUUU'
    """
    dl, gap, ul = special
    each = {"D": "D" * _SYMBOLS, "U": "U" * _SYMBOLS, "S": "D" * dl + "-" * gap + "U" * ul}
    return "".join(each.get(slot, "-" * _SYMBOLS) for slot in slots)


def opposed_share(a: FrameStructure, b: FrameStructure, a_scs_khz: int = 30, b_scs_khz: int = 30) -> float:
    """Share of time in which one pattern sends downlink while the other one sends uplink, 0 to 1.

    Both start together and clocks agree within microseconds, the best case. FDD ("F") opposes nothing.
    """
    if "F" in a.slots + b.slots:
        return 0.0
    finest = max(a_scs_khz, b_scs_khz)
    texts = [
        "".join(symbol * (finest // scs) for symbol in frame_symbols(frame.slots, _special(frame)))
        for frame, scs in ((a, a_scs_khz), (b, b_scs_khz))
    ]
    length = math.lcm(len(texts[0]), len(texts[1]))
    pairs = zip(*(text * (length // len(text)) for text in texts), strict=True)
    return sum({one, other} == {"D", "U"} for one, other in pairs) / length


def _special(frame: FrameStructure) -> tuple[int, int, int]:
    return frame.s_dl_symbols, frame.s_gap_symbols, frame.s_ul_symbols


def frame_findings(project: Project, scheme: Scheme, catalogue: Catalogue) -> Iterator[Issue]:
    """Cells of a scheme, and public cells of the project, whose patterns oppose each other.

    One finding per pair of patterns and kind of closeness: it names the two cells with the least isolation, and says
    how many pairs there are.
    """
    own = list(_senders(scheme, catalogue))
    foreign = _public_of_others(project, scheme, catalogue)
    worst: dict[tuple[str, str, str], tuple[float, _Sender, _Sender, float]] = {}
    counts: dict[tuple[str, str, str], int] = {}
    classes: dict[tuple[str, Spectrum, str, int], list[_Sender]] = {}
    for sender in own:
        classes.setdefault(sender.alike, []).append(sender)
    others = dict(classes)
    for sender in foreign:
        others.setdefault(sender.alike, [])
        others[sender.alike] = [*others[sender.alike], sender]
    own_ids = {id(sender) for sender in own}
    for one, members in classes.items():
        for other, candidates in others.items():
            opposed = _opposed(members[0], candidates[0])
            if one == other or opposed == 0.0:
                continue
            for a in members:
                for b in candidates:
                    if id(b) in own_ids and b.cell.id <= a.cell.id:
                        continue
                    missing = _missing_db(a, b)
                    first, second = sorted((a.frame.key, b.frame.key))
                    key = (_code(a, b), first, second)
                    if missing <= 0.0 or (a.site.ownership is b.site.ownership is Ownership.PUBLIC):
                        continue
                    counts[key] = counts.get(key, 0) + 1
                    if key not in worst or missing > worst[key][0]:
                        worst[key] = (missing, a, b, opposed)
    for key in sorted(worst):
        missing, a, b, opposed = worst[key]
        yield _issue(project, scheme, key[0], (a, b), missing, opposed, counts[key])


def _issue(
    project: Project,
    scheme: Scheme,
    code: str,
    pair: tuple[_Sender, _Sender],
    missing: float,
    opposed: float,
    count: int,
) -> Issue:
    a, b = pair
    if a.site.ownership is Ownership.PUBLIC:
        a, b = b, a  # the cell that can be changed comes first
    severity = Severity.ERROR if code == "cross-slot-public-same" else Severity.WARNING
    if _is_isolated(project, a, b):
        severity = _LOWER[severity]
    return finding(
        code, "cells", a.cell, severity, scheme.id,
        other=b.cell.name or b.cell.id,
        frame=a.frame.key,
        other_frame=b.frame.key,
        opposed_pct=round(opposed * 100.0),
        distance_m=round(min(math.dist(a.site.position, b.site.position), 1e9)),
        missing_db=round(missing),
        count=count,
    )  # fmt: skip


def _senders(scheme: Scheme, catalogue: Catalogue) -> Iterator[_Sender]:
    for cell in scheme.network.cells.values():
        band, frame = catalogue.bands.get(cell.band), catalogue.frames.get(cell.frame)
        site = scheme.network.sites.get(cell.site_id)
        if band is None or frame is None or site is None:
            continue
        if not all(map(math.isfinite, (cell.bandwidth_mhz, cell.tx_power_dbm, cell.carrier_mhz, *site.position))):
            continue
        if band.duplex == "tdd" and frame.slots != "F" and cell.bandwidth_mhz > 0.0:
            yield _Sender(cell=cell, site=site, spectrum=spectrum_of(cell, band), frame=frame, scs_khz=band.scs_khz)


def _public_of_others(project: Project, scheme: Scheme, catalogue: Catalogue) -> list[_Sender]:
    """Public cells that another scheme draws and this one doesn't: they are on the air whatever is built here."""
    places = [site.position for site in scheme.network.sites.values()]
    found: list[_Sender] = []
    for key in sorted(project.schemes):
        if key == scheme.id:
            continue
        there = [
            sender
            for sender in _senders(project.schemes[key], catalogue)
            if sender.site.ownership is Ownership.PUBLIC
            and all(math.dist(sender.site.position, place) > _SAME_PLACE_M for place in places)
        ]
        found += there
        places += [sender.site.position for sender in there]
    return found


def _opposed(a: _Sender, b: _Sender) -> float:
    if a.frame.key == b.frame.key or not _is_near(a, b):
        return 0.0
    return opposed_share(a.frame, b.frame, a.scs_khz, b.scs_khz)


def _is_near(a: _Sender, b: _Sender) -> bool:
    """On one carrier, or on one within the first adjacent channel of the wider one in the same band."""
    if overlaps(a.spectrum, b.spectrum):
        return True
    return a.cell.band == b.cell.band and gap_mhz(a.spectrum, b.spectrum) < max(
        a.cell.bandwidth_mhz, b.cell.bandwidth_mhz
    )


def _code(a: _Sender, b: _Sender) -> str:
    public = Ownership.PUBLIC in (a.site.ownership, b.site.ownership)
    if overlaps(a.spectrum, b.spectrum):
        return "cross-slot-public-same" if public else "cross-slot-same"
    return "cross-slot-public-adjacent" if public else "cross-slot-adjacent"


def _missing_db(a: _Sender, b: _Sender) -> float:
    """Isolation that free space doesn't give, in the worse of both directions, dB; a shell between them counted."""
    path_db = free_space_db(math.dist(a.site.position, b.site.position), a.spectrum)
    if a.cell.scenario.is_indoor != b.cell.scenario.is_indoor:
        path_db += SHELL_DB
    adjacent = not overlaps(a.spectrum, b.spectrum)
    return max(
        needed_isolation_db(sender.cell.tx_power_dbm, hearer.cell.bandwidth_mhz, adjacent=adjacent) - path_db
        for sender, hearer in ((a, b), (b, a))
    )


def free_space_db(distance_m: float, spectrum: Spectrum) -> float:
    """Free-space loss between isotropic antennas at a carrier's centre (ITU-R P.525), dB; nearer than 1 m as 1 m."""
    centre_mhz = (spectrum.low_mhz + spectrum.high_mhz) / 2.0
    return 32.45 + 20.0 * math.log10(centre_mhz) + 20.0 * math.log10(max(distance_m, 1.0) / 1000.0)


def needed_isolation_db(tx_power_dbm: float, bandwidth_mhz: float, *, adjacent: bool) -> float:
    """Loss between a sender and a receiver of so much bandwidth that costs the receiver one decibel, dB.

    >>> [round(needed_isolation_db(46.0, 100.0, adjacent=adjacent), 1) for adjacent in (False, True)]
    [142.5, 97.5]
    """
    noise_dbm = NOISE_DBM_PER_MHZ + 10.0 * math.log10(bandwidth_mhz)
    return tx_power_dbm - (ADJACENT_DB if adjacent else 0.0) - noise_dbm + MARGIN_DB


def _is_isolated(project: Project, a: _Sender, b: _Sender) -> bool:
    """Whether a building's shell stands between them: one is inside, or they are in different buildings."""
    if not (a.cell.scenario.is_indoor or b.cell.scenario.is_indoor):
        return False
    inside = [
        building_at(project, sender.site.position) if sender.cell.scenario.is_indoor else None for sender in (a, b)
    ]
    return inside[0] is not inside[1]
