"""The map as extruded bodies for the 3D view: plain arrays, prepared once, projected at every turn.

Coordinates: x east, y north, z up, metres. Large footprints are cut into pieces, so that the order from back to front
by the pieces' middles is right where a long quay wall stands beside small sheds.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.io import map_style
from planner.io.map_style import Rgba
from planner.model.geometry import Ring, ring_area_m2
from planner.model.heads import cells_at
from planner.model.project import Project
from planner.model.section import Ground, ground_height_m, ground_of
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, OPEN_KINDS, Obstacle, ObstacleKind, top_m

Floats = NDArray[np.float64]

#: Footprints longer than this are cut into squares of this size, m.
PIECE_M = 60.0
#: More pieces than this help nobody: the squares get larger.
MOST_PIECES = 400


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Body:
    """One upright prism. ring: [n, 2]; walls: indices of the ring's edges that are real walls, not cuts between pieces.

    `flat`: water, roads, land at height 0. `lattice`: a crane, drawn as an open frame.
    """

    ring: Floats
    holes: tuple[Floats, ...]
    walls: NDArray[np.int64]
    foot_m: float
    top_m: float
    fill: Rgba
    edge: Rgba
    flat: bool = False
    lattice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pole:
    """A site: a pole from the ground to its highest antenna."""

    name: str
    x_m: float
    y_m: float
    foot_m: float
    top_m: float
    colour: Rgba


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Massing:
    """All bodies; flat ones first, the largest below. Bounds (west, south, east, north) and the highest top."""

    bodies: tuple[Body, ...]
    poles: tuple[Pole, ...]
    bounds: tuple[float, float, float, float]
    highest_m: float


def massing_of(project: Project, scheme_id: str) -> Massing:
    """The bodies of a project with the sites of one of its schemes. Hidden objects and inner walls are left out."""
    ground = ground_of(project.site_map, project.assets)
    flat: list[tuple[float, Body]] = []
    bodies: list[Body] = []
    for obstacle in project.site_map.obstacles.values():
        if obstacle.hidden or obstacle.building_id or len(obstacle.outline) < 2:
            continue
        if obstacle.kind in GROUND_KINDS:
            layer = 1.0 if obstacle.kind is ObstacleKind.ROAD else 0.0
            flat.append((layer - 1e-12 * ring_area_m2(obstacle.outline), _flat(obstacle, ground)))
        else:
            bodies.extend(_bodies(obstacle, ground))
    flat.sort(key=lambda pair: pair[0])
    poles = _poles(project, scheme_id, ground)
    every = (*(body for _, body in flat), *bodies)
    upright = [body.ring for body in bodies] or [body.ring for body in every]
    spots = np.array([(pole.x_m, pole.y_m) for pole in poles]).reshape(-1, 2)
    points = (
        np.concatenate([*upright, spots]) if upright or len(spots) else np.array([[-100.0, -100.0], [100.0, 100.0]])
    )
    west, south = points.min(axis=0).tolist()
    east, north = points.max(axis=0).tolist()
    highest = max((item.top_m for item in (*bodies, *poles)), default=10.0)
    return Massing(bodies=every, poles=poles, bounds=(west, south, east, north), highest_m=highest)


def _style(obstacle: Obstacle) -> tuple[Rgba, Rgba]:
    style = map_style.area_style(obstacle)
    fill = style.fill if style.fill[3] else style.edge
    return (*fill[:3], 255), style.edge


def _ground_m(ground: Ground | None, ring: Floats) -> float:
    middle = ring.mean(axis=0)
    return float(np.nan_to_num(ground_height_m(ground, middle[:1], middle[1:]))[0])


def _flat(obstacle: Obstacle, ground: Ground | None) -> Body:
    ring = _open_ring(obstacle.outline)
    fill, edge = _style(obstacle)
    foot = _ground_m(ground, ring) if ground is not None else 0.0
    return Body(
        ring=ring, holes=tuple(_open_ring(hole) for hole in obstacle.holes), walls=np.zeros(0, dtype=np.int64),
        foot_m=foot, top_m=foot, fill=fill, edge=edge, flat=True,
    )  # fmt: skip


def _open_ring(outline: Ring) -> Floats:
    ring = np.array(outline, dtype=np.float64)
    return ring[:-1] if len(ring) > 3 and bool((ring[0] == ring[-1]).all()) else ring


def _bodies(obstacle: Obstacle, ground: Ground | None) -> list[Body]:
    ring = _open_ring(obstacle.outline)
    fill, edge = _style(obstacle)
    foot = _ground_m(ground, ring)
    low, high = foot + obstacle.base_m, foot + max(top_m(obstacle), obstacle.base_m + 0.1)

    def body(part: Floats, walls: NDArray[np.int64], holes: tuple[Floats, ...] = ()) -> Body:
        return Body(
            ring=part, holes=holes, walls=walls, foot_m=low, top_m=high, fill=fill, edge=edge,
            lattice=obstacle.kind in OPEN_KINDS,
        )  # fmt: skip

    if obstacle.kind in LINE_KINDS:
        return [body(ring[n : n + 2], np.array([0])) for n in range(len(ring) - 1)]
    holes = tuple(_open_ring(hole) for hole in obstacle.holes)
    if float(np.ptp(ring, axis=0).max()) <= PIECE_M or obstacle.kind in OPEN_KINDS:
        return [body(_counter_clockwise(ring), np.arange(len(ring)), holes)]
    return [body(part, walls) for part, walls in _pieces(ring, holes)]


def _counter_clockwise(ring: Floats) -> Floats:
    x, y = ring[:, 0], ring[:, 1]
    area = float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y))
    return ring if area >= 0 else ring[::-1]


def _pieces(ring: Floats, holes: tuple[Floats, ...]) -> list[tuple[Floats, NDArray[np.int64]]]:
    """A large footprint in squares; which edges of a piece lie on the outline. Holes are cut into the pieces' rings."""
    import shapely
    from shapely.geometry import Polygon
    from shapely.geometry.polygon import orient

    valid = shapely.get_parts(shapely.make_valid(Polygon(ring, holes)))
    whole = shapely.union_all([part for part in valid if isinstance(part, Polygon)])
    if whole.is_empty:
        return []
    west, south, east, north = whole.bounds
    size = max(PIECE_M, ((east - west) * (north - south) / MOST_PIECES) ** 0.5)
    across = np.linspace(west, east, max(round((east - west) / size), 1) + 1)
    along = np.linspace(south, north, max(round((north - south) / size), 1) + 1)
    if holes:  # a hole inside one square would stay a hole: cut through the middle of each
        across = np.unique([*across, *(float(hole[:, 0].mean()) for hole in holes)])
    boundary = whole.boundary
    found: list[tuple[Floats, NDArray[np.int64]]] = []
    for x1, x2 in itertools.pairwise(across):
        for y1, y2 in itertools.pairwise(along):
            for part in shapely.get_parts(shapely.clip_by_rect(whole, x1, y1, x2, y2)):
                if isinstance(part, Polygon) and part.area > 0.01:
                    piece = np.array(orient(part).exterior.coords)[:-1]
                    middles = (piece + np.roll(piece, -1, axis=0)) / 2.0
                    near = shapely.distance(shapely.points(middles), boundary) < 1e-6
                    found.append((piece, np.flatnonzero(near)))
    return found


def _poles(project: Project, scheme_id: str, ground: Ground | None) -> tuple[Pole, ...]:
    scheme = project.schemes.get(scheme_id)
    if scheme is None:
        return ()
    poles: list[Pole] = []
    for site in scheme.network.sites.values():
        heights = [cell.height_m for cell in cells_at(site.id, scheme.network)]
        foot = _ground_m(ground, np.array([site.position]))
        poles.append(
            Pole(
                name=site.name or site.id,
                x_m=site.position[0],
                y_m=site.position[1],
                foot_m=foot,
                top_m=foot + max(heights, default=10.0),
                colour=map_style.SITE_NEW,
            )
        )
    return tuple(poles)
