"""Small boxes: unsaved changes, file errors, reports of an import, shortcuts, about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner import __version__
from planner.errors import Issue
from planner.text import Translator
from ui.actions import ACTIONS, plain_text
from ui.formatting import SEVERITY_STATES, error_text, issue_text
from ui.style import icon, state_icon


def ask_unsaved(parent: QWidget, t: Translator, name: str) -> QMessageBox.StandardButton:
    """Save, discard or cancel."""
    button = QMessageBox.StandardButton
    box = QMessageBox(QMessageBox.Icon.Question, "Campus5G", t("Save the changes to {name}?", name=name), parent=parent)
    box.setInformativeText(t("Otherwise they are lost."))
    box.setStandardButtons(button.Save | button.Discard | button.Cancel)
    box.setDefaultButton(button.Save)
    return button(box.exec())


def show_file_error(parent: QWidget, t: Translator, error: Exception, details: str = "") -> None:
    """An error about a file; the work goes on, so the box doesn't block."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Campus5G", error_text(t, error), parent=parent)
    if details:
        box.setDetailedText(details)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


class ReportDialog(QDialog):
    """What an import did: a summary and its findings."""

    def __init__(self, parent: QWidget, t: Translator, title: str, summary: str, issues: Sequence[Issue]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(560)
        text = QLabel(summary)
        text.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        if issues:
            found = QListWidget()
            found.setWordWrap(True)
            for issue in issues:
                found.addItem(QListWidgetItem(state_icon(SEVERITY_STATES[issue.severity]), issue_text(t, issue)))
            layout.addWidget(found)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        layout.addWidget(buttons)


class ShortcutsDialog(QDialog):
    """All keys, from the table of actions."""

    def __init__(self, parent: QWidget, t: Translator) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("Keyboard shortcuts"))
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(18)
        rows = [(spec.keys, plain_text(t.code(spec.text))) for spec in ACTIONS.values() if spec.keys]
        rows += [
            ("Del", t("Delete the selection")),
            (t("Arrow keys"), t("Nudge the selection")),
            ("Esc", t("Give up the gesture, then the tool, then the selection")),
            (t("Space"), t("Pan while held")),
        ]
        half = (len(rows) + 1) // 2
        for position, (keys, text) in enumerate(rows):
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) or keys
            label = QLabel(shown)
            label.setStyleSheet("font-weight: 600;")
            grid.addWidget(label, position % half, 2 * (position // half))
            grid.addWidget(QLabel(text), position % half, 2 * (position // half) + 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        grid.addWidget(buttons, half, 0, 1, 4)


def show_about(parent: QWidget, t: Translator) -> None:
    """Version, licence, and what the figures are."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(t("About Campus5G"))
    box.setIconPixmap(icon("app").pixmap(48, 48))
    box.setText(t("Campus5G {version}: plan and quote 5G private networks", version=__version__))
    box.setInformativeText(
        t("Licence: Apache 2.0. Coverage and latency are model results with a stated probability, not a guarantee.")
    )
    box.open()
