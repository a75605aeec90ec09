import json
import math
from dataclasses import replace
from typing import Any

import pytest

from planner.engine.results import Results
from planner.io.catalogue import load_catalogue
from planner.io.evaluation import evaluate
from planner.io.results_json import results_json, results_to_plain
from planner.io.templates import new_from_template
from planner.model.project import Project

UNITS = ("_dbm", "_db", "_mbps", "_ms", "_m", "_m2", "_share", "_months", "_terminals")
UNITLESS = {"threshold", "share", "flows_met", "flows_total", "columns", "rows", "format_version", "terminals",
            "probability_of_target", "latency_percentile", "area_share_in_target", "share_in_target"}  # fmt: skip


@pytest.fixture(scope="module")
def project() -> Project:
    return new_from_template("factory", "en")


@pytest.fixture(scope="module")
def results(project: Project) -> Results:
    return evaluate(project, min(project.schemes), load_catalogue(), resolution_m=8.0)


def numbers(value: Any, key: str = ""):
    if isinstance(value, dict):
        for name, content in value.items():
            if name != "params":
                yield from numbers(content, name)
    elif isinstance(value, list):
        for content in value:
            yield from numbers(content, key)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield key, value


def test_every_number_has_its_unit_in_the_key(project: Project, results: Results) -> None:
    plain = results_to_plain(project, results)
    found = list(numbers(plain))
    assert len(found) > 100
    assert {key for key, _ in found if not key.endswith(UNITS) and key not in UNITLESS} == set()


def test_the_text_is_stable_json_without_nan(project: Project, results: Results) -> None:
    text = results_json(project, results)
    assert text == results_json(project, results)

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    plain = json.loads(text, parse_constant=refuse)
    assert plain["flows"].keys() == results.flows.keys()
    assert plain["zones"].keys() == results.zones.keys()
    assert plain["cells"].keys() == results.cells.keys()
    assert len(plain["slice_loads"]) == len(results.slice_loads)


def test_missing_figures_are_null(project: Project, results: Results) -> None:
    key = next(iter(results.zones))
    zone = replace(results.zones[key], rsrp_p5_dbm=math.nan, ul_p5_mbps=math.inf, worst_point_m=None)
    plain = results_to_plain(project, replace(results, zones={key: zone}, maps=None, quote=None))
    assert plain["zones"][key]["rsrp_p5_dbm"] is None
    assert plain["zones"][key]["ul_p5_mbps"] is None
    assert (plain["map"], plain["quote"]) == (None, None)


def test_figures_are_those_of_the_engine(project: Project, results: Results) -> None:
    plain = results_to_plain(project, results)
    for key, flow in results.flows.items():
        shown = plain["flows"][key]
        assert shown["ul_edge_mbps"] == pytest.approx(flow.ul_edge_mbps)
        assert shown["verdict"] == flow.verdict.value
        assert [reason["code"] for reason in shown["reasons"]] == [reason.code for reason in flow.reasons]
        if flow.latency is not None and math.isfinite(flow.latency.p999_ms):
            assert shown["latency"]["p999_ms"] == pytest.approx(flow.latency.p999_ms)
            assert sum(part["mean_ms"] for part in shown["latency"]["components"]) == pytest.approx(
                flow.latency.mean_ms, rel=1e-3
            )


def test_money_is_exact_on_four_axes_and_shows_no_cost(project: Project, results: Results) -> None:
    assert results.quote is not None
    quote = results_to_plain(project, results)["quote"]
    for axis in ("one_off", "per_month", "per_year", "over_term"):
        amount = getattr(results.quote.totals, axis)
        assert quote["totals"][axis] == {name: f"{getattr(amount, name):.2f}" for name in ("net", "tax", "gross")}
    assert len(quote["lines"]) == len(results.quote.lines)
    text = json.dumps(quote)
    assert "cost" not in text
    assert "floor" not in text


def test_sentences_are_in_the_language_asked_for(project: Project, results: Results) -> None:
    chinese = json.dumps(results_to_plain(project, results, lang="zh")["findings"], ensure_ascii=False)
    english = json.dumps(results_to_plain(project, results, lang="en")["findings"], ensure_ascii=False)
    assert chinese != english
    assert any("一" <= char <= "鿿" for char in chinese)
