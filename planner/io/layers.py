"""The layers of the map: values, classes, colours and legends, in the project's own style. No Qt.

The table of layers is `layer_table`, the colour ramps are `palettes`; the best-server layer builds on Paul Tol's
qualitative colours.
"""

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import PlannerError
from planner.io.layer_table import (
    DEFAULT_LAYER,
    DIFFERENCE,
    LAYERS,
    TERMINAL_LAYERS,
    WITHOUT_DIFFERENCE,
    Layer,
    difference_layer,
)
from planner.io.map_style import Rgba
from planner.io.palettes import PALETTES, class_colours, rgba
from planner.model.layer_style import LayerStyle
from planner.model.project import Project
from planner.text import format_number, tr, translate

if TYPE_CHECKING:
    from planner.engine.results import Maps

__all__ = [
    "DEFAULT_LAYER", "LAYERS", "MAX_THRESHOLDS", "NO_SERVICE", "PALETTES", "Layer", "LegendEntry", "check_style",
    "class_label", "colour_table", "difference_layer", "has_layer", "layer_note", "layer_of", "layer_title",
    "layer_values", "legend", "own_style", "shown", "styled", "to_index",
]  # fmt: skip

#: Paul Tol's "light" scheme and a few more in an order that keeps the cells of one site apart.
CELL_COLOURS = (
    "#77aadd", "#ee8866", "#bbcc33", "#aa77bb", "#44bb99", "#eedd88",
    "#5577aa", "#ffaabb", "#aaaa00", "#99ddff", "#cc6677", "#88bb77",
)  # fmt: skip
NO_SERVICE: Rgba = (150, 150, 150, 255)
#: Colour and index of figures that are infinite, such as the latency in an overloaded cell.
NEVER: Rgba = (40, 40, 40, 255)
NEVER_INDEX = 254
#: Best-server legends name this many cells; the rest is one row.
MAX_CELL_ROWS = 12
#: A style has at most so many class borders.
MAX_THRESHOLDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """One row of a legend; `share` of the area, 0 to 1."""

    label: str
    colour: Rgba
    share: float


def layer_of(code: str, project: Project | None = None) -> Layer:
    """The layer with this code ("difference_rsrp" and so on for differences), in the project's style where given.

    PlannerError `unknown-layer` (params `layer`, `known`) and `layer-without-difference`.
    """
    base = code.removeprefix(DIFFERENCE)
    if base not in LAYERS:
        raise PlannerError("unknown-layer", layer=code, known=", ".join(LAYERS))
    layer = LAYERS[base]
    if base != code:
        if base in WITHOUT_DIFFERENCE:
            raise PlannerError("layer-without-difference", layer=base)
        layer = difference_layer(layer)
    return layer if project is None else styled(layer, project)


def styled(layer: Layer, project: Project) -> Layer:
    """The layer with the project's own class borders and palette; one that can't be used leaves it as it is."""
    style = project.layer_styles.get(layer.code)
    if style is None:
        return layer
    try:
        check_style(layer, style)
    except PlannerError:
        return layer
    changed = layer
    if style.thresholds and style.thresholds != layer.thresholds:
        is_round = all(_is_round(value, layer.digits) for value in style.thresholds)
        changed = replace(
            layer, thresholds=style.thresholds, class_names=(), digits=layer.digits if is_round else None
        )  # fmt: skip
    return replace(changed, palette=style.palette) if style.palette else changed


def own_style(layer: Layer) -> LayerStyle:
    """Class borders and palette of a layer as a style, to begin an edit with."""
    return LayerStyle(thresholds=tuple(float(value) for value in layer.thresholds), palette=layer.palette)


def check_style(layer: Layer, style: LayerStyle) -> None:
    """Whether a style can be used with a layer; empty thresholds or palette mean the layer's own.

    PlannerError `layer-without-classes` (the best server has none), `threshold-not-finite`, `thresholds-not-rising`,
    `too-many-thresholds`, `unknown-palette`, `palette-not-diverging` (a difference needs a neutral middle).
    """
    if layer.kind == "cells":
        raise PlannerError("layer-without-classes", layer=layer.code)
    values = style.thresholds
    if len(values) > MAX_THRESHOLDS:
        raise PlannerError("too-many-thresholds", count=len(values), most=MAX_THRESHOLDS)
    if not all(math.isfinite(value) and abs(value) < 1e9 for value in values):
        raise PlannerError("threshold-not-finite")
    for low, high in itertools.pairwise(values):
        # compared as the map compares them: in its own precision
        if not np.float32(low / layer.scale) < np.float32(high / layer.scale):
            raise PlannerError("thresholds-not-rising", low=low, high=high)
    if style.palette and style.palette not in PALETTES:
        raise PlannerError("unknown-palette", palette=style.palette, known=", ".join(PALETTES))
    if style.palette and layer.kind == "difference" and not PALETTES[style.palette].is_diverging:
        raise PlannerError("palette-not-diverging", palette=style.palette)


def _is_round(value: float, digits: int | None) -> bool:
    return digits is None or round(value, digits) == value


