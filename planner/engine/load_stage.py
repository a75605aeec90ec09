"""Demand meets radio: where each flow's terminals are, what they take of which cell, and the loads that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.capacity.load import LoadSolution, resource_share, solve_load
from planner.engine.cells import MINIMUM_RSRP_DBM, RadioPlan, band_order, terminal_radio
from planner.engine.radio_stage import CellMap
from planner.engine.rates import all_usable_blocks, downlink_tables, uplink_block_tables, uplink_tables
from planner.model.catalogue import Catalogue
from planner.model.demand import Flow
from planner.model.project import Project, Scheme
from planner.radio.coverage import (
    TerminalRadio,
    own_level,
    rate_mbps,
    serve,
    sinr_db,
    uplink_offsets_db,
)
from planner.radio.linkbudget import UPLINK_SINR_MAX_DB
from planner.units import db_to_linear

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Pixels = NDArray[np.int64]

#: Places of a zone that stand for all of it when flows are computed.
MAX_POINTS = 1500
#: Places of the map that stand for where a cell's terminals are when uplink interference is computed.
MAX_INTERFERENCE_POINTS = 4000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowPoints:
    """One flow at the places of its zone, arrays [places]; rsrp_dbm [cells, places]. `best` -1: no service there.

    own_rsrp_dbm: that of the serving cell; dl_block_share: share of its PRBs that the terminal can use.
    """

    flow: Flow
    rsrp_dbm: Floats32
    best: NDArray[np.int16]
    terminal: TerminalRadio
    own_rsrp_dbm: Floats32
    dl_block_share: Floats
    dl_tables: Floats32
    ul_tables: Floats32
    ul_block_tables: Floats32

    @property
    def active(self) -> float:
        """Terminals of the flow that are active at once in the busy hour."""
        return self.flow.count * self.flow.activity


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loads:
    """Loads per cell [cells] from background and flows, and the uplink noise rise (dB) that follows."""

    dl: LoadSolution
    ul: LoadSolution
    background_dl: Floats
    background_ul: Floats
    noise_rise_db: Floats


def thin_out(pixels: Pixels, limit: int) -> Pixels:
    """At most `limit` of the pixels, evenly spaced: the same ones every time."""
    if pixels.size <= limit:
        return pixels
    return pixels[np.linspace(0, pixels.size - 1, limit).astype(np.int64)]


def rsrp_at(maps: Sequence[CellMap], pixels: Pixels) -> Floats32:
    """[cells, pixels] of the cells' maps."""
    return np.stack([item.rsrp_dbm.ravel()[pixels] for item in maps])


def flow_points(
    project: Project,
    scheme: Scheme,
    catalogue: Catalogue,
    plan: RadioPlan,
    maps: Mapping[float, Sequence[CellMap]],
    zone_pixels: Mapping[str, Pixels],
) -> dict[str, FlowPoints]:
    """Every flow that can be computed (it has a zone with places in it, a known terminal and a slice), by id."""
    found: dict[str, FlowPoints] = {}
    for flow_id, flow in sorted(project.demand.flows.items()):
        assignment = scheme.assignments.get(flow_id)
        piece = scheme.slices.get(assignment.slice_id) if assignment else None
        terminal = catalogue.terminals.get(flow.terminal)
        pixels = zone_pixels.get(flow.zone_id)
        if piece is None or terminal is None or pixels is None or not pixels.size or not plan.cells:
            continue
        radio = terminal_radio(terminal)
        zone = project.site_map.zones[flow.zone_id]
        rsrp = rsrp_at(maps[zone.height_m], thin_out(pixels, MAX_POINTS))
        order = band_order(scheme.network, plan.bands, piece.bands)
        numbers = [cell.band for cell in plan.radios]
        best = serve(rsrp, numbers, order, scheme.network.band_threshold_dbm, MINIMUM_RSRP_DBM)
        blocks = all_usable_blocks(plan.radios, radio)
        shares = np.array([own / cell.n_rb for own, cell in zip(blocks, plan.radios, strict=True)])
        found[flow_id] = FlowPoints(
            flow=flow,
            rsrp_dbm=rsrp,
            best=best,
            terminal=radio,
            own_rsrp_dbm=own_level(rsrp, best),
            dl_block_share=shares[np.maximum(best, 0)],
            dl_tables=downlink_tables(plan.radios, radio),
            ul_tables=uplink_tables(plan.radios, radio),
            ul_block_tables=uplink_block_tables(plan.radios, radio),
        )
    return found


def flow_dl_rate(points: FlowPoints, plan: RadioPlan, load_dl: Floats) -> Floats32:
    """Downlink rate of one terminal alone in its cell at every place, Mbit/s."""
    sinr = sinr_db(points.rsrp_dbm, points.best, plan.radios, load_dl, points.terminal)
    gains = np.array([cell.beam_gain_db for cell in plan.radios])
    return rate_mbps(sinr, points.best, points.dl_tables, gains)


