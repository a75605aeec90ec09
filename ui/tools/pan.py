"""Moving the map under the window."""

from PySide6.QtCore import QPoint, Qt

from planner.text import N_
from ui.tools.base import Pointer, Tool


class PanTool(Tool):
    """Drag the map; also what the middle button and the space bar do in every tool."""

    name = "pan"
    hint = N_("Drag to move the map")
    cursor = Qt.CursorShape.OpenHandCursor

    _last_px: QPoint | None = None

    @property
    def is_active(self) -> bool:
        """While the button is down."""
        return self._last_px is not None

    def start(self, pointer: Pointer) -> None:
        """Take hold."""
        self._last_px = pointer.position_px
        self.view.set_panning(True)

    def move(self, pointer: Pointer) -> None:
        """Follow the mouse."""
        if self._last_px is not None:
            self.view.pan_by(pointer.position_px - self._last_px)
            self._last_px = pointer.position_px

    def end(self, pointer: Pointer) -> None:
        """Let go."""
        self.cancel()

    def cancel(self) -> None:
        """Let go where it is."""
        if self._last_px is not None:
            self._last_px = None
            self.view.set_panning(False)
