"""Figures of the pages on path loss and what comes on top of it, drawn from the program's own functions."""

from collections.abc import Callable
from typing import Any

import numpy as np

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
FREQ_GHZ = 3.5
#: Scenario, antenna height (m), terminal height (m), largest distance of the model (m).
OUTDOOR = (
    ("UMa", 25.0, 1.5, 5000.0),
    ("UMi", 10.0, 1.5, 5000.0),
    ("SMa", 30.0, 1.5, 5000.0),
    ("RMa", 35.0, 1.5, 5000.0),
)
INDOOR = (
    ("InH", 3.0, 1.0, 150.0),
    ("InF-SL", 1.5, 1.5, 600.0),
    ("InF-DL", 1.5, 1.5, 600.0),
    ("InF-SH", 8.0, 1.5, 600.0),
    ("InF-DH", 8.0, 1.5, 600.0),
)


def path_loss_outdoor(axes: Any) -> None:
    """Median path loss over distance, outdoor scenarios."""
    _path_loss(axes, OUTDOOR, 10.0)
    axes.set(title=f"TR 38.901 Table 7.4.1-1 at {FREQ_GHZ:g} GHz, outdoor scenarios, terminal 1.5 m")


def path_loss_indoor(axes: Any) -> None:
    """Median path loss over distance, indoor scenarios."""
    _path_loss(axes, INDOOR, 1.0)
    axes.set(title=f"TR 38.901 Table 7.4.1-1 at {FREQ_GHZ:g} GHz, indoor scenarios (InF-HH: the LOS curve of InF)")


def _path_loss(axes: Any, scenarios: tuple[tuple[str, float, float, float], ...], near_m: float) -> None:
    from planner.radio.itu_p526 import free_space_loss_db
    from planner.radio.tr38901 import path_loss_los_db, path_loss_nlos_db

    for (name, h_bs_m, h_ut_m, far_m), colour in zip(scenarios, COLOURS, strict=False):
        dist_m = np.geomspace(near_m, far_m, 300)
        place = (dist_m, FREQ_GHZ, h_bs_m, h_ut_m)
        axes.semilogx(dist_m, path_loss_nlos_db(name, *place), colour, linestyle="--", label=f"{name} NLOS")
        if name in ("InF-DL", "InF-SH", "InF-DH"):
            continue  # one LOS formula for all of InF
        label = "InF LOS" if name == "InF-SL" else f"{name} LOS, antenna {h_bs_m:g} m"
        axes.semilogx(dist_m, path_loss_los_db(name, *place), colour, label=label)
    dist_m = np.geomspace(near_m, max(row[3] for row in scenarios), 300)
    axes.semilogx(dist_m, free_space_loss_db(dist_m, FREQ_GHZ), "0.5", linestyle=":", label="free space")
    axes.set(xlabel="horizontal distance, m", ylabel="median path loss, dB")


def los_probability_curves(axes: Any) -> None:
    """P_LOS over distance of every scenario."""
    from planner.radio.tr38901 import los_probability

    dist_m = np.geomspace(1.0, 3000.0, 400)
    high = (("InH-open", 3.0, 1.0, 150.0), ("InF-HH", 8.0, 6.0, 600.0))
    for number, (name, h_bs_m, h_ut_m, far_m) in enumerate((*OUTDOOR, INDOOR[0], high[0], *INDOOR[1:], high[1])):
        near = dist_m[dist_m <= far_m]
        style = "-" if number < len(OUTDOOR) else "--" if name.startswith("InH") else ":"
        label = f"{name}, {h_bs_m:g} m to {h_ut_m:g} m"
        axes.semilogx(
            near, los_probability(name, near, h_bs_m, h_ut_m), COLOURS[number % 6], linestyle=style, label=label
        )
    axes.set(
        xlabel="horizontal distance, m",
        ylabel="probability of line of sight",
        title="TR 38.901 Table 7.4.2-1 (InF: 20 % clutter of 10 m, 60 % of 2 m; SMa: sparse trees)",
    )


