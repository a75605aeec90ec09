"""Palettes of map layers: anchors of colour ramps that colour-blind eyes can order, by name.

viridis, plasma, cividis and magma are anchors of matplotlib's maps of these names (perceptually even). "traffic" runs
over the vermilion, yellow and bluish green of Okabe and Ito, which the colour-blind tell apart where a plain red and
green merge. "balance" and "purple-orange" are the diverging schemes RdBu and PuOr of ColorBrewer.
"""

import bisect
from collections.abc import Mapping
from dataclasses import dataclass

from planner.io.map_style import Rgba
from planner.text import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """A colour ramp from low to high. `name` is a source string; a diverging one is neutral in its middle."""

    name: str
    anchors: tuple[str, ...]
    is_diverging: bool = False


PALETTES: Mapping[str, Palette] = {
    "viridis": Palette(
        name=N_("Viridis (purple to yellow)"),
        anchors=("#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"),
    ),
    "plasma": Palette(
        name=N_("Plasma (blue to yellow)"),
        anchors=("#0d0887", "#5302a3", "#8b0aa5", "#b83289", "#db5c68", "#f48849", "#febd2a", "#f0f921"),
    ),
    "cividis": Palette(
        name=N_("Cividis (blue to yellow, muted)"),
        anchors=("#00224e", "#233a6c", "#575d6d", "#7c7b78", "#a69d75", "#d3c164", "#fee838"),
    ),
    "magma": Palette(
        name=N_("Magma (black to cream)"),
        anchors=("#000004", "#221150", "#5f187f", "#982d80", "#d3436e", "#f8765c", "#febb81", "#fcfdbf"),
    ),
    "traffic": Palette(
        name=N_("Traffic light (red, yellow, green)"),
        anchors=("#a53c00", "#d55e00", "#e69f00", "#f0e442", "#7fc85a", "#009e73", "#00664b"),
    ),
    "sight": Palette(name=N_("Yellow to purple, four steps"), anchors=("#fde725", "#5ec962", "#31688e", "#440154")),
    "balance": Palette(
        name=N_("Red and blue around zero"),
        anchors=("#67001f", "#b2182b", "#d6604d", "#f4a582", "#f7f7f7", "#92c5de", "#4393c3", "#2166ac", "#053061"),
        is_diverging=True,
    ),
    "purple-orange": Palette(
        name=N_("Orange and purple around zero"),
        anchors=("#7f3b08", "#b35806", "#e08214", "#fdb863", "#f7f7f7", "#b2abd2", "#8073ac", "#542788", "#2d004b"),
        is_diverging=True,
    ),
}  # fmt: skip


def class_colours(palette: Palette, thresholds: tuple[float, ...], *, reverse: bool = False) -> tuple[Rgba, ...]:
    """A colour for each of the n + 1 classes, low to high; `reverse` turns the ramp round (where low is good).

    On a diverging palette the class that holds zero takes the middle, however the borders lie around it.
    """
    count = len(thresholds)
    places = [i / max(count, 1) for i in range(count + 1)]
    if palette.is_diverging:
        places = _around_zero(thresholds)
    anchors = palette.anchors[::-1] if reverse else palette.anchors
    return tuple(blend(anchors, place) for place in places)


def _around_zero(thresholds: tuple[float, ...]) -> list[float]:
    below = bisect.bisect_left(thresholds, 0.0)
    above = len(thresholds) - bisect.bisect_right(thresholds, 0.0)
    negative = [0.5 * i / below for i in range(below)] if below else []
    positive = [1.0 - 0.5 * i / above for i in reversed(range(above))] if above else []
    if below + above == len(thresholds):  # one class holds zero
        return [*negative, 0.5, *positive]
    # zero is a border itself: no neutral class, both sides start off it
    sides = (0.5 * i / (below + 1) for i in range(below + 1))
    return [*sides, *(1.0 - 0.5 * i / (above + 1) for i in reversed(range(above + 1)))]


def blend(anchors: tuple[str, ...], position: float) -> Rgba:
    """Colour at 0 to 1 along evenly spaced anchors, blended linearly.

    >>> blend(("#000000", "#ffffff"), 0.5)
    (128, 128, 128, 255)
    """
    places = [i / (len(anchors) - 1) for i in range(len(anchors))]
    right = min(max(bisect.bisect_left(places, position), 1), len(anchors) - 1)
    share = (position - places[right - 1]) / (places[right] - places[right - 1])
    low, high = rgba(anchors[right - 1]), rgba(anchors[right])
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(low[:3], high[:3], strict=True))
    return red, green, blue, 255


def rgba(colour: str) -> Rgba:
    """A colour written #rrggbb.

    >>> rgba("#ff8000")
    (255, 128, 0, 255)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16), 255
