"""Backdrops and measured points: read, placed by a scale bar or by points, drawn, moved, locked, undone."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog

from planner.io.backdrops import BackdropImage, placement_from_scale, to_map
from planner.io.layers import LAYERS, colour_table
from planner.io.project_file import load_project, save_project, with_asset
from planner.model.edits import ObjectRef, put
from planner.model.project import GeoReference, Project
from planner.model.site_map import Backdrop, MeasurementSet
from ui.dialogs.place_backdrop import PlaceBackdropDialog
from ui.document import Document
from ui.files import png_bytes
from ui.main_window import MainWindow
from ui.scene.backdrop import SMALL_BYTES, corners_m, pyramid_of, transform_of
from ui.scene.map_scene import MapScene
from ui.scene.map_view import MapView
from ui.scene.measurement import PLAIN, points_of

REF = ObjectRef("backdrops", "picture-01")
RED, BLUE = QColor(220, 30, 30), QColor(30, 30, 220)


def picture(width: int = 200, height: int = 100) -> bytes:
    """The upper left quarter is red, the rest blue."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(BLUE)
    painter = QPainter(image)
    painter.fillRect(0, 0, width // 2, height // 2, RED)
    painter.end()
    return png_bytes(image)


def with_backdrop(project: Project, **more: Any) -> Project:
    project, key = with_asset(project, picture())
    backdrop = Backdrop(
        id=REF.id, name="plan", asset=key, width_px=200, height_px=100,
        transform=more.pop("transform", placement_from_scale((0, 100), (200, 100), 400.0)), **{"opacity": 1.0, **more},
    )  # fmt: skip
    return put(project, REF, backdrop)


def with_survey(project: Project, rows: list[str]) -> Project:
    project, key = with_asset(project, "\n".join(["x_m,y_m,rsrp_dbm", *rows]).encode())
    survey = MeasurementSet(id="survey-01", name="drive", asset=key, columns=("rsrp_dbm",), count=len(rows))
    return put(project, ObjectRef("measurements", "survey-01"), survey)


@pytest.fixture
def document(qapp: Any, real_catalogue: Any) -> Document:
    return Document(Project(), real_catalogue, lang="en")


@pytest.fixture
def view(qtbot: Any, document: Document) -> MapView:
    view = MapView(document)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    return view


@pytest.fixture
def dialog(qtbot: Any, document: Document) -> PlaceBackdropDialog:
    image = BackdropImage(png_bytes=picture(), width_px=200, height_px=100)
    dialog = PlaceBackdropDialog(None, document, image, pyramid_of(image.png_bytes), "plan", start=(5.0, 7.0))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def colour_at(view: MapView, x_m: float, y_m: float) -> QColor:
    image = view.grab().toImage()
    place = view.to_viewport((x_m, y_m))
    return image.pixelColor(round(place.x() * image.devicePixelRatio()), round(place.y() * image.devicePixelRatio()))


def alike(a: QColor, b: QColor, by: int = 40) -> bool:
    return all(abs(x - y) <= by for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))


# -- on the map --------------------------------------------------------------------------------------------------------


def test_a_picture_lies_upright_where_its_transform_says(view: MapView, document: Document) -> None:
    document.apply("add", with_backdrop)  # 400 m x 200 m from the origin
    view.zoom_to_ref(REF)
    assert alike(colour_at(view, 50.0, 150.0), RED)  # upper left
    assert alike(colour_at(view, 350.0, 150.0), BLUE)
    assert alike(colour_at(view, 50.0, 50.0), BLUE)
    assert not alike(colour_at(view, -30.0, 50.0), BLUE)


@pytest.mark.parametrize("transform", [(2.0, 0.5, -3.0, 0.25, -1.5, 9.0), (0.0, 1.0, 0.0, 1.0, 0.0, 0.0)])
def test_qts_matrix_is_the_models(transform: tuple[float, ...]) -> None:
    backdrop = Backdrop(id="b", name="", asset="", width_px=10, height_px=20, transform=transform)
    for column, row in ((0, 0), (10, 0), (3, 7)):
        x, y = to_map(transform, (column, row))
        placed = transform_of(backdrop).map(QPointF(column, row))
        assert (placed.x(), placed.y()) == pytest.approx((x, y))
    assert corners_m(backdrop)[2] == pytest.approx(to_map(transform, (10, 20)))


