"""From every cell's RSRP to service: who serves, at which SINR, at which rates. The same code for maps and for points.

Arrays are [cells, points] float32 with NaN where a cell is out of its range; a map is its pixels in a row.
Cells of different bands don't interfere. Beams: the serving cell's traffic beam is on the terminal, neighbours' beams
are elsewhere, so a neighbour interferes with the gain of its broadcast envelope (assumption, stated in
docs/formulas/antenna.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.radio.linkbudget import UPLINK_SNR_TARGET_DB
from planner.units import db_to_linear

Floats32 = NDArray[np.float32]

#: SINR grid of the rate tables, dB.
TABLE_FROM_DB, TABLE_TO_DB, TABLE_STEP_DB = -30.0, 60.0, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRadio:
    """What the service of a cell depends on besides its RSRP. `band` numbers the carriers that interfere.

    re_power_dbm: conducted power in one resource element; beam_gain_db: traffic envelope over broadcast envelope;
    gnb_noise_dbm: uplink noise of one PRB in the receiver; rejection_db: how far the receiver suppresses terminals of
    other cells.
    """

    band: int
    n_rb: int
    scs_khz: int
    re_power_dbm: float
    beam_gain_db: float
    gnb_noise_dbm: float
    dl_share: float
    ul_share: float
    dl_layers: int
    ul_layers: int
    rejection_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalRadio:
    """A terminal at the air interface. noise_dbm: of one resource element at 15 kHz, noise figure included."""

    tx_power_dbm: float
    antenna_gain_dbi: float
    noise_15khz_dbm: float
    dl_layers: int
    ul_layers: int
    max_bandwidth_mhz: float
    max_modulation_order: int


def serve(
    rsrp_dbm: Floats32,
    bands: Sequence[int],
    band_order: Sequence[int],
    threshold_dbm: float,
    minimum_dbm: float,
) -> NDArray[np.int16]:
    """The serving cell of every point, -1 where none reaches `minimum_dbm`.

    Bands are tried in `band_order` (TS 38.304 clause 5.2.4.5, absolute priorities): the first whose strongest cell
    reaches `threshold_dbm` serves; if none does, the strongest of the allowed bands. Bands not in `band_order` are
    not used.
    """
    order = np.full(max([*bands, *band_order], default=0) + 1, -1, dtype=np.int64)
    for rank, band in enumerate(band_order):
        order[band] = rank
    ranks = np.array([order[band] for band in bands], dtype=np.int64)
    best = np.full(rsrp_dbm.shape[1], -1, dtype=np.int16)
    # a band too weak to serve must not keep the terminal from one that can
    threshold_dbm = max(threshold_dbm, minimum_dbm)
    _serve(rsrp_dbm, ranks, len(band_order), np.float32(threshold_dbm), np.float32(minimum_dbm), best)
    return best


@njit(cache=True, nogil=True)
def _serve(
    rsrp: Floats32,
    ranks: NDArray[np.int64],
    n_ranks: int,
    threshold: np.float32,
    minimum: np.float32,
    best: NDArray[np.int16],
) -> None:
    top = np.empty(n_ranks, dtype=np.float32)
    who = np.empty(n_ranks, dtype=np.int16)
    for p in range(rsrp.shape[1]):
        top[:] = -np.inf
        who[:] = -1
        for c in range(rsrp.shape[0]):
            rank = ranks[c]
            # NaN compares false: a cell out of range never serves
            if rank >= 0 and rsrp[c, p] > top[rank]:
                top[rank] = rsrp[c, p]
                who[rank] = c
        chosen, strongest = -1, np.float32(-np.inf)
        for rank in range(n_ranks):
            if top[rank] >= threshold:
                chosen, strongest = who[rank], top[rank]
                break
            if top[rank] > strongest:
                chosen, strongest = who[rank], top[rank]
        best[p] = chosen if strongest >= minimum else -1


def sinr_db(
    rsrp_dbm: Floats32,
    best: NDArray[np.int16],
    cells: Sequence[CellRadio],
    load_dl: NDArray[np.float64],
    terminal: TerminalRadio,
    fade_db: Floats32 | None = None,
    common_fade: Floats32 | None = None,
) -> Floats32:
    """SS-SINR: S / (sum of load_j I_j + N) over the cells of the serving cell's band, dB; NaN without service.

    load_dl: share of time and PRBs in which each cell sends, 0 to 1. fade_db: extra loss of the serving cell;
    common_fade: [serving, other] part of it, 0 to 1, that the other cell suffers at the same place (none: 0).
    """
    bands = np.array([cell.band for cell in cells], dtype=np.int64)
    noise = noise_mw(cells, terminal)
    fades = np.zeros(1, dtype=np.float32) if fade_db is None else fade_db
    common = np.zeros((len(cells), len(cells)), dtype=np.float32) if common_fade is None else common_fade
    out = np.empty(rsrp_dbm.shape[1], dtype=np.float32)
    _sinr(
        rsrp_dbm, best, bands, np.clip(load_dl, 0.0, 1.0).astype(np.float32), noise,
        fades, fade_db is not None, common, out,
    )  # fmt: skip
    return out


def noise_mw(cells: Sequence[CellRadio], terminal: TerminalRadio) -> Floats32:
    """Noise of one resource element of each cell in front of the terminal's antenna, mW."""
    noise = [db_to_linear(terminal.noise_15khz_dbm + 10.0 * np.log10(cell.scs_khz / 15.0)) for cell in cells]
    return (np.array(noise) / db_to_linear(terminal.antenna_gain_dbi)).astype(np.float32)


