"""The grid that points snap to, as faint lines above the map."""

import math

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

FINE, COARSE = QColor(40, 60, 90, 34), QColor(40, 60, 90, 70)
#: Every so many lines one is stronger.
COARSE_EVERY = 10
_MOST_LINES = 2000


def draw_grid(painter: QPainter, rect: QRectF, step_m: float) -> None:
    """Lines through all multiples of a step inside a rectangle of the map."""
    first_x, last_x = math.floor(rect.left() / step_m), math.ceil(rect.right() / step_m)
    first_y, last_y = math.floor(rect.top() / step_m), math.ceil(rect.bottom() / step_m)
    if last_x - first_x + last_y - first_y > _MOST_LINES:
        return
    for colour, wanted in ((FINE, False), (COARSE, True)):
        pen = QPen(colour, 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        lines = [
            QLineF(n * step_m, rect.top(), n * step_m, rect.bottom())
            for n in range(first_x, last_x + 1)
            if (n % COARSE_EVERY == 0) is wanted
        ]
        lines += [
            QLineF(rect.left(), n * step_m, rect.right(), n * step_m)
            for n in range(first_y, last_y + 1)
            if (n % COARSE_EVERY == 0) is wanted
        ]
        painter.drawLines(lines)
