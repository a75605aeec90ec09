"""A link budget as a table: sign, item, figure, unit, clause; totals stand out, details stand back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from planner.engine.point_types import BudgetRow, RowKind
from planner.io.point_table import TextRow, text_row
from planner.text import N_
from ui.document import Document
from ui.i18n import follow_language
from ui.style import LINE, MUTED

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
HEADERS = ("", N_("Gain or loss"), N_("Value"), N_("Unit"), N_("Clause or source"))
SIGN, ITEM, VALUE, UNIT, SOURCE = range(5)
ROW_PX = 22
SOURCE_SHARE, LEAST_SOURCE_PX, MOST_SOURCE_PX = 0.28, 110, 260

#: What the jargon of a row means.
HINTS = {
    "budget-per-re": N_("RSRP is the power of one resource element: one subcarrier of 15 or 30 kHz in one symbol"),
    "budget-re-power": N_("Energy per resource element (EPRE) at the antenna's port"),
    "budget-nlos-share": N_("On a sketched map the drawn line of sight isn't certain: formulas in and out of sight are "
                            "blended"),
    "budget-nu": N_("ν of ITU-R P.526: below -0.78 the path is free, at 0 the edge touches the line of sight (6 dB)"),
    "budget-sigma": N_("Real places scatter around the median; this is by how much (shadow fading, entry, blend)"),
    "budget-margin": N_("What has to be kept in reserve so that the level holds with this probability"),
    "budget-beam-gain": N_("The traffic beam is narrower than the broadcast beams: data arrive stronger than RSRP"),
    "budget-noise-rise": N_("Interference by terminals of other cells over the receiver's thermal noise"),
    "budget-power-control": N_("Near its cell a terminal turns its power down so as not to disturb the neighbours"),
    "budget-ul-spread": N_("A terminal short of power sends on fewer resource blocks at the same density"),
    "budget-mcl": N_("Most loss between both ports at which one resource block still works at the lowest MCS"),
    "budget-knife-edge": N_("Loss of a single edge, ITU-R P.526 equation 31"),
}  # fmt: skip


class BudgetModel(QAbstractTableModel):
    """The rows of one direction."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._rows: tuple[BudgetRow, ...] = ()
        self._texts: tuple[TextRow, ...] = ()
        self._bold = QFont()
        self._bold.setBold(True)

    @property
    def rows(self) -> tuple[BudgetRow, ...]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: tuple[BudgetRow, ...]) -> None:
        """Other rows; where their number stays, the scroll position stays too."""
        texts = tuple(text_row(row, self._document.t) for row in rows)
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows, self._texts = rows, texts
            self.endResetModel()
            return
        self._rows, self._texts = rows, texts
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(HEADERS) - 1))

    def retranslate(self) -> None:
        """Say it again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(HEADERS) - 1)
        self.set_rows(self._rows)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Sign, item, value, unit, clause."""
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """One cell."""
        if not index.isValid():
            return None
        text, column = self._texts[index.row()], index.column()
        is_detail, is_total = text.kind is RowKind.DETAIL, text.kind is RowKind.TOTAL
        match role:
            case Qt.ItemDataRole.DisplayRole:
                name = f"    {text.name}" if is_detail else text.name
                return (text.sign, name, text.value, text.unit, text.source)[column]
            case Qt.ItemDataRole.ToolTipRole:
                hint = HINTS.get(text.code)
                said = "\n".join(part for part in (text.name, text.source) if part)
                return f"{said}\n{self._document.tr(hint)}" if hint else said
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column == VALUE else Qt.AlignmentFlag.AlignLeft
                side = Qt.AlignmentFlag.AlignHCenter if column == SIGN else side
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.FontRole:
                return self._bold if is_total else None
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(MUTED) if is_detail or column == SOURCE else None
            case Qt.ItemDataRole.BackgroundRole:
                return QColor("#eef3f9") if is_total else None
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._document.tr(HEADERS[section]) if HEADERS[section] else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == VALUE else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class BudgetTable(QTableView):
    """The view: the item takes what room there is, the clause what it needs up to a limit."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.budget = BudgetModel(document, self)
        self.setModel(self.budget)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setStyleSheet(f"QTableView {{ border: 0; border-left: 1px solid {LINE}; }}")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.verticalHeader().setMinimumSectionSize(ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(ITEM, QHeaderView.ResizeMode.Stretch)
        for column, width_px in ((SIGN, 24), (VALUE, 64), (UNIT, 52), (SOURCE, LEAST_SOURCE_PX)):
            header.resizeSection(column, width_px)
        follow_language(document, self)

    def retranslate(self) -> None:
        """The model's texts."""
        self.budget.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The clause takes its share, the item the rest."""
        super().resizeEvent(event)
        width_px = min(max(self.viewport().width() * SOURCE_SHARE, LEAST_SOURCE_PX), MOST_SOURCE_PX)
        self.horizontalHeader().resizeSection(SOURCE, round(width_px))
