"""What the Plan menu's entries about cells do (`ui.cell_specs`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ui.panels.cell_commands import CELL_COMMANDS, CellCommand

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.document import Document


def cell_handlers(document: Callable[[], Document], window: QWidget) -> dict[str, Callable[[], None]]:
    """What the entries do."""
    handlers: dict[str, Callable[[], None]] = {
        command.name: partial(_do, document, command) for command in CELL_COMMANDS
    }
    return {**handlers, "plan_pci": partial(_plan_pci, document, window)}


def update_cell_actions(document: Document, actions: Mapping[str, Any]) -> None:
    """On where sites or cells are selected; the PCI plan wherever there are cells."""
    chosen = any(ref.kind in ("sites", "cells") for ref in document.selection)
    for command in CELL_COMMANDS:
        actions[command.name].setEnabled(chosen)
    scheme = document.project.schemes.get(document.scheme_id)
    actions["plan_pci"].setEnabled(scheme is not None and bool(scheme.network.cells))


def _do(current: Callable[[], Document], command: CellCommand) -> None:
    """One command on what is selected, as one undo step."""
    document = current()
    refs, catalogue = document.selection, document.catalogue
    document.apply(document.tr(command.button), lambda project: command.edit(project, refs, catalogue))


def _plan_pci(document: Callable[[], Document], window: Any) -> None:
    from ui.dialogs.pci_plan import PciDialog

    PciDialog(document(), window.runner, window).open()
