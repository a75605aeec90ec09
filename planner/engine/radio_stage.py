"""From drawn map and cells to RSRP maps: grid, surface, sweep, path loss, gain; each remembered by its inputs."""

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.errors import EvaluationError, Issue, Severity
from planner.model.catalogue import Antenna, Catalogue
from planner.model.geometry import Bounds, bounds_of
from planner.model.network import Cell, Site
from planner.model.project import Project, Scheme
from planner.model.site_map import LINE_KINDS, Obstacle, ObstacleKind, blocks, top_m
from planner.progress import Progress
from planner.radio.antenna import Pattern, envelope_pattern, gain_map_dbi, omni_pattern, sector_pattern
from planner.radio.grid import Grid, column_centres_m, grid_for_extent, pixel_of, row_centres_m
from planner.radio.linkbudget import resource_blocks, ss_rsrp_offset_db
from planner.radio.o2i import EntryClass
from planner.radio.obstruction import Sweep, sweep_obstruction
from planner.radio.propagation import PathLossMap, indoor_path_loss_map, path_loss_map
from planner.radio.surface import Shape, Surface, build_surface, update_surface

Floats32 = NDArray[np.float32]

#: Most pixels an evaluation uses; a larger plan is computed coarser, and says so.
MAX_PIXELS = 4_000_000
#: Coarsest pixels that still say something about a plan, m; an area that needs coarser ones has a stray coordinate.
MAX_RESOLUTION_M = 50.0
#: More changed obstacles than this, and the surface is built anew.
MOST_CHANGES = 200
#: The grid's edges lie at multiples of this many pixels, so that moving a site a little doesn't move the raster.
_SNAP_PIXELS = 32
#: Panels with at least this many ports steer their traffic beams in elevation too.
_STEERING_PORTS = 32
_STEERING_V_DEG = 6.0

_ENTRY = {"low": EntryClass.LOW, "high": EntryClass.HIGH, "metal": EntryClass.METAL, "open": EntryClass.OPEN}
_ENTRY_BY_KIND = {
    ObstacleKind.BUILDING: EntryClass.LOW,
    ObstacleKind.CONTAINER_YARD: EntryClass.METAL,
    ObstacleKind.TANK: EntryClass.METAL,
    ObstacleKind.WALL: EntryClass.LOW,
    ObstacleKind.VEGETATION: EntryClass.OPEN,
}
#: Nobody stands inside these: their pixels carry no figures below their top.
_CLOSED_KINDS = frozenset({ObstacleKind.CONTAINER_YARD, ObstacleKind.TANK, ObstacleKind.WALL})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terrain:
    """The map as the radio sees it: raster surface, entry class and closedness of each obstacle in it."""

    grid: Grid
    surface: Surface
    entry_classes: NDArray[np.int64]
    closed: NDArray[np.bool_]
    key: Hashable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellMap:
    """One cell at one receiver height, arrays [rows, columns]: RSRP, location variability, weight of NLOS."""

    rsrp_dbm: Floats32
    sigma_db: Floats32
    nlos_weight: Floats32


def plan_bounds(project: Project, scheme: Scheme) -> Bounds:
    """The area to compute: zones and sites where there are zones, else the whole drawn map and the sites."""
    zones: list[Any] = [zone.outline for zone in project.site_map.zones.values()]
    drawn: list[Any] = zones or [item.outline for item in project.site_map.obstacles.values()]
    sites = [(site.position,) for site in scheme.network.sites.values()]
    bounds = bounds_of([*drawn, *sites])
    if bounds is None:
        raise EvaluationError("nothing-to-plan")
    return bounds


