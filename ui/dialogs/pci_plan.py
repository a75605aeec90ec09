"""The PCI plan as a dialog: neighbours from the coverage, old and new identities side by side, applied in one step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from planner.errors import PlannerError
from planner.model.edits import ObjectRef
from planner.model.heads import head_sites
from planner.model.network import Network
from planner.text import N_, Translator
from ui.dialogs.boxes import show_file_error
from ui.document import Document
from ui.formatting import error_text
from ui.style import icon
from ui.tables.base import Column, ResultModel, ResultTable

if TYPE_CHECKING:
    from planner.engine.neighbours import Neighbour, Neighbours
    from planner.engine.pci_plan import PciEntry, PciPlan
    from ui.jobs import JobRunner

SIZE = (940, 620)
ALL_PCIS = "0-1007"


@dataclass(frozen=True, slots=True, kw_only=True)
class PciRow:
    """One line of the table: a cell, its entry of the plan, its neighbours."""

    entry: PciEntry
    network: Network
    neighbours: tuple[Neighbour, ...]
    pcis: dict[str, int]


def _cell(t: Translator, row: PciRow) -> str:
    from planner.io.pci_tables import cell_name

    return cell_name(row.network, row.entry.cell_id)


def _site(_t: Translator, row: PciRow) -> str:
    return " + ".join(site.name or site.id for site in head_sites(row.network.cells[row.entry.cell_id], row.network))


def _reason(t: Translator, row: PciRow) -> str:
    from planner.io.pci_tables import reason_text

    return reason_text(t, row.entry, row.network)


def _neighbours(t: Translator, row: PciRow) -> str:
    """All of a cell's neighbours with their new PCIs and how much they overlap."""
    from planner.io.pci_tables import NEIGHBOUR_REASONS, cell_name

    lines = [
        t(
            "{cell}: PCI {pci}, {share} of the area ({why})",
            cell=cell_name(row.network, item.cell_id),
            pci=row.pcis[item.cell_id],
            share=t.percent(item.share, 0),
            why=t.code(NEIGHBOUR_REASONS[item.why]),
        )
        for item in row.neighbours
    ]
    return "\n".join(lines) or t("None")


def _state(row: PciRow) -> str:
    if row.entry.why in ("collision", "confusion", "range"):
        return "warn"
    return "note" if row.entry.new_pci != row.entry.old_pci else "ok"


COLUMNS = (
    Column(title=N_("Cell"), text=_cell, state=_state, width_px=190),
    Column(title=N_("Site"), text=_site, width_px=200),
    Column(title=N_("Band"), text=lambda _t, row: row.network.cells[row.entry.cell_id].band, width_px=70),
    Column(
        title=N_("Old PCI"),
        text=lambda _t, row: str(row.entry.old_pci),
        value=lambda row: float(row.entry.old_pci),
        width_px=80,
    ),
    Column(
        title=N_("New PCI"),
        text=lambda _t, row: str(row.entry.new_pci),
        value=lambda row: float(row.entry.new_pci),
        width_px=80,
    ),
    Column(title=N_("Reason"), text=_reason, width_px=190),
    Column(
        title=N_("Neighbours"),
        text=lambda _t, row: str(len(row.neighbours)),
        value=lambda row: float(len(row.neighbours)),
        hint=N_("Cells a terminal may be handed to, from where coverage overlaps; point at a figure to see them"),
        tip=_neighbours,
        width_px=80,
    ),
)


def find_neighbours(project: Any, scheme_id: str, catalogue: Any, cache: Any, progress: Any) -> Neighbours:
    """The work off the window's thread; with the runner's memory only the counting is left to do."""
    from planner.engine.cache import EngineCache
    from planner.engine.neighbours import scheme_neighbours

    known = cache if isinstance(cache, EngineCache) else None
    return scheme_neighbours(project, scheme_id, catalogue, cache=known, progress=progress)


