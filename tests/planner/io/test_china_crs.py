import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod

from planner.io.china_crs import (
    CGCS2000_ZONES,
    bd09_to_gcj02,
    cgcs2000_choices,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    in_china,
    to_wgs84,
    wgs84_to_gcj02,
)
from planner.io.crs import to_lonlat
from planner.io.map_import import ImportOptions, import_map

GEOD = Geod(ellps="WGS84")
#: WGS 84 and GCJ-02: test values of eviltransform (Shanghai, Shenzhen, Beijing) and coordtransform.
KNOWN_GCJ = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]
#: GCJ-02 and BD-09: test values of coordtransform and gcoord.
KNOWN_BD = [
    ((116.404, 39.915), (116.41036949371029, 39.92133699351021)),
    ((122.99363304, 44.99365430), (123.0, 45.0)),
]


def apart_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(GEOD.inv(*a, *b)[2])


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN_GCJ)
def test_known_pairs_of_gcj02(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert apart_m(tuple(wgs84_to_gcj02(np.array([wgs]))[0]), gcj) < 0.5
    assert apart_m(tuple(gcj02_to_wgs84(np.array([gcj]))[0]), wgs) < 0.5
    assert apart_m(wgs, gcj) > 100


@pytest.mark.parametrize(("gcj", "bd"), KNOWN_BD)
def test_known_pairs_of_bd09(gcj: tuple[float, float], bd: tuple[float, float]) -> None:
    assert apart_m(tuple(gcj02_to_bd09(np.array([gcj]))[0]), bd) < 0.5
    assert apart_m(tuple(bd09_to_gcj02(np.array([bd]))[0]), gcj) < 0.5


@given(lon=st.floats(72.1, 137.7), lat=st.floats(1.0, 55.7))
def test_round_trips_return(lon: float, lat: float) -> None:
    point = np.array([[lon, lat]])
    assert np.abs(gcj02_to_wgs84(wgs84_to_gcj02(point)) - point).max() < 1e-9
    assert np.abs(bd09_to_gcj02(gcj02_to_bd09(point)) - point).max() < 1e-9
    both = gcj02_to_bd09(wgs84_to_gcj02(point))
    assert np.abs(to_wgs84(both, "BD-09") - point).max() < 1e-9


def test_a_grid_of_all_china_returns_and_outside_nothing_moves() -> None:
    lon, lat = np.meshgrid(np.linspace(72.1, 137.7, 300), np.linspace(1.0, 55.7, 300))
    grid = np.column_stack((lon.ravel(), lat.ravel()))
    assert np.abs(gcj02_to_wgs84(wgs84_to_gcj02(grid)) - grid).max() < 1e-9
    outside = np.array([[9.93, 53.53], [-78.9, 36.0], [121.9, -29.9]])
    assert not in_china(outside).any()
    assert (wgs84_to_gcj02(outside) == outside).all()
    assert (gcj02_to_wgs84(outside) == outside).all()
    assert (to_wgs84(outside, "BD-09") == outside).all()
    assert gcj02_to_wgs84(np.empty((0, 2))).shape == (0, 2)


def test_zones_are_what_epsg_says() -> None:
    for meridian, code in CGCS2000_ZONES.items():
        crs = CRS.from_epsg(code)
        assert crs.name == f"CGCS2000 / 3-degree Gauss-Kruger CM {meridian}E"
        assert crs.coordinate_operation is not None
        assert {p.name: p.value for p in crs.coordinate_operation.params}["Longitude of natural origin"] == meridian
    assert len(cgcs2000_choices()) == 22


def test_an_import_in_shifted_coordinates_lies_in_its_true_place(tmp_path: Path) -> None:
    ring = np.array([[121.9, 29.9], [121.901, 29.9], [121.901, 29.901], [121.9, 29.9]])
    for name, shifted in (("gcj02", wgs84_to_gcj02(ring)), ("BD-09", gcj02_to_bd09(wgs84_to_gcj02(ring)))):
        path = tmp_path / "a.geojson"
        path.write_text(json.dumps({"type": "Polygon", "coordinates": [shifted.tolist()]}), encoding="utf-8")
        project, report = import_map([path], options=ImportOptions(crs=name))
        (building,) = project.site_map.obstacles.values()
        assert to_lonlat(np.array(building.outline), project.geo) == pytest.approx(ring[:3], abs=2e-8)
        assert "china-crs-outside" not in {issue.code for issue in report.issues}
    abroad = tmp_path / "b.geojson"
    abroad.write_text(json.dumps({"type": "Polygon", "coordinates": [(ring - 100).tolist()]}), encoding="utf-8")
    _, report = import_map([abroad], options=ImportOptions(crs="GCJ-02"))
    assert "china-crs-outside" in {issue.code for issue in report.issues}
