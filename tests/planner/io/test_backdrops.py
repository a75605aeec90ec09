"""Backdrops: every picture format upright and in bounds, bombs refused, placed where the points say."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from planner.errors import FileError
from planner.io.backdrops import (
    add_backdrop,
    is_mirrored,
    placement_from_control_points,
    placement_from_scale,
    read_backdrop,
    to_map,
)
from planner.model.project import Project
from planner.text import translate

RED, BLUE = (200, 0, 0), (0, 0, 200)


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Blue with a red upper left quarter."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    return image.convert(mode)


def decoded(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def refused(path: Path, **more: Any) -> str:
    with pytest.raises(FileError) as caught:
        read_backdrop(path, **more)
    for lang in ("en", "zh"):
        assert "{" not in translate(caught.value.code, caught.value.params, lang)
    return caught.value.code


def pdf(path: Path, *, pages: int = 2, width_pt: float = 200.0, height_pt: float = 100.0) -> Path:
    """Pages in blue with a red upper left quarter (PDF counts y upwards)."""
    drawing = b"0 0 0.8 rg 0 0 2000 2000 re f 0.8 0 0 rg 0 %f %f %f re f" % (height_pt / 2, width_pt / 2, height_pt / 2)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = b" ".join(b"%d 0 R" % (3 + 2 * n) for n in range(pages))
    objects.append(b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids))
    for number in range(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %f %f]/Contents %d 0 R>>" % (width_pt, height_pt, 4 + 2 * number)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing))
    content, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("suffix", "mode"),
    [("png", "RGB"), ("png", "P"), ("png", "L"), ("png", "1"), ("png", "RGBA"), ("png", "I;16"), ("jpg", "RGB"),
     ("jpg", "CMYK"), ("jpg", "L"), ("tif", "RGB"), ("tif", "1"), ("tif", "F"), ("tif", "CMYK")],
)  # fmt: skip
def test_every_format_keeps_what_it_shows(tmp_path: Path, suffix: str, mode: str) -> None:
    path = tmp_path / f"plan.{suffix}"
    source = (
        picture(mode="L").convert("I").point(lambda v: v * 256).convert(mode) if mode == "I;16" else picture(mode=mode)
    )
    source.save(path)
    image = read_backdrop(path)
    assert (image.width_px, image.height_px, image.note) == (60, 40, ())
    shown = decoded(image.png_bytes).convert("RGB")
    left, right = shown.getpixel((10, 8)), shown.getpixel((50, 30))
    if mode in ("RGB", "RGBA", "P") or (mode == "CMYK" and suffix == "tif"):
        assert np.abs(np.array([left, right]) - np.array([RED, BLUE])).max() < 60
    assert left != right or mode == "1"
    assert read_backdrop(path) == image


def test_transparency_is_kept(tmp_path: Path) -> None:
    faint = picture(mode="RGBA")
    faint.putalpha(90)
    faint.save(tmp_path / "a.png")
    assert decoded(read_backdrop(tmp_path / "a.png").png_bytes).getpixel((5, 5)) == (*RED, 90)
    palette = picture(mode="P")
    palette.save(tmp_path / "p.png", transparency=palette.getpixel((5, 5)))
    shown = decoded(read_backdrop(tmp_path / "p.png").png_bytes)
    assert (shown.getpixel((5, 5))[3], shown.getpixel((50, 30))[3]) == (0, 255)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif"])
@pytest.mark.parametrize(
    ("orientation", "red_corner"), [(1, "NW"), (3, "SE"), (6, "NE"), (8, "SW"), (2, "NE"), (5, "NW")]
)
def test_photographs_stand_upright(tmp_path: Path, suffix: str, orientation: int, red_corner: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"a.{suffix}"
    picture(320, 160).save(path, exif=exif)
    image = read_backdrop(path)
    turned = orientation >= 5
    assert (image.width_px, image.height_px) == ((160, 320) if turned else (320, 160))
    assert image.source_px == (image.width_px, image.height_px)
    shown = decoded(image.png_bytes).convert("RGB")
    corners = {"NW": (5, 5), "NE": (-6, 5), "SW": (5, -6), "SE": (-6, -6)}
    reds = {name for name, (x, y) in corners.items() if shown.getpixel((x % shown.width, y % shown.height))[0] > 120}
    assert reds == {red_corner}


def test_large_pictures_are_reduced_and_say_so(tmp_path: Path) -> None:
    picture(3000, 1500).save(tmp_path / "a.png")
    image = read_backdrop(tmp_path / "a.png", max_px=700)
    assert (image.width_px, image.height_px, image.source_px) == (700, 350, (3000, 1500))
    assert [note.code for note in image.note] == ["picture-reduced"]
    assert decoded(image.png_bytes).getpixel((100, 80)) == RED


def test_a_jpeg_of_40000_pixels_is_reduced_while_decoding(tmp_path: Path) -> None:
    path = tmp_path / "huge.jpg"
    Image.new("L", (40_000, 12_000), 90).save(path, quality=30)
    image = read_backdrop(path, max_px=2000)
    assert (image.width_px, image.height_px) == (2000, 600)


def png_header(path: Path, width: int, height: int) -> Path:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b""))
    return path


def test_bombs_are_refused(tmp_path: Path) -> None:
    assert refused(png_header(tmp_path / "a.png", 40_000, 40_000)) == "picture-too-large"
    assert refused(png_header(tmp_path / "b.png", 2_000_000, 10)) == "picture-too-large"
    Image.new("1", (14_000, 14_000)).save(tmp_path / "scan.tif", compression="group4")
    assert refused(tmp_path / "scan.tif") == "picture-too-large"


def test_damaged_and_foreign_files(tmp_path: Path) -> None:
    picture(600, 400).save(tmp_path / "a.png")
    picture(600, 400).save(tmp_path / "a.jpg")
    for name in ("a.png", "a.jpg"):
        content = (tmp_path / name).read_bytes()
        (tmp_path / f"cut-{name}").write_bytes(content[: len(content) // 2])
        assert refused(tmp_path / f"cut-{name}") == "picture-damaged"
    assert refused(tmp_path / "none.png") == "file-missing"
    (tmp_path / "empty.png").write_bytes(b"")
    assert refused(tmp_path / "empty.png") == "file-empty"
    (tmp_path / "text.png").write_text("no picture")
    assert refused(tmp_path / "text.png") == "picture-unknown"
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n" + b"x" * 500)
    assert refused(tmp_path / "broken.pdf") == "picture-damaged"


def test_a_page_of_a_pdf(tmp_path: Path) -> None:
    path = pdf(tmp_path / "plan.pdf")
    image = read_backdrop(path, page=1)
    assert (image.width_px, image.height_px, image.pages) == (834, 417, 2)
    assert image.paper_mm_per_px == pytest.approx(25.4 / 300.0)
    shown = decoded(image.png_bytes)
    assert (shown.getpixel((20, 20))[0] > 190, shown.getpixel((800, 400))[2] > 190) == (True, True)
    assert refused(path, page=2) == "picture-no-such-page"
    assert refused(path, page=-1) == "picture-no-such-page"
    large = read_backdrop(pdf(tmp_path / "a0.pdf", width_pt=2384, height_pt=3370), max_px=1000)
    assert (large.height_px, large.width_px) == (1000, 708)
    assert read_backdrop(path, page=1) == image


def test_pages_of_a_tiff(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    picture(20, 10).save(path, save_all=True, append_images=[picture(30, 40)])
    image = read_backdrop(path, page=1)
    assert (image.width_px, image.height_px, image.pages) == (30, 40, 2)
    assert refused(path, page=2) == "picture-no-such-page"


metres = st.floats(-5e5, 5e5)
pixels = st.floats(0, 8000)


@given(
    pixels, pixels, st.floats(2, 4000), st.floats(0, 6.28), st.floats(0.5, 5000), metres, metres, st.floats(-180, 180)
)
def test_the_scale_bar_comes_out_as_long_as_stated(
    column: float, row: float, length: float, turn: float, distance: float, x: float, y: float, rotation: float
) -> None:
    other = (column + length * np.cos(turn), row + length * np.sin(turn))
    transform = placement_from_scale((column, row), other, distance, (x, y), rotation)
    assert to_map(transform, (column, row)) == pytest.approx((x, y), abs=1e-4)
    there = np.array(to_map(transform, other)) - (x, y)
    assert np.hypot(*there) == pytest.approx(distance, rel=1e-6, abs=1e-4)
    assert not is_mirrored(transform)


def test_an_upright_scale_bar_keeps_the_picture_upright() -> None:
    transform = placement_from_scale((10, 20), (110, 20), 50.0, (1000.0, 2000.0))
    assert transform == pytest.approx((0.5, 0.0, 995.0, 0.0, -0.5, 2010.0))
    turned = placement_from_scale((0, 0), (100, 0), 100.0, (0.0, 0.0), 90.0)
    assert to_map(turned, (100, 0)) == pytest.approx((0.0, 100.0))


def test_control_points_give_back_the_placement_and_the_residuals() -> None:
    true = placement_from_scale((0, 0), (1000, 0), 432.1, (5000.0, 7000.0), 12.5)
    places = [(0.0, 0.0), (4000.0, 100.0), (3800.0, 2900.0), (50.0, 3000.0)]
    exact = [(pixel, to_map(true, pixel)) for pixel in places]
    for count in (2, 3, 4):
        transform, residuals = placement_from_control_points(exact[:count])
        assert transform == pytest.approx(true, abs=1e-6)
        assert max(residuals) < 1e-6
    moved = [*exact[:3], (exact[3][0], (exact[3][1][0] + 2.0, exact[3][1][1]))]
    _, residuals = placement_from_control_points(moved)
    assert 0.3 < max(residuals) < 2.0
    stretched = [((x, y), (2.0 * x, -3.0 * y)) for x, y in places]
    transform, residuals = placement_from_control_points(stretched, "affine")
    assert transform == pytest.approx((2.0, 0.0, 0.0, 0.0, -3.0, 0.0), abs=1e-8)
    assert max(residuals) < 1e-6
    mirrored, _ = placement_from_control_points([((x, y), (-x, -y)) for x, y in places], "affine")
    assert is_mirrored(mirrored)


def test_wrong_placements_are_refused() -> None:
    for arguments, code in (
        (((5, 5), (5, 5), 10.0), "scale-bar-too-short"),
        (((5, 5), (50, 5), 0.0), "scale-bar-without-length"),
        (((5, 5), (50, 5), float("nan")), "scale-bar-without-length"),
    ):
        with pytest.raises(FileError) as caught:
            placement_from_scale(*arguments)
        assert caught.value.code == code
    with pytest.raises(FileError) as caught:
        placement_from_control_points([((0, 0), (0, 0))])
    assert caught.value.code == "control-points-too-few"


def test_a_backdrop_is_embedded_once(tmp_path: Path) -> None:
    picture().save(tmp_path / "a.png")
    image = read_backdrop(tmp_path / "a.png")
    transform = placement_from_scale((0, 0), (60, 0), 120.0)
    project = add_backdrop(add_backdrop(Project(), image, "plan", transform), image, "again", transform)
    assert len(project.assets) == 1
    first, second = project.site_map.backdrops.values()
    assert (first.name, second.name, first.asset == second.asset) == ("plan", "again", True)
    assert (first.width_px, first.height_px) == (60, 40)
