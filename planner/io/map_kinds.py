"""What an object of a foreign map is, how high it is, and how large where the map has only a point or a line.

Kinds from S-57 object classes (IHO S-57 appendix A, attribute OBJL), OpenStreetMap tags, and names of files and
layers. The default sizes are assumptions of this program, none of them from a standard; whoever uses one is told.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.model.site_map import ObstacleKind

K = ObstacleKind
_KIND_VALUES = frozenset(kind.value for kind in K)

#: Heights where the map states none, m. Assumptions.
DEFAULT_HEIGHT_M: Mapping[ObstacleKind, float] = {
    K.BUILDING: 10.0,
    K.WALL: 3.0,
    K.CONTAINER_YARD: 10.4,
    K.QUAY_CRANE: 45.0,
    K.YARD_CRANE: 22.0,
    K.TANK: 15.0,
    K.VEGETATION: 8.0,
}
#: Footprint of a point, metres east-west and north-south. Assumptions.
POINT_SIZE_M: Mapping[ObstacleKind, tuple[float, float]] = {
    K.BUILDING: (10.0, 10.0),
    K.QUAY_CRANE: (25.0, 30.0),
    K.YARD_CRANE: (25.0, 10.0),
    K.TANK: (20.0, 20.0),
    K.VEGETATION: (6.0, 6.0),
}
#: Width of the strip that a line is drawn as, m. Assumptions.
LINE_WIDTH_M: Mapping[ObstacleKind, float] = {K.ROAD: 6.0, K.WATER: 5.0, K.LAND: 2.0}
#: Height of a storey where only storeys are stated, m. Assumption.
STOREY_M = 3.0

#: S-57 object class numbers. 122 SLCONS (shoreline construction) becomes a flat land strip: a quay blocks nothing.
_S57 = {12: K.BUILDING, 35: K.QUAY_CRANE, 119: K.WATER, 71: K.LAND, 122: K.LAND, 42: K.WATER, 46: K.WATER, 116: K.ROAD}

_NAMES: tuple[tuple[str, ObstacleKind], ...] = (
    (r"buisgl|building|建筑|楼|gebaeude|footprint", K.BUILDING),
    (r"quay.?crane|sts|岸桥|cranes?\b|crane", K.QUAY_CRANE),
    (r"yard.?crane|rtg|rmg|场桥", K.YARD_CRANE),
    (r"container|堆场|stack", K.CONTAINER_YARD),
    (r"tank|silo|罐", K.TANK),
    (r"seaare|depare|water|水域|sea\b|river|basin", K.WATER),
    (r"slcons|lndare|\bland\b|quay|岸线|陆地", K.LAND),
    (r"road|highway|street|道路", K.ROAD),
    (r"forest|tree|wood|vegetation|植被|树", K.VEGETATION),
    (r"wall|fence|墙|围墙", K.WALL),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _NAMES)
_YARD_CRANE = re.compile(r"rtg|rmg|yard|gantry crane|场桥", re.IGNORECASE)

_HEIGHT_KEYS = ("height", "height_m", "building:height", "HEIGHT", "Height", "HEIGHT_M", "高度", "建筑高度", "楼高")
_STOREY_KEYS = ("building:levels", "levels", "storeys", "stories", "floors", "FLOORS", "NUM_FLOORS", "层数", "楼层")
_BASE_KEYS = ("base_m", "min_height", "building:min_height", "base")
_NAME_KEYS = {"zh": ("name:zh", "名称", "name", "OBJNAM", "NAME"), "en": ("name:en", "name", "OBJNAM", "NAME", "名称")}
_LENGTH = re.compile(r"^\s*(-?\d+(?:[.,]\d+)?)\s*(m|米|ft|feet|')?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heights:
    """Height above the base, base and storeys that properties state; None where they don't."""

    height_m: float | None
    base_m: float
    storeys: int
    from_storeys: bool = False


def kind_of_name(name: str) -> ObstacleKind | None:
    """The kind that a file's or layer's name speaks of."""
    return next((kind for pattern, kind in _PATTERNS if pattern.search(name)), None)


def kind_of_properties(properties: Mapping[str, Any]) -> ObstacleKind | None:
    """The kind that an object's own properties state, None where they say nothing."""
    stated = str(properties.get("kind", ""))
    if stated in _KIND_VALUES:
        return K(stated)
    if "OBJL" in properties:
        kind = _S57.get(_whole(properties["OBJL"]))
        if kind is K.QUAY_CRANE and _YARD_CRANE.search(str(properties.get("INFORM", ""))):
            return K.YARD_CRANE
        return kind
    return _osm_kind({key: str(value) for key, value in properties.items() if value is not None})


def _osm_kind(tags: Mapping[str, str]) -> ObstacleKind | None:
    made = tags.get("man_made", "")
    natural = tags.get("natural", "")
    landuse = tags.get("landuse", "")
    if tags.get("building", "no") not in ("no", ""):
        return K.BUILDING
    rules = (
        (made in ("storage_tank", "silo", "gasometer", "tank"), K.TANK),
        (made == "crane", K.YARD_CRANE if _YARD_CRANE.search(tags.get("crane:type", "")) else K.QUAY_CRANE),
        (made in ("pier", "quay", "breakwater", "groyne"), K.LAND),
        (natural in ("water", "bay", "strait") or tags.get("waterway", "no") not in ("no", ""), K.WATER),
        (landuse in ("basin", "reservoir"), K.WATER),
        (natural in ("wood", "scrub", "tree", "tree_row") or landuse in ("forest", "orchard"), K.VEGETATION),
        (tags.get("barrier", "") in ("wall", "city_wall", "retaining_wall"), K.WALL),
        (tags.get("highway", "no") not in ("no", ""), K.ROAD),
        (bool(landuse) or natural in ("coastline", "sand", "beach", "grassland"), K.LAND),
    )
    return next((kind for holds, kind in rules if holds), None)


def name_of(properties: Mapping[str, Any], lang: str) -> str:
    """The object's own name in the wanted language where there is one."""
    for key in _NAME_KEYS["zh" if lang == "zh" else "en"]:
        value = properties.get(key)
        if value not in (None, ""):
            return str(value).strip()[:100]
    return ""


def heights_of(properties: Mapping[str, Any], height_field: str | None = None) -> Heights:
    """Heights that the properties state: metres (or feet, where they say so), else storeys of `STOREY_M`."""
    keys = (height_field,) if height_field else _HEIGHT_KEYS
    height = _first_length(properties, keys)
    storeys = next((n for key in _STOREY_KEYS if (n := _whole(properties.get(key))) > 0), 0)
    base = _first_length(properties, _BASE_KEYS) or 0.0
    if height is None and storeys:
        return Heights(height_m=storeys * STOREY_M, base_m=base, storeys=storeys, from_storeys=True)
    if height is not None and any(properties.get(key) is not None for key in ("min_height", "building:min_height")):
        height = max(height - base, 0.0)  # OpenStreetMap counts both from the ground
    return Heights(height_m=height, base_m=base, storeys=min(storeys, 200))


def _first_length(properties: Mapping[str, Any], keys: tuple[str, ...]) -> float | None:
    for key in keys:
        value = properties.get(key)
        if value is None or isinstance(value, bool):
            continue
        match = _LENGTH.match(str(value))
        if match:
            length = float(match[1].replace(",", "."))
            unit = (match[2] or "m").lower()
            return length * 0.3048 if unit in ("ft", "feet", "'") else length
    return None


def _whole(value: Any) -> int:
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return 0
