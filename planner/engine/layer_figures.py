"""Figures of map layers place by place: RSRQ, number of servers, coupling loss and uplink margin."""

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.capacity.spectral_efficiency import MCS_THRESHOLDS
from planner.radio.coverage import CellRadio, TerminalRadio, sinr_db
from planner.radio.linkbudget import SUBCARRIERS_PER_RB

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]

#: Share of the resource elements under the SSB's 20 resource blocks that SSBs fill within a measurement window of 5 ms:
#: 8 blocks of 4 symbols in 140 symbols at 30 kHz, 4 in 70 at 15 kHz (TS 38.213 clause 4.1), 830 of their 960 elements
#: in use (TS 38.211 Table 7.4.3.1-1). Rounded; one window length for all cells is an assumption.
SSB_SHARE = 0.2
#: SINR of the lowest MCS without repetitions, dB: where the uplink margin is 0.
LOWEST_SINR_DB = MCS_THRESHOLDS[0][0]


def rsrq_db(
    rsrp_dbm: Floats32,
    best: NDArray[np.int16],
    cells: Sequence[CellRadio],
    load_dl: Floats,
    terminal: TerminalRadio,
) -> Floats32:
    """SS-RSRQ of the serving cell, dB [points]; NaN without service. TS 38.215 clause 5.1.3: N x SS-RSRP / RSSI.

    N cancels: per resource block the RSSI holds twelve resource elements, each with what all cells of the band send in
    it on average, plus noise. A cell fills its share of the window with SSBs (`SSB_SHARE`) and the rest by its load:
    from -3.8 dB (empty network) to -10.8 dB (full) without neighbours and noise. rsrp_dbm: [cells, points].

    >>> from planner.radio.linkbudget import noise_per_re_dbm
    >>> handset = TerminalRadio(tx_power_dbm=23.0, antenna_gain_dbi=0.0, noise_15khz_dbm=noise_per_re_dbm(15, 9.0),
    ...     dl_layers=2, ul_layers=1, max_bandwidth_mhz=100.0, max_modulation_order=8)
    >>> cell = CellRadio(band=0, n_rb=273, scs_khz=30, re_power_dbm=17.8, beam_gain_db=0.0, gnb_noise_dbm=-115.0,
    ...     dl_share=0.7, ul_share=0.2, dl_layers=4, ul_layers=1)
    >>> near = np.array([[-60.0]], dtype=np.float32)
    >>> alone = np.zeros(1, dtype=np.int16)
    >>> [round(float(rsrq_db(near, alone, [cell], np.array([load]), handset)[0]), 1) for load in (0.0, 1.0)]
    [-3.8, -10.8]
    """
    activity = SSB_SHARE + (1.0 - SSB_SHARE) * np.clip(load_dl, 0.0, 1.0)
    # sinr_db leaves the serving cell out, so the total is put together from S/(I+N) and the cell's own share
    others_db = sinr_db(rsrp_dbm, best, cells, activity, terminal)
    own = activity[np.maximum(best, 0)]
    with np.errstate(invalid="ignore"):
        total = own + 10.0 ** (-others_db.astype(np.float64) / 10.0)
        rsrq = -10.0 * np.log10(SUBCARRIERS_PER_RB * total)
    return np.where(best >= 0, rsrq, np.nan).astype(np.float32)


def servers(rsrp_dbm: Floats32, counted: NDArray[np.bool_], threshold_dbm: float) -> Floats32:
    """Number of cells at or above a threshold, any band, [points]; NaN where nobody can be. rsrp_dbm: [cells, points].

    >>> levels = np.array([[-90.0, -120.0, np.nan], [-105.0, -106.0, np.nan]], dtype=np.float32)
    >>> servers(levels, np.array([True, True, True]), -105.0).tolist()
    [2.0, 0.0, 0.0]
    """
    out = np.empty(rsrp_dbm.shape[1], dtype=np.float32)
    _count(rsrp_dbm, counted, np.float32(threshold_dbm), out)
    return out


@njit(cache=True, nogil=True)
def _count(rsrp: Floats32, counted: NDArray[np.bool_], threshold: np.float32, out: Floats32) -> None:
    out[:] = 0.0
    # cell by cell: rows of the array are read one after the other
    for c in range(rsrp.shape[0]):
        for p in range(rsrp.shape[1]):
            if rsrp[c, p] >= threshold:
                out[p] += np.float32(1.0)
    for p in range(out.size):
        if not counted[p]:
            out[p] = np.nan


def coupling_loss_db(
    own_dbm: Floats32, best: NDArray[np.int16], cells: Sequence[CellRadio], terminal: TerminalRadio
) -> Floats32:
    """Coupling loss between the ports of serving cell and terminal, dB [points]: path loss less both antenna gains.

    The traffic beam counts, and the uplink's loss is the downlink's (`uplink_offsets_db`). NaN without service.
    """
    reference = np.array([cell.re_power_dbm - cell.beam_gain_db for cell in cells]) - terminal.antenna_gain_dbi
    return np.where(best >= 0, reference[np.maximum(best, 0)] - own_dbm, np.nan).astype(np.float32)


def coupling_loss_limits_db(cells: Sequence[CellRadio], noise_rise_db: Floats, terminal: TerminalRadio) -> Floats:
    """Maximum coupling loss of the uplink of every cell, dB [cells]: one resource block at the lowest MCS still works.

    P_UE - (noise of one block + noise rise) - `LOWEST_SINR_DB`; antenna gains are part of the coupling, not of the MCL
    (TR 36.888's practice).
    """
    noise = np.array([cell.gnb_noise_dbm for cell in cells])
    return terminal.tx_power_dbm - noise - noise_rise_db - LOWEST_SINR_DB


def uplink_margin_db(
    own_dbm: Floats32,
    best: NDArray[np.int16],
    cells: Sequence[CellRadio],
    noise_rise_db: Floats,
    terminal: TerminalRadio,
) -> Floats32:
    """More loss in dB that the uplink survives with one block at the lowest MCS, [points]: MCL less coupling loss.

    Below 0 only repetitions get through, down to -9 dB. NaN without service.
    """
    limits = coupling_loss_limits_db(cells, noise_rise_db, terminal)
    loss = coupling_loss_db(own_dbm, best, cells, terminal)
    return np.where(best >= 0, limits[np.maximum(best, 0)] - loss, np.nan).astype(np.float32)
