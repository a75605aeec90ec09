"""Re-plotted figures of antennas: the element of TR 38.901, a panel's beams and their envelopes, a radiating cable."""

from collections.abc import Callable
from typing import Any

import numpy as np

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")


def antenna_element(axes: Any) -> None:
    """Table 7.3-1: the cut of the element, and an 8 x 8 panel of it in phase."""
    from planner.model.catalogue import AntennaArray
    from planner.radio.antenna import element_pattern, gain_dbi
    from planner.radio.antenna_array import beam_gain_dbi

    azimuth = np.arange(-180.0, 180.1, 0.25)
    array = AntennaArray(rows=8, columns=8, spacing_v_wl=0.5)
    axes.plot(azimuth, gain_dbi(element_pattern(), azimuth, 0.0), color=COLOURS[0], label="element, 8 dBi, 65°")
    panel = np.maximum(beam_gain_dbi(array, azimuth, 0.0), -25.0)
    axes.plot(azimuth, panel, color=COLOURS[1], lw=1.0, label="8 × 8 elements in phase, 8 dBi + 10 lg 64")
    axes.plot([-32.5, 32.5], [5.0, 5.0], "o", color=COLOURS[0], ms=4, label="half power at ±32.5°")
    axes.set(xlabel="azimuth (°)", ylabel="gain (dBi)", xlim=(-180, 180), ylim=(-25, 30), xticks=range(-180, 181, 60))


def antenna_envelopes(axes: Any) -> None:
    """The 64T64R panel: some of its beams and the two envelopes, in both cuts."""
    from planner.engine.patterns import broadcast_pattern, traffic_pattern
    from planner.io.catalogue import load_catalogue
    from planner.radio.antenna_array import beam_gain_dbi

    antenna = load_catalogue().antennas["panel_64t"]
    azimuth = np.arange(-90.0, 90.1, 0.25)
    for steer in (-45.0, -20.0, 0.0, 20.0, 45.0):
        beam = np.maximum(beam_gain_dbi(antenna.array, azimuth, 0.0, steer), -10.0)
        axes.plot(azimuth, beam, color="#b9c2cc", lw=0.8, label="single traffic beams" if steer == 0.0 else None)
    whole = np.arange(-90, 91)
    for pattern, colour, name in (
        (traffic_pattern(antenna), COLOURS[0], "traffic"),
        (broadcast_pattern(antenna), COLOURS[1], "SSB"),
    ):
        axes.plot(whole, pattern.gain_dbi - pattern.horizontal_db[whole % 360], color=colour, label=f"{name}, azimuth")
        vertical = pattern.gain_dbi - pattern.vertical_db
        axes.plot(whole, vertical, color=colour, ls="--", lw=1.0, label=f"{name}, elevation")
    axes.set(xlabel="azimuth or elevation (°)", ylabel="gain (dBi)", xlim=(-90, 90), ylim=(-10, 27))


def leaky_cable(axes: Any) -> None:
    """Median loss along a tunnel of 600 m, one cable at 3.5 GHz."""
    from planner.engine.patterns import losses_of_cable
    from planner.io.catalogue import load_catalogue
    from planner.radio.grid import Grid, column_centres_m
    from planner.radio.leaky_cable import cable_path_loss_map
    from planner.radio.surface import build_surface

    losses = losses_of_cable(load_catalogue().antennas["cable_114"], 3.5)
    for away, colour in ((2.0, COLOURS[0]), (6.0, COLOURS[1]), (20.0, COLOURS[2])):
        grid = Grid(west_m=-50.0, south_m=away - 0.5, resolution_m=1.0, columns=700, rows=1)
        none = np.zeros(1, dtype=np.float32)
        found = cable_path_loss_map(
            grid, build_surface(grid, []), [(0.0, 0.0), (600.0, 0.0)], none, none,
            losses=losses, h_cable_m=1.5, h_receiver_m=1.5,
        )  # fmt: skip
        axes.plot(column_centres_m(grid), found.path_loss_db[0], color=colour, label=f"{away:g} m from the cable")
    axes.axvspan(0.0, 600.0, color="#000000", alpha=0.04)
    axes.set(xlabel="along the cable from its feeding end (m)", ylabel="median loss (dB)", xlim=(-50, 650))
    axes.invert_yaxis()


FIGURES: dict[str, Callable[[Any], None]] = {
    "antenna-element": antenna_element,
    "antenna-envelopes": antenna_envelopes,
    "leaky-cable": leaky_cable,
}
