"""Figures of the pages on map layers, drawn from the program's own functions."""

from collections.abc import Callable
from typing import Any

import numpy as np

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")


def _cell(band: int = 0) -> Any:
    """A 100 MHz carrier at 49 dBm with a 32-port panel and DDDSU."""
    from planner.radio.coverage import CellRadio
    from planner.radio.linkbudget import noise_per_prb_dbm, ss_rsrp_offset_db

    return CellRadio(
        band=band, n_rb=273, scs_khz=30, re_power_dbm=49.0 + ss_rsrp_offset_db(273), beam_gain_db=6.0,
        gnb_noise_dbm=noise_per_prb_dbm(30, 3.5), dl_share=(3 + 10 / 14) / 5, ul_share=1 / 5, dl_layers=4, ul_layers=2,
    )  # fmt: skip


def _phone() -> Any:
    from planner.radio.coverage import TerminalRadio
    from planner.radio.linkbudget import noise_per_re_dbm

    return TerminalRadio(
        tx_power_dbm=23.0, antenna_gain_dbi=-3.0, noise_15khz_dbm=noise_per_re_dbm(15, 9.0), dl_layers=4, ul_layers=1,
        max_bandwidth_mhz=100.0, max_modulation_order=6,
    )  # fmt: skip


def rsrq(axes: Any) -> None:
    """SS-RSRQ over the distance to a neighbour, by load."""
    from planner.engine.layer_figures import rsrq_db

    weaker_db = np.linspace(0.0, 40.0, 200)
    levels = np.stack([np.full(200, -80.0), -80.0 - weaker_db]).astype(np.float32)
    best = np.zeros(200, dtype=np.int16)
    for load, colour in zip((0.0, 0.3, 0.7, 1.0), COLOURS, strict=True):
        found = rsrq_db(levels, best, [_cell(), _cell()], np.array([load, load]), _phone())
        axes.plot(weaker_db, found, colour, label=f"both cells {load:.0%} loaded")
    axes.axhline(-10.0 * np.log10(12.0), color="0.6", linestyle=":")
    axes.text(40.0, -10.6, "−10.8 dB: full carrier, nothing else", ha="right", color="0.3", fontsize=8)
    axes.set(
        xlabel="how far the neighbour lies below the serving cell, dB",
        ylabel="SS-RSRQ, dB",
        title="SS-RSRQ at −80 dBm, one neighbour on the same carrier",
    )


def uplink_margin(axes: Any) -> None:
    """Uplink rate of a phone over the coupling loss, with the margin's zero."""
    from planner.engine.layer_figures import coupling_loss_limits_db
    from planner.engine.rates import uplink_tables
    from planner.radio.coverage import table_levels_db, uplink_offsets_db

    cell, phone = _cell(), _phone()
    levels_db = table_levels_db()
    for rise, colour in zip((0.0, 6.0), COLOURS, strict=False):
        (limit,) = coupling_loss_limits_db([cell], np.array([rise]), phone)
        loss = np.linspace(90.0, 150.0, 600)
        # RSRP behind a coupling loss, then the level that the rate table is read at
        rsrp = cell.re_power_dbm - cell.beam_gain_db - phone.antenna_gain_dbi - loss
        level = rsrp + uplink_offsets_db((cell,), np.array([rise]), phone)[0]
        rate = np.interp(level, levels_db, uplink_tables((cell,), phone)[0], left=0.0)
        axes.semilogy(loss, np.maximum(rate, 1e-4), colour, label=f"noise rise {rise:g} dB")
        axes.axvline(limit, color=colour, linestyle=":")
        axes.text(limit - 0.4, 1.0, f"MCL {limit:.1f} dB", rotation=90, ha="right", color=colour, fontsize=8)
    axes.set(
        xlabel="coupling loss, dB",
        ylabel="uplink rate, Mbit/s",
        ylim=(1e-3, 200.0),
        title="Uplink of a 23 dBm phone, 100 MHz, DDDSU: the margin is what is left to the dotted line",
    )
    axes.title.set_fontsize(10)


def coverage_probability(axes: Any) -> None:
    """Coverage probability over the margin to the target."""
    from scipy.special import ndtr, ndtri

    margin_db = np.linspace(-15.0, 20.0, 300)
    for sigma, colour in zip((4.0, 6.0, 8.0), COLOURS, strict=False):
        wanted = float(ndtri(0.9)) * sigma
        label = f"σ = {sigma:g} dB: 90 % at {wanted:.1f} dB"
        axes.plot(margin_db, 100.0 * ndtr(margin_db / sigma), colour, label=label)
        axes.plot([wanted], [90.0], "o", color=colour)
    axes.set(
        xlabel="median RSRP above the target, dB",
        ylabel="coverage probability, %",
        title="Coverage probability, and the margin that 90 % asks for",
    )


FIGURES: dict[str, Callable[[Any], None]] = {
    "rsrq": rsrq,
    "uplink-margin": uplink_margin,
    "coverage-probability": coverage_probability,
}
