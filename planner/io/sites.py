"""Sites, cells and UPFs from the list every engineer has (CSV or XLSX): whole or not at all."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from planner.errors import FileError, Issue, Severity
from planner.io.catalogue import load_catalogue
from planner.io.crs import local_from_lonlat
from planner.io.site_columns import DEFAULTS, Reading, Row, band_of, choice, kind_of, ownership_of, power_of
from planner.io.site_tables import read_rows
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, place_site, place_upf, scheme_of, update
from planner.model.geometry import Bounds, Point, bounds_of
from planner.model.network import Cell, Ownership, Site, SiteKind
from planner.model.own_entries import with_own_antennas
from planner.model.project import Project
from planner.text import tr

#: Rows of one name closer than this are one site.
SAME_PLACE_M = 1.0
_MAX_PCI = 1007
#: Sites further than this from the drawn map are reported, km. Assumption: no campus is wider.
FAR_KM = 20.0
#: Columns that have a default; where the list lacks them, the report says so.
_DEFAULTED = ("kind", "height_m", "azimuth_deg", "tx_power_dbm", "bandwidth_mhz", "frame", "antenna")


@dataclass(frozen=True, slots=True, kw_only=True)
class SitesReport:
    """What an import of sites did. `defaulted`: columns the list doesn't have, so that defaults were used."""

    file: str
    encoding: str
    sites: int
    cells: int
    upfs: int
    defaulted: tuple[str, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SiteRows:
    """One site of the list with its cells."""

    site: Site
    cells: tuple[Cell, ...]


def import_sites(
    path: Path | str,
    project: Project,
    scheme_id: str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    lang: str = "en",
    catalogue: Catalogue | None = None,
) -> tuple[Project, SitesReport]:
    """Add the sites, cells and UPFs of a list to a scheme.

    Rows of one name and place become cells of one site; several azimuths in a cell ("0/120/240") become several cells.
    Rows of kind UPF place an on-site UPF with a fibre link and give it to slices that have none. Longitude and latitude
    need a project with a geographic reference.

    All faults of the list are found before it is refused: one is raised as itself, several as `FaultsError`.

    Raises `FileError` naming file, row and column ("invalid-cell", "invalid-cell-number", "invalid-cell-whole",
    "missing-cell", "missing-column", "site-split", "list-faults", those of `read_rows`), `EditError` for an unknown
    scheme.
    """
    path = Path(path)
    catalogue = with_own_antennas(catalogue or load_catalogue(), project)
    scheme = scheme_of(project, scheme_id)
    rows, unknown, found_encoding = read_rows(path, sheet=sheet, encoding=encoding)
    if not rows:
        raise FileError("table-without-rows", file=path.name)
    present = set(rows[0].headings)
    _require_columns(path.name, present, rows)
    issues = [_issue("column-ignored", Severity.NOTE, file=path.name, column=name) for name in unknown]
    reading = Reading()
    places = _positions(project, rows, present, reading)
    pcis = {cell.pci for cell in scheme.network.cells.values()}
    groups: dict[str, _SiteRows] = {}
    upfs: dict[str, Point] = {}
    for row, place in zip(rows, places, strict=True):
        name = reading.attempt(lambda row=row: row.required("name"), "")
        kind = reading.attempt(lambda row=row: kind_of(row), SiteKind.MACRO)
        if kind is None:
            if name in upfs or any(upf.name == name for upf in scheme.network.upfs.values()):
                issues.append(_issue("row-duplicate", Severity.WARNING, file=path.name, row=row.number, name=name))
            else:
                upfs[name] = place
            continue
        if any(site.name == name for site in scheme.network.sites.values()):
            issues.append(_issue("site-exists", Severity.WARNING, file=path.name, row=row.number, name=name))
            continue
        groups[name] = _with_row(groups.get(name), row, kind, place, catalogue, pcis, issues, reading)
    reading.raise_faults(path.name)
    issues += [
        _issue("site-value-taken", Severity.NOTE, file=path.name, column=column, value=value, taken=taken, count=count)
        for (column, value, taken), count in reading.taken.items()
    ]
    issues += _far_rows(project, rows, places, is_degrees=not {"x", "y"} <= present)
    for name, group in groups.items():
        project, _ = place_site(project, scheme_id, group.site.position, name=name, site=group.site, cells=group.cells)
    for name, place in upfs.items():
        project, upf = place_upf(project, scheme_id, place, name=name, link_name=tr(lang, "Fibre to {name}", name=name))
        project = _serve_slices(project, scheme_id, upf.id)
    defaulted = tuple(column for column in _DEFAULTED if column not in present) if groups else ()
    report = SitesReport(
        file=path.name,
        encoding=found_encoding,
        sites=len(groups),
        cells=sum(len(group.cells) for group in groups.values()),
        upfs=len(upfs),
        defaulted=defaulted,
        issues=tuple(issues),
    )
    return project, report


def _issue(code: str, severity: Severity, **params: str | int | float) -> Issue:
    return Issue(code=code, severity=severity, params=params)


def _require_columns(source: str, present: set[str], rows: Sequence[Row]) -> None:
    if "name" not in present:
        raise FileError("missing-column", file=source, columns="name 站名")
    if not ({"x", "y"} <= present or {"lon", "lat"} <= present):
        raise FileError("missing-column", file=source, columns="x, y / lon 经度, lat 纬度")
    if "band" not in present and any(Reading().attempt(lambda row=row: kind_of(row), SiteKind.MACRO) for row in rows):
        raise FileError("missing-column", file=source, columns="band 频段")


def _positions(project: Project, rows: Sequence[Row], present: set[str], reading: Reading) -> list[Point]:
    """Local metres of every row: from x and y where the list has them, else from longitude and latitude."""
    first, second = (("x", 1e6), ("y", 1e6)) if {"x", "y"} <= present else (("lon", 180.0), ("lat", 90.0))
    pairs = [
        tuple(reading.attempt(lambda r=r, c=c: _coordinate(r, *c), math.nan) for c in (first, second)) for r in rows
    ]
    if first[0] == "x":
        return [(x, y) for x, y in pairs]
    good = [i for i, pair in enumerate(pairs) if all(map(math.isfinite, pair))]
    if not good:
        return [(0.0, 0.0)] * len(rows)
    places: list[Point] = [(0.0, 0.0)] * len(rows)
    for i, place in zip(good, local_from_lonlat(project, np.array([pairs[i] for i in good])), strict=True):
        if np.isfinite(place).all():
            places[i] = (round(float(place[0]), 3), round(float(place[1]), 3))
        else:
            reading.faults.append(rows[i].bad_number("lon", -180.0, 180.0))
    return places


def _coordinate(row: Row, column: str, limit: float) -> float:
    row.required(column)
    text = row.plain(column)
    if column == "lat":
        degrees = Reading().attempt(lambda: row.number_between(column, text, -180.0, 180.0), 0.0)
        if abs(degrees) > limit:
            raise FileError("latitude-out-of-range", file=row.file, row=row.number, value=row.text(column)[:60])
    return row.number_between(column, text, -limit, limit)


def _far_rows(project: Project, rows: Sequence[Row], places: Sequence[Point], *, is_degrees: bool) -> list[Issue]:
    """Warnings for places far from the drawn map."""
    extent = bounds_of(obstacle.outline for obstacle in project.site_map.obstacles.values())
    if extent is None:
        return []
    code = "site-far-in-degrees" if is_degrees else "site-far-in-metres"
    found: list[Issue] = []
    for row, place in zip(rows, places, strict=True):
        distance_km = _distance_m(place, extent) / 1000.0
        if distance_km > FAR_KM:
            params = {"file": row.file, "row": row.number, "name": row.text("name"), "km": round(distance_km, 1)}
            found.append(_issue(code, Severity.WARNING, **params))
    return found


def _distance_m(place: Point, extent: Bounds) -> float:
    """From a place to the nearest point of a rectangle."""
    west, south, east, north = extent
    return math.hypot(max(west - place[0], 0.0, place[0] - east), max(south - place[1], 0.0, place[1] - north))


def _with_row(
    group: _SiteRows | None,
    row: Row,
    kind: SiteKind,
    place: Point,
    catalogue: Catalogue,
    pcis: set[int],
    issues: list[Issue],
    reading: Reading,
) -> _SiteRows:
    """The site with the cells of one more row."""
    name = row.text("name")
    ownership = reading.attempt(lambda: ownership_of(row), Ownership.NEW)
    site = Site(id="gnb", name=name, position=place, kind=kind, ownership=ownership)
    if group is not None:
        apart = max(abs(group.site.position[0] - place[0]), abs(group.site.position[1] - place[1]))
        if apart > SAME_PLACE_M or group.site.kind != kind:
            reading.faults.append(FileError("site-split", file=row.file, row=row.number, name=name))
        site = group.site
    cells = list(group.cells) if group else []
    for cell in _cells(row, site, catalogue, len(cells), pcis, reading):
        same = any((old.azimuth_deg, old.band) == (cell.azimuth_deg, cell.band) for old in cells)
        if same:
            issues.append(_issue("row-duplicate", Severity.WARNING, file=row.file, row=row.number, name=name))
        else:
            cells.append(cell)
    return _SiteRows(site=site, cells=tuple(cells))


def _cells(row: Row, site: Site, catalogue: Catalogue, before: int, pcis: set[int], reading: Reading) -> list[Cell]:
    """The cells of a row; where it has faults, they go to `reading` and the cells are of no use."""
    known_faults = len(reading.faults)
    standard = DEFAULTS[site.kind]
    band = catalogue.bands.get(reading.attempt(lambda: band_of(row, catalogue, reading), ""))
    bandwidth = reading.attempt(lambda: row.number_in("bandwidth_mhz"), None)
    frame = reading.attempt(lambda: choice(row, "frame", catalogue.frames, band.default_frame if band else ""), "")
    antenna = reading.attempt(lambda: choice(row, "antenna", catalogue.antennas, standard.antenna), standard.antenna)
    mechanical = reading.attempt(lambda: row.number_in("mechanical_tilt_deg"), None)
    electrical = reading.attempt(lambda: row.number_in("electrical_tilt_deg"), None)
    if electrical is None:
        electrical = reading.attempt(lambda: row.number_in("tilt", field="electrical_tilt_deg"), None)
        if electrical is not None and mechanical is not None:
            electrical -= mechanical  # a total tilt beside the mechanical one
    height = reading.attempt(lambda: row.number_in("height_m"), None)
    power = reading.attempt(lambda: power_of(row, reading), None)
    azimuths = reading.attempt(lambda: _azimuths(row), [0.0])
    pci = reading.attempt(lambda: row.number_in("pci"), None)
    if band is not None:
        if bandwidth is not None and bandwidth not in band.bandwidths_mhz:
            listed = ", ".join(f"{value:g}" for value in band.bandwidths_mhz)
            reading.faults.append(row.bad("bandwidth_mhz", f"{listed} (MHz)"))
        if frame in catalogue.frames and (band.duplex == "fdd") != (catalogue.frames[frame].slots == "F"):
            fitting = [key for key, item in catalogue.frames.items() if (item.slots == "F") == (band.duplex == "fdd")]
            reading.faults.append(row.bad("frame", ", ".join(fitting)))
    if pci is not None and pci + len(azimuths) - 1 > _MAX_PCI:
        reading.faults.append(row.bad_number("pci", 0, _MAX_PCI))
    if band is None or len(reading.faults) > known_faults:
        return []
    cells: list[Cell] = []
    for number, azimuth_deg in enumerate(azimuths, start=before + 1):
        own_pci = int(pci) + len(cells) if pci is not None else _free_pci(pcis)
        pcis.add(own_pci)
        cells.append(
            Cell(
                id="cell",
                site_id=site.id,
                name=f"{site.name}-{number}",
                band=band.key,
                bandwidth_mhz=max(band.bandwidths_mhz) if bandwidth is None else bandwidth,
                frame=frame,
                tx_power_dbm=standard.tx_power_dbm if power is None else power,
                antenna=antenna,
                azimuth_deg=azimuth_deg,
                mechanical_tilt_deg=mechanical or 0.0,
                electrical_tilt_deg=standard.electrical_tilt_deg if electrical is None else electrical,
                height_m=standard.height_m if height is None else height,
                scenario=standard.scenario,
                dl_layers=min(standard.dl_layers, catalogue.antennas[standard.antenna].tx_ports),
                pci=own_pci,
            )
        )
    return cells


def _azimuths(row: Row) -> list[float]:
    """Azimuths of a cell such as "0/120/240"; a single comma may be a decimal one, two or a full-width one divide."""
    text = row.text("azimuth_deg").replace("，", "/")
    text = unicodedata.normalize("NFKC", text)
    separators = "[/、;|,]" if text.count(",") > 1 else "[/、;|]"
    parts = [part for part in re.split(separators, text) if part.strip()]
    return [row.checked_number("azimuth_deg", part, "azimuth_deg") for part in parts] or [0.0]


def _free_pci(used: set[int]) -> int:
    return next((pci for pci in range(_MAX_PCI + 1) if pci not in used), 0)


def _serve_slices(project: Project, scheme_id: str, upf_id: str) -> Project:
    """Slices that end at no UPF end at this one."""
    scheme = scheme_of(project, scheme_id)
    for key, item in scheme.slices.items():
        if item.upf_id not in scheme.network.upfs or not item.upf_id:
            project = update(project, ObjectRef("slices", key, scheme_id), upf_id=upf_id)
    return project
