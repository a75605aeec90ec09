"""Actions of drawing and editing the map: words, keys, icons, and which menus and buttons they stand in."""

from collections.abc import Mapping
from types import MappingProxyType

from planner.text import N_
from ui.action_spec import Spec

MAP_ACTIONS: Mapping[str, Spec] = MappingProxyType(
    {
        "tool_cable": Spec(
            text=N_("Lay a radiating cable"),
            keys="Shift+C",
            icon="cable",
            group="tool",
            hint=N_("Click along it from the feeding end; with a cell on a cable selected its route is drawn anew"),
        ),
        "tool_wall": Spec(
            text=N_("Draw a wall"), keys="W", icon="wall", group="tool", hint=N_("Click along the line; Enter ends")
        ),
        "tool_tank": Spec(text=N_("Draw a tank"), keys="K", icon="tank", group="tool"),
        "tool_quay_crane": Spec(
            text=N_("Place a quay crane"), keys="Q", icon="quay_crane", group="tool", hint=N_("Drag turns it")
        ),
        "tool_yard_crane": Spec(
            text=N_("Place a yard crane"), keys="Shift+Q", icon="yard_crane", group="tool", hint=N_("Drag turns it")
        ),
        "tool_trees": Spec(text=N_("Draw trees"), keys="T", icon="trees", group="tool"),
        "tool_water": Spec(text=N_("Draw water"), keys="A", icon="water", group="tool"),
        "tool_road": Spec(
            text=N_("Draw a road"), keys="D", icon="road", group="tool", hint=N_("Click along its middle; Enter ends")
        ),
        "tool_land": Spec(text=N_("Draw land"), keys="L", icon="land", group="tool"),
        "tool_split": Spec(
            text=N_("Split along a line"),
            keys="X",
            icon="split",
            group="tool",
            hint=N_("Draw right across the objects"),
        ),
        "tool_hole": Spec(
            text=N_("Cut out a shape"),
            keys="O",
            icon="hole",
            group="tool",
            hint=N_("Inside it makes a hole, over the edge it takes a bite"),
        ),
        "tool_measure_area": Spec(text=N_("Measure an area"), keys="Shift+M", icon="measure_area", group="tool"),
        "shape_polygon": Spec(text=N_("Shape: polygon"), keys="P", icon="shape_polygon", group="shape"),
        "shape_rectangle": Spec(text=N_("Shape: rectangle"), keys="R", icon="shape_rectangle", group="shape"),
        "shape_rotated": Spec(
            text=N_("Shape: turned rectangle (3 clicks)"), keys="Shift+R", icon="shape_rotated", group="shape"
        ),
        "shape_circle": Spec(text=N_("Shape: circle"), keys="C", icon="shape_circle", group="shape"),
        "shape_line": Spec(text=N_("Shape: strip along a line"), keys="S", icon="shape_line", group="shape"),
        "cut": Spec(text=N_("Cu&t"), keys="Ctrl+X", map_only=True),
        "copy": Spec(text=N_("&Copy"), keys="Ctrl+C", map_only=True),
        "paste": Spec(text=N_("&Paste at the mouse"), keys="Ctrl+V", map_only=True),
        "paste_in_place": Spec(text=N_("Paste at the sa&me coordinates"), keys="Ctrl+Shift+V", map_only=True),
        "array": Spec(text=N_("D&uplicate in a grid…"), keys="Ctrl+Shift+D"),
        "rotate": Spec(text=N_("&Turn by an angle…"), keys="Ctrl+R"),
        "turn_left": Spec(text=N_("Turn 90° &left"), keys="Ctrl+["),
        "turn_right": Spec(text=N_("Turn 90° &right"), keys="Ctrl+]"),
        "mirror_east": Spec(text=N_("&Mirror left and right")),
        "mirror_north": Spec(text=N_("Mirror to&p and bottom")),
        "align_left": Spec(text=N_("Align &left edges"), icon="align_left"),
        "align_centre": Spec(text=N_("Align &centres"), icon="align_centre"),
        "align_right": Spec(text=N_("Align &right edges"), icon="align_right"),
        "align_top": Spec(text=N_("Align &top edges"), icon="align_top"),
        "align_middle": Spec(text=N_("Align &middles"), icon="align_middle"),
        "align_bottom": Spec(text=N_("Align &bottom edges"), icon="align_bottom"),
        "distribute_east": Spec(text=N_("Distribute &horizontally"), icon="distribute_east"),
        "distribute_north": Spec(text=N_("Distribute &vertically"), icon="distribute_north"),
        "group": Spec(text=N_("&Group"), keys="Ctrl+G"),
        "ungroup": Spec(text=N_("U&ngroup"), keys="Ctrl+Shift+G"),
        "lock": Spec(text=N_("Loc&k"), keys="Ctrl+L"),
        "unlock": Spec(text=N_("Unl&ock"), keys="Ctrl+Shift+L"),
        "hide": Spec(text=N_("&Hide"), keys="Ctrl+H"),
        "show_hidden": Spec(text=N_("Sho&w all hidden objects"), keys="Ctrl+Shift+H"),
        "merge": Spec(text=N_("&Merge"), keys="Ctrl+M"),
        "offset": Spec(text=N_("&Grow or shrink…"), keys="Ctrl+Shift+O"),
        "snap_vertices": Spec(text=N_("Snap to &corners"), keys="F3", group="+"),
        "snap_edges": Spec(text=N_("Snap to &edges"), keys="F4", group="+"),
        "snap_angles": Spec(text=N_("Snap to &angles (15°)"), keys="F6", group="+"),
        "snap_grid": Spec(text=N_("Snap to the &grid"), keys="F7", group="+"),
    }
)