@njit(cache=True, nogil=True, error_model="numpy")
def _sinr(
    rsrp: Floats32,
    best: NDArray[np.int16],
    bands: NDArray[np.int64],
    load: Floats32,
    noise_mw: Floats32,
    fades: Floats32,
    has_fades: bool,
    common: Floats32,
    out: Floats32,
) -> None:
    ln10_10 = np.float32(0.23025851)
    for p in range(rsrp.shape[1]):
        b = best[p]
        if b < 0:
            out[p] = np.nan
            continue
        total = noise_mw[b]
        for c in range(rsrp.shape[0]):
            level = rsrp[c, p]
            if c != b and bands[c] == bands[b] and load[c] > np.float32(0.0) and not np.isnan(level):
                if has_fades:
                    level -= common[b, c] * fades[p]
                total += load[c] * np.exp(level * ln10_10)
        own = rsrp[b, p]
        if has_fades:
            own -= fades[p]
        out[p] = own - np.log(total) / ln10_10


def rate_mbps(
    level_db: Floats32, best: NDArray[np.int16], tables_mbps: Floats32, offsets_db: NDArray[np.floating[Any]]
) -> Floats32:
    """Rate at every point from the serving cell's table, Mbit/s; 0 without service.

    tables_mbps: [cells, levels] over `table_levels_db()`; the level looked up is `level_db` plus the serving cell's
    offset: downlink the SINR plus the beam gain, uplink the RSRP plus what `uplink_offsets_db` adds.
    """
    out = np.empty(level_db.size, dtype=np.float32)
    _look_up(tables_mbps, np.asarray(offsets_db, dtype=np.float32), level_db, best, out)
    return out


def uplink_offsets_db(
    cells: Sequence[CellRadio], noise_rise_db: NDArray[np.float64], terminal: TerminalRadio
) -> NDArray[np.float64]:
    """What turns a cell's RSRP (dBm) into the uplink SINR of a terminal with all its power in one PRB (dB), per cell.

    The path gain follows from the RSRP by reciprocity: the median losses of both directions are equal (in FDD the lower
    uplink carrier would be slightly better). noise_rise_db: interference over thermal noise in each cell.
    """
    return np.array(
        [
            terminal.tx_power_dbm + terminal.antenna_gain_dbi - cell.re_power_dbm + cell.beam_gain_db
            - cell.gnb_noise_dbm - rise
            for cell, rise in zip(cells, noise_rise_db, strict=True)
        ]
    )  # fmt: skip


def uplink_levels_dbm(
    own_rsrp_dbm: Floats32,
    best: NDArray[np.int16],
    cells: Sequence[CellRadio],
    terminal: TerminalRadio,
    blocks: Sequence[int],
) -> Floats32:
    """The serving cell's RSRP up to where power control stops the terminal, dBm; NaN without service.

    blocks: PRBs the terminal can use in each cell. Above the level at which all of them reach `UPLINK_SNR_TARGET_DB`
    the terminal turns its power down, so its uplink gets no better: noise rise then costs it what it costs others.
    """
    caps = uplink_caps_dbm(cells, terminal, blocks)
    return np.minimum(own_rsrp_dbm, caps[np.maximum(best, 0)]).astype(np.float32)


def uplink_caps_dbm(cells: Sequence[CellRadio], terminal: TerminalRadio, blocks: Sequence[int]) -> NDArray[np.float64]:
    """The RSRP of each cell above which a terminal turns its power down, dBm (`uplink_levels_dbm`)."""
    silent = np.zeros(len(cells))
    return UPLINK_SNR_TARGET_DB + 10.0 * np.log10(np.asarray(blocks)) - uplink_offsets_db(cells, silent, terminal)


def table_levels_db() -> NDArray[np.float64]:
    """The levels of the rate tables, dB."""
    return np.arange(TABLE_FROM_DB, TABLE_TO_DB + TABLE_STEP_DB / 2, TABLE_STEP_DB)


def own_level(rsrp_dbm: Floats32, best: NDArray[np.int16]) -> Floats32:
    """The serving cell's value of a [cells, points] array at every point; NaN without service."""
    points = np.arange(best.size)
    return np.where(best >= 0, rsrp_dbm[np.maximum(best, 0), points], np.float32(np.nan)).astype(np.float32)


@njit(cache=True, nogil=True)
def _look_up(tables: Floats32, offsets: Floats32, level: Floats32, best: NDArray[np.int16], out: Floats32) -> None:
    last = tables.shape[1] - 1
    for p in range(level.size):
        b = best[p]
        if b < 0:
            out[p] = 0.0
            continue
        position = (level[p] + offsets[b] - np.float32(TABLE_FROM_DB)) * np.float32(1.0 / TABLE_STEP_DB)
        if not position > 0.0:
            out[p] = 0.0
        elif position >= last:
            out[p] = tables[b, last]
        else:
            k = int(position)
            out[p] = tables[b, k] + (position - k) * (tables[b, k + 1] - tables[b, k])
