"""The exception tree and the findings a person can act on.

Nothing below here holds a sentence: an error or a finding is a code with parameters, and `planner.text`
turns it into the reader's language at the edge of the program.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error makes a result meaningless, a warning doubtful, a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


Param = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One finding: what (a code with parameters), how bad, and which object of the project it is about.

    `object_kind` is a collection name of the model ("sites", "zones", ...), `object_id` its key, `scheme_id` the
    scheme it lives in ("" for map and demand).
    """

    code: str
    severity: Severity = Severity.ERROR
    params: Mapping[str, Param] = field(default_factory=dict[str, Param])
    object_kind: str = ""
    object_id: str = ""
    scheme_id: str = ""


class PlannerError(Exception):
    """Base of every error a user may see: a message code and its parameters, no sentence."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Param] = params

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}({details})"


class EditError(PlannerError):
    """An edit that would leave the project invalid; the project is as it was."""


class FileError(PlannerError):
    """A file that can't be read or written; nothing was half done."""


class CatalogueError(PlannerError):
    """A catalogue or price book with an entry that can't be used; names file, line or cell."""


class EvaluationError(PlannerError):
    """A plan that can't be evaluated at all (no scheme, no area)."""
