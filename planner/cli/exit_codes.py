"""Exit codes of the command line, the same in every command."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script may rely on."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    FILE = 3
    CATALOGUE = 4
    CANCELLED = 130
