"""The dialog with the 3D view of the map."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.errors import PlannerError
from ui.dialogs.boxes import show_file_error
from ui.dialogs.massing_model import massing_of
from ui.dialogs.massing_view import MassingView
from ui.document import Document
from ui.style import icon

SIZE = (1000, 680)
PICTURE_SIZE = (2400, 1500)


class MassingDialog(QDialog):
    """The bodies of the shown project and the sites of its current scheme; follows edits while it is open."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        t = document.t
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("3D view of the map"))
        self.setSizeGripEnabled(True)
        self.resize(*SIZE)
        self.view = MassingView(massing_of(document.project, document.scheme_id))
        self.view.setAccessibleName(self.windowTitle())
        hint = QLabel(t("Drag turns, right drag moves, the wheel zooms; Home starts anew"), objectName="muted")
        self.export_button = QPushButton(icon("export"), t("Export picture…"))
        self.export_button.setAutoDefault(False)
        self.export_button.clicked.connect(self._ask_export)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 10, 8)
        row.addWidget(hint, 1)
        row.addWidget(self.export_button)
        row.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view, 1)
        layout.addLayout(row)
        document.projectChanged.connect(self._refresh)
        document.schemeChanged.connect(self._refresh)
        self.view.setFocus()

    def _refresh(self, *_args: object) -> None:
        view = self.view
        kept = (view.yaw_deg, view.pitch_deg, view.zoom)
        view.show_massing(massing_of(self._document.project, self._document.scheme_id))
        view.yaw_deg, view.pitch_deg, view.zoom = kept

    def _ask_export(self, *_checked: object) -> None:
        t = self._document.t
        name, _filter = QFileDialog.getSaveFileName(
            self, t("Export picture"), "campus5g.png", t("PNG pictures (*.png)")
        )
        if name:
            path = Path(name)
            self.export(path if path.suffix.lower() == ".png" else path.with_name(path.name + ".png"))

    def export(self, path: Path) -> None:
        """Write the view as a PNG."""
        from planner.io.atomic import write_bytes
        from ui.files import png_bytes

        try:
            write_bytes(path, png_bytes(self.view.picture(*PICTURE_SIZE)))
        except PlannerError as error:
            show_file_error(self, self._document.t, error)
