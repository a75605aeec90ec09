"""Changes between two projects as plain JSON records, and how they are put on again.

A change is `{"put": path, "value": plain}` or `{"del": path}`; a path leads from the project down to a field or to the
entry of a collection. Unlike `planner.model.diff`, which names the objects a drawing has to touch, this covers every
field: terms, settings, terrain, names. What an edit left alone is the same object, so identity keeps it cheap.
Assets are left out: they are files of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from planner.io.codec import to_plain
from planner.model.demand import Demand
from planner.model.network import Network
from planner.model.project import Project, Scheme
from planner.model.site_map import SiteMap

Plain = dict[str, Any]
Path = tuple[str, ...]

#: Values looked into; anything else is replaced as a whole.
_CONTAINERS = (Project, SiteMap, Demand, Scheme, Network)


def changes(before: Project, after: Project) -> Iterator[Plain]:
    """What turns one project into the other, assets apart. Nothing for equal ones."""
    return _changes((), before, after)


def _changes(path: Path, before: Any, after: Any) -> Iterator[Plain]:
    if before is after:
        return
    if isinstance(after, _CONTAINERS) and type(before) is type(after):
        for item in fields(after):
            if item.name != "assets":
                yield from _changes((*path, item.name), getattr(before, item.name), getattr(after, item.name))
    elif isinstance(after, Mapping) and isinstance(before, Mapping):
        yield from ({"del": [*path, str(key)]} for key in before if key not in after)
        for key, value in after.items():
            if key not in before:
                yield {"put": [*path, str(key)], "value": to_plain(value)}
            else:
                yield from _changes((*path, str(key)), before[key], value)
    elif before != after:
        yield {"put": list(path), "value": to_plain(after)}


def whole(project: Project) -> Iterator[Plain]:
    """The project as changes of an empty one: the collections' entries one by one, so that no record is long."""
    return changes(Project(), project)


def apply_change(data: Plain, change: Plain) -> None:
    """Put one change on a plain project. KeyError, TypeError or ValueError where it doesn't fit."""
    path = change.get("put") or change["del"]
    place = data
    for name in path[:-1]:
        place = place[name]
    if "put" in change:
        place[path[-1]] = change["value"]
    else:
        del place[path[-1]]


def empty_plain() -> Plain:
    """The plain project that `whole` starts from."""
    data = to_plain(Project())
    del data["assets"]
    return data
