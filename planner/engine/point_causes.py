"""Why a place is bad: what takes most from the figure that falls short, what it would be without, and what helps.

Causes are ranked by the figure that misses its target first (level, then quality, then uplink), then by the decibels
they cost. Where all targets hold the same list says what comes next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.engine.cells import MINIMUM_RSRP_DBM
from planner.engine.point_figures import (
    PointState,
    dl_at_mbps,
    interferers_dbm,
    noise_dbm,
    sinr_at_db,
    snr_at_db,
    sum_dbm,
    ul_at_mbps,
    ul_blocks,
    ul_level_dbm,
)
from planner.engine.point_path import Path
from planner.engine.point_types import Cause
from planner.engine.rates import usable_blocks
from planner.errors import Issue, Param, Severity
from planner.model.network import Cell
from planner.radio.tr38901 import path_loss_los_db

#: Losses below this aren't a cause worth a sentence, dB.
LEAST_CAUSE_DB = 3.0
#: An antenna that gives away this much looks elsewhere, dB (the half-power edge is 3 dB).
OFF_AXIS_DB = 6.0
#: How much more power the counterfactual of the uplink has, dB.
MORE_POWER_DB = 3.0
#: Quality beyond this buys no more bits on the terminals' layers, dB: what is above isn't counted as lost.
USEFUL_SINR_DB = 30.0
#: Distance is named first only where nothing else costs this much, dB.
_OTHER_CAUSE_DB = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PointCase:
    """A place with its targets: metrics missed ("rsrp_dbm" ...) at the zone's probability; ceiling of the cells' load.

    titles: names of the cells in the plan's order. is_inside: nobody can be there (a container stack, a tank).
    """

    state: PointState
    cell: Cell
    path: Path
    titles: Sequence[str]
    missed: frozenset[str]
    load_ceiling: float
    scheme_id: str
    height_m: float
    is_inside: bool


def causes_of(case: PointCase) -> tuple[Cause, ...]:
    """All causes, the decisive one first; see the module."""
    level = _level_causes(case)
    if case.is_inside:
        return (_cause(case, "point-inside-solid", {}, "", "", 0.0),)
    if not case.state.is_served:
        params: dict[str, Param] = {"level_dbm": _db(case.state.level_dbm), "least_dbm": MINIMUM_RSRP_DBM}
        missing_db = MINIMUM_RSRP_DBM - case.state.level_dbm
        return (_cause(case, "point-no-service", params, "cure-new-site", "rsrp", missing_db), *level)
    quality, uplink = _quality_causes(case), _uplink_causes(case)
    groups = [level, quality, uplink]
    if "rsrp_dbm" in case.missed:
        order = groups
    elif case.missed & {"sinr_db", "dl_mbps"}:
        # a weak signal drowns in noise: what weakens it comes right behind
        is_noise = bool(quality) and quality[0].issue.code == "point-noise"
        order = [quality, level, uplink] if is_noise else [quality, uplink, level]
    elif "ul_mbps" in case.missed:
        order = [uplink, level, quality]
    else:
        merged = sorted((*quality, *uplink, *level), key=_weight)
        return tuple(merged)
    return tuple(item for group in order for item in group)


def no_cell_cause(scheme_id: str, range_m: float) -> Cause:
    """The one cause where no cell reaches the place."""
    issue = Issue(
        code="point-no-cell", severity=Severity.ERROR, params={"range_m": range_m}, scheme_id=scheme_id
    )  # fmt: skip
    return Cause(issue=issue, cure="cure-new-site", figure="", gain_db=np.inf)


def _weight(cause: Cause) -> tuple[bool, float]:
    return cause.issue.code == "point-distance", -cause.gain_db


def _cause(
    case: PointCase, code: str, params: dict[str, Param], cure: str, figure: str, gain_db: float
) -> Cause:  # fmt: skip
    misses = {"rsrp": {"rsrp_dbm"}, "sinr": {"sinr_db", "dl_mbps"}, "dl": {"dl_mbps"}, "ul": {"ul_mbps"}}
    is_missed = bool(case.missed & misses.get(figure, set())) or not case.state.is_served
    issue = Issue(
        code=code,
        severity=Severity.WARNING if is_missed or case.is_inside else Severity.NOTE,
        params={"cell": case.titles[case.state.index], **params},
        object_kind="cells",
        object_id=case.cell.id,
        scheme_id=case.scheme_id,
    )
    return Cause(issue=issue, cure=cure, figure=figure, gain_db=gain_db)


def _level_causes(case: PointCase) -> list[Cause]:
    """What weakens the signal: obstacles, walls, the antenna's direction, what isn't drawn, distance."""
    path, level = case.path, case.state.level_dbm
    found: list[Cause] = []

    def add(code: str, lost_db: float, cure: str, **more: Param) -> None:
        params: dict[str, Param] = {"loss_db": _db(lost_db), "level_dbm": _db(level), **more}
        params["without_dbm"] = _db(level + lost_db)
        found.append(_cause(case, code, params, cure, "rsrp", lost_db))

    if path.loss.obstruction_db >= LEAST_CAUSE_DB:
        add("point-obstruction", path.loss.obstruction_db, "cure-over-obstacle")
    if path.loss.trees_db >= LEAST_CAUSE_DB:
        add("point-trees", path.loss.trees_db, "cure-over-obstacle")
    if path.loss.indoor_db >= LEAST_CAUSE_DB:
        add("point-indoors", path.loss.indoor_db, "cure-indoor-heads")
    off_axis_db = path.gain_max_dbi - path.gain_dbi
    if off_axis_db >= OFF_AXIS_DB:
        add("point-antenna", off_axis_db, "cure-turn-antenna")
    unknown_db = path.loss.free_db - path.loss.los_db
    if unknown_db >= LEAST_CAUSE_DB:
        add("point-not-in-sight", unknown_db, "cure-survey-map")
    found.sort(key=lambda cause: -cause.gain_db)
    nearer = _distance_cause(case)
    if nearer is not None:
        # being far away is no news where something else costs more
        found.insert(0 if not found or found[0].gain_db < _OTHER_CAUSE_DB else len(found), nearer)
    return found


def _distance_cause(case: PointCase) -> Cause | None:
    path, cell, heights = case.path, case.cell, (case.cell.height_m, case.height_m)
    if path.dist_2d_m < 2.0:
        return None
    whole = float(path_loss_los_db(cell.scenario, path.dist_2d_m, path.freq_ghz, *heights))
    half = float(path_loss_los_db(cell.scenario, path.dist_2d_m / 2.0, path.freq_ghz, *heights))
    level = case.state.level_dbm
    params: dict[str, Param] = {
        "distance_m": round(path.dist_3d_m),
        "loss_db": _db(path.loss.los_db),
        "level_dbm": _db(level),
        "half_dbm": _db(level + whole - half),
    }
    return _cause(case, "point-distance", params, "cure-nearer-site", "rsrp", whole - half)


def _quality_causes(case: PointCase) -> list[Cause]:
    """What spoils the SINR: other cells or noise; and a cell without room."""
    state = case.state
    sinr, snr = sinr_at_db(state), snr_at_db(state)
    found: list[Cause] = []
    others = interferers_dbm(state)
    interference = sum_dbm([level for _, level in others])
    if others and snr - sinr >= LEAST_CAUSE_DB and sinr < USEFUL_SINR_DB:
        first = others[0][0]
        muted = state.load_dl.copy()
        muted[first] = 0.0
        params: dict[str, Param] = {
            "sinr_db": _db(sinr),
            "without_db": _db(snr),
            "worst": case.titles[first],
            "without_worst_db": _db(sinr_at_db(state, muted)),
            "dl_mbps": _rate(dl_at_mbps(state, sinr)),
            "without_mbps": _rate(dl_at_mbps(state, snr)),
        }
        lost_db = min(snr, USEFUL_SINR_DB) - min(sinr, USEFUL_SINR_DB)
        found.append(_cause(case, "point-interference", params, "cure-tilt-neighbour", "sinr", lost_db))
    if noise_dbm(state) > interference:
        more = sinr_at_db(state) + MORE_POWER_DB
        params = {
            "sinr_db": _db(sinr),
            "noise_dbm": _db(noise_dbm(state)),
            "dl_mbps": _rate(dl_at_mbps(state, sinr)),
            "more_db": MORE_POWER_DB,
            "more_mbps": _rate(dl_at_mbps(state, more)),
        }
        found.append(_cause(case, "point-noise", params, "cure-more-level", "sinr", MORE_POWER_DB))
    found.sort(key=lambda cause: -cause.gain_db)
    load = float(state.load_dl[state.index])
    if load > case.load_ceiling:
        found.append(_load_cause(case, "DL", load, dl_at_mbps(state, sinr)))
    return found


def _uplink_causes(case: PointCase) -> list[Cause]:
    """What spoils the uplink: the terminal's power, noise rise, a cell without room."""
    state = case.state
    level = ul_level_dbm(state)
    rate, blocks = ul_at_mbps(state, level), ul_blocks(state, level)
    rise = float(state.noise_rise_db[state.index])
    found: list[Cause] = []
    if level >= state.level_dbm - 1e-3:  # power control doesn't hold it back: it sends all it has
        usable = usable_blocks(state.plan.radios[state.index], state.terminal)
        params: dict[str, Param] = {
            "power_dbm": state.terminal.tx_power_dbm,
            "blocks": round(blocks, 1),
            "usable": usable,
            "ul_mbps": _rate(rate),
            "more_db": MORE_POWER_DB,
            "more_mbps": _rate(ul_at_mbps(state, level, MORE_POWER_DB)),
        }
        found.append(_cause(case, "point-uplink-power", params, "cure-terminal-power", "ul", MORE_POWER_DB))
    if rise >= LEAST_CAUSE_DB:
        params = {
            "rise_db": _db(rise),
            "ul_mbps": _rate(rate),
            "without_mbps": _rate(ul_at_mbps(state, level, rise)),
        }
        found.append(_cause(case, "point-uplink-interference", params, "cure-less-uplink", "ul", rise))
    found.sort(key=lambda cause: -cause.gain_db)
    load = float(state.load_ul[state.index])
    if load > case.load_ceiling:
        found.append(_load_cause(case, "UL", load, rate))
    return found


def _load_cause(case: PointCase, direction: str, load: float, rate_mbps: float) -> Cause:
    left = max(1.0 - load, 0.0)
    params: dict[str, Param] = {
        "direction": direction,
        "load_pct": round(load * 100.0),
        "ceiling_pct": round(case.load_ceiling * 100.0),
        "alone_mbps": _rate(rate_mbps),
        "left_mbps": _rate(rate_mbps * left),
    }
    lost_db = -10.0 * float(np.log10(max(left, 1e-3)))
    return _cause(case, "point-load", params, "cure-more-capacity", direction.lower(), lost_db)


def _db(value: float) -> float:
    return round(value, 1)


def _rate(value_mbps: float) -> float:
    return round(value_mbps, 1 if value_mbps < 100.0 else 0)
