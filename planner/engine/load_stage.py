"""Demand meets radio: where each flow's terminals are, what they take of which cell, and the loads that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from planner.capacity.load import LoadSolution, resource_share, solve_load
from planner.engine.cells import MINIMUM_RSRP_DBM, RadioPlan, band_order, common_shadow, terminal_radio
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
    uplink_levels_dbm,
    uplink_offsets_db,
)
from planner.radio.linkbudget import UPLINK_SNR_TARGET_DB
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

    margin_db: the fade that the zone's probability asks to survive; ul_level_dbm: the serving cell's RSRP up to where
    power control stops, ul_assured_level_dbm the same less the margin; dl_block_share: share of the cell's PRBs that
    the terminal can use.
    """

    flow: Flow
    rsrp_dbm: Floats32
    best: NDArray[np.int16]
    terminal: TerminalRadio
    margin_db: Floats32
    ul_level_dbm: Floats32
    ul_assured_level_dbm: Floats32
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
        here = thin_out(pixels, MAX_POINTS)
        rsrp = rsrp_at(maps[zone.height_m], here)
        order = band_order(scheme.network, plan.bands, piece.bands)
        best = serve(rsrp, plan.band_numbers, order, scheme.network.band_threshold_dbm, MINIMUM_RSRP_DBM)
        blocks = all_usable_blocks(plan.radios, radio)
        own = own_level(rsrp, best)
        sigma = own_level(np.stack([item.sigma_db.ravel()[here] for item in maps[zone.height_m]]), best)
        margin = (np.float32(ndtri(zone.targets.probability)) * sigma).astype(np.float32)
        shares = np.array([usable / cell.n_rb for usable, cell in zip(blocks, plan.radios, strict=True)])
        found[flow_id] = FlowPoints(
            flow=flow,
            rsrp_dbm=rsrp,
            best=best,
            terminal=radio,
            margin_db=margin,
            ul_level_dbm=uplink_levels_dbm(own, best, plan.radios, radio, blocks),
            ul_assured_level_dbm=uplink_levels_dbm(own - margin, best, plan.radios, radio, blocks),
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
    return rate_mbps(points.ul_level_dbm, points.best, points.ul_tables, offsets)


def assured_rates(
    points: FlowPoints, plan: RadioPlan, load_dl: Floats, noise_rise_db: Floats
) -> tuple[Floats32, Floats32]:
    """Downlink and uplink rate that a terminal alone has with the zone's probability at every place, Mbit/s."""
    shadow = common_shadow(plan)
    sinr = sinr_db(points.rsrp_dbm, points.best, plan.radios, load_dl, points.terminal, points.margin_db, shadow)
    gains = np.array([cell.beam_gain_db for cell in plan.radios])
    offsets = uplink_offsets_db(plan.radios, noise_rise_db, points.terminal)
    return (
        rate_mbps(sinr, points.best, points.dl_tables, gains),
        rate_mbps(points.ul_assured_level_dbm, points.best, points.ul_tables, offsets),
    )


def flow_ul_share(points: FlowPoints, plan: RadioPlan, noise_rise_db: Floats) -> Floats:
    """Share of its cell's uplink resources that one active terminal takes at every place, 0 to 1."""
    rate = flow_ul_rate(points, plan, noise_rise_db)
    return resource_share(points.flow.ul_mbps, rate, flow_ul_blocks(points, plan, noise_rise_db))


def flow_ul_blocks(points: FlowPoints, plan: RadioPlan, noise_rise_db: Floats) -> Floats32:
    """Share of its cell's PRBs that one terminal fills while it sends, at every place, 0 to 1."""
    offsets = uplink_offsets_db(plan.radios, noise_rise_db, points.terminal)
    return rate_mbps(points.ul_level_dbm, points.best, points.ul_block_tables, offsets)


def flow_dl_share(points: FlowPoints, plan: RadioPlan, load_dl: Floats) -> Floats:
    """Share of its cell's downlink resources that one active terminal takes at every place, 0 to 1."""
    return resource_share(points.flow.dl_mbps, flow_dl_rate(points, plan, load_dl), points.dl_block_share)


def cell_shares(points: FlowPoints, share: Floats, cells: int) -> Floats:
    """What a flow's terminals take of each cell: active terminals x mean share over its places, [cells]."""
    served = points.best >= 0
    per_cell = np.bincount(points.best[served], weights=share[served], minlength=cells)
    return per_cell / points.best.size * points.active


def uplink_coupling(rsrp: Floats32, best: NDArray[np.int16], plan: RadioPlan, terminal: TerminalRadio) -> Floats:
    """[own, victim]: interference over noise (linear, per PRB) in a cell while a terminal of another one sends.

    Mean over the places that the other cell serves. The terminal's power is controlled (`UPLINK_SNR_TARGET_DB` on all
    PRBs) and counted as spread over the carrier: a terminal on few PRBs hits few, but those harder. The receiver
    suppresses some of it.
    """
    count = len(plan.radios)
    coupling = np.zeros((count, count))
    if not count:
        return coupling
    radios = plan.radios
    bands = np.array([cell.band for cell in radios])
    noise = np.array([cell.re_power_dbm + cell.gnb_noise_dbm + cell.rejection_db for cell in radios])
    for own in np.unique(best[best >= 0]):
        mine = radios[own]
        levels = rsrp[:, best == own].astype(np.float64)
        own_gain_db = levels[own] - mine.re_power_dbm + mine.beam_gain_db + terminal.antenna_gain_dbi
        full_dbm = terminal.tx_power_dbm - 10.0 * np.log10(mine.n_rb)
        sent_dbm = np.minimum(full_dbm, UPLINK_SNR_TARGET_DB + mine.gnb_noise_dbm - own_gain_db)
        received = sent_dbm + terminal.antenna_gain_dbi + levels - noise[:, None]
        mean = np.where(np.isnan(received), 0.0, db_to_linear(received)).mean(axis=1)
        coupling[own] = np.where((bands == bands[own]) & (np.arange(count) != own), mean, 0.0)
    return coupling


def noise_rise_db(interference: Floats) -> Floats:
    """Noise rise in dB of an uplink interference over thermal noise (linear)."""
    return 10.0 * np.log10(1.0 + interference)


def solve_loads(plan: RadioPlan, flows: Mapping[str, FlowPoints], background_coupling: Floats) -> Loads:
    """The loads of all cells, both directions, as fixed points of the interference they cause.

    Downlink the state is the load. Uplink it is the interference over noise: each flow's terminals send from their own
    places, those of other users (`background_coupling`) from all over the map. A terminal short of power sends long on
    few PRBs, so the time it sends counts; a cell asked for more than it has lets fewer send.
    """
    count = len(plan.cells)
    background_dl = np.array([cell.background_load_dl for cell, _ in plan.cells])
    background_ul = np.array([cell.background_load_ul for cell, _ in plan.cells])
    sending = [points for points in flows.values() if points.flow.ul_mbps > 0.0]
    couplings = [uplink_coupling(points.rsrp_dbm, points.best, plan, points.terminal) for points in sending]

    def downlink(load: Floats) -> Floats:
        total = background_dl.copy()
        for points in flows.values():
            if points.flow.dl_mbps > 0.0:
                total += cell_shares(points, flow_dl_share(points, plan, load), count)
        return total

    def asked(interference: Floats) -> tuple[Floats, list[Floats]]:
        """Uplink load per cell, and the terminals of each flow that want to send at once there."""
        rise = noise_rise_db(interference)
        total, wanting = background_ul.copy(), list[Floats]()
        for points in sending:
            rate = flow_ul_rate(points, plan, rise)
            share = resource_share(points.flow.ul_mbps, rate, flow_ul_blocks(points, plan, rise))
            total += cell_shares(points, share, count)
            wanting.append(cell_shares(points, resource_share(points.flow.ul_mbps, rate), count))
        return total, wanting

    def uplink(interference: Floats) -> Floats:
        load, wanting = asked(interference)
        allowed = 1.0 / np.maximum(load, 1.0)
        total = (background_ul * allowed) @ background_coupling
        for terminals, coupling in zip(wanting, couplings, strict=True):
            total += (terminals * allowed) @ coupling
        return total

    found = solve_load(uplink, background_ul @ background_coupling, limit=np.inf, tolerance=1e-5)
    return Loads(
        dl=solve_load(downlink, background_dl),
        ul=replace(found, load=asked(found.load)[0]),
        background_dl=background_dl,
        background_ul=background_ul,
        noise_rise_db=noise_rise_db(found.load),
    )
