"""Gestures with a real mouse and keyboard: what they leave in the project, on the undo stack, and after Esc."""

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from planner.model.catalogue import Antenna, Band, Catalogue
from planner.model.edits import ObjectRef
from planner.model.geometry import polygon_area_m2
from planner.model.network import Cell, Network, Ownership, Site, TransportLink, Upf
from planner.model.project import Project, Scheme
from planner.model.site_map import HeightSource, Obstacle, ObstacleKind, SiteMap, Zone
from ui.document import Document
from ui.scene.map_view import TOOLS, MapView
from ui.tools.measure import MeasureTool
from ui.tools.outline import azimuth_deg, crossing_point, snapped, turned_rectangle

SITE, UPF = ObjectRef("sites", "s1", "A"), ObjectRef("upfs", "u1", "A")
YARD, SEA, ZONE = ObjectRef("obstacles", "yard"), ObjectRef("obstacles", "sea"), ObjectRef("zones", "z1")
LOCKED = ObjectRef("obstacles", "locked")
LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ZOOM = 4.0


def box(west: float, south: float, width: float, depth: float) -> tuple[tuple[float, float], ...]:
    return ((west, south), (west + width, south), (west + width, south + depth), (west, south + depth))


def small_port() -> Project:
    obstacles = (
        Obstacle(id="sea", kind=ObstacleKind.WATER, name="港池", outline=box(0, -60, 200, 80)),
        Obstacle(
            id="locked", kind=ObstacleKind.BUILDING, name="楼", outline=box(150, 60, 20, 20), height_m=9, locked=True
        ),
        Obstacle(id="yard", kind=ObstacleKind.CONTAINER_YARD, name="箱区", outline=box(20, 30, 40, 20), tiers=5),
    )
    cells = {
        f"c{i}": Cell(
            id=f"c{i}", site_id="s1", band="n79", azimuth_deg=120.0 * i, pci=i, frame="DSUUU", antenna="panel"
        )
        for i in range(3)
    }
    network = Network(
        sites={"s1": Site(id="s1", name="灯杆", position=(100.0, 50.0), ownership=Ownership.PUBLIC)}, cells=cells,
        upfs={"u1": Upf(id="u1", name="UPF", position=(130.0, 40.0))},
        links={"l1": TransportLink(id="l1", name="环", to_id="u1")},
    )  # fmt: skip
    zone = Zone(id="z1", name="作业区", outline=box(10, 25, 180, 70))
    return Project(
        site_map=SiteMap(obstacles={o.id: o for o in obstacles}, zones={"z1": zone}),
        schemes={"A": Scheme(id="A", name="A", network=network)},
    )


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(small_port(), Catalogue(), lang="zh")


@pytest.fixture
def view(qtbot, document: Document) -> Iterator[MapView]:
    view = MapView(document)
    qtbot.addWidget(view)
    view.resize(1000, 700)
    with qtbot.waitExposed(view):
        view.show()
    view.set_zoom(ZOOM)
    view.zoom_to_point(100.0, 50.0)
    yield view


def at(view: MapView, x: float, y: float) -> QPoint:
    return view.to_viewport((x, y))


def click(view: MapView, x: float, y: float, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view.viewport(), LEFT, modifier, at(view, x, y))


def drag(
    view: MapView, start: tuple[float, float], end: tuple[float, float], modifier: Qt.KeyboardModifier = NONE
) -> None:
    press_and_move(view, start, end, modifier)
    QTest.mouseRelease(view.viewport(), LEFT, modifier, at(view, *end))


