"""Computations off the window's thread: one worker, one long-lived bridge object, results keyed by revision.

A new revision cancels the running evaluation (its progress callback raises `Cancelled`); results that come late are
dropped. While a gesture runs, its previews are evaluated at a coarser resolution; a running preview is let finish, so
that a fast mouse still sees answers. Other work (open, import, export) goes through the same worker, ahead of
evaluations. When nothing else waits, the other schemes are evaluated for the comparison.

An evaluation also brings what is looked at: the layer's picture with its legend, and the report about the probed place
(`ui.job_view`). A probe that moves while nothing is evaluated gets its report alone.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from planner.model.geometry import Point
from planner.progress import Cancelled, Progress
from planner.text import N_
from ui.document import Document
from ui.job_view import Evaluate, Evaluator, Look, Outcome
from ui.view_state import Looked

Task = Callable[[Progress], Any]

PREVIEW_MIN_RESOLUTION_M = 4.0
REPORT_INTERVAL_S = 0.05
SWITCH_INTERVAL_S = 0.0005


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
        # Python hands its lock on every 5 ms: a painting that calls Qt ten times would wait 50 ms beside a busy worker
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self._document = document
        self._evaluator = Evaluator(evaluate, make_cache)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="campus5g-worker")
        self._bridge = _Bridge()
        self._bridge.progressed.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)
        self._bridge.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._tasks: deque[Job] = deque()
        self._running: Job | None = None
        self._wants_evaluation = False
        self._wants_report = False
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
        document.view_state.choiceChanged.connect(self._on_choice_changed)
        document.view_state.placeChanged.connect(self._on_place_changed)

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

    @property
    def cache(self) -> Any:
        """What the engine remembers, for other work in the worker; None before the first evaluation."""
        return self._evaluator.cache

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
        document = self._document
        request = document.view_state.choice.request()
        if (document.result_revision_of(scheme_id), document.result_request_of(scheme_id)) != (
            document.revision,
            request,
        ):
            self.request_evaluation()
        elif document.view_state.place is not None:
            self._wants_report = True
            self._kick.start()

    def _on_preview_changed(self, _preview: object) -> None:
        self.request_evaluation()

    def _on_choice_changed(self, _choice: object) -> None:
        """What the results hold already is just drawn anew; anything else has to be computed."""
        document = self._document
        choice = document.view_state.choice
        schemes = (document.scheme_id, choice.other_id) if choice.has_difference else (document.scheme_id,)
        if any(document.result_request_of(key) != choice.request() for key in schemes):
            self.request_evaluation()

    def _on_place_changed(self, place: object) -> None:
        self._wants_report = place is not None
        running = self._running
        if running is not None and running.is_background and running.scheme_id != self._document.scheme_id:
            running.cancelled.set()  # another scheme can wait, the eye can't
        self._kick.start()

    # -- the worker --------------------------------------------------------------------------------------------------

    def _start_next(self) -> None:
        if self._running is not None or self._closed:
            return
        job = self._next_job()
        if job is None and self._document.is_previewing and self.state == "calculating":
            return  # the hand rests within a gesture: the next move asks again
        if job is None:
            self._set_state("idle" if self.state in ("calculating", "working") else self.state)
            self.busyChanged.emit(self.is_busy)
            return
        self._running = job
        if job.is_background:
            self._set_state("idle" if self.state in ("calculating", "working") else self.state)
            self.busyChanged.emit(self.is_busy)
        elif job.is_preview:  # no bar: it would flash with every answer, and Qt repaints it at once each time
            self._set_state("calculating")
            self.busyChanged.emit(False)  # noqa: FBT003 - a signal's arguments have no names
            self.progressed.emit(job.label, 0.0)
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
            self._wants_report = False  # comes with the evaluation
            if document.scheme_id:
                return self._evaluation(document.scheme_id, preview=document.is_previewing)
        if self._wants_report:
            self._wants_report = False
            job = self._report_job()
            if job is not None:
                return job
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
        look = Look.of(self._document.view_state, self._document.lang)
        resolution_m = max(2.0 * project.settings.resolution_m, PREVIEW_MIN_RESOLUTION_M) if preview else None
        job = Job(
            label=N_("Calculating"),
            work=partial(
                self._evaluator.outcome, project, scheme_id, catalogue, resolution_m, look, shown=not background
            ),
            done=lambda outcome: self._take_outcome(job, outcome, look.place),
            is_evaluation=True,
            is_preview=preview,
            is_background=background,
            revision=self._document.revision,
            scheme_id=scheme_id,
        )
        return job

    def _report_job(self) -> Job | None:
        """The report about the probed place from the results at hand; None where they are of another state."""
        document = self._document
        results, scheme_id = document.results, document.scheme_id
        look = Look.of(document.view_state, document.lang)
        is_current = document.results_revision == document.revision and not document.results_are_preview
        if results is None or look.place is None or not is_current or document.is_previewing:
            return None
        project, catalogue = document.project, document.catalogue
        job = Job(
            label=N_("Calculating"),
            work=partial(self._evaluator.report, project, scheme_id, catalogue, results, look),
            done=lambda looked: self._take_report(job, looked, look),
            is_evaluation=True,
            is_background=True,  # takes milliseconds: no state of its own
            revision=document.revision,
            scheme_id=scheme_id,
        )
        return job

    def _work(self, job: Job) -> None:
        """Runs in the worker: never raises, always reports."""

        def progress(code: str, fraction: float) -> None:
            if job.cancelled.is_set():
                raise Cancelled
            if job.is_preview:
                return
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

    def _take_outcome(self, job: Job, outcome: Outcome, place: Point | None) -> None:
        document = self._document
        stale = job.revision != document.revision or (job.is_preview and not document.is_previewing)
        if not stale and job.scheme_id in document.project.schemes:
            document.set_results(
                outcome.results,
                job.revision,
                preview=job.is_preview,
                request=outcome.request,
                looked=outcome.looked,
            )
            if document.view_state.place != place and job.scheme_id == document.scheme_id:
                self._on_place_changed(document.view_state.place)  # it moved meanwhile

    def _take_report(self, job: Job, looked: Looked, look: Look) -> None:
        document = self._document
        if job.revision == document.revision and job.scheme_id == document.scheme_id and not document.is_previewing:
            state = document.view_state
            if state.place is not None:
                state.take_report(looked.report, looked.problem)
            if state.place != look.place:
                self._on_place_changed(state.place)

    def _set_state(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.stateChanged.emit(state)
