"""Every kind of object drawn with real mouse and keys; edited; all undone and redone to the same project."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from planner.errors import EditError
from planner.io.codec import to_json
from planner.io.map_kinds import DEFAULT_HEIGHT_M
from planner.model.catalogue import Catalogue
from planner.model.edits import ObjectRef, update
from planner.model.geometry import polygon_area_m2, polyline_length_m
from planner.model.project import Project, Scheme
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap
from ui.document import Document
from ui.scene.map_view import MapView
from ui.tools.entry import parse_entry
from ui.tools.kinds import BAY_M, BOOM_M, GAUGE_M, PORTAL_M, ROW_M
from ui.tools.measure import MeasureTool
from ui.tools.yard import QUAY_REACH_M, YardTool, rows_and_bays

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
K = ObstacleKind
Places = tuple[tuple[float, float], ...]
SHED = ObjectRef("obstacles", "shed")


def empty() -> Project:
    shed = Obstacle(
        id="shed", kind=K.BUILDING, name="库", outline=((150, 150), (190, 150), (190, 180), (150, 180)), height_m=9
    )
    return Project(site_map=SiteMap(obstacles={"shed": shed}), schemes={"A": Scheme(id="A", name="A")})


@pytest.fixture
def document(qapp: object) -> Document:
    return Document(empty(), Catalogue(), lang="en")


@pytest.fixture
def view(qtbot, document: Document) -> Iterator[MapView]:
    view = MapView(document)
    qtbot.addWidget(view)
    view.resize(1000, 800)
    with qtbot.waitExposed(view):
        view.show()
    view.set_zoom(4.0)
    view.zoom_to_point(100.0, 100.0)
    yield view


def at(view: MapView, place: tuple[float, float]) -> QPoint:
    return view.to_viewport(place)


def hover(view: MapView, place: tuple[float, float]) -> None:
    QTest.mouseMove(view.viewport(), at(view, place))


def click(view: MapView, *places: tuple[float, float], modifier: Qt.KeyboardModifier = NONE) -> None:
    for place in places:
        hover(view, place)
        QTest.mouseClick(view.viewport(), LEFT, modifier, at(view, place))


def drag(view: MapView, start: tuple[float, float], end: tuple[float, float], modifier=NONE, *, release=True) -> None:
    QTest.mousePress(view.viewport(), LEFT, modifier, at(view, start))
    for share in (0.4, 0.8, 1.0):
        hover(view, (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
    if release:
        QTest.mouseRelease(view.viewport(), LEFT, modifier, at(view, end))


def key(view: MapView, which: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(view, which, modifier)


def type_entry(view: MapView, text: str) -> None:
    QTest.keyClick(view, text[0])
    assert view.kit.entry.isVisible()
    QTest.keyClicks(view.kit.entry, text[1:])
    QTest.keyClick(view.kit.entry, Qt.Key.Key_Return)


def drawn(document: Document) -> Obstacle:
    (ref,) = document.selection
    return document.project.site_map.obstacles[ref.id]


def by_clicks(*places: tuple[float, float]) -> Callable[[MapView], None]:
    def draw(view: MapView) -> None:
        click(view, *places)
        key(view, Qt.Key.Key_Return)

    return draw


SQUARE = by_clicks((40, 40), (80, 40), (80, 80), (40, 80))
LINE = by_clicks((40, 60), (80, 60), (80, 100))

#: Tool, gesture, kind, area or length expected.
KINDS = [
    ("building", SQUARE, K.BUILDING, 1600.0),
    ("trees", SQUARE, K.VEGETATION, 1600.0),
    ("water", SQUARE, K.WATER, 1600.0),
    ("land", SQUARE, K.LAND, 1600.0),
    ("road", LINE, K.ROAD, 80.0 * 8.0),
    ("wall", LINE, K.WALL, 80.0),
    ("tank", lambda view: drag(view, (60, 60), (80, 60)), K.TANK, 1250.0),
    ("yard", lambda view: drag(view, (30, 30), (110, 60)), K.CONTAINER_YARD, 2400.0),
    (
        "quay_crane",
        lambda view: click(view, (60, 100)),
        K.QUAY_CRANE,
        PORTAL_M * GAUGE_M + BOOM_M * (QUAY_REACH_M + 18.0),
    ),
    ("yard_crane", lambda view: click(view, (60, 100)), K.YARD_CRANE, 250.0),
]


@pytest.mark.parametrize(("tool", "gesture", "kind", "size"), KINDS, ids=[row[0] for row in KINDS])
def test_every_kind_is_drawn_in_one_step(view: MapView, document: Document, tool: str, gesture, kind, size) -> None:
    view.set_tool(tool)
    gesture(view)
    made = drawn(document)
    assert made.kind is kind
    assert made.name
    found = polyline_length_m(made.outline) if kind is K.WALL else polygon_area_m2(made.outline, made.holes)
    assert found == pytest.approx(size, rel=0.03)
    if kind in (K.WALL, K.TANK, K.QUAY_CRANE, K.YARD_CRANE, K.VEGETATION):
        assert made.height_m == DEFAULT_HEIGHT_M[kind]
    assert document.undo_stack.count() == 1
    assert not view.tool.is_active
    document.undo_stack.undo()
    assert document.project == empty()


def test_all_kinds_and_edits_undone_and_redone_end_at_the_same_project(view: MapView, document: Document) -> None:
    for tool, gesture, _kind, _size in KINDS:
        view.set_tool(tool)
        gesture(view)
        view.set_tool("select")
        document.set_selection([ObjectRef("obstacles", document.selection[0].id)])
        key(view, Qt.Key.Key_Right, SHIFT)
        key(view, Qt.Key.Key_Up, SHIFT)
        document.apply("shift", lambda project, ref=document.selection[0]: update(project, ref, hidden=True))
    view.set_tool("zone")
    SQUARE(view)
    end, steps = document.project, document.undo_stack.count()
    assert steps == 3 * len(KINDS) + 1
    for _ in range(steps):
        document.undo_stack.undo()
    assert document.project == empty()
    for _ in range(steps):
        document.undo_stack.redo()
    assert document.project is end
    assert to_json(document.project) == to_json(end)


# -- shapes ------------------------------------------------------------------------------------------------------------


def test_a_rectangle_by_drag_or_by_two_clicks(view: MapView, document: Document) -> None:
    view.set_tool("building")
    view.kit.set_shape("rectangle")
    drag(view, (30, 30), (90, 70))
    dragged = drawn(document).outline
    document.undo_stack.undo()
    click(view, (30, 30), (90, 70))
    assert drawn(document).outline == dragged
    assert polygon_area_m2(dragged) == pytest.approx(2400, rel=0.02)


def test_shift_makes_the_rectangle_a_square(view: MapView, document: Document) -> None:
    view.set_tool("zone")
    view.kit.set_shape("rectangle")
    click(view, (30, 30))
    click(view, (90, 71), modifier=SHIFT)
    ring = document.project.site_map.zones[document.selection[0].id].outline
    assert ring[2][0] - ring[0][0] == pytest.approx(ring[2][1] - ring[0][1])


def test_a_turned_rectangle_by_three_clicks(view: MapView, document: Document) -> None:
    view.kit.set_shape("rotated")
    assert view.tool_name == "building"
    click(view, (30, 30), (70, 60), (55, 80))
    (ax, ay), (bx, by), (cx, cy), _ = drawn(document).outline
    assert (bx - ax) * (cx - bx) + (by - ay) * (cy - by) == pytest.approx(0, abs=1e-6)
    assert polygon_area_m2(drawn(document).outline) == pytest.approx(50 * 25, rel=0.03)


def test_a_typed_length_is_the_depth_of_a_turned_rectangle(view: MapView, document: Document) -> None:
    view.kit.set_shape("rotated")
    click(view, (30, 30))
    type_entry(view, "40<90")
    hover(view, (50, 20))
    type_entry(view, "15")
    ys = [y for _, y in drawn(document).outline]
    assert max(ys) - min(ys) == pytest.approx(15)
    assert min(ys) == pytest.approx(ys[0] - 15)


def test_a_strip_has_the_width_of_its_field(view: MapView, document: Document) -> None:
    view.set_tool("road")
    view.kit.options.box("width_m").setValue(12.0)
    click(view, (40, 60), (90, 60))
    key(view, Qt.Key.Key_Return)
    assert polygon_area_m2(drawn(document).outline) == pytest.approx(600, rel=0.02)


def test_a_ring_road_keeps_its_middle_open(view: MapView, document: Document) -> None:
    view.set_tool("road")
    click(view, (30, 30), (100, 30), (100, 100), (30, 100), (30, 31))
    key(view, Qt.Key.Key_Return)
    assert len(drawn(document).holes) == 1


def test_a_stated_height_is_no_assumed_one(view: MapView, document: Document) -> None:
    view.set_tool("tank")
    view.kit.options.box("height_m").setValue(22.0)
    drag(view, (60, 60), (80, 60))
    assert (drawn(document).height_m, drawn(document).height_source) == (22.0, "stated")


# -- yards and cranes --------------------------------------------------------------------------------------------------


def test_rows_bays_and_tiers_typed_during_the_drag(view: MapView, document: Document) -> None:
    view.set_tool("yard")
    drag(view, (20, 30), (60, 40), release=False)
    type_entry(view, "6x12x5")
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, (60, 40)))
    yard = drawn(document)
    assert (rows_and_bays(yard.outline), yard.tiers) == ((6, 12), 5)
    xs, ys = [x for x, _ in yard.outline], [y for _, y in yard.outline]
    assert (max(xs) - min(xs), max(ys) - min(ys)) == pytest.approx((12 * BAY_M, 6 * ROW_M))
    assert document.undo_stack.count() == 1


def test_fields_after_the_drag_belong_to_the_same_step(view: MapView, document: Document) -> None:
    view.set_tool("yard")
    drag(view, (20, 30), (110, 60))
    assert isinstance(view.tool, YardTool)
    for name, value in (("rows", 4), ("bays", 5), ("tiers", 6)):
        view.kit.options.box(name).setValue(value)
    yard = drawn(document)
    assert (rows_and_bays(yard.outline), yard.tiers) == ((4, 5), 6)
    assert document.undo_stack.count() == 1
    drag(view, (20, 80), (110, 110))
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project == empty()


def test_a_drag_turns_a_crane_and_a_click_places_the_next_like_it(view: MapView, document: Document) -> None:
    view.set_tool("quay_crane")
    drag(view, (100, 100), (140, 100))
    eastward = drawn(document).outline
    assert max(x for x, _ in eastward) == pytest.approx(100 + GAUGE_M / 2 + QUAY_REACH_M, abs=0.5)
    click(view, (100, 40))
    assert max(x for x, _ in drawn(document).outline) == pytest.approx(max(x for x, _ in eastward), abs=0.5)


# -- numbers -----------------------------------------------------------------------------------------------------------


def test_an_outline_typed_in_numbers_is_exact(view: MapView, document: Document) -> None:
    view.set_tool("building")
    for text in ("#10,20", "30.5,0", "12.25<0", "-30.5,0"):
        type_entry(view, text)
    key(view, Qt.Key.Key_Return)
    expected = ((10, 20), (40.5, 20), (40.5, 32.25), (10, 32.25))
    for found, wanted in zip(drawn(document).outline, expected, strict=True):
        assert found == pytest.approx(wanted)


def test_a_typed_length_goes_where_the_mouse_points(view: MapView, document: Document) -> None:
    view.set_tool("wall")
    type_entry(view, "10,20")
    hover(view, (50, 20))
    QTest.keyClick(view, "7")
    view.kit.entry.setText("７．５")  # as a Chinese keyboard writes it
    QTest.keyClick(view.kit.entry, Qt.Key.Key_Return)
    key(view, Qt.Key.Key_Return)
    assert drawn(document).outline[1] == pytest.approx((17.5, 20.0))


def test_a_typed_radius(view: MapView, document: Document) -> None:
    view.set_tool("tank")
    click(view, (60, 60))
    type_entry(view, "12.5")
    assert max(x for x, _ in drawn(document).outline) - min(x for x, _ in drawn(document).outline) == pytest.approx(
        25, rel=0.01
    )


def test_what_cannot_be_read_stays_in_the_box(view: MapView, document: Document, qtbot) -> None:
    view.set_tool("wall")
    with qtbot.waitSignal(document.errorRaised) as signal:
        type_entry(view, "1,2,3,4")
    assert signal.args[0].code == "entry-unreadable"
    assert view.kit.entry.isVisible()
    QTest.keyClick(view.kit.entry, Qt.Key.Key_Escape)
    assert not view.kit.entry.isVisible()
    assert document.project == empty()


def test_a_length_needs_a_point_to_go_from(view: MapView, document: Document, qtbot) -> None:
    view.set_tool("wall")
    with qtbot.waitSignal(document.errorRaised) as signal:
        type_entry(view, "25<90")
    assert signal.args[0].code == "entry-needs-start"


@pytest.mark.parametrize("text", ["", "abc", "1<", "1x2x3x4", "--5", "1;2;3", "<90", "9" * 400 + "q"])
def test_unreadable_entries(text: str) -> None:
    with pytest.raises(EditError):
        parse_entry(text)


# -- snapping ----------------------------------------------------------------------------------------------------------


def test_a_corner_nearby_is_hit_exactly_and_marked(view: MapView, document: Document) -> None:
    view.set_tool("wall")
    bare = len(view.scene().items())
    hover(view, (151.2, 149.2))
    assert len(view.scene().items()) > bare
    click(view, (151.2, 149.2), (100, 100))
    key(view, Qt.Key.Key_Return)
    assert drawn(document).outline[0] == (150, 150)


def test_ctrl_and_the_switches_suspend_snapping(view: MapView, document: Document) -> None:
    view.set_tool("wall")
    click(view, (151.2, 149.2), modifier=CTRL)
    view.snapper.toggle("vertices", on=False)
    view.snapper.toggle("edges", on=False)
    click(view, (191.0, 149.0))
    key(view, Qt.Key.Key_Return)
    assert (150, 150) not in drawn(document).outline
    assert (190, 150) not in drawn(document).outline


def test_an_edge_and_a_direction_meet_in_their_crossing(view: MapView, document: Document) -> None:
    view.set_tool("wall")
    click(view, (100, 165), (150.8, 165.5))
    key(view, Qt.Key.Key_Return)
    (_, y), end = drawn(document).outline
    assert end == pytest.approx((150, y))


def test_directions_of_fifteen_degrees(view: MapView, document: Document) -> None:
    view.set_tool("wall")
    click(view, (60, 60), (100, 60.6))
    click(view, (123, 101), modifier=SHIFT)
    key(view, Qt.Key.Key_Return)
    a, b, c = drawn(document).outline
    assert b[1] == pytest.approx(a[1])
    assert (c[1] - b[1]) / (c[0] - b[0]) == pytest.approx(3**0.5, rel=1e-6)


def test_the_grid(view: MapView, document: Document) -> None:
    view.snapper.toggle("grid", on=True)
    assert view.snapper.grid_step_m() == 5.0
    view.set_tool("building")
    click(view, (41, 39), (78, 42), (81, 79))
    key(view, Qt.Key.Key_Return)
    assert drawn(document).outline == ((40, 40), (80, 40), (80, 80))


# -- the rest ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", [row[0] for row in KINDS] + ["zone", "split", "hole", "measure", "measure_area"])
def test_esc_gives_every_gesture_up(view: MapView, document: Document, tool: str) -> None:
    bare = len(view.scene().items())
    view.set_tool(tool)
    drag(view, (40, 40), (70, 50), release=False)
    key(view, Qt.Key.Key_Escape)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, (70, 50)))
    view.set_tool("select")
    assert len(view.scene().items()) == bare
    assert document.project == empty()
    assert document.undo_stack.count() == 0


def test_an_area_is_measured(view: MapView, document: Document) -> None:
    view.set_tool("measure_area")
    click(view, (20, 20), (120, 20), (120, 120), (20, 120))
    key(view, Qt.Key.Key_Return)
    assert isinstance(view.tool, MeasureTool)
    assert "ha" in view.tool.text
    assert "400 m" in view.tool.text
    assert document.project == empty()


def test_the_first_edit_leaves_the_window_where_it_is(view: MapView, document: Document) -> None:
    before = (view.px_per_m, at(view, (100.0, 100.0)))
    document.apply("lock", lambda project: update(project, SHED, locked=True))
    assert (view.px_per_m, at(view, (100.0, 100.0))) == before


def test_a_tiny_yard_and_a_wall_of_one_point_are_refused(view: MapView, document: Document, qtbot) -> None:
    view.set_tool("yard")
    with qtbot.waitSignal(document.errorRaised) as signal:
        drag(view, (30, 30), (80, 31))
    assert signal.args[0].code == "yard-too-small"
    view.set_tool("wall")
    click(view, (30, 30))
    with qtbot.waitSignal(document.errorRaised) as signal:
        key(view, Qt.Key.Key_Return)
    assert signal.args[0].code == "outline-too-short"
    assert document.project == empty()