def test_opacity_and_visibility_follow_the_project(view: MapView, document: Document) -> None:
    document.apply("add", with_backdrop)
    item = view.scene().backdrops.item(REF)
    document.apply("fade", lambda p: put(p, REF, replace(p.site_map.backdrops[REF.id], opacity=0.25, visible=False)))
    assert view.scene().backdrops.item(REF) is item
    assert item.opacity() == pytest.approx(0.25) and not item.isVisible()
    document.undo_stack.undo()
    assert item.opacity() == 1.0 and item.isVisible()
    document.undo_stack.undo()
    assert view.scene().backdrops.item(REF) is None


def test_large_pictures_are_decoded_off_the_thread_and_drawn_from_halves(qtbot: Any, qapp: Any) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (700, 900, 4), dtype=np.uint8)
    image = QImage(noise.data, 900, 700, 3600, QImage.Format.Format_RGB32).copy()
    content = png_bytes(image)
    assert len(content) > SMALL_BYTES
    project, key = with_asset(Project(), content)
    backdrop = Backdrop(
        id=REF.id, name="", asset=key, width_px=900, height_px=700, transform=(1.0, 0.0, 0.0, 0.0, -1.0, 0.0)
    )
    scene = MapScene()
    scene.show_project(put(project, REF, backdrop), "")
    assert scene.backdrops.is_loading
    qtbot.waitUntil(lambda: not scene.backdrops.is_loading, timeout=10_000)
    assert [level.width() for level in pyramid_of(content)] == [900, 450]
    assert scene.backdrops.item(REF).boundingRect() == QRectF(0, 0, 900, 700)


def test_rubbish_is_no_picture_and_no_crash(view: MapView, document: Document) -> None:
    def edit(project: Project) -> Project:
        project, key = with_asset(project, b"no picture at all")
        return put(project, REF, replace(with_backdrop(project).site_map.backdrops[REF.id], asset=key))

    assert pyramid_of(b"no picture at all") == ()
    document.apply("add", edit)
    assert not view.grab().isNull()


