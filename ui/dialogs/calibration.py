"""The dialog "Calibration": the model is fitted to imported measurements, judged, and applied to the project or not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from planner.model.calibration import Calibration, Stage, errors_of
from planner.text import N_
from ui.dialogs.calibration_form import WIDTH_PX, CalibrationForm
from ui.dialogs.calibration_plots import ErrorMap, ScatterPlot
from ui.dialogs.calibration_view import coefficient_table, error_table, fill_coefficients, fill_errors
from ui.document import Document
from ui.formatting import SEVERITY_STATES, error_text, issue_text
from ui.jobs import Failure, JobRunner
from ui.style import state_icon

if TYPE_CHECKING:
    from planner.engine.calibrate import CalibrationOptions, CalibrationResult
    from planner.model.catalogue import Catalogue
    from planner.model.project import Project
    from planner.progress import Progress

SIZE = (1120, 720)


def fit_project(
    project: Project, scheme_id: str, set_id: str, catalogue: Catalogue, options: CalibrationOptions,
    cell_column: str, name: str, progress: Progress,
) -> CalibrationResult:  # fmt: skip
    """The work off the window's thread."""
    from planner.io.calibration import calibrate_project

    return calibrate_project(
        project, scheme_id, set_id, catalogue, options, cell_column=cell_column, name=name, progress=progress
    )


