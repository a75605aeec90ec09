"""The sweep against a march to every pixel over a real town (the outlines of central Munich), at 2 m and at 1 m."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from planner.radio.grid import column_centres_m, grid_for_extent, row_centres_m
from planner.radio.obstruction import inside_mask, sweep_obstruction
from planner.radio.surface import Shape, build_surface

ROOT = Path(__file__).resolve().parents[2]
OUTLINES = ROOT.parent / "shared" / "data" / "munich" / "footprints_local_m.geojson"
_SPEC = importlib.util.spec_from_file_location("reference_sweep", ROOT / "tests/planner/radio/reference_sweep.py")
_REFERENCE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_REFERENCE)

pytestmark = pytest.mark.skipif(not OUTLINES.is_file(), reason="the outlines of Munich are not beside the checkout")
H_RX = 1.5


@pytest.fixture(scope="module", params=[2.0, 1.0], ids=["2m", "1m"])
def town(request):
    shapes = []
    for feature in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for polygon in polygons:
            rings = tuple(np.array(ring, dtype=float)[:, :2] for ring in polygon)
            shapes.append(Shape(rings=rings, height_m=float(feature["properties"]["height_m"])))
    corners = np.concatenate([shape.rings[0] for shape in shapes])
    grid = grid_for_extent((*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()), request.param, 50.0)
    return grid, build_surface(grid, shapes)


@pytest.mark.parametrize("antenna", ["roof", "mast", "street"])
def test_the_sweep_agrees_with_the_march(town, antenna):
    grid, surface = town
    x, y = np.meshgrid(column_centres_m(grid), row_centres_m(grid))
    middle = np.hypot(x - (grid.west_m + grid.east_m) / 2, y - (grid.south_m + grid.north_m) / 2)
    on_roof = (surface.height_m > 20.0) & (surface.height_m < 28.0)
    wanted = on_roof if antenna == "roof" else surface.height_m == 0.0
    row, column = np.unravel_index(np.argmin(np.where(wanted, middle, np.inf)), grid.shape)
    h_tx = {"roof": float(surface.height_m[row, column]) + 3.0, "mast": 35.0, "street": 6.0}[antenna]
    # not in the middle of its pixel: antennas stand where they stand
    place = (x[row, column] + 0.3 * grid.resolution_m, y[row, column] - 0.1 * grid.resolution_m)
    sweep = sweep_obstruction(grid, surface, *place, h_tx, H_RX, 9999.0, threads=2)
    every = 4 if grid.resolution_m > 1.0 else 12
    slow, _ = _REFERENCE.reference_maps(grid, surface, *place, h_tx, H_RX, threads=2, every=every)
    sight, loss = _REFERENCE.agreement(sweep.nu_at_1m, slow, ~inside_mask(sweep))
    assert (~np.isnan(slow)).sum() > 100_000
    assert sight >= 0.999
    assert loss >= 0.99
