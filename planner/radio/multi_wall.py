"""Walls and floors inside a building: what a straight path crosses, after the multi-wall model of COST 231.

Walls: every drawn wall that the straight line from the antenna to the receiver over a pixel's centre crosses adds its
loss; a line that passes above or below the wall (a low partition, a wall of another storey) doesn't cross it. The
crossing is exact, not a raster's: behind each piece of a wall lies a wedge of pixels, bounded by the two lines of sight
past its ends and by the wall itself, and the wedge is filled row by row. A pixel's sum has a fixed order (that of the
walls), so it is the same for any number of threads.

Rules:
- Losses are those at normal incidence, whatever the angle. A wall seen edge-on adds nothing.
- Where two pieces of one wall meet, a line of sight exactly through the joint crosses one of them, not both and not
  none.
- A pixel whose centre lies on a wall is on the antenna's side of it.
- A piece of wall closer than `ON_WALL_M` to the antenna carries it and doesn't block.
- The sum is capped: past many walls, doors and corridors are the way.

Floors: n floors between two storeys take `FLOOR_DB` n^((n+2)/(n+1) - b), which grows ever more slowly.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.errors import EvaluationError
from planner.model.catalogue import Material
from planner.model.site_map import Obstacle
from planner.model.storeys import floor_m, inner_wall_span_m, storey_height_m
from planner.radio.grid import Grid, column_centres_m, row_centres_m
from planner.radio.itu_p2040 import material_loss_db
from planner.radio.o2i import entry_class_of, wall_loss_db

#: A wall this near to the antenna carries it, m.
ON_WALL_M = 0.1

#: Most that all walls on one path take away together, dB. Assumption.
WALLS_CAP_DB = 60.0

#: COST 231 (final report, clause 4.7.2): loss of one floor, dB, and the exponent's b. Found for 0.8-1.9 GHz in European
#: office buildings; used unchanged above, which is an assumption.
FLOOR_DB, FLOOR_B = 18.3, 0.46

#: Most that all floors on one path take away together, dB: stairs, lifts and the way along the facade. Assumption.
FLOORS_CAP_DB = 50.0


#: An inner wall of no stated material: half a brick, the usual partition in Chinese buildings. Assumption.
UNKNOWN_WALL = ("brick", 0.12)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WallLine:
    """One drawn wall: corners [n, 2] in local metres (an open line) and the loss of crossing it once, dB (>= 0).

    building: number of the obstacle the wall stands in, as in `Surface.owner`; -1 counts everywhere. foot_m, top_m:
    what it spans above the ground.
    """

    points: NDArray[np.float64]
    loss_db: float
    building: int = -1
    foot_m: float = -math.inf
    top_m: float = math.inf


def inner_wall_loss_db(material: Material | None, freq_ghz: float) -> float:
    """Loss of crossing an inner wall once, dB: its slab (P.2040) where the material has one, else its class's wall.

    Without a material: `UNKNOWN_WALL`. Raises KeyError for a slab of a material that P.2040 doesn't have.

    >>> round(inner_wall_loss_db(None, 3.5), 1)
    4.3
    """
    if material is None:
        return material_loss_db(*UNKNOWN_WALL, freq_ghz)
    if material.p2040:
        return material_loss_db(material.p2040, material.thickness_m, freq_ghz)
    return wall_loss_db(freq_ghz, entry_class_of(material.o2i))


def wall_lines(
    walls: Sequence[Obstacle],
    materials: Mapping[str, Material],
    freq_ghz: float,
    building: Obstacle | None,
    building_number: int = -1,
) -> list[WallLine]:
    """The inner walls of one building, all storeys, as the kernel takes them; their heights tell which a path meets.

    building_number: its number in `Surface.owner`.
    """
    lines: list[WallLine] = []
    for wall in walls:
        foot_m, top_m = inner_wall_span_m(wall, building)
        lines.append(
            WallLine(
                points=np.array(wall.outline, dtype=np.float64).reshape(-1, 2),
                loss_db=inner_wall_loss_db(materials.get(wall.material), freq_ghz),
                building=building_number,
                foot_m=foot_m,
                top_m=top_m,
            )
        )
    return lines


def wall_loss_map(
    grid: Grid,
    walls: Sequence[WallLine],
    antenna_m: tuple[float, float],
    dist_max_m: float,
    cap_db: float = WALLS_CAP_DB,
    *,
    antenna_height_m: float = 0.0,
    receiver_height_m: float = 0.0,
    owner: NDArray[np.int32] | None = None,
) -> NDArray[np.float32]:
    """Loss of the walls between an antenna (east, north) and every pixel, dB, float32 [rows, columns], 0 to cap_db.

    dist_max_m: pixels farther away stay 0. owner: `Surface.owner`; with it a wall that names its building counts only
    at the pixels of that building (what an outdoor cell's path crosses inside). The antenna may stand outside the grid.
    Raises `EvaluationError` "wall-not-finite" for a wall with a corner or loss that is no number.
    """
    pieces: list[tuple[float, ...]] = []
    for number, wall in enumerate(walls):
        points = np.asarray(wall.points, dtype=np.float64).reshape(-1, 2)
        if not (np.isfinite(points).all() and math.isfinite(wall.loss_db)):
            raise EvaluationError("wall-not-finite", index=number)
        building = wall.building if owner is not None else -1
        relative = points - np.asarray(antenna_m, dtype=np.float64)
        for (x1, y1), (x2, y2) in zip(relative[:-1].tolist(), relative[1:].tolist(), strict=True):
            pieces.append((x1, y1, x2, y2, max(wall.loss_db, 0.0), wall.foot_m, wall.top_m, float(building)))
    total = np.zeros(grid.shape, dtype=np.float64)
    if pieces:
        east = column_centres_m(grid) - antenna_m[0]
        north = row_centres_m(grid) - antenna_m[1]
        whose = np.zeros((0, 0), dtype=np.int32) if owner is None else owner
        heights = (float(antenna_height_m), float(receiver_height_m - antenna_height_m))
        _shade(np.array(pieces, dtype=np.float64), east, north, float(dist_max_m), *heights, whose, total)
    return np.minimum(total, max(cap_db, 0.0)).astype(np.float32)


def floors_loss_db(floors_between: int, cap_db: float = FLOORS_CAP_DB) -> float:
    """Loss of the floors between two storeys, dB (module docstring); 0 on the same storey.

    >>> [round(floors_loss_db(n), 1) for n in range(4)]
    [0.0, 18.3, 33.5, 43.6]
    """
    n = abs(floors_between)
    return min(FLOOR_DB * n ** ((n + 2) / (n + 1) - FLOOR_B), cap_db) if n else 0.0


def storey_at(height_m: float, building: Obstacle) -> int:
    """The storey of a building that a height above the ground lies on: 0 the ground floor, at most the top storey.

    A building that states no storeys is one room from floor to roof, as a hall is: 0 everywhere above its foot.
    """
    if building.storeys < 1:
        return 0 if height_m >= building.base_m else -1
    storey = math.floor((height_m - floor_m(0, building)) / storey_height_m(building) + 1e-9)
    return min(storey, building.storeys - 1)


def floors_between(height_1_m: float, height_2_m: float, building: Obstacle) -> int:
    """Number of floors between two heights above the ground in one building; none where it states no storeys."""
    return abs(storey_at(height_1_m, building) - storey_at(height_2_m, building))


@njit(cache=True, nogil=True)
def _shade(
    pieces: NDArray[np.float64],
    east: NDArray[np.float64],
    north: NDArray[np.float64],
    dist_max: float,
    height: float,
    rise: float,
    owner: NDArray[np.int32],
    total: NDArray[np.float64],
) -> None:
    """Add the loss of every piece (x1, y1, x2, y2, loss, foot, top, building) to the pixels behind it.

    Positions are relative to the antenna, which is at `height`; the receiver is `rise` above it.
    """
    by_building = owner.size > 0
    most = -1
    for k in range(pieces.shape[0]):
        most = max(most, int(pieces[k, 7]))
    boxes = _boxes(owner, most + 1)
    step = east[1] - east[0] if east.size > 1 else 1.0
    for k in range(pieces.shape[0]):
        x1, y1, x2, y2 = pieces[k, 0], pieces[k, 1], pieces[k, 2], pieces[k, 3]
        turn = x1 * y2 - x2 * y1
        if turn < 0.0:  # the first end clockwise of the second
            x1, y1, x2, y2, turn = x2, y2, x1, y1, -turn
        length = np.sqrt((x2 - x1) ** 2 + (y2 - y1) ** 2)
        if length == 0.0 or turn == 0.0 or _near(x1, y1, x2, y2, length):
            continue
        loss, foot, top, building = pieces[k, 4], pieces[k, 5], pieces[k, 6], int(pieces[k, 7])
        if min(height, height + rise) > top or max(height, height + rise) < foot:
            continue
        always = foot <= min(height, height + rise) and max(height, height + rise) <= top
        row_0, row_1, column_0, column_1 = 0, north.size - 1, 0, east.size - 1
        if by_building and building >= 0:
            row_0, row_1, column_0, column_1 = boxes[building]
        for row in range(row_0, row_1 + 1):
            y = north[row]
            if abs(y) > dist_max or (y > max(y1, y2, 0.0) and y1 <= 0.0 and y2 <= 0.0):
                continue
            if y < min(y1, y2, 0.0) and y1 >= 0.0 and y2 >= 0.0:
                continue
            reach = np.sqrt(dist_max * dist_max - y * y)
            low, high = max(east[0], -reach), min(east[-1], reach)
            # three half-planes bound the wedge; each gives one bound of x on this row
            low, high = _bound(-y1, x1 * y, low, high)  # x1 y - y1 x >= 0
            low, high = _bound(y2, -x2 * y, low, high)  # x y2 - y x2 > 0
            low, high = _bound(y2 - y1, -(x2 - x1) * y - turn, low, high)  # beyond the wall
            if not low <= high:
                continue
            first = max(int(np.floor((low - east[0]) / step)) - 1, column_0)
            last = min(int(np.ceil((high - east[0]) / step)) + 1, column_1)
            while first <= last and not _behind(east[first], y, x1, y1, x2, y2, turn):
                first += 1
            while last >= first and not _behind(east[last], y, x1, y1, x2, y2, turn):
                last -= 1
            for column in range(first, last + 1):
                x = east[column]
                if x * x + y * y > dist_max * dist_max:
                    continue
                if by_building and building >= 0 and owner[row, column] != building:
                    continue
                if not always:
                    z = height + rise * turn / ((y2 - y1) * x - (x2 - x1) * y)
                    if z < foot or z > top:
                        continue
                total[row, column] += loss


@njit(cache=True, nogil=True)
def _boxes(owner: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """First and last row and column of every obstacle below `count`; first behind last where it has no pixel."""
    boxes = np.empty((count, 4), dtype=np.int64)
    boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3] = owner.shape[0], -1, owner.shape[1], -1
    for row in range(owner.shape[0]):
        for column in range(owner.shape[1]):
            k = owner[row, column]
            if 0 <= k < count:
                boxes[k, 0] = min(boxes[k, 0], row)
                boxes[k, 1] = max(boxes[k, 1], row)
                boxes[k, 2] = min(boxes[k, 2], column)
                boxes[k, 3] = max(boxes[k, 3], column)
    return boxes


@njit(cache=True, nogil=True, inline="always")
def _bound(slope: float, offset: float, low: float, high: float) -> tuple[float, float]:
    """The part of low..high where slope x + offset >= 0, a pixel's rounding aside (the ends are tested exactly)."""
    if slope > 0.0:
        low = max(low, -offset / slope)
    elif slope < 0.0:
        high = min(high, -offset / slope)
    elif offset < 0.0:
        high = low - 1.0
    return low, high


@njit(cache=True, nogil=True, inline="always")
def _behind(x: float, y: float, x1: float, y1: float, x2: float, y2: float, turn: float) -> bool:
    """Whether the line from the antenna (the origin) to a point crosses a piece of wall (module docstring)."""
    return x1 * y - y1 * x >= 0.0 and x * y2 - y * x2 > 0.0 and (y2 - y1) * x - (x2 - x1) * y > turn


@njit(cache=True, nogil=True, inline="always")
def _near(x1: float, y1: float, x2: float, y2: float, length: float) -> bool:
    """Whether the antenna (the origin) hangs on a piece of wall."""
    along = -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length
    along = min(max(along, 0.0), length) / length
    x, y = x1 + along * (x2 - x1), y1 + along * (y2 - y1)
    return x * x + y * y < ON_WALL_M * ON_WALL_M
