"""The one undo command of the program: from one project to the next, and back."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from planner.model.project import Project

NO_MERGE = -1


class EditCommand(QUndoCommand):
    """One edit as the two projects around it. Steps with the same merge key (a spin box, a drag) become one.

    `lang` is the language the text was written in: an undo menu leaves out what the reader no longer reads.
    """

    def __init__(
        self,
        text: str,
        before: Project,
        after: Project,
        show: Callable[[Project, Project], None],
        *,
        lang: str,
        merge_key: str | None = None,
    ) -> None:
        super().__init__(text)
        self.before = before
        self.after = after
        self.lang = lang
        self.merge_key = merge_key
        self._show = show

    def id(self) -> int:
        """The same number for the same merge key, as Qt's merging asks."""
        return NO_MERGE if self.merge_key is None else zlib.crc32(self.merge_key.encode()) & 0x7FFFFFFF

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        """Take over the state after `other`; a round trip back to the start removes the step altogether."""
        if not isinstance(other, EditCommand) or other.merge_key != self.merge_key or other.before is not self.after:
            return False
        self.after = other.after
        self.setText(other.text())
        self.lang = other.lang
        self.setObsolete(self.after == self.before)
        return True

    def redo(self) -> None:
        """Show the project after the edit."""
        self._show(self.before, self.after)

    def undo(self) -> None:
        """Show the project before the edit: the very same object."""
        self._show(self.after, self.before)
