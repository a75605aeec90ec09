"""One zone in detail: what can be assured, percentiles against targets, and its worst spots with a jump to each."""

from __future__ import annotations

import html
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.text import N_, Translator
from ui.document import Document
from ui.i18n import follow_language
from ui.style import BAD, LINE, MUTED, OK, icon

if TYPE_CHECKING:
    from planner.engine.results import TargetResult, WorstPoint, ZoneResult

NAMES = {"rsrp_dbm": N_("SS-RSRP"), "sinr_db": N_("SINR"), "dl_mbps": N_("Downlink"), "ul_mbps": N_("Uplink")}
UNITS = {"rsrp_dbm": "dBm", "sinr_db": "dB", "dl_mbps": "Mbit/s", "ul_mbps": "Mbit/s"}
PLACE = int(Qt.ItemDataRole.UserRole) + 1
ROW_PX = 24


class WorstSpots(QListWidget):
    """The places, the worst first; a double click, a click with the button or Enter goes there."""

    jumped = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.itemDoubleClicked.connect(self.jump)

    def show_points(self, t: Translator, points: tuple[WorstPoint, ...]) -> None:
        """Other places."""
        current = self.currentRow()
        self.clear()
        for number, point in enumerate(points, start=1):
            text = spot_text(t, number, point)  # a narrow list cuts it: the tooltip has it in full
            item = QListWidgetItem(icon("jump"), text)
            item.setData(PLACE, (point.x_m, point.y_m))
            item.setToolTip(f"{text}\n{t('Double click: show the place on the map with its link budget')}")
            self.addItem(item)
        if 0 <= current < self.count():
            self.setCurrentRow(current)
        self.setFixedHeight(max(self.count(), 1) * ROW_PX + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.jump(self.currentItem())
            return
        super().keyPressEvent(event)

    def jump(self, item: QListWidgetItem) -> None:
        """Go to a place."""
        self.jumped.emit(*item.data(PLACE))


def spot_text(t: Translator, number: int, point: WorstPoint) -> str:
    """What is wrong there, and where it is."""
    place = t("E {x} N {y}", x=t.number(point.x_m), y=t.number(point.y_m))
    if point.metric == "service":
        return t("{number}. no service, {place}", number=number, place=place)
    unit = UNITS[point.metric]
    return t(
        "{number}. {name} {value} (≥ {target} {unit}), {place}",
        number=number,
        name=t.code(NAMES[point.metric]),
        value=_figure(t, point.metric, point.value),
        target=_figure(t, point.metric, point.threshold),
        unit=unit,
        place=place,
    )


def statement(t: Translator, zone: ZoneResult, metric: str) -> str:
    """ "At least X over Y % of the area with Z % probability", for one metric."""
    value: float = getattr(zone, f"assured_{metric}")
    shares = {
        "share": t.percent(zone.area_share, _share_digits(zone.area_share)),
        "probability": t.percent(zone.probability, _share_digits(zone.probability)),
    }
    if not math.isfinite(value):
        return t("less than {share} of the area has service with {probability} probability", **shares)
    return t(
        "at least {value} {unit} over {share} of the area with {probability} probability",
        value=_figure(t, metric, value),
        unit=UNITS[metric],
        **shares,
    )


def _share_digits(share: float) -> int:
    return 0 if abs(share * 100.0 - round(share * 100.0)) < 1e-6 else 1


def _figure(t: Translator, metric: str, value: float) -> str:
    if not math.isfinite(value):
        return t("none")
    return t.number(value, 0 if metric.endswith("mbps") and value >= 100.0 else 1)


class ZoneDetail(QWidget):
    """See the module. `pointJumped`: go to a place; `exportAsked`: write all zones' figures."""

    pointJumped = Signal(float, float)  # noqa: N815 - Qt's style for signals
    exportAsked = Signal()  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._zone: ZoneResult | None = None
        self.title = QLabel()
        self.title.setStyleSheet("font-weight: 600;")
        self.export_button = QToolButton()
        self.export_button.setIcon(icon("export"))
        self.export_button.setAutoRaise(True)
        self.export_button.clicked.connect(self.exportAsked)
        self.figures = QLabel()
        self.figures.setTextFormat(Qt.TextFormat.RichText)
        self.figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.figures.setWordWrap(True)
        self.spots_title = QLabel(objectName="muted")
        self.spots = WorstSpots()
        self.spots.jumped.connect(self.pointJumped)
        head = QHBoxLayout()
        head.setContentsMargins(10, 4, 6, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.export_button)
        inner = QWidget()
        across = QHBoxLayout(inner)
        across.setContentsMargins(10, 2, 8, 6)
        across.setSpacing(14)
        for widgets, stretch in (((self.figures,), 4), ((self.spots_title, self.spots), 3)):
            column = QVBoxLayout()
            column.setSpacing(3)
            for widget in widgets:
                column.addWidget(widget)
            column.addStretch(1)
            across.addLayout(column, stretch)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(area, 1)
        follow_language(document, self)

    @property
    def zone(self) -> ZoneResult | None:
        """The zone shown."""
        return self._zone

    def retranslate(self) -> None:
        """All texts."""
        t = self.document.t
        self.export_button.setToolTip(t("Export the figures of all zones (CSV)…"))
        self.export_button.setAccessibleName(self.export_button.toolTip())
        self.spots.setAccessibleName(t("Worst spots"))
        self.show_zone(self._zone)

    def show_zone(self, zone: ZoneResult | None) -> None:
        """Another zone, or other figures of the same one."""
        t = self.document.t
        self._zone = zone
        self.export_button.setEnabled(zone is not None)
        if zone is None:
            self.title.setText("")
            self.figures.setText(f"<span style='color:{MUTED}'>{html.escape(t('Choose a zone in the table.'))}</span>")
            self.spots_title.setText("")
            self.spots.setVisible(False)
            return
        known = self.document.project.site_map.zones.get(zone.zone_id)
        self.title.setText(known.name or zone.zone_id if known is not None else zone.zone_id)
        self.figures.setText(self._statements(zone, t) + self._table(zone, t))
        self.spots_title.setText(t("Worst spots") if zone.worst_points else t("No place misses a target."))
        self.spots.setVisible(bool(zone.worst_points))
        self.spots.show_points(t, zone.worst_points)

    def _statements(self, zone: ZoneResult, t: Translator) -> str:
        """What may be signed, for what the zone asks; RSRP where it asks for nothing."""
        asked = [target.metric for target in zone.targets] or ["rsrp_dbm"]
        head = t(
            "Over {share} of the area with {probability} probability at least:",
            share=t.percent(zone.area_share, _share_digits(zone.area_share)),
            probability=t.percent(zone.probability, _share_digits(zone.probability)),
        )
        figures = ",&nbsp; ".join(
            f"<b>{html.escape(t.code(NAMES[metric]))} {html.escape(self._assured(zone, metric, t))}</b>"
            for metric in asked
        )
        return f"<div>{html.escape(head)} {figures}</div>"

    def _assured(self, zone: ZoneResult, metric: str, t: Translator) -> str:
        value: float = getattr(zone, f"assured_{metric}")
        if not math.isfinite(value):
            return t("no service")
        return f"{_figure(t, metric, value)} {UNITS[metric]}".replace(" ", "\u00a0")

    def _table(self, zone: ZoneResult, t: Translator) -> str:
        """Percentiles, assured figure and target by metric."""
        targets = {target.metric: target for target in zone.targets}
        heads = ("", "5 %", "50 %", "95 %", t("Assured"), t("Target"), t("Reached / asked"))
        cells = "".join(
            f"<td align='{'left' if not n else 'right'}' style='color:{MUTED}; white-space:nowrap'>"
            f"{html.escape(head)}&nbsp;&nbsp;</td>"
            for n, head in enumerate(heads)
        )
        rows = [f"<tr>{cells}</tr>"]
        for metric, name in NAMES.items():
            kind, unit = metric.split("_")
            figures = [_figure(t, metric, getattr(zone, f"{kind}_p{share}_{unit}")) for share in (5, 50, 95)]
            figures.append(_figure(t, metric, getattr(zone, f"assured_{metric}")))
            shown = "".join(f"<td align='right'>{html.escape(figure)}&nbsp;&nbsp;</td>" for figure in figures)
            title = f"{t.code(name)}, {UNITS[metric]}"
            target = self._target(targets.get(metric), t)
            rows.append(f"<tr><td style='white-space:nowrap'>{html.escape(title)}&nbsp;&nbsp;</td>{shown}{target}</tr>")
        look = f"style='margin-top:6px; border-top:1px solid {LINE}' cellspacing='0' cellpadding='1'"
        return f"<table {look}>{''.join(rows)}</table>"

    def _target(self, target: TargetResult | None, t: Translator) -> str:
        if target is None:
            return f"<td align='right' style='color:{MUTED}'>–&nbsp;&nbsp;</td><td></td>"
        colour = OK if target.verdict == "met" else BAD
        asked = t.percent(target.required_share, _share_digits(target.required_share))
        shares = f"{t.percent(target.share)} / {asked}"
        least = _figure(t, target.metric, target.threshold)
        return (
            f"<td align='right' style='white-space:nowrap'>≥ {html.escape(least)}&nbsp;&nbsp;</td>"
            f"<td align='right' style='color:{colour}; white-space:nowrap'>{html.escape(shares)}</td>"
        )
