"""What a user states about an import, and what the import reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.errors import Issue
from planner.io.control_points import ControlPoint, Fit, Placement
from planner.io.layer_kinds import LayerChoice
from planner.model.site_map import ObstacleKind

#: Vertices nearer to one another than this are made one, m: drawings are not drawn more exactly. Assumption.
SNAP_M = 0.01
MAX_SIMPLIFY_M = 20.0
MAX_SNAP_M = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user states. `layers` by layer name wins over `kinds` by file name, that over `kind`, that over guesses.

    `crs` overrides the files' own: any name pyproj knows, "GCJ-02" or "BD-09" (their shift is undone), or "local" for
    metres of the project itself. `unit` is a CAD drawing's ("mm", "m" ...). `control_points` place drawings in local
    metres. `simplify_m` is the most an outline may change, 0 keeps every vertex.
    """

    kind: ObstacleKind | None = None
    kinds: Mapping[str, ObstacleKind] = field(default_factory=dict[str, ObstacleKind])
    layers: Mapping[str, LayerChoice] = field(default_factory=dict[str, LayerChoice])
    default_height_m: float | None = None
    height_field: str | None = None
    encoding: str | None = None
    crs: str | None = None
    unit: str | None = None
    control_points: tuple[ControlPoint, ...] = ()
    fit: Fit = "similarity"
    simplify_m: float = 0.0
    snap_m: float = SNAP_M
    lang: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """One file of an import: its encoding and coordinate system, and how many objects of each kind it gave."""

    name: str
    encoding: str
    crs: str
    counts: Mapping[ObstacleKind, int]
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did: nothing it assumed, changed or left out is missing here.

    `assumed_heights`: how many objects of a kind got a default height, and which; `repaired`: self-crossing outlines
    set right; `simplified`, `snapped`: vertices left out and moved; `placement`: how control points placed the drawing;
    `issues`: everything a person should know, with the file's name and counts.
    """

    files: tuple[ImportedFile, ...]
    counts: Mapping[ObstacleKind, int]
    assumed_heights: Mapping[ObstacleKind, tuple[int, float]]
    from_storeys: int
    repaired: int
    issues: tuple[Issue, ...]
    epsg: int | None
    origin_m: tuple[float, float]
    extent_m: tuple[float, float, float, float]
    simplified: int = 0
    snapped: int = 0
    placement: Placement | None = None
