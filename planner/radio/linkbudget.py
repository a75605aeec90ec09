"""Link budget: resource blocks, noise, RSRP, coupling loss, uplink of a power-limited terminal, peak rate."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import EvaluationError
from planner.units import THERMAL_NOISE_DBM_PER_HZ

Floats = NDArray[np.float64]

#: Transmission bandwidth configuration N_RB of FR1, TS 38.104 Table 5.3.2-1: {scs_khz: {bandwidth_mhz: N_RB}}.
N_RB_FR1: dict[int, dict[int, int]] = {
    15: {5: 25, 10: 52, 15: 79, 20: 106, 25: 133, 30: 160, 35: 188, 40: 216, 45: 242, 50: 270},
    30: {
        5: 11, 10: 24, 15: 38, 20: 51, 25: 65, 30: 78, 35: 92, 40: 106, 45: 119, 50: 133,
        60: 162, 70: 189, 80: 217, 90: 245, 100: 273,
    },
}  # fmt: skip

SUBCARRIERS_PER_RB = 12
SYMBOLS_PER_SLOT = 14

#: Overhead of TS 38.306 clause 4.1.2, FR1.
OVERHEAD_DL_FR1 = 0.14
OVERHEAD_UL_FR1 = 0.08

#: SNR per PRB at which uplink power control stops a terminal near its cell, dB over thermal noise (TS 38.213 clause
#: 7.1.1 with full compensation, P0 = noise + target): more would mostly disturb the neighbours. Networks set P0 between
#: about 10 and 25 dB over noise; the value is an assumption.
UPLINK_SNR_TARGET_DB = 22.0

#: Highest code rate, TS 38.306 clause 4.1.2.
MAX_CODE_RATE = 948.0 / 1024.0


def resource_blocks(bandwidth_mhz: float, scs_khz: int) -> int:
    """N_RB of a carrier, TS 38.104 Table 5.3.2-1. Raises EvaluationError `bandwidth-not-in-standard`.

    >>> resource_blocks(100, 30)
    273
    """
    blocks = N_RB_FR1.get(scs_khz, {}).get(round(bandwidth_mhz)) if bandwidth_mhz == round(bandwidth_mhz) else None
    if blocks is None:
        raise EvaluationError("bandwidth-not-in-standard", bandwidth_mhz=bandwidth_mhz, scs_khz=scs_khz)
    return blocks


def noise_per_re_dbm(scs_khz: int, noise_figure_db: float) -> float:
    """Noise power in one resource element, dBm.

    >>> round(noise_per_re_dbm(30, 0.0), 1)
    -129.2
    """
    return THERMAL_NOISE_DBM_PER_HZ + 10.0 * float(np.log10(scs_khz * 1e3)) + noise_figure_db


def noise_per_prb_dbm(scs_khz: int, noise_figure_db: float) -> float:
    """Noise power in one physical resource block (12 subcarriers), dBm."""
    return noise_per_re_dbm(scs_khz, noise_figure_db) + 10.0 * float(np.log10(SUBCARRIERS_PER_RB))


def ss_rsrp_offset_db(n_rb: int) -> float:
    """Power of one resource element relative to the carrier's, dB (TS 38.215 clause 5.1.1, power spread evenly).

    >>> round(ss_rsrp_offset_db(273), 2)
    -35.15
    """
    return -10.0 * float(np.log10(SUBCARRIERS_PER_RB * n_rb))


def ss_rsrp_dbm(tx_power_dbm: float, n_rb: int, antenna_gain_dbi: Any, path_loss_db: Any) -> Any:
    """SS-RSRP in dBm of a carrier of `tx_power_dbm` in total (0 dBi terminal antenna); arrays broadcast."""
    return tx_power_dbm + ss_rsrp_offset_db(n_rb) + antenna_gain_dbi - path_loss_db


def coupling_loss_max_db(
    tx_power_dbm: float,
    n_prb: float,
    scs_khz: int,
    noise_figure_db: float,
    sinr_min_db: float,
    interference_margin_db: float = 0.0,
) -> float:
    """Maximum coupling loss (MCL), dB: loss between antenna ports at which `n_prb` still have `sinr_min_db`.

    tx_power_dbm: power over these PRBs. Antenna gains count into the coupling, not into the MCL (TR 36.888 practice).

    >>> round(coupling_loss_max_db(23.0, 1, 30, 3.5, -1.0), 1)
    138.9
    """
    floor_dbm = noise_per_prb_dbm(scs_khz, noise_figure_db) + 10.0 * float(np.log10(n_prb)) + interference_margin_db
    return tx_power_dbm - floor_dbm - sinr_min_db


def snr_one_prb_db(
    tx_power_dbm: float, path_gain_db: Any, scs_khz: int, noise_figure_db: float, interference_margin_db: Any = 0.0
) -> Any:
    """Uplink SINR in dB if a terminal puts all its power into one PRB.

    path_gain_db: antenna gains minus path loss (negative), array or scalar; interference_margin_db: noise rise.
    """
    return tx_power_dbm + path_gain_db - noise_per_prb_dbm(scs_khz, noise_figure_db) - interference_margin_db


def slots_per_second(scs_khz: int) -> float:
    """Slots per second: 1000 x 2^mu.

    >>> slots_per_second(30)
    2000.0
    """
    return 1000.0 * scs_khz / 15.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UplinkRate:
    """Rate of a terminal alone in the cell (Mbit/s), and the PRBs it fills, share of those it may use (0-1)."""

    rate_mbps: Floats
    block_share: Floats


def uplink_rate(
    snr_one_prb_db: Any,
    *,
    n_prb_max: int,
    scs_khz: int,
    direction_share: float,
    overhead: float,
    spectral_efficiency: Callable[[Floats], Floats],
) -> UplinkRate:
    """Uplink of one terminal alone in the cell, from the SINR it has with all power in one PRB.

    The terminal spreads its power over n PRBs, SINR(n) = SINR(1) - 10 lg n, and takes the n <= n_prb_max with the
    highest rate: near the cell all of them, further out fewer at about the same density, at last one (the effect of the
    power control of TS 38.213 clause 7.1.1 at full power, without its closed loop). The rate therefore falls smoothly
    to that of a single PRB at the lowest MCS, then to 0, and a far terminal leaves most of the carrier to others.
    `UPLINK_SNR_TARGET_DB` caps the SINR. spectral_efficiency: SINR in dB -> bit/s/Hz, non-decreasing. Any shape.
    """
    snr = np.asarray(snr_one_prb_db, dtype=np.float64)
    table_db = np.arange(-30.0, UPLINK_SNR_TARGET_DB + 10.0 * np.log10(n_prb_max) + 0.1, 0.1)
    blocks = np.arange(1.0, n_prb_max + 1.0)
    sinr = np.minimum(table_db[:, None] - 10.0 * np.log10(blocks), UPLINK_SNR_TARGET_DB)
    rates = blocks * spectral_efficiency(sinr)
    chosen = np.argmax(rates, axis=1)
    hz_per_block = SUBCARRIERS_PER_RB * SYMBOLS_PER_SLOT * slots_per_second(scs_khz)
    rate = np.max(rates, axis=1) * hz_per_block * direction_share * (1.0 - overhead) / 1e6
    return UplinkRate(
        rate_mbps=np.where(np.isneginf(snr), 0.0, np.interp(snr, table_db, rate, left=0.0)),
        block_share=np.interp(snr, table_db, blocks[chosen] / n_prb_max),
    )


def peak_rate_mbps(
    n_rb: int, scs_khz: int, layers: int, modulation_order: int, overhead: float, scaling: float = 1.0
) -> float:
    """Peak rate of a carrier in Mbit/s before the TDD share, TS 38.306 clause 4.1.2. Peak is not planning.

    >>> round(peak_rate_mbps(273, 30, 4, 8, OVERHEAD_DL_FR1))
    2337
    """
    symbol_s = 1.0 / (SYMBOLS_PER_SLOT * slots_per_second(scs_khz))
    bits = layers * modulation_order * scaling * MAX_CODE_RATE * n_rb * SUBCARRIERS_PER_RB
    return bits / symbol_s * (1.0 - overhead) / 1e6
