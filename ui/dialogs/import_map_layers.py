"""The layers of map files in the import dialog: counts, what each becomes, and why; the choice can be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from planner.io import map_style
from planner.model.site_map import Obstacle, ObstacleKind
from planner.text import N_
from ui.dialogs.import_map_memory import IGNORE
from ui.document import Document
from ui.formatting import label_of
from ui.scene.paint import qcolor
from ui.tables.base import LEFT, RIGHT

if TYPE_CHECKING:
    from planner.io.map_preview import MapPreview

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
#: As the proposal says where it says nothing: every object by its own properties, outlines without any as buildings.
BY_OBJECT = ""
REMEMBERED = "layer-remembered"
CHANGED = "layer-changed"
REASONS = {REMEMBERED: N_("as you chose last time"), CHANGED: N_("your choice")}
LAYER, KIND, POLYGONS, LINES, POINTS, HEIGHTS, WHY = range(7)
TITLES = (
    N_("Map layer"), N_("Becomes"), N_("Outlines"), N_("Lines"), N_("Points"), N_("With height"), N_("Because"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """One layer of one or more files: `name` as the files have it, "" for the one layer of a file without layers."""

    name: str
    files: tuple[str, ...]
    proposed: str
    choice: str
    reason: str
    polygons: int
    lines: int
    points: int
    with_height: int
    samples: tuple[str, ...]

    @property
    def title(self) -> str:
        """The layer's name, or the file's."""
        return self.name or ", ".join(self.files)


def layer_rows(preview: MapPreview, remembered: Mapping[str, str]) -> list[LayerRow]:
    """A row per layer name, and one per file for what has no layer; remembered choices win over proposals."""
    rows: dict[tuple[str, str], LayerRow] = {}
    for file in preview.files:
        for layer in file.layers:
            proposed = str(layer.proposal.choice or BY_OBJECT)
            key = (layer.name, "" if layer.name else file.name)
            before = rows.get(key)
            if before is not None:
                rows[key] = replace(
                    before, files=(*before.files, file.name), polygons=before.polygons + layer.polygons,
                    lines=before.lines + layer.lines, points=before.points + layer.points,
                    with_height=before.with_height + layer.with_height, samples=(*before.samples, *layer.names)[:5],
                )  # fmt: skip
                continue
            known = remembered.get(layer.name, "") if layer.name else ""
            rows[key] = LayerRow(
                name=layer.name, files=(file.name,), proposed=proposed, choice=known or proposed,
                reason=REMEMBERED if known and known != proposed else layer.proposal.reason,
                polygons=layer.polygons, lines=layer.lines, points=layer.points, with_height=layer.with_height,
                samples=layer.names,
            )  # fmt: skip
    return list(rows.values())


class LayerModel(QAbstractTableModel):
    """The rows; only the kind can be edited."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._rows: list[LayerRow] = []
        self._reasons: dict[tuple[str, tuple[str, ...]], str] = {}

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """The layers with their choices."""
        return tuple(self._rows)

    def set_rows(self, rows: Iterable[LayerRow]) -> None:
        """Show the layers of other files, or the same ones read anew: what was chosen by hand stays chosen."""
        chosen = {(row.name, row.title): row.choice for row in self._rows if row.reason == CHANGED}
        self.beginResetModel()
        self._rows = []
        self._reasons = {}
        for row in rows:
            self._reasons[row.name, row.files] = row.reason
            choice = chosen.get((row.name, row.title))
            self._rows.append(row if choice is None else replace(row, choice=choice, reason=CHANGED))
        self.endResetModel()

    def choose(self, rows: Iterable[int], choice: str) -> None:
        """Make these rows become something else."""
        for number in rows:
            row = self._rows[number]
            reason = self._reasons[row.name, row.files] if choice == row.proposed else CHANGED
            self._rows[number] = replace(row, choice=choice, reason=reason)
            self.dataChanged.emit(self.index(number, 0), self.index(number, WHY))

    def choices(self) -> list[tuple[str, str]]:
        """What a layer may become: codes and words."""
        t = self._document.t
        kinds = [(kind.value, label_of(t, kind)) for kind in ObstacleKind]
        return [(BY_OBJECT, t("As each object says")), *kinds, (IGNORE, t("Leave out"))]

    def word(self, choice: str) -> str:
        """The word for a choice."""
        return dict(self.choices())[choice]

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Number of layers."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Number of columns."""
        return 0 if parent.isValid() else len(TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The kind can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return base | Qt.ItemFlag.ItemIsEditable if index.column() == KIND else base

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.EditRole:
                return row.choice if column == KIND else self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                names = self._document.t("For example: {names}", names=", ".join(row.samples)) if row.samples else ""
                return names if column == LAYER and names else self._text(row, column)
            case Qt.ItemDataRole.DecorationRole if column == KIND:
                return swatch(row.choice)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(RIGHT if POLYGONS <= column <= HEIGHTS else LEFT)
            case Qt.ItemDataRole.ForegroundRole if row.choice == IGNORE and column != KIND:
                return QColor("#8a94a0")
        return None

    def _text(self, row: LayerRow, column: int) -> str:
        t = self._document.t
        match column:
            case 0:
                return row.title
            case 1:
                return self.word(row.choice)
            case 6:
                return t.code(REASONS.get(row.reason, row.reason))
        count = (row.polygons, row.lines, row.points, row.with_height)[column - POLYGONS]
        return t.number(count) if count else "–"

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY
    ) -> Any:
        """Titles."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._document.tr(TITLES[section])
        is_figure = POLYGONS <= section <= HEIGHTS
        return int(RIGHT if is_figure else LEFT) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        """Another choice."""
        known = dict(self.choices())
        if not index.isValid() or index.column() != KIND or role != Qt.ItemDataRole.EditRole or value not in known:
            return False
        self.choose([index.row()], str(value))
        return True


class KindDelegate(QStyledItemDelegate):
    """A list of kinds; a choice is submitted at once, for all selected layers."""

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        """The list."""
        box = QComboBox(parent)
        model = index.model()
        assert isinstance(model, LayerModel)
        for code, word in model.choices():
            box.addItem(swatch(code), word, code)
        box.activated.connect(lambda *_args: self._submit(box))
        return box

    def _submit(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:  # noqa: N802 - Qt's name
        """The row's choice."""
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findData(index.data(Qt.ItemDataRole.EditRole)), 0))

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex
    ) -> None:
        """The choice, for the row."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData(), Qt.ItemDataRole.EditRole)


def colours_of(choice: str) -> tuple[QColor, QColor]:
    """Fill and edge that a layer gets in the preview: those of the map."""
    if choice == IGNORE:
        return QColor(0, 0, 0, 0), QColor(190, 196, 203)
    kind = ObstacleKind(choice) if choice else ObstacleKind.BUILDING
    style = map_style.area_style(Obstacle(id="", kind=kind, outline=(), tiers=3))
    return qcolor(style.fill), qcolor(style.edge)


def swatch(choice: str) -> QPixmap:
    """A small square of the kind's colours."""
    fill, edge = colours_of(choice)
    pixmap = QPixmap(14, 14)
    pixmap.fill(edge)
    inner = QPixmap(12, 12)
    inner.fill(QColor("#ffffff") if fill.alpha() == 0 else QColor(fill.rgb()))
    painter = QPainter(pixmap)
    painter.drawPixmap(1, 1, inner)
    painter.end()
    return pixmap
