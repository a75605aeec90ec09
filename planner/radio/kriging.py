"""Kriging (Gaussian process) of residuals: exponential covariance with a nugget, shared by cells on one mast.

Covariance of two residuals of cells a and b at places h metres apart: s_a s_b r_ab exp(-h / range); plus the nugget on
the diagonal. r_ab is 0 between masts; on one mast, whose cells look at a place along the same path, it falls with the
angle between their azimuths: exp(-(apart + by_angle |difference| / 90°)). The parameters are the most likely ones,
prediction uses the nearest measured places only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.model.geometry import Point

Floats = NDArray[np.float64]

#: Most points to find the parameters with; of more a fixed random choice is taken.
MOST_FOR_SEARCH = 400
#: Measured places that a prediction uses: so many of the own cell, and of other cells on its mast together.
NEIGHBOURS = 32
#: Correlation distance of shadow fading expected before a point is measured, m (UMa: 37 LOS, 50 NLOS, TR 38.901 Table
#: 7.5-6, from memory), within a factor of 1.5; of the variance about a fifth isn't shared by neighbours (assumption).
USUAL_RANGE_M = 45.0
_RANGE_M = (5.0, 400.0)
_LEAST_SD_DB = 0.5
_MASTS_APART_M = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Covariance:
    """sd_db [cells]: of the shared part; nugget_db: of the rest; correlation [cells, cells]: r of the module."""

    range_m: float
    nugget_db: float
    sd_db: Floats
    correlation: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residuals:
    """Residuals in dB at places (m) of cells (numbers), arrays [n]; noise_db: their own nugget, more for outliers."""

    x_m: Floats
    y_m: Floats
    cell: NDArray[np.int64]
    residual_db: Floats
    noise_db: Floats


def mast_correlation(masts: Sequence[Point], azimuths_deg: Sequence[float], apart: float, by_angle: float) -> Floats:
    """r [cells, cells] of cells at places `masts` (m) with these azimuths.

    >>> mast_correlation([(0.0, 0.0), (0.0, 0.0)], [0.0, 90.0], 0.0, 1.0).round(3).tolist()
    [[1.0, 0.368], [0.368, 1.0]]
    """
    place, azimuth = np.array(masts, dtype=np.float64).reshape(-1, 2), np.array(azimuths_deg, dtype=np.float64)
    together = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1)) < _MASTS_APART_M
    turn = np.abs((azimuth[:, None] - azimuth[None] + 180.0) % 360.0 - 180.0)
    result = np.where(together, np.exp(-(max(apart, 0.0) + max(by_angle, 0.0) * turn / 90.0)), 0.0)
    np.fill_diagonal(result, 1.0)
    return result


def fit_covariance(
    data: Residuals, masts: Sequence[Point], azimuths_deg: Sequence[float]
) -> tuple[Covariance, tuple[float, float]]:
    """Range, nugget and the two constants of `mast_correlation` by maximum likelihood; (apart, by_angle) beside it.

    Deterministic. Fewer than 3 points give a nugget alone.
    """
    from scipy.linalg import solve_triangular
    from scipy.optimize import minimize

    cells = len(masts)
    total = np.array([_variance(data.residual_db[data.cell == index]) for index in range(cells)])
    empty = ~np.isfinite(total)
    total[empty] = float(np.mean(total[~empty])) if (~empty).any() else 36.0
    n = len(data.x_m)
    chosen = _thinned(n, MOST_FOR_SEARCH)
    if len(chosen) < 3:
        return _covariance(np.array([np.log(USUAL_RANGE_M), 0.0, 0.5, 0.5]), total, masts, azimuths_deg), (0.5, 0.5)
    part = Residuals(
        x_m=data.x_m[chosen], y_m=data.y_m[chosen], cell=data.cell[chosen],
        residual_db=data.residual_db[chosen], noise_db=data.noise_db[chosen],
    )  # fmt: skip
    apart_m = np.hypot(part.x_m[:, None] - part.x_m, part.y_m[:, None] - part.y_m)
    pairs = np.ix_(part.cell, part.cell)

    def cost(theta: Floats) -> float:
        guess = _covariance(theta, total, masts, azimuths_deg)
        shared = (guess.correlation * np.outer(guess.sd_db, guess.sd_db))[pairs]
        matrix = shared * np.exp(-apart_m / guess.range_m)
        matrix[np.diag_indices_from(matrix)] += guess.nugget_db**2
        # weak priors keep what the data don't say within reason
        weak = ((theta[0] - np.log(USUAL_RANGE_M)) / 0.4) ** 2 + ((theta[1] + 1.4) / 0.7) ** 2
        weak += float(np.sum((theta[2:] - 0.5) ** 2))
        try:
            lower = np.linalg.cholesky(matrix)
        except np.linalg.LinAlgError:
            return 1e12
        white = solve_triangular(lower, part.residual_db, lower=True)
        return float(white @ white / 2.0 + np.log(np.diag(lower)).sum() + weak / 2.0)

    several = float(np.max(mast_correlation(masts, azimuths_deg, 0.0, 0.0) - np.eye(cells))) > 0.0
    start = np.array([np.log(USUAL_RANGE_M), -1.0, 0.5, 0.5])
    if several:
        best: Any = minimize(cost, start, method="Nelder-Mead", options={"maxiter": 60, "xatol": 0.03, "fatol": 0.1})
        theta = best.x
    else:
        best = minimize(
            lambda two: cost(np.append(two, start[2:])), start[:2], method="Nelder-Mead",
            options={"maxiter": 40, "xatol": 0.03, "fatol": 0.1},
        )  # fmt: skip
        theta = np.append(best.x, start[2:])
    found = _covariance(theta, total, masts, azimuths_deg)
    return found, (float(max(theta[2], 0.0)), float(max(theta[3], 0.0)))


def _thinned(count: int, most: int) -> NDArray[np.int64]:
    """Numbers of at most `most` of `count` rows: all of them, or a fixed random choice in order."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, most, replace=False))


