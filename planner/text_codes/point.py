"""Codes of the report about one place: rows of its link budget, what limits it, and what would cure that."""

MESSAGES: dict[str, str] = {
    "point-without-maps": "This scheme has no cell that can be computed, so there is no link budget",
    "point-outside-map": "This place lies outside the computed area",
    "no-other-scheme": "The other scheme isn't computed yet, so there is no difference to show",
    # rows of the downlink
    "budget-carrier-power": "Carrier power (conducted)",
    "budget-per-re": "Spread over {n_rb} resource blocks",
    "budget-power-share": "Share of the radio unit's power",
    "budget-re-power": "Power of one resource element",
    "budget-antenna-gain": "Antenna gain, maximum",
    "budget-antenna-horizontal": "Beside the main direction",
    "budget-antenna-vertical": "Above or below it",
    "budget-antenna-floor": "Floor of the pattern",
    "budget-antenna-direction": "Gain in this direction",
    "budget-antenna-tilt": "of which by the tilt",
    "budget-path-loss-los": "Path loss in sight, {scenario}",
    "budget-path-loss-nlos": "Path loss out of sight, for comparison",
    "budget-los-probability": "Probability of line of sight",
    "budget-nlos-share": "Added: share out of sight",
    "budget-own-wall": "Outer wall of the antenna's building",
    "budget-obstruction": "Added by drawn obstacles (diffraction)",
    "budget-nu": "Diffraction parameter ν of the equivalent edge",
    "budget-knife-edge": "J(ν) of that edge",
    "budget-nlos-weight": "Weight of the formula out of sight",
    "budget-vegetation": "Vegetation on the way",
    "budget-inner-walls": "Inner walls and floors on the way",
    "budget-entry": "Entry into the building",
    "budget-depth": "Inside the building, {depth_m} m deep",
    "budget-path-loss": "Path loss",
    "budget-calibration": "Calibration of the model",
    "budget-heads": "Further heads of the cell",
    "budget-cable": "Radiating cable: along it and from it",
    "budget-rsrp": "SS-RSRP (median)",
    "budget-sigma": "Location variability, sigma",
    "budget-margin": "Margin for {probability_pct} % probability",
    "budget-assured-rsrp": "SS-RSRP with {probability_pct} % probability",
    "budget-thermal-noise": "Thermal noise of one subcarrier, {scs_khz} kHz",
    "budget-noise-figure": "Noise figure of the receiver",
    "budget-terminal-gain": "Antenna gain of the terminal",
    "budget-noise": "Noise, less the antenna gain",
    "budget-interferer": "{cell}, load {load_pct} %",
    "budget-other-interferers": "{count} further cells",
    "budget-noise-and-interference": "Noise and interference",
    "budget-sinr": "SINR",
    "budget-beam-gain": "Traffic over broadcast beams",
    "budget-data-sinr": "SINR of the data",
    "budget-dl-rate": "Downlink rate, alone in the cell",
    # rows of the uplink
    "budget-terminal-power": "Power of the terminal",
    "budget-ul-received": "Received in one resource block",
    "budget-gnb-noise": "Noise of one resource block",
    "budget-noise-rise": "Noise rise by other cells",
    "budget-power-control": "Power control turns down",
    "budget-ul-one-prb": "SINR, all power in one block",
    "budget-ul-spread": "Spread over {blocks} of {n_rb} resource blocks",
    "budget-ul-sinr": "SINR per resource block",
    "budget-ul-rate": "Uplink rate, alone in the cell",
    "budget-coupling-loss": "Coupling loss (antenna gains included)",
    "budget-mcl": "Maximum coupling loss (MCL) at {sinr_db} dB",
    "budget-ul-margin": "Uplink margin",
    # what limits the place
    "point-no-cell": "No cell is in range: none within {range_m} m",
    "point-inside-solid": "Nobody can be here: the place is inside a container stack, a tank or a wall",
    "point-no-service": (
        "No service: the strongest cell {cell} arrives with {level_dbm} dBm, a terminal needs {least_dbm} dBm"
    ),
    "point-obstruction": (
        "Obstacles: what stands between {cell} and this place takes {loss_db} dB; without it SS-RSRP would be "
        "{without_dbm} dBm instead of {level_dbm} dBm"
    ),
    "point-trees": (
        "Trees: crowns between {cell} and this place take {loss_db} dB; without them SS-RSRP would be {without_dbm} dBm "
        "instead of {level_dbm} dBm"
    ),
    "point-indoors": (
        "Indoors: walls and the way inside take {loss_db} dB; outside SS-RSRP would be {without_dbm} dBm instead of "
        "{level_dbm} dBm"
    ),
    "point-antenna": (
        "Antenna: {cell} looks elsewhere and gives away {loss_db} dB; in its main direction SS-RSRP would be "
        "{without_dbm} dBm instead of {level_dbm} dBm"
    ),
    "point-not-in-sight": (
        "Sight: the model counts {loss_db} dB for obstacles that aren't drawn; in sight of {cell} SS-RSRP would be "
        "{without_dbm} dBm instead of {level_dbm} dBm"
    ),
    "point-distance": (
        "Distance: {cell} is {distance_m} m away, which takes {loss_db} dB even in sight; at half the distance SS-RSRP "
        "would be {half_dbm} dBm instead of {level_dbm} dBm"
    ),
    "point-interference": (
        "Interference: SINR is {sinr_db} dB, without other cells {without_db} dB; the strongest is {worst}, without it "
        "{without_worst_db} dB. The downlink would carry {without_mbps} instead of {dl_mbps} Mbit/s"
    ),
    "point-noise": (
        "Noise: SINR of {sinr_db} dB is set by the receiver's noise of {noise_dbm} dBm; {more_db} dB more signal would "
        "carry {more_mbps} instead of {dl_mbps} Mbit/s downlink"
    ),
    "point-uplink-power": (
        "Uplink power: the terminal sends all its {power_dbm} dBm and fills {blocks} of {usable} resource blocks; with "
        "{more_db} dB more it would carry {more_mbps} instead of {ul_mbps} Mbit/s"
    ),
    "point-uplink-interference": (
        "Uplink interference: terminals of other cells raise the noise of {cell} by {rise_db} dB; without them the "
        "uplink would carry {without_mbps} instead of {ul_mbps} Mbit/s"
    ),
    "point-load": (
        "Load: {cell} is loaded to {load_pct} % {direction:tr} (ceiling {ceiling_pct} %); alone a terminal would get "
        "{alone_mbps} Mbit/s, what is left is about {left_mbps} Mbit/s"
    ),
    # what would cure it
    "cure-new-site": "Place a base station nearer to this place",
    "cure-over-obstacle": "Raise the antenna above the obstacle, or place a site on this side of it",
    "cure-indoor-heads": "Cover the inside with indoor heads or a cell of its own",
    "cure-turn-antenna": "Turn or tilt the antenna towards this place, or add a sector",
    "cure-survey-map": "Complete the map and set it to surveyed, or raise the antenna",
    "cure-nearer-site": "Place a site nearer, or use a lower band",
    "cure-tilt-neighbour": "Tilt or turn the strongest interferer away, lower its power, or put it on another carrier",
    "cure-more-level": "More signal helps: more power, more antenna gain, a nearer site",
    "cure-terminal-power": "Use a terminal with more power or an outdoor antenna, or a nearer site",
    "cure-less-uplink": "Move uplink traffic to other cells or carriers, or use receivers with more antennas",
    "cure-more-capacity": "Add a carrier or a cell, or a frame structure with more of this direction",
}
