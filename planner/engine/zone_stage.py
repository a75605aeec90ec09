"""Coverage figures of the zones: shares of the area in target with a probability, percentiles, worst places."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from planner.engine.cache import EngineCache
from planner.engine.cells import SITE_SHADOW_CORRELATION, RadioPlan, terminal_radio
from planner.engine.load_stage import Loads, Pixels
from planner.engine.radio_stage import CellMap
from planner.engine.rates import all_usable_blocks, downlink_tables, uplink_tables
from planner.engine.results import TargetResult, Verdict, ZoneResult
from planner.engine.terrain_stage import Terrain, accessible
from planner.engine.zone_figures import METRICS, percentiles, reached_over, worst_points
from planner.model.catalogue import Catalogue
from planner.model.geometry import polygon_area_m2
from planner.model.project import Project
from planner.model.site_map import Zone
from planner.radio.coverage import rate_mbps, uplink_levels_dbm, uplink_offsets_db
from planner.radio.field import Field
from planner.radio.field_assured import assured_sinr_db
from planner.radio.field_layers import own_at
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.surface import Shape, build_surface

Floats32 = NDArray[np.float32]


def zone_pixels(project: Project, ground: Terrain, cache: EngineCache) -> dict[str, Pixels]:
    """Flat indices of the pixels of every zone where a terminal can be at the zone's height."""

    def compute() -> dict[str, Pixels]:
        found: dict[str, Pixels] = {}
        free = {zone.height_m: accessible(ground, zone.height_m) for zone in project.site_map.zones.values()}
        for zone_id, zone in project.site_map.zones.items():
            found[zone_id] = np.flatnonzero(zone_mask(zone, ground.grid) & free[zone.height_m])
        return found

    return cache.get("zone-pixels", (cache.token(project.site_map.zones), ground.key), compute)


def zone_mask(zone: Zone, grid: Grid) -> NDArray[np.bool_]:
    """Pixels whose centre lies in the zone; a zone narrower than a pixel takes those it touches."""
    ring = np.array(zone.outline, dtype=np.float64).reshape(-1, 2)
    return build_surface(grid, [Shape(rings=(ring,), height_m=1.0)]).owner >= 0


def zone_results(
    project: Project,
    catalogue: Catalogue,
    plan: RadioPlan,
    grid: Grid,
    cells_by_height: Mapping[float, Sequence[CellMap]],
    fields: Mapping[float, Field],
    pixels: Mapping[str, Pixels],
    loads: Loads,
    threads: int = 1,
) -> dict[str, ZoneResult]:
    """Coverage figures of every zone that has places on the map. fields: `served_field` at every zone's height.

    A place reaches a target when the figure holds there with the zone's probability: the serving cell's level is
    lowered by z x sigma, z the standard normal quantile, and interference with it as far as it shares the shadow.
    """
    results: dict[str, ZoneResult] = {}
    for zone_id, zone in sorted(project.site_map.zones.items()):
        here = pixels[zone_id]
        if here.size:
            cells, served = cells_by_height[zone.height_m], fields[zone.height_m]
            results[zone_id] = _zone_result(project, catalogue, plan, zone, cells, served, grid, here, loads, threads)
    return results


def _zone_result(
    project: Project,
    catalogue: Catalogue,
    plan: RadioPlan,
    zone: Zone,
    cells: Sequence[CellMap],
    served: Field,
    grid: Grid,
    here: Pixels,
    loads: Loads,
    threads: int,
) -> ZoneResult:
    radios, terminal = plan.radios, terminal_radio(catalogue.terminals[project.settings.map_terminal])
    best, rsrp = served.best.ravel()[here], served.rsrp_dbm.ravel()[here]
    sigma = own_at([item.sigma_db for item in cells], best, here, threads)
    margin = (np.float32(ndtri(zone.targets.probability)) * sigma).astype(np.float32)
    gains = np.array([cell.beam_gain_db for cell in radios])
    offsets = uplink_offsets_db(radios, loads.noise_rise_db, terminal)
    blocks = all_usable_blocks(radios, terminal)
    sites = sorted({site.id for _, site in plan.cells})

    def figures_at(level: Floats32, sinr: Floats32) -> dict[str, Floats32]:
        up = uplink_levels_dbm(level, best, radios, terminal, blocks)
        return {
            "rsrp_dbm": level,
            "sinr_db": sinr,
            "dl_mbps": rate_mbps(sinr, best, downlink_tables(radios, terminal), gains),
            "ul_mbps": rate_mbps(up, best, uplink_tables(radios, terminal), offsets),
        }

    faded = assured_sinr_db(
        served,
        [item.rsrp_dbm for item in cells],
        here,
        margin,
        cells=radios,
        sites=[sites.index(site.id) for _, site in plan.cells],
        shared_between_sites=SITE_SHADOW_CORRELATION,
        load_dl=loads.dl.load,
        terminal=terminal,
        threads=threads,
    )
    medians = figures_at(rsrp, served.sinr_db.ravel()[here])
    assured = figures_at(rsrp - margin, faded)
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
    worst = int(np.argmin(np.where(best >= 0, rsrp, np.float32(-999.0))))
    rows, columns = np.divmod(here, grid.columns)
    east_m, north_m = column_centres_m(grid)[columns], row_centres_m(grid)[rows]
    figures = {name: value for metric in METRICS for name, value in percentiles(metric, medians[metric]).items()}
    share = zone.targets.area_share
    return ZoneResult(
        zone_id=zone.id,
        area_m2=polygon_area_m2(zone.outline),
        covered_share=float((best >= 0).mean()),
        **figures,
        **{f"assured_{metric}": reached_over(metric, assured[metric], share) for metric in METRICS},
        area_share=share,
        probability=zone.targets.probability,
        targets=tuple(targets),
        share_in_target=float(reached_all.mean()),
        verdict=Verdict.MET if all(item.verdict is Verdict.MET for item in targets) else Verdict.NOT_MET,
        worst_point_m=(float(east_m[worst]), float(north_m[worst])),
        worst_points=worst_points(
            assured, {item.metric: item.threshold for item in targets}, best >= 0, east_m, north_m
        ),
    )
