"""The compiled inside of `field`: one pass over the cells per block of pixels, everything of a block in the L1 cache.

Cells of one band on one carrier share a slot. A block of `BLOCK` pixels has a state of float32 planes, for every slot
`PLANES` of them, one plane after the other: strongest level, number of the strongest cell, its power in mW, the same
times its load, sums of both over all other cells; and one plane for the count of servers. Cells are added one after
the other in their order, so that the sums don't depend on threads, blocks, or on whether the maps were kept.

Fast-math is off except that products may fuse with sums inside the conversions of `kernel_tools`: nothing is
reordered, and a pixel keeps its place in its block whatever the number of threads.
"""

import numpy as np
from numba import carray, njit  # pyright: ignore[reportPrivateImportUsage] - documented there
from numpy.typing import NDArray

from planner.radio.kernel_tools import aligned, decibels, milliwatts, pointer, prefetch

Floats32 = NDArray[np.float32]

#: Pixels of a block: a state and the levels of two cells fit the first cache. It divides `parts.UNIT`, and is
#: defined here because compiled code is kept as long as this file stays as it is.
BLOCK = 512
#: Distance of two planes: not a power of two, or all of them would lie in the same lines of the cache.
STRIDE = BLOCK + 48
#: Planes of the state per rank of bands (module docstring).
PLANES = 6

_TOP, _WHO, _OWN, _OWN_LOADED, _OTHERS, _OTHERS_LOADED = (plane * STRIDE for plane in range(PLANES))
_SILENT_DBM = np.float32(-300.0)


@njit(nogil=True, error_model="numpy")
def _add_cell(
    levels: Floats32, cell: np.float32, load: np.float32, servers_dbm: np.float32, state: Floats32, count: Floats32
) -> None:
    """One cell's levels [pixels of the block] into the state of its slot."""
    for p in range(levels.size):
        # NaN isn't greater: a cell out of range has no power
        heard = levels[p] > _SILENT_DBM
        level = levels[p] if heard else _SILENT_DBM
        power = milliwatts(level) if heard else np.float32(0.0)
        loaded = power * load
        top, own, own_loaded = state[_TOP + p], state[_OWN + p], state[_OWN_LOADED + p]
        # strictly stronger: of two equal cells the first one serves, as in coverage.serve
        wins = level > top
        state[_TOP + p] = max(top, level)
        state[_WHO + p] = cell if wins else state[_WHO + p]
        state[_OWN + p] = power if wins else own
        state[_OWN_LOADED + p] = loaded if wins else own_loaded
        state[_OTHERS + p] += own if wins else power
        state[_OTHERS_LOADED + p] += own_loaded if wins else loaded
        count[p] += np.float32(1.0) if level >= servers_dbm else np.float32(0.0)


@njit(nogil=True, error_model="numpy")
def _add_two(
    levels: Floats32,
    levels_2: Floats32,
    cell: np.float32,
    cell_2: np.float32,
    load: np.float32,
    load_2: np.float32,
    servers_dbm: np.float32,
    state: Floats32,
    count: Floats32,
) -> None:
    """The same as `_add_cell` twice, with half the traffic between state and registers."""
    for p in range(levels.size):
        top, who, own, own_loaded = state[_TOP + p], state[_WHO + p], state[_OWN + p], state[_OWN_LOADED + p]
        others, others_loaded, servers = state[_OTHERS + p], state[_OTHERS_LOADED + p], count[p]
        heard = levels[p] > _SILENT_DBM
        level = levels[p] if heard else _SILENT_DBM
        power = milliwatts(level) if heard else np.float32(0.0)
        loaded = power * load
        wins = level > top
        others += own if wins else power
        others_loaded += own_loaded if wins else loaded
        top = max(top, level)
        who = cell if wins else who
        own = power if wins else own
        own_loaded = loaded if wins else own_loaded
        servers += np.float32(1.0) if level >= servers_dbm else np.float32(0.0)
        heard = levels_2[p] > _SILENT_DBM
        level = levels_2[p] if heard else _SILENT_DBM
        power = milliwatts(level) if heard else np.float32(0.0)
        loaded = power * load_2
        wins = level > top
        state[_OTHERS + p] = others + (own if wins else power)
        state[_OTHERS_LOADED + p] = others_loaded + (own_loaded if wins else loaded)
        state[_TOP + p] = max(top, level)
        state[_WHO + p] = cell_2 if wins else who
        state[_OWN + p] = power if wins else own
        state[_OWN_LOADED + p] = loaded if wins else own_loaded
        count[p] = servers + (np.float32(1.0) if level >= servers_dbm else np.float32(0.0))