def entry_loss_median(axes: Any) -> None:
    """Figure 1 of P.2109 with the 38.901 models beside it."""
    from planner.radio.itu_p2109 import median_entry_loss_db
    from planner.radio.o2i import EntryClass, wall_loss_db

    freq_ghz = np.geomspace(0.08, 100.0, 300)
    for kind, label, colour in (
        ("traditional", "P.2109 traditional", COLOURS[0]),
        ("thermally_efficient", "P.2109 thermally efficient", COLOURS[1]),
    ):
        axes.semilogx(freq_ghz, median_entry_loss_db(freq_ghz, kind), colour, label=label)
    freq_ghz = freq_ghz[freq_ghz >= 0.5]
    for kind, label, colour in (
        (EntryClass.LOW, "38.901 low loss, wall alone", COLOURS[0]),
        (EntryClass.HIGH, "38.901 high loss, wall alone", COLOURS[1]),
        (EntryClass.LOW_A, "38.901 low loss A, wall alone", COLOURS[2]),
    ):
        axes.semilogx(freq_ghz, [wall_loss_db(f, kind) for f in freq_ghz], colour, linestyle="--", label=label)
    axes.axvline(FREQ_GHZ, color="0.6", linestyle=":")
    axes.text(FREQ_GHZ * 1.05, 56.0, "3.5 GHz: 15.72 and 30.89 dB", color="0.3", fontsize=8)
    axes.set(xlabel="frequency, GHz", ylabel="median entry loss, dB", title="ITU-R P.2109-2 Figure 1: level path")


def entry_loss_distribution(axes: Any) -> None:
    """Distribution of P.2109 at 3.5 GHz, level and steep."""
    from planner.radio.itu_p2109 import entry_loss_not_exceeded_db

    probability = np.linspace(0.001, 0.999, 500)
    for kind, colour in (("traditional", COLOURS[0]), ("thermally_efficient", COLOURS[1])):
        for elevation_deg, style in ((0.0, "-"), (45.0, "--")):
            losses = entry_loss_not_exceeded_db(FREQ_GHZ, kind, probability, elevation_deg)
            label = f"{kind.replace('_', ' ')}, elevation {elevation_deg:g}°"
            axes.plot(losses, probability, colour, linestyle=style, label=label)
    axes.axhline(0.5, color="0.6", linestyle=":")
    axes.set(
        xlabel="entry loss, dB",
        ylabel="probability that it is not exceeded",
        title=f"ITU-R P.2109-2 at {FREQ_GHZ:g} GHz",
    )


def slab_loss(axes: Any) -> None:
    """Loss of the catalogue's slabs over frequency, P.2040."""
    from planner.radio.itu_p2040 import complex_permittivity, slab_loss_db

    freq_ghz = np.geomspace(0.7, 30.0, 500)
    for (material, thickness_m), colour in zip(
        (("concrete", 0.2), ("brick", 0.24), ("brick", 0.12), ("plasterboard", 0.025), ("glass", 0.01), ("wood", 0.04)),
        COLOURS,
        strict=True,
    ):
        losses = [float(slab_loss_db(complex_permittivity(material, f), thickness_m, f)) for f in freq_ghz]
        axes.semilogx(freq_ghz, losses, colour, label=f"{material} {thickness_m * 1000:g} mm")
    axes.axhline(35.0, color="0.5", linestyle=":", label="most that the program takes for one wall")
    axes.set(
        ylim=(0.0, 50.0),
        xlabel="frequency, GHz",
        ylabel="transmission loss, dB",
        title="ITU-R P.2040-3: one slab in air, normal incidence",
    )


def vegetation(axes: Any) -> None:
    """Loss over the depth of crowns, P.833."""
    from planner.radio.itu_p833 import maximum_attenuation_db, specific_attenuation_db_per_m, vegetation_loss_db

    depth_m = np.linspace(0.0, 200.0, 300)
    for freq_ghz, colour in zip((0.7, 2.6, 3.5, 4.9), COLOURS, strict=False):
        gamma, most = float(specific_attenuation_db_per_m(freq_ghz)), float(maximum_attenuation_db(freq_ghz))
        label = f"{freq_ghz:g} GHz: γ = {gamma:.2f} dB/m, A_m = {most:.1f} dB"
        axes.plot(depth_m, vegetation_loss_db(depth_m, freq_ghz), colour, label=label)
        axes.axhline(most, color=colour, linestyle=":", linewidth=0.8)
    axes.set(
        xlabel="metres of crowns on the path",
        ylabel="loss in excess of everything else, dB",
        title="ITU-R P.833 equation (1): levels off at A_m",
    )


