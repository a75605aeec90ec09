"""Pictures of any size to a PNG of a stated size (Pillow), and pages of a PDF (pypdfium2). Memory stays bounded."""

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import FileError, Issue
from planner.io.map_file import issue

#: Wider or higher backdrops are reduced to this; the model allows 40,000.
MAX_PX = 8000
MAX_FILE_MB = 512
#: Pictures wider or higher than this are mistakes or attacks.
_MAX_SIDE = 65_000
#: A decoded picture may take this much; beyond it only JPEG can be read, reduced while it is decoded.
_MAX_DECODED_BYTES = 640 * 2**20
#: Strips of so many pixels are converted at a time.
_STRIP_PIXELS = 16 * 2**20
#: Pixels of the result that Lanczos resampling reaches to each side.
_FILTER_REACH = 3.0
#: A PDF page is drawn as finely as a good scan.
_PDF_DPI = 300.0
_PT_PER_IN = 72.0
_LEAST_PT = 1.0
#: PNG compression: thorough for plans, quick for very large pictures.
_LEVEL, _QUICK_LEVEL, _QUICK_FROM_PX = 6, 1, 16 * 2**20
#: EXIF orientation (CIPA DC-008, tag 0x0112) to the transposition that sets it right.
_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BackdropImage:
    """A picture ready to embed. `source_px`: width and height before it was reduced, upright; `note`: what was done.

    `pages`: of the PDF or TIFF it comes from. `paper_mm_per_px`: how large a pixel is on the PDF's paper, 0 elsewhere.
    """

    png_bytes: bytes
    width_px: int
    height_px: int
    note: tuple[Issue, ...] = ()
    source_px: tuple[int, int] = (0, 0)
    pages: int = 1
    paper_mm_per_px: float = 0.0


def read_picture(path: Path, head: bytes, page: int, max_px: int) -> BackdropImage:
    """A PNG, JPEG or TIFF; errors as `planner.io.backdrops.read_backdrop`."""
    _require_size(path)
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks about damaged metadata, which nobody needs here
            with path.open("rb") as file:
                return _read(file, head, path.name, page, max_px)
    except (FileError, MemoryError):
        raise
    except Exception as problem:  # Pillow's plugins raise a dozen unrelated types for damaged files
        raise FileError("picture-damaged", file=path.name) from problem


def _require_size(path: Path) -> None:
    if path.stat().st_size > MAX_FILE_MB * 2**20:
        raise FileError("file-too-large", file=path.name, limit_mb=MAX_FILE_MB)


