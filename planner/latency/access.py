"""Uplink with dynamic grants: scheduling request, grant, PUSCH (TS 38.321 5.4.4 and 5.4.5)."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from planner.errors import EvaluationError
from planner.latency.air import AirConfig, AirLatency
from planner.latency.frame import (
    SYMBOLS_PER_SLOT,
    Floats,
    Frame,
    Opportunities,
    data_opportunities,
    hyper_period,
    make_opportunities,
    parse_frame,
    slot_starts,
    symbol_ms,
)
from planner.latency.processing import tproc1_ms, tproc2_ms

#: SR periodicities of TS 38.331 SchedulingRequestResourceConfig in symbols, all numerologies together.
SR_PERIODS_SYMBOLS = (2, 7, *(14 * slots for slots in (1, 2, 4, 5, 8, 10, 16, 20, 40, 80, 160, 320, 640)))


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantConfig:
    """How a terminal gets its uplink grant.

    `sr_period_symbols`: 2, 7 or whole slots (14 symbols each) as in TS 38.331; 0: once per pattern period, in the
    first full UL slot. An SR occasion outside UL symbols is lost, so a period that does not match the pattern gives
    long waits. `two_step`: the first PUSCH carries only the buffer status report. `scheduler_lead_slots`: from a
    decoded SR or BSR to the PDCCH with the grant (assumption: one slot, as a scheduler that works slot by slot).
    """

    sr_period_symbols: int = 0
    two_step: bool = False
    scheduler_lead_slots: float = 1.0


def grant_based_latency(config: AirConfig, grant: GrantConfig) -> AirLatency:
    """One-way uplink latency of the air interface with a scheduling request, without HARQ repeats, ms.

    Valid for data that arrives at an empty buffer, with the SR prohibit timer not running; `config.symbols` must be
    14. Raises EvaluationError like the functions of `air`, and `latency-sr-period-invalid`.

    >>> round(grant_based_latency(AirConfig(frame="DDDSU"), GrantConfig()).mean_ms, 1)
    4.6
    """
    values = grant_rounds_ms(config, grant, 1)[0]
    return AirLatency(
        mean_ms=float(values.mean()),
        max_ms=float(values.max()) + symbol_ms(config.scs_khz) / 2,
        per_arrival_ms=tuple(float(value) for value in values),
    )


@lru_cache(maxsize=256)
def grant_rounds_ms(config: AirConfig, grant: GrantConfig, rounds: int) -> Floats:
    """Latency if the n-th transmission of the data is the successful one, ms, shape (rounds, arrival symbols).

    Arrivals are spread over the common period of pattern and SR. Half a symbol is included. Read-only.
    """
    frame = parse_frame(config.frame, config.special)
    requests = _sr_occasions(frame, config.frame, grant.sr_period_symbols)
    pdcch = slot_starts(frame, config.frame)
    pusch = data_opportunities(frame, config.frame, "ul", config.mapping, config.symbols)
    unit_ms = symbol_ms(config.scs_khz)
    prepare = tproc2_ms(config.scs_khz, config.capability) / unit_ms
    decode_half = tproc1_ms(config.scs_khz, config.capability, prbs=config.prbs) / unit_ms / 2
    lead = grant.scheduler_lead_slots * SYMBOLS_PER_SLOT

    def granted_pusch_end(request_end: Floats) -> Floats:
        """End of the PUSCH that answers an SR, BSR or failed PUSCH whose reception ended at `request_end`."""
        command, _index = pdcch.next_start(request_end + decode_half + lead)
        start, index = pusch.next_start(command + 1 + prepare)
        return start + pusch.lengths[index]

    arrivals = np.arange(int(requests.period), dtype=np.float64)
    request, _index = requests.next_start(arrivals + prepare / 2)
    end = granted_pusch_end(request + 1)
    if grant.two_step:
        end = granted_pusch_end(end)
    ends: list[Floats] = [end + decode_half]
    for _ in range(rounds - 1):
        end = granted_pusch_end(end)
        ends.append(end + decode_half)
    result = (np.stack(ends) - arrivals + 0.5) * unit_ms
    result.setflags(write=False)
    return result


def _sr_occasions(frame: Frame, name: str, period_symbols: int) -> Opportunities:
    """SR occasions over the common period of SR and pattern; PUCCH of one symbol at the start of a full UL slot."""
    full = [14 * k for k, count in enumerate(frame.slot_symbols("ul")) if count == SYMBOLS_PER_SLOT]
    if period_symbols == 0:
        return make_opportunities([(start, 1) for start in full[:1]], frame.period_symbols, name, "ul")
    if period_symbols not in SR_PERIODS_SYMBOLS:
        raise EvaluationError("latency-sr-period-invalid", sr_period_slots=period_symbols / SYMBOLS_PER_SLOT)
    total = hyper_period(period_symbols, frame.period_symbols)
    if period_symbols < SYMBOLS_PER_SLOT:
        # Occasions within a slot follow TS 38.213 9.2.4; every one that falls on an UL symbol counts.
        inside = range(0, SYMBOLS_PER_SLOT, period_symbols)
        starts = [slot + k for slot in range(0, frame.period_symbols, 14) for k in inside]
        usable = [k for k in starts if frame.ul[k]]
        return make_opportunities([(k, 1) for k in usable], frame.period_symbols, name, "ul")
    usable_slots = set(full)
    candidates = [
        [k for k in range(offset, total, period_symbols) if k % frame.period_symbols in usable_slots]
        for offset in range(0, period_symbols, SYMBOLS_PER_SLOT)
    ]
    return make_opportunities([(k, 1) for k in max(candidates, key=len)], total, name, "ul")
