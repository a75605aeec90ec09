"""What the layers of a map probably are: a proposal per layer with its reason, for the importer and for its dialog."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from planner.io.map_file import MapFile, MapFormat
from planner.io.map_kinds import kind_of_name, kind_of_properties
from planner.model.site_map import ObstacleKind

#: What a layer becomes: objects of one kind, or nothing.
LayerChoice = ObstacleKind | Literal["ignore"]
IGNORE: Literal["ignore"] = "ignore"

#: Layers of annotation, services and inner works; they hold lines, but nothing that stands in the way of the waves.
_ANNOTATION = re.compile(
    r"标注|尺寸|文字|注记|说明|轴线|轴网|轴号|中心线|图框|图签|图例|指北|等高|高程|控制点|坐标|界址|红线|用地|视口|楼梯|门窗|家具"
    r"|管线|管道|给水|排水|电缆|消火栓|辅助"
    r"|defpoints|annot|contour|centerline|viewport|legend|title|(?<![a-z])(?:dims?|text|txt|notes?|axis|grid|border|elev"
    r"|pipes?|cables?|doors?|windows?|glaz|stairs?|furn|coords?|dgx|gcd|kzd|tk|jzd|assist|gxyz|dldw|dmtz)(?![a-z])",
    re.IGNORECASE,
)
_FILLING = re.compile(r"填充|hatch|(?<![a-z])patt", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerProposal:
    """What a layer is taken for, why ("layer-by-name" ...), how many features it has.

    `choice` is None where each object's own properties decide, or where nothing says anything: closed outlines then
    count as buildings, and the report says so.
    """

    layer: str
    choice: LayerChoice | None
    reason: str
    count: int


def propose_layers(file: MapFile) -> Mapping[str, LayerProposal]:
    """A proposal for every layer of a file, in order of appearance."""
    counts = Counter(file.layers)
    stated: defaultdict[str, Counter[ObstacleKind | None]] = defaultdict(Counter)
    for layer, properties in zip(file.layers, file.properties, strict=True):
        stated[layer][kind_of_properties(properties)] += 1
    return {layer: _proposal(file, layer, counts[layer], stated[layer]) for layer in dict.fromkeys(file.layers)}


def _proposal(file: MapFile, layer: str, count: int, stated: Counter[ObstacleKind | None]) -> LayerProposal:
    choice, reason = _choice(file, layer, stated)
    return LayerProposal(layer=layer, choice=choice, reason=reason, count=count)


def _choice(file: MapFile, layer: str, stated: Counter[ObstacleKind | None]) -> tuple[LayerChoice | None, str]:
    known = [kind for kind in stated if kind is not None]
    if known and stated[None] == 0:
        return (known[0] if len(known) == 1 else None), "layer-by-properties"
    if file.format is MapFormat.OSM:
        return (None, "layer-by-properties") if known else (IGNORE, "layer-no-obstacle")
    if file.format is MapFormat.DXF and _ANNOTATION.search(layer):
        return IGNORE, "layer-annotation"
    kind = kind_of_name(layer)
    if kind:
        return kind, "layer-by-name"
    if file.format is MapFormat.DXF and _FILLING.search(layer):
        return IGNORE, "layer-annotation"
    if file.format is not MapFormat.DXF:
        kind = kind_of_name(Path(file.name).stem)
        if kind:
            return kind, "layer-by-file-name"
    return None, "layer-unknown"
