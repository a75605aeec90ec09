"""Standardised 5QI values, TS 23.501 clause 5.7.4, Table 5.7.4-1."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from planner.errors import EvaluationError


class ResourceType(StrEnum):
    """Resource type of a 5QI."""

    GBR = "GBR"
    NON_GBR = "NonGBR"
    DC_GBR = "DC-GBR"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveQi:
    """One row of Table 5.7.4-1.

    `priority`: lower is served first; `pdb_ms`: UE to N6; `per`: packet error rate; `mdbv_bytes`: maximum data burst
    volume (delay-critical GBR only, else 0); `cn_pdb_ms`: static share of the core network (notes of the table);
    `source` and `mark`: S read from the standard, M second hand; `example`: an English code, not a text for people.
    """

    value: int
    resource_type: ResourceType
    priority: int
    pdb_ms: float
    per: float
    mdbv_bytes: int = 0
    cn_pdb_ms: float = 20.0
    mark: str = "S"
    source: str = "TS 23.501 Table 5.7.4-1"
    example: str = ""


_SECOND_HAND = "TS 23.501 Table 5.7.4-1 (second hand; check before promising); static CN PDB assumed"

_GBR = (
    (1, 20, 100, 1e-2, 20.0, "conversational_voice"),
    (2, 40, 150, 1e-3, 20.0, "conversational_video"),
    (3, 30, 50, 1e-3, 20.0, "process_monitoring"),
    (4, 50, 300, 1e-6, 20.0, "buffered_video"),
    (65, 7, 75, 1e-2, 10.0, "mission_critical_ptt_voice"),
    (66, 20, 100, 1e-2, 10.0, "ptt_voice"),
    (67, 15, 100, 1e-3, 10.0, "mission_critical_video"),
    (71, 56, 150, 1e-6, 20.0, "live_uplink_streaming"),
    (72, 56, 300, 1e-4, 20.0, "live_uplink_streaming"),
    (73, 56, 300, 1e-8, 20.0, "live_uplink_streaming"),
    (74, 56, 500, 1e-8, 20.0, "live_uplink_streaming"),
)
_NON_GBR = (
    (5, 10, 100, 1e-6, 20.0, "ims_signalling"),
    (6, 60, 300, 1e-6, 20.0, "buffered_video_tcp"),
    (7, 70, 100, 1e-3, 20.0, "voice_video_gaming"),
    (8, 80, 300, 1e-6, 20.0, "buffered_video_tcp"),
    (9, 90, 300, 1e-6, 20.0, "buffered_video_tcp"),
    (69, 5, 60, 1e-6, 10.0, "mission_critical_signalling"),
    (70, 55, 200, 1e-6, 10.0, "mission_critical_data"),
    (79, 65, 50, 1e-2, 20.0, "v2x_messages"),
    (80, 68, 10, 1e-6, 2.0, "low_latency_embb"),
)
_DELAY_CRITICAL = (
    (82, 19, 10, 1e-4, 255, 1.0, "S", "discrete_automation"),
    (83, 22, 10, 1e-4, 1354, 1.0, "S", "discrete_automation"),
    (84, 24, 30, 1e-5, 1354, 5.0, "S", "intelligent_transport"),
    (85, 21, 5, 1e-5, 255, 2.0, "S", "high_voltage_distribution"),
    (86, 18, 5, 1e-4, 1354, 2.0, "S", "v2x_advanced_driving"),
    (87, 25, 5, 1e-3, 500, 1.0, "M", "interactive_motion_tracking"),
    (88, 25, 10, 1e-3, 1125, 1.0, "M", "interactive_motion_tracking"),
    (89, 25, 15, 1e-4, 17000, 1.0, "M", "split_rendering"),
    (90, 25, 20, 1e-4, 63000, 1.0, "M", "split_rendering"),
)


#: 20 ms, as for the rest, would leave the access network less than nothing.
_CN_ASSUMED = {80: "TS 23.501 Table 5.7.4-1; static CN PDB of 2 ms not checked against the table's notes"}


def _rows() -> Mapping[int, FiveQi]:
    rows = [
        FiveQi(
            value=v,
            resource_type=kind,
            priority=prio,
            pdb_ms=pdb,
            per=per,
            cn_pdb_ms=cn,
            mark="M" if v in _CN_ASSUMED else "S",
            source=_CN_ASSUMED.get(v, "TS 23.501 Table 5.7.4-1"),
            example=example,
        )
        for kind, table in ((ResourceType.GBR, _GBR), (ResourceType.NON_GBR, _NON_GBR))
        for v, prio, pdb, per, cn, example in table
    ]
    for v, prio, pdb, per, burst, cn, mark, example in _DELAY_CRITICAL:
        source = "TS 23.501 Table 5.7.4-1" if mark == "S" else _SECOND_HAND
        rows.append(
            FiveQi(
                value=v,
                resource_type=ResourceType.DC_GBR,
                priority=prio,
                pdb_ms=pdb,
                per=per,
                mdbv_bytes=burst,
                cn_pdb_ms=cn,
                mark=mark,
                source=source,
                example=example,
            )
        )
    return MappingProxyType({row.value: row for row in sorted(rows, key=lambda row: row.value)})


#: All rows by 5QI value.
FIVE_QI: Mapping[int, FiveQi] = _rows()


def five_qi(value: int) -> FiveQi:
    """The row of a standardised 5QI; raises `latency-five-qi-unknown`.

    >>> five_qi(82).pdb_ms
    10
    """
    if value not in FIVE_QI:
        raise EvaluationError("latency-five-qi-unknown", five_qi=value)
    return FIVE_QI[value]


def an_pdb_ms(value: int) -> float:
    """Packet delay budget of the access network: PDB less the static CN PDB, ms (TS 23.501 5.7.3.4).

    >>> an_pdb_ms(82)
    9.0
    """
    row = five_qi(value)
    return row.pdb_ms - row.cn_pdb_ms


def upf_too_far(value: int, core_delay_ms: float) -> bool:
    """Whether transport and UPF take more than the static CN PDB of this 5QI leaves them.

    >>> upf_too_far(82, 1.2)
    True
    """
    return core_delay_ms > five_qi(value).cn_pdb_ms