def press_and_move(
    view: MapView, start: tuple[float, float], end: tuple[float, float], modifier: Qt.KeyboardModifier = NONE
) -> None:
    QTest.mousePress(view.viewport(), LEFT, modifier, at(view, *start))
    for share in (0.3, 0.6, 1.0):
        place = at(view, start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        QTest.mouseMove(view.viewport(), place)


def site_position(document: Document) -> tuple[float, float]:
    return document.shown_project.schemes["A"].network.sites["s1"].position


# -- select ------------------------------------------------------------------------------------------------------------


def test_the_contract_names_these_tools(view: MapView) -> None:
    assert {tool.name for tool in TOOLS} >= {"select", "pan", "gnb", "upf", "zone", "building", "yard", "measure"}
    assert view.tool_name == "select"


@pytest.mark.parametrize(
    ("place", "ref"),
    [
        ((40, 40), YARD), ((130, 40), UPF), ((100, 50), SITE), ((10, 70), ZONE), ((100, 80), ZONE),
        ((100, 0), SEA), ((160, 70), LOCKED),
    ],
)  # fmt: skip
def test_a_click_selects_what_is_seen(
    view: MapView, document: Document, place: tuple[float, float], ref: ObjectRef
) -> None:
    click(view, *place)
    assert document.selection == (ref,)


def test_a_click_beside_everything_selects_nothing(view: MapView, document: Document) -> None:
    document.set_selection([YARD])
    click(view, 205.0, 110.0)
    assert document.selection == ()


def test_shift_click_adds_and_takes_away(view: MapView, document: Document) -> None:
    click(view, 40, 40)
    click(view, 100, 50, SHIFT)
    assert set(document.selection) == {YARD, SITE}
    click(view, 40, 40, SHIFT)
    assert document.selection == (SITE,)


def test_a_second_click_on_a_wedge_selects_the_cell(view: MapView, document: Document) -> None:
    click(view, 100, 50 + 18 / ZOOM)
    assert document.selection == (SITE,)
    click(view, 100, 50 + 18 / ZOOM)
    assert document.selection == (ObjectRef("cells", "c0", "A"),)


def test_a_rubber_band_selects_what_lies_inside_but_not_the_ground(view: MapView, document: Document) -> None:
    drag(view, (5, 100), (140, 22))
    assert set(document.selection) == {YARD, SITE, UPF}


def test_a_drag_moves_live_and_is_one_undo_step(view: MapView, document: Document) -> None:
    press_and_move(view, (100, 50), (120, 60))
    assert document.project.schemes["A"].network.sites["s1"].position == (100.0, 50.0)
    assert site_position(document) == pytest.approx((120.0, 60.0), abs=0.5)
    assert view.scene().items_by_ref[SITE].pos().x() == pytest.approx(120.0, abs=0.5)
    assert document.undo_stack.count() == 0
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, 120, 60))
    assert document.undo_stack.count() == 1
    assert not document.is_previewing
    document.undo_stack.undo()
    assert site_position(document) == (100.0, 50.0)
    assert view.scene().items_by_ref[SITE].pos().x() == 100.0


def test_esc_puts_a_dragged_object_back(view: MapView, document: Document) -> None:
    press_and_move(view, (100, 50), (120, 60))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert site_position(document) == (100.0, 50.0)
    assert view.scene().items_by_ref[SITE].pos().x() == 100.0
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, 120, 60))
    assert document.undo_stack.count() == 0


def test_a_drag_moves_all_that_is_selected(view: MapView, document: Document) -> None:
    document.set_selection([SITE, YARD, UPF])
    drag(view, (40, 40), (50, 45))
    assert document.undo_stack.count() == 1
    assert site_position(document) == pytest.approx((110, 55), abs=0.5)
    assert document.project.site_map.obstacles["yard"].outline[0] == pytest.approx((30, 35), abs=0.5)


def test_a_selected_cell_takes_its_site_along(view: MapView, document: Document) -> None:
    document.set_selection([ObjectRef("cells", "c1", "A")])
    drag(view, (100, 50), (110, 50))
    assert site_position(document)[0] == pytest.approx(110, abs=0.5)
    assert document.selection == (ObjectRef("cells", "c1", "A"),)


def test_locked_obstacles_stay(view: MapView, document: Document) -> None:
    drag(view, (160, 70), (170, 75))
    document.set_selection([LOCKED])
    QTest.keyClick(view, Qt.Key.Key_Delete)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert document.undo_stack.count() == 0
    assert document.project == small_port()


def test_the_ground_is_not_dragged_before_it_is_selected(view: MapView, document: Document) -> None:
    drag(view, (100, 5), (110, 8))
    assert document.project.site_map.obstacles["sea"].outline[0] == (0, -60)


def test_delete_takes_everything_selected_in_one_step(view: MapView, document: Document) -> None:
    document.set_selection([SITE, YARD])
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert "yard" not in document.project.site_map.obstacles
    assert not document.project.schemes["A"].network.cells
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project == small_port()


def test_arrow_keys_nudge_and_merge(view: MapView, document: Document) -> None:
    document.set_selection([SITE])
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Up, SHIFT)
    assert site_position(document) == (103.0, 60.0)
    assert document.undo_stack.count() == 1


