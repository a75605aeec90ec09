"""Path loss, line-of-sight probability and shadow fading of 3GPP TR 38.901 (v19.4), clauses 7.4.1 and 7.4.2.

All functions are vectorised over `dist_2d_m` (horizontal distance, m) and broadcast frequencies (GHz) and heights
(m above ground). They stay finite outside the standard's validity range (distances are clamped, see below);
`planner.radio.validity` tells when that happens. The environment height h_E of UMa is 1 m: for terminals above 13 m
the standard draws it at random, which a plan must not. Where a scenario is never without line of sight (InF-HH) the
NLOS functions answer the LOS value.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.model.network import RadioScenario as Scenario
from planner.units import SPEED_OF_LIGHT_M_PER_S

Floats = NDArray[np.float64]
FloatLike = float | NDArray[np.floating[Any]]

#: Average street width W and building height h of RMa, m (defaults of Table 7.4.1-1).
RMA_STREET_WIDTH_M = 20.0
RMA_BUILDING_HEIGHT_M = 5.0

#: The same of SMa, m (h = 10 m, W = 10 m in the table).
SMA_STREET_WIDTH_M = 10.0
SMA_BUILDING_HEIGHT_M = 10.0

#: Clutter of SMa's LOS probability (Table 7.4.2-1): typical size and, by kind, share of the ground and height, m.
SMA_CLUTTER_SIZE_M = 30.0
SMA_COMMERCIAL, SMA_RESIDENTIAL = (0.02, 20.0), (0.18, 8.0)
SMA_VEGETATION_HEIGHT_M = 15.0
#: Share of the ground under trees where nothing is stated: sparse vegetation, the middle one of the table's three
#: values (0, 0.1, 0.2). The probability only counts on sketched maps, where trees may be missing. The choice is an
#: assumption.
SMA_VEGETATION_DENSITY = 0.1

#: Clutter of an InF hall when the project names none. The sizes are Table 7.2-4's (10 m sparse, 2 m dense); 20 % and
#: 60 % (the table: below and above 40 %) and the heights are the calibration values of Table 7.8-7.
DEFAULT_CLUTTER_SIZE_M = {"sparse": 10.0, "dense": 2.0}
DEFAULT_CLUTTER_DENSITY = {"sparse": 0.2, "dense": 0.6}
DEFAULT_CLUTTER_HEIGHT_M = {"sparse": 2.0, "dense": 6.0}

#: Distances below this (3D, m) are computed as this: the formulas have a logarithm at zero.
MIN_DIST_3D_M = 1.0

#: Effective antenna height below which the breakpoint distance makes no sense (h' = h - 1 m), m.
_MIN_EFFECTIVE_HEIGHT_M = 0.1


#: Standard deviation of shadow fading, dB (LOS, NLOS), Table 7.4.1-1. RMa and SMa LOS is 4 dB before and 6 dB behind
#: the breakpoint; the larger one stands here because a plan must not be optimistic.
_SHADOW_SIGMA_DB: dict[Scenario, tuple[float, float]] = {
    Scenario.UMA: (4.0, 6.0),
    Scenario.UMI: (4.0, 7.82),
    Scenario.SMA: (6.0, 8.0),
    Scenario.RMA: (6.0, 8.0),
    Scenario.INH: (3.0, 8.03),
    Scenario.INH_OPEN: (3.0, 8.03),
    Scenario.INF_SL: (4.3, 5.7),
    Scenario.INF_DL: (4.3, 7.2),
    Scenario.INF_SH: (4.3, 5.9),
    Scenario.INF_DH: (4.3, 4.0),
    Scenario.INF_HH: (4.3, 4.3),
}


def shadow_sigma_db(scenario: Scenario | str) -> tuple[float, float]:
    """Standard deviation of the shadow fading (LOS, NLOS) in dB, Table 7.4.1-1.

    >>> shadow_sigma_db("UMi")
    (4.0, 7.82)
    """
    return _SHADOW_SIGMA_DB[Scenario(scenario)]


def distance_3d_m(dist_2d_m: FloatLike, h_bs_m: FloatLike, h_ut_m: FloatLike) -> Floats:
    """Distance between the antennas in m, at least `MIN_DIST_3D_M`.

    >>> float(distance_3d_m(30.0, 41.5, 1.5))
    50.0
    """
    d = np.asarray(dist_2d_m, dtype=np.float64)
    return np.maximum(np.hypot(d, np.asarray(h_bs_m) - np.asarray(h_ut_m)), MIN_DIST_3D_M)


def path_loss_los_db(
    scenario: Scenario | str, dist_2d_m: FloatLike, freq_ghz: FloatLike, h_bs_m: FloatLike, h_ut_m: FloatLike
) -> Floats:
    """Median path loss in dB with line of sight, Table 7.4.1-1.

    dist_2d_m: horizontal distance, m, any shape; freq_ghz 0.5-100 GHz; heights in m above ground.

    >>> round(float(path_loss_los_db("UMa", 100.0, 3.5, 25.0, 1.5)), 2)
    83.14
    """
    return _LOS[Scenario(scenario)](
        np.asarray(dist_2d_m, dtype=np.float64), np.asarray(freq_ghz), np.asarray(h_bs_m), np.asarray(h_ut_m)
    )


def path_loss_nlos_db(
    scenario: Scenario | str, dist_2d_m: FloatLike, freq_ghz: FloatLike, h_bs_m: FloatLike, h_ut_m: FloatLike
) -> Floats:
    """Median path loss in dB without line of sight, Table 7.4.1-1; never below the LOS value.

    Arguments as `path_loss_los_db`.

    >>> round(float(path_loss_nlos_db("UMa", 100.0, 3.5, 25.0, 1.5)), 2)
    103.04
    """
    kind = Scenario(scenario)
    d = np.asarray(dist_2d_m, dtype=np.float64)
    f, h_bs, h_ut = np.asarray(freq_ghz), np.asarray(h_bs_m), np.asarray(h_ut_m)
    return np.maximum(_LOS[kind](d, f, h_bs, h_ut), _NLOS[kind](distance_3d_m(d, h_bs, h_ut), f, h_bs, h_ut))


def los_probability(
    scenario: Scenario | str,
    dist_2d_m: FloatLike,
    h_bs_m: float,
    h_ut_m: float,
    *,
    clutter_size_m: float | None = None,
    clutter_density: float | None = None,
    clutter_height_m: float | None = None,
) -> Floats:
    """Probability of line of sight, 0-1, Table 7.4.2-1.

    InH is the mixed office, InH-open the open one. The clutter arguments matter only for InF: typical size (m), density
    (0-1, share of the floor) and, for InF-SH/DH, its effective height (m); without them the module's defaults apply.
    SMa takes clutter_density as the share of the ground under trees. Heights are scalars in m. UMa terminals above 13 m
    see more sky; above 23 m the value at 23 m is used.

    >>> float(los_probability("UMi", 10.0, 10.0, 1.5))
    1.0
    >>> float(los_probability("InH", 1.0, 3.0, 1.5))
    1.0
    """
    kind = Scenario(scenario)
    d = np.maximum(np.asarray(dist_2d_m, dtype=np.float64), 1e-3)
    match kind:
        case Scenario.UMA:
            return _p_los_uma(d, h_ut_m)
        case Scenario.UMI:
            return np.where(d <= 18.0, 1.0, 18.0 / d + np.exp(-d / 36.0) * (1.0 - 18.0 / d))
        case Scenario.RMA:
            return np.where(d <= 10.0, 1.0, np.exp(-(d - 10.0) / 1000.0))
        case Scenario.SMA:
            return _p_los_sma(d, h_bs_m, h_ut_m, clutter_density)
        case Scenario.INF_HH:
            return np.ones_like(d)
        case Scenario.INH_OPEN:
            near, far = np.exp(-(d - 5.0) / 70.8), 0.54 * np.exp(-(d - 49.0) / 211.7)
            return np.where(d <= 5.0, 1.0, np.where(d <= 49.0, near, far))
        case Scenario.INH:
            near = np.exp(-(d - 1.2) / 4.7)
            far = 0.32 * np.exp(-(d - 6.5) / 32.6)
            return np.where(d <= 1.2, 1.0, np.where(d < 6.5, near, far))
        case _:
            k = _inf_decay_m(kind, h_bs_m, h_ut_m, clutter_size_m, clutter_density, clutter_height_m)
            return np.exp(-d / k)


def _p_los_uma(d: Floats, h_ut_m: float) -> Floats:
    base = 18.0 / d + np.exp(-d / 63.0) * (1.0 - 18.0 / d)
    c = 0.0 if h_ut_m <= 13.0 else ((min(h_ut_m, 23.0) - 13.0) / 10.0) ** 1.5
    with_height = base * (1.0 + c * 1.25 * (d / 100.0) ** 3 * np.exp(-d / 150.0))
    return np.where(d <= 18.0, 1.0, np.minimum(with_height, 1.0))


def _p_los_sma(d: Floats, h_bs_m: float, h_ut_m: float, vegetation: float | None) -> Floats:
    """1 up to 10 m, beyond the product over commercial and residential buildings and trees; heights kept positive."""
    trees = (SMA_VEGETATION_DENSITY if vegetation is None else vegetation, SMA_VEGETATION_HEIGHT_M)
    above_m = max(h_bs_m - h_ut_m, 0.1)
    per_m = sum(
        -float(np.log(1.0 - min(max(share, 0.0), 0.999))) / SMA_CLUTTER_SIZE_M * max(height_m - h_ut_m, 0.0) / above_m
        for share, height_m in (SMA_COMMERCIAL, SMA_RESIDENTIAL, trees)
    )
    return np.where(d <= 10.0, 1.0, np.exp(-d * per_m))


def _inf_decay_m(
    kind: Scenario, h_bs_m: float, h_ut_m: float, size_m: float | None, density: float | None, height_m: float | None
) -> float:
    """k_subsce of Table 7.4.2-1, m; kept positive and finite for any input."""
    texture = "sparse" if kind in (Scenario.INF_SL, Scenario.INF_SH) else "dense"
    size = DEFAULT_CLUTTER_SIZE_M[texture] if size_m is None else size_m
    share = DEFAULT_CLUTTER_DENSITY[texture] if density is None else density
    k = -max(size, 0.1) / float(np.log(1.0 - min(max(share, 1e-3), 0.999)))
    if kind in (Scenario.INF_SH, Scenario.INF_DH):
        h_c = DEFAULT_CLUTTER_HEIGHT_M[texture] if height_m is None else height_m
        k *= max(h_bs_m - h_ut_m, 0.1) / max(h_c - h_ut_m, 0.1)
    return k


def _breakpoint_m(f: Any, h_bs: Any, h_ut: Any) -> Any:
    """d'BP of note 1: effective heights are 1 m lower."""
    effective_bs = np.maximum(h_bs - 1.0, _MIN_EFFECTIVE_HEIGHT_M)
    effective_ut = np.maximum(h_ut - 1.0, _MIN_EFFECTIVE_HEIGHT_M)
    return 4.0 * effective_bs * effective_ut * f * 1e9 / SPEED_OF_LIGHT_M_PER_S


