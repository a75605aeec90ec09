"""What an import did, as a page: counts by kind, guessed heights, repairs, what was left out, how points fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from planner.errors import Severity
from planner.text import Translator
from ui.formatting import SEVERITY_STATES, issue_text, label_of
from ui.style import state_icon

if TYPE_CHECKING:
    from planner.io.map_options import ImportReport

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def facts_of(t: Translator, report: ImportReport) -> list[str]:
    """Sentences about the import as a whole."""
    facts: list[str] = []
    if report.from_storeys:
        facts.append(t("{count} heights taken from the number of storeys, 3 m each", count=report.from_storeys))
    if report.repaired:
        facts.append(t("{count} outlines repaired", count=report.repaired))
    if report.simplified:
        facts.append(t("{count} vertices left out by simplifying", count=report.simplified))
    if report.snapped:
        facts.append(t("{count} vertices moved onto a near one", count=report.snapped))
    if report.placement is not None:
        placed = report.placement
        facts.append(
            t("Placed by control points: scale {scale}, turned by {turn}°, residual {rms} m (largest {largest} m)",
              scale=f"{placed.scale:.4f}", turn=f"{placed.rotation_deg:.2f}", rms=f"{placed.rms_m:.2f}",
              largest=f"{max(placed.residuals_m):.2f}")
        )  # fmt: skip
    west, south, east, north = report.extent_m
    size = t("{width} m × {depth} m", width=t.number(east - west), depth=t.number(north - south))
    place = t("local metres") if report.epsg is None else f"EPSG:{report.epsg}"
    facts.append(t("Extent {size}; {place}", size=size, place=place))
    return facts


class ReportPage(QWidget):
    """The page."""

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self.title = QLabel(objectName="title")
        self.counts = QTableWidget(0, 4)
        self.counts.setHorizontalHeaderLabels([t("Kind"), t("Objects"), t("Heights guessed"), t("Height used")])
        self.counts.verticalHeader().hide()
        self.counts.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.counts.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.counts.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.counts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.issues = QListWidget()
        self.issues.setWordWrap(True)
        layout = QVBoxLayout(self)
        for widget in (self.title, self.counts, self.facts, self.issues):
            layout.addWidget(widget)

    def show_report(self, report: ImportReport) -> None:
        """Show it."""
        t = self._t
        total = sum(report.counts.values())
        self.title.setText(t.plural("{n} object imported.", "{n} objects imported.", total))
        kinds = sorted(report.counts, key=lambda kind: -report.counts[kind])
        self.counts.setRowCount(len(kinds))
        for row, kind in enumerate(kinds):
            guessed, height_m = report.assumed_heights.get(kind, (0, 0.0))
            texts = (
                label_of(t, kind),
                t.number(report.counts[kind]),
                t.number(guessed) if guessed else "–",
                f"{t.number(height_m, None)} m" if guessed else "–",
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.counts.setItem(row, column, item)
        self.counts.setFixedHeight(min(30 * len(kinds) + 34, 250))
        self.facts.setText("\n".join(facts_of(t, report)))
        self.issues.clear()
        for issue in sorted(report.issues, key=lambda one: _ORDER[one.severity]):
            self.issues.addItem(QListWidgetItem(state_icon(SEVERITY_STATES[issue.severity]), issue_text(t, issue)))
        self.issues.setVisible(bool(report.issues))
