"""A vertical section of the map along a straight line: ground, what the line cuts, and masts beside it.

Distances run along the line from its start, metres; heights are above local zero (the lowest ground where there is
terrain, else the ground everywhere).
"""

import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.model.geometry import Point
from planner.model.network import Network
from planner.model.site_map import LINE_KINDS, Obstacle, ObstacleKind, SiteMap, Terrain, blocks, top_m
from planner.model.storeys import inner_wall_span_m

Floats = NDArray[np.float64]

#: An antenna this near to the line is drawn in the section, m.
NEAR_M = 25.0
#: The ground is sampled this often along a line at most.
MAX_GROUND_POINTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """An obstacle where the line crosses it. from_m, to_m: along the line (equal for a wall); foot_m, top_m: heights.

    `counts`: it is part of the obstructing surface; cranes, the flat ground and inner walls aren't.
    """

    id: str
    name: str
    kind: ObstacleKind
    from_m: float
    to_m: float
    foot_m: float
    top_m: float
    counts: bool
    building_id: str = ""
    storey: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mast:
    """A cell's antenna near the line. at_m: of its foot on the line; beside_m: distance from the line, to the right
    positive; height_m: above local zero; ground_m: of the ground below it."""

    cell_id: str
    site_id: str
    name: str
    band: str
    at_m: float
    beside_m: float
    ground_m: float
    height_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a line cuts. ground: (distance, height) pairs from start to end; two of height 0 without terrain."""

    start: Point
    end: Point
    length_m: float
    ground: tuple[Point, ...]
    cuts: tuple[Cut, ...]
    masts: tuple[Mast, ...]
    has_terrain: bool = False
    terrain_has_gaps: bool = False


def ground_at(cut_line: Section, at_m: float) -> float:
    """Height of the ground at a distance along a section, m."""
    return float(np.interp(at_m, [point[0] for point in cut_line.ground], [point[1] for point in cut_line.ground]))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edges:
    """All outlines of a map as one array of edges, made once for many lines. owner: index into `obstacles`."""

    obstacles: tuple[Obstacle, ...]
    start: Floats
    end: Floats
    owner: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """Terrain heights float32 [rows, columns], row 0 in the north, NaN without data; None is flat ground."""

    terrain: Terrain
    height_m: NDArray[np.float32]


def ground_of(site_map: SiteMap, assets: Mapping[str, bytes]) -> Ground | None:
    """The terrain unpacked; None where there is none or its asset doesn't fit what it says."""
    terrain = site_map.terrain
    content = assets.get(terrain.asset) if terrain is not None else None
    if terrain is None or content is None:
        return None
    expected = 4 * terrain.rows * terrain.columns
    try:
        packed = zlib.decompressobj().decompress(content, expected + 1)
    except zlib.error:
        return None
    if len(packed) != expected:
        return None
    heights = np.frombuffer(packed, dtype="<f4").reshape(terrain.rows, terrain.columns)
    return Ground(terrain=terrain, height_m=heights.astype(np.float32))


def ground_height_m(ground: Ground | None, east_m: Floats, north_m: Floats) -> Floats:
    """Height of the ground above local zero at places, bilinear between the pixels' centres; NaN where data lack.

    Without terrain 0. Beyond the raster's edge NaN.
    """
    if ground is None:
        return np.zeros_like(east_m)
    terrain = ground.terrain
    column = (east_m - terrain.west_m) / terrain.resolution_m - 0.5
    row = terrain.rows - (north_m - terrain.south_m) / terrain.resolution_m - 0.5
    outside = (column < -0.5) | (column > terrain.columns - 0.5) | (row < -0.5) | (row > terrain.rows - 0.5)
    column, row = np.clip(column, 0, terrain.columns - 1), np.clip(row, 0, terrain.rows - 1)
    left, top = np.floor(column).astype(int), np.floor(row).astype(int)
    right, bottom = np.minimum(left + 1, terrain.columns - 1), np.minimum(top + 1, terrain.rows - 1)
    across, down = column - left, row - top
    total, weight = np.zeros_like(column), np.zeros_like(column)
    for rows, columns, share in (
        (top, left, (1.0 - down) * (1.0 - across)),
        (top, right, (1.0 - down) * across),
        (bottom, left, down * (1.0 - across)),
        (bottom, right, down * across),
    ):
        z = ground.height_m[rows, columns].astype(np.float64)
        known = np.isfinite(z)
        total += np.where(known, share * z, 0.0)
        weight += np.where(known, share, 0.0)
    missing = outside | (weight < 0.5)
    return np.where(missing, np.nan, total / np.where(missing, 1.0, weight))


def edges_of(obstacles: Iterable[Obstacle]) -> Edges:
    """All outlines as edges. Hidden obstacles are among them, as in the coverage map: hiding only changes the view."""
    kept = tuple(obstacles)
    starts: list[Point] = []
    ends: list[Point] = []
    owner: list[int] = []
    for index, obstacle in enumerate(kept):
        is_line = obstacle.kind in LINE_KINDS
        for ring in (obstacle.outline, *obstacle.holes):
            following = ring[1:] if is_line else (*ring[1:], *ring[:1])
            starts.extend(ring[: len(following)])
            ends.extend(following)
            owner.extend([index] * len(following))
    shape = (len(owner), 2)
    return Edges(
        obstacles=kept,
        start=np.array(starts, dtype=np.float64).reshape(shape),
        end=np.array(ends, dtype=np.float64).reshape(shape),
        owner=np.array(owner, dtype=np.int64),
    )


