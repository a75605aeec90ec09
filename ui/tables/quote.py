"""The quote: its lines, totals on four axes, capitals, the demo banner; a line shows its objects on the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTreeView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.text import N_
from ui.document import Document
from ui.formatting import DASH, reference, term_text
from ui.i18n import follow_language
from ui.style import icon
from ui.tables.quote_model import AXES, QuoteModel, Role

if TYPE_CHECKING:
    from planner.engine.results import Results
    from planner.pricing.pricebook import Term
    from planner.pricing.quote import Quote

AXIS_TITLES = {
    "one_off": N_("One-off"),
    "per_month": N_("Per month"),
    "per_year": N_("Per year"),
    "over_term": N_("Over the term"),
}
ITEM_MAX_PX = 172
KINDS = ("net", "tax", "gross")
KIND_TITLES = {"net": N_("Without tax"), "tax": N_("Tax"), "gross": N_("With tax")}


class Totals(QFrame):
    """Four axes, each without tax, tax, with tax; the term's total in capitals."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._quote: Quote | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        self._kind_labels = {kind: QLabel() for kind in KINDS}
        self._axis_labels = {axis: QLabel() for axis in AXES}
        self._figures = {(axis, kind): QLabel() for axis in AXES for kind in KINDS}
        right = Qt.AlignmentFlag.AlignRight
        for column, kind in enumerate(KINDS, start=1):
            self._kind_labels[kind].setObjectName("muted")
            grid.addWidget(self._kind_labels[kind], 0, column, right)
        for row, axis in enumerate(AXES, start=1):
            grid.addWidget(self._axis_labels[axis], row, 0)
            for column, kind in enumerate(KINDS, start=1):
                label = self._figures[axis, kind]
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                bold = axis == "over_term" and kind == "gross"
                label.setStyleSheet("font-weight: 600;" if bold else "")
                grid.addWidget(label, row, column, right)
        self._capitals = QLabel()
        self._capitals.setWordWrap(True)
        self._capitals.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(self._capitals, len(AXES) + 1, 0, 1, 4)
        grid.setRowStretch(len(AXES) + 2, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(410)
        follow_language(document, self)

    def show_quote(self, quote: Quote | None) -> None:
        """Show another quote's totals."""
        self._quote = quote
        self.retranslate()

    def retranslate(self) -> None:
        """Texts and figures."""
        t = self._document.t
        for kind, label in self._kind_labels.items():
            label.setText(t.code(KIND_TITLES[kind]))
        quote = self._quote
        for axis, label in self._axis_labels.items():
            label.setText(t.code(AXIS_TITLES[axis]))
        if quote is not None:
            term = t("Over {term}", term=term_text(t, quote.terms.term_months))
            self._axis_labels["over_term"].setText(term)
        for (axis, kind), label in self._figures.items():
            amount = None if quote is None else getattr(getattr(quote.totals, axis), kind)
            label.setText(DASH if amount is None or quote is None else t.money(amount, quote.currency))
        capitals = "" if quote is None else t("In capitals: {text}", text=quote.capitals.over_term)
        self._capitals.setText(capitals)


class QuotePanel(QWidget):
    """Tree of lines left, totals and buttons right."""

    objectsChosen = Signal(object)  # noqa: N815 - Qt's style for signals
    exportAsked = Signal()  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._quote: Quote | None = None
        self.model = QuoteModel(document, self)
        self.tree = QTreeView(self)
        self.tree.setModel(self.model)
        self.tree.setAlternatingRowColors(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.tree.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.tree.activated.connect(lambda _index: self.show_objects())
        self.tree.selectionModel().currentRowChanged.connect(lambda *_rows: self._update_buttons())
        self.banner = QLabel(objectName="banner")
        self.banner.setWordWrap(True)
        self.totals = Totals(document, self)
        self.show_button = QPushButton(icon("jump"), "")
        self.export_button = QPushButton(icon("export"), "")
        self.show_button.clicked.connect(self.show_objects)
        self.export_button.clicked.connect(self.exportAsked)
        side = QVBoxLayout()
        side.setContentsMargins(8, 8, 8, 8)
        side.addWidget(self.banner)
        side.addWidget(self.totals, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.show_button)
        buttons.addWidget(self.export_button)
        buttons.addStretch(1)
        side.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tree, 1)
        layout.addLayout(side)
        self._update_buttons()
        follow_language(document, self)

    def retranslate(self) -> None:
        """Buttons, banner, tree."""
        t = self.document.t
        self.show_button.setText(t("Show on map"))
        self.show_button.setToolTip(t("Selects the objects that make up the line's quantity (Enter)"))
        self.export_button.setText(t("Export quote…"))
        self._show_banner()
        self.model.retranslate()
        self._fit()

    def show_results(self, results: Results | None, categories: Mapping[str, Term] | None = None) -> None:
        """Show the quote of some results; `categories` names its structure's categories."""
        quote = results.quote if results is not None else None
        if quote is not self._quote:
            self._quote = quote
            self.model.show_quote(quote, categories or {})
            self.totals.show_quote(quote)
            self._fit()
            self._update_buttons()
        self._show_banner()

    def show_objects(self) -> None:
        """Select the objects behind the current line's quantity."""
        line = self.tree.currentIndex().siblingAtColumn(0).data(Role.LINE)
        if line is None:
            return
        refs = [reference(kind, identifier, self.document.scheme_id) for kind, identifier in line.objects]
        self.objectsChosen.emit(tuple(ref for ref in refs if ref is not None))

    def _fit(self) -> None:
        self.tree.expandAll()
        for column in range(self.model.columnCount()):
            self.tree.resizeColumnToContents(column)
            widest = ITEM_MAX_PX if column == 0 else 300
            self.tree.setColumnWidth(column, min(widest, self.tree.columnWidth(column) + 2))

    def _update_buttons(self) -> None:
        line = self.tree.currentIndex().siblingAtColumn(0).data(Role.LINE)
        self.show_button.setEnabled(line is not None and bool(line.objects))
        self.export_button.setEnabled(self._quote is not None)

    def _show_banner(self) -> None:
        t, quote = self.document.t, self._quote
        self.banner.setVisible(quote is None or quote.provenance.is_demo)
        if quote is None:
            self.banner.setText(t("No quote yet"))
        else:
            book = t.pick(quote.provenance)
            self.banner.setText(
                t("Demo prices: {book} {version} is fictional", book=book, version=quote.provenance.version)
            )
