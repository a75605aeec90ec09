"""The row above the map: which layer it shows, how strong, and a button for everything."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from planner.io.layers import LAYERS
from planner.text import N_
from ui.document import Document
from ui.i18n import follow_language
from ui.style import icon

HINTS = {
    "rsrp": N_("SS-RSRP, received power of the reference signal: how far the network reaches"),
    "sinr": N_("SINR, signal to interference and noise: how good the signal is"),
    "best_server": N_("Which cell serves a place"),
    "ul": N_("Uplink rate of one terminal alone in its cell"),
    "dl": N_("Downlink rate of one terminal alone in its cell"),
    "probability": N_("How likely a place reaches its zone's target, with shadowing"),
    "nlos": N_("Whether the antenna is in sight of a place"),
}


class LayerBar(QWidget):
    """See the module."""

    layerChosen = Signal(str)  # noqa: N815 - Qt's style for signals
    opacityChosen = Signal(float)  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._label = QLabel(objectName="muted")
        self._opacity_label = QLabel(objectName="muted")
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 10, 3)
        layout.setSpacing(4)
        layout.addWidget(self._label)
        for code in LAYERS:
            button = QToolButton()
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setStyleSheet("QToolButton { padding: 3px 8px; border-radius: 4px; }")
            button.clicked.connect(self._emitter(code))
            group.addButton(button)
            self.buttons[code] = button
            layout.addWidget(button)
        layout.addStretch(1)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setValue(70)
        self.opacity.setFixedWidth(90)
        self.opacity.valueChanged.connect(lambda value: self.opacityChosen.emit(value / 100.0))
        self.fit_button = QToolButton()
        self.fit_button.setIcon(icon("fit"))
        self.fit_button.setAutoRaise(True)
        layout.addWidget(self._opacity_label)
        layout.addWidget(self.opacity)
        layout.addWidget(self.fit_button)
        follow_language(document, self)

    def retranslate(self) -> None:
        """Names and hints."""
        t = self.document.t
        self._label.setText(t("Layer"))
        self._opacity_label.setText(t("Strength"))
        self.opacity.setToolTip(t("How strongly the layer covers the map"))
        self.opacity.setAccessibleName(self._opacity_label.text())
        self.fit_button.setToolTip(t("Show everything (Ctrl+0)"))
        self.fit_button.setAccessibleName(self.fit_button.toolTip())
        for code, button in self.buttons.items():
            button.setText(t.code(LAYERS[code].name))
            button.setToolTip(t.code(HINTS[code]) if code in HINTS else "")

    def show_layer(self, code: str) -> None:
        """Mark the layer in use."""
        if code in self.buttons:
            self.buttons[code].setChecked(True)

    def _emitter(self, code: str) -> object:
        def emit(*_checked: object) -> None:
            self.layerChosen.emit(code)

        return emit
