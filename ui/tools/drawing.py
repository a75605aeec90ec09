"""Drawing obstacles and zones: one tool per kind, in the shape in hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from planner.errors import EditError
from planner.model.edits import ObjectRef, add_outline, free_id
from planner.model.geometry import Point, Ring, ring_area_m2
from planner.model.shaping import require_valid, strip
from planner.model.site_map import GROUND_KINDS, HeightSource, Obstacle, Zone
from planner.model.storeys import is_inside, storey_height_m
from planner.text import N_
from ui.tools.base import Option
from ui.tools.clicks import ClickTool
from ui.tools.kinds import AREA_SHAPES, DRAWABLES, count_of, first_height_m, last_of, new_obstacle
from ui.tools.outline import crossing_point
from ui.tools.shapes import SHAPES, Shape

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

STRIP_WIDTH_M = {"road": 8.0, "water": 6.0}


class DrawTool(ClickTool):
    """Draws an object in a shape that can be changed. An outline that crosses itself is red while it does and refused
    at the end; the gesture goes on, so that the corner can be taken back."""

    collection = "obstacles"
    shape_name = "polygon"
    shapes: tuple[str, ...] = AREA_SHAPES

    @property
    def shape(self) -> Shape:
        """The one in hand."""
        return SHAPES[self.shape_name]

    @property
    def hint(self) -> str:  # type: ignore[override] - the base has a constant
        """How the shape is drawn."""
        return self.shape.hint

    def set_shape(self, name: str) -> bool:
        """Draw in another shape; False where this kind has no such one."""
        if name not in self.shapes:
            return False
        if name != self.shape_name:
            self.cancel()
            self.shape_name = name
        return True

    def make(self, ring: Ring) -> Obstacle | Zone:
        """The object this tool draws; EditError where the ring can't be one."""
        raise NotImplementedError

    def undo_text(self) -> str:
        """The undo step's name."""
        raise NotImplementedError

    def done(self, points: list[Point]) -> bool:
        """Add the object and select it; refused, and left as it is, where the outline is no area."""
        try:
            value = self.make(self.ring(points))
            require_valid(value)
        except EditError as error:
            self.document.errorRaised.emit(error)
            return False
        return self.add_object(value)

    def add_object(self, value: Obstacle | Zone, merge_key: str | None = None) -> bool:
        """One undo step, and the new object selected."""
        ref = ObjectRef(self.collection, free_id(self.document.project, self.collection))
        if not self.document.apply(
            self.undo_text(), lambda project: add_outline(project, self.collection, value)[0], merge_key
        ):
            return False
        self.document.set_selection([ref])
        return True

    def sketch(self, points: list[Point], cursor: Point) -> None:
        """The outline so far, with the length of the side and the area."""
        ring = self.ring([*points, cursor] if cursor != points[-1] else points)
        is_line = self.shape.line
        bad = not is_line and crossing_point(ring) is not None
        self._sketch.show(ring, closed=not is_line, bad=bad, text=self._text(ring, cursor, bad=bad), text_at=cursor)

    def _text(self, ring: Ring, cursor: Point, *, bad: bool) -> str:
        t = self.document.t
        if self.shape_name == "circle" and len(ring) > 2:
            return t("radius {radius} m", radius=t.number(math.dist(self._points[0], cursor), 1))
        if self.shape_name in ("rectangle", "rotated") and len(ring) == 4:
            sides = [t.number(math.dist(ring[i], ring[i + 1]), 1) for i in (0, 1)]
            return t("{width} × {depth} m", width=sides[0], depth=sides[1])
        text = self.leg_text(cursor)
        if text and not self.shape.line and len(ring) > 2 and not bad:
            return t("{length}, {area} m²", length=text, area=t.number(ring_area_m2(ring)))
        return text


class ZoneTool(DrawTool):
    """A zone that wants coverage."""

    name = "zone"
    collection = "zones"

    def make(self, ring: Ring) -> Zone:
        """With the default targets."""
        number = len(self.document.project.site_map.zones) + 1
        return Zone(id="new", name=self.document.t("Zone {number}", number=number), outline=ring)

    def undo_text(self) -> str:
        """See DrawTool."""
        return self.document.t("Draw a zone")


