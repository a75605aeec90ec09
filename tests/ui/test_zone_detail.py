"""Zone figures: what can be assured, worst spots with a jump, export of figures and layers through the worker."""

import csv
import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from planner.engine.results import WorstPoint
from planner.text import Translator
from ui import files as files_module
from ui.main_window import MainWindow
from ui.tables.zone_detail import PLACE, ZoneDetail, spot_text, statement

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 60_000
ZH, EN = Translator("zh"), Translator("en")


@pytest.fixture
def detail(window: MainWindow) -> ZoneDetail:
    window.workspace.tabs.open_tab("coverage")
    return window.workspace.tabs.coverage.detail


def zone_with_spots(window: MainWindow) -> Any:
    return next(zone for zone in window.document.results.zones.values() if zone.worst_points)


def show(window: MainWindow, zone_id: str) -> None:
    """Choose a zone's row as a click does."""
    table = window.workspace.tabs.coverage.table
    for row in range(table.model().rowCount()):
        index = table.model().index(row, 0)
        if index.data(int(Qt.ItemDataRole.UserRole) + 3).zone_id == zone_id:
            QTest.mouseClick(table.viewport(), LEFT, pos=table.visualRect(index).center())
            return
    raise AssertionError(zone_id)


def test_the_statement_says_figure_share_and_probability() -> None:
    zone: Any = SimpleNamespace(
        area_share=0.95, probability=0.9, assured_rsrp_dbm=-98.24, assured_sinr_db=-math.inf, assured_ul_mbps=123.4
    )
    assert statement(EN, zone, "rsrp_dbm") == "at least -98.2 dBm over 95% of the area with 90% probability"
    assert statement(ZH, zone, "rsrp_dbm") == "以 90% 概率在 95% 的面积上不低于 -98.2 dBm"
    assert statement(EN, zone, "sinr_db") == "less than 95% of the area has service with 90% probability"
    assert statement(EN, zone, "ul_mbps").startswith("at least 123 Mbit/s over 95%")
    odd = replace_namespace(zone, area_share=0.985)
    assert "98.5%" in statement(EN, odd, "rsrp_dbm")


def replace_namespace(value: Any, **changes: Any) -> Any:
    return SimpleNamespace(**{**vars(value), **changes})


def test_a_spot_says_what_it_misses_and_where() -> None:
    point = WorstPoint(x_m=12.0, y_m=-34.0, metric="rsrp_dbm", value=-110.26, threshold=-95.0)
    assert spot_text(EN, 1, point) == "1. SS-RSRP -110.3 (≥ -95.0 dBm), E 12 N -34"
    out = replace(point, metric="service", value=-math.inf)
    assert spot_text(ZH, 2, out) == "2. 无服务，东 12 北 -34"


def test_a_click_on_a_zone_shows_its_figures(window: MainWindow, detail: ZoneDetail) -> None:
    for zone_id, zone in window.document.results.zones.items():
        show(window, zone_id)
        assert detail.title.text() == window.document.project.site_map.zones[zone_id].name
        text = detail.figures.text()
        for target in zone.targets:
            assured = getattr(zone, f"assured_{target.metric}")
            assert not math.isfinite(assured) or window.document.t.number(assured, 1) in text.replace(",", "")
            assert window.document.t.percent(target.share) in text
        assert detail.spots.count() == len(zone.worst_points)


def test_the_weakest_zone_comes_first_and_the_chosen_one_stays(window: MainWindow, detail: ZoneDetail) -> None:
    zones = window.document.results.zones
    weakest = min(zones.values(), key=lambda zone: zone.share_in_target)
    assert detail.title.text() == window.document.project.site_map.zones[weakest.zone_id].name
    other = next(key for key in zones if key != weakest.zone_id)
    show(window, other)
    window.workspace.tabs.coverage.show_results(window.document.results)
    assert detail.title.text() == window.document.project.site_map.zones[other].name


