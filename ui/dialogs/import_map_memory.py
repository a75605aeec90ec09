"""What somebody decided about the layers of maps, kept for the next map with layers of the same names."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import QSettings

from planner.model.site_map import ObstacleKind

KEY = "import/layers"
IGNORE = "ignore"
MAX_LAYERS = 1000
_VALUES = frozenset((IGNORE, *(kind.value for kind in ObstacleKind)))


def remembered_layers(settings: QSettings | None) -> dict[str, str]:
    """Choices by layer name; nothing where nothing is kept or what is kept can't be read."""
    if settings is None:
        return {}
    try:
        stored = json.loads(str(settings.value(KEY, "{}")))
    except ValueError:
        return {}
    if not isinstance(stored, dict):
        return {}
    return {str(name): str(choice) for name, choice in stored.items() if choice in _VALUES}


def remember_layers(settings: QSettings | None, decided: Mapping[str, str], forgotten: frozenset[str]) -> None:
    """Keep these choices, the latest last, and forget those of the given layers; old ones go when there are many."""
    if settings is None:
        return
    known = remembered_layers(settings)
    kept = {name: choice for name, choice in known.items() if name not in forgotten and name not in decided}
    kept |= {name: choice for name, choice in decided.items() if name}
    latest = dict(list(kept.items())[-MAX_LAYERS:])
    if latest != known:
        settings.setValue(KEY, json.dumps(latest, ensure_ascii=False))
