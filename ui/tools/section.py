"""Drawing the line of a cross-section: drag from A to B (or click twice), then move its ends or the whole of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from planner.io.map_style import HALO, Rgba
from planner.model.geometry import Point
from planner.text import N_
from ui.scene.areas import Z_GESTURE
from ui.scene.paint import cosmetic_pen, line_path, map_font, qcolor
from ui.tools.base import Pointer, Tool
from ui.tools.outline import snapped

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

COLOUR: Rgba = (122, 28, 140, 255)
GRAB_PX, CLICK_PX, SITE_PX = 11.0, 4.0, 14.0
HANDLE_PX = 8.0

Line = tuple[Point, Point]


class SectionLine(QObject):
    """The line in force, shown on the map until it is cleared; `changed` at every move of an end."""

    changed = Signal(object)

    def __init__(self, scene: QGraphicsScene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._items: tuple[QGraphicsPathItem, QGraphicsPathItem, _End, _End] | None = None
        self.ends: Line | None = None

    def set_ends(self, ends: Line | None) -> None:
        """Another line, or none."""
        if ends == self.ends:
            return
        self.ends = ends
        if ends is None:
            for item in self._items or ():
                self._scene.removeItem(item)
            self._items = None
        else:
            casing, line, first, last = self._items or self._make()
            path = line_path(ends)
            casing.setPath(path)
            line.setPath(path)
            first.setPos(*ends[0])
            last.setPos(*ends[1])
        self.changed.emit(ends)

    def set_visible(self, visible: bool) -> None:
        """Hide the line for a moment: it belongs to the eye, not into a printed map."""
        for item in self._items or ():
            item.setVisible(visible)

    def _make(self) -> tuple[QGraphicsPathItem, QGraphicsPathItem, _End, _End]:
        casing, line = QGraphicsPathItem(), QGraphicsPathItem()
        casing.setPen(cosmetic_pen(HALO, 5.0))
        pen = cosmetic_pen(COLOUR, 2.2)
        pen.setDashPattern([7.0, 3.0, 1.5, 3.0])
        line.setPen(pen)
        items = (casing, line, _End("A"), _End("B"))
        for step, item in enumerate(items):
            item.setZValue(Z_GESTURE - 5.0 + step)
            item.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
            self._scene.addItem(item)
        self._items = items
        return items


class _End(QGraphicsItem):
    """A lettered handle of fixed size."""

    def __init__(self, letter: str) -> None:
        super().__init__()
        self._letter = letter
        self._font = map_font(11, bold=True)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """A disc with its rim."""
        r = HANDLE_PX + 2.0
        return QRectF(-r, -r, 2 * r, 2 * r)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """The disc and its letter."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(qcolor(HALO), 2.0))
        painter.setBrush(qcolor(COLOUR))
        painter.drawEllipse(QPointF(), HANDLE_PX, HANDLE_PX)
        painter.setPen(Qt.GlobalColor.white)
        painter.setFont(self._font)
        painter.drawText(self.boundingRect(), Qt.AlignmentFlag.AlignCenter, self._letter)


