"""What is in map files before they are imported: layers, counts, place, and what each layer is taken for."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.io import crs as reference
from planner.io.layer_kinds import LayerProposal, propose_layers
from planner.io.map_file import MapFile, MapFormat
from planner.io.map_import import read_maps
from planner.io.map_kinds import heights_of, name_of
from planner.io.map_options import ImportOptions
from planner.model.geometry import Bounds
from planner.progress import Progress, silent

_SAMPLES = 5
_NUMERIC_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerPreview:
    """One layer: how many polygons, lines and points, some names, what it is taken for and why."""

    proposal: LayerProposal
    polygons: int
    lines: int
    points: int
    names: tuple[str, ...]
    with_height: int

    @property
    def name(self) -> str:
        """The layer's name as the file has it; "" for files without layers."""
        return self.proposal.layer


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreview:
    """One file: `bounds` in its own coordinates (None when empty), `number_fields` that may hold heights."""

    name: str
    format: MapFormat
    encoding: str
    crs: str
    crs_is_stated: bool
    is_local: bool
    bounds: Bounds | None
    layers: tuple[LayerPreview, ...]
    number_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPreview:
    """The previews, and the files themselves to hand to `build_map`, so that nothing is read twice."""

    files: tuple[FilePreview, ...]
    maps: tuple[MapFile, ...]


def inspect_map(
    paths: Sequence[Path | str], *, options: ImportOptions | None = None, progress: Progress = silent
) -> MapPreview:
    """Read files and tell what is in them. Raises what `read_map` raises."""
    options = options or ImportOptions()
    maps = read_maps(paths, options=options, progress=progress)
    return MapPreview(files=tuple(_file(one, options.lang) for one in maps), maps=tuple(maps))


def _file(file: MapFile, lang: str) -> FilePreview:
    shapes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for part in file.parts:
        shapes[file.layers[part.feature]][part.shape] += 1
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    heights: Counter[str] = Counter()
    for layer, properties, label in zip(file.layers, file.properties, file.labels, strict=True):
        name = name_of(properties, lang) or label
        if name and len(names[layer]) < _SAMPLES:
            names[layer][name] = None
        heights[layer] += heights_of(properties).height_m is not None
    layers = tuple(
        LayerPreview(
            proposal=proposal,
            polygons=shapes[layer]["polygon"],
            lines=shapes[layer]["line"],
            points=shapes[layer]["point"],
            names=tuple(names[layer]),
            with_height=heights[layer],
        )
        for layer, proposal in propose_layers(file).items()
    )
    return FilePreview(
        name=file.name,
        format=file.format,
        encoding=file.encoding,
        crs=reference.short_name(file.crs),
        crs_is_stated=file.crs_is_stated,
        is_local=file.crs == reference.LOCAL,
        bounds=_bounds(file),
        layers=layers,
        number_fields=_number_fields(file.properties),
    )


def _bounds(file: MapFile) -> Bounds | None:
    if not len(file.coordinates):
        return None
    low, high = file.coordinates.min(axis=0), file.coordinates.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _number_fields(properties: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """Fields whose values are mostly numbers, in order of appearance."""
    filled: Counter[str] = Counter()
    numeric: Counter[str] = Counter()
    for one in properties:
        for key, value in one.items():
            if value is None or value == "":
                continue
            filled[key] += 1
            numeric[key] += heights_of({key: value}, key).height_m is not None
    return tuple(key for key in filled if numeric[key] > _NUMERIC_SHARE * filled[key])
