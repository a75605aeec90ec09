"""The layer row, the legend and the dialog behind it, with the real engine at a coarse resolution and real clicks."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

from planner.engine.layer_request import EXTRA_CODES, heights_of
from planner.io.layer_picture import LayerPicture
from planner.io.layers import LAYERS
from planner.model import edits
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef
from planner.model.project import Project
from ui.dialogs.layer_style import LayerStyleDialog
from ui.document import Document
from ui.jobs import JobRunner
from ui.layer_menus import FREQUENT, grouped
from ui.main_window import MainWindow
from ui.scene.read_out import read_out

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 30_000
COARSE_M = 32.0


class Engine:
    """The real one, coarse, and what it was asked for."""

    def __init__(self) -> None:
        self.requests: list[Any] = []

    def __call__(self, *args: Any, **more: Any) -> Any:
        from planner.io.evaluation import evaluate

        self.requests.append(more["request"])
        return evaluate(*args, **{**more, "resolution_m": COARSE_M, "threads": 1})


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def live(qtbot: Any, port_document: Document, engine: Engine) -> MainWindow:
    """A window whose evaluations are real."""
    runner = JobRunner(port_document, engine)
    made = MainWindow(port_document, runner)
    made.resize(1440, 900)

    def before_close(_window: MainWindow) -> None:
        runner.close()
        port_document.undo_stack.setClean()

    qtbot.addWidget(made, before_close_func=before_close)
    made.show()
    made.show_workspace()
    runner.request_evaluation()
    qtbot.waitUntil(lambda: len(port_document.results_by_scheme) == 2, timeout=WAIT_MS)
    return made


def shown(window: MainWindow, qtbot: Any, code: str) -> LayerPicture:
    """The picture of a layer once it is on the map."""
    view = window.workspace.map_view
    qtbot.waitUntil(
        lambda: view.layer_view.picture is not None and view.layer_view.picture.layer.code == code, timeout=WAIT_MS
    )
    assert view.layer_view.picture is not None
    return view.layer_view.picture


def open_menu(button: QToolButton) -> QMenu:
    """A menu as a press on its button would fill it."""
    menu = button.menu()
    menu.aboutToShow.emit()
    return menu


def choose(button: QToolButton, text: str) -> None:
    """Trigger the entry of a button's menu that begins with a text, in sub-menus too."""
    menu = open_menu(button)
    entries = [*menu.actions(), *(action for sub in menu.findChildren(QMenu) for action in sub.actions())]
    next(action for action in entries if action.text().startswith(text) and not action.isSeparator()).trigger()


# -- layers ----------------------------------------------------------------------------------------------------------


def test_every_layer_is_in_one_group_and_frequent_ones_have_buttons(live: MainWindow) -> None:
    codes = [code for _, group in grouped() for code in group]
    assert sorted(codes) == sorted(LAYERS)
    bar = live.workspace.layers
    assert tuple(bar.buttons) == tuple(FREQUENT)
    texts = [action.text() for action in open_menu(bar.more).actions()]
    assert {layer.name for layer in LAYERS.values()} <= set(texts)
    assert {"Signal", "Interference", "Rates", "Uplink", "Probability", "Latency"} <= set(texts)
    for action in open_menu(bar.more).actions():
        assert action.isSeparator() or action.toolTip() != action.text()  # jargon is explained


def test_a_button_shows_its_layer(live: MainWindow, qtbot: Any) -> None:
    QTest.mouseClick(live.workspace.layers.buttons["sinr"], LEFT)
    picture = shown(live, qtbot, "sinr")
    assert live.workspace.map_view.panels.legend.content.entries == picture.entries
    assert live.workspace.layers.buttons["sinr"].isChecked()


@pytest.mark.parametrize("code", EXTRA_CODES)
def test_a_layer_from_the_menu_is_asked_for_and_read_out(
    code: str, live: MainWindow, engine: Engine, qtbot: Any
) -> None:
    layer = LAYERS[code]
    choose(live.workspace.layers.more, layer.name)
    picture = shown(live, qtbot, code)
    assert engine.requests[-1].codes == (code,)
    assert live.workspace.layers.more.isChecked()
    assert live.workspace.layers.more.text().startswith(layer.name[:6])
    heat_map = live.workspace.map_view.map_scene.heat_map
    assert np.array_equal(heat_map.index, picture.index[::-1])
    row, column = (int(n) for n in np.argwhere(np.isfinite(picture.values))[0])
    grid = picture.grid
    place = (grid.west_m + (column + 0.5) * grid.resolution_m, grid.north_m - (row + 0.5) * grid.resolution_m)
    text = read_out(live.document, *place, picture)
    assert layer.name in text
    assert layer.unit in text


def test_the_legend_says_what_to_read_a_layer_against(live: MainWindow, qtbot: Any) -> None:
    choose(live.workspace.layers.more, LAYERS["coupling_loss"].name)
    shown(live, qtbot, "coupling_loss")
    assert "Maximum coupling loss" in live.workspace.map_view.panels.legend.content.note


