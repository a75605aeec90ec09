"""How site lists name their columns and values, in Chinese and English, and how a cell's text becomes a value."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from planner.errors import FileError, Param
from planner.model.catalogue import Catalogue
from planner.model.limits import LIMITS
from planner.model.network import Ownership, RadioScenario, SiteKind
from planner.text import N_

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
    "public": Ownership.PUBLIC,
    "existing": Ownership.PUBLIC,
    "公网": Ownership.PUBLIC,
    "现网": Ownership.PUBLIC,
    "利旧": Ownership.PUBLIC,
}
_NUMBER = re.compile(r"^\s*([-+]?\d+(?:[.,]\d+)?)\s*(?:m|米|°|度|dbm|mhz)?\s*$", re.IGNORECASE)
#: How people call the bands by frequency, GHz.
_USUAL_GHZ = {"n28": 0.7, "n8": 0.9, "n1": 2.1, "n41": 2.6, "n78": 3.5, "n79": 4.9}
_FREQUENCY = re.compile(r"^(?:(\d+(?:\.\d+)?)\s*(?:g|ghz)|(\d+)\s*(?:m|mhz))$", re.IGNORECASE)


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
    return _NOISE.sub("", _UNIT.sub("", text.strip().lower()))


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

    def number_in(self, column: str, *, field: str = "", owner: str = "Cell") -> float | None:
        """A number within the limits of the model's field; None where the cell is empty."""
        text = self.text(column)
        if not text:
            return None
        return self.checked_number(column, text, field or column, owner)

    def checked_number(self, column: str, text: str, field: str, owner: str = "Cell") -> float:
        """A number that was part of a cell's text, within the limits of the model's field."""
        match = _NUMBER.match(text)
        value = float(match[1].replace(",", ".")) if match else math.nan
        if not math.isfinite(value):
            raise self.bad(column, N_("a number"))
        limits = LIMITS.get((owner, field))
        if limits and not limits.low <= value <= limits.high:
            raise self.bad(column, f"{limits.low:g} … {limits.high:g}")
        return value


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
        raise row.bad("ownership", "new 新建, public 公网")
    return _OWNERSHIPS[text]


def band_of(row: Row, catalogue: Catalogue) -> str:
    """The band by its key ("n79", "79") or its usual frequency ("4.9G", "700M", "2.6 GHz")."""
    text = row.required("band").lower().replace(" ", "")
    for key in (text, f"n{text}"):
        if key in catalogue.bands:
            return key
    match = _FREQUENCY.match(text)
    if match:
        ghz = float(match[1]) if match[1] else float(match[2]) / 1000.0
        for key, band in catalogue.bands.items():
            if ghz == _USUAL_GHZ.get(key) or abs(ghz - band.freq_ghz) < 0.001:
                return key
    known = ", ".join(f"{band.key} ({band.freq_ghz:g} GHz)" for band in catalogue.bands.values())
    raise row.bad("band", known)


def choice(row: Row, column: str, known: Mapping[str, object], default: str) -> str:
    """A key of a catalogue, compared without case; the default where the cell is empty."""
    text = row.text(column)
    if not text:
        return default
    for key in known:
        if key.lower() == text.lower():
            return key
    raise row.bad(column, ", ".join(known))