class ObstacleTool(DrawTool):
    """An obstacle of one kind, like the last one drawn; the fields above the map say its height or width."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self.drawable = DRAWABLES[self.name]
        self.shapes, self.shape_name = self.drawable.shapes, self.drawable.shape
        self._set: dict[str, float] = {}
        self._holes: tuple[Ring, ...] = ()

    @property
    def is_strip(self) -> bool:
        """Whether a line is drawn that gets a width."""
        return self.shape.line and self.name in STRIP_WIDTH_M

    def activate(self) -> None:
        """Begin like the last object again."""
        self._set.clear()

    def options(self) -> tuple[Option, ...]:
        """Height of what stands up, width of what is drawn as a line."""
        if self.is_strip:
            return (Option(key="width_m", label=N_("Width"), value=self.width_m, low=0.5, high=500.0, unit="m"),)
        if self.drawable.kind in GROUND_KINDS:
            return ()
        return (Option(key="height_m", label=N_("Height"), value=self.height_m, low=0.0, high=1000.0, unit="m"),)

    def set_option(self, key: str, value: float) -> None:
        """Holds until the tool is put away."""
        self._set[key] = value
        if self._points:
            self.sketch(self._points, self._cursor or self._points[-1])

    @property
    def width_m(self) -> float:
        """Of a road or canal."""
        return self._set.get("width_m", STRIP_WIDTH_M.get(self.name, 1.0))

    @property
    def height_m(self) -> float:
        """As set, else like the last object."""
        last = last_of(self.document.project, self.drawable.kind)
        return self._set.get("height_m", first_height_m(self.drawable.kind) if last is None else last.height_m)

    def new(self, **changes: Any) -> Obstacle:
        """A new object of the kind."""
        document = self.document
        number = count_of(document.project, self.drawable.kind) + 1
        name = document.tr(self.drawable.numbered, number=number)
        value = new_obstacle(document.project, document.catalogue, self.drawable, name)
        if "height_m" in self._set:
            value = replace(value, height_m=self._set["height_m"], height_source=HeightSource.STATED)
        return replace(value, **changes)

    def make(self, ring: Ring) -> Obstacle:
        """With the height and material of the last one of its kind."""
        if self.is_strip:
            value = self.new()
            outline, holes = strip(ring, self.width_m, value.name)
            return replace(value, outline=outline, holes=holes)
        return self.new(outline=ring)

    def undo_text(self) -> str:
        """See DrawTool."""
        return self.document.tr(self.drawable.undo)

    def sketch(self, points: list[Point], cursor: Point) -> None:
        """A strip in its width."""
        if not self.is_strip:
            super().sketch(points, cursor)
            return
        line = tuple(points) if cursor == points[-1] else (*points, cursor)
        try:
            outline, holes = strip(line, self.width_m)
        except EditError:
            outline, holes = line, ()
        self._sketch.show(outline, closed=True, holes=holes, text=self.leg_text(cursor), text_at=cursor)


class BuildingTool(ObstacleTool):
    """A building."""

    name = "building"


class WallTool(ObstacleTool):
    """A wall along a line. Inside the building whose storey is looked at it becomes an inner wall of that storey."""

    name = "wall"

    @property
    def height_m(self) -> float:
        """With a building in hand its storey's, which an inner wall gets."""
        building = self.document.project.site_map.obstacles.get(self.view.map_scene.storey_view.building_id)
        if building is None or "height_m" in self._set:
            return super().height_m
        return round(storey_height_m(building), 2)

    def make(self, ring: Ring) -> Obstacle:
        """An inner wall reaches the next floor unless a height was typed."""
        value = super().make(ring)
        view = self.view.map_scene.storey_view
        building = self.document.project.site_map.obstacles.get(view.building_id)
        if building is None or not is_inside(building, ring):
            return value
        value = replace(value, building_id=building.id, storey=view.storey, base_m=0.0)
        if "height_m" in self._set:
            return value
        known = building.storeys > 0 and building.height_m > 0
        source = building.height_source if known else HeightSource.ASSUMED
        return replace(value, height_m=round(storey_height_m(building), 2), height_source=source)


class TankTool(ObstacleTool):
    """A tank: a circle by default."""

    name = "tank"


class TreesTool(ObstacleTool):
    """Trees."""

    name = "trees"


class WaterTool(ObstacleTool):
    """Water, also a canal along a line."""

    name = "water"


class RoadTool(ObstacleTool):
    """A road, along its middle by default."""

    name = "road"


class LandTool(ObstacleTool):
    """Land in the water."""

    name = "land"