def test_pictures_are_made_in_the_worker(live: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: Any, **_more: Any) -> None:
        raise AssertionError("a picture was made where the mouse is read")

    monkeypatch.setattr("ui.scene.layer_view.layer_picture", never)
    document = live.document
    before = live.workspace.map_view.layer_view.picture
    scheme = document.project.schemes["A"]
    site = next(iter(scheme.network.sites.values()))
    place = (site.position[0] + 40.0, site.position[1])
    document.preview(lambda project: edits.update(project, ObjectRef("sites", site.id, "A"), position=place))
    qtbot.waitUntil(lambda: live.workspace.map_view.layer_view.picture is not before, timeout=WAIT_MS)
    document.preview(None)


# -- height, terminal, flow, other scheme ----------------------------------------------------------------------------


def test_a_height_from_the_menu(live: MainWindow, engine: Engine, qtbot: Any) -> None:
    highest = max(
        (choice for choice in heights_of(live.document.project) if choice.zone_ids), key=lambda choice: choice.height_m
    )
    choose(live.workspace.layers.height_button, live.document.t.code(highest.label_code, highest.params))
    view = live.workspace.map_view
    qtbot.waitUntil(lambda: view.layer_view.picture.maps.height_m == highest.height_m, timeout=WAIT_MS)
    assert engine.requests[-1].height_m == highest.height_m
    assert "m" in live.workspace.layers.height_button.text()


def test_a_storey_from_the_menu(live: MainWindow, qtbot: Any) -> None:
    storey = next(choice for choice in heights_of(live.document.project) if choice.building_id and choice.storey == 1)
    choose(live.workspace.layers.height_button, live.document.t.code(storey.label_code, storey.params))
    view = live.workspace.map_view
    qtbot.waitUntil(lambda: abs(view.layer_view.picture.maps.height_m - storey.height_m) < 1e-6, timeout=WAIT_MS)


def test_a_terminal_from_the_menu(live: MainWindow, qtbot: Any, real_catalogue: Catalogue) -> None:
    QTest.mouseClick(live.workspace.layers.buttons["ul"], LEFT)
    own = float(np.nanmean(shown(live, qtbot, "ul").values))
    choose(live.workspace.layers.terminal, real_catalogue.terminals["redcap"].name_en)
    view = live.workspace.map_view
    qtbot.waitUntil(lambda: view.layer_view.picture.maps.terminal == "redcap", timeout=WAIT_MS)
    assert float(np.nanmean(shown(live, qtbot, "ul").values)) < own
    assert "RedCap" in live.workspace.layers.terminal.text()


def test_latency_takes_a_flow_and_another_can_be_chosen(live: MainWindow, engine: Engine, qtbot: Any) -> None:
    bar = live.workspace.layers
    assert not bar.flow.isVisible()
    choose(bar.more, LAYERS["latency"].name)
    shown(live, qtbot, "latency")
    flows = list(live.document.project.demand.flows)
    assert engine.requests[-1].flow_id == flows[0]
    assert bar.flow.isVisible()
    choose(bar.flow, live.document.project.demand.flows[flows[1]].name)
    qtbot.waitUntil(lambda: engine.requests[-1].flow_id == flows[1], timeout=WAIT_MS)
    live.document.apply("remove", lambda project: edits.remove(project, (ObjectRef("flows", flows[1]),)))
    assert live.document.view_state.choice.flow_id == min(live.document.project.demand.flows)


def test_a_latency_that_cannot_be_shown_says_why(live: MainWindow, engine: Engine, qtbot: Any) -> None:
    live.document.view_state.choose(code="latency", flow_id="")
    legend = live.workspace.map_view.panels.legend
    qtbot.waitUntil(lambda: "Calculating" not in legend.content.note and not legend.content.entries, timeout=WAIT_MS)
    assert engine.requests[-1].codes == ("latency",)
    assert "flow" in legend.content.note.lower()
    assert live.workspace.map_view.layer_view.picture is None


def test_a_difference_to_the_other_scheme(live: MainWindow, qtbot: Any) -> None:
    bar, document = live.workspace.layers, live.document
    choose(bar.other, "Difference to")
    picture = shown(live, qtbot, "difference_rsrp")
    assert picture.other is not None
    assert bar.other.text().startswith("minus")
    assert live.workspace.map_view.panels.legend.content.title.startswith("Difference")
    QTest.mouseClick(bar.buttons["ul"], LEFT)
    shown(live, qtbot, "difference_ul")
    document.set_scheme("B")
    assert document.view_state.choice.other_id == ""  # not with itself
    shown(live, qtbot, "ul")


def test_a_difference_follows_the_mouse(live: MainWindow, qtbot: Any) -> None:
    choose(live.workspace.layers.other, "Difference to")
    before = shown(live, qtbot, "difference_rsrp")
    document = live.document
    site = next(iter(document.project.schemes["A"].network.sites.values()))
    place = (site.position[0] + 64.0, site.position[1])
    document.preview(lambda project: edits.update(project, ObjectRef("sites", site.id, "A"), position=place))
    qtbot.waitUntil(lambda: live.workspace.map_view.layer_view.picture not in (None, before), timeout=WAIT_MS)
    assert shown(live, qtbot, "difference_rsrp").maps is not before.maps
    document.preview(None)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [640, 760, 1100])
