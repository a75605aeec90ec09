"""Screenshots about radio: layers and their thresholds, link budget of a place, antennas, PCIs, calibration."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from screens_kit import wait, wait_for_results

#: The place asked about where no zone misses anything, m: behind a row of stacks.
PLACE_M = (420.0, 380.0)
POINT_SIZES_PX = (100, 500)
ANTENNA = "panel_64t"
#: Streets that were walked for the made-up measurements, m: from, to.
WALKS_M = (
    ((60.0, 60.0), (1400.0, 60.0)),
    ((60.0, 519.0), (1400.0, 519.0)),
    ((60.0, 700.0), (1400.0, 700.0)),
    ((306.0, 60.0), (306.0, 900.0)),
    ((724.0, 60.0), (724.0, 900.0)),
    ((1162.0, 60.0), (1162.0, 900.0)),
)
STEP_M = 3.0
#: What the made-up measurements differ from the model by, dB: level, shared shadow (by its length, m), each sample.
LEVEL_DB, SHADOW_DB, SHADOW_M, SAMPLE_DB = -4.0, 5.0, 60.0, 2.5


def layers(app: Any, window: Any, path: Path) -> None:
    """The map with its layer row and legend: a layer of the menu."""
    window.workspace.map_view.set_layer("sinr_full")
    _wait_for_layer(app, window, "sinr_full")
    window.workspace.map_view.parentWidget().grab().save(str(path))
    window.workspace.map_view.set_layer("rsrp")
    _wait_for_layer(app, window, "rsrp")


def thresholds(app: Any, window: Any, path: Path) -> None:
    """Thresholds and colours of the RSRP layer."""
    from ui.dialogs.layer_style import LayerStyleDialog

    _grab(app, LayerStyleDialog(window.document, "rsrp", window), path)


def point(app: Any, window: Any, path: Path) -> None:
    """The link budget of the worst place of a zone."""
    document, workspace = window.document, window.workspace
    worst = [place for zone in document.results.zones.values() for place in zone.worst_points[:1]]
    workspace.show_point((worst[0].x_m, worst[0].y_m) if worst else PLACE_M)
    splitter = workspace.tabs.parentWidget()
    before = splitter.sizes()
    splitter.setSizes(POINT_SIZES_PX)
    wait(app, lambda: document.view_state.report is not None and not window.runner.is_busy)
    workspace.tabs.point.grab().save(str(path))
    splitter.setSizes(before)
    document.view_state.set_place(None)
    workspace.tabs.open_tab("coverage")


def antennas(app: Any, window: Any, path: Path) -> None:
    """A panel in the antenna library."""
    from ui.dialogs.antenna_library import AntennaLibraryDialog

    dialog = AntennaLibraryDialog(window.document, window)
    dialog.select(ANTENNA)
    _grab(app, dialog, path)


def pci(app: Any, window: Any, path: Path) -> None:
    """The plan for two neighbours that were given one PCI."""
    from planner.model.edits import ObjectRef, update
    from ui.dialogs.pci_plan import PciDialog

    document = window.document
    scheme = document.project.schemes[document.scheme_id]
    first, second = sorted(scheme.network.cells)[:2]
    equal = scheme.network.cells[first].pci
    ref = ObjectRef("cells", second, scheme.id)
    document.apply("", partial(update, ref=ref, pci=equal))
    wait_for_results(app, window)
    dialog = PciDialog(document, window.runner, window)
    _grab(app, dialog, path, lambda: dialog.plan is not None)
    document.undo_stack.undo()
    wait_for_results(app, window)


def calibration(app: Any, window: Any, path: Path) -> None:
    """A calibration to made-up measurements along the terminal's roads."""
    from planner.io.measurements import import_measurements
    from ui.dialogs.calibration import CalibrationDialog

    document = window.document
    file = path.with_name("walk.csv")
    scheme = document.project.schemes[document.scheme_id]
    file.write_text(_measured(document.results.maps, scheme, document.project.site_map), encoding="utf-8")
    measured = import_measurements(file, document.project)[0]
    document.apply("", partial(_instead, measured))
    wait_for_results(app, window)
    dialog = CalibrationDialog(document, window.runner, window)
    dialog.show()
    dialog.start()
    _grab(app, dialog, path, lambda: dialog.result_ is not None)
    document.undo_stack.undo()
    wait_for_results(app, window)


def _instead(new: Any, _old: Any) -> Any:
    """An edit that takes another project."""
    return new


def _measured(maps: Any, scheme: Any, site_map: Any) -> str:
    """CSV of a made-up walk outdoors: the map with another level, a shadow that neighbours share, and noise."""
    from shapely import MultiPolygon, Point, Polygon, unary_union

    from planner.model.site_map import LINE_KINDS, blocks
    from planner.radio.grid import pixel_of

    solid = [
        Polygon(item.outline) for item in site_map.obstacles.values() if blocks(item) and item.kind not in LINE_KINDS
    ]
    closed = unary_union(MultiPolygon(solid).buffer(3.0))
    rng = np.random.default_rng(3)
    waves = rng.normal(0.0, 1.0 / SHADOW_M, (40, 2))
    phases = rng.uniform(0.0, 2.0 * np.pi, 40)
    lines = ["x,y,PCI,RSRP"]
    for start, end in WALKS_M:
        count = int(np.hypot(end[0] - start[0], end[1] - start[1]) / STEP_M)
        for x, y in np.linspace(start, end, count):
            row, column = pixel_of(maps.grid, float(x), float(y))
            server = maps.best_server[row, column]
            if server < 0 or closed.contains(Point(x, y)):
                continue
            shadow_db = SHADOW_DB * np.sqrt(2.0 / 40.0) * np.cos(waves @ (x, y) + phases).sum()
            level_dbm = maps.rsrp_dbm[row, column] + LEVEL_DB + shadow_db + rng.normal(0.0, SAMPLE_DB)
            cell = scheme.network.cells[maps.cell_ids[server]]
            lines.append(f"{x:.1f},{y:.1f},{cell.pci},{level_dbm:.1f}")
    return "\n".join(lines)


def _wait_for_layer(app: Any, window: Any, code: str) -> None:
    state = window.document.view_state
    wait(app, lambda: not window.runner.is_busy and state.picture is not None and state.picture.layer.code == code)


def _grab(app: Any, dialog: Any, path: Path, ready: Callable[[], bool] = lambda: True) -> None:
    dialog.show()
    wait(app, ready)
    dialog.grab().save(str(path))
    dialog.close()


SCREENS: dict[str, Callable[[Any, Any, Path], None]] = {
    "layers": layers,
    "thresholds": thresholds,
    "point": point,
    "antennas": antennas,
    "pci": pci,
    "calibration": calibration,
}
