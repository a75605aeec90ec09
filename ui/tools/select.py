"""Selecting, moving, deleting and nudging objects."""

import math
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt

from planner.errors import EditError
from planner.model.arrange import shift
from planner.model.edits import ObjectRef, find, points_of, remove
from planner.model.geometry import Point
from planner.model.placing import with_groups, with_parts
from planner.model.project import Project
from ui.scene.hit import Hit, hit_at, refs_in_rect
from ui.tools.base import Pointer, Tool
from ui.tools.entry import entered_point, parse_entry
from ui.tools.handles import Handles
from ui.tools.sketch import Guides, Sketch

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

DRAG_PX, ANCHOR_PX = 4, 12
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

    On a selected site, a click on a wedge selects that cell. A move is one undo step and live while it runs; taken at a
    corner, that corner snaps. A group is selected as one, by a double click its member alone. What is selected alone
    shows its corners: drag, double click on a side adds one, Delete takes the marked one away.
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
        self._anchor: Point | None = None
        self._band = Sketch(view.scene())
        self._guides = Guides(view.scene())
        self.handles = Handles(view, self._turnable)

    @property
    def is_active(self) -> bool:
        """Between press and release."""
        return self._mode is not _Mode.IDLE or self.handles.is_dragging

    @property
    def takes_entry(self) -> bool:
        """While something is moved or turned: the way, or the angle."""
        return self._mode is _Mode.MOVING or self.handles.is_turning

    def activate(self) -> None:
        """With its handles."""
        self.handles.refresh()

    def deactivate(self) -> None:
        """Without them."""
        self.handles.refresh(shown=False)

    def _turnable(self) -> tuple[ObjectRef, ...]:
        return movable_refs(self.document.project, self.document.selection)

    def start(self, pointer: Pointer) -> None:
        """Take hold of a handle or of what lies under the cursor, or begin a rubber band."""
        if not pointer.shift and self.handles.begin(pointer):
            return
        self._from, self._mode = pointer, _Mode.PRESSED
        self._hit = hit_at(self.view, self.document.shown_project, pointer.position_px)
        self._was_selected = self._hit is not None and self._is_selected(self._hit.ref)
        if self._hit is not None and self._hit.firm and not self._was_selected and not pointer.shift:
            self._select([self._hit.ref])
        self._refs = ()

    def move(self, pointer: Pointer) -> None:
        """Beyond a few pixels it is a drag."""
        if self.handles.is_dragging:
            self.handles.move(pointer)
            return
        if self._from is None:
            return
        if self._mode is _Mode.PRESSED and _far(self._from.position_px, pointer.position_px):
            holds = self._hit is not None and (self._hit.firm or self._was_selected) and not self._from.shift
            self._mode = _Mode.MOVING if holds else _Mode.BAND
            self._refs = self._turnable() if holds else ()
            if holds and not self._refs:
                self._refuse_locked()
            self._anchor = self._anchor_at(self._from)
        if self._mode is _Mode.MOVING and self._refs:
            (east, north), refs = self._way(pointer), self._refs
            self.document.preview(lambda project: shift(project, refs, east, north))
        elif self._mode is _Mode.BAND:
            (x1, y1), (x2, y2) = self._from.place, pointer.place
            self._band.show(((x1, y1), (x2, y1), (x2, y2), (x1, y2)), closed=True)

    def end(self, pointer: Pointer) -> None:
        """One undo step for a move; a selection for everything else."""
        if self.handles.is_dragging:
            self.handles.end(pointer)
            return
        mode, start = self._mode, self._from
        refs = self._refs
        way = self._way(pointer) if mode is _Mode.MOVING and refs else (0.0, 0.0)
        self._reset()
        if start is None:
            return
        if mode is _Mode.MOVING and refs:
            self._move(refs, way)
        elif mode is _Mode.BAND:
            (x1, y1), (x2, y2) = start.place, pointer.place
            rect = QRectF(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))
            storeys = self.view.map_scene.storey_view
            found = refs_in_rect(self.document.project, self.document.scheme_id, rect, storeys)
            self._select([*(self.document.selection if start.shift else ()), *found])
        elif mode is _Mode.PRESSED:
            self._click(start)

    def _click(self, pointer: Pointer) -> None:
        hit, selection = self._hit, self.document.selection
        if hit is None:
            if not pointer.shift:
                self.document.set_selection([])
        elif pointer.shift:
            own = with_groups(self.document.project, [hit.ref])
            if hit.ref in selection:
                self.document.set_selection([ref for ref in selection if ref not in own])
            else:
                self.document.set_selection([*selection, *own])
        elif hit.cell_id and self._was_selected:
            self.document.set_selection([ObjectRef("cells", hit.cell_id, hit.ref.scheme_id)])
        else:
            self._select([hit.ref])

    def _select(self, refs: Iterable[ObjectRef]) -> None:
        """Select objects with their groups."""
        self.document.set_selection(with_groups(self.document.project, refs))

    def double_click(self, pointer: Pointer) -> None:
        """A corner more on a side; the one member of a group."""
        if self.handles.insert_at(pointer):
            return
        hit = hit_at(self.view, self.document.shown_project, pointer.position_px)
        if hit is not None and len(with_groups(self.document.project, [hit.ref])) > 1:
            self.document.set_selection([hit.ref])

    # -- moving ------------------------------------------------------------------------------------------------------

    def _anchor_at(self, pointer: Pointer) -> Point | None:
        """The corner of what is moved that was taken hold of; it is what snaps."""
        reach = ANCHOR_PX / self.view.px_per_m
        project = self.document.project
        if self._hit is None or self._hit.ref not in self._refs:
            return None
        corners = points_of(find(project, self._hit.ref))
        best = min(corners, key=lambda corner: math.dist(corner, pointer.place), default=None)
        return best if best is not None and math.dist(best, pointer.place) <= reach else None

    def _way(self, pointer: Pointer) -> Point:
        """How far the selection goes: with the mouse, its anchor snapped; by steps of the grid where that is on."""
        assert self._from is not None
        east, north = pointer.x_m - self._from.x_m, pointer.y_m - self._from.y_m
        snapper = self.view.snapper
        if self._anchor is None:
            if snapper.settings.grid and not pointer.ctrl:
                step = snapper.grid_step_m()
                return round(east / step) * step, round(north / step) * step
            return east, north
        x, y = self._anchor
        at = self.view.to_viewport((x + east, y + north))
        moved = replace(pointer, x_m=x + east, y_m=y + north, position_px=at)
        snap = snapper.snap(moved, rays=False, exclude=frozenset(with_parts(self.document.project, self._refs)))
        self._guides.show(snap)
        return snap.place[0] - x, snap.place[1] - y

    def _move(self, refs: tuple[ObjectRef, ...], way: Point) -> None:
        text = self.document.t.plural("Move {n} object", "Move {n} objects", len(refs))
        if not self.document.apply(text, lambda project: shift(project, refs, *way)):
            self.document.preview(None)

    def _refuse_locked(self) -> None:
        for ref in self.document.selection:
            value = find(self.document.project, ref)
            if getattr(value, "locked", False):
                self.document.errorRaised.emit(EditError("object-locked", name=value.name or value.id))
                return

    def enter(self, text: str) -> None:
        """The way as typed (east, north; length and azimuth; a length in the direction of the mouse), or the angle."""
        entry = parse_entry(text)
        if self.handles.is_turning and entry.form == "length":
            self.handles.enter_angle(entry.values[0])
            return
        if self._mode is not _Mode.MOVING or self._from is None or entry.form == "absolute":
            raise EditError("entry-unreadable", text=text)
        refs, start = self._refs, self._from.place
        cursor = self.view.cursor_place or start
        place = entered_point(entry, start, cursor)
        self._reset()
        self._move(refs, (place[0] - start[0], place[1] - start[1]))

    def hover(self, pointer: Pointer) -> None:
        """A hand over what can be dragged, a cross over handles."""
        grip = self.handles.grip_at(pointer)
        if grip is not None:
            turn = grip.what == "turn"
            self.view.show_cursor(Qt.CursorShape.PointingHandCursor if turn else Qt.CursorShape.CrossCursor)
            return
        hit = hit_at(self.view, self.document.shown_project, pointer.position_px)
        holds = hit is not None and hit.ref.kind in MOVABLE and (hit.firm or self._is_selected(hit.ref))
        self.view.show_cursor(Qt.CursorShape.SizeAllCursor if holds else Qt.CursorShape.ArrowCursor)

    def key(self, key: int, *, shift: bool) -> bool:
        """Delete and arrow keys act on the selection."""
        if self.is_active or not self.document.selection:
            return False
        if self.handles.key(key):
            return True
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
        if not refs:
            self._refuse_locked()
        else:
            text = self.document.t.plural("Delete {n} object", "Delete {n} objects", len(refs))
            self.document.apply(text, lambda current: remove(current, refs))

    def _nudge(self, east: float, north: float, step_m: float) -> None:
        refs = self._turnable()
        if not refs:
            self._refuse_locked()
        else:
            text = self.document.t.plural("Move {n} object", "Move {n} objects", len(refs))
            key = "nudge:" + ",".join(f"{ref.kind}/{ref.scheme_id}/{ref.id}" for ref in refs)
            self.document.apply(text, lambda project: shift(project, refs, east * step_m, north * step_m), key)

    def cancel(self) -> None:
        """Everything back where it was."""
        self.handles.cancel()
        if self._mode is _Mode.MOVING:
            self.document.preview(None)
        self._reset()

    def _reset(self) -> None:
        self._mode, self._from, self._anchor = _Mode.IDLE, None, None
        self._band.clear()
        self._guides.clear()

    def _is_selected(self, ref: ObjectRef) -> bool:
        selection = self.document.selection
        return ref in selection or any(
            other.kind == "cells" and movable_refs(self.document.project, [other]) == (ref,) for other in selection
        )


def _far(a: QPoint, b: QPoint) -> bool:
    return (b - a).manhattanLength() >= DRAG_PX
