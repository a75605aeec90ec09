"""What somebody looks at besides the project: the layer with its choices, and the place asked about.

None of it is an edit: it isn't undone and isn't saved. Evaluations are asked for it and answer with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from planner.errors import PlannerError
from planner.io.layer_picture import LayerChoice, LayerPicture
from planner.model.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.engine.point_types import PointReport
    from planner.model.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What an evaluation brings for the eye. Picture and report are None where there is none; `problem` says why the
    place has no report."""

    picture: LayerPicture | None = None
    report: PointReport | None = None
    problem: PlannerError | None = None


class ViewState(QObject):
    """See the module. `choiceChanged`: another layer or another of its choices; `placeChanged`: the probe moved."""

    choiceChanged = Signal(object)  # noqa: N815 - Qt's style for signals
    placeChanged = Signal(object)  # noqa: N815
    reportChanged = Signal(object)  # noqa: N815

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = LayerChoice()
        self.picture: LayerPicture | None = None
        self.place: Point | None = None
        self.report: PointReport | None = None
        self.problem: PlannerError | None = None

    def choose(self, **changes: object) -> None:
        """Other choices for the layer, by the fields of `LayerChoice`."""
        choice = replace(self.choice, **changes)  # type: ignore[arg-type]
        if choice != self.choice:
            self.choice = choice
            self.choiceChanged.emit(choice)

    def fit(self, project: Project, terminals: Mapping[str, object]) -> None:
        """Let go of choices that a project no longer has."""
        fitting = self.choice.fitting(project, terminals)
        if fitting != self.choice:
            self.choice = fitting
            self.choiceChanged.emit(fitting)

    def start_anew(self) -> None:
        """Another project: its own choices, no place asked about. The layer stays."""
        self.picture = None
        self.set_place(None)
        self.choose(height_m=None, terminal="", flow_id="", other_id="")

    def set_place(self, place: Point | None) -> None:
        """Ask about another place (local metres), or none."""
        if place == self.place:
            return
        self.place = place
        if place is None:
            self.take_report(None, None)
        self.placeChanged.emit(place)

    def take(self, looked: Looked) -> None:
        """What an evaluation brought; its picture is kept where it brought one."""
        if looked.picture is not None:
            self.picture = looked.picture
        if self.place is not None:
            self.take_report(looked.report, looked.problem)

    def take_report(self, report: PointReport | None, problem: PlannerError | None) -> None:
        """The report about the place, or why there is none."""
        if report is not self.report or problem is not self.problem:
            self.report, self.problem = report, problem
            self.reportChanged.emit(report)
