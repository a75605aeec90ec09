"""A quote as a tree: categories of its structure with subtotals, lines below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from planner.text import N_, Translator
from ui.document import Document
from ui.formatting import DASH, LABELS

if TYPE_CHECKING:
    from planner.pricing.pricebook import Term
    from planner.pricing.quote import Quote, QuoteLine

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_TOP = 0xFFFFFFFF
AXES = ("one_off", "per_month", "per_year", "over_term")


class Role(IntEnum):
    """Own data role: the quote line of a row."""

    LINE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One category: its code and its lines."""

    category: str
    lines: tuple[QuoteLine, ...]


def groups_of(quote: Quote) -> tuple[Group, ...]:
    """Lines by category in the quote's order; scenario lines last, in a group of their own."""
    by_category: dict[str, list[QuoteLine]] = {}
    for line in quote.lines:
        by_category.setdefault(line.category, []).append(line)
    groups = [Group(category=key, lines=tuple(lines)) for key, lines in by_category.items()]
    if quote.scenario_lines:
        groups.append(Group(category="", lines=tuple(quote.scenario_lines)))
    return tuple(groups)


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignLeft if column in (0, 2) else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _gross(axis: str) -> Callable[[QuoteLine], Decimal]:
    return lambda line: getattr(line.axes, axis).gross


class QuoteModel(QAbstractItemModel):
    """See the module. Amounts are with tax."""

    TITLES = (
        (N_("Item"), ""),
        (N_("Quantity"), N_("Measured from the design; 'Show on map' selects the objects behind it")),
        (N_("Charged"), N_("How often the price is due")),
        (N_("List price"), N_("Price per unit and period by the price book")),
        (N_("Discount"), N_("Share of the list price that stays: item x group x quote discount")),
        (N_("Unit price"), N_("List price after discount")),
        (N_("Tax"), N_("VAT rate of the line")),
        (N_("One-off"), N_("Due once, with tax")),
        (N_("Per month"), N_("Due every month, with tax")),
        (N_("Per year"), N_("Due every year, with tax")),
        (N_("Over the term"), N_("All payments over the contract term, with tax")),
    )
    FIRST_AXIS = 7

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._groups: tuple[Group, ...] = ()
        self._currency = "CNY"
        self._categories: Mapping[str, Term] = {}

    def show_quote(self, quote: Quote | None, categories: Mapping[str, Term]) -> None:
        """Show another quote; `categories` names its structure's categories."""
        self.beginResetModel()
        self._groups = () if quote is None else groups_of(quote)
        self._currency = "CNY" if quote is None else quote.currency
        self._categories = categories
        self.endResetModel()

    def retranslate(self) -> None:
        """Say everything again."""
        self.beginResetModel()
        self.endResetModel()

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Address of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() if parent.isValid() else _TOP)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """The category of a line."""
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(int(index.internalId()), 0, _TOP)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Categories, or lines of one."""
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() != _TOP or parent.column() != 0:
            return 0
        return len(self._groups[parent.row()].lines)

    def columnCount(self, _parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """The same everywhere."""
        return len(self.TITLES)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Texts and figures."""
        if not index.isValid():
            return None
        is_group = index.internalId() == _TOP
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                if is_group:
                    return self._group_text(self._groups[index.row()], index.column())
                return self._line_text(self._line(index), index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(index.column())
            case Qt.ItemDataRole.FontRole if is_group:
                font = QFont()
                font.setBold(True)
                return font
            case Role.LINE if not is_group:
                return self._line(index)
        return None

    def _line(self, index: Index) -> QuoteLine:
        return self._groups[int(index.internalId())].lines[index.row()]

    def _money(self, amount: Decimal) -> str:
        return self._document.t.money(amount, self._currency) if amount else DASH

    def _group_text(self, group: Group, column: int) -> str:
        t = self._document.t
        if column == 0:
            if not group.category:
                return t("Scenario, not in the total")
            term = self._categories.get(group.category)
            return t.pick(term) if term is not None else group.category
        if column >= self.FIRST_AXIS:
            gross = _gross(AXES[column - self.FIRST_AXIS])
            return self._money(sum((gross(line) for line in group.lines), Decimal(0)))
        return ""

    def _line_text(self, line: QuoteLine, column: int) -> str:
        t: Translator = self._document.t
        match column:
            case 0:
                return t.pick(line)
            case 1:
                return f"{t.number(line.quantity, None)} {t.pick(line, 'unit')}"
            case 2:
                return t.code(LABELS["Period", str(line.period)])
            case 3:
                return self._money(line.list_price)
            case 4:
                return t.percent(float(line.discount_rate), 1)
            case 5:
                return self._money(line.unit_price)
            case 6:
                return t("split") if line.tax_rate is None else t.percent(float(line.tax_rate), 0)
            case _:
                return self._money(_gross(AXES[column - self.FIRST_AXIS])(line))

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Titles and their hints."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.TITLES):
            return None
        title, hint = self.TITLES[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._document.tr(title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole and hint:
            return self._document.tr(hint)
        return None
