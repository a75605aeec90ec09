"""Frames while a gNB is dragged over the port with the real engine behind it: what the hand sees. Printed, not judged.

A frame is the time from one painting of the map to the next while the mouse keeps moving. Run alone with -s to read the
figures: `pytest -s tests/ui/test_frame_times.py`.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from planner.io.templates import new_from_template
from planner.model.catalogue import Catalogue
from ui.document import Document
from ui.jobs import JobRunner
from ui.main_window import MainWindow
from ui.style import apply_style

#: A mouse reports 125 times a second.
MOUSE_S = 0.008
#: The first previews fill the memory of the grid they work on.
WARM_UP_S, DRAG_S = 1.0, 2.5
#: The hand's way, pixels there and back.
SWING_PX = 60
LATE_MS = 33.0


class Frames(QObject):
    """When the map was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.times_s: list[float] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            self.times_s.append(time.perf_counter())
        return False

    @property
    def lengths_ms(self) -> list[float]:
        return [(after - before) * 1000.0 for before, after in zip(self.times_s, self.times_s[1:], strict=False)]


def move_mouse(widget: QWidget, place: QPoint) -> None:
    """A move with the left button held, which QTest.mouseMove can't say."""
    local = QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove, local, widget.mapToGlobal(local), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def swing(step: int) -> QPoint:
    """There and back, two pixels at a time, never the same place twice in a row."""
    along = (2 * step) % (2 * SWING_PX)
    return QPoint(min(along, 2 * SWING_PX - along), along // 4)


def drag(window: MainWindow, start: QPoint, warm_up: Callable[[], None]) -> None:
    """Hold the site at `start` and move it; `warm_up` is called once the first previews had their time."""
    viewport = window.workspace.map_view.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    begin = time.perf_counter()
    moves, warm = 0, False
    while (now := time.perf_counter() - begin) < WARM_UP_S + DRAG_S:
        if not warm and now > WARM_UP_S:
            warm = True
            warm_up()
        due = int(now / MOUSE_S)
        if due > moves:  # a mouse's reports that came meanwhile are one move, as Qt compresses them
            moves = due
            move_mouse(viewport, start + swing(moves))
        QApplication.processEvents()
        time.sleep(0.0005)


def report(title: str, frames: Frames, results: int) -> None:
    lengths = sorted(frames.lengths_ms)
    p95 = lengths[int(0.95 * (len(lengths) - 1))]
    late = sum(length > LATE_MS for length in lengths) / len(lengths)
    print(
        f"\n{title}: {len(lengths)} frames, median {median(lengths):.1f} ms, p95 {p95:.1f} ms, "
        f"max {lengths[-1]:.1f} ms, {late:.1%} over {LATE_MS:.0f} ms; {results} previews"
    )


@pytest.fixture
def live_window(qtbot: Any, qapp: Any, real_catalogue: Catalogue, settings: Any) -> MainWindow:
    """The port with the real engine, its first results on the screen."""
    apply_style(qapp)
    document = Document(new_from_template("port", "zh"), real_catalogue, lang="zh", settings=settings)
    runner = JobRunner(document)
    window = MainWindow(document, runner)
    window.resize(1440, 900)

    def before_close(_window: MainWindow) -> None:
        runner.close()
        document.undo_stack.setClean()

    qtbot.addWidget(window, before_close_func=before_close)
    window.show()
    window.show_workspace()
    runner.request_evaluation()
    qtbot.waitUntil(lambda: len(document.results_by_scheme) == len(document.project.schemes), timeout=120_000)
    qtbot.waitUntil(lambda: not runner.is_busy, timeout=60_000)
    return window


def test_the_map_keeps_moving_while_a_gnb_is_dragged(qtbot: Any, live_window: MainWindow) -> None:
    window, document = live_window, live_window.document
    view = window.workspace.map_view
    network = document.project.schemes[document.scheme_id].network
    site = network.sites[min(network.sites)]
    start = view.mapFromScene(QPointF(*site.position))
    results: list[bool] = []
    document.resultsChanged.connect(lambda _results: results.append(document.results_are_preview))
    frames = Frames()
    view.viewport().installEventFilter(frames)

    def begin_counting() -> None:
        frames.times_s.clear()
        results.clear()

    try:
        drag(window, start, begin_counting)
        previews = sum(results)
    finally:
        view.viewport().removeEventFilter(frames)
        QTest.keyClick(view, Qt.Key.Key_Escape)
    report("gNB dragged at preview", frames, previews)
    assert len(frames.lengths_ms) > 5, "nothing was painted while the mouse moved"
    assert previews > 0, "no preview arrived while the mouse moved"
    assert not document.is_previewing
