"""The report about a place as text and CSV."""

import csv
import io

import pytest

from planner.engine.cache import EngineCache
from planner.engine.point_report import PointReport, RowKind, point_report
from planner.io.catalogue import load_catalogue
from planner.io.evaluation import evaluate
from planner.io.point_table import as_csv, as_text, cause_texts, heading, text_row
from planner.io.templates import new_from_template
from planner.model.project import Project
from planner.text import Translator

ZH, EN = Translator("zh"), Translator("en")


@pytest.fixture(scope="module")
def reported() -> tuple[Project, PointReport]:
    project, catalogue, cache = new_from_template("substation", "en"), load_catalogue(), EngineCache()
    scheme_id = min(project.schemes)
    results = evaluate(project, scheme_id, catalogue, cache=cache, resolution_m=16.0)
    site = next(iter(project.schemes[scheme_id].network.sites.values()))
    east, north = site.position
    return project, point_report(project, scheme_id, catalogue, results, east + 40.0, north + 25.0, cache=cache)


def test_signs_and_totals(reported: tuple[Project, PointReport]) -> None:
    _, report = reported
    signs = {RowKind.TERM: {"+", "−"}, RowKind.TOTAL: {"="}, RowKind.DETAIL: {""}}
    for _, row in report.rows():
        text = text_row(row, ZH)
        assert text.sign in signs[row.kind]
        assert text.kind is row.kind
    first = text_row(report.downlink[0], EN)
    assert (first.name, first.unit) == ("Carrier power (conducted)", "dBm")
    assert text_row(report.downlink[0], ZH).name == "载波功率（传导）"


def test_text_has_every_row_of_both_directions(reported: tuple[Project, PointReport]) -> None:
    project, report = reported
    text = as_text(project, report, ZH)
    assert heading(project, report, ZH) in text
    assert text.count("\t") > 3 * (len(report.downlink) + len(report.uplink))
    assert "下行" in text
    assert "上行" in text
    for cause in report.causes:
        assert cause_texts(cause, ZH)[0] in text


def test_csv_adds_up_in_a_spreadsheet(reported: tuple[Project, PointReport]) -> None:
    project, report = reported
    content = as_csv(project, report, EN)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    down = [row for row in rows[2:] if row[0] == "DL"]
    assert len(down) == len(report.downlink)
    total = 0.0
    for row in down:
        if row[1] == "Counted":
            total += float(row[3])
        elif row[1] == "Total":
            assert float(row[3]) == pytest.approx(total, abs=0.01)
    assert len([row for row in rows[2:] if row[1] == "Cause"]) == len(report.causes)
