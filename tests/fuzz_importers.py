"""Mutated map files of every format: a clear refusal or a map, never a crash, a hang or gigabytes.

As a program: `python tests/fuzz_importers.py [RUNS] [SEED]` (10,000 runs by default). The runs happen in processes of
their own with limits on memory and time; a process that dies names the file it died of and leaves it behind.
"""

import io
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MEMORY_BYTES = 2 * 2**30
SECONDS_EACH = 10
#: Address space that numpy, GDAL and the other libraries reserve without using it.
RESERVED_BYTES = 2 * 2**30
_NUMBERS = (b"-1", b"0", b"1e308", b"nan", b"99999999999", b"1e-300", b"-99999", b"4294967296", b"")
_X, _Y = 121.9, 29.9


def seed_files(folder: Path) -> dict[str, list[Path]]:
    """Small valid files by format; the first of each list is the one to import, the others lie beside it."""
    return {
        "geojson": [_geojson(folder)],
        "dxf": [_dxf(folder, binary=False)],
        "dxf-binary": [_dxf(folder, binary=True)],
        "shapefile": _shapefile(folder),
        "gpkg": [_geopackage(folder)],
        "kml": [_kml(folder)],
        "kmz": [_kmz(folder)],
        "osm": [_osm(folder)],
        "pbf": [_pbf(folder)],
    }


def _geojson(folder: Path) -> Path:
    ring = [[_X, _Y], [_X + 0.001, _Y], [_X + 0.001, _Y + 0.001], [_X, _Y]]
    geometries = [
        ({"type": "Polygon", "coordinates": [ring]}, {"building": "yes", "height": "12"}),
        ({"type": "LineString", "coordinates": ring[:2]}, {"barrier": "wall"}),
        ({"type": "Point", "coordinates": [_X, _Y]}, {"man_made": "crane"}),
    ]
    features = [{"type": "Feature", "properties": p, "geometry": g} for g, p in geometries]
    path = folder / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "name": "建筑", "features": features}), encoding="utf-8")
    return path


def _dxf(folder: Path, *, binary: bool) -> Path:
    import ezdxf

    document = ezdxf.new("R2000")
    document.header["$INSUNITS"] = 4
    space = document.modelspace()
    space.add_lwpolyline(
        [(0, 0, 0, 0, 1), (9000, 0, 0, 0, 0), (9000, 9000)], close=True, dxfattribs={"layer": "BUILDING"}
    )
    block = document.blocks.new("HUT")
    block.add_lwpolyline([(0, 0), (5000, 0), (5000, 4000)], close=True)
    inner = document.blocks.new("ROW")
    inner.add_blockref("HUT", (9000, 0), dxfattribs={"xscale": -1})
    space.add_blockref("ROW", (20000, 0), dxfattribs={"rotation": 30, "column_count": 3, "column_spacing": 9000})
    space.add_circle((50000, 0), 5000, dxfattribs={"layer": "TANK"})
    space.add_ellipse((70000, 0), (5000, 0), 0.5, dxfattribs={"layer": "TANK"})
    space.add_spline([(0, 20000), (9000, 30000), (20000, 20000)], dxfattribs={"layer": "ROAD"})
    space.add_arc((0, 50000), 4000, 0, 90, dxfattribs={"layer": "ROAD"})
    space.add_polyline2d([(0, 60000), (9000, 60000), (9000, 69000)], close=True)
    space.add_text("3F", dxfattribs={"insert": (3000, 2000)})
    space.add_mtext("HALL", dxfattribs={"insert": (3000, 2000)})
    hatch = space.add_hatch()
    hatch.paths.add_polyline_path([(0, 80000), (9000, 80000), (9000, 89000)], is_closed=True)
    hatch.paths.add_edge_path().add_arc((30000, 80000), 4000, 0, 360)
    path = folder / ("b.dxf" if binary else "a.dxf")
    document.saveas(path, fmt="bin" if binary else "asc")
    return path


def _shapefile(folder: Path) -> list[Path]:
    _vector(folder / "a.shp", "ESRI Shapefile")
    return [folder / "a.shp", folder / "a.dbf", folder / "a.shx", folder / "a.prj", folder / "a.cpg"]


def _geopackage(folder: Path) -> Path:
    _vector(folder / "a.gpkg", "GPKG")
    return folder / "a.gpkg"


def _vector(path: Path, driver: str) -> None:
    import numpy as np
    import shapely
    from pyogrio.raw import write

    boxes = shapely.to_wkb(
        np.array([shapely.box(500000 + 30 * i, 3300000, 500020 + 30 * i, 3300020) for i in range(3)])
    )
    fields = [np.array(["仓库", "办公楼", ""], dtype=object), np.array([12.5, np.nan, 8.0])]
    write(
        path,
        boxes,
        fields,
        ["name", "height"],
        geometry_type="Polygon",
        crs="EPSG:4549",
        driver=driver,
        encoding="UTF-8",
    )


