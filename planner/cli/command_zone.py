"""`add-zone`: an area that wants coverage, with the flows that run in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.output import Output
from planner.cli.parameters import numbers, pair
from planner.errors import PlannerError
from planner.model.geometry import Ring
from planner.model.project import Project
from planner.text import Translator


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
                "--flow", metavar="SCENARIO:COUNT", help=t("a flow of the scenario with so many terminals; repeatable")
            ),
        ] = None,
        output: Annotated[
            Path | None,
            typer.Option("-o", "--output", metavar="FILE", help=t("project file to write; the project by default")),
        ] = None,
    ) -> None:
        zone_into_file(project, output or project, name, (bounds, lonlat), height, flow or [], lang)


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

    out = Output(lang)
    t = out.t
    catalogue = load_catalogue()
    project = load_project(project_file)
    project, zone_id = add_zone(project, name, _outline(project, *bounds), height_m=height_m)
    for text in flows:
        key, count = pair(text, "--flow", ":")
        if not count.isdecimal():
            raise PlannerError("wrong-option-value", option="--flow", value=text)
        known = catalogue.scenarios.get(key)
        flow_name = t.pick(known) if known else key
        project, _ = add_flow(project, catalogue, key, zone_id=zone_id, count=int(count), name=flow_name)
        out.say(t("Flow: {name}, {count} terminals", name=flow_name, count=int(count)))
    save_project(project, output)
    out.say(t("Zone: {name} ({id})", name=name, id=zone_id))
    out.say(t("Written: {file}", file=str(output)))


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
