"""The scene mirrors the project; heat map, legend and read-out follow results, layer and language."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPolygonItem

from planner.engine.results import Headline, Maps, Results
from planner.errors import PlannerError
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, move, place_site, put, remove, update
from planner.model.network import Cell, Network, Site, TransportLink, Upf
from planner.model.project import Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap, Zone
from planner.radio.grid import Grid
from ui.document import Document
from ui.scene.hit import places_of
from ui.scene.map_scene import MapScene
from ui.scene.map_view import MapView
from ui.scene.read_out import read_out

SITE, UPF = ObjectRef("sites", "s1", "A"), ObjectRef("upfs", "u1", "A")
YARD, HOLED, ZONE = ObjectRef("obstacles", "yard"), ObjectRef("obstacles", "holed"), ObjectRef("zones", "z1")
GRID = Grid(west_m=0.0, south_m=0.0, resolution_m=10.0, columns=20, rows=10)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def box(west: float, south: float, width: float, depth: float) -> tuple[tuple[float, float], ...]:
    return ((west, south), (west + width, south), (west + width, south + depth), (west, south + depth))


def small_port() -> Project:
    obstacles = (
        Obstacle(id="sea", kind=ObstacleKind.WATER, name="港池", outline=box(0, 0, 200, 20)),
        Obstacle(id="yard", kind=ObstacleKind.CONTAINER_YARD, name="箱区", outline=box(20, 30, 60, 20), tiers=4),
        Obstacle(
            id="holed", kind=ObstacleKind.BUILDING, name="楼", outline=box(120, 60, 40, 30),
            holes=(box(130, 70, 10, 10),), height_m=12,
        ),
    )  # fmt: skip
    cells = {f"c{i}": Cell(id=f"c{i}", site_id="s1", band="n79", azimuth_deg=120.0 * i) for i in range(3)}
    network = Network(
        sites={"s1": Site(id="s1", name="灯杆", position=(100.0, 50.0))}, cells=cells,
        upfs={"u1": Upf(id="u1", name="UPF", position=(180.0, 40.0))},
        links={"l1": TransportLink(id="l1", name="环", to_id="u1")},
    )  # fmt: skip
    other = Scheme(id="B", name="B", network=Network(sites={"t1": Site(id="t1", name="塔", position=(50.0, 80.0))}))
    zone = Zone(id="z1", name="作业区", outline=box(10, 25, 180, 70))
    return Project(
        name="小港",
        site_map=SiteMap(obstacles={o.id: o for o in obstacles}, zones={"z1": zone}),
        schemes={"A": Scheme(id="A", name="A", network=network), "B": other},
    )


def small_results(scheme_id: str = "A") -> Results:
    level = np.full(GRID.shape, -85.0, dtype=np.float32)
    level[:, 15:] = -115.0
    level[5:7, 2:8] = np.nan
    server = np.where(np.isnan(level), -1, 0).astype(np.int16)
    maps = Maps(
        grid=GRID, height_m=1.5, cell_ids=("c0", "c1", "c2"), best_server=server, rsrp_dbm=level, sinr_db=level + 100,
        dl_mbps=level + 400, ul_mbps=level + 180.5, sigma_db=level, blocked=level * 0, probability=level * 0 + 1,
        counted=np.ones(GRID.shape, dtype=np.bool_),
    )  # fmt: skip
    headline = Headline(area_share_in_target=1, flows_met=0, flows_total=0)
    return Results(
        scheme_id=scheme_id, maps=maps, zones={}, flows={}, cells={}, slice_loads=(), quantities={},
        quote=None, headline=headline, issues=(),
    )  # fmt: skip


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(small_port(), Catalogue(), lang="zh")


@pytest.fixture
def view(qtbot, document: Document) -> Iterator[MapView]:
    view = MapView(document)
    qtbot.addWidget(view)
    view.resize(900, 600)
    with qtbot.waitExposed(view):
        view.show()
    yield view


@pytest.fixture
def scene(qapp: object) -> MapScene:
    scene = MapScene()
    scene.show_project(small_port(), "A")
    return scene


def test_every_object_has_its_item(scene: MapScene) -> None:
    kinds = sorted(f"{ref.kind}/{ref.id}" for ref in scene.items_by_ref)
    assert kinds == ["obstacles/holed", "obstacles/sea", "obstacles/yard", "sites/s1", "upfs/u1", "zones/z1"]
    assert isinstance(scene.items_by_ref[YARD], QGraphicsPolygonItem)
    assert isinstance(scene.items_by_ref[HOLED], QGraphicsPathItem)


def test_an_edit_touches_only_its_object(scene: MapScene) -> None:
    before = dict(scene.items_by_ref)
    scene.show_project(move(small_port(), [YARD], 5.0, -3.0), "A")
    assert scene.items_by_ref == before
    moved = scene.items_by_ref[YARD]
    assert isinstance(moved, QGraphicsPolygonItem)
    assert moved.polygon()[0] == QPointF(25.0, 27.0)


def test_an_unchanged_object_is_not_drawn_anew(scene: MapScene, monkeypatch: pytest.MonkeyPatch) -> None:
    touched: list[str] = []
    mirror = scene._mirror
    monkeypatch.setattr(scene, "_mirror", lambda ref: (touched.append(ref.id), mirror(ref))[1])
    project = small_port()
    scene.show_project(project, "A")
    touched.clear()
    scene.show_project(update(project, SITE, name="新"), "A")
    assert touched == ["s1"]


def test_a_turned_cell_redraws_its_site(scene: MapScene) -> None:
    item = scene.items_by_ref[SITE]
    north = QPointF(0.0, -20.0)
    assert item.cell_at(north) == "c0"
    scene.show_project(update(small_port(), ObjectRef("cells", "c0", "A"), azimuth_deg=60.0), "A")
    assert item.cell_at(north) == ""


def test_removed_and_added_objects_come_and_go(scene: MapScene) -> None:
    project = remove(small_port(), [SITE, YARD])
    scene.show_project(project, "A")
    assert SITE not in scene.items_by_ref
    assert YARD not in scene.items_by_ref
    scene.show_project(small_port(), "A")
    assert SITE in scene.items_by_ref


def test_a_hole_changes_the_kind_of_item_and_leaves_no_old_one(scene: MapScene) -> None:
    count = len(scene.items())
    scene.show_project(update(small_port(), HOLED, holes=()), "A")
    assert isinstance(scene.items_by_ref[HOLED], QGraphicsPolygonItem)
    assert len(scene.items()) == count


def test_another_scheme_shows_its_own_sites_on_the_same_map(scene: MapScene) -> None:
    yard = scene.items_by_ref[YARD]
    scene.show_project(small_port(), "B")
    assert {ref.id for ref in scene.items_by_ref if ref.scheme_id} == {"t1"}
    assert scene.items_by_ref[YARD] is yard


def test_a_upf_pair_shows_twice_and_once_again(scene: MapScene) -> None:
    def symbols() -> int:
        return sum(item.data(0) == UPF for item in scene.items())

    assert symbols() == 1
    scene.show_project(update(small_port(), UPF, second_position=(10.0, 90.0)), "A")
    assert symbols() == 2
    scene.show_project(small_port(), "A")
    assert symbols() == 1
    scene.show_project(update(small_port(), UPF, position=None), "A")
    assert symbols() == 0


def test_links_follow_the_sites(scene: MapScene) -> None:
    link = next(item for item in scene.items() if item.data(0) == ObjectRef("links", "l1", "A"))
    scene.show_project(move(small_port(), [SITE], -50.0, 0.0), "A")
    assert link.path().elementAt(0).x == 50.0


def test_the_ground_lies_below_the_heat_map_and_obstacles_above(scene: MapScene) -> None:
    heat = scene.heat_map.zValue()
    assert scene.items_by_ref[ObjectRef("obstacles", "sea")].zValue() < heat < scene.items_by_ref[YARD].zValue()
    assert scene.items_by_ref[YARD].zValue() < scene.items_by_ref[ZONE].zValue() < scene.items_by_ref[SITE].zValue()


def test_names_make_room_for_each_other(scene: MapScene) -> None:
    scene.set_zoom(4.0)
    assert {"灯杆", "作业区", "箱区", "楼"} <= scene.visible_labels
    scene.set_zoom(0.02)
    assert "灯杆" in scene.visible_labels
    assert not scene.visible_labels & {"箱区", "楼"}


def test_hidden_obstacles_are_not_drawn(scene: MapScene) -> None:
    scene.show_project(update(small_port(), YARD, hidden=True), "A")
    assert not scene.items_by_ref[YARD].isVisible()


def test_north_is_up(view: MapView) -> None:
    assert view.to_viewport((100.0, 90.0)).y() < view.to_viewport((100.0, 10.0)).y()
    assert view.to_viewport((10.0, 50.0)).x() < view.to_viewport((90.0, 50.0)).x()


def test_the_heat_map_stands_at_its_place_with_north_up(view: MapView, document: Document) -> None:
    results = small_results()
    level = np.full(GRID.shape, np.nan, dtype=np.float32)
    level[0, 0] = -60.0  # the north-western pixel alone
    document.set_results(replace(results, maps=replace(results.maps, rsrp_dbm=level)), document.revision)
    scene = view.scene()
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setTransform(QTransform(1, 0, 0, -1, 0, 100))
    scene.heat_map.setOpacity(1.0)
    scene.heat_map.paint(painter, None)
    painter.end()
    assert image.pixelColor(5, 5).getRgb()[:3] == (253, 231, 37)
    assert image.pixelColor(15, 5) == image.pixelColor(5, 95) == Qt.GlobalColor.white
    assert scene.heat_map.boundingRect() == QRectF(0, 0, 200, 100)


def test_legend_follows_layer_and_language(view: MapView, document: Document) -> None:
    legend = view.panels.legend
    assert legend.is_empty
    document.set_results(small_results(), document.revision)
    assert legend.content.title == "SS-RSRP（dBm）"
    assert sum(entry.share for entry in legend.content.entries) == pytest.approx(1.0)
    view.set_layer("ul")
    assert CHINESE.search(legend.content.title)
    document.set_language("en")
    assert legend.content.title == "Uplink rate (Mbit/s)"
    assert not CHINESE.search(legend.content.area + "".join(entry.label for entry in legend.content.entries))


def test_an_unknown_layer_changes_nothing(view: MapView) -> None:
    with pytest.raises(PlannerError):
        view.set_layer("nothing")
    assert view.layer == "rsrp"


def test_results_of_another_scheme_stay_off_the_map(view: MapView, document: Document) -> None:
    document.set_results(small_results("B"), document.revision)
    assert view.scene().heat_map.index is None
    document.set_scheme("B")
    assert view.scene().heat_map.index is not None
    document.set_scheme("A")
    assert view.scene().heat_map.index is None


def test_read_out(document: Document) -> None:
    assert CHINESE.search(read_out(document, 100.0, 50.0))
    document.set_language("en")
    assert read_out(document, 100.0, 50.0) == "E 100 m, N 50 m"
    document.set_results(small_results(), document.revision)
    text = read_out(document, 100.0, 55.0)
    assert text == "E 100 m, N 55 m  |  灯杆/1  RSRP -85 dBm  SINR 15 dB  UL 96 Mbit/s  DL 315 Mbit/s"
    assert read_out(document, 30.0, 40.0).endswith("inside a container stack")
    assert read_out(document, 900.0, 40.0).endswith("outside the computed area")
    document.apply("x", lambda project: remove(project, [YARD]))
    assert read_out(document, 30.0, 40.0).endswith("no service")


def test_wheel_zooms_around_the_cursor(view: MapView, qtbot) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    position = QPoint(200, 150)
    place, zoom = view.mapToScene(position), view.px_per_m
    event = QWheelEvent(
        QPointF(position), QPointF(view.viewport().mapToGlobal(position)), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)
    assert view.px_per_m == pytest.approx(zoom * 1.44)
    after = view.mapToScene(position)
    assert abs(after.x() - place.x()) * view.px_per_m < 2
    assert abs(after.y() - place.y()) * view.px_per_m < 2


def test_home_shows_everything(view: MapView) -> None:
    view.zoom_to_point(100.0, 50.0)
    view.set_zoom(40.0)
    QTest.keyClick(view, Qt.Key.Key_Home)
    corners = [view.to_viewport(place) for place in ((0.0, 0.0), (200.0, 95.0))]
    assert all(view.viewport().rect().contains(corner) for corner in corners)


def test_zoom_to_an_object_brings_it_into_view(view: MapView) -> None:
    for ref in (SITE, UPF, YARD, ZONE, ObjectRef("cells", "c1", "A")):
        view.zoom_to_point(-2000.0, -2000.0)
        view.zoom_to_ref(ref)
        place = {"sites": (100, 50), "cells": (100, 50), "upfs": (180, 40), "obstacles": (50, 40), "zones": (100, 60)}[
            ref.kind
        ]
        assert view.viewport().rect().contains(view.to_viewport(place))


def test_opening_another_project_shows_it_whole(view: MapView, document: Document) -> None:
    far = move(small_port(), [YARD, HOLED, ZONE, SITE, UPF, ObjectRef("obstacles", "sea")], 50_000.0, 0.0)
    document.set_project(remove(far, []))
    assert view.viewport().rect().contains(view.to_viewport((50_100.0, 50.0)))


def test_a_picture_has_the_size_asked_for_and_leaves_the_window_alone(view: MapView, document: Document) -> None:
    document.set_results(small_results(), document.revision)
    before, labels = view.transform(), view.scene().visible_labels
    image = view.render_to_image(1500, 800)
    assert (image.width(), image.height()) == (1500, 800)
    assert view.transform() == before
    assert view.scene().visible_labels == labels
    colours = {image.pixel(x, y) for x in range(0, 1500, 25) for y in range(0, 800, 25)}
    assert len(colours) > 10


def test_selection_is_drawn_and_undrawn(view: MapView, document: Document) -> None:
    item = view.scene().items_by_ref[YARD]
    plain = item.pen().color()
    document.set_selection([YARD, SITE])
    assert item.pen().color() != plain
    assert view.scene().items_by_ref[SITE].selected
    document.set_selection([])
    assert item.pen().color() == plain
    assert not view.scene().items_by_ref[SITE].selected


def test_what_has_no_place_is_shown_where_it_belongs() -> None:
    project = small_port()
    assert places_of(project, ObjectRef("cells", "c1", "A")) == ((100.0, 50.0),)
    assert places_of(project, ObjectRef("links", "l1", "A")) == ((180.0, 40.0),)
    assert places_of(project, ObjectRef("flows", "gone")) == ()


def test_buildings_let_the_heat_map_through_while_there_is_one(view: MapView, document: Document) -> None:
    item = view.scene().items_by_ref[HOLED]
    solid = item.brush().color().alpha()
    document.set_results(small_results(), document.revision)
    assert item.brush().color().alpha() < solid
    document.set_scheme("B")
    assert item.brush().color().alpha() == solid


def test_undo_brings_a_deleted_object_back(view: MapView, document: Document) -> None:
    document.apply("x", lambda project: remove(project, [SITE]))
    assert SITE not in view.scene().items_by_ref
    document.undo_stack.undo()
    assert SITE in view.scene().items_by_ref


def test_a_scheme_added_later_can_be_shown(view: MapView, document: Document) -> None:
    scheme = Scheme(id="C", name="C")
    document.apply("x", lambda project: put(project, ObjectRef("schemes", "C"), scheme))
    document.set_scheme("C")
    document.apply("x", lambda project: place_site(project, "C", (1.0, 2.0), name="new")[0])
    assert {ref.scheme_id for ref in view.scene().items_by_ref if ref.kind == "sites"} == {"C"}
