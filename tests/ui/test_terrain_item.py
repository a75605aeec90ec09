"""The terrain's hillshade below the map."""

import zlib
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from planner.model.project import Project
from planner.model.site_map import SiteMap, Terrain
from ui.scene import terrain_item
from ui.scene.areas import Z_GROUND
from ui.scene.backdrop import Z_BACKDROP
from ui.scene.map_scene import MapScene
from ui.scene.terrain_item import FLAT, hillshade


def terrain_project(heights: np.ndarray, *, visible: bool = True) -> Project:
    rows, columns = heights.shape
    terrain = Terrain(
        asset="t", name="DEM", west_m=100.0, south_m=200.0, resolution_m=10.0, columns=columns, rows=rows,
        visible=visible,
    )  # fmt: skip
    return Project(site_map=SiteMap(terrain=terrain), assets={"t": zlib.compress(heights.astype("<f4").tobytes())})


def test_what_faces_north_west_is_lighter_and_gaps_are_left_open() -> None:
    column, row = np.meshgrid(np.arange(5.0), np.arange(4.0))
    flat = hillshade(np.zeros((4, 5), dtype=np.float32), 10.0)
    assert np.unique(flat).tolist() == [FLAT]
    facing = hillshade((column + row).astype(np.float32), 10.0)  # rises to the south-east
    away = hillshade((-column - row).astype(np.float32), 10.0)
    assert facing.min() > flat.max() and away.max() < flat.min()
    gap = np.zeros((4, 5), dtype=np.float32)
    gap[1, 2] = np.nan
    assert np.argwhere(hillshade(gap, 10.0) == 0).tolist() == [[1, 2]]


@pytest.mark.parametrize("small_points", [0, 1_000_000])
def test_the_terrain_lies_at_its_place_and_can_be_hidden(
    qtbot, monkeypatch: pytest.MonkeyPatch, small_points: int
) -> None:
    monkeypatch.setattr(terrain_item, "SMALL_POINTS", small_points)  # off the thread, and at once
    heights = np.add.outer(np.arange(4.0), np.arange(5.0)).astype(np.float32)  # rises to the south-east
    heights[0, 0] = np.nan  # the north-western corner
    project, scene = terrain_project(heights), MapScene()
    scene.show_project(project, "")
    item = scene.terrain.item
    assert item is not None
    qtbot.waitUntil(lambda: not item.image.isNull())
    assert item.mapToScene(QPointF(0.0, 0.0)) == QPointF(100.0, 240.0)
    assert item.mapToScene(QPointF(5.0, 4.0)) == QPointF(150.0, 200.0)
    assert item.image.pixelColor(0, 0).alpha() == 0
    lit = item.image.pixelColor(4, 3)
    assert lit.red() == 255 and 0 < lit.alpha() < 255
    assert Z_GROUND < item.zValue() < Z_BACKDROP
    site_map = project.site_map
    hidden = replace(project, site_map=replace(site_map, terrain=replace(site_map.terrain, visible=False)))  # type: ignore[type-var]
    scene.show_project(hidden, "")
    assert not item.isVisible()
    scene.show_project(Project(), "")
    assert scene.terrain.item is None


def test_hidden_or_unreadable_terrain_costs_and_breaks_nothing(qapp: object) -> None:
    scene = MapScene()
    scene.show_project(terrain_project(np.zeros((4, 5)), visible=False), "")
    assert scene.terrain.item is not None and scene.terrain.item.image.isNull()
    other = MapScene()
    other.show_project(replace(terrain_project(np.zeros((4, 5))), assets={"t": b"broken"}), "")
    assert other.terrain.item is not None and other.terrain.item.image.isNull()