SEPARATOR = "-"

#: Buttons of the tool bar that open to several tools; the last one used is on the button.
TOOL_GROUPS: tuple[tuple[str, ...], ...] = (
    (
        "tool_building",
        "tool_yard",
        "tool_wall",
        "tool_tank",
        "tool_quay_crane",
        "tool_yard_crane",
        "tool_trees",
        "tool_water",
        "tool_road",
        "tool_land",
    ),
    ("shape_polygon", "shape_rectangle", "shape_rotated", "shape_circle", "shape_line"),
    ("tool_split", "tool_hole"),
    ("tool_measure", "tool_measure_area", "tool_section"),
)
#: Tools with a button of their own, before those.
SINGLE_TOOLS = ("tool_select", "tool_pan", "tool_probe", "tool_gnb", "tool_upf", "tool_cable", "tool_zone")

#: The menu of drawing, and what its sub-menus (and those of the Edit menu) hold.
DRAW_MENU = ("@draw", "@shape", SEPARATOR, "tool_split", "tool_hole", "merge", "offset", SEPARATOR, "@snap")
EDIT_ENTRIES = ("cut", "copy", "paste", "paste_in_place", "array", SEPARATOR, "@arrange", "@align", "@visible")
SUBMENU_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "@draw": N_("&Object"),
        "@shape": N_("&Shape"),
        "@snap": N_("S&napping"),
        "@arrange": N_("&Turn, mirror, group"),
        "@align": N_("Al&ign, distribute"),
        "@visible": N_("&Lock, hide"),
    }
)
SUBMENU_ENTRIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "@draw": ("tool_zone", *TOOL_GROUPS[0], SEPARATOR, *TOOL_GROUPS[3]),
        "@shape": TOOL_GROUPS[1],
        "@snap": ("snap_vertices", "snap_edges", "snap_angles", "snap_grid"),
        "@arrange": (
            "rotate",
            "turn_left",
            "turn_right",
            "mirror_east",
            "mirror_north",
            SEPARATOR,
            "group",
            "ungroup",
        ),
        "@align": (
            "align_left",
            "align_centre",
            "align_right",
            "align_top",
            "align_middle",
            "align_bottom",
            SEPARATOR,
            "distribute_east",
            "distribute_north",
        ),
        "@visible": ("lock", "unlock", SEPARATOR, "hide", "show_hidden"),
    }
)
#: Actions that need something selected.
NEED_SELECTION = (
    "cut",
    "copy",
    "array",
    "merge",
    "offset",
    "hide",
    *(name for name in SUBMENU_ENTRIES["@arrange"] if name != SEPARATOR),
    *(name for name in SUBMENU_ENTRIES["@align"] if name != SEPARATOR),
    "lock",
    "unlock",
)
