"""Sheet 工程量清单: what was counted on the map, with the objects by name and the quote lines it feeds."""

from planner.io.workbook import labels
from planner.io.workbook.cells import BODY, CENTRED, HEADER, NOTE, QUANTITY, TEXT, Sheet, number, put, put_row
from planner.io.workbook.columns import heads
from planner.io.workbook.context import Context
from planner.io.workbook.layout import Layout
from planner.io.workbook.pages import finish, set_widths, write_title
from planner.pricing.measure_names import MEASURE_UNITS
from planner.pricing.quote_types import Quantity

_HEAD_ROW = 4
MAX_NAMES = 40


def write(context: Context, sheet: Sheet, plan: Layout) -> None:
    """Fill the sheet."""
    t = context.t
    set_widths(sheet, (6, 34, 11, 9, 18, 78))
    write_title(context, sheet, t("Bill of quantities"))
    hint = t("As designed. Quantities to be quoted are changed on sheet {sheet}.", sheet=t.context("sheet", "Items"))
    put(sheet, 2, 1, hint, NOTE)
    words = heads(t)
    names = (words["number"], t("Measure"), words["quantity"], words["unit"], t("In quote lines"), t("Made up of"))
    put_row(sheet, _HEAD_ROW, names, HEADER)
    units = labels.units(t)
    measures = [name for name in MEASURE_UNITS if name in context.results.quantities]
    for row, measure in enumerate(measures, start=_HEAD_ROW + 1):
        quantity = context.results.quantities[measure]
        serials = [str(plan.serials[line.code]) for line in context.all_lines if line.measure == measure]
        put(sheet, row, 1, row - _HEAD_ROW, CENTRED)
        put(sheet, row, 2, t.code(measure), TEXT)
        put(sheet, row, 3, quantity.value, number(BODY, QUANTITY))
        put(sheet, row, 4, units[MEASURE_UNITS[measure]], CENTRED)
        put(sheet, row, 5, context.listed(serials) or t("not charged"), CENTRED)
        put(sheet, row, 6, _objects(context, quantity), TEXT)
    finish(context, sheet, frozen=f"C{_HEAD_ROW + 1}", title_rows=f"{_HEAD_ROW}:{_HEAD_ROW}")


def _objects(context: Context, quantity: Quantity) -> str:
    t = context.t
    by_kind: dict[str, list[str]] = {}
    for kind, object_id in quantity.objects:
        by_kind.setdefault(kind, []).append(context.object_name(kind, object_id))
    shown: list[str] = []
    for kind, names in by_kind.items():
        more = len(names) - MAX_NAMES
        listed = context.listed(names[:MAX_NAMES]) + (t(" and {n} more", n=more) if more > 0 else "")
        shown.append(t("{kind:tr}: {names}", kind=kind, names=listed))
    return "\n".join(shown)
