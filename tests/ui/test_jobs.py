"""The job runner: stale results, cancelling, previews, errors, other work, shutdown."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from planner.engine.layer_request import LayerRequest
from planner.errors import EvaluationError
from planner.model.project import Project, Scheme
from ui.document import Document
from ui.jobs import Failure, JobRunner


class FakeEngine:
    """Answers with the project it was given; waits at its gate, reporting progress, so that it can be cancelled."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.calls: list[tuple[str, str, float | None]] = []
        self.requests: list[LayerRequest] = []
        self.cancelled = 0
        self.error: Exception | None = None

    def __call__(
        self,
        project: Project,
        scheme_id: str,
        _catalogue: Any,
        *,
        progress: Any,
        cache: Any,
        resolution_m: float | None,
        request: LayerRequest,
    ) -> Any:
        assert cache is not None
        self.requests.append(request)
        self.calls.append((project.name, scheme_id, resolution_m))
        try:
            while not self.gate.wait(0.005):
                progress("stage-radio", 0.5)
            progress("stage-radio", 0.9)
        except BaseException:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error
        return SimpleNamespace(scheme_id=scheme_id, name=project.name, maps=None)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def document(qapp: Any) -> Document:
    schemes = {key: Scheme(id=key, name=key) for key in ("A", "B")}
    return Document(Project(name="0", schemes=schemes))


@pytest.fixture
def runner(document: Document, engine: FakeEngine) -> Iterator[JobRunner]:
    made = JobRunner(document, engine, make_cache=object)
    yield made
    engine.gate.set()
    made.close()


def rename(document: Document, name: str) -> None:
    document.apply("rename", lambda p: replace(p, name=name))


def test_results_belong_to_the_revision_and_other_schemes_follow(
    document: Document, runner: JobRunner, engine: FakeEngine, qtbot: Any
) -> None:
    rename(document, "1")
    qtbot.waitUntil(lambda: len(document.results_by_scheme) == 2)
    assert document.results.name == "1"
    assert document.results_revision == document.revision
    assert [call[1] for call in engine.calls] == ["A", "B"]
    qtbot.waitUntil(lambda: runner.state == "idle")


def test_a_new_revision_cancels_the_old_evaluation(
    document: Document, runner: JobRunner, engine: FakeEngine, qtbot: Any
) -> None:
    shown: list[str] = []
    document.resultsChanged.connect(lambda results: shown.append(results.name))
    engine.gate.clear()
    rename(document, "1")
    qtbot.waitUntil(lambda: len(engine.calls) == 1)
    rename(document, "2")
    qtbot.waitUntil(lambda: engine.cancelled == 1)
    engine.gate.set()
    qtbot.waitUntil(lambda: len(document.results_by_scheme) == 2)
    assert set(shown) == {"2"}


def test_results_that_come_late_are_dropped(
    document: Document, runner: JobRunner, engine: FakeEngine, qtbot: Any
) -> None:
    rename(document, "1")
    qtbot.waitUntil(lambda: document.results is not None)
    late = SimpleNamespace(scheme_id="A", name="old")
    document.set_results(late, document.revision - 1)
    assert document.results.name == "1"


def test_previews_are_coarse_live_and_end_with_the_full_resolution(
    document: Document, runner: JobRunner, engine: FakeEngine, qtbot: Any
) -> None:
    document.preview(lambda p: replace(p, name="drag"))
    qtbot.waitUntil(lambda: document.results is not None)
    assert document.results.name == "drag"
    assert document.results_are_preview
    assert engine.calls == [("drag", "A", 2 * document.project.settings.resolution_m)]
    document.preview(None)
    qtbot.waitUntil(lambda: document.results.name == "0")
    assert not document.results_are_preview
    assert engine.calls[1] == ("0", "A", None)


def test_a_running_preview_is_let_finish_and_then_the_latest_one_follows(
    document: Document, runner: JobRunner, engine: FakeEngine, qtbot: Any
) -> None:
    shown: list[str] = []
    document.resultsChanged.connect(lambda results: shown.append(results.name))
    engine.gate.clear()
    document.preview(lambda p: replace(p, name="first"))
    qtbot.waitUntil(lambda: len(engine.calls) == 1)
    for name in ("second", "third"):
        document.preview(lambda p, n=name: replace(p, name=n))
    engine.gate.set()
    qtbot.waitUntil(lambda: shown[-1:] == ["third"])
    assert shown == ["first", "third"]
    assert engine.cancelled == 0


def test_errors_arrive_and_the_next_revision_works(
    document: Document, runner: JobRunner, engine: FakeEngine, qtbot: Any
) -> None:
    for error in (EvaluationError("no-area"), RuntimeError("bug")):
        engine.error = error
        with qtbot.waitSignal(runner.failed) as caught:
            rename(document, str(error))
        failure: Failure = caught.args[0]
        assert failure.error is error
        assert type(error).__name__ in failure.details
        assert runner.state == "failed"
    engine.error = None
    rename(document, "good")
    qtbot.waitUntil(lambda: document.results is not None)
    assert document.results.name == "good"


def test_cancel_stops_and_asking_again_starts(
    document: Document, runner: JobRunner, engine: FakeEngine, qtbot: Any
) -> None:
    engine.gate.clear()
    rename(document, "1")
    qtbot.waitUntil(lambda: len(engine.calls) == 1)
    runner.cancel()
    qtbot.waitUntil(lambda: engine.cancelled == 1)
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert runner.state == "cancelled"
    assert document.results is None
    engine.gate.set()
    runner.request_evaluation()
    qtbot.waitUntil(lambda: document.results is not None)


def test_other_work_goes_first_and_the_evaluation_follows(
    document: Document, runner: JobRunner, engine: FakeEngine, qtbot: Any
) -> None:
    engine.gate.clear()
    rename(document, "1")
    qtbot.waitUntil(lambda: len(engine.calls) == 1)
    done: list[tuple[int, bool]] = []
    main = threading.get_ident()
    seen: list[int] = []

    def work(progress: Any) -> int:
        progress("stage-io", 0.5)
        seen.append(threading.get_ident())
        return 7

    runner.run("Opening", work, lambda result: done.append((result, document.results is None)))
    qtbot.waitUntil(lambda: bool(done))
    assert done == [(7, True)]
    assert seen[0] != main
    engine.gate.set()
    qtbot.waitUntil(lambda: document.results is not None)


def test_an_error_of_other_work_goes_to_its_own_handler(runner: JobRunner, qtbot: Any) -> None:
    failures: list[Failure] = []

    def work(_progress: Any) -> None:
        raise OSError("disk")

    runner.run("Opening", work, lambda _result: None, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0].error, OSError)


def test_close_cancels_and_leaves_no_thread(document: Document, engine: FakeEngine, qtbot: Any) -> None:
    runner = JobRunner(document, engine, make_cache=object)
    engine.gate.clear()
    rename(document, "1")
    qtbot.waitUntil(lambda: len(engine.calls) == 1)
    runner.close()
    assert engine.cancelled == 1
    assert not any(thread.name.startswith("campus5g-worker") for thread in threading.enumerate())
