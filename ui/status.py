"""The status bar: messages and errors with details, progress with cancel. Nothing is lost, nothing interrupts."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLabel, QMessageBox, QProgressBar, QStatusBar, QToolButton, QWidget

from ui.document import Document
from ui.formatting import error_text
from ui.headline import ElidedLabel
from ui.i18n import follow_language
from ui.jobs import Failure, JobRunner
from ui.style import icon, state_icon

STEPS = 1000


class Status(QStatusBar):
    """See the module."""

    cancelAsked = Signal()  # noqa: N815 - Qt's style for signals

    def __init__(self, document: Document, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._details = ""
        self._failure: Failure | None = None
        self._icon = QLabel()
        self.message = ElidedLabel()
        self._details_button = QToolButton()
        self._details_button.clicked.connect(self.show_details)
        self._details_button.hide()
        self.state = QLabel(objectName="muted")
        self.progress = QProgressBar()
        self.progress.setRange(0, STEPS)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(160)
        self.cancel_button = QToolButton()
        self.cancel_button.setIcon(icon("close"))
        self.cancel_button.setAutoRaise(True)
        self.cancel_button.clicked.connect(self.cancelAsked)
        self.addWidget(self._icon)
        self.addWidget(self.message, 1)
        self.addWidget(self._details_button)
        for widget in (self.state, self.progress, self.cancel_button):
            self.addPermanentWidget(widget)
        self._code, self._runner = "", runner
        runner.progressed.connect(self._on_progress)
        runner.busyChanged.connect(self._on_busy)
        runner.stateChanged.connect(self._show_state)
        runner.failed.connect(self.show_failure)
        document.errorRaised.connect(self.show_error)
        document.projectChanged.connect(self._clear_stale_error)
        self._on_busy(busy=False)
        follow_language(document, self)

    def retranslate(self) -> None:
        """Buttons and state; a message stays as it was said, an error is said anew."""
        t = self._document.t
        self._details_button.setText(t("Details"))
        self.cancel_button.setToolTip(t("Cancel the calculation (Ctrl+.)"))
        self.cancel_button.setAccessibleName(self.cancel_button.toolTip())
        if self._failure is not None:
            self.message.set_whole(error_text(t, self._failure.error))
        elif self.message.text():
            self.show_text("")
        self._show_state(self._runner.state)

    def show_text(self, text: str, state: str = "") -> None:
        """A message; `state` puts an icon before it."""
        self._failure = None
        self._details_button.hide()
        self._show(text, state)

    def show_error(self, error: Exception) -> None:
        """An error without a trace: a refused edit."""
        self._failure = Failure(error=error, details="")
        self._details_button.hide()
        self._show(error_text(self._document.t, error), "bad")

    def show_failure(self, failure: Failure) -> None:
        """An error with its trace for those who ask."""
        self._failure = failure
        self._details_button.setVisible(bool(failure.details))
        self._show(error_text(self._document.t, failure.error), "bad")

    def show_details(self) -> None:
        """The trace, in a box that can be copied from."""
        if self._failure is None:
            return
        t = self._document.t
        box = QMessageBox(QMessageBox.Icon.Warning, t("Details"), error_text(t, self._failure.error), parent=self)
        box.setDetailedText(self._failure.details)
        box.open()

    def _show(self, text: str, state: str) -> None:
        self._icon.setVisible(bool(state))
        if state:
            self._icon.setPixmap(state_icon(state).pixmap(QSize(16, 16)))
        self.message.set_whole(text)

    def _clear_stale_error(self, *_args: object) -> None:
        if self._failure is not None:
            self.show_text("")

    def _on_progress(self, code: str, fraction: float) -> None:
        self._code = code
        self.progress.setValue(int(min(max(fraction, 0.0), 1.0) * STEPS))
        self._show_state(self._runner.state)

    def _on_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.cancel_button.setVisible(busy)

    def _show_state(self, state: str) -> None:
        t = self._document.t
        match state:
            case "calculating" | "working":
                text = t.code(self._code) if self._code else ""
            case "cancelled":
                text = t("Stopped. F5 calculates again")
            case "failed":
                text = t("Not calculated")
            case _:
                text = t("Ready")
        self.state.setText(text)
