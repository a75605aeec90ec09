"""Sites, cells and UPFs from the list every engineer has (CSV or XLSX): whole or not at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from planner.errors import FileError, Issue, Severity
from planner.io.catalogue import load_catalogue
from planner.io.crs import local_from_lonlat
from planner.io.site_columns import (
    DEFAULTS,
    Row,
    band_of,
    choice,
    kind_of,
    ownership_of,
)
from planner.io.site_tables import read_rows
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, place_site, place_upf, scheme_of, update
from planner.model.geometry import Point
from planner.model.network import Cell, Site
from planner.model.project import Project
from planner.text import tr

#: Rows of one name closer than this are one site.
SAME_PLACE_M = 1.0
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

    Raises `FileError` naming file, row and column ("invalid-cell", "missing-cell", "missing-column", "site-split",
    those of `read_rows`), `EditError` for an unknown scheme.
    """
    path = Path(path)
    catalogue = catalogue or load_catalogue()
    scheme = scheme_of(project, scheme_id)
    rows, unknown, found_encoding = read_rows(path, sheet=sheet, encoding=encoding)
    if not rows:
        raise FileError("table-without-rows", file=path.name)
    present = set(rows[0].headings)
    _require_columns(path.name, present, rows)
    issues = [_issue("column-ignored", Severity.NOTE, file=path.name, column=name) for name in unknown]
    places = _positions(project, rows, present)
    pcis = {cell.pci for cell in scheme.network.cells.values()}
    groups: dict[str, _SiteRows] = {}
    upfs: dict[str, Point] = {}
    for row, place in zip(rows, places, strict=True):
        name = row.required("name")
        if kind_of(row) is None:
            if name in upfs or any(upf.name == name for upf in scheme.network.upfs.values()):
                issues.append(_issue("row-duplicate", Severity.WARNING, file=path.name, row=row.number, name=name))
            else:
                upfs[name] = place
            continue
        if any(site.name == name for site in scheme.network.sites.values()):
            issues.append(_issue("site-exists", Severity.WARNING, file=path.name, row=row.number, name=name))
            continue
        groups[name] = _with_row(groups.get(name), row, place, catalogue, pcis, issues)
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
    if "band" not in present and any(kind_of(row) is not None for row in rows):
        raise FileError("missing-column", file=source, columns="band 频段")


def _positions(project: Project, rows: Sequence[Row], present: set[str]) -> list[Point]:
    """Local metres of every row: from x and y where the list has them, else from longitude and latitude."""
    if {"x", "y"} <= present:
        return [(_coordinate(row, "x", 1e6), _coordinate(row, "y", 1e6)) for row in rows]
    degrees = np.array([(_coordinate(row, "lon", 180.0), _coordinate(row, "lat", 90.0)) for row in rows])
    local = local_from_lonlat(project, degrees)
    for row, place in zip(rows, local, strict=True):
        if not np.isfinite(place).all():
            raise row.bad("lon", "-180 … 180")
    return [(round(float(x), 3), round(float(y), 3)) for x, y in local]


def _coordinate(row: Row, column: str, limit: float) -> float:
    row.required(column)
    value = row.checked_number(column, row.text(column), column)
    if abs(value) > limit:
        raise row.bad(column, f"{-limit:g} … {limit:g}")
    return value


def _with_row(
    group: _SiteRows | None,
    row: Row,
    place: Point,
    catalogue: Catalogue,
    pcis: set[int],
    issues: list[Issue],
) -> _SiteRows:
    """The site with the cells of one more row."""
    kind = kind_of(row)
    assert kind is not None, "UPF rows go another way"
    name = row.required("name")
    site = Site(id="gnb", name=name, position=place, kind=kind, ownership=ownership_of(row))
    if group is not None:
        apart = max(abs(group.site.position[0] - place[0]), abs(group.site.position[1] - place[1]))
        if apart > SAME_PLACE_M or group.site.kind != kind:
            raise FileError("site-split", file=row.file, row=row.number, name=name)
        site = group.site
    cells = list(group.cells) if group else []
    for cell in _cells(row, site, catalogue, len(cells), pcis):
        same = any((old.azimuth_deg, old.band) == (cell.azimuth_deg, cell.band) for old in cells)
        if same:
            issues.append(_issue("row-duplicate", Severity.WARNING, file=row.file, row=row.number, name=name))
        else:
            cells.append(cell)
    return _SiteRows(site=site, cells=tuple(cells))


def _cells(row: Row, site: Site, catalogue: Catalogue, before: int, pcis: set[int]) -> list[Cell]:
    band = catalogue.bands[band_of(row, catalogue)]
    standard = DEFAULTS[site.kind]
    bandwidth = row.number_in("bandwidth_mhz")
    if bandwidth is not None and bandwidth not in band.bandwidths_mhz:
        raise row.bad("bandwidth_mhz", ", ".join(f"{value:g}" for value in band.bandwidths_mhz))
    frame = choice(row, "frame", catalogue.frames, band.default_frame)
    if (band.duplex == "fdd") != (catalogue.frames[frame].slots == "F"):
        fitting = [key for key, item in catalogue.frames.items() if (item.slots == "F") == (band.duplex == "fdd")]
        raise row.bad("frame", ", ".join(fitting))
    mechanical = row.number_in("mechanical_tilt_deg")
    electrical = row.number_in("electrical_tilt_deg")
    if electrical is None:
        electrical = row.number_in("tilt", field="electrical_tilt_deg")
        if electrical is not None and mechanical is not None:
            electrical -= mechanical  # a total tilt beside the mechanical one
    height = row.number_in("height_m")
    power = row.number_in("tx_power_dbm")
    azimuths = [part for part in re.split("[/、;；]", row.text("azimuth_deg")) if part.strip()]
    pci = row.number_in("pci")
    cells: list[Cell] = []
    for number, azimuth in enumerate(azimuths or ["0"], start=before + 1):
        own_pci = int(pci) + len(cells) if pci is not None else _free_pci(pcis)
        if own_pci > 1007:
            raise row.bad("pci", "0 … 1007")
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
                antenna=choice(row, "antenna", catalogue.antennas, standard.antenna),
                azimuth_deg=row.checked_number("azimuth_deg", azimuth, "azimuth_deg"),
                mechanical_tilt_deg=mechanical or 0.0,
                electrical_tilt_deg=standard.electrical_tilt_deg if electrical is None else electrical,
                height_m=standard.height_m if height is None else height,
                scenario=standard.scenario,
                dl_layers=min(standard.dl_layers, catalogue.antennas[standard.antenna].tx_ports),
                pci=own_pci,
            )
        )
    return cells


def _free_pci(used: set[int]) -> int:
    return next((pci for pci in range(1008) if pci not in used), 0)


def _serve_slices(project: Project, scheme_id: str, upf_id: str) -> Project:
    """Slices that end at no UPF end at this one."""
    scheme = scheme_of(project, scheme_id)
    for key, item in scheme.slices.items():
        if item.upf_id not in scheme.network.upfs or not item.upf_id:
            project = update(project, ObjectRef("slices", key, scheme_id), upf_id=upf_id)
    return project
