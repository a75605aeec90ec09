"""From every cell's RSRP map to what a picture needs: server, SINR at actual and at full load, rates, colour classes.

The same rules as `planner.radio.coverage`, which serves points and zones: the server is the same cell by cell, SINR
agrees within 0.01 dB. Here the maps stay where they are (no stack of them is built), levels become powers by a
polynomial, and one pass over blocks of pixels that fit the cache yields everything. The passes run in a pool of
threads; every pixel adds its cells in their order, so the figures are the same bit by bit for any number of threads,
for kept maps and for cells that stream through one after the other (`FieldStream`), and whatever was computed before.

Cost: about 0.5 ns per cell and pixel; memory: a few bytes per pixel for kept maps, for a stream 24 bytes per pixel and
carrier. Why changed cells alone are not summed again: the loads of all cells change with every move, and reading the
maps once (4 bytes per cell and pixel) costs less than keeping and joining partial sums of 24 bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.radio import field_kernels as kernels
from planner.radio.coverage import CellRadio, TerminalRadio, noise_mw
from planner.radio.parts import in_parts

Floats32 = NDArray[np.float32]

#: Below this there is no level.
_SILENT_DBM = -299.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """Maps [rows, columns] (or [pixels], as the cells' maps were); NaN and -1 where nobody serves.

    best: index of the serving cell; rsrp_dbm: its SS-RSRP; sinr_db: SS-SINR at the cells' loads; sinr_full_db: with all
    cells sending all the time; servers: how many cells reach the servers' level, also where service is not allowed.
    """

    best: NDArray[np.int16]
    rsrp_dbm: Floats32
    sinr_db: Floats32
    sinr_full_db: Floats32
    servers: NDArray[np.uint8]


def field(
    rsrp_maps: Sequence[Floats32],
    cells: Sequence[CellRadio],
    band_order: Sequence[int],
    *,
    threshold_dbm: float,
    minimum_dbm: float,
    load_dl: NDArray[np.float64],
    terminal: TerminalRadio,
    bands: Sequence[int] | None = None,
    servers_dbm: float | None = None,
    allowed: NDArray[np.bool_] | None = None,
    threads: int = 1,
) -> Field:
    """Service everywhere, from one RSRP map per cell: float32, dBm, all of one shape, NaN out of range.

    bands (none: `CellRadio.band`), band_order, threshold_dbm, minimum_dbm as in `coverage.serve`; load_dl (0 to 1 per
    cell) and terminal as in `coverage.sinr_db`, where cells of the same `CellRadio.band` interfere. servers_dbm: level
    from which a cell counts as a server (none: threshold_dbm). allowed: where somebody can be (none: everywhere).
    Levels are between -299 and 300 dBm, a weaker one is none. At most 32767 cells.
    """
    if not rsrp_maps or len(rsrp_maps) != len(cells):
        raise ValueError(f"{len(rsrp_maps)} maps for {len(cells)} cells")
    shape = rsrp_maps[0].shape
    maps = plain_maps(rsrp_maps, shape)
    common = _Common.of(cells, bands, band_order, threshold_dbm, minimum_dbm, load_dl, terminal, servers_dbm)
    order = np.argsort(common.slots, kind="stable").astype(np.int64)
    addresses = addresses_of(maps)
    mask = _mask(allowed, shape)
    out = _empty_field(shape)
    best, rsrp, sinr, sinr_full, servers = _flat(out)

    def work(first: int, last: int) -> None:
        kernels.field_of_maps(
            addresses, order, common.slots, common.ranks, common.groups, common.load, common.noise_mw,
            common.threshold, common.minimum, common.servers, mask, first, last, best, rsrp, sinr, sinr_full, servers,
        )  # fmt: skip

    in_parts(work, best.size, threads)
    return out


class FieldStream:
    """`field` for plans too large to keep all maps: cells are added one after the other, their maps may go.

    Adding the cells in the order of `cells` gives the same bits as `field`. carried: how many other maps per cell (such
    as sigma) to keep of the serving one. Memory per pixel: 24 + 4 carried bytes per carrier, 4 for the count.
    """

    def __init__(
        self,
        shape: tuple[int, ...],
        cells: Sequence[CellRadio],
        band_order: Sequence[int],
        *,
        threshold_dbm: float,
        minimum_dbm: float,
        load_dl: NDArray[np.float64],
        terminal: TerminalRadio,
        bands: Sequence[int] | None = None,
        servers_dbm: float | None = None,
        carried: int = 0,
        threads: int = 1,
    ) -> None:
        self._shape, self._threads = shape, threads
        self._common = _Common.of(cells, bands, band_order, threshold_dbm, minimum_dbm, load_dl, terminal, servers_dbm)
        self._pixels = int(np.prod(shape))
        slots, blocks = self._common.ranks.size, -(-self._pixels // kernels.BLOCK)
        self._states = np.empty((blocks, (slots * kernels.PLANES + 1) * kernels.STRIDE), dtype=np.float32)
        kernels.clear_states(self._states, slots)
        self._kept = np.full((slots, carried, self._pixels), np.nan, dtype=np.float32)
        self._next = 0

    def add(self, rsrp_dbm: Floats32, carried: Sequence[Floats32] = ()) -> None:
        """The next cell's RSRP map and its `carried` other maps; they are not needed afterwards."""
        cell, common = self._next, self._common
        if len(carried) != self._kept.shape[1] or cell >= common.slots.size:
            raise ValueError(f"cell {cell} of {common.slots.size} with {len(carried)} carried maps")
        (levels,) = plain_maps([rsrp_dbm], self._shape)
        others = (
            np.stack(plain_maps(carried, self._shape)) if carried else np.empty((0, self._pixels), dtype=np.float32)
        )
        self._next += 1
        slot = int(common.slots[cell])

        def work(first: int, last: int) -> None:
            kernels.stream_cell(
                levels, cell, slot, common.ranks.size, common.load[cell], common.servers[cell], first, last,
                self._states, others, self._kept,
            )  # fmt: skip

        in_parts(work, self._pixels, self._threads)

    def finish(self, allowed: NDArray[np.bool_] | None = None) -> tuple[Field, tuple[Floats32, ...]]:
        """The maps of all cells added so far, and the carried maps of the serving cell (NaN without service)."""
        common, mask, out = self._common, _mask(allowed, self._shape), _empty_field(self._shape)
        own = np.empty((self._kept.shape[1], self._pixels), dtype=np.float32)
        best, rsrp, sinr, sinr_full, servers = _flat(out)

        def work(first: int, last: int) -> None:
            kernels.finish_stream(
                self._states, common.slots, common.ranks, common.groups, common.noise_mw, common.threshold,
                common.minimum, mask, first, last, best, rsrp, sinr, sinr_full, servers, self._kept, own,
            )  # fmt: skip

        in_parts(work, self._pixels, self._threads)
        return out, tuple(layer.reshape(self._shape) for layer in own)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Common:
    """What the kernels take: slots, load, noise and servers' level per cell, ranks (rising) and groups per slot."""

    slots: NDArray[np.int64]
    ranks: NDArray[np.int64]
    groups: NDArray[np.int64]
    load: Floats32
    noise_mw: Floats32
    threshold: np.float32
    minimum: np.float32
    servers: Floats32

    @staticmethod
    def of(
        cells: Sequence[CellRadio],
        bands: Sequence[int] | None,
        band_order: Sequence[int],
        threshold_dbm: float,
        minimum_dbm: float,
        load_dl: NDArray[np.float64],
        terminal: TerminalRadio,
        servers_dbm: float | None,
    ) -> "_Common":
        rank_of = {band: rank for rank, band in enumerate(band_order)}
        numbers = [cell.band for cell in cells] if bands is None else bands
        pairs = [(rank_of.get(band, -1), cell.band) for band, cell in zip(numbers, cells, strict=True)]
        known = sorted(set(pairs))
        level = np.float32(threshold_dbm if servers_dbm is None else servers_dbm)
        return _Common(
            slots=np.array([known.index(pair) for pair in pairs], dtype=np.int64),
            ranks=np.array([rank for rank, _ in known], dtype=np.int64),
            groups=np.array([group for _, group in known], dtype=np.int64),
            load=np.clip(load_dl, 0.0, 1.0).astype(np.float32),
            noise_mw=noise_mw(cells, terminal),
            # a band too weak to serve must not keep the terminal from one that can
            threshold=np.float32(max(threshold_dbm, minimum_dbm, _SILENT_DBM)),
            minimum=np.float32(minimum_dbm),
            # a band that may not be used gives no servers, but interferes all the same
            servers=np.array([level if rank >= 0 else np.inf for rank, _ in pairs], dtype=np.float32),
        )


def plain_maps(maps: Sequence[Floats32], shape: tuple[int, ...]) -> list[Floats32]:
    """The maps as contiguous float32 vectors; the kernels read them by address, so anything else must not pass."""
    if any(item.shape != shape for item in maps):
        raise ValueError(f"a map is not of shape {shape}")
    return [np.ascontiguousarray(item, dtype=np.float32).reshape(-1) for item in maps]


def addresses_of(maps: Sequence[Floats32]) -> NDArray[np.int64]:
    """Where the maps of `plain_maps` lie; keep them as long as a kernel reads there."""
    return np.array([item.ctypes.data for item in maps], dtype=np.int64)


def _mask(allowed: NDArray[np.bool_] | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    if allowed is not None and allowed.shape != shape:
        raise ValueError(f"the mask is not of shape {shape}")
    return np.empty(0, dtype=np.bool_) if allowed is None else np.ascontiguousarray(allowed).reshape(-1)


def _empty_field(shape: tuple[int, ...]) -> Field:
    rsrp, sinr, sinr_full = (np.empty(shape, dtype=np.float32) for _ in range(3))
    return Field(
        best=np.empty(shape, dtype=np.int16), rsrp_dbm=rsrp, sinr_db=sinr, sinr_full_db=sinr_full,
        servers=np.empty(shape, dtype=np.uint8),
    )  # fmt: skip


def _flat(found: Field) -> tuple[NDArray[np.int16], Floats32, Floats32, Floats32, NDArray[np.uint8]]:
    return (
        found.best.reshape(-1), found.rsrp_dbm.reshape(-1), found.sinr_db.reshape(-1), found.sinr_full_db.reshape(-1),
        found.servers.reshape(-1),
    )  # fmt: skip
