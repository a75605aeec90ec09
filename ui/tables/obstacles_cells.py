"""Columns of the table of obstacles: how a cell reads, how it is copied, and what a typed text means."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from planner.model.catalogue import Catalogue
from planner.model.limits import LIMITS, Range
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, HeightSource, Obstacle, ObstacleKind
from planner.text import LANGUAGES, N_, Translator
from ui.formatting import label_of

YES = frozenset({"1", "true", "yes", "y", "x", "✓", "是", "真", "locked", "锁定", "已锁定"})
NO = frozenset({"0", "false", "no", "n", "", "否", "假", "-", "–"})


class CellError(ValueError):
    """A text that a cell can't take: a marked source string with its parameters."""

    def __init__(self, source: str, **params: object) -> None:
        super().__init__(source)
        self.source = source
        self.params = params


@dataclass(frozen=True, slots=True, kw_only=True)
class CellColumn:
    """One column. `choices`: values with their words; `scale`: shown = value x scale; `whole`: no fractions."""

    path: str
    title: str
    hint: str = ""
    unit: str = ""
    digits: int = 1
    scale: float = 1.0
    is_number: bool = False
    whole: bool = False
    is_flag: bool = False
    choices: Callable[[Translator, Catalogue], Iterable[tuple[Any, str]]] | None = None

    @property
    def limits(self) -> Range:
        """The model's limits of the field."""
        return LIMITS.get(("Obstacle", self.path), Range(-math.inf, math.inf))


def _enum(kind: type[StrEnum]) -> Callable[[Translator, Catalogue], Iterable[tuple[Any, str]]]:
    return lambda t, _catalogue: [(value, label_of(t, value)) for value in kind]


def _materials(t: Translator, catalogue: Catalogue) -> Iterable[tuple[Any, str]]:
    return [("", ""), *((key, t.pick(entry)) for key, entry in catalogue.materials.items())]


COLUMNS: tuple[CellColumn, ...] = (
    CellColumn(path="name", title=N_("Name")),
    CellColumn(path="kind", title=N_("Kind"), choices=_enum(ObstacleKind)),
    CellColumn(path="height_m", title=N_("Height"), unit="m", is_number=True, hint=N_("Above its base, in metres")),
    CellColumn(
        path="base_m", title=N_("Base"), unit="m", is_number=True, hint=N_("Height of its foot above the ground"),
    ),
    CellColumn(path="material", title=N_("Outer wall"), choices=_materials),
    CellColumn(path="storeys", title=N_("Storeys"), is_number=True, whole=True, digits=0),
    CellColumn(
        path="tiers", title=N_("Tiers"), is_number=True, whole=True, digits=0,
        hint=N_("Boxes on top of each other when full"),
    ),
    CellColumn(
        path="fill_ratio", title=N_("Filled"), unit="%", scale=100.0, digits=0, is_number=True,
        hint=N_("Share of the tiers in use: 80% or 0.8"),
    ),
    CellColumn(path="height_source", title=N_("Height is"), choices=_enum(HeightSource)),
    CellColumn(path="locked", title=N_("Locked"), is_flag=True),
)  # fmt: skip
COLUMN_BY_PATH: Mapping[str, int] = {column.path: position for position, column in enumerate(COLUMNS)}


def applies(column: CellColumn, obstacle: Obstacle) -> bool:
    """Whether a field means anything for an obstacle of its kind; the others are shown faintly."""
    kind = obstacle.kind
    match column.path:
        case "height_m":
            return kind not in GROUND_KINDS and not (kind is ObstacleKind.CONTAINER_YARD and obstacle.tiers > 0)
        case "base_m" | "height_source":
            return kind not in GROUND_KINDS
        case "material":
            return kind in (ObstacleKind.BUILDING, ObstacleKind.WALL)
        case "storeys":
            return kind is ObstacleKind.BUILDING
        case "tiers" | "fill_ratio":
            return kind is ObstacleKind.CONTAINER_YARD
    return True


def shown(column: CellColumn, obstacle: Obstacle, t: Translator, catalogue: Catalogue) -> str:
    """What a cell shows."""
    value = getattr(obstacle, column.path)
    if column.is_flag:
        return ""
    if column.is_number:
        text = t.number(value * column.scale, None if not column.whole and column.scale == 1.0 else column.digits)
        return f"{text}{column.unit}" if column.unit == "%" else text
    if column.choices is not None:
        return _word(column, value, t, catalogue)
    return str(value)


