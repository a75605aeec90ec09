"""The inspector: edits what is selected, or the project and the scheme when nothing is."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.errors import EditError
from planner.model.edits import ObjectRef, collection
from ui.document import Document, exists
from ui.formatting import KIND_NAMES, object_name, object_title
from ui.i18n import follow_language
from ui.panels.cell_commands import CELL_COMMANDS, CellCommand
from ui.panels.editors import (
    AzimuthEditor,
    CheckEditor,
    ChecksEditor,
    ChoiceEditor,
    NumberEditor,
    TextEditor,
    ValueEditor,
)  # fmt: skip
from ui.panels.field_table import SECTIONS
from ui.panels.fields import Editor, Field, Section, common_value, limits_of
from ui.panels.subjects import LISTINGS, PROJECT_REF, Listing, changed, field_values, parent_of
from ui.style import icon

LABEL_PX = 98


class Inspector(QWidget):
    """See the module. Rebuilt for another selection; only refreshed when values change, so the focus stays."""

    jumped = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._editors: list[tuple[tuple[ObjectRef, ...], Field, ValueEditor]] = []
        self._commands: list[tuple[CellCommand, QPushButton]] = []
        self._command_bar = QWidget()
        self._shape: object = None
        self._title = QLabel(objectName="title")
        self._title.setWordWrap(True)
        self._jump = QToolButton()
        self._jump.setIcon(icon("jump"))
        self._jump.clicked.connect(self._on_jump)
        self._up = QToolButton()
        self._up.setIcon(icon("undo"))
        self._up.clicked.connect(self._on_up)
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 8, 2)
        head.addWidget(self._title, 1)
        head.addWidget(self._up)
        head.addWidget(self._jump)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._area, 1)
        layout.addWidget(self._make_commands())
        document.selectionChanged.connect(self._rebuild)
        document.schemeChanged.connect(self._rebuild)
        document.projectChanged.connect(self._refresh)
        document.previewChanged.connect(self._refresh)
        follow_language(document, self)

    def retranslate(self) -> None:
        """Say everything again."""
        t = self.document.t
        self._jump.setToolTip(t("Show on the map"))
        self._up.setToolTip(t("To what it belongs to"))
        self._shape = None
        self._rebuild()

    def editor(self, path: str) -> ValueEditor:
        """The editor of a field by its path (for tests and for the keyboard)."""
        return next(editor for _refs, field, editor in self._editors if field.path == path)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _subjects(self) -> list[tuple[str, tuple[ObjectRef, ...]]]:
        """Groups of objects with one form each: kind and addresses."""
        document = self.document
        selection = document.selection
        if not selection:
            scheme = ObjectRef("schemes", document.scheme_id)
            groups = [("project", (PROJECT_REF,))]
            return [*groups, ("schemes", (scheme,))] if exists(document.project, scheme) else groups
        kinds = {ref.kind for ref in selection}
        if len(kinds) > 1:
            return []
        kind = selection[0].kind
        groups = [(kind, selection)]
        if kind == "flows":
            assigned = tuple(ObjectRef("assignments", ref.id, document.scheme_id) for ref in selection)
            if document.scheme_id and all(exists(document.project, ref) for ref in assigned):
                groups.append(("assignments", assigned))
        return groups

    def _rebuild(self, *_args: object) -> None:
        subjects = self._subjects()
        shape = (tuple(subjects), self._visible_paths(subjects), self._listed(subjects))
        self._show_commands()
        self._show_title()
        if shape == self._shape:
            self._refresh_values()
            return
        self._shape = shape
        self._editors = []
        page = QWidget()
        page.setObjectName("page")
        page.setStyleSheet("QWidget#page { background: white; }")
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 2, 10, 10)
        column.setSpacing(4)
        for kind, refs in subjects:
            items = field_values(self.document, refs)
            for section in SECTIONS[kind]:
                self._add_section(column, section, refs, items)
            if len(refs) == 1:
                for listing in LISTINGS.get(kind, ()):
                    self._add_listing(column, listing, refs[0])
        if not subjects:
            text = self.document.t("Objects of several kinds are selected. They can be moved or deleted together.")
            note = QLabel(text, objectName="muted")
            note.setWordWrap(True)
            column.addWidget(note)
        column.addStretch(1)
        self._area.setWidget(page)
        self._refresh_values()

    def _make_commands(self) -> QWidget:
        """Buttons for what the menu does with selected sites and cells. They stay; only those that fit are seen."""
        column = QVBoxLayout(self._command_bar)
        column.setContentsMargins(10, 4, 10, 8)
        for command in CELL_COMMANDS:
            button = QPushButton()
            button.clicked.connect(partial(self._on_command, command))
            button.hide()
            column.addWidget(button)
            self._commands.append((command, button))
        self._command_bar.hide()
        return self._command_bar

    def _show_commands(self) -> None:
        document = self.document
        refs, project = document.selection, document.shown_project
        fits = all(ref.kind in ("sites", "cells") for ref in refs)
        offered = False
        for command, button in self._commands:
            button.setText(document.tr(command.button))
            button.setToolTip(document.tr(command.hint))
            here = fits and bool(refs) and command.offered(project, refs, document.catalogue)
            button.setVisible(here)
            offered |= here
        self._command_bar.setVisible(offered)

    def _on_command(self, command: CellCommand, *_checked: object) -> None:
        document = self.document
        refs, catalogue = document.selection, document.catalogue
        document.apply(document.tr(command.button), lambda project: command.edit(project, refs, catalogue))

    def _visible_paths(self, subjects: list[tuple[str, tuple[ObjectRef, ...]]]) -> tuple[str, ...]:
        paths: list[str] = []
        for kind, refs in subjects:
            items = field_values(self.document, refs)
            paths += [f.path for section in SECTIONS[kind] for f in section.fields if _is_shown(f, items)]
        return tuple(paths)

    def _listed(self, subjects: list[tuple[str, tuple[ObjectRef, ...]]]) -> tuple[str, ...]:
        names: list[str] = []
        for kind, refs in subjects:
            if len(refs) == 1:
                for listing in LISTINGS.get(kind, ()):
                    names += [f"{ref.id}:{self._listed_name(ref)}" for ref in self._members(listing, refs[0])]
        return tuple(names)

    def _show_title(self) -> None:
        t, selection = self.document.t, self.document.selection
        if not selection:
            title = t("Project and scheme")
        elif len(selection) == 1:
            title = object_title(self.document, selection[0])
        elif len({ref.kind for ref in selection}) == 1:
            kind = self.document.tr(KIND_NAMES[selection[0].kind])
            title = t("{kind}: {n} selected", kind=kind, n=len(selection))
        else:
            title = t("{n} objects selected", n=len(selection))
        self._title.setText(title)
        self._jump.setVisible(bool(selection))
        self._up.setVisible(len(selection) == 1 and parent_of(self.document.project, selection[0]) is not None)

    # -- building ----------------------------------------------------------------------------------------------------

    def _add_section(
        self, column: QVBoxLayout, section: Section, refs: tuple[ObjectRef, ...], items: list[Any]
    ) -> None:
        fields = [field for field in section.fields if _is_shown(field, items)]
        if not fields:
            return
        document = self.document
        column.addWidget(QLabel(document.tr(section.title), objectName="section"))
        form = QFormLayout()
        form.setContentsMargins(0, 2, 0, 4)
        form.setVerticalSpacing(5)
        form.setHorizontalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for field in fields:
            editor = self._make_editor(field, items[0])
            name = document.tr(field.label)
            label = QLabel(name)
            label.setWordWrap(True)
            label.setFixedWidth(LABEL_PX)
            label.setBuddy(editor)
            hint = document.tr(field.hint) if field.hint else name
            label.setToolTip(hint)
            editor.setToolTip(hint)
            target = editor.focusProxy() or editor
            target.setAccessibleName(name)
            editor.edited.connect(partial(self._on_edited, refs, field, editor))
            editor.previewed.connect(partial(self._on_previewed, refs, field))
            form.addRow(label, editor)
            self._editors.append((refs, field, editor))
        column.addLayout(form)

    def _make_editor(self, field: Field, item: Any) -> ValueEditor:
        unit = self.document.tr(field.unit) if field.unit else ""
        match field.editor:
            case Editor.TEXT:
                return TextEditor()
            case Editor.CHOICE:
                return ChoiceEditor()
            case Editor.CHECK:
                return CheckEditor()
            case Editor.CHECKS:
                return ChecksEditor()
            case Editor.AZIMUTH:
                return AzimuthEditor(unit=unit, step=field.step)
            case Editor.NUMBER:
                low, high = limits_of(item, field.path)
                made = NumberEditor(
                    low * field.scale, high * field.scale, digits=field.digits, step=field.step, unit=unit,
                    optional_start=field.optional_start if field.optional else None,
                )  # fmt: skip
                made.spin.setSpecialValueText(self.document.tr(field.lowest) if field.lowest else "")
                return made

    def _add_listing(self, column: QVBoxLayout, listing: Listing, owner: ObjectRef) -> None:
        document = self.document
        members = self._members(listing, owner)
        if not members and listing.add is None:
            return
        head = QHBoxLayout()
        title = document.t("{title} ({n})", title=document.tr(listing.title), n=len(members))
        heading = QLabel(title, objectName="section")
        heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head.addWidget(heading)
        if listing.add is not None:
            add = QToolButton()
            add.setIcon(icon("add"))
            kind = document.tr(KIND_NAMES[listing.kind])
            add.setToolTip(document.t("Add: {kind}", kind=kind))
            add.setAccessibleName(add.toolTip())
            add.clicked.connect(partial(self._on_add, listing, owner))
            head.addWidget(add)
        column.addLayout(head)
        for ref in members:
            row = QPushButton(self._listed_name(ref))
            row.setFlat(True)
            row.setToolTip(row.text())
            row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.setStyleSheet("QPushButton { text-align: left; border: 0; padding: 3px 4px; color: #1f5fa8; }")
            row.setCursor(Qt.CursorShape.PointingHandCursor)
            target = ObjectRef("flows", ref.id) if ref.kind == "assignments" else ref
            row.clicked.connect(partial(self._on_listed, target))
            column.addWidget(row)

    def _members(self, listing: Listing, owner: ObjectRef) -> list[ObjectRef]:
        project, scheme_id = self.document.project, self.document.scheme_id
        own = "" if listing.kind in ("flows", "zones") else scheme_id
        if own == "" and listing.kind not in ("flows", "zones"):
            return []
        if listing.members is not None:
            return [ObjectRef(listing.kind, key, own) for key in listing.members(project, owner)]
        items = collection(project, listing.kind, own)
        return [ObjectRef(listing.kind, key, own) for key, item in items.items() if listing.belongs(item, owner.id)]

    def _listed_name(self, ref: ObjectRef) -> str:
        project = self.document.project
        if ref.kind == "assignments":
            return object_name(project, ObjectRef("flows", ref.id))
        name = object_name(project, ref)
        if ref.kind == "cells":
            cell = collection(project, "cells", ref.scheme_id)[ref.id]
            return f"{name}  ·  {cell.band}  {cell.azimuth_deg:g}°"
        return name

    # -- following and editing ---------------------------------------------------------------------------------------

    def _refresh(self, *_args: object) -> None:
        self._rebuild()

    def _refresh_values(self) -> None:
        for refs, field, editor in self._editors:
            try:
                items = field_values(self.document, refs)
            except EditError:
                continue
            value, same = common_value(items, field.path)
            if field.choices is not None:
                editor.set_choices(field.choices(self.document, items[0]))
            elif same and isinstance(value, bool | str) is False and value is not None and field.scale != 1.0:
                value = float(value) * field.scale
            editor.set_value(value, same=same)

    def _on_edited(self, refs: tuple[ObjectRef, ...], field: Field, editor: ValueEditor, shown: Any) -> None:
        document = self.document
        merge_key = f"{field.path}:{editor.session}:{','.join(ref.id for ref in refs)}"
        text = document.t("Change {field}", field=document.tr(field.label))
        catalogue = document.catalogue
        if not document.apply(text, lambda project: changed(project, refs, field, shown, catalogue), merge_key):
            self._refresh_values()

    def _on_previewed(self, refs: tuple[ObjectRef, ...], field: Field, shown: Any) -> None:
        catalogue = self.document.catalogue
        self.document.preview(lambda project: changed(project, refs, field, shown, catalogue))

    def _on_add(self, listing: Listing, owner: ObjectRef) -> None:
        add, document = listing.add, self.document
        if add is None:
            return
        made: list[ObjectRef] = []

        def edit(project: Any) -> Any:
            project, ref = add(project, document.scheme_id, owner.id, document.t)
            made.append(ref)
            return project

        kind = document.tr(KIND_NAMES[listing.kind])
        if document.apply(document.t("Add: {kind}", kind=kind), edit) and made:
            document.set_selection(made[-1:])

    def _on_listed(self, ref: ObjectRef) -> None:
        self.document.set_selection((ref,))

    def _on_jump(self) -> None:
        for ref in self.document.selection[:1]:
            self.jumped.emit(ref)

    def _on_up(self) -> None:
        for ref in self.document.selection[:1]:
            parent = parent_of(self.document.project, ref)
            if parent is not None:
                self.document.set_selection((parent,))


def _is_shown(field: Field, items: list[Any]) -> bool:
    return all(field.shown(item) for item in items)
