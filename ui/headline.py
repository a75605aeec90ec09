"""The live verdict bar: area in target, flows met with what fails first, price over the term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.document import Document
from ui.formatting import DASH, issue_text, percent, rounded_money, term_text
from ui.i18n import follow_language
from ui.style import ACCENT, LINE, MUTED, PAPER, STATE_COLOURS, STATE_GROUNDS, state_icon

if TYPE_CHECKING:
    from planner.engine.results import Headline

ICON_PX = 26


class Tile(QFrame):
    """One figure: icon by shape and colour, caption, figure, a line of explanation; a click or Enter acts."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tile")
        self._look: tuple[str, bool] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._icon = QLabel()
        self._icon.setFixedWidth(ICON_PX + 4)
        self.caption = QLabel(objectName="muted")
        self.figure = QLabel()
        self.detail = ElidedLabel(lines=2)
        self.figure.setStyleSheet("font-size: 18px; font-weight: 600;")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.caption)
        texts.addWidget(self.figure)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addLayout(texts)
        layout.addWidget(self.detail, 1)
        self.set_state("none")

    def set_state(self, state: str, *, dimmed: bool = False) -> None:
        """Icon and ground for a state of ui.style; dimmed while the figure is being recomputed."""
        if (state, dimmed) == self._look:
            return  # a style sheet costs more than all the figures
        self._look = (state, dimmed)
        self._icon.setPixmap(state_icon(state).pixmap(QSize(ICON_PX, ICON_PX)))
        ground = PAPER if dimmed else STATE_GROUNDS[state]
        self.setStyleSheet(
            f"QFrame#tile {{ background: {ground}; border: 1px solid {LINE}; border-radius: 6px; }}"
            f"QFrame#tile:focus {{ border: 1px solid {ACCENT}; }}"
        )
        colour = MUTED if dimmed or state == "none" else STATE_COLOURS[state]
        self.figure.setStyleSheet(f"font-size: 18px; font-weight: 600; color: {colour};")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click inside."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter or space act like a click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)


