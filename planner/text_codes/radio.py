"""Codes of the radio calculation."""

MESSAGES: dict[str, str] = {
    "bandwidth-not-in-standard": "A carrier of {bandwidth_mhz} MHz with {scs_khz} kHz spacing is not in TS 38.104",
    "grid-bad-extent": "The area to calculate has no extent",
    "grid-too-large": "The plan would have {pixels} pixels at {resolution_m} m (at most {limit}): a zone or site may lie far away by mistake; check coordinates, or choose a coarser resolution",
    "obstacle-not-finite": "Obstacle {index} has a coordinate or height that is not a finite number",
    "wall-not-finite": "Inner wall {index} has a coordinate or loss that is not a finite number",
    "model-frequency-out-of-range": (
        "{count} cells: {value} GHz is outside the validity of {scenario} ({low} to {high} GHz); figures are extrapolated"
    ),
    "model-height-out-of-range": (
        "{count} cells: {which:tr} of {value} m is outside the validity of {scenario} ({low} to {high} m); figures are "
        "extrapolated"
    ),
    "model-distance-out-of-range": (
        "{count} cells: distances up to {value} m are outside the validity of {scenario} (to {high} m); figures there are "
        "extrapolated"
    ),
    "bs": "an antenna height",
    "ut": "a receiver height",
}
