"""Provenance and validity range of the path loss models: what a result used, and where it leaves the standard."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from planner.errors import Issue, Param, Severity
from planner.radio import itu_p833, itu_p2040, itu_p2109
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


def _hall(scenario: Scenario, h_bs_m: tuple[float, float], h_ut_m: tuple[float, float]) -> PathLossModel:
    return _model(scenario, (0.5, 100.0), h_bs_m, h_ut_m, (0.0, 600.0), "h_bs_m", "h_ut_m")


_INDOOR_BS_M, _INDOOR_UT_M = (1.0, 25.0), (0.5, 10.0)
#: Highest effective clutter of Table 7.2-4, m.
_CLUTTER_TOP_M = 10.0

#: Every path loss model of the program by scenario. Table 7.2-4 gives InF ceilings (25 m, dense clutter 15 m) and
#: clutter (up to 10 m), and says which end stands in it: low antennas and all terminals but InF-HH's. The lower ends of
#: the ranges, and those of InH, are this program's; InF-HH starts above the lowest clutter (2 m).
MODELS: MappingProxyType[Scenario, PathLossModel] = MappingProxyType(
    {
        model.scenario: model
        for model in (
            _model(Scenario.UMA, (0.5, 100.0), (15.0, 50.0), (1.5, 22.5), (10.0, 5000.0), "h_bs_m"),
            _model(Scenario.UMI, (0.5, 100.0), (5.0, 20.0), (1.5, 22.5), (10.0, 5000.0), "h_bs_m"),
            _model(Scenario.SMA, (0.5, 37.0), (25.0, 35.0), (1.0, 14.0), (10.0, 5000.0), "freq_ghz"),
            _model(Scenario.RMA, (0.5, 30.0), (10.0, 150.0), (1.0, 10.0), (10.0, 5000.0)),
            *(
                _model(kind, (0.5, 100.0), _INDOOR_BS_M, _INDOOR_UT_M, (0.0, 150.0), "h_bs_m", "h_ut_m")
                for kind in (Scenario.INH, Scenario.INH_OPEN)
            ),
            _hall(Scenario.INF_SL, (1.0, _CLUTTER_TOP_M), _INDOOR_UT_M),
            _hall(Scenario.INF_DL, (1.0, _CLUTTER_TOP_M), _INDOOR_UT_M),
            _hall(Scenario.INF_SH, (1.0, 25.0), _INDOOR_UT_M),
            _hall(Scenario.INF_DH, (1.0, 15.0), _INDOOR_UT_M),
            _hall(Scenario.INF_HH, (2.0, 25.0), (2.0, 25.0)),
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


def supplement_validity(
    freq_ghz: float, *, p2109: bool = False, vegetation: bool = False, materials: Iterable[str] = ()
) -> tuple[Issue, ...]:
    """Warnings where a carrier lies outside the range of what a plan uses beside the path loss models.

    p2109: its entry loss is chosen; vegetation: there are crowns on the map; materials: names of P.2040 Table 3 in use.
    Code `model-frequency-out-of-range` with the standard in `scenario`, params as `validity`.

    >>> [issue.params["scenario"] for issue in supplement_validity(60.0, vegetation=True, materials=["brick"])]
    ['ITU-R P.2040 brick']
    """
    ranges = {"ITU-R P.2109": itu_p2109.FREQ_RANGE_GHZ} if p2109 else {}
    if vegetation:
        ranges["ITU-R P.833"] = itu_p833.FREQ_RANGE_GHZ
    for name in sorted(set(materials)):
        row = itu_p2040.TABLE_3[name]
        ranges[f"ITU-R P.2040 {name}"] = (row.low_ghz, row.high_ghz)
    return tuple(
        _warning("model-frequency-out-of-range", "", standard, freq_ghz, low, high)
        for standard, (low, high) in ranges.items()
        if not low <= freq_ghz <= high
    )


def _warning(code: str, which: str, scenario: str, value: float, low: float, high: float) -> Issue:
    params: dict[str, Param] = {"scenario": str(scenario), "value": value, "low": low, "high": high}
    if which:
        params["which"] = which
    return Issue(code=code, severity=Severity.WARNING, params=params)