def section(
    site_map: SiteMap,
    start: Point,
    end: Point,
    *,
    network: Network | None = None,
    edges: Edges | None = None,
    ground: Ground | None = None,
) -> Section:
    """The section from `start` to `end` (local m). `edges` and `ground`: made beforehand for many lines.

    ValueError for a line without length. An obstacle stands on the ground at the middle of its cut; what runs exactly
    along the line isn't cut.
    """
    length_m = math.dist(start, end)
    if length_m <= 0:
        raise ValueError("a section needs two places")
    edges = edges if edges is not None else edges_of(site_map.obstacles.values())
    profile = _ground_profile(ground, start, end, length_m)
    known = np.isfinite(profile[1])
    heights = np.interp(profile[0], profile[0][known], profile[1][known]) if known.any() else np.zeros_like(profile[0])
    cuts: list[Cut] = []
    for index, from_m, to_m in _spans(edges, start, end, length_m):
        at = float(np.interp((from_m + to_m) / 2.0, profile[0], heights))
        cuts.append(_cut(edges.obstacles[index], site_map, from_m, to_m, at))
    return Section(
        start=start,
        end=end,
        length_m=length_m,
        ground=tuple(zip(profile[0].tolist(), heights.tolist(), strict=True)),
        cuts=tuple(sorted(cuts, key=lambda cut: (cut.from_m, cut.to_m, cut.id))),
        masts=masts_near(network, start, end, ground=ground) if network is not None else (),
        has_terrain=ground is not None,
        terrain_has_gaps=not bool(known.all()),
    )


def _ground_profile(ground: Ground | None, start: Point, end: Point, length_m: float) -> tuple[Floats, Floats]:
    count = 2
    if ground is not None:
        count = int(min(max(math.ceil(length_m / ground.terrain.resolution_m) + 1, 2), MAX_GROUND_POINTS))
    share = np.linspace(0.0, 1.0, count)
    east = start[0] + share * (end[0] - start[0])
    north = start[1] + share * (end[1] - start[1])
    return share * length_m, ground_height_m(ground, east, north)


def _spans(edges: Edges, start: Point, end: Point, length_m: float) -> list[tuple[int, float, float]]:
    """(obstacle, from, to) of every stretch of the line inside an obstacle, and of every wall crossed."""
    direction = np.array([(end[0] - start[0]) / length_m, (end[1] - start[1]) / length_m])
    normal = np.array([-direction[1], direction[0]])
    side_1 = (edges.start - start) @ normal
    side_2 = (edges.end - start) @ normal
    crossing = np.flatnonzero((side_1 > 0.0) != (side_2 > 0.0))  # half open: a corner on the line counts once
    share = side_1[crossing] / (side_1[crossing] - side_2[crossing])
    place = edges.start[crossing] + share[:, None] * (edges.end[crossing] - edges.start[crossing])
    along = (place - start) @ direction
    owner = edges.owner[crossing]
    spans: list[tuple[int, float, float]] = []
    order = np.lexsort((along, owner))
    for group in np.split(order, np.flatnonzero(np.diff(owner[order])) + 1):
        if group.size == 0:
            continue
        index, places = int(owner[group[0]]), along[group].tolist()
        if edges.obstacles[index].kind in LINE_KINDS:
            spans += [(index, at, at) for at in places if 0.0 <= at <= length_m]
            continue
        for low, high in zip(places[::2], places[1::2], strict=False):
            if high > 0.0 and low < length_m:
                spans.append((index, max(low, 0.0), min(high, length_m)))
    return spans


def _cut(obstacle: Obstacle, site_map: SiteMap, from_m: float, to_m: float, ground_m: float) -> Cut:
    if obstacle.building_id:
        foot, top = inner_wall_span_m(obstacle, site_map.obstacles.get(obstacle.building_id))
    else:
        foot, top = obstacle.base_m, top_m(obstacle)
    return Cut(
        id=obstacle.id,
        name=obstacle.name,
        kind=obstacle.kind,
        from_m=from_m,
        to_m=to_m,
        foot_m=ground_m + foot,
        top_m=ground_m + max(top, foot),
        counts=blocks(obstacle),
        building_id=obstacle.building_id,
        storey=obstacle.storey,
    )


def _mast_name(site: str, cell: str) -> str:
    """Site and cell; a cell's name that begins with its site's says it all."""
    return cell if cell.startswith(site) else f"{site} {cell}"


def masts_near(
    network: Network, start: Point, end: Point, *, ground: Ground | None = None, within_m: float = NEAR_M
) -> tuple[Mast, ...]:
    """Antennas whose site lies within `within_m` of the line or its ends, along the line. One for each cell."""
    length_m = math.dist(start, end)
    unit = ((end[0] - start[0]) / length_m, (end[1] - start[1]) / length_m)
    found: list[Mast] = []
    for cell in network.cells.values():
        site = network.sites.get(cell.site_id)
        if site is None:
            continue
        east, north = site.position[0] - start[0], site.position[1] - start[1]
        along, beside = east * unit[0] + north * unit[1], east * unit[1] - north * unit[0]
        at = min(max(along, 0.0), length_m)
        if math.hypot(along - at, beside) > within_m:
            continue
        height = ground_height_m(ground, np.array([site.position[0]]), np.array([site.position[1]]))
        ground_m = float(np.nan_to_num(height)[0])
        found.append(
            Mast(
                cell_id=cell.id,
                site_id=site.id,
                name=_mast_name(site.name or site.id, cell.name or cell.id),
                band=cell.band,
                at_m=at,
                beside_m=beside,
                ground_m=ground_m,
                height_m=ground_m + cell.height_m,
            )
        )
    return tuple(sorted(found, key=lambda mast: (mast.at_m, mast.cell_id)))
