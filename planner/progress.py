"""One progress protocol for every long computation: report, and be cancelled by the report raising."""

from collections.abc import Callable

#: Called with a message code and the fraction done (0 to 1). Raising `Cancelled` from it stops the work.
Progress = Callable[[str, float], None]


class Cancelled(Exception):  # noqa: N818  (not an error: the user's wish)
    """Raised out of a progress callback to stop the computation that called it."""


def silent(_message_code: str, _fraction: float) -> None:
    """The progress callback of those who don't listen."""


def split(progress: Progress, start: float, end: float) -> Progress:
    """Part of a progress range: fractions 0 to 1 of the result are `start` to `end` of the given callback.

    >>> seen = []
    >>> part = split(lambda code, fraction: seen.append((code, fraction)), 0.5, 1.0)
    >>> part("radio", 0.5)
    >>> seen
    [('radio', 0.75)]
    """

    def report(message_code: str, fraction: float) -> None:
        progress(message_code, start + (end - start) * fraction)

    return report
