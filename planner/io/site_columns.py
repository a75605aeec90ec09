"""How site lists name their columns and values, in Chinese and English, and how a cell's text becomes a value."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from planner.errors import FileError, Param
from planner.model.catalogue import Catalogue
from planner.model.limits import LIMITS
from planner.model.network import Ownership, RadioScenario, SiteKind

T = TypeVar("T")

#: Names of each column, compared without case, blanks, punctuation and units.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "site", "sitename", "siteid", "站名", "站点", "站点名称", "基站", "基站名称", "名称"),
    "x": ("x", "east", "easting", "xm", "东", "东坐标", "x坐标"),
    "y": ("y", "north", "northing", "ym", "北", "北坐标", "y坐标"),
    "lon": ("lon", "long", "lng", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "height_m": ("height", "antennaheight", "agl", "挂高", "天线挂高", "高度", "天线高度"),
    "azimuth_deg": ("azimuth", "azimuths", "bearing", "方位角", "方位"),
    "tilt": ("tilt", "downtilt", "totaltilt", "下倾角", "倾角", "下倾", "总下倾角"),
    "mechanical_tilt_deg": ("mechanicaltilt", "mtilt", "mechtilt", "机械下倾", "机械下倾角", "机械倾角"),
    "electrical_tilt_deg": ("electricaltilt", "etilt", "电子下倾", "电子下倾角", "电下倾", "电下倾角", "电子倾角"),
    "band": ("band", "频段", "频带"),
    "kind": ("kind", "type", "sitetype", "类型", "站型", "站点类型", "基站类型"),
    "tx_power_dbm": ("power", "txpower", "功率", "发射功率"),
    "bandwidth_mhz": ("bandwidth", "bw", "带宽", "载波带宽"),
    "frame": ("frame", "framestructure", "slotpattern", "帧结构", "时隙配比", "上下行时隙配比"),
    "antenna": ("antenna", "天线", "天线型号"),
    "pci": ("pci", "物理小区标识"),
    "ownership": ("ownership", "owner", "归属", "建设方式"),
}
_COLUMNS = {name: column for column, names in _NAMES.items() for name in names}
_UNIT = re.compile(r"[(（\[].*?[)）\]]|_(?:m|deg|dbm|mhz)$")
_NOISE = re.compile(r"[\s_\-./:：°]+")

_KINDS: Mapping[str, SiteKind] = {
    "macro": SiteKind.MACRO,
    "宏站": SiteKind.MACRO,
    "宏基站": SiteKind.MACRO,
    "micro": SiteKind.MICRO,
    "small": SiteKind.MICRO,
    "微站": SiteKind.MICRO,
    "杆站": SiteKind.MICRO,
    "灯杆站": SiteKind.MICRO,
    "indoor": SiteKind.INDOOR_HEAD,
    "indoorhead": SiteKind.INDOOR_HEAD,
    "prru": SiteKind.INDOOR_HEAD,
    "室分": SiteKind.INDOOR_HEAD,
    "皮站": SiteKind.INDOOR_HEAD,
    "室分皮站": SiteKind.INDOOR_HEAD,
    "explosionproof": SiteKind.EXPLOSION_PROOF,
    "防爆": SiteKind.EXPLOSION_PROOF,
    "防爆基站": SiteKind.EXPLOSION_PROOF,
}
_OWNERSHIPS: Mapping[str, Ownership] = {
    "new": Ownership.NEW,
    "新建": Ownership.NEW,
    "own": Ownership.NEW,
    "自建": Ownership.NEW,
    "自有": Ownership.NEW,
    "public": Ownership.PUBLIC,
    "existing": Ownership.PUBLIC,
    "公网": Ownership.PUBLIC,
    "现网": Ownership.PUBLIC,
    "利旧": Ownership.PUBLIC,
    "shared": Ownership.PUBLIC,
    "共享": Ownership.PUBLIC,
    "共建共享": Ownership.PUBLIC,
}
_NUMBER = re.compile(r"^\s*([-+]?\d+(?:[.,]\d+)?)\s*(?:m|米|°|度|dbm|mhz|兆)?\s*$", re.IGNORECASE)
_WATTS = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(w|瓦|mw|毫瓦)\s*$", re.IGNORECASE)
_HEADED_IN_WATTS = re.compile(r"[(\[]\s*(w|瓦)\s*[)\]]", re.IGNORECASE)
#: How people call the bands by frequency, GHz.
_USUAL_GHZ = {"n28": 0.7, "n8": 0.9, "n1": 2.1, "n41": 2.6, "n78": 3.5, "n79": 4.9}
#: The bands' own frequencies, GHz, upper end excluded. Source: TS 38.104 table 5.2-1.
_RANGES_GHZ: Mapping[str, tuple[tuple[float, float], ...]] = {
    "n1": ((1.92, 1.98), (2.11, 2.17)),
    "n8": ((0.88, 0.915), (0.925, 0.96)),
    "n28": ((0.703, 0.748), (0.758, 0.803)),
    "n41": ((2.496, 2.69),),
    "n78": ((3.3, 3.8),),
    "n79": ((4.4, 5.0),),
}
_FREQUENCY = re.compile(r"^(\d+(?:\.\d+)?)(g|ghz|m|mhz)?$")
#: A plain number from here on is a frequency in MHz.
_LEAST_MHZ = 400.0
#: What a column's number means: unit and a usual value, for messages.
_UNITS: Mapping[str, tuple[str, float]] = {
    "x": ("unit-metre", 120.0),
    "y": ("unit-metre", 80.0),
    "lon": ("unit-degree", 121.47),
    "lat": ("unit-degree", 31.23),
    "height_m": ("unit-metre", 30.0),
    "azimuth_deg": ("unit-degree", 120.0),
    "tilt": ("unit-degree", 6.0),
    "mechanical_tilt_deg": ("unit-degree", 3.0),
    "electrical_tilt_deg": ("unit-degree", 6.0),
    "tx_power_dbm": ("unit-dbm", 53.0),
    "bandwidth_mhz": ("unit-mhz", 100.0),
}


class FaultsError(FileError):
    """Several faults of one list: "list-faults" with their number, the faults themselves in the order of the rows."""

    def __init__(self, file: str, faults: tuple[FileError, ...]) -> None:
        rows = sorted({int(fault.params["row"]) for fault in faults if "row" in fault.params})
        super().__init__("list-faults", file=file, count=len(faults), rows=", ".join(map(str, rows[:20])))
        self.faults = faults


@dataclass(slots=True)
class Reading:
    """What went wrong while a list was read, and what was taken for something else than it says."""

    faults: list[FileError] = field(default_factory=list[FileError])
    taken: Counter[tuple[str, str, str]] = field(default_factory=Counter[tuple[str, str, str]])

    def attempt(self, read: Callable[[], T], default: T) -> T:
        """The value, or the default where reading it fails; the fault is kept."""
        try:
            return read()
        except FileError as fault:
            self.faults.append(fault)
            return default

    def took(self, row: "Row", column: str, shown: str) -> None:
        """Remember that a cell was interpreted."""
        self.taken[row.headings.get(column, column), row.text(column)[:60], shown] += 1

    def raise_faults(self, file: str) -> None:
        """Raise the only fault as itself, several as `FaultsError`; none: nothing."""
        ordered = sorted(self.faults, key=lambda fault: int(fault.params.get("row", 0)))
        if len(ordered) == 1:
            raise ordered[0]
        if ordered:
            raise FaultsError(file, tuple(ordered))


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDefaults:
    """What a cell of this kind of site gets where the list is silent. Typical magnitudes, assumptions all of them."""

    antenna: str
    tx_power_dbm: float
    height_m: float
    electrical_tilt_deg: float
    scenario: RadioScenario
    dl_layers: int = 4


DEFAULTS: Mapping[SiteKind, SiteDefaults] = {
    SiteKind.MACRO: SiteDefaults(
        antenna="panel_64t", tx_power_dbm=53.0, height_m=25.0, electrical_tilt_deg=6.0, scenario=RadioScenario.UMA
    ),
    SiteKind.MICRO: SiteDefaults(
        antenna="micro_4t", tx_power_dbm=43.0, height_m=10.0, electrical_tilt_deg=4.0, scenario=RadioScenario.UMI
    ),
    SiteKind.INDOOR_HEAD: SiteDefaults(
        antenna="indoor_omni", tx_power_dbm=30.0, height_m=3.0, electrical_tilt_deg=0.0, scenario=RadioScenario.INH
    ),
    SiteKind.EXPLOSION_PROOF: SiteDefaults(
        antenna="micro_4t", tx_power_dbm=43.0, height_m=15.0, electrical_tilt_deg=4.0, scenario=RadioScenario.UMI
    ),
}


def plain_word(text: str) -> str:
    """A heading or value without case, blanks, punctuation and the unit behind it.

    >>> plain_word("Azimuth (°)"), plain_word("挂高（m）"), plain_word("tx_power_dbm")
    ('azimuth', '挂高', 'txpower')
    """
    return _NOISE.sub("", _UNIT.sub("", unicodedata.normalize("NFKC", text).strip().lower()))


def column_of(heading: str) -> str:
    """The column that a heading names, "" if it is none we know."""
    return _COLUMNS.get(plain_word(heading), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a list: its number in the file, the texts by column, and how the file heads each column."""

    file: str
    number: int
    values: Mapping[str, str]
    headings: Mapping[str, str]

    def text(self, column: str) -> str:
        """The text of a column, "" where there is none."""
        return self.values.get(column, "").strip()

    def plain(self, column: str) -> str:
        """The same with full-width digits, letters and punctuation made plain; not for names."""
        return unicodedata.normalize("NFKC", self.text(column)).strip()

    def bad(self, column: str, expected: str, **params: Param) -> FileError:
        """The error for a value that can't be used."""
        return FileError(
            "invalid-cell",
            file=self.file,
            row=self.number,
            column=self.headings.get(column, column),
            value=self.text(column)[:60],
            expected=expected,
            **params,
        )

    def required(self, column: str) -> str:
        """The text of a column that must not be empty."""
        text = self.text(column)
        if not text:
            raise FileError("missing-cell", file=self.file, row=self.number, column=self.headings.get(column, column))
        return text

    def bad_number(self, column: str, low: float, high: float) -> FileError:
        """The error for a number that is none or out of its range, with unit and example."""
        unit, example = _UNITS.get(column, ("", 1.0))
        return FileError(
            "invalid-cell-number" if unit else "invalid-cell-whole",
            file=self.file,
            row=self.number,
            column=self.headings.get(column, column),
            value=self.text(column)[:60],
            low=low,
            high=high,
            unit=unit,
            example=example,
        )

    def number_in(self, column: str, *, field: str = "", owner: str = "Cell") -> float | None:
        """A number within the limits of the model's field; None where the cell is empty."""
        text = self.plain(column)
        if not text:
            return None
        return self.checked_number(column, text, field or column, owner)

    def checked_number(self, column: str, text: str, field: str, owner: str = "Cell") -> float:
        """A number that was part of a cell's text, within the limits of the model's field."""
        low, high = LIMITS[owner, field]
        return self.number_between(column, text, low, high)

    def number_between(self, column: str, text: str, low: float, high: float) -> float:
        """A number from `low` to `high`, both included; `FileError` "invalid-cell-number" otherwise."""
        match = _NUMBER.match(unicodedata.normalize("NFKC", text))
        value = float(match[1].replace(",", ".")) if match else math.nan
        if not math.isfinite(value) or not low <= value <= high:
            raise self.bad_number(column, low, high)
        return value