def _variance(values: Floats) -> float:
    return float(np.mean(values**2)) if len(values) >= 3 else float("nan")


def _covariance(theta: Floats, total: Floats, masts: Sequence[Point], azimuths_deg: Sequence[float]) -> Covariance:
    """Of the unbounded parameters (ln range, logit of the nugget's share of the smallest variance, apart, by_angle)."""
    share = 1.0 / (1.0 + np.exp(-np.clip(theta[1], -20.0, 20.0)))
    noise = max(share * float(np.median(total)), _LEAST_SD_DB**2)
    return Covariance(
        range_m=float(np.clip(np.exp(np.clip(theta[0], -5.0, 10.0)), *_RANGE_M)),
        nugget_db=float(np.sqrt(noise)),
        sd_db=np.sqrt(np.maximum(total - noise, 0.1 * total + _LEAST_SD_DB**2)),
        correlation=mast_correlation(masts, azimuths_deg, float(theta[2]), float(theta[3])),
    )


def covariance_matrix(data: Residuals, covariance: Covariance) -> Floats:
    """Covariance of the residuals [n, n], nugget included; memory 8 n² bytes."""
    shared = (covariance.correlation * np.outer(covariance.sd_db, covariance.sd_db))[np.ix_(data.cell, data.cell)]
    apart_m = np.hypot(data.x_m[:, None] - data.x_m, data.y_m[:, None] - data.y_m)
    matrix = shared * np.exp(-apart_m / covariance.range_m)
    matrix[np.diag_indices_from(matrix)] += data.noise_db**2
    return matrix


def independent_count(data: Residuals, covariance: Covariance, most: int = 700) -> float:
    """How many independent points the residuals are worth: neighbours share their shadow. At most n."""
    n = len(data.x_m)
    if n < 2:
        return float(n)
    chosen = _thinned(n, most)
    x, y, cell = data.x_m[chosen], data.y_m[chosen], data.cell[chosen]
    total = covariance.sd_db[cell] ** 2 + covariance.nugget_db**2
    share = covariance.sd_db[cell] ** 2 / total
    near = np.exp(-np.hypot(x[:, None] - x, y[:, None] - y) / covariance.range_m)
    near *= covariance.correlation[np.ix_(cell, cell)] * np.sqrt(np.outer(share, share))
    np.fill_diagonal(near, 0.0)
    # a thinned list has fewer neighbours than the whole one
    crowd = 1.0 + float(near.sum(axis=1).mean()) * (n - 1) / max(len(chosen) - 1, 1)
    return n / crowd


