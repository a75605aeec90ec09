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


def xml_events(text: str, *, source: str) -> Iterator[tuple[str, Element]]:
    """Start and end events of the elements; the caller clears what it has read.

    Raises `FileError` "xml-entities" for a document type or entities, "xml-damaged" with the line, "xml-too-deep".
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    stream = io.BytesIO(text.encode("utf-8", errors="replace"))
    events: Any = iterparse(stream, events=("start", "end"), forbid_dtd=True)
    depth = 0
    try:
        for event, element in events:
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                raise FileError("xml-too-deep", file=source, limit=MAX_DEPTH)
            yield event, element
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
