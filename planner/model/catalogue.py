"""Types of the catalogues that engineers edit: bands, frames, antennas, terminals, materials, scenarios, transport.

Every entry carries a Chinese and an English name and says where its figures come from (`source`, `date`); figures from
memory or weak sources say so in `mark` ("S" read in a standard or verified, "M" to be checked).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

Mark = Literal["S", "M"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What all catalogue entries have: key, two names, provenance."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    key: str
    name_zh: str
    name_en: str
    source: str
    date: str
    mark: Mark = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Entry):
    """A 3GPP operating band as it is used in China. Carrier frequency in GHz; FDD bands take no frame structure."""

    freq_ghz: float
    duplex: Literal["tdd", "fdd"]
    scs_khz: Literal[15, 30]
    bandwidths_mhz: tuple[float, ...]
    default_frame: str
    operators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameStructure(Entry):
    """A TDD pattern: one letter a slot (D, S, U), and the symbols of the S slot (DL, gap, UL; 14 together).

    FDD is the pattern "F": both directions in every slot.
    """

    slots: str
    s_dl_symbols: int = 10
    s_gap_symbols: int = 2
    s_ul_symbols: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Antenna(Entry):
    """A transmit antenna as its envelope: gain and half-power beamwidths; omni where `h_beamwidth_deg` is 360.

    `ssb_gain_dbi` is the envelope of the broadcast beams, `gain_dbi` that of the traffic beams.
    """

    gain_dbi: float
    ssb_gain_dbi: float
    h_beamwidth_deg: float
    v_beamwidth_deg: float
    front_to_back_db: float = 30.0
    tx_ports: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal(Entry):
    """A kind of terminal: radio limits and its host's delay. `sim_measure`, `terminal_measure`: what a quote counts."""

    tx_power_dbm: float
    antenna_gain_dbi: float
    noise_figure_db: float
    dl_layers: int
    ul_layers: int
    max_bandwidth_mhz: float
    max_modulation_order: Literal[6, 8]
    host_delay_ms: float
    sim_measure: str
    terminal_measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material(Entry):
    """An outer wall's class for outdoor-to-indoor loss (TR 38.901 7.4.3)."""

    o2i: Literal["low", "high", "metal", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario(Entry):
    """A typical service with the requirement its source states; the starting values of a flow."""

    industry: str
    terminal: str
    ul_mbps: float
    dl_mbps: float
    message_bytes: int
    period_ms: float
    latency_target_ms: float
    latency_percentile: float
    direction: Literal["ul", "dl", "round_trip", "ue_to_ue"]
    reliability: float
    activity: float
    five_qi: int
    priority: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium(Entry):
    """A transport medium: delay per kilometre of route and per hop, microseconds."""

    us_per_km: float
    us_per_hop: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All catalogues together, by key."""

    bands: Mapping[str, Band] = field(default_factory=dict[str, Band])
    frames: Mapping[str, FrameStructure] = field(default_factory=dict[str, FrameStructure])
    antennas: Mapping[str, Antenna] = field(default_factory=dict[str, Antenna])
    terminals: Mapping[str, Terminal] = field(default_factory=dict[str, Terminal])
    materials: Mapping[str, Material] = field(default_factory=dict[str, Material])
    scenarios: Mapping[str, Scenario] = field(default_factory=dict[str, Scenario])
    media: Mapping[str, Medium] = field(default_factory=dict[str, Medium])
