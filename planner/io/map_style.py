"""Colours of the map, shared by the window and the printed picture, so that both look the same.

A light, quiet base (pale water, off-white land, grey roads) under a colourful heat map: what is drawn above the heat
map is either neutral (buildings) or clearly off its colours (sites, cranes). Colours are (red, green, blue, alpha).
"""

from dataclasses import dataclass, replace

from planner.model.site_map import Obstacle, ObstacleKind

Rgba = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaStyle:
    """Fill and edge of a drawn area; edge width in screen pixels (half of it in points on paper).

    Anything above one pixel costs Qt twice the time to draw: only for kinds of which a map has few.
    """

    fill: Rgba
    edge: Rgba
    edge_px: float = 1.0


BACKGROUND: Rgba = (247, 245, 240, 255)
TEXT: Rgba = (32, 36, 42, 255)
HALO: Rgba = (255, 255, 255, 225)
SELECTED: Rgba = (255, 98, 0, 255)
SITE_NEW: Rgba = (206, 22, 66, 255)
SITE_PUBLIC: Rgba = (70, 78, 92, 255)
UPF: Rgba = (14, 96, 168, 255)
MEC: Rgba = (94, 53, 148, 255)
GROUND_EDGE: Rgba = (40, 60, 80, 75)
LINK: Rgba = (14, 96, 168, 140)
CABLE: Rgba = (122, 40, 138, 235)
ZONE_LINE: Rgba = (24, 28, 36, 255)
ZONE_CASING: Rgba = (255, 255, 255, 215)
CRANE_BRACE: Rgba = (120, 52, 0, 255)

#: Kinds with a heat map inside, and how much of their fill stays above it.
SEE_THROUGH = frozenset({ObstacleKind.BUILDING, ObstacleKind.VEGETATION})
TINT_ALPHA = 70

_STYLES: dict[ObstacleKind, AreaStyle] = {
    ObstacleKind.LAND: AreaStyle(fill=(241, 238, 230, 255), edge=(222, 216, 203, 255)),
    ObstacleKind.WATER: AreaStyle(fill=(204, 225, 238, 255), edge=(163, 196, 218, 255)),
    ObstacleKind.ROAD: AreaStyle(fill=(224, 224, 224, 255), edge=(200, 200, 200, 255)),
    ObstacleKind.BUILDING: AreaStyle(fill=(196, 184, 170, 190), edge=(104, 92, 80, 255)),
    ObstacleKind.WALL: AreaStyle(fill=(0, 0, 0, 0), edge=(92, 84, 76, 255), edge_px=2.5),
    ObstacleKind.TANK: AreaStyle(fill=(214, 220, 226, 200), edge=(96, 110, 124, 255)),
    ObstacleKind.VEGETATION: AreaStyle(fill=(176, 205, 156, 165), edge=(122, 158, 102, 255)),
    ObstacleKind.QUAY_CRANE: AreaStyle(fill=(245, 146, 30, 215), edge=CRANE_BRACE, edge_px=1.5),
    ObstacleKind.YARD_CRANE: AreaStyle(fill=(250, 190, 60, 215), edge=CRANE_BRACE),
}

#: Container yards: the higher the stack, the darker the steel blue. By tiers that stand, 1 to 6 and more.
_YARD_FILLS: tuple[Rgba, ...] = (
    (196, 211, 226, 225),
    (171, 191, 212, 225),
    (146, 171, 198, 225),
    (122, 151, 183, 225),
    (99, 131, 167, 225),
    (79, 112, 150, 225),
)
_YARD_EDGE: Rgba = (44, 68, 98, 255)
YARD_ROW: Rgba = (44, 68, 98, 120)


def area_style(obstacle: Obstacle, *, over_heat_map: bool = False) -> AreaStyle:
    """How an obstacle is drawn; a container yard by the number of its tiers.

    `over_heat_map`: things that have figures inside (buildings, trees) are a mere tint, so that indoor coverage reads.
    """
    if obstacle.kind is ObstacleKind.CONTAINER_YARD:
        step = min(max(obstacle.tiers, 1), len(_YARD_FILLS)) - 1
        return AreaStyle(fill=_YARD_FILLS[step], edge=_YARD_EDGE)
    style = _STYLES[obstacle.kind]
    if over_heat_map and obstacle.kind in SEE_THROUGH:
        return replace(style, fill=(*style.fill[:3], TINT_ALPHA))
    return style
