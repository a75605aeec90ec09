"""Slices: isolation on three axes, radio resource policy, and which flow rides on which slice."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


class RanIsolation(StrEnum):
    """Radio: priority only, reserved PRBs, or a carrier of its own."""

    QOS = "qos"
    RESERVED = "reserved"
    CARRIER = "carrier"


class TransportIsolation(StrEnum):
    """Transport: shared, VPN, or a FlexE hard pipe."""

    SHARED = "shared"
    VPN = "vpn"
    HARD_PIPE = "hard_pipe"


class CoreIsolation(StrEnum):
    """Core: shared, dedicated functions, or a UPF sunk into the campus."""

    SHARED = "shared"
    DEDICATED = "dedicated"
    SUNK = "sunk"


class UplinkAccess(StrEnum):
    """How a terminal gets its uplink: scheduling request and grant, or a configured grant."""

    GRANT = "grant"
    CONFIGURED_GRANT = "configured_grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class RrmPolicy:
    """RRM policy ratios of TS 28.541 4.3.36, percent of a cell's PRBs: minimum <= maximum, per direction."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    ul_min_pct: float = 0.0
    ul_max_pct: float = 100.0
    dl_min_pct: float = 0.0
    dl_max_pct: float = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One network slice. `bands`: the carriers it may use (empty: any); `upf_id`: where its user plane ends."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    sst: int = 1
    sd: str = ""
    ran: RanIsolation = RanIsolation.QOS
    transport: TransportIsolation = TransportIsolation.SHARED
    core: CoreIsolation = CoreIsolation.SHARED
    rrm: RrmPolicy = field(default_factory=RrmPolicy)
    bands: tuple[str, ...] = ()
    upf_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """How one flow is carried in a scheme; keyed by the flow's id."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    slice_id: str
    five_qi: int = 9
    access: UplinkAccess = UplinkAccess.GRANT
    sr_period_slots: int = 10
