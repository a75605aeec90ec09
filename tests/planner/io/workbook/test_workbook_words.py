"""What the reader is told: compliance, plain words for customers, whole-line prices, numbers, latencies without end."""

import math
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbook_check import error_cells, fen, item_rows, recalculated
from workbook_kit import D, book, item, project_of, quote_of, results_of, terms_of, with_items, write

from planner.engine.flow_stage import HEADROOM_LIMIT
from planner.engine.results import Results, Verdict
from planner.errors import Issue, Severity
from planner.io.workbook import blocking_issues
from planner.latency.budget import LatencyInputs, latency
from planner.model.site_map import Zone
from planner.pricing.tiers import Flat, PercentOf

CELL_FULL = {
    "name": "flow",
    "direction": "UL",
    "cells": 3,
    "cell": "c1",
    "slice": "sl1",
    "missing_prb": 1593,
    "asked_pct": 628,
    "granted_pct": 45,
}


def reason(code: str, **params: Any) -> Issue:
    return Issue(code=code, params={"name": "flow", **params}, object_kind="flows", object_id="f1", scheme_id="A")


def results_with(*reasons: Issue, issues: tuple[Issue, ...] = (), **flow: Any) -> Results:
    plain = results_of(quote_of(book(), terms_of()), issues=issues)
    changed = replace(plain.flows["f1"], reasons=reasons, **flow)
    return replace(plain, flows={"f1": changed}, issues=(*plain.issues, *reasons))


def sheet_text(path: Path, name: str) -> str:
    sheet = openpyxl.load_workbook(path)[name]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_customer_reads_causes_and_the_seller_diagnostics(tmp_path: Path) -> None:
    results = results_with(
        reason("flow-cell-full", **CELL_FULL), issues=(Issue(code="cell-over-ceiling", severity=Severity.WARNING),)
    )
    for audience in ("customer", "internal"):
        write(tmp_path / f"{audience}.xlsx", book(), terms_of(), results=results, audience=audience)
    customer = sheet_text(tmp_path / "customer.xlsx", "Coverage") + sheet_text(tmp_path / "customer.xlsx", "Terms")
    assert "the planned capacity doesn't carry all its terminals" in customer
    assert not any(word in customer for word in ("PRB", "1593", "628", "Error", "planning ceiling"))
    assert "PRBs" in sheet_text(tmp_path / "internal.xlsx", "Internal")
    assert "1593" in sheet_text(tmp_path / "internal.xlsx", "Coverage")


def test_every_unmet_zone_and_flow_is_listed_with_its_counts(tmp_path: Path) -> None:
    terms = terms_of()
    project = project_of(terms)
    hidden = Zone(id="z2", name="in the stack", outline=((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)))
    zones = {**project.site_map.zones, "z2": hidden}
    project = replace(project, site_map=replace(project.site_map, zones=zones))
    results = results_with()
    met = replace(results.flows["f1"], verdict=Verdict.MET)
    write(tmp_path / "q.xlsx", book(), terms, project=project, results=replace(results, flows={"f1": met}))
    sheet = openpyxl.load_workbook(tmp_path / "q.xlsx")["Coverage"]
    rows = {sheet.cell(row, 1).value: [sheet.cell(row, column).value for column in (17, 18)] for row in range(6, 9)}
    assert rows["in the stack"][0] == "not met" and "no place for a terminal" in rows["in the stack"][1]
    assert rows["zone"][0] == "met with 90%" and "RSRP ≥ -100 dBm on 90.0% of the area only" in rows["zone"][1]
    assert rows["flow"][0] == "met"
    counts = "Flows met 1/1; zones met 0/2 (and 1 with some probability)"
    assert counts in sheet_text(tmp_path / "q.xlsx", "Cover") and counts in sheet_text(tmp_path / "q.xlsx", "Summary")


def test_small_demands_and_the_terminal_s_own_stand_beside_the_edge_rate(tmp_path: Path) -> None:
    write(tmp_path / "q.xlsx", book(), terms_of())
    sheet = openpyxl.load_workbook(tmp_path / "q.xlsx")["Coverage"]
    head = next(row for row in range(1, 40) if sheet.cell(row, 5).value == "UL per terminal, Mbit/s")
    assert [sheet.cell(head + 1, column).value for column in (5, 6, 7)] == [10.0, 8.0, 10.0]
    assert sheet.cell(head + 1, 5).number_format == "#,##0.0###"
    assert "95 % of the places offer one terminal" in str(sheet.cell(head - 1, 1).value)


def test_a_latency_without_end_fills_the_scale(tmp_path: Path) -> None:
    endless = latency(LatencyInputs(ul_load=1.5))
    assert math.isinf(endless.percentile_ms(0.99))
    write(tmp_path / "q.xlsx", book(), terms_of(), results=results_with(latency=endless))
    sheet = openpyxl.load_workbook(tmp_path / "q.xlsx")["Coverage"]
    name, reached, target, unbounded = (sheet.cell(6, column).value for column in range(20, 24))
    assert (name, reached, target) == ("flow", None, 100.0)
    assert unbounded == sheet._charts[0].y_axis.scaling.max >= target
    assert len(sheet._charts[0].series) == 3
    assert "No latency figure (no end, or no way to the UPF): flow" in sheet_text(tmp_path / "q.xlsx", "Coverage")
    assert sheet.print_area.startswith("'Coverage'!$A$1:$R$")


