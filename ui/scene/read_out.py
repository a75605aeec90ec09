"""What the map says about the place under the cursor."""

import math
from typing import TYPE_CHECKING

from planner.io.layers import LAYERS, class_label, layer_title, layer_values
from planner.io.map_mask import SOLID_KINDS
from planner.io.map_text import cell_title
from planner.model.geometry import contains
from planner.model.project import Project
from planner.model.site_map import ObstacleKind, blocks
from planner.radio.grid import pixel_of
from planner.text import Translator

if TYPE_CHECKING:
    from planner.engine.results import Maps
    from planner.io.layer_picture import LayerPicture
    from ui.document import Document


#: Layers whose figures are in every read-out.
_ALWAYS = frozenset({"rsrp", "sinr", "ul", "dl", "best_server"})


def read_out(document: "Document", x_m: float, y_m: float, picture: "LayerPicture | None" = None) -> str:
    """What there is at a place (local metres): coordinates, the value of the layer shown, cell, levels and rates."""
    t = document.t
    place = t("E {x} m, N {y} m", x=t.number(x_m), y=t.number(y_m))
    results = document.results
    maps = results.maps if results is not None else None
    shown = "" if picture is None or maps is None else _layer_value(picture, x_m, y_m, t)
    found = "" if maps is None else _figures(document.shown_project, document.scheme_id, maps, x_m, y_m, t)
    return "  |  ".join(filter(None, (place, shown, found)))


def _layer_value(picture: "LayerPicture", x_m: float, y_m: float, t: Translator) -> str:
    """The value of a layer that isn't among the usual figures, with its name and unit."""
    layer = picture.layer
    row, column = pixel_of(picture.grid, x_m, y_m)
    if layer.code in _ALWAYS or not (0 <= row < picture.grid.rows and 0 <= column < picture.grid.columns):
        return ""
    value = float(picture.values[row, column])
    if math.isnan(value):
        return ""
    value *= layer.scale
    name = layer_title(layer, t.lang)
    if layer.class_names:
        position = sum(value >= threshold for threshold in layer.thresholds)
        return t("{name}: {value}", name=name, value=class_label(layer, position, t.lang))
    digits = 0 if layer.kind == "count" else 1
    sign = "+" if layer.kind == "difference" and value > 0.0 else ""
    figure = f"{sign}{t.number(value, digits)}" if math.isfinite(value) else t("never")
    return t("{name}: {value}", name=name, value=figure)


def _figures(project: Project, scheme_id: str, maps: "Maps", x_m: float, y_m: float, t: Translator) -> str:
    row, column = pixel_of(maps.grid, x_m, y_m)
    if not (0 <= row < maps.grid.rows and 0 <= column < maps.grid.columns):
        return t("outside the computed area")
    rsrp, server = float(maps.rsrp_dbm[row, column]), int(maps.best_server[row, column])
    if not math.isfinite(rsrp) or server < 0:
        return _why_nothing(project, x_m, y_m, t)
    sinr, ul, dl = (_value_at(maps, code, row, column) for code in ("sinr", "ul", "dl"))
    parts = [
        cell_title(project, scheme_id, maps.cell_ids[server]),
        t("RSRP {value} dBm", value=t.number(rsrp)),
        t("SINR {value} dB", value=t.number(sinr)),
        t("UL {value} Mbit/s", value=_rate(ul, t)),
        t("DL {value} Mbit/s", value=_rate(dl, t)),
    ]
    return "  ".join(parts)


def _value_at(maps: "Maps", code: str, row: int, column: int) -> float:
    """A figure for the terminal the maps were asked for."""
    return float(layer_values(maps, LAYERS[code])[row, column])


def _rate(value_mbps: float, t: Translator) -> str:
    return t.number(value_mbps, 0 if value_mbps >= 10 else 1)


def _why_nothing(project: Project, x_m: float, y_m: float, t: Translator) -> str:
    """Solid things explain a place without figures; anything else is a gap in coverage."""
    texts = {
        ObstacleKind.CONTAINER_YARD: t("inside a container stack"),
        ObstacleKind.TANK: t("inside a tank"),
    }
    for obstacle in project.site_map.obstacles.values():
        if obstacle.kind in SOLID_KINDS and blocks(obstacle) and contains(obstacle.outline, (x_m, y_m)):
            return texts[obstacle.kind]
    return t("no service")
