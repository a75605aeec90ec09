"""The window as a whole: words, keys, schemes, files, closing, errors, the screenshot mode."""

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QInputDialog,
    QLabel,
    QListWidget,
    QMenu,
    QMessageBox,
    QTabBar,
    QWidget,
)  # fmt: skip

from planner.errors import FileError, Issue, Severity
from planner.io.project_file import load_project, save_project
from planner.model import edits
from planner.model.project import Project
from planner.model.site_map import ObstacleKind
from ui import app as app_module
from ui import files as files_module
from ui.actions import ACTIONS, MENUS
from ui.dialogs.boxes import ReportDialog
from ui.document import Document
from ui.i18n import QtTexts, start_language
from ui.jobs import Failure
from ui.main_window import MainWindow
from ui.results_tabs import TITLES
from ui.style import STATE_COLOURS, has_chinese, icon, interface_font
from ui.tools.map_actions import SUBMENU_ENTRIES

#: Texts that are the same in both languages: names and abbreviations.
ALIKE = re.compile(r"Campus5G.*|English|(SS-)?RSR[PQ]|SINR|UPF（\d+）|UPF|5QI|PCI|SD|SST|VPN|P99(\.9)?")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def is_english_only(text: str) -> bool:
    """Whether a text has words and none of them Chinese."""
    return bool(re.search(r"[A-Za-z]{2}", text)) and not CHINESE.search(text) and not ALIKE.fullmatch(text)


def texts_of(widget: QWidget) -> dict[str, str]:
    """Every text a person can see in a window, by where it stands."""
    found: dict[str, str] = {}
    for number, part in enumerate(widget.findChildren(object)):
        place = f"{number}:{type(part).__name__}"
        if isinstance(part, QLabel | QAbstractButton | QAction):
            found[place] = part.text()
        elif isinstance(part, QMenu):
            found[place] = part.title()
        elif isinstance(part, QTabBar):
            found |= {f"{place}:{i}": part.tabText(i) for i in range(part.count())}
        if isinstance(part, QWidget | QAction):
            found[f"{place}:tip"] = part.toolTip()
    return found


def test_no_text_stays_in_the_other_language(window: MainWindow) -> None:
    document = window.document
    for name in TITLES:
        window.workspace.tabs.open_tab(name)
    document.set_language("zh")
    chinese = set(texts_of(window).values())
    english_only = sorted(filter(is_english_only, chinese))
    assert english_only == []
    document.set_language("en")
    own = words_of(document.project)
    chinese_left = {
        text
        for text in texts_of(window).values()
        if CHINESE.search(text) and text != "中文" and not text.startswith("In capitals: ")
    }
    assert sorted(text for text in chinese_left if not any(word in text for word in own)) == []


def words_of(project: Project) -> set[str]:
    """Names a person gave: they stay as they are in every language."""
    items = [*project.demand.flows.values(), *project.site_map.zones.values(), *project.schemes.values()]
    for scheme in project.schemes.values():
        network = scheme.network
        items += [*scheme.slices.values(), *network.sites.values(), *network.cells.values(), *network.upfs.values()]
    return {item.name for item in items if item.name} | {project.name, project.customer, project.supplier}


def test_menus_hold_every_action_once_and_keys_are_distinct(window: MainWindow) -> None:
    listed = [entry for _title, entries in MENUS for entry in entries if entry in ACTIONS]
    listed += [entry for entries in SUBMENU_ENTRIES.values() for entry in entries if entry in ACTIONS]
    assert len(listed) == len(set(listed))
    missing = {name for name in ACTIONS if not name.startswith(("tool_", "lang_"))} - set(listed)
    assert missing == set()
    keys = [spec.keys for spec in ACTIONS.values() if spec.keys]
    assert len(keys) == len(set(keys))


def test_undo_names_the_step_unless_it_was_said_in_the_other_language(window: MainWindow) -> None:
    document = window.document
    document.apply("Rename it", lambda p: replace(p, name="x"))
    assert window.actions_by_name["undo"].text() == "&Undo: Rename it"
    document.set_language("zh")
    assert window.actions_by_name["undo"].text() == "撤销(&U)"


