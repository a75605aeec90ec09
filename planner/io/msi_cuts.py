"""One cut of a pattern file: from rows of angle and value to 360 attenuations, and which way up a vertical cut is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError, Param
from planner.model.catalogue import Antenna

Floats = NDArray[np.float64]

#: Attenuations beyond this are no measurement, dB.
MAX_ATTENUATION_DB = 100.0
#: Values above the maximum by up to this are rounding, dB.
ROUNDING_DB = 1.0
#: A gap in the angles up to this wide is filled in, deg; wider ones are refused, and so is a wider step.
MAX_GAP_DEG = 10.0
MIN_ROWS = 36
#: Two different values for one angle within this are rounding, dB.
_SAME_DB = 0.5
#: A vertical maximum this near to straight up or down, while the horizontal one is in front, is another zero, deg.
_ZENITH_DEG = 20.0
#: Tilts the vertical cut may hold without saying so; a maximum this far from the horizon isn't rounding, deg.
_LEAST_TILT_DEG, _MOST_TILT_DEG = 0.75, 45.0


@dataclass(slots=True)
class Section:
    """The rows under HORIZONTAL or VERTICAL: (line, angle, value)."""

    name: str
    line: int
    rows: list[tuple[int, float, float]] = field(default_factory=list[tuple[int, float, float]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """360 attenuations (dB, least 0), how far below the file's maximum the least lay, and what was put right."""

    values_db: tuple[float, ...]
    offset_db: float = 0.0
    findings: tuple[tuple[str, Mapping[str, Param]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A vertical cut with 0 in front and 90 down, the electrical tilt it holds, and what was put right."""

    values_db: tuple[float, ...]
    tilt_deg: float
    findings: tuple[tuple[str, Mapping[str, Param]], ...] = ()


def clean_cut(section: Section, gain_dbi: float, source: str) -> Cut:
    """The attenuations of a section at 0, 1 ... 359 degrees.

    Closing rows, angles from -180, other steps than 1 degree and small holes are put right; wrong signs too where all
    values tell so. Raises `FileError` as `planner.io.read_msi.parse_msi` says.
    """
    findings: list[tuple[str, Mapping[str, Param]]] = []
    name = section.name.upper()
    for line, angle, value in section.rows:
        if abs(value) > MAX_ATTENUATION_DB or not -360.0 <= angle <= 720.0:
            raise FileError("pattern-value-absurd", file=source, line=line, angle=angle, value=value)
    angles, values = _sorted_rows(section, source)
    if len(angles) < MIN_ROWS:
        raise FileError("pattern-too-few-rows", file=source, section=name, line=section.line, count=len(angles))
    values, signs = _attenuations(values, gain_dbi, source, section)
    findings += signs
    gaps = np.diff(np.append(angles, angles[0] + 360.0))
    widest = int(np.argmax(gaps))
    if gaps[widest] > MAX_GAP_DEG:
        raise FileError(
            "pattern-hole",
            file=source,
            section=name,
            line=section.line,
            first_deg=round(float(angles[widest]), 1),
            last_deg=round(float(angles[widest] + gaps[widest]), 1),
            limit_deg=MAX_GAP_DEG,
        )
    step = float(np.median(gaps))
    holes = int(np.sum(gaps > 1.5 * step))
    if holes:
        findings.append(("pattern-holes-filled", {"count": holes, "widest_deg": round(float(gaps[widest]), 1)}))
    elif step > 1.05:
        findings.append(("pattern-step-interpolated", {"step_deg": round(step, 2)}))
    wrapped = np.concatenate(([angles[-1] - 360.0], angles, [angles[0] + 360.0]))
    whole = np.interp(np.arange(360.0), wrapped, np.concatenate(([values[-1]], values, [values[0]])))
    offset = float(whole.min())
    return Cut(
        values_db=tuple(round(float(value), 3) for value in whole - offset),
        offset_db=offset,
        findings=tuple(findings),
    )


def _sorted_rows(section: Section, source: str) -> tuple[Floats, Floats]:
    """Angles 0 to 360 rising, and their values; a repeated angle (the closing row) counts once."""
    known: dict[float, float] = {}
    for line, angle, value in section.rows:
        place = round(angle % 360.0, 4) % 360.0
        if place in known and abs(known[place] - value) > _SAME_DB:
            raise FileError("pattern-angle-twice", file=source, line=line, angle=angle)
        known.setdefault(place, value)
    ordered = sorted(known.items())
    return np.array([angle for angle, _ in ordered]), np.array([value for _, value in ordered])


def _attenuations(
    values: Floats, gain_dbi: float, source: str, section: Section
) -> tuple[Floats, list[tuple[str, Mapping[str, Param]]]]:
    """Values as attenuations below the maximum: losses written as negative gains, or gains in dBi, are turned round."""
    low, high = float(values.min()), float(values.max())
    if low >= 0.0:
        return values, []
    if high <= ROUNDING_DB:
        return -values, [("pattern-signs-turned", {})]
    if low >= -ROUNDING_DB:
        return np.maximum(values, 0.0), [("pattern-above-maximum", {"excess_db": round(-low, 2)})]
    if abs(high - gain_dbi) <= ROUNDING_DB:
        return high - values, [("pattern-gains-turned", {})]
    raise FileError("pattern-mixed-signs", file=source, section=section.name.upper(), line=section.line)


def placed_vertical(across: Cut, down: Cut, stated_tilt_deg: float) -> Placed:
    """A vertical cut as this program counts it, and the electrical tilt in it.

    Zero straight up or straight down is recognised where the maximum lies there although the horizontal cut has it in
    front; an upside-down cut where the stated tilt lies above the horizon instead of below.
    """
    values = np.array(down.values_db)
    peak = _axis_deg(values)
    in_front = across.values_db[0] < 3.0
    findings: list[tuple[str, Mapping[str, Param]]] = []
    if in_front and values[0] > 10.0 and abs(abs(peak) - 90.0) <= _ZENITH_DEG:
        # The front lies at 90 where 0 is straight up, at 270 where it is straight down; the other way round looks the
        # same until there is a tilt, which the next lines see to.
        findings.append(("pattern-vertical-turned", {"found_deg": round(peak, 1)}))
        values = np.roll(values, -90 if peak > 0.0 else -270)
        peak = _axis_deg(values)
    stated = not math.isnan(stated_tilt_deg)
    if stated and abs(stated_tilt_deg) >= _LEAST_TILT_DEG and _nearer(-peak, peak, stated_tilt_deg):
        findings.append(("pattern-upside-down", {"found_deg": round(peak, 1), "stated_deg": stated_tilt_deg}))
        values = np.roll(values[::-1], 1)
        peak = -peak
    tilt = stated_tilt_deg if stated else 0.0
    if in_front and abs(peak) <= _MOST_TILT_DEG and not _fits(peak, tilt):
        tilt = peak
        if stated:
            findings.append(("pattern-tilt-differs", {"found_deg": round(peak, 1), "stated_deg": stated_tilt_deg}))
        else:
            findings.append(
                ("pattern-points-up" if peak < 0.0 else "pattern-tilt-found", {"found_deg": round(peak, 1)})
            )
    return Placed(
        values_db=tuple(round(float(value), 3) for value in values), tilt_deg=round(tilt, 2), findings=tuple(findings)
    )


def _fits(peak: float, tilt: float) -> bool:
    """Whether a maximum found in 1 degree steps can be that of a tilt."""
    return abs(peak - tilt) < (_LEAST_TILT_DEG if tilt == 0.0 else max(2.0, 0.5 * abs(tilt)))


def _nearer(this: float, than: float, goal: float) -> bool:
    """Whether an angle fits a stated one much better than another: clear of rounding and of broad, flat maxima."""
    return abs(this - goal) + _LEAST_TILT_DEG < abs(than - goal) and abs(this - goal) <= max(2.0, 0.5 * abs(goal))


def _axis_deg(values: Floats) -> float:
    """Where a cut's maximum lies, -180 to 180: the middle of the stretch within 0.1 dB of it, of the part in front."""
    near = np.flatnonzero(values <= values.min() + 0.1)
    angles = np.where(near > 180, near - 360, near)
    front = angles[np.abs(angles) <= 90] if np.any(np.abs(angles) <= 90) else angles
    if np.ptp(front) > 120:
        return 0.0
    return float((front.min() + front.max()) / 2.0)


def cuts_of(antenna: Antenna, *, broadcast: bool) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """Horizontal and vertical cut of 360 attenuations each (as `Antenna` holds them), and the gain (dBi)."""
    from planner.engine.patterns import broadcast_pattern, traffic_pattern

    gain = antenna.ssb_gain_dbi if broadcast else antenna.gain_dbi
    if antenna.h_cut_db:
        own = broadcast and bool(antenna.ssb_h_cut_db)
        across = antenna.ssb_h_cut_db if own else antenna.h_cut_db
        return across, (antenna.ssb_v_cut_db or antenna.v_cut_db) if own else antenna.v_cut_db, gain
    pattern = broadcast_pattern(antenna) if broadcast else traffic_pattern(antenna)
    back = float(pattern.horizontal_db[180])
    angle = np.arange(360)
    front = (angle <= 90) | (angle >= 270)
    below = np.where(angle > 180, angle - 360, angle)
    # Behind, the angle from the rear horizon: 180 is level, 90 and 270 meet the front half.
    folded = np.where(front, below, np.where(angle <= 180, 180 - angle, 180 - angle))
    vertical = pattern.vertical_db[(90 - folded).astype(int)]
    vertical = np.where(front, vertical, np.minimum(vertical + back, pattern.floor_db))
    return tuple(pattern.horizontal_db.tolist()), tuple(np.round(vertical, 4).tolist()), gain
