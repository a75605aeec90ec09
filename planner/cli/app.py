"""The commands in the order of the work. Built anew for every run, because help texts depend on the language."""

from typing import Annotated, Any

import typer

from planner import __version__
from planner.cli import (
    command_antenna,
    command_calibrate,
    command_demo,
    command_evaluate,
    command_export,
    command_import,
    command_import_extra,
    command_pci,
    command_project,
    command_quote,
    command_scenarios,
    command_ui,
    command_zone,
)
from planner.cli.usage import help_classes
from planner.text import Translator


def build_app(lang: str, *, is_stated: bool = False) -> Any:
    """The parser of the whole command line, its help in `lang`; `is_stated`: by the user, not by the system."""
    t = Translator(lang)
    group, command = help_classes(lang)
    app = typer.Typer(
        cls=group,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help=t(
            "Campus5G plans and prices 5G private networks: coverage, latency, capacity and quote from one project."
        ),
        epilog=_epilog(t),
    )

    @app.callback(invoke_without_command=False)
    def root(
        lang: Annotated[str, typer.Option(metavar="zh|en", help=t("language; the system's own by default"))] = "",
        version: Annotated[
            bool, typer.Option("--version", is_eager=True, callback=_show_version, help=t("show the version and end"))
        ] = False,
    ) -> None:
        """Options before the command; `--lang` was taken out before the parser saw it."""

    for module in (
        command_project,
        command_import,
        command_import_extra,
        command_antenna,
        command_scenarios,
        command_zone,
        command_calibrate,
        command_evaluate,
        command_pci,
        command_quote,
        command_export,
        command_demo,
    ):
        module.register(app, command, lang)
    command_ui.register(app, command, lang, is_stated=is_stated)
    return typer.main.get_command(app)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"campus5g {__version__}")
        raise typer.Exit


def _epilog(t: Translator) -> str:
    codes = (
        ("0", t("done")),
        ("1", t("the plan has errors")),
        ("2", t("wrong usage")),
        ("3", t("a file can't be read or written")),
        ("4", t("a catalogue or price book can't be used")),
        ("130", t("cancelled")),
    )
    lines = "\n".join(f"  {code:<5}{text}" for code, text in codes)
    return "\n".join([t("Exit codes:"), lines])
