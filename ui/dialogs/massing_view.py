"""The 3D picture of the massing: an orthographic orbit view, painted from the back to the front with QPainter."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QWidget

from planner.io.map_style import Rgba
from ui.dialogs.massing_model import Body, Floats, Massing, Pole
from ui.scene.paint import map_font, text_path

GROUND, SKY_TOP, SKY_LOW = QColor("#eceae2"), QColor("#dfeaf5"), QColor("#fbfcfe")
START_YAW_DEG, START_PITCH_DEG = 30.0, 35.0
LEAST_PITCH_DEG, MOST_PITCH_DEG = 5.0, 90.0
TURN_DEG_PER_PX, KEY_TURN_DEG = 0.4, 7.5
ZOOM_STEP = 1.2
#: Light comes from the upper left behind the viewer; walls get between these shares of their colour.
DARKEST, BRIGHTEST = 0.58, 0.92


class MassingView(QWidget):
    """See the module. Drag turns, right drag (or Shift) moves, the wheel zooms; arrow keys turn, Home starts anew."""

    def __init__(self, massing: Massing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(320, 240))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._brushes: dict[tuple[Rgba, int], QBrush] = {}
        self._font = map_font(12, bold=True)
        self._dragged_from: QPoint | None = None
        self._moves = False
        self.show_massing(massing)

    def show_massing(self, massing: Massing) -> None:
        """Show other bodies from the first view."""
        self.massing = massing
        self._middles = np.array([body.ring.mean(axis=0) for body in massing.bodies]).reshape(-1, 2)
        sizes = [0, *(len(body.ring) for body in massing.bodies)]
        self._first = {id(body): int(at) for body, at in zip(massing.bodies, np.cumsum(sizes), strict=False)}
        self._corners = np.concatenate([np.zeros((0, 2)), *(body.ring for body in massing.bodies)])
        west, south, east, north = massing.bounds
        self._centre = ((west + east) / 2.0, (south + north) / 2.0)
        self._span_m = max(math.hypot(east - west, north - south), 50.0)
        self.reset()

    def reset(self) -> None:
        """The first view: everything, from the south-west, from above."""
        self.yaw_deg, self.pitch_deg, self.zoom = START_YAW_DEG, START_PITCH_DEG, 1.0
        self._shift = QPointF()
        self.update()

    def turn(self, yaw_deg: float, pitch_deg: float) -> None:
        """Turn around the middle, and tilt."""
        self.yaw_deg = (self.yaw_deg + yaw_deg) % 360.0
        self.pitch_deg = min(max(self.pitch_deg + pitch_deg, LEAST_PITCH_DEG), MOST_PITCH_DEG)
        self.update()

    def zoom_by(self, factor: float) -> None:
        """Nearer (above 1) or farther."""
        self.zoom = min(max(self.zoom * factor, 0.2), 200.0)
        self.update()

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The picture; without smooth edges while it turns."""
        painter = QPainter(self)
        self._draw(painter, QRectF(self.rect()), fast=self._dragged_from is not None)
        painter.end()

    def picture(self, width_px: int, height_px: int) -> QImage:
        """The same view at any size."""
        image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        self._draw(painter, QRectF(0, 0, width_px, height_px), fast=False)
        painter.end()
        return image

    def _draw(self, painter: QPainter, rect: QRectF, *, fast: bool) -> None:
        yaw, pitch = math.radians(self.yaw_deg), math.radians(self.pitch_deg)
        scale = self.zoom * min(rect.width() / self._span_m, rect.height() / self._span_m * 1.35) * 0.94
        self._right = np.array([math.cos(yaw), -math.sin(yaw)]) * scale
        away = np.array([math.sin(yaw), math.cos(yaw)])
        self._up, self._rise = away * scale * math.sin(pitch), scale * math.cos(pitch)
        ratio = rect.width() / max(self.width(), 1)
        self._origin = (
            rect.center().x() + self._shift.x() * ratio,
            rect.center().y() + self._shift.y() * ratio + self._rise * self.massing.highest_m * 0.3,
        )
        self._away = away
        local = self._corners - self._centre
        self._xs = (local @ self._right + self._origin[0]).tolist()
        self._ys = (self._origin[1] - local @ self._up).tolist()
        painter.fillRect(rect, SKY_LOW if self.pitch_deg < 60 else GROUND)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not fast)
        painter.setClipRect(rect)
        for body in self._in_order():
            if isinstance(body, Pole):
                self._pole(painter, body)
            elif body.flat:
                self._flat(painter, body)
            elif body.lattice:
                self._lattice(painter, body)
            else:
                self._prism(painter, body, fast=fast)
        for pole in self.massing.poles:
            self._name(painter, pole)

    def _in_order(self) -> list[Body | Pole]:
        """Flat bodies as given, then bodies and poles from the back to the front."""
        bodies, poles = self.massing.bodies, self.massing.poles
        spots = np.array([(pole.x_m, pole.y_m) for pole in poles]).reshape(-1, 2)
        depth = np.concatenate((self._middles, spots)) @ self._away
        everything: tuple[Body | Pole, ...] = (*bodies, *poles)
        flat: list[Body | Pole] = [body for body in bodies if body.flat]
        behind = (everything[n] for n in np.argsort(-depth, kind="stable").tolist())
        return [*flat, *(item for item in behind if isinstance(item, Pole) or not item.flat)]

    def _project(self, ring: Floats, height_m: float) -> list[QPointF]:
        ox, oy = self._origin
        local = ring - self._centre
        xs, ys = local @ self._right + ox, oy - local @ self._up - self._rise * height_m
        return [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]

    def _corners_at(self, body: Body, height_m: float) -> list[QPointF]:
        """The ring of a body at a height: all rings were turned at once."""
        first, rise = self._first[id(body)], self._rise * height_m
        last = first + len(body.ring)
        return [QPointF(x, y - rise) for x, y in zip(self._xs[first:last], self._ys[first:last], strict=True)]

    def _brush(self, colour: Rgba, share: float) -> QBrush:
        """A shade of a colour, one of sixteen."""
        step = round(share * 16)
        found = self._brushes.get((colour, step))
        if found is None:
            found = QBrush(QColor(*(min(round(part * step / 16), 255) for part in colour[:3])))
            self._brushes[colour, step] = found
        return found

    def _flat(self, painter: QPainter, body: Body) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush(body.fill, 1.0))
        if not body.holes:
            painter.drawPolygon(QPolygonF(self._corners_at(body, body.foot_m)))
            return
        painter.drawPath(self._path(body, body.foot_m))

    def _path(self, body: Body, height_m: float) -> QPainterPath:
        path = QPainterPath()
        for ring in (body.ring, *body.holes):
            path.addPolygon(QPolygonF(self._project(ring, height_m)))
            path.closeSubpath()
        return path

    def _prism(self, painter: QPainter, body: Body, *, fast: bool) -> None:
        low, high = self._corners_at(body, body.foot_m), self._corners_at(body, body.top_m)
        count = len(high)
        is_wall = count == 2
        pen = Qt.PenStyle.NoPen if fast else QPen(QColor(*body.edge[:3], 110), 0.7)
        painter.setPen(pen)
        x_m, y_m = body.ring[:, 0].tolist(), body.ring[:, 1].tolist()
        away_x, away_y = self._away.tolist()
        seen: list[tuple[float, int, float]] = []
        for n in body.walls.tolist():
            m = (n + 1) % count
            east, north = x_m[m] - x_m[n], y_m[m] - y_m[n]
            towards = -(north * away_x - east * away_y) / (math.hypot(east, north) or 1.0)
            if towards > 0.0 or is_wall:
                middle = (x_m[n] + x_m[m]) * away_x + (y_m[n] + y_m[m]) * away_y
                seen.append((-middle, n, self._light(north, -east)))
        for _, n, light in sorted(seen):
            m = (n + 1) % count
            painter.setBrush(self._brush(body.fill, light))
            painter.drawPolygon(QPolygonF([low[n], low[m], high[m], high[n]]))
        if is_wall:
            return
        roof = self._brush(body.fill, 1.0)
        painter.setBrush(roof)
        whole = len(body.walls) == count
        if not whole:
            painter.setPen(QPen(roof.color(), 1.0))  # pieces of one roof grow together
        if body.holes:
            painter.drawPath(self._path(body, body.top_m))
        else:
            painter.drawPolygon(QPolygonF(high))
        if not whole and not fast:
            painter.setPen(pen)
            for n in body.walls.tolist():
                painter.drawLine(high[n], high[(n + 1) % count])

    def _light(self, normal_x: float, normal_y: float) -> float:
        """How bright a wall is by where it faces, as seen from the viewer."""
        length = math.hypot(normal_x, normal_y) or 1.0
        yaw = math.radians(self.yaw_deg + 55.0)
        towards = -(normal_x * math.sin(yaw) + normal_y * math.cos(yaw)) / length
        return DARKEST + (BRIGHTEST - DARKEST) * (towards + 1.0) / 2.0

    def _lattice(self, painter: QPainter, body: Body) -> None:
        low, high = self._corners_at(body, body.foot_m), self._corners_at(body, body.top_m)
        painter.setPen(QPen(QColor(*body.edge[:3]), 1.3))
        painter.setBrush(QColor(*body.fill[:3], 120))
        for a, b in zip(low, high, strict=True):
            painter.drawLine(a, b)
        for n in range(len(low)):
            m = (n + 1) % len(low)
            painter.drawLine(low[n], high[m])
        painter.drawPolygon(QPolygonF(high))

    def _pole(self, painter: QPainter, pole: Pole) -> None:
        ring = np.array([[pole.x_m, pole.y_m]])
        foot, top = self._project(ring, pole.foot_m)[0], self._project(ring, pole.top_m)[0]
        colour = QColor(*pole.colour)
        painter.setPen(QPen(colour, 2.6))
        painter.drawLine(foot, top)
        painter.setBrush(colour)
        painter.setPen(QPen(Qt.GlobalColor.white, 1.2))
        painter.drawEllipse(top, 4.5, 4.5)
        painter.drawEllipse(foot, 2.5, 2.0)

    def _name(self, painter: QPainter, pole: Pole) -> None:
        top = self._project(np.array([[pole.x_m, pole.y_m]]), pole.top_m)[0]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(top.x(), top.y() - 15.0)
        path = text_path(pole.name, self._font)
        painter.strokePath(path, QPen(QColor(255, 255, 255, 220), 3.0))
        painter.fillPath(path, QColor(*pole.colour))
        painter.restore()

    # -- mouse and keys ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to turn, or to move."""
        self._dragged_from = event.position().toPoint()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._moves = event.button() != Qt.MouseButton.LeftButton or shift
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Turn or move."""
        if self._dragged_from is None:
            return
        here = event.position().toPoint()
        gone, self._dragged_from = here - self._dragged_from, here
        if self._moves:
            self._shift += QPointF(gone)
            self.update()
        else:
            self.turn(gone.x() * TURN_DEG_PER_PX, gone.y() * TURN_DEG_PER_PX)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The smooth picture again."""
        self._dragged_from = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom."""
        self.zoom_by(ZOOM_STEP ** (event.angleDelta().y() / 120.0))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows turn, plus and minus zoom, Home starts anew."""
        turns = {
            Qt.Key.Key_Left: (-KEY_TURN_DEG, 0.0), Qt.Key.Key_Right: (KEY_TURN_DEG, 0.0),
            Qt.Key.Key_Up: (0.0, KEY_TURN_DEG), Qt.Key.Key_Down: (0.0, -KEY_TURN_DEG),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in turns:
            self.turn(*turns[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_by(1.0 / ZOOM_STEP if key == Qt.Key.Key_Minus else ZOOM_STEP)
        elif key == Qt.Key.Key_Home:
            self.reset()
        else:
            super().keyPressEvent(event)
