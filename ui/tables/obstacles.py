"""All obstacles as a table to edit like a spreadsheet: type, paste a block, copy, sort, filter, jump to the map."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.model.edits import ObjectRef
from planner.model.site_map import Obstacle
from ui.document import Document
from ui.i18n import follow_language
from ui.style import icon
from ui.tables.base import Role
from ui.tables.obstacles_cells import COLUMN_BY_PATH, COLUMNS, CellError, copied
from ui.tables.obstacles_model import ObstacleModel, ObstacleProxy
from ui.tables.obstacles_paste import Refusal, block_of, pasted, stretched, text_of, with_obstacles

WIDTHS_PX = {"name": 190, "kind": 150, "material": 190, "height_source": 150}
DEFAULT_WIDTH_PX = 92


class CellDelegate(QStyledItemDelegate):
    """A list for what has choices, a line for everything else."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        """The editor of a cell."""
        column = COLUMNS[index.column()]
        if column.choices is None:
            line = QLineEdit(parent)
            line.setStyleSheet("QLineEdit { padding: 0 2px; min-height: 0; border-radius: 0; }")
            return line
        box = QComboBox(parent)
        for _code, word in column.choices(self._document.t, self._document.catalogue):
            box.addItem(word)
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:  # noqa: N802 - Qt's name
        """Show the cell's value."""
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findText(text), 0))
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex
    ) -> None:
        """Submit what was typed or chosen."""
        text = editor.currentText() if isinstance(editor, QComboBox) else getattr(editor, "text", str)()
        model.setData(index, text, Qt.ItemDataRole.EditRole)


