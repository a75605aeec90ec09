"""`scenarios`: what `add-zone --flow` can name, with the figures a flow starts from."""

from typing import TYPE_CHECKING, Any

import typer

from planner.cli.naming import listed, with_name
from planner.cli.output import Output
from planner.errors import FileError
from planner.model.catalogue import Catalogue
from planner.text import Translator

if TYPE_CHECKING:
    from planner.model.catalogue import Scenario


def register(app: typer.Typer, command: Any, lang: str) -> None:
    """Add the command to the app."""
    t = Translator(lang)

    @app.command(
        "scenarios",
        cls=command,
        help=t("List the scenarios that `add-zone --flow` can name, with their rates and latency targets."),
    )
    def scenarios() -> None:
        list_scenarios(lang)


def list_scenarios(lang: str) -> None:
    """Print the scenarios of the catalogue."""
    from planner.io.catalogue import load_catalogue

    out = Output(lang)
    t = out.t
    columns = (
        (t("Key"), "left"),
        (t("Name"), "left"),
        (t("UL Mbit/s"), "right"),
        (t("DL Mbit/s"), "right"),
        (t("Latency target ms"), "right"),
        (t("Within the target"), "right"),
    )
    rows = [
        (
            key,
            t.pick(item),
            t.number(item.ul_mbps, None),
            t.number(item.dl_mbps, None),
            t.number(item.latency_target_ms, None),
            t.percent(item.latency_percentile, 2),
        )
        for key, item in load_catalogue().scenarios.items()
    ]
    out.table(t("Scenarios"), columns, rows)


def scenario_named(catalogue: Catalogue, text: str, lang: str) -> "Scenario":
    """The scenario with this key or name; `FileError` "no-such-scenario" lists keys with names."""
    word = text.strip()
    for key, item in catalogue.scenarios.items():
        if word.lower() == key or word in (item.name_zh, item.name_en):
            return item
    t = Translator(lang)
    known = listed((with_name(key, t.pick(item), lang) for key, item in catalogue.scenarios.items()), lang)
    raise FileError("no-such-scenario", key=word, known=known)