# -- pan ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["tool", "middle", "space"])
def test_three_ways_to_pan(view: MapView, document: Document, how: str) -> None:
    button = Qt.MouseButton.MiddleButton if how == "middle" else LEFT
    if how == "tool":
        view.set_tool("pan")
    if how == "space":
        QTest.keyPress(view, Qt.Key.Key_Space)
    start = at(view, 100, 50)
    QTest.mousePress(view.viewport(), button, NONE, start)
    QTest.mouseMove(view.viewport(), start + QPoint(80, 40))
    QTest.mouseRelease(view.viewport(), button, NONE, start + QPoint(80, 40))
    if how == "space":
        QTest.keyRelease(view, Qt.Key.Key_Space)
    moved = at(view, 100, 50) - start
    assert (moved.x(), moved.y()) == pytest.approx((80, 40), abs=2)
    assert document.selection == ()


# -- placing -----------------------------------------------------------------------------------------------------------


def test_a_base_station_copies_the_last_site(view: MapView, document: Document) -> None:
    view.set_tool("gnb")
    click(view, 60, 80)
    network = document.project.schemes["A"].network
    (ref,) = document.selection
    site = network.sites[ref.id]
    cells = [cell for cell in network.cells.values() if cell.site_id == ref.id]
    assert site.position == pytest.approx((60, 80), abs=0.5)
    assert site.ownership is Ownership.NEW
    assert [cell.azimuth_deg for cell in cells] == [0, 120, 240]
    assert {(cell.band, cell.frame, cell.antenna) for cell in cells} == {("n79", "DSUUU", "panel")}
    assert [cell.pci for cell in cells] == [3, 4, 5]
    assert document.undo_stack.count() == 1
    assert view.tool_name == "gnb"


def test_the_first_base_station_comes_from_the_catalogue(qtbot, qapp: object) -> None:
    band = Band(
        key="n78", name_zh="", name_en="", source="", date="", freq_ghz=3.5, duplex="tdd", scs_khz=30,
        bandwidths_mhz=(40.0, 80.0), default_frame="DDDSU",
    )  # fmt: skip
    omni = Antenna(
        key="omni", name_zh="", name_en="", source="", date="", gain_dbi=6, ssb_gain_dbi=6, h_beamwidth_deg=360,
        v_beamwidth_deg=20,
    )  # fmt: skip
    project = Project(schemes={"A": Scheme(id="A", name="A")})
    document = Document(project, Catalogue(bands={"n78": band}, antennas={"omni": omni}))
    view = MapView(document)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.set_tool("gnb")
    click(view, 0, 0)
    (cell,) = document.project.schemes["A"].network.cells.values()
    assert (cell.band, cell.bandwidth_mhz, cell.frame, cell.antenna) == ("n78", 80.0, "DDDSU", "omni")


def test_a_upf_comes_with_its_link(view: MapView, document: Document) -> None:
    view.set_tool("upf")
    click(view, 150, 40)
    (ref,) = document.selection
    network = document.project.schemes["A"].network
    assert network.upfs[ref.id].position == pytest.approx((150, 40), abs=0.5)
    assert any(link.to_id == ref.id for link in network.links.values())


def test_esc_puts_the_tool_away(view: MapView, qtbot) -> None:
    view.set_tool("gnb")
    with qtbot.waitSignal(view.toolChanged) as signal:
        QTest.keyClick(view, Qt.Key.Key_Escape)
    assert signal.args == ["select"]


# -- drawing -----------------------------------------------------------------------------------------------------------


def draw(view: MapView, *places: tuple[float, float]) -> None:
    for x, y in places:
        QTest.mouseMove(view.viewport(), at(view, x, y))
        click(view, x, y)


def test_a_zone_by_clicks_and_enter(view: MapView, document: Document) -> None:
    view.set_tool("zone")
    draw(view, (60, 70), (90, 70), (90, 90), (60, 90))
    assert len(document.project.site_map.zones) == 1
    QTest.keyClick(view, Qt.Key.Key_Return)
    (ref,) = document.selection
    zone = document.project.site_map.zones[ref.id]
    assert polygon_area_m2(zone.outline) == pytest.approx(600, rel=0.05)
    assert zone.name
    assert document.undo_stack.count() == 1


