"""UE processing times of TS 38.214 5.3 (PDSCH) and 6.4 (PUSCH)."""

from planner.errors import EvaluationError
from planner.latency.frame import Mapping, numerology

#: 2192 * kappa * Tc at mu = 0 in ms: one OFDM symbol with its cyclic prefix, 71.35 us.
PROCESSING_UNIT_MS = 2192 * 64 / (480e3 * 4096) * 1e3

#: Above this allocation at 30 kHz capability 2 falls back to capability 1 (TS 38.214 5.3).
CAPABILITY_2_MAX_PRBS = 136

_N1 = {(1, False): (8.0, 10.0, 17.0, 20.0), (1, True): (13.0, 13.0, 20.0, 24.0), (2, False): (3.0, 4.5, 9.0)}
_N2 = {1: (10.0, 12.0, 23.0, 36.0), 2: (5.0, 5.5, 11.0)}


def effective_capability(scs_khz: int, capability: int, prbs: int) -> int:
    """Capability that applies to an allocation: at 30 kHz, 2 becomes 1 above 136 PRB (so on a full 100 MHz carrier).

    >>> effective_capability(30, 2, 273), effective_capability(30, 2, 106)
    (1, 2)
    """
    return 1 if capability == 2 and scs_khz == 30 and prbs > CAPABILITY_2_MAX_PRBS else capability


def tproc1_ms(
    scs_khz: int,
    capability: int = 1,
    *,
    mapping: Mapping = "A",
    symbols: int = 14,
    first_symbol: int = 0,
    prbs: int = 0,
    additional_dmrs: bool = False,
    pdcch_overlap_symbols: int = 0,
) -> float:
    """PDSCH processing time Tproc,1 = (N1 + d1,1) units, ms (TS 38.214 5.3, Tables 5.3-1 and 5.3-2).

    `symbols` from `first_symbol` within the slot; `prbs` = 0: not stated, no fall-back; `pdcch_overlap_symbols`: the
    d of 5.3, symbols shared by PDCCH and PDSCH. Capability 2 exists for 15, 30 and 60 kHz without additional DM-RS;
    anything else raises `latency-capability-undefined`.

    >>> round(tproc1_ms(30), 4)
    0.3568
    """
    mu = numerology(scs_khz)
    capability = effective_capability(scs_khz, capability, prbs)
    n1 = _lookup(_N1.get((capability, additional_dmrs)), mu, scs_khz, capability)
    d11 = _d11(capability, mapping, symbols, first_symbol, pdcch_overlap_symbols)
    return (n1 + d11) * PROCESSING_UNIT_MS / 2**mu


def tproc2_ms(scs_khz: int, capability: int = 1, *, first_symbol_dmrs_only: bool = True) -> float:
    """PUSCH preparation time Tproc,2 = (N2 + d2,1) units, ms, without BWP switch (d2,2 = 0) (TS 38.214 6.4).

    6.4 has no PRB limit of its own: the fall-back of 5.3 is about the PDSCH only.

    >>> round(tproc2_ms(30), 4)
    0.4281
    """
    mu = numerology(scs_khz)
    n2 = _lookup(_N2.get(capability), mu, scs_khz, capability)
    return (n2 + (0.0 if first_symbol_dmrs_only else 1.0)) * PROCESSING_UNIT_MS / 2**mu


def _lookup(row: tuple[float, ...] | None, mu: int, scs_khz: int, capability: int) -> float:
    if row is None or mu >= len(row):
        raise EvaluationError("latency-capability-undefined", scs_khz=scs_khz, capability=capability)
    return row[mu]


def _d11(capability: int, mapping: Mapping, symbols: int, first_symbol: int, overlap: int) -> float:
    if mapping == "A":
        last = first_symbol + symbols - 1
        return float(7 - last) if last < 7 else 0.0
    if symbols >= 7:
        return 0.0
    if capability == 2:
        return float(overlap)
    if symbols >= 4:
        return float(7 - symbols)
    return 3.0 + (min(overlap, 1) if symbols == 3 else overlap)
