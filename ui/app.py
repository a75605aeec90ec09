"""Starts the window: application, fonts, language, the error hook, and the mode that takes a picture and ends."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from planner.errors import PlannerError
from planner.text import translate
from ui import recovery
from ui.autosave import journals_root
from ui.document import Document
from ui.formatting import error_text
from ui.i18n import QtTexts, start_language
from ui.jobs import Failure, JobRunner
from ui.main_window import MainWindow
from ui.style import apply_style

APPLICATION = "Campus5G"
DEFAULT_SIZE = (1440, 900)
SCREENSHOT_LIMIT_MS = 600_000
SETTLE_MS = 400


def run(
    path: str | None,
    *,
    screenshot: str | None = None,
    lang: str | None = None,
    size: tuple[int, int] = DEFAULT_SIZE,
) -> int:
    """Open the window, with a project file or the start page, and run until it is closed; returns the exit code.

    With `screenshot`, wait for the full evaluation and the drawn map, save the window's picture there and end: 0, or 1
    with a message on standard error. A picture neither reads nor writes the user's settings.
    """
    if screenshot is not None and not sys.platform.startswith(("win", "darwin")) and not _has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(APPLICATION)
    app.setOrganizationName(APPLICATION)
    apply_style(app)
    settings = None if screenshot is not None else QSettings(APPLICATION, APPLICATION)
    language = start_language(settings, lang)
    texts = QtTexts(app)
    texts.set_language(language)
    try:
        window = make_window(language, settings)
    except PlannerError as error:
        print(translate(error.code, error.params, language), file=sys.stderr)
        return 1
    window.document.languageChanged.connect(texts.set_language)
    window.resize(*size)
    if screenshot is not None:
        return _take_screenshot(app, window, path, Path(screenshot))
    window.restore_geometry()
    hook = sys.excepthook
    sys.excepthook = _window_hook(window)
    try:
        window.show()
        recovery.protect(window, journals_root())
        restored = recovery.offer(window, journals_root())
        if path is not None and not restored:
            window.files.open(Path(path))
        return app.exec()
    finally:
        sys.excepthook = hook
        if window.autosave is not None:  # what was closed in order is closed already
            window.autosave.close(remove=not window.document.is_dirty)
        window.runner.close()


def make_window(language: str, settings: QSettings | None = None) -> MainWindow:
    """A window over an empty document. Raises `CatalogueError` where the shipped catalogue can't be read."""
    from planner.io.catalogue import load_catalogue

    document = Document(catalogue=load_catalogue(), lang=language, settings=settings)
    runner = JobRunner(document)
    window = MainWindow(document, runner, settings)
    document.setParent(window)
    runner.setParent(window)
    return window


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _window_hook(window: MainWindow) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """An unexpected error shows in the status bar with its trace; the window stays and the work can be saved."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        if isinstance(error, Exception):
            details = "".join(traceback.format_exception(kind, error, trace))
            window.status.show_failure(Failure(error=error, details=details))

    return show


def _take_screenshot(app: QApplication, window: MainWindow, path: str | None, target: Path) -> int:
    """Open, wait, save the picture, end."""
    document, runner = window.document, window.runner
    problems: list[str] = []
    settled, limit = QTimer(window), QTimer(window)
    for timer, interval_ms in ((settled, SETTLE_MS), (limit, SCREENSHOT_LIMIT_MS)):
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)

    def end(code: int, message: str = "") -> None:
        settled.stop()
        limit.stop()
        if message:
            problems.append(message)
        app.exit(code)

    def save() -> None:
        if path is not None and (runner.is_busy or document.results_revision != document.revision):
            return
        picture = window.grab()
        if picture.isNull() or not picture.save(str(target)):
            end(1, document.t("Can't write {name}", name=str(target)))
        else:
            end(0)

    settled.timeout.connect(save)
    limit.timeout.connect(lambda: end(1, document.t("The calculation took too long")))
    runner.failed.connect(lambda failure: end(1, error_text(document.t, failure.error)))
    document.resultsChanged.connect(lambda _results: settled.start())
    window.show()
    code = 1
    try:
        if path is not None:
            document.open(Path(path))
            window.show_workspace()
        settled.start()
        limit.start()
        code = app.exec()
    except PlannerError as error:
        problems.append(error_text(document.t, error))
    settled.stop()
    limit.stop()
    runner.close()
    document.undo_stack.setClean()
    window.close()
    for message in problems:
        print(message, file=sys.stderr)
    return code
