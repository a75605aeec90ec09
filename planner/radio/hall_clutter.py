"""Machines and racks drawn in a hall as the clutter of InF: its size, density and height (TR 38.901 Table 7.2-4).

Metal in a hall is too much and too near for a ray to be traced to each piece: what the standard asks for is how much of
the floor it takes. Containers, tanks and other metal structures drawn inside a building's outline count; walls don't,
they have losses of their own (`planner.radio.multi_wall`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planner.model.geometry import Ring
from planner.model.site_map import Obstacle, ObstacleKind, top_m

#: Kinds that are clutter inside a hall: closed metal.
CLUTTER_KINDS = frozenset({ObstacleKind.CONTAINER_YARD, ObstacleKind.TANK})

#: The table calls clutter dense from this share of the floor on.
DENSE_FROM = 0.4

#: Highest density that counts (the probability's logarithm ends at 1).
_MOST_DENSE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class HallClutter:
    """Clutter of a hall, as `los_probability` takes it: typical size, share of the floor (0-1), effective height."""

    size_m: float
    density: float
    height_m: float

    @property
    def is_dense(self) -> bool:
        """Whether InF-DL or InF-DH fits the hall rather than InF-SL or InF-SH."""
        return self.density >= DENSE_FROM


def hall_clutter(hall: Obstacle, obstacles: Sequence[Obstacle]) -> HallClutter | None:
    """The clutter drawn inside a hall, None where none is.

    Density: covered floor, overlaps counted once; size and height: side of a square of equal area and top over the
    hall's floor, averaged by area. Pieces outside the outline don't count, neither does what has no height.
    """
    import shapely

    floor: Any = shapely.make_valid(shapely.Polygon(_closed(hall.outline), [_closed(ring) for ring in hall.holes]))
    pieces: list[tuple[Any, float]] = []
    for item in obstacles:
        height_m = top_m(item) - hall.base_m
        if item.kind not in CLUTTER_KINDS or len(item.outline) < 3 or height_m <= 0.0:
            continue
        shape: Any = shapely.make_valid(shapely.Polygon(_closed(item.outline))).intersection(floor)
        if shape.area > 0.0:
            pieces.append((shape, height_m))
    if not pieces or floor.area <= 0.0:
        return None
    total = sum(float(shape.area) for shape, _ in pieces)
    covered: Any = shapely.union_all([shape for shape, _ in pieces])
    return HallClutter(
        size_m=sum(float(shape.area) ** 1.5 for shape, _ in pieces) / total,
        density=min(float(covered.area / floor.area), _MOST_DENSE),
        height_m=sum(float(shape.area) * height_m for shape, height_m in pieces) / total,
    )


def _closed(ring: Ring) -> Ring:
    return ring if len(ring) >= 4 else (*ring, *ring[:1])
