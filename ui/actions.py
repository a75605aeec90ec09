"""All actions of the window, declared once: words, keys, icons; menus and tool bars are made from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from planner.text import N_, Translator
from ui.action_spec import Spec
from ui.cell_specs import CELL_ACTIONS, CELL_MENU
from ui.style import icon
from ui.tools.map_actions import DRAW_MENU, EDIT_ENTRIES, MAP_ACTIONS, SUBMENU_TITLES

Handler = Callable[[], None]


ACTIONS: Mapping[str, Spec] = MappingProxyType(
    {
        "new": Spec(text=N_("&New from template…"), keys="Ctrl+N", icon="new", needs_project=False),
        "open": Spec(text=N_("&Open…"), keys="Ctrl+O", icon="open", needs_project=False),
        "save": Spec(text=N_("&Save"), keys="Ctrl+S", icon="save"),
        "save_as": Spec(text=N_("Save &as…"), keys="Ctrl+Shift+S"),
        "import_map": Spec(text=N_("Import &map…"), keys="Ctrl+I", needs_project=False),
        "place_picture": Spec(text=N_("Place a &picture or PDF…")),
        "import_measurements": Spec(text=N_("Import m&easurements…")),
        "import_terrain": Spec(text=N_("Import &terrain (GeoTIFF)…")),
        "import_sites": Spec(text=N_("Import s&ites (CSV, Excel)…")),
        "export_quote": Spec(text=N_("&Export quote…"), keys="Ctrl+E", icon="export"),
        "export_map": Spec(text=N_("E&xport map…")),
        "export_picture": Spec(text=N_("Export map &picture…")),
        "export_layer": Spec(text=N_("Export &layer (PNG, GeoTIFF, KMZ)…")),
        "layer_style": Spec(text=N_("&Thresholds and colours…")),
        "quit": Spec(text=N_("&Quit"), keys="Ctrl+Q", needs_project=False),
        "undo": Spec(text=N_("&Undo"), keys="Ctrl+Z", icon="undo"),
        "redo": Spec(text=N_("&Redo"), keys="Ctrl+Shift+Z", icon="redo"),
        "delete": Spec(text=N_("&Delete"), icon="delete", hint=N_("Removes the selected objects")),
        "select_all": Spec(text=N_("Select &all"), keys="Ctrl+A"),
        "find": Spec(text=N_("&Find by name…"), keys="Ctrl+F"),
        "zoom_all": Spec(text=N_("Show &everything"), keys="Ctrl+0", icon="fit"),
        "zoom_in": Spec(text=N_("Zoom &in"), keys="Ctrl++"),
        "zoom_out": Spec(text=N_("Zoom &out"), keys="Ctrl+-"),
        "zoom_selection": Spec(text=N_("Show the &selection"), keys="Ctrl+J", icon="jump"),
        "view_3d": Spec(text=N_("&3D view…"), keys="Ctrl+3", icon="view3d"),
        "show_inspector": Spec(text=N_("&Inspector"), keys="F8", group="+"),
        "show_tables": Spec(text=N_("&Tables"), keys="F9", group="+"),
        "lang_zh": Spec(text="中文", group="lang", needs_project=False),
        "lang_en": Spec(text="English", group="lang", needs_project=False),
        "antenna_library": Spec(
            text=N_("A&ntenna library…"),
            keys="Ctrl+Shift+A",
            hint=N_("Patterns and figures; import MSI or Planet files"),
        ),
        "add_scheme": Spec(text=N_("&Add scheme (copy of this one)"), keys="Ctrl+D", icon="add"),
        "rename_scheme": Spec(text=N_("&Rename scheme…"), keys="F2"),
        "delete_scheme": Spec(text=N_("&Delete scheme")),
        "evaluate": Spec(text=N_("&Evaluate again"), keys="F5", icon="refresh"),
        "cancel": Spec(text=N_("&Cancel the calculation"), keys="Ctrl+."),
        "export_customer": Spec(text=N_("Workbook for the &customer…")),
        "export_internal": Spec(text=N_("Workbook for &internal use…")),
        "structure_baf": Spec(text=N_("Structure &BAF"), group="structure"),
        "calibrate": Spec(
            text=N_("Cali&brate to measurements…"), hint=N_("Fits the path-loss model to imported measurements")
        ),
        "shortcuts": Spec(text=N_("&Keyboard shortcuts"), keys="F1", needs_project=False),
        "about": Spec(text=N_("&About Campus5G"), needs_project=False),
        "tool_select": Spec(
            text=N_("Select and move"),
            keys="V",
            icon="select",
            group="tool",
            hint=N_("Click, Shift+click or drag a frame; drag moves; arrow keys nudge; Delete removes"),
        ),
        "tool_pan": Spec(text=N_("Pan"), keys="H", icon="pan", group="tool", hint=N_("Drag the map; the wheel zooms")),
        "tool_gnb": Spec(
            text=N_("Place a base station (gNB)"),
            keys="G",
            icon="gnb",
            group="tool",
            hint=N_("Click places a site with the band and antenna of the scheme's last cell"),
        ),
        "tool_upf": Spec(
            text=N_("Place a UPF"),
            keys="U",
            icon="upf",
            group="tool",
            hint=N_("Click places a user-plane function on the campus, with its transport link"),
        ),
        "tool_zone": Spec(
            text=N_("Draw a coverage zone"),
            keys="Z",
            icon="zone",
            group="tool",
            hint=N_("Click the corners; double click or Enter ends, Esc gives up"),
        ),
        "tool_building": Spec(
            text=N_("Draw a building"),
            keys="B",
            icon="building",
            group="tool",
            hint=N_("Click the corners; double click or Enter ends, Esc gives up"),
        ),
        "tool_yard": Spec(
            text=N_("Draw a container yard"), keys="Y", icon="yard", group="tool", hint=N_("Drag a rectangle")
        ),
        "tool_measure": Spec(
            text=N_("Measure a distance"), keys="M", icon="measure", group="tool", hint=N_("Click from point to point")
        ),
        "tool_probe": Spec(
            text=N_("Link budget of a place"),
            keys="I",
            icon="probe",
            group="tool",
            hint=N_("Click or drag on the map: every gain and loss there, and what limits the place"),
        ),
        "tool_section": Spec(
            text=N_("Draw a section line"),
            keys="E",
            icon="section",
            group="tool",
            hint=N_("Shows terrain, obstacles and the first Fresnel zone along a line"),
        ),
    }
    | MAP_ACTIONS
    | CELL_ACTIONS
)

TOOL_ACTIONS = tuple(key for key in ACTIONS if key.startswith("tool_"))
SEPARATOR = "-"

#: Menus in their order: title, and actions or sub-menus ("recent", "layers", "language" are filled by the window).
MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("&File"),
        (
            "new",
            "open",
            "@recent",
            SEPARATOR,
            "save",
            "save_as",
            SEPARATOR,
            "import_map",
            "place_picture",
            "import_terrain",
            "import_measurements",
            "import_sites",
            SEPARATOR,
            "export_quote",
            "export_map",
            "export_picture",
            "export_layer",
            SEPARATOR,
            "quit",
        ),
    ),
    (
        N_("&Edit"),
        ("undo", "redo", SEPARATOR, *EDIT_ENTRIES, SEPARATOR, "delete", "select_all", SEPARATOR, "find"),
    ),
    (
        N_("&View"),
        (
            "zoom_all",
            "zoom_in",
            "zoom_out",
            "zoom_selection",
            SEPARATOR,
            "@layers",
            "layer_style",
            "view_3d",
            SEPARATOR,
            "show_inspector",
            "show_tables",
            SEPARATOR,
            "@language",
        ),
    ),
    (N_("&Draw"), DRAW_MENU),
    (
        N_("&Plan"),
        (
            "@tools",
            SEPARATOR,
            *CELL_MENU,
            SEPARATOR,
            "antenna_library",
            "calibrate",
            SEPARATOR,
            "add_scheme",
            "rename_scheme",
            "delete_scheme",
            SEPARATOR,
            "evaluate",
            "cancel",
        ),
    ),
    (N_("&Quote"), ("export_customer", "export_internal", SEPARATOR, "structure_baf")),
    (N_("&Help"), ("shortcuts", "about")),
)
SUBMENUS: Mapping[str, str] = MappingProxyType(
    {"@recent": N_("Open &recent"), "@layers": N_("&Layer"), "@language": N_("&Language"), "@tools": N_("&Tool")}
    | SUBMENU_TITLES
)
CHECKABLE_GROUP = "+"


def make_actions(owner: QWidget, handlers: Mapping[str, Handler]) -> dict[str, QAction]:
    """All actions, connected; those of one group exclude each other, those of group "+" are on or off."""
    actions: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for key, spec in ACTIONS.items():
        action = QAction(owner)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        if spec.keys:
            action.setShortcut(QKeySequence(spec.keys))
        if spec.group:
            action.setCheckable(True)
        if spec.group and spec.group != CHECKABLE_GROUP:
            group = groups.setdefault(spec.group, QActionGroup(owner))
            group.addAction(action)
        action.triggered.connect(_without_argument(handlers[key]))
        owner.addAction(action)
        actions[key] = action
    return actions


def _without_argument(handler: Handler) -> Callable[..., None]:
    def call(*_checked: object) -> None:
        handler()

    return call


def retranslate_actions(actions: Mapping[str, QAction], t: Translator) -> None:
    """Words, and tool tips with keys."""
    for key, action in actions.items():
        spec = ACTIONS[key]
        text = t.code(spec.text)
        action.setText(text)
        plain = plain_text(text)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = f"{plain} ({keys})" if keys else plain
        action.setToolTip(f"{tip}\n{t.code(spec.hint)}" if spec.hint else tip)


def plain_text(text: str) -> str:
    """A menu text without its access key: both "&Open…" and the Chinese "打开(&O)…".

    >>> plain_text("打开(&O)…"), plain_text("&Open…")
    ('打开', 'Open')
    """
    head, mark, tail = text.partition("(&")
    if mark:
        text = head + tail[2:]
    return text.replace("&", "").rstrip("…")
