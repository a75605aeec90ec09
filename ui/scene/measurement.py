"""Measured points on the map: dots of a fixed size, coloured by RSRP in the classes of the coverage layer."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from planner.io.layers import LAYERS, Layer, LegendEntry, colour_table, layer_title, legend, to_index
from planner.io.map_style import Rgba
from planner.model.edits import ObjectRef
from planner.model.project import Project
from planner.model.site_map import MeasurementSet
from planner.text import tr
from ui.scene.areas import REF_KEY, Z_LINKS
from ui.scene.overlays import LegendContent
from ui.scene.paint import qcolor

Z_MEASUREMENTS = Z_LINKS + 3.0
DOT_PX, RIM_PX = 7.0, 9.0
RIM: Rgba = (255, 255, 255, 210)
PLAIN: Rgba = (110, 116, 124, 255)


@dataclass(frozen=True, slots=True)
class Points:
    """Places [n, 2] in metres and RSRP in dBm [n] (NaN where a row has none)."""

    places: NDArray[np.float64]
    rsrp_dbm: NDArray[np.float64]


def points_of(content: bytes) -> Points:
    """The points of a measurement asset (UTF-8 CSV with `x_m`, `y_m`, and maybe `rsrp_dbm`); bad rows are left out."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    rows = [(_figure(row.get("x_m")), _figure(row.get("y_m")), _figure(_rsrp(row))) for row in reader]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    table = table[np.isfinite(table[:, :2]).all(axis=1)]
    return Points(places=table[:, :2], rsrp_dbm=table[:, 2])


def _rsrp(row: dict[str, str]) -> str | None:
    return next((value for key, value in row.items() if key and key.lower().startswith(("rsrp", "ss_rsrp"))), None)


def _figure(text: str | None) -> float:
    try:
        return float(text) if text else float("nan")
    except ValueError:
        return float("nan")


class MeasurementItem(QGraphicsItem):
    """One set of points, drawn class by class: as many calls as there are colours, however many points."""

    def __init__(self, points: Points, layer: Layer) -> None:
        super().__init__()
        self.setZValue(Z_MEASUREMENTS)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        table, index = colour_table(layer), to_index(layer, points.rsrp_dbm)
        self.classes: list[tuple[Rgba, QPolygonF]] = []
        for number in np.unique(index).tolist():
            places = points.places[index == number].tolist()
            self.classes.append((table[number] if number else PLAIN, QPolygonF([QPointF(x, y) for x, y in places])))
        self._box = QRectF()
        if len(points.places):
            (west, south), (east, north) = points.places.min(axis=0), points.places.max(axis=0)
            room = 5.0 + 0.02 * max(east - west, north - south)
            self._box = QRectF(west - room, south - room, east - west + 2 * room, north - south + 2 * room)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Around all points, with room for the dots."""
        return self._box

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """A light rim under every class, then its colour."""
        for colour, places in self.classes:
            for shade, width_px in ((RIM, RIM_PX), (colour, DOT_PX)):
                pen = QPen(qcolor(shade), width_px)
                pen.setCosmetic(True)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                painter.drawPoints(places)


class MeasurementItems:
    """The measurement items of a scene by address."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: dict[ObjectRef, MeasurementItem] = {}
        self._shown: dict[ObjectRef, MeasurementSet] = {}
        self._points: dict[str, Points] = {}

    def show(self, project: Project) -> None:
        """Mirror the project's measurements: only what differs is touched."""
        wanted = {ObjectRef("measurements", key): value for key, value in project.site_map.measurements.items()}
        for ref in [ref for ref in self._items if ref not in wanted]:
            self._scene.removeItem(self._items.pop(ref))
            del self._shown[ref]
        for ref, value in wanted.items():
            before = self._shown.get(ref)
            if before is value:
                continue
            if before is None or before.asset != value.asset:
                old = self._items.pop(ref, None)
                if old is not None:
                    self._scene.removeItem(old)
                points = points_of(project.assets.get(value.asset, b""))
                self._points[value.asset] = points
                item = self._items[ref] = MeasurementItem(points, LAYERS["rsrp"])
                item.setData(REF_KEY, ref)
                self._scene.addItem(item)
            self._items[ref].setVisible(value.visible)
            self._shown[ref] = value
        used = {value.asset for value in self._shown.values()}
        self._points = {asset: points for asset, points in self._points.items() if asset in used}

    def item(self, ref: ObjectRef) -> MeasurementItem | None:
        """The item of a set."""
        return self._items.get(ref)

    def corners(self, identifier: str) -> tuple[tuple[float, float], ...]:
        """South-west and north-east of a set, map metres; nothing for one without points."""
        item = self._items.get(ObjectRef("measurements", identifier))
        box = QRectF() if item is None else item.boundingRect()
        return () if box.isEmpty() else ((box.left(), box.top()), (box.right(), box.bottom()))

    def legend(self, lang: str) -> LegendContent:
        """The legend of the sets shown: shares of their points."""
        values = [self._points[value.asset].rsrp_dbm for value in self._shown.values() if value.visible]
        figures = np.concatenate(values) if values else np.empty(0)
        if not len(figures):
            return LegendContent()
        entries: tuple[LegendEntry, ...] = ()
        if np.isfinite(figures).any():
            entries = legend(LAYERS["rsrp"], figures, lang=lang)
        missing = float(np.isnan(figures).mean())
        if missing:
            scaled = [LegendEntry(label=e.label, colour=e.colour, share=e.share * (1.0 - missing)) for e in entries]
            entries = (*scaled, LegendEntry(label=tr(lang, "without RSRP"), colour=PLAIN, share=missing))
        return LegendContent(
            title=tr(lang, "Measured {name}", name=layer_title(LAYERS["rsrp"], lang)),
            area=tr(lang, "Share of {count} points", count=len(figures)),
            entries=entries,
            lang=lang,
        )
