"""A fit of the path-loss model to imported measurements, as the project keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from planner.model.geometry import Point


class ClutterClass(StrEnum):
    """Surroundings of a receiver, from the drawn map (`planner.radio.clutter`)."""

    OPEN = "open"
    BETWEEN = "between"
    YARD = "yard"
    VEGETATION = "vegetation"
    INDOOR = "indoor"


#: The classes in the order of the codes in clutter maps.
CLUTTER_CLASSES = tuple(ClutterClass)
#: Message codes of the classes' names.
CLUTTER_NAMES: Mapping[ClutterClass, str] = {
    ClutterClass.OPEN: "clutter-open",
    ClutterClass.BETWEEN: "clutter-between",
    ClutterClass.YARD: "clutter-yard",
    ClutterClass.VEGETATION: "clutter-vegetation",
    ClutterClass.INDOOR: "clutter-indoor",
}
#: Message codes of the coefficients' names.
COEFFICIENT_NAMES: Mapping[str, str] = {
    "offset": "coefficient-offset",
    "los": "coefficient-los",
    "nlos": "coefficient-nlos",
    "diffraction": "coefficient-diffraction",
    "foliage": "coefficient-foliage",
    "vertical": "coefficient-vertical",
    "horizontal": "coefficient-horizontal",
    "class": "coefficient-class",
}


class Stage(StrEnum):
    """What a figure of errors is about.

    Before: the model with one constant per cell; fitted: the fitted model at the bins it was fitted to. Cross: bins
    left out at random; area: whole areas left out; each for the fitted model and with the residuals' interpolation.
    """

    BEFORE = "before"
    FITTED = "fitted"
    CROSS_FITTED = "cross_fitted"
    CROSS_INTERPOLATED = "cross_interpolated"
    AREA_BEFORE = "area_before"
    AREA_FITTED = "area_fitted"
    AREA_INTERPOLATED = "area_interpolated"


#: Message codes of the stages' names, in the order in which tables show them.
STAGE_NAMES: Mapping[Stage, str] = {
    Stage.BEFORE: "stage-before",
    Stage.FITTED: "stage-fitted",
    Stage.CROSS_FITTED: "stage-cross-fitted",
    Stage.CROSS_INTERPOLATED: "stage-cross-interpolated",
    Stage.AREA_BEFORE: "stage-area-before",
    Stage.AREA_FITTED: "stage-area-fitted",
    Stage.AREA_INTERPOLATED: "stage-area-interpolated",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A fitted figure with its standard error; `at_bound` where the fit wanted to go beyond what physics allows."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    value: float = 0.0
    error: float = 0.0
    at_bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Measured minus predicted level over `count` bins, dB. `group`: "all", "cell" or "class"; `key`: which of them."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    group: str
    key: str
    stage: Stage
    count: int
    mean_db: float
    sd_db: float
    rmse_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedCell:
    """A measured cell: where its antenna stood, its level offset (a loss, dB) and its horizontal pattern's correction.

    horizontal_db: losses by sin, sin 2, cos 2 of the angle from the azimuth; empty without. field_sd_db: standard
    deviation of the residuals that neighbouring places share.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    cell_id: str
    position: Point
    height_m: float
    azimuth_deg: float = 0.0
    bins: int = 0
    offset_db: Coefficient = field(default_factory=Coefficient)
    horizontal_db: tuple[float, ...] = ()
    field_sd_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpolation:
    """The residuals' covariance: exponential in the distance, and what cells on one mast share.

    range_m: distance at which the correlation has fallen to 1/e; nugget_db: standard deviation of what isn't shared
    even by neighbours; cells of one mast correlate with exp(-(apart + by_angle * |difference of azimuths| / 90°)).
    asset: the residuals, zlib-packed little-endian float32 rows (x_m, y_m, residual_db, noise_db) cell by cell.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    range_m: float
    nugget_db: float
    apart: float
    by_angle: float
    asset: str
    cells: tuple[str, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Corrections of the model's path loss, all as losses in dB, and how well they hold.

    loss += offset of the cell + (1 - w) los x + w nlos x + diffraction min(J, 20 dB) + clutter of the receiver's class
    + foliage (loss of tree crowns, P.833) + vertical v(depression) + horizontal pattern; w is the weight of NLOS and
    x = 10 lg(d / 100 m).

    los, nlos: corrections of the path-loss exponents. clutter: by `ClutterClass` value; classes without enough points
    are absent and take the common value. carries_offset: cells without measurements take `offset_db`, the measured
    cells' mean; else the level of their planned power stands. outdoor: points inside drawn outlines were counted as
    standing beside the wall. data_sha256: of the measurements fitted.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str
    name: str
    active: bool = True
    measurement_id: str = ""
    measurement_name: str = ""
    data_sha256: str = ""
    fitted_on: date | None = None
    scheme_id: str = ""
    bin_m: float = 4.0
    from_m: float = 15.0
    to_m: float = 900.0
    receiver_m: float = 1.5
    samples: int = 0
    bins: int = 0
    censored: int = 0
    outliers: int = 0
    independent: float = 0.0
    outdoor: bool = True
    offset_db: Coefficient = field(default_factory=Coefficient)
    carries_offset: bool = False
    los: Coefficient = field(default_factory=Coefficient)
    nlos: Coefficient = field(default_factory=Coefficient)
    diffraction: Coefficient = field(default_factory=Coefficient)
    foliage: Coefficient = field(default_factory=Coefficient)
    vertical: Coefficient = field(default_factory=Coefficient)
    clutter: Mapping[str, Coefficient] = field(default_factory=dict[str, Coefficient])
    sigma_db: float = 0.0
    cells: Mapping[str, CalibratedCell] = field(default_factory=dict[str, CalibratedCell])
    devices_db: Mapping[str, float] = field(default_factory=dict[str, float])
    interpolates: bool = True
    interpolation: Interpolation | None = None
    errors: tuple[Errors, ...] = ()


def errors_of(calibration: Calibration, stage: Stage, group: str = "all", key: str = "") -> Errors | None:
    """One line of the error table, None where it wasn't computed."""
    return next(
        (item for item in calibration.errors if (item.stage, item.group, item.key) == (stage, group, key)), None
    )