def test_a_double_click_sets_the_last_corner_and_ends(view: MapView, document: Document) -> None:
    view.set_tool("building")
    draw(view, (60, 70), (90, 70))
    QTest.mouseClick(view.viewport(), LEFT, NONE, at(view, 90, 90))
    QTest.mouseDClick(view.viewport(), LEFT, NONE, at(view, 90, 90))
    (ref,) = document.selection
    building = document.project.site_map.obstacles[ref.id]
    assert len(building.outline) == 3
    assert building.kind is ObstacleKind.BUILDING
    assert building.height_m == 9
    assert building.height_source is HeightSource.ASSUMED
    assert not building.locked


def test_a_click_on_the_first_corner_ends(view: MapView, document: Document) -> None:
    view.set_tool("zone")
    draw(view, (60, 70), (90, 70), (90, 90), (60, 70))
    assert len(document.project.site_map.zones) == 2
    assert not view.tool.is_active


@pytest.mark.parametrize("tool", ["zone", "building"])
def test_a_crossing_outline_is_refused_and_can_be_mended(view: MapView, document: Document, qtbot, tool: str) -> None:
    view.set_tool(tool)
    draw(view, (60, 70), (90, 90), (90, 70), (60, 90))
    with qtbot.waitSignal(document.errorRaised) as signal:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert signal.args[0].code == "outline-crosses-itself"
    assert document.project == small_port()
    assert view.tool.is_active
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert document.undo_stack.count() == 1


def test_two_corners_are_no_zone(view: MapView, document: Document, qtbot) -> None:
    view.set_tool("zone")
    draw(view, (60, 70), (90, 90))
    with qtbot.waitSignal(document.errorRaised) as signal:
        QTest.keyClick(view, Qt.Key.Key_Enter)
    assert signal.args[0].code == "outline-too-short"
    assert document.project == small_port()


@pytest.mark.parametrize("leave", ["esc", "tool"])
def test_a_polygon_given_up_leaves_nothing(view: MapView, document: Document, leave: str) -> None:
    count = len(view.scene().items())
    view.set_tool("zone")
    draw(view, (60, 70), (90, 70), (90, 90))
    assert len(view.scene().items()) > count
    if leave == "esc":
        QTest.keyClick(view, Qt.Key.Key_Escape)
        assert view.tool_name == "zone"
    else:
        view.set_tool("select")
    assert len(view.scene().items()) == count
    assert document.project == small_port()


def test_a_yard_by_drag_is_stacked_like_the_last(view: MapView, document: Document) -> None:
    view.set_tool("yard")
    drag(view, (70, 60), (110, 80))
    (ref,) = document.selection
    yard = document.project.site_map.obstacles[ref.id]
    assert (yard.kind, yard.tiers) == (ObstacleKind.CONTAINER_YARD, 5)
    assert polygon_area_m2(yard.outline) == pytest.approx(800, rel=0.05)
    assert document.undo_stack.count() == 1


def test_a_mere_click_or_esc_draws_no_yard(view: MapView, document: Document) -> None:
    view.set_tool("yard")
    click(view, 70, 60)
    press_and_move(view, (70, 60), (110, 80))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, 110, 80))
    assert document.project == small_port()


def test_measuring_changes_nothing_but_says_how_far(view: MapView, document: Document) -> None:
    document.set_language("en")
    view.set_tool("measure")
    draw(view, (60, 50), (90, 50), (90, 90))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert isinstance(view.tool, MeasureTool)
    assert view.tool.text == "40 m, azimuth 0°; 70 m in all"
    assert document.project == small_port()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view.tool.is_active


# -- geometry of the tools ---------------------------------------------------------------------------------------------


def test_crossings() -> None:
    assert crossing_point(((0, 0), (10, 10), (10, 0), (0, 10))) == (5.0, 5.0)
    assert crossing_point(box(0, 0, 1, 1)) is None
    assert crossing_point(((0, 0), (1, 1))) is None


def test_directions() -> None:
    assert [azimuth_deg((0, 0), place) for place in ((0, 1), (1, 0), (0, -1), (-1, 0))] == [0, 90, 180, 270]
    assert snapped((0, 0), (10, 1)) == pytest.approx((math.hypot(10, 1), 0))


def test_a_turned_rectangle_keeps_both_corners_and_right_angles() -> None:
    ring = turned_rectangle((0, 0), (10, 5), 30)
    assert ring[0] == (0, 0)
    assert ring[2] == (10, 5)
    (x1, y1), (x2, y2) = ring[1], ring[3]
    assert x1 * x2 + y1 * y2 == pytest.approx(0)
    assert azimuth_deg((0, 0), ring[1]) == pytest.approx(60)
