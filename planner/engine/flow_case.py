"""One flow in its scheme, with everything its verdict depends on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.engine.cells import RadioPlan
from planner.engine.load_stage import FlowPoints
from planner.engine.slice_stage import Admission, FlowLoad
from planner.model.catalogue import Catalogue
from planner.model.project import Project, Scheme
from planner.model.slicing import Assignment, Slice

Floats = NDArray[np.float64]

#: A flow counts as served when at least this share of its demand is carried.
SERVED_SHARE = 0.995
#: Below this probability of meeting the target a flow isn't "met with probability" any more.
LIKELY_PROBABILITY = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowCase:
    """One flow with all that its verdict depends on."""

    project: Project
    scheme: Scheme
    catalogue: Catalogue
    plan: RadioPlan
    points: FlowPoints
    load: FlowLoad
    carried_dl: Floats
    carried_ul: Floats
    dl: Admission
    ul: Admission
    ahead_dl: Floats
    ahead_ul: Floats
    others: int

    @property
    def assignment(self) -> Assignment:
        """How the scheme carries the flow."""
        return self.scheme.assignments[self.points.flow.id]

    @property
    def slice(self) -> Slice:
        """The slice the flow rides on."""
        return self.scheme.slices[self.assignment.slice_id]

    @property
    def probability(self) -> float:
        """Probability with which a place must offer its rates."""
        return self.project.site_map.zones[self.points.flow.zone_id].targets.probability

    @property
    def required_share(self) -> float:
        """Share of the zone's places that must be able to carry the flow."""
        return self.project.site_map.zones[self.points.flow.zone_id].targets.area_share
