"""From the model's values to words and figures on screen: labels of choices, names of objects, verdicts, findings."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from planner.errors import EditError, Issue, PlannerError, Severity
from planner.model.edits import PROJECT_COLLECTIONS, SCHEME_COLLECTIONS, ObjectRef, find
from planner.model.project import Project
from planner.text import N_, Translator
from ui.scene.read_out import cell_title

if TYPE_CHECKING:
    from ui.document import Document

DASH = "–"

#: Words for the values of the model's enumerations, by class and value.
LABELS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("SiteKind", "macro"): N_("Macro site"),
        ("SiteKind", "micro"): N_("Micro site"),
        ("SiteKind", "indoor_head"): N_("Indoor head (pRRU)"),
        ("SiteKind", "explosion_proof"): N_("Explosion-proof site"),
        ("Ownership", "new"): N_("New for this customer"),
        ("Ownership", "public"): N_("Existing public-network site"),
        ("RadioScenario", "UMa"): N_("UMa: urban macro"),
        ("RadioScenario", "UMi"): N_("UMi: street level"),
        ("RadioScenario", "SMa"): N_("SMa: suburban macro"),
        ("RadioScenario", "RMa"): N_("RMa: rural macro"),
        ("RadioScenario", "InH"): N_("InH: office, indoor"),
        ("RadioScenario", "InH-open"): N_("InH: open-plan office"),
        ("RadioScenario", "InF-SL"): N_("InF-SL: hall, sparse, low antenna"),
        ("RadioScenario", "InF-DL"): N_("InF-DL: hall, dense, low antenna"),
        ("RadioScenario", "InF-SH"): N_("InF-SH: hall, sparse, high antenna"),
        ("RadioScenario", "InF-DH"): N_("InF-DH: hall, dense, high antenna"),
        ("RadioScenario", "InF-HH"): N_("InF-HH: hall, antenna and terminal above the clutter"),
        ("EntryLossModel", "38901"): N_("TR 38.901: wall and depth"),
        ("EntryLossModel", "p2109"): N_("ITU-R P.2109: whole building"),
        ("UpfPlace", "on_site"): N_("On site (sunk)"),
        ("UpfPlace", "city"): N_("City"),
        ("UpfPlace", "region"): N_("Region"),
        ("Tenancy", "shared"): N_("Shared"),
        ("Tenancy", "dedicated"): N_("Dedicated"),
        ("Redundancy", "single"): N_("Single"),
        ("Redundancy", "1+1"): N_("1+1 in two rooms"),
        ("CoreMode", "public"): N_("Operator's public core"),
        ("CoreMode", "light"): N_("Light core on campus"),
        ("CoreMode", "dedicated"): N_("Dedicated core"),
        ("ObstacleKind", "building"): N_("Building"),
        ("ObstacleKind", "wall"): N_("Wall"),
        ("ObstacleKind", "container_yard"): N_("Container yard"),
        ("ObstacleKind", "quay_crane"): N_("Quay crane"),
        ("ObstacleKind", "yard_crane"): N_("Yard crane"),
        ("ObstacleKind", "tank"): N_("Tank or metal structure"),
        ("ObstacleKind", "vegetation"): N_("Vegetation"),
        ("ObstacleKind", "water"): N_("Water"),
        ("ObstacleKind", "road"): N_("Road"),
        ("ObstacleKind", "land"): N_("Land"),
        ("HeightSource", "surveyed"): N_("Surveyed"),
        ("HeightSource", "stated"): N_("Stated by the customer"),
        ("HeightSource", "assumed"): N_("Assumed"),
        ("Completeness", "surveyed"): N_("Surveyed: nothing missing"),
        ("Completeness", "sketched"): N_("Sketched: things may be missing"),
        ("AreaClass", "simple"): N_("Simple area"),
        ("AreaClass", "standard"): N_("Standard area"),
        ("AreaClass", "complex"): N_("Complex area"),
        ("FlowDirection", "ul"): N_("Uplink"),
        ("FlowDirection", "dl"): N_("Downlink"),
        ("FlowDirection", "round_trip"): N_("Round trip"),
        ("FlowDirection", "ue_to_ue"): N_("Terminal to terminal"),
        ("RanIsolation", "qos"): N_("QoS priority"),
        ("RanIsolation", "reserved"): N_("Reserved PRBs"),
        ("RanIsolation", "carrier"): N_("Own carrier"),
        ("TransportIsolation", "shared"): N_("Shared"),
        ("TransportIsolation", "vpn"): N_("VPN"),
        ("TransportIsolation", "hard_pipe"): N_("FlexE hard pipe"),
        ("CoreIsolation", "shared"): N_("Shared"),
        ("CoreIsolation", "dedicated"): N_("Dedicated"),
        ("CoreIsolation", "sunk"): N_("Sunk UPF"),
        ("UplinkAccess", "grant"): N_("Scheduling request and grant"),
        ("UplinkAccess", "configured_grant"): N_("Configured grant"),
        ("Rounding", "line"): N_("Every line"),
        ("Rounding", "total"): N_("Totals only"),
        ("TaxTreatment", "net"): N_("Prices without tax"),
        ("TaxTreatment", "gross"): N_("Prices with tax"),
        ("Verdict", "met"): N_("Met"),
        ("Verdict", "met_with_probability"): N_("Likely met"),
        ("Verdict", "not_met"): N_("Not met"),
        ("Severity", "error"): N_("Error"),
        ("Severity", "warning"): N_("Warning"),
        ("Severity", "note"): N_("Note"),
        ("Period", "one_off"): N_("One-off"),
        ("Period", "month"): N_("Monthly"),
        ("Period", "year"): N_("Yearly"),
        ("Period", "usage"): N_("By usage"),
    }
)

#: What one object of a collection is called.
KIND_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "sites": N_("Site"),
        "cells": N_("Cell"),
        "upfs": N_("UPF"),
        "mec_hosts": N_("MEC host"),
        "links": N_("Transport link"),
        "slices": N_("Slice"),
        "assignments": N_("Flow on slice"),
        "obstacles": N_("Obstacle"),
        "backdrops": N_("Backdrop"),
        "measurements": N_("Measurements"),
        "zones": N_("Coverage zone"),
        "flows": N_("Flow"),
        "schemes": N_("Scheme"),
    }
)

VERDICT_STATES = MappingProxyType({"met": "ok", "met_with_probability": "warn", "not_met": "bad"})
SEVERITY_STATES = MappingProxyType({Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.NOTE: "note"})


def label_of(t: Translator, value: StrEnum) -> str:
    """The word for a value of one of the model's enumerations; the value itself where none is known."""
    return t.code(LABELS.get((type(value).__name__, str(value)), str(value)))


