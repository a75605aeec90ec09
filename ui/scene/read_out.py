"""What the map says about the place under the cursor."""

import math
from typing import TYPE_CHECKING

from planner.io.map_mask import SOLID_KINDS
from planner.io.map_text import cell_title
from planner.model.geometry import contains
from planner.model.project import Project
from planner.model.site_map import ObstacleKind, blocks
from planner.radio.grid import pixel_of
from planner.text import Translator

if TYPE_CHECKING:
    from planner.engine.results import Maps
    from ui.document import Document


def read_out(document: "Document", x_m: float, y_m: float) -> str:
    """Coordinates and, where the results reach: serving cell, RSRP, SINR, UL and DL rate at a place (local metres)."""
    t = document.t
    place = t("E {x} m, N {y} m", x=t.number(x_m), y=t.number(y_m))
    results = document.results
    maps = results.maps if results is not None else None
    found = "" if maps is None else _figures(document.shown_project, document.scheme_id, maps, x_m, y_m, t)
    return "  |  ".join(filter(None, (place, found)))


def _figures(project: Project, scheme_id: str, maps: "Maps", x_m: float, y_m: float, t: Translator) -> str:
    row, column = pixel_of(maps.grid, x_m, y_m)
    if not (0 <= row < maps.grid.rows and 0 <= column < maps.grid.columns):
        return t("outside the computed area")
    rsrp, server = float(maps.rsrp_dbm[row, column]), int(maps.best_server[row, column])
    if not math.isfinite(rsrp) or server < 0:
        return _why_nothing(project, x_m, y_m, t)
    parts = [
        cell_title(project, scheme_id, maps.cell_ids[server]),
        t("RSRP {value} dBm", value=t.number(rsrp)),
        t("SINR {value} dB", value=t.number(float(maps.sinr_db[row, column]))),
        t("UL {value} Mbit/s", value=_rate(float(maps.ul_mbps[row, column]), t)),
        t("DL {value} Mbit/s", value=_rate(float(maps.dl_mbps[row, column]), t)),
    ]
    return "  ".join(parts)


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
