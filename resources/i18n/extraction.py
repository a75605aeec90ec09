"""Which strings of the source are shown to people, read from the syntax tree rather than by pattern.

Knows the markers of `planner.text` by name only and imports nothing of the program.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

#: Marker -> (position of the context or None, positions of the source strings).
FUNCTIONS: dict[str, tuple[int | None, tuple[int, ...]]] = {
    "N_": (None, (0,)),
    "tr": (None, (1,)),
    "trn": (None, (1, 2)),
    "trc": (1, (2,)),
}
#: The same for a `Translator`, which is always named `t` or `_t`: called itself, or one of its methods.
TRANSLATOR_NAMES = frozenset({"t", "_t"})
TRANSLATOR_METHODS: dict[str, tuple[int | None, tuple[int, ...]]] = {
    "": (None, (0,)),
    "plural": (None, (0, 1)),
    "context": (0, (1,)),
}
CODES_FOLDER = "text_codes"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """One string to translate: where it stands, its context ("" for none), its plural ("" for none), its parameters.

    `params` are the keyword names of the call, None where they can't be known (a constant, `**kwargs`).
    """

    path: Path
    line: int
    source: str
    plural: str = ""
    context: str = ""
    params: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A translation call the extractor can't read: an f-string, `+`, `%` or `.format` where a literal belongs."""

    path: Path
    line: int
    found: str


def python_files(root: Path) -> list[Path]:
    """The files of the program below the project folder `root`, sorted."""
    return sorted(path for package in ("planner", "ui") for path in (root / package).rglob("*.py"))


def extract(paths: Iterable[Path]) -> tuple[list[MarkedText], list[Mistake]]:
    """All marked strings of the files, and the calls that can't be read."""
    texts: list[MarkedText] = []
    mistakes: list[Mistake] = []
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        if path.parent.name == CODES_FOLDER:
            texts.extend(_registered(path, tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (marker := marker_of(node)):
                _read_call(path, node, marker, texts, mistakes)
    return texts, mistakes


def marker_of(call: ast.Call) -> tuple[int | None, tuple[int, ...]] | None:
    """Positions of context and sources if the call is one of the markers."""
    function = call.func
    if _name(function) in TRANSLATOR_NAMES:
        return TRANSLATOR_METHODS[""]
    if isinstance(function, ast.Attribute) and _name(function.value) in TRANSLATOR_NAMES:
        return TRANSLATOR_METHODS.get(function.attr)
    return FUNCTIONS.get(_name(function))


def placeholders(text: str) -> frozenset[str]:
    """Names of the `{parameters}` of a sentence; ValueError for broken braces.

    >>> sorted(placeholders("{n} of {all:.0f} {{kept}}"))
    ['all', 'n']
    """
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def registered_codes(paths: Iterable[Path]) -> dict[str, str]:
    """Code -> English sentence of the `MESSAGES` tables."""
    return {
        key: value
        for path in paths
        if path.parent.name == CODES_FOLDER
        for key, value, _ in _table(ast.parse(path.read_text(encoding="utf-8")))
    }


def _registered(path: Path, tree: ast.Module) -> Iterator[MarkedText]:
    for _, sentence, line in _table(tree):
        yield MarkedText(path=path, line=line, source=sentence)


def _table(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict) and _name(node.target) == "MESSAGES":
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
                    yield str(key.value), str(value.value), value.lineno


def _read_call(
    path: Path,
    call: ast.Call,
    marker: tuple[int | None, tuple[int, ...]],
    texts: list[MarkedText],
    mistakes: list[Mistake],
) -> None:
    context_at, sources_at = marker
    wanted = [*sources_at, *([] if context_at is None else [context_at])]
    values = [call.args[position] if position < len(call.args) else None for position in wanted]
    for value in values:
        if isinstance(value, ast.JoinedStr | ast.BinOp) or (
            isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "format"
        ):
            mistakes.append(Mistake(path=path, line=value.lineno, found=ast.unparse(value)))
            return
    literals = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    if len(literals) != len(wanted):
        return  # a constant marked with N_ elsewhere
    sources, context = literals[: len(sources_at)], literals[len(sources_at) :]
    names = [keyword.arg for keyword in call.keywords]
    known = None if None in names or _name(call.func) == "N_" else frozenset(name for name in names if name)
    texts.append(
        MarkedText(
            path=path,
            line=call.lineno,
            source=sources[0],
            plural=sources[1] if len(sources) > 1 else "",
            context=context[0] if context else "",
            params=known if known is None or len(sources) == 1 else known | {"n"},
        )
    )


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""
