"""The table of map layers: code, array, unit, name, explanation, classes and palette of each. Used through `layers`.

Class borders are the program's own choice (usual steps of coverage reports), not a standard's; a project may have its
own (`planner.model.layer_style`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from planner.text import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer. `thresholds` rise; n of them make n + 1 classes, coloured along `palette` from low to high.

    `array` is the attribute of `Maps` that holds it, "" where only `Maps.extra` does. `hint` (a source string) explains
    it in a tooltip. `class_names` (source strings) replace the figures in the legend where they say more; one per
    class. `low_is_good` turns palette and legend round. `has_never`: infinite figures are a class of their own. `kind`:
    "cells" holds indices of cells (-1: none), "count" whole numbers, "difference" figures of both signs.
    """

    code: str
    array: str
    unit: str
    name: str
    hint: str = ""
    digits: int | None = 0
    thresholds: tuple[float, ...] = ()
    class_names: tuple[str, ...] = ()
    palette: str = "viridis"
    scale: float = 1.0
    low_is_good: bool = False
    kind: Literal["classes", "cells", "count", "difference"] = "classes"
    has_never: bool = False


LAYERS: Mapping[str, Layer] = {
    layer.code: layer
    for layer in (
        Layer(
            code="rsrp", array="rsrp_dbm", unit="dBm", name=N_("SS-RSRP"),
            thresholds=(-115, -105, -100, -95, -90, -80, -70, -60),
            hint=N_("Received power of one resource element of the serving cell's broadcast beams, median (TS 38.215)"),
        ),
        Layer(
            code="sinr", array="sinr_db", unit="dB", name=N_("SINR"), thresholds=(-3, 0, 3, 6, 10, 15, 20, 25),
            hint=N_("Signal over interference and noise at the computed load of the neighbouring cells"),
        ),
        Layer(
            code="best_server", array="best_server", unit="", name=N_("Best server"), kind="cells",
            hint=N_("The cell that serves each place, by band priority and strength"),
        ),
        Layer(
            code="ul", array="ul_mbps", unit="Mbit/s", name=N_("Uplink rate"), palette="plasma",
            thresholds=(1, 5, 10, 20, 50, 100, 200, 400),
            hint=N_("Rate of one terminal alone in its cell at the computed interference"),
        ),
        Layer(
            code="dl", array="dl_mbps", unit="Mbit/s", name=N_("Downlink rate"), palette="plasma",
            thresholds=(5, 20, 50, 100, 200, 400, 600, 800),
            hint=N_("Rate of one terminal alone in its cell at the computed interference"),
        ),
        Layer(
            code="probability", array="probability", unit="%", name=N_("Coverage probability"), scale=100.0,
            thresholds=(50, 75, 90, 95, 98),
            hint=N_("Probability that the RSRP reaches the zone's target (-100 dBm outside zones) despite shadowing"),
        ),
        Layer(
            code="nlos", array="blocked", unit="", name=N_("Line of sight"), palette="sight", digits=2,
            thresholds=(0.05, 0.5, 0.95),
            class_names=(N_("in sight"), N_("mostly in sight"), N_("mostly blocked"), N_("blocked")),
            hint=N_("How far the way from the serving antenna is blocked by what is drawn, or likely to be"),
        ),
        Layer(
            code="sinr_full", array="", unit="dB", name=N_("SINR at full load"),
            thresholds=(-3, 0, 3, 6, 10, 15, 20, 25),
            hint=N_("SINR if all neighbouring cells sent all the time: the worst case, independent of the demand"),
        ),
        Layer(
            code="rsrq", array="", unit="dB", name=N_("SS-RSRQ"), thresholds=(-18, -15, -13, -12, -11, -10, -8, -6),
            hint=N_("Received quality: RSRP against the total power in the same resource blocks (TS 38.215 5.1.3)"),
        ),
        Layer(
            code="servers", array="", unit="", name=N_("Number of servers"), kind="count",
            thresholds=(1, 2, 3, 4, 6, 9, 15),
            hint=N_("Cells at or above the threshold: two or more stand in for each other, many disturb each other"),
        ),
        Layer(
            code="ul_margin", array="", unit="dB", name=N_("Uplink margin"), thresholds=(-9, 0, 5, 10, 15, 20, 30, 40),
            hint=N_("More loss that the uplink survives with one resource block at the lowest MCS; below 0 dB only "
                    "repetitions get through"),
        ),
        Layer(
            code="coupling_loss", array="", unit="dB", name=N_("Coupling loss"), low_is_good=True,
            thresholds=(70, 80, 90, 100, 110, 120, 130, 140),
            hint=N_("Loss between the ports of gNB and terminal, antenna gains included; compare with the maximum "
                    "coupling loss (MCL)"),
        ),
        Layer(
            code="latency", array="", unit="ms", name=N_("Latency"), low_is_good=True, has_never=True, digits=0,
            thresholds=(5, 10, 15, 20, 30, 50, 100, 200),
            hint=N_("Delay that the chosen flow's share of messages would meet if its terminals stood here"),
        ),
    )
}  # fmt: skip
DEFAULT_LAYER = "rsrp"
DIFFERENCE = "difference_"
#: Layers that are for one kind of terminal.
TERMINAL_LAYERS = frozenset({"sinr", "sinr_full", "rsrq", "dl", "ul", "ul_margin", "coupling_loss"})
#: Layers whose figures can't be subtracted.
WITHOUT_DIFFERENCE = frozenset({"best_server"})

_DIFFERENCE_STEPS: Mapping[str, tuple[float, ...]] = {
    "dB": (-20, -10, -6, -3, 3, 6, 10, 20),
    "dBm": (-20, -10, -6, -3, 3, 6, 10, 20),
    "Mbit/s": (-200, -100, -50, -10, 10, 50, 100, 200),
    "%": (-50, -20, -10, -2, 2, 10, 20, 50),
    "ms": (-50, -20, -10, -2, 2, 10, 20, 50),
}


def difference_layer(layer: Layer) -> Layer:
    """The layer that shows by how much a figure of one scheme lies above that of another, centred on zero."""
    steps = (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5) if layer.kind == "count" else (-0.6, -0.2, -0.05, 0.05, 0.2, 0.6)
    return replace(
        layer,
        code=f"{DIFFERENCE}{layer.code}",
        array="",
        # a difference of levels in dBm is in dB
        unit="dB" if layer.unit == "dBm" else layer.unit,
        kind="difference",
        thresholds=_DIFFERENCE_STEPS.get(layer.unit, steps),
        class_names=(),
        palette="balance",
        digits=0 if layer.unit in _DIFFERENCE_STEPS else None,
        # more of a coupling loss, a delay or an obstruction is red as less of a level is
        low_is_good=layer.low_is_good or layer.code == "nlos",
        hint=N_("First scheme minus second, blue where the first is better"),
    )