def test_the_title_has_name_and_star(window: MainWindow, tmp_path: Path) -> None:
    document = window.document
    document.apply("Rename", lambda p: replace(p, name="x"))
    assert window.isWindowModified()
    document.save(tmp_path / "harbour.c5g")
    assert not window.isWindowModified()
    assert window.windowTitle() == "harbour.c5g[*] – Campus5G"


def test_schemes_are_added_renamed_switched_and_deleted(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    document, tabs = window.document, window.workspace.schemes.tabs
    start = document.project
    window.actions_by_name["add_scheme"].trigger()
    assert document.scheme_id == "C"
    assert [tabs.tabText(i) for i in range(tabs.count())][-1].endswith("(copy)")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_a, **_k: ("Third", True))
    window.actions_by_name["rename_scheme"].trigger()
    assert tabs.tabText(2) == "Third"
    tabs.setCurrentIndex(0)
    assert document.scheme_id == sorted(start.schemes)[0]
    document.set_scheme("C")
    window.actions_by_name["delete_scheme"].trigger()
    assert sorted(document.project.schemes) == sorted(start.schemes)
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.project is start


def test_headline_clicks_lead_to_the_flow_the_zones_and_the_quote(window: MainWindow, qtbot: Any) -> None:
    workspace = window.workspace
    results = window.document.results
    qtbot.mouseClick(workspace.headline.price, Qt.MouseButton.LeftButton)
    assert workspace.tabs.current_name == "quote"
    workspace.headline.flows.setFocus()
    qtbot.keyClick(workspace.headline.flows, Qt.Key.Key_Return)
    assert workspace.tabs.current_name == "services"
    fails = results.headline.fails_first_flow_id
    assert fails
    assert window.document.selection[0].id == fails
    assert workspace.tabs.services.table.current_row().flow.id == fails
    qtbot.mouseClick(workspace.headline.area, Qt.MouseButton.LeftButton)
    assert workspace.tabs.current_name == "coverage"


def test_the_headline_says_the_results_figures(window: MainWindow) -> None:
    bar, headline = window.workspace.headline, window.document.results.headline
    assert bar.area.figure.text() == f"{headline.area_share_in_target * 100:.1f}%"
    assert bar.flows.figure.text() == f"{headline.flows_met}/{headline.flows_total}"
    assert bar.price.figure.text() == f"¥{headline.price_over_term:,.0f}"


def test_closing_with_changes_asks(window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    document = window.document
    document.apply("Rename", lambda p: replace(p, name="changed"))
    answers = iter([QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Save])
    monkeypatch.setattr(files_module, "ask_unsaved", lambda *_a: next(answers))
    path = tmp_path / "closing.c5g"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    assert not window.close()
    assert window.isVisible()
    assert window.close()
    assert load_project(path).name == "changed"


def test_a_file_that_cannot_be_opened_leaves_the_project(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    before = window.document.project
    broken = tmp_path / "broken.c5g"
    broken.write_bytes(b"PK")
    window.files.open(broken)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)))
    box = window.findChildren(QMessageBox)[0]
    assert "broken.c5g" in box.text()
    box.close()
    assert window.document.project is before


