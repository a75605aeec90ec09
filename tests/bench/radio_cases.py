"""The radio engine on a synthetic town: 2 km x 2 km with 2,000 buildings, 30 cells; and plans as large as they get.

Stage by stage, then what a person waits for. In the same run: the march per pixel that the sweep replaces
(tests/planner/radio/reference_sweep.py), and a copy of as many bytes as an update touches.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from measure import best_of

if TYPE_CHECKING:
    from planner.radio.field import Field

Timings = list[tuple[str, float]]

SIDE_M, BUILDINGS, CELLS = 2000.0, 2000, 30
THREADS = os.cpu_count() or 1
H_ANTENNA_M, H_RECEIVER_M, RANGE_M = 25.0, 1.5, 5000.0
FREQ_GHZ, LEVEL_DBM = 3.5, -9.0
PIXEL_M, PREVIEW_M = 2.0, 4.0
CLASSES = (-115.0, -105.0, -100.0, -95.0, -90.0, -80.0, -70.0, -60.0)

#: Bytes per pixel that an update of one mast with n cells reads or writes: the surface's two rasters, nu and depth;
#: those and the owner again for three maps of path loss; loss and RSRP of each of its cells; then the RSRP of all
#: cells, five maps of the field, two of rates from three each, the picture.
UPDATE_BYTES = {3: 16 + 24 + 3 * 8 + CELLS * 4 + 15 + 20 + 5, 1: 16 + 24 + 8 + CELLS * 4 + 15 + 20 + 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Antenna:
    """A cell: where its mast stands, where it looks."""

    east_m: float
    north_m: float
    azimuth_deg: float
    tilt_deg: float = 6.0
    level_dbm: float = LEVEL_DBM


@dataclass(slots=True, kw_only=True, eq=False)
class Town:
    """Rasters and maps at one resolution."""

    grid: Any
    surface: Any
    antennas: list[Antenna]
    losses: dict[tuple[float, float], Any]
    rsrp: list[Any]


def shapes(seed: int = 1, side_m: float = SIDE_M, count: int = BUILDINGS) -> list[Any]:
    """Turned rectangles of 8 to 40 m, 4 to 40 m high."""
    from planner.radio.surface import Shape

    random = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        (x, y), (w, h) = random.uniform(0.0, side_m, 2), random.uniform(8.0, 40.0, 2)
        angle = random.uniform(0.0, np.pi)
        c, s = np.cos(angle), np.sin(angle)
        corners = np.array([[-w, -h], [w, -h], [w, h], [-w, h]]) / 2.0
        ring = corners @ np.array([[c, s], [-s, c]]) + (x, y)
        found.append(Shape(rings=(ring,), height_m=float(random.uniform(4.0, 40.0))))
    return found


def antennas(sites: int, sectors: int, side_m: float = SIDE_M, seed: int = 2) -> list[Antenna]:
    places = np.random.default_rng(seed).uniform(0.1 * side_m, 0.9 * side_m, (sites, 2))
    return [
        Antenna(east_m=float(x), north_m=float(y), azimuth_deg=120.0 * sector + 7.0 * number)
        for number, (x, y) in enumerate(places)
        for sector in range(sectors)
    ]


def town(pixel_m: float, cells: list[Antenna], side_m: float = SIDE_M, count: int = BUILDINGS) -> Town:
    from planner.radio.grid import Grid
    from planner.radio.surface import build_surface

    pixels = int(side_m / pixel_m)
    grid = Grid(west_m=0.0, south_m=0.0, resolution_m=pixel_m, columns=pixels, rows=pixels)
    surface = build_surface(grid, shapes(side_m=side_m, count=count))
    return Town(grid=grid, surface=surface, antennas=cells, losses={}, rsrp=[None] * len(cells))


def sweep(at: Town, antenna: Antenna, threads: int, range_m: float = RANGE_M) -> Any:
    from planner.radio.obstruction import sweep_obstruction

    return sweep_obstruction(
        at.grid, at.surface, antenna.east_m, antenna.north_m, H_ANTENNA_M, H_RECEIVER_M, range_m, threads=threads,
        draft=at.grid.resolution_m > PIXEL_M,  # what the engine does for previews
    )  # fmt: skip


def path_loss(at: Town, antenna: Antenna, done: Any, threads: int) -> Any:
    from planner.radio.propagation import path_loss_map

    classes = np.zeros(BUILDINGS, dtype=np.int64)
    place = (antenna.east_m, antenna.north_m)
    return path_loss_map(
        at.grid, done, at.surface.owner, classes, scenario="UMa", freq_ghz=FREQ_GHZ, antenna_m=place,
        completeness="sketched", threads=threads,
    )  # fmt: skip


def rsrp(at: Town, antenna: Antenna, loss: Any, threads: int) -> Any:
    from planner.radio.antenna import envelope_pattern, rsrp_map_dbm
    from planner.radio.grid import column_centres_m, row_centres_m

    return rsrp_map_dbm(
        envelope_pattern(17.0, 0.0, 6.0, 65.0, 6.5), column_centres_m(at.grid) - antenna.east_m,
        row_centres_m(at.grid) - antenna.north_m, H_RECEIVER_M - H_ANTENNA_M, antenna.azimuth_deg, antenna.tilt_deg,
        level_dbm=antenna.level_dbm, loss_db=loss.path_loss_db, threads=threads,
    )  # fmt: skip


def radios(count: int) -> tuple[Any, Any]:
    from planner.radio.coverage import CellRadio, TerminalRadio

    cell = CellRadio(
        band=0, n_rb=273, scs_khz=30, re_power_dbm=LEVEL_DBM, beam_gain_db=6.0, gnb_noise_dbm=-115.0, dl_share=0.7,
        ul_share=0.2, dl_layers=4, ul_layers=2,
    )  # fmt: skip
    terminal = TerminalRadio(
        tx_power_dbm=23.0, antenna_gain_dbi=0.0, noise_15khz_dbm=-125.0, dl_layers=4, ul_layers=2,
        max_bandwidth_mhz=100.0, max_modulation_order=8,
    )  # fmt: skip
    return (cell,) * count, terminal


def join(at: Town, threads: int) -> Field:
    from planner.radio.field import field

    cells, terminal = radios(len(at.rsrp))
    return field(
        at.rsrp, cells, (0,), threshold_dbm=-105.0, minimum_dbm=-120.0, load_dl=np.full(len(cells), 0.4),
        terminal=terminal, threads=threads,
    )  # fmt: skip


def rates(found: Field, cells: int, threads: int) -> tuple[Any, Any]:
    """Downlink and uplink."""
    from planner.engine.rates import all_usable_blocks, downlink_tables, uplink_tables
    from planner.radio.coverage import uplink_caps_dbm, uplink_offsets_db
    from planner.radio.field_layers import rate_map

    plan, terminal = radios(cells)
    gains = np.array([cell.beam_gain_db for cell in plan])
    caps = uplink_caps_dbm(plan, terminal, all_usable_blocks(plan, terminal))
    offsets = uplink_offsets_db(plan, np.full(cells, 3.0), terminal)
    return (
        rate_map(found.sinr_db, found.best, downlink_tables(plan, terminal), gains, threads=threads),
        rate_map(found.rsrp_dbm, found.best, uplink_tables(plan, terminal), offsets, caps, threads=threads),
    )


def picture(found: Field, threads: int) -> Any:
    from planner.radio.field_layers import class_map

    return class_map(found.rsrp_dbm, CLASSES, threads)


def mast(at: Town, first: int, antenna: Antenna, sectors: int, threads: int) -> None:
    """Sweep, path loss and RSRP of a mast's cells."""
    loss = path_loss(at, antenna, sweep(at, antenna, threads), threads)
    at.losses[antenna.east_m, antenna.north_m] = loss
    for sector in range(sectors):
        cell = replace(at.antennas[first + sector], east_m=antenna.east_m, north_m=antenna.north_m)
        at.rsrp[first + sector] = rsrp(at, cell, loss, threads)


