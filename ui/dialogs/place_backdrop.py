"""Placing a picture on the map: by a scale bar (two points and their distance) or by two to four control points.

The picture stands on the left, the map on the right; a click takes a place on either. The map shows at once where the
picture will lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGraphicsScene,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from planner.errors import FileError
from planner.io.backdrops import Transform, is_mirrored, placement_from_control_points, placement_from_scale
from planner.model.project import Project
from planner.model.site_map import Backdrop, ObstacleKind
from planner.text import Translator
from ui.dialogs.control_points import TARGET_X, TARGET_Y, ControlPointTable
from ui.dialogs.place_backdrop_view import PickView
from ui.document import Document
from ui.formatting import error_text
from ui.scene.backdrop import BackdropItem, corners_m
from ui.scene.map_scene import MapScene

if TYPE_CHECKING:
    from planner.io.backdrops import BackdropImage
    from planner.model.geometry import Point

SCALE, POINTS = range(2)
MAX_COORDINATE_M = 10_000_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What the dialog gives: everything of a backdrop but its picture."""

    name: str
    transform: Transform
    opacity: float
    storey: int
    building_id: str


def _spin(low: float, high: float, value: float, digits: int = 2, suffix: str = "") -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setDecimals(digits)
    spin.setRange(low, high)
    spin.setValue(value)
    spin.setSuffix(suffix)
    return spin


