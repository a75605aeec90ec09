"""The model behind the panel of map layers: check boxes that are edits of the project."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget

from planner.model.project import Project
from planner.model.site_map import ObstacleKind
from planner.text import N_
from ui.document import Document
from ui.formatting import label_of
from ui.panels.layers_rows import OBSTACLES, OTHERS, SECTIONS, LayerRow, rows_of, switched
from ui.style import MUTED
from ui.tables.base import LEFT, RIGHT, Role

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
NAME, COUNT, SHOWN, LOCKED = range(4)
TITLES = (N_("Name"), N_("Number"), N_("Shown"), N_("Locked"))
_STATES = {1.0: Qt.CheckState.Checked, 0.5: Qt.CheckState.PartiallyChecked, 0.0: Qt.CheckState.Unchecked}


class LayersModel(QAbstractTableModel):
    """See the module."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._rows = rows_of(document.project)
        document.projectChanged.connect(self._on_project)

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """The lines."""
        return tuple(self._rows)

    def _on_project(self, before: Project, after: Project) -> None:
        if before.site_map is after.site_map:
            return
        rows = rows_of(after)
        if [(row.section, row.key) for row in rows] == [(row.section, row.key) for row in self._rows]:
            changed = [number for number, (a, b) in enumerate(zip(self._rows, rows, strict=True)) if a != b]
            self._rows = rows
            for number in changed:
                self.dataChanged.emit(self.index(number, 0), self.index(number, LOCKED))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def retranslate(self) -> None:
        """Say everything again."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, LOCKED)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, LOCKED))

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Number of lines."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Name, number, shown, locked."""
        return 0 if parent.isValid() else len(TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Check boxes where something can be switched."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row = self._rows[index.row()]
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if not row.is_heading:
            flags |= Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if self._share(row, index.column()) is not None else flags

    def _share(self, row: LayerRow, column: int) -> float | None:
        return row.shown if column == SHOWN else row.locked if column == LOCKED else None

    def title(self, row: LayerRow) -> str:
        """What a line is called."""
        document = self._document
        if row.is_heading:
            return document.tr(SECTIONS[row.section])
        if row.key == "zones":
            return document.t("Coverage zones")
        if row.section == OBSTACLES:
            return label_of(document.t, ObstacleKind(row.key))
        return document.t("Terrain {name}", name=row.name) if row.section == OTHERS else row.name

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                if column == NAME:
                    return self.title(row)
                return self._document.t.number(row.count) if column == COUNT and row.count else ""
            case Qt.ItemDataRole.ToolTipRole:
                return self.title(row)
            case Qt.ItemDataRole.CheckStateRole:
                share = self._share(row, column)
                return None if share is None else int(_STATES[share].value)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(RIGHT if column == COUNT else LEFT)
            case Qt.ItemDataRole.FontRole if row.is_heading:
                font = QFont()
                font.setBold(True)
                return font
            case Qt.ItemDataRole.ForegroundRole if row.is_heading or row.shown == 0.0:
                return QColor(MUTED)
            case Role.ROW:
                return row
            case Role.REF:
                return row.ref
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> Any:
        """Titles."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(RIGHT if section == COUNT else LEFT)
        return self._document.tr(TITLES[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        """A switch is one undo step; a mixed one is switched on first."""
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        row, column = self._rows[index.row()], index.column()
        share = self._share(row, column)
        if share is None:
            return False
        on = True if share == 0.5 else Qt.CheckState(value) == Qt.CheckState.Checked
        t, name = self._document.t, self.title(row)
        if column == SHOWN:
            text = t("Show {name}", name=name) if on else t("Hide {name}", name=name)
        else:
            text = t("Lock {name}", name=name) if on else t("Unlock {name}", name=name)
        return self._document.apply(text, switched(row, "shown" if column == SHOWN else "locked", on))
