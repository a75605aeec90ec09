"""A surface as the sweep reads it: a small number per pixel, contiguous both ways, made once for all sweeps over it."""

from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.radio.surface import Surface


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codes:
    """Pixels of equal code are of one obstacle and of one height.

    across: int32 [rows, columns], -1 where nothing stands; down: the same transposed; tops (m) and owners by
    code.
    """

    across: NDArray[np.int32]
    down: NDArray[np.int32]
    tops: NDArray[np.float32]
    owners: NDArray[np.int32]


_KEPT: WeakKeyDictionary[Surface, Codes] = WeakKeyDictionary()
_LOCK = Lock()


def codes_of(surface: Surface) -> Codes:
    """The codes of a surface, kept as long as the surface itself. Heights that are not above 0 are none."""
    with _LOCK:
        codes = _KEPT.get(surface)
        if codes is None:
            codes = _KEPT[surface] = _make(surface)
        return codes


def _make(surface: Surface) -> Codes:
    owner = np.ascontiguousarray(surface.owner, dtype=np.int32)
    height = np.ascontiguousarray(surface.height_m, dtype=np.float32)
    tops = np.zeros(max(int(owner.max(initial=-1)) + 1, 1), dtype=np.float32)
    across = np.empty(owner.shape, dtype=np.int32)
    owners = np.arange(tops.size, dtype=np.int32)
    if not _encode(owner, height, tops, across):
        # one owner at several heights, or heights of nobody: number the pairs
        pairs = np.stack((owner.ravel().astype(np.float64), height.ravel().astype(np.float64)))
        unique, index = np.unique(pairs, axis=1, return_inverse=True)
        owners, tops = unique[0].astype(np.int32), unique[1].astype(np.float32)
        index = index.reshape(owner.shape)
        across = np.where(tops[index] > 0.0, index, -1).astype(np.int32)
    down = np.empty(across.shape[::-1], dtype=across.dtype)
    _transpose(across, down)
    return Codes(across=across, down=down, tops=tops, owners=owners)


@njit(cache=True, nogil=True)
def _encode(
    owner: NDArray[np.int32],
    height: NDArray[np.float32],
    tops: NDArray[np.float32],
    code: NDArray[np.int32],
) -> bool:
    """Owners as codes; False where an owner has several heights or nobody has one."""
    for row in range(owner.shape[0]):
        for column in range(owner.shape[1]):
            z, who = height[row, column], owner[row, column]
            if z > 0.0:
                if who < 0 or (tops[who] != z and tops[who] > 0.0):
                    return False
                tops[who] = z
                code[row, column] = who
            else:
                code[row, column] = -1
    return True


@njit(cache=True, nogil=True)
def _transpose(before: NDArray[np.int32], after: NDArray[np.int32]) -> None:
    """In blocks that stay in the cache."""
    rows, columns = before.shape
    for row_0 in range(0, rows, 32):
        for column_0 in range(0, columns, 32):
            for column in range(column_0, min(column_0 + 32, columns)):
                for row in range(row_0, min(row_0 + 32, rows)):
                    after[column, row] = before[row, column]
