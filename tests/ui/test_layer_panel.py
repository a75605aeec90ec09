"""The panel of map layers: counts, switches, find by name, opacity of a backdrop."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from planner.model.edits import ObjectRef, remove
from planner.model.project import Project
from planner.model.site_map import ObstacleKind, Terrain
from tests.ui.test_backdrop import with_backdrop, with_survey
from ui.document import Document
from ui.main_window import MainWindow
from ui.panels.layers import LayersPanel
from ui.panels.layers_model import LOCKED, NAME, SHOWN
from ui.panels.layers_rows import found_by_name, rows_of

CHECK = int(Qt.ItemDataRole.CheckStateRole)
REF = ObjectRef("backdrops", "picture-01")


@pytest.fixture
def document(port_document: Document) -> Document:
    terrain = Terrain(asset="", name="dtm.tif", west_m=0, south_m=0, resolution_m=5, columns=3, rows=2)

    def edit(project: Project) -> Project:
        project = with_survey(with_backdrop(project), ["1,2,-90"])
        return replace(project, site_map=replace(project.site_map, terrain=terrain))

    port_document.set_project(edit(port_document.project))
    return port_document


@pytest.fixture
def panel(qtbot: Any, document: Document) -> LayersPanel:
    panel = LayersPanel(document)
    qtbot.addWidget(panel)
    panel.resize(340, 600)
    panel.show()
    return panel


def row_of(panel: LayersPanel, key: str) -> int:
    return next(number for number, row in enumerate(panel.model.rows) if row.key == key)


def switch(panel: LayersPanel, key: str, column: int, state: Qt.CheckState) -> bool:
    return panel.model.setData(panel.model.index(row_of(panel, key), column), state.value, CHECK)


def test_kinds_are_counted_and_every_part_has_its_line(panel: LayersPanel, document: Document) -> None:
    counts = {row.key: row.count for row in panel.model.rows if row.section == "obstacles" and row.key}
    obstacles = document.project.site_map.obstacles.values()
    for kind in {item.kind for item in obstacles}:
        assert counts[kind.value] == sum(item.kind is kind for item in obstacles)
    assert counts["zones"] == len(document.project.site_map.zones)
    titles = [panel.model.index(number, NAME).data() for number in range(panel.model.rowCount())]
    assert {"Map objects", "Backdrops", "Measurements", "plan", "drive", "Terrain dtm.tif"} <= set(titles)
    assert rows_of(Project()) == []


def test_the_model_keeps_qts_rules(panel: LayersPanel, document: Document) -> None:
    tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    switch(panel, "building", SHOWN, Qt.CheckState.Unchecked)
    document.apply("remove", lambda p: remove(p, (REF,)))
    document.undo_stack.undo()
    document.set_language("zh")
    assert panel.model.index(0, NAME).data() == "地图对象" and tester is not None


def test_a_kind_is_hidden_and_locked_as_one_step_each(panel: LayersPanel, document: Document) -> None:
    before = document.project
    assert switch(panel, "building", SHOWN, Qt.CheckState.Unchecked)
    buildings = [o for o in document.project.site_map.obstacles.values() if o.kind is ObstacleKind.BUILDING]
    assert buildings and all(item.hidden for item in buildings)
    assert document.undo_stack.undoText() == "Hide Building"
    others = [o for o in document.project.site_map.obstacles.values() if o.kind is not ObstacleKind.BUILDING]
    assert not any(item.hidden for item in others)
    assert switch(panel, "building", LOCKED, Qt.CheckState.Checked)
    assert all(o.locked for o in document.project.site_map.obstacles.values() if o.kind is ObstacleKind.BUILDING)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project is before


def test_some_hidden_ones_show_as_a_half_and_are_all_shown_by_a_click(panel: LayersPanel, document: Document) -> None:
    key = next(k for k, o in document.project.site_map.obstacles.items() if o.kind is ObstacleKind.BUILDING)

    def hide_one(project: Project) -> Project:
        obstacles = project.site_map.obstacles
        changed = {**obstacles, key: replace(obstacles[key], hidden=True)}
        return replace(project, site_map=replace(project.site_map, obstacles=changed))

    document.apply("hide", hide_one)
    index = panel.model.index(row_of(panel, "building"), SHOWN)
    assert index.data(CHECK) == Qt.CheckState.PartiallyChecked.value
    switch(panel, "building", SHOWN, Qt.CheckState.Unchecked)
    assert not document.project.site_map.obstacles[key].hidden


@pytest.mark.parametrize("key", ["picture-01", "survey-01", "terrain"])
def test_pictures_measurements_and_terrain_are_hidden(panel: LayersPanel, document: Document, key: str) -> None:
    switch(panel, key, SHOWN, Qt.CheckState.Unchecked)
    site_map = document.project.site_map
    shown = {
        "picture-01": site_map.backdrops["picture-01"].visible,
        "survey-01": site_map.measurements["survey-01"].visible,
        "terrain": site_map.terrain is not None and site_map.terrain.visible,
    }
    assert [name for name, visible in shown.items() if not visible] == [key]


def test_headings_and_zones_have_nothing_to_switch(panel: LayersPanel, document: Document) -> None:
    before = document.project
    assert not panel.model.setData(panel.model.index(0, SHOWN), Qt.CheckState.Checked.value, CHECK)
    assert not switch(panel, "zones", SHOWN, Qt.CheckState.Unchecked)
    assert document.project is before


def test_the_slider_shows_at_once_and_is_one_step(panel: LayersPanel, document: Document) -> None:
    assert panel.choose(REF)
    assert panel.opacity.isVisible() and panel.opacity.value() == 100
    before = document.project
    panel.opacity.setSliderDown(True)
    for percent in (80, 55, 30):
        panel.opacity.setValue(percent)
        assert document.shown_project.site_map.backdrops[REF.id].opacity == pytest.approx(percent / 100)
        assert document.project is before
    panel.opacity.setSliderDown(False)
    assert document.project.site_map.backdrops[REF.id].opacity == pytest.approx(0.3)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project is before and panel.opacity.value() == 100


def test_a_backdrop_is_removed_and_comes_back(panel: LayersPanel, document: Document) -> None:
    panel.choose(REF)
    before = document.project
    panel.remove_button.click()
    assert not document.project.site_map.backdrops and not panel.opacity.isVisible()
    document.undo_stack.undo()
    assert document.project is before


def test_a_double_click_selects_all_of_a_kind(panel: LayersPanel, document: Document) -> None:
    index = panel.model.index(row_of(panel, "tank"), NAME)
    panel.table.setCurrentIndex(index)
    panel.table.doubleClicked.emit(index)
    tanks = {k for k, o in document.project.site_map.obstacles.items() if o.kind is ObstacleKind.TANK}
    assert {ref.id for ref in document.selection} == tanks


def test_names_are_found_whatever_their_kind(document: Document) -> None:
    project, scheme_id = document.project, document.scheme_id
    site = next(iter(project.schemes[scheme_id].network.sites.values()))
    assert found_by_name(project, scheme_id, site.name)[0] == (site.name, ObjectRef("sites", site.id, scheme_id))
    assert ("plan", REF) in found_by_name(project, scheme_id, "PLAN")
    assert found_by_name(project, scheme_id, "  ") == []
    assert found_by_name(project, scheme_id, "no such thing") == []


def test_ctrl_f_finds_selects_and_zooms(window: MainWindow, qtbot: Any) -> None:
    document, workspace = window.document, window.workspace
    named = [(k, o.name) for k, o in document.project.site_map.obstacles.items() if "拆装箱仓库" in o.name]
    assert len(named) == 3
    window.actions_by_name["find"].trigger()
    find = workspace.map_layers.find
    assert workspace.side.currentWidget() is workspace.map_layers
    qtbot.waitUntil(find.hasFocus)
    find.setText("拆装箱仓库")
    assert workspace.map_layers.found.count() == 3
    zoom = workspace.map_view.px_per_m
    qtbot.keyClick(find, Qt.Key.Key_Return)
    assert document.selection == (ObjectRef("obstacles", named[0][0]),)
    assert workspace.map_view.px_per_m > zoom
    qtbot.keyClick(find, Qt.Key.Key_Return)
    assert document.selection == (ObjectRef("obstacles", named[1][0]),)
    qtbot.keyClick(find, Qt.Key.Key_Escape)
    assert find.text() == "" and not workspace.map_layers.found.isVisible()


def test_nothing_found_is_said(panel: LayersPanel, document: Document) -> None:
    panel.find.setText("zzz")
    assert panel.found.item(0).text() == "Nothing has this name"
    document.set_language("zh")
    assert panel.found.item(0).text() == "没有该名称的对象"


def test_a_selected_backdrop_becomes_the_current_line(panel: LayersPanel, document: Document) -> None:
    document.set_selection((REF,))
    row = panel.current_row()
    assert row is not None and row.ref == REF
