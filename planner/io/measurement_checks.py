"""What is wrong with measured points: impossible values, swapped degrees, points far away, identities used twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.geometry import Bounds

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: What terminals may report. RSRP and SINR: TS 38.133 10.1.6.1 and 10.1.16.1; SINR with room for the lower ones that
#: scanners write. Rates: an assumption of this program.
POSSIBLE = {
    "rsrp_dbm": (-156.0, -31.0),
    "sinr_db": (-30.0, 50.0),
    "dl_mbps": (0.0, 20_000.0),
    "ul_mbps": (0.0, 20_000.0),
}
#: Phones report this where they received less; the true value is unknown (censored).
FLOOR_DBM = -140.0
#: One cell's points with a gap wider than this come from two cells. Assumption, half the range of a macro cell.
GAP_M = 900.0
#: Points further from the map than this don't belong to it. Assumption, the largest range of a cell by default.
FAR_M = 5000.0
_BIN_M = 50.0
_MAX_BINS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReusedIdentity:
    """A cell or PCI whose points lie in places so far apart that they come from two cells.

    `apart_m` between the nearest points of the two places, to 50 m; `points` in the other place.
    """

    identity: str
    points: int
    apart_m: float


def impossible(column: str, values: Numbers) -> Mask:
    """Which values no terminal can have reported; missing ones aren't wrong."""
    low, high = POSSIBLE[column]
    return ~np.isnan(values) & ~((values >= low) & (values <= high))


def are_swapped(lon: Numbers, lat: Numbers) -> bool:
    """Whether longitude and latitude stand in each other's column: most latitudes are beyond the poles."""
    return bool(np.mean(np.abs(lat) > 90.0) > 0.5 and np.mean(np.abs(lon) <= 90.0) > 0.5)


def distance_m(x_m: Numbers, y_m: Numbers, box: Bounds) -> Numbers:
    """How far points lie outside a box, metres; 0 inside."""
    west, south, east, north = box
    outside_x = np.maximum(np.maximum(west - x_m, x_m - east), 0.0)
    outside_y = np.maximum(np.maximum(south - y_m, y_m - north), 0.0)
    return np.hypot(outside_x, outside_y)


def reused_identities(
    identities: Sequence[str], x_m: Numbers, y_m: Numbers, box: Bounds | None
) -> tuple[Mask, tuple[ReusedIdentity, ...]]:
    """Points that stand apart from the others of their cell or PCI by more than `GAP_M`, and a line for each of those.

    The place nearest to the map (`box`), of several there the one with most points, is taken for the cell's own.
    """
    flags = np.zeros(len(x_m), dtype=np.bool_)
    found: list[ReusedIdentity] = []
    names, numbers = np.unique(np.array(identities, dtype=str), return_inverse=True)
    order = np.argsort(numbers, kind="stable")
    starts = np.searchsorted(numbers[order], np.arange(len(names) + 1))
    for index, name in enumerate(names.tolist()):
        chosen = order[starts[index] : starts[index + 1]]
        if not name or np.hypot(np.ptp(x_m[chosen]), np.ptp(y_m[chosen])) <= GAP_M:
            continue
        places, apart_m = _places(x_m[chosen], y_m[chosen], box)
        others = places > 0
        if others.any():
            flags[chosen[others]] = True
            found.append(ReusedIdentity(identity=name, points=int(others.sum()), apart_m=apart_m))
    return flags, tuple(found)


def _places(x_m: Numbers, y_m: Numbers, box: Bounds | None) -> tuple[NDArray[np.int64], float]:
    """The number of the place each point belongs to, 0 for the cell's own, and the width of the gap to the nearest."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    size_m = _BIN_M
    bins, numbers = _binned(x_m, y_m, size_m)
    while len(bins) > _MAX_BINS:
        size_m *= 2.0
        bins, numbers = _binned(x_m, y_m, size_m)
    centres = np.column_stack([np.bincount(numbers, values) for values in (x_m, y_m)])
    counts = np.bincount(numbers)
    centres /= counts[:, np.newaxis]
    pairs = cKDTree(centres).query_pairs(GAP_M, output_type="ndarray")
    size = len(bins)
    links: Any = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    groups, labels = connected_components(links, directed=False)
    if groups == 1:
        return np.zeros(len(x_m), dtype=np.int64), 0.0
    sizes = np.bincount(labels, counts)
    near = np.zeros(groups)
    if box is not None:
        outside = distance_m(centres[:, 0], centres[:, 1], box)
        near = np.array([outside[labels == group].min() for group in range(groups)])
    ranked = np.lexsort((-sizes, np.round(near)))
    rank = np.empty(groups, dtype=np.int64)
    rank[ranked] = np.arange(groups)
    ranks = rank[labels]
    gaps, _ = cKDTree(centres[ranks == 0]).query(centres[ranks > 0])
    return ranks[numbers], float(np.min(gaps))


def _binned(x_m: Numbers, y_m: Numbers, size_m: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    cells = np.floor(np.column_stack((x_m, y_m)) / size_m)
    bins, numbers = np.unique(cells, axis=0, return_inverse=True)
    return bins, np.asarray(numbers, dtype=np.int64).reshape(-1)
