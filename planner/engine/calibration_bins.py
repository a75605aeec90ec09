"""Measured samples matched to cells, averaged in bins, and laid beside the program's own prediction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.engine.calibration_stage import ground_clutter
from planner.engine.radio_stage import path_loss, radiator_map, sweep_of
from planner.engine.terrain_stage import MAX_PIXELS, Terrain, terrain
from planner.errors import EvaluationError, Issue, Severity
from planner.model.calibration import CLUTTER_CLASSES, ClutterClass, Stage
from planner.model.carriers import carrier_ghz
from planner.model.catalogue import Catalogue
from planner.model.network import Cell, Site
from planner.model.project import Project
from planner.radio.bins import Bins, bin_samples, device_offsets_db
from planner.radio.calibration import (
    diffraction_column,
    distance_column,
    foliage_column,
    horizontal_columns,
    vertical_column,
)
from planner.radio.grid import Grid, column_centres_m, grid_for_extent, row_centres_m
from planner.radio.propagation import path_loss_map

Floats = NDArray[np.float64]

#: What receivers report when they receive less, dBm, and the range that levels lie in (TS 38.133 10.1.6.1).
FLOOR_DBM = -140.0
POSSIBLE_DBM = (-156.0, -31.0)
#: A larger share of impossible levels means that another column was taken for the level.
MOST_IMPOSSIBLE = 0.2
#: Satellite positions come from outdoors: where fewer bins than this share lie inside drawn outlines, position and map
#: are wrong by some metres there; where more do, somebody measured indoors on a plan (assumption).
INDOOR_SHARE = 0.2
#: Bins no coarser than this are laid on a raster of their own size, m.
_PIXEL_M = 4.0
_AROUND_M = 60.0
_INDOOR, _BETWEEN = CLUTTER_CLASSES.index(ClutterClass.INDOOR), CLUTTER_CLASSES.index(ClutterClass.BETWEEN)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """Measured points, one per sample: local metres, level (dBm), the texts that name the cell, device.

    left_out: samples that were flagged before (another cell's identity, far from the map). column: heading of the level
    in the file; set_id, name, sha256: of the measurement set.
    """

    x_m: Floats
    y_m: Floats
    rsrp_dbm: Floats
    identity: tuple[str, ...]
    device: tuple[str, ...] = ()
    left_out: int = 0
    column: str = "rsrp_dbm"
    set_id: str = ""
    name: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BinTable:
    """Bins with the program's prediction, arrays [n]; cell numbers refer to `cells`.

    predicted_dbm: before calibration; clutter: class numbers; weight, distance, diffraction, foliage, vertical,
    horizontal [n, 3]: what `planner.radio.calibration` makes its columns of; entry_db: what an outer wall takes away in
    the prediction (0 where the bin counts as outdoors). errors: measured minus predicted by stage, dB.
    """

    bins: Bins
    cells: tuple[tuple[Cell, Site], ...]
    freq_ghz: tuple[float, ...]
    receiver_m: float
    predicted_dbm: Floats
    clutter: NDArray[np.int64]
    weight: Floats
    distance: Floats
    diffraction: Floats
    vertical: Floats
    horizontal: Floats
    foliage: Floats
    entry_db: Floats
    inside: NDArray[np.bool_]
    outdoor: bool
    devices_db: Mapping[str, float] = field(default_factory=dict[str, float])
    errors: Mapping[Stage, NDArray[np.float32]] = field(default_factory=dict[Stage, NDArray[np.float32]])

    @property
    def difference_db(self) -> Floats:
        """Measured minus predicted level."""
        return self.bins.rsrp_dbm - self.predicted_dbm

    @property
    def least_entry_db(self) -> float:
        """The smallest entry loss among the bins indoors, 0 without any."""
        indoor = self.entry_db[self.clutter == _INDOOR]
        return float(indoor.min()) if len(indoor) else 0.0

    def take(self, chosen: NDArray[np.integer | np.bool_]) -> "BinTable":
        """Some of the bins, by a mask or by numbers; all cells stay."""
        arrays = (
            "predicted_dbm",
            "clutter",
            "weight",
            "distance",
            "diffraction",
            "vertical",
            "horizontal",
            "foliage",
            "entry_db",
            "inside",
        )
        return replace(
            self, bins=self.bins.take(chosen), **{name: getattr(self, name)[chosen] for name in arrays},
            errors={stage: values[chosen] for stage, values in self.errors.items()},
        )  # fmt: skip


def matched_cells(project: Project, scheme_id: str, samples: Samples) -> dict[str, tuple[str, ...]]:
    """Cells of a scheme that an identity in the file may mean, by identity: its id, its name, or its PCI.

    Texts match ids and names whatever their case; a number matches the PCI, several cells where it is used again.
    """
    cells = project.schemes[scheme_id].network.cells
    sites = project.schemes[scheme_id].network.sites
    known = {key: cell for key, cell in sorted(cells.items()) if cell.site_id in sites}
    result: dict[str, tuple[str, ...]] = {}
    for identity in dict.fromkeys(samples.identity):
        text = identity.strip().casefold()
        named = tuple(key for key, cell in known.items() if text and text in (key.casefold(), cell.name.casefold()))
        pci = _whole(text)
        result[identity] = named or tuple(key for key, cell in known.items() if pci is not None and cell.pci == pci)
    return result


def _whole(text: str) -> int | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value == value and abs(value) < 1e9 and value == int(value) else None


def bin_table(
    project: Project,
    scheme_id: str,
    samples: Samples,
    catalogue: Catalogue,
    cache: EngineCache,
    matched: Mapping[str, Sequence[str]],
    *,
    cells: Sequence[str] = (),
    bin_m: float = 4.0,
    from_m: float = 15.0,
    to_m: float = 2000.0,
    receiver_m: float = 1.5,
    outdoor: bool | None = None,
    device_offsets: bool = True,
    least_bins: int = 1,
) -> tuple[BinTable, list[Issue]]:
    """Bins of all matched cells with the program's own prediction; and what was left out on the way.

    Raises `EvaluationError` "calibration-not-levels", "calibration-no-cells", "calibration-no-bins",
    "calibration-all-censored".
    """
    network = project.schemes[scheme_id].network
    usable, issues = _usable(samples)
    chosen, wrong = _cells_of(project, scheme_id, samples, matched, cells, catalogue)
    issues += wrong
    ids = tuple(sorted({key for key in chosen if key}))
    if not ids:
        known = ", ".join(sorted({f"{c.name or k} (PCI {c.pci})" for k, c in network.cells.items()})[:12])
        given = ", ".join(sorted(set(samples.identity))[:12])
        raise EvaluationError("calibration-no-cells", given=given or "–", known=known or "–")
    number = np.array([ids.index(key) if key else -1 for key in chosen], dtype=np.int64)
    radiators = [(network.cells[key], network.sites[network.cells[key].site_id]) for key in ids]
    masts = np.array([site.position for _, site in radiators])
    away = np.hypot(samples.x_m - masts[number, 0], samples.y_m - masts[number, 1])
    in_reach = (away >= from_m) & (away <= to_m)
    if far := int((usable & (number >= 0) & ~in_reach).sum()):
        params = {"count": far, "from_m": from_m, "to_m": to_m}
        issues.append(Issue(code="calibration-out-of-reach", severity=Severity.NOTE, params=params))
    keep = usable & (number >= 0) & in_reach
    if not keep.any():
        raise EvaluationError("calibration-no-bins", from_m=from_m, to_m=to_m)
    x, y, level, who = samples.x_m[keep], samples.y_m[keep], samples.rsrp_dbm[keep].copy(), number[keep]
    devices: dict[str, float] = {}
    if device_offsets and len(samples.device) == len(samples.x_m):
        device = np.array(samples.device, dtype=str)[keep]
        devices = device_offsets_db(x, y, level, who, device.tolist(), bin_m)
        for name, offset in devices.items():
            level[(device == name) & (level > FLOOR_DBM)] -= offset
    bins = bin_samples(x, y, level, who, bin_m, FLOOR_DBM)
    bins, radiators = _enough(bins, radiators, network.cells, issues, least_bins, scheme_id)
    if bins.censored.all():
        raise EvaluationError("calibration-all-censored", bins=len(bins), floor_dbm=FLOOR_DBM)
    table = _predicted(project, bins, radiators, catalogue, cache, receiver_m, bin_m, outdoor, issues)
    return replace(table, devices_db=devices), issues


def _usable(samples: Samples) -> tuple[NDArray[np.bool_], list[Issue]]:
    low, high = POSSIBLE_DBM
    finite = np.isfinite(samples.rsrp_dbm) & np.isfinite(samples.x_m) & np.isfinite(samples.y_m)
    possible = finite & (samples.rsrp_dbm >= low) & (samples.rsrp_dbm <= high)
    issues: list[Issue] = []
    impossible = int((finite & ~possible).sum())
    params = {"count": impossible, "column": samples.column, "low": low, "high": high}
    if impossible > MOST_IMPOSSIBLE * max(int(finite.sum()), 1):
        raise EvaluationError("calibration-not-levels", **params)
    if impossible:
        issues.append(Issue(code="calibration-impossible", severity=Severity.WARNING, params=params))
    levels = samples.rsrp_dbm[possible]
    if len(levels) > 1 and float(np.ptp(levels)) == 0.0 and float(levels[0]) > FLOOR_DBM:
        raise EvaluationError("calibration-not-levels", **params)
    if samples.left_out:
        issues.append(Issue(code="calibration-left-out", severity=Severity.NOTE, params={"count": samples.left_out}))
    return possible, issues


def _cells_of(
    project: Project, scheme_id: str, samples: Samples, matched: Mapping[str, Sequence[str]], only: Sequence[str],
    catalogue: Catalogue,
) -> tuple[list[str], list[Issue]]:  # fmt: skip
    """The cell of every sample, "" for none; of several with one PCI the nearest."""
    network = project.schemes[scheme_id].network
    issues: list[Issue] = []
    result = [""] * len(samples.identity)
    counts = Counter(samples.identity)
    for identity, count in sorted(counts.items()):
        options = [key for key in matched.get(identity, ()) if network.cells[key].antenna in catalogue.antennas]
        options = [key for key in options if network.cells[key].band in catalogue.bands]
        params = {"identity": identity or "–", "count": count}
        if not options:
            issues.append(Issue(code="calibration-unmatched", severity=Severity.WARNING, params=params))
            continue
        if len(options) > 1:
            names = ", ".join(network.cells[key].name or key for key in options[:6])
            issues.append(
                Issue(code="calibration-ambiguous", severity=Severity.WARNING, params={**params, "names": names})
            )
        rows = [index for index, name in enumerate(samples.identity) if name == identity]
        places = np.array([network.sites[network.cells[key].site_id].position for key in options])
        away = np.hypot(samples.x_m[rows][:, None] - places[:, 0], samples.y_m[rows][:, None] - places[:, 1])
        nearest = np.argmin(np.where(np.isfinite(away), away, np.inf), axis=1)
        for row, option in zip(rows, nearest.tolist(), strict=True):
            if not only or options[option] in only:
                result[row] = options[option]
    for key in only:
        if key not in result:
            cell = network.cells.get(key)
            params = {"name": (cell.name if cell else "") or key}
            issues.append(Issue(code="calibration-cell-without-points", severity=Severity.WARNING, params=params))
    return result, issues


def _enough(
    bins: Bins, radiators: list[tuple[Cell, Site]], cells: Mapping[str, Cell], issues: list[Issue], least: int,
    scheme_id: str,
) -> tuple[Bins, list[tuple[Cell, Site]]]:  # fmt: skip
    """Without the cells that have too few bins for an offset of their own; they are told."""
    counts = np.bincount(bins.cell, minlength=len(radiators))
    kept = [index for index in range(len(radiators)) if counts[index] >= least]
    for index, (cell, _) in enumerate(radiators):
        if index not in kept:
            params = {"name": cell.name or cell.id, "count": int(counts[index]), "least": least}
            issues.append(
                Issue(
                    code="calibration-cell-few-bins",
                    severity=Severity.WARNING,
                    params=params,
                    object_kind="cells",
                    object_id=cell.id,
                    scheme_id=scheme_id,
                )
            )
    if not kept:
        raise EvaluationError("calibration-too-few-bins", bins=len(bins), needed=least * max(len(radiators), 1))
    renumbered = np.full(len(radiators), -1, dtype=np.int64)
    renumbered[kept] = np.arange(len(kept))
    bins = bins.take(renumbered[bins.cell] >= 0)
    return replace(bins, cell=renumbered[bins.cell]), [radiators[index] for index in kept]


def _predicted(
    project: Project, bins: Bins, radiators: list[tuple[Cell, Site]], catalogue: Catalogue, cache: EngineCache,
    receiver_m: float, bin_m: float, outdoor: bool | None, issues: list[Issue],
) -> BinTable:  # fmt: skip
    ground = _ground(project, bins, radiators, catalogue, cache, min(bin_m, _PIXEL_M))
    grid = ground.grid
    rows = np.clip(np.floor((grid.north_m - bins.y_m) / grid.resolution_m).astype(np.int64), 0, grid.rows - 1)
    columns = np.clip(np.floor((bins.x_m - grid.west_m) / grid.resolution_m).astype(np.int64), 0, grid.columns - 1)
    east, north = column_centres_m(grid)[columns], row_centres_m(grid)[rows]
    clutter = ground_clutter(ground, receiver_m, cache)[rows, columns].astype(np.int64)
    n = len(bins)
    predicted, weight, nu, entry = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    dist, vertical, horizontal, foliage = np.zeros(n), np.zeros(n), np.zeros((n, 3)), np.zeros(n)
    frequencies: list[float] = []
    for index, (cell, site) in enumerate(radiators):
        own = np.flatnonzero(bins.cell == index)
        at = (rows[own], columns[own])
        freq_ghz = carrier_ghz(cell, catalogue.bands[cell.band])
        frequencies.append(freq_ghz)
        found = radiator_map(cell, site, receiver_m, project, ground, catalogue, cache)
        sweep, _ = sweep_of(cell, site, receiver_m, project, ground, cache)
        predicted[own], weight[own] = found.rsrp_dbm[at], found.nlos_weight[at]
        nu[own] = sweep.nu_at_1m[at] / np.sqrt(0.299792458 / freq_ghz)
        if sweep.vegetation_m is not None:
            foliage[own] = foliage_column(sweep.vegetation_m[at], freq_ghz)
        entry[own] = _entry_db(cell, site, receiver_m, project, ground, catalogue, cache, freq_ghz)[at]
        away_east, away_north = east[own] - site.position[0], north[own] - site.position[1]
        flat = np.hypot(away_east, away_north)
        dist[own] = distance_column(np.hypot(flat, cell.height_m - receiver_m))
        vertical[own] = vertical_column(flat, cell.height_m - receiver_m)
        horizontal[own] = horizontal_columns(away_east, away_north, cell.azimuth_deg)
    inside = clutter == _INDOOR
    as_outdoor = bool(inside.mean() < INDOOR_SHARE) if outdoor is None else outdoor
    if as_outdoor and inside.any():
        predicted = predicted + np.where(inside, entry, 0.0)
        clutter = np.where(inside, _BETWEEN, clutter)
        entry = np.zeros(n)
        params = {"count": int(inside.sum()), "share_pct": round(float(inside.mean()) * 100.0, 1)}
        issues.append(Issue(code="calibration-beside-walls", severity=Severity.NOTE, params=params))
    table = BinTable(
        bins=bins, cells=tuple(radiators), freq_ghz=tuple(frequencies), receiver_m=receiver_m, predicted_dbm=predicted,
        clutter=clutter, weight=weight, distance=dist, diffraction=diffraction_column(nu), vertical=vertical,
        horizontal=horizontal, foliage=foliage, entry_db=entry, inside=inside, outdoor=as_outdoor,
    )  # fmt: skip
    unknown = ~np.isfinite(predicted)
    if unknown.any():
        params = {"count": int(unknown.sum()), "range_m": project.settings.max_range_m}
        issues.append(Issue(code="calibration-not-predicted", severity=Severity.WARNING, params=params))
        if unknown.all():
            raise EvaluationError("calibration-no-bins", from_m=0.0, to_m=project.settings.max_range_m)
        table = table.take(~unknown)
    return table


def _ground(
    project: Project, bins: Bins, radiators: Sequence[tuple[Cell, Site]], catalogue: Catalogue, cache: EngineCache,
    resolution_m: float,
) -> Terrain:  # fmt: skip
    """The map around bins and masts, coarser where it would be too large."""
    x = np.append(bins.x_m, [site.position[0] for _, site in radiators])
    y = np.append(bins.y_m, [site.position[1] for _, site in radiators])
    box = (x.min() - _AROUND_M, y.min() - _AROUND_M, x.max() + _AROUND_M, y.max() + _AROUND_M)
    bounds = (float(box[0]), float(box[1]), float(box[2]), float(box[3]))
    while (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) / resolution_m**2 > MAX_PIXELS:
        resolution_m *= 2.0
    grid: Grid = grid_for_extent(bounds, resolution_m)
    return terrain(project, catalogue, grid, cache)


def _entry_db(
    cell: Cell, site: Site, receiver_m: float, project: Project, ground: Terrain, catalogue: Catalogue,
    cache: EngineCache, freq_ghz: float,
) -> NDArray[np.float32]:  # fmt: skip
    """What the outer walls take away in the prediction of an outdoor cell: its loss minus that without any inside."""
    if cell.scenario.is_indoor or catalogue.antennas[cell.antenna].kind == "cable":
        return np.zeros(ground.grid.shape, dtype=np.float32)
    sweep, _ = sweep_of(cell, site, receiver_m, project, ground, cache)
    loss, _ = path_loss(cell, site, receiver_m, project, ground, catalogue, cache)
    free = path_loss_map(
        ground.grid, replace(sweep, depth_in_m=np.zeros_like(sweep.depth_in_m)), ground.surface.owner,
        ground.entry_classes, scenario=cell.scenario, freq_ghz=freq_ghz, antenna_m=site.position,
        completeness=project.site_map.completeness,
    )  # fmt: skip
    return np.maximum(loss.path_loss_db - free.path_loss_db, np.float32(0.0))
