"""What the map's menu entries do: every one an edit of the selection, one undo step, refused with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from planner.errors import EditError, PlannerError
from planner.model import arrange
from planner.model.edits import ObjectRef, find, remove
from planner.model.fragments import extract, fragment_bounds, paste
from planner.model.geometry import Point
from planner.model.placing import with_groups
from planner.model.project import Project
from planner.model.shaping import merge, require_unlocked
from ui.tools.cell_actions import cell_handlers, update_cell_actions
from ui.tools.clipboard import get_fragment, put_fragment
from ui.tools.dialogs import ArrayDialog, offset_dialog, turn_dialog
from ui.tools.map_actions import MAP_ACTIONS, NEED_SELECTION, SINGLE_TOOLS, TOOL_GROUPS

if TYPE_CHECKING:
    from ui.document import Document
    from ui.scene.map_view import MapView

#: How far a copy lies beside the original where the mouse says nothing, m.
BESIDE_M = 10.0


class MapOperations:
    """See the module. Nothing is done while a gesture runs."""

    def __init__(self, view: MapView, window: QWidget) -> None:
        self._view, self._window = view, window
        self._buttons: list[tuple[QToolButton, tuple[str, ...]]] = []
        self._actions: dict[str, QAction] = {}

    @property
    def _document(self) -> Document:
        return self._view.document

    # -- wiring ------------------------------------------------------------------------------------------------------

    def handlers(self) -> dict[str, Callable[[], None]]:
        """What every action of the table does."""
        view = self._view
        handlers: dict[str, Callable[[], None]] = {
            "cut": self.cut,
            "copy": self.copy,
            "paste": self.paste,
            "paste_in_place": partial(self.paste, in_place=True),
            "array": self.ask_array,
            "rotate": partial(self._ask, turn_dialog),
            "offset": partial(self._ask, offset_dialog),
            "turn_left": partial(self.turn, 90.0),
            "turn_right": partial(self.turn, -90.0),
            "mirror_east": partial(self.mirror, east_west=True),
            "mirror_north": partial(self.mirror, east_west=False),
            "group": self.group,
            "ungroup": self.ungroup,
            "lock": partial(self.lock, locked=True),
            "unlock": partial(self.lock, locked=False),
            "hide": self.hide,
            "show_hidden": self.show_hidden,
            "merge": self.merge,
        }
        for name in MAP_ACTIONS:
            kind, _, rest = name.partition("_")
            if kind == "tool":
                handlers[name] = partial(view.set_tool, rest)
            elif kind == "shape":
                handlers[name] = partial(view.kit.set_shape, rest)
            elif kind == "snap":
                handlers[name] = partial(self._toggle, rest)
            elif kind == "align":
                handlers[name] = partial(self.align, arrange.Edge(rest))
            elif kind == "distribute":
                handlers[name] = partial(self.distribute, arrange.Axis(rest))
        return {**handlers, **cell_handlers(lambda: self._document, self._window)}

    def attach(self, actions: Mapping[str, QAction]) -> None:
        """Take the actions over: keys of the map alone, first states, and what follows tool and shape."""
        self._actions = dict(actions)
        for name, spec in MAP_ACTIONS.items():
            if spec.map_only:
                actions[name].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                self._view.addAction(actions[name])
            if name.startswith("snap_"):
                actions[name].setChecked(getattr(self._view.snapper.settings, name.removeprefix("snap_")))
        self._view.kit.shapeChanged.connect(self._on_shape)
        self._view.toolChanged.connect(self._on_tool)
        self._on_shape(self._view.kit.shape)

    def fill_tool_bar(self, bar: QToolBar) -> None:
        """Tools with a button of their own, and buttons that open to several."""
        for name in SINGLE_TOOLS:
            bar.addAction(self._actions[name])
        for names in TOOL_GROUPS:
            button, menu = QToolButton(bar), QMenu(bar)
            menu.addActions([self._actions[name] for name in names])
            menu.setToolTipsVisible(True)
            button.setMenu(menu)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
            button.setDefaultAction(self._actions[names[0]])
            menu.triggered.connect(button.setDefaultAction)
            bar.addWidget(button)
            self._buttons.append((button, names))

    def update_actions(self) -> None:
        """On where there is something selected."""
        for name in NEED_SELECTION:
            self._actions[name].setEnabled(bool(self._document.selection))
        update_cell_actions(self._document, self._actions)

    def _on_tool(self, name: str) -> None:
        self._show_on_button(f"tool_{name}")

    def _on_shape(self, name: str) -> None:
        for key, action in self._actions.items():
            if key.startswith("shape_"):
                usable = name != "" and key.removeprefix("shape_") == name
                group = action.actionGroup()
                if not name and group is not None:
                    group.setExclusive(False)
                action.setChecked(usable)
                if not name and group is not None:
                    group.setExclusive(True)
        if name:
            self._show_on_button(f"shape_{name}")

    def _show_on_button(self, name: str) -> None:
        for button, names in self._buttons:
            if name in names:
                button.setDefaultAction(self._actions[name])

    def _toggle(self, name: str) -> None:
        self._view.snapper.toggle(name, self._actions[f"snap_{name}"].isChecked())
        self._view.viewport().update()

    # -- edits -------------------------------------------------------------------------------------------------------

    def _edit(self, text: str, edit: Callable[[Project, tuple[ObjectRef, ...]], Project]) -> bool:
        """An edit of the selection with its groups; nothing during a gesture."""
        document = self._document
        if self._view.tool.is_active:
            return False
        refs = with_groups(document.project, document.selection)
        return document.apply(text, lambda project: edit(project, refs))

    def align(self, edge: arrange.Edge) -> None:
        """See arrange.align."""
        self._edit(self._document.t("Align"), lambda project, refs: arrange.align(project, refs, edge))

    def distribute(self, axis: arrange.Axis) -> None:
        """See arrange.distribute."""
        self._edit(self._document.t("Distribute"), lambda project, refs: arrange.distribute(project, refs, axis))

    def turn(self, angle_deg: float) -> None:
        """Counter-clockwise."""
        self._edit(self._document.t("Turn"), lambda project, refs: arrange.rotate(project, refs, angle_deg))

    def mirror(self, *, east_west: bool) -> None:
        """See arrange.mirror."""
        self._edit(self._document.t("Mirror"), lambda project, refs: arrange.mirror(project, refs, east_west=east_west))

    def group(self) -> None:
        """See arrange.group; the whole group is selected afterwards."""
        document = self._document
        if self._edit(document.t("Group"), arrange.group):
            document.set_selection(with_groups(document.project, document.selection))

    def ungroup(self) -> None:
        """See arrange.ungroup."""
        self._edit(self._document.t("Ungroup"), arrange.ungroup)

    def lock(self, *, locked: bool) -> None:
        """See arrange.set_locked."""
        t = self._document.t
        text = t("Lock") if locked else t("Unlock")
        if self._edit(text, lambda project, refs: arrange.set_locked(project, refs, locked=locked)):
            self._view.refresh_handles()

    def hide(self) -> None:
        """See arrange.hide; what isn't seen isn't selected."""
        document = self._document
        if self._edit(document.t("Hide"), arrange.hide):
            document.set_selection(
                ref for ref in document.selection if not getattr(find(document.project, ref), "hidden", False)
            )

    def show_hidden(self) -> None:
        """See arrange.show_all."""
        self._edit(self._document.t("Show all hidden objects"), lambda project, _refs: arrange.show_all(project))

    def merge(self) -> None:
        """See shaping.merge."""
        document = self._document
        refs = document.selection
        if self._edit(document.t("Merge"), lambda project, _refs: merge(project, refs)[0]):
            document.set_selection(refs[:1])

    # -- clipboard ---------------------------------------------------------------------------------------------------

    def copy(self) -> bool:
        """Put the selection on the clipboard; False where nothing of it can be copied."""
        document = self._document
        try:
            put_fragment(extract(document.project, document.selection))
        except PlannerError as error:
            document.errorRaised.emit(error)
            return False
        return True

    def cut(self) -> None:
        """Copy, and remove what was copied; refused where something is locked."""
        document = self._document
        refs = tuple(
            ref
            for ref in with_groups(document.project, document.selection)
            if ref.kind in ("obstacles", "zones", "sites")
        )
        try:
            for ref in refs:
                require_unlocked(find(document.project, ref))
        except EditError as error:
            document.errorRaised.emit(error)
            return
        if self.copy():
            text = document.t.plural("Cut {n} object", "Cut {n} objects", len(refs))
            document.apply(text, lambda project: remove(project, refs))

    def paste(self, *, in_place: bool = False) -> None:
        """Put the clipboard's objects under the mouse, or at the coordinates they have."""
        document = self._document
        made: list[ObjectRef] = []
        try:
            fragment = get_fragment()
        except EditError as error:
            document.errorRaised.emit(error)
            return
        way = (0.0, 0.0) if in_place else self._paste_shift(fragment_bounds(fragment))
        scheme_id = document.scheme_id

        def edit(project: Project) -> Project:
            after, refs = paste(project, scheme_id, fragment, [way])
            made[:] = refs
            return after

        if document.apply(document.t("Paste"), edit):
            self._view.set_tool("select")
            document.set_selection(made)

    def _paste_shift(self, box: tuple[float, float, float, float] | None) -> Point:
        place = self._view.cursor_place
        if box is None or place is None:
            return (BESIDE_M, -BESIDE_M)
        return place[0] - (box[0] + box[2]) / 2.0, place[1] - (box[1] + box[3]) / 2.0

    # -- dialogs -----------------------------------------------------------------------------------------------------

    def ask_array(self) -> None:
        """Duplicate the selection in a grid."""
        document = self._document
        try:
            extract(document.project, document.selection)
        except EditError as error:
            document.errorRaised.emit(error)
            return
        ArrayDialog(document, with_groups(document.project, document.selection), self._window).open()

    def _ask(self, dialog: Callable[..., QWidget]) -> None:
        document = self._document
        made = dialog(document, with_groups(document.project, document.selection), self._window)
        made.open()  # type: ignore[attr-defined]
