"""Names in place of ids and codes: what a finding is about, and what its parameters stand for."""

from collections.abc import Iterable, Mapping
from typing import Any

from planner.errors import EditError, Issue, Param
from planner.model.project import Project
from planner.text import N_, Translator, tr

#: What errors call the price book inside a project instead of a file.
EMBEDDED_BOOK = N_("price book")
#: Parameters that hold a list with ", " between its members.
_LISTS = frozenset({"known", "names", "layers", "columns", "rows", "allowed", "expected"})


def listed(items: Iterable[str], lang: str) -> str:
    """Texts as a list in the language's punctuation."""
    return ("、" if lang == "zh" else ", ").join(items)


def with_name(key: str, name: str, lang: str) -> str:
    """A key with the name that people know it by.

    >>> with_name("A", "方案甲", "zh"), with_name("A", "Plan", "en"), with_name("A", "A", "en")
    ('A（方案甲）', 'A (Plan)', 'A')
    """
    if not name or name == key:
        return key
    return f"{key}（{name}）" if lang == "zh" else f"{key} ({name})"


def localised(params: Mapping[str, Param], lang: str) -> dict[str, Param]:
    """Parameters with the commas of their lists in the language's punctuation, and the embedded price book by name."""
    found = dict(params)
    for key, value in params.items():
        if lang == "zh" and key in _LISTS and isinstance(value, str):
            found[key] = value.replace(", ", "、")
        elif key == "file" and value == EMBEDDED_BOOK:
            found[key] = tr(lang, "price book")
    return found


def object_name(issue: Issue, project: Project | None, t: Translator) -> str:
    """The object of a finding by name, after its scheme's id where there are several schemes."""
    from planner.model.edits import ObjectRef, find

    if project is None or not issue.object_id:
        return issue.object_id
    name = issue.object_id
    for scheme_id in (issue.scheme_id, ""):
        try:
            name = (
                str(getattr(find(project, ObjectRef(issue.object_kind, issue.object_id, scheme_id)), "name", ""))
                or name
            )
            break
        except (EditError, KeyError):  # findings about quantities name things that are no objects of the model
            continue
    if issue.object_kind != "schemes" and issue.scheme_id in project.schemes and len(project.schemes) > 1:
        return t("{scheme}: {name}", scheme=issue.scheme_id, name=name)
    return name


def readable(issue: Issue, book: Any, t: Translator) -> dict[str, Param]:
    """A finding's parameters with the price book's names in place of its codes; `book` is a price book or None."""
    found = localised(issue.params, t.lang)
    if book is None:
        return found
    for key, value in issue.params.items():
        if key in ("item", "required", "excluded", "entry") and value in book.items:
            found[key] = with_name(str(value), t.pick(book.items[value]), t.lang)
        elif key == "tax_code" and value in book.tax_codes:
            found[key] = t.pick(book.tax_codes[value])
        elif key == "rate" and issue.code.startswith("quote-"):
            found[key] = _percent(str(value), t)
        elif key == "book" and value == book.book_id:
            found[key] = t.pick(book)
        elif key == "structure" and value in book.structures:
            found[key] = t.pick(book.structures[value])
    return found


def _percent(value: str, t: Translator) -> str:
    try:
        share = float(value)
    except ValueError:
        return value
    return t.percent(share, 0 if round(share * 1000) % 10 == 0 else 1)