def plan_grid(project: Project, scheme: Scheme, resolution_m: float) -> tuple[Grid, tuple[Issue, ...]]:
    """The raster of a plan: its area with the margin, edges snapped; coarser where the area is too large.

    Raises `EvaluationError` "nothing-to-plan" and "grid-too-large" (not even `MAX_RESOLUTION_M` is coarse enough).
    """
    west, south, east, north = plan_bounds(project, scheme)
    margin = project.settings.margin_m
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    wanted_m = resolution_m
    while (pixels := (east - west) * (north - south) / resolution_m**2) > MAX_PIXELS:
        if resolution_m * 2.0 > MAX_RESOLUTION_M:
            raise EvaluationError("grid-too-large", pixels=round(pixels), limit=MAX_PIXELS, resolution_m=resolution_m)
        resolution_m *= 2.0
    issues: tuple[Issue, ...] = ()
    if resolution_m != wanted_m:
        params = {"wanted_m": wanted_m, "used_m": resolution_m}
        issues = (Issue(code="resolution-coarsened", severity=Severity.NOTE, params=params),)
    step = _SNAP_PIXELS * resolution_m
    snapped = (
        np.floor(west / step) * step,
        np.floor(south / step) * step,
        np.ceil(east / step) * step,
        np.ceil(north / step) * step,
    )
    return grid_for_extent(snapped, resolution_m), issues


def terrain(project: Project, catalogue: Catalogue, grid: Grid, cache: EngineCache) -> Terrain:
    """The surface of the blocking obstacles."""
    obstacles = project.site_map.obstacles
    key = (cache.token(obstacles), cache.token(catalogue.materials), grid)

    def compute() -> Terrain:
        blocking = {name: obstacles[name] for name in sorted(obstacles) if blocks(obstacles[name])}
        surface = _changed_surface(grid, blocking, cache) or build_surface(grid, _shapes(blocking))
        cache.remember(("surface", grid), (blocking, surface))
        return Terrain(
            grid=grid,
            surface=surface,
            entry_classes=np.array([_entry_class(item, catalogue) for item in blocking.values()], dtype=np.int64),
            closed=np.array([item.kind in _CLOSED_KINDS for item in blocking.values()], dtype=np.bool_),
            key=key,
        )

    return cache.get("terrain", key, compute)


def _changed_surface(grid: Grid, blocking: dict[str, Obstacle], cache: EngineCache) -> Surface | None:
    """The last surface of this grid with a few obstacles changed, None where it is simpler to build it anew."""
    last: tuple[dict[str, Obstacle], Surface] | None = cache.recall(("surface", grid))
    if last is None:
        return None
    old, surface = last
    names = {name for name in old.keys() | blocking.keys() if old.get(name) is not blocking.get(name)}
    changed = [item for name in names for item in (old.get(name), blocking.get(name)) if item is not None]
    touched = bounds_of(item.outline for item in changed)
    if touched is None or len(changed) > MOST_CHANGES:
        return None
    order = {name: index for index, name in enumerate(blocking)}
    renumbered = np.array([order.get(name, -1) for name in old], dtype=np.int32)
    return update_surface(grid, surface, renumbered, _shapes(blocking), touched)


def _shapes(blocking: dict[str, Obstacle]) -> list[Shape]:
    return [_shape(item) for item in blocking.values()]


def _shape(item: Obstacle) -> Shape:
    rings = tuple(np.array(ring, dtype=np.float64).reshape(-1, 2) for ring in (item.outline, *item.holes))
    return Shape(rings=rings, height_m=top_m(item), is_line=item.kind in LINE_KINDS)


def _entry_class(item: Obstacle, catalogue: Catalogue) -> int:
    material = catalogue.materials.get(item.material)
    if material is not None:
        return int(_ENTRY[material.o2i])
    return int(_ENTRY_BY_KIND.get(item.kind, EntryClass.LOW))


def accessible(ground: Terrain, height_m: float) -> NDArray[np.bool_]:
    """Pixels where a terminal can be at this height: not inside a container stack, a tank or a wall."""
    if not ground.closed.size:
        return np.ones(ground.grid.shape, dtype=np.bool_)
    inside = ground.surface.height_m > height_m
    return ~(inside & ground.closed[ground.surface.owner] & (ground.surface.owner >= 0))


