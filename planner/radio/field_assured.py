"""SINR that holds with a probability, at the places of a zone: from a field, without summing all cells again.

What fades the serving cell fades the other cells of its site as much and those of other sites in part
(`coverage.sinr_db` with `common_fade`). The field's SINR holds the whole sum; the few cells of the serving site are
summed, and what is left over belongs to the other sites.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import carray, njit  # pyright: ignore[reportPrivateImportUsage] - documented there
from numpy.typing import NDArray

from planner.radio.coverage import CellRadio, TerminalRadio, noise_mw
from planner.radio.field import Field, addresses_of, plain_maps
from planner.radio.kernel_tools import decibels, milliwatts, pointer
from planner.radio.parts import in_parts

Floats32 = NDArray[np.float32]


def assured_sinr_db(
    found: Field,
    rsrp_maps: Sequence[Floats32],
    places: NDArray[np.integer[Any]],
    margin_db: Floats32,
    *,
    cells: Sequence[CellRadio],
    sites: Sequence[int],
    shared_between_sites: float,
    load_dl: NDArray[np.float64],
    terminal: TerminalRadio,
    threads: int = 1,
) -> Floats32:
    """SINR at `places` (flat indices) with the serving cell lowered by margin_db (dB, one per place); NaN unserved.

    found: `field` of these maps, cells, loads and this terminal. sites: number of the site of every cell;
    shared_between_sites: part of the margin that cells of other sites lose too, 0 to 1; cells of one site lose all of
    it. Agrees within 0.01 dB with `coverage.sinr_db` for margins from -10 to 30 dB.
    """
    maps = plain_maps(rsrp_maps, found.best.shape)
    addresses = addresses_of(maps)
    groups = [cell.band for cell in cells]
    mates = [
        [other for other in range(len(cells)) if other != own and sites[other] == sites[own] and groups[other] == group]
        for own, group in enumerate(groups)
    ]
    starts = np.cumsum([0, *(len(others) for others in mates)]).astype(np.int64)
    flat = np.array([other for others in mates for other in others], dtype=np.int64)
    load = np.clip(load_dl, 0.0, 1.0).astype(np.float32)
    noise = noise_mw(cells, terminal)
    out = np.empty(len(places), dtype=np.float32)
    if len(margin_db) != len(places):
        raise ValueError(f"{len(margin_db)} margins for {len(places)} places")
    indices, margins = np.asarray(places, dtype=np.int64), np.asarray(margin_db, dtype=np.float32)
    if indices.size and not 0 <= int(indices.min()) <= int(indices.max()) < found.best.size:
        raise ValueError("a place is not on the maps")
    best, rsrp, sinr = found.best.reshape(-1), found.rsrp_dbm.reshape(-1), found.sinr_db.reshape(-1)

    def work(first: int, last: int) -> None:
        _assured(
            addresses, starts, flat, load, noise, np.float32(shared_between_sites), indices[first:last],
            margins[first:last], best, rsrp, sinr, out[first:last],
        )  # fmt: skip

    in_parts(work, out.size, threads)
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def _assured(
    addresses: NDArray[np.int64],
    starts: NDArray[np.int64],
    mates: NDArray[np.int64],
    load: Floats32,
    noise_mw: Floats32,
    between: np.float32,
    places: NDArray[np.int64],
    margin: Floats32,
    best: NDArray[np.int16],
    rsrp: Floats32,
    sinr: Floats32,
    out: Floats32,
) -> None:
    silent, zero = np.float32(-300.0), np.float32(0.0)
    for k in range(places.size):
        place = int(places[k])
        own = best[place]
        if own < 0:
            out[k] = np.nan
            continue
        level = rsrp[place]
        fade = margin[k]
        site = zero
        for i in range(starts[own], starts[own + 1]):
            other = mates[i]
            heard = carray(pointer(addresses[other] + 4 * place), 1)[0]
            if heard > silent:
                site += load[other] * milliwatts(heard)
        noise = noise_mw[own]
        rest = max(milliwatts(np.float32(level - sinr[place])) - noise - site, zero)
        total = noise + site * milliwatts(-fade) + rest * milliwatts(-between * fade)
        out[k] = level - fade - decibels(np.float32(total))
