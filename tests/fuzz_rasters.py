"""Mutated pictures, height models and measurement tables: a clear refusal or a result, never a crash or a hang.

As a program: `python tests/fuzz_rasters.py [RUNS] [SEED]`; accidents and limits are those of `fuzz_importers.py`.
"""

import io
import random
import shutil
import sys
import zipfile
import zlib
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.fuzz_importers import main, mutated

_X, _Y = 121.9, 29.9


def seed_files(folder: Path) -> dict[str, list[Path]]:
    """Small valid files by format."""
    return {
        "geotiff": [_geotiff(folder / "plain.tif")],
        "geotiff-tiled": [_geotiff(folder / "tiled.tif", tiled=True, blockxsize=16, blockysize=16, compress="deflate")],
        "png": [_picture(folder / "a.png")],
        "png-palette": [_picture(folder / "b.png", mode="P")],
        "jpeg": [_picture(folder / "a.jpg")],
        "tiff": [_picture(folder / "c.tiff")],
        "tiff-lzw": [_picture(folder / "d.tiff", compression="tiff_lzw")],
        "tiff-bits": [_picture(folder / "e.tiff", mode="1", compression="group4")],
        "pdf": [_pdf(folder / "a.pdf")],
        "csv": [_csv(folder / "a.csv", "utf-8")],
        "csv-gb18030": [_csv(folder / "b.csv", "gb18030")],
        "xlsx": [_xlsx(folder / "a.xlsx")],
    }


def _geotiff(path: Path, **options: object) -> Path:
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    values = (np.arange(40 * 40, dtype=np.float32) / 40.0).reshape(1, 40, 40)
    with rasterio.open(
        path, "w", driver="GTiff", width=40, height=40, count=1, dtype="float32", crs="EPSG:4326", nodata=-9999.0,
        transform=from_origin(_X, _Y, 0.0005, 0.0005), **options,
    ) as dataset:  # fmt: skip
        dataset.write(values)
    return path


def _picture(path: Path, mode: str = "RGB", **options: object) -> Path:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    noise = Image.frombytes("RGB", (48, 32), random.Random(1).randbytes(48 * 32 * 3))
    image = noise.convert(mode)
    image.save(path, exif=exif, **options) if path.suffix in (".jpg", ".png") else image.save(path, **options)  # type: ignore[arg-type]
    return path


def _pdf(path: Path) -> Path:
    from PIL import Image

    Image.new("RGB", (200, 100), (200, 90, 0)).save(path, resolution=72.0)
    return path


def _csv(path: Path, encoding: str) -> Path:
    rows = "".join(f"10:{i:02d},{_Y + i / 10_000:.4f},{_X},{i % 3},{-80 - i},{i},{i * 10},华为\n" for i in range(40))
    path.write_text(f"时间,纬度,经度,PCI,RSRP(dBm),SINR,下行速率(kbps),设备\n{rows}", encoding=encoding)
    return path


def _xlsx(path: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["lat", "lon", "cell", "rsrp", "device"])
    for i in range(20):
        sheet.append([_Y + i / 10_000, _X, f"A{i % 2}", -90 - i, "phone"])
    book.save(path)
    return path


def _mutated_archive(path: Path, source: random.Random) -> bytes:
    """The workbook with accidents, or whole around one part with accidents."""
    if source.random() < 0.3:
        return mutated(path.read_bytes(), source)
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as other:
        names = archive.namelist()
        victim = source.choice([name for name in names if "sheet1" in name or source.random() < 0.2] or names)
        for name in names:
            content = archive.read(name)
            other.writestr(name, mutated(content, source) if name == victim else content)
    return stream.getvalue()


def _mutated_png(path: Path, source: random.Random) -> bytes:
    """The picture with accidents; mostly its check sums are set right again, or nothing behind them would be read."""
    content = mutated(path.read_bytes(), source)
    if source.random() < 0.3:
        return content
    result, at = content[:8], 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        chunk = content[at + 4 : at + 8 + length]
        result += content[at : at + 4] + chunk + zlib.crc32(chunk).to_bytes(4, "big")
        at += 12 + length
    return result


def _accident(path: Path, source: random.Random) -> bytes:
    makers = {".xlsx": _mutated_archive, ".png": _mutated_png}
    return makers[path.suffix](path, source) if path.suffix in makers else mutated(path.read_bytes(), source)


def one_run(folder: Path, seeds: dict[str, list[Path]], number: int, seed: int) -> str:
    """Read one mutated file; the format with "ok" or the code of the refusal. All else is a failure."""
    from planner.errors import CatalogueError, EditError, FileError
    from planner.io.backdrops import add_backdrop, read_backdrop
    from planner.io.measurements import import_measurements, read_points
    from planner.io.terrain import import_terrain, terrain_at
    from planner.model.project import Project

    source = random.Random(f"{seed}-{number}")
    form = sorted(seeds)[number % len(seeds)]
    original = seeds[form][0]
    place = folder / "run"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    path = place / original.name
    path.write_bytes(_accident(original, source))
    try:
        if form.startswith("geotiff"):
            project, _ = import_terrain(path, Project())
            terrain_at(project, 10.0, 10.0)
        elif path.suffix in (".csv", ".xlsx"):
            project, report = import_measurements(path, Project())
            read_points(project, report.set_id)
        else:
            add_backdrop(Project(), read_backdrop(path, max_px=500), "a", (1.0, 0.0, 0.0, 0.0, -1.0, 0.0))
    except (FileError, CatalogueError, EditError) as problem:
        return f"{form}: {problem.code}"
    return f"{form}: ok"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], __file__, seed_files, one_run))
