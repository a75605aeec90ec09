"""Surroundings of every pixel from the drawn map: open, between buildings, yard, vegetation, indoors."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.calibration import CLUTTER_CLASSES, ClutterClass

#: Codes of `kind` below: what stands on a pixel.
NOTHING, BUILDING, YARD, VEGETATION = range(4)

#: How far a place's surroundings reach, m, and the share of them that must be built (or a yard, or planted) for a class
#: other than open. Assumptions: 15 % is about where streets begin to be canyons in the built-up share of suburbs.
REACH_M = 30.0
BUILT_SHARE = 0.15

_CODE = {name: index for index, name in enumerate(CLUTTER_CLASSES)}


def clutter_map(
    kind: NDArray[np.integer[Any]], height_m: NDArray[np.floating[Any]], receiver_m: float, resolution_m: float
) -> NDArray[np.uint8]:
    """Class of every pixel as its number in `CLUTTER_CLASSES`, uint8 [rows, columns].

    kind: what stands there (`NOTHING`, `BUILDING`, `YARD`, `VEGETATION`); height_m: its top above the ground;
    receiver_m: height of the receiver. A pixel below the top of a building or yard is indoors. Of the surroundings
    within `REACH_M` only what rises above the receiver counts; where two classes hold, the larger share wins.
    """
    from scipy.ndimage import uniform_filter

    kinds = np.asarray(kind)
    above = np.asarray(height_m) > receiver_m
    size = 2 * round(REACH_M / resolution_m) + 1
    classes = (ClutterClass.BETWEEN, ClutterClass.YARD, ClutterClass.VEGETATION)
    shares = [
        uniform_filter(((kinds == code) & above).astype(np.float32), size, mode="nearest")
        for code in (BUILDING, YARD, VEGETATION)
    ]
    stacked = np.stack(shares)
    most = np.argmax(stacked, axis=0)
    codes = np.array([_CODE[name] for name in classes], dtype=np.uint8)
    result = np.where(stacked.max(axis=0) >= BUILT_SHARE, codes[most], np.uint8(_CODE[ClutterClass.OPEN]))
    result[(kinds == VEGETATION) & above] = _CODE[ClutterClass.VEGETATION]
    result[((kinds == BUILDING) | (kinds == YARD)) & above] = _CODE[ClutterClass.INDOOR]
    return result
