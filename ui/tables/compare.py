"""The schemes side by side: headline figures of every scheme evaluated."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from planner.text import N_, Translator
from ui.document import Document
from ui.formatting import DASH, number, percent, rounded_money
from ui.i18n import follow_language
from ui.style import state_icon

if TYPE_CHECKING:
    from planner.engine.results import Results

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row: its title, how it reads, and its value; `best` says whether more or less is better (0: neither)."""

    title: str
    text: Callable[[Translator, Any], str]
    value: Callable[[Any], float | None]
    best: int = 0


def _price(axis: str) -> Callable[[Results], Any]:
    return lambda r: None if r.quote is None else getattr(r.quote.totals, axis).gross


def _money_figure(title: str, axis: str) -> Figure:
    price = _price(axis)
    return Figure(
        title=title,
        text=lambda t, r: rounded_money(t, price(r), r.headline.currency),
        value=lambda r: None if price(r) is None else float(price(r)),
        best=-1,
    )


def _worst_load(results: Results) -> float | None:
    return max((max(cell.load_dl, cell.load_ul) for cell in results.cells.values()), default=None)


def _worst_latency(results: Results) -> float | None:
    return max((flow.latency.p99_ms for flow in results.flows.values() if flow.latency is not None), default=None)


def _worst_latency_text(t: Translator, results: Results) -> str:
    worst = _worst_latency(results)
    return t("not reached") if worst == math.inf else number(t, worst, 1, "ms")


def _quantity(measures: str) -> Callable[[Results], float | None]:
    def value(results: Results) -> float | None:
        found = [float(q.value) for key, q in results.quantities.items() if key.startswith(measures)]
        return sum(found) if found else 0.0

    return value


FIGURES = (
    Figure(
        title=N_("Area in target"), best=1, value=lambda r: r.headline.area_share_in_target,
        text=lambda t, r: percent(t, r.headline.area_share_in_target),
    ),
    Figure(
        title=N_("Flows met"), best=1, value=lambda r: r.headline.flows_met,
        text=lambda t, r: t("{met} of {total}", met=r.headline.flows_met, total=r.headline.flows_total),
    ),
    Figure(
        title=N_("Slowest flow, P99"), best=-1, value=_worst_latency,
        text=_worst_latency_text,
    ),
    Figure(title=N_("Fullest cell"), best=-1, value=_worst_load, text=lambda t, r: percent(t, _worst_load(r), 0)),
    Figure(
        title=N_("New base stations"), value=_quantity("gnb_"), text=lambda t, r: number(t, _quantity("gnb_")(r), 0),
    ),
    Figure(title=N_("UPFs"), value=_quantity("upf_"), text=lambda t, r: number(t, _quantity("upf_")(r), 0)),
    _money_figure(N_("One-off, with tax"), "one_off"),
    _money_figure(N_("Per month, with tax"), "per_month"),
    _money_figure(N_("Over the term, with tax"), "over_term"),
)  # fmt: skip


class CompareModel(QAbstractTableModel):
    """Rows are figures, columns schemes; the best of each row carries a tick."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._schemes: tuple[str, ...] = ()

    def refresh(self) -> None:
        """Take the document's schemes and results."""
        schemes = tuple(sorted(self._document.project.schemes))
        if schemes != self._schemes:
            self.beginResetModel()
            self._schemes = schemes
            self.endResetModel()
        elif schemes:
            self.dataChanged.emit(self.index(0, 0), self.index(len(FIGURES) - 1, len(schemes) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(schemes) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(FIGURES) - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Figures."""
        return 0 if parent.isValid() else len(FIGURES)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Schemes."""
        return 0 if parent.isValid() else len(self._schemes)

    def scheme_at(self, column: int) -> str:
        """The scheme of a column."""
        return self._schemes[column]

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """A figure of a scheme; a dash until it is evaluated."""
        if not index.isValid():
            return None
        figure, scheme_id = FIGURES[index.row()], self._schemes[index.column()]
        results = self._document.results_by_scheme.get(scheme_id)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                if results is None:
                    return self._document.t("calculating…") if index.row() == 0 else DASH
                return figure.text(self._document.t, results)
            case Qt.ItemDataRole.DecorationRole:
                return state_icon("ok") if self.is_best(index.row(), scheme_id) else None
            case Qt.ItemDataRole.ToolTipRole:
                best = self.is_best(index.row(), scheme_id)
                return self._document.t("The better one of this row") if best else None
            case Qt.ItemDataRole.FontRole if scheme_id == self._document.scheme_id:
                font = QFont()
                font.setBold(True)
                return font
        return None

    def is_best(self, row: int, scheme_id: str) -> bool:
        """Whether a scheme is the only best one in a figure that has a better and a worse."""
        figure = FIGURES[row]
        by_scheme = self._document.results_by_scheme
        if not figure.best or scheme_id not in by_scheme:
            return False
        values = {key: figure.value(results) for key, results in by_scheme.items()}
        finite = {k: v * figure.best for k, v in values.items() if v is not None and math.isfinite(v)}
        own = finite.get(scheme_id)
        return own is not None and len(finite) > 1 and all(v < own for k, v in finite.items() if k != scheme_id)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Scheme names above, figures' titles left."""
        if orientation == Qt.Orientation.Vertical:
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            shown = role == Qt.ItemDataRole.DisplayRole and section < len(FIGURES)
            return self._document.tr(FIGURES[section].title) if shown else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or section >= len(self._schemes):
            return None
        scheme = self._document.project.schemes.get(self._schemes[section])
        return scheme.name if scheme is not None else ""


class ComparePanel(QWidget):
    """The table; a double click on a scheme works on it."""

    schemeChosen = Signal(str)  # noqa: N815 - Qt's style for signals

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.model = CompareModel(document, self)
        self.table = QTableView(self)
        self.table.setModel(self.model)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().setDefaultSectionSize(22)
        self.table.horizontalHeader().setDefaultSectionSize(380)
        self.table.horizontalHeader().setMinimumSectionSize(140)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.activated.connect(lambda index: self.schemeChosen.emit(self.model.scheme_at(index.column())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        follow_language(document, self)

    def retranslate(self) -> None:
        """Everything is the model's."""
        self.model.refresh()
        self.table.setToolTip(self.document.t("A double click works on that scheme"))

    def refresh(self) -> None:
        """Take the document's schemes and results."""
        self.model.refresh()
