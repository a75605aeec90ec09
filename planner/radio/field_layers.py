"""Layers on top of a `planner.radio.field.Field`: what only depends on the serving cell, pixel by pixel, in threads."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numba import carray, njit  # pyright: ignore[reportPrivateImportUsage] - documented there
from numpy.typing import NDArray
from scipy.special import ndtr

from planner.radio.coverage import TABLE_FROM_DB, TABLE_STEP_DB
from planner.radio.field import addresses_of, plain_maps
from planner.radio.kernel_tools import pointer
from planner.radio.parts import in_parts

Floats32 = NDArray[np.float32]

_NORMAL_RANGE, _NORMAL_STEPS = 6.0, 512
#: Pixels that are classified at a time: few enough to stay in the first cache from one threshold to the next.
_BLOCK = 1024


def own_map(maps: Sequence[Floats32], best: NDArray[np.int16], threads: int = 1) -> Floats32:
    """The serving cell's value of one map per cell (`coverage.own_level` without a stack), NaN without service."""
    addresses, plain, out = addresses_of(flat := plain_maps(maps, best.shape)), best.ravel(), _like(best)
    in_parts(lambda first, last: _gather(addresses, plain, first, last, out.reshape(-1)), best.size, threads)
    del flat  # kept until here: the kernel knows addresses only
    return out


def own_at(
    maps: Sequence[Floats32], best: NDArray[np.int16], places: NDArray[np.integer[Any]], threads: int = 1
) -> Floats32:
    """The serving cell's value at `places` (flat indices of the maps); best: who serves each of them, -1 for nobody."""
    if best.shape != places.shape:
        raise ValueError(f"{best.size} servers for {places.size} places")
    flat = plain_maps(maps, maps[0].shape)
    addresses, indices, out = addresses_of(flat), np.asarray(places, dtype=np.int64), _like(best)
    if indices.size and not 0 <= int(indices.min()) <= int(indices.max()) < flat[0].size:
        raise ValueError("a place is not on the maps")
    in_parts(lambda first, last: _gather_at(addresses, best, indices, first, last, out), best.size, threads)
    return out


def rate_map(
    level_db: Floats32,
    best: NDArray[np.int16],
    tables_mbps: Floats32,
    offsets_db: NDArray[np.floating[Any]],
    caps_db: NDArray[np.floating[Any]] | None = None,
    threads: int = 1,
) -> Floats32:
    """`coverage.rate_mbps` for maps, Mbit/s, but NaN without service.

    Downlink: level_db the SINR, offsets_db the beam gains. Uplink: level_db the RSRP, offsets_db
    `coverage.uplink_offsets_db`, caps_db `coverage.uplink_caps_dbm` (the level where power control stops a terminal).
    """
    caps = np.full(len(offsets_db), np.inf) if caps_db is None else caps_db
    out, levels, plain = _like(best), level_db.ravel(), best.ravel()
    narrow = (np.asarray(offsets_db, dtype=np.float32), np.asarray(caps, dtype=np.float32))
    low, per_step = np.float32(TABLE_FROM_DB), np.float32(1.0 / TABLE_STEP_DB)

    def work(first: int, last: int) -> None:
        _rates(levels, plain, tables_mbps, *narrow, low, per_step, first, last, out.reshape(-1))

    in_parts(work, best.size, threads)
    return out


def probability_map(own_dbm: Floats32, target_dbm: Floats32, sigma_db: Floats32, threads: int = 1) -> Floats32:
    """How likely the level reaches its target under normal shadowing, 0 to 1, within 1e-5; NaN stays NaN."""
    out = _like(own_dbm)
    flat = (own_dbm.ravel(), np.broadcast_to(target_dbm, own_dbm.shape).ravel(), sigma_db.ravel())
    table, per_unit = _normal_table(), np.float32(_NORMAL_STEPS)

    def work(first: int, last: int) -> None:
        _normal_shares(*flat, table, per_unit, first, last, out.reshape(-1))

    in_parts(work, own_dbm.size, threads)
    return out


