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
    RadioUnit,
    Scenario,
    Terminal,
)
from planner.model.rules_antennas import antenna_fault
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
    "radio_units": RadioUnit,
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
    for material in catalogue.materials.values():
        _check_slab(material)
    for band in catalogue.bands.values():
        _check_edges(band)
        if band.default_frame not in catalogue.frames:
            raise CatalogueError("unknown-reference", file="bands.toml", entry=band.key, key=band.default_frame)
    for scenario in catalogue.scenarios.values():
        if scenario.terminal not in catalogue.terminals:
            raise CatalogueError("unknown-reference", file="scenarios.toml", entry=scenario.key, key=scenario.terminal)
    for antenna in catalogue.antennas.values():
        if fault := antenna_fault(antenna):
            raise CatalogueError("invalid-field", file="antennas.toml", field=f"{antenna.key}.{fault}", value="")
    for frame in catalogue.frames.values():
        symbols = frame.s_dl_symbols + frame.s_gap_symbols + frame.s_ul_symbols
        if not frame.slots or set(frame.slots) - set("DSUF") or ("S" in frame.slots and symbols != 14):
            raise CatalogueError("invalid-frame", file="frames.toml", entry=frame.key, symbols=symbols)


def _check_slab(material: Material) -> None:
    """A slab is of a material that ITU-R P.2040 knows, and of some thickness."""
    from planner.radio.itu_p2040 import TABLE_3

    known = material.p2040 in TABLE_3 if material.p2040 else material.o2i != "slab"
    if not known:
        field = f"{material.key}.p2040"
        raise CatalogueError("invalid-field", file="materials.toml", field=field, value=material.p2040)
    if material.p2040 and not 0.0 < material.thickness_m < 10.0:
        field, value = f"{material.key}.thickness_m", str(material.thickness_m)
        raise CatalogueError("invalid-field", file="materials.toml", field=field, value=value)


def _check_edges(band: Band) -> None:
    """The edges of a band enclose its usual carrier and its blocks; an FDD band has an uplink of its own."""
    pieces = ((block.low_mhz, block.high_mhz) for block in band.blocks)
    usual = band.freq_ghz * 1000.0
    paired = band.duplex == "fdd"
    fits = band.low_mhz < usual < band.high_mhz and (band.ul_low_mhz < band.ul_high_mhz) == paired
    if not fits or not all(band.low_mhz <= low < high <= band.high_mhz for low, high in pieces):
        raise CatalogueError("invalid-band-edges", file="bands.toml", entry=band.key)


@cache
def load_catalogue() -> Catalogue:
    """The catalogue shipped with the program."""
    return read_catalogue(RESOURCES_DIR / "catalogue")
