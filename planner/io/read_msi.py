"""Antenna patterns in MSI/Planet files (.msi, .pln, .txt, .ant): two cuts of attenuations below the maximum gain.

The format is a custom, not a standard: a header of `KEYWORD value` lines, `HORIZONTAL 360` and `VERTICAL 360`, each
followed by lines of angle and attenuation. Gain is in dBd unless the file says dBi. Horizontal angles run clockwise
from the front; vertical angle 0 is the horizon in front, 90 straight down, 180 behind, 270 straight up, so that a
tilted antenna has its maximum at the tilt. Files break all of this; what is told from the rest of the file is put right
with a finding, what isn't is refused with the line.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from planner.errors import FileError, Issue, Param, Severity
from planner.io.encoding import decode, read_bytes
from planner.io.msi_cuts import Cut, Section, clean_cut, placed_vertical
from planner.model.catalogue import Antenna

MAX_MB = 2
MAX_LINES = 20_000
MAX_LINE_CHARACTERS = 2000
#: From dBd to dBi, dB.
DBD_DB = 2.15
#: Gains beyond these are no antenna's of a base station, dBi.
GAIN_RANGE_DBI = (-20.0, 40.0)
FREQ_RANGE_MHZ = (30.0, 300_000.0)
TILT_RANGE_DEG = (-45.0, 45.0)
#: Key of an antenna that no project holds yet.
UNNAMED_KEY = "own"
#: What a file of patterns is called; whatever else it is called, its content decides.
SUFFIXES = (".msi", ".pln", ".txt")

_SECTION = re.compile(r"^(HORIZONTAL|VERTICAL)\b[\s:=]*(\S+)?", re.IGNORECASE)
_KEYWORD = re.compile(r"^([A-Za-z][A-Za-z_ ]*?)[\s:=]+(.*)$")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?")
#: Findings that change nothing in the figures.
_HARMLESS = frozenset({"pattern-step-interpolated", "pattern-tilt-found", "pattern-gain-unit-assumed"})
_COMMENT = ("#", ";", "//", "!")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternFile:
    """An antenna read from a file (key `UNNAMED_KEY` until a project takes it), and what was put right on the way."""

    antenna: Antenna
    source: str
    encoding: str
    issues: tuple[Issue, ...] = ()


@dataclass(slots=True)
class _Header:
    name: str = ""
    make: str = ""
    comment: str = ""
    gain_dbi: float = math.nan
    freq_ghz: float = 0.0
    tilt_deg: float = math.nan
    has_gain_unit: bool = True
    sections: dict[str, Section] = field(default_factory=dict[str, Section])


def read_msi(path: Path, *, encoding: str | None = None) -> PatternFile:
    """Read one pattern file. Raises `FileError` naming file, line and cure, see `parse_msi`, and those of reading."""
    content = read_bytes(path, limit_mb=MAX_MB)
    return parse_msi(content, source=path.name, encoding=encoding)


def parse_msi(content: bytes, *, source: str, encoding: str | None = None) -> PatternFile:
    """The antenna in the bytes of a pattern file.

    Raises `FileError`: "pattern-binary", "pattern-too-long", "pattern-without-section", "pattern-section-twice",
    "pattern-bad-line", "pattern-bad-header", "pattern-without-gain", "pattern-gain-absurd", "pattern-hole",
    "pattern-value-absurd", "pattern-mixed-signs", "pattern-angle-twice", "pattern-too-few-rows".
    """
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError("pattern-binary", file=source)
    text, found = decode(content, source=source, encoding=encoding)
    reader = _Reader(source)
    reader.read(text)
    return reader.finish(found)


class _Reader:
    """Collects header and sections of one file, and the findings."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.issues: list[Issue] = []
        self.header = _Header()

    def refuse(self, code: str, **params: Param) -> NoReturn:
        raise FileError(code, file=self.source, **params)

    def read(self, text: str) -> None:
        lines = text.splitlines()
        if len(lines) > MAX_LINES or any(len(line) > MAX_LINE_CHARACTERS for line in lines):
            self.refuse("pattern-too-long", limit=MAX_LINES)
        section: Section | None = None
        for number, raw in enumerate(lines, start=1):
            line = raw.strip().strip("\ufeff\x1a").strip()
            if not line or line.startswith(_COMMENT):
                continue
            opened = self._opened(line, number)
            if opened is not None:
                section = opened
            elif section is not None and not line[0].isalpha():
                section.rows.append((number, *self._row(line, number)))
            elif section is not None and line.split()[0].lower() in ("nan", "inf", "infinity"):
                self.refuse("pattern-bad-line", line=number, text=line[:60])
            else:
                section = None
                self._header_line(line, number)

    def _opened(self, line: str, number: int) -> Section | None:
        match = _SECTION.match(line)
        if match is None:
            return None
        name = match[1].lower()
        if name in self.header.sections:
            self.refuse("pattern-section-twice", section=name, line=number)
        section = Section(name=name, line=number)
        self.header.sections[name] = section
        return section

    def _row(self, line: str, number: int) -> tuple[float, float]:
        parts = re.split(r"[\s;]+", line.strip(";"))
        if len(parts) == 1 and line.count(",") == 1:
            parts = line.split(",")
        if len(parts) < 2:
            self.refuse("pattern-bad-line", line=number, text=line[:60])
        try:
            angle, value = (float(part.strip(",").replace(",", ".")) for part in parts[:2])
        except ValueError:
            self.refuse("pattern-bad-line", line=number, text=line[:60])
        if not (math.isfinite(angle) and math.isfinite(value)) or any(parts[2:]):
            self.refuse("pattern-bad-line", line=number, text=line[:60])
        return angle, value

    def _header_line(self, line: str, number: int) -> None:
        match = _KEYWORD.match(line)
        word = match[1].strip().upper() if match else ""
        value = match[2].strip() if match else ""
        header = self.header
        first = word.split()[0] if word else ""
        if first in ("NAME", "ANTENNA_NAME", "ANTENNANAME"):
            header.name = value or header.name
        elif first in ("MAKE", "MANUFACTURER", "VENDOR"):
            header.make = value
        elif first in ("FREQUENCY", "FREQ"):
            header.freq_ghz = self._frequency_ghz(value, number)
        elif first == "GAIN":
            self._gain(value, number)
        elif "TILT" in word or first == "ELECTRICAL":
            self._tilt(f"{word} {value}", number)
        elif first in ("COMMENT", "COMMENTS", "DESCRIPTION"):
            header.comment = value
        elif not header.name and not header.sections and number == 1:
            header.name = line  # some makers leave the word NAME out

    def _frequency_ghz(self, text: str, number: int) -> float:
        values = [float(match.replace(",", ".")) for match in _NUMBER.findall(text.replace("-", " "))][:2]
        if not values:
            return 0.0
        mhz = sum(values) / len(values)
        lowered = text.lower()
        if "ghz" in lowered or ("mhz" not in lowered and mhz < FREQ_RANGE_MHZ[0]):
            mhz *= 1000.0
        if not FREQ_RANGE_MHZ[0] <= mhz <= FREQ_RANGE_MHZ[1]:
            self.refuse("pattern-bad-header", line=number, field="FREQUENCY", value=text[:40])
        return mhz / 1000.0

    def _gain(self, text: str, number: int) -> None:
        match = _NUMBER.search(text)
        if match is None:
            self.refuse("pattern-bad-header", line=number, field="GAIN", value=text[:40])
        gain = float(match[0].replace(",", "."))
        unit = text[match.end() :].lower()
        self.header.has_gain_unit = "dbi" in unit or "dbd" in unit
        gain += 0.0 if "dbi" in unit else DBD_DB
        low, high = GAIN_RANGE_DBI
        if not low <= gain <= high:
            self.refuse("pattern-gain-absurd", line=number, value=round(gain, 2), low=low, high=high)
        self.header.gain_dbi = gain

    def _tilt(self, text: str, number: int) -> None:
        """`TILT ELECTRICAL 6`, `ELECTRICAL_TILT 6`, `TILT 6`; a mechanical tilt isn't in the cuts."""
        match = _NUMBER.search(text)
        if match is None or "MECH" in text.upper():
            return
        tilt = float(match[0].replace(",", "."))
        low, high = TILT_RANGE_DEG
        if not low <= tilt <= high:
            self.refuse("pattern-bad-header", line=number, field="TILT", value=text[:40])
        self.header.tilt_deg = tilt

    def finish(self, encoding: str) -> PatternFile:
        header = self.header
        missing = [name.upper() for name in ("horizontal", "vertical") if name not in header.sections]
        if missing:
            self.refuse("pattern-without-section", section=", ".join(missing))
        if math.isnan(header.gain_dbi):
            self.refuse("pattern-without-gain")
        if not header.has_gain_unit:
            self._take((("pattern-gain-unit-assumed", {"gain_dbi": round(header.gain_dbi, 2)}),))
        cuts = {name: self._cut(section) for name, section in header.sections.items()}
        across, down = cuts["horizontal"], cuts["vertical"]
        vertical, tilt_deg = self._vertical(across, down)
        figures = _figures(across.values_db, vertical)
        name = _clean(header.name, 120) or _clean(Path(self.source).stem, 120) or "MSI"
        parts = (_clean(header.make, 80), _clean(self.source, 80), _clean(header.comment, 120))
        antenna = Antenna(
            key=UNNAMED_KEY,
            name_zh=name,
            name_en=name,
            source=", ".join(filter(None, parts)),
            date="",
            mark="M",
            gain_dbi=round(header.gain_dbi, 2),
            ssb_gain_dbi=round(header.gain_dbi, 2),
            h_beamwidth_deg=figures[0],
            v_beamwidth_deg=figures[1],
            front_to_back_db=figures[2],
            h_cut_db=across.values_db,
            v_cut_db=vertical,
            tilt_deg=tilt_deg,
            freq_ghz=header.freq_ghz,
        )
        return PatternFile(antenna=antenna, source=self.source, encoding=encoding, issues=tuple(self.issues))

    def _cut(self, section: Section) -> Cut:
        cut = clean_cut(section, self.header.gain_dbi, self.source)
        self._take(cut.findings, section=section.name.upper())
        return cut

    def _take(self, findings: tuple[tuple[str, Mapping[str, Param]], ...], **more: Param) -> None:
        for code, params in findings:
            severity = Severity.NOTE if code in _HARMLESS else Severity.WARNING
            self.issues.append(Issue(code=code, severity=severity, params={"file": self.source, **more, **params}))

    def _vertical(self, across: Cut, down: Cut) -> tuple[tuple[float, ...], float]:
        """The vertical cut the way round that this program has it, and the electrical tilt it holds."""
        placed = placed_vertical(across, down, self.header.tilt_deg)
        self._take(placed.findings)
        return placed.values_db, placed.tilt_deg


