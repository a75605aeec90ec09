"""Services and latency: one row a flow, and the waterfall of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from planner.model.demand import Flow
from planner.model.edits import ObjectRef
from planner.text import N_, Translator
from ui.document import Document
from ui.formatting import DASH, VERDICT_STATES, issue_text, label_of, number, percent
from ui.i18n import follow_language
from ui.tables.base import Column, ResultModel, ResultTable
from ui.tables.waterfall import Waterfall

if TYPE_CHECKING:
    from planner.engine.results import FlowResult, Results


class Row(NamedTuple):
    """A flow as asked for, and what it gets."""

    flow: Flow
    result: FlowResult


def percentile_name(share: float) -> str:
    """How a percentile is written: 0.99 is P99, 0.9999 is P99.99."""
    return f"P{share * 100:.6g}"


def _target(t: Translator, row: Row) -> str:
    return f"{number(t, row.flow.latency_target_ms, None)} {percentile_name(row.flow.latency_percentile)}"


def _latency(field: str) -> Any:
    def value(row: Row) -> float | None:
        return None if row.result.latency is None else float(getattr(row.result.latency, field))

    return value


def _reason(t: Translator, row: Row) -> str:
    if row.result.reasons:
        text = issue_text(t, row.result.reasons[0])
        return text.removeprefix(row.flow.name).lstrip(":： ")  # the row names the flow already
    if row.result.headroom > 0:
        return t("Room for {n} more", n=row.result.headroom)
    return DASH


def columns() -> tuple[Column, ...]:
    """The columns."""
    mean, p99, p999 = _latency("mean_ms"), _latency("p99_ms"), _latency("p999_ms")
    return (
        Column(title=N_("Flow"), text=lambda _t, r: r.flow.name),
        Column(
            title=N_("Verdict"), text=lambda t, r: label_of(t, r.result.verdict), tip=_reason,
            state=lambda r: VERDICT_STATES[r.result.verdict],
            hint=N_("Whether rate, reliability and latency are all reached"),
        ),
        Column(
            title=N_("Terminals"), text=lambda t, r: number(t, r.flow.count), value=lambda r: r.flow.count, width_px=80
        ),
        Column(
            title=N_("UL: edge / needed"), value=lambda r: r.result.ul_edge_mbps,
            text=lambda t, r: f"{number(t, r.result.ul_edge_mbps, 1)} / {number(t, r.flow.ul_mbps, None)}",
            hint=N_("Uplink Mbit/s per terminal: what 95 % of the places offer under load, and what is asked for"),
        ),
        Column(
            title=N_("DL: edge / needed"), value=lambda r: r.result.dl_edge_mbps,
            text=lambda t, r: f"{number(t, r.result.dl_edge_mbps, 1)} / {number(t, r.flow.dl_mbps, None)}",
            hint=N_("Downlink Mbit/s per terminal: what 95 % of the places offer under load, and what is asked for"),
        ),
        Column(
            title=N_("Mean, ms"), text=lambda t, r: number(t, mean(r), 1), value=mean, width_px=74,
            hint=N_("Mean latency from end to end, in the direction the flow counts"),
        ),
        Column(
            title=N_("P99"), text=lambda t, r: number(t, p99(r), 1), value=p99, width_px=62,
            hint=N_("Latency in ms that 99 of 100 messages keep"),
        ),
        Column(
            title=N_("P99.9"), text=lambda t, r: number(t, p999(r), 1), value=p999, width_px=66,
            hint=N_("Latency in ms that 999 of 1000 messages keep"),
        ),
        Column(
            title=N_("Target, ms"), text=_target, value=lambda r: r.flow.latency_target_ms, width_px=92,
            hint=N_("Latency asked for, and the share of messages that must keep it (P99: 99 %)"),
        ),
        Column(
            title=N_("On time"), text=lambda t, r: percent(t, r.result.probability_of_target, 1), width_px=72,
            value=lambda r: r.result.probability_of_target, hint=N_("Share of messages that keep the latency target"),
        ),
        Column(
            title=N_("Reason or room"), text=_reason,
            hint=N_("What fails first, or how many more terminals would fit"),
        ),
    )  # fmt: skip


class ServicesPanel(QWidget):
    """Table left, waterfall right."""

    jumped = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        model = ResultModel(document, columns(), lambda row: ObjectRef("flows", row.flow.id))
        self.table = ResultTable(document, model, self)
        self.waterfall = Waterfall(document, self)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self.table)
        splitter.addWidget(self.waterfall)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([970, 390])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.table.jumped.connect(self.jumped)
        self.table.rowChosen.connect(self._show_row)
        follow_language(document, self)

    def retranslate(self) -> None:
        """The chosen flow's title holds words."""
        self._show_row(self.table.current_row())

    def show_results(self, results: Results | None) -> None:
        """Show the flows of some results, the chosen one staying chosen."""
        flows = self.document.shown_project.demand.flows
        rows = [] if results is None else [Row(flows[k], v) for k, v in results.flows.items() if k in flows]
        chosen = self.table.current_row()
        self.table.set_rows(rows)
        if chosen is None and rows:
            fails = results.headline.fails_first_flow_id if results is not None else ""
            self.choose_flow(fails or rows[0].flow.id)
        self._show_row(self.table.current_row())

    def choose_flow(self, flow_id: str) -> bool:
        """Make a flow's row the current one."""
        return self.table.choose(ObjectRef("flows", flow_id))

    def _show_row(self, row: Row | None) -> None:
        if row is None:
            self.waterfall.show_flow(None)
            return
        title = self.document.t(
            "{flow}: {direction} latency", flow=row.flow.name, direction=label_of(self.document.t, row.flow.direction)
        )
        self.waterfall.show_flow(row.result, title, row.flow.latency_target_ms)
