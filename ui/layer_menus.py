"""Menus of the layer row: all layers by group, receiver heights and storeys, terminals, flows, schemes to compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from planner.engine.layer_request import HeightChoice, heights_of
from planner.io.layers import LAYERS
from planner.model.catalogue import Terminal
from planner.text import N_, Translator

if TYPE_CHECKING:
    from ui.document import Document

Chosen = Callable[[object], None]

#: Layers with a button of their own, and what the button says instead of the full name.
FREQUENT = {
    "rsrp": N_("RSRP"),
    "sinr": N_("SINR"),
    "best_server": N_("Best server"),
    "ul": N_("Uplink rate"),
    "dl": N_("Downlink rate"),
}
#: All layers by what they speak about; a layer that is in no group goes into the last one.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Signal"), ("rsrp", "best_server", "servers", "nlos")),
    (N_("Interference"), ("sinr", "sinr_full", "rsrq")),
    (N_("Rates"), ("dl", "ul")),
    (N_("Uplink"), ("ul_margin", "coupling_loss")),
    (N_("Probability"), ("probability",)),
    (N_("Latency"), ("latency",)),
)
OTHER_GROUP = N_("More")


def grouped() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The groups with the layers that exist, none left out."""
    known = {code for _, codes in GROUPS for code in codes}
    rest = tuple(code for code in LAYERS if code not in known)
    found = [(title, tuple(code for code in codes if code in LAYERS)) for title, codes in GROUPS]
    return tuple((title, codes) for title, codes in [*found, (OTHER_GROUP, rest)] if codes)


def fill_layers(menu: QMenu, t: Translator, current: str, chosen: Chosen) -> None:
    """All layers under their groups."""
    group = _begin(menu)
    for title, codes in grouped():
        menu.addSection(t.code(title))
        for code in codes:
            layer = LAYERS[code]
            action = _add(menu, group, t.code(layer.name), code, code == current, chosen)
            action.setToolTip(t.code(layer.hint) if layer.hint else "")


def fill_heights(menu: QMenu, document: Document, current_m: float | None, chosen: Chosen) -> None:
    """The project's height, the ground, the zones', and the storeys of every building in a menu of its own."""
    t, project = document.t, document.project
    group = _begin(menu)
    own_m = project.settings.map_height_m
    text = t("As in the project: {height} m", height=round(own_m, 2))
    _add(menu, group, text, None, current_m is None, chosen)
    menu.addSeparator()
    buildings: dict[str, QMenu] = {}
    for choice in heights_of(project):
        place = menu
        if choice.building_id:
            if choice.building_id not in buildings:
                name = project.site_map.obstacles[choice.building_id].name or choice.building_id
                if not buildings:
                    menu.addSeparator()
                buildings[choice.building_id] = menu.addMenu(name)
            place = buildings[choice.building_id]
        is_current = current_m is not None and abs(choice.height_m - current_m) < 1e-6
        _add(place, group, height_text(t, choice), choice.height_m, is_current, chosen)


def height_text(t: Translator, choice: HeightChoice) -> str:
    """A height in words."""
    return t.code(choice.label_code, choice.params)


def fill_terminals(menu: QMenu, document: Document, current: str, chosen: Chosen) -> None:
    """The project's terminal and all of the catalogue, each with what it can do."""
    t, catalogue = document.t, document.catalogue
    group = _begin(menu)
    own = catalogue.terminals.get(document.project.settings.map_terminal)
    name = t.pick(own) if own is not None else document.project.settings.map_terminal
    _add(menu, group, t("As in the project: {name}", name=name), "", not current, chosen)
    menu.addSeparator()
    for key, terminal in catalogue.terminals.items():
        action = _add(menu, group, t.pick(terminal), key, key == current, chosen)
        action.setToolTip(terminal_hint(t, terminal))


def terminal_hint(t: Translator, terminal: Terminal) -> str:
    """Power, antenna and layers of a terminal in one line."""
    return t(
        "{power} dBm, antenna {gain} dBi, {dl} layers down, {ul} up, at most {width} MHz",
        power=terminal.tx_power_dbm,
        gain=terminal.antenna_gain_dbi,
        dl=terminal.dl_layers,
        ul=terminal.ul_layers,
        width=terminal.max_bandwidth_mhz,
    )


def fill_flows(menu: QMenu, document: Document, current: str, chosen: Chosen) -> None:
    """The flows whose latency can be shown."""
    t = document.t
    group = _begin(menu)
    for key, flow in document.project.demand.flows.items():
        action = _add(menu, group, flow.name or key, key, key == current, chosen)
        action.setToolTip(t("Target {target} ms", target=flow.latency_target_ms))
    if not document.project.demand.flows:
        menu.addAction(t("There is no flow yet")).setEnabled(False)


def fill_others(menu: QMenu, document: Document, current: str, chosen: Chosen) -> None:
    """No comparison, or one of the other schemes."""
    t = document.t
    group = _begin(menu)
    _add(menu, group, t("No comparison"), "", not current, chosen)
    menu.addSeparator()
    others = [key for key in sorted(document.project.schemes) if key != document.scheme_id]
    for key in others:
        name = document.project.schemes[key].name or key
        _add(menu, group, t("Difference to {name}", name=name), key, key == current, chosen)
    if not others:
        menu.addAction(t("There is only one scheme")).setEnabled(False)


def _begin(menu: QMenu) -> QActionGroup:
    for old in menu.findChildren(QActionGroup):
        old.deleteLater()
    for sub in menu.findChildren(QMenu):
        sub.deleteLater()
    menu.clear()
    menu.setToolTipsVisible(True)
    return QActionGroup(menu)


def _add(menu: QMenu, group: QActionGroup, text: str, value: object, checked: bool, chosen: Chosen) -> QAction:
    action = menu.addAction(text.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(checked)
    action.setData(value)
    group.addAction(action)
    action.triggered.connect(lambda *_checked: chosen(value))
    return action
