"""What the calibration dialog asks: measurements, cells, bins, distances, and which corrections to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from planner.model.edits import scheme_of
from ui.document import Document

if TYPE_CHECKING:
    from planner.engine.calibrate import CalibrationOptions

WIDTH_PX = 380
#: Where points inside drawn outlines stood: as the engine's option `outdoor` says it.
PLACES = (None, True, False)


class CalibrationForm(QScrollArea):
    """See the module. `problem` says why nothing can be fitted, "" where it can."""

    problemChanged = Signal(str)  # noqa: N815 - Qt's style for signals

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.problem = ""
        self._make_fields()
        self._lay_out()
        self.sets.currentIndexChanged.connect(self._on_set)
        self._on_set()

    def _make_fields(self) -> None:
        t, project = self._document.t, self._document.project
        self.sets = QComboBox()
        for key, item in project.site_map.measurements.items():
            self.sets.addItem(t("{name} ({count} points)", name=item.name, count=t.number(item.count)), key)
        self.sets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sets.setToolTip(t("Measured points of the map; import them in the menu File"))
        self.cell_column = QComboBox()
        self.cell_column.setToolTip(t("Column of the file that says which cell was measured"))
        self.cells = QListWidget()
        self.cells.setFixedHeight(132)
        self.cells.setToolTip(t("Cells without measured points are left out by themselves"))
        scheme = scheme_of(project, self._document.scheme_id) if self._document.scheme_id else None
        for key, cell in sorted(scheme.network.cells.items()) if scheme else ():
            entry = QListWidgetItem(t("{name} (PCI {pci})", name=cell.name or key, pci=cell.pci))
            entry.setData(Qt.ItemDataRole.UserRole, key)
            entry.setCheckState(Qt.CheckState.Checked)
            self.cells.addItem(entry)
        self.bin_m = self._length(
            4.0, 1.0, 50.0, t("Samples within a square of this side are averaged (in milliwatts)")
        )
        self.from_m = self._length(15.0, 0.0, 1000.0, t("Nearer points are left out: there the antenna's lobes decide"))
        self.to_m = self._length(2000.0, 50.0, 20_000.0, t("Further points are left out: they may be another cell's"))
        self.height_m = self._length(
            project.settings.map_height_m, 0.0, 200.0, t("Height of the measuring receiver above the ground")
        )
        self.place = QComboBox()
        self.place.addItems([t("by their share"), t("beside the wall"), t("indoors")])
        self.place.setToolTip(
            t("Satellite positions come from outdoors, so a few points inside drawn outlines stood beside the wall")
        )
        self.interpolates = self._box(
            t("Interpolate residuals near measured places"),
            t("Kriging: what the fitted model leaves over is carried to neighbouring places; its uncertainty is shown"),
        )
        self.pattern = self._box(
            t("Correct antenna patterns"),
            t("Fits what the real vertical and horizontal patterns differ from the planned ones"),
        )
        self.devices = self._box(
            t("Bring devices to one level"),
            t("Phones read differently; places that two of them measured tell by how much"),
        )
        self.carry = self._box(
            t("Unmeasured cells take the level too"),
            t("Otherwise they keep the level of their planned power and take only exponents and classes"),
            checked=False,
        )

    def _length(self, value: float, low: float, high: float, tip: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(low, high)
        field.setDecimals(1)
        field.setValue(value)
        field.setSuffix(" m")
        field.setToolTip(tip)
        return field

    def _box(self, text: str, tip: str, *, checked: bool = True) -> QCheckBox:
        box = QCheckBox(text)
        box.setChecked(checked)
        box.setToolTip(tip)
        return box

    def _lay_out(self) -> None:
        t = self._document.t
        page = QWidget()
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(t("Measurements"), self.sets)
        form.addRow(t("Cell column"), self.cell_column)
        form.addRow(t("Cells"), self.cells)
        form.addRow(t("Bins"), self.bin_m)
        form.addRow(t("Distance from"), self.from_m)
        form.addRow(t("Distance to"), self.to_m)
        form.addRow(t("Receiver height"), self.height_m)
        form.addRow(t("Points in outlines"), self.place)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(form)
        for box in (self.interpolates, self.pattern, self.devices, self.carry):
            layout.addWidget(box)
        self.fit_button = QPushButton(t("Calibrate"))
        self.fit_button.setObjectName("primary")
        self.fit_button.setDefault(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.hide()
        layout.addSpacing(6)
        layout.addWidget(self.fit_button)
        layout.addWidget(self.bar)
        layout.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)
        self.setMinimumWidth(WIDTH_PX)

    def _on_set(self, *_args: object) -> None:
        t = self._document.t
        names = {"pci": "PCI", "cell": t("Cell")}
        found = self._document.project.site_map.measurements.get(self.sets.currentData() or "")
        self.cell_column.clear()
        for column in ("cell", "pci"):
            if found is not None and column in found.columns:
                self.cell_column.addItem(names[column], column)
        problem = ""
        if found is None:
            problem = t("Import measurements first (menu File)")
        elif not self.cell_column.count() or "rsrp_dbm" not in found.columns:
            problem = t("This set has no column with the level, or none that names the cell")
        elif not self.cells.count():
            problem = t("The scheme has no cells")
        self.problem = problem
        self.fit_button.setEnabled(not problem)
        self.problemChanged.emit(problem)

    def has_cells(self) -> bool:
        """Whether any cell is ticked."""
        entries = (self.cells.item(index) for index in range(self.cells.count()))
        return any(item.checkState() is Qt.CheckState.Checked for item in entries)

    def set_busy(self, *, busy: bool) -> None:
        """Show that the fit runs, or that another one may start."""
        self.bar.setValue(0)
        self.bar.setVisible(busy)
        self.fit_button.setEnabled(not busy and not self.problem)

    def options(self) -> CalibrationOptions:
        """What the fields say."""
        from planner.engine.calibrate import CalibrationOptions

        entries = [self.cells.item(index) for index in range(self.cells.count())]
        chosen = [item for item in entries if item.checkState() is Qt.CheckState.Checked]
        every = len(chosen) == len(entries)
        return CalibrationOptions(
            cells=() if every else tuple(item.data(Qt.ItemDataRole.UserRole) for item in chosen),
            bin_m=self.bin_m.value(), from_m=self.from_m.value(), to_m=self.to_m.value(),
            receiver_m=self.height_m.value(), outdoor=PLACES[self.place.currentIndex()],
            vertical=self.pattern.isChecked(), horizontal=self.pattern.isChecked(),
            device_offsets=self.devices.isChecked(), interpolates=self.interpolates.isChecked(),
            carries_offset=self.carry.isChecked(),
        )  # fmt: skip
