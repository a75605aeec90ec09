"""The inspector's table: for every collection its sections and fields."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from planner.text import N_
from ui.panels.fields import Section
from ui.panels.fields_map import BACKDROP, MEASUREMENTS, OBSTACLE, ZONE
from ui.panels.fields_network import CELL, LINK, MEC, SITE, UPF
from ui.panels.fields_project import PROJECT, SCHEME
from ui.panels.fields_services import ASSIGNMENT, FLOW, SLICE

SECTIONS: Mapping[str, tuple[Section, ...]] = MappingProxyType(
    {
        "sites": SITE,
        "cells": CELL,
        "upfs": UPF,
        "links": LINK,
        "mec_hosts": MEC,
        "zones": ZONE,
        "obstacles": OBSTACLE,
        "backdrops": BACKDROP,
        "measurements": MEASUREMENTS,
        "slices": SLICE,
        "flows": FLOW,
        "assignments": ASSIGNMENT,
        "project": PROJECT,
        "schemes": SCHEME,
    }
)

#: Units that are words; the others are written alike in both languages.
WORD_UNITS = (N_("months"), N_("days"), N_("slots"))
