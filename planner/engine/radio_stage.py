"""From cells to RSRP maps: sweep, path loss, gain; heads of one cell summed; each part remembered by its inputs."""

from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.engine.calibration_stage import calibrated_map, calibration_key
from planner.engine.indoor_stage import indoor_path, slab_losses_db, walls_from_outside
from planner.engine.patterns import broadcast_pattern, losses_of_cable
from planner.engine.terrain_stage import Terrain, ground_at_m
from planner.model.carriers import carrier_ghz
from planner.model.catalogue import Catalogue
from planner.model.network import Cell, Site
from planner.model.project import Project
from planner.progress import Progress
from planner.radio.antenna import rsrp_map_dbm
from planner.radio.grid import column_centres_m, row_centres_m
from planner.radio.indoor import indoor_path_loss_map
from planner.radio.leaky_cable import cable_path_loss_map
from planner.radio.linkbudget import resource_blocks, ss_rsrp_offset_db
from planner.radio.o2i import entry_tables
from planner.radio.obstruction import Sweep, sweep_obstruction
from planner.radio.propagation import PathLossMap, path_loss_map

Floats32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellMap:
    """One cell at one receiver height, arrays [rows, columns]: RSRP, location variability, weight of NLOS, and how far
    the map blocks the view, 0 to 1."""

    rsrp_dbm: Floats32
    sigma_db: Floats32
    nlos_weight: Floats32
    blocked: Floats32


def cell_maps(
    cells: Sequence[tuple[Cell, Site]],
    heights_m: Sequence[float],
    project: Project,
    ground: Terrain,
    catalogue: Catalogue,
    cache: EngineCache,
    progress: Progress,
    threads: int,
    heads: Mapping[str, tuple[Site, ...]] | None = None,
) -> dict[float, list[CellMap]]:
    """The map of every cell at every receiver height, several masts at a time (the kernels release the lock).

    heads: further sites that radiate the same cell, by its id. Cells on one mast are computed one after the other: they
    share a sweep, which two threads would compute twice.
    """
    groups: dict[Hashable, list[int]] = {}
    for index, (cell, site) in enumerate(cells):
        groups.setdefault((site.position, cell.height_m), []).append(index)
    jobs = [(height, group) for height in heights_m for group in groups.values()]
    maps: dict[float, dict[int, CellMap]] = {height: {} for height in heights_m}

    def work(job: tuple[float, list[int]]) -> dict[int, CellMap]:
        height, group = job
        found: dict[int, CellMap] = {}
        for index in group:
            cell, site = cells[index]
            others = (heads or {}).get(cell.id, ())
            found[index] = cell_map(cell, site, height, project, ground, catalogue, cache, others, threads)
        return found

    with ThreadPoolExecutor(threads) as pool:
        pending = [pool.submit(work, job) for job in jobs]
        try:
            for number, (job, future) in enumerate(zip(jobs, pending, strict=True)):
                maps[job[0]].update(future.result())
                progress("radio", (number + 1) / len(jobs))
        except BaseException:
            for future in pending:
                future.cancel()
            raise
    return {height: [found[index] for index in range(len(cells))] for height, found in maps.items()}


def cell_map(
    cell: Cell,
    site: Site,
    height_m: float,
    project: Project,
    ground: Terrain,
    catalogue: Catalogue,
    cache: EngineCache,
    heads: Sequence[Site] = (),
    threads: int = 1,
) -> CellMap:
    """One cell at one receiver height: its radiators' powers summed.

    Heads of one cell send the same signal: their powers add up, and location variability and sight are those of the
    strongest one at each place.
    """
    where = (height_m, project, ground, catalogue, cache)
    maps = [_calibrated(cell, place, radiator_map(cell, place, *where, threads), *where) for place in (site, *heads)]
    return maps[0] if len(maps) == 1 else _combined(maps)


def _calibrated(
    cell: Cell, site: Site, own: CellMap, height_m: float, project: Project, ground: Terrain, catalogue: Catalogue,
    cache: EngineCache,
) -> CellMap:  # fmt: skip
    """The map after the project's active calibration, which knows nothing about radiating cables."""
    calibration = calibration_key(project)
    if calibration is None or catalogue.antennas[cell.antenna].kind == "cable":
        return own
    freq_ghz = carrier_ghz(cell, catalogue.bands[cell.band])

    def compute() -> tuple[Floats32, Floats32]:
        sweep, _ = sweep_of(cell, site, height_m, project, ground, cache)
        return calibrated_map(
            cell, site, height_m, project, ground, sweep, freq_ghz,
            own.rsrp_dbm, own.sigma_db, own.nlos_weight, cache,
        )  # fmt: skip

    key = (calibration, path_loss_key(cell, site, height_m, project, ground, catalogue), cell, site.position)
    rsrp, sigma = cache.get("calibrated", key, compute)
    return replace(own, rsrp_dbm=rsrp, sigma_db=sigma)


def _combined(maps: Sequence[CellMap]) -> CellMap:
    total = np.zeros(maps[0].rsrp_dbm.shape, dtype=np.float32)
    best, sigma, nlos, blocked = maps[0].rsrp_dbm, maps[0].sigma_db, maps[0].nlos_weight, maps[0].blocked
    for item in maps:
        # out of one head's range says nothing about the others
        total += np.where(np.isnan(item.rsrp_dbm), np.float32(0.0), np.power(np.float32(10.0), item.rsrp_dbm / 10.0))
        stronger = (item.rsrp_dbm > best) | np.isnan(best)
        best = np.where(stronger, item.rsrp_dbm, best)
        sigma = np.where(stronger, item.sigma_db, sigma)
        nlos = np.where(stronger, item.nlos_weight, nlos)
        blocked = np.where(stronger, item.blocked, blocked)
    with np.errstate(divide="ignore"):
        rsrp = np.where(total > 0.0, 10.0 * np.log10(total), np.float32(np.nan)).astype(np.float32)
    return CellMap(rsrp_dbm=rsrp, sigma_db=sigma, nlos_weight=nlos, blocked=blocked)


