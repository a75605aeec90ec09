"""The table of obstacles: typing, pasting blocks, refusals, sorting, filtering, and the map beside it."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyleOptionViewItem

from planner.model.edits import ObjectRef, remove
from planner.model.project import Project
from planner.model.site_map import HeightSource, Obstacle, ObstacleKind, SiteMap
from planner.text import Translator
from ui.document import Document
from ui.tables.base import Role
from ui.tables.obstacles import CellDelegate, ObstaclesPanel
from ui.tables.obstacles_cells import COLUMN_BY_PATH, COLUMNS, CellError, copied, parsed, shown
from ui.tables.obstacles_paste import block_of

K = ObstacleKind
SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
AT = COLUMN_BY_PATH


def obstacle(identifier: str, name: str, kind: ObstacleKind = K.BUILDING, **more: Any) -> Obstacle:
    return Obstacle(id=identifier, name=name, kind=kind, outline=SQUARE, **more)


@pytest.fixture
def document(qapp: Any, real_catalogue: Any) -> Document:
    items = (
        obstacle("ob-01", "North hall", height_m=9.0, height_source=HeightSource.ASSUMED),
        obstacle("ob-02", "Tank farm", K.TANK, height_m=100.0),
        obstacle("ob-03", "Yard", K.CONTAINER_YARD, tiers=4, fill_ratio=0.8),
        Obstacle(id="ob-04", name="Fence", kind=K.WALL, outline=SQUARE[:2], height_m=2.5),
    )
    project = Project(site_map=SiteMap(obstacles={item.id: item for item in items}))
    return Document(project, real_catalogue, lang="en")


@pytest.fixture
def panel(qtbot: Any, document: Document) -> ObstaclesPanel:
    panel = ObstaclesPanel(document)
    qtbot.addWidget(panel)
    panel.resize(1200, 400)
    panel.show()
    return panel


def select(panel: ObstaclesPanel, row: int, path: str, row2: int | None = None, path2: str | None = None) -> None:
    model, first = panel.table.selectionModel(), panel.proxy.index(row, AT[path])
    panel.table.setCurrentIndex(first)
    for r in range(row, (row if row2 is None else row2) + 1):
        for c in range(AT[path], AT[path2 or path] + 1):
            model.select(panel.proxy.index(r, c), QItemSelectionModel.SelectionFlag.Select)


def paste(panel: ObstaclesPanel, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    panel.paste()


def test_the_models_keep_qts_rules(panel: ObstaclesPanel, document: Document) -> None:
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (panel.model, panel.proxy)
    ]
    before = document.project
    more = {**before.site_map.obstacles, "ob-05": obstacle("ob-05", "New")}
    document.apply("add", lambda p: replace(p, site_map=replace(p.site_map, obstacles=more)))
    assert panel.model.rowCount() == 5
    document.apply("remove", lambda p: remove(p, (ObjectRef("obstacles", "ob-02"),)))
    assert [row.id for row in panel.model.rows] == ["ob-01", "ob-03", "ob-04", "ob-05"]
    panel.filter.setText("new")
    panel.filter.clear()
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert panel.model.rowCount() == 4 and document.project is before
    assert len(testers) == 2


def test_a_typed_height_is_one_step_and_no_longer_assumed(panel: ObstaclesPanel, document: Document) -> None:
    before = document.project
    assert panel.model.setData(panel.model.index(0, AT["height_m"]), "12,5".replace(",", "."))
    hall = document.project.site_map.obstacles["ob-01"]
    assert (hall.height_m, hall.height_source) == (12.5, HeightSource.STATED)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project is before


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("height_m", "high", "“high” is not a number"),
        ("height_m", "5000", "5000m is not between 0 and 1000m"),
        ("storeys", "2.5", "“2.5” is not a whole number"),
        ("kind", "castle", "“castle” is not one of the choices"),
        ("fill_ratio", "140%", "140% is not between 1 and 100%"),
        ("locked", "maybe", "“maybe” is neither yes nor no"),
    ],
)
def test_a_bad_cell_is_refused_with_its_name(
    panel: ObstaclesPanel, document: Document, path: str, text: str, said: str
) -> None:
    before = document.project
    assert not panel.model.setData(panel.model.index(2, AT[path]), text)
    assert document.project is before and document.undo_stack.count() == 0
    title = document.tr(COLUMNS[AT[path]].title)
    assert panel.message.text() == f"Nothing was changed: row 3, {title}: {said}"
    document.set_language("zh")
    assert "第 3 行" in panel.message.text()


def test_a_line_of_two_points_stays_a_wall(panel: ObstaclesPanel, document: Document) -> None:
    assert not panel.model.setData(panel.model.index(3, AT["kind"]), "Building")
    assert document.project.site_map.obstacles["ob-04"].kind is K.WALL
    assert "can only be a wall" in panel.message.text()


def test_a_block_from_excel_goes_in_as_one_step(panel: ObstaclesPanel, document: Document) -> None:
    before = document.project
    select(panel, 0, "name")
    paste(panel, "一号仓库\t建筑\t1,012.5\r\nSilo\tTank or metal structure\t30\r\n".replace("1,012.5", "12.5"))
    now = document.project.site_map.obstacles
    assert [(now[key].name, now[key].kind, now[key].height_m) for key in ("ob-01", "ob-02")] == [
        ("一号仓库", K.BUILDING, 12.5), ("Silo", K.TANK, 30.0),
    ]  # fmt: skip
    assert document.undo_stack.count() == 1 and document.undo_stack.undoText() == "Paste 6 cells"
    document.undo_stack.undo()
    assert document.project is before


def test_one_bad_cell_leaves_the_whole_block_out(panel: ObstaclesPanel, document: Document) -> None:
    before = document.project
    select(panel, 1, "height_m")
    paste(panel, "10\t0\n11\tzero\n")
    assert document.project is before and document.undo_stack.count() == 0
    assert panel.message.text() == "Nothing was changed: row 3, Base: “zero” is not a number"


def test_a_block_that_reaches_beyond_the_table_is_refused(panel: ObstaclesPanel, document: Document) -> None:
    before = document.project
    select(panel, 3, "name")
    paste(panel, "a\nb\n")
    assert document.project is before
    assert "2 x 1" in panel.message.text()


def test_one_value_fills_a_selection(panel: ObstaclesPanel, document: Document) -> None:
    select(panel, 0, "height_m", 2)
    paste(panel, "7")
    assert [item.height_m for item in document.project.site_map.obstacles.values()] == [7.0, 7.0, 7.0, 2.5]


def test_pasting_follows_the_shown_order(panel: ObstaclesPanel, document: Document) -> None:
    panel.table.sortByColumn(AT["height_m"], Qt.SortOrder.DescendingOrder)
    assert [item.id for item in panel.shown_obstacles()] == ["ob-02", "ob-01", "ob-04", "ob-03"]  # 100 above 9: figures
    select(panel, 0, "name")
    paste(panel, "first\nsecond")
    now = document.project.site_map.obstacles
    assert (now["ob-02"].name, now["ob-01"].name) == ("first", "second")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_copied_can_be_pasted_back(panel: ObstaclesPanel, document: Document, lang: str) -> None:
    document.set_language(lang)
    before = document.project
    select(panel, 0, "name", 3, "locked")
    panel.copy()
    text = QGuiApplication.clipboard().text()
    assert len(block_of(text)) == 4 and len(block_of(text)[0]) == len(COLUMNS)
    panel.paste()
    assert document.project is before and panel.message.isHidden()


def test_every_cell_reads_back_its_own_text(real_catalogue: Any, port: Project) -> None:
    for lang in ("en", "zh"):
        t = Translator(lang)
        for item in list(port.site_map.obstacles.values())[::9]:
            for column in COLUMNS:
                value = parsed(column, copied(column, item, t, real_catalogue), real_catalogue)
                assert value == pytest.approx(getattr(item, column.path), abs=1e-6)


@pytest.mark.parametrize(("text", "share"), [("80%", 0.8), ("80", 0.8), ("0.8", 0.8), ("1", 1.0), ("100 %", 1.0)])
def test_a_share_is_read_in_percent_or_as_a_share(real_catalogue: Any, text: str, share: float) -> None:
    assert parsed(COLUMNS[AT["fill_ratio"]], text, real_catalogue) == pytest.approx(share)


def test_numbers_that_are_none_are_refused(real_catalogue: Any) -> None:
    for text in ("nan", "inf", "", "1e999"):
        with pytest.raises(CellError):
            parsed(COLUMNS[AT["height_m"]], text, real_catalogue)


def test_words_filter_rows_in_any_column(panel: ObstaclesPanel) -> None:
    panel.filter.setText("tank FARM")
    assert [item.id for item in panel.shown_obstacles()] == ["ob-02"]
    assert panel.count.text() == "1 of 4 obstacles"
    panel.filter.setText("container")
    assert [item.id for item in panel.shown_obstacles()] == ["ob-03"]


def test_filtered_rows_sort_and_persistent_cells_follow(panel: ObstaclesPanel) -> None:
    panel.filter.setText("stated")
    ids = [item.id for item in panel.shown_obstacles()]
    assert ids == ["ob-02", "ob-03", "ob-04"]
    panel.table.setCurrentIndex(panel.proxy.index(0, AT["name"]))
    panel.table.sortByColumn(AT["height_m"], Qt.SortOrder.AscendingOrder)
    assert [item.id for item in panel.shown_obstacles()] == ["ob-03", "ob-04", "ob-02"]
    assert panel.table.currentIndex().row() == 2
    panel.filter.clear()
    assert [item.id for item in panel.shown_obstacles()] == ["ob-03", "ob-04", "ob-01", "ob-02"]


def test_the_check_box_locks(panel: ObstaclesPanel, document: Document) -> None:
    index = panel.model.index(1, AT["locked"])
    assert panel.model.setData(index, Qt.CheckState.Checked.value, int(Qt.ItemDataRole.CheckStateRole))
    assert document.project.site_map.obstacles["ob-02"].locked
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value


def test_editors_offer_lists_and_submit(panel: ObstaclesPanel, document: Document, qtbot: Any) -> None:
    delegate = panel.table.itemDelegate()
    assert isinstance(delegate, CellDelegate)
    index = panel.proxy.index(0, AT["kind"])
    box = delegate.createEditor(panel.table, QStyleOptionViewItem(), index)
    assert isinstance(box, QComboBox)
    delegate.setEditorData(box, index)
    assert box.currentText() == "Building"
    box.setCurrentText("Tank or metal structure")
    delegate.setModelData(box, panel.proxy, index)
    assert document.project.site_map.obstacles["ob-01"].kind is K.TANK
    box.deleteLater()
    panel.table.setCurrentIndex(panel.proxy.index(1, AT["name"]))
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    line = panel.table.findChild(QLineEdit)
    line.setText("Renamed")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.project.site_map.obstacles["ob-02"].name == "Renamed")


def test_an_editor_left_alone_changes_nothing(panel: ObstaclesPanel, document: Document) -> None:
    document.apply("x", lambda p: replace(p, site_map=SiteMap(obstacles={"a": obstacle("a", "", height_m=1.23456)})))
    index = panel.model.index(0, AT["height_m"])
    count = document.undo_stack.count()
    assert panel.model.setData(index, index.data(Qt.ItemDataRole.EditRole))
    assert document.undo_stack.count() == count


def test_the_map_and_the_table_follow_one_another(panel: ObstaclesPanel, document: Document, qtbot: Any) -> None:
    document.set_selection([ObjectRef("obstacles", "ob-03")])
    assert panel.table.currentIndex().row() == 2
    panel.table.setFocus()
    qtbot.waitUntil(panel.table.hasFocus)
    panel.table.setCurrentIndex(panel.proxy.index(1, 0))
    assert document.selection == (ObjectRef("obstacles", "ob-02"),)
    with qtbot.waitSignal(panel.jumped) as heard:
        panel.table.verticalHeader().sectionDoubleClicked.emit(0)
    assert heard.args == [ObjectRef("obstacles", "ob-01")]


def test_cells_speak_the_windows_language(panel: ObstaclesPanel, document: Document, real_catalogue: Any) -> None:
    document.set_language("zh")
    texts = [panel.model.headerData(c, Qt.Orientation.Horizontal) for c in range(len(COLUMNS))]
    assert texts[:3] == ["名称", "类型", "高度 (m)"]
    kind = COLUMNS[AT["kind"]]
    assert shown(kind, document.project.site_map.obstacles["ob-01"], document.t, real_catalogue) == "建筑"
    assert panel.proxy.index(0, 0).data(Role.REF) == ObjectRef("obstacles", "ob-01")