def has_layer(maps: "Maps", layer: Layer) -> bool:
    """Whether an evaluation holds this layer; those of `EXTRA_CODES` are only there when asked for."""
    return bool(layer.array) or layer.code in maps.extra


def layer_values(maps: "Maps", layer: Layer) -> NDArray[Any]:
    """The layer's array [rows, columns] as the engine made it (probability 0 to 1, not percent).

    PlannerError `layer-not-computed` where the evaluation wasn't asked for it.
    """
    found = maps.extra.get(layer.code)
    if found is not None:
        return found
    if not layer.array:
        raise PlannerError("layer-not-computed", layer=layer.code)
    return getattr(maps, layer.array)


def layer_title(layer: Layer, lang: str) -> str:
    """Name and unit of a layer for a legend or a picture's title."""
    name = tr(lang, layer.name)
    if layer.kind == "difference":
        name = tr(lang, "Difference: {name}", name=name)
    return tr(lang, "{name} ({unit})", name=name, unit=layer.unit) if layer.unit else name


def shown(maps: "Maps", layer: Layer, lang: str) -> str:
    """What a picture of a layer shows: name and unit, receiver height, and the terminal where that matters."""
    title = layer_title(layer, lang)
    text = tr(lang, "{layer} at a height of {height} m", layer=title, height=maps.height_m)
    if layer.code.removeprefix(DIFFERENCE) in TERMINAL_LAYERS and maps.terminal:
        return tr(lang, "{shown}, terminal {key}", shown=text, key=_terminal_name(maps.terminal, lang))
    return text


def _terminal_name(key: str, lang: str) -> str:
    from planner.io.catalogue import load_catalogue

    terminal = load_catalogue().terminals.get(key)
    return key if terminal is None else terminal.name_zh if lang == "zh" else terminal.name_en


def layer_note(maps: "Maps", layer: Layer, lang: str) -> str:
    """One line for below a legend: what the figures are to be read against; "" where there is nothing to say."""
    note = maps.notes.get(layer.code)
    if layer.code == "probability":
        from planner.engine.layer_request import DEFAULT_TARGET_DBM

        return tr(lang, "Of reaching the zone's SS-RSRP target; outside zones {target} dBm", target=DEFAULT_TARGET_DBM)
    return "" if note is None else translate(note.code, note.params, lang)


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
    if layer.has_never:
        index[np.isposinf(values)] = NEVER_INDEX
    return index


def colour_table(layer: Layer) -> tuple[Rgba, ...]:
    """256 colours for the indices of `to_index`; 0 and the unused ones are transparent."""
    if layer.kind == "cells":
        colours = tuple(rgba(CELL_COLOURS[i % len(CELL_COLOURS)]) for i in range(255))
    else:
        colours = class_colours(PALETTES[layer.palette], layer.thresholds, reverse=layer.low_is_good)
    table = [(0, 0, 0, 0), *colours, *((0, 0, 0, 0),) * (255 - len(colours))]
    if layer.has_never:
        table[NEVER_INDEX] = NEVER
    return tuple(table)


def class_label(layer: Layer, position: int, lang: str) -> str:
    """Text of one class: its name where it has one, else its range."""
    if layer.class_names:
        return tr(lang, layer.class_names[position])
    if layer.kind == "count":
        return _count_label(layer.thresholds, position, lang)
    borders = [_border(value, layer, lang) for value in layer.thresholds]
    if position == 0:
        return f"< {borders[0]}"
    if position == len(borders):
        return f"≥ {borders[-1]}"
    return tr(lang, "{low} to {high}", low=borders[position - 1], high=borders[position])


def _border(value: float, layer: Layer, lang: str) -> str:
    sign = "+" if layer.kind == "difference" and value > 0.0 else ""
    return sign + format_number(value, lang, layer.digits)


def _count_label(thresholds: tuple[float, ...], position: int, lang: str) -> str:
    """Whole numbers that a class holds: "0", "2 to 3", "≥ 6"."""
    low = math.ceil(thresholds[position - 1]) if position else 0
    if position == len(thresholds):
        return f"≥ {format_number(low, lang)}"
    high = math.ceil(thresholds[position]) - 1
    if high <= low:
        return format_number(low, lang)
    return tr(lang, "{low} to {high}", low=format_number(low, lang), high=format_number(high, lang))


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
    row "no service" ("no comparison" for a difference). Without a mask it is every place that has a figure.
    `cell_names`: by index, for the best server. Pass `index` where `to_index` was computed already.
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
    if layer.has_never:
        entries.append(
            LegendEntry(label=tr(lang, "never reached"), colour=NEVER, share=int(counts[NEVER_INDEX]) / total)
        )  # fmt: skip
    if counts[0]:
        label = tr(lang, "no comparison") if layer.kind == "difference" else tr(lang, "no service")
        entries.append(LegendEntry(label=label, colour=NO_SERVICE, share=int(counts[0]) / total))
    return tuple(entries)


def _class_rows(layer: Layer, counts: NDArray[Any], table: tuple[Rgba, ...], lang: str) -> list[tuple[str, Rgba, int]]:
    positions = range(len(layer.thresholds), -1, -1)
    if layer.class_names or layer.low_is_good:  # named classes read in their own order
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
