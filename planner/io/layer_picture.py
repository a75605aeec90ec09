"""A layer ready to be shown: colour indices and legend, made where the evaluation runs, not where the mouse is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from planner.engine.layer_request import EXTRA_CODES, LayerRequest
from planner.errors import PlannerError
from planner.io.layer_table import DIFFERENCE, LAYERS, WITHOUT_DIFFERENCE
from planner.io.layers import (
    DEFAULT_LAYER,
    Layer,
    LegendEntry,
    colour_table,
    layer_note,
    layer_of,
    layer_values,
    legend,
    to_index,
)
from planner.io.map_mask import Mask, counted_area
from planner.io.map_style import Rgba
from planner.io.map_text import cell_title
from planner.model.project import Project
from planner.radio.grid import Grid

if TYPE_CHECKING:
    from planner.engine.cache import EngineCache
    from planner.engine.results import Maps


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerChoice:
    """What somebody wants to see: a layer, for whom and where. Hashable.

    code: of `LAYERS`. height_m: receiver height (None: the project's). terminal: key ("": the project's). flow_id: the
    flow of a latency. other_id: a scheme that is subtracted ("": none).
    """

    code: str = DEFAULT_LAYER
    height_m: float | None = None
    terminal: str = ""
    flow_id: str = ""
    other_id: str = ""

    @property
    def shown_code(self) -> str:
        """The layer's code, that of its difference where a scheme is subtracted."""
        return f"{DIFFERENCE}{self.code}" if self.has_difference else self.code

    @property
    def has_difference(self) -> bool:
        """Whether a scheme is subtracted, from a layer that can be."""
        return bool(self.other_id) and self.code not in WITHOUT_DIFFERENCE

    def request(self) -> LayerRequest:
        """What an evaluation has to be asked for."""
        return LayerRequest(
            codes=(self.code,) if self.code in EXTRA_CODES else (),
            height_m=self.height_m,
            terminal=self.terminal,
            flow_id=self.flow_id if self.code == "latency" else "",
        )

    def fitting(self, project: Project, terminals: Mapping[str, object]) -> "LayerChoice":
        """The choice without what project or catalogue no longer have; a latency is of some flow where there is one."""
        flows = project.demand.flows
        fallback = min(flows, default="") if self.code == "latency" else ""
        return replace(
            self,
            code=self.code if self.code in LAYERS else DEFAULT_LAYER,
            terminal=self.terminal if self.terminal in terminals else "",
            flow_id=self.flow_id if self.flow_id in flows else fallback,
            other_id=self.other_id if self.other_id in project.schemes else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerPicture:
    """One layer of some maps. index: uint8 [rows, columns], row 0 in the north, for `table`; values: what it shows.

    shares of the entries refer to the zones where `is_of_zones`, else to the map. maps, other: what it was made from.
    """

    layer: Layer
    lang: str
    maps: "Maps"
    other: "Maps | None"
    grid: Grid
    values: NDArray[Any]
    index: NDArray[np.uint8]
    table: tuple[Rgba, ...]
    entries: tuple[LegendEntry, ...]
    is_of_zones: bool
    note: str

    def fits(self, layer: Layer, lang: str, maps: "Maps", other: "Maps | None") -> bool:
        """Whether this is the picture of that layer (in its style) of those maps in that language."""
        return self.layer == layer and self.lang == lang and self.maps is maps and self.other is other


def layer_picture(
    project: Project,
    scheme_id: str,
    maps: "Maps",
    choice: LayerChoice,
    lang: str,
    *,
    other: "Maps | None" = None,
    cache: "EngineCache | None" = None,
) -> LayerPicture:
    """The picture of a chosen layer; `other`: the maps of the scheme that is subtracted.

    PlannerError where the maps don't hold the layer ("layer-not-computed"), or the schemes can't be compared
    ("grids-differ", "grids-apart", "no-other-scheme").
    """
    layer = layer_of(choice.shown_code, project)
    counted = _counted(project, maps, cache)
    grid = maps.grid
    if choice.has_difference:
        from planner.engine.map_difference import difference

        if other is None:
            raise PlannerError("no-other-scheme")
        grid, values = difference(maps, other, choice.code)
        counted = None if counted is None else _cropped(counted, maps.grid, grid)
    else:
        other = None
        values = layer_values(maps, layer)
    index = to_index(layer, values)
    names = tuple(cell_title(project, scheme_id, cell_id) for cell_id in maps.cell_ids)
    return LayerPicture(
        layer=layer,
        lang=lang,
        maps=maps,
        other=other,
        grid=grid,
        values=values,
        index=index,
        table=colour_table(layer),
        entries=legend(layer, values, counted, lang=lang, cell_names=names, index=index),
        is_of_zones=counted is not None,
        note="" if choice.has_difference else layer_note(maps, layer, lang),
    )


def _counted(project: Project, maps: "Maps", cache: "EngineCache | None") -> Mask | None:
    """The area that shares refer to, remembered while zones, obstacles and raster stay."""
    if cache is None:
        return counted_area(project, maps)
    site_map = project.site_map
    key = (cache.token(site_map.zones), cache.token(site_map.obstacles), maps.grid, maps.height_m)
    return cache.get("counted-area", key, lambda: counted_area(project, maps))


def _cropped(mask: Mask, grid: Grid, part: Grid) -> Mask | None:
    """A mask of a grid for the pixels of a part of it; None where nothing is left."""
    row = round((grid.north_m - part.north_m) / grid.resolution_m)
    column = round((part.west_m - grid.west_m) / grid.resolution_m)
    cut = mask[row : row + part.rows, column : column + part.columns]
    return np.ascontiguousarray(cut) if cut.any() else None
