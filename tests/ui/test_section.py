"""Section line, section panel, storey chooser and 3D view, with real mouse events where there is a mouse."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from planner.model import edits
from planner.model.edits import ObjectRef
from planner.model.geometry import Point, centroid, rectangle
from planner.model.project import Project
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap
from planner.radio.itu_p526 import exact_wavelength_m
from planner.radio.link_profile import first_fresnel_radius_m
from ui.dialogs.massing import MassingDialog
from ui.dialogs.massing_model import PIECE_M, massing_of
from ui.dialogs.massing_view import MassingView
from ui.main_window import MainWindow
from ui.panels.section_chart import rounded_step
from ui.scene.hit import refs_in_rect
from ui.scene.storey import StoreyView, is_shown, storey_name, view_of_selection
from ui.tools.drawing import DrawTool
from ui.tools.section import Line, SectionTool

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tool(window: MainWindow) -> SectionTool:
    view = window.workspace.map_view
    view.set_tool("section")
    made = view.tool
    assert isinstance(made, SectionTool)
    return made


def drag(window: MainWindow, start: QPoint, end: QPoint, *, release: bool = True) -> None:
    port = window.workspace.map_view.viewport()
    QTest.mousePress(port, LEFT, pos=start)
    QTest.mouseMove(port, (start + end) / 2)
    QTest.mouseMove(port, end)
    if release:
        QTest.mouseRelease(port, LEFT, pos=end)


def at_px(window: MainWindow, place: Point) -> QPoint:
    return window.workspace.map_view.to_viewport(place)


def ends_of(tool: SectionTool) -> Line:
    assert tool.line.ends is not None
    return tool.line.ends


def shown_of(window: MainWindow) -> Any:
    panel = window.workspace.tabs.section
    panel.refresh()
    assert panel.chart.shown is not None
    return panel.chart.shown


# -- the line ----------------------------------------------------------------------------------------------------------


def test_drag_draws_a_line_and_opens_the_tab(window: MainWindow, tool: SectionTool) -> None:
    drag(window, QPoint(200, 150), QPoint(500, 300))
    view = window.workspace.map_view
    first, last = ends_of(tool)
    assert (view.to_viewport(first) - QPoint(200, 150)).manhattanLength() <= 2
    assert (view.to_viewport(last) - QPoint(500, 300)).manhattanLength() <= 2
    assert window.workspace.tabs.current_name == "section"
    assert not tool.is_active
    assert window.document.undo_stack.count() == 0  # a look, no edit


def test_two_clicks_draw_a_line(window: MainWindow, tool: SectionTool) -> None:
    port = window.workspace.map_view.viewport()
    QTest.mouseClick(port, LEFT, pos=QPoint(220, 160))
    assert tool.is_active
    QTest.mouseMove(port, QPoint(400, 200))
    assert tool.line.ends is not None  # live
    QTest.mouseClick(port, LEFT, pos=QPoint(480, 260))
    assert not tool.is_active
    assert (at_px(window, ends_of(tool)[1]) - QPoint(480, 260)).manhattanLength() <= 2


def test_ends_and_line_are_moved_live(window: MainWindow, tool: SectionTool) -> None:
    drag(window, QPoint(200, 150), QPoint(500, 300))
    seen: list[Line | None] = []
    tool.line.changed.connect(seen.append)
    before = ends_of(tool)
    drag(window, QPoint(500, 300), QPoint(520, 180))
    assert ends_of(tool)[0] == before[0]
    assert (at_px(window, ends_of(tool)[1]) - QPoint(520, 180)).manhattanLength() <= 2
    assert len(seen) >= 2
    before = ends_of(tool)
    drag(window, at_px(window, before[0]), QPoint(210, 250))
    assert ends_of(tool)[1] == before[1]
    before = ends_of(tool)
    middle = (at_px(window, before[0]) + at_px(window, before[1])) / 2
    drag(window, middle, middle + QPoint(30, 20))
    moved = ends_of(tool)
    shift = (moved[0][0] - before[0][0], moved[0][1] - before[0][1])
    assert shift[0] > 0 > shift[1]
    assert (moved[1][0] - before[1][0], moved[1][1] - before[1][1]) == pytest.approx(shift)


def test_escape_gives_the_gesture_up_and_delete_clears(window: MainWindow, tool: SectionTool) -> None:
    view = window.workspace.map_view
    drag(window, QPoint(200, 150), QPoint(500, 300))
    kept = ends_of(tool)
    drag(window, QPoint(500, 300), QPoint(560, 350), release=False)
    assert ends_of(tool) != kept
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert ends_of(tool) == kept
    QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(560, 350))
    assert ends_of(tool) == kept
    view.set_tool("select")
    assert tool.line.ends == kept  # the line outlives the tool
    view.set_tool("section")
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert tool.line.ends is None
    items = len(view.scene().items())
    drag(window, QPoint(200, 150), QPoint(500, 300))
    tool.line.set_ends(None)
    assert len(view.scene().items()) == items


def test_an_end_near_a_mast_stands_on_it(window: MainWindow, tool: SectionTool) -> None:
    document = window.document
    site = next(iter(document.project.schemes[document.scheme_id].network.sites.values()))
    start = at_px(window, site.position) + QPoint(6, -5)
    drag(window, start, start + QPoint(150, 90))
    assert ends_of(tool)[0] == site.position


def pixels_that_differ(first: QImage, second: QImage) -> int:
    here, there = (np.frombuffer(bytes(image.constBits()), np.uint32) for image in (first, second))
    return int((here != there).sum())


def test_the_line_stays_out_of_printed_maps(window: MainWindow, tool: SectionTool) -> None:
    before = window.workspace.render_to_image(300, 200)
    drag(window, QPoint(200, 150), QPoint(500, 300))
    with_line = pixels_that_differ(window.workspace.map_view.render_to_image(300, 200), before)
    # names may sit on another fraction of a pixel after a zoom
    assert pixels_that_differ(window.workspace.render_to_image(300, 200), before) < min(300, with_line / 2)
    assert ends_of(tool)


def test_another_project_clears_the_line(window: MainWindow, tool: SectionTool) -> None:
    drag(window, QPoint(200, 150), QPoint(500, 300))
    window.document.set_project(Project())
    assert tool.line.ends is None


# -- the panel ---------------------------------------------------------------------------------------------------------


def crossing(tool: SectionTool, project: Project) -> Line:
    """From the first mast of the scheme to a quay crane."""
    site = next(iter(project.schemes[tool.document.scheme_id].network.sites.values()))
    crane = next(o for o in project.site_map.obstacles.values() if o.kind is ObstacleKind.QUAY_CRANE)
    ends = (site.position, centroid(crane.outline))
    tool.line.set_ends(ends)
    return ends


def test_the_panel_shows_masts_crane_and_zone(window: MainWindow, tool: SectionTool) -> None:
    crossing(tool, window.document.project)
    panel = window.workspace.tabs.section
    shown = shown_of(window)
    assert {cut.kind for cut in shown.cut.cuts} >= {ObstacleKind.QUAY_CRANE}
    assert panel.sender.count() == 1 + len(shown.cut.masts)
    assert shown.cut.masts
    panel.sender.setCurrentIndex(1)
    shown = shown_of(window)
    mast = shown.cut.masts[0]
    assert (shown.cell_id, shown.tx_height_m) == (mast.cell_id, mast.height_m)
    band = window.document.catalogue.bands[mast.band]
    assert panel.freq_ghz.value() == pytest.approx(band.freq_ghz, abs=1e-3)
    assert not panel.freq_ghz.isEnabled()
    assert shown.path.wavelength_m == exact_wavelength_m(band.freq_ghz)
    assert "lattice" in panel.figures.text()


def test_figures_follow_heights_edits_previews_and_language(window: MainWindow, tool: SectionTool) -> None:
    document, panel = window.document, window.workspace.tabs.section
    document.set_project(
        Project(
            site_map=SiteMap(
                obstacles={
                    "a": Obstacle(
                        id="a",
                        kind=ObstacleKind.BUILDING,
                        name="Hall",
                        outline=rectangle(40.0, -5.0, 20.0, 10.0),
                        height_m=20.0,
                    )
                }
            )
        )
    )
    tool.line.set_ends(((0.0, 0.0), (100.0, 0.0)))
    panel.sender_height_m.setValue(20.0)
    panel.receiver_height_m.setValue(20.0)
    panel.freq_ghz.setValue(3.5)
    shown = shown_of(window)
    assert (shown.path.clearance_m, shown.verdict) == (0.0, "narrow")
    panel.receiver_height_m.setValue(1.5)
    shown = shown_of(window)
    assert shown.verdict == "blocked"
    assert shown.path.clearance_m == pytest.approx(20.0 - 18.5 * 0.6 - 20.0)
    assert "No line of sight" in panel.figures.text()
    lower = lambda p: edits.update(p, ObjectRef("obstacles", "a"), height_m=2.0)  # noqa: E731
    document.preview(lower)
    assert shown_of(window).verdict == "clear"
    document.preview(None)
    assert shown_of(window).verdict == "blocked"
    document.apply("lower", lower)
    shown = shown_of(window)
    radius = float(first_fresnel_radius_m(60.0, 40.0, exact_wavelength_m(3.5)))
    assert shown.path.clearance_share == pytest.approx((20.0 - 18.5 * 0.6 - 2.0) / radius)
    document.set_language("zh")
    panel.refresh()
    assert "菲涅尔" in panel.figures.text()


def test_swap_and_clear(window: MainWindow, tool: SectionTool) -> None:
    panel = window.workspace.tabs.section
    ends = crossing(tool, window.document.project)
    panel.refresh()
    panel.swap_button.click()
    assert tool.line.ends == (ends[1], ends[0])
    panel.refresh()
    panel.clear_button.click()
    panel.refresh()
    assert panel.chart.shown is None
    assert panel.chart.note
    assert not panel.export_button.isEnabled()


def test_an_antenna_at_the_receivers_end_says_so(window: MainWindow, tool: SectionTool) -> None:
    first, last = crossing(tool, window.document.project)
    tool.line.set_ends((last, first))
    panel = window.workspace.tabs.section
    panel.refresh()
    panel.sender.setCurrentIndex(panel.sender.count() - 1)
    assert shown_of(window).path is None
    assert "swap" in panel.figures.text()


def test_export_writes_a_picture_with_the_zone(window: MainWindow, tool: SectionTool, tmp_path: Path) -> None:
    crossing(tool, window.document.project)
    target = tmp_path / "section.png"
    assert window.workspace.tabs.section.export(target)
    image = QImage(str(target))
    assert (image.width(), image.height()) == (2400, 1100)
    colours = {image.pixel(x, y) for x in range(0, 2400, 6) for y in range(0, 1100, 6)}
    assert any(QColor(c).blue() > QColor(c).red() + 25 for c in colours)  # the zone
    assert "Wrote" in window.status.message.text()


def test_export_into_nowhere_is_said(window: MainWindow, tool: SectionTool, tmp_path: Path) -> None:
    crossing(tool, window.document.project)
    assert not window.workspace.tabs.section.export(tmp_path / "missing" / "section.png")


@pytest.mark.parametrize(("span", "count", "step"), [(100.0, 5, 20.0), (7.0, 5, 2.0), (0.0, 5, 2e-7), (9000, 8, 1000)])
def test_round_steps(span: float, count: float, step: float) -> None:
    assert rounded_step(span, count) == pytest.approx(step)


# -- storeys -----------------------------------------------------------------------------------------------------------


def with_storeys(project: Project) -> Project:
    """A building of three storeys with a wall on the ground floor and one on the second."""
    building = Obstacle(
        id="hq",
        kind=ObstacleKind.BUILDING,
        name="HQ",
        outline=rectangle(0.0, 0.0, 40.0, 20.0),
        height_m=12.0,
        storeys=3,
    )
    walls = [
        Obstacle(
            id=f"w{n}",
            kind=ObstacleKind.WALL,
            outline=((20.0, 0.0), (20.0, 20.0)),
            height_m=3.0,
            building_id="hq",
            storey=n,
        )
        for n in (0, 2)
    ]
    obstacles = {**project.site_map.obstacles, **{item.id: item for item in (building, *walls)}}
    return replace(project, site_map=replace(project.site_map, obstacles=obstacles))


def visible(window: MainWindow) -> dict[str, bool]:
    scene = window.workspace.map_view.scene()
    return {key: scene.items_by_ref[ObjectRef("obstacles", key)].isVisible() for key in ("hq", "w0", "w2")}  # type: ignore[attr-defined]


def test_the_chooser_shows_one_storey(window: MainWindow) -> None:
    document, chooser = window.document, window.workspace.storeys
    document.apply("storeys", with_storeys)
    assert not chooser.isVisible()
    assert visible(window) == {"hq": True, "w0": True, "w2": False}  # ground floor
    document.set_selection([ObjectRef("obstacles", "hq")])
    assert chooser.isVisible()
    assert [chooser.box.itemData(n) for n in range(chooser.box.count())] == [2, 1, 0]
    chooser.choose(2)
    assert visible(window) == {"hq": True, "w0": False, "w2": True}
    chooser.down.click()
    assert visible(window) == {"hq": True, "w0": False, "w2": False}
    document.set_selection([])
    assert chooser.view == StoreyView(building_id="hq", storey=1)  # somebody draws
    document.apply("move", lambda p: edits.move(p, [ObjectRef("obstacles", "w0")], 1.0, 0.0))
    assert visible(window)["w0"] is False  # the scene made it anew, the storey stays
    other = next(key for key in document.project.site_map.obstacles if key not in ("hq", "w0", "w2"))
    document.set_selection([ObjectRef("obstacles", other)])
    assert not chooser.isVisible()
    assert visible(window) == {"hq": True, "w0": True, "w2": False}


def test_a_selected_wall_brings_its_storey(port: Project) -> None:
    project = with_storeys(port)
    found = view_of_selection(project, [ObjectRef("obstacles", "w2")], StoreyView())
    assert found == StoreyView(building_id="hq", storey=2)
    fewer = edits.remove(project, [ObjectRef("obstacles", "w2")])
    fewer = edits.update(fewer, ObjectRef("obstacles", "hq"), storeys=2)
    assert view_of_selection(fewer, [], found) == StoreyView(building_id="hq", storey=1)
    gone = edits.remove(fewer, [ObjectRef("obstacles", "hq")])
    assert view_of_selection(gone, [], found) == StoreyView()


def test_the_filter(port: Project) -> None:
    walls = with_storeys(port).site_map.obstacles
    view = StoreyView(building_id="hq", storey=2)
    assert [is_shown(walls[key], view) for key in ("hq", "w0", "w2")] == [True, False, True]
    other = StoreyView(building_id="other", storey=2)
    assert [is_shown(walls[key], other) for key in ("hq", "w0", "w2")] == [True, True, False]


def test_storeys_are_named_in_both_languages(window: MainWindow) -> None:
    document = window.document
    english = [storey_name(document.t, n) for n in (-1, 0, 3)]
    assert [text.split("(")[1] for text in english] == ["B1)", "1F)", "4F)"]
    document.set_language("zh")
    assert storey_name(document.t, 0) != english[1]


# -- 3D ----------------------------------------------------------------------------------------------------------------


def test_the_3d_view_shows_buildings_and_turns(window: MainWindow) -> None:
    window.actions_by_name["view_3d"].trigger()
    dialog = window.findChild(MassingDialog)
    assert dialog is not None
    first = dialog.view.picture(400, 300)
    assert len({first.pixel(x, y) for x in range(0, 400, 4) for y in range(0, 300, 4)}) > 10
    view = dialog.view
    yaw = view.yaw_deg
    QTest.mousePress(view, LEFT, pos=QPoint(200, 200))
    QTest.mouseMove(view, QPoint(260, 200))
    QTest.mouseRelease(view, LEFT, pos=QPoint(260, 200))
    assert view.yaw_deg != yaw
    assert view.picture(400, 300) != first
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.picture(400, 300) == first
    window.document.apply(
        "raise", lambda p: edits.put(p, ObjectRef("obstacles", "x"), Obstacle(
            id="x", kind=ObstacleKind.BUILDING, outline=rectangle(600.0, 400.0, 80.0, 80.0), height_m=150.0
        )),
    )  # fmt: skip
    assert view.picture(400, 300) != first
    dialog.close()


def test_a_near_building_hides_a_far_one() -> None:
    near = Obstacle(id="n", kind=ObstacleKind.BUILDING, outline=rectangle(0.0, 0.0, 40.0, 20.0), height_m=60.0)
    far = Obstacle(id="f", kind=ObstacleKind.TANK, outline=rectangle(0.0, 40.0, 40.0, 20.0), height_m=10.0)
    pictures = []
    for obstacles in ({"f": far, "n": near}, {"n": near, "f": far}):
        view = MassingView(massing_of(Project(site_map=SiteMap(obstacles=obstacles)), ""))
        view.yaw_deg, view.pitch_deg = 0.0, 10.0
        pictures.append(view.picture(300, 300))
    assert pictures[0] == pictures[1]  # whatever the order they were drawn in
    alone = MassingView(massing_of(Project(site_map=SiteMap(obstacles={"n": near})), ""))
    alone.yaw_deg, alone.pitch_deg = 0.0, 10.0
    alone.massing = replace(alone.massing, bounds=(0.0, 0.0, 40.0, 60.0))
    tank = QColor(214, 220, 226).rgb()
    assert not any(pictures[0].pixel(x, y) == tank for x in range(300) for y in range(300))


def test_large_footprints_are_cut_and_keep_their_walls() -> None:
    hall = Obstacle(
        id="h", kind=ObstacleKind.BUILDING, outline=rectangle(0.0, 0.0, 300.0, 100.0), height_m=10.0,
        holes=(rectangle(100.0, 30.0, 40.0, 40.0),),
    )  # fmt: skip
    bodies = massing_of(Project(site_map=SiteMap(obstacles={"h": hall})), "").bodies
    assert len(bodies) > 4
    lengths, area = 0.0, 0.0
    for body in bodies:
        following = body.ring[[*range(1, len(body.ring)), 0]]
        lengths += float(((following - body.ring)[body.walls] ** 2).sum(axis=1).__pow__(0.5).sum())
        area += float((body.ring[:, 0] * following[:, 1] - following[:, 0] * body.ring[:, 1]).sum()) / 2.0
        assert max(body.ring.max(axis=0) - body.ring.min(axis=0)) < 2 * PIECE_M
    assert lengths == pytest.approx(800.0 + 160.0)
    assert area == pytest.approx(30_000.0 - 1600.0)


def test_an_empty_map_and_odd_outlines_are_drawn() -> None:
    crossed = Obstacle(
        id="c",
        kind=ObstacleKind.BUILDING,
        outline=((0.0, 0.0), (200.0, 200.0), (200.0, 0.0), (0.0, 200.0)),
        height_m=5.0,
    )
    flat = Obstacle(id="l", kind=ObstacleKind.BUILDING, outline=((0.0, 0.0), (100.0, 0.0), (200.0, 0.0)), height_m=5.0)
    for project in (Project(), Project(site_map=SiteMap(obstacles={"c": crossed, "l": flat}))):
        view = MassingView(massing_of(project, ""))
        assert not view.picture(200, 150).isNull()


def test_a_frame_takes_only_the_walls_of_the_storey_looked_at(port: Project) -> None:
    project = with_storeys(port)
    rect = QRectF(-1.0, -1.0, 42.0, 22.0)

    def found(view: StoreyView | None = None) -> set[str]:
        refs = refs_in_rect(project, "", rect, view)
        return {ref.id for ref in refs} & {"hq", "w0", "w2"}

    assert found() == {"hq", "w0"}
    assert found(StoreyView(building_id="hq", storey=2)) == {"hq", "w2"}
    assert found(StoreyView(building_id="hq", storey=1)) == {"hq"}


def test_a_wall_drawn_inside_belongs_to_the_storey_looked_at(window: MainWindow) -> None:
    document, view = window.document, window.workspace.map_view
    document.apply("storeys", with_storeys)
    document.set_selection([ObjectRef("obstacles", "hq")])
    window.workspace.storeys.choose(2)
    document.set_selection([])
    tool = view.kit.tools["wall"]
    assert isinstance(tool, DrawTool)
    assert [option.value for option in tool.options()] == [4.0]
    assert tool.done([(5.0, 0.0), (5.0, 20.0)])
    wall = edits.find(document.project, document.selection[0])
    assert (wall.building_id, wall.storey, wall.height_m) == ("hq", 2, 4.0)
    assert view.map_scene.items_by_ref[document.selection[0]].isVisible()
    assert window.workspace.storeys.view == StoreyView(building_id="hq", storey=2)
    assert tool.done([(5.0, 5.0), (60.0, 5.0)])  # leaves the building
    outdoors = edits.find(document.project, document.selection[0])
    assert (outdoors.building_id, outdoors.storey) == ("", 0)


def test_names_of_inner_walls_come_and_go_with_their_storey(window: MainWindow) -> None:
    document, scene = window.document, window.workspace.map_view.map_scene

    def named(project: Project) -> Project:
        return edits.update(with_storeys(project), ObjectRef("obstacles", "w2"), name="Upper wall")

    document.apply("storeys", named)
    ref = ObjectRef("obstacles", "w2")
    assert not scene.has_name(ref)
    document.set_selection([ObjectRef("obstacles", "hq")])
    window.workspace.storeys.choose(2)
    assert scene.has_name(ref)