class PciDialog(QDialog):
    """See the module. The plan follows the fields at once; neighbours are found once, when the dialog opens."""

    def __init__(self, document: Document, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._runner = document, runner
        self._project, self._scheme_id = document.project, document.scheme_id
        self._neighbours: Neighbours = {}
        self._plan: PciPlan | None = None
        self._locked: set[str] = set()
        t = document.t
        self.setWindowTitle(t("PCIs and neighbours"))
        self.resize(*SIZE)
        self.pci_range = QLineEdit(ALL_PCIS)
        self.pci_range.setToolTip(t("PCIs the operator has given to this network, such as 0-99,300-399"))
        self.everything = QCheckBox(t("Plan all cells anew"))
        self.everything.setToolTip(t("Otherwise only cells in conflict change; cells of the public network never do"))
        form = QFormLayout()
        form.addRow(t("PCIs to use"), self.pci_range)
        form.addRow("", self.everything)
        self.summary = QLabel(t("Finding out where coverage overlaps…"))
        self.summary.setWordWrap(True)
        self.model = ResultModel(document, COLUMNS, self._ref_of)
        self.table = ResultTable(document, self.model)
        self.table.setAccessibleName(self.windowTitle())
        self.lock_button = QPushButton(t("Keep this PCI"))
        self.lock_button.setToolTip(t("The selected cell keeps its PCI, whatever the plan says; once more lets it go"))
        self.lock_button.setCheckable(True)
        self.lock_button.setAutoDefault(False)
        self.lock_button.setEnabled(False)
        self.lock_button.clicked.connect(self._on_lock)
        self.table.rowChosen.connect(self._on_row)
        self.plan_button = QPushButton(icon("export"), t("Export plan…"))
        self.lists_button = QPushButton(icon("export"), t("Export neighbour lists…"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.apply_button = buttons.addButton(t("Apply"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.apply_button.setObjectName("primary")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(t("Close"))
        row = QHBoxLayout()
        row.addWidget(self.lock_button)
        for button, ask in ((self.plan_button, self._ask_plan), (self.lists_button, self._ask_lists)):
            button.setAutoDefault(False)
            button.setEnabled(False)
            button.clicked.connect(ask)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        self.apply_button.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.pci_range.textChanged.connect(self._plan_again)
        self.everything.toggled.connect(self._plan_again)
        work = partial(find_neighbours, self._project, self._scheme_id, document.catalogue, runner.cache)
        runner.run(N_("Finding neighbours"), work, self._on_neighbours, self._on_failed)

    @property
    def plan(self) -> PciPlan | None:
        """The plan as shown, None while the neighbours are being found or where the range can't be read."""
        return self._plan

    def _ref_of(self, row: PciRow) -> ObjectRef:
        return ObjectRef("cells", row.entry.cell_id, self._scheme_id)

    def _on_neighbours(self, found: Neighbours) -> None:
        if not isValid(self):
            return  # closed meanwhile
        self._neighbours = found
        if not found:
            name = self._project.schemes[self._scheme_id].name
            self.summary.setText(error_text(self._document.t, PlannerError("pci-nothing-known", name=name)))
            return
        self.lists_button.setEnabled(True)
        self._plan_again()

    def _on_row(self, row: PciRow) -> None:
        self.lock_button.setEnabled(row.entry.why != "public")
        self.lock_button.setChecked(row.entry.cell_id in self._locked)

    def _on_lock(self, *_checked: object) -> None:
        row = self.table.current_row()
        if row is not None:
            self._locked ^= {row.entry.cell_id}
            self._plan_again()

    def _on_failed(self, failure: Any) -> None:
        if isValid(self):
            self.summary.setText(error_text(self._document.t, failure.error))

    def _plan_again(self, *_args: object) -> None:
        from planner.engine.pci_plan import parse_range, plan_pci
        from planner.model.carriers import carrier_groups

        if not self._neighbours:
            return
        network = self._project.schemes[self._scheme_id].network
        try:
            allowed = parse_range(self.pci_range.text())
        except PlannerError as error:
            self._plan = None
            self.table.set_rows(())
            self._say(error_text(self._document.t, error), usable=False)
            return
        groups = carrier_groups({key: network.cells[key] for key in self._neighbours}, self._document.catalogue)
        plan = plan_pci(
            network,
            self._neighbours,
            groups,
            allowed=allowed,
            locked=self._locked,
            everything=self.everything.isChecked(),
        )
        self._plan = plan
        pcis = {key: cell.pci for key, cell in network.cells.items()} | plan.changes
        self.table.set_rows(
            [
                PciRow(entry=entry, network=network, neighbours=self._neighbours[entry.cell_id], pcis=pcis)
                for entry in plan.entries
            ]
        )
        self._say(self._summary(plan, network), usable=True)

    def _summary(self, plan: PciPlan, network: Network) -> str:
        from planner.engine.pci_conflicts import HARD_KINDS
        from planner.io.pci_tables import conflict_text

        t = self._document.t
        changes = t.plural("{n} PCI changes.", "{n} PCIs change.", len(plan.changes))
        hard = [item for item in plan.conflicts if item.kind in HARD_KINDS]
        near = sum(item.kind == "reuse" for item in plan.conflicts)
        soft = len(plan.conflicts) - len(hard) - near
        parts = [changes]
        if hard:
            parts.append(t("Left: {conflict}", conflict=conflict_text(t, hard[0], network)))
            parts.append(t("The range is too small, or cells that keep their PCI are in conflict."))
        else:
            parts.append(t("No collision and no confusion is left."))
        if near:
            parts.append(
                t.plural(
                    "{n} pair that aren't neighbours shares a PCI.",
                    "{n} pairs that aren't neighbours share a PCI.",
                    near,
                )
            )
        if soft:
            parts.append(
                t.plural(
                    "{n} pair of neighbours has the same PCI mod 3.",
                    "{n} pairs of neighbours have the same PCI mod 3.",
                    soft,
                )
            )
        return " ".join(parts) if self._document.lang == "en" else "".join(parts)

    def _say(self, text: str, *, usable: bool) -> None:
        self.summary.setText(text)
        self.plan_button.setEnabled(usable)
        self.apply_button.setEnabled(usable and self._plan is not None and bool(self._plan.changes))

    # -- what it does ------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Give the cells their new PCIs, one undo step; refused where the plan doesn't fit the project any more."""
        from planner.engine.pci_plan import with_pcis

        plan, scheme_id = self._plan, self._scheme_id
        if plan is None:
            return
        text = self._document.t("Plan PCIs")
        if self._document.apply(text, lambda project: with_pcis(project, scheme_id, plan.changes)):
            super().accept()

    def _ask_plan(self) -> None:
        self._ask("pci.csv", self._document.t("Export PCI plan"), self.export_plan)

    def _ask_lists(self) -> None:
        self._ask("neighbours.csv", self._document.t("Export neighbour lists"), self.export_neighbours)

    def _ask(self, name: str, title: str, write: Any) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(self, title, name, self._document.t("Tables (*.csv)"))
        if chosen:
            path = Path(chosen)
            try:
                write(path if path.suffix.lower() == ".csv" else path.with_name(path.name + ".csv"))
            except PlannerError as error:
                show_file_error(self, self._document.t, error)

    def export_plan(self, path: Path) -> None:
        """Write the plan as CSV. Raises `FileError`."""
        from planner.io.pci_tables import write_pci_csv

        if self._plan is not None:
            write_pci_csv(path, self._project, self._scheme_id, self._plan, lang=self._document.lang)

    def export_neighbours(self, path: Path) -> None:
        """Write the neighbour lists, with the planned PCIs, as CSV. Raises `FileError`."""
        from planner.io.pci_tables import write_neighbours_csv

        pcis = self._plan.changes if self._plan is not None else {}
        write_neighbours_csv(path, self._project, self._scheme_id, self._neighbours, pcis, lang=self._document.lang)
