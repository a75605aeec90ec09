"""Coverage by zone: shares, percentiles and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from planner.model.edits import ObjectRef
from planner.text import N_, Translator
from ui.document import Document
from ui.formatting import VERDICT_STATES, label_of, number, percent
from ui.tables.base import Column, ResultModel, ResultTable, Role
from ui.tables.zone_detail import ZoneDetail, statement

if TYPE_CHECKING:
    from planner.engine.results import Results, TargetResult, ZoneResult

DETAIL_PX = 720
METRICS = {"rsrp_dbm": N_("RSRP"), "sinr_db": N_("SINR"), "dl_mbps": N_("DL"), "ul_mbps": N_("UL")}


def columns(document: Document) -> tuple[Column, ...]:
    """The columns; zones are named by the document."""

    def name(_t: Translator, row: Any) -> str:
        zone = document.project.site_map.zones.get(row.zone_id)
        return zone.name if zone is not None else row.zone_id

    return (
        Column(title=N_("Zone"), text=name),
        Column(
            title=N_("Verdict"), text=lambda t, r: label_of(t, r.verdict), state=lambda r: VERDICT_STATES[r.verdict],
            hint=N_("Whether the zone reaches all its targets over the share of its area that they ask for"),
        ),
        Column(
            title=N_("In target"), text=lambda t, r: percent(t, r.share_in_target), value=lambda r: r.share_in_target,
            hint=N_("Share of the zone's area that reaches all its targets at once"),
        ),
        Column(
            title=N_("Targets: reached / asked for"), text=_targets,
            hint=N_("Per target: its threshold, the share of the area that reaches it, and the share asked for"),
        ),
        Column(
            title=N_("Area, m²"), text=lambda t, r: number(t, r.area_m2), value=lambda r: r.area_m2,
            hint=N_("Area of the zone without places where nobody can be, such as inside container stacks"),
        ),
        Column(
            title=N_("RSRP 5 %, dBm"), text=lambda t, r: number(t, r.rsrp_p5_dbm, 1), value=lambda r: r.rsrp_p5_dbm,
            hint=N_("SS-RSRP, received power of the reference signal: 95 % of the area is better than this"),
        ),
        Column(
            title=N_("RSRP 50 %"), text=lambda t, r: number(t, r.rsrp_p50_dbm, 1), value=lambda r: r.rsrp_p50_dbm,
            hint=N_("SS-RSRP in dBm: half of the area is better than this"),
        ),
        Column(
            title=N_("RSRP 95 %"), text=lambda t, r: number(t, r.rsrp_p95_dbm, 1), value=lambda r: r.rsrp_p95_dbm,
            hint=N_("SS-RSRP in dBm: 5 % of the area is better than this"),
        ),
        Column(
            title=N_("Assured RSRP, dBm"), text=lambda t, r: number(t, r.assured_rsrp_dbm, 1),
            value=lambda r: r.assured_rsrp_dbm,
            tip=lambda t, r: statement(t, r, "rsrp_dbm"),
            hint=N_("What can be signed: at least this over the zone's share of the area with its probability"),
        ),
        Column(
            title=N_("SINR 5 %, dB"), text=lambda t, r: number(t, r.sinr_p5_db, 1), value=lambda r: r.sinr_p5_db,
            hint=N_("Signal to interference and noise: 95 % of the area is better than this"),
        ),
        Column(
            title=N_("DL 5 %, Mbit/s"), text=lambda t, r: number(t, r.dl_p5_mbps, 1), value=lambda r: r.dl_p5_mbps,
            hint=N_("Edge downlink rate of one terminal alone in its cell: 95 % of the area is better than this"),
        ),
        Column(
            title=N_("DL 50 %"), text=lambda t, r: number(t, r.dl_p50_mbps, 1), value=lambda r: r.dl_p50_mbps,
            hint=N_("Downlink rate in Mbit/s that half of the area exceeds"),
        ),
        Column(
            title=N_("UL 5 %, Mbit/s"), text=lambda t, r: number(t, r.ul_p5_mbps, 1), value=lambda r: r.ul_p5_mbps,
            hint=N_("Edge uplink rate of one terminal alone in its cell: 95 % of the area is better than this"),
        ),
        Column(
            title=N_("UL 50 %"), text=lambda t, r: number(t, r.ul_p50_mbps, 1), value=lambda r: r.ul_p50_mbps,
            hint=N_("Uplink rate in Mbit/s that half of the area exceeds"),
        ),
    )  # fmt: skip


def _targets(t: Translator, row: Any) -> str:
    """Failing targets first: they are what the reader looks for."""
    return "   ".join(_target(t, target) for target in sorted(row.targets, key=lambda target: target.verdict == "met"))


def _target(t: Translator, target: TargetResult) -> str:
    title = METRICS.get(target.metric, target.metric)
    mark = "✓" if target.verdict == "met" else "✗" if target.verdict == "not_met" else "~"
    shares = f"{t.number(target.share * 100.0)}/{t.percent(target.required_share, 0)}"
    return f"{mark} {t.code(title)} ≥{number(t, target.threshold, None)}: {shares}"


class CoveragePanel(QWidget):
    """The table with the chosen zone's details beside it; a double click goes to the zone's weakest place."""

    jumped = Signal(object)
    pointJumped = Signal(float, float)  # noqa: N815 - Qt's style for signals
    exportAsked = Signal()  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._chosen = ""
        model = ResultModel(document, columns(document), lambda row: ObjectRef("zones", row.zone_id))
        self.table = ResultTable(document, model, self)
        self.table.jumped.connect(self.jumped)
        self.table.doubleClicked.connect(self._to_worst)
        self.table.rowChosen.connect(self._on_row)
        self.detail = ZoneDetail(document, self)
        self.detail.pointJumped.connect(self._jump_to)
        self.detail.exportAsked.connect(self.exportAsked)
        self.detail.setMinimumWidth(300)
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setHandleWidth(1)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(self.table)
        self.parts.addWidget(self.detail)
        self.parts.setStretchFactor(0, 1)
        self.parts.setStretchFactor(1, 0)
        self.parts.setSizes([640, DETAIL_PX])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.parts)

    def show_results(self, results: Results | None) -> None:
        """Show the zones of some results; the chosen zone stays the chosen one."""
        zones = () if results is None else tuple(results.zones.values())
        self.table.set_rows(zones)
        known = {zone.zone_id: zone for zone in zones}
        weakest = min(zones, key=lambda zone: zone.share_in_target, default=None)
        chosen = known.get(self._chosen, weakest)
        self.detail.show_zone(chosen)

    def _on_row(self, zone: ZoneResult) -> None:
        self._chosen = zone.zone_id
        self.detail.show_zone(zone)

    def _to_worst(self, index: QModelIndex) -> None:
        zone = index.data(Role.ROW)
        worst = next(((point.x_m, point.y_m) for point in zone.worst_points), zone.worst_point_m)
        if worst is not None:
            self.detail.show_zone(zone)
            self._jump_to(*worst)

    def _jump_to(self, x_m: float, y_m: float) -> None:
        """Show the place, with the probe as its mark; at the zone's height and for the project's terminal, as the
        zone's figures are: else the map contradicts them."""
        zone, state = self.detail.zone, self.document.view_state
        site_map, own_m = self.document.project.site_map, self.document.project.settings.map_height_m
        known = None if zone is None else site_map.zones.get(zone.zone_id)
        if known is not None:
            is_own = abs(known.height_m - own_m) < 1e-6
            state.choose(height_m=None if is_own else known.height_m, terminal="")
        state.set_place((x_m, y_m))
        self.pointJumped.emit(x_m, y_m)
