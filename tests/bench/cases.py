"""What `make bench` measures. A case is a function that returns (name, seconds) pairs; add yours to CASES."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from map_cases import big_map, import_polygons, surface
from measure import ROOT, best_of
from radio_cases import large_kept, large_streamed, town_sectors, town_single
from town_cases import town_engine

if TYPE_CHECKING:
    from planner.engine.cache import EngineCache
    from planner.model.project import Project

Timings = list[tuple[str, float]]


def command_help() -> Timings:
    """The command line's answer to --help: what every other command pays first."""
    return [("campus5g --help", best_of(3, lambda: _campus5g("--help")))]


def start_window() -> Timings:
    """From the command to a window with the port's results, saved as a picture (includes one cold evaluation)."""
    with _port() as path:
        picture = path.with_suffix(".png")
        return [("campus5g ui --screenshot", best_of(1, lambda: _campus5g("ui", path, "--screenshot", picture)))]


#: Shows the window (with a project's map where one is named), says so once it is painted, and ends.
_SHOW_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication
from ui.app import DEFAULT_SIZE, make_window
from ui.style import apply_style
app = QApplication([])
apply_style(app)
window = make_window("zh")
window.resize(*DEFAULT_SIZE)
if len(sys.argv) > 1:
    from planner.io.project_file import load_project
    window.document.set_project(load_project(sys.argv[1]))
    window.show_workspace()
window.show()
app.processEvents()
window.repaint()
print("shown", flush=True)
window.runner.close()
"""


def first_window() -> Timings:
    """From the start of the process to the window on the screen: the start page, and the port's map without results."""
    with _port() as path:
        return [
            ("start to the window", min(_until_shown() for _ in range(3))),
            ("start to the port's map", min(_until_shown(path) for _ in range(3))),
        ]


def _until_shown(*arguments: Path) -> float:
    """Seconds from the start of the process until it says so; how long it takes to end doesn't count."""
    command = [sys.executable, "-c", _SHOW_WINDOW, *map(str, arguments)]
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as started:  # fmt: skip
        assert started.stdout is not None
        said = started.stdout.readline()
        seconds = time.perf_counter() - start
        _, problems = started.communicate()
    if said.strip() != "shown":
        raise RuntimeError(f"no window: {(problems.strip().splitlines() or ['no message'])[-1]}")
    return seconds


def evaluate_port() -> Timings:
    """The port's private network at its own 4 m: cold, after one gNB moved, after a tilt, after a price."""
    return _evaluations("4 m", None)


def preview_port() -> Timings:
    """The same as while a site is dragged: at twice the pixel size."""
    return _evaluations("preview 8 m", 8.0)


def _evaluations(label: str, resolution_m: float | None) -> Timings:
    start = time.perf_counter()
    from planner.engine.cache import EngineCache
    from planner.io.catalogue import load_catalogue
    from planner.io.evaluation import evaluate
    from planner.io.templates import new_from_template
    from planner.model.edits import ObjectRef, move, update, update_commercial

    project, catalogue = new_from_template("port", "en"), load_catalogue()
    timings = [(f"{label}: load project and code", time.perf_counter() - start)]
    scheme_id = max(project.schemes)
    network = project.schemes[scheme_id].network
    site = ObjectRef(kind="sites", id=min(network.sites), scheme_id=scheme_id)
    cell = ObjectRef(kind="cells", id=min(network.cells), scheme_id=scheme_id)
    cache = EngineCache()

    def run(edited: Project, memory: EngineCache | None = None) -> None:
        evaluate(edited, scheme_id, catalogue, cache=memory or cache, resolution_m=resolution_m)

    timings.append((f"{label}: first (reads compiled code)", best_of(1, lambda: run(project))))
    timings.append((f"{label}: cold", best_of(3, lambda: run(project, EngineCache()))))
    moved = [move(project, [site], 5.0 * step, 0.0) for step in (1, 2, 3, 4)]
    timings.append((f"{label}: one gNB moved", best_of(4, lambda: run(moved.pop()))))
    tilted = [update(project, cell, electrical_tilt_deg=float(tilt)) for tilt in (1, 2, 3)]
    timings.append((f"{label}: one cell tilted", best_of(3, lambda: run(tilted.pop()))))
    priced = [update_commercial(project, scheme_id, term_months=months) for months in (13, 14, 15)]
    timings.append((f"{label}: price only", best_of(3, lambda: run(priced.pop()))))
    timings.append((f"{label}: unchanged", best_of(3, lambda: run(project))))
    return timings


def quote_port() -> Timings:
    """The workbook of the port by command, evaluation included."""
    with _port() as path:
        workbook = path.with_suffix(".xlsx")
        return [("campus5g quote", best_of(1, lambda: _campus5g("quote", path, "-o", workbook)))]


def load_texts() -> Timings:
    """The Chinese catalogue, read once per process."""
    from planner.text import tr

    return [("load zh_CN texts", best_of(1, lambda: tr("zh", "Save")))]


CASES: dict[str, Callable[[], Timings]] = {
    case.__name__: case
    for case in (
        load_texts,
        command_help,
        first_window,
        evaluate_port,
        preview_port,
        quote_port,
        start_window,
        surface,
        import_polygons,
        big_map,
        town_sectors,
        town_single,
        town_engine,
        large_kept,
        large_streamed,
    )
}


@contextmanager
def _port() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "port.c5g"
        _campus5g("new", "--template", "port", "-o", path)
        yield path


def _campus5g(*arguments: str | Path) -> None:
    program = "import sys; from planner.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"campus5g {arguments[0]}: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
