"""What is inside buildings as the path loss wants it: drawn walls and their losses, floors, outer walls as slabs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.engine.terrain_stage import Terrain
from planner.model.catalogue import Catalogue
from planner.model.network import Cell, Site
from planner.model.project import Project
from planner.radio.grid import pixel_of
from planner.radio.hall_clutter import HallClutter, hall_clutter
from planner.radio.itu_p2040 import material_loss_db
from planner.radio.multi_wall import WallLine, floors_between, wall_lines, wall_loss_map
from planner.radio.o2i import EntryClass

Floats32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndoorPath:
    """An antenna inside building number `building` of the surface, and what lies between it and receivers in there."""

    building: int
    floors: int
    walls_db: Floats32 | None
    clutter: HallClutter | None


def building_of(cell: Cell, site: Site, ground: Terrain) -> int:
    """Index of the obstacle whose roof is above the cell's antenna, -1 where it stands in the open."""
    grid, surface = ground.grid, ground.surface
    row, column = pixel_of(grid, *site.position)
    if not (0 <= row < grid.rows and 0 <= column < grid.columns):
        return -1
    return int(surface.owner[row, column]) if cell.height_m < float(surface.height_m[row, column]) else -1


def indoor_path(
    cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain, catalogue: Catalogue, freq_ghz: float
) -> IndoorPath | None:
    """The inside of the building that an indoor cell's antenna stands in, for one receiver height; None outdoors."""
    number = building_of(cell, site, ground)
    if number < 0 or not cell.scenario.is_indoor:
        return None
    obstacles = project.site_map.obstacles
    building = obstacles[ground.names[number]]
    # what leaks out of the building has crossed its inner walls too
    lines = wall_lines(ground.inner_walls.get(building.id, ()), catalogue.materials, freq_ghz, building)
    walls = _wall_map(cell, site, height_m, project, ground, lines) if lines else None
    # what is drawn is what blocks: only a hall's own clutter can say how dense it is
    clutter = hall_clutter(building, list(obstacles.values())) if cell.scenario.value.startswith("InF") else None
    return IndoorPath(
        building=number,
        floors=floors_between(cell.height_m, height_m, building),
        walls_db=walls,
        clutter=clutter,
    )


def walls_from_outside(
    cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain, catalogue: Catalogue, freq_ghz: float
) -> Floats32 | None:
    """What inner walls take from an outdoor cell's signal inside the buildings they stand in, dB; None without any."""
    lines: list[WallLine] = []
    for number, name in enumerate(ground.names):
        walls = ground.inner_walls.get(name, ())
        if walls:
            lines += wall_lines(walls, catalogue.materials, freq_ghz, project.site_map.obstacles[name], number)
    return _wall_map(cell, site, height_m, project, ground, lines) if lines else None


def _wall_map(
    cell: Cell, site: Site, height_m: float, project: Project, ground: Terrain, lines: list[WallLine]
) -> Floats32:
    return wall_loss_map(
        ground.grid,
        lines,
        site.position,
        project.settings.max_range_m,
        antenna_height_m=cell.height_m,
        receiver_height_m=height_m,
        owner=ground.surface.owner,
    )


def slab_losses_db(ground: Terrain, freq_ghz: float) -> NDArray[np.float64] | None:
    """Loss of the outer wall of every obstacle whose wall is one slab, dB [n]; None where there is none."""
    if not bool((ground.entry_classes == int(EntryClass.SLAB)).any()):
        return None
    return np.array(
        [
            material_loss_db(item.p2040, item.thickness_m, freq_ghz) if item is not None and item.p2040 else 0.0
            for item in ground.materials
        ]
    )
