from pathlib import Path

import pytest
from openpyxl import Workbook

from planner.errors import FileError
from planner.io.catalogue import load_catalogue
from planner.io.new_project import add_flow, add_zone, blank_project, rectangle_zone
from planner.io.site_columns import FaultsError
from planner.io.sites import SitesReport, import_sites
from planner.model.network import ALL_SITES, Ownership, RadioScenario, SiteKind, UpfPlace
from planner.model.project import GeoReference, Project
from planner.model.rules import check
from planner.text import translate

CATALOGUE = load_catalogue()
HEADINGS = "name,x,y,band,kind,height,azimuth,tilt"


@pytest.fixture
def project() -> Project:
    return blank_project("en", name="p")


@pytest.fixture
def load(project: Project, tmp_path: Path):
    def _load(text: str, encoding: str = "utf-8", **options) -> tuple[Project, SitesReport]:
        path = tmp_path / "sites.csv"
        path.write_text(text, encoding=encoding)
        return import_sites(path, options.pop("into", project), "A", **options)

    return _load


def refused(load, text: str) -> FileError:
    with pytest.raises(FileError) as caught:
        load(text)
    for lang in ("en", "zh"):
        assert "{" not in translate(caught.value.code, caught.value.params, lang)
    return caught.value


def test_a_list_becomes_sites_cells_and_a_upf(load) -> None:
    text = f"{HEADINGS}\nEast,10,20,n79,macro,30,0/120/240,8\nWest,-5,0,4.9G,micro,8,90,4\nRoom,1,1,,UPF,,,\n"
    project, report = load(text)
    network = project.schemes["A"].network
    assert (report.sites, report.cells, report.upfs, report.encoding) == (2, 4, 1, "utf-8")
    east, west = network.sites.values()
    assert (east.name, east.position, east.kind) == ("East", (10.0, 20.0), SiteKind.MACRO)
    cells = [cell for cell in network.cells.values() if cell.site_id == east.id]
    assert [cell.azimuth_deg for cell in cells] == [0.0, 120.0, 240.0]
    assert {(c.band, c.bandwidth_mhz, c.frame, c.height_m, c.electrical_tilt_deg) for c in cells} == {
        ("n79", 100.0, "DSUUU", 30.0, 8.0)
    }
    (micro,) = [cell for cell in network.cells.values() if cell.site_id == west.id]
    assert (micro.scenario, micro.antenna, micro.height_m) == (RadioScenario.UMI, "micro_4t", 8.0)
    assert len({cell.pci for cell in network.cells.values()}) == 4
    (upf,) = network.upfs.values()
    assert (upf.name, upf.place, upf.position) == ("Room", UpfPlace.ON_SITE, (1.0, 1.0))
    (link,) = network.links.values()
    assert (link.from_id, link.to_id) == (ALL_SITES, upf.id)
    assert project.schemes["A"].slices["slice-01"].upf_id == upf.id
    assert set(report.defaulted) == {"tx_power_dbm", "bandwidth_mhz", "frame", "antenna"}
    assert [issue.params["taken"] for issue in report.issues] == ["n79"]


def test_the_plan_that_results_has_no_errors(load) -> None:
    project, _ = load(f"{HEADINGS}\nEast,10,20,n79,macro,30,0/120/240,8\nRoom,1,1,,UPF,,,\n")
    project, zone_id = add_zone(project, "quay", rectangle_zone((0, 0, 50, 50)))
    project, flow_id = add_flow(project, CATALOGUE, "crane_remote_video", zone_id=zone_id, count=3, name="video")
    assert [issue.code for issue in check(project, CATALOGUE)] == []
    flow, scenario = project.demand.flows[flow_id], CATALOGUE.scenarios["crane_remote_video"]
    assert (flow.ul_mbps, flow.count, flow.latency_target_ms) == (scenario.ul_mbps, 3, scenario.latency_target_ms)
    assert project.schemes["A"].assignments[flow_id].five_qi == scenario.five_qi


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_lists_in_any_form(load, delimiter: str, encoding: str) -> None:
    rows = [
        ["集装箱码头站点表"],
        ["站名", "x坐标", "y坐标", "频段", "站点类型", "挂高(m)", "方位角（°）", "机械下倾", "电子下倾", "归属"],
        ["一号站", "10", "20", "2.6G", "宏站", "30", "0、120", "2", "5", "现网"],
        [""],
        ["二号站", "50", "20", "700M", "室分", "3", "", "", "", ""],
    ]
    project, report = load("\n".join(delimiter.join(row) for row in rows), encoding)
    assert report.encoding == encoding
    first, second = project.schemes["A"].network.sites.values()
    assert (first.name, first.ownership, second.kind) == ("一号站", Ownership.PUBLIC, SiteKind.INDOOR_HEAD)
    cells = list(project.schemes["A"].network.cells.values())
    assert [(c.band, c.azimuth_deg, c.mechanical_tilt_deg, c.electrical_tilt_deg) for c in cells[:2]] == [
        ("n41", 0.0, 2.0, 5.0),
        ("n41", 120.0, 2.0, 5.0),
    ]
    assert (cells[2].band, cells[2].frame, cells[2].scenario) == ("n28", "FDD", RadioScenario.INH)


