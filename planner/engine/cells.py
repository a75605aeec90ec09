"""The scheme's cells and terminals as plain radio values, and the order in which bands are tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.model.carriers import carrier_groups
from planner.model.catalogue import Catalogue, FrameStructure, Terminal
from planner.model.heads import combining_noise_db, head_sites
from planner.model.network import Cell, Network, Site
from planner.model.project import Scheme
from planner.radio.coverage import CellRadio, TerminalRadio
from planner.radio.linkbudget import noise_per_prb_dbm, noise_per_re_dbm, resource_blocks, ss_rsrp_offset_db

#: Noise figure of a gNB receiver, dB (3-5 dB; assumption).
GNB_NOISE_FIGURE_DB = 3.5
#: How far a receiver with at least so many ports suppresses terminals of other cells, dB (interference rejection
#: combining; assumption, 2-6 dB are usual).
INTERFERENCE_REJECTION_DB = 3.0
REJECTING_PORTS = 8
#: SS-RSRP below which a terminal finds no service, dBm (about the sensitivity of a 100 MHz carrier; assumption).
MINIMUM_RSRP_DBM = -120.0
#: Correlation of the shadow fading of two sites at one place: the usual value of system simulations; a place in a yard
#: or a room shadows all sites alike (SEAMCAT manual 9.11: 0.5 between sites, 1 on one site; TR 38.901 leaves it open).
SITE_SHADOW_CORRELATION = 0.5
_SYMBOLS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioPlan:
    """Usable cells of a scheme in a fixed order, their radio values, and the names of their bands.

    `radios[i].band` numbers the carriers that interfere, `band_numbers[i]` is the cell's place in `bands`, by which
    terminals choose. `heads`: further sites that radiate a cell, by its id, only where there are any.
    """

    cells: tuple[tuple[Cell, Site], ...]
    radios: tuple[CellRadio, ...]
    bands: tuple[str, ...]
    band_numbers: tuple[int, ...]
    heads: Mapping[str, tuple[Site, ...]] = field(default_factory=dict[str, tuple[Site, ...]])

    @property
    def cell_ids(self) -> tuple[str, ...]:
        """Ids in the order of all cell arrays."""
        return tuple(cell.id for cell, _ in self.cells)


def radio_plan(scheme: Scheme, catalogue: Catalogue) -> RadioPlan:
    """Cells that can be computed; what is wrong with the others is a finding of `model.rules`."""
    network = scheme.network
    usable = [
        (network.cells[key], network.sites[network.cells[key].site_id])
        for key in sorted(network.cells)
        if _usable(network.cells[key], network, catalogue)
    ]
    bands = tuple(sorted({cell.band for cell, _ in usable}))
    groups = carrier_groups({cell.id: cell for cell, _ in usable}, catalogue)
    heads = {cell.id: head_sites(cell, network)[1:] for cell, _ in usable if cell.head_site_ids}
    radios = tuple(
        cell_radio(cell, groups[cell.id], catalogue, 1 + len(heads.get(cell.id, ()))) for cell, _ in usable
    )  # fmt: skip
    numbers = tuple(bands.index(cell.band) for cell, _ in usable)
    return RadioPlan(cells=tuple(usable), radios=radios, bands=bands, band_numbers=numbers, heads=heads)


def _usable(cell: Cell, network: Network, catalogue: Catalogue) -> bool:
    band = catalogue.bands.get(cell.band)
    return (
        cell.site_id in network.sites
        and band is not None
        and cell.bandwidth_mhz in band.bandwidths_mhz
        and cell.frame in catalogue.frames
        and cell.antenna in catalogue.antennas
    )


def cell_radio(cell: Cell, group: int, catalogue: Catalogue, heads: int = 1) -> CellRadio:
    """Radio values of one cell. group: number of the carriers that interfere; heads: how many radiate it."""
    band, antenna = catalogue.bands[cell.band], catalogue.antennas[cell.antenna]
    n_rb = resource_blocks(cell.bandwidth_mhz, band.scs_khz)
    dl_share, ul_share = direction_shares(catalogue.frames[cell.frame])
    return CellRadio(
        band=group,
        n_rb=n_rb,
        scs_khz=band.scs_khz,
        re_power_dbm=cell.tx_power_dbm + ss_rsrp_offset_db(n_rb),
        beam_gain_db=antenna.gain_dbi - antenna.ssb_gain_dbi,
        gnb_noise_dbm=noise_per_prb_dbm(band.scs_khz, GNB_NOISE_FIGURE_DB) + combining_noise_db(heads),
        dl_share=dl_share,
        ul_share=ul_share,
        dl_layers=cell.dl_layers,
        ul_layers=cell.ul_layers,
        rejection_db=INTERFERENCE_REJECTION_DB if antenna.tx_ports >= REJECTING_PORTS else 0.0,
    )


def direction_shares(frame: FrameStructure) -> tuple[float, float]:
    """Share of the symbols that carry data downlink and uplink.

    The S slot's downlink symbols count; its uplink symbols don't: they carry sounding and short control, not data.
    """
    if frame.slots == "F":
        return 1.0, 1.0
    total = len(frame.slots)
    dl = frame.slots.count("D") + frame.slots.count("S") * frame.s_dl_symbols / _SYMBOLS
    return dl / total, frame.slots.count("U") / total


def terminal_radio(terminal: Terminal) -> TerminalRadio:
    """Radio values of a kind of terminal."""
    return TerminalRadio(
        tx_power_dbm=terminal.tx_power_dbm,
        antenna_gain_dbi=terminal.antenna_gain_dbi,
        noise_15khz_dbm=noise_per_re_dbm(15, terminal.noise_figure_db),
        dl_layers=terminal.dl_layers,
        ul_layers=terminal.ul_layers,
        max_bandwidth_mhz=terminal.max_bandwidth_mhz,
        max_modulation_order=terminal.max_modulation_order,
    )


def band_order(network: Network, bands: tuple[str, ...], allowed: tuple[str, ...] = ()) -> tuple[int, ...]:
    """Numbers of the bands in the order in which a terminal tries them; `allowed` empty: all of them."""
    usable = [band for band in bands if not allowed or band in allowed]
    first = [band for band in network.band_priority if band in usable]
    return tuple(bands.index(band) for band in [*first, *(band for band in usable if band not in first)])


def common_shadow(plan: RadioPlan) -> NDArray[np.float32]:
    """[serving, other]: part of the serving cell's shadow fading that another cell shares, 0 to 1.

    Cells of one site are seen along the same path: all of it; other sites `SITE_SHADOW_CORRELATION`.
    """
    sites = np.array([site.id for _, site in plan.cells])
    return np.where(sites[:, None] == sites[None, :], 1.0, SITE_SHADOW_CORRELATION).astype(np.float32)
