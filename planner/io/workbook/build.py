"""The workbook's sheets in order, filled in the order in which they refer to each other."""

from typing import Any

from openpyxl import Workbook

from planner.io.workbook import (
    cover,
    coverage,
    internal,
    items,
    parameters,
    quantities,
    summary,
    terms,
    workings,
)
from planner.io.workbook.cells import address, clean_sheet_name
from planner.io.workbook.context import Context
from planner.io.workbook.layout import plan_layout
from planner.io.workbook.package import set_properties


def build(context: Context) -> Any:
    """The openpyxl workbook of a context."""
    t = context.t
    book: Any = Workbook()
    book.remove(book.active)
    titles = {
        "cover": t.context("sheet", "Cover"),
        "summary": t.context("sheet", "Summary"),
        "items": t.context("sheet", "Items"),
        "quantities": t.context("sheet", "Quantities"),
        "coverage": t.context("sheet", "Coverage"),
        "parameters": t.context("sheet", "Parameters"),
        "terms": t.context("sheet", "Terms"),
        "workings": t.context("sheet", "Workings"),
    }
    if context.audience == "internal":
        titles["internal"] = t.context("sheet", "Internal")
    sheets = {name: book.create_sheet(clean_sheet_name(title)) for name, title in titles.items()}
    plan = plan_layout(context)
    inputs = parameters.write(context, sheets["parameters"])
    steps = workings.write(context, sheets["workings"], sheets["items"], plan, inputs)
    totals = summary.write(context, sheets["summary"], plan, inputs, steps)
    if context.rounds_totals:
        items.write_rounded_total(context, sheets["items"], plan, totals)
    items.write(context, sheets["items"], plan, inputs, steps)
    capitals = address(sheets["summary"], summary.CAPITALS_ROW, summary.CAPITALS_COLUMN)
    cover.write(context, sheets["cover"], totals[3], capitals)
    quantities.write(context, sheets["quantities"], plan)
    coverage.write(context, sheets["coverage"])
    terms.write(context, sheets["terms"])
    if context.audience == "internal":
        internal.write(context, sheets["internal"], sheets["items"], plan, steps)
    day = context.quote.terms.quote_date
    title = t("Quote {number}", number=context.footer)
    set_properties(book, title=title, creator=context.project.supplier, day=day)
    return book
