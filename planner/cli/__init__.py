"""The command line `campus5g`. Nothing heavy is imported before a command runs, so that help appears at once."""

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: the process's own) and return its exit code; see `campus5g --help`."""
    from planner.cli.run import run

    return run(list(sys.argv[1:] if arguments is None else arguments))
