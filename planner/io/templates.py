"""Sample projects to start from: one folder of resources/templates each, in Chinese with an English word list.

A folder holds template.toml (names, descriptions), project.json (the project without assets, always of today's
schema: it is generated) and en.json (Chinese text -> English text). The shipped demo price book is put into every
new project, so that its quote reproduces.
"""

import json
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, cast

from planner.errors import FileError
from planner.io.codec import from_plain
from planner.io.project_file import with_asset
from planner.model.edits import update_commercial
from planner.model.project import Project
from planner.text import normalise_language
from resources import RESOURCES_DIR

TEMPLATES_DIR = RESOURCES_DIR / "templates"
PRICE_BOOK = RESOURCES_DIR / "pricebooks" / "baf_demo.toml"

#: Fields that hold text for people, wherever they stand in a project; all others are ids, keys and numbers.
TEXT_FIELDS = frozenset({"name", "customer", "supplier", "note"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateInfo:
    """A sample project as a list shows it."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    key: str
    name_zh: str
    name_en: str
    description_zh: str
    description_en: str
    #: Place in the list; the lowest comes first.
    order: int = 0


def list_templates(folder: Path = TEMPLATES_DIR) -> tuple[TemplateInfo, ...]:
    """The templates of a folder in their order. Raises `FileError` for one that can't be read."""
    infos = [_info(path.parent) for path in sorted(folder.glob("*/template.toml"))]
    return tuple(sorted(infos, key=lambda info: (info.order, info.key)))


def new_from_template(
    key: str, lang: str = "zh", *, folder: Path = TEMPLATES_DIR, today: date | None = None
) -> Project:
    """A new project from a template, its texts in the language asked for ("zh" or "en"), quoted `today`.

    Every scheme quotes from the shipped demo price book, which becomes an asset of the project. Raises `FileError`
    "no-such-template" (with the known ones), or as reading a project does.
    """
    known = [info.key for info in list_templates(folder)]
    if key not in known:
        raise FileError("no-such-template", key=key, known=", ".join(known))
    data = _json(folder / key / "project.json")
    if normalise_language(lang) == "en":
        data = cast("dict[str, Any]", _translated(data, _json(folder / key / "en.json"), f"{key}/en.json"))
    return _with_price_book(from_plain(Project, data, source=f"{key}/project.json"), today or date.today())


def _with_price_book(project: Project, quote_date: date) -> Project:
    project, digest = with_asset(project, _read(PRICE_BOOK))
    for scheme_id in project.schemes:
        project = update_commercial(project, scheme_id, price_book=digest, quote_date=quote_date)
    return project


def human_texts(data: Any) -> set[str]:
    """Every text for people in the plain JSON values of a project."""
    if isinstance(data, dict):
        values = cast("dict[str, Any]", data)
        own = {value for name, value in values.items() if name in TEXT_FIELDS and isinstance(value, str) and value}
        return own.union(*(human_texts(value) for value in values.values()))
    if isinstance(data, list):
        return set[str]().union(*(human_texts(value) for value in cast("list[Any]", data)))
    return set()


def _translated(data: Any, words: dict[str, Any], source: str) -> Any:
    if isinstance(data, dict):
        return {
            name: _word(value, words, source)
            if name in TEXT_FIELDS and isinstance(value, str) and value
            else _translated(value, words, source)
            for name, value in cast("dict[str, Any]", data).items()
        }
    if isinstance(data, list):
        return [_translated(value, words, source) for value in cast("list[Any]", data)]
    return data


def _word(text: str, words: dict[str, Any], source: str) -> str:
    if not isinstance(words.get(text), str):
        raise FileError("invalid-field", file=source, field=text, value="", reason="missing")
    return cast("str", words[text])


def _info(folder: Path) -> TemplateInfo:
    source = f"{folder.name}/template.toml"
    try:
        data = tomllib.loads(_read(folder / "template.toml").decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise FileError("invalid-toml", file=source, reason=str(problem)) from None
    return replace(from_plain(TemplateInfo, {"key": folder.name, **data}, source=source), key=folder.name)


def _json(path: Path) -> dict[str, Any]:
    source = f"{path.parent.name}/{path.name}"
    try:
        value: Any = json.loads(_read(path).decode("utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise FileError("not-a-project", file=source) from None
    if not isinstance(value, dict):
        raise FileError("not-a-project", file=source)
    return cast("dict[str, Any]", value)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileError("file-missing", file=path.name) from None
    except OSError as problem:
        raise FileError("cannot-read", file=path.name, reason=problem.strerror or str(problem)) from problem
