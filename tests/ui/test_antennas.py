"""Antenna library: list, plots, figures, import and removal; cables: the tool, the line on the map, the inspector."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QListWidget

from planner.engine.patterns import traffic_pattern
from planner.io.read_msi import parse_msi
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.own_entries import add_antennas
from planner.model.project import Project
from planner.model.rules import check
from planner.model.site_map import ObstacleKind
from tests.fuzz_patterns import pattern_text
from ui.dialogs.antenna_library import AntennaLibraryDialog, read_patterns
from ui.dialogs.antenna_library_polar import RANGE_DB
from ui.dialogs.boxes import ReportDialog
from ui.document import Document
from ui.main_window import MainWindow
from ui.panels.choices import antenna_choices
from ui.scene.map_view import MapView
from ui.tools.cable import CableTool


@pytest.fixture
def library(qtbot: Any, port_document: Document) -> AntennaLibraryDialog:
    made = AntennaLibraryDialog(port_document)
    qtbot.addWidget(made)
    made.show()
    return made


def cell_ref(document: Document) -> ObjectRef:
    cells = document.project.schemes[document.scheme_id].network.cells
    return ObjectRef("cells", next(iter(cells)), document.scheme_id)


def shown(library: AntennaLibraryDialog) -> list[str]:
    return [str(item.data(0, Qt.ItemDataRole.UserRole)) for item in library._items() if not item.isHidden()]


def test_every_antenna_is_listed_and_shown(library: AntennaLibraryDialog, port_document: Document) -> None:
    assert shown(library) == list(port_document.base_catalogue.antennas)
    for key, antenna in port_document.catalogue.antennas.items():
        library.select(key)
        assert library.current_key == key
        assert library.view.title.text() == antenna.name_en
        assert antenna.source in library.view.source.text()
        assert library.view.plots.isVisible() == (antenna.kind != "cable")
        assert not library.grab().isNull()


def test_the_search_narrows_the_list_in_both_languages(library: AntennaLibraryDialog) -> None:
    library.search.setText("massive mimo")
    assert shown(library) == ["panel_64t", "panel_32t"] and library.current_key == "panel_64t"
    library.search.setText("泄漏电缆 3.7")
    assert shown(library) == ["cable_114"] and library.view.antenna is not None
    library.search.setText("no such thing")
    assert shown(library) == [] and library.view.antenna is None and not library.use_button.isEnabled()
    library.search.clear()
    assert len(shown(library)) > 10 and library.current_key


def test_the_plot_shows_the_pattern_and_turns_with_the_tilt(library: AntennaLibraryDialog) -> None:
    library.select("panel_64t")
    view = library.view
    antenna = view.antenna
    assert antenna is not None
    traffic, broadcast = view.horizontal.curves
    assert traffic.levels_db == pytest.approx(tuple(-traffic_pattern(antenna).horizontal_db))
    assert max(broadcast.levels_db) == pytest.approx(antenna.ssb_gain_dbi - antenna.gain_dbi)
    plot = view.vertical
    centre = plot.place(0.0, -RANGE_DB)
    assert plot.place(90.0, 0.0).y() > centre.y()  # 90 degrees below the horizon is down on the screen
    level = dict(plot.turned(plot.curves[0]))
    view.tilt.setValue(10.0)
    tilted = dict(plot.turned(plot.curves[0]))
    assert (plot.axis_deg, plot.turn_deg) == (10.0, 10.0)
    assert tilted[10.0] == level[0.0] and tilted[170.0] == level[180.0]


def test_omni_heads_have_one_curve(library: AntennaLibraryDialog) -> None:
    library.select("indoor_omni")
    assert len(library.view.horizontal.curves) == 1
    assert set(library.view.horizontal.curves[0].levels_db) == {0.0}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_library_follows_the_language(library: AntennaLibraryDialog, port_document: Document, lang: str) -> None:
    port_document.set_language(lang)
    words = [library.windowTitle(), library.import_button.text(), library.view.facts.text()]
    assert all(any("一" <= char <= "鿿" for char in text) == (lang == "zh") for text in words)


def test_files_are_imported_in_one_step_with_a_report(
    library: AntennaLibraryDialog, port_document: Document, tmp_path: Path
) -> None:
    good, doubtful, broken = tmp_path / "a.msi", tmp_path / "b.pln", tmp_path / "c.msi"
    good.write_text(pattern_text(), encoding="utf-8")
    doubtful.write_text(pattern_text(upside_down=True, gain="GAIN 12"), encoding="utf-8")
    broken.write_text("NAME x\nGAIN 99 dBi\n", encoding="utf-8")
    before = port_document.undo_stack.count()
    library.import_files([good, doubtful, broken])
    own = port_document.project.antennas
    assert len(own) == 2 and port_document.undo_stack.count() == before + 1
    assert shown(library)[:2] == list(own) and library.current_key == list(own)[-1]
    report = library.findChild(ReportDialog)
    assert report is not None
    found = report.findChild(QListWidget)
    assert found is not None
    texts = [found.item(k).text() for k in range(found.count())]
    assert any("c.msi" in text for text in texts) and any("b.pln" in text for text in texts)
    assert not any("a.msi" in text for text in texts)
    port_document.undo_stack.undo()
    assert not port_document.project.antennas
    assert shown(library) == list(port_document.base_catalogue.antennas)


def test_nothing_is_imported_from_broken_files_alone(tmp_path: Path) -> None:
    path = tmp_path / "broken.msi"
    path.write_bytes(b"\x00\x01")
    antennas, issues = read_patterns([path, tmp_path / "missing.msi"])
    assert not antennas and [issue.code for issue in issues] == ["pattern-binary", "file-missing"]


def test_removal_is_refused_while_a_cell_uses_it(library: AntennaLibraryDialog, port_document: Document) -> None:
    library.select("panel_64t")
    assert not library.remove_button.isEnabled()
    imported = parse_msi(pattern_text().encode(), source="a.msi").antenna
    port_document.apply("import", lambda p: add_antennas(p, [imported])[0])
    key = next(iter(port_document.project.antennas))
    library.select(key)
    ref = cell_ref(port_document)
    port_document.set_selection([ref])
    library.use_button.click()
    cell = edits.find(port_document.project, ref)
    assert (cell.antenna, cell.electrical_tilt_deg) == (key, 6.0)
    library.remove_button.click()
    assert key in port_document.project.antennas
    assert library.banner.isVisible() and "1" in library.banner.text()
    port_document.undo_stack.undo()
    library.remove_button.click()
    assert key not in port_document.project.antennas and library.current_key != key


def test_the_inspector_offers_imported_antennas(port_document: Document) -> None:
    imported = parse_msi(pattern_text().encode(), source="a.msi").antenna
    port_document.apply("import", lambda p: add_antennas(p, [imported])[0])
    offered = dict(antenna_choices(port_document, None))
    assert list(offered) == [*port_document.base_catalogue.antennas, *port_document.project.antennas]
    key = next(iter(port_document.project.antennas))
    assert offered[key] == imported.name_en and key in port_document.catalogue.antennas
    assert key not in port_document.base_catalogue.antennas


def test_the_menu_opens_the_library(window: MainWindow) -> None:
    window.actions_by_name["antenna_library"].trigger()
    made = window.findChild(AntennaLibraryDialog)
    assert made is not None and made.isVisible()
    made.reject()


@pytest.fixture
def view(qtbot: Any, port_document: Document) -> MapView:
    made = MapView(port_document)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def lay(view: MapView, places: list[tuple[float, float]]) -> None:
    """Set the points of a route with the cable tool."""
    view.set_tool("cable")
    tool = view.kit.tool
    assert isinstance(tool, CableTool)
    for place in places:
        tool.add(place)
    tool.finish()


def test_a_cable_is_laid_with_a_site_and_a_cell(view: MapView, port_document: Document) -> None:
    document = port_document
    scheme = document.project.schemes[document.scheme_id]
    route = [(100.0, 50.0), (250.0, 50.0), (250.0, 120.0)]
    lay(view, route)
    after = document.project.schemes[document.scheme_id].network
    (site_id,) = after.sites.keys() - scheme.network.sites.keys()
    (cell_id,) = after.cells.keys() - scheme.network.cells.keys()
    cell = after.cells[cell_id]
    assert after.sites[site_id].position == route[0] and cell.site_id == site_id
    assert cell.cable_route == tuple(route)
    assert document.catalogue.antennas[cell.antenna].kind == "cable"
    assert document.selection == (ObjectRef("sites", site_id, document.scheme_id),)
    codes = {issue.code for issue in check(document.project, document.catalogue) if issue.object_id == cell_id}
    assert not {code for code in codes if code.startswith(("cable-", "route-", "layers-", "indoor-"))}
    cables = view.map_scene.cables
    assert cables.cell_ids == (cell_id,)
    halo, line = cables._items[cell_id]
    assert line.path().elementCount() == 3 and line.pen().widthF() >= 4.0 and line.pen().dashPattern()
    assert halo.zValue() < line.zValue()
    # its site is selected: another line is the new route of the same cell
    lay(view, [(0.0, 0.0), (10.0, 0.0)])
    again = document.project.schemes[document.scheme_id].network
    assert again.cells[cell_id].cable_route == ((0.0, 0.0), (10.0, 0.0)) and len(again.cells) == len(after.cells)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert cables.cell_ids == ()
    assert document.project.schemes[document.scheme_id].network == scheme.network


def test_a_cable_suits_the_carrier_of_the_last_cell(view: MapView, port_document: Document) -> None:
    document = port_document
    ref = cell_ref(document)

    def low(project: Project) -> Project:
        for key in project.schemes[document.scheme_id].network.cells:
            where = replace(ref, id=key)
            project = edits.update(project, where, band="n28", bandwidth_mhz=30.0, frame="FDD", carrier_mhz=0.0)
        return project

    document.apply("low band", low)
    lay(view, [(0.0, 0.0), (50.0, 0.0)])
    network = document.project.schemes[document.scheme_id].network
    assert next(c for c in network.cells.values() if c.cable_route).antenna == "cable_158"


def test_mouse_and_keys_lay_a_cable_and_a_single_click_none(qtbot: Any, view: MapView, port_document: Document) -> None:
    document, port = port_document, view.viewport()
    before = document.project
    view.set_tool("cable")
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert document.project is before
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(320, 200))
    qtbot.mouseMove(port, QPoint(330, 240))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    cells = document.project.schemes[document.scheme_id].network.cells.values()
    (route,) = [cell.cable_route for cell in cells if cell.cable_route]
    assert len(route) == 2 and route[0] != route[1]


def test_a_cable_from_a_building_uses_the_indoor_model(view: MapView, port_document: Document) -> None:
    document = port_document
    hall = next(o for o in document.project.site_map.obstacles.values() if o.kind is ObstacleKind.BUILDING)
    x, y = np.mean(hall.outline, axis=0).tolist()
    lay(view, [(x, y), (x + 5.0, y)])
    cells = document.project.schemes[document.scheme_id].network.cells.values()
    assert next(cell for cell in cells if cell.cable_route).scenario.is_indoor
