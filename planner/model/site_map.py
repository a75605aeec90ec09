"""The site map: what stands in the way of the waves, and the zones that want coverage."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from planner.model.geometry import Ring


class ObstacleKind(StrEnum):
    """What a drawn object is; decides how it blocks, how it is drawn and which defaults it gets."""

    BUILDING = "building"
    WALL = "wall"
    CONTAINER_YARD = "container_yard"
    QUAY_CRANE = "quay_crane"
    YARD_CRANE = "yard_crane"
    TANK = "tank"
    VEGETATION = "vegetation"
    WATER = "water"
    ROAD = "road"
    LAND = "land"


#: Kinds drawn flat on the ground: they never block.
GROUND_KINDS = frozenset({ObstacleKind.WATER, ObstacleKind.ROAD, ObstacleKind.LAND})
#: Cranes move and are lattice work: drawn, counted, but not part of the obstructing surface (see docs, obstruction).
OPEN_KINDS = frozenset({ObstacleKind.QUAY_CRANE, ObstacleKind.YARD_CRANE})
#: Kinds whose outline is an open line instead of a closed ring.
LINE_KINDS = frozenset({ObstacleKind.WALL})


class HeightSource(StrEnum):
    """Where an obstacle's height comes from; assumed heights are a finding."""

    SURVEYED = "surveyed"
    STATED = "stated"
    ASSUMED = "assumed"


class Completeness(StrEnum):
    """How far the drawn map may be trusted for line of sight.

    Surveyed: heights known, nothing missing, a drawn line of sight is a real one. Sketched: trees, heights or buildings
    may be missing, so the drawn line of sight is blended with the model's probability.
    """

    SURVEYED = "surveyed"
    SKETCHED = "sketched"


class AreaClass(StrEnum):
    """Complexity of a covered area, as area-based prices distinguish it."""

    SIMPLE = "simple"
    STANDARD = "standard"
    COMPLEX = "complex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One drawn object. Outline in local metres: a closed ring, or an open line for walls."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    kind: ObstacleKind
    name: str = ""
    outline: Ring
    holes: tuple[Ring, ...] = ()
    height_m: float = 0.0
    base_m: float = 0.0
    height_source: HeightSource = HeightSource.STATED
    material: str = ""
    storeys: int = 0
    tiers: int = 0
    box_height_m: float = 2.6
    fill_ratio: float = 1.0
    locked: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneTargets:
    """What a zone wants: each figure over `area_share` of its area with `probability`; None where not asked for."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    rsrp_dbm: float | None = -100.0
    sinr_db: float | None = 0.0
    dl_mbps: float | None = None
    ul_mbps: float | None = None
    area_share: float = 0.95
    probability: float = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """An area that wants coverage: a polygon at a height above ground."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    outline: Ring
    height_m: float = 1.5
    storey: int = 0
    targets: ZoneTargets = field(default_factory=ZoneTargets)
    area_class: AreaClass = AreaClass.STANDARD


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMap:
    """Everything drawn. Obstacles and zones by id."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    obstacles: Mapping[str, Obstacle] = field(default_factory=dict[str, Obstacle])
    zones: Mapping[str, Zone] = field(default_factory=dict[str, Zone])
    completeness: Completeness = Completeness.SKETCHED


def top_m(obstacle: Obstacle) -> float:
    """Height of an obstacle's top above the ground, metres.

    A container yard reaches the tier that `fill_ratio` of its slots fill, rounded up: stacks are uneven, and the wave
    meets the high ones.
    """
    if obstacle.kind in GROUND_KINDS:
        return 0.0
    if obstacle.kind is ObstacleKind.CONTAINER_YARD and obstacle.tiers > 0:
        return obstacle.base_m + obstacle.box_height_m * math.ceil(obstacle.tiers * obstacle.fill_ratio)
    return obstacle.base_m + obstacle.height_m


def blocks(obstacle: Obstacle) -> bool:
    """Whether the obstacle is part of the obstructing surface."""
    return obstacle.kind not in GROUND_KINDS and obstacle.kind not in OPEN_KINDS and top_m(obstacle) > 0