def _kml(folder: Path) -> Path:
    path = folder / "a.kml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>site</name>'
        "<Folder><name>建筑</name><Placemark><name>A</name><description>height: 12 m</description><ExtendedData>"
        '<Data name="levels"><value>3</value></Data></ExtendedData><Polygon><extrude>1</extrude><altitudeMode>'
        "relativeToGround</altitudeMode><outerBoundaryIs><LinearRing><coordinates>121.9,29.9,8 121.901,29.9,8 "
        "121.901,29.901,8 121.9,29.9,8</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>"
        "<Placemark><MultiGeometry><Point><coordinates>121.9,29.9</coordinates></Point><LineString><coordinates>"
        "121.9,29.9 121.91,29.9</coordinates></LineString></MultiGeometry></Placemark></Document></kml>",
        encoding="utf-8",
    )
    return path


def _kmz(folder: Path) -> Path:
    path = folder / "a.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(_kml(folder), "doc.kml")
    return path


NODES = [(1, _X, _Y), (2, _X + 0.001, _Y), (3, _X + 0.001, _Y + 0.001), (4, _X, _Y + 0.001), (5, _X + 0.002, _Y)]


def _osm(folder: Path) -> Path:
    nodes = "".join(f'<node id="{i}" lon="{x}" lat="{y}"/>' for i, x, y in NODES)
    path = folder / "a.osm"
    path.write_text(
        f'<?xml version="1.0"?><osm version="0.6">{nodes}<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/></way>'
        '<way id="2"><nd ref="3"/><nd ref="4"/><nd ref="1"/></way><way id="3"><nd ref="2"/><nd ref="5"/><tag '
        'k="barrier" v="wall"/></way><relation id="1"><member type="way" ref="1" role="outer"/><member type="way" '
        'ref="2" role="outer"/><tag k="type" v="multipolygon"/><tag k="building" v="yes"/><tag k="building:levels" '
        'v="3"/></relation></osm>',
        encoding="utf-8",
    )
    return path


def _pbf(folder: Path) -> Path:
    sys.path.insert(0, str(ROOT / "tests" / "planner" / "io"))
    from pbf import osm_pbf

    nodes = [(i, x, y, {}) for i, x, y in NODES]
    ways = [(1, [1, 2, 3, 4, 1], {"building": "yes"}), (2, [2, 5], {"barrier": "wall"})]
    path = folder / "a.osm.pbf"
    path.write_bytes(osm_pbf(nodes, ways, compress=False))
    return path


def mutated(content: bytes, source: random.Random) -> bytes:
    """The bytes with accidents: mostly one or two, so that much of the file is read before something is wrong."""
    data = bytearray(content)
    is_text = b"\0" not in content[:2000]
    for _ in range(source.choice((1, 1, 1, 2, 3, 6))):
        if data:
            source.choice(_TEXT_ACCIDENTS if is_text else _ACCIDENTS)(data, source)
    return bytes(data)


def mutated_kmz(path: Path, source: random.Random) -> bytes:
    """The archive with accidents, or whole around a KML with accidents."""
    if source.random() < 0.3:
        return mutated(path.read_bytes(), source)
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as other:
        other.writestr("doc.kml", mutated(archive.read("doc.kml"), source))
    return stream.getvalue()


def _other_byte(data: bytearray, source: random.Random) -> None:
    data[source.randrange(len(data))] = source.randrange(256)


def _other_bit(data: bytearray, source: random.Random) -> None:
    data[source.randrange(len(data))] ^= 1 << source.randrange(8)