def _los_uma(d: Floats, f: Any, h_bs: Any, h_ut: Any) -> Floats:
    return _los_urban(d, f, h_bs, h_ut, 28.0, 22.0, 9.0)


def _los_umi(d: Floats, f: Any, h_bs: Any, h_ut: Any) -> Floats:
    return _los_urban(d, f, h_bs, h_ut, 32.4, 21.0, 9.5)


def _los_urban(d: Floats, f: Any, h_bs: Any, h_ut: Any, offset: float, slope: float, correction: float) -> Floats:
    bp = _breakpoint_m(f, h_bs, h_ut)
    lg_d = np.log10(distance_3d_m(d, h_bs, h_ut))
    lg_f = 20.0 * np.log10(f)
    far = 40.0 * lg_d - correction * np.log10(bp**2 + (h_bs - h_ut) ** 2)
    return offset + lg_f + np.where(d <= bp, slope * lg_d, far)


def _los_rma(d: Floats, f: Any, h_bs: Any, h_ut: Any) -> Floats:
    return _los_open(d, f, h_bs, h_ut, RMA_BUILDING_HEIGHT_M)


def _los_sma(d: Floats, f: Any, h_bs: Any, h_ut: Any) -> Floats:
    return _los_open(d, f, h_bs, h_ut, SMA_BUILDING_HEIGHT_M)


