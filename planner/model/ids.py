"""Stable identifiers of the objects of a project."""

import re
from collections.abc import Iterable

_NUMBERED = re.compile(r"^(?P<prefix>.+)-(?P<number>\d+)$")

#: Prefix of new identifiers by collection of the model.
PREFIXES = {
    "obstacles": "ob",
    "zones": "zone",
    "backdrops": "picture",
    "measurements": "survey",
    "flows": "flow",
    "schemes": "scheme",
    "sites": "gnb",
    "cells": "cell",
    "upfs": "upf",
    "mec_hosts": "mec",
    "links": "link",
    "slices": "slice",
}


def new_id(prefix: str, existing: Iterable[str]) -> str:
    """The next free identifier: one above the highest number in use, so that a deleted id doesn't come back at once.

    >>> new_id("gnb", ["gnb-01", "gnb-07", "upf-09"])
    'gnb-08'
    """
    highest = 0
    for identifier in existing:
        match = _NUMBERED.match(identifier)
        if match and match["prefix"] == prefix:
            highest = max(highest, int(match["number"]))
    return f"{prefix}-{highest + 1:02d}"
