"""The probe and the point panel, with real mouse events: live figures, causes, copies, profile, context menu."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsPathItem, QMenu

from planner.engine.point_types import PointReport, RowKind
from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.geometry import Point
from planner.radio.grid import column_centres_m, pixel_of, row_centres_m
from ui.main_window import MainWindow
from ui.panels.point_table import ITEM, SIGN, VALUE
from ui.tools.probe import ProbeTool
from ui.tools.section import SectionTool

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 20_000


@pytest.fixture
def tool(window: MainWindow) -> ProbeTool:
    window.workspace.map_view.set_tool("probe")
    made = window.workspace.map_view.tool
    assert isinstance(made, ProbeTool)
    return made


def report_of(window: MainWindow, qtbot: Any) -> PointReport:
    """The report about the place asked about now."""
    state = window.document.view_state

    def is_there() -> bool:
        return state.report is not None and (state.report.place.east_m, state.report.place.north_m) == state.place

    qtbot.waitUntil(is_there, timeout=WAIT_MS)
    assert state.report is not None
    return state.report


def click(window: MainWindow, place: QPoint) -> None:
    QTest.mouseClick(window.workspace.map_view.viewport(), LEFT, pos=place)


def open_place(window: MainWindow) -> QPoint:
    """A place of the port with good service, as near as there is one beside the first site."""
    scheme = window.document.project.schemes[window.document.scheme_id]
    east, north = next(iter(scheme.network.sites.values())).position
    maps = window.document.results.maps
    rows, columns = np.nonzero(maps.rsrp_dbm > -85.0)
    x, y = column_centres_m(maps.grid)[columns], row_centres_m(maps.grid)[rows]
    nearest = int(np.argmin(np.hypot(x - east - 60.0, y - north - 45.0)))
    return window.workspace.map_view.to_viewport((float(x[nearest]), float(y[nearest])))


def test_a_click_gives_the_link_budget(window: MainWindow, tool: ProbeTool, qtbot: Any) -> None:
    click(window, open_place(window))
    report = report_of(window, qtbot)
    panel = window.workspace.tabs.point
    assert window.workspace.tabs.current_name == "point"
    assert panel.downlink.budget.rows == report.downlink
    assert panel.uplink.budget.rows == report.uplink
    model = panel.downlink.budget
    assert model.index(0, SIGN).data() == "+"
    assert model.index(0, ITEM).data() == "Carrier power (conducted)"
    assert float(model.index(0, VALUE).data()) == report.downlink[0].value
    results = window.document.results
    assert results is not None
    assert report.place.resolution_m == results.maps.grid.resolution_m
    assert window.document.undo_stack.count() == 0  # a look, no edit
    assert not tool.is_active
    for cause in report.causes:
        assert window.document.t.code(cause.cure) in panel.summary.text()


def test_the_figures_are_those_of_the_map(window: MainWindow, tool: ProbeTool, qtbot: Any) -> None:
    click(window, open_place(window))
    report = report_of(window, qtbot)
    maps = window.document.results.maps
    pixel = pixel_of(maps.grid, report.place.east_m, report.place.north_m)
    assert report.rsrp_dbm == pytest.approx(float(maps.rsrp_dbm[pixel]), abs=0.01)
    total = next(row for row in report.downlink if row.code == "budget-rsrp")
    assert total.kind is RowKind.TOTAL
    assert total.value == pytest.approx(float(maps.rsrp_dbm[pixel]), abs=0.01)


def test_a_drag_is_followed_live(window: MainWindow, tool: ProbeTool, qtbot: Any) -> None:
    port, start = window.workspace.map_view.viewport(), open_place(window)
    seen: list[Point] = []
    window.document.view_state.placeChanged.connect(seen.append)
    QTest.mousePress(port, LEFT, pos=start)
    first = report_of(window, qtbot)
    assert tool.is_active
    QTest.mouseMove(port, start + QPoint(30, 12))
    second = report_of(window, qtbot)  # the button is still down
    assert tool.is_active
    assert second.place.centre_m != first.place.centre_m
    QTest.mouseRelease(port, LEFT, pos=start + QPoint(31, 12))
    assert not tool.is_active
    assert len(seen) >= 2
    report_of(window, qtbot)


def test_the_marker_is_grabbed_escape_puts_it_back_delete_clears(
    window: MainWindow, tool: ProbeTool, qtbot: Any
) -> None:
    view, state = window.workspace.map_view, window.document.view_state
    port, start = view.viewport(), open_place(window)
    items = len(view.scene().items())
    click(window, start)
    before = state.place
    assert len(view.scene().items()) == items + 2  # cross and line
    QTest.mousePress(port, LEFT, pos=start + QPoint(4, 3))  # beside it, within reach
    assert state.place == before
    QTest.mouseMove(port, start + QPoint(44, 3))
    assert state.place is not None
    assert (view.to_viewport(state.place) - (start + QPoint(40, 0))).manhattanLength() <= 3
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert state.place == before
    QTest.mouseRelease(port, LEFT, pos=start)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert state.place is None
    assert state.report is None
    assert len(view.scene().items()) == items


def test_the_report_follows_a_site_while_it_is_dragged(window: MainWindow, tool: ProbeTool, qtbot: Any) -> None:
    click(window, open_place(window))
    at_rest = report_of(window, qtbot)
    document = window.document
    scheme = document.project.schemes[document.scheme_id]
    site = next(iter(scheme.network.sites.values()))
    ref = ObjectRef("sites", site.id, document.scheme_id)
    east, north = site.position
    moved = lambda project: edits.update(project, ref, position=(east - 90.0, north - 30.0))  # noqa: E731
    document.preview(moved)
    qtbot.waitUntil(lambda: document.view_state.report is not at_rest, timeout=WAIT_MS)
    during = document.view_state.report
    assert during is not None
    assert during.rsrp_dbm != at_rest.rsrp_dbm
    document.preview(None)
    qtbot.waitUntil(lambda: document.view_state.report is not during, timeout=WAIT_MS)
    after = document.view_state.report
    assert after is not None
    assert after.rsrp_dbm == pytest.approx(at_rest.rsrp_dbm)


def test_another_scheme_has_its_own_budget(window: MainWindow, tool: ProbeTool, qtbot: Any) -> None:
    click(window, open_place(window))
    first = report_of(window, qtbot)
    window.document.set_scheme("B")
    qtbot.waitUntil(lambda: window.document.view_state.report.place.scheme_id == "B", timeout=WAIT_MS)
    assert window.document.view_state.report.strongest_cell_id
    assert first.place.scheme_id == "A"


def test_copy_export_and_profile(window: MainWindow, tool: ProbeTool, qtbot: Any, tmp_path: Path) -> None:
    click(window, open_place(window))
    report = report_of(window, qtbot)
    panel = window.workspace.tabs.point
    QTest.mouseClick(panel.copy_button, LEFT)
    assert "Carrier power (conducted)" in QGuiApplication.clipboard().text()
    wrote: list[str] = []
    panel.wrote.connect(wrote.append)
    target = tmp_path / "budget.csv"
    assert panel.export(target)
    assert wrote == ["budget.csv"]
    rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert sum(row[0] in ("DL", "UL") for row in rows) == len(report.downlink) + len(report.uplink)
    QTest.mouseClick(panel.profile_button, LEFT)
    assert window.workspace.tabs.current_name == "section"
    section = window.workspace.map_view.kit.tools["section"]
    assert isinstance(section, SectionTool)
    assert section.line.ends == (report.antenna_m, report.place.centre_m)


def test_the_context_menu_asks_about_the_place(window: MainWindow, qtbot: Any) -> None:
    view, place = window.workspace.map_view, open_place(window)
    port = view.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, port.mapToGlobal(place))
    QApplication.sendEvent(port, event)
    menu = next(item for item in window.workspace.findChildren(QMenu) if item.isVisible())
    entry = next(action for action in menu.actions() if action.text() == "Link budget here")
    entry.trigger()
    menu.close()
    meant = view.mapToScene(place)
    assert window.document.view_state.place == pytest.approx((meant.x(), meant.y()))
    assert window.workspace.tabs.current_name == "point"
    report_of(window, qtbot)


def test_a_place_beyond_the_map_says_so(window: MainWindow, qtbot: Any) -> None:
    window.workspace.show_point((90_000.0, 0.0))
    qtbot.waitUntil(lambda: window.document.view_state.problem is not None, timeout=WAIT_MS)
    panel = window.workspace.tabs.point
    assert "outside the computed area" in panel.summary.text()
    assert not panel.copy_button.isEnabled()
    assert panel.downlink.budget.rows == ()


def test_the_panel_speaks_the_other_language(window: MainWindow, tool: ProbeTool, qtbot: Any) -> None:
    click(window, open_place(window))
    report_of(window, qtbot)
    window.document.set_language("zh")
    panel = window.workspace.tabs.point
    assert panel.downlink.budget.index(0, ITEM).data() == "载波功率（传导）"
    assert "此处受限原因" in panel.summary.text()
    assert panel.copy_button.toolTip() == "以文本复制表格"


def test_the_probe_is_not_in_printed_pictures(window: MainWindow, tool: ProbeTool, qtbot: Any) -> None:
    before = colours_of(window)
    click(window, open_place(window))
    report_of(window, qtbot)
    # edges of letters differ a shade from picture to picture; a red cross would differ by a hundred
    assert int(np.abs(colours_of(window) - before).max()) < 50
    assert any(isinstance(item, QGraphicsPathItem) and item.isVisible() for item in window.workspace.map_view.items())


def colours_of(window: MainWindow) -> Any:
    """Red, green, blue of the map's picture; the fourth byte of such an image means nothing."""
    image = window.workspace.render_to_image(600, 400)
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(400, 600, 4)[..., :3].astype(np.int64)


def test_another_project_starts_without_a_place(window: MainWindow, tool: ProbeTool, qtbot: Any) -> None:
    click(window, open_place(window))
    report_of(window, qtbot)
    window.document.set_project(window.document.project)
    assert window.document.view_state.place is None
    assert window.document.view_state.report is None