class ScalePage(QWidget):
    """Two points of the picture, how far apart they are, where the first lies, and how the picture is turned."""

    changed = Signal()

    def __init__(self, t: Translator, start: Point, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self.ends: list[Point] = []
        self.distance_m = _spin(0.0, MAX_COORDINATE_M, 0.0, 2, " m")
        self.rotation_deg = _spin(-360.0, 360.0, 0.0, 2, "°")
        self.east_m = _spin(-MAX_COORDINATE_M, MAX_COORDINATE_M, start[0], 1, " m")
        self.north_m = _spin(-MAX_COORDINATE_M, MAX_COORDINATE_M, start[1], 1, " m")
        self.state = QLabel(objectName="muted")
        self.state.setWordWrap(True)
        place = QHBoxLayout()
        for widget in (QLabel(t("East")), self.east_m, QLabel(t("North")), self.north_m):
            place.addWidget(widget)
        place.addStretch(1)
        form = QFormLayout(self)
        form.addRow(self.state)
        form.addRow(t("Distance from A to B"), self.distance_m)
        form.addRow(t("Turned anticlockwise by"), self.rotation_deg)
        form.addRow(t("A lies at"), place)
        for spin in (self.distance_m, self.rotation_deg, self.east_m, self.north_m):
            spin.valueChanged.connect(lambda *_args: self.changed.emit())
        self._say()

    def take(self, column: float, row: float) -> None:
        """A click on the picture: A, then B, then A anew."""
        self.ends = [(column, row)] if len(self.ends) != 1 else [*self.ends, (column, row)]
        self._say()
        self.changed.emit()

    def take_place(self, x: float, y: float) -> None:
        """A click on the map: where A lies."""
        self.east_m.setValue(x)
        self.north_m.setValue(y)

    def _say(self) -> None:
        t = self._t
        texts = (
            t("Click one end (A) of the scale bar, or of any length you know, in the picture."),
            t("Now click its other end (B)."),
            t("Give the distance; a click on the map says where A lies."),
        )
        self.state.setText(texts[len(self.ends)])

    def transform(self) -> Transform | None:
        """The placement, None while something is missing. Raises `FileError`."""
        if len(self.ends) < 2 or self.distance_m.value() <= 0:
            return None
        origin = (self.east_m.value(), self.north_m.value())
        return placement_from_scale(
            self.ends[0], self.ends[1], self.distance_m.value(), origin, self.rotation_deg.value()
        )


class PlaceBackdropDialog(QDialog):
    """See the module. `placed` is the result once it is accepted; `pageAsked` wants another page of a PDF."""

    pageAsked = Signal(int)  # noqa: N815 - Qt's style for signals

    def __init__(
        self,
        parent: QWidget | None,
        document: Document,
        image: BackdropImage,
        levels: tuple[QImage, ...],
        name: str,
        *,
        existing: Backdrop | None = None,
        start: Point = (0.0, 0.0),
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.placed: Placed | None = None
        self._t = t = document.t
        self._project: Project = document.project
        self._transform: Transform | None = existing.transform if existing is not None else None
        self.setWindowTitle(t("Place a picture"))
        self.resize(1180, 760)
        self._picture_scene = QGraphicsScene(self)
        self._picture_item = BackdropItem()
        self._picture_scene.addItem(self._picture_item)
        self.picture = PickView(self._picture_scene, upward=False)
        self.map_scene = MapScene(document.catalogue, self)
        self.map_scene.show_project(_without(self._project, existing), document.scheme_id)
        self._placed_item = BackdropItem()
        self.map_scene.addItem(self._placed_item)
        self.map = PickView(self.map_scene, upward=True)
        self.scale = ScalePage(t, start)
        self.points = ControlPointTable(t, (t("Picture x (px)"), t("Picture y (px)")))
        self.tabs = QTabWidget()
        self.tabs.addTab(self.points, t("Control points"))
        self.tabs.addTab(self.scale, t("Scale bar"))
        self.state = QLabel()
        self.state.setWordWrap(True)
        self._make_settings(image, name, existing)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self._connect()
        self.show_image(image, levels)
        self.map.show_rect(self._map_rect())
        self._update()

    # -- building ----------------------------------------------------------------------------------------------------

    def _make_settings(self, image: BackdropImage, name: str, existing: Backdrop | None) -> None:
        t = self._t
        self.name = QLineEdit(existing.name if existing is not None else name)
        self.opacity = _spin(5.0, 100.0, 100.0 * (existing.opacity if existing is not None else 0.7), 0, " %")
        self.storey = QSpinBox()
        self.storey.setRange(-20, 200)
        self.building = QComboBox()
        self.building.addItem(t("none: the whole site"), "")
        for key, obstacle in self._project.site_map.obstacles.items():
            if obstacle.kind is ObstacleKind.BUILDING and obstacle.name:
                self.building.addItem(obstacle.name, key)
        if existing is not None:
            self.storey.setValue(existing.storey)
            self.building.setCurrentIndex(max(self.building.findData(existing.building_id), 0))
        self.page = QSpinBox()
        self.page.setRange(1, max(image.pages, 1))
        self.page.setKeyboardTracking(False)
        self.page.setSuffix(t(" of {n}", n=image.pages))

    def _lay_out(self) -> None:
        t = self._t
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        for title, view in ((t("Picture"), self.picture), (t("Map"), self.map)):
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(QLabel(title, objectName="section"))
            column.addWidget(view, 1)
            across.addWidget(side)
        across.setSizes([560, 560])
        form = QFormLayout()
        form.addRow(t("Name"), self.name)
        form.addRow(t("Opacity"), self.opacity)
        form.addRow(t("Plan of the building"), self.building)
        form.addRow(t("Storey"), self.storey)
        if self.page.maximum() > 1:
            form.addRow(t("Page"), self.page)
        below = QHBoxLayout()
        below.addWidget(self.tabs, 3)
        side = QWidget()
        side.setLayout(form)
        below.addWidget(side, 2)
        layout = QVBoxLayout(self)
        layout.addWidget(across, 1)
        layout.addLayout(below)
        layout.addWidget(self.state)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.picture.picked.connect(self._on_picture)
        self.map.picked.connect(self._on_map)
        self.map.zoomed.connect(self.map_scene.set_zoom)
        self.points.changed.connect(self._update)
        self.scale.changed.connect(self._update)
        self.tabs.currentChanged.connect(lambda *_args: self._update())
        self.opacity.valueChanged.connect(lambda *_args: self._show_on_map())
        self.page.valueChanged.connect(lambda page: self.pageAsked.emit(page - 1))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def show_image(self, image: BackdropImage, levels: tuple[QImage, ...]) -> None:
        """Show a picture (another page): what was pointed at stays."""
        self._size = (image.width_px, image.height_px)
        plain = self._backdrop((1.0, 0.0, 0.0, 0.0, 1.0, 0.0), opacity=1.0)
        self._picture_item.show_backdrop(plain)
        for item in (self._picture_item, self._placed_item):
            item.set_levels(levels)
        self.picture.show_rect(QRectF(0.0, 0.0, *map(float, self._size)))
        self._update()

    def _backdrop(self, transform: Transform, *, opacity: float) -> Backdrop:
        wide, high = self._size
        return Backdrop(id="", name="", asset="", width_px=wide, height_px=high, transform=transform, opacity=opacity)

    def _map_rect(self) -> QRectF:
        box = self.map_scene.itemsBoundingRect()
        if self._transform is not None:
            xs, ys = zip(*corners_m(self._backdrop(self._transform, opacity=1.0)), strict=True)
            box = box.united(QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
        return box if box.width() > 1 and box.height() > 1 else QRectF(-250.0, -150.0, 500.0, 300.0)

    # -- pointing ----------------------------------------------------------------------------------------------------

    @property
    def by_scale(self) -> bool:
        """Whether the scale bar is used, not control points."""
        return self.tabs.currentWidget() is self.scale

    def _on_picture(self, column: float, row: float) -> None:
        if self.by_scale:
            self.scale.take(column, row)
        else:
            self.points.set_source(column, row, self._row_for(0))

    def _on_map(self, x: float, y: float) -> None:
        if self.by_scale:
            self.scale.take_place(x, y)
        elif not self.points.is_lonlat:
            self.points.set_target(x, y, self._row_for(TARGET_X))

    def _row_for(self, column: int) -> int:
        """The first point without a place on that side; with all of them given, the chosen one."""
        given = {name for name, _x, _y in self.points.marks((column, column + 1))}
        free = [row for row in range(self.points.table.rowCount()) if f"P{row + 1}" not in given]
        current = self.points.table.currentRow()
        return current if current >= 0 and (f"P{current + 1}" not in given or not free) else (free or [0])[0]

    # -- the placement -----------------------------------------------------------------------------------------------

    def _update(self) -> None:
        """Work out the placement anew and say how good it is."""
        t = self._t
        try:
            if self.by_scale:
                fitted = self.scale.transform()
                text = "" if fitted is None else t("One pixel is {size} m", size=f"{_pixel_m(fitted):.3f}")
            else:
                fitted, text = self._by_points()
        except FileError as error:
            fitted, text = None, error_text(t, error)
            self.points.show_residuals((), "")
        if fitted is not None:
            self._transform = fitted
            if is_mirrored(fitted):
                text = t("{text}. The picture comes out mirrored: are two points exchanged?", text=text)
        self.state.setText(text)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self._transform is not None)
        if self.by_scale:
            self.picture.show_marks([(name, *end) for name, end in zip("AB", self.scale.ends, strict=False)])
            self.map.show_marks([("A", self.scale.east_m.value(), self.scale.north_m.value())])
        else:
            self.picture.show_marks(self.points.marks())
            self.map.show_marks([] if self.points.is_lonlat else self.points.marks((TARGET_X, TARGET_Y)))
        self._show_on_map()

    def _by_points(self) -> tuple[Transform | None, str]:
        t, points = self._t, self.points.points()
        if len(points) < 2:
            self.points.show_residuals((), "")
            return None, t("Click a place in the picture, then the same place on the map; two to four pairs.")
        targets = [point.target for point in points]
        if self.points.is_lonlat:
            import numpy as np

            from planner.io.crs import local_from_lonlat

            places = local_from_lonlat(self._project, np.array(targets, dtype=np.float64))
            targets = [(float(x), float(y)) for x, y in places]
        pairs = [(point.source, target) for point, target in zip(points, targets, strict=True)]
        transform, residuals_m = placement_from_control_points(pairs, self.points.fit.currentData())
        self.points.show_residuals(residuals_m, "")
        text = t(
            "One pixel is {size} m; the points are off by {largest} m at most",
            size=f"{_pixel_m(transform):.3f}", largest=f"{max(residuals_m):.2f}",
        )  # fmt: skip
        return transform, text

    def _show_on_map(self) -> None:
        self._placed_item.setVisible(self._transform is not None)
        if self._transform is not None:
            shown = self._backdrop(self._transform, opacity=self.opacity.value() / 100.0)
            self._placed_item.show_backdrop(shown)

    def accept(self) -> None:
        """Keep what was placed."""
        if self._transform is None:
            return
        self.placed = Placed(
            name=self.name.text().strip(),
            transform=self._transform,
            opacity=self.opacity.value() / 100.0,
            storey=self.storey.value(),
            building_id=self.building.currentData() or "",
        )
        super().accept()


def _pixel_m(transform: Transform) -> float:
    a, b, _c, d, e, _f = transform
    return abs(a * e - b * d) ** 0.5


def _without(project: Project, existing: Backdrop | None) -> Project:
    """The project without the backdrop that is being placed anew."""
    if existing is None:
        return project
    from planner.model.edits import ObjectRef, remove

    return remove(project, (ObjectRef("backdrops", existing.id),))
