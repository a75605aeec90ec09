"""`export-map`: the map with a scheme's sites as GeoJSON, DXF or KMZ."""

from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.output import Output
from planner.cli.parameters import require_new, scheme_or_first
from planner.text import Translator


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the command to the app."""
    t = Translator(lang)

    @app.command(
        "export-map",
        cls=command,
        help=t(
            "Export the map with the sites of a scheme: GeoJSON, DXF or KMZ, by the ending.\n\nDXF is in local metres; "
            "KMZ needs a project with a place on the earth."
        ),
    )
    def export_map(
        *,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=t("project file"))],
        output: Annotated[
            Path, typer.Option("-o", "--output", metavar="FILE", help=t("map to write: .geojson, .dxf or .kmz"))
        ],
        scheme: Annotated[str, typer.Option("--scheme", metavar="ID", help=t("scheme; the first by default"))] = "",
        without_sites: Annotated[bool, typer.Option("--without-sites", help=t("the map alone"))] = False,
        force: Annotated[bool, typer.Option("--force", "-f", help=t("write over an existing file"))] = False,
    ) -> None:
        map_to_file(file, output, scheme=scheme, with_sites=not without_sites, force=force, lang=lang)


def map_to_file(file: Path, output: Path, *, scheme: str, with_sites: bool, force: bool, lang: str) -> None:
    """Export the map of a project file and say what was written."""
    from planner.io.export_map import export_map
    from planner.io.project_file import load_project

    require_new(output, force=force)
    project = load_project(file)
    scheme_id = scheme_or_first(project, scheme) if with_sites and (scheme or project.schemes) else None
    done = export_map(project, output, scheme_id, lang=lang)
    out = Output(lang)
    t = out.t
    counts = (
        t.plural("{n} object", "{n} objects", done.obstacles),
        t.plural("{n} site", "{n} sites", done.sites),
        t.plural("{n} cell", "{n} cells", done.cells),
    )
    out.say(", ".join(counts) if lang == "en" else "、".join(counts))
    out.findings(done.issues)
    out.say(t("Written: {file}", file=str(output)))
