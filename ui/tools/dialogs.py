"""Dialogs of editing in numbers: duplicate in a grid, turn, grow. What they would do is shown on the map meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from planner.errors import PlannerError
from planner.model import arrange
from planner.model.edits import ObjectRef
from planner.model.fragments import LARGEST_ARRAY, array
from planner.model.placing import bounds_of_refs
from planner.model.project import Project
from planner.model.shaping import offset
from ui.document import Document
from ui.formatting import error_text
from ui.style import BAD

#: Larger arrays aren't shown while the numbers change.
LARGEST_PREVIEW = 2000


class EditDialog(QDialog):
    """Fields, a live preview of the edit, and one undo step on OK. Subclasses fill `form` and say `edit`."""

    def __init__(self, document: Document, refs: tuple[ObjectRef, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.document, self.refs = document, refs
        self.form = QFormLayout()
        self.note = QLabel()
        self.note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(self.form)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.setMinimumWidth(330)

    def edit(self, project: Project) -> Project:
        """The edit with the numbers as they are."""
        raise NotImplementedError

    def step_text(self) -> str:
        """The undo step's name."""
        raise NotImplementedError

    def note_text(self) -> str:
        """What to say about numbers that are all right."""
        return ""

    def may_preview(self) -> bool:
        """Whether it is quick enough to be shown at every change."""
        return True

    def number(self, label: str, value: float, low: float, high: float, unit: str = "m") -> QDoubleSpinBox:
        """A field for a number."""
        box = QDoubleSpinBox()
        box.setRange(low, high)
        box.setDecimals(2)
        box.setSuffix(f" {unit}" if unit != "°" else "°")
        box.setValue(value)
        box.valueChanged.connect(self.update_preview)
        self.form.addRow(label, box)
        return box

    def count(self, label: str, value: int) -> QSpinBox:
        """A field for a whole number."""
        box = QSpinBox()
        box.setRange(1, LARGEST_ARRAY)
        box.setValue(value)
        box.valueChanged.connect(self.update_preview)
        self.form.addRow(label, box)
        return box

    def update_preview(self, *_args: object) -> None:
        """Show the edit, or why it can't be done."""
        if not self.may_preview():
            self.document.preview(None)
            self._say(self.note_text(), bad=False)
            return
        try:
            after = self.edit(self.document.project)
        except PlannerError as error:
            self.document.preview(None)
            self._say(error_text(self.document.t, error), bad=True)
            return
        self._say(self.note_text(), bad=False)
        self.document.preview(lambda _project: after)

    def _say(self, text: str, *, bad: bool) -> None:
        self.note.setText(text)
        self.note.setStyleSheet(f"color: {BAD};" if bad else "")
        self.ok.setEnabled(not bad)

    def accept(self) -> None:
        """Do it."""
        if self.document.apply(self.step_text(), self.edit):
            self.finished_edit()
            super().accept()

    def finished_edit(self) -> None:
        """After the edit was done."""

    def reject(self) -> None:
        """As if nothing had been."""
        self.document.preview(None)
        super().reject()


class ArrayDialog(EditDialog):
    """Columns and rows, from place to place in metres, turned by an angle."""

    def __init__(self, document: Document, refs: tuple[ObjectRef, ...], parent: QWidget | None = None) -> None:
        super().__init__(document, refs, parent)
        t = document.t
        self.setWindowTitle(t("Duplicate in a grid"))
        box = bounds_of_refs(document.project, refs) or (0.0, 0.0, 10.0, 10.0)
        east_m, north_m = max(box[2] - box[0], 1.0), max(box[3] - box[1], 1.0)
        self.columns, self.rows = self.count(t("Columns"), 3), self.count(t.context("array", "Rows"), 2)
        far = 100_000.0
        self.east_m = self.number(t("Column spacing"), round(east_m * 1.2, 1), -far, far)
        self.north_m = self.number(t("Row spacing"), round(north_m * 1.2, 1), -far, far)
        self.azimuth_deg = self.number(t("Direction of a row (azimuth)"), 90.0, 0.0, 360.0, "°")
        self._made: tuple[ObjectRef, ...] = ()
        self.update_preview()

    def edit(self, project: Project) -> Project:
        """See fragments.array; the azimuth of 90° is a row to the east."""
        after, self._made = array(
            project,
            self.document.scheme_id,
            self.refs,
            columns=self.columns.value(),
            rows=self.rows.value(),
            east_m=self.east_m.value(),
            north_m=self.north_m.value(),
            angle_deg=90.0 - self.azimuth_deg.value(),
        )
        return after

    def _places(self) -> int:
        return self.columns.value() * self.rows.value()

    def may_preview(self) -> bool:
        """A large array only on OK."""
        return self._places() * len(self.refs) <= LARGEST_PREVIEW or self._places() > LARGEST_ARRAY

    def note_text(self) -> str:
        """How many there will be."""
        count = (self._places() - 1) * len(self.refs)
        return self.document.t.plural("{n} new object", "{n} new objects", count)

    def step_text(self) -> str:
        """The undo step's name."""
        return self.document.t("Duplicate in a grid")

    def finished_edit(self) -> None:
        """All of them selected."""
        self.document.set_selection(self._made)


class NumberDialog(EditDialog):
    """One number for an edit of the selection."""

    def __init__(
        self,
        document: Document,
        refs: tuple[ObjectRef, ...],
        parent: QWidget | None,
        *,
        title: str,
        label: str,
        value: float,
        limit: float,
        unit: str,
        hint: str,
        edit: Callable[[Project, float], Project],
    ) -> None:
        super().__init__(document, refs, parent)
        self._title, self._hint, self._edit = title, hint, edit
        self.setWindowTitle(title)
        self.value = self.number(label, value, -limit, limit, unit)
        self.value.selectAll()
        self.update_preview()

    def edit(self, project: Project) -> Project:
        """With the number."""
        return self._edit(project, self.value.value())

    def note_text(self) -> str:
        """What the sign means."""
        return self._hint

    def step_text(self) -> str:
        """The same words as the title."""
        return self._title


def turn_dialog(document: Document, refs: tuple[ObjectRef, ...], parent: QWidget) -> NumberDialog:
    """Turn by degrees, clockwise as azimuths run."""
    t = document.t
    return NumberDialog(
        document,
        refs,
        parent,
        title=t("Turn"),
        label=t("Angle"),
        value=90.0,
        limit=360.0,
        unit="°",
        hint=t("Clockwise; negative turns to the left."),
        edit=lambda project, angle_deg: arrange.rotate(project, refs, -angle_deg),
    )


def offset_dialog(document: Document, refs: tuple[ObjectRef, ...], parent: QWidget) -> NumberDialog:
    """Grow or shrink outlines."""
    t = document.t
    return NumberDialog(
        document,
        refs,
        parent,
        title=t("Grow or shrink"),
        label=t("Distance"),
        value=2.0,
        limit=10_000.0,
        unit="m",
        hint=t("The outline moves outwards; negative moves it inwards."),
        edit=lambda project, distance_m: offset(project, refs, distance_m),
    )
