"""What the rules share: making a finding about an object, and what stands over a place."""

from typing import Any

from planner.errors import Issue, Param, Severity
from planner.model.geometry import Bounds, bounds_of, contains
from planner.model.memo import by_identity
from planner.model.project import Project
from planner.model.site_map import LINE_KINDS, Obstacle, blocks, top_m


def finding(
    code: str, kind: str, item: Any, severity: Severity = Severity.ERROR, scheme_id: str = "", **params: Param
) -> Issue:
    """A finding about one object of a collection, its name among the parameters."""
    name = getattr(item, "name", "") or getattr(item, "id", "")
    return Issue(
        code=code,
        severity=severity,
        params={"name": str(name), **params},
        object_kind=kind,
        object_id=getattr(item, "id", ""),
        scheme_id=scheme_id,
    )


def building_at(project: Project, position: tuple[float, float]) -> Obstacle | None:
    """The highest blocking obstacle that covers a position."""
    covering = [
        obstacle
        for obstacle in project.site_map.obstacles.values()
        if _may_cover(obstacle, position)
        and blocks(obstacle) and obstacle.kind not in LINE_KINDS and contains(obstacle.outline, position)
        and not any(contains(hole, position) for hole in obstacle.holes)
    ]  # fmt: skip
    return max(covering, key=top_m, default=None)


def _may_cover(obstacle: Obstacle, position: tuple[float, float]) -> bool:
    box = _box(obstacle)
    return box is not None and box[0] <= position[0] <= box[2] and box[1] <= position[1] <= box[3]


@by_identity
def _box(obstacle: Obstacle) -> Bounds | None:
    return bounds_of([obstacle.outline])
