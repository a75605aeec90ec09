"""Vertices that nearly meet are made to meet, so that neighbouring outlines share their corners."""

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]

#: Grids that are shifted by half a cell: two points nearer than half a cell share a cell of one of them.
_SHIFTS = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))


def snap_vertices(points: Coordinates, tolerance_m: float) -> tuple[Coordinates, int]:
    """Points [n, 2] with those nearer than the tolerance moved onto one of them, and how many were moved.

    Every point moves by at most the tolerance in each of four passes, mostly once; O(n log n) for any points.
    """
    if tolerance_m <= 0.0 or len(points) < 2:
        return points, 0
    result = points.copy()
    cell = 2.0 * tolerance_m
    for shift in _SHIFTS:
        keys = np.floor(result / cell + np.array(shift))
        order = np.lexsort((keys[:, 1], keys[:, 0]))
        ordered = keys[order]
        starts = np.flatnonzero(np.concatenate(([True], (ordered[1:] != ordered[:-1]).any(axis=1))))
        first = np.repeat(order[starts], np.diff(np.concatenate((starts, [len(order)]))))
        near = np.hypot(*(result[order] - result[first]).T) < tolerance_m
        result[order[near]] = result[first[near]]
    return result, int((result != points).any(axis=1).sum())
