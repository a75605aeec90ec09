"""One antenna of the library: its figures computed from the patterns, both cuts, where the figures come from."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from planner.engine.patterns import broadcast_pattern, has_own_traffic_shape, traffic_pattern
from planner.io.msi_cuts import cuts_of
from planner.model.catalogue import Antenna
from planner.radio.antenna import pattern_figures
from planner.text import Translator
from ui.dialogs.antenna_library_polar import (
    BROADCAST,
    HORIZONTAL_TITLE,
    TRAFFIC,
    VERTICAL_TITLE,
    Curve,
    PolarPlot,
)


def figures_of(antenna: Antenna, t: Translator) -> list[tuple[str, str, str, str]]:
    """Rows (what, traffic beams, broadcast beams, explanation) of an antenna that isn't a cable."""
    traffic, broadcast = pattern_figures(traffic_pattern(antenna)), pattern_figures(broadcast_pattern(antenna))

    def row(title: str, attribute: str, unit: str, hint: str) -> tuple[str, str, str, str]:
        values = (t.number(getattr(figures, attribute), 1) for figures in (traffic, broadcast))
        first, second = (f"{value}{unit}" for value in values)
        return title, first, second, hint

    return [
        row(t("Gain"), "gain_dbi", " dBi", t("Over an antenna that radiates equally all around (dBi)")),
        row(
            t("Horizontal beamwidth"),
            "h_width_deg",
            "°",
            t("Between the directions with half the power (3 dB less) left and right of the beam"),
        ),
        row(
            t("Vertical beamwidth"),
            "v_width_deg",
            "°",
            t("Between the directions with half the power (3 dB less) above and below the beam"),
        ),
        row(
            t("Front to back"),
            "front_to_back_db",
            " dB",
            t("How much weaker the strongest direction within 30° of the back is"),
        ),
    ]


def facts_of(antenna: Antenna, t: Translator) -> list[str]:
    """Sentences about how the antenna is made and measured."""
    facts = [t.plural("{n} port", "{n} ports", antenna.tx_ports)]
    if antenna.array is not None:
        array = antenna.array
        facts.append(
            t(
                "Array of {rows} × {columns} × {polarisations} elements, {sub} a transceiver; steered ±{h}° and ±{v}°; "
                "{beams} SSB beams",
                rows=array.rows,
                columns=array.columns,
                polarisations=array.polarisations,
                sub=array.sub_array,
                h=t.number(array.h_steer_deg),
                v=t.number(array.v_steer_deg),
                beams=array.ssb_beams_h * array.ssb_beams_v,
            )
        )
    if antenna.h_cut_db:
        facts.append(t("Measured pattern, electrical tilt {tilt}°", tilt=t.number(antenna.tilt_deg, 1)))
    if antenna.freq_ghz:
        facts.append(t("at {freq} GHz", freq=t.number(antenna.freq_ghz, 2)))
    return facts


