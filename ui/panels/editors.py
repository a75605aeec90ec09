"""Editors of single values. All have `set_value(value, same)` (not same: blank), `edited` and, some, `previewed`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ui.panels.dial import AzimuthDial
from ui.panels.fields import Choice, is_number


class ValueEditor(QWidget):
    """Base: one widget line. `session` counts visits, so that undo steps of one visit merge and of two don't."""

    edited = Signal(object)
    previewed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = 0
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(4)

    def set_value(self, value: Any, *, same: bool = True) -> None:
        """Show a value without announcing it; blank where several objects differ."""
        raise NotImplementedError

    def set_choices(self, choices: Iterable[Choice]) -> None:
        """Offer these values (lists only)."""

    def begin_session(self) -> None:
        """Somebody came to this editor."""
        self.session += 1


class _Spin(QDoubleSpinBox):
    """A spin box that can be blank and that the wheel changes only while it has the focus."""

    focused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blank = False
        self.unit = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setAccelerated(True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        """Without the zeros nobody needs."""
        if self.blank:
            return ""
        if self._says_lowest(value):
            return self.specialValueText()
        text = f"{value:.{self.decimals()}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def valueFromText(self, text: str) -> float:  # noqa: N802 - Qt's name
        """What was typed; a blank field that is left blank keeps its hidden value."""
        if text and text == self.specialValueText():
            return self.minimum()
        cleaned = text.removesuffix(self.suffix()).strip().replace(",", "")
        try:
            return float(cleaned)
        except ValueError:
            return self.value()

    def show_value(self) -> None:
        """Say the value again, or nothing at all; Qt keeps an old text where the number is the same."""
        silent = self.blank or self._says_lowest(self.value())
        self.setSuffix("" if silent else self.unit)
        self.lineEdit().setText(self.textFromValue(self.value()) + self.suffix())

    def _says_lowest(self, value: float) -> bool:
        return bool(self.specialValueText()) and value <= self.minimum()

    def stepBy(self, steps: int) -> None:  # noqa: N802 - Qt's name
        """A step ends the blank."""
        self.blank = False
        super().stepBy(steps)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """A new visit."""
        self.focused.emit()
        super().focusInEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scrolling the panel must not change values on the way."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NumberEditor(ValueEditor):
    """A figure with its unit; optional figures have a box to switch them on."""

    def __init__(
        self, low: float, high: float, *, digits: int, step: float, unit: str, optional_start: float | None = None
    ) -> None:
        super().__init__()
        self.spin = _Spin()
        self.spin.setDecimals(digits)
        self.spin.setRange(low, high)
        self.spin.setSingleStep(step)
        self.spin.unit = f" {unit}" if unit else ""
        self.spin.setSuffix(self.spin.unit)
        self.spin.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.spin.setMinimumWidth(90)
        self.switch: QCheckBox | None = None
        self._start = optional_start
        if optional_start is not None:
            self.switch = QCheckBox()
            self.switch.toggled.connect(self._on_switch)
            self.line.addWidget(self.switch)
        self.line.addWidget(self.spin)
        self.spin.valueChanged.connect(self._on_value)
        self.spin.focused.connect(self.begin_session)
        self.setFocusProxy(self.spin)

    def set_value(self, value: Any, *, same: bool = True) -> None:
        """See the base."""
        blockers = [QSignalBlocker(self.spin)]
        if self.switch is not None:
            blockers.append(QSignalBlocker(self.switch))
            self.switch.setChecked(value is not None or not same)
            self.spin.setEnabled(self.switch.isChecked())
        self.spin.blank = not same or not is_number(value)
        if is_number(value):
            self.spin.setValue(float(value))
        self.spin.show_value()
        del blockers

    def _on_value(self, value: float) -> None:
        self.spin.blank = False
        self.edited.emit(value)

    def _on_switch(self, on: bool) -> None:
        self.begin_session()
        self.edited.emit(self._start if on else None)


class TextEditor(ValueEditor):
    """A line of text, done when it is left or Enter is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setMaxLength(200)
        self._shown = ""
        self.edit.editingFinished.connect(self._on_finished)
        self.line.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def set_value(self, value: Any, *, same: bool = True) -> None:
        """See the base."""
        self._shown = str(value) if same and value is not None else ""
        if self.edit.text() != self._shown:
            self.edit.setText(self._shown)
            self.edit.setCursorPosition(0)

    def _on_finished(self) -> None:
        text = self.edit.text().strip()
        if text != self._shown:
            self.begin_session()
            self._shown = text
            self.edited.emit(text)


class _Combo(QComboBox):
    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """As with spin boxes."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceEditor(ValueEditor):
    """A list. A value that the list doesn't have (a deleted zone) is shown as it is, not replaced."""

    def __init__(self) -> None:
        super().__init__()
        self.combo = _Combo()
        self.combo.activated.connect(self._on_activated)
        self.line.addWidget(self.combo)
        self.setFocusProxy(self.combo)
        self._choices: list[Choice] = []

    def set_choices(self, choices: Iterable[Choice]) -> None:
        """See the base."""
        wanted = list(choices)
        if wanted == self._choices and self.combo.count() == len(wanted):
            return
        self._choices = wanted
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for _value, label in wanted:
                self.combo.addItem(label)
        widest = max((self.fontMetrics().horizontalAdvance(label) for _v, label in wanted), default=0)
        self.combo.view().setMinimumWidth(widest + 32)

    def set_value(self, value: Any, *, same: bool = True) -> None:
        """See the base."""
        known = [choice for choice, _label in self._choices]
        with QSignalBlocker(self.combo):
            while self.combo.count() > len(known):
                self.combo.removeItem(self.combo.count() - 1)
            if not same:
                self.combo.setCurrentIndex(-1)
            elif value in known:
                self.combo.setCurrentIndex(known.index(value))
            else:
                text = f"{value:g}" if isinstance(value, float) else str(value or "–")
                self.combo.addItem(text)
                self.combo.setCurrentIndex(len(known))
        self.combo.setToolTip(self.combo.currentText())

    def _on_activated(self, position: int) -> None:
        if 0 <= position < len(self._choices):
            self.begin_session()
            self.edited.emit(self._choices[position][0])


class CheckEditor(ValueEditor):
    """Yes or no."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.clicked.connect(self._on_clicked)
        self.line.addWidget(self.box)
        self.line.addStretch(1)
        self.setFocusProxy(self.box)

    def set_value(self, value: Any, *, same: bool = True) -> None:
        """See the base."""
        self.box.setTristate(not same)
        state = (
            Qt.CheckState.PartiallyChecked if not same else Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
        )
        self.box.setCheckState(state)

    def _on_clicked(self, checked: bool) -> None:
        self.box.setTristate(False)
        self.begin_session()
        self.edited.emit(checked)


class ChecksEditor(ValueEditor):
    """Several of a list; the value is a tuple in the list's order."""

    def __init__(self) -> None:
        super().__init__()
        self._choices: list[Choice] = []
        self._boxes: list[QCheckBox] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        self.line.addLayout(self._column)

    def set_choices(self, choices: Iterable[Choice]) -> None:
        """See the base."""
        wanted = list(choices)
        if wanted == self._choices:
            return
        self._choices = wanted
        for box in self._boxes:
            self._column.removeWidget(box)
            box.deleteLater()
        self._boxes = [QCheckBox(label) for _value, label in wanted]
        for box in self._boxes:
            box.clicked.connect(self._on_clicked)
            self._column.addWidget(box)

    def set_value(self, value: Any, *, same: bool = True) -> None:
        """See the base."""
        chosen = tuple(value or ()) if same else ()
        for box, (choice, _label) in zip(self._boxes, self._choices, strict=True):
            box.setChecked(choice in chosen)

    def _on_clicked(self) -> None:
        self.begin_session()
        pairs = zip(self._boxes, self._choices, strict=True)
        self.edited.emit(tuple(choice for box, (choice, _label) in pairs if box.isChecked()))


class AzimuthEditor(ValueEditor):
    """A spin box that goes around, and the compass."""

    def __init__(self, *, unit: str, step: float) -> None:
        super().__init__()
        self.number = NumberEditor(0, 359.9, digits=1, step=step, unit=unit)
        self.number.spin.setWrapping(True)
        self.dial = AzimuthDial()
        self.line.addWidget(self.number, 1)
        self.line.addWidget(self.dial)
        self.number.spin.focused.connect(self.begin_session)
        self.number.edited.connect(self._on_typed)
        self.dial.turned.connect(self._on_turned)
        self.dial.released.connect(self._on_released)
        self.setFocusProxy(self.number.spin)

    def set_value(self, value: Any, *, same: bool = True) -> None:
        """See the base."""
        self.number.set_value(value, same=same)
        self.dial.set_azimuth(float(value) % 360 if same and is_number(value) else None)

    def _on_typed(self, value: float) -> None:
        self.dial.set_azimuth(value)
        self.edited.emit(value)

    def _on_turned(self, value: float) -> None:
        self.number.set_value(value)
        self.previewed.emit(value)

    def _on_released(self, value: float) -> None:
        self.begin_session()
        self.edited.emit(value)
