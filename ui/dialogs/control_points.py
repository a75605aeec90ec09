"""A small table of control points: places of a drawing or picture, and where they lie on the map."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from planner.io.control_points import ControlPoint
from planner.text import Translator

ROWS = 4
SOURCE_X, SOURCE_Y, TARGET_X, TARGET_Y, RESIDUAL = range(5)


class ControlPointTable(QWidget):
    """Up to four points; a row counts once its four figures are there. `fit` is "similarity" or "affine"."""

    changed = Signal()
    rowChanged = Signal(int)  # noqa: N815 - Qt's style for signals

    def __init__(self, t: Translator, source_titles: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self._filling = False
        self.table = QTableWidget(ROWS, 5)
        self.table.setHorizontalHeaderLabels([*source_titles, "", "", t("Off by (m)")])
        self.table.setVerticalHeaderLabels([f"P{number + 1}" for number in range(ROWS)])
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.setFixedHeight(26 * ROWS + 34)
        for row in range(ROWS):
            item = QTableWidgetItem()
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.table.setItem(row, RESIDUAL, item)
        self.system = QComboBox()
        self.system.addItem(t("in metres of the project"), userData=0)
        self.system.addItem(t("as longitude and latitude (WGS 84)"), userData=1)
        self.fit = QComboBox()
        self.fit.addItem(t("turn, scale, move"), "similarity")
        self.fit.addItem(t("also stretch and shear (3 points)"), "affine")
        row_layout = QHBoxLayout()
        row_layout.addWidget(QLabel(t("Places on the map")))
        row_layout.addWidget(self.system)
        row_layout.addWidget(self.fit)
        row_layout.addStretch(1)
        self.message = QLabel(objectName="muted")
        self.message.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row_layout)
        layout.addWidget(self.table)
        layout.addWidget(self.message)
        self.system.currentIndexChanged.connect(self._on_system)
        self.fit.currentIndexChanged.connect(lambda *_args: self.changed.emit())
        self.table.itemChanged.connect(self._on_item)
        self.table.currentCellChanged.connect(lambda row, *_rest: self.rowChanged.emit(row))
        self._on_system()

    @property
    def is_lonlat(self) -> bool:
        """Whether the places on the map are degrees."""
        return bool(self.system.currentData())

    def points(self) -> tuple[ControlPoint, ...]:
        """The complete rows."""
        found: list[ControlPoint] = []
        for row in range(ROWS):
            figures = [self._figure(row, column) for column in range(RESIDUAL)]
            if all(math.isfinite(figure) for figure in figures):
                x, y, east, north = figures
                found.append(ControlPoint(source=(x, y), target=(east, north), is_lonlat=self.is_lonlat))
        return tuple(found)

    def set_source(self, x: float, y: float, row: int | None = None) -> None:
        """Take a place of the drawing for a row: the current one, else the first without one."""
        self._set(row, (SOURCE_X, SOURCE_Y), (x, y))

    def set_target(self, x: float, y: float, row: int | None = None) -> None:
        """Take a place of the map for a row."""
        self._set(row, (TARGET_X, TARGET_Y), (x, y))

    def marks(self, columns: tuple[int, int] = (SOURCE_X, SOURCE_Y)) -> list[tuple[str, float, float]]:
        """The places of one side, named."""
        found: list[tuple[str, float, float]] = []
        for row in range(ROWS):
            x, y = (self._figure(row, column) for column in columns)
            if math.isfinite(x) and math.isfinite(y):
                found.append((f"P{row + 1}", x, y))
        return found

    def show_residuals(self, residuals_m: tuple[float, ...], message: str) -> None:
        """What the fit leaves at every point, and one sentence about it."""
        self._filling = True
        left = iter(residuals_m)
        for row in range(ROWS):
            complete = all(math.isfinite(self._figure(row, column)) for column in range(RESIDUAL))
            value = next(left, None) if complete else None
            item = self.table.item(row, RESIDUAL)
            item.setText("" if value is None else self._t.number(value, 2))
        self._filling = False
        self.message.setText(message)

    def _set(self, row: int | None, columns: tuple[int, int], place: tuple[float, float]) -> None:
        if row is None:
            row = self.table.currentRow()
        if row < 0:
            free = [r for r in range(ROWS) if not math.isfinite(self._figure(r, columns[0]))]
            row = free[0] if free else ROWS - 1
        self._filling = True
        for column, value in zip(columns, place, strict=True):
            self._put(row, column, f"{value:.7f}" if self.is_lonlat and column >= TARGET_X else f"{value:.3f}")
        self._filling = False
        self.changed.emit()

    def _put(self, row: int, column: int, text: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.table.setItem(row, column, item)
        item.setText(text)

    def _figure(self, row: int, column: int) -> float:
        item = self.table.item(row, column)
        try:
            return float(item.text().replace(",", "").strip()) if item is not None and item.text() else math.nan
        except ValueError:
            return math.nan

    def _on_item(self, item: QTableWidgetItem) -> None:
        if not self._filling and item.column() != RESIDUAL:
            self.changed.emit()

    def _on_system(self, *_args: object) -> None:
        t = self._t
        titles = (t("Longitude"), t("Latitude")) if self.is_lonlat else (t("East (m)"), t("North (m)"))
        for column, title in zip((TARGET_X, TARGET_Y), titles, strict=True):
            self.table.setHorizontalHeaderItem(column, QTableWidgetItem(title))
        self.changed.emit()
