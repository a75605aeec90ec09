"""Old project files brought up to date: one function a version, on plain dicts, with no code of today.

`MIGRATIONS[n]` turns the JSON of schema version n into that of n + 1. A released migration is never edited.
"""

from collections.abc import Callable, Sequence
from typing import Any

from planner.errors import FileError

Plain = dict[str, Any]
Migration = Callable[[Plain], Plain]

#: Index 0 is unused: there is no version 0. Version 1 is the first, so no migration exists yet.
MIGRATIONS: tuple[Migration | None, ...] = (None,)

SCHEMA_VERSION = len(MIGRATIONS)


def migrate(data: Plain, version: int, *, source: str, migrations: Sequence[Migration | None] = MIGRATIONS) -> Plain:
    """Bring project JSON of `version` up to the newest one.

    Raises `FileError` "file-too-new" for a version this program doesn't know, "not-a-project" for one below 1.
    """
    newest = len(migrations)
    if version > newest:
        raise FileError("file-too-new", file=source, version=version, newest=newest)
    if version < 1:
        raise FileError("not-a-project", file=source)
    for number in range(version, newest):
        step = migrations[number]
        assert step is not None, "every version after the first has its migration"
        data = step(data)
    return data
