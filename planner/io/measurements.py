"""Measured points (drive and walk tests) as a layer of the map: read, checked, embedded; and read back as arrays."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError, Issue, Severity
from planner.io import crs as reference
from planner.io.map_file import MAX_NAME, issue
from planner.io.measurement_checks import (
    FAR_M,
    FLOOR_DBM,
    POSSIBLE,
    Numbers,
    ReusedIdentity,
    distance_m,
    impossible,
    reused_identities,
)
from planner.io.measurement_places import places_of
from planner.io.measurement_tables import TEXT_COLUMNS, MeasurementTable, read_measurement_table
from planner.io.project_file import with_asset
from planner.model.edits import ObjectRef, find, free_id, put
from planner.model.project import Project
from planner.model.rules import map_bounds
from planner.model.site_map import MeasurementSet

#: What a set's asset may hold beside x_m and y_m, in this order; texts but for the measured figures.
COLUMNS = ("cell", "pci", *POSSIBLE, "device", "time", "flag")
#: Values of the column `flag`: nothing wrong; at the phone's floor, so the true value is lower; from another cell of
#: the same identity; far from the map. Of several the last one counts.
FLAG_NONE, FLAG_FLOOR, FLAG_REUSED, FLAG_FAR = "", "floor", "reused", "far"
#: Without a map, points further than this from their middle are strays, m. Assumption.
_STRAY_M = 50_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementReport:
    """What an import of measurements did.

    `count` points kept of `rows`; `without_place`, `without_value`: rows left out; `impossible`: values left out by
    column; `censored`: points at the phone's floor; `far`: points far from the map; `reused`: identities that two cells
    share. Flagged points are kept; the column `flag` says why. `swapped`: latitude stood in longitude's column.
    """

    set_id: str
    file: str
    encoding: str
    rows: int
    count: int
    columns: tuple[str, ...]
    headings: Mapping[str, str]
    without_place: int
    without_value: int
    impossible: Mapping[str, int]
    censored: int
    far: int
    reused: tuple[ReusedIdentity, ...]
    swapped: bool
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flags:
    """What is wrong by point, and its counts."""

    flags: NDArray[np.str_]
    censored: int
    far: int
    reused: tuple[ReusedIdentity, ...]


def import_measurements(
    path: Path | str,
    project: Project,
    *,
    name: str = "",
    sheet: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
) -> tuple[Project, MeasurementReport]:
    """Add the measured points of a CSV or XLSX file as a layer.

    Columns by name in Chinese or English: lat/lon or x/y, cell or PCI, RSRP, SINR, DL, UL, device, time. `crs`: of the
    degrees ("GCJ-02", "BD-09"; WGS 84 by default) or of x and y (local metres by default). A blank project takes its
    reference from degrees.

    Raises `FileError`: those of `read_measurement_table` and `places_of`, "measurements-without-values",
    "measurements-unusable".
    """
    path = Path(path)
    table = read_measurement_table(path, sheet=sheet, encoding=encoding)
    values, wrong = _values(table)
    places = places_of(project, table, crs)
    project = reference.with_reference(project, places.geo)
    has_place = np.isfinite(places.x_m)
    has_value = np.any([np.isfinite(numbers) for numbers in values.values()], axis=0)
    kept = np.flatnonzero(has_place & has_value)
    if not len(kept):
        raise FileError("measurements-unusable", file=path.name)
    x_m, y_m = places.x_m[kept], places.y_m[kept]
    data: dict[str, Any] = {column: numbers[kept] for column, numbers in values.items()}
    rows = kept.tolist()
    data |= {column: [table.texts[column][row] for row in rows] for column in TEXT_COLUMNS & table.texts.keys()}
    found = _flagged(project, x_m, y_m, data)
    data["flag"] = found.flags.tolist()
    columns = tuple(column for column in COLUMNS if column in data)
    identifier = free_id(project, "measurements")
    project, key = with_asset(project, _packed(x_m, y_m, data, columns))
    title = (name or path.stem)[:MAX_NAME]
    points = MeasurementSet(id=identifier, name=title, asset=key, columns=columns, count=len(kept))
    report = MeasurementReport(
        set_id=identifier,
        file=path.name,
        encoding=table.encoding,
        rows=len(table.rows),
        count=len(kept),
        columns=columns,
        headings=table.headings,
        without_place=int((~has_place).sum()),
        without_value=int((has_place & ~has_value).sum()),
        impossible=wrong,
        censored=found.censored,
        far=found.far,
        reused=found.reused,
        swapped=places.swapped,
        issues=tuple(_issues(table, len(table.rows), has_place, has_value, wrong, found, swapped=places.swapped)),
    )
    return put(project, ObjectRef("measurements", identifier), points), report


def read_points(project: Project, set_id: str) -> dict[str, NDArray[Any]]:
    """The points of a set: "x_m", "y_m" and its columns; figures as float64 with NaN, all others as texts.

    Raises `EditError` "no-such-object", `FileError` "asset-damaged".
    """
    found: MeasurementSet = find(project, ObjectRef("measurements", set_id))
    content = project.assets.get(found.asset, b"")
    names = ("x_m", "y_m", *found.columns)
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
        if tuple(rows[0]) != names or len(rows) != found.count + 1:
            raise ValueError
        by_name = dict(zip(names, zip(*rows[1:], strict=True), strict=True))
        return {name: _array(name, by_name.get(name, ())) for name in names}
    except (ValueError, IndexError, csv.Error):
        raise FileError("asset-damaged", file=found.name, member=found.asset) from None


def _array(name: str, texts: Sequence[str]) -> NDArray[Any]:
    if name in ("x_m", "y_m", *POSSIBLE):
        return np.array([float(text) if text else np.nan for text in texts], dtype=np.float64)
    return np.array(texts, dtype=str)


def _values(table: MeasurementTable) -> tuple[dict[str, Numbers], dict[str, int]]:
    """The measured figures by column, NaN where impossible, and how many were."""
    values: dict[str, Numbers] = {}
    wrong: dict[str, int] = {}
    for column in POSSIBLE:
        if column not in table.texts:
            continue
        numbers = table.numbers(column)
        mask = impossible(column, numbers)
        values[column] = np.where(mask, np.nan, numbers)
        if mask.any():
            wrong[column] = int(mask.sum())
    if not values:
        raise FileError("measurements-without-values", file=table.file)
    return values, wrong


def _flagged(project: Project, x_m: Numbers, y_m: Numbers, data: Mapping[str, Any]) -> _Flags:
    flags = np.full(len(x_m), FLAG_NONE, dtype="<U8")
    floor = data["rsrp_dbm"] <= FLOOR_DBM if "rsrp_dbm" in data else np.zeros(len(x_m), dtype=np.bool_)
    flags[floor] = FLAG_FLOOR
    box = map_bounds(project)
    if box is None:
        middle = (float(np.median(x_m)), float(np.median(y_m)))
        far = distance_m(x_m, y_m, (*middle, *middle)) > _STRAY_M
    else:
        far = distance_m(x_m, y_m, box) > FAR_M
    reused: tuple[ReusedIdentity, ...] = ()
    identities = data.get("pci") or data.get("cell")
    if identities:
        near = np.flatnonzero(~far)
        apart, reused = reused_identities([identities[i] for i in near.tolist()], x_m[near], y_m[near], box)
        flags[near[apart]] = FLAG_REUSED
    flags[far] = FLAG_FAR
    return _Flags(flags=flags, censored=int(floor.sum()), far=int(far.sum()), reused=reused)


def _packed(x_m: Numbers, y_m: Numbers, data: Mapping[str, Any], columns: Sequence[str]) -> bytes:
    """The asset: CSV with x_m and y_m to the centimetre, then the columns; empty where there is no figure."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("x_m", "y_m", *columns))
    texts = [_texts(data[column]) for column in columns]
    places = ([f"{value:.2f}" for value in values.tolist()] for values in (x_m, y_m))
    writer.writerows(zip(*places, *texts, strict=True))
    return stream.getvalue().encode()


