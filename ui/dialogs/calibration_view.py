"""The tables of the calibration dialog: errors by cell and class, coefficients with their hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from planner.text import Translator
from ui.style import WARN_SOFT

if TYPE_CHECKING:
    from planner.model.calibration import Calibration
    from planner.model.project import Project


def error_table(t: Translator) -> QTableWidget:
    """An empty error table."""
    return _table(t("Errors"))


def coefficient_table(t: Translator) -> QTableWidget:
    """An empty table of coefficients."""
    return _table(t("Coefficients"))


def _table(name: str) -> QTableWidget:
    table = QTableWidget(0, 0)
    table.setAccessibleName(name)
    table.verticalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    return table


def fill_errors(table: QTableWidget, t: Translator, project: Project, calibration: Calibration) -> None:
    """Root mean square (and mean) errors in dB, a line per cell, per class and for everything."""
    from planner.io.calibration_tables import error_rows, heading, shown_stages

    stages = shown_stages(calibration)
    headings = [t("Group"), t("Bins"), *(heading(t, stage).replace(" ", "\n", 1) for stage in stages)]
    tip = t("Root mean square of measured minus predicted level in dB; in brackets its mean")
    _fill(table, headings, error_rows(t, project, calibration), tip)


def fill_coefficients(table: QTableWidget, t: Translator, project: Project, calibration: Calibration) -> None:
    """Name, value, standard error; the hint says what it means."""
    from planner.io.calibration_tables import coefficient_rows

    rows = coefficient_rows(t, project, calibration)
    _fill(table, [t("Coefficient"), t("Value"), t("Standard error")], [list(row.cells) for row in rows], "")
    for number, row in enumerate(rows):
        for column in range(3):
            item = table.item(number, column)
            if item is None:
                continue
            item.setToolTip(row.hint)
            if row.at_bound:
                item.setBackground(QColor(WARN_SOFT))


def _fill(table: QTableWidget, headings: list[str], rows: list[list[str]], tip: str) -> None:
    table.setColumnCount(len(headings))
    table.setHorizontalHeaderLabels(headings)
    table.setRowCount(len(rows))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text.replace("-", "−") if column else text)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(tip)
            table.setItem(number, column, item)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setMinimumSectionSize(60)
    header.setStretchLastSection(len(headings) < 5)