def test_rows_of_one_site_are_joined_and_a_total_tilt_is_split(load) -> None:
    text = (
        "name,x,y,band,azimuth,tilt,mechanical tilt,pci\nA,0,0,n79,0,6,2,7\nA,0.4,0,n79,120,6,2,8\n"
        "A,0,0,n41,0,6,2,9\nA,0,0,n41,0,6,2,10\n"
    )
    project, report = load(text)
    assert (report.sites, report.cells) == (1, 3)
    assert [issue.code for issue in report.issues] == ["row-duplicate"]
    cells = list(project.schemes["A"].network.cells.values())
    assert [(c.name, c.pci, c.electrical_tilt_deg, c.mechanical_tilt_deg) for c in cells] == [
        ("A-1", 7, 4.0, 2.0),
        ("A-2", 8, 4.0, 2.0),
        ("A-3", 9, 4.0, 2.0),
    ]


def test_degrees_are_placed_with_the_reference_of_the_project(project: Project, load) -> None:
    from dataclasses import replace

    placed = replace(project, geo=GeoReference(epsg=32651, origin_east_m=393000.0, origin_north_m=3308000.0))
    result, _ = load("站名,经度,纬度,频段\nA,121.9,29.9,n79\nB,121.91,29.9,n79\n", into=placed)
    a, b = (site.position for site in result.schemes["A"].network.sites.values())
    assert b[0] - a[0] == pytest.approx(966.0, abs=2.0)
    assert 0 < a[0] < 2000
    assert refused(load, "站名,经度,纬度,频段\nA,121.9,29.9,n79\n").code == "project-without-reference"


def test_importing_twice_changes_nothing(load) -> None:
    text = f"{HEADINGS}\nEast,10,20,n79,macro,30,0,8\nRoom,1,1,,UPF,,,\n"
    once, _ = load(text)
    twice, report = load(text, into=once)
    assert twice == once
    assert [issue.code for issue in report.issues] == ["site-exists", "row-duplicate"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("A,ten,0,n79,macro,30,0,6", "invalid-cell-number", "x"),
        ("A,1e9,0,n79,macro,30,0,6", "invalid-cell-number", "x"),
        ("A,nan,0,n79,macro,30,0,6", "invalid-cell-number", "x"),
        (",0,0,n79,macro,30,0,6", "missing-cell", "name"),
        ("A,,0,n79,macro,30,0,6", "missing-cell", "x"),
        ("A,0,0,,macro,30,0,6", "missing-cell", "band"),
        ("A,0,0,n999,macro,30,0,6", "invalid-cell", "band"),
        ("A,0,0,28GHz,macro,30,0,6", "invalid-cell", "band"),
        ("A,0,0,5G,macro,30,0,6", "invalid-cell", "band"),
        ("A,0,0,n79,nano,30,0,6", "invalid-cell", "kind"),
        ("A,0,0,n79,macro,0,0,6", "invalid-cell-number", "height"),
        ("A,0,0,n79,macro,30,400,6", "invalid-cell-number", "azimuth"),
        ("A,0,0,n79,macro,30,0/x,6", "invalid-cell-number", "azimuth"),
        ("A,0,0,n79,macro,30,0,90", "invalid-cell-number", "tilt"),
        ("B,9,9,n79,macro,30,0,6", "site-split", None),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_imported(load, row: str, code: str, column: str | None) -> None:
    error = refused(load, f"{HEADINGS}\nB,0,0,n79,macro,30,0,6\n{row}\n")
    assert (error.code, error.params["file"], error.params["row"]) == (code, "sites.csv", 3)
    assert error.params.get("column") == column


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b\n1,2\n", "no-heading"),
        ("name,band\nA,n79\n", "missing-column"),
        ("x,y,band\n1,2,n79\n", "missing-column"),
        ("name,x,y\nA,1,2\n", "missing-column"),
        ("name,站名,x,y\nA,A,1,2\n", "column-twice"),
        (f"{HEADINGS}\n", "table-without-rows"),
        ("name,x,y,band,bandwidth\nA,1,2,n79,33\n", "invalid-cell"),
        ("name,x,y,band,frame\nA,1,2,n79,FDD\n", "invalid-cell"),
        ("name,x,y,band,antenna\nA,1,2,n79,dish\n", "invalid-cell"),
        ("name,x,y,band,pci\nA,1,2,n79,1008\n", "invalid-cell-whole"),
        ("name,x\0,y", "not-a-table"),
    ],
)
def test_bad_tables_are_named(load, text: str, code: str) -> None:
    assert refused(load, text).code == code


