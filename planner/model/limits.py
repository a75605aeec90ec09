"""Which values a field may take: one table for edits, for the inspector's spin boxes and for the check of a file."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any, NamedTuple, cast

from planner.errors import EditError


class Range(NamedTuple):
    """Smallest and largest value allowed, both included."""

    low: float
    high: float


#: Limits by class and field. What isn't named may be any finite number.
LIMITS: dict[tuple[str, str], Range] = {
    ("Obstacle", "height_m"): Range(0, 1000),
    ("Obstacle", "base_m"): Range(-100, 1000),
    ("Obstacle", "storeys"): Range(0, 200),
    ("Obstacle", "storey"): Range(-20, 200),
    ("Obstacle", "tiers"): Range(0, 12),
    ("Obstacle", "box_height_m"): Range(1, 5),
    ("Obstacle", "fill_ratio"): Range(0.01, 1),
    ("Backdrop", "opacity"): Range(0, 1),
    ("Backdrop", "width_px"): Range(1, 40_000),
    ("Backdrop", "height_px"): Range(1, 40_000),
    ("Terrain", "resolution_m"): Range(0.1, 1000),
    ("Zone", "height_m"): Range(0, 500),
    ("Zone", "storey"): Range(-20, 200),
    ("ZoneTargets", "rsrp_dbm"): Range(-140, -40),
    ("ZoneTargets", "sinr_db"): Range(-20, 40),
    ("ZoneTargets", "dl_mbps"): Range(0, 10000),
    ("ZoneTargets", "ul_mbps"): Range(0, 10000),
    ("ZoneTargets", "area_share"): Range(0.01, 1),
    ("ZoneTargets", "probability"): Range(0.01, 0.999),
    ("Cell", "bandwidth_mhz"): Range(5, 400),
    ("Cell", "tx_power_dbm"): Range(-10, 60),
    ("Cell", "azimuth_deg"): Range(0, 360),
    ("Cell", "mechanical_tilt_deg"): Range(-30, 60),
    ("Cell", "electrical_tilt_deg"): Range(-15, 30),
    ("Cell", "height_m"): Range(0.5, 500),
    ("Cell", "dl_layers"): Range(1, 16),
    ("Cell", "ul_layers"): Range(1, 8),
    ("Cell", "pci"): Range(0, 1007),
    ("Cell", "carrier_mhz"): Range(0, 71_000),
    ("Cell", "background_load_dl"): Range(0, 0.95),
    ("Cell", "background_load_ul"): Range(0, 0.95),
    ("MecHost", "servers"): Range(1, 1000),
    ("TransportLink", "route_km"): Range(0, 5000),
    ("TransportLink", "hops"): Range(0, 50),
    ("TransportLink", "rate_mbps"): Range(1, 1_000_000),
    ("Network", "band_threshold_dbm"): Range(-140, -40),
    ("Network", "load_ceiling"): Range(0.1, 1),
    ("Flow", "count"): Range(1, 1_000_000),
    ("Flow", "ul_mbps"): Range(0, 10000),
    ("Flow", "dl_mbps"): Range(0, 10000),
    ("Flow", "message_bytes"): Range(1, 100_000_000),
    ("Flow", "period_ms"): Range(0.1, 86_400_000),
    ("Flow", "latency_target_ms"): Range(0.1, 600_000),
    ("Flow", "latency_percentile"): Range(0.5, 0.9999),
    ("Flow", "reliability"): Range(0, 0.99999999),
    ("Flow", "activity"): Range(0.0001, 1),
    ("Flow", "priority"): Range(1, 9),
    ("Flow", "phase"): Range(1, 9),
    ("RrmPolicy", "ul_min_pct"): Range(0, 100),
    ("RrmPolicy", "ul_max_pct"): Range(0, 100),
    ("RrmPolicy", "dl_min_pct"): Range(0, 100),
    ("RrmPolicy", "dl_max_pct"): Range(0, 100),
    ("Slice", "sst"): Range(0, 255),
    ("Assignment", "sr_period_slots"): Range(1, 640),
    ("Commercial", "term_months"): Range(1, 240),
    ("Commercial", "quote_discount"): Range(0, 1),
    ("Commercial", "item_discounts"): Range(0, 1),
    ("Commercial", "group_discounts"): Range(0, 1),
    ("Commercial", "valid_days"): Range(1, 730),
    ("PlanSettings", "resolution_m"): Range(0.5, 50),
    ("PlanSettings", "margin_m"): Range(0, 5000),
    ("PlanSettings", "map_height_m"): Range(0.1, 300),
    ("PlanSettings", "max_range_m"): Range(10, 30000),
}


class Violation(NamedTuple):
    """A value out of its range: field, value, and the range."""

    field: str
    value: float
    low: float
    high: float


def violations(value: Any) -> Iterator[Violation]:
    """Fields of a model object, and of the plain objects inside it, that are out of range or not finite."""
    for item in fields(value):
        content = getattr(value, item.name)
        if is_dataclass(content):
            yield from violations(content)
            continue
        low, high = LIMITS.get((type(value).__name__, item.name), Range(-math.inf, math.inf))
        for number in _numbers(content):
            if not math.isfinite(number) or not low <= number <= high:
                yield Violation(item.name, float(number), low, high)


def _numbers(content: Any) -> Iterator[int | float | Decimal]:
    """The numbers of a field: itself, or the values of a mapping such as the discounts by item."""
    values = cast("Mapping[str, Any]", content).values() if isinstance(content, Mapping) else (content,)
    for value in values:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            yield value


def require_within_limits(value: Any) -> None:
    """Raise `EditError` for the first field that is out of range."""
    for violation in violations(value):
        raise EditError("value-out-of-range", **violation._asdict())
