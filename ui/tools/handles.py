"""Dragging handles: corners moved, added and deleted, and objects turned. A part of the select tool."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from planner.errors import EditError
from planner.model import arrange
from planner.model.edits import ObjectRef, find
from planner.model.geometry import Bounds, Point
from planner.model.placing import bounds_of_refs
from planner.model.project import Project
from planner.model.shaping import delete_vertex, insert_vertex, is_line, move_vertex, require_valid, rings_of
from planner.model.site_map import Obstacle, Zone
from ui.scene.handles import Grip, HandlesItem
from ui.scene.hit import distance_to_edges_m
from ui.tools.base import Pointer
from ui.tools.sketch import Guides, Sketch

if TYPE_CHECKING:
    from ui.document import Document
    from ui.scene.map_view import MapView

EDGE_PX, DRAG_PX = 6.0, 3
TURN_STEP_DEG, TURN_NEAR_DEG = 15.0, 2.0
#: More objects than this show no handle to turn them with: their common box would have to be found at every step.
MOST_TURNED = 2000


class Handles:
    """Handles of the selection; `begin` says whether a press took hold of one."""

    def __init__(self, view: MapView, turnable: Callable[[], tuple[ObjectRef, ...]]) -> None:
        self._view = view
        self._turnable = turnable
        self._item: HandlesItem | None = None
        self._grip: Grip | None = None
        self._from: Pointer | None = None
        self._bounds: Bounds | None = None
        self._angle_deg = 0.0
        self._place: Point | None = None
        self._refs: tuple[ObjectRef, ...] = ()
        self.active: Grip | None = None
        self._guides, self._sketch = Guides(view.scene()), Sketch(view.scene())

    @property
    def _document(self) -> Document:
        return self._view.document

    @property
    def is_dragging(self) -> bool:
        """Between press and release on a handle."""
        return self._grip is not None

    # -- showing -----------------------------------------------------------------------------------------------------

    def refresh(self, *, shown: bool = True) -> None:
        """Handles where the selection is now; none unless `shown`."""
        value = self._single()[1]
        refs = self._turnable() if shown else ()
        can_turn = 0 < len(refs) <= MOST_TURNED and (value is not None or len(refs) > 1)
        if not shown or (value is None and not can_turn):
            self.active = None
            if self._item is not None:
                self._item.setVisible(False)
            return
        if self._item is None:
            self._item = HandlesItem()
            self._view.scene().addItem(self._item)
        bounds = bounds_of_refs(self._document.shown_project, refs) if can_turn else None
        if self._grip is not None and self._grip.what == "turn":
            bounds = None
        rings = rings_of(value) if value is not None else ()
        if self.active is not None and (not rings or self.active.index >= len(rings[self.active.part + 1 :][0])):
            self.active = None
        closed = value is None or not is_line(value)
        self._item.show_handles(rings, bounds, self._view.px_per_m, closed=closed, active=self.active)
        self._item.setVisible(True)

    def _single(self) -> tuple[ObjectRef | None, Obstacle | Zone | None]:
        """The one drawn object whose corners are shown: selected alone, not locked, not hidden."""
        selection = self._document.selection
        if len(selection) != 1 or selection[0].kind not in ("obstacles", "zones"):
            return None, None
        try:
            value: Any = find(self._document.shown_project, selection[0])
        except EditError:
            return None, None
        if getattr(value, "locked", False) or getattr(value, "hidden", False):
            return None, None
        return selection[0], value

    def grip_at(self, pointer: Pointer) -> Grip | None:
        """The handle under the mouse."""
        if self._item is None or not self._item.isVisible():
            return None
        return self._item.grip_at(pointer.place, self._view.px_per_m)

    # -- gesture -----------------------------------------------------------------------------------------------------

    def begin(self, pointer: Pointer) -> bool:
        """Take hold of the handle under the mouse, if there is one."""
        grip = self.grip_at(pointer)
        if grip is None:
            if self.active is not None:
                self.active = None
                self.refresh()
            return False
        self._grip, self._from, self._place = grip, pointer, None
        self._refs = self._turnable()
        self._bounds = bounds_of_refs(self._document.project, self._refs) if grip.what == "turn" else None
        self._angle_deg = 0.0
        self.active = grip if grip.what == "corner" else None
        return True

    def move(self, pointer: Pointer) -> None:
        """One step of the drag."""
        grip, start = self._grip, self._from
        if grip is None or start is None:
            return
        if self._place is None and (pointer.position_px - start.position_px).manhattanLength() < DRAG_PX:
            return
        if grip.what == "turn":
            self._turn(pointer)
            return
        ref, value = self._single()
        if ref is None or value is None:
            return
        place = self._snapped(pointer, ref, grip)
        self._place = place
        self._document.preview(lambda project: self._vertex_edit(project, ref, grip, place, check=False))
        self._show_crossing(ref)

    def end(self, pointer: Pointer) -> None:
        """One undo step; refused where the outline would cross itself."""
        self.move(pointer)
        grip, place, angle_deg, refs = self._grip, self._place, self._angle_deg, self._refs
        self._drop()
        document = self._document
        if grip is None or place is None:
            self.refresh()
            return
        if grip.what == "turn":
            self._apply_turn(refs, angle_deg)
        else:
            ref = document.selection[0]
            text = document.t("Move a corner") if grip.what == "corner" else document.t("Add a corner")
            self.active = Grip("corner", grip.part, grip.index + (grip.what == "middle"))
            if not document.apply(text, lambda project: self._vertex_edit(project, ref, grip, place, check=True)):
                document.preview(None)
        self.refresh()

    def cancel(self) -> None:
        """Everything back where it was."""
        if self._grip is not None:
            self._drop()
            self._document.preview(None)
            self.refresh()

    def _drop(self) -> None:
        self._grip, self._from, self._place = None, None, None
        self._guides.clear()
        self._sketch.clear()

    def _vertex_edit(self, project: Project, ref: ObjectRef, grip: Grip, place: Point, *, check: bool) -> Project:
        if grip.what == "corner":
            return move_vertex(project, ref, grip.part, grip.index, place, check=check)
        return insert_vertex(project, ref, grip.part, grip.index + 1, place, check=check)

    def _snapped(self, pointer: Pointer, ref: ObjectRef, grip: Grip) -> Point:
        """To other objects, to the other corners of this one, and to directions from the corner before."""
        value: Any = find(self._document.project, ref)
        ring = rings_of(value)[grip.part + 1]
        closed = not is_line(value)
        before = grip.index - 1 if grip.what == "corner" else grip.index
        sketch = [ring[before]] if closed or before >= 0 else []
        own = [point for number, point in enumerate(ring) if number != grip.index or grip.what != "corner"]
        snap = self._view.snapper.snap(pointer, sketch=sketch, exclude={ref}, extra=own)
        self._guides.show(snap)
        return snap.place

    def _show_crossing(self, ref: ObjectRef) -> None:
        value: Any = find(self._document.shown_project, ref)
        try:
            require_valid(value)
        except EditError:
            self._sketch.show(value.outline, closed=not is_line(value), bad=True)
        else:
            self._sketch.clear()

    # -- turning -----------------------------------------------------------------------------------------------------

    def _turn(self, pointer: Pointer) -> None:
        if self._bounds is None or self._from is None:
            return
        west, south, east, north = self._bounds
        centre = ((west + east) / 2.0, (south + north) / 2.0)
        start = math.atan2(self._from.y_m - centre[1], self._from.x_m - centre[0])
        now = math.atan2(pointer.y_m - centre[1], pointer.x_m - centre[0])
        angle = math.degrees(math.remainder(now - start, 2.0 * math.pi))
        step = round(angle / TURN_STEP_DEG) * TURN_STEP_DEG
        soft = self._view.snapper.settings.angles and not pointer.ctrl and abs(angle - step) <= TURN_NEAR_DEG
        self._angle_deg = step if pointer.shift or soft else round(angle, 1)
        self._place = pointer.place
        refs, turned = self._refs, self._angle_deg
        self._document.preview(lambda project: arrange.rotate(project, refs, turned, centre))
        t = self._document.t
        text = t("{angle}° clockwise", angle=t.number(-turned, 1))
        self._sketch.show((centre, pointer.place), text=text)

    def _apply_turn(self, refs: tuple[ObjectRef, ...], angle_deg: float) -> None:
        document = self._document
        text = document.t.plural("Turn {n} object", "Turn {n} objects", len(refs))
        if not document.apply(text, lambda project: arrange.rotate(project, refs, angle_deg)):
            document.preview(None)

    @property
    def is_turning(self) -> bool:
        """Whether a typed number is an angle now."""
        return self._grip is not None and self._grip.what == "turn"

    def enter_angle(self, clockwise_deg: float) -> None:
        """End the turn with a typed angle."""
        refs = self._refs
        self._drop()
        self._apply_turn(refs, -clockwise_deg)
        self.refresh()

    # -- corners by other ways ---------------------------------------------------------------------------------------

    def insert_at(self, pointer: Pointer) -> bool:
        """A new corner on the side under the mouse (double click); False where there is none."""
        ref, value = self._single()
        if ref is None or value is None or self.grip_at(pointer) not in (None, *self._middles_at(pointer)):
            return False
        best: tuple[float, int, int, Point] | None = None
        for number, ring in enumerate(rings_of(value)):
            distance, index, place = distance_to_edges_m(ring, pointer.place, closed=not is_line(value))
            if best is None or distance < best[0]:
                best = (distance, number - 1, index, place)
        if best is None or best[0] * self._view.px_per_m > EDGE_PX:
            return False
        _, part, index, place = best
        document = self._document
        self.active = Grip("corner", part, index + 1)
        document.apply(document.t("Add a corner"), lambda project: insert_vertex(project, ref, part, index + 1, place))
        self.refresh()
        return True

    def _middles_at(self, pointer: Pointer) -> tuple[Grip, ...]:
        grip = self.grip_at(pointer)
        return (grip,) if grip is not None and grip.what == "middle" else ()

    def key(self, key: int) -> bool:
        """Delete takes the active corner away, Insert adds one behind it."""
        ref, value = self._single()
        active = self.active
        if ref is None or value is None or active is None or self.is_dragging:
            return False
        document = self._document
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.active = None
            part, index = active.part, active.index
            if not document.apply(document.t("Delete a corner"), lambda p: delete_vertex(p, ref, part, index)):
                self.active = active
            self.refresh()
            return True
        if key == Qt.Key.Key_Insert:
            ring = rings_of(value)[active.part + 1]
            if is_line(value) and active.index + 1 >= len(ring):
                return True
            a, b = ring[active.index], ring[(active.index + 1) % len(ring)]
            middle = ((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0)
            self.active = Grip("corner", active.part, active.index + 1)
            text = document.t("Add a corner")
            document.apply(text, lambda p: insert_vertex(p, ref, active.part, active.index + 1, middle))
            self.refresh()
            return True
        return False