def power_of(row: Row, reading: Reading) -> float | None:
    """Transmit power, dBm; watts ("200W", or a heading in watts) are converted and reported. None: empty."""
    text = row.plain("tx_power_dbm")
    match = _WATTS.match(text)
    if not match and _HEADED_IN_WATTS.search(unicodedata.normalize("NFKC", row.headings.get("tx_power_dbm", ""))):
        match = _WATTS.match(f"{text}W")
    if not match:
        return row.number_in("tx_power_dbm")
    watts = float(match[1].replace(",", ".")) * (0.001 if match[2].lower() in ("mw", "毫瓦") else 1.0)
    if watts <= 0.0:
        raise row.bad_number("tx_power_dbm", *LIMITS["Cell", "tx_power_dbm"])
    dbm = round(10.0 * math.log10(watts * 1000.0), 1)
    row.checked_number("tx_power_dbm", str(dbm), "tx_power_dbm")
    reading.took(row, "tx_power_dbm", f"{dbm:g} dBm")
    return dbm


def kind_of(row: Row) -> SiteKind | None:
    """The kind of site of a row; None for a UPF. Empty means macro."""
    text = plain_word(row.text("kind"))
    if text == "upf":
        return None
    if not text:
        return SiteKind.MACRO
    if text not in _KINDS:
        raise row.bad("kind", "macro 宏站, micro 微站, indoor 室分, explosion-proof 防爆, UPF")
    return _KINDS[text]


