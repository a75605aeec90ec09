"""Parameters that several commands share, and how their texts become values."""

import unicodedata
from pathlib import Path

from planner.cli.naming import listed, with_name
from planner.errors import FileError, PlannerError
from planner.model.project import Project, first_scheme_id


def require_new(path: Path, *, force: bool) -> None:
    """Raise `FileError` "file-exists" rather than write over somebody's work unasked."""
    if path.exists() and not force:
        raise FileError("file-exists", file=str(path))


def with_ending(path: Path, ending: str) -> Path:
    """The path with the ending added where it has none; `PlannerError` "wrong-ending" where it has another."""
    if not path.suffix:
        return path.with_name(path.name + ending)
    if path.suffix.lower() != ending:
        raise PlannerError("wrong-ending", file=path.name, ending=ending)
    return path


def in_range(value: float, option: str, low: float, high: float) -> float:
    """The value of an option that has limits; raises `PlannerError` "option-out-of-range", for nan too."""
    if not low <= value <= high:
        raise PlannerError("option-out-of-range", option=option, value=f"{value:g}", low=low, high=high)
    return value


def scheme_or_first(project: Project, scheme: str, lang: str = "en") -> str:
    """The id of the scheme that was named by id or name, the first one where none was named."""
    if not scheme:
        first = first_scheme_id(project)
        if not first:
            raise PlannerError("project-without-scheme")
        return first
    if scheme in project.schemes:
        return scheme
    for key, item in project.schemes.items():
        if item.name == scheme:
            return key
    known = listed((with_name(key, item.name, lang) for key, item in sorted(project.schemes.items())), lang)
    raise PlannerError("no-such-scheme", scheme=scheme, known=known)


def pair(text: str, option: str, separator: str) -> tuple[str, str]:
    """The two halves of an option's value such as FILE=KIND; raises `PlannerError` "wrong-option-value"."""
    left, found, right = text.rpartition(separator)
    if not found or not left or not right:
        raise PlannerError("wrong-option-value", option=option, value=text)
    return left, right


def numbers(text: str, option: str, count: int) -> tuple[float, ...]:
    """Numbers with commas between them; raises `PlannerError` "wrong-option-value"."""
    try:
        values = tuple(float(part) for part in unicodedata.normalize("NFKC", text).split(","))
    except ValueError:
        values = ()
    if len(values) != count or not all(abs(value) < float("inf") for value in values):
        raise PlannerError("wrong-option-value", option=option, value=text)
    return values
