"""What the screenshots share: sizes, and waiting for the window."""

import time
from collections.abc import Callable
from typing import Any

WINDOW_PX, PART_PX = (1400, 900), (1100, 700)
WAIT_S = 300.0


def wait(app: Any, done: Callable[[], bool]) -> None:
    """Let the window work until it is done."""
    end = time.monotonic() + WAIT_S
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("a screenshot took too long")
        app.processEvents()
        time.sleep(0.01)
    for _ in range(30):
        app.processEvents()
        time.sleep(0.01)


def wait_for_results(app: Any, window: Any) -> None:
    """Until the scheme as it is now has been computed."""
    document = window.document
    wait(app, lambda: not window.runner.is_busy and document.results_revision == document.revision)
