"""`quote`: the priced workbook, and on request its PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from planner.cli.exit_codes import ExitCode
from planner.cli.output import Output
from planner.cli.parameters import require_new, scheme_or_first, with_ending
from planner.cli.quote_terms import QuoteData, changed, quote_data, terms_findings
from planner.errors import EvaluationError, FileError, PlannerError
from planner.model.catalogue import Catalogue
from planner.model.project import Project
from planner.text import Translator

if TYPE_CHECKING:
    from planner.engine.results import Results

Audience = Literal["customer", "internal"]
AUDIENCES: Mapping[str, Audience] = {"customer": "customer", "internal": "internal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What to write: the workbook, its PDF beside it, stored values in it; and what may be written over or despite."""

    workbook: Path
    pdf: bool
    recalculated: bool
    force: bool
    despite_errors: bool
    save: bool


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
        output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help=t("workbook to write (.xlsx)"))],
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
        number: Annotated[
            str | None, typer.Option("--number", metavar="NUMBER", help=t("quote number; the scheme's by default"))
        ] = None,
        customer: Annotated[
            str | None, typer.Option("--customer", metavar="NAME", help=t("customer; the project's by default"))
        ] = None,
        supplier: Annotated[
            str | None, typer.Option("--supplier", metavar="NAME", help=t("supplier; the project's by default"))
        ] = None,
        date: Annotated[
            str | None,
            typer.Option("--date", metavar="YYYY-MM-DD", help=t("quote date, or today; the scheme's by default")),
        ] = None,
        term: Annotated[
            int | None, typer.Option("--term", metavar="MONTHS", help=t("term in months; the scheme's by default"))
        ] = None,
        discount: Annotated[
            str | None,
            typer.Option("--discount", metavar="SHARE", help=t("share of the price that stays: 0.85 or 85%")),
        ] = None,
        save: Annotated[bool, typer.Option("-s", "--save", help=t("keep these choices in the project file"))] = False,
        pdf: Annotated[bool, typer.Option("--pdf", help=t("also write a PDF beside it (needs LibreOffice)"))] = False,
        recalculated: Annotated[
            bool,
            typer.Option("--recalculated", help=t("store the computed figures for previewers (needs LibreOffice)")),
        ] = False,
        despite_errors: Annotated[
            bool, typer.Option("--despite-errors", help=t("write the customer's quote although the plan has errors"))
        ] = False,
        force: Annotated[bool, typer.Option("--force", "-f", help=t("write over an existing file"))] = False,
    ) -> int:
        data = quote_data(
            structure=structure, number=number, customer=customer, supplier=supplier,
            day=date, term_months=term, discount=discount,
        )  # fmt: skip
        outputs = Outputs(
            workbook=with_ending(output, ".xlsx"), pdf=pdf, recalculated=recalculated, force=force,
            despite_errors=despite_errors, save=save,
        )  # fmt: skip
        return quote_file(file, outputs, scheme, audience, data, lang)


def quote_file(file: Path, outputs: Outputs, scheme: str, audience: str, data: QuoteData, lang: str) -> ExitCode:
    """Evaluate a scheme and write its quote; a customer's is refused while the plan has errors."""
    if audience not in AUDIENCES:
        raise PlannerError("wrong-option-value", option="--audience", value=audience)
    written = [outputs.workbook, *([outputs.workbook.with_suffix(".pdf")] if outputs.pdf else [])]
    for path in written:
        require_new(path, force=outputs.force)
    _require_libreoffice(outputs)
    from planner.cli.tables import findings_of, headline, price
    from planner.io.catalogue import load_catalogue
    from planner.io.evaluation import evaluate, price_book
    from planner.io.project_file import load_project, save_project
    from planner.io.workbook import blocking_issues

    out = Output(lang)
    t = out.t
    project = load_project(file)
    scheme_id = scheme_or_first(project, scheme, lang)
    project = changed(project, scheme_id, data)
    catalogue = load_catalogue()
    with out.long_work() as progress:
        results = evaluate(project, scheme_id, catalogue, progress=progress)
    if results.quote is None:
        raise PlannerError("nothing-to-quote", name=project.schemes[scheme_id].name)
    book = price_book(project, scheme_id)
    errors = blocking_issues(results)
    if errors and audience == "customer" and not outputs.despite_errors:
        out.findings(errors, project, book)
        raise EvaluationError("quote-plan-has-errors", count=len(errors))
    _write(outputs, written, project, results, catalogue, AUDIENCES[audience], lang)
    if outputs.save:
        save_project(project, file)
    price(out, results)
    headline(out, project, results)
    out.findings([*findings_of(results), *terms_findings(project, scheme_id)], project, book)
    for path in [*written, *([file] if outputs.save else [])]:
        out.say(t("Written: {file}", file=str(path)))
    return ExitCode.OK


def _require_libreoffice(outputs: Outputs) -> None:
    """Say before the calculation that a program is missing, not after it."""
    from planner.io.libreoffice import find_soffice

    if (outputs.pdf or outputs.recalculated) and find_soffice() is None:
        raise FileError(
            "libreoffice-missing", file=outputs.workbook.with_suffix(".pdf" if outputs.pdf else ".xlsx").name
        )


def _write(
    outputs: Outputs,
    written: list[Path],
    project: Project,
    results: "Results",
    catalogue: Catalogue,
    audience: Audience,
    lang: str,
) -> None:
    """All files or, where LibreOffice fails, none."""
    import tempfile

    from planner.io import atomic
    from planner.io.libreoffice import recalculated_copy, to_pdf

    if not (outputs.pdf or outputs.recalculated):
        write_quote(outputs.workbook, project, results, catalogue, audience, lang)
        return
    with tempfile.TemporaryDirectory() as name:
        plain, stored, pdf = (Path(name) / each for each in ("plain.xlsx", "stored.xlsx", "quote.pdf"))
        write_quote(plain, project, results, catalogue, audience, lang)
        if outputs.recalculated:
            recalculated_copy(plain, stored)
        if outputs.pdf:
            to_pdf(plain, pdf)
        made = [stored if outputs.recalculated else plain, pdf]
        for target, source in zip(written, made, strict=False):
            atomic.write_bytes(target, source.read_bytes())


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
