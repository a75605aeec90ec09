"""`evaluate`: coverage, latency, capacity and price of a scheme, as tables, JSON and map layers."""

from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.exit_codes import ExitCode
from planner.cli.layer_options import LayerOptions, checked, other_scheme, request_of, write_layers
from planner.cli.output import Output
from planner.cli.parameters import in_range, scheme_or_first
from planner.errors import PlannerError, Severity
from planner.model.limits import LIMITS
from planner.text import Translator


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
        layer: Annotated[
            list[str] | None,
            typer.Option("--layer", metavar="CODE", help=t("layer to write, such as rsrp; repeatable; all by default")),
        ] = None,
        format: Annotated[  # noqa: A002 - the parameter's name is the option's
            str,
            typer.Option(
                "--format", metavar="LIST", help=t("formats of the layers: png, tif, kmz; png,tif by default")
            ),
        ] = "",
        height: Annotated[
            float | None,
            typer.Option(
                "--height", metavar="M", help=t("height of the layers above ground; the project's by default")
            ),
        ] = None,
        storey: Annotated[
            str,
            typer.Option("--storey", metavar="BUILDING:STOREY", help=t("layers on a storey instead, 2 or 3F")),
        ] = "",
        terminal: Annotated[
            str,
            typer.Option("--terminal", metavar="KEY", help=t("terminal of the layers; the project's by default")),
        ] = "",
        flow: Annotated[str, typer.Option("--flow", metavar="ID", help=t("flow whose latency the layers show"))] = "",
        paper: Annotated[
            str, typer.Option("--paper", metavar="SIZE", help=t("paper of the pictures: a4 or a3; a4 by default"))
        ] = "",
        dpi: Annotated[
            int | None,
            typer.Option("--dpi", metavar="N", help=t("dots per inch of the pictures, 300 for print; 150 by default")),
        ] = None,
        difference: Annotated[
            str,
            typer.Option(
                "--difference", metavar="SCHEME", help=t("write by how much the layers lie above that scheme's")
            ),
        ] = "",
        zones: Annotated[
            Path | None,
            typer.Option("--zones", metavar="FILE", help=t("write the figures of the zones to this CSV file")),
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
        said = {
            "--layer": layer, "--format": format, "--height": height, "--storey": storey, "--terminal": terminal,
            "--flow": flow, "--paper": paper, "--dpi": dpi, "--difference": difference,
        }  # fmt: skip
        options = None
        if layers is not None:
            if storey and height is not None:
                raise PlannerError("options-exclude", option="--storey", other="--height")
            options = LayerOptions(
                folder=layers, codes=tuple(dict.fromkeys(layer or ())), formats=format or "png,tif", height_m=height,
                storey=storey, terminal=terminal, flow=flow, paper=(paper or "a4").lower(),
                dpi=150 if dpi is None else dpi, difference_to=difference,
            )  # fmt: skip
        else:
            for option, value in said.items():
                if value not in (None, "", []):
                    raise PlannerError("option-needs", option=option, other="--layers")
        return evaluate_file(file, scheme, json, options, tables, zones, resolution, lang)


def evaluate_file(
    file: Path,
    scheme: str,
    json_file: Path | None,
    options: LayerOptions | None,
    tables: Path | None,
    zones: Path | None,
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
    catalogue = load_catalogue()
    other_id = other_scheme(project, options.difference_to, lang) if options and options.difference_to else ""
    options = None if options is None else checked(options, project, catalogue)
    request = request_of(options)
    other = None
    with out.long_work() as progress:
        results = evaluate(
            project, scheme_id, catalogue, progress=progress, resolution_m=resolution_m, request=request
        )  # fmt: skip
        if other_id:
            other = evaluate(
                project, other_id, catalogue, progress=progress, resolution_m=resolution_m, request=request
            )
    if json_file is not None:
        from planner.io import atomic
        from planner.io.results_json import results_json

        atomic.write_bytes(json_file, results_json(project, results, lang=lang).encode())
    written: list[Path] = []
    if options is not None:
        written += write_layers(out, project, results, other, options, catalogue, lang)
    if tables is not None:
        from planner.io.frames import write_tables

        written += write_tables(tables, project, results, lang=lang)
    if zones is not None:
        from planner.io.zone_csv import write_zone_csv

        write_zone_csv(zones, project, results, lang=lang)
        written.append(zones)
    all_tables(out, project, results, price_book(project, scheme_id))
    headline(out, project, results)
    for path in ([json_file] if json_file else []) + written:
        out.say(out.t("Written: {file}", file=str(path)))
    is_wrong = any(issue.severity is Severity.ERROR for issue in findings_of(results))
    return ExitCode.FINDINGS if is_wrong else ExitCode.OK