@njit(nogil=True)
def _is_silent(levels: Floats32) -> bool:
    """Whether a cell is out of range in the whole block: adding it would change nothing."""
    for p in range(levels.size):  # noqa: SIM110 - compiled
        if levels[p] > _SILENT_DBM:
            return False
    return True


@njit(nogil=True, error_model="numpy")
def _clear(state: Floats32, n_slots: int) -> None:
    state[:] = np.float32(0.0)
    for slot in range(n_slots):
        base = slot * PLANES * STRIDE
        for p in range(BLOCK):
            state[base + _TOP + p] = _SILENT_DBM
            state[base + _WHO + p] = np.float32(-1.0)


@njit(nogil=True, error_model="numpy")
def _join(scratch: Floats32, plane: Floats32, n: int) -> None:
    """A slot into the candidate of its rank (planes 4 to 7): the stronger one, of equal ones the first cell."""
    for p in range(n):
        top, who = plane[_TOP + p], plane[_WHO + p]
        best, best_who = scratch[4 * STRIDE + p], scratch[5 * STRIDE + p]
        better = (top > best) | ((top == best) & (who < best_who))
        scratch[4 * STRIDE + p] = top if better else best
        scratch[5 * STRIDE + p] = who if better else best_who
        scratch[6 * STRIDE + p] = scratch[8 * STRIDE + p] if better else scratch[6 * STRIDE + p]
        scratch[7 * STRIDE + p] = scratch[9 * STRIDE + p] if better else scratch[7 * STRIDE + p]


@njit(nogil=True, error_model="numpy")
def _others(state: Floats32, slot: int, groups: NDArray[np.int64], scratch: Floats32, n: int) -> None:
    """What interferes with the strongest cell of a slot: its slot's others, the carrier's other slots (planes 8, 9)."""
    plane = state[slot * PLANES * STRIDE : (slot + 1) * PLANES * STRIDE]
    for p in range(n):
        scratch[8 * STRIDE + p] = plane[_OTHERS + p]
        scratch[9 * STRIDE + p] = plane[_OTHERS_LOADED + p]
    for other in range(groups.size):
        if other != slot and groups[other] == groups[slot]:
            plane = state[other * PLANES * STRIDE : (other + 1) * PLANES * STRIDE]
            for p in range(n):
                scratch[8 * STRIDE + p] += plane[_OWN + p] + plane[_OTHERS + p]
                scratch[9 * STRIDE + p] += plane[_OWN_LOADED + p] + plane[_OTHERS_LOADED + p]


