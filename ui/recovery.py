"""Work of killed windows offered back at the next start."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.errors import PlannerError
from planner.io.journal_recovery import Abandoned, discard, find_abandoned, keep, restore
from planner.text import Translator
from ui.autosave import Autosave
from ui.dialogs.boxes import show_file_error
from ui.formatting import error_text
from ui.style import PAPER, icon

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class RecoveryDialog(QDialog):
    """Unsaved work of windows that were killed: restore one, throw it away, or keep it all for later."""

    def __init__(self, parent: QWidget | None, t: Translator, found: tuple[Abandoned, ...]) -> None:
        super().__init__(parent)
        self._t = t
        self.found = list(found)
        self.chosen: Abandoned | None = None
        self.setWindowTitle(t("Restore unsaved work"))
        self.setMinimumWidth(560)
        text = QLabel(t("Campus5G ended without closing. This work was kept:"), objectName="title")
        text.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(text.text())
        self.list.setSpacing(3)
        note = QLabel(t("Your own files are as you last saved them; restoring opens the work as unsaved changes."))
        note.setObjectName("muted")
        note.setWordWrap(True)
        self.restore_button = QPushButton(icon("undo", PAPER), t("Restore"))
        self.discard_button = QPushButton(icon("delete"), t("Discard"))
        self.later_button = QPushButton(t("Keep for later"))
        self.restore_button.setObjectName("primary")
        self.restore_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.discard_button)
        buttons.addStretch(1)
        buttons.addWidget(self.later_button)
        buttons.addWidget(self.restore_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        for widget in (text, self.list, note):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.restore_button.clicked.connect(self._restore)
        self.discard_button.clicked.connect(self._discard)
        self.later_button.clicked.connect(self.reject)
        self.list.itemDoubleClicked.connect(self._restore)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        for item in self.found:
            row = QListWidgetItem(icon("save"), entry_text(self._t, item))
            row.setToolTip(str(item.source or ""))
            self.list.addItem(row)
        self.list.setCurrentRow(0)

    def _restore(self, *_args: object) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self.found):
            self.chosen = self.found[row]
            self.accept()

    def _discard(self, *_args: object) -> None:
        row = self.list.currentRow()
        if not 0 <= row < len(self.found) or not self._is_sure(self.found[row]):
            return
        discard(self.found.pop(row))
        if self.found:
            self._fill()
        else:
            self.reject()

    def _is_sure(self, item: Abandoned) -> bool:
        t = self._t
        box = QDialog(self)
        box.setWindowTitle(t("Discard"))
        text = QLabel(t("Throw away the unsaved work on {name}?", name=title_of(t, item)))
        buttons = QDialogButtonBox()
        sure = buttons.addButton(t("Discard"), QDialogButtonBox.ButtonRole.AcceptRole)
        stay = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        sure.setObjectName("sure")
        stay.setDefault(True)
        buttons.accepted.connect(box.accept)
        buttons.rejected.connect(box.reject)
        layout = QVBoxLayout(box)
        layout.addWidget(text)
        layout.addWidget(buttons)
        return box.exec() == QDialog.DialogCode.Accepted


def title_of(t: Translator, item: Abandoned) -> str:
    """The file's name, or the project's."""
    return item.source.name if item.source is not None else item.name or t("New project")


def entry_text(t: Translator, item: Abandoned) -> str:
    """Name, time and place of a row."""
    moment = datetime.fromtimestamp(item.time_s)
    when = f"{t.date(moment.date(), 'medium')} {moment:%H:%M:%S}"
    first = t("{name} – last change {time}", name=title_of(t, item), time=when)
    if item.source is None:
        return f"{first}\n{t('never saved')}"
    return f"{first}\n{t('the file was changed since') if changed_since(item) else item.source.parent}"


def changed_since(item: Abandoned) -> bool:
    """Whether the user's file is gone or was written after the work that was kept."""
    try:
        return item.source is None or item.source.stat().st_mtime > item.time_s
    except OSError:
        return True


def offer(window: MainWindow, root: Path) -> bool:
    """Ask about work left behind, before anything else is opened. True if some was restored."""
    t = window.document.t
    found = find_abandoned(root)
    if not found:
        return False
    dialog = RecoveryDialog(window, t, found)
    dialog.exec()
    chosen, left = dialog.chosen, dialog.found
    dialog.deleteLater()
    for item in left:
        if item is not chosen:
            keep(item)
    return chosen is not None and take_back(window, chosen)


def take_back(window: MainWindow, item: Abandoned) -> bool:
    """Open the kept work as unsaved changes; the old journal goes only when the new one holds it."""
    document = window.document
    try:
        project = restore(item)
    except PlannerError as error:
        keep(item)
        show_file_error(window, document.t, error)
        return False
    document.set_project(project, None if changed_since(item) else item.source, unsaved=True)
    window.show_workspace()
    if window.autosave is not None and window.autosave.is_safe():
        discard(item)
    else:
        keep(item)
    name = title_of(document.t, item)
    window.status.show_text(document.t("Restored the unsaved work on {name}", name=name))
    return True


def protect(window: MainWindow, root: Path) -> Autosave:
    """Start the autosave of a window."""
    autosave = Autosave(window.document, root, window)
    window.autosave = autosave
    autosave.failed.connect(
        lambda error: window.status.show_text(
            window.document.t("Autosave doesn't work: {reason}", reason=error_text(window.document.t, error))
        )
    )
    return autosave