def test_a_double_click_on_a_spot_goes_there_and_probes_it(window: MainWindow, detail: ZoneDetail, qtbot: Any) -> None:
    zone = zone_with_spots(window)
    show(window, zone.zone_id)
    item = detail.spots.item(0)
    at = detail.spots.visualItemRect(item).center()
    QTest.mouseClick(detail.spots.viewport(), LEFT, pos=at)
    QTest.mouseDClick(detail.spots.viewport(), LEFT, pos=at)
    worst = zone.worst_points[0]
    assert item.data(PLACE) == (worst.x_m, worst.y_m)
    view, state = window.workspace.map_view, window.document.view_state
    assert state.place == (worst.x_m, worst.y_m)
    assert view.viewport().rect().contains(view.to_viewport(state.place))
    qtbot.waitUntil(lambda: state.report is not None, timeout=WAIT_MS)
    assert state.report.place.zone_id in window.document.project.site_map.zones


def test_a_jump_shows_the_map_at_the_zones_height(window: MainWindow, detail: ZoneDetail) -> None:
    project, state = window.document.project, window.document.view_state
    for zone in window.document.results.zones.values():
        if not zone.worst_points:
            continue
        state.choose(height_m=9.0, terminal="phone")
        show(window, zone.zone_id)
        detail.spots.jump(detail.spots.item(0))
        height_m = project.site_map.zones[zone.zone_id].height_m
        shown_m = project.settings.map_height_m if state.choice.height_m is None else state.choice.height_m
        assert shown_m == height_m
        assert state.choice.terminal == ""  # the figures of zones are the project's terminal's


def test_enter_goes_to_a_spot(window: MainWindow, detail: ZoneDetail) -> None:
    zone = zone_with_spots(window)
    show(window, zone.zone_id)
    gone: list[tuple[float, float]] = []
    detail.pointJumped.connect(lambda x, y: gone.append((x, y)))
    detail.spots.setFocus()
    detail.spots.setCurrentRow(detail.spots.count() - 1)
    QTest.keyClick(detail.spots, Qt.Key.Key_Return)
    last = zone.worst_points[-1]
    assert gone == [(last.x_m, last.y_m)]


def test_no_results_no_figures(window: MainWindow, detail: ZoneDetail) -> None:
    window.workspace.tabs.coverage.show_results(None)
    assert detail.title.text() == ""
    assert not detail.export_button.isEnabled()
    assert not detail.spots.isVisible()


def test_zone_figures_are_exported(
    window: MainWindow, detail: ZoneDetail, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "zones.csv"
    monkeypatch.setattr(
        files_module.QFileDialog, "getSaveFileName", lambda *_args: (str(target.with_suffix("")), "CSV")
    )
    with qtbot.waitSignal(window.files.said, timeout=WAIT_MS):
        QTest.mouseClick(detail.export_button, LEFT)
    target = target.with_suffix("").with_name(target.stem + ".csv")
    rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 1 + len(window.document.results.zones)


@pytest.mark.parametrize(("suffix", "magic"), [("tif", b"II"), ("png", b"\x89PNG")])
def test_the_layer_shown_is_exported(
    suffix: str, magic: bytes, window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / f"layer.{suffix}"
    monkeypatch.setattr(files_module.QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    with qtbot.waitSignal(window.files.said, timeout=WAIT_MS):
        window.actions_by_name["export_layer"].trigger()
    assert target.read_bytes().startswith(magic)


def test_a_difference_is_exported_as_a_raster(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    window.document.view_state.choose(other_id="B")
    view = window.workspace.map_view
    qtbot.waitUntil(
        lambda: view.layer_view.picture is not None and view.layer_view.picture.layer.kind == "difference",
        timeout=WAIT_MS,
    )
    target = tmp_path / "difference.tif"
    with qtbot.waitSignal(window.files.said, timeout=WAIT_MS):
        window.files.export_layer(target)
    import rasterio

    with rasterio.open(target) as raster:
        assert raster.shape == view.layer_view.picture.grid.shape


def test_without_a_layer_the_export_says_so(window: MainWindow, qtbot: Any) -> None:
    window.document.view_state.picture = None
    with qtbot.waitSignal(window.files.said, timeout=WAIT_MS) as said:
        window.files.ask_export_layer()
    assert "no layer yet" in said.args[0]
