"""Findings: what a person should act on, worst first, each with a jump to its object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.errors import Issue, Severity
from planner.text import N_, Translator
from ui.document import Document
from ui.formatting import DASH, SEVERITY_STATES, issue_ref, issue_text, label_of, object_title
from ui.tables.base import Column, ResultModel, ResultTable

if TYPE_CHECKING:
    from planner.engine.results import Results

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def findings_of(results: Results | None) -> tuple[Issue, ...]:
    """All findings of some results and their quote, each once, worst first."""
    if results is None:
        return ()
    found = [*results.issues, *(results.quote.issues if results.quote is not None else ())]
    distinct: list[Issue] = []
    seen: set[Any] = set()
    for issue in found:
        key = (issue.code, issue.object_kind, issue.object_id, tuple(sorted(issue.params.items())))
        if key not in seen:
            seen.add(key)
            distinct.append(issue)
    return tuple(sorted(distinct, key=lambda issue: _ORDER[issue.severity]))


class FindingsPanel(QWidget):
    """The table."""

    jumped = Signal(object)
    countChanged = Signal(int)  # noqa: N815 - Qt's style for signals

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document

        def ref(row: Issue) -> Any:
            return issue_ref(row, document.scheme_id)

        def about(_t: Translator, row: Issue) -> str:
            address = ref(row)
            return DASH if address is None else object_title(document, address)

        columns = (
            Column(
                title=N_("Severity"), text=lambda t, r: label_of(t, r.severity),
                state=lambda r: SEVERITY_STATES[r.severity],
                hint=N_("An error makes a result meaningless, a warning doubtful, a note is worth knowing"),
            ),
            Column(title=N_("About"), text=about, hint=N_("A double click or Enter shows the object on the map")),
            Column(title=N_("Finding"), text=issue_text),
        )  # fmt: skip
        self.table = ResultTable(document, ResultModel(document, columns, ref), self)
        self.table.jumped.connect(self.jumped)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    def show_results(self, results: Results | None) -> None:
        """Show the findings of some results."""
        rows = findings_of(results)
        self.table.set_rows(rows)
        self.countChanged.emit(len(rows))
