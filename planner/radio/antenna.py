"""Antenna patterns: two cuts in 1 degree tables, combined after TR 38.901 Table 7.3-1, tilted and turned.

Angles in degrees: azimuth clockwise from north, elevation up from the horizon, tilts positive downwards. The pattern of
a beam-forming panel is an *envelope*: what its beams reach in each direction, not one beam. SSB and traffic beams
have different envelopes, hence two patterns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.radio.gain_kernel import rsrp_rows
from planner.radio.parts import in_rows

Floats = NDArray[np.float64]

#: Element of Table 7.3-1.
ELEMENT_GAIN_DBI = 8.0
ELEMENT_BEAMWIDTH_DEG = 65.0
ELEMENT_FLOOR_DB = 30.0

#: Half power as the parabola of Table 7.3-1 has it.
HALF_POWER_DB = 3.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """gain_dbi at the maximum; attenuations (dB, >= 0) of the cuts; floor_db the largest attenuation.

    horizontal_db: shape (360,), entry k at k degrees clockwise of boresight. vertical_db: shape (181,), entry k at an
    elevation of k - 90 degrees. is_assumption: the shape is the program's, not a data sheet's.
    """

    gain_dbi: float
    horizontal_db: Floats
    vertical_db: Floats
    floor_db: float
    is_assumption: bool = False


def sector_pattern(
    gain_dbi: float,
    beamwidth_h_deg: float = ELEMENT_BEAMWIDTH_DEG,
    beamwidth_v_deg: float = ELEMENT_BEAMWIDTH_DEG,
    floor_db: float = ELEMENT_FLOOR_DB,
) -> Pattern:
    """Parabolic cuts 12 (angle / beamwidth)² after Table 7.3-1 with any half-power beamwidths (deg)."""
    return envelope_pattern(gain_dbi, 0.0, 0.0, beamwidth_h_deg, beamwidth_v_deg, floor_db, is_assumption=False)


def element_pattern() -> Pattern:
    """The radiating element of TR 38.901 Table 7.3-1: 65°/65°, floor 30 dB, 8 dBi."""
    return sector_pattern(ELEMENT_GAIN_DBI)


def envelope_pattern(
    gain_dbi: float,
    flat_h_deg: float,
    flat_v_deg: float,
    skirt_h_deg: float,
    skirt_v_deg: float,
    floor_db: float = ELEMENT_FLOOR_DB,
    *,
    is_assumption: bool = True,
) -> Pattern:
    """Envelope of steered beams: no attenuation within ±flat (deg), outside it parabolic skirts of a beam.

    A 64-antenna panel steers its traffic beams over about ±50-60° and ±5-15°: an assumption until the maker's envelope
    file replaces it. skirt_*_deg: half-power beamwidth of the outermost beam.
    """
    azimuth = np.abs((np.arange(360) + 180.0) % 360.0 - 180.0)
    elevation = np.abs(np.arange(181) - 90.0)
    return Pattern(
        gain_dbi=gain_dbi,
        horizontal_db=np.minimum(12.0 * (np.maximum(azimuth - flat_h_deg, 0.0) / skirt_h_deg) ** 2, floor_db),
        vertical_db=np.minimum(12.0 * (np.maximum(elevation - flat_v_deg, 0.0) / skirt_v_deg) ** 2, floor_db),
        floor_db=floor_db,
        is_assumption=is_assumption,
    )


def omni_pattern(gain_dbi: float, beamwidth_v_deg: float = 360.0, floor_db: float = 20.0) -> Pattern:
    """Same gain in all azimuths; an indoor head or a rod. beamwidth_v_deg: half-power width of the vertical cut."""
    return Pattern(
        gain_dbi=gain_dbi,
        horizontal_db=np.zeros(360),
        vertical_db=np.minimum(12.0 * ((np.arange(181) - 90.0) / beamwidth_v_deg) ** 2, floor_db),
        floor_db=floor_db,
    )


def cut_pattern(
    gain_dbi: float, h_cut_db: Sequence[float], v_cut_db: Sequence[float], tilt_deg: float = 0.0
) -> Pattern:
    """A measured antenna from its two cuts of 360 attenuations (dB) each, as pattern files hold them.

    h_cut_db: entry k at k degrees clockwise of boresight. v_cut_db: entry k at k degrees below the horizon in front (90
    straight down, 180 behind, 270 up); its front half counts, the back comes from the horizontal cut. tilt_deg: the
    electrical tilt the cut holds already, taken out, so that `gain_dbi` with that tilt gives the cut back. Each cut
    counts from its own least attenuation, so that a horizontal cut taken at a tilted antenna's horizon counts once.
    """
    across = np.asarray(h_cut_db, dtype=np.float64)
    down = np.asarray(v_cut_db, dtype=np.float64)
    below_deg = (tilt_deg - np.arange(-90.0, 91.0)) % 360.0
    up = np.interp(below_deg, np.arange(361.0), np.append(down, down[0]))
    across, up = across - across.min(), up - down.min()
    return Pattern(
        gain_dbi=gain_dbi,
        horizontal_db=across,
        vertical_db=up,
        floor_db=float(max(across.max(), up.max())),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternFigures:
    """What a data sheet says of a pattern: beamwidths at half power (deg), front to back (dB), axis over horizon (deg).

    h_width_deg, v_width_deg: the whole range within 3 dB of the cut's maximum around it, 360 for an omni.
    front_to_back_db: the least attenuation within 30 degrees of the back.
    """

    gain_dbi: float
    h_width_deg: float
    v_width_deg: float
    front_to_back_db: float
    elevation_deg: float


def pattern_figures(pattern: Pattern) -> PatternFigures:
    """The figures of a pattern without tilt.

    >>> figures = pattern_figures(element_pattern())
    >>> round(figures.h_width_deg, 1), round(figures.v_width_deg, 1), figures.front_to_back_db
    (65.0, 65.0, 30.0)
    """
    back = pattern.horizontal_db[150:211]
    top = int(np.argmin(pattern.vertical_db))
    # The middle of a flat top is its axis.
    flat = np.flatnonzero(pattern.vertical_db <= pattern.vertical_db[top] + 1e-6)
    return PatternFigures(
        gain_dbi=pattern.gain_dbi,
        h_width_deg=half_power_width_deg(pattern.horizontal_db, cyclic=True),
        v_width_deg=half_power_width_deg(pattern.vertical_db, cyclic=False),
        front_to_back_db=float(back.min() - pattern.horizontal_db.min()),
        elevation_deg=float((flat[0] + flat[-1]) / 2.0 - 90.0),
    )


def half_power_width_deg(cut_db: Any, *, cyclic: bool) -> float:
    """Width (deg) between the outermost half-power points around the least attenuation of a cut in 1 degree steps.

    The points are interpolated; ripple that stays within 3 dB is passed over; 360 (or the cut's length) where the cut
    never falls by 3 dB.
    """
    cut = np.asarray(cut_db, dtype=np.float64)
    cut = cut - cut.min()
    size = cut.size
    start = int(np.argmin(cut))
    turns = size if cyclic else size - 1
    total = 0.0
    for step in (1, -1):
        position = start
        for walked in range(turns):
            following = position + step
            if not cyclic and not 0 <= following < size:
                total += walked
                break
            following %= size
            if cut[following] > HALF_POWER_DB:
                part = (HALF_POWER_DB - cut[position]) / (cut[following] - cut[position])
                total += walked + float(part)
                break
            position = following
        else:
            return float(size)
    return total


def panel_gain_dbi(element_gain_dbi: float, elements: int) -> float:
    """Gain of a panel of in-phase elements: element + 10 lg N.

    >>> round(panel_gain_dbi(8.0, 64), 2)
    26.06
    """
    return element_gain_dbi + 10.0 * float(np.log10(elements))


def gain_dbi(
    pattern: Pattern,
    azimuth_rel_deg: Any,
    elevation_deg: Any,
    tilt_electrical_deg: float = 0.0,
    tilt_mechanical_deg: float = 0.0,
) -> Floats:
    """Gain in dBi towards directions, arrays of any broadcastable shape.

    azimuth_rel_deg: clockwise from the antenna's azimuth; elevation_deg: above the horizon. The combination is
    G = gain - min(A_h + A_v, floor). Electrical tilt shifts the vertical cut, mechanical tilt turns the whole antenna.

    >>> round(float(gain_dbi(element_pattern(), 32.5, 0.0)), 2)
    5.0
    """
    az, el = np.radians(np.asarray(azimuth_rel_deg, float)), np.radians(np.asarray(elevation_deg, float))
    forward, right, up = np.cos(el) * np.cos(az), np.cos(el) * np.sin(az), np.sin(el)
    c, s = np.cos(np.radians(tilt_mechanical_deg)), np.sin(np.radians(tilt_mechanical_deg))
    along, above = forward * c - up * s, forward * s + up * c
    az_deg = np.degrees(np.arctan2(right, along)) % 360.0
    el_deg = np.degrees(np.arctan2(above, np.hypot(along, right)))
    a_h = np.interp(az_deg, np.arange(361.0), np.append(pattern.horizontal_db, pattern.horizontal_db[0]))
    a_v = np.interp(el_deg + tilt_electrical_deg, np.arange(-90.0, 91.0), pattern.vertical_db)
    return pattern.gain_dbi - np.minimum(a_h + a_v, pattern.floor_db)


def gain_map_dbi(
    pattern: Pattern,
    east_m: NDArray[np.float64],
    north_m: NDArray[np.float64],
    up_m: float | NDArray[np.float32],
    azimuth_deg: float,
    tilt_electrical_deg: float = 0.0,
    tilt_mechanical_deg: float = 0.0,
) -> NDArray[np.float32]:
    """Gain in dBi towards every pixel, float32 [rows, columns]; `gain_dbi` for maps, within 0.05 dB of it.

    east_m [columns], north_m [rows]: pixel centres minus the antenna's position, m; up_m: receiver height minus
    antenna height, m (negative below the antenna), one for all or one a pixel [rows, columns].
    """
    pose = (azimuth_deg, tilt_electrical_deg, tilt_mechanical_deg)
    return rsrp_map_dbm(pattern, east_m, north_m, up_m, *pose, level_dbm=0.0, loss_db=None)


def rsrp_map_dbm(
    pattern: Pattern,
    east_m: NDArray[np.float64],
    north_m: NDArray[np.float64],
    up_m: float | NDArray[np.float32],
    azimuth_deg: float,
    tilt_electrical_deg: float = 0.0,
    tilt_mechanical_deg: float = 0.0,
    *,
    level_dbm: float,
    loss_db: NDArray[np.float32] | None,
    threads: int = 1,
) -> NDArray[np.float32]:
    """level_dbm + `gain_map_dbi` - loss_db in one pass, float32 [rows, columns]; the same for any number of threads.

    level_dbm: conducted power of one resource element; loss_db: path loss [rows, columns], NaN stays NaN, None: none.
    """
    out = np.empty((len(north_m), len(east_m)), dtype=np.float32)
    shared = (
        np.append(pattern.horizontal_db, pattern.horizontal_db[:2]).astype(np.float32),
        np.append(pattern.vertical_db, pattern.vertical_db[-1:]).astype(np.float32),
        np.float32(pattern.gain_dbi),
        np.float32(pattern.floor_db),
        np.float32(level_dbm),
        np.asarray(east_m, dtype=np.float32),
        np.asarray(north_m, dtype=np.float32),
        # without terrain one row of heights stands for all
        np.ascontiguousarray(np.broadcast_to(np.asarray(up_m, np.float32), (1, len(east_m))))
        if np.ndim(up_m) == 0
        else np.ascontiguousarray(up_m, dtype=np.float32),
        np.float32(np.radians(azimuth_deg)),
        np.float32(tilt_electrical_deg),
        np.float32(np.radians(tilt_mechanical_deg)),
        np.empty((0, 0), dtype=np.float32) if loss_db is None else loss_db,
    )
    in_rows(lambda first, last: rsrp_rows(*shared, first, last, out), len(north_m), threads)
    return out
