"""The panel of map layers: find by name, what is shown and locked, how strong a backdrop is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSlider,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.model import edits
from planner.model.edits import ObjectRef
from ui.document import Document
from ui.formatting import KIND_NAMES, label_of
from ui.i18n import follow_language
from ui.panels.layers_model import COUNT, LOCKED, NAME, SHOWN, LayersModel
from ui.panels.layers_rows import BACKDROPS, OBSTACLES, LayerRow, found_by_name
from ui.tables.base import Role

RESULTS_PX = 190


class FindLine(QLineEdit):
    """A line whose arrow keys move in the list below, and whose Esc empties it."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows and Esc."""
        match event.key():
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case _:
                super().keyPressEvent(event)


class LayersPanel(QWidget):
    """See the module. `jumped`: an object to select and show; `placeAsked`: a backdrop to be placed anew."""

    jumped = Signal(object)
    placeAsked = Signal(str)  # noqa: N815 - Qt's style for signals
    pictureAsked = Signal()  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.find = FindLine()
        self.find.setClearButtonEnabled(True)
        self.found = QListWidget()
        self.found.setMaximumHeight(RESULTS_PX)
        self.found.hide()
        self.model = LayersModel(document)
        self.model.setParent(self)
        self.table = self._make_table()
        self._opacity_label = QLabel()
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.place_button = QPushButton()
        self.remove_button = QPushButton()
        self.add_button = QPushButton()
        self._backdrop = QWidget()
        self._lay_out()
        self._connect()
        self._show_backdrop()
        follow_language(document, self)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (COUNT, SHOWN, LOCKED):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        return table

    def _lay_out(self) -> None:
        form = QFormLayout(self._backdrop)
        form.setContentsMargins(8, 4, 8, 4)
        form.addRow(self._opacity_label, self.opacity)
        row = QHBoxLayout()
        row.addWidget(self.place_button)
        row.addWidget(self.remove_button)
        form.addRow(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        top = QVBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.addWidget(self.find)
        top.addWidget(self.found)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._backdrop)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(8, 0, 8, 8)
        bottom.addWidget(self.add_button)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        document = self.document
        self.find.textChanged.connect(self._on_find)
        self.find.returnPressed.connect(self._on_enter)
        self.find.moved.connect(self._on_moved)
        self.found.itemClicked.connect(self._jump_to)
        self.found.itemActivated.connect(self._jump_to)
        self.table.selectionModel().currentRowChanged.connect(lambda *_args: self._on_row())
        self.table.doubleClicked.connect(self._on_double_click)
        self.model.modelReset.connect(self._show_backdrop)
        self.opacity.valueChanged.connect(self._on_opacity)
        self.opacity.sliderReleased.connect(self._on_opacity_done)
        self.place_button.clicked.connect(lambda *_args: self._ask_place())
        self.remove_button.clicked.connect(lambda *_args: self._remove())
        self.add_button.clicked.connect(lambda *_args: self.pictureAsked.emit())
        document.projectChanged.connect(self._on_project)
        document.selectionChanged.connect(self._on_selection)

    def retranslate(self) -> None:
        """Every text."""
        t = self.document.t
        self.find.setPlaceholderText(t("Find by name (Ctrl+F)"))
        self.find.setAccessibleName(t("Find by name (Ctrl+F)"))
        self.table.setAccessibleName(t("Map layers"))
        self._opacity_label.setText(t("Opacity"))
        self.opacity.setAccessibleName(t("Opacity"))
        self.place_button.setText(t("Place again…"))
        self.remove_button.setText(t("Remove"))
        self.add_button.setText(t("Add a picture or PDF…"))
        self.model.retranslate()
        self._on_find(self.find.text())

    # -- finding -----------------------------------------------------------------------------------------------------

    def start_find(self) -> None:
        """Take the keyboard, the old text selected."""
        self.find.setFocus()
        self.find.selectAll()

    def _on_find(self, text: str) -> None:
        document = self.document
        self.found.clear()
        hits = found_by_name(document.project, document.scheme_id, text)
        for name, ref in hits:
            kind = document.tr(KIND_NAMES[ref.kind])
            if ref.kind == OBSTACLES:
                kind = label_of(document.t, document.project.site_map.obstacles[ref.id].kind)
            item = QListWidgetItem(f"{name}  ·  {kind}")
            item.setData(Qt.ItemDataRole.UserRole, ref)
            self.found.addItem(item)
        if text.strip() and not hits:
            nothing = QListWidgetItem(document.t("Nothing has this name"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.found.addItem(nothing)
        self.found.setVisible(bool(text.strip()))
        if hits:
            self.found.setCurrentRow(0)

    def _on_moved(self, step: int) -> None:
        if self.found.count():
            self.found.setCurrentRow((self.found.currentRow() + step) % self.found.count())

    def _on_enter(self) -> None:
        """Go to the marked hit; the next Enter goes to the next one."""
        item = self.found.currentItem()
        if item is not None and item.data(Qt.ItemDataRole.UserRole) is not None:
            if item.data(Qt.ItemDataRole.UserRole) in self.document.selection:
                self._on_moved(1)
                item = self.found.currentItem()
            self._jump_to(item)

    def _jump_to(self, item: QListWidgetItem) -> None:
        ref = item.data(Qt.ItemDataRole.UserRole)
        if ref is not None:
            self.jumped.emit(ref)

    # -- layers ------------------------------------------------------------------------------------------------------

    def current_row(self) -> LayerRow | None:
        """The current line."""
        index = self.table.currentIndex()
        return index.data(Role.ROW) if index.isValid() else None

    def _current_backdrop(self) -> ObjectRef | None:
        row = self.current_row()
        return row.ref if row is not None and row.section == BACKDROPS else None

    def choose(self, ref: ObjectRef) -> bool:
        """Make the line of a backdrop or of measurements the current one."""
        for number, row in enumerate(self.model.rows):
            if row.ref == ref:
                self.table.setCurrentIndex(self.model.index(number, NAME))
                return True
        return False

    def _on_row(self) -> None:
        self._show_backdrop()
        row = self.current_row()
        if row is not None and row.ref is not None and self.table.hasFocus():
            self.document.set_selection((row.ref,))

    def _on_selection(self, refs: tuple[ObjectRef, ...]) -> None:
        if len(refs) == 1 and refs[0].kind in ("backdrops", "measurements"):
            self.choose(refs[0])

    def _on_double_click(self, index: object) -> None:
        """Go to a picture or a set; of a kind of obstacles select all that are shown and free."""
        row = self.current_row()
        if row is None or row.is_heading:
            return
        if row.ref is not None:
            self.jumped.emit(row.ref)
        elif row.section == OBSTACLES and row.key != "zones":
            obstacles = self.document.project.site_map.obstacles.items()
            chosen = [ObjectRef(OBSTACLES, key) for key, item in obstacles if item.kind == row.key and not item.hidden]
            self.document.set_selection(chosen)

    def _on_project(self, *_args: object) -> None:
        self._show_backdrop()
        if self.find.text() and self.isVisible():
            self._on_find(self.find.text())

    def _show_backdrop(self) -> None:
        """Opacity and buttons of the current backdrop."""
        ref = self._current_backdrop()
        self._backdrop.setVisible(ref is not None)
        if ref is not None and not self.opacity.isSliderDown():
            self.opacity.blockSignals(True)  # noqa: FBT003 - Qt's own
            self.opacity.setValue(round(100 * self.document.project.site_map.backdrops[ref.id].opacity))
            self.opacity.blockSignals(False)  # noqa: FBT003 - Qt's own

    def _on_opacity(self, percent: int) -> None:
        """Live while it is dragged, one undo step at the end; keys and clicks merge."""
        ref = self._current_backdrop()
        if ref is None:
            return
        if self.opacity.isSliderDown():
            self.document.preview(lambda project: edits.update(project, ref, opacity=percent / 100.0))
        else:
            self._set_opacity(ref, percent)

    def _on_opacity_done(self) -> None:
        ref = self._current_backdrop()
        if ref is not None:
            self._set_opacity(ref, self.opacity.value())

    def _set_opacity(self, ref: ObjectRef, percent: int) -> None:
        t = self.document.t
        text = t("Change {field}", field=t("Opacity"))
        self.document.apply(
            text, lambda project: edits.update(project, ref, opacity=percent / 100.0), f"opacity:{ref.id}"
        )

    def _ask_place(self) -> None:
        ref = self._current_backdrop()
        if ref is not None:
            self.placeAsked.emit(ref.id)

    def _remove(self) -> None:
        ref = self._current_backdrop()
        if ref is not None:
            self.document.apply(self.document.t("Remove backdrop"), lambda project: edits.remove(project, (ref,)))
