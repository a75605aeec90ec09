"""What is known about an object that never changes, kept with the object itself."""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")

#: Objects remembered per function: those of a few large plans.
LIMIT = 1 << 16


def by_identity(function: Callable[[Any], T]) -> Callable[[Any], T]:
    """Remember a function of one immutable object by the object, not by its value: no hashing of long outlines.

    After an edit all objects but the edited ones are the same ones as before, so that checking a plan of thousands of
    buildings costs what the change does. The oldest half is forgotten when there are too many. The result must not
    depend on anything else and must not be changed.
    """
    known: dict[int, tuple[Any, T]] = {}
    lock = Lock()

    @wraps(function)
    def remembered(item: Any) -> T:
        found = known.get(id(item))
        # the object is kept beside its result, so that its id can't come to mean another one
        if found is not None and found[0] is item:
            return found[1]
        value = function(item)
        with lock:
            if len(known) >= LIMIT:
                for old in list(known)[: LIMIT // 2]:
                    del known[old]
            known[id(item)] = (item, value)
        return value

    return remembered
