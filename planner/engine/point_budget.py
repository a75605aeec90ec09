"""The link budget of a place as rows that add up: downlink to RSRP, SINR and rate, uplink to SINR per PRB and rate."""

from collections.abc import Sequence

import numpy as np

from planner.engine.cells import GNB_NOISE_FIGURE_DB
from planner.engine.layer_figures import LOWEST_SINR_DB, coupling_loss_db, coupling_loss_limits_db
from planner.engine.point_figures import (
    PointState,
    dl_at_mbps,
    interferers_dbm,
    noise_dbm,
    sinr_at_db,
    sum_dbm,
    ul_at_mbps,
    ul_blocks,
    ul_level_dbm,
    ul_offset_db,
)
from planner.engine.point_loss import LEAST_DB
from planner.engine.point_path import Path
from planner.engine.point_types import BudgetRow, RowKind
from planner.errors import Param
from planner.model.catalogue import Terminal
from planner.model.network import Cell
from planner.radio.linkbudget import ss_rsrp_offset_db
from planner.units import THERMAL_NOISE_DBM_PER_HZ

#: Interfering cells that have a row of their own; the rest is one row.
MOST_INTERFERERS = 5

_RSRP_CLAUSE = "3GPP TS 38.215 5.1.1"
_SINR_CLAUSE = "3GPP TS 38.215 5.1.5"
_RATE_CLAUSE = "3GPP TS 38.214 5.1.3.1"
_UL_RATE_CLAUSE = "3GPP TS 38.214 6.1.4.1"
_POWER_CLAUSE = "3GPP TS 38.213 7.1.1"
_SIGMA_CLAUSE = "3GPP TR 38.901 7.4.1"
_MCL_SOURCE = "3GPP TR 36.888"
_NOISE_SOURCE = "k·T (290 K)"


def term(code: str, value: float, unit: str, sign: int, source: str = "", **params: Param) -> BudgetRow:
    """A row that enters the sum."""
    return BudgetRow(code=code, value=value, unit=unit, sign=sign, source=source, params=params)


def total(code: str, value: float, unit: str, source: str = "") -> BudgetRow:
    """The sum so far."""
    return BudgetRow(code=code, value=value, unit=unit, kind=RowKind.TOTAL, source=source)


def detail(code: str, value: float, unit: str, source: str = "", **params: Param) -> BudgetRow:
    """A figure that explains."""
    return BudgetRow(code=code, value=value, unit=unit, kind=RowKind.DETAIL, source=source, params=params)


def downlink_rows(
    state: PointState,
    cell: Cell,
    terminal: Terminal,
    path: Path,
    margin_db: float,
    probability: float,
    titles: Sequence[str],
) -> tuple[BudgetRow, ...]:
    """From the carrier's power to the downlink rate. titles: names of the cells, in the plan's order."""
    radio = state.plan.radios[state.index]
    rsrp, sinr = state.level_dbm, sinr_at_db(state)
    offset = radio.re_power_dbm - cell.tx_power_dbm
    share = offset - ss_rsrp_offset_db(radio.n_rb)
    rows = [
        term("budget-carrier-power", cell.tx_power_dbm, "dBm", 1),
        term("budget-per-re", -ss_rsrp_offset_db(radio.n_rb), "dB", -1, _RSRP_CLAUSE, n_rb=radio.n_rb),
    ]
    if abs(share) >= LEAST_DB:
        rows.append(term("budget-power-share", abs(share), "dB", 1 if share > 0.0 else -1))
    rows.append(total("budget-re-power", radio.re_power_dbm, "dBm", _RSRP_CLAUSE))
    rows += path.rows
    rows += [
        total("budget-rsrp", rsrp, "dBm", _RSRP_CLAUSE),
        detail("budget-sigma", state.sigma_db, "dB", _SIGMA_CLAUSE),
        detail("budget-margin", margin_db, "dB", probability_pct=round(probability * 100.0, 1)),
        detail("budget-assured-rsrp", rsrp - margin_db, "dBm", probability_pct=round(probability * 100.0, 1)),
    ]
    rows += _disturbance_rows(state, terminal, titles)
    disturbance = rsrp - sinr
    rows += [
        term("budget-noise-and-interference", disturbance, "dBm", -1, _SINR_CLAUSE),
        total("budget-sinr", sinr, "dB", _SINR_CLAUSE),
    ]
    if abs(radio.beam_gain_db) >= LEAST_DB:
        sign = 1 if radio.beam_gain_db > 0.0 else -1
        rows.append(term("budget-beam-gain", abs(radio.beam_gain_db), "dB", sign))
        rows.append(total("budget-data-sinr", sinr + radio.beam_gain_db, "dB"))
    rows.append(detail("budget-dl-rate", dl_at_mbps(state, sinr), "Mbit/s", _RATE_CLAUSE))
    return tuple(rows)


