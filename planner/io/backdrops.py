"""Pictures below the drawing: PNG, JPEG, TIFF or a PDF page as an embedded PNG, placed by a scale bar or points."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from planner.errors import FileError
from planner.io.control_points import Fit, fit_placement
from planner.io.map_file import MAX_NAME
from planner.io.project_file import with_asset
from planner.io.read_picture import MAX_PX, BackdropImage, read_pdf_page, read_picture
from planner.model.edits import ObjectRef, free_id, put
from planner.model.geometry import Point
from planner.model.project import Project
from planner.model.site_map import Backdrop

__all__ = [
    "PICTURE_SUFFIXES",
    "BackdropImage",
    "Transform",
    "add_backdrop",
    "is_mirrored",
    "placement_from_control_points",
    "placement_from_scale",
    "read_backdrop",
    "to_map",
]

#: What a file dialog offers.
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".pdf")
#: (a, b, c, d, e, f) of `planner.model.site_map.Backdrop`.
Transform = tuple[float, float, float, float, float, float]
_HEAD_BYTES = 1024
_LEAST_PX = 1.0


def read_backdrop(path: Path | str, page: int = 0, max_px: int = MAX_PX) -> BackdropImage:
    """A picture as PNG, at most `max_px` wide and high; `page` (from 0) of a PDF or TIFF.

    Turned upright as its EXIF orientation says, transparency kept, no other metadata; the same file gives the same
    bytes. Larger pictures are reduced, JPEG while it is decoded, so that 40,000 x 40,000 pixels fit; others only as far
    as memory allows.

    Raises `FileError` "file-missing", "file-empty", "file-too-large", "cannot-read", "picture-unknown",
    "picture-damaged", "picture-too-large", "picture-no-such-page", "pdf-locked".
    """
    path = Path(path)
    head = _head(path)
    if b"%PDF-" in head:
        return read_pdf_page(path, page, max_px)
    return read_picture(path, head, page, max_px)


def placement_from_scale(
    p1_px: Point, p2_px: Point, distance_m: float, origin: Point = (0.0, 0.0), rotation: float = 0.0
) -> Transform:
    """The transform that makes two places of the picture (column, row) `distance_m` apart.

    `origin`: where the first of them lies on the map, metres. `rotation`: the picture turned anticlockwise, degrees.
    Raises `FileError` "scale-bar-too-short" (less than a pixel), "scale-bar-without-length".
    """
    length_px = math.dist(p1_px, p2_px)
    if not length_px >= _LEAST_PX:
        raise FileError("scale-bar-too-short")
    if not (math.isfinite(distance_m) and distance_m > 0.0 and math.isfinite(length_px)):
        raise FileError("scale-bar-without-length")
    scale = distance_m / length_px
    cos, sin = scale * math.cos(math.radians(rotation)), scale * math.sin(math.radians(rotation))
    column, row = p1_px
    return (cos, sin, origin[0] - cos * column - sin * row, sin, -cos, origin[1] - sin * column + cos * row)


def placement_from_control_points(
    pairs: Sequence[tuple[Point, Point]], kind: Fit = "similarity"
) -> tuple[Transform, tuple[float, ...]]:
    """The transform that fits ((column, row), (x_m, y_m)) pairs best, and how far each point then lies off, metres.

    Two points or more for a similarity, three or more for an affine placement; errors as `fit_placement`.
    """
    source = np.array([pixel for pixel, _ in pairs], dtype=np.float64).reshape(-1, 2)
    target = np.array([place for _, place in pairs], dtype=np.float64).reshape(-1, 2)
    placed = fit_placement(source * (1.0, -1.0), target, kind)  # rows count downwards; a similarity mirrors nothing
    (a, b), (d, e) = placed.matrix
    return (a, -b, placed.offset_m[0], d, -e, placed.offset_m[1]), placed.residuals_m


def to_map(transform: Transform, pixel: Point) -> Point:
    """Where a pixel (column, row) lies, metres."""
    a, b, c, d, e, f = transform
    return (a * pixel[0] + b * pixel[1] + c, d * pixel[0] + e * pixel[1] + f)


def is_mirrored(transform: Transform) -> bool:
    """Whether the picture shows reversed writing, as with two control points exchanged."""
    a, b, _, d, e, _ = transform
    return a * e - b * d > 0.0


def add_backdrop(
    project: Project, image: BackdropImage, name: str, transform: Transform, *, storey: int = 0, building_id: str = ""
) -> Project:
    """The project with the picture embedded and placed, above its other ones. `EditError` "value-out-of-range"."""
    identifier = free_id(project, "backdrops")
    project, key = with_asset(project, image.png_bytes)
    backdrop = Backdrop(
        id=identifier,
        name=name[:MAX_NAME],
        asset=key,
        width_px=image.width_px,
        height_px=image.height_px,
        transform=transform,
        storey=storey,
        building_id=building_id,
    )
    return put(project, ObjectRef("backdrops", identifier), backdrop)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise FileError("file-missing", file=str(path)) from None
    except OSError as problem:
        raise FileError("cannot-read", file=str(path), reason=problem.strerror or str(problem)) from problem
    if not head.strip():
        raise FileError("file-empty", file=path.name)
    return head