def test_all_faults_are_found_in_the_order_of_the_rows(load) -> None:
    text = (
        f"{HEADINGS}\nA,0,0,n79,macro,0,400,6\nB,east,0,n79,macro,30,0,6\nC,0,0,5G,nano,30,0,6\n,0,0,n79,macro,30,0,6\n"
    )
    with pytest.raises(FaultsError) as caught:
        load(text)
    found = [(fault.params["row"], fault.params["column"]) for fault in caught.value.faults]
    assert found == [(2, "height"), (2, "azimuth"), (3, "x"), (4, "kind"), (4, "band"), (5, "name")]
    assert (caught.value.params["count"], caught.value.params["rows"]) == (6, "2, 3, 4, 5")


def test_a_number_is_asked_for_with_limits_unit_and_example(load) -> None:
    error = refused(load, "站名,x,y,频段,挂高\n甲,0,0,n79,0.1\n")
    sentence = translate(error.code, error.params, "zh")
    assert "挂高须为 0.5–500 米，例如 30" in sentence
    assert "0.1" in sentence


@pytest.mark.parametrize(
    ("text", "band"),
    [("2600", "n41"), ("2.6G", "n41"), ("２６００", "n41"), ("3.5G", "n78"), ("3500MHz", "n78"), ("3.5", "n78"),
     ("4900", "n79"), ("4.9GHz", "n79"), ("4800M", "n79"), ("700", "n28"), ("79", "n79"), ("N41", "n41")],
)  # fmt: skip
def test_bands_by_frequency_are_taken_and_reported(load, text: str, band: str) -> None:
    project, report = load(f"站名,x,y,频段\n甲,0,0,{text}\n")
    (cell,) = project.schemes["A"].network.cells.values()
    assert cell.band == band
    assert [i.code for i in report.issues] == ([] if text.lower() in (band, band[1:]) else ["site-value-taken"])


@pytest.mark.parametrize(
    ("heading", "text", "dbm"),
    [("功率", "200W", 53.0), ("功率", "53 dBm", 53.0), ("功率", "49dBm", 49.0), ("功率", "５３", 53.0),
     ("功率(W)", "80", 49.0), ("功率", "500mW", 27.0)],
)  # fmt: skip
def test_power_in_watts_or_dbm(load, heading: str, text: str, dbm: float) -> None:
    project, report = load(f"站名,x,y,频段,{heading}\n甲,0,0,n79,{text}\n")
    (cell,) = project.schemes["A"].network.cells.values()
    assert cell.tx_power_dbm == dbm
    assert bool(report.issues) == ("W" in text or "W" in heading)


@pytest.mark.parametrize(
    ("word", "expected"), [("自建", Ownership.NEW), ("公网", Ownership.PUBLIC), ("共享", Ownership.PUBLIC)]
)
def test_ownership_in_everyday_words(load, word: str, expected: Ownership) -> None:
    project, _ = load(f"站名,x,y,频段,归属\n甲,0,0,n79,{word}\n")
    assert [site.ownership for site in project.schemes["A"].network.sites.values()] == [expected]


def test_full_width_digits_and_punctuation(load) -> None:
    project, _ = load("站名;x;y;频段;挂高;方位角\n甲（东）;１０;－５．５;ｎ７９;３０米;０，１２０，２４０\n")
    (site,) = project.schemes["A"].network.sites.values()
    assert (site.name, site.position) == ("甲（东）", (10.0, -5.5))
    cells = project.schemes["A"].network.cells.values()
    assert [(cell.azimuth_deg, cell.height_m) for cell in cells] == [(0.0, 30.0), (120.0, 30.0), (240.0, 30.0)]


