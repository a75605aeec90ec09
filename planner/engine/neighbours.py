"""Neighbour lists: which cells a terminal may be handed to, counted where their coverage overlaps on the map."""

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planner.engine.cache import EngineCache
from planner.engine.cells import MINIMUM_RSRP_DBM, radio_plan
from planner.engine.radio_stage import cell_maps
from planner.engine.sound import sound_project
from planner.engine.terrain_stage import plan_grid, terrain
from planner.errors import EvaluationError
from planner.model.carriers import carrier_groups
from planner.model.catalogue import Catalogue
from planner.model.heads import head_sites
from planner.model.network import Cell, Network
from planner.model.project import Project
from planner.progress import Progress, silent

Floats32 = NDArray[np.float32]

#: A cell this far below the strongest one may still take over where the two fade apart, dB (a handover margin of 3 dB
#: and about one standard deviation of shadow fading; assumption).
WITHIN_DB = 10.0
#: Share of a cell's service area that makes another one its neighbour (assumption).
LEAST_SHARE = 0.01
#: Longest neighbour list per cell (assumption; base stations allow more).
MOST_NEIGHBOURS = 32
#: A cell without overlap gets its nearest ones up to so far away and so many (assumptions).
FALLBACK_M, FALLBACK_COUNT = 3000.0, 3
#: Places of the map that are looked at; they are evenly spaced, and the same ones every time.
MOST_PLACES = 200_000

