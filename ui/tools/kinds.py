"""What the drawing tools draw: kinds with their words and first height, and how a new object follows the last."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from planner.io.map_kinds import DEFAULT_HEIGHT_M
from planner.model.catalogue import Catalogue
from planner.model.geometry import Point, Ring
from planner.model.project import Project
from planner.model.site_map import GROUND_KINDS, HeightSource, Obstacle, ObstacleKind
from planner.text import N_

BUILDING_HEIGHT_M = 12.0
YARD_TIERS, YARD_FILL = 4, 0.75
#: Space of a 40-foot slot along a yard and of a row across it, with their gaps, m (as the map draws them).
BAY_M, ROW_M = 12.8, 2.8
#: A ship-to-shore crane: portal along the quay, rail gauge, back reach, width of the boom, m (post-Panamax, assumed).
PORTAL_M, GAUGE_M, BACK_REACH_M, BOOM_M = 27.0, 30.0, 18.0, 8.0
AREA_SHAPES = ("polygon", "rectangle", "rotated", "circle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawable:
    """A kind as a tool: its name with a number, the undo step's words, the shape it begins with, all it may take."""

    kind: ObstacleKind
    numbered: str
    undo: str
    shape: str = "polygon"
    shapes: tuple[str, ...] = AREA_SHAPES


DRAWABLES: Mapping[str, Drawable] = MappingProxyType(
    {
        "building": Drawable(kind=ObstacleKind.BUILDING, numbered=N_("Building {number}"), undo=N_("Draw a building")),
        "wall": Drawable(
            kind=ObstacleKind.WALL,
            numbered=N_("Wall {number}"),
            undo=N_("Draw a wall"),
            shape="line",
            shapes=("line",),
        ),
        "tank": Drawable(kind=ObstacleKind.TANK, numbered=N_("Tank {number}"), undo=N_("Draw a tank"), shape="circle"),
        "trees": Drawable(kind=ObstacleKind.VEGETATION, numbered=N_("Trees {number}"), undo=N_("Draw trees")),
        "water": Drawable(
            kind=ObstacleKind.WATER,
            numbered=N_("Water {number}"),
            undo=N_("Draw water"),
            shapes=(*AREA_SHAPES, "line"),
        ),
        "road": Drawable(
            kind=ObstacleKind.ROAD,
            numbered=N_("Road {number}"),
            undo=N_("Draw a road"),
            shape="line",
            shapes=(*AREA_SHAPES, "line"),
        ),
        "land": Drawable(kind=ObstacleKind.LAND, numbered=N_("Land {number}"), undo=N_("Draw land")),
        "yard": Drawable(
            kind=ObstacleKind.CONTAINER_YARD,
            numbered=N_("Yard {number}"),
            undo=N_("Draw a container yard"),
            shape="rectangle",
            shapes=("rectangle",),
        ),
        "quay_crane": Drawable(
            kind=ObstacleKind.QUAY_CRANE, numbered=N_("Quay crane {number}"), undo=N_("Place a quay crane")
        ),
        "yard_crane": Drawable(
            kind=ObstacleKind.YARD_CRANE, numbered=N_("Yard crane {number}"), undo=N_("Place a yard crane")
        ),
    }
)


def new_obstacle(project: Project, catalogue: Catalogue, drawable: Drawable, name: str) -> Obstacle:
    """A new obstacle without an outline, like the last one of its kind; its height counts as assumed until stated."""
    kind = drawable.kind
    last = last_of(project, kind)
    if last is None:
        last = Obstacle(id="", kind=kind, outline=(), height_m=first_height_m(kind))
        if kind in (ObstacleKind.BUILDING, ObstacleKind.WALL):
            last = replace(last, material=next(iter(catalogue.materials), ""))
        if kind is ObstacleKind.CONTAINER_YARD:
            last = replace(last, height_m=0.0, tiers=YARD_TIERS, fill_ratio=YARD_FILL)
    has_height = kind not in GROUND_KINDS and kind is not ObstacleKind.CONTAINER_YARD
    return replace(
        last,
        id="new",
        name=name,
        outline=(),
        holes=(),
        locked=False,
        hidden=False,
        group_id="",
        building_id="",
        storey=0,
        height_source=HeightSource.ASSUMED if has_height else last.height_source,
    )


def first_height_m(kind: ObstacleKind) -> float:
    """Height of the first object of a kind, m."""
    return BUILDING_HEIGHT_M if kind is ObstacleKind.BUILDING else DEFAULT_HEIGHT_M.get(kind, 0.0)


def last_of(project: Project, kind: ObstacleKind) -> Obstacle | None:
    """The newest obstacle of a kind that isn't part of a building."""
    obstacles = reversed(list(project.site_map.obstacles.values()))
    return next((o for o in obstacles if o.kind is kind and not o.building_id), None)


def count_of(project: Project, kind: ObstacleKind) -> int:
    """How many obstacles of a kind there are."""
    return sum(obstacle.kind is kind for obstacle in project.site_map.obstacles.values())


def side_angle_deg(ring: Ring) -> float:
    """Direction of a ring's first side, counter-clockwise from east, folded into 0 to 90."""
    (x1, y1), (x2, y2) = ring[0], ring[1]
    return math.degrees(math.atan2(y2 - y1, x2 - x1)) % 90.0


def quay_crane_ring(centre: Point, azimuth_deg: float, reach_m: float) -> Ring:
    """A ship-to-shore crane seen from above: portal on its centre, boom towards an azimuth, reaching over the water."""
    half, boom, rail = PORTAL_M / 2.0, BOOM_M / 2.0, GAUGE_M / 2.0
    tip, back = rail + reach_m, rail + BACK_REACH_M
    corners = (
        (-half, rail),
        (-boom, rail),
        (-boom, tip),
        (boom, tip),
        (boom, rail),
        (half, rail),
        (half, -rail),
        (boom, -rail),
        (boom, -back),
        (-boom, -back),
        (-boom, -rail),
        (-half, -rail),
    )
    return placed(corners, centre, azimuth_deg)


def box_ring(centre: Point, azimuth_deg: float, length_m: float, width_m: float) -> Ring:
    """A rectangle about a centre, its length along an azimuth."""
    x, y = width_m / 2.0, length_m / 2.0
    return placed(((-x, -y), (x, -y), (x, y), (-x, y)), centre, azimuth_deg)


def placed(corners: Ring, centre: Point, azimuth_deg: float) -> Ring:
    """Corners drawn towards north, turned towards an azimuth and put at a place."""
    sin, cos = math.sin(math.radians(azimuth_deg)), math.cos(math.radians(azimuth_deg))
    return tuple((centre[0] + x * cos + y * sin, centre[1] - x * sin + y * cos) for x, y in corners)
