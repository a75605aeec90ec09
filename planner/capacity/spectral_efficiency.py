"""From SINR to bits: link adaptation on TS 38.214 MCS tables, layers, rate.

Thresholds: SNR at 10 % block error rate from the published tables of 5G-LENA (large code blocks), MCS table 1.
Sionna's are 2-3.5 dB lower; a plan takes the pessimistic source.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: (SNR dB, modulation order, code rate x 1024) of TS 38.214 Table 5.1.3.1-1; source as above.
MCS_THRESHOLDS: tuple[tuple[float, int, int], ...] = (
    (-1.0, 2, 120),
    (1.9, 2, 308),
    (5.6, 2, 679),
    (6.3, 4, 340),
    (8.5, 4, 490),
    (10.8, 4, 658),
    (11.6, 6, 438),
    (14.0, 6, 567),
    (17.7, 6, 772),
    (20.6, 6, 910),
    (22.6, 6, 948),
)

#: Code rates x 1024 of the 256QAM entries above 64QAM's top, TS 38.214 Table 5.1.3.1-2, MCS 22-27.
QAM256_CODE_RATES_X1024 = (754.0, 797.0, 841.0, 885.0, 916.5, 948.0)

#: Below the lowest MCS a transmission is repeated in 2, 4 or 8 slots (aggregation factors of TS 38.214 clauses 5.1.2.1
#: and 6.1.2.1): twice the energy for half the bits. Ideal combining is an assumption.
REPETITIONS = (8, 4, 2)

#: Distance of the 256QAM entries to Shannon's limit, dB: that of MCS 28 of table 1 (22.6 dB for 5.55 bit). Assumption.
QAM256_GAP_DB = 6.0

#: SINR each further layer needs besides its share of the power, dB: inter-layer interference. Assumption.
LAYER_PENALTY_DB = 3.0

SUBCARRIERS_PER_PRB = 12
SYMBOLS_PER_SLOT = 14


def _curve() -> tuple[Floats, Floats]:
    lowest_db, order, rate = MCS_THRESHOLDS[0]
    snr = [lowest_db - 10.0 * float(np.log10(count)) for count in REPETITIONS]
    efficiency = [order * rate / 1024.0 / count for count in REPETITIONS]
    snr += [row[0] for row in MCS_THRESHOLDS]
    efficiency += [order * rate / 1024.0 for _, order, rate in MCS_THRESHOLDS]
    for rate in QAM256_CODE_RATES_X1024:
        bits = 8.0 * rate / 1024.0
        efficiency.append(bits)
        snr.append(10.0 * float(np.log10(2.0**bits - 1.0)) + QAM256_GAP_DB)
    # 64QAM starts with fewer bits than 16QAM ends with: link adaptation keeps the better of the two
    return np.array(snr), np.maximum.accumulate(np.array(efficiency))


_SNR_DB, _BITS_PER_RE = _curve()
_POINTS_64QAM = len(REPETITIONS) + len(MCS_THRESHOLDS)


def spectral_efficiency(sinr_db: Any, *, max_modulation_order: int = 8) -> Floats:
    """Bit/s/Hz (bits per resource element) of one layer, non-decreasing in SINR; any shape.

    Linear between the thresholds (link adaptation over a fading channel), 0 below eight repetitions of the lowest
    one, constant above the highest. max_modulation_order: 8 for 256QAM, 6 for 64QAM (TS 38.214 clause 5.1.3.1).

    >>> spectral_efficiency([-10.1, -1.0, 22.6]).round(4).tolist()
    [0.0, 0.2344, 5.5547]
    """
    points = _POINTS_64QAM if max_modulation_order <= 6 else len(_SNR_DB)
    sinr = np.asarray(sinr_db, dtype=np.float64)
    return np.interp(sinr, _SNR_DB[:points], _BITS_PER_RE[:points], left=0.0)


def sinr_for_efficiency_db(bits_per_re: float, *, max_modulation_order: int = 8) -> float:
    """Lowest SINR in dB that carries `bits_per_re` on one layer; inf if none does.

    >>> sinr_for_efficiency_db(0.01) < -10.0, sinr_for_efficiency_db(9.0)
    (True, inf)
    """
    points = _POINTS_64QAM if max_modulation_order <= 6 else len(_SNR_DB)
    if bits_per_re > float(_BITS_PER_RE[points - 1]):
        return float("inf")
    return float(np.interp(bits_per_re, _BITS_PER_RE[:points], _SNR_DB[:points]))


def layered_efficiency(sinr_db: Any, max_layers: int, *, max_modulation_order: int = 8) -> Floats:
    """Bit/s/Hz over all layers with rank adaptation, continuous above the lowest MCS and non-decreasing in SINR.

    Assumption: L layers share the power and each further one costs `LAYER_PENALTY_DB`, so every layer has
    SINR - 10 lg L - (L - 1) penalty; the terminal takes the L <= max_layers with the highest sum.
    """
    return np.max(_by_layers(sinr_db, max_layers, max_modulation_order), axis=0)


def layers_supported(sinr_db: Any, max_layers: int, *, max_modulation_order: int = 8) -> NDArray[np.int64]:
    """Number of layers `layered_efficiency` chooses, 1..max_layers, the lower one on a tie."""
    return np.argmax(_by_layers(sinr_db, max_layers, max_modulation_order), axis=0) + 1


def _by_layers(sinr_db: Any, max_layers: int, max_modulation_order: int) -> Floats:
    sinr = np.asarray(sinr_db, dtype=np.float64)
    return np.stack(
        [
            layers
            * spectral_efficiency(
                sinr - 10.0 * np.log10(layers) - (layers - 1) * LAYER_PENALTY_DB,
                max_modulation_order=max_modulation_order,
            )
            for layers in range(1, max(max_layers, 1) + 1)
        ]
    )


def rate_mbps(
    sinr_db: Any,
    n_prb: Any,
    scs_khz: int,
    layers: int,
    direction_share: float,
    overhead: float,
    *,
    max_modulation_order: int = 8,
) -> Floats:
    """Rate in Mbit/s over `n_prb` PRBs: efficiency x 12 x 14 x slots/s x share of the direction x (1 - overhead).

    layers: the most the cell and the terminal allow; direction_share: share of the symbols in this direction (0-1);
    overhead: control and reference signals (TS 38.306: 0.14 DL, 0.08 UL in FR1). Arrays broadcast.

    >>> round(float(rate_mbps(30.0, 273, 30, 1, 1.0, 0.14)), 1)
    584.3
    """
    return layered_efficiency(sinr_db, layers, max_modulation_order=max_modulation_order) * rate_per_efficiency_mbps(
        n_prb, scs_khz, direction_share, overhead
    )


def rate_per_efficiency_mbps(n_prb: Any, scs_khz: int, direction_share: float, overhead: float) -> Any:
    """Mbit/s per bit/s/Hz of `n_prb` PRBs: 12 x 14 symbols in 1000 x 2^mu slots a second."""
    return n_prb * SUBCARRIERS_PER_PRB * SYMBOLS_PER_SLOT * scs_khz / 15.0 * 1e-3 * direction_share * (1.0 - overhead)
