"""Unloaded user-plane latency of the air interface, TR 37.910 V16.1.0 clause 5.7.1.1."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from planner.latency.frame import (
    AirDirection,
    Floats,
    Mapping,
    Opportunities,
    data_opportunities,
    parse_frame,
    single_symbols,
    symbol_ms,
)
from planner.latency.processing import tproc1_ms, tproc2_ms

__all__ = ["AirConfig", "AirLatency", "arrival_rounds_ms", "tproc1_ms", "tproc2_ms", "user_plane_latency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AirConfig:
    """Configuration of the air interface; hashable, so that its timing is computed once.

    `frame`: slot string ("DDDSU", "FDD"); `special`: DL:gap:UL symbols of an S slot; `symbols`: 2, 4, 7 or 14 per
    transmission; `prbs`: allocation that decides the capability 2 fall-back (0: not stated).
    """

    frame: str = "DDDSU"
    special: tuple[int, int, int] = (11, 1, 2)
    scs_khz: int = 30
    capability: int = 1
    mapping: Mapping = "A"
    symbols: int = 14
    prbs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AirLatency:
    """One-way latency in ms over arrivals spread evenly over the pattern period.

    `per_arrival_ms`: one value per symbol in which data arrives; `max_ms`: for data that just misses its opportunity.
    """

    mean_ms: float
    max_ms: float
    per_arrival_ms: tuple[float, ...]


def user_plane_latency(
    config: AirConfig, direction: AirDirection, retransmission_probability: float = 0.0
) -> AirLatency:
    """T_UP = T1 + p * T_HARQ (TR 37.910 5.7.1.1.1 DL, 5.7.1.1.2 UL with configured grant), ms.

    `retransmission_probability` from 0 to 1. The ideal of an empty cell: layers 2 and above, transport and core are
    not in it. Raises EvaluationError for a frame, allocation or capability that does not exist.

    >>> round(user_plane_latency(AirConfig(frame="DDDSU"), "dl").mean_ms, 2)
    1.22
    """
    first, second = arrival_rounds_ms(config, direction, 2)
    values = first + retransmission_probability * (second - first)
    half_symbol_ms = symbol_ms(config.scs_khz) / 2
    return AirLatency(
        mean_ms=float(values.mean()),
        max_ms=float(values.max()) + half_symbol_ms,
        per_arrival_ms=tuple(float(value) for value in values),
    )


@lru_cache(maxsize=256)
def arrival_rounds_ms(config: AirConfig, direction: AirDirection, rounds: int) -> Floats:
    """Latency if the n-th transmission is the successful one, ms, shape (rounds, symbols of the pattern).

    Data arrives in the middle of a symbol on average, so half a symbol is included. The array is read-only.
    """
    unit_ms = symbol_ms(config.scs_khz)
    arrivals = np.arange(parse_frame(config.frame, config.special).period_symbols, dtype=np.float64)
    ends = _downlink_ends(config, arrivals, rounds) if direction == "dl" else _uplink_ends(config, arrivals, rounds)
    result = (np.stack(ends) - arrivals + 0.5) * unit_ms
    result.setflags(write=False)
    return result


def _downlink_ends(config: AirConfig, arrivals: Floats, rounds: int) -> list[Floats]:
    frame = parse_frame(config.frame, config.special)
    pdsch = data_opportunities(frame, config.frame, "dl", config.mapping, config.symbols)
    pucch = single_symbols(frame, config.frame, "ul")
    unit_ms = symbol_ms(config.scs_khz)
    bs_half = tproc2_ms(config.scs_khz, config.capability) / unit_ms / 2
    ue_half = _receive_times_ms(config, pdsch) / unit_ms / 2
    ends: list[Floats] = []
    ready = arrivals + bs_half
    for _ in range(rounds):
        start, index = pdsch.next_start(ready)
        end = start + pdsch.lengths[index] + ue_half[index]
        ends.append(end)
        feedback, _index = pucch.next_start(end + ue_half[index])
        # One symbol of PUCCH, then the gNB reads it and prepares the repeat: t_BS,rx + t_BS,tx.
        ready = feedback + 1 + 2 * bs_half
    return ends


def _uplink_ends(config: AirConfig, arrivals: Floats, rounds: int) -> list[Floats]:
    frame = parse_frame(config.frame, config.special)
    pusch = data_opportunities(frame, config.frame, "ul", config.mapping, config.symbols)
    pdcch = single_symbols(frame, config.frame, "dl")
    unit_ms = symbol_ms(config.scs_khz)
    ue_half = tproc2_ms(config.scs_khz, config.capability) / unit_ms / 2
    bs_half = _receive_times_ms(config, pusch) / unit_ms / 2
    ends: list[Floats] = []
    ready = arrivals + ue_half
    for _ in range(rounds):
        start, index = pusch.next_start(ready)
        end = start + pusch.lengths[index] + bs_half[index]
        ends.append(end)
        command, _index = pdcch.next_start(end + bs_half[index])
        ready = command + 1 + ue_half
    return ends


def _receive_times_ms(config: AirConfig, data: Opportunities) -> Floats:
    """Tproc,1 of each opportunity: type A allocations that end early in the slot take longer (d1,1)."""
    return np.array(
        [
            tproc1_ms(
                config.scs_khz,
                config.capability,
                mapping=config.mapping,
                symbols=int(length),
                first_symbol=int(start) % 14,
                prbs=config.prbs,
            )
            for start, length in zip(data.starts, data.lengths, strict=True)
        ]
    )
