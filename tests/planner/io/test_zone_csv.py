"""The zones' figures as CSV: readable by Excel in Chinese, harmless, and equal to the results."""

import csv
import io
import math
from dataclasses import replace
from pathlib import Path

import pytest

from planner.engine.results import Headline, Results, TargetResult, Verdict, WorstPoint, ZoneResult
from planner.errors import FileError
from planner.io.zone_csv import write_zone_csv, zone_rows
from planner.model.geometry import rectangle
from planner.model.project import Project, Scheme
from planner.model.site_map import SiteMap, Zone, ZoneTargets
from planner.text import tr

ZONE = ZoneResult(
    zone_id="z1", area_m2=1234.5, covered_share=0.995, rsrp_p5_dbm=-103.25, rsrp_p50_dbm=-88.0, rsrp_p95_dbm=-70.125,
    sinr_p5_db=-math.inf, sinr_p50_db=12.0, sinr_p95_db=25.0, dl_p5_mbps=0.0, dl_p50_mbps=1200.5, dl_p95_mbps=1300.0,
    ul_p5_mbps=5.0, ul_p50_mbps=25.0, ul_p95_mbps=90.0, assured_rsrp_dbm=-108.0, assured_sinr_db=-1.0,
    assured_dl_mbps=30.0, assured_ul_mbps=2.0, area_share=0.95, probability=0.9,
    targets=(
        TargetResult(metric="rsrp_dbm", threshold=-100.0, required_share=0.95, share=0.9, verdict=Verdict.NOT_MET),
    ),
    share_in_target=0.9, verdict=Verdict.NOT_MET, worst_point_m=(1.0, 2.0),
    worst_points=(
        WorstPoint(x_m=12.0, y_m=34.5, metric="service", value=-math.inf, threshold=0.0),
        WorstPoint(x_m=1.0, y_m=2.0, metric="rsrp_dbm", value=-120.0, threshold=-100.0),
    ),
)  # fmt: skip


def case(name: str = "堆场", scheme: str = "方案 A") -> tuple[Project, Results]:
    zone = Zone(
        id="z1", name=name, outline=rectangle(0, 0, 9, 9), height_m=22.0,
        targets=ZoneTargets(rsrp_dbm=-100.0, sinr_db=None),
    )  # fmt: skip
    project = Project(site_map=SiteMap(zones={"z1": zone}), schemes={"A": Scheme(id="A", name=scheme)})
    results = Results(
        scheme_id="A", maps=None, zones={"z1": ZONE}, flows={}, cells={}, slice_loads=(),
        quantities={}, quote=None, headline=Headline(area_share_in_target=1, flows_met=0, flows_total=0), issues=(),
    )  # fmt: skip
    return project, results


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_figures_are_those_of_the_results(tmp_path: Path) -> None:
    write_zone_csv(tmp_path / "z.csv", *case(), lang="en")
    assert (tmp_path / "z.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = read(tmp_path / "z.csv")
    assert (row["Zone"], row["Scheme"], float(row["Height (m)"])) == ("堆场", "方案 A", 22.0)
    assert (float(row["Area (m²)"]), row["Terminal"]) == (1234.5, "cpe")
    assert float(row["Served share of the area (%)"]) == 99.5
    assert float(row["SS-RSRP, 5 % percentile (dBm)"]) == -103.25
    assert float(row["Downlink rate, 50 % percentile (Mbit/s)"]) == 1200.5
    assert row["SINR, 5 % percentile (dB)"] == ""
    assert [float(row[f"{text} of the statement (%)"]) for text in ("Area share", "Probability")] == [95.0, 90.0]
    assert float(row["Assured SS-RSRP (dBm)"]) == -108.0
    assert (float(row["Target SS-RSRP (dBm)"]), row["Target SINR (dB)"]) == (-100.0, "")
    assert float(row["Share reaching the target SS-RSRP (%)"]) == 90.0
    assert row["Verdict"] == "not met"
    assert row["Worst places: east, north (m), what is missed"] == "12.0, 34.5, no service; 1.0, 2.0, SS-RSRP"


def test_headings_read_chinese_and_are_different_from_each_other() -> None:
    project, results = case()
    headings, row = zone_rows(project, results, lang="zh")
    assert len(set(headings)) == len(headings) == len(row)
    assert all(any(ord(char) > 0x2E80 for char in heading) for heading in headings)
    assert row[-2] == tr("zh", "not met") != "not met"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_names_are_no_formulas(tmp_path: Path, name: str) -> None:
    write_zone_csv(tmp_path / "z.csv", *case(name, scheme=name))
    (row,) = read(tmp_path / "z.csv")
    assert row["Zone"] == row["Scheme"] == f"'{name}"
    # a negative figure is one, no text
    assert row["Assured SS-RSRP (dBm)"] == "-108.0"


def test_commas_quotes_and_lines_in_names_survive(tmp_path: Path) -> None:
    write_zone_csv(tmp_path / "z.csv", *case('A, "B"\nC'))
    assert read(tmp_path / "z.csv")[0]["Zone"] == 'A, "B"\nC'


def test_a_project_without_zones_has_headings_only(tmp_path: Path) -> None:
    project, results = case()
    write_zone_csv(tmp_path / "z.csv", project, replace(results, zones={}))
    assert read(tmp_path / "z.csv") == []


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        write_zone_csv(tmp_path / "none" / "z.csv", *case())
    assert caught.value.code == "cannot-write"