def vegetation_rate(axes: Any) -> None:
    """Figure 2 of P.833 as read, with the measured forest of its Table 1."""
    from planner.radio.itu_p833 import FIGURE_2, specific_attenuation_db_per_m

    freq_ghz = np.geomspace(0.03, 30.0, 200)
    axes.loglog(freq_ghz, specific_attenuation_db_per_m(freq_ghz), COLOURS[0], label="as read from the figure")
    axes.loglog(*zip(*FIGURE_2, strict=True), "o", color=COLOURS[0], markersize=4)
    forest = ((0.1059, 0.04), (0.466475, 0.12), (0.949, 0.17), (1.8522, 0.30), (2.1175, 0.34))
    axes.loglog(*zip(*forest, strict=True), "s", color=COLOURS[1], label="Table 1: mixed forest, St. Petersburg")
    axes.set(
        xlabel="frequency, GHz",
        ylabel="specific attenuation γ, dB/m",
        title="ITU-R P.833 Figure 2, vertical polarisation",
    )


def rain(axes: Any) -> None:
    """Specific attenuation by rain, P.838."""
    from planner.radio.itu_p838 import rain_loss_db_per_km

    freq_ghz = np.geomspace(1.0, 100.0, 300)
    for rate, colour in zip((5.0, 25.0, 50.0, 100.0), COLOURS, strict=False):
        axes.loglog(freq_ghz, rain_loss_db_per_km(freq_ghz, rate), colour, label=f"{rate:g} mm/h")
    axes.axvline(FREQ_GHZ, color="0.6", linestyle=":")
    axes.text(FREQ_GHZ * 1.05, 15.0, "3.5 GHz: 0.02 dB/km at 50 mm/h", color="0.3", fontsize=8)
    axes.set(xlabel="frequency, GHz", ylabel="loss, dB/km", title="ITU-R P.838-3: rain, slant polarisation")


def multi_wall(axes: Any) -> None:
    """Sum of the walls between an indoor head and every place of a storey."""
    from planner.radio.grid import Grid
    from planner.radio.itu_p2040 import material_loss_db
    from planner.radio.multi_wall import WallLine, wall_loss_map

    grid = Grid(west_m=0.0, south_m=0.0, resolution_m=0.1, columns=500, rows=240)
    plan = (
        *(("brick", 0.12, ((x, 14.0), (x, 24.0))) for x in (10.0, 20.0, 30.0, 40.0)),
        *(("brick", 0.12, ((x, 14.0), (x + 8.5, 14.0))) for x in (0.0, 10.0, 20.0, 30.0, 40.0)),
        ("concrete", 0.2, ((18.0, 3.0), (18.0, 9.0), (26.0, 9.0), (26.0, 3.0), (18.0, 3.0))),
        ("plasterboard", 0.025, ((34.0, 0.0), (34.0, 10.0))),
    )
    walls = [
        WallLine(points=np.array(line), loss_db=material_loss_db(material, thick_m, FREQ_GHZ))
        for material, thick_m, line in plan
    ]
    antenna = (12.0, 12.0)
    losses = wall_loss_map(grid, walls, antenna, 100.0)
    picture = axes.imshow(losses, extent=(0.0, 50.0, 0.0, 24.0), cmap="viridis_r", vmin=0.0, vmax=40.0)
    for material, _, line in plan:
        colour = {"brick": "#d55e00", "concrete": "#000000", "plasterboard": "#cc79a7"}[material]
        axes.plot(*zip(*line, strict=True), color=colour, linewidth=2.0)
    axes.plot(*antenna, "o", color="white", markeredgecolor="black")
    axes.figure.colorbar(picture, ax=axes, label="sum of the walls crossed, dB", shrink=0.75)
    axes.set(
        xlabel="m",
        ylabel="m",
        title=f"Walls at {FREQ_GHZ:g} GHz: brick 120 mm, a concrete core 200 mm, a plasterboard partition",
    )
    axes.title.set_fontsize(10)


#: Picture names and what draws them.
FIGURES: dict[str, Callable[[Any], None]] = {
    "path-loss": path_loss_outdoor,
    "path-loss-indoor": path_loss_indoor,
    "los-probability": los_probability_curves,
    "entry-loss-median": entry_loss_median,
    "entry-loss-distribution": entry_loss_distribution,
    "slab-loss": slab_loss,
    "vegetation": vegetation,
    "vegetation-rate": vegetation_rate,
    "rain": rain,
    "multi-wall": multi_wall,
}
