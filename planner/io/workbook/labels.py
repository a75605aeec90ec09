"""Names of units, methods, periods and verdicts, as sheets print them."""

from collections.abc import Mapping
from types import MappingProxyType

from planner.engine.results import Verdict
from planner.errors import Severity
from planner.model.site_map import AreaClass
from planner.pricing.pricebook import Confidence, Period
from planner.text import N_, Translator


def units(t: Translator) -> dict[str, str]:
    """Units of measures, by the code in `measure_names`."""
    return {
        "station": t.context("unit", "stations"),
        "head": t.context("unit", "heads"),
        "cell": t.context("unit", "cells"),
        "km2": t.context("unit", "km²"),
        "upf": t.context("unit", "UPFs"),
        "pair": t.context("unit", "pairs"),
        "host": t.context("unit", "hosts"),
        "core": t.context("unit", "core networks"),
        "slice": t.context("unit", "slices"),
        "mbps": t.context("unit", "Mbit/s"),
        "sim": t.context("unit", "cards"),
        "terminal": t.context("unit", "units"),
        "m": t.context("unit", "m"),
        "point": t.context("unit", "points"),
        "flow": t.context("unit", "flows"),
        "item": t.context("unit", "item"),
    }


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


def table_fields(t: Translator) -> dict[str, str]:
    """Column heads of price tables."""
    return {
        "above": t.context("price table", "Above"),
        "up_to": t.context("price table", "Up to"),
        "unit_price": t.context("price table", "Unit price"),
        "flat_fee": t.context("price table", "Fixed fee"),
        "step": t.context("price table", "Step of the unit price"),
        "package_price": t.context("price table", "Price of a package"),
        "size": t.context("price table", "Units in a package"),
        "free_units": t.context("price table", "Free units"),
        "committed": t.context("price table", "Committed quantity"),
        "rate": t.context("price table", "Rate"),
        "factor": t.context("price table", "Factor"),
        "months": t.context("price table", "From months"),
        "base": t.context("price table", "Base price"),
        "share": t.context("price table", "Share"),
        "threshold": t.context("price table", "Threshold"),
        "cap": t.context("price table", "At most"),
    }


def periods(t: Translator) -> dict[Period, str]:
    """How often a price is due."""
    return {
        Period.ONE_OFF: t.context("period", "One-off"),
        Period.MONTH: t.context("period", "Month"),
        Period.YEAR: t.context("period", "Year"),
        Period.USAGE: t.context("period", "Usage a month"),
    }


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
        "calibration": N_("Calibration to measurements"),
        "gnb-noise-figure": N_("Noise figure of the base station (assumed)"),
    }
)
