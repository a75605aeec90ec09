"""Which storey of a building is looked at: the state, the filter, and the chooser that floats above the map.

Inner walls and pictures of a building are shown for one storey at a time: the chosen one in the building in hand, the
ground floor in all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QToolButton

from planner.model.edits import ObjectRef
from planner.model.project import Project
from planner.model.site_map import Obstacle
from planner.model.storeys import floor_m, storeys_of
from planner.text import Translator
from ui.document import Document
from ui.i18n import follow_language
from ui.scene.map_scene import MapScene
from ui.scene.panels import EDGE_PX
from ui.scene.storey_view import StoreyView, is_shown
from ui.style import LINE, icon

if TYPE_CHECKING:
    from ui.scene.map_view import MapView

#: Below the north arrow.
TOP_PX = 2 * EDGE_PX + 50


def view_of_selection(project: Project, selection: Iterable[ObjectRef], view: StoreyView) -> StoreyView:
    """The view after a selection: the selected building, or the one of a selected wall or picture with its storey.

    The view stays while nothing is selected (somebody draws) or the selection stays in the building; a storey that is
    gone falls back to the nearest.
    """
    refs = tuple(selection)
    found = view if not refs else StoreyView()
    for ref in refs:
        item = project.site_map.backdrops.get(ref.id) if ref.kind == "backdrops" else None
        item = project.site_map.obstacles.get(ref.id) if ref.kind == "obstacles" else item
        building_id = item.building_id or (ref.id if ref.kind == "obstacles" else "") if item is not None else ""
        if item is None or not storeys_of(project.site_map, building_id):
            continue
        same = building_id == view.building_id
        storey = item.storey if item.building_id else view.storey if same else 0
        found = StoreyView(building_id=building_id, storey=storey)
        break
    storeys = storeys_of(project.site_map, found.building_id)
    if not storeys:
        return StoreyView()
    return StoreyView(building_id=found.building_id, storey=min(max(found.storey, storeys[0]), storeys[-1]))


def storey_name(t: Translator, storey: int) -> str:
    """The number the model uses, and the sign on the lift's buttons: storey 0 is 1F, -1 is B1."""
    sign = f"{storey + 1}F" if storey >= 0 else f"B{-storey}"
    return t("Storey {n} ({sign})", n=storey, sign=sign)


class StoreyChooser(QFrame):
    """See the module. `changed`: another `StoreyView`."""

    changed = Signal(object)

    def __init__(self, document: Document, view: MapView) -> None:
        super().__init__(view)
        self.document = document
        scene = view.scene()
        assert isinstance(scene, MapScene)
        self._map_view, self._scene = view, scene
        self._inner: tuple[Mapping[str, Obstacle] | None, tuple[str, ...]] = (None, ())
        self.view = StoreyView()
        self.setObjectName("storeys")
        self.setStyleSheet(f"QFrame#storeys {{ background: #ffffff; border: 1px solid {LINE}; border-radius: 5px; }}")
        self.name = QLabel(objectName="muted")
        self.box = QComboBox()
        self.up, self.down = QToolButton(), QToolButton()
        for button, picture, step in ((self.up, "up", 1), (self.down, "down", -1)):
            button.setIcon(icon(picture))
            button.setAutoRaise(True)
            button.clicked.connect(self._stepper(step))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 4, 3)
        layout.setSpacing(3)
        for widget in (self.name, self.box, self.down, self.up):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus if widget is self.box else Qt.FocusPolicy.NoFocus)
            layout.addWidget(widget)
        self.box.currentIndexChanged.connect(self._on_box)
        document.selectionChanged.connect(self._follow)
        document.projectChanged.connect(self._follow)
        document.previewChanged.connect(self._apply)
        view.installEventFilter(self)
        self.hide()
        follow_language(document, self)
        self._apply()

    def retranslate(self) -> None:
        """Names of the storeys."""
        t = self.document.t
        self.up.setToolTip(t("One storey up"))
        self.down.setToolTip(t("One storey down"))
        for button in (self.up, self.down):
            button.setAccessibleName(button.toolTip())
        self.box.setAccessibleName(t("Storey"))
        self._fill()

    def choose(self, storey: int) -> None:
        """Look at another storey of the building in hand."""
        storeys = storeys_of(self.document.project.site_map, self.view.building_id)
        if storey in storeys:
            self._set_view(StoreyView(building_id=self.view.building_id, storey=storey))

    def _follow(self, *_args: object) -> None:
        self._set_view(view_of_selection(self.document.project, self.document.selection, self.view))
        self._fill()

    def _set_view(self, view: StoreyView) -> None:
        changed, self.view = view != self.view, view
        self._scene.set_storey_view(view)
        self._apply()
        if changed:
            self._fill()
            self.changed.emit(view)

    def _apply(self, *_args: object) -> None:
        """Show and hide what lies inside buildings."""
        project = self.document.shown_project
        obstacles = project.site_map.obstacles
        if self._inner[0] is not obstacles:
            self._inner = (obstacles, tuple(key for key, item in obstacles.items() if item.building_id))
        for key in self._inner[1]:
            item = self._scene.items_by_ref.get(ObjectRef("obstacles", key))
            if item is not None:
                item.setVisible(not obstacles[key].hidden and is_shown(obstacles[key], self.view))
        for key, backdrop in project.site_map.backdrops.items():
            picture = self._scene.backdrops.item(ObjectRef("backdrops", key)) if backdrop.building_id else None
            if picture is not None:
                picture.setVisible(backdrop.visible and is_shown(backdrop, self.view))

    # -- the widget --------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        site_map, t = self.document.project.site_map, self.document.t
        storeys = storeys_of(site_map, self.view.building_id)
        self.setVisible(bool(storeys))
        if not storeys:
            return
        building = site_map.obstacles[self.view.building_id]
        self.name.setText(building.name or building.id)
        with QSignalBlocker(self.box):
            self.box.clear()
            for storey in reversed(storeys):  # as in a lift: the top one above
                self.box.addItem(storey_name(t, storey), storey)
                hint = t("Floor {height} m above the ground", height=round(floor_m(storey, building), 1))
                self.box.setItemData(self.box.count() - 1, hint, Qt.ItemDataRole.ToolTipRole)
            self.box.setCurrentIndex(self.box.findData(self.view.storey))
        self.up.setEnabled(self.view.storey < storeys[-1])
        self.down.setEnabled(self.view.storey > storeys[0])
        self._place()

    def _on_box(self, _index: int) -> None:
        storey = self.box.currentData()
        if storey is not None:
            self.choose(int(storey))

    def _stepper(self, step: int) -> object:
        def go(*_checked: object) -> None:
            self.choose(self.view.storey + step)

        return go

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in the upper right corner."""
        if watched is self._map_view and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False

    def _place(self) -> None:
        self.adjustSize()
        self.move(max(self._map_view.width() - self.width() - EDGE_PX, 0), TOP_PX)
        self.raise_()
