"""Language of the window: who follows a switch, Qt's own texts, and which language to start with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QSettings, QTranslator

from planner.text import LANGUAGES, normalise_language, system_language

if TYPE_CHECKING:
    from ui.document import Document

QT_TRANSLATIONS = {"zh": "qtbase_zh_CN"}
LOCALES = {"zh": "zh_CN", "en": "en_US"}


class Retranslates(Protocol):
    """A widget that can say all its texts again."""

    def retranslate(self) -> None:
        """Set every text in the document's language."""


def follow_language(document: Document, widget: Retranslates) -> None:
    """Say the widget's texts now and after every switch: the one mechanism of the window."""
    widget.retranslate()
    document.languageChanged.connect(widget.retranslate)


def start_language(settings: QSettings | None, wanted: str | None = None) -> str:
    """The language asked for, else the one kept from last time, else the system's."""
    kept = settings.value("language", "") if settings is not None else ""
    if wanted:
        return normalise_language(wanted)
    if kept in LANGUAGES:
        return str(kept)
    from_system = normalise_language(QLocale.system().name())
    return from_system if from_system == "zh" else system_language()


class QtTexts:
    """Keeps Qt's own translator (buttons of dialogs) and number style in the window's language."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._translator: QTranslator | None = None

    def set_language(self, lang: str) -> None:
        """Install the translator of a language, remove the former one."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
            self._translator = None
        QLocale.setDefault(QLocale(LOCALES[lang]))
        name = QT_TRANSLATIONS.get(lang)
        translator = QTranslator(self._app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if name and translator.load(name, folder):
            self._app.installTranslator(translator)
            self._translator = translator
