"""Memory of the engine: every stage's result under the inputs it depends on, oldest forgotten first.

Keys are plain hashable values. Large immutable inputs (the obstacles of a map) are represented by a token: the same
object keeps its token by identity, an equal one found by value gets the same token, so a reloaded project hits too.
"""

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

import numpy as np

T = TypeVar("T")

#: Most bytes of arrays the engine remembers.
DEFAULT_LIMIT_BYTES = 1_500_000_000
_IDENTITIES_KEPT = 512
_CONTENTS_KEPT = 256
_LATEST_KEPT = 4


class EngineCache:
    """Results by stage and inputs. Safe to share between threads; a value may be computed twice, never half."""

    def __init__(self, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._size_bytes = 0
        self._identities: OrderedDict[int, tuple[Any, int]] = OrderedDict()
        self._contents: OrderedDict[Hashable, int] = OrderedDict()
        self._latest: OrderedDict[Hashable, Any] = OrderedDict()
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def get(self, stage: str, key: Hashable, compute: Callable[[], T]) -> T:
        """The stage's result for these inputs, computed when it isn't remembered."""
        full = (stage, key)
        with self._lock:
            if full in self._entries:
                self._entries.move_to_end(full)
                return cast("T", self._entries[full][0])
        value = compute()
        size = array_bytes(value) + 256
        with self._lock:
            if full not in self._entries:
                self._entries[full] = (value, size)
                self._size_bytes += size
                while self._size_bytes > self._limit_bytes and len(self._entries) > 1:
                    _, (_, gone) = self._entries.popitem(last=False)
                    self._size_bytes -= gone
        return value

    def recall(self, name: Hashable) -> Any:
        """What was last remembered under a name, None at first."""
        with self._lock:
            return self._latest.get(name)

    def remember(self, name: Hashable, value: Any) -> None:
        """Keep the latest value under a name, for stages that can start from their last result."""
        with self._lock:
            self._latest[name] = value
            self._latest.move_to_end(name)
            _trim(self._latest, _LATEST_KEPT)

    def token(self, mapping: Mapping[str, Any]) -> Hashable:
        """A small key that stands for the content of an immutable mapping of hashable objects.

        Equal content gets the same number, other content never: a hash alone won't do, since hash(-1.0) == hash(-2.0).
        """
        with self._lock:
            known = self._identities.get(id(mapping))
            if known is not None and known[0] is mapping:
                self._identities.move_to_end(id(mapping))
                return known[1]
        content = tuple((key, mapping[key]) for key in sorted(mapping))
        with self._lock:
            number = self._contents.get(content)
            if number is None:
                number = next(self._numbers)
                self._contents[content] = number
            self._contents.move_to_end(content)
            # the mapping itself is kept, so that its id can't be taken by another object meanwhile
            self._identities[id(mapping)] = (mapping, number)
            _trim(self._identities, _IDENTITIES_KEPT)
            _trim(self._contents, _CONTENTS_KEPT)
        return number


def _trim(table: OrderedDict[Any, Any], limit: int) -> None:
    while len(table) > limit:
        table.popitem(last=False)


def array_bytes(value: Any) -> int:
    """Bytes of the numpy arrays in a result (dataclasses, tuples, mappings looked into)."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, tuple | list):
        return sum(array_bytes(item) for item in cast("tuple[Any, ...]", value))
    if isinstance(value, Mapping):
        return sum(array_bytes(item) for item in cast("Mapping[Any, Any]", value).values())
    if is_dataclass(value) and not isinstance(value, type):
        return sum(array_bytes(getattr(value, item.name)) for item in fields(value))
    return 0
