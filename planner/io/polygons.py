"""Polygons in bulk: repaired where they cross themselves, slivers dropped (shapely 2, imported when needed)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.geometry import Ring

#: Smaller areas are drawing errors; no obstacle of a site plan is smaller.
SLIVER_M2 = 0.25
#: A sound outline of the file is kept down to this area, m², and mean width, m: somebody drew it.
LEAST_M2, LEAST_WIDTH_M = 0.01, 0.05
#: Coordinates are kept to the millimetre: enough for any plan, and the file stays small.
DECIMALS = 3

Polygon = tuple[Ring, tuple[Ring, ...]]
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """Polygons set right: the pieces of each, none for a sliver and several where a repair splits it.

    `repaired` polygons crossed themselves, `dropped` ones had no real area; `simplified` counts vertices left out.
    """

    pieces: list[list[Polygon]]
    repaired: int
    dropped: int
    simplified: int = 0


def clean_polygons(points: NDArray[np.float64], spans: Sequence[Spans], *, simplify_m: float = 0.0) -> Cleaned:
    """Valid polygons for outlines and holes given as spans of `points` [n, 2], metres.

    Vertices that move the outline by less than `simplify_m` (Douglas-Peucker) are left out; it never comes to cross
    itself by that.
    """
    import shapely

    rounded = np.round(points, DECIMALS)
    geometries = np.array([_polygon(rounded, rings) for rings in spans], dtype=object)
    if not len(geometries):
        return Cleaned(pieces=[], repaired=0, dropped=0)
    simplified = 0
    if simplify_m > 0.0:
        before = int(shapely.get_num_coordinates(geometries).sum())
        geometries = shapely.simplify(geometries, simplify_m, preserve_topology=True)
        simplified = before - int(shapely.get_num_coordinates(geometries).sum())
    valid = shapely.is_valid(geometries)
    areas = shapely.area(geometries)
    result: list[list[Polygon]] = []
    repaired = dropped = 0
    for geometry, is_valid, area in zip(geometries, valid.tolist(), areas.tolist(), strict=True):
        if geometry is None:
            dropped += 1
            result.append([])
        elif is_valid and (area >= SLIVER_M2 or _is_small_but_drawn(geometry)):
            result.append([_rings(geometry)])
        elif is_valid:
            dropped += 1
            result.append([])
        else:
            pieces = [piece for piece in _polygons(_made_valid(geometry)) if piece.area >= SLIVER_M2]
            repaired += bool(pieces)
            dropped += not pieces
            result.append([_rings(piece) for piece in pieces])
    return Cleaned(pieces=result, repaired=repaired, dropped=dropped, simplified=simplified)


def simplify_line(line: Ring, simplify_m: float) -> Ring:
    """A line without the vertices that move it by less than `simplify_m`; its ends stay."""
    import shapely

    if simplify_m <= 0.0 or len(line) < 3:
        return line
    points = shapely.get_coordinates(shapely.simplify(shapely.linestrings(np.array(line)), simplify_m))
    return tuple((x, y) for x, y in points.tolist())


def _is_small_but_drawn(geometry: Any) -> bool:
    area = float(geometry.area)
    return area >= LEAST_M2 and 2.0 * area >= LEAST_WIDTH_M * float(geometry.length)


def strip(line: Ring, width_m: float) -> list[Polygon]:
    """A line as a flat strip of this width with square ends."""
    import shapely

    shape = shapely.buffer(shapely.linestrings(np.array(line)), width_m / 2.0, cap_style="flat", join_style="mitre")
    shape = shapely.set_precision(shape, 10.0**-DECIMALS)
    return [_rings(piece) for piece in _polygons(shape) if piece.area >= SLIVER_M2]


def _polygon(points: NDArray[np.float64], rings: Spans) -> Any:
    """A shapely polygon, or None where the outline has fewer than three points; such holes are left out."""
    import shapely

    usable = [points[start:end] for start, end in rings]
    if len(np.unique(usable[0], axis=0)) < 3:
        return None
    return shapely.Polygon(usable[0], [hole for hole in usable[1:] if len(hole) >= 3])


def _made_valid(geometry: Any) -> Any:
    import shapely

    return shapely.set_precision(shapely.make_valid(geometry), 10.0**-DECIMALS)


def _polygons(geometry: Any) -> Iterator[Any]:
    """The polygons inside any geometry."""
    import shapely

    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            yield part
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            yield from _polygons(part)


def _rings(geometry: Any) -> Polygon:
    outline = _ring(geometry.exterior)
    return outline, tuple(_ring(hole) for hole in geometry.interiors)


def _ring(ring: Any) -> Ring:
    """Points of a ring without the closing repeat."""
    import shapely

    points: list[tuple[float, float]] = [(x, y) for x, y in shapely.get_coordinates(ring).tolist()]
    return tuple(points[:-1])
