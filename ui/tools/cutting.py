"""Tools that cut what is drawn: splitting along a line, and taking a shape out."""

from __future__ import annotations

from planner.errors import EditError
from planner.model.edits import ObjectRef
from planner.model.geometry import Point
from planner.model.project import Project
from planner.model.shaping import cut, split
from planner.model.site_map import GROUND_KINDS, Obstacle, Zone
from planner.text import N_
from ui.tools.drawing import DrawTool


class CutTool(DrawTool):
    """What both cuts share: they work on the selection, or on what the drawn line or shape meets."""

    def done(self, points: list[Point]) -> bool:
        """Cut as one undo step and select the pieces; refused, the gesture goes on."""
        document = self.document
        ring = self.ring(points)
        refs = self.targets(points)
        found: list[ObjectRef] = []

        def edit(project: Project) -> Project:
            after, made = self.cut(project, refs, ring)
            found[:] = made
            return after

        if not document.apply(self.undo_text(), edit):
            return False
        document.set_selection(found)
        return True

    def cut(
        self, project: Project, refs: tuple[ObjectRef, ...], ring: tuple[Point, ...]
    ) -> tuple[Project, tuple[ObjectRef, ...]]:
        """The edit."""
        raise NotImplementedError

    def targets(self, points: list[Point]) -> tuple[ObjectRef, ...]:
        """The selected drawn objects; without one, the unlocked obstacles (not the ground) that the points meet."""
        document = self.document
        drawn = tuple(ref for ref in document.selection if ref.kind in ("obstacles", "zones"))
        if drawn:
            return drawn
        from shapely import LineString, Polygon, box

        line = LineString(points) if len(points) > 1 else None
        area = Polygon(self.ring(points)).buffer(0) if len(self.ring(points)) > 2 and not self.shape.line else line
        if area is None or area.is_empty:
            return ()
        frame = box(*area.bounds)
        found: list[ObjectRef] = []
        for key, item in document.project.site_map.obstacles.items():
            usable = item.kind not in GROUND_KINDS and not item.locked and not item.hidden and not item.building_id
            if usable and _meets(item, area, frame, lines=self.shape.line):
                found.append(ObjectRef("obstacles", key))
        return tuple(found)


def _meets(item: Obstacle | Zone, area: object, frame: object, *, lines: bool) -> bool:
    from shapely import LineString, Polygon, box
    from shapely.geometry.base import BaseGeometry

    assert isinstance(area, BaseGeometry) and isinstance(frame, BaseGeometry)
    xs, ys = [x for x, _ in item.outline], [y for _, y in item.outline]
    if not frame.intersects(box(min(xs), min(ys), max(xs), max(ys))):
        return False
    is_wall = isinstance(item, Obstacle) and item.kind.value == "wall"
    if is_wall:
        return lines and LineString(item.outline).intersects(area)
    shape = Polygon(item.outline)
    return shape.is_valid and (shape.intersects(area) if lines else shape.intersection(area).area > 0)


class SplitTool(CutTool):
    """A line across objects parts them."""

    name = "split"
    shape_name = "line"
    shapes = ("line",)

    @property
    def hint(self) -> str:  # type: ignore[override]
        """It has to go right across."""
        return N_(
            "Draw a line right across the objects to split (the selected ones, if any); Enter or double-click ends"
        )

    def done(self, points: list[Point]) -> bool:
        """Two points at least."""
        if len(points) < 2:
            error = EditError("outline-too-short", name=self.document.t("the line"), least=2)
            self.document.errorRaised.emit(error)
            return False
        return super().done(points)

    def cut(
        self, project: Project, refs: tuple[ObjectRef, ...], ring: tuple[Point, ...]
    ) -> tuple[Project, tuple[ObjectRef, ...]]:
        """See shaping.split."""
        return split(project, refs, ring)

    def undo_text(self) -> str:
        """The undo step's name."""
        return self.document.t("Split")


class HoleTool(CutTool):
    """A shape inside an object becomes a hole, one over its edge a bite."""

    name = "hole"

    @property
    def hint(self) -> str:  # type: ignore[override]
        """Inside or over the edge."""
        return N_("Draw the shape to cut out of the objects (the selected ones, if any)")

    def cut(
        self, project: Project, refs: tuple[ObjectRef, ...], ring: tuple[Point, ...]
    ) -> tuple[Project, tuple[ObjectRef, ...]]:
        """See shaping.cut."""
        return cut(project, refs, ring, name=self.document.t("the shape to cut out"))

    def undo_text(self) -> str:
        """The undo step's name."""
        return self.document.t("Cut out")
