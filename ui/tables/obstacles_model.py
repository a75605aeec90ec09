"""The model behind the table of obstacles: rows are the immutable project's, a changed cell is one edit of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from planner.model.edits import ObjectRef
from planner.model.project import Project
from planner.model.site_map import Obstacle
from ui.document import Document
from ui.tables.base import LEFT, RIGHT, Role
from ui.tables.obstacles_cells import COLUMN_BY_PATH, COLUMNS, CellError, applies, parsed, shown, sort_key, with_cell
from ui.tables.obstacles_paste import with_obstacles

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
EDIT = int(Qt.ItemDataRole.EditRole)
FAINT = "#b4bcc6"
#: Columns of words, which the filter looks into beside the name.
_WORDED = ("kind", "material", "height_source")


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
        """The obstacles in the table's order."""
        return tuple(self._rows)

    def obstacle_at(self, row: int) -> Obstacle:
        """The obstacle of a row."""
        return self._rows[row]

    def row_of(self, obstacle_id: str) -> int:
        """The row of an obstacle, -1 where there is none."""
        if not self._position:
            self._position = {obstacle.id: row for row, obstacle in enumerate(self._rows)}
        return self._position.get(obstacle_id, -1)

    # -- following ---------------------------------------------------------------------------------------------------

    def _on_project(self, _before: Project, after: Project) -> None:
        """Rows keep their order; new ones come last, until somebody sorts again."""
        new = after.site_map.obstacles
        old, self._shown = self._shown, new
        if new is old:
            return
        kept = [new[obstacle.id] for obstacle in self._rows if obstacle.id in new]
        added = [obstacle for key, obstacle in new.items() if self.row_of(key) < 0]
        if len(kept) < len(self._rows):
            self.beginResetModel()
            self._rows, self._position = [*kept, *added], {}
            self.endResetModel()
            return
        self._show_changes(kept)
        if added:
            self.beginInsertRows(QModelIndex(), len(kept), len(kept) + len(added) - 1)
            self._rows, self._position = [*kept, *added], {}
            self.endInsertRows()

    def _show_changes(self, rows: list[Obstacle]) -> None:
        changed = [row for row, (a, b) in enumerate(zip(self._rows, rows, strict=True)) if a is not b]
        self._rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(COLUMNS) - 1))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, figures as figures; by -1 the project's own order.

        Here and not in the proxy, which compares cell by cell and takes seconds for 20,000 rows.
        """
        before, rows = self._rows, list(self._shown.values())
        if 0 <= column < len(COLUMNS):
            kind, t, catalogue = COLUMNS[column], self._document.t, self._document.catalogue
            keys: dict[object, float | str] = {}
            for obstacle in rows:
                value = getattr(obstacle, kind.path)
                if value not in keys:
                    keys[value] = sort_key(kind, obstacle, t, catalogue)
            rows.sort(
                key=lambda obstacle: keys[getattr(obstacle, kind.path)], reverse=order == Qt.SortOrder.DescendingOrder
            )
        self.layoutAboutToBeChanged.emit()
        self._rows, self._position = rows, {}
        held = self.persistentIndexList()
        moved = [self.index(self.row_of(before[index.row()].id), index.column()) for index in held]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

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
            case Qt.ItemDataRole.ForegroundRole if not applies(column, obstacle):
                return QColor(FAINT)
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
    """Filters by words, lets its source sort, and counts its own rows."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._words: tuple[str, ...] = ()
        self._labels: dict[tuple[str, str, object], str] = {}
        self.setDynamicSortFilter(False)  # a row doesn't run away from under the cursor while it is edited

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """The source sorts; here rows stay as they come."""
        self.sourceModel().sort(column, order)

    def set_filter(self, text: str) -> None:
        """Show only rows that have every word of the text in their name, kind, material or source."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self.beginFilterChange()
            self._words = words
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, _source_parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether every word is somewhere in the row."""
        if not self._words:
            return True
        model = self.sourceModel()
        assert isinstance(model, ObstacleModel)
        obstacle = model.obstacle_at(source_row)
        text = " ".join([obstacle.name.casefold(), obstacle.id, *(self._label(path, obstacle) for path in _WORDED)])
        return all(word in text for word in self._words)

    def _label(self, path: str, obstacle: Obstacle) -> str:
        key = (self._document.lang, path, getattr(obstacle, path))
        if key not in self._labels:
            column = COLUMNS[COLUMN_BY_PATH[path]]
            self._labels[key] = shown(column, obstacle, self._document.t, self._document.catalogue).casefold()
        return self._labels[key]

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> Any:
        """Rows are numbered as they are shown, so that a message can name one."""
        if orientation == Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return section + 1
        return super().headerData(section, orientation, role)
