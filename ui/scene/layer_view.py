"""Which layer the map shows: keeps heat map and legend in step with results, layer and language."""

import numpy as np
from numpy.typing import NDArray

from planner.engine.results import Maps
from planner.io import layers
from planner.io.map_mask import counted_area
from planner.io.map_text import cell_title
from planner.model.project import Project
from planner.model.site_map import SiteMap
from planner.radio.grid import Grid
from ui.document import Document
from ui.scene.heatmap import HeatMapItem
from ui.scene.overlays import Legend, LegendContent


class LayerView:
    """See the module. `code` is the layer shown."""

    def __init__(self, document: Document, heat_map: HeatMapItem, legend: Legend) -> None:
        self._document = document
        self._heat_map = heat_map
        self._legend = legend
        self._masks_of: SiteMap | None = None
        self._masks: dict[Grid, NDArray[np.bool_] | None] = {}
        self.code = layers.DEFAULT_LAYER

    def show(self, code: str | None = None) -> None:
        """Show a layer (or the same one again) of the current scheme's results; PlannerError for an unknown one."""
        layer = layers.layer_of(self.code if code is None else code)
        self.code = layer.code
        results = self._document.results
        maps = None if results is None else results.maps
        if maps is None:
            self._heat_map.set_index(None, None)
            self._legend.show_content(LegendContent())
            return
        index = layers.to_index(layer, layers.layer_values(maps, layer))
        self._heat_map.set_index(index, maps.grid, layers.colour_table(layer))
        self._legend.show_content(self._content(layer, maps, index))

    def _content(self, layer: layers.Layer, maps: Maps, index: NDArray[np.uint8]) -> LegendContent:
        project, t = self._document.project, self._document.t
        valid = self._counted(project, maps.grid)
        names = tuple(cell_title(project, self._document.scheme_id, cell_id) for cell_id in maps.cell_ids)
        values = layers.layer_values(maps, layer)
        return LegendContent(
            title=layers.layer_title(layer, t.lang),
            area=t("Share of the map") if valid is None else t("Share of the zones"),
            entries=layers.legend(layer, values, valid, lang=t.lang, cell_names=names, index=index),
            lang=t.lang,
            opacity=self._heat_map.opacity(),
        )

    def _counted(self, project: Project, grid: Grid) -> NDArray[np.bool_] | None:
        """The mask of the zones, kept per grid (preview and full) while the map stays the same."""
        if self._masks_of is not project.site_map:
            self._masks_of = project.site_map
            self._masks.clear()
        if grid not in self._masks:
            self._masks[grid] = counted_area(project, grid)
        return self._masks[grid]
