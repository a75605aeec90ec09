"""From placed features to obstacles: kinds, heights, repair; every decision counted for the report."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import Issue, Severity
from planner.io.crs import short_name
from planner.io.layer_kinds import IGNORE, LayerChoice, propose_layers
from planner.io.map_file import MapFile, Part, issue
from planner.io.map_kinds import (
    DEFAULT_HEIGHT_M,
    LINE_WIDTH_M,
    POINT_SIZE_M,
    heights_of,
    kind_of_name,
    kind_of_properties,
    line_width_m,
    name_of,
)
from planner.io.map_options import ImportedFile, ImportOptions
from planner.io.polygons import clean_polygons, simplify_line, strip
from planner.model.edits import free_id
from planner.model.geometry import Ring
from planner.model.project import Project
from planner.model.site_map import GROUND_KINDS, LINE_KINDS, HeightSource, Obstacle, ObstacleKind

MAX_HEIGHT_M = 1000.0

#: What an exported map says of sites, cells and UPFs.
_NETWORK = frozenset({"site", "cell", "upf"})


class Builder:
    """Turns parts into obstacles and keeps count of everything it had to decide."""

    def __init__(self, project: Project, options: ImportOptions) -> None:
        self._options = options
        self._numbers = _numbers_of(project)
        self.obstacles: dict[str, Obstacle] = {}
        self.files: list[ImportedFile] = []
        self.assumed: Counter[ObstacleKind] = Counter()
        self.from_storeys = 0
        self.repaired = 0
        self.simplified = 0
        self.issues: list[Issue] = []

    def default_height_m(self, kind: ObstacleKind) -> float:
        """The height an object of this kind gets where the file states none."""
        stated = self._options.default_height_m
        return DEFAULT_HEIGHT_M.get(kind, 0.0) if stated is None else stated

    def add_file(self, file: MapFile, points: NDArray[np.float64]) -> None:
        """Take in one file, its coordinates already in local metres."""
        self.issues.extend(file.notes)
        one = _FileBuilder(self, file, points, self._options)
        one.build()
        self.files.append(
            ImportedFile(
                name=file.name,
                encoding=file.encoding,
                crs=short_name(file.crs),
                counts=dict(one.counts),
                format=file.format.value,
            )
        )

    def add(self, file: MapFile, part: Part, kind: ObstacleKind, outline: Ring, holes: tuple[Ring, ...]) -> None:
        """One obstacle, its height stated, from storeys or assumed."""
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
        self.obstacles[identifier] = Obstacle(
            id=identifier,
            kind=kind,
            name=name_of(properties, self._options.lang) or file.labels[part.feature],
            outline=outline,
            holes=holes,
            height_m=height_m,
            base_m=base_m,
            storeys=storeys,
            height_source=source,
        )


class _FileBuilder:
    """One file of an import."""

    def __init__(self, builder: Builder, file: MapFile, points: NDArray[np.float64], options: ImportOptions) -> None:
        self._builder = builder
        self._file = file
        self._points = points
        self._options = options
        self.counts: Counter[ObstacleKind] = Counter()
        self._told: Counter[str] = Counter()

    def build(self) -> None:
        """Make the obstacles, then tell what was decided on the way."""
        kinds = self._kinds()
        self._add_areas(kinds)
        self._add_thin(kinds)
        self._tell()

    def _kinds(self) -> list[LayerChoice]:
        """What becomes of every feature; polygons that nothing speaks of are buildings, and counted."""
        options, file = self._options, self._file
        stated = options.kinds.get(file.name) or options.kind
        proposals = propose_layers(file)
        result: list[LayerChoice] = []
        outlines = Counter(part.feature for part in file.parts if part.shape == "polygon")
        skipped: Counter[str] = Counter()
        for index, (layer, properties) in enumerate(zip(file.layers, file.properties, strict=True)):
            if properties.get("network") in _NETWORK:
                # a site of an exported map: it belongs to a scheme, not to the drawing
                result.append(IGNORE)
                continue
            choice = options.layers.get(layer) or stated or kind_of_properties(properties) or _by_block(properties)
            choice = choice or proposals[layer].choice
            if choice is None:
                self._told["import-kind-assumed"] += outlines[index]
                choice = ObstacleKind.BUILDING
            if choice == IGNORE and layer not in options.layers:
                skipped[layer] += 1
            result.append(choice)
        if skipped:
            names = ", ".join(name or "–" for name, _ in skipped.most_common(8))
            count, layers = skipped.total(), len(skipped)
            self._issue("import-layers-ignored", Severity.WARNING, count=count, layers=layers, names=names)
        return result

    def _add_areas(self, kinds: Sequence[LayerChoice]) -> None:
        parts = [part for part in self._file.parts if part.shape == "polygon" and kinds[part.feature] != IGNORE]
        cleaned = clean_polygons(self._points, [part.rings for part in parts], simplify_m=self._options.simplify_m)
        self._told["import-repaired"] = cleaned.repaired
        self._told["import-slivers-dropped"] = cleaned.dropped
        self._told["import-simplified"] = cleaned.simplified
        self._builder.repaired += cleaned.repaired
        for part, pieces in zip(parts, cleaned.pieces, strict=True):
            kind = ObstacleKind(kinds[part.feature])
            for outline, holes in pieces:
                if kind in LINE_KINDS:  # a closed fence is a line that comes back to its beginning
                    for ring in (outline, *holes):
                        self._add(part, kind, (*ring, ring[0]), ())
                else:
                    self._add(part, kind, outline, holes)

    def _add_thin(self, kinds: Sequence[LayerChoice]) -> None:
        """Points become footprints, lines walls or strips, where their kind allows it."""
        for part in self._file.parts:
            choice = kinds[part.feature]
            if part.shape == "polygon" or choice == IGNORE:
                continue
            kind = ObstacleKind(choice)
            start, end = part.rings[0]
            line: Ring = tuple((round(x, 3), round(y, 3)) for x, y in self._points[start:end].tolist())
            if part.shape == "point" and kind in POINT_SIZE_M:
                self._add(part, kind, _footprint(line[0], kind), ())
                self._told["import-points-as-footprints"] += 1
            elif part.shape == "line" and len(set(line)) > 1 and (kind in LINE_KINDS or kind in LINE_WIDTH_M):
                self._add_line(part, kind, line)
            else:
                self._told["import-shapes-ignored"] += 1

    def _add_line(self, part: Part, kind: ObstacleKind, line: Ring) -> None:
        thinned = simplify_line(line, self._options.simplify_m)
        self._told["import-simplified"] += len(line) - len(thinned)
        if kind in LINE_KINDS:
            self._add(part, kind, thinned, ())
            return
        pieces = strip(thinned, line_width_m(kind, self._file.properties[part.feature]))
        for outline, holes in pieces:
            self._add(part, kind, outline, holes)
        self._told["import-lines-as-strips" if pieces else "import-shapes-ignored"] += 1

    def _add(self, part: Part, kind: ObstacleKind, outline: Ring, holes: tuple[Ring, ...]) -> None:
        self.counts[kind] += 1
        self._builder.add(self._file, part, kind, outline, holes)

    def _tell(self) -> None:
        self._builder.simplified += self._told["import-simplified"]
        self._told["import-without-geometry"] = self._file.empty
        for code in _TOLD:
            if self._told[code]:
                warns = code in ("import-kind-assumed", "import-shapes-ignored")
                self._issue(code, Severity.WARNING if warns else Severity.NOTE, count=self._told[code])
        for geometry, count in sorted(self._file.unknown.items()):
            self._issue("import-geometry-unknown", Severity.WARNING, count=count, geometry=geometry[:40])
        if not self.counts:
            self._issue("import-file-gave-nothing", Severity.WARNING)

    def _issue(self, code: str, severity: Severity, **params: str | int) -> None:
        self._builder.issues.append(issue(code, severity, file=self._file.name, **params))


#: In this order they are told.
_TOLD = (
    "import-repaired",
    "import-slivers-dropped",
    "import-simplified",
    "import-without-geometry",
    "import-kind-assumed",
    "import-points-as-footprints",
    "import-lines-as-strips",
    "import-shapes-ignored",
)


def _by_block(properties: Mapping[str, Any]) -> ObstacleKind | None:
    """The kind that the name of a CAD block speaks of."""
    block = properties.get("block")
    return kind_of_name(str(block)) if block else None


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
