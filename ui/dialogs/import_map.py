"""Importing map files: a preview with layers, what each becomes, coordinates and heights; then a report.

Reading and building run off the window's thread; while they do, the dialog shows their progress and can stop them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.model.project import Project
from planner.progress import Progress
from planner.text import N_
from ui.dialogs.import_map_drawing import DrawingView, together
from ui.dialogs.import_map_layers import CHANGED, IGNORE, KIND, REMEMBERED, KindDelegate, LayerModel, layer_rows
from ui.dialogs.import_map_memory import remember_layers, remembered_layers
from ui.dialogs.import_map_options import CoordinatesPage, HeightsPage, ReadingPage
from ui.dialogs.import_map_report import ReportPage
from ui.dialogs.import_map_work import Inspected, build, inspect, layer_options
from ui.document import Document
from ui.formatting import error_text
from ui.jobs import Failure, JobRunner

if TYPE_CHECKING:
    from planner.io.map_options import ImportOptions, ImportReport

WORKING, SETUP, REPORT = range(3)
DEGREES_LIMIT = 360.0
COLUMN_PX = (140, 165, 66, 52, 52, 80, 200)


class ImportMapDialog(QDialog):
    """See the module. `make_base` gives the project to import into (in the worker); `take` gets the result and says
    whether it was taken."""

    def __init__(
        self,
        parent: QWidget | None,
        document: Document,
        runner: JobRunner,
        paths: tuple[Path, ...],
        make_base: Callable[[Progress], Project],
        take: Callable[[Project], bool],
    ) -> None:
        super().__init__(parent)
        self.document = document
        self._runner = runner
        self._paths = paths
        self._make_base = make_base
        self._take = take
        self._token = 0
        self._left = False
        self._inspected: Inspected | None = None
        t = document.t
        self.setWindowTitle(t("Import map"))
        self.resize(1120, 720)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._make_working_page())
        self.pages.addWidget(self._make_setup_page())
        self.report_page = ReportPage(t)
        self.pages.addWidget(self.report_page)
        self.import_button = QPushButton(t("Import"), objectName="primary")
        self.cancel_button = QPushButton(t("Cancel"))
        self.close_button = QPushButton(t("Close"))
        self.import_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.cancel_button, self.import_button, self.close_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.pages, 1)
        layout.addLayout(buttons)
        self.import_button.clicked.connect(lambda *_args: self.start_import())
        self.cancel_button.clicked.connect(lambda *_args: self.reject())
        self.close_button.clicked.connect(lambda *_args: self.accept())
        runner.progressed.connect(self._on_progress)
        self._read()

    # -- building ----------------------------------------------------------------------------------------------------

    def _make_working_page(self) -> QWidget:
        page = QWidget()
        self._step = QLabel()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        names = QLabel(", ".join(path.name for path in self._paths), objectName="muted")
        names.setWordWrap(True)
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        for widget in (names, self._step, self.bar):
            layout.addWidget(widget)
        layout.addStretch(2)
        return page

    def _make_setup_page(self) -> QWidget:
        t = self.document.t
        self.problem = QLabel(objectName="banner")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.file = QComboBox()
        self.drawing = DrawingView()
        self.drawing_note = QLabel(objectName="muted")
        self.drawing_note.setWordWrap(True)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.file)
        column.addWidget(self.drawing, 1)
        column.addWidget(self.drawing_note)
        self.layers = LayerModel(self.document, self)
        self.table = QTableView()
        self.table.setModel(self.layers)
        self.table.setItemDelegateForColumn(KIND, KindDelegate(self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(28)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.setAccessibleName(t("Layers"))
        for position, width_px in enumerate(COLUMN_PX):
            self.table.setColumnWidth(position, width_px)
        self.for_selected = QComboBox()
        self.for_selected.addItem(t("All selected layers become…"), None)
        for code, word in self.layers.choices():
            self.for_selected.addItem(word, code)
        self.coordinates = CoordinatesPage(t, self.document.project.geo.epsg)
        self.heights = HeightsPage(t)
        self.reading = ReadingPage(t)
        self.tabs = QTabWidget()
        for widget, title in (
            (self.coordinates, t("Coordinates")), (self.heights, t("Heights")), (self.reading, t("Reading")),
        ):  # fmt: skip
            self.tabs.addTab(widget, title)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(6, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.for_selected, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.tabs)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(left)
        across.addWidget(right)
        across.setSizes([420, 680])
        across.setChildrenCollapsible(False)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.problem)
        layout.addWidget(across, 1)
        self.file.currentIndexChanged.connect(lambda *_args: self._show_drawing())
        self.layers.dataChanged.connect(lambda *_args: self._show_choices())
        self.for_selected.activated.connect(self._on_for_selected)
        self.reading.readAgain.connect(self._read)
        self.coordinates.points.changed.connect(self._show_marks)
        self.coordinates.crs.currentTextChanged.connect(lambda *_args: self._show_marks())
        self.drawing.picked.connect(self.coordinates.points.set_source)
        return page

    # -- reading -----------------------------------------------------------------------------------------------------

    def _run(self, label: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        self._token += 1
        token = self._token
        self._show_page(WORKING)
        self._step.setText(self.document.tr(label))
        self.bar.setValue(0)

        def finished(result: Any) -> None:
            if token == self._token:
                done(result)

        def failed(failure: Failure) -> None:
            if token == self._token:
                self._on_failed(failure)

        self._runner.run(label, work, finished, failed)

    def _read(self) -> None:
        work = partial(
            inspect, self._paths, self.reading.chosen_encoding(), self.reading.chosen_unit(), self.document.lang
        )
        self._run(N_("Reading the files"), work, self._show_inspected)

    def _show_inspected(self, inspected: Inspected) -> None:
        self._inspected = inspected
        self.problem.hide()
        preview = inspected.preview
        self.layers.set_rows(layer_rows(preview, remembered_layers(self.document.settings)))
        for page in (self.coordinates, self.heights, self.reading):
            page.show_preview(preview)
        blocker = QSignalBlocker(self.file)
        self.file.clear()
        if len({(file.crs, file.is_local) for file in preview.files}) == 1 < len(preview.files):
            self.file.addItem(self.document.t("All files"), -1)
        for position, file in enumerate(preview.files):
            self.file.addItem(f"{file.name}  ·  {file.format.value}", position)
        blocker.unblock()
        self.file.setEnabled(len(preview.files) > 1)
        self._show_page(SETUP)
        self._show_drawing()

    def _show_drawing(self) -> None:
        if self._inspected is None or self.file.currentIndex() < 0:
            return
        t, position = self.document.t, int(self.file.currentData())
        file = self._inspected.preview.files[max(position, 0)]
        drawing = together(self._inspected.drawings) if position < 0 else self._inspected.drawings[position]
        box = drawing.box
        extent = max(abs(box.left()), abs(box.right()), abs(box.top()), abs(box.bottom()))
        self.drawing.show_drawing(drawing, is_degrees=not file.is_local and extent <= DEGREES_LIMIT)
        parts = [t("{n} parts", n=t.number(drawing.total))]
        if len(drawing.parts) < drawing.total:
            parts.append(t("the {n} largest are drawn", n=t.number(len(drawing.parts))))
        if drawing.parts:
            sides = (box.left(), box.top(), box.right(), box.bottom())
            west, south, east, north = (f"{side:.6g}" if extent <= DEGREES_LIMIT else t.number(side) for side in sides)
            parts.append(t("x {west} to {east}, y {south} to {north}", west=west, east=east, south=south, north=north))
        self.drawing_note.setText(" · ".join(parts))
        self._show_choices()
        self._show_marks()

    def _show_choices(self) -> None:
        """Colours of the drawing, and whether there is anything to import."""
        rows = self.layers.rows
        self.drawing.show_choices(
            {name: row.choice for row in rows for name in ([row.name] if row.name else row.files)}
        )
        self.import_button.setEnabled(any(row.choice != IGNORE for row in rows))

    def _show_marks(self) -> None:
        takes = self.coordinates.takes_points
        self.drawing.set_picking(takes)
        self.drawing.show_marks(self.coordinates.points.marks() if takes else [])

    def _on_for_selected(self, position: int) -> None:
        choice = self.for_selected.itemData(position)
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        if choice is not None and rows:
            self.layers.choose(rows, str(choice))
        self.for_selected.setCurrentIndex(0)

    # -- importing ---------------------------------------------------------------------------------------------------

    def options(self) -> tuple[ImportOptions, frozenset[str]]:
        """What is stated on the pages, and the files that are left out."""
        from planner.io.map_options import ImportOptions

        layers, kinds, left_out = layer_options(self.layers.rows)
        return ImportOptions(
            layers=layers,
            kinds=kinds,
            height_field=self.heights.height_field(),
            encoding=self.reading.chosen_encoding(),
            unit=self.reading.chosen_unit(),
            crs=self.coordinates.chosen_crs(),
            control_points=self.coordinates.control_points(),
            fit=self.coordinates.points.fit.currentData(),
            simplify_m=self.reading.simplify_m.value(),
            lang=self.document.lang,
        ), left_out

    def start_import(self) -> None:
        """Build the map with what is stated."""
        if self._inspected is None:
            return
        options, left_out = self.options()
        preview, heights_m, make_base = self._inspected.preview, self.heights.heights_m(), self._make_base

        def work(progress: Progress) -> tuple[Project, ImportReport]:
            return build(make_base(progress), preview, left_out, options, heights_m, progress)

        self._run(N_("Importing"), work, self._on_built)

    def _on_built(self, result: tuple[Project, ImportReport]) -> None:
        project, report = result
        self._remember()
        if not self._take(project):
            self._say(self.document.t("The project was changed meanwhile; please import again"))
            return
        self.report_page.show_report(report)
        self._show_page(REPORT)

    def _remember(self) -> None:
        rows = self.layers.rows
        decided = {row.name: row.choice for row in rows if row.name and row.reason in (CHANGED, REMEMBERED)}
        decided = {name: choice for name, choice in decided.items() if choice}
        forgotten = frozenset(row.name for row in rows if row.name not in decided)
        remember_layers(self.document.settings, decided, forgotten)

    # -- state -------------------------------------------------------------------------------------------------------

    def _show_page(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.import_button.setVisible(page == SETUP)
        self.cancel_button.setVisible(page != REPORT)
        self.close_button.setVisible(page == REPORT)
        if page == REPORT:
            self.close_button.setDefault(True)
            self.close_button.setFocus()

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.show()
        self._show_page(SETUP)
        self.import_button.setEnabled(self._inspected is not None)

    def _on_failed(self, failure: Failure) -> None:
        self._say(error_text(self.document.t, failure.error))

    def _on_progress(self, code: str, fraction: float) -> None:
        if self.pages.currentIndex() == WORKING:
            self._step.setText(self.document.tr(code))
            self.bar.setValue(round(1000 * fraction))

    def reject(self) -> None:
        """Stop what runs; from the preview, or while there is none yet, leave."""
        if self.pages.currentIndex() == WORKING:
            self._token += 1
            self._runner.cancel()
            self._runner.request_evaluation()
            if self._inspected is not None:
                self._show_page(SETUP)
                return
        if self.pages.currentIndex() == REPORT:
            self.accept()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Nothing arrives any more."""
        self._token += 1
        if not self._left:
            self._left = True
            self._runner.progressed.disconnect(self._on_progress)
        super().done(result)