def test_sites_far_from_the_map_and_swapped_degrees(project: Project, load) -> None:
    from dataclasses import replace

    from planner.model.site_map import Obstacle, ObstacleKind

    square = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0))
    drawn = Obstacle(id="ob-01", kind=ObstacleKind.BUILDING, name="", outline=square, height_m=5.0)
    geo = GeoReference(epsg=32651, origin_east_m=393000.0, origin_north_m=3308000.0)
    placed = replace(project, geo=geo, site_map=replace(project.site_map, obstacles={"ob-01": drawn}))
    _, report = load("站名,x,y,n,频段\n甲,19000,0,,n79\n乙,21000,0,,n79\n", into=placed)
    assert [(i.code, i.params["name"]) for i in report.issues if i.code != "column-ignored"] == [
        ("site-far-in-metres", "乙")
    ]
    _, report = load("站名,经度,纬度,频段\n甲,29.9,21.9,n79\n", into=placed)
    assert [issue.code for issue in report.issues] == ["site-far-in-degrees"]
    assert (
        refused(lambda text: load(text, into=placed), "站名,经度,纬度,频段\n甲,29.9,121.9,n79\n").code
        == "latitude-out-of-range"
    )


def workbook(path: Path, rows: list[list[object]], sheet: str = "站点") -> Path:
    book = Workbook()
    book.active.title = "说明"
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def test_workbooks(project: Project, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["站名", "x", "y", "频段", "方位角"],
        ["A", 1.5, 2, "n79", "0/120"],
        ["B", 9, 2, "n79", 30],
    ]
    path = workbook(tmp_path / "s.xlsx", rows)
    result, report = import_sites(path, project, "A", sheet="站点")
    assert (report.encoding, report.sites, report.cells) == ("xlsx", 2, 3)
    assert [site.position for site in result.schemes["A"].network.sites.values()] == [(1.5, 2.0), (9.0, 2.0)]
    with pytest.raises(FileError) as caught:
        import_sites(path, project, "A", sheet="none")
    assert (caught.value.code, caught.value.params["known"]) == ("no-such-sheet", "说明, 站点")


def test_a_formula_without_a_stored_value_is_named(project: Project, tmp_path: Path) -> None:
    path = workbook(tmp_path / "s.xlsx", [["name", "x", "y", "band"], ["A", 1, "=B2*2", "n79"]])
    with pytest.raises(FileError) as caught:
        import_sites(path, project, "A", sheet="站点")
    assert (caught.value.code, caught.value.params["cell"]) == ("formula-without-value", "C2")


@pytest.mark.parametrize("name", ["s.xlsx", "s.csv"])
def test_damaged_workbooks_are_refused(project: Project, tmp_path: Path, name: str) -> None:
    whole = workbook(tmp_path / "whole.xlsx", [["name", "x", "y", "band"], ["A", 1, 2, "n79"]]).read_bytes()
    for length in (10, 200, len(whole) // 2, len(whole) - 30):
        (tmp_path / name).write_bytes(whole[:length])
        with pytest.raises(FileError) as caught:
            import_sites(tmp_path / name, project, "A")
        assert caught.value.code == "not-a-table"


def test_zones_need_an_area_and_scenarios_must_exist(project: Project) -> None:
    for bounds in ((0, 0, 0, 1), (1, 0, 0, 1), (0, 1, 1, 1)):
        with pytest.raises(FileError) as caught:
            rectangle_zone(bounds)
        assert caught.value.code == "zone-bounds-empty"
    with pytest.raises(FileError) as caught:
        add_flow(project, CATALOGUE, "teleport", zone_id="z", count=1, name="x")
    assert caught.value.code == "no-such-scenario"
    assert "crane_remote_video" in str(caught.value.params["known"])


def test_a_list_may_name_an_antenna_of_the_project(project: Project, tmp_path: Path) -> None:
    from planner.io.read_msi import parse_msi
    from planner.model.own_entries import add_antennas
    from tests.fuzz_patterns import pattern_text

    imported = parse_msi(pattern_text().encode(), source="a.msi").antenna
    project, (key,) = add_antennas(project, [imported])
    scheme_id = next(iter(project.schemes))
    path = tmp_path / "sites.csv"
    path.write_text(f"name,x,y,band,antenna\nMast,0,0,n79,{key}\n", encoding="utf-8")
    project, _ = import_sites(path, project, scheme_id)
    assert [cell.antenna for cell in project.schemes[scheme_id].network.cells.values()] == [key]