def _texts(values: Any) -> Sequence[str]:
    if isinstance(values, np.ndarray):
        return ["" if value != value else f"{value:.8g}" for value in values.tolist()]  # NaN differs from itself
    return values


def _issues(
    table: MeasurementTable,
    rows: int,
    has_place: NDArray[np.bool_],
    has_value: NDArray[np.bool_],
    wrong: Mapping[str, int],
    found: _Flags,
    *,
    swapped: bool,
) -> list[Issue]:
    source, warning = table.file, Severity.WARNING
    issues = [issue("column-ignored", file=source, column=column) for column in table.ignored[:10]]
    if swapped:
        issues.append(issue("measurements-swapped", warning, file=source))
    if lost := rows - int(has_place.sum()):
        issues.append(issue("measurements-no-place", warning, file=source, count=lost))
    for column, count in wrong.items():
        low, high = POSSIBLE[column]
        heading = table.headings[column]
        issues.append(
            issue("measurements-impossible", warning, file=source, count=count, column=heading, low=low, high=high)
        )
    if lost := int((has_place & ~has_value).sum()):
        issues.append(issue("measurements-no-value", file=source, count=lost))
    if found.censored:
        issues.append(issue("measurements-censored", file=source, count=found.censored, floor_dbm=FLOOR_DBM))
    if found.far:
        issues.append(issue("measurements-far", warning, file=source, count=found.far))
    issues += [
        issue(
            "measurements-reused",
            warning,
            file=source,
            cell=item.identity,
            count=item.points,
            apart_m=round(item.apart_m),
        )
        for item in found.reused
    ]
    return issues
