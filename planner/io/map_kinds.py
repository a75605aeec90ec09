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
#: Width of paths for people, m. Assumption.
_PATH_WIDTH_M = 2.0
_PATHS = frozenset(("footway", "path", "steps", "cycleway", "pedestrian", "bridleway", "track", "corridor"))
#: Height of a storey where only storeys are stated, m. Assumption.
STOREY_M = 3.0

#: S-57 object class numbers. 122 SLCONS (shoreline construction) becomes a flat land strip: a quay blocks nothing.
_S57 = {12: K.BUILDING, 35: K.QUAY_CRANE, 119: K.WATER, 71: K.LAND, 122: K.LAND, 42: K.WATER, 46: K.WATER, 116: K.ROAD}

#: Words of file and layer names; where two fit, the earlier line wins. JMD, DLSS, SXSS and ZBTZ are the layers of CASS,
#: the usual Chinese survey program. `_` and digits separate words in layer names, so no `\b`.
_NAMES: tuple[tuple[str, ObstacleKind], ...] = (
    (r"岸桥|桥吊|quay.?crane|ship.?to.?shore|(?<![a-z])sts(?![a-z])", K.QUAY_CRANE),
    (r"场桥|轮胎吊|轨道吊|龙门吊|门式起重机|yard.?crane|gantry|(?<![a-z])(?:e?rtg|rmg)(?![a-z])", K.YARD_CRANE),
    (r"起重机|塔吊|门机|吊机|crane", K.QUAY_CRANE),
    (r"围墙|院墙|挡墙|围栏|栅栏|声屏障", K.WALL),
    (r"集装箱|堆场|箱区|箱位|container|(?<![a-z])stacks?(?![a-z])", K.CONTAINER_YARD),
    (r"储罐|油罐|水塔|筒仓|料仓|罐|(?<![a-z])(?:storage)?tanks?(?![a-z])|silo", K.TANK),
    (
        r"buisgl|building|bldg|footprint|gebaeude|gebäude|warehouse|(?<![a-z])(?:house|workshop|jmd)|建筑|房|楼|车间|仓库"
        r"|宿舍|变电|配电|居民地",
        K.BUILDING,
    ),
    (
        r"seaare|depare|water|sxss|(?<![a-z])(?:sea|rivers?|lakes?|ponds?|basin|canal)(?![a-z])|水域|水系|水体|水面|水池"
        r"|河|湖|池塘|港池",
        K.WATER,
    ),
    (r"slcons|lndare|(?<![a-z])(?:land|pier|wharf|lawn|grass)(?![a-z])|quay|岸线|码头|陆地|草坪|草地|地坪", K.LAND),
    (r"road|highway|street|railway|dlss|道路|公路|车道|干路|支路|路面|路沿|路缘|铁路|铁轨", K.ROAD),
    (r"forest|tree|wood|vegetation|(?<![a-z])plnt|planting|zbtz|植被|植物|绿化|绿地|林地|树", K.VEGETATION),
    (r"wall|fence|墙", K.WALL),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _NAMES)
_YARD_CRANE = re.compile(r"rtg|rmg|yard|gantry|场桥", re.IGNORECASE)

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
    if any(tags.get(key, "no") not in ("no", "") for key in ("building", "building:part")):
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


def line_width_m(kind: ObstacleKind, properties: Mapping[str, Any]) -> float:
    """The width of the strip a line becomes: the stated one (`width`), else the usual one of its kind."""
    stated = _first_length(properties, ("width", "宽度", "路宽"))
    if stated is not None and 0.5 <= stated <= 100.0:
        return stated
    return _PATH_WIDTH_M if properties.get("highway") in _PATHS else LINE_WIDTH_M[kind]


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