def _los_open(d: Floats, f: Any, h_bs: Any, h_ut: Any, h: float) -> Floats:
    bp = np.maximum(2.0 * np.pi * h_bs * h_ut * f * 1e9 / SPEED_OF_LIGHT_M_PER_S, MIN_DIST_3D_M)
    d3 = distance_3d_m(d, h_bs, h_ut)
    return np.where(d <= bp, _open_near(d3, f, h), _open_near(bp, f, h) + 40.0 * np.log10(d3 / bp))


def _open_near(d3: Any, f: Any, h: float) -> Any:
    return (
        20.0 * np.log10(40.0 * np.pi * d3 * f / 3.0)
        + min(0.03 * h**1.72, 10.0) * np.log10(d3)
        - min(0.044 * h**1.72, 14.77)
        + 0.002 * np.log10(h) * d3
    )


def _los_inh(d: Floats, f: Any, h_bs: Any, h_ut: Any) -> Floats:
    return 32.4 + 17.3 * np.log10(distance_3d_m(d, h_bs, h_ut)) + 20.0 * np.log10(f)


def _los_inf(d: Floats, f: Any, h_bs: Any, h_ut: Any) -> Floats:
    return 31.84 + 21.5 * np.log10(distance_3d_m(d, h_bs, h_ut)) + 19.0 * np.log10(f)


