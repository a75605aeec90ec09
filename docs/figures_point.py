"""Figure of the report about a place: the downlink's budget as a waterfall, from a real evaluation."""

from collections.abc import Callable
from typing import Any

COLOURS = {"gain": "#009e73", "loss": "#d55e00", "total": "#0072b2"}


def point_waterfall(axes: Any) -> None:
    """Terms from the carrier's power to the SS-RSRP inside a building behind trees, each as the map has it."""
    from planner.engine.cache import EngineCache
    from planner.engine.evaluate import evaluate
    from planner.engine.point_report import RowKind, point_report
    from planner.io.catalogue import load_catalogue
    from planner.text import translate

    catalogue, project, cache = load_catalogue(), sample(), EngineCache()
    results = evaluate(project, "A", catalogue, None, cache=cache)
    report = point_report(project, "A", catalogue, results, 161.0, 1.0, cache=cache)
    level, bars = 0.0, 0
    for row in report.downlink:
        if row.kind is RowKind.DETAIL:
            continue
        start = 0.0 if row.kind is RowKind.TOTAL else level
        level = row.value if row.kind is RowKind.TOTAL else level + row.contribution
        kind = "total" if row.kind is RowKind.TOTAL else "gain" if row.sign > 0 else "loss"
        axes.barh(-bars, level - start, left=start, color=COLOURS[kind], height=0.7)
        sign = "" if row.kind is RowKind.TOTAL else "+" if row.sign > 0 else "−"
        text = f"{translate(row.code, row.params)}  {sign}{row.value:.1f} {row.unit}"
        axes.text(62.0, -bars, text, va="center", fontsize=7.5)
        bars += 1
        if row.code == "budget-rsrp":
            break
    axes.set_xlim(-140.0, 190.0)
    axes.set_xticks(range(-140, 61, 20))
    axes.set_yticks([])
    axes.set_xlabel("dBm")
    axes.set_title("Link budget of a place: every bar is a row of the report, the last one is the map's value")


def sample() -> Any:
    """A mast, trees and a house on an open field."""
    from planner.model.geometry import rectangle
    from planner.model.network import Cell, Network, Site
    from planner.model.project import PlanSettings, Project, Scheme
    from planner.model.site_map import Completeness, Obstacle, ObstacleKind, SiteMap

    house = Obstacle(
        id="ob-01", kind=ObstacleKind.BUILDING, outline=rectangle(140.0, -20.0, 40.0, 40.0), height_m=8.0
    )  # fmt: skip
    trees = Obstacle(
        id="ob-02", kind=ObstacleKind.VEGETATION, outline=rectangle(90.0, -20.0, 10.0, 40.0), height_m=14.0
    )  # fmt: skip
    cell = Cell(id="cell-01", site_id="gnb-01", band="n78", azimuth_deg=60.0, antenna="element_38901")
    network = Network(
        sites={"gnb-01": Site(id="gnb-01", name="Mast", position=(0.0, 0.0))}, cells={"cell-01": cell}
    )  # fmt: skip
    return Project(
        settings=PlanSettings(resolution_m=4.0, margin_m=50.0),
        site_map=SiteMap(obstacles={"ob-01": house, "ob-02": trees}, completeness=Completeness.SURVEYED),
        schemes={"A": Scheme(id="A", name="A", network=network)},
    )


FIGURES: dict[str, Callable[[Any], None]] = {"point-waterfall": point_waterfall}
