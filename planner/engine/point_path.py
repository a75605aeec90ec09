"""One cell at one pixel: antenna gain and path loss taken apart, so that the parts add up to the map's value.

The parts come from the map's own kernels run on a single pixel, with one thing after another switched on. Whatever a
kernel does, the parts add up to what it answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.engine.patterns import broadcast_pattern
from planner.engine.point_loss import LEAST_DB, Loss, Pixel, detail, lossy_path, term
from planner.engine.point_types import BudgetRow
from planner.engine.radio_stage import cell_map
from planner.engine.terrain_stage import Terrain
from planner.model.carriers import carrier_ghz
from planner.model.catalogue import Catalogue
from planner.model.network import Cell, Site
from planner.model.project import Project
from planner.radio.antenna import Pattern, gain_map_dbi
from planner.radio.grid import Grid, column_centres_m, row_centres_m

Floats = NDArray[np.float64]

PATTERN_CLAUSE = "3GPP TR 38.901 7.3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path taken apart: rows of gain, loss and corrections, and the figures that causes are judged by.

    gain_dbi of gain_max_dbi: the antenna's in this direction; loss: what lies between. Distances in m.
    """

    rows: tuple[BudgetRow, ...]
    dist_2d_m: float
    dist_3d_m: float
    freq_ghz: float
    gain_dbi: float
    gain_max_dbi: float
    loss: Loss


def strongest_site(
    cell: Cell,
    sites: Sequence[Site],
    height_m: float,
    project: Project,
    ground: Terrain,
    catalogue: Catalogue,
    cache: EngineCache,
    pixel: Pixel,
) -> Site:
    """Of the sites that radiate a cell the one that arrives strongest at a pixel."""
    if len(sites) == 1:
        return sites[0]
    levels = [
        float(cell_map(cell, site, height_m, project, ground, catalogue, cache).rsrp_dbm[pixel]) for site in sites
    ]
    return sites[int(np.argmax(np.where(np.isnan(levels), -np.inf, levels)))]


def path_of(
    cell: Cell,
    site: Site,
    height_m: float,
    project: Project,
    ground: Terrain,
    catalogue: Catalogue,
    cache: EngineCache,
    pixel: Pixel,
    rsrp_dbm: float,
    re_power_dbm: float,
) -> Path:
    """Gain and loss from a cell's antenna at a site to a pixel.

    rsrp_dbm: what the map says there; re_power_dbm: the conducted power of one resource element.
    """
    grid = ground.grid
    east, north = float(column_centres_m(grid)[pixel[1]]), float(row_centres_m(grid)[pixel[0]])
    dist_2d_m = float(np.hypot(east - site.position[0], north - site.position[1]))
    loss = lossy_path(cell, site, height_m, project, ground, catalogue, cache, pixel, dist_2d_m)
    gains, gain_dbi, gain_max_dbi = list[BudgetRow](), 0.0, 0.0
    if catalogue.antennas[cell.antenna].kind != "cable":  # its loss holds everything
        gains, gain_dbi, gain_max_dbi = _gain_rows(cell, site, height_m, catalogue, grid, pixel)
    alone_dbm = float(cell_map(cell, site, height_m, project, ground, catalogue, cache).rsrp_dbm[pixel])
    plain_dbm = re_power_dbm + gain_dbi - loss.loss_db
    rows = [*gains, *loss.rows]
    for code, change_db in (("budget-calibration", alone_dbm - plain_dbm), ("budget-heads", rsrp_dbm - alone_dbm)):
        if abs(change_db) >= LEAST_DB:
            rows.append(term(code, change_db, "dB"))
    return Path(
        rows=tuple(rows),
        dist_2d_m=dist_2d_m,
        dist_3d_m=float(np.hypot(dist_2d_m, cell.height_m - height_m)),
        freq_ghz=carrier_ghz(cell, catalogue.bands[cell.band]),
        gain_dbi=gain_dbi,
        gain_max_dbi=gain_max_dbi,
        loss=loss,
    )


def _gain_rows(
    cell: Cell, site: Site, height_m: float, catalogue: Catalogue, grid: Grid, pixel: Pixel
) -> tuple[list[BudgetRow], float, float]:
    """Maximum, attenuation beside and above or below the axis, and what the floor takes back."""
    antenna = catalogue.antennas[cell.antenna]
    pattern = broadcast_pattern(antenna)
    east = column_centres_m(grid)[pixel[1] : pixel[1] + 1] - site.position[0]
    north = row_centres_m(grid)[pixel[0] : pixel[0] + 1] - site.position[1]
    up_m = height_m - cell.height_m

    def gain(shape: Pattern, electrical_deg: float, mechanical_deg: float) -> float:
        turned = gain_map_dbi(shape, east, north, up_m, cell.azimuth_deg, electrical_deg, mechanical_deg)
        return float(turned[0, 0])

    tilts = (cell.electrical_tilt_deg, cell.mechanical_tilt_deg)
    flat = replace(pattern, vertical_db=np.zeros_like(pattern.vertical_db), floor_db=np.inf)
    round_ = replace(pattern, horizontal_db=np.zeros_like(pattern.horizontal_db), floor_db=np.inf)
    total = gain(pattern, *tilts)
    beside = pattern.gain_dbi - gain(flat, *tilts)
    above = pattern.gain_dbi - gain(round_, *tilts)
    floor = total - (pattern.gain_dbi - beside - above)
    rows = [
        term("budget-antenna-gain", pattern.gain_dbi, "dBi", antenna.source),
        term("budget-antenna-horizontal", -beside, "dB", PATTERN_CLAUSE),
        term("budget-antenna-vertical", -above, "dB", PATTERN_CLAUSE),
    ]
    if abs(floor) >= LEAST_DB:
        rows.append(term("budget-antenna-floor", floor, "dB", PATTERN_CLAUSE))
    rows.append(detail("budget-antenna-direction", total, "dBi"))
    if any(tilts):
        rows.append(detail("budget-antenna-tilt", total - gain(pattern, 0.0, 0.0), "dB", PATTERN_CLAUSE))
    return rows, total, pattern.gain_dbi
