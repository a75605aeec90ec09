"""One run of the command line: language, commands, and every failure as one line with its exit code."""

import os
import sys
import traceback

from planner.cli.exit_codes import ExitCode
from planner.cli.naming import localised
from planner.errors import CatalogueError, EditError, EvaluationError, FileError, PlannerError
from planner.progress import Cancelled
from planner.text import LANGUAGES, N_, system_language, tr, translate

_MOST_FAULTS = 20
#: Set to 1 to see where an error came from.
DEBUG_VARIABLE = "CAMPUS5G_DEBUG"

#: Texts of the operating system where a file stands in a folder's place; others stand with the readers of files.
SYSTEM_REASONS = (N_("File exists"), N_("Directory not empty"))

#: Errors of files' makers, but about a value typed on the command line.
_USAGE_CODES = frozenset(
    {
        "default-height-out-of-range",
        "broadcast-needs-one-file",
        "cable-has-no-pattern",
        "no-antenna-of-key",
        "no-such-template",
        "no-such-scenario",
        "no-such-sheet",
        "no-such-scheme",
        "no-such-kind",
        "option-out-of-range",
        "unknown-encoding",
        "unknown-layer",
        "usage",
        "wrong-ending",
        "wrong-option-value",
        "zone-bounds-empty",
    }
)


def run(arguments: list[str]) -> int:
    """Run the arguments after the program's name; returns the exit code and never raises for a user's mistake."""
    _make_streams_tolerant()
    lang, rest, stated = take_language(arguments)
    if stated and stated not in LANGUAGES:
        _say(tr(lang, "The language {lang} is not available; choose zh or en.", lang=stated))
        return ExitCode.USAGE
    try:
        return _dispatch(rest, lang, is_stated=bool(stated))
    except (KeyboardInterrupt, Cancelled):
        _say(tr(lang, "Cancelled; nothing was written."))
        return ExitCode.CANCELLED
    except PlannerError as error:
        _trace()
        for sentence in sentences(error, lang):
            _say(sentence)
        return exit_code_of(error)
    except BrokenPipeError:  # the reader (`head`) has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - lives until the process ends
        return ExitCode.OK
    except MemoryError:
        _say(tr(lang, "There is not enough memory for this; use a coarser map resolution or a smaller map."))
        return ExitCode.FILE
    except OSError as error:
        _trace()
        reason = translate(error.strerror or str(error), lang=lang)
        _say(tr(lang, "{file}: {reason}", file=error.filename or "-", reason=reason))
        return ExitCode.FILE


def take_language(arguments: list[str]) -> tuple[str, list[str], str]:
    """Language to speak, the arguments without `--lang`, and what was stated ("" for none).

    `--lang` may stand anywhere before `--`, since the help texts need it before anything is parsed.

    >>> take_language(["check", "--lang", "zh", "a.c5g"])
    ('zh', ['check', 'a.c5g'], 'zh')
    """
    rest: list[str] = []
    stated = ""
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        if argument == "--":
            rest += arguments[position:]
            break
        if argument == "--lang" and position + 1 < len(arguments):
            stated = arguments[position + 1]
            position += 1
        elif argument.startswith("--lang="):
            stated = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
        position += 1
    return (stated if stated in LANGUAGES else system_language()), rest, stated


def exit_code_of(error: PlannerError) -> ExitCode:
    """The exit code for an error of the program."""
    if error.code in _USAGE_CODES or isinstance(error, EditError):
        return ExitCode.USAGE
    if isinstance(error, CatalogueError):
        return ExitCode.CATALOGUE
    if isinstance(error, FileError):
        return ExitCode.FILE
    return ExitCode.FINDINGS if isinstance(error, EvaluationError) else ExitCode.USAGE


def _dispatch(arguments: list[str], lang: str, *, is_stated: bool) -> int:
    from planner.cli.app import build_app
    from planner.cli.usage import is_usage_error, usage_text

    command = build_app(lang, is_stated=is_stated)
    try:
        result = command.main(arguments or ["--help"], prog_name="campus5g", standalone_mode=False)
    except Exception as error:
        if type(error).__name__ == "Abort":
            raise Cancelled from None
        if not is_usage_error(error):
            raise
        _trace()
        _say(usage_text(error, lang))
        return ExitCode.USAGE
    if result == ExitCode.CANCELLED:  # Typer turns Ctrl-C into this code without a word
        raise Cancelled
    return int(result) if isinstance(result, int) else ExitCode.OK


def sentences(error: PlannerError, lang: str) -> list[str]:
    """What an error says: one sentence, or for a list with several faults one each (at most 20) and their number."""
    faults: tuple[PlannerError, ...] = getattr(error, "faults", ())
    shown = [translate(fault.code, localised(fault.params, lang), lang) for fault in faults[:_MOST_FAULTS]]
    if len(faults) > _MOST_FAULTS:
        shown.append(tr(lang, "and {n} more", n=len(faults) - _MOST_FAULTS))
    return [*shown, translate(error.code, localised(error.params, lang), lang)]


def _say(sentence: str) -> None:
    print(f"campus5g: {' '.join(sentence.split())}", file=sys.stderr)


def _trace() -> None:
    if os.environ.get(DEBUG_VARIABLE) == "1":
        traceback.print_exc()


def _make_streams_tolerant() -> None:
    """A console that can't show a character gets a question mark in its place, not a trace."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
