"""`ui`: the window. Found by name at run time, since planner/ stands without Qt."""

import importlib
import importlib.util
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.errors import PlannerError
from planner.text import Translator, tr


def register(app: typer.Typer, command: Any, lang: str, *, is_stated: bool) -> None:
    """Add the command to the app; the window keeps its own language unless one was stated."""
    t = Translator(lang)

    @app.command("ui", cls=command, help=t("Open the window, with a project if one is given."))
    def ui(
        file: Annotated[Path | None, typer.Argument(metavar="FILE", help=t("project file"))] = None,
        screenshot: Annotated[
            Path | None,
            typer.Option("--screenshot", metavar="PNG", help=t("save the window's picture once computed, and end")),
        ] = None,
    ) -> int:
        return open_window(file, screenshot, lang if is_stated else None, lang)


def open_window(file: Path | None, screenshot: Path | None, lang: str | None, spoken: str) -> int:
    """Run the window in `lang` (None: its own), saying the rest in `spoken`; its exit code."""
    if importlib.util.find_spec("PySide6") is None:
        raise PlannerError("qt-missing")
    if file is not None:
        from planner.io.project_file import load_project

        load_project(file)  # refused here, in words, rather than in a window that has nothing to show
    if screenshot is not None:  # Qt's remarks about the platform, for the terminal of a developer
        os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false;qt.qpa.*=false")
    run = importlib.import_module("ui.app").run
    code = int(run(file and str(file), lang=lang, screenshot=screenshot and str(screenshot)) or 0)
    if screenshot is not None and code == 0:
        typer.echo(tr(spoken, "Written: {file}", file=str(screenshot)))
    return code
