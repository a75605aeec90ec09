"""Map with its layer row, inspector, headline and tables: how the parts of an open project lie together."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QMenu, QSplitter, QTabWidget, QVBoxLayout, QWidget

from planner.model.edits import ObjectRef
from planner.model.geometry import Point
from ui.document import Document
from ui.headline import HeadlineBar
from ui.i18n import follow_language
from ui.layer_bar import LayerBar
from ui.panels.inspector import Inspector
from ui.panels.layers import LayersPanel
from ui.results_tabs import ResultsTabs
from ui.scene.map_view import MapView
from ui.scene.storey import StoreyChooser
from ui.scheme_bar import SchemeBar
from ui.style import icon
from ui.tools.probe import ProbeTool
from ui.tools.section import SectionTool

INSPECTOR_PX = 344
TABLES_PX = 268


class Workspace(QWidget):
    """See the module; the jumps between its parts are wired here."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.schemes = SchemeBar(document)
        self.headline = HeadlineBar(document)
        self.layers = LayerBar(document)
        self.map_view = MapView(document)
        self.inspector = Inspector(document)
        self.tabs = ResultsTabs(document)
        self.map_layers = LayersPanel(document)
        self.side = QTabWidget()
        self.side.setDocumentMode(True)
        self.side.addTab(self.inspector, "")
        self.side.addTab(self.map_layers, "")
        self.side.setMinimumWidth(270)
        map_column = QWidget()
        map_layout = QVBoxLayout(map_column)
        map_layout.setContentsMargins(0, 0, 0, 0)
        map_layout.setSpacing(0)
        map_layout.addWidget(self.layers)
        map_layout.addWidget(self.map_view, 1)
        self._across = QSplitter(Qt.Orientation.Horizontal)
        self._across.addWidget(map_column)
        self._across.addWidget(self.side)
        self._across.setStretchFactor(0, 1)
        self._across.setStretchFactor(1, 0)
        self._across.setChildrenCollapsible(False)
        self._across.setHandleWidth(1)
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._down.addWidget(self._across)
        self._down.addWidget(self.tabs)
        self._down.setStretchFactor(0, 1)
        self._down.setStretchFactor(1, 0)
        self._down.setChildrenCollapsible(False)
        self._down.setHandleWidth(1)
        self._across.setSizes([1100, INSPECTOR_PX])
        self._down.setSizes([600, TABLES_PX])
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setStyleSheet("color: #d5dbe3;")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.schemes, self.headline, line):
            layout.addWidget(widget)
        layout.addWidget(self._down, 1)
        self.storeys = StoreyChooser(document, self.map_view)
        self._connect()
        follow_language(document, self)

    def _connect(self) -> None:
        self.layers.layerChosen.connect(self.map_view.set_layer)
        self.layers.opacityChosen.connect(self.map_view.set_heatmap_opacity)
        self.layers.fit_button.clicked.connect(lambda *_args: self.map_view.zoom_to_all())
        self.map_view.layerChanged.connect(self.layers.show_layer)
        self.layers.show_layer(self.map_view.layer)
        self.map_view.set_heatmap_opacity(self.layers.opacity.value() / 100.0)
        self.inspector.jumped.connect(self.jump)
        self.map_layers.jumped.connect(self.jump)
        self.tabs.jumped.connect(self.jump)
        self.tabs.pointJumped.connect(self.map_view.zoom_to_point)
        self._connect_section()
        self._connect_point()
        self.tabs.quote.objectsChosen.connect(self.show_objects)
        self.headline.areaClicked.connect(lambda: self.tabs.open_tab("coverage"))
        self.headline.flowsClicked.connect(self.show_flow)
        self.headline.priceClicked.connect(lambda: self.tabs.open_tab("quote"))

    def _connect_section(self) -> None:
        tool = self.map_view.kit.tools["section"]
        assert isinstance(tool, SectionTool)
        self.tabs.section.follow(tool.line)
        self.tabs.section.lineAsked.connect(partial(self.map_view.set_tool, tool.name))
        self.map_view.toolChanged.connect(self._on_tool)

    def _connect_point(self) -> None:
        self.tabs.point.placeAsked.connect(partial(self.map_view.set_tool, "probe"))
        self.tabs.point.profileAsked.connect(self.show_profile)
        self.map_view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.map_view.customContextMenuRequested.connect(self._show_place_menu)
        self.map_view.panels.legend.clicked.connect(self.edit_layer_style)
        self.layers.styleAsked.connect(self.edit_layer_style)

    def show_profile(self, start: Point, end: Point) -> None:
        """The section from one place to another."""
        tool = self.map_view.kit.tools["section"]
        assert isinstance(tool, SectionTool)
        tool.line.set_ends((start, end))
        self.tabs.show()
        self.tabs.open_tab("section")

    def show_point(self, place: Point) -> None:
        """The link budget of a place."""
        self.document.view_state.set_place(place)
        self.tabs.show()
        self.tabs.open_tab("point")

    def edit_layer_style(self, *_args: object) -> None:
        """Thresholds and palette of the layer shown."""
        from ui.dialogs.layer_style import LayerStyleDialog

        LayerStyleDialog(self.document, self.document.view_state.choice.shown_code, self).open()

    def _show_place_menu(self, position: QPoint) -> None:
        """What can be asked about the place below the mouse; not while a gesture runs."""
        if self.map_view.tool.is_active:
            return
        t, place = self.document.t, self.map_view.mapToScene(position)
        x_m, y_m = place.x(), place.y()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        here = menu.addAction(icon("probe"), t("Link budget here"))
        here.triggered.connect(lambda *_args: self.show_point((x_m, y_m)))
        clear = menu.addAction(t("Clear the place"))
        clear.setEnabled(self.document.view_state.place is not None)
        clear.triggered.connect(lambda *_args: self.document.view_state.set_place(None))
        menu.addSeparator()
        menu.addAction(icon("palette"), t("Thresholds and colours of the layer…"), self.edit_layer_style)
        menu.popup(self.map_view.viewport().mapToGlobal(position))

    def render_to_image(self, width_px: int, height_px: int) -> QImage:
        """The map for a report, without the section line and the probe."""
        section, probe = (self.map_view.kit.tools[name] for name in ("section", "probe"))
        assert isinstance(section, SectionTool)
        assert isinstance(probe, ProbeTool)
        for item in (section.line, probe.marker):
            item.set_visible(False)
        image = self.map_view.render_to_image(width_px, height_px)
        for item in (section.line, probe.marker):
            item.set_visible(True)
        return image

    def _on_tool(self, name: str) -> None:
        tab = {"section": "section", "probe": "point"}.get(name)
        if tab is not None:
            self.tabs.show()
            self.tabs.open_tab(tab)

    def retranslate(self) -> None:
        """Titles of the tabs on the side."""
        t = self.document.t
        for position, title in enumerate((t("Inspector"), t("Map layers"))):
            self.side.setTabText(position, title)

    def start_find(self) -> None:
        """Find an object by its name."""
        self.side.show()
        self.side.setCurrentWidget(self.map_layers)
        self.map_layers.start_find()

    def jump(self, ref: ObjectRef) -> None:
        """Select an object and show it; what has no place of its own shows where it belongs."""
        self.document.set_selection((ref,))
        self.map_view.zoom_to_ref(self._place_of(ref))

    def show_objects(self, refs: tuple[ObjectRef, ...]) -> None:
        """Select several objects and show them all, or the one."""
        self.document.set_selection(refs)
        if len(refs) == 1:
            self.map_view.zoom_to_ref(self._place_of(refs[0]))
        elif refs:
            self.map_view.zoom_to_all()

    def show_flow(self, flow_id: str) -> None:
        """Open the services tab at a flow and select it."""
        self.tabs.open_tab("services")
        if flow_id:
            self.tabs.services.choose_flow(flow_id)
            self.document.set_selection((ObjectRef("flows", flow_id),))

    def _place_of(self, ref: ObjectRef) -> ObjectRef:
        project = self.document.project
        if ref.kind == "flows" and ref.id in project.demand.flows:
            return ObjectRef("zones", project.demand.flows[ref.id].zone_id)
        if ref.kind == "slices" and ref.scheme_id in project.schemes:
            upf_id = project.schemes[ref.scheme_id].slices[ref.id].upf_id
            return ObjectRef("upfs", upf_id, ref.scheme_id)
        return ref