def radiator_map(
    cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain, catalogue: Catalogue,
    cache: EngineCache, threads: int = 1,
) -> CellMap:  # fmt: skip
    """RSRP of a cell's antenna at one site: sweep, path loss and gain are remembered separately."""
    antenna = catalogue.antennas[cell.antenna]
    loss, loss_key = path_loss(cell, site, height_m, project, ground, catalogue, cache, threads)
    n_rb = resource_blocks(cell.bandwidth_mhz, catalogue.bands[cell.band].scs_khz)
    level = cell.tx_power_dbm + ss_rsrp_offset_db(n_rb)
    pose = (cell.azimuth_deg, cell.electrical_tilt_deg, cell.mechanical_tilt_deg)
    key = (loss_key, antenna, pose, level)

    def compute() -> Floats32:
        if antenna.kind == "cable":  # its losses are those of the whole path
            return np.float32(level) - loss.path_loss_db
        return rsrp_map_dbm(
            broadcast_pattern(antenna),
            column_centres_m(ground.grid) - site.position[0],
            row_centres_m(ground.grid) - site.position[1],
            receiver_up_m(cell, site, height_m, ground),
            *pose,
            level_dbm=level,
            loss_db=loss.path_loss_db,
            threads=threads,
        )

    rsrp = cache.get("rsrp", key, compute)
    return CellMap(rsrp_dbm=rsrp, sigma_db=loss.sigma_db, nlos_weight=loss.nlos_weight, blocked=loss.blocked)


def receiver_up_m(cell: Cell, site: Site, height_m: float, ground: Terrain) -> float | Floats32:
    """Height of the receivers above the antenna, m (negative below); per pixel where there is terrain."""
    up_m = height_m - cell.height_m
    if ground.ground_m is None:
        return up_m
    return ground.ground_m + np.float32(up_m - ground_at_m(ground, *site.position))


def sweep_of(
    cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain, cache: EngineCache, threads: int = 1
) -> tuple[Sweep, Hashable]:
    """What stands between a cell's antenna at a site and every pixel, and the key it is remembered under."""
    east, north = site.position
    range_m = project.settings.max_range_m
    key = (ground.key, east, north, cell.height_m, height_m, range_m)
    compute = lambda: sweep_obstruction(  # noqa: E731
        ground.grid,
        ground.surface,
        east,
        north,
        cell.height_m,
        height_m,
        range_m,
        ground_m=ground.ground_m,
        ground_antenna_m=ground_at_m(ground, east, north),
        vegetation=ground.trees,
        threads=threads,
        draft=ground.is_preview,
    )
    return cache.get("sweep", key, compute), key


def path_loss(
    cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain, catalogue: Catalogue,
    cache: EngineCache, threads: int = 1,
) -> tuple[PathLossMap, Hashable]:  # fmt: skip
    """Path loss of a cell's antenna at a site to every pixel, and the key it is remembered under."""
    freq_ghz = carrier_ghz(cell, catalogue.bands[cell.band])
    antenna, settings = catalogue.antennas[cell.antenna], project.settings
    key = path_loss_key(cell, site, height_m, project, ground, catalogue)
    common: dict[str, Any] = {
        "scenario": cell.scenario,
        "freq_ghz": freq_ghz,
        "antenna_m": site.position,
        "completeness": project.site_map.completeness,
        "entry_model": settings.entry_loss_model,
    }

    def compute() -> PathLossMap:
        slabs = slab_losses_db(ground, freq_ghz)
        owner, classes = ground.surface.owner, ground.entry_classes
        if antenna.kind == "cable":
            route = cell.cable_route if len(cell.cable_route) >= 2 else (site.position, site.position)
            wall_db, wall_var = entry_tables(classes, freq_ghz, settings.entry_loss_model, slabs)
            return cable_path_loss_map(
                ground.grid, ground.surface, route, wall_db, wall_var,
                losses=losses_of_cable(antenna, freq_ghz), h_cable_m=cell.height_m, h_receiver_m=height_m,
            )  # fmt: skip
        sweep, _ = sweep_of(cell, site, height_m, project, ground, cache, threads)
        indoor = indoor_path(cell, site, height_m, project, ground, catalogue, freq_ghz)
        if indoor is not None:
            clutter = indoor.clutter
            return indoor_path_loss_map(
                ground.grid, sweep, owner, classes, indoor.building, **common, slab_db=slabs,
                wall_loss_db=indoor.walls_db, floors_between=indoor.floors,
                clutter_size_m=clutter.size_m if clutter else None,
                clutter_density=clutter.density if clutter else None,
                clutter_height_m=clutter.height_m if clutter else None,
            )  # fmt: skip
        walls = walls_from_outside(cell, site, height_m, project, ground, catalogue, freq_ghz)
        return path_loss_map(
            ground.grid, sweep, owner, classes, **common, slab_db=slabs, inner_walls_db=walls, threads=threads
        )  # fmt: skip

    return cache.get("path_loss", key, compute), key


def path_loss_key(
    cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain, catalogue: Catalogue
) -> Hashable:
    """Everything that `path_loss` depends on."""
    antenna = catalogue.antennas[cell.antenna]
    return (
        ground.key,
        site.position,
        cell.height_m,
        height_m,
        project.settings.max_range_m,
        cell.scenario,
        carrier_ghz(cell, catalogue.bands[cell.band]),
        project.site_map.completeness,
        project.settings.entry_loss_model,
        (cell.cable_route, antenna) if antenna.kind == "cable" else None,
    )