def predict(
    data: Residuals, covariance: Covariance, cell: int, x_m: Floats, y_m: Floats
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Residual of a cell and the variance of its shared part at places [m]: (mean dB, variance dB²).

    From the `NEIGHBOURS` nearest residuals of the cell and as many of cells it correlates with. The variance is that of
    the prediction without the nugget: 0 where everything is known, sd² far from all measurements, where the mean is 0.
    """
    from scipy.spatial import cKDTree

    targets = np.column_stack((x_m, y_m)).astype(np.float64)
    prior = float(covariance.sd_db[cell] ** 2)
    mean, variance = np.zeros(len(targets)), np.full(len(targets), prior)
    related = covariance.correlation[cell] > 0.02
    related[cell] = False
    groups = [np.flatnonzero(data.cell == cell), np.flatnonzero(related[data.cell])]
    found: list[NDArray[np.int64]] = []
    for group in groups:
        if len(group) and len(targets):
            tree = cKDTree(np.column_stack((data.x_m[group], data.y_m[group])))
            count = min(NEIGHBOURS, len(group))
            _, near = tree.query(targets, count)
            found.append(group[np.asarray(near, dtype=np.int64).reshape(len(targets), count)])
    if not found:
        return mean, variance
    _krige(
        np.ascontiguousarray(np.concatenate(found, axis=1)),
        targets, data.x_m, data.y_m, data.cell, data.residual_db, data.noise_db**2,
        covariance.correlation * np.outer(covariance.sd_db, covariance.sd_db),
        cell, covariance.range_m, mean, variance,
    )  # fmt: skip
    return mean, variance


@njit(cache=True, nogil=True)
def _krige(
    near: NDArray[np.int64],
    targets: Floats,
    x: Floats,
    y: Floats,
    cells: NDArray[np.int64],
    values: Floats,
    noise: Floats,
    shared: Floats,
    cell: int,
    range_m: float,
    mean: Floats,
    variance: Floats,
) -> None:
    """Simple kriging of every target from its neighbours by a Cholesky factorisation of their covariance."""
    count = near.shape[1]
    lower = np.empty((count, count))
    a, b = np.empty(count), np.empty(count)
    for t in range(targets.shape[0]):
        for i in range(count):
            p = near[t, i]
            for j in range(i + 1):
                q = near[t, j]
                value = shared[cells[p], cells[q]] * np.exp(-np.hypot(x[p] - x[q], y[p] - y[q]) / range_m)
                if i == j:
                    value += noise[p]
                for k in range(j):
                    value -= lower[i, k] * lower[j, k]
                lower[i, j] = np.sqrt(max(value, 1e-9)) if i == j else value / lower[j, j]
            # forward substitution of the values and of the covariances with the target
            to_target = np.exp(-np.hypot(x[p] - targets[t, 0], y[p] - targets[t, 1]) / range_m)
            av, bv = values[p], shared[cells[p], cell] * to_target
            for k in range(i):
                av -= lower[i, k] * a[k]
                bv -= lower[i, k] * b[k]
            a[i], b[i] = av / lower[i, i], bv / lower[i, i]
        total, explained = 0.0, 0.0
        for i in range(count):
            total += a[i] * b[i]
            explained += b[i] * b[i]
        mean[t] = total
        variance[t] = max(shared[cell, cell] - explained, 0.0)


def without(data: Residuals, mask: NDArray[np.bool_]) -> Residuals:
    """The residuals outside a mask."""
    keep = ~mask
    return replace(
        data, x_m=data.x_m[keep], y_m=data.y_m[keep], cell=data.cell[keep],
        residual_db=data.residual_db[keep], noise_db=data.noise_db[keep],
    )  # fmt: skip
