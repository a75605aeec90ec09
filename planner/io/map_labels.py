"""Text written into a drawing becomes the name of the smallest polygon around it, and its storeys or height."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from planner.io.map_file import MAX_NAME, Collector

#: More texts than this label no site plan.
MAX_TEXTS = 100_000
#: Larger polygons are the site or a frame, no object that a text names, m².
_LARGEST_M2 = 1_000_000.0
_LONGEST = 60

#: Chinese topographic maps write the structure and the storeys into a building: 混3, 砼12, 砖 2 (GB/T 20257.1).
_STOREYS = re.compile(
    r"^\s*(?:(?:[混砼砖钢木石土简破棚建]|框架?)\s*(\d{1,2})|(\d{1,3})\s*(?:F|层|floors?|storeys?))\s*$", re.IGNORECASE
)
_HEIGHT = re.compile(r"^\s*(?:H|height|高|檐高|楼高)\s*[:：=]\s*(\d{1,3}(?:\.\d+)?)\s*(?:m|米)?\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"^[\s\d.,+±%°\-]*$")

Text = tuple[float, float, str]


def attach_labels(collector: Collector, texts: Sequence[Text]) -> int:
    """Attach texts (x, y, words) to the polygons that contain them; returns how many found one.

    Storeys ("3F", "混3") and heights ("H=12.5") become properties where there are none, other words the label; plain
    numbers are levels of the ground or lengths and label nothing.
    """
    import shapely

    parts = [part for part in collector.parts if part.shape == "polygon"]
    useful = [
        (x, y, words)
        for x, y, text in texts[:MAX_TEXTS]
        if (words := " ".join(text.split())) and len(words) <= _LONGEST
    ]
    useful = [text for text in useful if not _NUMBER.match(text[2])]
    if not parts or not useful:
        return 0
    points = collector.coordinates()
    shapes: Any = np.array([_shape(points[slice(*part.rings[0])]) for part in parts], dtype=object)
    areas = shapely.area(shapes)
    tree = shapely.STRtree(shapes)
    places = shapely.points(np.array([(x, y) for x, y, _ in useful]))
    best: dict[int, int] = {}
    for text, part in zip(*(side.tolist() for side in tree.query(places, predicate="intersects")), strict=True):
        if areas[part] <= _LARGEST_M2 and (text not in best or areas[part] < areas[best[text]]):
            best[text] = part
    for text, part in sorted(best.items()):
        _attach(collector, parts[part].feature, useful[text][2])
    return len(best)


def _shape(ring: Any) -> Any:
    import shapely

    polygon = shapely.Polygon(ring) if len(ring) >= 3 else None
    return polygon if polygon is None or polygon.is_valid else shapely.make_valid(polygon)


def _attach(collector: Collector, feature: int, words: str) -> None:
    storeys, height = _STOREYS.match(words), _HEIGHT.match(words)
    if height:
        collector.set_property(feature, "height", height[1])
    elif storeys:
        collector.set_property(feature, "building:levels", storeys[1] or storeys[2])
    else:
        known = collector.labels.get(feature)
        collector.labels[feature] = words if not known else f"{known} {words}"[:MAX_NAME]
