"""The synthetic town of radio_cases as a project, through the engine as the window asks it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from measure import best_of
from radio_cases import H_ANTENNA_M, PIXEL_M, PREVIEW_M, SIDE_M, Timings, antennas, shapes

if TYPE_CHECKING:
    from planner.engine.cache import EngineCache


def town_engine() -> Timings:
    """2 m and 4 m; everything that an evaluation answers, not the map alone."""
    from planner.engine.memory import keep_freed_memory
    from planner.io.catalogue import load_catalogue

    keep_freed_memory()  # as the window does
    catalogue = load_catalogue()
    return [
        line
        for label, pixel_m in (("2 m", PIXEL_M), ("4 m", PREVIEW_M))
        for line in _evaluations(label, pixel_m, town_project(), catalogue)
    ]


def _evaluations(label: str, pixel_m: float, project: Any, catalogue: Any) -> Timings:
    from planner.engine.cache import EngineCache
    from planner.io.evaluation import evaluate
    from planner.model.edits import ObjectRef, move, update

    (scheme_id,) = project.schemes
    site = ObjectRef(kind="sites", id="site-00", scheme_id=scheme_id)
    cell = ObjectRef(kind="cells", id="cell-00", scheme_id=scheme_id)
    cache = EngineCache()

    def run(edited: Any, memory: EngineCache | None = None) -> None:
        evaluate(edited, scheme_id, catalogue, cache=memory or cache, resolution_m=pixel_m)

    run(project)
    timings = [(f"engine, {label}: everything cold", best_of(2, lambda: run(project, EngineCache())))]
    moved = [move(project, [site], 0.7 * step, 0.3 * step) for step in range(1, 8)]
    timings.append((f"engine, {label}: one gNB moved", best_of(7, lambda: run(moved.pop()))))
    turned = [update(project, cell, azimuth_deg=float(10 * step)) for step in range(1, 6)]
    timings.append((f"engine, {label}: one cell turned", best_of(5, lambda: run(turned.pop()))))
    return timings


def town_project() -> Any:
    from planner.io.templates import new_from_template
    from planner.model.network import Site
    from planner.model.project import Project
    from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone

    port = new_from_template("port", "en")
    scheme = port.schemes[min(port.schemes)]
    pattern = next(iter(scheme.network.cells.values()))
    sites, cells = {}, {}
    for number, antenna in enumerate(antennas(10, 3)):
        site_id, cell_id = f"site-{number // 3:02d}", f"cell-{number:02d}"
        sites[site_id] = Site(id=site_id, name=site_id, position=(antenna.east_m, antenna.north_m))
        cells[cell_id] = replace(
            pattern, id=cell_id, site_id=site_id, azimuth_deg=antenna.azimuth_deg % 360.0, height_m=H_ANTENNA_M,
            pci=number,
        )  # fmt: skip
    obstacles = {}
    for number, shape in enumerate(shapes()):
        outline = tuple((float(x), float(y)) for x, y in shape.rings[0])
        name = f"ob-{number:04d}"
        obstacles[name] = Obstacle(
            id=name, kind=ObstacleKind.BUILDING, name="", outline=outline, height_m=shape.height_m
        )  # fmt: skip
    whole_town = ((90.0, 90.0), (SIDE_M - 90.0, 90.0), (SIDE_M - 90.0, SIDE_M - 90.0), (90.0, SIDE_M - 90.0))
    network = replace(scheme.network, sites=sites, cells=cells, upfs={}, mec_hosts={}, links={})
    zone = Zone(id="zone-town", name="Town", outline=whole_town)
    return Project(
        site_map=SiteMap(obstacles=obstacles, zones={zone.id: zone}),
        schemes={scheme.id: replace(scheme, network=network, slices={}, assignments={})},
        settings=replace(port.settings, resolution_m=PIXEL_M),
    )
