"""Screenshots of the window and its dialogs with the sample port, made through the window's own classes.

`python docs/screens.py LANG FOLDER` writes <name>-LANG.png; called by docs/build.py, once for each language, as
fonts and texts of Qt belong to a process. Nothing is read from or written to the user's settings.
"""

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import screens_radio
from screens_kit import PART_PX, WINDOW_PX, wait, wait_for_results

SCHEME = "B"
#: Layers of the drawing that the import dialog shows, by language: buildings, a tank, a fence, a frame, one unknown.
LAYERS = {"zh": ("建筑", "罐区", "围墙", "图框", "ZX-01"), "en": ("Buildings", "Tanks", "Fence", "Border", "ZX-01")}
#: Corners of the building that is drawn, m; the last one is under the mouse.
CORNERS_M = ((542.0, 765.0), (690.0, 765.0), (690.0, 818.0), (543.0, 818.5))
DRAW_AT_M, DRAW_PX_PER_M = (560.0, 790.0), 2.0
SECTION_M = ((306.0, 519.0), (180.0, 225.0))
#: The scanned plan: metres a pixel, turned anticlockwise by, place of its upper left corner; what is marked on it.
SCAN_M_PER_PX, SCAN_TURN_DEG, SCAN_AT_M, SCAN_PX = 1.0, 4.0, (-60.0, 960.0), (1560, 900)
CONTROL_M = ((328.0, 690.0), (1420.0, 790.0), (1148.0, 238.0))
#: How far the third point was pointed at beside its place, m, so that residuals show.
MISTAKE_M = (1.5, -1.0)


def main() -> int:
    """Make the pictures of one language."""
    lang, folder = sys.argv[1], Path(sys.argv[2])
    from PySide6.QtWidgets import QApplication

    from planner.io.templates import new_from_template
    from ui.app import make_window
    from ui.i18n import QtTexts
    from ui.style import apply_style

    app = QApplication(sys.argv[:1])
    apply_style(app)
    texts = QtTexts(app)
    texts.set_language(lang)
    window = make_window(lang)
    window.resize(*WINDOW_PX)
    window.document.set_project(new_from_template("port", lang))
    window.show_workspace()
    window.document.set_scheme(SCHEME)
    window.show()
    try:
        for name, draw in SCREENS.items():
            draw(app, window, folder / f"{name}-{lang}.png")
    finally:
        window.document.undo_stack.setClean()
        window.runner.close()
        window.close()
    return 0


def whole_window(app: Any, window: Any, path: Path) -> None:
    """The window with the computed scheme."""
    wait_for_results(app, window)
    window.grab().save(str(path))


def drawing(app: Any, window: Any, path: Path) -> None:
    """A building half drawn, its next corner snapped."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    view = window.workspace.map_view
    view.set_heatmap_opacity(0.0)
    view.set_zoom(DRAW_PX_PER_M)
    view.zoom_to_point(*DRAW_AT_M)
    view.set_zoom(DRAW_PX_PER_M)
    view.set_tool("building")
    wait(app, lambda: True)
    for corner in CORNERS_M:
        QTest.mouseMove(view.viewport(), view.to_viewport(corner))
        if corner != CORNERS_M[-1]:
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.to_viewport(corner))
            QTest.qWait(500)  # two clicks, not a double one
    wait(app, lambda: True)
    view.grab().save(str(path))
    view.tool.cancel()
    view.set_tool("select")
    window.resize(*PART_PX)


def section(app: Any, window: Any, path: Path) -> None:
    """The section from a mast across the yard."""
    view, panel = window.workspace.map_view, window.workspace.tabs.section
    view.set_tool("section")
    view.tool.line.set_ends(SECTION_M)
    panel.refresh()
    panel.sender.setCurrentIndex(1)
    wait(app, lambda: True)
    panel.grab().save(str(path))
    view.tool.line.set_ends(None)
    view.set_tool("select")


def obstacles(app: Any, window: Any, path: Path) -> None:
    """The table of obstacles."""
    from PySide6.QtCore import Qt

    tabs = window.workspace.tabs
    tabs.open_tab("obstacles")
    tabs.obstacles.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    wait(app, lambda: True)
    tabs.grab().save(str(path))


def import_dialog(app: Any, window: Any, path: Path) -> None:
    """The import dialog with a drawing in millimetres."""
    import ezdxf

    from ui.dialogs.import_map import SETUP

    building, tank, fence, frame, unknown = LAYERS[window.document.lang]
    plan = ezdxf.new("R2010")
    plan.header["$INSUNITS"] = 4
    space = plan.modelspace()

    def box(x: float, y: float, wide: float, high: float, layer: str) -> None:
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        space.add_lwpolyline([(e * 1000, n * 1000) for e, n in corners], close=True, dxfattribs={"layer": layer})

    box(-20, -20, 440, 260, frame)
    for number in range(6):
        box(20 + 65 * number, 20, 50, 24, building)
    box(20, 110, 180, 90, building)
    box(240, 80, 60, 20, unknown)
    for number in range(3):
        centre = ((250 + 45 * number) * 1000, 165_000)
        space.add_circle(centre, 16_000, dxfattribs={"layer": tank})
    ends = [(x * 1000, y * 1000) for x, y in ((5, 5), (395, 5), (395, 215), (5, 215), (5, 5))]
    space.add_lwpolyline(ends, dxfattribs={"layer": fence})
    file = path.with_suffix(".dxf").with_stem("site")
    plan.saveas(file)
    window.map_files.import_map((file,))
    dialog = window.map_files.import_dialog
    dialog.resize(*PART_PX)
    wait(app, lambda: dialog.pages.currentIndex() == SETUP and dialog.isVisible())
    dialog.grab().save(str(path))
    dialog.reject()


def backdrop(app: Any, window: Any, path: Path) -> None:
    """A scanned plan placed by control points, residuals shown."""
    from PIL import Image, ImageDraw

    turn = math.radians(SCAN_TURN_DEG)

    def pixel(place: tuple[float, float]) -> tuple[float, float]:
        east, south = place[0] - SCAN_AT_M[0], SCAN_AT_M[1] - place[1]
        cos, sin = math.cos(turn) / SCAN_M_PER_PX, math.sin(turn) / SCAN_M_PER_PX
        return east * cos - south * sin + 60.0, east * sin + south * cos

    scan = Image.new("L", SCAN_PX, 246)
    draw = ImageDraw.Draw(scan)
    for item in window.document.project.site_map.obstacles.values():
        if item.kind.value in ("building", "container_yard", "tank"):
            draw.polygon([pixel(corner) for corner in item.outline], outline=60, fill=222, width=2)
    file = path.with_stem("plan")
    scan.save(file)
    window.map_files.place_picture(file)
    wait(app, lambda: window.map_files.place_dialog is not None)
    dialog = window.map_files.place_dialog
    dialog.resize(*PART_PX)
    for row, place in enumerate(CONTROL_M):
        dialog.points.set_source(*pixel(place), row)
        east, north = MISTAKE_M if row == len(CONTROL_M) - 1 else (0.0, 0.0)
        dialog.points.set_target(place[0] + east, place[1] + north, row)
    wait(app, lambda: dialog.isVisible())
    dialog.grab().save(str(path))
    dialog.reject()


SCREENS: dict[str, Callable[[Any, Any, Path], None]] = {
    "window": whole_window,
    **screens_radio.SCREENS,
    "draw": drawing,
    "section": section,
    "obstacles": obstacles,
    "import": import_dialog,
    "backdrop": backdrop,
}

if __name__ == "__main__":
    sys.exit(main())
