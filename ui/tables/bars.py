"""A bar in a table cell: a share of a whole, with a mark at its ceiling and a hatch beyond it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.style import ACCENT, ACCENT_SOFT, BAD, INK, LINE
from ui.tables.base import Role

TEXT_PX = 42


class ShareBar(QStyledItemDelegate):
    """Draws the figure, then a bar of 0 to 100 %; what is above the ceiling is red and hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ceiling = 1.0

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        share = index.data(Role.SORT)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(option.rect, QColor(ACCENT_SOFT))  # type: ignore[attr-defined]
        area = QRectF(option.rect).adjusted(6, 0, -8, 0)  # type: ignore[attr-defined]
        painter.setPen(QColor(INK))
        text_area = QRectF(area.left(), area.top(), TEXT_PX, area.height())
        painter.drawText(text_area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        bar = QRectF(area.left() + TEXT_PX + 8, area.center().y() - 5, max(0.0, area.width() - TEXT_PX - 8), 10)
        if bar.width() > 20 and isinstance(share, float) and share >= 0:
            draw_share(painter, bar, share, self.ceiling)
        painter.restore()


def draw_share(painter: QPainter, bar: QRectF, share: float, ceiling: float) -> None:
    """A horizontal bar for a share of 0 to 1 (more is cut at the frame), the ceiling as a tick."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#eef1f5"))
    painter.drawRect(bar)
    good = QRectF(bar.left(), bar.top(), bar.width() * min(share, ceiling, 1.0), bar.height())
    painter.setBrush(QColor(ACCENT))
    painter.drawRect(good)
    if share > ceiling:
        beyond = QRectF(good.right(), bar.top(), bar.width() * (min(share, 1.0) - min(ceiling, 1.0)), bar.height())
        beyond.setWidth(max(beyond.width(), 5.0))
        painter.setBrush(QColor(BAD))
        painter.drawRect(beyond)
        painter.setBrush(QBrush(QColor("#ffffff"), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(beyond)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(LINE), 1))
    painter.drawRect(bar)
    if ceiling < 1.0:
        painter.setPen(QPen(QColor(INK), 1.5))
        x = bar.left() + bar.width() * ceiling
        painter.drawLine(int(x), int(bar.top() - 3), int(x), int(bar.bottom() + 3))
