"""`evaluate`: coverage, latency, capacity and price of a scheme, as tables, JSON and map layers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.exit_codes import ExitCode
from planner.cli.output import Output
from planner.cli.parameters import in_range, scheme_or_first
from planner.errors import Severity
from planner.model.limits import LIMITS
from planner.model.project import Project
from planner.text import Translator

if TYPE_CHECKING:
    from planner.engine.results import Results


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the command to the app."""
    t = Translator(lang)

    @app.command(
        "evaluate",
        cls=command,
        help=t("Compute a scheme: coverage by zone, rates and latency by flow, load by cell and slice, and the price."),
    )
    def evaluate(
        *,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=t("project file"))],
        scheme: Annotated[str, typer.Option("--scheme", metavar="ID", help=t("scheme; the first by default"))] = "",
        json: Annotated[
            Path | None, typer.Option("--json", metavar="FILE", help=t("write all results to this JSON file"))
        ] = None,
        layers: Annotated[
            Path | None,
            typer.Option("--layers", metavar="DIR", help=t("write map layers as GeoTIFF and PNG to this folder")),
        ] = None,
        tables: Annotated[
            Path | None,
            typer.Option("--tables", metavar="DIR", help=t("write zones, flows, cells and quote lines as CSV files")),
        ] = None,
        resolution: Annotated[
            float | None,
            typer.Option("--resolution", metavar="M", help=t("pixel size, 0.5 to 50 metres; the project's by default")),
        ] = None,
    ) -> int:
        return evaluate_file(file, scheme, json, layers, tables, resolution, lang)


def evaluate_file(
    file: Path,
    scheme: str,
    json_file: Path | None,
    layers: Path | None,
    tables: Path | None,
    resolution_m: float | None,
    lang: str,
) -> ExitCode:
    """Evaluate, print the tables, write the files that were asked for."""
    from planner.cli.tables import all_tables, findings_of, headline
    from planner.io.catalogue import load_catalogue
    from planner.io.evaluation import evaluate, price_book
    from planner.io.project_file import load_project

    if resolution_m is not None:
        in_range(resolution_m, "--resolution", *LIMITS["PlanSettings", "resolution_m"])
    out = Output(lang)
    project = load_project(file)
    scheme_id = scheme_or_first(project, scheme, lang)
    with out.long_work() as progress:
        results = evaluate(project, scheme_id, load_catalogue(), progress=progress, resolution_m=resolution_m)
    if json_file is not None:
        from planner.io import atomic
        from planner.io.results_json import results_json

        atomic.write_bytes(json_file, results_json(project, results, lang=lang).encode())
    written = write_layers(out, project, results, layers, lang) if layers is not None else []
    if tables is not None:
        from planner.io.frames import write_tables

        written += write_tables(tables, project, results, lang=lang)
    all_tables(out, project, results, price_book(project, scheme_id))
    headline(out, project, results)
    for path in ([json_file] if json_file else []) + written:
        out.say(out.t("Written: {file}", file=str(path)))
    is_wrong = any(issue.severity is Severity.ERROR for issue in findings_of(results))
    return ExitCode.FINDINGS if is_wrong else ExitCode.OK


def write_layers(out: Output, project: Project, results: "Results", folder: Path, lang: str) -> list[Path]:
    """Write every layer as GeoTIFF and PNG; returns the files."""
    from planner.io.layers import LAYERS
    from planner.io.pictures import write_layer_geotiff, write_layer_png

    if results.maps is None:
        out.say(out.t("There are no map layers: the scheme has no cells."))
        return []
    folder.mkdir(parents=True, exist_ok=True)
    cells = project.schemes[results.scheme_id].network.cells
    names = tuple(cells[cell_id].name or cell_id for cell_id in results.maps.cell_ids)
    written: list[Path] = []
    with out.long_work() as progress:
        for number, code in enumerate(LAYERS):
            progress("layers", number / len(LAYERS))
            picture, raster = folder / f"{code}.png", folder / f"{code}.tif"
            write_layer_png(picture, results.maps, code, lang, title=project.name, cell_names=names)
            write_layer_geotiff(raster, results.maps, code, project.geo)
            written += [picture, raster]
    return written
