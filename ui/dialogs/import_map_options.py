"""What somebody may state about map files: their coordinates, heights that are missing, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QGridLayout, QLabel, QVBoxLayout, QWidget

from planner.errors import FileError
from planner.io.china_crs import cgcs2000_choices
from planner.io.control_points import ControlPoint, fit_placement, sources_of, targets_of
from planner.io.dxf_units import UNITS_M
from planner.io.map_kinds import DEFAULT_HEIGHT_M
from planner.io.map_options import MAX_SIMPLIFY_M
from planner.model.site_map import ObstacleKind
from planner.text import Translator
from ui.dialogs.control_points import ControlPointTable
from ui.formatting import error_text, label_of

if TYPE_CHECKING:
    from planner.io.map_preview import MapPreview

ENCODINGS = (
    ("utf-8", "UTF-8"), ("gb18030", "GB18030 / GBK"), ("big5", "Big5"), ("latin_1", "Latin-1"),
    ("cp1252", "Windows-1252"), ("cp1251", "Windows-1251"), ("cp932", "Shift-JIS"), ("utf-16", "UTF-16"),
)  # fmt: skip
MAX_DEFAULT_HEIGHT_M = 300.0


class CoordinatesPage(QWidget):
    """The coordinate system, and control points for drawings that have none."""

    def __init__(self, t: Translator, project_epsg: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self.crs = QComboBox()
        self.crs.setEditable(True)
        self.crs.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.crs.addItem("", "")
        if project_epsg is not None:
            self.crs.addItem(t("EPSG:{code}, as the project", code=project_epsg), f"EPSG:{project_epsg}")
        for code, name in (
            ("EPSG:4326", t("WGS 84, longitude and latitude")),
            ("GCJ-02", t("GCJ-02: AMap, Tencent, other Chinese web maps")),
            ("BD-09", t("BD-09: Baidu")),
            ("local", t("Metres of the project, no place on the earth")),
            *((code, f"{name}  ({code})") for code, name in cgcs2000_choices()),
        ):
            self.crs.addItem(name, code)
        self.crs.lineEdit().setPlaceholderText(t("EPSG:4547 or any other name"))
        self.found = QLabel(objectName="muted")
        self.found.setWordWrap(True)
        self.points = ControlPointTable(t, (t("Drawing x"), t("Drawing y")))
        self.points_note = QLabel(
            t("A drawing without a coordinate system: two to four points that are known in both. Click into the "
              "drawing to take a place for the chosen row."),
            objectName="muted",
        )  # fmt: skip
        self.points_note.setWordWrap(True)
        form = QFormLayout()
        form.addRow(t("Coordinate system"), self.crs)
        form.addRow("", self.found)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.points_note)
        layout.addWidget(self.points)
        layout.addStretch(1)
        self.points.changed.connect(self.show_fit)
        self.crs.currentTextChanged.connect(lambda *_args: self._enable())

    def show_preview(self, preview: MapPreview) -> None:
        """Say what the files say themselves; control points only for what is in plain metres."""
        t = self._t
        names = list(dict.fromkeys(file.crs for file in preview.files))
        stated = all(file.crs_is_stated for file in preview.files)
        self._is_local = any(file.is_local for file in preview.files)
        shown = ", ".join(t("metres without a place") if name == "local" else name for name in names)
        self.crs.setItemText(0, t("As found: {crs}", crs=shown))
        text = t("The files state it.") if stated else t("Not stated in every file: please check.")
        if self._is_local:
            text = t("A drawing in metres: choose its coordinate system, give control points, or leave it as it is.")
        self.found.setText(text)
        self._enable()

    _is_local = False

    def _enable(self) -> None:
        wanted = self._is_local and self.chosen_crs() in (None, "local")
        for widget in (self.points, self.points_note):
            widget.setVisible(wanted)

    @property
    def takes_points(self) -> bool:
        """Whether control points are asked for."""
        return self._is_local and self.chosen_crs() in (None, "local")

    def chosen_crs(self) -> str | None:
        """The system that was chosen or typed; a bare number is an EPSG code. None: as found."""
        position = self.crs.currentIndex()
        text = self.crs.currentText().strip()
        if position >= 0 and text == self.crs.itemText(position):
            return str(self.crs.itemData(position)) or None
        return f"EPSG:{text}" if text.isdigit() else text or None

    def control_points(self) -> tuple[ControlPoint, ...]:
        """The complete control points, none where they are not asked for."""
        return self.points.points() if self.takes_points else ()

    def show_fit(self) -> None:
        """Scale, turn and residual of the points so far; degrees are only placed by the import."""
        t, points = self._t, self.points.points()
        if len(points) < 2:
            self.points.show_residuals((), t("{n} of at least 2 points", n=len(points)) if points else "")
            return
        if self.points.is_lonlat:
            self.points.show_residuals((), t("The report shows how well the points fit."))
            return
        try:
            placed = fit_placement(sources_of(points), targets_of(points), self.points.fit.currentData())
        except FileError as error:
            self.points.show_residuals((), error_text(t, error))
            return
        text = t(
            "Scale {scale}, turned by {turn}°, residual {rms} m (largest {largest} m)",
            scale=f"{placed.scale:.4f}", turn=f"{placed.rotation_deg:.2f}",
            rms=f"{placed.rms_m:.2f}", largest=f"{max(placed.residuals_m):.2f}",
        )  # fmt: skip
        self.points.show_residuals(placed.residuals_m, text)


class HeightsPage(QWidget):
    """Heights for objects that have none, by kind."""

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self.field = QComboBox()
        self.spins: dict[ObstacleKind, QDoubleSpinBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        half = (len(DEFAULT_HEIGHT_M) + 1) // 2
        for position, (kind, height_m) in enumerate(DEFAULT_HEIGHT_M.items()):
            spin = QDoubleSpinBox()
            spin.setRange(0.1, MAX_DEFAULT_HEIGHT_M)
            spin.setDecimals(1)
            spin.setSuffix(" m")
            spin.setValue(height_m)
            spin.setAccessibleName(label_of(t, kind))
            self.spins[kind] = spin
            row, column = position % half, 2 * (position // half)
            grid.addWidget(QLabel(label_of(t, kind)), row, column)
            grid.addWidget(spin, row, column + 1)
        form = QFormLayout()
        form.addRow(t("Heights are in"), self.field)
        note = QLabel(
            t("Heights of objects that have none. They are marked as assumed and listed as a finding."),
            objectName="muted",
        )
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(note)
        layout.addLayout(grid)
        layout.addStretch(1)

    def show_preview(self, preview: MapPreview) -> None:
        """Offer the fields that hold figures."""
        kept = self.field.currentData()
        self.field.clear()
        self.field.addItem(self._t("height, building:levels and their like"), "")
        for name in dict.fromkeys(name for file in preview.files for name in file.number_fields):
            self.field.addItem(name, name)
        self.field.setCurrentIndex(max(self.field.findData(kept), 0))

    def height_field(self) -> str | None:
        """The chosen field, None for the usual ones."""
        return self.field.currentData() or None

    def heights_m(self) -> Mapping[ObstacleKind, float]:
        """Height by kind."""
        return {kind: spin.value() for kind, spin in self.spins.items()}


class ReadingPage(QWidget):
    """Encoding and unit, which the files are read anew for, and how much outlines are simplified."""

    readAgain = Signal()  # noqa: N815 - Qt's style for signals

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self.encoding = QComboBox()
        self.encoding.addItem(t("find out"), "")
        for code, name in ENCODINGS:
            self.encoding.addItem(name, code)
        self.unit = QComboBox()
        self.unit.addItem(t("as the drawing says"), "")
        for unit in UNITS_M:
            self.unit.addItem(unit, unit)
        self.simplify_m = QDoubleSpinBox()
        self.simplify_m.setRange(0.0, MAX_SIMPLIFY_M)
        self.simplify_m.setDecimals(2)
        self.simplify_m.setSingleStep(0.1)
        self.simplify_m.setSuffix(" m")
        self.simplify_m.setSpecialValueText(t("keep every vertex"))
        form = QFormLayout(self)
        form.addRow(t("Encoding of texts"), self.encoding)
        form.addRow(t("Unit of CAD drawings"), self.unit)
        form.addRow(t("Simplify outlines by at most"), self.simplify_m)
        self.encoding.activated.connect(lambda *_args: self.readAgain.emit())
        self.unit.activated.connect(lambda *_args: self.readAgain.emit())

    def show_preview(self, preview: MapPreview) -> None:
        """Name the encoding that was found."""
        found = ", ".join(dict.fromkeys(file.encoding for file in preview.files if file.encoding))
        if not self.encoding.currentData() and found:
            self.encoding.setItemText(0, self._t("find out ({encoding})", encoding=found))

    def chosen_encoding(self) -> str | None:
        """The stated encoding, None to find it out."""
        return self.encoding.currentData() or None

    def chosen_unit(self) -> str | None:
        """The stated unit, None for the drawing's own."""
        return self.unit.currentData() or None
