"""`quote`: the priced workbook."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from planner.cli.exit_codes import ExitCode
from planner.cli.output import Output
from planner.cli.parameters import require_new, scheme_or_first
from planner.errors import PlannerError
from planner.model.catalogue import Catalogue
from planner.model.project import Project
from planner.text import Translator

if TYPE_CHECKING:
    from planner.engine.results import Results

Audience = Literal["customer", "internal"]
AUDIENCES: Mapping[str, Audience] = {"customer": "customer", "internal": "internal"}


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the command to the app."""
    t = Translator(lang)

    @app.command(
        "quote",
        cls=command,
        help=t("Write the quote as an Excel workbook with live formulas, in the language of --lang."),
    )
    def quote(
        *,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=t("project file"))],
        output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help=t("workbook to write"))],
        scheme: Annotated[str, typer.Option("--scheme", metavar="ID", help=t("scheme; the first by default"))] = "",
        structure: Annotated[
            str, typer.Option("--structure", metavar="CODE", help=t("quote structure; the scheme's by default"))
        ] = "",
        audience: Annotated[
            str,
            typer.Option(
                "--audience", metavar="customer|internal", help=t("who reads it; internal shows cost and floor price")
            ),
        ] = "customer",
        force: Annotated[bool, typer.Option("--force", "-f", help=t("write over an existing file"))] = False,
    ) -> int:
        return quote_file(file, output, scheme, structure, audience, force=force, lang=lang)


def quote_file(
    file: Path, output: Path, scheme: str, structure: str, audience: str, *, force: bool, lang: str
) -> ExitCode:
    """Evaluate a scheme and write its quote."""
    if audience not in AUDIENCES:
        raise PlannerError("wrong-option-value", option="--audience", value=audience)
    require_new(output, force=force)
    from planner.cli.tables import headline, price
    from planner.io.catalogue import load_catalogue
    from planner.io.evaluation import evaluate
    from planner.io.project_file import load_project
    from planner.model.edits import update_commercial

    out = Output(lang)
    t = out.t
    project = load_project(file)
    scheme_id = scheme_or_first(project, scheme)
    if structure:
        project = update_commercial(project, scheme_id, structure=structure)
    catalogue = load_catalogue()
    with out.long_work() as progress:
        results = evaluate(project, scheme_id, catalogue, progress=progress)
    if results.quote is None:
        raise PlannerError("nothing-to-quote", name=project.schemes[scheme_id].name)
    write_quote(output, project, results, catalogue, AUDIENCES[audience], lang)
    price(out, results)
    headline(out, project, results)
    out.findings(results.quote.issues)
    out.say(t("Written: {file}", file=str(output)))
    return ExitCode.OK


def write_quote(
    output: Path, project: Project, results: "Results", catalogue: Catalogue, audience: Audience, lang: str
) -> None:
    """Write a quote workbook with the coverage picture in it."""
    import tempfile

    from planner.io.workbook import write_workbook

    with tempfile.TemporaryDirectory() as folder:
        picture: Path | None = None
        if results.maps is not None:
            picture = Path(folder) / "coverage.png"
            write_picture(picture, project, results, catalogue, lang)
        write_workbook(
            output,
            project,
            results.scheme_id,
            results,
            catalogue,
            audience=audience,
            lang="zh" if lang == "zh" else "en",
            picture=picture,
        )


def write_picture(path: Path, project: Project, results: "Results", catalogue: Catalogue, lang: str) -> None:
    """Write the coverage picture of a scheme; cells with omnidirectional antennas as discs."""
    from planner.io.layers import DEFAULT_LAYER
    from planner.io.pictures import write_map_picture

    cells = project.schemes[results.scheme_id].network.cells
    omni = frozenset(
        key
        for key, cell in cells.items()
        if (antenna := catalogue.antennas.get(cell.antenna)) is not None and antenna.h_beamwidth_deg >= 360
    )
    write_map_picture(path, project, results.scheme_id, results, DEFAULT_LAYER, lang, omni_cells=omni)
