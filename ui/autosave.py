"""The autosave of a window: every edit goes into its journal (planner.io.journal), off the window's thread.

One worker writes in the order of the edits. An edit is handed over at the end of the event that made it. If the worker
still has the former edit in hand, the window waits for it a moment (`WAIT_S`): so a kill loses the last edit at most,
and a slow disk never holds the window up for long.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer, Signal

from planner.errors import PlannerError
from planner.io.journal import Journal
from planner.model.project import Project
from ui.document import Document

WAIT_S = 0.04
#: So long without an edit, and a long journal is written anew.
QUIET_MS = 5000
FOLDER = "autosave"

#: Project, the user's file, whether they differ.
State = tuple[Project, Path | None, bool]


def journals_root() -> Path:
    """The folder of all windows' journals in the user's data folder."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(place) / FOLDER


class _Bridge(QObject):
    failed = Signal(object)


class Autosave(QObject):
    """Keeps the journal of a document. `failed` once for a row of failures: the work goes on, unprotected."""

    failed = Signal(object)

    def __init__(self, document: Document, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._root = root
        self._journal: Journal | None = None
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="campus5g-autosave")
        self._bridge = _Bridge()
        self._bridge.failed.connect(self._on_failed, Qt.ConnectionType.QueuedConnection)
        self._pending: Future[None] | None = None
        self._state: State | None = None
        self._wants_base = True
        self._stop_tidying = threading.Event()
        self._has_failed = False
        self._closed = False
        self._end_of_event, self._quiet = QTimer(self), QTimer(self)
        for timer, interval_ms, act in (
            (self._end_of_event, 0, self._hand_over),
            (self._quiet, QUIET_MS, self._on_quiet),
        ):
            timer.setSingleShot(True)
            timer.setInterval(interval_ms)
            timer.timeout.connect(act)
        document.projectChanged.connect(self._on_project)
        document.projectOpened.connect(self._on_opened)
        document.fileChanged.connect(self._end_of_event.start)

    def _on_project(self, _before: Project, _after: Project) -> None:
        self._end_of_event.start()

    def _on_opened(self) -> None:
        """Another project: a base, not a difference."""
        self._wants_base = True
        self._end_of_event.start()

    def _hand_over(self) -> None:
        if self._closed:
            return
        document = self._document
        if self._pending is not None:
            self._stop_tidying.set()
            wait((self._pending,), WAIT_S)
        self._state = (document.project, document.path, document.is_dirty)
        self._submit(self._write)
        self._quiet.start()

    def _submit(self, work: Callable[[], None]) -> None:
        self._pending = self._executor.submit(self._guarded, work)

    def flush(self) -> None:
        """Write what waits and return when it is on disk."""
        if self._end_of_event.isActive():
            self._end_of_event.stop()
            self._hand_over()
        if self._pending is not None:
            self._pending.result()

    def is_safe(self) -> bool:
        """Whether the present state is on disk."""
        self.flush()
        return self._journal is not None and not self._has_failed

    # -- in the worker -----------------------------------------------------------------------------------------------

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except PlannerError as error:
            if not self._has_failed:
                self._bridge.failed.emit(error)
            self._has_failed = True
        else:
            self._has_failed = False

    def _write(self) -> None:
        """Write the newest state; one that came later has taken the place of those that waited behind a slow disk."""
        state, self._state = self._state, None
        if state is None:
            return
        project, path, unsaved = state
        if self._journal is None:
            self._journal = Journal(self._root)
        if self._wants_base:
            self._wants_base = False
            self._journal.start(project, path, unsaved=unsaved)
        else:
            self._journal.write(project, path, unsaved=unsaved)

    def _tidy(self, state: State, stop: threading.Event) -> None:
        project, path, unsaved = state
        if self._journal is not None and self._journal.wants_compaction:
            self._journal.start(project, path, unsaved=unsaved, stop=stop.is_set)

    def _close_journal(self, remove: bool) -> None:
        if self._journal is not None:
            self._journal.close(remove=remove)
            self._journal = None

    # -- in the window's thread --------------------------------------------------------------------------------------

    def _on_quiet(self) -> None:
        document, self._stop_tidying = self._document, threading.Event()
        state = (document.project, document.path, document.is_dirty)
        self._submit(partial(self._tidy, state, self._stop_tidying))

    def _on_failed(self, error: PlannerError) -> None:
        self.failed.emit(error)

    def close(self, *, remove: bool = True) -> None:
        """The window ends in order: nothing to offer next time (or, without `remove`, everything)."""
        if self._closed:
            return
        self._closed = True
        self._end_of_event.stop()
        self._quiet.stop()
        self._document.projectChanged.disconnect(self._on_project)
        self._document.projectOpened.disconnect(self._on_opened)
        self._document.fileChanged.disconnect(self._end_of_event.start)
        self._bridge.failed.disconnect()
        self._stop_tidying.set()
        self._submit(partial(self._close_journal, remove))
        self._executor.shutdown(wait=True)
