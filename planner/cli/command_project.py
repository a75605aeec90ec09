"""`templates`, `new` and `check`."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.exit_codes import ExitCode
from planner.cli.output import Output
from planner.cli.parameters import require_new, with_ending
from planner.errors import Severity
from planner.text import Translator


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the commands to the app."""
    t = Translator(lang)

    @app.command("templates", cls=command, help=t("List the sample projects that `new` can start from."))
    def templates() -> None:
        list_all(lang)

    @app.command("new", cls=command, help=t("Make a new project file from a sample project."))
    def new(
        *,
        template: Annotated[str, typer.Option("--template", "-t", metavar="KEY", help=t("sample project"))] = "port",
        output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help=t("project file to write"))],
        force: Annotated[bool, typer.Option("--force", "-f", help=t("write over an existing file"))] = False,
    ) -> None:
        make_new(template, output, force=force, lang=lang)

    @app.command(
        "check",
        cls=command,
        help=t("Check a project: what is wrong, doubtful or worth knowing, and what to do about it."),
    )
    def check(file: Annotated[Path, typer.Argument(metavar="FILE", help=t("project file"))]) -> int:
        return check_file(file, lang)


def list_all(lang: str) -> None:
    """Print the templates."""
    from planner.io.templates import list_templates

    out = Output(lang)
    t = out.t
    rows = [(info.key, t.pick(info), t.pick(info, "description")) for info in list_templates()]
    columns = ((t("Key"), "left"), (t("Name"), "left"), (t("Description"), "left"))
    out.table(t("Sample projects"), columns, rows)


def make_new(template: str, output: Path, *, force: bool, lang: str) -> None:
    """Write a project from a template."""
    from planner.io.project_file import save_project
    from planner.io.templates import new_from_template

    output = with_ending(output, ".c5g")
    require_new(output, force=force)
    save_project(new_from_template(template, lang), output)
    out = Output(lang)
    out.say(out.t("Written: {file}", file=str(output)))


def check_file(file: Path, lang: str) -> ExitCode:
    """Print all findings about a project file."""
    from planner.io.catalogue import load_catalogue
    from planner.io.project_file import load_project
    from planner.model.rules import check

    out = Output(lang)
    t = out.t
    project = load_project(file)
    issues = check(project, load_catalogue())
    out.findings(issues, project)
    count = Counter(issue.severity for issue in issues)
    if not issues:
        out.say(t("No findings."))
    else:
        parts = (
            t.plural("{n} error", "{n} errors", count[Severity.ERROR]),
            t.plural("{n} warning", "{n} warnings", count[Severity.WARNING]),
            t.plural("{n} note", "{n} notes", count[Severity.NOTE]),
        )
        out.say(", ".join(parts) if lang == "en" else "，".join(parts))
    out.say(t("This is about the input alone; what the calculation finds (coverage, latency, load): see evaluate."))
    return ExitCode.FINDINGS if count[Severity.ERROR] else ExitCode.OK
