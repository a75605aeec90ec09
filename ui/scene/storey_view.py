"""Which storey is looked at, and what that shows; apart from the chooser, so that scene and tools can use it."""

from dataclasses import dataclass

from planner.model.site_map import Backdrop, Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreyView:
    """The building in hand ("" for none) and the storey looked at."""

    building_id: str = ""
    storey: int = 0


def is_shown(item: Obstacle | Backdrop, view: StoreyView) -> bool:
    """Whether the view shows an object; what belongs to no building always is."""
    if not item.building_id:
        return True
    return item.storey == (view.storey if item.building_id == view.building_id else 0)
