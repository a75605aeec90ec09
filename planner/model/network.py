"""The network of a scheme: sites and cells, UPFs, MEC hosts, transport links, core."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from planner.model.geometry import Point

#: `TransportLink.from_id` of a link that all sites share (the campus ring to the UPF).
ALL_SITES = "all"


class SiteKind(StrEnum):
    """Kind of radio site, as bills of quantities count it."""

    MACRO = "macro"
    MICRO = "micro"
    INDOOR_HEAD = "indoor_head"
    EXPLOSION_PROOF = "explosion_proof"


class Ownership(StrEnum):
    """Built for this customer, or a site of the public network that serves the customer too."""

    NEW = "new"
    PUBLIC = "public"


class RadioScenario(StrEnum):
    """Path-loss scenario of TR 38.901 that fits a cell."""

    UMA = "UMa"
    UMI = "UMi"
    SMA = "SMa"
    RMA = "RMa"
    INH = "InH"
    INH_OPEN = "InH-open"
    INF_SL = "InF-SL"
    INF_DL = "InF-DL"
    INF_SH = "InF-SH"
    INF_DH = "InF-DH"
    INF_HH = "InF-HH"

    @property
    def is_indoor(self) -> bool:
        """Whether base station and terminal stand under one roof."""
        return self.value.startswith("In")


class EntryLossModel(StrEnum):
    """Standard that the loss into buildings follows: TR 38.901 clause 7.4.3, or ITU-R P.2109."""

    TR_38901 = "38901"
    P2109 = "p2109"


class UpfPlace(StrEnum):
    """Where a UPF stands."""

    ON_SITE = "on_site"
    CITY = "city"
    REGION = "region"


class Tenancy(StrEnum):
    """Whether a UPF serves this customer alone."""

    SHARED = "shared"
    DEDICATED = "dedicated"


class Redundancy(StrEnum):
    """Single, or two in different rooms."""

    SINGLE = "single"
    ONE_PLUS_ONE = "1+1"


class CoreMode(StrEnum):
    """Control plane: the operator's public core, a light one on the campus, or a dedicated one."""

    PUBLIC = "public"
    LIGHT = "light"
    DEDICATED = "dedicated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A mast, wall or ceiling position that carries cells. Position in local metres."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    position: Point
    kind: SiteKind = SiteKind.MACRO
    ownership: Ownership = Ownership.NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One sector on one carrier. `height_m` is the antenna's height above the ground at the site.

    `tx_power_dbm` is the carrier's total conducted power; azimuth clockwise from north; tilts positive downwards.
    `background_load_ul`/`_dl`: share of the cell that other (public) users take on average, 0 to 1.
    `carrier_mhz`: centre of the (downlink) carrier; 0 is the band's usual one. `head_site_ids`: further sites whose
    heads radiate this same cell, each with this power, antenna and height (a combined indoor cell). `cable_route`:
    where the antenna is a radiating cable, its way from the feeding end on, in local metres, at `height_m`.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    site_id: str
    name: str = ""
    band: str
    bandwidth_mhz: float = 100.0
    frame: str = "DDDSU"
    tx_power_dbm: float = 46.0
    antenna: str = "panel_64t"
    azimuth_deg: float = 0.0
    mechanical_tilt_deg: float = 0.0
    electrical_tilt_deg: float = 6.0
    height_m: float = 25.0
    scenario: RadioScenario = RadioScenario.UMA
    dl_layers: int = 4
    ul_layers: int = 2
    pci: int = 0
    background_load_dl: float = 0.0
    background_load_ul: float = 0.0
    cable_route: tuple[Point, ...] = ()
    carrier_mhz: float = 0.0
    head_site_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upf:
    """A user-plane function. `position`: on the map where it stands on site; the second room of a 1+1 pair likewise."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    place: UpfPlace = UpfPlace.ON_SITE
    tenancy: Tenancy = Tenancy.DEDICATED
    redundancy: Redundancy = Redundancy.SINGLE
    hardware_accelerated: bool = True
    position: Point | None = None
    second_position: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MecHost:
    """Edge servers beside a UPF."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    upf_id: str
    servers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportLink:
    """Transport from a site (or `ALL_SITES`) to a UPF: medium of the catalogue, length of the route, hops."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    from_id: str = ALL_SITES
    to_id: str
    medium: str = "fibre"
    route_km: float = 1.0
    hops: int = 2
    rate_mbps: float = 10000.0
    newly_built: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Sites, cells and the way behind them.

    `band_priority`: absolute frequency priorities in the sense of TS 38.304 5.2.4: a terminal camps on the first band
    of the list whose best cell reaches `band_threshold_dbm`; bands not listed come last, strongest first.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    sites: Mapping[str, Site] = field(default_factory=dict[str, Site])
    cells: Mapping[str, Cell] = field(default_factory=dict[str, Cell])
    upfs: Mapping[str, Upf] = field(default_factory=dict[str, Upf])
    mec_hosts: Mapping[str, MecHost] = field(default_factory=dict[str, MecHost])
    links: Mapping[str, TransportLink] = field(default_factory=dict[str, TransportLink])
    core_mode: CoreMode = CoreMode.PUBLIC
    band_priority: tuple[str, ...] = ()
    band_threshold_dbm: float = -105.0
    load_ceiling: float = 0.7
