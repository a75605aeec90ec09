"""The tabs below the map. Only the visible one follows every preview; the others catch up when they are opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from planner.text import N_
from ui.document import Document
from ui.i18n import follow_language
from ui.panels.choices import categories_of
from ui.panels.point import PointPanel
from ui.panels.section import SectionPanel
from ui.style import state_icon
from ui.tables.capacity import CapacityPanel
from ui.tables.compare import ComparePanel
from ui.tables.coverage import CoveragePanel
from ui.tables.findings import FindingsPanel, findings_of
from ui.tables.obstacles import ObstaclesPanel
from ui.tables.quote import QuotePanel
from ui.tables.services import ServicesPanel

TITLES = {
    "coverage": N_("Coverage"),
    "services": N_("Services and latency"),
    "capacity": N_("Capacity and slices"),
    "quote": N_("Quote"),
    "compare": N_("Compare"),
    "obstacles": N_("Obstacles"),
    "section": N_("Section"),
    "point": N_("Point"),
    "findings": N_("Findings"),
}


#: While a gesture runs the table below the map follows at this pace; its painting costs as much as the map's.
PREVIEW_PACE_MS = 200


class ResultsTabs(QTabWidget):
    """See the module."""

    jumped = Signal(object)
    pointJumped = Signal(float, float)  # noqa: N815 - Qt's style for signals

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.coverage = CoveragePanel(document)
        self.services = ServicesPanel(document)
        self.capacity = CapacityPanel(document)
        self.quote = QuotePanel(document)
        self.compare = ComparePanel(document)
        self.obstacles = ObstaclesPanel(document)
        self.section = SectionPanel(document)
        self.point = PointPanel(document)
        self.findings = FindingsPanel(document)
        self.setDocumentMode(True)
        self._updates: dict[str, Callable[[], None]] = {
            "coverage": lambda: self.coverage.show_results(document.results),
            "services": lambda: self.services.show_results(document.results),
            "capacity": lambda: self.capacity.show_results(document.results),
            "quote": lambda: self.quote.show_results(document.results, categories_of(document, document.scheme_id)),
            "compare": self.compare.refresh,
            "obstacles": lambda: None,  # follows the project itself
            "section": lambda: None,
            "point": lambda: None,
            "findings": lambda: self.findings.show_results(document.results),
        }
        self._stale: set[str] = set(TITLES)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PREVIEW_PACE_MS)
        self._later.timeout.connect(self._follow)
        panels: dict[str, QWidget] = {
            "coverage": self.coverage, "services": self.services, "capacity": self.capacity,
            "quote": self.quote, "compare": self.compare, "obstacles": self.obstacles, "section": self.section,
            "point": self.point, "findings": self.findings,
        }  # fmt: skip
        for panel in panels.values():
            self.addTab(panel, "")
        for panel in (self.coverage, self.services, self.capacity, self.obstacles, self.findings):
            panel.jumped.connect(self.jumped)
        for panel in (self.coverage, self.point):
            panel.pointJumped.connect(self.pointJumped)
        self.compare.schemeChosen.connect(document.set_scheme)
        document.resultsChanged.connect(self._invalidate)
        document.schemeChanged.connect(self._invalidate)
        document.projectChanged.connect(self._on_project)
        self.currentChanged.connect(self._catch_up)
        follow_language(document, self)

    def retranslate(self) -> None:
        """Titles."""
        for position, title in enumerate(TITLES.values()):
            self.setTabText(position, self.document.tr(title))
        self._show_findings_title()

    def open_tab(self, name: str) -> None:
        """Go to a tab by its name."""
        self.setCurrentIndex(list(TITLES).index(name))

    @property
    def current_name(self) -> str:
        """The open tab's name."""
        return list(TITLES)[self.currentIndex()]

    def _on_project(self, before: object, after: object) -> None:
        if getattr(before, "schemes", None) != getattr(after, "schemes", None):
            self._stale.add("compare")
            self._catch_up()
        if self.document.results is None:
            self._invalidate()

    def _invalidate(self, *_args: object) -> None:
        self._stale = set(TITLES)
        if not self.document.is_previewing:
            self._later.stop()
            self._follow()
        elif not self._later.isActive():
            self._later.start()

    def _follow(self) -> None:
        self._catch_up()
        self._show_findings_title()

    def _catch_up(self, *_args: object) -> None:
        name = self.current_name
        if name in self._stale:
            self._stale.discard(name)
            self._updates[name]()

    def _show_findings_title(self) -> None:
        t, found = self.document.t, findings_of(self.document.results)
        position = list(TITLES).index("findings")
        title = self.document.tr(TITLES["findings"])
        self.setTabText(position, t("{title} ({n})", title=title, n=len(found)) if found else title)
        severities = {issue.severity for issue in found}
        state = "bad" if "error" in severities else "warn" if "warning" in severities else "note" if found else "ok"
        self.setTabIcon(position, state_icon(state))
