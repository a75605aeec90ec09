"""Which layer the map shows: keeps heat map and legend in step with results, layer, style and language.

The picture comes with the evaluation, made in its worker. It is only made here where the choice changed since: another
layer of maps that are there already, another style, another language.
"""

from typing import TYPE_CHECKING

from planner.errors import PlannerError
from planner.io import layers
from planner.io.layer_picture import LayerPicture, layer_picture
from ui.document import Document
from ui.formatting import error_text
from ui.scene.heatmap import HeatMapItem
from ui.scene.overlays import Legend, LegendContent

if TYPE_CHECKING:
    from planner.engine.cache import EngineCache
    from planner.engine.results import Maps


class LayerView:
    """See the module. `code` is the layer shown; `picture` what of it is shown now, None for nothing."""

    def __init__(self, document: Document, heat_map: HeatMapItem, legend: Legend) -> None:
        self._document = document
        self._heat_map = heat_map
        self._legend = legend
        self._cache: EngineCache | None = None
        self._drawn: LayerPicture | None = None
        self.picture: LayerPicture | None = None

    @property
    def code(self) -> str:
        """The layer's code."""
        return self._document.view_state.choice.code

    def choose(self, code: str) -> None:
        """Look at another layer; PlannerError for an unknown code."""
        layers.layer_of(code)
        state, flows = self._document.view_state, self._document.project.demand.flows
        flow_id = state.choice.flow_id
        if code == "latency" and not flow_id:  # any flow says more than none
            flow_id = next(iter(flows), "")
        state.choose(code=code, flow_id=flow_id)

    def show(self) -> None:
        """Show the chosen layer of the current scheme's results."""
        self._legend.setToolTip(self._document.t("Click: thresholds and colours of the layer"))
        results = self._document.results
        maps = None if results is None else results.maps
        if maps is None:
            self._show_nothing(LegendContent())
            return
        try:
            picture = self._made(maps)
        except PlannerError as error:
            self._show_without(maps, error)
            return
        self.picture = picture
        if picture is not self._drawn:
            self._drawn = picture
            self._heat_map.set_index(picture.index, picture.grid, picture.table)
        self._legend.show_content(self._content(picture))

    def _made(self, maps: "Maps") -> LayerPicture:
        document, state = self._document, self._document.view_state
        choice = state.choice
        layer = layers.layer_of(choice.shown_code, document.project)
        other = document.results_by_scheme.get(choice.other_id) if choice.has_difference else None
        compared = None if other is None else other.maps
        for known in (state.picture, self._drawn):
            if known is None:
                continue
            # a preview's other scheme is computed along with it: nobody else has those maps
            against = known.other if choice.has_difference and known.maps is maps and known.other else compared
            if known.fits(layer, document.lang, maps, against) and _same_height(known, choice.height_m):
                return known
        if self._cache is None:
            from planner.engine.cache import EngineCache

            self._cache = EngineCache()
        picture = layer_picture(
            document.project, document.scheme_id, maps, choice, document.lang, other=compared, cache=self._cache
        )  # fmt: skip
        state.picture = picture
        return picture

    def _show_without(self, maps: "Maps", error: PlannerError) -> None:
        """What isn't computed yet is on its way; why something can't be shown is said in the legend."""
        t = self._document.t
        layer = layers.layer_of(self._document.view_state.choice.shown_code)
        title = layers.layer_title(layer, t.lang)
        reason = layers.layer_note(maps, layer, t.lang)
        if reason:  # asked for, and refused: a latency without a flow
            text = reason
        elif error.code in ("layer-not-computed", "no-other-scheme", "grids-differ"):
            text = t("Calculating…")
        else:
            text = error_text(t, error)
        self._show_nothing(LegendContent(title=title, note=text, lang=t.lang))

    def _show_nothing(self, content: LegendContent) -> None:
        self.picture = self._drawn = self._document.view_state.picture = None
        self._heat_map.set_index(None, None)
        self._legend.show_content(content)

    def _content(self, picture: LayerPicture) -> LegendContent:
        t = self._document.t
        return LegendContent(
            title=layers.layer_title(picture.layer, t.lang),
            area=t("Share of the zones") if picture.is_of_zones else t("Share of the map"),
            entries=picture.entries,
            note=picture.note,
            lang=t.lang,
            opacity=self._heat_map.opacity(),
        )


def _same_height(picture: LayerPicture, height_m: float | None) -> bool:
    return height_m is None or abs(picture.maps.height_m - height_m) < 1e-6