def cell_maps(
    cells: Sequence[tuple[Cell, Site]],
    heights_m: Sequence[float],
    project: Project,
    ground: Terrain,
    catalogue: Catalogue,
    cache: EngineCache,
    progress: Progress,
    threads: int,
) -> dict[float, list[CellMap]]:
    """The map of every cell at every receiver height, several masts at a time (the kernels release the lock).

    Cells on one mast are computed one after the other: they share a sweep, which two threads would compute twice.
    """
    groups: dict[Hashable, list[int]] = {}
    for index, (cell, site) in enumerate(cells):
        groups.setdefault((site.position, cell.height_m), []).append(index)
    jobs = [(height, group) for height in heights_m for group in groups.values()]
    maps: dict[float, dict[int, CellMap]] = {height: {} for height in heights_m}

    def work(job: tuple[float, list[int]]) -> dict[int, CellMap]:
        height, group = job
        return {index: cell_map(*cells[index], height, project, ground, catalogue, cache) for index in group}

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
    cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain, catalogue: Catalogue, cache: EngineCache
) -> CellMap:
    """RSRP of one cell at one receiver height: sweep, path loss and gain are remembered separately."""
    loss, loss_key = _path_loss(cell, site, height_m, project, ground, catalogue, cache)
    antenna = catalogue.antennas[cell.antenna]
    gain = _gain(cell, site, height_m, antenna, ground.grid, cache)
    n_rb = resource_blocks(cell.bandwidth_mhz, catalogue.bands[cell.band].scs_khz)
    level = cell.tx_power_dbm + ss_rsrp_offset_db(n_rb)
    pose = (cell.azimuth_deg, cell.electrical_tilt_deg, cell.mechanical_tilt_deg)
    key = (loss_key, antenna, pose, level)
    rsrp = cache.get("rsrp", key, lambda: (np.float32(level) + gain) - loss.path_loss_db)
    return CellMap(rsrp_dbm=rsrp, sigma_db=loss.sigma_db, nlos_weight=loss.nlos_weight)


def _path_loss(
    cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain, catalogue: Catalogue, cache: EngineCache
) -> tuple[PathLossMap, Hashable]:
    grid, surface = ground.grid, ground.surface
    east, north = site.position
    scenario = cell.scenario
    range_m = project.settings.max_range_m
    sweep_key = (ground.key, east, north, cell.height_m, height_m, range_m)

    def sweep() -> Sweep:
        return sweep_obstruction(grid, surface, east, north, cell.height_m, height_m, range_m)

    freq_ghz = catalogue.bands[cell.band].freq_ghz
    key = (sweep_key, scenario, freq_ghz, project.site_map.completeness)

    def compute() -> PathLossMap:
        done = cache.get("sweep", sweep_key, sweep)
        row, column = pixel_of(grid, east, north)
        on_grid = 0 <= row < grid.rows and 0 <= column < grid.columns
        building = int(surface.owner[row, column]) if on_grid else -1
        if scenario.is_indoor and building >= 0 and cell.height_m < float(surface.height_m[row, column]):
            return indoor_path_loss_map(
                grid, done, surface.owner, ground.entry_classes, building,
                scenario=scenario, freq_ghz=freq_ghz, antenna_m=site.position,
            )  # fmt: skip
        return path_loss_map(
            grid, done, surface.owner, ground.entry_classes,
            scenario=scenario, freq_ghz=freq_ghz, antenna_m=site.position,
            completeness=project.site_map.completeness,
        )  # fmt: skip

    return cache.get("path_loss", key, compute), key


def _gain(cell: Cell, site: Site, height_m: float, antenna: Antenna, grid: Grid, cache: EngineCache) -> Floats32:
    east, north = site.position
    pose = (cell.azimuth_deg, cell.electrical_tilt_deg, cell.mechanical_tilt_deg)
    key = (grid, east, north, cell.height_m, height_m, antenna, pose)
    compute: Callable[[], Floats32] = lambda: gain_map_dbi(  # noqa: E731
        broadcast_pattern(antenna),
        column_centres_m(grid) - east,
        row_centres_m(grid) - north,
        height_m - cell.height_m,
        *pose,
    )
    return cache.get("gain", key, compute)


def broadcast_pattern(antenna: Antenna) -> Pattern:
    """The envelope of a catalogue antenna's broadcast (SSB) beams."""
    if antenna.h_beamwidth_deg >= 360.0:
        return omni_pattern(antenna.ssb_gain_dbi, antenna.v_beamwidth_deg)
    shape = (antenna.h_beamwidth_deg, antenna.v_beamwidth_deg, antenna.front_to_back_db)
    if antenna.tx_ports >= _STEERING_PORTS:
        return envelope_pattern(antenna.ssb_gain_dbi, 0.0, _STEERING_V_DEG, *shape)
    return sector_pattern(antenna.ssb_gain_dbi, *shape)
