"""Provenance and validity range of the path loss models: what a result used, and where it leaves the standard."""

from dataclasses import dataclass
from types import MappingProxyType

from planner.errors import Issue, Param, Severity
from planner.radio.tr38901 import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLossModel:
    """One registered model. Ranges are (lowest, highest) in the unit of the name.

    `assumptions` names the ranges ("h_bs_m", ...) which the standard does not state in this width: UMa and UMi are
    given for one antenna height (25 m, 10 m) and are used here in a band around it.
    """

    scenario: Scenario
    standard: str
    clause: str
    version: str
    freq_ghz: tuple[float, float]
    h_bs_m: tuple[float, float]
    h_ut_m: tuple[float, float]
    dist_2d_m: tuple[float, float]
    assumptions: tuple[str, ...] = ()


def _model(
    scenario: Scenario,
    freq_ghz: tuple[float, float],
    h_bs_m: tuple[float, float],
    h_ut_m: tuple[float, float],
    dist_2d_m: tuple[float, float],
    *assumptions: str,
) -> PathLossModel:
    return PathLossModel(
        scenario=scenario,
        standard="3GPP TR 38.901",
        clause="Table 7.4.1-1",
        version="19.4",
        freq_ghz=freq_ghz,
        h_bs_m=h_bs_m,
        h_ut_m=h_ut_m,
        dist_2d_m=dist_2d_m,
        assumptions=assumptions,
    )


_INDOOR_BS_M, _INDOOR_UT_M = (1.0, 25.0), (0.5, 10.0)

#: Every path loss model of the program by scenario. InH and InF state no heights: the ranges are those of a hall.
MODELS: MappingProxyType[Scenario, PathLossModel] = MappingProxyType(
    {
        model.scenario: model
        for model in (
            _model(Scenario.UMA, (0.5, 100.0), (15.0, 50.0), (1.5, 22.5), (10.0, 5000.0), "h_bs_m"),
            _model(Scenario.UMI, (0.5, 100.0), (5.0, 20.0), (1.5, 22.5), (10.0, 5000.0), "h_bs_m"),
            _model(Scenario.RMA, (0.5, 30.0), (10.0, 150.0), (1.0, 10.0), (10.0, 5000.0)),
            _model(Scenario.INH, (0.5, 100.0), _INDOOR_BS_M, _INDOOR_UT_M, (0.0, 150.0), "h_bs_m", "h_ut_m"),
            *(
                _model(kind, (0.5, 100.0), _INDOOR_BS_M, _INDOOR_UT_M, (0.0, 600.0), "h_bs_m", "h_ut_m")
                for kind in (Scenario.INF_SL, Scenario.INF_DL, Scenario.INF_SH, Scenario.INF_DH)
            ),
        )
    }
)


def validity(
    scenario: Scenario | str, freq_ghz: float, h_bs_m: float, h_ut_m: float, dist_2d_max_m: float
) -> tuple[Issue, ...]:
    """Warnings for every input outside the model's range (empty when all is inside).

    Codes: `model-frequency-out-of-range`, `model-height-out-of-range` (param `which` is "bs" or "ut"),
    `model-distance-out-of-range`; params `scenario`, `value`, `low`, `high` in GHz or m.

    >>> validity("UMa", 3.5, 25.0, 1.5, 1000.0)
    ()
    >>> [issue.code for issue in validity("UMa", 3.5, 120.0, 1.5, 9000.0)]
    ['model-height-out-of-range', 'model-distance-out-of-range']
    """
    model = MODELS[Scenario(scenario)]
    checks: tuple[tuple[str, str, float, tuple[float, float]], ...] = (
        ("model-frequency-out-of-range", "", freq_ghz, model.freq_ghz),
        ("model-height-out-of-range", "bs", h_bs_m, model.h_bs_m),
        ("model-height-out-of-range", "ut", h_ut_m, model.h_ut_m),
        ("model-distance-out-of-range", "", dist_2d_max_m, (0.0, model.dist_2d_m[1])),
    )
    return tuple(
        _warning(code, which, model.scenario, value, low, high)
        for code, which, value, (low, high) in checks
        if not low <= value <= high
    )


def _warning(code: str, which: str, scenario: Scenario, value: float, low: float, high: float) -> Issue:
    params: dict[str, Param] = {"scenario": scenario.value, "value": value, "low": low, "high": high}
    if which:
        params["which"] = which
    return Issue(code=code, severity=Severity.WARNING, params=params)
