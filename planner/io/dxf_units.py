"""Metres per drawing unit of a CAD drawing: stated by the user, by its header, or guessed from its size."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.errors import FileError
from planner.io.map_file import Coordinates

#: Metres by name as a user states it.
UNITS_M: Mapping[str, float] = {"mm": 0.001, "cm": 0.01, "dm": 0.1, "m": 1.0, "km": 1000.0, "in": 0.0254, "ft": 0.3048}
#: $INSUNITS codes (AutoCAD DXF reference, header variables), as far as a site plan may be drawn in them.
_CODES = {
    1: ("in", 0.0254),
    2: ("ft", 0.3048),
    4: ("mm", 0.001),
    5: ("cm", 0.01),
    6: ("m", 1.0),
    7: ("km", 1000.0),
    10: ("yd", 0.9144),
    14: ("dm", 0.1),
    21: ("ft (US)", 1200.0 / 3937.0),
}
#: A campus drawn in metres is smaller than this; a larger number means millimetres. Assumption.
_LARGEST_CAMPUS_M = 20_000.0
#: A plan that comes out smaller or larger was probably drawn in other units than its header says. Assumptions.
_PLAUSIBLE_M = (10.0, 100_000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingUnit:
    """Metres per unit, its name, and where it comes from."""

    name: str
    metres: float
    is_guessed: bool = False


def stated_unit(name: str, *, source: str) -> DrawingUnit:
    """The unit a user states. Raises `FileError` "unknown-unit"."""
    metres = UNITS_M.get(name.strip().lower())
    if metres is None:
        raise FileError("unknown-unit", file=source, unit=name, known=", ".join(UNITS_M))
    return DrawingUnit(name=name.strip().lower(), metres=metres)


def header_unit(code: int) -> DrawingUnit | None:
    """The unit of a $INSUNITS code; None for unitless drawings and units no plan is drawn in.

    >>> header_unit(4).metres, header_unit(0)
    (0.001, None)
    """
    found = _CODES.get(code)
    return DrawingUnit(name=found[0], metres=found[1]) if found else None


def guessed_unit(points: Coordinates) -> DrawingUnit:
    """Metres, or millimetres where a plan in metres would be larger than any campus."""
    millimetres = extent(points) > _LARGEST_CAMPUS_M
    return DrawingUnit(name="mm" if millimetres else "m", metres=0.001 if millimetres else 1.0, is_guessed=True)


def is_plausible(points: Coordinates, unit: DrawingUnit) -> bool:
    """Whether the plan has the size of one in these units."""
    size_m = extent(points) * unit.metres
    return not size_m or _PLAUSIBLE_M[0] <= size_m <= _PLAUSIBLE_M[1]


def extent(points: Coordinates) -> float:
    """The larger side of what the points [n, 2] span but for the outermost hundredth, which may be strays."""
    if len(points) < 2:
        return 0.0
    low, high = np.percentile(points, (1.0, 99.0), axis=0)
    size = float((high - low).max())
    return size if math.isfinite(size) else 0.0
