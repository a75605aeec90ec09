"""The point panel: what a place gets, what limits it and what would help, and its link budget both ways."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.errors import PlannerError, Severity
from planner.io.map_text import cell_title
from planner.io.point_table import as_csv, as_text, cause_texts
from planner.text import Translator
from ui.dialogs.boxes import show_file_error
from ui.document import Document
from ui.formatting import error_text
from ui.i18n import follow_language
from ui.panels.point_table import BudgetTable
from ui.style import BAD, LINE, MUTED, OK, WARN, icon

if TYPE_CHECKING:
    from planner.engine.point_types import PointReport

SUMMARY_PX = 330


class PointPanel(QWidget):
    """See the module. `placeAsked`: somebody wants to choose a place; `profileAsked`: the section from the antenna to
    the place (both in local metres); `pointJumped`: show the place; `wrote`: a file was written (its name)."""

    placeAsked = Signal()  # noqa: N815 - Qt's style for signals
    profileAsked = Signal(object, object)  # noqa: N815
    pointJumped = Signal(float, float)  # noqa: N815
    wrote = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._stale = True
        self.place_button, self.jump_button, self.profile_button = _button("probe"), _button("jump"), _button("section")
        self.copy_button, self.export_button, self.clear_button = _button("copy"), _button("export"), _button("delete")
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.RichText)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.summary.setContentsMargins(10, 4, 8, 8)
        self.downlink, self.uplink = BudgetTable(document), BudgetTable(document)
        self._titles = (QLabel(objectName="section"), QLabel(objectName="section"))
        self._build()
        for signal, slot in (
            (self.place_button.clicked, self.placeAsked),
            (self.jump_button.clicked, self._jump),
            (self.profile_button.clicked, self._ask_profile),
            (self.copy_button.clicked, self.copy),
            (self.export_button.clicked, self.ask_export),
            (self.clear_button.clicked, self._clear),
        ):
            signal.connect(slot)
        document.view_state.reportChanged.connect(self._on_change)
        document.view_state.placeChanged.connect(self._on_change)
        follow_language(document, self)

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 4, 8, 0)
        buttons.setSpacing(2)
        for button in (
            self.place_button, self.jump_button, self.profile_button, self.copy_button, self.export_button,
            self.clear_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        buttons.addStretch(1)
        area = QScrollArea()
        area.setWidget(self.summary)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(buttons)
        column.addWidget(area, 1)
        self.tables = QSplitter(Qt.Orientation.Horizontal)
        self.tables.setHandleWidth(1)
        self.tables.setChildrenCollapsible(False)
        self.tables.addWidget(left)
        for title, table in zip(self._titles, (self.downlink, self.uplink), strict=True):
            title.setContentsMargins(8, 0, 0, 0)
            side = QWidget()
            stack = QVBoxLayout(side)
            stack.setContentsMargins(0, 0, 0, 0)
            stack.setSpacing(0)
            stack.addWidget(title)
            stack.addWidget(table, 1)
            side.setMinimumWidth(300)
            self.tables.addWidget(side)
        left.setMinimumWidth(240)
        self.tables.setSizes([SUMMARY_PX, 560, 550])
        for index, factor in enumerate((2, 3, 3)):
            self.tables.setStretchFactor(index, factor)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tables)

    def retranslate(self) -> None:
        """All texts."""
        t = self.document.t
        for button, text in (
            (self.place_button, t("Choose a place on the map")), (self.jump_button, t("Show the place")),
            (self.profile_button, t("Show the path profile from the antenna to here")),
            (self.copy_button, t("Copy the table as text")), (self.export_button, t("Export the table (CSV)…")),
            (self.clear_button, t("Clear the place")),
        ):  # fmt: skip
            button.setToolTip(text)
            button.setAccessibleName(text)
        for label, text in zip(self._titles, (t("Downlink"), t("Uplink")), strict=True):
            label.setText(text)
        self.downlink.setAccessibleName(t("Downlink"))
        self.uplink.setAccessibleName(t("Uplink"))
        self.refresh()

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def report(self) -> PointReport | None:
        """The report shown."""
        return self.document.view_state.report

    def _on_change(self, *_args: object) -> None:
        """Only a visible panel is drawn at every step of the mouse."""
        self._stale = True
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Catch up."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Show the report there is."""
        self._stale = False
        state, report = self.document.view_state, self.report
        self.downlink.budget.set_rows(report.downlink if report is not None else ())
        self.uplink.budget.set_rows(report.uplink if report is not None else ())
        self.jump_button.setEnabled(state.place is not None)
        self.clear_button.setEnabled(state.place is not None)
        self.profile_button.setEnabled(report is not None and report.antenna_m is not None)
        for button in (self.copy_button, self.export_button):
            button.setEnabled(report is not None)
        self.summary.setText(self._summary())

    def _summary(self) -> str:
        t, state, report = self.document.t, self.document.view_state, self.report
        if state.place is None:
            return _muted(t("Choose a place: take the probe (I) and click or drag on the map, or right-click a place."))
        if state.problem is not None:
            return _muted(error_text(t, state.problem))
        if report is None:
            return _muted(t("Calculating…"))
        return "".join((self._head(report, t), self._figures(report, t), *self._causes(report, t)))

    def _head(self, report: PointReport, t: Translator) -> str:
        place, project = report.place, self.document.shown_project
        zone = project.site_map.zones.get(place.zone_id)
        colour, verdict = (OK, t("Targets met here")) if report.targets_met else (BAD, t("Targets missed here"))
        if report.cell_id:
            cell = html.escape(cell_title(project, place.scheme_id, report.cell_id))
        else:
            cell = f"<span style='color:{BAD}'>{html.escape(t('No service'))}</span>"
        terminal = self.document.catalogue.terminals.get(place.terminal)
        where = t(
            "E {x} m, N {y} m, {height} m high",
            x=t.number(place.centre_m[0], 1),
            y=t.number(place.centre_m[1], 1),
            height=round(place.height_m, 2),
        )
        parts = [where, zone.name or zone.id if zone is not None else t("outside all zones")]
        parts.append(t.pick(terminal) if terminal is not None else place.terminal)
        return (
            f"<div><b>{cell}</b> · <span style='color:{colour}'>{html.escape(verdict)}</span></div>"
            f"<div style='color:{MUTED}'>{html.escape(' · '.join(parts))}</div>"
        )

    def _figures(self, report: PointReport, t: Translator) -> str:
        """The four figures in one line."""
        if not report.strongest_cell_id:
            return ""
        shown = (
            t("RSRP {value} dBm", value=t.number(report.rsrp_dbm, 1)),
            t("SINR {value} dB", value=t.number(report.sinr_db, 1)),
            t("DL {value} Mbit/s", value=t.number(report.dl_mbps, 1)),
            t("UL {value} Mbit/s", value=t.number(report.ul_mbps, 1)),
        )
        return f"<div style='margin-top:4px'>{'&nbsp;&nbsp; '.join(map(html.escape, shown))}</div>"

    def _causes(self, report: PointReport, t: Translator) -> list[str]:
        """What limits, the decisive one first and strongest."""
        shown = [f"<hr style='background:{LINE}'><div style='color:{MUTED}'>{html.escape(t('What limits here'))}</div>"]
        for cause in report.causes:
            text, cure = cause_texts(cause, t)
            head, mark, rest = text.partition("：") if "：" in text else text.partition(": ")
            colour = WARN if cause.issue.severity is not Severity.NOTE else MUTED
            title = f"<b style='color:{colour}'>{html.escape(head)}{mark.strip()}</b> " if mark else ""
            body = html.escape(rest if mark else text)
            cured = f"<br><span style='color:{OK}'>→ {html.escape(cure)}</span>" if cure else ""
            shown.append(f"<div style='margin-top:5px'>{title}{body}{cured}</div>")
        return shown

    # -- what the buttons do -----------------------------------------------------------------------------------------

    def copy(self, *_checked: object) -> None:
        """The report as text, on the clipboard."""
        if self.report is not None:
            text = as_text(self.document.shown_project, self.report, self.document.t)
            QGuiApplication.clipboard().setText(text)

    def ask_export(self, *_checked: object) -> None:
        """Choose where the table goes."""
        t = self.document.t
        name = self.document.path.with_suffix("").name if self.document.path is not None else "campus5g"
        start = f"{name} {t('link budget')}.csv"
        chosen, _filter = QFileDialog.getSaveFileName(self, t("Export link budget"), start, t("CSV tables (*.csv)"))
        if chosen:
            path = Path(chosen)
            self.export(path if path.suffix.lower() == ".csv" else path.with_name(path.name + ".csv"))

    def export(self, path: Path) -> bool:
        """Write the table; False (and a message) where that fails or there is none."""
        from planner.io.atomic import write_bytes

        if self.report is None:
            return False
        t = self.document.t
        try:
            write_bytes(path, as_csv(self.document.shown_project, self.report, t))
        except PlannerError as error:
            show_file_error(self, t, error)
            return False
        self.wrote.emit(path.name)
        return True

    def _jump(self, *_checked: object) -> None:
        place = self.document.view_state.place
        if place is not None:
            self.pointJumped.emit(*place)

    def _ask_profile(self, *_checked: object) -> None:
        if self.report is not None and self.report.antenna_m is not None:
            self.profileAsked.emit(self.report.antenna_m, self.report.place.centre_m)

    def _clear(self, *_checked: object) -> None:
        self.document.view_state.set_place(None)


def _muted(text: str) -> str:
    return f"<div style='color:{MUTED}'>{html.escape(text)}</div>"


def _button(name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setAutoRaise(True)
    return button
