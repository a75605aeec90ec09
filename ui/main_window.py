"""The main window: menus, tool bar, pages; wiring only."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QInputDialog, QMainWindow, QMenu, QStackedWidget, QToolBar

from planner.io.layers import LAYERS
from planner.model import edits
from planner.model.edits import ObjectRef
from ui.actions import ACTIONS, MENUS, SEPARATOR, SUBMENUS, TOOL_ACTIONS, Handler, make_actions, retranslate_actions
from ui.autosave import Autosave
from ui.commands import EditCommand
from ui.dialogs.boxes import ShortcutsDialog, show_about
from ui.dialogs.start_page import StartPage
from ui.document import Document
from ui.files import SUFFIX, Files
from ui.i18n import follow_language
from ui.jobs import JobRunner
from ui.map_files import MapFiles, dropped_kind
from ui.scene.hit import all_refs
from ui.scheme_bar import next_scheme_id
from ui.status import Status
from ui.style import icon
from ui.tools.map_actions import SINGLE_TOOLS, SUBMENU_ENTRIES
from ui.tools.operations import MapOperations
from ui.workspace import Workspace

#: Layers beyond this number have no key of their own.
LAST_DIGIT = 9


class MainWindow(QMainWindow):
    """See the module. Closing asks about unsaved changes and waits for the worker."""

    def __init__(self, document: Document, runner: JobRunner, settings: QSettings | None = None) -> None:
        super().__init__()
        self.document = document
        self.runner = runner
        self._settings = settings
        self._closed = False
        self.autosave: Autosave | None = None
        self.workspace = Workspace(document)
        self.start_page = StartPage(document)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.workspace)
        self.setCentralWidget(self.pages)
        self.files = Files(document, runner, self, self.workspace.render_to_image)
        self.map_files = MapFiles(document, runner, self, self.files, self.workspace.map_view.centre)
        self.status = Status(document, runner)
        self.setStatusBar(self.status)
        self.operations = MapOperations(self.workspace.map_view, self)
        self.actions_by_name = make_actions(self, self._handlers())
        self.operations.attach(self.actions_by_name)
        self._menus: list[tuple[QMenu, str]] = []
        self._layer_actions: dict[str, QAction] = {}
        self._make_menus()
        self.tools = self._make_tool_bar()
        self.setWindowIcon(icon("app"))
        self.setAcceptDrops(True)
        self._connect()
        self.show_start_page()
        follow_language(document, self)

    # -- building ----------------------------------------------------------------------------------------------------

    def _handlers(self) -> dict[str, Handler]:
        files, workspace, document = self.files, self.workspace, self.document
        view = workspace.map_view
        handlers: dict[str, Handler] = {
            "new": self._new,
            "open": files.ask_open,
            "save": files.save,
            "save_as": files.save_as,
            "import_map": lambda: self.map_files.ask_import_map(into_new=not self.has_project),
            "place_picture": self.map_files.ask_picture,
            "import_measurements": self.map_files.ask_measurements,
            "import_terrain": self.map_files.ask_terrain,
            "find": workspace.start_find,
            "import_sites": files.ask_import_sites,
            "export_quote": partial(files.ask_export_quote, "customer"),
            "export_customer": partial(files.ask_export_quote, "customer"),
            "export_internal": partial(files.ask_export_quote, "internal"),
            "export_map": files.ask_export_map,
            "export_picture": files.ask_export_picture,
            "export_layer": files.ask_export_layer,
            "layer_style": workspace.edit_layer_style,
            "quit": self.close,
            "undo": document.undo_stack.undo,
            "redo": document.undo_stack.redo,
            "delete": view.delete_selection,
            "select_all": self._select_all,
            "zoom_all": view.zoom_to_all,
            "zoom_in": partial(view.zoom_by, 1.25),
            "zoom_out": partial(view.zoom_by, 0.8),
            "zoom_selection": lambda: workspace.show_objects(document.selection),
            "view_3d": self._show_3d,
            "show_inspector": self._show_parts,
            "show_tables": self._show_parts,
            "lang_zh": partial(document.set_language, "zh"),
            "lang_en": partial(document.set_language, "en"),
            "antenna_library": self._show_antennas,
            "calibrate": self._show_calibration,
            "add_scheme": self.add_scheme,
            "rename_scheme": self._rename_scheme,
            "delete_scheme": self.delete_scheme,
            "evaluate": self.runner.request_evaluation,
            "cancel": self.runner.cancel,
            "structure_baf": partial(self._set_structure, "baf"),
            "shortcuts": lambda: ShortcutsDialog(self, document.t).open(),
            "about": lambda: show_about(self, document.t),
        }
        for name in TOOL_ACTIONS:
            handlers[name] = partial(view.set_tool, name.removeprefix("tool_"))
        return handlers | self.operations.handlers()

    def _make_menus(self) -> None:
        for title, entries in MENUS:
            menu = self.menuBar().addMenu("")
            self._menus.append((menu, title))
            self._add_entries(menu, entries)

    def _add_entries(self, menu: QMenu, entries: tuple[str, ...]) -> None:
        for entry in entries:
            if entry == SEPARATOR:
                menu.addSeparator()
            elif entry.startswith("@"):
                sub = menu.addMenu("")
                self._menus.append((sub, SUBMENUS[entry]))
                self._fill(sub, entry)
            else:
                menu.addAction(self.actions_by_name[entry])

    def _fill(self, menu: QMenu, name: str) -> None:
        match name:
            case "@recent":
                self._recent_menu = menu
                menu.aboutToShow.connect(self._fill_recent)
            case "@layers":
                for number, code in enumerate(LAYERS, start=1):
                    action = menu.addAction("")
                    action.setCheckable(True)
                    if number <= LAST_DIGIT:
                        action.setShortcut(f"Alt+{number}")
                    action.triggered.connect(partial(self._set_layer, code))
                    self._layer_actions[code] = action
            case "@language":
                menu.addActions([self.actions_by_name["lang_zh"], self.actions_by_name["lang_en"]])
            case "@tools":
                menu.addActions([self.actions_by_name[tool] for tool in SINGLE_TOOLS])
            case _:
                self._add_entries(menu, SUBMENU_ENTRIES[name])

    def _make_tool_bar(self) -> QToolBar:
        bar = QToolBar()
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setOrientation(Qt.Orientation.Vertical)
        self.operations.fill_tool_bar(bar)
        bar.addSeparator()
        for name in ("undo", "redo", "delete", "zoom_all"):
            bar.addAction(self.actions_by_name[name])
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
        return bar

    def _connect(self) -> None:
        document, runner, workspace = self.document, self.runner, self.workspace
        self.start_page.templateChosen.connect(self.files.new)
        self.start_page.openAsked.connect(self.files.ask_open)
        self.start_page.importAsked.connect(lambda: self.map_files.ask_import_map(into_new=True))
        workspace.map_layers.pictureAsked.connect(self.map_files.ask_picture)
        workspace.map_layers.placeAsked.connect(self.map_files.place_again)
        self.start_page.fileChosen.connect(self.files.open)
        self.files.opened.connect(self.show_workspace)
        self.files.said.connect(self.status.show_text)
        self.status.cancelAsked.connect(runner.cancel)
        runner.stateChanged.connect(lambda state: workspace.headline.set_calculating(state == "calculating"))
        workspace.map_view.toolChanged.connect(self._on_tool)
        workspace.map_view.layerChanged.connect(self._on_layer)
        workspace.schemes.addAsked.connect(self.add_scheme)
        workspace.schemes.renameAsked.connect(self._rename_scheme)
        workspace.tabs.coverage.exportAsked.connect(self.files.ask_export_zones)
        workspace.tabs.quote.exportAsked.connect(partial(self.files.ask_export_quote, "customer"))
        for panel in (workspace.tabs.section, workspace.tabs.point):
            panel.wrote.connect(lambda name: self.status.show_text(document.t("Wrote {name}", name=name)))
        document.fileChanged.connect(self._show_title)
        document.projectChanged.connect(self._update_actions)
        document.schemeChanged.connect(self._update_actions)
        document.selectionChanged.connect(self._update_actions)
        document.undo_stack.indexChanged.connect(self._update_actions)
        document.undo_stack.cleanChanged.connect(self._update_actions)
        for name in ("show_inspector", "show_tables"):
            self.actions_by_name[name].setChecked(True)
        self._on_tool(workspace.map_view.tool_name)
        self._on_layer(workspace.map_view.layer)

    # -- pages -------------------------------------------------------------------------------------------------------

    @property
    def has_project(self) -> bool:
        """Whether a project is open (not the start page)."""
        return self.pages.currentWidget() is self.workspace

    def show_start_page(self) -> None:
        """The choice of templates and files."""
        self.start_page.refresh_recent()
        self.pages.setCurrentWidget(self.start_page)
        self.start_page.focus_first()
        self._update_actions()
        self._show_title()

    def show_workspace(self) -> None:
        """The open project, its plan in view."""
        self.pages.setCurrentWidget(self.workspace)
        self.workspace.map_view.zoom_to_plan()
        self.workspace.map_view.setFocus()
        self._update_actions()
        self._show_title()

    # -- words -------------------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Menus, actions, title."""
        t = self.document.t
        for menu, title in self._menus:
            menu.setTitle(t.code(title))
        retranslate_actions(self.actions_by_name, t)
        for code, action in self._layer_actions.items():
            action.setText(t.code(LAYERS[code].name))
        self.actions_by_name[f"lang_{self.document.lang}"].setChecked(True)
        self.tools.setWindowTitle(t("Tools"))
        self._update_actions()
        self._show_title()

    def _show_title(self) -> None:
        if not self.has_project:
            self.setWindowTitle("Campus5G")
            self.setWindowModified(False)
            return
        self.setWindowTitle(f"{self.files.title()}[*] – Campus5G")
        self.setWindowModified(self.document.is_dirty)

    def _update_actions(self, *_args: object) -> None:
        document, actions = self.document, self.actions_by_name
        for name, spec in ACTIONS.items():
            actions[name].setEnabled(self.has_project or not spec.needs_project)
        self.tools.setVisible(self.has_project)
        if not self.has_project:
            return
        stack = document.undo_stack
        actions["undo"].setEnabled(stack.canUndo())
        actions["redo"].setEnabled(stack.canRedo())
        actions["delete"].setEnabled(bool(document.selection))
        actions["zoom_selection"].setEnabled(bool(document.selection))
        self.operations.update_actions()
        actions["delete_scheme"].setEnabled(len(document.project.schemes) > 1)
        self._name_step("undo", stack.index() - 1)
        self._name_step("redo", stack.index())
        scheme = document.project.schemes.get(document.scheme_id)
        actions["structure_baf"].setChecked(scheme is not None and scheme.commercial.structure == "baf")

    def _name_step(self, name: str, position: int) -> None:
        """ "Undo: move gnb-01", unless the step was named in the other language."""
        t, stack, action = self.document.t, self.document.undo_stack, self.actions_by_name[name]
        plain = t.code(ACTIONS[name].text)
        command = stack.command(position) if 0 <= position < stack.count() else None
        known = isinstance(command, EditCommand) and command.lang == self.document.lang
        action.setText(t("{action}: {step}", action=plain, step=command.text()) if known and command else plain)

    # -- what actions do ---------------------------------------------------------------------------------------------

    def _new(self) -> None:
        if self.files.may_leave():
            self.document.undo_stack.setClean()  # asked and answered
            self.show_start_page()

    def _select_all(self) -> None:
        self.document.set_selection(all_refs(self.document.project, self.document.scheme_id))

    def add_scheme(self) -> None:
        """A copy of the current scheme, which becomes the current one."""
        document, t = self.document, self.document.t
        project = document.project
        if document.scheme_id not in project.schemes:
            return
        new_id = next_scheme_id(tuple(project.schemes))
        name = t("{name} (copy)", name=project.schemes[document.scheme_id].name)
        source = document.scheme_id
        if document.apply(t("Add scheme"), lambda p: edits.duplicate_scheme(p, source, new_id, name)):
            document.set_scheme(new_id)

    def delete_scheme(self) -> None:
        """Remove the current scheme; the last one stays."""
        document = self.document
        if len(document.project.schemes) > 1:
            ref = ObjectRef("schemes", document.scheme_id)
            document.apply(document.t("Delete scheme"), lambda p: edits.remove(p, (ref,)))

    def _rename_scheme(self) -> None:
        document, t = self.document, self.document.t
        scheme_id = document.scheme_id
        scheme = document.project.schemes.get(scheme_id)
        if scheme is None:
            return
        name, accepted = QInputDialog.getText(self, t("Rename scheme"), t("Name"), text=scheme.name)
        if accepted and name.strip():
            document.apply(t("Rename scheme"), lambda p: edits.update_scheme(p, scheme_id, name=name.strip()))

    def _set_structure(self, structure: str) -> None:
        document, scheme_id = self.document, self.document.scheme_id
        if scheme_id:
            text = document.t("Change {field}", field=document.t("Quote structure"))
            document.apply(text, lambda p: edits.update_commercial(p, scheme_id, structure=structure))

    def _show_parts(self) -> None:
        self.workspace.side.setVisible(self.actions_by_name["show_inspector"].isChecked())
        self.workspace.tabs.setVisible(self.actions_by_name["show_tables"].isChecked())

    def _show_antennas(self) -> None:
        from ui.dialogs.antenna_library import AntennaLibraryDialog

        AntennaLibraryDialog(self.document, self).show()

    def _show_3d(self) -> None:
        from ui.dialogs.massing import MassingDialog

        MassingDialog(self.document, self).show()

    def _show_calibration(self) -> None:
        from ui.dialogs.calibration import CalibrationDialog

        CalibrationDialog(self.document, self.runner, self).open()

    def _set_layer(self, code: str, *_checked: object) -> None:
        self.workspace.map_view.set_layer(code)
        self._on_layer(code)

    def _on_layer(self, code: str) -> None:
        for other, action in self._layer_actions.items():
            action.setChecked(other == code)

    def _on_tool(self, name: str) -> None:
        self.actions_by_name[f"tool_{name}"].setChecked(True)

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        paths = self.document.recent_files()
        for path in paths:
            self._recent_menu.addAction(str(path)).triggered.connect(partial(self._open_recent, path))
        if not paths:
            self._recent_menu.addAction(self.document.t("No recent files")).setEnabled(False)

    def _open_recent(self, path: Path, *_checked: object) -> None:
        self.files.open(path)

    # -- the window itself -------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """A project or a map file may be dropped."""
        if any(_dropped_kind(Path(url.toLocalFile())) for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open a project, or import map files."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
        projects = [path for path in paths if _dropped_kind(path) == "project"]
        maps = tuple(path for path in paths if _dropped_kind(path) == "map")
        if projects:
            self.files.open(projects[0])
        elif maps:
            self.map_files.import_map(maps, into_new=not self.has_project)
        elif self.has_project:
            for picture in [path for path in paths if _dropped_kind(path) == "picture"][:1]:
                self.map_files.place_picture(picture)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask about unsaved changes, then stop the worker."""
        if self.has_project and not self.files.may_leave():
            event.ignore()
            return
        if self._settings is not None:
            self._settings.setValue("geometry", self.saveGeometry())
        self.runner.close()
        if self.autosave is not None:
            self.autosave.close()
        self._let_go()
        super().closeEvent(event)

    def _let_go(self) -> None:
        """Stop following the undo stack, which still speaks while it dies."""
        if not self._closed:
            self._closed = True
            self.document.undo_stack.indexChanged.disconnect(self._update_actions)
            self.document.undo_stack.cleanChanged.disconnect(self._update_actions)

    def restore_geometry(self) -> None:
        """The window's place of last time."""
        stored = self._settings.value("geometry") if self._settings is not None else None
        if stored is not None:
            self.restoreGeometry(stored)


def _dropped_kind(path: Path) -> str:
    suffix = path.suffix.lower()
    return "project" if suffix == SUFFIX else dropped_kind(path)