def whole(at: Town, sectors: int) -> Any:
    """Everything from a surface on: masts in parallel, then the field."""
    firsts = range(0, len(at.antennas), sectors)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda first: mast(at, first, at.antennas[first], sectors, 1), firsts))
    return shown(at)


def shown(at: Town) -> Any:
    """What a change needs after the maps of its cells."""
    found = join(at, THREADS)
    rates(found, len(at.antennas), THREADS)
    return picture(found, THREADS)


def move(at: Town, sectors: int, steps: list[int]) -> Any:
    """The first mast a few metres on, to a place it never was at."""
    steps[0] += 1
    first = at.antennas[0]
    moved = replace(first, east_m=first.east_m + 0.7 * steps[0], north_m=first.north_m + 0.3 * steps[0])
    mast(at, 0, moved, sectors, THREADS)
    return shown(at)


def edit(at: Town, steps: list[int]) -> Any:
    """Azimuth, tilt and power of one cell: no sweep."""
    steps[0] += 1
    first = at.antennas[0]
    turned = replace(
        first, azimuth_deg=first.azimuth_deg + steps[0], tilt_deg=first.tilt_deg + 0.1 * steps[0],
        level_dbm=first.level_dbm - 0.1 * steps[0],
    )  # fmt: skip
    at.rsrp[0] = rsrp(at, turned, at.losses[first.east_m, first.north_m], THREADS)
    return shown(at)


def town_sectors() -> Timings:
    """30 cells on 10 three-sector sites."""
    return _town("10 x 3 sectors", 10, 3)


def town_single() -> Timings:
    """30 single-cell sites."""
    return _town("30 x 1 cell", 30, 1)


