"""What an evaluation answers. Immutable; arrays are never written to after they are handed out.

Maps are float32 arrays [rows, columns], row 0 in the north; NaN where there is no figure (outside the range of every
cell, or a place nobody can be, such as inside a container stack).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import Issue
from planner.latency.budget import LatencyResult
from planner.pricing.quote_types import Quantity, Quote
from planner.radio.grid import Grid

FloatMap = NDArray[np.float32]


class Verdict(StrEnum):
    """Answer to one requirement."""

    MET = "met"
    LIKELY = "met_with_probability"
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maps:
    """The layers at one receiver height. `best_server` indexes `cell_ids`, -1 where none serves.

    `rsrp_dbm` is the mean SS-RSRP; `sigma_db` its location variability (shadowing); `probability` that of reaching the
    zone target (or the default -100 dBm outside zones); `blocked` 0 (in sight) to 1, as far as the map shows it.
    `ul_mbps` and `dl_mbps`: rate of one terminal of the map's kind, alone in its cell at today's interference.
    `counted`: where a terminal can be at this height, so what shares of the area refer to.

    `extra`: further layers by code (see `layer_request`); one of a code that is also an attribute goes before it.
    `terminal`: key of the terminal that the layers which depend on it are for. `notes`: by layer code, what its figures
    are to be read against (the maximum coupling loss, the threshold of a count, the flow of a latency).
    """

    grid: Grid
    height_m: float
    cell_ids: tuple[str, ...]
    best_server: NDArray[np.int16]
    rsrp_dbm: FloatMap
    sinr_db: FloatMap
    dl_mbps: FloatMap
    ul_mbps: FloatMap
    sigma_db: FloatMap
    blocked: FloatMap
    probability: FloatMap
    counted: NDArray[np.bool_]
    terminal: str = ""
    extra: Mapping[str, FloatMap] = field(default_factory=dict[str, FloatMap])
    notes: Mapping[str, Issue] = field(default_factory=dict[str, Issue])


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """One target of a zone: metric (rsrp_dbm, sinr_db, dl_mbps, ul_mbps), share of the area that reaches it."""

    metric: str
    threshold: float
    required_share: float
    share: float
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstPoint:
    """A place that misses a target by much: local metres, the metric missed, what it has there, what is asked.

    `metric` is "service" where no cell serves (`value` then -inf), else that of a target; `value` holds with the
    zone's probability.
    """

    x_m: float
    y_m: float
    metric: str
    value: float
    threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneResult:
    """Coverage of one zone. Percentiles of the medians over its area, -inf or rate 0 where nothing serves.

    `share_in_target`: area that reaches all targets at once. `assured_*`: the figure that the zone's area share reaches
    with the zone's probability ("at least X over Y % of the area with probability Z", solved for X; -inf or rate 0
    where less than that share has service). `worst_points`: up to five separate places that miss a target, the worst
    first; `worst_point_m`: the place with the lowest RSRP.
    """

    zone_id: str
    area_m2: float
    covered_share: float
    rsrp_p5_dbm: float
    rsrp_p50_dbm: float
    rsrp_p95_dbm: float
    sinr_p5_db: float
    sinr_p50_db: float
    sinr_p95_db: float
    dl_p5_mbps: float
    dl_p50_mbps: float
    dl_p95_mbps: float
    ul_p5_mbps: float
    ul_p50_mbps: float
    ul_p95_mbps: float
    assured_rsrp_dbm: float
    assured_sinr_db: float
    assured_dl_mbps: float
    assured_ul_mbps: float
    area_share: float
    probability: float
    targets: tuple[TargetResult, ...]
    share_in_target: float
    verdict: Verdict
    worst_point_m: tuple[float, float] | None
    worst_points: tuple[WorstPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowResult:
    """One flow in this scheme. `*_demand_mbps` is the flow's total; `*_edge_mbps` what 95 % of its places offer one
    terminal under load.

    `served_share`: part of the flow's demand that the slices can admit. `reasons`: why it isn't met, worst first;
    `limit`: the first reason's code, "" when met. `headroom`: how many more terminals of this flow would fit (0 when
    it isn't met).
    """

    flow_id: str
    slice_id: str
    upf_id: str
    cell_ids: tuple[str, ...]
    ul_demand_mbps: float
    dl_demand_mbps: float
    ul_edge_mbps: float
    dl_edge_mbps: float
    served_share: float
    latency: LatencyResult | None
    probability_of_target: float
    verdict: Verdict
    reasons: tuple[Issue, ...] = ()
    headroom: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResult:
    """Load of one cell, share of its PRBs 0 to 1 and beyond (above 1: more is asked than there is).

    `noise_rise_db`: uplink interference over thermal noise in the cell's receiver.
    """

    cell_id: str
    load_dl: float
    load_ul: float
    background_dl: float
    background_ul: float
    converged: bool
    over_ceiling: bool
    noise_rise_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceLoad:
    """What one slice asks of one cell, against what its RRM policy grants; shares of the cell's PRBs."""

    cell_id: str
    slice_id: str
    demand_dl: float
    demand_ul: float
    granted_dl: float
    granted_ul: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The live verdict: area in target, flows met, what fails first, price over the term (with tax)."""

    area_share_in_target: float
    flows_met: int
    flows_total: int
    fails_first_flow_id: str = ""
    fails_first: Issue | None = None
    price_over_term: Any = None
    currency: str = "CNY"
    term_months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything about one scheme of one project.

    `maps` at the settings' map height, or at the one a `LayerRequest` asks for; None without a usable cell.
    `provenance`: models, clauses, price book and catalogue entries the figures rest on (code -> reference).
    """

    scheme_id: str
    maps: Maps | None
    zones: Mapping[str, ZoneResult]
    flows: Mapping[str, FlowResult]
    cells: Mapping[str, CellResult]
    slice_loads: tuple[SliceLoad, ...]
    quantities: Mapping[str, Quantity]
    quote: Quote | None
    headline: Headline
    issues: tuple[Issue, ...]
    provenance: Mapping[str, str] = field(default_factory=dict[str, str])
