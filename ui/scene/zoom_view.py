"""A view of a map in metres: zoom about a place, pan, fit. Knows nothing of what it shows."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from planner.model.geometry import Bounds, Point
from ui.scene.panels import EDGE_PX

MIN_PX_PER_M, MAX_PX_PER_M = 0.002, 200.0
ZOOM_STEP = 1.2
SMOOTH_AFTER_MS = 160


class ZoomView(QGraphicsView):
    """North is up, east right. Subclasses follow `after_zoom` and `after_pan`."""

    def __init__(self, scene: QGraphicsScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fitted = True
        self._smoothing = QTimer(self)
        self._smoothing.setSingleShot(True)
        self._smoothing.timeout.connect(self._draw_smoothly)

    def after_zoom(self) -> None:
        """The zoom, or the place looked at, is another one."""

    def after_pan(self) -> None:
        """The map was moved under the window."""

    def may_smooth(self) -> bool:
        """Whether nothing moves that has to be drawn fast."""
        return True

    @property
    def px_per_m(self) -> float:
        """The zoom."""
        return self.transform().m11()

    def centre(self) -> Point:
        """The place in the middle of the window."""
        middle = self.mapToScene(self.viewport().rect().center())
        return (middle.x(), middle.y())

    def to_viewport(self, place: Point) -> QPoint:
        """A place of the map in viewport pixels."""
        return self.mapFromScene(QPointF(*place))

    def set_zoom(self, px_per_m: float) -> None:
        """Zoom about the centre of the window."""
        centre = self.viewport().rect().center()
        self._zoom_about(centre, px_per_m)

    def zoom_by(self, factor: float) -> None:
        """Zoom in (above 1) or out about the centre."""
        self._draw_plainly()
        self.set_zoom(self.px_per_m * factor)

    def _zoom_about(self, position_px: QPoint, px_per_m: float) -> None:
        px_per_m = min(max(px_per_m, MIN_PX_PER_M), MAX_PX_PER_M)
        place = self.mapToScene(position_px)
        self.setTransform(QTransform(px_per_m, 0.0, 0.0, -px_per_m, 0.0, 0.0))
        self.pan_by(position_px - self.mapFromScene(place))
        self._fitted = False
        self.after_zoom()

    def visible_area(self) -> QRectF:
        """What is seen of the map, metres."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def pan_by(self, shift_px: QPoint) -> None:
        """Move the map by pixels."""
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        horizontal.setValue(horizontal.value() - shift_px.x())
        vertical.setValue(vertical.value() - shift_px.y())
        self._fitted = False
        self.after_pan()

    def _draw_plainly(self) -> None:
        """Draw fast until the wheel has been still for a moment."""
        self.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # noqa: FBT003 - Qt's parameter
        self._smoothing.start(SMOOTH_AFTER_MS)

    def _draw_smoothly(self) -> None:
        if self.may_smooth():
            self.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.viewport().update()

    def zoom_to_point(self, x_m: float, y_m: float) -> None:
        """Centre a place, near enough to see what stands around it."""
        if self.px_per_m < 1.0:
            self.set_zoom(1.5)
        self.centerOn(QPointF(x_m, y_m))
        self._fitted = False
        self.after_zoom()

    def zoom_to_bounds(self, bounds: Bounds, left_px: int = 0) -> None:
        """Fit (west, south, east, north) into the window, or into what lies right of `left_px`."""
        west, south, east, north = bounds
        width, height = self.viewport().width() - left_px - 2 * EDGE_PX, self.viewport().height() - 2 * EDGE_PX
        self.set_zoom(min(width / max(east - west, 1.0), height / max(north - south, 1.0)))
        self.centerOn(QPointF((west + east) / 2.0 - left_px / 2.0 / self.px_per_m, (south + north) / 2.0))
        self.after_zoom()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom around the cursor."""
        steps = event.angleDelta().y() / 120.0
        if steps:
            self._draw_plainly()
            self._zoom_about(event.position().toPoint(), self.px_per_m * ZOOM_STEP**steps)
        event.accept()
