"""`add-zone`: an area that wants coverage, with the flows that run in it."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.command_scenarios import scenario_named
from planner.cli.output import Output
from planner.cli.parameters import in_range, numbers, with_ending
from planner.errors import Issue, PlannerError, Severity
from planner.model.catalogue import Catalogue
from planner.model.geometry import Ring, bounds_of
from planner.model.limits import LIMITS
from planner.model.project import Project
from planner.text import Translator

if TYPE_CHECKING:
    from planner.model.catalogue import Scenario

#: A zone further than this from all that is drawn was not meant, m. Assumption.
_FAR_M = 1000.0


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the command to the app."""
    t = Translator(lang)

    @app.command(
        "add-zone",
        cls=command,
        help=t("Add a rectangular zone, in local metres or in degrees, and the flows that run in it."),
    )
    def add_zone(
        *,
        project: Annotated[Path, typer.Option("-p", "--project", metavar="FILE", help=t("project file"))],
        name: Annotated[str, typer.Option("--name", metavar="NAME", help=t("name of the zone"))],
        bounds: Annotated[
            str, typer.Option("--bounds", metavar="W,S,E,N", help=t("west, south, east, north in local metres"))
        ] = "",
        lonlat: Annotated[
            str, typer.Option("--lonlat", metavar="W,S,E,N", help=t("the same in degrees of longitude and latitude"))
        ] = "",
        height: Annotated[
            float, typer.Option("--height", metavar="M", help=t("height of the terminals above ground, in metres"))
        ] = 1.5,
        flow: Annotated[
            list[str] | None,
            typer.Option(
                "--flow",
                metavar="SCENARIO:COUNT",
                help=t("a flow of the scenario (see scenarios) with so many terminals; repeatable"),
            ),
        ] = None,
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=t("project file to write; the project by default")),
        ] = None,
    ) -> None:
        zone_into_file(
            project,
            with_ending(output, ".c5g") if output else project,
            name,
            (bounds, lonlat),
            height,
            flow or [],
            lang,
        )


def zone_into_file(
    project_file: Path,
    output: Path,
    name: str,
    bounds: tuple[str, str],
    height_m: float,
    flows: Sequence[str],
    lang: str,
) -> None:
    """Add a zone and its flows to a project file; all or nothing."""
    from planner.io.catalogue import load_catalogue
    from planner.io.new_project import add_flow, add_zone
    from planner.io.project_file import load_project, save_project

    name = name.strip()
    if not name:
        raise PlannerError("zone-without-name")
    in_range(height_m, "--height", *LIMITS["Zone", "height_m"])
    out = Output(lang)
    t = out.t
    catalogue = load_catalogue()
    wanted = [_flow(text, catalogue, lang) for text in flows]
    project = load_project(project_file)
    outline = _outline(project, *bounds)
    warnings = ["zone-outside-map"] if _is_beside_map(project, outline) else []
    if any(zone.name == name for zone in project.site_map.zones.values()):
        warnings.append("zone-name-twice")
    project, zone_id = add_zone(project, name, outline, height_m=height_m)
    for scenario, count in wanted:
        flow_name = t.pick(scenario)
        project, _ = add_flow(project, catalogue, scenario.key, zone_id=zone_id, count=count, name=flow_name)
        out.say(t("Flow: {name}, {count} terminals", name=flow_name, count=count))
    save_project(project, output)
    out.say(t("Zone: {name} ({id})", name=name, id=zone_id))
    out.findings([_warning(code, name, zone_id) for code in warnings], project)
    out.say(t("Written: {file}", file=str(output)))


def _flow(text: str, catalogue: Catalogue, lang: str) -> "tuple[Scenario, int]":
    """Scenario and number of terminals of SCENARIO:COUNT; a full-width colon and digits will do."""
    key, colon, count = text.replace("：", ":").rpartition(":")
    count = unicodedata.normalize("NFKC", count).strip()
    if not colon or not key.strip() or not count.isdecimal() or int(count) < 1:
        raise PlannerError("wrong-flow", value=text)
    scenario = scenario_named(catalogue, key, lang)
    in_range(int(count), "--flow", *LIMITS["Flow", "count"])
    return scenario, int(count)


def _warning(code: str, name: str, zone_id: str) -> Issue:
    return Issue(code=code, severity=Severity.WARNING, params={"name": name}, object_kind="zones", object_id=zone_id)


def _is_beside_map(project: Project, outline: Ring) -> bool:
    """Whether a zone lies beside all that is drawn, such as an open yard; one far off or without a pixel is refused."""
    from planner.model.rules import map_bounds

    west, south, east, north = bounds_of([outline]) or (0.0, 0.0, 0.0, 0.0)
    width_m, depth_m, pixel_m = east - west, north - south, project.settings.resolution_m
    if min(width_m, depth_m) < pixel_m:
        is_like_degrees = max(abs(west), abs(east)) <= 180.0 and max(abs(south), abs(north)) <= 90.0
        size = {"width": round(width_m, 4), "depth": round(depth_m, 4), "pixel": pixel_m}
        if is_like_degrees and max(width_m, depth_m) < 1.0:
            raise PlannerError("zone-in-degrees", **size)
        raise PlannerError("zone-below-pixel", **size)
    extent = map_bounds(project)
    if extent is None:
        return False
    away_m = max(extent[0] - east, west - extent[2], extent[1] - north, south - extent[3])
    if away_m > _FAR_M:
        low_x, low_y, high_x, high_y = (round(value) for value in extent)
        raise PlannerError("zone-off-map", west=low_x, east=high_x, south=low_y, north=high_y)
    return away_m > 0.0


def _outline(project: Project, bounds: str, lonlat: str) -> Ring:
    """The zone's outline in local metres from one of the two ways to state it."""
    from planner.io.new_project import rectangle_zone

    if bool(bounds) == bool(lonlat):
        raise PlannerError("zone-bounds-missing")
    if bounds:
        west, south, east, north = numbers(bounds, "--bounds", 4)
        return rectangle_zone((west, south, east, north))
    import numpy as np

    from planner.io.crs import local_from_lonlat

    west, south, east, north = numbers(lonlat, "--lonlat", 4)
    corners = np.array(rectangle_zone((west, south, east, north)))
    if np.abs(corners[:, 0]).max() > 180 or np.abs(corners[:, 1]).max() > 90:
        raise PlannerError("wrong-option-value", option="--lonlat", value=lonlat)
    return tuple((round(float(x), 3), round(float(y), 3)) for x, y in local_from_lonlat(project, corners))