def number(t: Translator, value: float | Decimal | None, digits: int | None = 0, unit: str = "") -> str:
    """A figure with its unit; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return DASH
    shown = t.number(value, digits)
    return f"{shown} {unit}" if unit else shown


def percent(t: Translator, share: float | None, digits: int = 1) -> str:
    """A share as a percentage; a dash where there is none."""
    return DASH if share is None else t.percent(share, digits)


def rounded_money(t: Translator, amount: Decimal | None, currency: str = "CNY") -> str:
    """An amount in whole yuan, for headlines."""
    return DASH if amount is None else t.money(amount, currency, 0)


def term_text(t: Translator, months: int) -> str:
    """A contract term: whole years as years.

    >>> term_text(Translator("en"), 36), term_text(Translator("en"), 30)
    ('3 years', '30 months')
    """
    if months and months % 12 == 0:
        return t.plural("{n} year", "{n} years", months // 12)
    return t.plural("{n} month", "{n} months", months)


def error_text(t: Translator, error: BaseException) -> str:
    """An error as one sentence. What isn't a planner's error is named as unexpected, with its type."""
    if isinstance(error, PlannerError):
        params: dict[str, object] = dict(error.params)
        if isinstance(error, EditError) and "kind" in params:
            params["kind"] = t.code(KIND_NAMES.get(str(params["kind"]), str(params["kind"])))
        return t.code(error.code, params)
    return t("Unexpected error: {kind}: {message}", kind=type(error).__name__, message=str(error))


def issue_text(t: Translator, issue: Issue) -> str:
    """A finding as one sentence."""
    return t.code(issue.code, issue.params)


def issue_ref(issue: Issue, scheme_id: str) -> ObjectRef | None:
    """The object a finding is about, None where it is about the whole project."""
    return reference(issue.object_kind, issue.object_id, issue.scheme_id or scheme_id)


def reference(kind: str, identifier: str, scheme_id: str) -> ObjectRef | None:
    """An address from a kind and an id; None where the kind isn't one of the model's collections."""
    if not identifier:
        return None
    if kind in PROJECT_COLLECTIONS:
        return ObjectRef(kind, identifier)
    return ObjectRef(kind, identifier, scheme_id) if kind in SCHEME_COLLECTIONS else None


def object_name(project: Project, ref: ObjectRef) -> str:
    """The name a person gave an object, else its id; a cell goes by its site and its own name."""
    try:
        item: Any = find(project, ref)
    except EditError:
        return ref.id
    if ref.kind == "cells":
        return cell_title(project, ref.scheme_id, ref.id)
    return str(getattr(item, "name", "") or ref.id)


def object_title(document: Document, ref: ObjectRef) -> str:
    """Kind and name of an object, as a heading."""
    project = document.project
    kind = document.tr(KIND_NAMES[ref.kind])
    if ref.kind == "obstacles" and ref.id in project.site_map.obstacles:
        kind = label_of(document.t, project.site_map.obstacles[ref.id].kind)
    return f"{kind} · {object_name(project, ref)}"