@pytest.mark.parametrize(
    ("headroom", "text"),
    [(3, "room for 3 more terminals (each"), (HEADROOM_LIMIT, "room for 1000 more terminals and beyond")],
)
def test_the_ceiling_of_the_head_room_is_no_figure(tmp_path: Path, headroom: int, text: str) -> None:
    results = results_with(verdict=Verdict.MET, headroom=headroom)
    write(tmp_path / "q.xlsx", book(), terms_of(), results=results)
    assert text in sheet_text(tmp_path / "q.xlsx", "Coverage")


def test_whole_line_prices_say_so_and_count_in_real_units(office: Path, tmp_path: Path) -> None:
    write(tmp_path / "q.xlsx", book(), terms_of())
    sheet = recalculated(tmp_path / "q.xlsx")["Items"]
    rows = item_rows(sheet)
    for code, unit in (("BLOCK", "Mbit/s"), ("VOLUME", "Mbit/s"), ("SLAB", "Mbit/s"), ("BENEFIT", "flows")):
        assert sheet.cell(rows[code], 5).value == unit
        assert "whole line" in sheet.cell(rows[code], 6).value and "not × quantity" in sheet.cell(rows[code], 18).value
    assert (sheet.cell(rows["FLAT"], 5).value, sheet.cell(rows["FLAT"], 6).value) == ("each", "Month")
    assert sheet.cell(rows["AREA"], 5).value == "km²"
    assert sheet.cell(rows["PACK"], 18).value == "charged: 3 packages"
    assert sheet.cell(rows["COMMIT"], 18).value == "charged: 50 (commitment)"


def test_a_percentage_states_its_basis(tmp_path: Path) -> None:
    write(tmp_path / "some.xlsx", book(), terms_of())
    assert "6.25% of the list prices (before discounts) of lines 1, 3, 8" in sheet_text(tmp_path / "some.xlsx", "Items")
    everything = (
        item("FLAT", "sim_embb", Flat(unit_price=D(1))),
        item("PERCENT", "one", PercentOf(rate=D("0.06"), of_items=("FLAT", "ABSENT"))),
    )
    write(tmp_path / "all.xlsx", book(everything), terms_of(), lang="en")
    assert "6% of the sum of list prices (before discounts)" in sheet_text(tmp_path / "all.xlsx", "Items")


def test_schemes_never_share_a_quote_number(tmp_path: Path) -> None:
    write(tmp_path / "q.xlsx", book(), terms_of())
    workbook = openpyxl.load_workbook(tmp_path / "q.xlsx")
    assert workbook["Cover"]["B6"].value == "Q-1-A"
    assert workbook.properties.title == "Quote Q-1-A"
    cover = sheet_text(tmp_path / "q.xlsx", "Cover")
    assert "Test book, version 1" in cover and book().sha256[:8] not in cover


def test_no_sentence_states_a_rate_that_can_be_changed(tmp_path: Path) -> None:
    params = {"tax_code": "t6", "rate": "0.06"}
    unsettled = Issue(code="quote-tax-not-settled", severity=Severity.WARNING, params=params)
    write(tmp_path / "q.xlsx", book(), terms_of(), results=results_with(issues=(unsettled,)))
    terms = sheet_text(tmp_path / "q.xlsx", "Terms")
    assert "Tax category Tax t6 is not settled" in terms and "sheet Parameters" in terms
    assert "6 %" not in terms and "6%" not in terms


def test_margins_add_up_and_the_floor_check_passes(office: Path, tmp_path: Path) -> None:
    tariff = book()
    cheap = replace(tariff.items["FLAT"], cost=D("10.5"), floor_price=D("20"))
    tariff = with_items(tariff, items={**tariff.items, "FLAT": cheap})
    quote = write(tmp_path / "q.xlsx", tariff, terms_of(), audience="internal")
    workbook = recalculated(tmp_path / "q.xlsx")
    assert error_cells(workbook) == []
    sheet = workbook["Internal"]
    found = {str(sheet.cell(row, 1).value): sheet.cell(row, 12).value for row in range(5, sheet.max_row + 1)}
    line = next(line for line in quote.lines if line.code == "FLAT")
    revenue, cost = line.unit_price * line.quantity * 36, Decimal("10.5") * line.quantity * 36
    assert fen(found["of these, lines with a cost: amount"]) == revenue
    assert fen(found["lines with a cost: cost"]) == cost
    assert fen(found["lines with a cost: margin (amount − cost)"]) == revenue - cost
    without = fen(found["lines without a cost: amount (in no margin)"])
    assert fen(found["Amount over the term, all lines"]) == revenue + without and without > 0
    assert found["Floor check of all lines"] == "passed"
    assert "passed" in [sheet.cell(row, 7).value for row in range(5, 30)]


def test_a_floor_that_is_missed_fails_the_check(office: Path, tmp_path: Path) -> None:
    write(tmp_path / "q.xlsx", book(), terms_of(), audience="internal")  # the kit's floor is above its price
    sheet = recalculated(tmp_path / "q.xlsx")["Internal"]
    found = {str(sheet.cell(row, 1).value): sheet.cell(row, 12).value for row in range(5, sheet.max_row + 1)}
    assert found["Floor check of all lines"] == "below the floor"


def test_verdicts_don_t_block_and_errors_of_the_plan_do() -> None:
    zone_verdict = Issue(code="zone-target-missed", object_kind="zones", object_id="z1")
    no_places = Issue(code="zone-without-places", object_kind="zones", object_id="z9")
    broken = Issue(code="object-value-out-of-range", object_kind="flows", object_id="f1")
    doubtful = Issue(code="load-not-converged", severity=Severity.WARNING)
    results = results_with(
        reason("flow-cell-full", **CELL_FULL), issues=(zone_verdict, no_places, broken, broken, doubtful)
    )
    assert blocking_issues(results) == (no_places, broken)
    assert blocking_issues(results_with()) == ()
