"""What of a project can be computed at all: objects with impossible values are left out, each is a finding already.

`model.rules.check` names every value out of its range. The calculations behind can't be trusted with one: compiled code
reads tables by distance and height without looking at their ends.
"""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

from planner.engine.cache import EngineCache
from planner.errors import EvaluationError
from planner.model.edits import SCHEME_COLLECTIONS, collection, points_of, with_collection
from planner.model.geometry import is_finite
from planner.model.limits import violations
from planner.model.project import Project, Scheme

_PROJECT_PARTS = ("obstacles", "zones", "flows")


def sound_project(project: Project, scheme_id: str, cache: EngineCache) -> Project:
    """The project without the objects that can't be computed; of its schemes only this one, and it's cleaned likewise.

    Raises `EvaluationError` "value-out-of-range" where a setting that everything depends on is out of its range.
    """
    scheme = project.schemes[scheme_id]
    for part in (project.settings, _own_settings(scheme)):
        for violation in violations(part):
            raise EvaluationError("value-out-of-range", **violation._asdict())
    result = replace(project, schemes={scheme_id: scheme})
    for kind, owner in (*((kind, "") for kind in _PROJECT_PARTS), *((kind, scheme_id) for kind in SCHEME_COLLECTIONS)):
        whole = collection(result, kind, owner)
        kept = _sound(whole, cache)
        if len(kept) < len(whole):
            result = with_collection(result, kind, owner, kept)
    return result


def _own_settings(scheme: Scheme) -> Any:
    """The network's own settings, without its objects."""
    return replace(scheme.network, sites={}, cells={}, upfs={}, mec_hosts={}, links={})


def _sound(whole: Mapping[str, Any], cache: EngineCache) -> Mapping[str, Any]:
    key: Hashable = cache.token(whole)
    bad = cache.get("unsound", key, lambda: tuple(name for name, item in whole.items() if not _is_sound(item)))
    return {name: item for name, item in whole.items() if name not in bad} if bad else whole


def _is_sound(item: Any) -> bool:
    return is_finite(points_of(item)) and not any(True for _ in violations(item))
