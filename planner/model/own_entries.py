"""Entries a project brings along beside the catalogue: imported antennas. Edits of them, and the merged catalogue."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from planner.errors import EditError
from planner.model.catalogue import Antenna, Catalogue
from planner.model.network import Cell
from planner.model.project import Project
from planner.model.rules_antennas import antenna_fault

#: How an own antenna's key begins, so that none ever stands for a catalogue's entry.
KEY_PREFIX = "own-"
#: Most antennas a project holds.
MAX_ANTENNAS = 500
#: The last merge with what it was made of: caches of the engine know the parts of a catalogue by identity.
_merged: tuple[Catalogue, Mapping[str, Antenna], Catalogue] | None = None
_KEY_CHARACTERS = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")


def with_own_antennas(catalogue: Catalogue, project: Project) -> Catalogue:
    """The catalogue with the project's own antennas; the catalogue itself where there are none.

    A catalogue's entry wins over an own one with its key; an own one that can't be used is left out, so that its cells
    are findings and not faults of the calculation.
    """
    global _merged
    if not project.antennas:
        return catalogue
    last = _merged
    if last is None or last[0] is not catalogue or last[1] is not project.antennas:
        last = (catalogue, project.antennas, replace(catalogue, antennas=antennas_of(catalogue, project)))
        _merged = last
    return last[2]


def own_key(name: str, taken: Iterable[str]) -> str:
    """A free key for an antenna of this name.

    >>> own_key("APXVAA 6T 3500", ("own-apxvaa-6t-3500",))
    'own-apxvaa-6t-3500-2'
    """
    base = KEY_PREFIX + (_KEY_CHARACTERS.sub("-", name.lower()).strip("-")[:60] or "antenna")
    known = set(taken)
    number = 1
    key = base
    while key in known:
        number += 1
        key = f"{base}-{number}"
    return key


def add_antennas(project: Project, antennas: Iterable[Antenna]) -> tuple[Project, tuple[str, ...]]:
    """Add antennas under free keys; one that the project has already, key apart, isn't added again.

    Returns the project and the key of each. `EditError` "too-many-antennas".
    """
    own = dict(project.antennas)
    keys: list[str] = []
    for antenna in antennas:
        same = next((key for key, item in own.items() if replace(antenna, key=key) == item), None)
        key = same or own_key(antenna.name_en, own)
        own[key] = replace(antenna, key=key)
        keys.append(key)
    if len(own) > MAX_ANTENNAS:
        raise EditError("too-many-antennas", most=MAX_ANTENNAS)
    return replace(project, antennas=own), tuple(keys)


def remove_antenna(project: Project, key: str) -> Project:
    """Remove an own antenna. `EditError` "no-such-antenna", or "antenna-in-use" naming the cells."""
    antenna = project.antennas.get(key)
    if antenna is None:
        raise EditError("no-such-antenna", key=key)
    users = [_title(cell, scheme_id) for scheme_id, cell in cells_using(project, key)]
    if users:
        more = len(users) - 5
        listed = ", ".join(users[:5]) + (f" (+{more})" if more > 0 else "")
        raise EditError("antenna-in-use", name=antenna.name_en, cells=listed, count=len(users))
    return replace(project, antennas={other: item for other, item in project.antennas.items() if other != key})


def cells_using(project: Project, key: str) -> list[tuple[str, Cell]]:
    """(scheme, cell) of the cells with this antenna."""
    return [
        (scheme_id, cell)
        for scheme_id, scheme in sorted(project.schemes.items())
        for cell in scheme.network.cells.values()
        if cell.antenna == key
    ]


def _title(cell: Cell, scheme_id: str) -> str:
    return f"{scheme_id}: {cell.name or cell.id}"


def antennas_of(catalogue: Catalogue, project: Project) -> Mapping[str, Antenna]:
    """All antennas a cell of the project may have, own ones last."""
    own = {
        key: item for key, item in project.antennas.items() if key not in catalogue.antennas and not antenna_fault(item)
    }
    return {**catalogue.antennas, **own}
