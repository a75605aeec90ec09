"""Thresholds and palette of a map layer: a row for each border, colours beside them, errors below, one undo step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.errors import PlannerError
from planner.io.layers import MAX_THRESHOLDS, PALETTES, Layer, check_style, layer_of, layer_title, own_style, styled
from planner.io.palettes import blend, class_colours
from planner.model import edits
from planner.model.layer_style import LayerStyle
from ui.document import Document
from ui.formatting import error_text
from ui.style import BAD, LINE, icon

STRIP = QSize(120, 14)
SWATCH_PX = 22


class LayerStyleDialog(QDialog):
    """See the module. OK writes `Project.layer_styles`; "Reset" goes back to the program's own borders and colours."""

    def __init__(self, document: Document, layer_code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.document = document
        self.layer = layer_of(layer_code)
        self.fields: list[QDoubleSpinBox] = []
        t = document.t
        self.setWindowTitle(t("Thresholds and colours: {name}", name=layer_title(self.layer, t.lang)))
        self.palette_box = QComboBox()
        self.palette_box.setIconSize(STRIP)
        self.error = QLabel()
        self.error.setWordWrap(True)
        self.error.setStyleSheet(f"color: {BAD};")
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(3)
        self._swatches: list[QLabel] = []
        self._build()
        self._fill(self._current_style())

    def _build(self) -> None:
        t = self.document.t
        for key, palette in PALETTES.items():
            if self.layer.kind != "difference" or palette.is_diverging:
                self.palette_box.addItem(_strip(palette.anchors, self.layer), t.code(palette.name), key)
        self.palette_box.currentIndexChanged.connect(self._show)
        form = QFormLayout()
        form.addRow(t("Palette"), self.palette_box)
        self.add_button = QPushButton(icon("add"), t("Add a class"))
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self._add)
        self.reset_button = QPushButton(icon("undo"), t("Reset"))
        self.reset_button.setToolTip(t("The program's own thresholds and colours"))
        self.reset_button.setAutoDefault(False)
        self.reset_button.clicked.connect(self._reset)
        tools = QHBoxLayout()
        tools.addWidget(self.add_button)
        tools.addWidget(self.reset_button)
        tools.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        note = QLabel(self._note(), objectName="muted")
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        line = QLabel()
        line.setFixedHeight(1)
        line.setStyleSheet(f"background: {LINE};")
        for widget in (line, note, self._rows):
            layout.addWidget(widget)
        layout.addLayout(tools)
        layout.addWidget(self.error)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(400)
        if self.layer.kind == "cells":  # every cell has its own colour
            for widget in (self.palette_box, self.add_button, self.reset_button):
                widget.setEnabled(False)

    def _note(self) -> str:
        t = self.document.t
        if self.layer.kind == "cells":
            return t("Every cell has a colour of its own; there is nothing to set here.")
        if self.layer.kind == "difference":
            return t("Borders of the difference, the highest on top; zero has a neutral colour.")
        return t("Borders between the classes, the highest on top.")

    # -- rows --------------------------------------------------------------------------------------------------------

    def _current_style(self) -> LayerStyle:
        return own_style(styled(self.layer, self.document.project))

    def _fill(self, style: LayerStyle) -> None:
        """Rows for these borders, the palette beside them."""
        while self._grid.count():
            widget = self._grid.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields, self._swatches = [], []
        self.palette_box.setCurrentIndex(max(self.palette_box.findData(style.palette), 0))
        if self.layer.kind != "cells":
            # from high to low, as the legend reads
            values = list(style.thresholds)
            for position in range(len(values), -1, -1):
                self._add_row(2 * (len(values) - position), position, values)
        self._show()

    def _add_row(self, row: int, position: int, values: list[float]) -> None:
        """The class above border `position - 1`, and below it that border."""
        swatch = QLabel()
        swatch.setFixedSize(SWATCH_PX, SWATCH_PX - 6)
        self._grid.addWidget(swatch, row, 0)
        self._swatches.append(swatch)
        self._grid.setColumnStretch(3, 1)
        if position == 0:
            return
        field = QDoubleSpinBox()
        field.setRange(-1e6, 1e6)
        field.setDecimals(self._digits())
        field.setSingleStep(1.0 if (self.layer.digits or 0) == 0 and self.layer.kind != "count" else 0.05)
        if self.layer.unit:
            field.setSuffix(f" {self.layer.unit}")
        field.setValue(values[position - 1])
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setMinimumWidth(130)
        field.setAccessibleName(self.document.t("Border {number}", number=position))
        field.valueChanged.connect(self._show)
        remove = QToolButton()
        remove.setIcon(icon("delete"))
        remove.setAutoRaise(True)
        remove.setToolTip(self.document.t("Remove this border"))
        remove.setAccessibleName(remove.toolTip())
        remove.clicked.connect(partial(self._remove, position - 1))
        self._grid.addWidget(field, row + 1, 1)
        self._grid.addWidget(remove, row + 1, 2)
        self.fields.insert(0, field)

    def _digits(self) -> int:
        return 3 if self.layer.digits is None else self.layer.digits + 1

    def _add(self, *_checked: object) -> None:
        """A border beyond the last one, as far as the last two are apart."""
        values = list(self.style_now().thresholds)
        step = values[-1] - values[-2] if len(values) > 1 else 10.0
        values.append(values[-1] + max(step, 10.0 ** -self._digits()) if values else 0.0)
        self._fill(LayerStyle(thresholds=tuple(values), palette=self.style_now().palette))

    def _remove(self, index: int, *_checked: object) -> None:
        values = list(self.style_now().thresholds)
        del values[index]
        self._fill(LayerStyle(thresholds=tuple(values), palette=self.style_now().palette))

    def _reset(self, *_checked: object) -> None:
        self._fill(own_style(self.layer))

    # -- what is set -------------------------------------------------------------------------------------------------

    def style_now(self) -> LayerStyle:
        """The style as the fields have it."""
        values = tuple(round(field.value(), 6) for field in self.fields)
        return LayerStyle(thresholds=values, palette=str(self.palette_box.currentData() or ""))

    def _show(self, *_args: object) -> None:
        """Colours, and what is wrong."""
        style = self.style_now()
        problem = self._problem(style)
        self.error.setText(problem)
        self.error.setVisible(bool(problem))
        self.ok.setEnabled(not problem)
        self.add_button.setEnabled(self.layer.kind != "cells" and len(self.fields) < MAX_THRESHOLDS)
        if style.palette and self._swatches:
            colours = class_colours(PALETTES[style.palette], style.thresholds, reverse=self.layer.low_is_good)
            for swatch, colour in zip(self._swatches, reversed(colours), strict=True):
                swatch.setStyleSheet(f"background: rgb{colour[:3]}; border: 1px solid rgba(0, 0, 0, 70);")

    def _problem(self, style: LayerStyle) -> str:
        t = self.document.t
        if self.layer.kind == "cells":
            return ""
        if not style.thresholds:
            return t("At least one border is needed.")
        try:
            check_style(self.layer, style)
        except PlannerError as error:
            return error_text(t, error)
        return ""

    def accept(self) -> None:
        """One undo step; nothing where nothing changed."""
        style = self.style_now()
        if self.layer.kind == "cells" or self._problem(style):
            super().accept()
            return
        t, code = self.document.t, self.layer.code
        wanted = None if style == own_style(self.layer) else style
        text = t("Change thresholds and colours of {name}", name=layer_title(self.layer, t.lang))
        self.document.apply(text, lambda project: edits.set_layer_style(project, code, wanted))
        super().accept()


def _strip(anchors: tuple[str, ...], layer: Layer) -> QIcon:
    """The ramp as a small picture, in the direction the layer uses it."""
    pixmap = QPixmap(STRIP)
    painter = QPainter(pixmap)
    ramp = anchors[::-1] if layer.low_is_good else anchors
    for x in range(STRIP.width()):
        painter.setPen(QColor(*blend(ramp, x / (STRIP.width() - 1))))
        painter.drawLine(x, 0, x, STRIP.height())
    painter.end()
    return QIcon(pixmap)
