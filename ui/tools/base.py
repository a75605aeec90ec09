"""The base of all gestures, what they see of the mouse, and what they can be told in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from planner.model.geometry import Point

if TYPE_CHECKING:
    from ui.document import Document
    from ui.scene.map_view import MapView


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Where the mouse is: map metres and viewport pixels. Shift forces steps of the angle, Ctrl suspends snapping."""

    x_m: float
    y_m: float
    position_px: QPoint
    shift: bool = False
    ctrl: bool = False

    @property
    def place(self) -> Point:
        """(east, north), m."""
        return self.x_m, self.y_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A number a tool works with, shown as a field above the map; `label` is a source string."""

    key: str
    label: str
    value: float
    low: float
    high: float
    digits: int = 1
    unit: str = ""


class Tool:
    """One gesture. `start`, `move` and `end` follow the left button, `hover` the free mouse; `cancel` undoes all of it.

    `hint` is a source string that says how to use the tool, shown on the map while it is chosen.
    """

    name = ""
    hint = ""
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, view: MapView) -> None:
        self.view = view

    @property
    def document(self) -> Document:
        """The document the gesture works on."""
        return self.view.document

    @property
    def is_active(self) -> bool:
        """Whether a gesture is under way, so that Esc means to give it up."""
        return False

    @property
    def takes_entry(self) -> bool:
        """Whether a typed number means something now (`enter`)."""
        return False

    def activate(self) -> None:
        """Taken in hand."""

    def deactivate(self) -> None:
        """Put away; the gesture was cancelled before."""

    def start(self, pointer: Pointer) -> None:
        """Left button down."""

    def move(self, pointer: Pointer) -> None:
        """Mouse moved with the left button down."""

    def hover(self, pointer: Pointer) -> None:
        """Mouse moved with no button down."""

    def end(self, pointer: Pointer) -> None:
        """Left button up."""

    def double_click(self, pointer: Pointer) -> None:
        """Second press of a double click; the first one came as start and end."""

    def key(self, key: int, *, shift: bool) -> bool:
        """A key; True if the tool used it."""
        return False

    def enter(self, text: str) -> None:
        """A typed number, length, offset or place instead of the mouse; EditError where it can't be read."""

    def show_entry(self, text: str) -> None:
        """Show what a typed text would do, if it can be read already."""

    def options(self) -> tuple[Option, ...]:
        """Numbers to set while the tool is in hand."""
        return ()

    def set_option(self, key: str, value: float) -> None:
        """One of them was set."""

    def cancel(self) -> None:
        """Give the gesture up: nothing of it remains."""
