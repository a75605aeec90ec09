"""Maps and zone figures: best server, SINR and rates at today's loads, probability, shares of the area in target."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from planner.engine.cells import MINIMUM_RSRP_DBM, RadioPlan, band_order, common_shadow, terminal_radio
from planner.engine.load_stage import Loads, Pixels
from planner.engine.radio_stage import CellMap, Terrain, accessible
from planner.engine.rates import all_usable_blocks, downlink_tables, uplink_tables
from planner.engine.results import Maps, TargetResult, Verdict, ZoneResult
from planner.model.catalogue import Catalogue
from planner.model.geometry import polygon_area_m2
from planner.model.project import Project, Scheme
from planner.model.site_map import Zone
from planner.radio.coverage import own_level, rate_mbps, serve, sinr_db, uplink_levels_dbm, uplink_offsets_db
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.surface import Shape, build_surface

Floats32 = NDArray[np.float32]

#: RSRP that the probability map shows outside all zones, dBm.
DEFAULT_TARGET_DBM = -100.0


def zone_pixels(project: Project, ground: Terrain) -> dict[str, Pixels]:
    """Flat indices of the pixels of every zone where a terminal can be at the zone's height."""
    found: dict[str, Pixels] = {}
    for zone_id, zone in project.site_map.zones.items():
        inside = zone_mask(zone, ground.grid) & accessible(ground, zone.height_m)
        found[zone_id] = np.flatnonzero(inside)
    return found


def zone_mask(zone: Zone, grid: Grid) -> NDArray[np.bool_]:
    """Pixels whose centre lies in the zone; a zone narrower than a pixel takes those it touches."""
    ring = np.array(zone.outline, dtype=np.float64).reshape(-1, 2)
    return build_surface(grid, [Shape(rings=(ring,), height_m=1.0)]).owner >= 0


def build_maps(
    project: Project,
    scheme: Scheme,
    catalogue: Catalogue,
    plan: RadioPlan,
    ground: Terrain,
    cells: Sequence[CellMap],
    height_m: float,
    loads: Loads,
) -> Maps:
    """All layers at one receiver height, for the project's map terminal."""
    grid = ground.grid
    terminal = terminal_radio(catalogue.terminals[project.settings.map_terminal])
    rsrp = np.stack([item.rsrp_dbm.ravel() for item in cells])
    numbers = [cell.band for cell in plan.radios]
    order = band_order(scheme.network, plan.bands)
    best = serve(rsrp, numbers, order, scheme.network.band_threshold_dbm, MINIMUM_RSRP_DBM)
    best[~accessible(ground, height_m).ravel()] = -1
    sinr = sinr_db(rsrp, best, plan.radios, loads.dl.load, terminal)
    gains = np.array([cell.beam_gain_db for cell in plan.radios])
    dl = rate_mbps(sinr, best, downlink_tables(plan.radios, terminal), gains)
    offsets = uplink_offsets_db(plan.radios, loads.noise_rise_db, terminal)
    own = own_level(rsrp, best)
    level = uplink_levels_dbm(own, best, plan.radios, terminal, all_usable_blocks(plan.radios, terminal))
    ul = rate_mbps(level, best, uplink_tables(plan.radios, terminal), offsets)
    sigma = own_level(np.stack([item.sigma_db.ravel() for item in cells]), best)
    nlos = own_level(np.stack([item.nlos_weight.ravel() for item in cells]), best)
    unserved = best < 0
    dl[unserved] = np.nan
    ul[unserved] = np.nan
    target = _target_map(project, grid)
    probability = ndtr((own - target.ravel()) / np.maximum(sigma, np.float32(1e-3))).astype(np.float32)

    def shaped(values: Floats32) -> Floats32:
        return values.reshape(grid.shape)

    return Maps(
        grid=grid,
        height_m=height_m,
        cell_ids=plan.cell_ids,
        best_server=best.reshape(grid.shape),
        rsrp_dbm=shaped(own),
        sinr_db=shaped(sinr),
        dl_mbps=shaped(dl),
        ul_mbps=shaped(ul),
        sigma_db=shaped(sigma),
        nlos_weight=shaped(nlos),
        probability=shaped(probability),
    )


def _target_map(project: Project, grid: Grid) -> Floats32:
    target = np.full(grid.shape, DEFAULT_TARGET_DBM, dtype=np.float32)
    for zone_id in sorted(project.site_map.zones):
        zone = project.site_map.zones[zone_id]
        if zone.targets.rsrp_dbm is not None:
            target[zone_mask(zone, grid)] = zone.targets.rsrp_dbm
    return target


