"""Capacity: load of every cell, and what every slice asks of it against what it is granted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from planner.model.edits import ObjectRef
from planner.text import N_, Translator
from ui.document import Document
from ui.formatting import object_name, percent
from ui.tables.bars import ShareBar
from ui.tables.base import Column, ResultModel, ResultTable

if TYPE_CHECKING:
    from planner.engine.results import CellResult, Results, SliceLoad

BAR_PX = 136


class CellRow(NamedTuple):
    """A cell by name, with its load."""

    name: str
    band: str
    result: CellResult


class SliceRow(NamedTuple):
    """A slice in a cell by name, with its shares."""

    slice_name: str
    cell_name: str
    result: SliceLoad


def _state(row: CellRow) -> str:
    worst = max(row.result.load_dl, row.result.load_ul)
    return "bad" if worst > 1 or not row.result.converged else "warn" if row.result.over_ceiling else "ok"


def _state_text(t: Translator, row: CellRow) -> str:
    match _state(row):
        case "bad":
            return t("Overloaded")
        case "warn":
            return t("Above the ceiling")
        case _:
            return t("Has room")


def cell_columns() -> tuple[Column, ...]:
    """Columns of the cells' table."""
    return (
        Column(title=N_("Cell"), text=lambda _t, r: r.name),
        Column(title=N_("Band"), text=lambda _t, r: r.band),
        Column(title=N_("State"), text=_state_text, state=_state),
        Column(
            title=N_("UL load"), text=lambda t, r: percent(t, r.result.load_ul, 0), value=lambda r: r.result.load_ul,
            hint=N_("Share of the cell's uplink resources in use in the busy hour; the tick is the planned ceiling"),
            width_px=BAR_PX,
        ),
        Column(
            title=N_("DL load"), text=lambda t, r: percent(t, r.result.load_dl, 0), value=lambda r: r.result.load_dl,
            hint=N_("Share of the cell's downlink resources in use in the busy hour; the tick is the planned ceiling"),
            width_px=BAR_PX,
        ),
        Column(
            title=N_("of it others"), value=lambda r: max(r.result.background_ul, r.result.background_dl),
            text=lambda t, r: f"{percent(t, r.result.background_ul, 0)} / {percent(t, r.result.background_dl, 0)}",
            hint=N_("Uplink / downlink load of other (public) users of the cell"),
        ),
    )  # fmt: skip


def _slice_state(row: SliceRow) -> str:
    asked, granted = row.result, row.result
    short = asked.demand_ul > granted.granted_ul + 1e-6 or asked.demand_dl > granted.granted_dl + 1e-6
    return "bad" if short else "ok"


def slice_columns() -> tuple[Column, ...]:
    """Columns of the slices' table."""

    def share(field: str) -> dict[str, Any]:
        return {
            "text": lambda t, r: percent(t, getattr(r.result, field), 0),
            "value": lambda r: getattr(r.result, field),
            "width_px": BAR_PX - 32,
        }

    return (
        Column(title=N_("Slice"), text=lambda _t, r: r.slice_name, state=_slice_state),
        Column(title=N_("in cell"), text=lambda _t, r: r.cell_name),
        Column(
            title=N_("UL asked"),
            hint=N_("What the slice's flows ask of the cell, share of its PRBs"),
            **share("demand_ul"),
        ),
        Column(title=N_("UL granted"), hint=N_("What its radio resource policy grants"), **share("granted_ul")),
        Column(
            title=N_("DL asked"),
            hint=N_("What the slice's flows ask of the cell, share of its PRBs"),
            **share("demand_dl"),
        ),
        Column(title=N_("DL granted"), hint=N_("What its radio resource policy grants"), **share("granted_dl")),
    )


class CapacityPanel(QWidget):
    """Cells left, slices right."""

    jumped = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._bar = ShareBar(self)
        self._slice_bar = ShareBar(self)

        def cell_ref(row: CellRow | SliceRow) -> ObjectRef:
            return ObjectRef("cells", row.result.cell_id, document.scheme_id)

        def slice_ref(row: SliceRow) -> ObjectRef:
            return ObjectRef("slices", row.result.slice_id, document.scheme_id)

        self.cells = _with_bars(ResultTable(document, ResultModel(document, cell_columns(), cell_ref), self), self._bar)
        slices = ResultTable(document, ResultModel(document, slice_columns(), slice_ref), self)
        self.slices = _with_bars(slices, self._slice_bar)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        for table in (self.cells, self.slices):
            table.jumped.connect(self.jumped)
            splitter.addWidget(table)
        splitter.setSizes([650, 740])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def show_results(self, results: Results | None) -> None:
        """Show the loads of some results."""
        document = self.document
        project = document.shown_project
        scheme = project.schemes.get(document.scheme_id)
        if results is None or scheme is None:
            self.cells.set_rows(())
            self.slices.set_rows(())
            return
        self._bar.ceiling = scheme.network.load_ceiling

        def cell_name(cell_id: str) -> str:
            return object_name(project, ObjectRef("cells", cell_id, scheme.id))

        cells = scheme.network.cells
        self.cells.set_rows(
            [CellRow(cell_name(key), cells[key].band, value) for key, value in results.cells.items() if key in cells]
        )
        self.slices.set_rows(
            [
                SliceRow(scheme.slices[load.slice_id].name, cell_name(load.cell_id), load)
                for load in results.slice_loads
                if load.slice_id in scheme.slices and load.cell_id in cells
            ]
        )


def _with_bars(table: ResultTable, bar: ShareBar) -> ResultTable:
    for position, column in enumerate(table.result_model.columns):
        if column.width_px:
            table.setItemDelegateForColumn(position, bar)
    return table
