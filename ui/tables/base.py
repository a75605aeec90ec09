"""A read-only table over immutable results: declared columns, numeric sort, and a jump from every row to the map."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from planner.model.edits import ObjectRef
from planner.text import Translator
from ui.document import Document
from ui.i18n import follow_language
from ui.style import state_icon

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
MAX_COLUMN_PX = 340


class Role(IntEnum):
    """Own data roles: what a cell sorts by, the object of its row, the row itself."""

    SORT = int(Qt.ItemDataRole.UserRole) + 1
    REF = int(Qt.ItemDataRole.UserRole) + 2
    ROW = int(Qt.ItemDataRole.UserRole) + 3


RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its title and hint (marked source strings), and how a row reads, sorts and looks in it.

    `value` gives a number for right-aligned, numerically sorted columns; `state` names an icon of ui.style.
    """

    title: str
    text: Callable[[Translator, Any], str]
    hint: str = ""
    value: Callable[[Any], float | Decimal | None] | None = None
    state: Callable[[Any], str] | None = None
    width_px: int = 0
    tip: Callable[[Translator, Any], str] | None = None


class ResultModel(QAbstractTableModel):
    """Rows of one kind under declared columns."""

    def __init__(
        self,
        document: Document,
        columns: Sequence[Column],
        ref_of: Callable[[Any], ObjectRef | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._columns = tuple(columns)
        self._ref_of = ref_of
        self._rows: tuple[Any, ...] = ()

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows in the results' order."""
        return self._rows

    @property
    def columns(self) -> tuple[Column, ...]:
        """The declared columns."""
        return self._columns

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; where their number stays, selection and scroll position stay too."""
        new = tuple(rows)
        if len(new) == len(self._rows):
            self._rows = new
            if new:
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(self._columns) - 1))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def retranslate(self) -> None:
        """Say header and cells again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        self.set_rows(self._rows)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """What a cell shows, or what it sorts by."""
        if not index.isValid():
            return None
        column, row = self._columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(self._document.t, row)
            case Qt.ItemDataRole.ToolTipRole:
                return (column.tip or column.text)(self._document.t, row)
            case Qt.ItemDataRole.DecorationRole:
                return state_icon(column.state(row)) if column.state is not None else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(RIGHT if column.value is not None else LEFT)
            case Role.SORT:
                return self._sort_value(column, row)
            case Role.REF:
                return self._ref_of(row)
            case Role.ROW:
                return row
        return None

    def _sort_value(self, column: Column, row: Any) -> Any:
        if column.value is None:
            return column.text(self._document.t, row)
        value = column.value(row)
        return -math.inf if value is None or not math.isfinite(value) else float(value)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Titles with their hints; figures' titles stand right like the figures."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._document.tr(column.title)
            case Qt.ItemDataRole.ToolTipRole:
                return self._document.tr(column.hint) if column.hint else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(RIGHT if column.value is not None else LEFT)
        return None


class ResultTable(QTableView):
    """A sortable view of a `ResultModel`. A row selects its object; a double click or Enter also goes there."""

    jumped = Signal(object)
    rowChosen = Signal(object)  # noqa: N815 - Qt's style for signals

    def __init__(self, document: Document, model: ResultModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.result_model = model
        model.setParent(self)
        self._fitted = False
        proxy = QSortFilterProxyModel(self)
        proxy.setSortRole(Role.SORT)
        proxy.setSourceModel(model)
        self.setModel(proxy)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setHighlightSections(False)
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self.clicked.connect(self._select_object)
        self.doubleClicked.connect(self._jump)
        follow_language(document, self)

    def retranslate(self) -> None:
        """Texts are the model's; widths follow them."""
        self.result_model.retranslate()
        self.fit_columns()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show rows; the first time columns take the width of their contents."""
        self.result_model.set_rows(rows)
        if rows and not self._fitted:
            self._fitted = True
            self.fit_columns()

    def fit_columns(self) -> None:
        """Columns as wide as their contents, within reason."""
        self.resizeColumnsToContents()
        for position, column in enumerate(self.result_model.columns):
            self.setColumnWidth(position, column.width_px or min(MAX_COLUMN_PX, self.columnWidth(position) + 4))

    def choose(self, ref: ObjectRef) -> bool:
        """Make the row of an object the current one."""
        for row in range(self.model().rowCount()):
            index = self.model().index(row, 0)
            if index.data(Role.REF) == ref:
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return True
        return False

    def current_row(self) -> Any:
        """The row's result object, None where there is no current row."""
        index = self.currentIndex()
        return index.data(Role.ROW) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes to the object."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._jump(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.rowChosen.emit(current.data(Role.ROW))
            if self.hasFocus():
                self._select_object(current)

    def _select_object(self, index: QModelIndex) -> None:
        ref = index.data(Role.REF)
        if ref is not None:
            self.document.set_selection((ref,))

    def _jump(self, index: QModelIndex) -> None:
        ref = index.data(Role.REF)
        if ref is not None:
            self.document.set_selection((ref,))
            self.jumped.emit(ref)