class SectionTool(Tool):
    """See the module. The line outlives the tool; Delete clears it, Esc gives the running gesture up."""

    name = "section"
    hint = N_("Drag from A to B; drag an end or the line to move it, Shift turns by 45°, Delete clears it")
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self.line = SectionLine(view.scene(), view)
        self._before: Line | None = None
        self._grabbed: tuple[int, ...] = ()
        self._is_new = False
        self._pressed: Pointer | None = None
        self._awaits_click = False

    @property
    def is_active(self) -> bool:
        """While an end follows the mouse."""
        return self._pressed is not None

    def start(self, pointer: Pointer) -> None:
        """Take an end or the line in hand, or begin another one."""
        if self._awaits_click:
            self._awaits_click = False
            self.move(pointer)
            return
        self._before = self.line.ends
        self._pressed = pointer
        self._grabbed = self._under(pointer)
        self._is_new = not self._grabbed
        if self._is_new:
            self._grabbed = (1,)
            place = self._at_site(pointer)
            self._pressed = Pointer(x_m=place[0], y_m=place[1], position_px=pointer.position_px)

    def move(self, pointer: Pointer) -> None:
        """The ends in hand follow."""
        pressed = self._pressed
        if pressed is None:
            return
        ends = self._before
        if self._grabbed == (0, 1) and ends is not None:
            east, north = pointer.x_m - pressed.x_m, pointer.y_m - pressed.y_m
            (ax, ay), (bx, by) = ends
            self.line.set_ends(((ax + east, ay + north), (bx + east, by + north)))
            return
        moves_start = self._grabbed == (0,)
        fixed = pressed.place if self._is_new or ends is None else ends[1] if moves_start else ends[0]
        place = snapped(fixed, pointer.place) if pointer.shift else self._at_site(pointer)
        if place != fixed:
            self.line.set_ends((place, fixed) if moves_start else (fixed, place))

    def hover(self, pointer: Pointer) -> None:
        """Between two clicks the end follows; else the cursor says what a press would take."""
        if self._awaits_click:
            self.move(pointer)
        else:
            self.view.show_cursor(Qt.CursorShape.SizeAllCursor if self._under(pointer) else self.cursor)

    def end(self, pointer: Pointer) -> None:
        """Keep the line; a press without a drag begins a line of two clicks."""
        if self._pressed is None or self._awaits_click:
            return
        gone_px = (pointer.position_px - self._pressed.position_px).manhattanLength()
        if gone_px < CLICK_PX and self._is_new:
            self._awaits_click = True
            return
        self._finish()

    def double_click(self, pointer: Pointer) -> None:
        """The second press of a double click is a press."""
        self.start(pointer)

    def key(self, key: int, *, shift: bool) -> bool:
        """Delete clears the line."""
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.line.ends is not None:
            self._finish()
            self.line.set_ends(None)
            return True
        return False

    def cancel(self) -> None:
        """Give the gesture up: the former line comes back."""
        if self._pressed is not None:
            before = self._before
            self._finish()
            self.line.set_ends(before)

    def _finish(self) -> None:
        self._pressed, self._before, self._grabbed, self._awaits_click = None, None, (), False

    def _near_end(self, pointer: Pointer, ends: Line | None) -> tuple[int, ...]:
        if ends is None:
            return ()
        for index in (1, 0):
            shift = self.view.to_viewport(ends[index]) - pointer.position_px
            if math.hypot(shift.x(), shift.y()) <= GRAB_PX:
                return (index,)
        return ()

    def _under(self, pointer: Pointer) -> tuple[int, ...]:
        """What a press takes: (0,) or (1,) an end, (0, 1) the line, () nothing."""
        ends = self.line.ends
        near = self._near_end(pointer, ends)
        if near or ends is None:
            return near
        (ax, ay), (bx, by) = ends
        length = math.dist(*ends)
        along = ((pointer.x_m - ax) * (bx - ax) + (pointer.y_m - ay) * (by - ay)) / length
        beside = abs((pointer.x_m - ax) * (by - ay) - (pointer.y_m - ay) * (bx - ax)) / length
        return (0, 1) if 0.0 < along < length and beside * self.view.px_per_m <= GRAB_PX / 2.0 else ()

    def _at_site(self, pointer: Pointer) -> Point:
        """The pointer's place, or the mast near it."""
        scheme = self.document.shown_project.schemes.get(self.document.scheme_id)
        sites = scheme.network.sites.values() if scheme is not None else ()
        reach_m = SITE_PX / self.view.px_per_m
        near = min(sites, key=lambda site: math.dist(site.position, pointer.place), default=None)
        return (
            near.position if near is not None and math.dist(near.position, pointer.place) <= reach_m else pointer.place
        )
