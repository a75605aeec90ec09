"""What follows from choosing a value: a band brings its frame and a bandwidth it allows, a scenario its figures,
a zone's storey its height."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from planner.model.catalogue import Catalogue
from planner.model.demand import FlowDirection
from planner.model.site_map import Obstacle, SiteMap, Zone
from planner.model.storeys import building_around, storeys_of, zone_height_m

#: Figures a flow takes over from its scenario.
SCENARIO_FIELDS = (
    "terminal", "ul_mbps", "dl_mbps", "message_bytes", "period_ms", "latency_target_ms", "latency_percentile",
    "reliability", "activity", "priority",
)  # fmt: skip

#: A step up from "the band's usual one" says the usual one in figures; no carrier lies as low as this, MHz.
CARRIER_STEP_MHZ = 100.0


def with_consequences(item: Any, path: str, catalogue: Catalogue, site_map: SiteMap) -> Any:
    """The object after one of its fields was chosen, made fit to it."""
    if path == "storey" and isinstance(item, Zone):
        return replace(item, height_m=round(zone_height_m(item.storey, building_around(site_map, item.outline)), 2))
    if path == "building_id" and isinstance(item, Obstacle):
        storeys = storeys_of(site_map, item.building_id)
        return replace(item, storey=min(max(item.storey, storeys[0]), storeys[-1]) if storeys else 0)
    if path == "band" and item.band in catalogue.bands:
        band = catalogue.bands[item.band]
        frame = catalogue.frames.get(item.frame)
        fits = frame is not None and (frame.slots == "F") == (band.duplex == "fdd")
        widths = band.bandwidths_mhz
        width = item.bandwidth_mhz if item.bandwidth_mhz in widths else max(widths, default=item.bandwidth_mhz)
        frame_key = item.frame if fits else band.default_frame
        return replace(item, frame=frame_key, bandwidth_mhz=width, carrier_mhz=0.0)
    if path == "carrier_mhz" and 0.0 < item.carrier_mhz <= CARRIER_STEP_MHZ and item.band in catalogue.bands:
        return replace(item, carrier_mhz=round(catalogue.bands[item.band].freq_ghz * 1000.0, 3))
    if path == "scenario" and hasattr(item, "latency_target_ms") and item.scenario in catalogue.scenarios:
        scenario = catalogue.scenarios[item.scenario]
        figures = {name: getattr(scenario, name) for name in SCENARIO_FIELDS}
        return replace(item, direction=FlowDirection(scenario.direction), **figures)
    return item
