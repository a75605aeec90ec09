"""The radio figures of one pixel: who serves it, at which SINR and rates, and the same if something were different.

These are the map's own functions on arrays of one place, so the figures are those of the map.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.engine.cells import RadioPlan, common_shadow
from planner.engine.rates import all_usable_blocks, downlink_tables, uplink_block_tables, uplink_tables
from planner.radio.coverage import TerminalRadio, own_level, rate_mbps, sinr_db, uplink_levels_dbm, uplink_offsets_db
from planner.units import db_to_linear

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointState:
    """What arrives at one pixel. rsrp_dbm [cells, 1], NaN out of range; loads and noise rise [cells].

    index: the cell that the budgets are for, the serving one, else the strongest; -1 where none is in range.
    """

    plan: RadioPlan
    terminal: TerminalRadio
    rsrp_dbm: Floats32
    sigma_db: float
    load_dl: Floats
    load_ul: Floats
    noise_rise_db: Floats
    index: int
    is_served: bool

    @property
    def best(self) -> NDArray[np.int16]:
        """The cell of the budgets as an array of one place."""
        return np.array([self.index], dtype=np.int16)

    @property
    def level_dbm(self) -> float:
        """SS-RSRP of the cell of the budgets."""
        return float(self.rsrp_dbm[self.index, 0])


def sinr_at_db(state: PointState, load_dl: Floats | None = None, margin_db: float = 0.0) -> float:
    """SS-SINR at these loads (default: today's); margin_db: a fade of the serving cell."""
    fade = np.array([margin_db], dtype=np.float32) if margin_db else None
    common = common_shadow(state.plan) if margin_db else None
    load = state.load_dl if load_dl is None else load_dl
    return float(sinr_db(state.rsrp_dbm, state.best, state.plan.radios, load, state.terminal, fade, common)[0])


def snr_at_db(state: PointState) -> float:
    """SS-SINR without any interference."""
    return sinr_at_db(state, np.zeros(len(state.plan.radios)))


def dl_at_mbps(state: PointState, sinr: float) -> float:
    """Downlink rate of a terminal alone in the cell at an SS-SINR, Mbit/s."""
    gains = np.array([cell.beam_gain_db for cell in state.plan.radios])
    level = np.array([sinr], dtype=np.float32)
    return float(rate_mbps(level, state.best, downlink_tables(state.plan.radios, state.terminal), gains)[0])


def ul_level_dbm(state: PointState, margin_db: float = 0.0) -> float:
    """The serving cell's RSRP up to where power control stops the terminal, dBm."""
    own = own_level(state.rsrp_dbm, state.best) - np.float32(margin_db)
    blocks = all_usable_blocks(state.plan.radios, state.terminal)
    return float(uplink_levels_dbm(own, state.best, state.plan.radios, state.terminal, blocks)[0])


def ul_offset_db(state: PointState) -> float:
    """What turns an RSRP (dBm) into the uplink SINR with all power in one PRB (dB) in the cell of the budgets."""
    return float(uplink_offsets_db(state.plan.radios, state.noise_rise_db, state.terminal)[state.index])


def ul_at_mbps(state: PointState, level_dbm: float, gain_db: float = 0.0) -> float:
    """Uplink rate at an RSRP, Mbit/s; gain_db: so much more power, or so much less noise."""
    return _from_table(state, uplink_tables(state.plan.radios, state.terminal), level_dbm + gain_db)


def ul_blocks(state: PointState, level_dbm: float) -> float:
    """PRBs that the terminal fills at an RSRP."""
    share = _from_table(state, uplink_block_tables(state.plan.radios, state.terminal), level_dbm)
    return share * state.plan.radios[state.index].n_rb


def _from_table(state: PointState, tables: Floats32, level_dbm: float) -> float:
    offsets = uplink_offsets_db(state.plan.radios, state.noise_rise_db, state.terminal)
    return float(rate_mbps(np.array([level_dbm], dtype=np.float32), state.best, tables, offsets)[0])


def noise_dbm(state: PointState) -> float:
    """Noise of one resource element in the terminal, referred to an isotropic antenna, dBm."""
    scs_khz = state.plan.radios[state.index].scs_khz
    thermal = state.terminal.noise_15khz_dbm + 10.0 * float(np.log10(scs_khz / 15.0))
    return thermal - state.terminal.antenna_gain_dbi


def interferers_dbm(state: PointState) -> tuple[tuple[int, float], ...]:
    """Cells that disturb the downlink with the mean power of each (its load counted), dBm, the strongest first."""
    own = state.plan.radios[state.index]
    found: list[tuple[int, float]] = []
    for index, cell in enumerate(state.plan.radios):
        level, load = float(state.rsrp_dbm[index, 0]), min(float(state.load_dl[index]), 1.0)
        if index != state.index and cell.band == own.band and load > 0.0 and np.isfinite(level):
            found.append((index, level + 10.0 * float(np.log10(load))))
    return tuple(sorted(found, key=lambda item: -item[1]))


def sum_dbm(levels_dbm: list[float]) -> float:
    """Sum of powers, dBm; -inf for none."""
    total = float(np.sum(db_to_linear(np.array(levels_dbm)))) if levels_dbm else 0.0
    return 10.0 * float(np.log10(total)) if total > 0.0 else -np.inf