def ownership_of(row: Row) -> Ownership:
    """Built new, or of the public network. Empty means new."""
    text = plain_word(row.text("ownership"))
    if not text:
        return Ownership.NEW
    if text not in _OWNERSHIPS:
        raise row.bad("ownership", "new 新建 / 自建, public 公网 / 共享")
    return _OWNERSHIPS[text]


def band_of(row: Row, catalogue: Catalogue, reading: Reading) -> str:
    """The band by its key ("n79", "79") or a frequency ("4.9G", "700M", "2600", "3.5 GHz"), which is reported."""
    row.required("band")
    text = row.plain("band").lower().replace(" ", "")
    for key in (text, f"n{text}"):
        if key in catalogue.bands:
            return key
    match = _FREQUENCY.match(text)
    ghz = _ghz(float(match[1]), match[2] or "") if match else math.nan
    for key, band in catalogue.bands.items():
        is_inside = any(low <= ghz < high for low, high in _RANGES_GHZ.get(key, ()))
        if is_inside or ghz == _USUAL_GHZ.get(key) or abs(ghz - band.freq_ghz) < 0.001:
            reading.took(row, "band", key)
            return key
    known = ", ".join(
        f"{band.key} ({_USUAL_GHZ.get(band.key, band.freq_ghz):g} GHz)" for band in catalogue.bands.values()
    )
    raise row.bad("band", known)


def _ghz(value: float, unit: str) -> float:
    """A frequency, GHz, of a number with or without its unit; nan for a plain number that is no usual frequency."""
    if unit.startswith("g"):
        return value
    if unit.startswith("m") or value >= _LEAST_MHZ:
        return value / 1000.0
    return value if value != int(value) else math.nan


def choice(row: Row, column: str, known: Mapping[str, object], default: str) -> str:
    """A key of a catalogue, compared without case; the default where the cell is empty."""
    text = row.plain(column)
    if not text:
        return default
    for key in known:
        if key.lower() == text.lower():
            return key
    raise row.bad(column, ", ".join(known))
