"""Findings of the radio stages: overloaded cells, models outside their range, zones that miss a target."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from planner.engine.cells import RadioPlan
from planner.engine.indoor_stage import building_of
from planner.engine.load_stage import Loads
from planner.engine.results import CellResult, Verdict, ZoneResult
from planner.engine.terrain_stage import Terrain
from planner.errors import Issue, Severity
from planner.model.carriers import carrier_ghz
from planner.model.catalogue import Catalogue
from planner.model.geometry import Point
from planner.model.network import EntryLossModel
from planner.model.project import Project, Scheme
from planner.model.site_map import top_m
from planner.radio.validity import supplement_validity, validity

#: Targets as findings write them: symbols that both languages share.
TARGET_TEXTS: Mapping[str, str] = {
    "rsrp_dbm": "SS-RSRP ≥ {:g} dBm",
    "sinr_db": "SINR ≥ {:g} dB",
    "dl_mbps": "DL ≥ {:g} Mbit/s",
    "ul_mbps": "UL ≥ {:g} Mbit/s",
}


def cell_results(scheme: Scheme, plan: RadioPlan, loads: Loads) -> tuple[dict[str, CellResult], list[Issue]]:
    """Load of every cell by id, and a finding for each above the ceiling or without a steady state."""
    results: dict[str, CellResult] = {}
    issues: list[Issue] = []
    for index, (cell, _) in enumerate(plan.cells):
        load_dl, load_ul = float(loads.dl.load[index]), float(loads.ul.load[index])
        ceiling = scheme.network.load_ceiling
        over = max(load_dl, load_ul) > ceiling
        results[cell.id] = CellResult(
            cell_id=cell.id,
            load_dl=load_dl,
            load_ul=load_ul,
            background_dl=float(loads.background_dl[index]),
            background_ul=float(loads.background_ul[index]),
            converged=loads.dl.converged and loads.ul.converged,
            over_ceiling=over,
            noise_rise_db=float(loads.noise_rise_db[index]),
        )
        if over:
            params = {
                "name": cell.name or cell.id,
                "direction": "UL" if load_ul >= load_dl else "DL",
                "load_pct": round(max(load_dl, load_ul) * 100.0),
                "ceiling_pct": round(ceiling * 100.0),
            }
            issues.append(
                Issue(
                    code="cell-over-ceiling",
                    severity=Severity.WARNING,
                    params=params,
                    object_kind="cells",
                    object_id=cell.id,
                    scheme_id=scheme.id,
                )
            )
    if not (loads.dl.converged and loads.ul.converged):
        issues.append(Issue(code="load-not-converged", severity=Severity.WARNING, params={"name": scheme.name}))
    return results, issues


def model_issues(
    project: Project, plan: RadioPlan, catalogue: Catalogue, heights: list[float], ground: Terrain
) -> Iterable[Issue]:
    """Where path-loss models leave their validity range: one warning per scenario and kind, with its worst case."""
    west, south, east, north = ground.grid.bounds_m
    inner = {catalogue.materials.get(wall.material) for walls in ground.inner_walls.values() for wall in walls}
    slabs = {item.p2040 for item in inner if item is not None and item.p2040}
    p2109 = project.settings.entry_loss_model is EntryLossModel.P2109
    worst: dict[tuple[str, str, str], tuple[Issue, set[str]]] = {}
    for cell, site in plan.cells:
        corners: Sequence[Point] = [(x, y) for x in (west, east) for y in (south, north)]
        own_heights, number = heights, building_of(cell, site, ground)
        if cell.scenario.is_indoor and number >= 0:  # what leaks out of its building isn't service
            building = project.site_map.obstacles[ground.names[number]]
            corners, own_heights = building.outline, [height for height in heights if height < top_m(building)]
        far = max(np.hypot(x - site.position[0], y - site.position[1]) for x, y in corners)
        freq_ghz = carrier_ghz(cell, catalogue.bands[cell.band])
        found = [
            *supplement_validity(freq_ghz, p2109=p2109, vegetation=ground.trees is not None, materials=slabs),
            *(
                issue
                for height in own_heights
                for issue in validity(cell.scenario.value, freq_ghz, cell.height_m, height, float(far))
            ),
        ]
        for issue in found:
            key = (issue.code, str(issue.params["scenario"]), str(issue.params.get("which", "")))
            known, cells = worst.setdefault(key, (issue, set()))
            cells.add(cell.id)
            if _excess(issue) > _excess(known):
                worst[key] = (issue, cells)
    for issue, cells in worst.values():
        yield replace(issue, params={**issue.params, "count": len(cells)})


def _excess(issue: Issue) -> float:
    value, low, high = (float(issue.params[name]) for name in ("value", "low", "high"))
    return max(low - value, value - high)


def zone_issues(project: Project, scheme: Scheme, zones: Mapping[str, ZoneResult]) -> Iterable[Issue]:
    """Every target that a zone misses."""
    for zone_id, result in zones.items():
        zone = project.site_map.zones[zone_id]
        for target in result.targets:
            if target.verdict is Verdict.MET:
                continue
            params = {
                "name": zone.name,
                "missed": TARGET_TEXTS[target.metric].format(target.threshold),
                "share_pct": round(target.share * 100.0, 1),
                "required_pct": round(target.required_share * 100.0, 1),
                "probability_pct": round(zone.targets.probability * 100.0),
            }
            yield Issue(
                code="zone-target-missed",
                severity=Severity.WARNING,
                params=params,
                object_kind="zones",
                object_id=zone_id,
                scheme_id=scheme.id,
            )


def empty_zone(project: Project, zone_id: str) -> Issue:
    """The finding about a zone in which nobody can be at its height."""
    zone = project.site_map.zones[zone_id]
    params = {"name": zone.name, "height_m": zone.height_m}
    return Issue(code="zone-without-places", params=params, object_kind="zones", object_id=zone_id)