def test_a_selected_backdrop_is_moved_by_a_drag_unless_locked(view: MapView, document: Document, qtbot: Any) -> None:
    document.apply("add", with_backdrop)
    view.zoom_to_ref(REF)
    start, end = view.to_viewport((200.0, 100.0)), view.to_viewport((250.0, 130.0))

    def drag() -> None:
        qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(view.viewport(), QPoint((start.x() + end.x()) // 2, (start.y() + end.y()) // 2))
        qtbot.mouseMove(view.viewport(), end)
        qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)

    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert document.selection == (REF,)
    before = document.project
    drag()
    moved = document.project.site_map.backdrops[REF.id].transform
    assert (moved[2] - 0.0, moved[5] - 200.0) == pytest.approx((50.0, 30.0), abs=2.0)
    document.undo_stack.undo()
    assert document.project is before
    document.apply("lock", lambda p: put(p, REF, replace(p.site_map.backdrops[REF.id], locked=True)))
    locked = document.project
    drag()
    assert document.project is locked


def test_backdrops_and_measurements_survive_a_file(tmp_path: Path) -> None:
    project = with_survey(with_backdrop(Project()), ["1,2,-90"])
    save_project(project, tmp_path / "a.c5g")
    assert load_project(tmp_path / "a.c5g") == project


# -- placing -----------------------------------------------------------------------------------------------------------


def ok(dialog: PlaceBackdropDialog) -> Any:
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def test_two_points_and_a_distance_place_a_picture(dialog: PlaceBackdropDialog, qtbot: Any) -> None:
    dialog.tabs.setCurrentWidget(dialog.scale)
    assert not ok(dialog).isEnabled()
    for place in ((20.0, 50.0), (120.0, 50.0)):
        spot = dialog.picture.mapFromScene(QPointF(*place))
        qtbot.mouseClick(dialog.picture.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    (ax, ay), (bx, by) = dialog.scale.ends
    assert (ax, ay, bx, by) == pytest.approx((20.0, 50.0, 120.0, 50.0), abs=1.5)
    dialog.scale.distance_m.setValue(250.0)
    assert ok(dialog).isEnabled()
    dialog.accept()
    assert dialog.placed is not None
    a = to_map(dialog.placed.transform, (ax, ay))
    b = to_map(dialog.placed.transform, (bx, by))
    assert a == pytest.approx((5.0, 7.0))
    assert np.hypot(b[0] - a[0], b[1] - a[1]) == pytest.approx(250.0)


def test_control_points_place_a_picture_with_its_residual(dialog: PlaceBackdropDialog) -> None:
    points = dialog.points
    truth = placement_from_scale((0, 0), (100, 0), 50.0, (1000.0, 2000.0), 30.0)
    corners = ((0.0, 0.0), (200.0, 0.0), (200.0, 100.0))
    for row, corner in enumerate(corners):
        points.set_source(*corner, row)
        points.set_target(*to_map(truth, corner), row)
    assert "off by 0.00 m" in dialog.state.text()
    x, y = to_map(truth, corners[2])
    points.set_target(x + 3.0, y, 2)  # one of them read wrongly
    largest = max(float(points.table.item(row, 4).text()) for row in range(3))
    assert 0.5 < largest < 3.0 and f"off by {largest:.2f} m" in dialog.state.text()
    points.fit.setCurrentIndex(points.fit.findData("affine"))
    assert "off by 0.00 m" in dialog.state.text()  # three points fix an affine placement exactly


def test_clicks_on_picture_and_map_make_pairs(dialog: PlaceBackdropDialog, qtbot: Any) -> None:
    for pixel, place in (((10.0, 10.0), (-100.0, 50.0)), ((180.0, 90.0), (150.0, -60.0))):
        for target, spot in ((dialog.picture, pixel), (dialog.map, place)):
            pos = target.mapFromScene(QPointF(*spot))
            qtbot.mouseClick(target.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    found = dialog.points.points()
    assert len(found) == 2 and ok(dialog).isEnabled()
    assert found[1].source == pytest.approx((180.0, 90.0), abs=1.5)
    assert found[1].target == pytest.approx((150.0, -60.0), abs=2.0)


def test_points_that_coincide_are_refused_in_words(dialog: PlaceBackdropDialog) -> None:
    for row in range(2):
        dialog.points.set_source(10.0, 10.0, row)
        dialog.points.set_target(float(row), 0.0, row)
    assert dialog.state.text() and "control-points" not in dialog.state.text()
    assert not ok(dialog).isEnabled()


def test_degrees_need_a_project_on_the_earth(qtbot: Any, document: Document, dialog: PlaceBackdropDialog) -> None:
    def fill(one: PlaceBackdropDialog) -> None:
        one.points.system.setCurrentIndex(1)
        for row, (pixel, place) in enumerate((((0, 0), (114.0, 22.5)), ((200, 0), (114.002, 22.5)))):
            one.points.set_source(*pixel, row)
            one.points.set_target(*place, row)

    fill(dialog)
    assert not ok(dialog).isEnabled()
    geo = GeoReference(epsg=32650, origin_east_m=190000.0, origin_north_m=2490000.0)
    document.apply("place", lambda p: replace(p, geo=geo))
    image = BackdropImage(png_bytes=picture(), width_px=200, height_px=100)
    other = PlaceBackdropDialog(None, document, image, (), "plan")
    qtbot.addWidget(other)
    fill(other)
    assert ok(other).isEnabled()
    other.accept()
    a, b = (to_map(other.placed.transform, (column, 0)) for column in (0, 200))
    assert np.hypot(b[0] - a[0], b[1] - a[1]) == pytest.approx(205.8, abs=0.5)  # 0.002 degrees at 22.5 north


def test_the_menu_places_a_picture_as_one_step_and_again(
    window: MainWindow, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.png"
    path.write_bytes(picture())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    document, before = window.document, window.document.project
    window.actions_by_name["place_picture"].trigger()
    qtbot.waitUntil(lambda: window.map_files.place_dialog is not None, timeout=10_000)
    dialog = window.map_files.place_dialog
    dialog.tabs.setCurrentWidget(dialog.scale)
    dialog.scale.take(0.0, 50.0)
    dialog.scale.take(200.0, 50.0)
    dialog.scale.distance_m.setValue(300.0)
    dialog.opacity.setValue(40.0)
    dialog.accept()
    (backdrop,) = document.project.site_map.backdrops.values()
    assert (backdrop.name, backdrop.opacity) == ("plan", 0.4) and document.undo_stack.count() == 1
    assert document.selection == (ObjectRef("backdrops", backdrop.id),)
    window.map_files.place_again(backdrop.id)
    qtbot.waitUntil(lambda: window.map_files.place_dialog is not None, timeout=10_000)
    again = window.map_files.place_dialog
    again.storey.setValue(2)
    again.accept()
    (placed,) = document.project.site_map.backdrops.values()
    assert placed == replace(backdrop, storey=2)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project is before


# -- measurements ------------------------------------------------------------------------------------------------------


def test_points_are_coloured_by_rsrp_and_counted_in_the_legend(view: MapView, document: Document) -> None:
    rows = ["0,0,-120", "10,0,-97", "20,0,-97.5", "30,0,-50", "40,0,"]
    document.apply("add", lambda p: with_survey(p, rows))
    item = view.scene().measurements.item(ObjectRef("measurements", "survey-01"))
    table = colour_table(LAYERS["rsrp"])
    assert {colour: places.count() for colour, places in item.classes} == {
        PLAIN: 1, table[1]: 1, table[4]: 2, table[9]: 1,
    }  # fmt: skip
    view.zoom_to_all()
    assert alike(colour_at(view, 0.0, 0.0), QColor(*table[1]))
    assert alike(colour_at(view, 30.0, 0.0), QColor(*table[9]))
    legend = view.measured_legend.overlay.content
    shares = {entry.label: entry.share for entry in legend.entries}
    assert shares["-100 to -95"] == pytest.approx(0.4) and shares["without RSRP"] == pytest.approx(0.2)
    assert sum(shares.values()) == pytest.approx(1.0)
    document.set_language("zh")
    assert "实测" in view.measured_legend.overlay.content.title
    document.undo_stack.undo()
    assert view.measured_legend.overlay.is_empty


def test_a_hidden_set_leaves_map_and_legend(view: MapView, document: Document) -> None:
    document.apply("add", lambda p: with_survey(p, ["0,0,-90", "5,5,-80"]))
    ref = ObjectRef("measurements", "survey-01")
    document.apply("hide", lambda p: put(p, ref, replace(p.site_map.measurements[ref.id], visible=False)))
    assert not view.scene().measurements.item(ref).isVisible()
    assert view.measured_legend.overlay.is_empty


def test_bad_rows_of_an_asset_are_left_out() -> None:
    points = points_of(b"x_m,y_m,rsrp_dbm\n1,2,-90\nx,2,-90\n3,,-80\n4,5,abc\n\xff,1\n")
    assert points.places.tolist() == [[1.0, 2.0], [4.0, 5.0]]
    assert points.rsrp_dbm[0] == -90.0 and np.isnan(points.rsrp_dbm[1])
    assert len(points_of(b"").places) == 0


def test_measurements_are_imported_from_the_menu(
    window: MainWindow, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "drive.csv"
    path.write_text("x,y,RSRP\n100,100,-85\n120,100,-95\n", encoding="utf-8")
    document, before = window.document, window.document.project
    with qtbot.waitSignal(document.projectChanged, timeout=10_000):
        window.map_files.import_measurements(path)
    (survey,) = document.project.site_map.measurements.values()
    assert survey.count == 2
    document.undo_stack.undo()
    assert document.project is before
