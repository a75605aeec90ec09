"""Maps from GeoJSON: buildings, water, land, cranes ... as obstacles of a project, and a report of what was assumed."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.errors import FileError, Issue, Severity
from planner.io import crs as reference
from planner.io.geojson_read import GeoJsonFile, Part, read_geojson
from planner.io.map_kinds import (
    DEFAULT_HEIGHT_M,
    LINE_WIDTH_M,
    POINT_SIZE_M,
    heights_of,
    kind_of_name,
    kind_of_properties,
    name_of,
)
from planner.io.polygons import clean_polygons, strip
from planner.model.edits import free_id
from planner.model.geometry import Ring
from planner.model.project import GeoReference, Project
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, HeightSource, Obstacle, ObstacleKind

#: A map wider than this is a mistake in the coordinates, not a campus.
MAX_EXTENT_M = 200_000.0
MAX_HEIGHT_M = 1000.0
#: Local metres that start beyond this count from the origin of some national grid.
FAR_ORIGIN_M = 100_000.0
#: Data that a project already has may lie this far from new data; beyond it UTM distances are no longer true.
MAX_DISTANCE_M = 200_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """One file of an import: its encoding and coordinate system, and how many objects of each kind it gave."""

    name: str
    encoding: str
    crs: str
    counts: Mapping[ObstacleKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did: nothing it assumed, changed or left out is missing here.

    `assumed_heights`: how many objects of a kind got a default height, and which; `repaired`: self-crossing outlines
    set right; `issues`: everything a person should know, with the file's name and counts.
    """

    files: tuple[ImportedFile, ...]
    counts: Mapping[ObstacleKind, int]
    assumed_heights: Mapping[ObstacleKind, tuple[int, float]]
    from_storeys: int
    repaired: int
    issues: tuple[Issue, ...]
    epsg: int | None
    origin_m: tuple[float, float]
    extent_m: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the user states. `kinds` by file name wins over `kind`, that over what names and properties say.

    `crs` overrides the files' own: any name pyproj knows, or "local" for metres of the project itself.
    """

    kind: ObstacleKind | None = None
    kinds: Mapping[str, ObstacleKind] = field(default_factory=dict[str, ObstacleKind])
    default_height_m: float | None = None
    height_field: str | None = None
    encoding: str | None = None
    crs: str | None = None
    lang: str = "en"


def import_geojson(
    paths: Sequence[Path | str], *, into: Project | None = None, options: ImportOptions | None = None
) -> tuple[Project, ImportReport]:
    """Import GeoJSON files as obstacles; all of them or, where one can't be read, none.

    Polygons keep their holes, parts of a MultiPolygon become objects of their own, lines become walls or flat strips,
    points footprints of a stated size. WGS 84 (or the legacy "crs" member's system) goes to the UTM zone of the data's
    centre, or to the project's own reference where it has one.

    Raises `FileError` (see `read_geojson`; "coordinates-not-degrees", "unknown-crs", "project-without-reference",
    "map-too-large", "map-far-away", "nothing-to-import").
    """
    options = options or ImportOptions()
    project = into or Project()
    if options.default_height_m is not None and not 0 < options.default_height_m <= MAX_HEIGHT_M:
        raise FileError("default-height-out-of-range", height_m=options.default_height_m, limit_m=MAX_HEIGHT_M)
    files = [read_geojson(Path(path), encoding=options.encoding) for path in paths]
    geo, local = _placed(project, files, options)
    builder = _Builder(project, options)
    for file, points in zip(files, local, strict=True):
        builder.add_file(file, points)
    if not builder.obstacles:
        raise FileError("nothing-to-import", file=", ".join(file.name for file in files))
    obstacles = {**project.site_map.obstacles, **builder.obstacles}
    everywhere = np.concatenate(local)
    low, high = everywhere.min(axis=0), everywhere.max(axis=0)
    report = ImportReport(
        files=tuple(builder.files),
        counts=dict(sum((Counter(file.counts) for file in builder.files), Counter[ObstacleKind]())),
        assumed_heights={kind: (n, builder.default_height_m(kind)) for kind, n in builder.assumed.items()},
        from_storeys=builder.from_storeys,
        repaired=builder.repaired,
        issues=tuple(builder.issues),
        epsg=geo.epsg,
        origin_m=(geo.origin_east_m, geo.origin_north_m),
        extent_m=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
    )
    return replace(project, geo=geo, site_map=replace(project.site_map, obstacles=obstacles)), report


def _placed(
    project: Project, files: Sequence[GeoJsonFile], options: ImportOptions
) -> tuple[GeoReference, list[NDArray[np.float64]]]:
    """The reference, and every file's coordinates in local metres."""
    with_data = [file for file in files if len(file.coordinates)]
    if not with_data:
        raise FileError("nothing-to-import", file=", ".join(file.name for file in files))
    if options.crs == reference.LOCAL:
        geo = _local_reference(project, np.concatenate([file.coordinates for file in with_data]))
        origin = np.array([geo.origin_east_m, geo.origin_north_m]) if geo.epsg is None else np.zeros(2)
        local = [file.coordinates - origin for file in files]
        _require_sane_extent(local, with_data[0].name)
        return geo, local
    systems = [reference.parse_crs(options.crs or file.crs, source=file.name) for file in files]
    for file, system in zip(files, systems, strict=True):
        _require_degrees(file, reference.is_degrees(system))
    geo = project.geo
    if geo.epsg is None:
        if not reference.is_blank(project):
            raise FileError("project-without-reference")
        first = next(system for file, system in zip(files, systems, strict=True) if len(file.coordinates))
        same = [f.coordinates for f, s in zip(files, systems, strict=True) if s == first and len(f.coordinates)]
        geo = reference.reference_for(first, np.concatenate(same), source=with_data[0].name)
    local = [reference.to_local(s, f.coordinates, geo) for f, s in zip(files, systems, strict=True)]
    _require_sane_extent(local, with_data[0].name)
    return geo, local


def _local_reference(project: Project, points: NDArray[np.float64]) -> GeoReference:
    """The project's reference; a blank project moves its origin to metres that count from far away."""
    corner = np.floor(points.min(axis=0) / reference.ORIGIN_STEP_M) * reference.ORIGIN_STEP_M
    if not reference.is_blank(project) or project.geo.epsg is not None or np.abs(corner).max() <= FAR_ORIGIN_M:
        return project.geo
    return GeoReference(epsg=None, origin_east_m=float(corner[0]), origin_north_m=float(corner[1]))


def _require_degrees(file: GeoJsonFile, are_degrees: bool) -> None:
    points = file.coordinates
    if not are_degrees or not len(points):
        return
    outside = np.flatnonzero((np.abs(points[:, 0]) > 180.0) | (np.abs(points[:, 1]) > 90.0))
    if len(outside):
        x, y = points[outside[0]]
        raise FileError("coordinates-not-degrees", file=file.name, x=float(x), y=float(y), crs=file.crs)


def _require_sane_extent(local: Sequence[NDArray[np.float64]], source: str) -> None:
    everywhere = np.concatenate(local)
    if not np.isfinite(everywhere).all():
        raise FileError("place-outside-utm", file=source)
    extent_m = float((everywhere.max(axis=0) - everywhere.min(axis=0)).max())
    if extent_m > MAX_EXTENT_M:
        raise FileError("map-too-large", file=source, extent_km=extent_m / 1000.0, limit_km=MAX_EXTENT_M / 1000.0)
    distance_m = float(np.abs(everywhere).max())
    if distance_m > MAX_DISTANCE_M + MAX_EXTENT_M:
        raise FileError("map-far-away", file=source, distance_km=distance_m / 1000.0)


class _Builder:
    """Turns parts into obstacles and keeps count of everything it had to decide."""

    def __init__(self, project: Project, options: ImportOptions) -> None:
        self._options = options
        self._numbers = _numbers_of(project)
        self.obstacles: dict[str, Obstacle] = {}
        self.files: list[ImportedFile] = []
        self.assumed: Counter[ObstacleKind] = Counter()
        self.from_storeys = 0
        self.repaired = 0
        self.issues: list[Issue] = []

    def default_height_m(self, kind: ObstacleKind) -> float:
        """The height an object of this kind gets where the file states none."""
        stated = self._options.default_height_m
        return DEFAULT_HEIGHT_M.get(kind, 0.0) if stated is None else stated

    def add_file(self, file: GeoJsonFile, points: NDArray[np.float64]) -> None:
        """Take in one file, its coordinates already in local metres."""
        count_before = len(self.obstacles)
        counts: Counter[ObstacleKind] = Counter()
        kinds, guessed = self._kinds(file)
        polygons = [part for part in file.parts if part.shape == "polygon"]
        outlines, repaired, slivers = clean_polygons(points, [part.rings for part in polygons])
        self.repaired += repaired
        for part, pieces in zip(polygons, outlines, strict=True):
            for outline, holes in pieces:
                self._add(file, part, kinds[part.feature], outline, holes, counts)
        footprints, strips, ignored = self._add_thin(file, points, kinds, counts)
        self.files.append(ImportedFile(name=file.name, encoding=file.encoding, crs=file.crs, counts=dict(counts)))
        told = (
            ("import-repaired", repaired, Severity.NOTE),
            ("import-slivers-dropped", slivers, Severity.NOTE),
            ("import-without-geometry", file.empty, Severity.NOTE),
            ("import-kind-assumed", guessed, Severity.WARNING),
            ("import-points-as-footprints", footprints, Severity.NOTE),
            ("import-lines-as-strips", strips, Severity.NOTE),
            ("import-shapes-ignored", ignored, Severity.WARNING),
        )
        for code, count, severity in told:
            if count:
                self.issues.append(Issue(code=code, severity=severity, params={"file": file.name, "count": count}))
        for geometry, count in sorted(file.unknown.items()):
            params = {"file": file.name, "count": count, "geometry": geometry[:40]}
            self.issues.append(Issue(code="import-geometry-unknown", severity=Severity.WARNING, params=params))
        if len(self.obstacles) == count_before:
            self.issues.append(
                Issue(code="import-file-gave-nothing", severity=Severity.WARNING, params={"file": file.name})
            )

    def _kinds(self, file: GeoJsonFile) -> tuple[list[ObstacleKind], int]:
        """Kind of every feature, and how many were only assumed to be buildings."""
        stated = self._options.kinds.get(file.name) or self._options.kind
        if stated:
            return [stated] * len(file.properties), 0
        by_name = kind_of_name(file.layer) or kind_of_name(Path(file.name).stem)
        found = [kind_of_properties(properties) or by_name for properties in file.properties]
        assumed = sum(1 for part in file.parts if found[part.feature] is None and part.shape == "polygon")
        return [kind or ObstacleKind.BUILDING for kind in found], assumed

    def _add_thin(
        self,
        file: GeoJsonFile,
        points: NDArray[np.float64],
        kinds: Sequence[ObstacleKind],
        counts: Counter[ObstacleKind],
    ) -> tuple[int, int, int]:
        """Points and lines; returns how many became footprints, how many strips, and how many are nothing here."""
        footprints = strips = ignored = 0
        for part in file.parts:
            if part.shape == "polygon":
                continue
            kind = kinds[part.feature]
            start, end = part.rings[0]
            line: Ring = tuple((round(x, 3), round(y, 3)) for x, y in points[start:end].tolist())
            if part.shape == "point" and kind in POINT_SIZE_M:
                self._add(file, part, kind, _footprint(line[0], kind), (), counts)
                footprints += 1
            elif part.shape == "line" and kind in LINE_KINDS and len(set(line)) > 1:
                self._add(file, part, kind, line, (), counts)
            elif part.shape == "line" and kind in LINE_WIDTH_M and len(set(line)) > 1:
                pieces = strip(line, LINE_WIDTH_M[kind])
                for outline, holes in pieces:
                    self._add(file, part, kind, outline, holes, counts)
                strips += bool(pieces)
                ignored += not pieces
            else:
                ignored += 1
        return footprints, strips, ignored

    def _add(
        self,
        file: GeoJsonFile,
        part: Part,
        kind: ObstacleKind,
        outline: Ring,
        holes: tuple[Ring, ...],
        counts: Counter[ObstacleKind],
    ) -> None:
        properties = file.properties[part.feature]
        height_m, base_m, storeys, source = 0.0, 0.0, 0, HeightSource.STATED
        if kind not in GROUND_KINDS:
            found = heights_of(properties, self._options.height_field)
            base_m, storeys = _clamped(found.base_m), found.storeys
            if found.height_m is not None and found.height_m > 0 and not found.from_storeys:
                height_m = min(found.height_m, MAX_HEIGHT_M)
            else:
                source = HeightSource.ASSUMED
                height_m = min(found.height_m or self.default_height_m(kind), MAX_HEIGHT_M)
                if found.from_storeys:
                    self.from_storeys += 1
                else:
                    self.assumed[kind] += 1
        identifier = next(self._numbers)
        counts[kind] += 1
        self.obstacles[identifier] = Obstacle(
            id=identifier,
            kind=kind,
            name=name_of(properties, self._options.lang),
            outline=outline,
            holes=holes,
            height_m=height_m,
            base_m=base_m,
            storeys=storeys,
            height_source=source,
        )


def _numbers_of(project: Project) -> Iterator[str]:
    """Free ids of obstacles, counted on from the project's own; one search for all of them."""
    prefix, _, first = free_id(project, "obstacles").rpartition("-")
    return (f"{prefix}-{number:02d}" for number in itertools.count(int(first)))


def _clamped(base_m: float) -> float:
    return min(max(base_m, -100.0), MAX_HEIGHT_M) if math.isfinite(base_m) else 0.0


def _footprint(point: tuple[float, float], kind: ObstacleKind) -> Ring:
    """A rectangle around a point, or a 16-sided circle for what is round."""
    width, depth = POINT_SIZE_M[kind]
    x, y = point
    if kind in (ObstacleKind.TANK, ObstacleKind.VEGETATION):
        turns = [math.tau * step / 16 for step in range(16)]
        return tuple((round(x + width / 2 * math.cos(a), 3), round(y + depth / 2 * math.sin(a), 3)) for a in turns)
    half_x, half_y = width / 2, depth / 2
    return ((x - half_x, y - half_y), (x + half_x, y - half_y), (x + half_x, y + half_y), (x - half_x, y + half_y))
