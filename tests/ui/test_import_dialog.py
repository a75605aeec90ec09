"""The import dialog: preview, layers, coordinates, heights, memory, report, cancel; nothing on the window's thread."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QStyleOptionViewItem

from planner.io.map_file import Collector, MapFormat
from planner.model.project import Project
from planner.model.site_map import HeightSource, ObstacleKind
from ui.dialogs import import_map_work
from ui.dialogs.import_map import REPORT, SETUP, WORKING, ImportMapDialog
from ui.dialogs.import_map_drawing import MAX_PARTS, drawing_of
from ui.dialogs.import_map_layers import BY_OBJECT, IGNORE, KIND, KindDelegate
from ui.dialogs.import_map_memory import MAX_LAYERS, remember_layers, remembered_layers
from ui.document import Document
from ui.jobs import JobRunner
from ui.main_window import MainWindow

K = ObstacleKind
BOX = [(0, 0), (50_000, 0), (50_000, 20_000), (0, 20_000)]
Open = Callable[..., ImportMapDialog]


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    """A plan in millimetres: two halls, a tank, a fence, a frame, and something nobody knows."""
    document = ezdxf.new("R2010")
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    for east in (0, 100_000):
        space.add_lwpolyline([(x + east, y) for x, y in BOX], close=True, dxfattribs={"layer": "建筑"})
    space.add_circle((250_000, 10_000), 10_000, dxfattribs={"layer": "罐区"})
    space.add_lwpolyline([(0, 60_000), (90_000, 60_000)], dxfattribs={"layer": "围墙"})
    space.add_lwpolyline(BOX, close=True, dxfattribs={"layer": "图框"})
    space.add_lwpolyline([(x, y + 100_000) for x, y in BOX], close=True, dxfattribs={"layer": "ZX-01"})
    path = tmp_path / "site.dxf"
    document.saveas(path)
    return path


@pytest.fixture
def geojson(tmp_path: Path) -> Path:
    def shape(x: float, properties: dict[str, Any]) -> dict[str, Any]:
        ring = [[x, 22.5], [x + 0.001, 22.5], [x + 0.001, 22.501], [x, 22.501], [x, 22.5]]
        return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    shapes = [
        shape(116.0, {"building": "yes", "height": 21, "hoehe": 33}),
        shape(116.002, {"building": "yes", "building:levels": 4, "hoehe": 12}),
        shape(116.004, {"building": "yes"}),
        shape(116.006, {"natural": "water"}),
    ]
    path = tmp_path / "plan.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    return path


@pytest.fixture
def document(qapp: Any, real_catalogue: Any, settings: QSettings) -> Document:
    return Document(Project(), real_catalogue, lang="en", settings=settings)


@pytest.fixture
def open_dialog(qtbot: Any, document: Document) -> Iterator[Open]:
    runner = JobRunner(document, lambda *_a, **_k: None, make_cache=object)

    def make(*paths: Path, wait: bool = True) -> ImportMapDialog:
        before = document.project
        dialog = ImportMapDialog(
            None, document, runner, paths, lambda _p: before, lambda p: document.apply("import", lambda _b: p)
        )
        qtbot.addWidget(dialog)
        dialog.show()
        if wait:
            qtbot.waitUntil(lambda: dialog.pages.currentIndex() == SETUP, timeout=20_000)
        return dialog

    yield make
    runner.close()


def finish(dialog: ImportMapDialog, qtbot: Any) -> None:
    dialog.import_button.click()
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() != WORKING, timeout=20_000)


def layer(dialog: ImportMapDialog, name: str) -> int:
    return next(number for number, row in enumerate(dialog.layers.rows) if row.title == name)


def kinds(document: Document) -> list[str]:
    return sorted(item.kind.value for item in document.project.site_map.obstacles.values())


def test_a_drawing_is_previewed_with_what_its_layers_become(open_dialog: Open, drawing: Path) -> None:
    dialog = open_dialog(drawing)
    tester = QAbstractItemModelTester(dialog.layers, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = {row.title: row for row in dialog.layers.rows}
    assert {name: row.choice for name, row in rows.items()} == {
        "建筑": "building", "罐区": "tank", "围墙": "wall", "图框": IGNORE, "ZX-01": BY_OBJECT,
    }  # fmt: skip
    assert (rows["建筑"].polygons, rows["围墙"].lines) == (2, 1)
    assert dialog.drawing.drawing.total == 6
    dialog.layers.choose([0], "tank")
    assert tester is not None


def test_an_import_with_changed_layers_and_heights_is_one_step(
    open_dialog: Open, drawing: Path, document: Document, qtbot: Any
) -> None:
    before = document.project
    dialog = open_dialog(drawing)
    dialog.layers.choose([layer(dialog, "ZX-01")], "vegetation")
    dialog.layers.choose([layer(dialog, "罐区")], IGNORE)
    dialog.heights.spins[K.BUILDING].setValue(17.5)
    finish(dialog, qtbot)
    assert dialog.pages.currentIndex() == REPORT, dialog.problem.text()
    assert kinds(document) == ["building", "building", "vegetation", "wall"]
    halls = [item for item in document.project.site_map.obstacles.values() if item.kind is K.BUILDING]
    assert {(item.height_m, item.height_source) for item in halls} == {(17.5, HeightSource.ASSUMED)}
    assert dialog.report_page.title.text() == "4 objects imported."
    table = dialog.report_page.counts
    cells = {table.item(r, 0).text(): [table.item(r, c).text() for c in (1, 2, 3)] for r in range(table.rowCount())}
    assert cells["Building"] == ["2", "2", "17.5 m"]
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project is before


def test_choices_are_remembered_for_layers_of_the_same_name(
    open_dialog: Open, drawing: Path, document: Document, qtbot: Any
) -> None:
    first = open_dialog(drawing)
    first.layers.choose([layer(first, "ZX-01")], "land")
    finish(first, qtbot)
    again = open_dialog(drawing)
    row = again.layers.rows[layer(again, "ZX-01")]
    assert row.choice == "land" and again.layers.index(layer(again, "ZX-01"), 6).data() == "as you chose last time"
    again.layers.choose([layer(again, "ZX-01")], BY_OBJECT)
    finish(again, qtbot)
    assert remembered_layers(document.settings) == {}


def test_what_is_kept_may_be_rubbish(settings: QSettings) -> None:
    for rubbish in ("{", "[1]", '{"a": "castle", "b": "wall"}'):
        settings.setValue("import/layers", rubbish)
        assert remembered_layers(settings) in ({}, {"b": "wall"})
    remember_layers(settings, {f"L{number}": "wall" for number in range(MAX_LAYERS + 5)}, frozenset())
    assert len(remembered_layers(settings)) == MAX_LAYERS


def test_degrees_of_chinese_web_maps_are_undone_when_chosen(
    open_dialog: Open, geojson: Path, document: Document, qtbot: Any
) -> None:
    finish(open_dialog(geojson), qtbot)
    plain = document.project
    document.undo_stack.undo()
    dialog = open_dialog(geojson)
    dialog.coordinates.crs.setCurrentIndex(dialog.coordinates.crs.findData("GCJ-02"))
    finish(dialog, qtbot)
    shifted = document.project

    def corner(project: Project) -> np.ndarray:
        first = next(iter(project.site_map.obstacles.values())).outline[0]
        return np.add(first, (project.geo.origin_east_m, project.geo.origin_north_m))

    assert 100.0 < float(np.hypot(*(corner(shifted) - corner(plain)))) < 1000.0


def test_any_epsg_code_can_be_typed(open_dialog: Open, drawing: Path, document: Document, qtbot: Any) -> None:
    dialog = open_dialog(drawing)
    dialog.coordinates.crs.setCurrentText("32650")
    assert dialog.coordinates.chosen_crs() == "EPSG:32650"
    assert not dialog.coordinates.points.isVisibleTo(dialog.coordinates)
    dialog.coordinates.crs.setCurrentText("EPSG:nonsense")
    finish(dialog, qtbot)
    assert dialog.pages.currentIndex() == SETUP and "EPSG:nonsense" in dialog.problem.text()
    assert document.project.site_map.obstacles == {}


def test_a_drawing_is_placed_by_control_points(
    open_dialog: Open, drawing: Path, document: Document, qtbot: Any
) -> None:
    dialog = open_dialog(drawing)
    points = dialog.coordinates.points
    dialog.drawing.resize(400, 300)
    points.table.setCurrentCell(0, 0)
    place = dialog.drawing.to_pixel(0.0, 0.0).toPoint()
    qtbot.mouseClick(dialog.drawing, Qt.MouseButton.LeftButton, pos=place)
    x, y = dialog.drawing.to_place(QPointF(place))
    assert points.marks() == [("P1", pytest.approx(x, abs=1e-3), pytest.approx(y, abs=1e-3))]
    points.set_source(0.0, 0.0, 0)
    points.set_target(1000.0, 500.0, 0)
    points.set_source(100.0, 0.0, 1)
    points.set_target(1000.0, 600.0, 1)  # a quarter turn, no scale
    assert "90.00°" in points.message.text() and "1.0000" in points.message.text()
    finish(dialog, qtbot)
    assert dialog.pages.currentIndex() == REPORT, dialog.problem.text()
    hall = next(iter(document.project.site_map.obstacles.values()))
    assert np.allclose(sorted(hall.outline), [(980.0, 500.0), (980.0, 550.0), (1000.0, 500.0), (1000.0, 550.0)])
    assert "residual" in dialog.report_page.facts.text()


def test_a_height_field_can_be_chosen_and_guesses_are_counted(
    open_dialog: Open, geojson: Path, document: Document, qtbot: Any
) -> None:
    dialog = open_dialog(geojson)
    dialog.heights.field.setCurrentIndex(dialog.heights.field.findData("hoehe"))
    dialog.heights.spins[K.BUILDING].setValue(8.0)
    finish(dialog, qtbot)
    heights = sorted(i.height_m for i in document.project.site_map.obstacles.values() if i.kind is K.BUILDING)
    assert heights == [8.0, 12.0, 33.0]


def test_heights_from_storeys_are_no_guess_of_the_kind(
    open_dialog: Open, geojson: Path, document: Document, qtbot: Any
) -> None:
    dialog = open_dialog(geojson)
    dialog.heights.spins[K.BUILDING].setValue(8.0)
    finish(dialog, qtbot)
    heights = sorted(i.height_m for i in document.project.site_map.obstacles.values() if i.kind is K.BUILDING)
    assert heights == [8.0, 12.0, 21.0]
    assert "1 heights taken from the number of storeys" in dialog.report_page.facts.text()


def test_a_broken_file_says_so_and_changes_nothing(
    open_dialog: Open, tmp_path: Path, document: Document, qtbot: Any
) -> None:
    before = document.project
    path = tmp_path / "broken.geojson"
    path.write_text('{"type": "FeatureColl', encoding="utf-8")
    dialog = open_dialog(path)
    assert dialog.problem.isVisible() and "broken.geojson" in dialog.problem.text()
    assert not dialog.import_button.isEnabled()
    path.write_bytes('{"type":"FeatureCollection","features":[]}'.encode("utf-16-le"))
    dialog.reading.encoding.setCurrentIndex(dialog.reading.encoding.findData("big5"))
    dialog.reading.encoding.activated.emit(0)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == SETUP)
    assert dialog.problem.isVisible()
    assert document.project is before


def test_nothing_but_ignored_layers_is_nothing_to_import(open_dialog: Open, drawing: Path) -> None:
    dialog = open_dialog(drawing)
    dialog.layers.choose(range(len(dialog.layers.rows)), IGNORE)
    assert not dialog.import_button.isEnabled()


def test_reading_and_building_leave_the_windows_thread_and_can_be_stopped(
    open_dialog: Open, drawing: Path, document: Document, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_dialog(drawing)
    before, seen = document.project, []
    started, release = threading.Event(), threading.Event()
    real = import_map_work.with_heights

    def slow(*args: Any) -> Any:
        seen.append(threading.current_thread())
        started.set()
        release.wait(20.0)
        return real(*args)

    monkeypatch.setattr(import_map_work, "with_heights", slow)
    dialog.import_button.click()
    assert dialog.pages.currentIndex() == WORKING
    qtbot.waitUntil(started.is_set, timeout=20_000)
    dialog.cancel_button.click()
    release.set()
    assert dialog.pages.currentIndex() == SETUP
    qtbot.wait(100)
    assert document.project is before and seen[0] is not threading.main_thread()
    finish(dialog, qtbot)
    assert dialog.pages.currentIndex() == REPORT


def test_leaving_while_files_are_read_leaves_nothing_behind(
    open_dialog: Open, drawing: Path, document: Document, qtbot: Any
) -> None:
    before = document.project
    dialog = open_dialog(drawing, wait=False)
    dialog.reject()
    assert not dialog.isVisible()
    qtbot.wait(200)
    assert document.project is before


def test_two_files_without_layers_are_told_apart(
    open_dialog: Open, geojson: Path, tmp_path: Path, document: Document, qtbot: Any
) -> None:
    other = tmp_path / "other.geojson"
    other.write_text(geojson.read_text(encoding="utf-8"), encoding="utf-8")
    dialog = open_dialog(geojson, other)
    assert [row.title for row in dialog.layers.rows] == ["plan.geojson", "other.geojson"]
    dialog.layers.choose([0], IGNORE)
    dialog.layers.choose([1], "tank")
    assert dialog.drawing.drawing.total == 8  # both files in one picture
    dialog.file.setCurrentIndex(2)
    assert dialog.drawing.drawing.total == 4
    finish(dialog, qtbot)
    assert kinds(document) == ["tank"] * 4


def test_one_choice_for_all_selected_layers(open_dialog: Open, drawing: Path) -> None:
    dialog = open_dialog(drawing)
    dialog.table.selectAll()
    position = dialog.for_selected.findData("road")
    dialog.for_selected.setCurrentIndex(position)
    dialog.for_selected.activated.emit(position)
    assert {row.choice for row in dialog.layers.rows} == {"road"}


def test_the_list_of_kinds_submits_a_choice(open_dialog: Open, drawing: Path) -> None:
    dialog = open_dialog(drawing)
    delegate, index = dialog.table.itemDelegateForColumn(KIND), dialog.layers.index(0, KIND)
    assert isinstance(delegate, KindDelegate)
    box = delegate.createEditor(dialog.table, QStyleOptionViewItem(), index)
    delegate.setEditorData(box, index)
    assert box.currentData() == "building"
    box.setCurrentIndex(box.findData("wall"))
    delegate.setModelData(box, dialog.layers, index)
    assert dialog.layers.rows[0].choice == "wall"
    box.deleteLater()


def test_a_large_file_is_drawn_by_its_largest_parts() -> None:
    collector = Collector("many.geojson")
    for number in range(MAX_PARTS + 10):
        feature = collector.feature("", {})
        size = 100.0 if number == 3 else 1.0
        collector.part(feature, "polygon", [[(number, 0), (number + size, 0), (number, size)]])
    file = collector.finish(form=MapFormat.GEOJSON, encoding="utf-8", crs="local", crs_is_stated=False)
    made = drawing_of(file)
    assert (len(made.parts), made.total) == (MAX_PARTS, MAX_PARTS + 10)
    assert max(outline.boundingRect().height() for _layer, _shape, _own, outline in made.parts) == 100.0


def test_the_menu_opens_the_dialog_and_the_window_takes_the_map(
    window: MainWindow, drawing: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(drawing)], ""))
    document, before = window.document, window.document.project
    window.actions_by_name["import_map"].trigger()
    dialog = window.map_files.import_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == SETUP, timeout=20_000)
    finish(dialog, qtbot)
    assert dialog.pages.currentIndex() == REPORT, dialog.problem.text()
    dialog.close_button.click()
    assert window.map_files.import_dialog is None
    assert len(document.project.site_map.obstacles) == len(before.site_map.obstacles) + 5
    document.undo_stack.undo()
    assert document.project is before


def test_every_word_of_the_dialog_is_chinese_in_chinese(
    open_dialog: Open, geojson: Path, document: Document, qtbot: Any
) -> None:
    from PySide6.QtWidgets import QLabel, QPushButton

    from tests.ui.test_window import is_english_only

    document.set_language("zh")
    dialog = open_dialog(geojson)
    finish(dialog, qtbot)
    texts = [part.text() for kind in (QLabel, QPushButton) for part in dialog.findChildren(kind)]
    texts += [dialog.tabs.tabText(i) for i in range(dialog.tabs.count())]
    texts += [box.itemText(i) for box in (dialog.for_selected, dialog.coordinates.crs, dialog.heights.field)
              for i in range(box.count())]  # fmt: skip
    texts += [dialog.layers.headerData(c, Qt.Orientation.Horizontal) for c in range(dialog.layers.columnCount())]
    allowed = {"plan.geojson", "hoehe", "height", "building:levels"}
    assert [text for text in texts if is_english_only(text) and text not in allowed and "CGCS2000" not in text] == []
