"""Container yards by rows, bays and tiers, and cranes by a click."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import Qt

from planner.errors import EditError
from planner.model.edits import ObjectRef, put
from planner.model.geometry import Point, Ring
from planner.model.site_map import Obstacle, ObstacleKind
from planner.text import N_
from ui.tools.base import Option
from ui.tools.drawing import ObstacleTool
from ui.tools.entry import Entry, parse_entry
from ui.tools.kinds import BAY_M, ROW_M, YARD_TIERS, box_ring, last_of, quay_crane_ring, side_angle_deg
from ui.tools.outline import azimuth_deg, turned_rectangle
from ui.tools.shapes import SHAPES, Shape

SMALLEST_YARD_M = 3.0
QUAY_REACH_M, SPAN_M, GANTRY_M = 66.0, 25.0, 10.0


class YardTool(ObstacleTool):
    """A container yard by one drag, aligned with the last yard and stacked like it. Rows, bays and tiers follow the
    drag and can be typed: in the fields above the map (also just after the drag) or as 6x12x5 at the cursor."""

    name = "yard"

    def __init__(self, view: object) -> None:
        super().__init__(view)  # type: ignore[arg-type]
        self._ring_drawn: Ring = ()
        self._ref: ObjectRef | None = None
        self._serial = 0

    @property
    def hint(self) -> str:  # type: ignore[override]
        """With the form of the typed numbers."""
        return N_("Drag from corner to corner, or type rows x bays x tiers: 6x12x5")

    def activate(self) -> None:
        """Nothing drawn yet."""
        super().activate()
        self._ring_drawn, self._ref = (), None

    def ring(self, points: list[Point]) -> Ring:
        """Along the last yard's sides."""
        if len(points) < 2:
            return tuple(points)
        return turned_rectangle(points[0], points[1], self._angle_deg)

    @property
    def _angle_deg(self) -> float:
        last = last_of(self.document.project, ObstacleKind.CONTAINER_YARD)
        return 0.0 if last is None else side_angle_deg(last.outline)

    def make(self, ring: Ring) -> Obstacle:
        """A mere strip is none."""
        yard = self.new(outline=ring, tiers=self.tiers)
        if len(ring) != 4 or min(_sides(ring)) < SMALLEST_YARD_M:
            raise EditError("yard-too-small", name=yard.name, least_m=SMALLEST_YARD_M)
        return yard

    def add_object(self, value: Obstacle, merge_key: str | None = None) -> bool:  # type: ignore[override]
        """Kept in hand, so that the fields still change it within the same undo step."""
        self._serial += 1
        if not super().add_object(value, self._key()):
            return False
        self._ref, self._ring_drawn = self.document.selection[0], value.outline
        self.view.show_options()
        return True

    def _key(self) -> str:
        return f"yard:{id(self)}:{self._serial}"

    @property
    def tiers(self) -> int:
        """As set, else like the last yard."""
        last = last_of(self.document.project, ObstacleKind.CONTAINER_YARD)
        return round(self._set.get("tiers", YARD_TIERS if last is None else last.tiers))

    def options(self) -> tuple[Option, ...]:
        """Rows, bays, tiers; the first two of what is being drawn or was just drawn."""
        rows, bays = rows_and_bays(self._ring_drawn)
        return (
            Option(key="rows", label=N_("Rows"), value=rows, low=1, high=999, digits=0),
            Option(key="bays", label=N_("Bays"), value=bays, low=1, high=999, digits=0),
            Option(key="tiers", label=N_("Tiers"), value=self.tiers, low=1, high=12, digits=0),
        )

    def set_option(self, key: str, value: float) -> None:
        """Tiers hold for the next yards too; all change the yard just drawn."""
        if key == "tiers":
            self._set["tiers"] = value
        ref = self._ref
        if self._points or ref is None or ref.id not in self.document.project.site_map.obstacles:
            return
        yard = self.document.project.site_map.obstacles[ref.id]
        if yard.outline != self._ring_drawn:  # changed by hand meanwhile
            return
        rows, bays = rows_and_bays(self._ring_drawn)
        rows, bays = (round(value) if key == name else now for name, now in (("rows", rows), ("bays", bays)))
        ring = self._ring_drawn if key == "tiers" else resized(self._ring_drawn, rows, bays)
        changed = replace(yard, outline=ring, tiers=self.tiers)
        if self.document.apply(self.undo_text(), lambda project: put(project, ref, changed), self._key()):
            self._ring_drawn = ring

    def sketch(self, points: list[Point], cursor: Point) -> None:
        """The rectangle with its rows and bays."""
        ring = self.ring([*points, cursor] if cursor != points[-1] else points)
        text = ""
        if len(ring) == 4:
            self._ring_drawn, self._ref = ring, None
            rows, bays = rows_and_bays(ring)
            t = self.document.t
            sides = [t.number(side, 1) for side in _sides(ring)]
            text = t(
                "{width} × {depth} m: {rows} rows × {bays} bays × {tiers} tiers",
                width=sides[0],
                depth=sides[1],
                rows=rows,
                bays=bays,
                tiers=self.tiers,
            )
            self.view.show_options()
        self._sketch.show(ring, closed=True, text=text, text_at=cursor)

    def cancel(self) -> None:
        """The rectangle is gone; a yard that was added stays in hand."""
        if self._ref is None:
            self._ring_drawn = ()
        super().cancel()

    def enter(self, text: str) -> None:
        """Rows x bays x tiers from the first corner, bays along the longer side of the drag; else a point."""
        entry = parse_entry(text)
        if entry.form == "sizes" and len(entry.values) == 3:
            self._set["tiers"] = min(max(entry.values[2], 1.0), 12.0)
        super().enter(text)

    def entered(self, entry: Entry) -> Point:
        """The opposite corner for so many rows and bays."""
        if entry.form != "sizes" or not self._points:
            return super().entered(entry)
        corner, cursor = self._points[0], self._cursor or self._points[0]
        across, along = entry.values[0], entry.values[1]
        if len(entry.values) == 3:
            across, along = across * ROW_M, along * BAY_M
        angle = math.radians(self._angle_deg)
        cos, sin = math.cos(angle), math.sin(angle)
        dx, dy = cursor[0] - corner[0], cursor[1] - corner[1]
        u, v = dx * cos + dy * sin, -dx * sin + dy * cos
        lengths = (along, across) if abs(u) >= abs(v) else (across, along)
        u, v = math.copysign(lengths[0], u or 1.0), math.copysign(lengths[1], v or 1.0)
        return corner[0] + u * cos - v * sin, corner[1] + u * sin + v * cos


