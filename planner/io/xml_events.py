"""XML from strangers: decoded as it declares or as its bytes say, entities refused, read as a stream."""

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from planner.errors import FileError
from planner.io.encoding import decode

#: Deeper nesting is no map; the parser would need memory for every level.
MAX_DEPTH = 200
#: Elements inside one placemark, way or relation; each takes half a kilobyte.
MAX_INSIDE = 1_000_000
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_TEXT_DECLARATION = re.compile(r"^\s*<\?xml[^>]*?\?>")


def xml_text(content: bytes, *, source: str, encoding: str | None = None) -> tuple[str, str]:
    """The text without its declaration, and its encoding: the stated one, the declared one, or what the bytes are."""
    head = _DECLARATION.match(content)
    declared = _ENCODING.search(head[0]) if head else None
    name = encoding
    if name is None and declared and declared[1].lower() not in (b"utf-8", b"utf8", b"utf-16"):
        name = declared[1].decode("ascii")
    if encoding is None and name:
        try:
            text, found = decode(content, source=source, encoding=name)
        except FileError:  # the declaration lies; the bytes decide
            text, found = decode(content, source=source)
    else:
        text, found = decode(content, source=source, encoding=name)
    return _TEXT_DECLARATION.sub("", text, count=1).lstrip("\ufeff"), found


def xml_events(text: str, *, source: str, keep: frozenset[str]) -> Iterator[tuple[str, Element]]:
    """Start and end events of the elements. Only what is inside an element of the `keep` names is held in memory until
    that one ends; everything else is gone after its end event.

    Raises `FileError` "xml-entities" for a document type or entities, "xml-damaged" with the line, "xml-too-deep", and
    "map-too-many-features" where one kept element holds millions.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    stream = io.BytesIO(text.encode("utf-8", errors="replace"))
    events: Any = iterparse(stream, events=("start", "end"), forbid_dtd=True)
    stack: list[Element] = []
    kept = inside = 0
    try:
        for event, element in events:
            if event == "start":
                stack.append(element)
                kept += bool(kept) or local_name(element) in keep
                inside = inside + 1 if kept else 0
                if len(stack) > MAX_DEPTH:
                    raise FileError("xml-too-deep", file=source, limit=MAX_DEPTH)
                if inside > MAX_INSIDE:
                    raise FileError("map-too-many-features", file=source, limit=MAX_INSIDE)
            yield event, element
            if event == "end":
                stack.pop()
                kept -= bool(kept)
                if not kept and stack:
                    stack[-1].remove(element)
    except DefusedXmlException:
        raise FileError("xml-entities", file=source) from None
    except ParseError as problem:
        line, column = problem.position
        raise FileError("xml-damaged", file=source, line=line, column=column + 1) from None
    except (ValueError, LookupError):  # expat's own for impossible characters and encodings
        raise FileError("xml-damaged", file=source, line=1, column=1) from None


def local_name(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
