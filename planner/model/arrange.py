"""Pure edits that arrange objects: align, distribute, turn, mirror, group, lock and hide. All refuse locked objects."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from planner.errors import EditError
from planner.model.edits import ObjectRef, find
from planner.model.geometry import Bounds, Point
from planner.model.ids import new_id
from planner.model.placing import (
    Affine,
    bounds_of_refs,
    mirroring,
    put_many,
    shifting,
    transform,
    turning,
    with_groups,
)  # fmt: skip
from planner.model.project import Project
from planner.model.site_map import Backdrop, Obstacle

GROUP_PREFIX = "group"


class Edge(StrEnum):
    """What is brought into line: an edge or the middle of each object's bounding box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Axis(StrEnum):
    """Along which direction objects are spread."""

    EAST = "east"
    NORTH = "north"


def align(project: Project, refs: Iterable[ObjectRef], edge: Edge) -> Project:
    """Bring objects into line with the common bounding box; a group counts as one object. At least two."""
    units = _units(project, refs)
    if len(units) < 2:
        raise EditError("align-needs-two")
    west, south, east, north = _common(units)
    for members, (left, low, right, high) in units:
        match edge:
            case Edge.LEFT:
                shift = (west - left, 0.0)
            case Edge.RIGHT:
                shift = (east - right, 0.0)
            case Edge.CENTRE:
                shift = ((west + east - left - right) / 2.0, 0.0)
            case Edge.BOTTOM:
                shift = (0.0, south - low)
            case Edge.TOP:
                shift = (0.0, north - high)
            case Edge.MIDDLE:
                shift = (0.0, (south + north - low - high) / 2.0)
        project = _moved(project, members, *shift)
    return project


def distribute(project: Project, refs: Iterable[ObjectRef], axis: Axis) -> Project:
    """Equal gaps between objects in the order they lie in; the outermost stay. A group is one object. From three."""
    units = _units(project, refs)
    if len(units) < 3:
        raise EditError("distribute-needs-three")
    low, high = (0, 2) if axis is Axis.EAST else (1, 3)
    ordered = sorted(units, key=lambda unit: (unit[1][low] + unit[1][high], unit[0][0].id))
    first, last = ordered[0][1], ordered[-1][1]
    inner = sum(box[high] - box[low] for _, box in ordered[1:-1])
    gap = (last[low] - first[high] - inner) / (len(ordered) - 1)
    position = first[high] + gap
    for members, box in ordered[1:-1]:
        shift = position - box[low]
        project = _moved(project, members, *((shift, 0.0) if axis is Axis.EAST else (0.0, shift)))
        position += box[high] - box[low] + gap
    return project


def rotate(project: Project, refs: Iterable[ObjectRef], angle_deg: float, about: Point | None = None) -> Project:
    """Turn objects counter-clockwise about a point, or the middle of their bounding box; azimuths of cells follow."""
    refs = tuple(refs)
    return transform(project, refs, turning(angle_deg, about or _middle(project, refs)))


def mirror(project: Project, refs: Iterable[ObjectRef], *, east_west: bool) -> Project:
    """Mirror objects about the middle of their bounding box: left and right exchanged, or top and bottom."""
    refs = tuple(refs)
    return transform(project, refs, mirroring(east_west=east_west, about=_middle(project, refs)))


def shift(project: Project, refs: Iterable[ObjectRef], east_m: float, north_m: float) -> Project:
    """Move objects with what belongs to them; fast for many."""
    return transform(project, refs, shifting(east_m, north_m))


def group(project: Project, refs: Iterable[ObjectRef]) -> Project:
    """Make obstacles one group, which is selected and moved as one; groups they were in join it. At least two."""
    members = _obstacles(project, with_groups(project, refs))
    if len(members) < 2:
        raise EditError("group-needs-two")
    taken = {item.group_id for item in project.site_map.obstacles.values()}
    return _changed(project, members, group_id=new_id(GROUP_PREFIX, taken))


def ungroup(project: Project, refs: Iterable[ObjectRef]) -> Project:
    """Dissolve the groups of these obstacles."""
    members = [ref for ref in _obstacles(project, with_groups(project, refs)) if find(project, ref).group_id]
    if not members:
        raise EditError("nothing-grouped")
    return _changed(project, members, group_id="")


def set_locked(project: Project, refs: Iterable[ObjectRef], *, locked: bool) -> Project:
    """Lock obstacles and backdrops, or unlock them. EditError `nothing-lockable` where none of the objects can be."""
    members = [ref for ref in refs if isinstance(find(project, ref), Obstacle | Backdrop)]
    if not members:
        raise EditError("nothing-lockable")
    return _changed(project, members, locked=locked)


def hide(project: Project, refs: Iterable[ObjectRef]) -> Project:
    """Leave obstacles out of the drawing; they still block. EditError `nothing-lockable` where there is none."""
    members = _obstacles(project, refs)
    if not members:
        raise EditError("nothing-lockable")
    return _changed(project, members, hidden=True)


def show_all(project: Project) -> Project:
    """Draw every obstacle again."""
    hidden = [ObjectRef("obstacles", key) for key, item in project.site_map.obstacles.items() if item.hidden]
    return _changed(project, hidden, hidden=False)


def _changed(project: Project, refs: Iterable[ObjectRef], **changes: Any) -> Project:
    return put_many(project, {ref: replace(find(project, ref), **changes) for ref in refs})


def _obstacles(project: Project, refs: Iterable[ObjectRef]) -> list[ObjectRef]:
    return [ref for ref in refs if isinstance(find(project, ref), Obstacle)]


Unit = tuple[tuple[ObjectRef, ...], Bounds]


def _units(project: Project, refs: Iterable[ObjectRef]) -> list[Unit]:
    """What moves as one, with its bounding box: a group, or a single object with a place."""
    members: dict[str | ObjectRef, list[ObjectRef]] = {}
    for ref in with_groups(project, refs):
        group_id = getattr(find(project, ref), "group_id", "")
        members.setdefault(group_id or ref, []).append(ref)
    units = [(tuple(found), bounds_of_refs(project, found)) for found in members.values()]
    return [(found, box) for found, box in units if box is not None]


def _common(units: Sequence[Unit]) -> Bounds:
    boxes = [box for _, box in units]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _middle(project: Project, refs: Iterable[ObjectRef]) -> Point:
    box = bounds_of_refs(project, refs)
    if box is None:
        raise EditError("nothing-placed")
    return ((box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0)


def _moved(project: Project, refs: Iterable[ObjectRef], east_m: float, north_m: float) -> Project:
    affine: Affine = shifting(east_m, north_m)
    return transform(project, refs, affine)
