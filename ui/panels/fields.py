"""What the inspector shows: one declarative table, field by field, with unit, limits, choices and an explanation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, is_dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from planner.model.limits import LIMITS, Range

if TYPE_CHECKING:
    from ui.document import Document

Choice = tuple[Any, str]
Choices = Callable[["Document", Any], Iterable[Choice]]
ANY = Range(-1_000_000.0, 1_000_000.0)


class Editor(StrEnum):
    """Kinds of editors."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    CHECK = "check"
    CHECKS = "checks"
    AZIMUTH = "azimuth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One line of the inspector.

    `path`: attributes below the object, joined by dots; a number is a position in a tuple. `scale`: shown = value x
    scale (100 for a share in percent). `optional`: the figure may be switched off (None). `hint` explains the jargon.
    `lowest`: word for a figure's lowest value where that one means something of its own.
    """

    path: str
    label: str
    hint: str = ""
    editor: Editor = Editor.NUMBER
    unit: str = ""
    digits: int = 0
    step: float = 1.0
    scale: float = 1.0
    optional: bool = False
    optional_start: float = 0.0
    lowest: str = ""
    choices: Choices | None = None
    shown: Callable[[Any], bool] = lambda _item: True


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its fields."""

    title: str
    fields: tuple[Field, ...]


def value_at(item: Any, path: str) -> Any:
    """The value a field shows; None where the way there ends early."""
    for name in path.split("."):
        if item is None:
            return None
        item = item[int(name)] if name.isdigit() else getattr(item, name)
    return item


def with_value(item: Any, path: str, value: Any) -> Any:
    """The object with one field changed, all around it kept."""
    name, _, rest = path.partition(".")
    if name.isdigit():
        position = int(name)
        return (*item[:position], with_value(item[position], rest, value) if rest else value, *item[position + 1 :])
    inner = with_value(getattr(item, name), rest, value) if rest else value
    return replace(item, **{name: inner})


def limits_of(item: Any, path: str) -> Range:
    """Limits of the field as the model's table has them."""
    *way, name = path.split(".")
    owner = value_at(item, ".".join(way)) if way else item
    return LIMITS.get((type(owner).__name__, name), ANY) if is_dataclass(owner) else ANY


def converted(old: Any, shown: float, field: Field) -> Any:
    """What was typed as a value of the field's own type: whole numbers stay whole, Decimal stays Decimal."""
    value = shown / field.scale
    if isinstance(old, Decimal):
        return Decimal(str(round(value, 6)))
    if isinstance(old, int) and not isinstance(old, bool):
        return round(value)
    return float(round(value, 9))


def common_value(items: Iterable[Any], path: str) -> tuple[Any, bool]:
    """The value all objects share, and whether they do."""
    values = [value_at(item, path) for item in items]
    same = all(value == values[0] for value in values[1:])
    return (values[0] if same else None), same


def is_number(value: Any) -> bool:
    """Whether a value is a finite figure."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and math.isfinite(value)


def all_fields(sections: Mapping[str, tuple[Section, ...]]) -> tuple[Field, ...]:
    """Every field of a table, for tests."""
    return tuple(field for parts in sections.values() for section in parts for field in section.fields)
