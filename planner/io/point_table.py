"""The report about a place as text: rows with their words and figures, to be shown, copied and written as CSV."""

import csv
import io
from dataclasses import dataclass

from planner.engine.point_types import BudgetRow, Cause, PointReport, RowKind
from planner.io.frames import harmless
from planner.io.map_text import cell_title
from planner.model.project import Project
from planner.text import Translator

#: Figures that tell nothing below a tenth.
_ONE_DIGIT = frozenset({"Mbit/s", "%"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """One row in words: sign ("+", "−", "=" for a total, "" for a detail), name, figure, unit, clause."""

    sign: str
    name: str
    value: str
    unit: str
    source: str
    kind: RowKind
    code: str


def text_row(row: BudgetRow, t: Translator) -> TextRow:
    """A row of a budget in a language."""
    signs = {RowKind.TOTAL: "=", RowKind.DETAIL: ""}
    return TextRow(
        sign=signs.get(row.kind, "+" if row.sign > 0 else "−"),
        name=t.code(row.code, row.params),
        value=t.number(row.value, 1 if row.unit in _ONE_DIGIT else 2),
        unit=row.unit,
        source=row.source,
        kind=row.kind,
        code=row.code,
    )


def cause_texts(cause: Cause, t: Translator) -> tuple[str, str]:
    """What limits, and what would cure it ("" for nothing)."""
    return t.code(cause.issue.code, cause.issue.params), t.code(cause.cure) if cause.cure else ""


def heading(project: Project, report: PointReport, t: Translator) -> str:
    """Which place, at which height, served by whom."""
    place = report.place
    where = t(
        "E {x} m, N {y} m, {height} m above ground",
        x=t.number(place.centre_m[0], 1),
        y=t.number(place.centre_m[1], 1),
        height=round(place.height_m, 2),
    )
    if not report.strongest_cell_id:
        return where
    cell = cell_title(project, place.scheme_id, report.strongest_cell_id)
    return (
        f"{where}, {cell}" if report.cell_id else t("{where}, no service (strongest: {cell})", where=where, cell=cell)
    )


def as_text(project: Project, report: PointReport, t: Translator) -> str:
    """The whole report as aligned plain text, for a mail or a document; tab separated, as tables are pasted."""
    lines = [heading(project, report, t), ""]
    lines += [" → ".join(part for part in cause_texts(cause, t) if part) for cause in report.causes]
    for title, rows in ((t("Downlink"), report.downlink), (t("Uplink"), report.uplink)):
        if rows:
            lines += ["", title]
        for row in rows:
            text = text_row(row, t)
            lines.append("\t".join((text.sign, text.name, text.value, text.unit, text.source)).rstrip())
    return "\n".join(lines) + "\n"


def as_csv(project: Project, report: PointReport, t: Translator) -> bytes:
    """The report as CSV (UTF-8 with a byte order mark, so that spreadsheets read the Chinese); figures unrounded."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([heading(project, report, t)])
    writer.writerow([t("Direction"), t("Kind"), t("Gain or loss"), t("Value"), t("Unit"), t("Clause or source")])
    kinds = {RowKind.TERM: t("Counted"), RowKind.TOTAL: t("Total"), RowKind.DETAIL: t("Detail")}
    for direction, row in report.rows():
        value = row.contribution if row.kind is RowKind.TERM else row.value
        figure = f"{value:.4f}".rstrip("0").rstrip(".")
        name = harmless(t.code(row.code, row.params))
        writer.writerow([direction, kinds[row.kind], name, figure, row.unit, row.source])
    for cause in report.causes:
        writer.writerow(["", t("Cause"), *map(harmless, cause_texts(cause, t))])
    return out.getvalue().encode("utf-8-sig")
