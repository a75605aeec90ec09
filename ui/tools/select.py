"""Selecting, moving, deleting and nudging objects."""

from collections.abc import Iterable
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt

from planner.errors import EditError
from planner.model.edits import ObjectRef, find, move, remove
from planner.model.project import Project
from ui.scene.hit import Hit, hit_at, refs_in_rect
from ui.tools.base import Pointer, Tool
from ui.tools.sketch import Sketch

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

DRAG_PX = 4
MOVABLE = frozenset({"obstacles", "zones", "sites", "upfs", "backdrops"})
NUDGES = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0), Qt.Key.Key_Down: (0.0, -1.0),
}  # fmt: skip
NUDGE_M, NUDGE_SHIFT_M = 1.0, 10.0


class _Mode(Enum):
    IDLE = auto()
    PRESSED = auto()
    MOVING = auto()
    BAND = auto()


def movable_refs(project: Project, refs: Iterable[ObjectRef]) -> tuple[ObjectRef, ...]:
    """What a drag of these objects moves: themselves, a cell's site; nothing that is locked or has no place."""
    found: list[ObjectRef] = []
    for ref in refs:
        try:
            value = find(project, ref)
        except EditError:
            continue
        if ref.kind == "cells":
            ref = ObjectRef("sites", value.site_id, ref.scheme_id)
        if ref.kind in MOVABLE and not getattr(value, "locked", False):
            found.append(ref)
    return tuple(dict.fromkeys(found))


class SelectTool(Tool):
    """Click selects, shift-click adds or takes away, a drag moves what is selected or draws a rubber band.

    On a selected site, a click on a wedge selects that cell. A move is one undo step and live while it runs.
    """

    name = "select"
    hint = ""

    def __init__(self, view: "MapView") -> None:
        super().__init__(view)
        self._mode = _Mode.IDLE
        self._from: Pointer | None = None
        self._hit: Hit | None = None
        self._refs: tuple[ObjectRef, ...] = ()
        self._was_selected = False
        self._band = Sketch(view.scene())

    @property
    def is_active(self) -> bool:
        """Between press and release."""
        return self._mode is not _Mode.IDLE

    def start(self, pointer: Pointer) -> None:
        """Take hold of what lies under the cursor, or begin a rubber band."""
        self._from, self._mode = pointer, _Mode.PRESSED
        self._hit = hit_at(self.view, self.document.shown_project, pointer.position_px)
        self._was_selected = self._hit is not None and self._is_selected(self._hit.ref)
        if self._hit is not None and self._hit.firm and not self._was_selected and not pointer.shift:
            self.document.set_selection([self._hit.ref])
        self._refs = ()

    def move(self, pointer: Pointer) -> None:
        """Beyond a few pixels it is a drag."""
        if self._from is None:
            return
        if self._mode is _Mode.PRESSED and _far(self._from.position_px, pointer.position_px):
            holds = self._hit is not None and (self._hit.firm or self._was_selected) and not self._from.shift
            self._mode = _Mode.MOVING if holds else _Mode.BAND
            self._refs = movable_refs(self.document.project, self.document.selection) if holds else ()
        if self._mode is _Mode.MOVING and self._refs:
            east, north, refs = pointer.x_m - self._from.x_m, pointer.y_m - self._from.y_m, self._refs
            self.document.preview(lambda project: move(project, refs, east, north))
        elif self._mode is _Mode.BAND:
            (x1, y1), (x2, y2) = self._from.place, pointer.place
            self._band.show(((x1, y1), (x2, y1), (x2, y2), (x1, y2)), closed=True)

    def end(self, pointer: Pointer) -> None:
        """One undo step for a move; a selection for everything else."""
        mode, start = self._mode, self._from
        refs = self._refs
        self._reset()
        if start is None:
            return
        if mode is _Mode.MOVING and refs:
            east, north = pointer.x_m - start.x_m, pointer.y_m - start.y_m
            text = self.document.t.plural("Move {n} object", "Move {n} objects", len(refs))
            if not self.document.apply(text, lambda project: move(project, refs, east, north)):
                self.document.preview(None)
        elif mode is _Mode.BAND:
            (x1, y1), (x2, y2) = start.place, pointer.place
            rect = QRectF(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))
            found = refs_in_rect(self.document.project, self.document.scheme_id, rect)
            self.document.set_selection([*(self.document.selection if start.shift else ()), *found])
        elif mode is _Mode.PRESSED:
            self._click(start)

    def _click(self, pointer: Pointer) -> None:
        hit, selection = self._hit, self.document.selection
        if hit is None:
            if not pointer.shift:
                self.document.set_selection([])
        elif pointer.shift:
            if hit.ref in selection:
                self.document.set_selection([ref for ref in selection if ref != hit.ref])
            else:
                self.document.set_selection([*selection, hit.ref])
        elif hit.cell_id and self._was_selected:
            self.document.set_selection([ObjectRef("cells", hit.cell_id, hit.ref.scheme_id)])
        else:
            self.document.set_selection([hit.ref])

    def hover(self, pointer: Pointer) -> None:
        """A hand over what can be dragged."""
        hit = hit_at(self.view, self.document.shown_project, pointer.position_px)
        holds = hit is not None and hit.ref.kind in MOVABLE and (hit.firm or self._is_selected(hit.ref))
        self.view.show_cursor(Qt.CursorShape.SizeAllCursor if holds else Qt.CursorShape.ArrowCursor)

    def key(self, key: int, *, shift: bool) -> bool:
        """Delete and arrow keys act on the selection."""
        if self.is_active or not self.document.selection:
            return False
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_selection()
            return True
        if key in NUDGES:
            east, north = NUDGES[Qt.Key(key)]
            self._nudge(east, north, NUDGE_SHIFT_M if shift else NUDGE_M)
            return True
        return False

    def delete_selection(self) -> None:
        """Remove what is selected, with what can't stand without it, as one undo step; locked obstacles stay."""
        project = self.document.project
        refs = tuple(ref for ref in self.document.selection if not getattr(find(project, ref), "locked", False))
        if refs:
            text = self.document.t.plural("Delete {n} object", "Delete {n} objects", len(refs))
            self.document.apply(text, lambda current: remove(current, refs))

    def _nudge(self, east: float, north: float, step_m: float) -> None:
        refs = movable_refs(self.document.project, self.document.selection)
        if refs:
            text = self.document.t.plural("Move {n} object", "Move {n} objects", len(refs))
            key = "nudge:" + ",".join(f"{ref.kind}/{ref.scheme_id}/{ref.id}" for ref in refs)
            self.document.apply(text, lambda project: move(project, refs, east * step_m, north * step_m), key)

    def cancel(self) -> None:
        """Everything back where it was."""
        if self._mode is _Mode.MOVING:
            self.document.preview(None)
        self._reset()

    def _reset(self) -> None:
        self._mode, self._from = _Mode.IDLE, None
        self._band.clear()

    def _is_selected(self, ref: ObjectRef) -> bool:
        selection = self.document.selection
        return ref in selection or any(
            other.kind == "cells" and movable_refs(self.document.project, [other]) == (ref,) for other in selection
        )


def _far(a: QPoint, b: QPoint) -> bool:
    return (b - a).manhattanLength() >= DRAG_PX
