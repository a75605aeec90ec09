"""What the worker does for the window: evaluations, and with them the layer's picture and the probed place's report."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from planner.errors import PlannerError
from planner.io.layer_picture import LayerChoice, LayerPicture, layer_picture
from planner.model.catalogue import Catalogue
from planner.model.geometry import Point
from planner.model.project import Project
from planner.progress import Progress
from ui.view_state import Looked, ViewState

if TYPE_CHECKING:
    from planner.engine.cache import EngineCache
    from planner.engine.layer_request import LayerRequest
    from planner.engine.results import Maps, Results

Evaluate = Callable[..., "Results"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is looked at when a job begins: the values the worker may read."""

    choice: LayerChoice
    place: Point | None
    lang: str

    @classmethod
    def of(cls, state: ViewState, lang: str) -> Look:
        """As it is now."""
        return cls(choice=state.choice, place=state.place, lang=lang)


def looked_at(
    look: Look,
    project: Project,
    scheme_id: str,
    catalogue: Catalogue,
    results: Results,
    cache: EngineCache,
    other: Callable[[str], Results | None],
) -> Looked:
    """Picture and report for fresh results. other: results of the scheme that the choice subtracts."""
    if results.maps is None:
        return Looked()
    report, problem = None, None
    if look.place is not None:
        found = probed(look, project, scheme_id, catalogue, results, cache)
        report, problem = found.report, found.problem
    compared = other(look.choice.other_id) if look.choice.has_difference else None
    maps = None if compared is None else compared.maps
    picture = _picture(look, project, scheme_id, results.maps, maps, cache)
    return Looked(picture=picture, report=report, problem=problem)


def probed(
    look: Look, project: Project, scheme_id: str, catalogue: Catalogue, results: Results, cache: EngineCache
) -> Looked:
    """The report about the probed place alone."""
    from planner.engine.point_report import point_report

    assert look.place is not None
    choice = look.choice
    try:
        report = point_report(
            project, scheme_id, catalogue, results, *look.place, choice.height_m, choice.terminal, cache=cache
        )  # fmt: skip
    except PlannerError as error:
        return Looked(problem=error)
    return Looked(report=report)


def _picture(
    look: Look, project: Project, scheme_id: str, maps: Maps, other: Maps | None, cache: EngineCache
) -> LayerPicture | None:
    """None where the layer can't be shown; the window finds out why when it asks for it."""
    try:
        return layer_picture(project, scheme_id, maps, look.choice, look.lang, other=other, cache=cache)
    except PlannerError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """What an evaluation answers: the results, what they were asked for, and what came along for the eye."""

    results: Results
    request: LayerRequest
    looked: Looked | None


class Evaluator:
    """Lives in the worker: the engine, imported when first needed, and what it remembers."""

    def __init__(self, evaluate: Evaluate | None = None, make_cache: Callable[[], Any] | None = None) -> None:
        self._evaluate = evaluate
        self._make_cache = make_cache
        self.cache: Any = None

    def outcome(
        self,
        project: Project,
        scheme_id: str,
        catalogue: Catalogue,
        resolution_m: float | None,
        look: Look,
        progress: Progress,
        *,
        shown: bool,
    ) -> Outcome:
        """Results, and what is looked at where they are `shown`."""
        request = look.choice.request()

        def run(which: str) -> Results:
            return self._evaluated(project, which, catalogue, resolution_m, request, progress)

        results = run(scheme_id)
        # a scheme to compare with is computed at the same resolution: from memory, unless the map itself has changed
        looked = looked_at(look, project, scheme_id, catalogue, results, self.cache, run) if shown else None
        return Outcome(results=results, request=request, looked=looked)

    def report(
        self, project: Project, scheme_id: str, catalogue: Catalogue, results: Results, look: Look, _progress: Progress
    ) -> Looked:
        """The report about the probed place from results that are there already."""
        self._make_ready()
        return probed(look, project, scheme_id, catalogue, results, self.cache)

    def _evaluated(
        self,
        project: Project,
        scheme_id: str,
        catalogue: Catalogue,
        resolution_m: float | None,
        request: LayerRequest,
        progress: Progress,
    ) -> Results:
        if self._evaluate is None:
            from planner.io.evaluation import evaluate

            spare = max(1, (os.cpu_count() or 2) - 1)  # the window keeps a processor for itself
            self._evaluate = partial(evaluate, threads=spare)
        self._make_ready()
        return self._evaluate(
            project,
            scheme_id,
            catalogue,
            progress=progress,
            cache=self.cache,
            resolution_m=resolution_m,
            request=request,
        )

    def _make_ready(self) -> None:
        if self.cache is None:
            if self._make_cache is None:
                from planner.engine.cache import EngineCache
                from planner.engine.memory import keep_freed_memory

                keep_freed_memory()
                self._make_cache = EngineCache
            self.cache = self._make_cache()