def copied(column: CellColumn, obstacle: Obstacle, t: Translator, catalogue: Catalogue) -> str:
    """What a cell gives the clipboard: figures without grouping, so that a spreadsheet takes them as figures."""
    value = getattr(obstacle, column.path)
    if column.is_flag:
        return t("yes") if value else t("no")
    if column.is_number:
        text = f"{round(value * column.scale, 6):g}" if abs(value) < 1e6 else str(value)
        return f"{text}%" if column.unit == "%" else text
    return shown(column, obstacle, t, catalogue).replace("\t", " ").replace("\n", " ").replace("\r", " ")


def sort_key(column: CellColumn, obstacle: Obstacle, t: Translator, catalogue: Catalogue) -> float | str:
    """Figures sort as figures, words as words."""
    value = getattr(obstacle, column.path)
    return float(value) if column.is_number or column.is_flag else shown(column, obstacle, t, catalogue).casefold()


def _word(column: CellColumn, value: Any, t: Translator, catalogue: Catalogue) -> str:
    assert column.choices is not None
    return next((word for code, word in column.choices(t, catalogue) if code == value), str(value))


def parsed(column: CellColumn, text: Any, catalogue: Catalogue) -> Any:
    """The value that a text stands for in a column. Raises `CellError` and says what is wrong with it."""
    if column.is_flag:
        return _flag(text)
    if column.choices is not None:
        return _choice(column, text, catalogue)
    if column.is_number:
        return _number(column, text)
    return str(text).strip()[:200]


def _flag(text: Any) -> bool:
    if isinstance(text, bool):
        return text
    plain = str(text).strip().lower()
    if plain in YES or plain in NO:
        return plain in YES
    raise CellError(N_("“{text}” is neither yes nor no"), text=str(text)[:40])


def _choice(column: CellColumn, text: Any, catalogue: Catalogue) -> Any:
    """A code of the model, or its word in either language."""
    assert column.choices is not None
    plain = str(text).strip().casefold()
    for lang in LANGUAGES:
        for code, word in column.choices(Translator(lang), catalogue):
            if plain in (str(code).casefold(), word.casefold()):
                return code
    raise CellError(N_("“{text}” is not one of the choices"), text=str(text)[:40])


def _number(column: CellColumn, text: Any) -> float | int:
    plain = str(text).strip().replace("\u00a0", "").replace(" ", "").replace("，", ",").replace("％", "%")
    if column.unit and column.unit != "%":
        plain = plain.removesuffix(column.unit).removesuffix("米")
    is_percent = plain.endswith("%")
    plain = plain.removesuffix("%").replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        raise CellError(N_("“{text}” is not a number"), text=str(text)[:40]) from None
    if is_percent or (column.unit == "%" and abs(value) > 1.0):
        value /= 100.0
    low, high = column.limits
    if not math.isfinite(value) or not low <= value <= high:
        scale, unit = column.scale, column.unit
        raise CellError(
            N_("{value} is not between {low} and {high}"),
            value=f"{value * scale:g}{unit}", low=f"{low * scale:g}", high=f"{high * scale:g}{unit}",
        )  # fmt: skip
    if column.whole:
        if value != round(value):
            raise CellError(N_("“{text}” is not a whole number"), text=str(text)[:40])
        return round(value)
    return value


def with_cell(obstacle: Obstacle, column: CellColumn, value: Any) -> Obstacle:
    """The obstacle with one cell changed. A height that somebody types is no longer an assumed one.

    Raises `CellError` where the outline doesn't allow the kind.
    """
    if value == getattr(obstacle, column.path):
        return obstacle
    if column.path == "kind" and value not in LINE_KINDS and len(obstacle.outline) < 3:
        raise CellError(N_("an open line of two points can only be a wall"))
    changed = replace(obstacle, **{column.path: value})
    if column.path == "height_m" and obstacle.height_source is HeightSource.ASSUMED:
        return replace(changed, height_source=HeightSource.STATED)
    return changed
