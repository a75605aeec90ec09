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
#: Cranes move and are lattice work: drawn, counted, but not part of the obstructing surface (the reasons are in
#: docs/formulas/diffraction-and-sweep.md).
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
    """One drawn object. Outline in local metres: a closed ring, or an open line for walls.

    An inner wall names the building it stands in and its storey (0 is the ground floor). `group_id`: objects that are
    selected and moved together.
    """

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
    storey: int = 0
    building_id: str = ""
    group_id: str = ""
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
class Terrain:
    """Ground height as a raster in local metres, an asset: zlib-packed little-endian float32, row 0 in the north.

    NaN where the source has no data. Heights are relative to `datum_m`, the lowest ground of the source.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    asset: str
    name: str
    west_m: float
    south_m: float
    resolution_m: float
    columns: int
    rows: int
    datum_m: float = 0.0
    visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdrop:
    """A picture (PNG asset) below the drawing. `transform` (a, b, c, d, e, f) places it: a point `column`, `row` in
    pixels from the upper left corner lies at x = a column + b row + c, y = d column + e row + f, metres."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    asset: str
    width_px: int
    height_px: int
    transform: tuple[float, float, float, float, float, float]
    opacity: float = 0.7
    storey: int = 0
    building_id: str = ""
    visible: bool = True
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementSet:
    """Measured points, an asset: UTF-8 CSV with x_m, y_m and the columns named here, in local metres."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    asset: str
    columns: tuple[str, ...]
    count: int
    visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMap:
    """Everything drawn. Obstacles, zones, backdrops and measurements by id; terrain where it is known."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    obstacles: Mapping[str, Obstacle] = field(default_factory=dict[str, Obstacle])
    zones: Mapping[str, Zone] = field(default_factory=dict[str, Zone])
    backdrops: Mapping[str, Backdrop] = field(default_factory=dict[str, Backdrop])
    measurements: Mapping[str, MeasurementSet] = field(default_factory=dict[str, MeasurementSet])
    terrain: Terrain | None = None
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
    """Whether the obstacle is part of the obstructing surface; an inner wall isn't, its building is."""
    return (
        not obstacle.building_id
        and obstacle.kind not in GROUND_KINDS
        and obstacle.kind not in OPEN_KINDS
        and top_m(obstacle) > 0
    )
