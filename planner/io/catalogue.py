"""Catalogues from resources/catalogue/*.toml: strict, so that a typing error is found and not ignored."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from planner.errors import CatalogueError
from planner.io.codec import from_plain
from planner.model.catalogue import (
    Antenna,
    Band,
    Catalogue,
    Entry,
    FrameStructure,
    Material,
    Medium,
    Scenario,
    Terminal,
)
from resources import RESOURCES_DIR

#: Which file holds which entries; the file's tables are the entries' keys.
FILES: dict[str, type[Entry]] = {
    "bands": Band,
    "frames": FrameStructure,
    "antennas": Antenna,
    "terminals": Terminal,
    "materials": Material,
    "scenarios": Scenario,
    "media": Medium,
}


def read_catalogue(folder: Path) -> Catalogue:
    """Read all catalogue files of a folder. Raises `CatalogueError` naming file and entry or line."""
    parts = {name: read_entries(folder / f"{name}.toml", kind) for name, kind in FILES.items()}
    catalogue = Catalogue(**cast("Any", parts))
    _check_references(catalogue)
    return catalogue


def read_entries(path: Path, kind: type[Entry]) -> Mapping[str, Entry]:
    """Read one catalogue file of entries of one type."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CatalogueError("file-missing", file=path.name) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise CatalogueError("invalid-toml", file=path.name, reason=str(problem)) from None
    entries: dict[str, Entry] = {}
    for key, content in data.items():
        if not isinstance(content, dict):
            raise CatalogueError("invalid-field", file=path.name, field=key, value=str(content)[:80], reason="table")
        source = f"{path.name} [{key}]"
        entries[key] = from_plain(kind, {"key": key, **content}, source=source, error=CatalogueError)
    return entries


def _check_references(catalogue: Catalogue) -> None:
    for band in catalogue.bands.values():
        if band.default_frame not in catalogue.frames:
            raise CatalogueError("unknown-reference", file="bands.toml", entry=band.key, key=band.default_frame)
    for scenario in catalogue.scenarios.values():
        if scenario.terminal not in catalogue.terminals:
            raise CatalogueError("unknown-reference", file="scenarios.toml", entry=scenario.key, key=scenario.terminal)
    for frame in catalogue.frames.values():
        symbols = frame.s_dl_symbols + frame.s_gap_symbols + frame.s_ul_symbols
        if not frame.slots or set(frame.slots) - set("DSUF") or ("S" in frame.slots and symbols != 14):
            raise CatalogueError("invalid-frame", file="frames.toml", entry=frame.key, symbols=symbols)


@cache
def load_catalogue() -> Catalogue:
    """The catalogue shipped with the program."""
    return read_catalogue(RESOURCES_DIR / "catalogue")
