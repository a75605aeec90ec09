"""The model behind the table of obstacles: rows are the immutable project's, a changed cell is one edit of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QWidget

from planner.model.edits import ObjectRef
from planner.model.project import Project
from planner.model.site_map import Obstacle
from ui.document import Document
from ui.tables.base import LEFT, RIGHT, Role
from ui.tables.obstacles_cells import COLUMNS, CellError, parsed, shown, sort_key, with_cell
from ui.tables.obstacles_paste import with_obstacles

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
EDIT = int(Qt.ItemDataRole.EditRole)


class ObstacleModel(QAbstractTableModel):
    """See the module. `refused`: row and column that didn't take a text, and why (`CellError`)."""

    refused = Signal(int, int, object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown: Mapping[str, Obstacle] = document.project.site_map.obstacles
        self._rows: list[Obstacle] = list(self._shown.values())
        self._position: dict[str, int] = {}
        document.projectChanged.connect(self._on_project)

    @property
    def rows(self) -> tuple[Obstacle, ...]:
        """The obstacles in the project's order."""
        return tuple(self._rows)

    def row_of(self, obstacle_id: str) -> int:
        """The row of an obstacle, -1 where there is none."""
        if not self._position:
            self._position = {obstacle.id: row for row, obstacle in enumerate(self._rows)}
        return self._position.get(obstacle_id, -1)

    # -- following ---------------------------------------------------------------------------------------------------

    def _on_project(self, _before: Project, after: Project) -> None:
        new = after.site_map.obstacles
        old, self._shown = self._shown, new
        if new is old:
            return
        if list(new) == [obstacle.id for obstacle in self._rows]:
            self._show_changes(list(new.values()))
            return
        kept = [obstacle.id for obstacle in self._rows if obstacle.id in new]
        if list(new)[: len(kept)] == kept and len(kept) == len(self._rows):  # only more of them, at the end
            rows = list(new.values())
            self._show_changes(rows[: len(kept)])
            self.beginInsertRows(QModelIndex(), len(kept), len(rows) - 1)
            self._rows, self._position = rows, {}
            self.endInsertRows()
            return
        self.beginResetModel()
        self._rows, self._position = list(new.values()), {}
        self.endResetModel()

    def _show_changes(self, rows: list[Obstacle]) -> None:
        changed = [row for row, (a, b) in enumerate(zip(self._rows, rows, strict=True)) if a is not b]
        self._rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(COLUMNS) - 1))

    def retranslate(self) -> None:
        """Say header and cells again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))

    # -- Qt's questions ----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Number of obstacles."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Everything can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        is_flag = COLUMNS[index.column()].is_flag
        return base | (Qt.ItemFlag.ItemIsUserCheckable if is_flag else Qt.ItemFlag.ItemIsEditable)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """What a cell shows, edits and sorts by."""
        if not index.isValid():
            return None
        column, obstacle = COLUMNS[index.column()], self._rows[index.row()]
        t, catalogue = self._document.t, self._document.catalogue
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return shown(column, obstacle, t, catalogue)
            case Qt.ItemDataRole.CheckStateRole if column.is_flag:
                on = getattr(obstacle, column.path)
                return int((Qt.CheckState.Checked if on else Qt.CheckState.Unchecked).value)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(RIGHT if column.is_number else LEFT)
            case Role.SORT:
                return sort_key(column, obstacle, t, catalogue)
            case Role.REF:
                return ObjectRef("obstacles", obstacle.id)
            case Role.ROW:
                return obstacle
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> Any:
        """Titles with units and hints."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column, document = COLUMNS[section], self._document
        match role:
            case Qt.ItemDataRole.DisplayRole:
                title = document.tr(column.title)
                return f"{title} ({column.unit})" if column.unit else title
            case Qt.ItemDataRole.ToolTipRole:
                return document.tr(column.hint) if column.hint else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(RIGHT if column.is_number else LEFT)
        return None

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:  # noqa: N802 - Qt's name
        """One cell as one undo step; a text it can't take changes nothing and is reported."""
        if not index.isValid() or role not in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.CheckStateRole):
            return False
        column, obstacle = COLUMNS[index.column()], self._rows[index.row()]
        if column.is_flag:
            value = Qt.CheckState(value) == Qt.CheckState.Checked if role != EDIT else value
        elif str(value) == shown(column, obstacle, self._document.t, self._document.catalogue):
            return True  # an editor that was opened and left: what is shown may be rounded
        try:
            after = with_cell(obstacle, column, parsed(column, value, self._document.catalogue))
        except CellError as problem:
            self.refused.emit(index.row(), index.column(), problem)
            return False
        text = self._document.t("Change {field}", field=self._document.tr(column.title))
        return self._document.apply(text, lambda project: with_obstacles(project, {obstacle.id: after}))


class ObstacleProxy(QSortFilterProxyModel):
    """Sorts figures as figures, filters by words in any column, and counts its own rows."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._words: tuple[str, ...] = ()
        self.setSortRole(Role.SORT)
        self.setDynamicSortFilter(False)  # a row doesn't run away from under the cursor while it is edited

    def set_filter(self, text: str) -> None:
        """Show only rows that have every word of the text somewhere."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self.beginFilterChange()
            self._words = words
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether every word is somewhere in the row."""
        if not self._words:
            return True
        model = self.sourceModel()
        obstacle = model.index(source_row, 0, source_parent).data(Role.ROW)
        t, catalogue = self._document.t, self._document.catalogue
        text = " ".join(shown(column, obstacle, t, catalogue) for column in COLUMNS).casefold()
        return all(word in text for word in self._words)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> Any:
        """Rows are numbered as they are shown, so that a message can name one."""
        if orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return section + 1
        return super().headerData(section, orientation, role)