@njit(nogil=True, error_model="numpy")
def _choose(state: Floats32, ranks: NDArray[np.int64], groups: NDArray[np.int64], threshold: np.float32,
            scratch: Floats32, n: int) -> None:  # fmt: skip
    """The serving cell of each pixel, its level, and the sums over what interferes: planes 1, 0, 2, 3 of the scratch.

    ranks rise; slots of rank -1 never serve.
    """
    if ranks.size == 1 and ranks[0] >= 0:  # mostly so: one carrier
        for p in range(n):
            scratch[p], scratch[STRIDE + p] = state[_TOP + p], state[_WHO + p]
            scratch[2 * STRIDE + p], scratch[3 * STRIDE + p] = state[_OTHERS + p], state[_OTHERS_LOADED + p]
        return
    for p in range(n):
        scratch[p], scratch[STRIDE + p] = _SILENT_DBM, np.float32(-1.0)
        scratch[2 * STRIDE + p], scratch[3 * STRIDE + p] = np.float32(0.0), np.float32(0.0)
    slot = 0
    while slot < ranks.size:
        rank = ranks[slot]
        if rank < 0:
            slot += 1
            continue
        for p in range(n):
            scratch[4 * STRIDE + p], scratch[5 * STRIDE + p] = _SILENT_DBM, np.float32(-1.0)
            scratch[6 * STRIDE + p], scratch[7 * STRIDE + p] = np.float32(0.0), np.float32(0.0)
        while slot < ranks.size and ranks[slot] == rank:
            _others(state, slot, groups, scratch, n)
            _join(scratch, state[slot * PLANES * STRIDE : (slot + 1) * PLANES * STRIDE], n)
            slot += 1
        for p in range(n):
            # an earlier band that is good enough stays; else the first good enough one, else the strongest
            better = (scratch[p] < threshold) & (scratch[4 * STRIDE + p] > scratch[p])
            scratch[p] = scratch[4 * STRIDE + p] if better else scratch[p]
            scratch[STRIDE + p] = scratch[5 * STRIDE + p] if better else scratch[STRIDE + p]
            scratch[2 * STRIDE + p] = scratch[6 * STRIDE + p] if better else scratch[2 * STRIDE + p]
            scratch[3 * STRIDE + p] = scratch[7 * STRIDE + p] if better else scratch[3 * STRIDE + p]


@njit(nogil=True, error_model="numpy")
def _finish(
    state: Floats32,
    ranks: NDArray[np.int64],
    groups: NDArray[np.int64],
    noise_mw: Floats32,
    threshold: np.float32,
    minimum: np.float32,
    allowed: NDArray[np.bool_],
    best: NDArray[np.int16],
    rsrp: Floats32,
    sinr: Floats32,
    sinr_full: Floats32,
    servers: NDArray[np.uint8],
    scratch: Floats32,
) -> None:
    """The figures of a block's pixels. scratch: 10 planes."""
    nan = np.float32(np.nan)
    n = best.size
    _choose(state, ranks, groups, threshold, scratch, n)
    count = state[ranks.size * PLANES * STRIDE :]
    for p in range(n):
        serves = (scratch[p] >= minimum) & (scratch[STRIDE + p] >= np.float32(0.0))
        if allowed.size > 0:
            serves = serves & allowed[p]
        scratch[STRIDE + p] = scratch[STRIDE + p] if serves else np.float32(-1.0)
        best[p] = np.int16(scratch[STRIDE + p])
        servers[p] = np.uint8(min(count[p], np.float32(255.0)))
    noise = noise_mw[0]
    if (noise_mw == noise).all():
        for p in range(n):
            scratch[2 * STRIDE + p] += noise
            scratch[3 * STRIDE + p] += noise
    else:
        for p in range(n):
            # without service the noise is any cell's: the figure is thrown away
            noise = noise_mw[max(np.int32(scratch[STRIDE + p]), np.int32(0))]
            scratch[2 * STRIDE + p] += noise
            scratch[3 * STRIDE + p] += noise
    for p in range(n):
        serves = scratch[STRIDE + p] >= np.float32(0.0)
        rsrp[p] = scratch[p] if serves else nan
        sinr_full[p] = scratch[p] - decibels(scratch[2 * STRIDE + p]) if serves else nan
        sinr[p] = scratch[p] - decibels(scratch[3 * STRIDE + p]) if serves else nan


