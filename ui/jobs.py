"""Computations off the window's thread: one worker, one long-lived bridge object, results keyed by revision.

A new revision cancels the running evaluation (its progress callback raises `Cancelled`); results that come late are
dropped. While a gesture runs, its previews are evaluated at a coarser resolution; a running preview is let finish, so
that a fast mouse still sees answers. Other work (open, import, export) goes through the same worker, ahead of
evaluations. When nothing else waits, the other schemes are evaluated for the comparison.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from planner.model.catalogue import Catalogue
from planner.model.project import Project
from planner.progress import Cancelled, Progress
from planner.text import N_
from ui.document import Document

if TYPE_CHECKING:
    from planner.engine.results import Results

Evaluate = Callable[..., "Results"]
Task = Callable[[Progress], Any]

PREVIEW_MIN_RESOLUTION_M = 4.0
REPORT_INTERVAL_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error of a job with its trace for those who ask for details."""

    error: Exception
    details: str


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """One piece of work for the worker. `label` is an English source string for the status bar."""

    label: str
    work: Task
    done: Callable[[Any], None]
    failed: Callable[[Failure], None] | None = None
    is_evaluation: bool = False
    is_preview: bool = False
    is_background: bool = False
    revision: int = 0
    scheme_id: str = ""
    cancelled: threading.Event = field(default_factory=threading.Event)


class _Bridge(QObject):
    """Lives in the window's thread as long as the runner; the worker only emits its signals."""

    progressed = Signal(object, str, float)
    finished = Signal(object, object, object)