def class_map(values: Floats32, thresholds: Sequence[float], threads: int = 1) -> NDArray[np.uint8]:
    """Colour classes: 0 for NaN, else 1 + how many of the rising thresholds a value reaches; at most 254 of them."""
    out = np.empty(values.shape, dtype=np.uint8)
    flat, borders = np.ascontiguousarray(values).ravel(), np.asarray(thresholds, dtype=np.float32)
    in_parts(lambda first, last: _class_numbers(flat, borders, first, last, out.reshape(-1)), values.size, threads)
    return out


def _like(values: NDArray[Any]) -> Floats32:
    return np.empty(values.shape, dtype=np.float32)


@lru_cache(maxsize=1)
def _normal_table() -> Floats32:
    """The standard normal distribution from -6 to 6, and one entry more to read between."""
    steps = np.arange(-_NORMAL_RANGE * _NORMAL_STEPS, _NORMAL_RANGE * _NORMAL_STEPS + 2.0)
    return ndtr(steps / _NORMAL_STEPS).astype(np.float32)


@njit(cache=True, nogil=True, error_model="numpy")
def _gather(addresses: NDArray[np.int64], best: NDArray[np.int16], first: int, last: int, out: Floats32) -> None:
    """The serving cell's value of one map per cell, NaN without service."""
    for p in range(first, last):
        # without a branch: at borders the next server is anybody's guess
        value = carray(pointer(addresses[max(best[p], 0)] + 4 * p), 1)[0]
        out[p] = value if best[p] >= 0 else np.float32(np.nan)


@njit(cache=True, nogil=True, error_model="numpy")
def _gather_at(
    addresses: NDArray[np.int64], best: NDArray[np.int16], places: NDArray[np.int64], first: int, last: int,
    out: Floats32,
) -> None:  # fmt: skip
    for k in range(first, last):
        value = carray(pointer(addresses[max(best[k], 0)] + 4 * places[k]), 1)[0]
        out[k] = value if best[k] >= 0 else np.float32(np.nan)


@njit(cache=True, nogil=True, error_model="numpy")
def _rates(
    level: Floats32,
    best: NDArray[np.int16],
    tables: Floats32,
    offsets: Floats32,
    caps: Floats32,
    from_db: np.float32,
    per_step: np.float32,
    first: int,
    last: int,
    out: Floats32,
) -> None:
    """`coverage.rate_mbps` with the levels held below a cap per cell first; NaN without service."""
    top = np.float32(tables.shape[1] - 1)
    for p in range(first, last):
        b = best[p]
        if b < 0:
            out[p] = np.nan
            continue
        position = (min(level[p], caps[b]) + offsets[b] - from_db) * per_step
        if not position > np.float32(0.0):
            out[p] = 0.0
        elif position >= top:
            out[p] = tables[b, tables.shape[1] - 1]
        else:
            k = np.int32(position)
            out[p] = tables[b, k] + (position - np.float32(k)) * (tables[b, k + 1] - tables[b, k])


@njit(cache=True, nogil=True, error_model="numpy")
def _normal_shares(
    own: Floats32, target: Floats32, sigma: Floats32, table: Floats32, per_unit: np.float32, first: int, last: int,
    out: Floats32,
) -> None:  # fmt: skip
    """Standard normal distribution of (own - target) / sigma from a table symmetric about its middle."""
    middle = np.float32((table.size - 1) // 2)
    end = np.float32(table.size - 2)
    for p in range(first, last):
        # a NaN stays one: clipping would make a figure of it
        place = (own[p] - target[p]) / max(sigma[p], np.float32(1e-3)) * per_unit + middle
        if np.isnan(place):
            out[p] = np.nan
            continue
        place = min(max(place, np.float32(0.0)), end)
        k = np.int32(place)
        out[p] = table[k] + (place - np.float32(k)) * (table[k + 1] - table[k])


@njit(cache=True, nogil=True, error_model="numpy")
def _class_numbers(values: Floats32, thresholds: Floats32, first: int, last: int, out: NDArray[np.uint8]) -> None:
    """0 for NaN, else 1 + how many of the rising thresholds a value reaches."""
    for start in range(first, last, _BLOCK):
        value, number = values[start : min(start + _BLOCK, last)], out[start : min(start + _BLOCK, last)]
        for p in range(value.size):
            number[p] = value[p] == value[p]
        for threshold in thresholds:
            for p in range(value.size):
                number[p] = np.uint8(number[p] + np.uint8(value[p] >= threshold))