@njit(cache=True, nogil=True, error_model="numpy")
def field_of_maps(
    addresses: NDArray[np.int64],
    order: NDArray[np.int64],
    slots: NDArray[np.int64],
    ranks: NDArray[np.int64],
    groups: NDArray[np.int64],
    load: Floats32,
    noise_mw: Floats32,
    threshold: np.float32,
    minimum: np.float32,
    servers_dbm: Floats32,
    allowed: NDArray[np.bool_],
    first: int,
    last: int,
    best: NDArray[np.int16],
    rsrp: Floats32,
    sinr: Floats32,
    sinr_full: Floats32,
    servers: NDArray[np.uint8],
) -> None:
    """All cells, pixels `first` (a multiple of BLOCK) to `last`.

    addresses: of the maps, contiguous float32; order: the cells by slot; slots, load, noise_mw, servers_dbm per cell;
    ranks (rising) and groups per slot.
    """
    n_slots = ranks.size
    state = aligned((n_slots * PLANES + 1) * STRIDE)
    scratch = aligned(10 * STRIDE)
    count = state[n_slots * PLANES * STRIDE :]
    for start in range(first, last, BLOCK):
        end = min(start + BLOCK, last)
        _clear(state, n_slots)
        waiting = -1
        for i in range(order.size):
            c = int(order[i])
            base = slots[c] * PLANES * STRIDE
            plane = state[base : base + PLANES * STRIDE]
            levels = carray(pointer(addresses[c] + 4 * start), end - start)
            for line in range(4 * end, 4 * min(end + BLOCK, last), 64):
                prefetch(addresses[c] + line)
            silent = _is_silent(levels)
            if silent and waiting < 0:
                continue
            if waiting >= 0:
                before = carray(pointer(addresses[waiting] + 4 * start), end - start)
                _add_two(
                    before, levels, np.float32(waiting), np.float32(c), load[waiting], load[c], servers_dbm[c],
                    plane, count,
                )  # fmt: skip
                waiting = -1
            elif i + 1 < order.size and slots[order[i + 1]] == slots[c]:
                waiting = c
            else:
                _add_cell(levels, np.float32(c), load[c], servers_dbm[c], plane, count)
        _finish(
            state, ranks, groups, noise_mw, threshold, minimum, allowed[start:end],
            best[start:end], rsrp[start:end], sinr[start:end], sinr_full[start:end], servers[start:end], scratch,
        )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def clear_states(states: Floats32, n_slots: int) -> None:
    """Ready the states [blocks, floats of a state] of a stream."""
    for block in range(states.shape[0]):
        _clear(states[block], n_slots)


@njit(cache=True, nogil=True, error_model="numpy")
def stream_cell(
    levels: Floats32,
    cell: int,
    slot: int,
    n_slots: int,
    load: np.float32,
    servers_dbm: np.float32,
    first: int,
    last: int,
    states: Floats32,
    carried: Floats32,
    kept: Floats32,
) -> None:
    """One cell into the states of the blocks from `first` to `last` (pixels).

    carried [maps, pixels]: other maps of the cell; kept [slots, maps, pixels]: theirs of the strongest cell.
    """
    base = slot * PLANES * STRIDE
    for start in range(first, last, BLOCK):
        end = min(start + BLOCK, last)
        state = states[start // BLOCK]
        plane = state[base : base + PLANES * STRIDE]
        if _is_silent(levels[start:end]):
            continue
        _add_cell(
            levels[start:end], np.float32(cell), load, servers_dbm, plane, state[n_slots * PLANES * STRIDE :]
        )  # fmt: skip
        for k in range(carried.shape[0]):
            source, target = carried[k, start:end], kept[slot, k, start:end]
            for p in range(end - start):
                target[p] = source[p] if plane[_WHO + p] == np.float32(cell) else target[p]


@njit(cache=True, nogil=True, error_model="numpy")
def finish_stream(
    states: Floats32,
    slots: NDArray[np.int64],
    ranks: NDArray[np.int64],
    groups: NDArray[np.int64],
    noise_mw: Floats32,
    threshold: np.float32,
    minimum: np.float32,
    allowed: NDArray[np.bool_],
    first: int,
    last: int,
    best: NDArray[np.int16],
    rsrp: Floats32,
    sinr: Floats32,
    sinr_full: Floats32,
    servers: NDArray[np.uint8],
    kept: Floats32,
    own: Floats32,
) -> None:
    """The figures of a stream, and `own` [maps, pixels]: the carried maps of the serving cell."""
    scratch = aligned(10 * STRIDE)
    for start in range(first, last, BLOCK):
        end = min(start + BLOCK, last)
        _finish(
            states[start // BLOCK], ranks, groups, noise_mw, threshold, minimum, allowed[start:end],
            best[start:end], rsrp[start:end], sinr[start:end], sinr_full[start:end], servers[start:end], scratch,
        )  # fmt: skip
        for k in range(own.shape[0]):
            for p in range(start, end):
                own[k, p] = kept[slots[best[p]], k, p] if best[p] >= 0 else np.float32(np.nan)