def _nlos_uma(d3: Floats, f: Any, _h_bs: Any, h_ut: Any) -> Floats:
    return 13.54 + 39.08 * np.log10(d3) + 20.0 * np.log10(f) - 0.6 * (h_ut - 1.5)


def _nlos_umi(d3: Floats, f: Any, _h_bs: Any, h_ut: Any) -> Floats:
    return 22.4 + 35.3 * np.log10(d3) + 21.3 * np.log10(f) - 0.3 * (h_ut - 1.5)


def _nlos_rma(d3: Floats, f: Any, h_bs: Any, h_ut: Any) -> Floats:
    return _nlos_open(d3, f, h_bs, h_ut, RMA_BUILDING_HEIGHT_M, RMA_STREET_WIDTH_M)


def _nlos_sma(d3: Floats, f: Any, h_bs: Any, h_ut: Any) -> Floats:
    return _nlos_open(d3, f, h_bs, h_ut, SMA_BUILDING_HEIGHT_M, SMA_STREET_WIDTH_M)


def _nlos_open(d3: Floats, f: Any, h_bs: Any, h_ut: Any, h: float, w: float) -> Floats:
    bs = np.maximum(h_bs, 1.0)
    lg_bs = np.log10(bs)
    return (
        161.04
        - 7.1 * np.log10(w)
        + 7.5 * np.log10(h)
        - (24.37 - 3.7 * (h / bs) ** 2) * lg_bs
        + (43.42 - 3.1 * lg_bs) * (np.log10(d3) - 3.0)
        + 20.0 * np.log10(f)
        - (3.2 * np.log10(11.75 * np.maximum(h_ut, 0.1)) ** 2 - 4.97)
    )


def _nlos_inh(d3: Floats, f: Any, _h_bs: Any, _h_ut: Any) -> Floats:
    return 17.3 + 38.3 * np.log10(d3) + 24.9 * np.log10(f)


def _nlos_inf_sl(d3: Floats, f: Any, _h_bs: Any, _h_ut: Any) -> Floats:
    return 33.0 + 25.5 * np.log10(d3) + 20.0 * np.log10(f)


def _nlos_inf_dl(d3: Floats, f: Any, h_bs: Any, h_ut: Any) -> Floats:
    dense = 18.6 + 35.7 * np.log10(d3) + 20.0 * np.log10(f)
    return np.maximum(dense, _nlos_inf_sl(d3, f, h_bs, h_ut))


def _nlos_inf_sh(d3: Floats, f: Any, _h_bs: Any, _h_ut: Any) -> Floats:
    return 32.4 + 23.0 * np.log10(d3) + 20.0 * np.log10(f)


def _nlos_inf_dh(d3: Floats, f: Any, _h_bs: Any, _h_ut: Any) -> Floats:
    return 33.63 + 21.9 * np.log10(d3) + 20.0 * np.log10(f)


def _nlos_inf_hh(d3: Floats, f: Any, _h_bs: Any, _h_ut: Any) -> Floats:
    """Always line of sight (Table 7.4.2-1): the LOS value, which takes no heights."""
    return 31.84 + 21.5 * np.log10(d3) + 19.0 * np.log10(f)


_Formula = Callable[[Floats, Any, Any, Any], Floats]

_LOS: dict[Scenario, _Formula] = {
    Scenario.UMA: _los_uma,
    Scenario.UMI: _los_umi,
    Scenario.SMA: _los_sma,
    Scenario.RMA: _los_rma,
    Scenario.INH: _los_inh,
    Scenario.INH_OPEN: _los_inh,
    Scenario.INF_SL: _los_inf,
    Scenario.INF_DL: _los_inf,
    Scenario.INF_SH: _los_inf,
    Scenario.INF_DH: _los_inf,
    Scenario.INF_HH: _los_inf,
}

_NLOS: dict[Scenario, _Formula] = {
    Scenario.UMA: _nlos_uma,
    Scenario.UMI: _nlos_umi,
    Scenario.SMA: _nlos_sma,
    Scenario.RMA: _nlos_rma,
    Scenario.INH: _nlos_inh,
    Scenario.INH_OPEN: _nlos_inh,
    Scenario.INF_SL: _nlos_inf_sl,
    Scenario.INF_DL: _nlos_inf_dl,
    Scenario.INF_SH: _nlos_inf_sh,
    Scenario.INF_DH: _nlos_inf_dh,
    Scenario.INF_HH: _nlos_inf_hh,
}
