"""Pure edits of drawn outlines: corners, cutting, splitting, merging, growing. Each returns a new project or raises.

Every edit refuses locked objects and results that cross themselves or enclose nothing; shapely is imported when first
needed. A ring is named by its part: `OUTLINE` or the index of a hole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from planner.errors import EditError
from planner.model.edits import ObjectRef, find, free_id, put, remove, with_collection
from planner.model.geometry import Point, Ring, polyline_length_m
from planner.model.project import Project
from planner.model.site_map import LINE_KINDS, Obstacle, ObstacleKind, Zone

if TYPE_CHECKING:
    from shapely import LineString, Polygon

Drawn = Obstacle | Zone

OUTLINE = -1
SMALLEST_AREA_M2 = 0.01
SHORTEST_LINE_M = 0.01
#: How far a sharp corner may reach when an outline grows, in multiples of the distance.
MITRE_LIMIT = 3.0
#: Corners this near to the straight line between their neighbours are no corners, m.
STRAIGHT_M = 1e-6


def is_line(value: Drawn) -> bool:
    """Whether the outline is an open line (a wall)."""
    return isinstance(value, Obstacle) and value.kind in LINE_KINDS


def rings_of(value: Drawn) -> tuple[Ring, ...]:
    """Outline first, then the holes; part p is at index p + 1."""
    return (value.outline, *value.holes) if isinstance(value, Obstacle) else (value.outline,)


def drawn(project: Project, ref: ObjectRef) -> Drawn:
    """The obstacle or zone at an address, not locked; EditError `not-drawn` for anything else."""
    value = find(project, ref)
    if not isinstance(value, Obstacle | Zone):
        raise EditError("not-drawn", name=getattr(value, "name", "") or ref.id)
    require_unlocked(value)
    return value


def require_unlocked(value: Any) -> None:
    """EditError `object-locked` for a locked object."""
    if getattr(value, "locked", False):
        raise EditError("object-locked", name=value.name or value.id)


def require_valid(value: Drawn) -> None:
    """EditError for an outline with too few points, that crosses itself or encloses nothing, and for holes outside."""
    name = value.name or value.id
    least = 2 if is_line(value) else 3
    if len(value.outline) < least:
        raise EditError("outline-too-short", name=name, least=least)
    if is_line(value):
        if polyline_length_m(value.outline) < SHORTEST_LINE_M:
            raise EditError("outline-without-area", name=name)
        return
    from shapely import Polygon, is_valid_reason

    holes = value.holes if isinstance(value, Obstacle) else ()
    polygon = Polygon(value.outline, holes)
    kind, _, place = is_valid_reason(polygon).partition("[")
    if "Self-intersection" in kind:
        x, y = place.rstrip("]").split()[:2]
        raise EditError("outline-crosses-itself", name=name, x_m=round(float(x), 1), y_m=round(float(y), 1))
    if kind.startswith(("Hole lies outside", "Holes are nested", "Interior is disconnected")):
        raise EditError("hole-outside", name=name)
    if polygon.area <= SMALLEST_AREA_M2:
        raise EditError("outline-without-area", name=name)


def with_ring(value: Drawn, part: int, ring: Ring) -> Drawn:
    """The object with one ring replaced; an empty one removes a hole."""
    if part == OUTLINE:
        return replace(value, outline=ring)
    if not isinstance(value, Obstacle) or not 0 <= part < len(value.holes):
        raise EditError("no-such-corner", name=value.name or value.id)
    new = (ring,) if ring else ()
    return replace(value, holes=(*value.holes[:part], *new, *value.holes[part + 1 :]))


def _ring(value: Drawn, part: int, index: int, *, length_more: int = 0) -> Ring:
    rings = rings_of(value)
    if not -1 <= part < len(rings) - 1 or not 0 <= index < len(rings[part + 1]) + length_more:
        raise EditError("no-such-corner", name=value.name or value.id)
    return rings[part + 1]


def move_vertex(
    project: Project, ref: ObjectRef, part: int, index: int, place: Point, *, check: bool = True
) -> Project:
    """One corner moved to a place. `check=False` for the steps of a drag: the outline may cross itself meanwhile."""
    value = drawn(project, ref)
    ring = _ring(value, part, index)
    changed = with_ring(value, part, (*ring[:index], place, *ring[index + 1 :]))
    if check:
        require_valid(changed)
    return put(project, ref, changed)


def insert_vertex(
    project: Project, ref: ObjectRef, part: int, index: int, place: Point, *, check: bool = True
) -> Project:
    """A new corner before position `index`; the ring's length adds it on the closing edge (or the line's end)."""
    value = drawn(project, ref)
    ring = _ring(value, part, index, length_more=1)
    changed = with_ring(value, part, (*ring[:index], place, *ring[index:]))
    if check:
        require_valid(changed)
    return put(project, ref, changed)


def delete_vertex(project: Project, ref: ObjectRef, part: int, index: int) -> Project:
    """Without one corner. A hole of three corners goes altogether; an outline of three refuses."""
    value = drawn(project, ref)
    ring = _ring(value, part, index)
    kept = (*ring[:index], *ring[index + 1 :])
    changed = with_ring(value, part, kept if part == OUTLINE or len(kept) >= 3 else ())
    require_valid(changed)
    return put(project, ref, changed)


def delete_hole(project: Project, ref: ObjectRef, part: int) -> Project:
    """Without one hole."""
    value = drawn(project, ref)
    if part == OUTLINE:
        raise EditError("no-such-corner", name=value.name or value.id)
    return put(project, ref, with_ring(value, part, ()))


def split(project: Project, refs: Iterable[ObjectRef], line: Ring) -> tuple[Project, tuple[ObjectRef, ...]]:
    """Objects cut along a line that runs right across them; returns all pieces of those it cuts.

    The largest piece keeps the id, so that flows and inner walls stay with it. EditError `split-misses` if none.
    """
    from shapely import LineString
    from shapely.ops import split as split_geometry

    refs = tuple(refs)
    if len(line) < 2:
        raise EditError("outline-too-short", name="", least=2)
    pieces_of = {ref: drawn(project, ref) for ref in refs}
    found: list[ObjectRef] = []
    for ref, value in pieces_of.items():
        shape = _line(value) if is_line(value) else _polygon(value)
        if not LineString(line).intersects(shape):
            continue
        parts = [part for part in split_geometry(shape, LineString(line)).geoms if _size(part) > SMALLEST_AREA_M2]
        if len(parts) > 1:
            project, made = _with_pieces(project, ref, value, parts)
            found += made
    if not found:
        raise EditError("split-misses")
    return project, tuple(found)


def merge(project: Project, refs: Sequence[ObjectRef]) -> tuple[Project, ObjectRef]:
    """Objects of one kind that touch become one, with the first one's properties.

    What belonged to the others (flows of a zone, inner walls of a building) belongs to it. EditError `merge-needs-two`,
    `merge-kinds` or `merge-apart`.
    """
    from shapely import line_merge, union_all

    refs = tuple(dict.fromkeys(refs))
    values = [drawn(project, ref) for ref in refs]
    if len(values) < 2:
        raise EditError("merge-needs-two")
    first = values[0]
    if any(_kind(value) != _kind(first) for value in values):
        raise EditError("merge-kinds")
    if is_line(first):
        joined: Any = line_merge(union_all([_line(value) for value in values]))
        if joined.geom_type != "LineString":
            raise EditError("merge-apart")
        merged: Drawn = replace(first, outline=_points(joined.coords))
    else:
        joined = union_all([_polygon(value) for value in values]).simplify(STRAIGHT_M)
        if joined.geom_type != "Polygon":
            raise EditError("merge-apart")
        merged = _with_polygon(first, joined)
    require_valid(merged)
    project = put(project, refs[0], merged)
    for ref in refs[1:]:
        project = _handed_over(project, ref, refs[0])
    return remove(project, refs[1:]), refs[0]


def offset(project: Project, refs: Iterable[ObjectRef], distance_m: float) -> Project:
    """Outlines grown by a distance, or shrunk by a negative one; corners stay corners. Lines refuse: `needs-area`."""
    for ref in tuple(refs):
        value = drawn(project, ref)
        if is_line(value):
            raise EditError("needs-area", name=value.name or value.id)
        grown = _polygon(value).buffer(distance_m, join_style="mitre", mitre_limit=MITRE_LIMIT)
        if grown.is_empty:
            raise EditError("offset-nothing-left", name=value.name or value.id)
        if grown.geom_type != "Polygon":
            raise EditError("offset-falls-apart", name=value.name or value.id)
        changed = _with_polygon(value, grown)
        require_valid(changed)
        project = put(project, ref, changed)
    return project


def cut(
    project: Project, refs: Iterable[ObjectRef], ring: Ring, *, name: str = ""
) -> tuple[Project, tuple[ObjectRef, ...]]:
    """Take a ring out of objects: a hole where it lies inside, a bite where it reaches over the edge.

    `name` is what an error calls the ring. Returns what is left of the objects it meets. EditError `cut-misses`,
    `cut-nothing-left`, and `zone-without-holes`.
    """
    knife = Obstacle(id="", name=name, kind=ObstacleKind.LAND, outline=ring)
    require_valid(knife)
    blade = _polygon(knife)
    found: list[ObjectRef] = []
    for ref in tuple(refs):
        value = drawn(project, ref)
        if is_line(value):
            raise EditError("needs-area", name=value.name or value.id)
        before = _polygon(value)
        if before.intersection(blade).area <= SMALLEST_AREA_M2:
            continue
        left = before.difference(blade)
        parts = [part for part in getattr(left, "geoms", [left]) if _size(part) > SMALLEST_AREA_M2]
        if not parts:
            raise EditError("cut-nothing-left", name=value.name or value.id)
        project, made = _with_pieces(project, ref, value, parts)
        found += made
    if not found:
        raise EditError("cut-misses")
    return project, tuple(found)


def strip(line: Ring, width_m: float, name: str = "") -> tuple[Ring, tuple[Ring, ...]]:
    """Outline and holes of a road along a line: its width, square ends, mitred bends. EditError where it is no area."""
    from shapely import LineString

    if len(line) < 2 or polyline_length_m(line) < SHORTEST_LINE_M:
        raise EditError("outline-too-short", name=name, least=2)
    band = LineString(line).buffer(width_m / 2.0, cap_style="flat", join_style="mitre", mitre_limit=MITRE_LIMIT)
    if band.geom_type != "Polygon" or band.is_empty:
        raise EditError("outline-without-area", name=name)
    return _points(band.exterior.coords[:-1]), tuple(_points(hole.coords[:-1]) for hole in band.interiors)


def _kind(value: Drawn) -> str:
    return value.kind.value if isinstance(value, Obstacle) else "zone"


def _polygon(value: Drawn) -> "Polygon":
    from shapely import Polygon

    require_valid(value)
    return Polygon(value.outline, value.holes if isinstance(value, Obstacle) else ())


def _line(value: Drawn) -> "LineString":
    from shapely import LineString

    require_valid(value)
    return LineString(value.outline)


def _size(shape: Any) -> float:
    """Area, or a line's length."""
    return float(shape.length if shape.geom_type == "LineString" else shape.area)


