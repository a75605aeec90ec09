"""Names and lengths on a map: where a name stands, how a cell is called, round lengths for a scale bar. No Qt."""

import itertools
import math

from planner.model.geometry import Point, Ring, bounds_of
from planner.model.project import Project
from planner.model.site_map import LINE_KINDS, Obstacle, Zone
from planner.text import format_number


def label_place(thing: Obstacle | Zone) -> tuple[Point, float]:
    """Where a name stands and how wide its room is, m.

    A zone's stands at the middle of its northern edge (to be written below it), a wall's on its longest leg, any other
    obstacle's in its widest part at half height or near it: the middle of the bounding box may lie outside.
    """
    box = bounds_of([thing.outline])
    if box is None:
        return (0.0, 0.0), 0.0
    west, south, east, north = box
    if isinstance(thing, Zone):
        top = [x for x, y in thing.outline if y > north - 0.02 * (north - south)]
        return ((min(top) + max(top)) / 2.0 if top else west, north), east - west
    if thing.kind in LINE_KINDS:
        first = (thing.outline[0], thing.outline[0])
        a, b = max(itertools.pairwise(thing.outline), key=lambda edge: math.dist(*edge), default=first)
        return ((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0), abs(b[0] - a[0])
    return _widest_span(thing.outline, south, north)


def _widest_span(outline: Ring, south: float, north: float) -> tuple[Point, float]:
    """Middle and width of the widest horizontal stretch inside an outline, its half height preferred."""
    best, best_width = outline[0], 0.0
    for share in (0.5, 0.3, 0.7, 0.12, 0.88):
        y = south + share * (north - south)
        crossings = sorted(
            x1 + (x2 - x1) * (y - y1) / (y2 - y1)
            for (x1, y1), (x2, y2) in itertools.pairwise((*outline, outline[0]))
            if (y1 > y) != (y2 > y)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if right - left > best_width * 1.3:
                best, best_width = ((left + right) / 2.0, y), right - left
    return best, best_width


def cell_title(project: Project, scheme_id: str, cell_id: str) -> str:
    """A cell's name as people know it: its own, else its site's and its number there, else its id."""
    scheme = project.schemes.get(scheme_id)
    cell = scheme.network.cells.get(cell_id) if scheme is not None else None
    if scheme is None or cell is None:
        return cell_id
    if cell.name:
        return cell.name
    site = scheme.network.sites.get(cell.site_id)
    own = [key for key, other in scheme.network.cells.items() if other.site_id == cell.site_id]
    return f"{site.name if site is not None else cell.site_id}/{own.index(cell_id) + 1}"


def round_length_m(longest_m: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that isn't longer; for lengths above zero.

    >>> [round_length_m(x) for x in (1.5, 49.0, 50.0, 730.0)]
    [1.0, 20.0, 50.0, 500.0]
    """
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest_m * (1 + 1e-9))


def length_text(length_m: float, lang: str) -> str:
    """A length in metres, or kilometres from 1 km.

    >>> length_text(200.0, "en"), length_text(2500.0, "en")
    ('200 m', '2.5 km')
    """
    if length_m >= 1000.0:
        return f"{format_number(length_m / 1000.0, lang, None)} km"
    return f"{format_number(length_m, lang, None)} m"
