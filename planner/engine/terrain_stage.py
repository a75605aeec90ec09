"""The drawn map as the radio sees it: raster, surface of what blocks, crowns of trees, ground heights, inner walls."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.errors import EvaluationError, Issue, Severity
from planner.model.catalogue import Catalogue, Material
from planner.model.geometry import Bounds, bounds_of
from planner.model.project import Project, Scheme
from planner.model.section import ground_height_m, ground_of
from planner.model.site_map import LINE_KINDS, Obstacle, ObstacleKind, blocks, top_m
from planner.radio.grid import Grid, column_centres_m, grid_for_extent, row_centres_m
from planner.radio.o2i import EntryClass, entry_class_of
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

_ENTRY_BY_KIND = {
    ObstacleKind.BUILDING: EntryClass.LOW,
    ObstacleKind.CONTAINER_YARD: EntryClass.METAL,
    ObstacleKind.TANK: EntryClass.METAL,
    ObstacleKind.WALL: EntryClass.LOW,
}
#: Nobody stands inside these: their pixels carry no figures below their top.
_CLOSED_KINDS = frozenset({ObstacleKind.CONTAINER_YARD, ObstacleKind.TANK, ObstacleKind.WALL})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terrain:
    """The map as the radio sees it.

    surface: what blocks, tops above the ground of their pixel; `names`, `kinds`, `materials`, `entry_classes`, `closed`
    (nobody can be inside): per obstacle of its `owner`. trees: crowns, which dampen instead of blocking; None without.
    ground_m: ground above local zero [rows, columns], None for flat ground. `inner_walls`: walls by their building.
    """

    grid: Grid
    surface: Surface
    names: tuple[str, ...]
    kinds: tuple[ObstacleKind, ...]
    materials: tuple[Material | None, ...]
    entry_classes: NDArray[np.int64]
    closed: NDArray[np.bool_]
    trees: Surface | None
    ground_m: Floats32 | None
    inner_walls: Mapping[str, tuple[Obstacle, ...]]
    key: Hashable
    is_preview: bool = False
    issues: tuple[Issue, ...] = field(default=())


def plan_bounds(project: Project, scheme: Scheme) -> Bounds:
    """The area to compute: zones and sites where there are zones, else the whole drawn map and the sites."""
    zones: list[Any] = [zone.outline for zone in project.site_map.zones.values()]
    drawn: list[Any] = zones or [item.outline for item in project.site_map.obstacles.values()]
    sites = [(site.position,) for site in scheme.network.sites.values()]
    cables = [cell.cable_route for cell in scheme.network.cells.values() if cell.cable_route]
    bounds = bounds_of([*drawn, *sites, *cables])
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


def is_for_preview(project: Project, resolution_m: float) -> bool:
    """Whether maps of this resolution are for the time something is dragged: coarser than the project's own."""
    return resolution_m > project.settings.resolution_m


def terrain(
    project: Project, catalogue: Catalogue, grid: Grid, cache: EngineCache, *, is_preview: bool = False
) -> Terrain:
    """Surface, trees, ground and inner walls of the project's map on a raster; previews are swept in draft quality."""
    obstacles = project.site_map.obstacles
    relief = project.site_map.terrain
    key = (cache.token(obstacles), cache.token(catalogue.materials), relief, grid, is_preview)

    def compute() -> Terrain:
        opaque: dict[str, Obstacle] = {}
        trees: dict[str, Obstacle] = {}
        for name in sorted(obstacles):
            if blocks(item := obstacles[name]):
                (trees if item.kind is ObstacleKind.VEGETATION else opaque)[name] = item
        surface = _changed_surface(grid, opaque, cache) or build_surface(grid, _shapes(opaque))
        cache.remember(("surface", grid), (opaque, surface))
        ground_m, issues = _ground(project, grid)
        return Terrain(
            grid=grid,
            surface=surface,
            names=tuple(opaque),
            kinds=tuple(item.kind for item in opaque.values()),
            materials=tuple(catalogue.materials.get(item.material) for item in opaque.values()),
            entry_classes=np.array([_entry_class(item, catalogue) for item in opaque.values()], dtype=np.int64),
            closed=np.array([item.kind in _CLOSED_KINDS for item in opaque.values()], dtype=np.bool_),
            trees=build_surface(grid, _shapes(trees)) if trees else None,
            ground_m=ground_m,
            inner_walls=_inner_walls(obstacles),
            key=key,
            is_preview=is_preview,
            issues=issues,
        )

    return cache.get("terrain", key, compute)


def ground_at_m(ground: Terrain, east_m: float, north_m: float) -> float:
    """Height of the ground above local zero at a place, m: that of the nearest pixel; 0 on flat ground."""
    if ground.ground_m is None:
        return 0.0
    grid = ground.grid
    column = int(np.clip((east_m - grid.west_m) // grid.resolution_m, 0, grid.columns - 1))
    row = int(np.clip((grid.north_m - north_m) // grid.resolution_m, 0, grid.rows - 1))
    return float(ground.ground_m[row, column])


def accessible(ground: Terrain, height_m: float) -> NDArray[np.bool_]:
    """Pixels where a terminal can be at this height: not inside a container stack, a tank or a wall."""
    if not ground.closed.size:
        return np.ones(ground.grid.shape, dtype=np.bool_)
    inside = ground.surface.height_m > height_m
    return ~(inside & ground.closed[ground.surface.owner] & (ground.surface.owner >= 0))


def _ground(project: Project, grid: Grid) -> tuple[Floats32 | None, tuple[Issue, ...]]:
    """Ground heights of the raster; places beyond the height model take the nearest height known, and that is said.

    Terrain whose raster is missing from the file or doesn't fit its size is an error: flat ground isn't what was asked.
    """
    relief = ground_of(project.site_map, project.assets)
    stated = project.site_map.terrain
    if relief is None and stated is not None:
        return None, (Issue(code="terrain-unreadable", severity=Severity.ERROR, params={"name": stated.name}),)
    if relief is None:
        return None, ()
    east, north = np.meshgrid(column_centres_m(grid), row_centres_m(grid))
    heights = ground_height_m(relief, east, north)
    unknown = np.isnan(heights)
    issues: tuple[Issue, ...] = ()
    if unknown.all():
        params = {"name": relief.terrain.name}
        return None, (Issue(code="terrain-beside-map", severity=Severity.WARNING, params=params),)
    if unknown.any():
        from scipy.ndimage import distance_transform_edt

        nearest: Any = distance_transform_edt(unknown, return_distances=False, return_indices=True)
        heights = heights[tuple(nearest)]
        params = {"name": relief.terrain.name, "share_pct": round(float(unknown.mean()) * 100.0, 1)}
        issues = (Issue(code="terrain-with-gaps", severity=Severity.NOTE, params=params),)
    return np.ascontiguousarray(heights, dtype=np.float32), issues


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
        return int(entry_class_of(material.o2i))
    return int(_ENTRY_BY_KIND.get(item.kind, EntryClass.LOW))


def _inner_walls(obstacles: Mapping[str, Obstacle]) -> dict[str, tuple[Obstacle, ...]]:
    found: dict[str, list[Obstacle]] = {}
    for name in sorted(obstacles):
        item = obstacles[name]
        if item.building_id and item.kind in LINE_KINDS and len(item.outline) >= 2:
            found.setdefault(item.building_id, []).append(item)
    return {building: tuple(walls) for building, walls in found.items()}
