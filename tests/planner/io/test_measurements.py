"""Measured points: columns by name in two languages, impossible and doubtful values found, read back as they were."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.errors import FileError
from planner.io.china_crs import wgs84_to_gcj02
from planner.io.measurement_checks import reused_identities
from planner.io.measurement_tables import column_of, rate_factor
from planner.io.measurements import FLAG_FAR, FLAG_FLOOR, FLAG_REUSED, import_measurements, read_points
from planner.io.project_file import project_bytes, project_from_bytes
from planner.model.geometry import rectangle
from planner.model.project import GeoReference, Project
from planner.model.site_map import Obstacle, ObstacleKind, SiteMap
from planner.text import translate
from tests.planner.io.map_kit import DATA

LON, LAT = 121.9, 29.9
EAST, NORTH = 393_800.0, 3_308_000.0


def campus(*, epsg: int | None = 32651) -> Project:
    """A project with one building near the points."""
    building = Obstacle(id="ob-01", kind=ObstacleKind.BUILDING, outline=rectangle(0, 0, 500, 500), height_m=10.0)
    geo = GeoReference(epsg=epsg, origin_east_m=EAST if epsg else 0.0, origin_north_m=NORTH if epsg else 0.0)
    return Project(geo=geo, site_map=SiteMap(obstacles={"ob-01": building}))


def table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def refused(path: Path, project: Project | None = None, **more: Any) -> str:
    with pytest.raises(FileError) as caught:
        import_measurements(path, project or Project(), **more)
    for lang in ("en", "zh"):
        assert "{" not in translate(caught.value.code, caught.value.params, lang)
    return caught.value.code


@pytest.mark.parametrize(
    ("heading", "column"),
    [("SS-RSRP (dBm)", "rsrp_dbm"), ("NR_RSRP", "rsrp_dbm"), ("参考信号接收功率", "rsrp_dbm"), ("小区", "cell"),
     ("纬度", "lat"), ("Longitude", "lon"), ("下行速率(Mbps)", "dl_mbps"), ("UL Mbps", "ul_mbps"),
     ("设备型号", "device"), ("采集时间", "time"), ("PCI", "pci"), ("x", "x_m"), ("SINR[dB]", "sinr_db"),
     ("battery", ""), ("", "")],
)  # fmt: skip
def test_headings_in_two_languages(heading: str, column: str) -> None:
    assert column_of(heading) == column


def test_rates_in_kilobits() -> None:
    assert (rate_factor("DL (kbps)"), rate_factor("下行(Mbit/s)"), rate_factor("UL bps")) == (0.001, 1.0, 0.000001)


def test_a_chinese_table_in_gb18030(tmp_path: Path) -> None:
    text = (
        "测试记录;;\n时间;经度;纬度;小区;RSRP(dBm);SINR;下行速率(kbps);上行;设备;电量\n"
        f"10:00;{LON};{LAT};仓库-1;-95,5;12;250000;40;华为;80\n10:01;{LON + 0.0001};{LAT};仓库-1;-101;;;;华为;79\n"
    )
    project, report = import_measurements(table(tmp_path / "测试.csv", text, "gb18030"), campus())
    assert (report.encoding, report.count, report.without_place) == ("gb18030", 2, 0)
    assert [issue.code for issue in report.issues] == ["column-ignored"]
    points = read_points(project_from_bytes(project_bytes(project), source="a"), report.set_id)
    assert points["rsrp_dbm"].tolist() == [-95.5, -101.0]
    assert points["dl_mbps"][0] == 250.0
    assert np.isnan(points["dl_mbps"][1])
    assert (points["cell"].tolist(), points["device"][1], points["time"][0]) == (["仓库-1"] * 2, "华为", "10:00")
    assert points["x_m"][1] - points["x_m"][0] == pytest.approx(9.65, abs=0.05)
    assert project.site_map.measurements[report.set_id].columns == report.columns


def test_a_workbook_gives_the_same(tmp_path: Path) -> None:
    from openpyxl import Workbook

    rows = [("lat", "lon", "PCI", "RSRP"), (LAT, LON, 101, -90.5), (LAT + 0.001, LON, 102, -97)]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    text = "\n".join(",".join(map(str, row)) for row in rows)
    first, report = import_measurements(tmp_path / "a.xlsx", campus())
    second, _ = import_measurements(table(tmp_path / "a.csv", text), campus())
    assert report.encoding == "xlsx"
    for key, values in read_points(first, report.set_id).items():
        assert values.tolist() == read_points(second, report.set_id)[key].tolist()
    assert refused(tmp_path / "a.xlsx", campus(), sheet="none") == "no-such-sheet"


def test_local_metres_need_no_place_on_the_earth(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "x,y,rsrp\n1.25,2.5,-80\n3,4,-81\n")
    project, report = import_measurements(path, campus(epsg=None))
    assert read_points(project, report.set_id)["x_m"].tolist() == [1.25, 3.0]
    assert refused(table(tmp_path / "b.csv", f"lat,lon,rsrp\n{LAT},{LON},-80\n"), campus(epsg=None)) == (
        "project-without-reference"
    )


def test_metres_of_a_national_grid(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", f"x,y,rsrp\n{EAST + 10},{NORTH + 20},-80\n")
    project, report = import_measurements(path, campus(), crs="EPSG:32651")
    points = read_points(project, report.set_id)
    assert (points["x_m"][0], points["y_m"][0]) == pytest.approx((10.0, 20.0), abs=0.01)
    assert refused(path, campus()) == "map-far-away"


def test_a_blank_project_takes_its_place_from_the_points(tmp_path: Path) -> None:
    rows = "".join(f"{LAT + i * 1e-4},{LON},-80\n" for i in range(20))
    path = table(tmp_path / "a.csv", f"lat,lon,rsrp\n{rows}0,0,-80\n48.1,11.5,-80\n,,-80\n")
    project, report = import_measurements(path, Project())
    assert project.geo.epsg == 32651
    assert (report.count, report.without_place, report.far) == (21, 2, 1)


def test_swapped_degrees_are_exchanged(tmp_path: Path) -> None:
    right, _ = import_measurements(table(tmp_path / "a.csv", f"lat,lon,rsrp\n{LAT},{LON},-80\n"), campus())
    swapped, report = import_measurements(table(tmp_path / "b.csv", f"lat,lon,rsrp\n{LON},{LAT},-80\n"), campus())
    assert report.swapped
    assert "measurements-swapped" in {issue.code for issue in report.issues}
    assert read_points(swapped, report.set_id)["x_m"] == read_points(right, report.set_id)["x_m"]
    hamburg = replace(campus(), geo=GeoReference(epsg=32632, origin_east_m=561_000.0, origin_north_m=5_932_000.0))
    _, report = import_measurements(table(tmp_path / "c.csv", "lat,lon,rsrp\n9.923,53.54,-80\n"), hamburg)
    assert report.swapped


def test_gcj_02_is_undone(tmp_path: Path) -> None:
    shifted = wgs84_to_gcj02(np.array([[LON, LAT]]))[0]
    true, _ = import_measurements(table(tmp_path / "a.csv", f"lat,lon,rsrp\n{LAT},{LON},-80\n"), campus())
    path = table(tmp_path / "b.csv", f"lat,lon,rsrp\n{shifted[1]:.9f},{shifted[0]:.9f},-80\n")
    undone, report = import_measurements(path, campus(), crs="GCJ-02")
    for axis in ("x_m", "y_m"):
        assert read_points(undone, report.set_id)[axis] == pytest.approx(
            read_points(true, report.set_id)[axis], abs=0.02
        )


def test_impossible_and_censored_values(tmp_path: Path) -> None:
    rows = ("-80,5", "-20,5", "-157,5", "-140,5", "-31,99", "0,", "abc,", "-156,5")
    text = "x,y,rsrp,sinr\n" + "".join(f"{i},{i},{row}\n" for i, row in enumerate(rows))
    project, report = import_measurements(table(tmp_path / "a.csv", text), campus(epsg=None))
    assert report.impossible == {"rsrp_dbm": 3, "sinr_db": 1}
    assert (report.count, report.without_value, report.censored) == (6, 2, 2)
    points = read_points(project, report.set_id)
    assert np.isnan(points["rsrp_dbm"]).sum() == 2
    assert points["flag"].tolist().count(FLAG_FLOOR) == 2
    codes = {issue.code for issue in report.issues}
    assert {"measurements-impossible", "measurements-censored", "measurements-no-value"} <= codes


def test_far_points_are_kept_and_marked(tmp_path: Path) -> None:
    text = "x,y,rsrp\n10,10,-80\n500,5400,-80\n500,5600,-80\n"
    project, report = import_measurements(table(tmp_path / "a.csv", text), campus(epsg=None))
    assert report.far == 1
    assert read_points(project, report.set_id)["flag"].tolist() == ["", "", FLAG_FAR]


@pytest.mark.parametrize(("gap_m", "flagged"), [(700.0, 0), (1100.0, 30)])
def test_a_pci_in_two_places_is_flagged(tmp_path: Path, gap_m: float, flagged: int) -> None:
    rows = [f"{i * 10},100,7,-80" for i in range(50)] + [f"{490 + gap_m + i * 10},100,7,-95" for i in range(30)]
    rows += [f"{x},200,8,-90" for x in (0, 3000)]  # PCI 8: nearest to the map is its own
    text = "x,y,PCI,rsrp\n" + "\n".join(rows)
    project, report = import_measurements(table(tmp_path / "a.csv", text), campus(epsg=None))
    points = read_points(project, report.set_id)
    marked = points["flag"] == FLAG_REUSED
    assert (marked & (points["pci"] == "7")).sum() == flagged
    assert points["x_m"][marked & (points["pci"] == "8")].tolist() == [3000.0]
    assert {item.identity: item.points for item in report.reused} == ({"7": 30, "8": 1} if flagged else {"8": 1})


def test_many_bins_stay_quick() -> None:
    generator = np.random.default_rng(1)
    x, y = generator.uniform(0, 60_000, (2, 200_000))
    flags, found = reused_identities(["1"] * 200_000, x, y, None)
    assert (flags.sum(), found) == (0, ())


def test_refusals_leave_a_sentence(tmp_path: Path) -> None:
    cases = {
        "": "file-empty",
        "a,b,c\n1,2,3\n": "measurements-no-heading",
        "x,y,rsrp\n": "table-without-rows",
        "x,y,rsrp,RSRP\n1,2,3,4\n": "column-twice",
        "lat,pci,rsrp\n1,2,-80\n": "measurements-without-place",
        "x,y,pci\n1,2,3\n": "measurements-without-values",
        "x,y,rsrp\n1,2,-300\n": "measurements-unusable",
        "lat,lon,rsrp\n4000000,500000,-80\n": "coordinates-not-degrees",
        "lat,lon,rsrp\nnan,500000,-80\n": "measurements-unusable",
        "x,y,rsrp\n9e9,1,-80\n": "map-far-away",
    }
    for text, code in cases.items():
        assert refused(table(tmp_path / "a.csv", text)) == code, text
    assert refused(tmp_path / "none.csv") == "file-missing"
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 cut")
    assert refused(tmp_path / "a.xlsx") == "not-a-table"
    assert refused(table(tmp_path / "a.csv", "x,y,rsrp\n1,2,-80\n"), encoding="klingon") == "unknown-encoding"
    assert refused(table(tmp_path / "a.csv", "x,y,rsrp\n1,2,-80\n"), crs="nowhere") == "unknown-crs"


def test_a_damaged_asset_is_named(tmp_path: Path) -> None:
    project, report = import_measurements(table(tmp_path / "a.csv", "x,y,rsrp\n1,2,-80\n"), campus(epsg=None))
    key = project.site_map.measurements[report.set_id].asset
    for content in (b"", b"\xff\xfe", b"x_m,y_m\n", b"x_m,y_m,rsrp_dbm,flag\n1,2,abc,\n"):
        with pytest.raises(FileError) as caught:
            read_points(replace(project, assets={key: content}), report.set_id)
        assert caught.value.code == "asset-damaged"


def test_a_real_walk_test() -> None:
    """21,063 points of a campus network; cell B's beyond 900 m from its site belong to another one."""
    path = DATA / "duke_cbrs" / "measurements_site1.csv"
    if not path.exists():
        pytest.skip("the measured data lie not beside the checkout")
    project, report = import_measurements(path, Project())
    assert (report.rows, report.count, report.censored) == (21_063, 21_063, 6)
    points = read_points(project, report.set_id)
    from planner.io.crs import local_from_lonlat

    site = local_from_lonlat(project, np.array([[-78.9397858960648, 35.999186254897836]]))[0]
    beyond = np.hypot(points["x_m"] - site[0], points["y_m"] - site[1]) > 900.0
    assert beyond.sum() == 285
    assert set(points["pci"][beyond].tolist()) == {"B"}
    assert ((points["flag"] == FLAG_REUSED) == beyond).all()
