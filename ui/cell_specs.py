"""The Plan menu's entries about cells as data: combine heads, split, share power, and the PCI plan."""

from collections.abc import Mapping
from types import MappingProxyType

from planner.text import N_
from ui.action_spec import Spec
from ui.panels.cell_commands import CELL_COMMANDS

CELL_ACTIONS: Mapping[str, Spec] = MappingProxyType(
    {command.name: Spec(text=command.text, hint=command.hint) for command in CELL_COMMANDS}
    | {
        "plan_pci": Spec(
            text=N_("&PCIs and neighbours…"),
            hint=N_("Proposes physical cell identities without collision and confusion"),
        )
    }
)
CELL_MENU = tuple(CELL_ACTIONS)