def _points(coords: Iterable[Any]) -> Ring:
    return tuple((float(x), float(y)) for x, y, *_ in coords)


def _with_polygon(value: Drawn, polygon: Any) -> Drawn:
    outline = _points(polygon.exterior.coords[:-1])
    holes = tuple(_points(hole.coords[:-1]) for hole in polygon.interiors)
    if isinstance(value, Obstacle):
        return replace(value, outline=outline, holes=holes)
    if holes:
        raise EditError("zone-without-holes", name=value.name or value.id)
    return replace(value, outline=outline)


def _with_pieces(
    project: Project, ref: ObjectRef, value: Drawn, parts: Sequence[Any]
) -> tuple[Project, list[ObjectRef]]:
    """The object replaced by its pieces, the largest under its own id."""
    made: list[ObjectRef] = []
    for number, part in enumerate(sorted(parts, key=_size, reverse=True), start=1):
        piece = replace(value, outline=_points(part.coords)) if is_line(value) else _with_polygon(value, part)
        own = ref if number == 1 else ObjectRef(ref.kind, free_id(project, ref.kind))
        name = value.name if number == 1 or not value.name else f"{value.name}-{number}"
        piece = replace(piece, id=own.id, name=name)
        require_valid(piece)
        project = put(project, own, piece)
        made.append(own)
    return project, made


def _handed_over(project: Project, gone: ObjectRef, heir: ObjectRef) -> Project:
    """What names a merged object names the one it was merged into."""
    if gone.kind == "zones":
        flows = {
            key: replace(flow, zone_id=heir.id) if flow.zone_id == gone.id else flow
            for key, flow in project.demand.flows.items()
        }
        return with_collection(project, "flows", "", flows)
    for kind in ("obstacles", "backdrops"):
        items: Any = getattr(project.site_map, kind)
        if any(item.building_id == gone.id for item in items.values()):
            moved = {
                key: replace(item, building_id=heir.id) if item.building_id == gone.id else item
                for key, item in items.items()
            }
            project = with_collection(project, kind, "", moved)
    return project
