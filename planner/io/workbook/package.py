"""The finished file's bytes: the same for the same workbook, without the author's traces."""

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

from planner.io.workbook.cells import clean_text

_STAMP = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def set_properties(book: Any, *, title: str, creator: str, day: date) -> None:
    """Document properties: the supplier as creator, the quote's date as the only date."""
    properties = book.properties
    properties.title, properties.creator = clean_text(title)[:255], clean_text(creator)[:255]
    properties.lastModifiedBy = None
    properties.created = properties.modified = datetime.combine(day, time())
    book.calculation.fullCalcOnLoad = True


def workbook_bytes(book: Any, day: date) -> bytes:
    """Save to bytes with fixed times: openpyxl stamps the clock into the properties and the archive."""
    raw = io.BytesIO()
    book.save(raw)
    moment = f"{day.isoformat()}T00:00:00Z".encode()
    result = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            target.writestr(entry, content)
    return result.getvalue()
