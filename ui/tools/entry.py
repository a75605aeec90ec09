"""Numbers typed while drawing: reading them, and the small box at the cursor they are typed into."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from planner.errors import EditError
from planner.model.geometry import Point
from ui.style import ACCENT, BAD

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_FORMS = {
    "absolute": re.compile(rf"^#\s*({_NUMBER})\s*[,;]\s*({_NUMBER})$"),
    "offset": re.compile(rf"^@?\s*({_NUMBER})\s*[,;]\s*({_NUMBER})$"),
    "polar": re.compile(rf"^@?\s*({_NUMBER})\s*<\s*({_NUMBER})\s*°?$"),
    "sizes": re.compile(rf"^({_NUMBER})\s*[x*×]\s*({_NUMBER})(?:\s*[x*×]\s*({_NUMBER}))?$"),
    "length": re.compile(rf"^({_NUMBER})\s*m?$"),
}
#: Keys that open the box: what a number or a form can begin with. The sign only while a gesture runs (it zooms else).
OPENING, OPENING_ACTIVE = frozenset("0123456789.#@"), frozenset("-")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed: "absolute" or "offset" (east, north), "polar" (m, azimuth), "sizes" (two or three), "length"."""

    form: str
    values: tuple[float, ...]


def parse_entry(text: str) -> Entry:
    """Read a typed text; full-width characters of a Chinese keyboard count. EditError `entry-unreadable`.

    >>> parse_entry("12.5,30"), parse_entry("25<90"), parse_entry("＃100，200").form
    (Entry(form='offset', values=(12.5, 30.0)), Entry(form='polar', values=(25.0, 90.0)), 'absolute')
    >>> parse_entry("6x12x5").values, parse_entry("7.5").form
    ((6.0, 12.0, 5.0), 'length')
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower().replace("、", ",").replace("《", "<")
    for form, pattern in _FORMS.items():
        match = pattern.match(plain)
        if match:
            return Entry(form, tuple(float(value) for value in match.groups() if value is not None))
    raise EditError("entry-unreadable", text=text)


def entered_point(entry: Entry, last: Point | None, cursor: Point | None) -> Point:
    """The point an entry means, seen from the last one: offsets, azimuth and length, or a length towards the cursor.

    Without a last point, an offset is a place of the map. EditError `entry-needs-start` where there is none to go from.
    """
    first, second = entry.values[0], entry.values[1] if len(entry.values) > 1 else 0.0
    if entry.form == "absolute" or (entry.form == "offset" and last is None):
        return first, second
    if last is None:
        raise EditError("entry-needs-start")
    if entry.form == "offset":
        return last[0] + first, last[1] + second
    if entry.form == "polar":
        angle = math.radians(second)
        return last[0] + first * math.sin(angle), last[1] + first * math.cos(angle)
    toward = cursor or (last[0] + 1.0, last[1])
    if entry.form == "sizes":
        east = -1.0 if toward[0] < last[0] else 1.0
        north = -1.0 if toward[1] < last[1] else 1.0
        return last[0] + east * first, last[1] + north * second
    distance = math.dist(last, toward)
    if distance == 0:
        return last[0] + first, last[1]
    return last[0] + (toward[0] - last[0]) * first / distance, last[1] + (toward[1] - last[1]) * first / distance


class EntryBox(QLineEdit):
    """A small line at the cursor: Enter applies, Esc closes, anything unreadable is red."""

    entered = Signal(str)
    typed = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(190)
        self.hide()
        self.textChanged.connect(self._on_text)

    def open_at(self, position_px: QPoint, text: str, placeholder: str) -> None:
        """Show the box beside a point of the window, with what was typed so far."""
        area = self.parentWidget().rect()
        left = min(max(position_px.x() + 18, 0), area.width() - self.width())
        top = min(max(position_px.y() + 18, 0), area.height() - self.sizeHint().height())
        self.move(left, top)
        self.setPlaceholderText(placeholder)
        self.setToolTip(placeholder)
        self.show()
        self.raise_()
        self.setFocus()
        self.setText(text)

    def close_box(self) -> None:
        """Hide it and give the keyboard back."""
        if self.isVisible():
            self.hide()
            self.clear()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and Esc; everything else is text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.text())
        elif event.key() == Qt.Key.Key_Escape:
            self.close_box()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """A click elsewhere closes it."""
        super().focusOutEvent(event)
        self.close_box()

    def show_readable(self, *, readable: bool) -> None:
        """Blue edge, or red."""
        self.setStyleSheet(f"QLineEdit {{ border: 1.5px solid {ACCENT if readable else BAD}; }}")

    def _on_text(self, text: str) -> None:
        if not self.isVisible():
            return
        try:
            parse_entry(text)
        except EditError:
            self.show_readable(readable=not text)
        else:
            self.show_readable(readable=True)
        self.typed.emit(text)
