"""The tool in hand of a map window, with what goes along: fields, the box for typed numbers, shape, snapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent

from planner.errors import PlannerError
from planner.text import N_
from ui.tools.base import Tool
from ui.tools.drawing import DrawTool
from ui.tools.entry import OPENING, OPENING_ACTIVE, EntryBox
from ui.tools.options import OptionsPanel
from ui.tools.registry import TOOLS
from ui.tools.select import SelectTool
from ui.tools.snapping import Snapper

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

PLACEHOLDER = N_("east,north · length<azimuth · length · #x,y")
#: The tool that a shape is drawn with where the one in hand has no shapes.
SHAPE_TOOL = "building"


class ToolKit(QObject):
    """See the module."""

    changed = Signal(str)
    shapeChanged = Signal(str)  # noqa: N815 - Qt's style for signals

    def __init__(self, view: MapView, snapper: Snapper) -> None:
        super().__init__(view)
        self._view = view
        self.snapper = snapper
        self.tools = {tool.name: tool(view) for tool in TOOLS}
        self.tool: Tool = self.tools["select"]
        self.entry = EntryBox(view)
        self.options = OptionsPanel(view)
        self._mouse_px = QPoint()
        self._last_drawn = SHAPE_TOOL
        self.entry.entered.connect(self._enter)
        self.entry.typed.connect(self._typed)
        self.entry.closed.connect(self._closed)

    @property
    def select(self) -> SelectTool:
        """The select tool."""
        tool = self.tools["select"]
        assert isinstance(tool, SelectTool)
        return tool

    def set_tool(self, name: str) -> None:
        """Take another tool; a gesture under way is given up. KeyError for an unknown name."""
        tool = self.tools[name]
        self.entry.close_box()
        self.tool.cancel()
        changed = tool is not self.tool
        if changed:
            self.tool.deactivate()
            self.tool = tool
            tool.activate()
            if isinstance(tool, DrawTool) and len(tool.shapes) > 1:
                self._last_drawn = name
        self.show_options()
        if changed:
            self.changed.emit(name)
        self.shapeChanged.emit(self.shape)

    @property
    def shape(self) -> str:
        """The shape in hand, "" where the tool has none to choose."""
        return self.tool.shape_name if isinstance(self.tool, DrawTool) else ""

    def set_shape(self, name: str) -> None:
        """Draw in another shape, with the tool in hand or the last one that can."""
        if not (isinstance(self.tool, DrawTool) and name in self.tool.shapes):
            last = self.tools[self._last_drawn]
            usable = isinstance(last, DrawTool) and name in last.shapes
            self.set_tool(self._last_drawn if usable else "road" if name == "line" else SHAPE_TOOL)
        assert isinstance(self.tool, DrawTool)
        self.tool.set_shape(name)
        self.show_options()
        self.shapeChanged.emit(self.shape)

    def show_options(self) -> None:
        """The fields of the tool in hand."""
        self.options.show_tool(self.tool)

    def follow(self, position_px: QPoint) -> None:
        """Where the mouse is, for the box."""
        self._mouse_px = position_px

    # -- typed numbers -----------------------------------------------------------------------------------------------

    def open_entry(self, event: QKeyEvent) -> bool:
        """A key that begins a number opens the box; True if it did."""
        text = event.text()
        modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if len(text) != 1 or modifiers or not self.tool.takes_entry:
            return False
        if self.entry.isVisible():
            self.entry.setFocus()
        elif text not in OPENING and not (text in OPENING_ACTIVE and self.tool.is_active):
            return False
        text = self.entry.text() + text if self.entry.isVisible() else text
        self.entry.open_at(self._mouse_px, text, self._view.document.tr(PLACEHOLDER))
        return True

    def _enter(self, text: str) -> None:
        try:
            self.tool.enter(text)
        except PlannerError as error:
            self.entry.show_readable(readable=False)
            self._view.document.errorRaised.emit(error)
            return
        self.entry.close_box()

    def _typed(self, text: str) -> None:
        self.tool.show_entry(text)

    def _closed(self) -> None:
        self._view.setFocus()
