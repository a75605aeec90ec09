"""The map window: zoom, pan, tools, layers, and the panels that float above."""

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from planner.io.layer_picture import LayerChoice
from planner.model.edits import ObjectRef
from planner.model.geometry import Bounds, Point, bounds_of
from planner.model.project import Project
from ui.document import Document
from ui.scene.extent import extent_of, plan_extent_of
from ui.scene.grid_lines import draw_grid
from ui.scene.hit import places_of
from ui.scene.layer_view import LayerView
from ui.scene.map_scene import MapScene
from ui.scene.measurement_legend import MeasurementLegend
from ui.scene.panels import EDGE_PX, Panels
from ui.scene.picture import render
from ui.scene.read_out import read_out
from ui.scene.zoom_view import ZOOM_STEP, ZoomView
from ui.tools.base import Pointer, Tool
from ui.tools.kit import ToolKit
from ui.tools.registry import TOOLS as TOOLS
from ui.tools.snapping import Snapper

#: A wide window keeps this much free for the legend when it shows everything.
LEGEND_ROOM_PX, WIDE_PX = 172, 700
#: Names are chosen for this part of the window's size beyond its edges too, so that panning finds them there.
NAMES_BEYOND = 0.35


class MapView(ZoomView):
    """The map of a document. Only wiring: the scene mirrors, the tools edit, `LayerView` colours."""

    toolChanged = Signal(str)  # noqa: N815 - Qt's style for signals
    layerChanged = Signal(str)  # noqa: N815
    cursorMoved = Signal(float, float)  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        scene = MapScene(document.catalogue)
        super().__init__(scene, parent)
        scene.setParent(self)
        self.document, self._scene = document, scene
        self.setMinimumSize(240, 180)
        self.panels = Panels(self)
        self.layer_view = LayerView(document, self._scene.heat_map, self.panels.legend)
        self.snapper = Snapper(self)
        self.kit = ToolKit(self, self.snapper)
        self._tools = self.kit.tools
        self._panning: Tool | None = None
        self._space_held = False
        self._opened = document.project
        self._cursor_at: Point | None = None
        self._connect()
        self._scene.show_project(document.shown_project, document.scheme_id)
        self.measured_legend = MeasurementLegend(document, self._scene.measurements, self)  # after the scene follows
        self._scene.show_selection(document.selection)
        self._update_scene_rect()
        self._refresh()

    def _connect(self) -> None:
        self.document.projectChanged.connect(self._on_project)
        self.document.fileChanged.connect(self._on_file)
        self.document.previewChanged.connect(self._on_preview)
        self.document.schemeChanged.connect(self._on_scheme)
        self.document.selectionChanged.connect(self._scene.show_selection)
        self.document.selectionChanged.connect(self.refresh_handles)
        self.kit.changed.connect(self._on_tool)
        self.kit.shapeChanged.connect(self._on_shape)
        self.document.resultsChanged.connect(self._refresh)
        self.document.view_state.choiceChanged.connect(self._on_choice)
        self.document.languageChanged.connect(self._refresh)

    @property
    def map_scene(self) -> MapScene:
        """The scene, with its own type."""
        return self._scene

    # -- document ----------------------------------------------------------------------------------------------------

    def _on_project(self, before: Project, after: Project) -> None:
        self._scene.catalogue = self.document.catalogue
        self._scene.show_project(after, self.document.scheme_id)
        self._scene.show_selection(self.document.selection)
        self.refresh_handles()
        if before.site_map is not after.site_map or before.schemes is not after.schemes:
            self._update_scene_rect()
        if before.layer_styles != after.layer_styles:
            self._refresh()

    def _on_file(self) -> None:
        """Another project was opened. (The file says so: during the first edit the undo stack is empty too.)"""
        if self.document.undo_stack.count() == 0 and self.document.project is not self._opened:
            self._opened = self.document.project
            self.kit.tool.cancel()
            self._update_scene_rect()
            self.zoom_to_plan()
            self._refresh()

    def _on_preview(self, project: Project | None) -> None:
        # drawn plainly while a gesture runs: the picture follows the hand, and gets its smooth edges back at the end
        self.setRenderHint(QPainter.RenderHint.Antialiasing, project is None)
        self._scene.show_project(self.document.shown_project, self.document.scheme_id, settled=project is None)
        self.refresh_handles()

    def _on_scheme(self, scheme_id: str) -> None:
        self.kit.tool.cancel()
        self._scene.show_project(self.document.shown_project, scheme_id)
        self._refresh()

    def _refresh(self, _what: object = None) -> None:
        """Heat map, legend and texts anew: other results, another scheme or language."""
        self.layer_view.show()
        self._scene.set_heat_map_shown(self._scene.heat_map.index is not None)
        self.kit.show_options()
        self.panels.scale_bar.show_scale(self.px_per_m, self.document.lang)
        self._show_hint()
        self._show_read_out()
        self._place_overlays()

    # -- tools -------------------------------------------------------------------------------------------------------

    @property
    def tool_name(self) -> str:
        """The tool in hand."""
        return self.kit.tool.name

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return self.kit.tool

    def set_tool(self, name: str) -> None:
        """Take another tool; a gesture under way is given up. KeyError for an unknown name."""
        self.kit.set_tool(name)

    def _on_tool(self, name: str) -> None:
        self.show_cursor(self.kit.tool.cursor)
        self._show_hint()
        self.toolChanged.emit(name)

    def show_options(self) -> None:
        """The fields of the tool in hand, as they are now."""
        self.kit.show_options()
        self._place_overlays()

    def delete_selection(self) -> None:
        """Remove what is selected (for a menu)."""
        self.kit.select.delete_selection()

    def refresh_handles(self, _what: object = None) -> None:
        """Handles of the selection, while the select tool is in hand."""
        self.kit.select.handles.refresh(shown=self.kit.tool is self.kit.select)

    @property
    def cursor_place(self) -> Point | None:
        """Where the mouse is on the map; None outside the window."""
        return self._cursor_at

    def show_cursor(self, shape: Qt.CursorShape) -> None:
        """The viewport's cursor."""
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def _on_shape(self, _name: str) -> None:
        self._show_hint()
        self.show_options()

    def _show_hint(self) -> None:
        self.panels.hint.show_text(self.document.tr(self.kit.tool.hint) if self.kit.tool.hint else "")
        self._place_overlays()

    # -- layers ------------------------------------------------------------------------------------------------------

    @property
    def layer(self) -> str:
        """Code of the layer shown (planner.io.layers)."""
        return self.layer_view.code

    def set_layer(self, layer_code: str) -> None:
        """Show another layer; PlannerError for an unknown code."""
        self.layer_view.choose(layer_code)

    def _on_choice(self, choice: LayerChoice) -> None:
        self._refresh()
        self.layerChanged.emit(choice.code)

    def set_heatmap_opacity(self, opacity: float) -> None:
        """0 (invisible) to 1."""
        self._scene.heat_map.setOpacity(min(max(opacity, 0.0), 1.0))
        self.layer_view.show()

    # -- zoom and pan ------------------------------------------------------------------------------------------------

    def may_smooth(self) -> bool:
        """Not during a gesture."""
        return not self.document.is_previewing and self._panning is None

    def after_pan(self) -> None:
        """Names for what came into view."""
        if self._scene.area is not None and not self._scene.area.contains(self.visible_area()):
            self.after_zoom()

    def after_zoom(self) -> None:
        """Names, handles and the scale bar follow."""
        area = self.visible_area()
        beyond_x, beyond_y = area.width() * NAMES_BEYOND, area.height() * NAMES_BEYOND
        self._scene.set_zoom(self.px_per_m, area.adjusted(-beyond_x, -beyond_y, beyond_x, beyond_y))
        self.refresh_handles()
        self.panels.scale_bar.show_scale(self.px_per_m, self.document.lang)
        self._place_overlays()

    def set_panning(self, panning: bool) -> None:
        """Draw fast while the map moves."""
        self.setRenderHint(QPainter.RenderHint.Antialiasing, not panning)
        self.show_cursor(Qt.CursorShape.ClosedHandCursor if panning else self.kit.tool.cursor)
        self.viewport().update()

    def zoom_to_all(self) -> None:
        """Show everything drawn, beside the legend where there is room for both."""
        self.zoom_to_bounds(self._extent(), LEGEND_ROOM_PX if self.viewport().width() >= WIDE_PX else 0)
        self._fitted = True

    def zoom_to_plan(self) -> None:
        """Show what is planned: zones and sites with their surroundings; everything where there are none."""
        bounds = plan_extent_of(self.document.project, self._extent())
        if bounds is None:
            self.zoom_to_all()
            return
        self.zoom_to_bounds(bounds, LEGEND_ROOM_PX if self.viewport().width() >= WIDE_PX else 0)
        self._fitted = True

    def zoom_to_ref(self, ref: ObjectRef) -> None:
        """Bring an object into view, with something of what surrounds it."""
        places = places_of(self.document.project, ref)
        box = bounds_of([self._scene.measurements.corners(ref.id) if ref.kind == "measurements" else places])
        if box is None:
            return
        west, south, east, north = box
        if east - west < 1.0 and north - south < 1.0:
            self.zoom_to_point(west, south)
        else:
            room = 0.5 * max(east - west, north - south)
            self.zoom_to_bounds((west - room, south - room, east + room, north + room))

    def _extent(self) -> Bounds:
        project = self.document.project
        return extent_of(project, [self._scene.measurements.corners(key) for key in project.site_map.measurements])

    def _update_scene_rect(self) -> None:
        """Room to pan well beyond what is drawn; set by hand, since Qt would let it grow with every gesture."""
        west, south, east, north = self._extent()
        room = 3.0 * max(east - west, north - south, 1000.0)
        rect = QRectF(west - room, south - room, east - west + 2 * room, north - south + 2 * room)
        if not self.sceneRect().contains(rect):
            self.setSceneRect(rect)

    # -- events ------------------------------------------------------------------------------------------------------

    def _pointer(self, event: QMouseEvent) -> Pointer:
        position = event.position().toPoint()
        place = self.mapToScene(position)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.kit.follow(position)
        return Pointer(x_m=place.x(), y_m=place.y(), position_px=position, shift=shift, ctrl=ctrl)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Left: the tool; middle, or left with the space bar: pan."""
        pointer = self._pointer(event)
        button = event.button()
        if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and self._space_held):
            self._panning = self._tools["pan"]
            self._panning.start(pointer)
        elif button == Qt.MouseButton.LeftButton:
            self.kit.tool.start(pointer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A drag, or the read-out."""
        pointer = self._pointer(event)
        if self._panning is not None:
            self._panning.move(pointer)
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.kit.tool.move(pointer)
        else:
            self.kit.tool.hover(pointer)
        self._cursor_at = pointer.place
        self._show_read_out()
        self.cursorMoved.emit(pointer.x_m, pointer.y_m)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The end of a drag."""
        pointer = self._pointer(event)
        if self._panning is not None:
            self._panning.end(pointer)
            self._panning = None
        elif event.button() == Qt.MouseButton.LeftButton:
            self.kit.tool.end(pointer)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ends polygons and lines."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.kit.tool.double_click(self._pointer(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The tool first, then Esc, zoom keys and the space bar."""
        key = event.key()
        if self.kit.open_entry(event):
            return
        if self.kit.tool.key(key, shift=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)):
            return
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = True
            self.show_cursor(Qt.CursorShape.OpenHandCursor)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_F) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to_all()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1.0 / ZOOM_STEP)
        elif self.kit.tool.name != "select" and self._tools["select"].key(key, shift=_shift(event)):
            return
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The space bar let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self.show_cursor(self.kit.tool.cursor)
        else:
            event.ignore()

    def _escape(self) -> None:
        """Give up the gesture; without one, put the tool away; then the selection."""
        if self.kit.tool.is_active:
            self.kit.tool.cancel()
        elif self.kit.tool.name != "select":
            self.set_tool("select")
        else:
            self.document.set_selection([])

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No cursor, no read-out."""
        self._cursor_at = None
        self._show_read_out()
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep showing the plan until somebody zooms or pans."""
        super().resizeEvent(event)
        if self._fitted:
            self.zoom_to_plan()
        self.after_zoom()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The first sight: what is planned."""
        super().showEvent(event)
        if self._fitted:
            self.zoom_to_plan()

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802
        """The grid, while points snap to it."""
        if self.snapper.settings.grid:
            draw_grid(painter, QRectF(rect), self.snapper.grid_step_m())

    # -- panels ------------------------------------------------------------------------------------------------------

    def _show_read_out(self) -> None:
        text = "" if self._cursor_at is None else read_out(self.document, *self._cursor_at, self.layer_view.picture)
        self.panels.read_out.show_text(text)
        self._place_overlays()

    def _place_overlays(self) -> None:
        self.panels.place(self.viewport().size())
        self.measured_legend.place(self.panels.legend)
        options, hint = self.kit.options, self.panels.hint
        top = hint.y() + hint.height() + 6 if self.kit.tool.hint else EDGE_PX
        options.move((self.viewport().width() - options.width()) // 2, top)

    # -- pictures ----------------------------------------------------------------------------------------------------

    def render_to_image(self, width_px: int, height_px: int) -> QImage:
        """Everything drawn, with legend, scale bar and north arrow, at any size; the window stays as it is."""
        lang = self.document.lang
        return render(self._scene, self.panels, self._extent(), lang, width_px, height_px, LEGEND_ROOM_PX)


def _shift(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