Why = Literal["overlap", "mutual", "same-site", "distance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """One entry of a cell's list. `share`: part of the cell's service area where the neighbour is strong enough.

    `why`: overlap on the map; mutual (the other one has this cell in its list); sectors of one site; or distance, where
    the map says nothing.
    """

    cell_id: str
    share: float
    distance_m: float
    why: Why


Neighbours = Mapping[str, tuple[Neighbour, ...]]


def distance_m(a: Cell, b: Cell, network: Network) -> float:
    """Shortest way between the places two cells are radiated from, m; infinite where one has none."""
    places = [[site.position for site in head_sites(cell, network)] for cell in (a, b)]
    return min((math.dist(one, other) for one in places[0] for other in places[1]), default=math.inf)


def neighbour_lists(
    network: Network,
    cell_ids: Sequence[str],
    groups: Mapping[str, int],
    rsrp_dbm: Floats32,
    *,
    within_db: float = WITHIN_DB,
    least_share: float = LEAST_SHARE,
    most: int = MOST_NEIGHBOURS,
    minimum_dbm: float = MINIMUM_RSRP_DBM,
) -> dict[str, tuple[Neighbour, ...]]:
    """The neighbours of every cell, most overlap first; ties by id, so the same plan gives the same lists.

    rsrp_dbm: [cells, places] in the order of `cell_ids`, NaN out of range; groups: `carriers.carrier_groups`. On each
    carrier the strongest cell of a place serves there. Neighbours are the cells of any carrier that come within
    `within_db` of the strongest one of their carrier at `least_share` of those places; sectors of one site; and, where
    the map shows none, the nearest cells on the carrier. Lists are mutual, so one may grow longer than `most`.
    """
    counts, served = _overlaps(cell_ids, groups, rsrp_dbm, within_db, minimum_dbm)
    shares = counts / np.maximum(served, 1)[:, None]
    cells = [network.cells[key] for key in cell_ids]
    chosen: list[dict[int, Why]] = []
    for own in range(len(cells)):
        strong: list[int] = np.flatnonzero(shares[own] >= least_share).tolist()
        strong.sort(key=lambda other: (-float(shares[own, other]), cell_ids[other]))
        chosen.append(dict.fromkeys(strong[:most], "overlap"))
    _make_mutual(chosen)
    _add_near(network, cells, groups, chosen)
    _make_mutual(chosen)
    return {
        cell.id: tuple(
            sorted(
                (
                    Neighbour(
                        cell_id=cell_ids[other],
                        share=round(float(shares[own, other]), 6),
                        distance_m=round(distance_m(cell, cells[other], network), 1),
                        why=why,
                    )
                    for other, why in chosen[own].items()
                ),
                key=lambda item: (-item.share, item.distance_m, item.cell_id),
            )
        )
        for own, cell in enumerate(cells)
    }


def _overlaps(
    cell_ids: Sequence[str], groups: Mapping[str, int], rsrp: Floats32, within_db: float, minimum_dbm: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """[own, other] places that own serves and other reaches, and [own] places served."""
    count = len(cell_ids)
    levels = np.where(np.isnan(rsrp), -np.inf, rsrp)
    layers: dict[int, list[int]] = {}
    for index, key in enumerate(cell_ids):
        layers.setdefault(groups[key], []).append(index)
    best: dict[int, NDArray[np.int64]] = {}
    reached = np.zeros(levels.shape, dtype=np.bool_)
    for layer, members in layers.items():
        rows = np.array(members)
        own = levels[rows]
        top = own.max(axis=0)
        best[layer] = np.where(top >= minimum_dbm, rows[own.argmax(axis=0)], -1)
        reached[rows] = (own >= top - within_db) & (own >= minimum_dbm)
    counts = np.zeros((count, count))
    served = np.zeros(count, dtype=np.int64)
    for serving in best.values():
        somewhere = serving >= 0
        here = serving[somewhere]
        served += np.bincount(here, minlength=count)
        for other in range(count):
            counts[:, other] += np.bincount(here, weights=reached[other][somewhere], minlength=count)
    np.fill_diagonal(counts, 0.0)
    return counts, served


def _make_mutual(chosen: list[dict[int, Why]]) -> None:
    for own in range(len(chosen)):
        for other in list(chosen[own]):
            chosen[other].setdefault(own, "mutual")


def _add_near(network: Network, cells: list[Cell], groups: Mapping[str, int], chosen: list[dict[int, Why]]) -> None:
    """Sectors of one site on one carrier, and the nearest cells for those that have no neighbour on their carrier."""
    for own, cell in enumerate(cells):
        layer = [k for k, other in enumerate(cells) if k != own and groups[other.id] == groups[cell.id]]
        for other in layer:
            if cells[other].site_id == cell.site_id:
                chosen[own].setdefault(other, "same-site")
        if not any(other in chosen[own] for other in layer):
            far = sorted((distance_m(cell, cells[k], network), cells[k].id, k) for k in layer)
            for distance, _, other in far[:FALLBACK_COUNT]:
                if distance <= FALLBACK_M:
                    chosen[own].setdefault(other, "distance")


def scheme_neighbours(
    project: Project,
    scheme_id: str,
    catalogue: Catalogue,
    *,
    cache: EngineCache | None = None,
    progress: Progress = silent,
    resolution_m: float | None = None,
    threads: int = 0,
) -> dict[str, tuple[Neighbour, ...]]:
    """The neighbour lists of a scheme from its coverage at the map's height; cells that can't be computed have none.

    With the cache of an evaluation this takes only the counting. threads: 0 takes all processors; the lists don't
    depend on it. Raises `EvaluationError` for no such scheme or nothing to plan.
    """
    if scheme_id not in project.schemes:
        raise EvaluationError("no-such-object", kind="schemes", id=scheme_id)
    cache = cache or EngineCache(limit_bytes=0)
    sound = sound_project(project, scheme_id, cache)
    scheme = sound.schemes[scheme_id]
    plan = radio_plan(scheme, catalogue)
    if not plan.cells:
        return {}
    grid, _ = plan_grid(sound, scheme, resolution_m or sound.settings.resolution_m)
    ground = terrain(sound, catalogue, grid, cache)
    height = sound.settings.map_height_m
    workers = threads or os.cpu_count() or 1
    maps = cell_maps(plan.cells, [height], sound, ground, catalogue, cache, progress, workers, plan.heads)[height]
    groups = carrier_groups({cell.id: cell for cell, _ in plan.cells}, catalogue)
    size = maps[0].rsrp_dbm.size
    places = np.linspace(0, size - 1, min(size, MOST_PLACES)).astype(np.int64)
    rsrp = np.stack([item.rsrp_dbm.ravel()[places] for item in maps])
    return neighbour_lists(scheme.network, plan.cell_ids, groups, rsrp)
