"""Names of units, methods, periods and verdicts, as sheets print them."""

from collections.abc import Mapping
from types import MappingProxyType

from planner.engine.results import Verdict
from planner.errors import Severity
from planner.model.site_map import AreaClass
from planner.pricing.pricebook import Confidence, Period
from planner.text import N_

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "station": N_("stations"),
        "head": N_("heads"),
        "cell": N_("cells"),
        "km2": N_("km²"),
        "upf": N_("UPFs"),
        "pair": N_("pairs"),
        "host": N_("hosts"),
        "core": N_("core networks"),
        "slice": N_("slices"),
        "mbps": N_("Mbit/s"),
        "sim": N_("cards"),
        "terminal": N_("units"),
        "m": N_("m"),
        "point": N_("points"),
        "flow": N_("flows"),
        "item": N_("item"),
    }
)

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "block": N_("Price of the whole tier"),
        "volume": N_("All units at the tier reached"),
        "slab": N_("Each unit at its bracket's price"),
        "package": N_("Started packages"),
        "min_commit": N_("Minimum commitment"),
        "percent_of": N_("Share of other lines"),
        "area_factor": N_("Price × complexity factor"),
        "term_table": N_("Price by contract term"),
        "benefit_share": N_("Share of the benefit"),
    }
)

TABLE_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "above": N_("Above"),
        "up_to": N_("Up to"),
        "unit_price": N_("Unit price"),
        "flat_fee": N_("Fixed fee"),
        "step": N_("Step of the unit price"),
        "package_price": N_("Price of a package"),
        "size": N_("Units in a package"),
        "free_units": N_("Free units"),
        "committed": N_("Committed quantity"),
        "rate": N_("Rate"),
        "factor": N_("Factor"),
        "months": N_("From months"),
        "base": N_("Base price"),
        "share": N_("Share"),
        "threshold": N_("Threshold"),
        "cap": N_("At most"),
    }
)

PERIODS: Mapping[Period, str] = MappingProxyType(
    {
        Period.ONE_OFF: N_("One-off"),
        Period.MONTH: N_("Month"),
        Period.YEAR: N_("Year"),
        Period.USAGE: N_("Usage a month"),
    }
)

VERDICTS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.MET: N_("met"),
        Verdict.LIKELY: N_("met with {percent}"),
        Verdict.NOT_MET: N_("not met"),
    }
)

SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: N_("Error"), Severity.WARNING: N_("Warning"), Severity.NOTE: N_("Note")}
)

AREA_CLASSES: Mapping[AreaClass, str] = MappingProxyType(
    {AreaClass.SIMPLE: N_("simple"), AreaClass.STANDARD: N_("standard"), AreaClass.COMPLEX: N_("complex")}
)

METRICS: Mapping[str, str] = MappingProxyType(
    {
        "rsrp_dbm": N_("RSRP ≥ {n} dBm"),
        "sinr_db": N_("SINR ≥ {n} dB"),
        "dl_mbps": N_("DL ≥ {n} Mbit/s"),
        "ul_mbps": N_("UL ≥ {n} Mbit/s"),
    }
)

CONFIDENCES: Mapping[Confidence, str] = MappingProxyType(
    {"assumed": N_("assumed"), "indicative": N_("indicative"), "listed": N_("listed")}
)

#: Topics of the results' provenance; "path-loss UMa" goes by its first word.
TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "path-loss": N_("Path loss {name}"),
        "diffraction": N_("Diffraction"),
        "building-entry": N_("Building entry loss"),
        "link-adaptation": N_("Link adaptation (thresholds at 10 % block errors)"),
        "air-latency": N_("Latency of the air interface"),
        "5qi": N_("Quality classes (5QI)"),
        "gnb-noise-figure": N_("Noise figure of the base station (assumed)"),
    }
)
