"""The terrain as a soft grey hillshade on the ground: lit from the north-west, made off the window's thread.

It lies above land and water, which would hide it, and below backdrops and everything that stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from planner.model.project import Project
from planner.model.section import ground_of
from planner.model.site_map import SiteMap, Terrain
from ui.scene.backdrop import Z_BACKDROP

Z_TERRAIN = Z_BACKDROP - 1.0
#: Finer terrain is thinned to this many points a side: shading needs no more on a screen.
MAX_SIDE = 1024
#: Terrain of fewer points is shaded at once.
SMALL_POINTS = 60_000
#: Slopes are drawn this much steeper, because campuses are nearly flat.
EXAGGERATION = 3.0
#: What flat ground has of the light, as an index of the palette.
FLAT = round(255.0 * math.sqrt(0.5))
#: Opacity of the deepest shadow (black) and of a slope that faces the light (white); flat ground is left as it is.
SHADOW, LIGHT = 130, 190


def _colour(index: int) -> int:
    """ARGB of a palette entry: shade over whatever lies below, so that land and water keep their colours."""
    if index == 0:  # no data
        return 0
    if index <= FLAT:
        return round(SHADOW * (FLAT - index) / FLAT) << 24
    return round(LIGHT * (index - FLAT) / (255 - FLAT)) << 24 | 0xFFFFFF


def hillshade(height_m: NDArray[np.float32], resolution_m: float) -> NDArray[np.uint8]:
    """Light 1 to 255 on heights [rows, columns], row 0 in the north, lit from 315° at 45°; 0 where data lack.

    Needs at least 2 x 2 points; fewer are shown as flat ground.
    """
    known = np.isfinite(height_m)
    if min(height_m.shape) < 2:
        south_slope = east_slope = np.zeros(height_m.shape)
    else:
        south_slope, east_slope = np.gradient(height_m.astype(np.float64) * EXAGGERATION, resolution_m)
    east_slope, south_slope = np.nan_to_num(east_slope), np.nan_to_num(south_slope)
    # The ground's normal (-dz/dx, -dz/dy, 1) on the direction towards the light (-1/2, 1/2, sqrt(1/2)); y is north.
    lit = (0.5 * east_slope + 0.5 * south_slope + np.sqrt(0.5)) / np.sqrt(1.0 + east_slope**2 + south_slope**2)
    return np.where(known, np.clip(np.rint(255.0 * lit), 1, 255), 0).astype(np.uint8)


def shade_image(site_map: SiteMap, assets: dict[str, bytes]) -> QImage:
    """The hillshade of a map's terrain as a picture with a palette; null where it can't be read. For any thread."""
    ground = ground_of(site_map, assets)
    if ground is None or ground.height_m.size == 0:
        return QImage()
    step = max(1, -(-max(ground.height_m.shape) // MAX_SIDE))
    grey = np.ascontiguousarray(hillshade(ground.height_m[::step, ::step], ground.terrain.resolution_m * step))
    rows, columns = grey.shape
    image = QImage(grey.tobytes(), columns, rows, columns, QImage.Format.Format_Indexed8).copy()
    image.setColorTable([_colour(index) for index in range(256)])
    return image


class TerrainItem(QGraphicsItem):
    """The shaded picture at its place; nothing until it is made."""

    def __init__(self) -> None:
        super().__init__()
        self._rect = QRectF()
        self.image = QImage()
        self.setZValue(Z_TERRAIN)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def show_terrain(self, terrain: Terrain) -> None:
        """Take the place: local metres, row 0 in the north."""
        self.prepareGeometryChange()
        self._rect = QRectF(0.0, 0.0, terrain.columns, terrain.rows)
        north_m = terrain.south_m + terrain.rows * terrain.resolution_m
        self.setTransform(QTransform(terrain.resolution_m, 0, 0, -terrain.resolution_m, terrain.west_m, north_m))

    def set_image(self, image: QImage) -> None:
        """The picture."""
        self.image = image
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The whole raster, in its points."""
        return self._rect

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Stretched smoothly over the raster."""
        if not self.image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._rect, self.image)


class _Bridge(QObject):
    made = Signal(object, object)


class TerrainItems:
    """The terrain's item of a scene, if there is a terrain to be shown; shaded only when it is first looked at."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self.item: TerrainItem | None = None
        self._shown: Terrain | None = None
        self._key: tuple[object, ...] | None = None
        self._executor: ThreadPoolExecutor | None = None
        self._bridge = _Bridge(scene)
        self._bridge.made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)

    def show(self, project: Project) -> None:
        """Mirror the project's terrain: made anew only where its heights or place differ."""
        terrain = project.site_map.terrain
        if terrain is self._shown:
            return
        self._shown = terrain
        if terrain is None:
            if self.item is not None:
                self._scene.removeItem(self.item)
            self.item, self._key = None, None
            return
        if self.item is None:
            self.item = TerrainItem()
            self._scene.addItem(self.item)
        self.item.setVisible(terrain.visible)
        key = (terrain.asset, terrain.rows, terrain.columns, terrain.resolution_m)
        self.item.show_terrain(terrain)
        if terrain.visible and key != self._key:
            self._key = key
            self.item.set_image(QImage())
            site_map, assets = project.site_map, dict(project.assets)
            self._make(key, terrain.rows * terrain.columns, lambda: shade_image(site_map, assets))

    def _make(self, key: tuple[object, ...], points: int, work: Callable[[], QImage]) -> None:
        if points < SMALL_POINTS:
            self._on_made(key, work())
            return
        bridge = self._bridge
        self._executor = self._executor or ThreadPoolExecutor(max_workers=1, thread_name_prefix="campus5g-terrain")
        self._executor.submit(lambda: bridge.made.emit(key, work()))

    def _on_made(self, key: object, image: QImage) -> None:
        if key != self._key or self.item is None:
            return
        self.item.set_image(image)
        if self._executor is not None:
            self._executor.shutdown(wait=False)
            self._executor = None