class JobRunner(QObject):
    """See the module. `evaluate` and `make_cache` may be replaced in tests; else they are imported in the worker."""

    progressed = Signal(str, float)
    busyChanged = Signal(bool)  # noqa: N815 - Qt's style for signals
    stateChanged = Signal(str)  # noqa: N815 - "idle", "calculating", "working", "cancelled", "failed"
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        evaluate: Evaluate | None = None,
        make_cache: Callable[[], Any] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._evaluate = evaluate
        self._make_cache = make_cache
        self._cache: Any = None
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="campus5g-worker")
        self._bridge = _Bridge()
        self._bridge.progressed.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)
        self._bridge.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._tasks: deque[Job] = deque()
        self._running: Job | None = None
        self._wants_evaluation = False
        self._background_failed: set[tuple[int, str]] = set()
        self._stopped = False
        self._closed = False
        self._last_report_s = 0.0
        self.state = "idle"
        self._kick = QTimer(self)
        self._kick.setSingleShot(True)
        self._kick.setInterval(0)
        self._kick.timeout.connect(self._start_next)
        document.projectChanged.connect(self._on_project_changed)
        document.schemeChanged.connect(self._on_scheme_changed)
        document.previewChanged.connect(self._on_preview_changed)

    # -- what the window asks ----------------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Whether anything a person waits for runs or waits."""
        running = self._running is not None and not self._running.is_background
        return running or bool(self._tasks) or self._wants_evaluation

    def request_evaluation(self) -> None:
        """Evaluate the shown project soon; what runs for an older state is cancelled."""
        self._stopped = False
        self._wants_evaluation = True
        running = self._running
        if running is not None and running.is_evaluation and not (running.is_preview and self._document.is_previewing):
            running.cancelled.set()
        self._kick.start()

    def run(
        self,
        label: str,
        work: Task,
        done: Callable[[Any], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        """Do other work off the window's thread, ahead of evaluations; `done` gets its result in the window's thread.

        Errors go to `failed`, or to the signal of the same name.
        """
        self._tasks.append(Job(label=label, work=work, done=done, failed=failed))
        running = self._running
        if running is not None and running.is_evaluation and not running.cancelled.is_set():
            self._wants_evaluation = self._wants_evaluation or not running.is_background
            running.cancelled.set()
        self._kick.start()

    def cancel(self) -> None:
        """Stop what runs and what waits."""
        self._tasks.clear()
        self._wants_evaluation = False
        self._stopped = True
        if self._running is not None:
            self._running.cancelled.set()
        self._set_state("cancelled")

    def close(self) -> None:
        """Stop everything and wait for the worker. The bridge is cut off first, so nothing arrives late."""
        if self._closed:
            return
        self._closed = True
        self._kick.stop()
        self._bridge.progressed.disconnect()
        self._bridge.finished.disconnect()
        self._tasks.clear()
        if self._running is not None:
            self._running.cancelled.set()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._running = None

    # -- following the document --------------------------------------------------------------------------------------

    def _on_project_changed(self, _before: object, _after: object) -> None:
        self.request_evaluation()

    def _on_scheme_changed(self, scheme_id: str) -> None:
        if self._document.result_revision_of(scheme_id) != self._document.revision:
            self.request_evaluation()

    def _on_preview_changed(self, _preview: object) -> None:
        self.request_evaluation()

    # -- the worker --------------------------------------------------------------------------------------------------

    def _start_next(self) -> None:
        if self._running is not None or self._closed:
            return
        job = self._next_job()
        if job is None:
            self._set_state("idle" if self.state in ("calculating", "working") else self.state)
            self.busyChanged.emit(self.is_busy)
            return
        self._running = job
        if job.is_background:
            self._set_state("idle" if self.state in ("calculating", "working") else self.state)
            self.busyChanged.emit(self.is_busy)
        else:
            self._set_state("calculating" if job.is_evaluation else "working")
            self.busyChanged.emit(self.is_busy)
            self.progressed.emit(job.label, 0.0)
        self._executor.submit(self._work, job)

    def _next_job(self) -> Job | None:
        if self._tasks:
            return self._tasks.popleft()
        document = self._document
        if self._wants_evaluation:
            self._wants_evaluation = False
            if document.scheme_id:
                return self._evaluation(document.scheme_id, preview=document.is_previewing)
        if self._stopped or document.is_previewing:
            return None
        for scheme_id in sorted(document.project.schemes):
            stale = document.result_revision_of(scheme_id) != document.revision
            if (
                stale
                and scheme_id != document.scheme_id
                and (document.revision, scheme_id) not in self._background_failed
            ):
                return self._evaluation(scheme_id, background=True)
        return None

    def _evaluation(self, scheme_id: str, *, preview: bool = False, background: bool = False) -> Job:
        project, catalogue = self._document.shown_project, self._document.catalogue
        resolution_m = max(2.0 * project.settings.resolution_m, PREVIEW_MIN_RESOLUTION_M) if preview else None
        job = Job(
            label=N_("Calculating"),
            work=lambda progress: self._evaluated(project, scheme_id, catalogue, resolution_m, progress),
            done=lambda results: self._take_results(job, results),
            is_evaluation=True,
            is_preview=preview,
            is_background=background,
            revision=self._document.revision,
            scheme_id=scheme_id,
        )
        return job

    def _evaluated(
        self, project: Project, scheme_id: str, catalogue: Catalogue, resolution_m: float | None, progress: Progress
    ) -> Results:
        if self._evaluate is None:
            from planner.io.evaluation import evaluate

            spare = max(1, (os.cpu_count() or 2) - 1)  # the window keeps a processor for itself
            self._evaluate = partial(evaluate, threads=spare)
        if self._cache is None:
            if self._make_cache is None:
                from planner.engine.cache import EngineCache

                self._make_cache = EngineCache
            self._cache = self._make_cache()
        return self._evaluate(
            project, scheme_id, catalogue, progress=progress, cache=self._cache, resolution_m=resolution_m
        )

    def _work(self, job: Job) -> None:
        """Runs in the worker: never raises, always reports."""

        def progress(code: str, fraction: float) -> None:
            if job.cancelled.is_set():
                raise Cancelled
            now = time.monotonic()
            if now - self._last_report_s > REPORT_INTERVAL_S:
                self._last_report_s = now
                self._bridge.progressed.emit(job, code, fraction)

        try:
            progress(job.label, 0.0)
            result = job.work(progress)
        except Cancelled:
            self._bridge.finished.emit(job, None, None)
        except Exception as error:
            self._bridge.finished.emit(job, None, Failure(error=error, details=traceback.format_exc()))
        else:
            self._bridge.finished.emit(job, (result,), None)

    # -- back in the window's thread ---------------------------------------------------------------------------------

    def _on_progress(self, job: Job, code: str, fraction: float) -> None:
        if job is self._running and not job.is_background and not job.cancelled.is_set():
            self.progressed.emit(code, fraction)

    def _on_finished(self, job: Job, result: tuple[Any] | None, failure: Failure | None) -> None:
        self._running = None
        if failure is not None:
            self._report(job, failure)
        elif result is not None and not job.cancelled.is_set():
            try:
                job.done(result[0])
            except Exception as error:
                self._report(job, Failure(error=error, details=traceback.format_exc()))
        self._start_next()

    def _report(self, job: Job, failure: Failure) -> None:
        if job.is_evaluation:
            stale = job.revision != self._document.revision
            if job.is_background:
                self._background_failed = {(job.revision, job.scheme_id), *self._background_failed}
            if stale or job.is_background or job.cancelled.is_set():
                return
            self._set_state("failed")
        if job.failed is not None:
            job.failed(failure)
        else:
            self.failed.emit(failure)

    def _take_results(self, job: Job, results: Results) -> None:
        document = self._document
        stale = job.revision != document.revision or (job.is_preview and not document.is_previewing)
        if not stale and job.scheme_id in document.project.schemes:
            document.set_results(results, job.revision, preview=job.is_preview)

    def _set_state(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.stateChanged.emit(state)
