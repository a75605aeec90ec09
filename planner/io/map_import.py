"""Maps of any format become obstacles of a project, with a report of what was assumed, changed and left out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from planner.errors import FileError
from planner.io.layer_kinds import LayerChoice
from planner.io.map_builder import MAX_HEIGHT_M, Builder
from planner.io.map_file import MapFile, issue
from planner.io.map_formats import MAP_SUFFIXES, map_paths, read_map
from planner.io.map_options import MAX_SIMPLIFY_M, MAX_SNAP_M, ImportedFile, ImportOptions, ImportReport
from planner.io.map_placing import place_files
from planner.io.snapping import snap_vertices
from planner.model.project import Project
from planner.model.site_map import ObstacleKind
from planner.progress import Progress, silent, split

__all__ = [
    "MAP_SUFFIXES",
    "ImportOptions",
    "ImportReport",
    "ImportedFile",
    "LayerChoice",
    "build_map",
    "import_map",
    "read_maps",
]


def import_map(
    paths: Sequence[Path | str],
    *,
    into: Project | None = None,
    options: ImportOptions | None = None,
    progress: Progress = silent,
) -> tuple[Project, ImportReport]:
    """Import map files as obstacles; all of them or, where one can't be read, none.

    Polygons keep their holes, parts of a MultiPolygon become objects of their own, lines become walls or flat strips,
    points footprints of a stated size. Coordinates on the earth go to the UTM zone of the data's centre, or to the
    project's own reference where it has one; drawings in metres are placed by control points or taken as they are.

    Raises `FileError`: those of `read_map` and `place_files`, "default-height-out-of-range",
    "import-option-out-of-range", "unknown-map-layer", "nothing-to-import".
    """
    options = options or ImportOptions()
    files = read_maps(paths, options=options, progress=split(progress, 0.0, 0.6))
    return build_map(files, into=into, options=options, progress=split(progress, 0.6, 1.0))


def read_maps(
    paths: Sequence[Path | str], *, options: ImportOptions | None = None, progress: Progress = silent
) -> list[MapFile]:
    """Read the files without placing them; the parts of a Shapefile count as one."""
    options = options or ImportOptions()
    chosen = map_paths(paths)
    files: list[MapFile] = []
    for index, path in enumerate(chosen):
        progress("import-reading", index / len(chosen))
        files.append(read_map(path, encoding=options.encoding, unit=options.unit))
    return files


def build_map(
    files: Sequence[MapFile],
    *,
    into: Project | None = None,
    options: ImportOptions | None = None,
    progress: Progress = silent,
) -> tuple[Project, ImportReport]:
    """Place files that were read and make obstacles of them (see `import_map`)."""
    options = options or ImportOptions()
    project = into or Project()
    _require_sane(options, files)
    progress("import-placing", 0.0)
    placed = place_files(project, files, options)
    everywhere = np.concatenate(placed.local)
    snapped, moved = snap_vertices(everywhere, options.snap_m)
    builder = Builder(project, options)
    builder.issues.extend(placed.issues)
    if moved:
        builder.issues.append(issue("import-snapped", count=moved, tolerance_m=options.snap_m))
    ends = np.cumsum([len(points) for points in placed.local])
    for index, (file, points) in enumerate(zip(files, np.split(snapped, ends[:-1]), strict=True)):
        progress("import-building", (index + 0.5) / len(files))
        builder.add_file(file, points)
    if not builder.obstacles:
        raise FileError("nothing-to-import", file=", ".join(file.name for file in files))
    low, high = everywhere.min(axis=0), everywhere.max(axis=0)
    report = ImportReport(
        files=tuple(builder.files),
        counts=dict(sum((Counter(file.counts) for file in builder.files), Counter[ObstacleKind]())),
        assumed_heights={kind: (n, builder.default_height_m(kind)) for kind, n in builder.assumed.items()},
        from_storeys=builder.from_storeys,
        repaired=builder.repaired,
        issues=tuple(builder.issues),
        epsg=placed.geo.epsg,
        origin_m=(placed.geo.origin_east_m, placed.geo.origin_north_m),
        extent_m=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        simplified=builder.simplified,
        snapped=moved,
        placement=placed.placement,
    )
    obstacles = {**project.site_map.obstacles, **builder.obstacles}
    return replace(project, geo=placed.geo, site_map=replace(project.site_map, obstacles=obstacles)), report


def _require_sane(options: ImportOptions, files: Sequence[MapFile]) -> None:
    height_m = options.default_height_m
    if height_m is not None and not 0 < height_m <= MAX_HEIGHT_M:
        raise FileError("default-height-out-of-range", height_m=height_m, limit_m=MAX_HEIGHT_M)
    for value, limit_m in ((options.simplify_m, MAX_SIMPLIFY_M), (options.snap_m, MAX_SNAP_M)):
        if not 0.0 <= value <= limit_m:
            raise FileError("import-option-out-of-range", value=value, limit_m=limit_m)
    known = dict.fromkeys(layer for file in files for layer in file.layers)
    unknown = [layer for layer in options.layers if layer not in known]
    if unknown:
        names = ", ".join(name or "–" for name in list(known)[:20])
        raise FileError("unknown-map-layer", layer=unknown[0], known=names)
