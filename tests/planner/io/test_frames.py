"""Results as tables: the same figures as the results, safe to open in a spreadsheet."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.io.catalogue import load_catalogue
from planner.io.evaluation import evaluate
from planner.io.frames import results_frames, write_tables
from planner.io.templates import new_from_template
from planner.model.edits import ObjectRef, update


@pytest.fixture(scope="module")
def campus():
    project = new_from_template("campus", "en")
    first = min(project.demand.flows)
    project = update(project, ObjectRef("flows", first), name="=1+1")
    project = replace(project, settings=replace(project.settings, resolution_m=20.0))
    return project, evaluate(project, "B", load_catalogue())


def test_a_row_for_every_object_with_its_figures(campus):
    project, results = campus
    frames = results_frames(project, results)
    assert frames["zones"].zone_id.tolist() == sorted(results.zones)
    assert frames["flows"].flow_id.tolist() == sorted(results.flows)
    assert frames["cells"].cell_id.tolist() == sorted(results.cells)
    flows = frames["flows"].set_index("flow_id")
    for flow_id, flow in results.flows.items():
        if flow.latency is not None and flow.latency.stable:
            assert flows.loc[flow_id, "latency.mean_ms"] == pytest.approx(flow.latency.mean_ms)
    assert len(frames["quote_lines"]) == len(results.quote.lines)


def test_csv_reads_back_and_text_stays_text(campus, tmp_path):
    project, results = campus
    paths = {path.stem: path for path in write_tables(tmp_path / "tables", project, results, lang="zh")}
    flows = pd.read_csv(paths["flows"], encoding="utf-8-sig")
    assert "'=1+1" in flows.name.tolist()
    assert flows.shape[0] == len(results.flows)
