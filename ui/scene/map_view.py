"""The map window: zoom, pan, tools, layers, and the panels that float above."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QTransform,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from planner.model.edits import ObjectRef
from planner.model.geometry import Bounds, Point, bounds_of
from planner.model.project import Project
from ui.document import Document
from ui.scene.backdrop import corners_m
from ui.scene.hit import places_of
from ui.scene.layer_view import LayerView
from ui.scene.map_scene import MapScene
from ui.scene.measurement_legend import MeasurementLegend
from ui.scene.panels import EDGE_PX, Panels
from ui.scene.picture import render
from ui.scene.read_out import read_out
from ui.tools.base import Pointer, Tool
from ui.tools.drawing import BuildingTool, YardTool, ZoneTool
from ui.tools.measure import MeasureTool
from ui.tools.pan import PanTool
from ui.tools.placing import GnbTool, UpfTool
from ui.tools.select import SelectTool

TOOLS: tuple[type[Tool], ...] = (
    SelectTool, PanTool, GnbTool, UpfTool, ZoneTool, BuildingTool, YardTool, MeasureTool,
)  # fmt: skip
MIN_PX_PER_M, MAX_PX_PER_M = 0.002, 200.0
ZOOM_STEP = 1.2
#: A wide window keeps this much free for the legend when it shows everything.
LEGEND_ROOM_PX, WIDE_PX = 172, 700
#: The first sight shows this part of the plan's size around it, or everything where that is most of the map anyway.
PLAN_SURROUNDINGS, MOST_OF_MAP = 0.25, 0.5
EMPTY_EXTENT: Bounds = (-500.0, -300.0, 500.0, 300.0)


class MapView(QGraphicsView):
    """The map of a document. Only wiring: the scene mirrors, the tools edit, `LayerView` colours."""

    toolChanged = Signal(str)  # noqa: N815 - Qt's style for signals
    layerChanged = Signal(str)  # noqa: N815
    cursorMoved = Signal(float, float)  # noqa: N815

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._scene = MapScene(document.catalogue, self)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 180)
        self.panels = Panels(self)
        self._layers = LayerView(document, self._scene.heat_map, self.panels.legend)
        self.measured_legend = MeasurementLegend(document, self._scene.measurements, self)
        self._tools = {tool.name: tool(self) for tool in TOOLS}
        self._tool = self._tools["select"]
        self._panning: Tool | None = None
        self._space_held = False
        self._fitted = True
        self._cursor_at: Point | None = None
        self._connect()
        self._scene.show_project(document.shown_project, document.scheme_id)
        self._scene.show_selection(document.selection)
        self._update_scene_rect()
        self._refresh()

    def _connect(self) -> None:
        self.document.projectChanged.connect(self._on_project)
        self.document.previewChanged.connect(self._on_preview)
        self.document.schemeChanged.connect(self._on_scheme)
        self.document.selectionChanged.connect(self._scene.show_selection)
        self.document.resultsChanged.connect(self._refresh)
        self.document.languageChanged.connect(self._refresh)

    # -- document ----------------------------------------------------------------------------------------------------

    def _on_project(self, before: Project, after: Project) -> None:
        self._scene.catalogue = self.document.catalogue
        self._scene.show_project(after, self.document.scheme_id)
        self._scene.show_selection(self.document.selection)
        if before.site_map is not after.site_map or before.schemes is not after.schemes:
            self._update_scene_rect()
        if self.document.undo_stack.count() == 0:  # another project was opened
            self._tool.cancel()
            self.zoom_to_plan()
            self._refresh()

    def _on_preview(self, project: Project | None) -> None:
        # drawn plainly while a gesture runs: the picture follows the hand, and gets its smooth edges back at the end
        self.setRenderHint(QPainter.RenderHint.Antialiasing, project is None)
        self._scene.show_project(self.document.shown_project, self.document.scheme_id)

    def _on_scheme(self, scheme_id: str) -> None:
        self._tool.cancel()
        self._scene.show_project(self.document.shown_project, scheme_id)
        self._refresh()

    def _refresh(self, _what: object = None) -> None:
        """Heat map, legend and texts anew: other results, another scheme or language."""
        self._layers.show()
        self._scene.set_heat_map_shown(self._scene.heat_map.index is not None)
        self.panels.scale_bar.show_scale(self.px_per_m, self.document.lang)
        self._show_hint()
        self._show_read_out()
        self._place_overlays()

    # -- tools -------------------------------------------------------------------------------------------------------

    @property
    def tool_name(self) -> str:
        """The tool in hand."""
        return self._tool.name

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return self._tool

    def set_tool(self, name: str) -> None:
        """Take another tool; a gesture under way is given up. KeyError for an unknown name."""
        tool = self._tools[name]
        self._tool.cancel()
        changed, self._tool = tool is not self._tool, tool
        self.show_cursor(tool.cursor)
        self._show_hint()
        if changed:
            self.toolChanged.emit(name)

    def delete_selection(self) -> None:
        """Remove what is selected (for a menu)."""
        tool = self._tools["select"]
        assert isinstance(tool, SelectTool)
        tool.delete_selection()

    def show_cursor(self, shape: Qt.CursorShape) -> None:
        """The viewport's cursor."""
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def _show_hint(self) -> None:
        self.panels.hint.show_text(self.document.tr(self._tool.hint) if self._tool.hint else "")
        self._place_overlays()

    # -- layers ------------------------------------------------------------------------------------------------------

    @property
    def layer(self) -> str:
        """Code of the layer shown (planner.io.layers)."""
        return self._layers.code

    def set_layer(self, layer_code: str) -> None:
        """Show another layer; PlannerError for an unknown code."""
        changed = layer_code != self._layers.code
        self._layers.show(layer_code)
        self._place_overlays()
        if changed:
            self.layerChanged.emit(layer_code)

    def set_heatmap_opacity(self, opacity: float) -> None:
        """0 (invisible) to 1."""
        self._scene.heat_map.setOpacity(min(max(opacity, 0.0), 1.0))
        self._layers.show()

    # -- zoom and pan ------------------------------------------------------------------------------------------------

    @property
    def px_per_m(self) -> float:
        """The zoom."""
        return self.transform().m11()

    def to_viewport(self, place: Point) -> QPoint:
        """A place of the map in viewport pixels."""
        return self.mapFromScene(QPointF(*place))

    def set_zoom(self, px_per_m: float) -> None:
        """Zoom about the centre of the window."""
        centre = self.viewport().rect().center()
        self._zoom_about(centre, px_per_m)

    def zoom_by(self, factor: float) -> None:
        """Zoom in (above 1) or out about the centre."""
        self.set_zoom(self.px_per_m * factor)

    def _zoom_about(self, position_px: QPoint, px_per_m: float) -> None:
        px_per_m = min(max(px_per_m, MIN_PX_PER_M), MAX_PX_PER_M)
        place = self.mapToScene(position_px)
        self.setTransform(QTransform(px_per_m, 0.0, 0.0, -px_per_m, 0.0, 0.0))
        self.pan_by(position_px - self.mapFromScene(place))
        self._fitted = False
        self._after_zoom()

    def _after_zoom(self) -> None:
        self._scene.set_zoom(self.px_per_m)
        self.panels.scale_bar.show_scale(self.px_per_m, self.document.lang)
        self._place_overlays()

    def pan_by(self, shift_px: QPoint) -> None:
        """Move the map by pixels."""
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        horizontal.setValue(horizontal.value() - shift_px.x())
        vertical.setValue(vertical.value() - shift_px.y())
        self._fitted = False

    def set_panning(self, panning: bool) -> None:
        """Draw fast while the map moves."""
        self.setRenderHint(QPainter.RenderHint.Antialiasing, not panning)
        self.show_cursor(Qt.CursorShape.ClosedHandCursor if panning else self._tool.cursor)
        self.viewport().update()

    def zoom_to_all(self) -> None:
        """Show everything drawn, beside the legend where there is room for both."""
        self.zoom_to_bounds(self._extent(), LEGEND_ROOM_PX if self.viewport().width() >= WIDE_PX else 0)
        self._fitted = True

    def zoom_to_plan(self) -> None:
        """Show what is planned: zones and sites with their surroundings; everything where there are none."""
        bounds = self._plan_extent()
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

    def zoom_to_point(self, x_m: float, y_m: float) -> None:
        """Centre a place, near enough to see what stands around it."""
        if self.px_per_m < 1.0:
            self.set_zoom(1.5)
        self.centerOn(QPointF(x_m, y_m))
        self._fitted = False
        self._after_zoom()

    def zoom_to_bounds(self, bounds: Bounds, left_px: int = 0) -> None:
        """Fit (west, south, east, north) into the window, or into what lies right of `left_px`."""
        west, south, east, north = bounds
        width, height = self.viewport().width() - left_px - 2 * EDGE_PX, self.viewport().height() - 2 * EDGE_PX
        self.set_zoom(min(width / max(east - west, 1.0), height / max(north - south, 1.0)))
        self.centerOn(QPointF((west + east) / 2.0 - left_px / 2.0 / self.px_per_m, (south + north) / 2.0))

    def _extent(self) -> Bounds:
        project = self.document.project
        rings = [o.outline for o in project.site_map.obstacles.values() if not o.hidden]
        rings += [zone.outline for zone in project.site_map.zones.values()]
        rings += [corners_m(backdrop) for backdrop in project.site_map.backdrops.values() if backdrop.visible]
        rings += [self._scene.measurements.corners(key) for key in project.site_map.measurements]
        for scheme in project.schemes.values():
            rings += [(site.position,) for site in scheme.network.sites.values()]
        return bounds_of(rings) or EMPTY_EXTENT

    def _plan_extent(self) -> Bounds | None:
        """Zones, sites and what stands within a margin of them; None where they reach about as far as the map."""
        project = self.document.project
        rings: list[tuple[Point, ...]] = [zone.outline for zone in project.site_map.zones.values()]
        for scheme in project.schemes.values():
            rings += [(site.position,) for site in scheme.network.sites.values()]
        planned = bounds_of(rings)
        if planned is None:
            return None
        west, south, east, north = planned
        room = PLAN_SURROUNDINGS * max(east - west, north - south, 100.0)
        left, low, right, high = self._extent()
        around = (max(west - room, left), max(south - room, low), min(east + room, right), min(north + room, high))
        is_all = (around[2] - around[0]) * (around[3] - around[1]) > MOST_OF_MAP * (right - left) * (high - low)
        return None if is_all else around

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
        return Pointer(x_m=place.x(), y_m=place.y(), position_px=position, shift=shift)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Left: the tool; middle, or left with the space bar: pan."""
        pointer = self._pointer(event)
        button = event.button()
        if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and self._space_held):
            self._panning = self._tools["pan"]
            self._panning.start(pointer)
        elif button == Qt.MouseButton.LeftButton:
            self._tool.start(pointer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A drag, or the read-out."""
        pointer = self._pointer(event)
        if self._panning is not None:
            self._panning.move(pointer)
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._tool.move(pointer)
        else:
            self._tool.hover(pointer)
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
            self._tool.end(pointer)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ends polygons and lines."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._tool.double_click(self._pointer(event))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom around the cursor."""
        steps = event.angleDelta().y() / 120.0
        if steps:
            self._zoom_about(event.position().toPoint(), self.px_per_m * ZOOM_STEP**steps)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The tool first, then Esc, zoom keys and the space bar."""
        key = event.key()
        if self._tool.key(key, shift=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)):
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
        elif self._tool.name != "select" and self._tools["select"].key(key, shift=_shift(event)):
            return
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The space bar let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self.show_cursor(self._tool.cursor)
        else:
            event.ignore()

    def _escape(self) -> None:
        """Give up the gesture; without one, put the tool away; then the selection."""
        if self._tool.is_active:
            self._tool.cancel()
        elif self._tool.name != "select":
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
        self._place_overlays()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The first sight: what is planned."""
        super().showEvent(event)
        if self._fitted:
            self.zoom_to_plan()

    # -- panels ------------------------------------------------------------------------------------------------------

    def _show_read_out(self) -> None:
        text = "" if self._cursor_at is None else read_out(self.document, *self._cursor_at)
        self.panels.read_out.show_text(text)
        self._place_overlays()

    def _place_overlays(self) -> None:
        self.panels.place(self.viewport().size())

    # -- pictures ----------------------------------------------------------------------------------------------------

    def render_to_image(self, width_px: int, height_px: int) -> QImage:
        """Everything drawn, with legend, scale bar and north arrow, at any size; the window stays as it is."""
        lang = self.document.lang
        return render(self._scene, self.panels, self._extent(), lang, width_px, height_px, LEGEND_ROOM_PX)


def _shift(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
