"""What changed between two projects. Objects untouched by an edit are the same objects, so identity is enough."""

from dataclasses import dataclass
from typing import Any

from planner.model.edits import PROJECT_COLLECTIONS, SCHEME_COLLECTIONS, ObjectRef, collection
from planner.model.project import Project


@dataclass(frozen=True, slots=True)
class Difference:
    """Addresses of the objects added, removed and changed."""

    added: tuple[ObjectRef, ...] = ()
    removed: tuple[ObjectRef, ...] = ()
    changed: tuple[ObjectRef, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(before: Project, after: Project) -> Difference:
    """Objects that differ, by identity first and then by value; collections that are one object are passed over."""
    added: list[ObjectRef] = []
    removed: list[ObjectRef] = []
    changed: list[ObjectRef] = []
    places: list[tuple[str, str]] = [(kind, "") for kind in PROJECT_COLLECTIONS]
    common = before.schemes.keys() & after.schemes.keys()
    places += [(kind, scheme_id) for scheme_id in sorted(common) for kind in SCHEME_COLLECTIONS]
    for kind, scheme_id in places:
        old: Any = collection(before, kind, scheme_id)
        new: Any = collection(after, kind, scheme_id)
        if old is new:
            continue
        added += [ObjectRef(kind, key, scheme_id) for key in new if key not in old]
        for key, value in old.items():
            if key not in new:
                removed.append(ObjectRef(kind, key, scheme_id))
            elif new[key] is not value and new[key] != value:
                changed.append(ObjectRef(kind, key, scheme_id))
    return Difference(tuple(added), tuple(removed), tuple(changed))
