"""The fields of the tool in hand (height, width, rows x bays x tiers), floating above the map."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from ui.tools.base import Option, Tool

if TYPE_CHECKING:
    from ui.scene.map_view import MapView


class OptionsPanel(QWidget):
    """Spin boxes for `Tool.options`; made anew only where the options are other ones."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self.setObjectName("tool_options")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(
            "#tool_options { background: rgba(255, 255, 255, 240); border: 1px solid #c4ccd6; border-radius: 5px; }"
        )
        self._view = view
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.setSpacing(6)
        self._boxes: dict[str, QDoubleSpinBox] = {}
        self._labels: list[tuple[QLabel, str]] = []
        self._shape: tuple[tuple[str, str, int], ...] = ()
        self.hide()

    def box(self, key: str) -> QDoubleSpinBox:
        """The field of an option."""
        return self._boxes[key]

    def show_tool(self, tool: Tool) -> None:
        """The options of a tool as they are now; hidden where it has none."""
        options = tool.options()
        shape = tuple((option.key, option.unit, option.digits) for option in options)
        if shape != self._shape:
            self._rebuild(options)
            self._shape = shape
        for label, source in self._labels:
            label.setText(self._view.document.tr(source))
        for option in options:
            box = self._boxes[option.key]
            if not box.hasFocus() or abs(box.value() - option.value) > 10.0**-option.digits:
                with QSignalBlocker(box):
                    box.setValue(option.value)
        self.setVisible(bool(options))
        self.adjustSize()

    def _rebuild(self, options: tuple[Option, ...]) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes.clear()
        self._labels.clear()
        for option in options:
            label, box = QLabel(), QDoubleSpinBox()
            label.setBuddy(box)
            box.setDecimals(option.digits)
            box.setRange(min(option.low, option.value), option.high)
            box.setSuffix(f" {option.unit}" if option.unit else "")
            box.setFixedWidth(92 if option.unit else 72)
            box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            box.setKeyboardTracking(False)
            box.valueChanged.connect(partial(self._changed, option.key))
            box.installEventFilter(self)
            self._row.addWidget(label)
            self._row.addWidget(box)
            self._labels.append((label, option.label))
            self._boxes[option.key] = box

    def _changed(self, key: str, value: float) -> None:
        self._view.tool.set_option(key, value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter and Esc give the keyboard back to the map."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._view.setFocus()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(watched, QDoubleSpinBox):
                watched.interpretText()
                self._view.setFocus()
                return True
        return super().eventFilter(watched, event)
