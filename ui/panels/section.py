"""The section panel: the chart of the line drawn on the map, what it is drawn between, and the figures of the path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.errors import PlannerError
from planner.model.carriers import carrier_ghz
from planner.model.edits import scheme_of
from planner.model.section import Edges, Ground, Section, edges_of, ground_of, section
from planner.model.site_map import Obstacle
from planner.radio.link_profile import Path as RadioPath
from planner.radio.link_profile import edges_of_section, first_fresnel_radius_m, path_over, receiver_inside
from ui.dialogs.boxes import show_file_error
from ui.document import Document
from ui.i18n import follow_language
from ui.panels.section_chart import SectionChart, Shown, picture
from ui.style import icon
from ui.tools.section import Line, SectionLine

CONTROLS_PX = 236
DEFAULT_SENDER_M, DEFAULT_FREQ_GHZ = 30.0, 3.5
#: A shorter path says nothing.
LEAST_PATH_M = 1.0


class SectionPanel(QWidget):
    """See the module. `lineAsked`: somebody wants to draw a line; `wrote`: a picture was written (its name)."""

    lineAsked = Signal()  # noqa: N815 - Qt's style for signals
    wrote = Signal(str)

    def __init__(self, document: Document, line: SectionLine | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._line: SectionLine | None = None
        self._edges: tuple[Mapping[str, Obstacle], Edges] | None = None
        self._ground: tuple[object, Ground | None] | None = None
        self._stale = True
        self.chart = SectionChart()
        self.sender = QComboBox()
        self.sender_height_m = _spin(0.0, 500.0, 1, " m", DEFAULT_SENDER_M)
        self.freq_ghz = _spin(0.4, 71.0, 3, " GHz", DEFAULT_FREQ_GHZ)
        self.receiver_height_m = _spin(0.0, 500.0, 1, " m", document.project.settings.map_height_m)
        self.figures = QLabel()
        self.figures.setWordWrap(True)
        self.figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._build()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.refresh)
        self.sender.currentIndexChanged.connect(self._mark_stale)
        for spin in (self.sender_height_m, self.freq_ghz, self.receiver_height_m):
            spin.valueChanged.connect(self._mark_stale)
        for signal in (document.projectChanged, document.previewChanged, document.schemeChanged):
            signal.connect(self._mark_stale)
        document.projectOpened.connect(self._on_opened)
        if line is not None:
            self.follow(line)
        follow_language(document, self)

    def _build(self) -> None:
        self._labels = {name: QLabel() for name in ("sender", "sender_height", "freq", "receiver_height")}
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(3)
        fields = (self.sender, self.sender_height_m, self.freq_ghz, self.receiver_height_m)
        for label, field in zip(self._labels.values(), fields, strict=True):
            label.setBuddy(field)
            form.addRow(label, field)
        self.sender.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sender.setMinimumContentsLength(10)
        self.draw_button, self.swap_button = _button("section"), _button("refresh")
        self.export_button, self.clear_button = _button("export"), _button("delete")
        self.draw_button.clicked.connect(self.lineAsked)
        self.swap_button.clicked.connect(self.swap)
        self.export_button.clicked.connect(self.ask_export)
        self.clear_button.clicked.connect(self.clear)
        buttons = QHBoxLayout()
        for button in (self.draw_button, self.swap_button, self.export_button, self.clear_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QWidget()
        left.setFixedWidth(CONTROLS_PX)
        column = QVBoxLayout(left)
        column.setContentsMargins(10, 6, 6, 6)
        column.setSpacing(4)
        column.addLayout(buttons)
        column.addLayout(form)
        column.addWidget(self.figures, 1, Qt.AlignmentFlag.AlignTop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(left)
        layout.addWidget(self.chart, 1)

    def retranslate(self) -> None:
        """All texts."""
        t = self.document.t
        for name, text in (
            ("sender", t("From")), ("sender_height", t("Height at A")), ("freq", t("Frequency")),
            ("receiver_height", t("Height at B")),
        ):  # fmt: skip
            self._labels[name].setText(text)
        for button, text in (
            (self.draw_button, t("Draw a section line")), (self.swap_button, t("Swap A and B")),
            (self.export_button, t("Export the section as a picture…")), (self.clear_button, t("Clear the line")),
        ):  # fmt: skip
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.chart.setAccessibleName(t("Section"))
        self._fill_senders((), keep="")
        self._mark_stale()

    # -- the line ----------------------------------------------------------------------------------------------------

    def follow(self, line: SectionLine) -> None:
        """Show the section of this line, live."""
        self._line = line
        line.changed.connect(self._mark_stale)
        self._mark_stale()

    @property
    def ends(self) -> Line | None:
        """The line's ends, None without one."""
        return self._line.ends if self._line is not None else None

    def swap(self, *_checked: object) -> None:
        """Look the other way."""
        if self._line is not None and self._line.ends is not None:
            first, last = self._line.ends
            self._line.set_ends((last, first))

    def clear(self, *_checked: object) -> None:
        """Take the line off the map."""
        if self._line is not None:
            self._line.set_ends(None)

    def _on_opened(self) -> None:
        """Another project: the line lies nowhere in it."""
        self.clear()
        self.receiver_height_m.setValue(self.document.project.settings.map_height_m)

    # -- showing -----------------------------------------------------------------------------------------------------

    def _mark_stale(self, *_args: object) -> None:
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up."""
        super().showEvent(event)
        if self._stale:
            self._soon.start()

    def refresh(self) -> None:
        """Cut the shown project along the line."""
        self._soon.stop()
        self._stale = False
        t, ends = self.document.t, self.ends
        for button in (self.swap_button, self.export_button, self.clear_button):
            button.setEnabled(ends is not None)
        if ends is None:
            self.chart.show_section(None, t("Draw a line on the map to see what stands along it."))
            self.figures.setText("")
            return
        cut = self._section(ends)
        self._fill_senders(
            tuple((mast.cell_id, mast.name) for mast in cut.masts), keep=str(self.sender.currentData() or "")
        )
        shown = self._shown(cut)
        self.chart.show_section(shown)
        self.figures.setText(self.figures_text(shown, separator="\n"))

    def _section(self, ends: Line) -> Section:
        project = self.document.shown_project
        obstacles = project.site_map.obstacles
        if self._edges is None or self._edges[0] is not obstacles:
            self._edges = (obstacles, edges_of(obstacles.values()))
        terrain = project.site_map.terrain
        if self._ground is None or self._ground[0] != terrain:
            self._ground = (terrain, ground_of(project.site_map, project.assets))
        scheme = project.schemes.get(self.document.scheme_id)
        return section(
            project.site_map,
            *ends,
            network=scheme.network if scheme is not None else None,
            edges=self._edges[1],
            ground=self._ground[1],
        )

    def _fill_senders(self, masts: tuple[tuple[str, str], ...], *, keep: str) -> None:
        """The start of the line, and the antennas near it; a choice whose antenna is gone falls back to the start."""
        entries = [("", self.document.t("Start of the line (A)")), *masts]
        if entries != [(self.sender.itemData(n), self.sender.itemText(n)) for n in range(self.sender.count())]:
            with QSignalBlocker(self.sender):
                self.sender.clear()
                for cell_id, name in entries:
                    self.sender.addItem(name, cell_id)
                self.sender.setCurrentIndex(max(self.sender.findData(keep), 0))
        at_start = not self.sender.currentData()
        self.sender_height_m.setEnabled(at_start)
        self.freq_ghz.setEnabled(at_start)

    def _shown(self, cut: Section) -> Shown:
        t, cell_id = self.document.t, str(self.sender.currentData() or "")
        mast = next((item for item in cut.masts if item.cell_id == cell_id), None)
        rx_height = cut.ground[-1][1] + self.receiver_height_m.value()
        tx_at = mast.at_m if mast is not None else 0.0
        tx_height = mast.height_m if mast is not None else cut.ground[0][1] + self.sender_height_m.value()
        freq_ghz = self.freq_ghz.value()
        if mast is not None:
            band = self.document.catalogue.bands.get(mast.band)
            network = scheme_of(self.document.project, self.document.scheme_id).network
            cell = network.cells.get(cell_id)
            if band is not None:
                freq_ghz = band.freq_ghz if cell is None else carrier_ghz(cell, band)
            for spin, value in ((self.freq_ghz, freq_ghz), (self.sender_height_m, mast.height_m - mast.ground_m)):
                with QSignalBlocker(spin):
                    spin.setValue(value)
        path: RadioPath | None = None
        if cut.length_m - tx_at >= LEAST_PATH_M:
            edges = edges_of_section(cut, tx_at, rx_height)
            path = path_over(edges, cut.length_m - tx_at, tx_height, rx_height, freq_ghz)
        return Shown(
            cut=cut, t=t, tx_at_m=tx_at, tx_height_m=tx_height, rx_height_m=rx_height, path=path, cell_id=cell_id
        )

    def figures_text(self, shown: Shown, *, separator: str) -> str:
        """The path in words and figures."""
        t, path = shown.t, shown.path
        if path is None:
            return t("The antenna stands at the receiver's end: swap A and B.")
        parts = [t("Path {length} m, free space {loss} dB", length=_one(path.slant_m), loss=_one(path.free_space_db))]
        at_m = path.worst_m if path.worst_m is not None else path.length_m / 2.0
        radius_m = float(first_fresnel_radius_m(at_m, path.length_m - at_m, path.wavelength_m))
        if path.clearance_m is None or path.clearance_share is None:
            parts.append(t("Nothing in between; first Fresnel zone {radius} m at the middle", radius=_one(radius_m)))
        else:
            parts.append(
                t(
                    "Clearance {clearance} m, {share} of the first Fresnel zone ({radius} m)",
                    clearance=_one(path.clearance_m),
                    share=t.percent(path.clearance_share, 0),
                    radius=_one(radius_m),
                )
            )
        verdicts = {
            "clear": t("Clear (60% of the zone free)"),
            "narrow": t("In sight, but less than 60% of the zone is free"),
            "blocked": t("No line of sight"),
        }
        parts.append(
            t("{verdict}; diffraction {loss} dB", verdict=verdicts[shown.verdict], loss=_one(path.diffraction_db))
        )
        inside = receiver_inside(shown.cut, shown.rx_height_m)
        if inside is not None:
            parts.append(t("The receiver is inside {name}: without its wall loss", name=inside.name or inside.id))
        if any(not cut.counts and cut.kind.value.endswith("crane") for cut in shown.cut.cuts):
            parts.append(t("Cranes are lattice work: drawn, not counted"))
        if shown.cut.has_terrain:
            parts.append(t("The coverage map takes the ground as flat"))
        return separator.join(parts)

    # -- export ------------------------------------------------------------------------------------------------------

    def ask_export(self, *_checked: object) -> None:
        """Choose where the picture goes."""
        t = self.document.t
        name = self.document.path.with_suffix("").name if self.document.path is not None else "campus5g"
        start = str(Path(f"{name} {t('section')}.png"))
        chosen, _filter = QFileDialog.getSaveFileName(self, t("Export section"), start, t("PNG pictures (*.png)"))
        if chosen:
            path = Path(chosen)
            self.export(path if path.suffix.lower() == ".png" else path.with_name(path.name + ".png"))

    def export(self, path: Path) -> bool:
        """Write the section as a PNG; False (and a message) where that fails."""
        from planner.io.atomic import write_bytes
        from ui.files import png_bytes

        self.refresh()
        shown = self.chart.shown
        if shown is None:
            return False
        t = self.document.t
        title = t(
            "{project}: section A–B, {length} m", project=self.document.project.name, length=_one(shown.cut.length_m)
        )
        try:
            write_bytes(path, png_bytes(picture(shown, title, self.figures_text(shown, separator="   "))))
        except PlannerError as error:
            show_file_error(self, t, error)
            return False
        self.wrote.emit(path.name)
        return True


def _one(value: float) -> float:
    """One decimal, for texts that format their parameters."""
    return round(value, 1)


def _spin(low: float, high: float, digits: int, suffix: str, value: float) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setRange(low, high)
    spin.setDecimals(digits)
    spin.setSuffix(suffix)
    spin.setValue(value)
    spin.setKeyboardTracking(False)
    return spin


def _button(name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setAutoRaise(True)
    return button
