"""Demand: the services the customer wants to run, as flows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


class FlowDirection(StrEnum):
    """Which way the latency target counts."""

    UPLINK = "ul"
    DOWNLINK = "dl"
    ROUND_TRIP = "round_trip"
    UE_TO_UE = "ue_to_ue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One service: so many terminals of one kind in one zone, each with its rates, message and latency target.

    Rates are per terminal while it is active; `activity` is the share of terminals active at once in the busy hour.
    `latency_percentile` (0.5 to 0.9999) is the share of messages that must meet `latency_target_ms`.
    `shares_terminals_with`: the flow whose terminals and SIM cards carry this one too (control and video of one crane).
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    scenario: str = ""
    zone_id: str
    count: int = 1
    terminal: str = "cpe"
    ul_mbps: float = 0.0
    dl_mbps: float = 0.0
    message_bytes: int = 1000
    period_ms: float = 20.0
    latency_target_ms: float = 100.0
    latency_percentile: float = 0.99
    direction: FlowDirection = FlowDirection.UPLINK
    reliability: float = 0.999
    activity: float = 1.0
    priority: int = 5
    phase: int = 1
    data_stays_on_site: bool = False
    shares_terminals_with: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """All flows by id."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    flows: Mapping[str, Flow] = field(default_factory=dict[str, Flow])