class CraneTool(ObstacleTool):
    """A crane by a click, turned like the last one; a drag turns it."""

    _azimuth_deg = 180.0

    @property
    def shape(self) -> Shape:
        """From the centre towards its boom."""
        return SHAPES["circle"]

    @property
    def hint(self) -> str:  # type: ignore[override]
        """Click or drag."""
        return N_("Click to place a crane; drag to turn it; Esc ends")

    def set_shape(self, name: str) -> bool:
        """A crane has its own."""
        return False

    def end(self, pointer: object) -> None:
        """A mere click is complete too."""
        super().end(pointer)  # type: ignore[arg-type]
        if len(self._points) == 1:
            self.finish()

    def key(self, key: int, *, shift: bool) -> bool:
        """No Enter and no Backspace while the button is down."""
        return bool(self._points) and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)

    def ring(self, points: list[Point]) -> Ring:
        """The crane on its place."""
        if len(points) > 1 and math.dist(points[0], points[1]) > 0:
            self._azimuth_deg = azimuth_deg(points[0], points[1])
        return self.crane_ring(points[0], self._azimuth_deg)

    def crane_ring(self, centre: Point, azimuth: float) -> Ring:
        """The outline of the kind."""
        raise NotImplementedError

    def sketch(self, points: list[Point], cursor: Point) -> None:
        """Seen from above."""
        t = self.document.t
        ring = self.ring([*points, cursor] if cursor != points[-1] else points)
        text = t("azimuth {azimuth}°", azimuth=t.number(self._azimuth_deg))
        self._sketch.show(ring, closed=True, text=text, text_at=cursor)

    def enter(self, text: str) -> None:
        """A typed place is complete."""
        super().enter(text)
        if len(self._points) == 1:
            self.finish()


class QuayCraneTool(CraneTool):
    """A ship-to-shore crane: the boom towards the water."""

    name = "quay_crane"

    def options(self) -> tuple[Option, ...]:
        """Height and reach of the boom."""
        reach_m = self._set.get("reach_m", QUAY_REACH_M)
        return (
            *super().options(),
            Option(key="reach_m", label=N_("Reach of the boom"), value=reach_m, low=0.0, high=100.0, unit="m"),
        )

    def crane_ring(self, centre: Point, azimuth: float) -> Ring:
        """Portal and boom."""
        return quay_crane_ring(centre, azimuth, self._set.get("reach_m", QUAY_REACH_M))


class YardCraneTool(CraneTool):
    """A gantry over the stacks: its span along the direction."""

    name = "yard_crane"

    def options(self) -> tuple[Option, ...]:
        """Height and span."""
        span_m = self._set.get("span_m", SPAN_M)
        return (
            *super().options(),
            Option(key="span_m", label=N_("Span"), value=span_m, low=5.0, high=100.0, unit="m"),
        )

    def crane_ring(self, centre: Point, azimuth: float) -> Ring:
        """A rectangle."""
        return box_ring(centre, azimuth, self._set.get("span_m", SPAN_M), GANTRY_M)


def _sides(ring: Ring) -> tuple[float, float]:
    return math.dist(ring[0], ring[1]), math.dist(ring[1], ring[2])


def rows_and_bays(ring: Ring) -> tuple[int, int]:
    """Rows across and 40-foot bays along the longer side of a yard; zeros for no rectangle."""
    if len(ring) != 4:
        return 0, 0
    sides = sorted(_sides(ring))
    return max(int(sides[0] / ROW_M + 1e-6), 1), max(int(sides[1] / BAY_M + 1e-6), 1)


def resized(ring: Ring, rows: int, bays: int) -> Ring:
    """The rectangle from the same first corner with room for exactly so many rows and bays."""
    first, second = _sides(ring)
    lengths = (bays * BAY_M, rows * ROW_M) if first >= second else (rows * ROW_M, bays * BAY_M)
    (x, y), b, _, d = ring[:4]
    u = ((b[0] - x) / first, (b[1] - y) / first)
    v = ((d[0] - x) / second, (d[1] - y) / second)
    along, across = (u[0] * lengths[0], u[1] * lengths[0]), (v[0] * lengths[1], v[1] * lengths[1])
    return (
        (x, y),
        (x + along[0], y + along[1]),
        (x + along[0] + across[0], y + along[1] + across[1]),
        (x + across[0], y + across[1]),
    )