def flow_ul_rate(points: FlowPoints, plan: RadioPlan, noise_rise_db: Floats) -> Floats32:
    """Uplink rate of one terminal alone in its cell at every place, Mbit/s."""
    offsets = uplink_offsets_db(plan.radios, noise_rise_db, points.terminal)
    return rate_mbps(points.own_rsrp_dbm, points.best, points.ul_tables, offsets)


def flow_ul_share(points: FlowPoints, plan: RadioPlan, noise_rise_db: Floats) -> Floats:
    """Share of its cell's uplink resources that one active terminal takes at every place, 0 to 1."""
    rate = flow_ul_rate(points, plan, noise_rise_db)
    return resource_share(points.flow.ul_mbps, rate, flow_ul_blocks(points, plan, noise_rise_db))


def flow_ul_blocks(points: FlowPoints, plan: RadioPlan, noise_rise_db: Floats) -> Floats32:
    """Share of its cell's PRBs that one terminal fills while it sends, at every place, 0 to 1."""
    offsets = uplink_offsets_db(plan.radios, noise_rise_db, points.terminal)
    return rate_mbps(points.own_rsrp_dbm, points.best, points.ul_block_tables, offsets)


def flow_dl_share(points: FlowPoints, plan: RadioPlan, load_dl: Floats) -> Floats:
    """Share of its cell's downlink resources that one active terminal takes at every place, 0 to 1."""
    return resource_share(points.flow.dl_mbps, flow_dl_rate(points, plan, load_dl), points.dl_block_share)


def cell_shares(points: FlowPoints, share: Floats, cells: int) -> Floats:
    """What a flow's terminals take of each cell: active terminals x mean share over its places, [cells]."""
    served = points.best >= 0
    per_cell = np.bincount(points.best[served], weights=share[served], minlength=cells)
    return per_cell / points.best.size * points.active


def uplink_coupling(rsrp: Floats32, best: NDArray[np.int16], plan: RadioPlan, terminal: TerminalRadio) -> Floats:
    """[own, victim]: interference over noise (linear) in a cell while a terminal of another cell sends all the time.

    Mean over the other cell's area. The terminal's power is spread over the carrier and controlled (TS 38.213 clause
    7.1.1, full compensation): no more than its own cell needs for `UPLINK_SINR_MAX_DB`.
    """
    count = len(plan.radios)
    coupling = np.zeros((count, count))
    if not count:
        return coupling
    bands = np.array([cell.band for cell in plan.radios])
    for own in range(count):
        here = best == own
        if not here.any():
            continue
        mine = plan.radios[own]
        full_dbm = terminal.tx_power_dbm - 10.0 * np.log10(mine.n_rb)
        own_gain_db = (
            rsrp[own, here].astype(np.float64) - mine.re_power_dbm + mine.beam_gain_db + terminal.antenna_gain_dbi
        )
        per_prb_dbm = np.minimum(full_dbm, UPLINK_SINR_MAX_DB + mine.gnb_noise_dbm - own_gain_db)
        for victim in np.flatnonzero((bands == bands[own]) & (np.arange(count) != own)):
            radio = plan.radios[victim]
            received = (
                per_prb_dbm
                + terminal.antenna_gain_dbi
                + rsrp[victim, here].astype(np.float64)
                - radio.re_power_dbm
                - radio.gnb_noise_dbm
            )
            coupling[own, victim] = float(np.nanmean(np.where(np.isnan(received), 0.0, db_to_linear(received))))
    return coupling


def noise_rise_db(load_ul: Floats, coupling: Floats) -> Floats:
    """Uplink interference over thermal noise per cell, dB, from all cells' uplink loads (counted up to 1)."""
    return 10.0 * np.log10(1.0 + np.minimum(load_ul, 1.0) @ coupling)


def solve_loads(plan: RadioPlan, flows: Mapping[str, FlowPoints], coupling: Floats) -> Loads:
    """The loads of all cells, both directions, as fixed points of the interference they cause."""
    count = len(plan.cells)
    background_dl = np.array([cell.background_load_dl for cell, _ in plan.cells])
    background_ul = np.array([cell.background_load_ul for cell, _ in plan.cells])

    def downlink(load: Floats) -> Floats:
        total = background_dl.copy()
        for points in flows.values():
            if points.flow.dl_mbps > 0.0:
                total += cell_shares(points, flow_dl_share(points, plan, load), count)
        return total

    def uplink(load: Floats) -> Floats:
        rise = noise_rise_db(load, coupling)
        total = background_ul.copy()
        for points in flows.values():
            if points.flow.ul_mbps > 0.0:
                total += cell_shares(points, flow_ul_share(points, plan, rise), count)
        return total

    ul = solve_load(uplink, background_ul)
    return Loads(
        dl=solve_load(downlink, background_dl),
        ul=ul,
        background_dl=background_dl,
        background_ul=background_ul,
        noise_rise_db=noise_rise_db(ul.load, coupling),
    )