def _town(label: str, sites: int, sectors: int) -> Timings:
    from planner.engine.memory import keep_freed_memory
    from planner.radio.surface import build_surface

    keep_freed_memory()  # as the window does
    cells = antennas(sites, sectors)
    small = town(100.0, cells)
    whole(small, sectors)  # reads compiled code
    move(small, sectors, [0])
    at, half = town(PIXEL_M, cells), town(PREVIEW_M, cells)
    steps = [0]
    timings = [
        ("surface 1 Mpixel, 2,000 buildings", best_of(5, lambda: build_surface(at.grid, shapes())) - _drawing()),
        (f"{label}: everything cold", best_of(3, lambda: whole(town(PIXEL_M, cells), sectors)) - _drawing()),
    ]
    whole(at, sectors)
    whole(half, sectors)
    done = sweep(at, cells[0], THREADS)
    loss = path_loss(at, cells[0], done, THREADS)
    found = join(at, THREADS)
    timings += [
        (f"{label}: sweep of one mast", best_of(15, lambda: sweep(at, cells[0], THREADS))),
        (f"{label}: sweep, one thread", best_of(15, lambda: sweep(at, cells[0], 1))),
        (f"{label}: path loss of one mast", best_of(15, lambda: path_loss(at, cells[0], done, THREADS))),
        (f"{label}: gain and RSRP of one cell", best_of(15, lambda: rsrp(at, cells[0], loss, THREADS))),
        (f"{label}: server, SINR of 30 cells", best_of(15, lambda: join(at, THREADS))),
        (f"{label}: rates", best_of(15, lambda: rates(found, CELLS, THREADS))),
        (f"{label}: picture index", best_of(15, lambda: picture(found, THREADS))),
        (f"{label}: one gNB moved", best_of(21, lambda: move(at, sectors, steps))),
        (f"{label}: one gNB moved, 4 m", best_of(21, lambda: move(half, sectors, steps))),
        (f"{label}: azimuth, tilt, power", best_of(21, lambda: edit(at, steps))),
    ]
    size = UPDATE_BYTES[sectors] * at.grid.rows * at.grid.columns
    timings.append((f"{label}: copy of what a move touches", best_of(15, lambda: _copy(size))))
    if sectors == 3:
        timings.append(("march per pixel, one mast, one thread", _march(at, cells[0])))
    return timings


def _drawing() -> float:
    """What it takes to think up the buildings, which is no part of the surface."""
    return best_of(3, shapes)


def _copy(size: int) -> None:
    """Read and write `size` bytes in all, by as many threads."""
    part = size // 2 // THREADS
    if len(_BUFFERS) != 2 * THREADS:
        _BUFFERS[:] = [np.ones(part, dtype=np.uint8) for _ in range(2 * THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda k: np.copyto(_BUFFERS[2 * k], _BUFFERS[2 * k + 1]), range(THREADS)))


_BUFFERS: list[Any] = []


def _march(at: Town, antenna: Antenna) -> float:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "planner" / "radio"))
    from reference_sweep import reference_maps

    tiny = town(100.0, at.antennas)

    def run(where: Town) -> object:
        place = (antenna.east_m, antenna.north_m)
        return reference_maps(where.grid, where.surface, *place, H_ANTENNA_M, H_RECEIVER_M, RANGE_M, threads=1)

    run(tiny)  # compiles
    return best_of(1, lambda: run(at))


# -- plans as large as they get ----------------------------------------------------------------------------------------


def large_kept() -> Timings:
    """25 cells x 4 Mpixel, maps kept: sweeps over the whole map."""
    return _large("25 cells x 4 Mpixel", 4000.0, 25, RANGE_M, kept=True)


def large_streamed() -> Timings:
    """100 cells x 16 Mpixel, one cell after the other through the stream; cells reach 1 km."""
    return _large("100 cells x 16 Mpixel", 8000.0, 100, 1000.0, kept=False)


def _large(label: str, side_m: float, count: int, range_m: float, *, kept: bool) -> Timings:
    from planner.radio.field import FieldStream

    cells = antennas(count, 1, side_m)
    small = town(100.0, cells[:2])
    whole(small, 1)
    at = town(PIXEL_M, cells, side_m, BUILDINGS * round((side_m / SIDE_M) ** 2))

    def one(antenna: Antenna) -> Any:
        loss = path_loss(at, antenna, sweep(at, antenna, THREADS, range_m), THREADS)
        return rsrp(at, antenna, loss, THREADS), loss.sigma_db

    def keep() -> None:
        at.rsrp = [one(antenna)[0] for antenna in cells]
        rates(join(at, THREADS), count, THREADS)

    def stream() -> None:
        plan, terminal = radios(count)
        through = FieldStream(
            at.grid.shape, plan, (0,), threshold_dbm=-105.0, minimum_dbm=-120.0, load_dl=np.full(count, 0.4),
            terminal=terminal, carried=1, threads=THREADS,
        )  # fmt: skip
        for antenna in cells:
            level, sigma = one(antenna)
            through.add(level, [sigma])
        found, _ = through.finish()
        rates(found, count, THREADS)

    return [(f"{label}: everything cold", best_of(1, keep if kept else stream))]
