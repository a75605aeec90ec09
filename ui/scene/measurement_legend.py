"""The legend of the measured points: floats upper left in the map window while there are any."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from ui.document import Document
from ui.i18n import follow_language
from ui.scene.measurement import MeasurementItems
from ui.scene.overlays import Legend
from ui.scene.panels import EDGE_PX


class MeasurementLegend:
    """See the module; follows project, previews and language."""

    def __init__(self, document: Document, items: MeasurementItems, window: QWidget) -> None:
        self._document = document
        self._items = items
        self.overlay = Legend(window)
        self.overlay.move(QPoint(EDGE_PX, EDGE_PX))
        self._sets: object = None
        document.projectChanged.connect(self._on_project)
        follow_language(document, self)

    def place(self, below: Legend) -> None:
        """Upper left; beside the layer's legend where both don't fit above each other."""
        meets = not below.is_empty and below.y() < 2 * EDGE_PX + self.overlay.height()
        self.overlay.move(QPoint(2 * EDGE_PX + below.width() if meets else EDGE_PX, EDGE_PX))

    def retranslate(self) -> None:
        """Say it again."""
        self.overlay.show_content(self._items.legend(self._document.lang))
        self.overlay.raise_()

    def _on_project(self, *_args: object) -> None:
        sets = self._document.project.site_map.measurements
        if sets is not self._sets:
            self._sets = sets
            self.retranslate()