class AntennaView(QWidget):
    """See the module."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._antenna: Antenna | None = None
        self._t = Translator("en")
        self.title = QLabel(objectName="title")
        self.title.setWordWrap(True)
        self.facts = QLabel(objectName="muted")
        self.facts.setWordWrap(True)
        self.source = QLabel(objectName="muted")
        self.source.setWordWrap(True)
        self.source.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(22)
        self.grid.setVerticalSpacing(3)
        self.horizontal = PolarPlot(HORIZONTAL_TITLE, is_vertical=False)
        self.vertical = PolarPlot(VERTICAL_TITLE, is_vertical=True)
        self.tilt_label = QLabel()
        self.tilt = QDoubleSpinBox()
        self.tilt.setRange(-15.0, 30.0)
        self.tilt.setDecimals(1)
        self.tilt.setSingleStep(1.0)
        self.tilt.setSuffix(" °")
        self.tilt.valueChanged.connect(self._plot)
        self.legend = QLabel()
        self.empty = QLabel(objectName="muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.plots = QWidget()
        plots = QHBoxLayout(self.plots)
        plots.setContentsMargins(0, 0, 0, 0)
        plots.setSpacing(6)
        plots.addWidget(self.horizontal, 1)
        plots.addWidget(self.vertical, 1)
        self.below = QHBoxLayout()
        self.below.addWidget(self.legend, 1)
        self.below.addWidget(self.tilt_label)
        self.below.addWidget(self.tilt)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.facts)
        layout.addLayout(self.grid)
        layout.addWidget(self.plots, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(self.below)
        layout.addWidget(self.source)
        self.show_antenna(None, self._t)

    @property
    def antenna(self) -> Antenna | None:
        """The antenna shown."""
        return self._antenna

    def show_antenna(self, antenna: Antenna | None, t: Translator) -> None:
        """Show an antenna; None where nothing is chosen."""
        self._antenna, self._t = antenna, t
        self._clear_grid()
        is_pattern = antenna is not None and antenna.kind != "cable"
        for part in (self.plots, self.legend, self.tilt, self.tilt_label):
            part.setVisible(is_pattern)
        self.empty.setVisible(not is_pattern)
        self.title.setText("" if antenna is None else t.pick(antenna))
        self.facts.setText("" if antenna is None else " · ".join(facts_of(antenna, t)))
        self.source.setText("" if antenna is None else source_text(antenna, t))
        self.empty.setText(t("No antenna of this name") if antenna is None else "")
        if antenna is None:
            return
        if antenna.kind == "cable":
            self._show_cable(antenna)
            return
        self._rows([("", t("Traffic beams"), t("Broadcast (SSB) beams"), ""), *figures_of(antenna, t)])
        self.tilt_label.setText(t("Electrical tilt shown"))
        hint = t("Turns the plot only; a cell's tilt is set in the inspector")
        self.tilt.setToolTip(hint)
        self.tilt_label.setToolTip(hint)
        with QSignalBlocker(self.tilt):
            self.tilt.setValue(antenna.tilt_deg)
        self._plot()

    def _show_cable(self, antenna: Antenna) -> None:
        t = self._t
        head = (t("Frequency"), t("Longitudinal loss"), t("Coupling loss"), "")
        rows = [
            (
                f"{t.number(band.freq_ghz, 2)} GHz",
                f"{t.number(band.longitudinal_loss_db_per_100m, 1)} dB/100 m",
                f"{t.number(band.coupling_loss_db, 0)} dB",
                "",
            )
            for band in antenna.cable_bands
        ]
        self._rows([head, *rows])
        self.empty.setText(
            t(
                "Longitudinal loss: what the cable loses on the way. Coupling loss: from the cable to a dipole 2 m "
                "away, kept by 95 % of the places; 20 lg of the distance beyond. Draw the route with the cable tool."
            )
        )

    def _rows(self, rows: list[tuple[str, str, str, str]]) -> None:
        for number, (title, first, second, hint) in enumerate(rows):
            for column, text in enumerate((title, first, second)):
                label = QLabel(text)
                label.setToolTip(hint)
                if column:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if number == 0:
                    label.setObjectName("muted")
                self.grid.addWidget(label, number, column)
        self.grid.setColumnStretch(3, 1)

    def _clear_grid(self) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()

    def _plot(self, *_args: object) -> None:
        antenna, t = self._antenna, self._t
        if antenna is None or antenna.kind == "cable":
            return
        across_curves: list[Curve] = []
        down_curves: list[Curve] = []
        is_one = not has_own_traffic_shape(antenna) and antenna.gain_dbi == antenna.ssb_gain_dbi
        for broadcast in (False,) if is_one else (False, True):
            across, down, gain_dbi = cuts_of(antenna, broadcast=broadcast)
            below = gain_dbi - max(antenna.gain_dbi, antenna.ssb_gain_dbi)
            colour = BROADCAST if broadcast else TRAFFIC
            for curves, cut in ((across_curves, across), (down_curves, down)):
                levels = tuple(below - value for value in cut)
                curves.append(Curve(levels_db=levels, colour=colour, dashed=broadcast))
        tilt_deg = self.tilt.value()
        self.horizontal.show_curves(across_curves, t)
        turn_deg = tilt_deg - antenna.tilt_deg
        self.vertical.show_curves(down_curves, t, turn_deg=turn_deg, axis_deg=tilt_deg)
        words = [(TRAFFIC, "━━", t("Pattern") if is_one else t("Traffic beams"))]
        if not is_one:
            words.append((BROADCAST, "╍╍", t("Broadcast (SSB) beams")))
        parts = (f'<span style="color:{colour}"><b>{sign}</b></span> {text}' for colour, sign, text in words)
        self.legend.setText(" &nbsp; ".join(parts))


def source_text(antenna: Antenna, t: Translator) -> str:
    """Where the figures come from and how sure they are."""
    sure = t("read in the standard") if antenna.mark == "S" else t("to be checked against the data sheet")
    return t("Source: {source} ({sure})", source=antenna.source, sure=sure)
