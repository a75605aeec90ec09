"""The map of a scheme at one receiver height: best server, SINR and rates at today's loads, coverage probability."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.engine.cells import MINIMUM_RSRP_DBM, RadioPlan, band_order, terminal_radio
from planner.engine.layer_request import DEFAULT_TARGET_DBM
from planner.engine.load_stage import Loads
from planner.engine.radio_stage import CellMap
from planner.engine.rates import all_usable_blocks, downlink_tables, uplink_tables
from planner.engine.results import Maps
from planner.engine.terrain_stage import Terrain, accessible
from planner.engine.zone_stage import zone_mask
from planner.model.catalogue import Catalogue
from planner.model.project import Project, Scheme
from planner.radio.coverage import uplink_caps_dbm, uplink_offsets_db
from planner.radio.field import Field, field
from planner.radio.field_layers import own_map, probability_map, rate_map
from planner.radio.grid import Grid

Floats32 = NDArray[np.float32]


def served_field(
    project: Project,
    scheme: Scheme,
    catalogue: Catalogue,
    plan: RadioPlan,
    ground: Terrain,
    cells: Sequence[CellMap],
    height_m: float,
    loads: Loads,
    threads: int = 1,
) -> Field:
    """Who serves every pixel at one receiver height, and at which SINR, for the project's map terminal."""
    return field(
        [item.rsrp_dbm for item in cells],
        plan.radios,
        band_order(scheme.network, plan.bands),
        bands=plan.band_numbers,
        threshold_dbm=scheme.network.band_threshold_dbm,
        minimum_dbm=MINIMUM_RSRP_DBM,
        load_dl=loads.dl.load,
        terminal=terminal_radio(catalogue.terminals[project.settings.map_terminal]),
        allowed=accessible(ground, height_m),
        threads=threads,
    )


def build_maps(
    project: Project,
    catalogue: Catalogue,
    plan: RadioPlan,
    ground: Terrain,
    cells: Sequence[CellMap],
    height_m: float,
    served: Field,
    loads: Loads,
    cache: EngineCache,
    threads: int = 1,
) -> Maps:
    """All layers at one receiver height, for the project's map terminal; served: `served_field` there."""
    radios, terminal = plan.radios, terminal_radio(catalogue.terminals[project.settings.map_terminal])
    best, own = served.best, served.rsrp_dbm
    sigma = own_map([item.sigma_db for item in cells], best, threads)
    gains = np.array([cell.beam_gain_db for cell in radios])
    return Maps(
        grid=ground.grid,
        height_m=height_m,
        cell_ids=plan.cell_ids,
        best_server=best,
        rsrp_dbm=own,
        sinr_db=served.sinr_db,
        dl_mbps=rate_map(served.sinr_db, best, downlink_tables(radios, terminal), gains, threads=threads),
        ul_mbps=rate_map(
            own,
            best,
            uplink_tables(radios, terminal),
            uplink_offsets_db(radios, loads.noise_rise_db, terminal),
            uplink_caps_dbm(radios, terminal, all_usable_blocks(radios, terminal)),
            threads=threads,
        ),
        sigma_db=sigma,
        blocked=own_map([item.blocked for item in cells], best, threads),
        probability=probability_map(own, _target_map(project, ground.grid, cache), sigma, threads),
        counted=accessible(ground, height_m),
        terminal=project.settings.map_terminal,
    )


def _target_map(project: Project, grid: Grid, cache: EngineCache) -> Floats32:
    def compute() -> Floats32:
        target = np.full(grid.shape, DEFAULT_TARGET_DBM, dtype=np.float32)
        for zone_id in sorted(project.site_map.zones):
            zone = project.site_map.zones[zone_id]
            if zone.targets.rsrp_dbm is not None:
                target[zone_mask(zone, grid)] = zone.targets.rsrp_dbm
        return target

    return cache.get("target-map", (cache.token(project.site_map.zones), grid), compute)
