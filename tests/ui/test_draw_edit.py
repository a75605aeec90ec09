"""Corners, turning, groups, locks, cutting, clipboard and arrays with real mouse, keys and menus."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef
from planner.model.geometry import polygon_area_m2, rectangle
from planner.model.network import Cell, Network, Site
from planner.model.project import Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone
from ui.document import Document
from ui.main_window import MainWindow
from ui.scene.map_view import MapView
from ui.tools.clipboard import MIME_TYPE
from ui.tools.dialogs import ArrayDialog, NumberDialog, offset_dialog, turn_dialog
from ui.tools.operations import MapOperations

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
A, B, C = (ObjectRef("obstacles", key) for key in "abc")
SITE = ObjectRef("sites", "s", "S")
K = ObstacleKind


def project() -> Project:
    obstacles = {
        "a": Obstacle(id="a", kind=K.BUILDING, name="Shed 1", outline=rectangle(20, 20, 40, 30), height_m=9),
        "b": Obstacle(id="b", kind=K.BUILDING, name="Shed 2", outline=rectangle(60, 20, 30, 30), height_m=12),
        "c": Obstacle(id="c", kind=K.TANK, name="Tank", outline=rectangle(120, 90, 20, 20), height_m=9),
    }
    network = Network(
        sites={"s": Site(id="s", name="Mast", position=(150.0, 30.0))},
        cells={"c1": Cell(id="c1", site_id="s", band="n79", azimuth_deg=30.0)},
    )
    zone = Zone(id="z", name="Z", outline=rectangle(0, 0, 200, 160))
    site_map = SiteMap(obstacles=obstacles, zones={"z": zone})
    return Project(site_map=site_map, schemes={"S": Scheme(id="S", name="S", network=network)})


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(project(), Catalogue(), lang="en")


@pytest.fixture
def view(qtbot, document: Document) -> Iterator[MapView]:
    view = MapView(document)
    qtbot.addWidget(view)
    view.resize(1000, 800)
    with qtbot.waitExposed(view):
        view.show()
    view.set_zoom(4.0)
    view.zoom_to_point(100.0, 90.0)
    yield view


@pytest.fixture
def operations(view: MapView) -> MapOperations:
    return MapOperations(view, view)


def at(view: MapView, place: tuple[float, float]) -> QPoint:
    return view.to_viewport(place)


def drag(view: MapView, start, end, modifier=NONE, *, release=True) -> None:
    QTest.mouseMove(view.viewport(), at(view, start))
    QTest.mousePress(view.viewport(), LEFT, modifier, at(view, start))
    for share in (0.3, 0.7, 1.0):
        place = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        QTest.mouseMove(view.viewport(), at(view, place))
    if release:
        QTest.mouseRelease(view.viewport(), LEFT, modifier, at(view, end))


def click(view: MapView, place, modifier=NONE) -> None:
    QTest.mouseMove(view.viewport(), at(view, place))
    QTest.mouseClick(view.viewport(), LEFT, modifier, at(view, place))


def obstacle(document: Document, ref: ObjectRef) -> Obstacle:
    return document.project.site_map.obstacles[ref.id]


def undone(document: Document) -> Project:
    """Everything undone, and redone to what it was."""
    end = document.project
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    start = document.project
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    assert document.project is end
    return start


# -- corners -----------------------------------------------------------------------------------------------------------


def test_a_corner_is_dragged_live_in_one_step(view: MapView, document: Document) -> None:
    document.set_selection([C])
    drag(view, (140, 110), (155, 120), release=False)
    assert document.shown_project.site_map.obstacles["c"].outline[2] == pytest.approx((155, 120), abs=0.6)
    assert document.project == project()
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, (155, 120)))
    assert obstacle(document, C).outline[2] == pytest.approx((155, 120), abs=0.6)
    assert document.undo_stack.count() == 1
    assert undone(document) == project()


def test_a_dragged_corner_snaps_to_another_object(view: MapView, document: Document) -> None:
    document.set_selection([C])
    drag(view, (120, 90), (90.8, 50.9))
    assert obstacle(document, C).outline[0] == (90, 50)


def test_a_corner_dragged_across_is_shown_but_refused(view: MapView, document: Document, qtbot) -> None:
    document.set_selection([C])
    with qtbot.waitSignal(document.errorRaised) as signal:
        drag(view, (140, 110), (100, 100))
    assert signal.args[0].code == "outline-crosses-itself"
    assert document.project == project()
    assert not document.is_previewing


def test_esc_puts_a_dragged_corner_back(view: MapView, document: Document) -> None:
    document.set_selection([C])
    drag(view, (140, 110), (160, 130), release=False)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, (160, 130)))
    assert document.project == project()
    assert not document.is_previewing


def test_a_corner_is_added_in_the_middle_of_a_side_and_deleted(view: MapView, document: Document) -> None:
    document.set_selection([C])
    drag(view, (130, 90), (130, 80))
    assert len(obstacle(document, C).outline) == 5
    assert polygon_area_m2(obstacle(document, C).outline) == pytest.approx(500, rel=0.03)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert obstacle(document, C) == project().site_map.obstacles["c"]
    assert document.undo_stack.count() == 2


def test_a_double_click_on_a_side_adds_a_corner(view: MapView, document: Document) -> None:
    document.set_selection([A])
    QTest.mouseMove(view.viewport(), at(view, (30, 20)))
    QTest.mouseDClick(view.viewport(), LEFT, NONE, at(view, (30, 20)))
    assert obstacle(document, A).outline[1] == pytest.approx((30, 20), abs=0.3)
    QTest.keyClick(view, Qt.Key.Key_Insert)
    assert len(obstacle(document, A).outline) == 6


def test_delete_without_a_marked_corner_deletes_the_object(view: MapView, document: Document) -> None:
    click(view, (130, 100))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert "c" not in document.project.site_map.obstacles


def test_a_triangle_keeps_its_corners(view: MapView, document: Document, qtbot) -> None:
    document.set_selection([C])
    click(view, (140, 110))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    click(view, (140, 90))
    with qtbot.waitSignal(document.errorRaised) as signal:
        QTest.keyClick(view, Qt.Key.Key_Delete)
    assert signal.args[0].code == "outline-too-short"
    assert len(obstacle(document, C).outline) == 3


# -- turning and moving ------------------------------------------------------------------------------------------------


def test_the_handle_above_turns_in_steps_of_fifteen_degrees(view: MapView, document: Document) -> None:
    document.set_selection([A])
    place = view.kit.select.handles._item.turn_place
    drag(view, place, (40 + 30, 35 + 30.6), SHIFT, release=False)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert document.project == project()
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, place))
    drag(view, place, (40 + 30, 35 + 0.4))
    xs = [x for x, _ in obstacle(document, A).outline]
    assert max(xs) - min(xs) == pytest.approx(30)
    assert undone(document) == project()


def test_a_typed_angle_while_turning(view: MapView, document: Document) -> None:
    document.set_selection([A])
    place = view.kit.select.handles._item.turn_place
    drag(view, place, (60, 60), release=False)
    QTest.keyClick(view, "9")
    QTest.keyClicks(view.kit.entry, "0")
    QTest.keyClick(view.kit.entry, Qt.Key.Key_Return)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, (60, 60)))
    xs = [x for x, _ in obstacle(document, A).outline]
    assert max(xs) - min(xs) == pytest.approx(30)
    assert document.undo_stack.count() == 1


def test_a_corner_taken_hold_of_snaps_while_moving(view: MapView, document: Document) -> None:
    document.set_selection([B, C])
    drag(view, (120.6, 90.6), (60.5, 50.5))
    assert (60, 50) in obstacle(document, C).outline
    assert obstacle(document, B).outline[0] == pytest.approx((0, -20))


def test_a_typed_way_while_moving(view: MapView, document: Document) -> None:
    document.set_selection([C])
    drag(view, (130, 100), (140, 100), release=False)
    QTest.keyClick(view, "2")
    QTest.keyClicks(view.kit.entry, "5<180")
    QTest.keyClick(view.kit.entry, Qt.Key.Key_Return)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, (140, 100)))
    assert obstacle(document, C).outline[0] == pytest.approx((120, 65))
    assert document.undo_stack.count() == 1


# -- groups, locks, hiding ---------------------------------------------------------------------------------------------


def test_a_group_is_selected_and_moved_as_one(view: MapView, document: Document, operations: MapOperations) -> None:
    document.set_selection([A, C])
    operations.group()
    document.set_selection([])
    click(view, (30, 40))
    assert set(document.selection) == {A, C}
    drag(view, (30, 40), (30, 50))
    assert obstacle(document, C).outline[0] == pytest.approx((120, 100), abs=0.4)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, at(view, (30, 50)))
    assert document.selection == (A,)
    operations.ungroup()
    click(view, (30, 50))
    assert document.selection == (A,)
    assert undone(document) == project()


def test_a_locked_object_refuses_everything(view: MapView, document: Document, operations, qtbot) -> None:
    document.set_selection([A])
    operations.lock(locked=True)
    locked = document.project
    assert view.kit.select.handles._item is None or not view.kit.select.handles._item.isVisible()
    edits = [
        lambda: operations.turn(90.0),
        lambda: operations.mirror(east_west=True),
        operations.cut,
        lambda: view.delete_selection(),
        lambda: QTest.keyClick(view, Qt.Key.Key_Right),
        lambda: drag(view, (30, 40), (50, 50)),
    ]
    for edit in edits:
        with qtbot.waitSignal(document.errorRaised) as signal:
            edit()
        assert signal.args[0].code == "object-locked"
        assert document.project is locked
    operations.lock(locked=False)
    assert document.project == project()


def test_what_is_hidden_is_not_seen_nor_selected(view: MapView, document: Document, operations: MapOperations) -> None:
    document.set_selection([C])
    operations.hide()
    assert document.selection == ()
    click(view, (130, 100))
    assert C not in document.selection
    operations.show_hidden()
    assert document.project == project()


# -- cutting -----------------------------------------------------------------------------------------------------------


def test_a_line_splits_what_it_crosses(view: MapView, document: Document) -> None:
    view.set_tool("split")
    for place in ((5, 36), (110, 36)):
        click(view, place, CTRL)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert len(document.selection) == 4
    assert len(document.project.site_map.obstacles) == 5
    assert document.undo_stack.count() == 1
    assert undone(document) == project()


def test_a_line_that_splits_nothing_is_refused_and_can_go_on(view: MapView, document: Document, qtbot) -> None:
    document.set_selection([A])
    view.set_tool("split")
    for place in ((5, 36), (40, 36)):
        click(view, place, CTRL)
    with qtbot.waitSignal(document.errorRaised) as signal:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert signal.args[0].code == "split-misses"
    assert view.tool.is_active
    click(view, (110, 36), CTRL)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert len(document.selection) == 2


def test_a_shape_is_cut_out(view: MapView, document: Document) -> None:
    view.set_tool("hole")
    view.kit.set_shape("rectangle")
    assert view.tool_name == "hole"
    for place in ((30, 28), (40, 40)):
        click(view, place, CTRL)
    assert len(obstacle(document, A).holes) == 1
    assert document.selection == (A,)
    assert undone(document) == project()


def test_merge_takes_the_first_ones_properties(document: Document, operations: MapOperations) -> None:
    document.set_selection([B, A])
    operations.merge()
    assert document.selection == (B,)
    assert obstacle(document, B).height_m == 12
    assert polygon_area_m2(obstacle(document, B).outline) == pytest.approx(2100)
    assert "a" not in document.project.site_map.obstacles


def test_merging_what_lies_apart_is_refused(document: Document, operations: MapOperations, qtbot) -> None:
    far = replace(document.project.site_map.obstacles["b"], outline=rectangle(70, 20, 30, 30))
    site_map = replace(document.project.site_map, obstacles={**document.project.site_map.obstacles, "b": far})
    document.set_project(replace(document.project, site_map=site_map))
    document.set_selection([A, B])
    with qtbot.waitSignal(document.errorRaised) as signal:
        operations.merge()
    assert signal.args[0].code == "merge-apart"


# -- clipboard ---------------------------------------------------------------------------------------------------------


def test_cut_and_paste_at_the_mouse(view: MapView, document: Document, operations: MapOperations) -> None:
    document.set_selection([C])
    operations.cut()
    assert "c" not in document.project.site_map.obstacles
    QTest.mouseMove(view.viewport(), at(view, (60, 100)))
    operations.paste()
    (ref,) = document.selection
    assert obstacle(document, ref).outline[0] == pytest.approx((50, 90), abs=0.3)
    assert document.undo_stack.count() == 2
    assert undone(document) == project()


def test_objects_go_to_another_project_with_their_cells(document: Document, operations, qtbot) -> None:
    document.set_selection([A, SITE, ObjectRef("zones", "z")])
    operations.copy()
    other = Document(Project(schemes={"X": Scheme(id="X", name="X")}), Catalogue())
    view = MapView(other)
    qtbot.addWidget(view)
    MapOperations(view, view).paste(in_place=True)
    (shed,) = other.project.site_map.obstacles.values()
    assert (shed.outline, shed.height_m) == (rectangle(20, 20, 40, 30), 9)
    network = other.project.schemes["X"].network
    (site,), (cell,) = network.sites.values(), network.cells.values()
    assert (site.name, cell.site_id, cell.azimuth_deg) == ("Mast", site.id, 30.0)
    assert len(other.project.site_map.zones) == 1
    assert len(other.selection) == 3


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[]", b'{"obstacles": [1]}', b'{"wrong": []}', b"[" * 100_000])
def test_a_broken_clipboard_is_refused(document: Document, operations: MapOperations, qtbot, content: bytes) -> None:
    data = QMimeData()
    data.setData(MIME_TYPE, content)
    QGuiApplication.clipboard().setMimeData(data)
    with qtbot.waitSignal(document.errorRaised) as signal:
        operations.paste()
    assert signal.args[0].code == "clipboard-unreadable"
    assert document.project == project()


def test_an_empty_clipboard_and_nothing_to_copy_are_said(document: Document, operations, qtbot) -> None:
    QGuiApplication.clipboard().setText("12.5\t30")
    with qtbot.waitSignal(document.errorRaised) as signal:
        operations.paste()
    assert signal.args[0].code == "clipboard-empty"
    with qtbot.waitSignal(document.errorRaised) as signal:
        operations.copy()
    assert signal.args[0].code == "nothing-to-copy"


# -- dialogs -----------------------------------------------------------------------------------------------------------


def test_the_array_is_shown_before_it_is_made(document: Document, operations: MapOperations, view, qtbot) -> None:
    document.set_selection([A])
    dialog = ArrayDialog(document, document.selection, view)
    qtbot.addWidget(dialog)
    dialog.columns.setValue(4)
    dialog.rows.setValue(3)
    assert len(document.shown_project.site_map.obstacles) == 3 + 11
    assert document.project == project()
    dialog.accept()
    assert len(document.project.site_map.obstacles) == 3 + 11
    assert len(document.selection) == 12
    assert {o.name for o in document.project.site_map.obstacles.values()} >= {"Shed 1", "Shed 3", "Shed 13"}
    assert document.undo_stack.count() == 1
    assert undone(document) == project()


def test_a_cancelled_array_leaves_nothing(document: Document, view, qtbot) -> None:
    dialog = ArrayDialog(document, (A,), view)
    qtbot.addWidget(dialog)
    dialog.reject()
    assert not document.is_previewing
    assert document.project == project()


def test_an_array_too_large_says_so(document: Document, view, qtbot) -> None:
    dialog = ArrayDialog(document, (A,), view)
    qtbot.addWidget(dialog)
    dialog.columns.setValue(1000)
    dialog.rows.setValue(1000)
    assert not dialog.ok.isEnabled()
    assert "1000000" in dialog.note.text()


@pytest.mark.parametrize(("make", "value", "area"), [(turn_dialog, 30.0, 1200.0), (offset_dialog, 5.0, 2000.0)])
def test_turning_and_growing_in_numbers(document: Document, view, qtbot, make, value: float, area: float) -> None:
    dialog: NumberDialog = make(document, (A,), view)
    qtbot.addWidget(dialog)
    dialog.value.setValue(value)
    assert document.project == project()
    dialog.accept()
    assert polygon_area_m2(obstacle(document, A).outline) == pytest.approx(area)
    assert undone(document) == project()


def test_shrinking_to_nothing_is_said_in_the_dialog(document: Document, view, qtbot) -> None:
    dialog = offset_dialog(document, (A,), view)
    qtbot.addWidget(dialog)
    dialog.value.setValue(-20.0)
    assert not dialog.ok.isEnabled()
    assert not document.is_previewing


# -- menus -------------------------------------------------------------------------------------------------------------


def scattered(project: Project, keys: list[str]) -> Project:
    """These objects at three places that are in no line."""
    obstacles = dict(project.site_map.obstacles)
    for key, place in zip(keys, ((0, 0, 40, 20), (33, 47, 29, 31, 10), (100, 200, 15, 25)), strict=True):
        if key in obstacles and not obstacles[key].locked:
            obstacles[key] = replace(obstacles[key], outline=rectangle(*place))
    return replace(project, site_map=replace(project.site_map, obstacles=obstacles))


def test_every_entry_of_the_menus_works_on_a_selection(window: MainWindow) -> None:
    document, actions = window.document, window.actions_by_name
    yards = [key for key, o in document.project.site_map.obstacles.items() if o.kind is K.CONTAINER_YARD][:3]
    start = document.project
    assert not actions["align_left"].isEnabled()
    changing = (
        "align_left", "align_centre", "align_right", "align_top", "align_middle", "align_bottom", "distribute_east",
        "distribute_north", "turn_left", "turn_right", "mirror_east", "mirror_north", "group", "ungroup", "lock",
        "unlock", "paste", "paste_in_place", "cut", "paste",
    )  # fmt: skip
    document.set_selection([ObjectRef("obstacles", key) for key in yards])
    actions["copy"].trigger()
    for name in changing:
        document.set_selection([ObjectRef("obstacles", key) for key in yards])
        document.apply("scatter", lambda p: scattered(p, yards))
        before = document.project
        actions[name].trigger()
        assert document.project is not before, name
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.project is start


def test_shapes_and_snapping_have_actions_that_follow(window: MainWindow) -> None:
    view, actions = window.workspace.map_view, window.actions_by_name
    actions["tool_tank"].trigger()
    assert actions["shape_circle"].isChecked()
    actions["shape_rectangle"].trigger()
    assert (view.tool_name, view.kit.shape) == ("tank", "rectangle")
    actions["tool_select"].trigger()
    assert not actions["shape_rectangle"].isChecked()
    actions["shape_circle"].trigger()
    assert (view.tool_name, view.kit.shape) == ("tank", "circle")
    actions["snap_edges"].trigger()
    assert not view.snapper.settings.edges
    assert view.snapper.settings.vertices


def test_copy_keys_hold_on_the_map_only(window: MainWindow, qtbot) -> None:
    view, document = window.workspace.map_view, window.document
    key = next(iter(document.project.site_map.obstacles))
    document.set_selection([ObjectRef("obstacles", key)])
    QGuiApplication.clipboard().setText("kept")
    other: QWidget = window.workspace.tabs
    other.setFocus()
    QTest.keyClick(other, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "kept"
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().mimeData().hasFormat(MIME_TYPE)
