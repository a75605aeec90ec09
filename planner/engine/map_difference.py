"""By how much the layers of one scheme lie above those of another, on the pixels both have."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from planner.engine.layer_request import BASE_ARRAYS
from planner.engine.results import FloatMap, Maps
from planner.errors import EvaluationError
from planner.radio.grid import Grid

#: Layers that a difference counts as 0 where only one scheme has a figure: no service is no rate.
_ZERO_WITHOUT_SERVICE = frozenset({"dl", "ul", "probability"})


def difference(maps_a: Maps, maps_b: Maps, code: str) -> tuple[Grid, FloatMap]:
    """Figure of the first minus that of the second over the pixels both have, on a grid of their own.

    The grids must have the same pixels (EvaluationError "grids-differ": another resolution, or not on one raster) and
    meet ("grids-apart"). NaN where either has no figure; rates and probabilities count 0 where one scheme doesn't serve
    and the other does. "layer-not-computed": one of them wasn't asked for the layer; "layer-without-difference".
    """
    grid, at_a, at_b = _common(maps_a.grid, maps_b.grid)
    a, b = _layer(maps_a, code)[at_a], _layer(maps_b, code)[at_b]
    if code in _ZERO_WITHOUT_SERVICE:
        one = np.isnan(a) ^ np.isnan(b)
        possible = one & maps_a.counted[at_a] & maps_b.counted[at_b]
        a = np.where(possible & np.isnan(a), np.float32(0.0), a)
        b = np.where(possible & np.isnan(b), np.float32(0.0), b)
    with np.errstate(invalid="ignore"):
        found = a - b
    # two latencies that are never reached differ by nothing
    found[np.isinf(a) & np.isinf(b)] = 0.0
    return grid, np.ascontiguousarray(found, dtype=np.float32)


def difference_maps(maps_a: Maps, maps_b: Maps, codes: Sequence[str]) -> Maps:
    """The first map cut to what both have, with the differences as `extra` layers "difference_rsrp" and so on.

    Its own layers stay those of the first. Errors as `difference`.
    """
    grid, at_a, at_b = _common(maps_a.grid, maps_b.grid)
    cut = {
        item.name: getattr(maps_a, item.name)[at_a]
        for item in fields(Maps)
        if isinstance(getattr(maps_a, item.name), np.ndarray)
    }
    return replace(
        maps_a,
        **{**cut, "counted": maps_a.counted[at_a] & maps_b.counted[at_b]},
        grid=grid,
        extra={f"difference_{code}": difference(maps_a, maps_b, code)[1] for code in codes},
        notes={},
    )


def _layer(maps: Maps, code: str) -> FloatMap:
    found = maps.extra.get(code)
    if found is not None:
        return found
    if code == "best_server":
        raise EvaluationError("layer-without-difference", layer=code)
    if code not in BASE_ARRAYS:
        raise EvaluationError("layer-not-computed", layer=code)
    return getattr(maps, BASE_ARRAYS[code])


def _common(a: Grid, b: Grid) -> tuple[Grid, Any, Any]:
    """The pixels two grids share, as a grid and as slices into the arrays of both."""
    if a.resolution_m != b.resolution_m:
        raise EvaluationError("grids-differ", first_m=a.resolution_m, second_m=b.resolution_m)
    step = a.resolution_m
    east, north = (b.west_m - a.west_m) / step, (a.north_m - b.north_m) / step
    if abs(east - round(east)) > 1e-6 or abs(north - round(north)) > 1e-6:
        raise EvaluationError("grids-differ", first_m=step, second_m=b.resolution_m)
    right, down = round(east), round(north)
    left, top = max(right, 0), max(down, 0)
    columns, rows = min(a.columns, right + b.columns) - left, min(a.rows, down + b.rows) - top
    if columns <= 0 or rows <= 0:
        raise EvaluationError("grids-apart")
    grid = Grid(
        west_m=a.west_m + left * step,
        south_m=a.north_m - (top + rows) * step,
        resolution_m=step,
        columns=columns,
        rows=rows,
    )
    at_a = (slice(top, top + rows), slice(left, left + columns))
    at_b = (slice(top - down, top - down + rows), slice(left - right, left - right + columns))
    return grid, at_a, at_b
