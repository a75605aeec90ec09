"""Results as pandas tables, for scripts and for spreadsheets: one row an object, units in the column names."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.engine.results import Results
from planner.io import atomic
from planner.io.results_json import results_to_plain
from planner.model.project import Project

if TYPE_CHECKING:
    import pandas as pd

#: Tables of the results with an object to each row, and the name of their key column.
_KEYED = {"zones": "zone_id", "flows": "flow_id", "cells": "cell_id"}
#: Texts that a spreadsheet would take for a formula get an apostrophe in front.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def results_frames(project: Project, results: Results, *, lang: str = "en") -> "dict[str, pd.DataFrame]":
    """Tables "zones", "flows", "cells", "slice_loads" and "quote_lines" of a scheme's results.

    Nested figures become columns joined by dots (`latency.p999_ms`); lists (targets, reasons, components) are left out,
    they are in the JSON. Columns as in `results_to_plain`; `lang` is that of the texts.
    """
    import pandas as pd

    plain = results_to_plain(project, results, lang=lang)
    rows: dict[str, list[dict[str, Any]]] = {
        name: [{key: identifier, **_scalars(entry)} for identifier, entry in sorted(plain[name].items())]
        for name, key in _KEYED.items()
    }
    rows["slice_loads"] = [_scalars(entry) for entry in plain["slice_loads"]]
    rows["quote_lines"] = [_scalars(line) for line in (plain["quote"] or {}).get("lines", [])]
    return {name: pd.DataFrame.from_records(entries) for name, entries in rows.items()}


def write_tables(folder: Path, project: Project, results: Results, *, lang: str = "en") -> list[Path]:
    """Write the tables as CSV files (UTF-8 with a mark, so that Excel reads Chinese); returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, frame in results_frames(project, results, lang=lang).items():
        path = folder / f"{name}.csv"
        text: str = frame.map(harmless).to_csv(index=False, lineterminator="\r\n")
        atomic.write_bytes(path, text.encode("utf-8-sig"))
        written.append(path)
    return written


def _scalars(entry: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, dict):
            flat |= _scalars(value, f"{prefix}{key}.")  # pyright: ignore[reportUnknownArgumentType]
        elif not isinstance(value, list):
            flat[prefix + key] = value
    return flat


def harmless(value: Any) -> Any:
    """The value as a spreadsheet may have it: a text that would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
