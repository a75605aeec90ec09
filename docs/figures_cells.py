"""Figures of the pages about cells: isolation between patterns, combined cells, PCI plans."""

from collections.abc import Callable
from typing import Any

import numpy as np

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")


def missing_isolation(axes: Any) -> None:
    """What is missing between two gNBs of opposed patterns, over their distance."""
    from planner.model.carriers import Spectrum
    from planner.model.rules_frames import free_space_db, needed_isolation_db

    distance_m = np.geomspace(10.0, 10_000.0, 200)
    carrier = Spectrum(3450.0, 3550.0)
    path = np.array([free_space_db(float(metres), carrier) for metres in distance_m])
    cases = (
        ("46 dBm, same carrier", 46.0, False, 0.0),
        ("46 dBm, adjacent carrier", 46.0, True, 0.0),
        ("30 dBm, adjacent carrier", 30.0, True, 0.0),
        ("46 dBm, adjacent carrier, one indoors", 46.0, True, 20.0),
    )
    for colour, (label, power, adjacent, shell) in zip(COLOURS, cases, strict=True):
        needed = needed_isolation_db(power, 100.0, adjacent=adjacent)
        axes.semilogx(distance_m, needed - path - shell, color=colour, label=label)
    axes.axhline(0.0, color="0.4", linewidth=0.8)
    axes.set(
        xlabel="distance between the antennas, m",
        ylabel="missing isolation, dB",
        title="Opposed TDD patterns at 3.5 GHz, 100 MHz: above 0 dB a finding",
    )


def combined_cell(axes: Any) -> None:
    """SINR on the line between two heads: two cells at full load, and one combined cell."""
    from planner.model.heads import combining_noise_db
    from planner.radio.tr38901 import path_loss_los_db

    place = np.linspace(1.0, 59.0, 300)
    # 30 dBm over 273 blocks are -5.15 dBm in a resource element; the antenna has 3 dBi
    level = [
        30.0 - 35.15 + 3.0 - path_loss_los_db("InF-DH", np.abs(place - head), 3.35, 9.0, 1.5) for head in (0.0, 60.0)
    ]
    near, other = (10.0 ** (item / 10.0) for item in level)
    noise = 10.0 ** ((-129.2 + 7.0) / 10.0)
    best, worse = np.maximum(near, other), np.minimum(near, other)
    axes.plot(place, 10.0 * np.log10(best / (worse + noise)), COLOURS[1], label="two cells, both fully loaded")
    axes.plot(place, 10.0 * np.log10((near + other) / noise), COLOURS[0], label="one combined cell")
    axes.annotate(f"its uplink noise: +{combining_noise_db(2):.1f} dB", (30.0, 44.0), ha="center", fontsize=8)
    axes.set(
        xlabel="place between two heads at 0 and 60 m, m",
        ylabel="downlink SINR, dB",
        title="Two heads under a hall's ceiling (InF-DH, line of sight, 3.35 GHz)",
    )


def pci_reuse(axes: Any) -> None:
    """Pairs that clash in a plan of 19 sites with three sectors, over the number of PCIs to choose from."""
    from planner.engine.neighbours import Neighbour
    from planner.engine.pci_conflicts import HARD_KINDS
    from planner.engine.pci_plan import plan_pci
    from planner.model.network import Cell, Network, Site

    places = [
        (500.0 * (q + r / 2.0), 500.0 * r * 3.0**0.5 / 2.0)
        for q in range(-2, 3)
        for r in range(-2, 3)
        if abs(q + r) <= 2
    ]
    sites = {f"s{n}": Site(id=f"s{n}", name="", position=place) for n, place in enumerate(places)}
    cells = {
        f"c{n:02d}{sector}": Cell(id=f"c{n:02d}{sector}", site_id=f"s{n}", band="n78", azimuth_deg=120.0 * sector)
        for n in range(len(places))
        for sector in range(3)
    }
    network = Network(sites=sites, cells=cells)

    def look(key: str) -> np.ndarray[Any, Any]:
        azimuth = np.radians(cells[key].azimuth_deg)
        return np.array(sites[cells[key].site_id].position) + 160.0 * np.array([np.sin(azimuth), np.cos(azimuth)])

    lists = {}
    for key in cells:
        apart = {other: float(np.hypot(*(look(key) - look(other)))) for other in cells if other != key}
        lists[key] = tuple(
            Neighbour(cell_id=other, share=0.35 if metres < 320.0 else 0.1, distance_m=metres, why="overlap")
            for other, metres in sorted(apart.items())
            if metres < 520.0
        )
    counts = (3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 36, 42, 60)
    plans = [
        plan_pci(network, lists, dict.fromkeys(cells, 0), allowed=range(count), everything=True) for count in counts
    ]
    for colour, label, kinds in (
        (COLOURS[1], "collision or confusion", HARD_KINDS),
        (COLOURS[0], "strongly overlapping neighbours with the same PCI mod 3", {"mod3"}),
    ):
        left = [sum(item.kind in kinds for item in plan.conflicts) for plan in plans]
        axes.plot(counts, left, "o-", color=colour, label=label)
    axes.set(
        xlabel="PCIs to choose from",
        ylabel="pairs of cells",
        title="57 cells on 19 sites: what the plan leaves",
    )


FIGURES: dict[str, Callable[[Any], None]] = {
    "missing-isolation": missing_isolation,
    "combined-cell": combined_cell,
    "pci-reuse": pci_reuse,
}