def _other_number(data: bytearray, source: random.Random) -> None:
    """Another number in place of one that is written in digits, else extreme bytes in a binary one's place."""
    found = list(_DIGITS.finditer(data))
    if found and source.random() < 0.8:
        start, end = source.choice(found).span()
        data[start:end] = source.choice(_NUMBERS)
    else:
        at = source.randrange(len(data))
        data[at : at + 4] = source.choice((b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\xff\xff\xff\xff", b"\0\0\xf0\x7f"))


def _block(data: bytearray, source: random.Random) -> None:
    """A stretch deleted, repeated, overwritten with noise or with another stretch, or the rest cut off."""
    at = source.randrange(len(data))
    end = min(len(data), at + source.choice((1, 2, 8, 64, 512)))
    accident = source.randrange(5)
    if accident == 0:
        del data[at:end]
    elif accident == 1:
        data[at:at] = data[at:end] * source.choice((1, 2, 50))
    elif accident == 2:
        data[at:end] = source.randbytes(end - at)
    elif accident == 3:
        other = source.randrange(len(data))
        data[at:end] = data[other : other + end - at]
    else:
        del data[at:]


_DIGITS = re.compile(rb"-?\d+(?:\.\d+)?")
_ACCIDENTS = (_other_byte, _other_bit, _other_bit, _other_number, _other_number, _other_number, _block)
_TEXT_ACCIDENTS = (_other_bit, _block, *[_other_number] * 6)


def one_run(folder: Path, seeds: dict[str, list[Path]], number: int, seed: int) -> str:
    """Import one mutated file; the format with "ok" or the code of the refusal. All else is a failure."""
    from planner.errors import CatalogueError, FileError
    from planner.io.map_import import import_map

    source = random.Random(f"{seed}-{number}")
    form = sorted(seeds)[number % len(seeds)]
    files = seeds[form]
    place = folder / "run"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    victim = source.choice(files)
    for path in files:
        content = path.read_bytes()
        if path == victim:
            content = mutated_kmz(path, source) if path.suffix == ".kmz" else mutated(content, source)
        (place / path.name).write_bytes(content)
    try:
        import_map([place / files[0].name])
    except (FileError, CatalogueError) as problem:
        return f"{form}: {problem.code}"
    return f"{form}: ok"


class _TooSlowError(BaseException):
    """No Exception, so that no handler of a reader takes it for a damaged file."""


def _alarm(_signal: int, _frame: FrameType | None) -> None:
    raise _TooSlowError


def work(first: int, last: int, seed: int, folder: Path, make_seeds: Any = seed_files, run: Any = one_run) -> None:
    """Runs [first, last) in this process, under the limits; one JSON line at the end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES + RESERVED_BYTES,) * 2)
    signal.signal(signal.SIGALRM, _alarm)
    seeds = make_seeds(folder)
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    slowest = 0.0
    for number in range(first, last):
        (folder / "current").write_text(str(number), encoding="utf-8")
        begin = time.perf_counter()
        signal.alarm(SECONDS_EACH)
        try:
            outcomes[run(folder, seeds, number, seed)] += 1
        except BaseException as problem:
            signal.alarm(0)
            failures.append(f"run {number} (seed {seed}): {type(problem).__name__}: {traceback.format_exc(limit=-4)}")
        signal.alarm(0)
        slowest = max(slowest, time.perf_counter() - begin)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"outcomes": outcomes, "failures": failures, "slowest_s": slowest, "peak_bytes": peak}))


def campaign(runs: int, seed: int, *, chunk: int = 500, program: str = __file__) -> dict[str, Any]:
    """All runs in processes of `chunk` runs each (`program` with "--work"); what they found together."""
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    slowest = peak = 0.0
    for first in range(0, runs, chunk):
        last = min(first + chunk, runs)
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            command = [sys.executable, "-W", "ignore", program, "--work", str(first), str(last), str(seed), folder]
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            limit_s = SECONDS_EACH * 3 + 5 * (last - first)
            try:
                done = subprocess.run(
                    command, capture_output=True, text=True, env=environment, timeout=limit_s, check=False
                )
                found = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None
                problem = f"exit {done.returncode}: {done.stderr[-2000:]}"
            except subprocess.TimeoutExpired:
                found, problem = None, "hangs outside Python"
            if found is None:
                current = Path(folder, "current")
                failures.append(f"run {current.read_text(encoding='utf-8') if current.exists() else first}: {problem}")
                continue
            outcomes.update(found["outcomes"])
            failures.extend(found["failures"])
            slowest, peak = max(slowest, found["slowest_s"]), max(peak, found["peak_bytes"])
    return {"outcomes": dict(outcomes.most_common()), "failures": failures, "slowest_s": slowest, "peak_bytes": peak}


def main(arguments: list[str], program: str = __file__, make_seeds: Any = seed_files, run: Any = one_run) -> int:
    """Print what a campaign found; 1 where anything failed."""
    if arguments[:1] == ["--work"]:
        work(int(arguments[1]), int(arguments[2]), int(arguments[3]), Path(arguments[4]), make_seeds, run)
        return 0
    runs, seed = (
        (int(value) for value in (*arguments, "10000", "1")[:2]) if len(arguments) != 1 else (int(arguments[0]), 1)
    )
    found = campaign(runs, seed, program=program)
    print(json.dumps(found, indent=1))
    if found["peak_bytes"] > MEMORY_BYTES:
        print("memory over the limit")
    return 1 if found["failures"] or found["peak_bytes"] > MEMORY_BYTES else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
