"""The layers of the map: which array of `Maps` each one shows, its unit, classes, colours and legend. No Qt.

Colours are seven or eight published anchors of matplotlib's viridis and plasma (perceptually even, readable for the
colour-blind), blended in between; the best-server layer builds on Paul Tol's qualitative colours. Class borders are the
program's own choice (usual steps of coverage reports), not a standard's; editing them makes another `Layer` value.
"""

import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from planner.errors import PlannerError
from planner.io.map_style import Rgba
from planner.text import N_, format_number, tr

if TYPE_CHECKING:
    from planner.engine.results import Maps

VIRIDIS = ("#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725")
PLASMA = ("#0d0887", "#5302a3", "#8b0aa5", "#b83289", "#db5c68", "#f48849", "#febd2a", "#f0f921")
#: Paul Tol's "light" scheme and a few more in an order that keeps the cells of one site apart.
CELL_COLOURS = (
    "#77aadd", "#ee8866", "#bbcc33", "#aa77bb", "#44bb99", "#eedd88",
    "#5577aa", "#ffaabb", "#aaaa00", "#99ddff", "#cc6677", "#88bb77",
)  # fmt: skip
NO_SERVICE: Rgba = (150, 150, 150, 255)
#: Best-server legends name this many cells; the rest is one row.
MAX_CELL_ROWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer. `thresholds` rise; n of them make n + 1 classes, coloured along `anchors` from low to high.

    `class_names` (source strings) replace the figures in the legend where they say more; one per class.
    `kind` "cells": the array holds indices of cells (-1: none) instead of a figure.
    """

    code: str
    array: str
    unit: str
    name: str
    digits: int = 0
    thresholds: tuple[float, ...] = ()
    class_names: tuple[str, ...] = ()
    anchors: tuple[str, ...] = VIRIDIS
    scale: float = 1.0
    kind: Literal["classes", "cells"] = "classes"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """One row of a legend; `share` of the area, 0 to 1."""

    label: str
    colour: Rgba
    share: float


LAYERS: Mapping[str, Layer] = {
    layer.code: layer
    for layer in (
        Layer(
            code="rsrp", array="rsrp_dbm", unit="dBm", name=N_("SS-RSRP"),
            thresholds=(-115, -105, -100, -95, -90, -80, -70, -60),
        ),
        Layer(code="sinr", array="sinr_db", unit="dB", name=N_("SINR"), thresholds=(-3, 0, 3, 6, 10, 15, 20, 25)),
        Layer(code="best_server", array="best_server", unit="", name=N_("Best server"), kind="cells"),
        Layer(
            code="ul", array="ul_mbps", unit="Mbit/s", name=N_("Uplink rate"), anchors=PLASMA,
            thresholds=(1, 5, 10, 20, 50, 100, 200, 400),
        ),
        Layer(
            code="dl", array="dl_mbps", unit="Mbit/s", name=N_("Downlink rate"), anchors=PLASMA,
            thresholds=(5, 20, 50, 100, 200, 400, 600, 800),
        ),
        Layer(
            code="probability", array="probability", unit="%", name=N_("Coverage probability"), scale=100.0,
            thresholds=(50, 75, 90, 95, 98),
        ),
        Layer(
            code="nlos", array="nlos_weight", unit="", name=N_("Line of sight"),
            thresholds=(0.05, 0.5, 0.95), anchors=("#fde725", "#5ec962", "#31688e", "#440154"),
            class_names=(N_("in sight"), N_("mostly in sight"), N_("mostly blocked"), N_("blocked")),
        ),
    )
}  # fmt: skip
DEFAULT_LAYER = "rsrp"


def layer_of(code: str) -> Layer:
    """The layer with this code; PlannerError `unknown-layer` (params `code`, `known`) where there is none."""
    try:
        return LAYERS[code]
    except KeyError:
        raise PlannerError("unknown-layer", layer=code, known=", ".join(LAYERS)) from None


def layer_values(maps: "Maps", layer: Layer) -> NDArray[Any]:
    """The layer's array [rows, columns] as the engine made it (probability 0 to 1, not percent)."""
    return getattr(maps, layer.array)


def layer_title(layer: Layer, lang: str) -> str:
    """Name and unit of a layer for a legend or a picture's title."""
    name = tr(lang, layer.name)
    return tr(lang, "{name} ({unit})", name=name, unit=layer.unit) if layer.unit else name


