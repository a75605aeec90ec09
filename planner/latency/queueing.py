"""Waiting for radio resources: other traffic, and messages larger than one slot carries."""

from functools import lru_cache

from planner.latency.distribution import Distribution, constant, exponential_tail, from_points, never
from planner.latency.frame import MIN_SPECIAL_DL_SYMBOLS, SYMBOLS_PER_SLOT, AirDirection, parse_frame, symbol_ms

_SERVICE_SLACK = 1e-9


def is_stable(load: float) -> bool:
    """Whether a queue with this load (offered over available resources) has an end.

    >>> is_stable(0.99), is_stable(1.0)
    (True, False)
    """
    return load < 1.0


@lru_cache(maxsize=1024)
def load_wait(load: float, service_ms: float, service_cv2: float = 1.0) -> Distribution:
    """Wait behind other traffic in front of a server with utilisation `load`, each job taking `service_ms`.

    Mean by Pollaczek-Khinchine for M/G/1, load * b * (1 + cv2) / (2 (1 - load)): exact for Poisson arrivals; `cv2` 0
    is M/D/1, 1 is M/M/1 (the default, the careful one). Shape: no wait with 1 - load, else exponential: exact for
    M/M/1, a heavy-traffic approximation else. Not for synchronised terminals, which arrive in batches. Load >= 1
    gives `never()`.
    """
    if not is_stable(load):
        return never()
    busy = max(load, 0.0)
    return exponential_tail(busy, service_ms * (1.0 + service_cv2) / (2.0 * (1.0 - busy)))


def opportunity_spacing_ms(
    frame: str, direction: AirDirection, *, scs_khz: int, special: tuple[int, int, int] = (11, 1, 2)
) -> float:
    """Mean time between slots that serve a direction, ms: a DDDSU pattern at 30 kHz serves UL every 2.5 ms."""
    slots = _serving_slots(frame, special, direction)
    return _period_ms(frame, special, scs_khz) / len(slots) if slots else float("inf")


@lru_cache(maxsize=1024)
def burst_wait(
    frame: str,
    direction: AirDirection,
    *,
    scs_khz: int,
    message_bytes: float,
    rate_mbps: float,
    load: float = 0.0,
    special: tuple[int, int, int] = (11, 1, 2),
) -> Distribution:
    """Time from the first slot that carries part of a message to the last one: size over rate, in serving slots only.

    `rate_mbps`: what the terminal gets alone, averaged over DL and UL time; with other `load` it shares the rest
    (processor sharing: rate * (1 - load)). 0 for a message that fits one slot, whose duration is part of the air
    latency. Any slot of the pattern may come first. Load >= 1, no rate or no serving slot give `never()`.
    """
    slots = _serving_slots(frame, special, direction)
    if not is_stable(load) or rate_mbps <= 0.0 or not slots:
        return never()
    period_ms = _period_ms(frame, special, scs_khz)
    capacity = sum(symbols for _, symbols in slots)
    bits_per_symbol = rate_mbps * 1e3 * (1.0 - max(load, 0.0)) * period_ms / capacity
    needed = message_bytes * 8.0 / bits_per_symbol
    slot_ms = SYMBOLS_PER_SLOT * symbol_ms(scs_khz)
    delays = [_span_slots(slots, first, needed, capacity, period_ms / slot_ms) * slot_ms for first in range(len(slots))]
    if max(delays) - min(delays) < _SERVICE_SLACK:
        return constant(delays[0])
    return from_points(delays, [1.0 / len(delays)] * len(delays))


def _span_slots(
    slots: tuple[tuple[int, int], ...], first: int, needed: float, capacity: int, period_slots: float
) -> float:
    """Slots from the one numbered `first` to the one that serves the last of `needed` symbols."""
    periods = int((needed - _SERVICE_SLACK) // capacity) if needed > capacity else 0
    rest = needed - periods * capacity
    position = slots[first][0]
    for ahead in range(len(slots)):
        wraps, index = divmod(first + ahead, len(slots))
        rest -= slots[index][1]
        if rest <= _SERVICE_SLACK:
            return (periods + wraps) * period_slots + slots[index][0] - position
    return (periods + 1) * period_slots


def _serving_slots(frame: str, special: tuple[int, int, int], direction: AirDirection) -> tuple[tuple[int, int], ...]:
    """Slots (index, symbols) that carry data; a few symbols of a special slot are left to control."""
    counts = parse_frame(frame, special).slot_symbols(direction)
    return tuple((index, count) for index, count in enumerate(counts) if count >= MIN_SPECIAL_DL_SYMBOLS)


def _period_ms(frame: str, special: tuple[int, int, int], scs_khz: int) -> float:
    return parse_frame(frame, special).period_symbols * symbol_ms(scs_khz)
