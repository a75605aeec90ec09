"""`demo`: the sample port from project to workbook, what `make run` shows."""

from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.output import Output
from planner.text import Translator


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the command to the app."""
    t = Translator(lang)

    @app.command(
        "demo",
        cls=command,
        help=t("Plan, price and export the sample port: project, workbooks and coverage picture in one folder."),
    )
    def demo(
        out: Annotated[Path, typer.Option("--out", metavar="DIR", help=t("folder to write to"))] = Path("out"),
    ) -> None:
        run_demo(out, lang)


def run_demo(folder: Path, lang: str) -> None:
    """Write the sample port's files and print the headline figures of both schemes."""
    from planner.cli.command_quote import write_picture, write_quote
    from planner.cli.tables import headline
    from planner.io.catalogue import load_catalogue
    from planner.io.evaluation import evaluate
    from planner.io.project_file import save_project
    from planner.io.templates import new_from_template
    from planner.progress import split

    out = Output(lang)
    folder.mkdir(parents=True, exist_ok=True)
    project = new_from_template("port", lang)
    catalogue = load_catalogue()
    save_project(project, folder / "port.c5g")
    with out.long_work() as progress:
        count = len(project.schemes)
        results = {
            key: evaluate(project, key, catalogue, progress=split(progress, number / count, (number + 1) / count))
            for number, key in enumerate(sorted(project.schemes))
        }
    for each in results.values():
        headline(out, project, each)
    best = results[max(results)]
    write_picture(folder / "port-coverage.png", project, best, catalogue, lang)
    write_quote(folder / "port-quote.xlsx", project, best, catalogue, "customer", lang)
    write_quote(folder / "port-quote-internal.xlsx", project, best, catalogue, "internal", lang)
    for name in ("port.c5g", "port-quote.xlsx", "port-quote-internal.xlsx", "port-coverage.png"):
        out.say(out.t("Written: {file}", file=str(folder / name)))
