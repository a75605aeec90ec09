"""The fit of a calibration's coefficients: ridge, robust, with censored bins, neighbours' shared shadow and bounds.

Model: measured = predicted - (columns @ coefficients) + residual. The residuals of neighbouring places are alike
(`planner.radio.kriging`), so the fit is a generalised one. Steps: Huber weights and, for bins at the receiver's floor,
the value expected below it (EM), around an ordinary ridge regression; covariance of its residuals; then the generalised
ridge regression within bounds on at most `MOST_FOR_FIT` bins, outliers with more noise of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.geometry import Point
from planner.radio.kriging import (
    Covariance,
    Residuals,
    covariance_matrix,
    fit_covariance,
    independent_count,
    predict,
)

Floats = NDArray[np.float64]

#: Huber's constant: residuals beyond so many standard deviations pull linearly.
HUBER = 1.345
#: Bins with residuals beyond so many standard deviations are called outliers.
OUTLIER = 3.5
#: More bins than this are thinned out for the generalised regression.
MOST_FOR_FIT = 1000
_ROUNDS = 25
#: Residuals beyond so many standard deviations are trusted less as a source of interpolation.
_FAR = 3.0
#: Neighbours of one shadow that a bin shares its weight with while the covariance isn't known yet.
_FIRST_CROWD = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One coefficient: its name, the standard deviation it is expected within (ridge), and its bounds."""

    name: str
    prior: float
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Bins to fit, arrays [n]: places (m), cell numbers, measured minus predicted level (dB), and columns [n, k].

    censored: the difference is an upper limit. masts, azimuths_deg: of the cells.
    """

    x_m: Floats
    y_m: Floats
    cell: NDArray[np.int64]
    difference_db: Floats
    censored: NDArray[np.bool_]
    matrix: Floats
    columns: tuple[Column, ...]
    masts: tuple[Point, ...]
    azimuths_deg: tuple[float, ...]

    def take(self, chosen: NDArray[Any]) -> "Problem":
        """Some of the bins, by a mask or by numbers."""
        return replace(
            self, x_m=self.x_m[chosen], y_m=self.y_m[chosen], cell=self.cell[chosen],
            difference_db=self.difference_db[chosen], censored=self.censored[chosen], matrix=self.matrix[chosen],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """Coefficients [k], their standard errors and whether they lie at a bound; the residuals and their covariance.

    sigma_db: standard deviation of the residuals (robust); outliers: bins beyond `OUTLIER` of it; independent: how many
    independent bins they are worth.
    """

    values: Floats
    errors: Floats
    at_bound: NDArray[np.bool_]
    covariance: Covariance
    mast_constants: tuple[float, float]
    residuals: Residuals
    sigma_db: float
    outliers: NDArray[np.bool_]
    independent: float


def fit(
    problem: Problem, known: "tuple[Covariance, tuple[float, float]] | None" = None, *, generalised: bool = True
) -> Fit:
    """Fit a problem; deterministic. `known`: covariance of an earlier fit, which spares its search.

    generalised: by the residuals' covariance, best where they are interpolated afterwards; else every bin counts alike,
    best where the fitted model stands alone (its mean error over the bins is about 0). Standard errors allow for the
    shared shadows either way.

    ValueError for fewer uncensored bins than coefficients.
    """
    if int((~problem.censored).sum()) < len(problem.columns):
        raise ValueError("fewer bins than coefficients")
    target, weights, values = _robust(problem)
    residual = target + problem.matrix @ values
    data = _residuals(problem, residual, np.ones(len(residual)))
    solve = _generalised if generalised else _plain
    if known is None:
        # the ordinary regression has taken part of what neighbours share: look again at the generalised one's residuals
        shared, _ = fit_covariance(data, problem.masts, problem.azimuths_deg)
        noisy = replace(data, noise_db=shared.nugget_db / np.sqrt(weights))
        values, _, _ = solve(problem, target, noisy, shared, independent_count(data, shared))
        data = replace(data, residual_db=target + problem.matrix @ values)
        known = fit_covariance(data, problem.masts, problem.azimuths_deg)
    covariance, constants = known
    data = replace(data, noise_db=covariance.nugget_db / np.sqrt(weights))
    independent = independent_count(data, covariance)
    values, errors, at_bound = solve(problem, target, data, covariance, independent)
    residual = target + problem.matrix @ values
    data = replace(data, residual_db=residual)
    sigma = _scale(residual)
    return Fit(
        values=values,
        errors=errors,
        at_bound=at_bound,
        covariance=covariance,
        mast_constants=constants,
        residuals=data,
        sigma_db=float(np.sqrt(np.mean(np.minimum(residual**2, (OUTLIER * sigma) ** 2)))),
        outliers=np.abs(residual) > OUTLIER * sigma,
        independent=independent,
    )


def _residuals(problem: Problem, residual: Floats, noise: Floats) -> Residuals:
    return Residuals(x_m=problem.x_m, y_m=problem.y_m, cell=problem.cell, residual_db=residual, noise_db=noise)


def _scale(residual: Floats) -> float:
    """Robust standard deviation by the median absolute deviation, dB; not below 1 dB."""
    return max(1.4826 * float(np.median(np.abs(residual - np.median(residual)))), 1.0)


def _robust(problem: Problem) -> tuple[Floats, Floats, Floats]:
    """Differences with censored ones replaced by their expectation, trust in each (1 to 0.05) and first coefficients.

    Censored: the truth lies below the limit c, so its expectation is m - s phi(z) / Phi(z) with z = (c - m) / s.
    """
    from scipy.special import log_ndtr

    prior = np.array([column.prior for column in problem.columns])
    matrix, target = -problem.matrix, problem.difference_db.copy()
    weights = np.ones(len(target))
    weights[problem.censored] = 0.1
    values = np.zeros(len(prior))
    for _ in range(_ROUNDS):
        sigma = _scale(target - matrix @ values) if values.any() else 8.0
        spread = sigma * sigma * _FIRST_CROWD
        normal = (matrix.T * weights) @ matrix / spread + np.diag(prior**-2.0)
        new = np.linalg.solve(normal, (matrix.T * weights) @ target / spread)
        mean = matrix @ new
        limit = problem.difference_db[problem.censored]
        z = (limit - mean[problem.censored]) / sigma
        hazard = np.exp(-0.5 * z * z - 0.5 * np.log(2.0 * np.pi) - log_ndtr(z))
        target[problem.censored] = np.minimum(mean[problem.censored] - sigma * hazard, limit)
        away = np.abs(target - mean)
        weights = np.minimum(1.0, HUBER * sigma / np.maximum(away, 1e-9))
        done = bool(np.max(np.abs(new - values)) < 1e-4)
        values = new
        if done:
            break
    # what neighbours confirm is no outlier: only far ones get more noise of their own
    residual = np.asarray(target - matrix @ values, dtype=np.float64)
    trust = np.minimum(1.0, (_FAR * _scale(residual) / np.maximum(np.abs(residual), 1e-9)) ** 2)
    return target, np.maximum(trust, 0.05), np.asarray(values, dtype=np.float64)


_Solution = tuple[Floats, Floats, NDArray[np.bool_]]


def _plain(problem: Problem, target: Floats, data: Residuals, covariance: Covariance, independent: float) -> _Solution:
    """Ridge regression where every bin counts alike, the crowd of them as its independent number."""
    total = covariance.sd_db[data.cell] ** 2 + data.noise_db**2
    scale = np.sqrt(total * len(target) / independent)
    return _bounded(problem, -problem.matrix / scale[:, None], target / scale)


def _generalised(
    problem: Problem, target: Floats, data: Residuals, covariance: Covariance, independent: float
) -> _Solution:
    """Ridge regression with correlated residuals; the covariance itself knows how many bins are independent."""
    from scipy.linalg import solve_triangular

    count = len(target)
    chosen = np.arange(count)
    if count > MOST_FOR_FIT:
        chosen = np.sort(np.random.default_rng(1).choice(count, MOST_FOR_FIT, replace=False))
    part = Residuals(
        x_m=data.x_m[chosen], y_m=data.y_m[chosen], cell=data.cell[chosen],
        residual_db=data.residual_db[chosen], noise_db=data.noise_db[chosen],
    )  # fmt: skip
    lower = np.linalg.cholesky(covariance_matrix(part, covariance))
    white = solve_triangular(lower, -problem.matrix[chosen], lower=True)
    return _bounded(problem, white, solve_triangular(lower, target[chosen], lower=True))


def _bounded(problem: Problem, white: Floats, goal: Floats) -> _Solution:
    """Least squares of whitened rows with ridge and bounds: values, standard errors, who is at a bound."""
    from scipy.linalg import cho_factor, cho_solve
    from scipy.optimize import lsq_linear

    prior = np.array([column.prior for column in problem.columns])
    stacked = np.vstack((white, np.diag(1.0 / prior)))
    wanted = np.append(goal, np.zeros(len(prior)))
    bounds = (np.array([c.low for c in problem.columns]), np.array([c.high for c in problem.columns]))
    found: Any = lsq_linear(stacked, wanted, bounds=bounds, method="bvls")
    inverse = cho_solve(cho_factor(stacked.T @ stacked), np.eye(len(prior)))
    return np.asarray(found.x), np.sqrt(np.diag(inverse)), np.asarray(found.active_mask != 0)


def predicted_db(fitted: Fit, problem: Problem, *, interpolate: bool) -> tuple[Floats, Floats]:
    """Measured minus predicted level that a fit expects at other bins [m]; variance of its shared part (dB²)."""
    mean = -problem.matrix @ fitted.values
    shared = fitted.covariance.sd_db[problem.cell] ** 2
    if not interpolate:
        return mean, shared
    variance = shared.copy()
    for cell in np.unique(problem.cell).tolist():
        here = problem.cell == cell
        extra, left = predict(fitted.residuals, fitted.covariance, cell, problem.x_m[here], problem.y_m[here])
        mean[here] += extra
        variance[here] = left
    return mean, variance


def random_folds(count: int, folds: int, seed: int = 0) -> NDArray[np.int64]:
    """A fold for every bin, of equal sizes, at random."""
    return np.random.default_rng(seed).permutation(np.arange(count) % folds)


def area_folds(x_m: Floats, y_m: Floats, folds: int) -> NDArray[np.int64]:
    """A fold for every bin by place: compact areas with about as many bins each, by halving along the longer side."""
    result = np.zeros(len(x_m), dtype=np.int64)
    parts: list[NDArray[np.int64]] = [np.arange(len(x_m))]
    while len(parts) < folds:
        parts.sort(key=len)
        largest = parts.pop()
        along = x_m if np.ptp(x_m[largest]) >= np.ptp(y_m[largest]) else y_m
        order = largest[np.argsort(along[largest], kind="stable")]
        parts += [order[: len(order) // 2], order[len(order) // 2 :]]
    for number, part in enumerate(parts):
        result[part] = number
    return result


def validated_db(
    problem: Problem,
    fitted: Fit,
    folds: NDArray[np.int64],
    report: Callable[[float], None] | None = None,
    *,
    generalised: bool = True,
) -> tuple[Floats, Floats]:
    """Errors (measured minus predicted, dB) at every bin from a fit to the other folds: without and with interpolation.

    The covariance is the whole fit's. Folds whose rest is too small for a fit give NaN. report: called with the share
    done.
    """
    plain, interpolated = np.full(len(folds), np.nan), np.full(len(folds), np.nan)
    numbers = np.unique(folds).tolist()
    for index, number in enumerate(numbers):
        out = folds == number
        if report is not None:
            report(index / len(numbers))
        try:
            part = fit(problem.take(~out), (fitted.covariance, fitted.mast_constants), generalised=generalised)
        except ValueError:
            continue
        rest = problem.take(out)
        plain[out] = rest.difference_db - predicted_db(part, rest, interpolate=False)[0]
        interpolated[out] = rest.difference_db - predicted_db(part, rest, interpolate=True)[0]
    return plain, interpolated