def _disturbance_rows(state: PointState, terminal: Terminal, titles: Sequence[str]) -> list[BudgetRow]:
    scs_khz = state.plan.radios[state.index].scs_khz
    thermal = THERMAL_NOISE_DBM_PER_HZ + 10.0 * float(np.log10(scs_khz * 1e3))
    rows = [
        detail("budget-thermal-noise", thermal, "dBm", _NOISE_SOURCE, scs_khz=scs_khz),
        detail("budget-noise-figure", terminal.noise_figure_db, "dB", terminal.source),
        detail("budget-terminal-gain", terminal.antenna_gain_dbi, "dBi", terminal.source),
        detail("budget-noise", noise_dbm(state), "dBm"),
    ]
    found = interferers_dbm(state)
    for index, level in found[:MOST_INTERFERERS]:
        load_pct = round(min(float(state.load_dl[index]), 1.0) * 100.0, 1)
        rows.append(detail("budget-interferer", level, "dBm", cell=titles[index], load_pct=load_pct))
    if len(found) > MOST_INTERFERERS:
        rest = sum_dbm([level for _, level in found[MOST_INTERFERERS:]])
        rows.append(detail("budget-other-interferers", rest, "dBm", count=len(found) - MOST_INTERFERERS))
    return rows


def uplink_rows(state: PointState, terminal: Terminal, path: Path) -> tuple[BudgetRow, ...]:
    """From the terminal's power to the uplink rate."""
    radio = state.plan.radios[state.index]
    level, capped = state.level_dbm, ul_level_dbm(state)
    loss_db = radio.re_power_dbm + path.gain_dbi - level
    received = terminal.tx_power_dbm + terminal.antenna_gain_dbi + path.gain_dbi + radio.beam_gain_db - loss_db
    rise = float(state.noise_rise_db[state.index])
    one_prb = capped + ul_offset_db(state)
    blocks = ul_blocks(state, capped)
    spread = 10.0 * float(np.log10(max(blocks, 1e-9)))
    rows = [
        term("budget-terminal-power", terminal.tx_power_dbm, "dBm", 1, terminal.source),
        term("budget-terminal-gain", terminal.antenna_gain_dbi, "dBi", 1, terminal.source),
        term("budget-path-loss", loss_db, "dB", -1),
        term("budget-antenna-direction", path.gain_dbi, "dBi", 1),
    ]
    if abs(radio.beam_gain_db) >= LEAST_DB:
        rows.append(term("budget-beam-gain", abs(radio.beam_gain_db), "dB", 1 if radio.beam_gain_db > 0.0 else -1))
    rows += [
        total("budget-ul-received", received, "dBm"),
        detail("budget-noise-figure", GNB_NOISE_FIGURE_DB, "dB"),
        term("budget-gnb-noise", radio.gnb_noise_dbm, "dBm", -1, _NOISE_SOURCE),
        term("budget-noise-rise", rise, "dB", -1),
    ]
    if level - capped >= LEAST_DB:
        rows.append(term("budget-power-control", level - capped, "dB", -1, _POWER_CLAUSE))
    rows += [
        total("budget-ul-one-prb", one_prb, "dB"),
        term("budget-ul-spread", spread, "dB", -1, _POWER_CLAUSE, blocks=round(blocks, 1), n_rb=radio.n_rb),
        total("budget-ul-sinr", one_prb - spread, "dB"),
        detail("budget-ul-rate", ul_at_mbps(state, capped), "Mbit/s", _UL_RATE_CLAUSE),
    ]
    return (*rows, *_coupling_rows(state))


def _coupling_rows(state: PointState) -> list[BudgetRow]:
    """Coupling loss against the most that the uplink stands, as the layers of these names show them."""
    radios, own = state.plan.radios, state.rsrp_dbm[state.index]
    loss = float(coupling_loss_db(own, state.best, radios, state.terminal)[0])
    most = float(coupling_loss_limits_db(radios, state.noise_rise_db, state.terminal)[state.index])
    return [
        detail("budget-coupling-loss", loss, "dB"),
        detail("budget-mcl", most, "dB", _MCL_SOURCE, sinr_db=LOWEST_SINR_DB),
        detail("budget-ul-margin", most - loss, "dB", _MCL_SOURCE),
    ]
