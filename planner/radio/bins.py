"""Measured samples averaged in square bins: what many phones report of one place becomes one figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Differences of two devices in fewer common bins than this say nothing about the devices.
MIN_COMMON_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bins:
    """One row per bin and cell, arrays [n]: mean position (m), mean level (dBm), samples, number of the cell.

    censored: every sample lay at the receiver's floor, so that the true level is the floor or lower.
    """

    x_m: Floats
    y_m: Floats
    rsrp_dbm: Floats
    samples: NDArray[np.int64]
    cell: NDArray[np.int64]
    censored: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.x_m)

    def take(self, chosen: NDArray[Any]) -> "Bins":
        """Some of the bins, by a mask or by numbers."""
        return Bins(
            x_m=self.x_m[chosen], y_m=self.y_m[chosen], rsrp_dbm=self.rsrp_dbm[chosen],
            samples=self.samples[chosen], cell=self.cell[chosen], censored=self.censored[chosen],
        )  # fmt: skip


def bin_samples(
    x_m: Floats, y_m: Floats, rsrp_dbm: Floats, cell: NDArray[np.int64], size_m: float, floor_dbm: float
) -> Bins:
    """Samples averaged per cell in squares of `size_m` (m), in milliwatts, as a receiver averages.

    x_m, y_m (local metres), rsrp_dbm, cell (its number): [samples], finite. Bins are ordered by cell, west, south.
    ValueError for a size <= 0.

    >>> one = np.array([1.0, 1.2, 9.0]), np.zeros(3), np.array([-80.0, -90.0, -140.0])
    >>> bins = bin_samples(*one, np.zeros(3, dtype=np.int64), 4.0, -140.0)
    >>> bins.rsrp_dbm.round(2).tolist(), bins.samples.tolist(), bins.censored.tolist()
    ([-82.6, -140.0], [2, 1], [False, True])
    """
    if not size_m > 0.0:
        raise ValueError(f"bins of {size_m} m")
    keys = np.column_stack((cell, np.floor(x_m / size_m).astype(np.int64), np.floor(y_m / size_m).astype(np.int64)))
    unique, inverse = np.unique(keys, axis=0, return_inverse=True)
    where, count = np.asarray(inverse).reshape(-1), len(unique)
    samples = np.bincount(where, minlength=count)

    def mean(values: Floats) -> Floats:
        return np.bincount(where, values, minlength=count) / samples

    return Bins(
        x_m=mean(x_m),
        y_m=mean(y_m),
        rsrp_dbm=10.0 * np.log10(mean(10.0 ** (rsrp_dbm / 10.0))),
        samples=samples.astype(np.int64),
        cell=unique[:, 0].astype(np.int64),
        censored=np.bincount(where, rsrp_dbm > floor_dbm, minlength=count) == 0,
    )


def device_offsets_db(
    x_m: Floats, y_m: Floats, rsrp_dbm: Floats, cell: NDArray[np.int64], device: Sequence[str], size_m: float
) -> dict[str, float]:
    """By how many dB each device reads above the one with most samples, from bins that both have measured.

    The median over common bins; devices with fewer than `MIN_COMMON_BINS` in common get 0. Empty for one device.
    """
    names, number = np.unique(np.asarray(device, dtype=str), return_inverse=True)
    number = np.asarray(number).reshape(-1)
    if len(names) < 2:
        return {}
    main = int(np.argmax(np.bincount(number)))
    size = len(names)
    both = bin_samples(x_m, y_m, rsrp_dbm, cell * size + number, size_m, -np.inf)
    place = np.column_stack(
        (both.cell // size, np.floor(both.x_m / size_m).astype(np.int64), np.floor(both.y_m / size_m).astype(np.int64))
    )
    levels = {
        index: dict(zip(map(tuple, place[own].tolist()), both.rsrp_dbm[own].tolist(), strict=True))
        for index in range(size)
        for own in (both.cell % size == index,)
    }
    result: dict[str, float] = {}
    for index, name in enumerate(names.tolist()):
        common = levels[index].keys() & levels[main].keys()
        differences = [levels[index][key] - levels[main][key] for key in common]
        enough = index != main and len(differences) >= MIN_COMMON_BINS
        result[name] = float(np.median(differences)) if enough else 0.0
    return result
