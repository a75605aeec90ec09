"""Keeps the translation catalogues: `python -m resources.i18n.tool check | update | missing | add FILE...`.

- `check`: exit 1 if an entry is missing, untranslated, fuzzy, unused or has other placeholders than its source.
- `update`: take new strings of the source into the .po files; translations no longer used become obsolete entries.
- `prune`: update, and drop the obsolete ones.
- `missing [FILE.tsv]`: list the sources without a translation (ready for `add` once the second column is filled).
- `add FILE...`: take translations from `source<TAB>translation` lines or a JSON object, then update.

In both formats a source with a context is written `context||source` ("radio||Band"); in TSV a line break is written
`\\n`, a tab `\\t` and a backslash `\\\\`. Plurals go by their singular; Chinese has one form.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from resources.i18n.extraction import extract, placeholders, python_files

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ("zh_CN",)
CONTEXT_MARK = "||"
_HEADER = "# Translations of Campus5G. Edit by hand or with: python -m resources.i18n.tool add FILE"


def po_path(locale: str) -> Path:
    """The catalogue file of a locale."""
    return Path(__file__).parent / locale / "LC_MESSAGES" / "campus5g.po"


def template(root: Path = ROOT) -> Catalog:
    """Every marked string of the source, without translations. ValueError names the calls that can't be read."""
    texts, mistakes = extract(python_files(root))
    if mistakes:
        lines = [f"{item.path.relative_to(root)}:{item.line}: {item.found}" for item in mistakes]
        raise ValueError("not a literal in a translation call:\n" + "\n".join(lines))
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for text in sorted(texts, key=lambda item: bool(item.plural)):  # babel keeps the plural if it comes last
        place = (text.path.relative_to(root).as_posix(), None)  # no line numbers: they only make noise in diffs
        identity = (text.source, text.plural) if text.plural else text.source
        catalogue.add(identity, locations=[place], context=text.context or None)
    return catalogue


def load(locale: str) -> Catalog:
    """The catalogue of a locale, empty if its file doesn't exist yet."""
    path = po_path(locale)
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def save(catalogue: Catalog, locale: str) -> None:
    """Write a catalogue through a temporary file; the same entries give the same bytes."""
    path = po_path(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".po")
    with os.fdopen(handle, "wb") as file:
        file.write(_po_head(catalogue).encode())
        write_po(file, catalogue, width=110, omit_header=True, sort_output=True)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def merge(locale: str, root: Path = ROOT, given: dict[str, str] | None = None, *, keep: bool = True) -> list[str]:
    """Bring a catalogue up to date with the source and add the `given` translations (key -> text).

    Returns the given keys that nothing in the source uses. Translations without a use are kept as obsolete entries,
    since a string may be on its way in or back; without `keep` they go.
    """
    old = load(locale)
    known = {key_of(message): _target(message) for message in [*old, *old.obsolete.values()] if not message.fuzzy}
    known = {key: text for key, text in (known | (given or {})).items() if key and text}
    merged = Catalog(locale=locale, charset="utf-8", fuzzy=False)
    for message in template(root):
        if message.id:
            text = known.pop(key_of(message), "")
            string = (text,) if message.pluralizable else text
            merged.add(message.id, string, locations=message.locations, context=message.context)
    for key, text in sorted(known.items()) if keep else ():
        context, mark, source = key.rpartition(CONTEXT_MARK)
        merged.obsolete[key] = Message(source, text, context=context if mark else None)
    save(merged, locale)
    return sorted(known.keys() & (given or {}).keys())


def problems(locale: str, root: Path = ROOT) -> list[str]:
    """What is wrong with a catalogue, one line each; empty if it is complete."""
    wanted = {key_of(message): message for message in template(root) if message.id}
    catalogue = load(locale)
    present = {key_of(message): message for message in catalogue if message.id}
    obsolete = {key_of(message) for message in catalogue.obsolete.values()}
    found = [f"missing: {key}" for key in wanted.keys() - present.keys()]
    found += [f"unused: {key}" for key in (present.keys() | obsolete) - wanted.keys()]
    for key in wanted.keys() & present.keys():
        message = present[key]
        text = _target(message)
        if not text:
            found.append(f"untranslated: {key}")
        elif message.fuzzy:
            found.append(f"fuzzy: {key}")
        elif placeholders(text) != placeholders(_longest(message)):
            found.append(f"other placeholders: {key} -> {text}")
    return sorted(found)


def missing(locale: str, root: Path = ROOT) -> list[str]:
    """Keys of the source's strings that have no usable translation yet, sorted."""
    present = {key_of(message) for message in load(locale) if _target(message) and not message.fuzzy}
    return sorted(key_of(message) for message in template(root) if message.id and key_of(message) not in present)


def read_translations(path: Path) -> dict[str, str]:
    """Key -> translation from a .json object or lines of `source<TAB>translation`; empty translations are left out."""
    content = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json":
        return {str(key): str(value) for key, value in json.loads(content).items() if value}
    pairs: dict[str, str] = {}
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip() or line.startswith("#!"):
            continue
        parts = line.split("\t")
        if len(parts) != 2:
            raise ValueError(f"{path}:{number}: want source<TAB>translation, found {len(parts)} columns")
        if parts[1].strip():
            pairs[_unescape(parts[0])] = _unescape(parts[1])
    return pairs


def key_of(message: Message) -> str:
    """How a message is named in lists and files: its source, after `context||` where it has one."""
    return f"{message.context}{CONTEXT_MARK}{_source(message)}" if message.context else _source(message)


@contextmanager
def only_one(timeout_s: float = 30.0) -> Iterator[None]:
    """Keep two runs from writing the catalogues at once (a lock file, so that it works on every system)."""
    lock = Path(tempfile.gettempdir()) / f"campus5g-i18n-{ROOT.stat().st_ino}.lock"
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"another run holds {lock}; delete it if there is none") from None
            time.sleep(0.1)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m resources.i18n.tool", description=__doc__)
    parser.add_argument("command", choices=("check", "update", "prune", "missing", "add"))
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    try:
        return _run(options.command, options.files)
    except (ValueError, SyntaxError, OSError) as error:
        print(f"i18n: {error}", file=sys.stderr)
        return 2


def _run(command: str, files: list[Path]) -> int:
    status = 0
    for locale in LOCALES:
        if command == "check":
            found = problems(locale)
            print("\n".join([*found, f"{locale}: {len(found)} problems"]))
            status = 1 if found else status
        elif command == "missing":
            lines = [f"{_escape(key)}\t" for key in missing(locale)]
            if files:
                files[0].write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            else:
                print("\n".join(lines))
        else:
            given: dict[str, str] = {}
            for path in files if command == "add" else []:
                given |= read_translations(path)
            with only_one():
                strangers = merge(locale, given=given, keep=command != "prune")
            for key in strangers:
                print(f"not in the source (yet), kept as obsolete: {key}", file=sys.stderr)
            print(f"{locale}: {len(given) - len(strangers)} taken, {len(missing(locale))} missing")
    return status


def _source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _longest(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def _target(message: Message) -> str:
    return (message.string if isinstance(message.string, str) else next(iter(message.string or ()), "")) or ""


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _unescape(text: str) -> str:
    marks = {"n": "\n", "t": "\t", "\\": "\\"}
    parts = iter(text)
    return "".join(marks.get(next(parts, ""), "") if char == "\\" else char for char in parts)


def _po_head(catalogue: Catalog) -> str:
    return (
        f"{_HEADER}\n"
        'msgid ""\nmsgstr ""\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )


if __name__ == "__main__":
    sys.exit(main())
