"""What an exported map holds, whatever its format: obstacles with their properties, sites, sectors, UPFs."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.errors import FileError
from planner.io.catalogue import load_catalogue
from planner.io.crs import to_lonlat
from planner.io.map_style import SITE_NEW, SITE_PUBLIC, UPF, Rgba
from planner.model.catalogue import Antenna
from planner.model.geometry import Point, Ring
from planner.model.network import Cell, Network, Ownership, Site
from planner.model.own_entries import antennas_of
from planner.model.project import GeoReference, Project
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, Obstacle, ObstacleKind, top_m
from planner.text import N_, tr

#: Names of the kinds; also the names of layers, which the importer knows again in both languages.
KIND_NAMES: Mapping[ObstacleKind, str] = {
    ObstacleKind.BUILDING: N_("building"),
    ObstacleKind.WALL: N_("wall"),
    ObstacleKind.CONTAINER_YARD: N_("container yard"),
    ObstacleKind.QUAY_CRANE: N_("quay crane"),
    ObstacleKind.YARD_CRANE: N_("yard crane"),
    ObstacleKind.TANK: N_("tank"),
    ObstacleKind.VEGETATION: N_("vegetation"),
    ObstacleKind.WATER: N_("water"),
    ObstacleKind.ROAD: N_("road"),
    ObstacleKind.LAND: N_("land"),
}
#: Layer of sites, sectors and UPFs. "notes" and 标注 keep importers of maps from taking them for obstacles.
NETWORK_LAYER = N_("site notes")
#: Sectors are drawn this long, m: a symbol, not a range.
SECTOR_M = 60.0
_ARC_STEP_DEG = 10.0
#: Digits of degrees: a tenth of a millimetre.
_DIGITS = 9
#: Drawn from the ground up; what lies flat first.
_ORDER = (ObstacleKind.LAND, ObstacleKind.WATER, ObstacleKind.ROAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedObstacle:
    """An obstacle ready to write: outline and holes without closing repeats (a wall's line as it is), properties.

    `height_m` above its base, `top_m` above ground; 0 for what lies flat.
    """

    source: Obstacle
    is_line: bool
    height_m: float
    top_m: float
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedPlace:
    """A site or UPF."""

    id: str
    name: str
    position: Point
    colour: Rgba
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSector:
    """A cell as a wedge, or a circle where its antenna has no direction; local metres."""

    id: str
    name: str
    outline: Ring
    height_m: float
    colour: Rgba
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedMap:
    """Everything to write, and how many inner walls were left out."""

    obstacles: tuple[ExportedObstacle, ...]
    places: tuple[ExportedPlace, ...]
    sectors: tuple[ExportedSector, ...]
    inner_walls: int


def exported_map(project: Project, scheme_id: str | None) -> ExportedMap:
    """The map of a project, with the network of a scheme where one is named.

    Inner walls belong to a storey's plan, not to the map. Raises `FileError` "export-empty", "no-such-scheme".
    """
    if scheme_id is not None and scheme_id not in project.schemes:
        raise FileError("no-such-scheme", scheme=scheme_id, known=", ".join(sorted(project.schemes)))
    drawn = [item for item in project.site_map.obstacles.values() if not item.building_id]
    drawn.sort(key=lambda item: _ORDER.index(item.kind) if item.kind in _ORDER else len(_ORDER))
    network = project.schemes[scheme_id].network if scheme_id is not None else Network()
    if not drawn and not network.sites:
        raise FileError("export-empty")
    return ExportedMap(
        obstacles=tuple(_obstacle(item) for item in drawn),
        places=(*(_site(site) for site in network.sites.values()), *_upfs(network)),
        sectors=_sectors(network, antennas_of(load_catalogue(), project)),
        inner_walls=len(project.site_map.obstacles) - len(drawn),
    )


def kind_layer(kind: ObstacleKind, lang: str) -> str:
    """The layer of a kind's objects."""
    return tr(lang, KIND_NAMES[kind])


def placer(geo: GeoReference) -> Callable[[Sequence[Point]], list[list[float]]]:
    """A function from local points to longitudes and latitudes, or to metres for a project without a reference."""

    def degrees(points: Sequence[Point]) -> list[list[float]]:
        return np.round(to_lonlat(np.array(points, dtype=np.float64).reshape(-1, 2), geo), _DIGITS).tolist()

    def metres(points: Sequence[Point]) -> list[list[float]]:
        return [[x, y] for x, y in points]

    return metres if geo.epsg is None else degrees


def _obstacle(item: Obstacle) -> ExportedObstacle:
    flat = item.kind in GROUND_KINDS
    top = top_m(item)
    height = 0.0 if flat else round(top - item.base_m, 3)
    properties: dict[str, Any] = {"id": item.id, "kind": item.kind.value, "name": item.name}
    if not flat:
        properties |= {"height_m": height, "base_m": item.base_m, "height_source": item.height_source.value}
    if item.storeys:
        properties["storeys"] = item.storeys
    if item.tiers:
        properties |= {"tiers": item.tiers, "box_height_m": item.box_height_m, "fill_ratio": item.fill_ratio}
    if item.material:
        properties["material"] = item.material
    return ExportedObstacle(
        source=item, is_line=item.kind in LINE_KINDS, height_m=height, top_m=top, properties=properties
    )


def _site(site: Site) -> ExportedPlace:
    new = site.ownership is Ownership.NEW
    return ExportedPlace(
        id=site.id,
        name=site.name or site.id,
        position=site.position,
        colour=SITE_NEW if new else SITE_PUBLIC,
        properties={
            "id": site.id,
            "network": "site",
            "name": site.name,
            "site_kind": site.kind.value,
            "ownership": site.ownership.value,
        },
    )


def _upfs(network: Network) -> list[ExportedPlace]:
    return [
        ExportedPlace(
            id=upf.id,
            name=upf.name or upf.id,
            position=position,
            colour=UPF,
            properties={"id": upf.id, "network": "upf", "name": upf.name},
        )
        for upf in network.upfs.values()
        for position in (upf.position, upf.second_position)
        if position is not None
    ]


def _sectors(network: Network, antennas: Mapping[str, Antenna]) -> tuple[ExportedSector, ...]:
    result: list[ExportedSector] = []
    for cell in network.cells.values():
        site = network.sites.get(cell.site_id)
        if site is None:
            continue
        antenna = antennas.get(cell.antenna)
        width_deg = min(antenna.h_beamwidth_deg if antenna else 65.0, 360.0)
        result.append(
            ExportedSector(
                id=cell.id,
                name=cell.name or f"{site.name} {cell.azimuth_deg:g}°",
                outline=_wedge(site.position, cell.azimuth_deg, width_deg),
                height_m=cell.height_m,
                colour=SITE_NEW if site.ownership is Ownership.NEW else SITE_PUBLIC,
                properties=_cell_properties(cell),
            )
        )
    return tuple(result)


def _cell_properties(cell: Cell) -> dict[str, Any]:
    return {
        "id": cell.id,
        "network": "cell",
        "name": cell.name,
        "site_id": cell.site_id,
        "pci": cell.pci,
        "band": cell.band,
        "bandwidth_mhz": cell.bandwidth_mhz,
        "carrier_mhz": cell.carrier_mhz,
        "head_site_ids": ",".join(cell.head_site_ids),
        "tx_power_dbm": cell.tx_power_dbm,
        "antenna": cell.antenna,
        "azimuth_deg": cell.azimuth_deg,
        "tilt_deg": round(cell.mechanical_tilt_deg + cell.electrical_tilt_deg, 2),
        "antenna_height_m": cell.height_m,
    }


def _wedge(centre: Point, azimuth_deg: float, width_deg: float) -> Ring:
    """A sector of `SECTOR_M` around an azimuth (clockwise from north), anticlockwise; a circle from 360 degrees on."""
    steps = max(math.ceil(width_deg / _ARC_STEP_DEG), 2)
    full = width_deg >= 360.0
    turns = [azimuth_deg + width_deg * (0.5 - step / steps) for step in range(steps if full else steps + 1)]
    arc = tuple(
        (
            round(centre[0] + SECTOR_M * math.sin(math.radians(turn)), 3),
            round(centre[1] + SECTOR_M * math.cos(math.radians(turn)), 3),
        )
        for turn in turns
    )
    return arc if full else (centre, *arc)