def test_open_from_the_menu_goes_through_the_worker(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "other.c5g"
    save_project(replace(window.document.project, name="other"), path)
    with qtbot.waitSignal(window.files.opened):
        window.files.open(path)
    assert window.document.project.name == "other"
    assert window.document.path == path


def test_the_quote_is_exported_as_a_workbook(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openpyxl import load_workbook

    for audience in ("customer", "internal"):
        path = tmp_path / f"{audience}.xlsx"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, p=path, **_k: (str(p), ""))
        with qtbot.waitSignal(window.files.said, timeout=30_000) as said:
            window.actions_by_name[f"export_{audience}"].trigger()
        assert path.name in said.args[0]
        assert load_workbook(path).sheetnames


def test_a_plan_with_errors_is_only_written_for_internal_use(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = window.document
    error = Issue(code="nothing-to-quote", severity=Severity.ERROR, params={"name": "A"})
    results = document.results
    assert results is not None
    document.set_results(replace(results, issues=(*results.issues, error)), document.revision, preview=False)
    path = tmp_path / "quote.xlsx"
    asked: list[str] = []

    def choose(*_args: Any, **_more: Any) -> tuple[str, str]:
        asked.append("asked")
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    window.actions_by_name["export_customer"].trigger()
    (box,) = window.findChildren(ReportDialog)
    assert not asked and not path.exists()
    found = box.findChild(QListWidget)
    assert found is not None and found.count() == 1
    assert "internal" in box.findChildren(QLabel)[0].text()
    box.close()
    qtbot.waitUntil(lambda: not window.findChildren(ReportDialog))
    with qtbot.waitSignal(window.files.said, timeout=30_000):
        window.actions_by_name["export_internal"].trigger()
    assert path.exists()
    qtbot.waitUntil(lambda: len(window.findChildren(ReportDialog)) == 1)
    window.findChildren(ReportDialog)[0].close()


@pytest.mark.parametrize(
    ("typed", "chosen", "written"),
    [
        ("map.geojson", "", "map.geojson"),
        ("map.geojson", "AutoCAD drawings (*.dxf)", "map.dxf"),
        ("map", "AutoCAD drawings (*.dxf)", "map.dxf"),
        ("map.dxf", "GeoJSON (*.geojson)", "map.dxf"),
    ],
)
def test_a_map_is_exported(
    window: MainWindow,
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    chosen: str,
    written: str,
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / typed), chosen))
    with qtbot.waitSignal(window.files.said, timeout=30_000) as said:
        window.actions_by_name["export_map"].trigger()
    assert said.args == [f"Wrote {written}"]
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".geojson", ".dxf")] == [written]


