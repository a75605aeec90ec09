"""Which map layers an evaluation is asked for besides the usual ones, and at which heights maps can be had."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from planner.errors import Param
from planner.model.project import Project
from planner.model.site_map import ObstacleKind
from planner.model.storeys import ABOVE_FLOOR_M, storeys_of, zone_height_m

#: Layers that are only computed when asked for; the others are part of every evaluation.
EXTRA_CODES = ("sinr_full", "rsrq", "servers", "ul_margin", "coupling_loss", "latency")
#: Arrays of `Maps` by layer code, for layers that aren't in `Maps.extra`.
BASE_ARRAYS: Mapping[str, str] = {
    "rsrp": "rsrp_dbm", "sinr": "sinr_db", "dl": "dl_mbps", "ul": "ul_mbps", "probability": "probability",
    "nlos": "blocked",
}  # fmt: skip
#: RSRP that the probability map shows outside all zones, dBm.
DEFAULT_TARGET_DBM = -100.0
#: Heights closer than this are one choice, m.
_SAME_HEIGHT_M = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRequest:
    """What a map shall show beyond the usual layers. Hashable; the empty request asks for nothing more.

    codes: from `EXTRA_CODES`. height_m: receiver height of the map above the ground (None: the project's). terminal:
    key of the terminal of the rates ("": the project's). flow_id: the flow of the layer "latency" ("": none).
    """

    codes: tuple[str, ...] = ()
    height_m: float | None = None
    terminal: str = ""
    flow_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeightChoice:
    """A height at which a map makes sense. `label_code` with `params` is its sentence ("height-storey" ...).

    `building_id` and `storey` where it is a storey of a building, `zone_ids` where zones lie at this height.
    """

    height_m: float
    label_code: str
    params: Mapping[str, Param] = field(default_factory=dict[str, Param], hash=False)
    building_id: str = ""
    storey: int = 0
    zone_ids: tuple[str, ...] = ()


def map_height_m(project: Project, request: LayerRequest) -> float:
    """Receiver height of the map that a request asks for, m above the ground."""
    return project.settings.map_height_m if request.height_m is None else request.height_m


def map_terminal(project: Project, request: LayerRequest) -> str:
    """Key of the terminal whose rates a request asks for."""
    return request.terminal or project.settings.map_terminal


def heights_of(project: Project) -> tuple[HeightChoice, ...]:
    """Heights to choose from: the ground (1.5 m), the project's own, those of the zones, every storey of buildings.

    Ground, project and zones come first by height, one entry a height; then the storeys by building name, lowest
    first. Storeys below the ground are left out: no plan reaches them.
    """
    return (*_plain_heights(project), *_storeys(project))


def storey_height(project: Project, building_id: str, storey: int) -> float | None:
    """Map height of a storey, m above the ground; None where the building has no such storey above the ground."""
    if storey < 0 or storey not in storeys_of(project.site_map, building_id):
        return None
    return zone_height_m(storey, project.site_map.obstacles[building_id])


def _plain_heights(project: Project) -> Iterator[HeightChoice]:
    found: dict[float, list[str]] = {ABOVE_FLOOR_M: []}
    own_m = _known(found, project.settings.map_height_m)
    found.setdefault(own_m, [])
    for zone_id, zone in sorted(project.site_map.zones.items()):
        found.setdefault(_known(found, zone.height_m), []).append(zone_id)
    for height_m, zone_ids in sorted(found.items()):
        code = "height-ground" if height_m == ABOVE_FLOOR_M else "height-zone" if zone_ids else "height-project"
        names = ", ".join(project.site_map.zones[zone_id].name or zone_id for zone_id in zone_ids)
        params: dict[str, Param] = {"height_m": height_m, "zones": names}
        yield HeightChoice(height_m=height_m, label_code=code, params=params, zone_ids=tuple(zone_ids))


def _known(found: Mapping[float, object], height_m: float) -> float:
    return next((known for known in found if abs(known - height_m) < _SAME_HEIGHT_M), height_m)


def _storeys(project: Project) -> Iterator[HeightChoice]:
    obstacles = project.site_map.obstacles
    buildings = [key for key, item in obstacles.items() if item.kind is ObstacleKind.BUILDING]
    for building_id in sorted(buildings, key=lambda key: (obstacles[key].name, key)):
        building = obstacles[building_id]
        for storey in storeys_of(project.site_map, building_id):
            if storey >= 0:
                height_m = zone_height_m(storey, building)
                params: dict[str, Param] = {
                    "building": building.name or building_id, "floor": f"{storey + 1}F", "height_m": height_m,
                }  # fmt: skip
                yield HeightChoice(
                    height_m=height_m, label_code="height-storey", params=params, building_id=building_id,
                    storey=storey,
                )  # fmt: skip
