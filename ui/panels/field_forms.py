"""Short forms in which the inspector's tables are written."""

from __future__ import annotations

from typing import Any

from planner.text import N_
from ui.panels.fields import Editor, Field

METRES = "m"
MBPS = "Mbit/s"


def text_field(path: str, label: str, hint: str = "") -> Field:
    """A line of text."""
    return Field(path=path, label=label, hint=hint, editor=Editor.TEXT)


def choice_field(path: str, label: str, choices: Any, hint: str = "", **more: Any) -> Field:
    """A list to choose from."""
    return Field(path=path, label=label, hint=hint, editor=Editor.CHOICE, choices=choices, **more)


def check_field(path: str, label: str, hint: str = "", **more: Any) -> Field:
    """Yes or no."""
    return Field(path=path, label=label, hint=hint, editor=Editor.CHECK, **more)


def percent_field(path: str, label: str, hint: str = "", digits: int = 0, **more: Any) -> Field:
    """A share, shown in percent."""
    return Field(path=path, label=label, hint=hint, unit="%", scale=100.0, digits=digits, **more)


def has_place(item: Any) -> bool:
    """Whether the object stands somewhere."""
    return item.position is not None


NAME = text_field("name", N_("Name"))
POSITION = (
    Field(
        path="position.0",
        label=N_("East (x)"),
        unit=METRES,
        digits=1,
        shown=has_place,
        hint=N_("Metres east of the map's origin"),
    ),
    Field(
        path="position.1",
        label=N_("North (y)"),
        unit=METRES,
        digits=1,
        shown=has_place,
        hint=N_("Metres north of the map's origin"),
    ),
)