def zone_results(
    project: Project,
    catalogue: Catalogue,
    plan: RadioPlan,
    cells_by_height: Mapping[float, Sequence[CellMap]],
    maps: Mapping[float, Maps],
    pixels: Mapping[str, Pixels],
    loads: Loads,
) -> dict[str, ZoneResult]:
    """Coverage figures of every zone that has places on the map.

    A place reaches a target when the figure holds there with the zone's probability: the serving cell's level is
    lowered by z x sigma, z the standard normal quantile, and interference with it as far as it shares the shadow.
    """
    results: dict[str, ZoneResult] = {}
    for zone_id, zone in sorted(project.site_map.zones.items()):
        here = pixels[zone_id]
        layers = maps.get(zone.height_m)
        if layers is None or not here.size:
            continue
        results[zone_id] = _zone_result(
            project, catalogue, plan, zone, cells_by_height[zone.height_m], layers, here, loads
        )
    return results


def _zone_result(
    project: Project,
    catalogue: Catalogue,
    plan: RadioPlan,
    zone: Zone,
    cells: Sequence[CellMap],
    maps: Maps,
    here: Pixels,
    loads: Loads,
) -> ZoneResult:
    rsrp_all = np.stack([item.rsrp_dbm.ravel()[here] for item in cells])
    best = np.ascontiguousarray(maps.best_server.ravel()[here])
    rsrp, sigma = maps.rsrp_dbm.ravel()[here], maps.sigma_db.ravel()[here]
    margin = (np.float32(ndtri(zone.targets.probability)) * sigma).astype(np.float32)
    terminal = terminal_radio(catalogue.terminals[project.settings.map_terminal])
    sinr = sinr_db(rsrp_all, best, plan.radios, loads.dl.load, terminal, margin, common_shadow(plan))
    gains = np.array([cell.beam_gain_db for cell in plan.radios])
    assured = {
        "rsrp_dbm": rsrp - margin,
        "sinr_db": sinr,
        "dl_mbps": rate_mbps(sinr, best, downlink_tables(plan.radios, terminal), gains),
        "ul_mbps": rate_mbps(
            uplink_levels_dbm(rsrp - margin, best, plan.radios, terminal, all_usable_blocks(plan.radios, terminal)),
            best,
            uplink_tables(plan.radios, terminal),
            uplink_offsets_db(plan.radios, loads.noise_rise_db, terminal),
        ),
    }  # fmt: skip
    targets: list[TargetResult] = []
    reached_all = best >= 0
    for metric, values in assured.items():
        threshold: float | None = getattr(zone.targets, metric)
        if threshold is None:
            continue
        # NaN (no service) compares false: such a place misses every target
        reached = values >= np.float32(threshold)
        reached_all = reached_all & reached
        share = float(reached.mean())
        verdict = Verdict.MET if share >= zone.targets.area_share else Verdict.NOT_MET
        targets.append(
            TargetResult(
                metric=metric,
                threshold=threshold,
                required_share=zone.targets.area_share,
                share=share,
                verdict=verdict,
            )
        )
    share_in_target = float(reached_all.mean())
    worst = int(np.argmin(np.where(best >= 0, rsrp, np.float32(-999.0))))
    return ZoneResult(
        zone_id=zone.id,
        area_m2=polygon_area_m2(zone.outline),
        covered_share=float((best >= 0).mean()),
        **_percentiles("rsrp", "dbm", rsrp, (5, 50, 95)),
        **_percentiles("sinr", "db", maps.sinr_db.ravel()[here], (5, 50)),
        **_percentiles("dl", "mbps", maps.dl_mbps.ravel()[here], (5, 50)),
        **_percentiles("ul", "mbps", maps.ul_mbps.ravel()[here], (5, 50)),
        targets=tuple(targets),
        share_in_target=share_in_target,
        verdict=Verdict.MET if all(item.verdict is Verdict.MET for item in targets) else Verdict.NOT_MET,
        worst_point_m=_point_of(maps.grid, int(here[worst])),
    )


def _percentiles(name: str, unit: str, values: Floats32, shares: Sequence[int]) -> dict[str, float]:
    """Percentiles over the places; one without service counts as the worst: no service, rate 0."""
    lowest = 0.0 if unit == "mbps" else -np.inf
    filled = np.where(np.isnan(values), lowest, values)
    found = np.percentile(filled, shares, method="lower")
    return {f"{name}_p{share}_{unit}": float(value) for share, value in zip(shares, found, strict=True)}


def _point_of(grid: Grid, pixel: int) -> tuple[float, float]:
    row, column = divmod(pixel, grid.columns)
    return float(column_centres_m(grid)[column]), float(row_centres_m(grid)[row])