class ElidedLabel(QLabel):
    """Text on at most so many lines that ends in … where there is no room; the tool tip has the whole."""

    def __init__(self, parent: QWidget | None = None, *, lines: int = 1) -> None:
        super().__init__(parent)
        self._whole = ""
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_whole(self, text: str) -> None:
        """Show this text as far as it goes."""
        self._whole = text
        self.setToolTip(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Elide anew."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.setText("\n".join(wrapped(self._whole, self.font(), max(0, self.width() - 2), self._lines)))


def wrapped(text: str, font: QFont, width_px: int, lines: int) -> list[str]:
    """Text broken into at most `lines` lines of a width, the last one elided."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    found: list[str] = []
    start = 0
    while len(found) < lines - 1 and (line := layout.createLine()).isValid():
        line.setLineWidth(width_px)
        found.append(text[start : start + line.textLength()].strip())
        start += line.textLength()
    layout.endLayout()
    rest = text[start:].strip()
    if rest:
        found.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width_px))
    return found


class HeadlineBar(QWidget):
    """Three tiles over the document's latest results."""

    areaClicked = Signal()  # noqa: N815 - Qt's style for signals
    flowsClicked = Signal(str)  # noqa: N815
    priceClicked = Signal()  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._calculating = False
        self.area, self.flows, self.price = Tile(), Tile(), Tile()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self.area, 5)
        layout.addWidget(self.flows, 9)
        layout.addWidget(self.price, 5)
        self.area.clicked.connect(self.areaClicked)
        self.flows.clicked.connect(self._on_flows)
        self.price.clicked.connect(self.priceClicked)
        document.resultsChanged.connect(self._refresh)
        document.schemeChanged.connect(self._refresh)
        document.projectChanged.connect(self._refresh)
        follow_language(document, self)

    def set_calculating(self, calculating: bool) -> None:
        """Dim the figures while newer ones are on their way."""
        self._calculating = calculating
        self._refresh()

    def retranslate(self) -> None:
        """Captions, hints and figures."""
        t = self._document.t
        self.area.caption.setText(t("Area in target"))
        self.area.setToolTip(t("Share of all zones' area that reaches all its targets. Click: coverage by zone"))
        self.flows.caption.setText(t("Flows met"))
        self.flows.setToolTip(t("Service flows whose rate and latency are reached. Click: the flow that fails first"))
        self.price.setToolTip(t("All payments over the contract term, with tax. Click: the quote"))
        for tile in (self.area, self.flows, self.price):
            tile.setAccessibleName(tile.caption.text())
        self._refresh()

    def _on_flows(self) -> None:
        results = self._document.results
        self.flowsClicked.emit("" if results is None else results.headline.fails_first_flow_id)

    def _refresh(self, *_args: object) -> None:
        results = self._document.results
        if results is None:
            self._show_nothing()
            return
        headline = results.headline
        self._show_area(headline)
        self._show_flows(headline)
        self._show_price(headline, demo=results.quote is not None and results.quote.provenance.is_demo)

    def _show_nothing(self) -> None:
        t = self._document.t
        self.price.caption.setText(t("Price over the term, with tax"))
        waiting = t("calculating…") if self._calculating else ""
        for tile in (self.area, self.flows, self.price):
            tile.figure.setText(DASH)
            tile.detail.set_whole(waiting)
            tile.set_state("none", dimmed=True)

    def _show_area(self, headline: Headline) -> None:
        t = self._document.t
        zones = self._document.results.zones.values() if self._document.results is not None else ()
        failing = [zone for zone in zones if zone.verdict == "not_met"]
        names = self._document.shown_project.site_map.zones
        self.area.figure.setText(percent(t, headline.area_share_in_target) if zones else DASH)
        text = t("all zones reach their targets") if zones else t("no zone drawn")
        if failing:
            worst = min(failing, key=lambda zone: zone.share_in_target)
            name = names[worst.zone_id].name if worst.zone_id in names else worst.zone_id
            text = t("weakest zone: {zone}, {share}", zone=name, share=percent(t, worst.share_in_target))
        self._finish(self.area, "bad" if failing else "ok" if zones else "none", text)

    def _show_flows(self, headline: Headline) -> None:
        t = self._document.t
        self.flows.figure.setText(f"{headline.flows_met}/{headline.flows_total}")
        if not headline.flows_total:
            self.flows.figure.setText(DASH)
            self._finish(self.flows, "none", t("no flows in the demand yet"))
            return
        if headline.flows_met >= headline.flows_total:
            flows = self._document.results.flows.values() if self._document.results is not None else ()
            likely = any(flow.verdict == "met_with_probability" for flow in flows)
            text = t("all flows met, some only likely") if likely else t("all flows met")
            self._finish(self.flows, "warn" if likely else "ok", text)
            return
        flow = self._document.shown_project.demand.flows.get(headline.fails_first_flow_id)
        name = flow.name if flow is not None else headline.fails_first_flow_id
        reason = issue_text(t, headline.fails_first) if headline.fails_first is not None else ""
        if name in reason:
            self._finish(self.flows, "bad", t("fails first: {reason}", reason=reason))
        else:
            self._finish(self.flows, "bad", t("fails first: {flow}: {reason}", flow=name, reason=reason))

    def _show_price(self, headline: Headline, *, demo: bool) -> None:
        t = self._document.t
        term = term_text(t, headline.term_months)
        self.price.caption.setText(t("Price over {term}, with tax", term=term))
        self.price.figure.setText(rounded_money(t, headline.price_over_term, headline.currency))
        missing = headline.price_over_term is None
        text = t("no price") if missing else t("demo prices") if demo else ""
        self._finish(self.price, "bad" if missing else "warn" if demo else "ok", text)

    def _finish(self, tile: Tile, state: str, text: str) -> None:
        if self._calculating and not self._document.is_previewing:
            text = self._document.t("calculating…")
        tile.set_state(state, dimmed=self._calculating and not self._document.is_previewing)
        tile.detail.set_whole(text)
