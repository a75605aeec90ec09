"""Rows of lines on the items sheet and of parts on the workings sheet, known before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.io.workbook.context import Context
from planner.pricing.pricebook import Term
from planner.pricing.quote_types import QuoteLine

ITEMS_FIRST_ROW = 5
WORKINGS_FIRST_ROW = 6

# columns of the items sheet, counted from 1
NUMBER, NAME, SPEC, QTY, UNIT, PERIOD, LIST, DISCOUNT, PRICE, RATE = range(1, 11)
NET, TAX, GROSS, ONE_OFF, PER_MONTH, PER_YEAR, OVER_TERM, REMARK = range(11, 19)
AXIS_COLUMNS = (ONE_OFF, PER_MONTH, PER_YEAR, OVER_TERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A category of the items sheet: its title's row, its lines, the row of its subtotal."""

    term: Term
    title_row: int
    lines: tuple[QuoteLine, ...]
    subtotal_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Rows of both sheets. `item_rows`, `line_rows` (workings) by item code; `part_rows` by item code, one per part."""

    groups: tuple[Group, ...]
    item_rows: Mapping[str, int]
    total_row: int
    scenario_row: int
    serials: Mapping[str, int]
    line_rows: Mapping[str, int]
    parts_title_row: int
    part_rows: Mapping[str, tuple[int, ...]]
    after_parts_row: int


def plan_layout(context: Context) -> Layout:
    """Lay out the items by category, then the total, then the scenario lines; the workings line by line."""
    groups: list[Group] = []
    item_rows: dict[str, int] = {}
    row = ITEMS_FIRST_ROW
    for term, lines in context.lines_by_category():
        item_rows |= {line.code: row + 1 + place for place, line in enumerate(lines)}
        subtotal = row + 1 + len(lines)
        groups.append(Group(term=term, title_row=row, lines=lines, subtotal_row=subtotal))
        row = subtotal + 1
    total_row = row
    scenario_row = total_row + (3 if context.rounds_totals else 1) + 1
    scenarios = context.quote.scenario_lines
    item_rows |= {line.code: scenario_row + 1 + place for place, line in enumerate(scenarios)}

    line_rows = {line.code: WORKINGS_FIRST_ROW + place for place, line in enumerate(context.all_lines)}
    parts_title_row = WORKINGS_FIRST_ROW + len(line_rows) + 1
    part_rows: dict[str, tuple[int, ...]] = {}
    row = parts_title_row + 2
    for line in context.all_lines:
        part_rows[line.code] = tuple(range(row, row + len(line.parts)))
        row += len(line.parts)
    return Layout(
        groups=tuple(groups),
        item_rows=item_rows,
        total_row=total_row,
        scenario_row=scenario_row,
        serials={line.code: place for place, line in enumerate(context.all_lines, start=1)},
        line_rows=line_rows,
        parts_title_row=parts_title_row,
        part_rows=part_rows,
        after_parts_row=row + 1,
    )