def to_index(layer: Layer, values: NDArray[Any]) -> NDArray[np.uint8]:
    """Colour index of every value, uint8 [rows, columns], C-contiguous: 0 is transparent (NaN, no cell), 1 the lowest.

    A chain of comparisons, since NaN compares false everywhere; 1 Mpixel takes a few milliseconds.
    """
    if layer.kind == "cells":
        index = (values % 255 + 1).astype(np.uint8)
        index[values < 0] = 0
        return np.ascontiguousarray(index)
    index = np.greater_equal(values, -np.inf).view(np.uint8)
    above = np.empty(values.shape, dtype=np.bool_)
    for threshold in layer.thresholds:
        np.greater_equal(values, values.dtype.type(threshold / layer.scale), out=above)
        index += above.view(np.uint8)
    return index


def colour_table(layer: Layer) -> tuple[Rgba, ...]:
    """256 colours for the indices of `to_index`; 0 and the unused ones are transparent."""
    if layer.kind == "cells":
        colours = [_rgba(CELL_COLOURS[i % len(CELL_COLOURS)]) for i in range(255)]
    else:
        count = len(layer.thresholds)
        colours = [_blend(layer.anchors, i / max(count, 1)) for i in range(count + 1)]
    return ((0, 0, 0, 0), *colours, *((0, 0, 0, 0),) * (255 - len(colours)))


def class_label(layer: Layer, position: int, lang: str) -> str:
    """Text of one class: its name where it has one, else its range."""
    if layer.class_names:
        return tr(lang, layer.class_names[position])
    borders = [format_number(value, lang, layer.digits) for value in layer.thresholds]
    if position == 0:
        return f"< {borders[0]}"
    if position == len(borders):
        return f"≥ {borders[-1]}"
    return tr(lang, "{low} to {high}", low=borders[position - 1], high=borders[position])


def legend(
    layer: Layer,
    values: NDArray[Any],
    valid: NDArray[np.bool_] | None = None,
    *,
    lang: str = "en",
    cell_names: tuple[str, ...] = (),
    index: NDArray[np.uint8] | None = None,
) -> tuple[LegendEntry, ...]:
    """Rows of the legend, best class first, with their share of the area.

    The area is where `valid` is true (bool [rows, columns]: where somebody can be); places in it without a figure are a
    row "no service". Without a mask it is every place that has a figure. `cell_names`: by index, for the best server.
    Pass `index` where `to_index` was computed already.
    """
    index = to_index(layer, values) if index is None else index
    counts = np.bincount((index if valid is None else index[valid]).ravel(), minlength=256)
    if valid is None:
        counts[0] = 0
    total = max(int(counts.sum()), 1)
    table = colour_table(layer)
    rows = (
        _cell_rows(counts, table, cell_names, lang)
        if layer.kind == "cells"
        else _class_rows(layer, counts, table, lang)
    )
    entries = [LegendEntry(label=label, colour=colour, share=count / total) for label, colour, count in rows]
    if counts[0]:
        entries.append(LegendEntry(label=tr(lang, "no service"), colour=NO_SERVICE, share=int(counts[0]) / total))
    return tuple(entries)


def _class_rows(layer: Layer, counts: NDArray[Any], table: tuple[Rgba, ...], lang: str) -> list[tuple[str, Rgba, int]]:
    positions = range(len(layer.thresholds), -1, -1)
    if layer.class_names:  # named classes read in their own order
        positions = range(len(layer.thresholds) + 1)
    return [(class_label(layer, i, lang), table[i + 1], int(counts[i + 1])) for i in positions]


def _cell_rows(
    counts: NDArray[Any], table: tuple[Rgba, ...], names: tuple[str, ...], lang: str
) -> list[tuple[str, Rgba, int]]:
    seen = sorted((i for i in range(1, 256) if counts[i]), key=lambda i: -int(counts[i]))
    rows = [
        (names[i - 1] if i <= len(names) else str(i), table[i], int(counts[i])) for i in seen[:MAX_CELL_ROWS]
    ]  # fmt: skip
    rest = sum(int(counts[i]) for i in seen[MAX_CELL_ROWS:])
    return [*rows, (tr(lang, "other cells"), NO_SERVICE, rest)] if rest else rows


def _rgba(colour: str) -> Rgba:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16), 255


def _blend(anchors: tuple[str, ...], position: float) -> Rgba:
    """Colour at 0 to 1 along evenly spaced anchors, blended linearly."""
    places = [i / (len(anchors) - 1) for i in range(len(anchors))]
    right = min(max(bisect.bisect_left(places, position), 1), len(anchors) - 1)
    share = (position - places[right - 1]) / (places[right] - places[right - 1])
    low, high = _rgba(anchors[right - 1]), _rgba(anchors[right])
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(low[:3], high[:3], strict=True))
    return red, green, blue, 255
