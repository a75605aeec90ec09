"""A small port, its real results, and windows that are closed whatever happens."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings

from planner.io.catalogue import load_catalogue
from planner.io.templates import new_from_template
from planner.model.catalogue import Catalogue
from planner.model.project import Project
from ui.document import Document
from ui.jobs import JobRunner
from ui.main_window import MainWindow
from ui.style import apply_style

TEST_RESOLUTION_M = 16.0


@pytest.fixture(scope="session")
def real_catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def port() -> Project:
    return new_from_template("port", "zh")


@pytest.fixture(scope="session")
def port_results(port: Project, real_catalogue: Catalogue) -> dict[str, Any]:
    from planner.engine.cache import EngineCache
    from planner.io.evaluation import evaluate

    cache = EngineCache()
    return {
        key: evaluate(port, key, real_catalogue, cache=cache, resolution_m=TEST_RESOLUTION_M) for key in port.schemes
    }


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def port_document(qapp: Any, port: Project, real_catalogue: Catalogue, settings: QSettings) -> Document:
    apply_style(qapp)
    return Document(port, real_catalogue, lang="en", settings=settings)


@pytest.fixture
def window(qtbot: Any, port_document: Document, port_results: dict[str, Any]) -> MainWindow:
    """A window over the port whose evaluations are answered at once with the session's real results."""

    def evaluate(_project: Project, scheme_id: str, *_args: Any, progress: Any, **_more: Any) -> Any:
        progress("stage-radio", 0.5)
        return port_results[scheme_id] if scheme_id in port_results else next(iter(port_results.values()))

    runner = JobRunner(port_document, evaluate)
    made = MainWindow(port_document, runner)
    made.resize(1440, 900)

    def before_close(_window: MainWindow) -> None:
        """Nobody is there to answer a question about unsaved changes."""
        runner.close()
        port_document.undo_stack.setClean()

    qtbot.addWidget(made, before_close_func=before_close)
    made.show()
    made.show_workspace()
    runner.request_evaluation()
    qtbot.waitUntil(lambda: len(port_document.results_by_scheme) == 2, timeout=10_000)
    return made