def test_a_renamed_export_asks_before_it_writes_over(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "map.dxf"
    there.write_text("mine", encoding="utf-8")
    chosen = (str(tmp_path / "map"), "AutoCAD drawings (*.dxf)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: chosen)
    monkeypatch.setattr(QMessageBox, "question", lambda *_a, **_k: QMessageBox.StandardButton.No)
    window.actions_by_name["export_map"].trigger()
    assert not window.runner.is_busy
    assert there.read_text(encoding="utf-8") == "mine"


def test_an_outdated_result_is_not_exported(window: MainWindow, qtbot: Any) -> None:
    window.document.apply("Rename", lambda p: replace(p, name="newer"))
    with qtbot.waitSignal(window.files.said) as said:
        window.files.ask_export_quote("customer")
    assert said.args == ["Please wait until the calculation is done"]


def test_a_map_picture_is_exported(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "map"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    with qtbot.waitSignal(window.files.said):
        window.actions_by_name["export_picture"].trigger()
    assert QImage(str(path.with_suffix(".png"))).width() == files_module.PICTURE_SIZE[0]


def test_a_map_and_sites_are_imported_as_one_step_each(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    document = window.document
    geojson = tmp_path / "shed.geojson"
    geojson.write_text(
        '{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:32650"}}, "features": ['
        '{"type": "Feature", "properties": {"building": "yes"}, "geometry": {"type": "Polygon", "coordinates":'
        "[[[500000, 4000000], [500050, 4000000], [500050, 4000040], [500000, 4000040], [500000, 4000000]]]}}]}",
        encoding="utf-8",
    )
    window.map_files.import_map((geojson,), into_new=True)
    dialog = window.map_files.import_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.import_button.isVisible, timeout=20_000)
    dialog.heights.spins[ObstacleKind.BUILDING].setValue(12.0)
    with qtbot.waitSignal(window.files.opened):
        dialog.import_button.click()
    dialog.close_button.click()
    assert [round(o.height_m) for o in document.project.site_map.obstacles.values()] == [12]
    sites = tmp_path / "sites.csv"
    sites.write_text("name,x,y,band,height\nNorth,10,20,n41,30\n", encoding="utf-8")
    before = document.project
    with qtbot.waitSignal(document.projectChanged, timeout=10_000):
        window.files.import_sites(sites)
    names = [site.name for site in document.project.schemes[document.scheme_id].network.sites.values()]
    assert names == ["North"]
    document.undo_stack.undo()
    assert document.project is before


def test_a_refused_edit_and_a_failure_show_in_the_status_bar(window: MainWindow) -> None:
    document, status = window.document, window.status
    ref = edits.ObjectRef("sites", "no-such", document.scheme_id)
    document.apply("move", lambda p: edits.update(p, ref, name="x"))
    assert "no-such" in status.message.toolTip()
    window.runner.failed.emit(Failure(error=RuntimeError("boom"), details="trace"))
    assert "boom" in status.message.toolTip()
    document.set_language("zh")
    assert status.message.toolTip() == "意外错误：RuntimeError：boom"


def test_an_unexpected_error_keeps_the_window(window: MainWindow, capsys: pytest.CaptureFixture[str]) -> None:
    hook = app_module._window_hook(window)
    try:
        raise ValueError("slipped")
    except ValueError:
        hook(*sys.exc_info())  # type: ignore[arg-type]
    assert "slipped" in window.status.message.toolTip()
    assert window.isVisible()
    assert "slipped" in capsys.readouterr().err


def test_the_start_page_works_by_keyboard(window: MainWindow, qtbot: Any) -> None:
    window.actions_by_name["new"].trigger()
    assert not window.has_project
    page = window.start_page
    assert {"port", "factory", "campus"} <= set(page.cards)
    with qtbot.waitSignal(window.files.opened, timeout=10_000):
        qtbot.keyClick(page.cards["factory"], Qt.Key.Key_Return)
    assert window.has_project
    assert window.document.project.site_map.zones


def test_an_empty_map_is_a_start_too(window: MainWindow, qtbot: Any) -> None:
    with qtbot.waitSignal(window.files.opened, timeout=10_000):
        window.files.new("")
    assert window.document.project.schemes
    assert not window.document.project.site_map.obstacles


def test_tools_layers_and_parts_follow_their_actions(window: MainWindow) -> None:
    view = window.workspace.map_view
    window.actions_by_name["tool_gnb"].trigger()
    assert view.tool_name == "gnb"
    view.set_tool("select")
    assert window.actions_by_name["tool_select"].isChecked()
    window.workspace.layers.buttons["sinr"].click()
    assert view.layer == "sinr"
    window.actions_by_name["show_tables"].trigger()
    assert not window.workspace.tabs.isVisible()
    window.actions_by_name["select_all"].trigger()
    assert len(window.document.selection) > 50


def test_the_language_starts_as_asked_kept_or_as_the_system(settings: QSettings) -> None:
    assert start_language(settings, "zh_CN") == "zh"
    settings.setValue("language", "zh")
    assert start_language(settings) == "zh"
    assert start_language(settings, "en") == "en"


def test_qts_own_buttons_are_translated(qapp: Any) -> None:
    texts = QtTexts(qapp)
    texts.set_language("zh")
    box = QMessageBox()
    box.setStandardButtons(QMessageBox.StandardButton.Cancel)
    chinese = box.button(QMessageBox.StandardButton.Cancel).text()
    texts.set_language("en")
    box.deleteLater()
    assert "取消" in chinese


def test_the_font_has_chinese(qapp: Any) -> None:
    font = interface_font(qapp.font())
    assert has_chinese(qapp.font()) or len(font.families()) > 1


def test_every_icon_draws_something(qapp: Any) -> None:
    names = {spec.icon for spec in ACTIONS.values() if spec.icon}
    names |= {f"state_{state}" for state in STATE_COLOURS}
    for name in names:
        image = icon(name).pixmap(24, 24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24))


def test_screenshot_mode_ends_with_a_picture(qapp: Any, port: Project, tmp_path: Path) -> None:
    small = replace(port, settings=replace(port.settings, resolution_m=20.0))
    path, picture = tmp_path / "port.c5g", tmp_path / "window.png"
    save_project(small, path)
    assert app_module.run(str(path), screenshot=str(picture), lang="zh", size=(1200, 800)) == 0
    assert QImage(str(picture)).width() == 1200


def test_screenshot_mode_fails_with_a_message(qapp: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app_module.run(str(tmp_path / "none.c5g"), screenshot=str(tmp_path / "a.png"), lang="en") == 1
    assert "none.c5g" in capsys.readouterr().err
    with pytest.raises(FileError):
        Document().open(tmp_path / "none.c5g")