class ObstacleTable(QTableView):
    """The view: Ctrl+C, Ctrl+V and Enter as in a spreadsheet."""

    copyAsked = Signal()  # noqa: N815 - Qt's style for signals
    pasteAsked = Signal()  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(CellDelegate(document, self))
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(26)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setHighlightSections(True)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy and paste before editing starts."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copyAsked.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasteAsked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class ObstaclesPanel(QWidget):
    """Filter, table, and one line that says what was refused."""

    jumped = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.model = ObstacleModel(document)
        self.proxy = ObstacleProxy(document, self)
        self.table = ObstacleTable(document, self)
        self.model.setParent(self)
        self.proxy.setSourceModel(self.model)
        self.table.setModel(self.proxy)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        for path, position in COLUMN_BY_PATH.items():
            self.table.setColumnWidth(position, WIDTHS_PX.get(path, DEFAULT_WIDTH_PX))
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(260)
        self.count = QLabel(objectName="muted")
        self.message = QLabel(objectName="banner")
        self.message.hide()
        self._refused: tuple[int, int, CellError] | None = None
        self._follows = True
        self.show_button = QToolButton()
        self.show_button.setIcon(icon("jump"))
        self.show_button.setAutoRaise(True)
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 4)
        for widget in (self.filter, self.show_button, self.count, self.message):
            row.addWidget(widget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self._connect()
        follow_language(document, self)

    def _connect(self) -> None:
        self.model.refused.connect(self._on_refused)
        self.filter.textChanged.connect(self._on_filter)
        self.table.copyAsked.connect(self.copy)
        self.table.pasteAsked.connect(self.paste)
        self.table.selectionModel().selectionChanged.connect(self._on_rows)
        self.table.verticalHeader().sectionDoubleClicked.connect(self._jump)
        self.show_button.clicked.connect(lambda *_args: self._jump(self.table.currentIndex().row()))
        self.document.selectionChanged.connect(self.show_selection)
        self.document.projectChanged.connect(self._on_project)

    def retranslate(self) -> None:
        """Header, cells, words around."""
        t = self.document.t
        self.model.retranslate()
        self.filter.setPlaceholderText(t("Filter: name, kind, material…"))
        self.filter.setAccessibleName(t("Filter the obstacles"))
        self.show_button.setToolTip(t("Show on the map"))
        self.show_button.setAccessibleName(t("Show on the map"))
        self.table.setAccessibleName(t("Obstacles"))
        self._show_count()
        self._show_message()

    # -- what is shown -----------------------------------------------------------------------------------------------

    def shown_obstacles(self) -> list[Obstacle]:
        """The obstacles in the order of the table's rows, filtered and sorted."""
        rows = self.model.rows
        return [rows[self.proxy.mapToSource(self.proxy.index(row, 0)).row()] for row in range(self.proxy.rowCount())]

    def _show_count(self) -> None:
        total, seen = self.model.rowCount(), self.proxy.rowCount()
        t = self.document.t
        text = t.plural("{n} obstacle", "{n} obstacles", total) if total == seen else ""
        self.count.setText(text or t("{seen} of {total} obstacles", seen=t.number(seen), total=t.number(total)))

    def _on_project(self, *_args: object) -> None:
        self._refused = None
        self._show_message()
        self._show_count()

    def _on_filter(self, text: str) -> None:
        self.proxy.set_filter(text)
        self._show_count()

    def _on_refused(self, source_row: int, column: int, problem: CellError) -> None:
        row = self.proxy.mapFromSource(self.model.index(source_row, max(column, 0))).row() if source_row >= 0 else -1
        self._refuse(row, column, problem)

    def _refuse(self, row: int, column: int, problem: CellError) -> None:
        self._refused = (row, column, problem)
        self._show_message()
        if row >= 0 and column >= 0:
            self.table.scrollTo(self.proxy.index(row, column))

    def _show_message(self) -> None:
        self.message.setVisible(self._refused is not None)
        if self._refused is None:
            return
        row, column, problem = self._refused
        document = self.document
        what = document.tr(problem.source, **problem.params)
        if row < 0:
            self.message.setText(document.t("Nothing was changed: {problem}", problem=what))
            return
        title = document.tr(COLUMNS[column].title)
        text = document.t(
            "Nothing was changed: row {row}, {column}: {problem}", row=row + 1, column=title, problem=what
        )
        self.message.setText(text)

    # -- clipboard ---------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """The selected cells, as a rectangle around them, to the clipboard."""
        indexes = self.table.selectionModel().selectedIndexes()
        if not indexes:
            return
        rows = sorted({index.row() for index in indexes})
        columns = range(min(i.column() for i in indexes), max(i.column() for i in indexes) + 1)
        obstacles, t, catalogue = self.shown_obstacles(), self.document.t, self.document.catalogue
        block = [[copied(COLUMNS[column], obstacles[row], t, catalogue) for column in columns] for row in rows]
        QGuiApplication.clipboard().setText(text_of(block))

    def paste(self) -> None:
        """A block from the clipboard at the selection's corner, as one undo step; all of it or nothing."""
        block = block_of(QGuiApplication.clipboard().text())
        indexes = self.table.selectionModel().selectedIndexes() or [self.table.currentIndex()]
        if not block or not indexes[0].isValid():
            return
        top, left = min(i.row() for i in indexes), min(i.column() for i in indexes)
        high, wide = max(i.row() for i in indexes) - top + 1, max(i.column() for i in indexes) - left + 1
        block = stretched(block, high, wide)
        try:
            changed = pasted(self.shown_obstacles(), block, top, left, self.document.catalogue)
        except Refusal as refusal:
            self._refuse(refusal.row, refusal.column, refusal.problem)
            return
        cells = sum(map(len, block))
        text = self.document.t.plural("Paste {n} cell", "Paste {n} cells", cells)
        self.document.apply(text, lambda project: with_obstacles(project, changed))
        last = self.proxy.index(top + len(block) - 1, left + max(map(len, block)) - 1)
        self.table.selectionModel().select(
            QItemSelection(self.proxy.index(top, left), last), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    # -- the map -----------------------------------------------------------------------------------------------------

    def _on_rows(self, *_args: object) -> None:
        """What has selected cells is selected on the map."""
        if not self._follows or not self.table.hasFocus():
            return
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        refs = [self.proxy.index(row, 0).data(Role.REF) for row in rows]
        self._follows = False
        self.document.set_selection(refs)
        self._follows = True

    def show_selection(self, refs: tuple[ObjectRef, ...]) -> None:
        """Go to the row of an obstacle that was selected elsewhere."""
        if not self._follows or not refs or refs[0].kind != "obstacles":
            return
        source = self.model.index(self.model.row_of(refs[0].id), 0)
        index = self.proxy.mapFromSource(source)
        if index.isValid():
            self._follows = False
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
            self._follows = True

    def _jump(self, row: int) -> None:
        ref = self.proxy.index(row, 0).data(Role.REF) if row >= 0 else None
        if ref is not None:
            self.jumped.emit(ref)
