"""Laying a radiating cable: a line of clicks becomes the route of the selected cell, or of a new one at its start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.model.carriers import carrier_ghz
from planner.model.catalogue import Antenna, Catalogue
from planner.model.edits import ObjectRef, find, free_id, place_site, scheme_of, update
from planner.model.geometry import Point
from planner.model.network import Cell, Network, RadioScenario, Site, SiteKind
from planner.model.own_entries import antennas_of
from planner.model.project import Project
from planner.model.rules_antennas import CABLE_FREQ_MARGIN
from planner.model.rules_kit import building_at
from planner.text import N_
from ui.tools.base import Option
from ui.tools.clicks import ClickTool
from ui.tools.placing import next_name, site_prototype
from ui.tools.shapes import SHAPES, Shape

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

#: Height of a cable in a tunnel or along a road, and the power of the unit that feeds it; as new cells get them.
HEIGHT_M, POWER_DBM = 4.5, 43.0


def fitting_cable(antennas: dict[str, Antenna], freq_ghz: float) -> str:
    """The key of the first cable made for a frequency, else of the one that goes highest; "" without any."""
    cables = [item for item in antennas.values() if item.kind == "cable" and item.cable_bands]
    for item in cables:
        stated = [band.freq_ghz for band in item.cable_bands]
        if min(stated) / CABLE_FREQ_MARGIN <= freq_ghz <= max(stated) * CABLE_FREQ_MARGIN:
            return item.key
    highest = max(cables, key=lambda item: max(band.freq_ghz for band in item.cable_bands), default=None)
    return "" if highest is None else highest.key


def cable_cell(project: Project, network: Network, catalogue: Catalogue, height_m: float) -> Cell | None:
    """A cell for a new cable, on the carrier of the scheme's last cell; None without bands or cables."""
    _, cells = site_prototype(network, catalogue)
    band = catalogue.bands.get(cells[0].band) if cells else None
    if band is None:
        return None
    key = fitting_cable(dict(antennas_of(catalogue, project)), carrier_ghz(cells[0], band))
    if not key:
        return None
    return replace(
        cells[0],
        antenna=key,
        name="",
        azimuth_deg=0.0,
        mechanical_tilt_deg=0.0,
        electrical_tilt_deg=0.0,
        height_m=height_m,
        tx_power_dbm=POWER_DBM,
        dl_layers=2,
        ul_layers=1,
        head_site_ids=(),
    )


class CableTool(ClickTool):
    """See the module. With a cell on a cable selected its route is drawn anew; the feeding end comes first."""

    name = "cable"
    hint = N_("Click along the cable from its feeding end; Enter or double click ends, Esc gives up")

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._height_m = HEIGHT_M

    @property
    def shape(self) -> Shape:
        """An open line."""
        return SHAPES["line"]

    def options(self) -> tuple[Option, ...]:
        """Height of a new cable."""
        return (Option(key="height_m", label=N_("Height"), value=self._height_m, low=0.5, high=100.0, unit="m"),)

    def set_option(self, key: str, value: float) -> None:
        """For the next cable."""
        self._height_m = value

    def chosen(self) -> ObjectRef | None:
        """The one selected cell that is on a cable."""
        document = self.document
        antennas = antennas_of(document.catalogue, document.project)
        refs = [ref for ref in document.selection if ref.kind == "cells"]
        if not refs:
            sites = {ref.id for ref in document.selection if ref.kind == "sites"}
            scheme = document.project.schemes.get(document.scheme_id)
            cells = scheme.network.cells.items() if scheme is not None else ()
            refs = [ObjectRef("cells", key, document.scheme_id) for key, cell in cells if cell.site_id in sites]
        keys = [(ref, find(document.project, ref).antenna) for ref in refs]
        found = [ref for ref, key in keys if key in antennas and antennas[key].kind == "cable"]
        return found[0] if len(found) == 1 else None

    def sketch(self, points: list[Point], cursor: Point) -> None:
        """The line so far with the length of its last piece."""
        line = tuple(points) if cursor == points[-1] else (*points, cursor)
        self._sketch.show(line, text=self.leg_text(cursor), text_at=cursor)

    def done(self, points: list[Point]) -> bool:
        """One undo step."""
        document = self.document
        if len(points) < 2 or document.scheme_id not in document.project.schemes:
            return False
        route = tuple(points)
        chosen = self.chosen()
        if chosen is not None:
            return document.apply(document.t("Lay a cable"), lambda p: update(p, chosen, cable_route=route))
        return self._lay_new(route)

    def _lay_new(self, route: tuple[Point, ...]) -> bool:
        document = self.document
        scheme_id, catalogue, height_m = document.scheme_id, document.catalogue, self._height_m
        cell = cable_cell(document.project, scheme_of(document.project, scheme_id).network, catalogue, height_m)
        if cell is None:
            return False
        indoors = building_at(document.project, route[0]) is not None
        scenario = RadioScenario.INH if indoors else RadioScenario.UMI
        cell = replace(cell, cable_route=route, scenario=scenario)
        name = next_name(document.project, scheme_id, "sites", document.t("Cable"))
        site = Site(id="new", name=name, position=route[0], kind=SiteKind.MICRO)
        ref = ObjectRef("sites", free_id(document.project, "sites", scheme_id), scheme_id)

        def edit(project: Project) -> Project:
            return place_site(project, scheme_id, route[0], name=name, site=site, cells=[cell])[0]

        if not document.apply(document.t("Lay a cable"), edit):
            return False
        document.set_selection([ref])
        return True