def _figures(across: tuple[float, ...], down: tuple[float, ...]) -> tuple[float, float, float]:
    """Beamwidths (deg) and front-to-back (dB) of two cuts, rounded as data sheets do."""
    from planner.radio.antenna import cut_pattern, pattern_figures

    found = pattern_figures(cut_pattern(0.0, across, down))
    return round(found.h_width_deg, 1), round(found.v_width_deg, 1), round(found.front_to_back_db, 1)


def _clean(text: str, most: int) -> str:
    """Printable text in one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most].strip()


def format_msi(antenna: Antenna, *, broadcast: bool = False) -> str:
    """An antenna as the text of an MSI file, read back by `parse_msi` to the hundredth of a dB; gain in dBi.

    Without cuts of its own (array, beamwidths) the envelope's are written; the back half of the vertical cut is then
    the front half mirrored, that far below the maximum as the horizontal cut is behind.
    """
    from planner.io.msi_cuts import cuts_of

    across, down, gain_dbi = cuts_of(antenna, broadcast=broadcast)
    head = [f"NAME {_clean(antenna.name_en, 120)}"]
    if antenna.freq_ghz:
        head.append(f"FREQUENCY {antenna.freq_ghz * 1000.0:g}")
    head += [
        f"H_WIDTH {antenna.h_beamwidth_deg:g}",
        f"V_WIDTH {antenna.v_beamwidth_deg:g}",
        f"FRONT_TO_BACK {antenna.front_to_back_db:g}",
        f"GAIN {gain_dbi:.2f} dBi",
        f"TILT ELECTRICAL {antenna.tilt_deg:g}",
        f"COMMENT {_clean(antenna.source, 300)}",
    ]
    return "\n".join([*head, *_section("HORIZONTAL", across), *_section("VERTICAL", down), ""])


def _section(title: str, values: tuple[float, ...]) -> Iterator[str]:
    yield f"{title} {len(values)}"
    yield from (f"{angle} {value:.2f}" for angle, value in enumerate(values))