class CalibrationDialog(QDialog):
    """See the module. Nothing in the project changes before "Apply to this project"; that is one undoable step."""

    def __init__(self, document: Document, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._runner = document, runner
        self._alive = True
        self.result_: CalibrationResult | None = None
        t = document.t
        self.setWindowTitle(t("Calibration to measurements"))
        self.resize(*SIZE)
        self.form = CalibrationForm(document)
        self._make_pages()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.form)
        split.addWidget(self._right())
        split.setStretchFactor(1, 1)
        split.setSizes([WIDTH_PX, SIZE[0] - WIDTH_PX])
        layout = QVBoxLayout(self)
        layout.addWidget(split, 1)
        layout.addLayout(self._buttons())
        self.form.fit_button.clicked.connect(self.start)
        self.form.problemChanged.connect(self._show_problem)
        runner.progressed.connect(self._on_progress)
        document.projectChanged.connect(self._on_project)
        self._show_problem(self.form.problem)
        self._show_status()
        self.finished.connect(self._forget)

    def _show_problem(self, problem: str) -> None:
        if self.result_ is None:
            self.summary.setText(problem or self._document.t("Choose the measurements and press Calibrate"))

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _make_pages(self) -> None:
        t = self._document.t
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.status = QLabel()
        self.status.setObjectName("muted")
        self.status.setWordWrap(True)
        self.errors = error_table(t)
        self.coefficients = coefficient_table(t)
        self.scatter = ScatterPlot(t)
        self.map = ErrorMap(t)
        self.stage = QComboBox()
        self.stage.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.stage.setToolTip(
            t("Cross-validated: every bin is predicted from the others, so nothing is told beforehand")
        )
        self.stage.currentIndexChanged.connect(self._on_stage)
        self.findings = QListWidget()
        self.findings.setWordWrap(True)
        self.findings.setMaximumHeight(132)

    def _right(self) -> QWidget:
        t = self._document.t
        pictures = QWidget()
        row = QHBoxLayout()
        row.addWidget(self.scatter, 1)
        row.addWidget(self.map, 1)
        chosen = QHBoxLayout()
        chosen.addWidget(QLabel(t("After:")))
        chosen.addWidget(self.stage)
        chosen.addStretch(1)
        box = QVBoxLayout(pictures)
        box.setContentsMargins(0, 8, 0, 0)
        box.addLayout(chosen)
        box.addLayout(row, 1)
        self.pages = QTabWidget()
        self.pages.addTab(pictures, t("Before and after"))
        self.pages.addTab(self.errors, t("Errors"))
        self.pages.addTab(self.coefficients, t("Coefficients"))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.summary)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.findings)
        return page

    def _buttons(self) -> QHBoxLayout:
        t = self._document.t
        self.apply_button = QPushButton(t("Apply to this project"))
        self.apply_button.setEnabled(False)
        self.apply_button.setAutoDefault(False)
        self.apply_button.clicked.connect(self.apply)
        self.off_button = QPushButton(t("Use no calibration"))
        self.off_button.setAutoDefault(False)
        self.off_button.clicked.connect(self.switch_off)
        close = QPushButton(t("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.status, 1)
        row.addWidget(self.off_button)
        row.addWidget(self.apply_button)
        row.addWidget(close)
        return row

    def start(self, *_checked: object) -> None:
        """Fit off the window's thread."""
        document = self._document
        if not self.form.has_cells():
            self.summary.setText(document.t("Tick at least one cell"))
            return
        work = partial(
            fit_project, document.project, document.scheme_id, self.form.sets.currentData(), document.catalogue,
            self.form.options(), self.form.cell_column.currentData(), "",
        )  # fmt: skip
        self.form.set_busy(busy=True)
        self.summary.setText(document.t("Calibrating…"))
        self._runner.run(N_("Calibrating"), work, self._done, self._failed)

    def _on_progress(self, _code: str, fraction: float) -> None:
        if self._alive:
            self.form.bar.setValue(round(100 * fraction))

    def _failed(self, failure: Failure) -> None:
        if not self._alive:
            return
        self.form.set_busy(busy=False)
        self.summary.setText(error_text(self._document.t, failure.error))

    def _done(self, result: CalibrationResult) -> None:
        if not self._alive:
            return
        self.form.set_busy(busy=False)
        self.result_ = result
        t, project = self._document.t, self._document.project
        found = result.calibration
        self.summary.setText(summary_text(self._document, found))
        fill_errors(self.errors, t, project, found)
        fill_coefficients(self.coefficients, t, project, found)
        self.findings.clear()
        for issue in result.issues:
            text = issue_text(t, issue)
            self.findings.addItem(QListWidgetItem(state_icon(SEVERITY_STATES[issue.severity]), text))
        masts = [cell.position for cell in found.cells.values()]
        self.map.show_map(project, masts)
        self._fill_stages(result)
        self.apply_button.setEnabled(True)

    def _fill_stages(self, result: CalibrationResult) -> None:
        from planner.io.calibration_tables import shown_stages
        from planner.model.calibration import STAGE_NAMES

        t = self._document.t
        blocker = QSignalBlocker(self.stage)
        self.stage.clear()
        for stage in shown_stages(result.calibration):
            if stage not in (Stage.BEFORE, Stage.AREA_BEFORE):
                self.stage.addItem(t.code(STAGE_NAMES[stage]), stage)
        wished = Stage.CROSS_INTERPOLATED if result.calibration.interpolates else Stage.CROSS_FITTED
        self.stage.setCurrentIndex(max(self.stage.findData(wished), 0))
        blocker.unblock()
        self._on_stage()

    def _on_stage(self, *_args: object) -> None:
        result = self.result_
        stage = self.stage.currentData()
        if result is None or stage is None:
            return
        table = result.bins
        measured = table.bins.rsrp_dbm
        after, before = table.errors[Stage(stage)], table.errors[Stage.BEFORE]
        self.scatter.show_levels(measured, measured - before, measured - after)
        self.map.show_errors(table.bins.x_m, table.bins.y_m, np.asarray(after, dtype=np.float64))

    # -- the project -------------------------------------------------------------------------------------------------

    def apply(self, *_checked: object) -> None:
        """Keep the calibration in the project and compute with it; one undoable step."""
        from planner.io.calibration import free_calibration_id, with_calibration

        result = self.result_
        if result is None:
            return

        def edit(project: Project) -> Project:
            named = replace(result.calibration, id=free_calibration_id(project))
            return with_calibration(project, replace(result, calibration=named))

        if self._document.apply(self._document.t("Calibrate"), edit):
            self.apply_button.setEnabled(False)

    def switch_off(self, *_checked: object) -> None:
        """Compute without calibration; what was fitted stays in the project."""
        from planner.io.calibration import with_active

        self._document.apply(self._document.t("Use no calibration"), lambda project: with_active(project, ""))

    def _on_project(self, *_args: object) -> None:
        if self._alive:
            self._show_status()

    def _show_status(self) -> None:
        t = self._document.t
        used = [item for item in self._document.project.calibrations.values() if item.active]
        self.off_button.setEnabled(bool(used))
        if not used:
            self.status.setText(t("The project is computed without calibration"))
            return
        found = used[0]
        day = t.date(found.fitted_on) if found.fitted_on else "–"
        self.status.setText(t("In use: {name}, fitted on {day}", name=found.name, day=day))

    def _forget(self, *_args: object) -> None:
        self._alive = False
        self._runner.progressed.disconnect(self._on_progress)
        self._document.projectChanged.disconnect(self._on_project)


def summary_text(document: Document, found: Calibration) -> str:
    """One sentence: how much was measured and how far the error fell."""
    t = document.t
    before = errors_of(found, Stage.BEFORE)
    after = errors_of(found, Stage.CROSS_INTERPOLATED if found.interpolates else Stage.CROSS_FITTED)
    area = errors_of(found, Stage.AREA_INTERPOLATED if found.interpolates else Stage.AREA_FITTED)
    if before is None or after is None or area is None:
        return t("{bins} bins fitted", bins=t.number(found.bins))
    return t(
        "{bins} bins: error {before} dB before, {after} dB at places left out one by one, {area} dB in areas left out",
        bins=t.number(found.bins),
        before=f"{before.rmse_db:.1f}",
        after=f"{after.rmse_db:.1f}",
        area=f"{area.rmse_db:.1f}",
    )
