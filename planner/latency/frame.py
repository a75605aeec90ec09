"""Frame structures: which symbols of a TDD pattern (or of an FDD carrier) carry which direction."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.errors import EvaluationError

SYMBOLS_PER_SLOT = 14

#: A PDSCH of a whole slot also uses the special slot when its DL part is at least this long; shorter ones are left to
#: control. TR 37.910's tables need it for 11 symbols; the limit itself is an assumption.
MIN_SPECIAL_DL_SYMBOLS = 8

AirDirection = Literal["ul", "dl"]
Mapping = Literal["A", "B"]
Floats = NDArray[np.float64]

_NUMEROLOGY = {15: 0, 30: 1, 60: 2, 120: 3}
# Ceil of a time that is a whole number of symbols but for rounding must not skip the opportunity.
_TIME_SLACK = 1e-9


def numerology(scs_khz: int) -> int:
    """TS 38.211 numerology mu of a subcarrier spacing of 15, 30, 60 or 120 kHz; others raise `latency-scs-unknown`.

    >>> numerology(30)
    1
    """
    if scs_khz not in _NUMEROLOGY:
        raise EvaluationError("latency-scs-unknown", scs_khz=scs_khz)
    return _NUMEROLOGY[scs_khz]


def symbol_ms(scs_khz: int) -> float:
    """Mean OFDM symbol with normal cyclic prefix, ms (a fourteenth of a slot).

    >>> round(symbol_ms(30) * 28, 9)
    1.0
    """
    return 1.0 / SYMBOLS_PER_SLOT / 2 ** numerology(scs_khz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A parsed frame structure: per symbol of one pattern period, whether it can carry DL or UL."""

    dl: tuple[bool, ...]
    ul: tuple[bool, ...]

    @property
    def period_symbols(self) -> int:
        """Length of the pattern in symbols."""
        return len(self.dl)

    def mask(self, direction: AirDirection) -> tuple[bool, ...]:
        """The symbols of one direction."""
        return self.ul if direction == "ul" else self.dl

    def slot_symbols(self, direction: AirDirection) -> tuple[int, ...]:
        """Symbols of the direction in each slot of the pattern."""
        mask = self.mask(direction)
        return tuple(sum(mask[k : k + SYMBOLS_PER_SLOT]) for k in range(0, len(mask), SYMBOLS_PER_SLOT))


@lru_cache(maxsize=64)
def parse_frame(frame: str, special: tuple[int, int, int] = (11, 1, 2)) -> Frame:
    """Symbols of a slot string such as "DDDSU"; "FDD" (or a string of only D or only U) is a paired carrier.

    `special`: DL, gap and UL symbols of an S slot, together 14. Raises `latency-frame-invalid` or
    `latency-special-slot-invalid`.

    >>> parse_frame("DDDSU").slot_symbols("ul")
    (0, 0, 0, 2, 14)
    """
    if frame == "FDD" or (frame and set(frame) in ({"D"}, {"U"})):
        slots = 1 if frame == "FDD" else len(frame)
        both = (True,) * (SYMBOLS_PER_SLOT * slots)
        return Frame(dl=both, ul=both)
    if not frame or set(frame) - set("DSU"):
        raise EvaluationError("latency-frame-invalid", frame=frame)
    if len(special) != 3 or min(special) < 0 or sum(special) != SYMBOLS_PER_SLOT:
        raise EvaluationError("latency-special-slot-invalid", special=":".join(str(n) for n in special))
    slots_text = {"D": "D" * 14, "U": "U" * 14, "S": "D" * special[0] + "-" * special[1] + "U" * special[2]}
    symbols = "".join(slots_text[slot] for slot in frame)
    return Frame(dl=tuple(s == "D" for s in symbols), ul=tuple(s == "U" for s in symbols))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opportunities:
    """Where in a period a transmission may start: `starts` (sorted) and `lengths`, both in symbols, shape (n,)."""

    starts: Floats
    lengths: Floats
    period: float

    def next_start(self, times: Floats) -> tuple[Floats, NDArray[np.intp]]:
        """First start at or after each time (symbols): absolute starts and their index, both shaped like `times`."""
        whole = np.ceil(times - _TIME_SLACK)
        base = np.floor(whole / self.period) * self.period
        index = np.searchsorted(self.starts, whole - base, side="left")
        wraps = index == len(self.starts)
        index = np.where(wraps, 0, index)
        return base + self.starts[index] + wraps * self.period, index


