"""What the commands print: tables and sentences on stdout, progress on stderr, Ctrl-C as a clean cancel."""

import contextlib
import signal
import sys
import threading
from collections.abc import Generator, Iterable, Sequence
from typing import Any

from planner.cli.naming import object_name, readable
from planner.errors import Issue, Severity
from planner.model.project import Project
from planner.progress import Cancelled, Progress
from planner.text import N_, Translator

#: Width of tables where the output is a file or a pipe.
_PIPE_WIDTH = 160
#: Longer names of objects wrap, so that the sentence beside them has room.
_WIDEST_NAME = 36
_SEVERITY_NAMES = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.NOTE: N_("note"),
}
_SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


class Output:
    """The two streams in one language."""

    def __init__(self, lang: str) -> None:
        from rich.console import Console

        self.t = Translator(lang)
        self.lang = lang
        width = None if sys.stdout.isatty() else _PIPE_WIDTH
        self._out = Console(file=sys.stdout, width=width, highlight=False)
        self._progress_console = Console(file=sys.stderr)

    def say(self, text: str) -> None:
        """One line, never wrapped where it goes to a file."""
        self._out.print(text, markup=False, soft_wrap=True)

    def table(self, title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
        """A table; columns are (heading, "left" | "right"), cells texts or rich texts. Figures never wrap."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(title=Text(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for heading, justify in columns:
            column_justify: Any = justify
            table.add_column(
                Text(heading),
                justify=column_justify,
                no_wrap=justify == "right",
                overflow="fold",
                max_width=_WIDEST_NAME if heading == self.t("Object") else None,
            )
        for row in rows:
            table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
        if table.row_count:
            self._out.print(table)

    def findings(self, issues: Sequence[Issue], project: Project | None = None, book: Any = None) -> None:
        """Findings as a table: how bad, which object, what to do; names by `project` and the price book `book`."""
        t = self.t
        columns = ((t("Severity"), "left"), (t("Object"), "left"), (t("Finding"), "left"))
        rows = ([self._severity(i), object_name(i, project, t), t.code(i.code, readable(i, book, t))] for i in issues)
        self.table(t("Findings"), columns, rows)

    def _severity(self, issue: Issue) -> Any:
        from rich.text import Text

        return Text(self.t(_SEVERITY_NAMES[issue.severity]), style=_SEVERITY_STYLES[issue.severity])

    @contextlib.contextmanager
    def long_work(self) -> Generator[Progress]:
        """A progress callback for a long computation; it raises `Cancelled` after Ctrl-C."""
        if not sys.stderr.isatty():
            with _cancellable() as check:
                yield lambda _code, _fraction: check()
            return
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        with Bar(*columns, console=self._progress_console, transient=True) as bar, _cancellable() as check:
            task = bar.add_task("", total=1.0)

            def report(message_code: str, fraction: float) -> None:
                check()
                bar.update(task, completed=fraction, description=self.t.code(message_code))

            yield report


@contextlib.contextmanager
def _cancellable() -> Generator[Any]:
    """Turns the first Ctrl-C into a flag that the progress callback reads; the second one interrupts at once."""
    asked = threading.Event()

    def check() -> None:
        if asked.is_set():
            raise Cancelled

    if threading.current_thread() is not threading.main_thread():
        yield check
        return

    def on_interrupt(_number: int, _frame: Any) -> None:
        asked.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    previous = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, previous)
    check()
