"""What differs inside buildings from a wall and 0.5 dB per metre: P.2109's figures, and walls that are drawn there."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.model.network import EntryLossModel
from planner.radio.itu_p2109 import BuildingType, median_entry_loss_db
from planner.radio.multi_wall import WALLS_CAP_DB
from planner.radio.o2i import INDOOR_LOSS_DB_PER_M, P2109_TYPE, EntryClass
from planner.radio.obstruction import Sweep

#: Depth into a building beyond which the loss no longer grows, m (TR 38.901 draws depths up to 25 m; assumption).
MAX_DEPTH_M = 50.0

#: Steps of the elevation table, degrees.
_ELEVATION_STEP_DEG = 0.5


def refine_entry(
    loss_db: NDArray[np.float32],
    sweep: Sweep,
    owner: NDArray[np.int32],
    entry_classes: NDArray[np.integer[Any]],
    east_m: NDArray[np.float32],
    north_m: NDArray[np.float32],
    *,
    freq_ghz: float,
    model: EntryLossModel | str,
    inner_walls_db: NDArray[np.float32] | None = None,
) -> None:
    """Correct the loss of pixels inside obstacles, in place; loss_db [rows, columns] holds wall and depth already.

    entry_classes [n]: `EntryClass` codes of the obstacles `owner` numbers; east_m [columns], north_m [rows]: offsets
    from the antenna. P.2109: the depth goes (its figure holds the way inside), the elevation term comes. TR 38.901 with
    drawn inner walls: the larger of depth and walls, not both, since the depth stands for walls nobody has drawn.
    """
    p2109 = EntryLossModel(model) is EntryLossModel.P2109
    if not p2109 and inner_walls_db is None:
        return
    codes = np.asarray(entry_classes, dtype=np.int64)
    types = list(BuildingType)
    index = {kind: types.index(building) for kind, building in P2109_TYPE.items()}
    row_of = np.array([index.get(kind, -1) if p2109 else -1 for kind in EntryClass], dtype=np.int32)
    walls = np.zeros((0, 0), dtype=np.float32) if inner_walls_db is None else inner_walls_db
    _refine(
        loss_db,
        sweep.depth_in_m,
        owner,
        np.append(row_of[codes], np.int32(-1)).astype(np.int32),
        _elevation_table(freq_ghz),
        east_m,
        north_m,
        np.float32(abs(sweep.h_antenna_m - sweep.h_receiver_m)),
        walls,
    )


def _elevation_table(freq_ghz: float) -> NDArray[np.float32]:
    """P.2109's median above that of a level path, dB, by building type and elevation [2, n], 0-90 degrees."""
    elevation = np.arange(0.0, 90.0 + 2.0 * _ELEVATION_STEP_DEG, _ELEVATION_STEP_DEG)
    rows = [median_entry_loss_db(freq_ghz, kind, elevation) for kind in BuildingType]
    return np.stack([row - row[0] for row in rows]).astype(np.float32)


@njit(cache=True, nogil=True, error_model="numpy")
def _refine(
    loss_db: NDArray[np.float32],
    depth_m: NDArray[np.float32],
    owner: NDArray[np.int32],
    row_of: NDArray[np.int32],
    elevation_db: NDArray[np.float32],
    east: NDArray[np.float32],
    north: NDArray[np.float32],
    height_m: np.float32,
    walls_db: NDArray[np.float32],
) -> None:
    for row in range(loss_db.shape[0]):
        for column in range(loss_db.shape[1]):
            inside = depth_m[row, column]
            if not inside > np.float32(0.0):
                continue
            by_depth = np.float32(INDOOR_LOSS_DB_PER_M) * min(inside, np.float32(MAX_DEPTH_M))
            kind = row_of[owner[row, column]]
            if kind >= 0:
                flat = np.sqrt(east[column] ** 2 + north[row] ** 2)
                steps = np.float32(np.degrees(np.arctan2(height_m, flat)) / _ELEVATION_STEP_DEG)
                k = np.int32(steps)
                f = steps - np.float32(k)
                loss_db[row, column] += elevation_db[kind, k] + f * (elevation_db[kind, k + 1] - elevation_db[kind, k])
                loss_db[row, column] -= by_depth
            elif walls_db.size > 0:
                walls = min(walls_db[row, column], np.float32(WALLS_CAP_DB))
                loss_db[row, column] += max(walls - by_depth, np.float32(0.0))
