"""The error table of a calibration: by cell, by class and for everything, for each stage."""

import numpy as np
from numpy.typing import NDArray

from planner.engine.calibration_bins import BinTable
from planner.model.calibration import CLUTTER_CLASSES, Errors


def error_table(table: BinTable) -> tuple[Errors, ...]:
    """Lines of `Errors` for every stage in the table; places whose error isn't known (NaN) are left out of a line."""
    everything = np.ones(len(table.bins), dtype=np.bool_)
    groups = [("all", "", everything)]
    groups += [("cell", cell.id, table.bins.cell == index) for index, (cell, _) in enumerate(table.cells)]
    groups += [("class", name.value, table.clutter == code) for code, name in enumerate(CLUTTER_CLASSES)]
    lines: list[Errors] = []
    for group, key, chosen in groups:
        for stage, values in table.errors.items():
            found = values[chosen].astype(np.float64)
            found = found[np.isfinite(found)]
            if len(found):
                mean, rmse = mean_and_rmse(found)
                sd = float(np.sqrt(max(rmse * rmse - mean * mean, 0.0)))
                lines.append(
                    Errors(group=group, key=key, stage=stage, count=len(found), mean_db=mean, sd_db=sd, rmse_db=rmse)
                )
    return tuple(lines)


def mean_and_rmse(errors: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and root mean square of errors, dB."""
    return float(np.mean(errors)), float(np.sqrt(np.mean(errors**2)))
