"""What `make bench` measures. A case is a function that returns (name, seconds) pairs; add yours to CASES."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import best_of

Timings = list[tuple[str, float]]


def command_help() -> Timings:
    """The command line's answer to --help: what every other command pays first."""
    return [("campus5g --help", best_of(3, lambda: _campus5g("--help")))]


def start_window() -> Timings:
    """From the command to a window with the port's results, saved as a picture (includes one cold evaluation)."""
    with _port() as path:
        picture = path.with_suffix(".png")
        return [("campus5g ui --screenshot", best_of(1, lambda: _campus5g("ui", path, "--screenshot", picture)))]


def evaluate_port() -> Timings:
    """The port cold, again unchanged, and after one site moved: what a drag costs."""
    with _port() as path:
        start = time.perf_counter()
        from planner.engine import evaluate
        from planner.io.catalogue import load_catalogue
        from planner.io.project_file import load_project
        from planner.model.edits import ObjectRef, move

        project, catalogue = load_project(path), load_catalogue()
        timings = [("load project, catalogue and code", time.perf_counter() - start)]
        timings.append(("evaluate port, cold", best_of(1, lambda: evaluate(project, catalogue))))
        timings.append(("evaluate port, unchanged", best_of(3, lambda: evaluate(project, catalogue))))
        scheme_id, scheme = next(iter(project.schemes.items()))
        site = ObjectRef(kind="sites", id=next(iter(scheme.network.sites)), scheme_id=scheme_id)
        moved = [move(project, [site], 5.0 * step, 0.0) for step in (1, 2, 3)]
        timings.append(("evaluate port, one gNB moved", best_of(3, lambda: evaluate(moved.pop(), catalogue))))
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
    case.__name__: case for case in (load_texts, command_help, evaluate_port, quote_port, start_window)
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
