"""Rate tables of a cell for a kind of terminal: the bridge from link level (radio) to bits (capacity)."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.capacity.spectral_efficiency import layered_efficiency
from planner.capacity.spectral_efficiency import rate_mbps as link_rate_mbps
from planner.radio.coverage import CellRadio, TerminalRadio, table_levels_db
from planner.radio.linkbudget import N_RB_FR1, OVERHEAD_DL_FR1, OVERHEAD_UL_FR1, uplink_rate

Floats32 = NDArray[np.float32]


def downlink_tables(cells: tuple[CellRadio, ...], terminal: TerminalRadio) -> Floats32:
    """[cells, levels] Mbit/s over the SINR of `table_levels_db`, for a terminal alone in the cell."""
    return np.stack([_downlink(cell, terminal) for cell in cells])


def uplink_tables(cells: tuple[CellRadio, ...], terminal: TerminalRadio) -> Floats32:
    """[cells, levels] Mbit/s over the SINR with all power in one PRB, for a terminal alone in the cell."""
    return np.stack([_uplink(cell, terminal)[0] for cell in cells])


def uplink_block_tables(cells: tuple[CellRadio, ...], terminal: TerminalRadio) -> Floats32:
    """[cells, levels] share of the carrier's PRBs that such a terminal fills; the same levels."""
    return np.stack([_uplink(cell, terminal)[1] for cell in cells])


@lru_cache(maxsize=512)
def _downlink(cell: CellRadio, terminal: TerminalRadio) -> Floats32:
    rates = link_rate_mbps(
        table_levels_db(),
        usable_blocks(cell, terminal),
        cell.scs_khz,
        min(cell.dl_layers, terminal.dl_layers),
        cell.dl_share,
        OVERHEAD_DL_FR1,
        max_modulation_order=terminal.max_modulation_order,
    )
    return np.asarray(rates, dtype=np.float32)


@lru_cache(maxsize=512)
def _uplink(cell: CellRadio, terminal: TerminalRadio) -> tuple[Floats32, Floats32]:
    layers = min(cell.ul_layers, terminal.ul_layers)
    blocks = usable_blocks(cell, terminal)
    found = uplink_rate(
        table_levels_db(),
        n_prb_max=blocks,
        scs_khz=cell.scs_khz,
        direction_share=cell.ul_share,
        overhead=OVERHEAD_UL_FR1,
        spectral_efficiency=lambda sinr: layered_efficiency(
            sinr, layers, max_modulation_order=terminal.max_modulation_order
        ),
    )
    share = found.block_share * blocks / cell.n_rb
    return found.rate_mbps.astype(np.float32), share.astype(np.float32)


def all_usable_blocks(cells: tuple[CellRadio, ...], terminal: TerminalRadio) -> tuple[int, ...]:
    """`usable_blocks` in every cell."""
    return tuple(usable_blocks(cell, terminal) for cell in cells)


def usable_blocks(cell: CellRadio, terminal: TerminalRadio) -> int:
    """PRBs a terminal can use: the carrier's, or those of its own largest bandwidth (RedCap: 20 MHz in FR1)."""
    own = [blocks for width, blocks in N_RB_FR1[cell.scs_khz].items() if width <= terminal.max_bandwidth_mhz]
    return min(cell.n_rb, max(own, default=1))
