"""The row above the map: which layer it shows, at which height, for which terminal, against which scheme, how strong.

Frequent layers have buttons, all are in a menu by group. What doesn't fit into a narrow window goes: first words, then
buttons whose layers the menu has too.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QMenu, QSizePolicy, QSlider, QToolButton, QWidget

from planner.engine.layer_request import heights_of
from planner.io.layers import LAYERS
from planner.model.project import Project
from planner.text import Translator
from ui.document import Document
from ui.i18n import follow_language
from ui.layer_menus import FREQUENT, fill_flows, fill_heights, fill_layers, fill_others, fill_terminals, height_text
from ui.style import icon

BUTTON_STYLE = "QToolButton { padding: 3px 7px; border-radius: 4px; } QToolButton::menu-indicator { image: none; }"
#: Names in the row are cut at this width; the menu and the tooltip have them in full.
NAME_PX, SHORT_NAME_PX, WIDE_SLIDER_PX, NARROW_SLIDER_PX = 116, 56, 90, 54


class LayerBar(QWidget):
    """See the module. What is chosen is in `Document.view_state`."""

    layerChosen = Signal(str)  # noqa: N815 - Qt's style for signals
    opacityChosen = Signal(float)  # noqa: N815
    styleAsked = Signal()  # noqa: N815
    exportAsked = Signal()  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._label = QLabel(objectName="muted")
        self._opacity_label = QLabel(objectName="muted")
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        for code in FREQUENT:
            button = _button()
            button.setCheckable(True)
            button.clicked.connect(self._emitter(code))
            self._group.addButton(button)
            self.buttons[code] = button
        self.more, self.height_button, self.terminal = _menu_button(), _menu_button(), _menu_button()
        self.flow, self.other = _menu_button(), _menu_button()
        self.more.setCheckable(True)
        self._group.addButton(self.more)
        self.style_button = _button()
        self.style_button.setIcon(icon("palette"))
        self.style_button.clicked.connect(self.styleAsked)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setValue(70)
        self.opacity.valueChanged.connect(lambda value: self.opacityChosen.emit(value / 100.0))
        self.fit_button = _button()
        self.fit_button.setIcon(icon("fit"))
        self._lay_out()
        self._connect()
        follow_language(document, self)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 10, 3)
        layout.setSpacing(3)
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # `_fit` makes room, not the window
        layout.addWidget(self._label)
        for button in (*self.buttons.values(), self.more):
            layout.addWidget(button)
        layout.addSpacing(8)
        for button in (self.height_button, self.terminal, self.flow, self.other):
            layout.addWidget(button)
        layout.addStretch(1)
        for widget in (self.style_button, self._opacity_label, self.opacity, self.fit_button):
            layout.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        document, state = self.document, self.document.view_state
        fills = (
            (self.more, lambda menu: fill_layers(menu, document.t, state.choice.code, self._choose_layer)),
            (
                self.height_button,
                lambda menu: fill_heights(menu, document, state.choice.height_m, self._chooser("height_m")),
            ),
            (
                self.terminal,
                lambda menu: fill_terminals(menu, document, state.choice.terminal, self._chooser("terminal")),
            ),
            (self.flow, lambda menu: fill_flows(menu, document, state.choice.flow_id, self._chooser("flow_id"))),
            (self.other, lambda menu: fill_others(menu, document, state.choice.other_id, self._chooser("other_id"))),
        )
        for button, fill in fills:
            menu = button.menu()
            menu.aboutToShow.connect(_filler(fill, menu))
        self.more.menu().aboutToHide.connect(self._show_choice)  # an unmade choice unchecks nothing
        state.choiceChanged.connect(self._show_choice)
        document.projectChanged.connect(self._show_choice)
        document.schemeChanged.connect(self._on_scheme)

    def retranslate(self) -> None:
        """Names and hints."""
        t = self.document.t
        self._label.setText(t("Layer"))
        self._opacity_label.setText(t("Strength"))
        self.opacity.setToolTip(t("How strongly the layer covers the map"))
        self.opacity.setAccessibleName(self._opacity_label.text())
        self.fit_button.setToolTip(t("Show everything (Ctrl+0)"))
        self.style_button.setToolTip(t("Thresholds and colours of the layer…"))
        for button in (self.fit_button, self.style_button):
            button.setAccessibleName(button.toolTip())
        for code, button in self.buttons.items():
            layer = LAYERS[code]
            button.setText(t.code(FREQUENT[code]))
            button.setToolTip(_with_hint(t.code(layer.name), t.code(layer.hint) if layer.hint else ""))
        self._show_choice()

    def show_layer(self, code: str) -> None:
        """Mark the layer in use."""
        button = self.buttons.get(code, self.more)
        button.setChecked(True)

    # -- what is chosen ----------------------------------------------------------------------------------------------

    def _choose_layer(self, code: object) -> None:
        self.layerChosen.emit(str(code))

    def _chooser(self, name: str) -> object:
        def choose(value: object) -> None:
            self.document.view_state.choose(**{name: value})

        return choose

    def _emitter(self, code: str) -> object:
        def emit(*_checked: object) -> None:
            self.layerChosen.emit(code)

        return emit

    def _on_scheme(self, scheme_id: str) -> None:
        """A scheme isn't compared with itself."""
        if self.document.view_state.choice.other_id == scheme_id:
            self.document.view_state.choose(other_id="")
        self._show_choice()

    def _show_choice(self, *_args: object) -> None:
        document, t = self.document, self.document.t
        choice, project = document.view_state.choice, document.project
        layer = LAYERS[choice.code]
        self.show_layer(choice.code)
        more = t.code(layer.name) if choice.code not in FREQUENT else t("More")
        hint = t.code(layer.hint) if choice.code not in FREQUENT and layer.hint else t("All layers, by group")
        self._say(self.more, more, hint)
        self._say(self.height_button, _height_name(project, choice.height_m, t), t("Receiver height or storey"))
        terminal = document.catalogue.terminals.get(choice.terminal or project.settings.map_terminal)
        name = t.pick(terminal) if terminal is not None else t("Terminal")
        self._say(
            self.terminal,
            name,
            t("Kind of terminal that quality, rates and uplink are computed for, here and for the probed place"),
        )
        flow = project.demand.flows.get(choice.flow_id)
        self._say(self.flow, flow.name if flow is not None else t("Flow"), t("Flow whose latency the map shows"))
        self.flow.setVisible(choice.code == "latency")
        other = project.schemes.get(choice.other_id)
        text = t("Compare") if other is None else t("minus {name}", name=other.name or other.id)
        self._say(self.other, text, t("Difference of this layer to another scheme"))
        self.other.setEnabled(choice.code != "best_server")
        self._fit()

    def _say(self, button: QToolButton, text: str, hint: str) -> None:
        button.setToolTip(_with_hint(text, hint))
        button.setAccessibleName(text)

    def _cut(self, width_px: int) -> None:
        """Names on the buttons of menus, as wide as that at most."""
        for button in (self.more, self.height_button, self.terminal, self.flow, self.other):
            shown = QFontMetrics(button.font()).elidedText(
                button.accessibleName(), Qt.TextElideMode.ElideRight, width_px
            )
            button.setText(f"{shown} ▾")

    # -- room --------------------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The window may be as narrow as the map allows."""
        return QSize(120, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show what fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Let things go until the rest fits; a button in use stays."""
        self.opacity.setFixedWidth(WIDE_SLIDER_PX)
        self._cut(NAME_PX)
        spare: list[QWidget] = [self._opacity_label, self._label]
        spare += [button for button in reversed(self.buttons.values()) if not button.isChecked()]
        for widget in spare:
            widget.setVisible(True)
        layout = self.layout()
        if layout is None:
            return
        for widget in (None, *spare):
            layout.activate()
            if layout.sizeHint().width() <= self.width():
                return
            if widget is None:
                self.opacity.setFixedWidth(NARROW_SLIDER_PX)
            else:
                widget.setVisible(False)
        layout.activate()
        if layout.sizeHint().width() > self.width():
            self._cut(SHORT_NAME_PX)


def _button() -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setStyleSheet(BUTTON_STYLE)
    return button


def _menu_button() -> QToolButton:
    button = _button()
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(QMenu(button))
    return button


def _filler(fill: object, menu: QMenu) -> object:
    def run() -> None:
        fill(menu)  # type: ignore[operator]

    return run


def _with_hint(text: str, hint: str) -> str:
    return f"{text}\n{hint}" if hint else text


def _height_name(project: Project, height_m: float | None, t: Translator) -> str:
    """The height as the row says it: a storey by its words, everything else in metres."""
    shown_m = project.settings.map_height_m if height_m is None else height_m
    storeys = [choice for choice in heights_of(project) if abs(choice.height_m - shown_m) < 1e-6]
    if height_m is not None and storeys and all(choice.building_id for choice in storeys):
        return height_text(t, storeys[0])
    return t("{height} m", height=round(shown_m, 2))