def _opened(file: Any, head: bytes, source: str) -> Any:
    """Pillow's picture by the file's first bytes; its own opener would refuse what can be reduced while decoding."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        from PIL.PngImagePlugin import PngImageFile

        return PngImageFile(file)
    if head.startswith(b"\xff\xd8\xff"):
        from PIL.JpegImagePlugin import JpegImageFile

        return JpegImageFile(file)
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        from PIL.TiffImagePlugin import TiffImageFile

        return TiffImageFile(file)
    raise FileError("picture-unknown", file=source)


def _read(file: Any, head: bytes, source: str, page: int, max_px: int) -> BackdropImage:
    from PIL.Image import DecompressionBombError

    image = _opened(file, head, source)
    pages = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    if not 0 <= page < pages:
        raise FileError("picture-no-such-page", file=source, page=page + 1, pages=pages)
    if page:
        image.seek(page)
    width, height = image.size
    if max(width, height) > _MAX_SIDE:
        raise FileError("picture-too-large", file=source, width=width, height=height)
    if max(width, height) > max_px:
        share = max_px / max(width, height)
        image.draft(None, (max(int(width * share), 1), max(int(height * share), 1)))  # JPEG alone can do it
    if image.size[0] * image.size[1] * _bytes_per_px(image.mode) > _MAX_DECODED_BYTES:
        raise FileError("picture-too-large", file=source, width=width, height=height)
    try:
        image.load()
    except DecompressionBombError:  # Pillow's own limit, for TIFF that would be decoded in one piece
        raise FileError("picture-too-large", file=source, width=width, height=height) from None
    if image.format == "TIFF":  # Pillow has turned it already
        width, height = image.size
    turn = _UPRIGHT.get(image.getexif().get(_ORIENTATION_TAG, 1))
    plain = _reduced(image, max_px)
    if turn:
        from PIL import Image

        plain = plain.transpose(Image.Transpose[turn])
        if turn in ("TRANSPOSE", "TRANSVERSE", "ROTATE_90", "ROTATE_270"):
            width, height = height, width
    return _finished(plain, source=source, source_px=(width, height), pages=pages)


def _bytes_per_px(mode: str) -> int:
    """How Pillow holds a mode in memory; everything with colours takes four bytes."""
    if mode in ("1", "L", "P"):
        return 1
    return 2 if mode.startswith("I;16") else 4


def _mode_of(image: Any) -> str:
    if image.mode in ("LA", "PA", "La", "RGBA", "RGBa") or "transparency" in image.info:
        return "RGBA"
    return "L" if image.mode in ("1", "L", "F") or image.mode.startswith("I") else "RGB"


def _reduced(image: Any, max_px: int) -> Any:
    """The picture in a plain mode, at most `max_px` a side: strip by strip, so that no second large one is held."""
    from PIL import Image

    mode, levels = _mode_of(image), _levels(image)
    width, height = image.size
    ratio = max(max(width, height) / max_px, 1.0)
    columns, rows = max(round(width / ratio), 1), max(round(height / ratio), 1)
    scale = height / rows
    margin = math.ceil(_FILTER_REACH * scale) + 1
    result = Image.new(mode, (columns, rows))
    step = max(int(_STRIP_PIXELS / (width * scale)), 1)
    for first in range(0, rows, step):
        last = min(first + step, rows)
        top = max(math.floor(first * scale) - margin, 0)
        bottom = min(math.ceil(last * scale) + margin, height)
        strip = image.crop((0, top, width, bottom))
        if "transparency" in image.info:
            strip.info["transparency"] = image.info["transparency"]
        if levels:
            strip = _levelled(strip, *levels)
        strip = strip.convert(mode)
        if ratio > 1.0:
            box = (0, first * scale - top, width, min(last * scale, height) - top)
            strip = strip.resize((columns, last - first), Image.Resampling.LANCZOS, box=box)
        else:
            strip = strip.crop((0, first - top, width, last - top))
        result.paste(strip, (0, first))
    return result


def _levels(image: Any) -> tuple[float, float] | None:
    """Darkest and brightest value of pictures with more than 256 of them."""
    if not (image.mode.startswith("I") or image.mode == "F"):
        return None
    low, high = image.getextrema()
    return (float(low), float(high)) if math.isfinite(high - low) else (0.0, 1.0)


def _levelled(strip: Any, low: float, high: float) -> Any:
    import numpy as np
    from PIL import Image

    values = np.nan_to_num(np.asarray(strip, dtype=np.float32), nan=low)
    scaled = (values - low) * (255.0 / max(high - low, 1e-9))
    return Image.fromarray(np.clip(scaled, 0.0, 255.0).astype(np.uint8))


def _finished(
    image: Any, *, source: str, source_px: tuple[int, int], pages: int, paper_mm_per_px: float = 0.0
) -> BackdropImage:
    """The PNG without any metadata; a fresh picture's size decides how hard it is compressed, so bytes repeat."""
    width, height = image.size
    image.info.clear()
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=_QUICK_LEVEL if width * height > _QUICK_FROM_PX else _LEVEL)
    note: list[Issue] = []
    if (width, height) != source_px and not paper_mm_per_px:
        note.append(
            issue("picture-reduced", file=source, from_width=source_px[0], from_height=source_px[1], width=width,
                  height=height)
        )  # fmt: skip
    if pages > 1:
        note.append(issue("picture-one-of-pages", file=source, pages=pages))
    return BackdropImage(
        png_bytes=stream.getvalue(),
        width_px=width,
        height_px=height,
        note=tuple(note),
        source_px=source_px,
        pages=pages,
        paper_mm_per_px=paper_mm_per_px,
    )


def read_pdf_page(path: Path, page: int, max_px: int) -> BackdropImage:
    """A page of a PDF at 300 dpi, or coarser where it would be larger than `max_px`. Not for two threads at once."""
    _require_size(path)
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as problem:
        locked = "password" in str(problem).lower()
        raise FileError("pdf-locked" if locked else "picture-damaged", file=path.name) from None
    try:
        return _drawn(document, path.name, page, max_px)
    except pypdfium2.PdfiumError as problem:
        raise FileError("picture-damaged", file=path.name) from problem
    finally:
        document.close()


def _drawn(document: Any, source: str, page: int, max_px: int) -> BackdropImage:
    pages = len(document)
    if not 0 <= page < pages:
        raise FileError("picture-no-such-page", file=source, page=page + 1, pages=pages)
    sheet = document[page]
    width_pt, height_pt = sheet.get_size()
    if not (_LEAST_PT <= width_pt < math.inf and _LEAST_PT <= height_pt < math.inf):
        raise FileError("picture-damaged", file=source)
    scale = min(_PDF_DPI / _PT_PER_IN, max_px / math.ceil(max(width_pt, height_pt)))
    if min(width_pt, height_pt) * scale < 1.0:
        raise FileError("picture-damaged", file=source)
    image = sheet.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    size = (image.size[0], image.size[1])
    return _finished(image, source=source, source_px=size, pages=pages, paper_mm_per_px=25.4 / _PT_PER_IN / scale)
