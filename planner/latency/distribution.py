"""Delay distributions on a grid, with every bit of probability accounted for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from planner.latency.frame import Floats

#: Grid of all delay distributions, ms: 1.4 symbols at 30 kHz, 1 % of the shortest target in use.
BIN_MS = 0.05

#: Random delay beyond this is not resolved but kept as `late`, ms: twice the longest PDB of TS 23.501 Table 5.7.4-1.
HORIZON_MS = 1000.0

_MAX_BINS = round(HORIZON_MS / BIN_MS)
_TRIM = 1e-13
_DIRECT_CONVOLUTION_LIMIT = 400_000
_COMPARE_SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Distribution:
    """Probabilities `pmf[k]` of the delay `offset_ms + k * BIN_MS`, plus what has no place on the grid.

    `late`: finite, but more than the horizon beyond the offset (counted there in the mean, which is then a lower
    bound); `lost`: never delivered (left out of the mean, but never within any target). pmf, late and lost sum to 1.
    """

    offset_ms: float
    pmf: Floats
    late: float = 0.0
    lost: float = 0.0

    @property
    def mean_ms(self) -> float:
        """Mean delay of what is delivered; infinite if nothing is."""
        delivered = 1.0 - self.lost
        if delivered <= 0.0:
            return float("inf")
        steps = float(np.dot(self.pmf, np.arange(len(self.pmf)))) + self.late * _MAX_BINS
        return self.offset_ms + steps * BIN_MS / delivered

    @property
    def variance_ms2(self) -> float:
        """Variance of the part on the grid, ms squared; 0 if nothing is on it."""
        total = float(self.pmf.sum())
        if total <= 0.0:
            return 0.0
        steps = np.arange(len(self.pmf)) * BIN_MS
        mean = float(np.dot(self.pmf, steps)) / total
        return max(float(np.dot(self.pmf, steps**2)) / total - mean**2, 0.0)

    def percentile_ms(self, share: float) -> float:
        """Smallest grid delay that at least `share` (0 to 1) of all messages meet; infinite if too many are late."""
        cumulated = np.cumsum(self.pmf)
        index = int(np.searchsorted(cumulated, share - 1e-12, side="left"))
        return self.offset_ms + index * BIN_MS if index < len(cumulated) else float("inf")

    def probability_within(self, target_ms: float) -> float:
        """Share of all messages with a delay of at most `target_ms`, 0 to 1."""
        count = int(np.floor((target_ms - self.offset_ms) / BIN_MS + _COMPARE_SLACK)) + 1
        return min(float(self.pmf[: max(count, 0)].sum()), 1.0)

    def shifted(self, delay_ms: float) -> "Distribution":
        """The same with a constant added."""
        return Distribution(offset_ms=self.offset_ms + delay_ms, pmf=self.pmf, late=self.late, lost=self.lost)

    def convolved(self, other: "Distribution") -> "Distribution":
        """Delay of two independent parts after each other."""
        size = len(self.pmf) * len(other.pmf)
        if min(len(self.pmf), len(other.pmf)) == 1:
            pmf = self.pmf * other.pmf[0] if len(other.pmf) == 1 else other.pmf * self.pmf[0]
        elif size <= _DIRECT_CONVOLUTION_LIMIT:
            pmf = np.convolve(self.pmf, other.pmf)
        else:
            pmf = _fft_convolve(self.pmf, other.pmf)
        lost = 1.0 - (1.0 - self.lost) * (1.0 - other.lost)
        return _trimmed(self.offset_ms + other.offset_ms, pmf, lost)


def constant(delay_ms: float) -> Distribution:
    """A delay that is always the same.

    >>> constant(2.5).percentile_ms(0.999)
    2.5
    """
    return Distribution(offset_ms=delay_ms, pmf=np.ones(1))


def never() -> Distribution:
    """A queue that grows without end: nothing arrives in any time."""
    return Distribution(offset_ms=0.0, pmf=np.zeros(1), lost=1.0)


def from_points(delays_ms: ArrayLike, weights: ArrayLike, lost: float = 0.0) -> Distribution:
    """Distribution of weighted delays (same shape, weights summing to 1 - lost).

    Each weight is split between its two neighbours on the grid so that the mean is exact.
    """
    delays = np.asarray(delays_ms, dtype=np.float64).ravel()
    shares = np.asarray(weights, dtype=np.float64).ravel()
    offset = float(delays.min())
    steps = (delays - offset) / BIN_MS
    lower = np.minimum(np.floor(steps + _COMPARE_SLACK), _MAX_BINS).astype(np.int64)
    upper_part = np.clip(steps - lower, 0.0, 1.0)
    count = int(lower.max()) + 2
    pmf = np.zeros(count)
    np.add.at(pmf, lower, shares * (1 - upper_part))
    np.add.at(pmf, lower + 1, shares * upper_part)
    return _trimmed(offset, pmf, lost)


def from_arrivals(rounds_ms: Floats, weights: ArrayLike, symbol_ms: float, lost: float = 0.0) -> Distribution:
    """Distribution of delays `rounds_ms` (rounds, arrivals), round n having probability `weights[n]`.

    Data arrives anywhere within its symbol, so each value stands for an interval of one symbol around it.
    """
    spread = (np.arange(4) - 1.5) / 4 * symbol_ms
    values = rounds_ms[:, :, None] + spread
    shares = np.asarray(weights, dtype=np.float64)[:, None, None] / (rounds_ms.shape[1] * len(spread))
    return from_points(values, np.broadcast_to(shares, values.shape), lost)


def exponential_tail(probability: float, mean_ms: float) -> Distribution:
    """0 with 1 - `probability`, else exponential with `mean_ms`: queueing and jitter. Mean 0 gives the constant 0."""
    if probability <= 0.0 or mean_ms <= 0.0:
        return constant(0.0)
    decades = -np.log(_TRIM / max(probability, _TRIM))
    bins = min(int(decades * mean_ms / BIN_MS) + 2, _MAX_BINS)
    edges = (np.arange(bins + 1) - 0.5) * BIN_MS
    survival = probability * np.exp(-np.maximum(edges, 0.0) / mean_ms)
    survival[0] = 1.0
    return _trimmed(0.0, survival[:-1] - survival[1:], 0.0)


def mixture(parts: list[tuple[float, Distribution]]) -> Distribution:
    """Distribution that is each part with its share (summing to 1)."""
    points = [part.offset_ms + np.arange(len(part.pmf)) * BIN_MS for _, part in parts]
    weights = [share * part.pmf for share, part in parts]
    lost = sum(share * part.lost for share, part in parts)
    return from_points(np.concatenate(points), np.concatenate(weights), lost)


def _fft_convolve(first: Floats, second: Floats) -> Floats:
    count = len(first) + len(second) - 1
    size = 1 << (count - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(first, size) * np.fft.rfft(second, size), size)[:count]
    # Rounding leaves tiny negative values far below any percentile in use.
    return np.maximum(product, 0.0)


def _trimmed(offset_ms: float, pmf: Floats, lost: float) -> Distribution:
    """Cut at the horizon, drop empty ends; whatever is missing to 1 and is not lost is late."""
    kept = pmf[:_MAX_BINS]
    cumulated = np.cumsum(kept)
    total = float(cumulated[-1])
    length = int(np.searchsorted(cumulated, total - _TRIM)) + 1
    start = int(np.searchsorted(cumulated, 0.0, side="right"))
    kept = kept[min(start, length - 1) : length]
    late = max(1.0 - lost - float(kept.sum()), 0.0)
    if late < 1e-11:
        late = 0.0
    return Distribution(offset_ms=offset_ms + min(start, length - 1) * BIN_MS, pmf=kept, late=late, lost=lost)
