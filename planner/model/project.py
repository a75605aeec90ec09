"""The project: one immutable value that holds a whole proposal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from planner.model.calibration import Calibration
from planner.model.catalogue import Antenna
from planner.model.commercial import Commercial
from planner.model.demand import Demand
from planner.model.layer_style import LayerStyle
from planner.model.network import EntryLossModel, Network
from planner.model.site_map import SiteMap
from planner.model.slicing import Assignment, Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoReference:
    """Where local metres lie on the earth: a projected CRS (EPSG, None if unknown) and the local origin in it."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    epsg: int | None = None
    origin_east_m: float = 0.0
    origin_north_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """How finely and how far the plan is computed, and by which standard the loss into buildings."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    resolution_m: float = 4.0
    margin_m: float = 100.0
    map_height_m: float = 1.5
    max_range_m: float = 5000.0
    map_terminal: str = "cpe"
    entry_loss_model: EntryLossModel = EntryLossModel.TR_38901


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One complete answer to the demand: network, slices, flows on slices, commercial terms."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    network: Network = field(default_factory=Network)
    slices: Mapping[str, Slice] = field(default_factory=dict[str, Slice])
    assignments: Mapping[str, Assignment] = field(default_factory=dict[str, Assignment])
    commercial: Commercial = field(default_factory=Commercial)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A proposal: map and demand once, schemes side by side. Every edit makes a new project.

    `assets`: bytes (pictures, price books) by their sha256, stored beside the JSON in the project file. `antennas`: own
    ones by key, beside the catalogue's (`planner.model.own_entries`). `layer_styles`: class borders and palettes of map
    layers by layer code, where they aren't the program's own.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    name: str = ""
    customer: str = ""
    supplier: str = ""
    note: str = ""
    geo: GeoReference = field(default_factory=GeoReference)
    settings: PlanSettings = field(default_factory=PlanSettings)
    site_map: SiteMap = field(default_factory=SiteMap)
    demand: Demand = field(default_factory=Demand)
    schemes: Mapping[str, Scheme] = field(default_factory=dict[str, Scheme])
    antennas: Mapping[str, Antenna] = field(default_factory=dict[str, Antenna])
    layer_styles: Mapping[str, LayerStyle] = field(default_factory=dict[str, LayerStyle])
    calibrations: Mapping[str, Calibration] = field(default_factory=dict[str, Calibration])
    assets: Mapping[str, bytes] = field(default_factory=dict[str, bytes])


def first_scheme_id(project: Project) -> str:
    """The id of the first scheme in alphabetical order, "" where there is none."""
    return min(project.schemes, default="")
