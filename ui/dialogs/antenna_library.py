"""The antenna library: catalogue and imported antennas, their patterns and figures; import of MSI/Planet files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from planner.errors import FileError, Issue, PlannerError, Severity
from planner.model import edits
from planner.model.catalogue import Antenna
from planner.model.edits import ObjectRef
from planner.model.own_entries import add_antennas, remove_antenna
from planner.model.project import Project
from ui.dialogs.antenna_library_view import AntennaView
from ui.dialogs.boxes import ReportDialog
from ui.document import Document
from ui.formatting import error_text
from ui.style import icon

SIZE = (1080, 690)
MAX_FILES = 200
_KEY = Qt.ItemDataRole.UserRole


def read_patterns(paths: Iterable[Path]) -> tuple[list[Antenna], list[Issue]]:
    """The antennas of the files that can be read, and all findings; one that can't be read is an error of its own."""
    from planner.io.read_msi import read_msi

    antennas: list[Antenna] = []
    issues: list[Issue] = []
    for path in paths:
        try:
            found = read_msi(path)
        except FileError as error:
            issues.append(Issue(code=error.code, severity=Severity.ERROR, params=error.params))
            continue
        antennas.append(found.antenna)
        issues += found.issues
    return antennas, issues


class AntennaLibraryDialog(QDialog):
    """Stays open beside the map and follows the project; a choice of cells there can be given an antenna here."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setSizeGripEnabled(True)
        self.resize(*SIZE)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setAlternatingRowColors(False)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.view = AntennaView()
        self.banner = QLabel(objectName="banner")
        self.banner.setWordWrap(True)
        self.banner.hide()
        self.import_button, self.remove_button, self.use_button = QPushButton(), QPushButton(), QPushButton()
        for button in (self.import_button, self.remove_button, self.use_button):
            button.setAutoDefault(False)
        self.import_button.setIcon(icon("open"))
        self.remove_button.setIcon(icon("delete"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(self._on_current)
        self.import_button.clicked.connect(self._ask_import)
        self.remove_button.clicked.connect(self._remove)
        self.use_button.clicked.connect(self._use)
        self.buttons.rejected.connect(self.reject)
        document.projectChanged.connect(self._on_project)
        document.selectionChanged.connect(self._update_buttons)
        document.schemeChanged.connect(self._update_buttons)
        document.languageChanged.connect(self.retranslate)
        self.retranslate()
        self.search.setFocus()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        right = QWidget()
        view = QVBoxLayout(right)
        view.setContentsMargins(12, 0, 0, 0)
        view.addWidget(self.view)
        splitter = QSplitter()
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([390, 690])
        splitter.setChildrenCollapsible(False)
        row = QHBoxLayout()
        row.addWidget(self.import_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        row.addWidget(self.use_button)
        row.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(self.banner)
        layout.addWidget(splitter, 1)
        layout.addLayout(row)

    # -- words and list ----------------------------------------------------------------------------------------------

    def retranslate(self, *_args: object) -> None:
        """All words in the document's language."""
        t = self._document.t
        self.setWindowTitle(t("Antenna library"))
        self.search.setPlaceholderText(t("Search by name or source"))
        self.tree.setHeaderLabels([t("Antenna"), t("Gain")])
        self.tree.setAccessibleName(t("Antenna library"))
        self.import_button.setText(t("Import patterns…"))
        self.import_button.setToolTip(t("Antenna patterns in MSI or Planet files (.msi, .pln), as makers supply them"))
        self.remove_button.setText(t("Remove"))
        self.use_button.setText(t("Use for the selected cells"))
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(t("Close"))
        self._fill()

    @property
    def current_key(self) -> str:
        """Key of the antenna shown, "" for none."""
        item = self.tree.currentItem()
        return str(item.data(0, _KEY) or "") if item is not None else ""

    def antenna_of(self, key: str) -> Antenna | None:
        """The antenna of a key, the catalogue's first."""
        return self._document.base_catalogue.antennas.get(key) or self._document.project.antennas.get(key)

    def select(self, key: str) -> None:
        """Show an antenna."""
        for item in self._items():
            if item.data(0, _KEY) == key:
                self.tree.setCurrentItem(item)
                return

    def _items(self) -> list[QTreeWidgetItem]:
        groups = [self.tree.topLevelItem(k) for k in range(self.tree.topLevelItemCount())]
        return [group.child(k) for group in groups for k in range(group.childCount())]

    def _fill(self) -> None:
        kept = self.current_key
        with QSignalBlocker(self.tree):
            self._fill_tree()
        self._filter()
        if kept:
            self.select(kept)
        if not self.current_key:
            self._select_first()
        self._on_current()

    def _fill_tree(self) -> None:
        document, t = self._document, self._document.t
        self.tree.clear()
        shipped = document.base_catalogue.antennas
        own = {key: item for key, item in document.project.antennas.items() if key not in shipped}
        for title, antennas in ((t("Imported into this project"), own), (t("Catalogue"), shipped)):
            if not antennas:
                continue
            group = QTreeWidgetItem([title, ""])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            self.tree.addTopLevelItem(group)
            for key, antenna in antennas.items():
                gain = "–" if antenna.kind == "cable" else f"{t.number(antenna.gain_dbi, 1)} dBi"
                item = QTreeWidgetItem([t.pick(antenna), gain])
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setData(0, _KEY, key)
                item.setToolTip(0, t.pick(antenna))
                group.addChild(item)
            group.setExpanded(True)

    def _filter(self, *_args: object) -> None:
        words = self.search.text().lower().split()
        for item in self._items():
            antenna = self.antenna_of(str(item.data(0, _KEY)))
            text = (
                "" if antenna is None else f"{antenna.name_zh} {antenna.name_en} {antenna.key} {antenna.source}".lower()
            )
            item.setHidden(not all(word in text for word in words))
        current = self.tree.currentItem()
        if current is None or current.isHidden():
            self._select_first()

    def _select_first(self) -> None:
        first = next((item for item in self._items() if not item.isHidden()), None)
        self.tree.setCurrentItem(first)
        self._on_current()

    def _on_current(self, *_args: object) -> None:
        antenna = self.antenna_of(self.current_key)
        try:
            self.view.show_antenna(antenna, self._document.t)
        except (ValueError, IndexError):  # a project changed by hand: a finding says what is wrong with it
            self.view.show_antenna(None, self._document.t)
        self._update_buttons()

    def _on_project(self, before: Project, after: Project) -> None:
        if before.antennas is not after.antennas:
            self._fill()
        self._update_buttons()

    # -- what the buttons do -----------------------------------------------------------------------------------------

    def _cells(self) -> list[ObjectRef]:
        """The chosen cells, and those of the chosen sites."""
        document = self._document
        scheme = document.project.schemes.get(document.scheme_id)
        if scheme is None:
            return []
        chosen = {ref.id for ref in document.selection if ref.kind == "cells"}
        sites = {ref.id for ref in document.selection if ref.kind == "sites"}
        cells = scheme.network.cells.items()
        return [ObjectRef("cells", key, scheme.id) for key, cell in cells if key in chosen or cell.site_id in sites]

    def _update_buttons(self, *_args: object) -> None:
        t, key = self._document.t, self.current_key
        is_own = key in self._document.project.antennas and key not in self._document.base_catalogue.antennas
        self.remove_button.setEnabled(is_own)
        self.remove_button.setToolTip("" if is_own else t("Only imported antennas can be removed"))
        cells = self._cells()
        self.use_button.setEnabled(bool(cells and key))
        self.use_button.setToolTip(
            t.plural("{n} cell is selected", "{n} cells are selected", len(cells))
            if cells
            else t("Select cells or sites on the map first")
        )

    def _say(self, text: str) -> None:
        self.banner.setText(text)
        self.banner.setVisible(bool(text))

    def _ask_import(self, *_checked: object) -> None:
        t = self._document.t
        filters = ";;".join(
            [t("Antenna patterns ({patterns})", patterns="*.msi *.pln *.txt *.MSI *.PLN"), t("All files (*)")]
        )
        names, _filter = QFileDialog.getOpenFileNames(self, t("Import patterns"), self._folder, filters)
        if names:
            self._folder = str(Path(names[0]).parent)
            self.import_files([Path(name) for name in names[:MAX_FILES]])

    def import_files(self, paths: Sequence[Path]) -> None:
        """Import pattern files as one undoable step, and report what was found in them."""
        document, t = self._document, self._document.t
        self._say("")
        antennas, issues = read_patterns(paths)
        keys: tuple[str, ...] = ()

        def edit(project: Project) -> Project:
            nonlocal keys
            project, keys = add_antennas(project, antennas)
            return project

        if antennas and document.apply(t("Import antennas"), edit):
            self.search.clear()
            self._fill()
            self.select(keys[-1])
        if issues or not antennas:
            summary = t("{count} of {files} files imported", count=len(antennas), files=len(paths))
            ReportDialog(self, t, t("Import patterns"), summary, issues).open()

    def _remove(self, *_checked: object) -> None:
        document, key = self._document, self.current_key
        self._say("")
        try:
            remove_antenna(document.project, key)
        except PlannerError as error:
            self._say(error_text(document.t, error))
            return
        document.apply(document.t("Remove antenna"), lambda project: remove_antenna(project, key))

    def _use(self, *_checked: object) -> None:
        document, key, cells = self._document, self.current_key, self._cells()
        antenna = self.antenna_of(key)
        if antenna is None or not cells:
            return
        changed: dict[str, object] = {"antenna": key}
        if antenna.h_cut_db:
            changed["electrical_tilt_deg"] = antenna.tilt_deg

        def edit(project: Project) -> Project:
            for ref in cells:
                project = edits.update(project, ref, **changed)
            return project

        document.apply(document.t("Change antenna"), edit)
