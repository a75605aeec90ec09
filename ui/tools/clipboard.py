"""The clipboard of the map: objects as the model's JSON under a type of their own, so that other windows read them."""

import json

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from planner.errors import EditError, PlannerError
from planner.io.codec import from_plain, to_json
from planner.model.fragments import Fragment

MIME_TYPE = "application/x-campus5g-objects+json"
_SOURCE = "clipboard"


def put_fragment(fragment: Fragment) -> None:
    """Put objects on the clipboard."""
    data = QMimeData()
    data.setData(MIME_TYPE, QByteArray(to_json(fragment, indent=None).encode()))
    QGuiApplication.clipboard().setMimeData(data)


def has_fragment() -> bool:
    """Whether there is something to paste."""
    data = QGuiApplication.clipboard().mimeData()
    return data is not None and data.hasFormat(MIME_TYPE)


def get_fragment() -> Fragment:
    """The objects on the clipboard; EditError `clipboard-empty` or `clipboard-unreadable`."""
    if not has_fragment():
        raise EditError("clipboard-empty")
    content = bytes(QGuiApplication.clipboard().mimeData().data(MIME_TYPE).data())
    try:
        return from_plain(Fragment, json.loads(content), source=_SOURCE)
    except (ValueError, RecursionError, PlannerError):
        raise EditError("clipboard-unreadable") from None
