"""The bar above the headline: schemes as tabs, a button for one more, and the language."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabBar, QToolButton, QWidget

from ui.document import Document
from ui.i18n import follow_language
from ui.style import icon


def next_scheme_id(existing: tuple[str, ...]) -> str:
    """A free id for a scheme: the next letter, then numbered ones.

    >>> next_scheme_id(("A", "B")), next_scheme_id(("A", "scheme-01"))
    ('C', 'B')
    """
    letters = (chr(code) for code in range(ord("A"), ord("Z") + 1))
    free = next((letter for letter in letters if letter not in existing), None)
    return free or next(f"scheme-{n:02d}" for n in range(1, 1000) if f"scheme-{n:02d}" not in existing)


class SchemeBar(QWidget):
    """See the module. A double click renames a scheme."""

    addAsked = Signal()  # noqa: N815 - Qt's style for signals
    renameAsked = Signal()  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._ids: tuple[str, ...] = ()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(self.tabs.elideMode().ElideRight)
        self._label = QLabel(objectName="muted")
        self.add_button = QToolButton()
        self.add_button.setIcon(icon("add"))
        self.add_button.setAutoRaise(True)
        self.language_button = QToolButton()
        self.language_button.setIcon(icon("language"))
        self.language_button.setToolButtonStyle(self.language_button.toolButtonStyle().ToolButtonTextBesideIcon)
        self.language_button.setAutoRaise(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 10, 0)
        layout.addWidget(self._label)
        layout.addWidget(self.tabs)
        layout.addWidget(self.add_button)
        layout.addStretch(1)
        layout.addWidget(self.language_button)
        self.tabs.currentChanged.connect(self._on_tab)
        self.tabs.tabBarDoubleClicked.connect(self._on_double_click)
        self.add_button.clicked.connect(self.addAsked)
        self.language_button.clicked.connect(self._switch_language)
        document.projectChanged.connect(self.refresh)
        document.schemeChanged.connect(self.refresh)
        follow_language(document, self)

    def retranslate(self) -> None:
        """Label, tips, and the language one can switch to."""
        t = self.document.t
        self._label.setText(t("Scheme"))
        self.add_button.setToolTip(t("One more scheme: a copy of this one (Ctrl+D)"))
        self.add_button.setAccessibleName(self.add_button.toolTip())
        self.tabs.setToolTip(t("Schemes are complete answers to the same demand. Double click: rename"))
        self.language_button.setText("English" if self.document.lang == "zh" else "中文")
        self.refresh()

    def refresh(self, *_args: object) -> None:
        """Tabs for the project's schemes."""
        schemes = self.document.project.schemes
        with QSignalBlocker(self.tabs):
            ids = tuple(sorted(schemes))
            if ids != self._ids:
                self._ids = ids
                while self.tabs.count():
                    self.tabs.removeTab(0)
                for _id in ids:
                    self.tabs.addTab("")
            for position, scheme_id in enumerate(ids):
                self.tabs.setTabText(position, schemes[scheme_id].name or scheme_id)
            if self.document.scheme_id in ids:
                self.tabs.setCurrentIndex(ids.index(self.document.scheme_id))

    def _on_tab(self, position: int) -> None:
        if 0 <= position < len(self._ids):
            self.document.set_scheme(self._ids[position])

    def _on_double_click(self, position: int) -> None:
        if position >= 0:
            self.renameAsked.emit()

    def _switch_language(self) -> None:
        self.document.set_language("en" if self.document.lang == "zh" else "zh")
