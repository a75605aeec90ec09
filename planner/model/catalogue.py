"""Types of the catalogues that engineers edit: bands, frames, antennas, terminals, materials, scenarios, transport.

Every entry carries a Chinese and an English name and says where its figures come from (`source`, `date`); figures from
memory or weak sources say so in `mark` ("S" read in a standard or verified, "M" to be checked).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from planner.model.network import SiteKind

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
class SpectrumBlock:
    """A piece of a band that is assigned in China: (downlink) edges, to whom, and whether for indoor use alone."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    low_mhz: float
    high_mhz: float
    operators: tuple[str, ...] = ()
    indoor_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Entry):
    """A 3GPP operating band as it is used in China. Carrier frequency in GHz; FDD bands take no frame structure.

    `low_mhz`, `high_mhz`: edges of the band (FDD: of its downlink, `ul_low_mhz` and `ul_high_mhz` of its uplink; 0
    where they aren't recorded). `blocks`: what of it is assigned. `is_exception`: a single enterprise's licence,
    nothing an operator can offer.
    """

    freq_ghz: float
    duplex: Literal["tdd", "fdd"]
    scs_khz: Literal[15, 30]
    bandwidths_mhz: tuple[float, ...]
    default_frame: str
    low_mhz: float = 0.0
    high_mhz: float = 0.0
    ul_low_mhz: float = 0.0
    ul_high_mhz: float = 0.0
    operators: tuple[str, ...] = ()
    blocks: tuple[SpectrumBlock, ...] = ()
    is_exception: bool = False


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
class AntennaArray:
    """The elements of a panel and how it steers, after TR 38.901 clause 7.3; spacings in wavelengths, angles in deg.

    `rows` x `columns` x `polarisations` elements; `sub_array` vertical elements hang on one transceiver, fed in phase,
    so only the sub-arrays are steered in elevation. `h_steer_deg`, `v_steer_deg`: the traffic beams' range either side.
    `ssb_beams_h` x `ssb_beams_v`: the broadcast beams in use, which share `ssb_h_deg` and `ssb_v_deg` either side; each
    is as wide as one of `ssb_columns` and `ssb_sub_arrays` (0: as many as its share wants).
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    rows: int
    columns: int
    polarisations: int = 2
    sub_array: int = 1
    spacing_h_wl: float = 0.5
    spacing_v_wl: float = 0.7
    element_gain_dbi: float = 8.0
    element_h_deg: float = 65.0
    element_v_deg: float = 65.0
    h_steer_deg: float = 60.0
    v_steer_deg: float = 6.0
    ssb_beams_h: int = 8
    ssb_beams_v: int = 1
    ssb_h_deg: float = 60.0
    ssb_v_deg: float = 6.0
    ssb_columns: int = 0
    ssb_sub_arrays: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CableBand:
    """A radiating cable at one frequency: loss along it, and coupling loss to a dipole 2 m away (95 % of places)."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    freq_ghz: float
    longitudinal_loss_db_per_100m: float
    coupling_loss_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Antenna(Entry):
    """A transmit antenna as its envelope: gain and half-power beamwidths; omni where `h_beamwidth_deg` is 360.

    `ssb_gain_dbi` is the envelope of the broadcast beams, `gain_dbi` that of the traffic beams. The shape comes from
    the first of these that is stated: `h_cut_db` and `v_cut_db` (360 attenuations each in dB, entry k of the first at
    k degrees clockwise of boresight, of the second at k degrees below the horizon in front: 90 down, 180 behind,
    270 up) with `ssb_h_cut_db`, `ssb_v_cut_db` where the broadcast beams differ; `array`; the beamwidths.
    `tilt_deg`: electrical tilt that the cuts already hold. `kind` "cable" is a radiating cable: `cable_bands` instead
    of a pattern. `freq_ghz`: where the pattern was measured, 0 where it isn't stated.
    """

    gain_dbi: float
    ssb_gain_dbi: float
    h_beamwidth_deg: float
    v_beamwidth_deg: float
    front_to_back_db: float = 30.0
    tx_ports: int = 4
    kind: Literal["antenna", "cable"] = "antenna"
    array: AntennaArray | None = None
    h_cut_db: tuple[float, ...] = ()
    v_cut_db: tuple[float, ...] = ()
    ssb_h_cut_db: tuple[float, ...] = ()
    ssb_v_cut_db: tuple[float, ...] = ()
    tilt_deg: float = 0.0
    freq_ghz: float = 0.0
    cable_bands: tuple[CableBand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioUnit(Entry):
    """A class of radio units and the power one of them has for all its carriers together.

    It is for sites of these kinds and antennas with at least `tx_ports` ports.
    """

    site_kinds: tuple[SiteKind, ...]
    tx_ports: int
    max_power_dbm: float


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
    """What a wall is made of. `o2i`: its class as an outer wall, windows and all (TR 38.901 7.4.3; "metal" and "open"
    are assumptions), or "slab": the whole outer wall is the slab below.

    `p2040`: material of ITU-R P.2040 Table 3, "" without one; with `thickness_m` it gives the loss of an inner wall.
    """

    o2i: Literal["low", "low_a", "high", "metal", "open", "slab"]
    p2040: str = ""
    thickness_m: float = 0.0


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
    radio_units: Mapping[str, RadioUnit] = field(default_factory=dict[str, RadioUnit])
