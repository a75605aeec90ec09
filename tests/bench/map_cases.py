"""Figures of the map: rasterising, importing, and moving about in a map of 10,000 objects."""

from __future__ import annotations

import json
import math
import tempfile
import time
from pathlib import Path

from measure import best_of

Timings = list[tuple[str, float]]


def surface() -> Timings:
    """2 km x 2 km at 1 m with 5,000 polygons: built, and after one obstacle moved."""
    import numpy as np

    from planner.radio.grid import Grid
    from planner.radio.surface import Shape, build_surface, update_surface

    grid = Grid(west_m=0.0, south_m=0.0, resolution_m=1.0, columns=2000, rows=2000)
    random = np.random.default_rng(1)
    corners = random.uniform(0.0, 1980.0, (5000, 2))
    sizes = random.uniform(5.0, 40.0, (5000, 2))
    heights = random.uniform(3.0, 40.0, 5000)

    def shape(index: int, shift_m: float = 0.0) -> Shape:
        (x, y), (w, h) = corners[index] + shift_m, sizes[index]
        ring = np.array([[x, y], [x + w, y + 2.0], [x + w - 1.0, y + h], [x, y + h]])
        return Shape(rings=(ring,), height_m=float(heights[index]))

    shapes = [shape(index) for index in range(5000)]
    built = build_surface(grid, shapes)
    moved = [shape(0, 7.0), *shapes[1:]]
    x, y = corners[0]
    touched = (x, y, x + 50.0, y + 50.0)
    numbers = np.arange(5000, dtype=np.int32)
    update_surface(grid, built, numbers, moved, touched)
    return [
        ("surface 4 Mpixel, 5,000 polygons", best_of(3, lambda: build_surface(grid, shapes))),
        ("surface, one polygon moved", best_of(3, lambda: update_surface(grid, built, numbers, moved, touched))),
        ("memory copy of the surface", best_of(3, lambda: (built.height_m.copy(), built.owner.copy()))),
    ]


def import_polygons() -> Timings:
    """20,000 polygons as GeoJSON, read and turned into obstacles, and as a scene ready to pan."""
    from planner.io.map_import import import_map

    features = [_polygon(index) for index in range(20_000)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "buildings.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        start = time.perf_counter()
        project, _report = import_map([path])
        read = time.perf_counter() - start
    start = time.perf_counter()
    _view_of(project)
    return [("import 20,000 polygons", read), ("map window with 20,000 polygons", time.perf_counter() - start)]


def big_map() -> Timings:
    """10,000 objects: a pan and a zoom frame of an offscreen raster view, 1280 x 800."""
    from dataclasses import replace

    from planner.model.project import Project
    from planner.model.site_map import Obstacle, ObstacleKind, SiteMap

    obstacles = {
        f"ob-{n:05d}": Obstacle(
            id=f"ob-{n:05d}",
            kind=ObstacleKind.BUILDING,
            outline=_ring(n % 100 * 20.0, n // 100 * 20.0, 7.0),
            height_m=9.0,
        )
        for n in range(10_000)
    }
    view = _view_of(replace(Project(), site_map=SiteMap(obstacles=obstacles)))
    from PySide6.QtCore import QPoint

    def pan() -> None:
        view.pan_by(QPoint(3, 1))
        view.grab()

    def zoom() -> None:
        view.zoom_by(1.02)
        view.grab()

    pan()
    return [("10,000 objects: pan frame", best_of(10, pan)), ("10,000 objects: zoom frame", best_of(10, zoom))]


def _ring(x_m: float, y_m: float, radius_m: float) -> tuple[tuple[float, float], ...]:
    angles = (math.tau * step / 8 for step in range(8))
    return tuple((x_m + radius_m * math.cos(a), y_m + radius_m * math.sin(a)) for a in angles)


def _polygon(index: int) -> dict[str, object]:
    x, y = 113.0 + index % 200 * 0.0003, 23.0 + index // 200 * 0.0003
    ring = [[x + dx * 1e-5, y + dy * 1e-5] for dx, dy in ((0, 0), (18, 1), (17, 15), (-1, 14), (0, 0))]
    properties = {"building": "yes", "height": 6.0 + index % 30}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _view_of(project: object):
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from ui.document import Document
    from ui.scene.map_view import MapView

    application = QApplication.instance() or QApplication([])
    settings = QSettings(tempfile.mktemp(suffix=".ini"), QSettings.Format.IniFormat)
    document = Document(project, lang="zh", settings=settings)
    view = MapView(document)
    view.resize(1280, 800)
    view.show()
    application.processEvents()
    view.grab()
    _ALIVE.append((application, document))
    return view


_ALIVE: list[object] = []