def test_the_row_shows_what_fits(lang: str, width: int, live: MainWindow) -> None:
    live.document.set_language(lang)
    bar = live.workspace.layers
    bar.setFixedWidth(width)
    QTest.qWait(1)
    visible = [child for child in (*bar.buttons.values(), bar.more, bar.height_button, bar.terminal, bar.other,
                                   bar.style_button, bar.opacity, bar.fit_button) if child.isVisible()]  # fmt: skip
    right = 0
    for child in visible:
        assert child.geometry().left() >= right  # no overlap
        assert child.width() >= min(child.sizeHint().width(), child.maximumWidth())  # nothing cut off
        right = child.geometry().right()
    assert bar.buttons["rsrp"] in visible  # the one in use stays
    if width >= 760:
        assert right <= width


# -- thresholds and colours ------------------------------------------------------------------------------------------


def dialog_of(window: MainWindow) -> LayerStyleDialog:
    return next(item for item in window.workspace.findChildren(LayerStyleDialog) if item.isVisible())


def test_a_click_on_the_legend_edits_thresholds_and_undo_brings_them_back(live: MainWindow, qtbot: Any) -> None:
    legend = live.workspace.map_view.panels.legend
    before = live.workspace.map_view.layer_view.picture
    QTest.mouseClick(legend, LEFT, pos=legend.rect().center())
    dialog = dialog_of(live)
    assert [field.value() for field in dialog.fields] == list(LAYERS["rsrp"].thresholds)
    dialog.fields[-1].setValue(-65.0)
    dialog.palette_box.setCurrentIndex(dialog.palette_box.findData("magma"))
    QTest.mouseClick(dialog.ok, LEFT)
    style = live.document.project.layer_styles["rsrp"]
    assert style.thresholds[-1] == -65.0
    assert style.palette == "magma"
    qtbot.waitUntil(lambda: live.workspace.map_view.layer_view.picture.layer.thresholds[-1] == -65.0, timeout=WAIT_MS)
    assert live.workspace.map_view.layer_view.picture.table != before.table
    assert "≥ -65" in live.workspace.map_view.panels.legend.content.entries[0].label
    live.document.undo_stack.undo()
    assert live.document.project.layer_styles == {}
    qtbot.waitUntil(lambda: live.workspace.map_view.layer_view.picture.layer.thresholds[-1] == -60, timeout=WAIT_MS)


def test_what_cannot_be_used_is_said_and_not_taken(live: MainWindow) -> None:
    QTest.mouseClick(live.workspace.layers.style_button, LEFT)
    dialog = dialog_of(live)
    dialog.fields[0].setValue(0.0)
    assert "rise" in dialog.error.text()
    assert dialog.error.isVisible()
    assert not dialog.ok.isEnabled()
    dialog.fields[0].setValue(-120.0)
    assert not dialog.error.isVisible()
    assert dialog.ok.isEnabled()
    dialog.reject()
    assert live.document.project.layer_styles == {}


def test_classes_are_added_removed_and_reset(live: MainWindow) -> None:
    dialog = LayerStyleDialog(live.document, "sinr", live)
    dialog.show()
    count = len(LAYERS["sinr"].thresholds)
    QTest.mouseClick(dialog.add_button, LEFT)
    assert len(dialog.fields) == count + 1
    values = [field.value() for field in dialog.fields]
    assert values == sorted(values)
    while dialog.add_button.isEnabled():
        QTest.mouseClick(dialog.add_button, LEFT)
    assert len(dialog.fields) == 10
    for _ in range(10):
        QTest.qWait(1)  # new rows are shown with the next event
        remove = next(item for item in dialog.findChildren(QToolButton) if item.isVisible() and item.accessibleName())
        QTest.mouseClick(remove, LEFT)
    assert dialog.fields == []
    assert not dialog.ok.isEnabled()
    QTest.mouseClick(dialog.reset_button, LEFT)
    assert len(dialog.fields) == count
    QTest.mouseClick(dialog.ok, LEFT)
    assert live.document.undo_stack.count() == 0  # as it was: no step


def test_a_difference_takes_diverging_palettes_alone(live: MainWindow) -> None:
    dialog = LayerStyleDialog(live.document, "difference_rsrp", live)
    keys = [dialog.palette_box.itemData(n) for n in range(dialog.palette_box.count())]
    assert keys == ["balance", "purple-orange"]
    dialog.reject()


def test_the_best_server_has_nothing_to_set(live: MainWindow) -> None:
    dialog = LayerStyleDialog(live.document, "best_server", live)
    assert dialog.fields == []
    dialog.accept()
    assert live.document.project.layer_styles == {}


def test_choices_end_with_the_project(live: MainWindow, port: Project) -> None:
    live.document.view_state.choose(height_m=12.0, terminal="redcap", other_id="B")
    live.document.set_project(port)
    choice = live.document.view_state.choice
    assert (choice.height_m, choice.terminal, choice.other_id) == (None, "", "")