def make_opportunities(pairs: list[tuple[int, int]], period: int, frame: str, direction: str) -> Opportunities:
    """Opportunities of (start, length) pairs; raises `latency-no-opportunity` if there are none."""
    if not pairs:
        raise EvaluationError("latency-no-opportunity", frame=frame, direction=direction)
    starts = np.array([start for start, _ in pairs], dtype=np.float64)
    lengths = np.array([length for _, length in pairs], dtype=np.float64)
    return Opportunities(starts=starts, lengths=lengths, period=float(period))


def single_symbols(parsed: Frame, frame: str, direction: AirDirection) -> Opportunities:
    """Every symbol of a direction: PDCCH or PUCCH of one symbol, as TR 37.910 lets them start anywhere."""
    pairs = [(k, 1) for k, usable in enumerate(parsed.mask(direction)) if usable]
    return make_opportunities(pairs, parsed.period_symbols, frame, direction)


def slot_starts(parsed: Frame, frame: str) -> Opportunities:
    """The first symbol of every slot that begins with DL: where a slot scheduler sends its PDCCH."""
    pairs = [(k, 1) for k in range(0, parsed.period_symbols, SYMBOLS_PER_SLOT) if parsed.dl[k]]
    return make_opportunities(pairs, parsed.period_symbols, frame, "dl")


def data_opportunities(
    parsed: Frame, frame: str, direction: AirDirection, mapping: Mapping, symbols: int
) -> Opportunities:
    """Starts of a PDSCH, or of a PUSCH with configured grant, of 2, 4, 7 or 14 symbols (TR 37.910 5.7.1.1).

    No allocation crosses a slot. PDSCH type A starts in symbols 0-3, type B anywhere; PUSCH of 2 symbols in every
    second symbol, of 4 or 7 symbols type B in 0 and 7, else in 0. A 14-symbol PDSCH fills the DL part of an S slot.
    """
    if symbols not in (2, 4, 7, 14) or (mapping == "A" and symbols == 2):
        raise EvaluationError("latency-allocation-invalid", mapping=mapping, symbols=symbols)
    mask = parsed.mask(direction)
    pairs: list[tuple[int, int]] = []
    for start in range(parsed.period_symbols):
        in_slot = start % SYMBOLS_PER_SLOT
        slot_end = start - in_slot + SYMBOLS_PER_SLOT
        if not _may_start(direction, mapping, symbols, in_slot):
            continue
        run = _run_length(mask, start, slot_end)
        if run >= symbols:
            pairs.append((start, symbols))
        elif direction == "dl" and symbols == SYMBOLS_PER_SLOT and in_slot == 0 and run >= MIN_SPECIAL_DL_SYMBOLS:
            pairs.append((start, run))
    return make_opportunities(pairs, parsed.period_symbols, frame, direction)


def _may_start(direction: AirDirection, mapping: Mapping, symbols: int, in_slot: int) -> bool:
    if direction == "dl":
        return mapping == "B" or in_slot <= 3
    if symbols == 2:
        return in_slot % 2 == 0
    return in_slot in ((0, 7) if mapping == "B" and symbols < SYMBOLS_PER_SLOT else (0,))


def _run_length(mask: tuple[bool, ...], start: int, end: int) -> int:
    return next((k - start for k in range(start, end) if not mask[k]), end - start)


def hyper_period(first: int, second: int) -> int:
    """Symbols after which two periods line up again."""
    return math.lcm(first, second)
