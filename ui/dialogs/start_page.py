"""The start page: a choice of templates, an empty map, a file, or one of the recent files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from planner.errors import PlannerError
from planner.text import normalise_language, pick
from resources import RESOURCES_DIR
from ui.document import Document
from ui.i18n import follow_language
from ui.style import ACCENT, ACCENT_SOFT, LINE, PAPER, icon

CARD = QSize(232, 178)
CARDS_PER_ROW = 4
EMPTY_KEY = ""


class Card(QFrame):
    """One thing to start with; a click, Enter or space takes it."""

    chosen = Signal(str)

    def __init__(self, key: str, picture: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setObjectName("card")
        self.setFixedSize(CARD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setStyleSheet(
            f"QFrame#card {{ background: {PAPER}; border: 1px solid {LINE}; border-radius: 8px; }}"
            f"QFrame#card:hover {{ background: {ACCENT_SOFT}; }}"
            f"QFrame#card:focus {{ border: 2px solid {ACCENT}; }}"
        )
        image = QLabel()
        image.setPixmap(icon(picture, ACCENT).pixmap(QSize(48, 48)))
        self.title = QLabel()
        self.title.setStyleSheet("font-size: 15px; font-weight: 600;")
        self.text = QLabel(objectName="muted")
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addWidget(image)
        layout.addWidget(self.title)
        layout.addWidget(self.text, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click inside."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter or space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.key)
            return
        super().keyPressEvent(event)


class StartPage(QWidget):
    """See the module."""

    templateChosen = Signal(str)  # noqa: N815 - Qt's style for signals
    openAsked = Signal()  # noqa: N815
    importAsked = Signal()  # noqa: N815
    fileChosen = Signal(object)  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._infos = _templates()
        self._title = QLabel()
        self._title.setStyleSheet("font-size: 24px; font-weight: 600;")
        self._subtitle = QLabel(objectName="muted")
        self._language = QToolButton()
        self._language.setIcon(icon("language"))
        self._language.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._language.clicked.connect(self._switch_language)
        self._templates_label, self._recent_label = QLabel(objectName="title"), QLabel(objectName="title")
        self._open, self._import = QPushButton(icon("open"), ""), QPushButton(icon("building"), "")
        self._open.clicked.connect(self.openAsked)
        self._import.clicked.connect(self.importAsked)
        self.cards = {key: Card(key, _picture(key)) for key in [*(info.key for info in self._infos), EMPTY_KEY]}
        grid = QGridLayout()
        grid.setSpacing(14)
        for position, card in enumerate(self.cards.values()):
            card.chosen.connect(self.templateChosen)
            grid.addWidget(card, position // CARDS_PER_ROW, position % CARDS_PER_ROW)
        grid.setColumnStretch(CARDS_PER_ROW, 1)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._language)
        buttons = QHBoxLayout()
        buttons.addWidget(self._open)
        buttons.addWidget(self._import)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(10)
        for item in (
            head,
            self._subtitle,
            14,
            self._templates_label,
            grid,
            14,
            buttons,
            10,
            self._recent_label,
            self._recent,
        ):
            if isinstance(item, int):
                column.addSpacing(item)
            elif isinstance(item, QWidget):
                column.addWidget(item)
            else:
                column.addLayout(item)
        column.addStretch(1)
        body = QWidget()
        body.setLayout(column)
        body.setFixedWidth(CARDS_PER_ROW * (CARD.width() + 14) + 24)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 40, 24, 24)
        layout.addStretch(1)
        layout.addWidget(body)
        layout.addStretch(1)
        follow_language(document, self)

    def retranslate(self) -> None:
        """All texts, templates in the window's language."""
        t = self.document.t
        self._title.setText("Campus5G")
        self._subtitle.setText(
            t("Plan a 5G private network and quote it: coverage, latency, capacity and price together")
        )
        self._language.setText("English" if self.document.lang == "zh" else "中文")
        self._templates_label.setText(t("Start from a template"))
        self._recent_label.setText(t("Recent files"))
        self._open.setText(t("Open a project file…"))
        self._import.setText(t("Start from a map file (GeoJSON)…"))
        for info in self._infos:
            self.cards[info.key].title.setText(pick(info, self.document.lang))
            self.cards[info.key].text.setText(pick(info, self.document.lang, "description"))
        self.cards[EMPTY_KEY].title.setText(t("Empty map"))
        self.cards[EMPTY_KEY].text.setText(t("Draw buildings and zones, place sites, add flows"))
        for card in self.cards.values():
            card.setAccessibleName(card.title.text())
        self.refresh_recent()

    def focus_first(self) -> None:
        """The keyboard starts at the first card."""
        next(iter(self.cards.values())).setFocus()

    def refresh_recent(self) -> None:
        """The recent files that still exist."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        paths = self.document.recent_files()
        self._recent_label.setVisible(bool(paths))
        for path in paths:
            row = QPushButton(f"{path.name}     {path.parent}")
            row.setFlat(True)
            row.setStyleSheet("QPushButton { text-align: left; border: 0; color: #1f5fa8; }")
            row.setToolTip(str(path))
            row.clicked.connect(partial(self._on_recent, path))
            self._recent.addWidget(row)

    def _on_recent(self, path: Path) -> None:
        self.fileChosen.emit(path)

    def _switch_language(self) -> None:
        self.document.set_language("en" if normalise_language(self.document.lang) == "zh" else "zh")


def _templates() -> tuple[object, ...]:
    from planner.io.templates import list_templates

    try:
        return list_templates()
    except PlannerError:
        return ()  # a broken installation still opens files


def _picture(key: str) -> str:
    name = f"t_{key}"
    return name if (RESOURCES_DIR / "icons" / f"{name}.svg").is_file() else "t_empty"
