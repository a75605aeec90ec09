"""The report about one place: a link budget in rows, what limits it, and what would cure that."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from planner.errors import Issue, Param
from planner.model.geometry import Point


class RowKind(StrEnum):
    """What a row does in its table.

    A term enters the sum with its sign; a total is the sum of all terms so far; a detail explains the row above it or a
    figure that isn't a sum.
    """

    TERM = "term"
    TOTAL = "total"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRow:
    """One line of a budget: what (a code with parameters), how much, and by which clause.

    value: as it is written, in `unit`; a term contributes `sign` x value (+1 or -1), totals and details have sign 0.
    source: standard and clause or catalogue entry, the same in every language; "" for the project's own figures.
    """

    code: str
    value: float
    unit: str
    kind: RowKind = RowKind.TERM
    sign: int = 0
    source: str = ""
    params: Mapping[str, Param] = field(default_factory=dict[str, Param])

    @property
    def contribution(self) -> float:
        """What the row adds to the sum."""
        return self.sign * self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class CellAtPoint:
    """One cell as it arrives at the place: mean SS-RSRP, DL load, and whether it interferes with the serving cell."""

    cell_id: str
    rsrp_dbm: float
    load_dl: float
    interferes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that makes the place worse, with the figure it spoils ("rsrp", "sinr", "dl", "ul" or "").

    issue: the sentence with its counterfactual figures; cure: the code of a remedy, "" for none; gain_db: how much
    better the figure would be without it.
    """

    issue: Issue
    cure: str
    figure: str
    gain_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place asked about. centre_m: the centre of its pixel, which all figures belong to; `resolution_m` of the map.

    terminal: key of the catalogue. zone_id: the zone it lies in, "" outside; probability: what its margin is for.
    """

    scheme_id: str
    east_m: float
    north_m: float
    centre_m: Point
    height_m: float
    terminal: str
    zone_id: str
    probability: float
    resolution_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PointReport:
    """Everything about one place in one scheme.

    cell_id: the serving cell, "" without service; strongest_cell_id: the one the budgets are for, the strongest where
    none serves, "" where none is in range. antenna_m: where its antenna (or its strongest head) stands. Levels, quality
    and rates are medians, NaN where there is no figure. downlink and uplink: the budgets, empty out of range. cells:
    all in range, strongest first. causes: what limits the place, the decisive one first; targets_met: whether the
    zone's targets hold here with its probability.
    """

    place: Place
    cell_id: str = ""
    strongest_cell_id: str = ""
    antenna_m: Point | None = None
    antenna_height_m: float = 0.0
    rsrp_dbm: float = math.nan
    sinr_db: float = math.nan
    dl_mbps: float = math.nan
    ul_mbps: float = math.nan
    downlink: tuple[BudgetRow, ...] = ()
    uplink: tuple[BudgetRow, ...] = ()
    cells: tuple[CellAtPoint, ...] = ()
    causes: tuple[Cause, ...] = ()
    targets_met: bool = False

    @property
    def limit(self) -> str:
        """Code of what decides; "" where nothing is known to limit."""
        return self.causes[0].issue.code if self.causes else ""

    def rows(self) -> Iterator[tuple[str, BudgetRow]]:
        """All rows with the direction they belong to ("DL", "UL")."""
        yield from (("DL", row) for row in self.downlink)
        yield from (("UL", row) for row in self.uplink)
